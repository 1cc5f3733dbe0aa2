package claim

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"gongbao/generator/quantity"
)

// separators part thousands: 12,345 and 12 345.
var separators = strings.NewReplacer(",", "", " ", "")

// few is the value of digits that are not too many for a machine's word.
func few(digits []rune) (value decimal.Decimal, places int32, ok bool) {
	const most = 18
	if len(digits) > most {
		return value, 0, false
	}
	var n int64
	point := false
	for _, r := range digits {
		switch {
		case isDigit(r):
			n = n*10 + int64(r-'0')
			if point {
				places++
			}
		case r == '.':
			point = true
		}
	}
	return decimal.New(n, -places), places, true
}

// number takes a number with its sign, its scale and its unit.
func (s *scanner) number(at int) (token, bool) {
	t := token{class: number, start: at, num: s.numeral()}
	i := at
	parts := "" // 百分之: the unit stands before
	switch r := s.peek(i); {
	case r == '百' && s.has(i, "百分之"):
		i, parts, t.num.percent = i+3, "%", true
	case r == '千' && s.has(i, "千分之"):
		i, parts = i+3, "‰"
	}
	if r := s.peek(i); (r == '-' || r == '+') && isDigit(s.peek(i+1)) && s.signed(i) {
		t.num.sign = 1
		if r == '-' {
			t.num.sign = -1
		}
		i++
	}
	begin := i
	var value decimal.Decimal
	var places int32
	scale := quantity.One
	if arabic := isDigit(s.peek(i)); arabic {
		i = s.digits(i)
		const most = 24 // digits; no figure has more
		var short bool
		if value, places, short = few(s.text[begin:i]); !short {
			text := separators.Replace(string(s.text[begin:min(i, begin+2*most)]))
			if len(text) > most {
				t.end, t.num.reason = i, IsCode
				return t, true
			}
			var err error
			if value, err = decimal.NewFromString(text); err != nil {
				return token{}, false
			}
			places = max(0, -value.Exponent())
		}
	} else {
		if r := s.peek(begin - 1); parts == "" && (r == '数' || r == '几' || r == '若') { // 数十件
			return token{}, false
		}
		t.num.chinese = true
		var ok bool
		if value, places, scale, i, ok = s.chinese(begin); !ok {
			return token{}, false
		}
		if s.has(i, "分之") && parts == "" { // 三分之一
			if top, _, _, end, ok := s.chinese(i + 2); ok && value.Sign() > 0 && top.LessThan(value) {
				t.end = end
				t.num.quantity = quantity.Of(top.Shift(2).DivRound(value, 6), quantity.One, 0)
				t.num.unit, t.num.vague = "%", About
				s.hedgeBefore(at, t.num)
				t.num.vagueTwice = false
				return t, true
			}
		}
	}
	digitsEnd := i
	thousands := false
	i = s.hedge(i, t.num)
	if s.peek(i) == ' ' && !s.isYearAhead(i+1) {
		if _, _, n := s.scale(i + 1); n > 0 || starts(unitTrie, s.text[i+1:]) {
			i++
		}
	}
	if sc, ok, n := s.scale(i); ok && scale == quantity.One && (!t.num.chinese || sc >= quantity.Wan) {
		i, scale = i+n, sc
		if sc < quantity.Wan { // 3千余件: the thousand is no scale that numbers are printed in
			value, places, scale = value.Shift(int32(sc)), places-int32(sc), quantity.One
			thousands = true
			if more, ok, n := s.scale(i); ok && more >= quantity.Wan {
				i, scale = i+n, more
			}
		}
	}
	t.num.scaled = scale >= quantity.Wan
	i = s.hedge(i, t.num)
	unit, n := unitTrie.LongestOf(s.text[i:min(len(s.text), i+enough)])
	if n > 0 && unit == "成" && !s.tenths(i+n) || s.wordAhead(i, n) {
		unit, n = "", 0
	}
	if parts != "" {
		if canonicalUnit(unit) != "百分点" {
			unit, n = "", 0
		}
	}
	unitStart := i
	i += n
	if unit == "" {
		unit = parts
	}
	t.num.unit = unit
	i = s.hedgeAfter(i, t.num)
	t.end = i
	if unit == "成" {
		value, places, t.num.unit = value.Shift(1), -1, "%"
		t.num.quantity = quantity.Of(value, quantity.One, 0)
	} else if thousands {
		t.num.quantity = quantity.Of(value.Shift(int32(scale)), scale, places)
	} else if zeros := t.num.spokenZeros(value, scale); zeros > 0 {
		t.num.quantity = quantity.Of(value.Shift(int32(scale)), scale, -zeros)
	} else {
		t.num.quantity = printed(value, scale, places, unit)
	}
	t.num.reason = s.reason(at, begin, digitsEnd, unitStart, t.num)
	s.hedgeBefore(at, t.num)
	return t, true
}

