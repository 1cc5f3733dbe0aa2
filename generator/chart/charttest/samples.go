// Package charttest has charts to try charts with: real figures of the Supreme
// People's Court's releases, as a site would ask for them, and charts that are
// awkward to lay out. Only tests import it.
package charttest

import (
	"strconv"
	"strings"

	"gongbao/generator/chart"
)

// Point reads a value as published: "4601.8万", "97.19"; "" is missing; a trailing
// "p" marks a provisional value.
func Point(text string) chart.Point {
	text, provisional := strings.CutSuffix(text, "p")
	if text == "" {
		return chart.Point{}
	}
	num, factor := text, 1.0
	for _, s := range []struct {
		suffix string
		factor float64
	}{{"万", 1e4}, {"亿", 1e8}} {
		if n, ok := strings.CutSuffix(num, s.suffix); ok {
			num, factor = n, s.factor
		}
	}
	v, err := strconv.ParseFloat(num, 64)
	if err != nil {
		panic(err)
	}
	return chart.Point{Value: v * factor, Text: text, Valid: true, Provisional: provisional}
}

func pts(texts ...string) []chart.Point {
	out := make([]chart.Point, len(texts))
	for i, t := range texts {
		out[i] = Point(t)
	}
	return out
}

// Series is a series of values as Point reads them.
func Series(name, unit string, texts ...string) chart.Series {
	return chart.Series{Name: name, Unit: unit, Points: pts(texts...)}
}

func ptr(v float64) *float64 { return &v }

// Sample is a chart with the name of its golden drawing.
type Sample struct {
	Name string
	Spec chart.Spec
}

