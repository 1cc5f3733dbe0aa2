// Package series lists, line by line, what is known of an indicator: what was
// published, what the data say in place of a value, and what can be worked out
// beside it. An indicator's page and the files for download both show these
// lines, so they cannot differ.
package series

import (
	"cmp"
	"slices"

	"gongbao/generator/period"
	"gongbao/generator/stats"
)

// Line is what is known of an indicator for one court and period on one basis.
// At least one of Value, Change and Absence is there.
type Line struct {
	Indicator *stats.Indicator
	Court     *stats.Court
	Period    period.Period
	Basis     string
	Value     *stats.Datum
	Change    *stats.Change // against the year before
	Absence   *stats.Absence
	// ChangeRevision is the correction of a published change that stands apart
	// from its value's.
	ChangeRevision *stats.Revision
}

// Book knows the statistics of a site. It does not change after Open, so any
// number of pages can ask it at once.
type Book struct {
	stats   *stats.Store
	order   map[*stats.Court]int
	absent  map[subject][]absence
	changes map[subject][]*stats.PublishedChange
}

type subject struct {
	indicator *stats.Indicator
	court     *stats.Court
}

type absence struct {
	period period.Period
	stats.Absence
}

// Open makes a book of a store.
func Open(s *stats.Store) *Book {
	b := &Book{stats: s, order: map[*stats.Court]int{}, absent: map[subject][]absence{}, changes: map[subject][]*stats.PublishedChange{}}
	for i, c := range s.Courts() {
		b.order[c] = i
	}
	s.Absences(func(ind *stats.Indicator, court *stats.Court, p period.Period, a stats.Absence) {
		at := subject{ind, court}
		b.absent[at] = append(b.absent[at], absence{p, a})
	})
	for _, c := range s.Changes() {
		at := subject{c.Indicator, c.Court}
		b.changes[at] = append(b.changes[at], c)
	}
	return b
}

// On is the same book, asking s: another view of the store that it was made of.
func (b *Book) On(s *stats.Store) *Book {
	on := *b
	on.stats = s
	return &on
}

// Periods are those, in order, of which something is known: of the indicator,
// or of anything that its formula needs.
func (b *Book) Periods(ind *stats.Indicator, court *stats.Court) []period.Period {
	var out []period.Period
	seen := map[*stats.Indicator]bool{}
	var visit func(ind *stats.Indicator)
	visit = func(ind *stats.Indicator) {
		if seen[ind] {
			return
		}
		seen[ind] = true
		for _, o := range b.stats.Observations(ind, court) {
			out = append(out, o.Period)
		}
		for _, op := range b.stats.Operands(ind) {
			visit(op)
		}
	}
	visit(ind)
	return sorted(append(out, b.told(ind, court)...))
}

// Published are the periods, in order, of which something was said of the
// indicator itself.
func (b *Book) Published(ind *stats.Indicator, court *stats.Court) []period.Period {
	var out []period.Period
	for _, o := range b.stats.Observations(ind, court) {
		out = append(out, o.Period)
	}
	return sorted(append(out, b.told(ind, court)...))
}

// told are the periods of changes and of absences.
func (b *Book) told(ind *stats.Indicator, court *stats.Court) []period.Period {
	var out []period.Period
	at := subject{ind, court}
	for _, c := range b.changes[at] {
		out = append(out, c.Period)
	}
	for _, a := range b.absent[at] {
		out = append(out, a.period)
	}
	return out
}

func sorted(ps []period.Period) []period.Period {
	slices.SortFunc(ps, period.Period.Compare)
	return slices.Compact(ps)
}

// Of are the lines of an indicator, the newest period first and then by court:
// a line for each basis on which something was published, else what can be
// worked out.
func (b *Book) Of(ind *stats.Indicator) []Line {
	var out []Line
	for _, court := range b.stats.Courts() {
		for _, p := range b.Periods(ind, court) {
			out = append(out, b.at(ind, court, p, true)...)
		}
	}
	return b.newestFirst(out)
}

// Given is Of without what is worked out.
func (b *Book) Given(ind *stats.Indicator) []Line {
	var out []Line
	for _, court := range b.stats.Courts() {
		for _, p := range b.Published(ind, court) {
			out = append(out, b.at(ind, court, p, false)...)
		}
	}
	return b.newestFirst(out)
}

