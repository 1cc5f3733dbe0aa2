package site

import (
	"fmt"
	"html"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"gongbao/generator/diag"
	"gongbao/generator/figure"
	"gongbao/generator/period"
	"gongbao/generator/register"
	"gongbao/generator/stats"
	"gongbao/generator/theme"
	"gongbao/generator/tomlfile"
	"gongbao/generator/view"
	"gongbao/generator/wording"
)

// tableKeys is the body of a ```table block.
type tableKeys struct {
	selectKeys
	Period  string   `toml:"period"`
	Title   string   `toml:"title"`
	Note    string   `toml:"note"`
	Columns []string `toml:"columns"`
}

// Columns of a table.
const (
	columnValue    = "值"
	columnYoY      = "同比"
	columnPoP      = "环比"
	columnInterval = "区间"
)

func (r *resolver) table(src tomlfile.Source, pos diag.Pos) block {
	r.count["table"]++
	id := "table-" + strconv.Itoa(r.count["table"])
	var keys tableKeys
	f, ok := r.decode(src, &keys)
	if !ok {
		return nil
	}
	if keys.Period != "" {
		keys.Periods = keys.Period
	}
	if len(keys.Columns) == 0 {
		keys.Columns = []string{columnValue}
	}
	for i, c := range keys.Columns {
		if known := []string{columnValue, columnYoY, columnPoP, columnInterval}; !slices.Contains(known, c) {
			r.bag.Add(diag.BadValue, f.Pos(fmt.Sprintf("columns[%d]", i)), diag.Args{"key": "columns", "value": c, "want": strings.Join(known, " | "), "example": diag.Closest(c, known)})
			return nil
		}
	}
	sel, ok := r.choose(f, keys.selectKeys)
	if !ok {
		return nil
	}
	if sel.category == nil && len(sel.indicators) == 0 {
		r.bag.Add(diag.MissingKey, pos, diag.Args{"key": "indicators", "example": `indicators = ["accepted"]`})
		return nil
	}
	title := r.text(keys.Title, f.ValuePos("title"))
	note := r.text(keys.Note, f.ValuePos("note"))
	t := &tabling{resolver: r, pos: pos, columns: keys.Columns}
	if sel.category != nil {
		ok = t.breakdown(sel)
	} else {
		ok = t.plain(sel)
	}
	if !ok {
		return nil
	}
	t.view.ID, t.view.Caption, t.view.Note = id, template.HTML(title.HTML()), template.HTML(note.HTML())
	t.view.Source = strings.Join(t.sources, sourceSep)
	return &t.view
}

// tabling builds a table.
type tabling struct {
	*resolver
	pos     diag.Pos
	columns []string
	rowIDs  bool // rows of a breakdown can be linked to: on its own page alone, so that ids stay unique
	sources []string
	view    view.Table
}

// plain has a row for each indicator (or court) and columns for each period.
func (t *tabling) plain(sel selection) bool {
	t.view.Columns = []view.Column{{Text: t.m.theme.Text("table.indicator")}}
	type head struct {
		p period.Period
		c string
	}
	var heads []head
	labels := periodLabels(t.m.theme, sel.periods)
	for i, p := range sel.periods {
		for _, c := range t.columns {
			heads = append(heads, head{p, c})
			text := c
			switch {
			case c == columnValue:
				text = labels[i]
			case len(sel.periods) > 1:
				text = labels[i] + c
			}
			t.view.Columns = append(t.view.Columns, view.Column{Text: text, Num: true})
		}
	}
	byCourt := len(sel.courts) > 1
	for _, court := range sel.courts {
		for _, ind := range sel.indicators {
			row := view.Row{Label: ind.Name, Href: t.m.indicatorHref(t.path, ind)}
			if byCourt {
				row.Label = court.Short
				if len(sel.indicators) > 1 {
					row.Label += " " + ind.Name
				}
			}
			var first error
			found := false
			for _, h := range heads {
				cell, err := t.cell(ind, court, h.p, h.c)
				switch {
				case isMissing(err):
					if first == nil {
						first = err
					}
				case err != nil:
					t.fail(err, t.pos)
					return false
				default:
					found = true
				}
				row.Cells = append(row.Cells, cell)
			}
			if !found && first != nil { // a row of nothing
				t.fail(first, t.pos)
				return false
			}
			t.view.Rows = append(t.view.Rows, row)
		}
	}
	return true
}

