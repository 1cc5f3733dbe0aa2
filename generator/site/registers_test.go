package site

import (
	"fmt"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"

	. "gongbao/generator/htmlcheck"
)

// cells are the texts of a table, row by row.
func cells(n *html.Node) []string {
	var out []string
	for _, tr := range Find(n, ".entry-row") {
		var row []string
		for _, c := range append(Find(tr, "th"), Find(tr, "td")...) {
			row = append(row, strings.Join(strings.Fields(Text(c)), " "))
		}
		out = append(out, strings.Join(row, " | "))
	}
	return out
}

func hasRows(want ...string) Checker {
	return func(n *html.Node) error {
		if got := strings.Join(cells(n), "\n"); got != strings.Join(want, "\n") {
			return fmt.Errorf("rows are\n%s\nwant\n%s", got, strings.Join(want, "\n"))
		}
		return nil
	}
}

// counted wants the counts of a page, each with its trace on the page.
func counted(want ...string) Checker {
	return func(n *html.Node) error {
		var got []string
		for _, list := range Find(n, ".level-counts") {
			for i, dt := range Find(list, "dt") {
				got = append(got, Text(dt)+Text(Find(list, "dd")[i]))
			}
		}
		if strings.Join(got, " ") != strings.Join(want, " ") {
			return fmt.Errorf("counts are %q, want %q", got, want)
		}
		for _, f := range Find(n, "data.figure") {
			id, _ := Attr(f, "data-trace")
			if verdict, _ := Attr(f, "data-verdict"); id == "" || verdict != "bound" || len(Find(n, "#"+id)) != 1 {
				return fmt.Errorf("%s has no trace", Text(f))
			}
		}
		return nil
	}
}

// links wants the addresses that elements of a class lead to.
func links(class, want string) Checker {
	return func(n *html.Node) error {
		var got []string
		for _, e := range Find(n, "."+class) {
			for _, a := range Find(e, "a") {
				h, _ := Attr(a, "href")
				got = append(got, h)
			}
		}
		if strings.Join(got, " ") != want {
			return fmt.Errorf("links are %q, want %q", got, want)
		}
		return nil
	}
}

const fourKinds = reportFront + `
台账办结{{tasks:count state=办结}}项，办结以上{{任务台账:count state>=办结}}项，逾期{{tasks:count overdue=true}}项；建议答复{{suggestions:count answered!=-}}件，尚未{{suggestions:count answered=-}}件，三月以后{{suggestions:count 答复日期>=2024-03}}件。
-- data/registers/tasks.toml --
name = "任务台账"
kind = "tasks"
as_of = 2024-12-31
intro = "逐项<办>理。"
[[entry]]
name = "甲"
owner = "立案庭"
due = "2024-11"
states = ["立项 2024-01-05", "办理 2024-02"]
[[entry]]
name = "乙"
owner = "执行局"
due = 2024-06-30
states = ["办结 2024-07-02", "立项 2024-01-05", "办理 2024-02-01"]
result = "已经做完"
[[entry]]
name = "丙"
due = "2024-12-31"
states = ["立项 2024-03-01"]
[[entry]]
name = "丁"
states = ["立项 2024-03-01", "办理 2024-03-01", "办结 2024-04-01", "销号 2024-04-02"]
[[entry]]
name = "戊"
due = "2024-12-30"
states = ["立项 2024-03-01"]
-- data/registers/cases.toml --
name = "典型案例"
kind = "cases"
[[entry]]
date = "2024-05"
name = "某买卖合同案"
number = "1号"
source = "人民法院案例库"
summary = "要点。"
link = "pages/a.md#口径"
image = "pages/a.png"
alt = "开庭"
[[entry]]
date = "2024-06"
name = "某租赁合同案"
number = "2号"
link = "https://example.org/case"
-- data/registers/advice.toml --
name = "司法建议"
kind = "advice"
[[entry]]
date = "2024-05-06"
name = "公示收费"
to = "某局"
answered = "2024-06-01"
outcome = "采纳"
-- data/registers/suggestions.toml --
name = "代表建议"
kind = "suggestions"
[[entry]]
date = "2024-01-20"
name = "设立巡回点"
number = "第12号"
owner = "立案庭"
answered = "2024-04-10"
result = "已经解决"
[[entry]]
date = "2024-01-21"
name = "公开用时"
number = "第13号"
owner = "执行局"
[[entry]]
date = "2024-01-21"
name = "缩短用时"
number = "第14号"
owner = "执行局"
answered = "2024-02"
result = "列入计划"
-- data/registers/others.toml --
name = "大事记"
kind = "list"
[fields]
open = { name = "公开", type = "bool" }
place = { name = "地点" }
[[entry]]
date = "2024-05-06"
name = "开放日"
open = true
place = "审判庭"
-- data/registers/plain.toml --
name = "没有页面"
-- content/pages/a.png --
PNG
-- content/pages/a.md --
+++
title = "说明"
+++

## 口径

按规定。
-- content/honors/index.md --
+++
title = "荣誉墙"
+++
`

