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
// and not minutes. "new" makes every page, "same" has nothing to do, "number" has
// one observation changed, and "page" the text of one page.
func BenchmarkSite(b *testing.B) {
	for _, n := range []int{100, 1000, 10000} {
		if n > 1000 && testing.Short() {
			continue
		}
		dir := ""
		site := func(b *testing.B) Options {
			if dir == "" {
				dir = generatedSite(b, n)
				shareBundle(b, filepath.Join(dir, ".gongbao"))
			}
			return Options{Dir: dir, Cache: filepath.Join(dir, ".gongbao")}
		}
		run := func(name string, before func(opts *Options, round int), want func(s Summary) bool) {
			b.Run(fmt.Sprintf("%d/%s", n, name), func(b *testing.B) {
				opts := site(b)
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
				round := 0
				for b.Loop() {
					b.StopTimer()
					round++
					before(&opts, round)
					b.StartTimer()
					build()
				}
				if !want(s) {
					b.Fatalf("not what was asked for: %+v", s)
				}
				b.ReportMetric(float64(s.Rendered), "rendered")
				b.ReportMetric(float64(s.Reused), "reused")
			})
		}
		put := func(name, text string) {
			if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), []byte(text), 0o644); err != nil {
				b.Fatal(err)
			}
		}
		// A folder of its own for each, of which nothing is known yet: to remove that of
		// the round before would have the disk busy while the clock runs.
		run("new", func(o *Options, round int) { o.Out = filepath.Join(dir, fmt.Sprintf("new-%d-%d", b.N, round)) },
			func(s Summary) bool { return s.Rendered >= n && s.Drawn == 0 })
		run("same", func(*Options, int) {}, func(s Summary) bool { return s.Unchanged })
		run("page", func(_ *Options, round int) {
			put("content/notices/n00007.md", generatedPage(7, fmt.Sprintf("第%d次改写。", round)))
		},
			func(s Summary) bool { return s.Reused > n-5 && s.Rendered < 10 })
		run("number", func(_ *Options, round int) { put("data/observations/2016.toml", generatedYear(2016, round)) },
			func(s Summary) bool { return s.Reused > n-5 && s.Rendered < 20 })
		if dir != "" {
			if err := os.RemoveAll(dir); err != nil {
				b.Fatal(err)
			}
		}
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

// shareDrawings lets a cache use the drawings that the repository has, and keep new ones there:
// they are named by all that they are made from, and put in place whole. Where links are not
// allowed (Windows) charts are drawn again.
func shareDrawings(tb testing.TB, cache string) {
	tb.Helper()
	shared, err := filepath.Abs("../../.gongbao/charts")
	if err == nil {
		err = os.MkdirAll(shared, 0o755)
	}
	if err == nil {
		err = os.MkdirAll(cache, 0o755)
	}
	if err != nil {
		tb.Fatal(err)
	}
	_ = os.Symlink(shared, filepath.Join(cache, "charts"))
}

// generatedSite writes a site of n notices.
func generatedSite(tb testing.TB, n int) string {
	tb.Helper()
	dir, err := os.MkdirTemp("", "gongbao-bench-")
	if err != nil {
		tb.Fatal(err)
	}
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
	var b strings.Builder
	for i := range generatedIndicators {
		fmt.Fprintf(&b, "[[indicator]]\nid = \"i%d\"\nname = \"指标%c类案件\"\nkind = \"flow\"\nunit = \"件\"\n", i, 'A'+i)
	}
	write("data/indicators.toml", b.String())
	for y := 2015; y <= 2024; y++ {
		write(fmt.Sprintf("data/observations/%d.toml", y), generatedYear(y, 0))
	}
	for p := range n {
		write(fmt.Sprintf("content/notices/n%05d.md", p), generatedPage(p, ""))
	}
	return dir
}

const generatedIndicators = 8

// generatedYear is a file of observations; more is added to the first of its values.
func generatedYear(y, more int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "period = \"%d\"\nsource = \"测试\"\n[values.all]\n", y)
	for i := range generatedIndicators {
		fmt.Fprintf(&b, "i%d = %d\n", i, 10000+(y-2014)*(137+31*i)+7*i+more)
		more = 0
	}
	return b.String()
}

// generatedPage is the text of a notice, ending with more.
func generatedPage(p int, more string) string {
	filler := strings.Repeat("全市法院坚持以人民为中心，依法履行审判职责，努力让人民群众在每一个司法案件中感受到公平正义。", 2)
	var b strings.Builder
	fmt.Fprintf(&b, "+++\ntitle = \"第%d期通报\"\nperiod = \"2024\"\n+++\n\n", p+1)
	for h := range 12 {
		fmt.Fprintf(&b, "## 第%d部分\n\n%s受理**{{i%d}}件**，同比{{i%d:同比}}；上年为{{i%d@2023}}件。\n\n", h+1, filler, h%generatedIndicators, h%generatedIndicators, h%generatedIndicators)
		switch {
		case h < 3:
			fmt.Fprintf(&b, "```chart\ntemplate = %q\ntitle = \"受理{{i%d}}件\"\nindicators = [\"i%d\", \"i%d\"]\nperiods = \"2017..2024\"\n```\n\n",
				[]string{"trend", "bar", "stacked"}[h], h, (p+h)%generatedIndicators, (p/generatedIndicators%2+p+h+1)%generatedIndicators)
		case h < 5:
			fmt.Fprintf(&b, "| 项目 | 受理 |\n|---|---|\n| 本年 | {{i%d}} |\n| 上年 | {{i%d@2023}} |\n\n", h, h)
		}
	}
	return b.String() + more + "\n"
}
