package importer

import (
	"maps"
	"slices"
	"strings"

	"gongbao/generator/diag"
	"gongbao/generator/importer/spoken"
	"gongbao/generator/stats"
)

// names looks up what headings and rows are called.
type names struct {
	store      *stats.Store
	units      map[string]bool // of the catalogue
	courts     map[string]*stats.Court
	indicators map[string]*stats.Indicator
	categories map[string]*stats.Category
	memo       map[string]guessed
}

func newNames(store *stats.Store) *names {
	n := &names{
		store: store, units: map[string]bool{}, courts: map[string]*stats.Court{}, indicators: map[string]*stats.Indicator{},
		categories: map[string]*stats.Category{}, memo: map[string]guessed{},
	}
	for _, ind := range store.Indicators() {
		n.units[ind.Unit] = true
		index(n.indicators, ind, append([]string{ind.ID, ind.Name}, ind.Aliases...))
	}
	for _, c := range store.Courts() {
		index(n.courts, c, append([]string{c.ID, c.Name, c.Short}, c.Aliases...))
	}
	for _, c := range store.Categories() {
		index(n.categories, c, []string{c.ID, c.Name})
	}
	return n
}

func index[T any](m map[string]*T, v *T, names []string) {
	for _, name := range names {
		if name = spoken.Plain(name); m[name] == nil && name != "" {
			m[name] = v
		}
	}
}

func (n *names) unit(base string) bool { return n.units[base] }

// cut takes the unit off a heading or a row's name; one that is nothing but a
// unit, as in a row of units below the headings, has no name.
func (n *names) cut(label string) (string, spoken.Unit) {
	if u, ok := spoken.ParseUnit(label); ok && u.Base != "" && (u.Base == "%" || n.units[u.Base]) && u.Base != spoken.FractionUnit && !u.Fraction {
		return "", u
	}
	return spoken.CutUnit(label, n.unit)
}

// exact is what a name means if it is the very name of something; a period
// counts as one.
func (n *names) exact(layout string, row bool, parts []string) (target, bool) {
	var t target
	var rest []string
	for _, part := range parts {
		name, _ := n.cut(part)
		if name == "" {
			continue
		}
		if found, ok := spoken.WholeSpan(name); ok && t.span.Zero() {
			t.span = found
			continue
		}
		if c := n.courts[name]; c != nil && t.court == nil && len(parts) > 1 {
			t.court = c
			continue
		}
		rest = append(rest, name)
	}
	if len(rest) == 0 {
		return t, !t.span.Zero() || t.court != nil
	}
	name := strings.Join(rest, "")
	if row && layout == breakdownRows {
		if t.cat = n.categories[name]; t.cat != nil {
			return t, true
		}
	}
	if c := n.courts[name]; c != nil && t.court == nil {
		t.court = c
		return t, true
	}
	t.ind = n.indicators[name]
	return t, t.ind != nil
}

// guessed is what a name may mean, and how a mapping says so.
type guessed struct {
	target
	to string
	ok bool
}

