package importer

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"

	"gongbao/generator/diag"
	"gongbao/generator/importer/mapping"
	"gongbao/generator/stats"
)

// FuzzImport imports any table by any mapping: it is refused with a word, or
// what it writes is read back as it was, so that the same import again finds
// nothing to write.
func FuzzImport(f *testing.F) {
	for _, seed := range [][2]string{
		{"法院,受理,结案\n市中院,100,90\n东城,200,190\n", ""},
		{"2024年1-9月情况\n单位：万件\n法院,受理（万件）,结案率%\n市中院,1.5,97.19%\n合计,-,/\n注：x\n", ""},
		{"指标,2024年,2023年,同比\n受理案件（万件）,3.5,3.25,7.69%\n结案率,97.19,96.1,1.09个百分点\n", ""},
		{"指标编号,法院编号,时期,数值,单位,状态,修订日期,修订原因\naccepted,all,2024,3.5,万件,修订数,2025-03-01,x\naccepted,all,2024,3.4,万件,,,\n", ""},
		{"案件类型,收案,结案\n刑事一审,10,9\n刑事二审,5,4\n", ""},
		{"a,b\n1,2\n", "[[table]]\nname='t'\nsheets=['*']\nlayout='courts'\nheader=[1,1]\nnames=['A']\nperiod='2024'\nsource='s'\n[table.columns]\nb='accepted@上年同期'\n[table.rows]\n1='east'\n"},
		{"x,法院\n-1,东城\n", "[[table]]\nname='t'\nsheets=['*']\nlayout='long'\nheader=[1]\n[table.columns]\nx='value'\n法院='court'\n"},
		{"时期,受理,同比\n2024年一季度,5,下降3%\n", "[[table]]\nname='t'\nsheets=['[a-z]*']\nlayout='periods'\nheader=[9,12]\nnames=['XFD']\n"},
	} {
		f.Add(seed[0], seed[1])
	}
	base := site(f, nil)
	f.Fuzz(func(t *testing.T, table, text string) {
		m := fstest.MapFS{}
		for name, file := range base {
			m[name] = file
		}
		if text != "" {
			m[mapping.Path] = &fstest.MapFile{Data: []byte(text), Mode: 0o644}
		}
		importTwice(t, m, "2024年.csv", []byte(table))
	})
}

// importTwice imports a table, and again into what that made.
func importTwice(t *testing.T, m fstest.MapFS, name string, data []byte) {
	t.Helper()
	opts := Options{Cite: "市中院"}
	p, bag := run(t, m, name, data, opts)
	if !p.Ready {
		if !bag.Failed() {
			t.Fatal("refused without a word")
		}
		return
	}
	apply(m, p)
	again, bag := run(t, m, name, data, opts)
	if !again.Ready || len(again.writes) > 0 || again.Changed.Total+again.Removed.Total+again.Added.Total > 0 {
		t.Fatalf("the second import is not the same:\n%s", report(again, bag, m))
	}
}

