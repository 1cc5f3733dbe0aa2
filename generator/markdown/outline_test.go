package markdown

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gongbao/generator/diag"
)

// outlined compares an outline with what Parse reads.
func outlined(t *testing.T, src []byte) {
	t.Helper()
	p := NewParser(nil)
	var bag, own diag.Bag
	o := p.Outline("x.md", src, &bag)
	d := p.Parse("x.md", src, &own)
	if o.Empty != d.Empty() {
		t.Errorf("empty is %v, and of all of it %v: %q", o.Empty, d.Empty(), src)
	}
	if string(o.Front.Text) != string(d.Front.Text) || string(o.Front.Whole) != string(d.Front.Whole) || o.Front.Offset != d.Front.Offset {
		t.Errorf("another front matter: %q", src)
	}
	toFiles := slices.DeleteFunc(d.Links(), func(l Link) bool {
		return !slices.Contains(o.Links, l) && (strings.HasPrefix(l.Dest, "mailto:") || strings.HasPrefix(l.Dest, "http"))
	})
	if !slices.Equal(toFiles, o.Links) || !slices.Equal(d.Images(), o.Images) {
		t.Errorf("it leads to %v and %v, and all of it to %v and %v: %q", o.Links, o.Images, d.Links(), d.Images(), src)
	}
	for _, found := range own.Sorted() {
		if OfFront(found.Code) != slices.ContainsFunc(bag.Sorted(), func(d diag.Diagnostic) bool { return d.Code == found.Code }) {
			t.Errorf("%s is told by one alone: %q", found.Code, src)
		}
	}
}

var outlines = []string{
	"", "甲。", "+++\ntitle = \"a\"\n+++\n", "+++\ntitle = \"a\"\n+++\n\n \n", "+++\ntitle = \"a\"\n+++\n<!-- 只有注释 -->\n", "+++\nno end", "\xff",
	"[甲](a.md)", "[甲][b]\n\n[b]: c.md", "[b]\n\n[b]: c.md", "![图](a.png \"题\")", "<https://a.b/c>", "见https://a.b/c。", "见www.a.cn。", "寄a@b.cn。", "`[甲](a.md)`",
	"```table\ncolumns = [\"a\", \"b\"]\n```\n", "[甲]\n(a.md)", "\\[甲](a.md)", "脚注[^1]。\n\n[^1]: 注", "\ufeff+++\r\ntitle = \"a\"\r\n+++\r\n甲\r\n", "[甲]\n[乙]",
}

func TestAnOutlineIsThatOfTheText(t *testing.T) {
	for _, src := range outlines {
		outlined(t, []byte(src))
	}
	pages, err := filepath.Glob("../../content/*/*.md")
	if err != nil || len(pages) == 0 {
		t.Fatal("no pages", err)
	}
	for _, name := range pages {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		outlined(t, src)
	}
}

func FuzzOutline(f *testing.F) {
	for _, src := range outlines {
		f.Add([]byte(src))
	}
	f.Fuzz(func(t *testing.T, src []byte) { outlined(t, src) })
}
