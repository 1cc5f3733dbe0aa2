package acceptance

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// A search that was handed on opens with its results in place: from a server and
// from a folder, on a phone and on a PC, nothing moves and little is loaded. On
// paper stands what was searched for and what was found.
func TestSearchThatWasHandedOn(t *testing.T) {
	t.Parallel()
	out := defaultSite(t).out
	for where, base := range map[string]string{"http": served(t, "/sub/"), "file": strings.TrimSuffix(stick(t, "x"), "x")} {
		b := open(t, true)
		for _, width := range []int64{390, 1280} {
			b.size(width, 900)
			b.visit("about:blank")
			b.asked(base)
			b.visit(base + "search.html#q=" + url.QueryEscape("诉前调解成功") + "&kind=report")
			if !b.becomes(results + `.length > 0 && !document.querySelector("[aria-busy=true]")`) {
				t.Fatalf("%s at %d px: nothing is found", where, width)
			}
			if by := eval[float64](b, `shifts`); by >= 0.02 {
				t.Errorf("%s at %d px: things move by %.4f: %v", where, width, by, eval[[]any](b, `shifted`))
			}
			var loaded int64
			for _, name := range b.asked(base) {
				if !strings.HasPrefix(name, "search/") {
					continue
				}
				info, err := os.Stat(filepath.Join(out, filepath.FromSlash(name)))
				if err != nil {
					t.Fatal(err)
				}
				loaded += info.Size()
			}
			if loaded == 0 || loaded >= 100<<10 {
				t.Errorf("%s at %d px: the search loads %d bytes", where, width, loaded)
			}
			b.quiet(where)
		}
		_, sheets := b.print()
		if len(sheets) != 1 {
			t.Errorf("%s: %d sheets for two results", where, len(sheets))
		}
		said := ""
		for _, r := range sheets[0].rows() {
			said += r.text + "\n"
		}
		for _, want := range []string{"\n诉前调解成功\n", "工作报告全部年份", "2024年全国法院司法审判数据报告", "2023年全国法院司法审判数据报告"} {
			if !strings.Contains(said, want) {
				t.Errorf("%s: on paper %q is missing:\n%s", where, want, said)
			}
		}
		for _, furniture := range []string{"清空", "季度通报", "键盘"} {
			if strings.Contains(said, furniture) {
				t.Errorf("%s: on paper stands %q", where, furniture)
			}
		}
	}
}

// Kinds and years are chosen without a mouse.
func TestSearchFiltersByKeyboard(t *testing.T) {
	t.Parallel()
	b := open(t, true)
	for where, base := range map[string]string{"http": served(t, "/"), "file": strings.TrimSuffix(stick(t, "x"), "x")} {
		b.size(1280, 900)
		b.visit("about:blank")
		b.visit(base + "search.html#q=" + url.QueryEscape("结案"))
		if !b.becomes(results + `.length > 3`) {
			t.Fatalf("%s: nothing is found", where)
		}
		eval[bool](b, `(document.querySelector("#search-words").focus(), true)`)
		for range 4 {
			if eval[bool](b, `document.activeElement.name === "kind"`) {
				break
			}
			b.press(kb.Tab)
		}
		if !eval[bool](b, `document.activeElement.name === "kind" && document.activeElement.value === ""`) {
			t.Fatalf("%s: the kinds are not reached by Tab", where)
		}
		b.press(kb.ArrowRight)
		kind := eval[string](b, `document.querySelector("input[name=kind]:checked").value`)
		if kind == "" {
			t.Errorf("%s: the arrow does not choose a kind", where)
		}
		if !b.becomes(`new RegExp("[&#]kind=" + "` + kind + `").test(location.hash)`) {
			t.Errorf("%s: the address does not say the kind %s: %s", where, kind, eval[string](b, `location.hash`))
		}
		b.press(kb.Tab)
		if !eval[bool](b, `document.activeElement.name === "year"`) {
			t.Errorf("%s: the years are not reached by Tab", where)
		}
		b.press("2024")
		if !b.becomes(`document.querySelector("select[name=year]").value === "2024" && /year=2024/.test(location.hash)`) {
			t.Errorf("%s: the year is not chosen by typing: %s", where, eval[string](b, `location.hash`))
		}
		b.quiet(where)
	}
}
