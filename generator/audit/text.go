package audit

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"gongbao/generator/claim"
	"gongbao/generator/diag"
	"gongbao/generator/period"
	"gongbao/generator/quantity"
	"gongbao/generator/stats"
)

// near is how many claims back the counts that give a rate may stand.
const near = 12

// byText holds the numbers of a text against one another.
func (w *work) byText() {
	for i := range w.claims {
		c := &w.claims[i]
		w.ownSums(i)
		if c.Same != claim.None {
			w.twice(i, c.Same, true)
		} else if c.Part && c.Of != claim.None && c.Kind == claim.Level && c.Subject == w.claims[c.Of].Subject && c.Quantity.Scale() != w.claims[c.Of].Quantity.Scale() && w.alikeInSize(i, c.Of) {
			w.twice(i, c.Of, true) // 1763199件（176.32万件）
		}
	}
	w.ownIdentities()
	for i := range w.claims {
		switch c := &w.claims[i]; c.Kind {
		case claim.Change, claim.Flat:
			w.ownChange(i)
		case claim.Share:
			w.ownShare(i)
		case claim.Level:
			w.ownParts(i)
			w.ownRow(i)
			w.ownRate(i)
		case claim.Average:
			w.ownAverage(i)
		case claim.Multiple:
			w.ownMultiple(i)
		}
	}
	w.ownColumns()
	w.toldTwice()
}

// number is between what the number of a claim lies; ok is false when it does not
// say precisely enough to work with.
func (w *work) number(i int) (span, bool) {
	c := &w.claims[i]
	if c.Vague != claim.Exact || c.Until != claim.None {
		return span{}, false
	}
	return printedSpan(c.Quantity), true
}

// hold holds a claim against what other numbers of the text give; it reports
// whether it fits. Unless certain, a claim that does not fit is left alone.
func (w *work) hold(i int, want span, certain bool, code diag.Code, working string, with ...int) bool {
	c := &w.claims[i]
	claimed := &c.Claim
	f := agree(claimed, want)
	if f != fits && c.Sign == 0 && (c.Kind == claim.Change || c.Kind == claim.Average) && want.hi.Sign() < 0 {
		turned := c.Claim
		turned.Sign = -1
		f = agree(&turned, want) // the direction was not said, it lies in the numbers
	}
	exact := like(want.at, c.Quantity)
	if code != diag.ScaleMismatch { // there it is the other number
		working = strings.ReplaceAll(working+"="+exact.String()+printedUnit(claimed), "=-", "=−")
	}
	if f == fits {
		w.settle(i, working, with...)
		for k, of := range with {
			w.settle(of, working, append(append([]int{i}, with[:k]...), with[k+1:]...)...)
		}
		return true
	}
	if !certain || w.scenes[i].plan || f == open || slices.ContainsFunc(with, func(k int) bool { return w.claims[k].Verdict == Mismatch }) {
		return false
	}
	expected := levelText(claimed, exact)
	if c.Kind == claim.Change || c.Kind == claim.Average {
		expected = amountText(claimed, want.at, c.Quantity, printedUnit(claimed))
		if f == off && c.Kind == claim.Change {
			expected = changeText(claimed, want.at, c.Quantity, printedUnit(claimed))
		}
	}
	switch f {
	case cut:
		code, expected = diag.NumberTruncated, expected+roundedUp
	case wrongSide:
		code = diag.HedgeWrong
		if c.Unit == "%" || c.Unit == "百分点" || c.Quantity.Scale() != quantity.One { // one more place shows on which side it lies
			expected = quantity.Of(want.at.Abs(), c.Quantity.Scale(), c.Quantity.Places()+1).String() + printedUnit(claimed)
		}
	}
	w.wrong(i, code, expected, working, with...)
	return false
}

