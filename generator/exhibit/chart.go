package exhibit

import (
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"gongbao/generator/chart"
	"gongbao/generator/diag"
	"gongbao/generator/figure"
	"gongbao/generator/period"
	"gongbao/generator/stats"
	"gongbao/generator/tomlfile"
	"gongbao/generator/view"
	"gongbao/generator/wording"
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

var chartShape = tomlfile.ShapeOf[chartKeys]()

// Chart is a resolved chart: its words and data, and the two options that
// are still to be drawn.
type Chart struct {
	View         view.Chart // whole but for its drawings
	Wide, Narrow chart.Option
	Title, Desc  string // plain text, for the drawing

	spec chart.Spec // what the options were made of
}

// maxSources is how many sources a chart names beneath it; more stand with its
// table.
const maxSources = 2

// comparisonWords are what the key values may hold.
var comparisonWords = []string{figure.YearOnYear.Word(), figure.PeriodOnPeriod.Word()}

func (r *Resolver) chart(src tomlfile.Source, pos diag.Pos) *Chart {
	r.count["chart"]++
	id := "chart-" + strconv.Itoa(r.count["chart"])
	var keys chartKeys
	f, ok := chartShape.Decode(src, &keys, r.bag)
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
			"name": keys.Template, "suggestion": diag.Closest(keys.Template, r.desk.templates.Names()), "known": strings.Join(r.desk.templates.Names(), " | "),
		})
		return nil
	}
	c := &charting{Resolver: r, template: keys.Template, kind: kind, values: keys.Values, highlight: keys.Highlight, place: f.Pos, pos: pos}
	title := r.Text(keys.Title, f.ValuePos("title"))
	if kind == "timeline" {
		ok = r.unused(f, "@not-in-timeline", "indicators", "periods", "courts", "category", "measure", "values", "highlight") && c.timeline(f, keys)
	} else {
		ok = r.unused(f, "@only-in-timeline", "register", "filter") && c.read(f, keys)
	}
	if !ok {
		return nil
	}
	subtitle := plain(c.subtitle())
	if keys.Subtitle != "" {
		subtitle = r.Text(keys.Subtitle, f.ValuePos("subtitle"))
	}
	note := r.Text(keys.Note, f.ValuePos("note"))
	return c.finish(id, title, subtitle, note)
}

// join appends words to a text, with the dot that parts the parts of a subtitle.
func (c *charting) join(r figure.Result, words string) figure.Result {
	if r.Text() != "" {
		words = c.desk.words.Text("chart.dot") + words
	}
	r.Parts = append(slices.Clip(r.Parts), figure.Part{Text: words})
	return r
}

// plain is a text without figures.
func plain(s string) figure.Result { return figure.Result{Parts: []figure.Part{{Text: s}}} }

// finish makes the options of a chart; they are drawn later.
func (c *charting) finish(id string, title, subtitle, note figure.Result) *Chart {
	words := c.desk.words
	c.spec.Template, c.spec.Title, c.spec.Subtitle = c.template, title.Text(), subtitle.Text()
	options, err := c.desk.templates.Options(c.spec)
	if c.fail(err, c.pos) {
		return nil
	}
	// Whoever wrote the subtitle, readers are told what does not begin at zero, which
	// is the same in both sizes.
	if origin := options.Wide.Origin; origin != "" {
		subtitle = c.join(subtitle, words.Text("chart.origin."+string(origin)))
		c.spec.Subtitle = subtitle.Text()
	}
	cb := &Chart{spec: c.spec, Title: c.spec.Title, Desc: words.Text("chart.desc", "subtitle", c.spec.Subtitle)}
	cb.Wide, cb.Narrow = options.Wide, options.Narrow
	source := c.sources.text(c.desk.words)
	c.table.ID, c.table.Source = id+"-data", source
	// The title's figures stand in the title; the table repeats its words alone.
	c.table.Caption = text(c.spec.Title)
	if n := len(c.sources); n > maxSources {
		source = words.Text("chart.sources", "n", strconv.Itoa(n))
	}
	cb.View = view.Chart{
		ID: id, Template: c.template, Title: template.HTML(title.HTML()), Subtitle: template.HTML(subtitle.HTML()), Data: c.table, Source: source,
		Note: template.HTML(note.HTML()), Option: template.HTML(options.Script),
	}
	c.Charts = append(c.Charts, cb)
	return cb
}

