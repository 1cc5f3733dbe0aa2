package claim

import (
	"slices"
	"strings"
	"unicode/utf8"

	"gongbao/generator/period"
)

// Page is what a text leaves unsaid because its page says it.
type Page struct {
	Period period.Period
}

// Text is what was understood of a text.
type Text struct {
	Claims   []Claim // in the order of the text
	Findings []Finding
}

// Extract finds every number of a plain text and what it says.
func Extract(text string, page Page) Text {
	runes := make([]rune, 0, len(text))
	places := make([]int, 0, len(text)+1)
	for i, r := range text {
		runes = append(runes, narrow(r))
		places = append(places, i)
	}
	places = append(places, len(text))
	x := &extractor{text: text, runes: runes, places: places, page: page, told: page.Period, carried: None, carriedTotal: None}
	x.walk(scan(runes))
	return Text{x.claims, x.findings}
}

type extractor struct {
	text   string
	runes  []rune
	places []int // of runes, in bytes
	page   Page

	claims   []Claim
	findings []Finding
	groups   int

	carried      int           // the last level of the sentence before
	carriedTotal int           // the last level of the sentence before that is no part
	since        period.Period // of 2020年至2024年: the first year
	told         period.Period // the time that the paragraph tells of
}

// walk goes through the tokens sentence by sentence.
func (x *extractor) walk(tokens []token) {
	begin := 0
	for i, t := range tokens {
		if t.class != stop {
			continue
		}
		if sentence := tokens[begin:i]; len(sentence) > 0 {
			x.sentence(sentence)
		}
		begin = i + 1
		if t.start < len(x.runes) && x.runes[t.start] == '\n' {
			x.carried, x.carriedTotal = None, None
			if x.page.Period != (period.Period{}) {
				x.told = x.page.Period
			}
		}
	}
}

// clause is what stands between two marks: the numbers of a clause share what
// is said once.
type clause struct {
	tokens []token
	depth  int  // of brackets
	part   bool // 其中 was said, or the clause stands in brackets
	of     int  // the claim before the bracket
}

// sentence cuts a sentence into clauses and reads each.
func (x *extractor) sentence(tokens []token) {
	x.told, x.since = x.toldOf(tokens)
	s := &sentence{extractor: x, previous: None, total: None, last: None, first: len(x.claims), tokens: tokens}
	if c := tokens[0].class; c == compare || c == than { // 同比… goes on with what the sentence before told of
		s.last = x.carried
	}
	defer func() { x.carried, x.carriedTotal = s.last, s.previous }()
	begin := 0
	flush := func(end int) {
		if end > begin {
			s.clause(tokens[begin:end])
		}
		begin = end + 1
	}
	for i, t := range tokens {
		switch t.class {
		case comma, semicolon:
			flush(i)
		case open:
			flush(i)
			s.enter()
		case shut:
			flush(i)
			s.leave()
		}
	}
	flush(len(tokens))
}

// toldOf is the time that a sentence tells of: the first that stands by itself.
func (x *extractor) toldOf(tokens []token) (told, since period.Period) {
	for i, t := range tokens {
		if t.class != moment || t.time.same || t.time.day && !t.time.end {
			continue
		}
		if i > 0 && (tokens[i-1].class == than || tokens[i-1].class == from || tokens[i-1].class == joined && i > 1) {
			continue // 较2019年 is what is compared with
		}
		if t.time.relative && t.time.offset != 0 && t.time.year == 0 && t.time.first == 0 {
			continue // 上年 alone is a base more often than a topic
		}
		w := t.time
		if w.until > 0 {
			return period.Year(w.until), w.period(x.told)
		}
		if w.year == 0 && w.offset == 0 && w.first == 0 && !x.told.IsZero() {
			return x.told, since
		}
		if p := w.period(x.told); !p.IsZero() {
			return p, since
		}
	}
	return x.told, since
}

// sentence is what the clauses of a sentence hand on.
type sentence struct {
	*extractor
	tokens   []token
	topic    string // the subject
	previous int    // the last level that is no part
	last     int    // the last level
	total    int    // what 其中 is of
	part     bool
	stack    []bracket
	first    int      // of the claims of the sentence
	list     []string // the subjects of the last 分别, or of the last row of levels
}

