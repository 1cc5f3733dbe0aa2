package claim

import (
	"strings"
	"unicode/utf8"

	"gongbao/generator/period"
	"gongbao/generator/quantity"
)

// clause reads the numbers of a clause, which share what is said once.
func (s *sentence) clause(tokens []token) {
	if s.reading == nil {
		s.reading = &reading{}
	}
	c := s.reading
	*c = reading{sentence: s, tokens: tokens, base: s.told, of: s.last, verbAt: None, from: len(s.claims), words: c.words[:0], group: c.group[:0], fromOpen: c.fromOpen[:0]}
	for i := range tokens {
		c.step(i)
	}
	c.finish()
}

// reading is how far a clause was read.
type reading struct {
	*sentence
	tokens []token
	from   int // the first claim of the clause

	words      []rune // since the last number: what may name the next
	written    int    // how often words were kept
	seen       int    // the length of the words, and the count, for which
	seenBefore int
	ownWords   string // is what they name
	named      string // what stood before 比全省平均水平 and 高于
	comparison Comparison
	compared   bool // 较 and a time were said, and no verb yet
	base       period.Period
	based      bool
	direction  int
	verb       bool
	verbAt     int  // the token
	verbNoun   bool // 增幅
	reached    bool // 到, 至, 为 stood after the verb
	isShare    bool
	shareOf    int    // the claim that tells the whole of a share
	shared     string // what is said to be a share, or ranked
	whole      string // and of what
	isAverage  bool
	isRank     bool
	isEach     bool
	isAlways   bool
	isFrom     bool
	bare       bool // after + and =: what names nothing is not of the level before
	excluded   bool // 不含
	summed     bool // 合计 stands right before the number
	lower      int  // the lower end of a range, whose upper end is next
	hasRange   bool
	fromOpen   []int // claims of 由…, whose ends are still to come
	group      []int // claims of this 分别
	subjects   []string
	eachVerb   string          // between 分别 and its first number
	moments    []period.Period // that stand in a list
	of         int
	when       period.Period
	whenSaid   bool
	opened     period.Period // with which the clause begins
	isPrevious bool
	skip       int // where the noun behind the last number ends
	figures    int // numbers that claim something
}

func (c *reading) step(i int) {
	c.scanner.steps++
	t := c.tokens[i]
	switch t.class {
	case number:
		c.number(i)
	case moment:
		c.moment(i)
	case compare:
		c.comparison, c.verb, c.reached, c.direction, c.compared = t.word.comparison, false, false, 0, false
	case than:
		switch next := c.class(i + 1); {
		case next == moment || next == number:
			c.comparison, c.compared = Against, true
		case c.peersAhead(i):
			c.comparison, c.named, c.words = Peers, c.own(), c.words[:0]
		default:
			c.word(t)
		}
	case above, below:
		if c.class(i+1) == number {
			break // 高于95%
		}
		c.comparison, c.named, c.words = Peers, c.own(), c.words[:0]
		c.verb, c.verbAt, c.verbNoun, c.reached = true, i, false, false
		c.direction = 1
		if t.class == below {
			c.direction = -1
		}
	case up, down:
		if c.comparison == Unsaid && c.runes[t.start] == '新' { // 新增案件203件
			c.word(t)
			break
		}
		if next := c.class(i + 1); t.word.noun && (next == up || next == down || next == rank || next == flat || next == from) { // 增幅回落
			c.word(t)
			break
		}
		c.verb, c.verbAt, c.verbNoun, c.reached, c.compared = true, i, t.word.noun, false, false
		c.direction = 1
		if t.class == down {
			c.direction = -1
		}
		if last := c.runes[t.end-1]; last == '至' || last == '到' {
			c.reached = true
		}
	case lost:
		c.lost(i)
	case flat:
		c.flat(t)
	case from:
		if c.fromAhead(i) {
			c.isFrom = true
		} else {
			c.word(t)
		}
	case reaching:
		switch {
		case c.verb && c.verbNoun:
		case c.verb || len(c.fromOpen) > 0:
			c.reached = true
		case c.class(i+1) != number && c.class(i+1) != moment && c.class(i+1) != each:
			c.word(t)
		}
	case share:
		c.isShare, c.shared, c.shareOf = true, c.own(), None
		if c.shared == "" && c.named != "" {
			c.shared = c.named
		}
		c.whole = clean(c.wholeAhead(i))
		for _, w := range []string{"的比重", "的比例", "比重", "比例"} {
			c.whole = strings.TrimSuffix(c.whole, w)
		}
		c.words = c.words[:0]
	case each:
		c.each()
	case always:
		c.isAlways = true
	case among:
		c.among(i)
	case except:
		c.excluded = true
		c.words = c.words[:0]
	case average:
		c.isAverage = true
	case rank:
		if !c.rankAhead(i) {
			c.word(t)
			break
		}
		if own := c.own(); own != "" || !c.isRank { // 排名居 says it twice
			c.shared = own
		}
		c.isRank = true
		c.words = c.words[:0]
	case twice:
		c.twice(t)
	case listed, joined:
		if c.behind(i) { // 16个集体、35名干警
			c.words = c.words[:0]
		} else if len(c.words) > 0 {
			c.word(t)
		}
	case plus, minus, equals, versus:
		c.words = c.words[:0]
		c.bare = true
	case total:
		c.summed = i+1 < len(c.tokens) && c.tokens[i+1].class == number
	case upto, slash, manner, semicolon, comma:
	default:
		c.word(t)
	}
}

