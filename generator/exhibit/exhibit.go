// Package exhibit is what a page shows of the data: figures in its text, charts,
// tables, cards and registers. It asks the statistics what an author's block
// asks for, reports what cannot be shown, and notes every figure that is.
package exhibit

import (
	"errors"
	"html"
	"html/template"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"gongbao/generator/audit"
	"gongbao/generator/chart"
	"gongbao/generator/diag"
	"gongbao/generator/figure"
	"gongbao/generator/hyphen"
	"gongbao/generator/markdown"
	"gongbao/generator/register"
	"gongbao/generator/series"
	"gongbao/generator/stats"
	"gongbao/generator/tomlfile"
	"gongbao/generator/view"
	"gongbao/generator/wording"
)

// Site is what a desk needs to know of a site.
type Site struct {
	Words     wording.Words
	Stats     *stats.Store
	Registers []*register.Register
	Templates *chart.Templates
	// Court is whom a figure is about that names no court.
	Court *stats.Court
	// Indicator gives the address of an indicator's page from another page.
	Indicator func(from string, ind *stats.Indicator) string
	// Register gives the address of the page that lists a register; "" when none
	// does. It may be nil.
	Register func(from string, reg *register.Register) string
	// Image tells how the page at from loads an image that stands under the
	// content folder.
	Image func(from, src string) view.Photo
	// Ranking allows courts to be ranked against one another.
	Ranking bool
	// Unverified is what a number counts as that nothing tells; nil when it is not
	// told of.
	Unverified *diag.Severity
}

// Desk knows the data of a site and how its language says them. It does not
// change, so every page can be answered at once.
type Desk struct {
	words     wording.Words
	stats     *stats.Store
	book      *series.Book
	registers []*register.Register
	templates *chart.Templates
	eval      *figure.Evaluator
	court     *stats.Court // the root of the court tree
	href      func(from string, ind *stats.Indicator) string
	listed    func(from string, reg *register.Register) string // may be nil
	image     func(from, src string) view.Photo
	groups    []string // of indicators, in the order of indicators.toml
	ranking   bool

	auditor    *audit.Judge
	unverified *diag.Severity
}

// NewDesk makes a desk.
func NewDesk(s Site) *Desk {
	d := &Desk{
		auditor: audit.NewJudge(s.Stats), unverified: s.Unverified,
		words: s.Words, stats: s.Stats, book: series.Open(s.Stats), registers: s.Registers, templates: s.Templates, court: s.Court, href: s.Indicator, listed: s.Register, image: s.Image, ranking: s.Ranking,
		eval: figure.NewEvaluator(s.Stats, s.Registers, s.Words),
	}
	for _, ind := range d.stats.Indicators() {
		if ind.Group != "" && !slices.Contains(d.groups, ind.Group) {
			d.groups = append(d.groups, ind.Group)
		}
	}
	return d
}

// On is the same desk, asking s: another view of the store that it was made of.
func (d *Desk) On(s *stats.Store) *Desk {
	on := *d
	on.stats, on.book, on.eval, on.auditor = s, d.book.On(s), d.eval.On(s), d.auditor.On(s)
	return &on
}

// Resolver answers all that one page asks of the data, and collects what the
// page shows. It is used by one goroutine.
type Resolver struct {
	// Figures are all traced numbers of the page, in the order asked for.
	Figures []*figure.Figure
	// Bases are the ids of the bases that figures rest on.
	Bases []string
	// Notes are the reasons why values on different bases were compared, and
	// what was said about observations.
	Notes []string
	// Charts are the page's charts, which are still to be drawn.
	Charts []*Chart
	// Audited counts the numbers of the page's texts by what is known of them.
	Audited audit.Tally
	// Typed are those that nobody bound.
	Typed []audit.Judged
	// Sayings are all of them with the words before each.
	Sayings []Saying

	desk  *Desk
	path  string // the page's address from the root
	ctx   figure.Context
	bag   *diag.Bag
	count map[string]int // blocks of each kind so far
	rests []resting      // what judgements rest on
}

// Resolver makes a resolver for the page at path; ctx is what its expressions
// may leave out. Mistakes go to bag.
func (d *Desk) Resolver(path string, ctx figure.Context, bag *diag.Bag) *Resolver {
	if ctx.Court == nil {
		ctx.Court = d.court
	}
	return &Resolver{desk: d, path: path, ctx: ctx, bag: bag, count: map[string]int{}}
}

// About changes what the next expressions may leave out, for a page that shows
// what another page is about.
func (r *Resolver) About(ctx figure.Context) { r.ctx = ctx }

