package sample

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// ErrNotEmpty is returned for a folder that holds anything, or is none.
var ErrNotEmpty = errors.New("not an empty folder")

// Write writes the files of a site into a folder that is empty or not there
// yet. Nothing is ever overwritten; when a file cannot be written all that was
// written before it is taken away again, the folders that were made included.
func Write(dir string, files map[string][]byte) (err error) {
	defer func() {
		if err != nil && !errors.Is(err, ErrNotEmpty) {
			err = fmt.Errorf("write site: %w", err)
		}
	}()
	switch entries, err := os.ReadDir(dir); {
	case err == nil && len(entries) > 0:
		return ErrNotEmpty
	case err == nil, errors.Is(err, fs.ErrNotExist):
	default:
		if info, statErr := os.Stat(dir); statErr == nil && !info.IsDir() {
			return ErrNotEmpty
		}
		return err
	}
	w := &writer{}
	defer func() {
		if err != nil {
			w.undo()
		}
	}()
	if err := w.folder(dir); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err := w.file(filepath.Join(dir, filepath.FromSlash(name)), files[name]); err != nil {
			return err
		}
	}
	return nil
}

// writer remembers what it made.
type writer struct {
	made []string // in the order in which it was made
}

// folder makes a folder and those above it that are not there.
func (w *writer) folder(dir string) error {
	err := os.Mkdir(dir, 0o755)
	switch {
	case err == nil:
		w.made = append(w.made, dir)
		return nil
	case errors.Is(err, fs.ErrExist):
		return nil
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	above := filepath.Dir(dir)
	if above == dir {
		return err
	}
	if err := w.folder(above); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o755); err != nil { // /proc says that it is not there, whatever stands above
		return err
	}
	w.made = append(w.made, dir)
	return nil
}

func (w *writer) file(name string, text []byte) (err error) {
	if err := w.folder(filepath.Dir(name)); err != nil {
		return err
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	w.made = append(w.made, name)
	defer func() { err = errors.Join(err, f.Close()) }()
	_, err = f.Write(text)
	return err
}

// undo takes away what was made, the last first. What another program put
// there meanwhile keeps its folder.
func (w *writer) undo() {
	for _, name := range slices.Backward(w.made) {
		_ = os.Remove(name)
	}
}
