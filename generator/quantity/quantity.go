// Package quantity is a number as it was published: a decimal value that
// remembers the scale and the places it was printed with, and so how far it
// may have been rounded.
package quantity

import (
	"errors"
	"strings"

	"github.com/shopspring/decimal"
)

// Scale is the power of ten a number is counted in: 万 is 4, 亿 is 8.
type Scale int8

const (
	One Scale = 0
	Wan Scale = 4
	Yi  Scale = 8
	// WanYi is 万亿, used for sums of money.
	WanYi Scale = 12
)

var scaleNames = []struct {
	name  string
	scale Scale
}{{"万亿", WanYi}, {"亿", Yi}, {"万", Wan}}

func (s Scale) String() string {
	for _, n := range scaleNames {
		if n.scale == s {
			return n.name
		}
	}
	return ""
}

// ParseScale reads 万, 亿, 万亿 or the empty text.
func ParseScale(s string) (Scale, bool) {
	for _, n := range scaleNames {
		if n.name == s {
			return n.scale, true
		}
	}
	return One, s == ""
}

// CutScale splits a leading scale from a unit: 万件 is 万 and 件.
func CutScale(s string) (scale Scale, unit string) {
	for _, n := range scaleNames {
		if rest, ok := strings.CutPrefix(s, n.name); ok {
			return n.scale, rest
		}
	}
	return One, s
}

// Quantity is a value with the form it was published in. The zero Quantity is
// an exact 0.
type Quantity struct {
	value  decimal.Decimal // unscaled: 4601.8万 is 46018000
	scale  Scale
	places int32 // decimal places at the scale
	// rounded is false for a count to the unit, or a number not subject to
	// rounding.
	rounded bool
}

// ErrFormat is returned for a text that is no number.
var ErrFormat = errors.New("quantity: not a number")

// Parse reads "4601.8万", "34898", "97.19%", "-0.04", "1,234" and full-width
// forms. A whole number without scale is exact; anything else is rounded to
// its last printed place. A trailing % or ％ is dropped: the caller knows the
// unit.
func Parse(text string) (Quantity, error) {
	if q, ok := parsePlain(text); ok {
		return q, nil
	}
	s := strings.TrimSpace(narrow(text))
	s, percent := strings.CutSuffix(s, "%")
	s = strings.TrimSpace(s)
	scale := One
	for _, n := range scaleNames {
		if rest, ok := strings.CutSuffix(s, n.name); ok {
			s, scale = strings.TrimSpace(rest), n.scale
			break
		}
	}
	s, ok := plain(s)
	if !ok || percent && scale != One {
		return Quantity{}, ErrFormat
	}
	d, err := decimal.NewFromString(s)
	if err != nil {
		return Quantity{}, ErrFormat
	}
	places := max(-d.Exponent(), 0)
	return Quantity{
		value:   d.Shift(int32(scale)),
		scale:   scale,
		places:  places,
		rounded: scale != One || places > 0 || percent,
	}, nil
}

// parsePlain reads what most numbers are: a few digits with at most one point
// among them. ok is false for what takes more to read, or is no number.
func parsePlain(s string) (q Quantity, ok bool) {
	if s == "" || len(s) > short {
		return q, false
	}
	var n int64
	point := -1
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			n = n*10 + int64(c-'0')
		case c == '.' && point < 0 && i > 0 && i < len(s)-1:
			point = i
		default:
			return q, false
		}
	}
	if point >= 0 {
		q.places = int32(len(s) - 1 - point)
		q.rounded = true
	}
	q.value = decimal.New(n, -q.places)
	return q, true
}

// plain checks that s is sign, digits and one point, and takes thousands
// separators away where they stand right.
func plain(s string) (string, bool) {
	body, negative := strings.CutPrefix(s, "-")
	if !negative {
		body = strings.TrimPrefix(body, "+")
	}
	whole, frac, hasPoint := strings.Cut(body, ".")
	if len(whole) > 30 || len(frac) > 20 { // no count or rate is that long; keeps arithmetic cheap
		return "", false
	}
	if strings.Contains(whole, ",") {
		groups := strings.Split(whole, ",")
		for i, g := range groups {
			if len(g) == 0 || len(g) > 3 || i > 0 && len(g) != 3 {
				return "", false
			}
		}
		whole = strings.Join(groups, "")
	}
	if whole == "" || hasPoint && frac == "" || !allDigits(whole) || !allDigits(frac) {
		return "", false
	}
	out := whole
	if hasPoint {
		out += "." + frac
	}
	if negative {
		out = "-" + out
	}
	return out, true
}

