package acceptance

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// One browser serves all tests; each test has tabs of its own, and they are read side by side.
var (
	browserCtx  context.Context
	browserErr  error
	browserOnce sync.Once
	browserStop []func()
)

func closeBrowser() {
	for _, stop := range slices.Backward(browserStop) {
		stop()
	}
}

func browser(t *testing.T) context.Context {
	t.Helper()
	chromium := tool(t, "chromium", "chromium-browser", "google-chrome")
	browserOnce.Do(func() {
		flags := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium), chromedp.NoSandbox, chromedp.DisableGPU,
			chromedp.UserDataDir(filepath.Join(work, "profile")),
			chromedp.Flag("disable-features", "Translate,BackForwardCache"), // a page that was left is not kept alive beside the next
			chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-domain-reliability", true),
			// Nothing may leave this machine, whatever a page asks for.
			chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"))
		ctx, stop := chromedp.NewExecAllocator(context.Background(), flags...)
		browserStop = append(browserStop, stop)
		browserCtx, stop = chromedp.NewContext(ctx)
		browserStop = append(browserStop, stop)
		browserErr = chromedp.Do(browserCtx)
	})
	if browserErr != nil {
		t.Fatalf("chromium does not start: %v", browserErr)
	}
	return browserCtx
}

// tab is a page in the browser and what it complained of.
type tab struct {
	t   *testing.T
	ctx context.Context

	mu         sync.Mutex
	complaints []string
	requests   map[network.RequestID]string // addresses, of which asked tells
	pending    map[network.RequestID]bool
}

// open makes a tab that listens for complaints. Layout shifts are summed up in
// window.shifts. All tabs share what pages keep, by the address of their server; a test in which a
// page from a folder keeps something reads it with private, so that others see nothing of it.
func open(t *testing.T, scripts bool, opts ...chromedp.ContextOption) *tab {
	t.Helper()
	ctx, stop := chromedp.NewContext(browser(t), opts...)
	t.Cleanup(stop)
	ctx, stopTimer := context.WithTimeout(ctx, 5*time.Minute) // a test that hangs, on a machine that does much else
	t.Cleanup(stopTimer)
	b := &tab{t: t, ctx: ctx, requests: map[network.RequestID]string{}, pending: map[network.RequestID]bool{}}
	if err := chromedp.Listen(ctx, b.hear); err != nil {
		t.Fatal(err)
	}
	if scripts {
		const observer = `window.shifts = 0; window.shifted = [];
			new PerformanceObserver(l => l.getEntries().forEach(e => { shifts += e.value; e.sources.forEach(s => shifted.push(s.node && (s.node.id || s.node.className || s.node.nodeName))); })).observe({type: "layout-shift", buffered: true});`
		b.call("watch shifts", func() error {
			_, err := chromedp.Call(ctx, cdppage.AddScriptToEvaluateOnNewDocument, cdppage.AddScriptToEvaluateOnNewDocumentParams{Source: observer})
			return err
		})
	} else {
		b.call("disable scripts", func() error {
			_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
			return err
		})
	}
	return b
}

// private is for a tab with a memory of its own.
var private = chromedp.WithNewBrowserContext()

func (b *tab) call(what string, f func() error) {
	b.t.Helper()
	if err := f(); err != nil {
		b.t.Fatalf("%s: %v", what, err)
	}
}

// hear keeps what a careful reader would complain of.
func (b *tab) hear(ev any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	complain := func(format string, args ...any) {
		b.complaints = append(b.complaints, fmt.Sprintf(format, args...))
	}
	switch ev := ev.(type) {
	case *runtime.EventConsoleAPICalled:
		var said []string
		for _, a := range ev.Args {
			said = append(said, string(a.Value)+a.Description)
		}
		complain("console.%s: %s", ev.Type, strings.Join(said, " "))
	case *runtime.EventExceptionThrown:
		said := ev.ExceptionDetails.Text
		if e := ev.ExceptionDetails.Exception; e != nil {
			said += " " + e.Description
		}
		complain("exception: %s", said)
	case *cdplog.EventEntryAdded:
		if ev.Entry.Level == cdplog.EntryLevelWarning || ev.Entry.Level == cdplog.EntryLevelError {
			complain("log %s: %s %s", ev.Entry.Level, ev.Entry.Text, ev.Entry.URL)
		}
	case *network.EventRequestWillBeSent:
		b.requests[ev.RequestID] = ev.Request.URL
		b.pending[ev.RequestID] = true
		u, err := url.Parse(ev.Request.URL)
		if err != nil || u.Scheme != "file" && u.Scheme != "data" && u.Hostname() != "127.0.0.1" {
			complain("request to another host: %s", ev.Request.URL)
		}
	case *network.EventResponseReceived:
		if ev.Response.Status >= 400 {
			complain("status %d: %s", ev.Response.Status, ev.Response.URL)
		}
	case *network.EventLoadingFinished:
		delete(b.pending, ev.RequestID)
	case *network.EventLoadingFailed:
		delete(b.pending, ev.RequestID)
		complain("failed request: %s %s", b.requests[ev.RequestID], ev.ErrorText)
	}
}

