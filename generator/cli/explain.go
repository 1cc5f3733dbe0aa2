package cli

import (
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"gongbao/generator/diag"
)

func (p *program) explain() *cobra.Command {
	return &cobra.Command{
		Use: "explain CODE", Short: p.words.text("explain"), Args: p.exactly(1),
		RunE: func(_ *cobra.Command, args []string) error {
			code := diag.Code(args[0])
			text, ok := p.words.catalog.Explain(code)
			if !ok {
				known := make([]string, 0, len(diag.Codes()))
				for _, c := range diag.Codes() {
					known = append(known, string(c))
				}
				return usageError{errors.New(p.unknown("no_code", args[0], known))}
			}
			_, err := fmt.Fprintf(p.out, "%s\n\n%s\n", code, text)
			return err
		},
	}
}

func (p *program) version() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: p.words.text("version"), Args: p.exactly(0),
		RunE: func(*cobra.Command, []string) error {
			version := "(devel)"
			if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
				version = info.Main.Version
			}
			_, err := fmt.Fprintf(p.out, "gongbao %s %s %s/%s\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
}
