package check

import (
	"testing"
	"testing/fstest"

	gocmp "github.com/google/go-cmp/cmp"

	"gongbao/generator/diag"
	"gongbao/generator/period"
	"gongbao/generator/stats"
)

// nation is the whole country with the published figures that mislead. They are
// those of the Supreme People's Court for 2024 and 2025.
func nation(observations map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{
		"data/courts.toml": {Data: []byte(`[[court]]
id = "all"
name = "全国法院"
`)},
		"data/indicators.toml": {Data: []byte(`[[basis]]
id = "incl"
name = "含诉前调解成功"
[[basis]]
id = "excl"
name = "不含诉前调解成功"
[[bridge]]
from = "incl"
to = "excl"
note = "已扣除诉前调解成功"
adjust = { accepted = "accepted - mediated" }
[[break]]
at = "2015-05"
note = "2015年5月起实行立案登记制"
[[indicator]]
id = "accepted"
name = "受理案件"
unit = "件"
scale = "万"
parts = ["mediated", "trials"]
[[indicator]]
id = "mediated"
name = "诉前调解成功"
unit = "件"
scale = "万"
[[indicator]]
id = "trials"
name = "审判执行收案"
unit = "件"
scale = "万"
[[indicator]]
id = "civil"
name = "民事案件"
unit = "件"
[[indicator]]
id = "civil_first"
name = "民事一审案件"
unit = "件"
`)},
	}
	for name, text := range observations {
		fsys["data/observations/"+name+".toml"] = &fstest.MapFile{Data: []byte("source = \"最高人民法院\"\n" + text)}
	}
	return fsys
}

const (
	year2024  = "period = \"2024\"\nbasis = \"incl\"\n[values.all]\naccepted = \"4601.8万\"\nmediated = \"1218.2万\"\n"
	published = "[values.all]\naccepted = \"3748.6万\"\n[yoy.all]\naccepted = \"10.8%\"\n"
)

// The traps of the national figures: each is found, or shown to be none.
func TestTraps(t *testing.T) {
	for _, c := range []struct {
		name string
		obs  map[string]string
		want []string
	}{
		{"2025 against all of 2024 is −18.5%, not +10.8%",
			map[string]string{"2024": year2024, "2025": "period = \"2025\"\nbasis = \"incl\"\n" + published},
			[]string{"2025.toml:7:1 change-conflict"}},
		{"without the mediated cases it is +10.8%",
			map[string]string{"2024": year2024, "2025": "period = \"2025\"\nbasis = \"excl\"\n" + published}, nil},
		{"−8.52% of the first half of 2025 is −8.99% of the base that was published",
			map[string]string{
				"2024H1": "period = \"2024H1\"\nbasis = \"incl\"\n[values.all]\naccepted = \"2317.6万\"\n",
				"2025H1": "period = \"2025H1\"\nbasis = \"incl\"\n[values.all]\naccepted = \"2109.2万\"\n[yoy.all]\naccepted = \"-8.52%\"\n",
			}, []string{"2025H1.toml:7:1 change-conflict"}},
		{"249.2 and 851 are 1100.3 but for rounding",
			map[string]string{"2024Q1": "period = \"2024Q1\"\n[values.all]\naccepted = \"1100.3万\"\nmediated = \"249.2万\"\ntrials = \"851万\"\n"}, nil},
		{"and 852 are not",
			map[string]string{"2024Q1": "period = \"2024Q1\"\n[values.all]\naccepted = \"1100.3万\"\nmediated = \"249.2万\"\ntrials = \"852万\"\n"},
			[]string{"2024Q1.toml:4:1 parts-total"}},
		{"1763199 and 176.32万 are one figure",
			map[string]string{
				"a": "period = \"2023\"\n[values.all]\ncivil_first = 1763199\n",
				"b": "period = \"2023\"\n[values.all]\ncivil_first = \"176.32万\"\n",
			}, nil},
		{"1763199 and 176.31万 are two",
			map[string]string{
				"a": "period = \"2023\"\n[values.all]\ncivil_first = 1763199\n",
				"b": "period = \"2023\"\n[values.all]\ncivil_first = \"176.31万\"\n",
			}, []string{"b.toml:4:1 duplicate-observation"}},
		{"the cumulative values of 2024 grow",
			map[string]string{
				"a": "period = \"2024Q1\"\n[values.all]\naccepted = \"1100.3万\"\n", "b": "period = \"2024H1\"\n[values.all]\naccepted = \"2317.6万\"\n",
				"c": "period = \"2024Q3-ytd\"\n[values.all]\naccepted = \"3597.3万\"\n", "d": "period = \"2024Q2\"\n[values.all]\naccepted = \"1217.3万\"\n",
			}, nil},
		{"a single quarter where the cumulative value belongs",
			map[string]string{
				"b": "period = \"2024H1\"\n[values.all]\naccepted = \"2317.6万\"\n", "c": "period = \"2024Q3-ytd\"\n[values.all]\naccepted = \"1279.7万\"\n",
			}, []string{"c.toml:4:1 cumulative-falls"}},
		{"未单列 is neither zero nor −1",
			map[string]string{"a": "period = \"2023\"\n[values.all]\ncivil = 5\ncivil_first = \"未单列\"\nmediated = 0\ntrials = -1\n"},
			[]string{"a.toml:7:1 under-minimum"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := gocmp.Diff(c.want, findings(t, nation(c.obs), rules)); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
	}
}

// A change across the break of 2015 says so.
func TestBreakIsSaid(t *testing.T) {
	fsys := nation(map[string]string{
		"2014": "period = \"2014\"\n[values.all]\naccepted = \"1565.1万\"\n", "2015": "period = \"2015\"\n[values.all]\naccepted = \"1951.1万\"\n",
		"2016": "period = \"2016\"\n[values.all]\naccepted = \"2303万\"\n",
		"2017": "period = \"2017\"\n[values.all]\naccepted = \"2500万\"\n",
	})
	var bag diag.Bag
	s, err := stats.Load(fsys, &bag)
	if err != nil || bag.Failed() {
		t.Fatal(err, bag.Sorted())
	}
	ind, _ := s.Indicator("accepted")
	all, _ := s.Court("all")
	for year, want := range map[int]string{2015: "2015年5月起实行立案登记制", 2016: "2015年5月起实行立案登记制", 2017: ""} {
		c, err := s.YearOnYear(ind, all, period.Year(year))
		if err != nil || c.Note != want {
			t.Errorf("%d: %q, %v", year, c.Note, err)
		}
	}
}