// charting fills a spec and the table of the same data.
type charting struct {
	*Resolver
	template  string
	kind      string
	values    string // "" for levels, else the word of a comparison
	highlight string // the series that matters
	sel       selection
	pos       diag.Pos                  // of the block
	place     func(key string) diag.Pos // of its keys
	made      bool                      // by the program: what cannot be worked out is a gap and nobody's mistake

	spec    chart.Spec
	table   view.Table
	sources sources
	units   []string
	found   int   // values that are there
	missing error // the first value that is not
}

// read makes a selection of an author's block and fills the spec from it.
func (c *charting) read(f *tomlfile.File, keys chartKeys) (ok bool) {
	if c.sel, ok = c.choose(f, keys.selectKeys); !ok {
		return false
	}
	if _, known := figure.ComparisonOf(c.values); c.values != "" && !known {
		c.bag.Add(diag.BadValue, c.place("values"), diag.Args{"key": "values", "value": c.values, "want": strings.Join(comparisonWords, " | ")})
		return false
	}
	if c.sel.category == nil && len(c.sel.indicators) == 0 {
		c.bag.Add(diag.MissingKey, c.pos, diag.Args{"key": "indicators", "example": `indicators = ["accepted"]`})
		return false
	}
	return c.fill()
}

// fill asks for all that the selection names.
func (c *charting) fill() bool {
	ok := false
	if c.kind == "sankey" {
		ok = c.flow()
	} else if g, fits := c.layout(); fits {
		ok = c.cross(g)
	}
	if !ok || !c.highlighted() {
		return false
	}
	if c.found == 0 && c.missing != nil { // a chart of nothing
		return !c.fail(c.missing, c.pos)
	}
	return true
}

// highlighted marks the series that matters, which the author names as the
// chart does or as the data do.
func (c *charting) highlighted() bool {
	if c.highlight == "" {
		return true
	}
	names := []string{c.highlight}
	if ind, err := c.desk.stats.Indicator(c.highlight); err == nil {
		names = append(names, ind.Name)
	}
	if court, err := c.desk.stats.Court(c.highlight); err == nil {
		names = append(names, court.Short)
	}
	var known []string
	for i := range c.spec.Series {
		s := &c.spec.Series[i]
		if s.Name == "" {
			continue
		}
		if slices.Contains(names, s.Name) {
			s.Highlight = true
			return true
		}
		known = append(known, s.Name)
	}
	args := diag.Args{"key": "highlight", "value": c.highlight, "want": "@no-series", "example": diag.Closest(c.highlight, known)}
	if len(known) > 0 {
		args["want"] = strings.Join(known, " | ")
	}
	c.bag.Add(diag.BadValue, c.place("highlight"), args)
	return false
}

// unit is the unit in which an indicator is drawn.
func (c *charting) unit(ind *stats.Indicator) string {
	if c.values == "" || ind.Change == stats.Absolute {
		return ind.Unit
	}
	return c.desk.words.Text("change.unit." + ind.Change.String())
}

