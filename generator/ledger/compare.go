package ledger

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"gongbao/generator/quantity"
)

// Difference is a figure of a release that a page says otherwise now.
type Difference struct {
	Old Figure
	New *Figure // nil when it stands on the page no more
}

// NumberDifference is a typed number of a release that stands on the page no
// more.
type NumberDifference struct {
	Old Number
	New *Number // what is said of the same subject now; nil when nothing is
}

// Cause is why a figure reads differently.
type Cause struct {
	Kind     CauseKind
	Old, New string // formulas, ids of bases or ways of working out; texts of the value
	Was, Is  Input  // the value that changed; that of the figure itself for a published one
}

// CauseKind says what changed.
type CauseKind uint8

const (
	ByValue      CauseKind = iota // a value that the figure is, or was worked out from
	ByFormula                     // the formula
	ByBasis                       // the counting rule
	ByHow                         // it was published and is worked out now, or the other way round
	ByDefinition                  // what else the figure follows: an interval, a target, a register
)

// identity tells which figures are one, however they are printed.
type identity struct{ indicator, court, period, basis, kind, rule string }

// The kinds of figures that a rule tells apart.
const (
	kindShare    = "share"
	kindCount    = "count"
	kindRank     = "rank"
	kindInterval = "interval"
)

func (f *Figure) identity() identity {
	id := identity{f.Indicator, f.Court, f.Period, f.Basis, f.Kind, ""}
	switch f.Kind {
	case kindShare, kindCount, kindRank:
		id.rule = f.Formula
	}
	// Which indicators were counted is the figure itself and not its name.
	if f.Kind == kindCount && len(f.Inputs) > 0 || f.Kind == kindShare {
		id.indicator = ""
	}
	return id
}

// SameSubject reports whether two figures are of one indicator, court, period,
// basis and kind.
func SameSubject(a, b *Figure) bool { return a.identity() == b.identity() }

// Compare tells which figures of a release a page does not say any more, or
// says otherwise. A figure that is printed in another form is the same as long
// as the two agree within the rounding that is printed; but one that is printed in
// several forms has to agree in all of them.
func Compare(old, now []Figure) []Difference {
	frozen := map[identity]bool{}
	for i := range old {
		frozen[old[i].identity()] = true
	}
	by := map[identity][]*Figure{}
	add := func(id identity, f *Figure) {
		if !slices.ContainsFunc(by[id], func(g *Figure) bool { return g.Value == f.Value && g.Text == f.Text && g.How == f.How }) {
			by[id] = append(by[id], f)
		}
	}
	for i := range now {
		id := now[i].identity()
		add(id, &now[i])
		if frozen[id] {
			continue
		}
		for _, wide := range id.wider() {
			add(wide, &now[i])
		}
	}
	read := map[identity][]*Figure{} // the frozen readings, by identity
	for i := range old {
		id := old[i].identity()
		if !slices.ContainsFunc(read[id], func(g *Figure) bool { return g.Value == old[i].Value && g.Text == old[i].Text }) {
			read[id] = append(read[id], &old[i])
		}
	}
	var out []Difference
	type said struct {
		identity
		value string
	}
	told := map[said]int{} // the numbers of differences
	for i := range old {
		f := &old[i]
		id := f.identity()
		candidates := by[id]
		if len(candidates) == 0 {
			for _, wide := range id.wider() {
				candidates = append(candidates, by[wide]...)
			}
		}
		if says(alike(candidates, f), f) {
			continue
		}
		d := Difference{Old: *f}
		for _, c := range candidates {
			if c.identity().rule != id.rule { // another rule altogether
				continue
			}
			if says(read[id], c) { // as before, be it in another form or another value
				continue
			}
			if d.New == nil || c.How == f.How && d.New.How != f.How {
				d.New = c
			}
		}
		// A value has one way to change, in however many forms it was printed; the
		// one that came about in the same way tells the cause.
		key := said{identity: id}
		if !f.comparable() {
			key.value = f.Value
		}
		if n, before := told[key]; before {
			if was := out[n]; was.New != nil && was.Old.How != was.New.How && d.New != nil && d.New.How == f.How {
				out[n] = d
			}
			continue
		}
		told[key] = len(out)
		out = append(out, d)
	}
	return out
}

