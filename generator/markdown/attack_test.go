package markdown

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"gongbao/generator/diag"
)

// written are the elements that Markdown stands for, with their attributes. A text
// can make no others.
var written = map[string]string{
	"html": "", "head": "", "body": "", "p": "class", "h1": "id", "h2": "id", "h3": "id", "h4": "id", "h5": "id", "h6": "id", "blockquote": "", "ul": "", "ol": "start", "li": "id",
	"hr": "", "pre": "", "code": "class", "div": "class tabindex role aria-label", "table": "", "caption": "", "thead": "", "tbody": "", "tr": "", "th": "scope class", "td": "class",
	"figure": "class", "figcaption": "", "img": "src srcset sizes alt title width height loading", "a": "class href title rel aria-label role", "strong": "", "em": "", "del": "", "br": "",
	"span": "class", "sup": "class id", "section": "class role aria-label",
}

// hostileTexts are what a text is made of that wants to run something on the page
// of a reader. They are asked for by what they come to, in a browser's own reading.
var hostileTexts = []string{
	"<script>alert(1)</script>", "<SCRIPT SRC=//h/x></SCRIPT>", "甲<script>alert(1)</script>乙", "<script\n>alert(1)</script\n>", "<<script>alert(1)//<</script>", "<scr<script>ipt>alert(1)</script>",
	"<img src=x onerror=alert(1)>", "<img/src=x/onerror=alert(1)>", "<svg onload=alert(1)>", "<svg><script>alert(1)</script></svg>", "<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>",
	"<math><mtext><table><mglyph><style><img src onerror=alert(1)>", "<iframe src=//h></iframe>", "<iframe srcdoc='<script>alert(1)</script>'>", "<object data=//h></object>", "<embed src=//h>",
	"<style>*{background:url(//h)}</style>", "<p style=\"background:url(//h)\">x</p>", "<link rel=stylesheet href=//h>", "<meta http-equiv=refresh content='0;url=//h'>", "<base href=//h>",
	"<form action=//h><input name=x><button>y</button></form>", "<input autofocus onfocus=alert(1)>", "<details open ontoggle=alert(1)>", "<video src=x onerror=alert(1)>", "<template><script>alert(1)</script></template>",
	"<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">", "<textarea></textarea><script>alert(1)</script>", "<title></title><script>alert(1)</script>", "<xmp><script>alert(1)</script></xmp>",
	"<!--><script>alert(1)</script>-->", "<!-- --!><script>alert(1)</script> -->", "甲<!-- x --><script>alert(1)</script>", "<![CDATA[<script>alert(1)</script>]]>", "甲<![CDATA[<script>alert(1)</script>]]>", "<?xml <script>alert(1)</script>?>", "<!DOCTYPE x [<!ENTITY y \"z\">]>",
	"&lt;script&gt;alert(1)&lt;/script&gt;", "&#60;script&#62;alert(1)&#60;/script&#62;", "\\<script>alert(1)\\</script>", "`<script>alert(1)</script>`", "```\n<script>alert(1)</script>\n```", "```\"><script>alert(1)</script>\nx\n```", "    <script>alert(1)</script>",
	"[x](javascript:alert(1))", "[x](<javascript:alert(1)>)", "[x](JaVaScRiPt:alert(1))", "[x](java&#115;cript:alert(1))", "[x](javascript&colon;alert(1))", "[x](javascript&#58;alert(1))", "[x](java\\script:alert(1))",
	"[x](&#1;javascript:alert(1))", "[x](<java\tscript:alert(1)>)", "[x](<java&Tab;script:alert(1)>)", "[x](<java&NewLine;script:alert(1)>)", "[x](<java&#10;script:alert(1)>)", "[x](< javascript:alert(1)>)", "[x](&#x20;javascript:alert(1))", "[x](\u00a0javascript:alert(1))", "[x](\u2028javascript:alert(1))", "[x](\x00javascript:alert(1))", "[x](\x1bjavascript:alert(1))", "[x](\x7fjavascript:alert(1))",
	"[x](vbscript:msgbox)", "[x](data:text/html,<script>alert(1)</script>)", "[x](data:text/html;base64,PHNjcmlwdD4=)", "[x](blob:https://h/x)", "[x](file:///etc/passwd)", "[x](feed:javascript:alert(1))", "[x](view-source:javascript:alert(1))", "[x](jar:javascript:alert(1)!/)",
	"<javascript:alert(1)>", "<JAVASCRIPT:alert(1)>", "<data:text/html,x>", "<vbscript:x>", "javascript://h.com/%0aalert(1)", "见javascript:alert(1)", "www.h.com\" onmouseover=alert(1) x=\"", "https://h.com/\"onmouseover=alert(1)", "https://h.com/<script>", "a@b.com\"onclick=alert(1)",
	"[x]: javascript:alert(1)\n\n[x]", "[x]: <javascript:alert(1)> \"t\"\n\n[x][]", "![x](javascript:alert(1))", "![x](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+)", "![x\" onerror=alert(1) y=\"](a.jpg)", "![x](a.jpg\" onerror=alert(1) y=\")", "![x](a.jpg \"t\\\" onerror=alert(1)\")", "![x](<a.jpg\" onerror=\"alert(1)>)", "![x](a.jpg 't\" onerror=\"alert(1)')",
	"[x](a.html \"t\\\" onclick=alert(1) y=\\\"\")", "[x](a.html't\" onclick=\"alert(1)')", "[x](<a.html\" onclick=\"alert(1)>)", "[x](a.html`onclick=alert(1)`)", "[![x](javascript:alert(1))](javascript:alert(2))", "[<img src=x onerror=alert(1)>](a.html)",
	"# <script>alert(1)</script>", "## x\" onclick=\"alert(1)", "## </h2><script>alert(1)</script> {#x onclick=alert(1)}", "| <script>alert(1)</script> | x |\n|---|---|\n| <img src=x onerror=alert(1)> | </td></table><script>alert(1)</script> |",
	"甲[^1]\n\n[^1]: <script>alert(1)</script>", "甲[^\"><script>alert(1)</script>]\n\n[^\"><script>alert(1)</script>]: 乙", "> <script>alert(1)</script>", "- <script>alert(1)</script>\n- </li></ul><script>alert(1)</script>", "上图：<script>alert(1)</script>\n\n![x](a.jpg)\n\n图为<script>alert(1)</script>",
	"{{<script>alert(1)</script>}}", "{{受理案件\" onclick=\"alert(1)}}", "{{a}}<script>{{b}}</script>", "**<script>alert(1)</script>**", "~~<script>~~", "<b onclick=alert(1)>x</b>", "<a href=javascript:alert(1)>x</a>", "<br onclick=alert(1)>", "| a |\n|---|\n| x<br onclick=alert(1)>y |",
	"\xff<script>alert(1)</script>", "<\u0000script>alert(1)</script>", "＜script＞alert(1)＜/script＞", "+ADw-script+AD4-alert(1)+ADw-/script+AD4-", "<script>alert(1)</script>", "<a\u2028href=javascript:alert(1)>",
}

