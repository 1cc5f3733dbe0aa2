// Package read takes values out of sheets, by the tables of the mapping. Every
// cell that a table speaks of becomes a value or is told of, with its sheet and
// cell; nothing is guessed.
package read

import (
	"cmp"
	"path"
	"slices"
	"strconv"
	"strings"

	"gongbao/generator/diag"
	"gongbao/generator/importer/grid"
	"gongbao/generator/importer/mapping"
	"gongbao/generator/importer/names"
	"gongbao/generator/importer/observed"
	"gongbao/generator/importer/spoken"
	"gongbao/generator/period"
	"gongbao/generator/sheet"
	"gongbao/generator/stats"
	"gongbao/generator/tomlfile"
)

// Given is what the person who imports says of all values. It goes before what
// the mapping and the file say.
type Given struct {
	Period period.Period // zero for none
	Basis  *string       // nil for none
	Source string        // "" for none
}

// Reader takes the values out of the sheets of a file.
type Reader struct {
	Values []*observed.Value

	names     *names.Names
	given     Given
	bag       *diag.Bag
	bySubject map[observed.Subject]*observed.Value
	origins   map[observed.Origin]*observed.Origin
	rounded   map[*stats.Indicator]*rounding
	used      []*usage       // of the tables that were read by, in their order
	passed    []*tableReader // sheets that have nothing of their table
}

// rounding is what was rounded of an indicator.
type rounding struct {
	count int
	first *observed.Value
}

// usage is which names of a table's rows and units were found.
type usage struct {
	table       *mapping.Table
	sheet       string // the first that was read
	rows, units map[string]bool
}

// New makes a reader that tells of mistakes in bag.
func New(n *names.Names, given Given, bag *diag.Bag) *Reader {
	return &Reader{
		names: n, given: given, bag: bag, bySubject: map[observed.Subject]*observed.Value{},
		origins: map[observed.Origin]*observed.Origin{}, rounded: map[*stats.Indicator]*rounding{},
	}
}

// tableReader reads one sheet by a table of the mapping.
type tableReader struct {
	*Reader
	*mapping.Table
	*usage
	grid *grid.Grid

	titles   []string
	span     spoken.Span // of all values that name none themselves
	nameSays string      // the sheet's or file's name that alone says the period; "" when a title does
	court    *stats.Court
	mention  names.Mention
	sort     struct{ title, text string } // of cases, that a title is of
	units    []spoken.Unit                // of the lines outside the table
	source   string
	shares   map[*stats.Indicator]*share
	told     map[string]bool // what is told once for a sheet

	// The first headings that say a year and nothing else, and those that say
	// months: beside one another nobody knows what the first mean.
	bare, months grid.Place
}

// once reports whether something is told for the first time.
func (r *tableReader) once(what string) bool {
	if r.told[what] {
		return false
	}
	r.told[what] = true
	return true
}

// Sheet reads one sheet by a table of the mapping. file is the name of its file.
func (r *Reader) Sheet(t *mapping.Table, g *grid.Grid, file string) {
	g.All = t.Hidden
	s := &tableReader{Reader: r, Table: t, grid: g, shares: map[*stats.Indicator]*share{}, told: map[string]bool{}}
	from, to := t.Heading()
	around := g.Around(from, to+1)
	s.titles, s.units = around.Titles, around.Units
	for _, title := range s.titles {
		if sort := spoken.CaseTypeIn(title); sort != "" {
			s.sort.title, s.sort.text = title, sort
		}
	}
	s.source = cmp.Or(r.given.Source, t.Source, around.Source)
	if slices.Contains(t.Sheets, mapping.EverySheet) && !slices.Contains(t.Sheets, g.Name) && !s.hasHeading() {
		r.passed = append(r.passed, s)
		return
	}
	if s.when(strings.TrimSuffix(file, path.Ext(file))) {
		s.read()
	}
}

// read reads the sheet, whose period is known.
func (s *tableReader) read() {
	s.whose()
	s.use()
	s.hiddenParts()
	if s.Layout == mapping.Long {
		s.long()
	} else {
		s.above()
		s.wide()
	}
	s.settleYears()
	s.settleShares()
}

func (s *tableReader) use() {
	for _, u := range s.Reader.used {
		if u.table == s.Table {
			s.usage = u
			return
		}
	}
	s.usage = &usage{s.Table, s.grid.Name, map[string]bool{}, map[string]bool{}}
	s.Reader.used = append(s.Reader.used, s.usage)
}

