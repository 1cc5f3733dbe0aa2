package markdown

import (
	"bytes"
	"regexp"

	"github.com/yuin/goldmark/ast"
	gm "github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// paragraphParser also takes lines that are indented by four spaces or more,
// which CommonMark makes code of: offices indent paragraphs with spaces.
type paragraphParser struct{ gm.BlockParser }

func (paragraphParser) CanAcceptIndentedLine() bool { return true }

// commentParser lets only comments be HTML blocks. Everything else that looks
// like HTML is then met by the inline parser, in a paragraph, so that the text
// between tags is read as Markdown and nothing of it is lost.
type commentParser struct{ gm.BlockParser }

func (p commentParser) Open(parent ast.Node, reader text.Reader, pc gm.Context) (ast.Node, gm.State) {
	line, _ := reader.PeekLine()
	if at := pc.BlockOffset(); at < 0 || !bytes.HasPrefix(line[at:], []byte("<!--")) {
		return nil, gm.NoChildren
	}
	return p.BlockParser.Open(parent, reader, pc)
}

// noteParser keeps the list of footnotes, which goldmark puts where the first
// one closes, at the top of the document. In [^1]: [^2]: x the first to close
// stands inside the other, and the list would become a child of its own child.
type noteParser struct{ gm.BlockParser }

func (p noteParser) Close(node ast.Node, reader text.Reader, pc gm.Context) {
	root := node.Parent()
	for root.Parent() != nil {
		root = root.Parent()
	}
	p.BlockParser.Close(node, reader, pc)
	if list := node.Parent(); list != nil && list.Parent() != root {
		root.InsertBefore(root, root.FirstChild(), list)
	}
}

// reference is a line that defines a link: [name]: address. The address must
// look like one, for goldmark takes any word, and [说明]: 本报告… would vanish.
var reference = regexp.MustCompile(`^ {0,3}\[[^\]]+\]:[ \t]*(?:<|#|\.{0,2}/|[A-Za-z]+:|\S+\.(?:md|html?|pdf|docx?|xlsx?|csv|jpe?g|png|svg|webp)\b)`)

// referenceTransformer takes link definitions out of paragraphs.
type referenceTransformer struct{}

func (referenceTransformer) Transform(node *ast.Paragraph, reader text.Reader, pc gm.Context) {
	lines := node.Lines()
	if lines.Len() == 0 {
		return
	}
	for _, s := range lines.Sliced(0, lines.Len()) {
		line := s.Value(reader.Source())
		if len(line) == 0 || bytes.TrimLeft(line, " ")[0] != '[' {
			break // goldmark stops here too
		}
		if !reference.Match(line) {
			return
		}
	}
	gm.LinkReferenceParagraphTransformer.Transform(node, reader, pc)
}
