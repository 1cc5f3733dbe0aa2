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
	opts   Options
	file   string // that is imported
	store  *stats.Store
	dir    *written.Folder
	order  observed.Order
	others chains                   // what files say that none of the tables made
	files  map[string]*written.File // as they will be, by path
	bag    *diag.Bag
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
	m := &merger{p, opts, file, store, dir, observed.OrderOf(store), nil, map[string]*written.File{}, bag}
	var all []*tableMerger
	for _, t := range tables {
		switch {
		case len(byTable[t]) == 0:
		case opts.Revised != "" && t.SaysRevised():
			bag.Add(diag.BadValue, diag.Pos{File: file}, diag.Args{"key": "--revised", "value": opts.Revised, "want": "@revised-column"})
		default:
			all = append(all, m.table(t, byTable[t]))
		}
	}
	if bag.Failed() {
		return nil
	}
	if m.others, err = m.otherFiles(site, all); err != nil {
		return err
	}
	for _, t := range all {
		t.write()
	}
	if bag.Failed() {
		return nil
	}
	slices.SortFunc(p.Files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return m.verify(site)
}

// tableMerger lays the values of one table over what it gave before.
type tableMerger struct {
	*merger
	*mapping.Table
	values []*observed.Value
	scopes map[observed.Scope]bool // that the values are in
	said   map[topic]bool          // that the values are on

	old    []*written.File // that earlier imports of the table wrote for the same periods
	olds   []*observed.Value
	from   []string        // names of the files that the values came from, and come from now
	taken  map[string]bool // files of other tables, paths in small letters
	absent missing
}

// topic is what a table is about in a period: a column of it, say.
type topic struct {
	period period.Period
	basis  string
	ind    *stats.Indicator
	change bool
}

func topicOf(v *observed.Value) topic { return topic{v.Period, v.Basis, v.Ind, v.Change} }

// table reads what a table gave before.
func (m *merger) table(t *mapping.Table, values []*observed.Value) *tableMerger {
	l := &tableMerger{
		merger: m, Table: t, values: values, scopes: map[observed.Scope]bool{}, said: map[topic]bool{}, from: []string{m.file},
		taken: map[string]bool{}, absent: missing{map[*stats.Court]bool{}, map[topic]bool{}},
	}
	periods := map[period.Period]bool{}
	for _, v := range values {
		l.scopes[v.Scope()], l.said[topicOf(v)], periods[v.Period] = true, true, true
	}
	for _, w := range m.dir.Made {
		if w.Table != t.Name {
			l.taken[strings.ToLower(w.Path)] = true
			continue
		}
		if !periods[w.Period()] {
			continue
		}
		found, ok := w.Back(m.store, m.bag)
		if !ok {
			continue // which was told
		}
		l.old = append(l.old, w)
		l.olds = append(l.olds, found...)
		if slices.ContainsFunc(found, func(v *observed.Value) bool { return !l.scopes[v.Scope()] }) {
			l.from = append(l.from, w.From...)
		}
	}
	slices.Sort(l.from)
	l.from = slices.Compact(l.from)
	return l
}

// write works out the files of the table.
func (m *tableMerger) write() {
	files := written.Compose(m.Name, m.from, m.lay(), m.order, func(path string) bool { return m.taken[strings.ToLower(path)] })
	kept := map[string]bool{}
	for _, w := range files {
		kept[w.Path] = true
		if m.dir.Foreign(w.Path) || m.taken[strings.ToLower(w.Path)] {
			m.bag.Add(diag.ImportForeign, diag.Pos{File: w.Path}, diag.Args{"path": w.Path, "table": m.Name})
			continue
		}
		m.files[w.Path] = w
		i := slices.IndexFunc(m.old, func(o *written.File) bool { return o.Path == w.Path })
		if i >= 0 && string(m.old[i].Text) == string(w.Text) {
			continue
		}
		m.writes[w.Path] = w.Text
		m.Files = append(m.Files, File{Path: w.Path, Values: w.Values, New: i < 0})
	}
	for _, w := range m.old {
		if !kept[w.Path] {
			m.writes[w.Path] = nil
			m.Files = append(m.Files, File{Path: w.Path, Removed: true})
		}
	}
}

// lay puts new values over old ones and notes what differs.
func (m *tableMerger) lay() []*observed.Value {
	before := chainsOf(m.olds)
	exact := m.SaysRevised()
	used := map[*observed.Value]bool{}
	out := make([]*observed.Value, 0, len(m.values)+len(m.olds))
	for _, v := range m.values {
		own, others := before[v.Unrevised()], m.others[v.Unrevised()]
		if exact {
			own, others = own.on(v.Revised), others.on(v.Revised)
		}
		for _, o := range own {
			used[o] = true
		}
		out = m.over(out, v, own, others)
	}
	for _, o := range m.olds {
		if !used[o] && m.gone(o, before[o.Unrevised()]) {
			out = append(out, o)
		}
	}
	m.absent.list(m.merger)
	return out
}

