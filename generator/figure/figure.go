// Package figure reads the {{…}} of authors and answers them with figures:
// numbers that know what they rest on.
package figure

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"html"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"gongbao/generator/diag"
	"gongbao/generator/hyphen"
	"gongbao/generator/period"
	"gongbao/generator/quantity"
	"gongbao/generator/register"
	"gongbao/generator/stats"
	"gongbao/generator/wording"
)

// Verdict is how a number came to be traced.
type Verdict string

// A number is bound to the data by its author, or the audit found that the data
// or the text's own numbers say the same.
const (
	Bound      Verdict = "bound"
	Verified   Verdict = "verified"
	Consistent Verdict = "consistent"
)

// Figure is a number on a page with its trace.
type Figure struct {
	Text      string // as printed
	Verdict   Verdict
	Value     string // for machines, unscaled
	Number    string // for readers, at the scale it was published in and without a unit; "" for what is only known as printed
	Kind      string // value, interval, yoy, pop, share or count
	Indicator string // id; the register's id for a count
	Court     string
	Period    string
	Basis     string
	How       string // observed, published, formula, difference, sum, bridge, change, share, count, rank, text
	Formula   string
	Source    string
	Note      string
	Inputs    []Input
	// Subject is what the text says a number is of, when it is of no indicator.
	Subject string
	// After is the unit that the author is expected to write right behind the
	// figure, so that the two are kept on one line; "" when it is printed with it.
	After string
}

// Input is one value that a figure was worked out from.
type Input struct {
	Indicator string `json:"indicator"`
	Period    string `json:"period"`
	Court     string `json:"court"`
	Basis     string `json:"basis,omitempty"`
	Kind      string `json:"kind,omitempty"` // as of a Figure; "" for a value
	Value     string `json:"value"`
	Text      string `json:"text"`
}

// Part is a stretch of text, a figure if Figure is not nil.
type Part struct {
	Text   string
	Figure *Figure
}

// Result is the answer to one expression.
type Result struct {
	Parts []Part
	// Notes are the reasons why values on different bases were compared.
	Notes []Note
}

// Note says on what rule a figure rests.
type Note struct{ Indicator, Text string }

// Text is the plain text of a result.
func (r Result) Text() string {
	if len(r.Parts) == 1 {
		return r.Parts[0].Text
	}
	var b strings.Builder
	for _, p := range r.Parts {
		b.WriteString(p.Text)
	}
	return b.String()
}

// After is the unit that belongs behind the result: that of its last figure,
// when the result ends with it.
func (r Result) After() string {
	if len(r.Parts) == 0 || r.Parts[len(r.Parts)-1].Figure == nil {
		return ""
	}
	return r.Parts[len(r.Parts)-1].Figure.After
}

// HTML is the text with each figure in a <data> element. A figure and the unit
// behind it stay on one line.
func (r Result) HTML() string {
	if len(r.Parts) == 1 && r.Parts[0].Figure == nil {
		return hyphen.HTML(r.Parts[0].Text)
	}
	var b strings.Builder
	taken := 0 // bytes of the next part that were written with a figure
	for i, p := range r.Parts {
		if p.Figure == nil {
			b.WriteString(hyphen.HTML(p.Text[taken:]))
			taken = 0
			continue
		}
		unit := p.Figure.After
		if unit == "" || i+1 == len(r.Parts) || r.Parts[i+1].Figure != nil || !strings.HasPrefix(r.Parts[i+1].Text, unit) {
			p.Figure.WriteHTML(&b)
			continue
		}
		b.WriteString(`<span class="nb">`)
		p.Figure.WriteHTML(&b)
		b.WriteString(html.EscapeString(unit) + `</span>`)
		taken = len(unit)
	}
	return b.String()
}

// Trace names the trace of a figure on any page. Figures that say the same and
// rest on the same have one trace, however each is printed.
func (f *Figure) Trace() string {
	var room [512]byte // most figures rest on less
	b := room[:0]
	for _, s := range [...]string{string(f.Verdict), f.Value, f.Kind, f.Indicator, f.Court, f.Period, f.Basis, f.How, f.Formula, f.Source, f.Note, f.Subject} {
		b = append(append(b, s...), 0)
	}
	for i := range f.Inputs {
		in := &f.Inputs[i]
		for _, s := range [...]string{in.Indicator, in.Period, in.Court, in.Basis, in.Value} {
			b = append(append(b, s...), 0)
		}
		b = append(b, in.Kind...)
	}
	sum := sha256.Sum256(b)
	var name [2 + 2*traceBytes]byte
	copy(name[:], "t-")
	hex.Encode(name[2:], sum[:traceBytes])
	return string(name[:])
}

