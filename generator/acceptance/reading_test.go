package acceptance

import (
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	fictional "gongbao/generator/sample"
	"gongbao/generator/site"
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
	t.Parallel()
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
	t.Parallel()
	b := open(t, true)
	for _, p := range []string{"reports/2024.html", "notices/2024.html", "index.html", "indicators/accepted.html", "archive.html", "reports/index.html", "indicators/index.html"} {
		b.size(390, 800)
		b.visit(stick(t, p))
		for what, selector := range map[string]string{
			"navigation": ".menu a, .search-link, .crumbs a, .pager a, .related a, summary",
			"titles":     ".nameplate a, .story-title a, .year li a, .links a, .line-name a, .ledger-name a",
			"contents":   ".toc-fold a",
			"anchors":    ".body h2 > .anchor, .body h3 > .anchor, .anchor-figure",
			"footnotes":  ".fnref a, .fnback",
		} {
			// The contents lie over the text while they are open.
			eval[bool](b, fmt.Sprintf(`(document.querySelectorAll("details").forEach(d => { d.open = %v && d.matches(".toc-fold"); }), true)`, what == "contents"))
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

// The contents say where the reader is: beside the text on a PC, in a line that
// stays at the top of a phone, where they lead on and make room again.
func TestContentsFollowTheReading(t *testing.T) {
	t.Parallel()
	const now = `[...document.querySelectorAll(".toc a[aria-current]")].map(a => a.textContent).join()`
	for _, address := range []string{stick(t, "reports/2024.html"), served(t, "/a/") + "reports/2024.html"} {
		b := open(t, true)
		b.focused()
		b.size(1280, 800)
		b.visit(address)
		heads := eval[[]string](b, `[...document.querySelectorAll(".toc a")].map(a => a.textContent)`)
		if len(heads) < 5 {
			t.Fatalf("contents: %q", heads)
		}
		for i, head := range heads {
			eval[bool](b, fmt.Sprintf(`(document.querySelectorAll(".body h2")[%d].scrollIntoView({behavior: "instant"}), true)`, i))
			if !b.becomes(fmt.Sprintf(now+` === %q`, head)) {
				t.Errorf("at %s the contents are at %q", head, eval[string](b, now))
			}
		}
		eval[bool](b, `(scrollTo({top: 0, behavior: "instant"}), true)`)
		if !b.becomes(now + ` === ""`) {
			t.Errorf("at the top the contents are at %q", eval[string](b, now))
		}

		b.size(390, 800)
		b.visit(address)
		eval[bool](b, `(document.querySelectorAll(".body h2")[3].scrollIntoView({behavior: "instant"}), true)`)
		if !b.becomes(fmt.Sprintf(`document.querySelector(".toc-now").textContent === %q`, heads[3])) {
			t.Errorf("on a phone the line says %q", eval[string](b, `document.querySelector(".toc-now").textContent`))
		}
		if !eval[bool](b, `(() => { const r = document.querySelector(".toc-fold summary").getBoundingClientRect(), h = document.querySelectorAll(".body h2")[3].getBoundingClientRect(); return r.top >= 0 && r.top < 8 && r.height >= 44 && h.bottom > r.bottom && h.top < 120; })()`) {
			t.Error("the line is not at the top, or hides the heading that was led to")
		}
		eval[bool](b, `(document.querySelector(".toc-fold summary").focus(), true)`)
		b.key(kb.Enter)
		if !b.becomes(`document.querySelector(".toc-fold").open && (r => r.top >= 40 && r.bottom <= innerHeight)(document.querySelector(".toc-fold ol").getBoundingClientRect())`) {
			t.Error("the contents do not open on the screen")
		}
		b.key(kb.Escape)
		if !b.becomes(`!document.querySelector(".toc-fold").open && document.activeElement === document.querySelector(".toc-fold summary")`) {
			t.Error("Escape does not close the contents")
		}
		b.key(kb.Enter)
		b.click(eval[spot](b, `(r => ({X: r.left + 40, Y: r.top + r.height / 2}))(document.querySelectorAll(".toc-fold a")[1].getBoundingClientRect())`))
		if !b.becomes(`!document.querySelector(".toc-fold").open && (t => t > 40 && t < 200)(document.querySelectorAll(".body h2")[1].getBoundingClientRect().top)`) {
			t.Errorf("a tap leads to %.0f px", eval[float64](b, `document.querySelectorAll(".body h2")[1].getBoundingClientRect().top`))
		}
		if bad := eval[string](b, widest); bad != "" {
			t.Error(bad)
		}
		b.quiet(address)
	}
}

// The words of English are longer: the sample site in English fits small phones
// as well, and no word of a cell is broken.
func TestEnglishPagesFitPhones(t *testing.T) {
	t.Parallel()
	src := filepath.Join(t.TempDir(), "city")
	files := fictional.City()
	conf := string(files["site.toml"])
	files["site.toml"] = []byte(strings.Replace(conf, `"zh-CN"`, `"en"`, 1))
	if string(files["site.toml"]) == conf {
		t.Fatalf("the sample site is not in Chinese:\n%s", conf)
	}
	if err := fictional.Write(src, files); err != nil {
		t.Fatal(err)
	}
	cache := filepath.Join(src, ".gongbao")
	mayFail(t, warm(cache, true))
	m, err := build(site.Options{Dir: src, Out: filepath.Join(src, "public"), Cache: cache})
	if err == nil {
		err = m.failed()
	}
	mayFail(t, err)
	b := open(t, true)
	for _, p := range []string{"index.html", "reports/2025.html", "notices/2025Q3-ytd.html", "registers/tasks.html", "indicators/accepted.html", "search.html"} {
		for _, width := range []int64{320, 390} {
			b.size(width, 800)
			b.visit((&url.URL{Scheme: "file", Path: filepath.ToSlash(filepath.Join(m.out, filepath.FromSlash(p)))}).String())
			if lang := eval[string](b, `document.documentElement.lang`); lang != "en" {
				t.Fatalf("%s is in %s", p, lang)
			}
			if bad := eval[string](b, widest); bad != "" {
				t.Errorf("%s at %d px: %s", p, width, bad)
			}
			for _, s := range eval[[]string](b, `[...document.querySelectorAll(".matrix-status td > *, .card-change, .card-status > *")].filter(e => { const r = document.createRange(); return [...e.childNodes].some(n => n.nodeType === 3 && n.data.split(/\s+/).some(w => { const i = n.data.indexOf(w); if (!/^[a-z]+$/.test(w)) return false; r.setStart(n, i); r.setEnd(n, i + w.length); return r.getClientRects().length > 1; })); }).map(e => e.textContent).slice(0, 3)`) {
				t.Errorf("%s at %d px: a word is broken: %s", p, width, s)
			}
		}
		b.quiet(p)
	}
}