// over appends what the table gives of a subject from now on: a new value, and
// what it gave before.
func (m *tableMerger) over(out []*observed.Value, v *observed.Value, own, others chain) []*observed.Value {
	last, theirs := own.last(others)
	exact := m.SaysRevised()
	switch {
	case last == nil:
		m.Added.add(nil, v)
		return append(out, v)
	case theirs && v.Same(last):
		if len(own) == 0 && last.Revised == "" && last.Status != "" && last.Status != v.Status {
			m.Added.add(nil, v) // what was provisional is final now, or the reverse
			return append(out, v)
		}
		m.Already.add(last, v)
		return append(out, own...)
	case theirs && (exact || last.Revised == "" && m.opts.Revised == ""):
		m.Added.add(nil, v) // the checks tell whether both can be true
		return append(out, v)
	}
	next := *v
	if next.Note == "" {
		next.Note, next.Own = last.FullNote(), last.Own
	}
	if last.Text == v.Text {
		m.Unchanged++
		if !exact && last.Revised != "" && v.Revised == "" { // its correction was told already
			next.Revised, next.Origin = last.Revised, last.Origin
		}
		return append(append(out, &next), own[1:]...)
	}
	m.Changed.add(last, v)
	switch {
	case last.Revised != "" && m.opts.Revised == "":
		m.refuse(diag.ImportRevised, v, last)
		return append(out, own...)
	case m.opts.Revised == "":
		return append(append(out, &next), own[1:]...)
	case m.opts.Revised <= last.Revised:
		m.refuse(diag.ImportEarlier, v, last)
		return append(out, own...)
	}
	next.Revised = m.opts.Revised
	next.Origin = &observed.Origin{Source: v.Source, Status: stats.Revised.String(), Reason: m.opts.Reason}
	return append(append(out, &next), own...)
}

// refuse tells that a new value cannot take the place of a corrected one.
func (m *tableMerger) refuse(code diag.Code, v, old *observed.Value) {
	m.bag.Add(code, v.At.Pos(), diag.Args{
		"cell": v.At.String(), "indicator": v.Ind.Name, "court": v.Court.Name, "period": v.Period.String(), "new": v.Text, "old": old.Text,
		"date": old.Revised, "file": old.File, "revised": m.opts.Revised,
	}, diag.Pos{File: old.File})
}

// gone reports whether a value stays that the table gave before and does not give
// now. all are those of its subject.
func (m *tableMerger) gone(o *observed.Value, all chain) (stays bool) {
	last, _ := all.last(m.others[o.Unrevised()])
	counts := all[0] == o // and was not superseded
	inFile := m.said[topicOf(o)]
	switch exact := m.SaysRevised(); {
	case !m.scopes[o.Scope()] || !inFile:
		if counts {
			m.absent.add(m.merger, o, m.scopes[o.Scope()])
		}
		return true
	case m.opts.Revised != "":
		if counts {
			m.Kept.add(o, nil)
		}
		return true
	case !exact && last.Revised != "":
		if counts {
			m.bag.Add(diag.ImportRevised, diag.Pos{File: m.file}, diag.Args{
				"cell": m.file, "indicator": o.Ind.Name, "court": o.Court.Name, "period": o.Period.String(), "new": "@blank", "old": last.Text,
				"date": last.Revised, "file": last.File,
			}, diag.Pos{File: last.File})
		}
		return true
	}
	m.Removed.add(o, nil)
	return false
}

// missing are the courts and topics of the periods of a file that the table gave
// before and the file lacks altogether: it is silent on them and does not take
// them back.
type missing struct {
	courts map[*stats.Court]bool
	topics map[topic]bool
}

func (a missing) add(m *merger, o *observed.Value, hasCourt bool) {
	m.Missing.Values++
	if hasCourt {
		a.topics[topicOf(o)] = true
	} else {
		a.courts[o.Court] = true
	}
}

// list names them in the plan.
func (a missing) list(m *merger) {
	for _, c := range m.store.Courts() {
		if a.courts[c] && !slices.Contains(m.Missing.Courts, c.Name) {
			m.Missing.Courts = append(m.Missing.Courts, c.Name)
		}
	}
	has := map[Topic]bool{}
	for t := range a.topics {
		has[Topic{t.ind.Name, t.change}] = true
	}
	for _, ind := range m.store.Indicators() {
		for _, change := range []bool{false, true} {
			if t := (Topic{ind.Name, change}); has[t] && !slices.Contains(m.Missing.Indicators, t) {
				m.Missing.Indicators = append(m.Missing.Indicators, t)
			}
		}
	}
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
		change.Old, change.File = old.Text, old.File
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
		pos, _, ours := m.cell(d.Pos)
		for i, rel := range d.Related {
			place, name, imported := m.cell(rel)
			ours = ours || imported
			for k, text := range d.Args {
				if text == rel.String() {
					d.Args[k] = name
				}
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

// cell is the cell that the line of a file came from, and how people name it;
// ours tells that the file is one that this import makes.
func (m *merger) cell(pos diag.Pos) (cell diag.Pos, name string, ours bool) {
	w := m.files[pos.File]
	if w == nil {
		return pos, pos.String(), false
	}
	if at := w.Cell(pos.Line); at != (grid.Place{}) {
		return at.Pos(), at.String(), true
	}
	return pos, pos.String(), true
}

// chain are the values of one subject, the last revision first.
type chain []*observed.Value

// chains are values by subject without its revision.
type chains map[observed.Subject]chain

func chainsOf(values []*observed.Value) chains {
	all := chains{}
	for _, o := range values {
		s := o.Unrevised()
		all[s] = append(all[s], o)
	}
	for _, c := range all {
		slices.SortStableFunc(c, func(a, b *observed.Value) int { return cmp.Compare(b.Revised, a.Revised) })
	}
	return all
}

// on are the values of one revision.
func (c chain) on(revised string) chain {
	i := slices.IndexFunc(c, func(o *observed.Value) bool { return o.Revised == revised })
	if i < 0 {
		return nil
	}
	return c[i : i+1]
}

// last is the value that counts among those of c and others, nil when there are
// none; theirs tells that it is one of the others.
func (c chain) last(others chain) (o *observed.Value, theirs bool) {
	switch {
	case len(others) == 0 && len(c) == 0:
		return nil, false
	case len(others) == 0 || len(c) > 0 && c[0].Revised >= others[0].Revised:
		return c[0], false
	}
	return others[0], true
}