// ownChange works a change out from the level that it follows and the one before.
func (w *work) ownChange(i int) {
	c := &w.claims[i]
	level := c.Of
	if c.Comparison == claim.Peers {
		return
	}
	if level == claim.None || w.claims[level].Kind == claim.Share {
		w.ratePoints(i)
		return
	}
	if w.claims[level].Kind != claim.Level {
		return
	}
	l := &w.claims[level]
	to, ok := w.number(level)
	from, working, with, okBase := w.base(i, level)
	if okBase && c.Verdict != Unverified && !slices.ContainsFunc(with, func(k int) bool { return w.claims[k].Verdict == Unverified }) {
		return // all are known: nothing is left to find out
	}
	rate := l.Unit == "%" && !strings.HasSuffix(l.Subject, "幅") && !strings.Contains(l.Subject, "增长") && !strings.Contains(l.Subject, "增速")
	if c.Kind == claim.Flat {
		if ok && okBase {
			if q, fine := to.growth(from); fine && q.at.Abs().LessThan(decimal.NewFromInt(1)) {
				w.settle(i, text(l)+"−"+working, with...)
			} else if far := decimal.NewFromInt(5); fine && (q.lo.GreaterThan(far) || q.hi.LessThan(far.Neg())) && !strings.HasPrefix(c.Text, "基本") {
				w.wrong(i, diag.ChangeMismatch, changeText(&c.Claim, q.at, quantity.Of(q.at, quantity.One, 1), "%"), "("+text(l)+"−"+working+")÷"+working+"="+quantity.Of(q.at, quantity.One, 1).String()+"%", with...)
			}
		}
		return
	}
	if !ok || !okBase {
		w.ownGrowth(i)
		if l.Unit == "%" && rate && c.Unit == "%" && c.Verdict == Unverified {
			// Whatever the figures are: a rate changes by percentage points.
			w.wrong(i, diag.ChangeInPercent, c.Quantity.String()+"个百分点", "", level)
		}
		return
	}
	switch {
	case rate && c.Unit == "%":
		points := to.sub(from)
		code := diag.ChangeMismatch
		if relative, fine := to.growth(from); agree(&c.Claim, points) == fits || fine && agree(&c.Claim, relative) == fits {
			code = diag.ChangeInPercent
		}
		form := quantity.Of(points.at, quantity.One, finer(l.Quantity, c.Quantity))
		expected := changeText(&c.Claim, points.at, form, "个百分点")
		if code == diag.ChangeInPercent {
			expected = amountText(&c.Claim, points.at, form, "个百分点")
		}
		w.wrong(i, code, expected, text(l)+"−"+working+"="+quantity.Of(points.at, quantity.One, finer(l.Quantity, c.Quantity)).String()+"个百分点", with...)
	case c.Unit == "%" && from.lo.IsZero() && from.hi.IsZero() && to.lo.Sign() > 0:
		// There is no rate of growth from nothing.
		w.wrong(i, diag.ChangeMismatch, baseZero, text(l)+"÷0", with...)
	case c.Unit == "%" && l.Unit == "%" && agree(&c.Claim, to.sub(from)) == fits: // 增幅由12.4%回落至8.6%，回落3.8%
		points := to.sub(from)
		form := quantity.Of(points.at, quantity.One, finer(l.Quantity, c.Quantity))
		w.wrong(i, diag.ChangeInPercent, amountText(&c.Claim, points.at, form, "个百分点"), text(l)+"−"+working+"="+form.String()+"个百分点", with...)
	case c.Unit == "%":
		if want, ok := to.growth(from); ok {
			if w.claims[with[len(with)-1]].Kind == claim.Change { // 增加203件 is the difference itself
				w.hold(i, want, true, diag.ChangeMismatch, w.claims[with[1]].Quantity.String()+"÷"+bracketed(working), with...)
				return
			}
			w.hold(i, want, true, diag.ChangeMismatch, "("+l.Quantity.String()+"−"+bracketed(working)+")÷"+bracketed(working), with...)
		}
	case c.Unit == l.Unit || c.Unit == "百分点" && l.Unit == "%":
		w.hold(i, to.sub(from), true, diag.ChangeMismatch, text(l)+"−"+bracketed(working), with...)
	}
}

// ratePoints finds a rate that is said to have changed by percent where its level
// is not told: 一审服判息诉率同比提升3.86%.
func (w *work) ratePoints(i int) {
	c := &w.claims[i]
	if c.Kind != claim.Change || c.Unit != "%" || c.Verdict != Unverified || c.Vague != claim.Exact || w.scenes[i].plan {
		return
	}
	subject := trim(plain(c.Subject))
	if c.Of == claim.None && !strings.HasSuffix(subject, "率") || c.Of != claim.None && w.claims[c.Of].Unit != "%" {
		return
	}
	for _, none := range []string{"效率", "频率", "增长率", "增速率", "速率", "利率", "费率", "税率", "汇率", "万人", "每万", "每千", "发案率", "案发率", "犯罪率", "发生率", "事故率", "出生率"} {
		if strings.Contains(subject, none) { // what is no part of a hundred, or a change itself
			return
		}
	}
	w.wrong(i, diag.ChangeInPercent, amountText(&c.Claim, signed(&c.Claim), c.Quantity, "个百分点"), "")
}

// ownGrowth finds the growth over a span that only the earliest number of its
// sentence can begin: 2021年收案2.86万件，2024年收案3.49万件，三年增长22.0%. It
// confirms and never accuses.
func (w *work) ownGrowth(i int) {
	c := &w.claims[i]
	level := c.Of
	l := &w.claims[level]
	if c.Comparison != claim.Unsaid || c.Unit == "百分点" || l.Unit == "%" || l.Period.IsZero() {
		return
	}
	b := w.sooner(level, period.Period{})
	if b == claim.None {
		return
	}
	to, okTo := w.number(level)
	from, okFrom := w.number(b)
	if !okTo || !okFrom {
		return
	}
	was := text(&w.claims[b])
	if c.Unit == l.Unit {
		w.hold(i, to.sub(from), false, diag.ChangeMismatch, text(l)+"−"+was, level, b)
	} else if want, ok := to.growth(from); ok && c.Unit == "%" {
		w.hold(i, want, false, diag.ChangeMismatch, "("+text(l)+"−"+was+")÷"+was, level, b)
	}
}

