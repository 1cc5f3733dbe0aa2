package audit

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"gongbao/generator/diag"
	"gongbao/generator/period"
	"gongbao/generator/stats"
)

// bigStore are 50 indicators, 10 years and 20 courts.
func bigStore(tb testing.TB) *stats.Store {
	kindsOf := []string{"刑事", "民事", "行政", "执行", "国家赔偿", "知识产权", "环境资源", "家事", "破产", "劳动争议"}
	done := []string{"案件受理", "案件审结", "案件新收", "案件旧存", "案件上诉"}
	var ind, courts strings.Builder
	ind.WriteString("catalog = \"大\"\n")
	for i, k := range kindsOf {
		for j, d := range done {
			fmt.Fprintf(&ind, "[[indicator]]\nid = \"i%d_%d\"\nname = \"%s%s\"\nkind = \"flow\"\nunit = \"件\"\nchange = \"pct\"\n", i, j, k, d)
		}
	}
	courts.WriteString("[[court]]\nid = \"all\"\nname = \"示例市两级法院\"\nlevel = \"city\"\n")
	names := []string{"甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸", "子", "丑", "寅", "卯", "辰", "巳", "午", "未", "申"}
	for i, n := range names {
		fmt.Fprintf(&courts, "[[court]]\nid = \"c%d\"\nname = \"示例市%s山区人民法院\"\nshort = \"%s山\"\nlevel = \"basic\"\nparent = \"all\"\nown = true\n", i, n, n)
	}
	site := fstest.MapFS{
		"data/indicators.toml": {Data: []byte(ind.String())},
		"data/courts.toml":     {Data: []byte(courts.String())},
	}
	for year := 2015; year <= 2024; year++ {
		var b strings.Builder
		fmt.Fprintf(&b, "period = \"%d\"\nsource = \"测试\"\n", year)
		for c := -1; c < len(names); c++ {
			id := "all"
			if c >= 0 {
				id = fmt.Sprintf("c%d", c)
			}
			fmt.Fprintf(&b, "[values.%s]\n", id)
			for i := range kindsOf {
				for j := range done {
					fmt.Fprintf(&b, "i%d_%d = %d\n", i, j, 1000+97*i+31*j+13*(year-2015)+7*(c+1))
				}
			}
		}
		site[fmt.Sprintf("data/observations/%d.toml", year)] = &fstest.MapFile{Data: []byte(b.String())}
	}
	var bag diag.Bag
	s, err := stats.Load(site, &bag)
	if err != nil || bag.Failed() {
		tb.Fatal(err, bag.Sorted())
	}
	return s
}

// longText is a report of so many thousand characters with about fifteen figures
// in each.
func longText(thousands int) string {
	kindsOf := []string{"刑事", "民事", "行政", "执行", "国家赔偿", "知识产权", "环境资源", "家事", "破产", "劳动争议"}
	const between = "坚持能动履职，紧紧围绕中心工作，依法保障经济社会高质量发展，努力让人民群众在每一个司法案件中感受到公平正义，持续深化诉源治理，加强审判管理，提升队伍素质，主动接受监督，不断改进作风，以扎实成效回应群众期待。"
	var b strings.Builder
	for n := 0; utf8.RuneCountInString(b.String()) < 1000*thousands; n++ {
		if n%10 == 0 {
			fmt.Fprintf(&b, "\n# %d部分\n\n", n/10)
		}
		k := kindsOf[n%len(kindsOf)]
		fmt.Fprintf(&b, "全年%s案件受理%d件，同比上升%.2f%%；%s案件审结%d件，占受理数的%.2f%%，其中调解%d件。示例市甲山区人民法院%s案件新收%d件（去年同期%d件），结案率%.2f%%。",
			k, 1117+97*(n%10), 1.1+float64(n%7), k, 1148+n, 71.53, 205+n, k, 1190+n, 1181+n, 93.1)
		b.WriteString(strings.Repeat(between, 5))
		b.WriteByte('\n')
	}
	return b.String()
}

func BenchmarkJudge(b *testing.B) {
	judge := NewJudge(bigStore(b))
	for _, thousands := range []int{10, 100} {
		text := longText(thousands)
		b.Run(fmt.Sprintf("%dk", thousands), func(b *testing.B) {
			b.ReportAllocs()
			claims := 0
			for b.Loop() {
				r := judge.Prose(text, Page{Period: period.Year(2024)})
				claims = r.Tally().Claims()
			}
			b.ReportMetric(float64(claims), "claims")
		})
	}
	b.Run("page", func(b *testing.B) {
		const filler = "全市法院坚持以人民为中心，依法履行审判职责，努力让人民群众在每一个司法案件中感受到公平正义。"
		var text strings.Builder
		for i := range 12 {
			fmt.Fprintf(&text, "# 第%d部分\n%s%s刑事案件受理%d件，同比上升%.2f%%；上年为%d件。\n", i+1, filler, filler, 11377+i, 1.3, 11240+i)
		}
		b.ReportAllocs()
		for b.Loop() {
			judge.Prose(text.String(), Page{Period: period.Year(2024)})
		}
	})
	b.Run("one sentence of 100k", func(b *testing.B) {
		text := strings.NewReplacer("。", "，", "\n", "，", "#", "").Replace(longText(100))
		for b.Loop() {
			judge.Prose(text, Page{Period: period.Year(2024)})
		}
	})
}
