// Package publish puts a finished site in the place of the one before, or
// leaves that one exactly as it was.
//
// A site is written to a stage beside the output folder, on the same file
// system, and swapped in by renaming once it is whole; in one step where the
// system can exchange two folders. The last sites are kept for Rollback. One run
// at a time works on a folder. What a run that died leaves behind is made good by
// the next.
package publish

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"gongbao/generator/diag"
	"gongbao/generator/lock"
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
	dir  string // where files are written
	out  string // what the stage will become
	work string // where the stage and earlier sites stand
	head string // of the marker
	disk disk
	kept kept
	lock io.Closer
	made sync.Map // path in small letters -> path
	dirs sync.Map // folders that were made

	linked    atomic.Int64
	recovered diag.Code
}

// Open begins a stage for the output folder out; work is a folder on the same
// file system. An output folder that holds what this program did not make, and
// another run at work on it, are a *diag.Problem. What a run that died left
// behind is made good. The stage must be discarded, also after Commit.
func Open(out, work string) (*Stage, error) { return open(out, work, machine{}) }

func open(out, work string, d disk) (_ *Stage, err error) {
	s := &Stage{out: out, work: work, head: markerHead, disk: d, kept: keptOf(out, work, d)}
	// A link would be replaced by a folder, and what it led to would keep the
	// old site for ever.
	if info, err := os.Lstat(out); err == nil && !info.IsDir() {
		return nil, &diag.Problem{Code: diag.NotAFile, Args: diag.Args{"path": filepath.Base(out)}}
	}
	if err := d.MkdirAll(s.kept.dir); err != nil {
		return nil, fmt.Errorf("open stage: %w", err)
	}
	if s.lock, err = lock.Folder(work); errors.Is(err, lock.ErrBusy) {
		return nil, &diag.Problem{Code: diag.BuildBusy, Args: diag.Args{"path": filepath.Base(out)}}
	} else if err != nil {
		return nil, fmt.Errorf("lock the work folder: %w", err)
	}
	defer func() {
		if err != nil {
			_ = s.lock.Close() // nothing was written to it
		}
	}()
	if err := s.recover(); err != nil {
		return nil, fmt.Errorf("recover the last site: %w", err)
	}
	if foreign, err := foreignFile(out); err != nil {
		return nil, fmt.Errorf("look at the output folder: %w", err)
	} else if foreign != "" {
		return nil, &diag.Problem{Code: diag.ForeignOutput, Args: diag.Args{"path": filepath.Base(out), "file": foreign}}
	}
	if err := s.sweep(); err != nil {
		return nil, fmt.Errorf("clear old stages: %w", err)
	}
	if s.dir, err = d.MkdirTemp(work, stagePrefix); err != nil {
		return nil, fmt.Errorf("open stage: %w", err)
	}
	return s, nil
}

const stagePrefix = "stage-"

