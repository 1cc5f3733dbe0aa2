package acceptance

import (
	"encoding/json"
	"fmt"
	"image"
	"math"
	"net/url"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/chromedp/chromedp"
	"golang.org/x/net/html"

	"gongbao/generator/photo/phototest"
	fictional "gongbao/generator/sample"
	"gongbao/generator/site"
)

// city is the built sample site, as init --sample writes it but with ranks and a
// page on which an author placed the blocks that notices are made of.
func city(t *testing.T) made {
	t.Helper()
	m, err := buildCity()
	if err == nil {
		err = m.failed()
	}
	mayFail(t, err)
	return m
}

// hardPage is what authors write that is wider than a phone, and a footnote with
// a number in it.
var hardPage = "+++\ntitle = \"难排的页面\"\nperiod = \"2025\"\n+++\n\n全年新收案件{{新收}}件。[^一]\n\n" +
	"| 法院 | 任务 | 责任部门 | 完成时限 | 目标要求 | 验收方式 | 备注说明 |\n|---|---|---|---|---|---|---|\n| 示例市东原区人民法院 | 完善案件台账管理制度 | 审判管理办公室 | 每月初 | 账实相符 | 季度检查 | 由院领导督办 |\n\n" +
	"```\n一行很长的、不换行的原文：" + strings.Repeat("原样照录的文字", 20) + "完\n```\n\n```register\nregister = \"tasks\"\nlayout = \"list\"\n```\n\n[^一]: 其中结案{{结案}}件。\n"

var buildCity = sync.OnceValues(func() (made, error) {
	src := filepath.Join(work, "city")
	files := fictional.City()
	files["site.toml"] = append(files["site.toml"], "\n[ranking]\nmode = \"internal\"\n"...)
	files["content/pages/blocks.md"] = []byte("+++\ntitle = \"各法院\"\nperiod = \"2025\"\n+++\n\n```standing\n```\n\n```matrix\nlayout = \"status\"\n```\n\n```matrix\nrank = true\n```\n\n以上为全年数据。\n")
	files["content/pages/hard.md"] = []byte(hardPage)
	files["content/honors/plaque.png"] = phototest.PNG(image.NewGray(image.Rect(0, 0, 800, 1200)), 1)
	files["data/registers/honors.toml"] = append(files["data/registers/honors.toml"], "\n[[entry]]\ndate = \"2025-12-20\"\nname = \"全市诉讼服务先进集体\"\nlevel = \"市厅级\"\nkind = \"集体\"\ncount = 1\nunit = \"个\"\nrecipient = \"示例市中级人民法院立案庭\"\nsource = \"示例数据（虚构）\"\nimage = \"honors/plaque.png\"\nalt = \"奖牌\"\n"...)
	if err := fictional.Write(src, files); err != nil {
		return made{}, err
	}
	cache := filepath.Join(src, ".gongbao")
	if err := warm(cache, true); err != nil {
		return made{}, err
	}
	return build(site.Options{Dir: src, Out: filepath.Join(src, "public"), Cache: cache})
})

// cityPage is the address of a page of the sample site in its folder.
func cityPage(t *testing.T, page string) string {
	t.Helper()
	file, err := filepath.Abs(filepath.Join(city(t).out, filepath.FromSlash(page)))
	if err != nil {
		t.Fatal(err)
	}
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(file)}).String()
}

