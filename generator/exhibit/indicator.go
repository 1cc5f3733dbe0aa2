package exhibit

import (
	"cmp"
	"html/template"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongbao/generator/diag"
	"gongbao/generator/figure"
	"gongbao/generator/period"
	"gongbao/generator/series"
	"gongbao/generator/stats"
	"gongbao/generator/view"
	"gongbao/generator/wording"
)

// Indicator is what the page of an indicator shows. Latest, Chart and Series are
// nil for one of which nothing was published.
type Indicator struct {
	Latest *view.Card
	// LatestFigures are those of Latest, which the list of indicators shows too.
	LatestFigures []*figure.Figure
	Chart         *Chart
	Series        *view.Table
	Targets       *view.Table // nil when none is set
	Corrections   []view.Correction
	Lines         []series.Line // what Series prints
}

// Explains reports whether an indicator has a page: when anything was ever
// published of it or of what its formula needs, or when it belongs to the
// catalogue's system of indicators. One that only names the column of breakdown
// tables has nothing to show on a page of its own.
func (d *Desk) Explains(ind *stats.Indicator) bool {
	return ind.Type != "" || slices.ContainsFunc(d.stats.Courts(), func(c *stats.Court) bool { return len(d.book.Periods(ind, c)) > 0 })
}

// Book lists what is known, line by line.
func (d *Desk) Book() *series.Book { return d.book }

// basisColumn is where the basis stands among the columns of a series, the
// first of which is the rows' label. Where all is comparable it is left out.
const basisColumn = 3

// Indicator answers what an indicator's page shows.
func (r *Resolver) Indicator(ind *stats.Indicator) Indicator {
	d, t := r.desk, r.desk.words
	out := Indicator{Lines: d.book.Of(ind), Targets: r.targets(ind)}
	lines := out.Lines
	if len(lines) == 0 {
		return out
	}
	// A figure of one court must not pass for one of all.
	withCourt := slices.ContainsFunc(lines, func(l series.Line) bool { return l.Court != d.court })
	out.Corrections = r.Corrections(lines, withCourt)
	out.Series = &view.Table{ID: "series", Columns: []view.Column{
		{Text: t.Text("table.period")}, {Text: t.Text("table.value"), Num: true}, {Text: t.Text("table.yoy"), Num: true}, {Text: t.Text("table.basis")}, {Text: t.Text("table.source")},
	}}
	withBasis := slices.ContainsFunc(lines, func(l series.Line) bool { return l.Basis != "" })
	if !withBasis {
		out.Series.Columns = slices.Delete(out.Series.Columns, basisColumn, basisColumn+1)
	}
	corrections := 0
	for _, l := range lines {
		anchor := ""
		if n := len(l.Replaced()); n > 0 {
			anchor = out.Corrections[corrections].ID
			corrections += n
		}
		row := r.seriesRow(l, withCourt, anchor)
		if !withBasis {
			row.Cells = slices.Delete(row.Cells, basisColumn-1, basisColumn)
		}
		out.Series.Rows = append(out.Series.Rows, row)
	}
	newest, ok := d.newest(lines)
	if !ok {
		return out // nothing but words in place of values
	}
	before := len(r.Figures)
	if card, err := r.card(ind, newest.Court, newest.Period); err == nil {
		out.LatestFigures = slices.Clone(r.Figures[before:])
		card.Href = ""
		if newest.Court != d.court {
			card.Period = newest.Court.Short + t.Text("chart.dot") + card.Period
		}
		out.Latest = &card
	}
	out.Chart = r.indicatorChart(ind, newest.Court)
	return out
}

// newest is the line that tells most of how things are: of the whole
// jurisdiction where it is known, and of a year rather than of its last month,
// which ends on the same day. ok is false when no line has a number.
func (d *Desk) newest(lines []series.Line) (newest series.Line, ok bool) {
	found := func(whole bool) bool {
		for _, l := range lines {
			if (l.Value != nil || l.Change != nil) && (!whole || l.Court == d.court) {
				newest, ok = l, true
				return true
			}
		}
		return false
	}
	if !found(true) && !found(false) {
		return newest, false
	}
	for _, l := range lines {
		if p := newest.Period; l.Court == newest.Court && (l.Value != nil || l.Change != nil) && l.Period.Year() == p.Year() && l.Period.Last() == p.Last() && l.Period.Len() > p.Len() {
			newest = l
		}
	}
	return newest, ok
}

// seriesRow prints a line; anchor is the place on the page where its correction
// is told, "" when it has none.
func (r *Resolver) seriesRow(l series.Line, withCourt bool, anchor string) view.Row {
	t := r.desk.words
	row := view.Row{Label: wording.Period(t, l.Period)}
	if withCourt {
		row.Label += " " + l.Court.Short
	}
	value, yoy := cellHTML(nil, t.Text("missing")), cellHTML(nil, t.Text("missing"))
	source := ""
	if l.Absence != nil {
		source = r.desk.SourceText(l.Absence.Source)
		if l.Absence.Word != noWord {
			value = cellHTML(nil, l.Absence.Word)
		}
	}
	if l.Value != nil {
		f := r.datum(*l.Value, l.Value.Quantity.String()+wording.Unit(l.Indicator.Unit))
		value, source = cellHTML(f, ""), r.desk.SourceText(l.Value.Source)
		if l.Value.How != stats.Observed {
			source = t.Text("derived."+l.Value.How.String(), "source", source)
		}
		if l.Value.Status != stats.Final {
			source = t.Text("note.status."+l.Value.Status.String()) + t.Text("list.comma") + source
		}
	}
	if anchor != "" {
		// Before the number, so that numbers stay beneath one another.
		value = template.HTML(`<a class="corrected" href="#`+anchor+`">`+template.HTMLEscapeString(t.Text("indicator.corrected"))+`</a>`) + value
	}
	if l.Change != nil {
		f := r.change(*l.Change, figure.YearOnYear, wording.Change(t, *l.Change, wording.Year, true).String())
		yoy = cellHTML(f, "")
		source = cmp.Or(source, r.desk.SourceText(l.Change.Source))
	}
	basis := ""
	if b, ok := r.desk.stats.Basis(l.Basis); ok {
		basis = b.Name
	}
	row.Cells = []view.Cell{{HTML: value, Num: true}, {HTML: yoy, Num: true}, {HTML: text(basis)}, {HTML: text(source)}}
	return row
}

