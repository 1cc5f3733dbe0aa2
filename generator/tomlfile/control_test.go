package tomlfile

import (
	"strings"
	"testing"

	"gongbao/generator/diag"
)

// A control character stands in no text, neither raw nor written as an escape.
func TestControlCharactersAreRefused(t *testing.T) {
	type content struct {
		A    string            `toml:"a"`
		List []string          `toml:"list"`
		Map  map[string]string `toml:"map"`
		Any  any               `toml:"any"`
		Each []struct {
			A string `toml:"a"`
		} `toml:"each"`
	}
	shape := ShapeOf[content]()
	for name, c := range map[string]struct{ text, want string }{
		"text":         {"list = []\na = \"x\\u0007\"", "f:2:1 control-character a U+0007"},
		"at its end":   {`a = "x\u0000"`, "f:1:1 control-character a U+0000"},
		"short escape": {`a = "\b"`, "f:1:1 control-character a U+0008"},
		"delete":       {`a = "\u007F"`, "f:1:1 control-character a U+007F"},
		"of a list":    {"list = [\n\"x\",\n\"\\u001F\"]", "f:3:1 control-character list[1] U+001F"},
		"of a map":     {"[map]\nx = \"\\u000B\"", "f:2:1 control-character map.x U+000B"},
		"of anything":  {"any = [{ b = \"\\f\" }]", "f:1:10 control-character any[0].b U+000C"},
		"of tables":    {"[[each]]\n[[each]]\na = \"\\u0001\"", "f:3:1 control-character each[1].a U+0001"},
		"a key":        {"[map]\n\"k\\u0002\" = \"x\"", "f:2:1 control-character map.k� U+0002"},
		"raw":          {"a = \"\x01\"", "f:1:5 toml-syntax"},
		"raw delete":   {"a = \"\x7f\"", "f:1:5 toml-syntax"},
		"tabs, lines":  {`a = "x\t\r\ny\\u0007"`, ""},
		"several":      {"list = [\"\\u0001\"]\na = \"\\u0002\"", "f:1:9 control-character list[0] U+0001; f:2:1 control-character a U+0002"},
	} {
		for way, decode := range map[string]func(*diag.Bag){
			"Decode": func(bag *diag.Bag) { Decode(Source{File: "f", Text: []byte(c.text)}, &content{}, bag) },
			"Shape":  func(bag *diag.Bag) { shape.Decode(Source{File: "f", Text: []byte(c.text)}, &content{}, bag) },
		} {
			var bag diag.Bag
			decode(&bag)
			var got []string
			for _, d := range bag.Sorted() {
				got = append(got, strings.TrimSpace(d.Pos.String()+" "+string(d.Code)+" "+strings.TrimSpace(d.Args["key"]+" "+d.Args["character"])))
			}
			if got := strings.Join(got, "; "); got != c.want {
				t.Errorf("%s, %s: %q, want %q", name, way, got, c.want)
			}
		}
	}
}
