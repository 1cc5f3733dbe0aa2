package site

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gongbao/generator/audit"
	"gongbao/generator/config"
	"gongbao/generator/diag"
	"gongbao/generator/exhibit"
	"gongbao/generator/figure"
	"gongbao/generator/markdown"
	"gongbao/generator/period"
	"gongbao/generator/stats"
	"gongbao/generator/tomlfile"
)

// prose is the text of a page with its bindings answered.
func (m *model) prose(p *answered) *markdown.Prose {
	return p.doc.Prose(func(b *markdown.Binding) string { return answerText(p.bindings[b]) })
}

// answerText is the text of an answer. One that could not be given, of which was
// told, leaves a mark: its number is not lost, it is not known.
func answerText(res figure.Result) string {
	if len(res.Parts) == 0 {
		return "…"
	}
	return res.Text()
}

// checkCoverage holds a page against the coverage that the site asks for.
func (m *model) checkCoverage(p *answered, bag *diag.Bag) {
	if got := p.shows.Audited.Coverage(); got < m.config.Audit.Coverage {
		bag.Add(diag.LowCoverage, diag.Pos{File: p.file}, diag.Args{"value": audit.Percent(got), "want": audit.Percent(m.config.Audit.Coverage)})
	}
}

// AuditOptions say what files are held against, and what they are about when
// they do not say so themselves.
type AuditOptions struct {
	Options
	Period period.Period // zero when not known
	Court  string        // name or id; "" for the site's own
}

// Audited is a file and what its numbers say.
type Audited struct {
	File   string
	Text   string       // the plain text that was judged
	Report audit.Report // its offsets are bytes of Text
	// Pos is where a byte of Text stands in the file.
	Pos func(at int) diag.Pos
	// Fixes bind hand-typed numbers that the data verify, in the order of the
	// file. There are none for what is no Markdown and without a site.
	Fixes []Fix
}

// Fix binds one number to the data.
type Fix struct {
	Start, End int // in bytes of the file with LF line ends and no byte order mark
	Old, New   string
}

// Audit judges the numbers of files against the data of the site at opts.Dir, or
// against their own numbers alone where there is no site (judged tells which).
// What is wrong with the numbers stands in the reports; bag gets what keeps a
// file or the data from being read. Files are paths of the machine; "-" is in.
func Audit(ctx context.Context, opts AuditOptions, files []string, read func(name string) ([]byte, error), bag *diag.Bag) (out []Audited, hasData bool, err error) {
	a := auditor{opts: opts, parser: markdown.NewParser(nil)}
	a.opts.Options = opts.Options.withDefaults()
	if err := a.open(ctx, bag); err != nil {
		return nil, false, err
	}
	if a.close != nil {
		defer a.close()
	}
	if bag.Failed() {
		return nil, a.m != nil, nil
	}
	for _, name := range files {
		if err := ctx.Err(); err != nil {
			return nil, a.m != nil, err
		}
		src, err := read(name)
		var problem *diag.Problem
		switch {
		case errors.As(err, &problem):
			bag.Put(problem.At(diag.Pos{File: filepath.ToSlash(name)}))
			continue
		case err != nil:
			return nil, a.m != nil, fmt.Errorf("read %s: %w", name, err)
		}
		if done, ok := a.file(name, src, bag); ok {
			out = append(out, done)
		}
	}
	return out, a.m != nil, nil
}

// auditor judges files one after another.
type auditor struct {
	opts   AuditOptions
	parser *markdown.Parser
	m      *model            // nil without a site
	told   []diag.Diagnostic // what is wrong with the numbers of the site's own pages
	court  *stats.Court
	judge  *audit.Judge
	close  func()
}

// open loads the site if there is one. Its pages may be wrong, since finding what
// is wrong with them is what the audit is for; its data may not. What was
// released, and where its menu leads, is no matter of the audit.
func (a *auditor) open(ctx context.Context, bag *diag.Bag) error {
	root, err := os.OpenRoot(a.opts.Dir)
	if err != nil {
		return fmt.Errorf("open site: %w", err)
	}
	if _, err := root.Stat(config.File); errors.Is(err, fs.ErrNotExist) {
		a.judge = audit.NewJudge(nil)
		return root.Close()
	}
	a.close = func() { root.Close() }
	var own diag.Bag
	m, err := examine(ctx, a.opts.Options, root.FS(), &own)
	if err != nil {
		return err
	}
	readable := m != nil && m.desk != nil && m.court != nil
	for _, d := range own.Sorted() {
		where, _, _ := strings.Cut(d.Pos.File, "/")
		aside := d.Code == diag.DeadLink || d.Code == diag.ReleasedPageGone || d.Code == diag.LedgerAltered
		if d.Severity() == diag.Error && (!readable || (where == "data" || where == config.File) && !aside) {
			bag.Put(d)
		}
		if slices.Contains(ofNumbers, d.Code) {
			a.told = append(a.told, d)
		}
	}
	if bag.Failed() {
		return nil
	}
	a.m, a.judge, a.court = m, audit.NewJudge(m.stats), m.court
	if a.opts.Court != "" {
		if a.court, err = m.stats.Court(a.opts.Court); err != nil {
			bag.Put(diag.Place(err, diag.Pos{File: "--court"}))
		}
	}
	return nil
}

