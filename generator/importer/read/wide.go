package read

import (
	"cmp"
	"maps"
	"slices"
	"strconv"

	"gongbao/generator/diag"
	"gongbao/generator/importer/mapping"
	"gongbao/generator/importer/spoken"
	"gongbao/generator/sheet"
	"gongbao/generator/stats"
	"gongbao/generator/tomlfile"
)

// axis is a row or column of a wide table.
type axis struct {
	n int // its number
	mapping.Target
	unit spoken.Unit
}

// wide reads a table whose rows and columns say what a value is of.
func (r *tableReader) wide() {
	g, named := r.grid, r.Named()
	_, to := r.Heading()
	before := r.bag.Failed()
	cols := r.columns(named)
	if len(cols) == 0 {
		if before || !r.bag.Failed() {
			r.nothing()
		}
		return
	}
	numbers := make([]int, len(cols))
	for i, c := range cols {
		numbers[i] = c.n
	}
	known, units := mapping.NewIndex(r.Rows), mapping.NewIndex(r.Units)
	head := g.Line(to, numbers)
	section := ""
	for row := to + 1; row <= g.Rows; row++ {
		if g.SkipRow(row) || g.Empty(row) {
			continue
		}
		if text, ok := g.Banner(row); ok && !g.HasValue(row, numbers) {
			if !spoken.IsFootnote(text) {
				section = spoken.Plain(text)
			}
			continue
		}
		parts := g.RowName(row, named)
		whole, bare, u := r.names.Keys(parts)
		if spoken.IsFootnote(whole) || head != "" && g.Line(row, numbers) == head {
			continue // a note, or the heading again
		}
		a := axis{n: row, unit: u}
		if text, _, ok := units.Find(whole, bare); ok {
			a.unit, _ = spoken.ParseUnit(text)
		}
		inSection := ""
		if section != "" && whole != "" {
			inSection = section + "/" + whole
		}
		text, _, ok := known.Find(inSection, whole, bare, strconv.Itoa(row))
		switch {
		case ok:
			a.Target, _ = mapping.ParseTarget(r.names.Store, r.Layout, true, text) // checked with the mapping
		case whole != "":
			a.Target, ok = r.names.Exact(r.Layout, true, parts)
		}
		switch {
		case a.Skip:
		case ok:
			for _, c := range cols {
				r.cell(a, c)
			}
		case g.HasValue(row, numbers):
			r.bag.Put(r.names.UnknownRow(r.Layout, parts, r.place(row, named[len(named)-1])))
		case whole != "":
			section = whole
		}
	}
}

// columns reads the heading of a wide table.
func (r *tableReader) columns(named []int) []axis {
	g := r.grid
	known, units := mapping.NewIndex(r.Columns), mapping.NewIndex(r.Units)
	used := map[string]bool{}
	from, to := r.Heading()
	headings := map[string]bool{}
	for c := 1; c <= g.Cols; c++ {
		whole, bare, _ := r.names.Keys(g.Heading(from, to, c))
		headings[whole], headings[bare] = true, true
	}
	var out []axis
	for c := 1; c <= g.Cols; c++ {
		if g.SkipCol(c) || slices.Contains(named, c) {
			continue
		}
		parts := g.Heading(from, to, c)
		whole, bare, u := r.names.Keys(parts)
		letter := mapping.Letters(c)
		if headings[letter] {
			letter = "" // a heading of that name comes first
		}
		a := axis{n: c, unit: u}
		if text, _, ok := units.Find(whole, bare, letter); ok {
			a.unit, _ = spoken.ParseUnit(text)
		}
		text, by, ok := known.Find(whole, bare, letter)
		used[by] = ok
		if ok {
			a.Target, _ = mapping.ParseTarget(r.names.Store, r.Layout, false, text) // checked with the mapping
		} else {
			a.Target = r.unnamed(parts, whole, to, c)
		}
		if !a.Skip {
			out = append(out, a)
		}
	}
	r.missed(r.Columns, func(e mapping.Entry) bool { return used[spoken.Plain(e.Key)] }, headings)
	return out
}

