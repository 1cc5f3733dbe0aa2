package audit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"gongbao/generator/claim"
	"gongbao/generator/diag"
	"gongbao/generator/period"
	"gongbao/generator/quantity"
	"gongbao/generator/stats"
)

// identity is what a claim is of.
type identity struct {
	known bool // worked out
	meant meant
	court *stats.Court
	at    period.Period
	// sure tells that the claim is of meant.sure at court and nothing narrower, so
	// that the data can prove it wrong.
	sure  bool
	basis string // of what the author bound; "" with bound false
	bound bool
}

// byData holds claims against the data.
func (w *work) byData() {
	if w.judge.stats == nil {
		return
	}
	for i := range w.claims {
		c := &w.claims[i]
		if c.Kind == claim.Exempt {
			continue
		}
		id := w.identify(i)
		if c.Verdict != Unverified || (id.court == nil || id.at.IsZero()) && len(c.BaseTerms) == 0 {
			continue
		}
		if w.scenes[i].plan {
			continue // what is meant to be is in no data
		}
		if id.meant.sure != nil && id.sure {
			c.Indicator, c.Court = id.meant.sure, id.court
		}
		switch c.Kind {
		case claim.Level, claim.From, claim.Previous:
			w.level(i, id)
		case claim.Change, claim.Flat:
			w.change(i, id)
		case claim.Share:
			w.share(i, id)
		case claim.Multiple:
			w.multiple(i, id)
		case claim.Average:
			w.average(i, id)
		}
	}
}

// identify finds what a claim is of: what is bound is of what it is bound to, a
// change is of what its level is of, and the rest of what the words name.
func (w *work) identify(i int) identity {
	if id := w.identities[i]; id.known {
		return id
	}
	w.identities[i].known = true // a claim that refers to itself is of nothing
	id := w.identity(i)
	id.known = true
	w.identities[i] = id
	return id
}

func (w *work) identity(i int) identity {
	c := &w.claims[i]
	if sp := w.bound[i]; sp != nil {
		court := sp.Court
		if court == nil {
			court = w.page.Court
		}
		return identity{meant: meant{sure: sp.Indicator}, court: court, at: sp.Period, sure: sp.Indicator != nil && court != nil, basis: sp.Basis, bound: true}
	}
	of := c.Of
	switch c.Kind {
	case claim.From:
		if of == claim.None {
			of = c.To
		}
	case claim.Level:
		of = claim.None // the total of a part is something else
	case claim.Share:
		of = claim.None
		if c.Subject == "" || c.Of != claim.None && w.claims[c.Of].Subject == c.Subject {
			of = c.Of
		}
	}
	if of != claim.None && (w.bound[of] != nil || w.claims[of].Subject == c.Subject || c.Subject == "") && of != i {
		id := w.identify(of)
		if id.meant.sure != nil || len(id.meant.maybe) > 0 {
			id.bound = false
			if o := &w.claims[of]; o.Verdict == Verified && o.Indicator != nil && id.meant.sure != o.Indicator {
				// The value tells what the name left open: 收案 of 受理案件.
				id.meant = meant{sure: o.Indicator}
				id.sure = w.certain(of, o.Indicator)
			}
			unsaid := c.Period.IsZero() || c.Kind == claim.From && c.To != claim.None && c.Period == w.claims[c.To].Period // 由79.04亿元增加到86.37亿元
			if !unsaid {
				id.at = c.Period
			} else if c.Kind == claim.From && c.To != claim.None && !w.claims[c.To].Period.IsZero() {
				// Most likely the year before is meant, but it is not said.
				id.at, id.sure = w.claims[c.To].Period.YearBefore(), false
			} else if c.Kind == claim.From || c.Kind == claim.Previous {
				id.at = period.Period{}
			}
			return id
		}
	}
	if c.Part && c.Of != claim.None {
		// 受理案件41236件，其中中院5208件
		if court := w.judge.names.courts[plain(c.Subject)]; court != nil && c.Kind == claim.Level {
			id := w.identify(c.Of)
			id.court, id.at, id.bound = court, c.Period, false
			return id
		}
		// 旧存 of what the data do not know is none of the data's 旧存.
		if whole := w.identify(c.Of); whole.meant.sure == nil && len(whole.meant.maybe) == 0 {
			return identity{}
		}
	}
	sc := w.scenes[i]
	id := identity{meant: w.named(c), court: sc.court, at: c.Period}
	if id.meant.sure != nil {
		id.sure = w.certain(i, id.meant.sure) && w.goesOn(c)
	}
	if !id.sure && c.Kind == claim.Level {
		// A bound change beside a number typed by hand tells what both are of.
		if k := w.changeOf[i]; k != claim.None && w.bound[k] != nil && w.bound[k].Indicator != nil && sameUnit(c.Unit, w.bound[k].Indicator.Unit) {
			told := w.identify(k)
			told.bound = false
			return told
		}
	}
	return id
}

