package importer

import (
	"slices"
	"strconv"

	"gongbao/generator/diag"
	"gongbao/generator/importer/grid"
	"gongbao/generator/importer/mapping"
	"gongbao/generator/importer/names"
	"gongbao/generator/importer/observed"
	"gongbao/generator/importer/propose"
	"gongbao/generator/importer/spoken"
	"gongbao/generator/period"
	"gongbao/generator/sheet"
	"gongbao/generator/stats"
)

// assign finds the table for each sheet, proposing those that are not there.
func assign(n *names.Names, m *mapping.Mapping, book *sheet.Book, file string, opts Options, bag *diag.Bag) (jobs []job, proposed []*mapping.Table) {
	tables := m.Tables
	if opts.Table != "" {
		tables = slices.DeleteFunc(slices.Clone(tables), func(t *mapping.Table) bool { return t.Name != opts.Table })
	}
	var open []*grid.Grid
	for _, s := range book.Sheets {
		g := grid.New(book, file, s)
		fits := mapping.Fitting(tables, file, s.Name)
		if len(fits) == 0 && opts.Table != "" && len(book.Sheets) == 1 {
			fits = tables // asked for by name
		}
		if s.Hidden && !slices.ContainsFunc(fits, func(t *mapping.Table) bool { return t.Hidden }) {
			if s.Rows > 0 {
				bag.Add(diag.ImportHiddenSheet, diag.Pos{File: g.File}, diag.Args{"sheet": s.Name})
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
	proposed = propose.Tables(n, file, open, m.Tables, opts.Table)
	if len(proposed) == 0 && len(jobs) == 0 {
		bag.Add(diag.ImportNothing, diag.Pos{File: file}, diag.Args{"file": file})
	}
	for _, g := range open {
		if fits := mapping.Fitting(proposed, file, g.Name); len(fits) > 0 {
			jobs = append(jobs, job{bestFit(n, fits, g), g})
		}
	}
	return jobs, proposed
}

// bestFit is the table whose columns are all on the sheet, or the first: its
// columns that are not there will be told.
func bestFit(n *names.Names, fits []*mapping.Table, g *grid.Grid) *mapping.Table {
	for _, t := range fits {
		if t.Layout == mapping.None {
			return t
		}
		from, to := t.Heading()
		known := map[string]bool{}
		for c := 1; c <= g.Cols; c++ {
			whole, bare, _ := n.Keys(g.Heading(from, to, c))
			known[whole], known[bare], known[mapping.Letters(c)] = true, true, true
		}
		if !slices.ContainsFunc(t.Columns, func(e mapping.Entry) bool { return e.To != mapping.Skip && !known[spoken.Plain(e.Key)] }) {
			return t
		}
	}
	return fits[0]
}

// describe says what the tables take the file for.
func (p *Plan) describe(store *stats.Store, jobs []job, proposed []*mapping.Table, values []*observed.Value) {
	at := map[*mapping.Table]int{}
	byGrid := map[*grid.Grid]int{}
	for _, j := range jobs {
		i, ok := at[j.table]
		if !ok {
			i = len(p.Tables)
			at[j.table] = i
			p.Tables = append(p.Tables, describe(store, j.table, slices.Contains(proposed, j.table)))
		}
		p.Tables[i].Sheets = append(p.Tables[i].Sheets, j.grid.Name)
		byGrid[j.grid] = i
	}
	type pair struct {
		table  int
		period period.Period
	}
	seen := map[pair]bool{}
	var all []pair
	for _, v := range values {
		k := pair{byGrid[v.At.Grid], v.Period}
		if !seen[k] {
			seen[k] = true
			all = append(all, k)
		}
		if t := &p.Tables[k.table]; t.Source == "" {
			t.Source = v.Source
		}
	}
	slices.SortStableFunc(all, func(a, b pair) int { return a.period.Compare(b.period) })
	for _, k := range all {
		t := &p.Tables[k.table]
		t.Periods = append(t.Periods, k.period.String())
	}
}

func describe(store *stats.Store, t *mapping.Table, proposed bool) Table {
	view := Table{Name: t.Name, New: proposed, Layout: t.Layout, Basis: t.Basis, Court: t.Court, Source: t.Source}
	if c, err := store.Court(t.Court); err == nil && t.Court != "" {
		view.Court = c.Name + " (" + c.ID + ")"
	}
	if len(t.Header) > 0 {
		from, to := t.Heading()
		view.Header = strconv.Itoa(from)
		if to != from {
			view.Header += "–" + strconv.Itoa(to)
		}
	}
	for _, e := range t.Columns {
		view.Columns = append(view.Columns, placement(store, t.Layout, false, e))
	}
	for _, e := range t.Rows {
		view.Rows = append(view.Rows, placement(store, t.Layout, true, e))
	}
	return view
}

func placement(store *stats.Store, layout string, row bool, e mapping.Entry) Placement {
	p := Placement{Name: e.Key, To: e.To}
	if layout == mapping.Long {
		return p
	}
	t, err := mapping.ParseTarget(store, layout, row, e.To)
	switch {
	case err != nil:
	case t.Ind != nil:
		p.What = t.Ind.Name
	case t.Cat != nil:
		p.What = t.Cat.Name
	case t.Court != nil:
		p.What = t.Court.Name
	}
	return p
}
