package sample_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/google/go-cmp/cmp"

	"gongbao/generator/diag"
	"gongbao/generator/sample"
	"gongbao/generator/site"
)

// values are the counts of one court in one period, read without the program.
type values map[string]int

// city is the sample's data as a reader of the files finds them: by period in
// the order of time, then by court.
type city struct {
	years, quarters []string
	data            map[string]map[string]values
}

// quarters are the four files of a year.
var quarters = []string{"Q1", "H1", "Q3-ytd", ""}

func readCity(t *testing.T) city {
	t.Helper()
	files := sample.City()
	c := city{years: []string{"2023", "2024", "2025"}, data: map[string]map[string]values{}}
	for _, y := range c.years {
		for _, q := range quarters {
			name := "data/observations/" + y + q + ".toml"
			var file struct {
				Period, Source string
				Values         map[string]map[string]any
			}
			if err := toml.Unmarshal(files[name], &file); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if len(file.Values) == 0 {
				t.Fatalf("%s is missing or empty", name)
			}
			if file.Period != y+q {
				t.Errorf("%s: period %q", name, file.Period)
			}
			if !strings.Contains(file.Source, "虚构") {
				t.Errorf("%s: source %q does not say that the figures are made up", name, file.Source)
			}
			c.quarters = append(c.quarters, y+q)
			c.data[y+q] = map[string]values{}
			for court, vs := range file.Values {
				c.data[y+q][court] = values{}
				for id, v := range vs {
					if v == "不适用" {
						continue
					}
					n, err := strconv.Atoi(strings.TrimSuffix(fmt.Sprint(v), "万"))
					if err != nil {
						t.Fatalf("%s: %s of %s: %v", name, id, court, err)
					}
					c.data[y+q][court][id] = n
				}
			}
		}
	}
	n := 0
	for name := range files {
		if strings.HasPrefix(name, "data/observations/") {
			n++
		}
	}
	// One published value was wrong, and the city's total with it.
	var revised struct {
		Period, Status, Revised, Reason string
		Values                          map[string]map[string]int
	}
	if _, err := toml.Decode(string(files["data/observations/2024H1-revised.toml"]), &revised); err != nil {
		t.Fatal(err)
	}
	if n != len(c.quarters)+1 || revised.Status != "revised" || revised.Revised == "" || revised.Reason == "" || len(revised.Values) != 2 {
		t.Errorf("%d files of observations, want %d and a correction: %+v", n, len(c.quarters), revised)
	}
	for court, vs := range revised.Values {
		for id, v := range vs {
			if was := c.data[revised.Period][court][id]; v <= was {
				t.Errorf("%s of %s is corrected from %d to %d", id, court, was, v)
			}
			c.data[revised.Period][court][id] = v
		}
	}
	return c
}

// each calls f for every court and period.
func (c city) each(f func(period, court string, v values)) {
	for _, p := range c.quarters {
		for _, court := range slices.Sorted(maps.Keys(c.data[p])) {
			f(p, court, c.data[p][court])
		}
	}
}

const cityCourt = "all"

var stocks = []string{"carried", "pending", "over12_pending"}

func TestCityHasEveryCourtAndCountInEveryPeriod(t *testing.T) {
	c := readCity(t)
	courts := slices.Sorted(maps.Keys(c.data["2023Q1"]))
	if len(courts) != 10 {
		t.Errorf("courts: %v", courts)
	}
	for _, p := range c.quarters {
		if got := slices.Sorted(maps.Keys(c.data[p])); !slices.Equal(got, courts) {
			t.Errorf("%s has the courts %v", p, got)
		}
	}
	whole := slices.Sorted(maps.Keys(c.data["2023Q1"][cityCourt]))
	var appeals []string
	c.each(func(p, court string, v values) {
		own := slices.Sorted(maps.Keys(v))
		if slices.Equal(own, whole) {
			appeals = append(appeals, court)
			return
		}
		lacks := slices.DeleteFunc(slices.Clone(whole), func(id string) bool { return slices.Contains(own, id) })
		if want := []string{"second_closed", "second_heard"}; !slices.Equal(lacks, want) {
			t.Errorf("%s %s lacks %v, only %v may be", p, court, lacks, want)
		}
	})
	slices.Sort(appeals)
	if got := slices.Compact(appeals); !slices.Equal(got, []string{cityCourt, "zhongyuan"}) {
		t.Errorf("courts that hear appeals: %v", got)
	}
}

