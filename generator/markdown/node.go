package markdown

import "strings"

type kind uint8

const (
	// inline
	kText   kind = iota // text
	kNumber             // text: a numeral and its unit, which stay on one line
	kUnit               // text: the unit of the figure before it
	kSoft               // a line end of the source; becomes text before long
	kHard               // <br>
	kCode               // text
	kStrong
	kEm
	kStrike
	kLink    // dest, title; auto
	kImage   // image, dest; children are its alt text
	kBinding // binding
	kNoteRef // num: of the footnote; ref: which of its references, from 1
	kTerm    // text, id

	// block
	kParagraph
	kTight // a paragraph of a tight list
	kHeading
	kQuote
	kList // ordered, num: the first number
	kItem
	kRule
	kFence // text; id: the language
	kBlock // block
	kTable // caption; rows, of which the first is the header
	kRow
	kCell   // class
	kFigure // children: the image, or a link around it; caption
	kNote   // num, refs
)

// node is a part of a document: what goldmark found, with escapes and
// entities resolved, put into the order and form in which it is rendered.
type node struct {
	kind     kind
	children []*node

	text    string
	from    origin // of the text
	id      string
	class   string
	dest    string
	title   []*node
	caption []*node
	binding *Binding
	block   *Block
	image   *Image
	off     int // in the Markdown; of links, images, headings and references
	num     int
	refs    int
	level   int
	ordered bool
	auto    bool
}

func textNode(s string) *node { return &node{kind: kText, text: s} }

// isTextual reports whether a node is nothing but text.
func (n *node) isTextual() bool { return n.kind == kText || n.kind == kNumber || n.kind == kUnit }

// isLine reports whether a block's children are inline.
func (n *node) isLine() bool {
	return n.kind == kParagraph || n.kind == kTight || n.kind == kHeading || n.kind == kCell
}

// sole is the node that n consists of, under any bold or link around it.
func sole(n *node) *node {
	for (n.kind == kStrong || n.kind == kEm || n.kind == kLink) && len(n.children) == 1 {
		n = n.children[0]
	}
	return n
}

// walk calls f for each node in reading order; f says whether to go inside.
// Captions come after what they describe, but a table's before it.
func walk(ns []*node, f func(*node) bool) {
	for _, n := range ns {
		if !f(n) {
			continue
		}
		if n.kind == kTable {
			walk(n.caption, f)
		}
		walk(n.children, f)
		if n.kind != kTable {
			walk(n.caption, f)
		}
		walk(n.title, f)
	}
}

// plain is the text of inline nodes; figure tells what a binding reads as.
// Footnote references leave nothing.
func plain(ns []*node, figure func(*Binding) string) string {
	if len(ns) == 1 && ns[0].isTextual() {
		return ns[0].text
	}
	var b strings.Builder
	readLine(ns, figure, func(piece string) bool {
		b.WriteString(piece)
		return true
	})
	return b.String()
}

func noFigure(*Binding) string { return "" }
