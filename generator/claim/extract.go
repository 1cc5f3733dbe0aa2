package claim

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"gongbao/generator/period"
)

// Page is what a text leaves unsaid because its page says it.
type Page struct {
	Period period.Period
	// Links are the stretches of the text that lead elsewhere, in its order.
	Links []Link
}

// Link is a stretch of a text, in bytes, that leads to an address.
type Link struct {
	Start, End int
	To         string // as written
}

// Text is what was understood of a text.
type Text struct {
	Claims   []Claim // in the order of the text
	Findings []Finding
}

// Extract finds every number of a plain text and what it says. A line is a
// paragraph, an item of a list, a heading or a row of a table. The time it takes
// is linear in the length of the text.
func Extract(text string, page Page) Text { return new(Reader).Extract(text, page) }

// Reader reads one text after another. What it gives holds only until it reads the
// next, since it uses its memory again. The zero Reader is ready.
type Reader struct{ x extractor }

// Extract is the function Extract; its answer is good until the next call.
func (r *Reader) Extract(text string, page Page) Text {
	x := r.x.extract(text, page)
	return Text{x.claims, x.findings}
}

func (x *extractor) extract(text string, page Page) *extractor {
	was := *x
	runes, places := spread(text, was.runes, was.places)
	clear(was.claims) // they hold on to the text before
	*x = extractor{
		text: text, runes: runes, places: places, page: page, told: page.Period, carried: None, carriedTotal: None,
		claims: was.claims[:0], years: was.years[:0], ends: was.ends[:0], saying: was.saying, reading: was.reading, headings: was.headings[:0],
	}
	x.scanner = scanner{text: runes, tokens: was.scanner.tokens, numerals: was.scanner.numerals, times: was.scanner.times}
	if len(page.Links) > 0 {
		x.scanner.years = x.linkedYears()
	}
	x.walk()
	slices.SortStableFunc(x.findings, func(a, b Finding) int { return cmp.Compare(a.Start, b.Start) })
	return x
}

// spread is the text in runes, those that people write alike made equal, and where
// each stands in bytes, with the end of the text behind; it uses the memory it is given.
func spread(text string, runes []rune, places []int) ([]rune, []int) {
	n := utf8.RuneCountInString(text)
	runes, places = slices.Grow(runes[:0], n)[:n], slices.Grow(places[:0], n+1)[:n+1]
	k := 0
	for i, r := range text {
		runes[k], places[k] = narrow(r), i
		k++
	}
	places[n] = len(text)
	return runes, places
}

type extractor struct {
	text    string
	runes   []rune
	places  []int // of runes, in bytes
	page    Page
	scanner scanner

	claims   []Claim
	findings []Finding
	groups   int

	lineNumber     int
	sentenceNumber int
	tables         int
	headings       []heading
	headingWords   string

	carried      int           // the last level of the sentence before
	carriedTotal int           // the last level of the sentence before that is no part
	since        period.Period // of 2020年至2024年: the first year
	told         period.Period // the time that the paragraph tells of

	// The memory of what is read one after the other.
	years   []int
	ends    []line
	saying  *sentence
	reading *reading
}

// heading is one of the headings that a line stands under.
type heading struct {
	level  int
	words  string
	period period.Period
}

// line is a line of the text, in runes.
type line struct{ start, end int }

// walk goes through the text line by line.
func (x *extractor) walk() {
	lines := x.lines()
	for i := 0; i < len(lines); i++ {
		if n := x.rows(lines[i:]); n > 1 {
			caption := line{}
			for k := i - 1; k >= 0 && k > i-3; k-- {
				if lines[k].start < lines[k].end {
					caption = lines[k]
					break
				}
			}
			x.table(lines[i:i+n], caption)
			x.lineNumber += n
			i += n - 1
			continue
		}
		x.line(lines[i])
		x.lineNumber++
	}
}

// pageAddress is the address of a page of the same site, and what its file is called.
var pageAddress = regexp.MustCompile(`^[^?#:]*?([^/?#:]+)\.(?:md|html)(?:#.*)?$`)

// linkedYears are where years stand, in runes and in order, that do nothing but name
// the page to which they lead: [2024](2024.md), [工作报告（2024）](../reports/2024.md).
func (x *extractor) linkedYears() []int {
	out := x.years
	next := 0
	for _, l := range x.page.Links {
		if !strings.ContainsAny(l.To, "0123456789") { // no year is in its name
			continue
		}
		to := pageAddress.FindStringSubmatch(l.To)
		if to == nil {
			continue
		}
		at, _ := slices.BinarySearch(x.places[next:], l.Start)
		for at += next; at < len(x.runes) && x.places[at] < l.End; at = next {
			for next = at + 1; next < len(x.runes) && isDigit(x.runes[at]) && isDigit(x.runes[next]); next++ {
			}
			if next-at == yearDigits && x.places[next] <= l.End && !(at > 0 && (isDigit(x.runes[at-1]) || x.runes[at-1] == '.')) && names(to[1], string(x.runes[at:next])) {
				out = append(out, at)
			}
		}
	}
	x.years = out
	return out
}

