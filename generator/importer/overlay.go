package importer

import (
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

// overlay is a site with some files in another state than on disk: as they will
// be. A nil text is a file that will be gone.
type overlay struct {
	fs.FS
	files map[string][]byte
}

func (o overlay) Open(name string) (fs.File, error) {
	text, ok := o.files[name]
	switch {
	case ok && text == nil:
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	case ok:
		return &memoryFile{memoryInfo{path.Base(name), int64(len(text))}, strings.NewReader(string(text))}, nil
	}
	return o.FS.Open(name)
}

func (o overlay) ReadFile(name string) ([]byte, error) {
	if text, ok := o.files[name]; ok && text != nil {
		return text, nil
	} else if ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return fs.ReadFile(o.FS, name)
}

// Stat knows a folder that the new files will make.
func (o overlay) Stat(name string) (fs.FileInfo, error) {
	if text, ok := o.files[name]; ok && text != nil {
		return memoryInfo{path.Base(name), int64(len(text))}, nil
	}
	info, err := fs.Stat(o.FS, name)
	if err != nil && o.within(name) {
		return memoryInfo{path.Base(name), -1}, nil
	}
	return info, err
}

func (o overlay) within(dir string) bool {
	for name, text := range o.files {
		if text != nil && strings.HasPrefix(name, dir+"/") {
			return true
		}
	}
	return false
}

func (o overlay) ReadDir(dir string) ([]fs.DirEntry, error) {
	list, err := fs.ReadDir(o.FS, dir)
	if err != nil && !o.within(dir) {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(e fs.DirEntry) bool {
		_, ok := o.files[path.Join(dir, e.Name())]
		return ok
	})
	for name, text := range o.files {
		if text != nil && path.Dir(name) == dir {
			list = append(list, fs.FileInfoToDirEntry(memoryInfo{path.Base(name), int64(len(text))}))
		}
	}
	slices.SortFunc(list, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return list, nil
}

type memoryFile struct {
	info memoryInfo
	io.Reader
}

func (f *memoryFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *memoryFile) Close() error               { return nil }

// memoryInfo describes a file of the overlay; a folder has no size.
type memoryInfo struct {
	name string
	size int64
}

func (i memoryInfo) Name() string       { return i.name }
func (i memoryInfo) Size() int64        { return max(i.size, 0) }
func (i memoryInfo) ModTime() time.Time { return time.Time{} }
func (i memoryInfo) IsDir() bool        { return i.size < 0 }
func (i memoryInfo) Sys() any           { return nil }

func (i memoryInfo) Mode() fs.FileMode {
	if i.IsDir() {
		return fs.ModeDir | 0o755
	}
	return 0o644
}
