// Package importer brings the tables of offices, workbooks and CSV files, into
// a site's data. A mapping says what the rows and columns of a table are; it is
// proposed from names the first time and kept in data/import.toml. Nothing is
// written before everything was read, checked with all that the site has, and
// confirmed.
//
// The work is done by the packages below, each on one idea, and lower ones know
// nothing of higher ones:
//
//	commit            several files into a new state, all or none
//	propose  read     a mapping guessed for a sheet; values read by a mapping
//	names    written  what things are called; files of observations
//	mapping  observed data/import.toml; values between cell and file
//	grid              a sheet as a table that people made
//	spoken            the words of statistical tables
//
// Here they are put together: which table is for which sheet, what would differ
// from what was imported before, and whether the data still hold together.
package importer

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"gongbao/generator/diag"
	"gongbao/generator/importer/commit"
	"gongbao/generator/importer/grid"
	"gongbao/generator/importer/mapping"
	"gongbao/generator/importer/names"
	"gongbao/generator/importer/observed"
	"gongbao/generator/importer/propose"
	"gongbao/generator/importer/read"
	"gongbao/generator/importer/spoken"
	"gongbao/generator/importer/written"
	"gongbao/generator/period"
	"gongbao/generator/sheet"
	"gongbao/generator/stats"
)

// Options say what to import and what neither the file nor the mapping can
// know.
type Options struct {
	Dir  string // of the site
	File string // the workbook or CSV file, a path on this machine
	// Table names the table of the mapping to read by, or the one to be
	// proposed; "" finds it by the names of file and sheet.
	Table  string
	Basis  *string       // of all values; nil leaves it to mapping and file
	Period period.Period // of all values that name none themselves
	Cite   string        // the source to be printed with the values
	// Revised is the day on which changed values were published as corrections,
	// with the reason; the old values are then kept beside the new ones. Empty:
	// changed values take the place of the old ones.
	Revised, Reason string
	Notes           []Note // to be kept with single values
}

// Note explains one value.
type Note struct {
	Court, Indicator string        // as the site calls them
	Period           period.Period // zero for any
	Text             string
}

// ParseNote reads 法院/指标=说明 or 法院/指标/时期=说明.
func ParseNote(text string) (n Note, ok bool) {
	about, text, _ := strings.Cut(text, "=")
	court, about, _ := strings.Cut(about, "/")
	if i := strings.LastIndex(about, "/"); i >= 0 {
		if p, ok := ParsePeriod(about[i+1:]); ok {
			about, n.Period = about[:i], p
		}
	}
	n.Court, n.Indicator, n.Text = strings.TrimSpace(court), strings.TrimSpace(about), strings.TrimSpace(text)
	return n, n.Court != "" && n.Indicator != "" && n.Text != ""
}

// about is the value that is explained, as it was asked for.
func (n Note) about() string {
	if n.Period.IsZero() {
		return n.Court + "/" + n.Indicator
	}
	return n.Court + "/" + n.Indicator + "/" + n.Period.String()
}

// Plan is what an import would do. It holds still until Write.
type Plan struct {
	Tables []Table
	// Ready tells that the plan can be carried out: nothing is wrong with the
	// file, the mapping or the values.
	Ready bool

	Values    int // read from the file
	Unchanged int
	Already   Changes // that other files say as well: they are not written again
	Added     Changes
	Changed   Changes
	Removed   Changes
	Kept      Changes // that are blank now, and stay since what changes is a correction
	Missing   Missing
	Files     []File

	dir     string
	writes  map[string][]byte
	mapping []byte // with the new tables, nil when there are none
}

// Table is a table of the mapping that the file is read by.
type Table struct {
	Name    string
	New     bool // proposed now
	Layout  string
	Sheets  []string // of the file, those it is used for
	Header  string   // "2–3"
	Periods []string
	Basis   string
	Court   string
	Source  string
	Columns []Placement
	Rows    []Placement
}

// Placement is what a heading or a row's name was taken for.
type Placement struct {
	Name string // as it stands in the file, or the letter of its column
	To   string // as the mapping says it; "skip", or "?" when it was not understood
	What string // its name in the catalogue, or ""
}

