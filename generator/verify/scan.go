package verify

import (
	"bytes"
	"html"
)

// Page gathers the facts of a page. It also reads what is XML: feeds, site maps,
// drawings. Nothing of page is kept.
//
// A parser of HTML takes milliseconds for a page with charts. This reads tags and
// their attributes as the standard's tokenizer does and leaves out what only a
// tree needs; the tests hold it against golang.org/x/net/html.
func Page(page []byte) Facts {
	s := scanner{page: page}
	s.scan()
	return s.facts()
}

// Style gathers the facts of a stylesheet.
func Style(css []byte) Facts {
	var s scanner
	s.style(css)
	return s.facts()
}

type scanner struct {
	page  []byte
	at    int      // how far it was read
	ids   set      // of the page
	links set      // addresses that readers follow
	loads set      // addresses that browsers load
	inner set      // ids to which the page itself leads
	twice set      // ids that were given more than once
	void  set      // attributes without the address that they must have
	names [][]byte // places that are no ids, of old: <a name>

	tagged, attr folded // the names of the tag and the attribute at hand
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

// What a byte is within the name of a tag or an attribute.
const (
	inName = iota
	capital
	space
	slash
	closing // >
	equals
)

var class = func() (c [256]uint8) {
	for b := 'A'; b <= 'Z'; b++ {
		c[b] = capital
	}
	for _, b := range " \n\r\t\f" {
		c[b] = space
	}
	c['/'], c['>'], c['='] = slash, closing, equals
	return c
}()

func isLetter(b byte) bool { b |= 0x20; return 'a' <= b && b <= 'z' }

// scan reads the page. Every turn moves on by a byte at least.
func (s *scanner) scan() {
	p := s.page
	for {
		i := bytes.IndexByte(p[s.at:], '<')
		if i < 0 || s.at+i+1 >= len(p) {
			return
		}
		s.at += i + 1
		switch c := p[s.at]; {
		case isLetter(c):
			s.tag()
		case c == '!' && bytes.HasPrefix(p[s.at:], []byte("!--")):
			s.at += len("!--")
			s.comment()
		case c == '!', c == '?':
			s.past('>')
		case c == '/' && s.at+1 < len(p) && isLetter(p[s.at+1]):
			s.at++
			s.name()
			for more := true; more; {
				_, _, more = s.attribute()
			}
		case c == '/':
			s.at++
			s.past('>')
		}
	}
}

// past moves on behind the next c.
func (s *scanner) past(c byte) {
	i := bytes.IndexByte(s.page[s.at:], c)
	if i < 0 {
		s.at = len(s.page)
		return
	}
	s.at += i + 1
}

// comment moves on behind the end of a comment, which is `-->` or `--!>`.
func (s *scanner) comment() {
	for _, short := range []string{">", "->"} { // <!--> and <!---> are whole
		if bytes.HasPrefix(s.page[s.at:], []byte(short)) {
			s.at += len(short)
			return
		}
	}
	for {
		i := bytes.Index(s.page[s.at:], []byte("--"))
		if i < 0 {
			s.at = len(s.page)
			return
		}
		s.at += i
		switch rest := s.page[s.at+2:]; {
		case bytes.HasPrefix(rest, []byte(">")):
			s.at += 3
			return
		case bytes.HasPrefix(rest, []byte("!>")):
			s.at += 4
			return
		}
		s.at++
	}
}

// name reads the name of a tag.
func (s *scanner) name() []byte {
	start, upper := s.at, false
	for s.at < len(s.page) {
		switch class[s.page[s.at]] {
		case inName, equals:
		case capital:
			upper = true
		default:
			return fold(&s.tagged, s.page[start:s.at], upper)
		}
		s.at++
	}
	return fold(&s.tagged, s.page[start:s.at], upper)
}

// folded has room for every name that counts here, in small letters. Drawings
// are full of names with capitals.
type folded [24]byte

// fold is a name in small letters; into holds it until the next.
func fold(into *folded, name []byte, upper bool) []byte {
	if !upper || len(name) > len(into) {
		return name
	}
	for i, c := range name {
		if class[c] == capital {
			c |= 0x20
		}
		into[i] = c
	}
	return into[:len(name)]
}

// element is what has to be remembered of a tag until its end.
type element struct {
	name      []byte
	href, rel []byte // of a link element, whose rel says what its href is
}

// tag reads a start tag with its attributes and, where what follows is no
// markup, that as well.
func (s *scanner) tag() {
	e := element{name: s.name()}
	for {
		name, val, more := s.attribute()
		if !more {
			break
		}
		s.note(&e, name, val)
	}
	if e.href != nil {
		s.refer(e.href, linkKind(e.rel))
	}
	switch string(e.name) {
	case "script", "style", "textarea", "title", "iframe", "noembed", "noframes", "xmp":
		text := s.raw(e.name)
		if string(e.name) == "style" {
			s.style(text)
		}
	case "plaintext":
		s.at = len(s.page)
	case "loc": // of a site map
		text, _, _ := bytes.Cut(s.page[s.at:], []byte("<"))
		s.refer(value(text), link)
	}
}

// raw reads what stands until the end tag of an element that holds no markup; it
// is left to be read.
func (s *scanner) raw(name []byte) []byte {
	start := s.at
	for {
		i := bytes.Index(s.page[s.at:], []byte("</"))
		if i < 0 {
			s.at = len(s.page)
			return s.page[start:]
		}
		s.at += i
		end := s.at + 2 + len(name)
		if end < len(s.page) && bytes.EqualFold(s.page[s.at+2:end], name) {
			switch class[s.page[end]] {
			case space, slash, closing:
				return s.page[start:s.at]
			}
		}
		s.at += 2
	}
}

func (s *scanner) spaces() {
	for s.at < len(s.page) && class[s.page[s.at]] == space {
		s.at++
	}
}

// attribute reads an attribute of a tag; its name lasts until the next. At the
// end of the tag there are no more. A name is empty where a stray slash stands.
func (s *scanner) attribute() (name, val []byte, more bool) {
	p := s.page
	s.spaces()
	if s.at >= len(p) {
		return nil, nil, false
	}
	if p[s.at] == '>' {
		s.at++
		return nil, nil, false
	}
	start, upper := s.at, false
	if p[s.at] == '=' { // is part of the name when it comes first
		s.at++
	}
	for s.at < len(p) && class[p[s.at]] <= capital {
		upper = upper || class[p[s.at]] == capital
		s.at++
	}
	name = fold(&s.attr, p[start:s.at], upper)
	s.spaces()
	if s.at >= len(p) {
		return nil, nil, false
	}
	switch p[s.at] {
	case '/':
		s.at++
	case '=':
		s.at++
		if val, more = s.quoted(); !more {
			return nil, nil, false
		}
	}
	return name, val, true
}

// quoted reads the value of an attribute, which need not be in quotes. The page
// may end before it does: then whole is false.
func (s *scanner) quoted() (val []byte, whole bool) {
	p := s.page
	s.spaces()
	if s.at >= len(p) {
		return nil, false
	}
	start := s.at
	switch quote := p[s.at]; quote {
	case '>':
		return nil, true
	case '"', '\'':
		start++
		i := bytes.IndexByte(p[start:], quote)
		if i < 0 { // the page ends within a tag, which then is none
			s.at = len(p)
			return nil, false
		}
		s.at = start + i + 1
		return p[start : start+i], true
	}
	for s.at < len(p) && class[p[s.at]] != space && p[s.at] != '>' {
		s.at++
	}
	return p[start:s.at], true
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
		if i < len(ids) && class[ids[i]] != space {
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
