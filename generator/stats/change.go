package stats

import (
	"cmp"
	"slices"

	"github.com/shopspring/decimal"

	"gongbao/generator/diag"
	"gongbao/generator/formula"
	"gongbao/generator/period"
	"gongbao/generator/quantity"
)

// changePlaces are the decimal places of a change in percent that is worked
// out and not published.
const changePlaces = 1

var hundred = decimal.NewFromInt(100)

// YearOnYear is the change against the same months of the year before. What
// the court published comes before what can be worked out, and of several
// published changes the one on the basis of the value.
func (s *Store) YearOnYear(ind *Indicator, court *Court, p period.Period) (Change, error) {
	value, err := s.Value(ind, court, p)
	list := slices.DeleteFunc(slices.Clone(s.published[s.at(ind, court, p)]), func(c *PublishedChange) bool { return s.Stale(c) })
	if len(list) == 0 {
		return s.Change(ind, court, p, p.YearBefore())
	}
	pub := list[0]
	if i := slices.IndexFunc(list, func(c *PublishedChange) bool { return c.Basis == value.Basis }); err == nil && i >= 0 {
		pub = list[i]
	}
	c := Change{
		Indicator: ind, Court: court, Period: p, Base: p.YearBefore(), Unit: ind.Change,
		Delta: pub.Delta, Published: true, Basis: pub.Basis, Source: pub.Source,
	}
	// A published change may rest on a bridge just as one that is worked out.
	if to, _, note, err := s.onBasis(ind, court, p, c.Base, pub.Basis); err == nil && to.Basis == pub.Basis {
		c.Note = note
	}
	if c.Note == "" && err == nil && value.Basis != pub.Basis {
		c.Note = s.basisNote(pub.Basis)
	}
	c.Note = cmp.Or(c.Note, s.breakNote(ind, c.Base, p))
	return c, nil
}

// Stale reports whether a published change belongs to a value that was corrected
// after it: it is that of the old one.
func (s *Store) Stale(c *PublishedChange) bool {
	for _, o := range s.values[s.at(c.Indicator, c.Court, c.Period)] {
		if o.Basis == c.Basis && day(o.Revision) > day(c.Revision) {
			return true
		}
	}
	return false
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
	to, from, note, err := s.Comparable(ind, court, p, base)
	if err != nil {
		return Change{}, err
	}
	return change(to, from, cmp.Or(note, s.breakNote(ind, base, p)), p, base)
}

// breakNote is what is to be said of a change across breaks; "" when there is
// none.
func (s *Store) breakNote(ind *Indicator, base, p period.Period) string {
	for _, b := range s.breaks {
		if b.between(ind, base, p) {
			return b.Note
		}
	}
	return ""
}

func change(to, from Datum, note string, p, base period.Period) (Change, error) {
	ind := to.Indicator
	c := Change{
		Indicator: ind, Court: to.Court, Period: p, Base: base, Unit: ind.Change, Basis: to.Basis,
		Note: note, Source: sources([]Datum{to, from}), Inputs: []Datum{to, from},
	}
	diff := to.Quantity.Value().Sub(from.Quantity.Value())
	if ind.Change != Percent {
		// As fine as both values are, and no coarser than the indicator wants.
		form := to.Quantity.Sub(from.Quantity)
		places := max(ind.Precision-int32(ind.Scale), form.Places()-int32(form.Scale()), 0)
		c.Delta = quantity.Of(diff, quantity.One, places)
		return c, nil
	}
	if from.Quantity.Value().IsZero() {
		return Change{}, &diag.Problem{Code: diag.ZeroBase, Args: diag.Args{"indicator": ind.Name, "period": base.String()}}
	}
	c.Delta = quantity.Of(diff.Mul(hundred).DivRound(from.Quantity.Value().Abs(), formula.Places), quantity.One, changePlaces)
	return c, nil
}

// Comparable finds the values of two periods on one basis: that of p if base
// has it too, else that of base, else any that both have, else over a bridge,
// whose note comes along. The error is a *diag.Problem.
func (s *Store) Comparable(ind *Indicator, court *Court, p, base period.Period) (to, from Datum, note string, err error) {
	if to, err = s.Value(ind, court, p); err != nil {
		return to, from, "", err
	}
	if from, err = s.Value(ind, court, base); err != nil {
		return to, from, "", err
	}
	if to.Basis == from.Basis {
		return to, from, "", nil
	}
	bases := []string{to.Basis, from.Basis, ""}
	for _, b := range s.bases {
		bases = append(bases, b.ID)
	}
	for _, b := range bases {
		t, ok, _ := s.find(ind, court, p, b)
		if !ok {
			continue
		}
		if f, ok, _ := s.find(ind, court, base, b); ok {
			if b == to.Basis {
				return t, f, "", nil
			}
			// The value that stands beside the change is on another basis.
			return t, f, s.basisNote(b), nil
		}
	}
	if d, note, ok := s.bridgeTo(ind, court, base, to.Basis); ok {
		return to, d, note, nil
	}
	if d, note, ok := s.bridgeTo(ind, court, p, from.Basis); ok {
		return d, from, note, nil
	}
	return to, from, "", s.crossBasis(from, to, base.String(), p.String())
}

