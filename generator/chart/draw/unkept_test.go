package draw

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gongbao/generator/chart"
	"gongbao/generator/chart/charttest"
)

// Where nothing can be kept, drawings are made all the same.
func TestACacheThatCannotBeUsed(t *testing.T) {
	ts, js := charttest.Templates(t), themeBundle(t)
	o := charttest.Option(t, ts, charttest.Samples()[0].Spec, chart.Wide)
	good := NewDrawer(js, t.TempDir(), 1)
	defer good.Close()
	want, _, err := good.Draw(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := good.Unkept(); err != nil {
		t.Errorf("a cache that can be used: %v", err)
	}

	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, drawingsDir), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	d := NewDrawer(js, dir, 1)
	defer d.Close()
	for range 2 {
		d.recent = recent{} // as when more was drawn than fits into memory
		if svg := d.Find(o); svg != nil {
			t.Errorf("found %d bytes where nothing can be kept", len(svg))
		}
		svg, cached, err := d.Draw(t.Context(), o)
		if err != nil || cached || !bytes.Equal(svg, want) {
			t.Errorf("%d bytes, cached %t, error %v", len(svg), cached, err)
		}
	}
	if at, err := d.Unkept(); err == nil || at != filepath.Join(dir, drawingsDir) {
		t.Errorf("%s: %v", at, err)
	}

	none := NewDrawer(js, "", 1)
	defer none.Close()
	if at, err := none.Unkept(); at != "" || err != nil {
		t.Errorf("without a cache: %q, %v", at, err)
	}
}

// A bundle can be made where it cannot be kept.
func TestABundleIsMadeElsewhere(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for cacheDir, beside := range map[string]bool{t.TempDir(): true, filepath.Join(file, "cache"): false} {
		dir, err := workshop(cacheDir, "x-*")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(dir); err != nil {
			t.Error(err)
		}
		if (filepath.Dir(dir) == cacheDir) != beside || !beside && !strings.HasPrefix(filepath.Base(dir), "gongbao-") {
			t.Errorf("made for %s: %s", cacheDir, dir)
		}
	}
}
