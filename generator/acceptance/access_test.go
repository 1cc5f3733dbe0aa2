package acceptance

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// pressOn moves the keyboard to an element, as Tab would, and presses a key there.
func (b *tab) pressOn(selector, key string) {
	b.t.Helper()
	if !eval[bool](b, fmt.Sprintf(`(() => { const e = document.querySelector(%q); if (!e || !e.getClientRects().length) return false; e.focus(); return document.activeElement === e; })()`, selector)) {
		b.t.Fatalf("the keyboard cannot go to %s", selector)
	}
	b.key(key)
}

// before runs a script in every page before the page's own.
func (b *tab) before(js string) {
	b.t.Helper()
	b.call("add a script", func() error {
		_, err := chromedp.Call(b.ctx, cdppage.AddScriptToEvaluateOnNewDocument, cdppage.AddScriptToEvaluateOnNewDocumentParams{Source: js})
		return err
	})
}

const bodySize = `parseFloat(getComputedStyle(document.querySelector(".body > p") || document.documentElement).fontSize)`

func TestReadingBarByKeyboard(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		base  func(t *testing.T) string
		width int64
	}{
		{"from a folder on a PC", func(t *testing.T) string { return strings.TrimSuffix(stick(t, "x"), "x") }, 1280},
		{"served to a phone", func(t *testing.T) string { return served(t, "/a/b/") }, 390},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := open(t, true, private)
			b.focused()
			b.size(c.width, 800)
			base := c.base(t)
			b.visit(base + "reports/2024.html")
			eval[bool](b, `(localStorage.clear(), true)`) // pages from a folder share one memory
			b.visit(base + "reports/2024.html")
			normal := eval[float64](b, bodySize)
			if eval[bool](b, `!!document.querySelector("link[href*='aid.'], script[src*='aid-bar']")`) {
				t.Error("the bar is loaded before anyone asks for it")
			}
			b.pressOn(".aid-open", kb.Enter)
			if !b.becomes(`!document.getElementById("aid").hidden && document.querySelector(".aid-open").getAttribute("aria-expanded") === "true" && document.getElementById("aid").getBoundingClientRect().height > 40`) {
				t.Fatal("the bar does not open")
			}
			for _, s := range eval[[]string](b, `[...document.querySelectorAll("#aid button, .aid-open")].filter(e => e.getClientRects().length).flatMap(e => { const r = e.getBoundingClientRect(); return r.height < 44 && innerWidth < 600 || r.height < 24 || r.width < 44 ? [e.textContent + " " + r.width + " by " + r.height] : []; })`) {
				t.Errorf("hard to hit: %s", s)
			}
			for _, step := range []struct {
				press, key, pressed, want string
			}{
				{`[data-value="large"]`, kb.Enter, "large", `Math.abs(` + bodySize + ` / %g - 1.5) < 0.01`},
				{`[data-value="huge"]`, " ", "huge", `Math.abs(` + bodySize + ` / %g - 2) < 0.01`},
				{`[data-value="high"]`, " ", "high", `%g && getComputedStyle(document.body).color === "rgb(0, 0, 0)" && getComputedStyle(document.body).backgroundColor === "rgb(255, 255, 255)" && getComputedStyle(document.querySelector(".menu a")).textDecorationLine === "underline"`},
				{`[data-value="wide"]`, kb.Enter, "wide", `%g && (() => { const s = getComputedStyle(document.querySelector(".body > p")); return parseFloat(s.lineHeight) >= 2 * parseFloat(s.fontSize); })()`},
			} {
				b.pressOn("#aid "+step.press, step.key)
				if !b.becomes(fmt.Sprintf(step.want, normal)) {
					t.Errorf("%s does nothing", step.press)
				}
				if got := eval[string](b, fmt.Sprintf(`[...document.querySelector('#aid %s').parentNode.querySelectorAll("[aria-pressed=true]")].map(e => e.dataset.value).join()`, step.press)); got != step.pressed {
					t.Errorf("after %s %q is pressed", step.press, got)
				}
			}

			// It is remembered, and there before the first paint.
			b.visit(base + "notices/2024Q1.html")
			if got := eval[string](b, `(d => [d.size, d.contrast, d.spacing].join())(document.documentElement.dataset)`); got != "huge,high,wide" {
				t.Errorf("the next page remembers %q", got)
			}
			if size := eval[float64](b, bodySize); size/normal < 1.9 {
				t.Errorf("text of the next page has %g px", size)
			}
			if shifts := eval[float64](b, `new Promise(r => setTimeout(() => r(shifts), 300))`); shifts >= 0.02 {
				t.Errorf("the next page shifts by %.4f: %v", shifts, eval[[]any](b, `shifted`))
			}
			if !eval[bool](b, `document.getElementById("aid").hidden`) {
				t.Error("the bar opens by itself")
			}
			b.pressOn(".aid-open", " ")
			if !b.becomes(`!document.getElementById("aid").hidden && document.querySelector("#aid [data-value=huge]").getAttribute("aria-pressed") === "true"`) {
				t.Fatal("the bar of the next page does not show what was asked for")
			}
			b.pressOn("#aid .aid-reset", kb.Enter)
			if !b.becomes(fmt.Sprintf(`Math.abs(%s - %g) < 2 && document.querySelectorAll("#aid [aria-pressed=true]:not([data-value=''])").length === 0 && localStorage.getItem("gongbao-aid") === "{}"`, bodySize, normal)) {
				t.Error("reset leaves something")
			}
			b.key(kb.Escape)
			if !b.becomes(`document.getElementById("aid").hidden && document.activeElement.className === "aid-open" && document.activeElement.getAttribute("aria-expanded") === "false"`) {
				t.Error("Escape does not lead back to the button")
			}
			b.quiet(c.name)
		})
	}
}

