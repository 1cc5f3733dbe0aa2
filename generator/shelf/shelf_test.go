package shelf

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

func key(s string) Key { return sha256.Sum256([]byte(s)) }

// filled is the file of a shelf with records of many sizes, put by several at once.
func filled(t testing.TB, n int) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "cache", "pages")
	w, err := Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Discard()
	var group sync.WaitGroup
	for i := range n {
		group.Go(func() {
			if err := w.Put(fmt.Sprint("page", i), record(i)); err != nil {
				t.Error(err)
			}
			if r, ok, err := w.Find(fmt.Sprint("page", i)); err != nil || !ok || !same(r, record(i)) {
				t.Errorf("record %d reads otherwise before the shelf is finished: %v", i, err)
			}
		})
	}
	group.Wait()
	if err := w.Commit(); err != nil {
		t.Fatal(err)
	}
	return name
}

func record(i int) Record {
	return Record{Key: key(fmt.Sprint(i)), Parts: [][]byte{[]byte(fmt.Sprint("head", i)), nil, bytes.Repeat([]byte{byte(i)}, i*37)}}
}

func same(a, b Record) bool {
	if a.Key != b.Key || len(a.Parts) != len(b.Parts) {
		return false
	}
	for i := range a.Parts {
		if !bytes.Equal(a.Parts[i], b.Parts[i]) {
			return false
		}
	}
	return true
}

func TestWhatWasPutIsFound(t *testing.T) {
	const n = 300
	s := Open(filled(t, n))
	defer s.Close()
	for i := range n {
		if r, ok := s.Find(fmt.Sprint("page", i)); !ok || !same(r, record(i)) {
			t.Errorf("record %d reads otherwise", i)
		}
	}
	if _, ok := s.Find("page"); ok {
		t.Error("a name that was not put is found")
	}
}

func TestTheLastRecordOfANameCounts(t *testing.T) {
	name := filepath.Join(t.TempDir(), "pages")
	w, err := Create(name)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		if err := w.Put("a", record(i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Commit(); err != nil {
		t.Fatal(err)
	}
	s := Open(name)
	defer s.Close()
	if r, ok := s.Find("a"); !ok || !same(r, record(2)) {
		t.Error("it is not the last one")
	}
}

// A shelf that is not there, not whole or not ours holds nothing; one of which a
// record was damaged holds the others.
func TestDamageIsAbsence(t *testing.T) {
	if _, ok := Open(filepath.Join(t.TempDir(), "none")).Find("a"); ok {
		t.Error("a shelf that is not there holds something")
	}
	const n = 20
	name := filled(t, n)
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	read := func(data []byte) (right, wrong int) {
		if err := os.WriteFile(name, data, 0o644); err != nil {
			t.Fatal(err)
		}
		s := Open(name)
		defer s.Close()
		for i := range n {
			r, ok := s.Find(fmt.Sprint("page", i))
			switch {
			case ok && same(r, record(i)):
				right++
			case ok:
				wrong++
			}
		}
		return right, wrong
	}
	for at := 0; at < len(whole); at += 13 {
		if right, wrong := read(whole[:at]); right+wrong > 0 {
			t.Fatalf("cut at %d, %d records are found and %d others", at, right, wrong)
		}
		flipped := bytes.Clone(whole)
		flipped[at] ^= 1
		if right, wrong := read(flipped); wrong > 0 || right == n {
			t.Fatalf("with a bit turned at %d, %d records are found and %d wrong ones", at, right, wrong)
		}
	}
}

func TestAShelfThatIsNotFinishedLeavesTheOldOne(t *testing.T) {
	name := filled(t, 3)
	w, err := Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Put("other", record(9)); err != nil {
		t.Fatal(err)
	}
	w.Discard()
	s := Open(name)
	defer s.Close()
	if _, ok := s.Find("page2"); !ok {
		t.Error("the old shelf is gone")
	}
	left, err := os.ReadDir(filepath.Dir(name))
	if err != nil || len(left) != 1 {
		t.Errorf("left behind: %v (%v)", left, err)
	}
}

func FuzzOpen(f *testing.F) {
	whole, err := os.ReadFile(filled(f, 4))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add([]byte(magic))
	f.Fuzz(func(t *testing.T, data []byte) {
		name := filepath.Join(t.TempDir(), "pages")
		if err := os.WriteFile(name, data, 0o644); err != nil {
			t.Fatal(err)
		}
		s := Open(name)
		defer s.Close()
		for i := range 4 {
			s.Find(fmt.Sprint("page", i))
		}
	})
}
