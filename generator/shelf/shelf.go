// Package shelf keeps what a build made of each page, in one file, for the next
// build. It knows nothing of pages: a record has a name, a key, and parts.
//
// Reuse is right because whoever puts a record there puts into its key everything
// that its parts depend on, and a record is given back for that key alone. The file
// is written beside the old one and renamed into its place when it is whole; each
// record has a checksum, so that one that was damaged since is not there.
//
// The file holds the records of one build and no more, so it needs no cleaning.
package shelf

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// Key is a digest of all that a record depends on.
type Key [sha256.Size]byte

// Record is what was made of a page.
type Record struct {
	Key   Key
	Parts [][]byte
}

// magic begins the file; it changes with the format.
const magic = "gongbao shelf 1\n"

type place struct {
	at   int64
	size int
}

// Shelf is the records of an earlier build. It may be used from any number of
// goroutines.
type Shelf struct {
	file   *os.File // nil for an empty one
	places map[string]place
}

// Open opens the shelf in a file. Where there is none, or none that is whole, the
// shelf is empty: what it held is made again.
func Open(name string) *Shelf {
	s := &Shelf{places: map[string]place{}}
	file, err := os.Open(name)
	if err != nil {
		return s
	}
	if s.read(file) != nil {
		file.Close()
		return &Shelf{places: map[string]place{}}
	}
	s.file = file
	return s
}

// tail is how the file ends: where its index begins, and the index's checksum.
const tail = 8 + 4

var errDamaged = errors.New("the shelf is damaged")

func (s *Shelf) read(file *os.File) error {
	head := make([]byte, len(magic))
	if _, err := file.ReadAt(head, 0); err != nil || string(head) != magic {
		return errDamaged
	}
	info, err := file.Stat()
	if err != nil {
		return err
	}
	var end [tail]byte
	if info.Size() < tail {
		return errDamaged
	}
	if _, err := file.ReadAt(end[:], info.Size()-tail); err != nil {
		return err
	}
	at := int64(binary.LittleEndian.Uint64(end[:8]))
	if at < int64(len(magic)) || at > info.Size()-tail {
		return errDamaged
	}
	index := make([]byte, info.Size()-tail-at)
	if _, err := file.ReadAt(index, at); err != nil {
		return err
	}
	if crc32.ChecksumIEEE(index) != binary.LittleEndian.Uint32(end[8:]) {
		return errDamaged
	}
	for len(index) > 0 {
		name, rest, ok := cut(index)
		if !ok || len(rest) < 16 {
			return errDamaged
		}
		p := place{int64(binary.LittleEndian.Uint64(rest)), int(binary.LittleEndian.Uint64(rest[8:]))}
		if p.at < 0 || p.size < 0 || p.at+int64(p.size) > at {
			return errDamaged
		}
		s.places[string(name)] = p
		index = rest[16:]
	}
	return nil
}

// Close lets the file go.
func (s *Shelf) Close() {
	if s.file != nil {
		s.file.Close()
	}
}

// Find gives the record of a name, whatever its key; ok is false when there is
// none, or it is damaged.
func (s *Shelf) Find(name string) (r Record, ok bool) {
	p, ok := s.places[name]
	if !ok || s.file == nil {
		return r, false
	}
	return load(s.file, p)
}

func load(file io.ReaderAt, p place) (r Record, ok bool) {
	data := make([]byte, p.size)
	if _, err := file.ReadAt(data, p.at); err != nil || len(data) < 4+len(r.Key) {
		return r, false
	}
	body := data[4:]
	if crc32.ChecksumIEEE(body) != binary.LittleEndian.Uint32(data) {
		return r, false
	}
	copy(r.Key[:], body)
	for rest := body[len(r.Key):]; len(rest) > 0; {
		var part []byte
		if part, rest, ok = cut(rest); !ok {
			return Record{}, false
		}
		r.Parts = append(r.Parts, part)
	}
	return r, true
}

