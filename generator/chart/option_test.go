package chart_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"gongbao/generator/chart"
	"gongbao/generator/chart/charttest"
	"gongbao/generator/diag"
)

func TestEveryTemplateIsShown(t *testing.T) {
	shown := map[string]bool{}
	for _, s := range charttest.Samples() {
		shown[s.Spec.Template] = true
	}
	want := []string{"bar", "flow", "funnel", "gauge", "heatmap", "radar", "share", "stacked", "timeline", "trend"}
	ts := charttest.Templates(t)
	if diff := cmp.Diff(want, ts.Names()); diff != "" {
		t.Error(diff)
	}
	for _, name := range ts.Names() {
		if !shown[name] {
			t.Errorf("no sample shows %s", name)
		}
		if !ts.Has(name) {
			t.Errorf("Has(%q) is false", name)
		}
	}
}

func TestOptionIsDeterministicAndSafeInScript(t *testing.T) {
	a, b := charttest.Templates(t), charttest.Templates(t)
	for _, s := range charttest.Samples() {
		s.Spec.Title = "not part of the option"
		for _, size := range []chart.Size{chart.Wide, chart.Narrow} {
			first := charttest.Option(t, a, s.Spec, size)
			s.Spec.Desc = "nor this"
			if second := charttest.Option(t, b, s.Spec, size); !bytes.Equal(first.JSON, second.JSON) {
				t.Errorf("%s %s: two options differ", s.Name, charttest.SizeName(size))
			}
			if !json.Valid(first.JSON) || bytes.Contains(first.JSON, []byte("__f__")) || bytes.Contains(first.JSON, []byte("not part")) {
				t.Errorf("%s %s: %s", s.Name, charttest.SizeName(size), first.JSON)
			}
		}
	}
	evil := "</script><script>alert(1)</script>"
	o := charttest.Option(t, a, chart.Spec{
		Template: "bar", Categories: []string{evil}, Series: []chart.Series{charttest.Series(evil, "件", "1")},
	}, chart.Wide)
	if bytes.ContainsAny(o.JSON, "<>&") {
		t.Errorf("option may end its script element: %s", o.JSON)
	}
}

func TestProvisionalIsTold(t *testing.T) {
	ts := charttest.Templates(t)
	for _, s := range charttest.Samples() {
		want := false
		for _, x := range s.Spec.Series {
			for _, p := range x.Points {
				want = want || p.Provisional
			}
		}
		if got := charttest.Option(t, ts, s.Spec, chart.Narrow).Provisional; got != want {
			t.Errorf("%s: Provisional = %v, want %v", s.Name, got, want)
		}
	}
}

