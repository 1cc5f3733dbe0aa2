package publish

import (
	"errors"
	"io"
	"os"
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

// unsupported reports whether an exchange failed because it cannot be done here
// at all, and not because something is wrong.
func unsupported(err error) bool { return errors.Is(err, errors.ErrUnsupported) }
