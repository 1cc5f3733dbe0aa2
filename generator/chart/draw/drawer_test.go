package draw

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gongbao/generator/chart"
	"gongbao/generator/chart/charttest"
)

func TestDrawnTwiceByTwoDrawersIsEqual(t *testing.T) {
	inTurn(t)
	ts, js := charttest.Templates(t), themeBundle(t)
	a, b := NewDrawer(js, "", 1), NewDrawer(js, "", 1)
	defer a.Close()
	defer b.Close()
	all := charttest.Samples()
	for i := range all { // b draws in another order, so that counters of ids differ
		for d, s := range map[*Drawer]charttest.Sample{a: all[i], b: all[len(all)-1-i]} {
			if _, _, err := d.Draw(t.Context(), charttest.Option(t, ts, s.Spec, chart.Narrow)); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, s := range all {
		o := charttest.Option(t, ts, s.Spec, chart.Wide)
		x, _, err := a.Draw(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		y, _, err := b.Draw(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(x, y) {
			t.Errorf("%s differs", s.Name)
		}
	}
}

func TestCacheIsHit(t *testing.T) {
	inTurn(t)
	dir := t.TempDir()
	ts, js := charttest.Templates(t), themeBundle(t)
	o := charttest.Option(t, ts, charttest.Samples()[0].Spec, chart.Wide)
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

// A drawing that was cut short or changed in the cache is drawn again: what is
// on a page must be what was drawn from the data.
func TestBrokenDrawingIsDrawnAgain(t *testing.T) {
	inTurn(t)
	dir := t.TempDir()
	ts, js := charttest.Templates(t), themeBundle(t)
	o := charttest.Option(t, ts, charttest.Samples()[0].Spec, chart.Wide)
	d := NewDrawer(js, dir, 1)
	defer d.Close()
	first, _, err := d.Draw(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob(filepath.Join(dir, "charts", "*", "*.svg"))
	if len(files) != 1 {
		t.Fatalf("%d files", len(files))
	}
	whole, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	for name, broken := range map[string][]byte{
		"cut short": whole[:len(whole)/2],
		"empty":     nil,
		"changed":   bytes.Replace(whole, []byte("4601.8"), []byte("9601.8"), 1),
		"added to":  append(bytes.Clone(whole), "<script>"...),
	} {
		if err := os.WriteFile(files[0], broken, 0o644); err != nil {
			t.Fatal(err)
		}
		d := NewDrawer(js, dir, 1) // one that has it not in memory
		found := d.Find(o)
		if found != nil && !bytes.Equal(broken, whole) {
			t.Errorf("%s: found %d bytes", name, len(found))
		}
		again, cached, err := d.Draw(t.Context(), o)
		if err != nil || cached && !bytes.Equal(broken, whole) || !bytes.Equal(again, first) {
			t.Errorf("%s: cached %v, error %v, equal %v", name, cached, err, bytes.Equal(again, first))
		}
		d.Close()
	}
}

// What is asked for again is neither drawn nor read again.
func TestFind(t *testing.T) {
	inTurn(t)
	dir := t.TempDir()
	ts, js := charttest.Templates(t), themeBundle(t)
	o := charttest.Option(t, ts, charttest.Samples()[0].Spec, chart.Wide)
	a := NewDrawer(js, dir, 1)
	defer a.Close()
	if svg := a.Find(o); svg != nil {
		t.Errorf("found before it was drawn: %d bytes", len(svg))
	}
	if _, _, err := a.Draw(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	b := NewDrawer(js, dir, 1)
	defer b.Close()
	first := b.Find(o)
	if len(first) == 0 {
		t.Fatal("found nothing")
	}
	if err := os.RemoveAll(filepath.Join(dir, drawingsDir)); err != nil {
		t.Fatal(err)
	}
	second, cached, err := b.Draw(t.Context(), o)
	if err != nil || !cached || &second[0] != &first[0] {
		t.Errorf("not from memory: cached %v, error %v", cached, err)
	}
	if n := a.drawn.Load() + b.drawn.Load(); n != 1 {
		t.Errorf("drawn %d times", n)
	}
}

func TestMemoryIsBounded(t *testing.T) {
	var r recent
	svg := make([]byte, 100<<10)
	name := func(i int) (k key) {
		k[0], k[1] = byte(i), byte(i>>8)
		return k
	}
	for i := range 1000 {
		r.put(name(i), svg)
		r.put(name(i), svg)
		if r.get(name(i)) == nil || r.get(name(0)) == nil {
			t.Fatalf("%d: what was used last is not there", i)
		}
		if n := len(r.young) + len(r.older); n*len(svg) > 2*half {
			t.Fatalf("%d drawings of %d bytes are held", n, len(svg))
		}
	}
	if r.get(name(500)) != nil {
		t.Error("what was not used for long is still there")
	}
}

// An engine's memory is none of Go's: it must be given back.
func TestClosedEnginesAreGone(t *testing.T) {
	d := NewDrawer(themeBundle(t), "", 2)
	if _, _, err := d.Draw(t.Context(), charttest.Option(t, charttest.Templates(t), charttest.Samples()[0].Spec, chart.Wide)); err != nil {
		t.Fatal(err)
	}
	d.Close()
	if n := len(d.engines); n != 0 {
		t.Errorf("%d engines are left", n)
	}
}

func TestEngineIsNamed(t *testing.T) {
	mod, err := os.ReadFile(filepath.Join(charttest.Root(t), "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(mod), "\t"+engineVersion+"\n") && !strings.Contains(string(mod), "require "+engineVersion+"\n") {
		t.Errorf("go.mod does not name %s", engineVersion)
	}
}

func TestTidy(t *testing.T) {
	dir := t.TempDir()
	now := time.Now()
	day := 24 * time.Hour
	for name, age := range map[string]time.Duration{
		"bundle-now.js": 0, "bundle-hours.js": 23 * time.Hour, "bundle-week.js": 7 * day, "bundle-month.js": 30 * day, "bundle-year.js": 365 * day,
		"bundle-left.js.1.tmp": 2 * day, "bundle-new.js.2.tmp": time.Hour, "bundle-left-3/node_modules/x.js": 0, "bundle-new-4/package.json": 0,
		"axe.js": 1000 * day, "charts/ab/old.svg": 100 * day, "charts/ab/new.svg": day / 2, "photos/ab/old": 1000 * day,
	} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, now, now.Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chtimes(filepath.Join(dir, "bundle-left-3"), now, now.Add(-2*day)); err != nil {
		t.Fatal(err)
	}
	tidy := func(dir string) error {
		d := NewDrawer(nil, dir, 1)
		defer d.Close()
		return d.Tidy()
	}
	if err := tidy(dir); err != nil {
		t.Fatal(err)
	}
	var left []string
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() && !strings.HasPrefix(e.Name(), ".") {
			name, _ := filepath.Rel(dir, path)
			left = append(left, filepath.ToSlash(name))
		}
		return err
	})
	want := []string{"axe.js", "bundle-hours.js", "bundle-new-4/package.json", "bundle-new.js.2.tmp", "bundle-now.js", "bundle-week.js", "charts/ab/new.svg", "photos/ab/old"}
	if err != nil || !slices.Equal(left, want) {
		t.Errorf("left %v, want %v; error %v", left, want, err)
	}
	for _, dir := range []string{filepath.Join(dir, "absent"), ""} {
		if err := tidy(dir); err != nil {
			t.Errorf("of nothing in %q: %v", dir, err)
		}
	}
}

func TestEqualDrawsAtOnceAreDrawnOnce(t *testing.T) {
	d := NewDrawer(themeBundle(t), "", 2)
	defer d.Close()
	// The only two engines are held back until everyone has asked.
	e1, e2 := <-d.engines, <-d.engines
	o := charttest.Option(t, charttest.Templates(t), charttest.Samples()[0].Spec, chart.Wide)
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

// Pages are made at the same time, and builds may be: two drawers share a folder, each
// has two engines, and all are asked for the same few charts in another order.
func TestManyDrawAtOnce(t *testing.T) {
	ts, js, dir := charttest.Templates(t), themeBundle(t), t.TempDir()
	var options []chart.Option
	for _, s := range charttest.Samples()[:3] {
		options = append(options, charttest.Option(t, ts, s.Spec, chart.Narrow))
	}
	drawers := [2]*Drawer{NewDrawer(js, dir, 2), NewDrawer(js, dir, 2)}
	var got [2][4][3][]byte
	var wg sync.WaitGroup
	for i, d := range drawers {
		for k := range got[i] {
			wg.Go(func() {
				for n := range options {
					n = (n + k) % len(options)
					svg, _, err := d.Draw(context.Background(), options[n])
					if err != nil {
						t.Error(err)
					}
					got[i][k][n] = svg
					if again, cached, err := d.Draw(context.Background(), options[n]); err != nil || !cached || !bytes.Equal(again, svg) {
						t.Errorf("what was drawn is not found: %d bytes, %v", len(again), err)
					}
				}
			})
		}
	}
	wg.Wait()
	for i, d := range drawers {
		if n := int(d.drawn.Load()); n > len(options) {
			t.Errorf("%d charts were drawn %d times", len(options), n)
		}
		for k := range got[i] {
			for n, svg := range got[i][k] {
				if len(svg) == 0 || !bytes.Equal(svg, got[0][0][n]) {
					t.Errorf("chart %d has %d bytes, and %d elsewhere", n+1, len(svg), len(got[0][0][n]))
				}
			}
		}
		d.Close()
	}
	if n := drawers[0].drawn.Load() + drawers[1].drawn.Load(); n < int64(len(options)) {
		t.Errorf("%d charts were drawn %d times", len(options), n)
	}
}

func TestDrawErrors(t *testing.T) {
	inTurn(t)
	d := NewDrawer(themeBundle(t), "", 1)
	bad := chart.Option{Template: "trend", JSON: []byte(`{"series":[{"type":"sankey","data":[{"name":"a"},{"name":"b"}],"links":[{"source":"a","target":"b"},{"source":"b","target":"a"}]}]}`), Width: 100, Height: 100}
	if _, _, err := d.Draw(t.Context(), bad); err == nil || !strings.Contains(err.Error(), "trend") {
		t.Errorf("error in the script: %v", err)
	}
	good := charttest.Option(t, charttest.Templates(t), charttest.Samples()[0].Spec, chart.Wide)
	if _, _, err := d.Draw(t.Context(), good); err != nil {
		t.Errorf("after an error: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := d.Draw(ctx, charttest.Option(t, charttest.Templates(t), charttest.Samples()[1].Spec, chart.Wide)); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	d.Close()
	d.Close()
	if _, _, err := d.Draw(t.Context(), charttest.Option(t, charttest.Templates(t), charttest.Samples()[2].Spec, chart.Wide)); !errors.Is(err, errClosed) {
		t.Errorf("after Close: %v", err)
	}
}

func TestSizesOfDrawings(t *testing.T) {
	inTurn(t)
	d := NewDrawer(themeBundle(t), "", 1)
	defer d.Close()
	svg, _, err := d.Draw(t.Context(), charttest.Option(t, charttest.Templates(t), charttest.Samples()[0].Spec, chart.Wide))
	if err != nil {
		t.Fatal(err)
	}
	if len(svg) > 8<<10 {
		t.Errorf("a line chart of two series has %d bytes, want at most 8 KB", len(svg))
	}
	js, err := os.ReadFile(filepath.Join(charttest.ThemeDir(t), "assets", "chart.js"))
	if err != nil {
		t.Fatal(err)
	}
	if len(js) > 3<<10 {
		t.Errorf("chart.js has %d bytes, want at most 3 KB", len(js))
	}
}

// BenchmarkDraw draws two bars and a line on one core, with an engine that runs.
func BenchmarkDraw(b *testing.B) {
	d := NewDrawer(themeBundle(b), "", 1)
	defer d.Close()
	o := charttest.Option(b, charttest.Templates(b), charttest.Named("bar-mixed"), chart.Wide)
	if _, err := d.draw(context.Background(), o); err != nil { // which starts the engine
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := d.draw(context.Background(), o); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkStart is what the first drawing of an engine costs besides.
func BenchmarkStart(b *testing.B) {
	code, err := compile(themeBundle(b))
	if err != nil {
		b.Fatal(err)
	}
	b.Run("compile", func(b *testing.B) {
		for b.Loop() {
			if _, err := compile(themeBundle(b)); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("engine", func(b *testing.B) {
		for b.Loop() {
			e, err := start(code)
			if err != nil {
				b.Fatal(err)
			}
			e.close()
		}
	})
}

// BenchmarkDrawn asks for a drawing that was made before: one that another page
// had just now, and one that is on disk.
func BenchmarkDrawn(b *testing.B) {
	d := NewDrawer(themeBundle(b), b.TempDir(), 1)
	defer d.Close()
	o := charttest.Option(b, charttest.Templates(b), charttest.Named("bar-mixed"), chart.Wide)
	if _, _, err := d.Draw(context.Background(), o); err != nil {
		b.Fatal(err)
	}
	for name, forget := range map[string]bool{"memory": false, "disk": true} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if forget {
					d.recent = recent{}
				}
				if d.Find(o) == nil {
					b.Fatal("found nothing")
				}
			}
		})
	}
}

func BenchmarkFinish(b *testing.B) {
	d := NewDrawer(themeBundle(b), "", 1)
	defer d.Close()
	svg, _, err := d.Draw(context.Background(), charttest.Option(b, charttest.Templates(b), charttest.Named("bar-mixed"), chart.Wide))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		Finish(svg, "chart-1", "标题", "说明")
	}
}

// BenchmarkDrawMany draws on all cores: with -cpu 1,2,4 it tells what another core
// brings.
func BenchmarkDrawMany(b *testing.B) {
	d := NewDrawer(themeBundle(b), "", runtime.GOMAXPROCS(0))
	defer d.Close()
	o := charttest.Option(b, charttest.Templates(b), charttest.Named("bar-mixed"), chart.Wide)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := d.draw(context.Background(), o); err != nil {
				b.Error(err)
			}
		}
	})
}
