package diag

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
)

// A word that code asks the catalogue for, "@key" among the Args of a finding,
// is there in both languages; else readers would see the key. A key that is
// composed ("@shape-one-" and more) has at least one word that begins so.
func TestWordsThatCodeAsksForAreThere(t *testing.T) {
	literal := regexp.MustCompile(`"@([a-z][a-z0-9]*(?:-[a-z0-9]+)*-?)"`)
	comment := regexp.MustCompile(`(?m)//.*$`)
	asked := map[string]string{}
	err := fs.WalkDir(os.DirFS(".."), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		text, err := os.ReadFile("../" + name)
		for _, m := range literal.FindAllStringSubmatch(comment.ReplaceAllString(string(text), ""), -1) {
			// In options of charts "@name" is a formatter of the bundle.
			if !strings.HasPrefix(name, "chart/") || strings.HasPrefix(m[1], "shape-") || m[1] == "documented" {
				asked[m[1]] = name
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(asked) < 20 {
		t.Fatalf("only %d words are asked for", len(asked))
	}
	for key, file := range asked {
		for lang, c := range map[string]*Catalog{"zh-CN": Chinese(), "en": English()} {
			found := c.words[key] != ""
			for word := range c.words {
				found = found || strings.HasSuffix(key, "-") && strings.HasPrefix(word, key)
			}
			if !found {
				t.Errorf("%s asks for @%s, which %s has not", file, key, lang)
			}
		}
	}
}
