// Package inputs notes what a run read of a folder, so that a later run can tell
// whether it would read the same.
//
// What a build makes depends on the files that it opened, the folders that it
// listed, and the names that it looked for and did not find. All of them pass
// through one FS, so none can be forgotten.
package inputs

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"sync"
)

// The ways of asking a folder.
const (
	askFile = "file" // what stands in a file, or that there is none
	askDir  = "dir"  // the names in a folder and what each is
	askStat = "stat" // what a name is
	askLink = "link" // what a name is when links are not followed
)

// FS is a file system that notes what is read of it. It may be used from any
// number of goroutines.
type FS struct {
	under fs.FS

	mu    sync.Mutex
	notes map[note]string // what was answered
	lost  bool            // an answer could not be noted
}

type note struct{ ask, name string }

// Watch notes what is read of fsys from now on.
func Watch(fsys fs.FS) *FS { return &FS{under: fsys, notes: map[note]string{}} }

// absent is the answer of a name that is not there.
const absent = "-"

// noted keeps an answer. One that failed otherwise than by not being there is no
// answer that a later run could be held against.
func (f *FS) noted(ask, name, answer string, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case err == nil:
	case errors.Is(err, fs.ErrNotExist):
		answer = absent
	default:
		f.lost = true
		return
	}
	key := note{ask, name}
	if was, ok := f.notes[key]; ok && was != answer { // it changed meanwhile
		f.lost = true
	}
	f.notes[key] = answer
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// ReadFile reads a file and notes what stood in it.
func (f *FS) ReadFile(name string) ([]byte, error) {
	data, err := fs.ReadFile(f.under, name)
	f.noted(askFile, name, digest(data), err)
	return data, err
}

// ReadDir lists a folder and notes what it held.
func (f *FS) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(f.under, name)
	f.noted(askDir, name, listing(entries), err)
	return entries, err
}

func listing(entries []fs.DirEntry) string {
	var b bytes.Buffer
	for _, e := range entries {
		fmt.Fprintf(&b, "%s\x00%v\x00", e.Name(), e.Type())
	}
	return digest(b.Bytes())
}

// Stat notes what a name is; how long and how old a file is are no part of the
// note.
func (f *FS) Stat(name string) (fs.FileInfo, error) {
	info, err := fs.Stat(f.under, name)
	f.noted(askStat, name, kind(info), err)
	return info, err
}

// Lstat is Stat that does not follow a link.
func (f *FS) Lstat(name string) (fs.FileInfo, error) {
	info, err := fs.Lstat(f.under, name)
	f.noted(askLink, name, kind(info), err)
	return info, err
}

// ReadLink tells where a link leads. Nothing is made of links, so it is not noted.
func (f *FS) ReadLink(name string) (string, error) { return fs.ReadLink(f.under, name) }

func kind(info fs.FileInfo) string {
	if info == nil {
		return ""
	}
	return info.Mode().Type().String()
}

// Open opens a file or a folder. Of a file it is noted what stands in all of it,
// however much is read.
func (f *FS) Open(name string) (fs.File, error) {
	file, err := f.under.Open(name)
	if err != nil {
		f.noted(askFile, name, "", err)
		return nil, err
	}
	info, err := file.Stat()
	switch {
	case err != nil:
	case info.IsDir():
		_, err = f.ReadDir(name)
	default:
		_, err = f.ReadFile(name)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// Journal is what was read of a folder, in an order of its own: a line for each
// question, with its answer.
type Journal []byte

// Journal is what was read so far. ok is false when it does not tell all of it: an
// answer failed, or changed while the run was at work.
func (f *FS) Journal() (j Journal, ok bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	lines := make([]string, 0, len(f.notes))
	for n, answer := range f.notes {
		if strings.ContainsAny(n.name, "\n") {
			return nil, false
		}
		lines = append(lines, n.ask+" "+answer+" "+n.name+"\n")
	}
	slices.Sort(lines)
	return Journal(strings.Join(lines, "")), !f.lost
}

// Holds reports whether a run would read of fsys what the journal tells. each is
// called to look at several questions at once: it calls job for each number below
// n and gives the first error.
func (j Journal) Holds(fsys fs.FS, each func(n int, job func(i int) error) error) bool {
	var lines []string
	for s := bufio.NewScanner(bytes.NewReader(j)); s.Scan(); {
		lines = append(lines, s.Text())
	}
	if len(lines) == 0 || bytes.Count(j, []byte("\n")) != len(lines) {
		return false
	}
	err := each(len(lines), func(i int) error {
		ask, rest, _ := strings.Cut(lines[i], " ")
		answer, name, ok := strings.Cut(rest, " ")
		if !ok || again(fsys, ask, name) != answer {
			return errDiffers
		}
		return nil
	})
	return err == nil
}

var errDiffers = errors.New("it reads otherwise")

// again asks what the line of a journal asked; "" is no answer of any.
func again(fsys fs.FS, ask, name string) string {
	var answer string
	var err error
	switch ask {
	case askFile:
		var sum []byte
		if sum, err = hashFile(fsys, name); err == nil {
			answer = hex.EncodeToString(sum)
		}
	case askDir:
		var entries []fs.DirEntry
		entries, err = fs.ReadDir(fsys, name)
		answer = listing(entries)
	case askStat, askLink:
		look := fs.Stat
		if ask == askLink {
			look = fs.Lstat
		}
		var info fs.FileInfo
		info, err = look(fsys, name)
		answer = kind(info)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return absent
	case err != nil:
		return ""
	}
	return answer
}

// hashFile digests a file without holding all of it.
func hashFile(fsys fs.FS, name string) ([]byte, error) {
	file, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	h := sha256.New()
	if _, err := io.Copy(h, file); err != nil {
		return nil, err
	}
	return h.Sum(nil), nil
}

// Files calls yield for every file that was asked for so far, by name, with a digest
// of what stood in it; of one that was not there it is "-".
func (f *FS) Files(yield func(name, digest string)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var names []string
	for n := range f.notes {
		if n.ask == askFile {
			names = append(names, n.name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		yield(name, f.notes[note{askFile, name}])
	}
}
