package exhibit

import (
	"fmt"
	"gongbao/generator/chart"
	"gongbao/generator/diag"
	"gongbao/generator/figure"
	"gongbao/generator/period"
	"gongbao/generator/stats"
	"gongbao/generator/tomlfile"
	"gongbao/generator/view"
	"gongbao/generator/wording"
	"html"
	"html/template"
	"slices"
	"strconv"
	"strings"
)

// chartKeys is the body of a ```chart block.
type chartKeys struct {
	selectKeys
	Template  string `toml:"template"`
	Title     string `toml:"title"`
	Subtitle  string `toml:"subtitle"`
	Note      string `toml:"note"`
	Values    string `toml:"values"`    // "" for levels, 同比 or 环比 for changes
	Highlight string `toml:"highlight"` // the series that matters
	Register  string `toml:"register"`  // timeline
	Filter    string `toml:"filter"`
}

// Chart is a resolved chart: its words and data, and the two options that
// are still to be drawn.
type Chart struct {
	View         view.Chart // whole but for its drawings
	Wide, Narrow chart.Option
	Title, Desc  string // plain text, for the drawing
}

// maxSources is how many sources a chart names beneath it; more stand with its
// table.
const maxSources = 2

// Values of the key `values`.
const (
	valuesYoY = "同比"
	valuesPoP = "环比"
)

func (r *Resolver) chart(src tomlfile.Source, pos diag.Pos) *Chart {
	r.count["chart"]++
	id := "chart-" + strconv.Itoa(r.count["chart"])
	var keys chartKeys
	f, ok := r.decode(src, &keys)
	if !ok {
		return nil
	}
	if keys.Template == "" || keys.Title == "" {
		for _, k := range []struct{ key, value string }{{"template", keys.Template}, {"title", keys.Title}} {
			if k.value == "" {
				r.bag.Add(diag.MissingKey, pos, diag.Args{"key": k.key})
			}
		}
		return nil
	}
	kind := r.desk.templates.Kind(keys.Template)
	if kind == "" {
		r.bag.Add(diag.UnknownTemplate, f.Pos("template"), diag.Args{
			"name": keys.Template, "suggestion": diag.Closest(keys.Template, r.desk.templates.Names()), "known": strings.Join(r.desk.templates.Names(), "、"),
		})
		return nil
	}
	c := &charting{Resolver: r, keys: keys, file: f, pos: pos, kind: kind}
	c.spec.Template = keys.Template
	title := r.Text(keys.Title, f.ValuePos("title"))
	c.spec.Title = title.Text()
	if !c.fill() {
		return nil
	}
	c.spec.Subtitle = c.subtitle()
	note := r.Text(keys.Note, f.ValuePos("note"))
	return r.finishChart(id, &c.spec, c.table, template.HTML(title.HTML()), template.HTML(note.HTML()), strings.Join(c.sources, stats.SourceSep), pos)
}

// finishChart makes the options of a spec; they are drawn later.
func (r *Resolver) finishChart(id string, spec *chart.Spec, data view.Table, title, note template.HTML, source string, pos diag.Pos) *Chart {
	cb := &Chart{Title: spec.Title, Desc: r.desk.words.Text("chart.desc", "subtitle", spec.Subtitle)}
	for _, size := range []struct {
		size chart.Size
		to   *chart.Option
	}{{chart.Wide, &cb.Wide}, {chart.Narrow, &cb.Narrow}} {
		o, err := r.desk.templates.Option(*spec, size.size)
		if r.fail(err, pos) {
			return nil
		}
		*size.to = o
	}
	data.ID, data.Source = id+"-data", source
	if n := strings.Count(source, stats.SourceSep) + 1; n > maxSources {
		source = r.desk.words.Text("chart.sources", "n", strconv.Itoa(n))
	}
	data.Caption = title
	cb.View = view.Chart{
		ID: id, Template: spec.Template, Title: title, Subtitle: spec.Subtitle, Data: data, Source: source, Note: note,
		Option: optionScript(cb.Wide, cb.Narrow),
	}
	r.Charts = append(r.Charts, cb)
	return cb
}