// file judges one file; ok is false when it cannot be read.
func (a *auditor) file(name string, src []byte, bag *diag.Bag) (out Audited, ok bool) {
	shown := filepath.ToSlash(name)
	if !strings.EqualFold(filepath.Ext(name), ".md") {
		p, ok := markdown.PlainProse(shown, src, bag)
		if !ok {
			return out, false
		}
		out = Audited{File: shown, Text: p.Text, Pos: p.Pos}
		out.Report = a.judge.Prose(p.Text, audit.Page{Period: a.opts.Period, Court: a.court})
		return out, true
	}
	var own diag.Bag
	doc := a.parser.Parse(shown, src, &own)
	for _, d := range own.Sorted() {
		if d.Code == diag.NotUTF8 || d.Code == diag.FrontMatter {
			bag.Put(d)
		}
	}
	if doc.Front.Whole == nil {
		return out, false
	}
	ctx, ok := a.about(doc, bag)
	if !ok {
		return out, false
	}
	answers := map[*markdown.Binding]figure.Result{}
	var desk *exhibit.Resolver
	if a.m != nil {
		desk = a.m.desk.Resolver("", ctx, bag)
		for _, b := range doc.Bindings() {
			answers[b] = desk.Binding(b)
		}
	}
	p := doc.Prose(func(b *markdown.Binding) string { return answerText(answers[b]) })
	page := audit.Page{Period: ctx.Period, Court: ctx.Court, Links: exhibit.Links(p)}
	if desk != nil {
		page.Bound = desk.Spans(p, answers)
	}
	out = Audited{File: shown, Text: p.Text, Pos: p.Pos, Report: a.judge.Prose(p.Text, page)}
	if a.m != nil {
		out.Fixes = a.m.fixes(p, out.Report, ctx)
		a.outsideProse(shown, out, bag)
	}
	return out, true
}

// ofNumbers are the codes of what can be wrong with numbers that nobody bound.
var ofNumbers = []diag.Code{
	diag.NumberMismatch, diag.NumberTruncated, diag.ChangeMismatch, diag.ChangeInPercent, diag.RatioMismatch, diag.SumMismatch,
	diag.AverageMismatch, diag.MultipleMismatch, diag.ScaleMismatch, diag.HedgeWrong, diag.LostNumber, diag.TimesLess, diag.SignTwice,
	diag.HedgedTwice, diag.UnitOnce, diag.PointsOfPoints, diag.CountsDiffer, diag.MixedPrecision, diag.AsOf,
}

// outsideProse tells of the numbers of a page of the site that stand elsewhere
// than in its prose: in its front matter, in titles and notes of its blocks. They
// are judged where the site is put together, by what the page itself is about.
func (a *auditor) outsideProse(name string, judged Audited, bag *diag.Bag) {
	rel, err := inFolder(a.opts.Dir, name)
	if err != nil || !a.opts.Period.IsZero() || a.opts.Court != "" {
		return
	}
	type mark struct {
		code         diag.Code
		line, column int
	}
	said := map[mark]bool{}
	for _, p := range judged.Report.Problems() {
		pos := judged.Pos(p.Start)
		said[mark{p.Code, pos.Line, pos.Column}] = true
	}
	for _, d := range a.told {
		if d.Pos.File == rel && !said[mark{d.Code, d.Pos.Line, d.Pos.Column}] {
			d.Pos.File = name
			bag.Put(d)
		}
	}
}

// inFolder is the path of a file as the site in a folder names it.
func inFolder(dir, name string) (string, error) {
	dir, errDir := filepath.Abs(dir)
	name, errName := filepath.Abs(filepath.FromSlash(name))
	if err := errors.Join(errDir, errName); err != nil {
		return "", err
	}
	rel, err := filepath.Rel(dir, name)
	return filepath.ToSlash(rel), err
}

// about is the period and the court that a file names in its front matter, or
// those that were given. ok is false when what it says there cannot be read: its
// numbers would be held against those of another time or court.
func (a *auditor) about(doc *markdown.Document, bag *diag.Bag) (ctx figure.Context, ok bool) {
	ctx = figure.Context{Court: a.court, Period: a.opts.Period}
	var said map[string]any // the file may be no page of this site: what else it says is its own affair
	f, ok := tomlfile.Decode(doc.Front, &said, bag)
	if !ok {
		return ctx, false
	}
	text := func(key string) string { return strings.Trim(f.Raw(key), `"' `) }
	if f.Has("period") && text("period") != "" && ctx.Period.IsZero() {
		p, err := period.Parse(text("period"))
		if err != nil {
			bag.Add(diag.BadPeriod, f.Pos("period"), diag.Args{"period": text("period")})
			ok = false
		}
		ctx.Period = p
	}
	if a.m != nil && f.Has("court") && text("court") != "" && a.opts.Court == "" {
		c, err := a.m.stats.Court(text("court"))
		if err != nil {
			bag.Put(diag.Place(err, f.Pos("court")))
			ok = false
		}
		ctx.Court = c
	}
	return ctx, ok
}

// Apply gives a file with its numbers bound. Its byte order mark and line ends
// stay what they were.
func Apply(src []byte, fixes []Fix) []byte {
	var b bytes.Buffer
	at := 0 // as Fix counts
	for i := 0; i < len(src); i++ {
		switch {
		case i == 0 && bytes.HasPrefix(src, bom):
			b.Write(bom)
			i += len(bom) - 1
			continue
		case src[i] == '\r' && i+1 < len(src) && src[i+1] == '\n': // the two count as one
			b.WriteByte('\r')
			continue
		}
		if len(fixes) > 0 && at == fixes[0].Start {
			b.WriteString(fixes[0].New)
		}
		if len(fixes) == 0 || at < fixes[0].Start {
			b.WriteByte(src[i])
		}
		if at++; len(fixes) > 0 && at == fixes[0].End {
			fixes = fixes[1:]
		}
	}
	return b.Bytes()
}

var bom = []byte("\ufeff")
