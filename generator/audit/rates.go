package audit

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"gongbao/generator/claim"
	"gongbao/generator/diag"
)

// The rates of a text: held against the counts that they are of.

// quotients are rates whose names say what they are of. The longer names come
// first where one ends with another.
var quotients = []struct {
	name        string
	part, whole string
	rest        bool // the rate is of what is left: 服判息诉率 is of those that were not appealed
}{
	{"结案率", closed, accepted, false},
	{"结收比", closed, filed, false},
	{"结收案比", closed, filed, false},
	{"未结率", pending, accepted, false},
}

// ownRate: 受理3881件，审结1456件，结案率37.52%.
func (w *work) ownRate(i int) {
	c := &w.claims[i]
	if c.Unit != "%" || c.Until != claim.None || c.Of != claim.None && c.Part {
		return
	}
	if w.ownFraction(i) {
		return
	}
	counts := w.counts(i)
	if len(counts) < 2 {
		if counts = append(slices.Clone(counts), w.countsBehind(i)...); len(counts) < 2 {
			return
		}
	}
	for _, q := range quotients {
		if !strings.HasSuffix(trim(plain(c.Subject)), q.name) || strings.Contains(c.Subject, "审限") || strings.Contains(c.Subject, "法定") {
			continue
		}
		about := w.roles[i].topic
		var parts, wholes []int
		for _, k := range counts {
			r := w.roles[k]
			switch {
			case r.topic != about || w.claims[k].Part && r.verb != filed && c.Cell.Table == 0:
			case r.verb == q.part:
				parts = append(parts, k)
			case r.verb == q.whole:
				wholes = append(wholes, k)
			}
		}
		for _, p := range parts {
			for _, k := range wholes {
				if w.ratio(i, p, k, false) {
					return
				}
			}
		}
		if w.anyRatio(i, counts) {
			return
		}
		if w.one(parts) && w.one(wholes) && w.scenes[i].narrow == w.scenes[parts[0]].narrow|w.scenes[i].narrow {
			less := w.claims[parts[0]].Quantity.Value().LessThanOrEqual(w.claims[wholes[0]].Quantity.Value())
			w.ratio(i, parts[0], wholes[0], less || q.whole == filed)
		}
		return
	}
	if subject := trim(plain(c.Subject)); strings.HasSuffix(subject, "率") || strings.HasSuffix(subject, "比") || strings.HasSuffix(subject, "比例") || strings.HasSuffix(subject, "比重") {
		if w.ownRemainder(i, counts) || w.anyRatio(i, counts) || w.ownSettled(i, counts) {
			return
		}
		w.namedRatio(i)
	}
}

// ownFraction: 当庭宣判率61.3%（584/953）, 民事1030/2129，结案率48.38%.
func (w *work) ownFraction(i int) bool {
	c := &w.claims[i]
	for _, k := range []int{i + 1, i - 2} {
		if k < 0 || k+1 >= len(w.claims) || w.claims[k].Against != k+1 || w.claims[k].Kind != claim.Level || !w.together(i, k) || !w.together(i, k+1) {
			continue
		}
		end, begin := c.End, w.claims[k].Start
		if k < i {
			end, begin = w.claims[k+1].End, c.Start
		}
		if begin-end > len("，一审服判息诉率为") {
			continue
		}
		between := w.text[end:begin]
		if narrowed(between)&^w.terms.term(w.claims[k].Subject).narrow != 0 { // 刑事78/139，民事结案率48.4%
			continue
		}
		if k > i && between != "（" && between != "(" || k < i && !strings.HasPrefix(between, "，") && !strings.HasPrefix(between, ",") {
			continue
		}
		const months, days = 12, 31 // 截至12/31 is a day
		day := w.claims[k].Quantity.Value().LessThanOrEqual(decimal.NewFromInt(months)) && w.claims[k+1].Quantity.Value().LessThanOrEqual(decimal.NewFromInt(days))
		if w.ratio(i, k, k+1, !day && w.claims[k].Quantity.Value().LessThanOrEqual(w.claims[k+1].Quantity.Value())) || w.claims[i].Verdict == Mismatch {
			return true
		}
	}
	return false
}