// certain reports whether nothing around a claim makes it of less than an
// indicator counts: the court is known, the text tells of no kind of case, and it
// is no part of something.
func (w *work) certain(i int, ind *stats.Indicator) bool {
	c, sc := &w.claims[i], &w.scenes[i]
	return sc.sure && sc.narrow&^(w.terms.term(c.Subject).narrow|w.terms.term(ind.Name).narrow) == 0 && !c.Part && !w.returns(i)
}

// returns reports whether a claim is of a time that its sentence has left for
// another in between: 一季度受理…；上半年受理…，结案… may go on with either.
func (w *work) returns(i int) bool {
	at := w.claims[i].Period
	left := false
	for k := i - 1; k >= 0 && k >= i-2*near && w.together(i, k); k-- {
		c := &w.claims[k]
		if c.Kind != claim.Level {
			continue
		}
		if c.Period == at {
			return left
		}
		left = true
	}
	return false
}

// named is the indicator that a subject names. In a table the heads of the row and
// of the column name it together, unless one of them is a court, a time or a total.
func (w *work) named(c *Judged) meant {
	if c.Cell.Table == 0 {
		return w.terms.resolve(c.Subject)
	}
	n := &w.judge.names
	for _, head := range []string{c.Cell.RowHead, c.Cell.ColumnHead} {
		head = plain(head)
		if at := strings.IndexAny(head, "("); at > 0 {
			head = head[:at]
		}
		if rest := trim(n.withoutCourt(head)); n.courts[head] != nil || rest == "" || neutralHeads[rest] || strings.Contains(plain(c.Subject), rest) || strings.ContainsAny(rest, "0123456789") {
			continue
		}
		return w.terms.resolve(head + c.Subject)
	}
	return w.terms.resolve(c.Subject)
}

// neutralHeads are heads of tables that name no kind of case.
var neutralHeads = map[string]bool{
	"合计": true, "总计": true, "计": true, "本期": true, "上年同期": true, "去年同期": true, "同期": true, "同比": true, "环比": true, "增减": true, "增幅": true,
	"数值": true, "值": true, "件": true, "数": true, "全市": true, "全省": true, "全国": true, "全县": true, "全区": true, "今年": true, "去年": true, "上年": true, "本年": true,
}

// goesOn reports whether what a sentence goes on with leaves a bare verb its
// meaning: 新收 after 排查线索300件 is of something else.
func (w *work) goesOn(c *Judged) bool {
	if c.Topic == "" || c.Topic == c.Subject || w.terms.term(c.Subject).role.topic != "" || rateLike(c.Subject) && w.terms.term(c.Topic).role.verb != "" {
		return true
	}
	t := w.terms.term(c.Topic).role
	return t.topic == "" || w.terms.resolve(c.Topic).sure != nil
}

// sameUnit reports whether a claim can be of an indicator by its unit.
func sameUnit(unit, of string) bool { return unitOf(unit) == unitOf(of) }

func unitOf(u string) string {
	switch u {
	case "名", "位", "人次":
		return "人"
	case "个百分点":
		return "百分点"
	}
	return u
}

// candidates are the indicators that a claim may be of, the sure one first.
func (id identity) candidates() []*stats.Indicator {
	if id.meant.sure == nil {
		return id.meant.maybe
	}
	return append([]*stats.Indicator{id.meant.sure}, id.meant.maybe...)
}

