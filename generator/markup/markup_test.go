package markup

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// read is what a scanner reads, one thing an entry. A start tag in which the page breaks
// off is left out, as a tokenizer does that.
func read(page []byte) []string {
	var all tokens
	s := New(page)
	for {
		switch what, data := s.Next(); what {
		case End:
			return all
		case Text:
			all.text(data)
		case EndTag:
			all = append(all, fmt.Sprintf("</%s>", data))
		case StartTag:
			var names []string
			tag := fmt.Sprintf("<%s", data)
			for {
				name, value, more := s.Attribute()
				if !more {
					break
				}
				if !slices.Contains(names, string(name)) { // of two the first counts
					names = append(names, string(name))
					tag += fmt.Sprintf(" %s=%q", name, value)
				}
			}
			if !s.cut {
				all = append(all, tag+">")
			}
		}
	}
}

// tokenized is what the tokenizer of x/net/html reads.
func tokenized(page []byte) []string {
	var all tokens
	z := html.NewTokenizer(bytes.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return all
		case html.TextToken:
			all.text(z.Raw())
		case html.EndTagToken:
			name, _ := z.TagName()
			all = append(all, fmt.Sprintf("</%s>", name))
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			tag := fmt.Sprintf("<%s", name)
			if string(name) == "noscript" {
				z.NextIsNotRawText()
			}
			for more {
				var key, value []byte
				key, value, more = z.TagAttr()
				tag += fmt.Sprintf(" %s=%q", key, value)
			}
			all = append(all, tag+">")
		}
	}
}

type tokens []string

// text adds a text. Those that follow on each other are one: where they are parted says
// nothing.
func (t *tokens) text(text []byte) {
	if last := len(*t) - 1; last >= 0 && strings.HasPrefix((*t)[last], "text ") {
		(*t)[last] += string(text)
		return
	}
	*t = append(*t, "text "+string(text))
}

// alike reports whether a page has nothing that a tokenizer reads in a way of its own:
// values with references or line ends, which it makes characters of, and comments in
// scripts.
func alike(page []byte) bool {
	return !bytes.ContainsAny(page, "&\r\x00") && (!bytes.Contains(page, []byte("<!--")) || !bytes.Contains(bytes.ToLower(page), []byte("<script")))
}

func same(t *testing.T, page []byte) {
	t.Helper()
	before := bytes.Clone(page)
	got, want := read(page), tokenized(page)
	if !bytes.Equal(before, page) {
		t.Errorf("%q was changed", before)
	}
	if alike(page) && !slices.Equal(got, want) {
		t.Errorf("%q\n got %q\nwant %q", page, got, want)
	}
}