// spokenZeros is how many zeros end a Chinese numeral of ten thousand or more,
// which are rounded to: 四千六百万 is told of 4601.8万. A hedge tells of its own.
func (n *numeral) spokenZeros(value decimal.Decimal, scale quantity.Scale) int32 {
	if !n.chinese || n.vague != Exact {
		return 0
	}
	if !value.IsInteger() || value.Shift(int32(scale)).LessThan(decimal.NewFromInt(10000)) {
		return 0
	}
	var zeros int32
	ten := decimal.NewFromInt(10)
	for !value.IsZero() && value.Mod(ten).IsZero() {
		value, zeros = value.Div(ten), zeros+1
	}
	return zeros
}

// chinese takes a Chinese numeral; 万 and 亿 within it are part of its value,
// at its end they are its scale.
func (s *scanner) chinese(begin int) (value decimal.Decimal, places int32, scale quantity.Scale, end int, ok bool) {
	i := begin
	for i < len(s.text) && i-begin < maxNumeral {
		r := s.text[i]
		if !isNumeral(r) && !(i > begin && (r == '点' && digitIn(s.peek(i+1)) || (r == '万' || r == '亿') && isNumeral(s.peek(i+1)))) {
			break
		}
		i++
	}
	if r := s.peek(begin + 1); (r == '余' || r == '多') && tensOf(s.peek(begin)) >= 100 && s.peek(begin-1) != '上' { // 百余件
		return decimal.NewFromInt(tensOf(s.text[begin])), 0, scale, begin + 1, true
	}
	for ; i > begin; i-- {
		if value, places, ok = chinese(s.text[begin:i]); ok {
			return value, places, scale, i, true
		}
	}
	return value, 0, scale, begin, false
}

func digitIn(r rune) bool { _, ok := digitOf(r); return ok }

// scale takes 万, 亿 and, behind Arabic digits, 千 and 百.
func (s *scanner) scale(i int) (scale quantity.Scale, ok bool, runes int) {
	switch s.peek(i) {
	case '万':
		if s.peek(i+1) == '亿' {
			return quantity.WanYi, true, 2
		}
		if r := s.peek(i + 1); r == '一' || r == '分' {
			return 0, false, 0
		}
		return quantity.Wan, true, 1
	case '亿':
		return quantity.Yi, true, 1
	case '千':
		if s.has(i, "千分") || s.peek(i+1) == '克' || s.peek(i+1) == '米' || s.peek(i+1) == '瓦' {
			return 0, false, 0
		}
		return 3, true, 1
	case '百':
		if s.has(i, "百分") {
			return 0, false, 0
		}
		return 2, true, 1
	}
	return 0, false, 0
}

// isYearAhead reports whether what stands behind a blank is a number of its own.
func (s *scanner) isYearAhead(i int) bool { return isDigit(s.peek(i)) }

// wordAhead reports whether what looks like a measure word begins another word:
// 3件 but 5市法院.
func (s *scanner) wordAhead(i, n int) bool {
	return n == 1 && starts(wordsAhead, s.text[i:])
}

// wordsAhead are the words that begin like measure words.
var wordsAhead = setOf("人民", "人均", "件均", "分别", "分之", "年均", "院长", "庭长", "方面", "成立", "市级", "级别", "类案", "度假", "名列", "位居", "位列", "户均", "人大", "月均", "日均", "面对", "本院", "对比", "时间", "点多")