// values are what the data say an indicator was, on each basis: one of them is
// meant, and the text need not say which. Those that were published come first.
func (w *work) values(ind *stats.Indicator, court *stats.Court, p period.Period, basis string, yield func(stats.Datum) bool) {
	if basis != "" {
		if d, ok := w.judge.stats.On(ind, court, p, basis); ok && !yield(d) {
			return
		}
	}
	seen := w.judge.stats.Published(ind, court, p)
	for _, d := range seen {
		if !yield(d) {
			return
		}
	}
	if d, err := w.judge.stats.Value(ind, court, p); err == nil && d.How != stats.Observed {
		if !yield(d) {
			return
		}
		seen = append(seen, d)
	}
	for _, b := range w.judge.bases {
		if slices.ContainsFunc(seen, func(d stats.Datum) bool { return d.Basis == b }) {
			continue
		}
		if d, ok := w.judge.stats.On(ind, court, p, b); ok && !yield(d) {
			return
		}
	}
}

// level holds a level against the values of its indicators.
func (w *work) level(i int, id identity) {
	c := &w.claims[i]
	if len(c.Subjects) > 1 {
		w.several(i, id)
		return
	}
	if c.Vague != claim.Exact { // what is told vaguely does not show which is meant
		id.meant.maybe = nil
	}
	var first *stats.Datum
	result := off
	for _, ind := range id.candidates() {
		if !sameUnit(c.Unit, ind.Unit) && !bareCount(c, ind) {
			continue
		}
		for d := range func(yield func(stats.Datum) bool) { w.values(ind, id.court, id.at, id.basis, yield) } {
			lo, hi, ok := d.Bounds()
			if !ok {
				result = open
				continue
			}
			f := agree(&c.Claim, span{lo, hi, d.Quantity.Value()})
			if f == fits {
				c.Verdict, c.Indicator, c.Court, c.Basis, c.Datum = Verified, ind, id.court, d.Basis, &d
				c.Period = id.at
				return
			}
			if first == nil && ind == id.meant.sure {
				first, result = &d, f
			} else if f == open {
				result = open
			}
		}
	}
	if first == nil || result == open || !id.sure || !sameUnit(c.Unit, id.meant.sure.Unit) {
		return
	}
	form := first.Quantity
	if !form.Slack().GreaterThan(like(form.Value(), c.Quantity).Slack()) || c.Quantity.Slack().IsZero() && form.Slack().IsZero() {
		form = form.At(c.Quantity.Scale(), c.Quantity.Places())
	}
	expected := levelText(&c.Claim, form)
	code := diag.NumberMismatch
	switch result {
	case cut:
		code, expected = diag.NumberTruncated, expected+roundedUp
	case wrongSide:
		code, expected = diag.HedgeWrong, levelText(&c.Claim, first.Quantity)
	}
	if form.String() == c.Quantity.String() && result != wrongSide && c.Vague == claim.Exact { // told as it is, the value shows why
		expected = levelText(&c.Claim, first.Quantity)
	}
	w.wrong(i, code, expected, "")
	c.Args["binding"] = w.binding(id, "")
	exact := first.Quantity
	if len(first.Inputs) > 0 { // worked out: finer than it would be printed
		exact = exact.At(exact.Scale(), max(exact.Places(), c.Quantity.Places())+2)
	}
	c.Args["exact"] = exact.String() + printedUnit(&c.Claim)
	w.places(i, *first)
}

// several holds one number that is told of more than one indicator against all of
// them: 办结率、满意率均为100%.
func (w *work) several(i int, id identity) {
	c := &w.claims[i]
	var first *stats.Datum
	for _, subject := range c.Subjects {
		ind := w.terms.resolve(subject).sure
		if ind == nil || !sameUnit(c.Unit, ind.Unit) {
			return
		}
		found := false
		for d := range func(yield func(stats.Datum) bool) { w.values(ind, id.court, id.at, "", yield) } {
			if want, ok := datumSpan(d); ok && agree(&c.Claim, want) == fits {
				found = true
				if first == nil {
					first = &d
				}
				break
			}
		}
		if !found {
			return
		}
	}
	c.Verdict, c.Indicator, c.Court, c.Basis, c.Datum = Verified, first.Indicator, id.court, first.Basis, first
}

