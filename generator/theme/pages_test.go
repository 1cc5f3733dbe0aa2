package theme_test

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/net/html"

	"gongbao/generator/diag"
	. "gongbao/generator/htmlcheck"
	"gongbao/generator/view"
)

// TestEveryPage holds every kind of page, in both languages, to what any page
// must be: for screen readers, for a strict content policy and for file://.
func TestEveryPage(t *testing.T) {
	for _, lang := range []string{"zh-CN", "en"} {
		th := load(t, nil, "court", lang)
		for path, v := range everyPage(parts(th)) {
			t.Run(lang+"/"+path, func(t *testing.T) {
				pageSite(v).Language = lang
				var b bytes.Buffer
				if err := show(th, &b, v); err != nil {
					t.Fatal(err)
				}
				doc := Parse(t, b.Bytes())
				for name, check := range map[string]Checker{
					"language":  In("html", HasAttr("lang", "^"+lang+"$")),
					"title":     In("head", In("title", HasText("中原市中级人民法院公报$"))),
					"viewport":  Count("meta", 7),
					"h1":        In("h1", HasText(`\S`)),
					"header":    Count("header.masthead", 1),
					"main":      In("main", HasAttr("id", "^main$"), HasText(`\S`)),
					"footer":    In("footer", HasText("京ICP备12345678号-1")),
					"skip":      In("a.skip", HasAttr("href", "^#main$")),
					"navs":      Each("nav", named(doc)),
					"sections":  optional(Each("section", named(doc))),
					"headings":  headingOrder,
					"ids":       uniqueIDs,
					"images":    optional(Each("img", HasAttr("alt", `\S`))),
					"tables":    optional(Each("table", Each("th", hasScope))),
					"scripts":   scriptsAreFiles,
					"styles":    Count("[style]", 0),
					"events":    Count("[onclick]", 0),
					"addresses": staysInside,
					"anchors":   anchorsExist,
					"filled":    nothingLeftOver,
				} {
					if err := check(doc); err != nil {
						t.Errorf("%s: %v", name, err)
					}
				}
			})
		}
	}
}

func pageSite(v any) *view.Site {
	switch p := v.(type) {
	case view.Home:
		return p.Site
	case view.Article:
		return p.Site
	case view.List:
		return p.Site
	case view.Archive:
		return p.Site
	case view.Honors:
		return p.Site
	case view.Indicator:
		return p.Site
	case view.Indicators:
		return p.Site
	case view.Breakdown:
		return p.Site
	case view.Glossary:
		return p.Site
	case view.NotFound:
		return p.Site
	case view.Search:
		return p.Site
	case view.RegisterPage:
		return p.Site
	}
	panic(fmt.Sprintf("no page: %T", v))
}

// optional lets a page have none of what check looks for.
func optional(check Checker) Checker {
	return func(n *html.Node) error {
		if err := check(n); err != nil && !strings.HasSuffix(err.Error(), ": none") {
			return err
		}
		return nil
	}
}

// named wants an accessible name: a label or a heading that exists.
func named(doc *html.Node) Checker {
	return func(n *html.Node) error {
		if label, _ := Attr(n, "aria-label"); label != "" {
			return nil
		}
		if id, ok := Attr(n, "aria-labelledby"); ok {
			return In("#"+id, HasText(`\S`))(doc)
		}
		for _, h := range []string{"h2", "h3"} {
			if len(Find(n, h)) > 0 {
				return nil // a section of an index, headed by itself
			}
		}
		return errors.New("no name")
	}
}

func headingOrder(doc *html.Node) error {
	last := 0
	for d := range doc.Descendants() {
		if d.Type != html.ElementNode || len(d.Data) != 2 || d.Data[0] != 'h' || d.Data[1] < '1' || d.Data[1] > '6' {
			continue
		}
		level := int(d.Data[1] - '0')
		if level > last+1 {
			return fmt.Errorf("h%d %q after h%d", level, Text(d), last)
		}
		last = level
	}
	return nil
}

