package verify

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"gongbao/generator/diag"
)

// findings looks over a site of these files, given as `address=content`.
func findings(base string, files ...string) []Finding {
	s := New(base)
	have := map[string]bool{}
	for _, f := range files {
		address, text, _ := strings.Cut(f, "=")
		have[address] = true
		switch {
		case strings.HasSuffix(address, ".html"), strings.HasSuffix(address, ".xml"):
			s.Add(address, Page([]byte(text)))
		case strings.HasSuffix(address, ".css"):
			s.Add(address, Style([]byte(text)))
		}
	}
	return s.Findings(maps.Keys(have))
}

func show(all []Finding) []string {
	var out []string
	for _, f := range all {
		a := f.Args
		line := fmt.Sprintf("%s %s %s", f.Page, f.Code, a["dest"]+a["id"]+a["key"])
		if hint := a["twin"] + a["suggestion"]; hint != "" {
			line += " -> " + hint
		}
		if a["pages"] != "1" {
			line += " x" + a["pages"]
		}
		out = append(out, line)
	}
	return out
}

func says(page string, code diag.Code, rest string) string {
	return strings.TrimSpace(page + " " + string(code) + " " + rest)
}

func TestFindings(t *testing.T) {
	const root, sub = "https://example.org/", "https://example.org/gb/"
	tests := []struct {
		name, base string
		files      []string
		want       []string
	}{
		{"a site without mistakes", root, []string{
			`index.html=<link rel=stylesheet href=assets/a.css><a href="reports/2024.html#h-1">x</a><a href="reports/2024.html?q=1">x</a><a href="data/a%20b.csv">x</a><a href="reports/../index.html">x</a>`,
			`reports/2024.html=<link rel=canonical href=https://example.org/reports/2024.html><h2 id=h-1><a href="../index.html">x</a><a href="#h-1">x</a><img src="2024.png" srcset="2024.png 1x">`,
			`assets/a.css=p{background:url(b.svg)}`, `assets/b.svg=`, `reports/2024.png=`, `data/a b.csv=`,
			`404.html=<a href="/index.html">x</a><link rel=icon href="/assets/b.svg">`,
			`sitemap.xml=<loc>https://example.org/</loc><loc>https://example.org/index.html</loc>`,
		}, nil},
		{"a link to nothing", root, []string{`index.html=<a href="reports/2025.html">x</a>`, `reports/2024.html=`},
			[]string{says("index.html", diag.BuiltDeadLink, "reports/2025.html -> reports/2024.html")}},
		{"one that differs in capitals", root, []string{`a/index.html=<img src="../Assets/Logo.PNG">`, `assets/logo.png=`},
			[]string{says("a/index.html", diag.BuiltDeadLink, "../Assets/Logo.PNG -> assets/logo.png")}},
		{"every kind of address", root, []string{`index.html=<img srcset="a.png 1x, b.png 2x"><script src=c.js data-bundle=d.js></script><use href="e.svg#x"/><form action=f.html>`, `s.css=@import "g.css"`},
			[]string{
				says("index.html", diag.BuiltDeadLink, "a.png"), says("index.html", diag.BuiltDeadLink, "b.png"), says("index.html", diag.BuiltDeadLink, "c.js"),
				says("index.html", diag.BuiltDeadLink, "d.js"), says("index.html", diag.BuiltDeadLink, "e.svg#x"), says("index.html", diag.BuiltDeadLink, "f.html"),
				says("s.css", diag.BuiltDeadLink, "g.css -> s.css"),
			}},
		{"out of the site", root, []string{`a/b.html=<a href="../../x.html">x</a>`}, []string{says("a/b.html", diag.BuiltDeadLink, "../../x.html")}},
		{"an escape that is none", root, []string{`index.html=<a href="100%.html">x</a>`}, []string{says("index.html", diag.BuiltDeadLink, "100%.html")}},
		{"a folder shows its files on a stick", root, []string{`index.html=<a href="a/">x</a><a href=".">x</a>`, `a/index.html=`},
			[]string{says("index.html", diag.BuiltDeadLink, "."), says("index.html", diag.BuiltDeadLink, "a/")}},
		{"a place on another page", root, []string{`a.html=<a href="b.html#x">1</a><a href="b.html#y">2</a><a href="b.html#top">3</a><a href="b.html#">4</a><a href="c.pdf#page=3">5</a>`, `b.html=<p id=x>`, `c.pdf=`},
			[]string{says("a.html", diag.BuiltDeadAnchor, "b.html#y")}},
		{"places by their Chinese names", root, []string{`a.html=<a href="年.html#导语">1</a><a href="%E5%B9%B4.html#%E5%AF%BC%E8%AF%AD:~:text=x">2</a><a href="年.html#结语">3</a>`, `年.html=<p id=导语>`},
			[]string{says("a.html", diag.BuiltDeadAnchor, "年.html#结语")}},
		{"a place on the same page", root, []string{`a.html=<a href="#x">1</a>`, `b.html=<a href="#x">1</a><p id=x>`}, []string{says("a.html", diag.BuiltDeadAnchor, "#x")}},
		{"the same on many pages is one finding", root, []string{`c.html=<a href="x.html">1</a><p id=a><p id=a>`, `a.html=<a href="x.html">1</a><p id=a><p id=a>`, `b.html=<a href="x.html">1</a><a href="">`},
			[]string{says("a.html", diag.BuiltDeadLink, "x.html -> a.html x3"), says("a.html", diag.BuiltTwice, "a x2"), says("b.html", diag.BuiltEmpty, "href")}},
		{"addresses from the server's root", root, []string{`a/b.html=<a href="/a/b.html">1</a>`}, []string{says("a/b.html", diag.BuiltAbsolute, "/a/b.html")}},
		{"are what 404.html needs", sub, []string{`404.html=<a href="/gb/a.html">1</a><a href="/gb/b.html">1</a><a href="/a.html">2</a><a href="a.html">3</a><a href="#x">4</a><p id=x>`, `a.html=`},
			[]string{says("404.html", diag.BuiltAbsolute, "/a.html"), says("404.html", diag.BuiltDeadLink, "/gb/b.html -> a.html"), says("404.html", diag.BuiltRelative, "a.html")}},
		{"when it is known where the site will be", "", []string{`404.html=<a href="a.html">3</a>`, `a.html=`}, nil},
		{"nothing is loaded from elsewhere", sub, []string{`a.html=<img src="https://cdn.example/x.png"><script src="//cdn.example/x.js"></script><a href="https://cdn.example/">ok</a><img src="https://example.org/x.png"><img src="https://example.org/gb/a.png">`, `a.png=`},
			[]string{says("a.html", diag.BuiltForeign, "//cdn.example/x.js"), says("a.html", diag.BuiltForeign, "https://cdn.example/x.png"), says("a.html", diag.BuiltForeign, "https://example.org/x.png")}},
		{"whole addresses of the site itself", sub, []string{`a.html=<link rel=canonical href="https://example.org/gb/b.html"><meta property="og:image" content="https://example.org/gb/a.png"><a href="https://example.org/other">1</a><a href="https://example.org/gb">2</a>`, `index.html=`},
			[]string{says("a.html", diag.BuiltDeadAddress, "https://example.org/gb/b.html -> a.html"), says("a.html", diag.BuiltDeadAddress, "https://example.org/gb/a.png")}},
		{"without an address none is known to be the site's", "", []string{`a.html=<link rel=canonical href="https://example.org/b.html">`}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := show(findings(tt.base, tt.files...))
			slices.Sort(got)
			slices.Sort(tt.want)
			if !slices.Equal(got, tt.want) {
				t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(tt.want, "\n\t"))
			}
		})
	}
}

