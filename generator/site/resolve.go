package site

import (
	"context"
	"slices"

	"gongbao/generator/diag"
	"gongbao/generator/figure"
	"gongbao/generator/markdown"
)

// resolve answers every page, several at once.
func (m *model) resolve(ctx context.Context, bag *diag.Bag) error {
	// What could not be read would be missing wherever it is asked for: the
	// cause is told, its consequences are not.
	bag, done := without(bag, func(d diag.Diagnostic) bool {
		return !m.stats.Complete() && (d.Code == diag.MissingValue || d.Code == diag.EmptyNotice || d.Code == diag.Unverified || d.Code == diag.LowCoverage || slices.Contains(ofNumbers, d.Code)) || m.brokenLists && d.Code == diag.UnknownRegister
	})
	defer done()
	if m.court == nil {
		return nil // courts.toml has no court: nothing can be asked, and that was said
	}
	err := m.parallel(len(m.pages), func(i int) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		var own diag.Bag
		m.resolvePage(m.pages[i], &own)
		m.pages[i].wrong = own.Failed()
		bag.Put(own.Sorted()...)
		return nil
	})
	if err != nil {
		return err
	}
	m.resolveIndicators(bag)
	m.resolveHome()
	m.resolveLists()
	m.resolveRegisters(bag)
	m.checkLinks(bag)
	return nil
}

// without gives a bag whose findings go to bag when done is called, but for the
// consequences of what was told already.
func without(bag *diag.Bag, consequence func(diag.Diagnostic) bool) (own *diag.Bag, done func()) {
	own = &diag.Bag{}
	return own, func() {
		for _, d := range own.Sorted() {
			if !consequence(d) {
				bag.Put(d)
			}
		}
	}
}

// about is what the figures of a page are about that name no court or period.
func (p *page) about() figure.Context {
	return figure.Context{Court: p.court, Period: p.period}
}

func (m *model) resolvePage(p *page, bag *diag.Bag) {
	// With its front matter unread a page has no period, and every figure would
	// say so again.
	if p.broken {
		var done func()
		bag, done = without(bag, func(d diag.Diagnostic) bool {
			return d.Code == diag.NoPagePeriod || d.Code == diag.MissingKey && d.Args["key"] == "periods"
		})
		defer done()
	}
	p.shows = m.desk.Resolver(p.path, p.about(), bag)
	p.bindings = map[*markdown.Binding]figure.Result{}
	p.blocks = map[*markdown.Block]any{}
	for _, f := range []struct {
		key, text string
		to        *figure.Result
	}{
		{"title", p.front.Title, &p.title}, {"subtitle", p.front.Subtitle, &p.subtitle},
		{"summary", p.front.Summary, &p.summary}, {"delivered", p.front.Delivered, &p.delivered},
		{"editor_note", p.front.Note, &p.editorNote},
	} {
		if p.fields == nil {
			continue
		}
		on := p.shows
		if f.key != "title" && m.introduces(p) { // which shows its title alone; the rest is plain text
			on = m.desk.Resolver(p.path, p.about(), bag)
		}
		*f.to = on.Text(f.text, p.fields.ValuePos(f.key))
		p.place(p.fields.ValuePos(f.key))
	}
	for _, b := range p.doc.Bindings() {
		p.bindings[b] = p.shows.Binding(b)
		p.place(b.Pos)
	}
	for _, b := range p.doc.Blocks() {
		p.blocks[b] = p.shows.Block(b)
		p.place(b.Pos)
	}
	prose := m.prose(p)
	p.marks = prose.Marks(p.shows.Prose(prose, p.bindings))
	m.checkCoverage(p, bag)
	if m.leftToData(p) {
		m.resolveNotice(p, bag)
	} else if cards := p.firstBlock("cards"); cards != nil && p.kind == kindNotice && !m.introduces(p) && p.front.Summary == "" {
		p.generated = p.shows.Sentence(cards)
	}
	if m.compares(p) {
		p.compared[0] = len(p.shows.Figures)
		p.compare = p.shows.Compare(p.firstBlock("cards"))
		p.compared[1] = len(p.shows.Figures)
	}
	if reg := m.honors(); reg != nil && p.path == pathHonors {
		p.counts = p.shows.LevelCounts(reg, reg.Entries)
	}
}

// leftToData reports whether a page is a notice of which its author wrote
// nothing but the front matter: what it says comes from the data.
func (m *model) leftToData(p *page) bool {
	return p.kind == kindNotice && !m.introduces(p) && !p.broken && p.fields != nil && p.doc.Empty()
}

// resolveNotice makes a notice from data.
func (m *model) resolveNotice(p *page, bag *diag.Bag) {
	if p.period.IsZero() {
		bag.Add(diag.MissingKey, p.fields.Pos("period"), diag.Args{"key": "period", "example": `period = "2025Q1"`})
		return
	}
	if p.made = p.shows.Notice(); p.made == nil {
		bag.Add(diag.EmptyNotice, p.fields.Pos(""), diag.Args{"court": p.court.Name, "period": p.period.String()})
		return
	}
	p.generated = p.made.Lead
}

// introduces reports whether a page stands above what the program lists: the
// reports, the notices or the honours.
func (m *model) introduces(p *page) bool {
	if p.path == pathHonors {
		return m.honors() != nil
	}
	return p.isIndex() && (p.kind == kindReport || p.kind == kindNotice)
}

// firstBlock is the first fenced block of a kind; nil when the page has none.
func (p *page) firstBlock(kind string) *markdown.Block {
	for _, b := range p.doc.Blocks() {
		if b.Kind == kind {
			return b
		}
	}
	return nil
}
