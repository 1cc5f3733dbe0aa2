package check

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"gongbao/generator/diag"
	"gongbao/generator/stats"
)

// BenchmarkRun checks a city of 20 courts with 50 indicators, 30 of them rates,
// over ten years by quarter: 32,000 values.
func BenchmarkRun(b *testing.B) {
	const courts, counts, rates, years = 20, 20, 30, 10
	fsys := fstest.MapFS{}
	put := func(name, text string) { fsys[name] = &fstest.MapFile{Data: []byte(text)} }
	var s strings.Builder
	s.WriteString("[[court]]\nid = \"all\"\nname = \"全市\"\n")
	for c := range courts - 1 {
		fmt.Fprintf(&s, "[[court]]\nid = \"c%d\"\nname = \"法院%d\"\nparent = \"all\"\n", c, c)
	}
	put("data/courts.toml", s.String())
	s.Reset()
	for i := range counts {
		fmt.Fprintf(&s, "[[indicator]]\nid = \"n%d\"\nname = \"计数%d\"\nunit = \"件\"\n", i, i)
	}
	for i := range rates {
		fmt.Fprintf(&s, "[[indicator]]\nid = \"r%d\"\nname = \"比率%d\"\nkind = \"ratio\"\nunit = \"%%\"\nformula = \"n%d / n%d * 100\"\n", i, i, i%(counts-1), counts-1)
	}
	put("data/indicators.toml", s.String())
	values := 0
	for y := range years {
		for q, name := range []string{"Q1", "H1", "Q3-ytd", ""} {
			s.Reset()
			fmt.Fprintf(&s, "period = \"%d%s\"\nsource = \"甲\"\n", 2015+y, name)
			for c := -1; c < courts-1; c++ {
				id, times := fmt.Sprintf("c%d", c), 1
				if c < 0 {
					id, times = "all", courts-1
				}
				fmt.Fprintf(&s, "[values.%s]\n", id)
				for i := range counts {
					fmt.Fprintf(&s, "n%d = %d\n", i, times*(q+1)*(100+i))
					values++
				}
				if times == 1 && q == 3 {
					fmt.Fprintf(&s, "r0 = \"84.03%%\"\n")
				}
			}
			put(fmt.Sprintf("data/observations/%d%s.toml", 2015+y, name), s.String())
		}
	}
	var bag diag.Bag
	store, err := stats.Load(fsys, &bag)
	if err != nil || bag.Failed() {
		b.Fatal(err, bag.Sorted())
	}
	b.ReportAllocs()
	for b.Loop() {
		var bag diag.Bag
		Run(store, &bag)
		if n := len(bag.Sorted()); n > 0 {
			b.Fatal(n, bag.Sorted()[0])
		}
	}
	b.ReportMetric(float64(values), "values")
}
