package photo

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strconv"
	"strings"
)

// Bounds of an SVG: what a drawing tool writes stays far below them.
const (
	maxSVG      = 16 << 20  // bytes
	maxElements = 200_000   // as written
	maxDepth    = 200       // of elements within elements
	maxDrawn    = 1_000_000 // elements once every reference is followed
)

const (
	nsSVG   = "http://www.w3.org/2000/svg"
	nsXLink = "http://www.w3.org/1999/xlink"
	nsXML   = "http://www.w3.org/XML/1998/namespace"
)

// svgElements are those that draw. Scripts, pages within the picture, films and
// sounds, animations (which can write into links) and metadata are not.
var svgElements = set(`svg g defs symbol use title desc path rect circle ellipse line polyline polygon
	text tspan textPath image style linearGradient radialGradient stop clipPath mask pattern marker
	filter feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap
	feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology
	feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence`)

// svgUnwrapped are left out, but what they hold is not.
var svgUnwrapped = set("a switch")

// svgAttributes are those that say how something is drawn. What refers is href,
// which is looked at by itself.
var svgAttributes = set(`id class x y x1 x2 y1 y2 cx cy r rx ry fx fy fr width height d points dx dy rotate
	viewBox preserveAspectRatio transform pathLength textLength lengthAdjust startOffset method spacing side
	offset gradientUnits gradientTransform spreadMethod patternUnits patternContentUnits patternTransform
	clipPathUnits maskUnits maskContentUnits markerUnits markerWidth markerHeight refX refY orient
	filterUnits primitiveUnits in in2 result stdDeviation edgeMode mode type values tableValues slope intercept amplitude exponent
	operator k1 k2 k3 k4 order kernelMatrix divisor bias targetX targetY preserveAlpha surfaceScale diffuseConstant
	specularConstant specularExponent limitingConeAngle lighting-color scale xChannelSelector yChannelSelector
	azimuth elevation z pointsAtX pointsAtY pointsAtZ flood-color flood-opacity radius baseFrequency numOctaves seed stitchTiles
	fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin stroke-miterlimit stroke-dasharray
	stroke-dashoffset color opacity display visibility overflow clip clip-path clip-rule mask filter marker marker-start marker-mid marker-end
	stop-color stop-opacity paint-order vector-effect shape-rendering text-rendering image-rendering color-rendering
	color-interpolation color-interpolation-filters mix-blend-mode isolation enable-background
	font font-family font-size font-size-adjust font-stretch font-style font-variant font-weight letter-spacing word-spacing
	text-anchor text-decoration dominant-baseline alignment-baseline baseline-shift direction unicode-bidi writing-mode
	glyph-orientation-vertical glyph-orientation-horizontal kerning version media role aria-label aria-hidden aria-labelledby`)

func set(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}

// looksLikeSVG reports whether a file that is no raster image may be an SVG.
func looksLikeSVG(b []byte) bool {
	b = bytes.TrimLeft(bytes.TrimPrefix(b, []byte("\ufeff")), " \t\r\n")
	return len(b) > 0 && b[0] == '<'
}

// element of an SVG, or text when it has no name.
type element struct {
	name  string
	attrs []attribute
	text  string
	kids  []*element
}

type attribute struct{ name, value string }

// cleanSVG writes an SVG anew of what is on the lists, so that what nobody
// thought of is not in it. Nothing in it leads out of the file.
func cleanSVG(data []byte) (clean []byte, width, height int, err error) {
	if len(data) > maxSVG {
		return nil, 0, 0, broken("@image-svg-heavy")
	}
	root, err := readSVG(data)
	if err != nil {
		return nil, 0, 0, err
	}
	if drawn(root) > maxDrawn {
		return nil, 0, 0, broken("@image-svg-heavy")
	}
	// With its size written down it is as large everywhere, also where a page
	// says nothing of it.
	width, height = root.size()
	root.set("width", width)
	root.set("height", height)
	if err := fits(width, height); err != nil {
		return nil, 0, 0, err
	}
	var b bytes.Buffer
	root.attrs = append([]attribute{{"xmlns", nsSVG}}, root.attrs...)
	root.write(&b)
	b.WriteByte('\n')
	return b.Bytes(), width, height, nil
}

