package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"gongbao/generator/audit"
	"gongbao/generator/diag"
	"gongbao/generator/site"
)

func (p *program) build() *cobra.Command {
	return &cobra.Command{
		Use: "build", Short: p.words.text("build"), Args: p.exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			var bag diag.Bag
			progress := &progress{p: p}
			opts, err := p.options()
			if err != nil {
				return err
			}
			opts.Progress = progress.show
			opts.Strict = p.strict
			opts.Loaded = collectLess()
			before := p.standing()
			summary, err := site.Build(cmd.Context(), opts, &bag)
			progress.stop()
			err = p.finish(&bag, summary, "built", p.published(err, before))
			if wrong, warnings, _ := bag.Count(); wrong > 0 || p.strict && warnings > 0 {
				return p.published(err, before) // it was stopped, and could not say so
			}
			return leaving(err, "left.built")
		},
	}
}

// collectLess has memory collected seldom while a build keeps within what it needs
// anyway: it makes much that is soon forgotten, and holds little. The function is to
// be told of how many pages are made, since the more of them the more is held. A user
// who says how memory is to be collected is heeded.
func collectLess() (loaded func(pages int)) {
	const (
		percent = 400
		least   = 420 << 20 // bytes, as 10,000 pages need
		perPage = 36 << 10  // that are held of a page, and what is made meanwhile
	)
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return nil
	}
	debug.SetGCPercent(percent)
	debug.SetMemoryLimit(least)
	return func(pages int) {
		var now runtime.MemStats
		runtime.ReadMemStats(&now)
		debug.SetMemoryLimit(max(least, int64(now.HeapAlloc)+int64(pages)*perPage))
	}
}

func (p *program) check() *cobra.Command {
	return &cobra.Command{
		Use: "check", Short: p.words.text("check"), Args: p.exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			var bag diag.Bag
			opts, err := p.options()
			if err != nil {
				return err
			}
			summary, err := site.Check(cmd.Context(), opts, &bag)
			return p.finish(&bag, summary, "checked", err)
		},
	}
}

// options are those of all commands that work on a site.
func (p *program) options() (site.Options, error) {
	if info, err := os.Stat(p.source); err != nil || !info.IsDir() {
		return site.Options{}, usageError{errors.New(p.words.text("no_source", "path", p.source))}
	}
	if p.jobs < 0 {
		return site.Options{}, usageError{errors.New(p.words.text("bad_jobs", "jobs", strconv.Itoa(p.jobs)))}
	}
	misplaced := within(p.cache, p.source) && within(p.source, p.cache)
	for _, folder := range []string{"public", "content", "data", "themes"} {
		misplaced = misplaced || within(p.cache, filepath.Join(p.source, folder))
	}
	if misplaced {
		return site.Options{}, usageError{errors.New(p.words.text("bad_cache", "path", p.cache))}
	}
	return site.Options{Dir: p.source, Cache: p.cache, Workers: p.jobs}, nil
}

// within reports whether a path is a folder or below it, wherever links lead.
func within(path, folder string) bool {
	if path == "" {
		return false
	}
	path, errPath := filepath.Abs(path)
	folder, errFolder := filepath.Abs(folder)
	rel, err := filepath.Rel(resolved(folder), resolved(path))
	return errPath == nil && errFolder == nil && err == nil && filepath.IsLocal(rel)
}

// resolved is an absolute path without links as far as it is there.
func resolved(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	dir := filepath.Dir(path)
	if dir == path {
		return path
	}
	return filepath.Join(resolved(dir), filepath.Base(path))
}

// finish prints the findings and, when the work was done, the summary.
func (p *program) finish(bag *diag.Bag, s site.Summary, done string, err error) error {
	// What was found is told even when the machine failed after that.
	if printErr := p.findings(bag); printErr != nil && err == nil {
		err = fmt.Errorf("print findings: %w", printErr)
	}
	if err != nil {
		return err
	}
	wrong, warnings, _ := bag.Count()
	count := []any{"errors", strconv.Itoa(wrong), "warnings", strconv.Itoa(warnings)}
	if wrong > 0 || p.strict && warnings > 0 {
		fmt.Fprintln(p.err, p.words.text("stopped."+done, count...))
		return errFindings
	}
	if p.json {
		return nil
	}
	_, err = fmt.Fprintln(p.out, p.words.text(done, append(count,
		"pages", strconv.Itoa(s.Pages), "figures", strconv.Itoa(s.Figures), "charts", strconv.Itoa(s.Charts),
		"findings", strconv.Itoa(wrong+warnings), "seconds", strconv.FormatFloat(s.Elapsed.Seconds(), 'f', 2, 64))...))
	if err == nil && s.Unchanged {
		_, err = fmt.Fprintln(p.out, p.words.text("unchanged"))
	} else if err == nil && s.Reused > 0 && s.Rendered > 0 {
		_, err = fmt.Fprintln(p.out, p.words.text("reused", "rendered", strconv.Itoa(s.Rendered), "reused", strconv.Itoa(s.Reused)))
	}
	if err != nil || s.Audited.Claims() == 0 {
		return err
	}
	_, err = fmt.Fprintln(p.out, p.words.text("audited", tallied(s.Audited)...))
	return err
}

// tallied are the words' holes for the numbers of a text by what is known of them.
func tallied(t audit.Tally) []any {
	out := []any{"claims", strconv.Itoa(t.Claims()), "coverage", audit.Percent(t.Coverage())}
	for v := range audit.Exempt + 1 {
		out = append(out, v.String(), strconv.Itoa(t[v]))
	}
	return out
}

// progress shows how far slow steps have come: on a terminal as a bar, else a
// line when a step begins.
type progress struct {
	p    *program
	step string
	bar  *progressbar.ProgressBar
}

func (g *progress) show(s site.Progress) {
	if s.Step != g.step {
		g.stop()
		g.step = s.Step
		text := g.p.words.text("progress." + s.Step)
		if !isTerminal(g.p.err) || s.Total == 0 {
			fmt.Fprintln(g.p.err, text)
		} else {
			g.bar = progressbar.NewOptions(s.Total, progressbar.OptionSetWriter(g.p.err), progressbar.OptionSetDescription(text),
				progressbar.OptionShowCount(), progressbar.OptionSetWidth(24), progressbar.OptionClearOnFinish(), progressbar.OptionSetPredictTime(false))
		}
	}
	if g.bar != nil {
		_ = g.bar.Set(s.Done) // a bar that cannot be drawn must not stop the work
	}
}

func (g *progress) stop() {
	if g.bar != nil {
		_ = g.bar.Finish()
		g.bar = nil
	}
}
