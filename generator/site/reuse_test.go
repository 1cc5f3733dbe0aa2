package site

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
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

// build builds a site without a mistake and gives the addresses of the pages that
// were rendered.
func (w workbench) build(cache string) (rendered []string, s Summary, files map[string][]byte) {
	w.Helper()
	rendered, s, files, told := w.make(cache)
	for _, d := range told {
		if d.Severity() != diag.Info {
			w.Fatalf("%s: %s", d.Pos, diag.Chinese().Message(d.Code, d.Args))
		}
	}
	return rendered, s, files
}

// make builds the site. There are no files when it has a mistake.
func (w workbench) make(cache string) (rendered []string, s Summary, files map[string][]byte, told []diag.Diagnostic) {
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
	slices.Sort(rendered)
	if bag.Failed() {
		return rendered, s, nil, bag.Sorted()
	}
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
	return rendered, s, files, bag.Sorted()
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
	for _, step := range []change{
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
		w.expect(step, append(all, "reports/2022"), "")
	}
}

// change is one change of a site.
type change struct {
	what  string
	make  func()
	pages []string // those that are rendered again; of content/, without .html
}

// expect makes a change, and holds that of all the pages only those are made again
// that it names, that this tells these codes, and that site and findings are those of
// a site that is made from nothing.
func (w workbench) expect(c change, all []string, codes string) {
	w.Helper()
	c.make()
	rendered, s, got, told := w.make("")
	_, fresh, want, toldAnew := w.make(w.TempDir())
	if diff := cmp.Diff(tellings(toldAnew), tellings(told)); diff != "" {
		w.Errorf("%s: findings (-of a new site +got):\n%s", c.what, diff)
	}
	var found []string
	for _, d := range told {
		if !slices.Contains(found, string(d.Code)) {
			found = append(found, string(d.Code))
		}
	}
	if slices.Sort(found); strings.Join(found, " ") != codes {
		w.Errorf("%s: told %q, want %q", c.what, found, codes)
	}
	if got == nil { // it has a mistake, and what was rendered until that was found is of no account
		return
	}
	var pages []string
	for _, address := range rendered {
		if page := strings.TrimSuffix(address, ".html"); slices.Contains(all, page) {
			pages = append(pages, page)
		}
	}
	if !slices.Equal(pages, c.pages) {
		w.Errorf("%s: rendered again %q, want %q", c.what, pages, c.pages)
	}
	if s.Rendered != len(rendered) {
		w.Errorf("%s: %d pages are told and %d were rendered", c.what, s.Rendered, len(rendered))
	}
	if s.Pages != fresh.Pages || s.Figures != fresh.Figures || s.Audited != fresh.Audited || s.Charts != fresh.Charts {
		w.Errorf("%s: the summary is %+v, of a new site %+v", c.what, s, fresh)
	}
	for name := range want {
		if !bytes.Equal(got[name], want[name]) {
			w.Errorf("%s: %s is not as in a new site", c.what, name)
		}
	}
	for name := range got {
		if want[name] == nil {
			w.Errorf("%s: %s is too much", c.what, name)
		}
	}
}

// tellings are findings in words, with all their places.
func tellings(told []diag.Diagnostic) (out []string) {
	for _, d := range told {
		text := fmt.Sprintf("%s %s %s: %s", d.Pos, d.Severity(), d.Code, diag.Chinese().Message(d.Code, d.Args))
		for _, pos := range d.Related {
			text += "\n  " + pos.String()
		}
		out = append(out, text)
	}
	return out
}

// withReleases are pages that say the same values in several ways, and one that says
// nothing.
const withReleases = `
-- content/reports/2023.md --
+++
title = "2023年工作报告"
period = "2023"
published = "2024-03-08"
+++

全年新收{{新收}}件，受理案件{{受理案件}}件。
-- content/reports/2024.md --
+++
title = "2024年工作报告"
period = "2024"
published = "2025-03-08"
+++

受理案件{{受理案件}}件，比上年{{受理案件:同比}}。
-- content/notices/2023-filed.md --
+++
title = "2023年新收"
period = "2023"
+++

新收{{新收}}件。
-- content/notices/2024-judges.md --
+++
title = "2024年法官人数"
period = "2024"
published = "2025-01-08"
+++

法官{{法官人数}}人。
-- content/pages/about.md --
+++
title = "关于本站"
published = "2025-01-08"
+++

没有数字。
`