func TestCityIsTheSumOfItsCourts(t *testing.T) {
	c := readCity(t)
	for _, p := range c.quarters {
		sum := values{}
		for court, v := range c.data[p] {
			if court == cityCourt {
				continue
			}
			for id, n := range v {
				sum[id] += n
			}
		}
		if d := cmp.Diff(sum, c.data[p][cityCourt]); d != "" {
			t.Errorf("%s: the city is not the sum of its courts (-sum +city):\n%s", p, d)
		}
	}
}

func TestStocksAndFlowsFit(t *testing.T) {
	c := readCity(t)
	c.each(func(p, court string, v values) {
		if v["carried"]+v["filed"] != v["accepted"] {
			t.Errorf("%s %s: 旧存+新收 %d+%d ≠ 受理 %d", p, court, v["carried"], v["filed"], v["accepted"])
		}
		if v["accepted"]-v["closed"] != v["pending"] {
			t.Errorf("%s %s: 受理−结案 %d−%d ≠ 未结 %d", p, court, v["accepted"], v["closed"], v["pending"])
		}
		year := p[:4]
		if first := c.data[year+"Q1"][court]["carried"]; v["carried"] != first {
			t.Errorf("%s %s: 旧存 %d, in the first quarter %d", p, court, v["carried"], first)
		}
		if before, ok := c.data[add(year, -1)]; ok && before[court]["pending"] != v["carried"] {
			t.Errorf("%s %s: 旧存 %d, pending at the end of the year before %d", p, court, v["carried"], before[court]["pending"])
		}
	})
}

func add(year string, n int) string {
	y, _ := strconv.Atoi(year)
	return strconv.Itoa(y + n)
}

// A flow grows with every quarter of a year: a quarter without a case would be
// as strange as one with less than none.
func TestCumulativeFlowsGrow(t *testing.T) {
	c := readCity(t)
	for i, p := range c.quarters {
		if i%len(quarters) == 0 {
			continue
		}
		for court, v := range c.data[p] {
			for id, n := range v {
				if before := c.data[c.quarters[i-1]][court][id]; !slices.Contains(stocks, id) && n <= before {
					t.Errorf("%s %s: %s is %d, was %d", p, court, id, n, before)
				}
			}
		}
	}
}

// partOf are the counts that are part of another; the dispute that takes no
// step is not there.
var partOf = map[string]string{
	"appealed": "first_closed", "remanded": "first_closed", "mediated": "first_closed", "first_closed": "closed", "second_closed": "closed",
	"exec_closed": "closed", "second_heard": "second_closed", "on_time_closed": "closed", "over12_pending": "pending",
	"transferred": "appealed", "effective": "closed", "petitions": "effective", "performable": "effective", "performed": "performable",
	"mediation_ok": "lodged", "exec_done": "exec_closed", "exec_ended": "exec_closed", "exec_paid": "exec_due", "disputes": "steps",
}

func TestPartsAreNoMoreThanTheirWhole(t *testing.T) {
	readCity(t).each(func(p, court string, v values) {
		for _, part := range slices.Sorted(maps.Keys(partOf)) {
			if _, has := v[part]; has && (v[part] <= 0 || v[part] > v[partOf[part]]) {
				t.Errorf("%s %s: %s %d of %s %d", p, court, part, v[part], partOf[part], v[partOf[part]])
			}
		}
		if all := v["first_closed"] + v["second_closed"] + v["exec_closed"]; all > v["closed"] {
			t.Errorf("%s %s: closed %d, by kind %d", p, court, v["closed"], all)
		}
		if kinds := v["exec_done"] + v["exec_ended"]; kinds > v["exec_closed"] {
			t.Errorf("%s %s: 执行结案 %d, of two kinds %d", p, court, v["exec_closed"], kinds)
		}
	})
}

