package check

import (
	"cmp"
	"maps"
	"slices"
	"strconv"

	"github.com/shopspring/decimal"

	"gongbao/generator/diag"
	"gongbao/generator/period"
	"gongbao/generator/stats"
)

// weakBase is the count below which a change in percent says nothing: one case
// more is ten percent.
var weakBase = decimal.NewFromInt(10)

// weakBases finds published changes in percent of a base that is tiny or
// negative, on which nothing was said.
func (c *checker) weakBases(code diag.Code) {
	for _, pub := range c.Changes() {
		if pub.Indicator.Change != stats.Percent || pub.OwnNote {
			continue
		}
		base, ok := c.Observed(pub.Indicator, pub.Court, pub.Period.YearBefore(), pub.Basis)
		limit := weakBase
		if pub.Indicator.Kind == stats.Ratio { // 8 days are no handful
			limit = decimal.Zero
		}
		if !ok || !base.Quantity.Value().LessThan(limit) {
			continue
		}
		c.bag.Add(code, pub.Pos(), with(of(pub.Indicator, pub.Court, pub.Period),
			"published", pub.Delta.String(), "base", base.Quantity.String()+pub.Indicator.Unit), base.Pos())
	}
}

// outliers finds changes so large that a reader will ask, on which nothing was
// said.
func (c *checker) outliers(code diag.Code) {
	for _, pair := range c.YearsApart() {
		to, from := pair.To, pair.From
		// A value that is told to be impossible makes an impossible change.
		if to.OwnNote || outside(to) || outside(from) || !c.outlying(to.Indicator, from.Quantity.Value(), to.Quantity.Value()) {
			continue
		}
		c.bag.Add(code, to.Pos(), with(of(to.Indicator, to.Court, to.Period),
			"from", from.Quantity.String()+to.Indicator.Unit, "to", to.Quantity.String()+to.Indicator.Unit), from.Pos())
	}
}

// outlying reports whether a change asks for a note. Counts that stay small
// leap by chance.
func (c *checker) outlying(ind *stats.Indicator, from, to decimal.Decimal) bool {
	limit := c.Outlier
	if ind.Change == stats.Points {
		return to.Sub(from).Abs().GreaterThan(limit.Points)
	}
	low, high := decimal.Min(from.Abs(), to.Abs()), decimal.Max(from.Abs(), to.Abs())
	if ind.Kind != stats.Ratio && high.LessThan(limit.Least) {
		return false
	}
	return high.GreaterThan(low.Mul(limit.Factor))
}

// rhythm is one way in which a series goes through time: cumulative values, or
// single periods of one length.
type rhythm struct {
	indicator *stats.Indicator
	court     *stats.Court
	basis     string
	step      int // months of a single period; 0 for cumulative values
}

// gap is what is missing at one place: a period of a court, or a court within a
// period.
type gap struct {
	court  *stats.Court
	period period.Period
	basis  string
}

// found is a gap with all that is missing there.
type found struct {
	names []string
	at    diag.Pos // a value that shows that there should be one
}

// tell reports gaps in an order of their own.
func (c *checker) tell(code diag.Code, gaps map[gap]*found) {
	keys := slices.SortedFunc(maps.Keys(gaps), func(a, b gap) int {
		return cmp.Or(cmp.Compare(a.court.ID, b.court.ID), a.period.Compare(b.period), cmp.Compare(a.basis, b.basis))
	})
	for _, k := range keys {
		f := gaps[k]
		text, more := listed(f.names)
		args := diag.Args{"court": k.court.Name, "period": k.period.String(), "indicators": text}
		if more > 0 {
			args["more"] = strconv.Itoa(more)
		}
		c.bag.Add(code, f.at, args)
	}
}