// tenths reports whether 成 is a tenth and begins no other word.
func (s *scanner) tenths(i int) bool {
	switch s.peek(i) {
	case '为', '立', '功', '员', '果', '效', '长', '了', '本', '年', '熟', '交', '绩', '就', '都', '人', '不', '套':
		return false
	}
	return true
}

// signed reports whether a sign before a digit is that of the number, and does
// not join it to what stands before.
func (s *scanner) signed(i int) bool {
	switch l := s.last(); {
	case l.end < 0 || l.end < i && s.peek(i-1) == 0:
		return true
	case l.end > i:
		return false // asked of the upper end of a range
	case l.end == i:
		switch l.class {
		case compare, up, down, reaching, open, colon, comma, stop, moment, equals:
			return true
		case other:
			r := s.text[i-1]
			return r == ' ' || r == '|' || r == '率' || r == '比' || r == '“' || r == '"' || r == '是'
		}
		return false
	}
	return true
}

// printed is a number in the form it is printed in: what is scaled, has places or
// is a rate was rounded.
func printed(value decimal.Decimal, scale quantity.Scale, places int32, unit string) quantity.Quantity {
	if scale == quantity.One && places == 0 && value.IsInteger() && value.NumDigits() < 19 {
		q := quantity.Int(value.IntPart())
		if unit == "%" || unit == "倍" || canonicalUnit(unit) == "百分点" {
			return q.Rounded()
		}
		return q
	}
	return quantity.Of(shift(value, int32(scale)), scale, places)
}

// shift is a value times a power of ten.
func shift(value decimal.Decimal, by int32) decimal.Decimal {
	if by == 0 {
		return value
	}
	return value.Shift(by)
}

