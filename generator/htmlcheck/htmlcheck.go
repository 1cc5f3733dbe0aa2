// Package htmlcheck is what tests say about pages: small checks on the parsed
// tree, so that a test states what a reader must find and not how its bytes run.
package htmlcheck

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// A Checker says what is wrong with an element, nil when nothing is.
type Checker func(*html.Node) error

// Parse reads a page.
func Parse(t testing.TB, data []byte) *html.Node {
	t.Helper()
	doc, err := html.Parse(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// In applies checks to the one element that selector finds.
func In(selector string, checks ...Checker) Checker {
	return func(n *html.Node) error {
		found := Find(n, selector)
		if len(found) != 1 {
			return fmt.Errorf("%s: %d elements, want 1", selector, len(found))
		}
		for _, c := range checks {
			if err := c(found[0]); err != nil {
				return fmt.Errorf("%s: %w", selector, err)
			}
		}
		return nil
	}
}

// Each applies checks to all elements that selector finds, at least one.
func Each(selector string, checks ...Checker) Checker {
	return func(n *html.Node) error {
		found := Find(n, selector)
		if len(found) == 0 {
			return fmt.Errorf("%s: none", selector)
		}
		var errs []error
		for i, e := range found {
			for _, c := range checks {
				if err := c(e); err != nil {
					errs = append(errs, fmt.Errorf("%s %d: %w", selector, i, err))
				}
			}
		}
		return errors.Join(errs...)
	}
}

// Count wants so many elements.
func Count(selector string, want int) Checker {
	return func(n *html.Node) error {
		if got := len(Find(n, selector)); got != want {
			return fmt.Errorf("%s: %d elements, want %d", selector, got, want)
		}
		return nil
	}
}

// HasText wants text that matches; white space counts as one space.
func HasText(pattern string) Checker {
	re := regexp.MustCompile(pattern)
	return func(n *html.Node) error {
		if s := Text(n); !re.MatchString(s) {
			return fmt.Errorf("text %q does not match %s", s, pattern)
		}
		return nil
	}
}

// HasAttr wants an attribute whose value matches.
func HasAttr(name, pattern string) Checker {
	re := regexp.MustCompile(pattern)
	return func(n *html.Node) error {
		v, ok := Attr(n, name)
		if !ok || !re.MatchString(v) {
			return fmt.Errorf("attribute %s is %q, want %s", name, v, pattern)
		}
		return nil
	}
}

// selectorPart is tag, .class, #id or [attribute], of which a selector may join several.
var selectorPart = regexp.MustCompile(`[.#]?[\w-]+|\[[\w-]+\]`)

// Find lists the elements below n that selector describes, in document order.
func Find(n *html.Node, selector string) []*html.Node {
	parts := selectorPart.FindAllString(selector, -1)
	var out []*html.Node
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && matches(d, parts) {
			out = append(out, d)
		}
	}
	return out
}

func matches(n *html.Node, parts []string) bool {
	for _, p := range parts {
		ok := false
		switch p[0] {
		case '.':
			v, _ := Attr(n, "class")
			for _, c := range strings.Fields(v) {
				ok = ok || c == p[1:]
			}
		case '#':
			v, _ := Attr(n, "id")
			ok = v == p[1:]
		case '[':
			_, ok = Attr(n, p[1:len(p)-1])
		default:
			ok = n.Data == p
		}
		if !ok {
			return false
		}
	}
	return true
}

// Attr is the value of an attribute.
func Attr(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

// Text is the text of an element; white space counts as one space.
func Text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
