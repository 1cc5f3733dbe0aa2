package verify

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"gongbao/generator/markup"
)

// list shows facts but for ids, sorted.
func list(f Facts) []string {
	var out []string
	for line := range strings.Lines(f.String()) {
		if line = strings.TrimSuffix(line, "\n"); !strings.HasPrefix(line, "id ") {
			out = append(out, line)
		}
	}
	slices.Sort(out)
	return out
}

// tokens gathers the facts of a page as Page does, from the tokens of a full
// tokenizer.
//
// The same attribute twice in a tag counts once for a tokenizer; pages that have
// that are not ok.
func tokens(page []byte) (f Facts, ok bool) {
	var s scanner
	z := html.NewTokenizer(bytes.NewReader(page))
	var last []byte
	for {
		switch z.Next() {
		case html.ErrorToken:
			return s.facts(), true
		case html.TextToken:
			s.text(last, bytes.Clone(z.Raw()))
			last = nil
		case html.StartTagToken, html.SelfClosingTagToken:
			again := markup.New(bytes.Clone(z.Raw()))
			again.Next()
			seen := map[string]bool{}
			for {
				name, _, more := again.Attribute()
				if !more {
					break
				}
				if seen[string(name)] {
					return Facts{}, false
				}
				seen[string(name)] = true
			}
			name, more := z.TagName()
			last = bytes.Clone(name)
			if string(name) == "noscript" {
				z.NextIsNotRawText() // markup, where there are no scripts
			}
			e := element{name: last}
			for more {
				var key, val []byte
				key, val, more = z.TagAttr()
				s.note(&e, bytes.Clone(key), []byte(strings.ReplaceAll(string(val), "&", "&amp;")))
			}
			s.close(&e)
		case html.EndTagToken:
			last = nil
		}
	}
}

func mustTokens(t *testing.T, page string) Facts {
	t.Helper()
	f, ok := tokens([]byte(page))
	if !ok {
		t.Fatalf("%s has an attribute twice", page)
	}
	return f
}

// odd are pages that are read wrongly by who reads carelessly.
var odd = []string{
	``, `<`, `<a`, `<a `, `<a href`, `<a href=`, `<a href="`, `<a href="x`, `</`, `</a`, `<!`, `<!-`, `<!--`, `<!-->`, `<!--->`, `<!--a--!>`,
	`<a id=x/>`, `<a id=x />`, `<a id="x"class='y'href=z>`, `<a id = "x" href= 'y>z' name =z>`, `<a =id="x" href=y>`, `<a /id=x>`, `<a i/d=x>`, `<a href/="x">`, `<a href /= x>`,
	`<A ID=Up HREF="x?a=1&amp;b=2">`, `<a href="?a=1&copy=2&copy;">`, `<a href="a&#x2f;b&#47;c&#34;d">`, `<p title="<a id=x>">`, `a < b <a id=x>`, `<1><a id=x>`, `<<a id=x>`,
	`<script>var a = "<a id=no>";</script><a id=yes>`, `<script>"</scripty><a id=no></script ><a id=yes>`, `<SCRIPT></sCript/><a id=yes>`, `<title><a id=no></title>`,
	`<textarea><p id=no></textarea><p id=yes>`, `<style>a { background: url(x.png) } </style><link rel="stylesheet icon" href=y.css>`, `<noscript><a id=yes></noscript>`,
	`<svg><linearGradient id="g"/><rect fill="url(#g)" clip-path="url('#h')"/><use xlink:href="#g"/><image href="p.png"/></svg>`,
	`<img srcset="a.png 1x, b.png 2x,c.png, d.png" src=a.png>`, `<img srcset="">`, `<img srcset=" , ">`, `<img srcset="data:image/png;base64,AA== 1x, b 2x">`,
	`<script src=a.js data-bundle="b.js?x#y" data-note="not a.js" data-x="1.5"></script>`, `<a href="">`, `<a href=" ">`, `<form action="">`, `<a href="#">`, `<a href="#top">`, `<a href=#no><p id=no>`,
	`<label for=x><p aria-labelledby="x y"><i id=y>`, `<p id=x><p id=x><p id=>`, `<meta content="https://example.org/p.png"><meta content="https://a b">`,
	`<link href=a><link rel=canonical href=b><link rel=preload href=c>`, `<urlset><url><loc>https://example.org/a&amp;b</loc></url>`,
	"<a\thref\n=\r'x'\fid=y>", "<a\x00b id=x\x00>", "<a id=\xff>", `<a href=javascript:x()><a href=mailto:a@b><a href=data:,x>`,
}

