package site

import (
	"html/template"
	"slices"

	"gongbao/generator/diag"
	"gongbao/generator/figure"
	"gongbao/generator/markdown"
	"gongbao/generator/period"
	"gongbao/generator/register"
	"gongbao/generator/stats"
	"gongbao/generator/tomlfile"
	"gongbao/generator/view"
	"gongbao/generator/wording"
)

// homePage is what the front page shows: nothing is written for it, all of it
// comes from the latest report and notice.
type homePage struct {
	page           *page
	report, notice *page
	headlines      []view.Card
	cards          []view.Card
	trend          *chartBlock
	sentence       figure.Result
}

// homeHonors is how many honours the front page lists.
const homeHonors = 5

func (m *model) resolveHome(bag *diag.Bag) {
	h := &homePage{page: &page{path: pathHome, file: contentDir, court: m.court}}
	m.home = h
	// What is wrong with a block was said where it stands.
	var quiet diag.Bag
	if reports := m.of(kindReport); len(reports) > 0 {
		h.report = reports[0]
		h.sentence = h.report.summary
		h.headlines = m.firstCards(h, h.report, &quiet)
		h.trend = m.firstTrend(h, h.report, &quiet)
	}
	if notices := m.of(kindNotice); len(notices) > 0 {
		h.notice = notices[0]
		h.cards = m.firstCards(h, h.notice, &quiet)
	}
}

// firstCards are the cards that a page opens with, as the front page has them.
func (m *model) firstCards(h *homePage, p *page, bag *diag.Bag) []view.Card {
	for _, b := range p.doc.Blocks() {
		if b.Kind != "cards" {
			continue
		}
		r := m.newResolver(h.page, bag)
		r.ctx = figure.Context{Court: p.court, Period: p.period}
		if cards, ok := r.cards(b.Body, b.Pos).(*view.Cards); ok {
			return cards.Items
		}
		return nil
	}
	return nil
}

// firstTrend is the first line chart of a page.
func (m *model) firstTrend(h *homePage, p *page, bag *diag.Bag) *chartBlock {
	for _, b := range p.doc.Blocks() {
		if b.Kind != "chart" {
			continue
		}
		var keys chartKeys
		var quiet diag.Bag
		if _, ok := tomlfile.Decode(b.Body, &keys, &quiet); !ok || m.templates.Kind(keys.Template) != "line" {
			continue
		}
		r := m.newResolver(h.page, bag)
		r.ctx = figure.Context{Court: p.court, Period: p.period}
		if c, ok := r.chart(b.Body, b.Pos).(*chartBlock); ok {
			return c
		}
		return nil
	}
	return nil
}

// told are the figures by which other pages tell of a page.
func (p *page) told() []*figure.Figure {
	if p.generated.html != "" {
		return p.generated.figures
	}
	var out []*figure.Figure
	for _, part := range p.summary.Parts {
		if part.Figure != nil {
			out = append(out, part.Figure)
		}
	}
	return out
}

// sentence is a paragraph that data wrote, and its figures.
type sentence struct {
	html    template.HTML
	figures []*figure.Figure
}

// generate writes the paragraph of a notice that has no summary of its own:
// the indicators of its first cards with their changes.
func (r *resolver) generate() sentence {
	for _, b := range r.out.doc.Blocks() {
		if b.Kind == "cards" {
			return r.sentence(b)
		}
	}
	return sentence{}
}

func (r *resolver) sentence(b *markdown.Block) sentence {
	var quiet diag.Bag // what is wrong with the block was said where it stands
	var keys cardsKeys
	f, ok := tomlfile.Decode(b.Body, &keys, &quiet)
	if !ok {
		return sentence{}
	}
	var periods any
	if keys.Period != "" {
		periods = keys.Period
	}
	scratch := r.m.newResolver(&page{file: r.file, path: r.path, court: r.out.court, period: r.out.period}, &quiet)
	sel, ok := scratch.choose(f, selectKeys{Indicators: keys.Indicators, Courts: keys.Courts, Periods: periods})
	if !ok {
		return sentence{}
	}
	// Levels come first: a sentence that opens with a bare change tells nothing
	// of how much there was.
	var items, changes []sentence
	for _, ind := range sel.indicators {
		item, hasLevel := r.sentenceItem(ind, sel.courts[0], sel.periods[0])
		switch {
		case item.html == "":
		case hasLevel:
			items = append(items, item)
		default:
			changes = append(changes, item)
		}
	}
	items = append(items, changes...)
	if len(items) == 0 {
		return sentence{}
	}
	t := r.m.theme
	var out sentence
	for i, item := range items[:min(sentenceItems, len(items))] {
		if i > 0 {
			out.html += text(t.Text("notice.separator"))
		}
		out.html += item.html
		out.figures = append(out.figures, item.figures...)
	}
	out.html = around(t.Text("notice.sentence", "period", wording.Period(t, sel.periods[0]), "court", sel.courts[0].Name, "items", mark), out.html)
	for _, fig := range out.figures {
		r.figure(fig)
	}
	return out
}

// sentenceItems is how many indicators a generated sentence names; the cards
// show the rest.
const sentenceItems = 6

// sentenceItem says one indicator: 受理案件3597.3万件，同比上升5.78%. Of an
// indicator without a published level only the change is said.
func (r *resolver) sentenceItem(ind *stats.Indicator, court *stats.Court, p period.Period) (item sentence, hasLevel bool) {
	t := r.m.theme
	d, err := r.m.stats.Value(ind, court, p)
	c, changeErr := r.m.stats.YearOnYear(ind, court, p)
	key := "notice.item.yoy"
	switch {
	case err == nil:
		fig := figure.Datum(d, d.Quantity.String())
		item.figures = append(item.figures, fig)
		item.html = around(t.Text("notice.item", "name", ind.Name, "value", mark, "unit", ind.Unit), figureHTML(fig, ""))
	case changeErr == nil:
		item.html, key = text(ind.Name), "change.yoy"
	default:
		return sentence{}, false
	}
	if changeErr == nil {
		fig := figure.Change(c, "yoy", wording.Change(t, c, wording.Year, true).String())
		item.figures = append(item.figures, fig)
		item.html += around(t.Text(key, "change", mark), figureHTML(fig, ""))
	}
	return item, err == nil
}

// resolveLists notes the figures of the pages that tell of other pages.
func (m *model) resolveLists() {
	add := func(address string, figures []*figure.Figure) {
		for _, p := range m.pages {
			if p.path == address {
				p.figures = append(p.figures, figures...)
				return
			}
		}
		m.lists = append(m.lists, &page{path: address, figures: figures})
	}
	told := func(pages []*page) (out []*figure.Figure) {
		for _, p := range pages {
			out = append(out, p.told()...)
		}
		return out
	}
	reports, notices := m.of(kindReport), m.of(kindNotice)
	add(pathReports, told(reports))
	add(pathNotices, told(notices))
	var latest []*figure.Figure
	for _, ip := range m.indicator {
		latest = append(latest, ip.latestFigures...)
	}
	add(pathIndicators, latest)
	h := m.home
	for _, p := range []*page{h.report, h.notice} {
		if p != nil {
			h.page.figures = append(h.page.figures, p.told()...)
		}
	}
}

// honors is the register of honours; nil when the site has none.
func (m *model) honors() *register.Register {
	i := slices.IndexFunc(m.registers, func(r *register.Register) bool { return r.ID == kindHonors })
	if i < 0 {
		return nil
	}
	return m.registers[i]
}
