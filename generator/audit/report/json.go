package report

import (
	"encoding/json"
	"fmt"
	"io"

	"gongbao/generator/audit"
	"gongbao/generator/claim"
	"gongbao/generator/diag"
)

// line is one number, or one finding about how numbers are written, as JSON.
// What is not known is empty.
type line struct {
	Code      string       `json:"code"`
	Severity  string       `json:"severity"`
	File      string       `json:"file"`
	Line      int          `json:"line"`
	Column    int          `json:"column"`
	Message   string       `json:"message"`
	Hint      string       `json:"hint"`
	Text      string       `json:"text"`
	Subject   string       `json:"subject"`
	Value     *json.Number `json:"value"` // unscaled and signed; null where there is none
	Unit      string       `json:"unit"`
	Relation  string       `json:"relation"`
	Expected  string       `json:"expected"`
	Verdict   string       `json:"verdict"`
	Reason    string       `json:"reason"`  // why it is exempt
	Working   string       `json:"working"` // the arithmetic behind the verdict
	Indicator string       `json:"indicator"`
	Period    string       `json:"period"`
	Court     string       `json:"court"`
	Basis     string       `json:"basis"`
}

// JSON writes one object a line for each number of the files, in the order of the
// text. A finding about how numbers are written has a line of its own without a
// verdict, before the number at which it begins.
func (r *Report) JSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, d := range r.docs {
		if err := d.lines(r.words.catalog, enc.Encode); err != nil {
			return fmt.Errorf("write the audit of %s: %w", d.File, err)
		}
	}
	return nil
}

func (d Document) lines(catalog *diag.Catalog, encode func(any) error) error {
	findings := d.findings()
	put := func(l line, found *diag.Diagnostic) error {
		if found != nil {
			l.Code, l.Severity = string(found.Code), found.Severity().String()
			l.Message, l.Hint = catalog.Message(found.Code, found.Args), catalog.Hint(found.Code, found.Args)
			l.Expected, l.File, l.Line, l.Column = found.Args["expected"], found.Pos.File, found.Pos.Line, found.Pos.Column
		}
		return encode(l)
	}
	before := func(at int) error {
		for len(findings) > 0 && findings[0].Start <= at {
			f := findings[0]
			findings = findings[1:]
			found := d.diagnostic(f)
			if err := put(line{Text: d.Text[f.Start:f.End]}, &found); err != nil {
				return err
			}
		}
		return nil
	}
	for _, j := range d.Report.Claims {
		if err := before(j.Start); err != nil {
			return err
		}
		pos := d.Pos(j.Start)
		l := lineOf(j)
		l.File, l.Line, l.Column = pos.File, pos.Line, pos.Column
		var found *diag.Diagnostic
		switch j.Verdict {
		case audit.Mismatch:
			found = &diag.Diagnostic{Code: j.Code, Args: j.Args, Pos: pos}
		case audit.Unverified:
			open := d.unverified(j)
			found = &open
		}
		if err := put(l, found); err != nil {
			return err
		}
	}
	return before(len(d.Text))
}

// findings are the problems that are about how numbers are written.
func (d Document) findings() []audit.Problem {
	return audit.Report{Findings: d.Report.Findings}.Problems()
}

func lineOf(j audit.Judged) line {
	l := line{
		Text: j.Text, Subject: j.Subject, Unit: j.Unit, Relation: j.Kind.String(), Verdict: j.Verdict.String(),
		Reason: string(j.Reason), Working: j.Working, Basis: j.Basis,
	}
	if l.Working == "" {
		l.Working = j.Args["working"]
	}
	if j.Kind != claim.Exempt && j.Kind != claim.Flat {
		v := j.Quantity.Value()
		if j.Sign < 0 {
			v = v.Neg()
		}
		number := json.Number(v.String())
		l.Value = &number
	}
	if !j.Period.IsZero() {
		l.Period = j.Period.String()
	}
	if j.Indicator != nil {
		l.Indicator = j.Indicator.ID
	}
	if j.Court != nil {
		l.Court = j.Court.ID
	}
	return l
}