func (b *Book) newestFirst(lines []Line) []Line {
	slices.SortStableFunc(lines, func(x, y Line) int {
		return cmp.Or(y.Period.Compare(x.Period), cmp.Compare(b.order[x.Court], b.order[y.Court]))
	})
	return lines
}

// at are the lines of one period. A change stands in the line of its own basis;
// without one it has a line to itself.
func (b *Book) at(ind *stats.Indicator, court *stats.Court, p period.Period, derive bool) []Line {
	var out []Line
	add := func(basis string) *Line {
		out = append(out, Line{Indicator: ind, Court: court, Period: p, Basis: basis})
		return &out[len(out)-1]
	}
	on := func(basis string) *Line {
		if i := slices.IndexFunc(out, func(l Line) bool { return l.Basis == basis }); i >= 0 {
			return &out[i]
		}
		return nil
	}
	for _, o := range b.stats.Observations(ind, court) {
		if o.Period == p {
			v := o.Datum()
			add(o.Basis).Value = &v
		}
	}
	published := len(out) > 0
	at := subject{ind, court}
	for _, a := range b.absent[at] {
		if a.period == p && on(a.Basis) == nil {
			add(a.Basis).Absence = &a.Absence
		}
	}
	if !published && derive {
		if v, err := b.stats.Value(ind, court, p); err == nil {
			add(v.Basis).Value = &v
		}
	}
	told := false
	for _, c := range b.changes[at] {
		if c.Period != p {
			continue
		}
		told = true
		change, revision := b.change(c), c.Revision
		l := on(c.Basis)
		if l == nil || l.Change != nil || !sameRevision(l.Value, revision) {
			l = add(c.Basis)
			l.ChangeRevision = revision
		}
		l.Change = &change
	}
	if told || !derive {
		return out
	}
	if c, err := b.stats.YearOnYear(ind, court, p); err == nil {
		l := on(c.Basis)
		if l == nil || l.Value == nil {
			l = add(c.Basis)
		}
		l.Change = &c
	}
	return out
}

// change is a published change as an answer; the statistics know over which
// bridge the one that they prefer goes.
func (b *Book) change(pub *stats.PublishedChange) stats.Change {
	if c, err := b.stats.YearOnYear(pub.Indicator, pub.Court, pub.Period); err == nil && c.Published && c.Basis == pub.Basis {
		return c
	}
	return stats.Change{
		Indicator: pub.Indicator, Court: pub.Court, Period: pub.Period, Base: pub.Period.YearBefore(), Unit: pub.Indicator.Change,
		Delta: pub.Delta, Published: true, Basis: pub.Basis, Source: pub.Source,
	}
}

// sameRevision reports whether a change was corrected together with its value.
func sameRevision(value *stats.Datum, r *stats.Revision) bool {
	var of *stats.Revision
	if value != nil {
		of = value.Revision
	}
	if of == nil || r == nil {
		return of == r
	}
	return of.Date == r.Date && of.Reason == r.Reason
}

// Replaced is a value that was corrected.
type Replaced struct {
	*stats.Observation
	By     stats.Datum // what took its place; none when Word did
	Word   string      // what stands in its place since it was withdrawn: 未公布
	Source string      // of what took its place
	On     string      // 2006-01-02, the day on which it did
	Reason string      // why
	// Again tells that By was corrected in its turn.
	Again bool
}

// Replaced are the values that the value of a line superseded, the newest
// first.
func (l Line) Replaced() []Replaced {
	var next Replaced
	var old []*stats.Observation
	switch {
	case l.Value != nil && l.Value.Revision != nil:
		r := l.Value.Revision
		next, old = Replaced{By: *l.Value, Source: l.Value.Source, On: r.Date, Reason: r.Reason}, r.Superseded
	case l.Absence != nil && l.Absence.Revision != nil:
		r := l.Absence.Revision
		next, old = Replaced{Word: l.Absence.Word, Source: l.Absence.Source, On: r.Date, Reason: r.Reason}, r.Superseded
	}
	var out []Replaced
	for _, o := range old {
		next.Observation = o
		out = append(out, next)
		if o.Revision != nil { // what came before was replaced by this one
			next = Replaced{By: o.Datum(), Source: o.Source, On: o.Revision.Date, Reason: o.Revision.Reason, Again: true}
		}
	}
	return out
}
