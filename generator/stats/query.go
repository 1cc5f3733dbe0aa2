package stats

import (
	"cmp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"gongbao/generator/diag"
	"gongbao/generator/formula"
	"gongbao/generator/period"
	"gongbao/generator/quantity"
)

// fold makes the forms of a name that people write alike equal.
func fold(name string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\u3000', '\u00a0':
			return -1
		case '—', '–', '－':
			return '-'
		case '（':
			return '('
		case '）':
			return ')'
		}
		return r
	}, strings.TrimSpace(name))
}

// Indicator finds an indicator by id, name or alias. The error is a
// *diag.Problem with a suggestion.
func (s *Store) Indicator(name string) (*Indicator, error) {
	if ind := s.byName[name]; ind != nil {
		return ind, nil
	}
	if ind := s.byName[fold(name)]; ind != nil {
		return ind, nil
	}
	return nil, &diag.Problem{Code: diag.UnknownIndicator, Args: diag.Args{"name": name, "suggestion": diag.Closest(name, sortedKeys(s.byName))}}
}

// Court finds a court by id or name. The error is a *diag.Problem.
func (s *Store) Court(name string) (*Court, error) {
	if c := s.byCourt[strings.TrimSpace(name)]; c != nil {
		return c, nil
	}
	return nil, &diag.Problem{Code: diag.UnknownCourt, Args: diag.Args{"name": name, "suggestion": diag.Closest(name, s.courtNames())}}
}

// Category finds a breakdown table or row by id or name. The error is a *diag.Problem.
func (s *Store) Category(name string) (*Category, error) {
	if c := s.byCategory[name]; c != nil {
		return c, nil
	}
	for _, c := range s.categories {
		if c.Name == name {
			return c, nil
		}
	}
	return nil, &diag.Problem{Code: diag.UnknownCategory, Args: diag.Args{"name": name, "suggestion": diag.Closest(name, sortedKeys(s.byCategory))}}
}

// Basis is the basis of an id; ok is false for the default basis.
func (s *Store) Basis(id string) (b Basis, ok bool) {
	i := slices.IndexFunc(s.bases, func(b Basis) bool { return b.ID == id })
	if i < 0 {
		return Basis{}, false
	}
	return s.bases[i], true
}

// Indicators are all indicators in the order of indicators.toml, those of
// breakdowns after the rest.
func (s *Store) Indicators() []*Indicator { return s.indicators }

// Categories are all rows and tables in the order of indicators.toml.
func (s *Store) Categories() []*Category { return s.categories }

// Courts are all courts in the order of courts.toml.
func (s *Store) Courts() []*Court { return s.courts }

func (s *Store) courtNames() []string { return sortedKeys(s.byCourt) }
func (s *Store) basisNames() []string { return sortedKeys(s.basisRank) }

func (s *Store) ids() []string {
	ids := make([]string, len(s.indicators))
	for i, ind := range s.indicators {
		ids[i] = ind.ID
	}
	return ids
}

// Observations are all published values of an indicator and court, by period
// and then by rank of basis.
func (s *Store) Observations(ind *Indicator, court *Court) []*Observation {
	s.note(read{indicator: ind, court: court})
	return s.series[indicatorCourt{ind, court}]
}

// PublishedChanges are the changes that were published for exactly this period, by
// rank of basis.
func (s *Store) PublishedChanges(ind *Indicator, court *Court, p period.Period) []*PublishedChange {
	return s.published[s.at(ind, court, p)]
}

// ChangePublished reports whether a change was published for a period.
func (s *Store) ChangePublished(ind *Indicator, court *Court, p period.Period) bool {
	return len(s.published[s.at(ind, court, p)]) > 0
}

