// Package wording says periods, changes and lists in the language of the site.
// The words themselves come from the theme's i18n files; what is here is which
// of them is right.
package wording

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"gongbao/generator/period"
	"gongbao/generator/stats"
)

// Words gives the text of a key with its {placeholders} filled from name,
// value pairs.
type Words interface {
	Text(key string, args ...any) string
}

// Value is what stands in a placeholder for a number: printed as one thing, such as
// a mark that markup will take the place of, it still tells the number by which
// the words beside it are chosen (1 day, 2 days).
type Value struct{ Printed, Of string }

func (v Value) String() string { return v.Printed }

// Number is the number as text.
func (v Value) Number() string { return v.Of }

// Period is a period as it is said in a sentence: 2024年前三季度.
func Period(w Words, p period.Period) string { return said(w, "period.", p) }

// PeriodShort is a period as it stands under an axis or in a table's head,
// where the year was said before it: 二季度.
func PeriodShort(w Words, p period.Period) string { return said(w, "period.short.", p) }

// PeriodFirst is the same where its year has not been said: 2024年一季度. A
// whole year is the same in both.
func PeriodFirst(w Words, p period.Period) string {
	if p.Len() == 12 {
		return PeriodShort(w, p)
	}
	return said(w, "period.short.first.", p)
}

func said(w Words, prefix string, p period.Period) string {
	args := []any{"year", strconv.Itoa(p.Year()), "month", strconv.Itoa(p.Last())}
	switch n := p.Len(); {
	case p.IsZero():
		return ""
	case n == 12:
		return w.Text(prefix+"year", args...)
	case n == 6 && p.Last()%6 == 0:
		return w.Text(prefix+"half"+strconv.Itoa(p.Last()/6), args...)
	case n == 3 && p.Last()%3 == 0:
		return w.Text(prefix+"quarter"+strconv.Itoa(p.Last()/3), args...)
	case n == 1:
		return w.Text(prefix+"month", args...)
	case p.Last() == 9:
		return w.Text(prefix+"ytd_q3", args...)
	}
	return w.Text(prefix+"ytd_month", args...)
}

// Unit is a unit as it stands behind a number: a word in Latin letters has a blank
// before it, 件 and % have none.
func Unit(unit string) string {
	if r, _ := utf8.DecodeRuneInString(unit); unicode.Is(unicode.Latin, r) {
		return " " + unit
	}
	return unit
}

// typeKeys are the types of indicators, which are those of 《审判质量管理指标体系》.
var typeKeys = map[string]string{"综合": "overall", "质量": "quality", "效率": "efficiency", "效果": "effect"}

// Type is the type of an indicator as readers see it; "" for one of none.
func Type(w Words, typ string) string {
	if key := typeKeys[typ]; key != "" {
		return w.Text("indicator.type." + key)
	}
	return typ
}

// Date is a year, a month or a day (2025, 2025-01, 2025-01-08) as readers see it.
func Date(w Words, date string) string {
	parts := strings.Split(date, "-")
	args := make([]any, 0, 6)
	for i, name := range []string{"year", "month", "day"}[:min(len(parts), 3)] {
		args = append(args, name, strings.TrimLeft(parts[i], "0"))
	}
	return w.Text([]string{"date.year", "date.month", "date.day"}[len(args)/2-1], args...)
}

// Base says what a change is held against.
type Base uint8

const (
	Year   Base = iota // 同比
	Before             // 环比
)

// ChangeParts is a change split into the word of its direction, the number
// and what follows the number: 提高, 0.35, 个百分点. A change that rounds to
// nothing has only the word.
type ChangeParts struct{ Before, Number, After string }

func (c ChangeParts) String() string { return c.Before + c.Number + c.After }

// Change splits the text of a change. short leaves out against what it is held,
// for a place where 同比 or 环比 stands before it.
func Change(w Words, c stats.Change, base Base, short bool) ChangeParts {
	if c.Sign() == 0 {
		switch {
		case short:
			return ChangeParts{Before: w.Text("change.same")}
		case base == Before:
			return ChangeParts{Before: w.Text("change.same.pop")}
		}
		return ChangeParts{Before: w.Text("change.same.yoy")}
	}
	dir := "up"
	if c.Sign() < 0 {
		dir = "down"
	}
	// The direction is in the word, so the number is never negative.
	n := strings.TrimPrefix(c.Delta.Number(), "-")
	const mark = "\x00"
	text := w.Text("change."+dir+"."+c.Unit.String(), "n", Value{mark, n})
	before, after, _ := strings.Cut(text, mark)
	return ChangeParts{Before: before, Number: n, After: after}
}

// Join makes a list as a sentence has it: 甲、乙和丙.
func Join(w Words, items []string) string {
	switch len(items) {
	case 0:
		return ""
	case 1:
		return items[0]
	}
	return strings.Join(items[:len(items)-1], w.Text("list.comma")) + w.Text("list.and") + items[len(items)-1]
}