// Change is a value that will be another one.
type Change struct {
	Indicator, Court, Period, Basis string
	YearOnYear                      bool
	Old, New                        string // "" for none
	Cell                            string // where the new one stands
	File                            string // of observations, where the old one stands
}

// Missing is what earlier imports of a table gave for the periods of a file and
// the file has nothing of: it stays as it is.
type Missing struct {
	Values     int
	Courts     []string
	Indicators []Topic // missing for courts that the file has
}

// Topic is an indicator or its change.
type Topic struct {
	Indicator  string
	YearOnYear bool
}

// Changes are values that will be other ones.
type Changes struct {
	Total int
	First []Change // as many as a person reads
}

// mostChanges is how many changes of a kind are kept.
const mostChanges = 20

// File is a file that will be written, or taken away.
type File struct {
	Path    string
	Values  int
	New     bool
	Removed bool
}

// Unplaced reports whether the plan proposes a mapping that a person has to
// complete.
func (p *Plan) Unplaced() bool {
	return slices.ContainsFunc(p.Tables, func(t Table) bool {
		open := func(p Placement) bool { return p.To == mapping.Unplaced }
		return slices.ContainsFunc(t.Columns, open) || slices.ContainsFunc(t.Rows, open)
	})
}

// Empty reports whether there is nothing to write.
func (p *Plan) Empty() bool { return len(p.writes) == 0 && p.mapping == nil }

// Draft writes the proposed mapping alone, for a person to complete.
func (p *Plan) Draft() error {
	if p.mapping == nil {
		return nil
	}
	return commit.Files(p.dir, map[string][]byte{mapping.Path: p.mapping})
}

// Drafted reports whether there is a proposed mapping that Draft would write.
func (p *Plan) Drafted() bool { return p.mapping != nil }

// Write carries the plan out: all of it or nothing.
func (p *Plan) Write() error {
	files := maps.Clone(p.writes)
	if p.mapping != nil {
		if files == nil {
			files = map[string][]byte{}
		}
		files[mapping.Path] = p.mapping
	}
	return commit.Files(p.dir, files)
}

// ParsePeriod reads a period in any form that a title may have: 2024年1-9月,
// 2024Q3-ytd.
func ParsePeriod(text string) (period.Period, bool) {
	s, ok := spoken.WholeSpan(text)
	if !ok {
		return period.Period{}, false
	}
	return s.Period()
}

// ParseDay reports whether a text is a day as files give it.
func ParseDay(text string) bool {
	_, err := time.Parse(time.DateOnly, text)
	return err == nil
}

// Begin makes a site ready for an import that is to write: it keeps other imports
// out until end is called, which is never nil, and puts right what one left behind
// that died, which is told in bag. When another import is running that is a
// mistake in bag, and nothing may be written.
func Begin(dir string, bag *diag.Bag) (end func(), err error) {
	end, ok, err := commit.Lock(dir, bag)
	if err != nil || !ok {
		return func() {}, err
	}
	return end, commit.Repair(dir, bag, written.Dir, "data")
}

// ErrHalfway is in the error of Write when some files could not be put back as
// they were; Begin does so later.
var ErrHalfway = commit.ErrHalfway