// The figures look like those of courts: most is closed at the year's end,
// nearly all of what was there is closed within the year, and no year is
// another world than the one before.
func TestFiguresArePlausible(t *testing.T) {
	c := readCity(t)
	for court := range c.data["2023"] {
		for _, y := range c.years {
			v := c.data[y][court]
			if rate := 100 * v["closed"] / v["accepted"]; rate < 88 || rate > 96 {
				t.Errorf("%s %s: 结案率 %d%%", y, court, rate)
			}
			last := v["closed"] - c.data[y+"Q3-ytd"][court]["closed"]
			if first := c.data[y+"Q1"][court]["closed"]; last <= first {
				t.Errorf("%s %s: closed %d in the first quarter, %d in the last", y, court, first, last)
			}
			before, ok := c.data[add(y, -1)]
			if !ok {
				continue
			}
			if now, then := v["filed"], before[court]["filed"]; now < then*9/10 || now > then*12/10 {
				t.Errorf("%s %s: filed %d, a year before %d", y, court, now, then)
			}
		}
	}
}

// What chance makes up is the same for ever: a release must not change the
// figures of a sample that somebody has written about.
func TestSameFiguresEveryTime(t *testing.T) {
	if d := cmp.Diff(sample.City(), sample.City()); d != "" {
		t.Errorf("two calls differ:\n%s", d)
	}
	c := readCity(t)
	for _, want := range []struct {
		period, court, id string
		n                 int
	}{
		{"2023Q1", "mingze", "filed", 1205}, {"2024H1", "xidu", "pending", 2412}, {"2025", "all", "accepted", 99638}, {"2025", "all", "exec_paid", 228258},
	} {
		if got := c.data[want.period][want.court][want.id]; got != want.n {
			t.Errorf("%s of %s in %s is %d, was %d", want.id, want.court, want.period, got, want.n)
		}
	}
}

type catalogue struct {
	Indicator []indicator
	Overlay   []struct {
		ID       string
		Interval struct{ Source string }
	}
	Target []struct{ Source string }
}

type indicator struct {
	ID, Name, Kind, Unit, Change, Direction, Type, Formula, Definition, Source string
	Precision                                                                  int
	Interval                                                                   map[string]any
}

func readCatalogue(t *testing.T, text []byte) catalogue {
	t.Helper()
	var c catalogue
	if err := toml.Unmarshal(text, &c); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestEighteenIndicatorsTwelveIntervals(t *testing.T) {
	files := sample.City()
	key := map[string]bool{}
	types := map[string]int{}
	for _, i := range readCatalogue(t, files["data/indicators.toml"]).Indicator {
		if i.Interval != nil {
			t.Errorf("%s: the catalogue gives an interval, which no source gives", i.ID)
		}
		if i.Type == "" {
			continue
		}
		key[i.ID] = true
		types[i.Type]++
		if i.Kind != "ratio" || i.Formula == "" || i.Definition == "" || i.Source == "" {
			t.Errorf("%s is not worked out from counts and explained: %+v", i.ID, i)
		}
	}
	if d := cmp.Diff(map[string]int{"综合": 2, "质量": 5, "效率": 4, "效果": 7}, types); d != "" {
		t.Errorf("indicators by type (-want +got):\n%s", d)
	}
	local := readCatalogue(t, files["data/indicators/local.toml"])
	if len(local.Overlay) != 12 || len(local.Target) == 0 {
		t.Errorf("%d intervals, %d targets", len(local.Overlay), len(local.Target))
	}
	for _, o := range local.Overlay {
		if !key[o.ID] || !strings.Contains(o.Interval.Source, "虚构") {
			t.Errorf("interval of %s: source %q", o.ID, o.Interval.Source)
		}
	}
	for _, target := range local.Target {
		if !strings.Contains(target.Source, "虚构") {
			t.Errorf("target: source %q", target.Source)
		}
	}
}

// The catalogue that init writes and that of the default site define an
// indicator alike; only how the national figures come about differs.
func TestCatalogueAgreesWithTheDefaultSite(t *testing.T) {
	text, err := os.ReadFile("../../data/indicators.toml")
	if err != nil {
		t.Fatal(err)
	}
	national := map[string]indicator{}
	for _, i := range readCatalogue(t, text).Indicator {
		national[i.ID] = i
	}
	for _, own := range readCatalogue(t, sample.Starter()["data/indicators.toml"]).Indicator {
		if own.Type == "" {
			continue
		}
		theirs, ok := national[own.ID]
		if !ok {
			t.Errorf("%s (%s) is not in the default site's catalogue", own.ID, own.Name)
			continue
		}
		if theirs.Type == "" {
			theirs.Type = own.Type // the default site leaves out what no source says
		}
		for _, i := range []*indicator{&own, &theirs} {
			i.Formula, i.Definition, i.Source = "", "", ""
		}
		if own.ID == "accept_verdict" {
			theirs.Precision = own.Precision // published with one place
		}
		if d := cmp.Diff(theirs, own); d != "" {
			t.Errorf("%s (-default site +init):\n%s", own.ID, d)
		}
	}
}

func TestSitesHaveNoFindings(t *testing.T) {
	for name, files := range map[string]map[string][]byte{"starter": sample.Starter(), "city": sample.City()} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "site")
			if err := sample.Write(dir, files); err != nil {
				t.Fatal(err)
			}
			var bag diag.Bag
			summary, err := site.Check(context.Background(), site.Options{Dir: dir, Strict: true}, &bag)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range bag.Sorted() {
				t.Errorf("%s: %s[%s] %s", d.Pos, d.Severity(), d.Code, diag.Chinese().Message(d.Code, d.Args))
			}
			if name == "city" && summary.Figures < 1000 {
				t.Errorf("the city shows %d figures", summary.Figures)
			}
		})
	}
}

