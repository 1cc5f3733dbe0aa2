package search

import (
	"bytes"

	tokenizer "golang.org/x/net/html"
)

// A scanner reads the tags and texts of a page. It reads them as the tokenizer of
// golang.org/x/net/html does, to which the tests hold it, and passes over what the index
// has no use for in one go: drawings and scripts are most of a page's bytes.
type scanner struct {
	page []byte
	at   int
	tag  tag
}

// tag is what was read last; it lasts until the next.
type tag struct {
	kind *kind
	name []byte // as it was written
	id   []byte
	skip bool // what is in it is not for readers, or not for the index
}

type token uint8

const (
	end   token = iota // of the page
	words              // a text
	opened
	closed
)

// What a byte is within a tag.
const (
	inName = iota
	space
	slash
	closing // >
	equals
)

var class = func() (c [256]uint8) {
	for _, b := range " \n\r\t\f" {
		c[b] = space
	}
	c['/'], c['>'], c['='] = slash, closing, equals
	return c
}()

func isLetter(b byte) bool { b |= 0x20; return 'a' <= b && b <= 'z' }

// next reads on; text is that of words, with its character references. Every turn moves on by a byte at
// least.
func (s *scanner) next() (what token, text []byte) {
	p := s.page
	for s.at < len(p) {
		start := s.at
		if p[start] != '<' {
			if i := bytes.IndexByte(p[start:], '<'); i >= 0 {
				s.at = start + i
			} else {
				s.at = len(p)
			}
			return words, p[start:s.at]
		}
		if start+1 == len(p) {
			s.at = len(p)
			return words, p[start:]
		}
		s.at = start + 1
		switch c := p[s.at]; {
		case isLetter(c):
			if !s.element(true) {
				return end, nil
			}
			switch s.tag.kind.is {
			case passed:
				s.past(s.tag.kind.end)
			case raw:
				s.raw()
				return opened, nil
			default:
				return opened, nil
			}
		case c == '!' && bytes.HasPrefix(p[s.at:], []byte("!--")):
			s.at += len("!--")
			s.comment()
		case c == '!', c == '?':
			s.past(">")
		case c == '/' && s.at+1 < len(p) && isLetter(p[s.at+1]):
			s.at++
			if !s.element(false) {
				return end, nil
			}
			return closed, nil
		case c == '/' && s.at+1 < len(p):
			s.at++
			s.past(">")
		case c == '/':
			s.at = len(p)
			return words, p[start:]
		default: // no tag
			return words, p[start:s.at]
		}
	}
	return end, nil
}

