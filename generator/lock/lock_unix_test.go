//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package lock

import (
	"os"
	"syscall"
	"testing"
)

// Those who ask do not answer for each other.
func TestAskingIsNotHolding(t *testing.T) {
	dir := t.TempDir()
	f, err := os.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := flock(f, syscall.LOCK_SH); err != nil {
		t.Fatal(err)
	}
	if Busy(dir) {
		t.Error("busy because somebody asked")
	}
}
