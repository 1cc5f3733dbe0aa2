package commit

import (
	"bytes"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gongbao/generator/diag"
)

// memoryDisk fails at one of its operations, and from there on if it is broken
// for good.
type memoryDisk struct {
	files  map[string][]byte
	op     int
	failAt int
	broken bool // every operation after the first failure fails too
	torn   bool // a failing create leaves half a file
}

var errDisk = errors.New("no space left on device")

func (d *memoryDisk) fails() bool {
	d.op++
	return d.op == d.failAt || d.broken && d.failAt > 0 && d.op > d.failAt
}

func (d *memoryDisk) create(name string, data []byte) error {
	if d.fails() {
		if d.torn {
			d.files[name] = bytes.Clone(data[:len(data)/2])
		}
		return errDisk
	}
	d.files[name] = bytes.Clone(data)
	return nil
}

func (d *memoryDisk) rename(from, to string) error {
	if d.fails() {
		return errDisk
	}
	data, ok := d.files[from]
	if !ok {
		return errors.New("no file " + from)
	}
	delete(d.files, from)
	d.files[to] = data
	return nil
}

func (d *memoryDisk) remove(name string) error {
	if d.fails() {
		return errDisk
	}
	if _, ok := d.files[name]; !ok {
		return errors.New("no file " + name)
	}
	delete(d.files, name)
	return nil
}

func (d *memoryDisk) exists(name string) (bool, error) {
	if d.fails() {
		return false, errDisk
	}
	_, ok := d.files[name]
	return ok, nil
}

func (d *memoryDisk) list(dir string) ([]string, error) {
	var out []string
	for name := range d.files {
		if rest, ok := strings.CutPrefix(name, dir+"/"); ok && !strings.Contains(rest, "/") {
			out = append(out, rest)
		}
	}
	slices.Sort(out)
	return out, nil
}

func (d *memoryDisk) read(name string) ([]byte, error) {
	data, ok := d.files[name]
	if !ok {
		return nil, fs.ErrNotExist
	}
	return data, nil
}

func before() map[string][]byte {
	return map[string][]byte{
		"data/import.toml":         []byte("mapping"),
		"data/observations/a.toml": []byte("old a"),
		"data/observations/b.toml": []byte("old b"),
		"data/observations/d.toml": []byte("nobody's business"),
	}
}

// A failure of any single operation leaves every file as it was, or all of them
// in their new state where only clearing up failed.
func TestAFailedWriteLeavesEverythingAsItWas(t *testing.T) {
	writes := map[string][]byte{
		"data/import.toml":         []byte("mapping and more"),
		"data/observations/a.toml": []byte("new a"),
		"data/observations/b.toml": nil,
		"data/observations/c.toml": []byte("new c"),
	}
	after := before()
	for name, text := range writes {
		if text == nil {
			delete(after, name)
		} else {
			after[name] = text
		}
	}
	whole := &memoryDisk{files: before()}
	if err := commit(whole, writes); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(after, whole.files); diff != "" {
		t.Fatalf("without a failure (-want +got):\n%s", diff)
	}
	for _, kind := range []memoryDisk{{}, {torn: true}, {broken: true}, {broken: true, torn: true}} {
		failed := 0
		for n := 1; n <= whole.op; n++ {
			d := kind
			d.files, d.failAt = before(), n
			err := commit(&d, writes)
			if err != nil {
				failed++
			}
			if _, unfinished := d.files[journal]; unfinished && !errors.Is(err, ErrHalfway) {
				t.Errorf("operation %d fails: the journal stands, and the error is only %v", n, err)
			}
			mixed := !reached(d.files, before()) && !reached(d.files, after)
			if _, unfinished := d.files[journal]; mixed && !unfinished {
				t.Errorf("operation %d fails: neither old nor new, and nothing tells so", n)
			}
			// The next import finds what a broken disk left.
			d.failAt = 0
			if _, _, again := repair(&d, "data/observations", "data"); again != nil {
				t.Fatal(again)
			}
			want := before()
			if err == nil {
				want = after
			}
			if diff := cmp.Diff(want, d.files); diff != "" {
				t.Errorf("operation %d fails (torn %v, for good %v), error %v (-want +got):\n%s", n, kind.torn, kind.broken, err, diff)
			}
		}
		if failed < 8 {
			t.Errorf("only %d of %d operations mattered", failed, whole.op)
		}
	}
}

// reached reports whether every file that is read from a folder is as wanted.
func reached(files, want map[string][]byte) bool {
	n := 0
	for name, text := range files {
		if strings.HasSuffix(name, ".toml") {
			n++
			if !bytes.Equal(text, want[name]) {
				return false
			}
		}
	}
	return n == len(want)
}

// An import that was killed between any two operations is put right by the next
// one: no old file is lost.
func TestWhatAKilledImportLeftIsPutBack(t *testing.T) {
	writes := map[string][]byte{"data/observations/a.toml": []byte("new a"), "data/observations/b.toml": []byte("new b")}
	for n := 1; n <= 20; n++ {
		d := &memoryDisk{files: before(), failAt: n, broken: true}
		_ = commit(d, writes)
		d.failAt = 0
		if _, _, err := repair(d, "data/observations", "data"); err != nil {
			t.Fatal(err)
		}
		a, b := string(d.files["data/observations/a.toml"]), string(d.files["data/observations/b.toml"])
		if !(a == "old a" && b == "old b" || a == "new a" && b == "new b") {
			t.Errorf("killed at %d: a is %q and b is %q", n, a, b)
		}
		for name := range d.files {
			if strings.HasSuffix(name, newSuffix) || strings.HasSuffix(name, oldSuffix) {
				t.Errorf("killed at %d: %s is left", n, name)
			}
		}
	}
}

func TestFilesOfAFolder(t *testing.T) {
	dir := t.TempDir()
	put := func(files map[string][]byte) {
		t.Helper()
		if err := Files(dir, files); err != nil {
			t.Fatal(err)
		}
		var bag diag.Bag
		if err := Repair(dir, &bag, "data", "data/observations"); err != nil || len(bag.Sorted()) > 0 {
			t.Fatal(err, bag.Sorted())
		}
	}
	put(map[string][]byte{"data/import.toml": []byte("m"), "data/observations/a.toml": []byte("a"), "data/observations/b.toml": []byte("b")})
	put(map[string][]byte{"data/observations/a.toml": []byte("a2"), "data/observations/b.toml": nil})
	got := map[string]string{}
	d, err := openDisk(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer d.root.Close()
	for _, folder := range []string{"data", "data/observations"} {
		names, err := d.list(folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range names {
			if text, err := d.read(folder + "/" + n); err == nil {
				got[n] = string(text)
			}
		}
	}
	if diff := cmp.Diff(map[string]string{"import.toml": "m", "a.toml": "a2"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
