package markdown

import (
	"html/template"
	"iter"
	"strconv"
	"strings"
	"unicode/utf8"

	"gongbao/generator/hyphen"
)

// Renderer is what the caller knows. All fields must be set.
type Renderer struct {
	Figure func(*Binding) Figure
	// Block appends the HTML of a block to page.
	Block func(page []byte, b *Block) []byte
	// Link turns an address as written into one for the page. An empty result
	// leaves the text without a link.
	Link  func(dest string) string
	Image func(Image) ImageView
	// Text gives the words of the interface by the Text… keys.
	Text func(key string) string
	// Marks are stretches of the text that are shown in another form; the zero
	// Marks are none.
	Marks Marks
}

// Keys of the words that a rendered document needs.
const (
	TextAnchor   = "anchor"        // label of the link to a heading
	TextNotes    = "footnotes"     // label of the section of footnotes
	TextNoteBack = "footnote-back" // label of the link from a footnote back to the text
	TextTable    = "table"         // label of a table without caption or heading
)

// Figure is how a binding is shown.
type Figure struct {
	HTML template.HTML
	Text string // the same as plain text, for alternative texts and labels
	// Take is how many characters of Binding.After must stay on one line with
	// the figure, such as its unit; see UnitLen.
	Take int
}

// ImageView is how an image is loaded.
type ImageView struct {
	Src           string
	Srcset, Sizes string // of narrower files; "" when there are none
	Width, Height int    // in pixels; 0 is unknown
}

// Append appends the document's HTML to page.
func (d *Document) Append(page []byte, r Renderer) []byte {
	w := &writer{Renderer: r, page: page, figures: make([]Figure, len(d.bindings))}
	for i, b := range d.bindings {
		w.figures[i] = r.Figure(b)
	}
	w.salutation = findSalutation(d.body)
	w.blocks(d.body)
	if len(d.notes) > 0 {
		w.print(`<section class="footnotes" role="doc-endnotes" aria-label="`, esc(r.Text(TextNotes)), "\">\n<ol>\n")
		for _, n := range d.notes {
			w.note(n)
		}
		w.print("</ol>\n</section>\n")
	}
	return w.page
}

// Reading is what there is to read of the document, piece by piece, with a line break
// after each paragraph, heading, list item and table row; footnotes come last. Blocks,
// code blocks and image texts are left out. figure tells what a binding reads as.
func (d *Document) Reading(figure func(*Binding) string) iter.Seq[string] {
	return func(yield func(string) bool) {
		_ = read(d.body, figure, yield) && read(d.notes, figure, yield)
	}
}

// read reads blocks, until yield has enough.
func read(ns []*node, figure func(*Binding) string, yield func(string) bool) bool {
	line := func(ns []*node) bool { return len(ns) == 0 || readLine(ns, figure, yield) && yield("\n") }
	for _, n := range ns {
		more := true
		switch {
		case n.isLine():
			more = line(n.children)
		case n.kind == kFigure:
			more = line(n.caption)
		case n.kind == kRow:
			for _, cell := range n.children {
				more = more && readLine(cell.children, figure, yield) && yield(" ")
			}
			more = more && yield("\n")
		case n.kind == kTable:
			more = line(n.caption) && read(n.children, figure, yield)
		default:
			more = read(n.children, figure, yield)
		}
		if !more {
			return false
		}
	}
	return true
}

// readLine reads what stands in a line.
func readLine(ns []*node, figure func(*Binding) string, yield func(string) bool) bool {
	for _, n := range ns {
		text := n.text
		switch n.kind {
		case kHard, kSoft:
			text = "\n"
		case kBinding:
			text = figure(n.binding)
		case kNoteRef:
			continue
		}
		if text != "" && !yield(text) || !readLine(n.children, figure, yield) {
			return false
		}
	}
	return true
}

type writer struct {
	Renderer
	page    []byte
	figures []Figure
	heading []*node // text of the last one
	// salutation is the paragraph 各位代表：, which stands at the margin and not
	// indented; nil when there is none.
	salutation *node
}

// salutationRunes is the longest paragraph that is taken for a salutation.
const salutationRunes = 24