// text is the number of a claim as it stands in a formula.
func text(c *Judged) string {
	if c.Unit == "%" {
		return c.Quantity.String() + "%"
	}
	return c.Quantity.String()
}

// finer is the more decimal places of two numbers.
func finer(a, b quantity.Quantity) int32 { return max(a.Places(), b.Places()) }

// base is what a change is held against, as the text tells or gives it.
func (w *work) base(i, level int) (from span, working string, with []int, ok bool) {
	c, l := &w.claims[i], &w.claims[level]
	if len(c.BaseTerms) > 0 {
		if from, with, ok = w.total(c.BaseTerms); ok {
			return from, w.sum(c.BaseTerms), append([]int{level}, with...), true
		}
	}
	if b := w.before[level]; b != claim.None {
		p := &w.claims[b]
		if p.Unit != l.Unit && p.Unit != "" || !p.Period.IsZero() && !c.Base.IsZero() && p.Period != c.Base && p.Kind == claim.Previous {
			return from, "", nil, false
		}
		from, ok = w.number(b)
		if p.Unit == "" && ok { // （2023年4557.4） beside 4601.8万件
			from = sameScale(from, p, l)
		}
		return from, text(p), []int{level, b}, ok
	}
	if at := baseOf(c, l.Period); !l.Period.IsZero() {
		if at.IsZero() && c.Comparison == claim.Unsaid {
			at = l.Period.YearBefore()
		}
		b := w.sooner(level, at)
		if b == claim.None && l.Cell.Table > 0 {
			b = w.above(level, at)
		}
		if b != claim.None && !at.IsZero() {
			from, ok = w.number(b)
			return from, text(&w.claims[b]), []int{level, b}, ok
		}
	}
	// 增加203件，上升10.54%: the base is the level less the growth.
	if c.Unit != "%" || l.Unit == "%" {
		return from, "", nil, false
	}
	for _, k := range []int{i - 1, i + 1} {
		if k < 0 || k >= len(w.claims) {
			continue
		}
		o := &w.claims[k]
		if o.Kind != claim.Change || o.Of != level || o.Unit != l.Unit || o.Sign != c.Sign || o.Sign == 0 || o.Comparison != c.Comparison && c.Comparison != claim.Unsaid && o.Comparison != claim.Unsaid {
			continue
		}
		to, okTo := w.number(level)
		by, okBy := w.number(k)
		if !okTo || !okBy {
			continue
		}
		if o.Sign < 0 {
			return to.add(by), l.Quantity.String() + "+" + o.Quantity.String(), []int{level, k}, true
		}
		return to.sub(by), l.Quantity.String() + "−" + o.Quantity.String(), []int{level, k}, true
	}
	return from, "", nil, false
}

// sooner is the level of the same sentence that tells what another one was at an
// earlier time, or the earliest when none is given: 2023年受理…，2024年受理….
func (w *work) sooner(level int, at period.Period) int {
	found := claim.None
	l := &w.claims[level]
	for k := level - 1; k >= 0 && k >= level-near && w.together(level, k); k-- {
		o := &w.claims[k]
		if o.Kind != claim.Level || o.Vague != claim.Exact || o.Until != claim.None || l.Unit == "%" && o.Subject != l.Subject || o.Unit != l.Unit || w.roles[k] != w.roles[level] || w.scenes[k].court != w.scenes[level].court || o.Part || o.Period.IsZero() {
			continue
		}
		if o.Period == at || at.IsZero() && o.Period.Year() < l.Period.Year() && o.Period.Len() == l.Period.Len() {
			found = k
		}
	}
	return found
}

// above is the cell of the same column whose row tells of an earlier time.
func (w *work) above(level int, at period.Period) int {
	const far = 96 // claims
	l := &w.claims[level]
	for k := max(0, level-far); k < min(len(w.claims), level+far); k++ {
		o := &w.claims[k]
		if k != level && o.Cell.Table == l.Cell.Table && o.Cell.Column == l.Cell.Column && o.Cell.Row != l.Cell.Row && o.Kind == claim.Level && o.Unit == l.Unit && o.Subject == l.Subject && !at.IsZero() && o.Period == at {
			return k
		}
	}
	return claim.None
}

// sameScale reads a number without unit beside one of a scale as of that scale
// where it would be absurd otherwise.
func sameScale(s span, c, beside *Judged) span {
	if c.Quantity.Scale() != quantity.One || beside.Quantity.Scale() == quantity.One || c.Quantity.Value().Mul(hundred).GreaterThan(beside.Quantity.Value()) {
		return s
	}
	return s.times(decimal.New(1, int32(beside.Quantity.Scale())))
}