// class is that of a token of the clause; stop beyond its end.
func (c *reading) class(i int) class {
	if i < 0 || i >= len(c.tokens) {
		return stop
	}
	return c.tokens[i].class
}

// ahead are the next tokens, as far as the grammar looks.
func (c *reading) ahead(i int) []token {
	c.scanner.steps += enough
	return c.tokens[min(i+1, len(c.tokens)):min(i+1+enough, len(c.tokens))]
}

// rankAhead reports whether a place follows 居, and not a home.
func (c *reading) rankAhead(i int) bool {
	for _, t := range c.ahead(i) {
		switch t.class {
		case number:
			return t.num.ordinal
		case other, rank, reaching, joined, moment:
		default:
			return false
		}
	}
	return false
}

// peersAhead reports whether 比 holds something against others: 比全省平均水平高5.1.
func (c *reading) peersAhead(i int) bool {
	for _, t := range c.ahead(i) {
		switch t.class {
		case number:
			return c.manner(t) != 0
		case moment, compare, than, reaching:
			return false
		}
	}
	return false
}

// manner is the direction that 高, 低, 多, 少 before a number tell, 0 when none
// does.
func (c *reading) manner(t token) int {
	for i := t.start - 1; i >= 0 && i > t.start-4; i-- {
		switch c.runes[i] {
		case '高', '多', '快', '长':
			return 1
		case '低', '少', '慢', '短':
			return -1
		case '了', '约', '近', '出', ' ', '超', '过', '逾':
		default:
			return 0
		}
	}
	return 0
}

// verbAhead reports whether a verb of change stands ahead.
func (c *reading) verbAhead(i int) bool {
	for _, t := range c.ahead(i) {
		switch t.class {
		case up, down, flat:
			return true
		case number:
			return c.manner(t) != 0
		case compare:
			return false
		}
	}
	return false
}

// behind reports whether nothing but the noun of a number stands before a place.
func (c *reading) behind(i int) bool {
	for j := i - 1; j >= 0 && j > i-enough; j-- {
		switch t := c.tokens[j]; t.class {
		case other:
		case number:
			return classifiers[t.num.unit] && t.num.reason == ""
		default:
			return false
		}
	}
	return false
}

// fillers may stand between a verb and its number.
const fillers = "了约近超逾将接不足过又再仅达共计高大概 “\"：:幅度率至少最已值数量分"

// word keeps what the grammar does not know: it may name something. A verb that
// has an object other than a number tells of no change: 提升年活动12场.
func (c *reading) word(t token) {
	words := c.runes[max(t.start, min(c.skip, t.end)):t.end]
	if len(words) == 0 {
		return
	}
	if c.verb && !c.reached && len(c.fromOpen) == 0 {
		plain := strings.TrimLeft(string(words), fillers)
		switch n := utf8.RuneCountInString(plain); {
		case n == 0:
			return
		case c.comparison != Unsaid && n <= 6: // 同比增加案件203件
			return
		default:
			v := c.tokens[c.verbAt]
			c.words = append(c.words, c.runes[v.start:v.end]...)
			c.written++
			c.verb, c.direction = false, 0
		}
	}
	const most = 64 // runes; no name is longer
	if len(words) > most {
		words = words[len(words)-most:]
	}
	if len(c.words)+len(words) > 2*most {
		c.words = append(c.words[:0], c.words[len(c.words)-min(len(c.words), most):]...)
	}
	c.written++
	c.words = append(c.words, words...)
}