// bareCount reports whether a number without a unit can be a count: 收案34898, or
// a cell of a table whose unit stands elsewhere.
func bareCount(c *Judged, ind *stats.Indicator) bool {
	return c.Unit == "" && ind.Unit != "%" && (c.Cell.Table > 0 || c.Quantity.Value().GreaterThan(hundred))
}

// unitUnsaid is the unit of the data of which a number without a unit is told, for
// want of which the two could not be held against each other; "" when there are no
// such data.
func (w *work) unitUnsaid(i int) string {
	c := &w.claims[i]
	if c.Unit != "" || c.Kind != claim.Level || w.judge.stats == nil || w.scenes[i].plan {
		return ""
	}
	id := w.identify(i)
	if id.court == nil || id.at.IsZero() {
		return ""
	}
	for _, ind := range id.candidates() {
		for range func(yield func(stats.Datum) bool) { w.values(ind, id.court, id.at, id.basis, yield) } {
			return ind.Unit
		}
	}
	return ""
}

// places notes where the data stand that prove a claim wrong.
func (w *work) places(i int, ds ...stats.Datum) {
	c := &w.claims[i]
	var walk func(d stats.Datum)
	walk = func(d stats.Datum) {
		const enough = 6
		if d.Pos != nil && len(c.Related) < enough {
			if p := d.Pos(); !slices.Contains(c.Related, p) {
				c.Related = append(c.Related, p)
			}
			return
		}
		for _, in := range d.Inputs {
			walk(in)
		}
	}
	for _, d := range ds {
		walk(d)
	}
	w.tellPlaces(i)
}

func (w *work) tellPlaces(i int) {
	c := &w.claims[i]
	var places []string
	for _, p := range c.Related {
		if at := fmt.Sprintf("%s:%d", p.File, p.Line); !slices.Contains(places, at) {
			places = append(places, at)
		}
	}
	if len(places) > 0 {
		c.Args["places"] = strings.Join(places, "、")
	}
}

// changes are the changes of an indicator that were published and those that its
// values give, on each basis on which both ends are there.
func (w *work) changes(ind *stats.Indicator, court *stats.Court, p, base period.Period, basis string, yield func(stats.Change, []diag.Pos) bool) {
	if base == p.YearBefore() {
		for _, pub := range w.judge.stats.PublishedChanges(ind, court, p) {
			if w.judge.stats.Stale(pub) {
				continue
			}
			made := stats.Change{Indicator: ind, Court: court, Period: p, Base: base, Unit: ind.Change, Delta: pub.Delta, Published: true, Basis: pub.Basis, Source: pub.Source, Note: pub.Note}
			if full, err := w.judge.stats.YearOnYear(ind, court, p); err == nil && full.Published && full.Basis == pub.Basis {
				made = full
			}
			if !yield(made, []diag.Pos{pub.Pos()}) {
				return
			}
		}
	}
	done := map[string]bool{}
	if made, err := w.judge.stats.Change(ind, court, p, base); err == nil {
		done[made.Basis] = true
		if !yield(made, nil) {
			return
		}
	}
	for _, b := range append([]string{basis, ""}, w.judge.bases...) {
		if done[b] {
			continue
		}
		done[b] = true
		to, okTo := w.judge.stats.On(ind, court, p, b)
		from, okFrom := w.judge.stats.On(ind, court, base, b)
		if !okTo || !okFrom {
			continue
		}
		made := stats.Change{Indicator: ind, Court: court, Period: p, Base: base, Unit: ind.Change, Basis: b, Source: to.Source, Inputs: []stats.Datum{to, from}}
		diff := to.Quantity.Value().Sub(from.Quantity.Value())
		made.Delta = quantity.Of(diff, quantity.One, max(ind.Precision-int32(ind.Scale), 0))
		if ind.Change == stats.Percent {
			if from.Quantity.Value().Sign() <= 0 {
				continue
			}
			made.Delta = quantity.Of(diff.Mul(hundred).DivRound(from.Quantity.Value(), places), quantity.One, 1)
		}
		if !yield(made, nil) {
			return
		}
	}
}

