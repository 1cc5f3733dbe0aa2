package stats

import (
	"cmp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"gongbao/generator/diag"
	"gongbao/generator/quantity"
)

// check holds the observations against one another.
func (s *Store) check(bag *diag.Bag) {
	for _, k := range s.keys() {
		for _, o := range s.values[k] {
			if k.indicator.Kind == Flow {
				s.checkPeriods(o, bag)
			}
			s.checkIdentities(o, bag)
		}
	}
	for _, k := range s.changeKeys() {
		for _, pub := range s.published[k] {
			s.checkPublished(k, pub, bag)
		}
	}
}

func compareKeys(a, b key) int {
	return cmp.Or(strings.Compare(a.indicator.ID, b.indicator.ID), strings.Compare(a.court.ID, b.court.ID), a.period.Compare(b.period))
}

func (s *Store) keys() []key {
	keys := make([]key, 0, len(s.values))
	for k := range s.values {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, compareKeys)
	return keys
}

func (s *Store) changeKeys() []key {
	keys := make([]key, 0, len(s.published))
	for k := range s.published {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, compareKeys)
	return keys
}

// checkPeriods compares a value with the shorter periods that cover it.
func (s *Store) checkPeriods(o *Observation, bag *diag.Bag) {
	tiles := s.tiles(o.Indicator, o.Court, o.Period, o.Basis)
	if len(tiles) < 2 {
		return
	}
	qs := make([]quantity.Quantity, len(tiles))
	for i, d := range tiles {
		qs[i] = d.Quantity
	}
	sum, slack := quantity.Sum(qs...)
	if sum.Value().Sub(o.Quantity.Value()).Abs().LessThanOrEqual(slack.Add(o.Quantity.Slack())) {
		return
	}
	last := tiles[len(tiles)-1].Pos()
	bag.Add(diag.PeriodConflict, o.Pos(), diag.Args{
		"indicator": o.Indicator.Name, "court": o.Court.Name, "period": o.Period.String(),
		"total": o.Quantity.String(), "sum": sum.String(), "where": last.String(),
	}, last)
}

// checkIdentities checks each identity whose left side begins with o, where
// all of its indicators are observed on o's basis.
func (s *Store) checkIdentities(o *Observation, bag *diag.Bag) {
	for _, id := range s.identities {
		ids := slices.Concat(id.left.ids, id.right.ids)
		if len(ids) == 0 || ids[0] != o.Indicator.ID {
			continue
		}
		slack := decimal.Zero
		whole := true
		for _, name := range ids {
			d, ok := s.observed(s.byName[name], o.Court, o.Period, o.Basis)
			if !ok {
				whole = false
				break
			}
			slack = slack.Add(d.Quantity.Slack())
		}
		if !whole {
			continue
		}
		value := func(name string) (decimal.Decimal, error) {
			d, _ := s.observed(s.byName[name], o.Court, o.Period, o.Basis)
			return d.Quantity.Value(), nil
		}
		l, errL := id.left.eval(value)
		r, errR := id.right.eval(value)
		if errL != nil || errR != nil || l.Sub(r).Abs().LessThanOrEqual(slack) {
			continue
		}
		bag.Add(diag.IdentityBroken, o.Pos(), diag.Args{
			"name": id.name, "court": o.Court.Name, "period": o.Period.String(), "left": l.String(), "right": r.String(),
			"formula": id.left.text + " = " + id.right.text,
		}, id.pos)
	}
}

// checkPublished compares a published change with the one that its two values
// give, where both are there and comparable.
func (s *Store) checkPublished(k key, pub *publishedChange, bag *diag.Bag) {
	c, err := s.Change(k.indicator, k.court, k.period, k.period.YearBefore())
	if err != nil || c.Basis != pub.basis {
		return
	}
	gap := c.Delta.Value().Sub(pub.delta.Value()).Abs()
	if gap.LessThanOrEqual(slackOf(c).Add(pub.delta.Slack())) {
		return
	}
	args := diag.Args{
		"indicator": k.indicator.Name, "court": k.court.Name, "period": k.period.String(),
		"published": pub.delta.String(), "computed": c.Delta.At(quantity.One, max(pub.delta.Places(), changePlaces)).String(),
	}
	var related []diag.Pos
	if base := c.Inputs[1]; base.Pos != nil {
		args["where"] = base.Pos().String()
		related = append(related, base.Pos())
	}
	bag.Add(diag.ChangeConflict, pub.pos(), args, related...)
}
