package claim

import (
	"slices"
	"strings"
	"unicode"

	"gongbao/generator/quantity"
)

// class is what a token does in a sentence.
type class uint8

const (
	other     class = iota // words that the grammar does not know
	number                 // 3881件
	moment                 // 2024年前三季度, 去年同期
	stop                   // 。！？ and the end of a line
	semicolon              // ；
	comma                  // ，
	colon                  // ：
	listed                 // 、
	open                   // （
	shut                   // ）
	compare                // 同比, 环比
	than                   // 较, 比: a moment or a number follows
	above                  // 高于: more than what follows
	below                  // 低于
	up                     // 上升
	down                   // 下降
	flat                   // 持平
	from                   // 由, 从
	reaching               // 到, 至, 为: what follows is a level
	share                  // 占
	each                   // 分别
	always                 // 均, 都
	among                  // 其中, 含
	except                 // 不含
	average                // 年均
	rank                   // 居, 排名
	joined                 // 和, 与, 及
	total                  // 共, 合计
	manner                 // 大幅
	twice                  // 翻一番
	plus                   // +
	minus                  // −, between numbers
	equals                 // =
	versus                 // vs
	slash                  // between numbers
	upto                   // ~, between the ends of a range
	lost                   // % without a number
)

// token is a piece of the text.
type token struct {
	class      class
	start, end int      // in runes
	num        *numeral // never nil: noNumeral when it is no number
	time       *when    // never nil
	word       *word    // never nil
	claim      int      // that was made of it
}

// What tokens have that are no number, no time and no word. They do not change.
var (
	noNumeral numeral
	noTime    when
	noWord    word
)

// numeral is a number as it stands in the text.
type numeral struct {
	quantity   quantity.Quantity
	unit       string // as it is printed
	vague      Vague
	vagueTwice bool
	sign       int  // that is printed before it
	ordinal    bool // 第三位
	percent    bool // 百分之…
	chinese    bool
	scaled     bool // 万 or 亿 is printed
	until      bool // the next number is the upper end of a range
	unitOnce   bool // and has the unit of both
	reason     Reason
}

type scanner struct {
	text   []rune // narrowed
	tokens []token
	at     int
	end    int // of the line
	quoted int // depth of 《》
	steps  int // taken; tests see that they are in proportion to the text

	years []int // where a year stands that names the page to which it leads

	numerals []numeral // of the tokens
	times    []when
}

// numeral is a new one for a token. What tokens point to stays where it is until
// the next scan.
func (s *scanner) numeral() *numeral {
	s.numerals = room(s.numerals)
	s.numerals = append(s.numerals, numeral{})
	return &s.numerals[len(s.numerals)-1]
}

// when keeps a time for a token.
func (s *scanner) when(w when) *when {
	s.times = room(s.times)
	s.times = append(s.times, w)
	return &s.times[len(s.times)-1]
}

// room is a slice to which one more can be added without moving the others: a new
// one when there is none left.
func room[T any](s []T) []T {
	if len(s) < cap(s) {
		return s
	}
	const least, most = 32, 1024
	return make([]T, 0, min(max(least, 2*cap(s)), most))
}

// scan cuts a line of a text into tokens; the last is a stop.
func (s *scanner) scan(from, to int) []token {
	s.tokens, s.at, s.end, s.quoted = s.tokens[:0], from, to, 0
	s.numerals, s.times = s.numerals[:0], s.times[:0]
	for s.at < s.end {
		s.steps++
		s.next()
	}
	s.add(token{class: stop, start: s.end, end: s.end})
	return s.tokens
}

func (s *scanner) add(t token) {
	t.claim = None
	if t.num == nil {
		t.num = &noNumeral
	}
	if t.time == nil {
		t.time = &noTime
	}
	if t.word == nil {
		t.word = &noWord
	}
	if n := len(s.tokens); t.class == other && n > 0 && s.tokens[n-1].class == other && s.tokens[n-1].end == t.start {
		s.tokens[n-1].end = t.end
	} else {
		s.tokens = append(s.tokens, t)
	}
	s.at = max(t.end, s.at)
}

