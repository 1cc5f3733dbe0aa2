package exhibit

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"gongbao/generator/figure"
	"gongbao/generator/period"
	"gongbao/generator/view"
)

// TestTraces shows what readers are told of where figures come from. The file
// bindings of testdata/traces.txtar has what authors write, one a line; traces
// is the answer.
func TestTraces(t *testing.T) {
	const name = "testdata/traces.txtar"
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	desk := newDesk(t, archive)
	var got strings.Builder
	for i, f := range archive.Files {
		switch f.Name {
		case "bindings":
			for expr := range strings.Lines(string(f.Data)) {
				expr = strings.TrimSpace(expr)
				fmt.Fprintf(&got, "%s\n", expr)
				for _, f := range figuresOf(t, desk, expr) {
					got.WriteString(told(desk.Traces("reports/2024.html", desk.court, []*figure.Figure{f})))
				}
			}
		case "traces":
			if *update {
				archive.Files[i].Data = []byte(got.String())
				continue
			}
			if diff := cmp.Diff(string(f.Data), got.String()); diff != "" {
				t.Errorf("told (-want +got):\n%s", diff)
			}
		}
	}
	if *update {
		if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func figuresOf(t *testing.T, desk *Desk, expr string) (out []*figure.Figure) {
	t.Helper()
	res, err := desk.eval.Eval(expr, figure.Context{Court: desk.court, Period: period.Year(2024)})
	if err != nil {
		t.Fatalf("%s: %v", expr, err)
	}
	for _, p := range res.Parts {
		if p.Figure != nil {
			out = append(out, p.Figure)
		}
	}
	if len(out) == 0 {
		t.Fatalf("%s: no figure", expr)
	}
	return out
}

// told is traces as a reader has them, a line for each of their parts.
func told(ts view.Traces) string {
	var b strings.Builder
	for _, tr := range ts.List {
		fmt.Fprintf(&b, "  %s\n", strings.Join(strings.Fields(strings.Join([]string{tr.Name, tr.Period, tr.Court, tr.Value, tr.VerdictText}, " ")), " "))
		for _, line := range []string{tr.Rule, tr.Working, tr.Note} {
			if line != "" {
				fmt.Fprintf(&b, "    %s\n", line)
			}
		}
		if tr.Basis > 0 {
			fmt.Fprintf(&b, "    %s\n", ts.Bases[tr.Basis-1].Text)
		}
		for _, n := range tr.Sources {
			fmt.Fprintf(&b, "    %s\n", ts.Sources[n-1].Text)
		}
	}
	return b.String()
}

// A number that the audit traced has a trace like any other, and what only the
// text tells names the text.
func TestTracesOfTypedNumbers(t *testing.T) {
	desk := newDesk(t, &txtar.Archive{})
	verified := figuresOf(t, desk, "新收@2023")[0]
	verified.Verdict = figure.Verified
	got := told(desk.Traces("a.html", desk.court, []*figure.Figure{
		verified,
		{Text: "12件", Value: "12", Kind: "level", How: "text", Formula: "5+7", Verdict: figure.Consistent, Inputs: []figure.Input{{Text: "5件"}, {Text: "7件"}}},
		{Text: "3次", Value: "3", Subject: "巡回审判", How: "text", Verdict: figure.Consistent},
		{Text: "上升20%", Value: "20", Kind: "change", Indicator: "filed", Period: "2023", How: "text", Formula: "(900−750)÷750×100%", Verdict: figure.Consistent},
	}))
	want := `  新收 2023年 900件 已核对
    公布的数值
    不含专项行动案件。
    市中院 2024-01；市统计局
  文中数字 12件 文内自洽
    由文中其他数字得出
    5+7
  巡回审判 3次 文内自洽
    由文中其他数字得出
  新收 2023年 上升20% 文内自洽
    由文中其他数字得出
    (900−750)÷750×100%
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}

// However a figure is printed, it has one trace, and others have others.
func TestOneTraceForOneFigure(t *testing.T) {
	desk := newDesk(t, &txtar.Archive{})
	same := append(figuresOf(t, desk, "新收"), figuresOf(t, desk, "新收:件")...)
	same = append(same, figuresOf(t, desk, "新收@2023..2024:由至")[1])
	others := figuresOf(t, desk, "新收@2023")
	others = append(others, figuresOf(t, desk, "新收:同比")...)
	others = append(others, figuresOf(t, desk, "新收#jia")...)
	if got := desk.Traces("a.html", desk.court, same); len(got.List) != 1 {
		t.Errorf("one figure has %d traces: %+v", len(got.List), got.List)
	}
	got := desk.Traces("a.html", desk.court, append(same, others...))
	if len(got.List) != 1+len(others) {
		t.Errorf("%d traces for %d figures", len(got.List), 1+len(others))
	}
	if len(got.Sources) < 2 {
		t.Errorf("sources: %v", got.Sources)
	}
	for i, tr := range got.List {
		for j, o := range got.List {
			if (tr.ID == o.ID) != (i == j) {
				t.Errorf("%s and %s are both %s", tr.Name, o.Name, tr.ID)
			}
		}
	}
}

// Formulas are spelt as people write them.
func TestSpell(t *testing.T) {
	names := map[string]string{"a": "甲", "a_b": "乙", "x.y": "丙"}
	for text, want := range map[string]string{
		"a / a_b * 100":           "甲 ÷ 乙",
		"(a - a_b) / x.y * 100":   "(甲 − 乙) ÷ 丙",
		"(1 - a / a_b) * 100":     "1 − 甲 ÷ 乙",
		"(a + 1) * (a_b - 2)*100": "(甲 + 1) × (乙 − 2)",
		"a - a_b * 100":           "甲 − 乙 × 100", // the rate is not all of it
		"a+x.y":                   "甲 + 丙",
		"-a + 2.5 * (-a_b)":       "−甲 + 2.5 × (−乙)",
	} {
		if got := spell(withoutHundred(text), func(id string) string { return names[id] }); got != want {
			t.Errorf("%s is spelt %s, want %s", text, got, want)
		}
	}
}
