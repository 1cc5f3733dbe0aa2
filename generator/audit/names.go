package audit

import (
	"slices"
	"strings"
	"unicode/utf8"

	"gongbao/generator/stats"
	"gongbao/generator/trie"
)

// names finds what is meant by the words of a text. It is made once for a site.
type names struct {
	exact map[string]*stats.Indicator   // by the name without what changes nothing
	keys  map[string][]*stats.Indicator // by the key of the name
	loose map[string][]*stats.Indicator // by the key with verbs that mean about the same made one

	courts   map[string]*stats.Court // by the name as it stands in a subject
	mentions *trie.Trie[mention]     // of courts, in running text
	firsts   *firsts                 // of mentions and of kinds
	root     *stats.Court            // the whole jurisdiction
	parents  map[string]bool         // the ids of the courts that have others under them
}

// mention is what a word says of whose figures follow.
type mention struct {
	court *stats.Court // nil: the jurisdiction of the page, or one that is not known
	whole bool         // 全市法院: a whole jurisdiction, of the rank that the word names
	rank  rune         // 市 of 全市
	page  bool         // 本院: the court of the page
	short bool         // a short name, which is a word of its own as well: 全国, 地方
}

// namesOf collects the names of a site; without one (nil) only what courts call
// themselves is known.
func namesOf(s *stats.Store) names {
	n := names{
		exact: map[string]*stats.Indicator{}, keys: map[string][]*stats.Indicator{}, loose: map[string][]*stats.Indicator{},
		courts: map[string]*stats.Court{}, mentions: &trie.Trie[mention]{}, firsts: &firsts{},
	}
	defer func() {
		note(n.firsts, n.mentions)
		note(n.firsts, kindTrie)
	}()
	if s == nil {
		n.addCourts(nil)
		return n
	}
	for _, ind := range s.Indicators() {
		for _, text := range append([]string{ind.Name}, ind.Aliases...) {
			p := plain(text)
			if p == "" {
				continue
			}
			if n.exact[p] == nil {
				n.exact[p] = ind
			}
			n.keys[key(p)] = once(n.keys[key(p)], ind)
			n.loose[looseKey(p)] = once(n.loose[looseKey(p)], ind)
		}
	}
	n.parents = map[string]bool{}
	for _, c := range s.Courts() {
		n.parents[c.Parent] = true
		if c.Parent == "" && n.root == nil {
			n.root = c
		}
	}
	n.addCourts(s.Courts())
	return n
}

func once(list []*stats.Indicator, ind *stats.Indicator) []*stats.Indicator {
	if slices.Contains(list, ind) {
		return list
	}
	return append(list, ind)
}

