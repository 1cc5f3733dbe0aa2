package acceptance

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
)

// cityServed gives the address of the sample site on a server of its own, and so
// with wishes of its own, see wish.
func cityServed(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.FileServer(http.Dir(city(t).out)))
	t.Cleanup(server.Close)
	return server.URL + "/"
}

// axe-core finds nothing on pages with two wide tables, nor with a footnote that
// has a number, a table of many columns and a line longer than the screen.
func TestAxeFindsNothingOnHardPages(t *testing.T) {
	t.Parallel()
	script, base := axe(t), cityServed(t)
	b := open(t, true)
	for _, width := range []int64{390, 1280} {
		b.size(width, 900)
		for _, p := range []string{"notices/2025.html", "pages/blocks.html", "pages/hard.html", "honors/index.html"} {
			b.visit(base + p)
			eval[bool](b, script+";true")
			for _, s := range eval[[]string](b, axeRun) {
				t.Errorf("%s at %d px: %s", p, width, s)
			}
		}
	}
	b.visit(base + "pages/hard.html")
	if !b.becomes(`!!document.querySelector(".margin-note")`) {
		t.Error("no footnote in the margin")
	}
	b.quiet("axe")
}

// A table with more columns than a phone has room for keeps words in one piece
// and scrolls, and says so; a long line scrolls by keyboard, and is whole on paper.
func TestHandMadePartsKeepTheirShape(t *testing.T) {
	t.Parallel()
	b := open(t, true)
	b.size(390, 800)
	b.visit(cityServed(t) + "pages/hard.html")
	if got := eval[string](b, `(() => { const w = document.querySelector(".body > .table-wrap"); return [w.dataset.hint !== undefined, w.scrollWidth > w.clientWidth, [...w.querySelectorAll("th, td")].every(c => c.offsetWidth >= 4 * parseFloat(getComputedStyle(c).fontSize))].join(); })()`); got != "true,true,true" {
		t.Errorf("the table has a hint, scrolls, has columns of four characters: %s", got)
	}
	const long = `(() => { const p = document.querySelector(".body pre"); return p.tabIndex + " " + (p.scrollWidth > p.clientWidth); })()`
	if got := eval[string](b, long); got != "0 true" {
		t.Errorf("the long line takes the focus, scrolls: %s", got)
	}
	b.size(320, 800)
	days := eval[[]int](b, `[...document.querySelectorAll(".entry-fields dd")].filter(d => /^\d+年\d+月\d+日$/.test(d.textContent.trim())).map(d => { const r = document.createRange(); r.selectNodeContents(d); return r.getClientRects().length; })`)
	if len(days) == 0 || slices.Max(days) > 1 {
		t.Errorf("the lines that each date of a list takes at 320 px: %v", days)
	}
	b.media("print")
	if got := eval[string](b, long); got != "0 false" {
		t.Errorf("on paper the long line takes the focus, is cut: %s", got)
	}
}

// An upright photograph on the wall leaves the words their room, keeps its shape
// and a height that fits a screen.
func TestUprightPicturesOnTheWall(t *testing.T) {
	t.Parallel()
	base := cityServed(t)
	b := open(t, true)
	b.visit(base + "honors/index.html")
	for _, kept := range []string{`{}`, `{"size":"large"}`, `{"size":"huge"}`} {
		b.wish(kept)
		for _, width := range []int64{320, 390, 768, 1280} {
			b.size(width, 800)
			b.visit(base + "honors/index.html")
			where := fmt.Sprintf("%s at %d px", kept, width)
			eval[bool](b, `(document.querySelector(".entry-image").scrollIntoView({behavior: "instant"}), true)`)
			if !b.becomes(`document.querySelector(".entry-image").naturalWidth > 0`) {
				t.Fatalf("%s: the picture does not load", where)
			}
			got := eval[struct{ Below, Gap, Words, Width, Height float64 }](b, `(() => {
				const i = document.querySelector(".entry-image").getBoundingClientRect(), w = document.querySelector(".entry:has(img) .entry-text").getBoundingClientRect();
				return {below: i.top - w.bottom, gap: i.left - w.right, words: w.width, width: i.width, height: i.height};
			})()`)
			if ratio := got.Height / got.Width; ratio < 1.47 || ratio > 1.53 || got.Height > 392 {
				t.Errorf("%s: the picture is %v by %v px", where, got.Width, got.Height)
			}
			if width < 600 && (got.Below < 0 || got.Words < 200) {
				t.Errorf("%s: the words have %v px, the picture begins %v px below them", where, got.Words, got.Below)
			}
			if width > 600 && (got.Gap < 0 || got.Gap > 40) {
				t.Errorf("%s: the picture stands %v px beside the words", where, got.Gap)
			}
		}
	}
	b.quiet("the wall")
}