// Finish tells what only all sheets together show: names of the mapping that
// stand nowhere, sheets that were passed over, and what was rounded.
func (r *Reader) Finish(file string) {
	if len(r.used) == 0 && len(r.passed) > 0 && !r.bag.Failed() {
		// Not one sheet is what the mapping says: the heading has changed.
		s := r.passed[0]
		s.use()
		if s.Layout == mapping.Long {
			s.long()
		} else {
			s.wide()
		}
		r.passed = r.passed[1:]
	}
	for _, s := range r.passed {
		_, to := s.Heading()
		r.bag.Add(diag.ImportPassed, diag.Pos{File: s.grid.File}, diag.Args{"sheet": s.grid.Name, "table": s.Name, "row": strconv.Itoa(to)})
	}
	for _, u := range r.used {
		r.unused(u, "rows", u.table.Rows, u.rows)
		r.unused(u, "units", u.table.Units, u.units)
	}
	for _, ind := range r.names.Store.Indicators() {
		if of := r.rounded[ind]; of != nil {
			r.bag.Add(diag.ImportRounded, diag.Pos{File: file}, diag.Args{
				"indicator": ind.Name, "count": strconv.Itoa(of.count), "places": strconv.Itoa(int(ind.Precision)),
				"cell": of.first.At.String(), "value": of.first.At.Cell().Text, "text": of.first.Text,
			})
		}
	}
}

// unused tells of names that stand on none of a table's sheets. A court without
// a row is one that this file has no values of.
func (r *Reader) unused(u *usage, part string, list []mapping.Entry, used map[string]bool) {
	for _, e := range list {
		if e.To == mapping.Skip || used[spoken.Plain(e.Key)] {
			continue
		}
		if part == "rows" {
			if t, err := mapping.ParseTarget(r.names.Store, u.table.Layout, true, e.To); err == nil && t.Ind == nil && t.Cat == nil {
				continue
			}
		}
		r.bag.Add(diag.ImportName, u.table.Pos(part+"."+tomlfile.Join(e.Key)), diag.Args{"name": e.Key, "part": part, "sheet": u.sheet})
	}
}

// hasHeading reports whether the sheet has any column that the table knows.
func (r *tableReader) hasHeading() bool {
	g, known := r.grid, mapping.NewIndex(r.Columns)
	from, to := r.Heading()
	named := r.Named()
	for c := 1; c <= g.Cols; c++ {
		if slices.Contains(named, c) || g.SkipCol(c) {
			continue
		}
		parts := g.Heading(from, to, c)
		whole, bare, _ := r.names.Keys(parts)
		letter := ""
		if g.HasValues(to+1, g.Rows, c) {
			letter = mapping.Letters(c)
		}
		if text, _, ok := known.Find(whole, bare, letter); ok && text != mapping.Skip {
			return true
		}
		if r.Layout == mapping.Long || len(parts) == 0 {
			continue
		}
		if _, ok := r.names.Exact(r.Layout, false, parts); ok {
			return true
		}
	}
	return false
}

// when finds the period of the values that name none; ok is false when what
// says it contradicts itself.
func (r *tableReader) when(file string) (ok bool) {
	g := r.grid
	from, _ := r.Heading()
	when, clash, said := spoken.When(r.titles, g.Name, file)
	other := func(p spoken.Span) string {
		for _, s := range said {
			if !s.Allows(p) {
				return s.Text
			}
		}
		return ""
	}
	switch {
	case r.given.Period != (period.Period{}):
		r.span = spoken.SpanOf(r.given.Period)
		if text := other(r.span); text != "" && r.Layout != mapping.Long {
			r.bag.Add(diag.ImportPeriodGiven, g.Pos(from, 1, text), diag.Args{"sheet": g.Name, "period": r.given.Period.String(), "said": text})
		}
	case r.Period != "":
		p, _ := period.Parse(r.Period) // checked with the mapping
		r.span = spoken.SpanOf(p)
		if text := other(r.span); text != "" {
			r.bag.Add(diag.ImportPeriod, g.Pos(from, 1, text), diag.Args{"sheet": g.Name, "first": mapping.Path + ": " + r.Period, "second": text})
			return false
		}
	case clash != [2]string{}:
		r.bag.Add(diag.ImportPeriod, g.Pos(from, 1, clash[0]), diag.Args{"sheet": g.Name, "first": clash[0], "second": clash[1]})
		return false
	default:
		r.span = when
		if len(said) > 0 && !said[0].Title {
			r.nameSays = said[0].Text
		}
	}
	return true
}

// whose finds the court of the values whose rows and columns name none.
func (r *tableReader) whose() {
	r.mention = r.names.Mentions(r.grid.Name, r.titles)
	switch {
	case r.Court != "":
		r.court, _ = r.names.Store.Court(r.Court) // checked with the mapping
	case r.mention.Unknown:
	case r.mention.Court != nil:
		r.court = r.mention.Court
	default:
		r.court = r.names.Root()
	}
}

