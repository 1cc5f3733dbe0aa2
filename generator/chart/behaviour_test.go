package chart

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"gongbao/generator/diag"
)

func TestEveryTemplateIsShown(t *testing.T) {
	shown := map[string]bool{}
	for _, s := range samples() {
		shown[s.spec.Template] = true
	}
	want := []string{"bar", "flow", "funnel", "gauge", "heatmap", "radar", "share", "stacked", "timeline", "trend"}
	ts := themeTemplates(t)
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
	a, b := themeTemplates(t), themeTemplates(t)
	for _, s := range samples() {
		s.spec.Title = "not part of the option"
		for _, size := range []Size{Wide, Narrow} {
			first := mustOption(t, a, s.spec, size)
			s.spec.Desc = "nor this"
			if second := mustOption(t, b, s.spec, size); !bytes.Equal(first.JSON, second.JSON) {
				t.Errorf("%s %s: two options differ", s.name, sizeName(size))
			}
			if !json.Valid(first.JSON) || bytes.Contains(first.JSON, []byte("__f__")) || bytes.Contains(first.JSON, []byte("not part")) {
				t.Errorf("%s %s: %s", s.name, sizeName(size), first.JSON)
			}
		}
	}
	evil := "</script><script>alert(1)</script>"
	o := mustOption(t, a, Spec{
		Template: "bar", Categories: []string{evil}, Series: []Series{series(evil, "件", "1")},
	}, Wide)
	if bytes.ContainsAny(o.JSON, "<>&") {
		t.Errorf("option may end its script element: %s", o.JSON)
	}
}

func TestProvisionalIsTold(t *testing.T) {
	ts := themeTemplates(t)
	for _, s := range samples() {
		want := false
		for _, x := range s.spec.Series {
			for _, p := range x.Points {
				want = want || p.Provisional
			}
		}
		if got := mustOption(t, ts, s.spec, Narrow).Provisional; got != want {
			t.Errorf("%s: Provisional = %v, want %v", s.name, got, want)
		}
	}
}

