package sheet

import (
	"math"
	"strconv"
)

// decimal is a number of up to 15 significant digits, as many as Excel keeps:
// ±0.d1d2d3… × 10^point. Arithmetic on these digits, and not on the binary
// number, is what makes 1.005 round to 1.01 as on the screen.
type decimal struct {
	negative bool
	digits   []byte // without zeros at either end; none for zero
	point    int
}

const significant = 15

// parseDecimal reads a number as files write it: 1234.5, -1.5E-3, and with the
// 17 digits of a binary number 0.97189999999999999.
func parseDecimal(raw []byte) (decimal, bool) {
	digits, exponent, sign := 0, 0, false
	for i, c := range raw {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c == '-' || c == '+':
			sign = sign || i == 0
		case c == '.':
		case (c == 'e' || c == 'E') && exponent == 0:
			exponent = i
		default:
			return decimal{}, false
		}
	}
	if exponent == 0 && digits <= significant { // most numbers: what is written is what is meant
		return plainDecimal(raw)
	}
	v, err := strconv.ParseFloat(string(raw), 64)
	if err != nil {
		return decimal{}, false
	}
	text := strconv.AppendFloat(nil, math.Abs(v), 'e', significant-1, 64)
	e, mantissa := 0, text
	for i, c := range text {
		if c == 'e' {
			e, err = strconv.Atoi(string(text[i+1:]))
			mantissa = text[:i]
			break
		}
	}
	if err != nil {
		return decimal{}, false
	}
	d, ok := plainDecimal(mantissa)
	d.negative = v < 0
	return d.shift(e), ok
}

// plainDecimal reads sign, digits and point.
func plainDecimal(raw []byte) (decimal, bool) {
	var d decimal
	if len(raw) > 0 && (raw[0] == '-' || raw[0] == '+') {
		d.negative = raw[0] == '-'
		raw = raw[1:]
	}
	d.digits = make([]byte, 0, significant+1)
	point, any := false, false
	for _, c := range raw {
		switch {
		case c == '.':
			if point {
				return decimal{}, false
			}
			point = true
		case c < '0' || c > '9':
			return decimal{}, false
		case len(d.digits) == 0 && c == '0':
			any = true
			if point {
				d.point--
			}
		default:
			any = true
			d.digits = append(d.digits, c)
			if !point {
				d.point++
			}
		}
	}
	return d.trimmed(), any
}

// trimmed drops the zeros at the end.
func (d decimal) trimmed() decimal {
	for n := len(d.digits); n > 0 && d.digits[n-1] == '0'; n-- {
		d.digits = d.digits[:n-1]
	}
	if len(d.digits) == 0 {
		return decimal{}
	}
	return d
}

// round keeps that many places after the point; a half goes away from zero.
func (d decimal) round(places int) decimal {
	cut := d.point + places
	switch {
	case cut >= len(d.digits):
		return d
	case cut < 0:
		return decimal{}
	}
	up := d.digits[cut] >= '5'
	kept := append(make([]byte, 0, significant+1), d.digits[:cut]...)
	if up {
		i := cut - 1
		for ; i >= 0 && kept[i] == '9'; i-- {
			kept[i] = '0'
		}
		if i >= 0 {
			kept[i]++
		} else {
			kept = append([]byte{'1'}, kept...)
			d.point++
		}
	}
	d.digits = kept
	return d.trimmed()
}

// shift moves the point to the right.
func (d decimal) shift(by int) decimal {
	if len(d.digits) > 0 {
		d.point += by
	}
	return d
}

// split gives the digits before the point, none for 0.5, and those after it.
func (d decimal) split(room []byte) (whole, places []byte) {
	for i := 0; i < d.point; i++ {
		if i < len(d.digits) {
			room = append(room, d.digits[i])
		} else {
			room = append(room, '0')
		}
	}
	n := len(room)
	if n < len(d.digits) {
		for i := d.point; i < 0; i++ {
			room = append(room, '0')
		}
		room = append(room, d.digits[max(d.point, 0):]...)
	}
	return room[:n], room[n:]
}

// append writes the number in the General format. Beyond 10^±20, where no count
// and no rate is, it is in exponents.
func (d decimal) append(out []byte) []byte {
	if d.negative {
		out = append(out, '-')
	}
	const far = 20
	if d.point > far || d.point < -far {
		return strconv.AppendFloat(out, decimal{digits: d.digits, point: d.point}.float(), 'E', -1, 64)
	}
	var room [2*far + significant]byte
	whole, places := d.split(room[:0])
	if len(whole) == 0 {
		out = append(out, '0')
	}
	out = append(out, whole...)
	if len(places) > 0 {
		out = append(append(out, '.'), places...)
	}
	return out
}

// float is the nearest binary number.
func (d decimal) float() float64 {
	if len(d.digits) == 0 {
		return 0
	}
	text := append([]byte("0."), d.digits...)
	text = strconv.AppendInt(append(text, 'e'), int64(d.point), 10)
	v, _ := strconv.ParseFloat(string(text), 64) // beyond the range it is infinite, or zero
	if d.negative {
		return -v
	}
	return v
}
