package claim

import (
	"strings"
	"unicode"

	"github.com/shopspring/decimal"

	"gongbao/generator/quantity"
)

// class is what a token does in a sentence.
type class uint8

const (
	other     class = iota // a character that the grammar does not know
	number                 // 3881件
	moment                 // 2024年前三季度, 去年同期
	stop                   // 。！？ and the end of a line
	semicolon              // ；
	comma                  // ，
	listed                 // 、
	open                   // （
	shut                   // ）
	compare                // 同比, 较上年同期
	than                   // 较, 比: a moment or a number follows
	up                     // 上升
	down                   // 下降
	flat                   // 持平
	from                   // 由, 从
	reaching               // 到, 至, 为: what follows is a level
	share                  // 占
	each                   // 分别
	among                  // 其中, 含
	average                // 年均
	rank                   // 居, 排名
	joined                 // 和, 与, 及
	total                  // 共, 合计
	twice                  // 翻一番
)

// token is a piece of the text.
type token struct {
	class      class
	start, end int // in runes
	num        numeral
	time       when
	comparison Comparison
	times      int64 // of twice: how many times as much
}

// numeral is a number as it stands in the text.
type numeral struct {
	quantity   quantity.Quantity
	unit       string // as it is printed
	vague      Vague
	vagueTwice bool
	negative   bool // with a minus of its own
	ordinal    bool // 第三位
	percent    bool // 百分之…
	instance   bool // 一审, 两级: words, although they begin with a number
	reason     Reason
}

// word is an entry of the lexicon.
type word struct {
	class      class
	comparison Comparison
	times      int64
}

// lexicon are the words of the grammar.
var lexicon = map[string]word{
	"同比": {class: compare, comparison: YearOnYear}, "环比": {class: compare, comparison: PeriodOnPeriod},
	"较": {class: than}, "比": {class: than}, "相比": {class: other}, "相较": {class: than}, "对比": {class: than},
	"上升": {class: up}, "增长": {class: up}, "增加": {class: up}, "提高": {class: up}, "提升": {class: up}, "上涨": {class: up}, "增多": {class: up},
	"上扬": {class: up}, "攀升": {class: up}, "延长": {class: up}, "扩大": {class: up}, "净增": {class: up}, "新增": {class: other}, "多": {class: other},
	"增至": {class: up}, "升至": {class: up}, "增": {class: up}, "升": {class: up}, "回升": {class: up}, "上浮": {class: up}, "增幅": {class: up}, "涨幅": {class: up}, "升幅": {class: up},
	"下降": {class: down}, "减少": {class: down}, "降低": {class: down}, "缩短": {class: down}, "回落": {class: down}, "下滑": {class: down}, "压缩": {class: down},
	"压降": {class: down}, "缩小": {class: down}, "降至": {class: down}, "减至": {class: down}, "降": {class: down}, "减": {class: down}, "下跌": {class: down}, "降幅": {class: down}, "净减": {class: down}, "压减": {class: down}, "少": {class: other},
	"持平": {class: flat}, "基本持平": {class: flat},
	"由": {class: from}, "从": {class: from}, "自": {class: other},
	"到": {class: reaching}, "至": {class: reaching}, "达到": {class: reaching}, "达": {class: reaching}, "为": {class: reaching}, "高达": {class: reaching},
	"占": {class: share}, "占比": {class: share}, "占比为": {class: share}, "占到": {class: share}, "占比达": {class: share}, "占比达到": {class: share}, "占总数": {class: share},
	"分别": {class: each}, "依次": {class: each}, "分别为": {class: each}, "分别是": {class: each}, "分别达": {class: each}, "分别达到": {class: each}, "依次为": {class: each},
	"其中": {class: among}, "含": {class: among}, "包括": {class: among}, "包含": {class: among}, "其中含": {class: among}, "其中包括": {class: among},
	"年均": {class: average}, "年平均": {class: average}, "平均每年": {class: average},
	"居": {class: rank}, "位居": {class: rank}, "位列": {class: rank}, "排名": {class: rank}, "排在": {class: rank}, "名列": {class: rank}, "列": {class: other},
	"和": {class: joined}, "与": {class: joined}, "及": {class: joined}, "以及": {class: joined},
	"共": {class: total}, "共计": {class: total}, "合计": {class: total}, "总计": {class: total}, "累计": {class: total}, "总共": {class: total},
	"翻一番": {class: twice, times: 2}, "翻番": {class: twice, times: 2}, "翻了一番": {class: twice, times: 2}, "翻两番": {class: twice, times: 4}, "翻了两番": {class: twice, times: 4},
	// Words in which a word of the grammar is none.
	"人民": {}, "由于": {}, "因此": {}, "从而": {}, "从事": {}, "从严": {}, "从宽": {}, "自由": {}, "理由": {}, "经由": {}, "事由": {}, "案由": {}, "比例": {}, "比重": {}, "比率": {}, "案-件比": {}, "案件比": {}, "收比": {}, "结收比": {},
	"评比": {}, "对于": {}, "参与": {}, "居民": {}, "居住": {}, "定居": {}, "邻居": {}, "居家": {}, "为民": {}, "为了": {}, "作为": {}, "行为": {}, "成为": {}, "为主": {}, "认为": {}, "称为": {}, "到位": {}, "到期": {}, "到庭": {}, "到案": {}, "得到": {}, "达成": {}, "传达": {}, "送达": {}, "表达": {}, "发达": {},
	"至今": {}, "甚至": {}, "以至": {}, "减刑": {}, "减轻": {}, "减免": {}, "减量": {}, "增值": {}, "增量": {}, "增强": {}, "增效": {}, "增添": {}, "减存量": {}, "控增量": {}, "降低了": {class: down}, "公共": {}, "共享": {}, "共同": {}, "共建": {}, "共治": {}, "共和国": {}, "中共": {}, "共赢": {}, "共识": {}, "中华人民共和国": {}, "侵占": {}, "占用": {}, "占有": {}, "强占": {}, "霸占": {}, "和谐": {}, "和解": {}, "调和": {}, "和平": {}, "普及": {}, "涉及": {}, "及时": {}, "以及时": {}, "案及": {}, "包含在": {}, "含金量": {}, "自至": {}, "升级": {}, "晋升": {}, "降级": {}, "上下": {},
	"执行到位率": {}, "执行到位": {}, "到位率": {}, "审结": {}, "人均": {}, "平均": {}, "从业": {}, "从轻": {}, "服从": {}, "少年": {}, "未成年": {}, "多元": {}, "总数": {},
}

