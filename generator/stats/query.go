package stats

import (
	"errors"
	"io/fs"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"gongbao/generator/diag"
	"gongbao/generator/period"
	"gongbao/generator/quantity"
)

func isMissing(err error) bool { return errors.Is(err, fs.ErrNotExist) }

// fold makes the forms of a name that people write alike equal.
func fold(name string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\u3000', '\u00a0':
			return -1
		case '—', '–', '－':
			return '-'
		case '（':
			return '('
		case '）':
			return ')'
		}
		return r
	}, strings.TrimSpace(name))
}

// Indicator finds an indicator by id, name or alias. The error is a
// *diag.Problem with a suggestion.
func (s *Store) Indicator(name string) (*Indicator, error) {
	if ind := s.byName[name]; ind != nil {
		return ind, nil
	}
	if ind := s.byName[fold(name)]; ind != nil {
		return ind, nil
	}
	return nil, &diag.Problem{Code: diag.UnknownIndicator, Args: diag.Args{"name": name, "suggestion": diag.Closest(name, sortedKeys(s.byName))}}
}

// Court finds a court by id or name. The error is a *diag.Problem.
func (s *Store) Court(name string) (*Court, error) {
	if c := s.byCourt[strings.TrimSpace(name)]; c != nil {
		return c, nil
	}
	return nil, &diag.Problem{Code: diag.UnknownCourt, Args: diag.Args{"name": name, "suggestion": diag.Closest(name, s.courtNames())}}
}

// Category finds a breakdown table or row by id or name. The error is a *diag.Problem.
func (s *Store) Category(name string) (*Category, error) {
	if c := s.byCategory[name]; c != nil {
		return c, nil
	}
	for _, c := range s.categories {
		if c.Name == name {
			return c, nil
		}
	}
	return nil, &diag.Problem{Code: diag.UnknownCategory, Args: diag.Args{"name": name, "suggestion": diag.Closest(name, sortedKeys(s.byCategory))}}
}

// Basis is the basis of an id; ok is false for the default basis.
func (s *Store) Basis(id string) (b Basis, ok bool) {
	i := slices.IndexFunc(s.bases, func(b Basis) bool { return b.ID == id })
	if i < 0 {
		return Basis{}, false
	}
	return s.bases[i], true
}

// Indicators are all indicators in the order of indicators.toml, those of
// breakdowns after the rest.
func (s *Store) Indicators() []*Indicator { return s.indicators }

// Categories are all rows and tables in the order of indicators.toml.
func (s *Store) Categories() []*Category { return s.categories }

// Courts are all courts in the order of courts.toml.
func (s *Store) Courts() []*Court { return s.courts }

func (s *Store) courtNames() []string { return sortedKeys(s.byCourt) }
func (s *Store) basisNames() []string { return sortedKeys(s.basisRank) }

func (s *Store) ids() []string {
	ids := make([]string, len(s.indicators))
	for i, ind := range s.indicators {
		ids[i] = ind.ID
	}
	return ids
}

// Observations are all published values of an indicator and court, by period
// and then by rank of basis.
func (s *Store) Observations(ind *Indicator, court *Court) []*Observation {
	return s.series[indicatorCourt{ind, court}]
}

// ChangePeriods are the periods of which a change was published, in order.
func (s *Store) ChangePeriods(ind *Indicator, court *Court) []period.Period {
	var out []period.Period
	for k := range s.published {
		if k.indicator == ind && k.court == court {
			out = append(out, k.period)
		}
	}
	slices.SortFunc(out, period.Period.Compare)
	return out
}

// Value answers what an indicator was. An observation comes first; else the
// indicator's formula; else, for a flow, cumulative values less one another or
// single periods added up. The error is a *diag.Problem that names the nearest
// period with a value.
func (s *Store) Value(ind *Indicator, court *Court, p period.Period) (Datum, error) {
	if d, ok, err := s.find(ind, court, p, anyBasis); ok || err != nil {
		return d, err
	}
	args := diag.Args{"indicator": ind.Name, "court": court.Name, "period": p.String()}
	if near, ok := s.nearest(ind, court, p); ok {
		args["nearest"] = near.String()
	}
	return Datum{}, &diag.Problem{Code: diag.MissingValue, Args: args, Related: []diag.Pos{ind.Pos}}
}

