package site

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"gongbao/generator/diag"
	"gongbao/generator/exhibit"
	"gongbao/generator/figure"
	"gongbao/generator/markdown"
	"gongbao/generator/tomlfile"
	"gongbao/generator/view"
)

// answered is a page of which every question to the data has its answer. One that
// was written in Markdown is let go as soon as its HTML is made.
type answered struct {
	*page
	fields *tomlfile.File
	doc    *markdown.Document // nil for a page that no file was written for

	title, subtitle, summary, delivered figure.Result
	editorNote                          figure.Result
	compare                             *view.Comparison
	compared                            [2]int // from which to which of its figures the comparison shows
	bindings                            map[*markdown.Binding]figure.Result
	blocks                              map[*markdown.Block]any // as exhibit answered them
	marks                               markdown.Marks          // the numbers that nobody bound and the audit traced
	shows                               *exhibit.Resolver       // all that the page shows of the data
	generated                           exhibit.Sentence        // of a notice: the paragraph that data wrote
	made                                *exhibit.Notice         // a notice without a text, made whole from data
	counts                              []view.LevelCount       // of the honours wall
	places                              []diag.Pos              // of the figures that it shows, in their order
	wrong                               bool                    // something on it could not be answered
	said                                []said                  // corrections of what was released, the oldest first
}

// consequences are findings that follow from what was told already: what could not
// be read would be missing wherever it is asked for.
func (m *model) consequences(d diag.Diagnostic) bool {
	return !m.stats.Complete() && (d.Code == diag.MissingValue || d.Code == diag.EmptyNotice || d.Code == diag.Unverified || d.Code == diag.LowCoverage || slices.Contains(ofNumbers, d.Code)) || m.brokenLists && d.Code == diag.UnknownRegister
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

// answer reads the text of a page and answers it, but for what releases ask of it.
// What its survey told is not told again.
func (m *model) answer(p *page, bag *diag.Bag) (*answered, error) {
	text, err := fs.ReadFile(m.fsys, p.file)
	if err != nil {
		return nil, fmt.Errorf("read content: %w", err)
	}
	if sha256.Sum256(text) != p.sum {
		return nil, fmt.Errorf("read content: %s was changed while the site was made", p.file)
	}
	o := &answered{page: p}
	var said diag.Bag // wrong in the text by itself
	o.doc = m.parser.Parse(p.file, text, &said)
	for _, d := range said.Sorted() {
		if !markdown.OfFront(d.Code) {
			bag.Put(d)
		}
	}
	var again front
	o.fields, _ = frontShape.Decode(o.doc.Front, &again, &diag.Bag{})
	var own diag.Bag
	m.resolvePage(o, &own)
	o.wrong = own.Failed()
	bag.Put(own.Sorted()...)
	return o, nil
}

func (m *model) resolvePage(p *answered, bag *diag.Bag) {
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
		if f.key != "title" && m.introduces(p.page) { // which shows its title alone; the rest is plain text
			on = m.desk.Resolver(p.path, p.about(), bag)
		}
		if f.key == "editor_note" {
			f.text = m.withoutLabel(f.text)
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
	if m.leftToData(p.page) {
		m.resolveNotice(p, bag)
	} else if cards := p.firstBlock("cards"); cards != nil && p.kind == kindNotice && !m.introduces(p.page) && p.front.Summary == "" {
		p.generated = p.shows.Sentence(cards)
	}
	if m.compares(p.page) {
		p.compared[0] = len(p.shows.Figures)
		p.compare = p.shows.Compare(p.firstBlock("cards"))
		p.compared[1] = len(p.shows.Figures)
	}
	if reg := m.honors(); reg != nil && p.path == pathHonors {
		p.counts = p.shows.LevelCounts(reg, reg.Entries)
	}
}

// withoutLabel is an editor's note without the word that the page prints before it,
// which whoever copies a note copies too.
func (m *model) withoutLabel(note string) string {
	label := strings.TrimRight(m.theme.Text("editor_note"), "：: ")
	if rest, ok := strings.CutPrefix(strings.TrimSpace(note), label); ok && strings.HasPrefix(strings.TrimLeft(rest, " "), "：") || ok && strings.HasPrefix(rest, ":") {
		return strings.TrimLeft(rest, "：: ")
	}
	return note
}

// known are the facts of a page that was answered.
func (p *answered) known() facts {
	f := facts{Summary: p.abstract(), Told: p.told(), Figures: len(p.shows.Figures), Charts: len(p.shows.Charts), Audited: p.shows.Audited, IDs: p.ids()}
	for _, telling := range p.telling() {
		f.Telling = append(f.Telling, *telling)
	}
	return f
}

// leftToData reports whether a page is a notice of which its author wrote
// nothing but the front matter: what it says comes from the data.
func (m *model) leftToData(p *page) bool {
	return p.kind == kindNotice && !m.introduces(p) && !p.broken && p.empty
}

// resolveNotice makes a notice from data.
func (m *model) resolveNotice(p *answered, bag *diag.Bag) {
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
func (p *answered) firstBlock(kind string) *markdown.Block {
	for _, b := range p.doc.Blocks() {
		if b.Kind == kind {
			return b
		}
	}
	return nil
}
