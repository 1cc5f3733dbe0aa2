package markdown

import (
	"strings"
	"unicode/utf8"
)

// settle decides about the line ends in the source of one block and tells each
// binding what it stands beside.
//
// A line end between Chinese characters is no space, wherever the line was
// bent; between words of an alphabet it is one. It is none either where only
// one side is Chinese: 4601.8⏎万件 must not become two pieces. What is bold,
// linked or bound counts by its text.
func settle(ns []*node) {
	if len(ns) == 1 && ns[0].kind == kText { // as most headings and cells are
		return
	}
	leaves := leavesOf(ns, make([]*node, 0, len(ns)))
	for i, n := range leaves {
		if n.kind != kSoft {
			continue
		}
		n.kind = kText
		before, after := side(leaves, i, -1), side(leaves, i, +1)
		if before != chinese && after != chinese {
			n.text = "\n"
		}
	}
	for i, n := range leaves {
		if n.kind != kBinding {
			continue
		}
		n.binding.Before = beside(leaves, i, -1)
		n.binding.After = beside(leaves, i, +1)
	}
}

// leavesOf appends the nodes of a line that hold text or stand for some.
func leavesOf(ns []*node, leaves []*node) []*node {
	for _, n := range ns {
		switch n.kind {
		case kStrong, kEm, kStrike, kLink:
			leaves = leavesOf(n.children, leaves)
		case kNoteRef: // hangs above the line and parts nothing
		default:
			leaves = append(leaves, n)
		}
	}
	return leaves
}

type script uint8

const (
	unknown script = iota // a figure, an image, the line's end
	western
	chinese
)

// side tells the script of the text next to a leaf, passing over a few marks
// that both scripts use.
func side(leaves []*node, i, step int) script {
	seen := 0
	for i += step; i >= 0 && i < len(leaves) && seen < contextRunes; i += step {
		n := leaves[i]
		if n.kind != kText && n.kind != kCode {
			return unknown
		}
		for s := n.text; s != "" && seen < contextRunes; seen++ {
			var r rune
			var size int
			if step > 0 {
				r, size = utf8.DecodeRuneInString(s)
				s = s[size:]
			} else {
				r, size = utf8.DecodeLastRuneInString(s)
				s = s[:len(s)-size]
			}
			switch {
			case isCJK(r):
				return chinese
			case !isShared(r):
				return western
			}
		}
	}
	return unknown
}

// beside is the text next to a leaf, up to the next binding or line break.
func beside(leaves []*node, i, step int) string {
	var text string
	for i += step; i >= 0 && i < len(leaves); i += step {
		n := leaves[i]
		if n.kind != kText && n.kind != kCode {
			break
		}
		if step > 0 {
			text += n.text[:runeOffset(n.text, contextRunes)]
		} else {
			text = lastRunes(n.text, contextRunes) + text
		}
		if utf8.RuneCountInString(text) >= contextRunes {
			break
		}
	}
	if step > 0 {
		return text[:runeOffset(text, contextRunes)]
	}
	return lastRunes(text, contextRunes)
}

// prepare cuts the text of a line into plain text, numerals with their units
// and, unless terms is nil, glossary words that are used for the first time.
func (m *makings) prepare(ns []*node, terms *firstUses) []*node {
	if len(ns) == 0 {
		return nil
	}
	const cuts = 4 // of a line's text; most have fewer
	out := m.list(len(ns) + cuts)
	afterFigure := false
	for _, n := range ns {
		if n.kind == kText {
			out = m.cut(out, n, afterFigure, terms)
			afterFigure = false
			continue
		}
		if n.kind != kNoteRef {
			only := sole(n)
			afterFigure = only.kind == kBinding || n != only && only.kind == kText && isNumeral(only.text)
		}
		switch n.kind {
		case kStrong, kEm, kStrike:
			n.children = m.prepare(n.children, terms)
		case kLink:
			n.children = m.prepare(n.children, nil)
		}
		out = append(out, n)
	}
	return out
}