// The date of publication is for people to give, not for a program.
func TestNoPublicationDateIsMadeUp(t *testing.T) {
	for _, files := range []map[string][]byte{sample.Starter(), sample.City()} {
		for name, text := range files {
			for line := range strings.Lines(string(text)) {
				if strings.HasPrefix(line, "published") {
					t.Errorf("%s: %s", name, line)
				}
			}
			if strings.Contains(string(text), "\r") {
				t.Errorf("%s: a line ends in CR", name)
			}
		}
	}
}

func TestWriteIntoWhatIsThere(t *testing.T) {
	files := map[string][]byte{"a.txt": []byte("a"), "b/c.txt": []byte("c")}
	for _, c := range []struct {
		name     string
		make     string // a file that is there already
		dir      string
		notEmpty bool
	}{
		{"new folder", "", "x", false},
		{"new folder in a new folder", "", "x/y", false},
		{"empty folder", "", ".", false},
		{"folder with a file", "x/kept.txt", "x", true},
		{"folder with a hidden file", "x/.kept", "x", true},
		{"a file", "x", "x", true},
		{"folder with a folder", "x/y/kept.txt", "x", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			root := t.TempDir()
			if c.make != "" {
				name := filepath.Join(root, filepath.FromSlash(c.make))
				if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, []byte("kept"), 0o644)); err != nil {
					t.Fatal(err)
				}
			}
			before := tree(t, root)
			err := sample.Write(filepath.Join(root, filepath.FromSlash(c.dir)), files)
			if c.notEmpty != errors.Is(err, sample.ErrNotEmpty) || err != nil && !c.notEmpty {
				t.Fatalf("error %v", err)
			}
			want := before
			if !c.notEmpty {
				want = map[string]string{}
				for name, text := range files {
					want[filepath.ToSlash(filepath.Join(c.dir, name))] = string(text)
				}
			}
			got := tree(t, root)
			maps.DeleteFunc(got, func(name, text string) bool { return text == folder && !c.notEmpty })
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// A write that fails half way leaves nothing: b is a file when b/c is wanted.
func TestWriteAllOrNothing(t *testing.T) {
	files := map[string][]byte{"a/a.txt": []byte("a"), "b": []byte("b"), "b/c.txt": []byte("c")}
	for _, dir := range []string{".", "x/y"} {
		root := t.TempDir()
		err := sample.Write(filepath.Join(root, filepath.FromSlash(dir)), files)
		if err == nil || errors.Is(err, sample.ErrNotEmpty) {
			t.Fatalf("error %v", err)
		}
		if got := tree(t, root); len(got) > 0 {
			t.Errorf("%s: left behind %v", dir, got)
		}
	}
}

// folder stands for the text of what is no file.
const folder = "(folder)"

// tree is what a folder holds, by slash-separated path.
func tree(t *testing.T, root string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || name == root {
			return err
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		text := []byte(folder)
		if !d.IsDir() {
			if text, err = os.ReadFile(name); err != nil {
				return err
			}
		}
		out[filepath.ToSlash(rel)] = string(text)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
