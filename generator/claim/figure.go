package claim

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"gongbao/generator/period"
	"gongbao/generator/quantity"
)

// durable tells whether a duration is a figure: 平均用时58.3天, 缩短3.5天. Those of
// laws and plans are not.
func (c *reading) durable(n numeral) bool {
	words := string(c.words)
	if c.hasRange || c.change != None && c.change == len(c.claims)-1 && c.claims[c.change].Unit == canonicalUnit(n.unit) {
		return true
	}
	if strings.Contains(words, "平均") || strings.Contains(words, "人均") || strings.Contains(words, "件均") {
		return true
	}
	unit := canonicalUnit(n.unit)
	switch unit {
	case "年", "岁", "周年", "周岁", "周", "季度", "个季度":
		return false
	}
	for _, w := range []string{"用时", "时长", "天数", "周期", "耗时", "时间"} {
		if strings.Contains(words, w) && !c.excludes(words) {
			return true
		}
	}
	if unit == "个月" {
		return c.comparison != Unsaid && c.verb
	}
	if c.isFrom || len(c.fromOpen) > 0 {
		return true
	}
	if c.verb && (c.comparison != Unsaid || c.reached || c.target(unit) != None) {
		return true
	}
	return c.isPrevious && c.of != None && c.claims[c.of].Unit == unit
}

// excludes tells 办理时间不得超过 and the like: what may be, and not what was.
func (c *reading) excludes(words string) bool {
	return strings.Contains(words, "不得") || strings.Contains(words, "应当") || strings.Contains(words, "内")
}

// number reads one number.
func (c *reading) number(i int) {
	t := &c.tokens[i]
	n := *t.num
	out := c.blank(*t)
	out.Quantity, out.Unit, out.Vague, out.VagueTwice = n.quantity, canonicalUnit(n.unit), n.vague, n.vagueTwice
	out.Context = c.context(*t)
	if n.ordinal && (c.isRank || n.unit == "位" && strings.Contains(string(c.words), "全")) {
		c.ranked(t, out)
		return
	}
	if n.reason == IsDuration && (c.durable(n) || c.compared && c.verbAhead(i)) {
		n.reason = ""
	}
	if n.reason != "" {
		t.claim = c.add(c.exempt(t, n.reason))
		c.passed(*t, c.class(i+1))
		return
	}
	c.figures++
	if c.comparison == Peers {
		c.words = c.words[:0]
	}
	if !c.verb && c.comparison != Unsaid && c.direction == 0 {
		if d := c.manner(*t); d != 0 {
			c.verb, c.direction, c.verbAt = true, d, i
			c.written++
			c.words = []rune(strings.TrimRight(string(c.words), "高低多少快慢长短了约近出 超过逾"))
		}
	}
	own := c.own()
	if c.named != "" {
		own = c.named
	}
	out.Kind = c.kind(i, n)
	if c.isEach && len(c.group) == 0 && out.Kind == Level && len(c.subjects) > 1 {
		c.eachVerb = own
	}
	if out.Kind == Multiple && !c.verb { // 是前五年的1.8倍
		for _, w := range []string{"相当于", "是"} {
			if at := strings.LastIndex(string(c.words), w); at >= 0 {
				c.words = []rune(string(c.words)[:at])
				c.written++
				own = c.own()
			}
		}
	}
	out.Period = c.time()
	out.Topic = c.sentence.topic
	at := len(c.claims)
	switch {
	case n.vagueTwice:
		c.find(HedgedTwice, t.start, t.end, at)
	case n.percent && out.Unit == "百分点":
		c.find(PointsOfPoints, t.start, t.end, at)
	}
	if n.unitOnce {
		c.find(UnitOnce, t.start, c.tokens[min(i+2, len(c.tokens)-1)].end, at)
	}
	if n.sign < 0 && out.Kind == Change && c.direction < 0 && !c.verbNoun {
		c.find(SignTwice, t.start, t.end, at)
	}
	switch out.Kind {
	case Change, Multiple, Average:
		c.changed(&out, own, n, *t, at)
	case Share:
		out.Whole, out.Subject, out.Against = c.whole, c.shared, c.shareOf
		if len(c.fromOpen) > 0 {
			out.Subject = c.claims[c.fromOpen[0]].Subject
			break
		}
		if out.Subject == "" {
			out.Of = c.of
			out.Subject = c.name()
			if c.of != None {
				out.Subject = c.claims[c.of].Subject
			}
		}
	case Previous:
		if made := c.change; made != None && own == "" && c.of == None && !c.bare { // 同比下降8.52%以2024H1公布值2317.6计算
			c.claims[made].BaseTerms = []Term{{at, 1}}
			out.Subject = c.claims[made].Subject
			break
		}
		out.Of = c.of
		out.Subject = c.name()
		if own != "" {
			out.Subject, out.Of = own, c.levelNamed(own)
			if out.Of == None && c.of != None && strings.HasSuffix(c.claims[c.of].Subject, own) { // 本月结案
				out.Of = c.of
			}
		}
		if c.compared {
			out.Period = c.base
		}
	default:
		c.leveled(&out, own, n, i, at)
	}
	t.claim = c.add(out)
	c.relate(t.claim, i)
}