// TestSeriesInAnyLayoutComeBack draws values, writes them as tables in several
// layouts and wants each import to give exactly those values.
func TestSeriesInAnyLayoutComeBack(t *testing.T) {
	inds := []struct{ id, name, unit string }{{"filed", "新收案件", ""}, {"days", "平均结案时间", "（天）"}, {"close_rate", "结案率", "（%）"}, {"accepted", "受理案件", "（万件）"}}
	courts := []struct{ id, name string }{{"zy", "市中院"}, {"east", "东城"}, {"west", "西城"}}
	periods := []string{"2022", "2023", "2024"}
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 7))
		want := map[string]string{}
		cell := map[string]string{}
		for _, ind := range inds {
			for _, c := range courts {
				for _, p := range periods {
					k := ind.id + " " + c.id + " " + p
					switch {
					case r.IntN(12) == 0: // missing
						continue
					case r.IntN(12) == 0:
						cell[k], want[k] = "未单列", "未单列"
						continue
					}
					switch ind.id {
					case "filed":
						cell[k] = fmt.Sprint(r.IntN(90000) + 1000)
						want[k] = cell[k]
						if r.IntN(3) == 0 { // with separators and wide digits
							cell[k] = `"` + wide(thousands(cell[k])) + `"`
						}
					case "days":
						cell[k] = fmt.Sprintf("%d.%d", r.IntN(90)+10, r.IntN(10))
						want[k] = cell[k]
					case "close_rate":
						want[k] = fmt.Sprintf("%d.%02d", r.IntN(15)+80, r.IntN(100))
						cell[k] = want[k] + []string{"", "%", "％"}[r.IntN(3)]
					case "accepted":
						cell[k] = fmt.Sprintf("%d.%d", r.IntN(9)+30, r.IntN(10))
						want[k] = cell[k] + "万"
					}
				}
			}
		}
		at := func(ind, court, period string) string { return cell[ind+" "+court+" "+period] }
		layouts := map[string]string{}
		var b strings.Builder
		b.WriteString("法院")
		for _, p := range periods {
			b.WriteString(strings.Repeat(","+p+"年", len(inds)))
		}
		b.WriteString("\n")
		for range periods {
			for _, ind := range inds {
				b.WriteString("," + ind.name + ind.unit)
			}
		}
		b.WriteString("\n")
		for _, c := range courts {
			b.WriteString(c.name)
			for _, p := range periods {
				for _, ind := range inds {
					b.WriteString("," + at(ind.id, c.id, p))
				}
			}
			b.WriteString("\n")
		}
		layouts["courts"] = b.String()

		b.Reset()
		b.WriteString("法院,指标,2022年,2023年,2024年\n")
		for _, c := range courts {
			for _, ind := range inds {
				fmt.Fprintf(&b, "%s,%s", c.name, ind.name+ind.unit)
				for _, p := range periods {
					b.WriteString("," + at(ind.id, c.id, p))
				}
				b.WriteString("\n")
			}
		}
		layouts["two names"] = b.String()

		b.Reset()
		b.WriteString("指标编号,法院,时期,数值,单位\n")
		for _, ind := range inds {
			for _, c := range courts {
				for _, p := range periods {
					fmt.Fprintf(&b, "%s,%s,%s,%s,%s\n", ind.id, c.name, p, at(ind.id, c.id, p), strings.Trim(ind.unit, "（）"))
				}
			}
		}
		layouts["long"] = b.String()

		for layout, table := range layouts {
			m := site(t, nil)
			// Values that were drawn need not fit one another.
			indicators := strings.ReplaceAll(string(m["data/indicators.toml"].Data), "formula = \"closed / accepted * 100\"\n", "")
			m["data/indicators.toml"] = &fstest.MapFile{Data: []byte(indicators)}
			p, bag := run(t, m, "情况.csv", []byte(table), Options{Cite: "x"})
			if !p.Ready {
				t.Fatalf("seed %d, %s:\n%s\n%s", seed, layout, table, report(p, bag, m))
			}
			apply(m, p)
			var load diag.Bag
			store, err := stats.Load(m, &load)
			if err != nil || load.Failed() {
				t.Fatal(err, load.Sorted())
			}
			got := map[string]string{}
			for _, o := range store.All() {
				got[o.Indicator.ID+" "+o.Court.ID+" "+o.Period.String()] = o.Quantity.String()
			}
			for _, ind := range store.Indicators() {
				for _, c := range store.Courts() {
					for _, per := range periods {
						when, _ := ParsePeriod(per)
						if a, ok := store.Absent(ind, c, when); ok {
							got[ind.ID+" "+c.ID+" "+per] = a.Word
						}
					}
				}
			}
			if len(got) != len(want) {
				t.Errorf("seed %d, %s: %d values, want %d", seed, layout, len(got), len(want))
			}
			for k, v := range want {
				if got[k] != v {
					t.Errorf("seed %d, %s: %s is %q, want %q", seed, layout, k, got[k], v)
				}
			}
			importTwice(t, m, "情况.csv", []byte(table))
		}
	}
}

func thousands(s string) string {
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func wide(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == ',' {
			return r - '!' + '！'
		}
		return r
	}, s)
}
