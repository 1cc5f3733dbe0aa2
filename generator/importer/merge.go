package importer

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"gongbao/generator/check"
	"gongbao/generator/diag"
	"gongbao/generator/importer/commit"
	"gongbao/generator/importer/grid"
	"gongbao/generator/importer/mapping"
	"gongbao/generator/importer/observed"
	"gongbao/generator/importer/written"
	"gongbao/generator/period"
	"gongbao/generator/stats"
)

// merger lays new values over those that the tables gave before and works out
// the files.
type merger struct {
	*Plan
	opts  Options
	file  string // that is imported
	store *stats.Store
	dir   *written.Folder
	order observed.Order
	files map[string]*written.File // as they will be, by path
	bag   *diag.Bag
}

// merge fills in what the plan would change.
func (p *Plan) merge(site fs.FS, store *stats.Store, file string, opts Options, jobs []job, values []*observed.Value, bag *diag.Bag) error {
	dir, err := written.List(site)
	if err != nil {
		return err
	}
	tableOf := map[*grid.Grid]*mapping.Table{}
	var tables []*mapping.Table
	for _, j := range jobs {
		tableOf[j.grid] = j.table
		if !slices.Contains(tables, j.table) && j.table.Layout != mapping.None {
			tables = append(tables, j.table)
		}
	}
	byTable := map[*mapping.Table][]*observed.Value{}
	for _, v := range values {
		t := tableOf[v.At.Grid]
		byTable[t] = append(byTable[t], v)
	}
	p.writes = map[string][]byte{}
	m := &merger{p, opts, file, store, dir, observed.OrderOf(store), map[string]*written.File{}, bag}
	for _, t := range tables {
		switch {
		case len(byTable[t]) == 0:
		case opts.Revised != "" && t.SaysRevised():
			bag.Add(diag.BadValue, diag.Pos{File: file}, diag.Args{"key": "--revised", "value": opts.Revised, "want": "@revised-column"})
		default:
			m.table(t, byTable[t])
		}
	}
	if bag.Failed() {
		return nil
	}
	slices.SortFunc(p.Files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return m.verify(site)
}

// table works out the files of a table.
func (m *merger) table(t *mapping.Table, values []*observed.Value) {
	scopes := map[observed.Scope]bool{}
	for _, v := range values {
		scopes[v.Scope()] = true
	}
	old, ok := m.before(t, scopes)
	if !ok {
		return
	}
	result := m.lay(t, values, old.values, scopes)
	files := written.Compose(t.Name, old.from, result, m.order, func(path string) bool { return old.others[strings.ToLower(path)] })
	kept := map[string]bool{}
	for _, w := range files {
		kept[w.Path] = true
		if m.dir.Foreign(w.Path) || old.others[strings.ToLower(w.Path)] {
			m.bag.Add(diag.ImportForeign, diag.Pos{File: w.Path}, diag.Args{"path": w.Path, "table": t.Name})
			continue
		}
		m.files[w.Path] = w
		i := slices.IndexFunc(old.files, func(o *written.File) bool { return o.Path == w.Path })
		if i >= 0 && string(old.files[i].Text) == string(w.Text) {
			continue
		}
		m.writes[w.Path] = w.Text
		m.Files = append(m.Files, File{Path: w.Path, Values: w.Values, New: i < 0})
	}
	for _, w := range old.files {
		if !kept[w.Path] {
			m.writes[w.Path] = nil
			m.Files = append(m.Files, File{Path: w.Path, Removed: true})
		}
	}
}

// before is what earlier imports of a table wrote for the same periods.
type before struct {
	files  []*written.File
	values []*observed.Value
	from   []string        // names of the files that the values came from, and come from now
	others map[string]bool // files of other tables, paths in small letters
}

func (m *merger) before(t *mapping.Table, scopes map[observed.Scope]bool) (b before, ok bool) {
	periods := map[period.Period]bool{}
	for s := range scopes {
		periods[s.Period] = true
	}
	b = before{from: []string{m.file}, others: map[string]bool{}}
	for _, w := range m.dir.Made {
		if w.Table != t.Name {
			b.others[strings.ToLower(w.Path)] = true
			continue
		}
		if !periods[w.Period()] {
			continue
		}
		found, ok := w.Back(m.store, m.bag)
		if !ok {
			return before{}, false
		}
		b.files = append(b.files, w)
		b.values = append(b.values, found...)
		if slices.ContainsFunc(found, func(v *observed.Value) bool { return !scopes[v.Scope()] }) {
			b.from = append(b.from, w.From...)
		}
	}
	slices.Sort(b.from)
	b.from = slices.Compact(b.from)
	return b, true
}

// lay puts new values over old ones and notes what differs.
func (m *merger) lay(t *mapping.Table, values, olds []*observed.Value, scopes map[observed.Scope]bool) []*observed.Value {
	chains := map[observed.Subject][]*observed.Value{} // by subject without its revision, the last revision first
	for _, o := range olds {
		s := o.Unrevised()
		chains[s] = append(chains[s], o)
	}
	for _, c := range chains {
		slices.SortStableFunc(c, func(a, b *observed.Value) int { return cmp.Compare(b.Revised, a.Revised) })
	}
	exact := t.SaysRevised()
	used := map[*observed.Value]bool{}
	var out []*observed.Value
	for _, v := range values {
		chain := chains[v.Unrevised()]
		i := slices.IndexFunc(chain, func(c *observed.Value) bool { return !exact || c.Revised == v.Revised })
		if i < 0 {
			m.Added.add(nil, v)
			out = append(out, v)
			continue
		}
		old := chain[i]
		used[old] = true
		if !exact { // what was superseded stays
			for _, c := range chain[1:] {
				used[c] = true
				out = append(out, c)
			}
		}
		out = append(out, m.over(old, v, exact)...)
	}
	for _, o := range olds {
		switch {
		case used[o]:
		case scopes[o.Scope()]:
			m.Removed.add(o, nil)
		default:
			out = append(out, o)
		}
	}
	return out
}

// over is what becomes of a new value and the old one of the same subject. exact
// tells that the table itself says which values are corrections.
func (m *merger) over(old, v *observed.Value, exact bool) []*observed.Value {
	next := *v
	next.Note = cmp.Or(next.Note, old.FullNote())
	if !exact && old.Revised != "" && v.Revised == "" { // its correction was told already
		next.Revised, next.Origin = old.Revised, old.Origin
	}
	if old.Text == v.Text {
		m.Unchanged++
		return []*observed.Value{&next}
	}
	m.Changed.add(old, v)
	if m.opts.Revised == "" {
		return []*observed.Value{&next}
	}
	next.Revised = m.opts.Revised
	next.Origin = &observed.Origin{Source: v.Source, Status: stats.Revised.String(), Reason: m.opts.Reason}
	return []*observed.Value{old, &next}
}

func (c *Changes) add(old, new *observed.Value) {
	if c.Total++; c.Total > mostChanges {
		return
	}
	v := new
	if v == nil {
		v = old
	}
	change := Change{Indicator: v.Ind.Name, Court: v.Court.Name, Period: v.Period.String(), Basis: v.Basis, YearOnYear: v.Change}
	if old != nil {
		change.Old = old.Text
	}
	if new != nil {
		change.New, change.Cell = new.Text, new.At.String()
	}
	c.First = append(c.First, change)
}

// verify loads the site's data as they will be and tells what is wrong with
// imported values, at their cells. What is wrong elsewhere is none of the
// import's.
func (m *merger) verify(site fs.FS) error {
	var found diag.Bag
	store, err := stats.Load(commit.Preview(site, m.writes), &found)
	if err != nil {
		return fmt.Errorf("check the imported values: %w", err)
	}
	check.Run(store, &found)
	for _, d := range found.Sorted() {
		pos, ours := m.cell(d.Pos)
		where := d.Args["where"]
		for i, rel := range d.Related {
			place, imported := m.cell(rel)
			ours = ours || imported
			if where == rel.String() {
				d.Args["where"] = place.String()
			}
			d.Related[i] = place
		}
		d.Pos = pos
		if ours {
			m.bag.Put(d)
		}
	}
	return nil
}

// cell is the cell that the line of a file came from; ours tells that the file is
// one that this import makes.
func (m *merger) cell(pos diag.Pos) (cell diag.Pos, ours bool) {
	w := m.files[pos.File]
	if w == nil {
		return pos, false
	}
	if at := w.Cell(pos.Line); at != (grid.Place{}) {
		return at.Pos(), true
	}
	return pos, true
}
