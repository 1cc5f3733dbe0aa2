package propose

import (
	"slices"

	"gongbao/generator/importer/grid"
	"gongbao/generator/importer/mapping"
	"gongbao/generator/importer/names"
	"gongbao/generator/importer/spoken"
	"gongbao/generator/sheet"
)

// wide makes the mapping of a table whose rows and columns have names.
func (n *guesser) wide(g *grid.Grid) *mapping.Table {
	layout, cols, first := n.rowsOf(g)
	if first == 0 {
		return nil
	}
	from, to, ok := headerOf(g, first)
	if !ok {
		return nil
	}
	t := &mapping.Table{Layout: layout, Header: []int{from, to}}
	for _, c := range cols {
		t.Names = append(t.Names, mapping.Letters(c))
	}
	known := n.columns(t, g, cols)
	n.rows(t, g, cols)
	if !known && !n.any {
		return nil
	}
	return t
}

// likely is a table for a sheet on which no name is known: its heading is the
// row with the most texts that stands above numbers, its names are the first
// texts beside those. nil when there is no such row.
func (n *guesser) likely(g *grid.Grid) *mapping.Table {
	best, most, last := 0, 1, g.LastNumbers()
	for row := 1; row <= min(g.Rows, headerRows); row++ {
		if g.SkipRow(row) || g.Numbers(row) > 0 || g.IsCaption(row) {
			continue
		}
		if texts := len(g.Texts(row)); texts > most && row < last {
			best, most = row, texts
		}
	}
	if best == 0 {
		return nil
	}
	for c := 1; c <= min(g.Cols, nameCols); c++ {
		if g.SkipCol(c) || g.HasFigures(best+1, sampleRows, c) || !g.HasSorts(best+1, c) {
			continue
		}
		from, to, ok := headerOf(g, best+1)
		if !ok {
			return nil
		}
		t := &mapping.Table{Layout: mapping.Courts, Header: []int{from, to}, Names: []string{mapping.Letters(c)}}
		n.columns(t, g, []int{c})
		n.rows(t, g, []int{c})
		return t
	}
	return nil
}

// kindOfRow is what the rows of a table are, with the layout that says so.
type kindOfRow struct {
	layout string
	is     func(name string) bool
}

func (n *guesser) kindsOfRows() []kindOfRow {
	return []kindOfRow{
		{mapping.Courts, func(name string) bool { return n.CourtIn(name) != nil }},
		{mapping.Breakdown, func(name string) bool { return n.category(name) != nil }},
		{mapping.Indicators, func(name string) bool { return n.indicator([]string{name}, "") != nil }},
		{mapping.Periods, func(name string) bool { _, ok := spoken.WholeSpan(name); return ok }},
	}
}

// naming is how well a column names the rows of a table.
type naming struct {
	layout     string
	col, count int
	top        int // the first row that it names
}

// rowsOf finds the columns that name the rows, what they name and the row in
// which the names begin.
func (n *guesser) rowsOf(g *grid.Grid) (layout string, cols []int, first int) {
	var best, second naming
	for c := 1; c <= min(g.Cols, nameCols); c++ {
		if g.SkipCol(c) {
			continue
		}
		switch here := n.naming(g, c); {
		case here.count > best.count:
			best, second = here, best
		case here.count > second.count:
			second = here
		}
	}
	if best.count == 0 {
		return "", nil, 0
	}
	// Two columns may name a row together: a court in one, an indicator in the
	// other. The court is the one that is merged over its rows.
	if second.count >= 2 && second.layout != best.layout && second.top <= best.top+1 && !g.HasFigures(second.top, sampleRows, second.col) {
		layout := best.layout
		if second.layout == mapping.Courts {
			layout = mapping.Courts
		}
		cols := []int{best.col, second.col}
		slices.Sort(cols)
		return layout, cols, min(best.top, second.top)
	}
	return best.layout, []int{best.col}, best.top
}

// naming is what a column names most rows as.
func (n *guesser) naming(g *grid.Grid, col int) naming {
	var best naming
	for _, k := range n.kindsOfRows() {
		s := naming{layout: k.layout, col: col}
		for row := 1; row <= min(g.Rows, sampleRows); row++ {
			cell := g.At(row, col)
			if cell.Kind != sheet.Text && k.layout != mapping.Periods || cell.Text == "" || g.SkipRow(row) || row > 1 && cell.Merged && g.At(row-1, col).Text != cell.Text {
				continue
			}
			name, _ := n.Cut(g.Text(row, col))
			if !k.is(name) || g.Beside(row, col) == 0 {
				continue
			}
			s.count++
			if s.top == 0 {
				s.top = row
			}
		}
		if s.count > best.count {
			best = s
		}
	}
	return best
}

// headerOf are the rows of the heading above the first row of names.
func headerOf(g *grid.Grid, first int) (from, to int, ok bool) {
	for to = first - 1; to >= 1; to-- {
		if g.Empty(to) || g.SkipRow(to) || g.Numbers(to) > 0 {
			continue
		}
		if _, banner := g.Banner(to); banner {
			continue
		}
		break
	}
	if to < 1 {
		return 0, 0, false
	}
	from = to
	for from > 1 && to-from+1 < mostHeader {
		above := from - 1
		_, banner := g.Banner(above)
		if banner || g.Empty(above) || g.Numbers(above) > 0 || len(g.Texts(above)) < 2 || g.IsCaption(above) {
			break
		}
		from = above
	}
	return from, to, true
}

