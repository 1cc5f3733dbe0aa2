package download

import (
	"strings"

	"gongbao/generator/quantity"
	"gongbao/generator/series"
	"gongbao/generator/stats"
	"gongbao/generator/wording"
)

// kind is how a column is read.
type kind uint8

const (
	text   kind = iota
	name        // an id, a period, a word of the program: never a formula, whatever it begins with
	number      // as published
	day         // 2006-01-02
)

// column is a column of the long form: one line of what is known a row.
type column struct {
	key   string // of its words
	kind  kind
	width float64 // in a workbook, in characters
	need  bool    // no cell of it is empty
	// words are the keys of the words that may stand in it; nil for any text.
	words []string
	cell  func(*Maker, row) cell
}

// row is a line, or a value that it superseded.
type row struct {
	series.Line
	replaced *series.Replaced
}

// cell is what stands in a column: a text, or a number with its places.
type cell struct {
	text   string
	places int32
}

func plain(s string) cell { return cell{text: s} }

// at is a number in the form in which it was published.
func at(q quantity.Quantity) cell { return cell{q.Number(), q.Places()} }

// unscaled is a number in its bare unit, as precise as it was published.
func unscaled(q quantity.Quantity) cell {
	places := q.Places() - int32(q.Scale())
	return cell{q.Value().Round(places).StringFixed(max(places, 0)), max(places, 0)}
}

var howWords = []string{"data.how.observed", "data.how.formula", "data.how.difference", "data.how.sum", "data.how.bridge"}
var changeWords = []string{"data.how.observed", "data.how.computed"}
var statusWords = []string{"data.status.final", "data.status.provisional", "data.status.revised"}
var changeUnits = []string{"change.unit.pct", "change.unit.pp", "change.unit.days"}

// rowColumns tell in a table's file which row and column of the table a value
// stands in.
var rowColumns = []column{
	{"row", name, 22, true, nil, func(m *Maker, r row) cell { return plain(r.Indicator.Category) }},
	{"row_name", text, 18, true, nil, func(m *Maker, r row) cell {
		if c, err := m.Stats.Category(r.Indicator.Category); err == nil {
			return plain(c.Name)
		}
		return cell{}
	}},
	{"measure", name, 16, true, nil, func(m *Maker, r row) cell { return plain(r.Indicator.Measure) }},
	{"measure_name", text, 12, true, nil, func(m *Maker, r row) cell {
		if ind, err := m.Stats.Indicator(r.Indicator.Measure); err == nil {
			return plain(ind.Name)
		}
		return cell{}
	}},
}

var whoColumns = []column{
	{"indicator", name, 22, true, nil, func(m *Maker, r row) cell { return plain(r.Indicator.ID) }},
	{"indicator_name", text, 22, true, nil, func(m *Maker, r row) cell { return plain(r.Indicator.Name) }},
}

