package exhibit

import (
	"cmp"
	"gongbao/generator/figure"
	"gongbao/generator/period"
	"gongbao/generator/stats"
	"gongbao/generator/tomlfile"
	"gongbao/generator/view"
	"gongbao/generator/wording"
	"slices"
	"strings"
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
// observed, else what can be worked out, else a change alone.
func (d *Desk) lines(ind *stats.Indicator, court *stats.Court, p period.Period) []shown {
	var out []shown
	change := func(basis string) *stats.Change {
		if c, err := d.stats.YearOnYear(ind, court, p); err == nil && (basis == "" || c.Basis == basis) {
			return &c
		}
		return nil
	}
	for _, o := range d.stats.Observations(ind, court) {
		if o.Period == p {
			v := o.Datum()
			out = append(out, shown{court, p, o.Basis, &v, change(o.Basis)})
		}
	}
	if len(out) > 0 {
		return out
	}
	if v, err := d.stats.Value(ind, court, p); err == nil {
		return []shown{{court, p, v.Basis, &v, change(v.Basis)}}
	}
	if c := change(""); c != nil {
		return []shown{{court, p, c.Basis, nil, c}}
	}
	return nil
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
		f := figure.Datum(*l.datum, l.datum.Quantity.String()+l.datum.Indicator.Unit)
		r.figure(f)
		value, source = figureHTML(f, ""), l.datum.Source
		if l.datum.How != stats.Observed {
			source = t.Text("derived."+l.datum.How.String(), "source", source)
		}
		if l.datum.Status != stats.Final {
			source = t.Text("note.status."+l.datum.Status.String()) + t.Text("list.comma") + source
		}
	}
	if l.change != nil {
		f := figure.Change(*l.change, "yoy", wording.Change(t, *l.change, wording.Year, true).String())
		r.keep(figure.Result{Parts: []figure.Part{{Text: f.Text, Figure: f}}, Notes: noteOf(*l.change)})
		yoy = figureHTML(f, "")
		source = cmp.Or(source, l.change.Source)
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
// has none.
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
	first, last := max(years[0], years[len(years)-1]-chartYears+1), years[len(years)-1]
	c := &charting{Resolver: r, kind: r.desk.templates.Kind(trendTemplate), keys: chartKeys{Template: trendTemplate}, file: &tomlfile.File{}, pos: ind.Pos}
	c.spec.Template = trendTemplate
	c.sel.indicators, c.sel.courts = []*stats.Indicator{ind}, []*stats.Court{court}
	for y := first; y <= last; y++ {
		c.sel.periods = append(c.sel.periods, period.Year(y))
	}
	if !c.matrix() {
		return nil
	}
	c.spec.Title = r.desk.words.Text("indicator.chart", "name", ind.Name)
	c.spec.Subtitle = c.subtitle()
	return r.finishChart("chart-1", &c.spec, c.table, text(c.spec.Title), "", strings.Join(c.sources, stats.SourceSep), ind.Pos)
}

// Breakdown answers what the page of a breakdown table shows: the table of each
// period, newest first, and the totals when more of them were published than
// tables.
func (r *Resolver) Breakdown(c *stats.Category) []view.Table {
	d, t := r.desk, r.desk.words
	var periods []period.Period
	for _, measure := range c.Measures {
		if ind, err := d.stats.Indicator(c.ID + "." + measure); err == nil {
			for _, o := range d.stats.Observations(ind, d.court) {
				periods = append(periods, o.Period)
			}
		}
	}
	slices.SortFunc(periods, func(a, b period.Period) int { return b.Compare(a) })
	periods = slices.Compact(periods)
	full := slices.DeleteFunc(slices.Clone(periods), func(p period.Period) bool { return !d.brokenDown(c, p) })
	var out []view.Table
	if len(full) < len(periods) {
		out = append(out, r.totals(c, periods))
	}
	for _, p := range full {
		tb := &tabling{Resolver: r, pos: c.Pos, columns: []string{columnValue}, rowIDs: true}
		if !tb.breakdown(selection{category: c, periods: []period.Period{p}, courts: []*stats.Court{d.court}}) {
			continue
		}
		tb.view.ID = "table-" + strings.ToLower(p.String())
		tb.view.Caption = text(t.Text("breakdown.caption", "period", wording.Period(t, p), "name", c.Name))
		tb.view.Source = strings.Join(tb.sources, stats.SourceSep)
		out = append(out, tb.view)
	}
	return out
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

// totals shows the table's total for every period, those included of which
// nothing else was published.
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
			value, _ := t.cell(ind, r.desk.court, p, columnValue)
			change, _ := t.cell(ind, r.desk.court, p, columnYoY)
			row.Cells = append(row.Cells, value, change)
		}
		t.view.Rows = append(t.view.Rows, row)
	}
	t.view.Source = strings.Join(t.sources, stats.SourceSep)
	return t.view
}