func TestRegistersHavePagesOfTheirKind(t *testing.T) {
	b := buildSite(t, fourKinds)
	b.page("reports/2024.html", In(".body", HasText(`办结1项，办结以上2项，逾期2项；建议答复2件，尚未1件，三月以后1件。`)))
	b.page("registers/tasks.html",
		In("h1", HasText(`^任务台账$`)), In(".intro", HasText(`^逐项<办>理。$`)),
		In(".register-sum", HasText(`^合计5条 截至2024年12月31日$`)),
		counted("立项2", "办理1", "办结1", "销号1", "逾期2", "逾期办结1"),
		hasRows( // as written; no column for numbers, for there are none
			"甲 | 立案庭 | 办理 立项 2024年1月5日 办理 2024年2月 办结 尚未 销号 尚未 | 2024年11月 逾期31天",
			"乙 成效已经做完 | 执行局 | 办结 立项 2024年1月5日 办理 2024年2月1日 办结 2024年7月2日 销号 尚未 | 2024年6月30日 逾期2天办结",
			"丙 | — | 立项 立项 2024年3月1日 办理 尚未 办结 尚未 销号 尚未 | 2024年12月31日",
			"丁 | — | 销号 立项 2024年3月1日 办理 2024年3月1日 办结 2024年4月1日 销号 2024年4月2日 | —",
			"戊 | — | 立项 立项 2024年3月1日 办理 尚未 办结 尚未 销号 尚未 | 2024年12月30日 逾期1天",
		),
		In("form.filters", func(n *html.Node) error {
			var got []string
			for _, s := range Find(n, "select") {
				name, _ := Attr(s, "name")
				for _, o := range Find(s, "option") {
					name += " " + Text(o)
				}
				got = append(got, name)
			}
			if strings.Join(got, ";") != "state 全部 立项 办理 办结 销号 逾期 逾期办结;owner 全部 立案庭 执行局" {
				return fmt.Errorf("filters are %q", got)
			}
			return nil
		}),
		func(n *html.Node) error {
			got, _ := Attr(Find(n, ".entry-row")[0], "data-chosen")
			if got != "state=办理\nstate=逾期\nowner=立案庭" {
				return fmt.Errorf("the first is chosen by %q", got)
			}
			return nil
		},
	)
	b.page("registers/cases.html", counted("人民法院案例库1"), Count("form.filters", 0),
		hasRows("某租赁合同案 | 2号 | — | 2024年6月", "某买卖合同案 要旨要点。 | 1号 | 人民法院案例库 | 2024年5月"),
		links("row-name", "https://example.org/case ../pages/a.html#%E5%8F%A3%E5%BE%84"),
		In("img.entry-image", HasAttr("alt", `^开庭$`), HasAttr("src", `^\.\./pages/a\.png$`)),
	)
	b.page("registers/advice.html", counted("已回复1", "尚未回复0", "采纳1"), hasRows("公示收费 | 2024年5月6日 | 某局 | 2024年6月1日 | 采纳"))
	b.page("registers/suggestions.html", counted("已答复2", "尚未答复1", "已经解决1", "列入计划1"), hasRows(
		"设立巡回点 | 第12号 | 立案庭 | 2024年4月10日 | 已经解决", "公开用时 | 第13号 | 执行局 | — | —", "缩短用时 | 第14号 | 执行局 | 2024年2月 | 列入计划"))
	b.page("registers/others.html", hasRows("开放日 地点审判庭 | 2024年5月6日 | 是"))
	b.page("registers/index.html", func(n *html.Node) error {
		var got []string
		for _, title := range Find(n, ".story-title") {
			h, _ := Attr(Find(title, "a")[0], "href")
			got = append(got, Text(title)+" "+h)
		}
		if strings.Join(got, ";") != "司法建议 advice.html;典型案例 cases.html;荣誉墙 ../honors/index.html;大事记 others.html;代表建议 suggestions.html;任务台账 tasks.html" {
			return fmt.Errorf("listed: %q", got)
		}
		return nil
	})
	b.page("archive.html", links("links", "registers/advice.html registers/cases.html honors/index.html registers/others.html registers/suggestions.html registers/tasks.html index.html search.html")) // the last two are of the site map
	for _, name := range []string{"registers/plain.html", "registers/honors.html"} {
		if b.files[name] != nil {
			t.Errorf("%s is there", name)
		}
	}
	if !strings.Contains(string(b.files["figures.json"]), `"page":"registers/tasks.html"`) {
		t.Error("figures.json says nothing of tasks")
	}
}

