// Package onefile makes one self-contained HTML file of a page of a site: to
// send through a messenger or carry on a stick. Style sheets, scripts and
// pictures stand inside, and a policy in the page forbids it to load anything.
package onefile

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"path"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"gongbao/generator/diag"
)

// Options say what becomes of what a single file cannot hold.
type Options struct {
	// Base is the address of the site's root, ending in a slash: links to other
	// pages lead there. With "" they lead nowhere, and say what page is meant.
	Base string
	// Interactive keeps the scripts that load a bundle (<script data-bundle>) and
	// puts the bundle inside. Without it charts are the drawings and tables that
	// the page has anyway.
	Interactive bool
}

// Edition is a page as one file.
type Edition struct {
	Title string // of the page, one line of plain text; "" when it has none
	HTML  []byte
}

// Make makes the one-file edition of a page, such as reports/2024.html. The
// same site gives the same bytes. What the page needs and the site does not
// have is a *diag.Problem.
func Make(site fs.FS, page string, opts Options) (Edition, error) {
	data, err := fs.ReadFile(site, page)
	if err != nil {
		return Edition{}, fmt.Errorf("make one file of %s: %w", page, err)
	}
	doc, err := html.Parse(bytes.NewReader(data))
	if err != nil {
		return Edition{}, fmt.Errorf("make one file of %s: %w", page, err)
	}
	m := &maker{site: site, page: page, opts: opts, titles: map[string]string{}}
	title := pageTitle(doc)
	if err := m.children(doc); err != nil {
		var problem *diag.Problem
		if errors.As(err, &problem) {
			return Edition{}, err
		}
		return Edition{}, fmt.Errorf("make one file of %s: %w", page, err)
	}
	dropIdleNavs(doc)
	if m.idle {
		m.addStyle(doc, idleLinks)
	}
	body := find(doc, atom.Body)
	for _, s := range m.deferred {
		body.AppendChild(s)
	}
	m.addPolicy(doc)
	var out bytes.Buffer
	if err := html.Render(&out, doc); err != nil {
		return Edition{}, fmt.Errorf("make one file of %s: %w", page, err)
	}
	return Edition{title, out.Bytes()}, nil
}

// maker makes one edition.
type maker struct {
	site   fs.FS
	page   string
	opts   Options
	titles map[string]string // of other pages, by path

	deferred       []*html.Node // scripts that ran when the page was read: they come last
	idle           bool         // there are links that lead nowhere
	styled, ruled  bool         // there are style attributes; style sheets import others
	styles, worked []string     // the hashes of styles and of scripts
}

// children rewrites what stands in n.
func (m *maker) children(n *html.Node) error {
	for c, next := n.FirstChild, (*html.Node)(nil); c != nil; c = next {
		next = c.NextSibling // c may go
		if c.Type != html.ElementNode {
			continue
		}
		if err := m.element(c); err != nil {
			return err
		}
	}
	return nil
}

// loads are the attributes that make a browser load a file. A link in a drawing
// can only be to a part of the drawing, which need not be loaded.
var loads = map[string][]string{
	"img": {"src"}, "source": {"src"}, "video": {"src", "poster"}, "audio": {"src"}, "track": {"src"},
	"input": {"src"}, "embed": {"src"}, "object": {"data"}, "iframe": {"src"}, "frame": {"src"},
	"image": {"href"}, "feImage": {"href"}, "use": {"href"}, "mpath": {"href"}, "textPath": {"href"},
	"linearGradient": {"href"}, "radialGradient": {"href"}, "pattern": {"href"}, "filter": {"href"},
}

func (m *maker) element(n *html.Node) error {
	switch n.Data {
	case "link":
		return m.link(n)
	case "meta":
		switch strings.ToLower(attr(n, "http-equiv")) {
		case "content-security-policy", "refresh": // it gets its own policy, and goes nowhere
			remove(n)
		}
		return nil
	case "script":
		return m.script(n)
	case "style":
		return m.style(n, text(n), path.Dir(m.page))
	case "noscript":
		return m.noscript(n)
	case "a", "area":
		m.anchor(n)
	case "form":
		if href, ok := m.elsewhere(attr(n, "action")); !ok {
			remove(n)
			return nil
		} else if attr(n, "action") != "" {
			setAttr(n, "action", href)
		}
	case "picture":
		m.onePicture(n)
	case "img":
		m.oneSize(n)
	}
	for _, key := range loads[n.Data] {
		if err := m.load(n, key); err != nil {
			return err
		}
	}
	if style := attr(n, "style"); style != "" {
		m.styled = true
		css, err := m.css(style, path.Dir(m.page), 0)
		if err != nil {
			return err
		}
		setAttr(n, "style", css)
	}
	return m.children(n)
}

