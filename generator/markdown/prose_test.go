package markdown

import (
	"html/template"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gongbao/generator/diag"
)

func proseOf(t *testing.T, src string) (*Document, *Prose) {
	t.Helper()
	var bag diag.Bag
	d := NewParser([]Term{{ID: "m", Names: []string{"诉前调解"}}}).Parse("a.md", []byte(src), &bag)
	return d, d.Prose(func(b *Binding) string { return "〈" + b.Expr + "〉" })
}

func TestProseIsTheTextWithoutItsMarkup(t *testing.T) {
	_, p := proseOf(t, `+++
title = "甲"
+++

# 一、**总账**

全年受理**3881**件，[审结](x.html){{审结}}件[^1]，
诉前调解 \*AT&amp;T\* 205件。`+"`99件`"+`

- 其一 12件
- 其二

表1：收案

| 项目 | 2024年 |
| --- | ---: |
| 收案 | 4601.8 |

`+"```chart\ntitle = \"9\"\n```"+`

[^1]: 注 5%。
`)
	want := `## 一、总账
全年受理3881件，审结〈审结〉件，诉前调解 *AT&T* 205件。 
其一 12件
其二
表1：收案
| 项目 | 2024年 |
| --- | --- |
| 收案 | 4601.8 |
注 5%。
`
	if p.Text != want {
		t.Errorf("prose\n%s\nwant\n%s", p.Text, want)
	}
	for _, b := range p.Bound {
		if got := p.Text[b.Start:b.End]; got != "〈审结〉" {
			t.Errorf("bound stretch is %q", got)
		}
	}
	if len(p.Bound) != 1 {
		t.Errorf("%d bound stretches", len(p.Bound))
	}
	if len(p.Linked) != 1 || p.Text[p.Linked[0].Start:p.Linked[0].End] != "审结" || p.Linked[0].Dest != "x.html" { // not the term, not an address that stands bare
		t.Errorf("linked: %+v", p.Linked)
	}
}

func TestProseKnowsTheWayBack(t *testing.T) {
	src := "+++\ntitle = \"甲\"\n+++\r\n\r\n全年受理**3881**件，AT&amp;T 审结1456件，\r\n诉前调解 205件。\n"
	_, p := proseOf(t, src)
	file := strings.ReplaceAll(src, "\r\n", "\n")
	for _, c := range []struct {
		text      string
		line, col int
		whole     bool
	}{{"3881", 5, 7, true}, {"1456件", 5, 26, true}, {"205件", 6, 6, true}, {"诉前调解 2", 6, 1, false}, {"AT&T", 5, 15, false}} {
		at := strings.Index(p.Text, c.text)
		pos := p.Pos(at)
		if pos.Line != c.line || pos.Column != c.col {
			t.Errorf("%s stands at %s, want %d:%d", c.text, pos, c.line, c.col)
		}
		from, to, ok := p.Source(at, at+len(c.text))
		if ok != c.whole && c.text != "诉前调解 2" {
			t.Errorf("%s verbatim: %v", c.text, ok)
		}
		if ok && file[from:to] != c.text {
			t.Errorf("%s leads to %q", c.text, file[from:to])
		}
	}
}

// Whatever the document, what Source gives is what the text reads, and every
// numeral of plain text is found.
func TestProseOfRealPages(t *testing.T) {
	files, err := filepath.Glob("../../content/*/*.md")
	if err != nil || len(files) == 0 {
		t.Fatal("no pages", err)
	}
	for _, name := range files {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		_, p := proseOf(t, string(src))
		found, typed := 0, 0
		for i := range p.Text {
			if p.Text[i] < '0' || p.Text[i] > '9' || slices.ContainsFunc(p.Bound, func(b Bound) bool { return b.Start <= i && i < b.End }) {
				continue
			}
			typed++
			from, to, ok := p.Source(i, i+1)
			if !ok {
				continue
			}
			found++
			if string(src[from:to]) != p.Text[i:i+1] {
				t.Fatalf("%s: byte %d leads to %q", name, i, src[from:to])
			}
		}
		if found != typed {
			t.Errorf("%s: of %d digits %d lead back", name, typed, found)
		}
	}
}

func TestMarksShowStretchesInAnotherForm(t *testing.T) {
	d, p := proseOf(t, "全年受理3881件，**诉前调解205**件，结案率37.52%。")
	var marks []Mark
	for _, text := range []string{"3881件", "205件", "37.52%"} {
		at := strings.Index(p.Text, text)
		marks = append(marks, Mark{at, at + len(text), func(s string) template.HTML { return template.HTML("<data>" + s + "</data>") }})
	}
	html := string(d.Append(nil, Renderer{
		Figure: func(*Binding) Figure { return Figure{} }, Link: func(s string) string { return s }, Text: func(k string) string { return k }, Marks: p.Marks(marks),
	}))
	for _, want := range []string{"<data>3881件</data>", "<data>205</data>", "<data>37.52%</data>", "件，结案率"} {
		if !strings.Contains(html, want) {
			t.Errorf("no %s in %s", want, html)
		}
	}
}