// missingPeriods finds holes in series: a quarter between two others, a year
// between years. A series is judged by its own rhythm; what was published at
// odd times has none.
func (c *checker) missingPeriods(code diag.Code) {
	gaps := map[gap]*found{}
	miss := func(r rhythm, p period.Period, after *stats.Observation) {
		if c.there(r.indicator, r.court, p) {
			return
		}
		k := gap{r.court, p, ""}
		if gaps[k] == nil {
			gaps[k] = &found{at: after.Pos()}
		}
		gaps[k].names = append(gaps[k].names, r.indicator.Name)
	}
	series := map[rhythm][]*stats.Observation{}
	var order []rhythm
	for _, o := range c.all {
		r := rhythm{o.Indicator, o.Court, o.Basis, o.Period.Len()}
		if o.Period.First() == 1 {
			r.step = 0
		}
		if series[r] == nil {
			order = append(order, r)
		}
		series[r] = append(series[r], o)
	}
	for _, r := range order {
		list := series[r]
		if !slices.ContainsFunc(list, func(o *stats.Observation) bool { return o.Period.Year() != list[0].Period.Year() }) {
			continue // no other year shows what there should be
		}
		ends := map[int]map[int]*stats.Observation{} // by last month, then year
		years := map[int]map[int]*stats.Observation{}
		for _, o := range list {
			put(ends, o.Period.Last(), o.Period.Year(), o)
			put(years, o.Period.Year(), o.Period.Last(), o)
		}
		first := func(last int) int {
			if r.step == 0 {
				return 1
			}
			return last - r.step + 1
		}
		// Within a year: what other years have between the first and the last.
		for _, year := range slices.Sorted(maps.Keys(years)) {
			of := years[year]
			months := slices.Sorted(maps.Keys(of))
			for _, m := range slices.Sorted(maps.Keys(ends)) {
				if of[m] == nil && m > months[0] && m < months[len(months)-1] && beside(ends[m], year) && usual(years, m, year) {
					miss(r, period.Months(year, first(m), m), next(of, m))
				}
			}
		}
		// Whole years between years, where most are there.
		whole := ends[12]
		if r.step != 0 || len(whole) < 3 {
			continue
		}
		have := slices.Sorted(maps.Keys(whole))
		span := have[len(have)-1] - have[0] + 1
		if 2*(span-len(have)) >= len(have) {
			continue
		}
		for y := have[0]; y < have[len(have)-1]; y++ {
			if whole[y] == nil {
				miss(r, period.Year(y), next(whole, y))
			}
		}
	}
	c.tell(code, gaps)
}

// beside reports whether the year before or after has what a year lacks: what was
// published once, or begun later, is no rhythm.
func beside(of map[int]*stats.Observation, year int) bool {
	return of[year-1] != nil || of[year+1] != nil
}

// usual reports whether most of the other years that are published in pieces
// have a piece that ends with month m.
func usual(years map[int]map[int]*stats.Observation, m, year int) bool {
	others, have := 0, 0
	for y, of := range years {
		if y == year || len(of) < 2 {
			continue
		}
		others++
		if of[m] != nil {
			have++
		}
	}
	return 2*have > others
}

func put(m map[int]map[int]*stats.Observation, a, b int, o *stats.Observation) {
	if m[a] == nil {
		m[a] = map[int]*stats.Observation{}
	}
	m[a][b] = o
}

// next is the observation right after a place that is missing.
func next(m map[int]*stats.Observation, after int) *stats.Observation {
	for _, k := range slices.Sorted(maps.Keys(m)) {
		if k > after {
			return m[k]
		}
	}
	return nil
}

// there reports whether a value is known, can be worked out, or was said to be
// absent, or whether there is none to be had.
func (c *checker) there(ind *stats.Indicator, court *stats.Court, p period.Period) bool {
	if !ind.ValidAt(p) {
		return true
	}
	if _, ok := c.Absent(ind, court, p); ok {
		return true
	}
	_, err := c.Value(ind, court, p)
	return err == nil || c.ChangePublished(ind, court, p)
}

// missingCourts finds courts of which nothing was reported where most of the
// others reported.
func (c *checker) missingCourts(code diag.Code) {
	gaps := map[gap]*found{}
	type report struct {
		indicator *stats.Indicator
		parent    *stats.Court
		period    period.Period
		basis     string
	}
	courts := map[report][]*stats.Observation{}
	var order []report
	for _, o := range c.all {
		parent, err := c.Court(o.Court.Parent)
		if o.Court.Parent == "" || err != nil {
			continue
		}
		r := report{o.Indicator, parent, o.Period, o.Basis}
		if courts[r] == nil {
			order = append(order, r)
		}
		courts[r] = append(courts[r], o)
	}
	for _, r := range order {
		siblings := c.Children(r.parent)
		if have := len(courts[r]); have < 2 || 2*have <= len(siblings) || have == len(siblings) {
			continue
		}
		for _, court := range siblings {
			if c.there(r.indicator, court, r.period) {
				continue
			}
			k := gap{court, r.period, r.basis}
			if gaps[k] == nil {
				gaps[k] = &found{at: courts[r][0].Pos()}
			}
			gaps[k].names = append(gaps[k].names, r.indicator.Name)
		}
	}
	c.tell(code, gaps)
}
