package theme

import (
	"html/template"
	"strings"
	"testing"
	"testing/fstest"
	"text/template/parse"

	"gongbao/generator/diag"
	"gongbao/generator/view"
)

// TestFold sees that the words which every page has are in the templates, and
// that they are escaped there as html/template escapes what is printed.
func TestFold(t *testing.T) {
	const word, markup = `<b>"它"&'+`, `&lt;b&gt;&#34;它&#34;&amp;&#39;&#43;`
	site := fstest.MapFS{"themes/court/i18n/zh-CN.toml": {Data: []byte(`skip = '''` + word + `'''` + "\n" + `menu = '''` + word + `'''` + "\n")}}
	var bag diag.Bag
	th, err := Load(site, "court", "zh-CN", &bag)
	if err != nil || th == nil {
		t.Fatal(err, bag.Sorted())
	}
	for kind, page := range th.pages {
		for _, tmpl := range page.Templates() {
			if tmpl.Tree == nil {
				continue
			}
			actions(tmpl.Tree.Root, func(n *parse.ActionNode) {
				if key, ok := constantText(n.Pipe); ok {
					t.Errorf("%s: %s looks %q up on every page", kind, tmpl.Name(), key)
				}
			})
		}
	}
	v := view.Archive{Page: view.Page{Site: &view.Site{Menu: []view.Link{{Text: "首页", Href: "index.html"}}}, Kind: "archive"}}
	html, err := th.Append(nil, v)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`<a class="skip" href="#main">` + markup + `</a>`, ` aria-label="` + markup + `"`} {
		if !strings.Contains(string(html), want) {
			t.Errorf("the page has no %s", want)
		}
	}
}

// Both escapers whose texts are folded must make the same of a plain text.
func TestFoldedEscapersAgree(t *testing.T) {
	attribute := template.Must(template.New("").Parse(`<a title="{{.}}">`))
	for r := rune(0); r < 0x3000; r++ {
		s := "x" + string(r) + "y"
		text, err := escaped(s)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		if err := attribute.Execute(&b, s); err != nil {
			t.Fatal(err)
		}
		if got := b.String(); got != `<a title="`+text+`">` {
			t.Fatalf("%q is %q in a text and %s in an attribute", s, text, got)
		}
	}
}

// actions calls f for what a template prints.
func actions(list *parse.ListNode, f func(*parse.ActionNode)) {
	if list == nil {
		return
	}
	for _, n := range list.Nodes {
		switch n := n.(type) {
		case *parse.ActionNode:
			f(n)
		case *parse.IfNode:
			actions(n.List, f)
			actions(n.ElseList, f)
		case *parse.RangeNode:
			actions(n.List, f)
			actions(n.ElseList, f)
		case *parse.WithNode:
			actions(n.List, f)
			actions(n.ElseList, f)
		}
	}
}
