// Package trie finds the longest of many words at a place of a text, in time that does
// not depend on how many words there are.
package trie

import (
	"iter"
	"unicode/utf8"
)

// Trie are words with their values. The zero value has none. It may be read from any
// number of goroutines once all words are in.
type Trie[T any] struct {
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
	ends  bool // a word does here
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

// end is where a word ends; nil for the empty one.
func (t *Trie[T]) end(word string) *node[T] {
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
	return at
}

// Add takes a word in; the first of two that are equal stays. An empty one is none.
func (t *Trie[T]) Add(word string, value T) {
	if at := t.end(word); at != nil && !at.ends {
		at.value, at.ends = value, true
	}
}

// Put takes a word in; the last of two that are equal stays. An empty one is none.
func (t *Trie[T]) Put(word string, value T) {
	if at := t.end(word); at != nil {
		at.value, at.ends = value, true
	}
}

// Longest is the value of the longest word with which a text begins, and how many
// bytes it has; 0 when it begins with none.
func (t *Trie[T]) Longest(text string) (value T, n int) {
	r, i := utf8.DecodeRuneInString(text)
	for at := along(t.heads[byte(r)], r); at != nil && i > 0; {
		if at.ends {
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

// LongestOf is Longest for a text in runes, and counts them.
func (t *Trie[T]) LongestOf(text []rune) (value T, n int) {
	if len(text) == 0 {
		return value, 0
	}
	at := along(t.heads[byte(text[0])], text[0])
	for i := 1; at != nil; i++ {
		if at.ends {
			value, n = at.value, i
		}
		if i == len(text) {
			break
		}
		at = along(at.next, text[i])
	}
	return value, n
}

// Firsts are the characters with which words begin, each once and in no order.
func (t *Trie[T]) Firsts() iter.Seq[rune] {
	return func(yield func(rune) bool) {
		for _, edges := range t.heads {
			for _, e := range edges {
				if !yield(e.over) {
					return
				}
			}
		}
	}
}
