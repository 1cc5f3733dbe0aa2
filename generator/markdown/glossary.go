package markdown

import "unicode/utf8"

// trie holds the names of all terms by their characters, so that the longest
// name at a place is found in one pass, however many terms there are.
type trie struct {
	next map[rune]*trie
	id   string // of the term whose name ends here
	// firsts are, of the root, the characters of the basic plane that names begin
	// with: of all the characters of a text a few do.
	firsts *[0x10000 / 64]uint64
}

// begins reports whether a name may begin with a character.
func (t *trie) begins(r rune) bool {
	return uint32(r) >= 0x10000 || t.firsts[r/64]&(1<<(r%64)) != 0
}

func newTrie(terms []Term) *trie {
	root := &trie{firsts: new([0x10000 / 64]uint64)}
	for _, t := range terms {
		for _, name := range t.Names {
			if name != "" {
				if r := firstRune(name); r < 0x10000 {
					root.firsts[r/64] |= 1 << (r % 64)
				}
				root.add(name, t.ID)
			}
		}
	}
	return root
}

func (t *trie) add(name, id string) {
	for _, r := range name {
		if t.next == nil {
			t.next = map[rune]*trie{}
		}
		if t.next[r] == nil {
			t.next[r] = &trie{}
		}
		t = t.next[r]
	}
	if t.id == "" {
		t.id = id
	}
}

// longest is the length of the longest name that s begins with and its term.
// Words of an alphabet are only found whole.
func (t *trie) longest(before rune, s string) (length int, id string) {
	last := before
	for i, r := range s {
		if i > 0 && t.id != "" && !(isWord(last) && isWord(r)) {
			length, id = i, t.id
		}
		if i == 0 && isWord(before) && isWord(r) {
			return 0, ""
		}
		if t = t.next[r]; t == nil {
			return length, id
		}
		last = r
	}
	if t.id != "" && s != "" {
		length, id = len(s), t.id
	}
	return length, id
}

// firstUses finds the first use of each term on a page.
type firstUses struct {
	trie *trie
	used map[string]bool
	ids  []string
}

// cut divides text into text and terms, which it appends to out. A nil firstUses
// finds none.
func (f *firstUses) cut(m *makings, out []*node, t *node) []*node {
	if f == nil || f.trie.next == nil {
		return append(out, t)
	}
	s := t.text
	from, before := 0, rune(-1)
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if !f.trie.begins(r) || f.trie.next[r] == nil {
			before = r
			i += size
			continue
		}
		n, id := f.trie.longest(before, s[i:])
		if n == 0 {
			before = r
			i += size
			continue
		}
		if !f.used[id] {
			f.used[id] = true
			f.ids = append(f.ids, id)
			if from < i {
				out = append(out, m.part(t, from, i))
			}
			term := m.part(t, i, i+n)
			term.kind, term.id = kTerm, id
			out = append(out, term)
			from = i + n
		}
		before, _ = utf8.DecodeLastRuneInString(s[:i+n])
		i += n
	}
	if from < len(s) {
		out = append(out, m.part(t, from, len(s)))
	}
	return out
}