// readSVG reads the elements and attributes that are on the lists. Entities are
// not known but for the five of XML, so that none can stand for a file or for a
// billion others.
func readSVG(data []byte) (*element, error) {
	d := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	var root *element
	var open []*element // nil for one that is unwrapped
	elements := 0
	left := int64(maxPixels) // of the pictures within it, each of which is looked at
	parent := func() *element {
		for i := len(open) - 1; i >= 0; i-- {
			if open[i] != nil {
				return open[i]
			}
		}
		return nil
	}
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			if strings.Contains(err.Error(), "invalid character entity") {
				return nil, broken("@image-svg-entity")
			}
			return nil, broken("@image-svg-syntax")
		}
		switch t := tok.(type) {
		case xml.StartElement:
			if elements++; elements > maxElements || len(open) >= maxDepth {
				return nil, broken("@image-svg-heavy")
			}
			own := t.Name.Space == nsSVG || t.Name.Space == ""
			switch {
			case root == nil:
				if !own || t.Name.Local != "svg" {
					return nil, broken("@image-format")
				}
				root = &element{name: "svg", attrs: attributes("svg", t.Attr, &left)}
				open = append(open, root)
			case own && svgUnwrapped[t.Name.Local]:
				open = append(open, nil)
			case own && svgElements[t.Name.Local]:
				e := &element{name: t.Name.Local, attrs: attributes(t.Name.Local, t.Attr, &left)}
				if left < 0 {
					return nil, broken("@image-svg-heavy")
				}
				if len(open) == 0 {
					return nil, broken("@image-svg-syntax") // a second root
				}
				p := parent()
				p.kids = append(p.kids, e)
				open = append(open, e)
			default:
				if err := d.Skip(); err != nil {
					if strings.Contains(err.Error(), "invalid character entity") {
						return nil, broken("@image-svg-entity")
					}
					return nil, broken("@image-svg-syntax")
				}
			}
		case xml.EndElement:
			if e := open[len(open)-1]; e != nil && e.name == "style" {
				e.finishStyle()
			}
			open = open[:len(open)-1]
		case xml.CharData:
			if p := parent(); p != nil {
				p.kids = append(p.kids, &element{text: string(t)})
			}
		}
	}
	if root == nil {
		return nil, broken("@image-format")
	}
	return root, nil
}

// finishStyle cleans the sheet that a <style> holds.
func (e *element) finishStyle() {
	var sheet strings.Builder
	for _, k := range e.kids {
		if k.name == "" {
			sheet.WriteString(k.text)
		}
	}
	e.kids = []*element{{text: cleanSheet(sheet.String())}}
}

// attributes are those of an element that are on the lists; left is how many pixels
// pictures within the drawing may still have, and less than none once they have more.
func attributes(element string, attrs []xml.Attr, left *int64) []attribute {
	var out []attribute
	for _, a := range attrs {
		name, value := a.Name.Local, a.Value
		switch a.Name.Space {
		case "":
		case nsXLink:
			if name != "href" {
				continue
			}
		case nsXML:
			if name != "space" && name != "lang" {
				continue
			}
			name = "xml:" + name
		default:
			continue
		}
		switch {
		case name == "href":
			var ok bool
			if value, ok = reference(element, value, left); !ok {
				continue
			}
		case name == "style":
			if value = cleanDeclarations(value); value == "" {
				continue
			}
		case strings.HasPrefix(name, "xml:"):
		case !svgAttributes[name] || !safeValue(value):
			continue
		}
		if !has(out, name) { // href and xlink:href are one
			out = append(out, attribute{name, value})
		}
	}
	return out
}

func has(attrs []attribute, name string) bool {
	for _, a := range attrs {
		if a.name == name {
			return true
		}
	}
	return false
}

// reference is what an href may lead to: a place in the same file or, of an
// image, a raster image that the file holds, which is cleaned as any other.
func reference(element, value string, left *int64) (string, bool) {
	value = strings.TrimSpace(value)
	if element != "image" {
		return value, len(value) > 1 && value[0] == '#'
	}
	head, packed, ok := strings.Cut(value, ",")
	head = strings.ToLower(strings.ReplaceAll(head, " ", ""))
	if !ok || !strings.HasPrefix(head, "data:image/") || !strings.HasSuffix(head, ";base64") {
		return "", false
	}
	packed = strings.Join(strings.Fields(packed), "")
	data, err := base64.StdEncoding.DecodeString(packed)
	if err != nil || sniff(data) == "" {
		return "", false
	}
	if *left -= Pixels(data); *left < 0 {
		return "", false
	}
	p, err := Make(data, Linked)
	if err != nil {
		return "", false
	}
	own := p.Files[len(p.Files)-1]
	kind := own.Format
	if kind == "jpg" {
		kind = "jpeg"
	}
	return "data:image/" + kind + ";base64," + base64.StdEncoding.EncodeToString(own.Data), true
}

