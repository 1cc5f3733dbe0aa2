// Package importer brings the tables of offices, workbooks and CSV files, into
// a site's data. A mapping says what the rows and columns of a table are; it is
// proposed from names the first time and kept in data/import.toml. Nothing is
// written before everything was read, checked with all that the site has, and
// confirmed.
package importer

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"gongbao/generator/check"
	"gongbao/generator/diag"
	"gongbao/generator/importer/commit"
	"gongbao/generator/importer/spoken"
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
}

// Plan is what an import would do. It holds still until Write.
type Plan struct {
	Tables []Table
	// Ready tells that the plan can be carried out: nothing is wrong with the
	// file, the mapping or the values.
	Ready bool

	Values    int // read from the file
	Unchanged int
	Added     Changes
	Changed   Changes
	Removed   Changes
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
}

// Changes are values that will be other ones.
type Changes struct {
	Total int
	First []Change // as many as a person reads
}

// mostChanges is how many changes of a kind are kept.
const mostChanges = 20

func (c *Changes) add(old, new *item) {
	if c.Total++; c.Total <= mostChanges {
		c.First = append(c.First, changeOf(old, new))
	}
}

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
		open := func(p Placement) bool { return p.To == unplaced }
		return slices.ContainsFunc(t.Columns, open) || slices.ContainsFunc(t.Rows, open)
	})
}

// Empty reports whether there is nothing to write.
func (p *Plan) Empty() bool { return len(p.writes) == 0 && p.mapping == nil }

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

// Read reads a file and works out what importing it would change. Mistakes go
// to bag, and then the plan is not Ready; the error is for failures of the
// machine.
func Read(opts Options, bag *diag.Bag) (*Plan, error) {
	if err := commit.Repair(opts.Dir, observationsDir, "data"); err != nil {
		return nil, err
	}
	site := os.DirFS(opts.Dir)
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
	table *table
	grid  *grid
}

// plan is Read behind the opening of files.
func plan(site fs.FS, book *sheet.Book, file string, opts Options, bag *diag.Bag) (*Plan, error) {
	p := &Plan{dir: opts.Dir}
	store, err := definitions(site, bag)
	if err != nil || !store.Defined() {
		return p, err
	}
	if opts.Basis != nil {
		if err := knownBasis(store, *opts.Basis); err != nil {
			bag.Put(diag.Place(err, diag.Pos{File: "--basis"}))
		}
	}
	m, err := loadMapping(site, store, bag)
	if err != nil || bag.Failed() {
		return p, err
	}
	n := newNames(store)
	jobs, proposed := assign(n, m, book, file, opts, bag)
	if bag.Failed() {
		return p, nil
	}
	r := newReader(n, &opts, bag)
	for _, t := range proposed {
		if t.Layout == noTable {
			continue
		}
		if opts.Basis != nil {
			t.Basis = *opts.Basis
		}
		t.Source = opts.Cite
	}
	for _, j := range jobs {
		if j.table.Layout == noTable {
			continue
		}
		if slices.Contains(proposed, j.table) && r.unplacedIn(j) {
			continue
		}
		r.sheet(j.table, j.grid, file)
	}
	for _, ind := range sortedRounded(r.rounded) {
		bag.Add(diag.ImportRounded, diag.Pos{File: file}, diag.Args{"indicator": ind.Name, "count": itoa(r.rounded[ind]), "places": itoa(int(ind.Precision))})
	}
	if len(r.items) == 0 && !bag.Failed() {
		bag.Add(diag.ImportNothing, diag.Pos{File: file}, diag.Args{"file": file})
	}
	p.describe(n, jobs, proposed, r)
	p.Values = len(r.items)
	r.bySubject = nil // of a large file it takes much room
	if len(proposed) > 0 {
		p.mapping = m.with(proposed)
	}
	if bag.Failed() {
		return p, nil
	}
	if err := p.merge(site, file, opts, n, jobs, r, bag); err != nil {
		return p, err
	}
	p.Ready = !bag.Failed()
	return p, nil
}

