// Package mapping is data/import.toml: what the tables of offices mean. For each
// table it says in which files and sheets it stands, which rows are its heading,
// and which indicator, court or period every column and row is of. People read
// and edit it, so it is read strictly, with every mistake at its place.
//
// The package knows the file and its words; what stands in a workbook is none of
// its business.
package mapping

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"unicode"

	"gongbao/generator/diag"
	"gongbao/generator/importer/spoken"
	"gongbao/generator/sheet"
	"gongbao/generator/stats"
	"gongbao/generator/tomlfile"
)

// Path is where the mapping is kept.
const Path = "data/import.toml"

// The layouts of a table. They say what a bare name in a mapping is first
// looked up as; any row or column may still name a court or a period.
const (
	Courts     = "courts"     // rows are courts, columns indicators
	Indicators = "indicators" // rows are indicators, columns courts or periods
	Breakdown  = "breakdown"  // rows are categories, columns what is counted of each
	Periods    = "periods"    // rows are periods, columns indicators
	Long       = "long"       // a row is one value
	None       = "skip"       // the sheet holds none
)

var layouts = []string{Courts, Indicators, Breakdown, Periods, Long, None}

// The words of a mapping that are not names.
const (
	Skip        = "skip"
	Unplaced    = "?" // what a draft leaves for a person to fill in
	ChangeWord  = "同比"
	BeforeWord  = "上年同期"
	CurrentWord = "本期" // the values of the row, of the table's period

	PartCumulative = "累计" // from January to the end of the table's period
	PartMonth      = "本月" // the last month of the table's period
	EverySheet     = "*"
)

// The fields that a column of a long table can hold.
const (
	FieldIndicator    = "indicator"
	FieldCourt        = "court"
	FieldPeriod       = "period"
	FieldBasis        = "basis"
	FieldValue        = "value"
	FieldUnit         = "unit"
	FieldAbsent       = "absent"        // the word in place of a value
	FieldHow          = "how"           // how the value came to be: only published ones are taken
	FieldChange       = "change"        // 同比
	FieldChangeUnit   = "change_unit"   // its unit
	FieldChangeHow    = "change_how"    // how it came to be
	FieldChangeSource = "change_source" // its source, when it is not that of the value
	FieldStatus       = "status"
	FieldSource       = "source"
	FieldNote         = "note"
	FieldRevised      = "revised"
	FieldReason       = "reason"
)

// fields are the fields that a column of a long table can hold.
var fields = []string{
	FieldIndicator, FieldCourt, FieldPeriod, FieldBasis, FieldValue, FieldUnit, FieldAbsent, FieldHow, FieldChange,
	FieldChangeUnit, FieldChangeHow, FieldChangeSource, FieldStatus, FieldSource, FieldNote, FieldRevised, FieldReason,
}

// Table is a [[table]] of the mapping.
type Table struct {
	Name    string
	File    string   // pattern of the names of files; "" for any
	Sheets  []string // patterns of the names of sheets
	Layout  string
	Header  []int    // the first and the last row of the heading; both are one when one is given
	Names   []string // letters of the columns that name the rows
	Columns []Entry
	Rows    []Entry
	Units   []Entry
	Period  string // "": found in the table's title or in the sheet's or file's name
	Basis   string
	Court   string // of a table whose rows and columns name none; "": as Period
	Source  string
	Status  string
	Unit    string
	Missing []string // texts that say that there is no value
	Hidden  bool     // hidden sheets, rows and columns are read too

	pos func(key string) diag.Pos // nil for a table that stands in no file yet
}

// Pos is the place of a key of the table, "columns.结案" for one of a list; ""
// is the table itself.
func (t *Table) Pos(key string) diag.Pos {
	if t.pos == nil {
		return diag.Pos{File: Path}
	}
	return t.pos(key)
}

// Heading is the first and the last row of the table's heading. A table of
// layout None has none.
func (t *Table) Heading() (from, to int) { return t.Header[0], t.Header[len(t.Header)-1] }

// Named are the numbers of the columns that name the rows.
func (t *Table) Named() []int {
	cols := make([]int, len(t.Names))
	for i, n := range t.Names {
		cols[i] = column(n)
	}
	return cols
}

// SaysRevised reports whether the table itself tells which values are
// corrections of which.
func (t *Table) SaysRevised() bool {
	return t.Layout == Long && slices.ContainsFunc(t.Columns, func(e Entry) bool { return e.To == FieldRevised })
}

// Entry is a line of a table: a heading or a row's name, and what it is.
type Entry struct{ Key, To string }

// Index finds entries by their keys, however those are spaced.
type Index map[string]string