// cut takes what appendPart appended.
func cut(data []byte) (part, rest []byte, ok bool) {
	n, used := binary.Uvarint(data)
	if used <= 0 || n > uint64(len(data)-used) {
		return nil, nil, false
	}
	return data[used : used+int(n)], data[used+int(n):], true
}

func appendPart(b, part []byte) []byte {
	return append(binary.AppendUvarint(b, uint64(len(part))), part...)
}

// Writer makes the shelf of this build. It may be used from any number of
// goroutines.
type Writer struct {
	name string // in whose place the new one comes

	mu     sync.Mutex
	file   *os.File
	out    *bufio.Writer
	at     int64
	flush  int64 // up to where the file can be read
	places map[string]place
	names  []string
}

// Create begins a shelf that will stand at name. One run at a time may do so: what
// another began and did not finish is removed.
func Create(name string) (w *Writer, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("begin shelf: %w", err)
		}
	}()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return nil, err
	}
	left, err := filepath.Glob(name + "-*.new")
	if err != nil {
		return nil, err
	}
	for _, l := range left {
		if err := os.Remove(l); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	file, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+"-*.new")
	if err != nil {
		return nil, err
	}
	w = &Writer{name: name, file: file, out: bufio.NewWriterSize(file, 1<<20), places: map[string]place{}}
	return w, w.append([]byte(magic))
}

func (w *Writer) append(data []byte) error {
	n, err := w.out.Write(data)
	w.at += int64(n)
	return err
}

// Put keeps the record of a name; the last one counts.
func (w *Writer) Put(name string, r Record) error {
	size := 4 + len(r.Key)
	for _, p := range r.Parts {
		size += len(p) + binary.MaxVarintLen32
	}
	data := make([]byte, 4, size)
	data = append(data, r.Key[:]...)
	for _, p := range r.Parts {
		data = appendPart(data, p)
	}
	binary.LittleEndian.PutUint32(data, crc32.ChecksumIEEE(data[4:]))
	w.mu.Lock()
	defer w.mu.Unlock()
	p := place{w.at, len(data)}
	if err := w.append(data); err != nil {
		return fmt.Errorf("put %s on the shelf: %w", name, err)
	}
	if _, again := w.places[name]; !again {
		w.names = append(w.names, name)
	}
	w.places[name] = p
	return nil
}

// Find gives a record that was put.
func (w *Writer) Find(name string) (r Record, ok bool, err error) {
	w.mu.Lock()
	p, ok := w.places[name]
	if ok && p.at+int64(p.size) > w.flush {
		err = w.out.Flush()
		w.flush = w.at
	}
	w.mu.Unlock()
	if err == nil && ok {
		if r, ok = load(w.file, p); !ok {
			err = errDamaged
		}
	}
	if err != nil {
		return r, false, fmt.Errorf("take %s from the shelf: %w", name, err)
	}
	return r, ok, nil
}

// Commit puts the new shelf in the place of the old one.
func (w *Writer) Commit() (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("finish shelf: %w", err)
		}
	}()
	at := w.at
	var index []byte
	for _, name := range w.names {
		p := w.places[name]
		index = appendPart(index, []byte(name))
		index = binary.LittleEndian.AppendUint64(index, uint64(p.at))
		index = binary.LittleEndian.AppendUint64(index, uint64(p.size))
	}
	var end [tail]byte
	binary.LittleEndian.PutUint64(end[:8], uint64(at))
	binary.LittleEndian.PutUint32(end[8:], crc32.ChecksumIEEE(index))
	if err := errors.Join(w.append(index), w.append(end[:]), w.out.Flush()); err != nil {
		return err
	}
	temporary := w.file.Name()
	if err := w.file.Close(); err != nil {
		return err
	}
	return os.Rename(temporary, w.name)
}

// Discard removes a shelf that was not finished; after Commit it does nothing.
func (w *Writer) Discard() {
	w.file.Close()
	_ = os.Remove(w.file.Name())
}
