package site

import (
	"context"
	"fmt"
	"os"
	"path"
	"slices"
	"strings"
	"time"

	"gongbao/generator/diag"
	"gongbao/generator/importer/commit"
	"gongbao/generator/ledger"
	"gongbao/generator/period"
)

// Released is what a release did to the ledger of a page.
type Released struct {
	Page     string // reports/2024.html
	File     string // its ledger
	Figures  int
	Releases int    // of the page so far, with this one
	Same     string // the day of the release that says the same already, so that none was added; else ""
}

// UnknownPage is the error of a page that the site does not have.
type UnknownPage struct{ Name, Suggestion string }

func (e *UnknownPage) Error() string { return "no page " + e.Name }

// Release freezes what pages say in their ledgers. A page is named by its file
// or its address, with its extension or without; date is 2006-01-02. Nothing is
// written when the site has a mistake or one of the pages cannot be released. The
// error is an *UnknownPage or for failures of the machine.
func Release(ctx context.Context, opts Options, names []string, date string, bag *diag.Bag) ([]Released, error) {
	opts = opts.withDefaults()
	end, ok, err := commit.Lock(opts.Dir, bag)
	if err != nil || !ok {
		return nil, err
	}
	defer end()
	root, err := os.OpenRoot(opts.Dir)
	if err != nil {
		return nil, fmt.Errorf("open site: %w", err)
	}
	defer root.Close()
	var found diag.Bag
	m, err := examine(ctx, opts, root.FS(), &found)
	recorded := map[string]bool{} // the pages whose corrections stand in a ledger now
	defer func() {
		for _, d := range found.Sorted() {
			if d.Code != diag.ReleasePending || !recorded[d.Args["page"]] {
				bag.Put(d)
			}
		}
	}()
	if err != nil || m == nil || opts.stops(&found) {
		return nil, err
	}
	var pages []*page
	for _, name := range names {
		p, err := m.find(name)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(pages, p) {
			pages = append(pages, p)
			if err := m.releasable(p, date, bag); err != nil {
				return nil, err
			}
		}
	}
	if opts.stops(bag) {
		return nil, nil
	}
	var out []Released
	for _, p := range pages {
		done, err := m.release(p, date)
		if err != nil {
			return out, err
		}
		recorded[p.path] = true
		out = append(out, done)
	}
	return out, nil
}

// find finds a page, drafts included, by one of its names.
func (m *model) find(name string) (*page, error) {
	stem := func(s string) string {
		s = path.Clean(strings.ReplaceAll(s, `\`, "/"))
		s = strings.TrimPrefix(s, contentDir+"/")
		if ext := path.Ext(s); strings.EqualFold(ext, ".md") || ext == ".html" {
			s = strings.TrimSuffix(s, ext)
		}
		return s
	}
	var known []string
	for _, p := range slices.Concat(m.pages, m.drafts) {
		if stem(p.path) == stem(name) {
			return p, nil
		}
		known = append(known, stem(p.path))
	}
	return nil, &UnknownPage{name, diag.Closest(stem(name), known)}
}

// releasable tells why a page cannot be released. The error is for failures of the
// machine.
func (m *model) releasable(p *page, date string, bag *diag.Bag) error {
	refuse := func(pos diag.Pos, reason string) {
		args := diag.Args{"page": p.path, "reason": reason}
		if reason == "@release-unpublished" {
			args["example"] = "2025-03-08 09:00"
		}
		bag.Add(diag.ReleaseRefused, pos, args)
	}
	head := diag.Pos{File: p.file, Line: 1}
	switch {
	case p.front.Draft:
		refuse(p.fields.Pos("draft"), "@release-draft")
		return nil
	case p.front.Published == "":
		refuse(head, "@release-unpublished")
		return nil
	case p.path == pathHonors || p.isIndex():
		refuse(head, "@release-index")
		return nil
	}
	said, err := m.answer(p, &diag.Bag{}) // for its places; what is wrong was told
	if err != nil {
		return err
	}
	// early refuses a date before another, which stands at a key of the page.
	early := func(key, reason, earliest string, related ...diag.Pos) {
		if date < earliest {
			bag.Add(diag.ReleaseRefused, said.fields.Pos(key), diag.Args{"page": p.path, "reason": reason, "date": date, "earliest": earliest}, related...)
		}
	}
	l := m.ledgers[p.path]
	if newest := l.Newest(); newest != nil {
		early("published", "@release-early", newest.Date, newest.Pos)
	}
	if pending := p.pending(l); len(pending) > 0 { // they stand in the order of their days
		last := pending[len(pending)-1]
		early(p.correctionsAt[last]+".date", "@release-uncorrected", p.corrections[last].Date)
	}
	// Whether a day is still to come only a clock could tell. But what was released was
	// public on that day, and there was something to report on.
	if at, ok := parseMoment(p.front.Published, m.config.Location); ok {
		early("published", "@release-ahead", at.t.Format(time.DateOnly))
	}
	if reports := p.kind == kindReport || p.kind == kindNotice; reports && !p.period.IsZero() {
		early("period", "@release-not-begun", firstDay(p.period))
	}
	return nil
}

// firstDay is the day on which a period begins, as 2006-01-02.
func firstDay(p period.Period) string {
	return time.Date(p.Year(), time.Month(p.First()), 1, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
}

// release adds what a page says now to its ledger, unless the newest release says
// the same.
func (m *model) release(p *page, date string) (Released, error) {
	l := m.ledgers[p.path]
	said, err := m.answer(p, &diag.Bag{}) // the site has no mistake
	if err != nil {
		return Released{}, err
	}
	figures, _ := m.frozen(said, said.isTrendStart)
	r := ledger.Release{Date: date, Published: p.front.Published, Figures: ledger.Once(figures), Numbers: typedNumbers(said), Sayings: sayings(said)}
	for _, i := range p.pending(l) {
		r.Corrections = append(r.Corrections, p.corrections[i])
	}
	done := Released{Page: p.path, File: ledger.FileOf(p.path), Figures: len(r.Figures) + len(r.Numbers), Releases: 1}
	if newest := l.Newest(); newest != nil {
		done.Releases = len(l.Releases) + 1
		if len(r.Corrections) == 0 && ledger.Same(newest, &r) {
			done.Same, done.Releases = newest.Date, len(l.Releases)
			return done, ledger.List(m.opts.Dir, l)
		}
	}
	return done, ledger.Write(m.opts.Dir, l, p.path, r)
}
