package exhibit

import (
	"html/template"

	"gongbao/generator/diag"
	"gongbao/generator/figure"
	"gongbao/generator/markdown"
	"gongbao/generator/period"
	"gongbao/generator/stats"
	"gongbao/generator/wording"
)

// Sentence is a paragraph that data wrote, and its figures.
type Sentence struct {
	HTML    template.HTML
	Figures []*figure.Figure
}

// Sentence says what a ```cards block shows: its indicators with their changes,
// of the first court that it names. What is wrong with the block was said where
// it stands.
func (r *Resolver) Sentence(b *markdown.Block) Sentence {
	quiet := r.desk.Resolver(r.path, r.ctx, &diag.Bag{})
	_, _, sel, ok := quiet.chooseCards(b)
	if !ok {
		return Sentence{}
	}
	court, p := sel.courts[0], sel.periods[0]
	// Levels come first: a sentence that opens with a bare change tells nothing
	// of how much there was.
	var items, changes []Sentence
	for _, ind := range sel.indicators {
		item, hasLevel := r.sentenceItem(ind, court, p)
		switch {
		case item.HTML == "":
		case hasLevel:
			items = append(items, item)
		default:
			changes = append(changes, item)
		}
	}
	items = append(items, changes...)
	if len(items) == 0 {
		return Sentence{}
	}
	t := r.desk.words
	var out Sentence
	for i, item := range items[:min(sentenceItems, len(items))] {
		if i > 0 {
			out.HTML += text(t.Text("notice.separator"))
		}
		out.HTML += item.HTML
		out.Figures = append(out.Figures, item.Figures...)
	}
	out.HTML = around(t.Text("notice.sentence", "period", wording.Period(t, p), "court", court.Name, "items", mark), out.HTML)
	for _, fig := range out.Figures {
		r.show(fig)
	}
	return out
}

// sentenceItems is how many indicators a generated sentence names; the cards
// show the rest.
const sentenceItems = 6

// sentenceItem says one indicator: 受理案件3597.3万件，同比上升5.78%. Of an
// indicator without a published level only the change is said. Its figures are
// noted when the sentence turns out to have room for it.
func (r *Resolver) sentenceItem(ind *stats.Indicator, court *stats.Court, p period.Period) (item Sentence, hasLevel bool) {
	t := r.desk.words
	d, err := r.desk.stats.Value(ind, court, p)
	c, changeErr := figure.YearOnYear.Ask(r.desk.stats, ind, court, p)
	key := "notice.item.yoy"
	switch {
	case err == nil:
		fig := figure.Datum(d, d.Quantity.String())
		item.Figures = append(item.Figures, fig)
		item.HTML = around(t.Text("notice.item", "name", ind.Name, "value", mark, "unit", ind.Unit), figureHTML(fig, ""))
	case changeErr == nil:
		item.HTML, key = text(ind.Name), "change.yoy"
	default:
		return Sentence{}, false
	}
	if changeErr == nil {
		fig := figure.Change(c, figure.YearOnYear.Key(), wording.Change(t, c, wording.Year, true).String())
		item.Figures = append(item.Figures, fig)
		item.HTML += around(t.Text(key, "change", mark), figureHTML(fig, ""))
	}
	return item, err == nil
}
