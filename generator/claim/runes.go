package claim

// runeSet is a set of characters of the basic plane, asked of every character of
// a text, for which a map is too slow.
type runeSet [0x10000 / 64]uint64

func runesOf(rs ...rune) *runeSet {
	set := &runeSet{}
	for _, r := range rs {
		set.add(r)
	}
	return set
}

// add puts a character of the basic plane into the set.
func (s *runeSet) add(r rune) { s[r/64] |= 1 << (r % 64) }

func (s *runeSet) has(r rune) bool { return uint32(r) < 64*uint32(len(s)) && s[r/64]&(1<<(r%64)) != 0 }
