package markdown

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"gongbao/generator/diag"
	"gongbao/generator/tomlfile"
)

// maxDepth is how deep quotations, lists and emphasis may be nested. What is
// deeper is shown without its wrapper: no writer means it, and browsers and
// recursive readers have limits of their own.
const maxDepth = 100

// converter turns goldmark's tree into ours.
type converter struct {
	*parsing
	src   []byte // the Markdown
	text  string // the same, which texts are parts of
	whole []byte // the file
	doc   *Document

	notes *east.FootnoteList
	tags  map[string]int // opened and not yet closed, by name
}

func (c *converter) blocks(parent ast.Node, depth int) []*node {
	out := c.list(parent.ChildCount())
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		out = append(out, c.blockNode(n, depth)...)
	}
	return out
}

func (c *converter) blockNode(n ast.Node, depth int) []*node {
	switch n := n.(type) {
	case *ast.Paragraph:
		return c.paragraphs(n)
	case *ast.TextBlock:
		return append(c.list(1), c.node(node{kind: kTight, children: c.line(n, false)}))
	case *ast.Heading:
		off := max(n.Pos(), 0)
		return append(c.list(1), c.node(node{kind: kHeading, level: n.Level, off: off, children: c.line(n, false)}))
	case *ast.Blockquote:
		return c.nest(kQuote, n, depth)
	case *ast.List:
		out := c.nest(kList, n, depth)
		if len(out) == 1 && out[0].kind == kList {
			out[0].ordered, out[0].num = n.IsOrdered(), n.Start
		}
		return out
	case *ast.ListItem:
		return c.nest(kItem, n, depth)
	case *ast.ThematicBreak:
		return []*node{{kind: kRule}}
	case *ast.FencedCodeBlock:
		return []*node{c.fence(n)}
	case *ast.HTMLBlock:
		return c.comment(n)
	case *east.Table:
		return []*node{c.table(n)}
	case *east.FootnoteList:
		c.notes = n
		return nil
	}
	return nil // link definitions
}

func (c *converter) nest(k kind, n ast.Node, depth int) []*node {
	children := c.blocks(n, depth+1)
	if depth >= maxDepth {
		return children
	}
	return append(c.list(1), c.node(node{kind: k, children: children}))
}

// fence converts a fenced block: the caller's, or code.
func (c *converter) fence(n *ast.FencedCodeBlock) *node {
	lines := n.Lines()
	kind := string(n.Language(c.src))
	switch kind {
	case "chart", "table", "cards", "register", "standing", "matrix":
	default:
		return &node{kind: kFence, id: kind, text: string(lines.Value(c.src))}
	}
	off := max(n.Pos(), 0)
	b := &Block{Kind: kind, Pos: c.places.at(off)}
	body, joined := bodySpan(lines)
	switch {
	case lines.Len() == 0:
		_, next := lineAt(c.whole, c.places.base+off)
		b.Body = tomlfile.Source{File: b.Pos.File, Text: []byte{}, Whole: c.whole, Offset: next}
	case joined:
		b.Body = tomlfile.Source{File: b.Pos.File, Text: c.src[body.start:body.stop], Whole: c.whole, Offset: c.places.base + body.start}
	default:
		// Indentation was taken away, so offsets no longer agree with the
		// file. As many empty lines as stand before the body keep the lines
		// right.
		before := bytes.Repeat([]byte("\n"), c.places.line(c.places.base+body.start))
		text := lines.Value(c.src)
		b.Body = tomlfile.Source{File: b.Pos.File, Text: text, Whole: append(before, text...), Offset: len(before)}
	}
	return &node{kind: kBlock, block: b}
}

// bodySpan is where lines stand in the source; joined is false if something
// between them or before them on their lines was taken away.
func bodySpan(lines *text.Segments) (s span, joined bool) {
	joined = true
	for i := range lines.Len() {
		l := lines.At(i)
		if i == 0 {
			s.start = l.Start
		} else if l.Start != s.stop {
			joined = false
		}
		joined = joined && l.Padding == 0
		s.stop = l.Stop
	}
	return s, joined
}

