package site

import (
	"maps"
	"net/url"
	"path"
	"slices"
	"strconv"

	"gongbao/generator/diag"
	"gongbao/generator/exhibit"
	"gongbao/generator/publish"
	"gongbao/generator/view"
)

// outputs are the addresses that the site will have, known before anything is
// rendered so that every link can be checked at its place in the text.
type outputs struct {
	pages   map[string]bool    // addresses of pages
	ids     map[string]anchors // address -> the ids on that page, known once pages are resolved
	claimed map[string]string  // address as publish.Key has it -> who makes it
	folders map[string]folder  // likewise, of the folders that they are in
	files   map[string]string  // address -> the content file that is copied there
	data    map[string]bool    // addresses of files for download
	wanted  map[string]bool    // addresses of pages on which a link names a place
}

type anchors map[string]bool

// The pages and files that the program makes by itself.
const (
	pathHome       = "index.html"
	pathGlossary   = "glossary.html"
	pathArchive    = "archive.html"
	pathNotFound   = "404.html"
	pathIndicators = "indicators/index.html"
	pathReports    = "reports/index.html"
	pathNotices    = "notices/index.html"
	pathHonors     = "honors/index.html"
	pathFigures    = "figures.json"
	pathSearch     = "search.html"
)

// folder is a folder of the site, and who made the first of its files.
type folder struct{ path, by string }

// claim takes an address and the folders that it is in; taken names who had it first. Who claims twice has it.
func (o *outputs) claim(address, by string) (taken string, ok bool) {
	key := publish.Key(address)
	if had, isFolder := o.folders[key]; isFolder {
		return had.by, false
	}
	for dir := path.Dir(address); dir != "."; dir = path.Dir(dir) {
		at := publish.Key(dir)
		if first, claimed := o.claimed[at]; claimed {
			return first, false
		}
		if had, known := o.folders[at]; known && had.path != dir {
			return had.by, false
		}
	}
	for dir := path.Dir(address); dir != "."; dir = path.Dir(dir) {
		if at := publish.Key(dir); o.folders[at].path == "" {
			o.folders[at] = folder{dir, by}
		}
	}
	if first, claimed := o.claimed[key]; claimed && first != by {
		if publish.Key(first) == key {
			first = "@own-page" // what the program makes goes by its address
		}
		return first, false
	}
	o.claimed[key] = by
	return "", true
}

// plan fixes the addresses of all pages and finds those that two files claim.
// What the program makes by itself comes first, so that a file in its way is
// the one that is told of.
func (m *model) plan(bag *diag.Bag) {
	m.outputs = outputs{pages: map[string]bool{}, ids: map[string]anchors{}, claimed: map[string]string{}, folders: map[string]folder{}, files: map[string]string{}, data: map[string]bool{}, wanted: map[string]bool{}}
	m.planIndicators()
	m.planFeeds()
	own := []string{pathFigures, pathHome, pathArchive, pathNotFound, pathIndicators, pathSearch}
	if len(m.terms) > 0 {
		own = append(own, pathGlossary)
	}
	own = append(own, m.planDefined(bag)...)
	own = append(own, m.planRegisters(bag)...)
	for _, address := range own {
		m.outputs.claim(address, address)
		if address != pathFigures && !m.outputs.data[address] {
			m.outputs.pages[address] = true
		}
	}
	for _, p := range m.pages {
		if first, ok := m.outputs.claim(p.path, p.file); !ok {
			bag.Add(diag.DuplicatePage, diag.Pos{File: p.file}, diag.Args{"path": p.path, "first": first})
			continue
		}
		m.outputs.pages[p.path] = true
	}
	for _, section := range []struct{ address, kind string }{{pathReports, kindReport}, {pathNotices, kindNotice}} {
		if len(m.of(section.kind)) > 0 {
			m.outputs.claim(section.address, section.address)
			m.outputs.pages[section.address] = true
		}
	}
}

// planDefined fixes the addresses of what is made of definitions: a page and two
// files of data for each indicator and table. Two of them whose ids are the same
// to a file system are a mistake of the catalogue.
func (m *model) planDefined(bag *diag.Bag) []string {
	type defined struct {
		id, page string
		pos      diag.Pos
	}
	var all []defined
	for _, ip := range m.indicators {
		all = append(all, defined{ip.ind.ID, ip.path, ip.ind.Pos})
	}
	for _, bp := range m.tables {
		all = append(all, defined{bp.category.ID, bp.path, bp.category.Pos})
	}
	own := []string{pathWorkbook, pathPackage}
	m.outputs.data[pathWorkbook], m.outputs.data[pathPackage] = true, true
	first := map[string]diag.Pos{pathWorkbook: {}, pathPackage: {}}
	for _, d := range all {
		for _, address := range []string{d.page, csvAddress(d.id), jsonAddress(d.id)} {
			key := publish.Key(address)
			if pos, taken := first[key]; taken {
				by, related := "@own-page", []diag.Pos(nil)
				if pos.File != "" {
					by, related = pos.String(), []diag.Pos{pos}
				}
				bag.Add(diag.DuplicatePage, d.pos, diag.Args{"path": address, "first": by}, related...)
				break
			}
			first[key] = d.pos
			own = append(own, address)
			if address != d.page {
				m.outputs.data[address] = true
			}
		}
	}
	return own
}

