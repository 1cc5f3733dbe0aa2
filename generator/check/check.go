// Package check holds the data of a site against one another: totals against
// their parts, cities against their courts, rates against their counts, one
// period against the next. Each rule has a code of its own, so that a finding
// can be explained, and a rule that no case needs is found by the tests.
package check

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"gongbao/generator/diag"
	"gongbao/generator/formula"
	"gongbao/generator/period"
	"gongbao/generator/quantity"
	"gongbao/generator/stats"
)

// Run checks all that a site's statistics hold. A value that only rounding
// parts from what it should be is right.
func Run(s *stats.Store, bag *diag.Bag) {
	switch {
	case !s.Defined():
	case !s.Complete(): // what could not be read is not missing
		run(s, bag, rules[:slices.IndexFunc(rules, func(r rule) bool { return r.code == diag.MissingPeriod })])
	default:
		run(s, bag, rules)
	}
}

// rule looks for one kind of mistake.
type rule struct {
	code diag.Code
	run  func(c *checker, code diag.Code)
}

// The rules come in the order in which a person would look: the definitions,
// single values, values beside one another, what is not there.
var rules = []rule{
	{diag.UnitSum, (*checker).unitSums},
	{diag.NestedParts, (*checker).nestedParts},
	{diag.DuplicateObservation, (*checker).duplicates},
	{diag.RevisionOfNothing, (*checker).revisions},
	{diag.OutsideValidity, (*checker).validity},
	{diag.UnderMinimum, (*checker).minimum},
	{diag.OverMaximum, (*checker).maximum},
	{diag.IdentityBroken, (*checker).identities},
	{diag.OpeningConflict, (*checker).openings},
	{diag.FormulaConflict, (*checker).formulas},
	{diag.PartsTotal, (*checker).parts},
	{diag.OverTotal, (*checker).ofWhich},
	{diag.CourtSum, (*checker).courts},
	{diag.PeriodConflict, (*checker).periods},
	{diag.CumulativeFalls, (*checker).cumulative},
	{diag.ChangeConflict, (*checker).changes},
	{diag.WeakBase, (*checker).weakBases},
	{diag.Outlier, (*checker).outliers},
	{diag.MissingPeriod, (*checker).missingPeriods},
	{diag.MissingCourt, (*checker).missingCourts},
}

type checker struct {
	*stats.Store
	bag *diag.Bag
	all []*stats.Observation
	// equations are the identities as left − right.
	equations []equation
	// rates are the indicators with bounds and a formula, by each of the ids that they are
	// worked out from.
	rates map[string][]*stats.Indicator
}

type equation struct {
	stats.Identity
	gap   *formula.Formula
	clash *formula.Clash // it adds what cannot be added, so that it says nothing
}

func run(s *stats.Store, bag *diag.Bag, rules []rule) {
	c := &checker{Store: s, bag: bag, all: s.All(), rates: map[string][]*stats.Indicator{}}
	for _, id := range s.Identities() {
		e := equation{Identity: id, gap: id.Left.Minus(id.Right)}
		e.clash = e.gap.Clash(c.unit)
		c.equations = append(c.equations, e)
	}
	for _, ind := range s.Indicators() {
		if f := ind.Rule(); f != nil && (ind.Min != nil || ind.Max != nil) {
			for _, id := range f.IDs {
				c.rates[id] = append(c.rates[id], ind)
			}
		}
	}
	for _, r := range rules {
		r.run(c, r.code)
	}
}

// of are the arguments that every message on a value has.
func of(ind *stats.Indicator, court *stats.Court, p period.Period) diag.Args {
	return diag.Args{"indicator": ind.Name, "court": court.Name, "period": p.String()}
}

// with adds names and values by turns.
func with(args diag.Args, pairs ...string) diag.Args {
	for i := 0; i < len(pairs); i += 2 {
		args[pairs[i]] = pairs[i+1]
	}
	return args
}

// total is what values add up to, and between what the true sum lies.
type total struct {
	value, lo, hi decimal.Decimal
	unknown       bool // one of them may be anything
}

func totalOf(d stats.Datum) (t total) {
	t.add(d)
	return t
}

func (t *total) add(d stats.Datum) {
	lo, hi, ok := d.Bounds()
	ok = ok && !absurd(d)
	t.value, t.lo, t.hi = t.value.Add(d.Quantity.Value()), t.lo.Add(lo), t.hi.Add(hi)
	t.unknown = t.unknown || !ok
}

