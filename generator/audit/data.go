package audit

import (
	"github.com/shopspring/decimal"

	"gongbao/generator/claim"
	"gongbao/generator/diag"
	"gongbao/generator/quantity"
	"gongbao/generator/stats"
)

// byData holds claims against the data.
func (w *work) byData() {
	if w.judge.stats == nil {
		return
	}
	for i := range w.claims {
		c := &w.claims[i]
		if c.Verdict != Unverified || c.Period.IsZero() || c.Subject == "" {
			continue
		}
		ind, court, ok := w.judge.names.resolve(c.Subject, c.Context, w.page.Court)
		if !ok || court == nil {
			continue
		}
		c.Indicator, c.Court = ind, court
		switch c.Kind {
		case claim.Level, claim.From, claim.Previous:
			w.level(i)
		case claim.Change, claim.Flat:
			w.change(i)
		}
	}
}

// level holds a level against the values of its indicator on every basis: one
// of them is meant, and the text need not say which.
func (w *work) level(i int) {
	c := &w.claims[i]
	if !sameUnit(c.Unit, c.Indicator.Unit) {
		return
	}
	values := w.judge.stats.Published(c.Indicator, c.Court, c.Period)
	if len(values) == 0 {
		if d, err := w.judge.stats.Value(c.Indicator, c.Court, c.Period); err == nil {
			values = []stats.Datum{d}
		}
	}
	for _, d := range values {
		if within(c.Claim, d) {
			c.Verdict, c.Basis = Verified, d.Basis
			return
		}
	}
	if len(values) == 0 || c.Part { // a part of something may bear the name of the whole
		return
	}
	d := values[0]
	code, expected := diag.NumberMismatch, d.Quantity.String()+c.Indicator.Unit
	if form := printedLike(d, c.Claim); truncated(c.Quantity, d) {
		code, expected = diag.NumberTruncated, form+c.Indicator.Unit
	}
	w.wrong(i, code, expected)
	if d.Pos != nil {
		c.Related = []diag.Pos{d.Pos()}
	}
}

// sameUnit reports whether a claim can be of an indicator by its unit.
func sameUnit(unit, of string) bool {
	if of == "名" || of == "位" {
		of = "人"
	}
	return unit == of
}

// within reports whether a number and a value can be the same, each rounded in
// its own way; 余 and 近 open one side by as much as the number was rounded to.
func within(c claim.Claim, d stats.Datum) bool {
	lo, hi, ok := d.Bounds()
	if !ok {
		return false
	}
	v := signed(c)
	from, to := v.Sub(c.Quantity.Slack()), v.Add(c.Quantity.Slack())
	room := roundness(c.Quantity)
	switch c.Vague {
	case claim.Over:
		from, to = v, v.Add(room)
	case claim.Under:
		from, to = v.Sub(room), v
	case claim.About:
		from, to = v.Sub(room), v.Add(room)
	}
	return lo.LessThanOrEqual(to) && hi.GreaterThanOrEqual(from)
}

func signed(c claim.Claim) decimal.Decimal {
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

// printedLike is a value in the form in which a claim is printed.
func printedLike(d stats.Datum, c claim.Claim) string {
	return d.Quantity.At(c.Quantity.Scale(), c.Quantity.Places()).String()
}

// truncated reports whether a number is a value that was cut off where it should
// have been rounded: 89.39 of 89.396.
func truncated(q quantity.Quantity, d stats.Datum) bool {
	shift := int32(q.Scale())
	cut := d.Quantity.Value().Shift(-shift).Truncate(q.Places()).Shift(shift)
	return cut.Equal(q.Value()) && !d.Quantity.At(q.Scale(), q.Places()).Printed().Equal(q.Value())
}

// change holds a change against the one that the court published or that its
// values give.
func (w *work) change(i int) {
	c := &w.claims[i]
	var made stats.Change
	var err error
	switch {
	case c.Comparison == claim.YearOnYear:
		made, err = w.judge.stats.YearOnYear(c.Indicator, c.Court, c.Period)
	case c.Comparison == claim.PeriodOnPeriod:
		made, err = w.judge.stats.PeriodOnPeriod(c.Indicator, c.Court, c.Period)
	case c.Comparison == claim.Against && !c.Base.IsZero():
		made, err = w.judge.stats.Change(c.Indicator, c.Court, c.Period, c.Base)
	default:
		return
	}
	if err != nil {
		return
	}
	want := changeText(made)
	if c.Kind == claim.Flat {
		if made.Sign() == 0 {
			c.Verdict, c.Basis = Verified, made.Basis
		} else if lo, hi, ok := bounds(made); ok && (lo.Sign() > 0 || hi.Sign() < 0) {
			w.wrong(i, diag.ChangeMismatch, want)
		}
		return
	}
	unit := changeUnit(made.Unit)
	lo, hi, ok := bounds(made)
	if !ok {
		return
	}
	v, by := signed(c.Claim), c.Quantity.Slack()
	if c.Sign == 0 { // 变化0.5个百分点: the direction is not said
		return
	}
	fits := v.Add(by).GreaterThanOrEqual(lo) && v.Sub(by).LessThanOrEqual(hi)
	switch {
	case c.Unit == "%" && unit == "百分点":
		// The commonest published error: the change of a rate in percent.
		w.wrong(i, diag.ChangeInPercent, want)
	case c.Unit != unit && !(unit == "" && c.Unit == c.Indicator.Unit):
		w.difference(i, made)
	case fits:
		c.Verdict, c.Basis = Verified, made.Basis
	default:
		w.wrong(i, diag.ChangeMismatch, want)
	}
}

// bounds is between what a published or computed change lies.
func bounds(c stats.Change) (lo, hi decimal.Decimal, ok bool) {
	if c.Published {
		by := c.Delta.Slack()
		return c.Delta.Value().Sub(by), c.Delta.Value().Add(by), true
	}
	return c.Bounds()
}

// difference judges a change told in the indicator's own unit: 增加203件.
func (w *work) difference(i int, made stats.Change) {
	c := &w.claims[i]
	if len(made.Inputs) != 2 || c.Unit != c.Indicator.Unit {
		return
	}
	to, from := made.Inputs[0], made.Inputs[1]
	toLo, toHi, okTo := to.Bounds()
	fromLo, fromHi, okFrom := from.Bounds()
	if !okTo || !okFrom {
		return
	}
	v, by := signed(c.Claim), c.Quantity.Slack()
	if v.Add(by).GreaterThanOrEqual(toLo.Sub(fromHi)) && v.Sub(by).LessThanOrEqual(toHi.Sub(fromLo)) {
		c.Verdict, c.Basis = Verified, made.Basis
		return
	}
	w.wrong(i, diag.ChangeMismatch, to.Quantity.Sub(from.Quantity).String()+c.Unit)
}

func changeUnit(u stats.ChangeUnit) string {
	return map[stats.ChangeUnit]string{stats.Percent: "%", stats.Points: "百分点", stats.Absolute: "", stats.Days: "天"}[u]
}

// changeText is a change as a text would print it, signed.
func changeText(c stats.Change) string {
	sign := ""
	if c.Sign() > 0 {
		sign = "+"
	}
	unit := map[stats.ChangeUnit]string{stats.Percent: "%", stats.Points: "个百分点", stats.Absolute: "", stats.Days: "天"}[c.Unit]
	return sign + c.Delta.String() + unit
}
