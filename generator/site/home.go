package site

import (
	"html/template"
	"slices"
	"strings"

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

// generated is the paragraph that a notice's data write: the indicators of its
// first cards with their changes.
func (m *model) generated(p *page) (template.HTML, []*figure.Figure) {
	for _, b := range p.doc.Blocks() {
		if b.Kind == "cards" {
			return m.sentence(p, b)
		}
	}
	return "", nil
}

func (m *model) sentence(p *page, b *markdown.Block) (template.HTML, []*figure.Figure) {
	var quiet diag.Bag
	scratch := &page{file: p.file, path: p.path, court: p.court, period: p.period}
	r := m.newResolver(scratch, &quiet)
	var keys cardsKeys
	f, ok := r.decode(b.Body, &keys)
	if !ok {
		return "", nil
	}
	var periods any
	if keys.Period != "" {
		periods = keys.Period
	}
	sel, ok := r.choose(f, selectKeys{Indicators: keys.Indicators, Courts: keys.Courts, Periods: periods})
	if !ok {
		return "", nil
	}
	var items []string
	for _, ind := range sel.indicators {
		if item := r.sentenceItem(ind, sel.courts[0], sel.periods[0]); item != "" {
			items = append(items, item)
		}
	}
	if len(items) == 0 {
		return "", nil
	}
	t := m.theme
	out := t.Text("notice.sentence", "period", wording.Period(t, sel.periods[0]), "court", sel.courts[0].Name, "items", mark)
	return around(out, template.HTML(strings.Join(items, template.HTMLEscapeString(t.Text("notice.separator"))))), scratch.figures
}

// sentenceItem says one indicator: 受理案件3597.3万件，同比上升5.78%. Of an
// indicator without a published level only the change is said.
func (r *resolver) sentenceItem(ind *stats.Indicator, court *stats.Court, p period.Period) string {
	t := r.m.theme
	d, err := r.m.stats.Value(ind, court, p)
	c, changeErr := r.m.stats.YearOnYear(ind, court, p)
	out := ""
	switch {
	case err == nil:
		fig := figure.Datum(d, d.Quantity.String())
		r.figure(fig)
		out = string(around(t.Text("notice.item", "name", ind.Name, "value", mark, "unit", ind.Unit), figureHTML(fig, "")))
	case changeErr == nil:
		out = template.HTMLEscapeString(ind.Name)
	default:
		return ""
	}
	if changeErr != nil {
		return out
	}
	fig := figure.Change(c, "yoy", wording.Change(t, c, wording.Year, true).String())
	r.keep(figure.Result{Parts: []figure.Part{{Text: fig.Text, Figure: fig}}, Notes: noteOf(c)})
	key := "notice.item.yoy"
	if err != nil {
		key = "change.yoy"
	}
	return out + string(around(t.Text(key, "change", mark), figureHTML(fig, "")))
}

// honors is the register of honours; nil when the site has none.
func (m *model) honors() *register.Register {
	i := slices.IndexFunc(m.registers, func(r *register.Register) bool { return r.ID == kindHonors })
	if i < 0 {
		return nil
	}
	return m.registers[i]
}
