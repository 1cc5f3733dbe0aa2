package exhibit

import (
	"fmt"
	"html/template"
	"slices"
	"strconv"

	"gongbao/generator/diag"
	"gongbao/generator/figure"
	"gongbao/generator/markdown"
	"gongbao/generator/period"
	"gongbao/generator/stats"
	"gongbao/generator/tomlfile"
	"gongbao/generator/view"
	"gongbao/generator/wording"
)

// cardsKeys is the body of a ```cards block.
type cardsKeys struct {
	Title      string   `toml:"title"`
	Indicators []string `toml:"indicators"`
	Period     string   `toml:"period"`
	Courts     []string `toml:"courts"`
	Note       string   `toml:"note"`
}

// chooseCards reads a ```cards block: its indicators for one period.
func (r *Resolver) chooseCards(b *markdown.Block) (keys cardsKeys, f *tomlfile.File, sel selection, ok bool) {
	if f, ok = r.decode(b.Body, &keys); !ok {
		return keys, f, sel, false
	}
	periods, periodOK := r.onePeriod(f, keys.Period)
	sel, ok = r.choose(f, selectKeys{Indicators: keys.Indicators, Courts: keys.Courts, Periods: periods})
	if !ok || !periodOK {
		return keys, f, sel, false
	}
	if len(sel.indicators) == 0 {
		r.bag.Add(diag.MissingKey, b.Pos, diag.Args{"key": "indicators", "example": `indicators = ["accepted", "closed"]`})
		return keys, f, sel, false
	}
	return keys, f, sel, true
}

// Cards answers a ```cards block; nil when it is wrong.
func (r *Resolver) Cards(b *markdown.Block) *view.Cards {
	r.count["cards"]++
	keys, f, sel, ok := r.chooseCards(b)
	if !ok {
		return nil
	}
	title, note := r.Text(keys.Title, f.ValuePos("title")), r.Text(keys.Note, f.ValuePos("note"))
	out := &view.Cards{ID: "cards-" + strconv.Itoa(r.count["cards"]), Title: template.HTML(title.HTML()), Note: template.HTML(note.HTML())}
	if out.Items, ok = r.cardsOf(f, sel); !ok {
		return nil
	}
	return out
}

// CardItems are the cards of a ```cards block without its title and note, for
// another page than its own. What is wrong with the block was said there.
func (r *Resolver) CardItems(b *markdown.Block) []view.Card {
	_, f, sel, ok := r.chooseCards(b)
	if !ok {
		return nil
	}
	items, _ := r.cardsOf(f, sel)
	return items
}

// cardsOf makes a card of each indicator, court by court.
func (r *Resolver) cardsOf(f *tomlfile.File, sel selection) ([]view.Card, bool) {
	var out []view.Card
	for _, court := range sel.courts {
		for i, ind := range sel.indicators {
			card, err := r.card(ind, court, sel.periods[0])
			if r.fail(err, f.Pos(fmt.Sprintf("indicators[%d]", i))) {
				return nil, false
			}
			if len(sel.courts) > 1 {
				card.Name = court.Short + " " + card.Name
			}
			out = append(out, card)
		}
	}
	r.desk.groupCards(out)
	return out, true
}

// fullRow is how many cards stand side by side on a wide screen: a group of
// fewer would leave a hole beside it.
const fullRow = 3

// groupCards puts cards in the order in which indicators.toml has their groups,
// when the author put each group together; other cards keep their order. The
// names of the groups stand above them when each group fills a row.
func (d *Desk) groupCards(cards []view.Card) {
	size := map[string]int{}
	for i, c := range cards {
		if c.Group == "" || size[c.Group] > 0 && cards[i-1].Group != c.Group {
			ungroup(cards)
			return
		}
		size[c.Group]++
	}
	slices.SortStableFunc(cards, func(a, b view.Card) int {
		return slices.Index(d.groups, a.Group) - slices.Index(d.groups, b.Group)
	})
	named := len(size) > 1
	for _, n := range size {
		named = named && n >= fullRow
	}
	if !named {
		ungroup(cards)
	}
}

func ungroup(cards []view.Card) {
	for i := range cards {
		cards[i].Group = ""
	}
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
		f := r.datum(d, d.Quantity.Number())
		card.Value, card.Unit = figureHTML(f, ""), d.Quantity.Scale().String()+ind.Unit
		card.Spark = r.desk.spark(ind, court, p)
		if ind.Interval != nil {
			if s, err := d.Against(); err == nil {
				card.Status = figure.IntervalText(t, s)
				r.rest(ind)
			}
		}
	}
	c, changeErr := figure.YearOnYear.Ask(r.desk.stats, ind, court, p)
	switch {
	case changeErr == nil && missing:
		r.onlyChange(&card, c)
	case changeErr == nil:
		card.Change = r.changeHTML(c)
		card.Arrow = arrows[c.Sign()]
		card.Trend = trendText(t, c)
		card.Note = c.Note
	case missing:
		return card, err
	}
	return card, nil
}

// changeHTML says a change against the year before: 同比上升1.0%.
func (r *Resolver) changeHTML(c stats.Change) template.HTML {
	t := r.desk.words
	f := r.change(c, figure.YearOnYear, wording.Change(t, c, wording.Year, true).String())
	return around(t.Text("change.yoy", "change", mark), figureHTML(f, ""))
}

// onlyChange fills a card of an indicator of which the court published how it
// changed and not what it was: the change is the number that is shown.
func (r *Resolver) onlyChange(card *view.Card, c stats.Change) {
	t := r.desk.words
	w := wording.Change(t, c, wording.Year, true)
	// The direction stands with the number, or a change of 0.04 would pass for
	// a level of 0.04.
	f := r.change(c, figure.YearOnYear, w.Before+w.Number)
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
