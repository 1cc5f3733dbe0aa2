package charttest

import (
	"os"
	"path/filepath"
	"testing"

	"gongbao/generator/chart"
	"gongbao/generator/diag"
)

// Root is the folder of the repository, found from the folder of the test.
func Root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = up
	}
}

// ThemeDir is the folder of the theme court.
func ThemeDir(t testing.TB) string { return filepath.Join(Root(t), "themes", "court") }

// Templates are the chart templates of the theme court, which have no mistakes.
func Templates(t testing.TB) *chart.Templates {
	t.Helper()
	var bag diag.Bag
	ts := chart.Load(os.DirFS(filepath.Join(ThemeDir(t), "charts")), &bag)
	for _, d := range bag.Sorted() {
		t.Errorf("%s: %s %v", d.Pos, d.Code, d.Args)
	}
	return ts
}

// Option is the option of a spec that must have one.
func Option(t testing.TB, ts *chart.Templates, spec chart.Spec, size chart.Size) chart.Option {
	t.Helper()
	o, err := ts.Option(spec, size)
	if err != nil {
		t.Fatalf("option: %v", err)
	}
	return o
}

// SizeName names a size as golden files do.
func SizeName(s chart.Size) string { return [...]string{"wide", "narrow"}[s] }

// Named is the spec of the sample of that name.
func Named(name string) chart.Spec {
	for _, s := range Samples() {
		if s.Name == name {
			return s.Spec
		}
	}
	panic("no sample " + name)
}
