package site

import (
	"html/template"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"gongbao/generator/diag"
	"gongbao/generator/markdown"
	"gongbao/generator/stats"
	"gongbao/generator/view"
)

// What a grown-up reads in a minute of a public body's prose.
const (
	hanAMinute   = 350 // characters
	wordsAMinute = 200 // of Latin letters or digits
)

// amount is how much there is to read of a text, which is added piece by piece.
type amount struct {
	han, words int
	inWord     bool
}

func (a *amount) add(text string) {
	for _, c := range text {
		switch {
		case '\u4e00' <= c && c <= '\u9fff' || unicode.Is(unicode.Han, c): // most of them, and the others
			a.han++
			a.inWord = false
		case unicode.IsLetter(c) || unicode.IsDigit(c):
			if !a.inWord {
				a.words++
			}
			a.inWord = true
		case c != '.' && c != ',' && c != '\'': // 4601.8 is one word
			a.inWord = false
		}
	}
}

// minutes is how long reading it takes, at least one minute; 0 when there is nothing.
func (a *amount) minutes() int {
	const whole = hanAMinute * wordsAMinute
	return (a.han*wordsAMinute + a.words*hanAMinute + whole - 1) / whole
}

// tag is a piece of markup.
var tag = regexp.MustCompile(`<[^>]*>`)

// minutes is how long reading a page takes: its text, without charts and tables,
// which are looked at.
func (p *answered) minutes(made ...string) int {
	var a amount
	a.add(p.editorNote.Text() + "\n" + p.summary.Text() + "\n")
	for piece := range p.doc.Reading(func(b *markdown.Binding) string { return p.bindings[b].Text() }) {
		a.add(piece)
	}
	for _, html := range made {
		a.add(tag.ReplaceAllString(html, " "))
	}
	return a.minutes()
}

// compares reports whether a page tells how its period stands against the year
// before. A notice that data made whole does so already, court by court.
func (m *model) compares(p *page) bool {
	return (p.kind == kindReport || p.kind == kindNotice) && !m.introduces(p) && !m.leftToData(p) && !p.period.IsZero()
}

// isTrendStart reports whether a figure is where a trend of the comparison begins.
// It moves when older years are added to the data, which corrects nothing that the
// page said.
func (p *answered) isTrendStart(i int) bool {
	return p.compared[0] <= i && i < p.compared[1] && p.shows.Figures[i].Period != p.period.String()
}

// hasExtension tells the name of a file.
var hasExtension = regexp.MustCompile(`\.[A-Za-z][A-Za-z0-9]{1,4}$`)

// isAddress tells the address of a page or file from the name of a resolution.
func isAddress(s string) bool {
	if strings.ContainsAny(s, " 　\t") {
		return false
	}
	for _, start := range []string{"/", "./", "../", "#", "http://", "https://"} {
		if strings.HasPrefix(s, start) {
			return true
		}
	}
	// One word without any character of a name in Chinese is no name of anything: an
	// address whose ending was forgotten, as in reports/2024.
	file, _, _ := strings.Cut(s, "#")
	isASCII := strings.IndexFunc(s, func(c rune) bool { return c > unicode.MaxASCII }) < 0
	return hasExtension.MatchString(file) || isASCII
}

// responds finds to what a page responds; nil when it does not say. An address is
// seen from the page, as in its text, or from the site's root.
func (m *model) responds(p *page) (*view.Link, *diag.Problem) {
	to := strings.TrimSpace(p.front.RespondsTo)
	if to == "" {
		return nil, nil
	}
	if !isAddress(to) {
		return &view.Link{Text: to}, nil
	}
	href, problem := m.link(p, to)
	if problem != nil && strings.HasPrefix(to, "/") {
		return nil, problem // with another slash it would name a host
	}
	if problem != nil {
		fromRoot, missing := m.link(p, "/"+to)
		if missing != nil {
			return nil, problem
		}
		href = fromRoot
	}
	out := &view.Link{Text: to, Href: href}
	u, err := url.Parse(href)
	if err != nil || u.Scheme != "" {
		out.External = true
		return out, nil
	}
	if other := m.at[addressOf(p.path, u)]; other != nil {
		out.Text = other.name
	}
	return out, nil
}

