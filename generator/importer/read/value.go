package read

import (
	"cmp"
	"strings"

	"github.com/shopspring/decimal"

	"gongbao/generator/diag"
	"gongbao/generator/importer/spoken"
	"gongbao/generator/quantity"
	"gongbao/generator/sheet"
	"gongbao/generator/stats"
)

// reading is what a cell says of a value.
type reading struct {
	text    string // as a file says it
	missing bool   // the cell says nothing
	// general tells that the cell has no number format, so that 97.1 may be 97.10.
	general bool
	places  int32
	rounded bool // digits beyond the indicator's precision were left out
	// small tells that the value of a percentage is none too large for a fraction:
	// 0.9719 may be 97.19% and 0.9719%.
	small bool
}

var (
	one   = decimal.NewFromInt(1)
	minus = decimal.NewFromInt(-1)
)

// readValue reads a cell as a value of an indicator. u is what heading, row or
// mapping say of its unit.
func readValue(c sheet.Cell, ind *stats.Indicator, u spoken.Unit, missing []string) (reading, *diag.Problem) {
	if r, done, p := readWord(c, missing); done || p != nil {
		return r, p
	}
	mismatch := func(unit string) (reading, *diag.Problem) {
		return reading{}, &diag.Problem{Code: diag.UnitMismatch, Args: diag.Args{"indicator": ind.Name, "value": c.Text, "unit": ind.Unit, "want": unit}}
	}
	wrong := func(code diag.Code) (reading, *diag.Problem) {
		return reading{}, &diag.Problem{Code: code, Args: diag.Args{"indicator": ind.Name, "value": c.Text}}
	}
	text := spoken.Plain(c.Text)
	percent := strings.HasSuffix(text, "%")
	switch {
	case percent && ind.Unit != "%":
		return mismatch("%")
	case !percent && ind.Unit != "" && ind.Unit != "%":
		text = strings.TrimSuffix(text, ind.Unit)
	}
	if allDigits(text) && u.Scale == quantity.One && !u.Fraction && ind.Unit != "%" && (!u.Given || u.Is(ind.Unit)) {
		return reading{text: trimZeros(text), general: c.General}, nil
	}
	q, err := quantity.Parse(text)
	if err != nil {
		return wrong(diag.ImportNumber)
	}
	scale := q.Scale()
	switch {
	case u.Given && !u.Is(ind.Unit), scale != quantity.One && u.Scale != quantity.One && u.Scale != scale:
		return mismatch(u.Scale.String() + u.Base)
	case scale == quantity.One:
		scale = u.Scale
	}
	v, places := q.Value(), q.Places()
	if q.Scale() == quantity.One {
		v = v.Shift(int32(scale))
	}
	r := reading{general: c.General && q.Scale() == quantity.One}
	if ind.Unit == "%" && !percent {
		if u.Fraction {
			v, places = v.Shift(2), max(places-2, 0)
		} else {
			r.small = !v.IsZero() && !v.Abs().GreaterThan(one)
		}
	}
	if v.Equal(minus) && ind.Min != nil && !ind.Min.IsNegative() {
		return wrong(diag.ImportMinusOne)
	}
	if v.IsZero() && places == 0 {
		r.text = "0"
		return r, nil
	}
	v, places, r.rounded = settle(v, places, scale, ind, r.general)
	if places < 0 {
		return wrong(diag.ImportNotWhole)
	}
	r.places = places
	r.text = quantity.Of(v, scale, places).String()
	return r, nil
}

// settle gives a number the places that it is written with; −1 when it counts
// what is counted whole and is not. general tells that the cell has no number
// format: what it holds may be the quotient itself.
func settle(v decimal.Decimal, places int32, scale quantity.Scale, ind *stats.Indicator, general bool) (_ decimal.Decimal, _ int32, rounded bool) {
	whole := ind.Kind != stats.Ratio && spoken.Countable(ind.Unit)
	most := max(ind.Precision-int32(ind.Scale), 0)
	if scale != quantity.One {
		// The precision is that of printed values, at the indicator's own scale. What
		// a table gives in 万 it gives to the unit: 1234.56万 is not 1235万.
		most += int32(scale)
	}
	if general && places > most && (scale != quantity.One || !whole) {
		v, places, rounded = v.Shift(-int32(scale)).Round(most).Shift(int32(scale)), most, true
	}
	if whole && rounded && v.IsZero() {
		return v, -1, rounded // 0.00004万 is no case
	}
	if scale != quantity.One || !whole {
		return v, places, rounded
	}
	if !v.IsInteger() {
		return v, -1, rounded
	}
	return v, 0, rounded
}

