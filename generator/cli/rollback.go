package cli

import (
	"fmt"

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
			var bag diag.Bag
			before := p.standing()
			done, err := site.Rollback(opts, &bag)
			err = p.published(err, before)
			if printErr := p.findings(&bag); err == nil && printErr != nil {
				err = fmt.Errorf("print findings: %w", printErr)
			}
			if err != nil {
				return err
			}
			if !done {
				return errFindings
			}
			if p.json {
				return nil
			}
			_, err = fmt.Fprintln(p.out, p.words.text("rolled_back"))
			return err
		},
	}
}