// addCourts takes in the names by which courts are called, first those that are
// given and then those that follow from them, which must not mean two courts.
func (n *names) addCourts(courts []*stats.Court) {
	meant := map[string]*stats.Court{}
	twice := map[string]bool{}
	short := map[string]bool{}
	var order []string
	add := func(text string, c *stats.Court, isShort bool) {
		if utf8.RuneCountInString(text) < 2 {
			return
		}
		switch first := meant[text]; {
		case first == nil:
			meant[text], short[text] = c, isShort
			order = append(order, text)
		case first != c:
			twice[text] = true
		}
	}
	for _, c := range courts {
		add(c.Name, c, false)
		for _, a := range c.Aliases {
			add(a, c, !isCourt(a))
		}
	}
	for _, c := range courts {
		add(c.Short, c, !isCourt(c.Short))
		if !isCourt(c.Short) {
			add(c.Short+"法院", c, false)
			add(c.Short+"人民法院", c, false)
		}
		for _, name := range []string{c.Name, strings.Replace(c.Name, "人民法院", "法院", 1), strings.Replace(c.Name, "法院", "人民法院", 1),
			strings.Replace(c.Name, "中级人民法院", "中院", 1), strings.Replace(c.Name, "高级人民法院", "高院", 1), strings.Replace(c.Name, "两级", "", 1)} {
			add(name, c, false)
			// Within a city its own name is left out: 东原区法院.
			if at := strings.IndexRune(name, '市'); at > 0 && c.Parent != "" {
				if rest := name[at+len("市"):]; strings.HasSuffix(rest, "院") && rest != "法院" && rest != "人民法院" {
					add(rest, c, false)
				}
			}
		}
	}
	for _, text := range order {
		if !twice[text] {
			n.courts[plain(text)] = meant[text]
			n.mentions.Add(text, mention{court: meant[text], short: short[text]})
		}
	}
	for _, rank := range []rune{'国', '省', '市', '区', '县', '旗', '州', '盟'} {
		for _, first := range []string{"全", "我"} {
			for _, middle := range []string{"", "两级", "各级", "三级", "各"} {
				for _, last := range []string{"法院", "人民法院"} {
					n.mentions.Add(first+string(rank)+middle+last, mention{whole: true, rank: rank})
				}
			}
		}
	}
	for _, text := range []string{"我院", "本院", "全院"} {
		n.mentions.Add(text, mention{page: true})
	}
	// Courts that only some of the jurisdiction are; the data would have named them.
	for _, text := range []string{"基层法院", "基层人民法院", "中级法院", "中级人民法院", "高级法院", "高级人民法院", "中院", "高院", "人民法庭", "派出法庭", "专门法院", "海事法院", "铁路法院", "外地法院", "其他法院"} {
		n.mentions.Add(text, mention{})
	}
	for _, before := range []string{"市", "县", "区", "旗", "州", "盟", "省"} {
		for _, last := range []string{"法院", "人民法院", "中院", "高院", "中级人民法院", "高级人民法院", "中级法院", "高级法院"} {
			n.mentions.Add(before+last, mention{})
		}
	}
}

func isCourt(s string) bool { return strings.HasSuffix(s, "院") || strings.HasSuffix(s, "庭") }

// said resolves a mention on a page of a court; ok is false for a court that the
// data do not have.
func (n *names) said(m mention, page *stats.Court) (c *stats.Court, ok bool) {
	switch {
	case m.court != nil:
		return m.court, true
	case m.page:
		if page != nil && n.parents[page.ID] && !page.Own { // the page tells of many courts, and 本院 is one of them
			return nil, false
		}
		return page, page != nil
	case m.whole:
		for _, c := range []*stats.Court{page, n.root} {
			if c != nil && rankOf(c) == m.rank {
				return c, true
			}
		}
	}
	return nil, false
}

// rankOf is the last word of rank in the name of a jurisdiction: 区 of
// 示例市东原区人民法院.
func rankOf(c *stats.Court) (rank rune) {
	for _, r := range c.Name {
		if strings.ContainsRune("国省市区县旗州盟", r) {
			rank = r
		}
	}
	return rank
}

// fillers are words that stand within names of indicators and change nothing.
var fillers = strings.NewReplacer("各类", "", "各项", "", "全部", "", "所有", "", "总共", "", "依法", "", "累计", "", "合计", "", "共计", "",
	" ", "", "　", "", "“", "", "”", "", "\"", "", "（", "(", "）", ")", "—", "", "-", "", "–", "", "、", "", "了", "", "的", "", ":", "", "：", "", ",", "", "，", "")

// plain is a name without what changes nothing; "" for what is too long to be one.
func plain(s string) string {
	const longest = 300 // bytes
	if len(s) > longest {
		return ""
	}
	return fillers.Replace(s)
}

// Words before and behind a name that do not make it another one: when and how
// much, and not which.
var (
	before = []string{"全国", "全年", "全院", "我国", "今年", "本年", "期间", "其间", "上下", "人民", "法院", "共", "已", "均", "先后", "目前", "当年", "总", "本期", "年度", "当期"}
	behind = []string{"案件总数", "案件数量", "案件量", "案件数", "案件", "总数", "总量", "数量", "件数", "总计", "数", "量"}
)