// total adds terms up.
func (w *work) total(terms []claim.Term) (sum span, with []int, ok bool) {
	for _, t := range terms {
		n, ok := w.number(t.Claim)
		if !ok {
			return sum, nil, false
		}
		if t.Sign < 0 {
			sum = sum.sub(n)
		} else {
			sum = sum.add(n)
		}
		with = append(with, t.Claim)
	}
	return sum, with, len(terms) > 0
}

// ownSums holds a total against the sums that the text itself makes of it.
func (w *work) ownSums(i int) {
	c := &w.claims[i]
	for _, terms := range c.Sums {
		if len(terms) < 2 {
			continue
		}
		sum, with, ok := w.total(terms)
		if !ok || c.Unit == "%" || slices.ContainsFunc(with, func(k int) bool {
			return unitOf(w.claims[k].Unit) != unitOf(c.Unit) && w.claims[k].Unit != "" && c.Unit != ""
		}) {
			continue
		}
		w.holdSum(i, sum, terms, c.Cell.Table == 0 || w.wholeColumn(i, with), with)
	}
}

// holdSum holds a total against its terms. Where the total is known to be right,
// the one term that is not known is what is wrong.
func (w *work) holdSum(i int, sum span, terms []claim.Term, certain bool, with []int) {
	// Halves that all go one way may just meet: 636.4+1481 is published as 2117.3.
	hair := decimal.New(1, -places)
	sum.lo, sum.hi = sum.lo.Sub(hair), sum.hi.Add(hair)
	if w.hold(i, sum, certain, diag.SumMismatch, w.sum(terms), with...) || !certain || !w.known(i) {
		return
	}
	doubted := -1
	for n, t := range terms {
		if w.known(t.Claim) {
			continue
		}
		if doubted >= 0 || w.claims[t.Claim].Verdict == Mismatch {
			return
		}
		doubted = n
	}
	whole, ok := w.number(i)
	if doubted < 0 || !ok || terms[doubted].Sign < 0 {
		return
	}
	rest := []claim.Term{{Claim: i, Sign: 1}}
	for n, t := range terms {
		if n == doubted {
			continue
		}
		one, _ := w.number(t.Claim)
		if t.Sign > 0 {
			whole = whole.sub(one)
		} else {
			whole = whole.add(one)
		}
		rest = append(rest, claim.Term{Claim: t.Claim, Sign: -t.Sign})
	}
	others := make([]int, len(rest))
	for n, t := range rest {
		others[n] = t.Claim
	}
	w.hold(terms[doubted].Claim, whole, true, diag.SumMismatch, w.sum(rest), others...)
}

// known reports whether the data or the author vouch for a claim.
func (w *work) known(i int) bool {
	return w.claims[i].Verdict == Verified || w.claims[i].Verdict == Bound
}

// wholeColumn reports whether the cells above a total of a table are surely all
// that it counts: none of them is some of another, and the total is no mean.
func (w *work) wholeColumn(i int, cells []int) bool {
	for _, word := range []string{"平均", "人均", "率", "比", "同比", "增幅", "天数", "排名", "名次"} {
		if strings.Contains(w.claims[i].Cell.ColumnHead+w.claims[i].Subject, word) {
			return false
		}
	}
	for _, k := range cells {
		for _, head := range []string{w.claims[k].Cell.RowHead, w.claims[k].Cell.ColumnHead} {
			if strings.Contains(head, "其中") || strings.Contains(head, "小计") || strings.Contains(head, "含") || strings.Contains(head, "合计") {
				return false
			}
		}
	}
	return true
}

// ownParts adds the parts of a total up. Parts that make it are consistent with
// it; others may be some of many, unless their names say that they are all.
func (w *work) ownParts(i int) {
	c := &w.claims[i]
	if len(w.parts[i]) == 0 || c.Cell.Table > 0 {
		return
	}
	whole, ok := w.number(i)
	if !ok {
		return
	}
	var terms []claim.Term
	for _, k := range w.parts[i] {
		if unitOf(w.claims[k].Unit) != unitOf(c.Unit) || w.claims[k].Beside == i {
			continue
		}
		part, ok := w.number(k)
		if !ok {
			return
		}
		if part.lo.GreaterThan(whole.hi) && c.Unit != "%" {
			if w.otherTotal(i, k) {
				return
			}
			w.wrong(k, diag.SumMismatch, atMost+levelText(&w.claims[k].Claim, c.Quantity), "", i)
			return
		}
		terms = append(terms, claim.Term{Claim: k, Sign: 1})
	}
	sum, with, ok := w.total(terms)
	if !ok || len(terms) < 2 || c.Unit == "%" {
		return
	}
	certain := (w.allKinds(i, with) || w.apart(with) && sum.lo.GreaterThan(whole.hi)) && !w.otherTotal(i, with[0])
	w.holdSum(i, sum, terms, certain, with)
}

