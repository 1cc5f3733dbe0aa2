package search

import (
	"bytes"
	"slices"
	"sync"
	"unicode"
	"unicode/utf8"

	"gongbao/generator/markup"
)

// A reader takes the text that readers see out of a page: what stands in <main>, but
// for navigation, drawings (their numbers stand in the table beneath), controls,
// references to footnotes and whatever is marked data-nosearch. The first section
// is the top of the page, and its heading the page's <h1>.
//
// A section begins at a heading and at any other block that has an id. Within a
// table that is the row.
type reader struct {
	text     []byte // all lines, one after the other
	lines    []span // of text: paragraphs, rows of tables (a tab between cells) and the like
	sections []part
	open     []element
	skipped  int // elements around that are not read
	rows     int // rows of tables around
	line     int // where the line begins that is being read
	space    bool
	touch    bool // a span was just closed
	folded   []uint16
}

// span is a stretch of something.
type span struct{ from, to int }

// part is a stretch of a page that can be opened by itself.
type part struct {
	id      []byte // its anchor; empty for the top of the page
	heading span   // empty when it has none
	// continued is a section that went on after another one within it: its heading
	// was counted there.
	continued bool
	line      int // its first
}

// element is what was opened and not closed yet.
type element struct {
	kind    *kind
	name    []byte // of a kind that is not known
	skips   bool
	heading bool // its text is the heading of the section
	begins  bool // it began a section
	id      []byte
	back    part // where the text goes on when it is closed, if it began a section
}

var readers = sync.Pool{New: func() any { return new(reader) }}

// read reads a page. The lines and sections are good until the reader reads another.
func (r *reader) read(page []byte) {
	*r = reader{text: r.text[:0], lines: r.lines[:0], sections: append(r.sections[:0], part{}), open: r.open[:0], folded: r.folded}
	s := markup.New(main(page))
	for {
		switch what, data := s.Next(); what {
		case markup.End:
			r.flush()
			return
		case markup.Text:
			if r.skipped == 0 {
				r.words(data)
			}
		case markup.StartTag:
			if t := start(&s, data); t.kind.is != passed {
				r.start(data, t)
			}
		case markup.EndTag:
			r.end(data)
		}
	}
}

// main is what stands within a page's <main>; all of the page when it has none.
func main(page []byte) []byte {
	start := bytes.Index(page, []byte("<main"))
	if start < 0 {
		return page
	}
	page = page[start:]
	page = page[bytes.IndexByte(page, '>')+1:]
	if end := bytes.LastIndex(page, []byte("</main>")); end >= 0 {
		page = page[:end]
	}
	return page
}

func (r *reader) start(name []byte, t tag) {
	if t.kind.is == void {
		if t.kind.name == "br" {
			r.space = true
		} else if t.kind.name == "hr" && r.rows == 0 {
			r.flush()
		}
		return
	}
	e := element{kind: t.kind, skips: t.skip || t.kind.is == unread}
	if e.kind == &other {
		e.name = bytes.Clone(name)
	}
	switch known := t.kind.name; {
	case r.skipped > 0 || e.skips:
	case known == "td" || known == "th":
		r.cell()
	case !t.kind.block:
		if known == "span" && r.touch { // two that touch are two things
			r.space = true
		}
	case r.rows > 0:
		r.space = true
	default:
		r.flush()
		r.begin(&e, t.id)
	}
	r.touch = false
	if e.skips {
		r.skipped++
	}
	if t.kind.name == "tr" {
		r.rows++
	}
	r.open = append(r.open, e)
}

