package names

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"gongbao/generator/importer/spoken"
	"gongbao/generator/stats"
)

// derive finds the everyday forms of the courts' official names, 东原区法院 and
// 东原法院 for 示例市东原区人民法院: those that are one court's alone.
func (n *Names) derive() {
	n.derived = map[string]*stats.Court{}
	city := n.city()
	shared := map[string]bool{}
	for _, c := range n.Store.Courts() {
		for _, form := range everyday(spoken.Plain(c.Name), city) {
			if other := n.derived[form]; other != nil && other != c || n.courts[form] != nil && n.courts[form] != c {
				shared[form] = true
			}
			n.derived[form] = c
		}
	}
	for form := range shared {
		delete(n.derived, form)
	}
	for _, known := range []map[string]*stats.Court{n.courts, n.derived} {
		for name := range known {
			if utf8.RuneCountInString(name) >= 2 && name[0] >= 0x80 {
				n.mentions = append(n.mentions, name)
			}
		}
	}
	slices.SortFunc(n.mentions, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	n.mentions = slices.Compact(n.mentions)
}

// city is what the names of the courts below an intermediate court begin with:
// 示例市 of 示例市中级人民法院; "" where there are several or none.
func (n *Names) city() string {
	city := ""
	for _, c := range n.Store.Courts() {
		if name, ok := strings.CutSuffix(spoken.Plain(c.Name), "中级人民法院"); ok {
			if city != "" && city != name {
				return ""
			}
			city = name
		}
	}
	return city
}

func everyday(official, city string) []string {
	area, ok := strings.CutSuffix(official, "人民法院")
	if !ok {
		return nil
	}
	for _, level := range []struct{ long, short string }{{"中级", "中院"}, {"高级", "高院"}} {
		place, ok := strings.CutSuffix(area, level.long)
		if !ok {
			continue
		}
		out := []string{level.short, level.long + "法院", level.long + "人民法院", place + level.short, place + level.long + "法院"}
		for _, kind := range []string{"市", "省", "州"} {
			if stem, ok := strings.CutSuffix(place, kind); ok {
				out = append(out, kind+level.short, stem+level.short, stem+level.long+"法院")
			}
		}
		return out
	}
	var out []string
	for _, area := range []string{area, strings.TrimPrefix(area, city)} {
		if area == "" {
			continue
		}
		out = append(out, area+"人民法院", area+"法院", area+"院", area)
		for _, kind := range []string{"区", "县", "市", "旗"} {
			if stem, ok := strings.CutSuffix(area, kind); ok && utf8.RuneCountInString(stem) >= 2 {
				out = append(out, stem+"人民法院", stem+"法院", stem)
			}
		}
	}
	return out
}

// Mention is what a sheet's name or a title says of the court that its values
// are of.
type Mention struct {
	Court *stats.Court // nil for none
	// Unknown tells that a court is meant that this site cannot tell: 本院, or one
	// that it does not have, or two.
	Unknown bool
	Text    string // where it is said
}

// office follows the name of a court where a title says who made the table.
var office = []string{"审管办", "审判管理", "办公室", "研究室", "执行局", "立案庭", "制"}

// Mentions looks for a court in the texts above a table. The sheet's name, which
// is nearest to the values, goes first; a court above all others that a title
// names beside it says nothing against it.
func (n *Names) Mentions(sheetName string, titles []string) Mention {
	first := n.mention(sheetName)
	found := first
	for _, t := range titles {
		m := n.mention(t)
		switch {
		case m.Court == nil && !m.Unknown:
		case found.Court == nil && !found.Unknown:
			found = m
		case found.Court != nil && m.Court != nil && m.Court != found.Court && (first.Court == nil || m.Court.Parent != ""):
			found = Mention{Unknown: true, Text: t}
		case m.Unknown && first.Court == nil:
			found = m
		}
	}
	return found
}

// otherCourt is what is left of a title that names a court which is none of the
// site's.
var otherCourt = regexp.MustCompile(`[本我该]院|\p{Han}(?:法院|中院|高院)`)

func (n *Names) mention(text string) Mention {
	if c := n.CourtIn(text); c != nil {
		return Mention{Court: c, Text: text}
	}
	rest := spoken.WithoutSpans(spoken.Plain(text), "·")
	m := Mention{Text: text}
	for _, name := range n.mentions {
		for {
			before, after, ok := strings.Cut(rest, name)
			if !ok {
				break
			}
			rest = before + "·" + after
			if slices.ContainsFunc(office, func(o string) bool { return strings.HasPrefix(after, o) }) {
				continue
			}
			court := cmp.Or(n.courts[name], n.derived[name])
			last, _ := utf8.DecodeLastRuneInString(before)
			// 中院 in 南海市中院 is not the one that is meant here.
			partOfOther := unicode.Is(unicode.Han, last) && court.Parent != "" && name != spoken.Plain(court.Name)
			m.Unknown = m.Unknown || m.Court != nil && m.Court != court || partOfOther
			m.Court = court
		}
	}
	for _, all := range []string{"全市", "两级法院", "各级法院", "各法院", "全部法院"} {
		rest = strings.ReplaceAll(rest, all, "·")
	}
	if m.Court == nil && otherCourt.MatchString(rest) {
		m.Unknown = true
	}
	if m.Unknown {
		m.Court = nil
	}
	return m
}

// nearly reports whether two names differ in one sign.
func nearly(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if len(y) < 3 || b == "" || max(len(x), len(y))-min(len(x), len(y)) > 1 {
		return false
	}
	i := 0
	for i < min(len(x), len(y)) && x[i] == y[i] {
		i++
	}
	j := 0
	for j < min(len(x), len(y))-i && x[len(x)-1-j] == y[len(y)-1-j] {
		j++
	}
	return max(len(x), len(y))-i-j <= 1
}
