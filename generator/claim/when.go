package claim

import (
	"unicode"

	"gongbao/generator/period"
	"gongbao/generator/trie"
)

// when is a time as the text says it. What it leaves out comes from the text
// before it and from the page.
type when struct {
	year     int // 0 when it is not said
	offset   int // years from the year that is told of: −1 for 去年
	relative bool
	first    int // months; 0 when not said
	last     int
	same     bool // 同期: the months of the period that is told of
	end      bool // 年底, 截至…: the end of the period
	day      bool // 3月5日: a date, and no time that figures are of
	opening  bool // 年初
	before   bool // 上季度, 上月: the single period before
	until    int  // of 2019年至2022年: the last year
	asOf     bool // 截止 was written for 截至
	now      bool // 截至目前: the time that is told of
}

// period resolves a time against the one that is told of.
func (w when) period(told period.Period) period.Period {
	year := w.year
	if w.now {
		return told
	}
	if w.before {
		p, _ := told.Before()
		return p
	}
	switch {
	case year == 0 && told.IsZero():
		return period.Period{}
	case year == 0:
		year = told.Year() + w.offset
	}
	switch {
	case w.same && !told.IsZero():
		return period.Months(year, told.First(), told.Last())
	case w.first > 0:
		return period.Months(year, w.first, w.last)
	case w.relative && w.offset == 0 && w.year == 0 && !told.IsZero(): // 今年 of a notice is the notice's time
		return period.Months(year, told.First(), told.Last())
	}
	return period.Year(year)
}

// yearWords name a year by the one that is told of.
var yearWords = []struct {
	word   string
	offset int
	same   bool
}{
	{"去年同期", -1, true}, {"上年同期", -1, true}, {"上一年同期", -1, true}, {"同期", -1, true},
	{"去年", -1, false}, {"上年度", -1, false}, {"上一年度", -1, false}, {"上年", -1, false}, {"上一年", -1, false}, {"前一年", -1, false}, {"前年", -2, false},
	{"年初", -1, false},
	{"今年以来", 0, false}, {"今年", 0, false}, {"本年度", 0, false}, {"本年", 0, false},
}

// spanWords name months of a year.
var spanWords = []struct {
	word        string
	first, last int
}{
	{"上半年", 1, 6}, {"下半年", 7, 12}, {"前三季度", 1, 9}, {"前3季度", 1, 9}, {"前两个季度", 1, 6},
	{"前三个季度", 1, 9}, {"前2季度", 1, 6}, {"第一季度", 1, 3}, {"第二季度", 4, 6}, {"第三季度", 7, 9}, {"第四季度", 10, 12},
	{"一季度", 1, 3}, {"二季度", 4, 6}, {"三季度", 7, 9}, {"四季度", 10, 12},
	{"1季度", 1, 3}, {"2季度", 4, 6}, {"3季度", 7, 9}, {"4季度", 10, 12},
	{"全年度", 1, 12}, {"全年", 1, 12},
}

// yearTrie and spanTrie find them by their places in the lists; beforeTrie finds
// the words of the single period before, endTrie those of the end of a time.
var (
	yearTrie, spanTrie = func() (years, spans *trie.Trie[int]) {
		years, spans = &trie.Trie[int]{}, &trie.Trie[int]{}
		for i, w := range yearWords {
			years.Put(w.word, i)
		}
		for i, w := range spanWords {
			spans.Put(w.word, i)
		}
		return years, spans
	}()
	beforeTrie = setOf("上一季度", "上个季度", "上季度", "上个月", "上月")
	endTrie    = setOf("年底", "年末", "底", "末")
)

// momentFirsts are the characters with which a time can begin, but for digits.
var momentFirsts = func() *runeSet {
	firsts := runesOf('截', '前', '上', '当')
	for _, w := range yearWords {
		firsts.add([]rune(w.word)[0])
	}
	for _, w := range spanWords {
		firsts.add([]rune(w.word)[0])
	}
	return firsts
}()

