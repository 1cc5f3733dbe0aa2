// Package commit brings several files of a site into a new state together: all
// of them or none, whatever fails and whenever the machine stops, and one import
// at a time. Until what was cut off is put right, Check keeps everybody from
// taking the files for data.
package commit

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"gongbao/generator/diag"
)

// disk is what writing needs of the file system. Paths are those of the site,
// with slashes.
type disk interface {
	// create makes a file with the data and brings it safely to the disk.
	create(name string, data []byte) error
	rename(from, to string) error
	remove(name string) error
	exists(name string) (bool, error)
	list(dir string) ([]string, error)
	read(name string) ([]byte, error)
}

// The old and the new form of a file stand beside it, under names that nothing
// else reads, while several files are put in place together. As long as the
// journal stands the old forms are the truth; taking it away is what makes the
// new ones so.
const (
	newSuffix = ".import-new"
	oldSuffix = ".import-old"
	journal   = "data/.import-journal"
)

// ErrHalfway is in the error of Files when some files are neither as they were
// nor as they should be. Until Repair has seen to them Check tells of it.
var ErrHalfway = errors.New("not every file could be put back as it was")

// Files brings files of a site's folder into their new state, by their paths with
// slashes: nil is a file to be taken away. After an error all are as they were,
// unless it is ErrHalfway.
func Files(dir string, files map[string][]byte) error {
	d, err := openDisk(dir)
	if err != nil {
		return fmt.Errorf("write the imported files: %w", err)
	}
	defer d.root.Close()
	return commit(d, files)
}

// Check tells in bag of a run of Files that did not come to its end: what the
// site's files say then is neither the old state nor the new one. The error is
// for failures of the machine.
func Check(site fs.FS, bag *diag.Bag) error {
	_, err := fs.Stat(site, journal)
	switch {
	case err == nil:
		bag.Add(diag.ImportUnfinished, diag.Pos{File: journal}, diag.Args{"journal": journal})
	case !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("look for an unfinished import: %w", err)
	}
	return nil
}

// Repair puts right what a run left behind that died on its way, and tells in bag
// when files were to be put back. folders are those in which Files may have written.
func Repair(dir string, bag *diag.Bag, folders ...string) error {
	d, err := openDisk(dir)
	if err != nil {
		return fmt.Errorf("clear away what an import left behind: %w", err)
	}
	defer d.root.Close()
	unfinished, back, err := repair(d, folders...)
	if err != nil {
		return fmt.Errorf("clear away what an import left behind: %w", err)
	}
	if unfinished {
		bag.Add(diag.ImportRecovered, diag.Pos{File: journal}, diag.Args{"files": strconv.Itoa(back)})
	}
	return nil
}

// commit brings files into their new state, all of them or none: nil is a file
// to be taken away. Every new file is whole before an old one is touched, and
// every old one is kept until all new ones are in place.
func commit(d disk, files map[string][]byte) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("write the imported files: %w", err)
		}
	}()
	names := slices.Sorted(maps.Keys(files))
	for _, name := range names {
		if files[name] == nil {
			continue
		}
		if err := d.create(name+newSuffix, files[name]); err != nil {
			return errors.Join(err, clearAway(d, names))
		}
	}
	var entries strings.Builder
	var replaced []string
	for _, name := range names {
		has, err := d.exists(name)
		if err != nil {
			return errors.Join(err, clearAway(d, names))
		}
		if has {
			replaced = append(replaced, name)
		}
		entries.WriteString(journalLine(name, has))
	}
	if err := d.create(journal, []byte(entries.String())); err != nil {
		return errors.Join(err, halfway(undo(d, names, replaced)))
	}
	if err := swap(d, files, names, replaced); err != nil {
		return errors.Join(err, halfway(undo(d, names, replaced)))
	}
	if err := d.remove(journal); err != nil {
		return errors.Join(err, halfway(undo(d, names, replaced)))
	}
	// The new files are in place: what cannot be cleared away now is cleared by
	// the next import and hurts nobody until then.
	_ = clearAway(d, names)
	return nil
}

