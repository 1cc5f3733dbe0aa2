package read

import (
	"cmp"
	"strings"
	"time"

	"gongbao/generator/diag"
	"gongbao/generator/importer/grid"
	"gongbao/generator/importer/mapping"
	"gongbao/generator/importer/observed"
	"gongbao/generator/importer/spoken"
	"gongbao/generator/sheet"
	"gongbao/generator/stats"
)

// long reads a table of which each row is one value.
func (r *tableReader) long() {
	g := r.grid
	cols := r.fields()
	if cols[mapping.FieldIndicator] == 0 || cols[mapping.FieldValue]+cols[mapping.FieldChange] == 0 {
		r.nothing()
		return
	}
	_, to := r.Heading()
	for row := to + 1; row <= g.Rows; row++ {
		if g.SkipRow(row) || g.Empty(row) {
			continue
		}
		if text, ok := g.Banner(row); ok && (spoken.IsFootnote(text) || g.At(row, cols[mapping.FieldValue]).Kind == sheet.Empty) {
			continue
		}
		l := &longRow{tableReader: r, row: row, cols: cols, good: true}
		l.read()
	}
}

// fields are the columns of the fields of a long table.
func (r *tableReader) fields() map[string]int {
	known := mapping.NewIndex(r.Columns)
	from, to := r.Heading()
	cols := map[string]int{}
	for c := 1; c <= r.grid.Cols; c++ {
		if r.grid.SkipCol(c) {
			continue
		}
		whole, bare, _ := r.names.Keys(r.grid.Heading(from, to, c))
		if field, _, ok := known.Find(whole, bare, mapping.Letters(c)); ok && field != mapping.Skip && cols[field] == 0 {
			cols[field] = c
		}
	}
	r.missed(r.Columns, func(e mapping.Entry) bool { return cols[e.To] != 0 }, nil)
	return cols
}

var statusWords = map[string]string{
	"": "", "正式数": "final", "final": "final", "初步数": "provisional", "provisional": "provisional", "修订数": "revised", "revised": "revised",
}

func isPublished(word string) bool {
	word = spoken.Plain(word)
	return word == "" || word == "公布" || word == "published"
}

// longRow is one row of a long table.
type longRow struct {
	*tableReader
	row  int
	cols map[string]int // by field
	good bool
}

func (r *longRow) has(field string) bool { return r.cols[field] > 0 }

func (r *longRow) get(field string) sheet.Cell {
	if !r.has(field) {
		return sheet.Cell{}
	}
	return r.grid.At(r.row, r.cols[field])
}

func (r *longRow) text(field string) string { return strings.TrimSpace(r.get(field).Text) }

// at is where a field stands; one that does not is told of in the row's first
// column.
func (r *longRow) at(field string) grid.Place { return r.place(r.row, max(r.cols[field], 1)) }

func (r *longRow) bad(field string, p *diag.Problem) {
	p.Args["cell"] = r.at(field).String()
	r.bag.Put(p.At(r.at(field).Pos()))
	r.good = false
}

// read reads the value and the published change of the row.
func (r *longRow) read() {
	value := r.get(mapping.FieldValue)
	if value.Kind == sheet.Empty && r.text(mapping.FieldAbsent) != "" {
		value = r.get(mapping.FieldAbsent)
	}
	withValue := value.Kind != sheet.Empty && isPublished(r.text(mapping.FieldHow))
	withChange := r.get(mapping.FieldChange).Kind != sheet.Empty && isPublished(r.text(mapping.FieldChangeHow))
	if !withValue && !withChange {
		return
	}
	s, o := r.defaults()
	r.subject(&s)
	r.origin(&s, &o)
	if !r.good {
		return
	}
	note := r.text(mapping.FieldNote)
	if withValue {
		name := r.text(mapping.FieldIndicator)
		a := axis{settled: name == s.Ind.ID} // an id stands in what programs write, who mean what they say
		a.unit, _ = spoken.ParseUnit(r.text(mapping.FieldUnit))
		a.settled = a.settled && a.unit.Given
		if text, by, ok := mapping.NewIndex(r.Units).Find(spoken.Plain(name), s.Ind.ID, spoken.Plain(s.Ind.Name)); ok {
			a.unit, _ = spoken.ParseUnit(text)
			a.settled, r.usage.units[by] = true, true
		}
		u, settled, p := r.unit(s.Ind, axis{}, a)
		if p != nil {
			p.Args["indicator"] = s.Ind.Name
			r.bag.Put(p.At(r.at(mapping.FieldValue).Pos()))
			return
		}
		r.put(r.at(mapping.FieldValue), value, s, u, settled, o, note)
	}
	if withChange {
		s.Change = true
		u, _ := spoken.ParseUnit(r.text(mapping.FieldChangeUnit))
		o.Source = cmp.Or(r.text(mapping.FieldChangeSource), o.Source)
		r.put(r.at(mapping.FieldChange), r.get(mapping.FieldChange), s, u, true, o, note)
	}
}

