// Package markup reads the tags of a page as the tokenizer of the HTML standard does,
// without making a tree: a parser takes milliseconds for a page with charts. It is for
// our own finished pages, and the tests hold it against golang.org/x/net/html.
//
// What it leaves to others: texts and values are as they are written, with their
// character references; of an attribute that is given twice both are told; a script
// ends at its first end tag, even where a comment in it begins another script; what
// stands in a noscript is markup, as where there are no scripts.
package markup

import "bytes"

// Token is what Next came to.
type Token uint8

const (
	End  Token = iota // of the page
	Text              // with its character references
	StartTag
	EndTag
)

// A Scanner reads a page from its beginning to its end. It changes nothing of it.
type Scanner struct {
	page   []byte
	at     int    // how far it was read
	within bool   // a tag, whose attributes were not all read
	cut    bool   // the page ends within a tag
	raw    []byte // the name, as it is written, of an element whose text, which is no markup, follows

	tag, attribute folded // the names at hand
}

// New is a scanner of a page, or of a part of one that begins between tags.
func New(page []byte) Scanner { return Scanner{page: page} }

// What a byte is within a tag.
const (
	inName = iota
	capital
	equals // all up to here may stand in the name of a tag
	space
	slash
	closing // >
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

// Next reads on. With a text comes what is written, with a tag its name in small letters,
// which lasts until the next tag. Two texts may follow on each other, with a comment
// between them. An end tag in which the page breaks off is none; a start tag is one, with
// the attributes that are whole.
func (s *Scanner) Next() (Token, []byte) {
	s.finish()
	if s.raw != nil {
		if text := s.rawText(); len(text) > 0 {
			return Text, text
		}
	}
	p := s.page
	start := s.at
	for at := start; ; {
		i := bytes.IndexByte(p[at:], '<')
		if i < 0 {
			break
		}
		at += i + 1
		if at == len(p) {
			break
		}
		c := p[at]
		switch {
		case isLetter(c), c == '!', c == '?', c == '/' && at+1 < len(p):
		default: // no tag
			continue
		}
		if at-1 > start {
			s.at = at - 1
			return Text, p[start:s.at]
		}
		s.at = at
		switch {
		case isLetter(c):
			name := s.name()
			switch string(name) {
			case "script", "style", "textarea", "title", "iframe", "noembed", "noframes", "xmp", "plaintext":
				s.raw = p[at : at+len(name)]
			}
			return StartTag, name
		case c == '/' && isLetter(p[at+1]):
			s.at++
			name := s.name()
			if s.finish(); s.cut {
				return End, nil
			}
			return EndTag, name
		case c == '!' && bytes.HasPrefix(p[at:], []byte("!--")):
			s.at += len("!--")
			s.comment()
		default:
			s.at++
			s.past(">")
		}
		at, start = s.at, s.at
	}
	s.at = len(p)
	if start == len(p) {
		return End, nil
	}
	return Text, p[start:]
}

// Past moves on behind the next of some bytes that follow the tag at hand, or to the end
// of the page.
func (s *Scanner) Past(what string) {
	s.finish()
	s.raw = nil
	s.past(what)
}

func (s *Scanner) past(what string) {
	i := bytes.Index(s.page[s.at:], []byte(what))
	if i < 0 {
		s.at = len(s.page)
		return
	}
	s.at += i + len(what)
}

// finish reads a tag to its end.
func (s *Scanner) finish() {
	for s.within {
		s.Attribute()
	}
}

// comment moves on behind the end of a comment, which is `-->` or `--!>`.
func (s *Scanner) comment() {
	rest := s.page[s.at:]
	for at := 0; ; at++ {
		i := bytes.IndexByte(rest[at:], '>')
		if i < 0 {
			s.at = len(s.page)
			return
		}
		at += i
		text := rest[:at]
		if at == 0 || string(text) == "-" || // <!--> and <!---> are whole
			bytes.HasSuffix(text, []byte("--")) || bytes.HasSuffix(text, []byte("--!")) {
			s.at += at + 1
			return
		}
	}
}

// rawText reads what stands until the end tag of an element that holds no markup.
func (s *Scanner) rawText() []byte {
	name, rest := s.raw, s.page[s.at:]
	s.raw = nil
	for at := 0; !bytes.EqualFold(name, []byte("plaintext")); at += 2 {
		i := bytes.Index(rest[at:], []byte("</"))
		if i < 0 {
			break
		}
		at += i
		if isEnd(rest[at+2:], name) {
			s.at += at
			return rest[:at]
		}
	}
	s.at = len(s.page)
	return rest
}

// isEnd reports whether an end tag goes on with a name, which is one of letters.
func isEnd(tag, name []byte) bool {
	if len(tag) <= len(name) || class[tag[len(name)]] < space {
		return false
	}
	for i, c := range name {
		if tag[i]|0x20 != c|0x20 {
			return false
		}
	}
	return true
}

// name reads the name of a tag.
func (s *Scanner) name() []byte {
	p, at, upper := s.page, s.at, false
	for at < len(p) && class[p[at]] <= equals {
		upper = upper || class[p[at]] == capital
		at++
	}
	name := s.tag.fold(p[s.at:at], upper)
	s.within = at == len(p) || p[at] != '>'
	if s.at = at; !s.within {
		s.at++
	}
	return name
}

// folded has room for every name of HTML and of drawings, which are full of names with
// capitals.
type folded [24]byte

// fold is a name in small letters; the room holds it until the next.
func (room *folded) fold(name []byte, upper bool) []byte {
	if !upper {
		return name
	}
	small := room[:0]
	for _, c := range name {
		if class[c] == capital {
			c |= 0x20
		}
		small = append(small, c)
	}
	return small
}

// Attribute reads the next attribute of the tag at hand: its name in small letters, which
// lasts until the next, and its value as it is written, nil where it has none. When there
// are no more, more is false.
func (s *Scanner) Attribute() (name, value []byte, more bool) {
	p, at := s.page, s.at
	if !s.within {
		return nil, nil, false
	}
	for at < len(p) && (class[p[at]] == space || class[p[at]] == slash) {
		at++
	}
	if at == len(p) {
		return s.breakOff()
	}
	if p[at] == '>' {
		s.at, s.within = at+1, false
		return nil, nil, false
	}
	start, upper := at, false
	if p[at] == '=' { // is part of the name when it comes first
		at++
	}
	for at < len(p) && class[p[at]] <= capital {
		upper = upper || class[p[at]] == capital
		at++
	}
	name = s.attribute.fold(p[start:at], upper)
	at = s.spaces(at)
	if at == len(p) {
		return s.breakOff()
	}
	if p[at] != '=' {
		s.at = at
		return name, nil, true
	}
	at = s.spaces(at + 1)
	if at == len(p) {
		return s.breakOff()
	}
	start = at
	switch quote := p[at]; quote {
	case '"', '\'':
		start++
		i := bytes.IndexByte(p[start:], quote)
		if i < 0 {
			return s.breakOff()
		}
		s.at = start + i + 1
		return name, p[start : start+i], true
	case '>':
		s.at = at
		return name, nil, true
	}
	for at < len(p) && class[p[at]] != space && p[at] != '>' {
		at++
	}
	s.at = at
	return name, p[start:at], true
}

// breakOff is what is left of a tag in which the page ends.
func (s *Scanner) breakOff() (name, value []byte, more bool) {
	s.at, s.within, s.cut = len(s.page), false, true
	return nil, nil, false
}

// spaces is where the spaces from a place on end.
func (s *Scanner) spaces(at int) int {
	for at < len(s.page) && class[s.page[at]] == space {
		at++
	}
	return at
}