// madeNotices are the notices of the sample site, of which nothing was written
// but their titles and periods.
func madeNotices(t *testing.T) []string {
	t.Helper()
	var out []string
	for name := range files(t, city(t).out) {
		if path.Dir(name) == "notices" && path.Base(name) != "index.html" && strings.HasSuffix(name, ".html") {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	if len(out) < 4 {
		t.Fatalf("notices: %v", out)
	}
	return out
}

func TestSampleCityHasNoFindings(t *testing.T) {
	if found := city(t).findings(); found != "" {
		t.Errorf("findings:\n%s", found)
	}
}

// span is an interval of the sample as its data file has it.
type span struct {
	Lo, Hi *float64
	Closed string
}

// place is where a printed value stands: −1 below, 0 inside, 1 above.
func (s span) place(v float64) int {
	switch {
	case s.Lo != nil && (v < *s.Lo || v == *s.Lo && s.Closed != "" && s.Closed != "both" && s.Closed != "lo"):
		return -1
	case s.Hi != nil && (v > *s.Hi || v == *s.Hi && s.Closed != "" && s.Closed != "both" && s.Closed != "hi"):
		return 1
	}
	return 0
}

// cityRules reads the sample's data files: the directions of indicators, the
// intervals laid over them, those of the system, and the names of courts.
func cityRules(t *testing.T) (better map[string]int, intervals map[string]span, typed []string, names map[string]string) {
	t.Helper()
	var courts struct{ Court []struct{ ID, Name string } }
	if _, err := toml.Decode(string(fictional.City()["data/courts.toml"]), &courts); err != nil {
		t.Fatal(err)
	}
	names = map[string]string{}
	for _, c := range courts.Court {
		names[c.ID] = c.Name
	}
	better, intervals = map[string]int{}, map[string]span{}
	for name, text := range fictional.City() {
		if name != "data/indicators.toml" && path.Dir(name) != "data/indicators" {
			continue
		}
		var f struct {
			Indicator []struct {
				ID, Type, Direction string
				Interval            *span
			}
			Overlay []struct {
				ID       string
				Interval *span
			}
		}
		if _, err := toml.Decode(string(text), &f); err != nil {
			t.Fatal(name, err)
		}
		for _, i := range f.Indicator {
			better[i.ID] = map[string]int{"up": 1, "down": -1}[i.Direction]
			if i.Type != "" {
				typed = append(typed, i.ID)
			}
			if i.Interval != nil {
				intervals[i.ID] = *i.Interval
			}
		}
		for _, o := range f.Overlay {
			if o.Interval != nil {
				intervals[o.ID] = *o.Interval
			}
		}
	}
	return better, intervals, typed, names
}

// The summaries of a notice are counted again from the values that it prints,
// by arithmetic of this test's own.
func TestSummariesOfNoticesCountRight(t *testing.T) {
	better, intervals, typed, names := cityRules(t)
	var list []struct {
		Page    string
		Figures []struct {
			Text, Kind, Indicator, Court, Period, Value string
			Inputs                                      []struct{ Value string }
		}
	}
	all := files(t, city(t).out)
	if err := json.Unmarshal(all["figures.json"], &list); err != nil {
		t.Fatal(err)
	}
	notices := madeNotices(t)
	courts := 0
	for _, p := range list {
		if !slices.Contains(notices, p.Page) {
			continue
		}
		type counts struct{ place, turn map[string]int }
		by := map[string]*counts{}
		of := func(court string) *counts {
			if by[court] == nil {
				by[court] = &counts{map[string]int{}, map[string]int{}}
			}
			return by[court]
		}
		places, turns := map[string]int{}, map[string]int{}
		for _, f := range p.Figures {
			key := f.Court + " " + f.Indicator
			if !slices.Contains(typed, f.Indicator) {
				continue
			}
			if iv, ok := intervals[f.Indicator]; ok && f.Kind == "value" {
				v, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSuffix(f.Text, "%"), "天"), 64)
				if err != nil {
					t.Fatalf("%s: %+v: %v", p.Page, f, err)
				}
				places[key] = iv.place(v) * better[f.Indicator]
				if iv.place(v) != 0 && places[key] < 0 {
					places[key] = -1
				}
				if _, seen := of(f.Court).place[key]; !seen {
					of(f.Court).place[key] = places[key]
				}
			}
			if f.Kind == "yoy" && better[f.Indicator] != 0 && len(f.Inputs) == 2 {
				now, errNow := strconv.ParseFloat(f.Inputs[0].Value, 64)
				then, errThen := strconv.ParseFloat(f.Inputs[1].Value, 64)
				delta, errDelta := strconv.ParseFloat(f.Value, 64)
				if errNow != nil || errThen != nil || errDelta != nil {
					t.Fatalf("%s: %+v", p.Page, f)
				}
				turns[key] = 0
				if strings.ContainsAny(f.Text, "123456789") { // else it rounds to nothing
					turns[key] = better[f.Indicator]
					if now < then {
						turns[key] *= -1
					}
				}
				if math.Signbit(now-then) != math.Signbit(delta) && turns[key] != 0 {
					t.Errorf("%s: %s goes from %v to %v by %v", p.Page, key, then, now, delta)
				}
				of(f.Court).turn[key] = turns[key]
			}
		}
		page := parse(t, p.Page, all[p.Page]).root
		plain := func(n *html.Node) string { return strings.ReplaceAll(text(n), " ", "") }
		lines := map[string]string{names["all"]: plain(first(page, ".lead"))}
		for _, dl := range find(page, "dl.standing-courts") {
			for _, line := range find(dl, "div") {
				lines[plain(first(line, "dt"))] = plain(first(line, "dd"))
			}
		}
		for court, c := range by {
			said := lines[names[court]]
			says := func(s string) {
				if !strings.Contains(said, s) {
					t.Errorf("%s, %s: it is not said %q but %q", p.Page, court, s, said)
				}
			}
			count := func(m map[string]int, v int) (n int) {
				for _, x := range m {
					if x == v {
						n++
					}
				}
				return n
			}
			above, in, below := count(c.place, 1), count(c.place, 0), count(c.place, -1)
			better, same, worse := count(c.turn, 1), count(c.turn, 0), count(c.turn, -1)
			sentence := fmt.Sprintf("设有合理区间的%d项指标中，", len(c.place))
			for _, part := range []struct {
				n    int
				word string
			}{{above, "优于"}, {in, "处于"}} {
				if part.n > 0 {
					sentence += fmt.Sprintf("%d项%s合理区间，", part.n, part.word)
				}
			}
			if below > 0 {
				sentence += fmt.Sprintf("%d项未达合理区间", below)
			}
			says(sentence)
			rate := math.Floor(1000*float64(above+in)/float64(len(c.place))+0.5) / 10
			says(fmt.Sprintf("达标率%v%%。", rate))
			var turned []string
			for _, part := range []struct {
				n    int
				word string
			}{{better, "趋优"}, {same, "持平"}, {worse, "趋劣"}} {
				if part.n > 0 {
					turned = append(turned, fmt.Sprintf("%s%d项", part.word, part.n))
				}
			}
			trend := fmt.Sprintf("%d项指标中，同比%s。", len(c.turn), strings.Join(turned, "、"))
			says(trend)
			courts++
		}
	}
	if courts < 40 {
		t.Errorf("only %d summaries were counted again", courts)
	}
}

