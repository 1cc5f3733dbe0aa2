package acceptance

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// termSetup names the terms and footnotes of a text and tells where on the screen
// one is and whether the card has its meaning.
const termSetup = `window.terms = [...document.querySelectorAll(".body a.term, .body .fnref a")];
window.card = () => document.querySelector(".trace-card");
window.at = n => { const a = terms[n]; a.scrollIntoView({block: "center", behavior: "instant"}); const r = a.getClientRects()[0]; return {X: r.left + r.width / 2, Y: r.top + r.height / 2}; };
window.meaning = n => document.getElementById(decodeURIComponent(terms[n].hash.slice(1)));
window.tells = n => !!card() && document.querySelectorAll(".trace-card").length === 1 && terms[n].getAttribute("aria-expanded") === "true" && card().textContent.includes((meaning(n).querySelector("dd") || meaning(n)).textContent.replace("\u21a9\ufe0e", "").trim().slice(0, 20));
true`

// A term or a footnote tells its meaning where it stands, in the card that numbers
// have too; on a wide screen the meaning stands in the margin.
func TestTermsTellTheirMeaning(t *testing.T) {
	for _, c := range []struct {
		where, address string
		width          int64
	}{
		{"from a folder on a phone", stick(t, "reports/2024.html"), 390},
		{"served to a small phone", served(t, "/") + "reports/2023.html", 320},
		{"served to a tablet", served(t, "/a/b/") + "reports/2024.html", 800},
	} {
		t.Run(c.where, func(t *testing.T) {
			b := open(t, true)
			b.focused()
			b.size(c.width, 700)
			b.visit(c.address)
			eval[bool](b, termSetup)
			n := eval[int](b, `terms.length`)
			if n < 5 {
				t.Fatalf("%d terms and footnotes", n)
			}
			for i := range n {
				b.click(eval[spot](b, fmt.Sprintf(`at(%d)`, i)))
				if !b.becomes(fmt.Sprintf(`tells(%d)`, i)) {
					t.Errorf("a tap on %s shows nothing", eval[string](b, fmt.Sprintf(`terms[%d].outerHTML`, i)))
				}
				if bad := eval[string](b, widest); bad != "" {
					t.Error(bad)
				}
				b.key(kb.Escape)
			}
			if hash := eval[string](b, `location.hash`); hash != "" {
				t.Errorf("a tap leads to %s", hash)
			}
			// From a term's card to a number's, and away.
			b.click(eval[spot](b, `at(1)`))
			eval[bool](b, `(document.querySelector(".body p data[data-trace]").focus(), true)`)
			if !b.becomes(`document.querySelectorAll(".trace-card").length === 1 && !!card().querySelector(".trace-value")`) {
				t.Error("a number does not take the card")
			}
			b.key(kb.Escape)

			eval[bool](b, `(terms[1].focus(), true)`)
			if !b.becomes(`tells(1) && document.getElementById(terms[1].getAttribute("aria-describedby")) === card()`) {
				t.Error("the keyboard shows nothing")
			}
			b.key(kb.Enter)
			if !b.becomes(`tells(1) && card().contains(document.activeElement)`) {
				t.Error("Enter does not lead into the card")
			}
			b.key(kb.Escape)
			if !b.becomes(`!card() && document.activeElement === terms[1]`) {
				t.Error("Escape does not lead back")
			}
			b.quiet(c.where)
		})
	}
	t.Run("on a wide screen", func(t *testing.T) {
		b := open(t, true)
		b.size(1280, 800)
		b.visit(stick(t, "reports/2024.html"))
		eval[bool](b, termSetup)
		b.click(eval[spot](b, `at(1)`))
		if !b.becomes(`decodeURIComponent(location.hash) === decodeURIComponent(terms[1].hash) && !card()`) {
			t.Error("the link does not lead to the end of the page")
		}
	})
	t.Run("without scripts", func(t *testing.T) {
		b := open(t, false)
		b.size(390, 700)
		b.visit(stick(t, "reports/2024.html"))
		eval[bool](b, termSetup)
		b.click(eval[spot](b, `at(1)`))
		if !b.becomes(`decodeURIComponent(location.hash) === decodeURIComponent(terms[1].hash) && meaning(1).getBoundingClientRect().top < innerHeight`) {
			t.Error("the link does not lead to the end of the page")
		}
	})
}

// small lists what a finger finds too small: how far from the middle of a link to
// the left and right, up and down, the screen still answers for it, whatever it
// looks like.
const small = `(selector => [...document.querySelectorAll(selector)].flatMap(e => {
	if (!e.getClientRects().length || getComputedStyle(e).visibility === "hidden") return [];
	e.scrollIntoView({block: "center", behavior: "instant"});
	const rs = [...e.getClientRects()], r = rs.reduce((a, b) => a.width >= b.width ? a : b);
	const x = r.left + r.width / 2, y = r.top + r.height / 2;
	const own = (x, y) => { const f = document.elementFromPoint(x, y); return !!f && (f === e || e.contains(f)); };
	const reach = (dx, dy) => { let n = 0; while (n < 400 && own(x + dx * (n + 1), y + dy * (n + 1))) n++; return n; };
	if (!own(x, y)) return [e.outerHTML.slice(0, 120) + " is covered"];
	const w = reach(1, 0) + reach(-1, 0) + 1, h = reach(0, 1) + reach(0, -1) + 1;
	return w >= 44 && h >= 44 ? [] : [(e.getAttribute("class") || e.tagName) + " " + e.textContent.trim().slice(0, 12) + " " + w + "×" + h];
}))`

// What is tapped is as large as a finger.
func TestThingsToTapAreLarge(t *testing.T) {
	b := open(t, true)
	for _, p := range []string{"reports/2024.html", "notices/2024.html", "index.html", "indicators/accepted.html"} {
		b.size(390, 800)
		b.visit(stick(t, p))
		eval[bool](b, `(document.querySelectorAll("details").forEach(d => { d.open = d.matches(".toc-fold"); }), true)`)
		for what, selector := range map[string]string{
			"navigation": ".menu a, .search-link, .crumbs a, .toc-fold summary, .toc-fold a, .pager a, .related a, summary",
			"anchors":    ".body h2 > .anchor, .body h3 > .anchor, .anchor-figure",
			"footnotes":  ".fnref a, .fnback",
		} {
			n := eval[int](b, fmt.Sprintf(`[...document.querySelectorAll(%q)].filter(e => e.getClientRects().length).length`, selector))
			if n == 0 && p == "reports/2024.html" {
				t.Errorf("%s: no %s", p, what)
			}
			for _, s := range eval[[]string](b, small+fmt.Sprintf("(%q)", selector)) {
				t.Errorf("%s: %s too small: %s", p, what, s)
			}
		}
		b.quiet(p)
	}
}