// Read reads a file and works out what importing it would change. Mistakes go
// to bag, and then the plan is not Ready; the error is for failures of the
// machine.
func Read(opts Options, bag *diag.Bag) (*Plan, error) {
	root, err := os.OpenRoot(opts.Dir) // which no link leads out of
	if err != nil {
		return &Plan{}, fmt.Errorf("open site: %w", err)
	}
	defer root.Close()
	site := root.FS()
	if err := commit.Check(site, bag); err != nil || bag.Failed() {
		return &Plan{}, err
	}
	name := filepath.Base(opts.File)
	if info, err := os.Stat(opts.File); err == nil && !info.Mode().IsRegular() {
		bag.Add(diag.NotAFile, diag.Pos{File: name}, diag.Args{"path": opts.File})
		return &Plan{}, nil
	}
	data, err := os.ReadFile(opts.File)
	if errors.Is(err, fs.ErrNotExist) {
		bag.Add(diag.MissingFile, diag.Pos{File: name}, diag.Args{"path": opts.File})
		return &Plan{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the file to import: %w", err)
	}
	book, err := sheet.Open(name, data)
	if err != nil {
		bag.Put(diag.Place(err, diag.Pos{File: name}))
		return &Plan{}, nil
	}
	return plan(site, book, name, opts, bag)
}

// job is a sheet and the table that it is read by.
type job struct {
	table *mapping.Table
	grid  *grid.Grid
}

// plan is Read behind the opening of files.
func plan(site fs.FS, book *sheet.Book, file string, opts Options, bag *diag.Bag) (*Plan, error) {
	p := &Plan{dir: opts.Dir}
	store, err := definitions(site, bag)
	if err != nil || !store.Defined() {
		return p, err
	}
	if opts.Basis != nil {
		if err := mapping.CheckBasis(store, *opts.Basis); err != nil {
			bag.Put(diag.Place(err, diag.Pos{File: "--basis"}))
		}
	}
	m, err := mapping.Load(site, store, bag)
	if err != nil || bag.Failed() {
		return p, err
	}
	n := names.New(store)
	jobs, proposed := assign(n, m, book, file, opts, bag)
	if bag.Failed() {
		return p, nil
	}
	for _, t := range proposed {
		if t.Layout == mapping.None {
			continue
		}
		if opts.Basis != nil {
			t.Basis = *opts.Basis
		}
		t.Source = opts.Cite
	}
	values := values(n, jobs, proposed, file, opts, bag)
	p.describe(store, jobs, proposed, values)
	p.Values = len(values)
	if len(proposed) > 0 {
		p.mapping = m.With(proposed)
	}
	if bag.Failed() {
		return p, nil
	}
	explain(n, opts.Notes, values, bag)
	if bag.Failed() {
		return p, nil
	}
	if err := p.merge(site, store, file, opts, jobs, values, bag); err != nil {
		return p, err
	}
	p.Ready = !bag.Failed()
	return p, nil
}

// explain puts notes on the values that they are about.
func explain(n *names.Names, notes []Note, values []*observed.Value, bag *diag.Bag) {
	for _, note := range notes {
		court, ind := n.CourtIn(note.Court), n.Indicator(spoken.Plain(note.Indicator))
		met := false
		for _, v := range values {
			if v.Court == court && v.Ind == ind && !v.Change && (note.Period.IsZero() || v.Period == note.Period) {
				v.Note, v.Own, met = note.Text, true, true
			}
		}
		if !met {
			bag.Add(diag.ImportNote, diag.Pos{File: "--note"}, diag.Args{"note": note.about()})
		}
	}
}

// definitions are the courts and indicators of a site, without its
// observations: those are read once, with the imported ones among them.
func definitions(site fs.FS, bag *diag.Bag) (*stats.Store, error) {
	return stats.Load(withoutObservations{site}, bag)
}

// withoutObservations is a site whose folder of observations is empty.
type withoutObservations struct{ fs.FS }

func (s withoutObservations) Open(name string) (fs.File, error) {
	if name == written.Dir {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return s.FS.Open(name)
}

// values reads the sheets by their tables. What a proposal leaves open is told
// and not read.
func values(n *names.Names, jobs []job, proposed []*mapping.Table, file string, opts Options, bag *diag.Bag) []*observed.Value {
	r := read.New(n, read.Given{Period: opts.Period, Basis: opts.Basis, Source: opts.Cite}, bag)
	for _, j := range jobs {
		if j.table.Layout == mapping.None || slices.Contains(proposed, j.table) && propose.Unplaced(n, j.table, j.grid, bag) {
			continue
		}
		r.Sheet(j.table, j.grid, file)
	}
	r.Finish(file)
	if len(r.Values) == 0 && !bag.Failed() {
		bag.Add(diag.ImportNothing, diag.Pos{File: file}, diag.Args{"file": file})
	}
	return r.Values
}
