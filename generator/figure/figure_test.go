package figure_test

import (
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/BurntSushi/toml"
	gocmp "github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"golang.org/x/net/html"

	"gongbao/generator/diag"
	"gongbao/generator/figure"
	"gongbao/generator/period"
	"gongbao/generator/register"
	"gongbao/generator/stats"
)

var update = flag.Bool("update", false, "rewrite the answers in testdata; read the difference before keeping it")

// words are the real ones of the theme, so that the very sentences are tested.
type words map[string]string

func (w words) Text(key string, args ...any) string {
	text, ok := w[key]
	if !ok {
		panic("no words for " + key)
	}
	for i := 0; i < len(args); i += 2 {
		text = strings.ReplaceAll(text, "{"+args[i].(string)+"}", fmt.Sprint(args[i+1]))
	}
	return text
}

func chinese(t testing.TB) words {
	t.Helper()
	w := words{}
	if _, err := toml.DecodeFile("../../themes/court/i18n/zh-CN.toml", &w); err != nil {
		t.Fatal(err)
	}
	return w
}

type desk struct {
	store *stats.Store
	eval  *figure.Evaluator
	words words
}

// newDesk loads an archive that has the files of a site.
func newDesk(t testing.TB, archive *txtar.Archive) desk {
	t.Helper()
	site := fstest.MapFS{}
	for _, f := range archive.Files {
		site[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	var bag diag.Bag
	d := desk{words: chinese(t)}
	var err error
	if d.store, err = stats.Load(site, &bag); err != nil {
		t.Fatal(err)
	}
	registers, err := register.Load(site, &bag)
	if err != nil {
		t.Fatal(err)
	}
	for _, found := range bag.Sorted() {
		t.Errorf("%s: %s %v", found.Pos, found.Code, found.Args)
	}
	d.eval = figure.NewEvaluator(d.store, registers, d.words)
	return d
}

func site(t testing.TB) desk {
	t.Helper()
	archive, err := txtar.ParseFile("testdata/site.txtar")
	if err != nil {
		t.Fatal(err)
	}
	return newDesk(t, archive)
}

func (d desk) context(t testing.TB, options string) figure.Context {
	t.Helper()
	ctx := figure.Context{Period: period.Year(2024)}
	court := "all"
	for _, option := range strings.Fields(options) {
		name, value, _ := strings.Cut(option, "=")
		switch name {
		case "court":
			court = value
		case "before":
			ctx.Before = value
		case "period":
			ctx.Period = period.Period{}
			if value != "" {
				var err error
				if ctx.Period, err = period.Parse(value); err != nil {
					t.Fatalf("%s: %v", options, err)
				}
			}
		default:
			t.Fatalf("option %q is not known", option)
		}
	}
	var err error
	if ctx.Court, err = d.store.Court(court); err != nil {
		t.Fatal(err)
	}
	return ctx
}

func TestBindings(t *testing.T) {
	const file = "testdata/bind.txt"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	d := site(t)
	var got strings.Builder
	cases := 0
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSuffix(line, "\n")
		question, _, _ := strings.Cut(line, " => ")
		if !strings.HasPrefix(question, "{{") {
			got.WriteString(line + "\n")
			continue
		}
		cases++
		end := strings.LastIndex(question, "}}")
		options := strings.Trim(strings.TrimSpace(question[end+2:]), "[]")
		fmt.Fprintf(&got, "%s => %s\n", question, answer(d.eval.Eval(question[2:end], d.context(t, options))))
	}
	if cases < 150 {
		t.Errorf("only %d cases were read", cases)
	}
	if *update {
		if err := os.WriteFile(file, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := gocmp.Diff(strings.Split(string(text), "\n"), strings.Split(got.String(), "\n")); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func answer(r figure.Result, err error) string {
	if problem := (*diag.Problem)(nil); errors.As(err, &problem) {
		out := "!" + string(problem.Code)
		for _, k := range slices.Sorted(maps.Keys(problem.Args)) {
			if v := problem.Args[k]; v != "" && k != "court" && k != "indicator" && k != "register" {
				out += " " + k + "=" + v
			}
		}
		return out
	}
	if err != nil {
		return "error: " + err.Error()
	}
	out := r.Text()
	if r.After() != "" {
		out += " | " + r.After()
	}
	for _, n := range r.Notes {
		out += " note=" + n.Indicator + "：" + n.Text
	}
	return out
}

// elements are the <data> elements of a result, as a browser reads them.
func elements(t *testing.T, source string) []map[string]string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(source))
	if err != nil {
		t.Fatal(err)
	}
	var found []map[string]string
	for n := range root.Descendants() {
		if n.Type != html.ElementNode || n.Data == "html" || n.Data == "head" || n.Data == "body" {
			continue
		}
		if n.Data != "data" {
			t.Errorf("<%s> got in: %s", n.Data, source)
		}
		e := map[string]string{}
		for _, a := range n.Attr {
			e[a.Key] = a.Val
		}
		if n.FirstChild != nil {
			e["text"] = n.FirstChild.Data
		}
		found = append(found, e)
	}
	return found
}

var traceID = regexp.MustCompile(`^t-[0-9a-f]{10}$`)

// Figures that say the same and rest on the same have one trace, however they
// are printed; in a table they name none.
func TestOneTraceForOneFigure(t *testing.T) {
	d := site(t)
	trace := func(expr string) string {
		r, err := d.eval.Eval(expr, d.context(t, ""))
		if err != nil {
			t.Fatalf("%s: %v", expr, err)
		}
		f := r.Parts[len(r.Parts)-1].Figure
		var text, cell strings.Builder
		f.WriteHTML(&text)
		f.WriteCell(&cell)
		if got, ok := strings.CutPrefix(strings.Replace(text.String(), ` data-trace="`+f.Trace()+`"`, "", 1), cell.String()); !ok || got != "" {
			t.Errorf("%s: in a text %s, in a table %s", expr, text.String(), cell.String())
		}
		return f.Trace()
	}
	seen := map[string]string{}
	for _, same := range [][]string{
		{"受理案件", "受理案件@2024", "accepted#all", "受理案件:万件", "受理案件@2023..2024:由至"},
		{"受理案件@2024Q3"}, {"受理案件@2023"},
		{"上诉率:同比"}, {"调解成功:占比(受理案件)"}, {"结案率:区间"}, {"结案率"}, {"honors:count kind=个人"},
	} {
		for _, expr := range same {
			id := trace(expr)
			if was, known := seen[id]; known && was != same[0] {
				t.Errorf("%s has the trace of %s", expr, was)
			}
			if first := trace(same[0]); first != id {
				t.Errorf("%s and %s have two traces", same[0], expr)
			}
			seen[id] = same[0]
		}
	}
}

func TestDataElement(t *testing.T) {
	d := site(t)
	figures := func(e ...map[string]string) []map[string]string { return e }
	for _, c := range []struct {
		expr, text string // text is the whole text around and in the elements
		want       []map[string]string
	}{
		{"受理案件", "4601.8万", figures(map[string]string{
			"class": "figure", "value": "46018000", "data-indicator": "accepted", "data-period": "2024", "data-court": "all",
			"data-basis": "incl", "data-verdict": "bound", "text": "4601.8万",
		})},
		{"受理案件@2024Q2-ytd:万件", "2317.6万件", figures(map[string]string{
			"class": "figure", "value": "23176000", "data-indicator": "accepted", "data-period": "2024H1", "data-court": "all",
			"data-basis": "incl", "data-verdict": "bound", "text": "2317.6万件",
		})},
		{"刑事#all", "1681", figures(map[string]string{ // no basis, no attribute
			"class": "figure", "value": "1681", "data-indicator": "criminal", "data-period": "2024", "data-court": "all",
			"data-verdict": "bound", "text": "1681",
		})},
		{"上诉率:同比", "下降3.00个百分点", figures(map[string]string{
			"class": "figure", "value": "-3", "data-indicator": "appeal_rate", "data-period": "2024", "data-court": "all",
			"data-kind": "yoy", "data-verdict": "bound", "text": "3.00个百分点",
		})},
		{"刑事,国家赔偿:同比", "分别上升68.1%和持平", figures(
			map[string]string{
				"class": "figure", "value": "68.1", "data-indicator": "criminal", "data-period": "2024", "data-court": "all",
				"data-kind": "yoy", "data-verdict": "bound", "text": "68.1%",
			}, map[string]string{
				"class": "figure", "value": "0", "data-indicator": "flat", "data-period": "2024", "data-court": "all",
				"data-kind": "yoy", "data-verdict": "bound", "text": "持平",
			})},
		{"判处罪犯:由至", "由500人减少到400人", figures(
			map[string]string{
				"class": "figure", "value": "500", "data-indicator": "convicted", "data-period": "2023", "data-court": "all",
				"data-verdict": "bound", "text": "500人",
			}, map[string]string{
				"class": "figure", "value": "400", "data-indicator": "convicted", "data-period": "2024", "data-court": "all",
				"data-verdict": "bound", "text": "400人",
			})},
		{"调解成功:占比(受理案件)", "26.5%", figures(map[string]string{
			"class": "figure", "value": "26.47225", "data-indicator": "mediation_ok", "data-period": "2024", "data-court": "all",
			"data-basis": "incl", "data-kind": "share", "data-verdict": "bound", "text": "26.5%",
		})},
		{"结案率:区间", "处于合理区间", figures(map[string]string{
			"class": "figure", "value": "98.698335", "data-indicator": "close_rate", "data-period": "2024", "data-court": "all",
			"data-basis": "incl", "data-kind": "interval", "data-verdict": "bound", "text": "处于合理区间",
		})},
		{"honors:count kind=个人", "近8400", figures(map[string]string{
			"class": "figure", "value": "8400", "data-indicator": "honors", "data-kind": "count", "data-verdict": "bound", "text": "近8400",
		})},
	} {
		r, err := d.eval.Eval(c.expr, d.context(t, ""))
		if err != nil {
			t.Errorf("%s: %v", c.expr, err)
			continue
		}
		if r.Text() != c.text {
			t.Errorf("%s: text %q, want %q", c.expr, r.Text(), c.text)
		}
		got := elements(t, r.HTML())
		for _, e := range got { // which trace it is, is another test's matter
			if !traceID.MatchString(e["data-trace"]) {
				t.Errorf("%s: trace %q", c.expr, e["data-trace"])
			}
			delete(e, "data-trace")
		}
		if diff := gocmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.expr, diff)
		}
	}
}