// digits is the end of Arabic digits with separators of thousands and a point.
func (s *scanner) digits(i int) int {
	begin := i
	for isDigit(s.peek(i)) {
		i++
	}
	for groups := 0; i-begin <= 3 && s.run3(i+1) && groups < 6; groups++ {
		if r := s.peek(i); r != ',' && !(r == ' ' && (starts(unitTrie, s.text[i+4:]) || s.peek(i+4) == '余')) {
			break
		}
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

// run3 reports whether three digits and no more stand at a place.
func (s *scanner) run3(i int) bool {
	return isDigit(s.peek(i)) && isDigit(s.peek(i+1)) && isDigit(s.peek(i+2)) && !isDigit(s.peek(i+3))
}

// hedge takes 余, 多 and 几 between a number and its unit.
func (s *scanner) hedge(i int, n *numeral) int {
	switch r := s.peek(i); {
	case r == '余':
	case r == '多', r == '几' && n.chinese:
		next := s.peek(i + 1)
		if next != '万' && next != '亿' && !starts(unitTrie, s.text[min(i+1, len(s.text)):]) {
			return i
		}
	default:
		return i
	}
	n.set(Over)
	return i + 1
}

type hedgeWord struct {
	word  string
	vague Vague
}

var hedgesAfter = []hedgeWord{{"左右", About}, {"上下", About}, {"以上", Over}, {"以下", Under}, {"以内", Under}, {"之多", Exact}, {"有余", Over}, {"不到", Under}, {"不等", About}}

var hedgesBefore = []hedgeWord{
	{"超过", Over}, {"突破", Over}, {"不少于", Over}, {"不低于", Over}, {"至少", Over}, {"超", Over}, {"逾", Over}, {"接近", Under}, {"将近", Under}, {"不足", Under}, {"不到", Under}, {"不超过", Under}, {"近", Under},
	{"大约", About}, {"大概", About}, {"约为", About}, {"约", About}, {"约占", About},
}

// The characters with which the words behind a number begin, and with which those
// before it end: few numbers stand beside one.
var hedgesAfterFirsts, hedgesBeforeLasts = func() (first, last *runeSet) {
	first, last = runesOf(), runesOf()
	for _, h := range hedgesAfter {
		first.add([]rune(h.word)[0])
	}
	for _, h := range hedgesBefore {
		r := []rune(h.word)
		last.add(r[len(r)-1])
	}
	return first, last
}()

// hedgeAfter takes 左右, 以上 and the like behind a unit.
func (s *scanner) hedgeAfter(i int, n *numeral) int {
	if i >= len(s.text) || !hedgesAfterFirsts.has(s.text[i]) {
		return i
	}
	for _, h := range hedgesAfter {
		if s.has(i, h.word) {
			if h.vague != Exact {
				n.set(h.vague)
			}
			return i + 2
		}
	}
	return i
}

// hedgeBefore looks for 近, 约, 超 and the like before a number.
func (s *scanner) hedgeBefore(at int, n *numeral) {
	for at > 0 && s.text[at-1] == ' ' {
		at--
	}
	if at == 0 || !hedgesBeforeLasts.has(s.text[at-1]) {
		return
	}
	best := hedgeWord{}
	for _, h := range hedgesBefore {
		if len(h.word) > len(best.word) && s.endsIn(at, h.word) {
			best = h
		}
	}
	if best.word == "" || best.word == "近" && (s.endsIn(at, "最近") || s.endsIn(at, "附近")) || best.word == "约" && s.endsIn(at, "节约") {
		return
	}
	n.set(best.vague)
	if before := at - len([]rune(best.word)); before > 0 && at-before < 4 {
		for _, h := range hedgesBefore {
			n.vagueTwice = n.vagueTwice || s.endsIn(before, h.word)
		}
	}
}

func (n *numeral) set(v Vague) {
	n.vagueTwice = n.vagueTwice || n.vague != Exact
	n.vague = v
}

// statistic are the units with which even a small Chinese numeral is a figure.
var statistic = map[string]bool{"件": true, "人": true, "名": true, "起": true, "份": true, "户": true, "元": true, "%": true, "‰": true, "个百分点": true, "百分点": true, "倍": true, "人次": true, "件次": true, "成": true}

// reasonsOf are the units that make a number no claim, whatever stands around.
var reasonsOf = map[string]Reason{
	"届": IsOrdinal, "章": IsDocument, "编": IsDocument, "款": IsDocument,
	"周年": IsDuration, "年": IsDuration, "个月": IsDuration, "岁": IsDuration, "周": IsDuration, "小时": IsDuration, "分钟": IsDuration, "天": IsDuration, "秒": IsDuration, "个工作日": IsDuration, "工作日": IsDuration, "周岁": IsDuration, "个季度": IsDuration, "个小时": IsDuration, "季度": IsDuration,
	"时": IsDate, "点": IsDate, "℃": IsMeasure, "°": IsMeasure, "度": IsMeasure, "摄氏度": IsMeasure, "版": IsName, "楼": IsAddress, "室": IsAddress, "栋": IsAddress, "层": IsAddress, "号楼": IsAddress, "单元": IsAddress, "弄": IsAddress,
}

// reason tells why a number is no claim; "" when it is one.
func (s *scanner) reason(at, begin, digitsEnd, unitStart int, n *numeral) Reason {
	before, after := s.peek(at-1), s.peek(digitsEnd)
	digits := digitsEnd - begin
	bare := !n.scaled && n.unit == "" && unitStart == digitsEnd
	switch {
	case before == '第' || before == '前' && (n.unit == "位" || n.unit == "名" || n.unit == "" || n.unit == "强") && !n.scaled && digits <= 3:
		n.ordinal = true
		if n.unit == "条" || n.unit == "款" || n.unit == "章" || n.unit == "项" || n.unit == "编" || n.unit == "号" {
			return IsDocument
		}
		return IsOrdinal
	case before == '每' && n.unit != "%":
		return IsPer
	case s.quoted > 0:
		return IsTitle
	case before == '^' || before == '#' || bare && (before == '注' || before == '表' || before == '图' || s.endsIn(at, "附件") || s.endsIn(at, "附录")):
		return IsReference
	case n.unit == "号":
		switch before {
		case '路', '街', '道', '巷', '弄', '村', '里':
			return IsAddress
		}
		if after := s.peek(unitStart + 1); after == '楼' || after == '院' {
			return IsAddress
		}
		return IsDocument
	case n.unit == "日":
		for _, w := range []string{"内", "以内", "前", "以上", "期", "之内"} {
			if s.has(unitStart+1, w) && w != "前" {
				return IsDuration
			}
		}
		return IsDate
	case n.unit == "分" && (before == '时' || before == '点'):
		return IsDate
	case n.unit == "页":
		return IsReference
	}
	if r, ok := reasonsOf[n.unit]; ok {
		return r
	}
	if n.chinese {
		if bare && (after == ')' || after == '、') && s.lineBegins(at) {
			return IsListItem
		}
		big, hundred := false, false
		for _, r := range s.text[begin:digitsEnd] {
			big = big || tensOf(r) != 0 || r == '点' || r == '万' || r == '亿'
			hundred = hundred || r == '百' || r == '千' || r == '万'
		}
		switch {
		case n.percent, n.unit == "‰", n.unit == "倍", n.unit == "%", n.scaled && n.unit != "", hundred && n.unit != "", big && statistic[n.unit], statistic[n.unit] && digits > 1:
			return ""
		}
		return IsSlogan
	}
	switch {
	case n.unit == "审" || n.unit == "级":
		return IsOrdinal
	case bare && after == ':' && isDigit(s.peek(digitsEnd+1)), bare && before == ':' && isDigit(s.peek(at-2)) && !s.ratioNamed(at-2): // the 1 of 1:1.26
		return IsSlogan
	case digits == 11 && bare && s.text[begin] == '1' && s.text[begin+1] >= '3', bare && digits == hotlineDigits && s.has(begin, hotlineBegins) && s.hotline(at, digitsEnd), bare && digits == 3 && (s.has(begin, "110") || s.has(begin, "119") || s.has(begin, "120")) && (after == '报' || after == '联' || after == '接' || after == '指'):
		return IsPhone
	case bare && s.codeNamed(at):
		return IsCode
	case bare && digits >= 9 && !strings.ContainsRune(string(s.text[begin:digitsEnd]), '.') && !strings.ContainsRune(string(s.text[begin:digitsEnd]), ','):
		return IsCode
	case bare && (after == '.' || after == ')' || after == '、') && s.lineBegins(at):
		return IsListItem
	case bare && digits <= 3 && s.lineBegins(at) && s.lineEnds(digitsEnd):
		return IsReference // a page's number
	case bare && digits <= 2 && s.lineBegins(at) && !strings.ContainsRune("+-=/×", after):
		return IsListItem
	case bare && isLatin(after), n.unit == "" && isLatin(before), after == '×' || before == '×':
		return IsName
	case bare && (before == '“' || before == '"') && (after == '”' || after == '"'):
		return IsName
	case bare && s.text[digitsEnd-1] == '0' && digitsEnd-begin >= 3 && s.text[digitsEnd-2] == '.' && !s.valueAhead(at):
		return IsName // 诉讼服务2.0
	}
	return ""
}

// hotlineDigits and hotlineBegins are what the numbers of public hotlines look like:
// 12345, 12368. So do counts, which the words beside them tell apart.
const (
	hotlineDigits = 5
	hotlineBegins = "123"
)

// hotlinesBefore stand right before a hotline, hotlinesBehind in its name behind it.
// After one of handling, what is named before the number was counted: 受理举报12368;
// after one of calls even what is a name else: 受理电话12368, but 接听电话12368.
var (
	hotlinesBefore = []string{"热线", "电话", "拨打", "致电", "短号", "号码", "平台", "专线", "举报", "诉讼服务"}
	hotlinesBehind = []string{"热线", "电话", "短号", "号码", "平台", "专线", "举报", "服务", "工单", "来电"}
	calls          = []string{"接听", "接到", "收到"}
	handling       = []string{"受理", "办理", "处理", "提供", "开展"}
)

// hotline reports whether the words beside a number of the form of a hotline, or of
// the hotlines that it is listed with, say that it is one: 拨打12345、12368,
// 12368诉讼服务热线.
func (s *scanner) hotline(at, end int) bool {
	if s.quotes(at-1) && s.quotes(end) {
		return true
	}
	for range enough {
		for range enough {
			if r := s.peek(at - 1); r != ' ' && r != ':' && r != '(' && !s.quotes(at-1) {
				break
			}
			at--
		}
		j := at
		if s.listed(j - 1) {
			j--
			if s.quotes(j - 1) {
				j--
			}
		}
		if j == at || !s.hotlineAt(j-hotlineDigits) {
			break
		}
		at = j - hotlineDigits
	}
	switch s.peek(at - 1) {
	case '件', '案', '数', '收', '结', '人', '次', '计', '共': // what is counted
		return false
	}
	for _, w := range hotlinesBefore {
		if s.endsIn(at, w) {
			before := at - utf8.RuneCountInString(w)
			named := w == "电话" || w == "号码"
			return !s.endsInOne(before, calls) && (named || !s.endsInOne(before, handling))
		}
	}
	for range enough {
		for s.quotes(end) {
			end++
		}
		j := end
		if s.listed(j) {
			j++
			if s.quotes(j) {
				j++
			}
		}
		if j == end || !s.hotlineAt(j) {
			break
		}
		end = j + hotlineDigits
	}
	if s.endsIn(at, "通过") && unicode.Is(unicode.Han, s.peek(end)) { // 通过12368查询
		return true
	}
	if s.peek(end) == ' ' {
		end++
	}
	const name = 12 // the characters of 政务服务便民热线, with room
	for i := end; i < end+name && unicode.Is(unicode.Han, s.peek(i)); i++ {
		for _, w := range hotlinesBehind {
			if s.has(i, w) {
				return true
			}
		}
	}
	return false
}

// hotlineAt reports whether a number of the form of a hotline stands at a place.
func (s *scanner) hotlineAt(at int) bool {
	return s.has(at, hotlineBegins) && s.run(at) == hotlineDigits && !isDigit(s.peek(at-1))
}

// endsInOne reports whether one of the words ends at a place.
func (s *scanner) endsInOne(at int, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return s.endsIn(at, w) })
}