// What is found does not depend on the order in which pages are finished.
func TestFindingsAreOfOneOrder(t *testing.T) {
	var pages []string
	for i := range 40 {
		pages = append(pages, fmt.Sprintf(`d%d/%d.html=<p id=a><p id=a><a href="x%d.html">1</a><img src="../y.png"><a href="../y.png">`, i%3, i, i%5))
	}
	want := show(findingsOf(pages))
	if len(want) < 10 {
		t.Fatalf("only %d findings", len(want))
	}
	for range 5 {
		s := New("")
		var wg sync.WaitGroup
		for part := range slices.Chunk(pages, 7) {
			wg.Go(func() {
				for _, p := range part {
					address, text, _ := strings.Cut(p, "=")
					s.Add(address, Page([]byte(text)))
				}
			})
		}
		wg.Wait()
		if got := show(s.Findings(slices.Values([]string{"d0/0.html"}))); !slices.Equal(got, want) {
			t.Fatalf("got %q", got)
		}
	}
}

func findingsOf(pages []string) []Finding {
	s := New("")
	for _, p := range pages {
		address, text, _ := strings.Cut(p, "=")
		s.Add(address, Page([]byte(text)))
	}
	return s.Findings(slices.Values([]string{"d0/0.html"}))
}

// Each finding is told in both languages with nothing left blank.
func TestFindingsHaveWords(t *testing.T) {
	all := findings("https://example.org/gb/", `a.html=<a href="b.html">1</a><a href="c.html#y">1</a><a href="">2</a><p id=x><p id=x><img src="//x/y.png"><a href="/z">3</a><a href="https://example.org/gb/q">4</a>`,
		`C.html=`, `c.html=<p id=x>`, `404.html=<a href="a.html">1</a>`)
	told := map[diag.Code]bool{}
	for _, f := range all {
		told[f.Code] = true
		for _, c := range []*diag.Catalog{diag.Chinese(), diag.English()} {
			message, hint := c.Message(f.Code, f.Args), c.Hint(f.Code, f.Args)
			if message == "" || hint == "" || strings.ContainsAny(message+hint, "{}") || strings.Contains(message, "“”") {
				t.Errorf("%s: %q, %q", f.Code, message, hint)
			}
		}
	}
	for _, code := range []diag.Code{
		diag.BuiltDeadLink, diag.BuiltDeadAnchor, diag.BuiltDeadAddress, diag.BuiltAbsolute, diag.BuiltRelative, diag.BuiltForeign, diag.BuiltEmpty, diag.BuiltTwice,
	} {
		if !told[code] {
			t.Errorf("%s was not found", code)
		}
	}
}

