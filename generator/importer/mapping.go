package importer

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"gongbao/generator/diag"
	"gongbao/generator/importer/spoken"
	"gongbao/generator/period"
	"gongbao/generator/stats"
	"gongbao/generator/tomlfile"
)

// mappingFile is where the mappings are kept.
const mappingFile = "data/import.toml"

// The layouts of a table. They say what a bare name in a mapping is first
// looked up as; any row or column may still name a court or a period.
const (
	courtRows     = "courts"     // rows are courts, columns indicators
	indicatorRows = "indicators" // rows are indicators, columns courts or periods
	breakdownRows = "breakdown"  // rows are categories, columns what is counted of each
	periodRows    = "periods"    // rows are periods, columns indicators
	longRows      = "long"       // a row is one value
	noTable       = "skip"       // the sheet holds none
)

var layouts = []string{courtRows, indicatorRows, breakdownRows, periodRows, longRows, noTable}

// The words of a mapping that are not names.
const (
	skipWord    = "skip"
	unplaced    = "?" // what a draft leaves for a person to fill in
	changeWord  = "同比"
	beforeWord  = "上年同期"
	currentWord = "本期" // the values of the row, of the table's period
	everySheet  = "*"
	defaultBase = ""
)

// The fields that a column of a long table can hold.
const (
	fieldIndicator    = "indicator"
	fieldCourt        = "court"
	fieldPeriod       = "period"
	fieldBasis        = "basis"
	fieldValue        = "value"
	fieldUnit         = "unit"
	fieldAbsent       = "absent"        // the word in place of a value
	fieldHow          = "how"           // how the value came to be: only published ones are taken
	fieldChange       = "change"        // 同比
	fieldChangeUnit   = "change_unit"   // its unit
	fieldChangeHow    = "change_how"    // how it came to be
	fieldChangeSource = "change_source" // its source, when it is not that of the value
	fieldStatus       = "status"
	fieldSource       = "source"
	fieldNote         = "note"
	fieldRevised      = "revised"
	fieldReason       = "reason"
)

var fields = []string{
	fieldIndicator, fieldCourt, fieldPeriod, fieldBasis, fieldValue, fieldUnit, fieldAbsent, fieldHow, fieldChange,
	fieldChangeUnit, fieldChangeHow, fieldChangeSource, fieldStatus, fieldSource, fieldNote, fieldRevised, fieldReason,
}

// fieldHeadings are the headings under which a long table keeps its fields.
// Where several stand in one table the first is taken: an id before a name.
var fieldHeadings = map[string][]string{
	fieldIndicator:    {"指标编号", "IndicatorID", "指标", "指标名称", "Indicator"},
	fieldCourt:        {"法院编号", "CourtID", "法院", "法院名称", "单位名称", "Court"},
	fieldPeriod:       {"时期", "Period", "期间", "时间", "统计时期"},
	fieldBasis:        {"口径编号", "BasisID", "口径", "Basis"},
	fieldValue:        {"数值", "Value", "值", "指标值"},
	fieldUnit:         {"单位", "Unit", "计量单位"},
	fieldAbsent:       {"无数值说明", "Whynovalue"},
	fieldHow:          {"取得方式", "Obtained"},
	fieldChange:       {"同比", "Year-on-year"},
	fieldChangeUnit:   {"同比单位", "Unitofchange"},
	fieldChangeHow:    {"同比取得方式", "Changeobtained"},
	fieldChangeSource: {"同比来源", "Sourceofchange"},
	fieldStatus:       {"状态", "Status"},
	fieldSource:       {"来源", "Source", "数据来源"},
	fieldNote:         {"备注", "Note"},
	fieldRevised:      {"修订日期", "Revisedon"},
	fieldReason:       {"修订原因", "Reason"},
}

