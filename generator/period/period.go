// Package period is the calendar of court statistics: years, halves, quarters,
// months, and cumulative periods that begin in January.
package period

import (
	"cmp"
	"errors"
	"strconv"
	"strings"
)

// Period is a run of whole months within one year. Two periods that cover the
// same months are the same value, so 2024Q2-ytd, 2024-06-ytd and 2024H1 are
// equal with ==. The zero Period is no period.
type Period struct {
	year        int16
	first, last int8 // months, 1 to 12
}

// ErrFormat is returned for a text that is no period.
var ErrFormat = errors.New("period: not a year, half, quarter or month")

// step is how a period was written, which says what comes next in a range:
// 2024 after 2023, 2024Q4-ytd after 2024Q3-ytd.
type step uint8

const (
	byYear step = iota + 1
	byHalf
	byQuarter
	byMonth
	byQuarterYTD
	byMonthYTD
)

// Year is the whole year y.
func Year(y int) Period { return Period{int16(y), 1, 12} }

// Months is the run of months first to last of year y; it must be one that
// Parse could return.
func Months(y, first, last int) Period { return Period{int16(y), int8(first), int8(last)} }

// Parse reads a period as people write it: 2024, 2024H1, 2024Q3, 2024-09,
// 2024Q3-ytd, 2024-09-ytd. Full-width digits and small letters are accepted.
func Parse(s string) (Period, error) {
	p, _, err := parseStep(s)
	return p, err
}

// parseStep is Parse that also tells how the period was written.
func parseStep(s string) (Period, step, error) {
	text := strings.ToUpper(narrow(strings.TrimSpace(s)))
	body, ytd := strings.CutSuffix(text, "-YTD")
	if len(body) < 4 {
		return Period{}, 0, ErrFormat
	}
	year, err := digits(body[:4])
	if err != nil || year < 1900 || year > 2999 {
		return Period{}, 0, ErrFormat
	}
	rest := body[4:]
	switch {
	case rest == "" && !ytd:
		return Year(year), byYear, nil
	case len(rest) == 2 && rest[0] == 'H' && !ytd:
		h := int(rest[1] - '0')
		if h < 1 || h > 2 {
			return Period{}, 0, ErrFormat
		}
		return Months(year, 6*h-5, 6*h), byHalf, nil
	case len(rest) == 2 && rest[0] == 'Q':
		q := int(rest[1] - '0')
		if q < 1 || q > 4 {
			return Period{}, 0, ErrFormat
		}
		if ytd {
			return Months(year, 1, 3*q), byQuarterYTD, nil
		}
		return Months(year, 3*q-2, 3*q), byQuarter, nil
	case len(rest) == 3 && rest[0] == '-':
		m, err := digits(rest[1:])
		if err != nil || m < 1 || m > 12 {
			return Period{}, 0, ErrFormat
		}
		if ytd {
			return Months(year, 1, m), byMonthYTD, nil
		}
		return Months(year, m, m), byMonth, nil
	}
	return Period{}, 0, ErrFormat
}

// MaxRange bounds how many periods a range may name; a longer one is a slip.
const MaxRange = 600

// ParseRange reads "2018..2025", "2024Q1..2025Q2", "2024Q1-ytd..2024Q4-ytd";
// a single period is a range of one. Both ends are written the same way and
// the first is not after the second.
func ParseRange(s string) ([]Period, error) {
	from, to, isRange := strings.Cut(narrow(s), "..")
	a, by, err := parseStep(from)
	if err != nil {
		return nil, err
	}
	if !isRange {
		return []Period{a}, nil
	}
	b, byB, err := parseStep(to)
	if err != nil {
		return nil, err
	}
	if by != byB || b.Compare(a) < 0 {
		return nil, ErrFormat
	}
	out := []Period{a}
	for p := a; p != b; {
		p = p.next(by)
		out = append(out, p)
		if len(out) > MaxRange || p.Compare(b) > 0 {
			return nil, ErrFormat
		}
	}
	return out, nil
}

func (p Period) next(by step) Period {
	y, f, l := int(p.year), int(p.first), int(p.last)
	switch by {
	case byYear:
		return Year(y + 1)
	case byQuarterYTD, byMonthYTD:
		n := 3
		if by == byMonthYTD {
			n = 1
		}
		if l == 12 {
			return Months(y+1, 1, n)
		}
		return Months(y, 1, l+n)
	}
	n := l - f + 1
	if l == 12 {
		return Months(y+1, 1, n)
	}
	return Months(y, l+1, l+n)
}

// IsZero reports whether p is no period.
func (p Period) IsZero() bool { return p == Period{} }

// Year is the calendar year.
func (p Period) Year() int { return int(p.year) }

// First and Last are the months p runs from and to, 1 to 12.
func (p Period) First() int { return int(p.first) }
func (p Period) Last() int  { return int(p.last) }

// Len is how many months p covers.
func (p Period) Len() int { return int(p.last-p.first) + 1 }

// Single reports whether p is one that 环比 is asked of: a month, a quarter,
// a half or a year, and not a longer run from January.
func (p Period) Single() bool {
	switch p.Len() {
	case 1:
		return true
	case 3, 6, 12:
		return (p.last)%int8(p.Len()) == 0
	}
	return false
}

// YearBefore is the same months of the year before, the base of 同比.
func (p Period) YearBefore() Period { return Period{p.year - 1, p.first, p.last} }

// Before is the single period of the same length that comes right before p,
// the base of 环比; ok is false when p is not single, and of the zero Period.
func (p Period) Before() (before Period, ok bool) {
	if p.IsZero() || !p.Single() {
		return Period{}, false
	}
	n := p.last - p.first + 1
	if p.first == 1 {
		return Period{p.year - 1, 13 - n, 12}, true
	}
	return Period{p.year, p.first - n, p.first - 1}, true
}

// Compare orders by year, then by last month, then longer before shorter.
func (p Period) Compare(q Period) int {
	return cmp.Or(cmp.Compare(p.year, q.year), cmp.Compare(p.last, q.last), cmp.Compare(p.first, q.first))
}

// String is the canonical form: the shortest that means these months.
func (p Period) String() string {
	year := strconv.Itoa(int(p.year))
	switch n := p.Len(); {
	case p.IsZero():
		return ""
	case n == 12:
		return year
	case n == 6 && p.last%6 == 0:
		return year + "H" + digit(p.last/6)
	case n == 3 && p.last%3 == 0:
		return year + "Q" + digit(p.last/3)
	case n == 1:
		return year + "-" + twoDigits(p.last)
	case p.last%3 == 0:
		return year + "Q" + digit(p.last/3) + "-ytd"
	default:
		return year + "-" + twoDigits(p.last) + "-ytd"
	}
}

// digit and twoDigits are parts of one text: they cost no memory.
func digit(n int8) string { return "0123456789"[n : n+1] }

func twoDigits(n int8) string { return "00010203040506070809101112"[2*n : 2*n+2] }

// narrow turns full-width digits, letters, points and hyphen into ASCII.
func narrow(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			return r - '！' + '!'
		}
		return r
	}, s)
}

// digits reads decimal digits only, so that a sign or blank is refused.
func digits(s string) (int, error) {
	for _, r := range s {
		if r < '0' || r > '9' {
			return 0, ErrFormat
		}
	}
	return strconv.Atoi(s)
}
