// Package publish puts a finished site in the place of the one before, or
// leaves that one exactly as it was.
//
// A site is written to a stage beside the output folder, on the same file
// system, and swapped in by renaming once it is whole.
package publish

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"gongbao/generator/diag"
)

// marker is the file by which an output folder is known to be ours. It lists
// the files that were made, so that nothing else is ever deleted.
const marker = ".gongbao-site"

const markerHead = "made by gongbao\n"

// internalLine follows the head in the marker of a site that must not leave the
// house. It has a colon, as no name of a file that pages are made of.
const internalLine = "! internal: ranks courts, not to be published\n"

// keeper is the file that keeps an empty output folder in version control.
const keeper = ".gitignore"

// litter is what desktops leave in any folder that is looked at.
var litter = []string{".DS_Store", "Thumbs.db", "desktop.ini"}

// Stage is a site in the making.
type Stage struct {
	dir  string   // where files are written
	out  string   // what the stage will become
	work string   // where the stage and what it replaces stand
	head string   // of the marker
	made sync.Map // path in small letters -> path
	dirs sync.Map // folders that were made
}

// Open begins a stage for the output folder out; work is a folder on the same
// file system. An output folder that holds what this program did not make is a
// *diag.Problem.
func Open(out, work string) (*Stage, error) {
	s := &Stage{out: out, work: work, head: markerHead}
	// A link would be replaced by a folder, and what it led to would keep the
	// old site for ever.
	if info, err := os.Lstat(out); err == nil && !info.IsDir() {
		return nil, &diag.Problem{Code: diag.NotAFile, Args: diag.Args{"path": filepath.Base(out)}}
	}
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
	if err := sweep(work); err != nil {
		return nil, fmt.Errorf("clear old stages: %w", err)
	}
	dir, err := os.MkdirTemp(work, stagePrefix)
	if err != nil {
		return nil, fmt.Errorf("open stage: %w", err)
	}
	if err := os.Chmod(dir, 0o755); err != nil { // a site is to be read by others
		return nil, fmt.Errorf("open stage: %w", err)
	}
	s.dir = dir
	return s, nil
}

const stagePrefix = "stage-"

// staleAfter is how old a stage is when its run must have died: no build takes
// that long, and one that is under way must not lose its stage.
const staleAfter = 24 * time.Hour

// sweep removes the stages of runs that died.
func sweep(work string) error {
	entries, err := os.ReadDir(work)
	if err != nil {
		return err
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || !e.IsDir() || !strings.HasPrefix(e.Name(), stagePrefix) || time.Since(info.ModTime()) < staleAfter {
			continue
		}
		if err := os.RemoveAll(filepath.Join(work, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

// replaced is where the old site stands while the new one is put in its place.
// The work folder may serve several output folders, so each has its own.
func (s *Stage) replaced() string {
	out := s.out
	if abs, err := filepath.Abs(out); err == nil {
		out = abs
	}
	sum := sha256.Sum256([]byte(out))
	return filepath.Join(s.work, fmt.Sprintf("replaced-%x", sum[:4]))
}

// recover puts back a site that was moved away by a run that died between the
// two renames.
func (s *Stage) recover() error {
	if _, err := os.Lstat(s.replaced()); errors.Is(err, fs.ErrNotExist) {
		return nil // nothing was moved away
	} else if err != nil {
		return err
	}
	entries, err := os.ReadDir(s.out)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return os.Rename(s.replaced(), s.out)
	case err != nil:
		return err
	case len(entries) == 0, len(entries) == 1 && entries[0].Name() == keeper:
		// Version control brought the folder back, not the site.
		if err := os.RemoveAll(s.out); err != nil {
			return err
		}
		return os.Rename(s.replaced(), s.out)
	}
	if foreign, err := foreignFile(s.out); err != nil || foreign != "" {
		return err // the caller reports it; until it is gone, keep what was set aside
	}
	return os.RemoveAll(s.replaced())
}

// foreignFile names a file of the output folder that is not ours, the first by
// its path; "" when there is none.
func foreignFile(out string) (string, error) {
	ours := map[string]bool{keeper: true, marker: true}
	list, err := os.ReadFile(filepath.Join(out, marker))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	for line := range strings.Lines(strings.TrimPrefix(string(list), markerHead)) {
		ours[strings.TrimSuffix(line, "\n")] = true
	}
	foreign := ""
	err = fs.WalkDir(os.DirFS(out), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case name == "." && errors.Is(err, fs.ErrNotExist):
			return fs.SkipAll
		case err != nil:
			return err
		case d.IsDir() || ours[name] || slices.Contains(litter, d.Name()):
			return nil
		}
		foreign = name
		return fs.SkipAll
	})
	return foreign, err
}

// Write puts a file of the site on the stage; path is slash-separated and
// relative. It is safe for concurrent use.
func (s *Stage) Write(path string, data []byte) error {
	if !filepath.IsLocal(filepath.FromSlash(path)) || strings.Contains(path, "\n") {
		return fmt.Errorf("write page: %q is no path within the site", path)
	}
	path = filepath.ToSlash(filepath.Clean(filepath.FromSlash(path)))
	if _, twice := s.made.LoadOrStore(strings.ToLower(path), path); twice {
		return fmt.Errorf("write page: %q is made twice", path)
	}
	name := filepath.Join(s.dir, filepath.FromSlash(path))
	if dir := filepath.Dir(name); !s.hasDir(dir) {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return fmt.Errorf("write page: %w", err)
		}
		s.dirs.Store(dir, true)
	}
	if err := os.WriteFile(name, data, 0o644); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	return nil
}

// Restrict marks the site as internal: the marker in the output folder says that
// it must not be published. Call it before Commit.
func (s *Stage) Restrict() { s.head = markerHead + internalLine }

// hasDir reports whether a folder of the stage was made already; a site has
// thousands of pages in a handful of folders.
func (s *Stage) hasDir(dir string) bool {
	_, ok := s.dirs.Load(dir)
	return ok
}

// Commit puts the stage in the place of the output folder. When it fails the
// old site is where it was.
func (s *Stage) Commit() error {
	if err := s.finish(); err != nil {
		return err
	}
	return s.swap()
}

// swap is the two renames.
func (s *Stage) swap() error {
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
		var made []string
		s.made.Range(func(_, path any) bool {
			made = append(made, path.(string)+"\n")
			return true
		})
		slices.Sort(made)
		err = os.WriteFile(filepath.Join(s.dir, marker), []byte(s.head+strings.Join(made, "")), 0o644)
	}
	if err != nil {
		return fmt.Errorf("finish the stage: %w", err)
	}
	return nil
}

// Discard removes the stage; after Commit it does nothing.
func (s *Stage) Discard() { _ = os.RemoveAll(s.dir) }