// Value answers what an indicator was. An observation comes first; else the
// indicator's formula; else, for a flow, cumulative values less one another or
// single periods added up. The error is a *diag.Problem that names the nearest
// period with a value.
func (s *Store) Value(ind *Indicator, court *Court, p period.Period) (Datum, error) {
	if d, ok, err := s.find(ind, court, p, anyBasis); ok || err != nil {
		return d, err
	}
	args := diag.Args{"indicator": ind.Name, "court": court.Name, "period": p.String()}
	if a, ok := s.Absent(ind, court, p); ok {
		args["word"] = a.Word
		return Datum{}, &diag.Problem{Code: diag.ValueAbsent, Args: args, Related: []diag.Pos{a.Pos()}}
	}
	if !ind.ValidAt(p) {
		args["from"], args["to"] = ind.ValidFrom.String(), ind.ValidTo.String()
		return Datum{}, &diag.Problem{Code: diag.OutsideValidity, Args: args, Related: []diag.Pos{ind.Pos}}
	}
	if near, ok := s.nearest(ind, court, p); ok {
		args["nearest"] = near.String()
	}
	return Datum{}, &diag.Problem{Code: diag.MissingValue, Args: args, Related: []diag.Pos{ind.Pos}}
}

// nearest is the period closest to p in which the indicator was observed.
func (s *Store) nearest(ind *Indicator, court *Court, p period.Period) (period.Period, bool) {
	var best period.Period
	month := func(p period.Period) int { return p.Year()*12 + p.Last() }
	for _, o := range s.Observations(ind, court) {
		d, b := month(o.Period)-month(p), month(best)-month(p)
		if best.IsZero() || max(d, -d) < max(b, -b) {
			best = o.Period
		}
	}
	return best, !best.IsZero()
}

// anyBasis asks for the value on whatever basis ranks first.
const anyBasis = "*"

// find looks for a value on a basis. ok is false when there is none; err is
// set when there would be one but it cannot be worked out (zero denominator,
// bases that do not fit).
func (s *Store) find(ind *Indicator, court *Court, p period.Period, basis string) (Datum, bool, error) {
	if d, ok := s.Observed(ind, court, p, basis); ok {
		return d, true, nil
	}
	if ind.Kind == Stock {
		same := s.sameEnd
		if ind.Opening != "" {
			same = s.sameStart
		}
		if d, ok := same(ind, court, p, basis); ok {
			return d, true, nil
		}
	}
	var made Datum
	var ok bool
	var err error
	if ind.formula != nil && ind.ValidAt(p) {
		made, ok, err = s.byFormula(ind, court, p, basis, ind.formula)
		// Operands that fit every basis make no value on this one: held against
		// a value that is, it would be compared across bases in silence.
		if ok && basis != anyBasis && made.Basis != basis {
			made, ok = Datum{}, false
		}
		if ok && observedOnly(made.Inputs) {
			return made, true, nil
		}
	}
	// A quarter is closer to the difference of the indicator's own published
	// totals than to a formula over quarters that are differences themselves.
	if ind.Kind == Flow && ind.Additive {
		if d, ok := s.fromPeriods(ind, court, p, basis); ok {
			return d, true, nil
		}
	}
	return made, ok, err
}

// observedOnly reports whether all values were published as they are.
func observedOnly(ds []Datum) bool {
	return !slices.ContainsFunc(ds, func(d Datum) bool { return d.How != Observed })
}

// sameEnd is a stock observed under another period that ends with p: what is
// pending at the end of 2024Q3-ytd is pending at the end of 2024Q3.
func (s *Store) sameEnd(ind *Indicator, court *Court, p period.Period, basis string) (Datum, bool) {
	for first := 1; first <= p.Last(); first++ {
		if d, ok := s.Observed(ind, court, period.Months(p.Year(), first, p.Last()), basis); ok {
			return d, true
		}
	}
	return Datum{}, false
}

// sameStart is an opening stock observed under another period that begins with
// p: what was carried into 2024 was carried into each of its cumulative periods.
func (s *Store) sameStart(ind *Indicator, court *Court, p period.Period, basis string) (Datum, bool) {
	for last := 12; last >= p.First(); last-- {
		if d, ok := s.Observed(ind, court, period.Months(p.Year(), p.First(), last), basis); ok {
			return d, true
		}
	}
	return Datum{}, false
}

