package theme_test

import (
	"fmt"
	"html/template"
	"strings"

	"gongbao/generator/view"
)

// The views below are what a site of real size gives to the templates. Their
// figures are those published by the Supreme People's Court (2018–2024).

func num(value, text, indicator string) template.HTML {
	return template.HTML(fmt.Sprintf(`<data class="figure" value="%s" data-indicator="%s" data-period="2024" data-court="all" data-basis="incl-mediation" data-verdict="bound">%s</data>`, value, indicator, text))
}

// bars draws columns with direct labels, as the chart package would.
func bars(id string, w, h int, labels []string, values []float64) template.HTML {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg role="img" viewBox="0 0 %d %d" aria-labelledby="%s-t"><title id="%s-t">图</title>`, w, h, id, id)
	top := 0.0
	for _, v := range values {
		top = max(top, v)
	}
	base, left := float64(h-28), 40.0
	step := (float64(w) - left) / float64(len(values))
	for _, g := range []float64{0, 1000, 2000, 3000, 4000} {
		y := base - g/top*(base-30)
		fmt.Fprintf(&b, `<path d="M%.1f %.1fH%d" stroke="#e4dfd6"/><text x="%.1f" y="%.1f" font-size="13" text-anchor="end" fill="#5b6168">%.0f</text>`, left, y, w, left-6, y+4, g)
	}
	for i, v := range values {
		x, y, fill := left+step*float64(i)+step*.22, base-v/top*(base-30), "#7a7f85"
		if i == len(values)-1 {
			fill = "#9b1c1f"
		}
		fmt.Fprintf(&b, `<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="%s"/>`, x, y, step*.56, base-y, fill)
		fmt.Fprintf(&b, `<text x="%.1f" y="%.1f" font-size="14" text-anchor="middle" fill="#1f2328">%.1f</text>`, x+step*.28, y-7, v)
		fmt.Fprintf(&b, `<text x="%.1f" y="%d" font-size="14" text-anchor="middle" fill="#5b6168">%s</text>`, x+step*.28, h-8, labels[i])
	}
	b.WriteString(`</svg>`)
	return template.HTML(b.String())
}

func spark(points string) template.HTML {
	return template.HTML(`<svg class="spark" viewBox="0 0 120 30" width="96" height="24" aria-hidden="true"><polyline points="` + points + `" fill="none" stroke="#7a7f85" stroke-width="1.5"/><circle cx="116" cy="` + points[strings.LastIndexByte(points, ',')+1:] + `" r="2.5" fill="#9b1c1f"/></svg>`)
}

var (
	years  = []string{"2019", "2020", "2021", "2022", "2023", "2024"}
	filed  = []float64{3160.5, 3084.4, 3355, 3372.3, 4557.4, 4601.8}
	closed = []float64{2905.6, 2874.1, 3013.3, 3082.4, 4526.8, 4541.9}
)

func trend(id string) view.Chart {
	rows := make([]view.Row, len(years))
	for i, y := range years {
		rows[i] = view.Row{Label: y + "年", Cells: []view.Cell{
			{HTML: num("1", fmt.Sprintf("%.1f", filed[i]), "accepted"), Num: true},
			{HTML: num("1", fmt.Sprintf("%.1f", closed[i]), "closed"), Num: true},
		}}
	}
	return view.Chart{
		ID: id, Template: "trend",
		Title:    template.HTML("全国法院收案总量保持高位，2024年增速放缓至" + num("1", "1%", "accepted")),
		Subtitle: "全国法院收案，万件，2019—2024年",
		Wide:     bars(id+"-w", 680, 380, years, filed),
		Narrow:   bars(id+"-n", 358, 300, years, filed),
		Data:     view.Table{Caption: "全国法院收案和结案", Columns: []view.Column{{Text: "年份"}, {Text: "收案", Unit: "万件", Num: true}, {Text: "结案", Unit: "万件", Num: true}}, Rows: rows},
		Note:     "2023年起含诉前调解成功案件，与以前年度口径不同。",
		Source:   "最高人民法院",
		Option:   template.HTML(`<script type="application/json" class="chart-option">{}</script>`),
	}
}

func tbl(id string) view.Table {
	cell := func(s string) view.Cell { return view.Cell{HTML: num("1", s, "x"), Num: true} }
	word := func(s string) view.Cell { return view.Cell{HTML: template.HTML(s)} }
	return view.Table{
		ID: id, Caption: "2024年前三季度主要指标",
		Columns: []view.Column{{Text: "指标"}, {Text: "本期", Num: true}, {Text: "上年同期", Num: true}, {Text: "同比", Num: true}, {Text: "状态"}},
		Rows: []view.Row{
			{ID: id + "-1", Label: "受理案件", Href: "../indicators/accepted.html", Total: true, Cells: []view.Cell{cell("3597.3万件"), cell("3400.7万件"), cell("上升5.78%"), word("—")}},
			{Label: "诉前调解成功", Cells: []view.Cell{cell("1020.4万件"), cell("822.6万件"), cell("上升24.04%"), word("趋优")}},
			{Label: "审判执行受理", Cells: []view.Cell{cell("2576.9万件"), cell("2578.1万件"), cell("下降0.05%"), word("—")}},
			{Label: "结案", Cells: []view.Cell{cell("3378.2万件"), cell("3181.0万件"), cell("上升6.20%"), word("趋优")}},
			{Label: "一年以上未结诉讼案件", Cells: []view.Cell{cell("—"), cell("—"), cell("下降58.02%"), word("趋优")}},
		},
		Source: "最高人民法院，2024年10月18日", Note: "受理和结案含诉前调解成功案件。",
	}
}

func card(group, name, value, unit, change, arrow, trend, status string) view.Card {
	return view.Card{Name: name, Href: "indicators/accepted.html", Period: "2024年", Value: num("1", value, "x"), Unit: unit,
		Change: template.HTML(change), Arrow: arrow, Trend: trend, Status: status, Group: group}
}

func noticeCards() []view.Card {
	return []view.Card{
		card("质量", "案-件比", "1.42", "", "同比下降0.04", "down", "趋优", "优于合理区间"),
		card("质量", "二审开庭率", "62.35", "%", "同比提高23.72个百分点", "up", "趋优", "处于合理区间"),
		card("质量", "上诉率", "9.81", "%", "同比下降0.36个百分点", "down", "趋优", "处于合理区间"),
		card("效率", "审限内结案率", "97.19", "%", "同比提高3.22个百分点", "up", "趋优", "优于合理区间"),
		card("效率", "平均结案时间", "51.6", "天", "同比缩短4.3天", "down", "趋优", "优于合理区间"),
		card("效率", "超12个月未结案件比", "0.109", "%", "与上年同期持平", "flat", "", "处于合理区间"),
		card("效果", "执行到位率", "46.20", "%", "同比提高4.46个百分点", "up", "趋优", ""),
		card("效果", "自动履行率", "56.82", "%", "同比下降1.08个百分点", "down", "趋劣", "未达合理区间"),
	}
}

func site() *view.Site {
	return &view.Site{
		Title: "中原市中级人民法院公报", ShortTitle: "中原中院公报", Language: "zh-CN",
		Owner: view.Owner{Name: "中原市中级人民法院", Address: "中原市人民路1号", Phone: "0371-12345678", Records: []view.Link{{Text: "京ICP备12345678号-1", Href: "record.html"}, {Text: "京公网安备 11010102000000号", Href: "record.html"}}},
		Menu: []view.Link{{Text: "首页", Href: "index.html"}, {Text: "工作报告", Href: "reports/index.html"}, {Text: "季度通报", Href: "notices/index.html"},
			{Text: "指标", Href: "indicators/index.html"}, {Text: "荣誉", Href: "honors/index.html"}, {Text: "名词解释", Href: "glossary.html"}, {Text: "历年公报", Href: "archive.html"}},
		Assets: view.Assets{Style: "court.css", Paper: "paper.css", Script: "site.js", Chart: "chart.js", Read: "read.js", Trace: "trace.js", Search: "search.js", Filter: "filter.js", Lists: "register.css", Bundle: "echarts.js", Aid: "aid.js", AidBar: "aid-bar.js", AidStyle: "aid.css", Icon: "emblem.svg"},
	}
}

func page(kind, title, path string, crumbs ...view.Link) view.Page {
	root := strings.Repeat("../", strings.Count(path, "/"))
	p := view.Page{Site: site(), Kind: kind, Title: title, Path: path, Root: root, Description: title + "，数据来自最高人民法院公布的统计。",
		Meta: []view.Meta{{Name: "SiteName", Content: "中原市中级人民法院公报"}, {Name: "ArticleTitle", Content: title}}}
	if kind != "home" {
		p.Crumbs = append([]view.Link{{Text: "首页", Href: root + "index.html"}}, crumbs...)
		p.Crumbs = append(p.Crumbs, view.Link{Text: title})
	}
	return p
}

func stories() []view.Story {
	return []view.Story{
		{Title: "中原市中级人民法院工作报告（2024年度）", Href: "reports/2024.html", Kind: "report", Label: "工作报告", Period: "2024年", Date: "2025年3月16日",
			Summary: template.HTML("全国法院共收案" + num("1", "4601.8万件", "accepted") + "，同比增长" + num("1", "1%", "accepted") + "；结案" + num("1", "4541.9万件", "closed") + "，增长" + num("1", "0.3%", "closed") + "。诉前化解纠纷" + num("1", "1218.2万件", "x") + "，案-件比下降" + num("1", "0.04", "x") + "，减少衍生案件" + num("1", "99.2万件", "x") + "。")},
		{Title: "2024年前三季度审判执行工作通报", Href: "notices/2024q3.html", Kind: "notice", Label: "季度通报", Period: "2024年前三季度", Date: "2024年10月18日",
			Summary: template.HTML("设有合理区间的" + num("1", "12项", "x") + "指标中，" + num("1", "8项", "x") + "优于合理区间，" + num("1", "3项", "x") + "处于合理区间，" + num("1", "1项", "x") + "未达合理区间。")},
		{Title: "2024年上半年审判执行工作通报", Href: "notices/2024h1.html", Kind: "notice", Label: "季度通报", Period: "2024年上半年", Date: "2024年7月19日", Summary: template.HTML("受理" + num("1", "2317.6万件", "x") + "，同比上升3.9%；结案" + num("1", "2117.3万件", "x") + "，同比上升2.18%。")},
	}
}

func entries() []view.Entry {
	return []view.Entry{
		{ID: "e1", Date: "2025年1月", Year: "2025", Name: "全国模范法院", Level: "国家级", Kind: "集体", Count: num("40", "40个", "honors"), Fields: []view.Field{{Name: "授予机关", Text: "人力资源社会保障部、最高人民法院"}, {Name: "周期", Text: "每四年评选一次"}}},
		{ID: "e2", Date: "2025年1月", Year: "2025", Name: "全国模范法官", Level: "国家级", Kind: "个人", Count: num("65", "65名", "honors"), Fields: []view.Field{{Name: "授予机关", Text: "人力资源社会保障部、最高人民法院"}, {Name: "追授", Text: "4名"}}},
		{ID: "e3", Date: "2024年12月", Year: "2024", Name: "荣誉天平纪念章", Level: "国家级", Kind: "个人", Count: num("8400", "近8400名", "honors"), Fields: []view.Field{{Name: "颁发机关", Text: "最高人民法院"}, {Name: "条件", Text: "从事法院工作满30年，或在边远、高海拔地区任职满20年"}}},
		{ID: "e4", Date: "2020年12月", Year: "2020", Name: "全国优秀法院", Level: "国家级", Kind: "集体", Count: num("83", "83个", "honors"), Fields: []view.Field{{Name: "文号", Text: "法〔2020〕341号"}, {Name: "授予机关", Text: "最高人民法院"}}},
		{ID: "e5", Date: "2020年12月", Year: "2020", Name: "全国法院办案标兵", Level: "国家级", Kind: "个人", Count: num("198", "198名", "honors"), Fields: []view.Field{{Name: "文号", Text: "法〔2020〕341号"}, {Name: "授予机关", Text: "最高人民法院"}}},
	}
}

func terms() []view.Term {
	return []view.Term{
		{ID: "term-case-ratio", Name: "案-件比", Aliases: []string{"案件比"}, Href: "../glossary.html#term-case-ratio", Meaning: "人民群众的一个“案”，与进入诉讼程序后所经历的有关诉讼程序统计出来的“件”相比形成的一组对比关系。案-件比越低，说明当事人经历的程序越少，矛盾越早得到解决。"},
		{ID: "term-pre-mediation", Name: "诉前调解", Href: "../glossary.html#term-pre-mediation", Meaning: "纠纷起诉到法院后、登记立案之前，由调解组织或者调解员先行调解。调解成功的，可以申请司法确认或者出具调解书。"},
		{ID: "term-five-source", Name: "五源共治", Href: "../glossary.html#term-five-source", Meaning: "对诉讼、案件、执行、信访、赔偿五类矛盾的源头一并治理。"},
	}
}

func article(kind, label, title, path string) view.Article {
	return view.Article{Page: page(kind, title, path, view.Link{Text: label, Href: "index.html"}), Label: label, Period: "2024年", Court: "全市法院",
		Published: view.Date{Text: "2025年3月16日 09:30", Machine: "2025-03-16T09:30:00+08:00"}, Source: "研究室", Author: "宣传处", Editor: "李某"}
}

func part(render partial, name string, v any) template.HTML {
	h, err := render(name, v)
	if err != nil {
		panic(err)
	}
	return h
}

type partial func(string, any) (template.HTML, error)

func report(render partial) view.Article {
	a := article("report", "工作报告", "中原市中级人民法院工作报告", "reports/2024.html")
	a.HasCharts = true
	a.Delivered = "——2025年3月12日在中原市第十五届人民代表大会第四次会议上"
	a.Signed = "中原市中级人民法院院长　陈某某"
	a.Summary = stories()[0].Summary
	a.Minutes = 12
	a.Note = "本报告" + num("1", "4601.8万件", "accepted") + "按新口径统计。"
	a.Responds = &view.Link{Text: "中原市人民代表大会关于法院工作报告的决议", Href: "../pages/about.html"}
	a.Related = []view.Related{{Title: "2024年前三季度审判执行工作通报", Href: "../notices/2024q3.html", Why: "季度通报"}}
	a.Compare = &view.Comparison{ID: "compare", Period: "2024年", Base: "2023年", Apart: "结案率两年口径不同，不能直接比较，未列入。", Groups: []view.ComparisonGroup{
		{Kind: "up", Name: "上升", Items: []view.ComparisonItem{{Name: "受理案件", Href: "../indicators/accepted.html", Change: num("1", "上升1%", "accepted"), Value: num("1", "4601.8万", "accepted"), Unit: "件", First: num("1", "3160.5万", "accepted"), FirstYear: "2020年", Spark: spark("4,26 60,14 116,4")}}},
		{Kind: "down", Name: "下降", Items: []view.ComparisonItem{{Name: "案-件比", Change: num("1", "下降0.04", "x"), Trend: "趋优"}, {Name: "超十二个月未结诉讼案件占全部未结诉讼案件的比重", Change: num("1", "下降0.36个百分点", "x"), Trend: "趋优", Value: num("1", "0.109", "x"), Unit: "%"}}},
	}}
	a.Amendments = []view.Amendment{
		{ID: "amendment-2", Reasons: []view.AmendmentReason{{Date: view.Date{Text: "2026年11月22日", Machine: "2026-11-22"}, Reason: "补报漏报案件。"}}, Rows: []view.AmendmentRow{
			{Name: "收案 2024年", Old: "4601.6万件", New: "4601.8万件"}, {Name: "结案同比 2024年", Old: "上升0.2%"},
		}},
		{ID: "amendment-1", Reasons: []view.AmendmentReason{{Date: view.Date{Text: "2025年4月1日", Machine: "2025-04-01"}, Reason: "更正文字。"}}},
	}
	f := func(s string) string { return string(num("1", s, "x")) }
	term := func(id, s string) string {
		return `<a class="term" href="#term-` + id + `">` + s + `</a>`
	}
	var b strings.Builder
	p := func(s string) { b.WriteString("<p>" + s + "</p>\n") }
	b.WriteString(`<p class="salutation">各位代表：</p>`)
	p(`现在，我代表法院向大会报告工作，请予审议，并请列席会议的同志提出意见。`)
	b.WriteString(`<h2 id="a1">一、2024年主要工作<a class="anchor" href="#a1" aria-label="本节的链接"></a></h2>`)
	p(`2024年，全国法院共收案` + f("4601.8万件") + `，同比增长` + f("1%") + `；结案` + f("4541.9万件") + `，增长` + f("0.3%") + `。最高人民法院收案` + f("34898件") + `，结案` + f("32539件") + `，同比分别增长` + f("65.5%") + `、` + f("82.2%") + `。诉至法院的纠纷中，` + term("pre-mediation", "诉前调解") + `成功化解` + f("1218.2万件") + `，` + term("case-ratio", "案-件比") + `下降` + f("0.04") + `，减少衍生案件` + f("99.2万件") + `<sup class="fnref" id="fnref-1"><a href="#fn-1" role="doc-noteref">1</a></sup>。`)
	b.WriteString(string(part(render, "chart", trend("c1"))))
	b.WriteString(`<h3 id="a11">（一）依法惩治犯罪，维护社会安定</h3>`)
	p(`<strong>严惩严重暴力犯罪。</strong>审结故意杀人、抢劫、绑架等案件` + f("4.9万件") + `、` + f("5.8万人") + `，同比下降` + f("5.8%") + `。审结涉黑涉恶案件` + f("1663件") + `、` + f("8840人") + `，坚持打早打小、除恶务尽，做到“是黑恶犯罪一个不放过、不是黑恶犯罪一个不凑数”。`)
	p(`<strong>准确把握宽严相济。</strong>对初犯、偶犯和未成年人，坚持教育、感化、挽救；对主观恶性深、社会危害大的，依法从严。受理刑事案件` + f("41.2万件") + `，同比上升` + f("6.99%") + `。`)
	b.WriteString(`<h3 id="a12">（二）服务高质量发展，优化营商环境</h3>`)
	p(`<strong>平等保护各类经营主体。</strong>受理民商事案件` + f("504.8万件") + `，同比下降` + f("0.55%") + `；受理行政案件` + f("17.9万件") + `，下降` + f("3.61%") + `；受理执行案件` + f("265.7万件") + `，下降` + f("2.96%") + `。具体做法有三项：`)
	b.WriteString(`<ol><li>在立案环节公开办理时限，超期自动提醒；</li><li>对中小微企业案件“应缓则缓”，依法慎用查封、冻结措施；</li><li>判后答疑与自动履行告知同步进行，` + f("56.82%") + `的当事人主动履行。</li></ol>`)
	b.WriteString(string(part(render, "table", tbl("t1"))))
	b.WriteString(`<h3 id="a13">（三）坚持司法为民，化解矛盾纠纷</h3>`)
	p(`把<strong>“抓前端、治未病”</strong>落到实处，深化` + term("five-source", "五源共治") + `，会同有关部门把矛盾化解在基层、化解在诉前。前三季度诉前调解成功` + f("1020.4万件") + `，同比上升` + f("24.04%") + `；一年以上未结诉讼案件下降` + f("58.02%") + `。`)
	b.WriteString(`<blockquote><p>编者按：案例经当事人同意公开，人名均为化名。</p></blockquote>`)
	p(`张某与邻居因采光权多次争执，人民法庭联合司法所、村委会三次上门，最终促成双方就围墙高度达成一致并当场履行。`)
	b.WriteString(string(part(render, "register", view.Register{ID: "r1", Title: "2024年度集体荣誉", Layout: "list", Total: template.HTML("省级以上集体荣誉共" + f("123项")), Entries: entries()[:3]})))
	b.WriteString(`<h2 id="a2">二、存在的问题</h2>`)
	p(`我们也清醒看到，工作中还存在不少问题和困难：审判监督管理的精准性有待增强，个别案件裁判说理不够充分；执行到位率仍不能满足群众期待；一些基层法院人案矛盾突出，青年法官做群众工作的能力需要提高。对此，我们将采取有力措施，努力加以解决。`)
	b.WriteString(`<h2 id="a3">三、2025年工作安排</h2>`)
	p(`2025年，我们将坚持为大局服务、为人民司法，以审判工作现代化服务保障中国式现代化，重点做好以下工作：`)
	b.WriteString(`<ul><li>加强审判管理，用好质效指标，杜绝数据冲动；</li><li>深化执行难综合治理；</li><li>认真办理代表建议，做到件件有回音。</li></ul>`)
	p(`各位代表！新的一年，我们将忠实履行宪法法律赋予的职责，自觉接受监督，努力让人民群众在每一个司法案件中感受到公平正义。`)
	b.WriteString(`<section class="footnotes" role="doc-endnotes" aria-label="注释"><ol><li id="fn-1"><p>衍生案件指由同一纠纷引发的上诉、申请再审、申请执行等案件。&#160;<a class="fnback" href="#fnref-1" role="doc-backlink" aria-label="返回正文">&#x21a9;&#xfe0e;</a></p></li></ol></section>`)
	a.Body = template.HTML(b.String())
	a.TOC = []view.Heading{
		{ID: "a1", Text: "一、2024年主要工作", Children: []view.Heading{{ID: "a11", Text: "（一）依法惩治犯罪，维护社会安定"}, {ID: "a12", Text: "（二）服务高质量发展，优化营商环境"}, {ID: "a13", Text: "（三）坚持司法为民，化解矛盾纠纷"}}},
		{ID: "a2", Text: "二、存在的问题"}, {ID: "a3", Text: "三、2025年工作安排"},
	}
	a.Notes = []view.Note{{ID: "n1", Text: "受理案件：2023年起含诉前调解成功案件，与2022年及以前的数据不直接比较。"}, {ID: "n2", Text: "执行到位率：以当年首次执行案件为统计范围。"}}
	a.Terms = terms()
	a.Previous = &view.Link{Text: "中原市中级人民法院工作报告（2023年度）", Href: "2023.html"}
	a.Next = &view.Link{Text: "中原市中级人民法院工作报告（2025年度）", Href: "2025.html"}
	a.Traces = view.Traces{
		Bases:   []view.TraceKey{{Number: 1, Text: "含诉前调解成功"}},
		Sources: []view.TraceKey{{Number: 1, Text: "市中级人民法院，2025年1月8日"}, {Number: 2, Text: "市中级人民法院，2024年1月10日"}},
		List: []view.Trace{
			{ID: "t-1", Name: "受理案件", Href: "../indicators/accepted.html", Period: "2024年", Value: "4601.8万件", Rule: "公布的数值", Basis: 1, Sources: []int{1}, Verdict: "bound", VerdictText: "已绑定"},
			{ID: "t-2", Name: "受理案件同比", Href: "../indicators/accepted.html", Period: "2024年", Court: "最高人民法院", Value: "+1.0%", Rule: "(2024年 − 2023年) ÷ 2023年", Working: "(4601.8万 − 4557.4万) ÷ 4557.4万 = +1.0%", Note: "不含专项行动案件。", Basis: 1, Sources: []int{1, 2}, Verdict: "verified", VerdictText: "已核对"},
			{ID: "t-3", Name: "排查线索", Value: "300件", Rule: "由文中其他数字得出", Working: "100+200=300件", Verdict: "consistent", VerdictText: "文内自洽"},
		},
	}
	a.Figures = 36
	return a
}

