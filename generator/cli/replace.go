package cli

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// replace puts files in the place of those of their names, which keep their
// modes; a file that there is not is made. Every new file is whole before an old
// one is touched, and when one cannot be put in place those before it are put
// back. The error is about a file by the name that was given.
func replace(files map[string][]byte) error { return replaceBy(os.Rename, files) }

func replaceBy(rename func(from, to string) error, files map[string][]byte) (err error) {
	type swap struct {
		path, target, tmp string
		old               []byte
		mode              fs.FileMode
		isNew             bool
	}
	var swaps []swap
	defer func() {
		for _, s := range swaps {
			_ = os.Remove(s.tmp) // gone already where all went well
		}
	}()
	named := func(path string, err error) error {
		var at *fs.PathError
		if errors.As(err, &at) {
			return &fs.PathError{Op: at.Op, Path: path, Err: at.Err}
		}
		var link *os.LinkError
		if errors.As(err, &link) {
			return &fs.PathError{Op: link.Op, Path: path, Err: link.Err}
		}
		return &fs.PathError{Op: "write", Path: path, Err: err}
	}
	for _, path := range slices.Sorted(maps.Keys(files)) {
		s := swap{path: path, target: path, mode: 0o644}
		if real, err := filepath.EvalSymlinks(path); err == nil {
			s.target = real // what a link points to is replaced, and not the link
		}
		s.old, err = os.ReadFile(s.target)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			s.isNew = true
		case err != nil:
			return named(path, err)
		default:
			// Renaming asks for no right to the file itself.
			f, err := os.OpenFile(s.target, os.O_WRONLY, 0)
			if err != nil {
				return named(path, err)
			}
			info, err := f.Stat()
			if err = errors.Join(err, f.Close()); err != nil {
				return named(path, err)
			}
			s.mode = info.Mode().Perm()
		}
		s.tmp, err = beforehand(s.target, files[path], s.mode)
		if s.tmp != "" {
			swaps = append(swaps, s)
		}
		if err != nil {
			return named(path, err)
		}
	}
	for i, s := range swaps {
		if err := rename(s.tmp, s.target); err != nil {
			err = named(s.path, err)
			for _, done := range swaps[:i] {
				if back := putBack(rename, done.target, done.old, done.mode, done.isNew); back != nil {
					err = errors.Join(err, errPartly, named(done.path, back))
				}
			}
			return err
		}
	}
	return nil
}

// errPartly is in the error of replace when a file could not be put back.
var errPartly = errors.New("not every file could be put back as it was")

// putBack makes a file what it was.
func putBack(rename func(from, to string) error, path string, old []byte, mode fs.FileMode, wasNew bool) error {
	if wasNew {
		return os.Remove(path)
	}
	tmp, err := beforehand(path, old, mode)
	if err != nil {
		return err
	}
	return rename(tmp, path)
}

// beforehand writes a file beside the one that it will replace. tmp is its name
// as soon as there is one.
func beforehand(path string, data []byte, mode fs.FileMode) (tmp string, err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".gongbao-*.tmp")
	if err != nil {
		return "", err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Chmod(mode)
	}
	if err == nil {
		err = f.Sync()
	}
	return f.Name(), errors.Join(err, f.Close())
}