// ValidAt reports whether p lies within the years in which the indicator is
// defined. Outside them its formula gives a number that means something else.
func (ind *Indicator) ValidAt(p period.Period) bool {
	month := func(year, month int) int { return 12*year + month }
	if v := ind.ValidFrom; !v.IsZero() && month(p.Year(), p.First()) < month(v.Year(), v.First()) {
		return false
	}
	v := ind.ValidTo
	return v.IsZero() || month(p.Year(), p.Last()) <= month(v.Year(), v.Last())
}

// Absent is what the data say in place of a value for exactly this period; ok
// is false when they say nothing or give a value.
func (s *Store) Absent(ind *Indicator, court *Court, p period.Period) (a Absence, ok bool) {
	k := s.at(ind, court, p)
	if list := s.absent[k]; len(list) > 0 && len(s.values[k]) == 0 {
		return list[0], true
	}
	return Absence{}, false
}

// Published are the values of exactly one period, on each basis of which one was
// published, by rank of basis.
func (s *Store) Published(ind *Indicator, court *Court, p period.Period) []Datum {
	list := s.values[s.at(ind, court, p)]
	out := make([]Datum, len(list))
	for i, o := range list {
		out[i] = o.Datum()
	}
	return out
}

// Observed is what was published for exactly this period, on one basis.
func (s *Store) Observed(ind *Indicator, court *Court, p period.Period, basis string) (Datum, bool) {
	for _, o := range s.values[s.at(ind, court, p)] {
		if basis == anyBasis || o.Basis == basis {
			return o.Datum(), true
		}
	}
	return Datum{}, false
}

// byFormula works a formula out on one basis. An operand on the default basis
// fits every basis: it is what no counting rule changes, such as a number of
// judges. But where an operand is there on the basis of the others, it is that
// one that counts.
func (s *Store) byFormula(ind *Indicator, court *Court, p period.Period, basis string, f *formula.Formula) (Datum, bool, error) {
	inputs, err := s.operands(court, p, basis, f)
	if err != nil || inputs == nil {
		return Datum{}, false, err
	}
	if basis == anyBasis && mixed(inputs) {
		first := inputs
		inputs = nil
		for _, b := range s.bases { // in order of rank
			if inputs, err = s.operands(court, p, b.ID, f); err != nil || inputs != nil {
				break
			}
		}
		if err != nil {
			return Datum{}, false, err
		}
		if inputs == nil {
			return Datum{}, false, s.basesDiffer(first)
		}
	}
	out := Datum{Indicator: ind, Court: court, Period: p, How: ByFormula, Inputs: inputs, Source: sources(inputs), Status: statusOf(inputs), by: f}
	for _, d := range inputs {
		out.Basis = cmp.Or(out.Basis, d.Basis)
	}
	v, err := f.Eval(func(id string) (decimal.Decimal, error) { return inputs[slices.Index(f.IDs, id)].Quantity.Value(), nil })
	if err != nil {
		return Datum{}, false, &diag.Problem{Code: diag.ZeroDenominator, Args: diag.Args{"indicator": ind.Name, "period": p.String(), "formula": f.Text}}
	}
	out.Quantity = quantity.Of(v, ind.Scale, ind.Precision)
	if ind.Kind != Ratio && f.Additive() {
		out.Quantity = likeOperands(v, inputs)
	}
	return out, true, nil
}

// likeOperands is a sum or difference of counts in the form of the coarsest of
// them: 1000 − 300 is 700, also where the national figure is told in 万.
func likeOperands(v decimal.Decimal, inputs []Datum) quantity.Quantity {
	form := inputs[0].Quantity
	for _, d := range inputs[1:] {
		if form.Finer(d.Quantity) {
			form = d.Quantity
		}
	}
	return quantity.Of(v, form.Scale(), form.Places())
}

