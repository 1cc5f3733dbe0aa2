package markdown

import (
	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	gm "github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// maxDelims bounds the delimiter runs of one block. goldmark pairs them in
// quadratic time; no paragraph that a person wrote has five hundred bold
// phrases, and with the bound the time of a whole document is linear.
const maxDelims = 1000

// emphasisParser reads * _ and ~~. CommonMark decides by the characters beside
// a run whether it opens or closes, and takes for granted that words are set
// apart by spaces; in 坚持**《民法典》**实施 it sees neither. Here a run beside
// Chinese may also open before an opening mark and close after a closing one.
type emphasisParser struct{}

func (emphasisParser) Trigger() []byte { return []byte{'*', '_', '~'} }

func (emphasisParser) Parse(parent ast.Node, block text.Reader, pc gm.Context) ast.Node {
	before := block.PrecendingCharacter()
	line, segment := block.PeekLine()
	n := 1
	for n < len(line) && line[n] == line[0] {
		n++
	}
	after := ' '
	if n < len(line) {
		after = util.ToRune(line, n)
	}
	segment = segment.WithStop(segment.Start + n)
	run := parsingOf(pc)
	open, close := flanks(line[0], n, before, after)
	if !open && !close || run.delims >= maxDelims {
		if n == 1 {
			return nil // plain text, to be joined with the text around it
		}
		block.Advance(n)
		return ast.NewTextSegment(segment)
	}
	run.delims++
	var pair gm.DelimiterProcessor = pairing{}
	if line[0] == '~' {
		pair = strikes{}
	}
	d := gm.NewDelimiter(open, close, n, line[0], pair)
	d.Segment = segment
	block.Advance(n)
	pc.PushDelimiter(d)
	return d
}

func (emphasisParser) CloseBlock(_ ast.Node, _ text.Reader, pc gm.Context) {
	parsingOf(pc).delims = 0
}

// flanks tells whether a run of n characters c may open or close emphasis.
func flanks(c byte, n int, before, after rune) (open, close bool) {
	if c == '~' && n != 2 {
		return false, false // 3~5天 is a range
	}
	if n > 3 {
		return false, false // ____ is a blank to be filled in, **** a masked name
	}
	spaceBefore, spaceAfter := isSpace(before), isSpace(after)
	punctBefore, punctAfter := isPunct(before), isPunct(after)
	left := !spaceAfter && (!punctAfter || spaceBefore || punctBefore)
	right := !spaceBefore && (!punctBefore || spaceAfter || punctAfter)
	if c == '_' {
		return left && (!right || punctBefore), right && (!left || punctAfter)
	}
	if isASCIIWord(before) && isASCIIWord(after) && (n == 1 || isDigit(before) || isDigit(after)) {
		return false, false // 2*3*4, a*b, 138****1234
	}
	// One star is rare as emphasis and common as a sign of multiplication, so
	// it needs the mark beside it to be Chinese; two stars are deliberate.
	cjk := isCJK(before) || isCJK(after)
	if n == 1 && c == '*' {
		cjk = isCJK(before) && (isCJK(after) || isShared(after)) || isCJK(after) && isShared(before)
	}
	if cjk {
		left = left || !spaceAfter && !ends(after)
		right = right || !spaceBefore && !opens(before)
	}
	return left, right
}

func isASCIIWord(r rune) bool {
	return '0' <= r && r <= '9' || 'A' <= r && r <= 'Z' || 'a' <= r && r <= 'z'
}

type pairing struct{}

func (pairing) IsDelimiter(b byte) bool { return b == '*' || b == '_' || b == '~' }

func (pairing) CanOpenCloser(opener, closer *gm.Delimiter) bool { return opener.Char == closer.Char }

func (pairing) OnMatch(n int) ast.Node { return ast.NewEmphasis(n) }

// strikes is the pairing of ~~, whose runs always have two characters.
type strikes struct{ pairing }

func (strikes) OnMatch(int) ast.Node { return east.NewStrikethrough() }