// table is a [[table]] of the mapping.
type table struct {
	Name    string
	File    string   // pattern of the names of files; "" for any
	Sheets  []string // patterns of the names of sheets
	Layout  string
	Header  []int    // the first and the last row of the heading
	Names   []string // letters of the columns that name the rows
	Columns []entry
	Rows    []entry
	Units   []entry
	Period  string // "": found in the table's title or in the sheet's or file's name
	Basis   string
	Court   string // of a table whose rows and columns name none; "": as Period
	Source  string
	Status  string
	Unit    string
	Missing []string // texts that say that there is no value
	Hidden  bool     // hidden sheets, rows and columns are read too

	pos func(key string) diag.Pos // where a key of it stands
}

// entry is a line of a mapping: a heading or a row's name, and what it is.
type entry struct{ key, to string }

// mapping is data/import.toml.
type mapping struct {
	text   []byte // as it stands, nil when there is none
	tables []*table
}

type tableEntry struct {
	Name    string            `toml:"name"`
	File    string            `toml:"file"`
	Sheets  []string          `toml:"sheets"`
	Layout  string            `toml:"layout"`
	Header  []int             `toml:"header"`
	Names   []string          `toml:"names"`
	Columns map[string]string `toml:"columns"`
	Rows    map[string]string `toml:"rows"`
	Units   map[string]string `toml:"units"`
	Period  string            `toml:"period"`
	Basis   string            `toml:"basis"`
	Court   string            `toml:"court"`
	Source  string            `toml:"source"`
	Status  string            `toml:"status"`
	Unit    string            `toml:"unit"`
	Missing []string          `toml:"missing"`
	Hidden  bool              `toml:"hidden"`
}

