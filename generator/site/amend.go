package site

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"gongbao/generator/diag"
	"gongbao/generator/figure"
	"gongbao/generator/ledger"
	"gongbao/generator/period"
	"gongbao/generator/register"
	"gongbao/generator/stats"
	"gongbao/generator/view"
	"gongbao/generator/wording"
)

// cause tells why a figure reads differently, and where that was written.
func (m *model) cause(d ledger.Difference) (text string, at []diag.Pos) {
	causes := d.Causes()
	// A value that changed because another did is not where it began.
	first := slices.Clone(causes)
	first = slices.DeleteFunc(first, func(c ledger.Cause) bool {
		if c.Kind != ledger.ByValue {
			return false
		}
		v, ok := m.datum(c.Is.Indicator, c.Is.Court, c.Is.Period, c.Is.Basis)
		return !ok || v.How != stats.Observed
	})
	if len(first) > 0 {
		causes = first
	}
	c := causes[0]
	indicator, _ := m.stats.Indicator(d.New.Indicator)
	switch c.Kind {
	case ledger.ByFormula:
		name := d.New.Indicator
		if indicator != nil {
			name, at = indicator.Name, []diag.Pos{indicator.Pos}
		}
		return name + " = " + cmp.Or(c.Old, "…") + " → " + cmp.Or(c.New, "…"), at
	case ledger.ByBasis:
		return m.basisName(c.Old) + " → " + m.basisName(c.New), nil
	case ledger.ByHow:
		if indicator != nil {
			at = []diag.Pos{indicator.Pos}
		}
		return "@cause-how", at
	case ledger.ByDefinition:
		return "@cause-definition", m.definition(d.New)
	}
	var parts []string
	for _, c := range causes {
		was, is := c.Was.Claim().Figure(), c.Is.Claim().Figure()
		if len(d.New.Inputs) == 0 { // the figure itself, which may be a published change
			was, is = d.Old, *d.New
		}
		parts = append(parts, m.subject(&is, nil)+" "+m.printed(&was)+" → "+m.printed(&is))
		at = append(at, m.written(&is)...)
	}
	return strings.Join(parts, diag.ListSep), at
}

// The kinds of figures that are worded differently.
const (
	kindValue    = "value"
	kindInterval = "interval"
	kindTarget   = "target"
	kindShare    = "share"
	kindCount    = "count"
	kindRank     = "rank"
)

// written is where a value, or a published change, stands in the data.
func (m *model) written(f *ledger.Figure) []diag.Pos {
	if _, isChange := comparisonOf(f.Kind); isChange {
		if published := m.changes(f); len(published) > 0 {
			return []diag.Pos{published[0].Pos()}
		}
		return nil
	}
	d, ok := m.datum(f.Indicator, f.Court, f.Period, f.Basis)
	if !ok {
		return nil
	}
	return origins(d)
}

// origins are where the published values stand that a value rests on.
func origins(d stats.Datum) []diag.Pos {
	if len(d.Inputs) == 0 {
		if d.Pos == nil {
			return nil
		}
		return []diag.Pos{d.Pos()}
	}
	var out []diag.Pos
	for _, in := range d.Inputs {
		for _, pos := range origins(in) {
			if !slices.Contains(out, pos) {
				out = append(out, pos)
			}
		}
	}
	return out
}

// definition is where the rule stands that a figure follows.
func (m *model) definition(f *ledger.Figure) []diag.Pos {
	if ind, err := m.stats.Indicator(f.Indicator); err == nil {
		if f.Kind == kindInterval && ind.Interval != nil && ind.Interval.Pos.File != "" {
			return []diag.Pos{ind.Interval.Pos}
		}
		return []diag.Pos{ind.Pos}
	}
	if reg := register.Find(m.registers, f.Indicator); reg != nil {
		return []diag.Pos{{File: "data/registers/" + reg.ID + ".toml"}}
	}
	return nil
}

func (m *model) basisName(id string) string {
	if b, ok := m.stats.Basis(id); ok {
		return b.Name
	}
	return cmp.Or(id, "-")
}

