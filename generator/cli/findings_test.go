package cli

import (
	"strings"
	"testing"
	"unicode/utf8"

	"gongbao/generator/diag"
)

func TestExcerpt(t *testing.T) {
	long := strings.Repeat("甲", 500) + "{{错}}" + strings.Repeat("乙", 500)
	for _, c := range []struct {
		pos  diag.Pos
		want string
	}{
		{diag.Pos{Text: "  全年受理{{受理案牛}}件。", Column: 7}, "全年受理{{受理案牛}}件。"},
		{diag.Pos{Text: "a\x1b[31mb\x00c", Column: 1}, "a[31mbc"},
		{diag.Pos{Text: long, Column: 501}, "…" + strings.Repeat("甲", 40) + "{{错}}" + strings.Repeat("乙", 35) + "…"},
		{diag.Pos{Text: strings.Repeat("字", 200), Column: 3}, strings.Repeat("字", 80) + "…"},
		{diag.Pos{}, ""},
	} {
		got := excerpt(c.pos)
		if got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
		if n := utf8.RuneCountInString(got); n > excerptRunes+2 {
			t.Errorf("%d characters", n)
		}
	}
}
