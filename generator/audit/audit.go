// Package audit judges what the numbers of a text say: against the data, and
// where these are silent against the text's own numbers. Precision comes first:
// a claim of which it is not certain what it is of is left unverified, never
// called wrong.
package audit

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	"gongbao/generator/claim"
	"gongbao/generator/diag"
	"gongbao/generator/period"
	"gongbao/generator/stats"
)

// Verdict is what is known of a number on a page.
type Verdict uint8

const (
	Unverified Verdict = iota // nothing is known for or against it
	Bound                     // the author bound it to the data
	Verified                  // the data say the same
	Consistent                // the text's own numbers give it
	Mismatch                  // it is wrong
	Exempt                    // it claims nothing
)

var verdicts = [...]string{"unverified", "bound", "verified", "consistent", "mismatch", "exempt"}

// String is the word of the verdict in pages and machine-readable reports.
func (v Verdict) String() string { return verdicts[v] }

// Judged is a claim with what is known of it.
type Judged struct {
	claim.Claim
	Verdict Verdict
	// Code tells what is wrong; "" when nothing is. Args are its message's.
	Code diag.Code
	Args diag.Args
	// With are the claims that it was held against.
	With []int
	// What the claim was found to be of; nil and "" where that is not certain.
	Indicator *stats.Indicator
	Court     *stats.Court
	Basis     string
	Related   []diag.Pos // where the data stand
	// Datum or Change is what the data say, of a claim that they verify.
	Datum  *stats.Datum
	Change *stats.Change
	// Working is the arithmetic that gives a consistent claim: 1456÷3881×100%.
	Working string
}

// Finding is something wrong with how a number is written.
type Finding struct {
	Start, End int // in bytes of the text
	Code       diag.Code
	Args       diag.Args
}

// Report is what was found in a text.
type Report struct {
	Claims   []Judged // in the order of the text
	Findings []Finding
	// BoundWords are how many bound spans hold no number that is a claim.
	BoundWords int
}

// Page is what a text leaves unsaid because its page says it.
type Page struct {
	Period period.Period
	Court  *stats.Court // nil for the whole jurisdiction
	// Bound are the numbers of the text that the author bound to the data, in the
	// order of the text.
	Bound []Span
	// Links are the stretches of the text that lead elsewhere, in its order.
	Links []claim.Link
}

// Span is a number that an author bound to the data, and what to.
type Span struct {
	Start, End int              // in bytes of the text
	Indicator  *stats.Indicator // nil for a count of a register
	Court      *stats.Court
	Period     period.Period
	Basis      string
}

// Judge knows the data of a site. It does not change, so that any number of
// texts can be judged at once.
type Judge struct {
	stats *stats.Store
	names names
	bases []string // those that values are on

	desks *sync.Pool // of *desk
}

// desk is the memory of the judging of one text, which the next uses again.
type desk struct {
	reader claim.Reader
	terms  terms
	work   work
}

// NewJudge makes a judge; without data (nil) texts are judged by their own
// numbers alone.
func NewJudge(s *stats.Store) *Judge {
	j := &Judge{stats: s, names: namesOf(s)}
	j.desks = &sync.Pool{New: func() any { return &desk{terms: terms{names: &j.names, of: map[string]*term{}}} }}
	if s == nil {
		return j
	}
	for _, o := range s.All() {
		if !slices.Contains(j.bases, o.Basis) {
			j.bases = append(j.bases, o.Basis)
		}
	}
	slices.Sort(j.bases)
	return j
}

// On is the same judge, asking s: another view of the store that it was made of.
func (j *Judge) On(s *stats.Store) *Judge {
	on := *j
	on.stats = s
	return &on
}

// Prose judges the numbers of a plain text.
func (j *Judge) Prose(text string, page Page) Report {
	d := j.desks.Get().(*desk)
	defer j.desks.Put(d)
	understood := d.reader.Extract(text, claim.Page{Period: page.Period, Links: page.Links})
	if page.Court == nil {
		page.Court = j.names.root
	}
	w := &d.work
	n := len(understood.Claims)
	*w = work{
		judge: j, page: page, text: text, claims: make([]Judged, n), terms: &d.terms,
		bound: again(w.bound, n), changeOf: again(w.changeOf, n), before: again(w.before, n), parts: again(w.parts, n),
		scenes: again(w.scenes, n), roles: again(w.roles, n), identities: again(w.identities, n), stack: w.stack,
	}
	for i, c := range understood.Claims {
		w.claims[i] = Judged{Claim: c}
		if c.Kind == claim.Exempt {
			w.claims[i].Verdict = Exempt
		}
	}
	out := Report{BoundWords: w.bind()}
	w.survey(text)
	w.index()
	w.byData()
	w.byText()
	for i := range w.claims {
		if c := &w.claims[i]; c.Verdict == Unverified {
			c.Args = diag.Args{"text": c.Text, "subject": c.Subject}
			if unit := w.unitUnsaid(i); unit != "" {
				c.Args["unit"] = unit
			}
		}
	}
	for _, f := range understood.Findings {
		out.Findings = append(out.Findings, w.finding(text, f))
	}
	out.Claims = w.claims
	w.claims, w.text, w.page = nil, "", Page{} // they are the caller's
	return out
}