// addressed are the words of which a salutation has one: 各位代表：,
// 尊敬的各位委员：, 同志们：.
var addressed = []string{"各位", "尊敬的", "同志"}

// findSalutation is the first paragraph of the body if it is short, addresses
// somebody, holds no figure and ends in a colon.
func findSalutation(body []*node) *node {
	if len(body) == 0 || body[0].kind != kParagraph {
		return nil
	}
	text := strings.TrimSpace(plain(body[0].children, func(*Binding) string { return strings.Repeat("x", salutationRunes) }))
	if utf8.RuneCountInString(text) > salutationRunes || !strings.HasSuffix(text, "：") && !strings.HasSuffix(text, ":") {
		return nil
	}
	for _, word := range addressed {
		if strings.Contains(text, word) {
			return body[0]
		}
	}
	return nil
}

func (w *writer) print(parts ...string) {
	for _, s := range parts {
		w.page = append(w.page, s...)
	}
}

func (w *writer) figureText(b *Binding) string { return w.figures[b.index].Text }

func (w *writer) blocks(ns []*node) {
	for _, n := range ns {
		w.blockNode(n)
	}
}

func (w *writer) blockNode(n *node) {
	switch n.kind {
	case kParagraph:
		if !isBlank(n.children) {
			if n == w.salutation {
				w.print(`<p class="salutation">`)
			} else {
				w.print("<p>")
			}
			w.inlines(n.children)
			w.print("</p>\n")
		}
	case kTight:
		w.inlines(n.children)
		w.print("\n")
	case kHeading:
		w.heading = n.children
		tag := "h" + strconv.Itoa(n.level)
		w.print("<", tag, ` id="`, esc(n.id), `">`)
		w.inlines(n.children)
		if n.level <= 3 {
			w.print(`<a class="anchor" href="#`, esc(n.id), `" aria-label="`, esc(w.Text(TextAnchor)), `"></a>`)
		}
		w.print("</", tag, ">\n")
	case kQuote:
		w.print("<blockquote>\n")
		w.blocks(n.children)
		w.print("</blockquote>\n")
	case kList:
		tag := "ul"
		if n.ordered {
			tag = "ol"
		}
		w.print("<", tag)
		if n.ordered && n.num != 1 {
			w.print(` start="`, strconv.Itoa(n.num), `"`)
		}
		w.print(">\n")
		w.blocks(n.children)
		w.print("</", tag, ">\n")
	case kItem:
		w.print("<li>")
		if len(n.children) == 1 && n.children[0].kind == kTight {
			w.inlines(n.children[0].children)
		} else {
			w.print("\n")
			w.blocks(n.children)
		}
		w.print("</li>\n")
	case kRule:
		w.print("<hr>\n")
	case kFence:
		w.print("<pre><code")
		if n.id != "" {
			w.print(` class="language-`, esc(n.id), `"`)
		}
		w.print(">", esc(n.text), "</code></pre>\n")
	case kBlock:
		w.page = w.Block(w.page, n.block)
		w.print("\n")
	case kTable:
		w.table(n)
	case kFigure:
		w.print(`<figure class="photo">`)
		w.photo(n)
		if !isBlank(n.caption) {
			w.print("<figcaption>")
			w.inlines(n.caption)
			w.print("</figcaption>")
		}
		w.print("</figure>\n")
	}
}

func isBlank(ns []*node) bool {
	for _, n := range ns {
		if n.kind != kText || strings.TrimSpace(n.text) != "" {
			return false
		}
	}
	return true
}

