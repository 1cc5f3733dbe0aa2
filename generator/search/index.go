// Package search makes the index that readers search a site with, without a
// server: from http and from file:// alike.
//
// Any two characters that stand beside each other in a paragraph, heading or row
// of a table (a unit) are a gram of the index, and so are each character by itself
// and longer runs of what is frequent; dictionaries, which would have to agree on
// what a word is, are not needed. A query's grams give the units that may hold it,
// and the texts of those that are shown tell whether they do. All of it stands in small scripts, because a page
// opened from a folder may load nothing else, and a query loads those that it needs.
package search

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
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
	Text  []Section
}

// File is a file of the index.
type File struct {
	Name string // within the folder of the index
	Data []byte
}

// How large the files are that a query loads several of, in bytes.
const (
	listBytes = 3200
	textBytes = 2400
)

// Make makes the index of a site: index.js, which is to be loaded first, and what
// it leads to. version tells one state of the index from another; it belongs after
// the address of every file, or a browser would mix them. kinds are those that readers can choose,
// in the order in which pages of one year are listed. The same pages, in any order, make the same
// bytes.
func Make(pages []Page, kinds []string) (files []File, version string) {
	pages = slices.Clone(pages)
	rank := func(kind string) int {
		if i := slices.Index(kinds, kind); i >= 0 {
			return i
		}
		return len(kinds)
	}
	slices.SortFunc(pages, func(a, b Page) int {
		minor := func(p Page) int {
			if p.Kind == "" {
				return 1
			}
			return 0
		}
		return cmp.Or(cmp.Compare(minor(a), minor(b)), cmp.Compare(b.Year, a.Year), cmp.Compare(rank(a.Kind), rank(b.Kind)), cmp.Compare(a.Rank, b.Rank), cmp.Compare(a.Path, b.Path))
	})
	ix := &indexer{pages: pages}
	ix.number()
	ix.texts()
	lists := ix.lists()
	ix.version()
	files = append(ix.files, ix.index(lists))
	slices.SortFunc(files, func(a, b File) int { return cmp.Compare(a.Name, b.Name) })
	return files, ix.id
}

type indexer struct {
	pages []Page
	files []File
	id    string

	units                            int
	pageStarts, sectionStarts, parts []uint32 // the first units of pages, sections and text files
}

// number gives every unit its number: a section takes one for its heading and one
// for each block.
func (ix *indexer) number() {
	at := uint32(0)
	for i := range ix.pages {
		p := &ix.pages[i]
		if len(p.Text) == 0 {
			p.Text = []Section{{}}
		} else {
			p.Text = slices.Clone(p.Text)
		}
		p.Text[0].Heading = cmp.Or(p.Text[0].Heading, p.Title)
		ix.pageStarts = append(ix.pageStarts, at)
		for _, s := range p.Text {
			ix.sectionStarts = append(ix.sectionStarts, at)
			at += 1 + uint32(len(s.Blocks))
		}
	}
	ix.units = int(at)
}

// textPage and textSection are what search.js finds in a file of texts.
type textPage struct {
	start    uint32 // the page's first unit
	path     string
	title    string
	label    string
	sections []textSection
}

type textSection struct {
	start   uint32 // its heading's unit, or the one before its first block here
	id      string
	heading string
	blocks  []string
}

func (p textPage) MarshalJSON() ([]byte, error) {
	return encode([]any{p.start, p.path, p.title, p.label, p.sections})
}

func (s textSection) MarshalJSON() ([]byte, error) {
	return encode(slices.Concat([]any{s.start, s.id, s.heading}, anys(s.blocks)))
}

func anys(words []string) []any {
	out := make([]any, len(words))
	for i, w := range words {
		out[i] = w
	}
	return out
}

