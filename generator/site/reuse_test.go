package site

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/txtar"

	"gongbao/generator/diag"
)

// reusing is the site of the tests of what is made again: pages that show
// different numbers, link to one another, and have blocks of different kinds.
const reusing = `
-- content/reports/2023.md --
+++
title = "2023年工作报告"
period = "2023"
+++

## 一、总体情况

全年新收{{新收}}件。见[下一年](2024.md#一-总体情况)。
-- content/reports/2024.md --
+++
title = "2024年工作报告"
period = "2024"
summary = "全年受理案件{{受理案件}}件。"
+++

## 一、总体情况

全年受理案件{{受理案件}}件，{{受理案件:同比}}。
-- content/notices/2024-judges.md --
+++
title = "2024年法官人数"
period = "2024"
responds_to = "pages/about.md"
+++

法官{{法官人数}}人。
-- content/notices/2024-chart.md --
+++
title = "2024年收案"
period = "2024"
+++

` + "```chart\ntemplate = \"bar\"\ntitle = \"新收\"\nindicators = [\"filed\"]\nperiods = \"2023..2024\"\n```" + `
-- content/notices/2024-table.md --
+++
title = "2024年结案"
period = "2024"
+++

` + "```table\ntitle = \"结案\"\nindicators = [\"closed\"]\nperiods = \"2023..2024\"\n```" + `
-- content/pages/about.md --
+++
title = "关于本站"
+++

由示例市法院编制，没有数字。
-- content/pages/honors.md --
+++
title = "荣誉摘录"
+++

集体荣誉{{honors:count kind=集体}}个。
-- content/pages/typed.md --
+++
title = "手写数字"
period = "2024"
+++

2024年，全市法院新收1100件。
`

// workbench is a site that is built again and again.
type workbench struct {
	*testing.T
	dir string
}

func newWorkbench(t *testing.T) workbench {
	w := workbench{t, writeSite(t, txtar.Parse([]byte(reusing)))}
	shareBundle(t, filepath.Join(w.dir, ".gongbao"))
	return w
}