// comment drops a comment. What stands behind its end is kept as text; one
// that is never closed hides the rest of the file, and that is told.
func (c *converter) comment(n *ast.HTMLBlock) []*node {
	raw := n.Lines().Value(c.src)
	if n.HasClosure() {
		raw = append(raw, n.ClosureLine.Value(c.src)...)
	}
	pos := c.places.at(n.Pos())
	i := bytes.Index(raw, []byte("-->"))
	if i < 0 {
		c.bag.Add(diag.HTMLIgnored, pos, diag.Args{"text": excerpt(string(raw))})
		return nil
	}
	tail := strings.TrimSpace(string(raw[i+3:]))
	if tail == "" {
		return nil
	}
	c.bag.Add(diag.HTMLIgnored, pos, diag.Args{"text": excerpt(string(raw))})
	return []*node{{kind: kParagraph, children: c.pieces(tail, func(int) diag.Pos { return pos })}}
}

// pieces converts text that is not Markdown, but may hold bindings.
func (c *converter) pieces(s string, at func(off int) diag.Pos) []*node {
	var out []*node
	for _, p := range split(s, at, c.bag) {
		if p.Binding != nil {
			out = append(out, &node{kind: kBinding, binding: p.Binding})
		} else {
			text, _ := resolve(p.Text, 0)
			out = append(out, textNode(text))
		}
	}
	settle(out)
	return out
}

func (c *converter) table(n *east.Table) *node {
	t := c.node(node{kind: kTable})
	columns := len(n.Alignments)
	for r := n.FirstChild(); r != nil; r = r.NextSibling() {
		row := c.node(node{kind: kRow, children: c.list(columns)})
		end := -1
		for cell := r.FirstChild(); cell != nil; cell = cell.NextSibling() {
			td := c.node(node{kind: kCell})
			if cell.Lines().Len() > 0 {
				td.children = c.line(cell, true)
				end = cell.Lines().At(0).Stop
			}
			if i := len(row.children); i < columns {
				td.class = n.Alignments[i].String()
			}
			row.children = append(row.children, td)
		}
		if len(row.children) == columns && end >= 0 {
			c.surplus(end, columns)
		}
		t.children = append(t.children, row)
	}
	return t
}

// surplus tells of cells beyond the last column, which Markdown drops: a
// number would be lost.
func (c *converter) surplus(end, columns int) {
	line, _ := lineAt(c.src, end)
	rest, found := bytes.CutPrefix(bytes.TrimLeft(line, " \t"), []byte("|"))
	rest = bytes.TrimSpace(rest)
	if !found || len(bytes.Trim(rest, "| \t")) == 0 {
		return
	}
	at := end + bytes.Index(line, rest)
	c.bag.Add(diag.TableCells, c.places.at(at), diag.Args{"value": string(rest), "want": strconv.Itoa(columns)})
}

// line converts the inline children of a block, decides about its line ends
// and tells its bindings what they stand beside.
func (c *converter) line(n ast.Node, cell bool) []*node {
	ns := c.trim(c.inlines(n, cell, 0))
	settle(ns)
	return ns
}

// paragraphs converts a paragraph. A line of it that is indented by two
// ideographic spaces begins another: so text looks that was pasted from an
// office program, where a line end is the end of a paragraph.
func (c *converter) paragraphs(n ast.Node) []*node {
	ns := c.inlines(n, false, 0)
	out := c.list(1) // nearly always
	from := 0
	add := func(to int) {
		line := c.trim(ns[from:to])
		settle(line)
		out = append(out, c.node(node{kind: kParagraph, children: line}))
		from = to
	}
	for i, n := range ns {
		if n.kind == kSoft && i+1 < len(ns) && ns[i+1].kind == kText && strings.HasPrefix(ns[i+1].text, "　　") {
			add(i)
		}
	}
	add(len(ns))
	return out
}

