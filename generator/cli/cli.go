// Package cli is the command line: one file a command.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"

	"github.com/spf13/cobra"

	"gongbao/generator/diag"
)

// Exit codes.
const (
	exitOK       = 0
	exitFindings = 1 // findings that stop the work
	exitUsage    = 2
	exitMachine  = 3 // the machine failed, not the user
)

// program is what all commands share.
type program struct {
	out, err io.Writer
	words    *words
	source   string
	cache    string
	json     bool
	strict   bool
	jobs     int
}

// errFindings ends a command whose findings were printed.
var errFindings = errors.New("findings")

// usageError is a mistake in how the command was called.
type usageError struct{ error }

// Main runs the command line and returns the exit code.
func Main(args []string, stdout, stderr io.Writer) int {
	p := &program{out: stdout, err: stderr, words: wordsFor(os.Getenv("LC_ALL"), os.Getenv("LC_MESSAGES"), os.Getenv("LANG"))}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	context.AfterFunc(ctx, stop) // who asks twice does not want to wait
	root := p.root()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	var usage usageError
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errFindings):
		return exitFindings
	case errors.As(err, &usage):
		fmt.Fprintln(stderr, p.words.text("usage", "detail", usage.Error()))
		return exitUsage
	}
	if ctx.Err() != nil { // all that fails then, fails of that
		err = errors.Join(&diag.Problem{Code: diag.Interrupted}, err)
	}
	p.failed(err)
	return exitMachine
}

func (p *program) root() *cobra.Command {
	w := p.words
	root := &cobra.Command{
		Use: "gongbao", Short: w.text("root"), SilenceErrors: true, SilenceUsage: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usageError{errors.New(p.unknown("unknown", args[0], names(cmd)))}
			}
			return cmd.Help()
		},
		Args: cobra.ArbitraryArgs,
	}
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetHelpCommand(&cobra.Command{Hidden: true})
	root.SetUsageTemplate(w.text("template"))
	f := root.PersistentFlags()
	f.StringVar(&p.source, "source", ".", w.text("flag.source"))
	f.StringVar(&p.cache, "cache", "", w.text("flag.cache"))
	f.BoolVar(&p.json, "json", false, w.text("flag.json"))
	f.BoolVar(&p.strict, "strict", false, w.text("flag.strict"))
	f.IntVar(&p.jobs, "jobs", 0, w.text("flag.jobs"))
	f.BoolP("help", "h", false, w.text("flag.help"))
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error { return usageError{p.misflagged(cmd, err)} })
	root.AddCommand(p.build(), p.check(), p.audit(), p.init(), p.imports(), p.export(), p.release(), p.rollback(), p.explain(), p.version())
	plainUse(root)
	return root
}

// plainUse leaves the flags out of how commands are called: they are listed below.
func plainUse(cmd *cobra.Command) {
	cmd.DisableFlagsInUseLine = true
	for _, c := range cmd.Commands() {
		plainUse(c)
	}
}

func names(cmd *cobra.Command) []string {
	var out []string
	for _, c := range cmd.Commands() {
		if !c.Hidden {
			out = append(out, c.Name())
		}
	}
	return out
}

// unknown says that there is no such thing, and what may have been meant.
func (p *program) unknown(key, name string, known []string) string {
	text := p.words.text(key, "name", name)
	if near := diag.Closest(name, known); near != "" {
		text += p.words.text("near", "suggestion", near)
	}
	return text
}

// exactly asks for n arguments.
func (p *program) exactly(n int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != n {
			return usageError{errors.New(p.words.text("arguments", "command", cmd.UseLine()))}
		}
		return nil
	}
}
