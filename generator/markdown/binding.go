package markdown

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	gm "github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"gongbao/generator/diag"
)

// contextRunes is how much of the text beside a binding it is given.
const contextRunes = 16

// bindingNode is a binding in goldmark's tree.
type bindingNode struct {
	ast.BaseInline
	expr string
}

var kindBinding = ast.NewNodeKind("Binding")

func (*bindingNode) Inline()            {}
func (*bindingNode) Kind() ast.NodeKind { return kindBinding }
func (n *bindingNode) Dump(src []byte, level int) {
	ast.DumpHelper(n, src, level, map[string]string{"Expr": n.expr}, nil)
}

// bindingParser reads {{…}}, which may go on over the lines of a paragraph. It
// comes before all other parsers: what stands between the braces is not
// Markdown. \{{ never gets here, since goldmark passes over what is escaped.
type bindingParser struct{}

func (bindingParser) Trigger() []byte { return []byte{'{'} }

func (bindingParser) Parse(parent ast.Node, block text.Reader, pc gm.Context) ast.Node {
	line, segment := block.PeekLine()
	if len(line) < 2 || line[1] != '{' {
		return nil
	}
	first, skip := line, 2
	var inner []byte
	for rest := line; rest != nil; {
		// A second {{ means that the first was never closed; looking no
		// further than that keeps the search linear.
		rest = rest[skip:]
		next := bytes.Index(rest, []byte("{{"))
		if next >= 0 {
			rest = rest[:next]
		}
		if end := bytes.Index(rest, []byte("}}")); end >= 0 {
			expr := oneLine(string(rest[:end]))
			if inner != nil {
				expr = oneLine(string(append(inner, rest[:end]...)))
			}
			if expr == "" {
				break
			}
			block.Advance(skip + end + 2)
			return &bindingNode{expr: strings.ReplaceAll(expr, `\|`, "|")}
		}
		if next >= 0 {
			break
		}
		inner = append(inner, rest...)
		skip = 0
		block.AdvanceLine()
		rest, _ = block.PeekLine()
	}
	run := parsingOf(pc)
	run.bag.Add(diag.BindingSyntax, run.places.at(segment.Start), diag.Args{"text": excerpt(string(first[:min(len(first), 100)]))})
	return nil
}

// oneLine is a text without space around it, and with one blank for any space
// within.
func oneLine(s string) string {
	s = strings.TrimSpace(s)
	if strings.IndexFunc(s, unicode.IsSpace) < 0 {
		return s
	}
	return strings.Join(strings.Fields(s), " ")
}

// excerpt is the beginning of a text, for a message. The text may be cut off
// at 100 bytes, within a character.
func excerpt(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	if i := runeOffset(s, 20); i < len(s) {
		return s[:i] + "…"
	}
	return s
}

// runeOffset is the byte offset of the n-th character of s, or its length.
func runeOffset(s string, n int) int {
	i := 0
	for ; n > 0 && i < len(s); n-- {
		_, size := utf8.DecodeRuneInString(s[i:])
		i += size
	}
	return i
}

// Piece is a stretch of text, or a binding if Binding is not nil.
type Piece struct {
	Text    string
	Binding *Binding
}

// Split finds the bindings in a text that is not Markdown, such as a title in
// front matter or in a chart's TOML; \{{ is literal. at is the place of the
// text's first character. Mistakes go to bag.
func Split(s string, at diag.Pos, bag *diag.Bag) []Piece {
	pieces := split(s, func(off int) diag.Pos {
		p := at
		if p.Column > 0 {
			p.Column += utf8.RuneCountInString(s[:off])
		}
		return p
	}, bag)
	for i, p := range pieces {
		if p.Binding == nil {
			continue
		}
		if i > 0 {
			p.Binding.Before = lastRunes(pieces[i-1].Text, contextRunes)
		}
		if i+1 < len(pieces) {
			t := pieces[i+1].Text
			p.Binding.After = t[:runeOffset(t, contextRunes)]
		}
	}
	return pieces
}

func split(s string, at func(off int) diag.Pos, bag *diag.Bag) []Piece {
	var pieces []Piece
	var said strings.Builder
	for i := 0; i < len(s); {
		j := strings.Index(s[i:], "{{")
		if j < 0 {
			said.WriteString(s[i:])
			break
		}
		if j > 0 && s[i+j-1] == '\\' {
			said.WriteString(s[i : i+j-1])
			said.WriteString("{{")
			i += j + 2
			continue
		}
		said.WriteString(s[i : i+j])
		i += j
		inner, more := s[i+2:], false
		if next := strings.Index(inner, "{{"); next >= 0 {
			inner, more = inner[:next], true
		}
		end := strings.Index(inner, "}}")
		if end < 0 || strings.TrimSpace(inner[:end]) == "" {
			bag.Add(diag.BindingSyntax, at(i), diag.Args{"text": excerpt(s[i:min(len(s), i+100)])})
			said.WriteString("{{")
			i += 2
			if !more {
				said.WriteString(inner)
				break
			}
			continue
		}
		if said.Len() > 0 {
			pieces = append(pieces, Piece{Text: said.String()})
			said.Reset()
		}
		expr := oneLine(inner[:end])
		pieces = append(pieces, Piece{Binding: &Binding{Expr: expr, Pos: at(i)}})
		i += 2 + end + 2
	}
	if said.Len() > 0 {
		pieces = append(pieces, Piece{Text: said.String()})
	}
	return pieces
}

func lastRunes(s string, n int) string {
	i := len(s)
	for ; n > 0 && i > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(s[:i])
		i -= size
	}
	return s[i:]
}
