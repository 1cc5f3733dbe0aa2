// Package figure reads the {{…}} of authors and answers them with figures:
// numbers that know what they rest on.
package figure

import (
	"html"
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"gongbao/generator/diag"
	"gongbao/generator/period"
	"gongbao/generator/quantity"
	"gongbao/generator/register"
	"gongbao/generator/stats"
	"gongbao/generator/wording"
)

// Verdict tells how a figure is traced. Only what an author binds is traced
// here, so it is always bound.
const Verdict = "bound"

// Figure is a number on a page with its trace.
type Figure struct {
	Text      string // as printed
	Value     string // for machines, unscaled
	Kind      string // value, yoy, pop, share or count
	Indicator string // id; the register's id for a count
	Court     string
	Period    string
	Basis     string
	How       string // observed, published, formula, difference, sum, bridge, share, count
	Formula   string
	Source    string
	Note      string
	Inputs    []Input
}

// Input is one value that a figure was worked out from.
type Input struct {
	Indicator string `json:"indicator"`
	Period    string `json:"period"`
	Court     string `json:"court"`
	Basis     string `json:"basis,omitempty"`
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
	// Unit is what the author is expected to write right behind the last
	// figure, so that the two are kept on one line; "" when it is printed.
	Unit string
	// Notes are the reasons why values on different bases were compared.
	Notes []Note
}

// Note says on what rule a figure rests.
type Note struct{ Indicator, Text string }

// Text is the plain text of a result.
func (r Result) Text() string {
	var b strings.Builder
	for _, p := range r.Parts {
		b.WriteString(p.Text)
	}
	return b.String()
}

// HTML is the text with each figure in a <data> element.
func (r Result) HTML() string {
	var b strings.Builder
	for _, p := range r.Parts {
		if p.Figure == nil {
			b.WriteString(html.EscapeString(p.Text))
			continue
		}
		p.Figure.WriteHTML(&b)
	}
	return b.String()
}

// WriteHTML writes the <data> element of a figure.
func (f *Figure) WriteHTML(b *strings.Builder) {
	b.WriteString(`<data class="figure" value="`)
	b.WriteString(html.EscapeString(f.Value))
	for _, a := range [...]struct{ name, value string }{
		{"indicator", f.Indicator}, {"period", f.Period}, {"court", f.Court}, {"basis", f.Basis}, {"kind", f.Kind}, {"verdict", Verdict},
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
	registers map[string]*register.Register
	words     wording.Words
}

// NewEvaluator makes an evaluator of a site's data in its language.
func NewEvaluator(s *stats.Store, registers []*register.Register, w wording.Words) *Evaluator {
	e := &Evaluator{stats: s, registers: map[string]*register.Register{}, words: w}
	for _, r := range registers {
		e.registers[r.ID] = r
	}
	return e
}

// The formats that are words; any other is a unit.
const (
	formatYoY      = "同比"
	formatPoP      = "环比"
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
	if f, _, _ := strings.Cut(x.format, " "); f == formatCount {
		return e.count(x)
	}
	targets := make([]target, len(x.refs))
	for i, r := range x.refs {
		if targets[i], err = e.resolve(r, x, ctx, text); err != nil {
			return Result{}, err
		}
	}
	switch {
	case x.format == formatYoY || x.format == formatPoP:
		return e.changes(targets, x.format, ctx)
	case x.format == formatFromTo:
		return e.each(targets, e.fromTo)
	case x.format == formatInterval:
		return e.each(targets, e.interval)
	case x.format == formatShare:
		return e.each(targets, func(t target) (Result, error) { return e.share(t, x.arg) })
	case x.arg != "":
		return Result{}, e.unknownFormat(x.format)
	case x.format == "":
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
			return t, &diag.Problem{Code: diag.BindingSyntax, Args: diag.Args{"text": "{{" + text + "}}", "detail": "{{" + r.name + "@2023..2024:由至}}"}}
		}
		if !isRange {
			to = from
		}
		for _, p := range []struct {
			text string
			to   *period.Period
		}{{from, &t.from}, {to, &t.period}} {
			if *p.to, err = period.Parse(p.text); err != nil {
				return t, &diag.Problem{Code: diag.BadPeriod, Args: diag.Args{"period": p.text}}
			}
		}
		return t, nil
	}
	if t.period.IsZero() {
		return t, &diag.Problem{Code: diag.NoPagePeriod, Args: diag.Args{"text": "{{" + text + "}}", "name": r.name}}
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
		out.Unit = r.Unit
	}
	return out, nil
}