type bracket struct {
	topic                 string
	previous, last, total int
	part                  bool
}

func (s *sentence) enter() {
	s.stack = append(s.stack, bracket{s.topic, s.previous, s.last, s.total, s.part})
	if s.last != None {
		s.total, s.part = s.last, true
	}
}

func (s *sentence) leave() {
	if len(s.stack) == 0 {
		return
	}
	b := s.stack[len(s.stack)-1]
	s.stack = s.stack[:len(s.stack)-1]
	s.topic, s.previous, s.last, s.total, s.part = b.topic, b.previous, b.last, b.total, b.part
}

// clause reads the numbers of a clause.
func (s *sentence) clause(tokens []token) {
	c := &reading{sentence: s, tokens: tokens, base: s.told, of: s.last}
	for i := range tokens {
		c.step(i)
	}
	c.finish()
}

// reading is how far a clause was read.
type reading struct {
	*sentence
	tokens []token

	words      []rune // since the last number: what may name the next
	comparison Comparison
	base       period.Period
	based      bool
	direction  int
	reached    bool // 到, 至, 为 stood after the verb
	verb       bool
	isShare    bool
	shareOf    int    // the claim that tells the whole of a share
	shared     string // what is said to be a share, or ranked
	whole      string // and of what
	isAverage  bool
	isRank     bool
	isEach     bool
	isFrom     bool
	fromOpen   []int // claims of 由…, whose ends are still to come
	group      []int // claims of this 分别
	subjects   []string
	of         int
	when       period.Period
	whenSaid   bool
	isPrevious bool
}

func (c *reading) step(i int) {
	t := c.tokens[i]
	switch t.class {
	case number:
		c.number(i)
	case moment:
		c.moment(i)
	case compare:
		c.comparison, c.verb, c.reached = t.comparison, false, false
		c.direction = 0
	case than:
		if i+1 < len(c.tokens) && (c.tokens[i+1].class == moment || c.tokens[i+1].class == number) {
			c.comparison = Against
		} else if c.peersAhead(i) {
			c.comparison, c.words = Peers, c.words[:0]
		} else {
			c.word(t)
		}
	case up, down:
		c.verb, c.reached = true, false
		c.direction = 1
		if t.class == down {
			c.direction = -1
		}
		if last := c.runes[t.end-1]; last == '至' {
			c.reached = true
		}
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
		if c.verb || len(c.fromOpen) > 0 {
			c.reached = true
		}
	case share:
		c.isShare, c.shared, c.shareOf = true, c.own(), None
		c.whole = clean(c.wholeAhead(i))
		c.words = c.words[:0]
	case each:
		c.each()
	case among:
		c.among()
	case average:
		c.isAverage = true
	case rank:
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
	case total:
	default:
		c.word(t)
	}
}

// peersAhead reports whether 比 holds something against others: 比全省平均水平高5.1.
func (c *reading) peersAhead(i int) bool {
	for _, t := range c.tokens[i+1:] {
		switch t.class {
		case number:
			return strings.ContainsRune("高低多少快慢", c.runes[t.start-1])
		case moment, compare, than:
			return false
		}
	}
	return false
}

