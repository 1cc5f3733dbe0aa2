package site

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongbao/generator/diag"
	"gongbao/generator/figure"
	"gongbao/generator/ledger"
	"gongbao/generator/period"
	"gongbao/generator/stats"
)

// correction is a [[correction]] of a page's front matter.
type correction struct {
	Date   any    `toml:"date"` // text or a TOML date
	Reason string `toml:"reason"`
}

// said is what a page prints of released figures that changed: corrections, and
// what they correct.
type said struct {
	corrections []ledger.Correction
	figures     []ledger.Difference
	numbers     []ledger.NumberDifference
}

// readCorrections reads the corrections of a page. Each needs its day and its
// reason, and they stand in the order of their days.
func (p *page) readCorrections(bag *diag.Bag) {
	for i, c := range p.front.Corrections {
		at := "correction[" + strconv.Itoa(i) + "]"
		one := ledger.Correction{Reason: strings.TrimSpace(c.Reason)}
		if c.Date != nil {
			one.Date = strings.Trim(p.fields.Raw(at+".date"), `"' `)
		}
		for _, k := range [...][3]string{{"date", one.Date, `date = "2026-11-22"`}, {"reason", one.Reason, `reason = "…"`}} {
			if k[1] == "" {
				bag.Add(diag.MissingKey, p.fields.Pos(at), diag.Args{"key": k[0], "example": k[2]})
			}
		}
		last := len(p.corrections)
		_, err := time.Parse(time.DateOnly, one.Date)
		switch {
		case one.Date == "":
			continue
		case err != nil:
			bag.Add(diag.BadValue, p.fields.Pos(at+".date"), diag.Args{"key": "date", "value": one.Date, "want": "@date", "example": `date = "2026-11-22"`})
			continue
		case last > 0 && one.Date < p.corrections[last-1].Date:
			bag.Add(diag.BadValue, p.fields.Pos(at+".date"), diag.Args{"key": "date", "value": one.Date, "want": "≥ " + p.corrections[last-1].Date})
		}
		p.corrections = append(p.corrections, one)
		p.correctionsAt = append(p.correctionsAt, at)
	}
}

// pending are the numbers of those corrections of a page that no release has
// recorded.
func (p *page) pending(l *ledger.Ledger) []int {
	recorded := l.Corrected()
	var out []int
	for i, c := range p.corrections {
		if j := slices.Index(recorded, c); j >= 0 {
			recorded = slices.Delete(recorded, j, j+1)
			continue
		}
		out = append(out, i)
	}
	return out
}

// place notes where the figures stand that the page was given since the last
// call.
func (p *answered) place(pos diag.Pos) {
	for len(p.places) < len(p.shows.Figures) {
		p.places = append(p.places, pos)
	}
}

// frozen are the figures of a page as a ledger keeps them, and where each
// stands. Numbers that the author typed are not among them, nor those that leave
// names by their place among the page's figures; it may be nil.
func (m *model) frozen(p *answered, leave func(i int) bool) (figures []ledger.Figure, places []diag.Pos) {
	figures, places = make([]ledger.Figure, 0, len(p.shows.Figures)), make([]diag.Pos, 0, len(p.shows.Figures))
	for i, f := range p.shows.Figures {
		if f.Verdict != figure.Bound || leave != nil && leave(i) {
			continue
		}
		figures = append(figures, ledger.Figure{
			Indicator: f.Indicator, Court: f.Court, Period: f.Period, Basis: f.Basis, Kind: f.Kind, Value: f.Value, Text: f.Text,
			How: f.How, Formula: f.Formula, Source: m.desk.SourceText(f.Source), Inputs: m.restsOn(f.Inputs),
		})
		pos := diag.Pos{File: p.file, Line: 1}
		if i < len(p.places) && p.places[i].File != "" {
			pos = p.places[i]
		}
		places = append(places, pos)
	}
	return figures, places
}