// NewIndex is an index of entries.
func NewIndex(list []Entry) Index {
	x := make(Index, len(list))
	for _, e := range list {
		x[spoken.Plain(e.Key)] = e.To
	}
	return x
}

// Find is what the first of the names that has an entry is; by is that name. An
// empty name has none.
func (x Index) Find(names ...string) (to, by string, ok bool) {
	for _, name := range names {
		if to, ok := x[name]; ok && name != "" {
			return to, name, true
		}
	}
	return "", "", false
}

// Mapping is data/import.toml.
type Mapping struct {
	Tables []*Table // those that can be used

	text []byte // as it stands, nil when there is none
}

// Load reads data/import.toml; a site without one has an empty mapping. Mistakes
// go to bag, and the error is for failures of the machine.
func Load(site fs.FS, store *stats.Store, bag *diag.Bag) (*Mapping, error) {
	text, err := fs.ReadFile(site, Path)
	if errors.Is(err, fs.ErrNotExist) {
		return &Mapping{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the mapping: %w", err)
	}
	m := &Mapping{text: text}
	var file struct {
		Table []tableEntry `toml:"table"`
	}
	f, ok := tomlfile.Decode(tomlfile.Source{File: Path, Text: text}, &file, bag)
	if !ok {
		return m, nil
	}
	for i, e := range file.Table {
		t := e.table()
		at := fmt.Sprintf("table[%d]", i)
		t.pos = func(key string) diag.Pos {
			if key == "" {
				return f.Pos(at)
			}
			return f.Pos(at + "." + key)
		}
		if t.check(store, m.Tables, bag) {
			m.Tables = append(m.Tables, t)
		}
	}
	return m, nil
}

// tableEntry is a table as the file has it.
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

func (e tableEntry) table() *Table {
	return &Table{
		Name: e.Name, File: e.File, Sheets: e.Sheets, Layout: e.Layout, Header: e.Header, Names: e.Names,
		Columns: entries(e.Columns), Rows: entries(e.Rows), Units: entries(e.Units), Period: e.Period, Basis: e.Basis,
		Court: e.Court, Source: e.Source, Status: e.Status, Unit: e.Unit, Missing: e.Missing, Hidden: e.Hidden,
	}
}

func entries(m map[string]string) []Entry {
	var out []Entry
	for _, k := range slices.Sorted(maps.Keys(m)) {
		out = append(out, Entry{k, m[k]})
	}
	return out
}

// SafeName makes a name that can stand in that of a file.
func SafeName(s string) string {
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

// Letters is how a mapping names a column without a heading of its own.
func Letters(col int) string { return strings.TrimRight(sheet.Ref(1, col), "0123456789") }

// IsLetters reports whether a text could be the letters of a column.
func IsLetters(s string) bool {
	return len(s) >= 1 && len(s) <= 3 && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// fit tells whether the table is meant for a sheet of a file: 2 when it names
// the sheet, 1 when a pattern of it fits, 0 when it is not.
func (t *Table) fit(file, sheet string) int {
	if ok, _ := path.Match(t.File, file); t.File != "" && !ok {
		return 0
	}
	best := 0
	for _, pattern := range t.Sheets {
		if pattern == sheet {
			return 2
		}
		if ok, _ := path.Match(pattern, sheet); ok || pattern == EverySheet {
			best = 1
		}
	}
	return best
}

// Fitting are the tables that fit a sheet best.
func Fitting(tables []*Table, file, sheet string) []*Table {
	var out []*Table
	best := 1
	for _, t := range tables {
		switch fit := t.fit(file, sheet); {
		case fit > best:
			out, best = []*Table{t}, fit
		case fit == best:
			out = append(out, t)
		}
	}
	return out
}

// write appends the table as TOML.
func (t *Table) write(b *strings.Builder) {
	line := func(key, value string) { fmt.Fprintf(b, "%s = %s\n", key, value) }
	text := func(key, value string) {
		if value != "" {
			line(key, tomlfile.Quote(value))
		}
	}
	list := func(key string, values []string) {
		if len(values) == 0 {
			return
		}
		qs := make([]string, len(values))
		for i, v := range values {
			qs[i] = tomlfile.Quote(v)
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
		list []Entry
	}{{"columns", t.Columns}, {"rows", t.Rows}, {"units", t.Units}} {
		if len(part.list) == 0 {
			continue
		}
		fmt.Fprintf(b, "[table.%s]\n", part.name)
		for _, e := range part.list {
			line(tomlfile.Quote(e.Key), tomlfile.Quote(e.To))
		}
	}
}

// With is the text of the mapping with more tables at its end; what a person
// wrote stays as it is.
func (m *Mapping) With(tables []*Table) []byte {
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
