package site

import (
	"html/template"
	"slices"

	"gongbao/generator/diag"
	"gongbao/generator/exhibit"
	"gongbao/generator/figure"
	"gongbao/generator/register"
	"gongbao/generator/view"
)

// homePage is what the front page shows: nothing is written for it, all of it
// comes from the latest report and notice.
type homePage struct {
	*answered
	report, notice *answered
	headlines      []view.Card
	cards          []view.Card
	trend          *exhibit.Chart
}

// homeHonors is how many honours the front page lists.
const homeHonors = 5

func (m *model) resolveHome() error {
	h := &homePage{answered: m.madePage(pathHome)}
	m.home = h
	// What is wrong with a block was said where it stands.
	var quiet diag.Bag
	var err error
	h.shows = m.desk.Resolver(pathHome, h.about(), &quiet)
	if reports := m.of(kindReport); len(reports) > 0 {
		if h.report, err = m.answer(reports[0], &quiet); err != nil {
			return err
		}
		h.shows.About(h.report.about())
		h.headlines = firstCards(h.shows, h.report)
		h.trend = m.firstTrend(h.shows, h.report)
	}
	if notices := m.of(kindNotice); len(notices) > 0 {
		if h.notice, err = m.answer(notices[0], &quiet); err != nil {
			return err
		}
		h.shows.About(h.notice.about())
		if h.cards = firstCards(h.shows, h.notice); h.notice.made != nil {
			h.cards = h.shows.NoticeCards()
		}
	}
	for _, p := range []*answered{h.report, h.notice} {
		if p != nil { // the report is told of by the sentence that the page opens with
			h.shows.Figures = append(h.shows.Figures, p.telling()...)
		}
	}
	return nil
}

// firstCards are the cards that a page opens with, as another page shows them.
func firstCards(on *exhibit.Resolver, p *answered) []view.Card {
	b := p.firstBlock("cards")
	if b == nil {
		return nil
	}
	return on.CardItems(b)
}

// firstTrend is the first line chart of a page.
func (m *model) firstTrend(on *exhibit.Resolver, p *answered) *exhibit.Chart {
	for _, b := range p.doc.Blocks() {
		if c, ok := p.blocks[b].(*exhibit.Chart); ok && m.templates.Kind(c.View.Template) == "line" {
			c, _ := on.Block(b).(*exhibit.Chart)
			return c
		}
	}
	return nil
}

// told is how other pages tell of a page.
func (p *answered) told() template.HTML {
	if p.front.Summary == "" && p.kind == kindNotice {
		return p.generated.HTML
	}
	return template.HTML(p.summary.HTML())
}

// telling are the figures in that.
func (p *answered) telling() []*figure.Figure {
	if p.generated.HTML != "" && p.front.Summary == "" {
		return p.generated.Figures
	}
	var out []*figure.Figure
	for _, part := range p.summary.Parts {
		if part.Figure != nil {
			out = append(out, part.Figure)
		}
	}
	return out
}

// resolveLists notes the figures of the pages that tell of other pages.
func (m *model) resolveLists() {
	add := func(address string, figures []*figure.Figure) {
		if p := m.intros[address]; p != nil {
			p.shows.Figures = append(p.shows.Figures, figures...)
			return
		}
		p := m.madePage(address)
		p.shows = m.desk.Resolver(address, p.about(), &diag.Bag{})
		p.shows.Figures = figures
		m.lists = append(m.lists, p)
	}
	told := func(pages []*page) (out []*figure.Figure) {
		for _, p := range pages {
			out = append(out, p.facts.telling()...)
		}
		return out
	}
	add(pathReports, told(m.of(kindReport)))
	add(pathNotices, told(m.of(kindNotice)))
	var latest []*figure.Figure
	for _, ip := range m.indicators {
		latest = append(latest, ip.content.LatestFigures...)
	}
	add(pathIndicators, latest)
}

// honors is the register of honours; nil when the site has none.
func (m *model) honors() *register.Register {
	i := slices.IndexFunc(m.registers, func(r *register.Register) bool { return r.ID == kindHonors })
	if i < 0 {
		return nil
	}
	return m.registers[i]
}