// again is the memory of a slice for n others, all zero.
func again[T any](s []T, n int) []T {
	s = slices.Grow(s[:0], n)[:n]
	clear(s)
	return s
}

// work is the judging of one text.
type work struct {
	judge  *Judge
	terms  *terms
	page   Page
	text   string
	claims []Judged

	bound      []*Span // of each claim, what its author bound it to; nil for none
	changeOf   []int   // of each claim, the first change that tells of it; claim.None for none
	before     []int   // of each claim, what it was before; claim.None for none
	parts      [][]int // of each claim, the claims that are parts of it
	scenes     []scene
	roles      []role
	identities []identity
	stack      []uint64 // of the scout
}

// bind gives the claims that the author bound their verdict, and tells how many
// spans hold none.
func (w *work) bind() (words int) {
	i := 0
	for k := range w.page.Bound {
		s := &w.page.Bound[k]
		for i < len(w.claims) && w.claims[i].End <= s.Start {
			i++
		}
		holds := false
		for n := i; n < len(w.claims) && w.claims[n].Start < s.End; n++ {
			holds = true
			c := &w.claims[n]
			w.bound[n] = s
			c.Verdict, c.Reason = Bound, ""
			c.Indicator, c.Court, c.Basis = s.Indicator, s.Court, s.Basis
			if !s.Period.IsZero() {
				c.Period = s.Period
			}
		}
		if !holds {
			words++
		}
	}
	return words
}

// index notes what refers to each claim.
func (w *work) index() {
	for i := range w.claims {
		w.changeOf[i], w.before[i] = claim.None, claim.None
	}
	for i := range w.claims {
		c := &w.claims[i]
		w.roles[i] = w.roleOf(i)
		switch c.Kind {
		case claim.Change, claim.Flat:
			if c.Of != claim.None && w.changeOf[c.Of] == claim.None {
				w.changeOf[c.Of] = i
			}
		case claim.Previous:
			if c.Of != claim.None {
				w.before[c.Of] = i
			}
		case claim.From:
			if c.To != claim.None {
				w.before[c.To] = i
			}
		case claim.Level:
			if c.Part && c.Of != claim.None {
				w.parts[c.Of] = append(w.parts[c.Of], i)
			}
		}
	}
}

// settle tells that the text's own numbers give a claim. What the data say comes
// before what the text says of itself.
func (w *work) settle(i int, working string, with ...int) {
	c := &w.claims[i]
	if c.Verdict == Unverified {
		c.Verdict, c.With, c.Working = Consistent, with, working
	}
}

// wrong tells that a claim is wrong and what it should be. A mistake is told once.
func (w *work) wrong(i int, code diag.Code, expected, working string, with ...int) {
	c := &w.claims[i]
	if c.Verdict != Unverified {
		return
	}
	c.Verdict, c.Code, c.With = Mismatch, code, with
	working = strings.ReplaceAll(working, "=-", "=−")
	c.Args = diag.Args{"text": c.Text, "subject": c.Subject, "expected": expected, "working": working}
}

// finding is what is wrong with how a number is written.
func (w *work) finding(text string, f claim.Finding) Finding {
	out := Finding{f.Start, f.End, findingCodes[f.Kind], diag.Args{"text": text[f.Start:f.End]}}
	if f.Claim != claim.None && f.Claim < len(w.claims) {
		out.Args["subject"] = w.claims[f.Claim].Subject
	}
	if f.Kind == claim.CountsDiffer {
		out.Args["subjects"], out.Args["values"] = strconv.Itoa(f.Subjects), strconv.Itoa(f.Values)
	}
	return out
}

// findingCodes are the codes of what is wrong with how a number is written.
var findingCodes = map[claim.FindingKind]diag.Code{
	claim.LostNumber: diag.LostNumber, claim.TimesLess: diag.TimesLess, claim.SignTwice: diag.SignTwice, claim.HedgedTwice: diag.HedgedTwice,
	claim.UnitOnce: diag.UnitOnce, claim.PointsOfPoints: diag.PointsOfPoints, claim.CountsDiffer: diag.CountsDiffer, claim.MixedPrecision: diag.MixedPrecision,
	claim.AsOf: diag.AsOf,
}