// Binding answers a {{…}} of the text.
func (r *Resolver) Binding(b *markdown.Binding) figure.Result {
	ctx := r.ctx
	ctx.Before = b.Before
	res, err := r.desk.eval.Eval(b.Expr, ctx)
	if err != nil {
		r.bag.Put(diag.Place(err, b.Pos))
		return figure.Result{}
	}
	for _, p := range res.Parts {
		if f := p.Figure; f != nil {
			r.weakBase(f, b.Pos)
		}
	}
	return r.keep(res)
}

// weakBase warns of a percentage that an author prints although its base is a
// handful: one case more would be ten percent.
func (r *Resolver) weakBase(f *figure.Figure, pos diag.Pos) {
	ind, err := r.desk.stats.Indicator(f.Indicator)
	if err != nil || len(f.Inputs) != 2 || ind.Change != stats.Percent || ind.Kind == stats.Ratio || f.Kind != figure.YearOnYear.Key() && f.Kind != figure.PeriodOnPeriod.Key() {
		return
	}
	const handful = 10
	base := f.Inputs[1]
	v, err := decimal.NewFromString(base.Value)
	change, changeErr := decimal.NewFromString(f.Value)
	court, courtErr := r.desk.stats.Court(f.Court)
	if err == nil && changeErr == nil && courtErr == nil && v.LessThan(decimal.NewFromInt(handful)) {
		r.bag.Add(diag.WeakBase, pos, diag.Args{"indicator": ind.Name, "court": court.Name, "period": f.Period, "published": change.StringFixed(1), "base": base.Text + ind.Unit})
	}
}

// Text answers the bindings of a plain text, such as a title; pos is where the
// text begins.
func (r *Resolver) Text(text string, pos diag.Pos) figure.Result {
	var out figure.Result
	for _, piece := range markdown.Split(text, pos, r.bag) {
		if piece.Binding == nil {
			out.Parts = append(out.Parts, figure.Part{Text: piece.Text})
			continue
		}
		out.Parts = append(out.Parts, r.Binding(piece.Binding).Parts...)
	}
	return r.line(out, text, pos)
}

// keep notes what a result adds to the page.
func (r *Resolver) keep(res figure.Result) figure.Result {
	for _, p := range res.Parts {
		if p.Figure != nil {
			r.figure(p.Figure)
			r.restFigure(p.Figure)
		}
	}
	for _, n := range res.Notes {
		r.note(r.desk.words.Text("note.figure", "indicator", n.Indicator, "note", n.Text))
	}
	return res
}

// datum makes a figure of a value and notes it, and what was said about the
// value, on the page.
func (r *Resolver) datum(d stats.Datum, text string) *figure.Figure {
	f := figure.Datum(d, text)
	r.show(f)
	return f
}

// change is datum for a change.
func (r *Resolver) change(c stats.Change, kind figure.Comparison, text string) *figure.Figure {
	f := figure.Change(c, kind.Key(), text)
	r.show(f)
	return f
}

func (r *Resolver) show(f *figure.Figure) {
	r.figure(f)
	if f.Note == "" {
		return
	}
	if ind, err := r.desk.stats.Indicator(f.Indicator); err == nil {
		r.note(r.desk.words.Text("note.figure", "indicator", ind.Name, "note", f.Note))
	}
}

// adopt takes over what another resolver of the same page shows.
func (r *Resolver) adopt(other *Resolver) {
	r.Figures = append(r.Figures, other.Figures...)
	r.Charts = append(r.Charts, other.Charts...)
	for _, b := range other.Bases {
		r.basis(b)
	}
	for _, n := range other.Notes {
		r.note(n)
	}
	r.Audited.Add(other.Audited)
	r.Typed = append(r.Typed, other.Typed...)
	r.Sayings = append(r.Sayings, other.Sayings...)
}

func (r *Resolver) figure(f *figure.Figure) {
	r.Figures = append(r.Figures, f)
	r.basis(f.Basis)
}

// basis notes that the page shows figures on a basis.
func (r *Resolver) basis(id string) {
	if id != "" && !slices.Contains(r.Bases, id) {
		r.Bases = append(r.Bases, id)
	}
}

// note adds a note to the page once.
func (r *Resolver) note(text string) {
	if text != "" && !slices.Contains(r.Notes, text) {
		r.Notes = append(r.Notes, text)
	}
}

// Block answers a fenced block: a *Chart, *view.Table, *view.Cards,
// *view.Register, *view.Standing or *view.Matrix, or nil when the block is wrong.
func (r *Resolver) Block(b *markdown.Block) any {
	switch b.Kind {
	case "chart":
		if c := r.chart(b.Body, b.Pos); c != nil {
			return c
		}
	case "table":
		if t := r.table(b.Body, b.Pos); t != nil {
			return t
		}
	case "cards":
		if c := r.Cards(b); c != nil {
			return c
		}
	case "register":
		if reg := r.register(b.Body, b.Pos); reg != nil {
			return reg
		}
	case "standing":
		if s := r.standing(b); s != nil {
			return s
		}
	case "matrix":
		if m := r.matrix(b); m != nil {
			return m
		}
	}
	return nil
}

