package acceptance

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"image/png"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
)

// home is the address that the default site says it has.
const home = "https://example.org/"

// at is the file that a whole address means; "" for one that is not of the site.
func at(built map[string][]byte, address string) string {
	name, ok := strings.CutPrefix(address, home)
	if name == "" {
		name = "index.html"
	}
	if _, there := built[name]; !ok || !there {
		return ""
	}
	return name
}

// named are the contents of a page's <meta> by name or property.
func named(d *doc) map[string][]string {
	out := map[string][]string{}
	for _, m := range find(d.root, "meta") {
		for _, key := range []string{"name", "property", "http-equiv"} {
			if k := attr(m, key); k != "" {
				out[k] = append(out[k], attr(m, "content"))
			}
		}
	}
	return out
}

var pubDate = regexp.MustCompile(`^\d{4}-\d\d-\d\d( \d\d:\d\d)?$`)

// What the state's norm for web sites asks of pages, and what those who share a
// page show of it.
func TestPagesSayWhatTheyAre(t *testing.T) {
	built := files(t, defaultSite(t).out)
	titles, pictures := map[string]string{}, map[string]bool{}
	for _, d := range pages(t, built) {
		kind := strings.TrimPrefix(attr(first(d.root, "body"), "class"), "page-")
		m := named(d)
		one := func(name string) string {
			if len(m[name]) > 1 {
				t.Errorf("%s: %d times %s", d.path, len(m[name]), name)
			}
			return strings.Join(m[name], "")
		}
		if title := text(first(d.root, "title")); title == "" || titles[title] != "" {
			t.Errorf("%s: the title %q is also that of %s", d.path, title, titles[title])
		} else {
			titles[title] = d.path
		}
		for name, contents := range m {
			for _, c := range contents {
				if strings.TrimSpace(c) == "" || strings.ContainsAny(c, "<>{}") {
					t.Errorf("%s: %s is %q", d.path, name, c)
				}
			}
		}
		want := []string{"SiteName", "SiteDomain", "viewport", "Content-Security-Policy"}
		switch kind {
		case "report", "notice":
			want = append(want, "ArticleTitle", "PubDate", "ContentSource", "ColumnName", "Keywords", "Author", "Url")
		case "list":
			want = append(want, "ColumnName", "ColumnDescription")
		}
		if kind != "notfound" {
			want = append(want, "description", "og:type", "og:site_name", "og:title", "og:description", "og:url", "og:image")
		}
		for _, name := range want {
			if one(name) == "" {
				t.Errorf("%s: no %s", d.path, name)
			}
		}
		for _, name := range []string{"SiteIDCode", "ColumnType"} { // nobody said: never invented
			if len(m[name]) > 0 {
				t.Errorf("%s: %s is %q", d.path, name, m[name])
			}
		}
		if at := one("PubDate"); at != "" && !pubDate.MatchString(at) {
			t.Errorf("%s: PubDate is %q", d.path, at)
		}
		if kind == "notfound" {
			continue
		}
		canonical := ""
		for _, l := range find(d.root, "link") {
			if attr(l, "rel") == "canonical" {
				canonical += attr(l, "href")
			}
		}
		if at(built, canonical) != d.path || one("og:url") != canonical || one("Url") != "" && one("Url") != canonical {
			t.Errorf("%s: is at %q, og:url %q, Url %q", d.path, canonical, one("og:url"), one("Url"))
		}
		if one("og:title") == "" || !strings.Contains(text(first(d.root, "title")), one("og:title")) || one("og:description") != one("description") {
			t.Errorf("%s: shared as %q, %q", d.path, one("og:title"), one("og:description"))
		}
		pictures[one("og:image")] = true
	}
	for p := range pictures {
		img, err := png.DecodeConfig(bytes.NewReader(built[at(built, p)]))
		if err != nil || img.Width != img.Height || img.Width < 300 { // less is not shown
			t.Errorf("the picture %s: %v, %d by %d", p, err, img.Width, img.Height)
		}
	}
}

// linked is what a page says in JSON-LD, by type.
func linked(t *testing.T, d *doc) map[string]map[string]any {
	t.Helper()
	out := map[string]map[string]any{}
	for _, s := range find(d.root, "script") {
		if attr(s, "type") != "application/ld+json" {
			continue
		}
		var e map[string]any
		if err := json.Unmarshal([]byte(s.FirstChild.Data), &e); err != nil {
			t.Errorf("%s: %v", d.path, err)
			continue
		}
		kind, _ := e["@type"].(string)
		if e["@context"] != "https://schema.org" || out[kind] != nil {
			t.Errorf("%s: context %v, %q more than once", d.path, e["@context"], kind)
		}
		out[kind] = e
	}
	return out
}

