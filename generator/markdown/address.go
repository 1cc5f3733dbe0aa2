package markdown

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	gm "github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// addressParser links web and e-mail addresses that stand bare in the text.
// goldmark's own looks for them only after a space, which Chinese text does
// not have; this one is called at the : of ://, the . of www. and the @, and
// looks back.
type addressParser struct{}

func (addressParser) Trigger() []byte { return []byte{':', '.', '@'} }

func (addressParser) Parse(parent ast.Node, block text.Reader, pc gm.Context) ast.Node {
	before, ok := parent.LastChild().(*ast.Text)
	line, segment := block.PeekLine()
	if !ok || before.Segment.Stop != segment.Start || before.SoftLineBreak() || before.HardLineBreak() {
		return nil
	}
	said := before.Segment.Value(block.Source())
	back, ahead := 0, 0 // bytes of the address on either side
	var protocol []byte
	kind := ast.AutoLinkURL
	switch line[0] {
	case ':':
		for _, scheme := range []string{"https", "http", "ftp"} {
			if endsInWord(said, scheme) && bytes.HasPrefix(line, []byte("://")) {
				back, ahead = len(scheme), addressLen(line, 3)
				break
			}
		}
	case '.':
		if endsInWord(said, "www") && hostLen(line, 1) > 0 {
			back, ahead, protocol = 3, addressLen(line, 1), []byte("http")
		}
	case '@':
		kind = ast.AutoLinkEmail
		for back < len(said) && isLocal(said[len(said)-1-back]) {
			back++
		}
		ahead = hostLen(line, 1)
		for ahead > 0 && (line[ahead-1] == '.' || line[ahead-1] == '-') {
			ahead--
		}
	}
	if back == 0 || ahead == 0 {
		return nil
	}
	start := segment.Start - back
	if before.Segment.Stop = start; before.Segment.Len() == 0 {
		parent.RemoveChild(parent, before)
	}
	block.Advance(ahead)
	link := ast.NewAutoLink(kind, ast.NewTextSegment(text.NewSegment(start, segment.Start+ahead)))
	link.Protocol = protocol
	link.SetPos(start)
	return link
}

// endsInWord reports whether said ends in word, as a word of its own.
func endsInWord(said []byte, word string) bool {
	i := len(said) - len(word)
	return i >= 0 && strings.EqualFold(string(said[i:]), word) && (i == 0 || !isASCIIWord(rune(said[i-1])))
}

func isLocal(c byte) bool { return isASCIIWord(rune(c)) || strings.IndexByte("._%+-", c) >= 0 }

// hostLen is the end of the host name at line[from:]; 0 if there is no name
// with a dot in it.
func hostLen(line []byte, from int) int {
	i := from
	for i < len(line) && (isASCIIWord(rune(line[i])) || line[i] == '-' || line[i] == '.') {
		i++
	}
	host := bytes.TrimRight(line[from:i], ".-")
	if dot := bytes.IndexByte(host, '.'); dot <= 0 {
		return 0
	}
	return i
}

// addressLen is the end of the address whose host begins at line[from:],
// without punctuation that belongs to the sentence; 0 if there is no host.
func addressLen(line []byte, from int) int {
	i := hostLen(line, from)
	if i == 0 {
		return 0
	}
	open, closed := 0, 0
	for ; i < len(line); i++ {
		c := line[i]
		if c <= ' ' || c > '~' || strings.IndexByte("<>\"`{}|\\^*[]", c) >= 0 {
			break
		}
		switch c {
		case '(':
			open++
		case ')':
			closed++
		}
	}
	for i > from {
		switch c := line[i-1]; {
		case strings.IndexByte("?!.,:;_~'", c) >= 0:
		case c == ')' && closed > open:
			closed--
		default:
			return i
		}
		i--
	}
	return 0
}
