package glossary_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"gongbao/generator/diag"
	"gongbao/generator/glossary"
	"gongbao/generator/markdown"
)

// FuzzLoad reads a glossary and has its words linked in a text: each at most once,
// whatever they are.
func FuzzLoad(f *testing.F) {
	own, err := os.ReadFile("../../data/glossary.toml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(own), "全年诉前调解成功{{x}}件，诉前调解成功率[诉前调解](a.md)。")
	f.Add("[[term]]\nname = \"旧存\"\nmeaning = \"甲\"\naliases = [\"\", \"旧\", \" \"]\n", "旧存旧存旧 存")
	f.Add("[[term]]\nid = \"a\\\"><script>\"\nname = \"<b>\"\nmeaning = \"甲\"\n", "\\<b>")
	f.Add("[[term]]\nid = \"x\"\nname = \"甲\"\nmeaning = \"甲\"\n[[term]]\nid = \"x\"\nname = \"甲乙\"\naliases = [\"甲\"]\nmeaning = \"乙\"\n", "甲乙甲")
	f.Fuzz(func(t *testing.T, text, prose string) {
		var bag diag.Bag
		terms, err := glossary.Load(fstest.MapFS{"data/glossary.toml": {Data: []byte(text)}}, &bag)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range bag.Sorted() {
			if d.Pos.File == "" {
				t.Errorf("%s has no place", d.Code)
			}
		}
		var ids []string
		var words []markdown.Term
		for _, term := range terms {
			if term.ID == "" || term.Name == "" || term.Meaning == "" {
				t.Errorf("%+v", term)
			}
			ids = append(ids, term.ID)
			words = append(words, markdown.Term{ID: term.ID, Names: append([]string{term.Name}, term.Aliases...)})
		}
		slices.Sort(ids)
		if len(slices.Compact(slices.Clone(ids))) != len(ids) {
			t.Errorf("two words have one id: %q", ids)
		}
		used := markdown.NewParser(words).Parse("a.md", []byte(prose), &diag.Bag{}).TermsUsed()
		for i, id := range used {
			if !slices.Contains(ids, id) || slices.Contains(used[:i], id) {
				t.Errorf("%q was linked, of %s", used, strings.Join(ids, ", "))
			}
		}
	})
}