// passed keeps a number that is no claim where it is part of a name: 超12个月未结
// is one, 四年间 and 近五年 are times.
func (c *reading) passed(t token, next class) {
	switch t.num.reason {
	case IsListItem, IsReference, IsDate:
		return
	case IsDuration:
		span := 0
		switch c.peek(t.end) {
		case '间', '来', '内':
			span = 1
		case '以':
			if c.peek(t.end+1) == '来' {
				span = 2
			}
		}
		before := ""
		for _, w := range []string{"近", "过去", "最近", "这"} {
			if strings.HasSuffix(string(c.words), w) {
				before = w
			}
		}
		verb := next == up || next == down || next == average // 三年增长19.5%
		if !verb && span == 0 && before == "" || !verb && before == "近" && t.num.unit != "年" {
			break
		}
		if t.num.unit == "年" && c.sentence.years == 0 {
			c.sentence.years = int(t.num.quantity.Value().IntPart())
		}
		c.words = c.words[:len(c.words)-utf8.RuneCountInString(before)]
		c.skip = t.end + span
		return
	}
	if t.num.reason == IsSlogan && c.peek(t.end) == ':' {
		return
	}
	c.word(t)
}

// ranked reads a place among others.
func (c *reading) ranked(t *token, out Claim) {
	out.Kind, out.Subject, out.Whole, out.Period = Rank, c.shared, strings.TrimSuffix(strings.TrimSuffix(clean(string(c.words)), "第"), "前"), c.told
	if out.Unit == "人" {
		out.Unit = "位"
	}
	if c.runes[t.start-1] == '前' {
		out.Vague = Under
	}
	if out.Whole == "" { // 综合质效全省排名第2位
		for _, w := range []string{"全省", "全市", "全国", "全县", "全区", "全院"} {
			if rest, ok := strings.CutSuffix(out.Subject, w); ok {
				out.Subject, out.Whole = rest, w
			}
		}
	}
	if out.Subject == "" && c.of != None {
		out.Subject, out.Of = c.claims[c.of].Subject, c.of
	} else if out.Subject == "" {
		out.Subject = c.topic
	}
	t.claim = c.add(out)
	c.isRank = false
	c.words = c.words[:0]
}

