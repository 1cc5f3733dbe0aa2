package acceptance

import (
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"

	"gongbao/generator/chart"
	"gongbao/generator/diag"
	"gongbao/generator/site"
)

// byPath gives the pages of the default site by their paths.
func byPath(t *testing.T) map[string]*doc {
	t.Helper()
	out := map[string]*doc{}
	for _, d := range pages(t, files(t, defaultSite(t).out)) {
		out[d.path] = d
	}
	return out
}

// page is a page that has to be there.
func page(t *testing.T, all map[string]*doc, path string) *doc {
	t.Helper()
	d := all[path]
	if d == nil {
		t.Fatalf("no page %s", path)
	}
	return d
}

// blocks are the parts of an article that are made from data, not written.
var blocks = []string{"figure", "table", "details", ".cards", ".register"}

// prose counts the characters of what an author wrote, without spaces.
func prose(body *html.Node) int {
	n := 0
	for d := range body.Descendants() {
		if d.Type != html.TextNode || within(d, blocks...) {
			continue
		}
		for _, r := range d.Data {
			if !unicode.IsSpace(r) {
				n++
			}
		}
	}
	return n
}

func TestDefaultSiteHasNoFindingsAndEnoughFigures(t *testing.T) {
	m := defaultSite(t)
	if findings := m.findings(); findings != "" {
		t.Errorf("findings:\n%s", findings)
	}
	charts, figures, templates := 0, 0, map[string]bool{}
	for _, d := range byPath(t) {
		figures += len(find(d.root, "data"))
		for _, f := range find(d.root, "figure.chart") {
			charts++
			templates[attr(f, "data-template")] = true
		}
	}
	if m.summary.Charts < 20 || charts != m.summary.Charts {
		t.Errorf("%d charts on the pages, %d in the summary; want the same, 20 or more", charts, m.summary.Charts)
	}
	if m.summary.Figures < 80 || figures < m.summary.Figures {
		t.Errorf("the summary counts %d figures, the pages show %d; want 80 or more, and no more than are shown", m.summary.Figures, figures)
	}
	if n := len(byPath(t)); n != m.summary.Pages {
		t.Errorf("%d pages, %d in the summary", n, m.summary.Pages)
	}
	var bag diag.Bag
	offered := chart.Load(os.DirFS(filepath.Join(m.src, "themes", "court", "charts")), &bag).Names()
	if len(offered) < 10 {
		t.Errorf("%d chart templates, want 10 or more", len(offered))
	}
	for _, name := range offered {
		if !templates[name] {
			t.Errorf("no page uses the chart template %s", name)
		}
	}
}

func TestAnnualReportsHaveTextNumbersAndCharts(t *testing.T) {
	all := byPath(t)
	for _, year := range []string{"2023", "2024"} {
		t.Run(year, func(t *testing.T) {
			d := page(t, all, "reports/"+year+".html")
			body := first(d.root, "div.body")
			if body == nil {
				t.Fatal("no body")
			}
			bound := 0
			for _, e := range find(body, "data") {
				if !within(e, blocks...) {
					bound++
				}
			}
			charts := len(find(body, "figure.chart"))
			t.Logf("%d characters, %d numbers in prose, %d charts", prose(body), bound, charts)
			if n := prose(body); n < 2500 {
				t.Errorf("%d characters, want 2500", n)
			}
			if bound < 40 {
				t.Errorf("%d numbers in prose, want 40", bound)
			}
			if charts < 5 {
				t.Errorf("%d charts, want 5", charts)
			}
			if !strings.Contains(text(first(d.root, "h1")), year) {
				t.Errorf("h1 is %q", text(first(d.root, "h1")))
			}
			if first(d.root, "nav.toc") == nil || len(find(first(d.root, "nav.toc"), "a")) < 4 {
				t.Error("no table of contents")
			}
		})
	}
}

func TestNoticesAreMadeFromTheirData(t *testing.T) {
	all := byPath(t)
	for notice, period := range map[string]string{"2024Q1": "2024Q1", "2024Q2": "2024H1", "2024Q3": "2024Q3-ytd", "2024": "2024"} {
		t.Run(notice, func(t *testing.T) {
			d := page(t, all, "notices/"+notice+".html")
			main := first(d.root, "main")
			own := 0
			for _, e := range find(main, "data") {
				if attr(e, "data-period") == period {
					own++
				}
			}
			for what, least := range map[string]int{"figure.chart": 1, "table": 2, ".card": 3} {
				if n := len(find(main, what)); n < least {
					t.Errorf("%d of %s, want %d", n, what, least)
				}
			}
			if own < 10 {
				t.Errorf("%d figures of %s, want 10", own, period)
			}
		})
	}
}