// otherTotal reports whether a part may be one of something else than the total
// that stands nearest before it: no mean has parts, and another count before may
// be meant.
func (w *work) otherTotal(total, part int) bool {
	c := &w.claims[total]
	for _, mean := range []string{"均", "每"} {
		if strings.Contains(c.Subject, mean) {
			return true
		}
	}
	for k := total - 1; k >= 0 && k >= total-near && w.claims[k].Line == c.Line; k-- {
		if o := &w.claims[k]; counting(o) && unitOf(o.Unit) == unitOf(c.Unit) && o.Quantity.Value().GreaterThanOrEqual(w.claims[part].Quantity.Value()) {
			return true
		}
	}
	return false
}

// ownRow adds the counts up that stand beside a total in its sentence: 刑事139件、
// 民事2129件，合计2268件, or 16个法庭调整为5个…、9个…、2个…. What makes the total is
// consistent with it. Only kinds of cases that no case is two of can be called
// wrong, behind a 合计.
func (w *work) ownRow(i int) {
	c := &w.claims[i]
	if c.Verdict == Mismatch || c.Cell.Table > 0 || c.Part || !counting(c) || len(w.parts[i]) > 0 {
		return
	}
	row := func(step int) (terms []claim.Term) {
		for k := i + step; k >= 0 && k < len(w.claims) && w.claims[k].Sentence == c.Sentence && len(terms) < near; k += step {
			o := &w.claims[k]
			if !counting(o) || unitOf(o.Unit) != unitOf(c.Unit) || o.Part || o.Against != claim.None || k > 0 && w.claims[k-1].Against == k || o.Quantity.Value().Cmp(c.Quantity.Value()) > 0 {
				break
			}
			terms = append(terms, claim.Term{Claim: k, Sign: 1})
		}
		return terms
	}
	lead := strings.TrimRight(w.text[:c.Start], " 为是达:：")
	if strings.HasSuffix(lead, "合计") || strings.HasSuffix(lead, "共计") || strings.HasSuffix(lead, "总计") {
		terms := row(-1)
		slices.Reverse(terms)
		if sum, with, ok := w.total(terms); ok && len(terms) > 1 {
			w.hold(i, sum, w.apart(with), diag.SumMismatch, w.sum(terms), with...)
		}
		return
	}
	terms := row(1)
	for n := 2; n <= len(terms); n++ {
		sum, with, ok := w.total(terms[:n])
		if !ok || sum.lo.GreaterThan(c.Quantity.Value()) {
			return
		}
		const least = 10 // smaller numbers add up by chance
		if sum.at.Equal(c.Quantity.Value()) && c.Quantity.Value().GreaterThanOrEqual(decimal.NewFromInt(least)) {
			w.hold(i, sum, false, diag.SumMismatch, w.sum(terms[:n]), with...)
			return
		}
	}
}

// allKinds reports whether parts are surely all of their total: 旧存 and 新收 of
// what was accepted, or the three kinds of trials.
func (w *work) allKinds(total int, with []int) bool {
	var verbs, topics []string
	for _, k := range with {
		verbs, topics = append(verbs, w.roles[k].verb), append(topics, w.roles[k].topic)
	}
	if len(with) == 2 && slices.Contains(verbs, carried) && slices.Contains(verbs, filed) {
		return true
	}
	if len(with) != 3 || !strings.Contains(w.claims[total].Subject, "审判") {
		return false
	}
	for _, kind := range []string{"刑事", "民", "行政"} {
		if !slices.ContainsFunc(topics, func(t string) bool { return strings.HasPrefix(t, kind) }) {
			return false
		}
	}
	return true
}

// apart reports whether parts are of kinds of cases that no case is two of.
func (w *work) apart(with []int) bool {
	seen := map[string]bool{}
	for _, k := range with {
		kind := ""
		for _, name := range []string{"刑事", "民商事", "民事", "行政", "执行", "国家赔偿"} {
			if t := w.roles[k].topic; t == name || t == name+"一审" || t == "一审"+name {
				kind = name
			}
		}
		if v := w.roles[k].verb; kind == "" && (v == carried || v == filed) {
			kind = v
		}
		if kind == "" || seen[kind] {
			return false
		}
		seen[kind] = true
	}
	return true
}

// The verbs of a role.
const (
	accepted = "受" // 旧存 and 新收
	filed    = "新"
	carried  = "旧"
	closed   = "结"
	pending  = "未"
)

// role is what a count tells of cases: what was done and with which.
type role struct {
	verb  string
	topic string
}

// roleWords tell what was done; the longer ones first where one ends with another.
var roleWords = []struct{ word, verb string }{
	{"尚未审结", pending}, {"尚未办结", pending}, {"未审结", pending}, {"未执结", pending}, {"未办结", pending}, {"未结", pending},
	{"审结执结", closed}, {"审结、执结", closed}, {"审执结", closed}, {"审结", closed}, {"执结", closed}, {"办结", closed}, {"已结", closed}, {"结案", closed},
	{"旧存", carried}, {"上年结转", carried}, {"结转", carried}, {"新收", filed}, {"收案", filed}, {"立案", filed}, {"受理", accepted},
}

// shortVerbs are those of notes: 收3881，结1456，存2425.
var shortVerbs = map[string]string{"收": filed, "结": closed, "存": pending}

