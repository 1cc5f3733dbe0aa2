package site

import (
	"strings"
	"testing"

	. "gongbao/generator/htmlcheck"
)

const resolution = `
-- content/pages/resolution.md --
+++
title = "关于2023年法院工作报告的决议"
+++

会议同意这个报告。
`

func TestEditorsNote(t *testing.T) {
	b := buildSite(t, `
-- content/reports/2024.md --
+++
title = "2024年工作报告"
period = "2024"
summary = "摘要。"
editor_note = "本报告受理{{受理案件}}件，<b>另</b>见附件。"
+++

正文。
-- content/reports/2023.md --
+++
title = "2023年工作报告"
period = "2023"
+++

正文。
-- content/notices/2024.md --
+++
title = "2024年通报"
period = "2024"
editor_note = "按{{新收}}件计。"
+++

正文。
`)
	b.page("reports/2024.html", In(".article",
		HasText(`编者按：本报告受理1200件，<b>另</b>见附件。[\s\S]*摘要。[\s\S]*正文。`),
		Count(".editor-note", 1), In(".editor-note", Each("data", HasAttr("data-trace", `.`))), Count("b", 0),
	))
	b.page("notices/2024.html", In(".article", HasText(`编者按：按1100件计。[\s\S]*正文。`)))
	b.page("reports/2023.html", Count(".editor-note", 0))
	b.figures()
}

func TestPagesRespond(t *testing.T) {
	b := buildSite(t, resolution+`
-- content/reports/2024.md --
+++
title = "2024年工作报告"
period = "2024"
responds_to = "../pages/resolution.md"
+++

正文。
-- content/reports/2023.md --
+++
title = "2023年工作报告"
period = "2023"
responds_to = "pages/resolution.html"
+++

正文。
-- content/reports/2022.md --
+++
title = "2022年工作报告"
period = "2022"
responds_to = "市一届人大四次会议关于法院工作报告的决议（2023/1/8）"
+++

正文。
-- content/reports/2021.md --
+++
title = "2021年工作报告"
period = "2021"
responds_to = "answer.pdf"
+++

正文。
-- content/reports/answer.pdf --
%PDF-1.4
-- content/reports/2020.md --
+++
title = "2020年工作报告"
period = "2020"
responds_to = "https://example.com/resolution"
+++

正文。
`)
	for _, year := range []string{"2024", "2023"} {
		b.page("reports/"+year+".html",
			In(".responds", HasText(`^回应：关于2023年法院工作报告的决议$`), Each("a", HasAttr("href", `^\.\./pages/resolution\.html$`))),
			In(".related", HasText(`^相关篇目 关于2023年法院工作报告的决议 本篇所回应`)),
		)
	}
	b.page("reports/2022.html", In(".responds", HasText(`^回应：市一届人大四次会议关于法院工作报告的决议（2023/1/8）$`), Count("a", 0)))
	b.page("reports/2021.html", In(".responds", Each("a", HasAttr("href", `^answer\.pdf$`))))
	if b.files["reports/answer.pdf"] == nil {
		t.Error("the file that a page responds to was not copied")
	}
	b.page("reports/2020.html", In(".responds", Each("a", HasAttr("href", `^https://example\.com/resolution$`))))
	b.page("pages/resolution.html",
		Count(".responds", 0),
		In(".related", Count("li", 2), HasText(`2024年工作报告 对本篇的回应 2023年工作报告 对本篇的回应$`), Each("a", HasAttr("href", `^\.\./reports/20(24|23)\.html$`))),
	)
}

// A page names what tells of the same time, and the same months before, but not
// what stands in its pager, and no other court's.
func TestRelatedPages(t *testing.T) {
	var files strings.Builder
	add := func(name, title, period, court string) {
		files.WriteString("-- content/" + name + ".md --\n+++\ntitle = \"" + title + "\"\nperiod = \"" + period + "\"\ncourt = \"" + court + "\"\n+++\n\n正文。\n")
	}
	for _, y := range []string{"2021", "2022", "2023", "2024"} {
		add("reports/"+y, y+"年报告", y, "all")
	}
	add("reports/zhong", "市中院报告", "2022", "zhong")
	add("notices/2024", "2024年通报", "2024", "all")
	add("notices/2024H1", "2024年上半年通报", "2024H1", "all")
	add("notices/2024Q1", "2024年一季度通报", "2024Q1", "all")
	add("notices/2023", "2023年通报", "2023", "all")
	add("notices/2023H1", "2023年上半年通报", "2023H1", "all")
	add("notices/2022H1", "2022年上半年通报", "2022H1", "all")
	b := buildSite(t, files.String())
	for name, want := range map[string]string{
		"reports/2024":   `^相关篇目 2024年通报 季度通报 2024年上半年通报 季度通报 2024年一季度通报 季度通报 2022年报告 往年同期 2021年报告 往年同期$`,
		"notices/2024":   `^相关篇目 2024年报告 工作报告 2023年通报 往年同期$`,
		"notices/2024H1": `^相关篇目 2024年报告 工作报告 2023年上半年通报 往年同期 2022年上半年通报 往年同期$`,
	} {
		b.page(name+".html", In(".related", HasText(want)))
	}
	b.page("reports/zhong.html", Count(".related", 0))
}

