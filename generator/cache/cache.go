// Package cache keeps what can be made again, in folders that do not grow for
// ever. It knows nothing of what is kept: that a file's name holds all that its
// content depends on is for those who name it.
//
// Nothing is lost by a cache that cannot be used: who reads finds nothing there, and
// makes again what they were looking for. So its failures are no errors of the
// work; they are kept, to be told once.
package cache

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// The bound of a folder. What the builds of the last day used is kept however
// much it is, so that a site larger than the bound is not made anew each time,
// and so that no build loses what another is about to read.
const (
	most    = 256 << 20           // bytes that a folder may hold
	unused  = 90 * 24 * time.Hour // after so long without use a file goes in any case
	recent  = 24 * time.Hour      // nothing used since then goes
	precise = time.Hour           // the time of last use is kept so exactly
	enough  = most / 16           // bytes written since the last look that make another worth while
)

// tidied is the file that tells when a folder was tidied, by its time, and how
// many bytes were written to it since.
const tidied = ".tidied"

// Folder is a folder of a cache. It is safe for use by many goroutines, and by
// many processes at a time.
type Folder struct {
	dir    string
	wrote  atomic.Int64
	failed atomic.Pointer[error] // the first failure to read or to write
}

// New is the cache in a folder, which is made when something is put there.
func New(dir string) *Folder { return &Folder{dir: dir} }

// Dir is where the folder is.
func (f *Folder) Dir() string { return f.dir }

// Failed is the first failure to read or to write of all that there were; nil when
// everything could be read and kept.
func (f *Folder) Failed() error {
	if err := f.failed.Load(); err != nil {
		return *err
	}
	return nil
}

func (f *Folder) fail(err error) { f.failed.CompareAndSwap(nil, &err) }

// Read gives the content of a file and notes that it is of use; ok is false when it
// is not there, or cannot be read.
func (f *Folder) Read(name string) (data []byte, ok bool) {
	data, err := read(filepath.Join(f.dir, name))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		f.fail(err)
	}
	return data, err == nil
}

func read(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	// One byte more than there is, so that the end is seen without growing.
	data := make([]byte, 0, info.Size()+1)
	for {
		n, err := file.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		if len(data) == cap(data) {
			data = slices.Grow(data, 512)
		}
	}
	touch(path, info)
	return data, nil
}

// touch notes the use of a file by its time, which costs more than to read it
// and so is not done each time.
func touch(path string, info fs.FileInfo) {
	now := time.Now()
	if now.Sub(info.ModTime()) < precise {
		return
	}
	// In a folder that cannot be written to nothing is removed either.
	_ = os.Chtimes(path, time.Time{}, now)
}

// Write puts a file in place in one step, readers see all of it or none, if it can
// be written at all.
func (f *Folder) Write(name string, data []byte) {
	path := filepath.Join(f.dir, name)
	err := write(path, data)
	if errors.Is(err, fs.ErrNotExist) { // the first of its folder
		if err = os.MkdirAll(filepath.Dir(path), 0o755); err == nil {
			err = write(path, data)
		}
	}
	if err != nil {
		f.fail(err)
		return
	}
	f.wrote.Add(int64(len(data)))
}

func write(path string, data []byte) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.tmp")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name()) // fails when the rename succeeded
	_, err = tmp.Write(data)
	if err == nil {
		err = tmp.Chmod(0o644)
	}
	if err := cmp.Or(err, tmp.Close()); err != nil {
		return err
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		// Windows refuses to replace a file that another process reads; that
		// file has the same name and so the same content.
		if _, statErr := os.Stat(path); statErr == nil {
			return nil
		}
		return err
	}
	return nil
}

// Tidy removes what the folder can do without: what nobody used for 90 days and,
// while it holds more than 256 MB, what was used longest ago, but for what was
// used within a day. It looks once a day, or when much was written. It is called
// when a run has read what it needs.
func (f *Folder) Tidy() (removed int, err error) { return f.tidy(time.Now(), most) }

func (f *Folder) tidy(now time.Time, most int64) (removed int, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("tidy the cache: %w", err)
		}
	}()
	note := filepath.Join(f.dir, tidied)
	wrote := f.wrote.Swap(0)
	info, err := os.Stat(note)
	switch {
	case err == nil:
		text, err := os.ReadFile(note)
		if err != nil {
			return 0, err
		}
		before, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
		if err != nil || before < 0 {
			before = enough // nobody knows
		}
		if age := now.Sub(info.ModTime()); age >= 0 && age < recent && before+wrote < enough {
			if wrote == 0 {
				return 0, nil
			}
			// Of two builds that end together one's bytes may not be counted; the
			// folder is looked at within a day all the same.
			if err := write(note, strconv.AppendInt(nil, before+wrote, 10)); err != nil {
				return 0, err
			}
			return 0, os.Chtimes(note, time.Time{}, info.ModTime())
		}
	case !errors.Is(err, fs.ErrNotExist):
		return 0, err
	}
	type entry struct {
		path string
		used time.Time
		size int64
	}
	var all []entry
	var total int64
	err = filepath.WalkDir(f.dir, func(path string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) { // removed by another that tidies
			return nil
		}
		if err != nil || e.IsDir() || path == note {
			return err
		}
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		all = append(all, entry{path, info.ModTime(), info.Size()})
		total += info.Size()
		return nil
	})
	if err != nil {
		return 0, err
	}
	if len(all) == 0 {
		return 0, nil
	}
	slices.SortFunc(all, func(a, b entry) int {
		return cmp.Or(a.used.Compare(b.used), cmp.Compare(a.path, b.path))
	})
	for _, e := range all { // the one that was used longest ago comes first
		age := now.Sub(e.used)
		if age <= recent || age <= unused && total <= most {
			break
		}
		// It may have come into use since it was listed; and one that another
		// process holds is left for the next time.
		if info, err := os.Stat(e.path); err != nil || info.ModTime() != e.used || os.Remove(e.path) != nil {
			continue
		}
		total -= e.size
		removed++
	}
	if err := write(note, []byte("0")); err != nil {
		return removed, err
	}
	return removed, os.Chtimes(note, time.Time{}, now)
}
