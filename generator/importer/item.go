package importer

import (
	"cmp"
	"strconv"
	"strings"

	"gongbao/generator/diag"
	"gongbao/generator/period"
	"gongbao/generator/quantity"
	"gongbao/generator/stats"
)

// subject is what a value is of. Two values of one subject contradict each
// other or are the same.
type subject struct {
	ind    *stats.Indicator
	court  *stats.Court
	period period.Period
	basis  string
	// revised is the day of the correction that gave the value, "" for what was
	// published first.
	revised string
	change  bool // 同比 and not the value
}

// origin is what a file says once for all of its values.
type origin struct {
	source, status string
	reason         string // of a correction
	note           string // of the file
}

// item is one value on its way from a cell, or from a file written before, to a
// file.
type item struct {
	subject
	*origin
	text string // as the file says it: 34898, 97.10, 3597.3万, 未单列, 5.78%
	note string // on this value alone
	at   place
}

// place is the cell that a value stands in; the zero place is none.
type place struct {
	grid     *grid
	row, col int
}

// pos is the place for a message, with the cell's row and heading as its line.
func (p place) pos() diag.Pos {
	if p.grid == nil {
		return diag.Pos{}
	}
	return p.grid.pos(p.row, p.col, p.grid.At(p.row, p.col).Text)
}

func (p place) String() string {
	if p.grid == nil {
		return ""
	}
	return p.grid.Place(p.row, p.col)
}

// quantity is the value as a number; ok is false for an absence.
func (it *item) quantity() (q quantity.Quantity, ok bool) {
	text := it.text
	if it.change {
		text = strings.TrimSuffix(strings.TrimSuffix(text, "pp"), "天")
	}
	q, err := quantity.Parse(text)
	return q, err == nil
}

// agrees reports whether two values can both be true: one may be rounded more
// than the other.
func (it *item) agrees(o *item) (same, finer bool) {
	if it.text == o.text {
		return true, false
	}
	q, ok := it.quantity()
	r, okOther := o.quantity()
	if !ok || !okOther {
		return false, false
	}
	if it.ind.Kind == stats.Ratio || it.change {
		q, r = q.Rounded(), r.Rounded()
	}
	return q.Agrees(r), q.Finer(r)
}

// ranks is the order of the catalogue and of the courts, by which files are
// written.
type ranks struct {
	ind   map[*stats.Indicator]int
	court map[*stats.Court]int
}

func newRanks(store *stats.Store) ranks {
	r := ranks{map[*stats.Indicator]int{}, map[*stats.Court]int{}}
	for i, ind := range store.Indicators() {
		r.ind[ind] = i
	}
	for i, c := range store.Courts() {
		r.court[c] = i
	}
	return r
}

// compare orders the items of one file.
func (r ranks) compare(a, b *item) int {
	return cmp.Or(
		cmp.Compare(r.court[a.court], r.court[b.court]),
		cmp.Compare(r.ind[a.ind], r.ind[b.ind]),
	)
}

// compareSubjects orders all items: by period, court, indicator and basis.
func (r ranks) compareSubjects(a, b *subject) int {
	change := func(s *subject) int {
		if s.change {
			return 1
		}
		return 0
	}
	return cmp.Or(
		a.period.Compare(b.period),
		cmp.Compare(r.court[a.court], r.court[b.court]),
		cmp.Compare(r.ind[a.ind], r.ind[b.ind]),
		strings.Compare(a.basis, b.basis),
		strings.Compare(a.revised, b.revised),
		cmp.Compare(change(a), change(b)),
	)
}

func itoa(n int) string { return strconv.Itoa(n) }