// trim takes the space away that a dropped tag may leave at either end.
func (c *converter) trim(ns []*node) []*node {
	for len(ns) > 0 && isGap(ns[0]) {
		ns = ns[1:]
	}
	for len(ns) > 0 && isGap(ns[len(ns)-1]) {
		ns = ns[:len(ns)-1]
	}
	if len(ns) > 0 && ns[0].kind == kText {
		ns[0] = c.part(ns[0], len(ns[0].text)-len(strings.TrimLeft(ns[0].text, " \t")), len(ns[0].text))
	}
	if k := len(ns) - 1; k >= 0 && ns[k].kind == kText {
		ns[k] = c.part(ns[k], 0, len(strings.TrimRight(ns[k].text, " \t")))
	}
	return ns
}

func isGap(n *node) bool {
	return n.kind == kSoft || n.kind == kText && strings.Trim(n.text, " \t") == ""
}

func (c *converter) inlines(parent ast.Node, cell bool, depth int) []*node {
	out := c.list(parent.ChildCount()) // some will be joined
	var raw span                       // text that is not yet in out
	say := func(s string, from origin) {
		if s == "" {
			return
		}
		if k := len(out) - 1; k >= 0 && out[k].kind == kText {
			out[k].from = out[k].from.join(from, len(out[k].text))
			out[k].text += s
			return
		}
		out = append(out, c.node(node{kind: kText, text: s, from: from}))
	}
	flush := func() {
		if raw.start < raw.stop {
			if s := c.text[raw.start:raw.stop]; plainly(s) {
				say(s, c.origin(stretch{0, raw.start}))
			} else {
				say(resolve(s, raw.start))
			}
		}
		raw = span{}
	}
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		if t, ok := n.(*ast.Text); ok {
			// goldmark splits text where a parser looked at it; joined again,
			// no entity or escape is cut in two.
			if t.Segment.Start != raw.stop || raw.start == raw.stop {
				flush()
				raw = span{t.Segment.Start, t.Segment.Start}
			}
			raw.stop = t.Segment.Stop
			if t.SoftLineBreak() || t.HardLineBreak() {
				flush()
				k := kSoft
				if t.HardLineBreak() {
					k = kHard
				}
				out = append(out, c.node(node{kind: k}))
			}
			continue
		}
		flush()
		switch n := n.(type) {
		case *ast.String:
			say(string(n.Value), nil)
		case *bindingNode:
			out = append(out, c.node(node{kind: kBinding, binding: c.binding(Binding{Expr: n.expr, Pos: c.places.at(n.Pos())})}))
		case *ast.CodeSpan:
			out = append(out, &node{kind: kCode, text: c.code(n)})
		case *ast.Emphasis:
			k := kEm
			if n.Level == 2 {
				k = kStrong
			}
			out = append(out, c.wrap(c.node(node{kind: k}), n, cell, depth)...)
		case *east.Strikethrough:
			out = append(out, c.wrap(&node{kind: kStrike}, n, cell, depth)...)
		case *ast.Link:
			dest := unescape(n.Destination)
			link := &node{kind: kLink, dest: dest, off: n.Pos(), children: unlink(c.inlines(n, cell, depth+1))}
			refs := lift(&link.children)
			if title := unescape(n.Title); title != "" {
				link.title = []*node{textNode(title)}
			}
			if !Linkable(dest) {
				c.bag.Add(diag.LinkScheme, c.places.at(n.Pos()), diag.Args{"dest": dest})
				out = append(append(out, link.children...), refs...)
				continue
			}
			out = append(append(out, link), refs...)
		case *ast.AutoLink:
			dest, label := string(n.URL(c.src)), string(n.Label(c.src))
			if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(dest), "mailto:") {
				dest = "mailto:" + dest
			}
			if !Linkable(dest) {
				c.bag.Add(diag.LinkScheme, c.places.at(n.Pos()), diag.Args{"dest": dest})
				say(label, nil)
				continue
			}
			out = append(out, &node{kind: kLink, auto: true, dest: dest, children: []*node{textNode(label)}})
		case *ast.Image:
			img := c.imageNode(n, cell, depth)
			refs := lift(&img.children)
			out = append(append(out, img), refs...)
		case *east.FootnoteLink:
			out = append(out, &node{kind: kNoteRef, num: n.Index, off: n.Pos()})
		case *ast.RawHTML:
			if br := c.tag(n, cell); br != nil {
				out = append(out, br)
			} else if raw := string(n.Segments.Value(c.src)); strings.HasPrefix(raw, "<![CDATA[") {
				say(strings.TrimSuffix(raw[len("<![CDATA["):], "]]>"), nil)
			} else if k := len(out) - 1; isBlockTag(raw) && k >= 0 && !(out[k].kind == kText && strings.HasSuffix(out[k].text, " ")) {
				say(" ", nil)
			}
		}
	}
	flush()
	return out
}