// sweep removes the stages of runs that died: this run has the lock, so no other
// is at work.
func (s *Stage) sweep() error {
	entries, err := os.ReadDir(s.work)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.IsDir() && strings.HasPrefix(e.Name(), stagePrefix) {
			if err := s.disk.RemoveAll(filepath.Join(s.work, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

// recover puts back a site that was moved away by a run that died between two
// renames.
func (s *Stage) recover() error {
	_, away, err := s.kept.numbers()
	if err != nil || away == 0 {
		return err
	}
	set := s.kept.site(away) + leaving
	entries, err := os.ReadDir(s.out)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		s.recovered = diag.SitePutBack
		return s.disk.Rename(set, s.out)
	case err != nil:
		return err
	case len(entries) == 0, len(entries) == 1 && entries[0].Name() == keeper:
		// Version control brought the folder back, not the site.
		if err := s.disk.RemoveAll(s.out); err != nil {
			return err
		}
		s.recovered = diag.SitePutBack
		return s.disk.Rename(set, s.out)
	}
	if foreign, err := foreignFile(s.out); err != nil || foreign != "" {
		return err // the caller reports it; until it is gone, keep what was set aside
	}
	// The new site was put in place; only the old one was not yet kept.
	if err := s.disk.RemoveAll(s.kept.site(away)); err != nil {
		return err
	}
	return s.disk.Rename(set, s.kept.site(away))
}

// Recovered is the code that tells what was made good of a run that died; "" when
// there was nothing.
func (s *Stage) Recovered() diag.Code { return s.recovered }

// Linked is how many files of the site are those of the site before.
func (s *Stage) Linked() int { return int(s.linked.Load()) }

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
		if err := s.disk.MkdirAll(dir); err != nil {
			return fmt.Errorf("write page: %w", err)
		}
		s.dirs.Store(dir, true)
	}
	// A file that reads as before is the file from before: nothing is copied, and
	// tools that send a site elsewhere see by its time that it is old.
	if old := filepath.Join(s.out, filepath.FromSlash(path)); same(old, data) && s.disk.Link(old, name) == nil {
		s.linked.Add(1)
		return nil
	}
	if err := s.disk.WriteFile(name, data); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	return nil
}

// same reports whether a file holds these bytes.
func same(name string, data []byte) bool {
	info, err := os.Lstat(name)
	if err != nil || !info.Mode().IsRegular() || info.Size() != int64(len(data)) {
		return false
	}
	old, err := os.ReadFile(name)
	return err == nil && bytes.Equal(old, data)
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

// Commit puts the stage in the place of the output folder and keeps the old site
// for Rollback. When it fails the old site is where it was.
func (s *Stage) Commit() error {
	if err := s.finish(); err != nil {
		return err
	}
	all, _, err := s.kept.numbers()
	if err != nil {
		return fmt.Errorf("list earlier sites: %w", err)
	}
	now := s.kept.current(all)
	number := now // of the first site of all
	if _, err := os.Lstat(s.out); err == nil {
		number = max(now, newestOf(all)) + 1
	}
	if err := s.kept.replace(s.dir, s.out, now); err != nil {
		return err
	}
	// The new site is whole and in place: what fails from here cannot hurt it, and
	// the next run makes it good.
	_ = s.kept.note(number)
	_ = s.kept.prune(s.work)
	return nil
}

func newestOf(numbers []int) int {
	if len(numbers) == 0 {
		return 0
	}
	return numbers[0]
}

// Rollback puts an earlier site in the place of the output folder, which is kept
// in its turn: the one before the site that stands there, so that a second
// rollback goes a step further back. It is a *diag.Problem when there is none.
// The numbers are those of the sites.
func Rollback(out, work string) (from, to int, err error) { return rollback(out, work, machine{}) }

func rollback(out, work string, d disk) (from, to int, err error) {
	s, err := open(out, work, d)
	if err != nil {
		return 0, 0, err
	}
	defer s.Discard()
	all, _, err := s.kept.numbers()
	if err != nil {
		return 0, 0, fmt.Errorf("list earlier sites: %w", err)
	}
	from = s.kept.current(all)
	for _, n := range all {
		if n >= from {
			continue // a site that was rolled back
		}
		if missing := missingFile(s.kept.site(n)); missing != "" {
			return from, 0, &diag.Problem{Code: diag.KeptDamaged, Args: diag.Args{"path": s.kept.site(n), "file": missing}}
		}
		if err := s.kept.replace(s.kept.site(n), out, from); err != nil {
			return from, 0, err
		}
		_ = s.kept.note(n) // else the number is found by what is kept
		return from, n, nil
	}
	return from, 0, &diag.Problem{Code: diag.NothingKept, Args: diag.Args{"path": filepath.Base(out)}}
}

// missingFile is the first file that a site's marker lists and the site lacks; ""
// when it is whole.
func missingFile(site string) string {
	list, err := os.ReadFile(filepath.Join(site, marker))
	if err != nil {
		return marker
	}
	for line := range strings.Lines(strings.TrimPrefix(strings.TrimPrefix(string(list), markerHead), internalLine)) {
		name := strings.TrimSuffix(line, "\n")
		if _, err := os.Lstat(filepath.Join(site, filepath.FromSlash(name))); err != nil {
			return name
		}
	}
	return ""
}

// finish adds to the stage what marks it as ours and keeps its folder.
func (s *Stage) finish() error {
	keep, err := os.ReadFile(filepath.Join(s.out, keeper))
	switch {
	case err == nil:
		err = s.disk.WriteFile(filepath.Join(s.dir, keeper), keep)
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
		err = s.disk.WriteFile(filepath.Join(s.dir, marker), []byte(s.head+strings.Join(made, "")))
	}
	if err != nil {
		return fmt.Errorf("finish the stage: %w", err)
	}
	return nil
}

// Discard removes what is left of the stage and lets other runs in.
func (s *Stage) Discard() {
	_ = s.disk.RemoveAll(s.dir) // the next run clears what stays
	_ = s.lock.Close()          // nothing was written to it
}
