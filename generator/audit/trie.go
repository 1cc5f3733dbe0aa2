package audit

import "unicode/utf8"

// trie finds the longest of many words at a place of a text, in time that does
// not depend on how many words there are.
type trie[T any] struct {
	// heads are the words by the last byte of their first runes, so that hardly any
	// two stand in one place.
	heads [256][]edge[T]
}

// edge leads over a rune to what may follow.
type edge[T any] struct {
	over rune
	to   *node[T]
}

type node[T any] struct {
	next  []edge[T]
	value T
	ok    bool
}

// along is where a rune leads; nil when it leads nowhere.
func along[T any](edges []edge[T], over rune) *node[T] {
	for i := range edges {
		if edges[i].over == over {
			return edges[i].to
		}
	}
	return nil
}

// add takes a word in; the first of two that are equal stays.
func (t *trie[T]) add(word string, value T) {
	var at *node[T]
	for _, r := range word {
		edges := &t.heads[byte(r)]
		if at != nil {
			edges = &at.next
		}
		if at = along(*edges, r); at == nil {
			at = &node[T]{}
			*edges = append(*edges, edge[T]{r, at})
		}
	}
	if at != nil && !at.ok {
		at.value, at.ok = value, true
	}
}

// longest is the longest word that text begins with, and its length in bytes.
func (t *trie[T]) longest(text string) (value T, n int) {
	r, i := utf8.DecodeRuneInString(text)
	for at := along(t.heads[byte(r)], r); at != nil && i > 0; {
		if at.ok {
			value, n = at.value, i
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if size == 0 {
			break
		}
		i += size
		at = along(at.next, r)
	}
	return value, n
}

// firsts tells of every character whether a word may begin with it. Those beyond
// the basic plane all may: so few are met that it is not worth their room.
type firsts [0x10000 / 64]uint64

func (f *firsts) has(r rune) bool {
	return uint32(r) >= 0x10000 || f[r/64]&(1<<(r%64)) != 0
}

// note takes the first characters of the words of a trie in.
func note[T any](f *firsts, t *trie[T]) {
	for _, edges := range t.heads {
		for _, e := range edges {
			if e.over < 0x10000 {
				f[e.over/64] |= 1 << (e.over % 64)
			}
		}
	}
}
