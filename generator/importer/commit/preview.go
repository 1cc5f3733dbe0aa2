package commit

import (
	"bytes"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

// Preview is a site as Files would leave it.
func Preview(site fs.FS, files map[string][]byte) fs.FS { return preview{site, files} }

type preview struct {
	site  fs.FS
	files map[string][]byte
}

func (p preview) Open(name string) (fs.File, error) {
	text, ok := p.files[name]
	switch {
	case ok && text == nil:
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	case ok:
		return &previewFile{Reader: bytes.NewReader(text), info: previewInfo{path.Base(name), int64(len(text))}}, nil
	}
	f, err := p.site.Open(name)
	if !p.touches(name) {
		return f, err
	}
	// A folder that is not as on disk.
	var info fs.FileInfo = previewInfo{path.Base(name), folder}
	if err == nil {
		info, err = f.Stat()
		_ = f.Close() // it was only read
		if err != nil || !info.IsDir() {
			return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
		}
	} else if !p.makes(name) {
		return nil, err
	}
	entries, err := p.ReadDir(name)
	if err != nil {
		return nil, err
	}
	return &previewFile{Reader: strings.NewReader(""), info: info, entries: entries}, nil
}

// touches reports whether any of the files is to be in a folder or below it.
func (p preview) touches(dir string) bool {
	for name := range p.files {
		if dir == "." || strings.HasPrefix(name, dir+"/") {
			return true
		}
	}
	return false
}

// makes reports whether a folder comes to be with the files in it.
func (p preview) makes(dir string) bool {
	for name, text := range p.files {
		if text != nil && strings.HasPrefix(name, dir+"/") {
			return true
		}
	}
	return false
}

func (p preview) ReadDir(dir string) ([]fs.DirEntry, error) {
	list, err := fs.ReadDir(p.site, dir)
	if err != nil && !p.makes(dir) {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(e fs.DirEntry) bool {
		_, ok := p.files[path.Join(dir, e.Name())]
		return ok
	})
	for name, text := range p.files {
		if text == nil {
			continue
		}
		rest := name
		if dir != "." {
			var below bool
			if rest, below = strings.CutPrefix(name, dir+"/"); !below {
				continue
			}
		}
		info := previewInfo{rest, int64(len(text))}
		if first, _, deeper := strings.Cut(rest, "/"); deeper {
			info = previewInfo{first, folder}
		}
		if !slices.ContainsFunc(list, func(e fs.DirEntry) bool { return e.Name() == info.name }) {
			list = append(list, fs.FileInfoToDirEntry(info))
		}
	}
	slices.SortFunc(list, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return list, nil
}

// previewFile is a file that is not on disk yet, or a folder that is otherwise
// there.
type previewFile struct {
	io.Reader
	info    fs.FileInfo
	entries []fs.DirEntry
}

func (f *previewFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *previewFile) Close() error               { return nil }

func (f *previewFile) ReadDir(n int) ([]fs.DirEntry, error) {
	if !f.info.IsDir() {
		return nil, &fs.PathError{Op: "readdir", Path: f.info.Name(), Err: fs.ErrInvalid}
	}
	if n > 0 && len(f.entries) == 0 {
		return nil, io.EOF
	}
	if n <= 0 || n > len(f.entries) {
		n = len(f.entries)
	}
	list := f.entries[:n:n]
	f.entries = f.entries[n:]
	return list, nil
}

// folder is the size of one in previewInfo.
const folder = -1

type previewInfo struct {
	name string
	size int64
}

func (i previewInfo) Name() string       { return i.name }
func (i previewInfo) Size() int64        { return max(i.size, 0) }
func (i previewInfo) ModTime() time.Time { return time.Time{} }
func (i previewInfo) IsDir() bool        { return i.size == folder }
func (i previewInfo) Sys() any           { return nil }

func (i previewInfo) Mode() fs.FileMode {
	if i.IsDir() {
		return fs.ModeDir | 0o755
	}
	return 0o644
}
