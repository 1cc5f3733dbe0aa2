// Package propose makes a mapping for sheets that have none, out of what their
// headings and rows are called. Here, and only here, the program guesses: what it
// proposes is shown to a person before it is used, and what it cannot place
// stands in it as a question.
package propose

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
	"gongbao/generator/importer/spoken"
)

// How far into a sheet a table is looked for.
const (
	headerRows = 40
	nameCols   = 8
	sampleRows = 2000
	mostHeader = 4
)

// propose makes a mapping for a sheet; nil when nothing on it is known.
func (n *guesser) propose(g *grid.Grid) *mapping.Table {
	if t := long(g); t != nil {
		return t
	}
	t := n.wide(g)
	if t == nil && n.any {
		return n.likely(g)
	}
	return t
}

// alike reports whether two sheets can share a mapping, which then holds what
// is said of the rows of both.
func alike(a, b *mapping.Table) bool {
	return a.Layout == b.Layout && a.Court == b.Court && slices.Equal(a.Header, b.Header) && slices.Equal(a.Names, b.Names) && slices.Equal(placedOf(a.Columns), placedOf(b.Columns))
}

func placedOf(list []mapping.Entry) []mapping.Entry {
	return slices.DeleteFunc(slices.Clone(list), func(e mapping.Entry) bool { return e.To == mapping.Skip })
}

