package site

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"gongbao/generator/search"
	"gongbao/generator/view"
)

const searchDir = "search/"

// searchKinds are what readers can choose from, by kind of page.
var searchKinds = []string{kindReport, kindNotice, kindHonors, "register", "indicator", "glossary", kindPage}

// searched are the texts of the pages that are written, as readers see them.
type searched struct {
	mu    sync.Mutex
	pages []search.Page
}

func (s *searched) add(address string, v any, page []byte) {
	of, ok := v.(interface{ Base() view.Page })
	if !ok || address == pathNotFound || address == pathSearch {
		return
	}
	base := of.Base()
	p := search.Page{Path: address, Title: base.Title, Kind: base.Kind, Text: search.Read(page)}
	if base.Kind == "breakdown" {
		p.Kind = "indicator"
	}
	if !slices.Contains(searchKinds, p.Kind) { // the front page, lists, the archive
		p.Kind = ""
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pages = append(s.pages, p)
}

// search writes the index of all pages that were written, and the page to search from.
func (r *renderer) search() error {
	t := r.m.theme
	dated := slices.Clone(r.m.pages)
	slices.SortFunc(dated, func(a, b *page) int { return cmp.Or(b.period.Compare(a.period), cmp.Compare(a.path, b.path)) })
	at := map[string]int{}
	for i, p := range dated {
		at[p.path] = i
	}
	used, years := map[string]bool{}, map[int]bool{}
	pages := r.searched.pages
	for i := range pages {
		p := &pages[i]
		if p.Kind != "" {
			p.Label = t.Text("kind." + p.Kind)
			used[p.Kind] = true
		}
		n, ok := at[p.Path]
		if !ok || p.Kind == "" {
			continue
		}
		p.Rank, p.Year = n, dated[n].period.Year()
		if story := r.pages[p.Path]; story.Period != "" {
			p.Label = strings.TrimSpace(p.Label + "　" + story.Period)
		}
		if p.Year > 0 {
			years[p.Year] = true
		}
	}
	files, version := search.Make(pages, searchKinds)
	for _, f := range files {
		if err := r.stage.Write(searchDir+f.Name, f.Data); err != nil {
			return err
		}
	}
	v := view.Search{Page: r.base(pathSearch, "search", t.Text("kind.search"), ""), Index: relative(pathSearch, searchDir+"index.js") + "?v=" + version}
	for _, kind := range searchKinds {
		if used[kind] {
			v.Kinds = append(v.Kinds, view.SearchKind{ID: kind, Name: t.Text("kind." + kind)})
		}
	}
	for year := range years {
		v.Years = append(v.Years, strconv.Itoa(year))
	}
	slices.Sort(v.Years)
	slices.Reverse(v.Years)
	return r.page(pathSearch, v)
}
