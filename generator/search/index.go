// Package search makes the index that readers search a site with, without a
// server: from http and from file:// alike.
//
// Any two characters that stand beside each other in a paragraph, heading or row
// of a table (a unit) are a gram of the index, and so are each character by itself
// and longer runs of what is frequent; dictionaries, which would have to agree on
// what a word is, are not needed. A query's grams give the units that may hold it,
// and the texts of those that are shown tell whether they do. All of it stands in small scripts, because a page
// opened from a folder may load nothing else, and a query loads those that it needs.
//
// The index is made in two steps, so that a page that stays the same is read once:
// Digest takes what a page has to say, and a Builder makes the index of all digests.
package search

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"runtime"
	"slices"
	"sync"
	"unicode/utf8"
)

// Page is a page that can be found.
type Page struct {
	Path  string // from the site's root
	Title string // when the page has no <h1> of its own
	Kind  string // one that readers can choose; "" for a page that tells of others and comes last
	Label string // its kind, period or the like, as printed
	Year  int    // that it is about; 0 when about none
	Rank  int    // among those of its year and kind, the lowest first
}

// Builder makes the index of a site from the digests of its pages.
type Builder struct {
	kinds []string

	mu    sync.Mutex
	pages []entry
}

type entry struct {
	Page
	digest []byte
}

// NewBuilder begins an index. kinds are those that readers can choose, in the order in
// which pages of one year are listed.
func NewBuilder(kinds []string) *Builder { return &Builder{kinds: kinds} }

// Add adds a page with its Digest. It may be called by several goroutines at once; the
// order does not matter.
func (b *Builder) Add(p Page, digest []byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.pages = append(b.pages, entry{p, digest})
}

// Sum tells what was added from anything else, in whatever order it was added: the same pages with the
// same digests have the same sum, so that the files that Write made of them may stay. It says nothing of
// this package, which may make other files of them in another version.
func (b *Builder) Sum() [sha256.Size]byte {
	h := sha256.New()
	var head []byte
	for _, e := range b.sorted() {
		head = head[:0]
		for _, s := range []string{e.Path, e.Title, e.Kind, e.Label} {
			head = append(binary.AppendUvarint(head, uint64(len(s))), s...)
		}
		head = binary.AppendVarint(binary.AppendVarint(head, int64(e.Year)), int64(e.Rank))
		h.Write(binary.AppendUvarint(head, uint64(len(e.digest))))
		h.Write(e.digest)
	}
	for _, k := range b.kinds {
		h.Write(append(binary.AppendUvarint(head[:0], uint64(len(k))), k...))
	}
	return [sha256.Size]byte(h.Sum(nil))
}

// sorted are the pages in the order of the index.
func (b *Builder) sorted() []entry {
	b.mu.Lock()
	defer b.mu.Unlock()
	rank := func(kind string) int {
		if i := slices.Index(b.kinds, kind); i >= 0 {
			return i
		}
		return len(b.kinds)
	}
	minor := func(e *entry) int {
		if e.Kind == "" {
			return 1
		}
		return 0
	}
	slices.SortFunc(b.pages, func(a, b entry) int {
		return cmp.Or(cmp.Compare(minor(&a), minor(&b)), cmp.Compare(b.Year, a.Year), cmp.Compare(rank(a.Kind), rank(b.Kind)), cmp.Compare(a.Rank, b.Rank), cmp.Compare(a.Path, b.Path))
	})
	return b.pages
}

// Write hands the files of the index over: index.js, which is to be loaded first, and what
// it leads to. into may be called by several goroutines at once, with names within the folder of the
// index and data that it must not keep. version tells one state of the index from another; it belongs after the address of every
// file, or a browser would mix them. The same pages make the same files. The builder is
// empty afterwards.
func (b *Builder) Write(into func(name string, data []byte) error) (version string, err error) {
	pages := b.sorted()
	b.pages = nil
	ix := &indexer{pages: pages, out: out{into: into}}
	if err := ix.plan(); err != nil {
		return "", err
	}
	if err := ix.texts(); err != nil {
		return "", err
	}
	keys, deep, err := ix.lists()
	if err != nil {
		return "", err
	}
	version = ix.out.version()
	return version, ix.out.write("index", func(b []byte) []byte { return append(b, ix.index(keys, deep, version)...) })
}

// out is where the files go.
type out struct {
	into func(name string, data []byte) error

	mu   sync.Mutex
	sums []string // name and sum of what was written
}

// castagnoli sums files fast. Nobody is kept from making two files of one sum: a version has no
// more bits, and all that it has to tell apart are states of one site.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

var buffers = sync.Pool{New: func() any { return new([]byte) }}

