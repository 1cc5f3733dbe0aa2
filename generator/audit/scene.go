package audit

import (
	"strings"

	"gongbao/generator/stats"
	"gongbao/generator/trie"
)

// scene is where a claim stands: whose figures are told of there, and of which
// kinds of cases.
type scene struct {
	court *stats.Court // nil where no court of the data is meant
	sure  bool         // the court is that of the page, or named right where the claim's clause begins
	// narrow are the kinds of cases that the text has been telling of, as bits of
	// kinds: what it says of 结案率 there is not of all cases.
	narrow uint64
	plan   bool // the sentence tells what is meant to be, and not what is
	header int  // of the section: claims under one heading tell of the same
}

// kinds are words that narrow what is counted.
var kinds = []string{
	"刑事", "民事", "民商事", "商事", "行政", "执行", "赔偿", "环境资源", "环资", "知识产权", "知产", "家事", "婚姻", "少年", "未成年", "破产",
	"金融", "劳动", "一审", "二审", "再审", "诉前", "庭长", "法庭", "小额", "速裁", "简易", "涉", "网上", "线上", "电子", "保全", "减刑", "信访",
	"巡回", "扫黑", "黑恶", "毒品", "诈骗", "职务犯罪", "合同", "借款", "物业", "道路", "交通", "医疗", "房地产", "建设工程", "土地", "海事",
	"审判类", "执行类", "诉讼", "非诉", "审判",
}

// spans are words of a time that is longer than that of the page, and plans of
// one that is still to come: what they tell of is not what the data of the page's
// time say. They are bits as the kinds are.
var (
	spans = []string{"年来", "年间", "以来", "过去", "近五年", "近三年", "本届", "任期"}
	plans = []string{"力争", "争取", "确保", "目标", "计划", "预计", "不低于", "不高于", "应当达到", "考核指标", "下一步", "明年"}
)

const (
	longer  uint64 = 1 << 62
	planned uint64 = 1 << 63
)

// ofNow are words that hold one of them and do not narrow.
var ofNow = []string{"今年以来", "年初以来", "本年以来", "全年以来", "审判执行", "审判质效", "审判管理"}

// kindTrie finds them.
var kindTrie = func() *trie.Trie[uint64] {
	var t trie.Trie[uint64]
	for i, w := range kinds {
		t.Add(w, 1<<i)
	}
	for _, w := range ofNow {
		t.Add(w, 0)
	}
	for _, w := range spans {
		t.Add(w, longer)
	}
	for _, w := range plans {
		t.Add(w, planned)
	}
	return &t
}()

// narrowed are the kinds that a text names.
func narrowed(s string) (bits uint64) {
	for i := range s {
		bit, _ := kindTrie.Longest(s[i:])
		bits |= bit
	}
	return bits
}

// scout walks through a text once and notes the scene of each claim.
type scout struct {
	*work
	text string
	at   int
	next int // the claim that comes next

	heading, line, sentence uint64
	noted                   uint64   // of the sentence, up to the last claim
	stack                   []uint64 // of brackets
	court                   *stats.Court
	sure, named             bool // of the sentence
	ofLine                  *stats.Court
	lineNamed               bool
	ofSection               *stats.Court
	section                 int
	isHeading               bool
}

// survey notes the scenes of all claims, in one pass over the text.
func (w *work) survey(text string) {
	s := &scout{work: w, text: text, ofSection: w.page.Court, stack: w.stack[:0]}
	defer func() { w.stack = s.stack }()
	s.beginLine()
	for i, r := range text {
		for s.next < len(w.claims) && w.claims[s.next].Start <= i {
			s.note()
		}
		if i < s.at {
			continue // within a word
		}
		switch r {
		case '\n':
			s.at = i + 1
			s.beginLine()
		case '。', '！', '？', '!', '?':
			s.endSentence()
		case '（', '(':
			const deepest = 16
			if len(s.stack) < deepest {
				s.stack = append(s.stack, s.sentence)
			}
		case '）', ')':
			if n := len(s.stack); n > 0 {
				s.sentence, s.stack = s.stack[n-1], s.stack[:n-1]
			}
		default:
			if s.judge.names.firsts.has(r) {
				s.word(i)
			}
		}
	}
	for s.next < len(w.claims) {
		s.note()
	}
}

func (s *scout) word(i int) {
	rest := s.text[i:]
	if s.judge.stats != nil {
		if m, n := s.judge.names.mentions.Longest(rest); n > 0 && !(m.short && !s.counts(rest[n:])) {
			if !s.compared(i) {
				s.mention(m, rest[n:])
			}
			s.at = i + n
			return
		}
	}
	if bit, n := kindTrie.Longest(rest); n > 0 {
		if s.isHeading {
			s.heading |= bit
		} else {
			s.sentence |= bit
		}
		s.at = i + n
	}
}

