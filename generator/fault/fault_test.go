package fault

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"testing"

	"gongbao/generator/diag"
)

func TestOf(t *testing.T) {
	at := func(err error) error {
		return fmt.Errorf("finish the stage: %w", &fs.PathError{Op: "write", Path: "public/index.html", Err: err})
	}
	moved := func(err error) error {
		return errors.Join(errors.New("first"), &os.LinkError{Op: "rename", Old: "old", New: "new", Err: err})
	}
	other := errors.New("something else")
	for _, tt := range []struct {
		err    error
		code   diag.Code
		file   string
		detail string
	}{
		{at(fs.ErrPermission), diag.NoPermission, "public/index.html", ""},
		{at(fs.ErrNotExist), diag.PathGone, "public/index.html", ""},
		{moved(fs.ErrPermission), diag.NoPermission, "new", ""},
		{moved(fs.ErrNotExist), diag.PathGone, "old", ""},
		{fs.ErrPermission, diag.NoPermission, "", ""},
		{errors.Join(&diag.Problem{Code: diag.Interrupted}, fmt.Errorf("draw: %w", context.Canceled)), diag.Interrupted, "", ""},
		{at(other), diag.MachineError, "public/index.html", "finish the stage: write public/index.html: something else"},
		{other, diag.MachineError, "", "something else"},
		{errors.Join(other, errors.New("and more")), diag.MachineError, "", "something else; and more"},
		{&exec.Error{Name: "npm", Err: fs.ErrPermission}, diag.NoPermission, "npm", ""},
		{fmt.Errorf("print: %w", &diag.Problem{Code: diag.BrowserFailed, Args: diag.Args{"detail": "x"}}), diag.BrowserFailed, "", "x"},
	} {
		d := Of(tt.err)
		if d.Code != tt.code || d.Pos.File != tt.file || d.Args["detail"] != tt.detail {
			t.Errorf("%v: %s at %q, %q", tt.err, d.Code, d.Pos.File, d.Args["detail"])
		}
	}
}

// Every code says in both languages what happened and what to do, and what is not
// known says what the system said.
func TestEveryRefusalHasWords(t *testing.T) {
	codes := []diag.Code{diag.NoPermission, diag.PathGone, diag.Interrupted, diag.MachineError}
	for _, r := range refusals {
		codes = append(codes, r.code)
	}
	for _, code := range codes {
		for name, c := range map[string]*diag.Catalog{"zh-CN": diag.Chinese(), "en": diag.English()} {
			args := diag.Args{"detail": "x"}
			if c.Message(code, args) == "" || c.Hint(code, args) == "" {
				t.Errorf("%s has no words in %s", code, name)
			}
		}
	}
}

func TestWhy(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want string
	}{
		{&fs.PathError{Op: "open", Path: "x", Err: fs.ErrPermission}, "@why-no-permission"},
		{fmt.Errorf("keep: %w", &fs.PathError{Op: "open", Path: "x", Err: errors.New("odd")}), "odd"},
		{&os.LinkError{Op: "rename", Old: "a", New: "b", Err: errors.New("odd")}, "odd"},
		{errors.New("odd"), "odd"},
	} {
		if got := Why(tt.err); got != tt.want {
			t.Errorf("%v: %q, want %q", tt.err, got, tt.want)
		}
	}
	for _, r := range refusals {
		for _, err := range r.errors {
			why := Why(&fs.PathError{Op: "open", Path: "x", Err: err})
			said := diag.Chinese().Message(diag.CacheUnwritable, diag.Args{"reason": why})
			if why == "" || strings.Contains(said, "@") {
				t.Errorf("%v: %q is no word: %s", err, why, said)
			}
		}
	}
}
