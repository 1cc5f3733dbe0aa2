package wording

import (
	"fmt"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/shopspring/decimal"

	"gongbao/generator/period"
	"gongbao/generator/quantity"
	"gongbao/generator/stats"
)

// echo shows which key was asked for and with what.
type echo struct{}

func (echo) Text(key string, args ...any) string {
	if len(args) == 0 {
		return "<" + key + ">"
	}
	return fmt.Sprintf("<%s %v>", key, args)
}

// court is the Chinese of the default theme.
type court map[string]string

func (c court) Text(key string, args ...any) string {
	text, ok := c[key]
	if !ok {
		return "!" + key + "!"
	}
	for i := 0; i+1 < len(args); i += 2 {
		text = strings.ReplaceAll(text, fmt.Sprintf("{%v}", args[i]), fmt.Sprint(args[i+1]))
	}
	return text
}

func chinese(t *testing.T) court {
	t.Helper()
	var words court
	if _, err := toml.DecodeFile("../../themes/court/i18n/zh-CN.toml", &words); err != nil {
		t.Fatal(err)
	}
	return words
}

func TestPeriods(t *testing.T) {
	zh := chinese(t)
	tests := []struct{ period, long, short, first, key string }{
		{"2024", "2024年", "2024", "2024", "year"},
		{"2024H1", "2024年上半年", "上半年", "2024年上半年", "half1"},
		{"2024H2", "2024年下半年", "下半年", "2024年下半年", "half2"},
		{"2024Q1", "2024年一季度", "一季度", "2024年一季度", "quarter1"},
		{"2024Q2", "2024年二季度", "二季度", "2024年二季度", "quarter2"},
		{"2024Q3", "2024年三季度", "三季度", "2024年三季度", "quarter3"},
		{"2024Q4", "2024年四季度", "四季度", "2024年四季度", "quarter4"},
		{"2024-01", "2024年1月", "1月", "2024年1月", "month"},
		{"2024-12", "2024年12月", "12月", "2024年12月", "month"},
		{"2024Q3-ytd", "2024年前三季度", "前三季度", "2024年前三季度", "ytd_q3"},
		{"2024-02-ytd", "2024年1—2月", "1—2月", "2024年1—2月", "ytd_month"},
		{"2024-11-ytd", "2024年1—11月", "1—11月", "2024年1—11月", "ytd_month"},
		{"2024Q2-ytd", "2024年上半年", "上半年", "2024年上半年", "half1"}, // the same months
		{"2024Q4-ytd", "2024年", "2024", "2024", "year"},
		{"2024-03-ytd", "2024年一季度", "一季度", "2024年一季度", "quarter1"},
	}
	for _, tt := range tests {
		t.Run(tt.period, func(t *testing.T) {
			p, err := period.Parse(tt.period)
			if err != nil {
				t.Fatal(err)
			}
			if got := Period(zh, p); got != tt.long {
				t.Errorf("in a sentence: %s, want %s", got, tt.long)
			}
			if got := PeriodShort(zh, p); got != tt.short {
				t.Errorf("on an axis: %s, want %s", got, tt.short)
			}
			if got := PeriodFirst(zh, p); got != tt.first {
				t.Errorf("first on an axis: %s, want %s", got, tt.first)
			}
			args := fmt.Sprintf("[year 2024 month %d]", p.Last())
			if got, want := Period(echo{}, p), "<period."+tt.key+" "+args+">"; got != want {
				t.Errorf("asks for %s, want %s", got, want)
			}
			if got, want := PeriodShort(echo{}, p), "<period.short."+tt.key+" "+args+">"; got != want {
				t.Errorf("asks for %s, want %s", got, want)
			}
		})
	}
}

func TestNoPeriodIsSaidAsNothing(t *testing.T) {
	var p period.Period
	if got := Period(echo{}, p) + PeriodShort(echo{}, p) + PeriodFirst(echo{}, p); got != "" {
		t.Errorf("got %s", got)
	}
}

func change(unit stats.ChangeUnit, delta string, places int32) stats.Change {
	return stats.Change{Unit: unit, Delta: quantity.Of(decimal.RequireFromString(delta), quantity.One, places)}
}

