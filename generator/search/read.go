package search

import (
	"bytes"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// Section is a stretch of a page that can be opened by itself.
type Section struct {
	ID      string // its anchor; "" for the top of the page
	Heading string // "" when it has none
	// Continued is a section that went on after another one within it: its heading
	// was counted there.
	Continued bool
	Blocks    []string // paragraphs, rows of tables (a tab between cells) and the like
}

// Read takes the text that readers see out of a page: what stands in <main>, but
// for navigation, drawings (their numbers stand in the table beneath), controls,
// references to footnotes and whatever is marked data-nosearch. The first section
// is the top of the page, and its heading the page's <h1>.
//
// A section begins at a heading and at any other block that has an id. Within a
// table that is the row.
func Read(page []byte) []Section {
	r := reader{sections: []Section{{}}}
	z := html.NewTokenizer(bytes.NewReader(without(main(page), "svg", "script")))
	for {
		switch z.Next() {
		case html.ErrorToken: // the end
			r.flush()
			return r.finish()
		case html.TextToken:
			if r.skipped == 0 {
				r.text(z.Text())
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			r.start(string(name), attributes(z, more))
		case html.EndTagToken:
			name, _ := z.TagName()
			r.end(string(name))
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

// without cuts elements out before the page is read: drawings are most of its
// bytes. Within texts and attributes a < is always escaped.
func without(page []byte, elements ...string) []byte {
	for _, name := range elements {
		open, shut := []byte("<"+name), []byte("</"+name+">")
		var out []byte
		for rest := page; ; {
			i := bytes.Index(rest, open)
			if i < 0 {
				if out != nil {
					page = append(out, rest...)
				}
				break
			}
			if out == nil {
				out = make([]byte, 0, len(page))
			}
			out, rest = append(out, rest[:i]...), rest[i:]
			end := bytes.Index(rest, shut)
			if end < 0 {
				page = out
				break
			}
			rest = rest[end+len(shut):]
		}
	}
	return page
}

type attrs struct {
	id   string
	skip bool
}

func attributes(z *html.Tokenizer, more bool) attrs {
	var a attrs
	for more {
		var key, value []byte
		key, value, more = z.TagAttr()
		switch string(key) {
		case "id":
			a.id = string(value)
		case "hidden", "data-nosearch":
			a.skip = true
		case "aria-hidden":
			a.skip = a.skip || string(value) == "true"
		case "role":
			a.skip = a.skip || string(value) == "doc-noteref" || string(value) == "doc-backlink"
		}
	}
	return a
}

// element is what was opened and not closed yet.
type element struct {
	name    string
	skips   bool
	heading bool // its text is the heading of the section
	id      string
	back    *Section // where the text goes on when it is closed; nil unless it began a section
}

type reader struct {
	sections []Section
	open     []element
	skipped  int // elements around that are not read
	rows     int // rows of tables around
	line     strings.Builder
	space    bool // white space before the next word
	span     bool // a span was just closed
}

var void = map[string]bool{"area": true, "base": true, "br": true, "col": true, "embed": true, "hr": true, "img": true, "input": true, "link": true, "meta": true, "source": true, "track": true, "wbr": true}

var unread = map[string]bool{"nav": true, "style": true, "template": true, "noscript": true, "button": true, "select": true, "textarea": true, "iframe": true, "object": true, "canvas": true}

var blocks = map[string]bool{
	"address": true, "article": true, "aside": true, "blockquote": true, "caption": true, "dd": true, "details": true, "dialog": true, "div": true, "dl": true, "dt": true,
	"fieldset": true, "figcaption": true, "figure": true, "footer": true, "form": true, "h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true, "header": true,
	"hgroup": true, "hr": true, "legend": true, "li": true, "main": true, "ol": true, "p": true, "pre": true, "section": true, "summary": true, "table": true, "tbody": true, "tfoot": true,
	"thead": true, "tr": true, "ul": true,
}

func (r *reader) start(name string, a attrs) {
	if void[name] {
		if name == "br" {
			r.space = true
		} else if name == "hr" && r.rows == 0 {
			r.flush()
		}
		return
	}
	e := element{name: name, skips: a.skip || unread[name]}
	switch {
	case r.skipped > 0 || e.skips:
	case name == "td" || name == "th":
		r.cell()
	case !blocks[name]:
		if name == "span" && r.span { // two that touch are two things
			r.space = true
		}
	case r.rows > 0:
		r.space = true
	default:
		r.flush()
		r.begin(&e, a.id)
	}
	r.span = false
	if e.skips {
		r.skipped++
	}
	if name == "tr" {
		r.rows++
	}
	r.open = append(r.open, e)
}

// begin starts a section where a block says so.
func (r *reader) begin(e *element, id string) {
	now := r.sections[len(r.sections)-1]
	switch e.name {
	case "h1":
		e.heading = now.ID == "" && now.Heading == "" && len(r.sections) == 1
	case "h2", "h3", "h4", "h5", "h6":
		e.heading = true
		if id == "" {
			id = now.ID // the next best place
		}
		r.sections = append(r.sections, Section{ID: id})
	case "figcaption", "caption", "dt":
		// The title of what is shown, when that can be opened by itself.
		e.heading = now.Continued && now.ID != "" && len(now.Blocks) == 0 && r.owns(now.ID)
		if e.heading {
			r.sections[len(r.sections)-1] = Section{ID: now.ID}
		}
	default:
		if id == "" {
			return
		}
		back := now
		e.id, e.back = id, &back
		r.sections = append(r.sections, Section{ID: id, Heading: now.Heading, Continued: true})
	}
}

// owns reports whether the nearest block around that can be opened has an id.
func (r *reader) owns(id string) bool {
	for _, e := range slices.Backward(r.open) {
		if e.back != nil {
			return e.id == id
		}
	}
	return false
}

func (r *reader) end(name string) {
	at := len(r.open) - 1
	for at >= 0 && r.open[at].name != name {
		at--
	}
	if at < 0 {
		return
	}
	for _, e := range r.open[at:] {
		if e.name == "tr" {
			r.rows--
		}
	}
	for _, e := range slices.Backward(r.open[at:]) {
		if e.skips {
			r.skipped--
			continue
		}
		if r.skipped > 0 {
			continue
		}
		switch {
		case e.heading:
			r.sections[len(r.sections)-1].Heading = r.take()
		case blocks[e.name] && r.rows == 0:
			r.flush()
		}
		if e.back != nil {
			r.sections = append(r.sections, Section{ID: e.back.ID, Heading: e.back.Heading, Continued: true})
		}
	}
	r.open = r.open[:at]
	r.span = name == "span"
}

// text adds the words of a text, white space as single spaces.
func (r *reader) text(b []byte) {
	for _, c := range string(b) {
		if c == '\ufeff' || unicode.IsSpace(c) && c != '\u3000' || c == '\t' {
			r.space = true
			continue
		}
		if r.space && r.line.Len() > 0 && !strings.HasSuffix(r.line.String(), "\t") {
			r.line.WriteByte(' ')
		}
		r.space, r.span = false, false
		r.line.WriteRune(c)
	}
}

func (r *reader) cell() {
	if r.line.Len() > 0 {
		r.line.WriteByte('\t')
	}
	r.space = false
}

func (r *reader) take() string {
	s := strings.TrimRight(r.line.String(), "\t ")
	r.line.Reset()
	r.space = false
	return s
}

// flush ends a block.
func (r *reader) flush() {
	if s := r.take(); s != "" {
		now := &r.sections[len(r.sections)-1]
		now.Blocks = append(now.Blocks, s)
	}
}

// finish leaves out the sections of which nothing came.
func (r *reader) finish() []Section {
	out := r.sections[:1]
	for _, s := range r.sections[1:] {
		if len(s.Blocks) > 0 || !s.Continued && s.Heading != "" {
			out = append(out, s)
		}
	}
	return out
}
