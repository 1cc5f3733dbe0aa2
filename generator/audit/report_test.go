package audit

import (
	"strings"
	"testing"

	"gongbao/generator/diag"
	"gongbao/generator/period"
)

// Problems come in the order of the text, whether the grammar or the arithmetic
// found them, and what is open comes apart from them.
func TestReport(t *testing.T) {
	judge := NewJudge(testStore(t))
	text := "截止6月底，受理案件41263件，同比下降%。发出建议300份。\n未结与上年持平。"
	at := strings.Index(text, "与上年持平")
	court, err := judge.stats.Court("all")
	if err != nil {
		t.Fatal(err)
	}
	pending, err := judge.stats.Indicator("pending")
	if err != nil {
		t.Fatal(err)
	}
	slogan := strings.Index(text, "未结")
	r := judge.Prose(strings.Replace(text, "6月底", "12月底", 1), Page{Period: period.Year(2024), Court: court, Bound: []Span{
		{Start: slogan + 1, End: slogan + 1 + len("未结"), Indicator: pending, Court: court, Period: period.Year(2024)}, // holds no number
		{Start: at + 1, End: at + 1 + len("与上年持平"), Indicator: pending, Court: court, Period: period.Year(2024)},
	}})
	var codes []diag.Code
	last := 0
	for _, p := range r.Problems() {
		if p.Start < last {
			t.Errorf("%s at %d comes after %d", p.Code, p.Start, last)
		}
		last = p.Start
		codes = append(codes, p.Code)
	}
	want := []diag.Code{diag.AsOf, diag.NumberMismatch, diag.LostNumber}
	if len(codes) != len(want) {
		t.Fatalf("found %v, want %v", codes, want)
	}
	for i := range want {
		if codes[i] != want[i] {
			t.Errorf("found %v, want %v", codes, want)
		}
	}
	wrong := r.Problems()[1]
	if wrong.Args["places"] == "" || len(wrong.Related) == 0 || wrong.Args["binding"] != "{{受理案件}}" {
		t.Errorf("the mismatch says %v, %v", wrong.Args, wrong.Related)
	}
	open := r.Open()
	if len(open) != 1 || r.Claims[open[0]].Args["text"] != "300份" || r.Claims[open[0]].Args["subject"] != "发出建议" {
		t.Errorf("open are %v", open)
	}
	if tally := r.Tally(); r.BoundWords != 1 || tally[Bound] != 2 || tally.Claims() != 4 || tally.Known() != 2 {
		t.Errorf("%d words, tally %v", r.BoundWords, tally)
	}
}

// What verifies a number comes with it, so that a page can show where it is from.
func TestTraces(t *testing.T) {
	judge := NewJudge(testStore(t))
	r := judge.Prose("受理案件41236件，同比上升3.42%。受理刑事案件139件，审结刑事案件78件，刑事案件结案率56.12%。", Page{Period: period.Year(2024)})
	level, change, rate := r.Claims[0], r.Claims[1], r.Claims[4]
	if level.Datum == nil || level.Datum.Quantity.String() != "41236" || level.Indicator.ID != "accepted" || level.Court.ID != "all" {
		t.Errorf("the level: %+v", level)
	}
	if change.Change == nil || change.Change.Base != period.Year(2023) || len(change.Change.Inputs) != 2 {
		t.Errorf("the change: %+v", change)
	}
	if rate.Verdict != Consistent || rate.Working != "78÷139=56.12%" || len(rate.With) != 2 || r.Claims[rate.With[0]].Text != "78件" {
		t.Errorf("the rate: %s %q %v", rate.Verdict, rate.Working, rate.With)
	}
}

func TestPercent(t *testing.T) {
	for share, want := range map[float64]string{1: "100%", 0.99996: "99.9%", 0.29: "29%", 0: "0%", 2.0 / 3: "66.6%"} {
		if got := Percent(share); got != want {
			t.Errorf("percent(%v) = %s, want %s", share, got, want)
		}
	}
}
