package exhibit

import (
	"html/template"
	"slices"
	"strings"
	"unicode/utf8"

	"gongbao/generator/audit"
	"gongbao/generator/claim"
	"gongbao/generator/diag"
	"gongbao/generator/figure"
	"gongbao/generator/markdown"
	"gongbao/generator/period"
)

// Prose judges the numbers of a page's text, tells of what is wrong, and gives
// the marks that show those which are traced although nobody bound them. answers
// are what the bindings of the text read as.
func (r *Resolver) Prose(p *markdown.Prose, answers map[*markdown.Binding]figure.Result) []markdown.Mark {
	rep := r.judge(p.Text, r.Spans(p, answers), Links(p), p.Pos)
	var marks []markdown.Mark
	end := 0
	for i := range rep.Claims {
		c := &rep.Claims[i]
		piece := p.Piece(c.Start, c.End)
		if c.Start < end || piece == "" {
			continue
		}
		f := r.proved(rep, i, piece)
		if f == nil {
			continue
		}
		end = c.End
		marks = append(marks, markdown.Mark{Start: c.Start, End: c.End, Show: func(string) template.HTML { return figureHTML(f, "") }})
	}
	return marks
}

// Spans are the stretches of a text that are bound to the data.
func (r *Resolver) Spans(p *markdown.Prose, answers map[*markdown.Binding]figure.Result) []audit.Span {
	var out []audit.Span
	for _, b := range p.Bound {
		out = append(out, r.spans(answers[b.Binding].Parts, b.Start)...)
	}
	return out
}

// Links are the stretches of a text that lead elsewhere.
func Links(p *markdown.Prose) []claim.Link {
	var out []claim.Link
	for _, l := range p.Linked {
		out = append(out, claim.Link{Start: l.Start, End: l.End, To: l.Dest})
	}
	return out
}

// Answer is the text that an expression reads as. The error is a *diag.Problem.
func (d *Desk) Answer(expr string, ctx figure.Context) (string, error) {
	res, err := d.eval.Eval(expr, ctx)
	return res.Text(), err
}

// line judges the numbers of a single line, such as a title, and makes those that
// are traced figures of it. raw is the line as written, from pos on.
func (r *Resolver) line(res figure.Result, raw string, pos diag.Pos) figure.Result {
	text := res.Text()
	if text == "" || r.desk.auditor == nil {
		return res
	}
	rep := r.judge(text, r.spans(res.Parts, 0), nil, func(at int) diag.Pos { return placeIn(raw, pos, text, at) })
	out := figure.Result{Notes: res.Notes}
	next, offset := 0, 0
	for _, p := range res.Parts {
		from := 0
		for ; next < len(rep.Claims) && rep.Claims[next].Start < offset+len(p.Text); next++ {
			c := &rep.Claims[next]
			if p.Figure != nil || c.Start < offset+from || c.End > offset+len(p.Text) {
				continue
			}
			f := r.proved(rep, next, rep.Claims[next].Text)
			if f == nil {
				continue
			}
			if at := c.Start - offset; at > from {
				out.Parts = append(out.Parts, figure.Part{Text: p.Text[from:at]})
			}
			out.Parts = append(out.Parts, figure.Part{Text: f.Text, Figure: f})
			from = c.End - offset
		}
		if rest := (figure.Part{Text: p.Text[from:], Figure: p.Figure}); rest.Text != "" {
			out.Parts = append(out.Parts, rest)
		}
		offset += len(p.Text)
	}
	return out
}

// placeIn is where a byte of a line stands in the file: what stands but once in
// the line as written is found there, else the line's beginning is told.
func placeIn(raw string, pos diag.Pos, text string, at int) diag.Pos {
	const enough = 12 // bytes that a claim is known by
	piece := text[at:min(len(text), at+enough)]
	for !utf8.ValidString(piece) {
		piece = piece[:len(piece)-1]
	}
	if i := strings.Index(raw, piece); i >= 0 && pos.Column > 0 && !strings.Contains(raw[:i], "\n") && strings.Count(raw, piece) == 1 {
		pos.Column += utf8.RuneCountInString(raw[:i])
	}
	return pos
}

