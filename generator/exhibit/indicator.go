package exhibit

import (
	"cmp"
	"slices"
	"strings"

	"gongbao/generator/diag"
	"gongbao/generator/figure"
	"gongbao/generator/period"
	"gongbao/generator/stats"
	"gongbao/generator/view"
	"gongbao/generator/wording"
)

// shown is one line of an indicator's series.
type shown struct {
	court  *stats.Court
	period period.Period
	basis  string
	datum  *stats.Datum
	change *stats.Change
}

// observedPeriods are the periods in which an indicator, or anything that its
// formula needs, was observed.
func (d *Desk) observedPeriods(ind *stats.Indicator, court *stats.Court) []period.Period {
	var out []period.Period
	seen := map[*stats.Indicator]bool{}
	var visit func(ind *stats.Indicator)
	visit = func(ind *stats.Indicator) {
		if seen[ind] {
			return
		}
		seen[ind] = true
		for _, o := range d.stats.Observations(ind, court) {
			out = append(out, o.Period)
		}
		for _, op := range d.stats.Operands(ind) {
			visit(op)
		}
	}
	visit(ind)
	out = append(out, d.stats.ChangePeriods(ind, court)...)
	slices.SortFunc(out, period.Period.Compare)
	return slices.Compact(out)
}

// Indicator is what the page of an indicator shows. All of it is nil for an
// indicator of which nothing was published.
type Indicator struct {
	Latest *view.Card
	// LatestFigures are those of Latest, which the list of indicators shows too.
	LatestFigures []*figure.Figure
	Chart         *Chart
	Series        *view.Table
}

// Known reports whether anything was ever published of an indicator or of what
// its formula needs. One that only names the column of breakdown tables has
// nothing to show on a page of its own.
func (d *Desk) Known(ind *stats.Indicator) bool {
	return slices.ContainsFunc(d.stats.Courts(), func(c *stats.Court) bool { return len(d.observedPeriods(ind, c)) > 0 })
}

// Indicator answers what an indicator's page shows.
func (r *Resolver) Indicator(ind *stats.Indicator) Indicator {
	d, t := r.desk, r.desk.words
	var lines []shown
	for _, court := range d.stats.Courts() {
		for _, p := range d.observedPeriods(ind, court) {
			lines = append(lines, d.lines(ind, court, p)...)
		}
	}
	if len(lines) == 0 {
		return Indicator{}
	}
	slices.SortStableFunc(lines, func(a, b shown) int {
		return cmp.Or(b.period.Compare(a.period), cmp.Compare(slices.Index(d.stats.Courts(), a.court), slices.Index(d.stats.Courts(), b.court)))
	})
	// A figure of one court must not pass for one of all.
	withCourt := slices.ContainsFunc(lines, func(l shown) bool { return l.court != d.court })
	var out Indicator
	out.Series = &view.Table{ID: "series", Columns: []view.Column{
		{Text: t.Text("table.period")}, {Text: t.Text("table.value"), Num: true}, {Text: t.Text("table.yoy"), Num: true}, {Text: t.Text("table.basis")}, {Text: t.Text("table.source")},
	}}
	for _, l := range lines {
		out.Series.Rows = append(out.Series.Rows, r.seriesRow(l, withCourt))
	}
	newest := lines[0]
	if i := slices.IndexFunc(lines, func(l shown) bool { return l.court == d.court }); i >= 0 {
		newest = lines[i]
	}
	// A year tells more than its last month, which ends on the same day.
	for _, l := range lines {
		if p := newest.period; l.court == newest.court && l.period.Year() == p.Year() && l.period.Last() == p.Last() && l.period.Len() > p.Len() {
			newest = l
		}
	}
	before := len(r.Figures)
	if card, err := r.card(ind, newest.court, newest.period); err == nil {
		out.LatestFigures = slices.Clone(r.Figures[before:])
		card.Href = ""
		if newest.court != d.court {
			card.Period = newest.court.Short + t.Text("chart.dot") + card.Period
		}
		out.Latest = &card
	}
	out.Chart = r.indicatorChart(ind, newest.court)
	return out
}

