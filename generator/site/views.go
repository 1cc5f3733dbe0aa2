package site

import (
	"cmp"
	"context"
	"html"
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"gongbao/generator/download"
	"gongbao/generator/exhibit"
	"gongbao/generator/figure"
	"gongbao/generator/markdown"
	"gongbao/generator/stats"
	"gongbao/generator/view"
	"gongbao/generator/wording"
)

// base is what every page has.
func (r *renderer) base(address, kind, title, description string) view.Page {
	t := r.m.theme
	description = cmp.Or(description, r.about(kind, address, title))
	p := view.Page{
		Site: r.site, Kind: kind, Title: title, Description: description, Path: address, Root: root(address),
		Crumbs: []view.Link{{Text: t.Text("kind.home"), Href: relative(address, pathHome)}},
	}
	site := *r.site
	site.Menu = slices.Clone(r.site.Menu)
	section := r.m.sectionOf(address)
	for i, item := range site.Menu {
		site.Menu[i].Current = item.Href == address || section != "" && item.Href == section
	}
	p.Site = &site
	if section != "" {
		p.Crumbs = append(p.Crumbs, view.Link{Text: r.sectionTitle(section), Href: relative(address, section)})
	}
	if address != pathHome {
		p.Crumbs = append(p.Crumbs, view.Link{Text: title})
	}
	meta := func(name, content string) {
		if content != "" {
			p.Meta = append(p.Meta, view.Meta{Name: name, Content: content})
		}
	}
	meta("SiteName", r.m.config.Title)
	if u, err := url.Parse(r.m.config.BaseURL); err == nil {
		meta("SiteDomain", u.Host)
	}
	meta("SiteIDCode", r.m.config.Owner.SiteIDCode)
	if r.m.config.Ranking {
		meta("robots", "noindex")
	}
	r.social(&p)
	return p
}

func (r *renderer) sectionTitle(section string) string {
	if p := r.m.at[section]; p != nil {
		return p.name
	}
	switch section {
	case pathReports:
		return r.m.theme.Text("kind.report")
	case pathNotices:
		return r.m.theme.Text("kind.notice")
	case pathRegisters:
		return r.m.theme.Text("kind.register")
	}
	return r.m.theme.Text("kind.indicators")
}

// story tells of a page on another page; its address is from the root.
func (r *renderer) story(p *page) view.Story {
	s := view.Story{
		Title: p.name, Href: p.path, Kind: p.kind, Label: r.m.theme.Text("kind." + p.kind),
		Period: wording.Period(r.m.theme, p.period), Date: r.publishedDay(p), Summary: p.facts.Told,
	}
	return s
}

// storyFrom is a story with its address from a page.
func (r *renderer) storyFrom(from string, p *page) view.Story {
	s := r.story(p)
	s.Href = relative(from, p.path)
	return s
}

func (r *renderer) published(p *page) view.Date {
	m, ok := parseMoment(p.front.Published, r.m.config.Location)
	if !ok {
		return view.Date{}
	}
	key := "date.day"
	if m.hasTime {
		key = "date.moment"
	}
	return view.Date{Text: r.m.theme.Text(key, m.args()...), Machine: m.machine()}
}

// delivered is the line under a report's title, which begins with a dash.
func (r *renderer) delivered(p *answered) template.HTML {
	line := strings.TrimLeft(p.delivered.HTML(), "—")
	if line == "" {
		return ""
	}
	const mark = "\x00" // where the line, which is markup, goes
	before, after, _ := strings.Cut(r.m.theme.Text("delivered", "line", mark), mark)
	return template.HTML(html.EscapeString(before) + line + html.EscapeString(after))
}

// publishedDay is the day alone, for lists.
func (r *renderer) publishedDay(p *page) string {
	m, ok := parseMoment(p.front.Published, r.m.config.Location)
	if !ok {
		return ""
	}
	return r.m.theme.Text("date.day", m.args()...)
}

