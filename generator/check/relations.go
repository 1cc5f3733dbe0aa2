package check

import (
	"slices"
	"strconv"

	"github.com/shopspring/decimal"

	"gongbao/generator/diag"
	"gongbao/generator/period"
	"gongbao/generator/quantity"
	"gongbao/generator/stats"
)

// identityPlaces is how finely the two sides of an identity are shown.
const identityPlaces = 6

// identities checks each identity where all of its indicators were published on
// one basis: 旧存 + 新收 = 受理.
func (c *checker) identities(code diag.Code) {
	for _, o := range c.all {
		for _, e := range c.equations {
			// Each is checked at the first of its indicators.
			if e.clash == nil && len(e.gap.IDs) > 0 && e.gap.IDs[0] == o.Indicator.ID {
				c.identity(code, o, e)
			}
		}
	}
}

func (c *checker) identity(code diag.Code, o *stats.Observation, e equation) {
	values := map[string]stats.Datum{}
	for _, id := range e.gap.IDs {
		d, ok := c.Observed(c.indicator(id), o.Court, o.Period, o.Basis)
		if !ok {
			return
		}
		values[id] = d
	}
	value := func(id string) (decimal.Decimal, error) { return values[id].Quantity.Value(), nil }
	l, errL := e.Left.Eval(value)
	r, errR := e.Right.Eval(value)
	if errL != nil || errR != nil { // a zero below a fraction line
		return
	}
	lo, hi, known := e.gap.Bounds(func(id string) (lo, hi decimal.Decimal) {
		lo, hi, _ = values[id].Bounds() // as published: they are known
		return lo, hi
	})
	if !known || lo.Sign() <= 0 && hi.Sign() >= 0 {
		return
	}
	c.bag.Add(code, o.Pos(), diag.Args{
		"name": e.Name, "court": o.Court.Name, "period": o.Period.String(),
		"left": l.Round(identityPlaces).String(), "right": r.Round(identityPlaces).String(),
		"formula": e.Left.Text + " = " + e.Right.Text,
	}, e.Pos)
}

// formulas works out what was published and has a formula: a rate must be that
// of its counts.
func (c *checker) formulas(code diag.Code) {
	for _, o := range c.all {
		f := o.Indicator.Rule()
		if f == nil || c.isIdentity(o, f.IDs) {
			continue
		}
		d, ok := c.Recompute(o.Indicator, o.Court, o.Period, o.Basis)
		if !ok || d.Basis != o.Basis {
			continue
		}
		want := totalOf(d)
		if differs, _ := want.beyond(o); !differs {
			continue
		}
		var inputs []diag.Pos
		for _, in := range d.Inputs {
			if in.Pos != nil {
				inputs = append(inputs, in.Pos())
			}
		}
		c.bag.Add(code, o.Pos(), with(of(o.Indicator, o.Court, o.Period),
			"value", o.Quantity.String(), "computed", want.like(o), "formula", f.Text), inputs...)
	}
}

// isIdentity reports whether an identity that could be judged here relates the
// same indicators, so that a mistake is told once: of 收案 = 调解 + 审执 the
// formula 审执 = 收案 − 调解 says nothing new.
func (c *checker) isIdentity(o *stats.Observation, ids []string) bool {
	own := map[string]bool{o.Indicator.ID: true}
	for _, id := range ids {
		own[id] = true
	}
	for id := range own {
		if _, ok := c.Observed(c.indicator(id), o.Court, o.Period, o.Basis); !ok {
			return false
		}
	}
	return slices.ContainsFunc(c.equations, func(e equation) bool {
		return e.clash == nil && len(e.gap.IDs) == len(own) && !slices.ContainsFunc(e.gap.IDs, func(id string) bool { return !own[id] })
	})
}

// openings holds what was carried into a period against what was pending at
// the end of the one before. Cases that were handed over or counted again are
// told of in a note.
func (c *checker) openings(code diag.Code) {
	for _, o := range c.all {
		if o.Indicator.Opening == "" || o.OwnNote {
			continue
		}
		before := period.Year(o.Period.Year() - 1)
		if first := o.Period.First(); first > 1 {
			before = period.Months(o.Period.Year(), 1, first-1)
		}
		closing := c.indicator(o.Indicator.Opening)
		d, ok := c.On(closing, o.Court, before, o.Basis)
		if !ok || d.Pos == nil {
			continue
		}
		want := totalOf(d)
		if differs, _ := want.beyond(o); differs {
			c.bag.Add(code, o.Pos(), with(of(o.Indicator, o.Court, o.Period),
				"value", o.Quantity.String(), "closing", closing.Name, "before", before.String(), "was", d.Quantity.String()), d.Pos())
		}
	}
}

