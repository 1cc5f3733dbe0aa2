// Package read takes values out of sheets, by the tables of the mapping. Every
// cell that a table speaks of becomes a value or is told of, with its sheet and
// cell; nothing is guessed.
package read

import (
	"cmp"
	"path"
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
	Values  []*observed.Value
	Rounded map[*stats.Indicator]int // how many values lost digits beyond their precision

	names     *names.Names
	given     Given
	bag       *diag.Bag
	bySubject map[observed.Subject]*observed.Value
	origins   map[observed.Origin]*observed.Origin
}

// New makes a reader that tells of mistakes in bag.
func New(n *names.Names, given Given, bag *diag.Bag) *Reader {
	return &Reader{
		Rounded: map[*stats.Indicator]int{}, names: n, given: given, bag: bag,
		bySubject: map[observed.Subject]*observed.Value{}, origins: map[observed.Origin]*observed.Origin{},
	}
}

// tableReader reads one sheet by a table of the mapping.
type tableReader struct {
	*Reader
	*mapping.Table
	grid *grid.Grid

	span   spoken.Span // of all values that name none themselves
	court  *stats.Court
	units  []spoken.Unit // of the line above the table
	source string
	shares map[*stats.Indicator]*share
}

// Sheet reads one sheet by a table of the mapping. file is the name of its file.
func (r *Reader) Sheet(t *mapping.Table, g *grid.Grid, file string) {
	g.All = t.Hidden
	s := &tableReader{Reader: r, Table: t, grid: g, shares: map[*stats.Indicator]*share{}}
	from, to := t.Heading()
	around := g.Around(from, to+1)
	s.units = around.Units
	s.source = cmp.Or(r.given.Source, t.Source, around.Source)
	when, clash := spoken.When(around.Titles, g.Name, strings.TrimSuffix(file, path.Ext(file)))
	switch {
	case r.given.Period != (period.Period{}):
		s.span = spoken.SpanOf(r.given.Period)
	case t.Period != "":
		p, _ := period.Parse(t.Period) // checked with the mapping
		s.span = spoken.SpanOf(p)
	case clash != [2]string{}:
		r.bag.Add(diag.ImportPeriod, g.Pos(from, 1, clash[0]), diag.Args{"sheet": g.Name, "first": clash[0], "second": clash[1]})
		return
	default:
		s.span = when
	}
	if t.Court != "" {
		s.court, _ = r.names.Store.Court(t.Court) // checked with the mapping
	} else if s.court = r.names.FirstCourt(append([]string{g.Name}, around.Titles...)); s.court == nil {
		s.court = r.names.Root()
	}
	s.hiddenParts()
	if t.Layout == mapping.Long {
		s.long()
	} else {
		s.wide()
	}
	s.settleShares()
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

// noPeriod is told once for a sheet.
func (r *tableReader) noPeriod() {
	r.bag.Add(diag.ImportPeriod, diag.Pos{File: r.grid.File}, diag.Args{"sheet": r.grid.Name})
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

// unit is the unit that holds for a value: the nearest that is given. The line
// above the table may name several, of which only a fitting one counts. A change
// has the unit that is said of it and none of its indicator's.
func (r *tableReader) unit(ind *stats.Indicator, row, col axis) spoken.Unit {
	switch {
	case col.Change:
		return col.unit
	case row.Change:
		return row.unit
	case col.unit.Given:
		return col.unit
	case row.unit.Given:
		return row.unit
	}
	if u, ok := spoken.ParseUnit(r.Unit); ok && u.Is(ind.Unit) {
		return u
	}
	for _, u := range r.units {
		if u.Is(ind.Unit) {
			return u
		}
	}
	return spoken.Unit{}
}

// put reads a cell as the value of a subject and keeps it.
func (r *tableReader) put(at grid.Place, c sheet.Cell, s observed.Subject, u spoken.Unit, o observed.Origin, note string) {
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
		r.Rounded[s.Ind]++
	}
	if !s.Change && s.Ind.Kind == stats.Ratio {
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
	doubt   *observed.Value // the first that may be a fraction
	sure    bool
	general []*observed.Value // those without a number format
	places  int32             // the most that one of them shows
}

func (r *tableReader) share(v *observed.Value, got reading) {
	sh := r.shares[v.Ind]
	if sh == nil {
		sh = &share{}
		r.shares[v.Ind] = sh
	}
	if got.doubt && sh.doubt == nil {
		sh.doubt = v
	}
	sh.sure = sh.sure || got.sure
	if got.general {
		sh.general = append(sh.general, v)
		sh.places = max(sh.places, min(got.places, v.Ind.Precision))
	}
}

// settleShares decides what a single cell cannot: whether 0.97 is a fraction or
// a percentage, and how many places 97.1 has among values such as 97.19.
func (r *tableReader) settleShares() {
	for ind, sh := range r.shares {
		if sh.doubt != nil && !sh.sure {
			r.bag.Add(diag.ImportFraction, sh.doubt.At.Pos(), diag.Args{
				"cell": sh.doubt.At.String(), "indicator": ind.Name, "value": sh.doubt.At.Cell().Text,
			})
		}
		for _, it := range sh.general {
			if q, ok := it.Quantity(); ok && q.Places() < sh.places && !q.Value().IsZero() {
				it.Text = q.At(q.Scale(), sh.places).String()
			}
		}
	}
}
