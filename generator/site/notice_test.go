package site

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	. "gongbao/generator/htmlcheck"
)

// twoCourts are indicators of the system for a court and one below it, and a
// notice of which only the front matter was written.
const twoCourts = `
-- data/indicators/system.toml --
[[indicator]]
id = "on_time"
name = "审限内结案率"
kind = "ratio"
unit = "%"
direction = "up"
type = "效率"
[[indicator]]
id = "appeal_rate"
name = "上诉率"
kind = "ratio"
unit = "%"
direction = "down"
type = "质量"
[[overlay]]
id = "on_time"
interval = { lo = 90, hi = 95, source = "市中院2024年第3号文件" }
-- data/observations/2023-system.toml --
period = "2023"
source = "审管办"
[values.all]
on_time = 94.00
appeal_rate = 9.00
[values.zhong]
on_time = 96.00
-- data/observations/2024-system.toml --
period = "2024"
source = "审管办"
[values.all]
on_time = 96.00
appeal_rate = 9.50
[values.zhong]
on_time = 88.00
appeal_rate = "未单列"
-- content/notices/2024.md --
+++
title = "2024年通报"
period = "2024"
+++

-- content/pages/a.md --
+++
title = "说明"
+++

见[各法院数值](../notices/2024.md#part-values)、[状态](../notices/2024.md#matrix-1)。
`

// inOrder wants texts to follow one another.
func inOrder(texts ...string) Checker {
	return func(n *html.Node) error {
		rest := Text(n)
		for _, t := range texts {
			_, after, ok := strings.Cut(rest, t)
			if !ok {
				return errors.New("no " + t + " where it should be: " + rest)
			}
			rest = after
		}
		return nil
	}
}

// A notice of which nothing was written but its title and period tells all there
// is to tell; the pages that tell of it say its first paragraph.
func TestNoticeWithoutATextIsMadeWholeFromData(t *testing.T) {
	b := buildSite(t, twoCourts)
	const judged = "设有合理区间的1项指标中，1项优于合理区间，达标率100%。2项指标中，同比趋优1项、趋劣1项。"
	const lead = "2024年，全市法院受理案件1200件，同比上升20.0%；结案1100件，同比上升22.2%。" + judged
	b.page("notices/2024.html", In("main", inOrder(
		lead,
		"趋优、趋劣和未达指标", "同比趋劣", "上诉率", "提高0.50个百分点", "同比趋优", "审限内结案率", "提高2.00个百分点",
		"主要指标", "96.00",
		"各法院指标状态", "质量", "趋劣", "未单列", "效率", "优于", "未达",
		"各法院概况", "示例市中级人民法院", "设有合理区间的1项指标中，1项未达合理区间（审限内结案率），达标率0%。1项指标中，同比趋劣1项。",
		"各法院指标数值", "9.50", "未单列", "96.00 优于", "88.00 未达",
		"审限内结案率的合理区间：市中院2024年第3号文件",
	)), In("#matrix-2", Each("th", HasAttr("scope", `^(col|row|rowgroup)$`)), In("caption", HasText(`2024年各法院`))))
	b.page("notices/index.html", In(".story-summary", HasText(lead)))
	b.page("index.html", In(".front-notice", HasText(lead), HasText("审限内结案率"), HasText("96.00")))
	if shown := b.figures(); shown < 40 {
		t.Errorf("only %d figures were shown", shown)
	}
}

// A summary that was written comes first, and other pages tell of that.
func TestNoticeWithoutATextKeepsItsSummary(t *testing.T) {
	b := buildSite(t, strings.Replace(twoCourts, `title = "2024年通报"`, `title = "2024年通报"
summary = "审限内结案率{{审限内结案率}}%。"`, 1))
	b.page("notices/2024.html", In(".lead", inOrder("审限内结案率96.00%。", "全市法院受理案件1200件")))
	b.page("notices/index.html", In(".story-summary", HasText("^审限内结案率96.00%。$")))
	b.figures()
}

