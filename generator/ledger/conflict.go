package ledger

import (
	"cmp"
	"slices"
)

// Book is the newest releases of all pages, to be asked what they say.
type Book struct{ said map[identity][]reading }

// reading is a frozen figure, and who printed it so.
type reading struct {
	figure  *Figure
	ledgers []*Ledger
}

// Conflict is a value that a page says otherwise than the release of another.
type Conflict struct {
	Ledger *Ledger // of the other page
	Old    Figure  // as it was released
	New    Figure  // as the page says it
}

// NewBook opens the newest releases of ledgers.
func NewBook(ledgers []*Ledger) *Book {
	b := &Book{map[identity][]reading{}}
	for _, l := range ledgers {
		r := l.Newest()
		for i := range r.Figures {
			f := &r.Figures[i]
			if !f.comparable() {
				continue
			}
			id := f.identity()
			list := b.said[id]
			n := slices.IndexFunc(list, func(o reading) bool { return o.figure.Value == f.Value && o.figure.Text == f.Text })
			if n < 0 {
				n, list = len(list), append(list, reading{figure: f})
			}
			if had := list[n].ledgers; len(had) == 0 || had[len(had)-1] != l {
				list[n].ledgers = append(had, l)
			}
			b.said[id] = list
		}
	}
	return b
}

// comparable reports whether a figure means the same on every page: a value or
// a change, and not a count by some page's rule.
func (f *Figure) comparable() bool { return f.Indicator != "" && (f.Kind == "value" || f.change()) }

// Conflicts are the figures of a page, and the values that they were worked out
// from, that the newest release of another page said otherwise: each once for
// every such page.
func (b *Book) Conflicts(page string, figures []Figure) []Conflict {
	var out []Conflict
	type asked struct {
		identity
		value, text string
	}
	known := map[asked]bool{}
	type told struct {
		identity
		ledger *Ledger
	}
	found := map[told]bool{}
	ask := func(f Figure) {
		id := f.identity()
		if a := (asked{id, f.Value, f.Text}); known[a] || !f.comparable() {
			return
		} else {
			known[a] = true
		}
		var agrees, differs []reading
		for _, r := range b.said[id] {
			if r.figure.Agrees(&f) {
				agrees = append(agrees, r)
			} else {
				differs = append(differs, r)
			}
		}
		for _, r := range differs {
			for _, l := range r.ledgers {
				if l.Page == page || found[told{id, l}] || slices.ContainsFunc(agrees, func(o reading) bool { return slices.Contains(o.ledgers, l) }) {
					continue
				}
				found[told{id, l}] = true
				out = append(out, Conflict{l, *r.figure, f})
			}
		}
	}
	for _, f := range figures {
		ask(f)
	}
	for _, f := range figures {
		for _, in := range f.Inputs {
			ask(in.Figure())
		}
	}
	return out
}

// Figure is an input as the value that it is.
func (in Input) Figure() Figure {
	return Figure{Indicator: in.Indicator, Court: in.Court, Period: in.Period, Basis: in.Basis, Kind: cmp.Or(in.Kind, "value"), Value: in.Value, Text: in.Text}
}
