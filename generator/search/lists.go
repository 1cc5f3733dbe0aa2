package search

import (
	"fmt"
	"math/bits"
	"slices"
)

// Every character is a gram, and so is every pair. Longer ones, up to longest, are
// written only where what they begin with is frequent: there the pairs of a query
// would stand together in many a text that does not hold the query.
const (
	longest = 4
	rarely  = 200 // a frequent gram stands in one unit of this many, or more
)

// frequent is in how many units a gram stands at most that is not gone on with.
func frequent(units int) int { return units/rarely + 8 }

// A file of lists has the grams from one on to the first of the next file, in the order of their
// characters, so that what begins alike stands together. It is one stream of bits:
//
//	file   = entry…
//	entry  = size:2 characters more list             size is the gram's length less 1; more, of grams of
//	                                                 2 or 3 alone, is 1 if longer ones go on from it
//	list   = 0 units | 1 pieces some some            the units that the gram stands in (code.go); the
//	                                                 second form tells the pieces alone, then those
//	                                                 whose page has it in its title and those that
//	                                                 have it in another heading: for a pair that is
//	                                                 most frequent or for a longer gram, whose first
//	                                                 pair tells the units
//	some   = 0 | 1 pieces
//
// Of the first entry of a file all characters are written, of the others the last: with all 16
// bits if the gram goes on from the one before it, or else the gap to the character that stands
// there in the one before it. The rest is that one's. A size of 0 whose gap is 0 ends the file.
const (
	shortFile = 8000      // bytes: a file may end
	longFile  = 12_000    // bytes: it does
	longList  = 4000 * 6  // bits: a list of units is no longer
	manyTexts = 1_000_000 // characters that are sorted at a time, unless there are
	manyJobs  = 24        // of these so many
	manyKeys  = 600       // files whose first grams stand in index.js; those of more have files of their own
	someKeys  = 200       // as many in each
)

// gapBits are the low bits of gaps between characters, by the gram's length.
var gapBits = [longest]uint{5, 6, 8, 9}

// gram is a run of characters.
type gram struct {
	chars [longest]uint16
	size  int
}

// lists writes the files of lists and tells their first grams. Those of very many
// are written as well; deep says that keys are the first ones of these files.
func (ix *indexer) lists() (keys []gram, deep bool, err error) {
	// Places are sorted by a range of first characters at a time, so that memory stays small; the ranges
	// are so few that going over all texts for each costs no more a page on a large site than on a small one.
	type job struct {
		from, to int // characters
		keys     []gram
	}
	var jobs []job
	sum, many := uint32(0), uint32(max(manyTexts, len(ix.text)/manyJobs))
	for c := int(' ') + 1; c < len(ix.counts); c++ {
		n := ix.counts[c]
		if n == 0 {
			continue
		}
		if len(jobs) == 0 || sum+n > many {
			jobs = append(jobs, job{from: c})
			sum = 0
		}
		sum += n
		jobs[len(jobs)-1].to = c + 1
	}
	if len(jobs) == 0 {
		return nil, false, nil
	}
	homes := ix.homes()
	var places, room uint32 // that the largest one needs
	for _, j := range jobs {
		n := uint32(0)
		for _, count := range ix.counts[j.from:j.to] {
			n += count
			room = max(room, count)
		}
		places = max(places, n)
	}
	sorters := make([]*sorter, hands)
	err = share(len(jobs), func(hand, i int) error {
		s := sorters[hand]
		if s == nil {
			s = &sorter{ix: ix, homes: homes, frequent: frequent(len(ix.ends)), places: make([]place, places), room: make([]place, room)}
			sorters[hand] = s
		}
		jobs[i].keys = s.job(jobs[i].from, jobs[i].to)
		return s.err
	})
	for _, j := range jobs {
		keys = append(keys, j.keys...)
	}
	if err != nil || len(keys) <= manyKeys {
		return keys, false, err
	}
	var firsts []gram
	for some := range slices.Chunk(keys, someKeys) {
		firsts = append(firsts, some[0])
		if err := ix.out.write(some[0].file('d'), func(b []byte) []byte { return append(b, quoteKeys(some)...) }); err != nil {
			return nil, false, err
		}
	}
	return firsts, true, nil
}