// operands are the values of a formula's ids in their order, on a basis or on
// the default one; nil when one is missing.
func (s *Store) operands(court *Court, p period.Period, basis string, f *formula.Formula) ([]Datum, error) {
	inputs := make([]Datum, 0, len(f.IDs))
	for _, id := range f.IDs {
		d, ok, err := s.find(s.byName[id], court, p, basis)
		if !ok && err == nil && basis != anyBasis && basis != "" {
			d, ok, err = s.find(s.byName[id], court, p, "")
		}
		if !ok || err != nil {
			return nil, err
		}
		inputs = append(inputs, d)
	}
	return inputs, nil
}

// mixed reports whether values are on more than one basis, the default one
// counting as one.
func mixed(ds []Datum) bool {
	return slices.ContainsFunc(ds, func(d Datum) bool { return d.Basis != ds[0].Basis })
}

// basesDiffer is the problem of operands that have no basis in common.
func (s *Store) basesDiffer(ds []Datum) *diag.Problem {
	a := ds[slices.IndexFunc(ds, func(d Datum) bool { return d.Basis != "" })]
	b := a
	if i := slices.IndexFunc(ds, func(d Datum) bool { return d.Basis != "" && d.Basis != a.Basis }); i >= 0 {
		b = ds[i]
	}
	return s.crossBasis(a, b, a.Indicator.Name, b.Indicator.Name)
}

// statusOf is the status of what was worked out from ds: provisional if one
// of them is.
func statusOf(ds []Datum) Status {
	if slices.ContainsFunc(ds, func(d Datum) bool { return d.Status == Provisional }) {
		return Provisional
	}
	return Final
}

// Share is what percentage part is of whole, both on one basis. The error is a
// *diag.Problem.
func (s *Store) Share(part, whole *Indicator, court *Court, p period.Period, places int32) (Datum, error) {
	for _, ind := range []*Indicator{part, whole} {
		if _, err := s.Value(ind, court, p); err != nil {
			return Datum{}, err
		}
	}
	f := formula.Percentage(part.ID, whole.ID)
	share := &Indicator{ID: part.ID, Name: part.Name + " / " + whole.Name, Kind: Ratio, Unit: "%", Precision: places, Formula: f.Text, Pos: part.Pos}
	d, _, err := s.byFormula(share, court, p, anyBasis, f) // both are there, so it is found or err says why not
	return d, err
}

// fromPeriods works a flow out from other periods of the year on one basis:
// 2024Q3 is 2024Q3-ytd less 2024H1, 2024H1 is 2024Q1 and 2024Q2 added up.
func (s *Store) fromPeriods(ind *Indicator, court *Court, p period.Period, basis string) (Datum, bool) {
	bases := []string{basis}
	if basis == anyBasis {
		bases = []string{""}
		for _, b := range s.bases {
			bases = append(bases, b.ID)
		}
	}
	year := s.inYear(ind, court, p.Year())
	if len(year) < 2 {
		return Datum{}, false
	}
	for _, b := range bases {
		more, less := chain(year, p, b)
		if more == nil {
			continue
		}
		out := Datum{Indicator: ind, Court: court, Period: p, Basis: b, How: Sum, Inputs: slices.Concat(more, less)}
		qs := make([]quantity.Quantity, len(more))
		for i, d := range more {
			qs[i] = d.Quantity
		}
		out.Quantity, _ = quantity.Sum(qs...)
		for _, d := range less {
			out.How, out.Quantity = Difference, out.Quantity.Sub(d.Quantity)
		}
		out.Source, out.Status = sources(out.Inputs), statusOf(out.Inputs)
		return out, true
	}
	return Datum{}, false
}

// inYear are the observations of one year.
func (s *Store) inYear(ind *Indicator, court *Court, year int) []*Observation {
	s.note(read{indicator: ind, court: court, year: year})
	all := s.series[indicatorCourt{ind, court}]
	from, _ := slices.BinarySearchFunc(all, year, func(o *Observation, y int) int { return cmp.Compare(o.Period.Year(), y) })
	to := from
	for to < len(all) && all[to].Period.Year() == year {
		to++
	}
	return all[from:to]
}