// optionScript is the data of the interactive chart. The options are safe to
// stand in a script element as they are.
func optionScript(wide, narrow chart.Option) template.HTML {
	var b strings.Builder
	b.WriteString(`<script type="application/json" class="chart-option">{`)
	for i, o := range []struct {
		name string
		chart.Option
	}{{"wide", wide}, {"narrow", narrow}} {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `"%s":{"option":%s,"width":%d,"height":%d}`, o.name, o.JSON, o.Width, o.Height)
	}
	b.WriteString(`}</script>`)
	return template.HTML(b.String())
}

// charting fills a spec and the table of the same data.
type charting struct {
	*Resolver
	keys    chartKeys
	file    *tomlfile.File
	pos     diag.Pos
	kind    string
	sel     selection
	spec    chart.Spec
	table   view.Table
	sources []string
	units   []string
	span    []period.Period // what the subtitle says
	found   int             // values that are there
	missing error           // the first value that is not
}

func (c *charting) fill() bool {
	if c.kind == "timeline" {
		return c.timeline()
	}
	var ok bool
	if c.sel, ok = c.choose(c.file, c.keys.selectKeys); !ok {
		return false
	}
	if c.keys.Values != "" && c.keys.Values != valuesYoY && c.keys.Values != valuesPoP {
		c.bag.Add(diag.BadValue, c.file.Pos("values"), diag.Args{"key": "values", "value": c.keys.Values, "want": valuesYoY + " | " + valuesPoP})
		return false
	}
	if c.sel.category == nil && len(c.sel.indicators) == 0 {
		c.bag.Add(diag.MissingKey, c.pos, diag.Args{"key": "indicators", "example": `indicators = ["accepted"]`})
		return false
	}
	switch c.kind {
	case "sankey":
		ok = c.flow()
	case "pie", "funnel", "gauge":
		ok = c.items()
	default:
		ok = c.matrix()
	}
	if !ok {
		return false
	}
	if c.found == 0 && c.missing != nil { // a chart of nothing
		return !c.fail(c.missing, c.pos)
	}
	return true
}

// axis is one way of walking through a selection.
type axis struct {
	label string
	with  func(q *query)
}

// query is one cell of the selection.
type query struct {
	indicator *stats.Indicator
	court     *stats.Court
	period    period.Period
}

func (c *charting) periodAxis() []axis {
	out := make([]axis, len(c.sel.periods))
	labels := periodLabels(c.desk.words, c.sel.periods)
	for i, p := range c.sel.periods {
		out[i] = axis{labels[i], func(q *query) { q.period = p }}
	}
	c.span = c.sel.periods
	return out
}

func (c *charting) courtAxis() []axis {
	out := make([]axis, len(c.sel.courts))
	for i, court := range c.sel.courts {
		out[i] = axis{court.Short, func(q *query) { q.court = court }}
	}
	return out
}

func (c *charting) indicatorAxis() []axis {
	out := make([]axis, len(c.sel.indicators))
	for i, ind := range c.sel.indicators {
		out[i] = axis{ind.Name, func(q *query) { q.indicator = ind }}
	}
	return out
}

// breakdown gives the rows and the measures of a category as two axes. The
// indicator of a cell is the meeting of both.
func (c *charting) breakdown() (rows, measures []axis, ok bool) {
	names := c.sel.category.Measures
	if c.keys.Measure != "" {
		ind, err := c.desk.stats.Indicator(c.keys.Measure)
		if c.fail(err, c.file.Pos("measure")) {
			return nil, nil, false
		}
		names = []string{ind.ID}
	}
	for _, row := range c.rows(c.sel.category) {
		rows = append(rows, axis{row.Name, func(q *query) {
			if q.indicator != nil {
				q.indicator = c.cell(row.ID, q.indicator.ID)
			}
		}})
	}
	for _, m := range names {
		ind, err := c.desk.stats.Indicator(m)
		if c.fail(err, c.file.Pos("measure")) {
			return nil, nil, false
		}
		measures = append(measures, axis{ind.Name, func(q *query) { q.indicator = ind }})
	}
	return rows, measures, true
}

