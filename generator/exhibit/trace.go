package exhibit

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"gongbao/generator/figure"
	"gongbao/generator/formula"
	"gongbao/generator/period"
	"gongbao/generator/quantity"
	"gongbao/generator/register"
	"gongbao/generator/stats"
	"gongbao/generator/view"
	"gongbao/generator/wording"
)

// Traces tell the readers of a page where its figures come from, each trace once
// and in the order given. from is the page's address, court whom it is about:
// traces name only other courts.
func (d *Desk) Traces(from string, court *stats.Court, figures []*figure.Figure) view.Traces {
	var out view.Traces
	var bases, all sources
	told := make(map[string]*figure.Figure, len(figures))
	order := make([]string, 0, len(figures))
	for _, f := range figures {
		id := f.Trace()
		was := told[id]
		if was == nil {
			order = append(order, id)
		}
		// A change that a list tells more coarsely is traced with all its places.
		if was == nil || len(f.Number) > len(was.Number) {
			told[id] = f
		}
	}
	out.List = make([]view.Trace, 0, len(order))
	said := map[string]string{} // a page tells of few periods
	for _, id := range order {
		f := told[id]
		tr := d.tracing(f)
		tr.said = said
		t := tr.trace(id, from, court)
		if b, ok := d.stats.Basis(f.Basis); ok {
			t.Basis = bases.number(b.Name)
		}
		for one := range strings.SplitSeq(f.Source, stats.SourceSep) {
			if one != "" && tr.register() == nil {
				t.Sources = append(t.Sources, all.number(one))
			}
		}
		slices.Sort(t.Sources)
		t.Sources = slices.Compact(t.Sources)
		out.List = append(out.List, t)
	}
	out.Bases, out.Sources = keys(bases), keys(all)
	return out
}

// number adds a text, unless it is there, and gives its number from 1.
func (s *sources) number(text string) int {
	if !slices.Contains(*s, text) {
		*s = append(*s, text)
	}
	return slices.Index(*s, text) + 1
}

func keys(texts []string) (out []view.TraceKey) {
	for i, text := range texts {
		out = append(out, view.TraceKey{Number: i + 1, Text: text})
	}
	return out
}

// trace says in words what the figure rests on, but for what traces share.
func (tr tracing) trace(id, from string, court *stats.Court) view.Trace {
	f := tr.f
	out := view.Trace{
		ID: id, Name: tr.name(), Period: tr.period(f.Period), Value: tr.value(), Note: f.Note,
		Verdict: string(f.Verdict), VerdictText: tr.words.Text("trace.verdict." + string(f.Verdict)),
	}
	if tr.ind != nil {
		out.Href = tr.href(from, tr.ind)
	} else if reg := tr.register(); reg != nil && tr.listed != nil {
		out.Href = tr.listed(from, reg)
	}
	if c, err := tr.stats.Court(f.Court); err == nil && c != court {
		out.Court = c.Name
	}
	out.Rule, out.Working = tr.work()
	return out
}

// What a figure may have come from that no datum tells, see figure.Figure.How.
const (
	howPublished = "published"
	howChange    = "change"
	howShare     = "share"
	howCount     = "count"
	howRank      = "rank"
	howText      = "text"
)

const kindInterval = "interval"

// tracing is the making of one trace.
type tracing struct {
	*Desk
	f   *figure.Figure
	ind *stats.Indicator // nil when the figure counts entries or indicators, or is of no indicator

	said map[string]string // periods as they are said, by id
}

func (d *Desk) tracing(f *figure.Figure) tracing {
	tr := tracing{Desk: d, f: f}
	if !tr.counts() {
		tr.ind, _ = d.stats.Indicator(f.Indicator)
	}
	return tr
}

// counts reports whether the figure counts entries, or indicators that meet a
// rule, see figure.Count and figure.Tally. A share of two values is none.
func (tr tracing) counts() bool {
	f := tr.f
	return f.How == howCount || f.How == howRank || f.How == howShare && (len(f.Inputs) != 2 || f.Inputs[0].Indicator != f.Indicator)
}

// period is the period of an id as it is said; "" when there is none.
func (tr tracing) period(id string) string {
	s, ok := tr.said[id]
	if !ok {
		p, _ := period.Parse(id) // the zero period, which is said as nothing, for none
		s = wording.Period(tr.words, p)
		tr.said[id] = s
	}
	return s
}