func TestWrongShapes(t *testing.T) {
	many := make([]chart.Series, 7)
	for i := range many {
		many[i] = charttest.Series(fmt.Sprint(i), "件", "1")
	}
	one := []string{"甲"}
	abc := []string{"甲", "乙", "丙"}
	nan := chart.Series{Name: "坏", Points: []chart.Point{{Value: math.NaN(), Valid: true}}}
	for _, tt := range []struct {
		name string
		spec chart.Spec
		want diag.Args
	}{
		{"no categories", chart.Spec{Template: "bar", Series: many[:1]}, diag.Args{"reason": "@shape-no-categories", "got": "0"}},
		{"no series", chart.Spec{Template: "trend", Categories: one}, diag.Args{"reason": "@shape-no-series", "got": "0"}},
		{"seven series", chart.Spec{Template: "trend", Categories: one, Series: many}, diag.Args{"reason": "@shape-too-many-series", "got": "7", "want": "6"}},
		{"point count", chart.Spec{Template: "bar", Categories: abc, Series: many[:1]}, diag.Args{"reason": "@shape-point-count", "got": "1", "want": "3", "name": "0"}},
		{"all missing", chart.Spec{Template: "bar", Categories: one, Series: []chart.Series{charttest.Series("空", "件", "")}}, diag.Args{"reason": "@shape-no-values", "got": "0"}},
		{"not a number", chart.Spec{Template: "bar", Categories: one, Series: []chart.Series{nan}}, diag.Args{"reason": "@shape-not-finite", "name": "坏", "got": "甲"}},
		{"break outside", chart.Spec{Template: "trend", Categories: one, Series: many[:1], Breaks: []chart.Break{{Before: 1, Note: "口径"}}}, diag.Args{"reason": "@shape-break-outside", "got": "1", "want": "1"}},
		{"three units", chart.Spec{Template: "bar", Categories: one, Series: []chart.Series{charttest.Series("a", "件", "1"), charttest.Series("b", "%", "1"), charttest.Series("c", "天", "1")}},
			diag.Args{"reason": "@shape-mixed-units", "got": "件 % 天", "want": "2"}},
		{"stacked units", chart.Spec{Template: "stacked", Categories: one, Series: []chart.Series{charttest.Series("a", "件", "1"), charttest.Series("b", "%", "1")}},
			diag.Args{"reason": "@shape-mixed-units", "got": "件 %", "want": "1"}},
		{"stacked negative", chart.Spec{Template: "stacked", Categories: one, Series: []chart.Series{charttest.Series("a", "件", "-1")}}, diag.Args{"reason": "@shape-negative-value", "name": "a", "got": "-1件"}},
		{"share negative", chart.Spec{Template: "share", Categories: abc, Series: []chart.Series{charttest.Series("a", "件", "1", "-2", "3")}}, diag.Args{"reason": "@shape-negative-value", "name": "乙", "got": "-2件"}},
		{"share of nothing", chart.Spec{Template: "share", Categories: one, Series: []chart.Series{charttest.Series("a", "件", "0")}}, diag.Args{"reason": "@shape-zero-total", "got": "0"}},
		{"share lacks a part", chart.Spec{Template: "share", Categories: abc, Series: []chart.Series{charttest.Series("a", "件", "1", "", "3")}}, diag.Args{"reason": "@shape-missing-value", "name": "乙"}},
		{"share of two series", chart.Spec{Template: "share", Categories: abc, Series: []chart.Series{charttest.Series("a", "件", "1", "2", "3"), charttest.Series("b", "件", "1", "2", "3")}},
			diag.Args{"reason": "@shape-one-series-only", "got": "2", "want": "1"}},
		{"share of seven", chart.Spec{Template: "share", Categories: one, Series: many}, diag.Args{"reason": "@shape-too-many-parts", "got": "7", "want": "6"}},
		{"gauge without value", chart.Spec{Template: "gauge", Categories: one, Series: []chart.Series{charttest.Series("a", "%", "")}}, diag.Args{"reason": "@shape-no-values", "got": "0"}},
		{"radar of two", chart.Spec{Template: "radar", Categories: abc[:2], Series: []chart.Series{charttest.Series("a", "%", "1", "2")}}, diag.Args{"reason": "@shape-too-few-categories", "got": "2", "want": "3"}},
		{"radar with a gap", chart.Spec{Template: "radar", Categories: abc, Series: []chart.Series{charttest.Series("a", "%", "1", "", "2")}}, diag.Args{"reason": "@shape-missing-value", "name": "乙"}},
		{"funnel of one", chart.Spec{Template: "funnel", Categories: one, Series: many[:1]}, diag.Args{"reason": "@shape-too-few-categories", "got": "1", "want": "2"}},
		{"heatmap units", chart.Spec{Template: "heatmap", Categories: one, Series: []chart.Series{charttest.Series("a", "件", "1"), charttest.Series("b", "%", "1")}}, diag.Args{"reason": "@shape-mixed-units", "got": "件 %", "want": "1"}},
		{"no links", chart.Spec{Template: "flow"}, diag.Args{"reason": "@shape-no-links", "got": "0"}},
		{"link to itself", chart.Spec{Template: "flow", Links: []chart.Link{{From: "甲", To: "甲", Value: 1, Text: "1"}}}, diag.Args{"reason": "@shape-link-to-itself", "got": "甲"}},
		{"cycle", chart.Spec{Template: "flow", Links: []chart.Link{{From: "甲", To: "乙", Value: 1, Text: "1"}, {From: "乙", To: "甲", Value: 1, Text: "1"}}}, diag.Args{"reason": "@shape-cyclic-flow", "got": "甲"}},
		{"negative link", chart.Spec{Template: "flow", Links: []chart.Link{{From: "甲", To: "乙", Value: -1, Text: "-1"}}}, diag.Args{"reason": "@shape-negative-value", "name": "甲", "got": "-1"}},
		{"no events", chart.Spec{Template: "timeline"}, diag.Args{"reason": "@shape-no-events", "got": "0"}},
		{"too many events", chart.Spec{Template: "timeline", Events: make([]chart.Event, 41)}, diag.Args{"reason": "@shape-too-many-events", "got": "41", "want": "40"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := charttest.Templates(t).Option(tt.spec, chart.Wide)
			var p *diag.Problem
			if !errors.As(err, &p) || p.Code != diag.ChartShape {
				t.Fatalf("error %v is not chart-shape", err)
			}
			tt.want["template"] = tt.spec.Template
			if diff := cmp.Diff(tt.want, p.Args); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestUnknownTemplateHasSuggestion(t *testing.T) {
	_, err := charttest.Templates(t).Option(chart.Spec{Template: "tredn"}, chart.Wide)
	var p *diag.Problem
	if !errors.As(err, &p) || p.Code != diag.UnknownTemplate || p.Args["suggestion"] != "trend" {
		t.Errorf("got %#v", err)
	}
}

func themeFS(t testing.TB, files map[string]string) fs.FS {
	t.Helper()
	m := fstest.MapFS{}
	style, err := os.ReadFile(filepath.Join(charttest.ThemeDir(t), "charts", "style.toml"))
	if err != nil {
		t.Fatal(err)
	}
	m["style.toml"] = &fstest.MapFile{Data: style}
	for name, text := range files {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return m
}

func TestThemeAuthorsTemplate(t *testing.T) {
	var bag diag.Bag
	ts := chart.Load(themeFS(t, map[string]string{
		"trend-tall.toml": "name = \"trend-tall\"\nkind = \"line\"\nheight = { wide = 520, narrow = 420 }\nzero = true\n",
	}), &bag)
	if ds := bag.Sorted(); len(ds) > 0 {
		t.Fatal(ds)
	}
	spec := charttest.Samples()[0].Spec
	spec.Template = "trend-tall"
	o := charttest.Option(t, ts, spec, chart.Wide)
	if o.Height != 520 || o.Width != 680 || !bytes.Contains(o.JSON, []byte(`"min":0`)) {
		t.Errorf("%d×%d %s", o.Width, o.Height, o.JSON)
	}
	if o = charttest.Option(t, ts, spec, chart.Narrow); o.Height != 420 || o.Width != 358 {
		t.Errorf("narrow is %d×%d", o.Width, o.Height)
	}
}

func TestWrongTemplateFiles(t *testing.T) {
	for _, tt := range []struct {
		name, file, text string
		want             []string // code line
	}{
		{"misspelt knob", "a.toml", "name = \"a\"\nkind = \"line\"\nzreo = true\n", []string{"unknown-key charts/a.toml:3 zero"}},
		{"misspelt common knob", "a.toml", "name = \"a\"\nkind = \"gauge\"\nframe = {wide=300}\n", []string{"unknown-key charts/a.toml:3 "}},
		{"unknown kind", "a.toml", "name = \"a\"\nkind = \"lines\"\n", []string{"bad-value charts/a.toml:2 line"}},
		{"no kind", "a.toml", "name = \"a\"\n", []string{"missing-key charts/a.toml:1 "}},
		{"knob of the wrong type", "a.toml", "name = \"a\"\nkind = \"line\"\nzero = \"yes\"\n", []string{"wrong-type charts/a.toml:3 "}},
		{"height", "a.toml", "name = \"a\"\nkind = \"line\"\n[height]\nwide = 20\n", []string{"bad-value charts/a.toml:4 "}},
		{"no height", "a.toml", "name = \"a\"\nkind = \"bar\"\nheight = { wide = 300, narrow = 0 }\n", []string{"bad-value charts/a.toml:3 "}},
		{"choice", "a.toml", "name = \"a\"\nkind = \"bar\"\nhorizontal = \"maybe\"\n", []string{"bad-value charts/a.toml:3 "}},
		{"syntax", "a.toml", "name = \n", []string{"toml-syntax charts/a.toml:1 "}},
		{"colour", "style.toml", "font = \"f\"\nserif = \"s\"\nsize = 13\nemphasis = 15\n[color]\nink = \"red\"\n", []string{
			"missing-key charts/style.toml:5 ", "bad-value charts/style.toml:6 ",
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var bag diag.Bag
			ts := chart.Load(themeFS(t, map[string]string{tt.file: tt.text, "good.toml": "name = \"good\"\nkind = \"line\"\n"}), &bag)
			var got []string
			for _, d := range bag.Sorted() {
				near := d.Args["suggestion"]
				if d.Code == diag.BadValue && d.Args["want"] != "@documented" {
					near = d.Args["want"]
				}
				s := fmt.Sprintf("%s %s:%d %s", d.Code, d.Pos.File, d.Pos.Line, near)
				if len(got) == 0 || got[len(got)-1] != s {
					got = append(got, s)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
			if !ts.Has("good") || ts.Has("a") {
				t.Errorf("templates are %v", ts.Names())
			}
		})
	}
	theme, err := os.ReadFile(filepath.Join(charttest.ThemeDir(t), "charts", "style.toml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ old, new, key string }{
		{`"#b5413f"`, `"#c9504c"`, "color.heat"}, // neither ink nor paper can be read on it
		{`"#6f97bd"]`, `"#6f97bd", "#5b87b3"]`, "color.heat_below"},
		{`, "#6f97bd"]`, `]`, "color.heat_below"}, // as many classes as above zero
	} {
		changed := strings.Replace(string(theme), tt.old, tt.new, 1)
		if changed == string(theme) {
			t.Fatalf("style.toml has no %s", tt.old)
		}
		var bag diag.Bag
		chart.Load(themeFS(t, map[string]string{"style.toml": changed}), &bag)
		if ds := bag.Sorted(); len(ds) != 1 || ds[0].Code != diag.BadValue || ds[0].Args["key"] != tt.key {
			t.Errorf("%s: %v", tt.new, ds)
		}
	}
	var bag diag.Bag
	chart.Load(themeFS(t, map[string]string{"a.toml": "name = \"x\"\nkind = \"line\"\n", "b.toml": "name = \"x\"\nkind = \"bar\"\n"}), &bag)
	ds := bag.Sorted()
	if len(ds) != 1 || ds[0].Code != diag.DuplicateName || ds[0].Pos.File != "charts/b.toml" || ds[0].Related[0].File != "charts/a.toml" {
		t.Errorf("two templates of one name: %v", ds)
	}
}

func TestMissingValueLeavesAGap(t *testing.T) {
	o := charttest.Option(t, charttest.Templates(t), chart.Spec{
		Template: "trend", Categories: []string{"甲", "乙", "丙"}, Series: []chart.Series{charttest.Series("a", "件", "1", "", "3")},
	}, chart.Wide)
	var got struct {
		Series []struct {
			Data []struct{ Value any }
		}
	}
	if err := json.Unmarshal(o.JSON, &got); err != nil {
		t.Fatal(err)
	}
	if v := got.Series[0].Data[1].Value; v != "-" {
		t.Errorf("missing is %v", v)
	}
}

func FuzzLoad(f *testing.F) {
	f.Add("name = \"x\"\nkind = \"line\"\nzero = true\n")
	f.Add("name = \"x\"\nkind = \"timeline\"\nmax = -1\n")
	f.Add("kind = 3\n[height]\nwide = \"a\"\n")
	fixed := charttest.Samples()
	f.Fuzz(func(t *testing.T, text string) {
		var bag diag.Bag
		ts := chart.Load(themeFS(t, map[string]string{"x.toml": text}), &bag)
		if len(ts.Names()) == 0 && !bag.Failed() {
			t.Fatal("a template was left out without a word")
		}
		for _, name := range ts.Names() {
			for _, s := range fixed {
				s.Spec.Template = name
				if _, err := ts.Option(s.Spec, chart.Narrow); err != nil {
					var p *diag.Problem
					if !errors.As(err, &p) {
						t.Fatal(err)
					}
				}
			}
		}
	})
}

func BenchmarkOption(b *testing.B) {
	ts, spec := charttest.Templates(b), charttest.Named("bar-mixed")
	for b.Loop() {
		charttest.Option(b, ts, spec, chart.Wide)
	}
}

// A value too small for the axis' scale is printed with more places: it is
// little, and "0.00" would say that there is nothing.
func TestSmallValueIsNotPrintedAsNothing(t *testing.T) {
	spec := chart.Spec{Template: "heatmap", Title: "t", Categories: []string{"甲", "乙"}, Series: []chart.Series{charttest.Series("a", "件", "1763199", "21")}}
	o := charttest.Option(t, charttest.Templates(t), spec, chart.Wide)
	if !bytes.Contains(o.JSON, []byte("0.0021")) || bytes.Contains(o.JSON, []byte(`"0.00"`)) {
		t.Errorf("%s", o.JSON)
	}
}

// Any number of pages ask at once, and what they get is what one alone gets.
func TestOptionsAtOnce(t *testing.T) {
	ts := charttest.Templates(t)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for _, s := range charttest.Samples() {
				o, err := ts.Options(s.Spec)
				if err != nil {
					t.Error(err)
					return
				}
				s.Spec.Title += " of another page"
				again, err := ts.Options(s.Spec)
				if err != nil || again.Script != o.Script {
					t.Errorf("%s: the second answer is another: %v", s.Name, err)
				}
			}
		})
	}
	wg.Wait()
	alone := charttest.Templates(t)
	for _, s := range charttest.Samples() {
		o, err := ts.Options(s.Spec)
		if err != nil {
			t.Fatal(err)
		}
		wide, narrow := charttest.Option(t, alone, s.Spec, chart.Wide), charttest.Option(t, alone, s.Spec, chart.Narrow)
		if diff := cmp.Diff([]chart.Option{wide, narrow}, []chart.Option{o.Wide, o.Narrow}); diff != "" {
			t.Errorf("%s: %s", s.Name, diff)
		}
	}
	if _, err := ts.Options(chart.Spec{Template: "none"}); err == nil {
		t.Error("a template that does not exist made an option")
	}
}

// BenchmarkOptions makes both sizes: "new" of specs that were never asked for,
// "known" of one that was.
func BenchmarkOptions(b *testing.B) {
	spec := charttest.Named("bar-mixed")
	run := func(name string, change func(i int)) {
		b.Run(name, func(b *testing.B) {
			ts := charttest.Templates(b)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				change(i)
				if _, err := ts.Options(spec); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	run("new", func(i int) { spec.Categories[0] = fmt.Sprint(i) })
	run("known", func(int) {})
}
