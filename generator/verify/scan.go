package verify

import (
	"bytes"
	"html"

	"gongbao/generator/markup"
)

// Page gathers the facts of a page. It also reads what is XML: feeds, site maps,
// drawings. Nothing of page is kept.
func Page(page []byte) Facts {
	var s scanner
	s.scan(page)
	return s.facts()
}

// Style gathers the facts of a stylesheet.
func Style(css []byte) Facts {
	var s scanner
	s.style(css)
	return s.facts()
}

type scanner struct {
	ids   set      // of the page
	links set      // addresses that readers follow
	loads set      // addresses that browsers load
	inner set      // ids to which the page itself leads
	twice set      // ids that were given more than once
	void  set      // attributes without the address that they must have
	names [][]byte // places that are no ids, of old: <a name>
}

// facts are what was gathered.
func (s *scanner) facts() Facts {
	for _, name := range s.names {
		s.ids.add(name)
	}
	var all []entry
	for _, set := range []struct {
		kind kind
		set  *set
	}{{duplicate, &s.twice}, {empty, &s.void}, {lost, &s.inner}, {link, &s.links}, {load, &s.loads}} {
		for _, it := range set.set.items {
			if set.kind == lost && s.ids.has(it.text) || set.kind == link && s.loads.has(it.text) {
				continue
			}
			all = append(all, entry{set.kind, it.text})
		}
	}
	return pack(&s.ids, all)
}

// scan reads a page.
func (s *scanner) scan(page []byte) {
	m := markup.New(page)
	var last []byte // the name of a start tag, right behind it
	for {
		switch what, data := m.Next(); what {
		case markup.End:
			return
		case markup.StartTag:
			e := element{name: data}
			for {
				name, val, more := m.Attribute()
				if !more {
					break
				}
				s.note(&e, name, val)
			}
			s.close(&e)
			last = data
		case markup.Text:
			s.text(last, data)
			last = nil
		default:
			last = nil
		}
	}
}

// element is what has to be remembered of a tag until its end.
type element struct {
	name      []byte
	href, rel []byte // of a link element, whose rel says what its href is
}

// close keeps what only all attributes of a tag say together.
func (s *scanner) close(e *element) {
	if e.href != nil {
		s.refer(e.href, linkKind(e.rel))
	}
}

// text keeps what a text says that follows a start tag.
func (s *scanner) text(tag, text []byte) {
	switch string(tag) {
	case "style":
		s.style(text)
	case "loc": // of a site map
		s.refer(value(text), link)
	}
}

// note keeps what an attribute says.
func (s *scanner) note(e *element, name, raw []byte) {
	switch string(name) {
	case "id":
		if id := value(raw); len(id) > 0 && !s.ids.add(id) {
			s.twice.add(id)
		}
	case "name":
		if string(e.name) == "a" && len(raw) > 0 {
			s.names = append(s.names, value(raw))
		}
	case "href", "xlink:href":
		switch string(e.name) {
		case "a", "area":
			s.address(name, raw, link)
		case "link":
			if e.href = value(raw); len(e.href) == 0 {
				s.void.add(bytes.Clone(name))
				e.href = nil
			}
		case "base":
		default: // use, image and their like
			s.address(name, raw, load)
		}
	case "rel":
		e.rel = value(raw)
	case "src", "poster":
		s.address(name, raw, load)
	case "data":
		if string(e.name) == "object" {
			s.address(name, raw, load)
		}
	case "action", "formaction", "cite":
		s.address(name, raw, link)
	case "srcset", "imagesrcset":
		s.candidates(name, value(raw))
	case "content":
		if v := value(raw); isWeb(v) && bytes.IndexByte(v, ' ') < 0 {
			s.refer(v, link)
		}
	case "for", "list", "headers", "form", "data-trace", "aria-controls", "aria-labelledby", "aria-describedby", "aria-details",
		"aria-owns", "aria-flowto", "aria-errormessage", "aria-activedescendant":
		s.inside(value(raw))
	case "style":
		s.style(value(raw))
	default:
		switch {
		case len(raw) > 4 && raw[0] == 'u' && raw[3] == '(':
			s.style(value(raw))
		case len(name) > 5 && string(name[:5]) == "data-" && isFile(raw):
			s.address(name, raw, load)
		}
	}
}

// inside keeps ids of this page, with spaces between them.
func (s *scanner) inside(ids []byte) {
	for i, start := 0, 0; i <= len(ids); i++ {
		if i < len(ids) && !isSpace(ids[i]) {
			continue
		}
		if i > start {
			s.inner.add(ids[start:i])
		}
		start = i + 1
	}
}

// linkKind is what browsers do with the address of a link element.
func linkKind(rel []byte) kind {
	for r := range bytes.FieldsSeq(rel) {
		switch string(bytes.ToLower(r)) {
		case "stylesheet", "icon", "apple-touch-icon", "mask-icon", "preload", "modulepreload", "prefetch", "manifest":
			return load
		}
	}
	return link
}

// address keeps the address that an attribute holds.
func (s *scanner) address(name, raw []byte, k kind) {
	v := bytes.TrimSpace(value(raw))
	if len(v) == 0 {
		s.void.add(bytes.Clone(name))
		return
	}
	s.refer(v, k)
}