// Who runs no scripts sees no dead buttons; a browser that keeps nothing still
// has the bar; paper has its own size.
func TestReadingBarWhereItCannotWork(t *testing.T) {
	t.Parallel()
	b := open(t, false)
	b.visit(stick(t, "reports/2024.html"))
	if n := eval[int](b, `[...document.querySelectorAll(".aid, .aid-open")].filter(e => e.getClientRects().length).length`); n > 0 {
		t.Error("buttons of the reading bar without scripts")
	}
	b.quiet("without scripts")

	b = open(t, true)
	b.focused()
	b.before(`Object.defineProperty(window, "localStorage", {get() { throw new Error("SecurityError"); }});`)
	b.visit(stick(t, "reports/2024.html"))
	b.pressOn(".aid-open", kb.Enter)
	if !b.becomes(`!document.getElementById("aid").hidden`) {
		t.Fatal("the bar does not open")
	}
	normal := eval[float64](b, bodySize)
	b.pressOn("#aid [data-value=large]", kb.Enter)
	if !b.becomes(fmt.Sprintf(`%s > %g * 1.4`, bodySize, normal)) {
		t.Error("the text does not grow")
	}
	b.quiet("without a memory")
	b.call("emulate paper", func() error {
		_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
		return err
	})
	if size := eval[string](b, `getComputedStyle(document.documentElement).fontSize`); size != "21.3333px" { // 16 pt
		t.Errorf("large text on paper: %s", size)
	}
	if n := eval[int](b, `[...document.querySelectorAll(".aid, .aid-open")].filter(e => e.getClientRects().length).length`); n > 0 {
		t.Error("the reading bar is on paper")
	}
}

// mouth takes the place of the browser's speech: it keeps what it is to say, and
// end() ends a sentence.
const mouth = `window.spoken = [];
window.SpeechSynthesisUtterance = function (text) { this.text = text; };
Object.defineProperty(window, "speechSynthesis", {value: {
	getVoices: () => window.voiceless ? [{lang: "en-US", localService: true}, {lang: "zh-CN", localService: false}] : [{lang: "en-US", localService: true}, {lang: "zh-CN", localService: true, name: "own"}],
	speak: u => { spoken.push(u.text); window.current = u; },
	cancel: () => { const u = window.current; window.current = null; if (u && u.onend) u.onend(); },
}});
window.end = () => { const u = window.current; u.onend(); return true; };`