// texts writes the units' texts in files of about one size; a long section goes on
// in the next.
func (ix *indexer) texts() {
	var file []textPage
	size := 0
	flush := func(next uint32) {
		if len(file) == 0 {
			return
		}
		ix.add(fmt.Sprintf("t%d", len(ix.parts)-1), file)
		file, size = nil, 0
		ix.parts = append(ix.parts, next)
	}
	ix.parts = []uint32{0}
	at := uint32(0)
	for i := range ix.pages {
		p := &ix.pages[i]
		page := textPage{ix.pageStarts[i], p.Path, p.Text[0].Heading, p.Label, nil}
		head := len(p.Path) + len(page.title) + len(p.Label) + 24
		open := func(s textSection) *textSection {
			if len(file) == 0 || file[len(file)-1].start != page.start {
				file = append(file, page)
				size += head
			}
			last := &file[len(file)-1]
			last.sections = append(last.sections, s)
			size += len(s.id) + len(s.heading) + 16
			return &last.sections[len(last.sections)-1]
		}
		for _, s := range p.Text {
			if size > 0 && size+len(s.Heading)+len(s.ID) > textBytes {
				flush(at)
			}
			section := open(textSection{start: at, id: s.ID, heading: s.Heading})
			at++
			for _, b := range s.Blocks {
				if size > 0 && size+len(b) > textBytes && len(section.blocks) > 0 {
					flush(at)
					section = open(textSection{start: at - 1, id: s.ID, heading: s.Heading})
				}
				section.blocks = append(section.blocks, b)
				size += len(b) + 3
				at++
			}
		}
	}
	flush(at)
	ix.parts = ix.parts[:max(len(ix.parts)-1, 1)]
}

// gram is a run of characters and the units that it stands in.
type gram struct {
	before int32 // the gram without its last character; 0 for none
	last   uint16
	size   uint8
	units  []uint32
}

// Every character is a gram, and so is every pair. Longer ones, up to longest, are
// written only where what they begin with is frequent: there the pairs of a query
// would stand together in many a text that does not hold the query.
const (
	longest = 4
	rarely  = 200 // a frequent gram stands in one unit of this many, or more
)

// frequent is in how many units a gram stands at most that is not gone on with.
func frequent(units int) int { return units/rarely + 8 }

// grams collects those that begin with the characters of one hand; the first is none.
func grams(folded []uint16, ends []int, hand, frequent int) []gram {
	out := make([]gram, 1)
	ids := make([]int32, len(folded)) // of the longest gram so far that begins at a place
	for size := range longest {
		known := map[uint64]int32{}
		start := 0
		for unit, end := range ends {
			for at := start; at < end; at++ {
				before := ids[at]
				switch {
				case size == 0:
					if int(folded[at]%hands) != hand {
						continue
					}
				case before == 0:
					continue
				case size >= 2 && len(out[before].units) <= frequent:
					ids[at] = 0
					continue
				}
				if at+size >= end || folded[at+size] == ' ' || folded[at+size] == '\t' {
					ids[at] = 0
					continue
				}
				k := uint64(before)<<16 | uint64(folded[at+size])
				id := known[k]
				if id == 0 {
					id = int32(len(out))
					known[k] = id
					out = append(out, gram{before: before, last: folded[at+size], size: uint8(size + 1)})
				}
				ids[at] = id
				g := &out[id]
				if n := len(g.units); n == 0 || g.units[n-1] != uint32(unit) {
					g.units = append(g.units, uint32(unit))
				}
			}
			start = end
		}
	}
	return out
}

// name is what a gram reads.
func name(all []gram, id int32) [longest]uint16 {
	var out [longest]uint16
	for id != 0 {
		g := &all[id]
		out[g.size-1] = g.last
		id = g.before
	}
	return out
}

// home is the file, of n, that a gram is in.
func home(gram []uint16, n int) int {
	h := uint32(2166136261)
	for _, c := range gram {
		h = h*16777619 ^ uint32(c)
	}
	return int(h % uint32(n))
}

// hands is how many goroutines collect grams.
const hands = 2

