package site

import (
	"image"
	_ "image/gif"
	_ "image/jpeg"
	_ "image/png"
	"io/fs"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"

	"gongbao/generator/diag"
	"gongbao/generator/markdown"
	"gongbao/generator/stats"
)

// outputs are the addresses that the site will have, known before anything is
// rendered so that every link can be checked at its place in the text.
type outputs struct {
	pages map[string]anchors // address -> the ids on that page
	files map[string]string  // address -> the content file that is copied there
	mu    sync.Mutex         // of files, which pages add to while they are resolved
}

type anchors map[string]bool

// The pages that the program makes by itself.
const (
	pathHome       = "index.html"
	pathGlossary   = "glossary.html"
	pathArchive    = "archive.html"
	pathNotFound   = "404.html"
	pathIndicators = "indicators/index.html"
	pathReports    = "reports/index.html"
	pathNotices    = "notices/index.html"
	pathHonors     = "honors/index.html"
)

// plan fixes the addresses of all pages and finds those that two files claim.
func (m *model) plan(bag *diag.Bag) {
	m.outputs = outputs{pages: map[string]anchors{}, files: map[string]string{}}
	claimed := map[string]string{} // without case, as Windows sees it
	claim := func(address, by string, pos diag.Pos) {
		key := strings.ToLower(address)
		if first, taken := claimed[key]; taken {
			bag.Add(diag.DuplicatePage, pos, diag.Args{"path": address, "first": first})
			return
		}
		claimed[key] = by
		m.outputs.pages[address] = anchors{}
	}
	m.planIndicators()
	for _, p := range m.pages {
		claim(p.path, p.file, diag.Pos{File: p.file})
		ids := m.outputs.pages[p.path]
		if ids == nil {
			continue
		}
		for _, id := range p.doc.Anchors() {
			ids[id] = true
		}
		for _, t := range p.doc.TermsUsed() {
			ids["term-"+t] = true
		}
		n := map[string]int{}
		for _, b := range p.doc.Blocks() {
			n[b.Kind]++
			ids[b.Kind+"-"+strconv.Itoa(n[b.Kind])] = true
		}
	}
	for _, address := range []string{pathHome, pathArchive, pathNotFound, pathIndicators} {
		claim(address, address, diag.Pos{File: contentDir})
	}
	for _, section := range []struct{ address, kind string }{{pathReports, kindReport}, {pathNotices, kindNotice}} {
		if _, written := m.outputs.pages[section.address]; !written && len(m.of(section.kind)) > 0 {
			claim(section.address, section.address, diag.Pos{File: contentDir})
		}
	}
	if len(m.terms) > 0 {
		claim(pathGlossary, pathGlossary, diag.Pos{File: contentDir})
		for _, t := range m.terms {
			m.outputs.pages[pathGlossary][t.ID] = true
		}
	}
	for _, ip := range m.indicators {
		claim(ip.path, ip.path, ip.ind.Pos)
	}
	for _, bp := range m.tables {
		claim(bp.path, bp.path, bp.category.Pos)
	}
	m.checkMenu(bag)
}

func (m *model) checkMenu(bag *diag.Bag) {
	for _, item := range m.config.Menu {
		u, err := url.Parse(item.URL)
		if err != nil || u.Scheme != "" || u.Host != "" {
			continue // an address elsewhere
		}
		if address := strings.TrimPrefix(u.Path, "/"); m.outputs.pages[address] == nil {
			bag.Add(diag.DeadLink, item.Pos, diag.Args{"dest": item.URL, "suggestion": diag.Closest(address, m.addresses())})
		}
	}
}

func (m *model) addresses() []string {
	out := make([]string, 0, len(m.outputs.pages))
	for a := range m.outputs.pages {
		out = append(out, a)
	}
	slices.Sort(out)
	return out
}

// checkLinks finds the links and images of a page that lead nowhere.
func (m *model) checkLinks(p *page, bag *diag.Bag) {
	for _, l := range p.doc.Links() {
		if _, problem := m.link(p, l.Dest); problem != nil {
			bag.Put(problem.At(l.Pos))
		}
	}
	for _, img := range p.doc.Images() {
		if _, problem := m.imageFile(p, img.Src); problem != nil {
			bag.Put(problem.At(img.Pos))
		}
	}
}