// traceBytes make it as good as certain that no two traces of a page share a
// name, and the names short.
const traceBytes = 5

// WriteHTML writes the <data> element of a figure in a text, from which a reader
// gets to its trace.
func (f *Figure) WriteHTML(b *strings.Builder) { f.write(b, f.Trace()) }

// WriteCell writes the <data> element of a figure in a table, which tells the
// source of its figures itself.
func (f *Figure) WriteCell(b *strings.Builder) { f.write(b, "") }

func (f *Figure) write(b *strings.Builder, trace string) {
	const markup = 160 // bytes of the element but for its longest values
	b.Grow(markup + len(f.Indicator) + len(f.Value) + len(f.Text) + len(f.Court))
	b.WriteString(`<data class="figure" value="`)
	b.WriteString(html.EscapeString(f.Value))
	for _, a := range [...]struct{ name, value string }{
		{"indicator", f.Indicator}, {"period", f.Period}, {"court", f.Court}, {"basis", f.Basis}, {"kind", f.Kind}, {"verdict", string(f.Verdict)}, {"trace", trace},
	} {
		if a.value == "" || a.name == "kind" && a.value == "value" {
			continue
		}
		b.WriteString(`" data-`)
		b.WriteString(a.name)
		b.WriteString(`="`)
		b.WriteString(html.EscapeString(a.value))
	}
	b.WriteString(`">`)
	b.WriteString(html.EscapeString(f.Text))
	b.WriteString(`</data>`)
}

// Context is what an expression may leave out.
type Context struct {
	Court  *stats.Court
	Period period.Period // zero when the page has none
	Before string        // the text right before the expression
}

// Evaluator answers expressions. It is immutable and safe for concurrent use.
type Evaluator struct {
	stats     *stats.Store
	registers []*register.Register
	words     wording.Words
}

// NewEvaluator makes an evaluator of a site's data in its language.
func NewEvaluator(s *stats.Store, registers []*register.Register, w wording.Words) *Evaluator {
	return &Evaluator{stats: s, registers: registers, words: w}
}

// On is the same evaluator, asking s: another view of the store that it was made of.
func (e *Evaluator) On(s *stats.Store) *Evaluator {
	on := *e
	on.stats = s
	return &on
}

// The formats that are words, with those of a Comparison; any other is a unit.
const (
	formatFromTo   = "由至"
	formatInterval = "区间"
	formatShare    = "占比"
	formatCount    = "count"
)

// whole is the word that stands for the sum which an indicator is a part of.
const whole = "全部"

// sharePlaces are the decimal places of a share in percent.
const sharePlaces = 1

// Eval answers the text between the braces. The error is a *diag.Problem.
func (e *Evaluator) Eval(text string, ctx Context) (Result, error) {
	x, err := parse(text)
	if err != nil {
		return Result{}, err
	}
	if f := strings.Fields(x.format); len(f) > 0 && f[0] == formatCount {
		return e.count(x, text)
	}
	targets := make([]target, len(x.refs))
	for i, r := range x.refs {
		if targets[i], err = e.resolve(r, x, ctx, text); err != nil {
			return Result{}, err
		}
	}
	held, compares := ComparisonOf(x.format)
	switch {
	case x.arg != "" && x.format != formatShare:
		return Result{}, &diag.Problem{Code: diag.UnknownFormat, Args: diag.Args{"format": x.format + "(" + x.arg + ")", "suggestion": x.format}}
	case compares:
		return e.changes(targets, held, ctx)
	case x.format == formatFromTo:
		return e.each(targets, e.fromTo)
	case x.format == formatInterval:
		return e.each(targets, e.interval)
	case x.format == formatShare:
		return e.each(targets, func(t target) (Result, error) { return e.share(t, x.arg) })
	}
	// Numbers in a row are printed before one unit, so they must share it.
	for _, t := range targets[1:] {
		if first := targets[0].indicator; t.indicator.Unit != first.Unit {
			return Result{}, unitMismatch(t.indicator, first.Unit, "")
		}
	}
	if x.format == "" {
		return e.each(targets, e.value)
	}
	return e.each(targets, func(t target) (Result, error) { return e.scaled(t, x.format) })
}

// target is a ref with its names looked up.
type target struct {
	indicator *stats.Indicator
	court     *stats.Court
	period    period.Period
	from      period.Period // of a range
}