// body renders a page's Markdown.
func (r *renderer) body(ctx context.Context, p *answered) (template.HTML, error) {
	var failed error
	room := r.rooms.lend()
	defer r.rooms.back(room)
	*room = p.doc.Append((*room)[:0], markdown.Renderer{
		Figure: func(b *markdown.Binding) markdown.Figure {
			res := p.bindings[b]
			take := 0
			if unit := res.After(); strings.HasPrefix(b.After, unit) {
				take = len([]rune(unit))
			}
			return markdown.Figure{HTML: template.HTML(res.HTML()), Text: res.Text(), Take: take}
		},
		Marks: p.marks,
		Block: func(page []byte, b *markdown.Block) []byte {
			page, err := r.appendBlock(ctx, page, p.blocks[b])
			failed = cmp.Or(failed, err)
			return page
		},
		Link: func(dest string) string {
			to, _ := r.m.link(p.page, dest)
			return to
		},
		Image: func(img markdown.Image) markdown.ImageView { return r.m.imageView(p.page, img) },
		Text:  func(key string) string { return r.m.theme.Text("markdown." + key) },
	})
	return template.HTML(*room), failed
}

func (r *renderer) blockHTML(ctx context.Context, b any) (template.HTML, error) {
	html, err := r.appendBlock(ctx, nil, b)
	return template.HTML(html), err
}

// appendBlock appends what a block shows to a page.
func (r *renderer) appendBlock(ctx context.Context, page []byte, b any) ([]byte, error) {
	part := func(name string, v any) ([]byte, error) {
		if r.page != nil {
			r.page.parts[name] = true
		}
		return r.m.theme.AppendPart(page, name, v)
	}
	switch b := b.(type) {
	case *exhibit.Chart:
		v, err := r.picture(ctx, b)
		if err != nil {
			return page, err
		}
		return part("chart", *v)
	case *view.Table:
		return part("table", *b)
	case *view.Cards:
		return part("cards", *b)
	case *view.Register:
		return part("register", *b)
	case *view.Standing:
		return part("standing", *b)
	case *view.Matrix:
		return part("matrix", *b)
	}
	return page, nil
}

// neighbours are the pages before and after each within its kind, by period.
func (m *model) neighbours() map[*page][2]*page {
	out := map[*page][2]*page{}
	for _, kind := range []string{kindReport, kindNotice} {
		pages := m.of(kind) // newest first
		for i, p := range pages {
			var pair [2]*page
			if i+1 < len(pages) {
				pair[0] = pages[i+1]
			}
			if i > 0 {
				pair[1] = pages[i-1]
			}
			out[p] = pair
		}
	}
	return out
}

func (r *renderer) article(ctx context.Context, p *answered, around around) (any, error) {
	t := r.m.theme
	body, err := r.body(ctx, p)
	if err != nil {
		return nil, err
	}
	kind := p.articleKind()
	a := view.Article{
		Page: r.base(p.path, kind, p.title.Text(), p.abstract()), Label: t.Text("kind." + kind),
		Headline: template.HTML(p.title.HTML()), Subtitle: template.HTML(p.subtitle.HTML()), Period: wording.Period(t, p.period), Delivered: r.delivered(p), Signed: p.front.Signed,
		Published: r.published(p.page), Source: p.front.Source, Author: p.front.Author, Editor: p.front.Editor,
		Summary: template.HTML(p.summary.HTML()), Body: body, Notes: r.notes(p), Terms: r.terms(p), Previous: around.Near[0], Next: around.Near[1],
		Figures: len(p.shows.Figures), Amendments: r.amendments(p),
		Note: template.HTML(p.editorNote.HTML()), Responds: p.response, Compare: p.compare, Related: around.Related,
	}
	if p.court != nil {
		a.Court = p.court.Name
	}
	a.HasCharts = len(p.shows.Charts) > 0
	for _, h := range p.doc.Headings(func(b *markdown.Binding) string { return p.bindings[b].Text() }) {
		a.TOC = append(a.TOC, heading(h))
	}
	a.Generated = p.generated.HTML
	read := []string{string(a.Generated)}
	for _, part := range p.parts() {
		html, err := r.blockHTML(ctx, part.block)
		if err != nil {
			return nil, err
		}
		a.Parts = append(a.Parts, view.Part{ID: "part-" + part.name, Title: t.Text("part." + part.name), Wide: part.wide, HTML: html})
		if _, ok := part.block.(*view.Standing); ok {
			read = append(read, string(html))
		}
	}
	a.Minutes = p.minutes(read...)
	texts := []template.HTML{a.Headline, a.Subtitle, a.Delivered, a.Note, a.Summary, a.Generated}
	texts = append(texts, comparisonTexts(a.Compare)...)
	texts = append(texts, a.Body)
	for _, part := range a.Parts {
		texts = append(texts, part.HTML)
	}
	if a.Traces, err = r.traces(p, texts...); err != nil {
		return nil, err
	}
	r.articleNorms(&a, p)
	return a, nil
}

