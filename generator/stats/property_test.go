package stats_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"

	"gongbao/generator/check"
	"gongbao/generator/period"
)

// However a year of monthly counts is reported, month by month, from January
// on, or by quarters with gaps between, what can be derived is right to the unit.
func TestCumulativeAndSinglePeriodsAgreeToTheUnit(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for round := range 60 {
		var month [13]int64
		for m := 1; m <= 12; m++ {
			month[m] = random.Int64N(400000)
		}
		total := func(p period.Period) (sum int64) {
			for m := p.First(); m <= p.Last(); m++ {
				sum += month[m]
			}
			return sum
		}
		var reported []period.Period
		for m := 1; m <= 12; m++ {
			switch round % 4 {
			case 0:
				reported = append(reported, period.Months(2024, m, m))
			case 1:
				reported = append(reported, period.Months(2024, 1, m))
			case 2: // each month this way or that
				if random.IntN(2) == 0 {
					reported = append(reported, period.Months(2024, m, m))
				} else {
					reported = append(reported, period.Months(2024, 1, m))
				}
			case 3:
				if m%3 == 0 {
					reported = append(reported, period.Months(2024, []int{1, m - 2}[random.IntN(2)], m))
				}
			}
		}
		site := defaults(t)
		seen := map[period.Period]bool{}
		for i, p := range reported {
			if seen[p] {
				continue
			}
			seen[p] = true
			site[fmt.Sprintf("data/observations/%02d.toml", i)] = &fstest.MapFile{
				Data: fmt.Appendf(nil, "period = %q\nsource = \"甲\"\n[values.all]\nnet = %d\n", p, total(p)),
			}
		}
		s, bag := load(t, site)
		for _, d := range bag.Sorted() {
			t.Fatalf("round %d: %s", round, finding(d))
		}
		net, _ := s.Indicator("net")
		all, _ := s.Court("all")
		step := 1
		if round%4 == 3 {
			step = 3
		}
		for first := 1; first <= 12; first += step {
			for last := first + step - 1; last <= 12; last += step {
				p := period.Months(2024, first, last)
				d, err := s.Value(net, all, p)
				if err != nil {
					t.Fatalf("round %d, reported %v: %s: %v", round, reported, p, err)
				}
				if got := d.Quantity.Value().IntPart(); got != total(p) {
					t.Fatalf("round %d, reported %v: %s is %d, want %d", round, reported, p, got, total(p))
				}
				if !d.Quantity.Slack().IsZero() {
					t.Fatalf("round %d: %s of exact counts is not exact", round, p)
				}
			}
		}
		// One count that is wrong by one cannot hide where two ways meet.
		if round%4 == 0 {
			half := period.Months(2024, 1, 6)
			site["data/observations/half.toml"] = &fstest.MapFile{
				Data: fmt.Appendf(nil, "period = \"2024H1\"\nsource = \"甲\"\n[values.all]\nnet = %d\n", total(half)+1),
			}
			store, bag := load(t, site)
			check.Run(store, bag)
			if got := bag.Sorted(); len(got) != 1 || !strings.HasPrefix(finding(got[0]), "data/observations/half.toml:4:1 period-conflict") {
				t.Fatalf("round %d: a half year off by one: %v", round, got)
			}
		}
	}
}

