package exhibit

import (
	"fmt"
	"gongbao/generator/diag"
	"gongbao/generator/figure"
	"gongbao/generator/period"
	"gongbao/generator/stats"
	"gongbao/generator/tomlfile"
	"gongbao/generator/view"
	"gongbao/generator/wording"
	"html/template"
	"slices"
	"strconv"
	"strings"
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

func (r *Resolver) table(src tomlfile.Source, pos diag.Pos) *view.Table {
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
	title := r.Text(keys.Title, f.ValuePos("title"))
	note := r.Text(keys.Note, f.ValuePos("note"))
	t := &tabling{Resolver: r, pos: pos, columns: keys.Columns}
	if sel.category != nil {
		ok = t.breakdown(sel)
	} else {
		ok = t.plain(sel)
	}
	if !ok {
		return nil
	}
	t.view.ID, t.view.Caption, t.view.Note = id, template.HTML(title.HTML()), template.HTML(note.HTML())
	t.view.Source = strings.Join(t.sources, stats.SourceSep)
	return &t.view
}

// tabling builds a table.
type tabling struct {
	*Resolver
	pos     diag.Pos
	columns []string
	rowIDs  bool // rows of a breakdown can be linked to: on its own page alone, so that ids stay unique
	sources []string
	view    view.Table
}

// plain has a row for each indicator (or court) and columns for each period.
func (t *tabling) plain(sel selection) bool {
	t.view.Columns = []view.Column{{Text: t.desk.words.Text("table.indicator")}}
	type head struct {
		p period.Period
		c string
	}
	var heads []head
	labels := periodLabels(t.desk.words, sel.periods)
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
			row := view.Row{Label: ind.Name, Href: t.desk.href(t.path, ind)}
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
	gap := view.Cell{HTML: figureHTML(nil, t.desk.words.Text("missing")), Num: true}
	switch column {
	case columnYoY, columnPoP:
		ask, kind, base := t.desk.stats.YearOnYear, "yoy", wording.Year
		if column == columnPoP {
			ask, kind, base = t.desk.stats.PeriodOnPeriod, "pop", wording.Before
		}
		c, err := ask(ind, court, p)
		if err != nil {
			return gap, err
		}
		f := figure.Change(c, kind, wording.Change(t.desk.words, c, base, true).String())
		t.keep(figure.Result{Parts: []figure.Part{{Text: f.Text, Figure: f}}, Notes: noteOf(c)})
		t.source(c.Source)
		return view.Cell{HTML: figureHTML(f, ""), Num: true}, nil
	}
	d, err := t.desk.stats.Value(ind, court, p)
	if err != nil {
		return gap, err
	}
	f := figure.Datum(d, d.Quantity.String()+ind.Unit)
	if column == columnInterval {
		s, err := d.Against()
		if err != nil {
			return gap, err
		}
		f.Text, f.Kind = figure.IntervalText(t.desk.words, s), "interval"
	}
	t.Resolver.figure(f)
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
	for s := range strings.SplitSeq(text, stats.SourceSep) {
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
		ind, err := t.desk.stats.Indicator(m)
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
			row.Label = t.desk.words.Text("table.total")
		}
		any := false
		for _, m := range measures {
			cell := view.Cell{HTML: figureHTML(nil, t.desk.words.Text("missing")), Num: true}
			if ind, err := t.desk.stats.Indicator(c.ID + "." + m.ID); err == nil {
				d, err := t.desk.stats.Value(ind, court, p)
				switch {
				case isMissing(err):
					missing = err
				case err != nil:
					t.fail(err, t.pos)
					return false
				default:
					f := figure.Datum(d, d.Quantity.String())
					t.Resolver.figure(f)
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

// periodLabels name periods side by side: a year is said only where it begins,
// 2024年一季度, 二季度, …; a single period is said in full.
func periodLabels(t wording.Words, ps []period.Period) []string {
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