// peek is the rune at a place of the line, 0 outside of it.
func (s *scanner) peek(i int) rune {
	s.steps++
	if i < 0 || i >= len(s.text) {
		return 0
	}
	return s.text[i]
}

// has reports whether a word stands at a place.
func (s *scanner) has(i int, word string) bool {
	s.steps++
	return i >= 0 && i <= len(s.text) && hasPrefix(s.text[i:], word)
}

// endsIn reports whether a word ends at a place.
func (s *scanner) endsIn(i int, word string) bool {
	n := len([]rune(word))
	return i >= n && hasPrefix(s.text[i-n:i], word)
}

func (s *scanner) last() *token {
	if len(s.tokens) == 0 {
		return &nothing
	}
	return &s.tokens[len(s.tokens)-1]
}

// nothing is what stands before a line.
var nothing = token{class: stop, end: -1, num: &noNumeral, time: &noTime, word: &noWord}

func (s *scanner) next() {
	r := s.text[s.at]
	if !beginners.has(r) {
		begin := s.at
		for s.at++; s.at < s.end && !beginners.has(s.text[s.at]); s.at++ {
		}
		s.steps += s.at - begin
		s.add(token{class: other, start: begin, end: s.at})
		return
	}
	one := func(c class) { s.add(token{class: c, start: s.at, end: s.at + 1}) }
	switch r {
	case '。', '!', '?', '\n', '\r':
		one(stop)
		return
	case ';':
		one(semicolon)
		return
	case ',', '…':
		one(comma)
		return
	case ':':
		if l := s.last(); l.class == number && l.num.reason == IsSlogan && l.end == s.at && isDigit(s.peek(s.at+1)) { // 1:1.26
			one(other)
			return
		}
		one(colon)
		return
	case '、':
		one(listed)
		return
	case '=':
		one(equals)
		return
	case '(', '【':
		if r == '(' && s.document() {
			return
		}
		one(open)
		return
	case ')', '】':
		one(shut)
		return
	case '《':
		s.quoted++
	case '》':
		s.quoted = max(0, s.quoted-1)
	case '〔', '[':
		if s.document() || s.footnote() {
			return
		}
	case '%', '‰':
		if s.lostAfter() {
			one(lost)
			return
		}
	case '个':
		if l := s.last(); l.end == s.at && (l.class == up || l.class == down) && s.has(s.at, "个百分点") {
			s.add(token{class: lost, start: s.at, end: s.at + 4})
			return
		}
	case ' ':
		if s.last().end == s.at { // blanks part nothing
			s.at++
			s.tokens[len(s.tokens)-1].end = s.at
			return
		}
	}
	switch {
	case isLatin(r):
		if !isLatin(s.peek(s.at-1)) && s.latin() {
			return
		}
	case momentFirsts.has(r) || isDigit(r) || isNumeral(r):
		if t, ok := s.moment(s.at); ok {
			s.add(t)
			return
		}
	}
	if isDigit(r) || isNumeral(r) || r == '千' || r == '万' || r == '-' || r == '+' {
		if s.exempted() {
			return
		}
		if t, ok := s.number(s.at); ok {
			if t.num.chinese && (t.num.unit == "审" || t.num.unit == "级") && !t.num.ordinal { // 一审, 两级: words
				s.add(token{class: other, start: t.start, end: t.end})
				return
			}
			if t.num.chinese && t.end == t.start+1 && r == '一' && t.num.reason == IsSlogan { // 统一, 一些: words
				one(other)
				return
			}
			if t.end == t.start+yearDigits && t.num.reason == "" && t.num.unit == "" && !t.num.scaled {
				if _, named := slices.BinarySearch(s.years, t.start); named {
					t.num.reason = IsTitle
				} else if s.latinYear(t.start, t.end) {
					t.num.reason = IsDate
				}
			}
			s.span(&t)
			s.add(t)
			return
		}
	}
	if c, ok := s.operator(r); ok {
		one(c)
		return
	}
	if lexiconFirsts.has(r) {
		if w, n := lexicon.LongestOf(s.text[s.at:s.end]); n > 0 {
			s.add(token{class: w.class, start: s.at, end: s.at + n, word: w})
			return
		}
	}
	one(other)
}

