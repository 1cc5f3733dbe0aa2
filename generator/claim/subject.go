package claim

import (
	"strings"
	"unicode/utf8"

	"gongbao/generator/quantity"
)

// Words that stand around a name and are none of it, the longer ones first
// where one begins another.
var (
	leading  = []string{"并且", "而且", "同时", "另外", "此外", "所有", "全部", "期间", "方面", "并", "且", "而", "其", "该", "已", "均", "也", "又", "再", "就", "仅", "有", "了", "的", "在", "则", "即", "是", "为", "月", "日", "年", "度", "份", "以来"}
	trailing = []string{"超过", "突破", "接近", "将近", "不足", "大约", "大概", "达到", "高达", "方面", "保持在", "稳定在", "控制在", "维持在", "仅为", "只有", "数为", "总数为", "达", "为", "是", "有", "了", "约", "近", "超", "逾", "仅", "的", "已", "均", "在", "也", "共", "也就是", "即", "每", "相比", "同期"}
)

// clean takes away what stands around a name.
func clean(s string) string {
	for {
		before := s
		s = strings.Trim(s, " “”\"'‘’-—·*#>|:：")
		for _, w := range leading {
			if rest, ok := strings.CutPrefix(s, w); ok && utf8.RuneCountInString(rest) > 1 { // 已结 is a name
				s = rest
			}
		}
		for _, w := range trailing {
			s = strings.TrimSuffix(s, w)
		}
		if s == before {
			return s
		}
	}
}

// printedTimes is how many times as much 翻一番 is.
func printedTimes(n int64) quantity.Quantity { return quantity.Int(n).Rounded() }