func TestComparedWithTheYearBefore(t *testing.T) {
	cards := "\n```cards\nindicators = [\"新收\", \"结案\", \"结案率\", \"旧存\"]\n```\n"
	b := buildSite(t, `
-- content/reports/2024.md --
+++
title = "2024年工作报告"
period = "2024"
summary = "摘要。"
+++

正文。
`+cards+`
-- content/reports/2023.md --
+++
title = "2023年工作报告"
period = "2023"
+++

正文。
`+cards+`
-- content/pages/a.md --
+++
title = "专页"
period = "2024"
+++

正文。
`+cards)
	b.page("reports/2024.html", In("#compare",
		HasText(`^与上年相比 2024年对2023年 上升 新收 1100件 ▲上升22\.2% 结案 1100件 ▲上升22\.2% 结案率 91\.67% ▲提高1\.67个百分点 趋优 持平 旧存 100件 ＝持平$`),
		Count("li", 4), Each("data", HasAttr("data-trace", `.`)), Each("a", HasAttr("href", `^\.\./indicators/\w+\.html$`)),
	), HasText(`摘要。[\s\S]*与上年相比[\s\S]*正文。`))
	b.page("reports/2023.html", Count("#compare", 0)) // nothing is known of 2022
	b.page("pages/a.html", Count("#compare", 0))
	b.figures()
}

func TestFiguresHaveLinksToThemselves(t *testing.T) {
	b := buildSite(t, reportFront+"\n```chart\ntemplate = \"bar\"\ntitle = \"图\"\nindicators = [\"新收\"]\nperiods = [\"2023\", \"2024\"]\n```\n\n```table\ntitle = \"表\"\nindicators = [\"新收\"]\nperiods = [\"2024\"]\n```\n\n```table\ntitle = \"又一表\"\nindicators = [\"结案\"]\nperiods = [\"2024\"]\n```\n")
	b.page("reports/2024.html",
		In("figure.chart", Count(".anchor", 1), Each(".anchor", HasAttr("href", `^#chart-1$`), HasAttr("aria-label", `^本图的链接$`))),
		Each("figure.table", Each(".anchor", HasAttr("href", `^#table-[12]$`), HasAttr("aria-label", `^本表的链接$`))),
	)
}

func TestMinutes(t *testing.T) {
	for text, want := range map[string]int{
		"":                              0,
		"，。 —— ":                        0,
		"阅":                             1,
		strings.Repeat("读", 350):        1,
		strings.Repeat("读", 351):        2,
		strings.Repeat("word ", 200):    1,
		strings.Repeat("word ", 201):    2,
		strings.Repeat("4601.8万 ", 100): 1, // a number and a character each
		strings.Repeat("读", 175) + strings.Repeat(" it's", 101): 2,
	} {
		var a amount
		for _, piece := range []string{text[:len(text)/6*3], text[len(text)/6*3:]} { // of characters of one or three bytes
			a.add(piece)
		}
		if got := a.minutes(); got != want {
			t.Errorf("%.20q…: %d minutes, want %d", text, got, want)
		}
	}
}

func TestAddressesOfResponses(t *testing.T) {
	for text, want := range map[string]bool{
		"../pages/a.md": true, "a.html": true, "reports/2023": true, "决议.pdf": true, "/pages/a.md#第二条": true, "https://example.com/a": true, "#a": true,
		"关于法院工作报告的决议": false, "决议（2024/3/8）": false, "See the resolution of 8/3": false, "第1.2条": false, "人大决议 a.md": false,
	} {
		if got := isAddress(text); got != want {
			t.Errorf("%q is an address: %v", text, got)
		}
	}
}

// Older years that are added to the data move where trends begin, and correct
// nothing that was released; another value of the year before does.
func TestOlderYearsDoNotChangeAReleasedComparison(t *testing.T) {
	r := releasedSite(t)
	r.write("data/observations/2022.toml", "period = \"2022\"\nsource = \"市中院\"\n[values.all]\ncarried = 90\nfiled = 800\nclosed = 790\n")
	r.write("content/reports/2024.md", thisYear+"\n```cards\nindicators = [\"新收\", \"结案\"]\n```\n")
	r.release("2025-03-08", "reports/2024.html")
	if got := r.page("reports/2024.html").compare.Groups[0].Items[0].FirstYear; got != "2022年" {
		t.Fatalf("the trend begins in %s", got)
	}
	r.write("data/observations/2021.toml", "period = \"2021\"\nsource = \"市中院\"\n[values.all]\nfiled = 700\nclosed = 690\n")
	if got := r.page("reports/2024.html").compare.Groups[0].Items[0].FirstYear; got != "2021年" {
		t.Fatalf("the trend begins in %s", got)
	}
	if got := r.codes(); got != "" {
		t.Errorf("older years: %s", got)
	}
	r.replace("data/observations/2023.toml", "closed = 900", "closed = 901")
	if got := r.codes(); !strings.Contains(got, "released-changed") {
		t.Errorf("another value of the year before: %q", got)
	}
}