// beginners are the characters of which next may make more than a part of a run
// of other words; all others are passed over at once.
var beginners = func() *runeSet {
	set := runesOf([]rune("。!?\n\r;,…:、=(【)】《》〔[%‰个 千万-+＋~至到/／÷0123456789_")...)
	for r := 'a'; r <= 'z'; r++ {
		set.add(r)
		set.add(r - 'a' + 'A')
	}
	for _, more := range []*runeSet{momentFirsts, numerals, lexiconFirsts} {
		for i, bits := range more {
			set[i] |= bits
		}
	}
	return set
}()

// lostAfter reports whether a number should stand where the scanner is: after a
// verb of change, after 率为.
func (s *scanner) lostAfter() bool {
	l := s.last()
	if l.end != s.at {
		return false
	}
	switch l.class {
	case up, down, compare, share:
		return true
	case reaching:
		r := s.peek(l.start - 1)
		return r == '率' || r == '幅' || r == '比' || r == '升' || r == '降' || r == '高'
	}
	return false
}

// operator takes the signs that join numbers.
func (s *scanner) operator(r rune) (class, bool) {
	switch l := s.last(); r {
	case '+', '＋':
		return plus, true
	case '-':
		if (l.class == number || l.class == shut) && l.end == s.at {
			if l.num.until {
				return upto, true
			}
			return minus, true
		}
	case '~', '至', '到':
		if l.class == number && l.end == s.at && l.num.until {
			return upto, true
		}
	case '/', '／', '÷':
		if l.class == number && l.end == s.at && isDigit(s.peek(s.at+1)) {
			return slash, true
		}
	}
	return other, false
}

// document takes the number of a document or a case as one exempt number:
// 〔2017〕47号, (2023)豫01民终123号. The name of a court or an office stands
// between.
func (s *scanner) document() bool {
	i := s.at + 1
	for i < s.end && i < s.at+6 && isDigit(s.text[i]) {
		i++
	}
	if i-s.at-1 != 4 || s.peek(i) != ')' && s.peek(i) != '〕' && s.peek(i) != ']' {
		return false
	}
	for end := i + 1; end < s.end && end < i+enough; end++ {
		switch r := s.text[end]; {
		case r == '号':
			s.exempt(end+1, IsDocument)
			return true
		case !isDigit(r) && !unicode.Is(unicode.Han, r):
			return false
		}
	}
	return false
}

// footnote takes [1] and [^2].
func (s *scanner) footnote() bool {
	i := s.at + 1
	if s.peek(i) == '^' {
		i++
	}
	n := s.run(i)
	if n == 0 || n > 3 || s.peek(i+n) != ']' && s.peek(i+n) != '〕' {
		return false
	}
	s.exempt(i+n+1, IsReference)
	return true
}

