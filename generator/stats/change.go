package stats

import (
	"github.com/shopspring/decimal"

	"gongbao/generator/diag"
	"gongbao/generator/period"
	"gongbao/generator/quantity"
)

// changePlaces are the decimal places of a change in percent that is worked
// out and not published.
const changePlaces = 1

var hundred = decimal.NewFromInt(100)

// YearOnYear is the change against the same months of the year before. What
// the court published comes before what can be worked out.
func (s *Store) YearOnYear(ind *Indicator, court *Court, p period.Period) (Change, error) {
	for _, pub := range s.published[key{ind, court, p}] {
		return Change{
			Indicator: ind, Court: court, Period: p, Base: p.YearBefore(), Unit: ind.Change,
			Delta: pub.delta, Published: true, Basis: pub.basis, Source: pub.source,
		}, nil
	}
	return s.Change(ind, court, p, p.YearBefore())
}

// PeriodOnPeriod is the change against the single period right before, 环比.
func (s *Store) PeriodOnPeriod(ind *Indicator, court *Court, p period.Period) (Change, error) {
	before, ok := p.Before()
	if !ok {
		return Change{}, &diag.Problem{Code: diag.NotSingle, Args: diag.Args{"period": p.String()}}
	}
	return s.Change(ind, court, p, before)
}

// Change works out the change from base to p in the indicator's own unit. The
// two values are on one basis, or a bridge brings them there; else the error
// is a *diag.Problem, as it is for a missing value or a base of zero.
func (s *Store) Change(ind *Indicator, court *Court, p, base period.Period) (Change, error) {
	to, from, note, err := s.comparable(ind, court, p, base)
	if err != nil {
		return Change{}, err
	}
	c := Change{
		Indicator: ind, Court: court, Period: p, Base: base, Unit: ind.Change, Basis: to.Basis,
		Note: note, Source: sources([]Datum{to, from}), Inputs: []Datum{to, from},
	}
	diff := to.Quantity.Value().Sub(from.Quantity.Value())
	if ind.Change != Percent {
		c.Delta = quantity.Of(diff, quantity.One, ind.Precision)
		return c, nil
	}
	if from.Quantity.Value().IsZero() {
		return Change{}, &diag.Problem{Code: diag.ZeroBase, Args: diag.Args{"indicator": ind.Name, "period": base.String()}}
	}
	c.Delta = quantity.Of(diff.Mul(hundred).DivRound(from.Quantity.Value().Abs(), divisionPlaces), quantity.One, changePlaces)
	return c, nil
}

// comparable finds the values of two periods on one basis.
func (s *Store) comparable(ind *Indicator, court *Court, p, base period.Period) (to, from Datum, note string, err error) {
	if to, err = s.Value(ind, court, p); err != nil {
		return to, from, "", err
	}
	if from, err = s.Value(ind, court, base); err != nil {
		return to, from, "", err
	}
	if to.Basis == from.Basis {
		return to, from, "", nil
	}
	if d, ok, _ := s.find(ind, court, base, to.Basis); ok {
		return to, d, "", nil
	}
	if d, ok, _ := s.find(ind, court, p, from.Basis); ok {
		return d, from, "", nil
	}
	if d, note, ok := s.bridge(from, to.Basis); ok {
		return to, d, note, nil
	}
	if d, note, ok := s.bridge(to, from.Basis); ok {
		return d, from, note, nil
	}
	problem := &diag.Problem{Code: diag.CrossBasis, Args: diag.Args{
		"indicator": ind.Name, "from": base.String(), "to": p.String(),
		"from_basis": s.basisName(from.Basis), "to_basis": s.basisName(to.Basis),
	}}
	for _, d := range []Datum{from, to} {
		if d.Pos != nil {
			problem.Related = append(problem.Related, d.Pos())
		}
	}
	return to, from, "", problem
}

func (s *Store) basisName(id string) string {
	if b, ok := s.Basis(id); ok {
		return b.Name
	}
	return "—"
}

// bridge turns a value into one on another basis.
func (s *Store) bridge(d Datum, to string) (Datum, string, bool) {
	for _, b := range s.bridges {
		if b.From != d.Basis || b.To != to {
			continue
		}
		if b.all {
			d.Inputs = []Datum{d}
			d.How, d.Basis, d.Note = Bridged, to, b.Note
			return d, b.Note, true
		}
		f := b.adjust[d.Indicator.ID]
		if f == nil {
			continue
		}
		out, ok, err := s.byFormula(d.Indicator, d.Court, d.Period, d.Basis, f)
		if !ok || err != nil {
			continue
		}
		out.How, out.Basis, out.Note = Bridged, to, b.Note
		out.Quantity = out.Quantity.At(d.Quantity.Scale(), d.Quantity.Places())
		return out, b.Note, true
	}
	return Datum{}, "", false
}

// slackOf is how far a change may be off because its two values were rounded.
// For a quotient it is the greatest distance that the corners of the two
// intervals make.
func slackOf(c Change) decimal.Decimal {
	if len(c.Inputs) != 2 {
		return decimal.Zero
	}
	to, from := c.Inputs[0], c.Inputs[1]
	if c.Unit != Percent {
		return slack(to).Add(slack(from))
	}
	worst := decimal.Zero
	exact := to.Quantity.Value().Sub(from.Quantity.Value()).Mul(hundred).DivRound(from.Quantity.Value().Abs(), divisionPlaces)
	for _, a := range []decimal.Decimal{slack(to), slack(to).Neg()} {
		for _, b := range []decimal.Decimal{slack(from), slack(from).Neg()} {
			t, f := to.Quantity.Value().Add(a), from.Quantity.Value().Add(b)
			if f.IsZero() {
				continue
			}
			v := t.Sub(f).Mul(hundred).DivRound(f.Abs(), divisionPlaces)
			worst = decimal.Max(worst, v.Sub(exact).Abs())
		}
	}
	return worst
}

// slack of a datum is its own rounding, or that of what it was worked out
// from by adding and subtracting.
func slack(d Datum) decimal.Decimal {
	if len(d.Inputs) == 0 || d.Indicator.Kind == Ratio {
		return d.Quantity.Slack()
	}
	sum := decimal.Zero
	for _, in := range d.Inputs {
		sum = sum.Add(slack(in))
	}
	return sum
}
