package draw

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"html/template"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// cleanVersion changes when clean gives other bytes for the same drawing.
const cleanVersion = "2"

// idMark stands in a cleaned drawing wherever the figure's id belongs. It is
// of Unicode's private use area and is taken out of all text of a drawing.
const idMark = "\uE000"

// Finish completes a drawing for one place of a page: the figure's id goes
// before every id in it, and title and desc tell what it shows to those who
// cannot see it. Either may be empty.
func Finish(svg []byte, id, title, desc string) template.HTML {
	const open = "<svg"
	end := bytes.IndexByte(svg, '>')
	if !bytes.HasPrefix(svg, []byte(open)) || end < 0 {
		return template.HTML(svg)
	}
	selfClosed := svg[end-1] == '/'
	head := svg[len(open):end]
	if selfClosed {
		head = head[:len(head)-1]
	}
	var b strings.Builder
	b.Grow(len(svg) + len(title) + len(desc) + 6*len(id) + 128)
	b.WriteString(`<svg role="img"`)
	var refs []string
	if title != "" {
		refs = append(refs, id+"-title")
	}
	if desc != "" {
		refs = append(refs, id+"-desc")
	}
	if len(refs) > 0 {
		b.WriteString(` aria-labelledby="`)
		escape(&b, strings.Join(refs, " "))
		b.WriteByte('"')
	}
	b.Write(head)
	b.WriteByte('>')
	for _, part := range [...]struct{ tag, text string }{{"title", title}, {"desc", desc}} {
		if part.text == "" {
			continue
		}
		fmt.Fprintf(&b, `<%s id="`, part.tag)
		escape(&b, id+"-"+part.tag)
		b.WriteString(`">`)
		escape(&b, part.text)
		fmt.Fprintf(&b, `</%s>`, part.tag)
	}
	if selfClosed {
		b.WriteString("</svg>")
		return template.HTML(b.String())
	}
	rest := svg[end+1:]
	for {
		i := bytes.Index(rest, []byte(idMark))
		if i < 0 {
			break
		}
		b.Write(rest[:i])
		escape(&b, id)
		rest = rest[i+len(idMark):]
	}
	b.Write(rest)
	return template.HTML(b.String())
}

// clean makes a drawing of ECharts fit for a page: no style attributes or
// sheets (a strict content security policy refuses them), ids that do not
// depend on what was drawn before, a view box in place of a fixed size,
// numbers of two decimals, and nothing that cannot be seen.
func clean(svg []byte) ([]byte, error) {
	root, err := parse(svg)
	if err != nil {
		return nil, fmt.Errorf("read drawing: %w", err)
	}
	ids := map[string]string{}
	root.number(ids)
	root.tidy(ids)
	width, height := root.attr("width"), root.attr("height")
	if root.attr("viewBox") == "" && width != "" && height != "" {
		root.set("viewBox", "0 0 "+width+" "+height)
	}
	for _, name := range [...]string{"width", "height", "version", "baseProfile", "xmlns:xlink", "xmlns"} {
		root.remove(name)
	}
	root.children = slices.DeleteFunc(root.children, func(n *node) bool { return n.background() })
	root.hoist("font-family")
	root.hoist("font-size")
	root.attrs = append([]xml.Attr{{Name: xml.Name{Local: "xmlns"}, Value: "http://www.w3.org/2000/svg"}}, root.attrs...)
	var b bytes.Buffer
	b.Grow(len(svg))
	root.write(&b)
	return b.Bytes(), nil
}

// node is an element, or a piece of text when name is empty.
type node struct {
	name     string
	attrs    []xml.Attr // Name.Local holds the whole name, prefix and all
	text     string
	children []*node
}

func parse(svg []byte) (*node, error) {
	dec := xml.NewDecoder(bytes.NewReader(svg))
	var stack []*node
	var root *node
	for {
		tok, err := dec.RawToken() // prefixes are kept as written
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		switch t := tok.(type) {
		case xml.StartElement:
			n := &node{name: full(t.Name)}
			for _, a := range t.Attr {
				n.attrs = append(n.attrs, xml.Attr{Name: xml.Name{Local: full(a.Name)}, Value: unmark(a.Value)})
			}
			if len(stack) > 0 {
				top := stack[len(stack)-1]
				top.children = append(top.children, n)
			} else if root != nil {
				return nil, errors.New("more than one root element")
			} else {
				root = n
			}
			if len(stack) > 200 {
				return nil, errors.New("elements nested too deeply")
			}
			stack = append(stack, n)
		case xml.EndElement:
			if len(stack) == 0 || stack[len(stack)-1].name != full(t.Name) {
				return nil, fmt.Errorf("unexpected end of %s", full(t.Name))
			}
			stack = stack[:len(stack)-1]
		case xml.CharData:
			if len(stack) > 0 && (stack[len(stack)-1].name == "text" || stack[len(stack)-1].name == "tspan" || len(bytes.TrimSpace(t)) > 0) {
				top := stack[len(stack)-1]
				top.children = append(top.children, &node{text: unmark(string(t))})
			}
		}
	}
	if root == nil || len(stack) > 0 || root.name != "svg" {
		return nil, errors.New("not one complete svg element")
	}
	return root, nil
}