// The kinds of values that schema.org gives the properties which pages use.
var schema = map[string]map[string]string{
	"BreadcrumbList": {"itemListElement": "ListItem*"},
	"ListItem":       {"position": "number", "name": "text", "item": "page?"},
	"Report":         {"headline": "text", "url": "page", "inLanguage": "text", "publisher": "Organization", "description": "text", "datePublished": "time", "dateModified": "time?", "temporalCoverage": "span", "author": "Organization", "keywords": "text", "image": "file?"},
	"Article":        {"headline": "text", "url": "page", "inLanguage": "text", "publisher": "Organization", "description": "text?", "datePublished": "time?", "dateModified": "time?", "temporalCoverage": "span?", "author": "Organization?", "keywords": "text?", "image": "file?"},
	"Dataset":        {"name": "text", "description": "text", "url": "page", "inLanguage": "text", "creator": "Organization", "distribution": "DataDownload*"},
	"DataDownload":   {"contentUrl": "file", "encodingFormat": "text"},
	"Organization":   {"name": "text"},
}

var wholeSpan = regexp.MustCompile(`^(\d{4}-\d\d)/(\d{4}-\d\d)$`)

// checkEntity holds an entity against the schema.
func checkEntity(t *testing.T, built map[string][]byte, where, kind string, value any) {
	t.Helper()
	e, ok := value.(map[string]any)
	if !ok || e["@type"] != kind {
		t.Errorf("%s: %v is no %s", where, value, kind)
		return
	}
	for key, v := range e {
		if _, known := schema[kind][key]; !known && key != "@type" && key != "@context" {
			t.Errorf("%s: %s has %s: %v", where, kind, key, v)
		}
	}
	for key, form := range schema[kind] {
		form, optional := strings.CutSuffix(form, "?")
		v, there := e[key]
		if !there {
			if !optional {
				t.Errorf("%s: %s has no %s", where, kind, key)
			}
			continue
		}
		if of, many := strings.CutSuffix(form, "*"); many {
			list, _ := v.([]any)
			if len(list) == 0 {
				t.Errorf("%s: %s of %s is empty", where, key, kind)
			}
			for i, item := range list {
				checkEntity(t, built, where, of, item)
				if m, ok := item.(map[string]any); of == "ListItem" && ok && (m["position"] != float64(i+1) || m["item"] == nil && i < len(list)-1) {
					t.Errorf("%s: place %d of the way is %v", where, i+1, m)
				}
			}
			continue
		}
		s, _ := v.(string)
		good := true
		switch form {
		case "text":
			good = strings.TrimSpace(s) != "" && !strings.ContainsAny(s, "<>{}")
		case "number":
			_, good = v.(float64)
		case "page":
			good = strings.HasSuffix(at(built, s), ".html")
		case "file":
			good = at(built, s) != ""
		case "time":
			_, whole := time.Parse(time.RFC3339, s)
			_, day := time.Parse(time.DateOnly, s)
			good = whole == nil || day == nil
		case "span":
			m := wholeSpan.FindStringSubmatch(s)
			good = m != nil && m[1] <= m[2]
		default:
			checkEntity(t, built, where, form, v)
		}
		if !good {
			t.Errorf("%s: %s of %s is %v, not a %s", where, key, kind, v, form)
		}
	}
}

func TestLinkedDataIsWhatSchemaOrgSays(t *testing.T) {
	built := files(t, defaultSite(t).out)
	counts := map[string]int{}
	for _, d := range pages(t, built) {
		said := linked(t, d)
		for kind, e := range said {
			counts[kind]++
			if schema[kind] == nil {
				t.Errorf("%s: what is a %q?", d.path, kind)
				continue
			}
			checkEntity(t, built, d.path, kind, e)
			if url, ok := e["url"].(string); ok && at(built, url) != d.path {
				t.Errorf("%s: the %s is of %s", d.path, kind, url)
			}
		}
		want := map[string]string{"reports": "Report", "notices": "Report", "indicators": "Dataset"}[path.Dir(d.path)]
		if path.Base(d.path) != "index.html" && want != "" && said[want] == nil {
			t.Errorf("%s is no %s", d.path, want)
		}
		if d.path != "index.html" && d.path != "404.html" && said["BreadcrumbList"] == nil {
			t.Errorf("%s does not say where it stands", d.path)
		}
	}
	for _, kind := range []string{"BreadcrumbList", "Report", "Article", "Dataset"} {
		if counts[kind] == 0 {
			t.Errorf("no %s on the site", kind)
		}
	}
}

