package site

import (
	"cmp"
	"html/template"
	"slices"
	"strings"

	"gongbao/generator/diag"
	"gongbao/generator/figure"
	"gongbao/generator/period"
	"gongbao/generator/stats"
	"gongbao/generator/tomlfile"
	"gongbao/generator/view"
	"gongbao/generator/wording"
)

// indicatorPage is the page of one indicator.
type indicatorPage struct {
	path   string
	ind    *stats.Indicator
	page   *page // what resolve collects: figures, notes, charts
	chart  *chartBlock
	series *view.Table
	latest *view.Card
	// latestFigures are those of latest, which the list of indicators shows too.
	latestFigures []*figure.Figure
}

// breakdownPage is the page of a breakdown table.
type breakdownPage struct {
	path     string
	category *stats.Category
	page     *page
	tables   []view.Table
}

// planIndicators decides which pages there are: one for each indicator that is
// not a cell of a breakdown, one for each breakdown table.
func (m *model) planIndicators() {
	m.explained = map[*stats.Indicator]bool{}
	for _, ind := range m.stats.Indicators() {
		if ind.Category == "" && m.known(ind) {
			m.explained[ind] = true
			address := m.indicatorAddress(ind)
			m.indicator = append(m.indicator, &indicatorPage{path: address, ind: ind, page: &page{path: address, file: ind.Pos.File, court: m.court}})
		}
	}
	for _, c := range m.stats.Categories() {
		if len(c.Children) > 0 {
			address := "indicators/" + c.ID + ".html"
			m.tables = append(m.tables, &breakdownPage{path: address, category: c, page: &page{path: address, file: c.Pos.File, court: m.court}})
		}
	}
}

// known reports whether anything was ever published of an indicator or of what
// its formula needs. One that only names the column of breakdown tables has
// nothing to show on a page of its own.
func (m *model) known(ind *stats.Indicator) bool {
	for _, court := range m.stats.Courts() {
		if len(m.observedPeriods(ind, court)) > 0 {
			return true
		}
	}
	return false
}

func (m *model) resolveIndicators(bag *diag.Bag) {
	if m.court == nil {
		return
	}
	for _, ip := range m.indicator {
		m.resolveIndicator(ip, bag)
	}
	for _, bp := range m.tables {
		m.resolveBreakdown(bp, bag)
	}
}

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
func (m *model) observedPeriods(ind *stats.Indicator, court *stats.Court) []period.Period {
	var out []period.Period
	seen := map[*stats.Indicator]bool{}
	var visit func(ind *stats.Indicator)
	visit = func(ind *stats.Indicator) {
		if seen[ind] {
			return
		}
		seen[ind] = true
		for _, o := range m.stats.Observations(ind, court) {
			out = append(out, o.Period)
		}
		for _, op := range m.stats.Operands(ind) {
			visit(op)
		}
	}
	visit(ind)
	out = append(out, m.stats.ChangePeriods(ind, court)...)
	slices.SortFunc(out, period.Period.Compare)
	return slices.Compact(out)
}

func (m *model) resolveIndicator(ip *indicatorPage, bag *diag.Bag) {
	r := m.newResolver(ip.page, bag)
	t := m.theme
	var lines []shown
	for _, court := range m.stats.Courts() {
		for _, p := range m.observedPeriods(ip.ind, court) {
			lines = append(lines, m.lines(ip.ind, court, p)...)
		}
	}
	if len(lines) == 0 {
		return
	}
	slices.SortStableFunc(lines, func(a, b shown) int {
		return cmp.Or(b.period.Compare(a.period), cmp.Compare(slices.Index(m.stats.Courts(), a.court), slices.Index(m.stats.Courts(), b.court)))
	})
	courts := map[*stats.Court]bool{}
	for _, l := range lines {
		courts[l.court] = true
	}
	table := &view.Table{ID: "series", Columns: []view.Column{
		{Text: t.Text("table.period")}, {Text: t.Text("table.value"), Num: true}, {Text: t.Text("table.yoy"), Num: true}, {Text: t.Text("table.basis")}, {Text: t.Text("table.source")},
	}}
	for _, l := range lines {
		table.Rows = append(table.Rows, r.seriesRow(l, len(courts) > 1 || !courts[m.court]))
	}
	ip.series = table
	newest := lines[0]
	if i := slices.IndexFunc(lines, func(l shown) bool { return l.court == m.court }); i >= 0 {
		newest = lines[i]
	}
	before := len(ip.page.figures)
	if card, err := r.card(ip.ind, newest.court, newest.period); err == nil {
		ip.latestFigures = slices.Clone(ip.page.figures[before:])
		card.Href = ""
		if newest.court != m.court { // a figure of one court must not pass for one of all
			card.Period = newest.court.Short + t.Text("chart.dot") + card.Period
		}
		ip.latest = &card
	}
	ip.chart = r.indicatorChart(ip.ind, newest.court)
}

// lines are what there is to show of one period: a line for each basis
// observed, else what can be worked out, else a change alone.
func (m *model) lines(ind *stats.Indicator, court *stats.Court, p period.Period) []shown {
	var out []shown
	change := func(basis string) *stats.Change {
		if c, err := m.stats.YearOnYear(ind, court, p); err == nil && (basis == "" || c.Basis == basis) {
			return &c
		}
		return nil
	}
	for _, o := range m.stats.Observations(ind, court) {
		if o.Period == p {
			d := o.Datum()
			out = append(out, shown{court, p, o.Basis, &d, change(o.Basis)})
		}
	}
	if len(out) > 0 {
		return out
	}
	if d, err := m.stats.Value(ind, court, p); err == nil {
		return []shown{{court, p, d.Basis, &d, change(d.Basis)}}
	}
	if c := change(""); c != nil {
		return []shown{{court, p, c.Basis, nil, c}}
	}
	return nil
}