// home is the piece that a unit is in, and by its last two bits what it is there.
type home uint32

const (
	inBody home = iota
	inTitle
	inHeading
)

// homes gives the home of every unit.
func (ix *indexer) homes() []home {
	all := make([]home, len(ix.ends))
	for p := range ix.pieces {
		end := len(ix.ends)
		if p+1 < len(ix.pieces) {
			end = int(ix.pieces[p+1].first)
		}
		first := int(ix.pieces[p].first)
		for u := first; u < end; u++ {
			of := inBody
			switch {
			case u >= int(ix.bodies[p]):
			case ix.pieces[p].begins && u == first:
				of = inTitle
			default:
				of = inHeading
			}
			all[u] = home(p)<<2 | of
		}
	}
	return all
}

// sorter sorts places by the characters that follow, and writes what it finds.
type sorter struct {
	ix       *indexer
	homes    []home
	frequent int
	err      error

	places []place // of a job
	room   []place // to sort those of one character
	groups [longest][]group
	counts [1 << 16]uint32
	found  []uint16 // the characters that were counted
	seen   [1 << 16 / 64]uint64
	units  []uint32

	pieces, titles, heads []uint32 // that a gram stands in

	keys []gram
	w    *bitWriter
	free []byte // room for the next one
	last gram   // of the file so far
}

// place is where a character stands: its unit, and what follows it, up to the unit's end, a 0. What is needed to
// sort is in it, so that the texts are read from one end to the other alone.
type place struct {
	unit uint32
	next [longest - 1]uint16
}

// group are the places of one character.
type group struct {
	char     uint16
	from, to uint32
}

// job writes the grams that begin with the characters from one to below another.
func (s *sorter) job(from, to int) []gram {
	s.keys, s.w = nil, nil
	counts := &s.ix.counts
	next := &s.counts
	groups := s.groups[0][:0]
	n := uint32(0)
	for c := from; c < to; c++ {
		next[c] = n
		if counts[c] > 0 {
			groups = append(groups, group{uint16(c), n, n + counts[c]})
			n += counts[c]
		}
	}
	s.groups[0] = groups
	places := s.places[:n]
	low, size := uint16(from), uint16(to-1-from)
	text, start := s.ix.text, uint32(0)
	for u, end := range s.ix.ends {
		// What follows the last characters of a unit is its 0, and behind it nobody looks.
		unit := text[start : end+longest-1]
		for i, c := range unit[:end-start] {
			if c-low <= size {
				at := next[c]
				next[c] = at + 1
				p := &places[at]
				p.unit = uint32(u)
				p.next = [longest - 1]uint16(unit[i+1:])
			}
		}
		start = end + 1
	}
	clear(next[from:to])
	for _, g := range groups {
		s.gram(gram{[longest]uint16{g.char}, 1}, places[g.from:g.to], s.room[:g.to-g.from])
	}
	s.flush()
	return s.keys
}

// gram writes a gram that stands at places, and those that go on from it; room is for sorting as many.
func (s *sorter) gram(g gram, places, room []place) {
	units := s.units[:0]
	last := ^uint32(0)
	for i := range places {
		if u := places[i].unit; u != last {
			units = append(units, u)
			last = u
		}
	}
	s.units = units
	more := g.size < longest && (g.size == 1 || len(units) > s.frequent)
	s.write(g, more)
	if !more {
		return
	}
	// What follows, by counting.
	n := g.size - 1
	counts := &s.counts
	found := s.found[:0]
	for i := range places {
		c := places[i].next[n]
		if c <= ' ' {
			continue
		}
		if counts[c] == 0 {
			found = append(found, c)
		}
		counts[c]++
	}
	s.found = found
	s.sort(found)
	groups := s.groups[g.size][:0]
	sum := uint32(0)
	for _, c := range found {
		count := counts[c]
		counts[c] = sum
		groups = append(groups, group{c, sum, sum + count})
		sum += count
	}
	s.groups[g.size] = groups
	for i := range places {
		if c := places[i].next[n]; c > ' ' {
			room[counts[c]] = places[i]
			counts[c]++
		}
	}
	for _, c := range found {
		counts[c] = 0
	}
	for _, next := range groups {
		longer := g
		longer.chars[g.size] = next.char
		longer.size++
		s.gram(longer, room[next.from:next.to], places[next.from:next.to])
	}
}