func notice(render partial) view.Article {
	a := article("notice", "季度通报", "2024年前三季度审判执行工作通报", "notices/2024q3.html")
	a.Period, a.Published = "2024年前三季度", view.Date{Text: "2024年10月18日 10:00", Machine: "2024-10-18T10:00:00+08:00"}
	a.Source, a.Author, a.Editor = "审判管理办公室", "", ""
	a.Summary = stories()[1].Summary
	f := func(s string) string { return string(num("1", s, "x")) }
	a.Generated = template.HTML("2024年前三季度，全国法院受理案件" + f("3597.3万件") + "，同比上升" + f("5.78%") + "；结案" + f("3378.2万件") + "，同比上升" + f("6.20%") + "；诉前调解成功" + f("1020.4万件") + "，同比上升" + f("24.04%") + "。")
	a.Body = part(render, "cards", view.Cards{ID: "k1", Items: noticeCards(), Note: "合理区间依据本院2024年确定的数值。"}) +
		part(render, "table", tbl("t1")) + `<h2 id="b1">与上季度相比</h2><p>二审开庭率提高较多，主要因为民事二审实行应开尽开；自动履行率下降` + num("1", "1.08个百分点", "x") + `，集中在金融借款纠纷，已会同有关部门研究。</p>` +
		part(render, "chart", trend("c1"))
	a.Notes = []view.Note{{ID: "n1", Text: "受理案件：含诉前调解成功案件，年内累计。"}}
	a.Previous = &view.Link{Text: "2024年上半年审判执行工作通报", Href: "2024h1.html"}
	a.Figures = 29
	return a
}