// lists collects where each gram stands and writes the files of lists.
func (ix *indexer) lists() (n int) {
	var folded []uint16
	ends := make([]int, 0, ix.units) // of the units
	for _, p := range ix.pages {
		for _, s := range p.Text {
			if !s.Continued {
				folded = appendFold(folded, s.Heading)
			}
			ends = append(ends, len(folded))
			for _, b := range s.Blocks {
				folded = appendFold(folded, b)
				ends = append(ends, len(folded))
			}
		}
	}
	type named struct {
		name [longest]uint16
		size uint8
		list []uint32
	}
	var found [hands][]named
	var sizes [hands]int // in bits
	var wg sync.WaitGroup
	for hand := range hands {
		wg.Go(func() {
			all := grams(folded, ends, hand, frequent(ix.units))
			for id := range all[1:] {
				g := &all[id+1]
				found[hand] = append(found[hand], named{name(all, int32(id+1)), g.size, g.units})
				sizes[hand] += 64 + (9+len(g.units)*int(lowBits(len(g.units), ix.units)+2))*4/3
			}
		})
	}
	wg.Wait()
	total := 0
	for _, bits := range sizes {
		total += bits / 8
	}
	if total == 0 {
		return 0
	}
	n = (total + listBytes - 1) / listBytes
	homes := make([][]named, n)
	for _, f := range found {
		for _, g := range f {
			h := home(g.name[:g.size], n)
			homes[h] = append(homes[h], g)
		}
	}
	files := make([]File, n)
	for hand := range hands {
		wg.Go(func() {
			for i := hand; i < n; i += hands {
				slices.SortFunc(homes[i], func(a, b named) int { return cmp.Or(cmp.Compare(a.size, b.size), slices.Compare(a.name[:], b.name[:])) })
				w := newBitWriter()
				var names [longest][]uint16
				for _, g := range homes[i] {
					names[g.size-1] = append(names[g.size-1], g.name[:g.size]...)
					w.list(g.list, ix.units)
				}
				values := [][]byte{[]byte(strconv.Quote(w.base64()))}
				for _, n := range names {
					values = append(values, quote(n))
				}
				files[i] = file(fmt.Sprintf("k%d", i), values...)
			}
		})
	}
	wg.Wait()
	ix.files = append(ix.files, files...)
	return n
}

// index is the file that leads to the others.
func (ix *indexer) index(lists int) File {
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
	starts := ""
	if len(ix.pages) > 0 {
		w := newBitWriter()
		for _, l := range [][]uint32{ix.pageStarts, ix.sectionStarts, ix.parts} {
			w.list(l, ix.units)
		}
		starts = w.base64()
	}
	return file("index", object(map[string]any{"version": ix.id, "units": ix.units, "lists": lists, "frequent": frequent(ix.units), "longest": longest, "starts": starts, "groups": groups}))
}

// version is made of all that was written so far.
func (ix *indexer) version() {
	sum := sha256.New()
	for _, f := range ix.files {
		fmt.Fprintf(sum, "%s %d\n", f.Name, len(f.Data))
		sum.Write(f.Data)
	}
	ix.id = hex.EncodeToString(sum.Sum(nil)[:4])
}

func (ix *indexer) add(name string, v any) { ix.files = append(ix.files, file(name, object(v))) }

// file is a script that hands its values over to search.js.
func file(name string, values ...[]byte) File {
	b := []byte(`gongbaoSearch("` + name + `"`)
	for _, v := range values {
		b = append(append(b, ','), v...)
	}
	return File{name + ".js", append(b, ");\n"...)}
}

// object is v as JSON, which is JavaScript as well. It cannot fail for the types of this
// package.
func object(v any) []byte {
	b, err := encode(v)
	if err != nil {
		panic(err)
	}
	return b
}

func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimRight(b.Bytes(), "\n"), err
}

// quote writes UTF-16 units as a string of JavaScript. Halves of a pair, which stand
// alone in keys, cannot be written in UTF-8.
func quote(units []uint16) []byte {
	b := []byte{'"'}
	for _, c := range units {
		switch {
		case c == '"' || c == '\\':
			b = append(b, '\\', byte(c))
		case c < 0x20 || c >= 0xD800 && c < 0xE000 || c == 0x2028 || c == 0x2029:
			b = fmt.Appendf(b, `\u%04x`, c)
		default:
			b = utf8.AppendRune(b, rune(c))
		}
	}
	return append(b, '"')
}