// ownCourt is the court of a value whose row and column name none; nil when it
// is not known, which was told.
func (r *tableReader) ownCourt() *stats.Court {
	g := r.grid
	switch {
	case r.court == nil && r.mention.Unknown:
		if r.once("court") {
			r.bag.Add(diag.ImportCourt, diag.Pos{File: g.File}, diag.Args{"sheet": g.Name, "said": r.mention.Text})
		}
	case r.Court != "" && (r.mention.Unknown || r.mention.Court != nil && r.mention.Court != r.court) && r.once("court"):
		r.bag.Add(diag.ImportCourtOther, diag.Pos{File: g.File}, diag.Args{"sheet": g.Name, "court": r.court.Name, "said": r.mention.Text})
	}
	return r.court
}

// hiddenParts tells what of a sheet is passed over because it is not shown.
func (r *tableReader) hiddenParts() {
	g := r.grid
	var rows, cols []string
	for row := 1; row <= g.Rows; row++ {
		if g.SkipRow(row) && !g.Empty(row) {
			rows = append(rows, strconv.Itoa(row))
		}
	}
	for col := 1; col <= g.Cols; col++ {
		if g.SkipCol(col) {
			cols = append(cols, mapping.Letters(col))
		}
	}
	if len(rows)+len(cols) > 0 {
		r.bag.Add(diag.ImportHidden, diag.Pos{File: g.File}, diag.Args{"sheet": g.Name, "rows": runs(rows), "columns": runs(cols), "parts": runs(append(rows, cols...))})
	}
}

// runs lists what is passed over, the first few by name.
func runs(list []string) string {
	const most = 8
	if len(list) > most {
		return strings.Join(list[:most], ", ") + " … (" + strconv.Itoa(len(list)) + ")"
	}
	return strings.Join(list, ", ")
}

// noPeriod is told once for a sheet, with the title in which there may be one
// that is not understood.
func (r *tableReader) noPeriod() {
	if !r.once("period") {
		return
	}
	args := diag.Args{"sheet": r.grid.Name}
	for _, t := range r.titles {
		if args["title"] == "" && strings.ContainsAny(spoken.Plain(t), "0123456789年月季") {
			args["title"] = t
		}
	}
	r.bag.Add(diag.ImportPeriod, diag.Pos{File: r.grid.File}, args)
}

// nothing is told of a sheet on which the table's columns are not.
func (r *tableReader) nothing() {
	r.bag.Add(diag.ImportNothing, diag.Pos{File: r.grid.File}, diag.Args{"file": r.grid.File})
}

func (r *tableReader) place(row, col int) grid.Place {
	return grid.Place{Grid: r.grid, Row: row, Col: col}
}

// defaults are what the table and the person say of a value's subject and origin.
func (r *tableReader) defaults() (s observed.Subject, o observed.Origin) {
	s = observed.Subject{Court: r.court, Basis: r.Basis}
	if r.given.Basis != nil {
		s.Basis = *r.given.Basis
	}
	return s, observed.Origin{Source: r.source, Status: r.Status}
}

// unit is the unit that holds for a value: that of what names its indicator,
// then the other heading's, then that of the line above the table, which may name
// several of which only a fitting one counts. A change has the unit that is said
// of it and none of its indicator's. settled tells that a person said it of this
// very heading.
func (r *tableReader) unit(ind *stats.Indicator, row, col axis) (u spoken.Unit, settled bool, p *diag.Problem) {
	switch {
	case col.Change:
		return col.unit, true, nil
	case row.Change:
		return row.unit, true, nil
	}
	near, far := col, row
	if row.Ind != nil && col.Ind == nil {
		near, far = row, col
	}
	mismatch := func(a, b spoken.Unit) *diag.Problem {
		return &diag.Problem{Code: diag.UnitMismatch, Args: diag.Args{"unit": ind.Unit, "want": a.Text() + " / " + b.Text()}}
	}
	switch {
	case near.settled:
		return near.unit, true, nil
	case far.settled:
		return far.unit, true, nil
	case near.unit.Given && far.unit.Given && far.unit.Is(ind.Unit) && far.unit != near.unit:
		return spoken.Unit{}, false, mismatch(near.unit, far.unit)
	case near.unit.Given:
		return near.unit, false, nil
	case far.unit.Given:
		return far.unit, false, nil
	}
	if u, ok := spoken.ParseUnit(r.Unit); ok && u.Is(ind.Unit) {
		return u, true, nil
	}
	for _, other := range r.units {
		switch {
		case !other.Is(ind.Unit):
		case !u.Given:
			u = other
		case u.Scale != other.Scale:
			return spoken.Unit{}, false, mismatch(u, other)
		}
	}
	return u, false, nil
}

