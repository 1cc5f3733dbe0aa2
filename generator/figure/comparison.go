package figure

import (
	"gongbao/generator/period"
	"gongbao/generator/stats"
	"gongbao/generator/wording"
)

// Comparison is what a change is held against. Authors ask for it by a word,
// in {{…}}, in a chart's values and in a table's columns alike.
type Comparison uint8

const (
	YearOnYear     Comparison = iota // 同比: the same months of the year before
	PeriodOnPeriod                   // 环比: the single period right before
)

// ComparisonOf is the comparison that a word asks for; ok is false for a word
// that asks for none.
func ComparisonOf(word string) (c Comparison, ok bool) {
	for _, c := range [...]Comparison{YearOnYear, PeriodOnPeriod} {
		if c.Word() == word {
			return c, true
		}
	}
	return 0, false
}

// Word is what authors write: 同比 or 环比.
func (c Comparison) Word() string { return [...]string{"同比", "环比"}[c] }

// Key names the comparison to machines and in i18n keys, and is the kind of
// its figures: yoy or pop.
func (c Comparison) Key() string { return [...]string{"yoy", "pop"}[c] }

// Base is how wording says against what a change is held.
func (c Comparison) Base() wording.Base { return [...]wording.Base{wording.Year, wording.Before}[c] }

// Ask asks for the change up to p. The error is a *diag.Problem.
func (c Comparison) Ask(s *stats.Store, ind *stats.Indicator, court *stats.Court, p period.Period) (stats.Change, error) {
	if c == PeriodOnPeriod {
		return s.PeriodOnPeriod(ind, court, p)
	}
	return s.YearOnYear(ind, court, p)
}