func (tr tracing) register() *register.Register {
	if tr.f.How != howCount {
		return nil
	}
	return register.Find(tr.registers, tr.f.Indicator)
}

// isChange reports whether the figure is one of the data's changes.
func (tr tracing) isChange() bool {
	return tr.ind != nil && (tr.f.How == howChange || tr.f.How == howPublished)
}

// name says what the figure is of: 受理案件同比.
func (tr tracing) name() string {
	t, f := tr.words, tr.f
	if reg := tr.register(); reg != nil {
		return reg.Name
	}
	switch {
	case tr.ind == nil && !tr.counts():
		return cmp.Or(f.Subject, t.Text("trace.name.text"))
	case tr.counts():
		return t.Text("trace.name."+f.How, "rule", f.Formula)
	case tr.isChange():
		return t.Text("trace.name."+f.Kind, "name", tr.ind.Name)
	case f.How == howShare && len(f.Inputs) == 2:
		return t.Text("trace.name.part", "part", tr.ind.Name, "whole", tr.indicatorName(f.Inputs[1].Indicator))
	}
	return tr.ind.Name
}

func (tr tracing) indicatorName(id string) string {
	if ind, err := tr.stats.Indicator(id); err == nil {
		return ind.Name
	}
	return id
}

// value is the figure with its unit, whatever form a text gives it.
func (tr tracing) value() string {
	f := tr.f
	switch {
	case tr.register() != nil:
		return f.Number + cmp.Or(f.After, tr.entryUnit(tr.register()))
	case f.How == howCount:
		return tr.words.Text("standing.count", "n", f.Number)
	case f.Number == "" || f.Kind == kindInterval || tr.ind == nil:
		return f.Text
	case tr.isChange():
		n := typographic(f.Number)
		if strings.Trim(n, "0.") != "" && !strings.HasPrefix(n, minus) {
			n = "+" + n
		}
		return tr.words.Text("trace.change."+tr.ind.Change.String(), "n", n)
	case f.How == howShare:
		return typographic(f.Number) + "%"
	}
	return typographic(f.Number) + wording.Unit(tr.ind.Unit)
}

// entryUnit is what a count of a register is of, for a text that does not say.
func (tr tracing) entryUnit(reg *register.Register) string {
	filter, err := reg.Filter(tr.f.Formula)
	if err != nil {
		return ""
	}
	unit, ok := tr.unit(reg.Select(filter))
	if !ok {
		return ""
	}
	return unit
}

// minus is the sign that readers see.
const minus = "−"

func typographic(number string) string {
	if rest, ok := strings.CutPrefix(number, "-"); ok {
		return minus + rest
	}
	return number
}

// work says how the figure came about: by what rule, and the rule with its
// numbers put in.
func (tr tracing) work() (rule, working string) {
	t, f := tr.words, tr.f
	if reg := tr.register(); reg != nil {
		return tr.conditions(reg), ""
	}
	switch f.How {
	case stats.Observed.String():
		rule = t.Text("trace.rule.observed")
	case howPublished:
		rule = t.Text("trace.rule.published")
	case howText:
		return t.Text("trace.rule.text"), strings.TrimSpace(f.Formula)
	case howChange:
		rule, working = tr.change()
	case stats.Difference.String(), stats.Sum.String():
		rule, working = tr.chain()
	case stats.Bridged.String():
		rule, working = t.Text("trace.rule.bridge"), tr.values()
	default:
		if tr.ind == nil {
			return tr.counted()
		}
		rule, working = tr.formula()
	}
	if f.Kind == kindInterval && tr.ind != nil {
		against := t.Text("trace.rule.interval", "value", typographic(f.Number)+wording.Unit(tr.ind.Unit), "interval", intervalText(t, tr.ind))
		return against, strings.Join(slices.DeleteFunc([]string{rule, working}, func(s string) bool { return s == "" }), t.Text("list.sources"))
	}
	return rule, working
}

// few is how many indicators a trace names that were counted; more of them would
// be a list that nobody reads, and the page's tables have it.
const few = 8