func uniqueIDs(doc *html.Node) error {
	seen := map[string]bool{}
	for _, n := range Find(doc, "[id]") {
		id, _ := Attr(n, "id")
		if id == "" || seen[id] {
			return fmt.Errorf("id %q twice or empty", id)
		}
		seen[id] = true
	}
	return nil
}

func hasScope(n *html.Node) error { return HasAttr("scope", "^(col|row|rowgroup)$")(n) }

func scriptsAreFiles(doc *html.Node) error {
	for _, s := range Find(doc, "script") {
		if kind, _ := Attr(s, "type"); kind == "application/json" {
			continue
		}
		if err := HasAttr("src", `\.js$`)(s); err != nil {
			return err
		}
		if src, _ := Attr(s, "src"); path.Base(src) == "aid.js" {
			if _, waits := Attr(s, "defer"); waits {
				return errors.New("aid.js comes after the first paint")
			}
			continue
		}
		if err := HasAttr("defer", "")(s); err != nil {
			return err
		}
	}
	return nil
}

func staysInside(doc *html.Node) error {
	for d := range doc.Descendants() {
		for _, a := range d.Attr {
			switch a.Key {
			case "href", "src", "data-bundle", "data-bar", "data-look":
				if strings.HasPrefix(a.Val, "#") {
					continue // anchorsExist looks at these
				}
				if strings.Contains(a.Val, ":") || strings.HasPrefix(a.Val, "/") || a.Val == "" || strings.Contains(a.Val, "ZgotmplZ") {
					return fmt.Errorf("<%s %s=%q>", d.Data, a.Key, a.Val)
				}
			}
		}
	}
	return nil
}

func anchorsExist(doc *html.Node) error {
	for _, a := range Find(doc, "a") {
		href, _ := Attr(a, "href")
		if id, ok := strings.CutPrefix(href, "#"); ok {
			found := slices.ContainsFunc(Find(doc, "[id]"), func(n *html.Node) bool { v, _ := Attr(n, "id"); return v == id })
			if !found {
				return fmt.Errorf("no place for %s", href)
			}
		}
	}
	return nil
}

// nothingLeftOver finds placeholders, keys and Go's own words in what readers see.
func nothingLeftOver(doc *html.Node) error {
	s := Text(Find(doc, "body")[0])
	for _, bad := range []string{"{n}", "{name}", "{source}", "{date}", "<no value>", "%!", "home.", "meta."} {
		if strings.Contains(s, bad) {
			return fmt.Errorf("%q on the page", bad)
		}
	}
	return nil
}