func (e *Evaluator) resolve(r ref, x expr, ctx Context, text string) (target, error) {
	t := target{court: ctx.Court, period: ctx.Period}
	var err error
	if t.indicator, err = e.stats.Indicator(r.name); err != nil {
		if register.Find(e.registers, r.name) != nil {
			return t, &diag.Problem{Code: diag.BindingSyntax, Args: diag.Args{"text": braces(text), "detail": "{{" + r.name + ":" + formatCount + "}}"}}
		}
		return t, err
	}
	if r.court != "" {
		if t.court, err = e.stats.Court(r.court); err != nil {
			return t, err
		}
	}
	if t.court == nil {
		return t, &diag.Problem{Code: diag.UnknownCourt, Args: diag.Args{"name": r.court}}
	}
	if r.period != "" {
		from, to, isRange := strings.Cut(r.period, "..")
		if isRange != (x.format == formatFromTo) {
			return t, &diag.Problem{Code: diag.BindingSyntax, Args: diag.Args{"text": braces(text), "detail": "{{" + r.name + "@2023..2024:由至}}"}}
		}
		if !isRange {
			to = from
		}
		for _, p := range []struct {
			text string
			to   *period.Period
		}{{from, &t.from}, {to, &t.period}} {
			if *p.to, err = period.Parse(p.text); err != nil {
				return t, &diag.Problem{Code: diag.BadPeriod, Args: diag.Args{"period": cmp.Or(strings.TrimSpace(p.text), r.period)}}
			}
		}
		// Nine months are not held against a whole year, nor the later against
		// the earlier. The end of one is as good as that of the other.
		if isRange && (t.from.Compare(t.period) >= 0 || t.from.Len() != t.period.Len() && t.indicator.Kind != stats.Stock) {
			return t, &diag.Problem{Code: diag.BadPeriod, Args: diag.Args{"period": r.period}}
		}
		return t, nil
	}
	if t.period.IsZero() {
		return t, &diag.Problem{Code: diag.NoPagePeriod, Args: diag.Args{"text": braces(text), "name": r.name}}
	}
	if x.format == formatFromTo {
		t.from = t.period.YearBefore()
	}
	return t, nil
}

// each answers every target by itself and joins the answers as a list.
func (e *Evaluator) each(targets []target, answer func(target) (Result, error)) (Result, error) {
	var out Result
	for i, t := range targets {
		r, err := answer(t)
		if err != nil {
			return Result{}, err
		}
		switch {
		case i == 0:
		case i == len(targets)-1:
			out.Parts = append(out.Parts, Part{Text: e.words.Text("list.and")})
		default:
			out.Parts = append(out.Parts, Part{Text: e.words.Text("list.comma")})
		}
		out.Parts = append(out.Parts, r.Parts...)
		out.Notes = append(out.Notes, r.Notes...)
	}
	return out, nil
}

// Datum is the figure of a value printed as text.
func Datum(d stats.Datum, text string) *Figure {
	return &Figure{
		Verdict: Bound, Text: text, Value: machine(d.Quantity), Number: d.Quantity.String(), Kind: "value", Indicator: d.Indicator.ID, Court: d.Court.ID,
		Period: d.Period.String(), Basis: d.Basis, How: d.How.String(), Formula: formulaOf(d), Source: d.Source, Note: d.Note,
		Inputs: inputs(d.Inputs),
	}
}

func formulaOf(d stats.Datum) string {
	if d.How == stats.ByFormula {
		return d.Indicator.Formula
	}
	return ""
}

// machinePlaces bounds the places of quotients.
const machinePlaces = 6

// machine is a quantity for machines: what was published in full, a quotient
// to a few places more than printed.
func machine(q quantity.Quantity) string {
	return q.Plain(max(machinePlaces, q.Places()))
}

func inputs(ds []stats.Datum) []Input {
	out := make([]Input, 0, len(ds))
	for _, d := range ds {
		out = append(out, Input{
			Indicator: d.Indicator.ID, Period: d.Period.String(), Court: d.Court.ID, Basis: d.Basis,
			Value: machine(d.Quantity), Text: d.Quantity.String(),
		})
	}
	return out
}

// Change is the figure of a change printed as text; kind is yoy or pop.
func Change(c stats.Change, kind, text string) *Figure {
	f := &Figure{
		Verdict: Bound, Text: text, Value: machine(c.Delta), Number: c.Delta.Number(), Kind: kind, Indicator: c.Indicator.ID, Court: c.Court.ID,
		Period: c.Period.String(), Basis: c.Basis, How: "change", Source: c.Source, Note: c.Note, Inputs: inputs(c.Inputs),
	}
	if c.Published {
		f.How = "published"
	}
	return f
}

