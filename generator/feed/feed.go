// Package feed tells other programs what a site has: an Atom feed of what was
// published (RFC 4287) and a site map (sitemaps.org 0.9). Both name pages by
// their whole address, so a site that does not know its own has neither.
package feed

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Site is what a feed says of itself.
type Site struct {
	Title    string
	Base     string // the address of the site's root, ending in a slash
	Language string // BCP 47
	Author   string // who publishes; "" for the title
}

// Entry is a page that was published.
type Entry struct {
	Path      string // from the root, slash-separated
	Title     string
	Summary   string    // plain text; "" when there is none
	Category  string    // what kind of page it is; "" when it is none
	Published time.Time // zero when nobody said: then the page is not in the feed
	Changed   time.Time // when it was last corrected; zero when it never was
}

// Modified is when a page was last as new: a correction is news to those who read
// what it corrects. Zero when not known.
func (e Entry) Modified() time.Time {
	if e.Changed.After(e.Published) {
		return e.Changed
	}
	return e.Published
}

// Name of the files from the root.
const (
	AtomFile    = "feed.xml"
	SitemapFile = "sitemap.xml"
	RobotsFile  = "robots.txt"
)

// newest is how many entries a feed holds: readers want what is new, and keep
// what they have seen.
const newest = 50

type atomFeed struct {
	XMLName  xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Language string      `xml:"xml:lang,attr,omitempty"`
	Title    string      `xml:"title"`
	ID       string      `xml:"id"`
	Updated  string      `xml:"updated"`
	Links    []atomLink  `xml:"link"`
	Author   atomAuthor  `xml:"author"`
	Entries  []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr,omitempty"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomAuthor struct {
	Name string `xml:"name"`
}

type atomCategory struct {
	Term string `xml:"term,attr"`
}

type atomEntry struct {
	Title     string        `xml:"title"`
	ID        string        `xml:"id"`
	Link      atomLink      `xml:"link"`
	Published string        `xml:"published"`
	Updated   string        `xml:"updated"`
	Category  *atomCategory `xml:"category"`
	Summary   string        `xml:"summary,omitempty"`
}

// Atom is the feed of the newest entries. Its time is that of the newest, not the
// clock's, so two builds of one site are alike. ok is false when nothing was
// published, since a feed must have a time.
func Atom(s Site, entries []Entry) (out []byte, ok bool, err error) {
	entries = slices.DeleteFunc(slices.Clone(entries), func(e Entry) bool { return e.Published.IsZero() })
	if len(entries) == 0 {
		return nil, false, nil
	}
	slices.SortFunc(entries, func(a, b Entry) int {
		if c := b.Modified().Compare(a.Modified()); c != 0 {
			return c
		}
		return strings.Compare(a.Path, b.Path)
	})
	entries = entries[:min(len(entries), newest)]
	author := s.Author
	if author == "" {
		author = s.Title
	}
	f := atomFeed{
		Language: s.Language, Title: s.Title, ID: s.Base, Updated: entries[0].Modified().Format(time.RFC3339), Author: atomAuthor{author},
		Links: []atomLink{{Rel: "alternate", Type: "text/html", Href: s.Base}, {Rel: "self", Type: "application/atom+xml", Href: Address(s.Base, AtomFile)}},
	}
	for _, e := range entries {
		entry := atomEntry{
			Title: e.Title, ID: Address(s.Base, e.Path), Link: atomLink{Rel: "alternate", Type: "text/html", Href: Address(s.Base, e.Path)},
			Published: e.Published.Format(time.RFC3339), Updated: e.Modified().Format(time.RFC3339), Summary: e.Summary,
		}
		if e.Category != "" {
			entry.Category = &atomCategory{e.Category}
		}
		f.Entries = append(f.Entries, entry)
	}
	out, err = document(f)
	return out, true, err
}

// Place is a page of a site map.
type Place struct {
	Path     string
	Modified time.Time // zero when not known
}

type siteMap struct {
	XMLName xml.Name   `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	URLs    []mapPlace `xml:"url"`
}

type mapPlace struct {
	Loc     string `xml:"loc"`
	LastMod string `xml:"lastmod,omitempty"`
}

// mostPlaces is how many pages one site map may hold, by its specification.
const mostPlaces = 50_000

// Sitemap lists the pages of a site in the order of their addresses. Beyond
// 50,000, which the format allows, the rest is left out.
func Sitemap(base string, places []Place) ([]byte, error) {
	places = slices.Clone(places)
	slices.SortFunc(places, func(a, b Place) int { return strings.Compare(a.Path, b.Path) })
	var m siteMap
	for _, p := range places[:min(len(places), mostPlaces)] {
		url := mapPlace{Loc: Address(base, p.Path)}
		if !p.Modified.IsZero() {
			url.LastMod = p.Modified.Format(time.DateOnly)
		}
		m.URLs = append(m.URLs, url)
	}
	return document(m)
}

// Robots lets search engines in and leads them to the site map. It counts only
// where the site stands at the root of its host.
func Robots(base string) []byte {
	return []byte("User-agent: *\nAllow: /\n\nSitemap: " + Address(base, SitemapFile) + "\n")
}

// Address is the whole address of a page, in ASCII. The home page is the root.
func Address(base, path string) string {
	if path == "index.html" {
		path = ""
	}
	return base + (&url.URL{Path: path}).EscapedPath()
}

func document(v any) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	enc := xml.NewEncoder(&b)
	enc.Indent("", " ")
	if err := enc.Encode(v); err != nil {
		return nil, fmt.Errorf("encode feed: %w", err)
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}
