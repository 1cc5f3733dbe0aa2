package site

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gongbao/generator/diag"
)

// BenchmarkSite builds whole generated sites with a warm chart cache: each page
// has 2,600 characters, 12 headings, 2 tables, 40 bound numbers and 3 charts.
// The charts are of 48 kinds in all, so that warming the cache takes seconds
// and not minutes.
func BenchmarkSite(b *testing.B) {
	for _, n := range []int{100, 1000} {
		b.Run(fmt.Sprintf("%d", n), func(b *testing.B) {
			opts := Options{Dir: generatedSite(b, n)}
			opts.Cache = filepath.Join(opts.Dir, ".gongbao")
			shareBundle(b, opts.Cache)
			var s Summary
			build := func() {
				var bag diag.Bag
				var err error
				if s, err = Build(context.Background(), opts, &bag); err != nil {
					b.Fatal(err)
				}
				for _, d := range bag.Sorted() {
					b.Fatalf("%s: %s", d.Pos, diag.Chinese().Message(d.Code, d.Args))
				}
			}
			build()
			if s.Pages < n || s.Figures < 40*n || s.Charts < 3*n {
				b.Fatalf("not the site that was asked for: %+v", s)
			}
			b.ReportAllocs()
			for b.Loop() {
				build()
			}
			b.ReportMetric(float64(s.Pages), "pages")
			b.ReportMetric(float64(s.Drawn), "drawn")
		})
	}
}

// shareBundle links the repository's chart bundle into a cache, so that tests
// do not make it again.
func shareBundle(tb testing.TB, cache string) {
	tb.Helper()
	bundles, err := filepath.Glob("../../.gongbao/bundle-*.js")
	if err != nil || len(bundles) == 0 {
		return // it is made on the way, which takes npm
	}
	if err := os.MkdirAll(cache, 0o755); err != nil {
		tb.Fatal(err)
	}
	for _, name := range bundles {
		data, err := os.ReadFile(name)
		if err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(cache, filepath.Base(name)), data, 0o644); err != nil {
			tb.Fatal(err)
		}
	}
}

// generatedSite writes a site of n notices.
func generatedSite(tb testing.TB, n int) string {
	tb.Helper()
	dir := tb.TempDir()
	write := func(name, text string) {
		tb.Helper()
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			tb.Fatal(err)
		}
	}
	write("site.toml", "title = \"测试市法院公报\"\nlanguage = \"zh-CN\"\ntheme = \"court\"\n")
	write("data/courts.toml", "[[court]]\nid = \"all\"\nname = \"全市法院\"\n")
	const indicators = 8
	var b strings.Builder
	for i := range indicators {
		fmt.Fprintf(&b, "[[indicator]]\nid = \"i%d\"\nname = \"指标%c类案件\"\nkind = \"flow\"\nunit = \"件\"\n", i, 'A'+i)
	}
	write("data/indicators.toml", b.String())
	for y := 2015; y <= 2024; y++ {
		b.Reset()
		fmt.Fprintf(&b, "period = \"%d\"\nsource = \"测试\"\n[values.all]\n", y)
		for i := range indicators {
			fmt.Fprintf(&b, "i%d = %d\n", i, 10000+(y-2014)*(137+31*i)+7*i)
		}
		write(fmt.Sprintf("data/observations/%d.toml", y), b.String())
	}
	filler := strings.Repeat("全市法院坚持以人民为中心，依法履行审判职责，努力让人民群众在每一个司法案件中感受到公平正义。", 2)
	for p := range n {
		b.Reset()
		fmt.Fprintf(&b, "+++\ntitle = \"第%d期通报\"\nperiod = \"2024\"\n+++\n\n", p+1)
		for h := range 12 {
			fmt.Fprintf(&b, "## 第%d部分\n\n%s受理**{{i%d}}件**，同比{{i%d:同比}}；上年为{{i%d@2023}}件。\n\n", h+1, filler, h%indicators, h%indicators, h%indicators)
			switch {
			case h < 3:
				fmt.Fprintf(&b, "```chart\ntemplate = %q\ntitle = \"受理{{i%d}}件\"\nindicators = [\"i%d\", \"i%d\"]\nperiods = \"2017..2024\"\n```\n\n",
					[]string{"trend", "bar", "stacked"}[h], h, (p+h)%indicators, (p/indicators%2+p+h+1)%indicators)
			case h < 5:
				fmt.Fprintf(&b, "| 项目 | 受理 |\n|---|---|\n| 本年 | {{i%d}} |\n| 上年 | {{i%d@2023}} |\n\n", h, h)
			}
		}
		write(fmt.Sprintf("content/notices/n%05d.md", p), b.String())
	}
	return dir
}
