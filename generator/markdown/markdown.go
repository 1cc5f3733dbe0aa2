// Package markdown reads the Markdown that a court's office writes and turns
// it into HTML.
//
// It knows nothing of statistics: {{…}} bindings and fenced chart, table,
// cards and register blocks are found, placed and handed to the caller, who
// renders them. goldmark parses; its tree is then converted into a small one
// of our own, because nearly everything that Chinese text needs (line breaks
// that leave no space, numerals that keep their unit, captions beside photos,
// glossary links) looks across the borders of goldmark's nodes.
//
// Three parts of CommonMark are left out on purpose, since they make text that
// was pasted from an office program vanish or change: indented code (a
// paragraph that starts with four spaces stays a paragraph), raw HTML, and
// emphasis by stars between digits or before a comma (138****1234, 张**、李**).
package markdown

import (
	"bytes"
	"slices"
	"unicode/utf8"

	"github.com/yuin/goldmark/extension"
	gm "github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"gongbao/generator/diag"
	"gongbao/generator/tomlfile"
)

// Term is a glossary word to be linked at its first use on a page.
type Term struct {
	ID    string
	Names []string // name and aliases
}

// Parser reads documents. It does not change once made, so any number of
// goroutines may use one.
type Parser struct {
	gm    gm.Parser
	terms *trie
}

// NewParser makes a parser that links terms. Of two terms with one name the
// first is meant.
func NewParser(terms []Term) *Parser {
	p := gm.NewParser(
		gm.WithBlockParsers(
			util.Prioritized(gm.NewSetextHeadingParser(), 100),
			util.Prioritized(gm.NewThematicBreakParser(), 200),
			util.Prioritized(gm.NewListParser(), 300),
			util.Prioritized(gm.NewListItemParser(), 400),
			util.Prioritized(gm.NewATXHeadingParser(), 600),
			util.Prioritized(gm.NewFencedCodeBlockParser(), 700),
			util.Prioritized(gm.NewBlockquoteParser(), 800),
			util.Prioritized(commentParser{gm.NewHTMLBlockParser()}, 900),
			util.Prioritized(noteParser{extension.NewFootnoteBlockParser()}, 950),
			util.Prioritized(paragraphParser{gm.NewParagraphParser()}, 1000),
		),
		gm.WithInlineParsers(
			util.Prioritized(bindingParser{}, 90),
			util.Prioritized(noteRefParser{}, 95),
			util.Prioritized(gm.NewCodeSpanParser(), 100),
			util.Prioritized(extension.NewFootnoteParser(), 110),
			util.Prioritized(gm.NewLinkParser(), 200),
			util.Prioritized(gm.NewAutoLinkParser(), 300),
			util.Prioritized(gm.NewRawHTMLParser(), 400),
			util.Prioritized(emphasisParser{}, 500),
			util.Prioritized(addressParser{}, 600),
		),
		gm.WithParagraphTransformers(
			util.Prioritized(referenceTransformer{}, 100),
			util.Prioritized(extension.NewTableParagraphTransformer(), 200),
		),
		gm.WithASTTransformers(util.Prioritized(extension.NewTableASTTransformer(), 0)),
	)
	return &Parser{gm: p, terms: newTrie(terms)}
}

// parsing is what the inline parsers need to know of the document at hand.
type parsing struct {
	bag    *diag.Bag
	places *places
	delims int       // delimiter runs of the block at hand
	refs   []noteRef // everything written like a footnote reference
	makings
}

var parsingKey = gm.NewContextKey()

func parsingOf(pc gm.Context) *parsing { return pc.Get(parsingKey).(*parsing) }

// Parse reads a file: front matter between +++ lines (may be absent), then
// Markdown. What is wrong with it goes to bag; the Document can always be used.
func (p *Parser) Parse(file string, src []byte, bag *diag.Bag) *Document {
	d := &Document{Front: tomlfile.Source{File: file}}
	if !utf8.Valid(src) {
		bag.Add(diag.NotUTF8, diag.Pos{File: file}, nil)
		return d
	}
	src = normalize(src)
	front, body, ok := splitFront(src)
	at := newPlaces(file, src, body)
	if !ok {
		bag.Add(diag.FrontMatter, at.whole(0), nil)
		return d
	}
	d.Front = tomlfile.Source{File: file, Text: src[front.start:front.stop], Whole: src, Offset: front.start}

	d.source, d.base, d.text, d.lines = src, body, at.text, at.lines
	run := &parsing{bag: bag, places: at}
	pc := gm.NewContext()
	pc.Set(parsingKey, run)
	root := p.gm.Parse(text.NewReader(src[body:]), gm.WithContext(pc))

	c := &converter{src: src[body:], text: at.text[body:], whole: src, parsing: run, doc: d}
	d.body = arrange(c.blocks(root, 0))
	c.footnotes()
	d.finish(run, p.terms)
	return d
}