func (c *converter) wrap(w *node, n ast.Node, cell bool, depth int) []*node {
	w.children = c.inlines(n, cell, depth+1)
	if depth >= maxDepth {
		return w.children
	}
	return append(c.list(1), w)
}

// unlink takes the links out of a link's text: an address that stands bare in
// it is linked already.
func unlink(ns []*node) []*node {
	out := ns[:0:0]
	for _, n := range ns {
		n.children = unlink(n.children)
		if n.kind == kLink {
			out = append(out, n.children...)
			continue
		}
		out = append(out, n)
	}
	return out
}

// lift takes the footnote references out of a link's text or an image's
// alternative text, where no link can be, to stand behind it.
func lift(ns *[]*node) (refs []*node) {
	kept := (*ns)[:0:0]
	for _, n := range *ns {
		if n.kind == kNoteRef {
			refs = append(refs, n)
			continue
		}
		refs = append(refs, lift(&n.children)...)
		kept = append(kept, n)
	}
	*ns = kept
	return refs
}

func (c *converter) code(n *ast.CodeSpan) string {
	var b strings.Builder
	for t := n.FirstChild(); t != nil; t = t.NextSibling() {
		if t, ok := t.(*ast.Text); ok {
			b.WriteString(strings.ReplaceAll(string(t.Segment.Value(c.src)), "\n", " "))
		}
	}
	return b.String()
}

func (c *converter) imageNode(n *ast.Image, cell bool, depth int) *node {
	img := &node{kind: kImage, off: n.Pos(), children: unlink(c.inlines(n, cell, depth+1))}
	img.dest = unescape(n.Destination)
	img.image = &Image{Src: img.dest, Alt: strings.TrimSpace(plain(img.children, noFigure)), Pos: c.places.at(n.Pos())}
	if len(n.Title) == 0 {
		return img
	}
	// goldmark gives no place for a title; it stands behind "](".
	at := max(n.Pos(), 0)
	near := c.src[at:min(len(c.src), at+4096)]
	if i := bytes.Index(near, []byte("](")); i >= 0 {
		if j := bytes.Index(near[i:], n.Title); j >= 0 {
			at += i + j
		}
	}
	img.title = c.pieces(string(n.Title), func(off int) diag.Pos { return c.places.at(at + off) })
	return img
}

