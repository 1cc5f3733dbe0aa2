package chart

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWrap(t *testing.T) {
	for _, tt := range []struct {
		in    string
		width float64
		limit int
		want  []string
		ok    bool
	}{
		{"2024年一季度", 200, 2, []string{"2024年一季度"}, true},
		{"2024年一季度", 50, 2, []string{"2024年", "一季度"}, true},
		{"合同、无因管理、不当得利纠纷", 110, 3, []string{"合同、无因管理、", "不当得利纠纷"}, true},
		{"2024-09-30", 20, 3, []string{"2024-09-30"}, false},
		{"", 20, 3, []string{""}, true},
	} {
		got, ok := wrap(tt.in, 13, tt.width, tt.limit)
		if diff := cmp.Diff(tt.want, got); diff != "" || ok != tt.ok {
			t.Errorf("wrap(%q, %v): ok %v %s", tt.in, tt.width, ok, diff)
		}
	}
}

func TestNiceTicks(t *testing.T) {
	for _, tt := range []struct {
		lo, hi float64
		n      int
		want   ticks
	}{
		{0, 46018000, 5, ticks{0, 5e7, 1e7}},
		{0, 0, 5, ticks{0, 1, 0.2}},
		{86.3, 98.02, 5, ticks{85, 100, 2.5}},
		{-3, 7, 5, ticks{-4, 8, 2}},
		{0.1, 0.13, 3, ticks{0.1, 0.13, 0.01}},
	} {
		if got := niceTicks(tt.lo, tt.hi, tt.n); got != tt.want {
			t.Errorf("niceTicks(%v, %v, %d) = %v, want %v", tt.lo, tt.hi, tt.n, got, tt.want)
		}
	}
}

func TestSpreadKeepsOrderAndDistance(t *testing.T) {
	got := spread([]float64{50, 52, 10, 98}, 10, 0, 100)
	if diff := cmp.Diff([]float64{50, 60, 10, 95}, got); diff != "" {
		t.Error(diff)
	}
}

func TestMeasure(t *testing.T) {
	s := standby
	s.Scale = []scale{{"万", 1e4, "@wan"}, {"亿", 1e8, "@yi"}}
	for _, tt := range []struct {
		unit  string
		top   float64
		value float64
		text  string
		name  string
		label string
		tick  string
	}{
		{"件", 5e7, 46018000, "4601.8万", "万件", "4601.8", "4601.8"},
		{"件", 5e7, 1763199, "1763199", "万件", "176.3", "176.3199"},
		{"件", 5e7, 9882, "9882", "万件", "0.99", "0.9882"},
		{"元", 2e12, 7.1e8, "7.10亿", "亿元", "7.10", "7.1"},
		{"件", 23011, 23011, "23011", "件", "23011", "23011"},
		{"件", 23000, 23000, "2.3万", "万件", "2.3", "2.3"},
		{"cases", 5e7, 46018000, "46018000", "cases", "46018000", "46018000"},
		{"件", 300, 242, "242", "件", "242", "242"},
		{"%", 100, 97.4, "97.40", "", "97.40%", "97.4%"},
		{"天", 80, 61.5, "61.5", "天", "61.5", "61.5"},
	} {
		p := Point{Value: tt.value, Text: tt.text, Valid: true}
		m := s.measureOf([]Series{{Unit: tt.unit, Points: []Point{p}}}, tt.top)
		if m.name() != tt.name || m.label(p) != tt.label || m.tick(p.Value) != tt.tick {
			t.Errorf("%s %s: name %q label %q tick %q", tt.text, tt.unit, m.name(), m.label(p), m.tick(p.Value))
		}
	}
}
