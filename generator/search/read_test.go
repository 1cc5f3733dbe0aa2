package search

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
)

// Section is a stretch of a page as a digest has it.
type Section struct {
	ID, Heading string
	Continued   bool
	Blocks      []string
}

// Read is what the digest of a page says.
func Read(t testing.TB, page []byte) []Section {
	t.Helper()
	sections, _, err := unpack(Digest(page), nil)
	if err != nil {
		t.Fatal(err)
	}
	var out []Section
	for _, s := range sections {
		one := Section{ID: string(s.id), Heading: string(s.heading), Continued: s.continued}
		for _, b := range s.blocks {
			one.Blocks = append(one.Blocks, string(b))
		}
		out = append(out, one)
	}
	return out
}

// pack is the digest of a page of sections, made by itself.
func pack(sections []Section) []byte {
	if len(sections) == 0 {
		sections = []Section{{}}
	}
	var d []byte
	var form []uint16
	units := 0
	fold := func(s string) {
		form = appendFold(form[:0], []byte(s))
		units += len(form)
	}
	text := func(s string) {
		d = append(binary.AppendUvarint(d, uint64(len(s))), s...)
	}
	for _, s := range sections {
		var flags byte
		if s.Continued {
			flags = 1
		} else {
			fold(s.Heading)
		}
		d = append(d, flags)
		text(s.ID)
		text(s.Heading)
		d = binary.AppendUvarint(d, uint64(len(s.Blocks)))
		for _, b := range s.Blocks {
			text(b)
			fold(b)
		}
	}
	return append(binary.AppendUvarint(nil, uint64(units)), d...)
}

