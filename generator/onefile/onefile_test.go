package onefile

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/net/html"

	"gongbao/generator/diag"
	"gongbao/generator/htmlcheck"
)

func site(files ...string) fstest.MapFS {
	out := fstest.MapFS{}
	for i := 0; i < len(files); i += 2 {
		out[files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	return out
}

func page(head, body string) string {
	return "<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>本页 - 站</title>" + head + "</head><body>" + body + "</body></html>"
}

// small is a site with one of everything that a page refers to.
var small = site(
	"reports/2024.html", page(
		`<meta http-equiv="Content-Security-Policy" content="default-src 'self'"><link rel="icon" href="../assets/mark.svg"><link rel="preload" href="../assets/a.css">`+
			`<link rel="alternate" type="application/atom+xml" href="../feed.xml"><link rel="canonical" href="https://gb.example/reports/2024.html">`+
			`<link rel="stylesheet" href="../assets/a.css" media="screen"><script defer src="../assets/site.js"></script>`+
			`<script defer src="../assets/chart.js" data-bundle="../assets/bundle.js" data-missing="缺"></script><script defer src="../assets/search.js" data-shards="../search/"></script>`,
		`<nav class="menu"><a href="../index.html">首页</a><a href="2024.html">本报告</a></nav><nav class="toc"><a href="#a">一</a></nav>`+
			`<form action="../search.html"><input name="q"></form>`+
			`<h1>2024年<data>工作</data>报告</h1><p id="a"><a href="2023.html#x">上一年</a> <a href="2024.html#a">本页</a> <a href="mailto:a@b.example">信</a> <a href="../data/a.csv" download>表</a></p>`+
			`<img src="p.jpg" srcset="p.480.jpg 480w, p.960.jpg 960w, p.1600.jpg 1600w" sizes="100vw" alt="图" loading="lazy" width="1600" height="900">`+
			`<figure class="chart"><svg viewBox="0 0 9 9" role="img"><title>题</title><linearGradient id="g"></linearGradient><path fill="url(#g)" d="M0 0"/></svg><script type="application/json" class="chart-option">{"a":"<b>"}</script></figure>`+
			`<noscript><img src="p.jpg" alt="静"></noscript>`),
	"reports/2023.html", page("", ""), "index.html", page("", ""), "search.html", page("", ""), "data/a.csv", "a,b", "feed.xml", "<feed/>",
	"assets/mark.svg", "<svg/>", "assets/a.css", `@import "b.css";@font-face{src:url(f.woff2)}a{background:url("../reports/p.jpg") url(#g);content:"url(x)</style>"}/* url(y) */`,
	"assets/b.css", `b{background:url(mark.svg)}`, "assets/f.woff2", "font", "assets/site.js", "var end='</SCRIPT><!--';\r\n", "assets/chart.js", "chart()", "assets/bundle.js", "bundle()",
	"assets/search.js", "search()", "search/0.js", "", "reports/p.jpg", "JPG", "reports/p.480.jpg", "480", "reports/p.960.jpg", "960", "reports/p.1600.jpg", "1600",
)

func edition(t *testing.T, fsys fstest.MapFS, opts Options) (Edition, *html.Node) {
	t.Helper()
	e, err := Make(fsys, "reports/2024.html", opts)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Make(fsys, "reports/2024.html", opts)
	if err != nil || string(again.HTML) != string(e.HTML) {
		t.Error("the same site makes other bytes")
	}
	return e, htmlcheck.Parse(t, e.HTML)
}

// leaves lists the attributes that name something outside of the file, links
// apart.
func leaves(doc *html.Node) []string {
	var out []string
	for n := range doc.Descendants() {
		for _, a := range n.Attr {
			switch a.Key {
			case "src", "srcset", "poster", "data", "action", "href", "data-bundle":
				link := n.Data == "a" || n.Data == "link" && attr(n, "rel") == "canonical"
				if !link && !strings.HasPrefix(a.Val, "data:") && !strings.HasPrefix(a.Val, "#") && a.Val != "inside" {
					out = append(out, n.Data+" "+a.Key+"="+a.Val)
				}
			}
		}
	}
	return out
}

func TestEverythingStandsInside(t *testing.T) {
	e, doc := edition(t, small, Options{})
	if got := leaves(doc); len(got) > 0 {
		t.Errorf("leaves the file: %q", got)
	}
	if e.Title != "2024年工作报告" {
		t.Errorf("title %q", e.Title)
	}
	styles := htmlcheck.Find(doc, "style")
	sheet := text(styles[0])
	// data: addresses of b.css (with its own picture), the font and the picture.
	for _, want := range []string{"@import url(data:text/css;charset=utf-8;base64,", "src:url(data:font/woff2;base64,Zm9udA==)", "url(data:image/jpeg;base64,SlBH)", `url("#g")`, `"url(x)<\/style>"`, "/* url(y) */"} {
		if !strings.Contains(sheet, want) {
			t.Errorf("the style sheet lacks %s:\n%s", want, sheet)
		}
	}
	if attr(styles[0], "media") != "screen" {
		t.Error("the sheet is for other media than it was")
	}
	img := htmlcheck.Find(doc, "img")[0]
	if got := attr(img, "src"); got != "data:image/jpeg;base64,OTYw" { // "960"
		t.Errorf("img is %s", got)
	}
	for _, key := range []string{"srcset", "sizes", "loading"} {
		if hasAttr(img, key) {
			t.Errorf("img keeps %s", key)
		}
	}
	if attr(img, "width") != "1600" || attr(img, "alt") != "图" {
		t.Error("img lost its size or words")
	}
	svg := htmlcheck.Find(doc, "svg")
	if len(svg) != 1 || attr(svg[0], "viewBox") != "0 0 9 9" || len(htmlcheck.Find(svg[0], "title")) != 1 {
		t.Error("the drawing is not what it was")
	}
	if noscript := text(htmlcheck.Find(doc, "noscript")[0]); !strings.Contains(noscript, `<img src="data:image/jpeg;base64,SlBH" alt="静"/>`) {
		t.Errorf("noscript: %s", noscript)
	}
}

func TestScriptsThatMakeSenseStay(t *testing.T) {
	scripts := func(opts Options) (out []string) {
		_, doc := edition(t, small, opts)
		for _, s := range htmlcheck.Find(doc, "script") {
			out = append(out, text(s))
		}
		return out
	}
	const own = "var end='\\x3c/script><\u0021--';\n"
	escaped := strings.ReplaceAll(own, "<\u0021--", `\x3c!--`)
	if got := scripts(Options{}); len(got) != 1 || got[0] != escaped {
		t.Errorf("%q, want %q", got, escaped)
	}
	got := scripts(Options{Interactive: true})
	if want := []string{`{"a":"<b>"}`, escaped, "bundle()", "chart()"}; strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("interactive: %q, want %q", got, want)
	}
}

func TestLinksLeadToTheSiteOrNowhere(t *testing.T) {
	for _, c := range []struct {
		base  string
		links []string // text, address, title
		menus int
	}{
		{"", []string{"一 #a ", "上一年  本页 - 站", "本页 #a ", "信 mailto:a@b.example ", "表  a.csv"}, 1},
		{"https://gb.example/x/", []string{"首页 https://gb.example/x/index.html ", "本报告 # ", "一 #a ", "上一年 https://gb.example/x/reports/2023.html#x ", "本页 #a ", "信 mailto:a@b.example ", "表 https://gb.example/x/data/a.csv "}, 2},
	} {
		_, doc := edition(t, small, Options{Base: c.base})
		var got []string
		for _, a := range htmlcheck.Find(doc, "a") {
			got = append(got, text(a)+" "+attr(a, "href")+" "+attr(a, "title"))
		}
		if strings.Join(got, "|") != strings.Join(c.links, "|") {
			t.Errorf("base %q: links\n%q, want\n%q", c.base, got, c.links)
		}
		for _, a := range htmlcheck.Find(doc, "a") {
			if hasAttr(a, "data-site") != (c.base != "" && strings.HasPrefix(attr(a, "href"), c.base)) {
				t.Errorf("base %q: %s is marked as a page of the site: %t", c.base, attr(a, "href"), hasAttr(a, "data-site"))
			}
		}
		if n := len(htmlcheck.Find(doc, "nav")); n != c.menus {
			t.Errorf("base %q: %d navs, want %d", c.base, n, c.menus)
		}
		if forms := htmlcheck.Find(doc, "form"); c.base == "" && len(forms) != 0 || c.base != "" && attr(forms[0], "action") != c.base+"search.html" {
			t.Errorf("base %q: the search form", c.base)
		}
	}
}

// The policy is the last word: it names each style and script by its content.
func TestPolicyAllowsWhatIsInsideAndNothingElse(t *testing.T) {
	_, doc := edition(t, small, Options{Interactive: true})
	policies := htmlcheck.Find(doc, "meta[http-equiv]")
	if len(policies) != 1 {
		t.Fatalf("%d policies", len(policies))
	}
	policy := attr(policies[0], "content")
	if !strings.HasPrefix(policy, "default-src 'none'; ") || strings.Contains(policy, "self") || strings.Contains(policy, "unsafe") {
		t.Errorf("policy %s", policy)
	}
	for _, n := range append(htmlcheck.Find(doc, "style"), htmlcheck.Find(doc, "script")...) {
		if runs(n) && !strings.Contains(policy, hash(text(n))) {
			t.Errorf("not allowed: %.40s", text(n))
		}
	}
	if before := policies[0].PrevSibling; !hasAttr(before, "charset") {
		t.Error("the policy comes after what it is to rule, or before the encoding")
	}
}

func TestWhatCannotStandInsideIsAProblem(t *testing.T) {
	for _, c := range []struct {
		name, head, body string
		code             diag.Code
		arg              string
	}{
		{"script of another host", `<script src="https://cdn.example/x.js"></script>`, "", diag.NotInside, "https://cdn.example/x.js"},
		{"sheet of another host", `<link rel="stylesheet" href="//cdn.example/x.css">`, "", diag.NotInside, "//cdn.example/x.css"},
		{"font in a sheet", `<style>a{src:url( 'https://cdn.example/x.woff2' )}</style>`, "", diag.NotInside, "https://cdn.example/x.woff2"},
		{"picture in an attribute", "", `<p style="background:url(//cdn.example/x.png)">`, diag.NotInside, "//cdn.example/x.png"},
		{"page in the page", "", `<iframe src="2023.html"></iframe>`, diag.NotInside, "2023.html"},
		{"drawing's part", "", `<svg><use href="../assets/mark.svg#a"/></svg>`, diag.NotInside, "../assets/mark.svg#a"},
		{"drawing's part, old way", "", `<svg><use xlink:href="../assets/mark.svg#a"/></svg>`, diag.NotInside, "../assets/mark.svg#a"},
		{"missing picture", "", `<img src="none.png">`, diag.MissingFile, "reports/none.png"},
		{"out of the site", "", `<img src="../../etc/passwd">`, diag.MissingFile, "../../etc/passwd"},
		{"missing sheet", `<link rel="stylesheet" href="none.css">`, "", diag.MissingFile, "reports/none.css"},
		{"sheets in a circle", `<link rel="stylesheet" href="../assets/round.css">`, "", diag.NotInside, "round.css"},
	} {
		fsys := site("reports/2024.html", page(c.head, c.body), "reports/2023.html", page("", ""), "assets/mark.svg", "<svg/>", "assets/round.css", `@import url(round.css);`)
		_, err := Make(fsys, "reports/2024.html", Options{})
		var problem *diag.Problem
		if !errors.As(err, &problem) || problem.Code != c.code || problem.Args["ref"]+problem.Args["path"] != c.arg {
			t.Errorf("%s: %v, want %s of %s", c.name, err, c.code, c.arg)
		}
	}
}

func TestCandidates(t *testing.T) {
	for _, c := range []struct{ srcset, src string }{
		{"a 480w, b 960w, c 1600w", "b"},
		{"c 1600w,b 960w,a 480w", "b"},
		{"c 2400w, d 1600w", "d"},
		{" a,b 480w ", "a,b"},
		{"a, b 2x", "own"},
		{"", "own"},
	} {
		n := &html.Node{Type: html.ElementNode, Data: "img"}
		setAttr(n, "src", "own")
		setAttr(n, "srcset", c.srcset)
		if (&maker{}).oneSize(n); attr(n, "src") != c.src {
			t.Errorf("%q: %s, want %s", c.srcset, attr(n, "src"), c.src)
		}
	}
}

// Whatever a theme writes, nothing outside is named after it went through.
func FuzzStyle(f *testing.F) {
	for _, s := range []string{`a{b:url(x)}`, `a{b:URL( "x\)" )}`, `@import 'x' screen;`, `@IMPORT url(x);`, `/*`, `"`, `url(`, `@import`, `\`, "a{b:url('x\n)}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, sheet string) {
		m := &maker{site: site("x", "1"), page: "p.html"}
		css, err := m.css(sheet, ".", 0)
		if err != nil {
			return
		}
		m.site = site() // in which every other file is missing
		if _, err := m.css(css, ".", 0); err != nil {
			t.Errorf("%q became %q, which names more: %v", sheet, css, err)
		}
	})
}
