package cli

import (
	"errors"
	"fmt"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"gongbao/generator/sample"
)

func (p *program) init() *cobra.Command {
	var city bool
	cmd := &cobra.Command{
		Use: "init DIR [--sample]", Short: p.words.text("init"), Args: p.exactly(1),
		RunE: func(_ *cobra.Command, args []string) error {
			dir, files, done := args[0], sample.Starter(), "initialised"
			if city {
				files, done = sample.City(), "initialised.sample"
			}
			err := sample.Write(dir, files)
			if errors.Is(err, sample.ErrNotEmpty) {
				return usageError{errors.New(p.words.text("not_empty", "path", dir))}
			}
			if err != nil || p.json {
				return leaving(err, "left.init")
			}
			_, err = fmt.Fprintln(p.out, p.words.text(done, "path", filepath.Clean(dir), "files", strconv.Itoa(len(files))))
			return leaving(err, "left.done")
		},
	}
	cmd.Flags().BoolVar(&city, "sample", false, p.words.text("flag.sample"))
	return cmd
}
