package cli

import (
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"gongbao/generator/diag"
	"gongbao/generator/site"
)

func (p *program) release() *cobra.Command {
	var date string
	cmd := &cobra.Command{
		Use: "release PAGE… [--date 2025-03-08]", Short: p.words.text("release"),
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageError{errors.New(p.words.text("arguments", "command", cmd.UseLine()))}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if date == "" {
				date = time.Now().Format(time.DateOnly)
			}
			if _, err := time.Parse(time.DateOnly, date); err != nil {
				return usageError{errors.New(p.words.text("bad_day", "day", date))}
			}
			opts, err := p.options()
			if err != nil {
				return err
			}
			opts.Strict = p.strict
			pages := make([]string, len(args))
			for i, arg := range args {
				pages[i] = p.inSite(arg)
			}
			var bag diag.Bag
			done, err := site.Release(cmd.Context(), opts, pages, date, &bag)
			return p.released(done, &bag, err)
		},
	}
	cmd.Flags().StringVar(&date, "date", "", p.words.text("flag.date"))
	return cmd
}

// inSite is the path of a file as its site sees it, where such a file is there:
// shells complete the way to it from where the user stands.
func (p *program) inSite(name string) string {
	if _, err := os.Stat(name); err != nil {
		return name
	}
	return p.fromSite(name)
}

// released prints what came of a release.
func (p *program) released(done []site.Released, bag *diag.Bag, err error) error {
	if printErr := p.findings(bag); printErr != nil && err == nil {
		err = fmt.Errorf("print findings: %w", printErr)
	}
	for _, d := range done { // also when a later one failed
		key := "released"
		if d.Same != "" {
			key = "released.same"
		}
		sayErr := p.say(key, "page", d.Page, "figures", d.Figures, "file", d.File, "releases", d.Releases, "date", d.Same)
		err = errors.Join(err, sayErr)
	}
	var unknown *site.UnknownPage
	switch {
	case errors.As(err, &unknown):
		text := p.words.text("no_page", "name", unknown.Name)
		if unknown.Suggestion != "" {
			text += p.words.text("near", "suggestion", unknown.Suggestion)
		}
		return usageError{errors.New(text)}
	case err != nil:
		return leaving(err, "left.released")
	}
	wrong, warnings, _ := bag.Count()
	if wrong > 0 || p.strict && warnings > 0 {
		fmt.Fprintln(p.err, p.words.text("stopped.released", "errors", wrong, "warnings", warnings))
		return errFindings
	}
	return nil
}