// says reports whether one of the values that figures print reads as f in every form
// in which it is printed: 4601.8万 alone would not tell 46018005 from 46018000, which
// stands in the table below it.
func says(figures []*Figure, f *Figure) bool {
	return slices.ContainsFunc(figures, func(g *Figure) bool {
		return !slices.ContainsFunc(figures, func(form *Figure) bool { return form.Value == g.Value && !form.Agrees(f) })
	})
}

// alike are those figures that came about as f did, or all when there are none: a
// change that was published does not stand for one that was worked out.
func alike(figures []*Figure, f *Figure) (out []*Figure) {
	for _, g := range figures {
		if g.How == f.How {
			out = append(out, g)
		}
	}
	if len(out) == 0 {
		return figures
	}
	return out
}

// wider are the identities of figures that are taken for this one where it is
// gone: on another basis, or counted by a rule in other words.
func (id identity) wider() []identity {
	const anything = "*"
	out := []identity{id}
	out[0].basis = anything
	if id.rule != "" && (id.indicator == "" || id.kind == kindRank) { // else the rule is the author's
		wide := id
		wide.rule = anything
		out = append(out, wide)
	}
	return out
}

// Agrees reports whether two printed figures say the same: rounded to the
// coarser of the two forms they are equal.
func (f *Figure) Agrees(g *Figure) bool {
	switch {
	case f.Kind == kindInterval || g.Kind == kindInterval: // which says where a value stands, in words
		return f.Text == g.Text
	case f.Value == g.Value:
		return true
	}
	a, okA := f.Printed()
	b, okB := g.Printed()
	if okA != okB {
		return false
	}
	if !okA { // no change, in longer words and in shorter ones
		return f.Text == g.Text || f.change() && !strings.ContainsAny(f.Text+g.Text, digits)
	}
	form := a
	if step(b) > step(a) {
		form = b
	}
	in := func(q quantity.Quantity) decimal.Decimal { return q.At(form.Scale(), form.Places()).Printed() }
	return in(a).Equal(in(b))
}

// change reports whether a figure is a change, whose text lacks its sign.
func (f *Figure) change() bool { return f.Kind == "yoy" || f.Kind == "pop" }

// step is the power of ten of the last printed place.
func step(q quantity.Quantity) int32 { return int32(q.Scale()) - q.Places() }

// Printed is the value in the form that it is printed in; ok is false for a
// figure in words. Where a card or the head of a column says 万件, the text has
// the number alone.
func (f *Figure) Printed() (q quantity.Quantity, ok bool) {
	form, ok := Reading(f.Text)
	v, err := decimal.NewFromString(f.Value)
	if !ok || err != nil {
		return q, false
	}
	scales := []quantity.Scale{form.Scale()}
	if form.Scale() == quantity.One {
		scales = append(scales, quantity.Wan, quantity.Yi, quantity.WanYi)
	}
	number := form.Printed().Shift(-int32(form.Scale())).Abs()
	for _, s := range scales {
		q = quantity.Of(v, s, form.Places())
		// The text of a change lacks its sign, which its word tells.
		if q.Printed().Shift(-int32(s)).Abs().Equal(number) {
			return q, true
		}
	}
	return q, false
}

const digits = "0123456789０１２３４５６７８９"

// Reading is the number in a printed text, which may have words around it: that
// of 近8400名 is 8400. ok is false when there is none, or more than one.
func Reading(text string) (q quantity.Quantity, ok bool) {
	_, q, _, ok = split(text)
	return q, ok
}

// split is the number in a printed text, and the words before and behind it.
func split(text string) (before string, q quantity.Quantity, unit string, ok bool) {
	start := strings.IndexAny(text, digits)
	if start < 0 {
		return "", q, "", false
	}
	end := start
	for i, r := range text[start:] {
		if !strings.ContainsRune(digits+".,．，", r) {
			break
		}
		end = start + i + len(string(r))
	}
	number := strings.TrimRight(text[start:end], ".,．，")
	scale, rest := quantity.CutScale(text[start+len(number):])
	if strings.ContainsAny(rest, digits) {
		return "", q, "", false
	}
	q, err := quantity.Parse(number + scale.String())
	return text[:start], q, rest, err == nil
}

// sameNumber reports whether two typed numbers are one in two forms: 4601.8万件 and
// 46018000件.
func sameNumber(a, b string) bool {
	beforeA, qa, unitA, okA := split(a)
	beforeB, qb, unitB, okB := split(b)
	if !okA || !okB || beforeA != beforeB || unitA != unitB {
		return false
	}
	form := qa
	if step(qb) > step(qa) {
		form = qb
	}
	in := func(q quantity.Quantity) decimal.Decimal { return q.At(form.Scale(), form.Places()).Printed() }
	return in(qa).Equal(in(qb))
}