// parts adds the parts of a total up. All of them give it but for rounding;
// some of them are not more than it.
func (c *checker) parts(code diag.Code) {
	for _, o := range c.all {
		if len(o.Indicator.Parts) == 0 || o.Indicator.Kind == stats.Ratio || c.isIdentity(o, o.Indicator.Parts) {
			continue
		}
		var sum total
		known := 0
		var last diag.Pos
		for _, id := range o.Indicator.Parts {
			if d, ok := c.Observed(c.indicator(id), o.Court, o.Period, o.Basis); ok {
				sum.add(d)
				known++
				last = d.Pos()
			}
		}
		differs, over := sum.beyond(o)
		if known == 0 || !differs || known < len(o.Indicator.Parts) && !over {
			continue
		}
		c.bag.Add(code, o.Pos(), with(of(o.Indicator, o.Court, o.Period),
			"value", o.Quantity.String(), "sum", sum.like(o), "known", strconv.Itoa(known), "all", strconv.Itoa(len(o.Indicator.Parts))), last)
	}
}

// ofWhich finds parts that are more than what they are counted among.
func (c *checker) ofWhich(code diag.Code) {
	for _, o := range c.all {
		for _, id := range o.Indicator.OfWhich {
			part, ok := c.Observed(c.indicator(id), o.Court, o.Period, o.Basis)
			if !ok {
				continue
			}
			if _, over := totalOf(part).beyond(o); over {
				c.bag.Add(code, part.Pos(), with(of(part.Indicator, o.Court, o.Period),
					"value", part.Quantity.String(), "total", o.Indicator.Name, "whole", o.Quantity.String()), o.Pos())
			}
		}
	}
}

// courts adds the courts of a jurisdiction up: a city is its own court and its
// districts.
func (c *checker) courts(code diag.Code) {
	for _, o := range c.all {
		if o.Indicator.Kind == stats.Ratio || o.Court.Own {
			continue
		}
		children := c.within(o.Court)
		var sum total
		known := 0
		var last diag.Pos
		for _, child := range children {
			if d, ok := c.Observed(o.Indicator, child, o.Period, o.Basis); ok {
				sum.add(d)
				known++
				last = d.Pos()
			}
		}
		differs, over := sum.beyond(o)
		if known == 0 || !differs || known < len(children) && !over {
			continue
		}
		c.bag.Add(code, o.Pos(), with(of(o.Indicator, o.Court, o.Period),
			"value", o.Quantity.String(), "sum", sum.like(o), "known", strconv.Itoa(known), "all", strconv.Itoa(len(children))), last)
	}
}

// within are the courts whose values add up to that of a jurisdiction. Below a
// court whose values are its own the others count beside it.
func (c *checker) within(court *stats.Court) []*stats.Court {
	var out []*stats.Court
	for _, child := range c.Children(court) {
		out = append(out, child)
		if child.Own {
			out = append(out, c.within(child)...)
		}
	}
	return out
}

// revisions finds corrections of nothing: with the wrong period, basis or court
// they would leave the old value standing and make up another.
func (c *checker) revisions(code diag.Code) {
	for _, o := range c.all {
		if o.Revision != nil && len(o.Revision.Superseded) == 0 && o.Revision.Word == "" {
			c.bag.Add(code, o.Pos(), with(of(o.Indicator, o.Court, o.Period), "value", o.Quantity.String()))
		}
	}
}

// periods compares a flow with the shorter periods that cover it.
func (c *checker) periods(code diag.Code) {
	for _, o := range c.all {
		if o.Indicator.Additive {
			c.period(code, o)
		}
	}
}

func (c *checker) period(code diag.Code, o *stats.Observation) {
	for _, tiles := range c.tilings(o) {
		var sum total
		for _, d := range tiles {
			sum.add(d)
		}
		if differs, _ := sum.beyond(o); !differs {
			continue
		}
		last := tiles[len(tiles)-1].Pos()
		c.bag.Add(code, o.Pos(), with(of(o.Indicator, o.Court, o.Period),
			"total", o.Quantity.String(), "sum", sum.like(o), "where", last.String()), last)
		return
	}
	// Pieces that leave months out are still no more than the whole.
	if o.Indicator.Min == nil || o.Indicator.Min.Sign() < 0 {
		return
	}
	pieces := c.pieces(o)
	var sum total
	for _, d := range pieces {
		sum.add(d)
	}
	if _, over := sum.beyond(o); !over || len(pieces) == 0 || len(pieces) == 1 && pieces[0].Period.First() == 1 { // a single one from January is told of by cumulative
		return
	}
	last := pieces[len(pieces)-1].Pos()
	c.bag.Add(code, o.Pos(), with(of(o.Indicator, o.Court, o.Period),
		"total", o.Quantity.String(), "sum", sum.like(o), "where", last.String()), last)
}