// generated is the facts of a site of n pages that link to each other as those of
// a large site do.
func generated(n int) (addresses []string, facts []Facts) {
	for i := range n {
		var b strings.Builder
		fmt.Fprintf(&b, `<link rel=canonical href="https://example.org/reports/%d.html">`, i)
		for j := range 40 {
			fmt.Fprintf(&b, `<a href="../menu/%d.html">x</a>`, j)
		}
		for j := range 10 {
			fmt.Fprintf(&b, `<a href="%d.html#s-3">x</a>`, (i+j)%n)
		}
		for j := range 90 {
			fmt.Fprintf(&b, `<p id="s-%d">`, j)
		}
		addresses = append(addresses, fmt.Sprintf("reports/%d.html", i))
		facts = append(facts, Page([]byte(b.String())))
	}
	for j := range 40 {
		addresses = append(addresses, fmt.Sprintf("menu/%d.html", j))
		facts = append(facts, Page(nil))
	}
	return addresses, facts
}

func BenchmarkSite(b *testing.B) {
	for _, n := range []int{100, 1_000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			addresses, facts := generated(n)
			b.ReportAllocs()
			for b.Loop() {
				s := New("https://example.org/")
				for i, a := range addresses {
					s.Add(a, facts[i])
				}
				if all := s.Findings(slices.Values(addresses)); len(all) > 0 {
					b.Fatal(show(all))
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(addresses)), "ns/page")
		})
	}
}
