package audit

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"gongbao/generator/claim"
	"gongbao/generator/diag"
	"gongbao/generator/quantity"
)

// byText holds the numbers of a text against one another.
func (w *work) byText() {
	for i := range w.claims {
		switch c := w.claims[i]; c.Kind {
		case claim.Change:
			w.ownChange(i)
		case claim.Share:
			w.ownShare(i)
		case claim.Level:
			w.ownParts(i)
			w.ownRate(i)
		case claim.Average:
			w.ownAverage(i)
		}
	}
	w.ownIdentity()
}

// interval is between what the number of a claim lies.
func (w *work) interval(i int) (lo, hi decimal.Decimal, ok bool) {
	c := w.claims[i]
	if c.Vague != claim.Exact {
		return lo, hi, false
	}
	v, by := c.Quantity.Value(), c.Quantity.Slack()
	return v.Sub(by), v.Add(by), true
}

// before is the claim that tells what a level was before: （去年同期2296件）, or
// the From of 由…提高到….
func (w *work) before(level int) int {
	for i := level + 1; i < len(w.claims) && i < level+4; i++ {
		if c := w.claims[i]; c.Kind == claim.Previous && c.Of == level {
			return i
		}
	}
	for i := level - 1; i >= 0 && i > level-5; i-- {
		if c := w.claims[i]; c.Kind == claim.From && c.To == level {
			return i
		}
	}
	return claim.None
}

var hundred = decimal.NewFromInt(100)

// ownChange works a change out from the level that it follows and the one before.
func (w *work) ownChange(i int) {
	c := w.claims[i]
	level := c.Of
	if level == claim.None || c.Comparison == claim.Peers {
		return
	}
	rate := w.claims[level].Unit == "%"
	base := w.before(level)
	if base == claim.None || w.claims[base].Unit != w.claims[level].Unit {
		if rate && c.Unit == "%" {
			// Whatever the figures are: a rate changes by percentage points.
			w.wrong(i, diag.ChangeInPercent, c.Quantity.String()+"个百分点", level)
		}
		return
	}
	toLo, toHi, okTo := w.interval(level)
	fromLo, fromHi, okFrom := w.interval(base)
	if !okTo || !okFrom || c.Vague != claim.Exact {
		return
	}
	to, from := w.claims[level].Quantity.Value(), w.claims[base].Quantity.Value()
	lo, hi, exact := toLo.Sub(fromHi), toHi.Sub(fromLo), to.Sub(from)
	unit := c.Unit
	if c.Unit == "%" && !rate {
		if fromLo.Sign() <= 0 {
			return
		}
		lo, hi = percent(toLo, fromHi), percent(toHi, fromLo)
		exact = percent(to, from)
	}
	v, by := signed(c.Claim), c.Quantity.Slack()
	if c.Sign == 0 { // the direction lies in the numbers
		v = v.Abs().Mul(decimal.NewFromInt(int64(exact.Sign())))
	}
	expected := form(exact, c.Quantity) + printedUnit(unit)
	switch {
	case rate && c.Unit == "%":
		w.wrong(i, diag.ChangeInPercent, form(exact, c.Quantity)+"个百分点", level, base)
	case v.Add(by).GreaterThanOrEqual(lo) && v.Sub(by).LessThanOrEqual(hi):
		w.settle(i, Consistent, level, base)
		w.settle(level, Consistent, base, i)
		w.settle(base, Consistent, level, i)
	default:
		w.wrong(i, diag.ChangeMismatch, expected, level, base)
	}
}

func percent(to, from decimal.Decimal) decimal.Decimal {
	return to.Sub(from).Mul(hundred).DivRound(from, 16)
}

func printedUnit(u string) string {
	if u == "百分点" {
		return "个百分点"
	}
	return u
}

// form prints an exact number as a claim is printed, rounded half up.
func form(v decimal.Decimal, like quantity.Quantity) string {
	return quantity.Of(v, like.Scale(), like.Places()).String()
}