// pieces are the shorter periods within o, none of which overlap, that add up to
// the most.
func (c *checker) pieces(o *stats.Observation) []stats.Datum {
	p := o.Period
	type best struct {
		sum    decimal.Decimal
		pieces []stats.Datum
	}
	upTo := make([]best, p.Len()+1) // by months from the first of p
	for end := 1; end <= p.Len(); end++ {
		upTo[end] = upTo[end-1]
		for begin := range end {
			if end-begin == p.Len() {
				continue
			}
			d, ok := c.Observed(o.Indicator, o.Court, period.Months(p.Year(), p.First()+begin, p.First()+end-1), o.Basis)
			if !ok {
				continue
			}
			if sum := upTo[begin].sum.Add(d.Quantity.Value()); sum.GreaterThan(upTo[end].sum) {
				upTo[end] = best{sum, append(slices.Clone(upTo[begin].pieces), d)}
			}
		}
	}
	return upTo[p.Len()].pieces
}

// tilings are the ways to cover the months of o with shorter observations on
// its basis, without gap or overlap: one for each that begins it, with the
// longest that fit behind it. What those are made of is checked at them.
func (c *checker) tilings(o *stats.Observation) [][]stats.Datum {
	p := o.Period
	at := func(first, last int) (stats.Datum, bool) {
		return c.Observed(o.Indicator, o.Court, period.Months(p.Year(), first, last), o.Basis)
	}
	var cover func(from int) []stats.Datum
	cover = func(from int) []stats.Datum {
		if from > p.Last() {
			return []stats.Datum{}
		}
		for last := p.Last(); last >= from; last-- {
			d, ok := at(from, last)
			if !ok {
				continue
			}
			if rest := cover(last + 1); rest != nil {
				return append([]stats.Datum{d}, rest...)
			}
		}
		return nil
	}
	var all [][]stats.Datum
	for last := p.Last() - 1; last >= p.First(); last-- {
		d, ok := at(p.First(), last)
		if !ok {
			continue
		}
		if rest := cover(last + 1); rest != nil {
			all = append(all, append([]stats.Datum{d}, rest...))
		}
	}
	return all
}

// cumulative finds totals from January that are less than they were a month or
// a quarter before. Where the time between was published too, periods tells of
// it.
func (c *checker) cumulative(code diag.Code) {
	for _, o := range c.all {
		p := o.Period
		if o.Indicator.Kind != stats.Flow || o.Indicator.Min == nil || p.First() != 1 {
			continue
		}
		for last := p.Last() - 1; last >= 1; last-- {
			before, ok := c.Observed(o.Indicator, o.Court, period.Months(p.Year(), 1, last), o.Basis)
			if !ok {
				continue
			}
			least := totalOf(before)
			_, falls := least.beyond(o)
			_, between := c.Observed(o.Indicator, o.Court, period.Months(p.Year(), last+1, p.Last()), o.Basis)
			if falls && !between {
				c.bag.Add(code, o.Pos(), with(of(o.Indicator, o.Court, p),
					"value", o.Quantity.String(), "before", before.Period.String(), "was", before.Quantity.String()), before.Pos())
			}
			break
		}
	}
}

// changePlaces are the decimal places with which a change that was worked out
// is shown beside a published one.
const changePlaces = 1

// changes compares a published change with the one that its two values give,
// where both are there and comparable.
func (c *checker) changes(code diag.Code) {
	for _, pub := range c.Changes() {
		made, ok := c.RecomputeChange(pub)
		if !ok || c.Stale(pub) {
			continue
		}
		lo, hi, known := made.Bounds()
		if by := pub.Delta.Slack(); !known || pub.Delta.Value().Add(by).GreaterThanOrEqual(lo) && pub.Delta.Value().Sub(by).LessThanOrEqual(hi) {
			continue
		}
		args := with(of(pub.Indicator, pub.Court, pub.Period),
			"published", pub.Delta.String(), "computed", made.Delta.At(quantity.One, max(pub.Delta.Places(), changePlaces)).String())
		var related []diag.Pos
		if from := made.Inputs[1]; from.Pos != nil {
			args["where"] = from.Pos().String()
			related = append(related, from.Pos())
		}
		c.bag.Add(code, pub.Pos(), args, related...)
	}
}
