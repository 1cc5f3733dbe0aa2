package draw

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"gongbao/generator/chart"
	"gongbao/generator/chart/charttest"
)

func TestDrawnTwiceByTwoDrawersIsEqual(t *testing.T) {
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
		again, cached, err := d.Draw(t.Context(), o)
		if err != nil || cached && !bytes.Equal(broken, whole) || !bytes.Equal(again, first) {
			t.Errorf("%s: cached %v, error %v, equal %v", name, cached, err, bytes.Equal(again, first))
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

func TestDrawErrors(t *testing.T) {
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

func BenchmarkDraw(b *testing.B) {
	d := NewDrawer(themeBundle(b), "", 1)
	defer d.Close()
	o := charttest.Option(b, charttest.Templates(b), charttest.Named("bar-mixed"), chart.Wide)
	for b.Loop() {
		if _, _, err := d.Draw(context.Background(), o); err != nil {
			b.Fatal(err)
		}
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