// closeTo reports whether a rate is so near to a quotient that it is meant to be
// that: a slip of the pen, and no rate of something else.
func (w *work) closeTo(i, part, whole int) bool {
	a, okA := w.number(part)
	b, okB := w.number(whole)
	q, ok := a.by(b)
	if !okA || !okB || !ok {
		return false
	}
	const tenth = 10
	at := q.at.Mul(hundred)
	return w.claims[i].Quantity.Value().Sub(at).Abs().Mul(decimal.NewFromInt(tenth)).LessThanOrEqual(at)
}

// namedRates are rates whose counts are known by their names, where a sentence
// tells no others.
var namedRates = []struct {
	rate        string
	part, whole []string
	rest        bool
}{
	{"服判息诉率", []string{"上诉"}, closedWords, true},
	{"上诉率", []string{"上诉"}, closedWords, false},
	{"调解成功率", []string{"调解成功", "成功调解", "成功"}, []string{"调解"}, false},
	{"调解率", []string{"调解"}, closedWords, false},
	{"调撤率", []string{"调撤", "调解", "撤诉"}, closedWords, false},
	{"调解撤诉率", []string{"调撤", "调解", "撤诉"}, closedWords, false},
	{"撤诉率", []string{"撤诉"}, closedWords, false},
	{"发改率", []string{"改判", "发回", "发改"}, closedWords, false},
	{"发回重审率", []string{"改判", "发回", "发改"}, closedWords, false},
	{"改发率", []string{"改判", "发回", "发改", "改发"}, closedWords, false},
	{"当庭宣判率", []string{"当庭宣判"}, closedWords, false},
	{"缓刑适用率", []string{"缓刑"}, []string{"罪犯", "被告人", "判处"}, false},
	{"执行完毕率", []string{"执行完毕"}, []string{"执结", "执行结案", "结案"}, false},
}

var closedWords = []string{"结案", "审结", "办结", "已结", "宣判"}

// namedRatio holds a rate that no two counts give against the only two of its
// sentence, if their names say that it is theirs and it is near to it.
func (w *work) namedRatio(i int) {
	c := &w.claims[i]
	subject := trim(plain(c.Subject))
	for _, r := range namedRates {
		first, ok := strings.CutSuffix(subject, r.rate)
		if !ok {
			continue
		}
		part, whole, ok := w.onlyTwo(i)
		if !ok {
			return
		}
		a, b := w.claims[part].Subject, w.claims[whole].Subject
		holds := func(s string) func(string) bool { return func(word string) bool { return strings.Contains(s, word) } }
		if !slices.ContainsFunc(r.part, holds(a)) || !slices.ContainsFunc(r.whole, holds(b)) || narrowed(first)&^(narrowed(a)|narrowed(b)) != 0 {
			return
		}
		if !r.rest {
			if w.closeTo(i, part, whole) {
				w.ratio(i, part, whole, true)
			}
			return
		}
		x, okX := w.number(part)
		y, okY := w.number(whole)
		if q, ok := y.sub(x).by(y); ok && okX && okY {
			gap := q.at.Mul(hundred).Sub(c.Quantity.Value()).Abs()
			const points = 5
			pq, wq := w.claims[part].Quantity.String(), w.claims[whole].Quantity.String()
			w.hold(i, q.times(hundred), gap.LessThanOrEqual(decimal.NewFromInt(points)), diag.RatioMismatch, "("+wq+"−"+pq+")÷"+wq, part, whole)
		}
		return
	}
	w.stemRatio(i, subject)
}