// moment takes a time: as that of the claims that follow, or as what they are
// compared with.
func (c *reading) moment(i int) {
	t := c.tokens[i]
	w := t.time
	if w.asOf {
		c.find(AsOf, t.start, t.start+2, None)
	}
	if w.day && !w.end || c.isShare && !c.isFrom { // 占全年的24.5%
		return
	}
	p := w.period(c.told)
	if months := monthsOf(c.runes[t.end-1]); w.before && months != c.told.Len() { // 上月 of a year is not the year before
		p = period.Period{}
	}
	if w.until > 0 {
		c.when, c.whenSaid = period.Year(w.until), true
		for y := w.year; y <= w.until && w.until-w.year < 12; y++ {
			c.moments = append(c.moments, period.Year(y))
		}
		c.sentence.years = w.until - w.year + 1
		c.sentence.span = c.moments
		return
	}
	switch before := c.class(i - 1); {
	case before == than, before == above, before == below, before == joined && c.comparedAhead(i):
		if before == joined {
			c.words = c.words[:max(0, len(c.words)-len([]rune(c.joinedText(i))))]
		}
		if c.comparison == Unsaid || c.comparison == Peers {
			c.comparison = Against
		}
		c.base, c.based = p, true
		c.compared = c.compared || before == joined && (c.class(i+1) == number || c.class(i+2) == number) // 与去年同期的3107件相比
		switch {
		case w.before:
			c.comparison = PeriodOnPeriod
		case w.opening:
		case w.same, !c.told.IsZero() && p == c.told.YearBefore(), w.relative && w.offset == -1:
			c.comparison = YearOnYear
		case !p.IsZero() && !c.told.IsZero() && p.Year() < c.told.Year():
			c.sentence.base = p
		}
		if c.comparison == Against && w.relative && !w.opening && p.IsZero() {
			c.comparison = YearOnYear
		}
		return
	case c.class(i+1) == listed || c.class(i+1) == joined || before == listed || before == joined:
		c.moments = append(c.moments, p)
	}
	if w.same && !c.sameSaid(i) {
		c.word(t)
		return
	}
	if w.same || w.relative && w.offset < 0 && !w.opening {
		c.isPrevious = true
		c.when, c.whenSaid = p, true
		return
	}
	if w.before && c.stepwise && c.of != None && c.figures == 0 { // 本月结案412件，上月结案376件，环比增加36件
		c.isPrevious = true
		c.when, c.whenSaid = p, true
		return
	}
	c.when, c.whenSaid = p, true
	if i == 0 {
		c.opened = p
	}
	// （2023年4557.4） beside a figure of 2024 tells what it was.
	if c.of != None {
		of := c.claims[c.of].Period
		c.isPrevious = p.Year() < of.Year() && p.First() == of.First() && p.Last() == of.Last() && len(c.fromOpen) == 0 && !c.isFrom && (len(c.stack) > 0 || c.own() == "" && c.figures == 0 && p.Compare(of) < 0 && c.class(i+1) != comma)
		if before, ok := of.Before(); ok && p == before && c.stepwise && len(c.stack) == 0 && !c.isFrom { // 9月收案412件，8月收案376件，环比上升9.57%
			c.isPrevious = true
		}
	}
	if c.isPrevious && !(w.year != 0 && c.fresh) { // behind a semicolon 2023年受理…，结案… goes on with 2023
		c.opened = period.Period{}
	}
}

// monthsOf is how many months 上月 and 上季度 are long, by their last characters.
func monthsOf(last rune) int {
	switch last {
	case '月':
		return 1
	case '度':
		return 3
	}
	return 0
}

// joinedText is the 与 before a time.
func (c *reading) joinedText(i int) string {
	t := c.tokens[i-1]
	if len(c.words) == 0 {
		return ""
	}
	return string(c.runes[t.start:t.end])
}

// comparedAhead reports whether 与 and a time begin a comparison: 与上年相比,
// 与上年同期基本持平.
func (c *reading) comparedAhead(i int) bool {
	return c.class(i+1) == flat || c.comparedBehind(c.tokens[i], farBehind)
}

// How many runes behind a time 相比 may stand, without and with the number of then:
// 与去年同期的3107件相比.
const (
	rightBehind = 6
	farBehind   = 16
)

// comparedBehind reports whether 相比 and the like stand behind a time.
func (c *extractor) comparedBehind(t token, far int) bool {
	for k := t.end; k < len(c.runes) && k < t.end+far; k++ {
		c.scanner.steps++
		if r := c.runes[k]; (r == '相' || r == '持' || r == '比') && starts(comparedWords, c.runes[k:]) {
			return true
		} else if r == ',' && !(isDigit(c.peek(k-1)) && isDigit(c.peek(k+1))) || r == '。' || r == ';' || r == '\n' {
			return false
		}
	}
	return false
}

var comparedWords = setOf("相比", "持平", "相当", "比较")

