package onefile

import (
	"bytes"
	"io/fs"
	"path"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key && a.Namespace == "" {
			return a.Val
		}
	}
	return ""
}

func hasAttr(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key && a.Namespace == "" })
}

func setAttr(n *html.Node, key, value string) {
	for i, a := range n.Attr {
		if a.Key == key && a.Namespace == "" {
			n.Attr[i].Val = value
			return
		}
	}
	n.Attr = append(n.Attr, html.Attribute{Key: key, Val: value})
}

func removeAttr(n *html.Node, key string) {
	n.Attr = slices.DeleteFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key && a.Namespace == "" })
}

func remove(n *html.Node) {
	if n.Parent != nil {
		n.Parent.RemoveChild(n)
	}
}

// text is all text within n, as it stands.
func text(n *html.Node) string {
	var out strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			out.WriteString(c.Data)
		}
	}
	return out.String()
}

func setText(n *html.Node, text string) {
	for n.FirstChild != nil {
		n.RemoveChild(n.FirstChild)
	}
	if text != "" {
		n.AppendChild(&html.Node{Type: html.TextNode, Data: text})
	}
}

// find is the first element of a kind; the parser makes head and body where a
// page has none.
func find(n *html.Node, kind atom.Atom) *html.Node {
	for c := range n.Descendants() {
		if c.Type == html.ElementNode && c.DataAtom == kind && c.Namespace == "" {
			return c
		}
	}
	return nil
}

// dropIdleNavs takes away the navigation that leads nowhere: all of its links
// were to other pages, or are to the page itself.
func dropIdleNavs(doc *html.Node) {
	var idle []*html.Node
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode || n.DataAtom != atom.Nav {
			continue
		}
		dead, alive := 0, 0
		for c := range n.Descendants() {
			switch {
			case c.Type != html.ElementNode:
			case c.DataAtom == atom.A && !hasAttr(c, "href"):
				dead++
			case c.DataAtom == atom.A && attr(c, "href") == "#":
			case c.DataAtom == atom.A, c.DataAtom == atom.Button, c.DataAtom == atom.Input, c.DataAtom == atom.Select:
				alive++
			}
		}
		if dead > 0 && alive == 0 {
			idle = append(idle, n)
		}
	}
	for _, n := range idle {
		remove(n)
	}
}

// pageTitle is what a page calls itself: as the meta tag of articles says, else
// its first heading, else its title.
func pageTitle(doc *html.Node) string {
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && n.DataAtom == atom.Meta && strings.EqualFold(attr(n, "name"), "ArticleTitle") {
			if title := oneLine(attr(n, "content")); title != "" {
				return title
			}
		}
	}
	for _, kind := range []atom.Atom{atom.H1, atom.Title} {
		if n := find(doc, kind); n != nil {
			if title := oneLine(text(n)); title != "" {
				return title
			}
		}
	}
	return ""
}

// titleOf is what another page or file of the site is called; "" when it is not
// there.
func (m *maker) titleOf(name string) string {
	if title, ok := m.titles[name]; ok {
		return title
	}
	title := ""
	if fs.ValidPath(name) {
		if data, err := fs.ReadFile(m.site, name); err == nil {
			if title = path.Base(name); path.Ext(name) == ".html" {
				title = headTitle(data)
			}
		}
	}
	m.titles[name] = title
	return title
}

// headTitle reads a page as far as its <title>.
func headTitle(data []byte) string {
	z := html.NewTokenizer(bytes.NewReader(data))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return ""
		case html.StartTagToken:
			name, _ := z.TagName()
			switch atom.Lookup(name) {
			case atom.Title:
				z.Next()
				return oneLine(string(z.Text()))
			case atom.Body:
				return ""
			}
		}
	}
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
