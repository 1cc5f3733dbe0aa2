package chart

import (
	"strconv"
	"strings"
)

// Real figures of the Supreme People's Court's releases, as a site would ask
// for them.

// pt reads a value as published: "4601.8万", "97.19"; "" is missing; a trailing
// "p" marks a provisional value.
func pt(text string) Point {
	text, provisional := strings.CutSuffix(text, "p")
	if text == "" {
		return Point{}
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
	return Point{Value: v * factor, Text: text, Valid: true, Provisional: provisional}
}

func pts(texts ...string) []Point {
	out := make([]Point, len(texts))
	for i, t := range texts {
		out[i] = pt(t)
	}
	return out
}

func series(name, unit string, texts ...string) Series {
	return Series{Name: name, Unit: unit, Points: pts(texts...)}
}

func ptr(v float64) *float64 { return &v }

type sample struct {
	name string
	spec Spec
}

func samples() []sample {
	years := []string{"2018年", "2019年", "2020年", "2021年", "2022年"}
	quarters := []string{"2024年一季度", "2024年二季度", "2024年三季度", "2024年四季度"}
	months := []string{"1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"}
	long := make([]string, 24)
	longPts := make([]string, 24)
	for i := range long {
		long[i] = strconv.Itoa(2023+i/12) + "年" + strconv.Itoa(i%12+1) + "月"
		longPts[i] = strconv.Itoa(2400+(i*37)%300+i*9) + ".5万"
	}
	return []sample{
		{"trend", Spec{
			Template: "trend", Title: "收案连续五年上升", Categories: years,
			Series: []Series{
				series("受理案件", "件", "2803.5万", "3160.5万", "3084.4万", "3355万", "3372.3万"),
				series("审结执结", "件", "2520万", "2905.6万", "2874.1万", "3013.3万", "3082.4万"),
			},
		}},
		{"trend-break", Spec{
			Template: "trend", Categories: []string{"2020年", "2021年", "2022年", "2023年", "2024年", "2025年"},
			Series: []Series{series("受理案件", "件", "3084.4万", "3355万", "", "4557.4万", "4601.8万", "3748.6万p")},
			Breaks: []Break{{3, "含诉前调解成功"}, {5, "不含诉前调解"}},
		}},
		{"trend-long", Spec{
			Template: "trend", Categories: long, Series: []Series{series("新收案件", "件", longPts...)},
		}},
		{"trend-rate", Spec{
			Template: "trend", Categories: []string{"一季度", "二季度", "三季度", "四季度"},
			Series: []Series{
				{Name: "一审服判息诉率", Unit: "%", Highlight: true, Points: pts("88.7", "89.12", "89.64", "90.03")},
				series("调解率", "%", "86.3", "87.2", "87.0", "88.1"),
				series("审限内结案率", "%", "97.1", "97.43", "97.56", "98.02"),
			},
			Interval: &Interval{Lo: ptr(85), Text: "合理区间：不低于85%"},
		}},
		{"bar", Spec{
			Template: "bar", Categories: quarters,
			Series: []Series{series("受理案件", "件", "1100.3万", "1217.3万", "1279.7万", "1004.5万p")},
		}},
		{"bar-mixed", Spec{
			Template: "bar", Categories: years,
			Series: []Series{
				series("受理案件", "件", "2803.5万", "3160.5万", "3084.4万", "3355万", "3372.3万"),
				series("审结执结", "件", "2520万", "2905.6万", "2874.1万", "3013.3万", "3082.4万"),
				series("结案率", "%", "89.89", "91.93", "93.18", "89.82", "91.40"),
			},
		}},
		{"bar-long", Spec{
			Template: "bar", Categories: []string{
				"合同、无因管理、不当得利纠纷", "婚姻家庭、继承纠纷", "侵权责任纠纷", "物权纠纷", "人格权纠纷",
			},
			Series: []Series{series("收案", "件", "8839003", "1635049", "1209871", "294328", "161646")},
		}},
		{"stacked", Spec{
			Template: "stacked", Categories: []string{"2020年", "2021年", "2022年", "2023年"},
			Series: []Series{
				series("民商事", "件", "1330.6万", "1574.6万", "1603.5万", "2004.8万"),
				series("执行", "件", "995.8万", "949.3万", "917.4万", "976.0万"),
				series("刑事", "件", "111.6万", "125.6万", "103.8万", "176.3万"),
				series("行政", "件", "26.6万", "29.8万", "28.3万", "32.1万p"),
			},
		}},
		{"share", Spec{
			Template: "share", Categories: []string{"合同纠纷", "婚姻家庭、继承", "侵权责任", "物权", "人格权"},
			Series: []Series{series("民事一审收案", "件", "8839003", "1635049", "1209871", "294328", "161646")},
		}},
		{"gauge", Spec{
			Template: "gauge", Categories: []string{"审限内结案率", "一审服判息诉率", "诉前调解自动履行率"},
			Series: []Series{
				series("2024年", "%", "97.43", "90.03", "95.36"),
				series("2023年", "%", "96.91", "88.70", "93.10"),
			},
			Interval: &Interval{Lo: ptr(90), Text: "合理区间：90%以上"},
		}},
		{"radar", Spec{
			Template: "radar", Categories: []string{"审限内结案率", "一审服判息诉率", "诉前调解成功率", "自动履行率", "执行完毕率", "二审开庭率"},
			Series: []Series{
				series("2024年", "%", "97.4", "90.0", "68.7", "95.4", "61.2", "72.5"),
				series("2023年", "%", "96.9", "88.7", "64.1", "93.1", "57.0", "66.0"),
			},
		}},
		{"radar-one", Spec{
			Template: "radar", Categories: []string{"审限内结案率", "一审服判息诉率", "诉前调解成功率", "自动履行率", "执行完毕率"},
			Series: []Series{series("2024年", "%", "97.4", "90.0", "68.7", "95.4", "61.2")},
		}},
		{"funnel", Spec{
			Template: "funnel", Categories: []string{"诉至法院", "诉前调解", "立案", "结案", "执行"},
			Series: []Series{series("案件", "件", "4557.4万", "1746.0万", "3357.6万", "3327.0万", "976.0万")},
		}},
		{"heatmap", Spec{
			Template: "heatmap", Categories: months,
			Series: []Series{
				series("中原区", "%", "88.1", "89.4", "90.2", "91.0", "91.3", "92.8", "92.1", "93.0", "93.6", "94.4", "95.1", "97.2"),
				series("金水区", "%", "86.5", "87.9", "88.8", "90.1", "", "91.7", "91.2", "92.5", "93.1", "93.9", "94.6", "96.8"),
				series("管城回族区", "%", "90.0", "90.3", "91.1", "91.5", "92.0", "93.2", "93.5", "93.9", "94.2", "95.0", "96.2", "98.1"),
				series("二七区", "%", "84.2", "85.6", "87.3", "88.0", "89.1", "90.6", "90.9", "91.4", "92.2", "93.0", "94.1p", "96.0p"),
			},
		}},
		{"flow", Spec{
			Template: "flow", Series: []Series{{Unit: "件"}},
			Links: []Link{
				{"诉至法院", "诉前调解", 17459800, "1745.98万"},
				{"诉至法院", "直接立案", 16897200, "1689.72万"},
				{"诉前调解", "调解成功", 11998100, "1199.81万"},
				{"诉前调解", "转入立案", 5461700, "546.17万"},
				{"直接立案", "审理执行", 16897200, "1689.72万"},
				{"转入立案", "审理执行", 5461700, "546.17万"},
			},
		}},
		{"timeline", Spec{
			Template: "timeline", Events: []Event{
				{"2025年1月", 2025, "全国模范法院", "人力资源社会保障部、最高人民法院", 40},
				{"2025年1月", 2025, "全国模范法官", "人力资源社会保障部、最高人民法院", 65},
				{"2024年度", 2024, "荣誉天平纪念章", "最高人民法院；从事审判工作满三十年，或在边远高海拔地区工作满二十年", 8400},
				{"法〔2020〕341号", 2020, "全国优秀法院", "最高人民法院", 83},
				{"法〔2020〕341号", 2020, "全国优秀法官", "最高人民法院", 97},
				{"法〔2020〕341号", 2020, "全国法院办案标兵", "最高人民法院", 198},
			},
		}},
	}
}

// hard are charts that are awkward to lay out.
func hard() []sample {
	months := []string{"2024年1月", "2024年2月", "2024年3月", "2024年4月", "2024年5月", "2024年6月", "2024年7月", "2024年8月", "2024年9月", "2024年10月", "2024年11月", "2024年12月"}
	years := []string{"2020年", "2021年", "2022年", "2023年", "2024年"}
	courts := []string{"郑州市中原区人民法院", "郑州市金水区人民法院", "郑州市管城回族区人民法院", "郑州市二七区人民法院", "郑州航空港经济综合实验区人民法院"}
	return []sample{
		{"six lines", Spec{Template: "trend", Categories: years, Series: []Series{
			series("民商事一审", "件", "100", "120", "130", "128", "140"), series("刑事一审", "件", "98", "118", "131", "129", "141"),
			series("行政一审", "件", "40", "42", "44", "43", "45"), series("执行", "件", "90", "91", "95", "99", "139"),
			series("国家赔偿", "件", "3", "4", "2", "5", "4"), series("司法救助", "件", "5", "6", "7", "6", "8"),
		}}},
		{"equal values", Spec{Template: "trend", Categories: years, Series: []Series{series("受理", "件", "7", "7", "7", "7", "7")}}},
		{"one point", Spec{Template: "trend", Categories: years[:1], Series: []Series{series("受理", "件", "7")}}},
		{"zeros", Spec{Template: "bar", Categories: years, Series: []Series{series("受理", "件", "0", "0", "0", "0", "0")}}},
		{"negative", Spec{Template: "bar", Categories: years, Series: []Series{series("同比增长", "%", "12.3", "-4.5", "-0.4", "8.8", "10.80")}}},
		{"negative lying", Spec{Template: "bar", Categories: courts, Series: []Series{series("同比增长", "%", "12.3", "-4.5", "-0.4", "8.8", "10.80")}}},
		{"grouped months", Spec{Template: "bar", Categories: months, Series: []Series{
			series("收案", "件", "1102", "998", "1201", "1177", "1233", "1301", "1250", "1264", "1301", "1222", "1340", "1502"),
			series("结案", "件", "902", "898", "1101", "1127", "1203", "1281", "1230", "1234", "1281", "1202", "1330", "1722p"),
			series("旧存", "件", "302", "398", "501", "527", "503", "481", "430", "434", "481", "402", "330", "322"),
		}}},
		{"lying groups", Spec{Template: "bar", Categories: courts, Series: []Series{
			series("2024年", "件", "10021", "23011", "8012", "9120", "3120p"), series("2023年", "件", "9021", "21011", "8312", "", "2920"),
		}}},
		{"lying stack", Spec{Template: "stacked", Categories: courts, Series: []Series{
			series("民商事", "件", "6021", "13011", "5012", "6120", "2120p"), series("刑事", "件", "1021", "2011", "812", "930", "320"), series("执行", "件", "3021", "8011", "2812", "2930", "920"),
		}}},
		{"two panels of lines", Spec{Template: "trend", Categories: months, Series: []Series{
			series("收案", "件", "1102", "998", "1201", "1177", "1233", "1301", "1250", "1264", "1301", "1222", "1340", "1502"),
			series("结案率", "%", "88.1", "89.4", "90.2", "91.0", "91.3", "92.8", "92.1", "93.0", "93.6", "94.4", "95.1", "97.2"),
		}, Breaks: []Break{{6, "七月起含诉前调解成功的案件"}}}},
		{"early break", Spec{Template: "bar", Categories: years, Series: []Series{series("受理", "件", "3084.4万", "3355万", "3372.3万", "4557.4万", "4601.8万")},
			Breaks: []Break{{1, "立案登记制改革后收案口径不同"}, {3, "含诉前调解成功"}, {4, "不含诉前调解成功"}}}},
		{"gauge of days", Spec{Template: "gauge", Categories: []string{"平均结案时间"}, Series: []Series{series("2024年", "天", "61.5p")}, Interval: &Interval{Lo: ptr(40), Hi: ptr(70), Text: "合理区间：40—70天"}}},
		{"gauge without interval", Spec{Template: "gauge", Categories: courts, Series: []Series{series("案-件比", "", "1.21", "1.25", "1.19", "", "1.4")}}},
		{"wide heatmap", Spec{Template: "heatmap", Categories: months, Series: []Series{
			series(courts[0], "件", "1102", "998", "1201", "1177", "1233", "1301", "1250", "1264", "1301", "1222", "1340", "1502"),
			series(courts[4], "件", "902", "898", "1101", "1127", "1203", "1281", "1230", "1234", "1281", "1202", "1330", "1722"),
		}}},
		{"share of two", Spec{Template: "share", Categories: []string{"调解撤诉", "判决"}, Series: []Series{series("结案", "件", "205", "392")}}},
		{"share provisional", Spec{Template: "share", Categories: []string{"2024年"}, Series: []Series{series("民商事", "件", "33p"), series("刑事", "件", "33"), series("行政", "件", "33"), series("执行", "件", "1")}}},
		{"long funnel", Spec{Template: "funnel", Categories: []string{"当事人诉至人民法院的纠纷", "委派诉前调解", "登记立案"}, Series: []Series{series("案件", "件", "1000", "800", "0")}}},
		{"radar of three", Spec{Template: "radar", Categories: []string{"民商事案件一审服判息诉率", "刑事", "行政"}, Series: []Series{series("甲", "件", "12万", "4万", "3万"), series("乙", "件", "2万", "5万", "6万"), series("丙", "件", "7万", "8万", "9万")}}},
	}
}
