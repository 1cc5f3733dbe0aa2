package markdown

import (
	"bytes"
	"strconv"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	gm "github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"gongbao/generator/diag"
)

// noteRef is something written like a reference to a footnote.
type noteRef struct {
	name string
	off  int
}

// noteRefParser makes no nodes. It notes where references stand, because
// goldmark leaves one without a definition as text.
type noteRefParser struct{}

func (noteRefParser) Trigger() []byte { return []byte{'['} }

func (noteRefParser) Parse(_ ast.Node, block text.Reader, pc gm.Context) ast.Node {
	line, segment := block.PeekLine()
	if len(line) < 4 || line[1] != '^' {
		return nil
	}
	end := bytes.IndexAny(line[2:min(len(line), 200)], "[]\n")
	if end <= 0 || line[2+end] != ']' || 2+end+1 < len(line) && line[2+end+1] == '(' {
		return nil
	}
	run := parsingOf(pc)
	run.refs = append(run.refs, noteRef{name: string(line[2 : 2+end]), off: segment.Start})
	return nil
}

// footnotes converts the definitions and numbers them in the order in which
// the text refers to them. A definition that nothing refers to is not dropped:
// it comes last.
func (c *converter) footnotes() {
	byIndex := map[int]*node{} // by goldmark's number
	var unused []*node
	if c.notes != nil {
		first := map[string]diag.Pos{}
		for n := c.notes.FirstChild(); n != nil; n = n.NextSibling() {
			def := n.(*east.Footnote)
			name, pos := string(def.Ref), c.places.at(n.Pos())
			other, dup := first[name]
			if dup {
				c.bag.Add(diag.FootnoteTwice, pos, diag.Args{"name": name, "first": other.String()}, other)
			} else {
				first[name] = pos
			}
			note := &node{kind: kNote, children: arrange(c.blocks(n, 1))}
			if def.Index > 0 {
				byIndex[def.Index] = note
			} else {
				unused = append(unused, note)
				if !dup { // a second definition of a name was said to be one
					c.bag.Add(diag.FootnoteUnused, pos, diag.Args{"name": name})
				}
			}
		}
	}
	found := map[int]bool{}
	number := func(ns []*node) {
		walk(ns, func(n *node) bool {
			if n.kind != kNoteRef {
				return true
			}
			found[n.off] = true
			note := byIndex[n.num]
			if note.num == 0 {
				c.doc.notes = append(c.doc.notes, note)
				note.num = len(c.doc.notes)
			}
			note.refs++
			n.num, n.refs = note.num, note.refs
			return true
		})
	}
	number(c.doc.body)
	for i := 0; i < len(c.doc.notes); i++ {
		number(c.doc.notes[i].children)
	}
	for i := 1; i <= len(byIndex); i++ { // referred to only by notes that nothing refers to
		if byIndex[i].num == 0 {
			unused = append(unused, byIndex[i])
		}
	}
	for _, note := range unused {
		if note.num != 0 {
			continue
		}
		c.doc.notes = append(c.doc.notes, note)
		note.num = len(c.doc.notes)
		number(note.children)
	}
	for _, ref := range c.refs {
		if !found[ref.off] {
			c.bag.Add(diag.FootnoteMissing, c.places.at(ref.off), diag.Args{"name": ref.name})
		}
	}
}

func noteID(num int) string { return "fn-" + strconv.Itoa(num) }

func noteRefID(num, ref int) string {
	if ref == 1 {
		return "fnref-" + strconv.Itoa(num)
	}
	return "fnref-" + strconv.Itoa(num) + "-" + strconv.Itoa(ref)
}