// What RFC 4287 asks of a feed, and that it leads to pages.
func TestFeedIsAtom(t *testing.T) {
	built := files(t, defaultSite(t).out)
	type link struct {
		Rel  string `xml:"rel,attr"`
		Type string `xml:"type,attr"`
		Href string `xml:"href,attr"`
	}
	type entry struct {
		ID        string    `xml:"id"`
		Title     string    `xml:"title"`
		Updated   time.Time `xml:"updated"`
		Published time.Time `xml:"published"`
		Links     []link    `xml:"link"`
		Summary   string    `xml:"summary"`
	}
	var feed struct {
		XMLName xml.Name  `xml:"http://www.w3.org/2005/Atom feed"`
		Lang    string    `xml:"http://www.w3.org/XML/1998/namespace lang,attr"`
		ID      string    `xml:"id"`
		Title   string    `xml:"title"`
		Updated time.Time `xml:"updated"`
		Author  string    `xml:"author>name"`
		Links   []link    `xml:"link"`
		Entries []entry   `xml:"entry"`
	}
	if err := xml.Unmarshal(built["feed.xml"], &feed); err != nil { // reads times as RFC 3339
		t.Fatal(err)
	}
	if feed.Lang != "zh-CN" || feed.ID != home || feed.Title == "" || feed.Author == "" {
		t.Errorf("the feed says of itself: %q %q %q %q", feed.Lang, feed.ID, feed.Title, feed.Author)
	}
	if !slices.Contains(feed.Links, link{"self", "application/atom+xml", home + "feed.xml"}) || !slices.Contains(feed.Links, link{"alternate", "text/html", home}) {
		t.Errorf("its links: %v", feed.Links)
	}
	ids := map[string]bool{}
	last := feed.Updated
	for _, e := range feed.Entries {
		if ids[e.ID] || at(built, e.ID) == "" || e.Title == "" || e.Published.IsZero() || e.Updated.Before(e.Published) || e.Updated.After(last) {
			t.Errorf("entry %+v", e)
		}
		if len(e.Links) != 1 || e.Links[0] != (link{"alternate", "text/html", e.ID}) {
			t.Errorf("links of %s: %v", e.ID, e.Links)
		}
		page := at(built, e.ID)
		if (strings.HasPrefix(page, "reports/") || strings.HasPrefix(page, "notices/")) && len([]rune(e.Summary)) < 20 {
			t.Errorf("%s: the summary is %q", e.ID, e.Summary)
		}
		ids[e.ID], last = true, e.Updated
	}
	if len(ids) < 6 {
		t.Errorf("%d entries", len(ids))
	}
	for _, d := range pages(t, built) {
		led := slices.ContainsFunc(find(d.root, "link"), func(n *html.Node) bool {
			return attr(n, "type") == "application/atom+xml" && beside(d.path, attr(n, "href")) == "feed.xml"
		})
		if !led && d.path != "404.html" {
			t.Errorf("%s does not lead to the feed", d.path)
		}
	}
}

func TestSiteMapHasEveryPage(t *testing.T) {
	built := files(t, defaultSite(t).out)
	var places struct {
		XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
		URLs    []struct {
			Loc     string `xml:"loc"`
			LastMod string `xml:"lastmod"`
		} `xml:"url"`
	}
	if err := xml.Unmarshal(built["sitemap.xml"], &places); err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for _, u := range places.URLs {
		if _, err := time.Parse(time.DateOnly, u.LastMod); u.LastMod != "" && err != nil {
			t.Errorf("%s: %v", u.Loc, err)
		}
		if name := at(built, u.Loc); name == "" || listed[name] {
			t.Errorf("%s is no page, or named twice", u.Loc)
		} else {
			listed[name] = true
		}
	}
	for name := range built {
		if strings.HasSuffix(name, ".html") && listed[name] == (name == "404.html") {
			t.Errorf("%s: in the site map: %t", name, listed[name])
		}
	}
	if want := "Sitemap: " + home + "sitemap.xml\n"; !strings.Contains(string(built["robots.txt"]), want) || !strings.Contains(string(built["robots.txt"]), "User-agent: *\nAllow: /\n") {
		t.Errorf("robots.txt: %s", built["robots.txt"])
	}
}