func heading(h markdown.Heading) view.Heading {
	out := view.Heading{ID: h.ID, Text: h.Text}
	for _, c := range h.Children {
		out.Children = append(out.Children, heading(c))
	}
	return out
}

// notes are what a page's figures rest on: their bases, then why some on
// different bases were compared.
func (r *renderer) notes(p *answered) []view.Note {
	var out []view.Note
	add := func(text string) {
		out = append(out, view.Note{ID: "note-" + strconv.Itoa(len(out)+1), Text: text})
	}
	bases := slices.Clone(p.shows.Bases)
	slices.Sort(bases)
	for _, id := range bases {
		if text, ok := r.m.basisNote(id); ok {
			add(text)
		}
	}
	for _, n := range p.shows.Notes {
		add(n)
	}
	return out
}

func (r *renderer) terms(p *answered) []view.Term {
	var out []view.Term
	for _, id := range p.doc.TermsUsed() {
		for _, t := range r.m.terms {
			if t.ID == id {
				out = append(out, view.Term{ID: "term-" + t.ID, Name: t.Name, Aliases: t.Aliases, Meaning: t.Meaning, Href: relative(p.path, pathGlossary) + "#" + t.ID})
			}
		}
	}
	return out
}

func (r *renderer) homePage(ctx context.Context) (any, error) {
	m, h := r.m, r.m.home
	var sentence figure.Result
	if h.report != nil {
		sentence = h.report.summary
	}
	v := view.Home{
		Page: r.base(pathHome, "home", m.config.Title, sentence.Text()), Sentence: template.HTML(sentence.HTML()),
		Headlines: h.headlines, Cards: h.cards, Years: r.years(pathHome),
	}
	if h.report != nil {
		s := r.storyFrom(pathHome, h.report.page)
		s.Summary = "" // it is the sentence that the page opens with
		v.Report = &s
	}
	if h.notice != nil {
		s := r.storyFrom(pathHome, h.notice.page)
		v.Notice = &s
	}
	if h.trend != nil {
		c, err := r.picture(ctx, h.trend)
		if err != nil {
			return nil, err
		}
		v.Trend, v.HasCharts = c, true
	}
	if reg := m.honors(); reg != nil {
		for _, e := range reg.Entries[:min(homeHonors, len(reg.Entries))] {
			v.Honors = append(v.Honors, m.desk.Entry(pathHome, reg, e))
		}
		v.HonorsAt = m.listsRegister(reg)
	}
	texts := append([]template.HTML{v.Sentence}, cardTexts(v.Headlines)...)
	for _, s := range []*view.Story{v.Report, v.Notice} {
		if s != nil {
			texts = append(texts, s.Summary)
		}
	}
	texts = append(texts, cardTexts(v.Cards)...)
	if v.Trend != nil {
		texts = append(texts, v.Trend.Title, v.Trend.Subtitle, v.Trend.Note)
	}
	var err error
	v.Traces, err = r.traces(h.answered, texts...)
	return v, err
}

// years are all reports and notices by the year they tell of, newest first.
func (r *renderer) years(from string) []view.Year {
	var out []view.Year
	pages := slices.Concat(r.m.of(kindReport), r.m.of(kindNotice))
	slices.SortStableFunc(pages, func(a, b *page) int { return cmp.Compare(b.period.Year(), a.period.Year()) })
	for _, p := range pages {
		if p.period.IsZero() {
			continue
		}
		y := strconv.Itoa(p.period.Year())
		if len(out) == 0 || out[len(out)-1].Year != y {
			out = append(out, view.Year{Year: y})
		}
		last := &out[len(out)-1]
		last.Stories = append(last.Stories, r.storyFrom(from, p))
	}
	return out
}