// loadMapping reads data/import.toml; a site without one has an empty mapping.
func loadMapping(site fs.FS, store *stats.Store, bag *diag.Bag) (*mapping, error) {
	text, err := fs.ReadFile(site, mappingFile)
	if errors.Is(err, fs.ErrNotExist) {
		return &mapping{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the mapping: %w", err)
	}
	m := &mapping{text: text}
	var file struct {
		Table []tableEntry `toml:"table"`
	}
	f, ok := tomlfile.Decode(tomlfile.Source{File: mappingFile, Text: text}, &file, bag)
	if !ok {
		return m, nil
	}
	for i, e := range file.Table {
		at := fmt.Sprintf("table[%d]", i)
		t := &table{
			Name: e.Name, File: e.File, Sheets: e.Sheets, Layout: e.Layout, Header: e.Header, Names: e.Names,
			Columns: entries(e.Columns), Rows: entries(e.Rows), Units: entries(e.Units), Period: e.Period, Basis: e.Basis,
			Court: e.Court, Source: e.Source, Status: e.Status, Unit: e.Unit, Missing: e.Missing, Hidden: e.Hidden,
			pos: func(key string) diag.Pos {
				if key == "" {
					return f.Pos(at)
				}
				return f.Pos(at + "." + key)
			},
		}
		if t.check(store, m.tables, bag) {
			m.tables = append(m.tables, t)
		}
	}
	return m, nil
}

func entries(m map[string]string) []entry {
	var out []entry
	for _, k := range slices.Sorted(maps.Keys(m)) {
		out = append(out, entry{k, m[k]})
	}
	return out
}

var letters = regexp.MustCompile(`^[A-Z]{1,3}$`)

// check reports what is wrong with a table of the mapping, whatever the file
// that it will be used for.
func (t *table) check(store *stats.Store, before []*table, bag *diag.Bag) bool {
	good := true
	wrong := func(key, value, want, example string) {
		bag.Add(diag.BadValue, t.pos(key), diag.Args{"key": key, "value": value, "want": want, "example": example})
		good = false
	}
	missing := func(key, example string) {
		bag.Add(diag.MissingKey, t.pos(""), diag.Args{"key": key, "example": example})
		good = false
	}
	put := func(err error, key string) {
		bag.Put(diag.Place(err, t.pos(key)))
		good = false
	}
	switch {
	case t.Name == "":
		missing("name", `name = "…"`)
	case safeName(t.Name) != t.Name:
		wrong("name", t.Name, "@table-name", fmt.Sprintf("name = %q", safeName(t.Name)))
	}
	for _, o := range before {
		if strings.EqualFold(o.Name, t.Name) {
			first := o.pos("name")
			bag.Add(diag.DuplicateID, t.pos("name"), diag.Args{"id": t.Name, "first": first.String()}, first)
			good = false
		}
	}
	if !slices.Contains(layouts, t.Layout) {
		if t.Layout == "" {
			missing("layout", `layout = "courts"`)
		} else {
			wrong("layout", t.Layout, strings.Join(layouts, " | "), `layout = "courts"`)
		}
	}
	if len(t.Sheets) == 0 {
		missing("sheets", `sheets = ["*"]`)
	}
	for i, pattern := range append([]string{t.File}, t.Sheets...) {
		if _, err := path.Match(pattern, ""); err != nil {
			key := "file"
			if i > 0 {
				key = fmt.Sprintf("sheets[%d]", i-1)
			}
			wrong(key, pattern, "@pattern", `"*"`)
		}
	}
	if t.Layout == noTable {
		return good
	}
	switch n := len(t.Header); {
	case n == 0:
		missing("header", "header = [1, 1]")
	case n > 2, t.Header[0] < 1, t.Header[n-1] < t.Header[0], t.Header[n-1] > 1000:
		wrong("header", fmt.Sprint(t.Header), "@header-rows", "header = [2, 3]")
	}
	if t.Layout != longRows && len(t.Names) == 0 {
		missing("names", `names = ["A"]`)
	}
	for i, n := range t.Names {
		if !letters.MatchString(n) || column(n) == 0 {
			wrong(fmt.Sprintf("names[%d]", i), n, "@column-letter", `names = ["A"]`)
		}
	}
	if t.Period != "" {
		if _, err := period.Parse(t.Period); err != nil {
			bag.Add(diag.BadPeriod, t.pos("period"), diag.Args{"period": t.Period})
			good = false
		}
	}
	if t.Court != "" {
		if _, err := store.Court(t.Court); err != nil {
			put(err, "court")
		}
	}
	if err := knownBasis(store, t.Basis); err != nil {
		put(err, "basis")
	}
	if !slices.Contains([]string{"", "final", "provisional"}, t.Status) {
		wrong("status", t.Status, "final | provisional", `status = "final"`)
	}
	for _, side := range []struct {
		key  string
		list []entry
		rows bool
	}{{"columns", t.Columns, false}, {"rows", t.Rows, true}} {
		for _, e := range side.list {
			key := side.key + "." + tomlfile.Join(e.key)
			if e.to == unplaced {
				bag.Add(diag.ImportUnplaced, t.pos(key), diag.Args{"name": e.key})
				good = false
				continue
			}
			if _, err := parseTarget(store, t.Layout, side.rows, e.to); err != nil {
				put(err, key)
			}
		}
	}
	for _, e := range t.Units {
		if _, ok := spoken.ParseUnit(e.to); !ok {
			wrong("units."+tomlfile.Join(e.key), e.to, "@unit", `"万件"`)
		}
	}
	return good
}

// knownBasis is nil for a basis that the catalogue has.
func knownBasis(store *stats.Store, id string) error {
	if _, ok := store.Basis(id); ok || id == defaultBase {
		return nil
	}
	var used []string
	for _, o := range store.All() {
		if !slices.Contains(used, o.Basis) {
			used = append(used, o.Basis)
		}
	}
	return &diag.Problem{Code: diag.UnknownBasis, Args: diag.Args{"name": id, "suggestion": diag.Closest(id, used)}}
}

// safeName makes a name that can stand in that of a file.
func safeName(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' || r == '-' {
			return r
		}
		return '-'
	}, s)
	for strings.Contains(s, "--") {
		s = strings.ReplaceAll(s, "--", "-")
	}
	s = strings.Trim(s, "-")
	if r := []rune(s); len(r) > 40 {
		s = strings.Trim(string(r[:40]), "-")
	}
	return s
}

