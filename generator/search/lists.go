package search

import (
	"fmt"
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
	manyTexts = 1_000_000 // characters that are sorted at a time
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
	// Places are sorted by a range of first characters at a time, so that memory stays small.
	type job struct {
		from, to int // characters
		keys     []gram
	}
	var jobs []job
	sum := uint32(0)
	for c := int(' ') + 1; c < len(ix.counts); c++ {
		n := ix.counts[c]
		if n == 0 {
			continue
		}
		if len(jobs) == 0 || sum+n > manyTexts {
			jobs = append(jobs, job{from: c})
			sum = 0
		}
		sum += n
		jobs[len(jobs)-1].to = c + 1
	}
	if len(jobs) == 0 {
		return nil, false, nil
	}
	near := ix.near()
	pieceOf := make([]uint32, len(ix.ends))
	for p := range ix.pieces {
		end := len(ix.ends)
		if p+1 < len(ix.pieces) {
			end = int(ix.pieces[p+1].first)
		}
		for u := int(ix.pieces[p].first); u < end; u++ {
			pieceOf[u] = uint32(p)
		}
	}
	sorters := make([]*sorter, hands)
	err = share(len(jobs), func(hand, i int) error {
		s := sorters[hand]
		if s == nil {
			s = &sorter{ix: ix, near: near, pieceOf: pieceOf, frequent: frequent(len(ix.ends))}
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

// near gives the unit of every place that is a multiple of nearby.
func (ix *indexer) near() []uint32 {
	out := make([]uint32, len(ix.text)/nearby+1)
	unit := uint32(0)
	for i := range out {
		for int(unit) < len(ix.ends)-1 && int(ix.ends[unit]) <= i*nearby {
			unit++
		}
		out[i] = unit
	}
	return out
}

const nearby = 32

// sorter sorts places by the characters that follow, and writes what it finds.
type sorter struct {
	ix       *indexer
	near     []uint32
	pieceOf  []uint32
	frequent int
	err      error

	places [longest][]uint32 // sorted by so many characters
	groups [longest][]group
	counts [1 << 16]uint32
	found  []uint16 // the characters that were counted
	units  []uint32

	pieces, titles, heads []uint32 // that a gram stands in

	keys []gram
	w    *bitWriter
	free []byte // room for the next one
	last gram   // of the file so far
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
	places := grown(s.places[0], int(n))
	s.places[0] = places
	low, size := uint16(from), uint16(to-1-from)
	for i, c := range s.ix.text {
		if c-low <= size {
			places[next[c]] = uint32(i)
			next[c]++
		}
	}
	clear(next[from:to])
	for _, g := range groups {
		s.gram(gram{[longest]uint16{g.char}, 1}, places[g.from:g.to])
	}
	s.flush()
	return s.keys
}

func grown(s []uint32, n int) []uint32 {
	if cap(s) < n {
		return make([]uint32, n)
	}
	return s[:n]
}

// gram writes a gram that stands at places, and those that go on from it.
func (s *sorter) gram(g gram, places []uint32) {
	ends := s.ix.ends
	units := s.units[:0]
	end := uint32(0)
	for _, at := range places {
		if at < end {
			continue
		}
		u := s.near[at/nearby]
		for ends[u] <= at {
			u++
		}
		end = ends[u]
		units = append(units, u)
	}
	s.units = units
	more := g.size < longest && (g.size == 1 || len(units) > s.frequent)
	s.write(g, more)
	if !more {
		return
	}
	// What follows, by counting.
	text := s.ix.text
	n := uint32(g.size)
	found := s.found[:0]
	for _, at := range places {
		c := text[at+n]
		if c <= ' ' {
			continue
		}
		if s.counts[c] == 0 {
			found = append(found, c)
		}
		s.counts[c]++
	}
	s.found = found
	slices.Sort(found)
	groups := s.groups[g.size][:0]
	sum := uint32(0)
	for _, c := range found {
		count := s.counts[c]
		s.counts[c] = sum
		groups = append(groups, group{c, sum, sum + count})
		sum += count
	}
	s.groups[g.size] = groups
	sorted := grown(s.places[g.size], int(sum))
	s.places[g.size] = sorted
	for _, at := range places {
		if c := text[at+n]; c > ' ' {
			sorted[s.counts[c]] = at
			s.counts[c]++
		}
	}
	for _, c := range found {
		s.counts[c] = 0
	}
	for _, next := range groups {
		longer := g
		longer.chars[g.size] = next.char
		longer.size++
		s.gram(longer, sorted[next.from:next.to])
	}
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
	for _, u := range s.units {
		p := s.pieceOf[u]
		all = add(all, p)
		switch {
		case u >= ix.bodies[p]:
		case ix.pieces[p].begins && u == ix.pieces[p].first:
			titles = add(titles, p)
		default:
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