// quiet fails the test for every complaint since the last call.
func (b *tab) quiet(where string) {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range b.complaints {
		b.t.Errorf("%s: %s", where, c)
	}
	b.complaints = nil
}

func (b *tab) size(width, height int64) {
	b.t.Helper()
	b.call("set the size", func() error { return chromedp.Do(b.ctx, chromedp.EmulateViewport(width, height)) })
}

// visit goes to a page. What the page before is still asking for, as is its icon, comes first:
// to break it off would look like a fault.
func (b *tab) visit(address string) {
	b.t.Helper()
	for range 100 {
		b.mu.Lock()
		left := len(b.pending)
		b.mu.Unlock()
		if left == 0 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	b.mu.Lock()
	clear(b.pending)
	b.mu.Unlock()
	b.call(address, func() error { return chromedp.Do(b.ctx, chromedp.Navigate(address)) })
}

// eval gives what an expression, or the promise it makes, comes to.
func eval[T any](b *tab, js string) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](js, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%.200s: %v", js, err)
	}
	return v
}

// becomes waits for an expression to become true, and tells whether it did.
func (b *tab) becomes(js string) bool {
	b.t.Helper()
	for range 600 { // machines that test are busy; a reader would not wait so long
		if eval[bool](b, js) {
			return true
		}
		select {
		case <-b.ctx.Done():
			b.t.Fatalf("waiting for %.200s: %v", js, b.ctx.Err())
		case <-time.After(25 * time.Millisecond):
		}
	}
	return false
}

func (b *tab) mouse(x, y float64) {
	b.t.Helper()
	b.call("move the mouse", func() error {
		return chromedp.Do(b.ctx, chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, x, y))
	})
}

// stick is a page's address when the site is opened from a folder.
func stick(t *testing.T, page string) string {
	t.Helper()
	file, err := filepath.Abs(filepath.Join(defaultSite(t).out, filepath.FromSlash(page)))
	if err != nil {
		t.Fatal(err)
	}
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(file)}).String()
}

// served puts the site under a prefix of a web server with the strictest policy
// that a court's gateway may set, and gives the address of its root.
func served(t *testing.T, prefix string) string {
	t.Helper()
	out := defaultSite(t).out
	folder := http.StripPrefix(prefix, http.FileServer(http.Dir(out)))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		if r.URL.Path == "/favicon.ico" { // the browser asks the root, which is not ours
			w.WriteHeader(http.StatusNoContent)
			return
		}
		name := strings.TrimPrefix(path.Clean(r.URL.Path), strings.TrimSuffix(prefix, "/"))
		if _, err := os.Stat(filepath.Join(out, filepath.FromSlash(name))); !strings.HasPrefix(r.URL.Path, prefix) || err != nil {
			w.WriteHeader(http.StatusNotFound)
			page, err := os.ReadFile(filepath.Join(out, "404.html"))
			if err == nil && strings.HasSuffix(r.URL.Path, ".html") {
				_, _ = w.Write(page)
			}
			return
		}
		folder.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL + prefix
}

// articles are the pages with charts that the heavy checks look at.
var articles = []string{"reports/2024.html", "reports/2023.html", "notices/2024Q1.html"}

