// Package names knows what a site's courts, indicators and categories are
// called, and finds them by the headings and row names of tables. It answers with
// what a text says and never with what it may mean: guessing is for package
// propose.
package names

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"gongbao/generator/diag"
	"gongbao/generator/importer/grid"
	"gongbao/generator/importer/mapping"
	"gongbao/generator/importer/spoken"
	"gongbao/generator/stats"
)

// Names looks up what headings and rows are called. Names that it is asked for
// are plain, see spoken.Plain.
type Names struct {
	Store *stats.Store

	units      map[string]bool // of the catalogue
	courts     map[string]*stats.Court
	indicators map[string]*stats.Indicator
	categories map[string]*stats.Category
	derived    map[string]*stats.Court // by everyday forms that only one court has
	mentions   []string                // all names of courts, the longest first
}

// New knows the names of a site: ids, names and aliases.
func New(store *stats.Store) *Names {
	n := &Names{
		Store: store, units: map[string]bool{}, courts: map[string]*stats.Court{}, indicators: map[string]*stats.Indicator{},
		categories: map[string]*stats.Category{},
	}
	for _, ind := range store.Indicators() {
		n.units[ind.Unit] = true
		index(n.indicators, ind, append([]string{ind.ID, ind.Name}, ind.Aliases...))
	}
	for _, c := range store.Courts() {
		index(n.courts, c, append([]string{c.ID, c.Name, c.Short}, c.Aliases...))
	}
	for _, c := range store.Categories() {
		index(n.categories, c, []string{c.ID, c.Name})
	}
	n.derive()
	return n
}

func index[T any](m map[string]*T, v *T, names []string) {
	for _, name := range names {
		if name = spoken.Plain(name); m[name] == nil && name != "" {
			m[name] = v
		}
	}
}

// Indicator is the indicator of a name, nil when there is none.
func (n *Names) Indicator(name string) *stats.Indicator { return n.indicators[name] }

// Category is the category of a name, nil when there is none.
func (n *Names) Category(name string) *stats.Category { return n.categories[name] }

// Measure is what a measure of a category is kept as, nil when it is not counted
// there.
func (n *Names) Measure(c *stats.Category, measure *stats.Indicator) *stats.Indicator {
	return n.indicators[c.ID+"."+measure.ID]
}

// Court is the court of a name, nil when there is none.
func (n *Names) Court(name string) *stats.Court { return n.courts[name] }

// CourtIn finds a court by a name as a table has it, or by the end of the one official name that
// ends so: 中原区人民法院 for 示例市中原区人民法院.
func (n *Names) CourtIn(name string) *stats.Court {
	name = spoken.Unnumbered(spoken.Plain(name))
	if c := n.courts[name]; c != nil {
		return c
	}
	if c := n.derived[name]; c != nil {
		return c
	}
	var found *stats.Court
	if !strings.HasSuffix(name, "法院") {
		return nil
	}
	for _, c := range n.Store.Courts() {
		if strings.HasSuffix(c.Name, name) || strings.HasSuffix(c.Name, strings.TrimSuffix(name, "法院")+"人民法院") {
			if found != nil {
				return nil
			}
			found = c
		}
	}
	return found
}

// Root is the court above all others.
func (n *Names) Root() *stats.Court {
	for _, c := range n.Store.Courts() {
		if c.Parent == "" {
			return c
		}
	}
	return nil
}

// Cut takes the unit off a heading or a row's name; one that is nothing but a
// unit, as in a row of units below the headings, has no name.
func (n *Names) Cut(label string) (string, spoken.Unit) {
	if u, ok := spoken.ParseUnit(label); ok && u.Base != "" && (u.Base == "%" || n.units[u.Base]) && u.Base != spoken.FractionUnit && !u.Fraction {
		return "", u
	}
	return spoken.CutUnit(label, func(base string) bool { return n.units[base] })
}