func (r *resolver) seriesRow(l shown, withCourt bool) view.Row {
	t := r.m.theme
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
	if b, ok := r.m.stats.Basis(l.basis); ok {
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
func (r *resolver) indicatorChart(ind *stats.Indicator, court *stats.Court) *chartBlock {
	var years []int
	for _, p := range r.m.observedPeriods(ind, court) {
		if p.Len() != 12 {
			continue
		}
		if _, err := r.m.stats.Value(ind, court, p); err == nil {
			years = append(years, p.Year())
		}
	}
	if len(years) < 2 || !r.m.templates.Has(trendTemplate) {
		return nil
	}
	first, last := max(years[0], years[len(years)-1]-chartYears+1), years[len(years)-1]
	c := &charting{resolver: r, kind: r.m.templates.Kind(trendTemplate), keys: chartKeys{Template: trendTemplate}, file: &tomlfile.File{}, pos: ind.Pos}
	c.spec.Template = trendTemplate
	c.sel.indicators, c.sel.courts = []*stats.Indicator{ind}, []*stats.Court{court}
	for y := first; y <= last; y++ {
		c.sel.periods = append(c.sel.periods, period.Year(y))
	}
	if !c.matrix() {
		return nil
	}
	c.spec.Title = r.m.theme.Text("indicator.chart", "name", ind.Name)
	c.spec.Subtitle = c.subtitle()
	return r.finishChart("chart-1", &c.spec, c.table, text(c.spec.Title), "", strings.Join(c.sources, sourceSep), ind.Pos)
}

func (m *model) resolveBreakdown(bp *breakdownPage, bag *diag.Bag) {
	r := m.newResolver(bp.page, bag)
	var periods []period.Period
	for _, measure := range bp.category.Measures {
		if ind, err := m.stats.Indicator(bp.category.ID + "." + measure); err == nil {
			for _, o := range m.stats.Observations(ind, m.court) {
				periods = append(periods, o.Period)
			}
		}
	}
	slices.SortFunc(periods, func(a, b period.Period) int { return b.Compare(a) })
	periods = slices.Compact(periods)
	full := slices.DeleteFunc(slices.Clone(periods), func(p period.Period) bool { return !m.brokenDown(bp.category, p) })
	if len(full) < len(periods) {
		r.totals(bp, periods)
	}
	for _, p := range full {
		t := &tabling{resolver: r, pos: bp.category.Pos, columns: []string{columnValue}, rowIDs: true}
		if !t.breakdown(selection{category: bp.category, periods: []period.Period{p}, courts: []*stats.Court{m.court}}) {
			continue
		}
		t.view.ID = "table-" + strings.ToLower(p.String())
		t.view.Caption = text(m.theme.Text("breakdown.caption", "period", wording.Period(m.theme, p), "name", bp.category.Name))
		t.view.Source = strings.Join(t.sources, sourceSep)
		bp.tables = append(bp.tables, t.view)
	}
}

// brokenDown reports whether any row of a table was published for a period, and
// not the total alone.
func (m *model) brokenDown(c *stats.Category, p period.Period) bool {
	for _, child := range c.Children {
		for _, measure := range c.Measures {
			ind, err := m.stats.Indicator(child + "." + measure)
			if err != nil {
				continue
			}
			if _, err := m.stats.Value(ind, m.court, p); err == nil {
				return true
			}
		}
	}
	return false
}

// totals shows the table's total for every period, those included of which
// nothing else was published.
func (r *resolver) totals(bp *breakdownPage, periods []period.Period) {
	t := &tabling{resolver: r, pos: bp.category.Pos}
	t.view = view.Table{ID: "totals", Caption: text(r.m.theme.Text("breakdown.totals", "name", bp.category.Name)), Columns: []view.Column{{Text: r.m.theme.Text("table.period")}}}
	var measures []*stats.Indicator
	for _, m := range bp.category.Measures {
		ind, err := r.m.stats.Indicator(bp.category.ID + "." + m)
		if err != nil || len(r.m.stats.Observations(ind, r.m.court)) == 0 {
			continue
		}
		measures = append(measures, ind)
		t.view.Columns = append(t.view.Columns, view.Column{Text: ind.Name, Num: true}, view.Column{Text: r.m.theme.Text("table.yoy"), Num: true})
	}
	for _, p := range periods {
		row := view.Row{Label: wording.Period(r.m.theme, p)}
		for _, ind := range measures {
			// What is not there is a gap: the table is of what was published.
			value, _ := t.cell(ind, r.m.court, p, columnValue)
			change, _ := t.cell(ind, r.m.court, p, columnYoY)
			row.Cells = append(row.Cells, value, change)
		}
		t.view.Rows = append(t.view.Rows, row)
	}
	t.view.Source = strings.Join(t.sources, sourceSep)
	bp.tables = append(bp.tables, t.view)
}

// text is plain text as HTML.
func text(s string) template.HTML { return template.HTML(template.HTMLEscapeString(s)) }