// readWord reads a cell that holds no number. done tells that there is nothing
// more to read.
func readWord(c sheet.Cell, missing []string) (r reading, done bool, p *diag.Problem) {
	switch c.Kind {
	case sheet.Empty:
		return reading{missing: true}, true, nil // also a formula that gave ""
	case sheet.Fault:
		return reading{}, true, &diag.Problem{Code: diag.ImportFault, Args: diag.Args{"value": cmp.Or(c.Text, "@never-calculated")}}
	case sheet.Date, sheet.Logical:
		return reading{}, true, &diag.Problem{Code: diag.ImportNumber, Args: diag.Args{"value": c.Text}}
	}
	for _, m := range missing {
		if spoken.Plain(m) == spoken.Plain(c.Text) {
			return reading{missing: true}, true, nil
		}
	}
	if word, ok := spoken.Absence(c.Text); ok {
		return reading{text: word}, true, nil
	}
	return reading{}, false, nil
}

// changeSuffix are the units of changes as cells and headings write them and as
// files do.
var changeSuffix = []struct {
	text string
	unit stats.ChangeUnit
}{{"个百分点", stats.Points}, {"百分点", stats.Points}, {"percentagepoints", stats.Points}, {"pp", stats.Points}, {"%", stats.Percent}, {"天", stats.Days}, {"days", stats.Days}}

var changeWritten = map[stats.ChangeUnit]string{stats.Percent: "%", stats.Points: "pp", stats.Absolute: "", stats.Days: "天"}

// changePlaces is how finely a change is kept that a formula worked out.
const changePlaces = 2

// readChange reads a cell as the published year-on-year change of an
// indicator. Percent and percentage points are never taken for one another.
func readChange(c sheet.Cell, ind *stats.Indicator, u spoken.Unit, missing []string) (reading, *diag.Problem) {
	if r, done, p := readWord(c, missing); done || p != nil {
		r.missing = r.missing || r.text != "" // a change that was not published is none
		return r, p
	}
	text := spoken.Plain(c.Text)
	if text == "持平" {
		return reading{text: "0" + changeWritten[ind.Change]}, nil
	}
	sign := ""
	for _, w := range []struct{ word, sign string }{
		{"上升", ""}, {"增长", ""}, {"提高", ""}, {"增加", ""}, {"↑", ""}, {"下降", "-"}, {"减少", "-"}, {"降低", "-"}, {"↓", "-"},
	} {
		if rest, ok := strings.CutPrefix(text, w.word); ok {
			text, sign = rest, w.sign
			break
		}
	}
	given, known := ind.Change, ind.Change == stats.Absolute && !u.Given
	if u.Given {
		for _, s := range changeSuffix {
			if u.Base == s.text {
				given, known = s.unit, true
			}
		}
		if !known && u.Base == ind.Unit && ind.Change == stats.Absolute {
			known = true
		}
	}
	for _, s := range changeSuffix {
		if rest, ok := strings.CutSuffix(text, s.text); ok {
			if known && u.Given && given != s.unit {
				known = false // 5.78% under 百分点
				break
			}
			text, given, known = rest, s.unit, true
			break
		}
	}
	q, err := quantity.Parse(text)
	if err != nil || q.Scale() != quantity.One || strings.Contains(text, "%") || sign != "" && q.Value().IsNegative() {
		return reading{}, &diag.Problem{Code: diag.ImportNumber, Args: diag.Args{"value": c.Text, "indicator": ind.Name}}
	}
	if !known || given != ind.Change {
		example := map[stats.ChangeUnit]string{stats.Percent: "5.78%", stats.Points: "0.35pp", stats.Absolute: "-0.04", stats.Days: "-3天"}[ind.Change]
		return reading{}, &diag.Problem{Code: diag.ChangeUnit, Args: diag.Args{
			"indicator": ind.Name, "value": c.Text, "want": "@" + ind.Change.String(), "example": example,
		}}
	}
	v, places, rounded := q.Value(), q.Places(), false
	if c.General && places > changePlaces {
		v, places, rounded = v.Round(changePlaces), changePlaces, true
	}
	if sign != "" {
		v = v.Neg()
	}
	return reading{text: quantity.Of(v, quantity.One, places).String() + changeWritten[given], rounded: rounded}, nil
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != "" && len(s) <= 18
}

// trimZeros takes leading zeros off: 007 typed as text is 7.
func trimZeros(s string) string {
	for len(s) > 1 && s[0] == '0' {
		s = s[1:]
	}
	return s
}