func TestWrongShapes(t *testing.T) {
	many := make([]Series, 7)
	for i := range many {
		many[i] = series(fmt.Sprint(i), "件", "1")
	}
	one := []string{"甲"}
	abc := []string{"甲", "乙", "丙"}
	nan := Series{Name: "坏", Points: []Point{{Value: math.NaN(), Valid: true}}}
	for _, tt := range []struct {
		name string
		spec Spec
		want diag.Args
	}{
		{"no categories", Spec{Template: "bar", Series: many[:1]}, diag.Args{"reason": noCategories, "got": "0"}},
		{"no series", Spec{Template: "trend", Categories: one}, diag.Args{"reason": noSeries, "got": "0"}},
		{"seven series", Spec{Template: "trend", Categories: one, Series: many}, diag.Args{"reason": tooManySeries, "got": "7", "want": "6"}},
		{"point count", Spec{Template: "bar", Categories: abc, Series: many[:1]}, diag.Args{"reason": pointCount, "got": "1", "want": "3", "name": "0"}},
		{"all missing", Spec{Template: "bar", Categories: one, Series: []Series{series("空", "件", "")}}, diag.Args{"reason": noValues, "got": "0"}},
		{"not a number", Spec{Template: "bar", Categories: one, Series: []Series{nan}}, diag.Args{"reason": badNumber, "name": "坏", "got": "甲"}},
		{"break outside", Spec{Template: "trend", Categories: one, Series: many[:1], Breaks: []Break{{1, "口径"}}}, diag.Args{"reason": badBreak, "got": "1", "want": "1"}},
		{"three units", Spec{Template: "bar", Categories: one, Series: []Series{series("a", "件", "1"), series("b", "%", "1"), series("c", "天", "1")}},
			diag.Args{"reason": mixedUnits, "got": "件 % 天", "want": "2"}},
		{"stacked units", Spec{Template: "stacked", Categories: one, Series: []Series{series("a", "件", "1"), series("b", "%", "1")}},
			diag.Args{"reason": mixedUnits, "got": "件 %", "want": "1"}},
		{"stacked negative", Spec{Template: "stacked", Categories: one, Series: []Series{series("a", "件", "-1")}}, diag.Args{"reason": negativeValue, "name": "a", "got": "-1件"}},
		{"share negative", Spec{Template: "share", Categories: abc, Series: []Series{series("a", "件", "1", "-2", "3")}}, diag.Args{"reason": negativeValue, "name": "乙", "got": "-2件"}},
		{"share of nothing", Spec{Template: "share", Categories: one, Series: []Series{series("a", "件", "0")}}, diag.Args{"reason": zeroTotal, "got": "0"}},
		{"share lacks a part", Spec{Template: "share", Categories: abc, Series: []Series{series("a", "件", "1", "", "3")}}, diag.Args{"reason": missingValue, "name": "乙"}},
		{"share of two series", Spec{Template: "share", Categories: abc, Series: []Series{series("a", "件", "1", "2", "3"), series("b", "件", "1", "2", "3")}},
			diag.Args{"reason": oneSeriesOnly, "got": "2", "want": "1"}},
		{"share of seven", Spec{Template: "share", Categories: one, Series: many}, diag.Args{"reason": tooManyParts, "got": "7", "want": "6"}},
		{"gauge without value", Spec{Template: "gauge", Categories: one, Series: []Series{series("a", "%", "")}}, diag.Args{"reason": noValues, "got": "0"}},
		{"radar of two", Spec{Template: "radar", Categories: abc[:2], Series: []Series{series("a", "%", "1", "2")}}, diag.Args{"reason": tooFewCategory, "got": "2", "want": "3"}},
		{"radar with a gap", Spec{Template: "radar", Categories: abc, Series: []Series{series("a", "%", "1", "", "2")}}, diag.Args{"reason": missingValue, "name": "乙"}},
		{"funnel of one", Spec{Template: "funnel", Categories: one, Series: many[:1]}, diag.Args{"reason": tooFewCategory, "got": "1", "want": "2"}},
		{"heatmap units", Spec{Template: "heatmap", Categories: one, Series: []Series{series("a", "件", "1"), series("b", "%", "1")}}, diag.Args{"reason": mixedUnits, "got": "件 %", "want": "1"}},
		{"no links", Spec{Template: "flow"}, diag.Args{"reason": noLinks, "got": "0"}},
		{"link to itself", Spec{Template: "flow", Links: []Link{{"甲", "甲", 1, "1"}}}, diag.Args{"reason": sameEnds, "got": "甲"}},
		{"cycle", Spec{Template: "flow", Links: []Link{{"甲", "乙", 1, "1"}, {"乙", "甲", 1, "1"}}}, diag.Args{"reason": cyclicFlow, "got": "甲"}},
		{"negative link", Spec{Template: "flow", Links: []Link{{"甲", "乙", -1, "-1"}}}, diag.Args{"reason": negativeValue, "name": "甲", "got": "-1"}},
		{"no events", Spec{Template: "timeline"}, diag.Args{"reason": noEvents, "got": "0"}},
		{"too many events", Spec{Template: "timeline", Events: make([]Event, 41)}, diag.Args{"reason": tooManyEvents, "got": "41", "want": "40"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := themeTemplates(t).Option(tt.spec, Wide)
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
	_, err := themeTemplates(t).Option(Spec{Template: "tredn"}, Wide)
	var p *diag.Problem
	if !errors.As(err, &p) || p.Code != diag.UnknownTemplate || p.Args["suggestion"] != "trend" {
		t.Errorf("got %#v", err)
	}
}

func themeFS(t testing.TB, files map[string]string) fs.FS {
	t.Helper()
	m := fstest.MapFS{}
	style, err := os.ReadFile(filepath.Join(themeDir, "charts", styleFile))
	if err != nil {
		t.Fatal(err)
	}
	m[styleFile] = &fstest.MapFile{Data: style}
	for name, text := range files {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return m
}

func TestThemeAuthorsTemplate(t *testing.T) {
	var bag diag.Bag
	ts := Load(themeFS(t, map[string]string{
		"trend-tall.toml": "name = \"trend-tall\"\nkind = \"line\"\nheight = { wide = 520, narrow = 420 }\nzero = true\n",
	}), &bag)
	if ds := bag.Sorted(); len(ds) > 0 {
		t.Fatal(ds)
	}
	spec := samples()[0].spec
	spec.Template = "trend-tall"
	o := mustOption(t, ts, spec, Wide)
	if o.Height != 520 || o.Width != 680 || !bytes.Contains(o.JSON, []byte(`"min":0`)) {
		t.Errorf("%d×%d %s", o.Width, o.Height, o.JSON)
	}
	if o = mustOption(t, ts, spec, Narrow); o.Height != 420 || o.Width != 358 {
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
		{"colour", styleFile, "font = \"f\"\nserif = \"s\"\nsize = 13\nemphasis = 15\n[color]\nink = \"red\"\n", []string{
			"missing-key charts/style.toml:5 ", "bad-value charts/style.toml:6 ",
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var bag diag.Bag
			ts := Load(themeFS(t, map[string]string{tt.file: tt.text, "good.toml": "name = \"good\"\nkind = \"line\"\n"}), &bag)
			var got []string
			for _, d := range bag.Sorted() {
				s := fmt.Sprintf("%s %s:%d %s", d.Code, d.Pos.File, d.Pos.Line, d.Args["suggestion"])
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
	var bag diag.Bag
	Load(themeFS(t, map[string]string{"a.toml": "name = \"x\"\nkind = \"line\"\n", "b.toml": "name = \"x\"\nkind = \"bar\"\n"}), &bag)
	ds := bag.Sorted()
	if len(ds) != 1 || ds[0].Code != diag.DuplicateName || ds[0].Pos.File != "charts/b.toml" || ds[0].Related[0].File != "charts/a.toml" {
		t.Errorf("two templates of one name: %v", ds)
	}
}

func TestDrawnTwiceByTwoDrawersIsEqual(t *testing.T) {
	ts, js := themeTemplates(t), themeBundle(t)
	a, b := NewDrawer(js, "", 1), NewDrawer(js, "", 1)
	defer a.Close()
	defer b.Close()
	all := samples()
	for i := range all { // b draws in another order, so that counters of ids differ
		for d, s := range map[*Drawer]sample{a: all[i], b: all[len(all)-1-i]} {
			if _, _, err := d.Draw(t.Context(), mustOption(t, ts, s.spec, Narrow)); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, s := range all {
		o := mustOption(t, ts, s.spec, Wide)
		x, _, err := a.Draw(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		y, _, err := b.Draw(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(x, y) {
			t.Errorf("%s differs", s.name)
		}
	}
}

func TestLabelsStayOnThePicture(t *testing.T) {
	// Every text begins and ends on the picture, by the model of widths.
	ts, js := themeTemplates(t), themeBundle(t)
	d := NewDrawer(js, "", 1)
	defer d.Close()
	var page strings.Builder
	defer func() {
		if *preview == "" {
			return
		}
		if err := os.WriteFile(*preview+"-hard.html", []byte(previewHead+page.String()), 0o644); err != nil {
			t.Error(err)
		}
	}()
	for n, s := range append(samples(), hard()...) {
		for _, size := range []Size{Wide, Narrow} {
			at := sizeName(size)
			o := mustOption(t, ts, s.spec, size)
			svg, _, err := d.Draw(t.Context(), o)
			if err != nil {
				t.Fatalf("%s: %v", s.name, err)
			}
			if n >= len(samples()) {
				fmt.Fprintf(&page, "<h2>%s</h2><div class=%s>%s</div>\n", s.name, sizeName(size), Finish(svg, strings.ReplaceAll(s.name, " ", "-")+"-"+at, "", ""))
			}
			root, err := parse(svg)
			if err != nil {
				t.Fatal(err)
			}
			root.walk(func(n *node) {
				if n.name != "text" || len(n.children) != 1 {
					return
				}
				if strings.HasPrefix(n.attr("transform"), "matrix") || strings.Contains(n.attr("transform"), "rotate") {
					return // turned
				}
				var dx, dy, x float64
				number(t, n.attr("transform"), "translate(%f %f)", &dx, &dy)
				number(t, n.attr("x"), "%f", &x)
				size := 13.0
				number(t, n.attr("font-size"), "%f", &size)
				x += dx
				w := textWidth(n.children[0].text, size)
				switch n.attr("text-anchor") {
				case "middle":
					x -= w / 2
				case "end":
					x -= w
				}
				if x < -1.5 || x+w > float64(o.Width)+1.5 {
					t.Errorf("%s %s: %q runs from %.1f to %.1f of %d", s.name, at, n.children[0].text, x, x+w, o.Width)
				}
			})
		}
	}
}

func TestNoLabelIsDropped(t *testing.T) {
	ts, js := themeTemplates(t), themeBundle(t)
	d := NewDrawer(js, "", 1)
	defer d.Close()
	for _, s := range append(samples(), hard()...) {
		for _, size := range []Size{Wide, Narrow} {
			svg, _, err := d.Draw(t.Context(), mustOption(t, ts, s.spec, size))
			if err != nil {
				t.Fatal(err)
			}
			root, err := parse(svg)
			if err != nil {
				t.Fatal(err)
			}
			var all strings.Builder // wrapped labels are texts that follow each other
			root.walk(func(n *node) { all.WriteString(n.text) })
			labels := s.spec.Categories
			switch {
			case s.spec.Template == "trend": // periods may be thinned, the last never
				labels = labels[len(labels)-1:]
			case s.spec.Template == "share" && len(s.spec.Series) > 1:
				labels = nil
			}
			if s.spec.Template != "bar" && s.spec.Template != "share" && len(s.spec.Series) > 1 || s.spec.Template == "heatmap" {
				for _, x := range s.spec.Series {
					labels = append(labels[:len(labels):len(labels)], x.Name)
				}
			}
			for _, l := range s.spec.Links {
				labels = append(labels, l.From, l.To)
			}
			for _, e := range s.spec.Events {
				labels = append(labels, e.Name, e.Level, fmt.Sprint(e.Year))
			}
			for _, l := range labels {
				if !strings.Contains(all.String(), l) {
					t.Errorf("%s %s: %q is not on the picture: %s", s.name, sizeName(size), l, all.String())
				}
			}
		}
	}
}

// number reads an attribute that may be absent.
func number(t *testing.T, attr, format string, to ...any) {
	t.Helper()
	if attr == "" {
		return
	}
	if _, err := fmt.Sscanf(attr, format, to...); err != nil {
		t.Errorf("%q is not %s: %v", attr, format, err)
	}
}

func TestMissingValueLeavesAGap(t *testing.T) {
	o := mustOption(t, themeTemplates(t), Spec{
		Template: "trend", Categories: []string{"甲", "乙", "丙"}, Series: []Series{series("a", "件", "1", "", "3")},
	}, Wide)
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

func TestNoLineAcrossABreak(t *testing.T) {
	ts, js := themeTemplates(t), themeBundle(t)
	d := NewDrawer(js, "", 1)
	defer d.Close()
	spec := Spec{
		Template: "trend", Categories: []string{"2022年", "2023年", "2024年", "2025年"},
		Series: []Series{series("受理案件", "件", "100", "110", "180", "190")},
	}
	strokes := func() int {
		svg, _, err := d.Draw(t.Context(), mustOption(t, ts, spec, Wide))
		if err != nil {
			t.Fatal(err)
		}
		return bytes.Count(svg, []byte(`stroke="#9b1c1f" stroke-width="3"`))
	}
	if n := strokes(); n != 1 {
		t.Errorf("%d strokes without a break, want 1", n)
	}
	spec.Breaks = []Break{{2, "口径调整"}}
	if n := strokes(); n != 2 {
		t.Errorf("%d strokes with a break, want 2", n)
	}
}

func TestCacheIsHit(t *testing.T) {
	dir := t.TempDir()
	ts, js := themeTemplates(t), themeBundle(t)
	o := mustOption(t, ts, samples()[0].spec, Wide)
	a := NewDrawer(js, dir, 1)
	defer a.Close()
	first, cached, err := a.Draw(t.Context(), o)
	if err != nil || cached {
		t.Fatalf("cached %v, error %v", cached, err)
	}
	b := NewDrawer(js, dir, 1)
	defer b.Close()
	second, cached, err := b.Draw(t.Context(), o)
	if err != nil || !cached || b.drawn.Load() != 0 || !bytes.Equal(first, second) {
		t.Errorf("cached %v, drawn %d, error %v", cached, b.drawn.Load(), err)
	}
	other := o
	other.Height++
	if _, cached, err = b.Draw(t.Context(), other); err != nil || cached {
		t.Errorf("another size: cached %v, error %v", cached, err)
	}
	c := NewDrawer(append(bytes.Clone(js), "\n"...), dir, 1)
	defer c.Close()
	if _, cached, err = c.Draw(t.Context(), o); err != nil || cached {
		t.Errorf("another bundle: cached %v, error %v", cached, err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "charts", "*", "*.tmp")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestEqualDrawsAtOnceAreDrawnOnce(t *testing.T) {
	d := NewDrawer(themeBundle(t), "", 2)
	defer d.Close()
	// The only two engines are held back until everyone has asked.
	e1, e2 := <-d.engines, <-d.engines
	o := mustOption(t, themeTemplates(t), samples()[0].spec, Wide)
	var wg sync.WaitGroup
	const n = 8
	results := make([][]byte, n)
	fresh := make([]bool, n)
	var asked sync.WaitGroup
	for i := range n {
		wg.Add(1)
		asked.Add(1)
		go func() {
			defer wg.Done()
			asked.Done()
			svg, cached, err := d.Draw(context.Background(), o)
			if err != nil {
				t.Error(err)
			}
			results[i], fresh[i] = svg, !cached
		}()
	}
	asked.Wait()
	time.Sleep(50 * time.Millisecond) // all are waiting for the one drawing
	d.engines <- e1
	d.engines <- e2
	wg.Wait()
	made := 0
	for i := range n {
		if fresh[i] {
			made++
		}
		if !bytes.Equal(results[i], results[0]) {
			t.Error("results differ")
		}
	}
	if d.drawn.Load() != 1 || made != 1 {
		t.Errorf("drawn %d times, %d fresh, want 1 and 1", d.drawn.Load(), made)
	}
}

func TestDrawErrors(t *testing.T) {
	d := NewDrawer(themeBundle(t), "", 1)
	bad := Option{Template: "trend", JSON: []byte(`{"series":[{"type":"sankey","data":[{"name":"a"},{"name":"b"}],"links":[{"source":"a","target":"b"},{"source":"b","target":"a"}]}]}`), Width: 100, Height: 100}
	if _, _, err := d.Draw(t.Context(), bad); err == nil || !strings.Contains(err.Error(), "trend") {
		t.Errorf("error in the script: %v", err)
	}
	good := mustOption(t, themeTemplates(t), samples()[0].spec, Wide)
	if _, _, err := d.Draw(t.Context(), good); err != nil {
		t.Errorf("after an error: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := d.Draw(ctx, mustOption(t, themeTemplates(t), samples()[1].spec, Wide)); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	d.Close()
	d.Close()
	if _, _, err := d.Draw(t.Context(), mustOption(t, themeTemplates(t), samples()[2].spec, Wide)); !errors.Is(err, errClosed) {
		t.Errorf("after Close: %v", err)
	}
}

func TestBundleWithoutNpm(t *testing.T) {
	t.Setenv("PATH", "")
	dir := t.TempDir()
	_, err := Bundle(t.Context(), os.DirFS(themeDir), dir, nil)
	var p *diag.Problem
	if !errors.As(err, &p) || p.Code != diag.NoBundle {
		t.Fatalf("got %v, want no-bundle", err)
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestKeptBundleNeedsNoNpm(t *testing.T) {
	js := themeBundle(t)
	t.Setenv("PATH", "")
	again, err := Bundle(t.Context(), os.DirFS(themeDir), "../../.gongbao", func(s string) { t.Errorf("step %s", s) })
	if err != nil || !bytes.Equal(js, again) {
		t.Errorf("error %v, equal %v", err, bytes.Equal(js, again))
	}
}

// withNpm puts a program called npm first on PATH.
func withNpm(t *testing.T, script string) {
	t.Helper()
	sh, err := exec.LookPath("sh")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("sh is missing")
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "npm"), []byte("#!"+sh+"\n"+script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
}

func TestBundleFailures(t *testing.T) {
	withNpm(t, "echo first; echo second; echo third; echo fourth; echo fifth; echo sixth >&2; exit 1\n")
	dir := t.TempDir()
	_, err := Bundle(t.Context(), os.DirFS(themeDir), dir, nil)
	var p *diag.Problem
	if !errors.As(err, &p) || p.Code != diag.BundleFailed || !strings.HasSuffix(p.Args["detail"], "fifth\nsixth") || strings.Contains(p.Args["detail"], "first") {
		t.Errorf("npm fails: %#v", err)
	}
	// npm that installs nothing: esbuild cannot find the package.
	withNpm(t, "exit 0\n")
	_, err = Bundle(t.Context(), os.DirFS(themeDir), dir, nil)
	if !errors.As(err, &p) || p.Code != diag.BundleFailed || !strings.Contains(p.Args["detail"], "echarts") {
		t.Errorf("package is absent: %v", err)
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestManyBundlesAtOnce(t *testing.T) {
	// An npm that installs a package of our own, so that no network is needed.
	withNpm(t, "mkdir -p node_modules/small && echo 'export const x = 42;' > node_modules/small/index.js\n")
	theme := fstest.MapFS{
		"package.json": {Data: []byte("{}")}, "package-lock.json": {Data: []byte("{}")},
		entryFile: {Data: []byte("import { x } from 'small';\nexport function draw() { return x; }\n")},
	}
	dir := t.TempDir()
	var steps sync.Map
	var wg sync.WaitGroup
	results := make([][]byte, 6)
	for i := range results {
		wg.Go(func() {
			js, err := Bundle(context.Background(), theme, dir, func(s string) { steps.Store(s, true) })
			if err != nil {
				t.Error(err)
			}
			results[i] = js
		})
	}
	wg.Wait()
	for _, js := range results {
		if len(js) == 0 || !bytes.Equal(js, results[0]) {
			t.Fatal("bundles differ or are empty")
		}
	}
	for _, s := range []string{"npm", "bundle"} {
		if _, ok := steps.Load(s); !ok {
			t.Errorf("progress was not told %q", s)
		}
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 || !strings.HasSuffix(left[0].Name(), ".js") {
		t.Errorf("folder holds %v, want one script", left)
	}
}

func TestLockPinsAndNamesNoRegistry(t *testing.T) {
	lock, err := os.ReadFile(filepath.Join(themeDir, "package-lock.json"))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(lock, []byte("://")) || bytes.Contains(lock, []byte(`"resolved"`)) {
		t.Error("the lock names a registry")
	}
	var l struct {
		Packages map[string]struct {
			Version, Integrity string
		}
	}
	if err := json.Unmarshal(lock, &l); err != nil {
		t.Fatal(err)
	}
	if v := l.Packages["node_modules/echarts"].Version; v != "6.1.0" {
		t.Errorf("echarts %s", v)
	}
	for name, p := range l.Packages {
		if name != "" && !strings.HasPrefix(p.Integrity, "sha512-") {
			t.Errorf("%s has no digest", name)
		}
	}
	mod, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	if version := strings.Fields(strings.SplitN(string(mod), "github.com/evanw/esbuild v", 2)[1])[0]; !strings.Contains(bundleRecipe, "esbuild "+version+";") {
		t.Errorf("bundleRecipe does not name esbuild %s", version)
	}
}

func TestFinish(t *testing.T) {
	raw := `<svg width="10" height="20" xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1" viewBox="0 0 10 20">
<rect width="10" height="20" x="0" y="0" fill="none"></rect>
<g clip-path="url(#zr7-c0)"><path d="M1.23456 2l-0.001 3" style="stroke:#123456;fill:none;white-space:pre" class="zr7-cls-1" ecmeta_series_index="0"></path></g>
<text style="font-size:13px;font-family:A, B;" x="1" y="2">a &lt; b</text><text style="font-size:13px;font-family:A, B;">c</text><text style="font-size:15px;font-family:A, B;">d</text>
<defs><clipPath id="zr7-c0"><path d="M0 0l1 1Z" fill="#000"></path></clipPath></defs>
<style><![CDATA[ .zr7-cls-1:hover { fill: red } ]]></style></svg>`
	kept, err := clean([]byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	got := string(Finish(kept, "c&1", "标题<", "说明"))
	want := `<svg role="img" aria-labelledby="c&amp;1-title c&amp;1-desc" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 20" font-family="A, B" font-size="13">` +
		`<title id="c&amp;1-title">标题&lt;</title><desc id="c&amp;1-desc">说明</desc>` +
		`<g clip-path="url(#c&amp;1-1)"><path d="M1.23 2l0 3" stroke="#123456" fill="none"/></g>` +
		`<text x="1" y="2">a &lt; b</text><text>c</text><text font-size="15">d</text>` +
		`<defs><clipPath id="c&amp;1-1"><path d="M0 0l1 1Z" fill="#000"/></clipPath></defs></svg>`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got := string(Finish(kept, "x", "", "")); strings.Contains(got, "aria-labelledby") || strings.Contains(got, "<title") {
		t.Errorf("without title: %s", got)
	}
	if string(Finish([]byte("not svg"), "x", "t", "")) != "not svg" {
		t.Error("what is no drawing must stay as it is")
	}
}

func TestSizesOfDrawings(t *testing.T) {
	d := NewDrawer(themeBundle(t), "", 1)
	defer d.Close()
	svg, _, err := d.Draw(t.Context(), mustOption(t, themeTemplates(t), samples()[0].spec, Wide))
	if err != nil {
		t.Fatal(err)
	}
	if len(svg) > 8<<10 {
		t.Errorf("a line chart of two series has %d bytes, want at most 8 KB", len(svg))
	}
	js, err := os.ReadFile(filepath.Join(themeDir, "assets", "chart.js"))
	if err != nil {
		t.Fatal(err)
	}
	if len(js) > 3<<10 {
		t.Errorf("chart.js has %d bytes, want at most 3 KB", len(js))
	}
}

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
	ts := themeTemplates(t)
	for _, tt := range []struct {
		unit  string
		top   float64
		point Point
		name  string
		label string
		tick  string
	}{
		{"件", 5e7, pt("4601.8万"), "万件", "4601.8", "4601.8"},
		{"件", 5e7, pt("1763199"), "万件", "176.3", "176.3199"},
		{"件", 5e7, pt("9882"), "万件", "0.99", "0.9882"},
		{"元", 2e12, pt("7.10亿"), "亿元", "7.10", "7.1"},
		{"件", 23011, pt("23011"), "件", "23011", "23011"},
		{"件", 23000, pt("2.3万"), "万件", "2.3", "2.3"},
		{"件", 300, pt("242"), "件", "242", "242"},
		{"%", 100, pt("97.40"), "", "97.40%", "97.4%"},
		{"天", 80, pt("61.5"), "天", "61.5", "61.5"},
	} {
		m := ts.style.measureOf([]Series{{Unit: tt.unit, Points: []Point{tt.point}}}, tt.top)
		if m.name() != tt.name || m.label(tt.point) != tt.label || m.tick(tt.point.Value) != tt.tick {
			t.Errorf("%s %s: name %q label %q tick %q", tt.point.Text, tt.unit, m.name(), m.label(tt.point), m.tick(tt.point.Value))
		}
	}
}

func FuzzClean(f *testing.F) {
	f.Add([]byte(`<svg width="1" height="1"><g style="fill:red;a:b"><path d="M1.005 2e-7L-3.999 .5"/></g><text>x</text></svg>`))
	f.Add([]byte(`<svg><defs><pattern id="a"/></defs><rect fill="url(#a)" xlink:href="#a"/></svg>`))
	f.Add([]byte(`<svg`))
	f.Fuzz(func(t *testing.T, in []byte) {
		out, err := clean(in)
		if err != nil {
			return
		}
		done := Finish(out, "id", "t", "d")
		root, err := parse(done)
		if err != nil {
			t.Fatalf("%v: %s", err, done)
		}
		root.walk(func(n *node) {
			if n.attr("style") != "" || n.name == "style" || n.name == "script" {
				t.Errorf("%s", done)
			}
		})
		again, err := clean(out)
		if err != nil {
			t.Fatalf("clean twice: %v: %s", err, out)
		}
		if third, err := clean(again); err != nil || !bytes.Equal(again, third) {
			t.Errorf("does not settle: %v\n%s\n%s", err, again, third)
		}
	})
}

func FuzzLoad(f *testing.F) {
	f.Add("name = \"x\"\nkind = \"line\"\nzero = true\n")
	f.Add("name = \"x\"\nkind = \"timeline\"\nmax = -1\n")
	f.Add("kind = 3\n[height]\nwide = \"a\"\n")
	fixed := samples()
	f.Fuzz(func(t *testing.T, text string) {
		var bag diag.Bag
		ts := Load(themeFS(t, map[string]string{"x.toml": text}), &bag)
		if len(ts.Names()) == 0 && !bag.Failed() {
			t.Fatal("a template was left out without a word")
		}
		for _, name := range ts.Names() {
			for _, s := range fixed {
				s.spec.Template = name
				if _, err := ts.Option(s.spec, Narrow); err != nil {
					var p *diag.Problem
					if !errors.As(err, &p) {
						t.Fatal(err)
					}
				}
			}
		}
	})
}

func mixed() Spec {
	for _, s := range samples() {
		if s.name == "bar-mixed" {
			return s.spec
		}
	}
	panic("no sample bar-mixed")
}

func BenchmarkOption(b *testing.B) {
	ts, spec := themeTemplates(b), mixed()
	for b.Loop() {
		mustOption(b, ts, spec, Wide)
	}
}

func BenchmarkDraw(b *testing.B) {
	d := NewDrawer(themeBundle(b), "", 1)
	defer d.Close()
	o := mustOption(b, themeTemplates(b), mixed(), Wide)
	for b.Loop() {
		if _, _, err := d.Draw(context.Background(), o); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFinish(b *testing.B) {
	d := NewDrawer(themeBundle(b), "", 1)
	defer d.Close()
	svg, _, err := d.Draw(context.Background(), mustOption(b, themeTemplates(b), mixed(), Wide))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		Finish(svg, "chart-1", "标题", "说明")
	}
}