func TestNothingInATextRuns(t *testing.T) {
	terms := []Term{{ID: `x"><script>alert(1)</script>`, Names: []string{"术语"}}}
	p := NewParser(append(terms, testTerms...))
	texts := append([]string{"术语和术语"}, hostileTexts...)
	for _, text := range append(texts, strings.Join(hostileTexts, "\n\n"), strings.Join(hostileTexts, "")) {
		d := p.Parse("a.md", []byte(text), &diag.Bag{})
		got := string(render(d, testRenderer()))
		root, err := html.Parse(strings.NewReader(got))
		if err != nil {
			t.Fatal(err)
		}
		for n := range root.Descendants() {
			switch n.Type {
			case html.CommentNode:
				t.Errorf("%q has the comment %q", text, n.Data)
			case html.ElementNode:
				allowed(t, text, n)
			}
		}
	}
}

func allowed(t *testing.T, text string, n *html.Node) {
	t.Helper()
	keys, ok := written[n.Data]
	if ok = ok || n.Data == "data"; !ok || n.Namespace != "" { // data is the renderer's of these tests
		t.Errorf("%.200q has <%s>", text, n.Data)
		return
	}
	for _, a := range n.Attr {
		if n.Data != "data" && !strings.Contains(" "+keys+" ", " "+a.Key+" ") {
			t.Errorf("%.200q has <%s %s=%q>", text, n.Data, a.Key, a.Val)
		}
		if (a.Key == "href" || a.Key == "src") && runs(a.Val) {
			t.Errorf("%.200q leads to %q", text, a.Val)
		}
	}
}

// runs reports whether a browser, which leaves out control characters and space
// at the start and line ends anywhere, reads a scheme in an address that is not
// among those that only show something.
func runs(address string) bool {
	address = strings.Map(func(r rune) rune {
		if r == '\t' || r == '\n' || r == '\r' {
			return -1
		}
		return r
	}, address)
	address = strings.TrimLeftFunc(address, func(r rune) bool { return r <= ' ' })
	scheme, _, found := strings.Cut(address, ":")
	if !found || strings.ContainsAny(scheme, "/?#") {
		return false
	}
	for i, r := range strings.ToLower(scheme) {
		if !(r >= 'a' && r <= 'z' || i > 0 && (r >= '0' && r <= '9' || strings.ContainsRune("+-.", r))) {
			return false // no scheme
		}
	}
	switch strings.ToLower(scheme) {
	case "http", "https", "mailto", "tel", "ftp":
		return false
	}
	return true
}

// What is dropped is told of, so that an author does not wonder where it went.
func TestDroppedMarkupIsToldOf(t *testing.T) {
	p := NewParser(nil)
	for text, want := range map[string]diag.Code{
		"甲<script>alert(1)</script>": diag.HTMLIgnored, "<iframe src=//h></iframe>": diag.HTMLIgnored, "<meta http-equiv=refresh content='0'>": diag.HTMLIgnored, "<svg onload=alert(1)>": diag.HTMLIgnored,
		"[x](javascript:alert(1))": diag.LinkScheme, "[x](data:text/html,x)": diag.LinkScheme, "<javascript:alert(1)>": diag.LinkScheme, "[x](java&#115;cript:alert(1))": diag.LinkScheme,
	} {
		var bag diag.Bag
		p.Parse("a.md", []byte(text), &bag)
		found := bag.Sorted()
		if len(found) == 0 || found[0].Code != want || found[0].Pos.Line != 1 {
			t.Errorf("%q: %v", text, found)
		}
	}
}
