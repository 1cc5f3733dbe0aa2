package acceptance

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// visible are the names of the entries that a reader sees.
const visible = `[...document.querySelectorAll(".entry-row, .wall .entry")].filter(e => e.getClientRects().length).map(e => e.querySelector(".row-name, .entry-name").textContent.trim())`

func (b *tab) media(name string) {
	b.t.Helper()
	b.call("change the medium", func() error {
		_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: name})
		return err
	})
}

func (b *tab) choose(name, value string) {
	b.t.Helper()
	eval[bool](b, fmt.Sprintf(`(s => { s.value = %q; s.dispatchEvent(new Event("change", {bubbles: true})); return true; })(document.querySelector("select[name=%s]"))`, value, name))
}

// Readers choose from a list on a page that was opened from a folder, by state,
// department and words; what they chose stands in the address.
func TestRegistersAreFilteredWithoutAServer(t *testing.T) {
	t.Parallel()
	b := open(t, true)
	b.size(390, 844)
	address := cityPage(t, "registers/tasks.html")
	b.visit(address)
	if !b.becomes(`document.querySelector(".filters").getClientRects().length > 0 && document.querySelector(".filter-status").textContent !== ""`) {
		t.Fatal("there is nothing to choose by")
	}
	sees := func(what string, want ...string) {
		t.Helper()
		got := eval[[]string](b, visible)
		for i, name := range got {
			got[i], _, _ = strings.Cut(name, "（")
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", what, got, want)
		}
		if said, want := eval[string](b, `document.querySelector(".filter-status").textContent`), fmt.Sprintf("共7条，显示%d条", len(want)); said != want {
			t.Errorf("%s: it says %q, want %q", what, said, want)
		}
	}
	all := eval[[]string](b, visible)
	if len(all) != 7 {
		t.Fatalf("tasks: %q", all)
	}
	b.choose("state", "逾期")
	sees("overdue", "为望川、清禾两个区法院调剂审判力量", "编写改判发回案件讲评汇编")
	b.choose("owner", "政治部")
	sees("overdue of one office", "为望川、清禾两个区法院调剂审判力量")
	if hash := eval[string](b, `decodeURIComponent(location.hash)`); hash != "#state=逾期&owner=政治部" {
		t.Errorf("the address ends in %q", hash)
	}
	b.choose("owner", "立案庭")
	sees("nothing")
	if !eval[bool](b, `!document.querySelector(".filter-none").hidden`) {
		t.Error("it does not say that nothing is left")
	}
	// On paper the list is whole whatever was chosen.
	b.media("print")
	if got := eval[[]string](b, visible); !slices.Equal(got, all) || eval[bool](b, `document.querySelector(".filters").getClientRects().length > 0`) {
		t.Errorf("on paper: %q", got)
	}
	if heads := eval[string](b, `getComputedStyle(document.querySelector(".register-table thead")).display`); heads != "table-header-group" {
		t.Errorf("heads on paper are %s", heads)
	}
	b.media("")
	// By keyboard: all again, then words.
	eval[bool](b, `document.querySelector(".filter-reset").focus() || true`)
	b.press(kb.Enter)
	sees("all again", all...)
	eval[bool](b, `document.querySelector("input[name=q]").focus() || true`)
	b.press("上诉　Ａ")
	b.press(kb.Escape)
	b.press("卷宗 立案庭")
	if !b.becomes(visible + `.length === 1`) {
		t.Errorf("by words: %q", eval[[]string](b, visible))
	}
	sees("by words", "上诉案件卷宗网上移送")
	b.press(kb.Escape)
	if !b.becomes(visible + `.length === 7 && location.hash === ""`) {
		t.Errorf("Escape leaves %q", eval[[]string](b, visible))
	}
	// A choice that was handed on, and the way to an entry.
	b.visit("about:blank")
	b.visit(address + "#state=" + url.QueryEscape("销号"))
	if !b.becomes(visible + `.length === 2`) {
		t.Errorf("handed on: %q", eval[[]string](b, visible))
	}
	id := eval[string](b, `[...document.querySelectorAll(".entry-row")].find(e => !e.getClientRects().length).id`)
	eval[bool](b, fmt.Sprintf(`(location.hash = "#" + %q) && true`, id))
	if !b.becomes(fmt.Sprintf(`(r => r.height > 0 && r.top < innerHeight)(document.getElementById(%q).getBoundingClientRect())`, id)) {
		t.Errorf("the way to %s leads nowhere", id)
	}
	b.quiet(address)

	// The wall of honours: years and levels without an entry go as well.
	b.visit(stick(t, "honors/index.html"))
	if !b.becomes(`document.querySelector(".filters").getClientRects().length > 0 && document.querySelector(".filter-status").textContent !== ""`) {
		t.Fatal("honours: there is nothing to choose by")
	}
	b.choose("kind", "纪念章")
	if got := eval[[]string](b, `[...document.querySelectorAll(".wall-number, .wall-level h3")].filter(e => e.getClientRects().length).map(e => e.textContent)`); !slices.Equal(got, []string{"2024", "省部级"}) {
		t.Errorf("honours of one kind stand under %q", got)
	}
	b.quiet("honours")
}