func TestWhatPagesSay(t *testing.T) {
	pages := render(t, load(t, nil, "court", "zh-CN"))
	for _, c := range []struct {
		path, name string
		check      Checker
	}{
		{"index.html", "the court's name is the heading", In("h1.nameplate", HasText("^中原市中级人民法院公报$"))},
		{"index.html", "the sentence stands before the numbers", In("p.sentence", HasText("^2024年，全国法院收案"))},
		{"index.html", "as many cards as headline numbers", In("ul.strip-5", Count("li.card", 5))},
		{"index.html", "the period of the numbers", In("#s-headlines", HasText("2024年$"))},
		{"index.html", "the report leads", In("section.lead-story", In("h3", HasText("工作报告")), In("p.story-summary", HasText("1218.2万件")))},
		{"index.html", "change has an arrow that is not read", In("ul.strip", Each("svg.arrow", HasAttr("aria-hidden", "true")))},
		{"index.html", "the way to the honours", In("section.front-honors", In("a", HasAttr("href", "^honors/index.html$")))},
		{"index.html", "the menu shows where we are", In("nav.menu", In("[aria-current]", HasAttr("aria-current", "^page$"), HasText("^首页$")))},
		{"reports/2024.html", "the menu shows the section", In("nav.menu", In("[aria-current]", HasAttr("aria-current", "^true$"), HasText("^工作报告$"), HasAttr("href", `^\.\./reports/index\.html$`)))},
		{"reports/2024.html", "the place", In("nav.crumbs", HasText("^当前位置： 首页 工作报告 中原市"), Count("li", 3), In("span[aria-current]", HasText("工作报告$")))},
		{"reports/2024.html", "the title block as on paper", In("header.title-block", In("h1", HasText("工作报告$")), In("p.delivered", HasText("^——2025年3月12日")), In("p.signed", HasText("院长")))},
		{"reports/2024.html", "published, for people and machines", In("div.meta-line", In("time", HasAttr("datetime", `^2025-03-16T09:30:00\+08:00$`), HasText("^2025年3月16日 09:30$")), HasText("来源：研究室"), HasText("责任编辑：李某"))},
		{"reports/2024.html", "contents beside the text", In("nav.toc", Count("a", 6))},
		{"reports/2024.html", "contents folded above the text", In("details.toc-fold", In("summary", HasText("^目录$")), Count("a", 6))},
		{"reports/2024.html", "each meaning once", In("dl.terms", Count("dd", 3), In("#term-five-source", HasText("五类矛盾")))},
		{"reports/2024.html", "notes on the basis", In("ol.notes", Count("li", 2))},
		{"reports/2024.html", "a chart whole", In("figure.chart", HasAttr("id", "^c1$"), HasAttr("data-template", "^trend$"), In("span.chart-title", HasText("1%$")), In("div.chart-wide", Count("svg", 1)), In("div.chart-narrow", Count("svg", 1)), In("p.chart-source", HasText("^来源：最高人民法院$")), In("details.chart-data", In("summary", HasText("^数据表$")), Count("tr", 7)), Count("script", 1))},
		{"reports/2024.html", "a table whole", In("figure#t1", In("caption", HasText("主要指标$")), Count("tr", 6), Count("tr.total", 1), In("div.table-wrap", HasAttr("tabindex", "^0$"), HasAttr("role", "^region$")))},
		{"reports/2024.html", "the script for charts knows its bundle", In("script[data-bundle]", HasAttr("data-bundle", `^\.\./echarts\.js$`))},
		{"reports/2024.html", "before and after", In("nav.pager", In("a.pager-previous", HasText("2023")), In("a.pager-next", HasText("2025")))},
		{"notices/2024q3.html", "no script for charts without charts", Count("script[data-bundle]", 0)},
		{"notices/2024q3.html", "the summary first", In("div.lead", Count("p", 2), In("p.lead-first", HasText("^设有合理区间")))},
		{"notices/2024q3.html", "cards in their groups", In("div.cards", Count("div.card-group", 3), Count("li.card", 8), HasText("质量.*效率.*效果"))},
		{"honors/index.html", "counts by level", In("dl.level-counts", Count("dd", 3), HasText("省部级12项"))},
		{"honors/index.html", "years, then levels", In("div.wall", Count("h2.wall-number", 3), Count("h3", 3), Count("li.entry", 5))},
		{"indicators/accepted.html", "what the indicator is", In("section.facts", HasText("公式受理案件 = 旧存 [+] 新收"), HasText("又称收案、受理"), Count("a", 2))},
		{"indicators/index.html", "indicators in their groups", In("div.index", Count("section.indicator-group", 4))},
		{"glossary.html", "terms can be linked to", In("#term-case-ratio", HasText("又称：案件比"))},
		{"404.html", "the way home", In("div.notfound", In("a", HasAttr("href", "^index.html$")))},
	} {
		if err := c.check(Parse(t, pages[c.path])); err != nil {
			t.Errorf("%s: %s: %v", c.path, c.name, err)
		}
	}
}