// yearDigits are how many digits a year has.
const yearDigits = 4

// names reports whether a file's name has a year in it, and not as a part of a longer
// number: 2024, 2024Q1, report-2024.
func names(file, year string) bool {
	for at := 0; ; {
		i := strings.Index(file[at:], year)
		if i < 0 {
			return false
		}
		from, to := at+i, at+i+len(year)
		if !(from > 0 && isDigit(rune(file[from-1]))) && !(to < len(file) && isDigit(rune(file[to]))) {
			return true
		}
		at = to
	}
}

// lines parts the text at the ends of lines.
func (x *extractor) lines() []line {
	out := x.ends
	begin := 0
	for i, r := range x.runes {
		if r == '\n' {
			out = append(out, line{begin, i})
			begin = i + 1
		}
	}
	x.ends = append(out, line{begin, len(x.runes)})
	return x.ends
}

// line reads a line of prose, or a heading.
func (x *extractor) line(l line) {
	for l.start < l.end && x.runes[l.start] == ' ' {
		l.start++
	}
	if l.start == l.end {
		return
	}
	x.told = x.underPeriod()
	tokens := x.scanner.scan(l.start, l.end)
	first := tokens[0].class
	if first != among { // a line of a notice may begin with 其中
		x.carried, x.carriedTotal = None, None
	}
	from := len(x.claims)
	begin := 0
	for i, t := range tokens {
		if t.class != stop {
			continue
		}
		if sentence := tokens[begin:i]; len(sentence) > 0 {
			x.sentence(sentence, "")
			x.sentenceNumber++
		}
		begin = i + 1
	}
	if level, words, ok := x.headingOf(l); ok && !slices.ContainsFunc(x.claims[from:], func(c Claim) bool { return c.Kind != Exempt }) {
		x.under(level, words, x.periodIn(tokens))
	}
}

// underPeriod is the time that a line tells of before it says so itself.
func (x *extractor) underPeriod() period.Period {
	for i := len(x.headings) - 1; i >= 0; i-- {
		if p := x.headings[i].period; !p.IsZero() {
			return p
		}
	}
	if !x.page.Period.IsZero() {
		return x.page.Period
	}
	return x.told
}

// periodIn is the first time that is named with its year.
func (x *extractor) periodIn(tokens []token) period.Period {
	for _, t := range tokens {
		if t.class == moment && (t.time.year != 0 || t.time.first != 0) && t.time.until == 0 && (!t.time.day || t.time.end) {
			return t.time.period(x.underPeriod())
		}
	}
	return period.Period{}
}

// The levels of headings: those of Markdown are 1 to 6.
const (
	partHeading    = 12 // 一、
	sectionHeading = 13 // （一）
	itemHeading    = 14 // 1.
)

// headingOf tells whether a line is a heading. Plain texts have 一、 and （一）.
func (x *extractor) headingOf(l line) (level int, words string, ok bool) {
	const most = 48 // runes
	runes := x.runes[l.start:l.end]
	at := 0
	for at < len(runes) && at < 6 && runes[at] == '#' {
		at++
	}
	if at > 0 && at < len(runes) && runes[at] == ' ' {
		level = at
	} else if at = 0; len(runes) > most {
		return 0, "", false
	}
	body := runes[at:]
	for len(body) > 0 && body[0] == ' ' {
		body = body[1:]
	}
	if mark, n := ordinalMark(body); n > 0 {
		level = cmp.Or(level, mark)
		body = body[n:]
	}
	if level == 0 {
		return 0, "", false
	}
	for i, r := range body {
		if (r == '。' || r == ';') && i < len(body)-1 {
			return 0, "", false
		}
	}
	words = clean(strings.TrimSuffix(string(body[:min(len(body), most)]), "。"))
	return level, words, words != ""
}

