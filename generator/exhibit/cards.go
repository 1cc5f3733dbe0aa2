package exhibit

import (
	"fmt"
	"gongbao/generator/diag"
	"gongbao/generator/figure"
	"gongbao/generator/markdown"
	"gongbao/generator/period"
	"gongbao/generator/stats"
	"gongbao/generator/view"
	"gongbao/generator/wording"
	"html/template"
	"slices"
	"strconv"
)

// cardsKeys is the body of a ```cards block.
type cardsKeys struct {
	Title      string   `toml:"title"`
	Indicators []string `toml:"indicators"`
	Period     string   `toml:"period"`
	Courts     []string `toml:"courts"`
	Note       string   `toml:"note"`
}

func (k cardsKeys) selection() selectKeys {
	s := selectKeys{Indicators: k.Indicators, Courts: k.Courts}
	if k.Period != "" {
		s.Periods = k.Period
	}
	return s
}

// Cards answers a ```cards block; nil when it is wrong.
func (r *Resolver) Cards(b *markdown.Block) *view.Cards {
	r.count["cards"]++
	var keys cardsKeys
	f, ok := r.decode(b.Body, &keys)
	if !ok {
		return nil
	}
	sel, ok := r.choose(f, keys.selection())
	if !ok {
		return nil
	}
	if len(sel.indicators) == 0 {
		r.bag.Add(diag.MissingKey, b.Pos, diag.Args{"key": "indicators", "example": `indicators = ["accepted", "closed"]`})
		return nil
	}
	title, note := r.Text(keys.Title, f.ValuePos("title")), r.Text(keys.Note, f.ValuePos("note"))
	out := &view.Cards{ID: "cards-" + strconv.Itoa(r.count["cards"]), Title: template.HTML(title.HTML()), Note: template.HTML(note.HTML())}
	for i, ind := range sel.indicators {
		card, err := r.card(ind, sel.courts[0], sel.periods[0])
		if r.fail(err, f.Pos(fmt.Sprintf("indicators[%d]", i))) {
			return nil
		}
		out.Items = append(out.Items, card)
	}
	groupCards(out.Items)
	return out
}

// groups of the quality indicators, in the order in which courts are used to
// read them (domain: 质量, 效率, 效果).
var groups = []string{"综合", "质量", "效率", "效果"}

// groupCards puts cards in the order of their groups when all of them are
// quality indicators; other cards keep the author's order and have no groups.
func groupCards(cards []view.Card) {
	for _, c := range cards {
		if !slices.Contains(groups, c.Group) {
			for i := range cards {
				cards[i].Group = ""
			}
			return
		}
	}
	slices.SortStableFunc(cards, func(a, b view.Card) int {
		return slices.Index(groups, a.Group) - slices.Index(groups, b.Group)
	})
}

// card is an indicator in short. An indicator of which only the change was
// published has no value; one of which nothing is known is an error.
func (r *Resolver) card(ind *stats.Indicator, court *stats.Court, p period.Period) (view.Card, error) {
	t := r.desk.words
	card := view.Card{
		Name: ind.Name, Href: r.desk.href(r.path, ind), Period: wording.Period(t, p), Group: ind.Group,
		Value: figureHTML(nil, t.Text("missing")), Unit: "",
	}
	d, err := r.desk.stats.Value(ind, court, p)
	missing := isMissing(err)
	if err != nil && !missing {
		return card, err
	}
	if err == nil {
		f := figure.Datum(d, d.Quantity.Number())
		r.figure(f)
		card.Value, card.Unit = figureHTML(f, ""), d.Quantity.Scale().String()+ind.Unit
		card.Spark = r.desk.spark(ind, court, p)
		if ind.Interval != nil {
			if s, err := d.Against(); err == nil {
				card.Status = figure.IntervalText(t, s)
			}
		}
	}
	c, changeErr := r.desk.stats.YearOnYear(ind, court, p)
	switch {
	case changeErr == nil && missing:
		r.onlyChange(&card, c)
	case changeErr == nil:
		f := figure.Change(c, "yoy", wording.Change(t, c, wording.Year, true).String())
		r.keep(figure.Result{Parts: []figure.Part{{Text: f.Text, Figure: f}}, Notes: noteOf(c)})
		card.Change = around(t.Text("change.yoy", "change", mark), figureHTML(f, ""))
		card.Arrow = arrows[c.Sign()]
		card.Trend = trendText(t, c)
		card.Note = c.Note
	case changeErr != nil && missing:
		return card, err
	}
	return card, nil
}

// onlyChange fills a card of an indicator of which the court published how it
// changed and not what it was: the change is the number that is shown.
func (r *Resolver) onlyChange(card *view.Card, c stats.Change) {
	t := r.desk.words
	w := wording.Change(t, c, wording.Year, true)
	// The direction stands with the number, or a change of 0.04 would pass for
	// a level of 0.04.
	f := figure.Change(c, "yoy", w.Before+w.Number)
	r.keep(figure.Result{Parts: []figure.Part{{Text: f.Text, Figure: f}}, Notes: noteOf(c)})
	card.Value, card.Unit = figureHTML(f, ""), w.After
	card.Change = text(t.Text("card.only_change"))
	card.Trend, card.Note = trendText(t, c), c.Note
}

// arrows are the signs of changes for the templates.
var arrows = map[int]string{1: "up", -1: "down", 0: "flat"}

// trendText says 趋优 or 趋劣 where one way is better.
func trendText(t wording.Words, c stats.Change) string {
	switch c.Better() {
	case 1:
		return t.Text("trend.better")
	case -1:
		return t.Text("trend.worse")
	}
	return ""
}
