package acceptance

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"golang.org/x/net/html"

	"gongbao/generator/site"
)

// Every number in a text leads to its trace on the same page, and the list of
// traces has nothing else.
func TestEveryFigureInATextHasItsTrace(t *testing.T) {
	traced := 0
	eachPage(t, func(t *testing.T, d *doc) {
		list := map[string]*html.Node{}
		if section := first(d.root, "section.traces"); section != nil {
			for _, e := range find(first(section, "ol.trace-list"), "li") {
				list[attr(e, "id")] = e
			}
		}
		met := map[string]bool{}
		for _, e := range find(d.root, "data") {
			id := attr(e, "data-trace")
			switch {
			case id == "" && !within(e, "td", "th", ".corrections", ".corrected"):
				t.Errorf("no trace: %s %s", name(e), text(e))
			case id != "" && list[id] == nil:
				t.Errorf("%s %s: the trace %s is not there", name(e), text(e), id)
			case id != "":
				met[id] = true
				traced++
				says := text(first(list[id], ".trace-head")) + text(first(list[id], ".trace-value"))
				if says == "" || text(first(list[id], ".trace-foot")) == "" || first(list[id], ".trace-"+attr(e, "data-verdict")) == nil {
					t.Errorf("%s: the trace %s tells little: %s", text(e), id, text(list[id]))
				}
			}
		}
		for id, e := range list {
			if !met[id] {
				t.Errorf("the trace %s is of nothing: %s", id, text(e))
			}
		}
	})
	if traced < 300 {
		t.Errorf("%d figures have traces", traced)
	}
}

// Pages stay light: on a slow line a report with its charts and traces is there
// in a moment.
func TestPagesAreLight(t *testing.T) {
	const limit = 70 << 10
	for file, data := range files(t, defaultSite(t).out) {
		if !strings.HasSuffix(file, ".html") {
			continue
		}
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		w.Write(data)
		w.Close()
		if b.Len() > limit {
			t.Errorf("%s: %d bytes compressed, want %d", file, b.Len(), limit)
		}
	}
}