// behind reports whether nothing but the noun of a number stands before a place.
func (c *reading) behind(i int) bool {
	for j := i - 1; j >= 0; j-- {
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

// word keeps what the grammar does not know: it may name something.
func (c *reading) word(t token) {
	c.words = append(c.words, c.runes[t.start:t.end]...)
}

// moment takes a time: as that of the claims that follow, or as what they are
// compared with.
func (c *reading) moment(i int) {
	t := c.tokens[i]
	w := t.time
	if w.day && !w.end {
		return
	}
	p := w.period(c.told)
	if w.until > 0 {
		c.when, c.whenSaid = period.Year(w.until), true
		return
	}
	if i > 0 && (c.tokens[i-1].class == than || c.tokens[i-1].class == joined && len(c.words) == 0) {
		c.comparison, c.base, c.based = Against, p, true
		switch {
		case w.before:
			c.comparison = PeriodOnPeriod
		case w.opening:
		case !c.told.IsZero() && p == c.told.YearBefore() || w.relative && w.offset == -1:
			c.comparison = YearOnYear
		}
		return
	}
	if w.same || w.relative && w.offset < 0 {
		c.isPrevious = true
		c.when, c.whenSaid = p, true
		return
	}
	c.when, c.whenSaid = p, true
	// （2023年4557.4） beside a figure of 2024 tells what it was.
	c.isPrevious = len(c.stack) > 0 && c.of != None && c.claims[c.of].Period != p && !c.claims[c.of].Period.IsZero()
}

// fromAhead reports whether 由 and 从 begin a change: a number follows within
// the clause, and after it a verb or 到.
func (c *reading) fromAhead(i int) bool {
	seen := false
	for _, t := range c.tokens[i+1:] {
		switch t.class {
		case number:
			seen = seen || t.num.reason == ""
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
	for _, t := range c.tokens[i+1:] {
		if t.class == number || t.class == reaching {
			return string(c.runes[begin:t.start])
		}
	}
	return ""
}

// among begins the parts of the last level.
func (c *reading) among() {
	c.part = true
	switch {
	case len(c.stack) > 0:
	case c.previous != None:
		c.total = c.previous
	case c.carriedTotal != None:
		c.total = c.carriedTotal
	}
	c.words = c.words[:0]
}

// each takes the subjects of a 分别: those before it, or those of the row before.
func (c *reading) each() {
	c.isEach = true
	c.group = nil
	if own := c.own(); own != "" {
		c.topic, c.of = own, None
	}
	if names := members(string(c.words)); len(names) > 1 {
		c.subjects = names
		c.list = names
	} else if len(c.list) > 1 && clean(string(c.words)) == "" {
		c.subjects = c.list
	} else {
		c.subjects = nil
	}
	c.words = c.words[:0]
}

// members are the names of a list: 刑事、民事和行政案件. What only the last has
// belongs to all: 受理、审结案件.
func members(list string) []string {
	fields := strings.FieldsFunc(list, func(r rune) bool { return r == '、' || r == '和' || r == '与' || r == '及' || r == ',' })
	var out []string
	for _, f := range fields {
		if f = clean(f); f != "" {
			out = append(out, f)
		}
	}
	if len(out) < 2 {
		return out
	}
	last := out[len(out)-1]
	at := strings.Index(last, "案件")
	if at <= 0 {
		return out
	}
	for i, name := range out[:len(out)-1] {
		const short = 6
		if tail := last[at:]; !strings.Contains(name, "案件") && utf8.RuneCountInString(name) <= short {
			out[i] = name + tail
		}
	}
	return out
}

// lost finds a verb whose number is gone: 同比下降%.
func (c *reading) lost(i int) {
	end := c.tokens[i].end
	for _, u := range []string{"%", "个百分点", "百分点"} {
		if hasPrefix(c.runes[end:], u) {
			c.find(LostNumber, c.tokens[i].start, end+len([]rune(u)), None)
		}
	}
}

func (x *extractor) find(kind FindingKind, start, end, claim int) {
	x.findings = append(x.findings, Finding{x.places[start], x.places[end], kind, claim})
}

// flat is a change of nothing.
func (c *reading) flat(t token) {
	c.add(Claim{
		Start: c.places[t.start], End: c.places[t.end], Kind: Flat, Comparison: c.comparison, Base: c.baseOf(), Of: c.of,
		Subject: c.name(), Period: c.time(),
	})
	c.afterChange()
}

func (c *reading) twice(t token) {
	c.add(Claim{
		Start: c.places[t.start], End: c.places[t.end], Kind: Multiple, Quantity: printedTimes(t.times), Unit: "倍", Of: c.of,
		Comparison: c.comparison, Base: c.baseOf(), Subject: c.name(), Period: c.time(), Sign: 1,
	})
	c.afterChange()
}

// time is when the next claim is of.
func (c *reading) time() period.Period {
	switch {
	case c.whenSaid:
		return c.when
	case c.own() == "" && c.of != None && c.claims[c.of].Kind == Level: // what goes on with a level is of its time
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
	if c.of != None {
		return c.claims[c.of].Subject
	}
	return c.topic
}

// own are the words that name something within the clause. One character names
// nothing.
func (c *reading) own() string {
	if s := clean(string(c.words)); utf8.RuneCountInString(s) > 1 {
		return s
	}
	return ""
}

func (c *reading) afterChange() {
	c.words = c.words[:0]
	c.verb, c.direction, c.reached = false, 0, false
	c.comparison, c.based = Unsaid, false
}

// add keeps a claim and gives its place among the claims.
func (x *extractor) add(c Claim) int {
	if c.To == 0 {
		c.To = None
	}
	if c.Kind != Share {
		c.Against = None
	}
	if c.Beside == 0 {
		c.Beside = None
	}
	c.Text = x.text[c.Start:c.End]
	x.claims = append(x.claims, c)
	return len(x.claims) - 1
}

// number reads one number.
func (c *reading) number(i int) {
	t := c.tokens[i]
	n := t.num
	out := Claim{
		Start: c.places[t.start], End: c.places[t.end], Quantity: n.quantity, Unit: canonicalUnit(n.unit),
		Vague: n.vague, VagueTwice: n.vagueTwice, Of: None, Period: c.time(),
	}
	if n.ordinal && c.isRank {
		out.Kind, out.Subject, out.Whole = Rank, c.shared, strings.TrimSuffix(clean(string(c.words)), "第")
		c.add(out)
		c.isRank = false
		c.words = c.words[:0]
		return
	}
	if n.reason != "" {
		out.Kind, out.Reason = Exempt, n.reason
		c.add(out)
		if !strings.ContainsRune("间来内", c.peek(t.end)) { // 超12个月未结 is a name, 四年间 is a time
			c.word(t)
		}
		return
	}
	out.Kind = c.kind(n)
	at := len(c.claims)
	switch {
	case n.vagueTwice:
		c.find(HedgedTwice, t.start, t.end, at)
	case n.percent && out.Unit == "百分点":
		c.find(PointsOfPoints, t.start, t.end, at)
	}
	if n.negative {
		if out.Kind == Change && c.direction != 0 {
			c.find(SignTwice, t.start, t.end, at)
		}
	}
	own := c.own()
	switch out.Kind {
	case Change, Multiple, Average:
		out.Sign = c.direction
		if n.negative && out.Sign == 0 {
			out.Sign = -1
		}
		out.Comparison, out.Base = c.comparison, c.baseOf()
		out.Subject = c.name()
		if own == "" {
			out.Of = c.of
		}
		if out.Unit == "倍" && c.direction < 0 {
			c.find(TimesLess, t.start, t.end, at)
		}
		if out.Kind == Average {
			out.Years = c.years()
			if out.Base.IsZero() {
				out.Base = c.since
			}
		}
		if out.Kind == Multiple && c.isPrevious { // 是上年的2.5倍
			out.Period, out.Base = c.told, c.when
		}
	case Share:
		out.Whole, out.Subject, out.Against = c.whole, c.shared, c.shareOf
		if out.Subject == "" {
			out.Of = c.of
			if c.of != None {
				out.Subject = c.claims[c.of].Subject
			}
		}
	case Previous:
		out.Of = c.of
		out.Subject = c.name()
		if own != "" {
			out.Subject, out.Of = own, None
			if p := c.levelNamed(own); p != None {
				out.Of = p
			}
		}
	default:
		out.Subject = c.name()
		if own != "" {
			out.Subject = own
		}
		if n.negative {
			out.Sign = -1
		}
		if c.part && c.total != None && c.total != at {
			out.Part, out.Of = true, c.total
		}
	}
	out.Context = c.context(i)
	if noun, classifier := c.noun(i); classifier && out.Kind == Level {
		out.Noun = noun
		if own == "" && noun != "" {
			out.Subject = noun
		}
	}
	if i > 0 && c.tokens[i-1].class == number && out.Kind == Level && own == "" && at > 0 && c.claims[at-1].Kind == Level && c.claims[at-1].Unit != out.Unit {
		out.Beside, out.Subject, out.Part, out.Of = at-1, c.claims[at-1].Subject, c.claims[at-1].Part, c.claims[at-1].Of
	}
	index := c.add(out)
	c.relate(index, i)
}

// classifiers are the measure words that stand before what they count.
var classifiers = map[string]bool{"个": true, "名": true, "位": true, "家": true, "场": true, "项": true, "支": true, "条": true, "部": true, "所": true, "处": true, "起": true, "件": true, "篇": true, "份": true, "户": true, "对": true, "期": true, "次": true, "批": true}

// noun are the words right behind a number up to the next mark.
func (c *reading) noun(i int) (noun string, classifier bool) {
	if !classifiers[c.tokens[i].num.unit] {
		return "", false
	}
	begin := c.tokens[i].end
	end := begin
	for _, t := range c.tokens[i+1:] {
		if t.class != other {
			break
		}
		end = t.end
	}
	return clean(string(c.runes[begin:end])), true
}

func (x *extractor) peek(i int) rune {
	if i < len(x.runes) {
		return x.runes[i]
	}
	return 0
}

// kind decides what a number says.
func (c *reading) kind(n numeral) Kind {
	unit := canonicalUnit(n.unit)
	switch {
	case c.isFrom && !c.reached:
		return From
	case c.isAverage:
		return Average
	case unit == "倍":
		return Multiple
	case unit == "百分点":
		return Change
	case c.isShare && unit == "%":
		return Share
	case c.reached:
		return Level
	case c.comparison == Peers:
		return Change
	case c.verb || c.comparison != Unsaid && c.direction != 0:
		return Change
	case c.isPrevious:
		return Previous
	}
	return Level
}

// relate notes what a number is to those beside it.
func (c *reading) relate(index, i int) {
	claim := &c.claims[index]
	before := c.of
	if c.isEach {
		if len(c.group) == 0 {
			c.groups++
		}
		claim.Group = c.groups
		c.group = append(c.group, index)
	}
	switch claim.Kind {
	case From:
		c.fromOpen = append(c.fromOpen, index)
		if !c.isPrevious && !c.since.IsZero() {
			claim.Period = c.since
		}
	case Level:
		if len(c.fromOpen) > 0 && c.reached {
			at := 0
			claim.Subject = c.claims[c.fromOpen[0]].Subject
			if c.isPrevious { // 由去年的45天缩短至21天
				claim.Period = c.told
			}
			c.claims[c.fromOpen[at]].To = index
			c.fromOpen = c.fromOpen[1:]
		}
		if !claim.Part {
			c.previous = index
			if claim.Subject != "" {
				c.topic = claim.Subject
			}
		}
		c.of, c.last = index, index
	}
	if c.isShare && claim.Kind == Level && claim.Unit != "%" { // 占597件的34.3%
		claim.Subject, claim.Of, claim.Part = "", None, false
		c.shareOf, c.whole = index, ""
		c.of, c.last = before, before
		c.words = c.words[:0]
		return
	}
	if next := i + 1; !(c.isEach && c.continues(next)) && !(c.isFrom && claim.Kind == From) {
		c.verb, c.direction, c.reached = false, 0, false
		c.isShare, c.isAverage, c.isPrevious = false, false, false
		c.comparison, c.based = Unsaid, false
		if claim.Kind != From {
			c.isFrom = false
		}
	}
	c.words = c.words[:0]
}

// continues reports whether a list of numbers goes on: 、 or 和, and a number.
func (c *reading) continues(i int) bool {
	for ; i < len(c.tokens); i++ {
		switch c.tokens[i].class {
		case listed, joined, up, down, flat:
		case number:
			return c.tokens[i].num.reason == ""
		default:
			return false
		}
	}
	return false
}

// levelNamed is the last level with a subject.
func (c *reading) levelNamed(subject string) int {
	for i := len(c.claims) - 1; i >= 0; i-- {
		if c.claims[i].Kind == Level && c.claims[i].Subject == subject {
			return i
		}
	}
	return None
}

// years are those of 四年间 or 2019年至2022年 in the sentence.
func (c *reading) years() int {
	for _, t := range c.sentence.tokens {
		if t.class == moment && t.time.until > 0 {
			return t.time.until - t.time.year + 1
		}
	}
	return 0
}

// context are the words in which a court may be named.
func (c *reading) context(i int) string {
	begin := c.sentence.tokens[0].start
	return string(c.runes[begin:c.tokens[i].start])
}

// finish gives the members of a 分别 their subjects and hands words on that no
// number followed.
func (c *reading) finish() {
	c.distribute()
	if rest := c.own(); rest != "" {
		c.sentence.topic = rest
	}
}

// distribute gives the numbers of a 分别 to its subjects, in order.
func (c *reading) distribute() {
	if len(c.group) == 0 {
		if levels := c.levelsOf(); len(levels) > 1 {
			c.list = nil
			for _, i := range levels {
				c.list = append(c.list, c.claims[i].Subject)
			}
		}
		return
	}
	if len(c.subjects) == 0 {
		c.rowBefore()
	}
	byKind := map[Kind][]int{}
	for _, i := range c.group {
		byKind[c.claims[i].Kind] = append(byKind[c.claims[i].Kind], i)
	}
	for _, kind := range []Kind{Level, Change, From, Previous, Share, Multiple} {
		claims := byKind[kind]
		if len(claims) == 0 {
			continue
		}
		if len(claims) == len(c.subjects) {
			for j, i := range claims {
				c.claims[i].Subject = c.subjects[j]
				if kind != Level {
					c.claims[i].Of = c.levelNamed(c.subjects[j])
				}
			}
		} else if len(c.subjects) > 1 {
			first, last := c.claims[claims[0]], c.claims[claims[len(claims)-1]]
			c.findings = append(c.findings, Finding{first.Start, last.End, CountsDiffer, claims[0]})
			for _, i := range claims {
				c.claims[i].Subject, c.claims[i].Of = "", None
			}
		}
		c.precision(claims)
	}
	if froms, tos := byKind[From], byKind[Level]; len(froms) > 0 && len(froms) == len(tos) {
		for j, i := range froms {
			c.claims[i].To = tos[j]
		}
	}
}

// rowBefore takes the subjects of a 分别 that names none: as many of the levels
// before it as it has values.
func (c *reading) rowBefore() {
	n := 0
	for _, i := range c.group {
		if c.claims[i].Kind == c.claims[c.group[0]].Kind {
			n++
		}
	}
	var row []string
	for i := c.group[0] - 1; i >= c.first && len(row) < n; i-- {
		if o := c.claims[i]; o.Kind == Level && o.Beside == None {
			row = append(row, o.Subject)
		}
	}
	if len(row) == n && n > 1 {
		slices.Reverse(row)
		c.subjects = row
	}
}

// levelsOf are the levels of this clause, without parts.
func (c *reading) levelsOf() []int {
	if len(c.tokens) == 0 {
		return nil
	}
	var out []int
	from := c.places[c.tokens[0].start]
	for i := len(c.claims) - 1; i >= 0 && c.claims[i].Start >= from; i-- {
		if c.claims[i].Kind == Level {
			out = append(out, i)
		}
	}
	slices.Reverse(out)
	return out
}

// precision finds numbers of one group that are printed with different places.
func (c *reading) precision(claims []int) {
	if len(claims) < 2 || c.claims[claims[0]].Kind != Change {
		return
	}
	for _, i := range claims[1:] {
		a, b := c.claims[claims[0]], c.claims[i]
		if a.Unit == b.Unit && a.Quantity.Places() != b.Quantity.Places() {
			c.findings = append(c.findings, Finding{a.Start, c.claims[claims[len(claims)-1]].End, MixedPrecision, claims[0]})
			return
		}
	}
}
