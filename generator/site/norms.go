package site

import (
	"cmp"
	"encoding/json"
	"fmt"
	"html"
	"html/template"
	"path"
	"slices"
	"strings"

	"github.com/skip2/go-qrcode"

	"gongbao/generator/feed"
	"gongbao/generator/view"
)

// Search engines and those who share a page are told of it by whole addresses, so
// a site that does not know its own tells nothing, and an internal one is not told
// of at all.

// social is how a page shows when its address is shared.
func (r *renderer) social(p *view.Page) {
	m := r.m
	if !m.told() || p.Path == pathNotFound {
		return
	}
	p.Canonical = feed.Address(m.config.BaseURL, p.Path)
	p.QR = qrCode(p.Canonical)
	p.Feed = m.hasFeed()
	p.Social = []view.Meta{{Name: "og:type", Content: "website"}, {Name: "og:site_name", Content: m.config.Title}, {Name: "og:title", Content: p.Title}, {Name: "og:url", Content: p.Canonical}}
	if p.Description != "" {
		p.Social = append(p.Social, view.Meta{Name: "og:description", Content: p.Description})
	}
	if picture := r.site.Assets.Share; picture != "" {
		p.Social = append(p.Social, view.Meta{Name: "og:image", Content: feed.Address(m.config.BaseURL, picture)})
	}
	if len(p.Crumbs) > 1 {
		p.Data = append(p.Data, r.crumbData(*p))
	}
}

// records are the site's numbers in the registers of the ministry of industry and
// of the police. The rules ask for a link to the register with each.
func (m *model) records() []view.Link {
	var out []view.Link
	for _, r := range []view.Link{
		{Text: m.config.Owner.ICP, Href: "https://beian.miit.gov.cn/", External: true},
		{Text: m.config.Owner.PoliceICP, Href: "https://beian.mps.gov.cn/", External: true},
	} {
		if r.Text != "" {
			out = append(out, r)
		}
	}
	return out
}

// about says what a page of the program's own making is for, where neither an
// author nor the data say it: readers of a list of search results see nothing else
// of it. "" for a page that has nothing to tell.
func (r *renderer) about(kind, address, title string) string {
	switch kind {
	case "search", "glossary", "archive", "indicators", "indicator", "breakdown", "register", "honors":
		return r.m.theme.Text("about."+kind, "title", title)
	case "list":
		return r.m.theme.Text("about.list."+path.Dir(address), "title", title)
	}
	return ""
}

// abstract is what a page says in short, without markup: its author's summary, or
// what the data say.
func (p *answered) abstract() string {
	return cmp.Or(p.summary.Text(), html.UnescapeString(tag.ReplaceAllString(string(p.generated.HTML), "")))
}

// columnNorms tell of a section; intro is what its author wrote, nil when nobody
// did.
func (r *renderer) columnNorms(p *view.Page, intro *answered) {
	keywords := ""
	if intro != nil {
		keywords = strings.Join(intro.front.Keywords, ",")
	}
	for _, m := range []view.Meta{{Name: "ColumnName", Content: p.Title}, {Name: "ColumnDescription", Content: p.Description}, {Name: "ColumnKeywords", Content: keywords}} {
		if m.Content != "" {
			p.Meta = append(p.Meta, m)
		}
	}
}

// changed is when a page was last corrected; zero when it never was.
func (m *model) changed(p *page) (at moment) {
	for _, c := range p.corrections {
		if day, ok := parseMoment(c.Date, m.config.Location); ok && day.t.After(at.t) {
			at = day
		}
	}
	return at
}

// entity is a thing of schema.org.
type entity map[string]any

// The keys of an entity that say what it is.
const (
	typeKey    = "@" + "type"
	contextKey = "@" + "context"
)

// linked is an entity as a page carries it.
func linked(e entity) template.JS {
	e[contextKey] = "https://schema.org"
	text, err := json.Marshal(e)
	if err != nil {
		panic(fmt.Sprintf("site: %v", err)) // strings, numbers and lists of them can be written
	}
	return template.JS(text)
}

func (r *renderer) crumbData(p view.Page) template.JS {
	var items []entity
	for i, c := range p.Crumbs {
		item := entity{typeKey: "ListItem", "position": i + 1, "name": c.Text}
		if c.Href != "" {
			item["item"] = feed.Address(r.m.config.BaseURL, path.Join(path.Dir(p.Path), c.Href))
		}
		items = append(items, item)
	}
	return linked(entity{typeKey: "BreadcrumbList", "itemListElement": items})
}