// build builds the site and gives the addresses of the pages that were rendered.
func (w workbench) build(cache string) (rendered []string, s Summary, files map[string][]byte) {
	w.Helper()
	var mu sync.Mutex
	opts := Options{Dir: w.dir, rendered: func(address string) {
		mu.Lock()
		defer mu.Unlock()
		rendered = append(rendered, address)
	}}
	if cache != "" {
		opts.Out, opts.Cache = filepath.Join(cache, "public"), filepath.Join(cache, "cache")
		shareBundle(w, opts.Cache)
		// Drawings are told apart by all that they depend on, as package draw shows.
		if err := os.CopyFS(filepath.Join(opts.Cache, "charts"), os.DirFS(filepath.Join(w.dir, ".gongbao", "charts"))); err != nil {
			w.Fatal(err)
		}
	}
	var bag diag.Bag
	s, err := Build(context.Background(), opts, &bag)
	if err != nil {
		w.Fatal(err)
	}
	for _, d := range bag.Sorted() {
		if d.Severity() != diag.Info {
			w.Fatalf("%s: %s", d.Pos, diag.Chinese().Message(d.Code, d.Args))
		}
	}
	slices.Sort(rendered)
	opts = opts.withDefaults()
	files = map[string][]byte{}
	err = filepath.WalkDir(opts.Out, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(opts.Out, name)
		if err != nil {
			return err
		}
		files[filepath.ToSlash(rel)], err = os.ReadFile(name)
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
	return rendered, s, files
}

// edit replaces a text in a file of the site, or writes the file when old is "".
func (w workbench) edit(name, old, new string) {
	w.Helper()
	name = filepath.Join(w.dir, filepath.FromSlash(name))
	text := []byte(old)
	if old != "" {
		var err error
		if text, err = os.ReadFile(name); err != nil {
			w.Fatal(err)
		}
		if !bytes.Contains(text, []byte(old)) {
			w.Fatalf("%s has no %q", name, old)
		}
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		w.Fatal(err)
	}
	if err := os.WriteFile(name, bytes.Replace(text, []byte(old), []byte(new), 1), 0o644); err != nil {
		w.Fatal(err)
	}
}

// Whatever is changed, the site is byte for byte the one that is made from nothing;
// and of the pages that were written only those are made again that show what was
// changed.
func TestOnlyWhatChangedIsMadeAgain(t *testing.T) {
	w := newWorkbench(t)
	w.edit("themes/court/templates/page.html", "", themeFile(t, "templates/page.html")) // the site has a theme of its own
	w.build("")
	all := []string{"notices/2024-chart", "notices/2024-judges", "notices/2024-table", "pages/about", "pages/honors", "pages/typed", "reports/2023", "reports/2024"}
	for _, step := range []struct {
		what   string
		change func()
		pages  []string // those of content/, without .html
	}{
		{"nothing", func() {}, nil},
		{"the number of judges", func() { w.edit("data/observations/2024.toml", "judges = 60", "judges = 61") }, []string{"notices/2024-judges"}},
		// The report's number rests on it, its panel and the trend of another
		// page's too.
		{"what was filed last year", func() { w.edit("data/observations/2023.toml", "filed = 900", "filed = 910") },
			[]string{"notices/2024-chart", "reports/2023", "reports/2024"}},
		{"a line at the top of the data", func() { w.edit("data/observations/2024.toml", "period", "# 备注\nperiod") }, nil},
		{"the text of a page", func() { w.edit("content/pages/about.md", "没有数字", "没有任何数字") }, []string{"pages/about"}},
		{"the title of a page", func() { w.edit("content/pages/about.md", "关于本站", "关于本网站") }, []string{"notices/2024-judges", "pages/about"}},
		{"the title of a report", func() { w.edit("content/reports/2023.md", "2023年工作报告", "2023年度工作报告") }, []string{"reports/2023", "reports/2024"}},
		{"a heading to which nobody links", func() { w.edit("content/reports/2023.md", "一、总体情况", "一、情况") }, []string{"reports/2023"}},
		{"an honour", func() { w.edit("data/registers/honors.toml", "全省优秀法院", "全省模范法院") }, []string{"pages/honors"}},
		{"a partial", func() {
			w.edit("themes/court/templates/partials/table.html", "", strings.Replace(tableTemplate(t), "<table", "<table dir=\"ltr\"", 1))
		},
			[]string{"notices/2024-chart", "notices/2024-table"}},
		{"the template of a kind", func() {
			w.edit("themes/court/templates/notice.html", "", strings.Replace(noticeTemplate(t), `{{define "main" -}}`, `{{define "main" -}}<span></span>`, 1))
		}, []string{"notices/2024-chart", "notices/2024-judges", "notices/2024-table"}},
		{"the template of no page", func() { w.edit("themes/court/templates/notice.html", "<span></span>", "") },
			[]string{"notices/2024-chart", "notices/2024-judges", "notices/2024-table"}},
		{"a chart's template", func() { w.edit("themes/court/charts/bar.toml", "", chartTemplate(t, "bar")+"\n# ") }, []string{"notices/2024-chart"}},
		{"another chart's template", func() { w.edit("themes/court/charts/trend.toml", "", chartTemplate(t, "trend")+"\n# ") }, nil},
		{"the title of the site", func() { w.edit("site.toml", "示例市法院公报", "示例市法院年报") }, all},
		{"a definition", func() { w.edit("data/indicators.toml", "不含旧存。", "不含旧存的。") }, all},
		{"a new page", func() {
			w.edit("content/reports/2022.md", "", "+++\ntitle = \"2022年工作报告\"\nperiod = \"2022\"\n+++\n\n没有数字。\n")
		}, []string{"reports/2022", "reports/2023", "reports/2024"}},
		{"a page gone", func() {
			if err := os.Remove(filepath.Join(w.dir, "content", "reports", "2022.md")); err != nil {
				t.Fatal(err)
			}
		}, []string{"reports/2023", "reports/2024"}},
		{"a page changed by hand in the output", func() { w.edit("public/pages/about.html", "没有任何数字", "有很多数字") }, []string{"pages/about"}},
		{"a page deleted in the output", func() {
			if err := os.Remove(filepath.Join(w.dir, "public", "pages", "about.html")); err != nil {
				t.Fatal(err)
			}
		}, []string{"pages/about"}},
		{"the cache damaged", func() {
			opts := Options{Dir: w.dir}.withDefaults()
			for _, name := range []string{opts.shelf(), opts.lastFile()} {
				if err := os.Truncate(name, 100); err != nil {
					t.Fatal(err)
				}
			}
		}, all},
	} {
		step.change()
		rendered, s, got := w.build("")
		var pages []string
		for _, address := range rendered {
			if page := strings.TrimSuffix(address, ".html"); slices.Contains(all, page) || page == "reports/2022" {
				pages = append(pages, page)
			}
		}
		if !slices.Equal(pages, step.pages) {
			t.Errorf("%s: rendered again %q, want %q", step.what, pages, step.pages)
		}
		if s.Rendered != len(rendered) {
			t.Errorf("%s: %d pages are told and %d were rendered", step.what, s.Rendered, len(rendered))
		}
		_, fresh, want := w.build(t.TempDir())
		if s.Pages != fresh.Pages || s.Figures != fresh.Figures || s.Audited != fresh.Audited || s.Charts != fresh.Charts {
			t.Errorf("%s: the summary is %+v, of a new site %+v", step.what, s, fresh)
		}
		for name := range want {
			if !bytes.Equal(got[name], want[name]) {
				t.Errorf("%s: %s is not as in a new site", step.what, name)
			}
		}
		for name := range got {
			if want[name] == nil {
				t.Errorf("%s: %s is too much", step.what, name)
			}
		}
	}
}

// A second build tells what the first did, and makes nothing.
func TestNothingChangedMakesNothing(t *testing.T) {
	w := newWorkbench(t)
	w.edit("content/pages/typed.md", "新收1100件", "新收1100件，赴外地调研17次")
	told := func() (codes []string, s Summary) {
		var bag diag.Bag
		s, err := Build(context.Background(), Options{Dir: w.dir}, &bag)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range bag.Sorted() {
			codes = append(codes, string(d.Code)+" "+d.Pos.String()+" "+d.Severity().String())
		}
		return codes, s
	}
	first, s := told()
	if len(first) == 0 || s.Unchanged {
		t.Fatalf("told %q, unchanged is %v", first, s.Unchanged)
	}
	second, again := told()
	if !again.Unchanged || again.Rendered != 0 || !slices.Equal(first, second) {
		t.Errorf("told %q and then %q; %+v", first, second, again)
	}
	if again.Pages != s.Pages || again.Figures != s.Figures || again.Audited != s.Audited {
		t.Errorf("the summary is %+v, was %+v", again, s)
	}
	var bag diag.Bag
	strict, err := Build(context.Background(), Options{Dir: w.dir, Strict: true}, &bag)
	if err != nil || strict.Unchanged {
		t.Errorf("a strict build takes the word of one that was not (%v)", err)
	}
}

func themeFile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "themes", "court", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func tableTemplate(t *testing.T) string  { return themeFile(t, "templates/partials/table.html") }
func noticeTemplate(t *testing.T) string { return themeFile(t, "templates/notice.html") }
func chartTemplate(t *testing.T, name string) string {
	return themeFile(t, "charts/"+name+".toml")
}