// put reads a cell as the value of a subject and keeps it.
// settled tells that a person said the unit of its very heading.
func (r *tableReader) put(at grid.Place, c sheet.Cell, s observed.Subject, u spoken.Unit, settled bool, o observed.Origin, note string) {
	read := readValue
	if s.Change {
		read = readChange
	}
	got, p := read(c, s.Ind, u, r.Missing)
	if p != nil {
		p.Args["cell"], p.Args["indicator"] = at.String(), s.Ind.Name
		r.bag.Put(p.At(at.Pos()))
		return
	}
	if got.missing || s.Period.IsZero() {
		return
	}
	if o.Source == "" {
		r.bag.Add(diag.ImportSource, diag.Pos{File: r.grid.File}, diag.Args{"table": r.Name, "sheet": r.grid.Name})
		o.Source = r.Name // so that whatever else is wrong is told too
	}
	if o.Status == "" {
		o.Status = stats.Final.String()
	}
	v := &observed.Value{Subject: s, Origin: r.shared(o), Text: got.text, Note: note, At: at}
	if first := r.bySubject[s]; first != nil {
		r.second(first, v)
		return
	}
	r.bySubject[s] = v
	r.Values = append(r.Values, v)
	if got.rounded {
		if r.rounded[s.Ind] == nil {
			r.rounded[s.Ind] = &rounding{first: v}
		}
		r.rounded[s.Ind].count++
	}
	if !s.Change && s.Ind.Kind == stats.Ratio {
		got.small = got.small && !settled
		r.share(v, got)
	}
}

// shared is an origin that all its values have in common.
func (r *Reader) shared(o observed.Origin) *observed.Origin {
	if known := r.origins[o]; known != nil {
		return known
	}
	r.origins[o] = &o
	return &o
}

// second compares a value with the first one of the same subject and keeps the
// finer of two that agree.
func (r *Reader) second(first, v *observed.Value) {
	switch same, finer := v.Agrees(first); {
	case !same:
		r.bag.Add(diag.ImportConflict, v.At.Pos(), diag.Args{
			"cell": v.At.String(), "other": first.At.String(), "indicator": v.Ind.Name, "court": v.Court.Name, "period": v.Period.String(),
			"first": first.Text, "second": v.Text,
		}, first.At.Pos())
	case finer:
		first.Text, first.At = v.Text, v.At
	}
}

// share is what the cells of one percentage have in common, from which it is
// known how they are meant.
type share struct {
	small   []*observed.Value // those that may be fractions
	general []*observed.Value // those without a number format
	places  int32             // the most that one of them shows
}

func (r *tableReader) share(v *observed.Value, got reading) {
	sh := r.shares[v.Ind]
	if sh == nil {
		sh = &share{}
		r.shares[v.Ind] = sh
	}
	if got.small {
		sh.small = append(sh.small, v)
	}
	if got.general {
		sh.general = append(sh.general, v)
		sh.places = max(sh.places, min(got.places, v.Ind.Precision))
	}
}

// settleShares decides what a single cell cannot: how many places 97.1 has among
// values such as 97.19. Whether 0.97 is a fraction or a percentage nothing in a
// table can tell, not even a heading with (%) or values such as 97.19 beside it:
// people type both into one column.
func (r *tableReader) settleShares() {
	for ind, sh := range r.shares {
		if len(sh.small) > 0 {
			first := sh.small[0].At
			cells := make([]string, len(sh.small))
			for i, v := range sh.small {
				cells[i] = v.At.String()
			}
			r.bag.Add(diag.ImportFraction, first.Pos(), diag.Args{"cell": runs(cells), "indicator": ind.Name, "value": first.Cell().Text})
		}
		for _, it := range sh.general {
			if q, ok := it.Quantity(); ok && q.Places() < sh.places && !q.Value().IsZero() {
				it.Text = q.At(q.Scale(), sh.places).String()
			}
		}
	}
}

// settleYears refuses years that nobody can tell the months of: 2025年 beside
// 2026年1-9月 may be all of 2025, and so may 2025年 where only the name of the
// sheet or file says 1-9月.
func (r *tableReader) settleYears() {
	if r.bare.Grid == nil {
		return
	}
	other := r.nameSays
	if r.months.Grid != nil {
		other = r.months.Cell().Text
	}
	if other != "" {
		r.bag.Add(diag.ImportPeriod, r.bare.Pos(), diag.Args{"sheet": r.grid.Name, "first": r.bare.Cell().Text, "second": other})
	}
}
