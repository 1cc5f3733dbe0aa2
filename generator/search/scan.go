package search

import (
	"bytes"

	tokenizer "golang.org/x/net/html"

	"gongbao/generator/markup"
)

// tag is what a start tag says to the index.
type tag struct {
	kind *kind
	id   []byte
	skip bool // what is in it is not for readers, or not for the index
}

// start reads the attributes of a start tag, and passes over what the index has no use for
// in one go: drawings and scripts are most of a page's bytes.
func start(s *markup.Scanner, name []byte) tag {
	t := tag{kind: kindOf(name)}
	var seen uint8 // of an attribute that is given twice the first counts
	for {
		name, value, more := s.Attribute()
		if !more {
			break
		}
		t.note(name, value, &seen)
	}
	if t.kind.is == passed {
		s.Past(t.kind.end)
	}
	return t
}

// note keeps what an attribute says to the index.
func (t *tag) note(name, raw []byte, seen *uint8) {
	first := func(bit uint8) bool {
		before := *seen
		*seen |= bit
		return before&bit == 0
	}
	switch string(name) {
	case "id":
		if first(1) {
			t.id = attributeText(raw)
		}
	case "hidden", "data-nosearch":
		t.skip = true
	case "aria-hidden":
		if first(2) && string(attributeText(raw)) == "true" {
			t.skip = true
		}
	case "role":
		if first(4) {
			role := attributeText(raw)
			t.skip = t.skip || string(role) == "doc-noteref" || string(role) == "doc-backlink"
		}
	}
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

func isLetter(b byte) bool { b |= 0x20; return 'a' <= b && b <= 'z' }

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
	end   string // of what is passed over, where it ends
	name  string // "" of those of which nothing has to be known
}

type role uint8

const (
	plain  role = iota
	passed      // is passed over, end tag and all
	unread
	void // has no end tag
)

var elements = func() map[string]*kind {
	all := map[string]*kind{"svg": {is: passed, end: "</svg>"}, "script": {is: passed, end: "</script>"}}
	for _, name := range []string{
		"nav", "template", "button", "select", "object", "canvas", "noscript",
		"style", "textarea", "title", "iframe", "noembed", "noframes", "xmp", "plaintext",
	} {
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
	if k := elements[string(name)]; k != nil {
		return k
	}
	return &other
}