func full(n xml.Name) string {
	if n.Space != "" {
		return n.Space + ":" + n.Local
	}
	return n.Local
}

func unmark(s string) string { return strings.ReplaceAll(s, idMark, "") }

func (n *node) attr(name string) string {
	for _, a := range n.attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (n *node) set(name, value string) {
	for i := range n.attrs {
		if n.attrs[i].Name.Local == name {
			n.attrs[i].Value = value
			return
		}
	}
	n.attrs = append(n.attrs, xml.Attr{Name: xml.Name{Local: name}, Value: value})
}

func (n *node) remove(name string) {
	n.attrs = slices.DeleteFunc(n.attrs, func(a xml.Attr) bool { return a.Name.Local == name })
}

// number gives every id that is referred to a new name by its order in the text.
func (n *node) number(ids map[string]string) {
	if id := n.attr("id"); id != "" && n.name != "rect" {
		if _, ok := ids[id]; !ok {
			ids[id] = idMark + "-" + strconv.Itoa(len(ids)+1)
		}
	}
	for _, c := range n.children {
		c.number(ids)
	}
}

// presentation lists the style properties that are attributes of SVG too; the
// rest (white-space, cursor, -webkit-…) say nothing in a still drawing.
var presentation = map[string]bool{
	"fill": true, "fill-opacity": true, "fill-rule": true, "stroke": true, "stroke-width": true, "stroke-opacity": true,
	"stroke-dasharray": true, "stroke-dashoffset": true, "stroke-linecap": true, "stroke-linejoin": true,
	"stroke-miterlimit": true, "opacity": true, "font-size": true, "font-family": true, "font-weight": true,
	"font-style": true, "text-anchor": true, "dominant-baseline": true, "stop-color": true, "stop-opacity": true,
	"clip-path": true, "mask": true, "paint-order": true,
}

// defaults are values that an attribute has when it is absent.
var defaults = map[string]string{
	"fill-opacity": "1", "stroke-opacity": "1", "opacity": "1", "stroke": "none", "stroke-width": "1", "text-anchor": "start",
	"font-weight": "normal", "font-style": "normal", "stroke-linecap": "butt", "stroke-linejoin": "miter", "stroke-miterlimit": "10",
	"xml:space": "preserve", "transform": "translate(0 0)", "stroke-dashoffset": "0",
}

// numeric lists the attributes that hold numbers of user units.
var numeric = map[string]bool{
	"d": true, "points": true, "transform": true, "x": true, "y": true, "width": true, "height": true, "cx": true, "cy": true,
	"r": true, "rx": true, "ry": true, "x1": true, "y1": true, "x2": true, "y2": true, "stroke-width": true, "viewBox": true,
	"stroke-dasharray": true, "font-size": true, "patternTransform": true,
}

func (n *node) tidy(ids map[string]string) {
	for _, d := range declarations(n.attr("style")) {
		if presentation[d[0]] {
			n.set(d[0], d[1])
		}
	}
	kept := n.attrs[:0]
	for _, a := range n.attrs {
		name := a.Name.Local
		if name == "style" || name == "class" || name == "pointer-events" || strings.HasPrefix(name, "ecmeta") || strings.HasPrefix(name, "on") ||
			strings.HasPrefix(name, "data-") {
			continue
		}
		if name == "xlink:href" { // plain href is understood by every browser we serve
			a.Name.Local = "href"
		}
		switch {
		case name == "id":
			id, ok := ids[a.Value]
			if !ok {
				continue
			}
			a.Value = id
		case strings.Contains(a.Value, "#"):
			a.Value = refer(a.Value, ids)
		}
		if name == "fill" || name == "stroke" {
			a.Value = hexColor(a.Value)
		}
		if numeric[name] {
			a.Value = round(strings.TrimSuffix(a.Value, "px"))
		}
		if v, ok := defaults[name]; ok && v == a.Value {
			continue
		}
		kept = append(kept, a)
	}
	n.attrs = kept
	for _, c := range n.children {
		c.tidy(ids)
	}
	n.children = slices.DeleteFunc(n.children, (*node).unseen)
}

// hexColor writes rgb(1,2,3) as #010203.
func hexColor(value string) string {
	if !strings.HasPrefix(value, "rgb(") {
		return value
	}
	var r, g, b uint8
	if n, _ := fmt.Sscanf(value, "rgb(%d,%d,%d)", &r, &g, &b); n < 3 {
		return value
	}
	return fmt.Sprintf("#%02x%02x%02x", r, g, b)
}

// unseen reports whether an element draws nothing.
func (n *node) unseen() bool {
	switch n.name {
	case "style", "script", "foreignObject":
		return true
	case "g", "defs", "text":
		return len(n.children) == 0
	case "path":
		if n.attr("d") == "" {
			return true
		}
	case "rect", "circle", "polygon", "polyline", "line", "ellipse":
	default:
		return false
	}
	if n.attr("id") != "" {
		return false
	}
	fill, stroke := n.attr("fill"), n.attr("stroke")
	unfilled := fill == "none" || fill == "transparent" || n.attr("fill-opacity") == "0"
	unstroked := stroke == "" || stroke == "transparent" || n.attr("stroke-width") == "0"
	return unfilled && unstroked && n.attr("clip-path") == "" && len(n.children) == 0
}

// background is the sheet that ECharts lays under every drawing; the page is its own paper.
func (n *node) background() bool {
	return n.name == "rect" && n.attr("x") == "0" && n.attr("y") == "0" && (n.attr("fill") == "none" || n.attr("fill") == "")
}

// declarations splits a style attribute. Values of drawings hold no semicolons
// within quotes.
func declarations(style string) [][2]string {
	var out [][2]string
	for part := range strings.SplitSeq(style, ";") {
		name, value, ok := strings.Cut(part, ":")
		if ok {
			out = append(out, [2]string{strings.TrimSpace(name), strings.TrimSpace(value)})
		}
	}
	return out
}

// refer renames the ids within url(#…) and #….
func refer(value string, ids map[string]string) string {
	if id, ok := strings.CutPrefix(value, "#"); ok {
		if to, ok := ids[id]; ok {
			return "#" + to
		}
		return value
	}
	before, rest, ok := strings.Cut(value, "url(#")
	if !ok {
		return value
	}
	id, after, ok := strings.Cut(rest, ")")
	if !ok {
		return value
	}
	if to, ok := ids[id]; ok {
		return before + "url(#" + to + ")" + after
	}
	return value
}

// round shortens every number in s to at most two decimals.
func round(s string) string {
	if !strings.ContainsAny(s, ".e") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		j := i
		if s[j] == '-' || s[j] == '+' {
			j++
		}
		digits := j
		for j < len(s) && (s[j] >= '0' && s[j] <= '9' || s[j] == '.') {
			j++
		}
		if j == digits {
			b.WriteByte(s[i])
			i++
			continue
		}
		if k := j; k+1 < len(s) && s[k] == 'e' { // an exponent, not the letter of a word
			k++
			if s[k] == '-' || s[k] == '+' {
				k++
			}
			e := k
			for k < len(s) && s[k] >= '0' && s[k] <= '9' {
				k++
			}
			if k > e {
				j = k
			}
		}
		v, err := strconv.ParseFloat(s[i:j], 64)
		if err != nil || math.IsInf(v, 0) {
			b.WriteString(s[i:j])
		} else {
			if s[i] == '+' {
				b.WriteByte('+')
			}
			b.WriteString(short(v))
		}
		i = j
	}
	return b.String()
}

