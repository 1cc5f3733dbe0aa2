package markdown

import (
	"testing"
	"unicode/utf8"

	"gongbao/generator/diag"
)

// FuzzProse reads files for the audit, as text and as Markdown, and asks where in
// the file each place of the text stands: somewhere in it, and of a plain text the
// very same place.
func FuzzProse(f *testing.F) {
	for _, s := range []string{"全年受理案件**4601.8**万件，\r\n同比上升1%。", "\ufeff+++\ntitle = \"a\"\n+++\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n", "甲&amp;乙\\*丙[^1]\n\n[^1]: 注", "> - 1\n>   2\n\n　　3", "\xb7\xa8", "a\rb\nc", "{{a}}万{{b"} {
		f.Add([]byte(s), uint16(3))
	}
	p := NewParser(testTerms)
	f.Fuzz(func(t *testing.T, src []byte, at uint16) {
		if len(src) > 1<<14 {
			return
		}
		var bag diag.Bag
		plain, ok := PlainProse("a.txt", src, &bag)
		if ok == bag.Failed() {
			t.Errorf("it is read: %v, and told of: %v", ok, bag.Failed())
		}
		lines := 1
		for _, c := range normalize(src) {
			if c == '\n' {
				lines++
			}
		}
		held := func(pos diag.Pos, file string) {
			if pos.File != file || pos.Line < 1 || pos.Line > lines || pos.Column < 1 || pos.Column > utf8.RuneCountInString(pos.Text)+1 {
				t.Errorf("%+v of %d lines", pos, lines)
			}
		}
		start := func(text string) int { // of a character
			i := int(at) % len(text)
			for !utf8.RuneStart(text[i]) {
				i--
			}
			return i
		}
		if ok && plain.Text != "" {
			held(plain.Pos(start(plain.Text)), "a.txt")
		}
		prose := p.Parse("a.md", src, &diag.Bag{}).Prose(func(b *Binding) string { return "〔" + b.Expr + "〕" })
		for _, b := range prose.Bound {
			if b.Start < 0 || b.End > len(prose.Text) || prose.Text[b.Start:b.End] != "〔"+b.Binding.Expr+"〕" {
				t.Errorf("%+v is not in %q", b, prose.Text)
			}
		}
		if prose.Text != "" {
			held(prose.Pos(start(prose.Text)), "a.md")
		}
	})
}