// Samples are one or more charts of every template.
func Samples() []Sample {
	years := []string{"2018年", "2019年", "2020年", "2021年", "2022年"}
	quarters := []string{"2024年一季度", "2024年二季度", "2024年三季度", "2024年四季度"}
	months := []string{"1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"}
	long := make([]string, 24)
	longPts := make([]string, 24)
	for i := range long {
		long[i] = strconv.Itoa(2023+i/12) + "年" + strconv.Itoa(i%12+1) + "月"
		longPts[i] = strconv.Itoa(2400+(i*37)%300+i*9) + ".5万"
	}
	return []Sample{
		{"trend", chart.Spec{
			Template: "trend", Title: "收案连续五年上升", Categories: years,
			Series: []chart.Series{
				Series("受理案件", "件", "2803.5万", "3160.5万", "3084.4万", "3355万", "3372.3万"),
				Series("审结执结", "件", "2520万", "2905.6万", "2874.1万", "3013.3万", "3082.4万"),
			},
		}},
		{"trend-break", chart.Spec{
			Template: "trend", Categories: []string{"2020年", "2021年", "2022年", "2023年", "2024年", "2025年"},
			Series: []chart.Series{Series("受理案件", "件", "3084.4万", "3355万", "", "4557.4万", "4601.8万", "3748.6万p")},
			Breaks: []chart.Break{{Before: 3, Note: "含诉前调解成功"}, {Before: 5, Note: "不含诉前调解"}},
		}},
		{"trend-long", chart.Spec{
			Template: "trend", Categories: long, Series: []chart.Series{Series("新收案件", "件", longPts...)},
		}},
		{"trend-rate", chart.Spec{
			Template: "trend", Categories: []string{"一季度", "二季度", "三季度", "四季度"},
			Series: []chart.Series{
				{Name: "一审服判息诉率", Unit: "%", Highlight: true, Points: pts("88.7", "89.12", "89.64", "90.03")},
				Series("调解率", "%", "86.3", "87.2", "87.0", "88.1"),
				Series("审限内结案率", "%", "97.1", "97.43", "97.56", "98.02"),
			},
			Interval: &chart.Interval{Lo: ptr(85), Text: "合理区间：不低于85%"},
		}},
		{"bar", chart.Spec{
			Template: "bar", Categories: quarters,
			Series: []chart.Series{Series("受理案件", "件", "1100.3万", "1217.3万", "1279.7万", "1004.5万p")},
		}},
		{"bar-mixed", chart.Spec{
			Template: "bar", Categories: years,
			Series: []chart.Series{
				Series("受理案件", "件", "2803.5万", "3160.5万", "3084.4万", "3355万", "3372.3万"),
				Series("审结执结", "件", "2520万", "2905.6万", "2874.1万", "3013.3万", "3082.4万"),
				Series("结案率", "%", "89.89", "91.93", "93.18", "89.82", "91.40"),
			},
		}},
		{"bar-long", chart.Spec{
			Template: "bar", Categories: []string{
				"合同、无因管理、不当得利纠纷", "婚姻家庭、继承纠纷", "侵权责任纠纷", "物权纠纷", "人格权纠纷",
			},
			Series: []chart.Series{Series("收案", "件", "8839003", "1635049", "1209871", "294328", "161646")},
		}},
		{"stacked", chart.Spec{
			Template: "stacked", Categories: []string{"2020年", "2021年", "2022年", "2023年"},
			Series: []chart.Series{
				Series("民商事", "件", "1330.6万", "1574.6万", "1603.5万", "2004.8万"),
				Series("执行", "件", "995.8万", "949.3万", "917.4万", "976.0万"),
				Series("刑事", "件", "111.6万", "125.6万", "103.8万", "176.3万"),
				Series("行政", "件", "26.6万", "29.8万", "28.3万", "32.1万p"),
			},
		}},
		{"share", chart.Spec{
			Template: "share", Categories: []string{"合同纠纷", "婚姻家庭、继承", "侵权责任", "物权", "人格权"},
			Series: []chart.Series{Series("民事一审收案", "件", "8839003", "1635049", "1209871", "294328", "161646")},
		}},
		{"gauge", chart.Spec{
			Template: "gauge", Categories: []string{"审限内结案率", "一审服判息诉率", "诉前调解自动履行率"},
			Series: []chart.Series{
				Series("2024年", "%", "97.43", "90.03", "95.36"),
				Series("2023年", "%", "96.91", "88.70", "93.10"),
			},
			Interval: &chart.Interval{Lo: ptr(90), Text: "合理区间：90%以上"},
		}},
		{"radar", chart.Spec{
			Template: "radar", Categories: []string{"审限内结案率", "一审服判息诉率", "诉前调解成功率", "自动履行率", "执行完毕率", "二审开庭率"},
			Series: []chart.Series{
				Series("2024年", "%", "97.4", "90.0", "68.7", "95.4", "61.2", "72.5"),
				Series("2023年", "%", "96.9", "88.7", "64.1", "93.1", "57.0", "66.0"),
			},
		}},
		{"radar-one", chart.Spec{
			Template: "radar", Categories: []string{"审限内结案率", "一审服判息诉率", "诉前调解成功率", "自动履行率", "执行完毕率"},
			Series: []chart.Series{Series("2024年", "%", "97.4", "90.0", "68.7", "95.4", "61.2")},
		}},
		{"funnel", chart.Spec{
			Template: "funnel", Categories: []string{"诉至法院", "诉前调解", "立案", "结案", "执行"},
			Series: []chart.Series{Series("案件", "件", "4557.4万", "1746.0万", "3357.6万", "3327.0万", "976.0万")},
		}},
		{"heatmap", chart.Spec{
			Template: "heatmap", Categories: months,
			Series: []chart.Series{
				Series("中原区", "%", "88.1", "89.4", "90.2", "91.0", "91.3", "92.8", "92.1", "93.0", "93.6", "94.4", "95.1", "97.2"),
				Series("金水区", "%", "86.5", "87.9", "88.8", "90.1", "", "91.7", "91.2", "92.5", "93.1", "93.9", "94.6", "96.8"),
				Series("管城回族区", "%", "90.0", "90.3", "91.1", "91.5", "92.0", "93.2", "93.5", "93.9", "94.2", "95.0", "96.2", "98.1"),
				Series("二七区", "%", "84.2", "85.6", "87.3", "88.0", "89.1", "90.6", "90.9", "91.4", "92.2", "93.0", "94.1p", "96.0p"),
			},
		}},
		{"flow", chart.Spec{
			Template: "flow",
			Links: []chart.Link{
				{From: "诉至法院", To: "诉前调解", Value: 17459800, Text: "1745.98万", Unit: "件"},
				{From: "诉至法院", To: "直接立案", Value: 16897200, Text: "1689.72万", Unit: "件"},
				{From: "诉前调解", To: "调解成功", Value: 11998100, Text: "1199.81万", Unit: "件"},
				{From: "诉前调解", To: "转入立案", Value: 5461700, Text: "546.17万", Unit: "件"},
				{From: "直接立案", To: "审理执行", Value: 16897200, Text: "1689.72万", Unit: "件"},
				{From: "转入立案", To: "审理执行", Value: 5461700, Text: "546.17万", Unit: "件"},
			},
		}},
		{"flow-thin", chart.Spec{
			Template: "flow",
			Links: []chart.Link{
				{From: "受理案件", To: "刑事一审", Value: 369000, Text: "36.9万", Unit: "件"},
				{From: "受理案件", To: "民商事一审", Value: 4861000, Text: "486.1万", Unit: "件"},
				{From: "受理案件", To: "行政一审", Value: 70000, Text: "7万", Unit: "件"},
				{From: "受理案件", To: "执行", Value: 2500000, Text: "250万", Unit: "件"},
				{From: "受理案件", To: "国家赔偿和司法救助", Value: 3000, Text: "3000", Unit: "件"},
			},
			Nodes: []chart.Node{{Name: "受理案件", Text: "1100.3万件"}, {Name: "刑事一审", Text: "36.9万件"}},
		}},
		{"heatmap-change", chart.Spec{
			Template: "heatmap", Categories: []string{"2021年", "2022年", "2023年", "2024年"},
			Series: []chart.Series{
				Series("收案", "%", "8.79", "0.5", "15.6", "1.0"),
				Series("结案", "%", "4.8", "2.3", "13.4", "-0.9"),
				Series("刑事一审", "%", "12.6", "-17.4", "18.2", "-20.10"),
				Series("行政一审", "%", "6.8", "-5.5", "", "-12.06p"),
			},
		}},
		{"timeline", chart.Spec{
			Template: "timeline", Events: []chart.Event{
				{Date: "2025年1月", Year: 2025, Name: "全国模范法院", Level: "人力资源社会保障部、最高人民法院", CountText: "40个"},
				{Date: "2025年1月", Year: 2025, Name: "全国模范法官", Level: "人力资源社会保障部、最高人民法院", CountText: "65名"},
				{Date: "2024年度", Year: 2024, Name: "荣誉天平纪念章", Level: "最高人民法院；从事审判工作满三十年，或在边远高海拔地区工作满二十年", CountText: "近8400名"},
				{Date: "法〔2020〕341号", Year: 2020, Name: "全国优秀法院", Level: "最高人民法院", CountText: "83个"},
				{Date: "法〔2020〕341号", Year: 2020, Name: "全国优秀法官", Level: "最高人民法院", CountText: "97名"},
				{Date: "法〔2020〕341号", Year: 2020, Name: "全国法院办案标兵", Level: "最高人民法院", CountText: "198名"},
			},
		}},
	}
}