// moment takes a time.
func (s *scanner) moment(at int) (token, bool) {
	w := when{}
	i := at
	found := false
	if s.peek(i) == '截' && (hasPrefix(s.text[i:], "截至") || hasPrefix(s.text[i:], "截止")) {
		w.asOf = s.text[i+1] == '止'
		i += 2
		w.end = true
		for n := 0; n < 3 && (s.peek(i) == ' ' || s.peek(i) == '到' || s.peek(i) == '至'); n++ {
			i++
		}
		if s.has(i, "目前") || s.has(i, "当前") || s.has(i, "现在") {
			return token{class: moment, start: at, end: i + 2, time: s.when(when{end: true, relative: true, now: true, asOf: w.asOf})}, true
		}
	}
	if y, n := s.year(i); n > 0 {
		w.year, i, found = y, i+n, true
		if j := i; s.peek(j) == '至' || s.peek(j) == '-' || s.peek(j) == '~' || s.peek(j) == '到' {
			if y2, n := s.year(j + 1); n > 0 && y2 > y {
				w.until, i = y2, j+1+n
			}
		}
		if s.peek(i) == '度' {
			i++
		}
	} else {
		if k, n := yearTrie.LongestOf(s.text[min(i, len(s.text)):]); n > 0 {
			yw := &yearWords[k]
			w.offset, w.same, w.relative, found = yw.offset, yw.same, true, true
			w.opening = yw.word == "年初"
			i += n
		}
	}
	if !found {
		if _, n := beforeTrie.LongestOf(s.text[min(i, len(s.text)):]); n > 0 {
			return token{class: moment, start: at, end: i + n, time: s.when(when{before: true, relative: true})}, true
		}
	}
	if s.peek(i) == ' ' && found {
		i++
	}
	if first, last, n := s.months(i); n > 0 {
		w.first, w.last, w.same, found = first, last, false, true
		i += n
		w.day = s.peek(i-1) == '日' || s.peek(i-1) == '号'
		if hasPrefix(s.text[i:], "同期") { // 去年1-6月同期 says it twice
			i += 2
		}
	}
	if !found {
		return token{}, false
	}
	if _, n := endTrie.LongestOf(s.text[min(i, len(s.text)):]); n > 0 {
		i += n
		w.end = true
	}
	if w.end && w.first > 0 { // what stands at the end of June stands at the end of the half year
		w.first = 1
	}
	return token{class: moment, start: at, end: i, time: s.when(w)}, true
}

// year takes 2024年 or 二〇二四年; of 2020-2024年 the first has no 年.
func (s *scanner) year(i int) (year, runes int) {
	if isDigit(s.peek(i-1)) || s.peek(i-1) == '.' {
		return 0, 0
	}
	digits := 0
	value := 0
	for digits < 4 {
		r := s.peek(i + digits)
		v, ok := digitOf(r)
		switch {
		case isDigit(r):
			value = value*10 + int(r-'0')
		case ok && r != '两':
			value = value*10 + int(v)
		default:
			return 0, 0
		}
		digits++
	}
	if value < 1949 || value > 2100 || isDigit(s.peek(i+4)) {
		return 0, 0
	}
	switch r := s.peek(i + 4); {
	case r == '年':
		return value, 5
	case isDigit(s.peek(i)) && s.bareYear(i+4, value):
		return value, 4
	case (r == '、' || r == '和') && isDigit(s.peek(i+5)): // 2022、2023、2024年
		if y, n := s.year(i + 5); n > 0 && y > value {
			return value, 4
		}
	case (r == '-' || r == '~' || r == '至') && isDigit(s.peek(i+5)):
		if y, n := s.year(i + 5); n == 5 && y > value {
			return value, 4
		}
	}
	return 0, 0
}