// subject reads what the row is of.
func (r *longRow) subject(s *observed.Subject) {
	name := r.text(mapping.FieldIndicator)
	if s.Ind = r.names.Indicator(spoken.Plain(name)); s.Ind == nil {
		r.unknown(mapping.FieldIndicator, r.Layout, name)
	}
	if r.has(mapping.FieldCourt) {
		name := r.text(mapping.FieldCourt)
		if s.Court = r.names.Court(spoken.Plain(name)); s.Court == nil {
			r.unknown(mapping.FieldCourt, mapping.Courts, name)
		}
	}
	when := r.span
	if r.has(mapping.FieldPeriod) {
		found, ok := spoken.WholeSpan(r.text(mapping.FieldPeriod))
		if ok {
			when = found.In(r.span.Year)
		}
		if _, ok := when.Period(); !ok || found.Zero() {
			r.bad(mapping.FieldPeriod, &diag.Problem{Code: diag.BadPeriod, Args: diag.Args{"period": r.text(mapping.FieldPeriod)}})
		}
	}
	s.Period, _ = when.Period()
	if s.Period.IsZero() && !r.has(mapping.FieldPeriod) {
		r.noPeriod()
	}
	if r.has(mapping.FieldBasis) {
		basis := r.text(mapping.FieldBasis)
		if err := mapping.CheckBasis(r.names.Store, basis); err != nil {
			r.bag.Put(diag.Place(err, r.at(mapping.FieldBasis).Pos()))
			r.good = false
		}
		if r.given.Basis == nil {
			s.Basis = basis
		}
	}
}

// unknown tells of a name that is none. layout says what is looked for.
func (r *longRow) unknown(field, layout, name string) {
	var parts []string
	if name != "" {
		parts = []string{name}
	}
	r.bag.Put(r.names.UnknownRow(layout, parts, r.at(field)))
	r.good = false
}

// origin reads where the row's value comes from, and the correction that it is.
func (r *longRow) origin(s *observed.Subject, o *observed.Origin) {
	if v := r.text(mapping.FieldSource); v != "" && r.given.Source == "" {
		o.Source = v
	}
	status, ok := statusWords[r.text(mapping.FieldStatus)]
	if !ok {
		r.bad(mapping.FieldStatus, &diag.Problem{Code: diag.BadValue, Args: diag.Args{"key": "status", "value": r.text(mapping.FieldStatus), "want": "final | provisional | revised"}})
	}
	o.Status = cmp.Or(status, o.Status)
	if status != stats.Revised.String() {
		return
	}
	s.Revised, o.Reason = r.text(mapping.FieldRevised), r.text(mapping.FieldReason)
	if _, err := time.Parse(time.DateOnly, s.Revised); err != nil {
		r.bad(mapping.FieldRevised, &diag.Problem{Code: diag.BadValue, Args: diag.Args{
			"key": "revised", "value": cmp.Or(s.Revised, "@nothing"), "want": "YYYY-MM-DD", "example": "2025-03-01",
		}})
	}
	if o.Reason == "" {
		r.bad(mapping.FieldReason, &diag.Problem{Code: diag.MissingKey, Args: diag.Args{"key": "reason"}})
	}
}