// definitions are the courts and indicators of a site, without its
// observations: those are read once, with the imported ones among them.
func definitions(site fs.FS, bag *diag.Bag) (*stats.Store, error) {
	return stats.Load(withoutObservations{site}, bag)
}

// withoutObservations is a site whose folder of observations is empty.
type withoutObservations struct{ fs.FS }

func (s withoutObservations) Open(name string) (fs.File, error) {
	if name == observationsDir {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return s.FS.Open(name)
}

// assign finds the table for each sheet, proposing those that are not there.
func assign(n *names, m *mapping, book *sheet.Book, file string, opts Options, bag *diag.Bag) (jobs []job, proposed []*table) {
	tables := m.tables
	if opts.Table != "" {
		tables = slices.DeleteFunc(slices.Clone(tables), func(t *table) bool { return t.Name != opts.Table })
	}
	var open []*grid
	for _, s := range book.Sheets {
		g := newGrid(book, file, s)
		fits := fitting(tables, file, s.Name)
		if len(fits) == 0 && opts.Table != "" && len(book.Sheets) == 1 {
			fits = tables // asked for by name
		}
		if s.Hidden && !slices.ContainsFunc(fits, func(t *table) bool { return t.Hidden }) {
			if s.Rows > 0 {
				bag.Add(diag.ImportHiddenSheet, diag.Pos{File: g.file}, diag.Args{"sheet": s.Name})
			}
			continue
		}
		switch {
		case s.Rows == 0:
		case len(fits) > 0:
			jobs = append(jobs, job{bestFit(n, fits, g), g})
		case opts.Table != "" && len(tables) > 0: // other sheets are not asked for
		default:
			open = append(open, g)
		}
	}
	if len(open) == 0 {
		if len(jobs) == 0 {
			bag.Add(diag.ImportNothing, diag.Pos{File: file}, diag.Args{"file": file})
		}
		return jobs, nil
	}
	proposed = n.proposeAll(file, open, m.tables, opts.Table, n.courtOf(n.store, file))
	if len(proposed) == 0 && len(jobs) == 0 {
		bag.Add(diag.ImportNothing, diag.Pos{File: file}, diag.Args{"file": file})
	}
	for _, g := range open {
		if fits := fitting(proposed, file, g.Name); len(fits) > 0 {
			jobs = append(jobs, job{bestFit(n, fits, g), g})
		}
	}
	return jobs, proposed
}

// bestFit is the table whose columns are all on the sheet, or the first: its
// columns that are not there will be told.
func bestFit(n *names, fits []*table, g *grid) *table {
	for _, t := range fits {
		if t.Layout == noTable {
			return t
		}
		known := map[string]bool{}
		for c := 1; c <= g.Cols; c++ {
			whole, bare, _ := n.keys(g.heading(t.Header[0], t.Header[len(t.Header)-1], c))
			known[whole], known[bare], known[columnName(c)] = true, true, true
		}
		if !slices.ContainsFunc(t.Columns, func(e entry) bool { return e.to != skipWord && !known[spoken.Plain(e.key)] }) {
			return t
		}
	}
	return fits[0]
}

// unplacedIn tells of what the proposal for a sheet leaves open.
func (r *reader) unplacedIn(j job) (open bool) {
	from, to := j.table.Header[0], j.table.Header[len(j.table.Header)-1]
	known := table2map(j.table.Columns)
	for c := 1; c <= j.grid.Cols; c++ {
		parts := j.grid.heading(from, to, c)
		whole, bare, _ := r.names.keys(parts)
		if text, _, ok := placeIn(known, whole, bare, columnName(c)); ok && text == unplaced {
			name := strings.Join(parts, "/")
			r.bag.Add(diag.ImportColumn, j.grid.pos(to, c, name), diag.Args{
				"cell": j.grid.Place(to, c), "name": orWord(name, "@no-heading"), "suggestion": r.names.suggest(j.table.Layout, false, last(parts)),
			})
			open = true
		}
	}
	rows := table2map(j.table.Rows)
	named := make([]int, len(j.table.Names))
	for i, n := range j.table.Names {
		named[i] = column(n)
	}
	told := map[string]bool{}
	for row := to + 1; row <= j.grid.Rows && len(named) > 0; row++ {
		parts := j.grid.rowName(row, named)
		whole, bare, _ := r.names.keys(parts)
		text, _, ok := placeIn(rows, whole, bare)
		if !ok || text != unplaced || told[whole] || r.names.beside(j.grid, row, last(named)) == 0 {
			continue
		}
		told[whole], open = true, true
		r.bag.Add(diag.ImportRow, j.grid.pos(row, named[0], whole), diag.Args{
			"cell": j.grid.Place(row, named[0]), "name": strings.Join(parts, "/"), "row": itoa(row), "suggestion": r.names.suggest(j.table.Layout, true, last(parts)),
		})
	}
	return open
}

func sortedRounded(m map[*stats.Indicator]int) []*stats.Indicator {
	return slices.SortedFunc(maps.Keys(m), func(a, b *stats.Indicator) int { return strings.Compare(a.ID, b.ID) })
}

// describe says what the tables take the file for.
func (p *Plan) describe(n *names, jobs []job, proposed []*table, r *reader) {
	at := map[*table]int{}
	for _, j := range jobs {
		i, ok := at[j.table]
		if !ok {
			i = len(p.Tables)
			at[j.table] = i
			t := j.table
			view := Table{Name: t.Name, New: slices.Contains(proposed, t), Layout: t.Layout, Basis: t.Basis, Court: t.Court, Source: t.Source}
			if len(t.Header) > 0 {
				view.Header = itoa(t.Header[0])
				if t.Header[len(t.Header)-1] != t.Header[0] {
					view.Header += "–" + itoa(t.Header[len(t.Header)-1])
				}
			}
			for _, e := range t.Columns {
				view.Columns = append(view.Columns, n.placement(t.Layout, false, e))
			}
			for _, e := range t.Rows {
				view.Rows = append(view.Rows, n.placement(t.Layout, true, e))
			}
			p.Tables = append(p.Tables, view)
		}
		p.Tables[i].Sheets = append(p.Tables[i].Sheets, j.grid.Name)
	}
	byGrid := map[*grid]*Table{}
	for _, j := range jobs {
		byGrid[j.grid] = &p.Tables[at[j.table]]
	}
	type pair struct {
		t *Table
		p period.Period
	}
	seen := map[pair]bool{}
	var all []pair
	for _, it := range r.items {
		k := pair{byGrid[it.at.grid], it.period}
		if !seen[k] {
			seen[k] = true
			all = append(all, k)
		}
		if k.t.Source == "" {
			k.t.Source = it.source
		}
	}
	slices.SortStableFunc(all, func(a, b pair) int { return a.p.Compare(b.p) })
	for _, k := range all {
		k.t.Periods = append(k.t.Periods, k.p.String())
	}
}

func (n *names) placement(layout string, row bool, e entry) Placement {
	p := Placement{Name: e.key, To: e.to}
	if layout == longRows {
		return p
	}
	t, err := parseTarget(n.store, layout, row, e.to)
	if err != nil {
		return p
	}
	switch {
	case t.ind != nil:
		p.What = t.ind.Name
	case t.cat != nil:
		p.What = t.cat.Name
	case t.court != nil:
		p.What = t.court.Name
	}
	return p
}

// scope is what an import of a table speaks for: what it does not say of it is
// no longer so.
type scope struct {
	period period.Period
	court  *stats.Court
	basis  string
}

// merge lays the new values over those that the tables gave before and works
// out the files.
func (p *Plan) merge(site fs.FS, file string, opts Options, n *names, jobs []job, r *reader, bag *diag.Bag) error {
	dir, err := listFolder(site)
	if err != nil {
		return err
	}
	tableOf := map[*grid]*table{}
	var tables []*table
	for _, j := range jobs {
		tableOf[j.grid] = j.table
		if !slices.Contains(tables, j.table) && j.table.Layout != noTable {
			tables = append(tables, j.table)
		}
	}
	byTable := map[*table][]*item{}
	for _, it := range r.items {
		t := tableOf[it.at.grid]
		byTable[t] = append(byTable[t], it)
	}
	ranks := newRanks(n.store)
	p.writes = map[string][]byte{}
	lines := map[string]*written{}
	for _, t := range tables {
		if len(byTable[t]) == 0 {
			continue
		}
		if opts.Revised != "" && t.saysRevised() {
			bag.Add(diag.BadValue, diag.Pos{File: file}, diag.Args{"key": "--revised", "value": opts.Revised, "want": "@revised-column"})
			continue
		}
		if err := p.mergeTable(t, byTable[t], dir, file, opts, n, ranks, lines, bag); err != nil {
			return err
		}
	}
	if bag.Failed() {
		return nil
	}
	slices.SortFunc(p.Files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return p.verify(site, lines, bag)
}

func (p *Plan) mergeTable(t *table, items []*item, dir *folder, file string, opts Options, n *names, ranks ranks, lines map[string]*written, bag *diag.Bag) error {
	periods := map[period.Period]bool{}
	scopes := map[scope]bool{}
	for _, it := range items {
		periods[it.period] = true
		scopes[scope{it.period, it.court, it.basis}] = true
	}
	var olds []*item
	var oldFiles []*written
	from := []string{file}
	others := map[string]bool{} // files of other tables
	for _, w := range dir.made {
		if w.table != t.Name {
			others[strings.ToLower(w.path)] = true
			continue
		}
		if !periods[periodOfPath(w.path)] {
			continue
		}
		found, ok := readBack(w, n, bag)
		if !ok {
			return nil
		}
		oldFiles = append(oldFiles, w)
		olds = append(olds, found...)
		if slices.ContainsFunc(found, func(it *item) bool { return !scopes[scope{it.period, it.court, it.basis}] }) {
			from = append(from, w.from...)
		}
	}
	slices.Sort(from)
	from = slices.Compact(from)
	result := p.lay(t, items, olds, scopes, opts, ranks)
	files := compose(t.Name, from, result, ranks, func(path string) bool { return others[strings.ToLower(path)] })
	kept := map[string]bool{}
	for _, w := range files {
		kept[w.path] = true
		if dir.other[strings.ToLower(w.path)] || others[strings.ToLower(w.path)] {
			bag.Add(diag.ImportForeign, diag.Pos{File: w.path}, diag.Args{"path": w.path, "table": t.Name})
			continue
		}
		i := slices.IndexFunc(oldFiles, func(o *written) bool { return o.path == w.path })
		if i >= 0 && string(oldFiles[i].text) == string(w.text) {
			lines[w.path] = w
			continue
		}
		lines[w.path] = w
		p.writes[w.path] = w.text
		p.Files = append(p.Files, File{Path: w.path, Values: w.values(), New: i < 0})
	}
	for _, w := range oldFiles {
		if !kept[w.path] {
			p.writes[w.path] = nil
			p.Files = append(p.Files, File{Path: w.path, Removed: true})
		}
	}
	return nil
}

func (w *written) values() int {
	n := 0
	for _, it := range w.lines {
		if it != nil {
			n++
		}
	}
	return n
}

// periodOfPath is the period that a file's name begins with.
func periodOfPath(path string) period.Period {
	name := strings.TrimPrefix(path, observationsDir+"/")
	parts := strings.Split(name, "-")
	for i := min(len(parts)-1, 3); i > 0; i-- { // 2024-09-ytd comes before 2024-09
		if p, err := period.Parse(strings.Join(parts[:i], "-")); err == nil {
			return p
		}
	}
	return period.Period{}
}

// lay puts new values over old ones and notes what differs.
func (p *Plan) lay(t *table, items, olds []*item, scopes map[scope]bool, opts Options, ranks ranks) []*item {
	chains := map[subject][]*item{} // by subject without its revision, the last revision first
	for _, o := range olds {
		s := o.subject
		s.revised = ""
		chains[s] = append(chains[s], o)
	}
	for _, c := range chains {
		slices.SortStableFunc(c, func(a, b *item) int { return cmp.Compare(b.revised, a.revised) })
	}
	exact := t.saysRevised()
	used := map[*item]bool{}
	var out []*item
	for _, it := range items {
		s := it.subject
		s.revised = ""
		var old *item
		for _, c := range chains[s] {
			if !exact || c.revised == it.revised {
				old = c
				break
			}
		}
		if old == nil {
			p.Added.add(nil, it)
			out = append(out, it)
			continue
		}
		used[old] = true
		if !exact { // what was superseded stays
			for _, c := range chains[s] {
				if c != old {
					used[c] = true
					out = append(out, c)
				}
			}
		}
		next := *it
		if next.note == "" {
			next.note = old.noteOf()
		}
		if !exact && old.revised != "" && it.revised == "" { // its correction was told already
			next.subject.revised, next.origin = old.revised, old.origin
		}
		switch {
		case old.text == it.text:
			p.Unchanged++
		default:
			p.Changed.add(old, it)
			if opts.Revised != "" {
				out = append(out, old)
				next.subject.revised = opts.Revised
				next.origin = &origin{source: it.source, status: stats.Revised.String(), reason: opts.Reason}
			}
		}
		out = append(out, &next)
	}
	for _, o := range olds {
		switch {
		case used[o]:
		case scopes[scope{o.period, o.court, o.basis}]:
			p.Removed.add(o, nil)
		default:
			out = append(out, o)
		}
	}
	return out
}

func changeOf(old, new *item) Change {
	it := new
	if it == nil {
		it = old
	}
	c := Change{Indicator: it.ind.Name, Court: it.court.Name, Period: it.period.String(), Basis: it.basis, YearOnYear: it.change}
	if old != nil {
		c.Old = old.text
	}
	if new != nil {
		c.New, c.Cell = new.text, new.at.String()
	}
	return c
}

// verify loads the site's data as they will be and tells what is wrong with
// imported values, at their cells. What is wrong elsewhere is none of the
// import's.
func (p *Plan) verify(site fs.FS, lines map[string]*written, bag *diag.Bag) error {
	var found diag.Bag
	store, err := stats.Load(overlay{site, p.writes}, &found)
	if err != nil {
		return fmt.Errorf("check the imported values: %w", err)
	}
	check.Run(store, &found)
	at := func(pos diag.Pos) (diag.Pos, bool) {
		w := lines[pos.File]
		if w == nil {
			return pos, false
		}
		if pos.Line >= 1 && pos.Line <= len(w.lines) && w.lines[pos.Line-1] != nil && w.lines[pos.Line-1].at.grid != nil {
			return w.lines[pos.Line-1].at.pos(), true
		}
		return pos, true
	}
	for _, d := range found.Sorted() {
		pos, ours := at(d.Pos)
		where := d.Args["where"]
		for i, rel := range d.Related {
			place, imported := at(rel)
			ours = ours || imported
			if where == rel.String() {
				d.Args["where"] = place.String()
			}
			d.Related[i] = place
		}
		d.Pos = pos
		if ours {
			bag.Put(d)
		}
	}
	return nil
}

// Draft writes the proposed mapping alone, for a person to complete.
func (p *Plan) Draft() error {
	if p.mapping == nil {
		return nil
	}
	return commit.Files(p.dir, map[string][]byte{mappingFile: p.mapping})
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
		files[mappingFile] = p.mapping
	}
	return commit.Files(p.dir, files)
}
