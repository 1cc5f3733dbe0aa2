package importer

import (
	"cmp"
	"path"
	"slices"
	"strconv"
	"strings"

	"gongbao/generator/diag"
	"gongbao/generator/importer/spoken"
	"gongbao/generator/sheet"
	"gongbao/generator/stats"
)

// How far into a sheet a table is looked for.
const (
	headerRows = 40
	nameCols   = 8
	sampleRows = 2000
	mostHeader = 4
)

// propose makes a mapping for a sheet out of what its headings and rows are
// called; nil when nothing on it is known. What cannot be placed stands in it as
// unplaced.
func (n *names) propose(g *grid) *table {
	if t := n.proposeLong(g); t != nil {
		return t
	}
	return n.proposeWide(g)
}

// proposeLong knows a long table by its headings.
func (n *names) proposeLong(g *grid) *table {
	for row := 1; row <= min(g.Rows, headerRows); row++ {
		if g.numbers(row) > 0 || g.skipRow(row) {
			continue
		}
		at := map[string]int{} // field -> column
		rank := map[string]int{}
		for c := 1; c <= g.Cols; c++ {
			name := spoken.Plain(g.At(row, c).Text)
			if name == "" || g.skipCol(c) {
				continue
			}
			for _, f := range fields {
				if i := slices.Index(fieldHeadings[f], name); i >= 0 && (at[f] == 0 || i < rank[f]) {
					at[f], rank[f] = c, i
				}
			}
		}
		if at[fieldIndicator] == 0 || at[fieldValue] == 0 || at[fieldCourt] == 0 && at[fieldPeriod] == 0 {
			continue
		}
		t := &table{Layout: longRows, Header: []int{row, row}}
		for c := 1; c <= g.Cols; c++ {
			name := spoken.Plain(g.At(row, c).Text)
			if name == "" || g.skipCol(c) {
				continue
			}
			to := skipWord
			for _, f := range fields {
				if at[f] == c {
					to = f
				}
			}
			t.Columns = append(t.Columns, entry{name, to})
		}
		return t
	}
	return nil
}

// kindOfRow is what the rows of a table are, with the layout that says so.
type kindOfRow struct {
	layout string
	is     func(name string) bool
}

func (n *names) kindsOfRows() []kindOfRow {
	return []kindOfRow{
		{courtRows, func(name string) bool { return n.court(name) != nil }},
		{breakdownRows, func(name string) bool { return n.category(name) != nil }},
		{indicatorRows, func(name string) bool { return n.indicator([]string{name}, "") != nil }},
		{periodRows, func(name string) bool { _, ok := spoken.WholeSpan(name); return ok }},
	}
}