// Without a day that it tells of a register calls nothing overdue: the program
// looks at no clock.
func TestNothingIsOverdueWithoutADay(t *testing.T) {
	b := buildSite(t, reportFront+`
-- data/registers/tasks.toml --
name = "任务台账"
kind = "tasks"
states = ["交办", "完成"]
[[entry]]
name = "甲"
due = "2001"
states = ["交办 2000-01-05"]
`)
	b.page("registers/tasks.html", counted("交办1", "完成0"), hasRows("甲 | 交办 交办 2000年1月5日 完成 尚未 | 2001年"), Count(".late", 0), In(".register-sum", HasText(`^合计1条$`)))
	if b.files["registers/index.html"] != nil {
		t.Error("a list of one register")
	}
}

// A register of honours that nobody wrote a page for has a wall of its own.
func TestHonoursWithoutAPageWrittenForThem(t *testing.T) {
	b := buildSite(t, reportFront+`
-- data/registers/honors.toml --
name = "荣誉"
kind = "honors"
intro = "近年的荣誉。"
levels = ["国家级", "省部级"]
[[entry]]
date = "2024"
name = "先进集体"
level = "省部级"
`)
	b.page("registers/honors.html", In(".intro", HasText(`^近年的荣誉。$`)), counted("省部级1"), In(".wall-year", HasText(`2024`), In(".entry", HasText(`先进集体`))), Count("form.filters", 0))
}

// Whatever is not written by the site itself is in its language, and singular
// where there is one.
func TestRegistersInEnglish(t *testing.T) {
	b := buildSite(t, "-- site.toml --\ntitle = \"Court\"\nlanguage = \"en\"\n"+fourKinds)
	b.page("registers/tasks.html",
		In(".register-sum", HasText(`^Total: 5 entries As of 31 December 2024$`)),
		counted("Registered2", "In progress1", "Finished1", "Closed1", "Overdue2", "Finished late1"),
		hasRows(
			"甲 | 立案庭 | In progress Registered 5 January 2024 In progress February 2024 Finished not yet Closed not yet | November 2024 overdue by 31 days",
			"乙 Result已经做完 | 执行局 | Finished Registered 5 January 2024 In progress 1 February 2024 Finished 2 July 2024 Closed not yet | 30 June 2024 finished 2 days late",
			"丙 | — | Registered Registered 1 March 2024 In progress not yet Finished not yet Closed not yet | 31 December 2024",
			"丁 | — | Closed Registered 1 March 2024 In progress 1 March 2024 Finished 1 April 2024 Closed 2 April 2024 | —",
			"戊 | — | Registered Registered 1 March 2024 In progress not yet Finished not yet Closed not yet | 30 December 2024 overdue by 1 day",
		),
		In(".traces", HasText(`1 entry total of the entries with State = In progress`)),
	)
	for page, heads := range map[string]string{
		"tasks": "Task Responsible State Due", "advice": "", "suggestions": "", "cases": "",
	} {
		b.page("registers/"+page+".html", func(n *html.Node) error {
			var got []string
			for _, th := range Find(Find(n, "thead")[0], "th") {
				got = append(got, Text(th))
			}
			said := strings.Join(got, " ")
			if heads != "" && said != heads || said == "" || strings.ContainsFunc(said, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
				return fmt.Errorf("columns are %q", said)
			}
			return nil
		})
	}
}
