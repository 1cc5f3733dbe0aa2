package acceptance

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"golang.org/x/net/html"

	"gongbao/generator/search/searchtest"
)

// searcher is the default site's search.js on its index, without a browser.
func searcher(t *testing.T) *searchtest.Script {
	t.Helper()
	out := defaultSite(t).out
	scripts, err := filepath.Glob(filepath.Join(out, "assets", "search.*.js"))
	if err != nil || len(scripts) != 1 {
		t.Fatalf("scripts to search with: %q, %v", scripts, err)
	}
	source, err := os.ReadFile(scripts[0])
	if err != nil {
		t.Fatal(err)
	}
	return searchtest.New(t, source, func(name string) ([]byte, error) {
		return os.ReadFile(filepath.Join(out, "search", name))
	})
}

// lines are what stands in a page's <main>, one for each paragraph, heading, item, cell
// and the like: what is not laid out by itself is part of the line around it.
func lines(d *doc) []string {
	inline := map[string]bool{"a": true, "abbr": true, "b": true, "code": true, "data": true, "del": true, "em": true, "i": true, "ins": true, "mark": true, "q": true, "s": true, "small": true, "strong": true, "sub": true, "sup": true, "time": true, "u": true, "var": true}
	var out []string
	var b strings.Builder
	flush := func() {
		if s := strings.TrimSpace(b.String()); s != "" {
			out = append(out, s)
		}
		b.Reset()
	}
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
			return
		}
		if slices.Contains([]string{"svg", "script", "nav", "button", "select"}, n.Data) || has(n, "hidden") || has(n, "data-nosearch") || attr(n, "aria-hidden") == "true" ||
			slices.Contains([]string{"doc-noteref", "doc-backlink"}, attr(n, "role")) {
			return
		}
		apart := n.Type == html.ElementNode && !inline[n.Data]
		if apart {
			flush()
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
		if apart {
			flush()
		}
	}
	walk(first(d.root, "main"))
	return out
}

// Every stretch of two or more characters that stands in a page finds that page: some
// forty of every page are tried.
func TestEveryStretchOfAPageFindsIt(t *testing.T) {
	s := searcher(t)
	rng := rand.New(rand.NewPCG(11, 13))
	all := byPath(t)
	var queries []searchtest.Query
	var from []string // the page of each
	for _, p := range slices.Sorted(maps.Keys(all)) {
		if p == "404.html" || p == "search.html" {
			continue
		}
		said := lines(all[p])
		if len(said) == 0 {
			t.Errorf("%s says nothing", p)
			continue
		}
		for range 40 {
			line := []rune(said[rng.IntN(len(said))])
			size := min(2+rng.IntN(14), len(line))
			at := rng.IntN(len(line) - size + 1)
			if query := string(line[at : at+size]); strings.TrimSpace(query) != "" {
				queries = append(queries, searchtest.Query{Text: query, Most: 10})
				from = append(from, p)
			}
		}
	}
	finds := func(a searchtest.Answer, page string) bool {
		return slices.ContainsFunc(a.Hits, func(h searchtest.Hit) bool { return h.Path == page })
	}
	most := 0
	var further []int // those whose page is not among the first
	var whole []searchtest.Query
	answers := s.SearchAll(queries)
	for i, a := range answers {
		most = max(most, a.Bytes)
		if !finds(a, from[i]) {
			further = append(further, i)
			whole = append(whole, searchtest.Query{Text: queries[i].Text, Most: 1 << 20, Whole: true})
		}
	}
	for k, a := range s.SearchAll(whole) {
		i := further[k]
		answers[i] = a
		if a.Total != len(a.Hits) {
			t.Errorf("%q: %d hits, said to be %d", queries[i].Text, len(a.Hits), a.Total)
		}
		if !finds(a, from[i]) {
			t.Errorf("%q stands in %s, which is not found", queries[i].Text, from[i])
		}
	}
	for i, a := range answers {
		for _, h := range a.Hits { // and it opens where it says
			if d := all[h.Path]; d == nil || h.ID != "" && d.ids[h.ID] == 0 {
				t.Errorf("%q leads to %s#%s, which is not there", queries[i].Text, h.Path, h.ID)
			}
		}
	}
	if len(queries) < 2000 {
		t.Errorf("only %d stretches were searched for", len(queries))
	}
	if most >= 100_000 {
		t.Errorf("a query loads %d bytes, want less than 100 KB", most)
	}
	t.Logf("%d stretches, %d of them of pages further down; a query loads at most %d bytes", len(queries), len(whole), most)
}