// write writes a script that hands values over to search.js; add appends them, with commas
// between them.
func (o *out) write(name string, add func(b []byte) []byte) error {
	buffer := buffers.Get().(*[]byte)
	defer buffers.Put(buffer)
	b := append(append(append((*buffer)[:0], `gongbaoSearch("`...), name...), `",`...)
	b = append(add(b), ");\n"...)
	*buffer = b
	sum := fmt.Sprintf("%s %d %08x", name, len(b), crc32.Checksum(b, castagnoli))
	o.mu.Lock()
	o.sums = append(o.sums, sum)
	o.mu.Unlock()
	if err := o.into(name+".js", b); err != nil {
		return fmt.Errorf("write the search index: %w", err)
	}
	return nil
}

// version is made of all that was written so far.
func (o *out) version() string {
	slices.Sort(o.sums)
	all := sha256.New()
	for _, s := range o.sums {
		fmt.Fprintln(all, s)
	}
	return hex.EncodeToString(all.Sum(nil)[:4])
}

// textBytes is how large a file of texts is at most, unless one paragraph is larger.
const textBytes = 8000

type indexer struct {
	pages  []entry
	out    out
	plans  []plan   // of the pages
	pieces []piece  // all of them
	files  []uint32 // the first pieces of files of texts
	bodies []uint32 // by piece, the first unit that is no heading
	text   []uint16 // the folded texts of all units, each with a 0 after it, and some more at the end
	ends   []uint32 // by unit, where that 0 is
	counts [1 << 16]uint32
}

// plan is where a page's texts stand.
type plan struct {
	piece int // the page's first, of all pieces
	text  int // its first place in the folded texts
}

// A piece is as much of a page as a file of texts holds: all of it, for most pages. Its units
// are its headings, then its blocks.
type piece struct {
	first       uint32 // its first unit
	begins      bool   // it is its page's first, and that unit the title
	heads, size int    // headings, bytes
}

// stretch is a part of a section that is in a piece.
type stretch struct {
	section  int
	head     bool // with the section's heading
	from, to int  // blocks
}

// cut parts a page's sections into pieces, by itself: what other pages hold moves nothing.
func cut(sections []section, each func(spans []stretch, heads, units, size int)) {
	var spans []stretch
	heads, units, size := 0, 0, 0
	flush := func() {
		each(spans, heads, units, size)
		spans, heads, units, size = spans[:0], 0, 0, 0
	}
	for i := range sections {
		s := &sections[i]
		head := i == 0 || !s.continued && len(s.heading) > 0
		overhead := len(s.id) + len(s.heading) + 12
		first := overhead
		if len(s.blocks) > 0 {
			first += len(s.blocks[0]) + 3
		}
		if units > 0 && size+first > textBytes {
			flush()
		}
		spans = append(spans, stretch{section: i, head: head})
		size += overhead
		if head {
			heads++
			units++
		}
		for j, b := range s.blocks {
			last := &spans[len(spans)-1]
			if size+len(b)+3 > textBytes && (units > 1 || units == 1 && !last.head) && (last.to > last.from || len(spans) > 1) {
				flush()
				spans = append(spans, stretch{section: i, from: j, to: j})
				size += overhead
				last = &spans[0]
			}
			last.to = j + 1
			size += len(b) + 3
			units++
		}
	}
	if units > 0 {
		flush()
	}
}

// hands is how many goroutines make an index, at most.
const hands = 8