func swap(d disk, files map[string][]byte, names, replaced []string) error {
	for _, name := range replaced {
		if err := d.rename(name, name+oldSuffix); err != nil {
			return err
		}
	}
	for _, name := range names {
		if files[name] == nil {
			continue
		}
		if err := d.rename(name+newSuffix, name); err != nil {
			return err
		}
	}
	return nil
}

// halfway is what an undo failed with.
func halfway(err error) error {
	if err == nil {
		return nil
	}
	return errors.Join(ErrHalfway, err)
}

// undo puts every file back as it was. It can be begun again where it stopped.
func undo(d disk, names, replaced []string) error {
	for _, name := range names {
		if slices.Contains(replaced, name) {
			has, err := d.exists(name + oldSuffix)
			if err == nil && has {
				err = d.rename(name+oldSuffix, name)
			}
			if err != nil {
				return err
			}
			continue
		}
		if err := removeIfThere(d, name); err != nil {
			return err
		}
	}
	if err := removeIfThere(d, journal); err != nil {
		return err
	}
	return clearAway(d, names)
}

// clearAway removes what stands beside files.
func clearAway(d disk, names []string) error {
	var errs []error
	for _, name := range names {
		errs = append(errs, removeIfThere(d, name+newSuffix), removeIfThere(d, name+oldSuffix))
	}
	return errors.Join(errs...)
}

func removeIfThere(d disk, name string) error {
	has, err := d.exists(name)
	if err != nil || !has {
		return err
	}
	return d.remove(name)
}

// The journal has a line for each file: = for one that was there, + for one
// that is new. Its last line is whole or it was never finished, and then no file
// was touched.
func journalLine(name string, had bool) string {
	if had {
		return "= " + name + "\n"
	}
	return "+ " + name + "\n"
}

// repair puts right what an import left behind that died on its way. unfinished
// tells that there was a journal, and back of how many files.
func repair(d disk, dirs ...string) (unfinished bool, back int, err error) {
	text, err := d.read(journal)
	switch {
	case err == nil:
		var names, replaced []string
		for line := range strings.Lines(string(text)) {
			kind, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
			if !ok || !strings.HasSuffix(line, "\n") {
				continue
			}
			names = append(names, name)
			if kind == "=" {
				replaced = append(replaced, name)
			}
		}
		if err := undo(d, names, replaced); err != nil {
			return false, 0, err
		}
		unfinished, back = true, len(names)
	case !errors.Is(err, fs.ErrNotExist):
		return false, 0, err
	}
	for _, dir := range dirs {
		names, err := d.list(dir)
		if err != nil {
			return false, 0, err
		}
		for _, n := range names {
			if strings.HasSuffix(n, newSuffix) || strings.HasSuffix(n, oldSuffix) {
				if err := d.remove(dir + "/" + n); err != nil {
					return false, 0, err
				}
			}
		}
	}
	return unfinished, back, nil
}

// folderDisk is a site's folder, of which nothing leads out: neither a link, nor
// what somebody else wrote into the journal.
type folderDisk struct{ root *os.Root }

func openDisk(dir string) (folderDisk, error) {
	root, err := os.OpenRoot(dir)
	return folderDisk{root}, err
}

func (d folderDisk) create(name string, data []byte) (err error) {
	if err := d.root.MkdirAll(filepath.Dir(filepath.FromSlash(name)), 0o755); err != nil {
		return err
	}
	f, err := d.root.OpenFile(filepath.FromSlash(name), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if _, err := f.Write(data); err != nil {
		return err
	}
	return f.Sync()
}

func (d folderDisk) rename(from, to string) error {
	return d.root.Rename(filepath.FromSlash(from), filepath.FromSlash(to))
}

func (d folderDisk) remove(name string) error { return d.root.Remove(filepath.FromSlash(name)) }

func (d folderDisk) read(name string) ([]byte, error) {
	return d.root.ReadFile(filepath.FromSlash(name))
}

func (d folderDisk) exists(name string) (bool, error) {
	_, err := d.root.Lstat(filepath.FromSlash(name))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

func (d folderDisk) list(dir string) ([]string, error) {
	entries, err := fs.ReadDir(d.root.FS(), dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name()
	}
	return names, nil
}