// cell prints one column of an indicator; a value that is not there has the
// sign for missing and its error.
func (t *tabling) cell(ind *stats.Indicator, court *stats.Court, p period.Period, column string) (view.Cell, error) {
	gap := view.Cell{HTML: figureHTML(nil, t.m.theme.Text("missing")), Num: true}
	switch column {
	case columnYoY, columnPoP:
		ask, kind, base := t.m.stats.YearOnYear, "yoy", wording.Year
		if column == columnPoP {
			ask, kind, base = t.m.stats.PeriodOnPeriod, "pop", wording.Before
		}
		c, err := ask(ind, court, p)
		if err != nil {
			return gap, err
		}
		f := figure.Change(c, kind, wording.Change(t.m.theme, c, base, true).String())
		t.keep(figure.Result{Parts: []figure.Part{{Text: f.Text, Figure: f}}, Notes: noteOf(c)})
		t.source(c.Source)
		return view.Cell{HTML: figureHTML(f, ""), Num: true}, nil
	}
	d, err := t.m.stats.Value(ind, court, p)
	if err != nil {
		return gap, err
	}
	f := figure.Datum(d, d.Quantity.String()+ind.Unit)
	if column == columnInterval {
		s, err := d.Against()
		if err != nil {
			return gap, err
		}
		f.Text, f.Kind = figure.IntervalText(t.m.theme, s), "interval"
	}
	t.resolver.figure(f)
	t.source(d.Source)
	return view.Cell{HTML: figureHTML(f, ""), Num: true}, nil
}

func noteOf(c stats.Change) []figure.Note {
	if c.Note == "" {
		return nil
	}
	return []figure.Note{{Indicator: c.Indicator.Name, Text: c.Note}}
}

func (t *tabling) source(text string) {
	for s := range strings.SplitSeq(text, sourceSep) {
		if s != "" && !slices.Contains(t.sources, s) {
			t.sources = append(t.sources, s)
		}
	}
}

// breakdown prints a category's table as published: its total, then its rows.
func (t *tabling) breakdown(sel selection) bool {
	t.view.Columns = []view.Column{{Text: sel.category.Name}}
	p, court := sel.periods[0], sel.courts[0]
	var measures []*stats.Indicator
	for _, m := range sel.category.Measures {
		ind, err := t.m.stats.Indicator(m)
		if err != nil {
			continue // reported where the category is declared
		}
		measures = append(measures, ind)
		t.view.Columns = append(t.view.Columns, view.Column{Text: ind.Name, Unit: ind.Unit, Num: true})
	}
	found := false
	var missing error
	line := func(c *stats.Category, total bool, depth int) bool {
		row := view.Row{Label: c.Name, Total: total, Depth: depth}
		if t.rowIDs {
			row.ID = c.ID + "-" + p.String()
		}
		if total {
			row.Label = t.m.theme.Text("table.total")
		}
		any := false
		for _, m := range measures {
			cell := view.Cell{HTML: figureHTML(nil, t.m.theme.Text("missing")), Num: true}
			if ind, err := t.m.stats.Indicator(c.ID + "." + m.ID); err == nil {
				d, err := t.m.stats.Value(ind, court, p)
				switch {
				case isMissing(err):
					missing = err
				case err != nil:
					t.fail(err, t.pos)
					return false
				default:
					f := figure.Datum(d, d.Quantity.String())
					t.resolver.figure(f)
					t.source(d.Source)
					cell.HTML, any, found = figureHTML(f, ""), true, true
				}
			}
			row.Cells = append(row.Cells, cell)
		}
		if any || total {
			t.view.Rows = append(t.view.Rows, row)
		}
		return true
	}
	if !line(sel.category, true, 0) {
		return false
	}
	for _, row := range t.rows(sel.category) {
		if !line(row, false, 0) {
			return false
		}
	}
	if !found && missing != nil {
		t.fail(missing, t.pos)
		return false
	}
	return true
}