// past moves on behind the next of some bytes.
func (s *scanner) past(what string) {
	i := bytes.Index(s.page[s.at:], []byte(what))
	if i < 0 {
		s.at = len(s.page)
		return
	}
	s.at += i + len(what)
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

// raw moves on to the end tag of an element that holds no markup.
func (s *scanner) raw() {
	name := s.tag.name
	for ; s.tag.kind.end != ""; s.at += 2 {
		i := bytes.Index(s.page[s.at:], []byte("</"))
		if i < 0 {
			break
		}
		s.at += i
		end := s.at + 2 + len(name)
		if end >= len(s.page) || !sameName(s.page[s.at+2:end], name) {
			continue
		}
		switch class[s.page[end]] {
		case space, slash, closing:
			return
		}
	}
	s.at = len(s.page)
}

// element reads a tag from its name on to its end, with what counts of its attributes, which an end tag
// has none of. It is false when the page ends within: then there is no tag.
func (s *scanner) element(attributes bool) bool {
	p := s.page
	start := s.at
	for s.at < len(p) && (class[p[s.at]] == inName || class[p[s.at]] == equals) {
		s.at++
	}
	name := p[start:s.at]
	s.tag = tag{kind: kindOf(name), name: name}
	if s.at < len(p) && p[s.at] == '>' {
		s.at++
		return true
	}
	var seen uint8 // of an attribute that is given twice the first counts
	for {
		s.spaces()
		if s.at >= len(p) {
			return false
		}
		if p[s.at] == '>' {
			s.at++
			return true
		}
		start := s.at
		if p[start] == '=' { // is part of the name when it comes first
			s.at++
		}
		for s.at < len(p) && class[p[s.at]] == inName {
			s.at++
		}
		name := p[start:s.at]
		s.spaces()
		if s.at >= len(p) {
			return false
		}
		var value []byte
		switch p[s.at] {
		case '/':
			s.at++
		case '=':
			s.at++
			var whole bool
			if value, whole = s.value(); !whole {
				return false
			}
		}
		if attributes {
			s.note(name, value, &seen)
		}
	}
}

func (s *scanner) spaces() {
	for s.at < len(s.page) && class[s.page[s.at]] == space {
		s.at++
	}
}

// value reads the value of an attribute, which need not be in quotes; whole is false when the page
// ends before it does.
func (s *scanner) value() (value []byte, whole bool) {
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
		if i < 0 {
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

// note keeps what an attribute says to the index.
func (s *scanner) note(name, raw []byte, seen *uint8) {
	first := func(bit uint8) bool {
		before := *seen
		*seen |= bit
		return before&bit == 0
	}
	switch {
	case sameName(name, []byte("id")):
		if first(1) {
			s.tag.id = attributeText(raw)
		}
	case sameName(name, []byte("hidden")), sameName(name, []byte("data-nosearch")):
		s.tag.skip = true
	case sameName(name, []byte("aria-hidden")):
		if first(2) && string(attributeText(raw)) == "true" {
			s.tag.skip = true
		}
	case sameName(name, []byte("role")):
		if first(4) {
			role := attributeText(raw)
			s.tag.skip = s.tag.skip || string(role) == "doc-noteref" || string(role) == "doc-backlink"
		}
	}
}

// sameName compares names of tags and attributes, in which capitals A to Z are small letters.
func sameName(a, b []byte) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if lower(a[i]) != lower(b[i]) {
			return false
		}
	}
	return true
}

func lower(b byte) byte {
	if 'A' <= b && b <= 'Z' {
		b |= 0x20
	}
	return b
}

// attributeText is what an attribute says, without character references, whose rules in attributes are
// left to the tokenizer: they are rare in those that are read here.
func attributeText(raw []byte) []byte {
	if !bytes.ContainsAny(raw, "&\r\x00") {
		return raw
	}
	quote := `"`
	if bytes.IndexByte(raw, '"') >= 0 {
		quote = `'`
		if bytes.IndexByte(raw, '\'') >= 0 {
			quote = "" // it had none
		}
	}
	z := tokenizer.NewTokenizer(bytes.NewReader([]byte("<a v=" + quote + string(raw) + quote + ">")))
	z.Next()
	z.TagName()
	_, value, _ := z.TagAttr()
	return value
}

// reference is the text of a character reference, and what follows it. text begins with a &.
func reference(text []byte) (says string, rest []byte) {
	to := 1
	for to < len(text) && (isLetter(text[to]) || '0' <= text[to] && text[to] <= '9' || to == 1 && text[to] == '#') {
		to++
	}
	if to < len(text) && text[to] == ';' {
		to++
	}
	says, rest = string(text[:to]), text[to:]
	switch says {
	case "&amp;":
		return "&", rest
	case "&lt;":
		return "<", rest
	case "&gt;":
		return ">", rest
	case "&#34;", "&quot;":
		return `"`, rest
	case "&#39;":
		return "'", rest
	case "&nbsp;":
		return "\u00a0", rest
	}
	return tokenizer.UnescapeString(says), rest
}

// kind is what a name says of an element.
type kind struct {
	is    role
	block bool
	end   string // of what is passed over, where it ends; of raw, the element's name
	name  string // "" of those of which nothing has to be known
}

type role uint8

const (
	plain  role = iota
	passed      // is passed over, end tag and all
	raw         // holds no markup, and is not read either
	unread
	void // has no end tag
)

var elements = func() map[string]*kind {
	all := map[string]*kind{"svg": {is: passed, end: "</svg>"}, "script": {is: passed, end: "</script>"}, "plaintext": {is: raw}}
	for _, name := range []string{"style", "textarea", "title", "iframe", "noembed", "noframes", "noscript", "xmp"} {
		all[name] = &kind{is: raw, end: name}
	}
	for _, name := range []string{"nav", "template", "button", "select", "object", "canvas"} {
		all[name] = &kind{is: unread}
	}
	for _, name := range []string{"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"} {
		all[name] = &kind{is: void}
	}
	for _, name := range []string{
		"address", "article", "aside", "blockquote", "caption", "dd", "details", "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form",
		"h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "legend", "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
	} {
		all[name] = &kind{block: true}
	}
	for _, name := range []string{"td", "th", "span", "a", "data", "strong", "em", "sup", "sub", "b", "i", "time", "code", "mark", "small", "abbr"} {
		all[name] = &kind{}
	}
	for name, k := range all {
		k.name = name
	}
	return all
}()

var other kind

// kindOf is what the name of a tag says.
func kindOf(name []byte) *kind {
	var small [10]byte // as long as any that is known
	if len(name) > len(small) {
		return &other
	}
	for i, c := range name {
		small[i] = lower(c)
	}
	if k := elements[string(small[:len(name)])]; k != nil {
		return k
	}
	return &other
}