// load puts the file that an attribute names in its place.
func (m *maker) load(n *html.Node, key string) error {
	for i, a := range n.Attr {
		if a.Key != key || strings.HasPrefix(a.Val, "#") || a.Val == "" {
			continue
		}
		ref := m.resolve(a.Val, path.Dir(m.page))
		switch {
		case ref.inline:
			continue
		// Browsers take no data: address for a part of a drawing, and a page in
		// a page is not one file.
		case n.Namespace == "svg" && n.Data != "image" && n.Data != "feImage", path.Ext(ref.path) == ".html":
			return m.notInside(a.Val)
		}
		uri, err := m.dataURI(ref, a.Val)
		if err != nil {
			return err
		}
		n.Attr[i].Val = uri
	}
	return nil
}

// siteLink marks a link to another page of the site, which looks like one that
// leads to another site: on paper only those print their address.
const siteLink = "data-site"

// anchor makes a link lead to where it can: to a place on this page, to the
// site, or nowhere.
func (m *maker) anchor(n *html.Node) {
	href := attr(n, "href")
	if !hasAttr(n, "href") {
		return
	}
	if to, ok := m.elsewhere(href); ok {
		if to != href && !strings.HasPrefix(to, "#") {
			setAttr(n, siteLink, "")
		}
		setAttr(n, "href", to)
		return
	}
	for _, key := range []string{"href", "target", "rel", "download", "ping"} {
		removeAttr(n, key)
	}
	m.idle = true
	if ref := m.resolve(href, path.Dir(m.page)); !hasAttr(n, "title") && !hasAttr(n, "aria-hidden") {
		if title := m.titleOf(ref.path); title != "" {
			setAttr(n, "title", title)
		}
	}
}

// elsewhere is where a link of the page leads from a single file; false when
// it leads to the site and nobody knows where that is.
func (m *maker) elsewhere(href string) (string, bool) {
	ref := m.resolve(href, path.Dir(m.page))
	switch {
	case ref.inline, ref.remote:
		return href, true
	case ref.path == m.page && ref.query == "":
		return "#" + ref.fragment, true
	case m.opts.Base == "" || !fs.ValidPath(ref.path):
		return "", false
	}
	u := url.URL{Path: ref.path, RawQuery: ref.query}
	to := m.opts.Base + strings.TrimPrefix(u.String(), "./")
	if ref.fragment != "" {
		to += "#" + ref.fragment
	}
	return to, true
}

// link is a <link>: a style sheet or an icon goes inside, what tells about the
// page stays, what tells a browser to load more goes.
func (m *maker) link(n *html.Node) error {
	rel := strings.Fields(strings.ToLower(attr(n, "rel")))
	has := func(word string) bool { return slices.Contains(rel, word) }
	switch {
	case has("stylesheet") && has("alternate"):
		remove(n)
	case has("stylesheet"):
		ref := m.resolve(attr(n, "href"), path.Dir(m.page))
		data, err := m.read(ref, attr(n, "href"))
		if err != nil {
			return err
		}
		style := &html.Node{Type: html.ElementNode, Data: "style", DataAtom: atom.Style}
		if media := attr(n, "media"); media != "" {
			setAttr(style, "media", media)
		}
		n.Parent.InsertBefore(style, n)
		remove(n)
		return m.style(style, string(data), path.Dir(ref.path))
	case has("icon"), has("apple-touch-icon"):
		return m.load(n, "href")
	case has("canonical"), has("alternate"), has("author"), has("license"), has("prev"), has("next"):
		to, ok := m.elsewhere(attr(n, "href"))
		if !ok || strings.HasPrefix(to, "#") {
			remove(n)
			return nil
		}
		setAttr(n, "href", to)
	default:
		remove(n)
	}
	return nil
}

// style fills a <style> with a sheet that is seen from folder dir.
func (m *maker) style(n *html.Node, sheet, dir string) error {
	css, err := m.css(sheet, dir, 0)
	if err != nil {
		return err
	}
	css = inElement(css, "</style", `<\/style`)
	setText(n, css)
	m.styles = append(m.styles, hash(css))
	return nil
}

// script is a <script>. One that loads more files makes no sense in one file,
// unless all that it loads comes along.
func (m *maker) script(n *html.Node) error {
	if !runs(n) {
		if kind := strings.ToLower(attr(n, "type")); kind == "importmap" || kind == "speculationrules" {
			remove(n) // they are about other files
		}
		// The option of a chart is there for the script that draws it anew.
		if !m.opts.Interactive && slices.Contains(strings.Fields(attr(n, "class")), "chart-option") {
			remove(n)
		}
		return nil
	}
	bundle := attr(n, "data-bundle")
	if bundle != "" && !m.opts.Interactive || m.loader(n) {
		remove(n)
		return nil
	}
	if bundle != "" {
		data, err := m.read(m.resolve(bundle, path.Dir(m.page)), bundle)
		if err != nil {
			return err
		}
		s := &html.Node{Type: html.ElementNode, Data: "script", DataAtom: atom.Script}
		m.work(s, string(data))
		n.Parent.InsertBefore(s, n)
		m.last(s)
		setAttr(n, "data-bundle", "inside")
	}
	if !hasAttr(n, "src") {
		m.work(n, text(n))
		if bundle != "" {
			m.last(n)
		}
		return nil
	}
	src := attr(n, "src")
	data, err := m.read(m.resolve(src, path.Dir(m.page)), src)
	if err != nil {
		return err
	}
	wait := hasAttr(n, "defer") || hasAttr(n, "async") || bundle != ""
	for _, key := range []string{"src", "defer", "async", "integrity", "crossorigin", "nonce"} {
		removeAttr(n, key)
	}
	m.work(n, string(data))
	if wait {
		m.last(n)
	}
	return nil
}

