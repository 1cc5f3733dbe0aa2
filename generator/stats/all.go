package stats

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"gongbao/generator/formula"
	"gongbao/generator/period"
)

func compareKeys(a, b key) int {
	return cmp.Or(strings.Compare(a.indicator.ID, b.indicator.ID), strings.Compare(a.court.ID, b.court.ID), a.period.Compare(b.period))
}

// sortedByKey lists keys in an order of their own, not that of the map.
func sortedByKey[V any](m map[key]V) []key {
	keys := slices.Collect(maps.Keys(m))
	slices.SortFunc(keys, compareKeys)
	return keys
}

// All are the published values of everything, those that were superseded left
// out: by indicator, court, period and rank of basis.
func (s *Store) All() []*Observation { return slices.Clone(s.all) }

// Changes are the published changes of everything, in the order of All.
func (s *Store) Changes() []*PublishedChange {
	var out []*PublishedChange
	for _, k := range sortedByKey(s.published) {
		out = append(out, s.published[k]...)
	}
	return out
}

// Absences calls yield for everything that the data say in place of a value, in
// the order of All.
func (s *Store) Absences(yield func(ind *Indicator, court *Court, p period.Period, a Absence)) {
	for _, k := range sortedByKey(s.absent) {
		for _, a := range s.absent[k] {
			yield(k.indicator, k.court, k.period, a)
		}
	}
}

// Identities are the equations of the catalogue, in its order.
func (s *Store) Identities() []Identity { return s.identities }

// Duplicates are the values and changes that were given twice, differently, in
// the order in which they were found.
func (s *Store) Duplicates() []Duplicate { return s.duplicates }

// Children are the courts right below a court, in the order of courts.toml.
func (s *Store) Children(c *Court) []*Court { return s.children[c] }

// On is the value on one basis, published or worked out. ok is false when there
// is none, or none that can be worked out.
func (s *Store) On(ind *Indicator, court *Court, p period.Period, basis string) (d Datum, ok bool) {
	d, ok, err := s.find(ind, court, p, basis)
	return d, ok && err == nil
}

// Recompute works an indicator's formula out on one basis, whether or not a
// value was published. ok is false when it has none or an operand is missing.
func (s *Store) Recompute(ind *Indicator, court *Court, p period.Period, basis string) (d Datum, ok bool) {
	if ind.formula == nil || !ind.ValidAt(p) {
		return Datum{}, false
	}
	d, ok, err := s.byFormula(ind, court, p, basis, ind.formula)
	return d, ok && err == nil
}

// RecomputeChange works out what a published change should have been, from
// values on its basis or brought there by a bridge. ok is false when there are
// none.
func (s *Store) RecomputeChange(pub *PublishedChange) (c Change, ok bool) {
	base := pub.Period.YearBefore()
	to, from, note, err := s.onBasis(pub.Indicator, pub.Court, pub.Period, base, pub.Basis)
	if err != nil || to.Basis != pub.Basis {
		return Change{}, false
	}
	c, err = change(to, from, note, pub.Period, base)
	return c, err == nil
}

// Rule is what an indicator is worked out by; nil when it is only observed.
func (ind *Indicator) Rule() *formula.Formula { return ind.formula }

// Comparison is a change with the values of both ends, both as published.
type Comparison struct {
	To, From *Observation
}

// YearsApart are the pairs of published values of one indicator, court and
// basis that are a year apart, in the order of All.
func (s *Store) YearsApart() []Comparison {
	var out []Comparison
	for _, o := range s.all {
		for _, b := range s.values[key{o.Indicator, o.Court, o.Period.YearBefore()}] {
			if b.Basis == o.Basis {
				out = append(out, Comparison{o, b})
			}
		}
	}
	return out
}
