package publish

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"gongbao/generator/lock"
)

// Stream is Write for a file that is too long to hold in memory.
func (s *Stage) Stream(path string, write func(io.Writer) error) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("write page: %w", err)
		}
	}()
	if path, err = s.claim(path); err != nil {
		return err
	}
	name := filepath.Join(s.dir, filepath.FromSlash(path))
	if err := s.disk.MkdirAll(filepath.Dir(name)); err != nil {
		return err
	}
	file, err := s.disk.Create(name)
	if err != nil {
		return err
	}
	sum := sha256.New()
	out := bufio.NewWriterSize(io.MultiWriter(file, sum), 1<<18)
	if err = write(out); err == nil {
		err = out.Flush()
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	digest := Digest(sum.Sum(nil))
	old, same := s.same(path, digest, -1)
	if !same {
		s.put(path, made{fileAt(name, digest), false})
		return nil
	}
	if err := s.disk.Remove(name); err != nil {
		return err
	}
	s.put(path, made{old, true})
	return nil
}

// Settled reports whether no run has left anything half done for an output folder,
// and none is at work on it: there is nothing for the next one to make good or tell.
func Settled(out, work string) bool {
	// One that has begun may have no stage yet.
	if lock.Busy(work) {
		return false
	}
	entries, err := os.ReadDir(work)
	if err != nil || slices.ContainsFunc(entries, func(e fs.DirEntry) bool {
		return strings.HasPrefix(e.Name(), stagePrefix) && !strings.HasPrefix(e.Name(), gonePrefix)
	}) {
		return false
	}
	_, away, err := keptOf(out, work, machine{}).numbers()
	return err == nil && away == 0
}

// Fingerprint tells the files of an output folder by their names, sizes and ages.
// As long as it is the same, nobody has written to the folder: what is in the files
// need not be read. "" when there is no folder.
func Fingerprint(out string) (string, error) {
	h := sha256.New()
	err := filepath.WalkDir(out, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(out, name)
		if err != nil {
			return err
		}
		fmt.Fprintf(h, "%s\n%d %d %v\n", filepath.ToSlash(rel), info.Size(), info.ModTime().UnixNano(), info.Mode())
		return nil
	})
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("look at the site: %w", err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// Standing tells the site in an output folder from any other that stood there before
// or comes after: it is when it was made. The zero time when there is none.
func Standing(out string) time.Time { return markedAt(out) }