// What is absent leaves nothing behind: no empty headings, labels or lists.
func TestBarePages(t *testing.T) {
	th := load(t, nil, "court", "zh-CN")
	bare := page("report", "题", "reports/x.html")
	bare.Site = &view.Site{Title: "站", Language: "zh-CN"}
	bare.Crumbs, bare.Meta, bare.Description = nil, nil, ""
	var b bytes.Buffer
	if err := show(th, &b, &view.Article{Page: bare, Body: "<p>文</p>"}); err != nil {
		t.Fatal(err)
	}
	doc := Parse(t, b.Bytes())
	for _, selector := range []string{"nav", "details", "section", "h2", "time", "dl", "p.traced", "div.summary", "p.delivered", "p.signed", "p.footer-owner"} {
		if err := Count(selector, 0)(doc); err != nil {
			t.Error(err)
		}
	}
}

func TestTextOfPeopleIsEscaped(t *testing.T) {
	th := load(t, nil, "court", "zh-CN")
	p := page("report", `<b>"&`, "reports/x.html")
	p.Crumbs = []view.Link{{Text: "x", Href: "javascript:alert(1)"}, {Text: "y"}}
	var b bytes.Buffer
	if err := show(th, &b, view.Article{Page: p, Source: "<script>x</script>"}); err != nil {
		t.Fatal(err)
	}
	doc := Parse(t, b.Bytes())
	for _, check := range []Checker{
		In("h1", HasText(`^<b>"&$`)),
		In("div.meta-line", HasText("<script>x</script>"), Count("script", 0)),
		In("nav.crumbs", In("a", HasAttr("href", "ZgotmplZ"))),
	} {
		if err := check(doc); err != nil {
			t.Error(err)
		}
	}
}

func TestRenderInParallelIsTheSame(t *testing.T) {
	th := load(t, nil, "court", "zh-CN")
	want := render(t, th)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for path, data := range render(t, th) {
				if !bytes.Equal(data, want[path]) {
					t.Errorf("%s differs", path)
				}
			}
		})
	}
	wg.Wait()
}

// A template that fails on the way is told as a diagnostic, and half a page is
// never written.
func TestRenderFailureWritesNothing(t *testing.T) {
	th := load(t, fstest.MapFS{
		"themes/court/templates/notfound.html": {Data: []byte(`{{define "main"}}{{range .Crumbs}}{{slice .Text 9}}{{end}}{{end}}`)},
	}, "court", "zh-CN")
	const before = "what stood there"
	left, err := th.Append([]byte(before), view.NotFound{Page: page("notfound", "x", "404.html")})
	var problem *diag.Problem
	if !errors.As(err, &problem) || problem.Code != diag.TemplateError || !strings.Contains(problem.Args["detail"], "notfound.html:1") {
		t.Errorf("error %v", err)
	}
	if string(left) != before {
		t.Errorf("%q was left", left)
	}
	if err := show(th, io.Discard, 7); err == nil {
		t.Error("a page of an unknown kind was rendered")
	}
	if _, err := th.AppendPart(nil, "nothing", nil); err == nil {
		t.Error("an unknown part was rendered")
	}
}

// The longest page there is, an annual report, has to take about a millisecond.
func TestReportIsQuick(t *testing.T) {
	th := load(t, nil, "court", "zh-CN")
	r := report(parts(th))
	r.Body = template.HTML(strings.Repeat(string(r.Body), 8)) // some 20 sheets of paper
	best := time.Hour
	for range 50 {
		start := time.Now()
		if err := show(th, io.Discard, &r); err != nil {
			t.Fatal(err)
		}
		best = min(best, time.Since(start))
	}
	if best > 5*time.Millisecond { // five times the aim: a slow machine is no fault of the theme
		t.Errorf("a report takes %v", best)
	}
}

func BenchmarkReport(b *testing.B) {
	th := load(b, nil, "court", "zh-CN")
	r := report(parts(th))
	for b.Loop() {
		if err := show(th, io.Discard, &r); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		load(b, nil, "court", "zh-CN")
	}
}