// Causes tells why a figure reads differently; nil for one that is gone.
func (d Difference) Causes() []Cause {
	if d.New == nil {
		return nil
	}
	old, now := &d.Old, d.New
	if old.Basis != now.Basis {
		return []Cause{{Kind: ByBasis, Old: old.Basis, New: now.Basis}}
	}
	if old.How == now.How && len(old.Inputs) == 0 && len(now.Inputs) == 0 && (now.How == "observed" || now.How == "published") && old.Value != now.Value {
		return []Cause{{Kind: ByValue, Old: old.Text, New: now.Text, Was: old.self(), Is: now.self()}}
	}
	var out []Cause
	for _, was := range old.Inputs {
		i := slices.IndexFunc(now.Inputs, func(in Input) bool { return was.same(in) })
		if i >= 0 && now.Inputs[i].Value != was.Value {
			c := Cause{Kind: ByValue, Old: was.Text, New: now.Inputs[i].Text, Was: was, Is: now.Inputs[i]}
			if !slices.Contains(out, c) {
				out = append(out, c)
			}
		}
	}
	switch {
	case len(out) > 0:
		return out
	case old.Formula != now.Formula:
		return []Cause{{Kind: ByFormula, Old: old.Formula, New: now.Formula}}
	case old.How != now.How:
		return []Cause{{Kind: ByHow, Old: old.How, New: now.How}}
	}
	return []Cause{{Kind: ByDefinition}}
}

// self is a figure as an input.
func (f *Figure) self() Input {
	in := Input{Indicator: f.Indicator, Period: f.Period, Court: f.Court, Basis: f.Basis, Value: f.Value, Text: f.Text}
	if f.Kind != "value" {
		in.Kind = f.Kind
	}
	return in
}

func (in Input) same(other Input) bool {
	return in.Indicator == other.Indicator && in.Period == other.Period && in.Court == other.Court && in.Basis == other.Basis && in.Kind == other.Kind
}

// CompareNumbers tells which typed numbers of a release do not stand on the page
// any more. One that an author bound since then is among the figures.
func CompareNumbers(old, now []Number, figures []Figure) []NumberDifference {
	left := slices.Clone(now)
	take := func(fits func(Number) bool) *Number {
		i := slices.IndexFunc(left, fits)
		if i < 0 {
			return nil
		}
		n := left[i]
		left = slices.Delete(left, i, i+1)
		return &n
	}
	bound := map[string]int{}
	for _, f := range figures {
		bound[core(f.Text)]++
	}
	var missing []Number
	for _, n := range old {
		if take(func(o Number) bool { return o.Text == n.Text }) == nil {
			missing = append(missing, n)
		}
	}
	var out []NumberDifference
	for _, n := range missing {
		if c := core(n.Text); bound[c] > 0 {
			continue
		}
		of := func(o Number) bool { return n.Subject != "" && o.Subject == n.Subject && o.Period == n.Period }
		if take(func(o Number) bool { return of(o) && sameNumber(n.Text, o.Text) }) != nil {
			continue
		}
		out = append(out, NumberDifference{n, take(of)})
	}
	return out
}

// core is the number of a text without the words around it.
func core(text string) string {
	if q, ok := Reading(text); ok {
		return q.String()
	}
	return text
}

// Once leaves out what is there already: a page says many figures several times.
func Once(figures []Figure) []Figure {
	var out []Figure
	seen := map[string]bool{}
	for _, f := range figures {
		key := f.key()
		if !seen[key] {
			seen[key] = true
			out = append(out, f)
		}
	}
	return out
}

// key has all that a figure says.
func (f *Figure) key() string {
	parts := []string{f.Indicator, f.Court, f.Period, f.Basis, f.Kind, f.Value, f.Text, f.How, f.Formula, f.Source}
	for _, in := range f.Inputs {
		parts = append(parts, in.Indicator, in.Period, in.Court, in.Basis, in.Kind, in.Value, in.Text)
	}
	return strings.Join(parts, "\x00")
}

// Same reports whether two releases say the same.
func Same(a, b *Release) bool {
	return slices.EqualFunc(a.Figures, b.Figures, func(f, g Figure) bool { return f.key() == g.key() }) &&
		a.Published == b.Published && slices.Equal(a.Numbers, b.Numbers) && slices.Equal(a.Sayings, b.Sayings)
}
