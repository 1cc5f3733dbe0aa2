package site

import (
	"cmp"
	"html/template"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"gongbao/generator/diag"
	"gongbao/generator/markdown"
	"gongbao/generator/view"
)

// What a grown-up reads in a minute of a public body's prose.
const (
	hanAMinute   = 350 // characters
	wordsAMinute = 200 // of Latin letters or digits
)

// minutes is how long reading a text takes, at least one minute; 0 when there is
// none.
func minutes(text string) int {
	han, words := 0, 0
	inWord := false
	for _, c := range text {
		switch {
		case unicode.Is(unicode.Han, c):
			han++
			inWord = false
		case unicode.IsLetter(c) || unicode.IsDigit(c):
			if !inWord {
				words++
			}
			inWord = true
		case c != '.' && c != ',' && c != '\'': // 4601.8 is one word
			inWord = false
		}
	}
	const whole = hanAMinute * wordsAMinute
	return (han*wordsAMinute + words*hanAMinute + whole - 1) / whole
}

// tag is a piece of markup.
var tag = regexp.MustCompile(`<[^>]*>`)

// minutes is how long reading a page takes: its text, without charts and tables,
// which are looked at.
func (p *page) minutes(made ...string) int {
	text := []string{p.editorNote.Text(), p.summary.Text(), p.doc.PlainText(func(b *markdown.Binding) string { return p.bindings[b].Text() })}
	for _, html := range made {
		text = append(text, tag.ReplaceAllString(html, " "))
	}
	return minutes(strings.Join(text, "\n"))
}

// compares reports whether a page tells how its period stands against the year
// before. A notice that data made whole does so already, court by court.
func (m *model) compares(p *page) bool {
	return (p.kind == kindReport || p.kind == kindNotice) && !m.introduces(p) && !m.leftToData(p) && !p.period.IsZero()
}

// isTrendStart reports whether a figure is where a trend of the comparison begins.
// It moves when older years are added to the data, which corrects nothing that the
// page said.
func (p *page) isTrendStart(i int) bool {
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
	file, _, _ := strings.Cut(s, "#")
	isASCII := strings.IndexFunc(s, func(c rune) bool { return c > unicode.MaxASCII }) < 0
	return hasExtension.MatchString(file) || isASCII && strings.Contains(s, "/")
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
	if other := m.pageAt(addressOf(p.path, u)); other != nil {
		out.Text = other.title.Text()
	}
	return out, nil
}

// pageAt is the page at an address; nil when none that was written is there.
func (m *model) pageAt(address string) *page {
	i := slices.IndexFunc(m.pages, func(p *page) bool { return p.path == address })
	if i < 0 {
		return nil
	}
	return m.pages[i]
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
			p.respondsTo = m.pageAt(addressOf(p.path, u))
		}
	}
}

// relatedMost is how many other pages the end of a page names.
const relatedMost = 5

// related are the pages that belong to a page, the nearest first: what it responds
// to and what responds to it, then what tells of the same time, then of the same
// months of earlier years. What the pager names is left out.
func (r *renderer) related(p *page, near [2]*view.Link) []view.Related {
	t := r.m.theme
	type candidate struct {
		page *page
		rank int
		why  string
	}
	var found []candidate
	add := func(q *page, rank int, why string) {
		if !slices.ContainsFunc(found, func(c candidate) bool { return c.page == q }) {
			found = append(found, candidate{q, rank, why})
		}
	}
	for _, q := range r.m.pages {
		isNear := slices.ContainsFunc(near[:], func(l *view.Link) bool { return l != nil && l.Href == relative(p.path, q.path) })
		if q == p || r.m.introduces(q) {
			continue
		}
		periodic := func(q *page) bool { return (q.kind == kindReport || q.kind == kindNotice) && !q.period.IsZero() }
		both := periodic(p) && periodic(q) && p.court == q.court
		switch {
		case p.respondsTo == q:
			add(q, 0, t.Text("related.responds"))
		case q.respondsTo == p:
			add(q, 1, t.Text("related.answered"))
		case isNear || !both:
		case p.kind != q.kind && p.period == q.period:
			add(q, 2, t.Text("kind."+q.kind))
		case p.kind != q.kind && p.period.Year() == q.period.Year():
			add(q, 3, t.Text("kind."+q.kind))
		case p.kind == q.kind && p.period.First() == q.period.First() && p.period.Last() == q.period.Last() && q.period.Year() < p.period.Year():
			add(q, 4, t.Text("related.before"))
		}
	}
	slices.SortStableFunc(found, func(a, b candidate) int { return cmp.Or(cmp.Compare(a.rank, b.rank), byPeriod(a.page, b.page)) })
	var out []view.Related
	for _, c := range found[:min(relatedMost, len(found))] {
		out = append(out, view.Related{Title: c.page.title.Text(), Href: relative(p.path, c.page.path), Why: c.why})
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