// nearest is the period closest to p in which the indicator was observed.
func (s *Store) nearest(ind *Indicator, court *Court, p period.Period) (period.Period, bool) {
	var best period.Period
	month := func(p period.Period) int { return p.Year()*12 + p.Last() }
	for _, o := range s.Observations(ind, court) {
		d, b := month(o.Period)-month(p), month(best)-month(p)
		if best.IsZero() || max(d, -d) < max(b, -b) {
			best = o.Period
		}
	}
	return best, !best.IsZero()
}

// anyBasis asks for the value on whatever basis ranks first.
const anyBasis = "*"

// find looks for a value on a basis. ok is false when there is none; err is
// set when there would be one but it cannot be worked out (zero denominator,
// bases that do not fit).
func (s *Store) find(ind *Indicator, court *Court, p period.Period, basis string) (Datum, bool, error) {
	if d, ok := s.observed(ind, court, p, basis); ok {
		return d, true, nil
	}
	if ind.formula != nil {
		d, ok, err := s.byFormula(ind, court, p, basis, ind.formula)
		if ok || err != nil {
			return d, ok, err
		}
	}
	if ind.Kind == Flow {
		if d, ok := s.fromPeriods(ind, court, p, basis); ok {
			return d, true, nil
		}
	}
	return Datum{}, false, nil
}

func (s *Store) observed(ind *Indicator, court *Court, p period.Period, basis string) (Datum, bool) {
	for _, o := range s.values[key{ind, court, p}] {
		if basis == anyBasis || o.Basis == basis {
			return o.Datum(), true
		}
	}
	return Datum{}, false
}

// byFormula works a formula out on one basis. Operands may be on that basis or
// on the default one, which holds for every basis.
func (s *Store) byFormula(ind *Indicator, court *Court, p period.Period, basis string, f *formula) (Datum, bool, error) {
	out := Datum{Indicator: ind, Court: court, Period: p, How: ByFormula}
	inputs := map[string]Datum{}
	for _, id := range f.ids {
		in := s.byName[id]
		d, ok, err := s.find(in, court, p, basis)
		if !ok && basis != anyBasis && basis != "" {
			d, ok, err = s.find(in, court, p, "")
		}
		if !ok || err != nil {
			return Datum{}, false, err
		}
		if d.Basis != "" {
			if out.Basis != "" && out.Basis != d.Basis {
				return s.pinned(ind, court, p, basis, f, []string{out.Basis, d.Basis})
			}
			out.Basis = d.Basis
		}
		if d.Status == Provisional {
			out.Status = Provisional
		}
		inputs[id] = d
		out.Inputs = append(out.Inputs, d)
	}
	v, err := f.eval(func(id string) (decimal.Decimal, error) { return inputs[id].Quantity.Value(), nil })
	if err != nil {
		return Datum{}, false, &diag.Problem{Code: diag.ZeroDenominator, Args: diag.Args{"indicator": ind.Name, "period": p.String(), "formula": f.text}}
	}
	out.Quantity = quantity.Of(v, ind.Scale, ind.Precision)
	out.Source = sources(out.Inputs)
	return out, true, nil
}

// pinned tries a formula again with every operand on one of the bases that the
// first try mixed.
func (s *Store) pinned(ind *Indicator, court *Court, p period.Period, basis string, f *formula, bases []string) (Datum, bool, error) {
	if basis != anyBasis {
		return Datum{}, false, nil
	}
	for _, b := range bases {
		if d, ok, err := s.byFormula(ind, court, p, b, f); ok || err != nil {
			return d, ok, err
		}
	}
	return Datum{}, false, nil
}

