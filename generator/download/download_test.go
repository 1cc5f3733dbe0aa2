package download

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/tools/txtar"

	"gongbao/generator/diag"
	"gongbao/generator/period"
	"gongbao/generator/series"
	"gongbao/generator/stats"
	"gongbao/generator/theme"
)

// testSite loads the statistics of testdata/site.txtar.
func testSite(t *testing.T, lang string) (*Maker, []Set) {
	t.Helper()
	a, err := txtar.ParseFile("testdata/site.txtar")
	if err != nil {
		t.Fatal(err)
	}
	fsys := fstest.MapFS{}
	for _, f := range a.Files {
		fsys[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	var bag diag.Bag
	store, err := stats.Load(fsys, &bag)
	if err != nil {
		t.Fatal(err)
	}
	words, err := theme.Load(nil, "court", lang, &bag)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range bag.Sorted() {
		t.Fatalf("%s: %s", d.Pos, diag.Chinese().Message(d.Code, d.Args))
	}
	m := New(Site{
		Title: "示例市法院公报", BaseURL: "https://www.example.org/", Owner: "示例市中级人民法院", Words: words, Stats: store, Book: series.Open(store),
		Formula:  func(ind *stats.Indicator) string { return ind.Formula },
		Interval: func(*stats.Indicator) string { return "" },
	})
	var sets []Set
	for _, ind := range store.Indicators() {
		if ind.Category == "" {
			sets = append(sets, m.Indicator(ind, m.Book.Of(ind)))
		}
	}
	for _, c := range store.Categories() {
		if len(c.Children) > 0 {
			sets = append(sets, m.Table(c))
		}
	}
	return m, sets
}

// allLines are the lines of sets, each once.
func allLines(sets []Set) []series.Line {
	var out []series.Line
	for _, s := range sets {
		out = append(out, s.Lines...)
	}
	return out
}

func explained(m *Maker) []*stats.Indicator {
	return slices.DeleteFunc(slices.Clone(m.Stats.Indicators()), func(ind *stats.Indicator) bool { return ind.Category != "" })
}

func csvOf(t *testing.T, m *Maker, s Set) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := m.CSV(&b, s); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func workbookOf(t *testing.T, m *Maker, sets []Set) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := m.Workbook(&b, allLines(sets), explained(m)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// readCSV is what a spreadsheet program makes of a file.
func readCSV(t *testing.T, data []byte) [][]string {
	t.Helper()
	text, ok := bytes.CutPrefix(data, []byte("\xef\xbb\xbf"))
	if !ok {
		t.Fatal("no mark of UTF-8")
	}
	if n := bytes.Count(text, []byte("\n")); n == 0 || n != bytes.Count(text, []byte("\r\n")) {
		t.Fatal("lines do not end in CR LF")
	}
	r := csv.NewReader(bytes.NewReader(text))
	rows, err := r.ReadAll() // which refuses rows that are longer or shorter than the head
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// said is a published fact as text, the same whether it was read from the store
// or from a file.
type said struct {
	What, Indicator, Court, Period, Basis, Value, Status, Source, Note, Revised, Reason string
}

func sortSaid(all []said) []said {
	slices.SortFunc(all, func(a, b said) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	return all
}

// fromStore is all that was published.
func fromStore(s *stats.Store) []said {
	var out []said
	add := func(what string, o *stats.Observation) {
		one := said{what, o.Indicator.ID, o.Court.ID, o.Period.String(), o.Basis, o.Quantity.String() + o.Indicator.Unit, o.Status.String(), o.Source, o.Note, "", ""}
		if o.Revision != nil {
			one.Revised, one.Reason = o.Revision.Date, o.Revision.Reason
		}
		out = append(out, one)
	}
	for _, o := range s.All() {
		add("value", o)
		if o.Revision != nil {
			for _, old := range o.Revision.Superseded {
				add("superseded", old)
			}
		}
	}
	for _, c := range s.Changes() {
		out = append(out, said{What: "change", Indicator: c.Indicator.ID, Court: c.Court.ID, Period: c.Period.String(), Basis: c.Basis, Value: c.Delta.Number() + " " + c.Indicator.Change.String(), Source: c.Source})
	}
	s.Absences(func(ind *stats.Indicator, court *stats.Court, p period.Period, a stats.Absence) {
		out = append(out, said{What: "absence", Source: a.Source, Note: a.Note, Indicator: ind.ID, Court: court.ID, Period: p.String(), Basis: a.Basis, Value: a.Word})
	})
	return sortSaid(out)
}

// fromRows reads the long form back, as an import does: by its headings.
func fromRows(t *testing.T, m *Maker, what string, rows [][]string) []said {
	t.Helper()
	word := func(key string) string { return m.Words.Text(key) }
	at := map[string]int{}
	for i, h := range rows[0] {
		if _, twice := at[h]; twice {
			t.Fatalf("two columns %q", h)
		}
		at[h] = i
	}
	codes := map[string]string{}
	for _, s := range []stats.Status{stats.Final, stats.Provisional, stats.Revised} {
		codes[word("data.status."+s.String())] = s.String()
	}
	units := map[string]string{"": "abs"}
	for _, u := range []string{"pct", "pp", "days"} {
		units[word("change.unit."+u)] = u
	}
	var out []said
	for n, row := range rows[1:] {
		get := func(key string) string {
			i, ok := at[word("data.column."+key)]
			if !ok {
				t.Fatalf("no column %s", key)
			}
			if i >= len(row) { // the reader of workbooks leaves out what is empty at the end
				return ""
			}
			if rest, ok := strings.CutPrefix(row[i], "'"); ok {
				return rest
			}
			return row[i]
		}
		who := said{Indicator: get("indicator"), Court: get("court"), Period: get("period"), Basis: get("basis"), Source: get("source")}
		ind, err := m.Stats.Indicator(who.Indicator)
		if err != nil {
			t.Fatalf("row %d: %v", n+2, err)
		}
		if p, err := period.Parse(who.Period); err != nil || p.String() != who.Period {
			t.Fatalf("row %d: period %q", n+2, who.Period)
		}
		found := 0
		if v := get("value"); v != "" {
			found++
			if get("how") == word("data.how.observed") {
				one := who
				one.What, one.Value, one.Status, one.Note, one.Revised, one.Reason = what, v+strings.TrimSuffix(get("unit"), ind.Unit)+ind.Unit, codes[get("status")], get("note"), get("revised"), get("reason")
				out = append(out, one)
			}
		} else if get("base_value") != "" || get("how") != "" {
			t.Errorf("row %d: %q stands in place of no value", n+2, get("base_value"))
		}
		if w := get("absent"); w != "" {
			found++
			out = append(out, said{What: "absence", Source: who.Source, Note: get("note"), Indicator: who.Indicator, Court: who.Court, Period: who.Period, Basis: who.Basis, Value: w})
		}
		if c := get("change"); c != "" {
			found++
			if get("change_how") == word("data.how.observed") {
				out = append(out, said{What: "change", Indicator: who.Indicator, Court: who.Court, Period: who.Period, Basis: who.Basis,
					Value: c + " " + units[get("change_unit")], Source: cmp.Or(get("change_source"), who.Source)})
			}
		}
		if found == 0 {
			t.Errorf("row %d says nothing: %v", n+2, row)
		}
	}
	return out
}

func TestFilesHoldAllThatWasPublished(t *testing.T) {
	for _, lang := range []string{"zh-CN", "en"} {
		t.Run(lang, func(t *testing.T) {
			m, sets := testSite(t, lang)
			want := fromStore(m.Stats)
			for _, what := range []string{"value", "superseded", "change", "absence"} {
				if !slices.ContainsFunc(want, func(s said) bool { return s.What == what }) {
					t.Fatalf("the test has no %s", what)
				}
			}
			var fromCSV []said
			for _, s := range sets {
				fromCSV = append(fromCSV, fromRows(t, m, "value", readCSV(t, csvOf(t, m, s)))...)
			}
			inCSV := slices.DeleteFunc(slices.Clone(want), func(s said) bool { return s.What == "superseded" })
			if diff := gocmp.Diff(inCSV, sortSaid(fromCSV)); diff != "" {
				t.Errorf("CSV (-published +file):\n%s", diff)
			}

			f, err := excelize.OpenReader(bytes.NewReader(workbookOf(t, m, sets)))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			var fromBook []said
			for what, sheet := range map[string]string{"value": "data.sheet.data", "superseded": "data.sheet.corrections"} {
				rows, err := f.GetRows(m.Words.Text(sheet))
				if err != nil {
					t.Fatal(err)
				}
				fromBook = append(fromBook, fromRows(t, m, what, rows)...)
			}
			if diff := gocmp.Diff(want, sortSaid(fromBook)); diff != "" {
				t.Errorf("workbook (-published +file):\n%s", diff)
			}
		})
	}
}

func TestJSONHoldsAllThatWasPublished(t *testing.T) {
	m, sets := testSite(t, "zh-CN")
	var got []said
	for _, s := range sets {
		var b bytes.Buffer
		if err := m.JSON(&b, s); err != nil {
			t.Fatal(err)
		}
		var file struct {
			ID           string
			Unit         string
			Observations []struct {
				Indicator, Court, Period, Basis, Unit, Absent, How, Status, Note, Revised, Reason string

				Value  *json.Number
				Source []string
				Change *struct {
					Value     json.Number
					Unit, How string
					Source    []string
				}
				Superseded []struct {
					Value                    json.Number
					Unit, Status, Note       string
					Source                   []string
					Replaced, Reason, Revise string
				}
			}
		}
		dec := json.NewDecoder(&b)
		dec.UseNumber()
		if err := dec.Decode(&file); err != nil {
			t.Fatal(err)
		}
		if file.ID != s.ID {
			t.Errorf("id %q in the file of %s", file.ID, s.ID)
		}
		for _, o := range file.Observations {
			id := cmp.Or(o.Indicator, s.ID)
			join := func(s []string) string { return strings.Join(s, stats.SourceSep) }
			if o.Value != nil && o.How == "observed" {
				got = append(got, said{"value", id, o.Court, o.Period, o.Basis, o.Value.String() + o.Unit, o.Status, join(o.Source), o.Note, o.Revised, o.Reason})
			}
			if o.Absent != "" {
				got = append(got, said{What: "absence", Source: join(o.Source), Note: o.Note, Indicator: id, Court: o.Court, Period: o.Period, Basis: o.Basis, Value: o.Absent})
			}
			if o.Change != nil && o.Change.How == "observed" {
				got = append(got, said{What: "change", Indicator: id, Court: o.Court, Period: o.Period, Basis: o.Basis, Value: o.Change.Value.String() + " " + o.Change.Unit, Source: join(o.Change.Source)})
			}
			for _, old := range o.Superseded {
				got = append(got, said{What: "superseded", Indicator: id, Court: o.Court, Period: o.Period, Basis: o.Basis, Value: old.Value.String() + old.Unit, Status: old.Status, Source: join(old.Source), Note: old.Note})
			}
		}
	}
	want := fromStore(m.Stats)
	for i := range want {
		if want[i].What == "superseded" { // when and why it came to be is told of what it took the place of
			want[i].Revised, want[i].Reason = "", ""
		}
	}
	if diff := gocmp.Diff(sortSaid(want), sortSaid(got)); diff != "" {
		t.Errorf("JSON (-published +file):\n%s", diff)
	}
}

// The file of one indicator in full, to be looked at.
func TestCSV(t *testing.T) {
	m, sets := testSite(t, "zh-CN")
	var b strings.Builder
	for _, s := range sets {
		fmt.Fprintf(&b, "== %s\n%s", s.ID, strings.ReplaceAll(strings.TrimPrefix(string(csvOf(t, m, s)), bom), "\r\n", "\n"))
	}
	const golden = "testdata/csv.golden"
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(strings.Split(string(want), "\n"), strings.Split(b.String(), "\n")); diff != "" {
		t.Errorf("CSV (-want +got):\n%s", diff)
	}
}

func TestNoTextOfACSVIsAFormula(t *testing.T) {
	for text, want := range map[string]string{
		"":                    "",
		"最高人民法院":              "最高人民法院",
		"=1+1":                "'=1+1",
		"+86 10":              "'+86 10",
		"-cmd":                "'-cmd",
		"@SUM(A1)":            "'@SUM(A1)",
		"\t=1":                "'\t=1",
		"\r=1":                "'\r=1",
		"\tx":                 "'\tx",
		"  =1":                "'  =1",
		"\u3000=1":            "'\u3000=1",
		"\u3000正文":            "\u3000正文",
		"＝HYPERLINK(\"x\")":   "'＝HYPERLINK(\"x\")",
		"＋1":                  "'＋1",
		"－1":                  "'－1",
		"＠x":                  "'＠x",
		"a=b":                 "a=b",
		"“引号”":                "“引号”",
		"2024年1-9月，比上年=5.78%": "2024年1-9月，比上年=5.78%",
	} {
		if got := harmless(text); got != want {
			t.Errorf("harmless(%q) = %q, want %q", text, got, want)
		}
	}
	m, sets := testSite(t, "zh-CN")
	for _, s := range sets {
		columns := s.columns()
		for _, row := range readCSV(t, csvOf(t, m, s))[1:] {
			for i, c := range columns {
				if c.kind != number && row[i] != "-" && row[i] != harmless(row[i]) {
					t.Errorf("%s: %s holds %q", s.ID, c.key, row[i])
				}
			}
		}
	}
}

func TestWorkbookCellsAreNumbersWithTheirPlaces(t *testing.T) {
	m, sets := testSite(t, "zh-CN")
	f, err := excelize.OpenReader(bytes.NewReader(workbookOf(t, m, sets)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got, want := f.GetSheetList(), []string{"说明", "数据", "更正", "指标", "口径"}; !slices.Equal(got, want) {
		t.Fatalf("sheets %v, want %v", got, want)
	}
	rows, err := f.GetRows("数据")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for n, row := range rows[1:] {
		for _, head := range []string{"数值", "折合数值", "同比"} {
			i := slices.Index(rows[0], head)
			if i >= len(row) || row[i] == "" {
				continue
			}
			cell, _ := excelize.CoordinatesToCellName(i+1, n+2)
			kind, err := f.GetCellType("数据", cell)
			if err != nil {
				t.Fatal(err)
			}
			raw, err := f.GetCellValue("数据", cell, excelize.Options{RawCellValue: true})
			if err != nil {
				t.Fatal(err)
			}
			number := kind == excelize.CellTypeUnset || kind == excelize.CellTypeNumber
			if long := len(strings.Trim(row[i], "-.")) > exactDigits+1; number == long {
				t.Errorf("%s: %q is of type %v", cell, row[i], kind)
			}
			a, errA := strconv.ParseFloat(raw, 64)
			b, errB := strconv.ParseFloat(row[i], 64)
			if errA != nil || errB != nil || a != b {
				t.Errorf("%s: stored %q, shown %q", cell, raw, row[i])
			}
			seen[row[i]] = true
		}
	}
	for _, want := range []string{"4557.37", "4602.00", "0", "97.10", "15.620", "-0.04", "123456789012345678", "46020000"} {
		if !seen[want] {
			t.Errorf("no cell shows %s", want)
		}
	}
	if panes, err := f.GetPanes("数据"); err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("the head of 数据 is not frozen: %+v %v", panes, err)
	}
	props, err := f.GetDocProps()
	if err != nil || props.Created != "2025-06-01T00:00:00Z" || props.Modified != props.Created {
		t.Errorf("the workbook is of %s, changed %s (%v), want the day of the last correction", props.Created, props.Modified, err)
	}
}

func TestWorkbookSaysWhatItIs(t *testing.T) {
	m, sets := testSite(t, "zh-CN")
	f, err := excelize.OpenReader(bytes.NewReader(workbookOf(t, m, sets)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	about, err := f.GetRows("说明")
	if err != nil {
		t.Fatal(err)
	}
	has := func(rows [][]string, cells ...string) {
		t.Helper()
		if !slices.ContainsFunc(rows, func(row []string) bool {
			return !slices.ContainsFunc(cells, func(c string) bool { return !slices.Contains(row, c) })
		}) {
			t.Errorf("no row with %q in\n%v", cells, rows)
		}
	}
	has(about, "示例市法院公报")
	has(about, "指标目录", "测试目录")
	has(about, "数据最新至", "2024年")
	has(about, "最近一次更正", "2025-06-01")
	for _, s := range sets {
		for _, c := range s.columns() {
			if c.key != "row" && c.key != "row_name" && c.key != "measure" && c.key != "measure_name" {
				has(about, m.heading(c), m.meaning(c))
			}
		}
	}
	indicators, err := f.GetRows("指标")
	if err != nil {
		t.Fatal(err)
	}
	has(indicators, "close_rate", "结案率", "效率", "%", "比率", "closed / accepted * 100", "结案数", "受理数", "执行、破产", "全年", "自2020年起", "越高越好", "测试规定")
	has(indicators, "hearing", "质量")
	has(indicators, "criminal_first", "刑事一审", "分项统计")
	bases, err := f.GetRows("口径")
	if err != nil {
		t.Fatal(err)
	}
	has(bases, "new", "新口径", "不含旧存。")
}

func TestTwoRunsAreByteEqual(t *testing.T) {
	make := func() map[string][]byte {
		m, sets := testSite(t, "zh-CN")
		out := map[string][]byte{"all.xlsx": workbookOf(t, m, sets)}
		for _, s := range sets {
			out[s.ID+".csv"] = csvOf(t, m, s)
			var b bytes.Buffer
			if err := m.JSON(&b, s); err != nil {
				t.Fatal(err)
			}
			out[s.ID+".json"] = b.Bytes()
		}
		return out
	}
	first := make()
	for range 4 { // maps seldom come in the same order five times
		for name, data := range make() {
			if !bytes.Equal(first[name], data) {
				t.Errorf("%s differs from run to run", name)
			}
		}
	}
}

func resourcesOf(t *testing.T, m *Maker, sets []Set) []Resource {
	t.Helper()
	var out []Resource
	for _, s := range sets {
		data := csvOf(t, m, s)
		sum := sha256.Sum256(data)
		out = append(out, Resource{Set: s, Path: s.ID + ".csv", Bytes: len(data), SHA256: hex.EncodeToString(sum[:])})
	}
	return out
}

// The package is held against the Frictionless specification, version 1: Data
// Package, Tabular Data Package, Data Resource and Table Schema.
func TestDataPackageKeepsToItsSpecification(t *testing.T) {
	for _, lang := range []string{"zh-CN", "en"} {
		m, sets := testSite(t, lang)
		var b bytes.Buffer
		if err := m.Package(&b, resourcesOf(t, m, sets)); err != nil {
			t.Fatal(err)
		}
		files := map[string][]byte{}
		for _, s := range sets {
			files[s.ID+".csv"] = csvOf(t, m, s)
		}
		if problems := validate(b.Bytes(), files); len(problems) > 0 {
			t.Errorf("%s: %s", lang, strings.Join(problems, "\n"))
		}
	}
}

// A validator that finds nothing in anything proves nothing.
func TestValidatorFindsFaults(t *testing.T) {
	m, sets := testSite(t, "zh-CN")
	var b bytes.Buffer
	if err := m.Package(&b, resourcesOf(t, m, sets)); err != nil {
		t.Fatal(err)
	}
	files := func() map[string][]byte {
		out := map[string][]byte{}
		for _, s := range sets {
			out[s.ID+".csv"] = csvOf(t, m, s)
		}
		return out
	}
	replace := func(old, new string) func([]byte, map[string][]byte) []byte {
		return func(p []byte, _ map[string][]byte) []byte { return bytes.Replace(p, []byte(old), []byte(new), 1) }
	}
	inFile := func(old, new string) func([]byte, map[string][]byte) []byte {
		return func(p []byte, files map[string][]byte) []byte {
			files["accepted.csv"] = bytes.Replace(files["accepted.csv"], []byte(old), []byte(new), 1)
			return p
		}
	}
	for name, spoil := range map[string]func([]byte, map[string][]byte) []byte{
		"profile":         replace("tabular-data-package", "tabular"),
		"resource name":   replace(`"name": "accepted"`, `"name": "受理"`),
		"name twice":      replace(`"name": "closed"`, `"name": "accepted"`),
		"absolute path":   replace(`"path": "accepted.csv"`, `"path": "/accepted.csv"`),
		"field type":      replace(`"type": "number"`, `"type": "decimal"`),
		"header":          inFile("法院编号", "法院号"),
		"number":          inFile("4602.00", "4602.00万"),
		"size":            inFile("4602.00", "4602.000"),
		"date":            inFile("2025-06-01,", "2025-6-1,"),
		"required":        inFile("accepted,", ","),
		"word of an enum": inFile(",修订数,", ",修正数,"),
		"period":          inFile("2024Q3-ytd", "2024Q2-ytd"),
	} {
		f := files()
		if problems := validate(spoil(slices.Clone(b.Bytes()), f), f); len(problems) == 0 {
			t.Errorf("%s: not found", name)
		}
	}
}

// validate lists what is wrong with a data package and its files.
func validate(descriptor []byte, files map[string][]byte) (problems []string) {
	bad := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	var p struct {
		Profile, Name string
		Resources     []struct {
			Profile, Name, Path, Format, Mediatype, Encoding, Hash string

			Bytes   int
			Dialect struct {
				Delimiter, LineTerminator, QuoteChar string
				DoubleQuote, Header                  bool
			}
			Sources []struct{ Title string }
			Schema  struct {
				Fields []struct {
					Name, Type, Format string
					Constraints        struct {
						Required bool
						Pattern  string
						Enum     []string
					}
				}
				MissingValues []string
			}
		}
	}
	if err := json.Unmarshal(descriptor, &p); err != nil {
		return []string{err.Error()}
	}
	id := regexp.MustCompile(`^[-a-z0-9._/]+$`)
	if p.Profile != "tabular-data-package" || !id.MatchString(p.Name) || len(p.Resources) == 0 {
		bad("package %q %q with %d resources", p.Profile, p.Name, len(p.Resources))
	}
	names := map[string]bool{}
	for _, r := range p.Resources {
		if r.Profile != "tabular-data-resource" || !id.MatchString(r.Name) || names[r.Name] {
			bad("resource %q %q", r.Profile, r.Name)
		}
		names[r.Name] = true
		data, ok := files[r.Path]
		if !ok || strings.HasPrefix(r.Path, "/") || strings.Contains(r.Path, "..") {
			bad("%s: no such file", r.Path)
			continue
		}
		sum := sha256.Sum256(data)
		if r.Bytes != len(data) || r.Hash != "sha256:"+hex.EncodeToString(sum[:]) {
			bad("%s: not the file that is described", r.Path)
		}
		if r.Format != "csv" || r.Mediatype != "text/csv" || r.Encoding != "utf-8" || r.Dialect.Delimiter != "," || r.Dialect.LineTerminator != "\r\n" || !r.Dialect.DoubleQuote || !r.Dialect.Header {
			bad("%s: %+v", r.Path, r.Dialect)
		}
		for _, s := range r.Sources {
			if s.Title == "" {
				bad("%s: a source without a title", r.Path)
			}
		}
		rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte(bom)))).ReadAll()
		if err != nil || len(rows) == 0 || len(rows[0]) != len(r.Schema.Fields) {
			bad("%s: %d fields, %v", r.Path, len(r.Schema.Fields), err)
			continue
		}
		if !slices.Equal(r.Schema.MissingValues, []string{""}) {
			bad("%s: missing values %q", r.Path, r.Schema.MissingValues)
		}
		for i, f := range r.Schema.Fields {
			if f.Name != rows[0][i] {
				bad("%s: field %q has the head %q", r.Path, f.Name, rows[0][i])
			}
			if !slices.Contains([]string{"string", "number", "date"}, f.Type) {
				bad("%s: type %q", r.Path, f.Type)
			}
			for n, row := range rows[1:] {
				v := row[i]
				if v == "" {
					if f.Constraints.Required {
						bad("%s:%d: no %s", r.Path, n+2, f.Name)
					}
					continue
				}
				var err error
				switch f.Type {
				case "number":
					if !regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?$`).MatchString(v) {
						err = fmt.Errorf("no number")
					}
				case "date":
					_, err = time.Parse(time.DateOnly, v)
				}
				if err != nil {
					bad("%s:%d: %s %q: %v", r.Path, n+2, f.Name, v, err)
				}
				if c := f.Constraints; c.Pattern != "" && !regexp.MustCompile("^("+c.Pattern+")$").MatchString(v) || c.Enum != nil && !slices.Contains(c.Enum, v) {
					bad("%s:%d: %s %q breaks its constraint", r.Path, n+2, f.Name, v)
				}
			}
		}
	}
	return problems
}