// The trace tells what a figure rests on.
func TestTrace(t *testing.T) {
	d := site(t)
	for _, c := range []struct{ expr, how, formula, inputs string }{
		{"受理案件", "observed", "", ""},
		{"受理案件@2024Q3", "difference", "", "accepted 2024Q3-ytd 3597.3万, accepted 2024H1 2317.6万"},
		{"结案率", "formula", "closed / accepted * 100", "closed 2024 4541.9万, accepted 2024 4601.8万"},
		{"受理案件:同比", "published", "", ""},
		{"刑事:同比", "change", "", "criminal 2024 1681, criminal 2023 1000"},
		{"受理案件@2025:同比", "change", "", "accepted 2025 3748.6万, accepted 2024 3383.6万"},
		{"调解成功:占比(受理案件)", "share", "mediation_ok / accepted * 100", "mediation_ok 2024 1218.2万, accepted 2024 4601.8万"},
		{"honors:count kind=集体", "count", "kind=集体", ""},
	} {
		r, err := d.eval.Eval(c.expr, d.context(t, ""))
		if err != nil {
			t.Errorf("%s: %v", c.expr, err)
			continue
		}
		f := r.Parts[len(r.Parts)-1].Figure
		var inputs []string
		for _, in := range f.Inputs {
			inputs = append(inputs, in.Indicator+" "+in.Period+" "+in.Text)
		}
		if got := strings.Join(inputs, ", "); f.How != c.how || f.Formula != c.formula || got != c.inputs || f.Source == "" {
			t.Errorf("%s: how %q, formula %q, inputs %q, source %q", c.expr, f.How, f.Formula, got, f.Source)
		}
	}
}