func TestTheScannerReadsAsATokenizer(t *testing.T) {
	for _, page := range odd {
		if page = closed(page); !alike(page) {
			continue
		}
		if got, want := Page([]byte(page)), mustTokens(t, page); !bytes.Equal(got.data, want.data) {
			t.Errorf("%s\n got %q\nwant %q", page, list(got), list(want))
		}
	}
}

// closed ends a tag in which a page breaks off: a tokenizer drops such a tag, and
// for the scanner it is a tag.
func closed(page string) string { return page + `"'>"'>` }

// alike reports whether a page has nothing that the two read in ways of their
// own: line ends, references that are not whole, comments in scripts.
func alike(page string) bool {
	if strings.ContainsAny(page, "\r\x00") || strings.Contains(page, "<!--") && strings.Contains(strings.ToLower(page), "<script") {
		return false
	}
	return strings.Count(page, "&") == len(charReference.FindAllString(page, -1))
}

var charReference = regexp.MustCompile(`&(#[0-9]+|#[xX][0-9a-fA-F]+|[a-zA-Z]+);`)

func FuzzPage(f *testing.F) {
	for _, page := range odd {
		f.Add([]byte(page))
	}
	f.Fuzz(func(t *testing.T, page []byte) {
		facts := Page(page)
		again, err := Load(bytes.Clone(facts.Bytes()))
		if err != nil || !bytes.Equal(again.data, facts.data) {
			t.Fatalf("facts are not what was stored: %v", err)
		}
		s := New("https://example.org/sub/")
		s.Add("a/b.html", facts)
		s.Add("404.html", Style(page))
		s.Findings(slices.Values([]string{"a/b.html"}))
		if whole := closed(string(page)); alike(whole) {
			want, ok := tokens([]byte(whole))
			if got := Page([]byte(whole)); ok && !bytes.Equal(got.data, want.data) {
				t.Errorf("%q\n got %q\nwant %q", whole, list(got), list(want))
			}
		}
	})
}

func FuzzLoad(f *testing.F) {
	for _, page := range odd {
		f.Add(Page([]byte(page)).Bytes())
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		facts, err := Load(data)
		if err != nil {
			return
		}
		s := New("")
		s.Add("index.html", facts)
		s.Findings(slices.Values([]string{"index.html"}))
	})
}

