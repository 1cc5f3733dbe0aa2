package chart_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"gongbao/generator/chart"
	"gongbao/generator/chart/charttest"
	"gongbao/generator/diag"
)

// FuzzStyle reads a theme's colours and sizes. What is not told of draws.
func FuzzStyle(f *testing.F) {
	own, err := os.ReadFile(filepath.Join(charttest.ThemeDir(f), "charts", "style.toml"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(own))
	f.Add("")
	f.Add("colors = []\nwidth = { wide = -1, narrow = 1e300 }\n")
	f.Add("colors = [\"url(//h)\", 3]\n")
	fixed := charttest.Samples()
	f.Fuzz(func(t *testing.T, text string) {
		var bag diag.Bag
		ts := chart.Load(fstest.MapFS{
			"style.toml": {Data: []byte(text)},
			"trend.toml": {Data: []byte("name = \"trend\"\nkind = \"line\"\n")},
		}, &bag)
		for _, d := range bag.Sorted() {
			if d.Pos.File == "" {
				t.Errorf("%s has no place", d.Code)
			}
		}
		if bag.Failed() {
			return
		}
		for _, s := range fixed {
			s.Spec.Template = "trend"
			if _, err := ts.Option(s.Spec, chart.Narrow); err != nil {
				var p *diag.Problem
				if !errors.As(err, &p) {
					t.Fatal(err)
				}
			}
		}
	})
}