// A reader whose browser runs no scripts misses nothing.
func TestWithoutScriptsEveryChartTableAndNumberIsThere(t *testing.T) {
	t.Parallel()
	b := open(t, false)
	base := served(t, "/")
	for _, width := range []int64{390, 1280} {
		b.size(width, 900)
		for i, p := range append([]string{"index.html"}, articles...) {
			where := fmt.Sprintf("%s at %d px", p, width)
			address := stick(t, p)
			if i%2 == 1 {
				address = base + p
			}
			b.visit(address)
			if eval[bool](b, `!!document.querySelector(".chart-live, .margin-note")`) {
				t.Fatalf("%s: scripts ran", where)
			}
			bad := eval[[]string](b, `[...document.querySelectorAll("figure.chart")].flatMap(f => {
				const seen = [...f.querySelectorAll(".chart-view svg")].map(s => s.getBoundingClientRect()).filter(r => r.width > 0 && r.height > 0);
				if (seen.length !== 1) return [f.id + ": " + seen.length + " drawings are visible"];
				const r = seen[0];
				return r.width < 0.6 * Math.min(innerWidth, 600) || r.height < 50 || r.left < -1 || r.right > innerWidth + 1 ? [f.id + ": the drawing is " + r.width + " by " + r.height + " at " + r.left] : [];
			})`)
			for _, s := range bad {
				t.Errorf("%s: %s", where, s)
			}
			hidden := eval[[]string](b, `[...document.querySelectorAll("main data")].filter(d => !d.closest("details") && d.getClientRects().length === 0).map(d => d.textContent)`)
			if len(hidden) > 0 {
				t.Errorf("%s: numbers that nobody sees: %q", where, hidden)
			}
			charts := eval[int](b, `document.querySelectorAll("figure.chart").length`)
			if charts == 0 {
				t.Errorf("%s: no charts", where)
			}
			folds := eval[int](b, `document.querySelectorAll("figure.chart details").length`)
			for n := range folds {
				type point struct{ X, Y float64 }
				at := eval[point](b, fmt.Sprintf(`(() => { const s = document.querySelectorAll("figure.chart details")[%d].querySelector("summary"); s.scrollIntoView({block: "center", behavior: "instant"}); const r = s.getBoundingClientRect(); return {X: r.left + 12, Y: r.top + r.height / 2}; })()`, n))
				b.call("click", func() error { return chromedp.Do(b.ctx, chromedp.MouseClickXY(at.X, at.Y)) })
				if !b.becomes(fmt.Sprintf(`(() => { const d = document.querySelectorAll("figure.chart details")[%d]; return d.open && [...d.querySelectorAll("td.num")].length > 0 && [...d.querySelectorAll("td.num")].every(c => c.getBoundingClientRect().height > 10 && c.textContent.trim() !== ""); })()`, n)) {
					t.Errorf("%s: the data of chart %d cannot be unfolded", where, n+1)
				}
			}
			if folds != charts {
				t.Errorf("%s: %d charts, %d tables beneath them", where, charts, folds)
			}
			b.quiet(where)
		}
	}
}

// hoverSetup gives a page what hover needs: begin(n) brings a live chart into
// view and lists places where the mouse may find a mark; tip(n) is a value of
// the chart's data that is printed more often than before.
const hoverSetup = `window.liveOf = n => document.querySelectorAll("figure.chart")[n].querySelector(".chart-live");
window.wordsOf = n => [...liveOf(n).querySelectorAll("text")].map(t => t.textContent).join("").replace(/\s/g, "");
window.count = (hay, needle) => hay.split(needle).length - 1;
window.begin = n => {
	const f = document.querySelectorAll("figure.chart")[n], el = liveOf(n), wide = !!el.closest(".chart-wide");
	el.scrollIntoView({block: "center", behavior: "instant"});
	const option = JSON.parse(f.querySelector("script.chart-option").textContent)[wide ? "wide" : "narrow"].option;
	const says = option.series.flatMap(s => (s.data || []).concat(s.links || [])).flatMap(d => d && d.text ? d.text.split("\n") : []);
	window.values = [...new Set(says.map(s => s.replace(/\s/g, "")).filter(s => /\d/.test(s)))];
	window.before = wordsOf(n);
	const box = el.getBoundingClientRect(), out = [];
	const inside = (x, y) => x > Math.max(box.left, 0) && x < box.right && y > Math.max(box.top, 0) && y < Math.min(box.bottom, innerHeight);
	const add = (x, y) => { if (inside(x, y)) out.push({X: x, Y: y}); };
	for (const p of el.querySelectorAll("path, circle, rect")) {
		const r = p.getBoundingClientRect();
		if (r.width > 3 && r.height > 3 && r.width < box.width / 1.5 && getComputedStyle(p).fill !== "none") add(r.left + r.width / 2, r.top + r.height / 2);
	}
	for (let i = 1; i < 6; i++) add(box.left + box.width * i / 6, box.top + box.height * 0.5);
	return out.slice(0, 120);
};
window.tip = n => { const now = wordsOf(n); return values.find(v => count(now, v) > count(before, v)) || ""; };`

type spot struct{ X, Y float64 }

// hover moves the mouse over a live chart until it says a value of its data.
func (b *tab) hover(n int) string {
	b.t.Helper()
	for _, at := range eval[[]spot](b, fmt.Sprintf(`begin(%d)`, n)) {
		b.mouse(at.X-2, at.Y-1)
		b.mouse(at.X, at.Y)
		for range 4 { // the answer is drawn with the next frame
			if tip := eval[string](b, fmt.Sprintf(`new Promise(r => requestAnimationFrame(() => r(tip(%d))))`, n)); tip != "" {
				return tip
			}
		}
	}
	return ""
}