// comparisonOf is the comparison whose figures have a kind.
func comparisonOf(kind string) (figure.Comparison, bool) {
	for _, c := range [...]figure.Comparison{figure.YearOnYear, figure.PeriodOnPeriod} {
		if c.Key() == kind {
			return c, true
		}
	}
	return 0, false
}

// subject says what a figure is of: 受理案件同比 2024年. The court is left out where
// it is the one that is given.
func (m *model) subject(f *ledger.Figure, usual *stats.Court) string {
	t := m.theme
	name := f.Indicator
	if ind, err := m.stats.Indicator(f.Indicator); err == nil {
		name = ind.Name
	} else if reg := register.Find(m.registers, f.Indicator); reg != nil {
		name = strings.TrimSpace(reg.Name + " " + f.Formula)
	}
	switch c, isChange := comparisonOf(f.Kind); {
	case isChange:
		name += c.Word()
	case f.Kind == kindInterval:
		name = t.Text("amendments.of.interval", "name", name)
	case f.Kind == kindTarget:
		name = t.Text("amendments.of.target", "name", name)
	case f.Kind == kindRank:
		name = t.Text("amendments.of.rank", "name", name)
	case f.Kind == kindShare:
		part, whole, _ := strings.Cut(strings.TrimSuffix(f.Formula, " * 100"), " / ")
		if a, errA := m.stats.Indicator(part); errA == nil {
			if b, errB := m.stats.Indicator(whole); errB == nil {
				name = t.Text("amendments.of.share", "name", a.Name, "whole", b.Name)
				break
			}
		}
		name = f.Formula
	case f.Kind == kindCount && len(f.Inputs) > 0:
		name = f.Formula
	}
	parts := []string{name}
	if p, err := period.Parse(f.Period); err == nil {
		parts = append(parts, wording.Period(t, p))
	}
	if court, err := m.stats.Court(f.Court); err == nil && court != usual {
		parts = append(parts, cmp.Or(court.Short, court.Name))
	}
	return strings.Join(parts, " ")
}

// printed says a figure as a reader understands it alone: with its unit, and a
// change with the word of its direction.
func (m *model) printed(f *ledger.Figure) string {
	ind, err := m.stats.Indicator(f.Indicator)
	q, isNumber := f.Printed()
	if err != nil || !isNumber {
		return f.Text
	}
	if _, isChange := comparisonOf(f.Kind); isChange {
		return wording.Change(m.theme, stats.Change{Indicator: ind, Unit: ind.Change, Delta: q}, wording.Year, true).String()
	}
	if f.Kind == kindValue {
		return q.String() + wording.Unit(ind.Unit)
	}
	return f.Text
}

// amendments are the 更正说明 of a page, the newest first.
func (r *renderer) amendments(p *answered) []view.Amendment {
	m, t := r.m, r.m.theme
	var out []view.Amendment
	for i, s := range slices.Backward(p.said) {
		a := view.Amendment{ID: "amendment-" + strconv.Itoa(i+1)}
		for _, c := range s.corrections {
			date := view.Date{Text: c.Date, Machine: c.Date}
			if moment, ok := parseMoment(c.Date, m.config.Location); ok {
				date.Text = t.Text("date.day", moment.args()...)
			}
			a.Reasons = append(a.Reasons, view.AmendmentReason{Date: date, Reason: c.Reason})
		}
		for _, d := range s.figures {
			row := view.AmendmentRow{Name: m.subject(&d.Old, p.court), Old: m.printed(&d.Old)}
			if d.New != nil {
				row.New = m.printed(d.New)
			}
			a.Rows = append(a.Rows, row)
		}
		for _, d := range s.numbers {
			row := view.AmendmentRow{Name: numberSubject(d.Old), Old: d.Old.Text}
			if d.New != nil {
				row.New = d.New.Text
			}
			a.Rows = append(a.Rows, row)
		}
		out = append(out, a)
	}
	return out
}