// link turns an address as written in a page into one relative to it. Links go
// to Markdown files as they lie in content/, to pages of the site as they lie
// in public/ (both folders have the same shape), to files beside the text, or
// away from the site.
func (m *model) link(p *page, dest string) (string, *diag.Problem) {
	u, err := url.Parse(dest)
	if err != nil || u.Scheme != "" || u.Host != "" {
		return dest, nil
	}
	if u.Path == "" {
		if u.Fragment != "" && !m.outputs.pages[p.path][u.Fragment] {
			return dest, m.deadAnchor(dest, u.Fragment, m.outputs.pages[p.path])
		}
		return dest, nil
	}
	address := path.Join(path.Dir(p.path), u.Path)
	if strings.HasPrefix(u.Path, "/") {
		address = strings.TrimPrefix(path.Clean(u.Path), "/")
	}
	if address == ".." || strings.HasPrefix(address, "../") {
		return dest, &diag.Problem{Code: diag.OutsideSite, Args: diag.Args{"path": dest}}
	}
	if strings.HasSuffix(u.Path, "/") || address == "." {
		address = path.Join(address, "index.html")
	}
	if rest, ok := strings.CutSuffix(address, ".md"); ok {
		address = rest + ".html"
	}
	ids, isPage := m.outputs.pages[address]
	switch {
	case isPage && u.Fragment != "" && !ids[u.Fragment]:
		return dest, m.deadAnchor(dest, u.Fragment, ids)
	case isPage:
		u.Path = relative(p.path, address)
		return u.String(), nil
	case m.attach(address):
		u.Path = relative(p.path, address)
		return u.String(), nil
	}
	return dest, &diag.Problem{Code: diag.DeadLink, Args: diag.Args{"dest": dest, "suggestion": relativeOrEmpty(p.path, diag.Closest(address, m.addresses()))}}
}

func (m *model) deadAnchor(dest, anchor string, ids anchors) *diag.Problem {
	known := make([]string, 0, len(ids))
	for id := range ids {
		known = append(known, id)
	}
	return &diag.Problem{Code: diag.DeadAnchor, Args: diag.Args{"dest": dest, "anchor": anchor, "suggestion": diag.Closest(anchor, known)}}
}

// attach has a file beside the text copied to the site, if there is one.
func (m *model) attach(address string) bool {
	file := path.Join(contentDir, address)
	info, err := fs.Stat(m.fsys, file)
	if err != nil || !info.Mode().IsRegular() || path.Ext(address) == ".md" {
		return false
	}
	m.outputs.mu.Lock()
	defer m.outputs.mu.Unlock()
	m.outputs.files[address] = file
	return true
}

// imageFile finds an image and has it copied.
func (m *model) imageFile(p *page, src string) (string, *diag.Problem) {
	u, err := url.Parse(src)
	if err != nil || u.Scheme != "" || u.Host != "" || u.Path == "" {
		// Nothing may load from another host: such an image is missing here.
		return "", &diag.Problem{Code: diag.MissingImage, Args: diag.Args{"src": src}}
	}
	address := path.Join(path.Dir(p.path), u.Path)
	if strings.HasPrefix(u.Path, "/") {
		address = strings.TrimPrefix(path.Clean(u.Path), "/")
	}
	if !fs.ValidPath(address) {
		return "", &diag.Problem{Code: diag.OutsideSite, Args: diag.Args{"path": src}}
	}
	if m.attach(address) {
		return address, nil
	}
	var near []string
	if entries, err := fs.ReadDir(m.fsys, path.Join(contentDir, path.Dir(address))); err == nil {
		for _, e := range entries {
			near = append(near, e.Name())
		}
	}
	return "", &diag.Problem{Code: diag.MissingImage, Args: diag.Args{"src": src, "suggestion": diag.Closest(path.Base(address), near)}}
}

// imageView is an image as the page loads it. Its size keeps the text from
// jumping; a format that is not known has none.
func (m *model) imageView(p *page, img markdown.Image) markdown.ImageView {
	address, problem := m.imageFile(p, img.Src)
	if problem != nil {
		return markdown.ImageView{} // reported by resolve; such a page is never rendered
	}
	v := markdown.ImageView{Src: (&url.URL{Path: relative(p.path, address)}).String()}
	f, err := m.fsys.Open(path.Join(contentDir, address))
	if err != nil {
		return v
	}
	defer f.Close()
	if c, _, err := image.DecodeConfig(f); err == nil {
		v.Width, v.Height = c.Width, c.Height
	}
	return v
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