// onBasis is Comparable on a basis that is given.
func (s *Store) onBasis(ind *Indicator, court *Court, p, base period.Period, basis string) (to, from Datum, note string, err error) {
	t, haveTo, _ := s.find(ind, court, p, basis)
	f, haveFrom, _ := s.find(ind, court, base, basis)
	if haveTo && haveFrom {
		return t, f, "", nil
	}
	if haveTo {
		if d, note, ok := s.bridgeTo(ind, court, base, basis); ok {
			return t, d, note, nil
		}
	}
	return s.Comparable(ind, court, p, base)
}

// bridgeTo finds a value on some basis from which a bridge leads to another.
func (s *Store) bridgeTo(ind *Indicator, court *Court, p period.Period, to string) (Datum, string, bool) {
	for _, b := range s.bridges {
		if b.To != to {
			continue
		}
		if d, ok, _ := s.find(ind, court, p, b.From); ok {
			if d, note, ok := s.bridge(d, to); ok {
				return d, note, true
			}
		}
	}
	return Datum{}, "", false
}

// crossBasis is the problem of two values that must not be held against each
// other; it names both bases and both places.
func (s *Store) crossBasis(from, to Datum, fromName, toName string) *diag.Problem {
	problem := &diag.Problem{Code: diag.CrossBasis, Args: diag.Args{
		"indicator": to.Indicator.Name, "from": fromName, "to": toName,
		"from_basis": s.basisName(from.Basis), "to_basis": s.basisName(to.Basis),
	}}
	for _, d := range []Datum{from, to} {
		for d.Pos == nil && len(d.Inputs) > 0 { // a derived value stands where the first it rests on does
			d = d.Inputs[0]
		}
		if d.Pos != nil {
			problem.Related = append(problem.Related, d.Pos())
		}
	}
	return problem
}

// basisNote says in words what a basis is; "" for the default one.
func (s *Store) basisNote(id string) string {
	b, _ := s.Basis(id)
	return cmp.Or(b.Note, b.Name)
}

// basisName is how a message names a basis; "@default-basis" is a word of the
// messages' catalogue.
func (s *Store) basisName(id string) string {
	if b, ok := s.Basis(id); ok {
		return b.Name
	}
	return "@default-basis"
}

// bridge turns a value into one on another basis.
func (s *Store) bridge(d Datum, to string) (Datum, string, bool) {
	for _, b := range s.bridges {
		if b.From != d.Basis || b.To != to {
			continue
		}
		if b.all {
			// It rests on d now, and no longer on the formula that gave d.
			d.Inputs, d.by = []Datum{d}, nil
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

// Bounds is between what the change lies that the true values make: both were
// rounded. ok is false when it was not worked out from two values, or when these
// were rounded so coarsely that any change is possible.
func (c Change) Bounds() (lo, hi decimal.Decimal, ok bool) {
	if len(c.Inputs) != 2 {
		return lo, hi, false
	}
	toLo, toHi, okTo := c.Inputs[0].Bounds()
	fromLo, fromHi, okFrom := c.Inputs[1].Bounds()
	if !okTo || !okFrom {
		return lo, hi, false
	}
	if c.Unit != Percent {
		return toLo.Sub(fromHi), toHi.Sub(fromLo), true
	}
	if fromLo.Sign() <= 0 && fromHi.Sign() >= 0 { // the base may be zero
		return lo, hi, false
	}
	quotient := func(t, f decimal.Decimal) decimal.Decimal {
		return t.Sub(f).Mul(hundred).DivRound(f.Abs(), formula.Places)
	}
	corners := []decimal.Decimal{quotient(toLo, fromHi), quotient(toHi, fromLo), quotient(toHi, fromHi)}
	first := quotient(toLo, fromLo)
	return decimal.Min(first, corners...), decimal.Max(first, corners...), true
}

// Bounds is between what the true value lies, of which this one, or what it was
// worked out from, was rounded. ok is false when it cannot be told.
func (d Datum) Bounds() (lo, hi decimal.Decimal, ok bool) {
	if len(d.Inputs) == 0 {
		v, by := d.Quantity.Value(), d.Quantity.Slack()
		return v.Sub(by), v.Add(by), true
	}
	los, his := make([]decimal.Decimal, len(d.Inputs)), make([]decimal.Decimal, len(d.Inputs))
	width := decimal.Zero
	for i, in := range d.Inputs {
		if los[i], his[i], ok = in.Bounds(); !ok {
			return lo, hi, false
		}
		width = width.Add(his[i].Sub(los[i]))
	}
	if d.by == nil { // inputs that were added or taken away, one for one
		v, by := d.Quantity.Value(), width.Div(two)
		return v.Sub(by), v.Add(by), true
	}
	return d.by.Bounds(func(id string) (lo, hi decimal.Decimal) {
		i := slices.Index(d.by.IDs, id)
		return los[i], his[i]
	})
}

var two = decimal.NewFromInt(2)
