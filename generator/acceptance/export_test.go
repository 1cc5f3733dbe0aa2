package acceptance

import (
	"bytes"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"gongbao/generator/onefile"
)

// oneFile is a page of the default site as one HTML file.
func oneFile(t *testing.T, page string, opts onefile.Options) []byte {
	t.Helper()
	e, err := onefile.Make(os.DirFS(defaultSite(t).out), page, opts)
	if err != nil {
		t.Fatal(err)
	}
	return e.HTML
}

func TestOneFileEditionNamesNothingOutsideOfIt(t *testing.T) {
	for _, d := range sample(t, 20) {
		one, err := html.Parse(bytes.NewReader(oneFile(t, d.path, onefile.Options{})))
		if err != nil {
			t.Fatal(err)
		}
		for n := range one.Descendants() {
			for _, a := range n.Attr {
				if slices.Contains([]string{"src", "srcset", "href", "poster", "data", "action"}, a.Key) &&
					!strings.HasPrefix(a.Val, "#") && !strings.HasPrefix(a.Val, "data:") && !(n.Data == "a" && strings.Contains(a.Val, ":")) && n.Data != "link" {
					t.Errorf("%s: <%s %s=%.80q>", d.path, n.Data, a.Key, a.Val)
				}
			}
		}
		// What a reader is told is all there: the drawings, tables and numbers.
		for _, selector := range []string{"svg", "table", "data", "h2"} {
			// A block of links that lead nowhere from here is left out, with its heading.
			want, got := outsideNavs(d.root, selector), outsideNavs(one, selector)
			if want != got || want == 0 && selector == "data" && strings.HasPrefix(d.path, "reports/2") {
				t.Errorf("%s: %d %s in the page, %d in the one file", d.path, want, selector, got)
			}
		}
	}
}

// A file that came by messenger is opened from a folder of downloads.
func TestOneFileEditionOpensAloneAndAsksForNothing(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		page string
		opts onefile.Options
	}{
		{"reports/2024.html", onefile.Options{}},
		{"notices/2024Q1.html", onefile.Options{}},
		{"index.html", onefile.Options{Base: "https://gongbao.example/"}},
		{"honors/index.html", onefile.Options{}},
		{"reports/2024.html", onefile.Options{Interactive: true}},
	} {
		t.Run(fmt.Sprintf("%s interactive=%t", c.page, c.opts.Interactive), func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "报告.html")
			if err := os.WriteFile(file, oneFile(t, c.page, c.opts), 0o644); err != nil {
				t.Fatal(err)
			}
			address := (&url.URL{Scheme: "file", Path: filepath.ToSlash(file)}).String()
			for _, width := range []int64{390, 1280} {
				b := open(t, true)
				b.size(width, 900)
				b.visit(address)
				charts := eval[int](b, `document.querySelectorAll("figure.chart").length`)
				// To the end of the page, as a reader goes.
				for eval[bool](b, `(() => { const was = scrollY; scrollBy({top: 450, behavior: "instant"}); return new Promise(r => requestAnimationFrame(() => requestAnimationFrame(() => r(scrollY > was)))); })()`) {
				}
				if c.opts.Interactive && !b.becomes(fmt.Sprintf(`[...document.querySelectorAll(".chart-live svg")].filter(s => s.getBoundingClientRect().height > 50).length === %d`, charts)) {
					t.Errorf("at %d px: of %d charts %d are live", width, charts, eval[int](b, `document.querySelectorAll(".chart-live svg").length`))
				}
				if !c.opts.Interactive && eval[int](b, `[...document.querySelectorAll("figure.chart .chart-view svg")].filter(s => s.getBoundingClientRect().height > 50).length`) != charts {
					t.Errorf("at %d px: not all of %d charts are to be seen", width, charts)
				}
				if title := eval[string](b, `getComputedStyle(document.querySelector("h1")).fontFamily`); !strings.Contains(title, "Songti") {
					t.Errorf("at %d px: the styles do not work: %s", width, title)
				}
				if eval[bool](b, `document.documentElement.scrollWidth > innerWidth`) {
					t.Errorf("at %d px: the page scrolls sideways", width)
				}
				b.quiet(fmt.Sprintf("at %d px", width))
				b.mu.Lock()
				for _, asked := range b.requests {
					if !strings.HasPrefix(asked, "data:") && !strings.EqualFold(asked, address) {
						t.Errorf("at %d px: asks for %s", width, asked)
					}
				}
				if len(b.requests) == 0 {
					t.Error("requests are not seen at all")
				}
				b.mu.Unlock()
			}
		})
	}
}

// The edition is what export pdf prints: its sheets are those of the page, and
// its links to pages of the site, which have whole addresses here, print none.
func TestOneFileEditionPrintsAsThePage(t *testing.T) {
	t.Parallel()
	b := open(t, true)
	for _, page := range []string{"notices/2024Q1.html", "indicators/accepted.html"} {
		b.visit(stick(t, page))
		_, want := b.print()
		file := filepath.Join(t.TempDir(), "page.html")
		if err := os.WriteFile(file, oneFile(t, page, onefile.Options{Base: home}), 0o644); err != nil {
			t.Fatal(err)
		}
		b.visit((&url.URL{Scheme: "file", Path: filepath.ToSlash(file)}).String())
		if eval[int](b, `document.querySelectorAll('main a[href^="`+home+`"]').length`) < 5 {
			t.Errorf("%s: the links do not lead to the site", page)
		}
		_, got := b.print()
		if len(got) != len(want) {
			t.Errorf("%s: %d sheets, the page has %d", page, len(got), len(want))
			continue
		}
		for i := range got {
			said, meant := got[i].rows(), want[i].rows()
			if len(said) != len(meant) {
				t.Errorf("%s, sheet %d: %d lines, the page has %d", page, i+1, len(said), len(meant))
				continue
			}
			for n := range said {
				if said[n].text != meant[n].text {
					t.Errorf("%s, sheet %d: %q, the page says %q", page, i+1, said[n].text, meant[n].text)
				}
			}
		}
	}
}

// A file that goes through a messenger has to be small.
func TestOneFileEditionIsSmall(t *testing.T) {
	for _, page := range []string{"reports/2024.html", "reports/2023.html", "notices/2024.html"} {
		plain, live := len(oneFile(t, page, onefile.Options{})), len(oneFile(t, page, onefile.Options{Interactive: true}))
		t.Logf("%s: %d bytes, interactive %d", page, plain, live)
		if plain > 400<<10 || live > 1200<<10 || live <= plain {
			t.Errorf("%s: %d bytes, interactive %d", page, plain, live)
		}
	}
}

// outsideNavs counts elements that are no part of a navigation.
func outsideNavs(root *html.Node, selector string) (n int) {
	for _, e := range find(root, selector) {
		if !within(e, "nav") {
			n++
		}
	}
	return n
}
