package search

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzFold brings texts into the form in which they are compared. What is in it is
// in it again, and what stands in a text stands in its form: so a stretch that a
// reader types finds the text that it was taken from.
func FuzzFold(f *testing.F) {
	for _, s := range []string{"诉前调解成功1218.2万件", "ＡＢＣ　１２", "a\u00a0b  c\td", "“枫桥经验”——《民法典》", "e\u0301\u200b\ufeff", "\U00020000𠮷", "\xff\xc0", "ÄΣЖ İ ß ﬁ"} {
		f.Add(s, uint8(1), uint8(3))
	}
	f.Fuzz(func(t *testing.T, s string, from, to uint8) {
		form := folded(s)
		if again := folded(form); again != form {
			t.Errorf("%q is %q, and that is %q", s, form, again)
		}
		if utf8.RuneCountInString(form) > utf8.RuneCountInString(s) {
			t.Errorf("%q became longer: %q", s, form)
		}
		runes := []rune(s)
		i := min(int(from), len(runes))
		j := min(i+int(to), len(runes))
		// Space at the ends of what is typed stands for nothing.
		part := strings.Trim(folded(string(runes[i:j])), " ")
		if strings.ContainsRune(part, '\t') {
			return // parts the cells of a table, and no reader types it
		}
		if utf8.ValidString(s) && !strings.Contains(form, part) {
			t.Errorf("%q is %q, which is not in %q", string(runes[i:j]), part, form)
		}
	})
}