// compared reports whether a court at a place is only what another is held
// against: 占全市法院受理案件的23.9%, 高于全省法院平均水平.
func (s *scout) compared(i int) bool {
	before := strings.TrimRight(s.text[:i], " ")
	for _, w := range []string{"占", "占到", "占比", "高于", "低于", "优于", "快于", "好于", "超过", "比", "较", "与", "位居", "居", "列", "排"} {
		if strings.HasSuffix(before, w) {
			return true
		}
	}
	return false
}

// mention takes a court as the one that is told of from here on.
func (s *scout) mention(m mention, rest string) {
	c, ok := s.judge.names.said(m, s.page.Court)
	if s.isHeading {
		if ok {
			s.ofSection = c
		} else {
			s.ofSection = nil
		}
		return
	}
	s.court, s.named = nil, true
	s.sure = false
	if ok {
		s.court = c
		s.sure = c == s.page.Court || s.counts(rest)
	}
}

// counts reports whether what is said of a court here is a count: 最高人民法院
// 发布的意见 tells of no figures of that court.
func (s *scout) counts(rest string) bool {
	rest = strings.TrimLeft(rest, " 　:：,，|（(的")
	for range 3 {
		for _, w := range []string{"各级人民法院", "各级法院", "人民法院", "法院", "各级", "两级", "依法", "新", "共", "累计", "全年", "各类", "一共", "今年", "去年同期", "上半年", "前三季度", "一季度", "本年"} {
			rest = strings.TrimPrefix(rest, w)
		}
		rest = strings.TrimLeft(rest, " 　:：,，|")
	}
	for _, v := range counted {
		if strings.HasPrefix(rest, v) {
			return true
		}
	}
	return rest != "" && (rest[0] >= '0' && rest[0] <= '9' || rest[0] == '-')
}

// counted are words with which figures of a court begin.
var counted = append([]string{
	"收", "审执", "案件", "结收", "人均", "法官人均", "平均", "上诉", "服判", "调解", "诉前", "一审", "二审", "民事", "民商事", "刑事", "行政", "执行", "案-件比",
	"审限", "改判", "发改", "发回", "生效", "申诉", "自动", "旧存", "结转", "接收", "登记", "判处", "判决",
}, verbs...)

func (s *scout) endSentence() {
	s.line |= s.sentence
	s.sentence, s.noted, s.stack = 0, 0, s.stack[:0]
	if s.named {
		s.ofLine, s.lineNamed = s.court, true
	}
	s.named = false
	s.court, s.sure = s.ofSection, true
	if s.lineNamed && s.ofLine != s.ofSection {
		// The sentence before told of another court, and this one does not say whether
		// it goes on with it.
		s.court, s.sure = s.ofLine, false
	}
}

func (s *scout) beginLine() {
	s.line, s.sentence, s.noted, s.stack = 0, 0, 0, s.stack[:0]
	s.ofLine, s.lineNamed, s.named = nil, false, false
	end := strings.IndexByte(s.text[s.at:], '\n')
	if end < 0 {
		end = len(s.text) - s.at
	}
	s.isHeading = isHeading(s.text[s.at : s.at+end])
	if s.isHeading {
		s.heading, s.ofSection = 0, s.page.Court
		s.section++
	}
	s.court, s.sure = s.ofSection, true
}

// note takes down the scene of the next claim.
func (s *scout) note() {
	sc := &s.scenes[s.next]
	sc.court, sc.sure, sc.header = s.court, s.sure && s.court != nil, s.section
	sc.narrow, sc.plan = s.heading|s.line|s.sentence, s.sentence&planned != 0
	if c := &s.claims[s.next]; rateLike(c.Subject) {
		// 一审服判息诉率 is a name, and no topic of what follows it.
		s.sentence &^= s.terms.term(c.Subject).narrow &^ s.noted
	}
	s.noted = s.sentence
	s.next++
}

// isHeading reports whether a line is a heading: marked with #, or short, numbered
// and without a mark at its end.
func isHeading(line string) bool {
	line = strings.TrimSpace(line)
	if strings.HasPrefix(line, "#") {
		return true
	}
	const long = 90 // bytes: thirty characters
	if line == "" || len(line) > long || strings.ContainsAny(line, "。；;，,|") {
		return false
	}
	for _, numeral := range []string{"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"} {
		if rest, ok := strings.CutPrefix(line, numeral); ok && strings.HasPrefix(rest, "、") {
			return true
		}
		for _, bracket := range []string{"（", "("} {
			if strings.HasPrefix(line, bracket+numeral) {
				return true
			}
		}
	}
	return false
}