func TestSectionsListWhatTheyHave(t *testing.T) {
	all := byPath(t)
	linked := func(t *testing.T, from string) map[string]bool {
		t.Helper()
		out := map[string]bool{}
		for _, a := range find(first(page(t, all, from).root, "main"), "a") {
			file, _, _ := strings.Cut(attr(a, "href"), "#")
			out[path.Join(path.Dir(from), file)] = true
		}
		return out
	}
	in := func(dir string) []string {
		var out []string
		for _, p := range slices.Sorted(maps.Keys(all)) {
			if path.Dir(p) == dir && path.Base(p) != "index.html" {
				out = append(out, p)
			}
		}
		return out
	}
	for _, c := range []struct {
		index string
		pages []string
		least int
	}{
		{"reports/index.html", in("reports"), 2},
		{"notices/index.html", in("notices"), 4},
		{"indicators/index.html", in("indicators"), 20},
		{"archive.html", append(in("reports"), in("notices")...), 6},
		{"index.html", []string{"reports/2024.html", "notices/2024.html", "honors/index.html"}, 3},
		{"404.html", []string{"index.html"}, 1},
	} {
		t.Run(c.index, func(t *testing.T) {
			if len(c.pages) < c.least {
				t.Errorf("%d pages to list, want %d", len(c.pages), c.least)
			}
			links := linked(t, c.index)
			for _, p := range c.pages {
				if !links[p] {
					t.Errorf("no link to %s", p)
				}
			}
		})
	}
	// Every page can be reached from the front page.
	reached, queue := map[string]bool{"index.html": true}, []string{"index.html"}
	for len(queue) > 0 {
		from := queue[0]
		queue = queue[1:]
		for _, a := range find(all[from].root, "a") {
			file, _, _ := strings.Cut(attr(a, "href"), "#")
			if to := path.Join(path.Dir(from), file); file != "" && all[to] != nil && !reached[to] {
				reached[to] = true
				queue = append(queue, to)
			}
		}
	}
	for _, p := range slices.Sorted(maps.Keys(all)) {
		if !reached[p] && p != "404.html" {
			t.Errorf("no way leads to %s", p)
		}
	}
}

func TestGlossaryAndHonors(t *testing.T) {
	all := byPath(t)
	glossary := page(t, all, "glossary.html")
	explained := 0
	for _, line := range find(glossary.root, ".term-line") {
		dt, dd := first(line, "dt"), first(line, "dd")
		if dt == nil || dd == nil || text(dt) == "" || len([]rune(text(dd))) < 10 {
			t.Errorf("not explained: %s", name(line))
			continue
		}
		explained++
	}
	if explained < 25 {
		t.Errorf("%d terms, want 25", explained)
	}
	entries := find(page(t, all, "honors/index.html").root, "li.entry")
	if len(entries) < 5 {
		t.Errorf("%d honours, want 5", len(entries))
	}
	for _, e := range entries {
		if first(e, ".entry-name") == nil || first(e, ".entry-date") == nil || first(e, ".entry-level") == nil {
			t.Errorf("an honour without name, date or level: %s", name(e))
		}
	}
}