func home() view.Home {
	t := trend("c1")
	c := func(name, value, unit, change, arrow, points string) view.Card {
		x := card("", name, value, unit, change, arrow, "", "")
		x.Spark = spark(points)
		return x
	}
	p := page("home", "首页", "index.html")
	p.HasCharts = true
	s := stories()
	return view.Home{Page: p,
		Sentence: template.HTML("2024年，全国法院收案" + num("1", "4601.8万件", "accepted") + "、结案" + num("1", "4541.9万件", "closed") + "，收结基本平衡；每四件纠纷就有一件在诉前化解。"),
		Headlines: []view.Card{
			c("收案", "4601.8", "万件", "同比上升1.0%", "up", "4,26 26,27 48,24 70,24 93,8 116,6"),
			c("结案", "4541.9", "万件", "同比上升0.3%", "up", "4,27 26,28 48,26 70,25 93,7 116,6"),
			c("诉前化解", "1218.2", "万件", "同比上升1.5%", "up", "4,28 26,27 48,24 70,20 93,9 116,6"),
			c("案-件比", "1.42", "", "同比下降0.04", "down", "4,6 26,8 48,12 70,16 93,22 116,25"),
			c("法官人均结案", "356", "件", "与上年持平", "flat", "4,26 26,26 48,20 70,14 93,8 116,8"),
		},
		Report: &s[0], Notice: &s[1], Cards: noticeCards()[:5], Trend: &t, Honors: entries(), HonorsAt: "honors/index.html",
		Years: []view.Year{{Year: "2024", Stories: s}, {Year: "2023", Stories: []view.Story{{Title: "中原市中级人民法院工作报告（2023年度）", Href: "reports/2023.html", Label: "工作报告", Date: "2024年3月18日"}, {Title: "2023年审判执行工作通报", Href: "notices/2023.html", Label: "季度通报", Date: "2024年3月9日"}}}},
	}
}

