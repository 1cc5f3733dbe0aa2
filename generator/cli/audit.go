package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"gongbao/generator/audit/report"
	"gongbao/generator/diag"
	"gongbao/generator/importer"
	"gongbao/generator/site"
)

// auditFlags are what audit is told beside the files.
type auditFlags struct {
	period, court, html string
	fix, yes, all       bool
}

func (p *program) audit() *cobra.Command {
	w := p.words
	var f auditFlags
	cmd := &cobra.Command{Use: "audit FILE…", Short: w.text("audit")}
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return usageError{errors.New(w.text("arguments", "command", cmd.UseLine()))}
		}
		return nil
	}
	flags := cmd.Flags()
	flags.StringVar(&f.period, "period", "", w.text("flag.audit-period"))
	flags.StringVar(&f.court, "court", "", w.text("flag.audit-court"))
	flags.StringVar(&f.html, "html", "", w.text("flag.html"))
	flags.BoolVar(&f.fix, "fix", false, w.text("flag.fix"))
	flags.BoolVarP(&f.yes, "yes", "y", false, w.text("flag.yes"))
	flags.BoolVar(&f.all, "all", false, w.text("flag.all"))
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return p.auditFiles(cmd.Context(), f, args)
	}
	return cmd
}

// auditFiles judges files and tells of it in the forms asked for.
func (p *program) auditFiles(ctx context.Context, f auditFlags, args []string) error {
	opts, err := p.auditOptions(f)
	if err != nil {
		return err
	}
	files, err := p.auditable(f, args)
	if err != nil {
		return err
	}
	var bag diag.Bag
	in := sources{}
	audited, hasData, err := site.Audit(ctx, opts, files, in.read, &bag)
	if printErr := p.findings(&bag); printErr != nil && err == nil {
		err = fmt.Errorf("print findings: %w", printErr)
	}
	if err != nil {
		return err
	}
	if !hasData && !bag.Failed() {
		switch {
		case f.fix:
			return p.misused("audit.fix-without-site", "path", p.source)
		case f.court != "":
			return p.misused("audit.court-without-site", "path", p.source)
		}
	}
	docs := make([]report.Document, len(audited))
	for i, a := range audited {
		docs[i] = report.Document{File: a.File, Text: a.Text, Report: a.Report, Pos: a.Pos}
	}
	rep := report.New(p.words.text("language"), hasData, docs)
	if len(docs) > 0 {
		if err := p.tell(rep, f); err != nil {
			return err
		}
		if err := p.bind(audited, in, f); err != nil {
			return err
		}
	}
	wrong, warnings, open := rep.Count()
	unread, told, _ := bag.Count()
	if wrong+unread == 0 && !(p.strict && warnings+told+open > 0) {
		return nil
	}
	if len(docs) == 0 {
		fmt.Fprintln(p.err, p.words.text("stopped.checked", "errors", unread, "warnings", told))
		return errFindings
	}
	fmt.Fprintln(p.err, p.words.text("audit.stopped", "errors", wrong+unread, "warnings", warnings+told, "unverified", open))
	return errFindings
}

// auditOptions checks what the flags say.
func (p *program) auditOptions(f auditFlags) (site.AuditOptions, error) {
	own, err := p.options()
	if err != nil {
		return site.AuditOptions{}, err
	}
	opts := site.AuditOptions{Options: own, Court: f.court}
	if f.period != "" {
		when, ok := importer.ParsePeriod(f.period)
		if !ok {
			return opts, p.misused("bad_period", "period", f.period)
		}
		opts.Period = when
	}
	switch {
	case f.fix && (f.period != "" || f.court != ""):
		// On its page a binding reads by what the page itself is about.
		return opts, p.misused("audit.fix-about")
	case f.fix && p.json && !f.yes:
		return opts, p.misused("audit.fix-json")
	case f.yes && !f.fix:
		return opts, p.misused("audit.yes-alone")
	}
	return opts, nil
}

// auditable are the files to judge, each once, when all of them can be judged and
// the page to be written is none of them.
func (p *program) auditable(f auditFlags, args []string) ([]string, error) {
	if f.html != "" {
		if ext := strings.ToLower(filepath.Ext(f.html)); ext != ".html" && ext != ".htm" {
			return nil, p.misused("audit.html-name", "path", f.html)
		}
		if within(f.html, filepath.Join(p.source, "public")) {
			return nil, p.misused("audit.html-public", "path", f.html)
		}
		if info, err := os.Stat(f.html); err == nil && !info.Mode().IsRegular() {
			return nil, p.misused("audit.html-taken", "path", f.html)
		} else if err == nil && !isReport(f.html) {
			return nil, p.misused("audit.html-foreign", "path", f.html)
		}
	}
	var files []string
	var known []os.FileInfo
	for _, name := range args {
		info, err := os.Stat(name)
		switch ext := strings.ToLower(filepath.Ext(name)); {
		case name == stdin:
			if slices.Contains(files, stdin) {
				continue
			}
			info = nil
		case err == nil && info.IsDir():
			return nil, p.misused("audit.folder", "path", name, "example", filepath.Join(name, "*.md"))
		case ext != ".md" && ext != ".txt":
			return nil, p.misused("audit.kind", "path", name)
		case err == nil && slices.ContainsFunc(known, func(k os.FileInfo) bool { return os.SameFile(k, info) }):
			fmt.Fprintln(p.err, p.words.text("audit.twice", "path", name))
			continue
		}
		if info != nil {
			known = append(known, info)
		}
		files = append(files, name)
	}
	return files, nil
}

// isReport reports whether a file may give way to a report: it is one, or empty.
func isReport(name string) bool {
	page, err := os.ReadFile(name)
	return err == nil && (len(page) == 0 || report.IsPage(page))
}