// odd are pages that are read wrongly by who reads carelessly.
var odd = []string{
	``, `<`, `<a`, `<a `, `<a href`, `<a href=`, `<a href="`, `<a href="x`, `<a href=x`, `<a href="x>`, `a<`, `a</`, `</`, `</a`, `</a href="x>`, `<!`, `<!-`, `<!--`, `<!-->`, `<!--->`, `<!--a--!>`,
	`<!-->--><a id=1>`, `<!--!><a id=1>--><a id=2>`, `<!---><a href=x>`, `<!-- <a href=no> --><a href=yes>`, `<!--->--><a id=x>`, `a<!-- - -- >b--`,
	`<!--a-- ><a id=in>--><a id=out>`, `<!--a--!><a id=out>`, `<!--a-->-->`, `a<!--b-->c<!---->d<b>`, `<!DOCTYPE html "><a id=x>">`, `<![CDATA[<a id=x>]]>`, `<?xml version="1.0"?><a id=x>`, `<?>a<!>b`,
	`<a id=x/>`, `<a id=x />`, `<a id="x"class='y'href=z>`, `<a id = "x" href= 'y>z' name =z>`, `<a =id="x" href=y>`, `<a /id=x>`, `<a i/d=x>`, `<a href/="x">`, `<a href /= x>`, `<a id=>`, `<a id id=x ID=y>`,
	`<A ID=Up HREF="x?a=1">`, `<p title="<a id=x>">`, `a < b <a id=x>`, `<1><a id=x>`, `<<a id=x>`, `<a//b / =/c//>`, `<a=b c>`, `<a "b'=c"d>`,
	`<script>var a = "<a id=no>";</script><a id=yes>`, `<script>"</scripty><a id=no></script ><a id=yes>`, `<SCRIPT></sCript/><a id=yes>`, `<title><a id=no></title>`, `<title/>a<b></title>`,
	`<textarea><p id=no></textarea><p id=yes>`, `<style>a</b><p></style >b`, `<noscript><a id=yes></noscript>`, `<style></style`, `<style></style x="`, `<script>a</`, `<xmp></xmp`,
	`<plaintext><a id=no></plaintext>`, `<xmp><a id=no></xmp><a id=yes>`, `</p id=no><a id=yes>`, `</ p><a id=yes>`, `</><a id=yes>`, `</a title=">"><a id=yes>`, `<noembed><p></noembed><noframes><p></noframes>`,
	`<svg viewBox="0"><linearGradient id="g"/><font-face-Specification-Of-Great-Length XLINK:href-Of-Quite-Some-Length="#g"/></SVG>`, "<iframe>x</iframe\ny='z>' >a",
	"<a\thref\n='x'\fid=y>", "<a id=\xff \xe4=\xb8>\xe4", "<x-y>a</X-Y><\u212a>e</k>", "<\u017fcript>", "<style></\u017ftyle></STYLE>",
}

func TestTheScannerReadsAsATokenizer(t *testing.T) {
	for _, page := range odd {
		if !alike([]byte(page)) {
			t.Errorf("%q cannot be held against a tokenizer", page)
		}
		for end := range len(page) + 1 { // also where it breaks off
			same(t, []byte(page[:end]))
		}
	}
}

func FuzzScanner(f *testing.F) {
	for _, page := range odd {
		f.Add([]byte(page))
	}
	f.Fuzz(func(t *testing.T, page []byte) { same(t, page) })
}

// What a scanner says where it does not do as a tokenizer.
func TestWhatIsLeftToOthers(t *testing.T) {
	tests := []struct {
		page string
		want []string
	}{
		{`<a id="&lt;&copy=1">&amp;`, []string{`<a id="&lt;&copy=1">`, `text &amp;`}},
		{`<script><!--<script></script>a</script>`, []string{`<script>`, `text <!--<script>`, `</script>`, `text a`, `</script>`}},
	}
	for _, tt := range tests {
		if got := read([]byte(tt.page)); !slices.Equal(got, tt.want) {
			t.Errorf("%s: got %q, want %q", tt.page, got, tt.want)
		}
	}
	s := New([]byte(`<a id=x id=y><b`))
	s.Next()
	s.Attribute()
	if name, value, more := s.Attribute(); string(name) != "id" || string(value) != "y" || !more {
		t.Errorf("the second id is %q=%q", name, value)
	}
	if what, name := s.Next(); what != StartTag || string(name) != "b" {
		t.Errorf("the tag in which the page breaks off is %d %q", what, name)
	}
}

func TestPast(t *testing.T) {
	for page, want := range map[string]string{
		`<svg a="</svg>"><p></svg>b`:           `text b`,
		`<script>"</SCRIPT>"</script>b`:        `text b`,
		`<svg>`:                                ``,
		`<svg a="`:                             ``,
		`<svg/>a</svg><style></p></style>`:     `<style>text </p></style>`,
		`<script src=a></script><script><p id`: `<script>text <p id`,
	} {
		s := New([]byte(page))
		_, name := s.Next()
		s.Past("</" + string(name) + ">")
		if got := strings.Join(read(s.page[s.at:]), ""); got != want {
			t.Errorf("%s: got %q, want %q", page, got, want)
		}
	}
}
