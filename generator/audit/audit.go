// Package audit judges what the numbers of a text say: against the data, and
// where these are silent against the text's own numbers. Precision comes first:
// a claim of which it is not certain what it is of is left unverified, never
// called wrong.
package audit

import (
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
}

// NewJudge makes a judge; without data (nil) texts are judged by their own
// numbers alone.
func NewJudge(s *stats.Store) *Judge {
	j := &Judge{stats: s}
	if s != nil {
		j.names = namesOf(s)
	}
	return j
}

// Prose judges the numbers of a plain text.
func (j *Judge) Prose(text string, page Page) Report {
	understood := claim.Extract(text, claim.Page{Period: page.Period})
	w := &work{judge: j, page: page, claims: make([]Judged, len(understood.Claims))}
	for i, c := range understood.Claims {
		w.claims[i] = Judged{Claim: c}
		if c.Kind == claim.Exempt {
			w.claims[i].Verdict = Exempt
		}
	}
	var out Report
	for _, f := range understood.Findings {
		out.Findings = append(out.Findings, Finding{f.Start, f.End, findingCodes[f.Kind], diag.Args{"text": text[f.Start:f.End]}})
	}
	w.byData()
	w.byText()
	out.Claims = w.claims
	return out
}

// work is the judging of one text.
type work struct {
	judge  *Judge
	page   Page
	claims []Judged
}

// settle gives a claim its verdict. What the data say comes before what the text
// says of itself, and a mistake is told once.
func (w *work) settle(i int, v Verdict, with ...int) {
	c := &w.claims[i]
	if c.Verdict == Unverified {
		c.Verdict, c.With = v, with
	}
}

// wrong tells that a claim is wrong and what it should be.
func (w *work) wrong(i int, code diag.Code, expected string, with ...int) {
	c := &w.claims[i]
	if c.Verdict != Unverified {
		return
	}
	c.Verdict, c.Code, c.With = Mismatch, code, with
	c.Args = diag.Args{"text": c.Text, "subject": c.Subject, "expected": expected}
}

// findingCodes are the codes of what is wrong with how a number is written.
var findingCodes = map[claim.FindingKind]diag.Code{
	claim.LostNumber: diag.LostNumber, claim.TimesLess: diag.TimesLess, claim.SignTwice: diag.SignTwice, claim.HedgedTwice: diag.HedgedTwice,
	claim.UnitOnce: diag.UnitOnce, claim.PointsOfPoints: diag.PointsOfPoints, claim.CountsDiffer: diag.CountsDiffer, claim.MixedPrecision: diag.MixedPrecision,
	claim.AsOf: diag.AsOf,
}
