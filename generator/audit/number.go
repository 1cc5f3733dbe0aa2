package audit

import (
	"strings"

	"github.com/shopspring/decimal"

	"gongbao/generator/claim"
	"gongbao/generator/quantity"
)

// span is between what a number lies that was rounded, or worked out from such.
type span struct {
	lo, hi, at decimal.Decimal
}

func exactly(v decimal.Decimal) span { return span{v, v, v} }

// printedSpan is what a printed number can be the rounding of.
func printedSpan(q quantity.Quantity) span {
	v, by := q.Value(), q.Slack()
	if by.IsZero() {
		return exactly(v)
	}
	return span{v.Sub(by), v.Add(by), v}
}

func (s span) add(t span) span { return span{s.lo.Add(t.lo), s.hi.Add(t.hi), s.at.Add(t.at)} }

func (s span) sub(t span) span {
	if s.exact() && t.exact() {
		return exactly(s.at.Sub(t.at))
	}
	return span{s.lo.Sub(t.hi), s.hi.Sub(t.lo), s.at.Sub(t.at)}
}

// exact reports whether s is one number alone, with which arithmetic needs to be
// done but once.
func (s span) exact() bool { return s.lo.Equal(s.hi) && s.lo.Equal(s.at) }

// times is s multiplied by n, which is not negative.
func (s span) times(n decimal.Decimal) span {
	if s.exact() {
		return exactly(s.at.Mul(n))
	}
	return span{s.lo.Mul(n), s.hi.Mul(n), s.at.Mul(n)}
}

// places of quotients: far more than any number is printed with.
const places = 16

// by is s divided by t; ok is false unless t is surely positive.
func (s span) by(t span) (q span, ok bool) {
	if t.lo.Sign() <= 0 {
		return q, false
	}
	if s.exact() && t.exact() {
		return exactly(s.at.DivRound(t.at, places)), true
	}
	lo, hi := s.lo.DivRound(t.hi, places), s.hi.DivRound(t.lo, places)
	if s.lo.Sign() < 0 {
		lo = s.lo.DivRound(t.lo, places)
	}
	if s.hi.Sign() < 0 {
		hi = s.hi.DivRound(t.hi, places)
	}
	return span{lo, hi, s.at.DivRound(t.at, places)}, true
}

// growth is by how many percent s is more than t.
func (s span) growth(t span) (span, bool) {
	q, ok := s.by(t)
	if !ok {
		return q, false
	}
	return q.sub(exactly(one)).times(hundred), true
}

var one, hundred = decimal.NewFromInt(1), decimal.NewFromInt(100)

// fit is how a claim agrees with what it should say.
type fit uint8

const (
	fits      fit = iota
	open          // it may be so or not: vague words say too little
	cut           // cut off where it should have been rounded
	wrongSide     // 余 of less, 近 of more
	off           // it does not
)

// agree holds a claim with its sign against what its number should be.
func agree(c *claim.Claim, want span) fit {
	v, slack := signed(c), c.Quantity.Slack()
	lo, hi := v.Sub(slack), v.Add(slack)
	if c.Vague != claim.Exact {
		return agreeVaguely(c, v, want)
	}
	if want.lo.LessThan(want.hi) && slack.Sign() > 0 {
		if lo.LessThan(want.hi) && hi.GreaterThan(want.lo) { // what but touches, as 1.68 and 1.69 do, is not the same
			return fits
		}
	} else if lo.LessThanOrEqual(want.hi) && hi.GreaterThanOrEqual(want.lo) {
		return fits
	}
	shift := int32(c.Quantity.Scale())
	if slack.Sign() > 0 && want.at.Shift(-shift).Truncate(c.Quantity.Places()).Shift(shift).Equal(v) {
		return cut
	}
	return off
}

// agreeVaguely: 余 and 近 open one side by as much as the number was rounded to;
// 超 opens it without an end, but what is far off is not confirmed by it.
func agreeVaguely(c *claim.Claim, v decimal.Decimal, want span) fit {
	room := roundness(c.Quantity)
	if v.Sign() < 0 { // 下降近5%: the word is of the amount
		v, want = v.Neg(), span{want.hi.Neg(), want.lo.Neg(), want.at.Neg()}
	}
	if v.Sign() > 0 && want.hi.Sign() < 0 {
		return off
	}
	switch c.Vague {
	case claim.Over:
		switch {
		case want.hi.LessThan(v):
			return wrongSide
		case want.lo.LessThanOrEqual(v.Add(room)):
			return fits
		case strings.ContainsAny(c.Text, "余多"): // 300余 ends at 400, 超300 does not
			return off
		}
		return open
	case claim.Under:
		switch {
		case want.lo.GreaterThan(v):
			return wrongSide
		case want.hi.GreaterThanOrEqual(v.Sub(room)):
			return fits
		}
		return open
	}
	near := decimal.Max(room.Div(two), v.Mul(decimal.New(2, -2)))
	far := decimal.Max(room, v.Mul(decimal.New(1, -1)))
	switch gap := want.at.Sub(v).Abs(); {
	case gap.LessThanOrEqual(near):
		return fits
	case gap.LessThanOrEqual(far):
		return open
	}
	return off
}

var two = decimal.NewFromInt(2)

// signed is the number of a claim with the sign that its verb gives it.
func signed(c *claim.Claim) decimal.Decimal {
	if c.Sign < 0 {
		return c.Quantity.Value().Abs().Neg()
	}
	return c.Quantity.Value()
}

// roundness is the unit of the last digit that is not zero: 300余 is less than
// 400, 320余 less than 330.
func roundness(q quantity.Quantity) decimal.Decimal {
	d := q.Value().Shift(-int32(q.Scale())).Round(q.Places())
	unit := decimal.New(1, -q.Places())
	ten := decimal.NewFromInt(10)
	for i := 0; i < 20 && !d.IsZero() && d.Mod(unit.Mul(ten)).IsZero(); i++ {
		unit = unit.Mul(ten)
	}
	return unit.Shift(int32(q.Scale()))
}

// like is an exact number in the form in which a claim is printed, rounded half
// away from zero.
func like(v decimal.Decimal, q quantity.Quantity) quantity.Quantity {
	return quantity.Of(v, q.Scale(), q.Places())
}