// sameSaid reports whether 同期 alone stands for that of the year before: not in
// 同期审结156件.
func (c *reading) sameSaid(i int) bool {
	t := c.tokens[i]
	if c.runes[t.start] != '同' {
		return true
	}
	next := c.class(i + 1)
	return next == number || next == reaching || next == colon || len(c.stack) > 0
}

// fromAhead reports whether 由 and 从 begin a change: a number follows within
// the clause, and after it a verb or 到.
func (c *reading) fromAhead(i int) bool {
	seen := false
	for _, t := range c.ahead(i) {
		switch t.class {
		case number:
			seen = seen || t.num.reason == "" || t.num.reason == IsDuration
		case up, down, reaching:
			return seen
		case flat, compare:
			return false
		}
	}
	return false
}

// wholeAhead are the words between 占 and its number: 占全部案件的.
func (c *reading) wholeAhead(i int) string {
	begin := c.tokens[i].end
	for _, t := range c.ahead(i) {
		switch t.class {
		case other, listed, joined, total, among, moment:
		default:
			return string(c.runes[begin:t.start])
		}
	}
	return ""
}

// among begins the parts of the last level. Within parts it begins parts of a
// part.
func (c *reading) among(i int) {
	if c.class(i+1) == stop && len(c.tokens) > 1 || len(c.words) > 1 && c.runes[c.tokens[i].start] != '其' { // 附件包括
		c.word(c.tokens[i])
		return
	}
	switch {
	case len(c.stack) > 0:
	case c.part && c.parts > 0 && c.last != None && c.claims[c.last].Part:
		c.total = c.last
	case c.previous != None:
		c.total = c.previous
	case c.carriedTotal != None:
		c.total = c.carriedTotal
	}
	c.part, c.parts, c.closing = true, 0, false
	c.words = c.words[:0]
}

// each takes the subjects of a 分别: those before it, or those of the row before.
func (c *reading) each() {
	if c.isEach { // 分别由…分别提高到…
		return
	}
	c.isEach = true
	c.group = nil
	own := c.own()
	if own == "" && len(c.row) == 0 && c.last == None && strings.Contains(c.topic, "、") { // 民事、行政案件调解率（和解率）分别
		own = c.topic
	}
	if own != "" {
		c.topic, c.of = own, None
	}
	if names := members(own); len(names) > 1 {
		c.subjects = names
	}
	if own != "" && len(c.subjects) == 0 {
		c.subjects = []string{own}
	}
	c.words = c.words[:0]
}

// lost finds a number that is gone: 同比下降%.
func (c *reading) lost(i int) {
	begin := c.tokens[i].start
	if i > 0 {
		begin = c.tokens[i-1].start
	}
	c.find(LostNumber, begin, c.tokens[i].end, None)
	c.afterChange()
}

// flat is a change of nothing.
func (c *reading) flat(t token) {
	out := c.blank(t)
	out.Kind, out.Comparison, out.Base, out.Of = Flat, c.comparison, c.baseOf(), c.of
	if c.own() != "" {
		out.Of = None
	}
	out.Subject, out.Period, out.Topic = c.name(), c.time(), c.sentence.topic
	if c.runes[t.start] != '持' {
		out.Vague = About
	}
	out.Context = c.context(t)
	at := c.add(out)
	if c.isEach {
		c.joinGroup(at)
	}
	c.sentence.change = at
	c.afterChange()
}

func (c *reading) twice(t token) {
	out := c.blank(t)
	out.Kind, out.Quantity, out.Unit = Multiple, quantity.Int(t.word.times).Rounded(), "倍"
	out.Of, out.Comparison, out.Base, out.Subject, out.Period, out.Topic = c.of, c.comparison, c.baseOf(), c.name(), c.time(), c.sentence.topic
	if c.own() != "" {
		out.Of = None
	}
	out.Context = c.context(t)
	c.add(out)
	c.afterChange()
}

// time is when the next claim is of.
func (c *reading) time() period.Period {
	switch {
	case c.whenSaid:
		return c.when
	case c.own() == "" && c.of != None && (c.claims[c.of].Kind == Level || c.claims[c.of].Kind == Share): // what goes on with a level is of its time
		return c.claims[c.of].Period
	}
	return c.told
}

func (c *reading) baseOf() period.Period {
	switch {
	case c.based:
		return c.base
	case c.comparison == YearOnYear && !c.time().IsZero():
		return c.time().YearBefore()
	case c.comparison == PeriodOnPeriod && !c.time().IsZero():
		if before, ok := c.time().Before(); ok {
			return before
		}
	}
	return period.Period{}
}

