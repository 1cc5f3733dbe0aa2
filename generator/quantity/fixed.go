package quantity

import (
	"strconv"

	"github.com/shopspring/decimal"
)

// short is how many digits surely fit an int64.
const short = 18

var powers = func() (out [short + 1]int64) {
	out[0] = 1
	for i := 1; i <= short; i++ {
		out[i] = out[i-1] * 10
	}
	return out
}()

// fixed prints value ÷ 10^shift with so many decimal places, rounded half away
// from zero, as Decimal's Shift, Round and StringFixed do, but without making
// big numbers on the way. ok is false for numbers of more digits than published
// ones have, which are left to Decimal.
func fixed(value decimal.Decimal, shift, places int32) (s string, ok bool) {
	if places < 0 || places > short || value.NumDigits() > short {
		return "", false
	}
	n := value.CoefficientInt64()
	negative := n < 0
	if negative {
		n = -n
	}
	switch up := value.Exponent() - shift + places; { // the power of ten from n to what is printed
	case n == 0:
	case up >= 0:
		if up > short || n > powers[short]/powers[up] {
			return "", false
		}
		n *= powers[up]
	case up < -short:
		n = 0
	default:
		p := powers[-up]
		rest := n % p
		n /= p
		if rest >= p-rest {
			n++
		}
	}
	var room [2*short + 4]byte
	out := room[:0]
	if negative && n != 0 {
		out = append(out, '-')
	}
	out = strconv.AppendInt(out, n/powers[places], 10)
	if places > 0 {
		out = append(out, '.')
		frac := n % powers[places]
		for i := places - 1; i >= 0; i-- {
			out = append(out, byte('0'+frac/powers[i]%10))
		}
	}
	return string(out), true
}