func TestWithScriptsChartsAnswerAndNothingComplains(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		base  func(t *testing.T) string
		width int64
		pages []string
	}{
		{"from a folder on a PC", func(t *testing.T) string { return stick(t, "x")[:len(stick(t, "x"))-1] }, 1280, articles},
		{"under a sub-path on a phone", func(t *testing.T) string { return served(t, "/a/b/") }, 390, append([]string{"index.html"}, articles...)},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := open(t, true)
			b.size(c.width, 900)
			base := c.base(t)
			for _, p := range c.pages {
				b.visit(base + p)
				charts := eval[int](b, `document.querySelectorAll("figure.chart").length`)
				if charts == 0 {
					t.Fatalf("%s: no charts", p)
				}
				// Charts come alive when a reader comes near, not before.
				eval[bool](b, `(document.querySelector("figure.chart").scrollIntoView({behavior: "instant"}), true)`)
				if !b.becomes(`document.querySelectorAll(".chart-live svg").length > 0`) {
					t.Errorf("%s: the first chart is not live", p)
				}
				if live := eval[int](b, `document.querySelectorAll(".chart-live").length`); live == charts && charts > 4 {
					t.Errorf("%s: all charts are live before anyone comes near", p)
				}
				eval[bool](b, `(scrollTo({top: 0, behavior: "instant"}), true)`)
				// Down the page as a reader goes, half a screen at a time.
				for eval[bool](b, `(() => { const was = scrollY; scrollBy({top: 450, behavior: "instant"}); return new Promise(r => requestAnimationFrame(() => requestAnimationFrame(() => r(scrollY > was)))); })()`) {
				}
				all := fmt.Sprintf(`[...document.querySelectorAll(".chart-live svg")].filter(s => s.getBoundingClientRect().height > 50).length === %d`, charts)
				if !b.becomes(all) {
					t.Errorf("%s: %d of %d charts are live", p, eval[int](b, `document.querySelectorAll(".chart-live svg").length`), charts)
					b.quiet(p)
					continue
				}
				if shifts := eval[float64](b, `shifts`); shifts >= 0.02 {
					t.Errorf("%s: the page shifts by %.4f while it is read: %v", p, shifts, eval[[]any](b, `shifted`))
				}
				eval[bool](b, hoverSetup+`true`)
				for n := range charts {
					if tip := b.hover(n); tip == "" {
						t.Errorf("%s: chart %d (%s) says no value under the mouse", p, n+1, eval[string](b, fmt.Sprintf(`document.querySelectorAll("figure.chart")[%d].dataset.template`, n)))
					}
				}
				b.quiet(p)
			}
		})
	}
}

// sample is all pages of the default site, but of the many that an indicator or
// a breakdown has, which one template makes, only every so many.
func sample(t *testing.T, every int) []*doc {
	t.Helper()
	seen := map[string]int{}
	var out []*doc
	for _, d := range pages(t, files(t, defaultSite(t).out)) {
		kind := attr(first(d.root, "body"), "class")
		if many := kind == "page-indicator" || kind == "page-breakdown"; !many || seen[kind]%every == 0 {
			out = append(out, d)
		}
		seen[kind]++
	}
	return out
}

// Pages are opened by turns from a folder and from a server.
func TestNoPageComplains(t *testing.T) {
	t.Parallel()
	base, root := served(t, "/a/b/"), served(t, "/")
	b := open(t, true)
	b.size(1280, 900)
	for i, d := range sample(t, 3) {
		address := stick(t, d.path)
		switch {
		case d.path == "404.html": // is for servers alone, at their root (see below)
			address = root + d.path
		case i%2 == 1:
			address = base + d.path
		}
		b.visit(address)
		if !eval[bool](b, `document.styleSheets.length > 0 && getComputedStyle(document.querySelector(".skip")).position === "absolute"`) {
			t.Errorf("%s: no style sheet", address)
		}
		b.quiet(address)
	}
}

// A server shows 404.html for any address, however deep. The default site's
// base_url has no path, so its server is one of a whole host.
func TestNotFoundPageIsWholeAtAnyDepth(t *testing.T) {
	t.Parallel()
	base := served(t, "/")
	b := open(t, true)
	b.size(1280, 900)
	for _, p := range []string{"nix.html", "reports/nix.html", "reports/old/nix.html"} {
		b.visit(base + p)
		if !eval[bool](b, `getComputedStyle(document.querySelector(".skip")).position === "absolute"`) {
			t.Errorf("at %s: no style sheet", p)
		}
		if home := eval[string](b, `document.querySelector("main a").href`); home != base+"index.html" {
			t.Errorf("at %s: the way home leads to %s", p, home)
		}
	}
}