// changed fills in what a change, a multiple or an average says.
func (c *reading) changed(out *Claim, own string, n numeral, t token, at int) {
	out.Sign = c.direction
	if n.sign < 0 && (out.Sign >= 0 || c.verbNoun) { // 增长-3.2% is a fall
		out.Sign = -1
	} else if n.sign > 0 && out.Sign == 0 {
		out.Sign = 1
	}
	out.Comparison, out.Base = c.comparison, c.baseOf()
	out.Subject = c.name()
	if c.isShare && out.Kind == Change {
		out.Subject = c.shared + "占比"
		own = out.Subject
	}
	if c.isShare && out.Kind == Change && c.shared == "" && c.share != None {
		out.Of, out.Subject = c.share, c.claims[c.share].Subject+"占比"
	} else if own == "" {
		out.Of = c.target(out.Unit)
		if out.Of != None {
			out.Subject, out.Period = c.claims[out.Of].Subject, c.claims[out.Of].Period
			if c.whenSaid && !c.isPrevious {
				out.Period = c.when
			}
			out.Base = c.rebase(out)
		} else if c.of != None && !c.bare {
			out.Subject = c.topicFor(out.Unit)
		}
		c.follow(out, at)
	}
	if out.Comparison == Unsaid && out.Of != None && out.Base.IsZero() { // 从2021年的…上升到…，增长19.5%
		for k := out.Of - 1; k >= 0 && k > out.Of-6; k-- {
			if f := c.claims[k]; f.Kind == From && f.To == out.Of && f.Period != out.Period {
				out.Base = f.Period
				if out.Kind == Change && !out.Base.IsZero() {
					out.Comparison = Against
					if out.Base == out.Period.YearBefore() {
						out.Comparison = YearOnYear
					}
				}
			}
		}
	}
	if out.Comparison == Unsaid && c.compare != Unsaid && out.Kind != Average {
		out.Comparison, out.Base = c.compare, c.compareBase
	}
	if out.Unit == "倍" && c.direction < 0 && !c.reached {
		c.find(TimesLess, c.tokens[c.verbAt].start, t.end, at)
	}
	switch out.Kind {
	case Average:
		out.Years = c.sentence.years
		if out.Base.IsZero() {
			out.Base = c.since
		}
		if out.Base.IsZero() {
			out.Base = c.sentence.base
		}
		if out.Of == None && own == "" && c.sentence.change != None && c.claims[c.sentence.change].Unit == out.Unit {
			out.Of = c.sentence.change
			out.Subject, out.Period = c.claims[out.Of].Subject, c.claims[out.Of].Period
		}
	case Multiple:
		if c.reached {
			out.Sign = 0
		}
		if c.whenSaid && !c.when.IsZero() && (c.isPrevious || c.when.Year() < c.told.Year()) && (out.Sign == 0 || c.isPrevious) { // 是上年的2.5倍
			out.Period, out.Base = c.told, c.when
			if out.Comparison == Unsaid && !c.isPrevious {
				out.Comparison = Against
			}
			if out.Comparison == Unsaid && c.when == c.told.YearBefore() && !c.told.IsZero() {
				out.Comparison = YearOnYear
			}
		}
	}
}

// follow takes over what the change right before says when a change says less:
// 较年初减少131件，下降71.6%.
func (c *reading) follow(out *Claim, at int) {
	if c.change == None || c.change != at-1 || out.Kind != Change || c.isEach {
		return
	}
	before := c.claims[c.change]
	if t := c.tokens[0].start; c.claims[c.change].End <= c.places[t] && before.Kind == Change { // of the clause before
		if out.Comparison == Unsaid && before.Of == out.Of {
			out.Comparison, out.Base = before.Comparison, before.Base
		}
		if out.Of == None && out.Subject == "" && out.Unit != "百分点" && before.Unit != "百分点" {
			out.Subject = before.Subject
		}
	}
}

// rebase is the base of a change after its period became known.
func (c *reading) rebase(out *Claim) period.Period {
	if !c.based && out.Comparison == YearOnYear && !out.Period.IsZero() {
		return out.Period.YearBefore()
	}
	return out.Base
}

// target is the level that a change in some unit is of: points change a rate,
// 件 a count of 件.
func (c *reading) target(unit string) int {
	if c.bare {
		return None
	}
	if c.of == None {
		if unit == "百分点" && c.share != None && c.topic == "" {
			return c.share
		}
		return None
	}
	fits := func(at int) bool {
		o := c.claims[at]
		switch unit {
		case "%", "倍":
			return o.Kind == Level
		case "百分点":
			return (o.Kind == Level || o.Kind == Share) && (o.Unit == "%" || o.Unit == "‰")
		}
		return o.Kind == Level && o.Unit == unit
	}
	if fits(c.of) {
		return c.of
	}
	for i := len(c.claims) - 1; i >= 0 && i > len(c.claims)-8 && (i >= c.first || i >= c.of); i-- {
		if fits(i) {
			return i
		}
	}
	return None
}