// cell is the indicator of a row and a measure; nil when the table has none.
func (c *charting) cell(row, measure string) *stats.Indicator {
	ind, err := c.desk.stats.Indicator(row + "." + measure)
	if err != nil {
		return nil
	}
	return ind
}

// matrix lays a selection out as series over categories: over periods when
// there are several, else over indicators, else over courts. A heatmap of a
// breakdown has a row for each of its rows.
func (c *charting) matrix() bool {
	base := query{period: c.sel.periods[0], court: c.sel.courts[0]}
	if len(c.sel.indicators) > 0 {
		base.indicator = c.sel.indicators[0]
	}
	var series, categories []axis
	switch {
	case c.sel.category != nil:
		rows, measures, ok := c.breakdown()
		if !ok {
			return false
		}
		// A cell needs its measure before its row, so the measure is set
		// first whichever of the two is the outer axis.
		c.span = c.sel.periods
		if len(c.sel.periods) > 1 && len(measures) == 1 {
			series, categories = rows, c.periodAxis()
			measures[0].with(&base)
			return c.cross(base, series, categories)
		}
		if c.kind == "heatmap" || c.kind == "radar" {
			return c.crossBreakdown(base, rows, measures, true)
		}
		return c.crossBreakdown(base, rows, measures, false)
	case c.kind == "radar" || len(c.sel.periods) == 1 && len(c.sel.indicators) > 1:
		categories = c.indicatorAxis()
		series = c.courtAxis()
		c.span = c.sel.periods
		if len(c.sel.periods) > 1 {
			series = c.periodAxis()
		}
	case len(c.sel.periods) > 1:
		categories = c.periodAxis()
		series = c.indicatorAxis()
		if len(c.sel.courts) > 1 {
			series = product(c.courtAxis(), c.indicatorAxis(), len(c.sel.indicators) > 1)
		}
	default:
		categories = c.courtAxis()
		series = c.indicatorAxis()
		c.span = c.sel.periods
		if len(c.sel.courts) == 1 && c.kind == "line" {
			categories = c.periodAxis()
		}
	}
	return c.cross(base, series, categories)
}

// product walks two axes as one.
func product(outer, inner []axis, both bool) []axis {
	var out []axis
	for _, o := range outer {
		for _, i := range inner {
			label := o.label
			if both {
				label += i.label
			}
			out = append(out, axis{label, func(q *query) { o.with(q); i.with(q) }})
		}
	}
	return out
}

// crossBreakdown lays out a breakdown; rowsAreSeries puts its measures along
// the axis.
func (c *charting) crossBreakdown(base query, rows, measures []axis, rowsAreSeries bool) bool {
	if rowsAreSeries {
		series := make([]axis, len(rows))
		for i, row := range rows {
			series[i] = axis{row.label, func(*query) {}}
		}
		return c.crossWith(base, series, measures, func(q *query, s, k int) { measures[k].with(q); rows[s].with(q) })
	}
	return c.crossWith(base, measures, rows, func(q *query, s, k int) { measures[s].with(q); rows[k].with(q) })
}

func (c *charting) cross(base query, series, categories []axis) bool {
	return c.crossWith(base, series, categories, func(q *query, s, k int) { series[s].with(q); categories[k].with(q) })
}