func TestReadingAloud(t *testing.T) {
	t.Parallel()
	b := open(t, true)
	b.focused()
	b.before(mouth)
	b.size(390, 700)
	b.visit(stick(t, "reports/2024.html"))
	b.pressOn(".aid-open", kb.Enter)
	if !b.becomes(`!document.getElementById("aid").hidden`) {
		t.Fatal("the bar does not open")
	}
	b.pressOn(".aid-read", kb.Enter)
	if got := eval[string](b, `spoken.join("|") + "/" + current.voice.name`); got != eval[string](b, `document.querySelector("h1").textContent.trim() + "/own"`) {
		t.Errorf("it begins with %q", got)
	}
	// Through the text, sentence by sentence, marking what is read.
	for n := range 25 {
		if bad := eval[string](b, `(() => { const now = document.querySelectorAll(".aid-now"), flat = s => s.replace(/\s+/g, "");
			if (now.length !== 1) return now.length + " parts are marked";
			if (!flat(now[0].textContent).includes(flat(current.text).slice(0, 6))) return current.text + " is read, marked is " + now[0].textContent;
			const r = now[0].getBoundingClientRect();
			return current.text.length > 400 ? "too long for a voice: " + current.text : "";
		})()`); bad != "" {
			t.Fatalf("at sentence %d: %s", n+1, bad)
		}
		eval[bool](b, `end()`)
	}
	if !b.becomes(`(r => r.top < innerHeight && r.bottom > 0)(document.querySelector(".aid-now").getBoundingClientRect())`) {
		t.Error("what is read is not on the screen")
	}
	if !b.becomes(`(r => r.top >= 0 && r.bottom <= innerHeight && r.height < 120)(document.getElementById("aid").getBoundingClientRect())`) {
		t.Error("pause and stop are out of reach")
	}
	if twice := eval[bool](b, `new Set(spoken.filter(s => s.length > 20)).size < spoken.filter(s => s.length > 20).length`); twice {
		t.Errorf("something is read twice: %q", eval[[]string](b, `spoken`))
	}
	b.pressOn(".aid-read", kb.Enter)
	at := eval[int](b, `spoken.length`)
	if !eval[bool](b, `current === null && document.querySelector(".aid-read").textContent === "继续" && document.querySelectorAll(".aid-now").length === 1`) {
		t.Error("it does not pause")
	}
	b.key(kb.Enter)
	if !eval[bool](b, fmt.Sprintf(`spoken.length === %d && spoken[%d] === spoken[%d]`, at+1, at, at-1)) {
		t.Error("it does not go on where it paused")
	}
	b.pressOn(".aid-stop", kb.Enter)
	if !eval[bool](b, `current === null && !document.querySelector(".aid-now") && document.querySelector(".aid-stop").hidden && document.activeElement.className === "aid-read" && document.activeElement.textContent === "朗读本页"`) {
		t.Error("it does not stop")
	}
	// To the end: everything an article says, and nothing of tables.
	eval[bool](b, `(document.querySelector(".aid-read").click(), true)`)
	if !eval[bool](b, `(() => { for (let n = 0; n < 2000 && window.current; n++) end(); return !window.current && !document.querySelector(".aid-now") && !document.documentElement.dataset.reading; })()`) {
		t.Error("it does not come to an end")
	}
	for _, p := range eval[[]string](b, `(() => { const flat = s => s.replace(/\s+/g, ""), all = flat(spoken.join("")); return [...document.querySelectorAll(".body > p, .body > h2, .body > h3")].filter(p => !p.querySelector(".fnref")).map(p => { const c = p.cloneNode(true); c.querySelectorAll(".anchor, svg").forEach(x => x.remove()); return flat(c.textContent); }).filter(s => !all.includes(s)); })()`) {
		t.Errorf("not read: %s", p)
	}
	b.quiet("aloud")

	// A voice that sends the text to another host is none.
	b = open(t, true)
	b.focused()
	b.before(`window.voiceless = true;` + mouth)
	b.visit(stick(t, "reports/2024.html"))
	b.pressOn(".aid-open", kb.Enter)
	if !b.becomes(`!document.getElementById("aid").hidden && document.querySelector(".aid-read").getClientRects().length === 0`) {
		t.Error("it offers to read with a voice of another host")
	}
}