// loader reports a script that is told of a file or folder of the site other
// than its bundle.
func (m *maker) loader(n *html.Node) bool {
	for _, a := range n.Attr {
		if !strings.HasPrefix(a.Key, "data-") || a.Key == "data-bundle" || a.Val == "" {
			continue
		}
		ref := m.resolve(a.Val, path.Dir(m.page))
		if ref.inline || ref.remote || ref.path == m.page || !fs.ValidPath(ref.path) {
			continue
		}
		if _, err := fs.Stat(m.site, path.Clean(ref.raw)); err == nil && strings.ContainsAny(a.Val, "./") {
			return true
		}
	}
	return false
}

// work fills a script that runs.
func (m *maker) work(n *html.Node, code string) {
	// In strings and patterns, the only places where they can stand, these are
	// the same characters.
	code = inElement(code, "</script", `\x3c/script`)
	code = strings.ReplaceAll(code, "<!--", `\x3c!--`)
	setText(n, code)
	m.worked = append(m.worked, hash(code))
}

// last moves a script to the end of the body, where it finds the page read.
func (m *maker) last(n *html.Node) {
	remove(n)
	m.deferred = append(m.deferred, n)
}

// runs reports a script that is one, and not data.
func runs(n *html.Node) bool {
	kind := strings.ToLower(strings.TrimSpace(attr(n, "type")))
	return kind == "" || kind == "module" || strings.HasSuffix(kind, "javascript") || strings.HasSuffix(kind, "ecmascript")
}

// noscript holds text as far as the parser knows, but elements for browsers
// without scripts.
func (m *maker) noscript(n *html.Node) error {
	inside := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
	parts, err := html.ParseFragment(strings.NewReader(text(n)), inside)
	if err != nil {
		return err
	}
	for _, p := range parts {
		inside.AppendChild(p)
	}
	if err := m.children(inside); err != nil {
		return err
	}
	var out bytes.Buffer
	for c := range inside.ChildNodes() {
		if err := html.Render(&out, c); err != nil {
			return err
		}
	}
	setText(n, out.String())
	return nil
}

// idleLinks shows what leads nowhere as the text that it is.
const idleLinks = `a:not([href]){color:inherit!important;text-decoration:none!important;cursor:auto}`

func (m *maker) addStyle(doc *html.Node, css string) {
	n := &html.Node{Type: html.ElementNode, Data: "style", DataAtom: atom.Style}
	setText(n, css)
	m.styles = append(m.styles, hash(css))
	find(doc, atom.Head).AppendChild(n)
}

// addPolicy forbids the page to load or run anything that did not come with it.
func (m *maker) addPolicy(doc *html.Node) {
	rules := []string{"default-src 'none'", "img-src data:", "font-src data:", "media-src data:"}
	if len(m.styles) > 0 {
		rule := "style-src " + strings.Join(m.styles, " ")
		if m.ruled {
			rule += " data:"
		}
		rules = append(rules, rule)
	}
	if m.styled {
		rules = append(rules, "style-src-attr 'unsafe-inline'")
	}
	if len(m.worked) > 0 {
		rules = append(rules, "script-src "+strings.Join(m.worked, " "))
	}
	rules = append(rules, "base-uri 'none'", "form-action 'none'") // of which default-src says nothing
	policy := &html.Node{Type: html.ElementNode, Data: "meta", DataAtom: atom.Meta, Attr: []html.Attribute{
		{Key: "http-equiv", Val: "Content-Security-Policy"}, {Key: "content", Val: strings.Join(rules, "; ")},
	}}
	head := find(doc, atom.Head)
	at := head.FirstChild
	for c := range head.ChildNodes() {
		if hasAttr(c, "charset") { // which must stand within the first 1,024 bytes
			at = c.NextSibling
		}
	}
	head.InsertBefore(policy, at)
}

// hash is a source of a policy: the very text of a script or style.
func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// inElement is text as it may stand in an element whose end tag begins with end:
// with the line ends that the browser will see, and without the end tag.
func inElement(text, end, instead string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	text = strings.ReplaceAll(text, "\r", "\n")
	var out strings.Builder
	for {
		i := strings.Index(strings.ToLower(text), end)
		if i < 0 {
			out.WriteString(text)
			return out.String()
		}
		out.WriteString(text[:i])
		out.WriteString(instead)
		text = text[i+len(end):]
	}
}