// begin starts a section where a block says so.
func (r *reader) begin(e *element, id []byte) {
	now := r.sections[len(r.sections)-1]
	switch e.kind.name {
	case "h1":
		e.heading = len(now.id) == 0 && now.heading == span{} && len(r.sections) == 1
	case "h2", "h3", "h4", "h5", "h6":
		e.heading = true
		if len(id) == 0 {
			id = now.id // the next best place
		}
		r.sections = append(r.sections, part{id: id, line: len(r.lines)})
	case "figcaption", "caption", "dt":
		// The title of what is shown, when that can be opened by itself.
		e.heading = now.continued && len(now.id) > 0 && now.line == len(r.lines) && r.owns(now.id)
		if e.heading {
			r.sections[len(r.sections)-1] = part{id: now.id, line: now.line}
		}
	default:
		if len(id) == 0 {
			return
		}
		e.id, e.back, e.begins = id, now, true
		r.sections = append(r.sections, part{id: id, heading: now.heading, continued: true, line: len(r.lines)})
	}
}

// owns reports whether the nearest block around that can be opened has an id.
func (r *reader) owns(id []byte) bool {
	for _, e := range slices.Backward(r.open) {
		if e.begins {
			return bytes.Equal(e.id, id)
		}
	}
	return false
}

func (r *reader) end(name []byte) {
	kind := kindOf(name)
	at := len(r.open) - 1
	for at >= 0 && (r.open[at].kind != kind || kind == &other && !bytes.Equal(r.open[at].name, name)) {
		at--
	}
	if at < 0 {
		return
	}
	for i := len(r.open) - 1; i >= at; i-- {
		e := &r.open[i]
		if e.kind.name == "tr" {
			r.rows--
		}
	}
	for i := len(r.open) - 1; i >= at; i-- {
		e := &r.open[i]
		if e.skips {
			r.skipped--
			continue
		}
		if r.skipped > 0 {
			continue
		}
		switch {
		case e.heading:
			r.sections[len(r.sections)-1].heading = r.take()
		case e.kind.block && r.rows == 0:
			r.flush()
		}
		if e.begins {
			r.sections = append(r.sections, part{id: e.back.id, heading: e.back.heading, continued: true, line: len(r.lines)})
		}
	}
	r.open = r.open[:at]
	r.touch = kind.name == "span"
}

// words adds the words of a text, white space as single spaces.
func (r *reader) words(text []byte) {
	for {
		i := bytes.IndexByte(text, '&')
		if i < 0 {
			r.plain(text)
			return
		}
		r.plain(text[:i])
		says, rest := reference(text[i:])
		r.plain([]byte(says))
		text = rest
	}
}

// plain adds the words of a text without character references.
func (r *reader) plain(text []byte) {
	for i := 0; i < len(text); {
		c, size := rune(text[i]), 1
		if c >= utf8.RuneSelf {
			c, size = decode(text[i:])
		}
		if c < '\u3000' && unicode.IsSpace(c) || c == '\ufeff' {
			r.space = true
			i += size
			continue
		}
		if r.space {
			if n := len(r.text); n > r.line && r.text[n-1] != '\t' {
				r.text = append(r.text, ' ')
			}
			r.space = false
		}
		r.touch = false
		if c == utf8.RuneError {
			r.text = utf8.AppendRune(r.text, c)
		} else {
			r.text = append(r.text, text[i:i+size]...)
		}
		i += size
	}
}

// decode is utf8.DecodeRune, quick for what most texts are made of.
func decode(s []byte) (rune, int) {
	if len(s) >= 3 && s[0] > 0xE0 && s[0] < 0xED && s[1]&0xC0 == 0x80 && s[2]&0xC0 == 0x80 {
		return rune(s[0]&0x0F)<<12 | rune(s[1]&0x3F)<<6 | rune(s[2]&0x3F), 3
	}
	return utf8.DecodeRune(s)
}

func (r *reader) cell() {
	if len(r.text) > r.line {
		r.text = append(r.text, '\t')
	}
	r.space = false
}

// take ends the line.
func (r *reader) take() span {
	to := len(r.text)
	for to > r.line && (r.text[to-1] == '\t' || r.text[to-1] == ' ') {
		to--
	}
	s := span{r.line, to}
	r.text, r.line, r.space = r.text[:to], to, false
	if s.from == s.to {
		return span{}
	}
	return s
}

// flush ends a block.
func (r *reader) flush() {
	if s := r.take(); s != (span{}) {
		r.lines = append(r.lines, s)
	}
}
