package cli

import (
	"errors"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"gongbao/generator/diag"
)

// misflagged says in words what is wrong with the flags of a command.
func (p *program) misflagged(cmd *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	var bare *pflag.ValueRequiredError
	var syntax *pflag.InvalidSyntaxError
	var invalid *pflag.InvalidValueError
	switch w := p.words; {
	case errors.As(err, &unknown) && unknown.GetSpecifiedShortnames() != "":
		// The name is one byte, which may be no letter; people wrote the group.
		return errors.New(w.text("no_flag", "flag", "-"+unknown.GetSpecifiedShortnames()))
	case errors.As(err, &unknown):
		return errors.New(p.unknownFlag(cmd, unknown.GetSpecifiedName()))
	case errors.As(err, &syntax):
		return errors.New(w.text("no_flag", "flag", syntax.GetSpecifiedFlag()))
	case errors.As(err, &bare):
		return errors.New(w.text("flag_value", "flag", "--"+bare.GetFlag().Name))
	case errors.As(err, &invalid):
		key := "flag_wrong"
		switch invalid.GetFlag().Value.Type() {
		case "int":
			key = "flag_number"
		case "bool":
			key = "flag_yes_no"
		}
		return errors.New(w.text(key, "flag", "--"+invalid.GetFlag().Name, "value", invalid.GetValue()))
	}
	return err
}

// unknownFlag says that a command has no such flag, and which may have been meant.
func (p *program) unknownFlag(cmd *cobra.Command, name string) string {
	var known []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { known = append(known, f.Name) })
	text := p.words.text("no_flag", "flag", "--"+name)
	if near := diag.Closest(name, known); near != "" {
		text += p.words.text("near", "suggestion", "--"+near)
	}
	return text
}