func TestWhatIsSearchedForComesFirst(t *testing.T) {
	s := searcher(t)
	for _, c := range []struct{ query, kind, year, path, id string }{
		{"受理案件", "", "", "indicators/accepted.html", ""},
		{"2024年 工作报告", "", "", "reports/2024.html", "*"},
		{"案-件比", "glossary", "", "glossary.html", "*"},
		{"案件", "report", "2023", "reports/2023.html", "*"},
		{"案件", "notice", "2024", "notices/2024.html", "*"},
	} {
		a := s.Search(c.query, c.kind, c.year, 10)
		if len(a.Hits) == 0 || a.Hits[0].Path != c.path || c.id != "*" && a.Hits[0].ID != c.id {
			t.Errorf("%q (%s %s): %+v, want %s#%s first", c.query, c.kind, c.year, a.Hits, c.path, c.id)
		}
	}
	if a := s.Search("量子计算机", "", "", 10); a.Total != 0 || !a.Exact {
		t.Errorf("what stands nowhere: %+v", a)
	}
}

func (b *tab) press(keys string) {
	b.t.Helper()
	b.call("type", func() error { return chromedp.Do(b.ctx, chromedp.KeyEvent(keys)) })
}

const results = `[...document.querySelectorAll(".result-link")]`

// A reader searches by keyboard, from a web server and from a folder.
func TestSearchByKeyboard(t *testing.T) {
	t.Parallel()
	b := open(t, true)
	for where, address := range map[string]string{"http": served(t, "/sub/") + "search.html", "file": stick(t, "search.html")} {
		b.size(1280, 900)
		b.visit(address)
		if !b.becomes(`!document.querySelector(".search-form").hidden && document.querySelector(".search-off").getClientRects().length === 0`) {
			t.Fatalf("%s: the page is not ready", where)
		}
		eval[bool](b, `document.activeElement.blur() || true`)
		b.call("press /", func() error { // as a keyboard does it: one event that may be refused
			_, err := chromedp.Call(b.ctx, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyDown, Key: "/", Text: "/"})
			return err
		})
		if at := eval[string](b, `document.activeElement.id + document.activeElement.value`); at != "search-words" {
			t.Errorf("%s: / leads to %q", where, at)
		}
		b.press("诉前调解")
		if !b.becomes(results + `.length > 2 && /\d+个页面/.test(document.querySelector(".search-status").textContent)`) {
			t.Fatalf("%s: nothing is found: %s", where, eval[string](b, `document.querySelector(".search").innerText`))
		}
		for _, said := range eval[[]string](b, `[...document.querySelectorAll(".result")].filter(r => ![...r.querySelectorAll("mark")].some(m => m.textContent === "诉前调解")).map(r => r.innerText)`) {
			t.Errorf("%s: not marked: %s", where, said)
		}
		if hash := eval[string](b, `decodeURIComponent(location.hash)`); hash != "#q=诉前调解" {
			t.Errorf("%s: the address ends in %q", where, hash)
		}
		// The arrows go through the results and back to the field.
		b.press(kb.ArrowDown)
		b.press(kb.ArrowDown)
		b.press(kb.ArrowUp)
		if at := eval[int](b, results+`.indexOf(document.activeElement)`); at != 0 {
			t.Errorf("%s: after two steps down and one up the focus is on result %d", where, at)
		}
		b.press(kb.ArrowUp)
		if !eval[bool](b, `document.activeElement.id === "search-words"`) {
			t.Errorf("%s: the way up does not lead to the field", where)
		}
		// Kinds and years.
		total := eval[int](b, results+`.length`)
		eval[bool](b, `document.querySelector("input[value=report]").click() || true`)
		if !b.becomes(fmt.Sprintf(`%s.length > 0 && %[1]s.length < %d && %[1]s.every(a => a.getAttribute("href").startsWith("reports/"))`, results, total)) {
			t.Errorf("%s: reports alone: %q", where, eval[[]string](b, results+`.map(a => a.href)`))
		}
		eval[bool](b, `(s => { s.value = "2023"; s.dispatchEvent(new Event("change", {bubbles: true})); return true; })(document.querySelector("select"))`)
		if !b.becomes(results + `.length === 1 && ` + results + `[0].getAttribute("href").startsWith("reports/2023.html")`) {
			t.Errorf("%s: of 2023 alone: %q", where, eval[[]string](b, results+`.map(a => a.href)`))
		}
		// Enter opens a result at its heading.
		b.press(kb.ArrowDown)
		target := eval[string](b, `document.activeElement.href`)
		b.press(kb.Enter)
		if !b.becomes(fmt.Sprintf(`location.href === %q && document.readyState === "complete"`, target)) {
			t.Errorf("%s: Enter leads to %s, not to %s", where, eval[string](b, `location.href`), target)
		}
		u, err := url.Parse(target)
		if err != nil {
			t.Fatal(err)
		}
		if u.Fragment != "" && !b.becomes(fmt.Sprintf(`(r => r.top > -5 && r.top < innerHeight)(document.getElementById(%q).getBoundingClientRect())`, u.Fragment)) {
			t.Errorf("%s: the page is not opened at %s", where, u.Fragment)
		}
		b.quiet(where)
	}
}