func TestWhatIsReadOfAPage(t *testing.T) {
	tests := []struct {
		name, page string
		want       []string
	}{
		{"links are followed, images loaded", `<a href="b.html#c"><img src="d.png" srcset="d.480.png 480w, d.960.png 960w">`, []string{"link b.html#c", "load d.480.png", "load d.960.png", "load d.png"}},
		{"each once", `<a href=b><a href=b>`, []string{"link b"}},
		{"loading asks for more than following", `<a href=b.png><img src=b.png>`, []string{"load b.png"}},
		{"a link element is what its rel says", `<link rel=stylesheet href=a.css><link rel=canonical href=https://x/>`, []string{"link https://x/", "load a.css"}},
		{"places on the page are settled", `<a href=#a><a href=#%E5%AF%BC><p id=a><p id=导><a href=#b>`, []string{"lost b"}},
		{"also those that are named by other means", `<label for=q></label><svg aria-labelledby="t d"><title id=t></title><g clip-path="url(#c)"></g></svg>`, []string{"lost c", "lost d", "lost q"}},
		{"ids are unique", `<p id=a><p id=a><p id=a>`, []string{"twice a"}},
		{"an old name is a place", `<a name=a></a><a href=#a>`, nil},
		{"the name of a field is none", `<input name=a><a href=#a>`, []string{"lost a"}},
		{"nothing is empty", `<a href="" ><img src><img src=""><form action=" ">`, []string{"empty action", "empty href", "empty src"}},
		{"an attribute without a value is empty, too", `<a href>`, []string{"empty href"}},
		{"files that scripts load", `<script src=a.js data-look="../b.css" data-word="3.5" data-about="see a.css"></script>`, []string{"load ../b.css", "load a.js"}},
		{"what is not of the web leads nowhere here", `<a href="mailto:a@b.cn"><a href="tel:1"><img src="data:image/png;base64,AA=="><a href="file:///x">`, nil},
		{"other hosts are left to the site", `<img src="//x/y.png"><a href="HTTP://x/">`, []string{"link HTTP://x/", "load //x/y.png"}},
		{"pages for sharing", `<meta property="og:image" content="https://x/y.png"><meta name=description content="见 https://x/">`, []string{"link https://x/y.png"}},
		{"styles on the page", `<style>@import "a.css"; p{background:url( 'b.png' )} /* url(c.png) */</style><p style="background:url(&quot;d.png&quot;)">`, []string{"load a.css", "load b.png", "load d.png"}},
		{"site maps", `<url><loc> https://x/a&amp;b </loc></url>`, []string{"link https://x/a&b"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := list(Page([]byte(tt.page))); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestWhatIsReadOfAStylesheet(t *testing.T) {
	css := `@import url("a.css"); @import 'b.css' print; @font-face { src: URL(c.woff2) format("woff2"), url(  "d.woff" ) }
/* url(no.png) */ p { background: url(data:image/png;base64,AA==) } q { fill: url(#g) } r { background: url() } s { background: url("e f.png") }`
	want := []string{"empty url()", "load a.css", "load b.css", "load c.woff2", "load d.woff", "load e f.png", "lost g"}
	if got := list(Style([]byte(css))); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestStoredFactsAreTheSame(t *testing.T) {
	page := `<p id=a><p id=a><p id=b><a href=c><img src=d><a href=#e><a href="">`
	f := Page([]byte(page))
	g, err := Load(f.Bytes())
	if err != nil || !slices.Equal(list(f), list(g)) {
		t.Errorf("%v, %q, want %q", err, list(g), list(f))
	}
	for n := range f.Bytes() {
		if _, err := Load(f.Bytes()[:n]); err == nil && len(list(Facts{f.Bytes()[:n]})) >= len(list(f)) {
			t.Errorf("the first %d bytes are taken for the whole", n)
		}
	}
	other := bytes.Clone(f.Bytes())
	other[0]++
	if _, err := Load(other); err == nil {
		t.Error("facts of another version are taken")
	}
	other = bytes.Clone(f.Bytes())
	other[len(other)-2-len("href")] = 'x'
	if _, err := Load(other); err == nil {
		t.Error("an entry of no kind is taken")
	}
}

// samplePage is a page of about 60 KB in which much is drawn, as those of a
// report are.
func samplePage() []byte {
	var b bytes.Buffer
	b.WriteString(`<!DOCTYPE html><html lang="zh-CN"><head><link rel="stylesheet" href="../assets/court.css"><script defer src="../assets/site.js"></script></head><body>`)
	for i := range 20 {
		fmt.Fprintf(&b, `<li><a href="../reports/p%d.html">第%d页</a></li>`, i, i)
	}
	for i := range 12 {
		fmt.Fprintf(&b, `<h2 id="s-%d">标题<a class="permalink" href="#s-%d" aria-label="链接">#</a></h2>`, i, i)
		b.WriteString("<p>" + strings.Repeat("全年受理案件与上年相比保持平稳，", 14))
		for j := range 4 {
			fmt.Fprintf(&b, `<data class="figure" id="f-%d-%d" value="34898" data-indicator="accepted" data-period="2024" data-court="all" data-basis="incl-mediation" data-verdict="bound" data-trace="s-%d">34898</data>件。`, i, j, i)
		}
		b.WriteString("</p>")
	}
	for i := range 3 {
		fmt.Fprintf(&b, `<figure class="chart" id="chart-%d"><svg viewBox="0 0 720 400" role="img" aria-labelledby="chart-%d-t"><title id="chart-%d-t">图</title>`, i, i, i)
		for j := range 60 {
			fmt.Fprintf(&b, `<path d="M%d 10.5L%d 20.25" fill="none" stroke="#5470c6" stroke-width="2" transform="translate(%d,4)"></path><text x="%d" y="30" dominant-baseline="central" text-anchor="middle" font-size="12">%d</text>`, j, j, j, j, j)
		}
		b.WriteString("</svg></figure>")
	}
	b.WriteString("</body></html>")
	return b.Bytes()
}

func BenchmarkPage(b *testing.B) {
	page := samplePage()
	if name := os.Getenv("GONGBAO_PAGE"); name != "" {
		var err error
		if page, err = os.ReadFile(name); err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	for b.Loop() {
		Page(page)
	}
	b.ReportMetric(float64(len(Page(page).Bytes())), "facts-B")
}
