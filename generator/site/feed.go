package site

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"gongbao/generator/feed"
)

// told reports whether the site tells other programs what it has: they need its
// address, and what is internal is not told.
func (m *model) told() bool { return m.config.BaseURL != "" && !m.config.Ranking }

// hasFeed reports whether anything was published that a feed can tell of.
func (m *model) hasFeed() bool {
	return m.told() && slices.ContainsFunc(m.pages, func(p *page) bool { return p.front.Published != "" })
}

// planFeeds takes the addresses of the feed and the site map.
func (m *model) planFeeds() {
	if !m.told() {
		return
	}
	for _, address := range []string{feed.AtomFile, feed.SitemapFile, feed.RobotsFile} {
		m.outputs.claim(address, address)
		m.outputs.data[address] = true
	}
}

// feeds writes the feed and the site map.
func (r *renderer) feeds(context.Context) error {
	m := r.m
	if !m.told() {
		return nil
	}
	published := map[string]feed.Entry{}
	var entries []feed.Entry
	for _, p := range m.pages {
		e := feed.Entry{Path: p.path, Title: p.name, Summary: p.facts.Summary, Category: m.theme.Text("kind." + p.kind), Changed: m.changed(p).t}
		if at, ok := parseMoment(p.front.Published, m.config.Location); ok {
			e.Published = at.t
		}
		published[p.path] = e
		entries = append(entries, e)
	}
	atom, ok, err := feed.Atom(feed.Site{Title: m.config.Title, Base: m.config.BaseURL, Language: m.config.Language, Author: m.config.Owner.Name}, entries)
	if err != nil {
		return fmt.Errorf("make feed: %w", err)
	}
	if ok {
		if err := r.stage.Write(feed.AtomFile, atom); err != nil {
			return err
		}
	}
	var places []feed.Place
	for _, address := range slices.Sorted(maps.Keys(m.outputs.pages)) {
		if address != pathNotFound {
			places = append(places, feed.Place{Path: address, Modified: published[address].Modified()})
		}
	}
	list, err := feed.Sitemap(m.config.BaseURL, places)
	if err != nil {
		return fmt.Errorf("make site map: %w", err)
	}
	if err := r.stage.Write(feed.SitemapFile, list); err != nil {
		return err
	}
	return r.stage.Write(feed.RobotsFile, feed.Robots(m.config.BaseURL))
}
