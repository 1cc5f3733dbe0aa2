package theme

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
)

// overlay lays own over base: a file that own has hides the one of the same
// name in base, and folders are joined. own may be nil.
type overlay struct{ own, base fs.FS }

var _ fs.ReadDirFS = overlay{}

func (o overlay) Open(name string) (fs.File, error) {
	if o.own != nil {
		f, err := o.own.Open(name)
		if !errors.Is(err, fs.ErrNotExist) {
			return f, err
		}
	}
	return o.base.Open(name)
}

func (o overlay) ReadDir(name string) ([]fs.DirEntry, error) {
	base, err := fs.ReadDir(o.base, name)
	if o.own == nil {
		return base, err
	}
	own, ownErr := fs.ReadDir(o.own, name)
	if errors.Is(ownErr, fs.ErrNotExist) {
		return base, err
	}
	if ownErr != nil {
		return nil, ownErr
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	all := own
	for _, e := range base {
		if !slices.ContainsFunc(own, func(x fs.DirEntry) bool { return x.Name() == e.Name() }) {
			all = append(all, e)
		}
	}
	slices.SortFunc(all, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return all, nil
}