// fromPeriods works a flow out from other periods: 2024Q3 is 2024Q3-ytd less
// 2024H1; 2024H1 is 2024Q1 and 2024Q2 added up.
func (s *Store) fromPeriods(ind *Indicator, court *Court, p period.Period, basis string) (Datum, bool) {
	out := Datum{Indicator: ind, Court: court, Period: p}
	if until, ok := p.Until(); ok {
		whole, ok := s.observed(ind, court, p.Upto(), basis)
		if !ok {
			return Datum{}, false
		}
		before, ok := s.observed(ind, court, until, whole.Basis)
		if !ok {
			return Datum{}, false
		}
		out.How, out.Inputs = Difference, []Datum{whole, before}
		out.Quantity = whole.Quantity.Sub(before.Quantity)
		out.Basis = whole.Basis
		out.Source = sources(out.Inputs)
		return out, true
	}
	bases := []string{basis}
	if basis == anyBasis {
		bases = []string{""}
		for _, b := range s.bases {
			bases = append(bases, b.ID)
		}
	}
	for _, b := range bases {
		if parts := s.tiles(ind, court, p, b); parts != nil {
			qs := make([]quantity.Quantity, len(parts))
			for i, d := range parts {
				qs[i] = d.Quantity
			}
			out.How, out.Inputs, out.Basis = Sum, parts, b
			out.Quantity, _ = quantity.Sum(qs...)
			out.Source = sources(parts)
			return out, true
		}
	}
	return Datum{}, false
}

// tiles are observed values on one basis that cover p without gap or overlap,
// longest first; nil when there are none. p itself does not count.
func (s *Store) tiles(ind *Indicator, court *Court, p period.Period, basis string) []Datum {
	var cover func(from int) []Datum
	cover = func(from int) []Datum {
		if from > p.Last() {
			return []Datum{}
		}
		for last := p.Last(); last >= from; last-- {
			q := period.Months(p.Year(), from, last)
			if q == p {
				continue
			}
			if d, ok := s.observed(ind, court, q, basis); ok {
				if rest := cover(last + 1); rest != nil {
					return append([]Datum{d}, rest...)
				}
			}
		}
		return nil
	}
	return cover(p.First())
}

// sources joins the sources of inputs, each once.
func sources(ds []Datum) string {
	var out []string
	for _, d := range ds {
		if d.Source != "" && !slices.Contains(out, d.Source) {
			out = append(out, d.Source)
		}
	}
	return strings.Join(out, "；")
}

// Status of a value against an interval.
type IntervalStatus int8

const (
	Below  IntervalStatus = -1 // outside on the worse side: 未达
	Inside IntervalStatus = 0  // 处于
	Beyond IntervalStatus = 1  // outside on the better side: 优于
)

// Against judges a value by the interval of its indicator. The error is a
// *diag.Problem when there is none.
func (d Datum) Against() (IntervalStatus, error) {
	iv := d.Indicator.Interval
	if iv == nil {
		return Inside, &diag.Problem{Code: diag.NoInterval, Args: diag.Args{"indicator": d.Indicator.Name}, Related: []diag.Pos{d.Indicator.Pos}}
	}
	v := d.Quantity.Value()
	side := 0
	if iv.Lo != nil && (v.LessThan(*iv.Lo) || v.Equal(*iv.Lo) && !iv.LoClosed) {
		side = -1
	}
	if iv.Hi != nil && (v.GreaterThan(*iv.Hi) || v.Equal(*iv.Hi) && !iv.HiClosed) {
		side = 1
	}
	switch {
	case side == 0:
		return Inside, nil
	case side == int(d.Indicator.Direction):
		return Beyond, nil
	}
	return Below, nil
}

// Operands are the indicators that the formula of ind needs.
func (s *Store) Operands(ind *Indicator) []*Indicator {
	if ind.formula == nil {
		return nil
	}
	out := make([]*Indicator, len(ind.formula.ids))
	for i, id := range ind.formula.ids {
		out[i] = s.byName[id]
	}
	return out
}

// Datum is the observation as an answer.
func (o *Observation) Datum() Datum {
	return Datum{
		Indicator: o.Indicator, Court: o.Court, Period: o.Period, Basis: o.Basis, Quantity: o.Quantity,
		Source: o.Source, Status: o.Status, Note: o.Note, Pos: o.Pos,
	}
}
