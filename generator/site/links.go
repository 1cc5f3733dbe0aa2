package site

import (
	"io/fs"
	"net/url"
	"path"
	"strings"

	"gongbao/generator/diag"
	"gongbao/generator/markdown"
	"gongbao/generator/stats"
)

// link turns an address as written in a page into one relative to it. Links go
// to Markdown files as they lie in content/, to pages of the site as they lie
// in public/ (both folders have the same shape), to files beside the text, or
// away from the site. Whether a page has the place that a link names is known
// when all pages are answered: see checkAnchors.
func (m *model) link(p *page, dest string) (string, *diag.Problem) {
	href, _, problem := m.lead(p, dest)
	return href, problem
}

// place is a place on a page of the site; its id is "" for the page as a whole.
type place struct{ address, id string }

// lead is link that also tells to which place of the site the link leads.
func (m *model) lead(p *page, dest string) (href string, to place, problem *diag.Problem) {
	u, err := url.Parse(dest)
	if err != nil || dest == "//" || strings.Contains(dest, "{{") { // an address that is none, or that only figures would make one
		return dest, to, &diag.Problem{Code: diag.DeadLink, Args: diag.Args{"dest": dest}}
	}
	if u.Scheme != "" || u.Host != "" {
		if !markdown.Linkable(dest) {
			return dest, to, &diag.Problem{Code: diag.LinkScheme, Args: diag.Args{"dest": dest}}
		}
		return dest, to, nil
	}
	if u.Path == "" {
		return dest, place{p.path, u.Fragment}, nil
	}
	address := addressOf(p.path, u)
	if address == ".." || strings.HasPrefix(address, "../") {
		return dest, to, &diag.Problem{Code: diag.OutsideSite, Args: diag.Args{"path": dest}}
	}
	if strings.HasSuffix(u.Path, "/") || address == "." {
		address = path.Join(address, "index.html")
	}
	if rest, ok := strings.CutSuffix(address, ".md"); ok {
		address = rest + ".html"
	}
	isPage := m.outputs.pages[address]
	attached := m.outputs.data[address]
	if !attached && !isPage {
		attached, problem = m.attach(address)
	}
	switch {
	case problem != nil:
		return dest, to, problem
	case isPage:
		to = place{address, u.Fragment}
	case !attached:
		return dest, to, &diag.Problem{Code: diag.DeadLink, Args: diag.Args{"dest": dest, "suggestion": relativeOrEmpty(p.path, diag.Closest(address, m.addresses()))}}
	}
	u.Path = relative(p.path, address)
	return u.String(), to, nil
}

// addressOf is the address to which a link of the page at from leads.
func addressOf(from string, u *url.URL) string {
	if strings.HasPrefix(u.Path, "/") {
		return strings.TrimPrefix(path.Clean(u.Path), "/")
	}
	return path.Join(path.Dir(from), u.Path)
}

// attach has a file beside the text copied to the site; ok is false when there
// is none. A file whose address something else has is a problem. While pages
// are rendered, several at once, every file is attached already and nothing is
// written.
func (m *model) attach(address string) (ok bool, problem *diag.Problem) {
	file := path.Join(contentDir, address)
	if m.outputs.files[address] == file {
		return true, nil
	}
	info, err := fs.Stat(m.fsys, file)
	if err != nil || !info.Mode().IsRegular() || strings.EqualFold(path.Ext(address), ".md") {
		return false, nil
	}
	var names diag.Bag
	if !m.goodName(address, &names) {
		d := names.Sorted()[0]
		return false, &diag.Problem{Code: d.Code, Args: d.Args}
	}
	if runs(address, m.head(address)) {
		return false, &diag.Problem{Code: diag.ActiveFile, Args: diag.Args{"path": address}}
	}
	if first, ok := m.outputs.claim(address, file); !ok {
		return false, &diag.Problem{Code: diag.DuplicatePage, Args: diag.Args{"path": address, "first": first}}
	}
	m.outputs.files[address] = file
	return true, nil
}

// imageFile finds an image of a page and has it copied.
func (m *model) imageFile(p *page, src string) (string, *diag.Problem) {
	return m.imageIn(path.Dir(p.path), src)
}

// registerDir is the folder, under content, from which registers name images.
const registerDir = "."

// imageAddress is where an image stands that a text in dir names.
func imageAddress(dir, src string) (string, *diag.Problem) {
	u, err := url.Parse(src)
	if err != nil || u.Scheme != "" || u.Host != "" || u.Path == "" {
		// Nothing may load from another host: such an image is missing here.
		return "", &diag.Problem{Code: diag.MissingImage, Args: diag.Args{"src": src}}
	}
	address := path.Join(dir, u.Path)
	if strings.HasPrefix(u.Path, "/") {
		address = strings.TrimPrefix(path.Clean(u.Path), "/")
	}
	if !fs.ValidPath(address) {
		return "", &diag.Problem{Code: diag.OutsideSite, Args: diag.Args{"path": src}}
	}
	return address, nil
}

// imageIn finds an image that a text in dir names and has it copied.
func (m *model) imageIn(dir, src string) (string, *diag.Problem) {
	address, problem := imageAddress(dir, src)
	if problem != nil {
		return "", problem
	}
	if ok, problem := m.attach(address); ok || problem != nil {
		return address, problem
	}
	var near []string
	if entries, err := fs.ReadDir(m.fsys, path.Join(contentDir, path.Dir(address))); err == nil {
		for _, e := range entries {
			near = append(near, e.Name())
		}
	}
	return "", &diag.Problem{Code: diag.MissingImage, Args: diag.Args{"src": src, "suggestion": diag.Closest(path.Base(address), near)}}
}

// relative is the way from one page to another address of the site.
func relative(from, to string) string {
	here := strings.Split(from, "/")
	there := strings.Split(to, "/")
	for len(here) > 1 && len(there) > 1 && here[0] == there[0] {
		here, there = here[1:], there[1:]
	}
	return strings.Repeat("../", len(here)-1) + strings.Join(there, "/")
}

func relativeOrEmpty(from, to string) string {
	if to == "" {
		return ""
	}
	return relative(from, to)
}

// root is the way from a page to the site's root.
func root(address string) string { return strings.Repeat("../", strings.Count(address, "/")) }

// indicatorAddress is the page that explains an indicator: its own, or the
// table of its breakdown.
func (m *model) indicatorAddress(ind *stats.Indicator) string {
	if ind.Category == "" {
		if !m.explained[ind] {
			return pathIndicators
		}
		return "indicators/" + ind.ID + ".html"
	}
	c, err := m.stats.Category(ind.Category)
	for err == nil && len(c.Children) == 0 && c.Parent != "" {
		c, err = m.stats.Category(c.Parent)
	}
	if err != nil {
		return pathIndicators
	}
	return "indicators/" + c.ID + ".html"
}

func (m *model) indicatorHref(from string, ind *stats.Indicator) string {
	return relative(from, m.indicatorAddress(ind))
}
