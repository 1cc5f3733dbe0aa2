package acceptance

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// doc is a parsed page.
type doc struct {
	path string // from the site's root
	root *html.Node
	ids  map[string]int // how often each id is given
}

// pages parses all pages of a site, in order of their paths.
func pages(t *testing.T, all map[string][]byte) []*doc {
	t.Helper()
	var out []*doc
	for _, path := range slices.Sorted(maps.Keys(all)) {
		if !strings.HasSuffix(path, ".html") {
			continue
		}
		out = append(out, parse(t, path, all[path]))
	}
	return out
}

func parse(t *testing.T, path string, data []byte) *doc {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	d := &doc{path: path, root: root, ids: map[string]int{}}
	for n := range elements(root) {
		if id := attr(n, "id"); id != "" {
			d.ids[id]++
		}
	}
	return d
}

// elements are the elements below a node in document order.
func elements(n *html.Node) func(yield func(*html.Node) bool) {
	return func(yield func(*html.Node) bool) {
		for d := range n.Descendants() {
			if d.Type == html.ElementNode && !yield(d) {
				return
			}
		}
	}
}

// find lists elements below a node by tag (any when empty) and class (any when
// empty): "figure.chart", "data", ".term-line".
func find(n *html.Node, selector string) []*html.Node {
	tag, class, _ := strings.Cut(selector, ".")
	var out []*html.Node
	for e := range elements(n) {
		if (tag == "" || e.Data == tag) && (class == "" || hasClass(e, class)) {
			out = append(out, e)
		}
	}
	return out
}

// first is the first such element; nil when there is none.
func first(n *html.Node, selector string) *html.Node {
	if found := find(n, selector); len(found) > 0 {
		return found[0]
	}
	return nil
}

func hasClass(n *html.Node, class string) bool {
	return slices.Contains(strings.Fields(attr(n, "class")), class)
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// within reports whether a node stands in an element that is described so.
func within(n *html.Node, selectors ...string) bool {
	for p := range n.Ancestors() {
		for _, s := range selectors {
			tag, class, _ := strings.Cut(s, ".")
			if p.Type == html.ElementNode && (tag == "" || p.Data == tag) && (class == "" || hasClass(p, class)) {
				return true
			}
		}
	}
	return false
}

// text is what an element says, white space as single spaces. Scripts say
// nothing.
func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode && (d.Parent == nil || d.Parent.Data != "script") {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// name describes an element for whoever has to find it.
func name(n *html.Node) string {
	s := "<" + n.Data
	for _, key := range []string{"id", "class"} {
		if v := attr(n, key); v != "" {
			s += fmt.Sprintf(" %s=%q", key, v)
		}
	}
	s += ">"
	if says := []rune(text(n)); len(says) > 0 {
		s += " " + string(says[:min(len(says), 30)])
	}
	return s
}