// ordinalMark is the mark before a heading and how many runes it has.
func ordinalMark(s []rune) (level, runes int) {
	i := 0
	bracket := len(s) > 0 && s[0] == '('
	if bracket {
		i++
	}
	begin := i
	for i < len(s) && i < begin+3 && (isNumeral(s[i]) || isDigit(s[i])) {
		i++
	}
	if i == begin || i >= len(s) {
		return 0, 0
	}
	switch chinese := isNumeral(s[begin]); {
	case bracket && s[i] == ')':
		return sectionHeading, i + 1
	case bracket:
		return 0, 0
	case s[i] == '、' && chinese:
		return partHeading, i + 1
	case s[i] == '、', s[i] == '.' && !(i+1 < len(s) && isDigit(s[i+1])):
		return itemHeading, i + 1
	}
	return 0, 0
}

// under puts the lines that follow under a heading.
func (x *extractor) under(level int, words string, p period.Period) {
	for len(x.headings) > 0 && x.headings[len(x.headings)-1].level >= level {
		x.headings = x.headings[:len(x.headings)-1]
	}
	x.headings = append(x.headings, heading{level, words, p})
	all := make([]string, len(x.headings))
	for i, h := range x.headings {
		all[i] = h.words
	}
	x.headingWords = strings.Join(all, "\n")
}

// sentence cuts a sentence into clauses and reads each.
func (x *extractor) sentence(tokens []token, topic string) {
	x.told, x.since = x.toldOf(tokens)
	first := tokens[0].class
	goesOn := x.carried != None && (first == compare || first == than || first == up || first == down) // 同比… goes on with what the sentence before told of
	if !goesOn && !tells(tokens) {
		for i := range tokens {
			if t := &tokens[i]; t.class == number {
				x.add(x.exempt(t, t.num.reason))
			}
		}
		x.carried, x.carriedTotal = None, None
		return
	}
	if x.saying == nil {
		x.saying = &sentence{}
	}
	s := x.saying
	*s = sentence{
		extractor: x, previous: None, total: None, last: None, change: None, share: None, first: len(x.claims), tokens: tokens, topic: topic,
		nearFrom: tokens[0].start, stack: s.stack[:0],
	}
	for i := range tokens {
		if t := &tokens[i]; t.class == compare && t.word.comparison == PeriodOnPeriod {
			s.stepwise = true
		}
	}
	if goesOn {
		s.last = x.carried
	}
	begin := 0
	flush := func(end int) {
		if end > begin {
			s.clause(tokens[begin:end])
		}
		begin = end + 1
	}
	opening := x.told
	for i, t := range tokens {
		switch t.class {
		case comma:
			if !s.listGoesOn(tokens[begin:i], tokens[i+1:]) {
				flush(i)
			}
		case semicolon:
			flush(i)
			s.fresh = true
		case colon:
			flush(i)
			s.colon()
		case open:
			flush(i)
			s.enter()
		case shut:
			flush(i)
			s.leave()
		}
	}
	flush(len(tokens))
	s.equations()
	if !ends(x.told, opening) { // what follows does not go on with a time that was only looked back to
		x.told = opening
	}
	x.carried, x.carriedTotal = s.last, s.previous
}

// tells reports whether a sentence can make a claim or a finding. Most of a text
// has no number, or only those of words such as 每一个: whatever stands around
// these, they claim nothing.
func tells(tokens []token) bool {
	numbers, relates := false, false
	for i := range tokens {
		switch t := &tokens[i]; t.class {
		case flat, twice, lost:
			return true
		case moment:
			if t.time.asOf {
				return true
			}
		case number:
			numbers = true
			if t.num.reason == "" || t.num.reason == IsDuration || t.num.ordinal && t.num.unit == "位" {
				return true
			}
		case rank, plus, minus, equals, versus:
			relates = true
		}
	}
	return numbers && relates
}

// exempt is the claim of a number that claims nothing.
func (x *extractor) exempt(t *token, why Reason) Claim {
	out := x.blank(*t)
	out.Kind, out.Reason, out.Quantity, out.Unit = Exempt, why, t.num.quantity, canonicalUnit(t.num.unit)
	return out
}

// ends reports whether a time ends no sooner than another.
func ends(p, other period.Period) bool {
	if p.Year() != other.Year() {
		return p.Year() > other.Year()
	}
	return p.Last() >= other.Last()
}

// goOn makes the time with which a clause begins that of the clauses behind it:
// 一季度受理…；上半年受理…，结案…. Behind a comma what lies further back is an aside.
func (s *sentence) goOn(p period.Period) {
	if !s.told.IsZero() && !p.IsZero() && (s.fresh || ends(p, s.told)) {
		s.told = p
	}
}

// listGoesOn reports whether a comma stands between the numbers of one 分别.
func (s *sentence) listGoesOn(before, after []token) bool {
	if len(after) == 0 || after[0].class != number || after[0].num.reason != "" || len(before) == 0 {
		return false
	}
	if last := before[len(before)-1]; last.class != number {
		return false
	}
	for i := len(before) - 1; i >= 0 && i > len(before)-enough; i-- {
		if before[i].class == each {
			return true
		}
	}
	return false
}