// Document is a parsed file. It does not change, so it may be rendered by
// several goroutines.
type Document struct {
	// Front is the front matter; its Text is empty when there is none.
	Front tomlfile.Source

	source   []byte // the file, with LF line ends
	text     string // the same
	lines    []int  // where its lines begin
	base     int    // where its Markdown begins
	body     []*node
	notes    []*node // footnotes, in the order of their numbers
	bindings []*Binding
	blocks   []*Block
	links    []Link
	images   []Image
	anchors  []string
	terms    []string
}

// Binding is a {{…}} in the text.
type Binding struct {
	Expr string // between the braces, without space around it
	Pos  diag.Pos
	// Before and After are the text right beside it, at most contextRunes
	// characters, up to the next binding or line break. They reach across
	// bold and links: After of {{x}} in **{{x}}**万件 is 万件.
	Before, After string

	index int // among the document's bindings
}

// Block is a fenced block that the caller renders.
type Block struct {
	Kind string // chart, table, cards, register, standing, matrix
	// Body is the TOML between the fences. Positions in it are exact. In a
	// list item or quotation the lines are handed over without their
	// indentation or '>': there a position's line is exact, but its column and
	// text may be those of the line as handed over.
	Body  tomlfile.Source
	Pos   diag.Pos // of the opening fence
	Index int      // 1 for the document's first block, whatever its kind
}

// Link is a link with its address as written. Addresses that stand bare in the
// text (https://…) are not among them.
type Link struct {
	Dest string
	Pos  diag.Pos
}

// Image is an image; Alt is "" when the author wrote none.
type Image struct {
	Src, Alt string
	Pos      diag.Pos
}

// Empty reports whether there is nothing below the front matter.
func (d *Document) Empty() bool { return len(d.body) == 0 }

// Bindings of the document in reading order, footnotes last.
func (d *Document) Bindings() []*Binding { return slices.Clone(d.bindings) }

// Blocks of the document in reading order.
func (d *Document) Blocks() []*Block { return slices.Clone(d.blocks) }

// Links of the document in reading order.
func (d *Document) Links() []Link { return slices.Clone(d.links) }

// Images of the document in reading order.
func (d *Document) Images() []Image { return slices.Clone(d.images) }

// Anchors are the ids that the rendered document has: of headings, footnotes
// and their references. An id of a heading starts with a letter that is not
// Latin, or with "section"; those of footnotes with "fn-" and "fnref-".
func (d *Document) Anchors() []string { return slices.Clone(d.anchors) }

// TermsUsed are the ids of the linked glossary terms, in order of first use.
// The page must have an element with id "term-ID" for each.
func (d *Document) TermsUsed() []string { return slices.Clone(d.terms) }

// span is a stretch of bytes.
type span struct{ start, stop int }

// normalize drops a byte order mark and makes all line ends LF. Lines and
// columns stay what they are in the file.
func normalize(src []byte) []byte {
	src = bytes.TrimPrefix(src, []byte("\ufeff"))
	if bytes.IndexByte(src, '\r') >= 0 {
		src = bytes.ReplaceAll(src, []byte("\r\n"), []byte("\n"))
		src = bytes.ReplaceAll(src, []byte("\r"), []byte("\n"))
	}
	return src
}

// splitFront finds the front matter and where the body begins; ok is false if
// the front matter is never closed.
func splitFront(src []byte) (front span, body int, ok bool) {
	line, next := lineAt(src, 0)
	if !isFence(line) {
		return span{}, 0, true
	}
	for start := next; next < len(src); {
		at := next
		line, next = lineAt(src, at)
		if isFence(line) {
			return span{start, at}, next, true
		}
	}
	return span{}, len(src), false
}

func isFence(line []byte) bool { return string(bytes.TrimRight(line, " \t")) == "+++" }

// lineAt is the line that starts at off, without its end, and where the next one starts.
func lineAt(src []byte, off int) (line []byte, next int) {
	if i := bytes.IndexByte(src[off:], '\n'); i >= 0 {
		return src[off : off+i], off + i + 1
	}
	return src[off:], len(src)
}
