package markdown

import (
	"strings"

	"gongbao/generator/diag"
)

// finish does what needs the whole document in reading order: ids, the first
// use of each term, and the lists of what is in it.
func (d *Document) finish(run *parsing, terms *trie) {
	all := append(append([]*node(nil), d.body...), d.notes...)
	headings(all, run)
	uses := &firstUses{trie: terms, used: map[string]bool{}}
	walk(all, func(n *node) bool {
		if n.isLine() {
			t := uses
			if n.kind == kHeading {
				t = nil
			}
			n.children = run.prepare(n.children, t)
		}
		n.caption = run.prepare(n.caption, nil)
		switch n.kind {
		case kTable:
			markNumbers(n)
		case kBinding:
			n.binding.index = len(d.bindings)
			d.bindings = append(d.bindings, n.binding)
		case kBlock:
			d.blocks = append(d.blocks, n.block)
			n.block.Index = len(d.blocks)
		case kLink:
			if !n.auto {
				d.links = append(d.links, Link{Dest: n.dest, Pos: run.places.at(n.off)})
			}
		case kImage:
			d.images = append(d.images, *n.image)
			if strings.TrimSpace(plain(n.children, func(b *Binding) string { return b.Expr })) == "" {
				run.bag.Add(diag.ImageAlt, n.image.Pos, diag.Args{"src": n.image.Src})
			}
		case kHeading:
			d.anchors = append(d.anchors, n.id)
		case kNoteRef:
			d.anchors = append(d.anchors, noteRefID(n.num, n.refs))
		case kNote:
			d.anchors = append(d.anchors, noteID(n.num))
		}
		return true
	})
	d.terms = uses.ids
}

// markNumbers finds the cells that hold only a number, and the headers of the
// columns that hold nothing else.
func markNumbers(table *node) {
	if len(table.children) == 0 {
		return
	}
	header := table.children[0]
	numbers := make([]int, len(header.children))
	words := make([]bool, len(header.children))
	for _, row := range table.children[1:] {
		for i, cell := range row.children {
			text := strings.TrimSpace(plain(cell.children, func(*Binding) string { return "0" }))
			switch {
			case isNumberCell(text):
				addClass(cell, "num")
				numbers[min(i, len(numbers)-1)]++
			case strings.Trim(text, "-–—－―") != "":
				words[min(i, len(words)-1)] = true
			}
		}
	}
	for i, cell := range header.children {
		if numbers[i] > 0 && !words[i] {
			addClass(cell, "num")
		}
	}
}

// isNumberCell reports whether s is a number, with or without sign and per cent.
func isNumberCell(s string) bool {
	for _, sign := range []string{"+", "-", "−", "－", "＋", "±"} {
		if rest, ok := strings.CutPrefix(s, sign); ok {
			s = rest
			break
		}
	}
	n := numeralLen(s)
	if n == 0 {
		return false
	}
	switch strings.TrimSpace(s[n:]) {
	case "", "%", "％", "‰":
		return true
	}
	return false
}

func addClass(n *node, class string) {
	if n.class == "" || n.class == "none" {
		n.class = class
		return
	}
	n.class += " " + class
}