func (w *writer) table(n *node) {
	label := n.caption
	if label == nil {
		label = w.heading
	}
	name := strings.TrimSpace(plain(label, w.figureText))
	if name == "" {
		name = w.Text(TextTable)
	}
	w.print(`<div class="table-wrap" tabindex="0" role="region" aria-label="`, esc(name), "\">\n<table>\n")
	if n.caption != nil {
		w.print("<caption>")
		w.inlines(n.caption)
		w.print("</caption>\n")
	}
	for i, row := range n.children {
		tag, attr := "td", ""
		switch i {
		case 0:
			tag, attr = "th", ` scope="col"`
			w.print("<thead>\n")
		case 1:
			w.print("<tbody>\n")
		}
		w.print("<tr>")
		for _, cell := range row.children {
			w.print("<", tag, attr)
			if cell.class != "" && cell.class != "none" {
				w.print(` class="`, cell.class, `"`)
			}
			w.print(">")
			w.inlines(cell.children)
			w.print("</", tag, ">")
		}
		w.print("</tr>\n")
		if i == 0 {
			w.print("</thead>\n")
		}
	}
	if len(n.children) > 1 {
		w.print("</tbody>\n")
	}
	w.print("</table>\n</div>\n")
}

// photo writes the image of a figure, and the link around it if there is one.
func (w *writer) photo(n *node) {
	link := n.children[0]
	href := ""
	if link.kind == kLink {
		href = w.Link(link.dest)
		w.openLink(link, href)
	}
	w.img(sole(link), n.caption)
	if href != "" {
		w.print("</a>")
	}
}

// img writes an image. Without an alternative text its caption serves.
func (w *writer) img(n *node, caption []*node) {
	alt := strings.TrimSpace(plain(n.children, w.figureText))
	if alt == "" {
		alt = strings.TrimSpace(plain(caption, w.figureText))
	}
	if !Linkable(n.dest) {
		w.print(esc(alt))
		return
	}
	v := w.Image(*n.image)
	w.print(`<img src="`, address(v.Src), `"`)
	if v.Srcset != "" {
		w.print(` srcset="`, esc(v.Srcset), `" sizes="`, esc(v.Sizes), `"`)
	}
	w.print(` alt="`, esc(alt), `"`)
	if title := plain(n.title, w.figureText); title != "" {
		w.print(` title="`, esc(title), `"`)
	}
	if v.Width > 0 && v.Height > 0 {
		w.print(` width="`, strconv.Itoa(v.Width), `" height="`, strconv.Itoa(v.Height), `"`)
	}
	w.print(` loading="lazy">`)
}

func (w *writer) note(n *node) {
	w.print(`<li id="`, noteID(n.num), "\">\n")
	last := len(n.children) - 1
	inside := last >= 0 && n.children[last].kind == kParagraph && !isBlank(n.children[last].children)
	if inside {
		w.blocks(n.children[:last])
		w.print("<p>")
		w.inlines(n.children[last].children)
		w.backlinks(n)
		w.print("</p>\n")
	} else {
		w.blocks(n.children)
		w.backlinks(n)
	}
	w.print("</li>\n")
}

func (w *writer) backlinks(n *node) {
	for i := 1; i <= n.refs; i++ {
		w.print(` <a class="fnback" href="#`, noteRefID(n.num, i), `" role="doc-backlink" aria-label="`, esc(w.Text(TextNoteBack)), "\">\u21a9\ufe0e</a>")
	}
}

// inlines writes a line. What must stay together is wrapped: a numeral with
// its unit, and a figure with as much of the text behind it as its caller says.
func (w *writer) inlines(ns []*node) {
	for i := 0; i < len(ns); i++ {
		n := ns[i]
		whole, part := w.unit(n, ns[i+1:])
		if whole == 0 && part == 0 {
			w.inline(n)
			continue
		}
		w.print(`<span class="nb">`)
		w.inline(n)
		for ; whole > 0; whole-- {
			i++
			w.inline(ns[i])
		}
		if part > 0 {
			i++
			last := ns[i]
			w.text(last, 0, part)
			w.print("</span>")
			w.text(last, part, len(last.text))
			continue
		}
		w.print("</span>")
	}
}