// cut appends the pieces of a text to out.
func (m *makings) cut(out []*node, t *node, afterFigure bool, terms *firstUses) []*node {
	if afterFigure {
		if n := unitLen(t.text); n > 0 {
			unit := m.part(t, 0, n)
			rest := m.part(t, n, len(t.text))
			unit.kind = kUnit
			out = append(out, unit)
			t = rest
		}
	}
	s := t.text
	from := 0 // of the text that is not yet in out
	keep := func(to int) {
		if from < to {
			out = terms.cut(m, out, m.part(t, from, to))
		}
	}
	for i := 0; i < len(s); {
		c := s[i]
		if !(c >= '0' && c <= '9' || c == 0xef && isDigit(firstRune(s[i:]))) {
			i++ // within a character as well: no byte of one is a digit
			continue
		}
		before := rune(-1)
		if i > 0 {
			before, _ = utf8.DecodeLastRuneInString(s[:i])
		}
		n := numeralLen(s[i:])
		u := 0
		if !isWord(before) && before != '.' {
			u = unitLen(s[i+n:])
		}
		if u > 0 {
			keep(i)
			number := m.part(t, i, i+n+u)
			number.kind = kNumber
			out = append(out, number)
			from = i + n + u
			n += u
		}
		i += n
	}
	keep(len(s))
	return out
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// numeralLen is the length of the numeral that s begins with: digits in groups
// or not, with or without decimals.
func numeralLen(s string) int {
	n := digitsLen(s)
	if digits := utf8.RuneCountInString(s[:n]); digits <= 3 {
		for n < len(s) && s[n] == ',' {
			group := digitsLen(s[n+1:])
			if utf8.RuneCountInString(s[n+1:n+1+group]) != 3 {
				break
			}
			n += 1 + group
		}
	}
	for _, point := range []string{".", "．"} {
		if strings.HasPrefix(s[n:], point) {
			if d := digitsLen(s[n+len(point):]); d > 0 {
				return n + len(point) + d
			}
		}
	}
	return n
}

func digitsLen(s string) int {
	for i, r := range s {
		if !isDigit(r) {
			return i
		}
	}
	return len(s)
}

// isNumeral reports whether s is one numeral and nothing else.
func isNumeral(s string) bool { n := numeralLen(s); return n > 0 && n == len(s) }

// UnitLen is how many characters at the start of s are a unit that belongs to
// a figure in front of it: 万件, %, 个百分点, also after one space. It is what
// Figure.Take should be for a figure that is printed without its unit.
func UnitLen(s string) int { return utf8.RuneCountInString(s[:unitLen(s)]) }

func unitLen(s string) int {
	i := 0
	if strings.HasPrefix(s, " ") || strings.HasPrefix(s, "\u00a0") {
		_, i = utf8.DecodeRuneInString(s)
	}
	start := i
	for {
		n := len(measureAt(s[i:]))
		if n > 0 {
			i += n
			break
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if !strings.ContainsRune("十百千万亿余多", r) {
			break
		}
		i += size
	}
	if i == start {
		return 0
	}
	if rest, ok := strings.CutPrefix(s[i:], "余"); ok { // 三年余
		i = len(s) - len(rest)
	}
	return i
}

// measures are units and counters that follow a numeral, by first character.
var measures = group(`% ％ ‰ ℃ ° 件 件次 案 案次 人 人次 名 位 个 个百分点 个月 个工作日 百分点 次 起 宗 家 户 项 条 份 封 篇 部 册 卷 页 场 场次 届 期
批 批次 类 种 处 所 栋 座 间 台 辆 套 枚 元 美元 角 分 分钟 秒 小时 时 天 日 周 周年 月 月份 季度 年 年度 年底 年末 年初 岁 倍 号 级 公里 米 平方米 平方公里
亩 公顷 吨 公斤 千克 克 字节 市县 庭 轮 版`)

func group(words string) map[rune][]string {
	m := map[rune][]string{}
	for _, w := range strings.Fields(words) {
		r := firstRune(w)
		m[r] = append(m[r], w)
	}
	return m
}

// measureAt is the longest measure that s begins with.
func measureAt(s string) string {
	longest := ""
	for _, w := range measures[firstRune(s)] {
		if len(w) > len(longest) && strings.HasPrefix(s, w) {
			longest = w
		}
	}
	return longest
}