// roleOf takes the verb out of a claim's subject; what is left is which cases.
// What the subject leaves out its sentence or its row has said.
func (w *work) roleOf(i int) role {
	c := &w.claims[i]
	r := w.terms.term(c.Subject).role
	if r.topic != "" || c.Topic == "" || c.Topic == c.Subject {
		return r
	}
	if r.topic = w.terms.term(c.Topic).role.topic; r.topic != "" {
		return r
	}
	for k := i - 1; k >= 0 && k >= i-near && w.together(i, k); k-- { // 民事案件受理…，结案…，结案率…
		if w.claims[k].Subject == c.Topic {
			r.topic = w.roles[k].topic
			break
		}
	}
	return r
}

// split parts a subject into what was done and with which cases.
func split(subject string) role {
	var r role
	subject = trim(strings.ReplaceAll(subject, "案件", ""))
	for _, q := range quotients {
		if rest, ok := strings.CutSuffix(subject, q.name); ok {
			return role{topic: trim(rest)}
		}
	}
	if verb := shortVerbs[subject]; verb != "" {
		return role{verb: verb}
	}
	for _, rw := range roleWords {
		if at := strings.Index(subject, rw.word); at >= 0 && !rateLike(subject) {
			r.verb = rw.verb
			subject = subject[:at] + subject[at+len(rw.word):]
			break
		}
	}
	r.topic = trim(subject)
	if r.topic == "人民法院" || r.topic == "法院" || r.topic == "案件" {
		r.topic = ""
	}
	return r
}

// alongside reports whether two claims are of one court and time and stand under
// one heading.
func (w *work) alongside(i, k int) bool {
	a, b := &w.scenes[i], &w.scenes[k]
	return a.court == b.court && a.header == b.header && w.claims[i].Period == w.claims[k].Period && w.claims[i].Cell.Table == w.claims[k].Cell.Table
}

// counts are the levels near before a claim, or in its row, that count something.
func (w *work) counts(i int) []int {
	var out []int
	c := &w.claims[i]
	if c.Cell.Table > 0 {
		for k := range w.around(i) {
			if o := &w.claims[k]; o.Cell.Table == c.Cell.Table && o.Cell.Row == c.Cell.Row && k != i && counting(o) {
				out = append(out, k)
			}
		}
		return out
	}
	for k := i - 1; k >= 0 && k >= i-near; k-- {
		if counting(&w.claims[k]) && w.alongside(i, k) {
			out = append(out, k)
		}
	}
	return out
}

// countsBehind are the levels of a sentence behind a claim that count something:
// 结收比103.48%，新收8181件，结案8466件.
func (w *work) countsBehind(i int) []int {
	var out []int
	for k := i + 1; k < len(w.claims) && k <= i+near && w.together(i, k) && w.claims[i].Cell.Table == 0; k++ {
		if counting(&w.claims[k]) && w.alongside(i, k) {
			out = append(out, k)
		}
	}
	return out
}

// around yields the claims of the neighbourhood of one.
func (w *work) around(i int) func(func(int) bool) {
	return func(yield func(int) bool) {
		for k := max(0, i-2*near); k < len(w.claims) && k <= i+2*near; k++ {
			if !yield(k) {
				return
			}
		}
	}
}

func counting(c *Judged) bool {
	return c.Kind == claim.Level && c.Unit != "%" && c.Unit != "倍" && c.Unit != "天" && c.Until == claim.None && c.Vague == claim.Exact
}

// ownShare: 205件，占597件的34.3%.
func (w *work) ownShare(i int) {
	c := &w.claims[i]
	if c.Of == claim.None || c.Unit != "%" {
		return
	}
	if c.Against != claim.None {
		w.ratio(i, c.Of, c.Against, true)
		return
	}
	part := &w.claims[c.Of]
	if part.Unit == "%" {
		return
	}
	var wholes []int
	if c.Whole != "" {
		want := w.terms.term(c.Whole).key
		for _, k := range w.counts(i) {
			if k != c.Of && w.terms.term(w.claims[k].Subject).key == want {
				wholes = append(wholes, k)
			}
		}
	} else if part.Part && part.Of != claim.None {
		wholes = append(wholes, part.Of)
	}
	for _, k := range wholes {
		if w.ratio(i, c.Of, k, false) {
			return
		}
	}
	if c.Quantity.Places() > 0 {
		for _, k := range w.counts(i) {
			if k != c.Of && w.claims[k].Quantity.Value().GreaterThan(part.Quantity.Value()) && w.ratio(i, c.Of, k, false) {
				return
			}
		}
	}
	if w.one(wholes) && unitOf(w.claims[wholes[0]].Unit) == unitOf(part.Unit) {
		w.ratio(i, c.Of, wholes[0], true)
	}
}