// rowsOf finds the column that names the rows, what it names and the row in
// which the names begin.
func (n *names) rowsOf(g *grid) (layout string, cols []int, first int) {
	type score struct {
		layout     string
		col, count int
		top        int
		before     bool // a bare year alone is no name
	}
	var best, second score
	for c := 1; c <= min(g.Cols, nameCols); c++ {
		if g.skipCol(c) {
			continue
		}
		var here score
		for _, k := range n.kindsOfRows() {
			s := score{layout: k.layout, col: c}
			for row := 1; row <= min(g.Rows, sampleRows); row++ {
				cell := g.At(row, c)
				if cell.Kind != sheet.Text && k.layout != periodRows || cell.Text == "" || g.skipRow(row) || row > 1 && cell.Merged && g.At(row-1, c).Text != cell.Text {
					continue
				}
				name, _ := n.cut(oneLine(cell.Text))
				if !k.is(name) || n.beside(g, row, c) == 0 {
					continue
				}
				s.count++
				if s.top == 0 {
					s.top = row
				}
			}
			if s.count > here.count {
				here = s
			}
		}
		switch {
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
	if second.count >= 2 && second.layout != best.layout && second.top <= best.top+1 && n.namesWith(g, second.col, second.top) {
		layout := best.layout
		if second.layout == courtRows || best.layout == courtRows {
			layout = courtRows
		}
		cols := []int{best.col, second.col}
		slices.Sort(cols)
		return layout, cols, min(best.top, second.top)
	}
	return best.layout, []int{best.col}, best.top
}

// namesWith reports whether a column holds names and no values.
func (n *names) namesWith(g *grid, col, from int) bool {
	for row := from; row <= min(g.Rows, sampleRows); row++ {
		if c := g.At(row, col); isValue(c) && !spoken.IsYear(c.Text) {
			return false
		}
	}
	return true
}

// beside counts the values of a row that stand behind a column: without any it
// is a heading's row.
func (n *names) beside(g *grid, row, col int) int {
	count := 0
	for c := col + 1; c <= g.Cols; c++ {
		cell := g.At(row, c)
		if cell.Merged || g.skipCol(c) {
			continue
		}
		if isValue(cell) && !spoken.IsYear(cell.Text) {
			count++
		} else if _, ok := spoken.Absence(cell.Text); ok {
			count++
		}
	}
	return count
}

// headerOf are the rows of the heading above the first row of names.
func (n *names) headerOf(g *grid, first int) (from, to int, ok bool) {
	for to = first - 1; to >= 1; to-- {
		if g.empty(to) || g.skipRow(to) || g.numbers(to) > 0 {
			continue
		}
		if _, banner := g.banner(to); banner {
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
		_, banner := g.banner(above)
		if banner || g.empty(above) || g.numbers(above) > 0 || len(g.texts(above)) < 2 || n.caption(g, above) {
			break
		}
		from = above
	}
	return from, to, true
}

// caption reports whether a row says the unit or the date and no heading: 填报单位：
// … 单位：件.
func (n *names) caption(g *grid, row int) bool {
	texts := g.texts(row)
	for _, t := range texts {
		if spoken.CaptionUnits(t) != nil && strings.ContainsAny(t, ":：") || spoken.IsFootnote(t) || strings.Contains(spoken.Plain(t), ":") {
			return true
		}
	}
	return false
}

// proposeWide makes the mapping of a table whose rows and columns have names.
func (n *names) proposeWide(g *grid) *table {
	layout, cols, first := n.rowsOf(g)
	if first == 0 {
		return nil
	}
	from, to, ok := n.headerOf(g, first)
	if !ok {
		return nil
	}
	t := &table{Layout: layout, Header: []int{from, to}}
	for _, c := range cols {
		t.Names = append(t.Names, columnName(c))
	}
	if !n.proposeColumns(t, g, cols) {
		return nil
	}
	n.proposeRows(t, g, cols)
	return t
}

// proposeColumns places the columns; ok is false when none is known.
func (n *names) proposeColumns(t *table, g *grid, named []int) (ok bool) {
	type placed struct {
		key string
		guessed
		col int
	}
	var all []placed
	byTarget := map[string]int{}
	for c := 1; c <= g.Cols; c++ {
		if g.skipCol(c) || slices.Contains(named, c) {
			continue
		}
		parts := g.heading(t.Header[0], t.Header[1], c)
		whole, bare, _ := n.keys(parts)
		if whole == "" && !n.hasNumbers(g, t.Header[1]+1, c) {
			continue
		}
		p := placed{key: bare, col: c}
		if spoken.IsNoise(bare) || spoken.IsNamesHeading(bare) {
			p.guessed = guessed{target{skip: true}, skipWord, true}
		} else {
			p.guessed = n.guess(t.Layout, false, "", parts)
		}
		if !p.ok && len(all) > 0 {
			p.guessed = n.besides(all[len(all)-1].guessed, parts)
		}
		if !p.ok && !n.hasNumbers(g, t.Header[1]+1, c) {
			p.guessed = guessed{target{skip: true}, skipWord, true}
		}
		if p.ok && !p.skip {
			byTarget[p.to]++
		}
		all = append(all, p)
	}
	seen := map[string]int{}
	for _, p := range all {
		seen[p.key]++
	}
	for _, p := range all {
		e := entry{p.key, unplaced}
		if p.key == "" || seen[p.key] > 1 || letters.MatchString(p.key) {
			e.key = columnName(p.col)
		}
		// Two columns cannot be the same thing, so neither guess is worth anything.
		if p.ok && byTarget[p.to] <= 1 || p.skip {
			e.to = p.to
		}
		if p.ok && !p.skip {
			ok = true
			if p.ind == nil && p.cat == nil && p.court == nil && !p.span.Zero() && p.span.Year != 0 && !p.change {
				continue // a period says itself what it is, and is another one next time
			}
		}
		t.Columns = append(t.Columns, e)
	}
	return ok
}

// besides is what a heading means that says of the column before it: 受理, 同比,
// 结案, 同比.
func (n *names) besides(before guessed, parts []string) guessed {
	name, _ := n.cut(last(parts))
	if before.ind == nil || before.before || len(parts) != 1 {
		return guessed{}
	}
	t := before.target
	switch {
	case spoken.IsChange(name) && !before.change:
		t.change = true
	case spoken.IsYearBefore(name) && !before.change:
		t.before = true
	default:
		return guessed{}
	}
	return guessed{t, t.text(), true}
}

func (n *names) hasNumbers(g *grid, from, col int) bool {
	for row := from; row <= min(g.Rows, sampleRows); row++ {
		if !g.skipRow(row) && isValue(g.At(row, col)) {
			return true
		}
	}
	return false
}

// proposeRows places the rows whose names are not those of the catalogue.
func (n *names) proposeRows(t *table, g *grid, named []int) {
	done := map[string]bool{}
	section := ""
	for row := t.Header[1] + 1; row <= g.Rows; row++ {
		if g.skipRow(row) || g.empty(row) {
			continue
		}
		lastName := named[len(named)-1]
		if text, ok := g.banner(row); ok && n.beside(g, row, lastName) == 0 {
			if !spoken.IsFootnote(text) {
				section = spoken.Plain(text)
			}
			continue
		}
		parts := g.rowName(row, named)
		whole, bare, _ := n.keys(parts)
		switch {
		case whole == "" || spoken.IsFootnote(whole):
			continue
		case n.beside(g, row, lastName) == 0:
			if key(g.heading(t.Header[0], t.Header[1], named[0])) != whole {
				section = whole
			}
			continue
		}
		e := entry{bare, ""}
		inSection := section != "" && t.Layout == indicatorRows && n.category(spoken.Unnumbered(section)) != nil
		if inSection {
			e.key = section + "/" + whole
		}
		if done[e.key] {
			continue
		}
		done[e.key] = true
		if spoken.IsTotal(whole) {
			t.Rows = append(t.Rows, entry{e.key, skipWord})
			continue
		}
		if _, exact := n.exact(t.Layout, true, parts); exact && !inSection {
			continue
		}
		under := ""
		if inSection {
			under = section
		}
		if found := n.guess(t.Layout, true, under, parts); found.ok {
			e.to = found.to
		} else {
			e.to = unplaced
		}
		t.Rows = append(t.Rows, e)
	}
}

// alike reports whether two sheets can share a mapping, which then holds what
// is said of the rows of both.
func alike(a, b *table) bool {
	return a.Layout == b.Layout && slices.Equal(a.Header, b.Header) && slices.Equal(a.Names, b.Names) && slices.Equal(placedOf(a.Columns), placedOf(b.Columns))
}

func placedOf(list []entry) []entry {
	return slices.DeleteFunc(slices.Clone(list), func(e entry) bool { return e.to == skipWord })
}

// union adds the entries of b that a lacks; ok is false when they differ.
func union(a, b []entry) ([]entry, bool) {
	out := slices.Clone(a)
	for _, e := range b {
		i := slices.IndexFunc(out, func(o entry) bool { return o.key == e.key })
		switch {
		case i < 0:
			out = append(out, e)
		case out[i].to != e.to:
			return nil, false
		}
	}
	return out, true
}

// filePattern is the pattern of the names of files of which this one is the
// latest: 2024年三季度各院情况.xlsx gives *各院情况.xlsx.
func filePattern(file string) string {
	ext := path.Ext(file)
	base := strings.NewReplacer(`\`, "?", "[", "?", "*", "?").Replace(strings.TrimSuffix(file, ext))
	p := spoken.WithoutSpans(base, "*")
	if strings.Trim(p, "*-_ .()（）年第") == "" {
		p = "*"
	}
	return p + ext
}

// tableName is what a new table is called: by the file less its period, else by
// the sheet.
func tableName(file, sheetName string, taken []*table) string {
	name := safeName(spoken.WithoutSpans(strings.TrimSuffix(file, path.Ext(file)), ""))
	if name == "" {
		name = safeName(spoken.WithoutSpans(sheetName, ""))
	}
	name = cmp.Or(name, "table")
	first := name
	for i := 2; slices.ContainsFunc(taken, func(t *table) bool { return strings.EqualFold(t.Name, name) }); i++ {
		name = first + "-" + strconv.Itoa(i)
	}
	return name
}

// proposeAll makes the mappings of the sheets that have none: sheets of one
// shape share one, those with nothing known on them are to be passed over.
func (n *names) proposeAll(file string, grids []*grid, have []*table, name string, court func(g *grid, t *table) string) []*table {
	type sheets struct {
		*table
		names []string
		court string
	}
	var made []*sheets
	var none []string
	for _, g := range grids {
		t := n.propose(g)
		if t == nil {
			none = append(none, g.Name)
			continue
		}
		in := court(g, t)
		joined := false
		for _, m := range made {
			if !alike(m.table, t) || m.court != in {
				continue
			}
			cols, okCols := union(m.Columns, t.Columns)
			rows, okRows := union(m.Rows, t.Rows)
			if okCols && okRows {
				m.Columns, m.Rows, joined = cols, rows, true
				m.names = append(m.names, g.Name)
				break
			}
		}
		if !joined {
			made = append(made, &sheets{t, []string{g.Name}, in})
		}
	}
	if len(made) == 0 {
		return nil
	}
	taken := slices.Clone(have)
	var out []*table
	add := func(t *table, sheetNames []string) {
		t.File = filePattern(file)
		t.pos = func(string) diag.Pos { return diag.Pos{File: mappingFile} }
		for _, s := range sheetNames {
			t.Sheets = append(t.Sheets, sheetPattern(s))
		}
		slices.Sort(t.Sheets)
		t.Sheets = slices.Compact(t.Sheets)
		taken = append(taken, t)
		out = append(out, t)
	}
	for i, m := range made {
		m.Court = m.court
		switch {
		case name != "" && i == 0:
			m.Name = name
		default:
			base := file
			if len(made) > 1 {
				base = strings.TrimSuffix(file, path.Ext(file)) + "-" + m.names[0] + path.Ext(file)
			}
			if name != "" {
				base = name + path.Ext(file)
			}
			m.Name = tableName(base, m.names[0], taken)
		}
		if len(made) == 1 && len(none) == 0 {
			m.names = []string{everySheet}
		}
		add(m.table, m.names)
	}
	if len(none) > 0 {
		add(&table{Name: tableName(out[0].Name+"-other.x", "", taken), Layout: noTable}, none)
	}
	return out
}

// sheetPattern is the pattern of the names of sheets like this one: 1月 gives
// *月, so that one mapping holds for all months. A name without a period is
// itself.
func sheetPattern(name string) string {
	if name == everySheet {
		return name
	}
	safe := strings.NewReplacer(`\`, "?", "[", "?", "*", "?").Replace(name)
	if len(spoken.Spans(name)) == 0 {
		return safe
	}
	return spoken.WithoutNumbers(safe, "*")
}

// courtOf is the court of a table that names none in its rows and columns: ""
// when it is found in the sheet's name or title each time.
func (n *names) courtOf(store *stats.Store, file string) func(g *grid, t *table) string {
	return func(g *grid, t *table) string {
		if t.Layout == courtRows || t.Layout == longRows {
			return ""
		}
		for _, e := range t.Columns {
			if target, err := parseTarget(store, t.Layout, false, e.to); err == nil && target.court != nil {
				return ""
			}
		}
		if ctx, _ := around(g, file, n, t.Header[0], t.Header[1]+1); ctx.court != nil {
			return ""
		}
		if c := root(store); c != nil {
			return c.ID
		}
		return ""
	}
}