// topicFor is the subject of a change that has no level: the one that the
// sentence is about, if that can change by the unit.
func (c *reading) topicFor(unit string) string {
	if unit == "%" || unit == "倍" || c.claims[c.of].Unit == unit {
		return c.claims[c.of].Subject
	}
	return ""
}

// leveled fills in what a level says.
func (c *reading) leveled(out *Claim, own string, n numeral, i, at int) {
	out.Subject = c.name()
	if own != "" {
		out.Subject = own
	}
	if n.sign < 0 {
		out.Sign = -1
	}
	if noun, end, classifier := c.noun(i); classifier && out.Kind == Level {
		out.Noun = noun
		if noun != "" {
			c.skip = end
		}
		switch {
		case own == "" && noun != "" && !c.reached:
			out.Subject = noun
		case own != "" && noun != "" && utf8.RuneCountInString(own) <= 12 && !strings.HasSuffix(own, "案件") && !strings.HasSuffix(own, noun):
			out.Subject = own + noun
		}
	}
	if out.Kind == From {
		if c.isShare {
			out.Subject, out.Whole = c.shared+"占比", c.whole
		}
		return
	}
	if c.besides(out, own, i, at) {
		return
	}
	if c.summed && own == "" && c.sums(out) {
		return
	}
	switch {
	case c.excluded:
	case c.part && c.total != None && c.total != at && sameKind(out.Unit, c.claims[c.total].Unit):
		closing := tellsClosing(out.Subject)
		if c.parts > 0 && closing && !c.sentence.closing && len(c.stack) == 0 { // 其中刑事139件，审结1456件
			c.part = false
			break
		}
		if c.parts == 0 {
			c.sentence.closing = closing
			if c.total = c.wholeOf(out.Subject, out.Unit); c.total == None {
				c.part = false
				break
			}
		}
		c.sentence.parts++
		out.Part, out.Of = true, c.total
		out.Topic = c.claims[c.total].Subject
	case c.part && c.total != None && c.total != at && out.Unit == "%" && c.claims[c.total].Unit == "%" && c.claims[at-1].Unit == "%": // 结案率97%（其中民事98.1%）
		out.Topic = c.claims[c.total].Subject
	}
	c.precede(out, at)
	if own == "" && !out.Part && c.change != None && !c.fromElse(c.claims[c.change].Subject) && c.change >= len(c.claims)-3 && c.claims[c.change].Of == None && fitsChange(c.claims[c.change].Unit, out.Unit) {
		out.Subject = c.claims[c.change].Subject // 同比提高2.1个百分点，达97.19%
		c.claims[c.change].Of = at
	}
	if c.isAlways {
		if names := members(out.Subject); len(names) > 1 {
			out.Subjects = names
		}
	}
}

// fromElse reports whether what a level goes on from has another name: 结案率提高
// 3.2个百分点，增长率由4.1%提高到5.2%.
func (c *reading) fromElse(name string) bool {
	if len(c.fromOpen) == 0 {
		return false
	}
	from := c.claims[c.fromOpen[0]].Subject
	return from != "" && from != name
}

// precede makes a level the one that the value of the year before, told first, is
// of: 去年同期受理3107件，今年受理3284件.
func (c *reading) precede(out *Claim, at int) {
	before := at - 1
	if before < c.first || out.Kind != Level || out.Part || out.Period.IsZero() {
		return
	}
	p := &c.claims[before]
	if p.Kind != Previous || p.Of != None && p.Of >= c.first || p.Unit != out.Unit || p.Period != out.Period.YearBefore() {
		return
	}
	if p.Subject != out.Subject && p.Subject != "" && out.Subject != "" {
		return
	}
	p.Of = at
	out.Subject = cmp.Or(out.Subject, p.Subject)
}