// ownAverage: 年均增长 over n years is the growth over the intervals between
// them, one fewer.
func (w *work) ownAverage(i int) {
	c := &w.claims[i]
	if c.Of == claim.None {
		return
	}
	of := &w.claims[c.Of]
	if of.Kind == claim.Change && of.Unit == c.Unit && c.Unit != "%" {
		grown, ok := w.number(c.Of)
		if ok {
			grown.at = signed(&of.Claim)
			if of.Sign < 0 {
				grown = span{grown.hi.Neg(), grown.lo.Neg(), grown.at}
			}
			w.spread(i, func(n int64) (span, bool) { return grown.by(exactly(decimal.NewFromInt(n))) }, of.Quantity.String(), c.Of)
		}
		return
	}
	b := w.before[c.Of]
	if b == claim.None {
		b = w.sooner(c.Of, period.Period{})
	}
	if b == claim.None || of.Unit != w.claims[b].Unit {
		return
	}
	if first := w.claims[b].Period; c.Base.IsZero() && first.Year() < of.Period.Year() {
		c.Base = first
	}
	to, okTo := w.number(c.Of)
	from, okFrom := w.number(b)
	if !okTo || !okFrom {
		return
	}
	working := "(" + of.Quantity.String() + "−" + w.claims[b].Quantity.String() + ")"
	if c.Unit == "%" {
		working = of.Quantity.String() + "÷" + w.claims[b].Quantity.String()
	}
	w.spread(i, func(n int64) (span, bool) { return yearly(to, from, n, c.Unit, of.Unit) }, working, c.Of, b)
}

// spread holds an average against a growth over intervals.
func (w *work) spread(i int, over func(n int64) (span, bool), working string, with ...int) {
	c := &w.claims[i]
	n := int64(c.Years - 1)
	if !c.Base.IsZero() && !c.Period.IsZero() {
		n = int64(c.Period.Year() - c.Base.Year())
	}
	if n < 1 {
		return
	}
	want, ok := over(n)
	if !ok {
		return
	}
	if c.Unit == "%" {
		working = yearlyText(working, n)
	} else {
		working += "÷" + decimal.NewFromInt(n).String()
	}
	byYears, okYears := over(n + 1)
	// What is neither over the intervals nor over the years may be worked out in a
	// third way, such as the mean of the yearly rates.
	c.Quantity = c.Quantity.Rounded() // a mean of whole numbers is none
	slip := okYears && agree(&c.Claim, byYears) == fits
	w.hold(i, want, !c.Base.IsZero() && (c.Unit != "%" || slip), diag.AverageMismatch, working, with...)
}

// yearly is the growth a year over n intervals: compound in percent, else in equal
// steps.
func yearly(to, from span, n int64, unit, of string) (span, bool) {
	if unit != "%" || of == "%" {
		return to.sub(from).by(exactly(decimal.NewFromInt(n)))
	}
	q, ok := to.by(from)
	if !ok || q.lo.Sign() <= 0 {
		return span{}, false
	}
	root := func(d decimal.Decimal) decimal.Decimal {
		v, _ := d.Float64()
		return decimal.NewFromFloat(100 * (math.Pow(v, 1/float64(n)) - 1))
	}
	return span{root(q.lo), root(q.hi), root(q.at)}, true
}

func yearlyText(quotient string, n int64) string {
	return "(" + quotient + ")^(1/" + decimal.NewFromInt(n).String() + ")−1"
}

func (w *work) averageWorking(to, from quantity.Quantity, n int64, unit string) string {
	if unit == "%" {
		return yearlyText(to.String()+"÷"+from.String(), n)
	}
	return "(" + to.String() + "−" + from.String() + ")÷" + decimal.NewFromInt(n).String()
}

// ownMultiple: 是上年的2.5倍, 增长1.5倍, 翻一番.
func (w *work) ownMultiple(i int) {
	c := &w.claims[i]
	if c.Of == claim.None || w.before[c.Of] == claim.None || c.Sign < 0 {
		return
	}
	b := w.before[c.Of]
	if base := w.claims[b].Period; w.claims[b].Kind == claim.Previous && !base.IsZero() && !c.Base.IsZero() && base != c.Base || w.claims[b].Unit != w.claims[c.Of].Unit {
		return
	}
	to, okTo := w.number(c.Of)
	from, okFrom := w.number(b)
	q, ok := to.by(from)
	if !okTo || !okFrom || !ok {
		return
	}
	working := w.claims[c.Of].Quantity.String() + "÷" + w.claims[b].Quantity.String()
	if c.Sign > 0 {
		q, working = q.sub(exactly(decimal.NewFromInt(1))), working+"−1"
	}
	plain := c.Sign
	c.Sign = 0 // a multiple has no direction of its own to be held against
	w.hold(i, q, true, diag.MultipleMismatch, working, c.Of, b)
	c.Sign = plain
}