// verbs are what is done with cases; a name may tell it first or last.
var verbs = []string{"审结执结", "审执结", "审结", "执结", "办结", "结案", "已结", "受理", "收案", "新收", "立案", "旧存", "未结"}

// alike are the verbs that writers use for one another. What a name with one of
// them says is not certain to be what a text with another does.
var alike = map[string]string{
	"审结执结": "结", "审执结": "结", "审结": "结", "执结": "结", "办结": "结", "结案": "结", "已结": "结",
	"受理": "收", "收案": "收", "新收": "收", "立案": "收",
}

// key is a name by what it says: the verb last, the instance first, and without
// what changes nothing. 审结一审民事案件 and 民事一审审结 are the same.
func key(p string) string {
	rest, verb := parts(p)
	return rest + verb
}

func looseKey(p string) string {
	rest, verb := parts(p)
	if a := alike[verb]; a != "" {
		verb = a
	}
	return rest + verb
}

func parts(p string) (rest, verb string) {
	rest = trim(p)
	for _, v := range verbs {
		if s, ok := strings.CutPrefix(rest, v); ok && !rateLike(rest) {
			rest, verb = trim(s), v
			break
		}
		if s, ok := strings.CutSuffix(rest, v); ok {
			rest, verb = trim(s), v
			break
		}
	}
	if bare := strings.ReplaceAll(rest, "案件", ""); utf8.RuneCountInString(bare) > 1 || verb != "" {
		rest = bare
	}
	for _, instance := range []string{"一审", "二审", "再审"} {
		if strings.Contains(rest, instance) {
			rest = instance + strings.Replace(rest, instance, "", 1)
			break
		}
	}
	return rest, verb
}

// rateLike reports whether a name is of a quotient, whose first word belongs to
// it: 结案率 is none of 结案.
func rateLike(p string) bool {
	return strings.HasSuffix(p, "率") || strings.HasSuffix(p, "比") || strings.HasSuffix(p, "额") || strings.HasSuffix(p, "时间")
}

// trim takes away what stands around a name and changes nothing.
func trim(p string) string {
	for {
		was := p
		for _, w := range before {
			if rest, ok := strings.CutPrefix(p, w); ok && rest != "" && !doneWith(p) {
				p = rest
			}
		}
		for _, w := range behind {
			if rest, ok := strings.CutSuffix(p, w); ok && rest != "" {
				p = rest
			}
		}
		if p == was {
			return p
		}
	}
}

// doneWith reports whether a name begins with 已结, a verb of its own, and not
// with 已结案.
func doneWith(p string) bool {
	rest, ok := strings.CutPrefix(p, "已结")
	return ok && (!strings.HasPrefix(rest, "案") || strings.HasPrefix(rest, "案件"))
}

// meant is what a subject was found to name.
type meant struct {
	sure  *stats.Indicator   // all of its words are accounted for
	maybe []*stats.Indicator // what writers call so as well
	key   string
}

// resolve finds the indicator that a subject names: all of its words are
// accounted for, since 院庭长办结案件 is not 办结案件.
func (n *names) resolve(subject string) meant {
	p := n.withoutCourt(plain(subject))
	if p == "" {
		return meant{}
	}
	m := meant{sure: n.exact[p], key: key(p)}
	if m.sure == nil {
		if list := n.keys[m.key]; len(list) == 1 {
			m.sure = list[0]
		} else {
			m.maybe = slices.Clip(list) // which others ask for as well
		}
	}
	for _, ind := range n.loose[looseKey(p)] {
		if ind != m.sure {
			m.maybe = once(m.maybe, ind)
		}
	}
	return m
}

// withoutCourt takes the names of courts from the front of a subject.
func (n *names) withoutCourt(p string) string {
	for {
		m, k := n.mentions.Longest(p)
		if k == 0 || k == len(p) || m.court == nil && !m.whole && !m.page {
			return p
		}
		p = strings.TrimPrefix(strings.TrimPrefix(p[k:], "各级"), "两级")
	}
}