// sums makes a number behind 合计 the sum of the row before it: 刑事案件139件、
// 民事案件2129件，合计2268件.
func (c *reading) sums(out *Claim) bool {
	row := c.row
	if len(c.group) == 0 {
		if levels := c.levelsOf(); len(levels) > 1 {
			row = levels
		}
	}
	if len(row) < 2 || row[len(row)-1] != c.last {
		return false
	}
	var terms []Term
	for _, i := range row {
		if o := c.claims[i]; o.Unit != out.Unit || o.Beside != None || o.Against != None || o.Unit == "%" || i > 0 && c.claims[i-1].Against == i {
			return false
		}
		terms = append(terms, Term{i, 1})
	}
	out.Sums, out.Subject = append(out.Sums, terms), ""
	return true
}

// wholeOf is the level whose parts follow. 其中 at the beginning of a sentence may
// be of any level of the one before: of that which tells the same deed, 其中中院
// 受理5208件; where none does and there are several, it is not certain.
func (c *reading) wholeOf(part, unit string) int {
	if len(c.stack) > 0 || c.total >= c.first {
		return c.total
	}
	several := 0
	for i := c.total; i >= 0 && i > c.total-12 && c.claims[i].Sentence == c.claims[c.total].Sentence; i-- {
		o := c.claims[i]
		if o.Kind != Level || o.Part || o.Unit != unit || containsAny(o.Subject, means) {
			continue
		}
		several++
		for _, a := range actions {
			if strings.Contains(part, a) && strings.Contains(o.Subject, a) {
				return i
			}
		}
	}
	if several > 1 {
		return None
	}
	return c.total
}

// fitsChange reports whether a level can have changed in a unit.
func fitsChange(change, level string) bool {
	switch change {
	case "百分点":
		return level == "%"
	case "%", "倍":
		return level != "%"
	}
	return change == level
}

// sameKind reports whether numbers in two units can be part and whole.
func sameKind(a, b string) bool {
	if a == "%" || b == "%" || a == "‰" || b == "‰" {
		return false
	}
	return a == b || a == "" || b == ""
}

// tellsClosing reports whether a name tells of cases that were closed, or that
// were left.
func tellsClosing(subject string) bool {
	for _, w := range []string{"审结", "结案", "办结", "执结", "已结", "未结", "执行完毕"} {
		if strings.Contains(subject, w) {
			return true
		}
	}
	return false
}

// besides notes a number that counts the same as the one before it in another
// unit, or at another scale: 1663件8840人, 1763199件（176.32万件）.
func (c *reading) besides(out *Claim, own string, i, at int) bool {
	if own != "" || at == 0 || out.Kind != Level {
		return false
	}
	before := at - 1
	o := c.claims[before]
	near := i > 0 && c.tokens[i-1].class == number || i > 1 && (c.tokens[i-1].class == slash || c.tokens[i-1].class == listed || c.tokens[i-1].class == equals) && c.tokens[i-2].class == number || c.from == at && before == c.of && (len(c.stack) > 0 || len(c.words) > 0 && c.words[0] == '即')
	if !near || o.Kind != Level || before < c.first {
		return false
	}
	switch {
	case i > 0 && c.tokens[i-1].class == slash && (o.Unit == out.Unit || o.Unit == "" || out.Unit == ""):
		c.claims[before].Against = at
		out.Subject = ""
		return true
	case o.Unit == out.Unit && likely(o.Quantity, out.Quantity) && (o.Quantity.Scale() != out.Quantity.Scale() || o.Vague != Exact && out.Vague == Exact && len(c.stack) > 0 && c.alone(i) && alike(o.Quantity, out.Quantity)):
		out.Same, out.Subject, out.Period = before, o.Subject, o.Period
		return true
	case i > 0 && c.tokens[i-1].class == listed && !(personal(out.Unit) && !personal(o.Unit)):
	case o.Unit != out.Unit && out.Unit != "%" && o.Unit != "%" && out.Unit != "" && o.Unit != "" && !c.isEach:
		out.Beside, out.Subject, out.Part, out.Of, out.Period, out.Topic = before, o.Subject, o.Part, o.Of, o.Period, o.Topic
		if noun := out.Noun; noun != "" && o.Noun == "" && utf8.RuneCountInString(noun) <= 6 && o.Unit != "件" && o.Unit != "人" {
			out.Beside, out.Subject, out.Part, out.Of = None, noun, false, None
		}
		return true
	}
	return false
}

