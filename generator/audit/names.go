package audit

import (
	"cmp"
	"slices"
	"strings"

	"gongbao/generator/stats"
)

// names finds what is meant by the words of a text.
type names struct {
	indicators []name[*stats.Indicator] // the longer ones first
	courts     []name[*stats.Court]
}

type name[T any] struct {
	text string
	of   T
}

func namesOf(s *stats.Store) names {
	var n names
	for _, ind := range s.Indicators() {
		for _, text := range append([]string{ind.Name}, ind.Aliases...) {
			n.indicators = append(n.indicators, name[*stats.Indicator]{plain(text), ind})
		}
	}
	for _, c := range s.Courts() {
		for _, text := range append([]string{c.Name, c.Short}, c.Aliases...) {
			if text != "" {
				n.courts = append(n.courts, name[*stats.Court]{plain(text), c})
			}
		}
	}
	longer := func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), strings.Compare(a, b)) }
	slices.SortStableFunc(n.indicators, func(a, b name[*stats.Indicator]) int { return longer(a.text, b.text) })
	slices.SortStableFunc(n.courts, func(a, b name[*stats.Court]) int { return longer(a.text, b.text) })
	return n
}

// fillers are words that stand within names of indicators and change nothing.
var fillers = strings.NewReplacer("各类", "", "各项", "", "全部", "", "总共", "", " ", "", "　", "", "“", "", "”", "", "（", "(", "）", ")", "—", "-", "、", "", "了", "", "的", "", "共", "")

func plain(s string) string { return fillers.Replace(s) }

// neutral are words that may stand beside the name of an indicator without
// making it another one: who and how much, and not which.
var neutral = []string{
	"人民法院", "法院", "全国", "全省", "全市", "全县", "全区", "全院", "我省", "我市", "我院", "本院", "两级", "各级", "上下", "依法", "累计", "合计", "总计", "总量", "总数", "数量", "件数", "案件", "数", "量", "新", "已", "共",
}

// resolve finds the indicator and the court that a subject names. ok is false
// unless all of its words are accounted for: 院庭长办结案件 is not 办结案件.
func (n names) resolve(subject, context string, page *stats.Court) (ind *stats.Indicator, court *stats.Court, ok bool) {
	rest := plain(subject)
	if rest == "" {
		return nil, nil, false
	}
	court = page
	if c, left, found := cut(n.courts, rest); found {
		court, rest = c, left
	} else if c, _, found := cut(n.courts, plain(context)); found {
		court = c
	}
	for _, candidate := range n.indicators {
		at := strings.Index(rest, candidate.text)
		if at < 0 || candidate.text == "" {
			continue
		}
		left := rest[:at] + "\x00" + rest[at+len(candidate.text):]
		if !onlyNeutral(left) {
			continue
		}
		if ind != nil && ind != candidate.of {
			continue // a longer name was found
		}
		ind = candidate.of
		return ind, court, true
	}
	return nil, court, false
}

// cut takes the longest name out of a text.
func cut[T any](list []name[T], text string) (of T, rest string, ok bool) {
	for _, n := range list {
		if at := strings.Index(text, n.text); at >= 0 {
			return n.of, text[:at] + text[at+len(n.text):], true
		}
	}
	return of, text, false
}

// onlyNeutral reports whether nothing is left but words that change nothing.
func onlyNeutral(s string) bool {
	for _, w := range neutral {
		s = strings.ReplaceAll(s, w, "")
	}
	return strings.Trim(s, "\x00,，:：") == ""
}