// longest is the greatest number of runes of a word.
var longest, firsts = func() (n int, firsts map[rune]bool) {
	firsts = map[rune]bool{}
	for w := range lexicon {
		r := []rune(w)
		n = max(n, len(r))
		firsts[r[0]] = true
	}
	return n, firsts
}()

type scanner struct {
	text   []rune // narrowed
	tokens []token
	at     int
	quoted int // within 《》
	speech int // where a quotation began, −1 outside of one
}

// scan cuts a text into tokens.
func scan(text []rune) []token {
	s := &scanner{text: text, speech: -1}
	for s.at < len(text) {
		s.next()
	}
	s.add(token{class: stop, start: len(text), end: len(text)})
	return s.tokens
}

func (s *scanner) add(t token) {
	s.tokens = append(s.tokens, t)
	s.at = max(t.end, s.at)
}

func (s *scanner) peek(i int) rune {
	if i < 0 || i >= len(s.text) {
		return 0
	}
	return s.text[i]
}

func (s *scanner) next() {
	r := s.text[s.at]
	one := func(c class) { s.add(token{class: c, start: s.at, end: s.at + 1}) }
	switch r {
	case '。', '!', '?', '\n', '\r', '|':
		one(stop)
		return
	case ';':
		one(semicolon)
		return
	case ',':
		one(comma)
		return
	case '、':
		one(listed)
		return
	case '(':
		if s.document() {
			return
		}
		one(open)
		return
	case ')':
		one(shut)
		return
	case '《':
		s.quoted++
	case '》':
		s.quoted = max(0, s.quoted-1)
	case '〔':
		if s.document() {
			return
		}
	}
	if t, ok := s.moment(s.at); ok {
		s.add(t)
		return
	}
	if t, ok := s.number(s.at); ok && !t.num.instance {
		s.add(t)
		return
	}
	if w, n := s.word(s.at); n > 0 {
		s.add(token{class: w.class, start: s.at, end: s.at + n, comparison: w.comparison, times: w.times})
		return
	}
	one(other)
}

// word finds the longest word of the lexicon at a place.
func (s *scanner) word(at int) (word, int) {
	if !firsts[s.text[at]] {
		return word{}, 0
	}
	for n := min(longest, len(s.text)-at); n > 0; n-- {
		if w, ok := lexicon[string(s.text[at:at+n])]; ok {
			return w, n
		}
	}
	return word{}, 0
}