// inUnit is what a change comes to in the unit of a claim; ok is false when that
// cannot be said. A published change that is told coarsely is as fine as the
// values of its basis make it.
func (w *work) inUnit(made stats.Change, unit string) (want span, ok bool) {
	want, ok = inUnit(made, unit)
	if !ok || !made.Published {
		return want, ok
	}
	for _, pub := range w.judge.stats.PublishedChanges(made.Indicator, made.Court, made.Period) {
		again, found := w.judge.stats.RecomputeChange(pub)
		if !found || pub.Basis != made.Basis {
			continue
		}
		worked, ok := inUnit(again, unit)
		if !ok || worked.hi.Sub(worked.lo).GreaterThan(want.hi.Sub(want.lo)) {
			continue
		}
		if lo, hi := decimal.Max(want.lo, worked.lo), decimal.Min(want.hi, worked.hi); lo.LessThanOrEqual(hi) {
			return span{lo, hi, worked.at}, true
		}
	}
	return want, true
}

func inUnit(made stats.Change, unit string) (want span, ok bool) {
	ind := made.Indicator
	if unit == changeUnit(made.Unit) && made.Published {
		return printedSpan(made.Delta.Rounded()), true
	}
	if len(made.Inputs) != 2 {
		return want, false
	}
	to, okTo := datumSpan(made.Inputs[0])
	from, okFrom := datumSpan(made.Inputs[1])
	if !okTo || !okFrom {
		return want, false
	}
	switch {
	case unit == "%" && ind.Unit != "%":
		return to.growth(from)
	case unit == "百分点" && ind.Unit == "%", unit == ind.Unit && unit != "%":
		return to.sub(from), true
	}
	return want, false
}

func datumSpan(d stats.Datum) (span, bool) {
	lo, hi, ok := d.Bounds()
	return span{lo, hi, d.Quantity.Value()}, ok
}

func changeUnit(u stats.ChangeUnit) string {
	switch u {
	case stats.Percent:
		return "%"
	case stats.Points:
		return "百分点"
	case stats.Days:
		return "天"
	}
	return ""
}

// base is what a change is held against; zero when the text does not say.
func baseOf(c *Judged, p period.Period) period.Period {
	switch c.Comparison {
	case claim.YearOnYear:
		return p.YearBefore()
	case claim.PeriodOnPeriod:
		const year = 12
		if p.Len() == year { // 环比 on the page of a year is of some month or quarter
			return period.Period{}
		}
		before, _ := p.Before()
		return before
	case claim.Against:
		return c.Base
	}
	return period.Period{}
}

