package publish

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
)

// Digest tells the contents of two files apart.
type Digest [sha256.Size]byte

// Sum is the digest of a file's bytes.
func Sum(data []byte) Digest { return sha256.Sum256(data) }

// file is a file of a published site as it was left: while its size and time are
// these, it was not changed since, and its bytes have the digest. Whoever edits a
// published page by hand changes its time, so that the next build makes it anew.
type file struct {
	digest Digest
	size   int64
	time   int64 // of the last change, in nanoseconds
}

// fileAt is the file name, just written with bytes of this digest.
func fileAt(name string, sum Digest) file {
	info, err := os.Lstat(name)
	if err != nil {
		return file{digest: sum, size: -1} // like no file: it will be read
	}
	return fileOf(info, sum)
}

func fileOf(info fs.FileInfo, sum Digest) file {
	return file{sum, info.Size(), info.ModTime().UnixNano()}
}

// same reports whether the old site's file at path has bytes of this digest. A
// size of -1 is not known.
func (s *Stage) same(path string, sum Digest, size int64) (file, bool) {
	name := filepath.Join(s.out, filepath.FromSlash(path))
	info, err := os.Lstat(name)
	if err != nil || !info.Mode().IsRegular() || size >= 0 && info.Size() != size {
		return file{}, false
	}
	if f, ok := s.old[path]; ok && f == fileOf(info, f.digest) {
		return f, f.digest == sum
	}
	data, err := os.ReadFile(name)
	if err != nil || Sum(data) != sum {
		return file{}, false
	}
	return fileOf(info, sum), true
}

// knownFile tells of the files of the site in the output folder. It is there only
// while that site is the one it tells of.
const knownFile = "files"

// knownHead begins it, with the version of its form.
const knownHead = "gongbao files 1"

// know writes what is known of the site that was put in place: a line for each
// file, its digest, size, time and path.
func (k kept) know(files map[string]made) error {
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	b := append(make([]byte, 0, 160*len(names)), knownHead+"\n"...)
	for _, name := range names {
		f := files[name]
		b = hex.AppendEncode(b, f.digest[:])
		b = strconv.AppendInt(append(b, ' '), f.size, 10)
		b = strconv.AppendInt(append(b, ' '), f.time, 10)
		b = append(append(append(b, ' '), name...), '\n')
	}
	return k.write(knownFile, b)
}

// known is what know wrote, of each file that could be read; a file of which
// nothing is known is read by who needs it.
func (k kept) known() map[string]file {
	text, err := os.ReadFile(filepath.Join(k.dir, knownFile))
	if err != nil {
		return nil
	}
	head, rest, _ := bytes.Cut(text, []byte("\n"))
	if string(head) != knownHead {
		return nil
	}
	out := make(map[string]file, bytes.Count(rest, []byte("\n")))
	for len(rest) > 0 {
		line, after, whole := bytes.Cut(rest, []byte("\n"))
		rest = after
		fields := bytes.SplitN(line, []byte(" "), 4)
		if !whole || len(fields) < 4 || len(fields[0]) != hex.EncodedLen(sha256.Size) {
			continue
		}
		var f file
		_, errSum := hex.Decode(f.digest[:], fields[0])
		size, errSize := strconv.ParseInt(string(fields[1]), 10, 64)
		time, errTime := strconv.ParseInt(string(fields[2]), 10, 64)
		if errSum != nil || errSize != nil || errTime != nil {
			continue
		}
		f.size, f.time = size, time
		out[string(fields[3])] = f
	}
	return out
}

// forget removes what know wrote, before another site is put in place.
func (k kept) forget() error { return k.disk.RemoveAll(filepath.Join(k.dir, knownFile)) }