// lines are what there is to show of one period: a line for each basis
// observed, else what can be worked out. A change stands in the line of its own
// basis; without one it has a line to itself.
func (d *Desk) lines(ind *stats.Indicator, court *stats.Court, p period.Period) []shown {
	var out []shown
	for _, o := range d.stats.Observations(ind, court) {
		if o.Period == p {
			v := o.Datum()
			out = append(out, shown{court: court, period: p, basis: o.Basis, datum: &v})
		}
	}
	if len(out) == 0 {
		if v, err := d.stats.Value(ind, court, p); err == nil {
			out = append(out, shown{court: court, period: p, basis: v.Basis, datum: &v})
		}
	}
	c, err := figure.YearOnYear.Ask(d.stats, ind, court, p)
	if err != nil {
		return out
	}
	if i := slices.IndexFunc(out, func(l shown) bool { return l.basis == c.Basis }); i >= 0 {
		out[i].change = &c
		return out
	}
	return append(out, shown{court: court, period: p, basis: c.Basis, change: &c})
}

func (r *Resolver) seriesRow(l shown, withCourt bool) view.Row {
	t := r.desk.words
	row := view.Row{Label: wording.Period(t, l.period)}
	if withCourt {
		row.Label += " " + l.court.Short
	}
	value, yoy := figureHTML(nil, t.Text("missing")), figureHTML(nil, t.Text("missing"))
	source := ""
	if l.datum != nil {
		f := r.datum(*l.datum, l.datum.Quantity.String()+l.datum.Indicator.Unit)
		value, source = figureHTML(f, ""), r.desk.SourceText(l.datum.Source)
		if l.datum.How != stats.Observed {
			source = t.Text("derived."+l.datum.How.String(), "source", source)
		}
		if l.datum.Status != stats.Final {
			source = t.Text("note.status."+l.datum.Status.String()) + t.Text("list.comma") + source
		}
	}
	if l.change != nil {
		f := r.change(*l.change, figure.YearOnYear, wording.Change(t, *l.change, wording.Year, true).String())
		yoy = figureHTML(f, "")
		source = cmp.Or(source, r.desk.SourceText(l.change.Source))
	}
	basis := ""
	if b, ok := r.desk.stats.Basis(l.basis); ok {
		basis = b.Name
	}
	row.Cells = []view.Cell{{HTML: value, Num: true}, {HTML: yoy, Num: true}, {HTML: text(basis)}, {HTML: text(source)}}
	return row
}

// trendTemplate draws the series of an indicator's page.
const trendTemplate = "trend"

// chartYears is how far back an indicator's chart goes.
const chartYears = 10

// indicatorChart draws whole years as a line; an indicator with fewer than two
// has none. Nobody asked for this chart, so what it cannot show is a gap.
func (r *Resolver) indicatorChart(ind *stats.Indicator, court *stats.Court) *Chart {
	var years []int
	for _, p := range r.desk.observedPeriods(ind, court) {
		if p.Len() != 12 {
			continue
		}
		if _, err := r.desk.stats.Value(ind, court, p); err == nil {
			years = append(years, p.Year())
		}
	}
	if len(years) < 2 || !r.desk.templates.Has(trendTemplate) {
		return nil
	}
	quiet := r.desk.Resolver(r.path, r.ctx, &diag.Bag{})
	c := &charting{
		Resolver: quiet, template: trendTemplate, kind: r.desk.templates.Kind(trendTemplate), made: true, pos: ind.Pos,
		place: func(string) diag.Pos { return ind.Pos },
		sel:   selection{indicators: []*stats.Indicator{ind}, courts: []*stats.Court{court}},
	}
	last := years[len(years)-1]
	for y := max(years[0], last-chartYears+1); y <= last; y++ {
		c.sel.periods = append(c.sel.periods, period.Year(y))
	}
	if !c.fill() {
		return nil
	}
	out := c.finish("chart-1", plain(r.desk.words.Text("indicator.chart", "name", ind.Name)), plain(c.subtitle()), figure.Result{})
	if out != nil {
		r.adopt(quiet)
	}
	return out
}

