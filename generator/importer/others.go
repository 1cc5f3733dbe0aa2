package importer

import (
	"fmt"
	"io/fs"
	"slices"

	"gongbao/generator/diag"
	"gongbao/generator/importer/commit"
	"gongbao/generator/importer/observed"
	"gongbao/generator/period"
	"gongbao/generator/stats"
)

// otherFiles are the values that the files of a site give which none of the
// tables made: written by hand, or by imports of other tables. What is wrong with
// them is told when the whole is checked.
func (m *merger) otherFiles(site fs.FS, tables []*tableMerger) (chains, error) {
	periods := map[period.Period]bool{}
	var own []string
	for _, t := range tables {
		for s := range t.scopes {
			periods[s.Period] = true
		}
		for _, w := range t.old {
			own = append(own, w.Path)
		}
	}
	without := map[string][]byte{}
	rest := m.dir.Others()
	for _, w := range m.dir.Made {
		if slices.Contains(own, w.Path) || !periods[w.Period()] {
			without[w.Path] = nil
		} else {
			rest = true
		}
	}
	if !rest {
		return nil, nil
	}
	var found diag.Bag
	store, err := stats.Load(commit.Preview(site, without), &found)
	if err != nil {
		return nil, fmt.Errorf("read the other observations: %w", err)
	}
	o := others{m: m, periods: periods}
	for _, obs := range store.All() {
		o.observation(obs)
	}
	for _, c := range store.Changes() {
		s, ok := o.subject(c.Indicator, c.Court, c.Period, c.Basis, c.Revision)
		s.Change = true
		o.add(ok, s, c.Delta.String(), "", c.Source, c.Note, c.Pos().File)
	}
	store.Absences(func(ind *stats.Indicator, court *stats.Court, p period.Period, a stats.Absence) {
		s, ok := o.subject(ind, court, p, a.Basis, a.Revision)
		o.add(ok, s, a.Word, "", a.Source, a.Note, a.Pos().File)
		if a.Revision != nil {
			for _, old := range a.Revision.Superseded {
				o.observation(old)
			}
		}
	})
	return chainsOf(o.values), nil
}

// others collects values as the tables have them: of their courts and indicators.
type others struct {
	m       *merger
	periods map[period.Period]bool // that are asked for
	values  []*observed.Value
}

func (o *others) observation(obs *stats.Observation) {
	s, ok := o.subject(obs.Indicator, obs.Court, obs.Period, obs.Basis, obs.Revision)
	o.add(ok, s, obs.Quantity.String(), obs.Status.String(), obs.Source, obs.Note, obs.Pos().File)
	if obs.Revision != nil {
		for _, old := range obs.Revision.Superseded {
			o.observation(old)
		}
	}
}

// subject is what a value of the other store is of; ok is false when nobody asks
// for it.
func (o *others) subject(ind *stats.Indicator, court *stats.Court, p period.Period, basis string, r *stats.Revision) (s observed.Subject, ok bool) {
	if !o.periods[p] {
		return s, false
	}
	s = observed.Subject{Period: p, Basis: basis}
	var errInd, errCourt error
	s.Ind, errInd = o.m.store.Indicator(ind.ID)
	s.Court, errCourt = o.m.store.Court(court.ID)
	if r != nil {
		s.Revised = r.Date
	}
	return s, errInd == nil && errCourt == nil
}

func (o *others) add(ok bool, s observed.Subject, text, status, source, note, file string) {
	if ok {
		o.values = append(o.values, &observed.Value{
			Subject: s, Origin: &observed.Origin{Source: source, Status: status}, Text: text, Note: note, File: file,
		})
	}
}
