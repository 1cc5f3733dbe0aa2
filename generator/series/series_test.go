package series

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"gongbao/generator/diag"
	"gongbao/generator/stats"
)

const courts = `
-- data/courts.toml --
[[court]]
id = "all"
name = "全市法院"
[[court]]
id = "zhong"
name = "中院"
parent = "all"
-- data/indicators.toml --
[[basis]]
id = "new"
name = "新口径"
[[indicator]]
id = "filed"
name = "收案"
unit = "件"
[[indicator]]
id = "closed"
name = "结案"
unit = "件"
[[indicator]]
id = "rate"
name = "结收比"
kind = "ratio"
unit = "%"
max = "none"
formula = "closed / filed * 100"
`

func open(t *testing.T, files string) (*stats.Store, *Book) {
	t.Helper()
	fsys := fstest.MapFS{}
	for _, f := range txtar.Parse([]byte(courts + files)).Files {
		fsys[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	var bag diag.Bag
	s, err := stats.Load(fsys, &bag)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range bag.Sorted() {
		t.Fatalf("%s: %s", d.Pos, diag.Chinese().Message(d.Code, d.Args))
	}
	return s, Open(s)
}

// show is a line in short: period court basis value change absence.
func show(lines []Line) string {
	var b strings.Builder
	for _, l := range lines {
		fmt.Fprintf(&b, "%s %s", l.Period, l.Court.ID)
		if l.Basis != "" {
			b.WriteString(" @" + l.Basis)
		}
		if l.Value != nil {
			fmt.Fprintf(&b, " %s(%s)", l.Value.Quantity, l.Value.How)
		}
		if l.Absence != nil {
			fmt.Fprintf(&b, " %s[%s]", l.Absence.Word, l.Absence.Source)
		}
		if l.Change != nil {
			how := "computed"
			if l.Change.Published {
				how = "published"
			}
			fmt.Fprintf(&b, " %s%s(%s)", l.Change.Delta, l.Change.Unit, how)
		}
		if l.ChangeRevision != nil {
			b.WriteString(" revised " + l.ChangeRevision.Date)
		}
		for _, r := range l.Replaced() {
			fmt.Fprintf(&b, " <%s→%s on %s: %s %v>", r.Quantity, r.By.Quantity, r.On, r.Reason, r.Again)
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestLines(t *testing.T) {
	for _, c := range []struct{ name, indicator, files, want, given string }{
		{"newest first, the whole before its parts, changes computed", "filed", `
-- data/observations/a.toml --
period = "2023"
source = "甲"
[values.zhong]
filed = 10
[values.all]
filed = 100
-- data/observations/b.toml --
period = "2024"
source = "乙"
[values.all]
filed = 110
[values.zhong]
filed = 0
`, "2024 all 110(observed) 10.0pct(computed)\n2024 zhong 0(observed) -100.0pct(computed)\n2023 all 100(observed)\n2023 zhong 10(observed)\n",
			"2024 all 110(observed)\n2024 zhong 0(observed)\n2023 all 100(observed)\n2023 zhong 10(observed)\n"},
		{"what is worked out stands where nothing was published", "rate", `
-- data/observations/a.toml --
period = "2023"
source = "甲"
[values.all]
filed = 100
closed = 90
-- data/observations/b.toml --
period = "2024"
source = "乙"
[values.all]
filed = 100
closed = 95
rate = "95.0"
`, "2024 all 95.0(observed) 5.00pp(computed)\n2023 all 90.00(formula)\n", "2024 all 95.0(observed)\n"},
		{"a word in place of a value", "filed", `
-- data/observations/a.toml --
period = "2023"
source = "甲"
[values.all]
filed = "未单列"
[values.zhong]
filed = "-"
closed = 1
[yoy.all]
filed = "3%"
`, "2023 all 未单列[甲] 3pct(published)\n2023 zhong -[甲]\n", "2023 all 未单列[甲] 3pct(published)\n2023 zhong -[甲]\n"},
		{"a change stands with the value of its basis, and else by itself", "filed", `
-- data/observations/a.toml --
period = "2023"
source = "甲"
[values.all]
filed = 100
[yoy.all]
filed = "1%"
-- data/observations/b.toml --
period = "2023"
basis = "new"
source = "乙"
[yoy.all]
filed = "2%"
`, "2023 all 100(observed) 1pct(published)\n2023 all @new 2pct(published)\n", "2023 all 100(observed) 1pct(published)\n2023 all @new 2pct(published)\n"},
		{"twice corrected; the change was of the first value", "filed", `
-- data/observations/a.toml --
period = "2023"
source = "甲"
[values.all]
filed = 100
[yoy.all]
filed = "1%"
-- data/observations/b.toml --
period = "2023"
source = "乙"
status = "revised"
revised = "2024-02-01"
reason = "漏"
[values.all]
filed = 101
-- data/observations/c.toml --
period = "2023"
source = "丙"
status = "revised"
revised = "2024-03-01"
reason = "错"
[values.all]
filed = 102
`, "2023 all 102(observed) <101→102 on 2024-03-01: 错 false> <100→101 on 2024-02-01: 漏 true>\n2023 all 1pct(published)\n",
			"2023 all 102(observed) <101→102 on 2024-03-01: 错 false> <100→101 on 2024-02-01: 漏 true>\n2023 all 1pct(published)\n"},
		{"a value and its change corrected together", "filed", `
-- data/observations/a.toml --
period = "2023"
source = "甲"
[values.all]
filed = 100
-- data/observations/b.toml --
period = "2023"
source = "乙"
status = "revised"
revised = "2024-02-01"
reason = "漏"
[values.all]
filed = 101
[yoy.all]
filed = "2%"
`, "2023 all 101(observed) 2pct(published) <100→101 on 2024-02-01: 漏 false>\n", "2023 all 101(observed) 2pct(published) <100→101 on 2024-02-01: 漏 false>\n"},
		{"nothing", "rate", "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, b := open(t, c.files)
			ind, err := s.Indicator(c.indicator)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, show(b.Of(ind))); diff != "" {
				t.Errorf("Of (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.given, show(b.Given(ind))); diff != "" {
				t.Errorf("Given (-want +got):\n%s", diff)
			}
		})
	}
}