// tokenized reads a page with a tokenizer of HTML. It says what the reader has to read.
func tokenized(page []byte) []Section {
	r := slow{sections: []Section{{}}}
	page = main(page)
	z := html.NewTokenizer(bytes.NewReader(page))
	at := 0 // how far page was read
	for {
		what := z.Next()
		at += len(z.Raw())
		switch what {
		case html.ErrorToken: // the end
			r.flush()
			return r.finish()
		case html.TextToken:
			if r.skipped == 0 {
				r.text(z.Text())
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			tag, more := z.TagName()
			name := string(tag)
			if name == "svg" || name == "script" {
				_, rest, _ := bytes.Cut(page[at:], []byte("</"+name+">"))
				page, at = rest, 0
				z = html.NewTokenizer(bytes.NewReader(page))
				continue
			}
			if name == "noscript" {
				z.NextIsNotRawText() // markup, where there are no scripts
			}
			r.start(name, attributes(z, more))
		case html.EndTagToken:
			name, _ := z.TagName()
			r.end(string(name))
		}
	}
}

type attrs struct {
	id   string
	skip bool
}

func attributes(z *html.Tokenizer, more bool) attrs {
	var a attrs
	for more {
		var key, value []byte
		key, value, more = z.TagAttr()
		switch string(key) {
		case "id":
			a.id = string(value)
		case "hidden", "data-nosearch":
			a.skip = true
		case "aria-hidden":
			a.skip = a.skip || string(value) == "true"
		case "role":
			a.skip = a.skip || string(value) == "doc-noteref" || string(value) == "doc-backlink"
		}
	}
	return a
}

// element is what was opened and not closed yet.
type node struct {
	name    string
	skips   bool
	heading bool // its text is the heading of the section
	id      string
	back    *Section // where the text goes on when it is closed; nil unless it began a section
}

type slow struct {
	sections []Section
	open     []node
	skipped  int // elements around that are not read
	rows     int // rows of tables around
	line     strings.Builder
	space    bool // white space before the next word
	span     bool // a span was just closed
}

var voids = map[string]bool{"area": true, "base": true, "br": true, "col": true, "embed": true, "hr": true, "img": true, "input": true, "link": true, "meta": true, "source": true, "track": true, "wbr": true}

var unreads = map[string]bool{"nav": true, "title": true, "noembed": true, "noframes": true, "xmp": true, "plaintext": true, "style": true, "template": true, "noscript": true, "button": true, "select": true, "textarea": true, "iframe": true, "object": true, "canvas": true}

var blocks = map[string]bool{
	"address": true, "article": true, "aside": true, "blockquote": true, "caption": true, "dd": true, "details": true, "dialog": true, "div": true, "dl": true, "dt": true,
	"fieldset": true, "figcaption": true, "figure": true, "footer": true, "form": true, "h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true, "header": true,
	"hgroup": true, "hr": true, "legend": true, "li": true, "main": true, "ol": true, "p": true, "pre": true, "section": true, "summary": true, "table": true, "tbody": true, "tfoot": true,
	"thead": true, "tr": true, "ul": true,
}

func (r *slow) start(name string, a attrs) {
	if voids[name] {
		if name == "br" {
			r.space = true
		} else if name == "hr" && r.rows == 0 {
			r.flush()
		}
		return
	}
	e := node{name: name, skips: a.skip || unreads[name]}
	switch {
	case r.skipped > 0 || e.skips:
	case name == "td" || name == "th":
		r.cell()
	case !blocks[name]:
		if name == "span" && r.span { // two that touch are two things
			r.space = true
		}
	case r.rows > 0:
		r.space = true
	default:
		r.flush()
		r.begin(&e, a.id)
	}
	r.span = false
	if e.skips {
		r.skipped++
	}
	if name == "tr" {
		r.rows++
	}
	r.open = append(r.open, e)
}

// begin starts a section where a block says so.
func (r *slow) begin(e *node, id string) {
	now := r.sections[len(r.sections)-1]
	switch e.name {
	case "h1":
		e.heading = now.ID == "" && now.Heading == "" && len(r.sections) == 1
	case "h2", "h3", "h4", "h5", "h6":
		e.heading = true
		if id == "" {
			id = now.ID // the next best place
		}
		r.sections = append(r.sections, Section{ID: id})
	case "figcaption", "caption", "dt":
		// The title of what is shown, when that can be opened by itself.
		e.heading = now.Continued && now.ID != "" && len(now.Blocks) == 0 && r.owns(now.ID)
		if e.heading {
			r.sections[len(r.sections)-1] = Section{ID: now.ID}
		}
	default:
		if id == "" {
			return
		}
		back := now
		e.id, e.back = id, &back
		r.sections = append(r.sections, Section{ID: id, Heading: now.Heading, Continued: true})
	}
}

// owns reports whether the nearest block around that can be opened has an id.
func (r *slow) owns(id string) bool {
	for _, e := range slices.Backward(r.open) {
		if e.back != nil {
			return e.id == id
		}
	}
	return false
}

func (r *slow) end(name string) {
	at := len(r.open) - 1
	for at >= 0 && r.open[at].name != name {
		at--
	}
	if at < 0 {
		return
	}
	for _, e := range r.open[at:] {
		if e.name == "tr" {
			r.rows--
		}
	}
	for _, e := range slices.Backward(r.open[at:]) {
		if e.skips {
			r.skipped--
			continue
		}
		if r.skipped > 0 {
			continue
		}
		switch {
		case e.heading:
			r.sections[len(r.sections)-1].Heading = r.take()
		case blocks[e.name] && r.rows == 0:
			r.flush()
		}
		if e.back != nil {
			r.sections = append(r.sections, Section{ID: e.back.ID, Heading: e.back.Heading, Continued: true})
		}
	}
	r.open = r.open[:at]
	r.span = name == "span"
}

// text adds the words of a text, white space as single spaces.
func (r *slow) text(b []byte) {
	for _, c := range string(b) {
		if c == '\ufeff' || unicode.IsSpace(c) && c != '\u3000' || c == '\t' {
			r.space = true
			continue
		}
		if r.space && r.line.Len() > 0 && !strings.HasSuffix(r.line.String(), "\t") {
			r.line.WriteByte(' ')
		}
		r.space, r.span = false, false
		r.line.WriteRune(c)
	}
}

func (r *slow) cell() {
	if r.line.Len() > 0 {
		r.line.WriteByte('\t')
	}
	r.space = false
}

func (r *slow) take() string {
	s := strings.TrimRight(r.line.String(), "\t ")
	r.line.Reset()
	r.space = false
	return s
}

// flush ends a block.
func (r *slow) flush() {
	if s := r.take(); s != "" {
		now := &r.sections[len(r.sections)-1]
		now.Blocks = append(now.Blocks, s)
	}
}

// finish leaves out the sections of which nothing came.
func (r *slow) finish() []Section {
	out := r.sections[:1]
	for _, s := range r.sections[1:] {
		if len(s.Blocks) > 0 || !s.Continued && s.Heading != "" {
			out = append(out, s)
		}
	}
	return out
}

// The pages of the site that was built last, where there is one, and what is odd are
// read as a tokenizer reads them.
func TestTheScannerReadsAsATokenizer(t *testing.T) {
	for _, page := range odd {
		same(t, page)
	}
	for _, p := range corpus(5) {
		same(t, string(htmlOf(p)))
	}
}

// SameAsTokenizer holds the reading of a page against that of x/net/html.
var SameAsTokenizer = same

var odd = []string{
	"<p id=\x00>a", "<p id='a\rb'>c",
	"<main><h1>题</h1><p id=a>文<h2 id=b>节</h2><table id=c><caption>表</caption><tr><th>甲<td>1</table></main>",
	"<ul id=x><li id=y><dt>词</dt></li></ul></p></tr><svg><p>不读",
	"<main", "a<", "a</", "a< b </ c> d<!", "<!DOCTYPE html><p>a<!--x--!>b<!-->c<!--->d<!-- - -- >e--",
	"<p id='a&amp;b'>甲</p><p id=\"&copy=1&lt;&#65\">乙</p><p id=a&b'\"c>丙</p><p ID=x id=y>丁", "<p HIDDEN>a</P>b", "<p id = x / hidden>a</p>b<p =a=b id=\"c>d",
	"a&nbsp;b&lt;c&notit;&#x4E2D;&#20;&#0;&#x110000;&ampx;&;&#;&#x;&unknown;d &#13; e", "<p>\xff\xe4\xb8<b>\xad</b>\u3000\u00a0\u0085\ufeff字\x00\x01</p>",
	"<style>a</b><p></style >b<textarea><p></textareax></TEXTAREA>c<title>d</title>e<noscript><p>f</noscript>g<xmp>h</xmp>i<plaintext>j</plaintext>k",
	"<SVG><p>a</svg>b<svg/>c</svg>d<script><!--<script></script>e</script>f<svgx>g</svgx>h", "<x-y>a</X-Y><span>b</span><span>c</span>d<\u212a>e</k>",
	"<table><tr id=r><td><p>甲</p>乙<td hidden>丙</td><td>丁<br>戊</table>己", "<div id=a><p>b</p><div id=c><figcaption>d</figcaption>e</div>f</div>g", "<nav>a<p>b</div></nav>c<p data-nosearch>d<p>e</p></p>f",
	"<iframe>x</iframe\ny='z>' >a", "<p aria-hidden=&quot;>a</p><p aria-hidden=\"tru&#101;\">b</p><a role=doc-noteref>1</a>c",
}

func same(t *testing.T, page string) {
	t.Helper()
	if diff := cmp.Diff(tokenized([]byte(page)), Read(t, []byte(page))); diff != "" {
		t.Errorf("%.300q (-want +got):\n%s", page, diff)
	}
	if !bytes.Equal(pack(tokenized([]byte(page))), Digest([]byte(page))) {
		t.Errorf("%.300q: another digest than by itself", page)
	}
}