func (r *renderer) listPage(ctx context.Context, kind string, intro *answered) (any, error) {
	address := map[string]string{kindReport: pathReports, kindNotice: pathNotices}[kind]
	title, description := r.m.theme.Text("kind."+kind), ""
	var body template.HTML
	if intro != nil {
		var err error
		if body, err = r.body(ctx, intro); err != nil {
			return nil, err
		}
		title, description = intro.title.Text(), intro.summary.Text()
	}
	v := view.List{Page: r.base(address, "list", title, description), Intro: body}
	r.columnNorms(&v.Page, intro)
	if intro != nil {
		v.Headline, v.HasCharts = template.HTML(intro.title.HTML()), len(intro.shows.Charts) > 0
	}
	for _, p := range r.m.of(kind) {
		v.Stories = append(v.Stories, r.storyFrom(address, p))
	}
	var err error
	v.Traces, err = r.traces(r.m.holder(address), append([]template.HTML{v.Headline, v.Intro}, storyTexts(v.Stories)...)...)
	return v, err
}

func (r *renderer) archivePage(context.Context) (any, error) {
	return view.Archive{Page: r.base(pathArchive, "archive", r.m.theme.Text("kind.archive"), ""), Years: r.years(pathArchive), Registers: r.m.registerLinks(pathArchive)}, nil
}

func (r *renderer) glossaryPage(context.Context) (any, error) {
	v := view.Glossary{Page: r.base(pathGlossary, "glossary", r.m.theme.Text("kind.glossary"), "")}
	for _, t := range r.m.terms {
		v.Terms = append(v.Terms, view.Term{ID: t.ID, Name: t.Name, Aliases: t.Aliases, Meaning: t.Meaning})
	}
	return v, nil
}

func (r *renderer) notFoundPage(context.Context) (any, error) {
	v := view.NotFound{Page: r.base(pathNotFound, "notfound", r.m.theme.Text("kind.notfound"), "")}
	// It is served for addresses of any depth, from which only an address from
	// the server's root leads anywhere.
	if u, err := url.Parse(r.m.config.BaseURL); err == nil && u.Path != "" {
		v.Root = u.Path
		v.Crumbs[0].Href = v.Root + v.Crumbs[0].Href
	}
	return v, nil
}

func (r *renderer) indicatorsPage(context.Context) (any, error) {
	t := r.m.theme
	v := view.Indicators{Page: r.base(pathIndicators, "indicators", t.Text("kind.indicators"), "")}
	for _, ip := range r.m.indicators {
		name := cmp.Or(wording.Type(r.m.theme, ip.ind.Type), ip.ind.Group)
		card := view.Card{Name: ip.ind.Name, Group: name, Note: t.Text("indicators.empty")}
		if ip.content.Latest != nil {
			card = *ip.content.Latest
		}
		card.Href = relative(pathIndicators, ip.path)
		i := slices.IndexFunc(v.Groups, func(g view.IndicatorGroup) bool { return g.Name == name })
		if i < 0 {
			i = len(v.Groups)
			v.Groups = append(v.Groups, view.IndicatorGroup{Name: name})
		}
		v.Groups[i].Items = append(v.Groups[i].Items, card)
	}
	types := stats.Types() // the headings under which readers know their indicators
	rank := func(g view.IndicatorGroup) int {
		if i := slices.Index(types, g.Name); i >= 0 {
			return i
		}
		return len(types) // groups of the site's own keep their order
	}
	slices.SortStableFunc(v.Groups, func(a, b view.IndicatorGroup) int { return cmp.Compare(rank(a), rank(b)) })
	for _, bp := range r.m.tables {
		v.Tables = append(v.Tables, view.Link{Text: bp.category.Name, Href: relative(pathIndicators, bp.path)})
	}
	v.Downloads = []view.Download{{Name: t.Text("download.all"), Href: relative(pathIndicators, pathWorkbook), Size: fileSize(r.workbook)}}
	var texts []template.HTML
	for _, g := range v.Groups {
		texts = append(texts, cardTexts(g.Items)...)
	}
	var err error
	v.Traces, err = r.traces(r.m.holder(pathIndicators), texts...)
	return v, err
}