// Hard are charts that are awkward to lay out.
func Hard() []Sample {
	months := []string{"2024年1月", "2024年2月", "2024年3月", "2024年4月", "2024年5月", "2024年6月", "2024年7月", "2024年8月", "2024年9月", "2024年10月", "2024年11月", "2024年12月"}
	years := []string{"2020年", "2021年", "2022年", "2023年", "2024年"}
	courts := []string{"郑州市中原区人民法院", "郑州市金水区人民法院", "郑州市管城回族区人民法院", "郑州市二七区人民法院", "郑州航空港经济综合实验区人民法院"}
	return []Sample{
		{"six lines", chart.Spec{Template: "trend", Categories: years, Series: []chart.Series{
			Series("民商事一审", "件", "100", "120", "130", "128", "140"), Series("刑事一审", "件", "98", "118", "131", "129", "141"),
			Series("行政一审", "件", "40", "42", "44", "43", "45"), Series("执行", "件", "90", "91", "95", "99", "139"),
			Series("国家赔偿", "件", "3", "4", "2", "5", "4"), Series("司法救助", "件", "5", "6", "7", "6", "8"),
		}}},
		{"equal values", chart.Spec{Template: "trend", Categories: years, Series: []chart.Series{Series("受理", "件", "7", "7", "7", "7", "7")}}},
		{"one point", chart.Spec{Template: "trend", Categories: years[:1], Series: []chart.Series{Series("受理", "件", "7")}}},
		{"zeros", chart.Spec{Template: "bar", Categories: years, Series: []chart.Series{Series("受理", "件", "0", "0", "0", "0", "0")}}},
		{"negative", chart.Spec{Template: "bar", Categories: years, Series: []chart.Series{Series("同比增长", "%", "12.3", "-4.5", "-0.4", "8.8", "10.80")}}},
		{"negative lying", chart.Spec{Template: "bar", Categories: courts, Series: []chart.Series{Series("同比增长", "%", "12.3", "-4.5", "-0.4", "8.8", "10.80")}}},
		{"grouped months", chart.Spec{Template: "bar", Categories: months, Series: []chart.Series{
			Series("收案", "件", "1102", "998", "1201", "1177", "1233", "1301", "1250", "1264", "1301", "1222", "1340", "1502"),
			Series("结案", "件", "902", "898", "1101", "1127", "1203", "1281", "1230", "1234", "1281", "1202", "1330", "1722p"),
			Series("旧存", "件", "302", "398", "501", "527", "503", "481", "430", "434", "481", "402", "330", "322"),
		}}},
		{"lying groups", chart.Spec{Template: "bar", Categories: courts, Series: []chart.Series{
			Series("2024年", "件", "10021", "23011", "8012", "9120", "3120p"), Series("2023年", "件", "9021", "21011", "8312", "", "2920"),
		}}},
		{"lying stack", chart.Spec{Template: "stacked", Categories: courts, Series: []chart.Series{
			Series("民商事", "件", "6021", "13011", "5012", "6120", "2120p"), Series("刑事", "件", "1021", "2011", "812", "930", "320"), Series("执行", "件", "3021", "8011", "2812", "2930", "920"),
		}}},
		{"two panels of lines", chart.Spec{Template: "trend", Categories: months, Series: []chart.Series{
			Series("收案", "件", "1102", "998", "1201", "1177", "1233", "1301", "1250", "1264", "1301", "1222", "1340", "1502"),
			Series("结案率", "%", "88.1", "89.4", "90.2", "91.0", "91.3", "92.8", "92.1", "93.0", "93.6", "94.4", "95.1", "97.2"),
		}, Breaks: []chart.Break{{Before: 6, Note: "七月起含诉前调解成功的案件"}}}},
		{"early break", chart.Spec{Template: "bar", Categories: years, Series: []chart.Series{Series("受理", "件", "3084.4万", "3355万", "3372.3万", "4557.4万", "4601.8万")},
			Breaks: []chart.Break{{Before: 1, Note: "立案登记制改革后收案口径不同"}, {Before: 3, Note: "含诉前调解成功"}, {Before: 4, Note: "不含诉前调解成功"}}}},
		{"gauge of days", chart.Spec{Template: "gauge", Categories: []string{"平均结案时间"}, Series: []chart.Series{Series("2024年", "天", "61.5p")}, Interval: &chart.Interval{Lo: ptr(40), Hi: ptr(70), Text: "合理区间：40—70天"}}},
		{"gauge without interval", chart.Spec{Template: "gauge", Categories: courts, Series: []chart.Series{Series("案-件比", "", "1.21", "1.25", "1.19", "", "1.4")}}},
		{"wide heatmap", chart.Spec{Template: "heatmap", Categories: months, Series: []chart.Series{
			Series(courts[0], "件", "1102", "998", "1201", "1177", "1233", "1301", "1250", "1264", "1301", "1222", "1340", "1502"),
			Series(courts[4], "件", "902", "898", "1101", "1127", "1203", "1281", "1230", "1234", "1281", "1202", "1330", "1722"),
		}}},
		{"months of change", chart.Spec{Template: "heatmap", Categories: months, Series: []chart.Series{
			Series(courts[0], "件", "1102", "-998", "1201", "-1177", "1233", "-1301", "1250", "1264", "1301", "1222", "1340", "1502"),
			Series(courts[4], "件", "902", "898", "1101", "1127", "0", "-1281", "1230", "1234", "1281", "1202", "1330", "1722"),
		}}},
		{"lines of change", chart.Spec{Template: "trend", Categories: years, Series: []chart.Series{
			Series("受理同比", "%", "-2.4", "8.8", "0.5", "-15.6", "1.0"), Series("结案同比", "%", "-1.1", "4.8", "2.3", "13.4", "-0.9"),
		}}},
		{"falls only", chart.Spec{Template: "bar", Categories: years, Series: []chart.Series{Series("同比增长", "%", "-12.3", "-4.5", "-0.4", "-8.8", "-10.80")}}},
		{"falls only lying", chart.Spec{Template: "bar", Categories: courts, Series: []chart.Series{Series("同比增长", "%", "-12.3", "-4.5", "-0.4", "-8.8", "-10.80")}}},
		{"grouped changes", chart.Spec{Template: "bar", Categories: years, Series: []chart.Series{
			Series("受理", "%", "-2.4", "8.79", "0.5", "-15.6", "1.0"), Series("审结", "%", "-1.1", "4.8", "2.3", "13.4", "-0.9"),
		}}},
		{"deep flow", chart.Spec{Template: "flow", Links: []chart.Link{
			{From: "当事人诉至人民法院的纠纷", To: "诉前调解的纠纷", Value: 1000, Text: "1000", Unit: "件"},
			{From: "诉前调解的纠纷", To: "转入立案的纠纷", Value: 300, Text: "300", Unit: "件"},
			{From: "转入立案的纠纷", To: "进入执行程序的案件", Value: 20, Text: "20", Unit: "件"},
			{From: "转入立案的纠纷", To: "自动履行的案件", Value: 1, Text: "1", Unit: "件"},
			{From: "转入立案的纠纷", To: "上诉的案件", Value: 1, Text: "1", Unit: "件"},
			{From: "转入立案的纠纷", To: "撤诉的案件", Value: 1, Text: "1", Unit: "件"},
			{From: "转入立案的纠纷", To: "其他方式结案的案件", Value: 0, Text: "0", Unit: "件"},
			{From: "转入立案的纠纷", To: "未结案件", Value: 2, Text: "2", Unit: "件"},
			{From: "转入立案的纠纷", To: "再审的案件", Value: 1, Text: "1", Unit: "件"},
			{From: "转入立案的纠纷", To: "国家赔偿案件", Value: 1, Text: "1", Unit: "件"},
		}}},
		{"share of two", chart.Spec{Template: "share", Categories: []string{"调解撤诉", "判决"}, Series: []chart.Series{Series("结案", "件", "205", "392")}}},
		{"share provisional", chart.Spec{Template: "share", Categories: []string{"2024年"}, Series: []chart.Series{Series("民商事", "件", "33p"), Series("刑事", "件", "33"), Series("行政", "件", "33"), Series("执行", "件", "1")}}},
		{"long funnel", chart.Spec{Template: "funnel", Categories: []string{"当事人诉至人民法院的纠纷", "委派诉前调解", "登记立案"}, Series: []chart.Series{Series("案件", "件", "1000", "800", "0")}}},
		{"radar of three", chart.Spec{Template: "radar", Categories: []string{"民商事案件一审服判息诉率", "刑事", "行政"}, Series: []chart.Series{Series("甲", "件", "12万", "4万", "3万"), Series("乙", "件", "2万", "5万", "6万"), Series("丙", "件", "7万", "8万", "9万")}}},
	}
}