func (r *renderer) publisher() entity {
	name := r.m.config.Owner.Name
	if name == "" {
		name = r.m.config.Title
	}
	return entity{typeKey: "Organization", "name": name}
}

// articleNorms tell of a report, a notice or another page.
func (r *renderer) articleNorms(a *view.Article, p *answered) {
	for _, m := range []view.Meta{
		{Name: "ColumnName", Content: p.front.Column}, {Name: "ArticleTitle", Content: p.title.Text()}, {Name: "PubDate", Content: p.front.Published},
		{Name: "ContentSource", Content: p.front.Source}, {Name: "Keywords", Content: strings.Join(p.front.Keywords, ",")}, {Name: "Author", Content: p.front.Author},
		{Name: "Url", Content: a.Canonical},
	} {
		if m.Content != "" {
			a.Meta = append(a.Meta, m)
		}
	}
	if a.Canonical == "" {
		return
	}
	a.Social[0].Content = "article"
	e := entity{typeKey: "Article", "headline": p.title.Text(), "url": a.Canonical, "inLanguage": r.m.config.Language, "publisher": r.publisher()}
	if p.kind == kindReport || p.kind == kindNotice {
		e[typeKey] = "Report"
	}
	if !p.period.IsZero() {
		e["temporalCoverage"] = fmt.Sprintf("%04d-%02d/%04d-%02d", p.period.Year(), p.period.First(), p.period.Year(), p.period.Last())
	}
	for key, value := range map[string]string{"description": a.Description, "datePublished": a.Published.Machine, "keywords": strings.Join(p.front.Keywords, ",")} {
		if value != "" {
			e[key] = value
		}
	}
	if at := r.m.changed(p.page); !at.t.IsZero() {
		e["dateModified"] = at.machine()
	}
	switch authors := authorsOf(cmp.Or(p.front.Author, p.front.Signed)); len(authors) {
	case 0:
	case 1:
		e["author"] = authors[0]
	default:
		e["author"] = authors
	}
	if at, width, height, ok := r.m.firstPhoto(p.page); ok {
		image := feed.Address(r.m.config.BaseURL, at)
		e["image"] = image
		a.Meta = append(a.Meta, view.Meta{Name: "Image", Content: image})
		a.Social = slices.DeleteFunc(a.Social, func(m view.Meta) bool { return m.Name == "og:image" }) // a photograph tells more than the site's mark
		a.Social = append(a.Social, view.Meta{Name: "og:image", Content: image}, view.Meta{Name: "og:image:width", Content: fmt.Sprint(width)}, view.Meta{Name: "og:image:height", Content: fmt.Sprint(height)})
	}
	a.Data = append(a.Data, linked(e))
}

// datasetNorms tell of an indicator's data.
func (r *renderer) datasetNorms(p *view.Page, files ...string) {
	if p.Canonical == "" {
		return
	}
	e := entity{typeKey: "Dataset", "name": p.Title, "url": p.Canonical, "inLanguage": r.m.config.Language, "creator": r.publisher(), "description": cmp.Or(p.Description, p.Title)}
	var downloads []entity
	for _, f := range files {
		kind := "text/csv"
		if strings.HasSuffix(f, ".json") {
			kind = "application/json"
		}
		downloads = append(downloads, entity{typeKey: "DataDownload", "encodingFormat": kind, "contentUrl": feed.Address(r.m.config.BaseURL, f)})
	}
	e["distribution"] = downloads
	p.Data = append(p.Data, linked(e))
}

// qrCode is a code of an address as SVG: one path of black modules, with the
// quiet zone of four that readers need. "" for an address too long for a code.
func qrCode(address string) template.HTML {
	code, err := qrcode.New(address, qrcode.Medium)
	if err != nil {
		return ""
	}
	rows := code.Bitmap()
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="qr" viewBox="0 0 %d %d" width="120" height="120" shape-rendering="crispEdges" aria-hidden="true"><path d="`, len(rows), len(rows))
	for y, row := range rows {
		for x := 0; x < len(row); x++ {
			if !row[x] {
				continue
			}
			from := x
			for x < len(row) && row[x] {
				x++
			}
			fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", from, y, x-from, x-from)
		}
	}
	b.WriteString(`"/></svg>`)
	return template.HTML(b.String())
}
