package ledger

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash/maphash"
	"iter"
	"slices"
	"strings"
)

// Book is the newest releases of all pages, to be asked what they say.
type Book struct {
	said        map[identity][]reading
	ledgers     []*Ledger
	corrections map[*Ledger]corrected
}

// corrected is what a page says now, by what it is of, where that is not what its
// newest release said; nothing for what it does not say any more.
type corrected map[identity][]*Figure

// reading is a frozen figure, and who printed it so.
type reading struct {
	figure  *Figure
	ledgers []*Ledger
}

// Conflict is a value that a page says otherwise than the release of another.
type Conflict struct {
	Ledger *Ledger // of the other page
	Old    Figure  // as it was released
	New    Claim   // as the page says it
}

// NewBook opens the newest releases of ledgers.
func NewBook(ledgers []*Ledger) *Book {
	b := &Book{said: map[identity][]reading{}, ledgers: ledgers, corrections: map[*Ledger]corrected{}}
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

// Correct notes that a page corrects its newest release and that no release has
// recorded that yet: now is what the page says, nil when that cannot be known. It is
// called before anything is asked.
func (b *Book) Correct(l *Ledger, now []Figure) {
	by := map[identity][]*Figure{}
	for i := range now {
		id := now[i].identity()
		by[id] = append(by[id], &now[i])
	}
	c := corrected{}
	for _, d := range Compare(l.Newest().Figures, now) {
		id := d.Old.identity()
		c[id] = by[id]
	}
	b.corrections[l] = c
}

// readings are in what forms a page printed one value.
func (b *Book) readings(l *Ledger, id identity) (out []*Figure) {
	for _, r := range b.said[id] {
		if slices.Contains(r.ledgers, l) {
			out = append(out, r.figure)
		}
	}
	return out
}

// explains reports whether a correction tells why a value is said so: it is the
// value that the page of the correction says now, or that page took it away.
func (c corrected) explains(f *Figure) bool {
	now, ok := c[f.identity()]
	return ok && (len(now) == 0 || says(now, f))
}

// Sum is a digest of all that a book can be asked.
func (b *Book) Sum() string {
	h := sha256.New()
	for _, l := range b.ledgers {
		fmt.Fprintf(h, "%q %s\n", l.Page, l.Sum())
		c := b.corrections[l]
		if len(c) == 0 {
			continue
		}
		for _, f := range l.Newest().Figures {
			if now, changed := c[f.identity()]; changed {
				fmt.Fprintf(h, "%q\n", f.Claim())
				for _, n := range now {
					fmt.Fprintf(h, "= %q\n", n.Claim())
				}
			}
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Claim is a value, or a change, as a page says it: what a book is asked of.
type Claim struct{ Indicator, Court, Period, Basis, Kind, Value, Text string }

// Figure is a claim as the figure that it is of, of which it knows no more.
func (c Claim) Figure() Figure {
	return Figure{Indicator: c.Indicator, Court: c.Court, Period: c.Period, Basis: c.Basis, Kind: c.Kind, Value: c.Value, Text: c.Text}
}

// Claims are different claims, packed one behind the other: most are kept for a later
// build, and never looked at.
type Claims struct {
	packed []byte
	size   int
	table  []int32 // where claims begin in packed, plus 1, by their hashes; 0 is free
}

// Add adds a claim that is not there yet. One that means something else on every page
// is left out.
func (cs *Claims) Add(c Claim) {
	f := Figure{Indicator: c.Indicator, Kind: c.Kind}
	if !f.comparable() {
		return
	}
	if 2*cs.size >= len(cs.table) {
		cs.grow()
	}
	start := len(cs.packed)
	for i, part := range [claimParts]string{c.Indicator, c.Court, c.Period, c.Basis, c.Kind, c.Value, c.Text} {
		if i > 0 {
			cs.packed = append(cs.packed, partSep...)
		}
		cs.packed = append(cs.packed, part...)
	}
	cs.packed = append(cs.packed, claimSep...)
	slot, known := cs.slot(cs.packed[start:])
	if known {
		cs.packed = cs.packed[:start]
		return
	}
	cs.table[slot] = int32(start) + 1
	cs.size++
}

// slot is the place in the table of a packed claim, whether or not it is known.
func (cs *Claims) slot(claim []byte) (at int, known bool) {
	for at = int(maphash.Bytes(seed, claim)) & (len(cs.table) - 1); cs.table[at] > 0; at = (at + 1) & (len(cs.table) - 1) {
		if bytes.HasPrefix(cs.packed[cs.table[at]-1:], claim) {
			return at, true
		}
	}
	return at, false
}

// seed is for places in tables alone, which nobody sees.
var seed = maphash.MakeSeed()

func (cs *Claims) grow() {
	const some = 256 // twice as many as a page of middling size claims
	cs.table = make([]int32, max(some, 2*len(cs.table)))
	start := 0
	for claim := range bytes.Lines(cs.packed) {
		at, _ := cs.slot(claim)
		cs.table[at] = int32(start) + 1
		start += len(claim)
	}
}

// all unpacks the claims; one that does not look like a claim is the zero one.
func (cs *Claims) all() iter.Seq[Claim] {
	return func(yield func(Claim) bool) {
		for line := range strings.Lines(string(cs.packed)) {
			c, _ := unpack(line)
			if !yield(c) {
				return
			}
		}
	}
}

// Conflicts are those of a page's claims that the newest release of another page said
// otherwise: each once for every such page, and none that the other page's correction
// explains.
func (b *Book) Conflicts(page string, asked *Claims) []Conflict {
	var out []Conflict
	type told struct {
		identity
		ledger *Ledger
	}
	found := map[told]bool{}
	if len(b.said) == 0 {
		return nil
	}
	for c := range asked.all() {
		f := c.Figure()
		id := f.identity()
		if len(b.said[id]) == 0 {
			continue
		}
		for _, r := range b.said[id] {
			if r.figure.Agrees(&f) {
				continue
			}
			for _, l := range r.ledgers {
				if l.Page == page || found[told{id, l}] || says(b.readings(l, id), &f) || b.corrections[l].explains(&f) {
					continue
				}
				found[told{id, l}] = true
				out = append(out, Conflict{l, *r.figure, c})
			}
		}
	}
	return out
}

// What parts claims that are packed, and what parts a claim. No printed number holds
// these; claims that do cannot be unpacked.
const (
	claimSep = "\n"
	partSep  = "\x1f"

	claimParts = 7
)

// Pack is claims as text, for Unpack.
func (cs *Claims) Pack() []byte { return cs.packed }

// Unpack takes apart what Pack made; ok is false for anything else.
func Unpack(text []byte) (cs *Claims, ok bool) {
	cs = &Claims{}
	for line := range strings.Lines(string(text)) {
		c, ok := unpack(line)
		if !ok {
			return nil, false
		}
		cs.Add(c)
	}
	return cs, true
}

// unpack takes one claim apart.
func unpack(line string) (c Claim, ok bool) {
	line, whole := strings.CutSuffix(line, claimSep)
	parts := strings.Split(line, partSep)
	if !whole || len(parts) != claimParts {
		return Claim{}, false
	}
	return Claim{parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], parts[6]}, true
}

// Claim is an input as the value that it is.
func (in Input) Claim() Claim {
	return Claim{in.Indicator, in.Court, in.Period, in.Basis, cmp.Or(in.Kind, "value"), in.Value, in.Text}
}

// Claim is what a figure says.
func (f *Figure) Claim() Claim {
	return Claim{f.Indicator, f.Court, f.Period, f.Basis, f.Kind, f.Value, f.Text}
}
