package cache

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// put writes a file of so many bytes that was used at a time.
func put(t *testing.T, f *Folder, name string, size int, used time.Time) {
	t.Helper()
	f.Write(name, make([]byte, size))
	if err := f.Failed(); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(filepath.Join(f.dir, name), time.Time{}, used); err != nil {
		t.Fatal(err)
	}
}

// files lists what a folder holds, sorted.
func files(t *testing.T, f *Folder) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(f.dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() && e.Name() != tidied {
			name, _ := filepath.Rel(f.dir, path)
			out = append(out, filepath.ToSlash(name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestReadWrite(t *testing.T) {
	f := New(filepath.Join(t.TempDir(), "a", "b"))
	if data, ok := f.Read("c/d"); ok {
		t.Errorf("absent: %q", data)
	}
	for _, text := range []string{"", "one", strings.Repeat("long ", 5000)} {
		f.Write("c/d", []byte(text))
		got, ok := f.Read("c/d")
		if !ok || string(got) != text {
			t.Errorf("%d bytes read of %d: %v", len(got), len(text), f.Failed())
		}
	}
	if err := f.Failed(); err != nil {
		t.Error(err)
	}
	if got := files(t, f); !slices.Equal(got, []string{"c/d"}) {
		t.Errorf("left behind: %v", got)
	}
}

// A cache that cannot be used is empty, and says why it is.
func TestAFolderThatCannotBeUsed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	f := New(file)
	f.Write("a", []byte("x"))
	first := f.Failed()
	var at *fs.PathError
	if !errors.As(first, &at) || !strings.HasPrefix(at.Path, file) {
		t.Fatalf("written into a file as if it were a folder: %v", first)
	}
	f.Write("b", []byte("x"))
	if data, ok := f.Read("a"); ok {
		t.Errorf("read %q", data)
	}
	if f.Failed() != first {
		t.Errorf("the first failure was %v, now it is %v", first, f.Failed())
	}

	f = New(t.TempDir())
	if err := os.Mkdir(filepath.Join(f.dir, "a"), 0o755); err != nil {
		t.Fatal(err)
	}
	if data, ok := f.Read("a"); ok || f.Failed() == nil {
		t.Errorf("a folder was read as if it were a file: %q", data)
	}
	f.Write("a", []byte("x")) // cannot take its place, and leaves nothing behind
	if got := files(t, f); len(got) > 0 {
		t.Errorf("left behind: %v", got)
	}
}

func TestTidy(t *testing.T) {
	now := time.Now()
	ago := func(days float64) time.Time { return now.Add(-time.Duration(days * 24 * float64(time.Hour))) }
	for _, c := range []struct {
		name string
		most int64
		want []string
	}{
		{"all fit: only what nobody used for long goes", 1000, []string{"a/week", "b/days", "c/hours", "d/now"}},
		{"too much: the oldest go first", 250, []string{"b/days", "c/hours", "d/now"}},
		{"far too much: what was used within a day stays", 10, []string{"c/hours", "d/now"}},
	} {
		f := New(t.TempDir())
		put(t, f, "a/old", 100, ago(91))
		put(t, f, "a/old.123.tmp", 100, ago(100)) // of a build that was killed
		put(t, f, "a/week", 100, ago(7))
		put(t, f, "b/days", 80, ago(2))
		put(t, f, "c/hours", 80, ago(0.9))
		put(t, f, "d/now", 80, now)
		all := len(files(t, f))
		removed, err := f.tidy(now, c.most)
		if got := files(t, f); err != nil || !slices.Equal(got, c.want) || removed != all-len(got) {
			t.Errorf("%s: %v, removed %d, error %v; want %v", c.name, got, removed, err, c.want)
		}
	}
}

func TestTidyLooksOnceADay(t *testing.T) {
	now := time.Now()
	f := New(t.TempDir())
	old := now.Add(-100 * 24 * time.Hour)
	put(t, f, "first", 1, old)
	tidy := func(at time.Time, want int) {
		t.Helper()
		if removed, err := f.tidy(at, most); err != nil || removed != want {
			t.Errorf("removed %d, error %v; want %d", removed, err, want)
		}
	}
	tidy(now, 1)
	put(t, f, "second", 1, old)
	tidy(now.Add(time.Hour), 0) // not yet
	tidy(now.Add(25*time.Hour), 1)

	// What is written counts over several runs.
	later := now.Add(26 * time.Hour)
	put(t, f, "third", enough/2, old)
	tidy(later, 0)
	f = New(f.dir)
	put(t, f, "fourth", enough/2+1, old)
	tidy(later.Add(time.Minute), 2)

	put(t, f, "fifth", 1, old)
	if err := os.WriteFile(filepath.Join(f.dir, tidied), []byte("cut sh"), 0o644); err != nil {
		t.Fatal(err)
	}
	tidy(later.Add(2*time.Minute), 1) // what the note says cannot be read
}

func TestUseKeepsAFile(t *testing.T) {
	f := New(t.TempDir())
	put(t, f, "x", 1, time.Now().Add(-100*24*time.Hour))
	if _, ok := f.Read("x"); !ok {
		t.Fatal(f.Failed())
	}
	if removed, err := f.tidy(time.Now(), 0); err != nil || removed != 0 {
		t.Errorf("removed %d, error %v", removed, err)
	}
}

func TestTidyOfNothing(t *testing.T) {
	f := New(filepath.Join(t.TempDir(), "absent"))
	if removed, err := f.Tidy(); err != nil || removed != 0 {
		t.Errorf("removed %d, error %v", removed, err)
	}
	if _, err := os.Stat(f.dir); !errors.Is(err, fs.ErrNotExist) {
		t.Error("tidying made the folder")
	}
}

// Several that tidy, read and write at once neither fail nor lose what is in use.
func TestAtOnce(t *testing.T) {
	dir := t.TempDir()
	old := time.Now().Add(-100 * 24 * time.Hour)
	for _, name := range []string{"a", "b", "c", "d", "e", "f", "g", "h"} {
		put(t, New(dir), name, 10, old)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			f := New(dir)
			for range 20 {
				f.Write("kept", []byte("kept"))
				if got, ok := f.Read("kept"); !ok || string(got) != "kept" {
					t.Errorf("read %q", got)
				}
				if err := f.Failed(); err != nil {
					t.Error(err)
				}
				if _, err := f.tidy(time.Now().Add(time.Minute), 0); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if got := files(t, New(dir)); !slices.Equal(got, []string{"kept"}) {
		t.Errorf("left: %v", got)
	}
}

func BenchmarkRead(b *testing.B) {
	f := New(b.TempDir())
	f.Write("ab/abcdef.svg", make([]byte, 6000))
	for b.Loop() {
		if _, ok := f.Read("ab/abcdef.svg"); !ok {
			b.Fatal(f.Failed())
		}
	}
}
