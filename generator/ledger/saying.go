package ledger

import (
	"bytes"
	"gongbao/generator/tomlfile"
	"slices"
	"unicode/utf8"
)

// Saying is a number of a text and the words right before it. Figures say what a
// page tells of the data; sayings say of what it tells it, so that two numbers
// cannot change places.
type Saying struct {
	Before string `toml:"before"`
	Text   string `toml:"text"`
}

// clear is how many characters before a number are enough to know it by.
const clear = 4

// CompareSayings tells which numbers of a release are others now although the
// words before them stand as they did. Where the words were changed nothing can
// be told; that the figures are still there is for Compare. Where Compare finds a
// value that changed, that is the cause, and this has nothing to add.
func CompareSayings(old, now []Saying) []NumberDifference {
	by := map[string][]string{}
	for _, s := range now {
		by[s.Before] = append(by[s.Before], s.Text)
	}
	var out []NumberDifference
	for _, s := range old {
		texts := by[s.Before]
		if len(texts) == 0 || utf8.RuneCountInString(s.Before) < clear {
			continue
		}
		if slices.ContainsFunc(texts, func(text string) bool { return text == s.Text || sameNumber(text, s.Text) }) {
			continue
		}
		d := NumberDifference{Number{Text: s.Text, Subject: s.Before}, &Number{Text: texts[0], Subject: s.Before}}
		if !slices.ContainsFunc(out, func(o NumberDifference) bool { return o.Old == d.Old }) {
			out = append(out, d)
		}
	}
	return out
}

// sayings writes those of a release, a line each.
func sayings(b *bytes.Buffer, all []Saying) {
	if len(all) == 0 {
		return
	}
	b.WriteString("sayings = [\n")
	for _, s := range all {
		b.WriteString("  { before = " + tomlfile.Quote(s.Before) + ", text = " + tomlfile.Quote(s.Text) + " },\n")
	}
	b.WriteString("]\n")
}