// share calls do for every number below n, in goroutines, until one fails. do is told which
// of the hands it is.
func share(n int, do func(hand, i int) error) error {
	var mu sync.Mutex
	var first error
	next := 0
	take := func() int {
		mu.Lock()
		defer mu.Unlock()
		if first != nil || next == n {
			return -1
		}
		next++
		return next - 1
	}
	var wg sync.WaitGroup
	for hand := range min(hands, runtime.GOMAXPROCS(0), n) {
		wg.Go(func() {
			for i := take(); i >= 0; i = take() {
				if err := do(hand, i); err != nil {
					mu.Lock()
					first = cmp.Or(first, err)
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
	return first
}

// sections are those of a page.
func (e *entry) sections(into []section) (sections []section, units int, err error) {
	sections, units, err = unpack(e.digest, into[:0])
	if err != nil {
		return nil, 0, fmt.Errorf("index %s: %w", e.Path, err)
	}
	if top := &sections[0]; len(top.heading) == 0 {
		top.heading = []byte(e.Title)
		if !top.continued {
			units += len(appendFold(nil, top.heading))
		}
	}
	sections[0].continued = false
	return sections, units, nil
}

// plan finds the places of all pages, pieces and units.
func (ix *indexer) plan() error {
	ix.plans = make([]plan, len(ix.pages))
	var all []section
	unit, text := 0, 0
	size := textBytes // of the file of texts so far: the first piece begins one
	for i := range ix.pages {
		e := &ix.pages[i]
		sections, folded, err := e.sections(all)
		if err != nil {
			return err
		}
		all = sections
		ix.plans[i] = plan{len(ix.pieces), text}
		first := len(ix.pieces)
		start := unit
		cut(sections, func(_ []stretch, heads, units, bytes int) {
			bytes += len(e.Path) + len(sections[0].heading) + len(e.Label) + 20
			// A page begins a file when one is half full, so that files stay the same when a page before grows.
			if size+bytes > textBytes || len(ix.pieces) == first && size > textBytes/2 {
				ix.files = append(ix.files, uint32(len(ix.pieces)))
				size = 0
			}
			size += bytes
			ix.pieces = append(ix.pieces, piece{uint32(unit), len(ix.pieces) == first, heads, bytes})
			ix.bodies = append(ix.bodies, uint32(unit+heads))
			unit += units
		})
		text += folded + unit - start
	}
	if text > 1<<32-1 {
		return fmt.Errorf("index %d pages: more text than an index can hold", len(ix.pages))
	}
	ix.text = make([]uint16, text+longest)
	ix.ends = make([]uint32, unit)
	return nil
}

// texts folds all texts and writes them as readers see them.
func (ix *indexer) texts() error {
	type worker struct {
		sections []section
		folded   []uint16
		counts   *[1 << 16]uint32
	}
	workers := make([]worker, hands)
	// What a page has is put into its files when all of their pages were read: a page may
	// begin in the file of the one before.
	parts := make([]*[]byte, len(ix.pieces))
	missing := make([]int, len(ix.files)) // pieces
	for f := range ix.files {
		missing[f] = ix.fileEnd(f) - int(ix.files[f])
	}
	var mu sync.Mutex
	err := share(len(ix.pages), func(hand, i int) error {
		w := &workers[hand]
		if w.counts == nil {
			w.counts = new([1 << 16]uint32)
		}
		e := &ix.pages[i]
		sections, _, err := e.sections(w.sections)
		if err != nil {
			return err
		}
		w.sections = sections
		p, at := ix.plans[i].piece, ix.plans[i].text
		unit, end := int(ix.pieces[p].first), len(ix.text)-longest
		if i+1 < len(ix.plans) {
			end = ix.plans[i+1].text
		}
		fold := func(s []byte) {
			w.folded = appendFold(w.folded[:0], s)
			if at+len(w.folded) >= end {
				w.folded, err = w.folded[:0], errDigest // another length than it tells
			}
			for _, c := range w.folded {
				w.counts[c]++
			}
			at += copy(ix.text[at:], w.folded)
			ix.ends[unit] = uint32(at)
			at, unit = at+1, unit+1
		}
		from := p
		cut(sections, func(spans []stretch, _, _, _ int) {
			for _, s := range spans {
				if s.head {
					fold(sections[s.section].heading)
				}
			}
			for _, s := range spans {
				for _, b := range sections[s.section].blocks[s.from:s.to] {
					fold(b)
				}
			}
			parts[p] = buffers.Get().(*[]byte)
			*parts[p] = appendPiece((*parts[p])[:0], e, sections, spans)
			p++
		})
		if err != nil || at != end {
			return fmt.Errorf("index %s: %w", e.Path, errDigest)
		}
		e.digest = nil
		for from < p {
			f, _ := slices.BinarySearch(ix.files, uint32(from)+1)
			f--
			end := min(ix.fileEnd(f), p)
			mu.Lock()
			missing[f] -= end - from
			full := missing[f] == 0
			mu.Unlock()
			if full {
				if err := ix.writeTexts(f, parts); err != nil {
					return err
				}
			}
			from = end
		}
		return nil
	})
	for _, w := range workers {
		if w.counts != nil {
			for c, n := range w.counts {
				ix.counts[c] += n
			}
		}
	}
	return err
}

// fileEnd is the piece after the last one of a file of texts.
func (ix *indexer) fileEnd(f int) int {
	if f+1 < len(ix.files) {
		return int(ix.files[f+1])
	}
	return len(ix.pieces)
}

func (ix *indexer) writeTexts(f int, parts []*[]byte) error {
	from, end := int(ix.files[f]), ix.fileEnd(f)
	page, found := slices.BinarySearchFunc(ix.plans, from, func(p plan, piece int) int { return cmp.Compare(p.piece, piece) })
	if !found {
		page--
	}
	name := fmt.Sprintf("t%d", page)
	if k := from - ix.plans[page].piece; k > 0 {
		name = fmt.Sprintf("%s-%d", name, k)
	}
	return ix.out.write(name, func(b []byte) []byte {
		for i, part := range parts[from:end] {
			b = append(append(b, "[,"[min(i, 1)]), *part...)
			buffers.Put(part)
		}
		return append(b, ']')
	})
}

// appendPiece writes what search.js finds in a file of texts for each piece: [path, title, label,
// section…], a section being [id, heading, 1 if the heading is among the piece's units or else 0, block…].
func appendPiece(b []byte, e *entry, sections []section, spans []stretch) []byte {
	b = appendString(append(b, '['), []byte(e.Path))
	b = appendString(append(b, ','), sections[0].heading)
	b = appendString(append(b, ','), []byte(e.Label))
	for _, s := range spans {
		section := &sections[s.section]
		b = appendString(append(b, ",["...), section.id)
		b = appendString(append(b, ','), section.heading)
		if s.head {
			b = append(b, ",1"...)
		} else {
			b = append(b, ",0"...)
		}
		for _, block := range section.blocks[s.from:s.to] {
			b = appendString(append(b, ','), block)
		}
		b = append(b, ']')
	}
	return append(b, ']')
}

// index is the file that leads to the others.
func (ix *indexer) index(keys []gram, deep bool, version string) []byte {
	type group struct {
		Pages int    `json:"n"`
		Kind  string `json:"k,omitempty"`
		Year  int    `json:"y,omitempty"`
	}
	groups := []group{}
	for _, p := range ix.pages {
		if n := len(groups); n > 0 && groups[n-1].Kind == p.Kind && groups[n-1].Year == p.Year {
			groups[n-1].Pages++
			continue
		}
		groups = append(groups, group{1, p.Kind, p.Year})
	}
	starts := []byte{}
	if len(ix.pages) > 0 {
		var pages, pieces []uint32
		for _, p := range ix.plans {
			pages = append(pages, uint32(p.piece))
		}
		for _, p := range ix.pieces {
			pieces = append(pieces, p.first)
		}
		w := newBitWriter()
		w.list(pages, len(ix.pieces))
		w.list(pieces, len(ix.ends))
		w.list(ix.files, len(ix.pieces))
		for _, p := range ix.pieces {
			w.gap(uint64(p.heads), 2)
		}
		starts = w.appendBase64(nil)
	}
	return object(map[string]any{
		"version": version, "units": len(ix.ends), "pieces": len(ix.pieces), "deep": deep, "longest": longest,
		"keys": json.RawMessage(quoteKeys(keys)), "common": json.RawMessage(quoteKeys(ix.common())), "starts": string(starts), "groups": groups,
	})
}

// common are the most frequent characters, the first the most.
func (ix *indexer) common() []gram {
	var all []gram
	for c := int(' ') + 1; c < len(ix.counts); c++ {
		if ix.counts[c] > 0 {
			all = append(all, gram{[longest]uint16{uint16(c)}, 1})
		}
	}
	slices.SortFunc(all, func(a, b gram) int {
		return cmp.Or(cmp.Compare(ix.counts[b.chars[0]], ix.counts[a.chars[0]]), cmp.Compare(a.chars[0], b.chars[0]))
	})
	return all[:min(len(all), 256)]
}

// object is v as JSON, which is JavaScript as well. It cannot fail for the types of this
// package.
func object(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err)
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}

// appendString writes a text as a string of JavaScript.
func appendString(dst, s []byte) []byte {
	dst = append(dst, '"')
	from := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 0x20 && c != '"' && c != '\\' && c < utf8.RuneSelf {
			continue
		}
		if c >= utf8.RuneSelf {
			r, size := decode(s[i:])
			if r != 0x2028 && r != 0x2029 && (r != utf8.RuneError || size > 1) {
				i += size - 1
				continue
			}
			dst = fmt.Appendf(append(dst, s[from:i]...), `\u%04x`, r)
			i += size - 1
			from = i + 1
			continue
		}
		dst = append(dst, s[from:i]...)
		if c < 0x20 {
			dst = fmt.Appendf(dst, `\u%04x`, c)
		} else {
			dst = append(dst, '\\', c)
		}
		from = i + 1
	}
	return append(append(dst, s[from:]...), '"')
}

// quoteKeys writes grams as one string of JavaScript, with spaces between them, which no
// gram has. Halves of a pair, which may stand alone, cannot be written in UTF-8.
func quoteKeys(keys []gram) []byte {
	b := []byte{'"'}
	for i, key := range keys {
		if i > 0 {
			b = append(b, ' ')
		}
		for _, c := range key.chars[:key.size] {
			switch {
			case c == '"' || c == '\\':
				b = append(b, '\\', byte(c))
			case c >= 0xD800 && c < 0xE000 || c == 0x2028 || c == 0x2029:
				b = fmt.Appendf(b, `\u%04x`, c)
			default:
				b = utf8.AppendRune(b, rune(c))
			}
		}
	}
	return append(b, '"')
}
