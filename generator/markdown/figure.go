package markdown

import (
	"regexp"
	"slices"
	"strings"
)

// arrange makes figures of the paragraphs that hold only images, gives them
// and the tables their captions, and does the same inside quotations and lists.
func arrange(ns []*node) []*node {
	var all []*node
	for _, n := range ns {
		switch n.kind {
		case kQuote, kList, kItem:
			n.children = arrange(n.children)
		case kParagraph, kTight:
			if figures := photos(n); figures != nil {
				all = append(all, figures...)
				continue
			}
		}
		all = append(all, n)
	}
	out := make([]*node, 0, len(all))
	run := 0 // where the figures begin that a caption may mean
	for i, n := range all {
		if n.kind != kParagraph && n.kind != kTight {
			if n.kind != kFigure {
				run = len(out) + 1
			}
			out = append(out, n)
			continue
		}
		if i+1 < len(all) && all[i+1].kind == kTable && captionTable(all[i+1], n) {
			run = len(out)
			continue
		}
		if parts := captionParts(n.children); parts != nil {
			if rest := captionFigures(parts, out[run:], following(all[i+1:])); len(rest) > 0 {
				n.children = rest
				out = append(out, n)
			}
		} else {
			out = append(out, n)
		}
		run = len(out)
	}
	return out
}

// photos are the figures of a paragraph that holds images and nothing else.
func photos(p *node) []*node {
	var figures []*node
	for _, n := range p.children {
		only := n
		if n.kind == kLink {
			only = sole(n)
		}
		switch {
		case only.kind == kImage:
			f := &node{kind: kFigure, children: []*node{n}, caption: only.title}
			only.title = nil
			figures = append(figures, f)
		case n.kind == kHard, n.kind == kText && strings.TrimSpace(n.text) == "":
		default:
			// The titles were taken too early if something else follows.
			for _, f := range figures {
				sole(f.children[0]).title = f.caption
			}
			return nil
		}
	}
	return figures
}

// following are the figures that ns begins with.
func following(ns []*node) []*node {
	for i, n := range ns {
		if n.kind != kFigure {
			return ns[:i]
		}
	}
	return ns
}

// captionPart is a caption and the image that it says it is for.
type captionPart struct {
	mark  string // 上, 下, 左, 右 or "" for the nearest
	label string // as written in front of the caption, and left out when the caption stands by its image
	text  []*node
}

var (
	captionMark  = regexp.MustCompile(`^\s*(?:([上下左右])图为?[：:\s　]\s*|图[：:]\s*|图为|图\s*[0-9０-９一二三四五六七八九十]+[：:\s　])`)
	captionInner = regexp.MustCompile(`(?:[。；;！!.\s　])\s*([上下左右]图为?[：:\s　])`)
)

// begins is the character that a text begins with behind what regular expressions
// take for space: few paragraphs are worth one.
func begins(s string) rune { return firstRune(strings.TrimLeft(s, "\t\n\f\r ")) }

// captionParts reads a paragraph that begins like a caption; nil if it does not.
// 上图：甲。下图：乙。 has two parts.
func captionParts(ns []*node) []captionPart {
	if len(ns) == 0 || ns[0].kind != kText || !strings.ContainsRune("上下左右图", begins(ns[0].text)) || !captionMark.MatchString(ns[0].text) {
		return nil
	}
	var parts []captionPart
	for i, n := range ns {
		if n.kind == kText {
			rest := n
			if i == 0 {
				p, s := newPart(rest)
				parts, rest = append(parts, p), s
			}
			for {
				m := captionInner.FindStringSubmatchIndex(rest.text)
				if m == nil {
					break
				}
				addText(&parts[len(parts)-1], rest.part(0, len(strings.TrimRight(rest.text[:m[2]], " \n　"))))
				p, s := newPart(rest.part(m[2], len(rest.text)))
				parts, rest = append(parts, p), s
			}
			addText(&parts[len(parts)-1], rest)
			continue
		}
		last := &parts[len(parts)-1]
		last.text = append(last.text, n)
	}
	return parts
}

func addText(p *captionPart, t *node) {
	if t.text != "" {
		p.text = append(p.text, t)
	}
}

func newPart(t *node) (captionPart, *node) {
	s := t.text
	m := captionMark.FindStringSubmatchIndex(s)
	mark := ""
	if m[2] >= 0 {
		mark = s[m[2]:m[3]]
	}
	label := s[:m[1]]
	// 图为 is the caption's verb and 图1： its number: both stay.
	if mark == "" && !strings.HasSuffix(strings.TrimRight(strings.TrimSpace(label), "：:"), "图") {
		return captionPart{}, t
	}
	return captionPart{mark: mark, label: label}, t.part(m[1], len(s))
}

// captionFigures gives each part to its image and returns what found none.
func captionFigures(parts []captionPart, before, after []*node) (rest []*node) {
	paired := slices.ContainsFunc(parts, func(p captionPart) bool { return p.mark == "下" })
	nth := func(figures []*node, i int) *node {
		if i < 0 || i >= len(figures) {
			return nil
		}
		return figures[i]
	}
	last := len(before) - 1
	for _, p := range parts {
		var f *node
		switch p.mark {
		case "上":
			f = nth(before, last)
			if len(after) == 0 && last > 0 && paired {
				f = before[last-1]
			}
		case "下":
			f = nth(after, 0)
			if f == nil && last > 0 {
				f = before[last]
			}
		case "左":
			f = nth(before, max(last-1, 0))
			if f == nil {
				f = nth(after, 0)
			}
		case "右":
			switch {
			case last > 0:
				f = before[last]
			case last == 0:
				f = nth(after, 0)
			default:
				f = nth(after, 1)
			}
		default:
			f = nth(before, last)
			if f == nil || f.caption != nil {
				f = nth(after, 0)
			}
		}
		if f == nil || f.caption != nil || len(p.text) == 0 {
			addLabelled(&rest, p)
			continue
		}
		f.caption = p.text
	}
	return rest
}

func addLabelled(rest *[]*node, p captionPart) {
	if p.label != "" {
		*rest = append(*rest, textNode(p.label))
	}
	*rest = append(*rest, p.text...)
}

var (
	tableMark = regexp.MustCompile(`^\s*(?:表\s*[0-9０-９一二三四五六七八九十]*\s*[：:]|表\s*[0-9０-９]+[\s　]|(?i:table)\s*[0-9]*\s*:)`)
	bareTable = regexp.MustCompile(`^\s*(?:表|(?i:table))\s*[：:]\s*`)
)

// captionTable makes the paragraph p the caption of the table behind it, if it
// is written as one.
func captionTable(table, p *node) bool {
	if len(p.children) == 0 || p.children[0].kind != kText || !tableMark.MatchString(p.children[0].text) {
		return false
	}
	// 表： says only that this is the caption; 表1： is its number and stays.
	first := p.children[0]
	if m := bareTable.FindStringIndex(first.text); m != nil {
		p.children[0] = first.part(m[1], len(first.text))
	}
	table.caption = p.children
	return true
}
