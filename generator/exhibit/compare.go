package exhibit

import (
	"html/template"
	"slices"

	"gongbao/generator/diag"
	"gongbao/generator/figure"
	"gongbao/generator/markdown"
	"gongbao/generator/stats"
	"gongbao/generator/view"
	"gongbao/generator/wording"
)

// How much a comparison with the year before shows: indicators at most, of which
// fewer than two are no comparison of a page; years of each, of which fewer than
// three are no trend.
const (
	comparedMost  = 8
	comparedLeast = 2
	trendYears    = 5
	trendLeast    = 3
)

// Compare tells which of a page's headline indicators rose and which fell against
// the year before. They are those of cards, the page's block of them, or where it
// has none those that the catalogue puts into groups. Nil when there is too little
// to compare.
func (r *Resolver) Compare(cards *markdown.Block) *view.Comparison {
	court, p := r.ctx.Court, r.ctx.Period
	if p.IsZero() {
		return nil
	}
	t := r.desk.words
	out := &view.Comparison{
		ID: "compare", Period: wording.Period(t, p), Base: wording.Period(t, p.YearBefore()),
		Groups: []view.ComparisonGroup{{Kind: "up", Name: t.Text("compare.up")}, {Kind: "down", Name: t.Text("compare.down")}, {Kind: "flat", Name: t.Text("compare.flat")}},
	}
	var shown []*figure.Figure
	var apart []string // indicators whose two years must not be compared
	n := 0
	for _, ind := range r.headlines(cards) {
		if n == comparedMost {
			break
		}
		c, err := figure.YearOnYear.Ask(r.desk.stats, ind, court, p)
		if hasCode(err, diag.CrossBasis) {
			apart = append(apart, ind.Name)
		}
		if err != nil {
			continue // a gap, which is nobody's mistake
		}
		n++
		item, figures := r.compared(c)
		shown = append(shown, figures...)
		i := slices.IndexFunc(out.Groups, func(g view.ComparisonGroup) bool { return g.Kind == arrows[c.Sign()] })
		out.Groups[i].Items = append(out.Groups[i].Items, item)
	}
	if n < comparedLeast {
		return nil
	}
	for _, f := range shown {
		r.show(f)
	}
	out.Groups = slices.DeleteFunc(out.Groups, func(g view.ComparisonGroup) bool { return len(g.Items) == 0 })
	if len(apart) > 0 {
		out.Apart = t.Text("compare.apart", "names", wording.Join(t, apart))
	}
	return out
}

// headlines are the indicators that a page puts first, each once.
func (r *Resolver) headlines(cards *markdown.Block) []*stats.Indicator {
	var out []*stats.Indicator
	if cards != nil {
		quiet := r.desk.Resolver(r.path, r.ctx, &diag.Bag{})
		if _, _, sel, ok := quiet.chooseCards(cards); ok {
			out = sel.indicators
		}
	}
	if len(out) == 0 {
		for _, ind := range r.desk.stats.Indicators() {
			if ind.Group != "" && ind.Category == "" {
				out = append(out, ind)
			}
		}
	}
	var once []*stats.Indicator
	for _, ind := range out {
		if !slices.Contains(once, ind) {
			once = append(once, ind)
		}
	}
	return once
}

// compared is one indicator of a comparison and its figures, which are noted when
// the comparison turns out to be one.
func (r *Resolver) compared(c stats.Change) (view.ComparisonItem, []*figure.Figure) {
	t := r.desk.words
	change := figure.Change(c, figure.YearOnYear.Key(), wording.Change(t, c, wording.Year, true).String())
	item := view.ComparisonItem{
		Name: c.Indicator.Name, Href: r.desk.href(r.path, c.Indicator), Change: figureHTML(change, ""), Trend: trendText(t, c),
	}
	figures := []*figure.Figure{change}
	value := func(d stats.Datum) template.HTML {
		f := figure.Datum(d, d.Quantity.String())
		figures = append(figures, f)
		return figureHTML(f, "")
	}
	years := r.desk.years(c.Indicator, c.Court, c.Period, trendYears)
	if len(years) >= trendLeast {
		first := years[0]
		item.First, item.FirstYear, item.Spark = value(first), t.Text("date.year", "year", first.Period.Year()), sparkline(years)
	}
	if len(years) > 0 { // of some only the change was published
		item.Value, item.Unit = value(years[len(years)-1]), wording.Unit(c.Indicator.Unit)
	}
	return item, figures
}