// spans are the figures of an answer that stands at a byte of the text.
func (r *Resolver) spans(parts []figure.Part, at int) []audit.Span {
	var out []audit.Span
	for _, p := range parts {
		if f := p.Figure; f != nil {
			span := audit.Span{Start: at, End: at + len(p.Text), Basis: f.Basis}
			if ind, err := r.desk.stats.Indicator(f.Indicator); err == nil {
				span.Indicator = ind
			}
			if court, err := r.desk.stats.Court(f.Court); err == nil {
				span.Court = court
			}
			span.Period, _ = period.Parse(f.Period) // a count of a register has none
			out = append(out, span)
		}
		at += len(p.Text)
	}
	return out
}

// judge judges a text and tells of what is wrong with its numbers.
func (r *Resolver) judge(text string, bound []audit.Span, links []claim.Link, pos func(at int) diag.Pos) audit.Report {
	rep := r.desk.auditor.Prose(text, audit.Page{Period: r.ctx.Period, Court: r.ctx.Court, Bound: bound, Links: links})
	for _, p := range rep.Problems() {
		r.bag.Put(diag.Diagnostic{Code: p.Code, Args: p.Args, Pos: pos(p.Start), Related: p.Related})
	}
	if severity := r.desk.unverified; severity != nil {
		for _, i := range rep.Open() {
			c := rep.Claims[i]
			r.bag.Put(diag.Diagnostic{Code: diag.Unverified, Args: c.Args, Pos: pos(c.Start)}.As(*severity))
		}
	}
	r.Audited.Add(rep.Tally())
	r.Sayings = slices.Grow(r.Sayings, len(rep.Claims))
	for i := range rep.Claims {
		c := &rep.Claims[i]
		if c.Verdict == audit.Exempt {
			continue
		}
		r.Sayings = append(r.Sayings, Saying{lead(text[:c.Start]), c.Text})
		if c.Verdict != audit.Bound {
			r.Typed = append(r.Typed, *c)
		}
	}
	return rep
}

// Saying is a number of a text and the words right before it.
type Saying struct{ Before, Text string }

// leadRunes is how many characters before a number tell what it is of.
const leadRunes = 12

// lead are the words of a line right before a place.
func lead(before string) string {
	at := len(before)
	for n := 0; n < leadRunes && at > 0 && before[at-1] != '\n'; n++ {
		_, size := utf8.DecodeLastRuneInString(before[:at])
		at -= size
	}
	return strings.TrimSpace(before[at:])
}

// proved is the figure of a claim that the data or the text's own numbers say as
// well, printed as shown; nil when they do not, or when its author bound it.
func (r *Resolver) proved(rep audit.Report, i int, shown string) *figure.Figure {
	c := &rep.Claims[i]
	var f *figure.Figure
	switch {
	case c.Verdict == audit.Verified && c.Datum != nil:
		f = figure.Datum(*c.Datum, shown)
	case c.Verdict == audit.Verified && c.Change != nil:
		kind := figure.YearOnYear
		if c.Comparison == claim.PeriodOnPeriod {
			kind = figure.PeriodOnPeriod
		}
		f = figure.Change(*c.Change, kind.Key(), shown)
	case c.Verdict == audit.Consistent, c.Verdict == audit.Verified: // an average or a multiple is worked out from what the data say
		f = &figure.Figure{Text: shown, Subject: c.Subject, Value: c.Quantity.Value().String(), Kind: c.Kind.String(), How: "text", Formula: c.Working, Verdict: figure.Verdict(c.Verdict.String())}
		if c.Indicator != nil {
			f.Indicator = c.Indicator.ID
		}
		if !c.Period.IsZero() {
			f.Period = c.Period.String()
		}
		for _, k := range c.With {
			o := rep.Claims[k]
			f.Inputs = append(f.Inputs, figure.Input{Value: o.Quantity.Value().String(), Text: o.Text, Period: periodOf(o)})
		}
		r.Figures = append(r.Figures, f)
		return f
	default:
		return nil
	}
	f.Verdict = figure.Verified
	r.show(f)
	return f
}

func periodOf(j audit.Judged) string {
	if j.Period.IsZero() {
		return ""
	}
	return j.Period.String()
}