// column is a column on its way to an entry.
type column struct {
	guessed
	key   string
	parts []string
	col   int
}

// columns places the columns; ok is false when none is known.
func (n *guesser) columns(t *mapping.Table, g *grid.Grid, named []int) (ok bool) {
	var all []column
	byTarget, byKey := map[string]int{}, map[string]int{}
	for c := 1; c <= g.Cols; c++ {
		if g.SkipCol(c) || slices.Contains(named, c) {
			continue
		}
		parts := g.Heading(t.Header[0], t.Header[1], c)
		holds := g.HasValues(t.Header[1]+1, sampleRows, c)
		if names.Key(parts) == "" && !holds {
			continue
		}
		p := n.column(t.Layout, parts, holds, all)
		p.col, p.parts = c, parts
		switch whole := names.Key(parts); {
		case n.HoldsUnits(t.Layout, g, whole, t.Header[1]+1, c):
			p.guessed = guessed{mapping.Target{Field: mapping.FieldUnit}, mapping.FieldUnit, true}
		case spoken.IsTypeHeading(whole) && g.HasSorts(t.Header[1]+1, c):
			p.guessed = guessed{} // the values are of different sorts
		}
		byKey[p.key]++
		if p.ok && !p.Skip && p.Field == "" {
			byTarget[p.to]++
		}
		all = append(all, p)
	}
	for _, p := range all {
		e := mapping.Entry{Key: p.key, To: mapping.Unplaced}
		if p.key == "" || byKey[p.key] > 1 || mapping.IsLetters(p.key) {
			e.Key = mapping.Letters(p.col)
		}
		// Two columns cannot be the same thing, so neither guess is worth anything.
		if p.ok && (byTarget[p.to] <= 1 || p.Skip || p.Field != "") {
			e.To = p.to
		}
		if p.ok && !p.Skip && p.Field == "" {
			ok = true
			if exact, known := n.Exact(t.Layout, false, p.parts); known && exact == p.Target && p.Span.Year != 0 && byTarget[p.to] == 1 {
				continue // a period says itself what it is, and is another one next time
			}
		}
		t.Columns = append(t.Columns, e)
	}
	return ok
}

// column guesses what a column is of. holds tells that it has values; before are
// the columns to its left.
func (n *guesser) column(layout string, parts []string, holds bool, before []column) column {
	skipped := guessed{mapping.Target{Skip: true}, mapping.Skip, true}
	_, bare, _ := n.Keys(parts)
	p := column{key: bare}
	if spoken.IsNoise(bare) || spoken.IsNamesHeading(bare) {
		p.guessed = skipped
		return p
	}
	p.guessed = n.guess(layout, false, "", parts)
	if !p.ok && len(before) > 0 {
		p.guessed = n.besides(before[len(before)-1].guessed, parts)
	}
	if !p.ok && !holds {
		p.guessed = skipped
	}
	return p
}

// besides is what a heading means that says of the column before it: 受理, 同比,
// 结案, 同比.
func (n *guesser) besides(before guessed, parts []string) guessed {
	if before.Ind == nil || before.Before || len(parts) != 1 {
		return guessed{}
	}
	name, _ := n.Cut(parts[0])
	t := before.Target
	switch {
	case spoken.IsChange(name) && !before.Change:
		t.Change = true
	case spoken.IsYearBefore(name) && !before.Change:
		t.Before = true
	default:
		return guessed{}
	}
	return guessed{t, t.String(), true}
}

// rows places the rows whose names are not those of the catalogue.
func (n *guesser) rows(t *mapping.Table, g *grid.Grid, named []int) {
	done := map[string]bool{}
	section := ""
	for row := t.Header[1] + 1; row <= g.Rows; row++ {
		if g.SkipRow(row) || g.Empty(row) {
			continue
		}
		lastName := named[len(named)-1]
		if text, ok := g.Banner(row); ok && g.Beside(row, lastName) == 0 {
			if !spoken.IsFootnote(text) {
				section = spoken.Plain(text)
			}
			continue
		}
		parts := g.RowName(row, named)
		whole, bare, _ := n.Keys(parts)
		switch {
		case whole == "" || spoken.IsFootnote(whole):
			continue
		case g.Beside(row, lastName) == 0:
			if names.Key(g.Heading(t.Header[0], t.Header[1], named[0])) != whole {
				section = whole
			}
			continue
		}
		e := mapping.Entry{Key: bare}
		inSection := section != "" && t.Layout == mapping.Indicators && n.category(spoken.Unnumbered(section)) != nil
		if inSection {
			e.Key = section + "/" + whole
		}
		if done[e.Key] {
			continue
		}
		done[e.Key] = true
		if spoken.IsTotal(whole) {
			t.Rows = append(t.Rows, mapping.Entry{Key: e.Key, To: mapping.Skip})
			continue
		}
		if _, exact := n.Exact(t.Layout, true, parts); exact && !inSection {
			continue
		}
		under := ""
		if inSection {
			under = section
		}
		if found := n.guess(t.Layout, true, under, parts); found.ok {
			e.To = found.to
		} else {
			e.To = mapping.Unplaced
		}
		t.Rows = append(t.Rows, e)
	}
}