// A deputy on a phone, an old one too, and a president at a PC: no page of the
// site scrolls sideways, and what is wider scrolls by itself.
func TestNoticesFitEveryScreen(t *testing.T) {
	t.Parallel()
	b := open(t, true)
	for _, p := range append(madeNotices(t), "pages/blocks.html", "index.html", "notices/index.html", "404.html") {
		b.visit(cityPage(t, p))
		for _, width := range []int64{320, 390, 768, 1024, 1280, 1440} {
			b.size(width, 800)
			if bad := eval[string](b, widest); bad != "" {
				t.Errorf("%s at %d px: %s", p, width, bad)
			}
			for _, s := range eval[[]string](b, `[...document.querySelectorAll(".matrix-status td, .matrix-status th")].flatMap(c => {
				const cell = c.getBoundingClientRect();
				return [...c.children].map(e => e.getBoundingClientRect()).filter(r => r.right > cell.right + 1 || r.left < cell.left - 1 || r.bottom > cell.bottom + 1).map(() => c.textContent);
			})`) {
				t.Errorf("%s at %d px: %q does not fit its cell", p, width, s)
			}
		}
		b.quiet(p)
	}
}

// Who asked for large text reads all of a notice: no words are cut, and the
// courts × indicators scroll in their place.
func TestNoticesFitInLargeText(t *testing.T) {
	t.Parallel()
	base := cityServed(t)
	b := open(t, true)
	b.visit(base + "notices/2025.html")
	for _, kept := range []string{`{"size":"large"}`, `{"size":"huge"}`} {
		b.wish(kept)
		for _, p := range []string{"notices/2025.html", "pages/blocks.html", "pages/hard.html", "honors/index.html", "registers/tasks.html"} {
			b.visit(base + p)
			for _, width := range []int64{320, 390, 768, 1024, 1280} {
				b.size(width, 800)
				if bad := eval[string](b, widest); bad != "" {
					t.Errorf("%s, %s, %d px: %s", p, kept, width, bad)
				}
				if n := eval[int](b, `document.documentElement.scrollWidth - innerWidth`); n > 0 {
					t.Errorf("%s, %s, %d px: it is %d px wider", p, kept, width, n)
				}
			}
		}
		b.quiet(kept)
	}
}