// madeNotice is a notice without a text of its own, on a site that is stamped.
func madeNotice(render partial) view.Article {
	a := article("notice", "季度通报", "2025年上半年审判质量管理指标通报", "notices/2025H1.html")
	site := *a.Site
	site.Sample, site.Internal = true, true
	a.Site = &site
	a.Published, a.Source, a.Author, a.Editor = view.Date{}, "", "", ""
	f := func(s string) template.HTML { return num("1", s, "x") }
	a.Generated = "设有合理区间的" + f("12") + "项指标中，" + f("11") + "项优于合理区间，" + f("1") + "项处于合理区间，达标率" + f("100%") + "。"
	courts := []string{"全市", "中院", "东原", "西渡", "南屏", "北苑", "中桥", "清禾", "望川", "明泽"}
	row := func(name, unit string, cell func(i int) view.MatrixCell) view.MatrixRow {
		r := view.MatrixRow{Name: name, Href: "../indicators/accepted.html", Unit: unit, Direction: "越高越好", Interval: "88%至91%"}
		for i := range courts {
			r.Cells = append(r.Cells, cell(i))
		}
		return r
	}
	matrix := func(id, layout string, cell func(i int) view.MatrixCell) view.Matrix {
		m := view.Matrix{ID: id, Layout: layout, Caption: "2025年上半年各法院审判质量管理指标", Columns: len(courts) + 1, Legend: "每格上行是数值。", Source: "审判管理办公室", Note: "二审开庭率只有中院有。"}
		for i, c := range courts {
			m.Courts = append(m.Courts, view.MatrixCourt{Name: c, Whole: i == 0})
		}
		m.Groups = []view.MatrixGroup{
			{Name: "质量", Rows: []view.MatrixRow{row("一审服判息诉率", "%", cell), row("民商事案件改判发回重审率", "%", cell)}},
			{Name: "效率", Rows: []view.MatrixRow{row("平均结案时间", "天", cell)}},
		}
		return m
	}
	values := matrix("m2", "values", func(i int) view.MatrixCell {
		if i == 3 {
			return view.MatrixCell{Kind: "missing", Value: `<span class="missing">未单列</span>`}
		}
		return view.MatrixCell{Kind: []string{"above", "in", "below"}[i%3], Value: f("89.30"), Status: "处于", Change: f("0.74"), Turn: "提高", Points: "个百分点", Unit: "", Arrow: "up", Trend: "趋优", Rank: f("第3名")}
	})
	status := matrix("m1", "status", func(i int) view.MatrixCell {
		return view.MatrixCell{Kind: []string{"above", "in", "below", "better", "same", "worse"}[i%6], Value: f([]string{"优于", "处于", "未达", "趋优", "持平", "趋劣"}[i%6])}
	})
	standing := view.Standing{ID: "s1", Title: "指标状态", Sentences: []template.HTML{a.Generated}, Note: "按月核对。",
		Lists: []view.StandingList{
			{Kind: "below", Name: "未达合理区间", Items: []view.StandingItem{{Name: "执行完毕率", Href: "../indicators/accepted.html", Text: f("39.21%") + "（合理区间40%至45%）"}}},
			{Kind: "better", Name: "同比趋优", Items: []view.StandingItem{{Name: "案-件比", Text: f("下降0.03")}}},
		},
		Courts: []view.CourtStanding{{Name: "东原区人民法院", Text: a.Generated}},
	}
	a.Parts = []view.Part{
		{ID: "part-standing", Title: "趋优、趋劣和未达指标", HTML: part(render, "standing", standing)},
		{ID: "part-status", Title: "各法院指标状态", HTML: part(render, "matrix", status)},
		{ID: "part-values", Title: "各法院指标数值", Wide: true, HTML: part(render, "matrix", values)},
	}
	return a
}

