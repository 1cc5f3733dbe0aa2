package site

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"gongbao/generator/publish"
	"gongbao/generator/search"
	"gongbao/generator/shelf"
	"gongbao/generator/view"
	"gongbao/generator/wording"
)

const searchDir = "search/"

// searchKinds are what readers can choose from, by kind of page.
var searchKinds = []string{kindReport, kindNotice, kindHonors, "register", "indicator", "glossary", kindPage}

// searched are the pages that are written, with what can be found in them.
type searched struct {
	mu      sync.Mutex
	pages   []search.Page
	digests [][]byte
}

// add notes a page of a title and a kind, with the digest of what readers see of it.
func (s *searched) add(address, title, kind string, digest []byte) {
	if address == pathNotFound || address == pathSearch {
		return
	}
	p := search.Page{Path: address, Title: title, Kind: kind}
	if kind == "breakdown" {
		p.Kind = "indicator"
	}
	if !slices.Contains(searchKinds, p.Kind) { // the front page, lists, the archive
		p.Kind = ""
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pages = append(s.pages, p)
	s.digests = append(s.digests, digest)
}

// index is what the index of all pages is made of, and the page to search from, which
// lacks only the index's version.
func (r *renderer) index() (*search.Builder, view.Search) {
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
		if of := wording.Period(t, dated[n].period); of != "" {
			p.Label = strings.TrimSpace(p.Label + "　" + of)
		}
		if p.Year > 0 {
			years[p.Year] = true
		}
	}
	index := search.NewBuilder(searchKinds)
	for i, p := range pages {
		index.Add(p, r.searched.digests[i])
	}
	*r.searched = searched{}
	v := view.Search{Page: r.base(pathSearch, "search", t.Text("kind.search"), ""), Index: relative(pathSearch, searchDir+"index.js")}
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
	return index, v
}

// search writes the index of all pages, and the page to search from.
func (w *workshop) search(context.Context) error {
	index, v := w.r.index()
	version, err := w.writeIndex(index)
	if err != nil {
		return err
	}
	v.Index += "?v=" + version
	return w.show(pathSearch, v)
}

// writeIndex writes the files of the index, or keeps those of the site before when
// the same program made them of the same pages.
func (w *workshop) writeIndex(index *search.Builder) (version string, err error) {
	sum := index.Sum()
	key := shelf.Key(sha256.Sum256(fmt.Appendf(nil, "%s\n%x", program(), sum)))
	kept := map[string]bool{}
	if rec, ok := w.before.Find(searchDir); ok && rec.Key == key && len(rec.Parts) == 2 {
		whole := true
		for line := range strings.Lines(string(rec.Parts[1])) {
			digest, name, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
			ok, err := w.keep(searchDir+name, digest)
			if err != nil {
				return "", err
			}
			kept[name] = ok
			whole = whole && ok
		}
		if whole {
			return string(rec.Parts[0]), w.now.Put(searchDir, rec)
		}
	}
	var mu sync.Mutex
	var files []string
	version, err = index.Write(func(name string, data []byte) error {
		sum := publish.Sum(data)
		mu.Lock()
		files = append(files, hex.EncodeToString(sum[:])+" "+name+"\n")
		mu.Unlock()
		if kept[name] { // the same pages make the same file
			return nil
		}
		return w.r.stage.WriteSum(searchDir+name, data, sum)
	})
	if err != nil {
		return "", err
	}
	slices.Sort(files)
	return version, w.now.Put(searchDir, shelf.Record{Key: key, Parts: [][]byte{[]byte(version), []byte(strings.Join(files, ""))}})
}
