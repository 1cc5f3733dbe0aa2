package draw

import (
	"context"
	"fmt"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"gongbao/generator/chart"
	"gongbao/generator/chart/charttest"
)

// TestBrowser opens a page as a reader's browser does, from file:// and under
// a strict policy, and looks for live charts and for complaints.
func TestBrowser(t *testing.T) {
	inTurn(t)
	browser := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			browser = p
			break
		}
	}
	if browser == "" {
		if os.Getenv("CI") == "true" {
			t.Fatal("chromium is missing")
		}
		t.Skip("chromium is missing")
	}
	ts, js := charttest.Templates(t), themeBundle(t)
	d := NewDrawer(js, "", 1)
	defer d.Close()
	var body strings.Builder
	all := charttest.Samples()
	for i, s := range all {
		var svg [2][]byte
		var o [2]chart.Option
		for _, size := range []chart.Size{chart.Wide, chart.Narrow} {
			o[size] = charttest.Option(t, ts, s.Spec, size)
			raw, _, err := d.Draw(t.Context(), o[size])
			if err != nil {
				t.Fatal(err)
			}
			svg[size] = []byte(Finish(raw, fmt.Sprintf("chart-%d-%d", i, size), s.Name, ""))
		}
		fmt.Fprintf(&body, `<figure class="chart" id="chart-%d"><figcaption>%s</figcaption><div class="chart-view" role="presentation"><div class="chart-wide">%s</div><div class="chart-narrow">%s</div></div>
<script type="application/json" class="chart-option">{"wide":{"option":%s,"width":%d,"height":%d},"narrow":{"option":%s,"width":%d,"height":%d}}</script></figure>`,
			i, html.EscapeString(s.Name), svg[0], svg[1], o[0].JSON, o[0].Width, o[0].Height, o[1].JSON, o[1].Width, o[1].Height)
	}
	dir := t.TempDir()
	script, err := os.ReadFile(filepath.Join(charttest.ThemeDir(t), "assets", "chart.js"))
	if err != nil {
		t.Fatal(err)
	}
	css := `body{width:680px;margin:0}figure{margin:0}svg{width:100%;height:auto;display:block}.chart-narrow{display:none}@media(max-width:600px){body{width:358px}.chart-narrow{display:block}.chart-wide{display:none}}`
	for name, text := range map[string][]byte{
		"chart.js": script, "echarts.js": js, "site.css": []byte(css),
		"page.html": []byte(`<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self' file:; style-src 'self' file:">` +
			`<link rel="stylesheet" href="site.css"><script defer src="chart.js" data-bundle="echarts.js"></script></head><body><main>` + body.String() + `</main></body></html>`),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	flags := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(browser), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-quic", true))
	for _, window := range []struct {
		width int64
		box   string
	}{{1280, "wide"}, {390, "narrow"}} {
		t.Run(window.box, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
			defer cancel()
			ctx, cancel = chromedp.NewExecAllocator(ctx, flags...)
			defer cancel()
			ctx, cancel = chromedp.NewContext(ctx)
			defer cancel()
			if err := chromedp.Do(ctx, chromedp.EmulateViewport(window.width, 900)); err != nil {
				t.Fatal(err)
			}
			var mu sync.Mutex
			var complaints []string
			messages := chromedp.Console(ctx)
			go func() {
				for m, err := range messages {
					if err != nil {
						return // the browser is closed
					}
					mu.Lock()
					complaints = append(complaints, m.String())
					mu.Unlock()
				}
			}()
			live := fmt.Sprintf(`[...document.querySelectorAll(".chart-%s .chart-live svg")].length`, window.box)
			until := func(expression string) chromedp.Action[chromedp.Void] {
				return func(ctx context.Context, tab *chromedp.Target) (chromedp.Void, error) {
					_, err := chromedp.Poll[bool](expression, chromedp.WithPollingTimeout(20*time.Second), chromedp.WithPollingInterval(50*time.Millisecond))(ctx, tab)
					if err != nil {
						err = fmt.Errorf("waiting for %s: %w", expression, err)
					}
					return chromedp.Void{}, err
				}
			}
			into := func(to *float64, expression string) chromedp.Action[chromedp.Void] {
				return func(ctx context.Context, tab *chromedp.Target) (chromedp.Void, error) {
					var err error
					*to, err = chromedp.Evaluate[float64](expression)(ctx, tab)
					return chromedp.Void{}, err
				}
			}
			fire := func(event string) chromedp.Action[chromedp.Void] {
				var ignored float64
				return into(&ignored, fmt.Sprintf(`(dispatchEvent(new Event(%q)), 0)`, event))
			}
			all := fmt.Sprintf("%s === %d", live, len(all))
			const height = `document.querySelector("main").getBoundingClientRect().height`
			var before, after, first float64
			err := chromedp.Do(ctx,
				chromedp.Navigate("file://"+filepath.Join(dir, "page.html")),
				into(&before, height),
				// Only what is near the view is live, from the reader's first move on;
				// the rest comes by scrolling.
				chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, 64, 140),
				until(live+" > 0"), into(&first, live),
				// The mouse over the first chart shows its numbers.
				chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, 66, 150),
				chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, 64, 140),
				until(`[...document.querySelectorAll(".chart-live text")].some(t => t.textContent.includes("2520万件"))`),
				chromedp.EmulateViewport(window.width, 20000), until(all), into(&after, height),
				fire("beforeprint"), until(live+" === 0"),
				fire("afterprint"), until(all),
			)
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			for _, c := range complaints {
				t.Error(c)
			}
			if int(first) >= len(charttest.Samples()) {
				t.Error("charts far from the view are live from the start")
			}
			if before != after || before == 0 {
				t.Errorf("the page was %v px high and is %v px", before, after)
			}
			if *preview != "" {
				png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
				if err != nil {
					t.Error(err)
				}
				if err := os.WriteFile(*preview+"-live-"+window.box+".png", png, 0o644); err != nil {
					t.Error(err)
				}
			}
		})
	}
}
