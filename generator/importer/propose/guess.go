package propose

import (
	"slices"
	"strings"

	"gongbao/generator/importer/mapping"
	"gongbao/generator/importer/names"
	"gongbao/generator/importer/spoken"
	"gongbao/generator/stats"
)

// guesser guesses what headings and rows mean.
type guesser struct {
	*names.Names
	memo map[string]guessed
	any  bool // also tables on which no column is known
}

// guessed is what a name may mean, and how a mapping says so.
type guessed struct {
	mapping.Target
	to string
	ok bool
}

// guess is what a person most likely means by a heading or a row's name: what
// is proposed, and never taken without being shown. section is the text of the
// row that stands above a group of rows.
func (n *guesser) guess(layout string, row bool, section string, parts []string) guessed {
	memo := layout + "\x00" + section + "\x00" + strings.Join(parts, "\x00")
	if row {
		memo += "\x00r"
	}
	if g, ok := n.memo[memo]; ok {
		return g
	}
	g := n.guessOnce(layout, row, section, parts)
	n.memo[memo] = g
	return g
}

func (n *guesser) guessOnce(layout string, row bool, section string, parts []string) guessed {
	t, rest, current := n.parts(layout, row, parts)
	done := func() guessed { return guessed{t, t.String(), true} }
	if len(rest) == 0 && current && t == (mapping.Target{}) {
		return guessed{t, mapping.CurrentWord, true}
	}
	if len(rest) == 0 {
		if t.Court != nil || !t.Span.Zero() || t.Before || t.Change || t.Part != "" {
			return done()
		}
		return guessed{}
	}
	if !t.Change {
		if last := rest[len(rest)-1]; strings.HasSuffix(last, mapping.ChangeWord) && last != mapping.ChangeWord {
			rest = append(slices.Clone(rest[:len(rest)-1]), strings.TrimSuffix(last, mapping.ChangeWord))
			t.Change = true
		}
	}
	if t.Span.Zero() {
		if ind, span := n.dated(rest, section); ind != nil {
			t.Ind, t.Span = ind, span
			return done()
		}
	}
	if row && layout == mapping.Breakdown {
		if c := n.category(strings.Join(rest, "")); c != nil {
			t.Cat = c
			return done()
		}
	}
	if ind := n.indicator(rest, section); ind != nil {
		t.Ind = ind
		return done()
	}
	if cut, ok := spoken.CutCumulative(rest[len(rest)-1]); ok && t.Part == "" {
		if ind := n.indicator(append(slices.Clone(rest[:len(rest)-1]), cut), section); ind != nil {
			t.Ind, t.Part = ind, mapping.PartCumulative
			return done()
		}
	}
	if c := n.category(strings.Join(rest, "")); c != nil && row {
		t.Cat = c
		return done()
	}
	return guessed{}
}

// parts takes from the parts of a heading what is no name of an indicator or
// category; rest is what may be one. current tells of 本期: the values
// themselves.
func (n *guesser) parts(layout string, row bool, parts []string) (t mapping.Target, rest []string, current bool) {
	for i, part := range parts {
		name, _ := n.Cut(part)
		if name == "" {
			continue
		}
		if found, ok := spoken.WholeSpan(name); ok && t.Span.Zero() {
			t.Span = found
			continue
		}
		// What says which months are meant stands beside the name of what is counted,
		// or above the values of a row.
		beside := len(parts) > 1 && (i > 0 || len(rest) == 0) || layout == mapping.Indicators && !row
		switch {
		case spoken.IsCumulative(name) && beside && t.Part == "":
			t.Part = mapping.PartCumulative
		case spoken.IsThisMonth(name) && beside && t.Part == "":
			t.Part = mapping.PartMonth
		case spoken.IsYearBefore(name) && (len(parts) > 1 || row || layout == mapping.Indicators):
			t.Before = true
		case spoken.IsChange(name) && (len(parts) > 1 || row || layout == mapping.Indicators):
			t.Change = true
		case spoken.IsCurrent(name) && beside:
			current = true
		default:
			if c := n.CourtIn(name); c != nil && t.Court == nil && (layout != mapping.Courts || row || len(parts) > 1) {
				t.Court = c
				continue
			}
			rest = append(rest, name)
		}
	}
	return t, rest, current
}

// dated reads a period in front of an indicator: 2024年受理案件.
func (n *guesser) dated(rest []string, section string) (*stats.Indicator, spoken.Span) {
	found := spoken.Spans(rest[0])
	if len(found) != 1 {
		return nil, spoken.Span{}
	}
	name := strings.Trim(spoken.WithoutSpans(rest[0], ""), "-·:,")
	if name == "" || name == rest[0] {
		return nil, spoken.Span{}
	}
	return n.indicator(append([]string{name}, rest[1:]...), section), found[0]
}

// variants are the forms in which a name is tried.
func variants(name string) []string {
	var out []string
	add := func(s string) {
		if s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	add(name)
	bare := spoken.Unnumbered(name)
	add(bare)
	for _, tail := range []string{"案件数量", "案件数", "案件", "总数", "件数", "数量", "人数", "数"} {
		if rest, ok := strings.CutSuffix(bare, tail); ok {
			add(rest)
			add(rest + "案件")
		}
	}
	add(bare + "案件")
	add(bare + "数")
	return out
}

// indicator finds the indicator that a heading of several parts means: the name
// in one piece, a row of a breakdown and what is counted of it, or the last part
// where those before it say nothing else.
func (n *guesser) indicator(parts []string, section string) *stats.Indicator {
	if section != "" {
		if c := n.category(spoken.Unnumbered(spoken.Plain(section))); c != nil {
			if ind := n.measure(c, strings.Join(parts, "")); ind != nil {
				return ind
			}
		}
	}
	for _, v := range variants(strings.Join(parts, "")) {
		if ind := n.Indicator(v); ind != nil {
			return ind
		}
	}
	last := len(parts) - 1
	if last < 1 {
		return nil
	}
	if c := n.category(strings.Join(parts[:last], "")); c != nil {
		return n.measure(c, parts[last])
	}
	for _, above := range parts[:last] {
		if !spoken.Neutral(above) && n.indicator([]string{above}, "") == nil {
			return nil
		}
	}
	return n.indicator(parts[last:], "")
}

func (n *guesser) measure(c *stats.Category, name string) *stats.Indicator {
	m := n.indicator([]string{name}, "")
	if m == nil {
		return nil
	}
	return n.Measure(c, m)
}

func (n *guesser) category(name string) *stats.Category {
	for _, v := range variants(name) {
		if c := n.Category(v); c != nil {
			return c
		}
	}
	return nil
}