// toldOf is the time that a sentence tells of: the first that stands by itself
// before any figure.
func (x *extractor) toldOf(tokens []token) (told, since period.Period) {
	for i, t := range tokens {
		if t.class == number && t.num.reason == "" {
			break
		}
		if t.class != moment || t.time.same || t.time.day && !t.time.end {
			continue
		}
		if x.comparedBehind(t, rightBehind) {
			continue
		}
		if i > 0 && (tokens[i-1].class == than || tokens[i-1].class == from || tokens[i-1].class == above || tokens[i-1].class == below || tokens[i-1].class == joined && i > 1) {
			continue // 较2019年 is what is compared with
		}
		if i+2 < len(tokens) && tokens[i+2].class == number && tokens[i+2].num.unit == "倍" {
			continue // 是2019年的1.8倍
		}
		if i > 0 && tokens[i-1].class == each || i > 1 && tokens[i-1].class == listed && tokens[i-2].class == moment && told.IsZero() && i+2 < len(tokens) && tokens[i+2].class == number && tokens[i+2].num.unit == "倍" {
			continue // 分别是2022年、2023年的1.2倍和1.1倍
		}
		w := t.time
		if w.year != 0 && hasPrefix(x.runes[t.end:], "以来") && w.year < x.told.Year() {
			return x.told, period.Year(w.year)
		}
		if w.relative && w.offset != 0 && w.year == 0 && w.first == 0 {
			if i == 0 && len(tokens) > 1 && tokens[1].class == comma && !w.opening {
				return period.Period{}, since // 去年，… it is not certain which year is meant
			}
			continue // 上年 is a base more often than a topic
		}
		if w.until > 0 {
			return period.Year(w.until), period.Year(w.year)
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
	tokens      []token
	topic       string     // the subject
	previous    int        // the last level that is no part
	last        int        // the last level
	change      int        // the last change
	share       int        // the last share
	compare     Comparison // said in a clause of its own, for those behind it
	compareBase period.Period
	total       int // what 其中 is of
	part        bool
	closing     bool // the first part tells of cases that were closed
	parts       int  // since 其中
	stack       []bracket
	first       int   // of the claims of the sentence
	row         []int // the levels of the last 分别, or of the last row of levels
	base        period.Period
	years       int             // 四年间
	span        []period.Period // of 2020年至2024年, its years
	stepwise    bool            // 环比 is said in it
	fresh       bool            // nothing was told since the last semicolon
	wordy       bool            // the last clause had no figure and named something
	nearFrom    int             // where the context begins
}

type bracket struct {
	topic                                string
	previous, last, total, change, parts int
	part, closing                        bool
}

func (s *sentence) enter() {
	s.stack = append(s.stack, bracket{s.topic, s.previous, s.last, s.total, s.change, s.parts, s.part, s.closing})
	if n := len(s.claims); s.last != None && !(n > s.first && s.claims[n-1].Kind == Share) { // 占比36.8%（结案5861件） tells the whole
		s.total, s.part, s.parts = s.last, true, 0
	}
}

func (s *sentence) leave() {
	if len(s.stack) == 0 {
		return
	}
	b := s.stack[len(s.stack)-1]
	s.stack = s.stack[:len(s.stack)-1]
	s.topic, s.previous, s.last, s.total, s.change, s.parts, s.part, s.closing = b.topic, b.previous, b.last, b.total, b.change, b.parts, b.part, b.closing
}

// colon makes what was said the topic of what follows: 刑事案件：受理139件.
func (s *sentence) colon() {
	if s.wordy && len(s.stack) == 0 {
		s.last = None
	}
}

// add keeps a claim and gives its place among the claims.
func (x *extractor) add(c Claim) int {
	c.Text = x.text[c.Start:c.End]
	c.Heading, c.Line, c.Sentence = x.headingWords, x.lineNumber, x.sentenceNumber
	x.claims = append(x.claims, c)
	return len(x.claims) - 1
}

// blank is a claim without relations.
func (x *extractor) blank(t token) Claim {
	for t.end > t.start+1 && x.runes[t.end-1] == ' ' { // blanks behind belong to the token, and not to the number
		t.end--
	}
	return Claim{Start: x.places[t.start], End: x.places[t.end], Of: None, Beside: None, Against: None, To: None, Until: None, Same: None}
}

func (x *extractor) find(kind FindingKind, start, end, claim int) {
	x.findings = append(x.findings, Finding{Start: x.places[start], End: x.places[end], Kind: kind, Claim: claim})
}