// Datum is the figure of a value printed as text.
func Datum(d stats.Datum, text string) *Figure {
	return &Figure{
		Text: text, Value: machine(d.Quantity), Kind: "value", Indicator: d.Indicator.ID, Court: d.Court.ID,
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
	return q.Value().Round(max(machinePlaces, q.Places())).String()
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
		Text: text, Value: machine(c.Delta), Kind: kind, Indicator: c.Indicator.ID, Court: c.Court.ID,
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
	return Result{Parts: []Part{{text, Datum(d, text)}}, Unit: t.indicator.Unit, Notes: notes(d)}, nil
}

func notes(d stats.Datum) []Note {
	if d.Note == "" {
		return nil
	}
	return []Note{{d.Indicator.Name, d.Note}}
}

// scaled prints a value with its unit at another scale: 万件.
func (e *Evaluator) scaled(t target, format string) (Result, error) {
	scale, unit := quantity.CutScale(format)
	if unit != "" && unit != t.indicator.Unit {
		if e.isUnit(unit) {
			return Result{}, &diag.Problem{Code: diag.UnitMismatch, Args: diag.Args{
				"indicator": t.indicator.Name, "unit": t.indicator.Unit, "want": format, "example": scale.String() + t.indicator.Unit,
			}, Related: []diag.Pos{t.indicator.Pos}}
		}
		return Result{}, e.unknownFormat(format)
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
	if scale != q.Scale() {
		places = min(places, max(t.indicator.Precision, 2))
	}
	q = q.At(scale, places)
	return Result{Parts: []Part{{q.String() + unit, Datum(d, q.String()+unit)}}, Unit: unitAfter(t.indicator.Unit, unit), Notes: notes(d)}, nil
}

// unitAfter is the unit that the author writes himself.
func unitAfter(unit, printed string) string {
	if printed != "" {
		return ""
	}
	return unit
}

func (e *Evaluator) isUnit(unit string) bool {
	for _, ind := range e.stats.Indicators() {
		if ind.Unit == unit {
			return true
		}
	}
	return false
}

func (e *Evaluator) unknownFormat(format string) error {
	known := []string{formatYoY, formatPoP, formatFromTo, formatInterval, formatShare, formatCount}
	for _, ind := range e.stats.Indicators() {
		known = append(known, ind.Unit, "万"+ind.Unit)
	}
	return &diag.Problem{Code: diag.UnknownFormat, Args: diag.Args{"format": format, "suggestion": diag.Closest(format, known)}}
}

// changes prints one change, or several as 分别上升1.0%、2.0%和3.0%. Changes of
// one direction share its word; mixed ones each have their own.
func (e *Evaluator) changes(targets []target, format string, ctx Context) (Result, error) {
	base, kind := wording.Year, "yoy"
	ask := e.stats.YearOnYear
	if format == formatPoP {
		base, kind = wording.Before, "pop"
		ask = e.stats.PeriodOnPeriod
	}
	var out Result
	list := make([]stats.Change, len(targets))
	same := true
	for i, t := range targets {
		c, err := ask(t.indicator, t.court, t.period)
		if err != nil {
			return Result{}, err
		}
		list[i] = c
		same = same && c.Sign() == list[0].Sign() && c.Unit == list[0].Unit && c.Sign() != 0
		if c.Note != "" {
			out.Notes = append(out.Notes, Note{t.indicator.Name, c.Note})
		}
	}
	short := len(targets) > 1 || strings.HasSuffix(ctx.Before, formatYoY) || strings.HasSuffix(ctx.Before, formatPoP)
	if len(targets) > 1 {
		out.Parts = append(out.Parts, Part{Text: e.words.Text("change.respectively")})
	}
	for i, c := range list {
		w := wording.Change(e.words, c, base, short)
		switch {
		case i == 0:
		case i == len(list)-1:
			out.Parts = append(out.Parts, Part{Text: e.words.Text("list.and")})
		default:
			out.Parts = append(out.Parts, Part{Text: e.words.Text("list.comma")})
		}
		if w.Number == "" { // 持平 is the figure
			out.Parts = append(out.Parts, Part{w.Before, Change(c, kind, w.Before)})
			continue
		}
		if i == 0 || !same {
			out.Parts = append(out.Parts, Part{Text: w.Before})
		}
		text := w.Number + w.After
		out.Parts = append(out.Parts, Part{text, Change(c, kind, text)})
	}
	return out, nil
}

// fromTo prints 由1199.8万件增加到1218.2万件.
func (e *Evaluator) fromTo(t target) (Result, error) {
	c, err := e.stats.Change(t.indicator, t.court, t.period, t.from)
	if err != nil {
		return Result{}, err
	}
	to, from := c.Inputs[0], c.Inputs[1]
	key := "fromto."
	switch sign := to.Quantity.Value().Cmp(from.Quantity.Value()); {
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
		text := d.Quantity.String() + t.indicator.Unit
		texts[name] = Part{text, Datum(d, text)}
	}
	r := Result{Parts: splice(e.words.Text(key, "from", "\x01", "to", "\x02"), texts)}
	if c.Note != "" {
		r.Notes = []Note{{t.indicator.Name, c.Note}}
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
	if base.Unit != t.indicator.Unit {
		return Result{}, &diag.Problem{Code: diag.UnitMismatch, Args: diag.Args{
			"indicator": t.indicator.Name, "unit": t.indicator.Unit, "want": base.Unit, "example": t.indicator.Unit,
		}, Related: []diag.Pos{base.Pos}}
	}
	part, err := e.stats.Value(t.indicator, t.court, t.period)
	if err != nil {
		return Result{}, err
	}
	total, err := e.stats.Value(base, t.court, t.period)
	if err != nil {
		return Result{}, err
	}
	if part.Basis != total.Basis && part.Basis != "" && total.Basis != "" {
		return Result{}, &diag.Problem{Code: diag.CrossBasis, Args: diag.Args{
			"indicator": t.indicator.Name + "／" + base.Name, "from": total.Period.String(), "to": part.Period.String(),
			"from_basis": total.Basis, "to_basis": part.Basis,
		}}
	}
	if total.Quantity.Value().IsZero() {
		return Result{}, &diag.Problem{Code: diag.ZeroDenominator, Args: diag.Args{"indicator": base.Name, "period": t.period.String(), "formula": t.indicator.ID + " / " + base.ID}}
	}
	q := quantity.Of(part.Quantity.Value().Mul(decimal.NewFromInt(100)).DivRound(total.Quantity.Value(), 24), quantity.One, sharePlaces)
	text := q.Number() + "%"
	f := Datum(part, text)
	f.Value, f.Kind, f.How, f.Formula = machine(q), "share", "share", t.indicator.ID+" / "+base.ID+" * 100"
	f.Inputs = inputs([]stats.Datum{part, total})
	return Result{Parts: []Part{{text, f}}}, nil
}

// shareBase finds what a share is of: a named indicator, or the one that
// counts this among its parts.
func (e *Evaluator) shareBase(ind *stats.Indicator, of string) (*stats.Indicator, error) {
	if of != "" && of != whole {
		return e.stats.Indicator(of)
	}
	for _, candidate := range e.stats.Indicators() {
		for _, p := range candidate.Parts {
			if p == ind.ID {
				return candidate, nil
			}
		}
	}
	return nil, &diag.Problem{Code: diag.BindingSyntax, Args: diag.Args{"text": "{{" + ind.Name + ":占比}}", "detail": "{{" + ind.Name + ":占比(…)}}"}}
}

// count prints how many entries of a register meet conditions.
func (e *Evaluator) count(x expr) (Result, error) {
	name := x.refs[0].name
	r := e.registers[name]
	if r == nil {
		known := make([]string, 0, len(e.registers))
		for id := range e.registers {
			known = append(known, id)
		}
		return Result{}, &diag.Problem{Code: diag.UnknownRegister, Args: diag.Args{"name": name, "suggestion": diag.Closest(name, known)}}
	}
	f, err := r.Filter(strings.TrimPrefix(x.format, formatCount))
	if err != nil {
		return Result{}, err
	}
	entries := r.Select(f)
	if units := register.Units(entries); len(units) > 1 {
		return Result{}, &diag.Problem{Code: diag.MixedUnits, Args: diag.Args{"register": r.ID, "units": strings.Join(units, "、")}}
	}
	n := register.Total(entries)
	return Result{Parts: []Part{{n.String(), Count(r, n, strings.TrimSpace(strings.TrimPrefix(x.format, formatCount)))}}}, nil
}

// Count is the figure of a count of a register.
func Count(r *register.Register, n register.Count, filter string) *Figure {
	return &Figure{
		Text: n.String(), Value: decimal.NewFromInt(int64(n.N)).String(), Kind: "count", Indicator: r.ID, How: "count", Formula: filter, Source: r.Name,
	}
}

// Expand replaces every {{…}} of a plain text such as a title; \{{ stands for
// the braces themselves.
func (e *Evaluator) Expand(text string, ctx Context) (Result, []error) {
	var out Result
	var errs []error
	for text != "" {
		i := strings.Index(text, "{{")
		if i < 0 {
			break
		}
		if i > 0 && text[i-1] == '\\' {
			out.Parts = append(out.Parts, Part{Text: text[:i-1] + "{{"})
			text = text[i+2:]
			continue
		}
		end := strings.Index(text[i:], "}}")
		if end < 0 {
			errs = append(errs, &diag.Problem{Code: diag.BindingSyntax, Args: diag.Args{"text": clip(text[i:])}})
			break
		}
		if i > 0 {
			out.Parts = append(out.Parts, Part{Text: text[:i]})
		}
		ctx.Before = text[:i]
		r, err := e.Eval(text[i+2:i+end], ctx)
		if err != nil {
			errs = append(errs, err)
		}
		out.Parts = append(out.Parts, r.Parts...)
		out.Notes = append(out.Notes, r.Notes...)
		text = text[i+end+2:]
	}
	if text != "" {
		out.Parts = append(out.Parts, Part{Text: text})
	}
	return out, errs
}

// clip shortens a text for a message.
func clip(s string) string {
	const most = 40
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most]) + "…"
}