// ownIdentities: 旧存 and 新收 make 受理; 受理 less 结案 is 未结. 新收 less 结案 is not.
func (w *work) ownIdentities() {
	for i := range w.claims {
		c := &w.claims[i]
		if !counting(c) {
			continue
		}
		switch w.roles[i].verb {
		case pending:
			all, done := w.roleNear(i, accepted), w.roleNear(i, closed)
			if all == claim.None { // 旧存+新收−结案
				w.holdTerms(i, []claim.Term{{Claim: w.roleNear(i, carried), Sign: 1}, {Claim: w.roleNear(i, filed), Sign: 1}, {Claim: done, Sign: -1}})
				break
			}
			w.holdTerms(i, []claim.Term{{Claim: all, Sign: 1}, {Claim: done, Sign: -1}})
		case accepted:
			old, fresh := w.roleNear(i, carried), w.roleNear(i, filed)
			w.holdTerms(i, []claim.Term{{Claim: old, Sign: 1}, {Claim: fresh, Sign: 1}})
		}
	}
}

func (w *work) holdTerms(i int, terms []claim.Term) {
	for _, t := range terms {
		if t.Claim == claim.None || w.claims[t.Claim].Unit != w.claims[i].Unit {
			return
		}
	}
	if sum, with, ok := w.total(terms); ok {
		certain := !slices.ContainsFunc(with, func(k int) bool { return !w.together(i, k) })
		w.holdSum(i, sum, terms, certain, with)
	}
}

// together reports whether two claims stand in one sentence or row, so that they
// surely tell of the same cases.
func (w *work) together(i, k int) bool { return w.claims[i].Sentence == w.claims[k].Sentence }

// roleNear is the one count near a claim that has a role with the same cases;
// None when there is none or several that differ.
func (w *work) roleNear(i int, verb string) int {
	found := claim.None
	for k := range w.around(i) {
		c := &w.claims[k]
		if k == i || w.roles[k].verb != verb || !counting(c) || w.roles[k].topic != w.roles[i].topic || !w.alongside(i, k) || k < i-near || k > i+near {
			continue
		}
		if w.claims[i].Cell.Table > 0 && c.Cell.Row != w.claims[i].Cell.Row && c.Cell.Column != w.claims[i].Cell.Column {
			continue
		}
		switch {
		case found == claim.None:
			found = k
		case w.together(i, k) != w.together(i, found):
			if w.together(i, k) {
				found = k
			}
		case !w.claims[found].Quantity.Value().Equal(c.Quantity.Value()):
			return claim.None
		}
	}
	return found
}

// twice holds a number against the same one told before in another form.
func (w *work) twice(i, k int, certain bool) {
	c, first := &w.claims[i], &w.claims[k]
	if first.Vague != claim.Exact { // 130余人（126人）
		c, first, i, k = first, c, k, i
	}
	was, ok := w.number(k)
	if !ok {
		return
	}
	if c.Quantity.Slack().LessThan(first.Quantity.Slack()) && c.Vague == claim.Exact { // the exact one is the measure
		c, first, i, k = first, c, k, i
		if was, ok = w.number(k); !ok {
			return
		}
	}
	w.hold(i, was, certain, diag.ScaleMismatch, first.Text, k)
}

// toldTwice finds the numbers that are told more than once, in another form or in
// a table and in prose.
func (w *work) toldTwice() {
	type what struct {
		role      role
		key, unit string
		court     *stats.Court
		at        period.Period
		narrow    uint64
	}
	seen := map[what]int{}
	for i := range w.claims {
		c := &w.claims[i]
		if c.Kind != claim.Level || c.Part && c.Cell.Table == 0 || c.Subject == "" || c.Period.IsZero() || c.Until != claim.None || c.Same != claim.None {
			continue
		}
		r := w.roles[i]
		t := w.terms.term(c.Subject)
		k := what{r, t.key, unitOf(c.Unit), w.scenes[i].court, c.Period, w.scenes[i].narrow | t.narrow}
		first, told := seen[k]
		if !told {
			seen[k] = i
			continue
		}
		o := &w.claims[first]
		sameForm := c.Quantity.Scale() == o.Quantity.Scale() && c.Quantity.Places() == o.Quantity.Places() && c.Vague == o.Vague && (c.Cell.Table > 0) == (o.Cell.Table > 0)
		switch {
		case sameForm && c.Quantity.Value().Equal(o.Quantity.Value()):
			if o.Verdict != Unverified && o.Verdict != Mismatch {
				w.settle(i, o.Text, first)
			}
		case sameForm, w.scenes[i].sure != w.scenes[first].sure:
		case w.alikeInSize(i, first):
			w.twice(i, first, (r.verb != "" || utf8.RuneCountInString(c.Subject) >= plainName) && (c.Cell.Table == 0 || o.Cell.Table == 0))
		}
	}
}

// plainName is how many characters a subject has that names one thing only.
const plainName = 4

// alikeInSize reports whether two numbers are so close that they are surely meant
// to be the same.
func (w *work) alikeInSize(i, k int) bool {
	a, b := w.claims[i].Quantity.Value(), w.claims[k].Quantity.Value()
	if b.Sign() <= 0 {
		return false
	}
	return a.Sub(b).Abs().Mul(decimal.NewFromInt(20)).LessThanOrEqual(b)
}