// A number that the summary gives can be followed to what was counted.
func TestCountsOfIndicatorsAreTraced(t *testing.T) {
	b := buildSite(t, twoCourts)
	var list []struct {
		Page    string
		Figures []struct {
			Text, Kind, Indicator, Court, Formula string
			Inputs                                []struct{ Indicator, Court, Period, Text string }
		}
	}
	if err := json.Unmarshal(b.files["figures.json"], &list); err != nil {
		t.Fatal(err)
	}
	found := false
	for _, p := range list {
		for _, f := range p.Figures {
			if p.Page != "notices/2024.html" || f.Kind != "count" || f.Formula != "优于合理区间" {
				continue
			}
			found = true
			if f.Text != "1" || f.Court != "all" || f.Indicator != "on_time" || len(f.Inputs) != 1 || f.Inputs[0].Text != "96.00%" || f.Inputs[0].Period != "2024" {
				t.Errorf("traced as %+v", f)
			}
		}
	}
	if !found {
		t.Error("the count is not among the figures")
	}
}

// Every page says what must not be taken for something else: that figures are
// made up, and that a site is for internal use.
func TestStamps(t *testing.T) {
	for _, c := range []struct {
		name, config string
		want         []string
		robots       int
		marked       bool
	}{
		{"neither", "", nil, 0, false},
		{"sample", "sample = true\n", []string{"示例数据"}, 0, false},
		{"internal", "[ranking]\nmode = \"internal\"\n", []string{"内部资料"}, 1, true},
		{"both", "sample = true\n[ranking]\nmode = \"internal\"\n", []string{"内部资料", "示例数据"}, 1, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := buildSite(t, "-- site.toml --\ntitle = \"示例市法院公报\"\n"+c.config+twoCourts)
			pages := 0
			for name, data := range b.files {
				if !strings.HasSuffix(name, ".html") {
					continue
				}
				pages++
				doc := Parse(t, data)
				var said []string
				for _, s := range Find(doc, ".stamp") {
					said = append(said, Text(Find(s, "strong")[0]))
				}
				if !slices.Equal(said, c.want) {
					t.Errorf("%s is stamped %q, want %q", name, said, c.want)
				}
				onPaper, _ := Attr(Find(doc, "html")[0], "data-stamp")
				if onPaper != strings.Join(c.want, "　") {
					t.Errorf("%s is stamped %q on paper", name, onPaper)
				}
				robots := 0
				for _, m := range Find(doc, "meta") {
					if n, _ := Attr(m, "name"); n == "robots" {
						robots++
					}
				}
				if robots != c.robots {
					t.Errorf("%s: %d robots", name, robots)
				}
			}
			if pages < 12 {
				t.Errorf("only %d pages", pages)
			}
			b.page("404.html", Count(".stamp", len(c.want)))
			if marked := strings.Contains(string(b.files[".gongbao-site"]), "! internal"); marked != c.marked {
				t.Errorf("the marker of the site tells of internal use: %t", marked)
			}
			var list []struct {
				Page             string
				Sample, Internal bool
			}
			if err := json.Unmarshal(b.files["figures.json"], &list); err != nil || len(list) == 0 {
				t.Fatal(err, list)
			}
			for _, p := range list {
				if p.Sample != slices.Contains(c.want, "示例数据") || p.Internal != slices.Contains(c.want, "内部资料") {
					t.Errorf("figures.json stamps %+v", p)
				}
			}
		})
	}
}

// Ranks stand where a site is internal and nowhere else.
func TestRanksStandOnInternalSitesAlone(t *testing.T) {
	third := `
-- data/courts.toml+ --
[[court]]
id = "jia"
name = "甲区人民法院"
parent = "all"
-- data/observations/2024-jia.toml --
period = "2024"
source = "审管办"
[values.jia]
on_time = 89.00
`
	open, internal := buildSite(t, twoCourts+third), buildSite(t, "-- site.toml --\ntitle = \"示例市法院公报\"\n[ranking]\nmode = \"internal\"\n"+twoCourts+third)
	for name, data := range open.files {
		if strings.HasSuffix(name, ".html") && strings.Contains(string(data), "matrix-rank") {
			t.Errorf("%s ranks courts", name)
		}
	}
	internal.page("notices/2024.html", In("#matrix-2", Count(".matrix-rank", 2), inOrder("88.00", "第2名", "89.00", "第1名")))
	internal.figures()
}
