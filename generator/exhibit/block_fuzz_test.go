package exhibit

import (
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/tools/txtar"

	"gongbao/generator/diag"
	"gongbao/generator/figure"
	"gongbao/generator/markdown"
	"gongbao/generator/period"
)

// kinds of blocks that authors write.
var kinds = []string{"chart", "table", "cards", "register", "standing", "matrix"}

// FuzzBlock reads bodies of blocks. Whatever stands in one, it is shown or it is
// told of, and what was told of has a place.
func FuzzBlock(f *testing.F) {
	files, err := filepath.Glob("testdata/cases/*.txtar")
	if err != nil || len(files) == 0 {
		f.Fatal("no cases", err)
	}
	for _, name := range files {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, c := range archive.Files {
			for i, kind := range kinds {
				if strings.HasSuffix(c.Name, "."+kind) {
					f.Add(byte(i), string(c.Data))
				}
			}
		}
	}
	f.Add(byte(0), "template = \"trend\"\nindicators = [\"accepted\"]\nperiods = \"1900-01..2999-12\"\n")
	f.Add(byte(1), "indicators = [\"accepted\", \"\", \"受理案件:\"]\ncourts = [\"*\", \"*\"]\nperiods = [\"\"]\n")
	f.Add(byte(3), "register = \"honors\"\nfilter = \"level>=\"\ntitle = \"{{\"\n")
	desk := newDesk(f, &txtar.Archive{})
	f.Fuzz(func(t *testing.T, kind byte, body string) {
		var bag diag.Bag
		r := desk.Resolver("reports/a.html", figure.Context{Period: period.Year(2024)}, &bag)
		// As a text has it: a fence in the body ends the block.
		doc := markdown.NewParser(nil).Parse("a.md", []byte("```"+kinds[int(kind)%len(kinds)]+"\n"+body+"\n```\n"), &bag)
		for _, b := range doc.Blocks() {
			shown := r.Block(b)
			if shown == nil && !bag.Failed() {
				t.Error("it is not shown, and nobody is told")
			}
		}
		for _, d := range bag.Sorted() {
			if d.Pos.File == "" || d.Pos.Line == 0 && d.Code != diag.NotUTF8 {
				t.Errorf("%s has no place", finding(d))
			}
			if msg := diag.Chinese().Message(d.Code, d.Args); strings.Contains(msg, "{") && !strings.Contains(body, "{") {
				t.Errorf("a word was left open: %s", msg)
			}
		}
		for _, n := range r.Notes {
			if _, err := html.Parse(strings.NewReader(string(n))); err != nil {
				t.Error(err)
			}
		}
	})
}