// noWord is an absence of which the data say no more than that there is none.
const noWord = "-"

// superseded is the kind of a figure that no longer holds.
const superseded = "superseded"

// Corrections tell what was published before, what took its place, when and
// why, in the order of the lines.
func (r *Resolver) Corrections(lines []series.Line, withCourt bool) []view.Correction {
	t := r.desk.words
	var out []view.Correction
	for _, l := range lines {
		for _, old := range l.Replaced() {
			before := figure.Datum(old.Datum(), old.Quantity.String()+wording.Unit(l.Indicator.Unit))
			before.Kind = superseded
			r.show(before)
			now := text(old.Word)
			if old.Word == "" {
				after := figure.Datum(old.By, old.By.Quantity.String()+wording.Unit(l.Indicator.Unit))
				if old.Again {
					after.Kind = superseded
				}
				r.show(after)
				now = cellHTML(after, "")
			}
			c := view.Correction{
				ID: "correction-" + strconv.Itoa(len(out)+1), Period: wording.Period(t, l.Period), Old: cellHTML(before, ""), New: now,
				Date: view.Date{Text: old.On, Machine: old.On}, Reason: old.Reason, OldSource: r.desk.SourceText(old.Observation.Source), NewSource: r.desk.SourceText(old.Source),
			}
			if _, err := time.Parse(time.DateOnly, old.On); err == nil {
				c.Date.Text = wording.Date(t, old.On)
			}
			if withCourt {
				c.Court = l.Court.Short
			}
			if l.Indicator.Category != "" {
				c.Name = l.Indicator.Name
			}
			out = append(out, c)
		}
	}
	return out
}

// targets are what courts mean to reach, with what they did.
func (r *Resolver) targets(ind *stats.Indicator) *view.Table {
	if len(ind.Targets) == 0 {
		return nil
	}
	d, t := r.desk, r.desk.words
	out := &view.Table{ID: "targets", Columns: []view.Column{
		{Text: t.Text("table.period")}, {Text: t.Text("indicator.target"), Num: true}, {Text: t.Text("indicator.target.actual"), Num: true},
		{Text: t.Text("indicator.target.status")}, {Text: t.Text("table.source")},
	}}
	withCourt := slices.ContainsFunc(ind.Targets, func(g stats.Target) bool { return g.Court != nil && g.Court != d.court })
	for _, g := range slices.Backward(ind.Targets) { // the newest first
		court := cmp.Or(g.Court, d.court)
		row := view.Row{Label: wording.Period(t, g.Period)}
		if withCourt {
			row.Label += " " + court.Short
		}
		actual, status := cellHTML(nil, t.Text("missing")), t.Text("indicator.target.open")
		if v, err := d.stats.Value(ind, court, g.Period); err == nil {
			actual = cellHTML(r.datum(v, v.Quantity.String()+wording.Unit(ind.Unit)), "")
			switch v.Quantity.Printed().Cmp(g.Quantity.Value()) * int(ind.Direction) {
			case -1:
				status = t.Text("indicator.target.missed")
			default:
				status = t.Text("indicator.target.met")
			}
			if ind.Direction == stats.NoDirection { // neither way is better: nothing to judge by
				status = ""
			}
		}
		aim := &figure.Figure{
			Verdict: figure.Bound, Text: g.Quantity.String() + wording.Unit(ind.Unit), Value: g.Quantity.Value().String(), Kind: "target", Indicator: ind.ID, Court: court.ID, Period: g.Period.String(),
			How: "observed", Source: g.Source,
		}
		r.show(aim)
		row.Cells = []view.Cell{{HTML: cellHTML(aim, ""), Num: true}, {HTML: actual, Num: true}, {HTML: text(status)}, {HTML: text(g.Source)}}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// trendTemplate draws the series of an indicator's page.
const trendTemplate = "trend"

// chartYears is how far back an indicator's chart goes.
const chartYears = 10

// indicatorChart draws whole years as a line; an indicator with fewer than two
// has none. Nobody asked for this chart, so what it cannot show is a gap.
func (r *Resolver) indicatorChart(ind *stats.Indicator, court *stats.Court) *Chart {
	var years []int
	for _, p := range r.desk.book.Periods(ind, court) {
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
			for _, p := range d.book.Published(ind, d.court) {
				if d.said(ind, p) {
					out = append(out, p)
				}
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
			if _, err := d.stats.Value(ind, d.court, p); err == nil || absentWord(err) != "" {
				return true
			}
		}
	}
	return false
}

// said reports whether a value was published for a period, or a word in its
// place, and not its change alone.
func (d *Desk) said(ind *stats.Indicator, p period.Period) bool {
	a, absent := d.stats.Absent(ind, d.court, p)
	return absent && a.Word != noWord || slices.ContainsFunc(d.stats.Observations(ind, d.court), func(o *stats.Observation) bool { return o.Period == p })
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
