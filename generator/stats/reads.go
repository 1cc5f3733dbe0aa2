package stats

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"gongbao/generator/period"
)

// Reads are what was asked of a store's observations, whether or not there was an
// answer. What rests on nothing else of them stays right for as long as
// Store.Digest gives the same for these names. It is used by one goroutine.
type Reads struct{ seen map[read]struct{} }

// read is one thing that was asked for: of a period what was published for it, of a
// year all that was published for periods of it, and without either all there is.
type read struct {
	indicator *Indicator
	court     *Court
	period    period.Period
	year      int
}

// Noting is the same store, which notes in r what is asked of it. It gives no
// answer that did not pass the methods that note.
func (s *Store) Noting(r *Reads) *Store {
	if r.seen == nil {
		r.seen = map[read]struct{}{}
	}
	noting := *s
	noting.reads = r
	return &noting
}

func (s *Store) note(what read) {
	if s.reads != nil {
		s.reads.seen[what] = struct{}{}
	}
}

// at notes a cell, and is its key.
func (s *Store) at(ind *Indicator, court *Court, p period.Period) key {
	s.note(read{indicator: ind, court: court, period: p})
	return key{ind, court, p}
}

// nameSep parts what makes up the name of a read; no id holds it.
const nameSep = "\x1f"

func (r read) name() string {
	name := r.court.ID + nameSep + r.indicator.ID
	switch {
	case !r.period.IsZero():
		return name + nameSep + r.period.String()
	case r.year != 0:
		return name + nameSep + "y" + strconv.Itoa(r.year)
	}
	return name
}

// Names are the names of all that was read, sorted.
func (r *Reads) Names() []string {
	out := make([]string, 0, len(r.seen))
	for one := range r.seen {
		if one.indicator != nil && one.court != nil {
			out = append(out, one.name())
		}
	}
	slices.Sort(out)
	return out
}

// named is the read of a name; ok is false when the court or the indicator is
// known no more.
func (s *Store) named(name string) (r read, ok bool) {
	parts := strings.Split(name, nameSep)
	if len(parts) < 2 {
		return r, false
	}
	r.court, r.indicator = s.byCourt[parts[0]], s.byName[parts[1]]
	if r.court == nil || r.indicator == nil || r.court.ID != parts[0] || r.indicator.ID != parts[1] {
		return r, false
	}
	if len(parts) == 2 {
		return r, true
	}
	if year, isYear := strings.CutPrefix(parts[2], "y"); isYear {
		var err error
		r.year, err = strconv.Atoi(year)
		return r, err == nil
	}
	var err error
	r.period, err = period.Parse(parts[2])
	return r, err == nil
}

// Digest is a digest of what the store answers to reads of these names: all that a
// page can show of it, and not where in its files it stands.
func (s *Store) Digest(names []string) [sha256.Size]byte {
	h := sha256.New()
	for _, name := range names {
		r, ok := s.named(name)
		if !ok {
			writeString(h, "?"+name)
			continue
		}
		sum := s.digests.of(s, r)
		writeString(h, name)
		h.Write(sum[:])
	}
	return [sha256.Size]byte(h.Sum(nil))
}

// digests are those of reads, each worked out once: a thousand pages ask for the
// same few numbers.
type digests struct{ known sync.Map } // read -> [sha256.Size]byte

func (d *digests) of(s *Store, r read) [sha256.Size]byte {
	if sum, ok := d.known.Load(r); ok {
		return sum.([sha256.Size]byte)
	}
	h := sha256.New()
	switch {
	case !r.period.IsZero():
		s.hashCell(h, key{r.indicator, r.court, r.period})
	default:
		for _, o := range s.series[indicatorCourt{r.indicator, r.court}] {
			if r.year == 0 || o.Period.Year() == r.year {
				hashObservation(h, o)
			}
		}
		if r.year == 0 { // the lists of what was told in place of values, by period
			for _, k := range s.toldOf(r.indicator, r.court) {
				writeString(h, k.period.String())
				s.hashCell(h, k)
			}
		}
	}
	sum := [sha256.Size]byte(h.Sum(nil))
	d.known.Store(r, sum)
	return sum
}

// toldOf are the cells of an indicator and court in which a change or an absence
// stands, by period.
func (s *Store) toldOf(ind *Indicator, court *Court) []key {
	found := map[key]struct{}{}
	for k := range s.published {
		if k.indicator == ind && k.court == court {
			found[k] = struct{}{}
		}
	}
	for k := range s.absent {
		if k.indicator == ind && k.court == court {
			found[k] = struct{}{}
		}
	}
	return slices.SortedFunc(maps.Keys(found), compareKeys)
}

// hashCell digests what stands in a cell. Positions are left out: a line more at
// the top of a file changes no page.
func (s *Store) hashCell(h hash.Hash, k key) {
	writeInt(h, len(s.values[k]), len(s.absent[k]), len(s.published[k]))
	for _, o := range s.values[k] {
		hashObservation(h, o)
	}
	for _, a := range s.absent[k] {
		writeString(h, a.Word, a.Basis, a.Source, a.Note)
		hashRevision(h, a.Revision)
	}
	for _, c := range s.published[k] {
		writeString(h, c.Basis, c.Delta.Value().String(), c.Delta.Slack().String(), c.Source, c.Note)
		writeInt(h, int(c.Delta.Scale()), int(c.Delta.Places()), asInt(c.OwnNote))
		hashRevision(h, c.Revision)
	}
}

func hashObservation(h hash.Hash, o *Observation) {
	writeString(h, o.Period.String(), o.Basis, o.Quantity.Value().String(), o.Quantity.Slack().String(), o.Source, o.Note)
	writeInt(h, int(o.Quantity.Scale()), int(o.Quantity.Places()), int(o.Status), asInt(o.OwnNote))
	hashRevision(h, o.Revision)
}

func hashRevision(h hash.Hash, r *Revision) {
	if r == nil {
		writeInt(h, 0)
		return
	}
	writeInt(h, 1, len(r.Superseded))
	writeString(h, r.Date, r.Reason, r.Word)
	for _, o := range r.Superseded {
		hashObservation(h, o)
	}
}

func asInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// writeString digests strings so that no two lists of them give the same bytes.
func writeString(h hash.Hash, texts ...string) {
	for _, t := range texts {
		writeInt(h, len(t))
		h.Write([]byte(t))
	}
}

func writeInt(h hash.Hash, numbers ...int) {
	var b [8]byte
	for _, n := range numbers {
		binary.LittleEndian.PutUint64(b[:], uint64(n))
		h.Write(b[:])
	}
}
