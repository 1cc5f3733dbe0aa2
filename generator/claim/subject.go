package claim

import (
	"slices"

	"gongbao/generator/trie"
)

// Words that stand around a name and are none of it, the longer ones first
// where one begins another.
var (
	leading  = []string{"并且", "而且", "同时", "另外", "此外", "所有", "全部", "期间", "方面", "先后", "累计", "总计", "合计", "共计", "一共", "截至目前", "以来", "并", "且", "而", "其", "该", "已", "均", "也", "又", "就", "仅", "有", "了", "的", "在", "则", "即", "是", "为", "将", "和", "与", "及", "、", ",", "份"}
	trailing = []string{"超过", "突破", "接近", "将近", "不足", "不到", "大约", "大概", "至少", "达到", "高达", "方面", "保持在", "稳定在", "控制在", "维持在", "仅为", "只有", "达", "为", "是", "有", "了", "约", "近", "超", "逾", "仅", "的", "已", "均", "都", "在", "也", "共", "也就是", "即", "每", "相比", "同期", "到", "至", "以来", "、", "和", "与", "及", ","}
)

// whole are words that begin or end with one of those and lose nothing.
var (
	wholeLeading  = []string{"其他", "其它", "就业", "就医", "在押", "在线", "在审", "在职", "有期", "有关", "有效", "和解", "即时", "将军", "均衡", "已结", "已决", "是否", "的士", "及时", "为民", "为企", "了结", "份额", "该类", "有罪", "有毒", "有组织", "有偿", "全部执行"}
	wholeTrailing = []string{"行为", "作为", "送达", "传达", "表达", "违约", "合约", "节约", "公约", "预约", "附近", "平均", "人均", "月均", "日均", "收到", "审计", "所有", "占有", "持有", "享有", "公共", "存在", "立即", "目的", "标的", "完了", "及时", "直达", "通达", "国有", "私有", "共有"}
)

// The words above, to be found at the front of a name and, backwards, at its
// end. What is kept has the value true.
var leads, trails = func() (*trie.Trie[bool], *trie.Trie[bool]) {
	front, back := &trie.Trie[bool]{}, &trie.Trie[bool]{}
	backwards := func(w string) string {
		r := []rune(w)
		slices.Reverse(r)
		return string(r)
	}
	for _, w := range leading {
		front.Put(w, false)
	}
	for _, w := range trailing {
		back.Put(backwards(w), false)
	}
	for _, w := range wholeLeading {
		front.Put(w, true)
	}
	for _, w := range wholeTrailing {
		back.Put(backwards(w), true)
	}
	return front, back
}()

// isLeading tells the words that only stand before names, nameless those that
// name nothing.
func isLeading(words []rune) bool {
	_, n := leadingTrie.LongestOf(words)
	return n == len(words)
}

var leadingTrie = setOf(append(slices.Clone(leading), nameless...)...)

var marks = runesOf([]rune(" “”\"'‘’-—·*#>|:：.…~")...)

// clean takes away what stands around a name.
func clean(s string) string { return string(cleaned([]rune(s))) }

// cleaned is clean for runes; it is part of s.
func cleaned(s []rune) []rune {
	for {
		before := len(s)
		for len(s) > 0 && marks.has(s[0]) {
			s = s[1:]
		}
		for len(s) > 0 && marks.has(s[len(s)-1]) {
			s = s[:len(s)-1]
		}
		if kept, n := leads.LongestOf(s); n > 0 && !kept && len(s)-n > 1 {
			s = s[n:]
		}
		const longest = 6
		var end [longest]rune
		n := 0
		for n < longest && n < len(s) {
			end[n] = s[len(s)-1-n]
			n++
		}
		if kept, n := trails.LongestOf(end[:n]); n > 0 && !kept {
			s = s[:len(s)-n]
		}
		if len(s) == before {
			return s
		}
	}
}