// widest names what makes a page scroll sideways, or sticks out of it; what
// scrolls by itself may be as wide as it likes.
const widest = `(() => {
	const room = document.documentElement.clientWidth;
	const scrolls = document.scrollingElement.scrollWidth > room;
	let worst, by = 1;
	for (const e of document.querySelectorAll("body *")) {
		if (e.closest("svg") && e.tagName !== "svg" || e.closest(".skip")) continue;
		let p = e.parentElement, free = false;
		while (p && p !== document.body) { if (/auto|scroll/.test(getComputedStyle(p).overflowX)) { free = true; break; } p = p.parentElement; }
		if (free) continue;
		const r = e.getBoundingClientRect(), out = Math.max(r.right - room, -r.left);
		if (r.width > 2 && r.height > 2 && out > by) { by = out; worst = e; }
	}
	if (!scrolls && !worst) return "";
	const tag = e => "<" + e.tagName.toLowerCase() + (e.id ? " id=" + e.id : "") + " class=" + e.getAttribute("class") + ">";
	const says = worst ? tag(worst.parentElement.parentElement) + tag(worst.parentElement) + tag(worst) + " " + worst.textContent.trim().slice(0, 30) + " sticks out by " + Math.round(by) + " px" : "nothing sticks out";
	return (scrolls ? "scrolls to " + document.scrollingElement.scrollWidth + " px; " : "") + says;
})()`

func TestNoPageScrollsSideways(t *testing.T) {
	t.Parallel()
	b := open(t, true)
	kinds := map[string]bool{}
	for _, d := range sample(t, 8) {
		kinds[attr(first(d.root, "body"), "class")] = true
		b.size(320, 800)
		b.visit(stick(t, d.path))
		for _, width := range []int64{320, 390, 768, 1024, 1280, 1440} {
			b.size(width, 800)
			if bad := eval[string](b, widest); bad != "" {
				t.Errorf("%s at %d px: %s", d.path, width, bad)
			}
		}
	}
	if len(kinds) < 10 {
		t.Errorf("kinds of pages: %v", kinds)
	}
}

// box is the size of a sheet in a PDF, in points.
var box = regexp.MustCompile(`/MediaBox ?\[ ?0 0 ([\d.]+) ([\d.]+) ?\]`)

func TestReportPrintsOnA4(t *testing.T) {
	t.Parallel()
	b := open(t, true)
	b.size(1280, 900)
	b.visit(stick(t, "reports/2024.html"))
	pdf, err := chromedp.Run(b.ctx, chromedp.PrintToPDF(chromedp.PDFPreferCSSPageSize()))
	if err != nil {
		t.Fatal(err)
	}
	sheets := box.FindAllStringSubmatch(string(pdf), -1)
	if len(sheets) < 4 || len(sheets) > 40 {
		t.Errorf("%d sheets", len(sheets))
	}
	for i, s := range sheets {
		w, errW := strconv.ParseFloat(s[1], 64)
		h, errH := strconv.ParseFloat(s[2], 64)
		if errors.Join(errW, errH) != nil || w < 594 || w > 597 || h < 841 || h > 843 {
			t.Errorf("sheet %d is %s by %s points, not A4", i+1, s[1], s[2])
		}
	}
	b.quiet("print")

	// What is on paper: every drawing, every table unfolded, nothing of the screen.
	b.call("emulate paper", func() error {
		_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
		return err
	})
	b.size(718, 1000)
	eval[bool](b, `dispatchEvent(new Event("beforeprint"))`)
	for _, s := range eval[[]string](b, `[...document.querySelectorAll("figure.chart")].flatMap(f => {
		const seen = [...f.querySelectorAll("svg")].filter(s => s.getBoundingClientRect().height > 50);
		const cells = [...f.querySelectorAll("td.num")];
		return (seen.length === 1 ? [] : [f.id + ": " + seen.length + " drawings"]).concat(cells.length && cells.every(c => c.getBoundingClientRect().height > 5) ? [] : [f.id + ": its table is folded"]);
	}).concat([...document.querySelectorAll(".menu, .toc, .print, .skip, .chart-live")].filter(e => e.getClientRects().length).map(e => "on paper stands ." + e.className))`) {
		t.Error(s)
	}
	if bad := eval[string](b, widest); bad != "" {
		t.Errorf("on paper: %s", bad)
	}
}