// union adds the entries of b that a lacks; ok is false when they differ.
func union(a, b []mapping.Entry) ([]mapping.Entry, bool) {
	out := slices.Clone(a)
	for _, e := range b {
		i := slices.IndexFunc(out, func(o mapping.Entry) bool { return o.Key == e.Key })
		switch {
		case i < 0:
			out = append(out, e)
		case out[i].To != e.To:
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
func tableName(file, sheetName string, taken []*mapping.Table) string {
	name := mapping.SafeName(spoken.WithoutSpans(strings.TrimSuffix(file, path.Ext(file)), ""))
	if name == "" {
		name = mapping.SafeName(spoken.WithoutSpans(sheetName, ""))
	}
	name = cmp.Or(name, "table")
	first := name
	for i := 2; slices.ContainsFunc(taken, func(t *mapping.Table) bool { return strings.EqualFold(t.Name, name) }); i++ {
		name = first + "-" + strconv.Itoa(i)
	}
	return name
}

// shape is a table and the sheets that share it.
type shape struct {
	*mapping.Table
	sheets []string
}

// Tables are the mappings of the sheets of a file that have none, which are
// grids: those of one shape share one, and those with nothing known on them are
// to be passed over. have are the tables that there are, whose names are taken;
// name is what the first new one is to be called, "" to find a name for it.
func Tables(n *names.Names, file string, grids []*grid.Grid, have []*mapping.Table, name string) []*mapping.Table {
	made, none := shapes(&guesser{Names: n, memo: map[string]guessed{}}, grids)
	if len(made) == 0 {
		// Nothing is known: what is most like a table is shown with all that is not.
		made, none = shapes(&guesser{Names: n, memo: map[string]guessed{}, any: true}, grids)
	}
	if len(made) == 0 {
		return nil
	}
	ext := path.Ext(file)
	taken := slices.Clone(have)
	for i, m := range made {
		base := strings.TrimSuffix(file, ext)
		switch {
		case name != "":
			base = name
		case len(made) > 1:
			base += "-" + m.sheets[0]
		}
		if m.Name = name; name == "" || i > 0 {
			m.Name = tableName(base+ext, m.sheets[0], taken)
		}
		taken = append(taken, m.Table)
	}
	switch {
	case len(none) > 0:
		t := &mapping.Table{Name: tableName(made[0].Name+"-other.x", "", taken), Layout: mapping.None}
		made = append(made, &shape{t, none})
	case len(made) == 1:
		made[0].sheets = []string{mapping.EverySheet}
	}
	var out []*mapping.Table
	for _, m := range made {
		m.File = filePattern(file)
		for _, s := range m.sheets {
			m.Sheets = append(m.Sheets, sheetPattern(s))
		}
		slices.Sort(m.Sheets)
		m.Sheets = slices.Compact(m.Sheets)
		out = append(out, m.Table)
	}
	return out
}

// shapes proposes a table for every sheet and joins those that are alike. none
// are the sheets without a table.
func shapes(n *guesser, grids []*grid.Grid) (made []*shape, none []string) {
	for _, g := range grids {
		t := n.propose(g)
		if t == nil {
			none = append(none, g.Name)
			continue
		}
		t.Court = n.courtOf(g, t)
		i := slices.IndexFunc(made, func(m *shape) bool { return join(m.Table, t) })
		if i < 0 {
			made = append(made, &shape{t, []string{g.Name}})
			continue
		}
		made[i].sheets = append(made[i].sheets, g.Name)
	}
	return made, none
}

// join lets a table hold for the sheet of another one too, if they are alike.
func join(a, b *mapping.Table) bool {
	if !alike(a, b) {
		return false
	}
	cols, okCols := union(a.Columns, b.Columns)
	rows, okRows := union(a.Rows, b.Rows)
	if okCols && okRows {
		a.Columns, a.Rows = cols, rows
	}
	return okCols && okRows
}

// sheetPattern is the pattern of the names of sheets like this one: 1月 gives
// *月, so that one mapping holds for all months. A name without a period is
// itself.
func sheetPattern(name string) string {
	if name == mapping.EverySheet {
		return name
	}
	safe := strings.NewReplacer(`\`, "?", "[", "?", "*", "?").Replace(name)
	if len(spoken.Spans(name)) == 0 {
		return safe
	}
	return spoken.WithoutNumbers(safe, "*")
}

// courtOf is the court of a table that names none in its rows and columns: ""
// when it is found in the sheet's name or title each time, a question when those
// name one that is not known.
func (n *guesser) courtOf(g *grid.Grid, t *mapping.Table) string {
	if t.Layout == mapping.Courts || t.Layout == mapping.Long {
		return ""
	}
	for _, e := range t.Columns {
		if target, err := mapping.ParseTarget(n.Store, t.Layout, false, e.To); err == nil && target.Court != nil {
			return ""
		}
	}
	switch m := n.mentions(g, t); {
	case m.Unknown:
		return mapping.Unplaced
	case m.Court != nil:
		return ""
	}
	if c := n.Root(); c != nil {
		return c.ID
	}
	return ""
}

func (n *guesser) mentions(g *grid.Grid, t *mapping.Table) names.Mention {
	from, to := t.Heading()
	return n.Mentions(g.Name, g.Around(from, to+1).Titles)
}

// Unplaced tells of what the proposal for a sheet leaves open, and reports
// whether there is any such thing.
func Unplaced(n *names.Names, t *mapping.Table, g *grid.Grid, bag *diag.Bag) (open bool) {
	guess := &guesser{Names: n, memo: map[string]guessed{}}
	from, to := t.Heading()
	if t.Court == mapping.Unplaced {
		open = true
		bag.Add(diag.ImportCourt, diag.Pos{File: g.File}, diag.Args{"sheet": g.Name, "said": guess.mentions(g, t).Text})
	}
	known := mapping.NewIndex(t.Columns)
	for c := 1; c <= g.Cols; c++ {
		parts := g.Heading(from, to, c)
		whole, bare, _ := n.Keys(parts)
		text, _, ok := known.Find(whole, bare, mapping.Letters(c))
		if !ok || text != mapping.Unplaced || g.SkipCol(c) {
			continue
		}
		open = true
		at := grid.Place{Grid: g, Row: to, Col: c}
		if found := guess.guess(t.Layout, false, "", parts); found.ok && !found.Skip {
			if other := guess.twin(t, g, c, found.to); other > 0 {
				second := grid.Place{Grid: g, Row: to, Col: other}
				bag.Add(diag.ImportTwice, g.Pos(to, c, whole), diag.Args{
					"cell": at.String(), "name": whole, "other": second.String(), "second": names.Key(g.Heading(from, to, other)), "what": found.to,
				}, second.Pos())
				continue
			}
		}
		bag.Put(n.UnknownColumn(t.Layout, parts, at))
	}
	rows, named := mapping.NewIndex(t.Rows), t.Named()
	told := map[string]bool{}
	section := ""
	for row := to + 1; row <= g.Rows && len(named) > 0; row++ {
		parts := g.RowName(row, named)
		whole, bare, _ := n.Keys(parts)
		if banner, ok := g.Banner(row); ok && !spoken.IsFootnote(banner) {
			section = spoken.Plain(banner)
		} else if whole != "" && g.Beside(row, named[len(named)-1]) == 0 {
			section = whole
		}
		text, key, ok := rows.Find(section+"/"+whole, whole, bare)
		if !ok || text != mapping.Unplaced || told[key] || g.Beside(row, named[len(named)-1]) == 0 {
			continue
		}
		told[key], open = true, true
		bag.Put(n.UnknownRow(t.Layout, parts, grid.Place{Grid: g, Row: row, Col: named[0]}))
	}
	return open
}

// twin is another column that is taken for the same, 0 when there is none.
func (n *guesser) twin(t *mapping.Table, g *grid.Grid, col int, to string) int {
	named := t.Named()
	for c := 1; c <= g.Cols; c++ {
		if c == col || g.SkipCol(c) || slices.Contains(named, c) {
			continue
		}
		if other := n.guess(t.Layout, false, "", g.Heading(t.Header[0], t.Header[1], c)); other.ok && other.to == to {
			return c
		}
	}
	return 0
}
