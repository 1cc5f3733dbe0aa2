package exhibit

import (
	"errors"
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"gongbao/generator/diag"
	"gongbao/generator/figure"
	"gongbao/generator/period"
	"gongbao/generator/stats"
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

// Columns of a table, beside the comparisons.
const (
	columnValue    = "值"
	columnInterval = "区间"
)

// columnWords are what the key columns may hold.
var columnWords = []string{columnValue, figure.YearOnYear.Word(), figure.PeriodOnPeriod.Word(), columnInterval}

func (r *Resolver) table(src tomlfile.Source, pos diag.Pos) *view.Table {
	r.count["table"]++
	id := "table-" + strconv.Itoa(r.count["table"])
	var keys tableKeys
	f, ok := r.decode(src, &keys)
	if !ok {
		return nil
	}
	if keys.Period != "" {
		if !r.unused(f, "@not-with-period", "periods") {
			return nil
		}
		if keys.Periods, ok = r.onePeriod(f, keys.Period); !ok {
			return nil
		}
	}
	if len(keys.Columns) == 0 {
		keys.Columns = []string{columnValue}
	}
	for i, c := range keys.Columns {
		if !slices.Contains(columnWords, c) {
			r.bag.Add(diag.BadValue, f.Pos(fmt.Sprintf("columns[%d]", i)), diag.Args{"key": "columns", "value": c, "want": strings.Join(columnWords, " | "), "example": diag.Closest(c, columnWords)})
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
	t.view.Source = t.sources.text(r.desk.words)
	return &t.view
}

// tabling builds a table.
type tabling struct {
	*Resolver
	pos     diag.Pos
	columns []string
	rowIDs  bool // rows of a breakdown can be linked to: on its own page alone, so that ids stay unique
	made    bool // by the program: what cannot be worked out is a gap and nobody's mistake
	sources sources
	view    view.Table
}

// head is a column of values.
type head struct {
	period  period.Period
	measure *stats.Indicator // of a breakdown
	column  string
}

// fill prints a row's cells; ask gives the indicator of a column, nil when
// there is none. Any tells whether a cell has a value; missing is why the first
// that has none has none.
func (t *tabling) fill(row *view.Row, heads []head, court *stats.Court, indicator func(head) *stats.Indicator) (any bool, missing error, ok bool) {
	for _, h := range heads {
		ind := indicator(h)
		if ind == nil {
			row.Cells = append(row.Cells, t.gap())
			continue
		}
		cell, err := t.cell(ind, court, h.period, h.column, h.measure == nil)
		switch {
		case err == nil, absentWord(err) != "":
			any = true
		case !isMissing(err) && !t.made:
			t.fail(err, t.pos)
			return false, nil, false
		case missing == nil:
			missing = err
		}
		row.Cells = append(row.Cells, cell)
	}
	return any, missing, true
}

// absentWord is what the data say in place of the value that was asked for; ""
// when they say no more than that there is none.
func absentWord(err error) string {
	var problem *diag.Problem
	if errors.As(err, &problem) && problem.Code == diag.ValueAbsent && problem.Args["word"] != noWord {
		return problem.Args["word"]
	}
	return ""
}

// plain has a row for each indicator (or court) and columns for each period.
func (t *tabling) plain(sel selection) bool {
	t.view.Columns = []view.Column{{Text: t.desk.words.Text("table.indicator")}}
	var heads []head
	labels := periodLabels(t.desk.words, sel.periods)
	for i, p := range sel.periods {
		for _, c := range t.columns {
			heads = append(heads, head{period: p, column: c})
			text := labels[i]
			if c != columnValue {
				said := ""
				if len(sel.periods) > 1 {
					said = labels[i]
				}
				text = t.heading(said, c)
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
			any, missing, ok := t.fill(&row, heads, court, func(head) *stats.Indicator { return ind })
			if !ok {
				return false
			}
			if !any && missing != nil { // a row of nothing
				t.fail(missing, t.pos)
				return false
			}
			t.view.Rows = append(t.view.Rows, row)
		}
	}
	return true
}

func (t *tabling) gap() view.Cell {
	return view.Cell{HTML: cellHTML(nil, t.desk.words.Text("missing")), Num: true}
}

// cell prints one column of an indicator, a value with its unit if so wanted; a
// value that is not there has the sign for missing and its error.
func (t *tabling) cell(ind *stats.Indicator, court *stats.Court, p period.Period, column string, unit bool) (view.Cell, error) {
	if kind, ok := figure.ComparisonOf(column); ok {
		c, err := kind.Ask(t.desk.stats, ind, court, p)
		if err != nil {
			return t.gap(), err
		}
		t.sources.add(c.Source)
		f := t.change(c, kind, wording.Change(t.desk.words, c, kind.Base(), true).String())
		return view.Cell{HTML: cellHTML(f, ""), Num: true}, nil
	}
	d, err := t.desk.stats.Value(ind, court, p)
	if word := absentWord(err); word != "" {
		return view.Cell{HTML: cellHTML(nil, word), Num: true}, err
	}
	if err != nil {
		return t.gap(), err
	}
	text := d.Quantity.String()
	if unit {
		text += wording.Unit(ind.Unit)
	}
	f := figure.Datum(d, text)
	if column == columnInterval {
		s, err := d.Against()
		if err != nil {
			return t.gap(), err
		}
		f.Text, f.Kind = figure.IntervalText(t.desk.words, s), "interval"
		t.rest(ind)
	}
	t.show(f)
	t.sources.add(d.Source)
	return view.Cell{HTML: cellHTML(f, ""), Num: true}, nil
}

// heading is what a column other than the value is headed by: 2024年同比.
func (t *tabling) heading(of, column string) string {
	return strings.TrimSpace(t.desk.words.Text("table.column."+columnKeys[column], "of", of))
}

// columnKeys are what the columns are called in the theme's words.
var columnKeys = map[string]string{figure.YearOnYear.Word(): "yoy", figure.PeriodOnPeriod.Word(): "pop", columnInterval: "interval"}

// breakdown prints a category's table as published: its total, then its rows,
// court by court, with a group of columns for each period.
func (t *tabling) breakdown(sel selection) bool {
	t.view.Columns = []view.Column{{Text: sel.category.Name}}
	var heads []head
	for _, p := range sel.periods {
		for _, m := range sel.measures {
			for _, c := range t.columns {
				heads = append(heads, head{p, m, c})
				col := view.Column{Text: m.Name, Num: true}
				if len(sel.periods) > 1 {
					col.Text = wording.Period(t.desk.words, p) + m.Name
				}
				if c == columnValue {
					col.Unit = m.Unit
				} else {
					col.Text = t.heading(col.Text, c)
				}
				t.view.Columns = append(t.view.Columns, col)
			}
		}
	}
	var first error
	found := false
	for _, court := range sel.courts {
		for i, c := range append([]*stats.Category{sel.category}, t.rows(sel.category)...) {
			row := view.Row{Label: c.Name, Total: i == 0}
			if t.rowIDs {
				row.ID = c.ID + "-" + sel.periods[0].String()
			}
			if row.Total {
				row.Label = t.desk.words.Text("table.total")
			}
			if len(sel.courts) > 1 {
				row.Label = court.Short + " " + row.Label
			}
			any, missing, ok := t.fill(&row, heads, court, func(h head) *stats.Indicator { return t.crossing(c, h.measure) })
			if !ok {
				return false
			}
			if first == nil {
				first = missing
			}
			if found = found || any; any || row.Total {
				t.view.Rows = append(t.view.Rows, row)
			}
		}
	}
	if !found && first != nil && !t.made {
		t.fail(first, t.pos)
		return false
	}
	return found
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
