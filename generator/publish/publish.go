// Package publish puts a finished site in the place of the one before, or
// leaves that one exactly as it was.
//
// A site is written to a stage beside the output folder, on the same file
// system, and swapped in by renaming once it is whole.
package publish

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"gongbao/generator/diag"
)

// marker is the file by which an output folder is known to be ours, so that
// nothing else is ever deleted.
const marker = ".gongbao-site"

// keeper is the file that keeps an empty output folder in version control.
const keeper = ".gitignore"

// Stage is a site in the making.
type Stage struct {
	dir  string // where files are written
	out  string // what the stage will become
	work string // where the stage and what it replaces stand
	made sync.Map
}

// Open begins a stage for the output folder out; work is a folder on the same
// file system. An output folder that holds what this program did not make is a
// *diag.Problem.
func Open(out, work string) (*Stage, error) {
	s := &Stage{out: out, work: work}
	if err := s.recover(); err != nil {
		return nil, fmt.Errorf("recover the last site: %w", err)
	}
	if foreign, err := foreignFile(out); err != nil {
		return nil, fmt.Errorf("look at the output folder: %w", err)
	} else if foreign != "" {
		return nil, &diag.Problem{Code: diag.ForeignOutput, Args: diag.Args{"path": filepath.Base(out), "file": foreign}}
	}
	if err := os.MkdirAll(work, 0o755); err != nil {
		return nil, fmt.Errorf("open stage: %w", err)
	}
	dir, err := os.MkdirTemp(work, "stage-")
	if err != nil {
		return nil, fmt.Errorf("open stage: %w", err)
	}
	if err := os.Chmod(dir, 0o755); err != nil { // a site is to be read by others
		return nil, fmt.Errorf("open stage: %w", err)
	}
	s.dir = dir
	return s, nil
}

// replaced is where the old site stands while the new one is put in its place.
func (s *Stage) replaced() string { return filepath.Join(s.work, "replaced") }

// recover puts back a site that was moved away by a run that died between the
// two renames.
func (s *Stage) recover() error {
	if _, err := os.Stat(s.replaced()); err != nil {
		return nil // nothing was moved away
	}
	_, err := os.Stat(s.out)
	if errors.Is(err, fs.ErrNotExist) {
		return os.Rename(s.replaced(), s.out)
	}
	return os.RemoveAll(s.replaced())
}

// foreignFile names a file of the output folder that makes it not ours; "" when
// the folder is absent, empty or marked.
func foreignFile(out string) (string, error) {
	entries, err := os.ReadDir(out)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	foreign := ""
	for _, e := range entries {
		switch {
		case e.Name() == marker:
			return "", nil
		case e.Name() != keeper && foreign == "":
			foreign = e.Name()
		}
	}
	return foreign, nil
}

// Write puts a file of the site on the stage; path is slash-separated and
// relative. It is safe for concurrent use.
func (s *Stage) Write(path string, data []byte) error {
	if !filepath.IsLocal(filepath.FromSlash(path)) {
		return fmt.Errorf("write page: %q leaves the site", path)
	}
	if _, twice := s.made.LoadOrStore(strings.ToLower(path), path); twice {
		return fmt.Errorf("write page: %q is made twice", path)
	}
	name := filepath.Join(s.dir, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	if err := os.WriteFile(name, data, 0o644); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	return nil
}

// Commit puts the stage in the place of the output folder. When it fails the
// old site is where it was.
func (s *Stage) Commit() error {
	if err := s.finish(); err != nil {
		return err
	}
	_, err := os.Lstat(s.out)
	hadOld := err == nil
	if hadOld {
		if err := os.Rename(s.out, s.replaced()); err != nil {
			return fmt.Errorf("set the old site aside: %w", err)
		}
	}
	if err := os.Rename(s.dir, s.out); err != nil {
		if hadOld {
			err = errors.Join(err, os.Rename(s.replaced(), s.out))
		}
		return fmt.Errorf("put the new site in place: %w", err)
	}
	// The new site is whole and in place: what is left behind cannot hurt it,
	// and the next run clears it.
	_ = os.RemoveAll(s.replaced())
	return nil
}

// finish adds to the stage what marks it as ours and keeps its folder.
func (s *Stage) finish() error {
	keep, err := os.ReadFile(filepath.Join(s.out, keeper))
	switch {
	case err == nil:
		err = os.WriteFile(filepath.Join(s.dir, keeper), keep, 0o644)
	case errors.Is(err, fs.ErrNotExist):
		err = nil
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(s.dir, marker), []byte("made by gongbao\n"), 0o644)
	}
	if err != nil {
		return fmt.Errorf("finish the stage: %w", err)
	}
	return nil
}

// Discard removes the stage; after Commit it does nothing.
func (s *Stage) Discard() { _ = os.RemoveAll(s.dir) }
