package markdown

import (
	"html/template"
	"sort"
	"strings"
	"unicode/utf8"

	"gongbao/generator/diag"
)

// Prose is the text of a document without its markup, for those who read what it
// says: a line for each paragraph, list item, caption and heading, headings
// behind their # and tables in rows between |. It knows the way back to the file.
// It is used by one goroutine.
type Prose struct {
	Text string
	// Bound are the numbers and words that bindings read as.
	Bound []Bound
	// Linked are the words that links of the author's stand on.
	Linked []Linked

	runs   []run
	source []byte
	base   int
	places *places
}

// Bound is a stretch of Text that a binding reads as.
type Bound struct {
	Start, End int
	Binding    *Binding
}

// Linked is a stretch of Text that leads to Dest, as written.
type Linked struct {
	Start, End int
	Dest       string
}

// run is a stretch of Text that came from one node.
type run struct {
	start int
	node  *node
}

// PlainProse is a file that is nothing but text; ok is false, and bag told, when
// it is not UTF-8.
func PlainProse(file string, src []byte, bag *diag.Bag) (p *Prose, ok bool) {
	if !utf8.Valid(src) {
		bag.Add(diag.NotUTF8, diag.Pos{File: file}, nil)
		return nil, false
	}
	src = normalize(src)
	text := string(src)
	return &Prose{
		Text: text, source: src, places: newPlaces(file, src, 0),
		runs: []run{{0, &node{kind: kText, text: text, from: origin{{0, 0}}}}},
	}, true
}

// Prose is the text of the document; figure tells what a binding reads as.
// Blocks, code, the texts of images and footnote references are no prose.
func (d *Document) Prose(figure func(*Binding) string) *Prose {
	w := proseWriter{figure: figure}
	w.Grow(len(d.source) - d.base)
	w.blocks(d.body)
	w.blocks(d.notes)
	at := newPlaces(d.Front.File, nil, 0)
	if d.lines != nil {
		at = &places{file: d.Front.File, text: d.text, base: d.base, lines: d.lines, lastLine: -1}
	}
	return &Prose{Text: w.String(), Bound: w.bound, Linked: w.linked, runs: w.runs, source: d.source, base: d.base, places: at}
}

type proseWriter struct {
	strings.Builder
	figure func(*Binding) string
	bound  []Bound
	linked []Linked
	runs   []run
}

func (w *proseWriter) blocks(ns []*node) {
	for _, n := range ns {
		switch {
		case n.kind == kHeading:
			w.line(strings.Repeat("#", n.level)+" ", n.children)
		case n.isLine():
			w.line("", n.children)
		case n.kind == kFigure:
			w.line("", n.caption)
		case n.kind == kTable:
			w.table(n)
		default:
			w.blocks(n.children)
		}
	}
}

func (w *proseWriter) line(mark string, ns []*node) {
	if isBlank(ns) {
		return
	}
	w.WriteString(mark)
	w.inlines(ns)
	w.WriteByte('\n')
}

func (w *proseWriter) table(n *node) {
	w.line("", n.caption)
	for i, row := range n.children {
		for _, cell := range row.children {
			w.WriteString("| ")
			w.inlines(cell.children)
			w.WriteByte(' ')
		}
		w.WriteString("|\n")
		if i == 0 {
			w.WriteString(strings.Repeat("| --- ", len(row.children)) + "|\n")
		}
	}
}

func (w *proseWriter) inlines(ns []*node) {
	for _, n := range ns {
		switch n.kind {
		case kHard:
			w.WriteByte('\n')
		case kCode, kImage:
			w.WriteByte(' ')
		case kBinding:
			start := w.Len()
			w.WriteString(strings.ReplaceAll(w.figure(n.binding), "\n", " "))
			w.bound = append(w.bound, Bound{start, w.Len(), n.binding})
		case kNoteRef:
		case kLink:
			start := w.Len()
			w.inlines(n.children)
			if !n.auto {
				w.linked = append(w.linked, Linked{start, w.Len(), n.dest})
			}
		default:
			if n.text != "" {
				w.runs = append(w.runs, run{w.Len(), n})
				w.WriteString(strings.ReplaceAll(n.text, "\n", " "))
			}
			w.inlines(n.children)
		}
	}
}

// run is the last run that begins at or before a byte of the text; nil when there
// is none.
func (p *Prose) run(at int) *run {
	i := sort.Search(len(p.runs), func(i int) bool { return p.runs[i].start > at })
	if i == 0 {
		return nil
	}
	return &p.runs[i-1]
}

// Pos is where a byte of the text stands in the file. For what a binding or a
// mark of the text reads as, it is where what stands before it ends.
func (p *Prose) Pos(at int) diag.Pos {
	for i := range p.Bound {
		if b := &p.Bound[i]; b.Start <= at && at < b.End {
			return b.Binding.Pos
		}
	}
	off, _ := p.offset(at)
	return p.places.at(off)
}

// offset is where a byte of the text stands in the Markdown; exact is false when
// it does not stand there itself.
func (p *Prose) offset(at int) (off int, exact bool) {
	for at >= 0 {
		r := p.run(at)
		if r == nil {
			return 0, false
		}
		within := min(at-r.start, len(r.node.text))
		if off, ok := r.node.from.place(within); ok {
			return off, at-r.start < len(r.node.text)
		}
		at = r.start - 1
	}
	return 0, false
}

// Source is where a stretch of the text stands in the file, in bytes of the file
// without byte order mark and with LF line ends; ok is false unless it stands
// there just as it reads.
func (p *Prose) Source(start, end int) (from, to int, ok bool) {
	off, exact := p.offset(start)
	from, to = p.base+off, p.base+off+end-start
	if !exact || to > len(p.source) || string(p.source[from:to]) != p.Text[start:end] {
		return 0, 0, false
	}
	return from, to, true
}

// Piece is the part of a stretch that stands undivided by markup: 38 of
// 38**81**件; "" when it begins in what a binding or a mark reads as.
func (p *Prose) Piece(start, end int) string {
	r := p.run(start)
	if r == nil || start >= r.start+len(r.node.text) {
		return ""
	}
	return p.Text[start:min(end, r.start+len(r.node.text))]
}

// Mark shows a stretch of the prose in another form.
type Mark struct {
	Start, End int
	// Show gives the markup for the text, which is the first Piece of the stretch.
	Show func(text string) template.HTML
}

// Marks are marks that a document is rendered with.
type Marks struct{ of map[*node][]nodeMark }

type nodeMark struct {
	from, to int // in bytes of the node's text
	show     func(string) template.HTML
}

// Marks prepares marks, which stand in the order of the text and do not overlap,
// for the rendering of the document that the prose is of.
func (p *Prose) Marks(marks []Mark) Marks {
	of := map[*node][]nodeMark{}
	for _, m := range marks {
		r := p.run(m.Start)
		if r == nil || m.Start >= r.start+len(r.node.text) {
			continue
		}
		from := m.Start - r.start
		of[r.node] = append(of[r.node], nodeMark{from, min(from+m.End-m.Start, len(r.node.text)), m.Show})
	}
	return Marks{of}
}
