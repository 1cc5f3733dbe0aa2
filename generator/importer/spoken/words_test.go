package spoken

import (
	"slices"
	"strings"
	"testing"

	"gongbao/generator/period"
	"gongbao/generator/quantity"
)

func parse(text string) (period.Period, bool) {
	s, ok := WholeSpan(text)
	if !ok {
		return period.Period{}, false
	}
	return s.Period()
}

func TestPeriodsAreUnderstood(t *testing.T) {
	for text, want := range map[string]string{
		"2024年1-9月": "2024Q3-ytd", "2024年前三季度": "2024Q3-ytd", "2024年三季度": "2024Q3", "2024年第三季度": "2024Q3", "2024年上半年": "2024H1",
		"2024年": "2024", "2024": "2024", "２０２４年度": "2024", "二〇二四年一至三季度": "2024Q3-ytd", "2024年1—11月": "2024-11-ytd",
		"2024年9月": "2024-09", "2024年9月份": "2024-09", "2024-09": "2024-09", "2024Q3-ytd": "2024Q3-ytd", "2024q1": "2024Q1",
		"2024年下半年": "2024H2", "2024年前8个月": "2024-08-ytd", "截至2024年10月底": "2024-10-ytd", "2024年4-6月": "2024Q2", "2024年十一月": "2024-11",
		"（2024年1至6月）": "2024H1", "2026.1-2026.9": "2026Q3-ytd", "2026.1-9月": "2026Q3-ytd", "2026年1月-2026年9月": "2026Q3-ytd",
		"2026年1月1日至2026年9月30日": "2026Q3-ytd", "2026年4月1日至6月30日": "2026Q2", "2026年1月1日至2026年9月25日": "", "2025年12月21日至2026年12月20日": "",
		"2026年1——9月": "2026Q3-ytd", "2026年二季度累计": "2026H1", "2025-2026年": "", "2024年全年": "2024", "2024年13月": "", "去年": "", "": "", "2024年5-7月": "", "9月": "",
	} {
		p, ok := parse(text)
		if got := p.String(); ok != (want != "") || got != want {
			t.Errorf("%s is %q, want %q", text, got, want)
		}
	}
	for text, want := range map[string]string{
		"全市法院2024年1-9月审判质效情况（2024年10月8日制）": "2024Q3-ytd",
		"2024年与2023年对比":      "2024 2023",
		"第12号通报":             "",
		"示例市第二中级人民法院":        "",
		"2025-2026年全市法院办案情况": "",
		"2026.10.12报":        "",
	} {
		var got []string
		for _, s := range Spans(text) {
			p, _ := s.Period()
			got = append(got, p.String())
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s names %q, want %q", text, got, want)
		}
	}
}

func TestHeadingsAreParted(t *testing.T) {
	known := func(base string) bool { return slices.Contains([]string{"件", "天", "%"}, base) }
	for label, want := range map[string]struct {
		name string
		unit Unit
	}{
		"受理案件（万件）":     {"受理案件", Unit{Scale: quantity.Wan, Base: "件", Given: true}},
		"结案率%":         {"结案率", Unit{Base: "%", Given: true}},
		"结案率（％）":       {"结案率", Unit{Base: "%", Given: true}},
		"平均结案时间（单位：天）": {"平均结案时间", Unit{Base: "天", Given: true}},
		"受理（含旧存）":      {"受理(含旧存)", Unit{}},
		"同比（百分点）":      {"同比", Unit{Base: "pp", Given: true}},
		" 新 收 ":        {"新收", Unit{}},
	} {
		name, u := CutUnit(label, known)
		if name != want.name || u != want.unit {
			t.Errorf("%s: %q %+v", label, name, u)
		}
	}
}