// addresses are those of all pages, sorted.
func (m *model) addresses() []string {
	var out []string
	for a := range m.outputs.pages {
		out = append(out, a)
	}
	slices.Sort(out)
	return out
}

// ids are the places on a page that links can lead to.
func (p *answered) ids() []string {
	out := anchors{}
	for i := range len(p.shows.Bases) + len(p.shows.Notes) {
		out["note-"+strconv.Itoa(i+1)] = true
	}
	if p.doc != nil {
		for _, id := range p.doc.Anchors() {
			out[id] = true
		}
		for _, t := range p.doc.TermsUsed() {
			out["term-"+t] = true
		}
		for _, b := range p.doc.Blocks() {
			out.addBlock(p.blocks[b])
		}
	}
	if p.compare != nil {
		out[p.compare.ID] = true
	}
	for _, part := range p.parts() {
		out["part-"+part.name] = true
		out.addBlock(part.block)
	}
	return slices.Sorted(maps.Keys(out))
}

// anchor notes the ids of all pages to which a link leads that names one.
func (m *model) anchor() {
	at := func(address string) anchors {
		if m.outputs.ids[address] == nil {
			m.outputs.ids[address] = anchors{}
		}
		return m.outputs.ids[address]
	}
	for _, p := range m.holders() {
		for _, id := range p.ids() {
			at(p.path)[id] = true
		}
	}
	for _, p := range m.pages {
		for _, id := range p.facts.IDs {
			at(p.path)[id] = true
		}
	}
	for _, t := range m.terms {
		at(pathGlossary)[t.ID] = true
	}
	for _, ip := range m.indicators {
		if ip.content.Series != nil {
			at(ip.path).addBlock(ip.content.Series)
		}
		if ip.content.Chart != nil {
			at(ip.path).addBlock(ip.content.Chart)
		}
		if ip.content.Targets != nil {
			at(ip.path).addBlock(ip.content.Targets)
		}
		for _, c := range ip.content.Corrections {
			at(ip.path)[c.ID] = true
		}
	}
	for _, bp := range m.tables {
		for i := range bp.tables {
			at(bp.path).addBlock(&bp.tables[i])
		}
	}
	m.anchorRegisters(at)
}

// addBlock adds the ids of what exhibit made of a block.
func (a anchors) addBlock(b any) {
	switch b := b.(type) {
	case *exhibit.Chart:
		a[b.View.ID] = true
		a.addBlock(&b.View.Data)
	case *view.Table:
		a[b.ID] = true
		for _, row := range b.Rows {
			if row.ID != "" {
				a[row.ID] = true
			}
		}
	case *view.Cards:
		a[b.ID] = true
	case *view.Standing:
		a[b.ID] = true
	case *view.Matrix:
		a[b.ID] = true
	case *view.Register:
		a[b.ID] = true
		for _, e := range b.Entries {
			a[e.ID] = true
		}
	}
}

// anchored is a link to a place on a page, which can be looked for once that page
// is answered.
type anchored struct {
	to   place
	dest string // as it is written
	pos  diag.Pos
}

// checkLink tells of a link that leads to no page or file; one to a place on a page
// is kept for checkAnchors.
func (m *model) checkLink(from *page, dest string, pos diag.Pos, bag *diag.Bag) (href string) {
	href, to, problem := m.lead(from, dest)
	switch {
	case problem != nil:
		bag.Put(problem.At(pos))
	case to.id != "":
		m.anchored = append(m.anchored, anchored{to, dest, pos})
		m.outputs.wanted[to.address] = true
	}
	return href
}

// checkLinks finds the links and images that lead to no page or file: in the pages
// and in the menu, whose addresses are seen from the site's root.
func (m *model) checkLinks(bag *diag.Bag) {
	home := &page{path: pathHome}
	for _, item := range m.config.Menu {
		href := m.checkLink(home, item.URL, item.Pos, bag)
		u, err := url.Parse(href)
		m.menu = append(m.menu, view.Link{Text: item.Name, Href: href, External: err != nil || u.Scheme != "" || u.Host != ""})
	}
	for _, reg := range m.registers {
		for _, e := range reg.Entries {
			if e.Image == "" {
				continue
			}
			if _, problem := m.imageIn(registerDir, e.Image); problem != nil {
				bag.Put(problem.At(e.Pos))
			}
		}
	}
	m.checkRegisterLinks(bag)
	// One page after the other, so that of two files whose names differ in case
	// alone it is always the same one that is told of.
	for _, p := range m.pages {
		for _, l := range p.links {
			m.checkLink(p, l.Dest, l.Pos, bag)
		}
		for _, img := range p.images {
			if _, problem := m.imageFile(p, img.Src); problem != nil {
				bag.Put(problem.At(img.Pos))
			}
		}
	}
	m.checkResponses(bag)
	m.claimPhotos(bag)
}

// checkAnchors finds the links that lead to a page, but to no place on it.
func (m *model) checkAnchors(bag *diag.Bag) {
	m.anchor()
	for _, a := range m.anchored {
		ids := m.outputs.ids[a.to.address]
		if ids[a.to.id] {
			continue
		}
		known := slices.Sorted(maps.Keys(ids))
		problem := diag.Problem{Code: diag.DeadAnchor, Args: diag.Args{"dest": a.dest, "anchor": a.to.id, "suggestion": diag.Closest(a.to.id, known)}}
		bag.Put(problem.At(a.pos))
	}
}