func TestEveryIndicatorHasItsPage(t *testing.T) {
	all := byPath(t)
	withData := 0
	for p, d := range all {
		if path.Dir(p) != "indicators" || path.Base(p) == "index.html" {
			continue
		}
		t.Run(p, func(t *testing.T) {
			// An indicator of the catalogue of which nothing was published has its
			// definition, and says so.
			if empty := find(first(d.root, "main"), ".empty"); len(empty) > 0 {
				if len(find(d.root, ".facts")) == 0 || len(find(first(d.root, "main"), "data")) > 0 {
					t.Error("neither data nor a definition")
				}
				return
			}
			withData++
			// A breakdown table has no chart of its own kind, but figures.
			if len(find(first(d.root, "main"), "data")) == 0 {
				t.Error("no figures")
			}
			if len(find(first(d.root, "main"), "table")) == 0 {
				t.Error("no table")
			}
		})
	}
	if withData < 40 {
		t.Errorf("only %d pages of indicators with data", withData)
	}
	// What a figure counts can be looked up: on the page of the indicator, or,
	// for a row of a breakdown, in that row.
	rows := map[string]bool{}
	for p, d := range all {
		if path.Dir(p) == "indicators" {
			for id := range d.ids {
				rows[id] = true
			}
		}
	}
	for _, p := range slices.Sorted(maps.Keys(all)) {
		for _, e := range find(all[p].root, "data") {
			for _, id := range strings.Fields(attr(e, "data-indicator")) { // a count of indicators names them all
				id, _, _ := strings.Cut(id, ".")
				if id != "honors" && all["indicators/"+id+".html"] == nil && !rows[id+"-"+attr(e, "data-period")] {
					t.Errorf("%s: %s: neither page nor row for the indicator %q of %s", p, name(e), id, attr(e, "data-period"))
				}
			}
		}
	}
}

// The promise of the program: a misspelt indicator stops the build, is named
// with its place and what was meant, and the old site stays as it was.
func TestRenamedIndicatorStopsTheBuildAndLeavesTheOldSite(t *testing.T) {
	good := defaultSite(t)
	src := filepath.Join(work, "renamed")
	for _, name := range []string{"site.toml", "content", "data", "themes", "public"} {
		if err := copyTree(filepath.Join(good.src, name), filepath.Join(src, name)); err != nil {
			t.Fatal(err)
		}
	}
	before := files(t, filepath.Join(src, "public"))
	report := filepath.Join(src, "content", "reports", "2024.md")
	data, err := os.ReadFile(report)
	if err != nil {
		t.Fatal(err)
	}
	const right, wrong = "{{诉前调解成功}}", "{{诉前调节成功}}"
	at := strings.Index(string(data), "\n+++\n") + 5
	at += strings.Index(string(data[at:]), right)
	broken := string(data[:at]) + strings.Replace(string(data[at:]), right, wrong, 1)
	if broken == string(data) {
		t.Fatalf("the report has no %s", right)
	}
	line := 1 + strings.Count(string(data[:at]), "\n")
	if err := os.WriteFile(report, []byte(broken), 0o644); err != nil {
		t.Fatal(err)
	}
	m, err := build(site.Options{Dir: src, Out: filepath.Join(src, "public"), Cache: filepath.Join(src, ".gongbao")})
	if err != nil {
		t.Fatal(err)
	}
	found := m.bag.Sorted()
	if len(found) != 1 {
		t.Fatalf("want one finding:\n%s", m.findings())
	}
	d := found[0]
	if d.Code != diag.UnknownIndicator || d.Pos.File != "content/reports/2024.md" || d.Pos.Line != line {
		t.Errorf("%s at %s, want %s at content/reports/2024.md:%d", d.Code, d.Pos, diag.UnknownIndicator, line)
	}
	said := diag.Chinese().Message(d.Code, d.Args) + diag.Chinese().Hint(d.Code, d.Args)
	if !strings.Contains(said, "诉前调解成功") {
		t.Errorf("what was meant is not said: %s", said)
	}
	if diff := differences(before, files(t, filepath.Join(src, "public"))); diff != "" {
		t.Errorf("the old site changed:\n%s", diff)
	}
}

// differences names the files in which two folders differ, and where.
func differences(a, b map[string][]byte) string {
	var out strings.Builder
	for _, name := range slices.Sorted(maps.Keys(a)) {
		other, ok := b[name]
		switch {
		case !ok:
			fmt.Fprintf(&out, "%s is only in the first\n", name)
		case string(other) != string(a[name]):
			at := 0
			for at < len(other) && at < len(a[name]) && other[at] == a[name][at] {
				at++
			}
			from := max(0, at-40)
			fmt.Fprintf(&out, "%s differs at byte %d:\n  %q\n  %q\n", name, at, a[name][from:min(len(a[name]), at+40)], other[from:min(len(other), at+40)])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(b)) {
		if _, ok := a[name]; !ok {
			fmt.Fprintf(&out, "%s is only in the second\n", name)
		}
	}
	return out.String()
}