func allDigits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}

// narrow turns full-width digits, signs and spaces into ASCII; − is a minus.
func narrow(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '−' || r == '–':
			return '-'
		case r == '﹪':
			return '%'
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		case r == '\u00a0' || r == '\u3000':
			return ' '
		}
		return r
	}, s)
}

// Of is a computed value, to be printed at a scale with so many places.
func Of(value decimal.Decimal, scale Scale, places int32) Quantity {
	return Quantity{value: value, scale: scale, places: places, rounded: true}
}

// Int is an exact count.
func Int(n int64) Quantity { return Quantity{value: decimal.NewFromInt(n)} }

// Value is the unscaled value.
func (q Quantity) Value() decimal.Decimal { return q.value }

// Printed is the value that a reader sees: rounded to its last printed place,
// half away from zero.
func (q Quantity) Printed() decimal.Decimal {
	return q.value.Shift(-int32(q.scale)).Round(q.places).Shift(int32(q.scale))
}

// Scale and Places are the form the quantity is printed in.
func (q Quantity) Scale() Scale  { return q.scale }
func (q Quantity) Places() int32 { return q.places }

// Rounded is q as a number that was rounded even if it is whole, which is what
// a rate of "97" is.
func (q Quantity) Rounded() Quantity { q.rounded = true; return q }

// Slack is half a unit of the last printed place, unscaled: the true value of
// 3597.3万 lies within ± 500. It is 0 for an exact quantity.
func (q Quantity) Slack() decimal.Decimal {
	if !q.rounded {
		return decimal.Zero
	}
	return decimal.New(5, int32(q.scale)-q.places-1)
}

// Agrees reports whether q and r can be the same true value, each rounded in
// its own way.
func (q Quantity) Agrees(r Quantity) bool {
	return q.value.Sub(r.value).Abs().LessThanOrEqual(q.Slack().Add(r.Slack()))
}

// Finer reports whether q is known more precisely than r.
func (q Quantity) Finer(r Quantity) bool { return q.Slack().LessThan(r.Slack()) }

// At is q printed at another scale with so many places, rounded half up.
func (q Quantity) At(scale Scale, places int32) Quantity {
	return Quantity{value: q.value, scale: scale, places: places, rounded: q.rounded || scale != One || places != 0}
}

// Number is the number at its scale, without the scale's name, rounded half
// away from zero as published figures are: 4601.8.
func (q Quantity) Number() string {
	if s, ok := fixed(q.value, int32(q.scale), q.places); ok {
		return s
	}
	return q.value.Shift(-int32(q.scale)).Round(q.places).StringFixed(q.places)
}

// String is the number with its scale: 4601.8万.
func (q Quantity) String() string { return q.Number() + q.scale.String() }

// Plain is the unscaled value for machines: rounded to so many places, half away
// from zero, without zeros behind them.
func (q Quantity) Plain(places int32) string {
	s, ok := fixed(q.value, 0, min(places, max(-q.value.Exponent(), 0)))
	if !ok {
		return q.value.Round(places).String()
	}
	if strings.IndexByte(s, '.') >= 0 {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// SignAt is the sign of the unscaled value rounded to so many places, half away
// from zero: −1, 0 or 1.
func (q Quantity) SignAt(places int32) int {
	sign, digits := q.value.Sign(), int32(q.value.NumDigits())
	switch away := -q.value.Exponent() - places; { // how many digits are rounded away
	case sign == 0 || digits > away:
		return sign
	case digits < away: // less than a tenth of the last place
		return 0
	}
	return q.value.Round(places).Sign()
}

// Float is the unscaled value as the nearest float64, for drawing only.
func (q Quantity) Float() float64 { f, _ := q.value.Float64(); return f }

// Sum adds quantities: the result is printed as the coarsest of them is, and
// its slack is not that of one rounding, so it comes separately.
func Sum(qs ...Quantity) (sum Quantity, slack decimal.Decimal) {
	for i, q := range qs {
		slack = slack.Add(q.Slack())
		if i == 0 {
			sum = q
			continue
		}
		form := sum
		if sum.Finer(q) {
			form = q
		}
		sum = Quantity{value: sum.value.Add(q.value), scale: form.scale, places: form.places, rounded: sum.rounded || q.rounded}
	}
	return sum, slack
}

// Sub is q − r in the coarser form of the two.
func (q Quantity) Sub(r Quantity) Quantity {
	form := q
	if q.Finer(r) {
		form = r
	}
	return Quantity{value: q.value.Sub(r.value), scale: form.scale, places: form.places, rounded: q.rounded || r.rounded}
}