// HoldsUnits reports whether a column holds the units of the rows: by its
// heading, and by what stands in it where that may mean organisations too.
func (n *Names) HoldsUnits(layout string, g *grid.Grid, heading string, from, col int) bool {
	if !spoken.IsUnitHeading(heading) || layout == mapping.Long {
		return false
	}
	some := false
	for row := from; row <= g.Rows; row++ {
		text := g.Text(row, col)
		_, absent := spoken.Absence(text)
		if text == "" || absent || g.SkipRow(row) || spoken.IsFootnote(text) {
			continue
		}
		u, _ := spoken.ParseUnit(text)
		if layout == mapping.Courts && !n.units[u.Base] && !spoken.IsForeign(u.Base) && u.Base != "%" && u.Base != "" {
			return false
		}
		some = true
	}
	return some
}

// Key is how a heading or a row's name is written in a mapping: its parts,
// without spaces and full-width forms.
func Key(parts []string) string {
	out := make([]string, len(parts))
	for i, p := range parts {
		out[i] = spoken.Plain(p)
	}
	return strings.Join(out, "/")
}

// Keys are the forms in which a mapping may name what stands under parts: in whole
// and without the unit, which is u.
func (n *Names) Keys(parts []string) (whole, bare string, u spoken.Unit) {
	whole = Key(parts)
	var cut []string
	for _, p := range parts {
		name, found := n.Cut(p)
		if name != "" {
			cut = append(cut, name)
		}
		if found.Given || spoken.IsChange(name) { // 结案率(%) says nothing of the 同比 below it
			u = found
		}
	}
	return whole, strings.Join(cut, "/"), u
}

// Exact is what a name means if it is the very name of something; a period
// counts as one.
func (n *Names) Exact(layout string, row bool, parts []string) (mapping.Target, bool) {
	var t mapping.Target
	var rest []string
	for _, part := range parts {
		name, _ := n.Cut(part)
		if name == "" {
			continue
		}
		if found, ok := spoken.WholeSpan(name); ok && t.Span.Zero() {
			t.Span = found
			continue
		}
		if spoken.IsCumulative(name) && len(parts) > 1 && t.Part == "" {
			t.Part = mapping.PartCumulative
			continue
		}
		if spoken.IsThisMonth(name) && len(parts) > 1 && t.Part == "" {
			t.Part = mapping.PartMonth
			continue
		}
		if c := n.courts[name]; c != nil && t.Court == nil && len(parts) > 1 {
			t.Court = c
			continue
		}
		rest = append(rest, name)
	}
	if len(rest) == 0 {
		return t, !t.Span.Zero() || t.Court != nil
	}
	name := strings.Join(rest, "")
	if row && layout == mapping.Breakdown {
		if t.Cat = n.categories[name]; t.Cat != nil {
			return t, true
		}
	}
	if c := n.courts[name]; c != nil && t.Court == nil {
		t.Court = c
		return t, true
	}
	t.Ind = n.indicators[name]
	return t, t.Ind != nil
}

// UnknownColumn is what is said of a column whose heading is not known, at the
// heading's last row.
func (n *Names) UnknownColumn(layout string, parts []string, at grid.Place) diag.Diagnostic {
	return n.unknown(diag.ImportColumn, layout, false, parts, "@no-heading", at)
}

// UnknownRow is what is said of a row whose name is not known.
func (n *Names) UnknownRow(layout string, parts []string, at grid.Place) diag.Diagnostic {
	return n.unknown(diag.ImportRow, layout, true, parts, "@no-name", at)
}

func (n *Names) unknown(code diag.Code, layout string, row bool, parts []string, nameless string, at grid.Place) diag.Diagnostic {
	name, last := strings.Join(parts, "/"), ""
	if len(parts) > 0 {
		last = parts[len(parts)-1]
	}
	p := &diag.Problem{Code: code, Args: diag.Args{
		"cell": at.String(), "name": cmp.Or(name, nameless), "row": strconv.Itoa(at.Row), "suggestion": n.suggest(layout, row, last),
	}}
	return p.At(at.Grid.Pos(at.Row, at.Col, name))
}

// suggest is the known name most like one that is not known.
func (n *Names) suggest(layout string, row bool, name string) string {
	name, _ = n.Cut(name)
	name = spoken.Unnumbered(name)
	if layout == mapping.Courts && row {
		// Names of courts are alike as such: only a slip is worth a word.
		if like := diag.Closest(name, slices.Collect(maps.Keys(n.courts))); nearly(name, like) {
			return like
		}
		return ""
	}
	return diag.Closest(name, slices.Collect(maps.Keys(n.indicators)))
}