func TestLargeTextFits(t *testing.T) {
	t.Parallel()
	b := open(t, true)
	all := kinds(t)
	base := served(t, "/")
	b.visit(base + all[0])
	for _, kept := range []string{`{"size":"large"}`, `{"size":"huge","contrast":"high","spacing":"wide"}`} {
		b.wish(kept)
		for _, p := range all {
			b.size(320, 800)
			b.visit(base + p)
			for _, width := range []int64{320, 390, 1280} {
				b.size(width, 800)
				if bad := eval[string](b, widest); bad != "" {
					t.Errorf("%s, %s, %d px: %s", p, kept, width, bad)
				}
				for _, s := range eval[[]string](b, `[...document.querySelectorAll("main p, main h1, main h2, main li, main dd, main dt, main figcaption, .menu a, .nameplate")].filter(e => e.getClientRects().length && !e.closest(".vh, .table-wrap") && (e.scrollWidth > e.clientWidth + 2 && getComputedStyle(e).display !== "inline" && getComputedStyle(e).overflowX === "hidden" || e.clientWidth > 0 && e.clientWidth < 40 && e.textContent.trim().length > 4)).map(e => e.className + " " + e.clientWidth + ": " + e.textContent.trim().slice(0, 30)).slice(0, 3)`) {
					t.Errorf("%s, %s, %d px: squeezed or cut: %s", p, kept, width, s)
				}
			}
		}
	}
}

// In large text the words of charts are as much larger as the text, about, and a
// PC shows its own drawing, not the phone's.
func TestChartsGrowWithTheText(t *testing.T) {
	t.Parallel()
	b := open(t, true, private)
	for _, c := range []struct {
		kept   string
		width  int64
		drawn  string
		lo, hi float64 // of 12 px
	}{
		{`{"size":"large"}`, 1280, "wide", 1.4, 1.9},
		{`{"size":"huge"}`, 1280, "wide", 1.7, 2.2},
		{`{"size":"large"}`, 768, "narrow", 1.4, 1.6},
		{`{"size":"huge"}`, 768, "narrow", 1.8, 2.1},
		{`{"size":"huge"}`, 390, "narrow", 0.9, 1.1}, // there is no room
	} {
		b.size(c.width, 800)
		b.visit(stick(t, "reports/2024.html"))
		b.wish(c.kept)
		b.visit(stick(t, "reports/2024.html"))
		got := eval[[]float64](b, `[...document.querySelectorAll(".chart-`+c.drawn+` > svg")].map(s => s.getBoundingClientRect().width / s.viewBox.baseVal.width)`)
		if len(got) < 4 {
			t.Fatalf("%d charts", len(got))
		}
		for _, times := range got {
			if times < c.lo || times > c.hi {
				t.Errorf("%s at %d px: drawn %.2f times as large", c.kept, c.width, times)
			}
		}
	}
	b.wish(modes[0].kept)
}

// The wishes that a system has for all pages hold without the bar.
func TestWishesOfTheSystem(t *testing.T) {
	t.Parallel()
	b := open(t, true)
	b.size(1280, 900)
	for _, c := range []struct{ feature, value, holds string }{
		{"prefers-contrast", "more", `getComputedStyle(document.body).color === "rgb(0, 0, 0)" && [...document.querySelectorAll("main a, .menu a")].every(a => getComputedStyle(a).textDecorationLine === "underline")`},
		{"prefers-reduced-motion", "reduce", `getComputedStyle(document.documentElement).scrollBehavior === "auto"`},
		{"forced-colors", "active", `matchMedia("(forced-colors: active)").matches && [...document.querySelectorAll(".chart-view svg")].every(s => getComputedStyle(s).forcedColorAdjust === "none")`},
	} {
		b.call("emulate "+c.feature, func() error {
			_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: c.feature, Value: c.value}}})
			return err
		})
		b.visit(stick(t, "reports/2024.html"))
		if !eval[bool](b, c.holds) {
			t.Errorf("%s: %s does not hold", c.feature, c.value)
		}
	}
}