// cardsKeys is the body of a ```cards block.
type cardsKeys struct {
	Title      string   `toml:"title"`
	Indicators []string `toml:"indicators"`
	Period     string   `toml:"period"`
	Courts     []string `toml:"courts"`
	Note       string   `toml:"note"`
}

func (r *resolver) cards(src tomlfile.Source, pos diag.Pos) block {
	r.count["cards"]++
	var keys cardsKeys
	f, ok := r.decode(src, &keys)
	if !ok {
		return nil
	}
	var periods any
	if keys.Period != "" {
		periods = keys.Period
	}
	sel, ok := r.choose(f, selectKeys{Indicators: keys.Indicators, Courts: keys.Courts, Periods: periods})
	if !ok {
		return nil
	}
	if len(sel.indicators) == 0 {
		r.bag.Add(diag.MissingKey, pos, diag.Args{"key": "indicators", "example": `indicators = ["accepted", "closed"]`})
		return nil
	}
	title, note := r.text(keys.Title, f.ValuePos("title")), r.text(keys.Note, f.ValuePos("note"))
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
func (r *resolver) card(ind *stats.Indicator, court *stats.Court, p period.Period) (view.Card, error) {
	t := r.m.theme
	card := view.Card{
		Name: ind.Name, Href: r.m.indicatorHref(r.path, ind), Period: wording.Period(t, p), Group: ind.Group,
		Value: figureHTML(nil, t.Text("missing")), Unit: "",
	}
	d, err := r.m.stats.Value(ind, court, p)
	missing := isMissing(err)
	if err != nil && !missing {
		return card, err
	}
	if err == nil {
		f := figure.Datum(d, d.Quantity.Number())
		r.figure(f)
		card.Value, card.Unit = figureHTML(f, ""), d.Quantity.Scale().String()+ind.Unit
		card.Spark = r.m.spark(ind, court, p)
		if ind.Interval != nil {
			if s, err := d.Against(); err == nil {
				card.Status = figure.IntervalText(t, s)
			}
		}
	}
	c, changeErr := r.m.stats.YearOnYear(ind, court, p)
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
func (r *resolver) onlyChange(card *view.Card, c stats.Change) {
	t := r.m.theme
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

// mark holds the place of markup in a text of the interface.
const mark = "\x00"

// around puts markup in the place of the mark.
func around(text string, markup template.HTML) template.HTML {
	before, after, _ := strings.Cut(text, mark)
	return template.HTML(html.EscapeString(before) + string(markup) + html.EscapeString(after))
}

// periodLabels name periods side by side: a year is said only where it begins,
// 2024年一季度, 二季度, …; a single period is said in full.
func periodLabels(t *theme.Theme, ps []period.Period) []string {
	out := make([]string, len(ps))
	for i, p := range ps {
		switch {
		case len(ps) == 1:
			out[i] = wording.Period(t, p)
		case i == 0 || ps[i-1].Year() != p.Year():
			out[i] = wording.PeriodFirst(t, p)
		default:
			out[i] = wording.PeriodShort(t, p)
		}
	}
	return out
}

// trendText says 趋优 or 趋劣 where one way is better.
func trendText(t *theme.Theme, c stats.Change) string {
	switch c.Better() {
	case 1:
		return t.Text("trend.better")
	case -1:
		return t.Text("trend.worse")
	}
	return ""
}

// registerKeys is the body of a ```register block.
type registerKeys struct {
	Register string `toml:"register"`
	Filter   string `toml:"filter"`
	Layout   string `toml:"layout"`
	Title    string `toml:"title"`
	Note     string `toml:"note"`
}

// Layouts of a register.
const (
	layoutList   = "list"
	layoutWall   = "wall"
	layoutCounts = "counts"
)

func (r *resolver) register(src tomlfile.Source, pos diag.Pos) block {
	r.count["register"]++
	keys := registerKeys{Layout: layoutList}
	f, ok := r.decode(src, &keys)
	if !ok {
		return nil
	}
	if known := []string{layoutList, layoutWall, layoutCounts}; !slices.Contains(known, keys.Layout) {
		r.bag.Add(diag.BadValue, f.Pos("layout"), diag.Args{"key": "layout", "value": keys.Layout, "want": strings.Join(known, " | "), "example": diag.Closest(keys.Layout, known)})
		return nil
	}
	reg, entries, ok := r.registerOf(f, keys.Register, keys.Filter)
	if !ok {
		return nil
	}
	title, note := r.text(keys.Title, f.ValuePos("title")), r.text(keys.Note, f.ValuePos("note"))
	out := &view.Register{
		ID: "register-" + strconv.Itoa(r.count["register"]), Layout: keys.Layout,
		Title: template.HTML(title.HTML()), Note: template.HTML(note.HTML()), Counts: r.levelCounts(reg, entries),
	}
	if len(register.Units(entries)) == 1 {
		total := figure.Count(reg, register.Total(entries), keys.Filter)
		r.figure(total)
		out.Total = figureHTML(total, "")
	}
	for _, e := range entries {
		out.Entries = append(out.Entries, r.m.entry(reg, e))
	}
	return out
}

// levelCounts counts entries by level, highest first, and within a level by
// what they are counted in, since courts and judges do not add up.
func (r *resolver) levelCounts(reg *register.Register, entries []register.Entry) []view.LevelCount {
	var out []view.LevelCount
	for _, level := range reg.Levels {
		kinds := map[string][]register.Entry{}
		var order []string
		for _, e := range entries {
			if e.Level != level {
				continue
			}
			k := e.Fields["kind"]
			if kinds[k] == nil {
				order = append(order, k)
			}
			kinds[k] = append(kinds[k], e)
		}
		for _, k := range order {
			units := register.Units(kinds[k])
			if len(units) > 1 {
				continue
			}
			label, filter := level, "level="+level
			if k != "" {
				label, filter = label+r.m.theme.Text("chart.dot")+k, filter+" kind="+k
			}
			f := figure.Count(reg, register.Total(kinds[k]), filter)
			r.figure(f)
			out = append(out, view.LevelCount{Level: label, Count: figureHTML(f, "") + text(units[0])})
		}
	}
	return out
}

// entry is a line of a register as printed.
func (m *model) entry(reg *register.Register, e register.Entry) view.Entry {
	v := view.Entry{ID: e.ID, Date: m.date(e.Date), Year: e.Year(), Name: e.Name, Level: e.Level, Kind: e.Fields["kind"], Alt: e.Alt}
	if e.Count.Given {
		v.Count = template.HTML(html.EscapeString(countText(e)))
	}
	if e.Image != "" {
		v.Image = e.Image
	}
	for _, f := range reg.Fields {
		if text := e.Fields[f.ID]; text != "" && f.ID != "kind" && f.ID != "unit" {
			v.Fields = append(v.Fields, view.Field{Name: f.Name, Text: text})
		}
	}
	return v
}

// countText is how many an entry honours, with the measure word: 近8400名.
func countText(e register.Entry) string { return e.Count.String() + e.Fields["unit"] }

// date prints a year, month or day.
func (m *model) date(s string) string {
	parts := strings.Split(s, "-")
	n := func(i int) string {
		v, _ := strconv.Atoi(parts[i])
		return strconv.Itoa(v)
	}
	switch len(parts) {
	case 1:
		return m.theme.Text("date.year", "year", n(0))
	case 2:
		return m.theme.Text("date.month", "year", n(0), "month", n(1))
	}
	return m.theme.Text("date.day", "year", n(0), "month", n(1), "day", n(2))
}

// intervalText prints the interval of an indicator.
func intervalText(t *theme.Theme, ind *stats.Indicator) string {
	iv := ind.Interval
	switch {
	case iv == nil:
		return ""
	case iv.Lo == nil:
		return t.Text("interval.hi", "hi", iv.Hi.String()+ind.Unit)
	case iv.Hi == nil:
		return t.Text("interval.lo", "lo", iv.Lo.String()+ind.Unit)
	}
	return t.Text("interval.both", "lo", iv.Lo.String()+ind.Unit, "hi", iv.Hi.String()+ind.Unit)
}