// tasks is a register as a page of its own.
func tasks() view.RegisterPage {
	p := view.RegisterPage{Page: page("register", "重点任务台账", "registers/tasks.html", view.Link{Text: "名录", Href: "index.html"}), Layout: "tasks", Intro: "工作报告提出的任务。", AsOf: "2025年12月31日", Total: num("2", "2", "tasks") + "条",
		Counts:  []view.LevelCount{{Level: "办理", Count: num("1", "1", "tasks")}, {Level: "办结", Count: num("1", "1", "tasks")}},
		Filters: []view.RegisterFilter{{ID: "state", Name: "状态", Values: []string{"办理", "办结", "逾期"}}},
		Columns: []view.RegisterColumn{{ID: "name", Name: "任务"}, {ID: "owner", Name: "责任部门"}, {ID: "state", Name: "状态"}, {ID: "due", Name: "办理期限"}},
	}
	for i, name := range []string{"清理立案超过十二个月的未结案件", "为望川、清禾两个区法院调剂审判力量"} {
		steps := []view.RegisterStep{{Name: "立项", Date: "2025年1月24日"}, {Name: "办理", Date: "2025年5月12日"}, {Name: "办结", Date: "2025年6月3日"}, {Name: "销号"}}
		state, late := "办结", ""
		if i == 1 {
			state, late, steps[2].Date = "办理", "逾期61天", ""
		}
		p.Rows = append(p.Rows, view.RegisterRow{ID: "task-" + state, Chosen: "state=" + state, Cells: []view.RegisterCell{
			{Column: p.Columns[0], Main: true, Text: name, Href: "../pages/rules.html", Fields: []view.Field{{Name: "成效", Text: "均有审限延长手续。"}}, Image: view.Photo{Src: "../award.svg", Width: 40, Height: 30}, Alt: "公示栏"},
			{Column: p.Columns[1], Text: "审判管理办公室"},
			{Column: p.Columns[2], Text: state, Steps: steps},
			{Column: p.Columns[3], Text: "2025年10月31日", Late: late},
		}})
	}
	return p
}

