package audit

import "gongbao/generator/trie"

// firsts tells of every character whether a word may begin with it. Those beyond
// the basic plane all may: so few are met that it is not worth their room.
type firsts [0x10000 / 64]uint64

func (f *firsts) has(r rune) bool {
	return uint32(r) >= 0x10000 || f[r/64]&(1<<(r%64)) != 0
}

// note takes the first characters of the words of a trie in.
func note[T any](f *firsts, t *trie.Trie[T]) {
	for r := range t.Firsts() {
		if r < 0x10000 {
			f[r/64] |= 1 << (r % 64)
		}
	}
}