// ownSettled: 调解512件、撤诉480件 make the 调撤率 of what was closed.
func (w *work) ownSettled(i int, counts []int) bool {
	c := &w.claims[i]
	if !strings.HasSuffix(c.Subject, "调撤率") && !strings.HasSuffix(c.Subject, "调解撤诉率") || c.Quantity.Places() == 0 {
		return false
	}
	named := func(word, not string) int {
		for _, k := range counts {
			if s := w.claims[k].Subject; w.together(i, k) && strings.Contains(s, word) && !strings.Contains(s, not) {
				return k
			}
		}
		return claim.None
	}
	settled, withdrawn := named("调解", "撤"), named("撤诉", "调")
	if settled == claim.None || withdrawn == claim.None {
		return false
	}
	a, okA := w.number(settled)
	b, okB := w.number(withdrawn)
	for _, k := range counts {
		whole, ok := w.number(k)
		if k == settled || k == withdrawn || !ok || !okA || !okB {
			continue
		}
		working := "(" + w.claims[settled].Quantity.String() + "+" + w.claims[withdrawn].Quantity.String() + ")÷" + w.claims[k].Quantity.String()
		if q, ok := a.add(b).by(whole); ok && w.hold(i, q.times(hundred), false, diag.RatioMismatch, working, settled, withdrawn, k) {
			return true
		}
	}
	return false
}

// stemRatio holds a rate against the only two counts of its sentence when one of
// them is named as the rate is, 收到回复80份 and 回复率, and the rate is but a slip
// of the pen away.
func (w *work) stemRatio(i int, subject string) {
	c := &w.claims[i]
	name, ok := strings.CutSuffix(subject, "率")
	const stem = len("回复")
	if !ok || len(name) < stem {
		return
	}
	name = name[len(name)-stem:]
	part, whole, ok := w.onlyTwo(i)
	if !ok || !strings.Contains(w.claims[part].Subject, name) || strings.Contains(w.claims[whole].Subject, name) {
		return
	}
	a, okA := w.number(part)
	b, okB := w.number(whole)
	if q, ok := a.by(b); ok && okA && okB {
		w.ratio(i, part, whole, slip(c.Quantity.String(), like(q.at.Mul(hundred), c.Quantity).String()))
	}
}

// onlyTwo are the only counts of a claim's sentence, when there are two, the
// smaller first.
func (w *work) onlyTwo(i int) (part, whole int, ok bool) {
	var two []int
	for k := range w.around(i) {
		if k != i && w.together(i, k) && counting(&w.claims[k]) && w.claims[k].Unit != "元" {
			two = append(two, k)
		}
	}
	if len(two) != 2 || !w.alongside(i, two[0]) || !w.alongside(i, two[1]) {
		return 0, 0, false
	}
	if w.claims[two[0]].Quantity.Value().GreaterThan(w.claims[two[1]].Quantity.Value()) {
		return two[1], two[0], true
	}
	return two[0], two[1], true
}

// slip reports whether a number became another by one wrong digit, or by two that
// changed their places.
func slip(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	var differ []int
	for i := range a {
		if a[i] != b[i] {
			differ = append(differ, i)
		}
	}
	switch len(differ) {
	case 1:
		return true
	case 2:
		i, k := differ[0], differ[1]
		return a[i] == b[k] && a[k] == b[i]
	}
	return false
}