// Arrow keys go through the points of a chart and say what its table says.
func TestChartsByKeyboard(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		width int64
		text  string // how large it is
	}{{390, ""}, {1280, ""}, {1280, "large"}, {768, "huge"}} {
		width := c.width
		b := open(t, true)
		b.focused()
		b.size(width, 900)
		at := stick(t, "reports/2024.html")
		if c.text != "" { // which is remembered, and by all pages of a stick
			at = served(t, "/") + "reports/2024.html"
		}
		b.visit(at)
		if c.text != "" {
			b.wish(fmt.Sprintf(`{"size":%q}`, c.text))
			b.visit(at)
			if !eval[bool](b, fmt.Sprintf(`document.documentElement.dataset.size === %q`, c.text)) {
				t.Fatal("the text is not large")
			}
		}
		charts := eval[int](b, `(window.views = [...document.querySelectorAll(".chart-view")]).length`)
		if charts < 5 {
			t.Fatalf("%d charts", charts)
		}
		eval[bool](b, hoverSetup+`window.said = n => views[n].querySelector("[aria-live=polite]").textContent; true`)
		for n := range charts {
			where := fmt.Sprintf("chart %d (%s) at %d px %s", n+1, eval[string](b, fmt.Sprintf(`views[%d].parentNode.dataset.template`, n)), width, c.text)
			eval[bool](b, fmt.Sprintf(`(views[%d].scrollIntoView({block: "center", behavior: "instant"}), true)`, n))
			if !b.becomes(fmt.Sprintf(`views[%d].tabIndex === 0 && /方向键/.test(views[%[1]d].getAttribute("aria-label"))`, n)) {
				t.Fatalf("%s: no stop of the keyboard", where)
			}
			eval[bool](b, fmt.Sprintf(`(views[%d].focus({preventScroll: true}), begin(%[1]d), true)`, n))
			top := eval[float64](b, `scrollY`)
			var said []string
			for range 40 {
				b.key(kb.ArrowRight)
				says := eval[string](b, fmt.Sprintf(`said(%d)`, n))
				if rest, ended := strings.CutPrefix(says, "已是末点，"); ended {
					if len(said) == 0 || rest != said[len(said)-1] {
						t.Errorf("%s: the end says %q behind %q", where, says, said)
					}
					break
				}
				said = append(said, says)
			}
			if len(said) < 1 || said[0] == "" {
				t.Errorf("%s: says nothing: %q", where, said)
				continue
			}
			if !b.becomes(fmt.Sprintf(`tip(%d) !== ""`, n)) {
				t.Errorf("%s: shows no value while it says %q", where, said[len(said)-1])
			}
			// Every number of the table is among what was said.
			if missing := eval[[]string](b, fmt.Sprintf(`(all => [...views[%d].parentNode.querySelectorAll(".chart-data td data")].map(d => d.textContent.trim()).filter(s => s && !all.includes(s)))(%q)`, n, strings.Join(said, " "))); len(missing) > 0 && len(said) < 40 {
				t.Errorf("%s: never says %q, but %q", where, missing, said)
			}
			first, last := said[0], said[len(said)-1]
			if len(said) == 1 { // neither key leads anywhere
				first, last = "已是首点，"+first, "已是末点，"+last
			}
			b.key(kb.Home)
			if got := eval[string](b, fmt.Sprintf(`said(%d)`, n)); got != first {
				t.Errorf("%s: Home says %q, not %q", where, got, first)
			}
			b.key(kb.End)
			if got := eval[string](b, fmt.Sprintf(`said(%d)`, n)); got != last && len(said) < 40 {
				t.Errorf("%s: End says %q, not %q", where, got, last)
			}
			if now := eval[float64](b, `scrollY`); now != top {
				t.Errorf("%s: the page moved from %g to %g", where, top, now)
			}
			b.key(kb.Escape)
			if !b.becomes(fmt.Sprintf(`said(%d) === "" && tip(%[1]d) === ""`, n)) {
				t.Errorf("%s: Escape leaves the value", where)
			}
			if c.text != "" && n < 3 && b.hover(n) == "" { // the hand finds what has grown
				t.Errorf("%s: shows nothing under the mouse", where)
			}
		}
		b.quiet("charts")
	}
}