// tag drops an HTML tag and tells of it. Line breaks are the one tag that is
// followed; inside a table cell there is no other way to write one, so there
// they are no mistake.
func (c *converter) tag(n *ast.RawHTML, cell bool) *node {
	raw := string(n.Segments.Value(c.src))
	name := tagName(raw)
	if strings.HasPrefix(raw, "<!--") || name == "br" && cell {
		if name == "br" {
			return &node{kind: kHard}
		}
		return nil
	}
	// A pair of tags is told of once, by its first.
	if c.tags == nil {
		c.tags = map[string]int{}
	}
	closing := strings.HasPrefix(raw, "</")
	if closing && c.tags[name] > 0 {
		c.tags[name]--
		return nil
	}
	if !closing {
		c.tags[name]++
	}
	c.bag.Add(diag.HTMLIgnored, c.places.at(n.Segments.At(0).Start), diag.Args{"text": excerpt(raw)})
	if name == "br" {
		return &node{kind: kHard}
	}
	return nil
}

func tagName(raw string) string {
	raw = strings.TrimPrefix(strings.TrimPrefix(raw, "<"), "/")
	i := 0
	for i < len(raw) && isASCIIWord(rune(raw[i])) {
		i++
	}
	return strings.ToLower(raw[:i])
}

// isBlockTag reports whether a tag stands for something that is set apart from
// the text around it, so that 1</td><td>2 must not become 12.
func isBlockTag(raw string) bool {
	switch tagName(raw) {
	case "a", "abbr", "b", "big", "center", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "mark", "q", "s",
		"small", "span", "strike", "strong", "sub", "sup", "tt", "u", "var", "":
		return false
	}
	return true
}

// Linkable reports whether an address may be linked: a relative one, or one of
// a scheme that only ever shows something.
func Linkable(dest string) bool {
	// Browsers pass over control characters and leading space.
	clean := strings.Map(func(r rune) rune {
		if r <= ' ' || r == 0x7f {
			return -1
		}
		return r
	}, dest)
	i := strings.IndexAny(clean, ":/?#")
	if i < 0 || clean[i] != ':' {
		return true
	}
	switch strings.ToLower(clean[:i]) {
	case "http", "https", "mailto", "tel", "ftp":
		return true
	}
	return false
}

// resolve reads backslash escapes and entities of Markdown text that stands at
// off, and tells where what it gives came from.
func resolve(raw string, off int) (string, origin) {
	from := origin{{0, off}}
	if plainly(raw) {
		return raw, from
	}
	var b strings.Builder
	b.Grow(len(raw))
	for i := 0; i < len(raw); {
		switch c := raw[i]; {
		case c == '\\' && i+1 < len(raw) && util.IsPunct(raw[i+1]):
			from = append(from, stretch{b.Len(), off + i + 1})
			b.WriteByte(raw[i+1])
			i += 2
		case c == '&':
			s, n := entity(raw[i:])
			b.WriteString(s)
			i += n
			if n != len(s) {
				from = append(from, stretch{b.Len(), off + i})
			}
		default:
			b.WriteByte(c)
			i++
		}
	}
	return b.String(), from
}

// plainly reports whether a text has no escapes and no entities.
func plainly(raw string) bool {
	return strings.IndexByte(raw, '\\') < 0 && strings.IndexByte(raw, '&') < 0
}

// unescape is resolve for what is no part of the text: addresses and titles.
func unescape(raw []byte) string {
	s, _ := resolve(string(raw), 0)
	return s
}

// entity is what the entity at the start of s stands for, and its length; the
// & itself if there is none.
func entity(s string) (string, int) {
	end := strings.IndexByte(s[:min(len(s), 40)], ';')
	if end < 2 {
		return "&", 1
	}
	name := s[1:end]
	if name[0] != '#' {
		if e, ok := util.LookUpHTML5EntityByName(name); ok {
			return string(e.Characters), end + 1
		}
		return "&", 1
	}
	digits, base := name[1:], 10
	if len(digits) > 0 && (digits[0] == 'x' || digits[0] == 'X') {
		digits, base = digits[1:], 16
	}
	v, err := strconv.ParseUint(digits, base, 32)
	if err != nil || len(digits) > 7 {
		return "&", 1
	}
	if r := rune(v); v != 0 && utf8.ValidRune(r) {
		return string(r), end + 1
	}
	return "\ufffd", end + 1
}