// refer keeps an address. One that leads to a place on the same page is settled
// when the page was read; one of another scheme is nothing of ours.
func (s *scanner) refer(address []byte, k kind) {
	address = bytes.TrimSpace(address)
	if len(address) == 0 {
		return
	}
	if address[0] == '#' {
		id := address[1:]
		if bytes.IndexByte(id, '%') >= 0 || bytes.Contains(id, []byte(textMark)) {
			id = []byte(fragment(string(id)))
		}
		if len(id) > 0 && string(id) != top {
			s.inner.add(id)
		}
		return
	}
	if scheme := schemeOf(address); len(scheme) > 0 && !isWeb(address) {
		return
	}
	if k == load {
		s.loads.add(address)
		return
	}
	s.links.add(address)
}

// isSpace reports whether a byte is white space to HTML.
func isSpace(b byte) bool { return b == ' ' || b == '\n' || b == '\r' || b == '\t' || b == '\f' }

func isLetter(b byte) bool { b |= 0x20; return 'a' <= b && b <= 'z' }

// schemeOf is what stands before the colon of an address; empty for a relative one.
func schemeOf(address []byte) []byte {
	for i, c := range address {
		switch {
		case isLetter(c), i > 0 && ('0' <= c && c <= '9' || c == '+' || c == '-' || c == '.'):
		case c == ':':
			return address[:i]
		default:
			return nil
		}
	}
	return nil
}

// isWeb reports whether an address is one of the web, with its scheme.
func isWeb(address []byte) bool {
	rest, ok := cutFold(address, "http")
	if !ok {
		return false
	}
	if len(rest) > 0 && rest[0]|0x20 == 's' {
		rest = rest[1:]
	}
	return bytes.HasPrefix(rest, []byte("://"))
}

func cutFold(b []byte, prefix string) (rest []byte, ok bool) {
	if len(b) < len(prefix) || !bytes.EqualFold(b[:len(prefix)], []byte(prefix)) {
		return b, false
	}
	return b[len(prefix):], true
}

// candidates keeps the addresses of a srcset: each is followed by a width or a
// density and a comma.
func (s *scanner) candidates(name, set []byte) {
	found := false
	for {
		set = bytes.TrimLeft(set, " \n\r\t\f,")
		if len(set) == 0 {
			break
		}
		end := bytes.IndexAny(set, " \n\r\t\f")
		if end < 0 {
			end = len(set)
		}
		found = true
		address := bytes.TrimRight(set[:end], ",")
		if len(address) < end { // a comma right behind it: no description follows
			s.refer(address, load)
			set = set[end:]
			continue
		}
		s.refer(address, load)
		set = set[end:]
		if i := bytes.IndexByte(set, ','); i >= 0 {
			set = set[i:]
		} else {
			break
		}
	}
	if !found {
		s.void.add(bytes.Clone(name))
	}
}

// files are the endings of what scripts are told to load by data- attributes:
// anything else in one is a word and not an address.
var files = []string{"js", "css", "json", "html", "svg", "png", "jpg", "jpeg", "webp", "gif", "csv", "xlsx", "xml", "pdf", "txt"}

// isFile reports whether the value of a data- attribute is the address of a file.
func isFile(raw []byte) bool {
	if i := bytes.IndexAny(raw, "?#"); i >= 0 {
		raw = raw[:i]
	}
	tail := raw[max(0, len(raw)-5):]
	dot := bytes.LastIndexByte(tail, '.')
	if dot < 0 || bytes.ContainsAny(raw, " \n\r\t\f") {
		return false
	}
	for _, ending := range files {
		if string(tail[dot+1:]) == ending {
			return true
		}
	}
	return false
}

// style keeps the addresses of a stylesheet: url(…) and @import.
func (s *scanner) style(css []byte) {
	for len(css) > 0 {
		i := bytes.IndexAny(css, "uU@/")
		if i < 0 {
			return
		}
		css = css[i:]
		if bytes.HasPrefix(css, []byte("/*")) {
			end := bytes.Index(css[2:], []byte("*/"))
			if end < 0 {
				return
			}
			css = css[2+end+2:]
			continue
		}
		rest, found := cutFold(css, "url(")
		if css[0] == '@' {
			if rest, found = cutFold(css[1:], "import"); found { // its url( is found by itself
				rest = bytes.TrimLeft(rest, " \n\r\t\f")
				found = len(rest) > 0 && (rest[0] == '"' || rest[0] == '\'')
			}
		}
		if !found {
			css = css[1:]
			continue
		}
		rest = bytes.TrimLeft(rest, " \n\r\t\f")
		if len(rest) == 0 {
			return
		}
		end := -1
		if quote := rest[0]; quote == '"' || quote == '\'' {
			rest = rest[1:]
			end = bytes.IndexByte(rest, quote)
		} else {
			end = bytes.IndexByte(rest, ')')
		}
		if end < 0 {
			return
		}
		if address := bytes.TrimSpace(rest[:end]); len(address) > 0 {
			s.refer(address, load)
		} else {
			s.void.add([]byte("url()"))
		}
		css = rest[end:]
	}
}

// value is what an attribute holds, without character references.
func value(raw []byte) []byte {
	if bytes.IndexByte(raw, '&') < 0 {
		return raw
	}
	var out []byte
	for {
		i := bytes.IndexByte(raw, '&')
		if i < 0 {
			return append(out, raw...)
		}
		out = append(out, raw[:i]...)
		raw = raw[i:]
		end := 1
		for end < len(raw) && (isLetter(raw[end]) || '0' <= raw[end] && raw[end] <= '9' || end == 1 && raw[end] == '#') {
			end++
		}
		// In an attribute a name without its semicolon is none: `?a=1&copy=2`.
		if end < len(raw) && raw[end] == ';' {
			end++
			out = append(out, html.UnescapeString(string(raw[:end]))...)
		} else {
			out = append(out, raw[:end]...)
		}
		raw = raw[end:]
	}
}
