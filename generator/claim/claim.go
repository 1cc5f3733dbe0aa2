// Package claim understands what the numbers in Chinese prose say: what each is
// of, when and where, how precisely, and how it relates to the numbers beside
// it. It knows the language and none of the data; whether a claim is true is
// for package audit.
package claim

import (
	"gongbao/generator/period"
	"gongbao/generator/quantity"
)

// Kind is what a number says.
type Kind uint8

const (
	Level    Kind = iota // how much there was: 受理案件3881件, 提高到97.19%
	Change               // by how much it changed or differs: 同比上升0.74%, 提高6.7个百分点
	Flat                 // that it did not: 与去年同期持平
	From                 // where a change began: 由29.23%, 从771家
	Previous             // what it was before: （去年同期2296件）
	Share                // what part of something it is: 占37.5%
	Average              // a mean over years or months: 年均增长70.6万件
	Multiple             // how many times: 是上年的2.5倍; with a Sign by how many times: 增长1.2倍
	Rank                 // a place among others: 居全省第三位
	Exempt               // no claim: a date, a document's number
)

var kindNames = [...]string{"level", "change", "flat", "from", "previous", "share", "average", "multiple", "rank", "exempt"}

// String is the word of the kind in machine-readable reports.
func (k Kind) String() string { return kindNames[k] }

// Vague says on which side of the number the true value lies.
type Vague uint8

const (
	Exact Vague = iota
	Over        // 余, 超, 逾, 突破: more than
	Under       // 近, 不足: less than
	About       // 约, 左右: near
)

var vagueNames = [...]string{"exact", "over", "under", "about"}

func (v Vague) String() string { return vagueNames[v] }

// Comparison is what a change is measured against.
type Comparison uint8

const (
	Unsaid         Comparison = iota // 下降5%: against what is not said
	YearOnYear                       // 同比, 较上年同期
	PeriodOnPeriod                   // 环比
	Against                          // 较2019年: Base says what
	Peers                            // 比全省平均水平高: others, and not another time
)

var comparisonNames = [...]string{"", "yoy", "pop", "base", "peers"}

func (c Comparison) String() string { return comparisonNames[c] }

// None is the place of a claim that there is not.
const None = -1

// Claim is one number and what it says.
type Claim struct {
	Start, End int // in bytes of the text: the number with its scale and unit
	Text       string
	Kind       Kind
	Quantity   quantity.Quantity // a change has its sign in Sign and not here
	Unit       string            // without its scale: 件, 人, %, 百分点, 天, 倍; "" when none is printed
	Sign       int               // of a change: 1 or −1; 0 when its direction is not said
	Vague      Vague
	// VagueTwice tells that the number is hedged from both sides: 约…左右.
	VagueTwice bool

	// Subject are the words that name what is counted, "" when there are none.
	Subject string
	// Whole are the words that name what a share is of.
	Whole string
	// Topic is what the sentence goes on with: 刑事结案 for the rate of
	// 刑事结案78件，结案率56.12%. "" when nothing is.
	Topic string
	// Subjects are the names when one number is told of several: 办结率、满意率均为100%.
	Subjects []string
	// Context are the words of the sentence before the number, in which a court may
	// be named; the last few hundred of a long one. Of a cell it is the row's header.
	Context string
	// Heading are the words of the headings above, the outermost first, one a
	// line, and of the caption of a table.
	Heading string
	// Sentence and Line count from 0. A row of a table is a sentence.
	Sentence, Line int
	// Cell is where a number stands in a table.
	Cell Cell

	Period     period.Period // zero when the text does not say
	Comparison Comparison
	Base       period.Period // of a change, a share or a From: zero when not said
	Years      int           // of an average: how many years it is said to be over; 0 when not said

	// Of is the claim that this one is about: the level of a change, of a share
	// and of a previous value; the total of a part. None when there is none.
	// It may stand behind: 同比提高2.1个百分点，达97.19%.
	Of int
	// Part tells that it is one of several parts of Of: 其中, or in brackets.
	Part bool
	// Group numbers the claims of one 分别 from 1; 0 for a claim of its own.
	Group int
	// Beside is the claim before it that counts the same in another unit: 1663件
	// beside 8840人. None when there is none.
	Beside int
	// Against is, of a Share, the claim that tells the whole: 占597件的34.3%; and of
	// 1030/2129 the claim below the line. None when no number does.
	Against int
	// Until is, of the lower end of 63%~68%, the claim of the upper. None for others.
	Until int
	// Same is the claim that tells the same number at another scale: 176.32万件 of
	// 1763199件. None when there is none.
	Same int
	// Sums are the ways in which the text itself adds the claim up:
	// 1100.3万=诉前249.2+审执851, a 合计 down its column and along its row.
	Sums [][]Term
	// BaseTerms give what a change is measured against, where the text works it
	// out: 同口径基数=4601.8-1218.2.
	BaseTerms []Term
	// Noun are the words behind the number that say what it counts: 16个集体.
	Noun string
	// To is, of a From, the claim that tells where the change ended.
	To int

	// Reason is why a number is no claim, for Exempt alone.
	Reason Reason
}

// Term is a claim that is added, or taken away when Sign is −1.
type Term struct{ Claim, Sign int }

// Cell is a place in a table. The zero Cell is in none.
type Cell struct {
	Table       int // from 1
	Row, Column int // of the rows under the header, from 0
	RowHead     string
	ColumnHead  string
	Total       bool // of a row or a column that adds up the others: 合计
}

// Reason is why a number is no claim.
type Reason string

// The reasons. Their words for readers are in the catalogue of the messages.
const (
	IsDate      Reason = "date"      // 2024年3月5日, 17:32
	IsOrdinal   Reason = "ordinal"   // 第十五届, 第3条
	IsDocument  Reason = "document"  // 〔2017〕47号, (2023)豫01民终123号
	IsPhone     Reason = "phone"     // 12368, 0371-69520000
	IsSlogan    Reason = "slogan"    // 四个意识, 1+2+N, 一站式
	IsListItem  Reason = "list"      // 1. at the beginning of a line
	IsTitle     Reason = "title"     // within 《…》; the year of a page, of a link that leads there
	IsDuration  Reason = "duration"  // 建院75周年, 有期徒刑三年, 18岁, 30日内
	IsReference Reason = "reference" // a footnote, a page or a link
	IsName      Reason = "name"      // 5G, 2.0版
	IsCode      Reason = "code"      // an id, an account
	IsAddress   Reason = "address"   // 滨江路30号
	IsPer       Reason = "per"       // 每10件: what others are counted by
	IsMeasure   Reason = "measure"   // 38℃
)

// Finding is a number that cannot be right as it is written, whatever the data
// say.
type Finding struct {
	Start, End int
	Kind       FindingKind
	Claim      int // None when it belongs to none
	// Subjects and Values are, of CountsDiffer, how many there are of each.
	Subjects, Values int
}

// FindingKind tells findings apart.
type FindingKind uint8

const (
	LostNumber     FindingKind = iota // 同比下降%: the number is gone
	TimesLess                         // 下降2倍
	SignTwice                         // 下降-3%
	HedgedTwice                       // 约100件左右
	UnitOnce                          // 63~68%: only one end has its unit
	PointsOfPoints                    // 百分之3个百分点
	CountsDiffer                      // 分别 with another number of values than of subjects
	MixedPrecision                    // 分别上升1.25%和3%
	AsOf                              // 截止 for 截至
)
