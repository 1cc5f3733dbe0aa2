// Package fault puts into the words of diagnostics what the machine refused, so
// that a user reads what happened, to which file, and what to do about it.
package fault

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"strings"

	"gongbao/generator/diag"
)

// Of is what an error that ended the work tells. Its place is the file that the
// error is about, by the name that the system was asked for; none when the error
// names none. A *diag.Problem is told as it is, and what has no code of its own is a
// diag.MachineError with the error's text.
func Of(err error) diag.Diagnostic {
	place := diag.Pos{File: path(err)}
	var problem *diag.Problem
	if errors.As(err, &problem) {
		return problem.At(place)
	}
	if code := codeOf(err); code != "" {
		return diag.Diagnostic{Code: code, Pos: place}
	}
	// Errors that were joined stand in lines of their own.
	detail := strings.ReplaceAll(err.Error(), "\n", "; ")
	return diag.Diagnostic{Code: diag.MachineError, Pos: place, Args: diag.Args{"detail": detail}}
}

// codeOf is the code of a refusal that is known; "" of any other.
func codeOf(err error) diag.Code {
	for _, r := range refusals {
		for _, why := range r.errors {
			if errors.Is(err, why) {
				return r.code
			}
		}
	}
	// What the system counts as either is told by these: the codes above are more
	// exact.
	switch {
	case errors.Is(err, fs.ErrPermission):
		return diag.NoPermission
	case errors.Is(err, fs.ErrNotExist):
		return diag.PathGone
	}
	return ""
}

// refusal is a code and what the system answers then.
type refusal struct {
	code   diag.Code
	errors []error
}

// path is the file that an error is about; "" when it names none.
func path(err error) string {
	var at *fs.PathError
	var link *os.LinkError
	var program *exec.Error
	switch {
	case errors.As(err, &at):
		return at.Path
	case errors.As(err, &link):
		if errors.Is(link.Err, fs.ErrNotExist) {
			return link.Old // it is most often this that went
		}
		return link.New
	case errors.As(err, &program):
		return program.Name
	}
	return ""
}

// Why is the short reason of an error, for a finding that is about more than one
// file: a word of the catalogue, or what the system said.
func Why(err error) string {
	if code := codeOf(err); code != "" {
		return "@why-" + string(code)
	}
	var at *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &at):
		return at.Err.Error()
	case errors.As(err, &link):
		return link.Err.Error()
	}
	return err.Error()
}