func TestSearchThatFindsNothingSaysSo(t *testing.T) {
	t.Parallel()
	b := open(t, true)
	for where, address := range map[string]string{"http": served(t, "/") + "search.html", "file": stick(t, "search.html")} {
		b.size(320, 640)
		b.visit("about:blank")
		b.visit(address + "#q=" + url.QueryEscape("量子计算机") + "&kind=report") // a search that was handed on
		if !b.becomes(`document.querySelector(".search-status").textContent === "0个页面" && !document.querySelector(".search-none").hidden`) {
			t.Fatalf("%s: it does not say that nothing was found", where)
		}
		if !eval[bool](b, `document.querySelector("input:checked").value === "report" && !document.querySelector(".search-widen").hidden`) {
			t.Errorf("%s: the filter of the address is not set, or cannot be lifted", where)
		}
		b.call("lift the filter", func() error { return chromedp.Do(b.ctx, chromedp.Click(".search-widen")) })
		b.press(kb.Escape)
		if !b.becomes(`document.querySelector("#search-words").value === "" && document.activeElement.id === "search-words" && location.hash === ""`) {
			t.Errorf("%s: Escape does not clear", where)
		}
		b.press("2024年 结案")
		if !b.becomes(results + `.length > 3`) {
			t.Errorf("%s: nothing is found: %s", where, eval[string](b, `location.hash + " " + document.querySelector("#search-words").value + " " + document.querySelector(".search").innerText`))
		}
		if bad := eval[string](b, widest); bad != "" {
			t.Errorf("%s: at 320 px: %s", where, bad)
		}
		for _, s := range eval[[]string](b, `[...document.querySelectorAll(".search button, .search input[type=search], .search-kinds label, .search select, .search-link")].filter(e => e.getClientRects().length && e.getBoundingClientRect().height < 44).map(e => e.className + " " + e.getBoundingClientRect().height)`) {
			t.Errorf("%s: too small to tap: %s", where, s)
		}
		b.quiet(where)
	}
}

// The browser's own tables of characters are not Go's.
func TestBrowserFoldsCharactersAsTheIndex(t *testing.T) {
	t.Parallel()
	s := searcher(t)
	const sum = `(() => { let h = 0; for (let c = 0; c < 65536; c++) if (c < 0xd800 || c > 0xdfff) { const f = %s("a" + String.fromCharCode(c) + "b " + String.fromCharCode(c) + "法").text; for (let i = 0; i < f.length; i++) h = (Math.imul(h, 31) + f.charCodeAt(i)) | 0; } return h; })()`
	var want int
	s.Run(fmt.Sprintf(sum, "ours.fold"), &want)
	b := open(t, true)
	b.visit(stick(t, "search.html"))
	if got := eval[int](b, fmt.Sprintf(sum, "gongbaoSearch.fold")); got != want {
		t.Errorf("the sum is %d, want %d", got, want)
	}
}

func TestSearchWithoutScriptsLeadsToTheArchive(t *testing.T) {
	t.Parallel()
	b := open(t, false)
	b.visit(stick(t, "search.html"))
	if !eval[bool](b, `document.querySelector(".search-off").getClientRects().length > 0 && document.querySelector(".search-off a").getAttribute("href") === "archive.html" && document.querySelector("form").getClientRects().length === 0`) {
		t.Error("the page does not say what to do")
	}
	b.quiet("search.html")
}