func TestChanges(t *testing.T) {
	zh := chinese(t)
	tests := []struct {
		unit   stats.ChangeUnit
		delta  string
		places int32
		want   string
		number string
		key    string
	}{
		{stats.Percent, "1.04", 1, "上升1.0%", "1.0", "change.up.pct"},
		{stats.Percent, "-5.75", 1, "下降5.8%", "5.8", "change.down.pct"},
		{stats.Points, "0.35", 2, "提高0.35个百分点", "0.35", "change.up.pp"},
		{stats.Points, "-6.7", 1, "下降6.7个百分点", "6.7", "change.down.pp"},
		{stats.Absolute, "0.04", 2, "上升0.04", "0.04", "change.up.abs"},
		{stats.Absolute, "-0.04", 2, "下降0.04", "0.04", "change.down.abs"},
		{stats.Days, "3", 0, "延长3天", "3", "change.up.days"},
		{stats.Days, "-3.5", 1, "缩短3.5天", "3.5", "change.down.days"},
		{stats.Percent, "-0.05", 1, "下降0.1%", "0.1", "change.down.pct"}, // half rounds away from zero
	}
	for _, tt := range tests {
		t.Run(tt.want, func(t *testing.T) {
			c := change(tt.unit, tt.delta, tt.places)
			for _, base := range []Base{Year, Before} {
				for _, short := range []bool{false, true} {
					got := Change(zh, c, base, short)
					if got.String() != tt.want || got.Number != tt.number || strings.ContainsAny(got.Before+got.After, "0123456789\x00") {
						t.Errorf("base %d, short %v: %q, want %s", base, short, got, tt.want)
					}
				}
			}
			got := Change(echo{}, c, Year, false)
			if want := "<" + tt.key + " [n "; got.Before != want || got.Number != tt.number || got.After != "]>" {
				t.Errorf("asks for %q, want %s", got, want)
			}
		})
	}
}

func TestAChangeThatRoundsToNothingHasOnlyItsWord(t *testing.T) {
	zh := chinese(t)
	for _, unit := range []stats.ChangeUnit{stats.Percent, stats.Points, stats.Absolute, stats.Days} {
		for _, delta := range []string{"0", "0.04", "-0.04"} {
			c := change(unit, delta, 1)
			for _, tt := range []struct {
				base  Base
				short bool
				want  string
			}{
				{Year, false, "与上年同期持平"}, {Before, false, "与上期持平"}, {Year, true, "持平"}, {Before, true, "持平"},
			} {
				if got := Change(zh, c, tt.base, tt.short); got != (ChangeParts{Before: tt.want}) {
					t.Errorf("%s %s, base %d, short %v: %q", unit, delta, tt.base, tt.short, got)
				}
			}
		}
	}
}

func TestJoin(t *testing.T) {
	zh := chinese(t)
	for want, items := range map[string][]string{
		"": nil, "甲": {"甲"}, "甲和乙": {"甲", "乙"}, "甲、乙和丙": {"甲", "乙", "丙"}, "68.1%、95.4%、2%和90.3%": {"68.1%", "95.4%", "2%", "90.3%"},
	} {
		if got := Join(zh, items); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	if got, want := Join(echo{}, []string{"a", "b", "c"}), "a<list.comma>b<list.and>c"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestDates(t *testing.T) {
	for date, want := range map[string]string{
		"2025": "<date.year [year 2025]>", "2025-01": "<date.month [year 2025 month 1]>", "2025-10-08": "<date.day [year 2025 month 10 day 8]>", "0800-01": "<date.month [year 800 month 1]>",
	} {
		if got := Date(echo{}, date); got != want {
			t.Errorf("%s: %s, want %s", date, got, want)
		}
	}
}

func TestUnitsInLatinLettersStandApart(t *testing.T) {
	for unit, want := range map[string]string{"": "", "件": "件", "%": "%", "万元": "万元", "cases": " cases", "jours ouvrés": " jours ouvrés"} {
		if got := Unit(unit); got != want {
			t.Errorf("%q: %q, want %q", unit, got, want)
		}
	}
}

func TestTypesOfIndicators(t *testing.T) {
	for typ, want := range map[string]string{"": "", "效率": "<indicator.type.efficiency>", "其他": "其他"} {
		if got := Type(echo{}, typ); got != want {
			t.Errorf("%q: %q, want %q", typ, got, want)
		}
	}
}