// typedNumbers are the numbers that a page's author typed, as a ledger keeps them. A
// change has its sign, which in the text is a word before it.
func typedNumbers(p *answered) []ledger.Number {
	var out []ledger.Number
	for _, c := range p.shows.Typed {
		n := ledger.Number{Text: c.Text, Subject: c.Subject}
		if c.Indicator != nil {
			n.Subject = c.Indicator.Name
		}
		if !c.Period.IsZero() {
			n.Period = c.Period.String()
		}
		switch c.Sign {
		case 1:
			n.Text = "+" + n.Text
		case -1:
			n.Text = "-" + n.Text
		}
		out = append(out, n)
	}
	return out
}

// changedMoment tells that a page names another moment of its publication than it
// did when it was released: a refreshed date deceives its readers.
func (m *model) changedMoment(p *page, r *ledger.Release) (d ledger.NumberDifference, changed bool) {
	if r.Published == "" || r.Published == p.front.Published {
		return d, false
	}
	subject := strings.Trim(m.theme.Text("meta.published.label"), "：: ")
	d.Old = ledger.Number{Text: r.Published, Subject: subject}
	if p.front.Published != "" {
		d.New = &ledger.Number{Text: p.front.Published, Subject: subject}
	}
	return d, true
}

// sayings are the numbers of a page's texts as a ledger keeps them.
func sayings(p *answered) []ledger.Saying {
	var out []ledger.Saying
	for _, s := range p.shows.Sayings {
		if one := ledger.Saying(s); !slices.Contains(out, one) {
			out = append(out, one)
		}
	}
	return out
}

// changedNumbers are typed numbers of a release that the page does not say any
// more. How numbers are found in a text gets better with time: one that stands in
// the text as often as it did is no change.
func (m *model) changedNumbers(p *answered, old []ledger.Number, now []ledger.Figure) []ledger.NumberDifference {
	found := ledger.CompareNumbers(old, typedNumbers(p), now)
	if len(found) == 0 {
		return nil
	}
	text := strings.Join([]string{p.title.Text(), p.subtitle.Text(), p.summary.Text(), p.delivered.Text(), p.editorNote.Text(), m.prose(p).Text}, "\n")
	return slices.DeleteFunc(found, func(d ledger.NumberDifference) bool {
		times := 0
		for _, n := range old {
			if n.Text == d.Old.Text {
				times++
			}
		}
		return !strings.HasPrefix(d.Old.Text, "+") && !strings.HasPrefix(d.Old.Text, "-") && occurrences(text, d.Old.Text) >= times
	})
}

// occurrences counts how often a number stands in a text, and not as a piece of a
// longer one.
func occurrences(text, number string) int {
	const inNumbers = "0123456789.,"
	n := 0
	for {
		i := strings.Index(text, number)
		if i < 0 {
			return n
		}
		before, after := text[:i], text[i+len(number):]
		part := before != "" && strings.ContainsRune(inNumbers, rune(before[len(before)-1])) ||
			after != "" && strings.ContainsRune(inNumbers, rune(after[0])) && strings.ContainsRune(inNumbers, rune(number[len(number)-1]))
		if !part {
			n++
		}
		text = after
	}
}

// restsOn are values, each followed by those that it was worked out from itself,
// so that a change is found where it was made.
func (m *model) restsOn(inputs []figure.Input) []ledger.Input {
	var out []ledger.Input
	for _, in := range inputs {
		out = append(out, ledger.Input(in))
		if in.Kind != "" { // a change, of which its own figure tells what it rests on
			continue
		}
		d, ok := m.datum(in.Indicator, in.Court, in.Period, in.Basis)
		if !ok || len(d.Inputs) == 0 {
			continue
		}
		if f := figure.Datum(d, in.Text); f.Value == in.Value { // else it came to the page in another way
			out = append(out, m.restsOn(f.Inputs)...)
		}
	}
	return out
}

// datum is the value that ids name; ok is false when there is none.
func (m *model) datum(indicator, court, when, basis string) (d stats.Datum, ok bool) {
	ind, err := m.stats.Indicator(indicator)
	if err != nil {
		return d, false
	}
	c, err := m.stats.Court(court)
	if err != nil {
		return d, false
	}
	p, err := period.Parse(when)
	if err != nil {
		return d, false
	}
	return m.stats.On(ind, c, p, basis)
}