// quotes reports whether a quotation mark stands at a place.
func (s *scanner) quotes(i int) bool {
	r := s.peek(i)
	return r == '“' || r == '”' || r == '"'
}

// listed reports whether what stands at a place joins the parts of a list.
func (s *scanner) listed(i int) bool {
	switch s.peek(i) {
	case '、', '和', '与', '及', '/':
		return true
	}
	return false
}

// codeNamed reports whether 邮编 or the like stands before a number, with or
// without a colon.
func (s *scanner) codeNamed(at int) bool {
	for at > 0 && (s.text[at-1] == ':' || s.text[at-1] == ' ') {
		at--
	}
	if r := s.peek(at - 1); r != '编' && r != '码' && r != '号' {
		return false
	}
	for _, w := range []string{"邮编", "编码", "编号", "账号", "证号", "代码", "号码"} {
		if s.endsIn(at, w) {
			return true
		}
	}
	return false
}

// ratioNamed reports whether the 1 of 1:1.26 stands behind the name of a ratio.
func (s *scanner) ratioNamed(one int) bool {
	for i := one - 1; i >= 0 && i > one-4; i-- {
		if s.text[i] == '比' {
			return true
		}
	}
	return false
}

// valueAhead reports whether the words before a number tell that it is a value.
func (s *scanner) valueAhead(at int) bool {
	switch s.peek(at - 1) {
	case '为', '比', '率', '至', '到', '由', '从', '达', '=', '|', '数', '降', '升', '加', '少', '是':
		return true
	}
	return false
}

// lineBegins reports whether nothing but blanks and brackets stands before a
// place on its line.
func (s *scanner) lineBegins(at int) bool {
	for i := at - 1; i >= 0 && i > at-enough; i-- {
		switch s.text[i] {
		case '\n', '\r':
			return true
		case ' ', '(', '#', '*', '-', '>':
		default:
			return false
		}
	}
	return at <= enough
}

// lineEnds reports whether nothing but blanks and dashes stands behind a place.
func (s *scanner) lineEnds(i int) bool {
	for n := 0; n < enough; n++ {
		switch s.peek(i + n) {
		case 0, '\n', '\r':
			return true
		case ' ', '-':
		default:
			return false
		}
	}
	return false
}
