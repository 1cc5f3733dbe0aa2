package claim

import (
	"strings"

	"github.com/shopspring/decimal"

	"gongbao/generator/trie"
)

// chinese reads a number in Chinese numerals: 二千三百零五, 二〇二四, 十二点五.
// ok is false for what is none.
func chinese(s []rune) (d decimal.Decimal, places int32, ok bool) {
	whole, frac, hasPoint := s, []rune(nil), false
	for i, r := range s {
		if r == '点' {
			whole, frac, hasPoint = s[:i], s[i+1:], true
			break
		}
	}
	n, ok := chineseWhole(whole)
	if !ok || hasPoint && len(frac) == 0 {
		return d, 0, false
	}
	d = decimal.NewFromInt(n)
	for i, r := range frac {
		v, isDigit := digitOf(r)
		if !isDigit {
			return d, 0, false
		}
		d = d.Add(decimal.New(v, -int32(i+1)))
	}
	return d, int32(len(frac)), true
}

// digitOf is the value of a Chinese digit.
func digitOf(r rune) (value int64, ok bool) {
	switch r {
	case '〇', '零':
		return 0, true
	case '一':
		return 1, true
	case '二', '两':
		return 2, true
	case '三':
		return 3, true
	case '四':
		return 4, true
	case '五':
		return 5, true
	case '六':
		return 6, true
	case '七':
		return 7, true
	case '八':
		return 8, true
	case '九':
		return 9, true
	}
	return 0, false
}

// tensOf is what 十, 百 and 千 multiply by; 0 for all others.
func tensOf(r rune) int64 {
	switch r {
	case '十':
		return 10
	case '百':
		return 100
	case '千':
		return 1000
	}
	return 0
}

// maxNumeral bounds the runes of a Chinese numeral; no figure is longer.
const maxNumeral = 20

// chineseWhole reads a whole number up to 亿.
func chineseWhole(s []rune) (int64, bool) {
	if len(s) == 0 || len(s) > maxNumeral {
		return 0, false
	}
	positional := true // 二〇二四
	for _, r := range s {
		if !digitIn(r) || r == '两' {
			positional = false
		}
	}
	if positional && (len(s) > 1 || s[0] != '两') {
		var n int64
		for _, r := range s {
			v, _ := digitOf(r)
			n = n*10 + v
			if n > 1e15 {
				return 0, false
			}
		}
		return n, true
	}
	var total, section, digit int64
	seen := false
	for i, r := range s {
		switch v, isDigit := digitOf(r); {
		case isDigit:
			if digit != 0 && r != '零' && r != '〇' { // two digits side by side
				return 0, false
			}
			digit, seen = v, true
		case tensOf(r) != 0:
			if digit == 0 {
				if r != '十' || i > 0 && s[i-1] != '零' && s[i-1] != '万' && s[i-1] != '亿' {
					return 0, false
				}
				digit = 1
			}
			section, digit, seen = section+digit*tensOf(r), 0, true
		case r == '万' || r == '亿':
			if section+digit == 0 {
				return 0, false
			}
			scale := int64(1e4)
			if r == '亿' {
				scale = 1e8
			}
			total, section, digit = total+(section+digit)*scale, 0, 0
		default:
			return 0, false
		}
	}
	return total + section + digit, seen
}

// isNumeral reports whether a rune can stand in a Chinese numeral.
func isNumeral(r rune) bool { return numerals.has(r) }

var numerals = runesOf([]rune("〇零一二两三四五六七八九十百千")...)

// narrow makes the forms of a character that people write alike equal, one rune
// for one rune, so that places stay.
func narrow(r rune) rune {
	switch r {
	case '﹪', '٪':
		return '%'
	case '−', '–', '—', '―', '－', '﹣', '‐', '‑':
		return '-'
	case '～', '〜', '∼':
		return '~'
	case '。':
		return '。'
	case '，':
		return ','
	case '\u00a0', '\u3000', '\t':
		return ' '
	case '：':
		return ':'
	case '；':
		return ';'
	}
	if r >= '！' && r <= '～' {
		return r - '！' + '!'
	}
	return r
}

// units are the measure words that a number can carry.
var units = []string{
	"个百分点", "百分点", "pct", "PCT", "‰", "%", "倍", "人次", "件次", "场次", "案次", "件/人", "件/案",
	"个月", "个工作日", "工作日", "个小时", "小时", "分钟", "秒", "周年", "周岁", "年", "天", "日", "周", "个季度", "季度", "时", "点", "页", "版", "℃", "°", "摄氏度", "楼", "室", "栋", "号楼", "单元", "弄", "层",
	"元", "美元", "元人民币", "平方米", "平方公里", "公里", "亩", "吨", "公斤", "千克", "克", "米",
	"件", "人", "名", "位", "个", "项", "次", "份", "起", "家", "场", "篇", "批", "户", "对", "条", "期", "封", "册", "部", "台", "套", "处", "宗", "桩", "例", "则", "类", "种", "支", "所", "张", "届", "号", "章", "编", "款", "级", "审", "方", "轮", "度", "成", "分", "岁", "笔", "辆", "艘", "只", "把", "面", "块", "幅", "本", "门", "间", "座", "院", "庭", "案", "组", "队", "团", "市", "省", "县", "区", "国", "村", "镇", "乡", "强", "堂", "字", "股", "枚", "株", "头", "口", "卷", "箱", "床", "间次",
}

// unitTrie finds them.
var unitTrie = setOf(units...)

// starts reports whether a text begins with a word of a trie.
func starts[T any](t *trie.Trie[T], text []rune) bool {
	_, length := t.LongestOf(text)
	return length > 0
}

func hasPrefix(s []rune, prefix string) bool {
	n := 0
	for _, r := range prefix {
		if n >= len(s) || s[n] != r {
			return false
		}
		n++
	}
	return true
}

// canonicalUnit is one name for units that mean the same.
func canonicalUnit(u string) string {
	switch u {
	case "个百分点", "pct", "PCT":
		return "百分点"
	case "元人民币":
		return "元"
	case "个小时":
		return "小时"
	case "个工作日":
		return "工作日"
	case "名", "位":
		return "人"
	}
	return strings.TrimSpace(u)
}
