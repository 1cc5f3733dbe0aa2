package lock

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// locks reports whether this system knows locks at all.
func locks(t *testing.T) {
	t.Helper()
	switch runtime.GOOS {
	case "darwin", "dragonfly", "freebsd", "linux", "netbsd", "openbsd", "windows":
	default:
		t.Skip("nothing is locked on", runtime.GOOS)
	}
}

func TestOneAtATime(t *testing.T) {
	locks(t)
	dir := t.TempDir()
	if Busy(dir) {
		t.Error("busy before anybody had it")
	}
	first, err := Folder(dir)
	if err != nil {
		t.Fatal(err)
	}
	if !Busy(dir) {
		t.Error("not busy while it is held")
	}
	if _, err := Folder(dir); !errors.Is(err, ErrBusy) {
		t.Errorf("a second lock: %v", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if Busy(dir) {
		t.Error("busy after it was given back")
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

// A lock that is held for a moment only is waited for, and one that is held for
// longer is not.
func TestALockIsTriedAgain(t *testing.T) {
	locks(t)
	for _, until := range []int{1, tries - 1, tries} {
		dir := t.TempDir()
		first, err := Folder(dir)
		if err != nil {
			t.Fatal(err)
		}
		waited := 0
		second, err := patiently(dir, func() {
			if waited++; waited == until {
				if err := first.Close(); err != nil {
					t.Error(err)
				}
			}
		})
		switch {
		case until < tries && (err != nil || waited != until):
			t.Errorf("given back after %d tries: error %v after %d", until, err, waited)
		case until == tries && (!errors.Is(err, ErrBusy) || waited != tries-1):
			t.Errorf("never given back: error %v after %d", err, waited)
		}
		if second == nil {
			second = first
		}
		if err := second.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestAFolderThatIsNotThereIsFree(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "absent")
	l, err := Folder(dir)
	if err != nil || Busy(dir) {
		t.Fatalf("%v, busy %t", err, Busy(dir))
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("it was made")
	}
}
