package exhibit

import (
	"cmp"
	"html"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"gongbao/generator/figure"
	"gongbao/generator/register"
	"gongbao/generator/view"
)

// How many entries a table and a wall have to have before readers are offered to
// choose from them: what is seen at a glance needs no choice.
const (
	filterFrom     = 5
	filterWallFrom = 8
)

// RegisterTable is a register as the body of a page of its own.
type RegisterTable struct {
	Total   template.HTML // 合计9条
	Counts  []view.LevelCount
	Filters []view.RegisterFilter
	Columns []view.RegisterColumn
	Rows    []view.RegisterRow
}

// RegisterTable makes the table of a register that has a kind. Links are as the
// register writes them.
func (r *Resolver) RegisterTable(reg *register.Register) RegisterTable {
	t := RegisterTable{Total: r.RegisterTotal(reg), Counts: r.registerCounts(reg)}
	filters := r.desk.registerFilters(reg)
	for _, f := range filters {
		if len(reg.Entries) >= filterFrom && len(f.view.Values) > 1 {
			t.Filters = append(t.Filters, f.view)
		}
	}
	t.Columns = r.desk.registerColumns(reg)
	for _, e := range reg.Entries {
		row := view.RegisterRow{ID: e.ID, Chosen: chosenBy(filters, t.Filters, e)}
		for _, c := range t.Columns {
			row.Cells = append(row.Cells, r.desk.registerCell(r.path, reg, e, c, t.Columns))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// RegisterTotal is the number of all entries; empty when their counts do not add up.
func (r *Resolver) RegisterTotal(reg *register.Register) template.HTML {
	return r.registerTotal(reg, reg.Entries, "")
}

// registerTotal is the number of entries that a filter chose, with its unit.
func (r *Resolver) registerTotal(reg *register.Register, entries []register.Entry, filter string) template.HTML {
	unit, ok := r.desk.unit(entries)
	if !ok {
		return ""
	}
	f := figure.Count(reg, register.Total(entries), filter)
	r.figure(f)
	return figureHTML(f, "") + text(unit)
}

// unit is what entries are counted in; not ok when that is more than one thing.
func (d *Desk) unit(entries []register.Entry) (unit string, ok bool) {
	units := register.Units(entries)
	return cmp.Or(strings.Join(units, ""), d.words.Text("register.entry", "n", register.Total(entries).N)), len(units) < 2
}

// registerCounts are the numbers that a register's kind asks for, each a traced
// figure whose rule is the condition it was counted by.
func (r *Resolver) registerCounts(reg *register.Register) []view.LevelCount {
	var out []view.LevelCount
	count := func(name, condition string) {
		f, err := reg.Filter(condition)
		if err != nil { // of a value that no condition can say, such as one with blanks
			return
		}
		chosen := reg.Select(f)
		units := register.Units(chosen)
		if len(units) > 1 {
			return
		}
		n := figure.Count(reg, register.Total(chosen), condition)
		r.figure(n)
		out = append(out, view.LevelCount{Level: name, Count: figureHTML(n, "") + text(strings.Join(units, ""))})
	}
	if len(reg.States) > 0 {
		for _, state := range reg.States {
			count(r.desk.stateName(reg, state), register.StateField+"="+state)
		}
		for _, id := range []string{register.OverdueField, register.DoneLateField} {
			if f, ok := fieldOf(reg, id); ok && distinct(reg, id) != nil { // a zero is of those that can be judged
				count(r.desk.fieldName(f), id+"=true")
			}
		}
	}
	for _, c := range reg.Kind.Counts {
		count(r.desk.words.Text(reg.Kind.CountWord(c)), c.Filter)
	}
	if reg.Kind.Group != "" {
		for _, v := range distinct(reg, reg.Kind.Group) {
			count(v, reg.Kind.Group+"="+v)
		}
	}
	if len(reg.States) == 0 && reg.Kind.Group == "" && len(reg.Levels) > 0 {
		return append(out, r.LevelCounts(reg, reg.Entries)...)
	}
	return out
}

// choice is a filter, and what an entry has of it.
type choice struct {
	view view.RegisterFilter
	of   func(register.Entry) []string
}

// registerFilters are all that readers could choose by.
func (d *Desk) registerFilters(reg *register.Register) []choice {
	t := d.words
	years := choice{view.RegisterFilter{ID: "year", Name: t.Text("register.year")}, func(e register.Entry) []string { return []string{e.Year()} }}
	for _, e := range reg.Entries { // which stand newest first
		years.view.Values = addOnce(years.view.Values, e.Year())
	}
	out := []choice{years}
	if levels := distinctLevels(reg); len(levels) > 0 {
		out = append(out, choice{view.RegisterFilter{ID: "level", Name: t.Text("register.level"), Values: levels}, func(e register.Entry) []string { return []string{e.Level} }})
	}
	if len(reg.States) > 0 {
		f, _ := fieldOf(reg, register.StateField)
		of := func(e register.Entry) []string {
			states := []string{d.stateName(reg, e.Fields[f.ID])}
			if late, ok := lateField(reg, e); ok {
				states = append(states, d.fieldName(late))
			}
			return states
		}
		c := choice{view.RegisterFilter{ID: f.ID, Name: d.fieldName(f)}, of}
		var reached, known []string
		for _, e := range reg.Entries {
			for _, v := range of(e) {
				reached = addOnce(reached, v)
			}
		}
		for _, state := range reg.States {
			known = append(known, d.stateName(reg, state))
		}
		for _, id := range []string{register.OverdueField, register.DoneLateField} {
			late, _ := fieldOf(reg, id)
			known = append(known, d.fieldName(late))
		}
		for _, v := range known {
			if slices.Contains(reached, v) {
				c.view.Values = addOnce(c.view.Values, v)
			}
		}
		out = append(out, c)
	}
	for _, f := range reg.Fields {
		if f.Made || slices.Contains([]string{"unit", "year", "level", "q"}, f.ID) || len(f.Values) == 0 && !slices.Contains(reg.Kind.Filters, f.ID) {
			continue
		}
		values := distinct(reg, f.ID)
		out = append(out, choice{view.RegisterFilter{ID: f.ID, Name: d.fieldName(f), Values: values}, func(e register.Entry) []string { return parts(e.Fields[f.ID]) }})
	}
	return out
}

// chosenBy says what an entry has of the filters that are offered.
func chosenBy(all []choice, offered []view.RegisterFilter, e register.Entry) string {
	var out []string
	for _, c := range all {
		if !slices.ContainsFunc(offered, func(f view.RegisterFilter) bool { return f.ID == c.view.ID }) {
			continue
		}
		for _, v := range c.of(e) {
			out = append(out, c.view.ID+"="+v)
		}
	}
	return strings.Join(out, "\n")
}

// HonorFilters are what readers may choose by from a wall of honours, and what
// each entry has of them by its id.
func (d *Desk) HonorFilters(reg *register.Register) ([]view.RegisterFilter, map[string]string) {
	if len(reg.Entries) < filterWallFrom {
		return nil, nil
	}
	plain := *reg
	if plain.Kind == nil {
		plain.Kind = &register.Kind{}
	}
	all := d.registerFilters(&plain)
	var offered []view.RegisterFilter
	for _, c := range all {
		if len(c.view.Values) > 1 {
			offered = append(offered, c.view)
		}
	}
	values := map[string]string{}
	for _, e := range reg.Entries {
		values[e.ID] = chosenBy(all, offered, e)
	}
	return offered, values
}

// registerColumns are those of the kind, or those of the fields that are short.
// A level has a column where the register has levels.
func (d *Desk) registerColumns(reg *register.Register) []view.RegisterColumn {
	t := d.words
	ids := slices.Clone(reg.Kind.Columns)
	if len(ids) == 0 {
		ids = []string{"date", "name"}
		if len(reg.States) > 0 {
			ids = append(ids, register.StateField)
		}
		for _, f := range reg.Fields {
			if !f.Made && (f.Type == "date" || f.Type == "bool" || len(f.Values) > 0) && !slices.Contains(ids, f.ID) {
				ids = append(ids, f.ID)
			}
		}
	}
	if len(distinctLevels(reg)) > 0 {
		ids = append(ids, "level")
	}
	var out []view.RegisterColumn
	for _, id := range ids {
		name := ""
		switch f, declared := fieldOf(reg, id); {
		case declared:
			if distinct(reg, id) == nil && id != "name" { // nothing to show
				continue
			}
			name = d.fieldName(f)
		case id == "date":
			name = t.Text(cmp.Or(reg.Kind.DateWord(), "register.date"))
		case id == "name":
			name = t.Text(cmp.Or(reg.Kind.NameWord(), "register.name"))
		case id == "level":
			name = t.Text("register.level")
		}
		out = append(out, view.RegisterColumn{ID: id, Name: name})
	}
	return out
}

func (d *Desk) registerCell(from string, reg *register.Register, e register.Entry, c view.RegisterColumn, columns []view.RegisterColumn) view.RegisterCell {
	cell := view.RegisterCell{Column: c}
	switch f, declared := fieldOf(reg, c.ID); {
	case c.ID == "date":
		cell.Text = d.date(e.Date)
	case c.ID == "level":
		cell.Text = e.Level
	case c.ID == "name":
		cell.Main, cell.Text, cell.Alt = true, e.Name, e.Alt
		if e.Count.Given {
			cell.Count = template.HTML(html.EscapeString(countText(e)))
		}
		if e.Image != "" {
			cell.Image = d.image(from, e.Image)
		}
		for _, f := range reg.Fields {
			value := e.Fields[f.ID]
			switch shown := slices.ContainsFunc(columns, func(c view.RegisterColumn) bool { return c.ID == f.ID }); {
			case shown, f.Made, value == "", f.ID == "unit":
			case f.Type == "link" && cell.Href == "":
				cell.Href = value
			case f.Type == "link":
				cell.Fields = append(cell.Fields, view.Field{Name: d.fieldName(f), Text: value, Href: value})
			default:
				cell.Fields = append(cell.Fields, view.Field{Name: d.fieldName(f), Text: d.fieldText(f, value)})
			}
		}
	case c.ID == register.StateField && declared:
		cell.Text = d.stateName(reg, e.Fields[c.ID])
		for i, state := range reg.States {
			step := view.RegisterStep{Name: d.stateName(reg, state)}
			if i < len(e.Stages) {
				step.Date = d.date(e.Stages[i].Date)
			}
			cell.Steps = append(cell.Steps, step)
		}
		if !slices.ContainsFunc(columns, func(c view.RegisterColumn) bool { return c.ID == register.DueField }) {
			cell.Late = d.late(e)
		}
	default:
		cell.Text = d.fieldText(f, e.Fields[c.ID])
		if f.Type == "link" && cell.Text != "" {
			cell.Href = cell.Text
		}
		if c.ID == register.DueField {
			cell.Late = d.late(e)
		}
	}
	return cell
}

// late says by how much an entry is past its time limit, or was when it was done.
func (d *Desk) late(e register.Entry) string {
	switch {
	case e.Late == 0:
		return ""
	case e.Fields[register.DoneLateField] == "true":
		return d.words.Text("register.done_late", "n", strconv.Itoa(e.Late))
	}
	return d.words.Text("register.late", "n", strconv.Itoa(e.Late))
}

// lateField is the field that says of an entry that it was done late or is overdue.
func lateField(reg *register.Register, e register.Entry) (register.Field, bool) {
	for _, id := range []string{register.OverdueField, register.DoneLateField} {
		if e.Fields[id] == "true" {
			return fieldOf(reg, id)
		}
	}
	return register.Field{}, false
}

// fieldName is what readers call a field.
func (d *Desk) fieldName(f register.Field) string {
	if f.Word == "" {
		return f.Name
	}
	return d.words.Text(f.Word)
}

// stateName is what readers call a state that entries go through.
func (d *Desk) stateName(reg *register.Register, state string) string {
	word := reg.StateWord(state)
	if word == "" {
		return state
	}
	return d.words.Text(word)
}

// fieldText is a field as printed.
func (d *Desk) fieldText(f register.Field, value string) string {
	switch {
	case value == "":
		return ""
	case f.Type == "date":
		return d.date(value)
	case f.Type == "bool" && value == "true":
		return d.words.Text("register.yes")
	case f.Type == "bool":
		return d.words.Text("register.no")
	}
	return value
}

// RegisterDate prints a date of a register.
func (d *Desk) RegisterDate(s string) string { return d.date(s) }

func fieldOf(reg *register.Register, id string) (register.Field, bool) {
	i := slices.IndexFunc(reg.Fields, func(f register.Field) bool { return f.ID == id })
	if i < 0 {
		return register.Field{}, false
	}
	return reg.Fields[i], true
}

// distinct are the values that entries have of a field, in the order in which
// it declares them or else as they come; each of a list by itself.
func distinct(reg *register.Register, id string) []string {
	var out []string
	for _, e := range reg.Entries {
		for _, v := range parts(e.Fields[id]) {
			out = addOnce(out, v)
		}
	}
	f, _ := fieldOf(reg, id)
	slices.SortStableFunc(out, func(a, b string) int {
		return cmp.Compare(slices.Index(f.Values, a), slices.Index(f.Values, b))
	})
	return out
}

// distinctLevels are the levels that entries have, the highest first.
func distinctLevels(reg *register.Register) []string {
	var out []string
	for _, level := range reg.Levels {
		if slices.ContainsFunc(reg.Entries, func(e register.Entry) bool { return e.Level == level }) {
			out = append(out, level)
		}
	}
	return out
}

// parts are the values of a list as a register keeps it.
func parts(value string) []string {
	if value == "" {
		return nil
	}
	return strings.Split(value, "、")
}

func addOnce(list []string, v string) []string {
	if v == "" || slices.Contains(list, v) {
		return list
	}
	return append(list, v)
}
