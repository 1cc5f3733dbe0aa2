// Package lock keeps two runs of the program from one piece of work. A lock dies
// with its owner, however that ends, and leaves nothing behind.
package lock

import (
	"errors"
	"io"
	"time"
)

// ErrBusy is what Folder gives when another process has the lock.
var ErrBusy = errors.New("locked by another process")

// Who asks whether a folder is locked may have to lock it for a moment: a lock that
// is held is tried again before it is taken for the work of another.
const (
	tries = 5
	pause = 10 * time.Millisecond
)

// Folder locks a folder for one process until the lock is closed.
func Folder(folder string) (io.Closer, error) {
	return patiently(folder, func() { time.Sleep(pause) })
}

// patiently waits a little between its tries.
func patiently(folder string, wait func()) (io.Closer, error) {
	for n := 1; ; n++ {
		l, err := hold(folder)
		if n == tries || !errors.Is(err, ErrBusy) {
			return l, err
		}
		wait()
	}
}

// Busy reports whether a process has the lock of a folder, without making a file.
func Busy(folder string) bool { return held(folder) }

// unlocked is the lock of a folder that cannot be locked.
type unlocked struct{}

func (unlocked) Close() error { return nil }
