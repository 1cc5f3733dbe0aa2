package draw

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"gongbao/generator/chart"
	"gongbao/generator/chart/charttest"
)

// The walk of the keyboard through a chart tells where the basis changes and where it
// ends, in the language of the page.
func TestWalk(t *testing.T) {
	inTurn(t)
	browser, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("chromium is missing")
		}
		t.Skip("chromium is missing")
	}
	spec := charttest.Named("trend-break")
	spec.Breaks[0].Note = "自2023年起含诉前调解成功的案件，与此前不可比" // is drawn on several lines
	english := chart.Spec{
		Template: "trend", Categories: []string{"2023", "2024"}, Series: []chart.Series{charttest.Series("Accepted", "", "100", "300")},
		Breaks: []chart.Break{{Before: 1, Note: "mediation counted since 2024, not comparable with the years before"}},
	}
	dir := t.TempDir()
	ts, js := charttest.Templates(t), themeBundle(t)
	script, err := os.ReadFile(filepath.Join(charttest.ThemeDir(t), "assets", "chart.js"))
	if err != nil {
		t.Fatal(err)
	}
	const right, left, home, end, escape = "ArrowRight", "ArrowLeft", "Home", "End", "Escape"
	type step struct{ key, says string }
	cases := []struct {
		lang, first, last string
		spec              chart.Spec
		label             string
		steps             []step
	}{
		{"zh-CN", "已是首点", "已是末点", spec, "题。用方向键", []step{
			{right, "2020年，受理案件 3084.4万件"},
			{left, "已是首点，2020年，受理案件 3084.4万件"},
			{home, "已是首点，2020年，受理案件 3084.4万件\u00a0"}, // so that it is spoken again
			{left, "已是首点，2020年，受理案件 3084.4万件"},
			{right, "2021年，受理案件 3355万件"},
			{right, "2022年，受理案件 缺"},
			{right, "自2023年起含诉前调解成功的案件，与此前不可比，2023年，受理案件 4557.4万件"},
			{right, "2024年，受理案件 4601.8万件"},
			{right, "不含诉前调解，2025年，受理案件 3748.6万件 初步"},
			{right, "已是末点，不含诉前调解，2025年，受理案件 3748.6万件 初步"},
			{end, "已是末点，不含诉前调解，2025年，受理案件 3748.6万件 初步\u00a0"},
			{home, "2020年，受理案件 3084.4万件"},
			{escape, ""},
			{end, "不含诉前调解，2025年，受理案件 3748.6万件 初步"},
		}},
		{"en", "First point", "Last point", english, "题. 用方向键", []step{
			{right, "2023, Accepted 100"},
			{right, "mediation counted since 2024, not comparable with the years before, 2024, Accepted 300"},
			{right, "Last point, mediation counted since 2024, not comparable with the years before, 2024, Accepted 300"},
		}},
	}
	d := NewDrawer(js, "", 1)
	defer d.Close()
	for _, c := range cases {
		o := charttest.Option(t, ts, c.spec, chart.Narrow)
		raw, _, err := d.Draw(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		page := fmt.Sprintf(`<!doctype html><html lang="%s"><head><meta charset="utf-8"><script defer src="chart.js" data-bundle="echarts.js" data-missing="缺" data-provisional="初步" data-keys="用方向键" data-first="%s" data-last="%s"></script></head>
<body style="width:358px"><figure class="chart"><div class="chart-view"><div class="chart-narrow">%s</div></div>
<script type="application/json" class="chart-option">{"narrow":{"option":%s,"width":%d,"height":%d}}</script></figure></body></html>`,
			c.lang, c.first, c.last, Finish(raw, "c", "题", ""), o.JSON, o.Width, o.Height)
		if err := os.WriteFile(filepath.Join(dir, c.lang+".html"), []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range map[string][]byte{"chart.js": script, "echarts.js": js} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	flags := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(browser), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-quic", true))
	ctx, cancel = chromedp.NewExecAllocator(ctx, flags...)
	defer cancel()
	ctx, cancel = chromedp.NewContext(ctx)
	defer cancel()
	for _, c := range cases {
		if err := chromedp.Do(ctx, chromedp.Navigate("file://"+filepath.Join(dir, c.lang+".html"))); err != nil {
			t.Fatal(err)
		}
		if _, err := chromedp.Run(ctx, chromedp.Evaluate[float64](`(window.box = document.querySelector(".chart-view"), dispatchEvent(new Event("scroll")), 0)`)); err != nil {
			t.Fatal(err)
		}
		if _, err := chromedp.Run(ctx, chromedp.Poll[bool](`box.tabIndex === 0`, chromedp.WithPollingTimeout(20*time.Second))); err != nil {
			t.Fatal(err)
		}
		if got, err := chromedp.Run(ctx, chromedp.Evaluate[string](`box.getAttribute("aria-label")`)); err != nil || got != c.label {
			t.Errorf("%s: the chart is %q, want %q; %v", c.lang, got, c.label, err)
		}
		for i, s := range c.steps {
			got, err := chromedp.Run(ctx, chromedp.Evaluate[string](fmt.Sprintf(
				`(box.dispatchEvent(new KeyboardEvent("keydown", {key: %q, bubbles: true, cancelable: true})), box.querySelector("[aria-live=polite]").textContent)`, s.key)))
			if err != nil {
				t.Fatal(err)
			}
			if got != s.says {
				t.Errorf("%s: key %d, %s, says %q, want %q", c.lang, i+1, s.key, got, s.says)
			}
		}
	}
}