// unit tells what must stay on one line with n: so many whole nodes behind it,
// and so many bytes of the text behind those.
func (w *writer) unit(n *node, behind []*node) (whole, part int) {
	take := 0
	switch only := sole(n); {
	case only.kind == kBinding:
		take = w.figures[only.binding.index].Take
	case n != only && only.isTextual() && len(behind) > 0 && behind[0].kind == kUnit:
		take = utf8.RuneCountInString(behind[0].text)
	}
	for i, b := range behind {
		switch {
		case take <= 0:
			return whole, 0
		case b.kind == kNoteRef: // hangs between a figure and its unit
			continue
		case b.isTextual():
			if k := runeOffset(b.text, take); k < len(b.text) {
				return i, k
			}
			take -= utf8.RuneCountInString(b.text)
		case b.kind == kStrong || b.kind == kEm:
			// Of bold text only all can stay: {{x}}**万件**.
			if take -= utf8.RuneCountInString(plain(b.children, w.figureText)); take < 0 {
				return whole, 0
			}
		default:
			return whole, 0
		}
		whole = i + 1
	}
	return whole, 0
}

func (w *writer) inline(n *node) {
	switch n.kind {
	case kText, kUnit, kSoft:
		w.text(n, 0, len(n.text))
	case kNumber:
		w.print(`<span class="nb">`)
		w.text(n, 0, len(n.text))
		w.print("</span>")
	case kHard:
		w.print("<br>\n")
	case kCode:
		w.print("<code>", esc(n.text), "</code>")
	case kStrong:
		w.element("strong", n)
	case kEm:
		w.element("em", n)
	case kStrike:
		w.element("del", n)
	case kLink:
		href := w.Link(n.dest)
		w.openLink(n, href)
		w.inlines(n.children)
		if href != "" {
			w.print("</a>")
		}
	case kImage:
		w.img(n, n.title)
	case kBinding:
		w.print(string(w.figures[n.binding.index].HTML))
	case kNoteRef:
		num := strconv.Itoa(n.num)
		w.print(`<sup class="fnref" id="`, noteRefID(n.num, n.refs), `"><a href="#`, noteID(n.num), `" role="doc-noteref">`, num, "</a></sup>")
	case kTerm:
		w.print(`<a class="term" href="#term-`, address(n.id), `">`)
		w.joined(n.text)
		w.print("</a>")
	}
}

// text writes a stretch of a node's text, marked stretches of it in their form.
// A mark that begins before the stretch was written with it.
func (w *writer) text(n *node, from, to int) {
	for _, m := range w.Marks.of[n] {
		if m.from < from || m.from >= to {
			continue
		}
		end := min(m.to, to)
		w.joined(n.text[from:m.from])
		w.print(string(m.show(n.text[m.from:end])))
		from = end
	}
	w.joined(n.text[from:to])
}

// joined writes a text; what a hyphen joins stays on one line.
func (w *writer) joined(text string) {
	for {
		from, to := hyphen.Next(text)
		if to == 0 {
			w.print(esc(text))
			return
		}
		w.print(esc(text[:from]), hyphen.Open, text[from:to], hyphen.Close)
		text = text[to:]
	}
}

func (w *writer) element(tag string, n *node) {
	w.print("<", tag, ">")
	w.inlines(n.children)
	w.print("</", tag, ">")
}

func (w *writer) openLink(n *node, href string) {
	if href == "" {
		return
	}
	w.print(`<a href="`, address(href), `"`)
	if title := plain(n.title, w.figureText); title != "" {
		w.print(` title="`, esc(title), `"`)
	}
	if isExternal(href) {
		w.print(` rel="noopener"`)
	}
	w.print(">")
}

// isExternal reports whether an address leads to another host.
func isExternal(href string) bool {
	scheme, _, found := strings.Cut(href, "://")
	return strings.HasPrefix(href, "//") || found && !strings.ContainsAny(scheme, "/?#")
}

var (
	htmlEscapes    = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "\x00", "\ufffd")
	addressEscapes = strings.NewReplacer("&", "&amp;", "<", "%3C", ">", "%3E", `"`, "%22", " ", "%20", "\n", "", "\t", "", "\x00", "", "`", "%60", "\\", "%5C")
)

// esc makes text safe between tags and in quoted attributes.
func esc(s string) string { return htmlEscapes.Replace(s) }

// address makes an address safe in a quoted attribute. Han characters stay:
// HTML allows them and they remain readable.
func address(s string) string { return addressEscapes.Replace(s) }