func (e *Evaluator) value(t target) (Result, error) {
	d, err := e.stats.Value(t.indicator, t.court, t.period)
	if err != nil {
		return Result{}, err
	}
	text := d.Quantity.String()
	f := Datum(d, text)
	f.After = t.indicator.Unit
	return Result{Parts: []Part{{text, f}}, Notes: notes(d)}, nil
}

// notes are what was said about a value and, each once, about those that it
// was worked out from.
func notes(d stats.Datum) []Note {
	var out []Note
	if d.Note != "" {
		out = append(out, Note{d.Indicator.Name, d.Note})
	}
	for _, in := range d.Inputs {
		for _, n := range notes(in) {
			if !slices.Contains(out, n) {
				out = append(out, n)
			}
		}
	}
	return out
}

// scaled prints a value with its unit at another scale: 万件.
func (e *Evaluator) scaled(t target, format string) (Result, error) {
	scale, unit := quantity.CutScale(format)
	if unit != "" && unit != t.indicator.Unit {
		if e.isUnit(unit) {
			return Result{}, unitMismatch(t.indicator, format, scale.String()+t.indicator.Unit)
		}
		return Result{}, unknownFormat(format, t.indicator.Unit)
	}
	d, err := e.stats.Value(t.indicator, t.court, t.period)
	if err != nil {
		return Result{}, err
	}
	q := d.Quantity
	// Decimal places that keep the published precision at the new scale.
	places := q.Places() + int32(scale) - int32(q.Scale())
	if places < 0 {
		return Result{}, &diag.Problem{Code: diag.FalsePrecision, Args: diag.Args{
			"indicator": t.indicator.Name, "value": q.String() + t.indicator.Unit, "want": format,
		}}
	}
	short := min(places, max(t.indicator.Precision, 2))
	switch {
	case scale == q.Scale():
	case q.Value().IsZero():
		places = 0
	case !q.Value().Shift(-int32(scale)).Round(short).IsZero(): // 34件 is not 0.00万件
		places = short
	}
	q = q.At(scale, places)
	text := q.String() + unit
	f := Datum(d, text)
	if unit == "" { // the author writes it himself
		f.After = t.indicator.Unit
	}
	return Result{Parts: []Part{{text, f}}, Notes: notes(d)}, nil
}

func (e *Evaluator) isUnit(unit string) bool {
	for _, ind := range e.stats.Indicators() {
		if ind.Unit == unit {
			return true
		}
	}
	return false
}

// unknownFormat is the problem of a format that is none, for an indicator with
// a unit.
func unknownFormat(format, unit string) *diag.Problem {
	known := []string{YearOnYear.Word(), PeriodOnPeriod.Word(), formatFromTo, formatInterval, formatShare, formatCount}
	if unit != "" {
		known = append(known, unit)
	}
	if unit != "" && unit != "%" {
		known = append(known, quantity.Wan.String()+unit, quantity.Yi.String()+unit)
	}
	return &diag.Problem{Code: diag.UnknownFormat, Args: diag.Args{"format": format, "suggestion": diag.Closest(format, known)}}
}

// changes prints one change, or several as 分别上升1.0%、2.0%和3.0%. Changes of
// one direction share its word; mixed ones each have their own.
func (e *Evaluator) changes(targets []target, held Comparison, ctx Context) (Result, error) {
	var out Result
	list := make([]stats.Change, len(targets))
	for i, t := range targets {
		c, err := held.Ask(e.stats, t.indicator, t.court, t.period)
		if err != nil {
			return Result{}, err
		}
		list[i] = c
		if c.Note != "" {
			out.Notes = append(out.Notes, Note{t.indicator.Name, c.Note})
		}
	}
	if len(list) > 1 {
		list = e.even(list)
	}
	short := len(targets) > 1 || strings.HasSuffix(ctx.Before, YearOnYear.Word()) || strings.HasSuffix(ctx.Before, PeriodOnPeriod.Word())
	respectively := e.words.Text("change.respectively")
	if len(targets) > 1 && !strings.HasSuffix(ctx.Before, respectively) {
		out.Parts = append(out.Parts, Part{Text: respectively})
	}
	same := !slices.ContainsFunc(list, func(c stats.Change) bool {
		return c.Sign() != list[0].Sign() || c.Unit != list[0].Unit
	})
	for i, c := range list {
		w := wording.Change(e.words, c, held.Base(), short)
		switch {
		case i == 0:
		case i == len(list)-1:
			out.Parts = append(out.Parts, Part{Text: e.words.Text("list.and")})
		default:
			out.Parts = append(out.Parts, Part{Text: e.words.Text("list.comma")})
		}
		if w.Number == "" { // 持平 is the figure
			out.Parts = append(out.Parts, Part{w.Before, Change(c, held.Key(), w.Before)})
			continue
		}
		if i == 0 || !same {
			out.Parts = append(out.Parts, Part{Text: w.Before})
		}
		text := w.Number + w.After
		out.Parts = append(out.Parts, Part{text, Change(c, held.Key(), text)})
	}
	return out, nil
}