// changes are the changes as which a figure was published; none for a value.
func (m *model) changes(f *ledger.Figure) (out []*stats.PublishedChange) {
	if _, isChange := comparisonOf(f.Kind); !isChange {
		return nil
	}
	ind, errInd := m.stats.Indicator(f.Indicator)
	court, errCourt := m.stats.Court(f.Court)
	p, errPeriod := period.Parse(f.Period)
	if errInd != nil || errCourt != nil || errPeriod != nil {
		return nil
	}
	for _, c := range m.stats.PublishedChanges(ind, court, p) {
		if c.Basis == f.Basis {
			out = append(out, c)
		}
	}
	return out
}

// loadLedgers reads what was released, and tells of released pages that the site
// has no more.
func (m *model) loadLedgers(bag *diag.Bag) error {
	var own diag.Bag
	ledgers, err := ledger.Load(m.fsys, m.parallel, &own)
	if err != nil {
		return err
	}
	m.brokenLedgers = own.Failed()
	bag.Put(own.Sorted()...)
	m.ledgers = map[string]*ledger.Ledger{}
	for _, l := range ledgers {
		m.ledgers[l.Page] = l
	}
	for _, l := range ledgers {
		if m.at[l.Page] != nil {
			continue
		}
		args := diag.Args{"page": l.Page, "date": l.Newest().Date, "file": l.File}
		if i := slices.IndexFunc(m.drafts, func(p *page) bool { return p.path == l.Page }); i >= 0 {
			bag.Add(diag.ReleasedPageGone, l.Pos, args, diag.Pos{File: m.drafts[i].file})
			continue
		}
		bag.Add(diag.ReleasedPageGone, l.Pos, args)
	}
	m.book = ledger.NewBook(ledgers)
	return nil
}

