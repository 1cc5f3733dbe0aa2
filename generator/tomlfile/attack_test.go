package tomlfile

import (
	"strings"
	"testing"

	"gongbao/generator/diag"
)

// A text of a few bytes could make the decoder call itself until the program dies.
func TestDeepTextsAreRefused(t *testing.T) {
	const n = 1_000_000
	for name, text := range map[string]string{
		"arrays":         "a = " + strings.Repeat("[", n),
		"tables":         "a = " + strings.Repeat("{ b = ", n),
		"a key":          strings.Repeat("a.", n) + "b = 1",
		"quoted":         strings.Repeat(`"a" . `, n) + "b = 1",
		"a table":        "[" + strings.Repeat("a.", n) + "b]",
		"tables by name": "[[" + strings.Repeat("a.", n) + "b]]",
		"after text":     "a = \"\"\"\n[[\\\"\"\"\"\"\nb = " + strings.Repeat("[", n),
		"after a note":   "a = 1 # \"'\nb = " + strings.Repeat("[", n),
		"after literals": "a = '\\'\nb = '''\\'''\nc = " + strings.Repeat("[", n),
	} {
		var bag diag.Bag
		var v map[string]any
		if _, ok := Decode(Source{File: "f", Text: []byte(text)}, &v, &bag); ok {
			t.Errorf("%s: was read", name)
		}
		if found := bag.Sorted(); len(found) != 1 || found[0].Args["detail"] != "@toml-deep" {
			t.Errorf("%s: %v", name, found)
		}
	}
}

// What only looks deep is read.
func TestDepthIsThatOfValuesAlone(t *testing.T) {
	for name, text := range map[string]string{
		"numbers":  "a = [" + strings.Repeat("1.5, ", 1000) + "]",
		"text":     "a = \"" + strings.Repeat("[{.", 1000) + "\"\nb = '" + strings.Repeat("[{.", 1000) + "'",
		"lines":    "a = '''\n" + strings.Repeat("[\n", 1000) + "'''''\nb = \"\"\"\n" + strings.Repeat("[\n", 1000) + "\\\"\"\"\"",
		"notes":    strings.Repeat("# [[[{{{ a.b.c \" '\n", 1000) + "a = 1",
		"siblings": "a = [" + strings.Repeat("[{x = 1}],", 1000) + "]",
		"tables":   strings.Repeat("[[a]]\n[a.b.c]\nd.e = 1\n", 1000),
		"maximum":  "a = " + strings.Repeat("[", maxDepth) + strings.Repeat("]", maxDepth),
	} {
		var bag diag.Bag
		var v map[string]any
		if _, ok := Decode(Source{File: "f", Text: []byte(text)}, &v, &bag); !ok {
			t.Errorf("%s: %v", name, bag.Sorted())
		}
	}
}