// cross asks for every cell of a grid and fills the spec and the table.
func (c *charting) cross(g grid) bool {
	c.spec.Categories = slices.Grow(c.spec.Categories, len(g.categories))
	for _, k := range g.categories {
		c.spec.Categories = append(c.spec.Categories, k.label)
	}
	cells := make([][]answer, len(g.series))
	var q query // one for all: each step is handed its address
	for s, sr := range g.series {
		out := chart.Series{Name: sr.label, Points: make([]chart.Point, 0, len(g.categories))}
		cells[s] = make([]answer, len(g.categories))
		for k, cat := range g.categories {
			q = g.base
			sr.with(&q)
			cat.with(&q)
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
	if g.byPeriod {
		c.breaks(cells)
	}
	c.crossTable(g, cells)
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
func (c *charting) ask(q query) (a answer, ok bool) {
	ind := q.indicator
	if q.row != nil {
		ind = c.crossing(q.row, q.indicator)
	}
	if ind == nil {
		return answer{}, true
	}
	var source string
	var err error
	if kind, ok := figure.ComparisonOf(c.values); ok {
		a, source, err = c.askChange(kind, ind, q)
	} else {
		a, source, err = c.askLevel(ind, q)
	}
	if isMissing(err) || err != nil && c.made {
		if c.missing == nil {
			c.missing = err
		}
		return answer{}, true
	}
	if c.fail(err, c.pos) {
		return answer{}, false
	}
	a.unit = c.unit(ind)
	c.found++
	if a.unit != "" && !slices.Contains(c.units, a.scale+a.unit) {
		c.units = append(c.units, a.scale+a.unit)
	}
	c.sources.add(source)
	return a, true
}

func (c *charting) askLevel(ind *stats.Indicator, q query) (answer, string, error) {
	d, err := c.desk.stats.Value(ind, q.court, q.period)
	if err != nil {
		return answer{}, "", err
	}
	text := d.Quantity.String()
	return answer{
		point: chart.Point{Value: d.Quantity.Float(), Text: text, Valid: true, Provisional: d.Status == stats.Provisional},
		basis: d.Basis, figure: c.datum(d, text), number: d.Quantity.Number(), scale: d.Quantity.Scale().String(),
	}, d.Source, nil
}

func (c *charting) askChange(kind figure.Comparison, ind *stats.Indicator, q query) (answer, string, error) {
	ch, err := kind.Ask(c.desk.stats, ind, q.court, q.period)
	if err != nil {
		return answer{}, "", err
	}
	text := ch.Delta.Number()
	return answer{
		point: chart.Point{Value: ch.Delta.Float(), Text: text, Valid: true},
		basis: ch.Basis, figure: c.change(ch, kind, text), number: text,
	}, ch.Source, nil
}

// breaks marks where the basis of any series changes between two periods.
func (c *charting) breaks(cells [][]answer) {
	if c.kind != "line" && c.kind != "bar" || c.values != "" {
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
func (c *charting) crossTable(g grid, cells [][]answer) {
	c.table.Columns = make([]view.Column, 1, 1+len(g.series))
	for s, sr := range g.series {
		c.table.Columns = append(c.table.Columns, view.Column{Text: sr.alone(), Unit: headUnit(cells[s]), Num: true})
	}
	c.table.Rows = slices.Grow(c.table.Rows, len(g.categories))
	all := make([]view.Cell, 0, len(g.categories)*len(g.series))
	for k, cat := range g.categories {
		first := len(all)
		for s := range g.series {
			all = append(all, c.cellView(cells[s][k]))
		}
		c.table.Rows = append(c.table.Rows, view.Row{Label: cat.alone(), Cells: all[first:len(all):len(all)]})
	}
}

// headUnit is the unit of a column for its head, with the scale when all cells
// share it; the cells are left with what the head does not say. The cells of a
// column have one unit.
func headUnit(cells []answer) string {
	told := func(a answer) bool { return a.figure != nil }
	first := slices.IndexFunc(cells, told)
	if first < 0 {
		return ""
	}
	unit, scale := cells[first].unit, cells[first].scale
	if slices.ContainsFunc(cells, func(a answer) bool { return told(a) && a.scale != scale }) {
		return unit
	}
	for i := range cells {
		if a := &cells[i]; a.figure != nil {
			a.figure.Text = a.number
		}
	}
	return scale + unit
}

func (c *charting) cellView(a answer) view.Cell {
	return view.Cell{HTML: cellHTML(a.figure, c.desk.words.Text("missing")), Num: true}
}

// flow draws each indicator, or the total of a breakdown, into its parts. A part
// without a value is left out; what the parts do not account for stays unshown.
func (c *charting) flow() bool {
	if !c.single("periods", len(c.sel.periods)) || !c.single("courts", len(c.sel.courts)) {
		return false
	}
	streams, isPart, ok := c.streams()
	if !ok {
		return false
	}
	c.table.Columns = []view.Column{{Text: c.desk.words.Text("chart.flow_from")}, {Text: c.desk.words.Text("chart.flow_to")}, {Num: true}}
	base := query{court: c.sel.courts[0], period: c.sel.periods[0]}
	ask := func(ind *stats.Indicator) (answer, bool) {
		q := base
		q.indicator = ind
		return c.ask(q)
	}
	var links []answer
	row := func(a answer, from, to string) {
		c.table.Rows = append(c.table.Rows, view.Row{Label: from, Cells: []view.Cell{{HTML: text(to)}, {}}})
		links = append(links, a)
	}
	for _, st := range streams {
		first := true
		for _, part := range st.parts {
			a, ok := ask(part)
			if !ok {
				return false
			}
			if !a.point.Valid {
				continue
			}
			if first && !isPart[st.whole] { // parts print the value of their stream
				whole, ok := ask(st.whole)
				if !ok {
					return false
				}
				if whole.point.Valid {
					c.spec.Nodes = append(c.spec.Nodes, chart.Node{Name: st.whole.Name, Text: whole.point.Text + whole.unit})
					row(whole, st.whole.Name, "")
				}
			}
			first = false
			c.spec.Links = append(c.spec.Links, chart.Link{From: st.whole.Name, To: part.Name, Value: a.point.Value, Text: a.point.Text, Unit: a.unit})
			c.spec.Nodes = append(c.spec.Nodes, chart.Node{Name: part.Name, Text: a.point.Text + a.unit})
			row(a, st.whole.Name, part.Name)
		}
	}
	c.table.Columns[2] = view.Column{Text: c.desk.words.Text("table.value"), Unit: headUnit(links), Num: true}
	for i := range links {
		c.table.Rows[i].Cells[1] = c.cellView(links[i])
	}
	return true
}

// stream is an indicator and what it is the sum of.
type stream struct {
	whole *stats.Indicator
	parts []*stats.Indicator
}

// streams are what a flow shows. An indicator that neither has parts nor is one
// would not be seen, and so is a mistake.
func (c *charting) streams() (out []stream, isPart map[*stats.Indicator]bool, ok bool) {
	isPart = map[*stats.Indicator]bool{}
	if c.sel.category != nil {
		if !c.oneMeasure() {
			return nil, nil, false
		}
		measure := c.sel.measures[0]
		st := stream{whole: c.crossing(c.sel.category, measure)}
		for _, row := range c.rows(c.sel.category) {
			if part := c.crossing(row, measure); part != nil {
				st.parts = append(st.parts, part)
			}
		}
		if st.whole == nil || len(st.parts) == 0 {
			c.shape("category", "@shape-no-parts", nil)
			return nil, nil, false
		}
		return []stream{st}, isPart, true
	}
	for _, ind := range c.sel.indicators {
		st := stream{whole: ind}
		for _, id := range ind.Parts {
			if part, err := c.desk.stats.Indicator(id); err == nil { // else reported where the parts are declared
				st.parts = append(st.parts, part)
				isPart[part] = true
			}
		}
		out = append(out, st)
	}
	for i, st := range out {
		if len(st.parts) == 0 && !isPart[st.whole] {
			c.shape(fmt.Sprintf("indicators[%d]", i), "@shape-no-parts", diag.Args{"name": st.whole.Name})
			return nil, nil, false
		}
	}
	return out, isPart, true
}

func (c *charting) timeline(f *tomlfile.File, keys chartKeys) bool {
	reg, entries, ok := c.registerOf(f, keys.Register, keys.Filter)
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
		v := c.desk.Entry(c.path, reg, e)
		c.table.Rows = append(c.table.Rows, view.Row{Label: ev.Date, Cells: []view.Cell{{HTML: text(e.Name)}, {HTML: text(e.Level)}, {HTML: v.Count, Num: true}}})
	}
	return true
}

// subtitle states unit, court and period.
func (c *charting) subtitle() string {
	t := c.desk.words
	var parts []string
	if len(c.units) > 0 {
		parts = append(parts, t.Text("chart.unit", "unit", strings.Join(c.units, t.Text("list.comma"))))
	}
	if c.values != "" {
		parts = append(parts, c.values)
	}
	if len(c.sel.courts) == 1 {
		parts = append(parts, c.sel.courts[0].Name)
	}
	if len(c.sel.periods) > 0 {
		parts = append(parts, spanText(t, c.sel.periods))
	}
	return strings.Join(parts, t.Text("chart.dot"))
}

// spanText names all periods of a chart. A dash stands for those between the
// first and the last, so only where none of them was left out.
func spanText(t wording.Words, ps []period.Period) string {
	first, last := ps[0], ps[len(ps)-1]
	if len(ps) > 2 && unbroken(ps) {
		return t.Text("chart.span", "from", wording.Period(t, first), "to", wording.Period(t, last))
	}
	said := make([]string, len(ps))
	for i, p := range ps {
		said[i] = wording.Period(t, p)
	}
	return strings.Join(said, t.Text("list.comma"))
}

// unbroken reports whether each period follows the one before: right behind it,
// or, for those that run from January, a month or a quarter longer.
func unbroken(ps []period.Period) bool {
	month := func(year, month int) int { return 12*year + month }
	step := month(ps[1].Year(), ps[1].Last()) - month(ps[0].Year(), ps[0].Last())
	for i, p := range ps[1:] {
		before := ps[i]
		gap := month(p.Year(), p.Last()) - month(before.Year(), before.Last())
		fromJanuary := p.First() == 1 && before.First() == 1
		follows := p.Len() == before.Len() && gap == p.Len()
		if !follows && !(fromJanuary && gap == step && (gap == 1 || gap == 3)) {
			return false
		}
	}
	return true
}