// ratio settles a rate by the two counts that give it.
func (w *work) ratio(i, part, whole int, certain bool) {
	c := w.claims[i]
	if w.claims[part].Unit != w.claims[whole].Unit {
		return
	}
	partLo, partHi, okPart := w.interval(part)
	wholeLo, wholeHi, okWhole := w.interval(whole)
	if !okPart || !okWhole || c.Vague != claim.Exact || wholeLo.Sign() <= 0 {
		return
	}
	lo, hi := partLo.Mul(hundred).DivRound(wholeHi, 16), partHi.Mul(hundred).DivRound(wholeLo, 16)
	exact := w.claims[part].Quantity.Value().Mul(hundred).DivRound(w.claims[whole].Quantity.Value(), 16)
	v, by := c.Quantity.Value(), c.Quantity.Slack()
	switch fits := v.Add(by).GreaterThanOrEqual(lo) && v.Sub(by).LessThanOrEqual(hi); {
	case fits:
		w.settle(i, Consistent, part, whole)
		w.settle(part, Consistent, whole, i)
		w.settle(whole, Consistent, part, i)
	case certain && exact.Truncate(c.Quantity.Places()).Equal(v):
		w.wrong(i, diag.NumberTruncated, form(exact, c.Quantity)+"%", part, whole)
	case certain:
		w.wrong(i, diag.RatioMismatch, form(exact, c.Quantity)+"%", part, whole)
	}
}

// ownShare: 205件，占597件的34.3%.
func (w *work) ownShare(i int) {
	c := w.claims[i]
	if c.Of != claim.None && c.Against != claim.None {
		w.ratio(i, c.Of, c.Against, true)
	}
}

// rates are quotients whose names say what they are of.
var rates = []struct {
	name        string
	part, whole []string
}{
	{"结案率", []string{"审执结", "审结执结", "审结", "已结", "办结", "结案"}, []string{"受理", "收案"}},
	{"结收比", []string{"审执结", "审结执结", "审结", "已结", "办结", "结案"}, []string{"新收"}},
}

// near is how many claims back the counts of a rate may stand.
const near = 12

// ownRate: 受理3881件，审结1456件，结案率37.52%. The counts are of the same
// things: what stands before their names is the same, 刑事受理 and 刑事结案.
func (w *work) ownRate(i int) {
	c := w.claims[i]
	if c.Unit != "%" || c.Verdict != Unverified {
		return
	}
	for _, r := range rates {
		if !strings.Contains(c.Subject, r.name) {
			continue
		}
		part := w.named(i, r.part, "")
		if part == claim.None {
			continue
		}
		whole := w.named(i, r.whole, topic(w.claims[part].Subject, r.part))
		if whole != claim.None {
			// Counts of one sentence are surely meant; others may be of something else.
			w.ratio(i, part, whole, i-min(part, whole) <= 5)
		}
	}
}

// named is the nearest count before a claim whose subject has one of some words,
// and the topic where one is wanted.
func (w *work) named(i int, words []string, about string) int {
	for k := i - 1; k >= 0 && k >= i-near; k-- {
		c := w.claims[k]
		if c.Kind != claim.Level || c.Unit == "%" || c.Period != w.claims[i].Period {
			continue
		}
		has := slices.ContainsFunc(words, func(word string) bool { return strings.Contains(c.Subject, word) })
		switch {
		case about == "" && has:
			return k
		case about != "" && strings.HasPrefix(c.Subject, about) && (has || strings.HasSuffix(c.Subject, "案件") || c.Subject == about):
			return k
		}
	}
	return claim.None
}

// topic is what stands before the word that says what was done: 刑事 of 刑事结案.
func topic(subject string, words []string) string {
	for _, word := range words {
		if at := strings.Index(subject, word); at >= 0 {
			return strings.TrimSuffix(subject[:at], "已")
		}
	}
	return ""
}

