package site

import (
	"bytes"
	"context"
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"golang.org/x/tools/txtar"

	"gongbao/generator/diag"
	. "gongbao/generator/htmlcheck"
)

// built is a site that was built from the base site and the files of a txtar.
type built struct {
	tb    testing.TB
	files map[string][]byte
}

func buildSite(tb testing.TB, files string) built {
	tb.Helper()
	dir := writeSite(tb, txtar.Parse([]byte(files)))
	return buildDir(tb, dir)
}

func buildDir(tb testing.TB, dir string) built {
	tb.Helper()
	var bag diag.Bag
	shareBundle(tb, filepath.Join(dir, ".gongbao"))
	shareDrawings(tb, filepath.Join(dir, ".gongbao"))
	if _, err := Build(context.Background(), Options{Dir: dir}, &bag); err != nil {
		tb.Fatal(err)
	}
	for _, d := range bag.Sorted() {
		tb.Errorf("%s: %s", d.Pos, diag.Chinese().Message(d.Code, d.Args))
	}
	b := built{tb, map[string][]byte{}}
	out := filepath.Join(dir, "public")
	err := filepath.WalkDir(out, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		rel, _ := filepath.Rel(out, name)
		b.files[filepath.ToSlash(rel)] = data
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// page checks one page.
func (b built) page(name string, checks ...Checker) {
	b.tb.Helper()
	data, ok := b.files[name]
	if !ok {
		b.tb.Fatalf("%s was not made; there are %v", name, slices.Sorted(maps.Keys(b.files)))
	}
	doc := Parse(b.tb, data)
	for _, c := range checks {
		if err := c(doc); err != nil {
			b.tb.Errorf("%s: %v", name, err)
		}
	}
}

// figures compares the figures of figures.json with those that the pages show,
// and counts them.
func (b built) figures() (shown int) {
	b.tb.Helper()
	var list []struct {
		Page    string `json:"page"`
		Figures []struct {
			Text, Value, Indicator, Period, Court, Verdict, How, Source string
		} `json:"figures"`
	}
	if err := json.Unmarshal(b.files["figures.json"], &list); err != nil {
		b.tb.Fatal(err)
	}
	counted := map[string][]string{}
	for _, p := range list {
		for _, f := range p.Figures {
			if f.Verdict == "" || f.How == "" || f.Source == "" && f.Verdict != "consistent" {
				b.tb.Errorf("%s: a figure without its trace: %+v", p.Page, f)
			}
			counted[p.Page] = append(counted[p.Page], f.Text+" "+f.Indicator+" "+f.Period+" "+f.Court+" "+f.Value)
		}
	}
	for name, data := range b.files {
		if !strings.HasSuffix(name, ".html") {
			continue
		}
		var marked []string
		for _, d := range Find(Parse(b.tb, data), "data") {
			shown++
			get := func(key string) string { v, _ := Attr(d, key); return v }
			marked = append(marked, Text(d)+" "+get("data-indicator")+" "+get("data-period")+" "+get("data-court")+" "+get("value"))
		}
		slices.Sort(marked)
		slices.Sort(counted[name])
		if diff := cmp.Diff(counted[name], marked); diff != "" {
			b.tb.Errorf("%s: figures of figures.json (-) and <data> elements (+):\n%s", name, diff)
		}
	}
	return shown
}

const reportFront = `
-- content/reports/2024.md --
+++
title = "2024年工作报告"
period = "2024"
+++

`

func TestFiguresInProse(t *testing.T) {
	b := buildSite(t, reportFront+`
## 全年{{新收}}件

新收{{新收}}件，同比{{新收:同比}}；结案率{{结案率}}%，同比{{结案率:同比}}。

旧存{{旧存}}件，同比{{旧存:同比}}。旧存{{旧存:同比}}。

新收、结案{{新收,结案:同比}}。**{{结案@2023..2024:由至}}**，荣誉{{honors:count kind=集体}}个，占{{新收:占比(受理案件)}}。

- {{受理案件:万件}}
`)
	b.page("reports/2024.html",
		In("main",
			HasText(`新收1100件，同比上升22\.2%；结案率91\.67%，同比提高1\.67个百分点。`),
			HasText(`旧存100件，同比持平。旧存与上年同期持平。`),
			HasText(`新收、结案分别上升22\.2%和22\.2%。由900件增加到1100件，荣誉1个，占91\.7%。`),
			HasText(`0\.12万件`),
		),
		// The table of contents has the number as text, and its address does not
		// change with the data.
		Each(".toc", Each("a", HasAttr("href", `^#(全年件|%e5%85%a8%e5%b9%b4%e4%bb%b6)$`), HasText(`^全年1100件$`))),
		Each("data", HasAttr("class", `\bfigure\b`), HasAttr("value", `^-?\d+(\.\d+)?$`), HasAttr("data-indicator", `.`), HasAttr("data-verdict", `^bound$`)),
	)
}

// The <data> elements of a page are its figures in figures.json, each as often
// as it is shown, wherever on the page the number stands.
func TestEveryFigureOfEveryPageIsInFiguresJSON(t *testing.T) {
	b := buildSite(t, `
-- content/reports/2024.md --
+++
title = "2024年新收{{新收}}件"
subtitle = "结案{{结案}}件"
period = "2024"
summary = "结案率{{结案率}}%。"
delivered = "——在2024年新收{{新收}}件之后"
+++

## 全年{{新收}}件

`+"```cards\ntitle = \"受理{{受理案件}}件\"\nindicators = [\"新收\"]\nnote = \"上年{{新收@2023}}件\"\n```\n\n"+
		"```chart\ntemplate = \"trend\"\ntitle = \"新收{{新收}}件\"\nsubtitle = \"上年{{新收@2023}}件\"\nindicators = [\"新收\", \"结案\"]\nperiods = \"2023..2024\"\n```\n\n"+
		"```register\nregister = \"honors\"\n```\n"+`
-- content/notices/2024.md --
+++
title = "2024年通报"
period = "2024"
+++

`+"```cards\nindicators = [\"新收\", \"结案率\"]\n```\n\n```table\nindicators = [\"新收\"]\nperiods = \"2023..2024\"\ncolumns = [\"值\", \"同比\"]\n```\n"+`
-- content/honors/index.md --
+++
title = "荣誉{{honors:count kind=集体}}个"
period = "2024"
+++

- {{新收}}
-- content/reports/index.md --
+++
title = "历年报告，2024年{{新收@2024}}件"
summary = "结案{{结案@2024}}件。"
+++

- {{结案@2024}}
`)
	if shown := b.figures(); shown < 40 {
		t.Errorf("only %d figures were shown", shown)
	}
}

// A notice is made by its data: without a summary it opens with a sentence in
// which levels come before bare changes, and a card of which only the change
// was published shows the change with its direction.
func TestNoticeIsMadeByItsData(t *testing.T) {
	b := buildSite(t, `
-- data/observations/yoy.toml --
period = "2024"
source = "市中院"
[yoy.all]
ratio = "-0.04"
-- data/indicators.toml+ --
[[indicator]]
id = "ratio"
name = "案-件比"
kind = "ratio"
change = "abs"
direction = "down"
-- content/notices/2024.md --
+++
title = "2024年通报"
period = "2024"
+++

`+"```cards\nindicators = [\"案-件比\", \"新收\", \"结案率\"]\n```\n")
	b.page("notices/2024.html",
		In("main", HasText(`2024年，全市法院新收1100件，同比上升22\.2%；结案率91\.67%，同比提高1\.67个百分点；案-件比同比下降0\.04。`)),
		In("main", HasText(`下降0\.04`), HasText(`未公布数值`), HasText(`趋优`)),
	)
	b.page("index.html", In("main", HasText(`2024年通报`)))
}

// Values on two bases are compared only over a bridge, and its note stands on
// the page.
func TestBridgeIsNotedOnThePage(t *testing.T) {
	b := buildSite(t, `
-- data/indicators.toml+ --
[[indicator]]
id = "mediated"
name = "诉前调解成功"
unit = "件"
[[bridge]]
from = "old"
to = "new"
note = "上年数已扣除诉前调解成功。"
adjust = { closed = "closed - mediated" }
-- data/observations/2020.toml --
period = "2020"
basis = "old"
source = "市中院"
[values.all]
closed = "4541.9万"
mediated = "1218.2万"
-- data/observations/2021.toml --
period = "2021"
basis = "new"
source = "市中院"
[values.all]
closed = "3620.0万"
-- content/pages/a.md --
+++
title = "说明"
period = "2021"
+++

结案{{结案}}件，同比{{结案:同比}}。
`)
	b.page("pages/a.html", In("main", HasText(`结案3620\.0万件，同比上升8\.9%。`), HasText(`上年数已扣除诉前调解成功。`), HasText(`新口径`)))
}

func TestLinksAndImages(t *testing.T) {
	b := buildSite(t, reportFront+`
见[说明](../pages/a.md#口径)、[指标](../indicators/index.html)和[附件](附件.csv)。

![法庭](法庭.png)

上图：审判法庭。

-- content/reports/附件.csv --
a,b
-- content/reports/法庭.png --
PNG
-- content/pages/a.md --
+++
title = "说明"
+++

## 口径

见[报告](../reports/2024.md)。
-- content/pages/draft.md --
+++
title = "草稿"
draft = true
period = "还没定"
+++

还没写完，{{没有的指标}}。
`)
	b.page("reports/2024.html",
		In("figure.photo", In("img", HasAttr("alt", `^法庭$`), HasAttr("loading", `^lazy$`)), In("figcaption", HasText(`^审判法庭。$`))),
		func(n *html.Node) error {
			var hrefs []string
			for _, a := range Find(n, "a[href]") {
				h, _ := Attr(a, "href")
				hrefs = append(hrefs, h)
			}
			for _, want := range []string{"../pages/a.html#%E5%8F%A3%E5%BE%84", "../indicators/index.html", "%E9%99%84%E4%BB%B6.csv"} {
				if !slices.Contains(hrefs, want) && !slices.Contains(hrefs, strings.ReplaceAll(want, "%E5%8F%A3%E5%BE%84", "口径")) {
					t.Errorf("no link to %s in %v", want, hrefs)
				}
			}
			return nil
		},
	)
	for _, name := range []string{"reports/附件.csv", "reports/法庭.png"} {
		if b.files[name] == nil {
			t.Errorf("%s was not copied", name)
		}
	}
	if b.files["pages/draft.html"] != nil {
		t.Error("a draft was published")
	}
}

// A register names its images from the content folder; every page that shows
// one has its own way there, and the file is copied.
func TestRegisterImagesAreFoundFromEveryPage(t *testing.T) {
	b := buildSite(t, reportFront+"```register\nregister = \"honors\"\n```\n"+`
-- data/registers/honors.toml+ --
[[entry]]
date = "2024-03"
name = "全国优秀法院"
level = "国家级"
image = "honors/奖 状.png"
alt = "奖状"
-- content/honors/index.md --
+++
title = "荣誉"
+++
-- content/honors/奖 状.png --
PNG
`)
	const file = "%e5%a5%96%20%e7%8a%b6.png"
	b.page("reports/2024.html", In(".register", Count("img", 1), In("img", HasAttr("src", `(?i)^\.\./honors/`+file+`$`), HasAttr("alt", `^奖状$`))))
	b.page("honors/index.html", In("main", Count("img", 1), In("img", HasAttr("src", `(?i)^`+file+`$`))))
	if b.files["honors/奖 状.png"] == nil {
		t.Error("the image was not copied")
	}
}

// A file of the site's own theme takes the place of one file of the default
// theme; all others stay.
func TestSiteThemeOverridesFileByFile(t *testing.T) {
	plain := buildSite(t, "")
	own := buildSite(t, `
-- site.toml --
title = "示例市法院公报"
theme = "ours"
-- themes/ours/i18n/zh-CN.toml --
"kind.glossary" = "术语表"
-- themes/ours/templates/notfound.html --
{{define "main"}}<h1>{{text "kind.glossary"}}不在这里</h1>{{end}}
`)
	own.page("404.html", In("h1", HasText(`^术语表不在这里$`)))
	own.page("glossary.html", In("h1", HasText(`^术语表$`)))
	plain.page("glossary.html", In("h1", HasText(`^名词解释$`)))
	own.page("reports/2024.html", In("h1", HasText(`^2024年工作报告$`)))
}

// Two builds of one input are byte-equal, whatever the number of workers.
func TestBuildsAreByteEqual(t *testing.T) {
	files := reportFront + "新收{{新收}}件。\n\n```chart\ntemplate = \"bar\"\ntitle = \"新收{{新收}}件\"\nindicators = [\"新收\", \"结案\"]\nperiods = \"2023..2024\"\n```\n"
	dir := writeSite(t, txtar.Parse([]byte(files)))
	first := buildDir(t, dir)
	forgetAll(t, dir)
	second := buildDir(t, dir)
	if a, b := slices.Sorted(maps.Keys(first.files)), slices.Sorted(maps.Keys(second.files)); !slices.Equal(a, b) {
		t.Fatalf("other files: %v and %v", a, b)
	}
	for name, data := range first.files {
		if !bytes.Equal(data, second.files[name]) {
			t.Errorf("%s differs", name)
		}
	}
}

// What the parts of a chart are must all be there without scripts: the drawing
// for wide and for narrow screens and the same data as a table.
func TestChartIsWholeWithoutScripts(t *testing.T) {
	b := buildSite(t, reportFront+"```chart\ntemplate = \"bar\"\ntitle = \"新收{{新收}}件\"\nindicators = [\"新收\", \"结案\"]\nperiods = \"2023..2024\"\nnote = \"单位为件。\"\n```\n")
	b.page("reports/2024.html", In("figure.chart",
		HasAttr("id", `^chart-1$`),
		In("figcaption", HasText(`新收1100件`), HasText(`单位：件`)),
		Count("svg[role]", 2),
		In("table", HasText(`2023.*900.*900.*2024.*1100.*1100`)),
		In("script.chart-option", HasAttr("type", `^application/json$`)),
		HasText(`单位为件。`), HasText(`来源：市中院`),
	))
}
