package mapping

import (
	"testing"
	"testing/fstest"

	"gongbao/generator/diag"
	"gongbao/generator/stats"
)

// FuzzTarget reads what a mapping says of a row or column; what is read is
// written so that it reads the same.
func FuzzTarget(f *testing.F) {
	for _, s := range []string{
		"skip", "本期", "受理案件", "accepted", "accepted@2024", "accepted@上年同期", "filed#east:同比", "东城", "#east", "@2024Q3-ytd", "criminal",
		"刑事@三季度#西城：同比", "2024年1-9月", "9月", "accepted@", "accepted:环比", "?", "", "accepted@9月:yoy", "value",
	} {
		f.Add(s, uint8(1), true)
		f.Add(s, uint8(4), false)
	}
	var bag diag.Bag
	store, err := stats.Load(fstest.MapFS{
		"data/courts.toml":     {Data: []byte("[[court]]\nid = 'all'\nname = '全市法院'\n[[court]]\nid = 'east'\nname = '东城区人民法院'\nshort = '东城'\nparent = 'all'\n")},
		"data/indicators.toml": {Data: []byte("[[indicator]]\nid = 'accepted'\nname = '受理案件'\nunit = '件'\n[[indicator]]\nid = 'filed'\nname = '新收案件'\nunit = '件'\n[[category]]\nid = 'criminal'\nname = '刑事'\nmeasures = ['filed']\n")},
	}, &bag)
	if err != nil || bag.Failed() {
		f.Fatal(err, bag.Sorted())
	}
	f.Fuzz(func(t *testing.T, text string, layout uint8, row bool) {
		in := layouts[int(layout)%len(layouts)]
		target, err := ParseTarget(store, in, row, text)
		if err != nil || target == (Target{}) || target.Field != "" {
			return
		}
		again, err := ParseTarget(store, in, row, target.String())
		if err != nil || again != target {
			t.Errorf("%q is %+v, written as %q it is %+v %v", text, target, target.String(), again, err)
		}
	})
}