// latin takes a run of letters: an address of the web as a whole, letters with
// digits behind as a name. The words of the grammar that are Latin, and years
// as in s2023年, are left to others.
func (s *scanner) latin() bool {
	const address = 200 // runes; no longer one is looked for
	if w, n := lexicon.LongestOf(s.text[s.at:s.end]); n > 0 && !isLatin(s.peek(s.at+n)) {
		s.add(token{class: w.class, start: s.at, end: s.at + n, word: w})
		return true
	}
	i, digits, web := s.at, false, false
	for ; i < min(s.end, s.at+address) && s.text[i] < 0x80 && s.text[i] > ' '; i++ {
		switch r := s.text[i]; {
		case isDigit(r):
			digits = true
		case r == '@' || r == '/' && i > s.at && s.text[i-1] == '/':
			web = true
		case isLatin(r) || r == '.' || r == ':' || r == '/' || r == '-' || r == '?' || r == '&' || r == '=' || r == '#' || r == '%' || r == '~':
		default:
			goto done
		}
	}
done:
	if web || s.has(s.at, "www.") {
		if digits {
			s.exempt(i, IsReference)
		} else {
			s.add(token{class: other, start: s.at, end: i})
		}
		return true
	}
	i = s.at
	for i < s.end && isLatin(s.text[i]) {
		i++
	}
	if !isDigit(s.peek(i)) {
		s.add(token{class: other, start: s.at, end: i})
		return true
	}
	if _, n := s.year(i); n > 0 {
		s.add(token{class: other, start: s.at, end: i})
		return true
	}
	for i < s.end && (isDigit(s.text[i]) || s.text[i] == '.' && isDigit(s.peek(i+1)) || isLatin(s.text[i]) || s.text[i] == '-' && isDigit(s.peek(i+1))) {
		i++
	}
	s.exempt(i, IsName)
	return true
}

