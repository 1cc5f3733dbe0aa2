package stats

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"gongbao/generator/diag"
	"gongbao/generator/period"
	"gongbao/generator/quantity"
)

// check holds the observations against one another.
func (s *Store) check(bag *diag.Bag) {
	for _, k := range sortedByKey(s.values) {
		for _, o := range s.values[k] {
			if k.indicator.Kind == Flow {
				s.checkPeriods(o, bag)
			}
			s.checkIdentities(o, bag)
		}
	}
	for _, k := range sortedByKey(s.published) {
		for _, pub := range s.published[k] {
			s.checkPublished(k, pub, bag)
		}
	}
}

func compareKeys(a, b key) int {
	return cmp.Or(strings.Compare(a.indicator.ID, b.indicator.ID), strings.Compare(a.court.ID, b.court.ID), a.period.Compare(b.period))
}

// sortedByKey lists keys in an order of their own, not that of the map.
func sortedByKey[V any](m map[key]V) []key {
	keys := slices.Collect(maps.Keys(m))
	slices.SortFunc(keys, compareKeys)
	return keys
}

// checkPeriods compares a value with the shorter periods that cover it.
func (s *Store) checkPeriods(o *Observation, bag *diag.Bag) {
	for _, tiles := range s.tilings(o) {
		qs := make([]quantity.Quantity, len(tiles))
		for i, d := range tiles {
			qs[i] = d.Quantity
		}
		sum, slack := quantity.Sum(qs...)
		if sum.Value().Sub(o.Quantity.Value()).Abs().LessThanOrEqual(slack.Add(o.Quantity.Slack())) {
			continue
		}
		last := tiles[len(tiles)-1].Pos()
		bag.Add(diag.PeriodConflict, o.Pos(), diag.Args{
			"indicator": o.Indicator.Name, "court": o.Court.Name, "period": o.Period.String(),
			"total": o.Quantity.String(), "sum": sum.String(), "where": last.String(),
		}, last)
		return
	}
}

// tilings are the ways to cover the months of o with shorter observations on
// its basis, without gap or overlap: one for each that begins it, with the
// longest that fit behind it. What those are made of is checked at them.
func (s *Store) tilings(o *Observation) [][]Datum {
	p := o.Period
	at := func(first, last int) (Datum, bool) {
		return s.observed(o.Indicator, o.Court, period.Months(p.Year(), first, last), o.Basis)
	}
	var cover func(from int) []Datum
	cover = func(from int) []Datum {
		if from > p.Last() {
			return []Datum{}
		}
		for last := p.Last(); last >= from; last-- {
			d, ok := at(from, last)
			if !ok {
				continue
			}
			if rest := cover(last + 1); rest != nil {
				return append([]Datum{d}, rest...)
			}
		}
		return nil
	}
	var all [][]Datum
	for last := p.Last() - 1; last >= p.First(); last-- {
		d, ok := at(p.First(), last)
		if !ok {
			continue
		}
		if rest := cover(last + 1); rest != nil {
			all = append(all, append([]Datum{d}, rest...))
		}
	}
	return all
}

// identityPlaces is how finely the two sides of an identity are shown.
const identityPlaces = 6

// checkIdentities checks each identity whose left side begins with o, where
// all of its indicators are observed on o's basis.
func (s *Store) checkIdentities(o *Observation, bag *diag.Bag) {
	for _, id := range s.identities {
		if len(id.gap.ids) == 0 || id.gap.ids[0] != o.Indicator.ID {
			continue
		}
		values := map[string]Datum{}
		for _, name := range id.gap.ids {
			if d, ok := s.observed(s.byName[name], o.Court, o.Period, o.Basis); ok {
				values[name] = d
			}
		}
		if len(values) < len(id.gap.ids) {
			continue
		}
		value := func(name string) (decimal.Decimal, error) { return values[name].Quantity.Value(), nil }
		l, errL := id.left.eval(value)
		r, errR := id.right.eval(value)
		if errL != nil || errR != nil { // a zero below a fraction line
			continue
		}
		slack := id.gap.spread(func(name string) (value, by decimal.Decimal) {
			q := values[name].Quantity
			return q.Value(), q.Slack()
		})
		if l.Sub(r).Abs().LessThanOrEqual(slack) {
			continue
		}
		bag.Add(diag.IdentityBroken, o.Pos(), diag.Args{
			"name": id.name, "court": o.Court.Name, "period": o.Period.String(),
			"left": l.Round(identityPlaces).String(), "right": r.Round(identityPlaces).String(),
			"formula": id.left.text + " = " + id.right.text,
		}, id.pos)
	}
}

// checkPublished compares a published change with the one that its two values
// give, where both are there and comparable.
func (s *Store) checkPublished(k key, pub *publishedChange, bag *diag.Bag) {
	base := k.period.YearBefore()
	to, from, note, err := s.onBasis(k.indicator, k.court, k.period, base, pub.basis)
	if err != nil || to.Basis != pub.basis {
		return
	}
	c, err := change(to, from, note, k.period, base)
	if err != nil {
		return
	}
	gap := c.Delta.Value().Sub(pub.delta.Value()).Abs()
	if off, known := slackOf(c); !known || gap.LessThanOrEqual(off.Add(pub.delta.Slack())) {
		return
	}
	args := diag.Args{
		"indicator": k.indicator.Name, "court": k.court.Name, "period": k.period.String(),
		"published": pub.delta.String(), "computed": c.Delta.At(quantity.One, max(pub.delta.Places(), changePlaces)).String(),
	}
	var related []diag.Pos
	if from.Pos != nil {
		args["where"] = from.Pos().String()
		related = append(related, from.Pos())
	}
	bag.Add(diag.ChangeConflict, pub.pos(), args, related...)
}