// absurd reports whether a value, or one that it was worked out from, is less
// than it can be: −1 is told of where it stands, and says nothing of a sum.
func absurd(d stats.Datum) bool {
	low := d.Indicator.Min
	return len(d.Inputs) == 0 && low != nil && d.Quantity.Value().LessThan(*low) || slices.ContainsFunc(d.Inputs, absurd)
}

// beyond reports whether a value differs from a total by more than rounding
// explains; over, whether the total is the greater.
func (t total) beyond(o *stats.Observation) (differs, over bool) {
	if tooSmall(o) {
		return false, false
	}
	v, by := o.Quantity.Value(), o.Quantity.Slack()
	over = !t.unknown && t.lo.GreaterThan(v.Add(by))
	return over || !t.unknown && t.hi.LessThan(v.Sub(by)), over
}

// like prints a total as the value that it is held against is printed.
func (t total) like(o *stats.Observation) string { return like(t.value, o.Quantity) }

// like prints v in the form of q, with as many more places as it needs to be
// seen to differ.
func like(v decimal.Decimal, q quantity.Quantity) string {
	const enough = 6
	for places := q.Places(); places < q.Places()+enough; places++ {
		if text := quantity.Of(v, q.Scale(), places).String(); text != q.String() {
			return text
		}
	}
	return quantity.Of(v, q.Scale(), q.Places()).String()
}

// listed names a few of many, and tells how many more there are. The
// catalogue of messages puts them together.
func listed(names []string) (text string, more int) {
	const shown = 3
	more = max(0, len(names)-shown)
	return strings.Join(names[:len(names)-more], diag.ListSep), more
}

// unitSums finds counts of different things that are added: 件 and 人 make
// neither.
func (c *checker) unitSums(code diag.Code) {
	report := func(clash *formula.Clash, text string, at diag.Pos) {
		if clash == nil {
			return
		}
		a, b := c.indicator(clash.A), c.indicator(clash.B)
		c.bag.Add(code, at, diag.Args{"formula": text, "a": a.Name, "b": b.Name, "unit_a": clash.UnitA, "unit_b": clash.UnitB}, a.Pos, b.Pos)
	}
	for _, ind := range c.Indicators() {
		if f := ind.Rule(); f != nil {
			report(f.Clash(c.unit), f.Text, ind.Pos)
		}
		for i, id := range slices.Concat(ind.Parts, ind.OfWhich) {
			key := "parts"
			if i >= len(ind.Parts) {
				key = "of_which"
			}
			if part := c.indicator(id); part != nil && part.Unit != ind.Unit {
				c.bag.Add(code, ind.Pos, diag.Args{"formula": key, "a": ind.Name, "b": part.Name, "unit_a": ind.Unit, "unit_b": part.Unit}, part.Pos)
			}
		}
	}
	for _, e := range c.equations {
		report(e.clash, e.Left.Text+" = "+e.Right.Text, e.Pos)
	}
}

// indicator finds an indicator by an id that was checked when it was read; nil
// where that failed.
func (c *checker) indicator(id string) *stats.Indicator {
	ind, err := c.Indicator(id)
	if err != nil {
		return nil
	}
	return ind
}

// unit is the unit of an id in a formula.
func (c *checker) unit(id string) string { return c.indicator(id).Unit }

// nestedParts finds parts that stand within other parts of the same total:
// added up they would count twice.
func (c *checker) nestedParts(code diag.Code) {
	var within func(id, in string, seen []string) bool
	within = func(id, in string, seen []string) bool {
		whole := c.indicator(in)
		if whole == nil || slices.Contains(seen, in) {
			return false
		}
		return slices.ContainsFunc(whole.Parts, func(part string) bool {
			return part == id || within(id, part, append(seen, in))
		})
	}
	for _, ind := range c.Indicators() {
		for i, part := range ind.Parts {
			for j, other := range ind.Parts {
				twice := i < j && part == other
				if i == j && part != ind.ID && !within(ind.ID, part, nil) || i != j && !twice && (other == ind.ID || !within(part, other, nil)) {
					continue
				}
				p := c.indicator(part)
				if p == nil {
					continue
				}
				c.bag.Add(code, ind.Pos, diag.Args{"total": ind.Name, "part": p.Name, "within": c.indicator(other).Name}, p.Pos)
			}
		}
	}
}