// short writes v with at most two decimals, half away from zero.
func short(v float64) string {
	v = math.Round(v*100) / 100
	if v == 0 {
		return "0" // never -0
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// hoist moves the commonest value of an inherited attribute of texts up to the
// root, where it is written once.
func (n *node) hoist(name string) {
	count := map[string]int{}
	n.walk(func(c *node) {
		if v := c.attr(name); v != "" && c != n {
			count[v]++
		}
	})
	best := ""
	for v, k := range count {
		if best == "" || k > count[best] || k == count[best] && v < best {
			best = v
		}
	}
	if best == "" {
		return
	}
	n.set(name, best)
	n.walk(func(c *node) {
		if c != n && c.attr(name) == best {
			c.remove(name)
		}
	})
}

func (n *node) walk(f func(*node)) {
	f(n)
	for _, c := range n.children {
		c.walk(f)
	}
}

func (n *node) write(b *bytes.Buffer) {
	if n.name == "" {
		escape(b, n.text)
		return
	}
	b.WriteByte('<')
	b.WriteString(n.name)
	for _, a := range n.attrs {
		b.WriteByte(' ')
		b.WriteString(a.Name.Local)
		b.WriteString(`="`)
		escape(b, a.Value)
		b.WriteByte('"')
	}
	if len(n.children) == 0 {
		b.WriteString("/>")
		return
	}
	b.WriteByte('>')
	for _, c := range n.children {
		c.write(b)
	}
	b.WriteString("</")
	b.WriteString(n.name)
	b.WriteByte('>')
}

var escapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

func escape(b io.Writer, s string) { _, _ = escapes.WriteString(b, s) }
