package publish

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// disk is every change that publishing makes to the machine, so that each can be
// made to fail.
type disk interface {
	MkdirAll(dir string) error
	MkdirTemp(dir, prefix string) (string, error)
	WriteFile(name string, data []byte) error
	Create(name string) (io.WriteCloser, error)
	Remove(name string) error
	Link(old, new string) error
	Rename(old, new string) error
	// Exchange swaps two folders in one step; errors.ErrUnsupported where the
	// system or its file system cannot.
	Exchange(a, b string) error
	RemoveAll(name string) error
	Chmod(name string, mode fs.FileMode) error
}

// machine is the disk itself.
type machine struct{}

func (machine) MkdirAll(dir string) error { return os.MkdirAll(dir, 0o755) }

func (machine) MkdirTemp(dir, prefix string) (string, error) {
	made, err := os.MkdirTemp(dir, prefix)
	if err != nil {
		return "", err
	}
	return made, os.Chmod(made, 0o755) // a site is to be read by others
}

func (machine) WriteFile(name string, data []byte) error { return os.WriteFile(name, data, 0o644) }
func (machine) Create(name string) (io.WriteCloser, error) {
	return os.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o644)
}

func (machine) Remove(name string) error     { return os.Remove(name) }
func (machine) Link(old, new string) error   { return os.Link(old, new) }
func (machine) Rename(old, new string) error { return os.Rename(old, new) }
func (machine) Exchange(a, b string) error   { return exchange(a, b) }
func (machine) RemoveAll(name string) error  { return os.RemoveAll(name) }

func (machine) Chmod(name string, mode fs.FileMode) error { return os.Chmod(name, mode) }

// ofOwner is what the owner of a folder must be allowed, to empty it and to move it
// elsewhere.
const ofOwner fs.FileMode = 0o700

// openFolder lets the owner write to a folder, and reports whether that is new.
func openFolder(d disk, dir string) bool {
	info, err := os.Lstat(dir)
	if err != nil || !info.IsDir() || info.Mode()&ofOwner == ofOwner {
		return false
	}
	return d.Chmod(dir, info.Mode().Perm()|ofOwner) == nil
}

// remove is RemoveAll for a folder of ours in which others, as the scripts that
// send a site elsewhere, may have made folders read-only.
func remove(d disk, name string) error {
	err := d.RemoveAll(name)
	if !errors.Is(err, fs.ErrPermission) {
		return err
	}
	opened := false
	_ = filepath.WalkDir(name, func(name string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() && openFolder(d, name) { // before it is read
			opened = true
		}
		return nil
	})
	if !opened {
		return err
	}
	return d.RemoveAll(name)
}

// move is Rename for a folder of ours, which may be read-only: a folder that comes
// to stand in another must be writable itself.
func move(d disk, old, new string) error {
	err := d.Rename(old, new)
	if errors.Is(err, fs.ErrPermission) && openFolder(d, old) {
		return d.Rename(old, new)
	}
	return err
}

// swap is Exchange for such folders.
func swap(d disk, a, b string) error {
	err := d.Exchange(a, b)
	if !errors.Is(err, fs.ErrPermission) {
		return err
	}
	first, second := openFolder(d, a), openFolder(d, b)
	if !first && !second {
		return err
	}
	return d.Exchange(a, b)
}

// unsupported reports whether an exchange failed because it cannot be done here
// at all, and not because something is wrong.
func unsupported(err error) bool { return errors.Is(err, errors.ErrUnsupported) }