// alone reports whether nothing but a number stands between brackets: 130余人（126人）.
func (c *reading) alone(i int) bool {
	return i == 0 && len(c.tokens) == 1
}

// personal reports whether a unit counts people.
func personal(unit string) bool { return unit == "人" || unit == "人次" || unit == "户" }

// likely reports whether two numbers can be meant to be one: a slip leaves them
// near each other.
func likely(a, b quantity.Quantity) bool {
	const times = 20
	return within(a, b, times)
}

// alike reports the same of a number and the vague one before it.
func alike(a, b quantity.Quantity) bool {
	const times = 2
	return within(a, b, times)
}

func within(a, b quantity.Quantity, times int64) bool {
	x, y := a.Value().Abs(), b.Value().Abs()
	n := decimal.NewFromInt(times)
	return x.LessThan(y.Mul(n)) && y.LessThan(x.Mul(n))
}

// classifiers are the measure words that stand before what they count.
var classifiers = map[string]bool{"个": true, "名": true, "位": true, "家": true, "场": true, "项": true, "支": true, "条": true, "部": true, "所": true, "处": true, "起": true, "件": true, "篇": true, "份": true, "户": true, "对": true, "期": true, "次": true, "批": true, "堂": true, "则": true, "类": true, "种": true}

// nounEnds are words with which the noun behind a number has ended.
var nounEnds = []string{"受到", "获得", "处于", "优于", "被", "获", "荣获", "参加", "予以", "进行", "经", "在", "向", "对", "以", "于", "调整", "整合", "合并", "改", "到", "用于", "给"}

// noun are the words right behind a number up to the next mark. When the next
// number follows them they are its own: 受理3881件审结1456件.
func (c *reading) noun(i int) (noun string, after int, classifier bool) {
	if !classifiers[c.tokens[i].num.unit] {
		return "", 0, false
	}
	begin := c.tokens[i].end
	end := begin
	for _, t := range c.ahead(i) {
		if t.class == number || t.class == share || t.class == compare {
			if t.class == number {
				return "", 0, true
			}
			break
		}
		if t.class != other {
			break
		}
		end = t.end
	}
	words := string(c.runes[begin:min(end, begin+24)])
	for _, w := range nounEnds {
		if at := strings.Index(words, w); at >= 0 {
			words = words[:at]
		}
	}
	return clean(words), end, true
}

func (x *extractor) peek(i int) rune {
	if i < len(x.runes) {
		return x.runes[i]
	}
	return 0
}

// kind decides what a number says.
func (c *reading) kind(i int, n numeral) Kind {
	unit := canonicalUnit(n.unit)
	rate := unit == "%" || unit == "‰"
	switch {
	case c.isFrom && !c.reached:
		return From
	case unit == "百分点":
		return Change
	case c.isAverage:
		return Average
	case unit == "倍":
		return Multiple
	case c.isShare && (rate || unit == "倍") && (!c.verb || c.reached):
		return Share
	case c.reached:
		return Level
	case c.compared && (c.verbAhead(i) || c.comparedBehind(c.tokens[i], farBehind)):
		return Previous
	case c.direction != 0:
		return Change
	case c.comparison != Unsaid && !c.compared && rate:
		return Change
	case n.sign != 0 && rate && c.of != None && c.own() == "":
		return Change
	case c.isPrevious, c.whenSaid && c.of == None && c.change != None && c.own() == "" && c.claims[c.change].Base == c.when && !c.when.IsZero():
		return Previous
	}
	return Level
}