// unnamed is what a column is that the mapping does not name.
func (r *tableReader) unnamed(parts []string, whole string, to, col int) mapping.Target {
	skipped := mapping.Target{Skip: true}
	if spoken.IsNoise(whole) {
		return skipped
	}
	t, ok := r.names.Exact(r.Layout, false, parts)
	switch {
	case ok:
		return t
	case r.grid.HasValues(to+1, r.grid.Rows, col): // else a spacer, or a column of words
		r.bag.Put(r.names.UnknownColumn(r.Layout, parts, r.place(to, col)))
	}
	return skipped
}

// missed tells of the columns of the mapping that the sheet does not have.
// headings are those that it has.
func (r *tableReader) missed(columns []mapping.Entry, used func(mapping.Entry) bool, headings map[string]bool) {
	_, to := r.Heading()
	for _, e := range columns {
		if e.To != mapping.Skip && !used(e) {
			r.bag.Add(diag.ImportHeading, r.Pos("columns."+tomlfile.Join(e.Key)), diag.Args{
				"name": e.Key, "sheet": r.grid.Name, "row": strconv.Itoa(to), "suggestion": diag.Closest(spoken.Plain(e.Key), slices.Collect(maps.Keys(headings))),
			})
		}
	}
}

// cell reads the value where a row and a column meet.
func (r *tableReader) cell(row, col axis) {
	c := r.grid.At(row.n, col.n)
	if c.Kind == sheet.Empty && !c.Formula {
		return
	}
	at := r.place(row.n, col.n)
	if c.Merged {
		r.bag.Add(diag.ImportMerged, at.Pos(), diag.Args{"cell": at.String(), "value": c.Text})
		return
	}
	ind, p := r.meet(row.Target, col.Target)
	if p != nil {
		p.Args["cell"] = at.String()
		r.bag.Put(p.At(at.Pos()))
		return
	}
	s, o := r.defaults()
	s.Ind, s.Change = ind, row.Change || col.Change
	s.Court = cmp.Or(col.Court, row.Court, s.Court)
	when := r.span
	for _, a := range []axis{row, col} {
		if !a.Span.Zero() {
			when = a.Span.In(r.span.Year)
		}
	}
	if s.Period, _ = when.Period(); s.Period.IsZero() {
		r.noPeriod() // and the cell is looked at none the less
	}
	if row.Before || col.Before {
		s.Period = s.Period.YearBefore()
	}
	if s.Court == nil {
		return // courts.toml has none, which was told
	}
	r.put(at, c, s, r.unit(ind, row, col), o, "")
}

// meet joins what a row and a column say into an indicator.
func (r *tableReader) meet(row, col mapping.Target) (*stats.Indicator, *diag.Problem) {
	ind, cat := row.Ind, row.Cat
	if ind == nil {
		ind = col.Ind
	} else if col.Ind != nil && col.Ind != ind {
		if cat == nil && r.names.Category(spoken.Plain(row.Ind.ID)) != nil {
			cat, ind = r.names.Category(spoken.Plain(row.Ind.ID)), col.Ind
		} else {
			return nil, &diag.Problem{Code: diag.ImportMeeting, Args: diag.Args{"row": row.Ind.Name, "column": col.Ind.Name}}
		}
	}
	if cat == nil {
		cat = col.Cat
	}
	switch {
	case cat == nil && ind == nil:
		return nil, &diag.Problem{Code: diag.ImportMeeting, Args: diag.Args{"row": "@no-name", "column": "@no-name"}}
	case cat == nil:
		return ind, nil
	case ind == nil:
		return nil, &diag.Problem{Code: diag.ImportMeeting, Args: diag.Args{"row": cat.Name, "column": "@no-name"}}
	}
	of := r.names.Measure(cat, ind)
	if of == nil {
		return nil, &diag.Problem{Code: diag.ImportMeeting, Args: diag.Args{"row": cat.Name, "column": ind.Name}}
	}
	return of, nil
}