// A unit or a name that looks like markup stays text.
func TestMarkupInNamesIsEscaped(t *testing.T) {
	d := newDesk(t, txtar.Parse([]byte(`
-- data/courts.toml --
[[court]]
id = "x\"><b>"
name = "<i>&"
-- data/indicators.toml --
[[basis]]
id = "\"><script>"
name = "<u>"
[[indicator]]
id = "n"
name = "<em>"
unit = "</data><b>"
-- data/observations/a.toml --
period = "2024"
basis = "\"><script>"
source = "<s>"
[values."<i>&"]
n = 5
`)))
	r, err := d.eval.Eval("n:</data><b>", d.context(t, "court=<i>&"))
	if err != nil {
		t.Fatal(err)
	}
	want := []map[string]string{{
		"class": "figure", "value": "5", "data-indicator": "n", "data-period": "2024", "data-court": `x"><b>`, "data-basis": `"><script>`,
		"data-verdict": "bound", "data-trace": r.Parts[0].Figure.Trace(), "text": "5</data><b>",
	}}
	if diff := gocmp.Diff(want, elements(t, r.HTML())); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// What was said about a value goes with whatever is worked out from it.
func TestNotesOfWhatAFigureRestsOn(t *testing.T) {
	d := newDesk(t, txtar.Parse([]byte(`
-- data/courts.toml --
[[court]]
id = "all"
name = "全国法院"
-- data/indicators.toml --
[[indicator]]
id = "part"
name = "部分"
unit = "件"
[[indicator]]
id = "whole"
name = "总数"
unit = "件"
[[indicator]]
id = "rate"
name = "比率"
kind = "ratio"
unit = "%"
formula = "part / whole * 100"
-- data/observations/a.toml --
period = "2024"
source = "甲"
[values.all]
part = 1
-- data/observations/b.toml --
period = "2024Q1"
source = "甲"
note = "不含某地。"
[values.all]
whole = 1
-- data/observations/c.toml --
period = "2024Q2"
source = "甲"
note = "不含某地。"
[values.all]
whole = 1
-- data/observations/d.toml --
period = "2024H2"
source = "甲"
note = "初步数。"
[values.all]
whole = 2
`)))
	want := []figure.Note{{Indicator: "总数", Text: "不含某地。"}, {Indicator: "总数", Text: "初步数。"}}
	for _, expr := range []string{"总数", "比率", "部分:占比(总数)"} {
		r, err := d.eval.Eval(expr, d.context(t, ""))
		if err != nil {
			t.Fatal(err)
		}
		if diff := gocmp.Diff(want, r.Notes); diff != "" {
			t.Errorf("%s (-want +got):\n%s", expr, diff)
		}
	}
}

// A figure stays with the unit that the author writes behind it, whichever way
// the figure is told.
func TestAUnitStaysWithItsFigure(t *testing.T) {
	d := site(t)
	for expr, unit := range map[string]string{
		"受理案件": "件", "受理案件:万": "件", "刑事,民事": "件", "荣誉名录:count kind=个人": "名",
		"受理案件:万件": "", "受理案件:同比": "", "国家赔偿:同比": "", "调解成功:由至": "", "调解成功:占比(受理案件)": "",
	} {
		r, err := d.eval.Eval(expr, d.context(t, ""))
		if err != nil {
			t.Fatal(err)
		}
		if r.After() != unit {
			t.Errorf("%s: the unit behind is %q", expr, r.After())
		}
		r.Parts = append(r.Parts, figure.Part{Text: unit + "等"})
		if got := strings.HasSuffix(r.HTML(), "</data>"+unit+"</span>等"); got != (unit != "") {
			t.Errorf("%s: %s", expr, r.HTML())
		}
	}
}

// The marks between the items of a list are those of the site's language.
func TestListsInMessagesAreInTheWordsOfTheSite(t *testing.T) {
	d := site(t)
	d.words["list.comma"] = ", "
	_, err := d.eval.Eval("honors:count", d.context(t, ""))
	if problem := (*diag.Problem)(nil); !errors.As(err, &problem) || problem.Args["units"] != "个, 名" {
		t.Errorf("got %v", err)
	}
}

func TestComparisons(t *testing.T) {
	d := site(t)
	accepted, err := d.store.Indicator("accepted")
	if err != nil {
		t.Fatal(err)
	}
	ctx := d.context(t, "period=2024Q3")
	for _, c := range []struct{ word, key, base string }{{"同比", "yoy", "2023Q3"}, {"环比", "pop", "2024Q2"}} {
		held, ok := figure.ComparisonOf(c.word)
		if !ok || held.Word() != c.word || held.Key() != c.key {
			t.Errorf("%s: %v %s %s", c.word, ok, held.Word(), held.Key())
		}
		change, err := held.Ask(d.store, accepted, ctx.Court, ctx.Period)
		base := change.Base.String()
		if problem := (*diag.Problem)(nil); errors.As(err, &problem) { // 2023 has no quarters
			base = problem.Args["period"]
		}
		if base != c.base {
			t.Errorf("%s is held against %q, %v", c.word, base, err)
		}
	}
	if held, ok := figure.ComparisonOf("同"); ok {
		t.Errorf("同 asks for %s", held.Word())
	}
}

// Neither a page without a court nor one without a period makes an answer up.
func TestAPageWithoutCourt(t *testing.T) {
	d := site(t)
	_, err := d.eval.Eval("受理案件", figure.Context{Period: period.Year(2024)})
	if problem := (*diag.Problem)(nil); !errors.As(err, &problem) || problem.Code != diag.UnknownCourt {
		t.Errorf("got %v", err)
	}
}

// Every code that this package can produce stands in bind.txt.
func TestEveryCodeHasACase(t *testing.T) {
	text, err := os.ReadFile("testdata/bind.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []diag.Code{
		diag.BindingSyntax, diag.UnknownFormat, diag.UnitMismatch, diag.FalsePrecision, diag.NoInterval, diag.NoPagePeriod,
		diag.UnknownRegister, diag.UnknownField, diag.UnknownLevel, diag.MixedUnits, diag.UnknownIndicator, diag.UnknownCourt,
		diag.BadPeriod, diag.MissingValue, diag.CrossBasis, diag.ZeroBase, diag.ZeroDenominator, diag.NotSingle,
	} {
		if !strings.Contains(string(text), "=> !"+string(c)) {
			t.Errorf("no case for %s", c)
		}
	}
}

// Any text between braces is answered or refused with a place to put it.
func FuzzEval(f *testing.F) {
	text, err := os.ReadFile("testdata/bind.txt")
	if err != nil {
		f.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if question, _, _ := strings.Cut(line, " => "); strings.HasPrefix(question, "{{") {
			f.Add(question[2:strings.LastIndex(question, "}}")], "")
		}
	}
	f.Add(strings.Repeat("刑事,", 60)+"刑事:同比", "同比")
	f.Add("受理案件\x01\x02:由至", "分别")
	f.Add("\xff\xfe:\xff", "\xff")
	d := site(f)
	ctx := d.context(f, "")
	f.Fuzz(func(t *testing.T, expr, before string) {
		ctx.Before = before
		r, err := d.eval.Eval(expr, ctx)
		if err != nil {
			if problem := (*diag.Problem)(nil); !errors.As(err, &problem) {
				t.Fatalf("%q: %v is no problem of the author's", expr, err)
			}
			if r.Text() != "" {
				t.Errorf("%q: an error and a text %q", expr, r.Text())
			}
			return
		}
		if r.Text() == "" {
			t.Errorf("%q: an empty answer", expr)
		}
		if strings.Contains(r.Text(), "{") {
			t.Errorf("%q: a word was left open: %s", expr, r.Text())
		}
		if !slices.ContainsFunc(r.Parts, func(p figure.Part) bool { return p.Figure != nil }) {
			t.Errorf("%q: no figure in %q", expr, r.Text())
		}
		if most := 200 * (1 + len(expr)); len(r.Text()) > most {
			t.Errorf("%q: %d bytes", expr, len(r.Text()))
		}
	})
}

func BenchmarkEval(b *testing.B) {
	d := site(b)
	ctx := d.context(b, "")
	for _, c := range []struct{ name, expr string }{
		{"value", "受理案件"},
		{"yoy", "刑事:同比"},
		{"distributive", "刑事,民事,行政:同比"},
		{"share", "调解成功:占比(受理案件)"},
		{"derived", "受理案件@2024Q3"},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := d.eval.Eval(c.expr, ctx); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
