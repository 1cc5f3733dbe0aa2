package theme

import (
	"html/template"
	"testing"
)

// marked is a value that is printed as something else than its number.
type marked struct{}

func (marked) String() string { return "*" }
func (marked) Number() string { return "1" }

func TestPhraseFill(t *testing.T) {
	for _, tt := range []struct {
		text string
		args []any
		want string
	}{
		{"全部", nil, "全部"},
		{"", []any{"n", "1"}, ""},
		{"{n}", []any{"n", "1"}, "1"},
		{"共{n}件", []any{"n", "3"}, "共3件"},
		{"共{n}件", []any{"n", 3}, "共3件"},
		{"{a}{b}", []any{"b", "2", "a", "1"}, "12"},
		{"{a}和{a}", []any{"a", "甲"}, "甲和甲"},
		{"{a}", []any{"a", "{b}", "b", "no"}, "{b}"}, // values are not looked into
		{"{a}，{b}", []any{"a", "甲"}, "甲，{b}"},
		{"{a}", nil, "{a}"},
		{"{a}", []any{"a"}, "{a}"},
		{"{a}", []any{"a", "first", "a", "second"}, "first"},
		{"{", []any{"a", "1"}, "{"},
		{"}{", []any{"a", "1"}, "}{"},
		{"{{a}}", []any{"a", "1"}, "{1}"},
		{"x{a", []any{"a", "1"}, "x{a"},
		{"{a}x{", []any{"a", "1"}, "1x{"},
		{"为{v}。", []any{"v", template.HTML("<b>")}, "为<b>。"},
		{"为{v}。", []any{"v", 1.5}, "为1.5。"},
		{"{n} {n:day|days} late", []any{"n", "1"}, "1 day late"},
		{"{n} {n:day|days} late", []any{"n", 2}, "2 days late"},
		{"{n} {n:day|days} late", []any{"n", "1.0"}, "1.0 days late"},
		{"{n:is|are}", []any{"n", 1}, "is"},
		{"{n:|s}", []any{"n", 0}, "s"},
		{"{n}{n: entry| entries}", []any{"n", marked{}}, "* entry"},
		{"{month:Jan|Feb|Mar}", []any{"month", "2"}, "Feb"},
		{"{month:Jan|Feb|Mar}", []any{"month", 3}, "Mar"},
		{"{month:Jan|Feb|Mar}", []any{"month", 0}, "Mar"},
		{"{n} {n:day|days}", []any{"n", "−1"}, "−1 day"},
		{"{n} {n:day|days}", []any{"n", "+2"}, "+2 days"},
		{"{n:day|days}", nil, "{n:day|days}"},
		{"{n:day}", []any{"n", 1}, "{n:day}"},
	} {
		if got := phraseOf(tt.text).fill(tt.args); got != tt.want {
			t.Errorf("%q filled with %v: %q, want %q", tt.text, tt.args, got, tt.want)
		}
	}
}

// TestPhraseAllocations counts what filling costs: the text itself alone.
func TestPhraseAllocations(t *testing.T) {
	p := phraseOf("{year}年前三季度受理{n}件")
	args := []any{"year", "2024", "n", "34898"}
	if n := testing.AllocsPerRun(100, func() { p.fill(args) }); n > 1 {
		t.Errorf("filling a phrase allocates %v times, want 1", n)
	}
}

func BenchmarkPhrase(b *testing.B) {
	p := phraseOf("{year}年前三季度受理{n}件")
	args := []any{"year", "2024", "n", "34898"}
	b.ReportAllocs()
	for b.Loop() {
		p.fill(args)
	}
}
