package markdown

import (
	"strconv"
	"strings"
	"unicode"

	"gongbao/generator/diag"
)

// Heading is a heading and those below it.
type Heading struct {
	Level    int // 2 to 6
	ID       string
	Text     string
	Children []Heading
}

// Headings is the table of contents: all headings, each under the nearest one
// of a higher rank before it. figure tells what a binding reads as.
func (d *Document) Headings(figure func(*Binding) string) []Heading {
	var flat []Heading
	walk(d.body, func(n *node) bool {
		if n.kind == kHeading {
			flat = append(flat, Heading{Level: n.level, ID: n.id, Text: strings.TrimSpace(plain(n.children, figure))})
		}
		return !n.isLine()
	})
	return nested(flat)
}

func nested(flat []Heading) []Heading {
	var out []Heading
	for i := 0; i < len(flat); {
		h := flat[i]
		j := i + 1
		for j < len(flat) && flat[j].Level > h.Level {
			j++
		}
		h.Children = nested(flat[i+1 : j])
		out = append(out, h)
		i = j
	}
	return out
}

// headings gives every heading its level and id. The page's title is its only
// h1, so # counts as ##.
func headings(ns []*node, run *parsing) {
	ids := idSet{}
	level := 1
	var parents [7]string // id of the last heading of each level
	walk(ns, func(n *node) bool {
		if n.kind != kHeading {
			return !n.isLine()
		}
		text := strings.TrimSpace(plain(n.children, noFigure))
		if n.level == 1 || n.level > level+1 {
			run.bag.Add(diag.HeadingLevel, run.places.at(n.off), diag.Args{"text": text})
		}
		n.level = max(n.level, 2)
		level = n.level
		parent := ""
		for l := level - 1; l >= 2 && parent == ""; l-- {
			parent = parents[l]
		}
		n.id = ids.add(slug(text), parent)
		parents[level] = n.id
		for l := level + 1; l < len(parents); l++ {
			parents[l] = ""
		}
		return false
	})
}

// slug makes an id of a heading's text: letters and digits stay, everything
// else becomes a hyphen. It begins with a letter that is not Latin or with
// "section", and so is never one of the ids that the program or a theme makes
// up, and can stand in a selector as it is.
func slug(text string) string {
	var b strings.Builder
	gap := false
	for _, r := range text {
		if !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) {
			gap = b.Len() > 0
			continue
		}
		if gap {
			b.WriteByte('-')
			gap = false
		}
		b.WriteRune(r)
	}
	s := b.String()
	switch r := firstRune(s); {
	case s == "":
		return "section"
	case r < 0x80 || !unicode.IsLetter(r):
		return "section-" + s
	}
	return s
}

// idSet makes ids unique. The value of an id is the number that was last put
// behind it.
type idSet map[string]int

func (s idSet) add(id, parent string) string {
	if _, taken := s[id]; taken && parent != "" {
		id = parent + "-" + id
	}
	if _, taken := s[id]; !taken {
		s[id] = 1
		return id
	}
	for {
		s[id]++
		numbered := id + "-" + strconv.Itoa(s[id])
		if _, taken := s[numbered]; !taken {
			s[numbered] = 1
			return numbered
		}
	}
}
