package download

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"gongbao/generator/quantity"
	"gongbao/generator/series"
	"gongbao/generator/stats"
	"gongbao/generator/wording"
)

// definition is what JSON says of an indicator or table before its lines.
type definition struct {
	ID          string        `json:"id"`
	Name        string        `json:"name"`
	Notice      string        `json:"notice,omitempty"`
	Aliases     []string      `json:"aliases,omitempty"`
	Definition  string        `json:"definition,omitempty"`
	Unit        string        `json:"unit,omitempty"`
	Kind        string        `json:"kind,omitempty"`
	Type        string        `json:"type,omitempty"`
	Direction   string        `json:"direction,omitempty"`
	Formula     string        `json:"formula,omitempty"`
	Numerator   string        `json:"numerator,omitempty"`
	Denominator string        `json:"denominator,omitempty"`
	Excluded    []string      `json:"excluded,omitempty"`
	Window      string        `json:"window,omitempty"`
	ValidFrom   string        `json:"valid_from,omitempty"`
	ValidTo     string        `json:"valid_to,omitempty"`
	Interval    *interval     `json:"interval,omitempty"`
	Targets     []target      `json:"targets,omitempty"`
	Parts       []string      `json:"parts,omitempty"`
	Source      string        `json:"source,omitempty"`
	Catalog     string        `json:"catalog,omitempty"`
	Bases       []basis       `json:"bases,omitempty"`
	Lines       []observation `json:"-"`
}

type interval struct {
	Lo       json.Number `json:"lo,omitempty"`
	Hi       json.Number `json:"hi,omitempty"`
	LoClosed bool        `json:"lo_closed"`
	HiClosed bool        `json:"hi_closed"`
	Source   string      `json:"source,omitempty"`
}

type target struct {
	Court  string `json:"court,omitempty"`
	Period string `json:"period"`
	amount
	Source string `json:"source"`
}

type basis struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Note string `json:"note,omitempty"`
}

// amount is a value as published and in its bare unit. A number keeps its
// zeros: 97.10.
type amount struct {
	Value     *json.Number `json:"value"` // null when there is none
	Unit      string       `json:"unit"`
	BaseValue *json.Number `json:"base_value"`
	BaseUnit  string       `json:"base_unit"`
}

type observation struct {
	Indicator  string `json:"indicator,omitempty"` // in a table's file
	Row        string `json:"row,omitempty"`
	Measure    string `json:"measure,omitempty"`
	Court      string `json:"court"`
	CourtName  string `json:"court_name"`
	Period     string `json:"period"`
	PeriodName string `json:"period_name"`
	Basis      string `json:"basis"`
	amount
	Absent     string      `json:"absent,omitempty"`
	How        string      `json:"how,omitempty"`
	Status     string      `json:"status,omitempty"`
	Source     []string    `json:"source,omitempty"`
	Note       string      `json:"note,omitempty"`
	Change     *jsonChange `json:"change,omitempty"`
	Revised    string      `json:"revised,omitempty"`
	Reason     string      `json:"reason,omitempty"`
	Superseded []oldValue  `json:"superseded,omitempty"`
}

type jsonChange struct {
	Value  json.Number `json:"value"`
	Unit   string      `json:"unit"` // pct, pp, abs, days
	How    string      `json:"how"`  // observed or computed
	Source []string    `json:"source,omitempty"`
	Note   string      `json:"note,omitempty"`
}

type oldValue struct {
	amount
	Status   string   `json:"status"`
	Source   []string `json:"source,omitempty"`
	Note     string   `json:"note,omitempty"`
	Replaced string   `json:"replaced"` // the day on which the next value took its place
	Reason   string   `json:"reason"`   // why it did
}

// JSON writes a set for programs: what it is, then its lines, one on each line
// of the file.
func (m *Maker) JSON(w io.Writer, s Set) error {
	out := bufio.NewWriter(w)
	head, err := encode(m.define(s))
	if err != nil {
		return fmt.Errorf("write JSON of %s: %w", s.ID, err)
	}
	_, _ = out.Write(bytes.TrimSuffix(head, []byte("}"))) // errors are kept for Flush
	_, _ = out.WriteString(",\n\"observations\":[")
	for i, l := range s.Lines {
		line, err := encode(m.observation(l, s.Indicator == nil))
		if err != nil {
			return fmt.Errorf("write JSON of %s: %w", s.ID, err)
		}
		if i > 0 {
			_, _ = out.WriteString(",")
		}
		_, _ = out.WriteString("\n")
		_, _ = out.Write(line)
	}
	_, _ = out.WriteString("\n]}\n")
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write JSON of %s: %w", s.ID, err)
	}
	return nil
}

