package cli

import (
	"regexp"
	"testing"
)

func TestEnglishCountsInWords(t *testing.T) {
	for _, tt := range []struct {
		key  string
		args []any
		want string
	}{
		{"stopped.checked", []any{"errors", 1, "warnings", "0"}, "1 error, 0 warnings."},
		{"stopped.checked", []any{"errors", "21", "warnings", 1}, "21 errors, 1 warning."},
		{"checked", []any{"pages", 2, "figures", 1, "charts", 1, "findings", 1, "seconds", "0.10"}, "checked: 2 pages, 1 traced figure, 1 chart, 1 finding, 0.10 s."},
		{"import.missing", []any{"names", "{values:a|b}", "values", 1}, "not in this file: {values:a|b}; the 1 value that was there stays."},
		{"reused", []any{"rendered", 1, "reused", 11}, "1 page was made again, 11 had not changed."},
	} {
		if got := wordsFor("en_US.UTF-8").text(tt.key, tt.args...); got != tt.want {
			t.Errorf("%s of %v: %q, want %q", tt.key, tt.args, got, tt.want)
		}
	}
}

// A word that goes by a number that the text does not give would always be the one for many.
func TestPluralsGoByANumberOfTheirText(t *testing.T) {
	for key, text := range wordsFor("en_US.UTF-8").texts {
		given := map[string]bool{}
		for _, m := range hole.FindAllStringSubmatch(text, -1) {
			given[m[1]] = true
		}
		for _, m := range plural.FindAllStringSubmatch(text, -1) {
			if !given[m[1]] {
				t.Errorf("%s: %s without {%s}", key, m[0], m[1])
			}
		}
	}
}

var hole = regexp.MustCompile(`\{(\w+)\}`)
