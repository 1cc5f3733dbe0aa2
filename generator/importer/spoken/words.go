// Package spoken understands the words of statistical tables as offices write
// them: periods, units, words in place of values, the names of totals and notes.
// What it does not understand it says so of, and never guesses.
package spoken

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"gongbao/generator/period"
	"gongbao/generator/quantity"
)

// Plain makes the forms in which people write the same words equal: full-width
// letters, digits and brackets are narrow, and there is no space or line end.
func Plain(s string) string {
	for i := 0; ; i++ {
		if i == len(s) {
			return s
		}
		if c := s[i]; c >= 0x80 || c <= ' ' {
			break
		}
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\u00a0' || r == '\u3000' || r == '\ufeff' || r <= ' ':
			return -1
		case r == '﹪':
			return '%'
		case strings.ContainsRune("—–−－─﹣～〜―‐‑", r):
			return '-'
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		}
		return r
	}, s)
}

// Absence reads what stands in place of a value. A slash or a dash says that
// there is none and not why.
func Absence(text string) (word string, ok bool) {
	switch Plain(text) {
	case "-", "--", "---", "/", `\`:
		return "-", true
	case "未单列":
		return "未单列", true
	case "未公布":
		return "未公布", true
	case "未报", "未填报", "未上报":
		return "未报", true
	case "不适用", "N/A", "n/a", "NA":
		return "不适用", true
	}
	return "", false
}

// Span is a run of months whose year may stand elsewhere: 9月 on a sheet of a
// workbook for 2024. The zero Span is none.
type Span struct {
	Year, First, Last int
	// Bare tells that nothing but a year was said, 2026年: that may be the whole
	// year, or the year in which the months that a title names are meant.
	Bare bool
}

// Zero reports whether s is no span.
func (s Span) Zero() bool { return s == Span{} }

// Period is the Span as a period; ok is false without a year.
func (s Span) Period() (period.Period, bool) {
	if s.Year == 0 || s.First == 0 {
		return period.Period{}, false
	}
	return period.Months(s.Year, s.First, s.Last), true
}

// In is s with a year that it lacks.
func (s Span) In(year int) Span {
	if s.Year == 0 && s.First != 0 {
		s.Year = year
	}
	return s
}

// SpanOf is a period as a span.
func SpanOf(p period.Period) Span {
	if p.IsZero() {
		return Span{}
	}
	return Span{Year: p.Year(), First: p.First(), Last: p.Last()}
}

// Months is s less what tells how it was said, for comparison.
func (s Span) Months() Span { s.Bare = false; return s }

// Whole reports whether s is a whole year.
func (s Span) Whole() bool { return s.First == 1 && s.Last == 12 }

// Under is what s means below a title of another span: a bare year is that
// year's part which the title names.
func (s Span) Under(title Span) Span {
	if s.Bare && title.First != 0 {
		s.First, s.Last = title.First, title.Last
	}
	return s.In(title.Year).Months()
}

// Cumulative is the span from January to the end of s.
func (s Span) Cumulative() Span {
	if s.First != 0 {
		s.First = 1
	}
	return s
}

// LastMonth is the month that s ends in.
func (s Span) LastMonth() Span { s.First, s.Bare = s.Last, false; return s }

var teens = strings.NewReplacer("十一", "11", "十二", "12")

var chineseDigits = strings.NewReplacer("〇", "0", "○", "0", "零", "0", "一", "1", "二", "2", "三", "3", "四", "4", "五", "5", "六", "6", "七", "7", "八", "8", "九", "9")

// arabic writes years and small numbers in Chinese digits with Arabic ones:
// 二〇二四年前三季度 is 2024年前3季度, 十一月 is 11月.
func arabic(s string) string {
	s = teens.Replace(s)
	s = strings.ReplaceAll(s, "十月", "10月")
	return chineseDigits.Replace(s)
}

const (
	yearPart  = `(?:((?:19|20)\d\d)(?:年度?)?)`
	monthPart = `(\d{1,2})月(?:份|底|末)?`
)

// periodForms are tried in their order at each place of a text; the first that
// fits there is taken. Groups: year, and what the form needs.
var periodForms = []struct {
	re   *regexp.Regexp
	span func(m []string) Span
}{
	// A day is when something was said, not the period that it tells of. As of
	// a day, 截至, is the months from January on.
	{regexp.MustCompile(dayPart + `(?:-|至|到)(?:((?:19|20)\d\d)[年./])?(\d{1,2})[月./](\d{1,2})日?`), days},
	{regexp.MustCompile(yearPart + `?(\d{1,2})月(?:-|至|到)((?:19|20)\d\d)年` + monthPart), acrossYears},
	{regexp.MustCompile(`((?:19|20)\d\d)[./](\d{1,2})(?:-|至|到)((?:19|20)\d\d)[./](\d{1,2})\b月?`), acrossYears},
	{regexp.MustCompile(`((?:19|20)\d\d)[./](\d{1,2})(?:-|至|到)(\d{1,2})(?:月|\b)`), func(m []string) Span { return months(m[1], m[2], m[3]) }},
	{regexp.MustCompile(`((?:19|20)\d\d)\.\d{1,2}\.\d{1,2}\b`), nil},
	{regexp.MustCompile(`(?:19|20)\d\d年?(?:-|至|到)(?:19|20)\d\d(?:年度?|$)`), nil}, // 2023-2026年 is no period of ours
	{regexp.MustCompile(`截[至止]到?` + yearPart + `?` + monthPart + `(?:(\d{1,2})日)?`), func(m []string) Span { return months(m[1], "1", m[2]) }},
	{regexp.MustCompile(yearPart + monthPart + `\d{1,2}日`), nil},
	{regexp.MustCompile(`\d{1,2}月\d{1,2}日`), nil},
	{regexp.MustCompile(yearPart + `?1月?-` + monthPart), func(m []string) Span { return months(m[1], "1", m[2]) }},
	{regexp.MustCompile(yearPart + `?1月?(?:至|到)` + monthPart), func(m []string) Span { return months(m[1], "1", m[2]) }},
	{regexp.MustCompile(yearPart + `?(\d{1,2})月?(?:-|至|到)` + monthPart), func(m []string) Span { return months(m[1], m[2], m[3]) }},
	{regexp.MustCompile(yearPart + `?(?:前|第?1-|第?1至|第?1到|第?1季度-|第?1季度至)第?([1-4])个?季度`), func(m []string) Span { return quarters(m[1], 1, m[2]) }},
	{regexp.MustCompile(yearPart + `?前(\d{1,2})个?月`), func(m []string) Span { return months(m[1], "1", m[2]) }},
	{regexp.MustCompile(yearPart + `?第?([1-4])季度?`), func(m []string) Span { return quarters(m[1], 0, m[2]) }},
	{regexp.MustCompile(yearPart + `?上半年度?`), func(m []string) Span { return months(m[1], "1", "6") }},
	{regexp.MustCompile(yearPart + `?下半年度?`), func(m []string) Span { return months(m[1], "7", "12") }},
	{regexp.MustCompile(`((?:19|20)\d\d)((?:H[12]|Q[1-4](?:-YTD)?|-(?:0[1-9]|1[0-2])(?:-YTD)?))`), canonical},
	{regexp.MustCompile(yearPart + monthPart), func(m []string) Span { return months(m[1], m[2], m[2]) }},
	{regexp.MustCompile(`((?:19|20)\d\d)年度?全年`), func(m []string) Span { return months(m[1], "1", "12") }},
	{regexp.MustCompile(`((?:19|20)\d\d)年度?`), bare},
	{regexp.MustCompile(`()` + monthPart), func(m []string) Span { return months(m[1], m[2], m[2]) }},
	{regexp.MustCompile(`()全年`), func(m []string) Span { return months(m[1], "1", "12") }},
}

const dayPart = `((?:19|20)\d\d)[年./](\d{1,2})[月./](\d{1,2})日?`

func bare(m []string) Span {
	s := months(m[1], "1", "12")
	s.Bare = true
	return s
}

// days reads a run of days that are whole months: 2026年1月1日至9月30日.
func days(m []string) Span {
	year, month, day := atoi(m[4]), atoi(m[5]), atoi(m[6])
	if year == 0 {
		year = atoi(m[1])
	}
	if year != atoi(m[1]) || atoi(m[3]) != 1 || month < 1 || month > 12 || day != time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day() {
		return Span{}
	}
	return months(m[1], m[2], m[5])
}

// acrossYears reads a run of months that says the year twice.
func acrossYears(m []string) Span {
	if m[1] != m[3] {
		return Span{}
	}
	return months(m[1], m[2], m[4])
}

func atoi(s string) int { n, _ := strconv.Atoi(s); return n } // 0 when it is not said

func canonical(m []string) Span {
	p, err := period.Parse(m[1] + strings.Replace(m[2], "-YTD", "-ytd", 1))
	if err != nil {
		return Span{}
	}
	return SpanOf(p)
}

func months(year, first, last string) Span {
	y, f, l := atoi(year), atoi(first), atoi(last)
	if f < 1 || l > 12 || f > l {
		return Span{}
	}
	// What is no year, half, quarter, month or run from January is no period.
	if f != 1 && !period.Months(2000, f, l).Single() {
		return Span{}
	}
	return Span{Year: y, First: f, Last: l}
}

func quarters(year string, from int, to string) Span {
	q, _ := strconv.Atoi(to)
	if from == 0 {
		from = q
	}
	return months(year, strconv.Itoa(3*from-2), strconv.Itoa(3*q))
}

// periodText is how period words are looked at.
func periodText(s string) string {
	return strings.ToUpper(strings.ReplaceAll(arabic(Plain(s)), "--", "-"))
}

// Spans are the periods that a text names, in its order and each once: two in
// 2024年1-9月与2023年同期比较.
func Spans(text string) []Span {
	var out []Span
	text = periodText(text)
	for text != "" {
		at, end, found := len(text), 0, Span{}
		for _, f := range periodForms {
			m := f.re.FindStringSubmatchIndex(text)
			if m == nil || m[0] >= at {
				continue
			}
			at, end, found = m[0], m[1], Span{}
			if f.span != nil {
				found = f.span(groups(text, m))
			}
		}
		if end == 0 {
			break
		}
		if !found.Zero() && !slices.Contains(out, found) {
			out = append(out, found)
		}
		text = text[end:]
	}
	return out
}

func groups(text string, at []int) []string {
	out := make([]string, len(at)/2)
	for i := range out {
		if at[2*i] >= 0 {
			out[i] = text[at[2*i]:at[2*i+1]]
		}
	}
	return out
}

// bareYear is a cell that holds a year and nothing else.
var bareYear = regexp.MustCompile(`^(?:19|20)\d\d$`)

// WholeSpan reads a text that is a period and nothing but one; words such as
// 累计 beside it say nothing more.
func WholeSpan(text string) (Span, bool) {
	if !mayBePeriod(text) {
		return Span{}, false
	}
	s := periodText(text)
	if rest, ok := strings.CutSuffix(strings.Trim(s, "()[]"), "累计"); ok {
		found, ok := WholeSpan(rest)
		return found.Cumulative(), ok
	}
	for _, w := range []string{"数据", "合计", "当年"} {
		s = strings.TrimSuffix(s, w)
	}
	s = strings.Trim(s, "()[]")
	if bareYear.MatchString(s) {
		return bare([]string{"", s}), true
	}
	if p, err := period.Parse(s); err == nil {
		return SpanOf(p), true
	}
	for _, f := range periodForms {
		if m := f.re.FindStringSubmatchIndex(s); m != nil && m[0] == 0 && m[1] == len(s) && f.span != nil {
			if found := f.span(groups(s, m)); !found.Zero() {
				return found, true
			}
		}
	}
	return Span{}, false
}

// mayBePeriod tells most names of courts and indicators from periods without
// looking any closer.
func mayBePeriod(text string) bool {
	return strings.ContainsAny(text, "年月季半") || text != "" && (text[0] >= '0' && text[0] <= '9' || text[0] == '(' || text[0] >= 0x80 && strings.IndexFunc(text, unicode.IsDigit) == 0)
}

// WithoutSpans is a text less the periods that it names, for what stays the
// same from one period's file to the next.
func WithoutSpans(text, instead string) string {
	s := text
	for _, f := range fileForms {
		s = f.ReplaceAllString(s, instead)
	}
	for strings.Contains(s, instead+instead) && instead != "" {
		s = strings.ReplaceAll(s, instead+instead, instead)
	}
	return s
}

const digitPart = `[0-9０-９〇零一二三四五六七八九十]`

var fileForms = []*regexp.Regexp{
	regexp.MustCompile(`[0-9０-９〇零一二三四五六七八九]{4}\s*(?:年度?)?`),
	regexp.MustCompile(`(?:[Hh][12]|[Qq][1-4])(?:-ytd)?`),
	regexp.MustCompile(`(?:截至|截止)?(?:前|第)?` + digitPart + `{1,2}(?:\s*[-—–至到~～]\s*` + digitPart + `{1,2})?\s*(?:个?季度|季|个?月份?(?:底|末)?|日|号)`),
	regexp.MustCompile(`[上下]半年度?|全年`),
	regexp.MustCompile(`[0-9０-９]+`),
}

// Unit is a unit as a heading gives it: 万件 is a scale and 件, % has no scale.
type Unit struct {
	Scale quantity.Scale
	Base  string
	Given bool
	// Fraction tells that 0.9719 is meant as 97.19%.
	Fraction bool
}

// FractionUnit is how a mapping says that 0.9719 is 97.19%.
const FractionUnit = "fraction"

// ParseUnit reads 万件, 件, 万, %, 个百分点, fraction.
func ParseUnit(text string) (Unit, bool) {
	text = Plain(text)
	switch text {
	case "":
		return Unit{}, false
	case FractionUnit, "小数":
		return Unit{Given: true, Base: "%", Fraction: true}, true
	case "百分点", "个百分点", "pp", "percentagepoints":
		return Unit{Given: true, Base: "pp"}, true
	case "百分比", "百分数":
		return Unit{Given: true, Base: "%"}, true
	case "days", "日":
		return Unit{Given: true, Base: "天"}, true
	}
	scale, base := quantity.CutScale(text)
	return Unit{Given: true, Scale: scale, Base: base}, true
}

// foreign are units that people write and that no indicator here is kept in
// unless it says so itself: they are known as units so that numbers under them
// are refused.
var foreign = []string{"小时", "分钟", "分", "月", "个月", "年", "周", "‰", "千件", "百件", "十件", "千人", "百人", "千元", "百元", "百万元", "千万元", "美元", "倍"}

// IsForeign reports whether a text is a unit that is not of the catalogue.
func IsForeign(base string) bool { return slices.Contains(foreign, base) }

// usual are units that stand alone in brackets above a table.
var usual = []string{"%", "pp", "天", "元"}

func (u Unit) isUsual() bool {
	return u.Base == "" && u.Scale != quantity.One || Countable(u.Base) || slices.Contains(usual, u.Base) || IsForeign(u.Base)
}

// Text is the unit as people write it.
func (u Unit) Text() string { return u.Scale.String() + u.Base }

// Is reports whether u can be the Unit of what is counted in base.
func (u Unit) Is(base string) bool {
	return u.Base == base || u.Base == "" && u.Scale != quantity.One || aliasUnits[u.Base] == base && base != ""
}

// aliasUnits are other words for the same Unit. They count the same things.
var aliasUnits = map[string]string{"名": "人", "人次": "人次", "宗": "件", "起": "件", "个案件": "件"}

// Countable reports whether half of a Unit is nothing: half a case, half a man.
func Countable(base string) bool {
	return slices.Contains([]string{"件", "人", "个", "名", "次", "件次", "人次", "份", "场", "条", "起", "宗", "篇", "期", "项"}, base)
}

var lastBracket = regexp.MustCompile(`^(.*?)[(\[【]([^()\[\]【】]*)[)\]】]$`)

// CutUnit takes a Unit off the end of a heading: 受理案件(万件), 结案率%,
// 平均结案时间(单位:天). known are the units of the catalogue.
func CutUnit(label string, known func(base string) bool) (name string, u Unit) {
	s := Plain(label)
	if m := lastBracket.FindStringSubmatch(s); m != nil {
		text := strings.TrimPrefix(strings.TrimPrefix(m[2], "单位"), ":")
		if u, ok := ParseUnit(text); ok && (u.Base == "" && u.Scale != quantity.One || u.Base == "pp" || u.Base == "%" || known(u.Base) || aliasUnits[u.Base] != "" || IsForeign(u.Base)) {
			return m[1], u
		}
		return s, Unit{}
	}
	if rest, ok := strings.CutSuffix(s, "%"); ok && rest != "" {
		return rest, Unit{Given: true, Base: "%"}
	}
	if rest, after, ok := strings.Cut(s, "单位:"); ok && rest != "" {
		if u, ok := ParseUnit(after); ok {
			return rest, u
		}
	}
	return s, Unit{}
}

var captionUnit = regexp.MustCompile(`(?:计量)?单位(?:均为|为|是)?[:：]?\s*([^\s,，;；)）。]+(?:[、,，/][^\s;；)）。]+)*)`)

// aloneUnit is a unit in brackets that is all of a text.
var aloneUnit = regexp.MustCompile(`^[(\[【]([^()\[\]【】]+)[)\]】]$`)

// CaptionUnits are the units that a line outside the table gives: 单位：件、%,
// （万件）, 本表单位为万件.
func CaptionUnits(text string) []Unit {
	alone := aloneUnit.FindStringSubmatch(Plain(text))
	m := alone
	if m == nil {
		m = captionUnit.FindStringSubmatch(text)
	}
	if m == nil {
		return nil
	}
	var out []Unit
	for _, part := range strings.FieldsFunc(m[1], func(r rune) bool { return strings.ContainsRune("、,，/", r) }) {
		u, ok := ParseUnit(part)
		if alone != nil && !u.isUsual() {
			return nil
		}
		if ok {
			out = append(out, u)
		}
	}
	return out
}

// IsUnitCaption reports whether a text says units that are known and nothing
// that could be a name.
func IsUnitCaption(text string) bool {
	return slices.ContainsFunc(CaptionUnits(text), Unit.isUsual)
}

// IsUnitHeading reports whether a column is said to hold units. Above the names
// of courts the same word means the organisations.
func IsUnitHeading(name string) bool {
	return slices.Contains([]string{"单位", "计量单位", "Unit", "unit"}, Plain(name))
}

var titled = regexp.MustCompile(`情况表|统计表|一览表|汇总表|对比表|月报|季报`)

// IsTitle reports whether a text that stands alone in its row is what tables are
// headed with: it names a period, or says that it is a table.
func IsTitle(text string) bool {
	return len(Spans(text)) > 0 || titled.MatchString(Plain(text))
}

var caseType = regexp.MustCompile(`^(?:刑事|民事|商事|民商事|行政|行政诉讼|执行|国家赔偿|赔偿|知识产权|破产|减刑假释|环境资源|涉外|未成年人)(?:一审|二审|再审|审判监督)?(?:案件|类案件|类|案)?$`)

// IsCaseType reports whether a text is what cases are sorted by: 刑事, 民事一审案件.
func IsCaseType(text string) bool { return caseType.MatchString(Unnumbered(Plain(text))) }

var caseTypes = regexp.MustCompile(`刑事|民事|民商事|商事|行政案件|行政诉讼|执行案件|国家赔偿|知识产权|破产|减刑假释|环境资源|未成年人`)

// CaseTypeIn is the sort of cases that a title is of, the one and only; "" for
// none or for several.
func CaseTypeIn(text string) string {
	all := caseTypes.FindAllString(Plain(text), -1)
	if len(all) != 1 {
		return ""
	}
	return all[0]
}

// IsTypeHeading reports whether a column is said to hold sorts of cases.
func IsTypeHeading(name string) bool {
	return slices.Contains([]string{"案件类型", "案件类别", "类型", "类别", "案由", "审级", "审判程序", "案件性质"}, Plain(name))
}

// IsAll reports whether a text says that nothing is left out.
func IsAll(text string) bool {
	return slices.Contains([]string{"全部", "全部案件", "所有", "所有案件", "合计", "总计", "总体"}, Plain(text))
}

// IsCumulative reports whether a part of a heading means the months from January
// on.
func IsCumulative(name string) bool {
	return slices.Contains([]string{"累计", "累计数", "本年累计", "本年累计数", "当年累计", "年累计", "自年初累计", "今年累计", "年初至今"}, Plain(name))
}

// IsThisMonth reports whether a part of a heading means the last month alone.
func IsThisMonth(name string) bool {
	return slices.Contains([]string{"本月", "当月", "本月数", "当月数", "本月发生", "单月"}, Plain(name))
}

var cumulative = regexp.MustCompile(`^(?:本年|当年|今年)?累计|[(]?(?:本年|当年|今年|年)?累计数?[)]?$`)

// CutCumulative takes 本年累计 off the beginning or the end of a heading: 新收累计.
func CutCumulative(name string) (rest string, ok bool) {
	rest = cumulative.ReplaceAllString(name, "")
	return rest, rest != name && rest != ""
}

var captionSource = regexp.MustCompile(`(?:数据)?来源[:：]\s*(.+)$`)

// SourceIn is the source that a line outside the table names.
func SourceIn(text string) string {
	if m := captionSource.FindStringSubmatch(strings.TrimSpace(text)); m != nil {
		return strings.TrimRight(strings.TrimSpace(m[1]), "。.)）")
	}
	return ""
}

var footnote = regexp.MustCompile(`^(?:注\d*[:：.、]|备注[:：]|附注|说明[:：]|(?:填表|制表|填报|审核|复核|负责人|联系人|联系电话|报送)[^:]*:|(?:数据)?来源[:：]|[*＊※①-⑩])`)

// IsFootnote reports whether a row's first words are not of the table.
func IsFootnote(text string) bool { return footnote.MatchString(Plain(text)) }

var numbering = regexp.MustCompile(`^(?:[一二三四五六七八九十]+[、.]|\([一二三四五六七八九十0-9]+\)|[0-9]+(?:[.、)][0-9]*)+|第[一二三四五六七八九十]+[部类]分?|其中[:：]?|[①-⑩])`)

// Unnumbered is a row's name without what counts the rows.
func Unnumbered(name string) string {
	for {
		rest := numbering.ReplaceAllString(name, "")
		if rest == name || rest == "" {
			return name
		}
		name = rest
	}
}

// totals are the names of rows that add up others.
var totals = []string{"合计", "总计", "小计", "累计", "共计", "平均", "平均值", "均值", "全市平均", "全省平均", "合计/平均", "栏次", "甲"}

// IsTotal reports whether a row adds up others.
func IsTotal(name string) bool {
	return slices.Contains(totals, Unnumbered(Plain(name)))
}

// noise are headings of columns that hold no values of an indicator.
var noise = []string{"序号", "编号", "排名", "位次", "名次", "排序", "备注", "说明", "备注说明", "填报人", "联系人", "联系电话", "行次", "栏次", "代码", "单位代码"}

// IsNoise reports whether a column has a heading that no indicator has.
func IsNoise(name string) bool { return slices.Contains(noise, Plain(name)) }

// namesHeading are headings of the column that holds the names of the rows.
var namesHeading = []string{"法院", "法院名称", "单位", "单位名称", "指标", "指标名称", "项目", "名称", "案件类型", "类别", "案件类别", "类型", "时期", "时间", "月份", "年份", "年度"}

// IsNamesHeading reports whether a column is said to name the rows.
func IsNamesHeading(name string) bool { return slices.Contains(namesHeading, Plain(name)) }

// IsYearBefore reports whether a heading means the same months of the year
// before.
func IsYearBefore(name string) bool {
	return slices.Contains([]string{"上年同期", "去年同期", "同期", "上年", "去年", "上年同期数"}, Plain(name))
}

// IsCurrent reports whether a heading means the values themselves, of the
// table's period.
func IsCurrent(name string) bool {
	return slices.Contains([]string{"本期", "本年", "今年", "当期", "本期数", "数值", "数量", "数据", "值", "实际", "案件数", "件数", "人数", "指标值", "统计数"}, Plain(name))
}

// IsChange reports whether a heading means the year-on-year change.
func IsChange(name string) bool {
	return slices.Contains([]string{"同比", "同比增减", "同比变化", "同比增长", "同比增幅", "同比升降", "同比±", "较上年同期", "比上年同期"}, Plain(name))
}

// Neutral reports whether a heading above another says nothing of what is
// counted: 收结案情况 above 旧存, 新收.
func Neutral(name string) bool {
	name = Unnumbered(Plain(name))
	for _, w := range []string{"情况", "指标", "数据", "质效"} {
		if strings.HasSuffix(name, w) {
			return true
		}
	}
	return slices.Contains([]string{"综合", "质量", "效率", "效果", "其中", "案件", "全部案件", "收结案", "收结存", "总体"}, name)
}

// IsYear reports whether a cell holds a year and nothing else, which is a
// heading as often as a number.
func IsYear(text string) bool { return bareYear.MatchString(text) }

// Words is a span without its year as a mapping writes it.
func (s Span) Words() string {
	switch n := s.Last - s.First + 1; {
	case n == 12:
		return "全年"
	case s.First == 1 && n == 6:
		return "上半年"
	case s.First == 7 && n == 6:
		return "下半年"
	case n == 3 && s.Last%3 == 0:
		return string("一二三四"[3*(s.Last/3-1):3*(s.Last/3)]) + "季度"
	case n == 1:
		return strconv.Itoa(s.First) + "月"
	default:
		return strconv.Itoa(s.First) + "-" + strconv.Itoa(s.Last) + "月"
	}
}

// Said is a text that names a period.
type Said struct {
	Text string
	Span Span
	// Title tells that it stands above the table and is no name of a sheet or
	// file, which may say the end of a run of months, or the year alone.
	Title bool
}

// madeOn is a period that tells when a table was made.
var madeOn = regexp.MustCompile(`月(?:份|底|末)?(?:编制|印制|制|印|填报|填)`)

// When is the period that titles, sheet and file name agree on. Each may say
// a part of it: 2024年 in the file's name, 9月 in the sheet's. clash are two that
// contradict each other. said are all that name a period.
func When(titles []string, sheetName, file string) (found Span, clash [2]string, said []Said) {
	for _, t := range titles {
		if !madeOn.MatchString(Plain(t)) {
			said = append(said, Said{Text: t, Title: true})
		}
	}
	said = append(said, Said{Text: sheetName}, Said{Text: file})
	said = slices.DeleteFunc(said, func(s Said) bool { return len(Spans(s.Text)) == 0 })
	for i := range said {
		all := Spans(said[i].Text)
		said[i].Span = all[0]
		for _, other := range all[1:] {
			if !other.Bare && !all[0].Bare && other.First != 0 && (other.Year == 0 || other.Year == all[0].Year) && said[i].Title {
				clash = [2]string{all[0].Words(), other.Words()} // 2026年三季度（1-9月）
			}
		}
	}
	from := Said{}
	for _, s := range said {
		joined, ok := from.join(s)
		if !ok {
			clash = [2]string{from.Text, s.Text}
		}
		from = joined
	}
	return from.Span, clash, said
}

// join adds what another text says of the period.
func (a Said) join(b Said) (Said, bool) {
	s, t := a.Span, b.Span
	switch {
	case s.Zero():
		return b, true
	case t.Year != 0 && s.Year != 0 && t.Year != s.Year:
		return a, false
	case s.Bare: // a year that a part of it is of
		return Said{b.Text, t.In(s.Year), b.Title}, true
	case t.Bare, t.Whole() && !b.Title: // 2026年全年月报.xlsx
	case t.First == s.First && t.Last == s.Last:
	case t.Last == s.Last && s.First == 1 && a.Title && !b.Title:
		// A sheet called 三季度 under a title of 1-9月 says where the title's
		// months end.
	default:
		return a, false
	}
	a.Span = s.In(t.Year)
	return a, true
}

// Allows reports whether a period can be that which a text speaks of.
func (b Said) Allows(p Span) bool {
	_, ok := Said{Span: p.Months(), Title: true}.join(b)
	return ok
}

// WithoutNumbers is a name less its numbers, also those in Chinese: 三季度 and
// 四季度 give *季度.
func WithoutNumbers(name, instead string) string {
	return numbers.ReplaceAllString(name, instead)
}

var numbers = regexp.MustCompile(digitPart + "+|上|下")