// readAmended tells the book what those pages say now that correct their releases:
// other pages may say it too.
func (m *model) readAmended() error {
	var pages []*page
	for _, p := range m.pages {
		if l := m.ledgers[p.path]; l != nil && len(p.pending(l)) > 0 {
			pages = append(pages, p)
		}
	}
	now := make([][]ledger.Figure, len(pages))
	err := m.parallel(len(pages), func(i int) error {
		p, err := m.answer(pages[i], &diag.Bag{}) // it is answered again, and told of then
		if err != nil {
			return err
		}
		if !p.wrong && m.stats.Complete() {
			now[i], _ = m.frozen(p, nil)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i, p := range pages {
		m.book.Correct(m.ledgers[p.path], now[i])
	}
	return nil
}

// checkReleases holds a page against its newest release, and against those of
// other pages. It gives what the page asked of these, and what they contradicted.
func (m *model) checkReleases(p *answered, bag *diag.Bag) (asked *ledger.Claims, found []ledger.Conflict) {
	asked = &ledger.Claims{}
	l := m.ledgers[p.path]
	if m.doubled(p.path) { // which of the two was released cannot be known, and that there are two was told
		return asked, nil
	}
	if p.broken || len(m.ledgers) == 0 && len(p.corrections) == 0 && !m.opts.writes {
		return asked, nil
	}
	m.claim(p, asked)
	found = m.book.Conflicts(p.path, asked)
	if l == nil && len(p.corrections) == 0 && len(found) == 0 {
		return asked, nil
	}
	now, places := m.frozen(p, nil)
	m.checkPage(p, l, now, places, bag)
	for _, c := range found {
		m.checkElsewhere(p, c, now, places, bag)
	}
	return asked, found
}

// doubled reports whether several files make the page of an address.
func (m *model) doubled(address string) bool {
	i, _ := slices.BinarySearchFunc(m.pages, address, func(p *page, address string) int { return strings.Compare(p.path, address) })
	return i+1 < len(m.pages) && m.pages[i+1].path == address
}

// claim adds what a page says to what it claims: its figures, and then all that they
// rest on.
func (m *model) claim(p *answered, to *ledger.Claims) {
	for _, f := range p.shows.Figures {
		if f.Verdict == figure.Bound {
			to.Add(ledger.Claim{Indicator: f.Indicator, Court: f.Court, Period: f.Period, Basis: f.Basis, Kind: f.Kind, Value: f.Value, Text: f.Text})
		}
	}
	walked := make(map[figure.Input]bool, len(p.shows.Figures))
	for _, f := range p.shows.Figures {
		if f.Verdict != figure.Bound {
			continue
		}
		for i, in := range f.Inputs {
			if walked[in] {
				continue
			}
			walked[in] = true
			for _, r := range m.restsOn(f.Inputs[i : i+1]) {
				to.Add(r.Claim())
			}
		}
	}
}

// contradicted are the claims of a page that releases of others contradict. It is all
// that a page without a mistake shows of them: what the data say on those values.
func contradicted(found []ledger.Conflict) string {
	var out ledger.Claims
	for _, c := range found {
		out.Add(c.New)
	}
	return string(out.Pack())
}

// checkPage holds a page against its own newest release.
func (m *model) checkPage(p *answered, l *ledger.Ledger, now []ledger.Figure, places []diag.Pos, bag *diag.Bag) {
	p.said = m.recorded(l)
	pending := p.pending(l)
	var change said
	for _, i := range pending {
		change.corrections = append(change.corrections, p.corrections[i])
	}
	newest := l.Newest()
	if newest != nil {
		for _, i := range pending {
			if p.corrections[i].Date < newest.Date {
				bag.Add(diag.BadValue, p.fields.Pos(p.correctionsAt[i]+".date"), diag.Args{"key": "date", "value": p.corrections[i].Date, "want": "≥ " + newest.Date})
			}
		}
		change.figures = ledger.Compare(newest.Figures, now)
		change.numbers = m.changedNumbers(p, newest.Numbers, now)
		if len(change.figures) == 0 && len(change.numbers) == 0 {
			change.numbers = ledger.CompareSayings(newest.Sayings, sayings(p))
		}
		if d, changed := m.changedMoment(p.page, newest); changed {
			change.numbers = append(change.numbers, d)
		}
		if p.wrong || !m.stats.Complete() || m.brokenLists {
			// What could not be answered is missing, and that was told.
			change.figures = slices.DeleteFunc(change.figures, func(d ledger.Difference) bool { return d.New == nil })
			change.numbers = nil
		}
	}
	count := len(change.figures) + len(change.numbers)
	if len(pending) > 0 {
		p.said = append(p.said, change)
		first := p.fields.Pos(p.correctionsAt[pending[0]])
		switch {
		case count > 0:
			bag.Add(diag.ReleasePending, first, diag.Args{"page": p.path, "count": strconv.Itoa(count), "date": newest.Date}, newest.Pos)
		case !p.wrong && !m.brokenLedgers && p.corrections[pending[0]].Reason != "":
			bag.Add(diag.CorrectionVain, first, diag.Args{"date": p.corrections[pending[0]].Date})
		}
		return
	}
	for _, d := range change.figures {
		args := diag.Args{"subject": m.subject(&d.Old, m.court), "old": m.printed(&d.Old), "date": newest.Date}
		if d.New == nil {
			bag.Add(diag.ReleasedGone, diag.Pos{File: p.file, Line: 1}, args, newest.Pos)
			continue
		}
		cause, at := m.cause(d)
		args["new"], args["cause"], args["places"] = m.printed(d.New), cause, placesText(at)
		bag.Add(diag.ReleasedChanged, placeOf(d.New, now, places), args, append(at, newest.Pos)...)
	}
	for _, d := range change.numbers {
		args := diag.Args{"subject": numberSubject(d.Old), "old": d.Old.Text, "date": newest.Date}
		if d.New == nil {
			bag.Add(diag.ReleasedGone, diag.Pos{File: p.file, Line: 1}, args, newest.Pos)
			continue
		}
		args["new"], args["cause"] = d.New.Text, d.Old.Text+" → "+d.New.Text
		bag.Add(diag.ReleasedChanged, diag.Pos{File: p.file, Line: 1}, args, newest.Pos)
	}
}

// placeOf is where a figure of the page stands.
func placeOf(f *ledger.Figure, now []ledger.Figure, places []diag.Pos) diag.Pos {
	for i := range now {
		if &now[i] == f {
			return places[i]
		}
	}
	return diag.Pos{}
}

func numberSubject(n ledger.Number) string {
	return strings.TrimSpace(cmp.Or(n.Subject, n.Text) + " " + n.Period)
}

func placesText(at []diag.Pos) string {
	var out []string
	for _, pos := range at {
		pos.Column = 0
		out = append(out, pos.String())
	}
	return strings.Join(out, diag.ListSep)
}

// recorded are the corrections that releases recorded, with what each release
// changed of the one before.
func (m *model) recorded(l *ledger.Ledger) []said {
	var out []said
	if l == nil {
		return nil
	}
	for i, r := range l.Releases {
		if len(r.Corrections) == 0 {
			continue
		}
		s := said{corrections: r.Corrections}
		if i > 0 {
			before := l.Releases[i-1]
			s.figures = ledger.Compare(before.Figures, r.Figures)
			s.numbers = ledger.CompareNumbers(before.Numbers, r.Numbers, r.Figures)
			if len(s.figures) == 0 && len(s.numbers) == 0 {
				s.numbers = ledger.CompareSayings(before.Sayings, r.Sayings)
			}
		}
		out = append(out, s)
	}
	return out
}

// checkElsewhere holds a value of a page against the release of another, which
// says it otherwise: a note on the value tells why, or the reason of its revision,
// which are printed on this page then.
func (m *model) checkElsewhere(p *answered, c ledger.Conflict, now []ledger.Figure, places []diag.Pos, bag *diag.Bag) {
	f := c.New.Figure()
	if i := slices.IndexFunc(now, func(n ledger.Figure) bool { return n.Claim() == c.New }); i >= 0 {
		f = now[i]
	}
	if notes := m.remarks(f); len(notes) > 0 {
		for _, n := range notes {
			if !slices.Contains(p.shows.Notes, n) {
				p.shows.Notes = append(p.shows.Notes, n)
			}
		}
		return
	}
	pos := diag.Pos{File: p.file, Line: 1}
	for i := range now {
		if ledger.SameSubject(&now[i], &f) || slices.ContainsFunc(now[i].Inputs, func(in ledger.Input) bool {
			return in.Indicator == f.Indicator && in.Period == f.Period && in.Court == f.Court && in.Basis == f.Basis
		}) {
			pos = places[i]
			break
		}
	}
	at := m.written(&f)
	file := c.Ledger.Page
	if other := m.at[c.Ledger.Page]; other != nil {
		file = other.file
	}
	bag.Add(diag.ReleasedElsewhere, pos, diag.Args{
		"subject": m.subject(&f, m.court), "old": m.printed(&c.Old), "new": m.printed(&f), "page": file, "date": c.Ledger.Newest().Date, "places": placesText(at),
	}, append(at, c.Ledger.Newest().Pos)...)
}

// remarks are what the data say on a value, or on one that it was worked out
// from, as a page prints it: a note on it alone, or why it was revised.
func (m *model) remarks(f ledger.Figure) []string {
	var out []string
	note := func(ind *stats.Indicator, text string) {
		text = m.theme.Text("note.figure", "indicator", ind.Name, "note", text)
		if !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	revised := func(ind *stats.Indicator, r *stats.Revision) {
		if r != nil {
			note(ind, m.theme.Text("amendments.revised", "date", r.Date, "reason", r.Reason))
		}
	}
	for _, c := range m.changes(&f) {
		if c.OwnNote {
			note(c.Indicator, c.Note)
		}
		revised(c.Indicator, c.Revision)
	}
	ask := func(indicator, court, when, basis string) {
		d, ok := m.datum(indicator, court, when, basis)
		if !ok || d.How != stats.Observed {
			return
		}
		revised(d.Indicator, d.Revision)
		for _, o := range m.stats.Observations(d.Indicator, d.Court) {
			if o.Period == d.Period && o.Basis == d.Basis && o.OwnNote {
				note(d.Indicator, o.Note)
			}
		}
	}
	if f.Kind == kindValue {
		ask(f.Indicator, f.Court, f.Period, f.Basis)
		if d, ok := m.datum(f.Indicator, f.Court, f.Period, f.Basis); ok && d.How != stats.Observed {
			for _, in := range m.restsOn(figure.Datum(d, f.Text).Inputs) {
				ask(in.Indicator, in.Court, in.Period, in.Basis)
			}
		}
	}
	for _, in := range f.Inputs {
		ask(in.Indicator, in.Court, in.Period, in.Basis)
	}
	return out
}