// document takes the number of a document or a case as one exempt number:
// 〔2017〕47号, (2023)豫01民终123号. The name of a court or an office stands
// between.
func (s *scanner) document() bool {
	i := s.at + 1
	for i < len(s.text) && isDigit(s.text[i]) {
		i++
	}
	if i-s.at-1 != 4 || s.peek(i) != ')' && s.peek(i) != '〕' {
		return false
	}
	const enough = 24
	for end := i + 1; end < len(s.text) && end < i+enough; end++ {
		switch r := s.text[end]; {
		case r == '号':
			s.add(token{class: number, start: s.at, end: end + 1, num: numeral{reason: IsDocument}})
			return true
		case !isDigit(r) && !unicode.Is(unicode.Han, r):
			return false
		}
	}
	return false
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// number takes a number with its scale and its unit.
func (s *scanner) number(at int) (token, bool) {
	t := token{class: number, start: at}
	i := at
	percent := false
	if hasPrefix(s.text[i:], "百分之") {
		i, percent = i+3, true
	}
	if s.peek(i) == '-' && isDigit(s.peek(i+1)) && !isDigit(s.peek(i-1)) && s.peek(i-1) != '%' {
		t.num.negative = true
		i++
	}
	begin := i
	var value decimal.Decimal
	var places int32
	arabic := isDigit(s.peek(i))
	switch {
	case arabic:
		i = s.digits(i)
		text := strings.ReplaceAll(string(s.text[begin:i]), ",", "")
		var err error
		if value, err = decimal.NewFromString(text); err != nil {
			return token{}, false
		}
		places = max(0, -value.Exponent())
	default:
		for i < len(s.text) && i-begin < maxNumeral && (isNumeral(s.text[i]) || s.text[i] == '点' && i > begin) {
			i++
		}
		var ok bool
		for ; i > begin; i-- {
			if value, places, ok = chinese(s.text[begin:i]); ok {
				break
			}
		}
		if !ok {
			return token{}, false
		}
	}
	digitsEnd := i
	i = s.hedge(i, &t.num)
	scale := quantity.One
	for _, sc := range []struct {
		name  string
		scale quantity.Scale
	}{{"万亿", quantity.WanYi}, {"亿", quantity.Yi}, {"万", quantity.Wan}, {"千", 3}, {"百", 2}} {
		if hasPrefix(s.text[i:], sc.name) && !hasPrefix(s.text[i:], "百分") && (arabic || sc.scale >= quantity.Wan) {
			i, scale = i+len([]rune(sc.name)), sc.scale
			break
		}
	}
	i = s.hedge(i, &t.num)
	unit := cutUnit(s.text[i:])
	if percent {
		t.num.percent = true
		if unit != "个百分点" && unit != "百分点" {
			unit = ""
		}
	}
	unitStart := i
	i += len([]rune(unit))
	t.num.unit = unit
	if percent && unit == "" {
		t.num.unit = "%"
	}
	i = s.hedgeAfter(i, &t.num)
	t.end = i
	t.num.quantity = printed(value, scale, places, t.num.unit)
	t.num.reason = s.exempt(at, begin, digitsEnd, unitStart, arabic, scale, &t)
	s.hedgeBefore(at, &t.num)
	return t, true
}

// printed is a number in the form it is printed in: what is scaled, has places or
// is a rate was rounded.
func printed(value decimal.Decimal, scale quantity.Scale, places int32, unit string) quantity.Quantity {
	if scale == quantity.One && places == 0 && value.IsInteger() {
		q := quantity.Int(value.IntPart())
		if unit == "%" || unit == "倍" || canonicalUnit(unit) == "百分点" {
			return q.Rounded()
		}
		return q
	}
	return quantity.Of(value.Shift(int32(scale)), scale, places)
}

// digits is the end of Arabic digits with separators of thousands and a point.
func (s *scanner) digits(i int) int {
	begin := i
	for isDigit(s.peek(i)) {
		i++
	}
	for s.peek(i) == ',' && i-begin <= 3 && isDigit(s.peek(i+1)) && isDigit(s.peek(i+2)) && isDigit(s.peek(i+3)) && !isDigit(s.peek(i+4)) {
		i += 4
		begin = i - 3 // the next group has three digits as well
	}
	if s.peek(i) == '.' && isDigit(s.peek(i+1)) {
		i++
		for isDigit(s.peek(i)) {
			i++
		}
	}
	return i
}

// hedge takes 余 and 多 between a number and its unit.
func (s *scanner) hedge(i int, n *numeral) int {
	if r := s.peek(i); r == '余' || r == '多' && (hasPrefix(s.text[i+1:], "万") || hasPrefix(s.text[i+1:], "亿") || cutUnit(s.text[i+1:]) != "") {
		n.set(Over)
		return i + 1
	}
	return i
}

// hedgeAfter takes 左右, 以上 and the like behind a unit.
func (s *scanner) hedgeAfter(i int, n *numeral) int {
	for _, h := range []struct {
		word  string
		vague Vague
	}{{"左右", About}, {"上下", About}, {"以上", Over}, {"以下", Under}, {"以内", Under}} {
		if hasPrefix(s.text[i:], h.word) {
			n.set(h.vague)
			return i + 2
		}
	}
	return i
}

// hedgeBefore looks for 近, 约, 超 and the like before a number.
func (s *scanner) hedgeBefore(at int, n *numeral) {
	for _, h := range []struct {
		word  string
		vague Vague
	}{{"超过", Over}, {"突破", Over}, {"超", Over}, {"逾", Over}, {"接近", Under}, {"将近", Under}, {"不足", Under}, {"近", Under}, {"大约", About}, {"大概", About}, {"约", About}} {
		w := []rune(h.word)
		if at >= len(w) && string(s.text[at-len(w):at]) == h.word {
			n.set(h.vague)
			s.hedgeBefore(at-len(w), n)
			return
		}
	}
}

func (n *numeral) set(v Vague) {
	n.vagueTwice = n.vagueTwice || n.vague != Exact
	n.vague = v
}

// statistic are the units with which even a small Chinese numeral is a figure.
var statistic = map[string]bool{"件": true, "人": true, "名": true, "起": true, "份": true, "户": true, "元": true, "%": true, "个百分点": true, "百分点": true, "倍": true, "人次": true, "件次": true}

// exempt tells why a number is no claim; "" when it is one.
func (s *scanner) exempt(at, begin, digitsEnd, unitStart int, arabic bool, scale quantity.Scale, t *token) Reason {
	before, after := s.peek(at-1), s.peek(digitsEnd)
	digits := digitsEnd - begin
	bare := scale == quantity.One && t.num.unit == ""
	switch {
	case before == '第':
		t.num.ordinal = true
		return IsOrdinal
	case s.quoted > 0:
		return IsTitle
	case before == '^' || before == '#':
		return IsReference
	case t.num.unit == "号" || t.num.unit == "届" || t.num.unit == "章" || t.num.unit == "编" || t.num.unit == "款":
		return IsDocument
	case t.num.unit == "周年" || t.num.unit == "年" || t.num.unit == "个月" || t.num.unit == "岁" || t.num.unit == "周" || t.num.unit == "日" || t.num.unit == "小时" || t.num.unit == "分钟":
		return IsDuration
	case !arabic && (t.num.unit == "审" || t.num.unit == "级"):
		t.num.instance = true
	}
	if !arabic {
		big := false
		for _, r := range s.text[begin:digitsEnd] {
			big = big || unitValue[r] != 0 || r == '点'
		}
		hundred := false
		for _, r := range s.text[begin:digitsEnd] {
			hundred = hundred || r == '百' || r == '千'
		}
		switch {
		case t.num.percent, hundred && t.num.unit != "", scale != quantity.One, big && statistic[t.num.unit], statistic[t.num.unit] && digits > 1:
			return ""
		}
		return IsSlogan
	}
	switch {
	case after == '+' || before == '+':
		return IsSlogan
	case after == ':' && digits <= 2 && s.run(digitsEnd+1) == 2 && s.peek(digitsEnd+3) != '.', before == ':' && isDigit(s.peek(at-2)) && bare && digits == 2:
		return IsDate
	case bare && after == ':' && isDigit(s.peek(digitsEnd+1)): // the 1 of 1:1.26
		return IsSlogan
	case after == '-' && isDigit(s.peek(digitsEnd+1)) && digits >= 3 && digits <= 4 && s.run(digitsEnd+1) >= 7, before == '-' && isDigit(s.peek(at-2)) && digits >= 7:
		return IsPhone
	case digits == 11 && bare && s.text[begin] == '1', digits == 5 && bare && s.text[begin] == '1' && s.text[begin+1] == '2' && s.text[begin+2] == '3':
		return IsPhone
	case bare && (after == '.' || after == ')' || after == '、') && s.lineBegins(at):
		return IsListItem
	case after == '/' && isDigit(s.peek(digitsEnd+1)), before == '/' && isDigit(s.peek(at-2)), after == '.' && isDigit(s.peek(digitsEnd+1)):
		return IsDate
	case bare && (isLatin(before) || isLatin(after)):
		return IsReference
	}
	return ""
}

func isLatin(r rune) bool { return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r == '_' }

// run is how many digits follow.
func (s *scanner) run(i int) (n int) {
	for isDigit(s.peek(i + n)) {
		n++
	}
	return n
}

// lineBegins reports whether nothing but blanks and brackets stands before a
// place on its line.
func (s *scanner) lineBegins(at int) bool {
	for i := at - 1; i >= 0; i-- {
		switch s.text[i] {
		case '\n', '\r':
			return true
		case ' ', '(', '#', '*', '-':
		default:
			return false
		}
	}
	return true
}