// even gives the changes of one list one number of decimal places for each
// unit, so that the eye compares like with like: as many as the least precise
// that has any was told with. A published whole number gets its decimals only
// where the two values bear it out; else it stays as it was published, as does
// a change that would vanish.
func (e *Evaluator) even(list []stats.Change) []stats.Change {
	places := map[stats.ChangeUnit]int32{}
	for _, c := range list {
		if n, p := c.Delta.Places(), places[c.Unit]; n > 0 && (p == 0 || n < p) {
			places[c.Unit] = n
		}
	}
	for _, c := range list {
		for places[c.Unit] < c.Delta.Places() && c.Sign() != 0 && vanishes(c, places[c.Unit]) {
			places[c.Unit]++
		}
	}
	out := slices.Clone(list)
	for i, c := range list {
		p := places[c.Unit]
		if c.Delta.Places() < p && c.Published {
			worked, err := e.stats.Change(c.Indicator, c.Court, c.Period, c.Base)
			if err != nil || worked.Basis != c.Basis || !worked.Delta.Value().Round(c.Delta.Places()).Equal(c.Delta.Value()) {
				continue
			}
			c = worked
		}
		c.Delta = c.Delta.At(c.Delta.Scale(), p)
		out[i] = c
	}
	return out
}

// vanishes reports whether a change is nothing when told with so few places.
func vanishes(c stats.Change, places int32) bool { return c.Delta.Value().Round(places).IsZero() }

// fromTo prints 由1199.8万件增加到1218.2万件, both in the coarser form of the
// two. Unlike a change in percent it can begin at zero.
func (e *Evaluator) fromTo(t target) (Result, error) {
	to, from, note, err := e.stats.Comparable(t.indicator, t.court, t.period, t.from)
	if err != nil {
		return Result{}, err
	}
	form := to.Quantity.Sub(from.Quantity)
	printed := func(d stats.Datum) quantity.Quantity { return d.Quantity.At(form.Scale(), form.Places()) }
	rounded := func(d stats.Datum) decimal.Decimal {
		return d.Quantity.Value().Shift(-int32(form.Scale())).Round(form.Places())
	}
	key := "fromto."
	switch sign := rounded(to).Cmp(rounded(from)); {
	case sign == 0:
		key += "same"
	case t.indicator.Kind == stats.Ratio && sign > 0:
		key += "rate_up"
	case t.indicator.Kind == stats.Ratio:
		key += "rate_down"
	case sign > 0:
		key += "up"
	default:
		key += "down"
	}
	texts := map[string]Part{}
	for name, d := range map[string]stats.Datum{"\x01": from, "\x02": to} {
		text := printed(d).String() + wording.Unit(t.indicator.Unit)
		texts[name] = Part{text, Datum(d, text)}
	}
	r := Result{Parts: splice(e.words.Text(key, "from", "\x01", "to", "\x02"), texts)}
	if note != "" {
		r.Notes = []Note{{t.indicator.Name, note}}
	}
	return r, nil
}

// splice puts parts in the place of the marks in text.
func splice(text string, marks map[string]Part) []Part {
	var out []Part
	for text != "" {
		i := strings.IndexAny(text, "\x01\x02")
		if i < 0 {
			out = append(out, Part{Text: text})
			break
		}
		if i > 0 {
			out = append(out, Part{Text: text[:i]})
		}
		out = append(out, marks[text[i:i+1]])
		text = text[i+1:]
	}
	return out
}

func (e *Evaluator) interval(t target) (Result, error) {
	d, err := e.stats.Value(t.indicator, t.court, t.period)
	if err != nil {
		return Result{}, err
	}
	status, err := d.Against()
	if err != nil {
		return Result{}, err
	}
	text := IntervalText(e.words, status)
	f := Datum(d, text)
	f.Kind = "interval"
	return Result{Parts: []Part{{text, f}}, Notes: notes(d)}, nil
}