// crossWith asks for every cell and fills the spec and the table.
func (c *charting) crossWith(base query, series, categories []axis, set func(q *query, s, k int)) bool {
	for _, k := range categories {
		c.spec.Categories = append(c.spec.Categories, k.label)
	}
	cells := make([][]answer, len(series))
	for s, sr := range series {
		out := chart.Series{Name: sr.label, Highlight: sr.label == c.keys.Highlight}
		cells[s] = make([]answer, len(categories))
		for k := range categories {
			q := base
			set(&q, s, k)
			a, ok := c.ask(q)
			if !ok {
				return false
			}
			cells[s][k] = a
			out.Points = append(out.Points, a.point)
			if a.unit != "" {
				out.Unit = a.unit
			}
		}
		c.spec.Series = append(c.spec.Series, out)
	}
	c.breaks(cells)
	c.crossTable(series, categories, cells)
	return true
}

// answer is one cell: a point to draw and a figure to print.
type answer struct {
	point  chart.Point
	unit   string
	basis  string
	figure *figure.Figure
	number string // without its scale
	scale  string
}

// ask answers a query in the way the block wants its values. ok is false for a
// mistake; a value that is not there is a gap.
func (c *charting) ask(q query) (answer, bool) {
	if q.indicator == nil {
		return answer{}, true
	}
	if c.keys.Values != "" {
		return c.askChange(q)
	}
	d, err := c.desk.stats.Value(q.indicator, q.court, q.period)
	if isMissing(err) {
		c.miss(err)
		return answer{}, true
	}
	if c.fail(err, c.pos) {
		return answer{}, false
	}
	text := d.Quantity.String()
	a := answer{
		point: chart.Point{Value: d.Quantity.Float(), Text: text, Valid: true, Provisional: d.Status == stats.Provisional},
		unit:  q.indicator.Unit, basis: d.Basis, figure: figure.Datum(d, text),
		number: d.Quantity.Number(), scale: d.Quantity.Scale().String(),
	}
	c.saw(a, d.Source)
	return a, true
}

func (c *charting) askChange(q query) (answer, bool) {
	ask, kind := c.desk.stats.YearOnYear, "yoy"
	if c.keys.Values == valuesPoP {
		ask, kind = c.desk.stats.PeriodOnPeriod, "pop"
	}
	ch, err := ask(q.indicator, q.court, q.period)
	if isMissing(err) {
		c.miss(err)
		return answer{}, true
	}
	if c.fail(err, c.pos) {
		return answer{}, false
	}
	text := ch.Delta.Number()
	unit := q.indicator.Unit
	if ch.Unit != stats.Absolute {
		unit = c.desk.words.Text("change.unit." + ch.Unit.String())
	}
	a := answer{
		point: chart.Point{Value: ch.Delta.Float(), Text: text, Valid: true},
		unit:  unit, basis: ch.Basis, figure: figure.Change(ch, kind, text), number: text,
	}
	if ch.Note != "" {
		c.note(c.desk.words.Text("note.figure", "indicator", q.indicator.Name, "note", ch.Note))
	}
	c.saw(a, ch.Source)
	return a, true
}

func (c *charting) miss(err error) {
	if c.missing == nil {
		c.missing = err
	}
}

func (c *charting) saw(a answer, source string) {
	c.found++
	if a.unit != "" && !slices.Contains(c.units, a.scale+a.unit) {
		c.units = append(c.units, a.scale+a.unit)
	}
	for s := range strings.SplitSeq(source, stats.SourceSep) {
		if s != "" && !slices.Contains(c.sources, s) {
			c.sources = append(c.sources, s)
		}
	}
	c.Resolver.figure(a.figure)
}

// breaks marks where the basis of any series changes, when the categories are
// periods.
func (c *charting) breaks(cells [][]answer) {
	if c.kind != "line" && c.kind != "bar" || len(c.sel.periods) < 2 || c.keys.Values != "" {
		return
	}
	at := map[int]bool{}
	for _, row := range cells {
		last := ""
		seen := false
		for k, a := range row {
			if !a.point.Valid {
				continue
			}
			if seen && a.basis != last {
				at[k] = true
			}
			last, seen = a.basis, true
		}
	}
	for k := range len(c.spec.Categories) {
		if at[k] {
			c.spec.Breaks = append(c.spec.Breaks, chart.Break{Before: k, Note: c.desk.words.Text("chart.break")})
		}
	}
}