func (p *program) misused(key string, args ...any) error {
	return usageError{errors.New(p.words.text(key, args...))}
}

// stdin is the name for what comes in by standard input.
const stdin = "-"

// sources are files as they were read, by their names with slashes, so that what
// is written later goes into nothing else.
type sources map[string][]byte

func (s sources) read(name string) ([]byte, error) {
	if name == stdin {
		return io.ReadAll(os.Stdin)
	}
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &diag.Problem{Code: diag.MissingFile, Args: diag.Args{"path": name, "suggestion": beside(name)}}
	}
	if err != nil {
		return nil, err
	}
	s[filepath.ToSlash(name)] = data
	return data, nil
}

// beside is the file of the same folder whose name is most like one that there is
// not; "" when none is.
func beside(name string) string {
	entries, err := os.ReadDir(filepath.Dir(name))
	if err != nil {
		return ""
	}
	// Their endings are alike in any case and say nothing.
	stem := func(s string) string { return strings.TrimSuffix(s, filepath.Ext(s)) }
	base := filepath.Base(name)
	files := map[string]string{}
	var stems []string
	for _, e := range entries {
		if ext := strings.ToLower(filepath.Ext(e.Name())); ext == ".md" || ext == ".txt" {
			if stem(e.Name()) == stem(base) { // 稿.txt where 稿.md was meant
				return filepath.Join(filepath.Dir(name), e.Name())
			}
			files[stem(e.Name())] = e.Name()
			stems = append(stems, stem(e.Name()))
		}
	}
	near := diag.Closest(stem(base), stems)
	if near == "" {
		return ""
	}
	return filepath.Join(filepath.Dir(name), files[near])
}

// tell gives the report in the forms asked for.
func (p *program) tell(rep *report.Report, f auditFlags) error {
	if f.html != "" {
		var page bytes.Buffer
		if err := rep.HTML(&page); err != nil {
			return err
		}
		if err := replace(map[string][]byte{f.html: page.Bytes()}); err != nil {
			return unwritten(err)
		}
	}
	if p.json {
		return rep.JSON(p.out)
	}
	colour := isTerminal(p.out) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	if err := rep.Print(p.out, report.Terminal{All: f.all, Colour: colour, Finding: p.show}); err != nil {
		return fmt.Errorf("print the audit: %w", err)
	}
	fmt.Fprintln(p.out)
	if f.html != "" {
		return p.say("audit.html", "path", f.html)
	}
	return nil
}

// bind writes the bindings that hand-typed numbers can become into the files,
// once somebody has seen and confirmed them.
func (p *program) bind(audited []site.Audited, in sources, f auditFlags) error {
	changed := map[string][]byte{}
	var order []string
	bindable := 0
	for _, a := range audited {
		name := a.File
		if why := p.unbindable(name); why != "" {
			if f.fix {
				fmt.Fprintln(p.err, p.words.text(why, "path", name))
			}
			continue
		}
		if len(a.Fixes) == 0 {
			continue
		}
		bindable += len(a.Fixes)
		changed[name] = site.Apply(in[name], a.Fixes)
		order = append(order, name)
	}
	switch {
	case bindable == 0 && f.fix:
		return p.say("audit.nothing-to-bind")
	case bindable == 0:
		return nil
	case !f.fix:
		return p.say("audit.bindable", "count", bindable)
	}
	if !p.json {
		if err := p.showDiff(order, in, changed); err != nil {
			return fmt.Errorf("show the changes: %w", err)
		}
	}
	if !f.yes {
		if !isTerminal(os.Stdin) {
			return p.misused("audit.unconfirmed")
		}
		yes, err := p.ask(os.Stdin, "audit.confirm", "count", bindable)
		if err != nil {
			return err
		}
		if !yes {
			fmt.Fprintln(p.err, p.words.text("import.refused"))
			return errFindings
		}
	}
	for _, path := range order {
		now, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if !bytes.Equal(now, in[path]) {
			fmt.Fprintln(p.err, p.words.text("audit.changed-meanwhile", "path", path))
			return errFindings
		}
	}
	if err := replace(changed); err != nil {
		return unwritten(err)
	}
	return p.say("audit.bound", "count", bindable, "files", len(order))
}

// unbindable is the key of the words that say why a file's numbers cannot be
// bound; "" when they can.
func (p *program) unbindable(name string) string {
	switch {
	case name == stdin:
		return "audit.bind-stdin"
	case !strings.EqualFold(filepath.Ext(name), ".md"):
		return "audit.bind-text"
	case !within(name, filepath.Join(p.source, "content")):
		return "audit.bind-outside"
	}
	return ""
}

// showDiff prints the lines of files that change, as they are and as they would be.
func (p *program) showDiff(order []string, before, after map[string][]byte) error {
	var b bytes.Buffer
	paint := func(colour, line string) {
		if isTerminal(p.out) && os.Getenv("NO_COLOR") == "" {
			line = "\x1b[" + colour + "m" + line + "\x1b[0m"
		}
		b.WriteString(line + "\n")
	}
	for _, path := range order {
		b.WriteString("--- " + path + "\n+++ " + path + "\n")
		// A binding stands in the line of the number that it takes the place of.
		was, is := textLines(before[path]), textLines(after[path])
		for i, line := range was {
			if line == is[i] {
				continue
			}
			b.WriteString("@@ " + p.words.text("audit.line", "line", i+1) + " @@\n")
			paint("31", "-"+printable(line))
			paint("32", "+"+printable(is[i]))
		}
	}
	b.WriteByte('\n')
	_, err := p.out.Write(b.Bytes())
	return err
}

// textLines are the lines of a file, whatever ends them.
func textLines(src []byte) []string {
	text := string(bytes.TrimPrefix(src, []byte("\ufeff")))
	return strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text), "\n")
}