// decode reads the TOML of a block.
func (r *Resolver) decode(src tomlfile.Source, v any) (*tomlfile.File, bool) {
	return tomlfile.Decode(src, v, r.bag)
}

// fail reports a problem at a place; nil is no problem.
func (r *Resolver) fail(err error, pos diag.Pos) bool {
	if err == nil {
		return false
	}
	r.bag.Put(diag.Place(err, pos))
	return true
}

// unused reports keys that say nothing where they stand, which would else pass
// for having been heeded; why is the catalogue's word for the reason.
func (r *Resolver) unused(f *tomlfile.File, why string, keys ...string) (ok bool) {
	ok = true
	for _, k := range keys {
		if f.Has(k) {
			r.bag.Add(diag.BadValue, f.Pos(k), diag.Args{"key": k, "value": strings.Trim(f.Raw(k), `"`), "want": why})
			ok = false
		}
	}
	return ok
}

// sources are where the values of a table or chart come from, each once.
type sources []string

// add takes the sources of a value.
func (s *sources) add(joined string) {
	for one := range strings.SplitSeq(joined, stats.SourceSep) {
		if one != "" && !slices.Contains(*s, one) {
			*s = append(*s, one)
		}
	}
}

// text prints sources side by side.
func (s sources) text(w wording.Words) string { return strings.Join(s, w.Text("list.sources")) }

// SourceText prints the sources of a figure.
func (d *Desk) SourceText(joined string) string {
	var s sources
	s.add(joined)
	return s.text(d.words)
}

// isMissing tells a value that is not there, which a table or chart may leave
// open, from one that is wrong.
func isMissing(err error) bool {
	if err == nil {
		return false
	}
	var problem *diag.Problem
	return errors.As(err, &problem) && slices.Contains([]diag.Code{diag.MissingValue, diag.ValueAbsent, diag.OutsideValidity}, problem.Code)
}

// figureHTML is the markup of a figure in a text, or of its absence.
func figureHTML(f *figure.Figure, missing string) template.HTML {
	return markup(f, (*figure.Figure).WriteHTML, missing)
}

// cellHTML is figureHTML in a table, whose source stands beneath it.
func cellHTML(f *figure.Figure, missing string) template.HTML {
	return markup(f, (*figure.Figure).WriteCell, missing)
}

func markup(f *figure.Figure, write func(*figure.Figure, *strings.Builder), missing string) template.HTML {
	if f == nil {
		return template.HTML(`<span class="missing">` + html.EscapeString(missing) + `</span>`)
	}
	var b strings.Builder
	write(f, &b)
	return template.HTML(b.String())
}

// mark holds the place of markup in a text of the interface.
const mark = "\x00"

// around puts markup in the place of the mark.
func around(text string, markup template.HTML) template.HTML {
	before, after, _ := strings.Cut(text, mark)
	return template.HTML(html.EscapeString(before) + string(markup) + html.EscapeString(after))
}

// Interval prints the interval of an indicator; "" when it has none.
func (d *Desk) Interval(ind *stats.Indicator) string { return intervalText(d.words, ind) }

// intervalText prints the interval of an indicator.
func intervalText(t wording.Words, ind *stats.Indicator) string {
	iv := ind.Interval
	if iv == nil {
		return ""
	}
	end := func(key, hole string, v *decimal.Decimal, closed bool) string {
		if !closed { // 10 itself is no part of what is below 10
			key += ".open"
		}
		return t.Text(key, hole, v.String()+wording.Unit(ind.Unit))
	}
	switch {
	case iv.Lo == nil:
		return end("interval.hi", "hi", iv.Hi, iv.HiClosed)
	case iv.Hi == nil:
		return end("interval.lo", "lo", iv.Lo, iv.LoClosed)
	case iv.LoClosed && iv.HiClosed:
		return t.Text("interval.both", "lo", iv.Lo.String()+wording.Unit(ind.Unit), "hi", iv.Hi.String()+wording.Unit(ind.Unit))
	}
	return end("interval.lo", "lo", iv.Lo, iv.LoClosed) + t.Text("list.comma") + end("interval.hi", "hi", iv.Hi, iv.HiClosed)
}

// text is plain text as HTML.
func text(s string) template.HTML {
	return template.HTML(strings.ReplaceAll(hyphen.HTML(s), "\x00", "\ufffd")) // HTML has no NUL
}