// On paper the courts × indicators lie across, nothing is cut, and every sheet
// says what the site is.
func TestNoticesPrintWhole(t *testing.T) {
	t.Parallel()
	pdftotext := tool(t, "pdftotext")
	b := open(t, true)
	b.size(1280, 900)
	for _, p := range append(madeNotices(t), "pages/blocks.html") {
		b.visit(cityPage(t, p))
		pdf, err := chromedp.Run(b.ctx, chromedp.PrintToPDF(chromedp.PDFPreferCSSPageSize()))
		if err != nil {
			t.Fatal(err)
		}
		var across []bool // by sheet
		for _, s := range box.FindAllStringSubmatch(string(pdf), -1) {
			w, errW := strconv.ParseFloat(s[1], 64)
			h, errH := strconv.ParseFloat(s[2], 64)
			switch {
			case errW != nil || errH != nil:
				t.Fatal(errW, errH)
			case math.Abs(w-842) < 2 && math.Abs(h-595) < 2:
				across = append(across, true)
			case math.Abs(w-595) < 2 && math.Abs(h-842) < 2:
				across = append(across, false)
			default:
				t.Errorf("%s: a sheet of %v by %v points is no A4", p, w, h)
			}
		}
		file := filepath.Join(t.TempDir(), "notice.pdf")
		if err := os.WriteFile(file, pdf, 0o644); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(pdftotext, "-layout", "-enc", "UTF-8", file, "-").Output()
		if err != nil {
			t.Fatal(err)
		}
		sheets := strings.Split(strings.TrimSuffix(string(out), "\f"), "\f")
		if len(sheets) != len(across) || len(sheets) > 9 {
			t.Fatalf("%s: %d sheets, of which %d have text", p, len(across), len(sheets))
		}
		var wide []string // what the sheets that lie across say
		heads := eval[[]string](b, `[...document.querySelectorAll(".matrix-values thead th")].map(e => e.textContent)`)
		for i, s := range sheets {
			plain := strings.Join(strings.Fields(s), "")
			for _, stamp := range []string{"内部资料", "示例数据"} {
				if !strings.Contains(plain, stamp) {
					t.Errorf("%s: sheet %d does not say %s", p, i+1, stamp)
				}
			}
			if across[i] {
				wide = append(wide, plain)
			}
		}
		if len(wide) < 1 || len(wide) > 3 {
			t.Errorf("%s: %d sheets lie across", p, len(wide))
		}
		for i, s := range wide {
			if !strings.Contains(s, strings.Join(heads, "")) {
				t.Errorf("%s: sheet %d across does not name the courts %v", p, i+1, heads)
			}
		}
		said := strings.Join(wide, "")
		for _, row := range eval[[]string](b, `[...document.querySelectorAll(".matrix-values .matrix-name")].map(e => e.textContent)`) {
			if !strings.Contains(said, row) {
				t.Errorf("%s: %s is not on paper", p, row)
			}
		}
		values := eval[[]string](b, `[...document.querySelectorAll(".matrix-values .matrix-value")].map(e => e.textContent)`)
		if len(heads) != 11 || len(values) != 180 {
			t.Errorf("%s: %d columns, %d values", p, len(heads), len(values))
		}
		for _, v := range values {
			if !strings.Contains(said, v) {
				t.Errorf("%s: the value %s is not on paper", p, v)
			}
		}
	}
}