// A release, a correction, and whatever becomes of a ledger make those pages again
// that show something of it; and the others are told of what they say otherwise.
func TestAReleaseMakesAgainOnlyWhatItTouches(t *testing.T) {
	w := workbench{t, writeSite(t, txtar.Parse([]byte(withReleases)))}
	shareBundle(t, filepath.Join(w.dir, ".gongbao"))
	w.build("")
	release := func(date string, pages ...string) func() {
		return func() {
			t.Helper()
			var bag diag.Bag
			if _, err := Release(context.Background(), Options{Dir: w.dir}, pages, date, &bag); err != nil || bag.Failed() {
				t.Fatal(err, bag.Sorted())
			}
		}
	}
	const (
		report = "content/reports/2023.md"
		data   = "data/observations/2023.toml"
		own    = "data/ledger/reports/2023.toml"
		list   = "data/ledger.toml"
		head   = "published = \"2024-03-08\"\n"
		amends = "[[correction]]\ndate = \"2025-04-01\"\nreason = \"补报\"\n"
	)
	before, after := map[string]string{}, map[string]string{} // the correction of the report
	keep := func(as map[string]string, names ...string) {
		t.Helper()
		for _, name := range names {
			text, err := os.ReadFile(filepath.Join(w.dir, filepath.FromSlash(name)))
			if err != nil {
				t.Fatal(err)
			}
			as[name] = string(text)
		}
	}
	back := func(to map[string]string, names ...string) {
		t.Helper()
		for _, name := range names {
			w.edit(name, "", to[name])
		}
	}
	remove := func(name string) {
		if err := os.Remove(filepath.Join(w.dir, filepath.FromSlash(name))); err != nil {
			t.Fatal(err)
		}
	}
	all := []string{"notices/2023-filed", "notices/2024-judges", "pages/about", "reports/2023", "reports/2024"}
	for _, step := range []struct {
		change
		told string
	}{
		{change{"the first release of all", release("2024-03-08", "reports/2023"), []string{"reports/2023"}}, ""},
		{change{"the first release of another", release("2025-01-08", "notices/2024-judges"), []string{"notices/2024-judges"}}, ""},
		{change{"a release of what was released", release("2025-01-09", "notices/2024-judges"), nil}, ""},
		{change{"a correction of nothing", func() { w.edit(report, head, head+amends) }, []string{"reports/2023"}}, "correction-vain"},
		{change{"data that the correction tells of", func() {
			keep(before, data, own)
			w.edit(data, "filed = 900", "filed = 905")
		}, []string{"notices/2023-filed", "reports/2023", "reports/2024"}}, "release-pending"},
		{change{"a release beside a correction that is not released", release("2025-03-08", "reports/2024"), []string{"reports/2024"}}, "release-pending"},
		{change{"the release of the correction", func() {
			keep(before, list)
			release("2025-04-01", "reports/2023")()
			keep(after, data, own, list)
		}, []string{"reports/2023"}}, ""},
		{change{"that release taken back", func() { back(before, own, list) }, []string{"reports/2023"}}, "release-pending"},
		{change{"and the correction", func() { w.edit(report, amends, "") }, nil}, "released-changed released-elsewhere"},
		// This year's report was released with the data as they became.
		{change{"and the data", func() { back(before, data) }, nil}, "released-changed"},
		{change{"all of it again", func() {
			w.edit(report, head, head+amends)
			back(after, data, own, list)
		}, []string{"reports/2023"}}, ""},
		{change{"a ledger changed by hand", func() { w.edit(own, "市中院", "中院") }, nil}, "ledger-altered"},
		{change{"a ledger gone", func() { remove(own) }, nil}, "ledger-altered"},
		{change{"a ledger gone and forgotten", func() {
			i, j := strings.Index(after[list], "[\"reports/2023.html\"]"), strings.Index(after[list], "[\"reports/2024.html\"]")
			w.edit(list, after[list][i:j], "")
		}, []string{"reports/2023"}}, "correction-vain"},
		{change{"a ledger that comes back", func() { back(after, own, list) }, []string{"reports/2023"}}, ""},
		{change{"the release of another page taken back", func() {
			remove("data/ledger/reports/2024.toml")
			w.edit(list, after[list][strings.Index(after[list], "[\"reports/2024.html\"]"):], "")
		}, []string{"reports/2024"}}, ""},
		// The report rounds from now on, which is no change; nor is what the data become
		// for it. The other pages say that as it is, and why.
		{change{"rounder numbers", func() {
			w.edit(report, "新收{{新收}}件，受理案件{{受理案件}}件", "新收{{新收:万件}}，受理案件{{受理案件:万件}}")
		}, []string{"reports/2023"}}, ""},
		{change{"data that say why they are others", func() {
			w.edit(data, after[data], strings.Replace(after[data], "filed = 905", "filed = 907", 1)+"[notes.all]\nfiled = \"含补报案件\"\n")
		}, []string{"notices/2023-filed", "reports/2023", "reports/2024"}}, ""},
		{change{"a release that has nothing to do with them", release("2025-06-01", "pages/about"), []string{"pages/about"}}, ""},
		{change{"a release that contradicts them no more", release("2025-06-01", "reports/2023"), []string{"notices/2023-filed", "reports/2023", "reports/2024"}}, ""},
	} {
		w.expect(step.change, all, step.told)
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