// crossTable prints the same cells: categories down, series across.
func (c *charting) crossTable(series, categories []axis, cells [][]answer) {
	c.table.Columns = []view.Column{{}}
	for s, sr := range series {
		unit, uniform := columnUnit(cells[s])
		c.table.Columns = append(c.table.Columns, view.Column{Text: sr.label, Unit: unit, Num: true})
		for k := range cells[s] {
			cells[s][k].print(uniform)
		}
	}
	for k, cat := range categories {
		row := view.Row{Label: cat.label}
		for s := range series {
			row.Cells = append(row.Cells, c.cellView(cells[s][k]))
		}
		c.table.Rows = append(c.table.Rows, row)
	}
}

// print leaves a scale that the whole column shares to the column's head.
func (a *answer) print(uniform bool) {
	if a.figure == nil {
		return
	}
	if uniform {
		a.figure.Text = a.number
	}
}

// columnUnit is what stands in the head of a column: the unit, with the scale
// when all cells share it.
func columnUnit(cells []answer) (unit string, uniform bool) {
	scale, first := "", true
	uniform = true
	for _, a := range cells {
		if a.figure == nil {
			continue
		}
		if first {
			scale, unit, first = a.scale, a.unit, false
		}
		if a.unit != unit {
			return "", false
		}
		uniform = uniform && a.scale == scale
	}
	if uniform {
		unit = scale + unit
	}
	return unit, uniform
}

func (c *charting) cellView(a answer) view.Cell {
	return view.Cell{HTML: figureHTML(a.figure, c.desk.words.Text("missing")), Num: true}
}

// items is one series over indicators or rows: shares, stages, a gauge.
func (c *charting) items() bool {
	base := query{period: c.sel.periods[0], court: c.sel.courts[0]}
	items := c.indicatorAxis()
	c.span = c.sel.periods[:1]
	if c.sel.category != nil {
		rows, measures, ok := c.breakdown()
		if !ok {
			return false
		}
		measures[0].with(&base)
		items = rows
	}
	name := ""
	if c.sel.category != nil {
		name = base.indicator.Name
	}
	if c.kind == "gauge" && len(c.sel.indicators) > 0 {
		name = c.sel.indicators[0].Name
		c.spec.Interval = c.interval(c.sel.indicators[0])
	}
	return c.cross(base, []axis{{name, func(*query) {}}}, items)
}

func (c *charting) interval(ind *stats.Indicator) *chart.Interval {
	if ind.Interval == nil {
		return nil
	}
	out := &chart.Interval{Text: intervalText(c.desk.words, ind)}
	if ind.Interval.Lo != nil {
		v := ind.Interval.Lo.InexactFloat64()
		out.Lo = &v
	}
	if ind.Interval.Hi != nil {
		v := ind.Interval.Hi.InexactFloat64()
		out.Hi = &v
	}
	return out
}