// encode is v as JSON without a line end, < and & as they are.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

func (m *Maker) define(s Set) definition {
	d := definition{ID: s.ID, Name: s.Name, Notice: m.Notice, Definition: s.Definition, Source: s.Source, Catalog: m.Stats.Catalog}
	if ind := s.Indicator; ind != nil {
		d.Aliases, d.Unit, d.Kind, d.Type, d.Direction = ind.Aliases, ind.Unit, ind.Kind.String(), ind.Type, ind.Direction.String()
		d.Formula, d.Numerator, d.Denominator, d.Excluded, d.Window, d.Parts = ind.Formula, ind.Numerator, ind.Denominator, ind.Excluded, ind.Window, ind.Parts
		d.ValidFrom, d.ValidTo = ind.ValidFrom.String(), ind.ValidTo.String()
		if iv := ind.Interval; iv != nil {
			d.Interval = &interval{LoClosed: iv.Lo != nil && iv.LoClosed, HiClosed: iv.Hi != nil && iv.HiClosed, Source: iv.Source}
			if iv.Lo != nil {
				d.Interval.Lo = json.Number(iv.Lo.String())
			}
			if iv.Hi != nil {
				d.Interval.Hi = json.Number(iv.Hi.String())
			}
		}
		for _, t := range ind.Targets {
			one := target{Period: t.Period.String(), amount: amountOf(&t.Quantity, ind), Source: t.Source}
			if t.Court != nil {
				one.Court = t.Court.ID
			}
			d.Targets = append(d.Targets, one)
		}
	}
	for _, b := range m.bases(s.Lines) {
		d.Bases = append(d.Bases, basis{b.ID, b.Name, b.Note})
	}
	return d
}

// bases are those that lines stand on, by id.
func (m *Maker) bases(lines []series.Line) []stats.Basis {
	used := map[string]bool{}
	for _, l := range lines {
		used[l.Basis] = true
	}
	var out []stats.Basis
	for _, id := range slices.Sorted(maps.Keys(used)) {
		if b, ok := m.Stats.Basis(id); ok { // the default one needs no explaining
			out = append(out, b)
		}
	}
	return out
}

// amountOf is a value in its two forms; q is nil when there is none.
func amountOf(q *quantity.Quantity, ind *stats.Indicator) amount {
	if q == nil {
		return amount{Unit: ind.Unit, BaseUnit: ind.Unit}
	}
	value, base := json.Number(q.Number()), json.Number(unscaled(*q).text)
	return amount{&value, q.Scale().String() + ind.Unit, &base, ind.Unit}
}

func split(joined string) []string {
	if joined == "" {
		return nil
	}
	return strings.Split(joined, stats.SourceSep)
}

func (m *Maker) observation(l series.Line, ofTable bool) observation {
	o := observation{
		Court: l.Court.ID, CourtName: l.Court.Name, Period: l.Period.String(), PeriodName: wording.Period(m.Words, l.Period), Basis: l.Basis,
		amount: amountOf(nil, l.Indicator),
	}
	if ofTable {
		o.Indicator, o.Row, o.Measure = l.Indicator.ID, l.Indicator.Category, l.Indicator.Measure
	}
	if l.Absence != nil {
		o.Absent, o.Source, o.Note = l.Absence.Word, split(l.Absence.Source), l.Absence.Note
	}
	if v := l.Value; v != nil {
		o.amount = amountOf(&v.Quantity, l.Indicator)
		o.How, o.Status, o.Source, o.Note = v.How.String(), v.Status.String(), split(v.Source), v.Note
	}
	if rev := (row{Line: l}).revision(); rev != nil {
		o.Status, o.Revised, o.Reason = stats.Revised.String(), rev.Date, rev.Reason
	}
	if c := l.Change; c != nil {
		o.Change = &jsonChange{Value: json.Number(c.Delta.Number()), Unit: c.Unit.String(), How: "computed", Source: split(c.Source), Note: c.Note}
		if c.Published {
			o.Change.How = stats.Observed.String()
		}
	}
	for _, old := range l.Replaced() {
		o.Superseded = append(o.Superseded, oldValue{amountOf(&old.Quantity, l.Indicator), old.Status.String(), split(old.Observation.Source), old.Note, old.On, old.Reason})
	}
	return o
}