// focused makes a tab behave as the one that has the keyboard.
func (b *tab) focused() {
	b.t.Helper()
	b.call("take the keyboard", func() error {
		_, err := chromedp.Call(b.ctx, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
		return err
	})
}

func (b *tab) key(keys string) {
	b.t.Helper()
	b.call("press a key", func() error { return chromedp.Do(b.ctx, chromedp.KeyEvent(keys)) })
}

func (b *tab) click(at spot) {
	b.t.Helper()
	b.call("click", func() error { return chromedp.Do(b.ctx, chromedp.MouseClickXY(at.X, at.Y)) })
}

// figureSetup names the figures in paragraphs, of which there are many, and
// tells where on the screen one is, above an open card, and what its card says.
const figureSetup = `window.figures = [...document.querySelectorAll(".body p data[data-trace]")];
window.at = n => { const f = figures[n]; f.scrollIntoView({block: card() ? "start" : "center", behavior: "instant"}); const r = f.getBoundingClientRect(); return {X: r.left + r.width / 2, Y: r.top + r.height / 2}; };
window.card = () => document.querySelector(".trace-card");
window.middle = e => { const r = e.getBoundingClientRect(); return {X: r.left + r.width / 2, Y: r.top + r.height / 2}; };
window.tells = n => !!card() && figures[n].getAttribute("aria-expanded") === "true" && card().querySelector(".trace-value").textContent === document.querySelector("#" + figures[n].dataset.trace + " .trace-value").textContent && /来源：\S/.test(card().textContent) && /口径：\S|公布/.test(card().textContent);
true`

func TestFiguresTellWhereTheyComeFrom(t *testing.T) {
	t.Parallel()
	base := served(t, "/a/b/")
	for _, c := range []struct {
		where, address string
		width          int64
	}{
		{"from a folder on a PC", stick(t, "reports/2024.html"), 1280},
		{"served to a phone", base + "reports/2024.html", 390},
		{"from a folder on a small phone", stick(t, "reports/2024.html"), 320},
	} {
		t.Run(c.where, func(t *testing.T) {
			b := open(t, true)
			b.focused()
			b.size(c.width, 700)
			b.visit(c.address)
			eval[bool](b, figureSetup)
			if n := eval[int](b, `figures.length`); n < 40 {
				t.Fatalf("%d figures", n)
			}
			closed := func(after string) {
				t.Helper()
				if !b.becomes(`!card() && !document.querySelector("[aria-expanded=true]")`) {
					t.Errorf("the card stays after %s", after)
				}
			}

			// Tap or click.
			b.click(eval[spot](b, `at(5)`))
			if !b.becomes(`tells(5)`) {
				t.Fatal("a click shows nothing")
			}
			if !b.becomes(`(() => { const r = card().getBoundingClientRect(), f = figures[5].getBoundingClientRect(); return f.bottom <= r.top || f.top >= r.bottom || f.right <= r.left || f.left >= r.right; })()`) {
				t.Error("the card hides its number")
			}
			b.click(eval[spot](b, `at(9)`))
			if !b.becomes(`tells(9) && document.querySelectorAll(".trace-card").length === 1`) {
				t.Error("the next click does not show the next card alone")
			}
			b.click(eval[spot](b, `middle(card().querySelector(".trace-value"))`))
			if !eval[bool](b, `tells(9)`) {
				t.Error("a click on the card closes it")
			}
			b.click(spot{X: 2, Y: 150})
			closed("a click beside it")

			// The keyboard.
			eval[bool](b, `(figures[2].focus(), true)`)
			if !b.becomes(`tells(2) && document.getElementById(figures[2].getAttribute("aria-describedby")) === card()`) {
				t.Fatal("the keyboard shows nothing")
			}
			b.key(kb.Escape)
			closed("Escape")
			if !eval[bool](b, `document.activeElement === figures[2]`) {
				t.Error("after Escape the keyboard is elsewhere")
			}
			for _, key := range []string{kb.Enter, " "} {
				b.key(key)
				if !b.becomes(`tells(2) && card().contains(document.activeElement) && document.activeElement.tagName === "A"`) {
					t.Fatalf("%q does not lead into the card", key)
				}
				b.key(kb.Escape)
				closed("Escape within")
				if !eval[bool](b, `document.activeElement === figures[2]`) {
					t.Error("after Escape within the card the keyboard is elsewhere")
				}
			}
			// Tab leads out of the card and out of the paragraph.
			b.key(kb.Enter)
			b.key(kb.Tab)
			if !b.becomes(`document.activeElement !== figures[2] && !document.activeElement.closest(".trace-card")`) {
				t.Error("Tab does not lead out of the card")
			}
			if at := eval[string](b, `(e => e.matches("data") && e.closest("p") === figures[2].closest("p") ? e.outerHTML : "")(document.activeElement)`); at != "" {
				t.Errorf("behind the card comes %s, of the same paragraph", at)
			}
			b.key(kb.Escape)

			// Where the card stands, of each figure.
			for _, s := range eval[[]string](b, `figures.flatMap((f, n) => {
				f.scrollIntoView({block: ["start", "center", "end"][n % 3], behavior: "instant"});
				document.activeElement.blur();
				f.focus({preventScroll: true});
				const r = card().getBoundingClientRect(), at = f.getBoundingClientRect();
				const covers = innerWidth >= 600 && r.left < at.right && r.right > at.left && r.top < at.bottom - 1 && r.bottom > at.top + 1;
				return r.left < 0 || r.right > document.documentElement.clientWidth || r.top < 0 || r.bottom > innerHeight || r.height < 60 || covers ? [f.textContent + " at " + Math.round(at.top) + ": " + JSON.stringify(r)] : [];
			})`) {
				t.Errorf("the card is not where it is seen: %s", s)
			}
			b.key(kb.Escape)
			if bad := eval[string](b, widest); bad != "" {
				t.Error(bad)
			}
			b.quiet(c.where)
		})
	}
}

// The numbers of a paragraph, list or table are one stop of the Tab key; arrows
// lead from any number to the next, to all of them and back, and the stop of a
// paragraph is where the reader was in it.
func TestFiguresAreFewStopsAndAllReached(t *testing.T) {
	t.Parallel()
	for _, address := range []string{stick(t, "reports/2024.html"), served(t, "/") + "reports/2024.html"} {
		b := open(t, true)
		b.focused()
		b.size(1280, 800)
		b.visit(address)
		eval[bool](b, `(window.all = [...document.querySelectorAll("data[role=button]")], true)`)
		n, stops := eval[int](b, `all.length`), eval[int](b, `document.querySelectorAll("data[tabindex='0']").length`)
		if n < 100 || stops*4 > n {
			t.Errorf("%d numbers are %d stops", n, stops)
		}
		if two := eval[int](b, `[...document.querySelectorAll("p, ul, ol, dl, table")].filter(e => [...e.querySelectorAll("data[tabindex='0']")].filter(f => f.closest("ul, ol, dl, table, p") === e).length > 1).length`); two > 0 {
			t.Errorf("%d paragraphs or lists have more than one stop", two)
		}
		eval[bool](b, `(all[0].focus(), true)`)
		b.becomes(`!!document.querySelector(".trace-card")`)
		if said := eval[string](b, `document.querySelector(".trace-card").textContent`); !strings.Contains(said, "←、→") || !strings.Contains(said, "Tab") {
			t.Errorf("the card does not tell of the keys: %s", said)
		}
		for i := range n {
			if !eval[bool](b, fmt.Sprintf(`document.activeElement === all[%d] && all[%d].getAttribute("aria-expanded") === "true"`, i, i)) {
				t.Fatalf("number %d is not reached, or says nothing", i)
			}
			b.key(kb.ArrowRight)
		}
		if !eval[bool](b, `document.activeElement === all[all.length - 1]`) {
			t.Error("behind the last number the keyboard is lost")
		}
		b.key(kb.ArrowLeft)
		if !eval[bool](b, `document.activeElement === all[all.length - 2] && all[all.length - 2].tabIndex === 0 && !document.querySelector(".trace-keys-hint")`) {
			t.Error("the arrow to the left does not lead back, or tells of the keys again")
		}
		if now := eval[int](b, `document.querySelectorAll("data[tabindex='0']").length`); now != stops {
			t.Errorf("after a walk there are %d stops, before %d", now, stops)
		}
		b.quiet(address)
	}
}

// A mouse that rests on a number sees the card, can go to it and leaves it.
func TestFiguresAnswerTheMouse(t *testing.T) {
	// Alone: it allows nothing to move by a pixel.
	b := open(t, true)
	b.size(1280, 800)
	b.visit(stick(t, "reports/2024.html"))
	eval[bool](b, figureSetup)
	at := eval[spot](b, `at(7)`)
	b.mouse(at.X-1, at.Y)
	b.mouse(at.X, at.Y)
	if !b.becomes(`tells(7)`) {
		t.Fatal("the mouse shows nothing")
	}
	on := eval[spot](b, `middle(card())`)
	b.mouse(on.X, on.Y)
	eval[bool](b, `new Promise(r => setTimeout(() => r(true), 400))`) // longer than the card waits
	if !eval[bool](b, `tells(7)`) {
		t.Error("the card goes before the mouse is on it")
	}
	b.mouse(3, 3)
	if !b.becomes(`!card()`) {
		t.Error("the card stays when the mouse is gone")
	}
	if shifts := eval[float64](b, `shifts`); shifts >= 0.001 {
		t.Errorf("the page shifts by %.4f", shifts)
	}
	href := eval[string](b, `(figures[7].click(), card().querySelector("a").href)`)
	if !strings.Contains(href, "/indicators/") {
		t.Errorf("the card leads to %s", href)
	}
	b.quiet("hover")
}

func TestWithoutScriptsTracesAreAtTheEnd(t *testing.T) {
	t.Parallel()
	b := open(t, false)
	b.size(390, 800)
	b.visit(stick(t, "reports/2024.html"))
	if n := eval[int](b, `document.querySelectorAll("data[role], data[tabindex]").length`); n > 0 {
		t.Errorf("%d figures look as if they answered", n)
	}
	at := eval[spot](b, `(() => { const s = document.querySelector(".trace-fold summary"); s.scrollIntoView({block: "center", behavior: "instant"}); const r = s.getBoundingClientRect(); return {X: r.left + 12, Y: r.top + r.height / 2}; })()`)
	b.click(at)
	if !b.becomes(`document.querySelector(".trace-fold").open && [...document.querySelectorAll(".trace-list li")].every(l => l.getBoundingClientRect().height > 40)`) {
		t.Error("the traces cannot be unfolded")
	}
	b.quiet("traces")
}

// On paper the traces are an appendix where the site wants one, and nothing
// where it does not.
func TestTracesOnPaper(t *testing.T) {
	t.Parallel()
	src := t.TempDir()
	for _, name := range []string{"site.toml", "content", "data", "themes"} {
		if err := copyTree(filepath.Join(defaultSite(t).src, name), filepath.Join(src, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := warm(filepath.Join(src, ".gongbao"), true); err != nil {
		t.Fatal(err)
	}
	conf := filepath.Join(src, "site.toml")
	data, err := os.ReadFile(conf)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(conf, append(data, "\n[print]\ntraces = true\n"...), 0o666); err != nil {
		t.Fatal(err)
	}
	m, err := build(site.Options{Dir: src, Out: filepath.Join(src, "public"), Cache: filepath.Join(src, ".gongbao")})
	if err != nil {
		t.Fatal(err)
	}
	if err := m.failed(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		page   string
		wanted bool
	}{
		{(&url.URL{Scheme: "file", Path: filepath.ToSlash(filepath.Join(m.out, "reports", "2024.html"))}).String(), true},
		{stick(t, "reports/2024.html"), false},
	} {
		b := open(t, true)
		b.visit(c.page)
		b.size(718, 1000)
		b.call("emulate paper", func() error {
			_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
			return err
		})
		eval[bool](b, `dispatchEvent(new Event("beforeprint"))`)
		n, shown := eval[int](b, `document.querySelectorAll(".trace-list li").length`), eval[int](b, `[...document.querySelectorAll(".trace-list li")].filter(l => l.getBoundingClientRect().height > 5).length`)
		if n < 50 || c.wanted && shown != n || !c.wanted && shown != 0 {
			t.Errorf("wanted %v: %d of %d traces are on paper", c.wanted, shown, n)
		}
		after := eval[bool](b, `!document.querySelector("#s-terms") || !!(document.querySelector("#s-terms").compareDocumentPosition(document.querySelector("#s-traces")) & Node.DOCUMENT_POSITION_FOLLOWING)`)
		if !after {
			t.Error("the traces come before the terms")
		}
		if c.wanted {
			if bad := eval[string](b, widest); bad != "" {
				t.Errorf("on paper: %s", bad)
			}
		}
		eval[bool](b, `dispatchEvent(new Event("afterprint"))`)
		if eval[bool](b, `document.querySelector(".trace-fold").open`) {
			t.Error("the list stays unfolded")
		}
		b.quiet(fmt.Sprint("paper ", c.wanted))
	}
}