// flow draws each indicator into its parts. A part without a value is left
// out; what the parts do not account for stays unshown.
func (c *charting) flow() bool {
	c.span = c.sel.periods[:1]
	c.table.Columns = []view.Column{{Text: c.desk.words.Text("chart.flow_from")}, {Text: c.desk.words.Text("chart.flow_to")}, {Num: true}}
	var links []answer
	isPart := map[string]bool{} // parts print the value of their stream
	for _, ind := range c.sel.indicators {
		for _, id := range ind.Parts {
			isPart[id] = true
		}
	}
	row := func(a answer, from, to string) {
		c.table.Rows = append(c.table.Rows, view.Row{Label: from, Cells: []view.Cell{{HTML: template.HTML(html.EscapeString(to))}, {}}})
		links = append(links, a)
	}
	for _, ind := range c.sel.indicators {
		first := true
		for _, id := range ind.Parts {
			part, err := c.desk.stats.Indicator(id)
			if err != nil {
				continue // reported where the parts are declared
			}
			a, ok := c.ask(query{part, c.sel.courts[0], c.sel.periods[0]})
			if !ok {
				return false
			}
			if !a.point.Valid {
				continue
			}
			if first && !isPart[ind.ID] {
				whole, ok := c.ask(query{ind, c.sel.courts[0], c.sel.periods[0]})
				if !ok {
					return false
				}
				if whole.point.Valid {
					c.spec.Nodes = append(c.spec.Nodes, chart.Node{Name: ind.Name, Text: whole.point.Text + whole.unit})
					row(whole, ind.Name, "")
				}
			}
			first = false
			c.spec.Links = append(c.spec.Links, chart.Link{From: ind.Name, To: part.Name, Value: a.point.Value, Text: a.point.Text, Unit: a.unit})
			c.spec.Nodes = append(c.spec.Nodes, chart.Node{Name: part.Name, Text: a.point.Text + a.unit})
			row(a, ind.Name, part.Name)
		}
	}
	unit, uniform := columnUnit(links)
	c.table.Columns[2] = view.Column{Text: c.desk.words.Text("table.value"), Unit: unit, Num: true}
	for i := range links {
		links[i].print(uniform)
		c.table.Rows[i].Cells[1] = c.cellView(links[i])
	}
	if len(links) == 0 && c.missing == nil {
		c.bag.Add(diag.ChartShape, c.pos, diag.Args{"template": c.keys.Template, "reason": "@shape-no-parts"})
		return false
	}
	return true
}

func (c *charting) timeline() bool {
	reg, entries, ok := c.registerOf(c.file, c.keys.Register, c.keys.Filter)
	if !ok {
		return false
	}
	t := c.desk.words
	c.table.Columns = []view.Column{{Text: t.Text("register.date")}, {Text: t.Text("register.name")}, {Text: t.Text("register.level")}, {Text: t.Text("register.count"), Num: true}}
	for _, e := range entries {
		year, _ := strconv.Atoi(e.Year())
		ev := chart.Event{Date: c.desk.date(e.Date), Year: year, Name: e.Name, Level: e.Level}
		if e.Count.Given {
			ev.CountText = countText(e)
		}
		c.spec.Events = append(c.spec.Events, ev)
		v := c.desk.Entry(reg, e)
		c.table.Rows = append(c.table.Rows, view.Row{Label: ev.Date, Cells: []view.Cell{
			{HTML: template.HTML(html.EscapeString(e.Name))}, {HTML: template.HTML(html.EscapeString(e.Level))}, {HTML: v.Count, Num: true},
		}})
	}
	return true
}

// subtitle states unit, court and period, unless the author wrote one.
func (c *charting) subtitle() string {
	if c.keys.Subtitle != "" {
		return c.Text(c.keys.Subtitle, c.file.ValuePos("subtitle")).Text()
	}
	t := c.desk.words
	var parts []string
	if len(c.units) > 0 {
		parts = append(parts, t.Text("chart.unit", "unit", strings.Join(c.units, t.Text("list.comma"))))
	}
	if c.keys.Values != "" {
		parts = append(parts, c.keys.Values)
	}
	if len(c.sel.courts) == 1 {
		parts = append(parts, c.sel.courts[0].Name)
	}
	switch n := len(c.span); n {
	case 0:
	case 1, 2: // two periods may be years apart: a dash would claim those between
		said := make([]string, n)
		for i, p := range c.span {
			said[i] = wording.Period(t, p)
		}
		parts = append(parts, strings.Join(said, t.Text("list.comma")))
	default:
		parts = append(parts, t.Text("chart.span", "from", wording.Period(t, c.span[0]), "to", wording.Period(t, c.span[n-1])))
	}
	return strings.Join(parts, t.Text("chart.dot"))
}
