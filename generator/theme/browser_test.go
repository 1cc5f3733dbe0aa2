package theme_test

import (
	"context"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// browser starts a Chromium that lives as long as the test, or skips it.
func browser(t *testing.T) context.Context {
	t.Helper()
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		if os.Getenv("CI") == "true" {
			t.Fatal("no chromium on this machine")
		}
		t.Skip("no chromium on this machine")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU)
	ctx, stop := chromedp.NewExecAllocator(t.Context(), opts...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	ctx, stop = context.WithTimeout(ctx, 2*time.Minute)
	t.Cleanup(stop)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("chromium does not start: %v", err)
	}
	return ctx
}

func open(t *testing.T, ctx context.Context, width, height int64, address string) {
	t.Helper()
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, height), chromedp.Navigate(address)); err != nil {
		t.Fatalf("%s: %v", address, err)
	}
}

func eval[T any](t *testing.T, ctx context.Context, js string) T {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](js))
	if err != nil {
		t.Fatalf("%s: %v", js, err)
	}
	return v
}

// written lays all pages and assets in a folder and gives the address of each page.
func written(t *testing.T) map[string]string {
	t.Helper()
	th := load(t, nil, "court", "zh-CN")
	dir := t.TempDir()
	put := func(name string, data []byte) string {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, data, 0o666); err != nil {
			t.Fatal(err)
		}
		return (&url.URL{Scheme: "file", Path: filepath.ToSlash(file)}).String()
	}
	for _, a := range th.Assets() {
		put(a.Name, a.Data)
	}
	pages := map[string]string{}
	for name, data := range render(t, th) {
		pages[name] = put(name, data)
	}
	return pages
}

// TestPagesFit opens every page, as from a USB stick, from the smallest phone
// to a wide screen: nothing may stick out sideways but what scrolls by itself.
func TestPagesFit(t *testing.T) {
	ctx := browser(t)
	const outside = `[].filter.call(document.querySelectorAll("body *"), function (e) {
		if (e.closest(".table-wrap, svg, .skip")) return false;
		var r = e.getBoundingClientRect();
		return r.width > 0 && (r.right > innerWidth + 1 || r.left < -1);
	}).map(function (e) { return e.tagName + "." + e.className; }).concat(
		document.documentElement.scrollWidth > innerWidth ? ["the page scrolls"] : []).join(" ")`
	for path, address := range written(t) {
		open(t, ctx, 320, 800, address)
		if !eval[bool](t, ctx, `getComputedStyle(document.querySelector(".skip")).position === "absolute"`) {
			t.Fatalf("%s: no style sheet", path)
		}
		for _, width := range []int64{320, 390, 600, 768, 1024, 1280, 1440} {
			if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 800)); err != nil {
				t.Fatal(err)
			}
			if bad := eval[string](t, ctx, outside); bad != "" {
				t.Errorf("%s at %d px: %s", path, width, bad)
			}
		}
	}
}

// What the script adds: meanings beside the line on a PC, in a sheet on a
// phone, the current section in the contents, and folded tables open on paper.
func TestScript(t *testing.T) {
	ctx := browser(t)
	address := written(t)["reports/2024.html"]
	do := func(js string) string { t.Helper(); return eval[string](t, ctx, "String("+js+")") }
	want := func(js, value string) {
		t.Helper()
		got := ""
		for range 40 { // observers answer at the next frame
			if got = do(js); got == value {
				return
			}
			time.Sleep(25 * time.Millisecond)
		}
		t.Errorf("%s is %q, want %q", js, got, value)
	}
	open(t, ctx, 1280, 800, address)
	want(`document.querySelectorAll(".margin-note").length`, "4") // three terms, one footnote
	want(`document.querySelector(".margin-note dt").textContent`, "诉前调解")
	want(`Math.abs(document.querySelector(".margin-note").getBoundingClientRect().top - document.querySelector("a.term").getBoundingClientRect().top) < 4`, "true")
	want(`(function () { var ns = document.querySelectorAll(".margin-note"); return ns[1].getBoundingClientRect().top >= ns[0].getBoundingClientRect().bottom; })()`, "true")
	want(`document.querySelectorAll("[id^=term-]").length`, "3") // each meaning once for those who listen
	want(`document.querySelector(".toc-fold").offsetParent === null && document.querySelector(".toc").offsetParent !== null`, "true")
	do(`document.getElementById("a2").scrollIntoView()`)
	want(`(document.querySelector(".toc [aria-current]") || {}).textContent`, "二、存在的问题")
	want(`document.querySelector(".print").hidden`, "false")

	open(t, ctx, 390, 800, address)
	want(`document.querySelectorAll(".margin-note").length`, "0")
	want(`document.querySelector(".toc").offsetParent === null && document.querySelector(".toc-fold").offsetParent !== null`, "true")
	do(`document.querySelector("a.term").click()`)
	want(`document.querySelector(".term-card dd").textContent.slice(0, 7)`, "纠纷起诉到法院")
	want(`document.querySelector(".term-card button").textContent`, "关闭")
	want(`Math.round(document.querySelector(".term-card").getBoundingClientRect().bottom)`, "800")
	want(`location.hash`, "")
	do(`dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }))`)
	want(`document.querySelectorAll(".term-card").length`, "0")
	want(`document.querySelector("a.term").getAttribute("aria-expanded")`, "false")

	do(`dispatchEvent(new Event("beforeprint"))`)
	want(`document.querySelector(".chart-data").open`, "true")
	do(`dispatchEvent(new Event("afterprint"))`)
	want(`document.querySelector(".chart-data").open`, "false")
}

// On the first screen of a phone stand the sentence and two numbers.
func TestFirstScreenOfHome(t *testing.T) {
	ctx := browser(t)
	open(t, ctx, 390, 660, written(t)["index.html"]) // a phone's screen less the bars of WeChat
	bottom := eval[float64](t, ctx, `document.querySelectorAll(".strip .card")[1].getBoundingClientRect().bottom`)
	if bottom > 660 || bottom < 100 {
		t.Errorf("the second number ends at %.0f px", bottom)
	}
}

// Wide drawings from 600 px, narrow ones below, never both.
func TestDrawingsChangeAt600(t *testing.T) {
	ctx := browser(t)
	address := written(t)["reports/2024.html"]
	for width, want := range map[int64]string{599: "narrow", 600: "wide"} {
		open(t, ctx, width, 800, address)
		got := eval[string](t, ctx, `["wide", "narrow"].filter(function (n) { return document.querySelector(".chart-" + n).offsetParent !== null; }).join()`)
		if got != want {
			t.Errorf("at %d px: %s", width, got)
		}
	}
}