// Breakdown answers what the page of a breakdown table shows: the table of each
// period, newest first, and the totals when more of them were published than
// tables.
func (r *Resolver) Breakdown(c *stats.Category) []view.Table {
	d, t := r.desk, r.desk.words
	totals := d.published(c.ID, c.Measures)
	periods := slices.Clone(totals)
	for _, row := range r.rows(c) {
		periods = append(periods, d.published(row.ID, c.Measures)...)
	}
	periods = newestFirst(periods)
	full := slices.DeleteFunc(periods, func(p period.Period) bool { return !d.brokenDown(c, p) })
	var out []view.Table
	if slices.ContainsFunc(totals, func(p period.Period) bool { return !slices.Contains(full, p) }) {
		out = append(out, r.totals(c, totals))
	}
	var measures []*stats.Indicator
	for _, m := range c.Measures {
		if ind, err := d.stats.Indicator(m); err == nil {
			measures = append(measures, ind)
		}
	}
	for _, p := range full {
		tb := &tabling{Resolver: r, pos: c.Pos, columns: []string{columnValue}, rowIDs: true, made: true}
		if !tb.breakdown(selection{category: c, measures: measures, periods: []period.Period{p}, courts: []*stats.Court{d.court}}) {
			continue
		}
		tb.view.ID = "table-" + strings.ToLower(p.String())
		tb.view.Caption = text(t.Text("breakdown.caption", "period", wording.Period(t, p), "name", c.Name))
		tb.view.Source = tb.sources.text(d.words)
		out = append(out, tb.view)
	}
	return out
}

// published are the periods for which a row, or the total, of a breakdown table
// was published, newest first.
func (d *Desk) published(row string, measures []string) []period.Period {
	var out []period.Period
	for _, measure := range measures {
		if ind, err := d.stats.Indicator(row + "." + measure); err == nil {
			for _, o := range d.stats.Observations(ind, d.court) {
				out = append(out, o.Period)
			}
		}
	}
	return newestFirst(out)
}

func newestFirst(ps []period.Period) []period.Period {
	slices.SortFunc(ps, func(a, b period.Period) int { return b.Compare(a) })
	return slices.Compact(ps)
}

// brokenDown reports whether any row of a table was published for a period, and
// not the total alone.
func (d *Desk) brokenDown(c *stats.Category, p period.Period) bool {
	for _, child := range c.Children {
		for _, measure := range c.Measures {
			ind, err := d.stats.Indicator(child + "." + measure)
			if err != nil {
				continue
			}
			if _, err := d.stats.Value(ind, d.court, p); err == nil {
				return true
			}
		}
	}
	return false
}

// totals shows the table's total for every period of which it was published,
// those included of which nothing else was.
func (r *Resolver) totals(c *stats.Category, periods []period.Period) view.Table {
	t := &tabling{Resolver: r, pos: c.Pos}
	t.view = view.Table{ID: "totals", Caption: text(r.desk.words.Text("breakdown.totals", "name", c.Name)), Columns: []view.Column{{Text: r.desk.words.Text("table.period")}}}
	var measures []*stats.Indicator
	for _, m := range c.Measures {
		ind, err := r.desk.stats.Indicator(c.ID + "." + m)
		if err != nil || len(r.desk.stats.Observations(ind, r.desk.court)) == 0 {
			continue
		}
		measures = append(measures, ind)
		t.view.Columns = append(t.view.Columns, view.Column{Text: ind.Name, Num: true}, view.Column{Text: r.desk.words.Text("table.yoy"), Num: true})
	}
	for _, p := range periods {
		row := view.Row{Label: wording.Period(r.desk.words, p)}
		for _, ind := range measures {
			// What is not there is a gap: the table is of what was published.
			value, _ := t.cell(ind, r.desk.court, p, columnValue, true)
			change, _ := t.cell(ind, r.desk.court, p, figure.YearOnYear.Word(), true)
			row.Cells = append(row.Cells, value, change)
		}
		t.view.Rows = append(t.view.Rows, row)
	}
	t.view.Source = t.sources.text(r.desk.words)
	return t.view
}
