// Package verify looks over a built site before readers see it: every address on
// its pages leads to a file and a place that the site has, and no id is given
// twice on a page.
//
// It is the net below the checks of content, which know the author's file and
// line: what it finds came from a template, a stylesheet or a fault of this
// program. Page reads a page once, as it is written, and keeps what is needed in
// a few hundred bytes that can be stored; a Site then holds the pages against
// each other and against the files.
package verify

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Facts are what one file says of itself and of others: the places that it has
// and the addresses that it leads to. They are made by Page or Style, depend on
// nothing but the bytes of that file, and are immutable.
type Facts struct {
	// The form in which they are stored: the version, the number of ids, their
	// hashes in ascending order (8 bytes each, so that one is found by bisection
	// where it lies), then the entries, each a kind, a length and a text.
	data []byte
}

// version changes with the meaning of stored facts and with what the scanner
// sees: facts of another version are not to be trusted.
const version = 1

// kind tells what an entry of facts is.
type kind byte

const (
	link      kind = 'l' // an address that readers follow
	load      kind = 'r' // an address that browsers load by themselves
	lost      kind = 'a' // a place on the same page that is not there
	duplicate kind = 'd' // an id that is given twice
	empty     kind = 'e' // the name of an attribute that must hold an address and is empty
)

func (k kind) String() string {
	switch k {
	case link:
		return "link"
	case load:
		return "load"
	case lost:
		return "lost"
	case duplicate:
		return "twice"
	}
	return "empty"
}

// Bytes is the form in which facts are stored; it must not be changed.
func (f Facts) Bytes() []byte { return f.data }

var errFacts = errors.New("verify: these are no facts of this version")

// Load gives facts back that were stored. It keeps data. An error means that
// the file has to be read again.
func Load(data []byte) (Facts, error) {
	f := Facts{data}
	_, rest, ok := f.parts()
	for ok && len(rest) > 0 {
		switch kind(rest[0]) {
		case link, load, lost, duplicate, empty:
			n, width := binary.Uvarint(rest[1:])
			ok = width > 0 && n <= uint64(len(rest)-1-width)
			if ok {
				rest = rest[1+width+int(n):]
			}
		default:
			ok = false
		}
	}
	if !ok {
		return Facts{}, errFacts
	}
	return f, nil
}

// parts are the hashes of the ids and the entries.
func (f Facts) parts() (ids, entries []byte, ok bool) {
	if len(f.data) == 0 || f.data[0] != version {
		return nil, nil, false
	}
	n, width := binary.Uvarint(f.data[1:])
	if width <= 0 || n > uint64(len(f.data)-1-width)/8 {
		return nil, nil, false
	}
	ids = f.data[1+width:]
	return ids[:8*n], ids[8*n:], true
}

// entries calls yield for each entry.
func (f Facts) entries(yield func(kind, []byte)) {
	_, rest, _ := f.parts()
	for len(rest) > 0 {
		n, width := binary.Uvarint(rest[1:])
		yield(kind(rest[0]), rest[1+width:][:n])
		rest = rest[1+width+int(n):]
	}
}

// String shows facts, an entry on a line and ids by their hashes (FNV-1a, 64 bits).
func (f Facts) String() string {
	var b strings.Builder
	ids, _, _ := f.parts()
	for ; len(ids) > 0; ids = ids[8:] {
		fmt.Fprintf(&b, "id %016x\n", binary.LittleEndian.Uint64(ids))
	}
	f.entries(func(k kind, text []byte) { fmt.Fprintf(&b, "%s %s\n", k, text) })
	return b.String()
}

// hasID reports whether the hash of an id is among ids, as parts gives them.
func hasID(ids []byte, hash uint64) bool {
	low, high := 0, len(ids)/8
	for low < high {
		mid := (low + high) / 2
		switch h := binary.LittleEndian.Uint64(ids[8*mid:]); {
		case h == hash:
			return true
		case h < hash:
			low = mid + 1
		default:
			high = mid
		}
	}
	return false
}

// pack brings ids and entries into the form in which they are stored.
func pack(ids *set, entries []entry) Facts {
	size := 1 + binary.MaxVarintLen32 + 8*len(ids.items)
	for _, e := range entries {
		size += 1 + binary.MaxVarintLen16 + len(e.text)
	}
	data := append(make([]byte, 0, size), version)
	data = binary.AppendUvarint(data, uint64(len(ids.items)))
	slices.SortFunc(ids.items, func(a, b item) int { return cmp.Compare(a.hash, b.hash) })
	for _, id := range ids.items {
		data = binary.LittleEndian.AppendUint64(data, id.hash)
	}
	for _, e := range entries {
		data = append(data, byte(e.kind))
		data = binary.AppendUvarint(data, uint64(len(e.text)))
		data = append(data, e.text...)
	}
	return Facts{data}
}

type entry struct {
	kind kind
	text []byte
}

// hash is FNV-1a: stored facts need one that is the same in every process.
func hash[T string | []byte](text T) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(text) {
		h = (h ^ uint64(text[i])) * 1099511628211
	}
	return h
}

// set is a set of texts that lie in a page, without copies of them.
type set struct {
	slots []int32 // 1 + the index of an item, 0 for none; a power of two of them
	items []item
}

type item struct {
	hash uint64
	text []byte
}

// add puts a text in; it reports false when it was there.
func (s *set) add(text []byte) bool {
	if 2*len(s.items) >= len(s.slots) {
		s.slots = make([]int32, max(128, 2*len(s.slots)))
		for i, it := range s.items {
			slot, _ := s.find(it.hash, it.text)
			s.slots[slot] = int32(i + 1)
		}
	}
	h := hash(text)
	slot, found := s.find(h, text)
	if !found {
		s.items = append(s.items, item{h, text})
		s.slots[slot] = int32(len(s.items))
	}
	return !found
}

func (s *set) has(text []byte) bool {
	if len(s.items) == 0 {
		return false
	}
	_, found := s.find(hash(text), text)
	return found
}

// find is the slot of a text, or the free one in which it belongs. Less than half
// of the slots are in use, so there is one.
func (s *set) find(h uint64, text []byte) (slot int, found bool) {
	mask := len(s.slots) - 1
	for slot = int(h) & mask; s.slots[slot] != 0; slot = (slot + 1) & mask {
		if it := &s.items[s.slots[slot]-1]; it.hash == h && string(it.text) == string(text) {
			return slot, true
		}
	}
	return slot, false
}