// bareYear reports whether four digits are a year although 年 is left out, as
// notes do: 2024全国收案, 2022比2019增长, 2024Q1. A measure word behind them makes
// them a count.
func (s *scanner) bareYear(end, value int) bool {
	if value < 1990 || value > 2050 {
		return false
	}
	i := end
	for s.peek(i) == ' ' {
		i++
	}
	r := s.peek(i)
	switch {
	case (r == 'Q' || r == 'H') && isDigit(s.peek(i+1)) && i == end:
		return true
	case !unicode.Is(unicode.Han, r) || r == '万' || r == '亿' || r == '余' || r == '多' || r == '元' || r == '到' || r == '至' || r == '和' || r == '号':
		return false
	}
	for _, w := range []string{"审判", "审结", "审执", "院", "比", "较"} {
		if hasPrefix(s.text[i:], w) {
			return true
		}
	}
	return !starts(unitTrie, s.text[i:])
}

// months takes 上半年, 前三季度, 1-9月, 1至9月份, 9月, 9月30日.
func (s *scanner) months(i int) (first, last, runes int) {
	if k, n := spanTrie.LongestOf(s.text[min(i, len(s.text)):]); n > 0 {
		return spanWords[k].first, spanWords[k].last, n
	}
	if n := int(s.peek(i+1) - '0'); s.peek(i) == 'Q' && n >= 1 && n <= 4 {
		return 3*n - 2, 3 * n, 2
	} else if s.peek(i) == 'H' && (n == 1 || n == 2) {
		return 6*n - 5, 6 * n, 2
	}
	if s.peek(i) == '前' { // 前10个月
		if v, n := s.small(i + 1); n > 0 && v >= 1 && v <= 12 && s.has(i+1+n, "个月") {
			return 1, v, n + 3
		}
		return 0, 0, 0
	}
	a, n := s.month(i)
	if n == 0 {
		return 0, 0, 0
	}
	j := i + n
	if s.peek(j) == '月' && (s.peek(j+1) == '至' || s.peek(j+1) == '-' || s.peek(j+1) == '~') {
		j++
	}
	if r := s.peek(j); r == '-' || r == '至' || r == '~' || r == '到' {
		if b, m := s.month(j + 1); m > 0 && s.peek(j+1+m) == '月' && b > a {
			end := j + 1 + m + 1
			if s.peek(end) == '份' {
				end++
			}
			return a, b, end - i
		}
	}
	if s.peek(i+n) != '月' {
		return 0, 0, 0
	}
	end := i + n + 1
	if s.peek(end) == '份' {
		end++
	}
	if d := s.run(end); d > 0 && d <= 2 && (s.peek(end+d) == '日' || s.peek(end+d) == '号') {
		return a, a, end + d + 1 - i
	}
	return a, a, end - i
}

// small takes a number of one or two digits, or a Chinese one.
func (s *scanner) small(i int) (v, runes int) {
	if n := s.run(i); n > 0 {
		if n > 2 {
			return 0, 0
		}
		return s.int(i, n), n
	}
	n := 0
	for n < 3 && isNumeral(s.peek(i+n)) {
		n++
	}
	if w, ok := chineseWhole(s.text[min(i, len(s.text)):min(i+n, len(s.text))]); ok {
		return int(w), n
	}
	return 0, 0
}

// month takes the number of a month.
func (s *scanner) month(i int) (month, runes int) {
	if isDigit(s.peek(i-1)) || s.peek(i-1) == '.' {
		return 0, 0
	}
	n := s.run(i)
	if n == 0 {
		for n < 2 && isNumeral(s.peek(i+n)) {
			n++
		}
		for ; n > 0; n-- {
			if v, ok := chineseWhole(s.text[i : i+n]); ok && v >= 1 && v <= 12 && s.peek(i+n) == '月' {
				return int(v), n
			}
		}
		return 0, 0
	}
	if n > 2 {
		return 0, 0
	}
	v := int(s.peek(i) - '0')
	if n == 2 {
		v = v*10 + int(s.peek(i+1)-'0')
	}
	if v < 1 || v > 12 {
		return 0, 0
	}
	return v, n
}