// duplicates finds values that were given twice, differently.
func (c *checker) duplicates(code diag.Code) {
	for _, d := range c.Duplicates() {
		c.bag.Add(code, d.SecondPos, with(of(d.Indicator, d.Court, d.Period),
			"first", d.First, "second", d.Second, "where", d.FirstPos.String()), d.FirstPos)
	}
}

// validity finds values of times at which the indicator was not defined: the
// name may have meant something else.
func (c *checker) validity(code diag.Code) {
	report := func(ind *stats.Indicator, court *stats.Court, p period.Period, at interface{ Pos() diag.Pos }) {
		if !ind.ValidAt(p) {
			c.bag.Add(code, at.Pos(), with(of(ind, court, p), "from", ind.ValidFrom.String(), "to", ind.ValidTo.String()), ind.Pos)
		}
	}
	for _, o := range c.all {
		report(o.Indicator, o.Court, o.Period, o)
	}
	for _, pub := range c.Changes() {
		report(pub.Indicator, pub.Court, pub.Period, pub)
	}
}

// tooSmall and tooGreat report values beyond the bounds of their indicators.
func tooSmall(o *stats.Observation) bool {
	low := o.Indicator.Min
	return low != nil && o.Quantity.Value().LessThan(*low)
}

func tooGreat(o *stats.Observation) bool {
	high := o.Indicator.Max
	return high != nil && o.Quantity.Value().GreaterThan(*high)
}

func outside(o *stats.Observation) bool { return tooSmall(o) || tooGreat(o) }

// minimum finds values that cannot be so small, published or made by the counts
// below them: counts below zero, among them the −1 that stands for a missing
// value in many tables.
func (c *checker) minimum(code diag.Code) {
	for _, o := range c.all {
		if tooSmall(o) {
			c.bag.Add(code, o.Pos(), with(of(o.Indicator, o.Court, o.Period), "value", o.Quantity.String(), "min", o.Indicator.Min.String()+o.Indicator.Unit), o.Indicator.Pos)
		}
	}
	c.computed(func(rate *stats.Indicator, o *stats.Observation, d stats.Datum) {
		if _, hi, known := d.Bounds(); rate.Min != nil && known && hi.LessThan(*rate.Min) {
			c.bag.Add(code, o.Pos(), with(of(rate, o.Court, o.Period), "value", d.Quantity.String(), "min", rate.Min.String()+rate.Unit, "formula", rate.Rule().Text), rate.Pos)
		}
	})
}

// maximum finds rates that cannot be so great.
func (c *checker) maximum(code diag.Code) {
	for _, o := range c.all {
		if tooGreat(o) {
			c.bag.Add(code, o.Pos(), with(of(o.Indicator, o.Court, o.Period), "value", o.Quantity.String(), "max", o.Indicator.Max.String()+o.Indicator.Unit), o.Indicator.Pos)
		}
	}
	c.computed(func(rate *stats.Indicator, o *stats.Observation, d stats.Datum) {
		if lo, _, known := d.Bounds(); rate.Max != nil && known && lo.GreaterThan(*rate.Max) {
			c.bag.Add(code, o.Pos(), with(of(rate, o.Court, o.Period), "value", d.Quantity.String(), "max", rate.Max.String()+rate.Unit, "formula", rate.Rule().Text), rate.Pos)
		}
	})
}

// computed calls judge for every value that a formula gives and nobody
// published, with the first observation that it rests on.
func (c *checker) computed(judge func(rate *stats.Indicator, o *stats.Observation, d stats.Datum)) {
	type made struct {
		rate   *stats.Indicator
		court  *stats.Court
		period period.Period
		basis  string
	}
	seen := map[made]bool{}
	for _, o := range c.all {
		if outside(o) { // it was told of
			continue
		}
		for _, rate := range c.rates[o.Indicator.ID] {
			this := made{rate, o.Court, o.Period, o.Basis}
			if _, published := c.Observed(rate, o.Court, o.Period, o.Basis); published || seen[this] {
				continue // it is judged itself
			}
			seen[this] = true
			if d, ok := c.Recompute(rate, o.Court, o.Period, o.Basis); ok && !absurd(d) {
				judge(rate, o, d)
			}
		}
	}
}