// IntervalText is the status against an interval in words.
func IntervalText(w wording.Words, s stats.IntervalStatus) string {
	return w.Text(map[stats.IntervalStatus]string{stats.Below: "interval.below", stats.Inside: "interval.in", stats.Beyond: "interval.above"}[s])
}

// share prints what percentage of another indicator this one is.
func (e *Evaluator) share(t target, of string) (Result, error) {
	base, err := e.shareBase(t.indicator, of)
	if err != nil {
		return Result{}, err
	}
	switch {
	case base.Unit != t.indicator.Unit:
		return Result{}, unitMismatch(t.indicator, base.Unit, t.indicator.Unit)
	case t.indicator.Kind == stats.Ratio: // 97% is no part of 98%
		return Result{}, unitMismatch(t.indicator, formatShare, "")
	}
	d, err := e.stats.Share(t.indicator, base, t.court, t.period, sharePlaces)
	if err != nil {
		return Result{}, err
	}
	text := d.Quantity.Number() + d.Indicator.Unit
	f := Datum(d, text)
	f.Kind, f.How = "share", "share"
	return Result{Parts: []Part{{text, f}}, Notes: notes(d)}, nil
}

// unitMismatch is the problem of a unit that an indicator cannot be told in.
func unitMismatch(ind *stats.Indicator, want, example string) *diag.Problem {
	return &diag.Problem{
		Code:    diag.UnitMismatch,
		Args:    diag.Args{"indicator": ind.Name, "unit": ind.Unit, "want": want, "example": example},
		Related: []diag.Pos{ind.Pos},
	}
}

// shareBase finds what a share is of: a named indicator, or the only one that
// counts this among its parts.
func (e *Evaluator) shareBase(ind *stats.Indicator, of string) (*stats.Indicator, error) {
	if of != "" && of != whole {
		return e.stats.Indicator(of)
	}
	var found []*stats.Indicator
	for _, candidate := range e.stats.Indicators() {
		if slices.Contains(slices.Concat(candidate.Parts, candidate.OfWhich), ind.ID) {
			found = append(found, candidate)
		}
	}
	if len(found) == 1 {
		return found[0], nil
	}
	example := "…"
	if len(found) > 1 { // which of them the author means cannot be guessed
		example = found[0].Name
	}
	return nil, &diag.Problem{Code: diag.BindingSyntax, Args: diag.Args{
		"text": "{{" + ind.Name + ":" + formatShare + "}}", "detail": "{{" + ind.Name + ":" + formatShare + "(" + example + ")}}",
	}}
}

// count prints how many entries of a register meet conditions.
func (e *Evaluator) count(x expr, text string) (Result, error) {
	name, filter := x.refs[0].name, strings.TrimSpace(strings.TrimPrefix(x.format, formatCount))
	if len(x.refs) > 1 || x.refs[0].period != "" || x.refs[0].court != "" || x.arg != "" {
		// A condition that is not one would be passed over in silence.
		return Result{}, &diag.Problem{Code: diag.BindingSyntax, Args: diag.Args{"text": braces(text), "detail": "{{" + name + ":count level>=… year=…}}"}}
	}
	r := register.Find(e.registers, name)
	if r == nil {
		var known []string
		for _, r := range e.registers {
			known = append(known, r.ID, r.Name)
		}
		return Result{}, &diag.Problem{Code: diag.UnknownRegister, Args: diag.Args{"name": name, "suggestion": diag.Closest(name, known)}}
	}
	chosen, err := r.Filter(filter)
	if err != nil {
		return Result{}, err
	}
	entries := r.Select(chosen)
	units := register.Units(entries)
	if len(units) > 1 {
		return Result{}, &diag.Problem{Code: diag.MixedUnits, Args: diag.Args{"register": r.ID, "units": strings.Join(units, e.words.Text("list.comma"))}}
	}
	n := register.Total(entries)
	f := Count(r, n, filter)
	f.After = strings.Join(units, "") // one at most
	return Result{Parts: []Part{{n.String(), f}}}, nil
}

// Count is the figure of a count of a register.
func Count(r *register.Register, n register.Count, filter string) *Figure {
	return &Figure{
		Verdict: Bound, Text: n.String(), Value: decimal.NewFromInt(int64(n.N)).String(), Number: n.String(), Kind: "count", Indicator: r.ID, How: "count", Formula: filter, Source: r.Name,
	}
}