// name is what the next claim is of: the words before it, or what the sentence
// is about.
func (c *reading) name() string {
	if own := c.own(); own != "" {
		return own
	}
	if c.named != "" {
		return c.named
	}
	if c.bare {
		return ""
	}
	if c.of != None {
		return c.claims[c.of].Subject
	}
	return c.topic
}

// nameless words stand before a number and do not tell what it is of.
var nameless = []string{"公布值", "公布数", "公布数据", "数值", "数据", "基数", "数字", "同比", "目前", "现在", "达到了", "总共有", "以公布值", "我们", "有的", "实现", "完成"}

// oneWords name something in notes though they are but one character:
// 收3881，结1456，存2425.
var oneWords = map[rune]bool{'收': true, '结': true, '存': true, '调': true, '撤': true}

// own are the words that name something within the clause. Other single
// characters name nothing.
func (c *reading) own() string {
	if len(c.words) == 0 || len(c.words) == 1 && !oneWords[c.words[0]] {
		return ""
	}
	if c.seen != len(c.words) || c.seenBefore != c.written { // the same words are asked for often
		c.seen, c.seenBefore, c.ownWords = len(c.words), c.written, ""
		c.scanner.steps += len(c.words)
		if s := cleaned(c.words); len(s) > 1 && !isLeading(s) || len(s) == 1 && oneWords[s[0]] {
			c.ownWords = string(s)
		}
	}
	return c.ownWords
}

func (c *reading) afterChange() {
	c.words = c.words[:0]
	c.verb, c.direction, c.reached, c.verbNoun = false, 0, false, false
	c.comparison, c.based, c.compared = Unsaid, false, false
}

// context are the words in which a court may be named.
func (c *reading) context(t token) string {
	const most = 400 // runes
	return c.text[c.places[max(c.nearFrom, t.start-most)]:c.places[t.start]]
}

// finish gives the members of a 分别 their subjects and hands words on that no
// number followed.
func (c *reading) finish() {
	c.distribute()
	c.verbs()
	if c.figures > 0 {
		if !c.opened.IsZero() && !c.part && len(c.stack) == 0 && len(c.moments) == 0 {
			c.goOn(c.opened)
		}
		c.fresh = false
	}
	rest := c.own()
	c.sentence.wordy = rest != "" && c.figures == 0
	if c.figures == 0 && !c.verb && c.comparison != Unsaid && c.comparison != Peers && len(c.stack) == 0 { // 与去年同期相比，收案增加160件
		c.compare, c.compareBase = c.comparison, c.baseOf()
	}
	if rest == "" || c.figures > 0 {
		return
	}
	if len(c.stack) > 0 {
		return
	}
	if utf8.RuneCountInString(rest) <= 24 {
		c.sentence.topic = rest
	}
	if c.sentence.last != None && c.comparison == Unsaid && !c.verb && containsAny(rest, things) { // another thing is told of
		c.sentence.last = None
	}
}

// things are words of what can be told of.
var things = []string{"率", "数", "量", "案件", "金额", "方面", "工作", "比"}

// actions are verbs that the first of a list has for all: 审结刑事案件139件、民事案件2129件.
var actions = []string{"审执结", "受理", "审结", "新收", "办结", "执结", "收案", "结案", "立案", "判处", "执行", "调解", "办理"}

// verbs gives the members of a list joined by 、 the verb of the first.
func (c *reading) verbs() {
	action := ""
	at := None
	for i, t := range c.tokens {
		if t.class != number || t.claim == None {
			continue
		}
		claim := &c.claims[t.claim]
		if claim.Kind != Level || claim.Group != 0 || claim.Subject == "" || claim.Beside != None || claim.Sums != nil {
			continue
		}
		own := ""
		for _, a := range actions {
			if k := strings.Index(claim.Subject, a); k >= 0 && !strings.HasSuffix(claim.Subject, a) && claim.Subject[k+len(a):] != "案件" {
				own = a
				break
			}
		}
		switch {
		case own != "":
			action, at = own, i
		case action != "" && c.listedSince(at, i) && strings.HasSuffix(claim.Subject, "案件") && !containsAny(claim.Subject, actions):
			claim.Subject = action + claim.Subject
			at = i
		default:
			action = ""
		}
	}
}

func containsAny(s string, words []string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// listedSince reports whether 、 stands right behind a number and nothing but
// words before the next.
func (c *reading) listedSince(at, i int) bool {
	if at == None || i-at > 4 {
		return false
	}
	for k := at + 1; k < i; k++ {
		switch c.tokens[k].class {
		case listed, other, joined:
		default:
			return false
		}
	}
	return c.tokens[at+1].class == listed || c.tokens[at+1].class == joined
}