// relate notes what a number is to those beside it, and forgets what was said of
// it alone.
func (c *reading) relate(index, i int) {
	claim := &c.claims[index]
	before := c.of
	if c.hasRange {
		c.claims[c.lower].Until = index
		c.hasRange = false
	}
	if c.isEach {
		c.joinGroup(index)
	}
	switch claim.Kind {
	case From:
		c.fromOpen = append(c.fromOpen, index)
		if !c.isPrevious && !c.whenSaid && !c.since.IsZero() {
			claim.Period = c.since
		}
		if c.isPrevious && claim.Of == None { // 由去年的45天缩短至21天
			claim.Base = period.Period{}
		}
	case Change, Flat:
		c.sentence.change = index
		if c.topic == "" && !c.isEach && !c.part {
			c.topic = claim.Subject
		}
	case Share:
		c.sentence.share = index
		if len(c.fromOpen) > 0 && c.reached {
			c.claims[c.fromOpen[0]].To = index
			c.fromOpen = c.fromOpen[1:]
		}
	case Level:
		if len(c.fromOpen) > 0 && c.reached {
			from := c.fromOpen[0]
			claim.Subject = c.claims[from].Subject
			c.claims[from].To = index
			c.fromOpen = c.fromOpen[1:]
		}
		if !c.bare && !c.excluded && claim.Same == None {
			if !claim.Part && !containsAny(claim.Subject, means) {
				c.previous = index
				if claim.Subject != "" && claim.Unit != "%" && !c.isEach {
					c.topic = narrowed(c.topic, claim.Subject)
				}
			}
			c.of, c.last = index, index
		}
	}
	if c.isShare && claim.Kind == Level && claim.Unit != "%" { // 占597件的34.3%
		claim.Subject, claim.Of, claim.Part = c.whole, None, false
		c.shareOf, c.whole = index, ""
		c.of, c.last = before, before
		c.words = c.words[:0]
		return
	}
	if c.tokens[i].num.until {
		c.lower, c.hasRange = index, true
	} else if !c.continues(i+1) && !(c.isFrom && claim.Kind == From) {
		if !(c.compared && claim.Kind == Previous) { // 比去年同期的2296件增加17件
			c.comparison, c.based, c.compared = Unsaid, false, false
		}
		c.verb, c.direction, c.reached, c.verbNoun = false, 0, false, false
		c.isShare, c.isAverage, c.isPrevious, c.excluded, c.isAlways, c.summed = false, false, false, false, false, false
		c.named = ""
		if claim.Kind != From {
			c.isFrom = false
		}
		if claim.Kind == Previous {
			c.whenSaid = false
		}
		c.bare = false
	}
	if claim.Kind == From && !c.continues(i+1) {
		c.whenSaid, c.isPrevious = false, false
	}
	c.words = c.words[:0]
}

// means are words of numbers that have no parts.
var means = []string{"人均", "日均", "月均", "件均", "户均", "平均"}

// narrowed is the topic after a level that says only what was done: 结案 after
// 民事案件受理 is 民事案件结案.
func narrowed(topic, subject string) string {
	for _, a := range actions {
		if !strings.HasPrefix(subject, a) || strings.Contains(topic, "、") {
			continue
		}
		if slices.ContainsFunc([]string{"案件", "方面", "类", "事"}, func(w string) bool { return strings.HasSuffix(topic, w) }) && !containsAny(topic, actions) {
			return topic + subject
		}
		for _, b := range actions {
			if at := strings.Index(topic, b); at > 0 && !strings.HasPrefix(subject, topic[:at]) { // 执行受理 after 执行结案 tells its kind itself
				return topic[:at] + subject
			}
		}
	}
	return subject
}

// continues reports whether a list of numbers goes on: 、 or 和, and a number.
func (c *reading) continues(i int) bool {
	joins := false
	for ; i < len(c.tokens); i++ {
		switch c.tokens[i].class {
		case listed, joined:
			joins = true
		case comma:
			joins = true
		case up, down, flat:
			if !c.isEach {
				return false
			}
		case number:
			return joins && c.tokens[i].num.reason == ""
		default:
			return false
		}
	}
	return false
}

// levelNamed is the last level near by with a subject.
func (c *reading) levelNamed(subject string) int {
	c.scanner.steps += enough
	for i := len(c.claims) - 1; i >= 0 && i > len(c.claims)-enough; i-- {
		if c.claims[i].Kind == Level && c.claims[i].Subject == subject {
			return i
		}
	}
	return None
}