// change holds a change against those that the data know.
func (w *work) change(i int, id identity) {
	c := &w.claims[i]
	if c.Comparison == claim.Peers {
		return
	}
	base := baseOf(c, id.at)
	if c.Subject == "" && c.Of == claim.None && len(c.BaseTerms) == 1 {
		w.changeFrom(i, c.BaseTerms[0].Claim, base)
		return
	}
	if id.court == nil || id.at.IsZero() { // only what the text itself worked out could be told
		return
	}
	said := !base.IsZero()
	if !said {
		if c.Comparison != claim.Unsaid {
			return
		}
		base = id.at.YearBefore() // 下降5% is against last year more often than not, but need not be
	}
	type was struct {
		made stats.Change
		want span
		pos  []diag.Pos
		fit  fit
	}
	var first *was
	unclear := false
	for _, ind := range id.candidates() {
		for made, pos := range func(yield func(stats.Change, []diag.Pos) bool) {
			w.changes(ind, id.court, id.at, base, id.basis, yield)
		} {
			if c.Kind == claim.Flat {
				want, ok := w.inUnit(made, changeUnit(made.Unit))
				if !ok {
					unclear = true
					continue
				}
				switch {
				case want.lo.Sign() <= 0 && want.hi.Sign() >= 0, made.Sign() == 0:
					w.verifyChange(i, id, ind, made)
					return
				case want.at.Abs().LessThan(decimal.NewFromInt(1)) || strings.HasPrefix(c.Text, "基本"):
					unclear = true
				}
				if first == nil && ind == id.meant.sure {
					first = &was{made, want, pos, off}
				}
				continue
			}
			unit := c.Unit
			if unit == "%" && ind.Unit == "%" {
				unit = "百分点"
			}
			want, ok := w.inUnit(made, unit)
			if !ok {
				unclear = unclear || ind == id.meant.sure
				continue
			}
			f := agree(&c.Claim, want)
			if c.Sign == 0 && f != fits && c.Cell.Table == 0 { // the direction is not said
				turned := c.Claim
				turned.Sign = -1
				f = agree(&turned, want)
			}
			if unit == c.Unit && f == fits {
				w.verifyChange(i, id, ind, made)
				return
			}
			if ind != id.meant.sure {
				unclear = unclear || f == open
				continue
			}
			unclear = unclear || f == open
			if first == nil {
				first = &was{made, want, pos, f}
			}
		}
	}
	if first == nil || unclear || !id.sure || !said {
		return
	}
	ind := id.meant.sure
	form := c.Quantity
	if first.made.Published && first.made.Delta.Slack().GreaterThan(form.Slack()) && first.want.at.Equal(first.made.Delta.Value()) {
		form = first.made.Delta // no finer one is known
	}
	worked := first.made
	for _, pub := range w.judge.stats.PublishedChanges(ind, id.court, id.at) {
		if again, ok := w.judge.stats.RecomputeChange(pub); ok && worked.Published && pub.Basis == worked.Basis {
			worked = again
		}
	}
	working := w.changeWorking(worked, c.Unit, like(first.want.at, form).String())
	switch {
	case c.Kind == claim.Flat:
		unit := changeUnit(first.made.Unit)
		if unit == "百分点" {
			unit = "个百分点"
		}
		w.wrong(i, diag.ChangeMismatch, changeText(&c.Claim, first.want.at, first.made.Delta, unit), working)
	case c.Unit == "%" && ind.Unit == "%":
		code := diag.ChangeMismatch
		if first.fit == fits || w.relative(id, base, &c.Claim) {
			code = diag.ChangeInPercent
		}
		expected := changeText(&c.Claim, first.want.at, form, "个百分点")
		if code == diag.ChangeInPercent {
			expected = amountText(&c.Claim, first.want.at, form, "个百分点")
		}
		w.wrong(i, code, expected, working)
	case first.fit == wrongSide:
		w.wrong(i, diag.HedgeWrong, amountText(&c.Claim, first.want.at, first.made.Delta, printedUnit(&c.Claim)), working)
	case first.fit == cut && !first.made.Published:
		w.wrong(i, diag.NumberTruncated, amountText(&c.Claim, first.want.at, form, printedUnit(&c.Claim))+roundedUp, working)
	case c.Unit != "" || ind.Change == stats.Absolute:
		w.wrong(i, diag.ChangeMismatch, changeText(&c.Claim, first.want.at, form, printedUnit(&c.Claim)), working)
	default:
		return
	}
	if c.Comparison == claim.YearOnYear {
		c.Args["binding"] = w.binding(id, ":同比")
	}
	c.Related = append(c.Related, first.pos...)
	w.places(i, first.made.Inputs...)
}

// binding is what an author would write to have the number printed from the data.
func (w *work) binding(id identity, format string) string {
	ref := id.meant.sure.Name
	if id.at != w.page.Period {
		ref += "@" + id.at.String()
	}
	if id.court != w.page.Court {
		ref += "#" + id.court.ID
	}
	return "{{" + ref + format + "}}"
}