func (r *renderer) indicatorPage(ctx context.Context, ip *indicatorPage) (any, error) {
	t, ind := r.m.theme, ip.ind
	v := view.Indicator{
		Page: r.base(ip.path, "indicator", ind.Name, ind.Definition), ID: ind.ID, Definition: ind.Definition, Unit: ind.Unit,
		Kind: t.Text("indicator.kind." + ind.Kind.String()), Formula: r.m.formula(ind), Interval: r.m.desk.Interval(ind), Source: ind.Source,
		Aliases: ind.Aliases, Latest: ip.content.Latest, Series: ip.content.Series, Notes: r.notes(ip.answered),
		Type: wording.Type(t, ind.Type), Numerator: ind.Numerator, Denominator: ind.Denominator, Excluded: ind.Excluded, Window: ind.Window, Validity: download.Validity(t, ind),
		Targets: ip.content.Targets, Corrections: ip.content.Corrections, Downloads: r.downloads(ip.path, ind.ID, ip.content.Lines),
	}
	if ind.Interval != nil {
		v.IntervalSource = ind.Interval.Source
	}
	if ind.Direction != stats.NoDirection {
		v.Direction = t.Text("indicator.direction." + ind.Direction.String())
	}
	if ip.content.Chart != nil {
		c, err := r.picture(ctx, ip.content.Chart)
		if err != nil {
			return nil, err
		}
		v.Chart, v.HasCharts = c, true
	}
	v.Parts, v.OfWhich = r.m.indicatorLinks(ip.path, ind.Parts), r.m.indicatorLinks(ip.path, ind.OfWhich)
	var texts []template.HTML
	if v.Latest != nil {
		texts = cardTexts([]view.Card{*v.Latest})
	}
	if v.Chart != nil {
		texts = append(texts, v.Chart.Title, v.Chart.Subtitle, v.Chart.Note)
	}
	var err error
	v.Traces, err = r.traces(ip.answered, texts...)
	r.datasetNorms(&v.Page, csvAddress(ind.ID), jsonAddress(ind.ID))
	return v, err
}

// indicatorLinks lead to the pages of indicators.
func (m *model) indicatorLinks(from string, ids []string) []view.Link {
	var out []view.Link
	for _, id := range ids {
		if ind, err := m.stats.Indicator(id); err == nil {
			out = append(out, view.Link{Text: ind.Name, Href: m.indicatorHref(from, ind)})
		}
	}
	return out
}

// formula prints a formula with the names of its indicators.
func (m *model) formula(ind *stats.Indicator) string {
	if ind.Formula == "" {
		return ""
	}
	ops := m.stats.Operands(ind)
	slices.SortFunc(ops, func(a, b *stats.Indicator) int { return cmp.Compare(len(b.ID), len(a.ID)) }) // longest first: an id may be part of another
	var pairs []string
	for _, op := range ops {
		pairs = append(pairs, op.ID, op.Name)
	}
	pairs = append(pairs, "*", "×", "/", "÷", " - ", " − ")
	return strings.NewReplacer(pairs...).Replace(ind.Formula)
}

func (r *renderer) breakdownPage(_ context.Context, bp *breakdownPage) (any, error) {
	v := view.Breakdown{
		Page: r.base(bp.path, "breakdown", bp.category.Name, bp.category.Definition), ID: bp.category.ID,
		Definition: bp.category.Definition, Source: bp.category.Source, Tables: bp.tables, Notes: r.notes(bp.answered),
		Corrections: bp.corrections, Downloads: r.downloads(bp.path, bp.category.ID, bp.set.Lines),
	}
	r.datasetNorms(&v.Page, csvAddress(bp.category.ID), jsonAddress(bp.category.ID))
	return v, nil
}

func (r *renderer) honorsPage(ctx context.Context, p *answered) (any, error) {
	reg := r.m.honors()
	if reg == nil {
		return r.article(ctx, p, around{})
	}
	body, err := r.body(ctx, p)
	if err != nil {
		return nil, err
	}
	v := view.Honors{Page: r.base(p.path, "honors", p.title.Text(), p.summary.Text()), Headline: template.HTML(p.title.HTML()), Intro: body, Notes: r.notes(p)}
	v.HasCharts = len(p.shows.Charts) > 0
	return r.wall(p, reg, v)
}