// ownColumns holds the rates of a column that fit none of their row against the
// two columns that give all the others.
func (w *work) ownColumns() {
	type place struct{ table, column int }
	type pair struct{ part, whole int }
	given := map[place]map[pair]int{}
	cells := map[[3]int]int{} // of a table, a row and a column
	for i := range w.claims {
		c := &w.claims[i]
		if c.Cell.Table == 0 {
			continue
		}
		at := [3]int{c.Cell.Table, c.Cell.Row, c.Cell.Column}
		if _, told := cells[at]; !told {
			cells[at] = i
		}
		if c.Kind != claim.Level || c.Unit != "%" || c.Verdict != Consistent || len(c.With) != 2 || strings.ContainsAny(c.Working, "−") {
			continue
		}
		a, b := &w.claims[c.With[0]], &w.claims[c.With[1]]
		if !w.together(i, c.With[0]) || !w.together(i, c.With[1]) {
			continue
		}
		col := place{c.Cell.Table, c.Cell.Column}
		if given[col] == nil {
			given[col] = map[pair]int{}
		}
		given[col][pair{a.Cell.Column, b.Cell.Column}]++
	}
	for i := range w.claims {
		c := &w.claims[i]
		pairs := given[place{c.Cell.Table, c.Cell.Column}]
		if c.Cell.Table == 0 || c.Kind != claim.Level || c.Unit != "%" || c.Verdict != Unverified || len(pairs) != 1 {
			continue
		}
		for p, n := range pairs {
			part, okPart := cells[[3]int{c.Cell.Table, c.Cell.Row, p.part}]
			whole, okWhole := cells[[3]int{c.Cell.Table, c.Cell.Row, p.whole}]
			const enough = 2 // rows that show how the column is worked out
			if okPart && okWhole && n >= enough {
				w.ratio(i, part, whole, true)
			}
		}
	}
}

// one reports whether claims tell but one number.
func (w *work) one(list []int) bool {
	for _, k := range list {
		if !w.claims[k].Quantity.Value().Equal(w.claims[list[0]].Quantity.Value()) {
			return false
		}
	}
	return len(list) > 0
}

// ratio holds a rate in percent against two counts.
func (w *work) ratio(i, part, whole int, certain bool) bool {
	if unitOf(w.claims[part].Unit) != unitOf(w.claims[whole].Unit) && w.claims[part].Unit != "" && w.claims[whole].Unit != "" {
		return false
	}
	a, okA := w.number(part)
	b, okB := w.number(whole)
	q, ok := a.by(b)
	if !okA || !okB || !ok {
		return false
	}
	working := w.claims[part].Quantity.String() + "÷" + w.claims[whole].Quantity.String()
	return w.hold(i, q.times(hundred), certain, diag.RatioMismatch, working, part, whole)
}

// ownRemainder: 上诉205件，服判息诉率 is of the others.
func (w *work) ownRemainder(i int, counts []int) bool {
	c := &w.claims[i]
	if !strings.Contains(c.Subject, "服判") && !strings.Contains(c.Subject, "息诉") || c.Quantity.Places() == 0 {
		return false
	}
	for _, p := range counts {
		if !strings.Contains(w.claims[p].Subject, "上诉") {
			continue
		}
		for _, k := range counts {
			a, okA := w.number(p)
			b, okB := w.number(k)
			if k == p || !okA || !okB || unitOf(w.claims[p].Unit) != unitOf(w.claims[k].Unit) {
				continue
			}
			if q, ok := b.sub(a).by(b); ok && q.lo.Sign() >= 0 {
				pq, wq := w.claims[p].Quantity.String(), w.claims[k].Quantity.String()
				if w.hold(i, q.times(hundred), false, diag.RatioMismatch, "("+wq+"−"+pq+")÷"+wq, p, k) {
					return true
				}
			}
		}
	}
	return false
}

// anyRatio finds two counts near a rate that give it. A rate with decimals is
// hardly met by chance; one without needs the only two counts of its sentence.
func (w *work) anyRatio(i int, counts []int) bool {
	c := &w.claims[i]
	const few = 8
	if c.Quantity.Places() == 0 {
		counts = slices.DeleteFunc(slices.Clone(counts), func(k int) bool { return w.claims[k].Sentence != c.Sentence })
		if len(counts) != 2 {
			return false
		}
	}
	counts = counts[:min(few, len(counts))]
	for _, p := range counts {
		for _, k := range counts {
			if p != k && w.claims[p].Quantity.Value().Cmp(w.claims[k].Quantity.Value()) <= 0 && w.ratio(i, p, k, false) {
				return true
			}
		}
	}
	return false
}