// counted names the indicators that were held against a rule.
func (tr tracing) counted() (rule, working string) {
	t, f := tr.words, tr.f
	if f.How != howCount { // its name does not say the rule
		rule = f.Formula
	}
	if len(f.Inputs) > few {
		return rule, t.Text("standing.count", "n", strconv.Itoa(len(f.Inputs)))
	}
	var names []string
	for _, in := range f.Inputs {
		if name := tr.indicatorName(in.Indicator); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return rule, strings.Join(names, t.Text("list.comma"))
}

// values are those that a figure was worked out from, where no formula is
// told.
func (tr tracing) values() string {
	var out []string
	for _, in := range tr.f.Inputs {
		name := tr.indicatorName(in.Indicator)
		if b, ok := tr.stats.Basis(in.Basis); ok {
			name += tr.words.Text("unit.paren", "unit", b.Name)
		}
		out = append(out, name+" "+tr.input(in))
	}
	return strings.Join(out, tr.words.Text("list.comma"))
}

// input is a value as it stands in an equation. Rates have their sign, because a
// difference of them is told in points; other units would only be in the way.
func (tr tracing) input(in figure.Input) string {
	s := typographic(in.Text)
	if ind, err := tr.stats.Indicator(in.Indicator); err == nil && ind.Unit == "%" {
		s += ind.Unit
	}
	if strings.HasPrefix(s, minus) {
		s = "(" + s + ")"
	}
	return s
}

// printed is the value of an input as readers see it.
func printed(in figure.Input) (decimal.Decimal, bool) {
	q, err := quantity.Parse(in.Text)
	return q.Value(), err == nil
}

// equation ends a working with its result. Numbers that were rounded for print
// may give another last digit than those that were reckoned with: then the two
// sides are only about equal.
func (tr tracing) equation(left string, worked decimal.Decimal, ok bool) string {
	sign, rounded := " ≈ ", tr.words.Text("trace.rounded")
	if want, err := quantity.Parse(tr.f.Number); err == nil && ok && quantity.Of(worked, want.Scale(), want.Places()).String() == tr.f.Number {
		sign, rounded = " = ", ""
	}
	result := tr.value()
	if tr.f.Kind == kindInterval {
		result = typographic(tr.f.Number) + wording.Unit(tr.ind.Unit)
	}
	return left + sign + result + rounded
}

// absolute turns the brackets of a negative number into bars.
var absolute = strings.NewReplacer("(", "|", ")", "|")

// change: (4601.8万 − 4557.4万) ÷ 4557.4万 = +1.0%.
func (tr tracing) change() (rule, working string) {
	if len(tr.f.Inputs) != 2 || tr.ind == nil {
		return "", tr.values()
	}
	to, from := tr.f.Inputs[0], tr.f.Inputs[1]
	pct := tr.ind.Change == stats.Percent
	form := func(to, from string) string { // a base below zero, which has brackets, counts by its size
		if pct {
			return "(" + to + " " + minus + " " + from + ") ÷ " + absolute.Replace(from)
		}
		return to + " " + minus + " " + from
	}
	a, okA := printed(to)
	b, okB := printed(from)
	worked := a.Sub(b)
	if pct && !b.IsZero() {
		worked = worked.Shift(2).DivRound(b.Abs(), formula.Places)
	}
	return form(tr.period(to.Period), tr.period(from.Period)), tr.equation(form(tr.input(to), tr.input(from)), worked, okA && okB)
}

// chain: 2024年 − 2024年前三季度, 4601.8万 − 3597.3万 = 1004.5万件. The inputs that
// are added come before those that are taken away.
func (tr tracing) chain() (rule, working string) {
	ins := tr.f.Inputs
	value, err := decimal.NewFromString(tr.f.Value)
	added := len(ins)
	if tr.f.How == stats.Difference.String() {
		for added--; added > 0 && !sum(ins, added).Equal(value); added-- {
		}
	}
	if err != nil || added <= 0 {
		return "", tr.values()
	}
	form := func(say func(figure.Input) string) string {
		var b strings.Builder
		for i, in := range ins {
			switch {
			case i == 0:
			case i < added:
				b.WriteString(" + ")
			default:
				b.WriteString(" " + minus + " ")
			}
			b.WriteString(say(in))
		}
		return b.String()
	}
	rule = form(func(in figure.Input) string { return tr.period(in.Period) })
	return rule, tr.equation(form(tr.input), sum(ins, added), true)
}

// sum adds the first values and takes the others away.
func sum(ins []figure.Input, added int) decimal.Decimal {
	var total decimal.Decimal
	for i, in := range ins {
		v, _ := decimal.NewFromString(in.Value) // was printed from one
		if i >= added {
			v = v.Neg()
		}
		total = total.Add(v)
	}
	return total
}

// formula: 审结执结案件 ÷ 受理案件, 4541.9万 ÷ 4601.8万 = 98.70%.
func (tr tracing) formula() (rule, working string) {
	parsed, err := formula.Parse(tr.f.Formula)
	if err != nil { // a formula that gave a value is one
		return tr.f.Formula, tr.values()
	}
	put := map[string]figure.Input{}
	for _, in := range tr.f.Inputs {
		put[in.Indicator] = in
	}
	text := tr.f.Formula
	if tr.f.How == howShare || tr.ind.Unit == "%" {
		text = withoutHundred(text)
	}
	all := true
	worked, err := parsed.Eval(func(id string) (decimal.Decimal, error) {
		v, ok := printed(put[id])
		all = all && ok
		return v, nil
	})
	left := spell(text, func(id string) string { return tr.input(put[id]) })
	return spell(text, tr.indicatorName), tr.equation(left, worked, all && err == nil)
}

// timesHundred is how a formula of a rate in percent ends.
var timesHundred = regexp.MustCompile(`\s*\*\s*100\s*$`)

// withoutHundred leaves out that a rate is told in percent, which its sign says.
func withoutHundred(text string) string {
	rest := timesHundred.ReplaceAllString(text, "")
	if rest == text {
		return text
	}
	depth, closed := 0, 0 // closed counts the brackets that were the outermost
	for i, c := range rest {
		switch c {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 && i < len(rest)-1 {
				closed++
			}
		case '+', '-':
			if depth == 0 { // only the last term was times a hundred
				return text
			}
		}
	}
	if trimmed := strings.TrimSpace(rest); closed == 0 && strings.HasPrefix(trimmed, "(") && strings.HasSuffix(trimmed, ")") {
		return trimmed[1 : len(trimmed)-1]
	}
	return rest
}

// tokens are the parts of a formula, see package formula.
var tokens = regexp.MustCompile(`[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}\p{N}_]+)*|[\d.]+|[-+*/()]`)

// signs are how operators are printed.
var signs = map[string]string{"+": "+", "-": minus, "*": "×", "/": "÷"}

// spell prints a formula with what say gives for its ids.
func spell(text string, say func(id string) string) string {
	var b strings.Builder
	before := "("
	for _, token := range tokens.FindAllString(text, -1) {
		sign, operator := signs[token]
		_, after := signs[before]
		switch {
		case operator && (after || before == "("): // of one number
			b.WriteString(sign)
		case operator:
			b.WriteString(" " + sign + " ")
		case token == "(" || token == ")" || token[0] == '.' || token[0] >= '0' && token[0] <= '9':
			b.WriteString(token)
		default:
			b.WriteString(say(token))
		}
		before = token
	}
	return b.String()
}

// comparing is a condition of a register's filter.
var comparing = regexp.MustCompile(`([^\s<>=!≥≤≠＞＜＝！]+)\s*([<>=!≥≤≠＞＜＝！]+)\s*(\S+)`)

// comparisons are how the signs of conditions are printed.
var comparisons = strings.NewReplacer(">=", "≥", "＞＝", "≥", "<=", "≤", "＜＝", "≤", "!=", "≠", "！＝", "≠", "！=", "≠", "＝", "=", "＞", ">", "＜", "<")

// conditions say which entries of a register were counted: 级别≥省部级、类别=集体.
func (tr tracing) conditions(reg *register.Register) string {
	t := tr.words
	var out []string
	for _, m := range comparing.FindAllStringSubmatch(tr.f.Formula, -1) {
		name, value := m[1], m[3]
		if i := slices.IndexFunc(reg.Fields, func(f register.Field) bool { return f.ID == name }); i >= 0 {
			name = cmp.Or(tr.fieldName(reg.Fields[i]), name)
			switch f := reg.Fields[i]; {
			case f.ID == register.StateField && f.Made:
				value = tr.stateName(reg, value)
			case value == register.Nothing:
				value = t.Text("register.nothing")
			case f.Type == "bool":
				value = tr.fieldText(f, value)
			}
		} else if key, ok := ownFields[name]; ok {
			name = t.Text(key)
		}
		out = append(out, name+" "+comparisons.Replace(m[2])+" "+value)
	}
	if len(out) == 0 {
		return t.Text("trace.rule.entries")
	}
	return t.Text("trace.rule.entries.some", "conditions", strings.Join(out, t.Text("list.comma")))
}

// ownFields are the words for the fields that every register has.
var ownFields = map[string]string{
	"date": "register.date", "year": "register.year", "name": "register.name", "level": "register.level", "count": "register.count",
}