// chain finds observations on a basis that give p: those to add and those to
// take away; nil when there are none. The ends of the months are points and an
// observation joins two of them, so that any way from the beginning of p to
// its end gives its value. The way with the least rounding is taken, and of
// those the shortest.
func chain(year []*Observation, p period.Period, basis string) (more, less []Datum) {
	type reached struct {
		rounding float64
		steps    int
		by       *Observation // the last step, nil at the beginning
		from     int
	}
	const months = 12
	var best [months + 1]*reached
	best[p.First()-1] = &reached{}
	step := func(o *Observation, from, to int) bool {
		at := best[from]
		if at == nil {
			return false
		}
		next := reached{at.rounding + o.Quantity.Slack().InexactFloat64(), at.steps + 1, o, from}
		if was := best[to]; was != nil && (was.rounding < next.rounding || was.rounding == next.rounding && was.steps <= next.steps) {
			return false
		}
		best[to] = &next
		return true
	}
	for range months { // no way is longer than there are points
		changed := false
		for _, o := range year {
			if o.Basis != basis || o.Period == p {
				continue
			}
			first, last := o.Period.First()-1, o.Period.Last()
			if step(o, first, last) {
				changed = true
			}
			if step(o, last, first) {
				changed = true
			}
		}
		if !changed {
			break
		}
	}
	at := p.Last()
	if best[at] == nil {
		return nil, nil
	}
	for ; best[at].by != nil; at = best[at].from {
		d := best[at].by.Datum()
		if best[at].from < at {
			more = append(more, d)
		} else {
			less = append(less, d)
		}
	}
	byPeriod := func(a, b Datum) int { return a.Period.Compare(b.Period) }
	slices.SortFunc(more, byPeriod)
	slices.SortFunc(less, byPeriod)
	return more, less
}

// SourceSep parts the sources of a value that was worked out from several. It is
// a control character, so that no source holds it.
const SourceSep = "\x1f"

// sources joins the sources of inputs, each once.
func sources(ds []Datum) string {
	var out []string
	for _, d := range ds {
		if d.Source != "" && !slices.Contains(out, d.Source) {
			out = append(out, d.Source)
		}
	}
	return strings.Join(out, SourceSep)
}

// Status of a value against an interval.
type IntervalStatus int8

const (
	Below  IntervalStatus = -1 // outside on the worse side: 未达
	Inside IntervalStatus = 0  // 处于
	Beyond IntervalStatus = 1  // outside on the better side: 优于
)

// Against judges a value by the interval of its indicator. The error is a
// *diag.Problem when there is none.
func (d Datum) Against() (IntervalStatus, error) {
	iv := d.Indicator.Interval
	if iv == nil {
		return Inside, &diag.Problem{Code: diag.NoInterval, Args: diag.Args{"indicator": d.Indicator.Name}, Related: []diag.Pos{d.Indicator.Pos}}
	}
	// What is printed is judged: a reader who sees 90.00% holds it against 90.
	v := d.Quantity.Printed()
	side := 0
	if iv.Lo != nil && (v.LessThan(*iv.Lo) || v.Equal(*iv.Lo) && !iv.LoClosed) {
		side = -1
	}
	if iv.Hi != nil && (v.GreaterThan(*iv.Hi) || v.Equal(*iv.Hi) && !iv.HiClosed) {
		side = 1
	}
	switch {
	case side == 0:
		return Inside, nil
	case side == int(d.Indicator.Direction):
		return Beyond, nil
	}
	return Below, nil
}

// Operands are the indicators that the formula of ind needs.
func (s *Store) Operands(ind *Indicator) []*Indicator {
	if ind.formula == nil {
		return nil
	}
	out := make([]*Indicator, len(ind.formula.IDs))
	for i, id := range ind.formula.IDs {
		out[i] = s.byName[id]
	}
	return out
}

// Datum is the observation as an answer.
func (o *Observation) Datum() Datum {
	return Datum{
		Indicator: o.Indicator, Court: o.Court, Period: o.Period, Basis: o.Basis, Quantity: o.Quantity,
		Source: o.Source, Status: o.Status, Note: o.Note, Pos: o.Pos, Revision: o.Revision,
	}
}