// column is the number of a column's letters, 0 when there is none such.
func column(s string) int {
	n := 0
	for i := range len(s) {
		n = n*26 + int(s[i]-'A') + 1
	}
	if n > 1<<14 {
		return 0
	}
	return n
}

// saysRevised reports whether the table itself tells which values are
// corrections of which.
func (t *table) saysRevised() bool {
	return t.Layout == longRows && slices.ContainsFunc(t.Columns, func(e entry) bool { return e.to == fieldRevised })
}

// fit tells whether the table is meant for a sheet of a file: 2 when it names
// the sheet, 1 when a pattern of it fits, 0 when it is not.
func (t *table) fit(file, sheet string) int {
	if ok, _ := path.Match(t.File, file); t.File != "" && !ok {
		return 0
	}
	best := 0
	for _, pattern := range t.Sheets {
		if pattern == sheet {
			return 2
		}
		if ok, _ := path.Match(pattern, sheet); ok || pattern == everySheet {
			best = 1
		}
	}
	return best
}

// fitting are the tables that fit a sheet best.
func fitting(tables []*table, file, sheet string) []*table {
	var out []*table
	best := 1
	for _, t := range tables {
		switch fit := t.fit(file, sheet); {
		case fit > best:
			out, best = []*table{t}, fit
		case fit == best:
			out = append(out, t)
		}
	}
	return out
}

// target is what a row or column says of its values.
type target struct {
	skip   bool
	field  string // of a long table
	ind    *stats.Indicator
	cat    *stats.Category
	court  *stats.Court
	span   spoken.Span
	before bool // of the year before
	change bool // the published change and not the value
}

// parseTarget reads what a mapping says of a row or column:
// NAME[@PERIOD][#COURT][:同比], the form in which prose refers to a value.
// The error is a *diag.Problem.
func parseTarget(store *stats.Store, layout string, row bool, text string) (target, error) {
	text = strings.TrimSpace(text)
	switch text {
	case skipWord:
		return target{skip: true}, nil
	case currentWord:
		return target{}, nil
	}
	if layout == longRows && !row {
		if !slices.Contains(fields, text) {
			return target{}, &diag.Problem{Code: diag.BadValue, Args: diag.Args{"key": "columns", "value": text, "want": strings.Join(fields, " | "), "example": diag.Closest(text, fields)}}
		}
		return target{field: text}, nil
	}
	var t target
	rest := strings.NewReplacer("：", ":", "＠", "@", "＃", "#").Replace(text)
	if before, form, ok := strings.Cut(rest, ":"); ok {
		if form = strings.TrimSpace(form); form != changeWord && form != "yoy" {
			return target{}, &diag.Problem{Code: diag.UnknownFormat, Args: diag.Args{"format": form, "suggestion": changeWord}}
		}
		t.change, rest = true, before
	}
	if before, name, ok := strings.Cut(rest, "#"); ok {
		court, err := store.Court(strings.TrimSpace(name))
		if err != nil {
			return target{}, err
		}
		t.court, rest = court, before
	}
	if before, when, ok := strings.Cut(rest, "@"); ok {
		rest = before
		when = strings.TrimSpace(when)
		found, isSpan := spoken.WholeSpan(when)
		switch {
		case when == beforeWord || when == "last-year":
			t.before = true
		case isSpan:
			t.span = found
		default:
			return target{}, &diag.Problem{Code: diag.BadPeriod, Args: diag.Args{"period": when}}
		}
	}
	rest = strings.TrimSpace(rest)
	if rest == "" {
		if t == (target{}) {
			return target{}, &diag.Problem{Code: diag.BadValue, Args: diag.Args{"key": "columns, rows", "value": text, "want": "@target", "example": `"accepted"`}}
		}
		return t, nil
	}
	var first error
	for _, look := range lookups(layout, row) {
		found, err := look(store, rest, t)
		if err == nil {
			return found, nil
		}
		if first == nil {
			first = err
		}
	}
	return target{}, first
}

