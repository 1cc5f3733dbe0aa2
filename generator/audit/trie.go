package audit

import "unicode/utf8"

// trie finds the longest of many words at a place of a text, in time that does
// not depend on how many words there are.
type trie[T any] struct {
	next  map[rune]*trie[T]
	value T
	ok    bool
}

// add takes a word in; the first of two that are equal stays.
func (t *trie[T]) add(word string, value T) {
	at := t
	for _, r := range word {
		if at.next == nil {
			at.next = map[rune]*trie[T]{}
		}
		child := at.next[r]
		if child == nil {
			child = &trie[T]{}
			at.next[r] = child
		}
		at = child
	}
	if at != t && !at.ok {
		at.value, at.ok = value, true
	}
}

// longest is the longest word that text begins with, and its length in bytes.
func (t *trie[T]) longest(text string) (value T, n int) {
	at := t
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if at = at.next[r]; at == nil {
			break
		}
		i += size
		if at.ok {
			value, n = at.value, i
		}
	}
	return value, n
}
