package check

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"gongbao/generator/diag"
	"gongbao/generator/stats"
)

// site is the city of testdata with changes: "file: old => new" replaces a line
// of a file (data/observations/ is understood), "file: + lines" adds to it or
// makes it, with ; between lines.
func site(t testing.TB, changes []string) fstest.MapFS {
	t.Helper()
	archive, err := txtar.ParseFile(filepath.Join("testdata", "city.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range archive.Files {
		files[f.Name] = string(f.Data)
	}
	for _, change := range changes {
		name, change, _ := strings.Cut(change, ": ")
		switch name {
		case "courts", "indicators":
			name = "data/" + name + ".toml"
		default:
			name = "data/observations/" + name + ".toml"
		}
		if added, ok := strings.CutPrefix(change, "+ "); ok {
			files[name] += strings.ReplaceAll(added, "; ", "\n") + "\n"
			continue
		}
		before, after, ok := strings.Cut(change, " => ")
		if n := strings.Count(files[name], before+"\n"); !ok || n != 1 {
			t.Fatalf("%q stands %d times in %s", before, n, name)
		}
		files[name] = strings.Replace(files[name], before+"\n", after+"\n", 1)
	}
	out := fstest.MapFS{}
	for name, text := range files {
		out[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return out
}

// findings runs some of the rules over a site and tells what they found: place
// and code.
func findings(t testing.TB, fsys fstest.MapFS, rules []rule) []string {
	t.Helper()
	var bag diag.Bag
	store, err := stats.Load(fsys, &bag)
	if err != nil {
		t.Fatal(err)
	}
	run(store, &bag, rules)
	var out []string
	for _, d := range bag.Sorted() {
		if text := diag.Chinese().Message(d.Code, d.Args) + diag.Chinese().Hint(d.Code, d.Args); strings.Contains(text, "{") || strings.Contains(text, "  ") {
			t.Errorf("%s: the message leaves something open: %s", d.Code, text)
		}
		pos := strings.TrimPrefix(strings.TrimPrefix(d.Pos.String(), "data/"), "observations/")
		out = append(out, pos+" "+string(d.Code))
	}
	return out
}

func TestCityHasNoMistake(t *testing.T) {
	if got := findings(t, site(t, nil), rules); len(got) > 0 {
		t.Errorf("%q", got)
	}
}

const head = `+ period = "%s"; source = "市中院"; `

func file(name, period, lines string) string { return name + ": " + fmt.Sprintf(head, period) + lines }

// cases seed one mistake each in the city, or something that is none. No case
// finds anything without the rule that it is for.
var cases = []struct {
	name    string
	changes []string
	want    []string
}{
	// The definitions.
	{"cases and persons in a formula", []string{`indicators: + [[indicator]]; id = "sum"; name = "件加人"; unit = "件"; formula = "closed + persons"`}, []string{"indicators.toml:111:1 unit-sum"}},
	{"persons among the parts of cases", []string{`indicators: + [[indicator]]; id = "sum"; name = "件加人"; unit = "件"; parts = ["closed", "persons"]`}, []string{"indicators.toml:111:1 unit-sum"}},
	{"persons counted among cases", []string{`indicators: of_which = ["mediated"] => of_which = ["mediated", "persons"]`}, []string{"indicators.toml:28:1 unit-sum"}},
	{"an identity of cases and persons", []string{`indicators: right = "accepted - closed" => right = "accepted - persons"`}, []string{"indicators.toml:90:1 unit-sum"}},
	{"cases per judge are neither", []string{`indicators: + [[indicator]]; id = "per"; name = "人均"; unit = "件"; kind = "ratio"; formula = "closed / judges"`}, nil},
	{"a subtotal and its part", []string{`indicators: + [[indicator]]; id = "sum"; name = "刑事合计"; unit = "件"; parts = ["criminal.filed", "first.filed"]`}, []string{"indicators.toml:111:1 nested-parts"}},
	{"a part twice", []string{`indicators: + [[indicator]]; id = "sum"; name = "合计"; unit = "件"; parts = ["filed", "filed"]`}, []string{"indicators.toml:111:1 nested-parts"}},
	{"a total of itself", []string{`indicators: + [[indicator]]; id = "sum"; name = "合计"; unit = "件"; parts = ["sum", "filed"]`}, []string{"indicators.toml:111:1 nested-parts"}},

	// Single values.
	{"−1 for a missing value", []string{"2023: persons = 800 => persons = -1"}, []string{"2023.toml:10:1 under-minimum"}},
	{"−1 of a court is told at its place alone", []string{"2024: filed = 550 => filed = -1"}, []string{"2024.toml:33:1 under-minimum"}},
	{"−1 among cumulative values", []string{"2024Q3-ytd: closed = 3000 => closed = -1"}, []string{"2024Q3-ytd.toml:5:1 under-minimum"}},
	{"a negative rate", []string{`2023: hearing = "60.00%" => hearing = -1`}, []string{"2023.toml:14:1 under-minimum"}},
	{"a rate above a hundred", []string{file("x", "2024", "[values.dong]; hearing = 100.1")}, []string{"x.toml:4:1 over-maximum"}},
	{"a hundred per cent", []string{file("x", "2024", "[values.dong]; hearing = 100.00")}, nil},
	{"counts that make a rate above a hundred", []string{file("x", "2024", "[values.dong]; accepted = 1699")}, []string{"x.toml:4:1 over-maximum"}},
	{"结收比 may exceed a hundred", []string{"2024: closed = 710 => closed = 720", "2024: closed = 1200 => closed = 1190"}, nil},
	{"a value after the indicator was given up", []string{file("x", "2024", "[values.all]; retired = 5")}, []string{"x.toml:4:1 outside-validity"}},
	{"a change after the indicator was given up", []string{file("x", "2024", `[yoy.all]; retired = "-5%"`)}, []string{"x.toml:4:1 outside-validity", "x.toml:4:1 weak-base"}},

	{"−1 in a row of a breakdown", []string{"2023: second = { filed = 90, closed = 85 } => second = { filed = -1, closed = 85 }", "2023: criminal = { filed = 600, closed = 590 } => criminal = { filed = 509, closed = 590 }"}, []string{"2023.toml:18:12 under-minimum"}},
	{"a row of an indicator that was given up", []string{`indicators: + [[category]]; id = "kinds"; name = "类"; measures = ["retired"]`, file("x", "2024", "[values.all]; kinds = { retired = 1 }")}, []string{"x.toml:4:11 outside-validity"}},
	{"a rate above a hundred, whichever count is known by quarters", []string{
		`indicators: + [[indicator]]; id = "odd"; name = "占比"; unit = "%"; kind = "ratio"; formula = "persons / judges_ytd * 100"`, `indicators: + [[indicator]]; id = "judges_ytd"; name = "累计"; unit = "人"`,
		file("a", "2024Q1", "[values.nan]; persons = 200"), file("b", "2024Q2", "[values.nan]; persons = 200"), file("c", "2024H1", "[values.nan]; judges_ytd = 100"),
	}, []string{"c.toml:4:1 over-maximum"}},

	// The same value twice.
	{"a value and a word in its place", []string{file("x", "2024", `[values.all]; persons = "未单列"`)}, []string{"x.toml:4:1 duplicate-observation"}},
	{"a value that was withdrawn", []string{file("x", "2024", `status = "revised"; revised = "2025-03-01"; reason = "待核"; [values.all]; persons = "未公布"`)}, nil},
	{"a value that was published later", []string{file("x", "2024", `[values.dong]; persons = "未报"`), file("y", "2024", `status = "revised"; revised = "2025-03-01"; reason = "补报"; [values.dong]; persons = 9`)}, nil},
	{"two files disagree", []string{file("x", "2024", "[values.all]; persons = 821")}, []string{"x.toml:4:1 duplicate-observation"}},
	{"two files give different changes", []string{file("x", "2024", `[yoy.all]; filed = "11.3%"`)}, []string{"x.toml:4:1 duplicate-observation"}},
	{"one figure at two scales", []string{file("x", "2024", `[values.all]; persons = "0.08万"`)}, nil},
	{"two scales that disagree", []string{file("x", "2024", `[values.all]; persons = "0.09万"`)}, []string{"x.toml:4:1 duplicate-observation"}},
	{"one period under two names", []string{file("x", "2024-06-ytd", "[values.all]; filed = 2001")}, []string{"x.toml:4:1 duplicate-observation"}},
	{"a correction of nothing", []string{file("x", "2025", `status = "revised"; revised = "2025-03-01"; reason = "漏报"; [values.all]; persons = 821`)}, []string{"x.toml:7:1 revision-of-nothing"}},
	{"a correction on another basis", []string{file("x", "2024", `basis = "incl"; status = "revised"; revised = "2025-03-01"; reason = "漏报"; [values.all]; persons = 821`)}, []string{"x.toml:8:1 revision-of-nothing"}},
	{"a provisional value and the final one", []string{file("x", "2024", `status = "provisional"; [values.all]; persons = 700; [yoy.all]; persons = "-12.5%"`), file("y", "2024", `[yoy.all]; persons = "2.5%"`)}, nil},
	{"the change of a value that was corrected", []string{file("x", "2024", `status = "revised"; revised = "2025-03-01"; reason = "漏报"; [values.all]; case_ratio = 1.25`)}, nil},
	{"a change in words", []string{file("x", "2024", `[yoy.all]; persons = "上升2.5%"`), file("y", "2023", `[yoy.all]; persons = "持平"; judges = "-"; days = "缩短2.0天"`)}, nil},
	{"a change in the wrong words", []string{file("x", "2024", `[yoy.all]; persons = "下降2.5%"`)}, []string{"x.toml:4:1 change-conflict"}},
	{"a revision is no duplicate", []string{file("x", "2024", `status = "revised"; revised = "2025-03-01"; reason = "漏报"; [values.all]; persons = 821`)}, nil},

	// Values beside one another.
	{"旧存 and 新收 are not 受理", []string{"2024: accepted = 4400 => accepted = 4401", "2024: pending = 220 => pending = 221"}, []string{"2024.toml:6:1 identity-broken", "2024.toml:15:1 formula-conflict"}},
	{"受理 less 结案 is not 未结", []string{"2024: pending = 220 => pending = 222"}, []string{"2024.toml:8:1 identity-broken"}},
	{"what is carried over is not what was pending", []string{"2023: pending = 400 => pending = 401", "2023: accepted = 4000 => accepted = 4001", "2023: carried = 400 => carried = 401", `2024: close_rate = "5.00pp" => persons = "2.5%"`}, []string{"2024.toml:4:1 opening-conflict"}},
	{"what is carried over was adjusted", []string{"2023: pending = 400 => pending = 401", "2023: accepted = 4000 => accepted = 4001", "2023: carried = 400 => carried = 401", `2024: close_rate = "5.00pp" => persons = "2.5%"`, "2024: + [notes.all]; carried = " + `"移送1件"`}, nil},
	{"what counts the stock in makes no quarters", []string{
		file("a", "2025Q1", "[values.all]; carried = 220; filed = 900; accepted = 1120"), file("b", "2025H1", "[values.all]; carried = 220; filed = 1900; accepted = 2120"),
		file("c", "2025Q2", "[values.all]; carried = 500; filed = 1000; accepted = 1500"),
	}, nil},
	{"rounding breaks no identity", []string{`2024: accepted = 4400 => accepted = "0.44万"`}, nil},
	{"the published rate is not that of its counts", []string{`2024: close_rate = "95.00%" => close_rate = "95.01%"`}, []string{"2024.toml:15:1 formula-conflict"}},
	{"a truncated rate", []string{"2024: closed = 4180 => closed = 4181", "2024: pending = 220 => pending = 219", "2024: closed = 1700 => closed = 1701"}, []string{"2024.toml:15:1 formula-conflict"}},
	{"rounding of both counts of a rate", []string{file("x", "2019", `[values.dong]; closed = "1.2万"; accepted = "1.3万"; close_rate = "99.95%"`)}, nil},
	{"an identity that lacks a term silences no other rule", []string{
		`indicators: + [[indicator]]; id = "sum"; name = "合计"; unit = "件"; parts = ["filed", "mediated"]`, `indicators: + [[identity]]; name = "合计"; left = "sum"; right = "filed + mediated"`,
		file("x", "2019", "[values.dong]; sum = 10; filed = 50"),
	}, []string{"x.toml:4:1 parts-total"}},
	{"parts exceed the total", []string{"2024: second = { filed = 98, closed = 99 } => second = { filed = 98, closed = 100 }"}, []string{"2024.toml:16:27 parts-total"}},
	{"parts leave a rest", []string{"2024: second = { filed = 98, closed = 99 } => second = { filed = 97, closed = 99 }"}, []string{"2024.toml:16:14 parts-total"}},
	{"some parts may leave a rest", []string{`2024: other = { filed = 12, closed = 11 } => other = { filed = "未单列", closed = 11 }`}, nil},
	{"some parts exceed the total", []string{`2024: other = { filed = 12, closed = 11 } => other = { filed = "未单列", closed = 11 }`, "2024: second = { filed = 98, closed = 99 } => second = { filed = 111, closed = 99 }"}, []string{"2024.toml:16:14 parts-total"}},
	{"parts may miss by rounding", []string{`2024: second = { filed = 98, closed = 99 } => second = { filed = "0.01万", closed = 99 }`}, nil},
	{"其中 is more than the whole", []string{"2023: mediated = 900 => mediated = 3601"}, []string{"2023.toml:9:1 over-total", "2024.toml:9:1 outlier"}},
	{"the courts exceed the city", []string{"2024: filed = 550 => filed = 551"}, []string{"2024.toml:5:1 court-sum"}},
	{"the courts leave a rest", []string{"2024: filed = 550 => filed = 549"}, []string{"2024.toml:5:1 court-sum"}},
	{"the city and its own court are mixed up", []string{"2024: filed = 700 => filed = 4000"}, []string{"2024.toml:5:1 court-sum", "2024.toml:21:1 outlier"}},
	{"a court that did not list it leaves a rest", []string{`2024: filed = 550 => filed = "未单列"`}, nil},
	{"judges of the courts", []string{"2024: judges = 16 => judges = 17"}, []string{"2024.toml:11:1 court-sum"}},
	{"pieces of a year are more than the year", []string{
		file("a", "2025Q1", "[values.nan]; persons = 200"), file("b", "2025H1", "[values.nan]; persons = 450"), file("c", "2025Q3", "[values.nan]; persons = 670"), file("d", "2025", "[values.nan]; persons = 920"),
	}, []string{"d.toml:4:1 period-conflict"}},
	{"months with a gap are more than the half year", []string{
		file("a", "2025-01", "[values.nan]; persons = 50"), file("b", "2025-03", "[values.nan]; persons = 60"), file("d", "2025H1", "[values.nan]; persons = 109"),
	}, []string{"d.toml:4:1 period-conflict"}},
	{"a computed rate below zero", []string{`indicators: + [[indicator]]; id = "rest"; name = "未结比"; unit = "%"; kind = "ratio"; formula = "(days - case_ratio) / days * 100"`, file("x", "2019", "[values.dong]; days = 1.0; case_ratio = 2.0")}, []string{"x.toml:5:1 under-minimum"}},
	{"parts in a ring", []string{`indicators: + [[indicator]]; id = "ta"; name = "甲"; unit = "件"; parts = ["tb"]; [[indicator]]; id = "tb"; name = "乙"; unit = "件"; parts = ["ta"]`}, []string{"indicators.toml:111:1 nested-parts", "indicators.toml:116:1 nested-parts"}},
	{"quarters do not make the half year", []string{"2024H1: filed = 2000 => filed = 2001"}, []string{"2024H1.toml:4:1 period-conflict"}},
	{"rounded quarters make the half year", []string{`2024Q2: filed = 1050 => filed = "0.1万"`}, nil},
	{"a cumulative value falls", []string{"2024Q3-ytd: closed = 3000 => closed = 1899"}, []string{"2024Q3-ytd.toml:5:1 cumulative-falls"}},
	{"a single quarter among cumulative values", []string{"2024Q3-ytd: filed = 3000 => filed = 1000"}, []string{"2024Q3-ytd.toml:4:1 cumulative-falls"}},
	{"the year is less than its months", []string{`2024Q3-ytd: mediated = "0.07万" => mediated = "0.11万"`}, []string{"2024.toml:9:1 cumulative-falls"}},
	{"a year equal to its months", []string{`2024Q3-ytd: mediated = "0.07万" => mediated = "0.10万"`}, nil},
	{"a published change is not that of its values", []string{`2024: filed = "11.1%" => filed = "11.2%"`}, []string{"2024.toml:37:1 change-conflict"}},
	{"a change with the wrong sign", []string{`2024: case_ratio = "-0.04" => case_ratio = "0.04"`}, []string{"2024.toml:39:1 change-conflict"}},
	{"days that do not fit", []string{`2024: days = "-3.5天" => days = "-2.5天"`}, []string{"2024.toml:40:1 change-conflict"}},
	{"points of a rate that was worked out", []string{`2024: close_rate = "5.00pp" => close_rate = "5.26pp"`}, []string{"2024.toml:38:1 change-conflict"}},
	{"a change on another basis", []string{
		file("a", "2025", `basis = "excl"; [values.all]; closed = 3500; [yoy.all]; closed = "10.1%"`),
		file("b", "2024", `basis = "incl"; [values.all]; closed = 4180`),
	}, nil},
	{"a change that holds on no basis", []string{
		file("a", "2025", `basis = "excl"; [values.all]; closed = 3500; [yoy.all]; closed = "-16.3%"`),
		file("b", "2024", `basis = "incl"; [values.all]; closed = 4180; mediated = 1000`),
	}, []string{"a.toml:7:1 change-conflict"}},
	{"a percentage of a handful", []string{file("x", "2024", `[values.nan]; persons = 9; [yoy.nan]; persons = "12.5%"`), file("y", "2023", "[values.nan]; persons = 8")}, []string{"x.toml:6:1 weak-base"}},
	{"a percentage of a handful with a note", []string{file("x", "2024", `[values.nan]; persons = 9; [yoy.nan]; persons = "12.5%"; [notes.nan]; persons = "仅供参考"`), file("y", "2023", "[values.nan]; persons = 8")}, nil},
	{"a percentage of days", []string{`indicators: + [[indicator]]; id = "move"; name = "移送时间"; unit = "天"; kind = "ratio"; change = "pct"`, file("x", "2024", `[values.nan]; move = 8.5; [yoy.nan]; move = "-10.5%"`), file("y", "2023", "[values.nan]; move = 9.5")}, nil},
	{"a percentage of ten", []string{file("x", "2024", `[values.nan]; persons = 11; [yoy.nan]; persons = "10.0%"`), file("y", "2023", "[values.nan]; persons = 10")}, nil},

	// Changes that ask for a note.
	{"forgotten zeros", []string{"2023: persons = 800 => persons = 8"}, []string{"2024.toml:10:1 outlier"}},
	{"a count that leaps", []string{"2024: persons = 820 => persons = 2401"}, []string{"2024.toml:10:1 outlier"}},
	{"a count that leaps to zero", []string{"2024: persons = 820 => persons = 0"}, []string{"2024.toml:10:1 outlier"}},
	{"a leap with a note", []string{"2024: persons = 820 => persons = 2401", "2024: + [notes.all]; persons = " + `"专项行动"`}, nil},
	{"a small count may leap", []string{"2023: retired = 5 => retired = 99", file("x", "2022", "[values.all]; retired = 1")}, nil},
	{"a leap with a note on its file alone", []string{file("x", "2022", `note = "年报"; [values.all]; persons = 2401`)}, []string{"2023.toml:10:1 outlier"}},
	{"a rate that leaps", []string{`2024: hearing = "63.10%" => hearing = "80.01%"`}, []string{"2024.toml:14:1 outlier"}},
	{"a limit of the site's own", []string{"indicators: + [outlier]; points = 3"}, []string{"2024.toml:14:1 outlier"}},

	// What is not there.
	{"a quarter is missing", []string{
		file("a", "2025Q1", "[values.all]; closed = 900"), file("b", "2025Q3-ytd", "[values.all]; closed = 3100"),
	}, []string{"b.toml:4:1 missing-period"}},
	{"a quarter that was said to be missing", []string{
		file("a", "2025Q1", "[values.all]; closed = 900"), file("b", "2025Q3-ytd", "[values.all]; closed = 3100"), file("c", "2025H1", `[values.all]; closed = "未公布"`),
	}, nil},
	{"a month that was published once", []string{
		file("a", "2023Q1", "[values.nan]; persons = 1"), file("b", "2023Q3-ytd", "[values.nan]; persons = 3"), file("c", "2022Q1", "[values.nan]; persons = 1"), file("d", "2022Q3-ytd", "[values.nan]; persons = 3"),
		file("e", "2023-08-ytd", "[values.nan]; persons = 2"), file("f", "2024Q1", "[values.nan]; persons = 1"), file("g", "2024Q3-ytd", "[values.nan]; persons = 3"),
	}, nil},
	{"quarters that began later", []string{
		file("a", "2021H1", "[values.nan]; persons = 1"), file("b", "2021", "[values.nan]; persons = 3"), file("c", "2022H1", "[values.nan]; persons = 1"), file("d", "2022", "[values.nan]; persons = 3"),
		file("e", "2023H1", "[values.nan]; persons = 1"), file("f", "2023Q3-ytd", "[values.nan]; persons = 2"), file("g", "2023", "[values.nan]; persons = 3"),
	}, nil},
	{"a month is missing", []string{
		file("a", "2024-07", "[values.dong]; persons = 100"), file("b", "2024-08", "[values.dong]; persons = 90"), file("c", "2024-09", "[values.dong]; persons = 95"),
		file("d", "2025-07", "[values.dong]; persons = 101"), file("e", "2025-09", "[values.dong]; persons = 96"),
	}, []string{"e.toml:4:1 missing-period"}},
	{"a year is missing", []string{
		file("a", "2020", "[values.all]; persons = 810"), file("b", "2021", "[values.all]; persons = 790"), file("c", "2019", "[values.all]; persons = 790"),
	}, []string{"2023.toml:10:1 missing-period"}},
	{"years that are published now and then", []string{file("a", "2018", "[values.all]; persons = 810")}, nil},
	{"a court is missing", []string{"2024: closed = 570 => mediated = 0"}, []string{"2024.toml:26:1 missing-court"}},
	{"a court that reports zero", []string{"2024: closed = 570 => closed = 0", "2024: closed = 1700 => closed = 2270", "2024: + [notes.nan]; closed = " + `"并入东区"`}, nil},
	{"a court of which it does not apply", []string{`2024: closed = 570 => closed = "不适用"`}, nil},
}

func TestCases(t *testing.T) {
	seeded := 0
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			fsys := site(t, c.changes)
			got := findings(t, fsys, rules)
			if diff := gocmp.Diff(c.want, got); diff != "" {
				t.Fatalf("findings (-want +got):\n%s", diff)
			}
			for _, want := range c.want {
				_, code, _ := strings.Cut(want, " ")
				others := slices.DeleteFunc(slices.Clone(rules), func(r rule) bool { return string(r.code) == code })
				if len(others) == len(rules) {
					t.Errorf("%s is no rule", code)
				}
				if slices.Contains(findings(t, fsys, others), want) {
					t.Errorf("%s is found without its rule", want)
				}
			}
		})
		if len(c.want) > 0 {
			seeded++
		}
	}
	if seeded < 40 {
		t.Errorf("%d cases with a mistake", seeded)
	}
}

func TestEveryRuleHasACase(t *testing.T) {
	for _, r := range rules {
		if !slices.ContainsFunc(cases, func(c struct {
			name    string
			changes []string
			want    []string
		}) bool {
			return slices.ContainsFunc(c.want, func(w string) bool { return strings.HasSuffix(w, " "+string(r.code)) })
		}) {
			t.Errorf("%s: no case", r.code)
		}
	}
}
