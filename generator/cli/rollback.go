package cli

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"gongbao/generator/diag"
	"gongbao/generator/site"
)

func (p *program) rollback() *cobra.Command {
	return &cobra.Command{
		Use: "rollback", Short: p.words.text("rollback"), Args: p.exactly(0),
		RunE: func(*cobra.Command, []string) error {
			opts, err := p.options()
			if err != nil {
				return err
			}
			if !p.hasSite() {
				return usageError{errors.New(p.words.text("no_site", "path", p.source))}
			}
			var bag diag.Bag
			before := p.standing()
			done, err := site.Rollback(opts, &bag)
			err = p.published(err, before)
			if printErr := p.findings(&bag); err == nil && printErr != nil {
				err = fmt.Errorf("print findings: %w", printErr)
			}
			if err != nil {
				return p.published(err, before)
			}
			if !done {
				return errFindings
			}
			if p.json {
				return nil
			}
			_, err = fmt.Fprintln(p.out, p.words.text("rolled_back"))
			return leaving(err, "left.rolled_back")
		},
	}
}

// hasSite tells whether there may be a site to go back from or to. Where there is
// none nothing is made either: init wants an empty folder.
func (p *program) hasSite() bool {
	for _, name := range []string{"site.toml", "public", ".gongbao"} { // the last alone, when a build was cut off
		if exists(filepath.Join(p.source, name)) {
			return true
		}
	}
	return false
}