// Whatever the keyboard goes to is seen to have it, and can be told from others.
func TestFocusIsSeen(t *testing.T) {
	t.Parallel()
	b := open(t, true)
	b.focused()
	b.size(1280, 900)
	for _, p := range kinds(t) {
		b.visit(stick(t, p))
		if p == "404.html" { // its addresses are a server's
			b.visit(served(t, "/") + p)
		}
		b.key(kb.Tab)
		if !eval[bool](b, `document.activeElement.className === "skip" && document.activeElement.getBoundingClientRect().left >= 0`) {
			t.Errorf("%s: the first stop is %s", p, eval[string](b, `document.activeElement.outerHTML.slice(0, 100)`))
		}
		b.key(kb.Enter)
		if !b.becomes(`document.activeElement.id === "main"`) {
			t.Errorf("%s: the skip link leads to %s", p, eval[string](b, `document.activeElement.outerHTML.slice(0, 100)`))
		}
		for _, s := range eval[[]string](b, `[...document.querySelectorAll("a[href], button, summary, input, select, [tabindex='0']")].filter(e => e.getClientRects().length && !e.closest("[aria-hidden=true]")).flatMap(e => {
			e.focus({preventScroll: true});
			if (document.activeElement !== e) return [];
			for (let x = e; x && x !== document.body; x = x.parentElement) {
				const s = getComputedStyle(x);
				if (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2) return [];
				if (x.nextElementSibling && parseFloat(getComputedStyle(x.nextElementSibling).outlineWidth) >= 2 && getComputedStyle(x.nextElementSibling).outlineStyle !== "none") return [];
			}
			return [e.outerHTML.slice(0, 120)];
		})`) {
			t.Errorf("%s: the focus is not seen on %s", p, s)
		}
	}
}

func TestLandmarks(t *testing.T) {
	eachPage(t, func(t *testing.T, d *doc) {
		body := first(d.root, "body")
		counts := map[string]int{}
		names := map[string]bool{}
		for e := range elements(body) {
			top := e.Parent == body
			switch e.Data {
			case "header", "footer":
				if top {
					counts[e.Data]++
				}
			case "main":
				counts[e.Data]++
			case "nav", "aside":
				says := attr(e, "aria-label")
				if id := attr(e, "aria-labelledby"); id != "" {
					for other := range elements(body) {
						if attr(other, "id") == id {
							says = text(other)
						}
					}
				}
				if says == "" || names[e.Data+says] {
					t.Errorf("a %s called %q", e.Data, says)
				}
				names[e.Data+says] = true
			case "img":
				if !has(e, "alt") {
					t.Errorf("no alt: %s", name(e))
				}
			case "a", "button":
				if text(e) == "" && attr(e, "aria-label") == "" && first(e, "img") == nil && first(e, "title") == nil {
					t.Errorf("nameless: %s", name(e))
				}
			case "th":
				if text(e) == "" {
					t.Error("an empty heading of a table")
				}
			}
		}
		if counts["header"] != 1 || counts["footer"] != 1 || counts["main"] != 1 {
			t.Errorf("landmarks: %v", counts)
		}
	})
}

// What a page runs before anyone touches it stays small.
func TestScriptsBeforeInteractionAreSmall(t *testing.T) {
	out := defaultSite(t).out
	eachPage(t, func(t *testing.T, d *doc) {
		sum := 0
		for _, s := range find(d.root, "script") {
			src := attr(s, "src")
			if src == "" || attr(first(d.root, "body"), "class") == "page-search" {
				continue
			}
			data, err := os.ReadFile(filepath.Join(out, filepath.Dir(filepath.FromSlash(d.path)), filepath.FromSlash(src)))
			if err != nil {
				if strings.HasPrefix(src, "/") { // of 404.html
					return
				}
				t.Fatal(err)
			}
			if !has(s, "defer") && len(data) > 1<<10 {
				t.Errorf("%s holds up the page with %d bytes", src, len(data))
			}
			var b bytes.Buffer
			w := gzip.NewWriter(&b)
			w.Write(data)
			w.Close()
			sum += b.Len()
		}
		if sum > 10<<10 {
			t.Errorf("%d bytes of scripts, compressed", sum)
		}
	})
}