// valueColumns follow those that say what the value is of.
var valueColumns = []column{
	{"court", name, 12, true, nil, func(m *Maker, r row) cell { return plain(r.Court.ID) }},
	{"court_name", text, 16, true, nil, func(m *Maker, r row) cell { return plain(r.Court.Name) }},
	{"period", name, 12, true, nil, func(m *Maker, r row) cell { return plain(r.Period.String()) }},
	{"period_name", text, 16, true, nil, func(m *Maker, r row) cell { return plain(wording.Period(m.Words, r.Period)) }},
	{"basis", name, 16, false, nil, func(m *Maker, r row) cell { return plain(r.Basis) }},
	{"basis_name", text, 24, false, nil, func(m *Maker, r row) cell {
		b, _ := m.Stats.Basis(r.Basis)
		return plain(b.Name)
	}},
	{"value", number, 14, false, nil, func(m *Maker, r row) cell {
		if r.Value == nil {
			return cell{}
		}
		return at(r.Value.Quantity)
	}},
	{"unit", name, 9, false, nil, func(m *Maker, r row) cell {
		if r.Value == nil {
			return plain(r.Indicator.Unit)
		}
		return plain(r.Value.Quantity.Scale().String() + r.Indicator.Unit)
	}},
	{"base_value", number, 16, false, nil, func(m *Maker, r row) cell {
		if r.Value == nil {
			return cell{}
		}
		return unscaled(r.Value.Quantity)
	}},
	{"base_unit", name, 9, false, nil, func(m *Maker, r row) cell { return plain(r.Indicator.Unit) }},
	{"absent", name, 12, false, nil, func(m *Maker, r row) cell {
		if r.Absence == nil {
			return cell{}
		}
		return plain(r.Absence.Word)
	}},
	{"how", name, 12, false, howWords, func(m *Maker, r row) cell {
		if r.Value == nil {
			return cell{}
		}
		return plain(m.Words.Text("data.how." + r.Value.How.String()))
	}},
	{"change", number, 10, false, nil, func(m *Maker, r row) cell {
		if r.Change == nil {
			return cell{}
		}
		return at(r.Change.Delta)
	}},
	{"change_unit", name, 9, false, changeUnits, func(m *Maker, r row) cell {
		if r.Change == nil || r.Change.Unit == stats.Absolute {
			return cell{}
		}
		return plain(m.Words.Text("change.unit." + r.Change.Unit.String()))
	}},
	{"change_how", name, 10, false, changeWords, func(m *Maker, r row) cell {
		switch {
		case r.Change == nil:
			return cell{}
		case r.Change.Published:
			return plain(m.Words.Text("data.how.observed"))
		}
		return plain(m.Words.Text("data.how.computed"))
	}},
	{"change_source", text, 24, false, nil, func(m *Maker, r row) cell {
		if r.Change == nil || !r.Change.Published || r.Change.Source == r.source() {
			return cell{}
		}
		return plain(m.sourceText(r.Change.Source))
	}},
	{"status", name, 9, false, statusWords, func(m *Maker, r row) cell {
		switch {
		case r.Value != nil:
			return plain(m.Words.Text("data.status." + r.Value.Status.String()))
		case r.revision() != nil:
			return plain(m.Words.Text("data.status." + stats.Revised.String()))
		}
		return cell{}
	}},
	{"source", text, 36, false, nil, func(m *Maker, r row) cell { return plain(m.sourceText(r.source())) }},
	{"note", text, 30, false, nil, func(m *Maker, r row) cell {
		switch {
		case r.Value != nil:
			return plain(r.Value.Note)
		case r.Absence != nil:
			return plain(r.Absence.Note)
		}
		return cell{}
	}},
	{"revised", day, 12, false, nil, func(m *Maker, r row) cell {
		if rev := r.revision(); rev != nil {
			return plain(rev.Date)
		}
		return cell{}
	}},
	{"reason", text, 30, false, nil, func(m *Maker, r row) cell {
		if rev := r.revision(); rev != nil {
			return plain(rev.Reason)
		}
		return cell{}
	}},
}

// before ends the rows that hold, replacedOn those that were corrected.
var (
	before = column{"before", text, 20, false, nil, func(m *Maker, r row) cell {
		var out []string
		for _, old := range r.Replaced() {
			out = append(out, old.Quantity.String()+r.Indicator.Unit)
		}
		return plain(strings.Join(out, m.Words.Text("list.sources")))
	}}
	replacedOn = column{"replaced", day, 12, true, nil, func(m *Maker, r row) cell { return plain(r.replaced.On) }}
)

// source is where the value was published, or what stands in its place.
func (r row) source() string {
	switch {
	case r.Value != nil:
		return r.Value.Source
	case r.Absence != nil:
		return r.Absence.Source
	case r.Change != nil:
		return r.Change.Source
	}
	return ""
}

func (r row) revision() *stats.Revision {
	switch {
	case r.Value != nil:
		return r.Value.Revision
	case r.Absence != nil && r.Absence.Revision != nil:
		return r.Absence.Revision
	}
	return r.ChangeRevision
}

// columns are those of a set's file.
func (s Set) columns() []column {
	out := append([]column{}, whoColumns...)
	if s.Indicator == nil {
		out = append(out, rowColumns...)
	}
	return append(append(out, valueColumns...), before)
}

// corrected are the values that lines superseded, each as a row of its own.
func corrected(lines []series.Line) []row {
	var out []row
	for _, l := range lines {
		for _, old := range l.Replaced() {
			v := old.Datum()
			out = append(out, row{series.Line{Indicator: l.Indicator, Court: l.Court, Period: l.Period, Basis: old.Basis, Value: &v}, &old})
		}
	}
	return out
}

// heading is the head of a column.
func (m *Maker) heading(c column) string { return m.Words.Text("data.column." + c.key) }