type lookup func(store *stats.Store, name string, t target) (target, error)

func asCourt(store *stats.Store, name string, t target) (target, error) {
	court, err := store.Court(name)
	t.court = court
	return t, err
}

func asIndicator(store *stats.Store, name string, t target) (target, error) {
	ind, err := store.Indicator(name)
	t.ind = ind
	return t, err
}

func asCategory(store *stats.Store, name string, t target) (target, error) {
	cat, err := store.Category(name)
	t.cat = cat
	return t, err
}

func asPeriod(_ *stats.Store, name string, t target) (target, error) {
	found, ok := spoken.WholeSpan(name)
	if !ok {
		return target{}, &diag.Problem{Code: diag.BadPeriod, Args: diag.Args{"period": name}}
	}
	t.span = found
	return t, nil
}

// lookups are the ways in which a bare name is looked up, the likeliest first.
func lookups(layout string, row bool) []lookup {
	switch {
	case layout == courtRows && row:
		return []lookup{asCourt, asIndicator, asPeriod, asCategory}
	case layout == breakdownRows && row:
		return []lookup{asCategory, asIndicator, asCourt, asPeriod}
	case layout == periodRows && row:
		return []lookup{asPeriod, asCourt, asIndicator, asCategory}
	case layout == indicatorRows && !row:
		return []lookup{asCourt, asPeriod, asIndicator}
	}
	return []lookup{asIndicator, asCourt, asPeriod, asCategory}
}

// write appends the table as TOML.
func (t *table) write(b *strings.Builder) {
	line := func(key, value string) { fmt.Fprintf(b, "%s = %s\n", key, value) }
	text := func(key, value string) {
		if value != "" {
			line(key, quoted(value))
		}
	}
	list := func(key string, values []string) {
		if len(values) == 0 {
			return
		}
		qs := make([]string, len(values))
		for i, v := range values {
			qs[i] = quoted(v)
		}
		line(key, "["+strings.Join(qs, ", ")+"]")
	}
	b.WriteString("[[table]]\n")
	text("name", t.Name)
	text("file", t.File)
	list("sheets", t.Sheets)
	text("layout", t.Layout)
	if n := len(t.Header); n > 0 {
		line("header", fmt.Sprintf("[%d, %d]", t.Header[0], t.Header[n-1]))
	}
	list("names", t.Names)
	text("period", t.Period)
	text("basis", t.Basis)
	text("court", t.Court)
	text("unit", t.Unit)
	text("source", t.Source)
	text("status", t.Status)
	list("missing", t.Missing)
	if t.Hidden {
		line("hidden", "true")
	}
	for _, part := range []struct {
		name string
		list []entry
	}{{"columns", t.Columns}, {"rows", t.Rows}, {"units", t.Units}} {
		if len(part.list) == 0 {
			continue
		}
		fmt.Fprintf(b, "[table.%s]\n", part.name)
		for _, e := range part.list {
			line(quoted(e.key), quoted(e.to))
		}
	}
}

// with is the text of the mapping with more tables at its end; what a person
// wrote stays as it is.
func (m *mapping) with(tables []*table) []byte {
	var b strings.Builder
	b.Write(m.text)
	if len(m.text) > 0 && m.text[len(m.text)-1] != '\n' {
		b.WriteByte('\n')
	}
	for _, t := range tables {
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		t.write(&b)
	}
	return []byte(b.String())
}

// quoted is a text as TOML writes it.
func quoted(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, `\u%04X`, r)
		case r == unicode.ReplacementChar:
			b.WriteString(`\uFFFD`)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

func joinKey(k string) string { return tomlfile.Join(k) }
