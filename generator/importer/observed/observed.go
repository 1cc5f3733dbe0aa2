// Package observed holds values on their way from the cells of a table to the
// files of a site: what each is of, what it says, and where it stands. It
// neither reads nor writes them.
package observed

import (
	"cmp"
	"strings"

	"gongbao/generator/importer/grid"
	"gongbao/generator/period"
	"gongbao/generator/quantity"
	"gongbao/generator/stats"
)

// Subject is what a value is of. Two values of one subject contradict each
// other or are the same.
type Subject struct {
	Ind    *stats.Indicator
	Court  *stats.Court
	Period period.Period
	Basis  string
	// Revised is the day of the correction that gave the value, "" for what was
	// published first.
	Revised string
	Change  bool // 同比 and not the value
}

// Unrevised is the subject without the day of a correction.
func (s Subject) Unrevised() Subject {
	s.Revised = ""
	return s
}

// Scope is what a table speaks for that has a value in it: what it does not say
// of it is no longer so.
type Scope struct {
	Period period.Period
	Court  *stats.Court
	Basis  string
}

// Scope is the scope that the subject is in.
func (s Subject) Scope() Scope { return Scope{s.Period, s.Court, s.Basis} }

// Origin is what a file says once for all of its values.
type Origin struct {
	Source, Status string
	Reason         string // of a correction
	Remark         string // the note on all of them
}

// Value is one value of a subject.
type Value struct {
	Subject
	*Origin
	Text string     // as the file says it: 34898, 97.10, 3597.3万, 未单列, 5.78%
	Note string     // on this value
	Own  bool       // Note is meant for this value alone, even if others have the same
	At   grid.Place // zero for a value that was read from a file of observations
	File string     // the file of observations that it was read from, "" for one of a table
}

// FullNote is what is said on a value, by itself or by its file.
func (v *Value) FullNote() string { return cmp.Or(v.Note, v.Remark) }

// Quantity is the value as a number; ok is false for an absence.
func (v *Value) Quantity() (q quantity.Quantity, ok bool) {
	text := v.Text
	if v.Change {
		text = strings.TrimSuffix(strings.TrimSuffix(text, "pp"), "天")
	}
	q, err := quantity.Parse(text)
	return q, err == nil
}

// Same reports whether two values are printed alike.
func (v *Value) Same(o *Value) bool {
	if v.Text == o.Text {
		return true
	}
	q, ok := v.Quantity()
	r, okOther := o.Quantity()
	return ok && okOther && q.String() == r.String()
}

// Agrees reports whether two values can both be true: one may be rounded more
// than the other, and v is the finer one.
func (v *Value) Agrees(o *Value) (same, finer bool) {
	if v.Text == o.Text {
		return true, false
	}
	q, ok := v.Quantity()
	r, okOther := o.Quantity()
	if !ok || !okOther {
		return false, false
	}
	if v.Ind.Kind == stats.Ratio || v.Change {
		q, r = q.Rounded(), r.Rounded()
	}
	return q.Agrees(r), q.Finer(r)
}

// Order is the order of a site's courts and indicators, in which files are
// written.
type Order struct {
	ind   map[*stats.Indicator]int
	court map[*stats.Court]int
}

// OrderOf is the order of a site.
func OrderOf(store *stats.Store) Order {
	o := Order{map[*stats.Indicator]int{}, map[*stats.Court]int{}}
	for i, ind := range store.Indicators() {
		o.ind[ind] = i
	}
	for i, c := range store.Courts() {
		o.court[c] = i
	}
	return o
}

// Compare orders values by court and indicator.
func (o Order) Compare(a, b *Value) int {
	return cmp.Or(
		cmp.Compare(o.court[a.Court], o.court[b.Court]),
		cmp.Compare(o.ind[a.Ind], o.ind[b.Ind]),
	)
}