// exempt adds what is no claim, from where the scanner is.
func (s *scanner) exempt(end int, why Reason) {
	n := s.numeral()
	n.reason = why
	s.add(token{class: number, start: s.at, end: end, num: n})
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

func isLatin(r rune) bool { return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r == '_' }

// enough is how far the scanner looks for the end of anything; it keeps the time
// linear in the length of the text.
const enough = 40

// run is how many digits follow, up to a bound.
func (s *scanner) run(i int) (n int) {
	for n < enough && isDigit(s.peek(i+n)) {
		n++
	}
	return n
}

// exempted takes numbers whose form shows that they claim nothing: moments of
// the day, phones, versions, dates, 1+2+N.
func (s *scanner) exempted() bool {
	at := s.at
	if !isDigit(s.text[at]) {
		return false
	}
	n := s.run(at)
	i := at + n
	after := s.peek(i)
	switch {
	case n >= enough: // no figure is that long
		for i < s.end && isDigit(s.text[i]) {
			i++
		}
		s.exempt(i, IsCode)
		return true
	case n <= 2 && after == ':' && s.run(i+1) == 2 && s.peek(i+3) != '.' && s.peek(i+3) != '%':
		i += 3
		if s.peek(i) == ':' && s.run(i+1) == 2 {
			i += 3
		}
		s.exempt(i, IsDate)
		return true
	case n >= 3 && n <= 4 && after == '-' && (s.text[at] == '0' || s.text[at] == '4' || s.text[at] == '8') && s.run(i+1) >= 3 && s.run(i+1) <= 8:
		i += 1 + s.run(i+1)
		if s.peek(i) == '-' && s.run(i+1) > 0 {
			i += 1 + s.run(i+1)
		}
		s.exempt(i, IsPhone)
		return true
	case n == 4 && (after == '-' || after == '.' || after == '/') && s.run(i+1) >= 1 && s.run(i+1) <= 2:
		m := s.run(i + 1)
		j := i + 1 + m
		year, month := s.int(at, n), s.int(i+1, m)
		if year < 1949 || year > 2100 || month < 1 || month > 12 {
			return false
		}
		if d := s.run(j + 1); s.peek(j) == after && d >= 1 && d <= 2 {
			s.exempt(j+1+d, IsDate)
			return true
		}
		if after != '.' && m == 2 && (after == '-' || s.peek(j) == ' ' || s.peek(j) == ')') {
			s.exempt(j, IsDate)
			return true
		}
		return false
	case after == '.' && s.run(i+1) > 0 && s.peek(i+1+s.run(i+1)) == '.' && isDigit(s.peek(i+2+s.run(i+1))):
		for i < s.end && (isDigit(s.text[i]) || s.text[i] == '.' && isDigit(s.peek(i+1))) {
			i++
		}
		s.exempt(i, IsName)
		return true
	case n <= 2 && after == '+':
		return s.slogan(i)
	}
	return false
}

// latinYear reports whether a bare number of four characters is a year as texts in
// Latin letters have it, behind a word and with nothing of which it could be the count
// behind it: Work report 2024, in 2024.
func (s *scanner) latinYear(start, end int) bool {
	if s.peek(start-1) != ' ' || !isLatin(s.peek(start-2)) || s.run(start) != yearDigits {
		return false
	}
	if year := s.int(start, yearDigits); year < 1949 || year > 2100 {
		return false
	}
	return end >= s.end || strings.ContainsRune(".,;:!?。、)]", s.peek(end))
}

// int is the value of a few digits.
func (s *scanner) int(at, n int) (v int) {
	for _, r := range s.text[at : at+n] {
		v = v*10 + int(r-'0')
	}
	return v
}

// slogan takes 1+2+N, but not what is a sum: 12+34=46, 3+2件.
func (s *scanner) slogan(i int) bool {
	if l := s.last(); l.class == plus || l.class == equals {
		return false
	}
	for i < s.end && s.text[i] == '+' {
		n := s.run(i + 1)
		if r := s.peek(i + 1); n == 0 && (r == 'N' || r == 'n' || r == 'X' || r == 'x') {
			n = 1
		}
		if n == 0 || n > 2 {
			return false
		}
		i += 1 + n
	}
	if r := s.peek(i); r == '=' || r == '.' || r == '万' || r == '件' || r == '人' || r == '%' {
		return false
	}
	s.exempt(i, IsSlogan)
	return true
}

// span looks behind a number for the upper end of a range: 63%~68%, 3至5天.
func (s *scanner) span(t *token) {
	r := s.peek(t.end)
	if r != '~' && r != '-' && r != '至' && r != '到' || t.num.ordinal || t.num.reason != "" && t.num.reason != IsDuration {
		return
	}
	if l := s.last(); l.class == equals || l.class == minus || l.class == plus {
		return
	}
	next := s.peek(t.end + 1)
	if !isDigit(next) && !isNumeral(next) && next != '百' {
		return
	}
	if r == '至' || r == '到' { // 从2%到5% is no range
		for i := len(s.tokens) - 1; i >= 0 && i > len(s.tokens)-12; i-- {
			switch s.tokens[i].class {
			case from, up, down:
				return
			case comma, stop, semicolon:
				i = 0
			}
		}
	}
	upper, ok := s.number(t.end + 1)
	if !ok || upper.num.reason != "" && upper.num.reason != IsDuration || upper.num.unit == "" && !upper.num.scaled || upper.num.chinese != t.num.chinese {
		return
	}
	if after := s.peek(upper.end); after == '=' || upper.num.quantity.Value().IsZero() {
		return
	}
	bareUnit := t.num.unit == "" || canonicalUnit(t.num.unit) == canonicalUnit(upper.num.unit)
	if !bareUnit || t.num.reason != "" && t.num.reason != upper.num.reason {
		return
	}
	q := t.num.quantity
	if !t.num.scaled && upper.num.scaled && t.num.unit == "" {
		q = quantity.Of(q.Value().Shift(int32(upper.num.quantity.Scale())), upper.num.quantity.Scale(), q.Places())
	}
	if !q.Value().LessThan(upper.num.quantity.Value()) {
		return
	}
	t.num.unitOnce = t.num.unit == "" && (upper.num.unit == "%" || canonicalUnit(upper.num.unit) == "百分点" || upper.num.scaled && !t.num.scaled)
	t.num.quantity, t.num.unit, t.num.until = q, upper.num.unit, true
	if upper.num.reason != "" {
		t.num.reason = upper.num.reason
	}
}
