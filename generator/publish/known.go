package publish

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
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
	if s.bare {
		return file{}, false
	}
	name := filepath.Join(s.out, filepath.FromSlash(path))
	info, err := os.Lstat(name)
	if err != nil || !info.Mode().IsRegular() || size >= 0 && info.Size() != size {
		return file{}, false
	}
	// A link to it would bring along what a new one would not have.
	if s.probed && info.Mode().Perm() != s.perm {
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

// know writes what is known of the site that was put in place.
func (k kept) know(files map[string]made) error { return k.write(knownFile, describe(files)) }

// filesSuffix ends the name of what is known of the files of one site, under its
// number. Kept sites share files with the one in the output folder, so that who
// edits a page there in place edits theirs: by this it shows.
const filesSuffix = ".files"

func filesOf(n int) string { return fmt.Sprintf("%06d%s", n, filesSuffix) }

// knowSite writes what is known of the site of number n, which is about to be put
// in place, and of its marker.
func (k kept) knowSite(n int, files map[string]made, list []byte) error {
	all := maps.Clone(files)
	all[marker] = made{file: file{digest: Sum(list), size: int64(len(list))}}
	return k.write(filesOf(n), describe(all))
}

// described are the numbers of the sites of which knowSite wrote, the newest first.
func (k kept) described() []int {
	entries, err := os.ReadDir(k.dir)
	if err != nil {
		return nil
	}
	var all []int
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), filesSuffix)
		if n, err := strconv.Atoi(name); ok && err == nil && e.Name() == filesOf(n) {
			all = append(all, n)
		}
	}
	slices.SortFunc(all, func(a, b int) int { return b - a })
	return all
}

// damage counts the files of a kept site that are not as they were published, and
// names the first. Of a site of which nothing is known it is those that are gone.
func (k kept) damage(n int) (damaged int, first string) { return k.compare(k.site(n), n, false) }

// changed is damage of the site of number n wherever it stands, for who can take a
// file of the size and time that are known for one that was left alone.
func (k kept) changed(site string, n int) (damaged int, first string) {
	return k.compare(site, n, true)
}

func (k kept) compare(site string, n int, byTime bool) (damaged int, first string) {
	known := k.read(filesOf(n))
	names := slices.AppendSeq([]string{marker}, maps.Keys(known))
	if list, err := os.ReadFile(filepath.Join(site, marker)); err == nil {
		for line := range strings.Lines(strings.TrimPrefix(strings.TrimPrefix(string(list), markerHead), internalLine)) {
			names = append(names, strings.TrimSuffix(line, "\n"))
		}
	}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		if wasLeft(filepath.Join(site, filepath.FromSlash(name)), known, name, byTime) {
			continue
		}
		if damaged++; damaged == 1 {
			first = name
		}
	}
	return damaged, first
}

// wasLeft reports whether a file is there and has the bytes that are known of it;
// byTime, one of the size and time that are known is not read.
func wasLeft(path string, known map[string]file, name string, byTime bool) bool {
	info, err := os.Lstat(path)
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	if known == nil {
		return true
	}
	want, ok := known[name]
	if !ok || want.size >= 0 && info.Size() != want.size {
		return false
	}
	// One that its owner may not read is no more than one that is gone.
	if byTime && want == fileOf(info, want.digest) && info.Mode()&0o400 != 0 {
		return true
	}
	in, err := os.Open(path)
	if err != nil {
		return false
	}
	defer in.Close()
	h := sha256.New()
	if _, err := io.Copy(h, in); err != nil {
		return false
	}
	return Digest(h.Sum(nil)) == want.digest
}

// describe is a line for each file, its digest, size, time and path.
func describe(files map[string]made) []byte {
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
	return b
}

// known is what know wrote, of each file that could be read; a file of which
// nothing is known is read by who needs it.
func (k kept) known() map[string]file { return k.read(knownFile) }

// read is what describe made of a file of notes; nil where there is none.
func (k kept) read(name string) map[string]file {
	text, err := os.ReadFile(filepath.Join(k.dir, name))
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