// guess is what a person most likely means by a heading or a row's name: what
// is proposed, and never taken without being shown. section is the text of the
// row that stands above a group of rows.
func (n *names) guess(layout string, row bool, section string, parts []string) guessed {
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

func (n *names) guessOnce(layout string, row bool, section string, parts []string) guessed {
	var t target
	var rest []string
	current := false // 本期: the values themselves
	for i, part := range parts {
		name, _ := n.cut(part)
		if name == "" {
			continue
		}
		if found, ok := spoken.WholeSpan(name); ok && t.span.Zero() {
			t.span = found
			continue
		}
		switch {
		case spoken.IsYearBefore(name) && (len(parts) > 1 || row || layout == indicatorRows):
			t.before = true
		case spoken.IsChange(name) && (len(parts) > 1 || row || layout == indicatorRows):
			t.change = true
		case spoken.IsCurrent(name) && (len(parts) > 1 && (i > 0 || len(rest) == 0) || layout == indicatorRows && !row):
			current = true
		default:
			if c := n.court(name); c != nil && t.court == nil && (layout != courtRows || row || len(parts) > 1) {
				t.court = c
				continue
			}
			rest = append(rest, name)
		}
	}
	done := func() guessed { return guessed{t, t.text(), true} }
	if len(rest) == 0 && current && t == (target{}) {
		return guessed{t, currentWord, true}
	}
	if len(rest) == 0 {
		if layout == indicatorRows && !row && !t.span.Zero() || t.court != nil || !t.span.Zero() || t.before || t.change {
			return done()
		}
		return guessed{}
	}
	if !t.change {
		if last := rest[len(rest)-1]; strings.HasSuffix(last, changeWord) && last != changeWord {
			rest = append(slices.Clone(rest[:len(rest)-1]), strings.TrimSuffix(last, changeWord))
			t.change = true
		}
	}
	if t.span.Zero() { // 2024年受理案件
		if found := spoken.Spans(rest[0]); len(found) == 1 {
			if name := strings.Trim(spoken.WithoutSpans(rest[0], ""), "-·:,"); name != "" && name != rest[0] {
				if ind := n.indicator(append([]string{name}, rest[1:]...), section); ind != nil {
					t.ind, t.span = ind, found[0]
					return done()
				}
			}
		}
	}
	if row && layout == breakdownRows {
		if c := n.category(strings.Join(rest, "")); c != nil {
			t.cat = c
			return done()
		}
	}
	if ind := n.indicator(rest, section); ind != nil {
		t.ind = ind
		return done()
	}
	if c := n.category(strings.Join(rest, "")); c != nil && row {
		t.cat = c
		return done()
	}
	return guessed{}
}

// text is the target as a mapping writes it.
func (t target) text() string {
	if t.skip {
		return skipWord
	}
	var b strings.Builder
	switch {
	case t.ind != nil:
		b.WriteString(t.ind.ID)
	case t.cat != nil:
		b.WriteString(t.cat.ID)
	case t.court != nil && t.span.Zero() && !t.before && !t.change:
		return t.court.ID
	}
	if p, ok := t.span.Period(); ok {
		b.WriteString("@" + p.String())
	} else if !t.span.Zero() {
		b.WriteString("@" + t.span.Words())
	}
	if t.before {
		b.WriteString("@" + beforeWord)
	}
	if t.court != nil {
		b.WriteString("#" + t.court.ID)
	}
	if t.change {
		b.WriteString(":" + changeWord)
	}
	return b.String()
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
func (n *names) indicator(parts []string, section string) *stats.Indicator {
	if section != "" {
		if c := n.category(spoken.Unnumbered(spoken.Plain(section))); c != nil {
			if ind := n.measure(c, strings.Join(parts, "")); ind != nil {
				return ind
			}
		}
	}
	for _, v := range variants(strings.Join(parts, "")) {
		if ind := n.indicators[v]; ind != nil {
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

func (n *names) measure(c *stats.Category, name string) *stats.Indicator {
	m := n.indicator([]string{name}, "")
	if m == nil {
		return nil
	}
	return n.indicators[c.ID+"."+m.ID]
}

func (n *names) category(name string) *stats.Category {
	for _, v := range variants(name) {
		if c := n.categories[v]; c != nil {
			return c
		}
	}
	return nil
}

// court finds a court by a name, or by the end of the one official name that
// ends so: 中原区人民法院 for 示例市中原区人民法院.
func (n *names) court(name string) *stats.Court {
	name = spoken.Unnumbered(spoken.Plain(name))
	if c := n.courts[name]; c != nil {
		return c
	}
	var found *stats.Court
	if !strings.HasSuffix(name, "法院") {
		return nil
	}
	for _, c := range n.store.Courts() {
		if strings.HasSuffix(c.Name, name) || strings.HasSuffix(c.Name, strings.TrimSuffix(name, "法院")+"人民法院") {
			if found != nil {
				return nil
			}
			found = c
		}
	}
	return found
}

// suggest is the known name most like one that is not known.
func (n *names) suggest(layout string, row bool, name string) string {
	name, _ = n.cut(name)
	name = spoken.Unnumbered(name)
	if layout == courtRows && row {
		return diag.Closest(name, slices.Collect(maps.Keys(n.courts)))
	}
	return diag.Closest(name, slices.Collect(maps.Keys(n.indicators)))
}
