// Package report shows what an audit found: in a terminal, as JSON lines, and as
// one page that stands for itself. It judges nothing.
package report

import (
	"cmp"
	"embed"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"

	"gongbao/generator/audit"
	"gongbao/generator/diag"
)

// Document is a file and what its numbers say.
type Document struct {
	File   string
	Text   string                // the plain text that was judged
	Report audit.Report          // its offsets are bytes of Text
	Pos    func(at int) diag.Pos // where a byte of Text stands in the file
}

// Report is what was found in files, told in one language.
type Report struct {
	docs  []Document
	data  bool
	words words
}

// New is the report on files, in the language of diag.For. data tells that they
// were held against the data of a site, and not against their own numbers alone.
func New(lang string, data bool, docs []Document) *Report {
	return &Report{docs: docs, data: data, words: wordsFor(lang)}
}

// Count tells how many findings there are that are errors and that are warnings,
// and of how many numbers nothing is known.
func (r *Report) Count() (errors, warnings, unverified int) {
	for _, d := range r.docs {
		for _, p := range d.Report.Problems() {
			switch d.diagnostic(p).Severity() {
			case diag.Error:
				errors++
			case diag.Warning:
				warnings++
			}
		}
		unverified += len(d.Report.Open())
	}
	return errors, warnings, unverified
}

func (r *Report) tally() audit.Tally {
	var t audit.Tally
	for _, d := range r.docs {
		t.Add(d.Report.Tally())
	}
	return t
}

// diagnostic places a problem in the file.
func (d Document) diagnostic(p audit.Problem) diag.Diagnostic {
	return diag.Diagnostic{Code: p.Code, Args: p.Args, Pos: d.Pos(p.Start), Related: p.Related}
}

// unverified is the finding of a number of which nothing is known.
func (d Document) unverified(j audit.Judged) diag.Diagnostic {
	args := diag.Args{"text": j.Text, "subject": j.Subject}
	for k, v := range j.Args {
		args[k] = v
	}
	return diag.Diagnostic{Code: diag.Unverified, Args: args, Pos: d.Pos(j.Start)}
}

// none says that a file has nothing to judge; "" when it has.
func (r *Report) none(d Document) string {
	t := d.Report.Tally()
	switch {
	case t.Claims() > 0:
		return ""
	case t[audit.Exempt] > 0:
		return r.words.text("no-claims", holes(t)...)
	case strings.TrimSpace(d.Text) == "":
		return r.words.text("empty")
	}
	return r.words.text("no-numbers")
}

// shown are the verdicts in the order in which they are told.
var shown = []audit.Verdict{audit.Bound, audit.Verified, audit.Consistent, audit.Unverified, audit.Mismatch, audit.Exempt}

// holes are the counts of a tally for the holes of a text. What is wrong with how
// a number is written counts apart from numbers that are wrong.
func holes(t audit.Tally) []string {
	out := []string{"claims", strconv.Itoa(t.Claims()), "coverage", audit.Percent(t.Coverage())}
	for _, v := range shown {
		out = append(out, v.String(), strconv.Itoa(t[v]))
	}
	return out
}

//go:embed words/*.toml
var wordFiles embed.FS

// words are the texts of reports in one language, and the catalogue of
// diagnostics in the same.
type words struct {
	lang    string
	texts   map[string]string
	catalog *diag.Catalog
}

func wordsFor(lang string) words {
	name := "zh-CN"
	if strings.HasPrefix(lang, "en") {
		name = "en"
	}
	w := words{lang: name, catalog: diag.For(name)}
	if _, err := toml.DecodeFS(wordFiles, "words/"+name+".toml", &w.texts); err != nil {
		panic(fmt.Sprintf("report: embedded words %s: %v", name, err))
	}
	return w
}

// text fills the {holes} of a text from name, value pairs.
func (w words) text(key string, args ...string) string {
	text, ok := w.texts[key]
	if !ok {
		return key
	}
	pairs := slices.Clone(args)
	for i := 0; i < len(pairs); i += 2 {
		pairs[i] = "{" + pairs[i] + "}"
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// what is the name of what a number was found to be of, else the words that the
// text has for it.
func what(j audit.Judged) string {
	if j.Indicator != nil {
		return j.Indicator.Name
	}
	return cmp.Or(j.Subject, j.Noun)
}