// Whatever stands in the files, loading ends and answers do not panic.
func FuzzLoad(f *testing.F) {
	site := defaults(f)
	courts, indicators := string(site["data/courts.toml"].Data), string(site["data/indicators.toml"].Data)
	head := "period = \"2024\"\nsource = \"甲\"\n"
	for _, hostile := range [][3]string{
		{courts, indicators, head + "[values.all]\naccepted = \"4601.8万\"\n[yoy.all]\naccepted = \"1%\"\n"},
		{courts, indicators, head + "[values]\nall = { accepted = [[1], [\"a\"]], closed = {}, pending = 1979-05-27, net = true }\n"},
		{courts, indicators, head + "[values.all]\nnet = 99999999999999999999999999999999999999999\n"},
		{courts, indicators, head + "[values.all]\nnet = \"99999999999999999999999999999999999999999\"\ndays = 1e300\njudges = 0x7fffffffffffffff\nclosed = -inf\n"},
		{courts, indicators, head + "[values.all.accepted]\nx = 1\n[values.all.accepted.y]\nz = 1\n"},
		{courts, indicators, head + "[values.\"\"]\n\"\" = 1\n[values.\"all\".\"\"]\n"},
		{courts, indicators, head + "[values.all]\n\"a.b\" = 1\n\"criminal.filed\" = 1\n"},
		{courts, "[[indicator]]\nid = \"\"\nname = \" \"\n[[indicator]]\nid = \"a.b\"\nname = \"x\"\nprecision = -1\n", head},
		{courts, "[[indicator]]\nid = \"a\"\nname = \"x\"\nparts = [\"\", \"a\"]\nformula = \"a\"\ninterval = { lo = [1], hi = {} }\n", head + "[values.all]\na = 1\n"},
		{courts, "[[indicator]]\nid = \"a\"\nname = \"x\"\n[[category]]\nid = \"t\"\nname = \"t\"\nmeasures = [\"a\", \"a\"]\n[[category]]\nid = \"r\"\nname = \"r\"\nparent = \"t\"\nmeasures = [\"nope\"]\n", head + "[values.all]\nt = { a = { a = 1 } }\n"},
		{courts, "[[category]]\nid = \"t\"\nname = \"t\"\nparent = \"t\"\nmeasures = []\n", head},
		{courts, "[[indicator]]\nid = \"in\"\nname = \"x\"\n[[indicator]]\nid = \"y\"\nname = \"y\"\nformula = \"in / not\"\n", head},
		{courts, "[[indicator]]\nid = \"b\"\nname = \"b\"\n[[indicator]]\nid = \"a\"\nname = \"x\"\nformula = \"b * 1e308 / 1e-308 / (b - b)\"\n", head + "[values.all]\nb = 1\n"},
		{"[[court]]\nid = \"a\"\nname = \"a\"\nparent = \"a\"\n[[court]]\nid = \"a\"\nname = \"\"\n", indicators, head + "[values.a]\naccepted = 1\n"},
		{"court = 1", "indicator = []", "values = 1"},
		{"[[court]]\nid = 1", "[[bridge]]\nfrom = \"\"\nto = \"\"\nnote = \"\"\nadjust = { \"\" = \"\", \"a.b\" = \"1\" }\n[[identity]]\nname = \"n\"\nleft = \"1\"\nright = \"2\"\n", "\ufeff"},
	} {
		f.Add(hostile[0], hostile[1], hostile[2])
	}
	f.Fuzz(func(t *testing.T, courts, indicators, observations string) {
		s, bag := load(t, fstest.MapFS{
			"data/courts.toml":             {Data: []byte(courts)},
			"data/indicators.toml":         {Data: []byte(indicators)},
			"data/observations/a.toml":     {Data: []byte(observations)},
			"data/observations/b.toml":     {Data: []byte(strings.ReplaceAll(observations, "2024", "2023"))},
			"data/observations/c/d.toml":   {Data: []byte(strings.ReplaceAll(observations, "2024", "2024Q3-ytd"))},
			"data/observations/.no.toml":   {Data: []byte("[")},
			"data/observations/readme.txt": {Data: []byte("[")},
		})
		for _, d := range bag.Sorted() {
			if d.Pos.File == "" {
				t.Errorf("%s has no place", finding(d))
			}
		}
		questions := s.Indicators()
		for _, ind := range questions[:min(len(questions), 8)] {
			for _, c := range s.Courts()[:min(len(s.Courts()), 3)] {
				for _, p := range []period.Period{period.Year(2024), period.Months(2024, 7, 9), period.Months(2024, 1, 9)} {
					d, err := s.Value(ind, c, p)
					if err == nil {
						_ = d.Quantity.String()
						_, _ = d.Against()
					}
					if change, err := s.YearOnYear(ind, c, p); err == nil {
						_ = change.Delta.Number()
					}
					_, _ = s.PeriodOnPeriod(ind, c, p)
					_, _ = s.Share(ind, questions[0], c, p, 1)
				}
				_ = s.Observations(ind, c)
			}
			_ = s.Operands(ind)
		}
		for _, c := range s.Categories() {
			if _, err := s.Category(c.ID); err != nil {
				t.Errorf("category %q is listed and not found", c.ID)
			}
		}
	})
}

// 50 indicators × 10 years × 20 courts.
func bigSite() fstest.MapFS {
	var courts, indicators strings.Builder
	for c := range 20 {
		fmt.Fprintf(&courts, "[[court]]\nid = \"c%d\"\nname = \"第%d法院\"\n", c, c)
	}
	for i := range 50 {
		fmt.Fprintf(&indicators, "[[indicator]]\nid = \"i%d\"\nname = \"指标%d\"\nunit = \"件\"\n", i, i)
		if i%5 == 4 {
			fmt.Fprintf(&indicators, "kind = \"ratio\"\nformula = \"i%d / i%d * 100\"\n", i-1, i-2)
		}
	}
	site := fstest.MapFS{"data/courts.toml": {Data: []byte(courts.String())}, "data/indicators.toml": {Data: []byte(indicators.String())}}
	for y := 2015; y < 2025; y++ {
		var b strings.Builder
		fmt.Fprintf(&b, "period = \"%d\"\nsource = \"甲\"\n", y)
		for c := range 20 {
			fmt.Fprintf(&b, "[values.c%d]\n", c)
			for i := range 50 {
				fmt.Fprintf(&b, "i%d = %d\n", i, 1000+i*y%997+c)
			}
		}
		site[fmt.Sprintf("data/observations/%d.toml", y)] = &fstest.MapFile{Data: []byte(b.String())}
	}
	return site
}

func BenchmarkLoad50Indicators10Years20Courts(b *testing.B) {
	site := bigSite()
	for b.Loop() {
		if s, bag := load(b, site); bag.Failed() || len(s.Courts()) != 20 {
			b.Fatal(bag.Sorted()[0])
		}
	}
}

func BenchmarkValue(b *testing.B) {
	s, _ := load(b, bigSite())
	court, _ := s.Court("c7")
	for name, id := range map[string]string{"observed": "i3", "missing": "i2"} {
		ind, _ := s.Indicator(id)
		p := period.Year(2020)
		if name == "missing" {
			p = period.Months(2020, 7, 9)
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := s.Value(ind, court, p); (err != nil) != (name == "missing") {
					b.Fatal(err)
				}
			}
		})
	}
}