// everyPage is one page of each kind, by output path.
func everyPage(render partial) map[string]any {
	s := stories()
	t := trend("c1")
	table := tbl("t1")
	latest := card("", "受理案件", "4601.8", "万件", "同比上升1.0%", "up", "", "")
	items := noticeCards()
	for i := range items {
		items[i].Spark = spark("4,26 26,27 48,24 70,24 93,8 116,6")
		items[i].Href = "accepted.html"
	}
	plain := article("page", "专页", "关于加强和规范审判管理工作的实施意见", "pages/rules.html")
	plain.Body = `<p>为进一步加强审判管理，现提出以下意见。</p><h2 id="p1">一、总体要求</h2><p>坚持问题导向，把指标用好，把数据做实。</p><figure class="photo"><img src="photo.png" alt="法庭外景"><figcaption>图为人民法庭外景。</figcaption></figure><div class="table-wrap" tabindex="0" role="region" aria-label="表格"><table><thead><tr><th scope="col">任务</th><th scope="col">责任部门</th><th scope="col">时限</th><th scope="col">目标</th><th scope="col">验收</th></tr></thead><tbody><tr><td>完善台账</td><td>审判管理办公室</td><td>每月5日前</td><td>账实相符</td><td>季度检查一次</td></tr></tbody></table></div>`
	return map[string]any{
		"index.html":          home(),
		"reports/2024.html":   report(render),
		"notices/2024q3.html": notice(render),
		"notices/2025H1.html": madeNotice(render),
		"pages/rules.html":    plain,
		"reports/index.html":  view.List{Page: page("list", "工作报告", "reports/index.html"), Intro: "<p>每年向人民代表大会报告的工作，按年度排列。</p>", Stories: s},
		"archive.html":        view.Archive{Page: page("archive", "历年公报", "archive.html"), Years: home().Years},
		"honors/index.html": view.Honors{Page: page("honors", "荣誉", "honors/index.html"), Intro: "<p>以下荣誉按授予年份排列，同一荣誉不重复计入单位和个人。</p>", Counts: []view.LevelCount{{Level: "国家级", Count: num("5", "5项", "honors")}, {Level: "省部级", Count: num("12", "12项", "honors")}, {Level: "市厅级", Count: num("27", "27项", "honors")}},
			Years: []view.HonorYear{{Year: "2025", Levels: []view.HonorLevel{{Level: "国家级", Entries: entries()[:2]}}}, {Year: "2024", Levels: []view.HonorLevel{{Level: "国家级", Entries: entries()[2:3]}}}, {Year: "2020", Levels: []view.HonorLevel{{Level: "国家级", Entries: entries()[3:]}}}},
			Notes: []view.Note{{ID: "n1", Text: "荣誉天平奖章自2019年起改称荣誉天平纪念章。"}}},
		"indicators/accepted.html": view.Indicator{Page: page("indicator", "受理案件", "indicators/accepted.html", view.Link{Text: "指标", Href: "index.html"}), ID: "accepted", Definition: "统计期内人民法院旧存和新收的各类案件总数。", Unit: "件", Kind: "时期数", Formula: "受理案件 = 旧存 + 新收", Interval: "63%~68%", Source: "最高人民法院", Aliases: []string{"收案", "受理"}, Latest: &latest, Chart: &t, Series: &table,
			Notes: []view.Note{{ID: "n1", Text: "2023年起含诉前调解成功案件。"}}, Parts: []view.Link{{Text: "旧存", Href: "carried.html"}, {Text: "新收", Href: "filed.html"}}},
		"indicators/index.html":    view.Indicators{Page: page("indicators", "指标", "indicators/index.html"), Groups: []view.IndicatorGroup{{Name: "质量", Items: items[:3]}, {Name: "效率", Items: items[3:6]}, {Name: "效果", Items: items[6:]}}, Tables: []view.Link{{Text: "刑事案件分项表", Href: "criminal.html"}}},
		"indicators/criminal.html": view.Breakdown{Page: page("breakdown", "刑事案件分项表", "indicators/criminal.html", view.Link{Text: "指标", Href: "index.html"}), ID: "criminal", Definition: "全国法院受理刑事案件按程序分列。", Source: "《最高人民法院公报》", Tables: []view.Table{table}},
		"glossary.html":            view.Glossary{Page: page("glossary", "名词解释", "glossary.html"), Terms: terms()},
		"search.html":              view.Search{Page: page("search", "搜索", "search.html"), Index: "search/index.js?v=1", Kinds: []view.SearchKind{{ID: "report", Name: "工作报告"}, {ID: "notice", Name: "季度通报"}}, Years: []string{"2024", "2023"}},
		"registers/tasks.html":     tasks(),
		"404.html":                 view.NotFound{Page: page("notfound", "页面不存在", "404.html")},
	}
}