// ownParts adds the parts of a total up. Parts that make it are consistent with
// it; others may be some of many, unless their names say that they are all.
func (w *work) ownParts(i int) {
	total := w.claims[i]
	var parts []int
	sum, slack := decimal.Zero, decimal.Zero
	for k := i + 1; k < len(w.claims) && k <= i+near; k++ {
		c := w.claims[k]
		if c.Kind != claim.Level || !c.Part || c.Of != i || c.Unit != total.Unit {
			continue
		}
		if c.Vague != claim.Exact {
			return
		}
		parts = append(parts, k)
		sum, slack = sum.Add(c.Quantity.Value()), slack.Add(c.Quantity.Slack())
	}
	if len(parts) == 0 || total.Vague != claim.Exact {
		return
	}
	gap := sum.Sub(total.Quantity.Value())
	room := slack.Add(total.Quantity.Slack())
	switch {
	case len(parts) > 1 && gap.Abs().LessThanOrEqual(room):
		for _, k := range parts {
			w.settle(k, Consistent, i)
		}
		w.settle(i, Consistent, parts...)
	case len(parts) == 2 && w.stockAndFlow(parts):
		w.wrong(i, diag.SumMismatch, form(sum, total.Quantity)+total.Unit, parts...)
	}
}

// stockAndFlow reports whether two parts are 旧存 and 新收, which are all of 受理.
func (w *work) stockAndFlow(parts []int) bool {
	a, b := w.claims[parts[0]].Subject, w.claims[parts[1]].Subject
	return strings.Contains(a+b, "旧存") && strings.Contains(a+b, "新收")
}

// ownAverage: 年均增长70.6万件 over n years is the growth over the intervals
// between them, one fewer.
func (w *work) ownAverage(i int) {
	c := w.claims[i]
	if c.Of == claim.None || c.Unit == "%" || c.Base.IsZero() || c.Period.IsZero() {
		return
	}
	base := w.before(c.Of)
	years := int64(c.Period.Year() - c.Base.Year())
	if base == claim.None || years <= 0 {
		return
	}
	toLo, toHi, okTo := w.interval(c.Of)
	fromLo, fromHi, okFrom := w.interval(base)
	if !okTo || !okFrom || c.Vague != claim.Exact {
		return
	}
	n := decimal.NewFromInt(years)
	lo, hi := toLo.Sub(fromHi).DivRound(n, 16), toHi.Sub(fromLo).DivRound(n, 16)
	v, by := signed(c.Claim), c.Quantity.Slack()
	if v.Add(by).GreaterThanOrEqual(lo) && v.Sub(by).LessThanOrEqual(hi) {
		w.settle(i, Consistent, c.Of, base)
	}
}

// ownIdentity: 受理, 已结 and 未结 of one sentence.
func (w *work) ownIdentity() {
	for i, c := range w.claims {
		if c.Kind != claim.Level || c.Unit == "%" || !strings.Contains(c.Subject, "未结") || strings.Contains(c.Subject, "未结案件比") {
			continue
		}
		closed := w.named(i, []string{"审执结", "审结", "已结", "办结", "结案"}, "")
		if closed == claim.None {
			continue
		}
		accepted := w.named(closed, []string{"受理"}, "")
		if accepted == claim.None || i-accepted > 5 || w.claims[accepted].Unit != c.Unit || w.claims[closed].Unit != c.Unit {
			continue
		}
		aLo, aHi, okA := w.interval(accepted)
		bLo, bHi, okB := w.interval(closed)
		lo, hi, ok := w.interval(i)
		if !okA || !okB || !ok {
			continue
		}
		if lo.LessThanOrEqual(aHi.Sub(bLo)) && hi.GreaterThanOrEqual(aLo.Sub(bHi)) {
			w.settle(i, Consistent, accepted, closed)
			w.settle(accepted, Consistent, closed, i)
			w.settle(closed, Consistent, accepted, i)
		}
	}
}