// changeFrom judges a change that names nothing but the value it is measured
// against: 同比下降8.52%，以上年同期2317.6计算. What had just that value is what it
// is of, where only one indicator had.
func (w *work) changeFrom(i, told int, base period.Period) {
	c, from := &w.claims[i], &w.claims[told]
	court, at := w.scenes[i].court, c.Period
	const digits = 4
	if base.IsZero() || court == nil || c.Unit != "%" || from.Vague != claim.Exact || len(strings.Trim(from.Quantity.Number(), "0.-")) < digits {
		return
	}
	var of *stats.Indicator
	var was stats.Datum
	for _, ind := range w.judge.stats.Indicators() {
		for _, d := range w.judge.stats.Published(ind, court, base) {
			if d.Quantity.Number() != from.Quantity.Number() || ind.Unit == "%" || of == ind {
				continue
			}
			if of != nil {
				return
			}
			of, was = ind, d
		}
	}
	if of == nil {
		return
	}
	c.Indicator, c.Court = of, court
	from.Verdict, from.Indicator, from.Court, from.Basis, from.Datum = Verified, of, court, was.Basis, &was
	var first *stats.Datum
	for d := range func(yield func(stats.Datum) bool) { w.values(of, court, at, "", yield) } {
		to, okTo := datumSpan(d)
		base, okBase := datumSpan(was)
		want, ok := to.growth(base)
		if !okTo || !okBase || !ok {
			continue
		}
		if agree(&c.Claim, want) == fits {
			c.Verdict, c.Basis, c.With = Verified, d.Basis, []int{told}
			return
		}
		if first == nil {
			first = &d
		}
	}
	if first == nil {
		return
	}
	to, _ := datumSpan(*first)
	before, _ := datumSpan(was)
	want, _ := to.growth(before)
	made := stats.Change{Indicator: of, Inputs: []stats.Datum{*first, was}}
	w.wrong(i, diag.ChangeMismatch, changeText(&c.Claim, want.at, c.Quantity, "%"), w.changeWorking(made, "%", like(want.at, c.Quantity).String()), told)
	w.places(i, *first, was)
}

// relative reports whether a change of a rate that is told in percent is the
// relative one, or may be for all that the data say.
func (w *work) relative(id identity, base period.Period, c *claim.Claim) bool {
	made, err := w.judge.stats.Change(id.meant.sure, id.court, id.at, base)
	if err != nil {
		return true // published alone: all that is sure is that the unit is wrong
	}
	to, okTo := datumSpan(made.Inputs[0])
	from, okFrom := datumSpan(made.Inputs[1])
	want, ok := to.growth(from)
	return !okTo || !okFrom || ok && agree(c, want) == fits
}

func (w *work) verifyChange(i int, id identity, ind *stats.Indicator, made stats.Change) {
	c := &w.claims[i]
	c.Verdict, c.Indicator, c.Court, c.Basis, c.Change = Verified, ind, id.court, made.Basis, &made
	c.Period, c.Base = made.Period, made.Base
}

// changeWorking is how the values give a change; "" when it was published.
func (w *work) changeWorking(made stats.Change, unit, result string) string {
	if len(made.Inputs) != 2 {
		return ""
	}
	to, from := made.Inputs[0].Quantity.String(), made.Inputs[1].Quantity.String()
	if unit == "%" && made.Indicator.Unit != "%" {
		return "(" + to + "−" + from + ")÷" + from + "=" + result + "%"
	}
	if made.Indicator.Unit == "%" {
		return to + "%−" + from + "%=" + strings.Replace(result, "-", "−", 1) + "个百分点"
	}
	return to + "−" + from + "=" + strings.Replace(result, "-", "−", 1) + made.Indicator.Unit
}

// share holds a share against the two indicators that give it.
func (w *work) share(i int, id identity) {
	c := &w.claims[i]
	if c.Unit != "%" || c.Whole == "" || c.Against != claim.None {
		return
	}
	whole := identity{meant: w.terms.resolve(c.Whole)}
	sure := id.sure && whole.meant.sure != nil
	var first *stats.Datum
	var result fit
	for _, part := range id.candidates() {
		for _, of := range whole.candidates() {
			d, err := w.judge.stats.Share(part, of, id.court, id.at, c.Quantity.Places())
			if err != nil {
				continue
			}
			want, ok := datumSpan(d)
			if !ok {
				continue
			}
			f := agree(&c.Claim, want)
			if f == fits {
				c.Verdict, c.Indicator, c.Court, c.Basis, c.Datum = Verified, part, id.court, d.Basis, &d
				return
			}
			if first == nil && part == id.meant.sure && of == whole.meant.sure {
				first, result = &d, f
			}
		}
	}
	if first == nil || !sure || result == open {
		return
	}
	code, expected := diag.RatioMismatch, levelText(&c.Claim, like(first.Quantity.Value(), c.Quantity))
	if result == cut {
		code, expected = diag.NumberTruncated, expected+roundedUp
	}
	working := ""
	if len(first.Inputs) == 2 {
		working = first.Inputs[0].Quantity.String() + "÷" + first.Inputs[1].Quantity.String() + "=" + like(first.Quantity.Value(), c.Quantity).String() + "%"
	}
	w.wrong(i, code, expected, working)
	w.places(i, *first)
}