// What readers choose by has its place before the script arrives.
func TestFiltersDoNotMoveThePage(t *testing.T) {
	// Alone: it allows nothing to move by a pixel.
	for _, address := range []string{cityPage(t, "registers/tasks.html"), cityPage(t, "registers/suggestions.html"), served(t, "/") + "honors/index.html"} {
		for _, width := range []int64{390, 1280} {
			b := open(t, true)
			b.size(width, 844)
			b.visit(address)
			if !b.becomes(`document.querySelector(".filters").getClientRects().length > 0 && document.querySelector(".filter-status").textContent !== ""`) {
				t.Fatalf("%s: there is nothing to choose by", address)
			}
			if moved := eval[float64](b, `shifts`); moved >= 0.001 {
				t.Errorf("%s at %d px moves by %.4f: %s", address, width, moved, eval[string](b, `shifted.join()`))
			}
			b.quiet(address)
		}
	}
}

// On screens of every size nothing sticks out and what is tapped is large enough;
// on paper the whole list stands under heads.
func TestRegistersFitEveryScreenAndPaper(t *testing.T) {
	t.Parallel()
	b := open(t, true, private)
	for _, p := range []string{"tasks", "suggestions", "advice", "cases", "index"} {
		b.visit(cityPage(t, "registers/"+p+".html"))
		for _, width := range []int64{320, 390, 767, 768, 1024, 1280, 1440} {
			b.size(width, 800)
			if bad := eval[string](b, widest); bad != "" {
				t.Errorf("%s at %d px: %s", p, width, bad)
			}
		}
		b.size(390, 844)
		for _, s := range eval[[]string](b, `[...document.querySelectorAll(".filters select, .filters input, .filters button")].filter(e => e.getClientRects().length && e.getBoundingClientRect().height < 44).map(e => e.name + e.className)`) {
			t.Errorf("%s: too small to tap: %s", p, s)
		}
		b.quiet(p)
	}
	for _, size := range []string{"large", "huge"} {
		b.wish(fmt.Sprintf(`{"size":%q}`, size))
		for _, p := range []string{"tasks", "suggestions"} {
			for _, width := range []int64{320, 390, 768, 1024, 1279, 1280} {
				b.size(width, 800)
				b.visit(cityPage(t, "registers/"+p+".html"))
				if bad := eval[string](b, widest); bad != "" {
					t.Errorf("%s in %s text at %d px: %s", p, size, width, bad)
				}
			}
		}
	}
	b.wish(modes[0].kept)
}

// axe-core finds nothing to complain of on the pages of registers, which the
// default site does not have.
func TestAxeFindsNothingOnRegisters(t *testing.T) {
	t.Parallel()
	script := axe(t)
	b := open(t, true, private)
	for _, m := range modes {
		b.size(390, 844)
		b.visit(cityPage(t, "registers/tasks.html"))
		b.wish(m.kept)
		for _, width := range []int64{390, 1280} {
			b.size(width, 844)
			for _, p := range []string{"tasks", "cases", "index"} {
				b.visit(cityPage(t, "registers/"+p+".html"))
				eval[bool](b, script+";true")
				for _, s := range eval[[]string](b, axeRun) {
					t.Errorf("%s at %d px, %s: %s", p, width, m.name, s)
				}
				if bad := eval[string](b, widest); bad != "" {
					t.Errorf("%s at %d px, %s: %s", p, width, m.name, bad)
				}
			}
		}
	}
	b.wish(modes[0].kept)
}

// Without scripts the list is whole and offers no choice that does nothing.
func TestRegistersWithoutScriptsAreWhole(t *testing.T) {
	t.Parallel()
	b := open(t, false)
	b.visit(cityPage(t, "registers/suggestions.html") + "#result=x")
	if n := len(eval[[]string](b, visible)); n != 7 || eval[bool](b, `document.querySelector(".filters").getClientRects().length > 0`) {
		t.Errorf("%d entries", n)
	}
}