// checkResponses finds what pages respond to, and those whose address leads
// nowhere.
func (m *model) checkResponses(bag *diag.Bag) {
	for _, p := range m.pages {
		var problem *diag.Problem
		if p.response, problem = m.responds(p); problem != nil {
			bag.Put(problem.At(p.fields.ValuePos("responds_to")))
			continue
		}
		if p.response == nil || p.response.Href == "" || p.response.External {
			continue
		}
		if u, err := url.Parse(p.response.Href); err == nil {
			p.respondsTo = m.at[addressOf(p.path, u)]
		}
		if _, to, _ := m.lead(p, p.response.Href); to.address == p.path { // with an anchor or without
			bag.Add(diag.BadValue, p.fields.ValuePos("responds_to"), diag.Args{"key": "responds_to", "value": p.front.RespondsTo, "want": "@response-other"})
			continue
		}
		if _, to, _ := m.lead(p, p.response.Href); to.id != "" {
			m.anchored = append(m.anchored, anchored{to, p.front.RespondsTo, p.fields.ValuePos("responds_to")})
			m.outputs.wanted[to.address] = true
		}
	}
}

// relatedMost is how many other pages the end of a page names.
const relatedMost = 5

// kin are the pages among which those are that a page is related to.
type kin struct {
	answers map[*page][]*page // to what a page says
	of      map[kinship][]*page
}

// kinship is what pages have in common whose figures can stand side by side.
type kinship struct {
	kind  string
	court *stats.Court
	year  int
}

// findKin sorts the pages of the site once, so that what each is related to is not
// looked for among all of them.
func (m *model) findKin() {
	m.kin = kin{map[*page][]*page{}, map[kinship][]*page{}}
	for _, p := range m.pages {
		if m.introduces(p) {
			continue
		}
		if p.respondsTo != nil {
			m.kin.answers[p.respondsTo] = append(m.kin.answers[p.respondsTo], p)
		}
		if p.periodic() {
			k := kinship{p.kind, p.court, p.period.Year()}
			m.kin.of[k] = append(m.kin.of[k], p)
		}
	}
}

// periodic reports whether a page tells of a period, as the next one will of the next.
func (p *page) periodic() bool {
	return (p.kind == kindReport || p.kind == kindNotice) && !p.period.IsZero()
}

// earliest is how many years back pages of the same months are looked for.
const earliest = 10

// related are the pages that belong to a page, the nearest first: what it responds
// to and what responds to it, then what tells of the same time, then of the same
// months of earlier years. What the pager names is left out.
func (m *model) related(p *page, near [2]*page) []view.Related {
	t := m.theme
	var out []view.Related
	seen := []*page{p, near[0], near[1]}
	add := func(q *page, why string, evenNear bool) {
		known := slices.Contains(seen, q) && !(evenNear && slices.Contains(near[:], q))
		if known || len(out) >= relatedMost || slices.ContainsFunc(out, func(r view.Related) bool { return r.Href == relative(p.path, q.path) }) {
			return
		}
		seen = append(seen, q)
		out = append(out, view.Related{Title: q.name, Href: relative(p.path, q.path), Why: why})
	}
	addAll := func(list []*page, why string, fits func(q *page) bool) {
		list = slices.DeleteFunc(slices.Clone(list), func(q *page) bool { return !fits(q) })
		slices.SortFunc(list, byPeriod)
		for _, q := range list {
			add(q, why, false)
		}
	}
	if q := p.respondsTo; q != nil && q != p && !m.introduces(q) {
		add(q, t.Text("related.responds"), true)
	}
	answers := slices.Clone(m.kin.answers[p])
	slices.SortFunc(answers, byPeriod)
	for _, q := range answers {
		if q != p {
			add(q, t.Text("related.answered"), true)
		}
	}
	if !p.periodic() {
		return out
	}
	year := p.period.Year()
	other := kindNotice
	if p.kind == kindNotice {
		other = kindReport
	}
	same := m.kin.of[kinship{other, p.court, year}]
	addAll(same, t.Text("kind."+other), func(q *page) bool { return q.period == p.period })
	addAll(same, t.Text("kind."+other), func(q *page) bool { return q.period != p.period })
	for back := 1; back <= earliest; back++ {
		addAll(m.kin.of[kinship{p.kind, p.court, year - back}], t.Text("related.before"), func(q *page) bool {
			return q.period.First() == p.period.First() && q.period.Last() == p.period.Last()
		})
	}
	return out
}

// comparisonTexts are the parts of a comparison that have figures, in the order of
// reading.
func comparisonTexts(c *view.Comparison) (out []template.HTML) {
	if c == nil {
		return nil
	}
	for _, g := range c.Groups {
		for _, item := range g.Items {
			out = append(out, item.Change, item.First, item.Value)
		}
	}
	return out
}