// multiple holds 是上年的2.5倍 and 增长1.5倍 against the values of the two times.
func (w *work) multiple(i int, id identity) {
	c := &w.claims[i]
	base := c.Base
	if base.IsZero() {
		base = baseOf(c, id.at)
	}
	if base.IsZero() {
		return
	}
	var want span
	var from, to stats.Datum
	found := false
	for _, ind := range id.candidates() {
		for made := range func(yield func(stats.Change) bool) {
			w.changes(ind, id.court, id.at, base, id.basis, func(m stats.Change, _ []diag.Pos) bool { return yield(m) })
		} {
			if len(made.Inputs) != 2 {
				continue
			}
			a, okA := datumSpan(made.Inputs[0])
			b, okB := datumSpan(made.Inputs[1])
			q, ok := a.by(b)
			if !okA || !okB || !ok {
				continue
			}
			if c.Sign > 0 {
				q = q.sub(exactly(decimal.NewFromInt(1)))
			}
			if agree(unsigned(&c.Claim), q) == fits {
				w.verifyChange(i, id, ind, made)
				c.Change = nil
				return
			}
			if !found && ind == id.meant.sure {
				found, want, to, from = true, q, made.Inputs[0], made.Inputs[1]
			}
		}
	}
	if !found || !id.sure || agree(unsigned(&c.Claim), want) == open || c.Sign < 0 {
		return
	}
	w.wrong(i, diag.MultipleMismatch, like(want.at, c.Quantity).String()+"倍", to.Quantity.String()+"÷"+from.Quantity.String()+"="+like(want.at, c.Quantity).String())
	w.places(i, to, from)
}

// unsigned is a claim as a number without direction.
func unsigned(c *claim.Claim) *claim.Claim {
	plain := *c
	plain.Sign = 0
	return &plain
}

// average holds 年均增长 against the first and the last value.
func (w *work) average(i int, id identity) {
	c := &w.claims[i]
	years := int64(id.at.Year() - c.Base.Year())
	if c.Base.IsZero() || years < 2 {
		return
	}
	for _, ind := range id.candidates() {
		for made := range func(yield func(stats.Change) bool) {
			w.changes(ind, id.court, id.at, period.Months(c.Base.Year(), id.at.First(), id.at.Last()), id.basis, func(m stats.Change, _ []diag.Pos) bool { return yield(m) })
		} {
			if len(made.Inputs) != 2 {
				continue
			}
			to, okTo := datumSpan(made.Inputs[0])
			from, okFrom := datumSpan(made.Inputs[1])
			if !okTo || !okFrom {
				continue
			}
			want, ok := yearly(to, from, years, c.Unit, ind.Unit)
			if !ok {
				continue
			}
			if agree(&c.Claim, want) == fits {
				w.verifyChange(i, id, ind, made)
				c.Change = nil // an average is none of the changes that pages can show
				return
			}
			if wrong, ok := yearly(to, from, years+1, c.Unit, ind.Unit); ok && id.sure && ind == id.meant.sure && agree(&c.Claim, wrong) == fits {
				// Divided by the years and not by the intervals between them.
				w.wrong(i, diag.AverageMismatch, amountText(&c.Claim, want.at, c.Quantity, printedUnit(&c.Claim)), w.averageWorking(made.Inputs[0].Quantity, made.Inputs[1].Quantity, years, c.Unit)+"="+like(want.at, c.Quantity).String()+c.Unit)
				w.places(i, made.Inputs...)
				return
			}
		}
	}
}
