package exhibit

import (
	"html"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"gongbao/generator/diag"
	"gongbao/generator/figure"
	"gongbao/generator/register"
	"gongbao/generator/tomlfile"
	"gongbao/generator/view"
	"gongbao/generator/wording"
)

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

func (r *Resolver) register(src tomlfile.Source, pos diag.Pos) *view.Register {
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
	title, note := r.Text(keys.Title, f.ValuePos("title")), r.Text(keys.Note, f.ValuePos("note"))
	out := &view.Register{
		ID: "register-" + strconv.Itoa(r.count["register"]), Layout: keys.Layout,
		Title: template.HTML(title.HTML()), Note: template.HTML(note.HTML()), Counts: r.LevelCounts(reg, entries),
	}
	if len(entries) > 0 {
		out.Total = r.registerTotal(reg, entries, keys.Filter)
	}
	if keys.Layout == layoutCounts {
		return out
	}
	for _, e := range entries {
		out.Entries = append(out.Entries, r.desk.Entry(r.path, reg, e))
	}
	return out
}

// LevelCounts counts entries by level, highest first, and within a level by
// kind and by what they are counted in, since courts and judges do not add up.
func (r *Resolver) LevelCounts(reg *register.Register, entries []register.Entry) []view.LevelCount {
	levels := slices.Clone(reg.Levels)
	for _, e := range entries { // those without a level come last
		if !slices.Contains(levels, e.Level) {
			levels = append(levels, e.Level)
		}
	}
	type group struct{ kind, unit string }
	var out []view.LevelCount
	for _, level := range levels {
		counted := map[group][]register.Entry{}
		var order []group
		for _, e := range entries {
			if e.Level != level {
				continue
			}
			g := group{e.Fields[kindField], e.Unit()}
			if counted[g] == nil {
				order = append(order, g)
			}
			counted[g] = append(counted[g], e)
		}
		for _, g := range order {
			var label, filter []string
			for _, part := range []struct {
				field, value string
				said         bool
			}{{"level", level, true}, {kindField, g.kind, true}, {"unit", g.unit, false}} {
				if part.value == "" {
					continue
				}
				filter = append(filter, part.field+"="+part.value)
				if part.said {
					label = append(label, part.value)
				}
			}
			f := figure.Count(reg, register.Total(counted[g]), strings.Join(filter, " "))
			r.figure(f)
			out = append(out, view.LevelCount{Level: strings.Join(label, r.desk.words.Text("chart.dot")), Count: figureHTML(f, "") + text(g.unit)})
		}
	}
	return out
}

// kindField is the field that parts the entries of a level.
const kindField = "kind"

// Entry is a line of a register as the page at from prints it.
func (d *Desk) Entry(from string, reg *register.Register, e register.Entry) view.Entry {
	v := view.Entry{ID: e.ID, Date: d.date(e.Date), Year: e.Year(), Name: e.Name, Level: e.Level, Kind: e.Fields[kindField], Alt: e.Alt}
	if e.Count.Given {
		v.Count = template.HTML(html.EscapeString(countText(e)))
	}
	if e.Image != "" {
		v.Image = d.image(from, e.Image)
	}
	for _, f := range reg.Fields {
		text := d.fieldText(f, e.Fields[f.ID])
		switch {
		case f.Made && f.ID == register.StateField:
			text = d.stateName(reg, text)
		case f.Made: // whether it is late, which one of the two says
			if late, ok := lateField(reg, e); !ok || late.ID != f.ID {
				continue
			}
			text = d.late(e)
		case f.Type == "link": // the register's page leads there
			continue
		}
		if text != "" && f.ID != kindField && f.ID != "unit" {
			v.Fields = append(v.Fields, view.Field{Name: d.fieldName(f), Text: text})
		}
	}
	return v
}

// countText is how many an entry honours, with the measure word: 近8400名.
func countText(e register.Entry) string { return e.Count.String() + e.Unit() }

// date prints a year, month or day.
func (d *Desk) date(s string) string { return wording.Date(d.words, s) }