// sort sorts characters that differ.
func (s *sorter) sort(chars []uint16) {
	if len(chars) < 48 {
		slices.Sort(chars)
		return
	}
	for _, c := range chars {
		s.seen[c/64] |= 1 << (c % 64)
	}
	chars = chars[:0]
	for i, some := range s.seen {
		for ; some != 0; some &= some - 1 {
			chars = append(chars, uint16(i*64+bits.TrailingZeros64(some)))
		}
	}
	clear(s.seen[:])
}

// write writes a gram that stands in s.units; more tells that longer ones follow.
func (s *sorter) write(g gram, more bool) {
	if s.w != nil {
		if size := s.w.size(); size >= longFile || size >= shortFile && g.size <= 2 && g.hash()%256 == 0 {
			s.flush()
		}
	}
	if s.w == nil {
		s.w = newBitWriter()
		s.w.buf = s.free[:0]
		s.keys = append(s.keys, g)
		s.w.put(uint64(g.size-1), 2)
		for _, c := range g.chars[:g.size] {
			s.w.put(uint64(c), 16)
		}
	} else {
		c := g.chars[g.size-1]
		s.w.put(uint64(g.size-1), 2)
		if g.size > s.last.size {
			s.w.put(uint64(c), 16)
		} else {
			s.w.gap(uint64(c-s.last.chars[g.size-1]), gapBits[g.size-1])
		}
	}
	s.last = g
	if g.size > 1 && g.size < longest {
		if more {
			s.w.put(1, 1)
		} else {
			s.w.put(0, 1)
		}
	}
	n, ix := len(s.units), s.ix
	if n <= 4 || g.size == 2 && listBits(n, len(ix.ends)) <= longList {
		s.w.put(0, 1)
		s.w.list(s.units, len(ix.ends))
		return
	}
	all, titles, heads := s.pieces[:0], s.titles[:0], s.heads[:0]
	add := func(to []uint32, p uint32) []uint32 {
		if len(to) == 0 || to[len(to)-1] != p {
			to = append(to, p)
		}
		return to
	}
	last := ^uint32(0)
	for _, u := range s.units {
		h := s.homes[u]
		p := uint32(h >> 2)
		if p != last {
			all = append(all, p)
			last = p
		}
		switch h & 3 {
		case inTitle:
			titles = add(titles, p)
		case inHeading:
			heads = add(heads, p)
		}
	}
	s.pieces, s.titles, s.heads = all, titles, heads
	s.w.put(1, 1)
	s.w.list(all, len(ix.pieces))
	for _, some := range [][]uint32{titles, heads} {
		s.w.put(uint64(min(len(some), 1)), 1)
		if len(some) > 0 {
			s.w.list(some, len(ix.pieces))
		}
	}
}

// hash tells grams at which a file may end.
func (g gram) hash() uint32 {
	h := uint32(2166136261)
	for _, c := range g.chars[:g.size] {
		h = (h ^ uint32(c)) * 16777619
	}
	return h ^ h>>15
}

// flush ends a file.
func (s *sorter) flush() {
	if s.w == nil || s.err != nil {
		s.w = nil
		return
	}
	s.w.put(0, 2)
	s.w.gap(0, gapBits[0])
	s.err = s.ix.out.write(s.keys[len(s.keys)-1].file('k'), func(b []byte) []byte { return append(s.w.appendBase64(append(b, '"')), '"') })
	s.free, s.w = s.w.buf, nil
}

// file is the name of the file, of one sort, that begins with a gram.
func (g gram) file(sort byte) string {
	b := []byte{sort}
	for _, c := range g.chars[:g.size] {
		b = fmt.Appendf(b, "%04x", c)
	}
	return string(b)
}