// drawn is how many elements a browser draws when it follows every reference: a
// file of ten lines can ask for a billion.
func drawn(root *element) int {
	ids := map[string]*element{}
	var find func(e *element)
	find = func(e *element) {
		for _, a := range e.attrs {
			if a.name == "id" && ids[a.value] == nil {
				ids[a.value] = e
			}
		}
		for _, k := range e.kids {
			find(k)
		}
	}
	find(root)
	known := map[*element]int{}
	var count func(e *element, depth int) int
	count = func(e *element, depth int) int {
		if n, ok := known[e]; ok {
			return n
		}
		known[e] = 1 // what refers to itself is not drawn
		n := 1
		if depth > 10*maxDepth { // a chain of references that long is made to harm
			n = maxDrawn + 1
		}
		add := func(k *element) { n = min(n+count(k, depth+1), maxDrawn+1) }
		for _, k := range e.kids {
			if n > maxDrawn {
				break
			}
			add(k)
		}
		for _, a := range e.attrs {
			for _, id := range references(a) {
				if target := ids[id]; target != nil && n <= maxDrawn {
					add(target)
				}
			}
		}
		known[e] = n
		return n
	}
	return count(root, 0)
}

// references are the ids that an attribute leads to.
func references(a attribute) []string {
	if a.name == "href" {
		if id, ok := strings.CutPrefix(a.value, "#"); ok {
			return []string{id}
		}
		return nil
	}
	var out []string
	rest := a.value
	for {
		_, after, ok := strings.Cut(rest, "url(")
		if !ok {
			return out
		}
		target, behind, _ := strings.Cut(after, ")")
		out = append(out, strings.Trim(strings.TrimSpace(target), `#'"`))
		rest = behind
	}
}

// size of an SVG in pixels: as it says, else that of its viewBox, else what
// browsers take.
func (e *element) size() (width, height int) {
	get := func(name string) string {
		for _, a := range e.attrs {
			if a.name == name {
				return a.value
			}
		}
		return ""
	}
	w, h := length(get("width")), length(get("height"))
	if box := strings.FieldsFunc(get("viewBox"), func(r rune) bool { return r == ',' || r == ' ' || r == '\t' || r == '\n' || r == '\r' }); len(box) == 4 {
		bw, bh := length(box[2]), length(box[3])
		if bw > 0 && bh > 0 {
			switch {
			case w > 0 && h == 0:
				h = w * bh / bw
			case h > 0 && w == 0:
				w = h * bw / bh
			case w == 0:
				w, h = bw, bh
			}
		}
	}
	if w == 0 {
		w = 300
	}
	if h == 0 {
		h = 150
	}
	whole := func(f float64) int { return int(min(max(math.Round(f), 1), math.MaxInt32)) }
	return whole(w), whole(h)
}

// set gives an element a length in pixels if it has none of its own.
func (e *element) set(name string, px int) {
	for i, a := range e.attrs {
		if a.name == name {
			if length(a.value) == 0 {
				e.attrs[i].value = strconv.Itoa(px)
			}
			return
		}
	}
	e.attrs = append(e.attrs, attribute{name, strconv.Itoa(px)})
}

// length is a length in pixels; 0 when it is none or depends on where it stands.
func length(s string) float64 {
	s = strings.TrimSpace(s)
	per := 1.0
	for _, unit := range []struct {
		name string
		px   float64
	}{{"px", 1}, {"pt", 96.0 / 72}, {"pc", 16}, {"mm", 96 / 25.4}, {"cm", 96 / 2.54}, {"in", 96}} {
		if rest, ok := strings.CutSuffix(s, unit.name); ok {
			s, per = rest, unit.px
			break
		}
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || !(f > 0) || math.IsInf(f, 0) {
		return 0
	}
	return f * per
}

// svgEscapes make text safe between tags and in quoted attributes.
var svgEscapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\r", "&#xD;")

func (e *element) write(b *bytes.Buffer) {
	if e.name == "" {
		b.WriteString(svgEscapes.Replace(e.text))
		return
	}
	b.WriteString("<" + e.name)
	for _, a := range e.attrs {
		b.WriteString(" " + a.name + `="` + svgEscapes.Replace(a.value) + `"`)
	}
	if len(e.kids) == 0 {
		b.WriteString("/>")
		return
	}
	b.WriteByte('>')
	for _, k := range e.kids {
		k.write(b)
	}
	b.WriteString("</" + e.name + ">")
}
