//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package lock

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"syscall"
)

// Folder locks a folder itself, so that no file is left behind.
func Folder(folder string) (io.Closer, error) {
	f, err := os.Open(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return unlocked{}, nil // there is nothing that could be written twice
	}
	if err != nil {
		return nil, err
	}
	for {
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		switch {
		case err == nil:
			return f, nil
		case errors.Is(err, syscall.EINTR):
		case errors.Is(err, syscall.EWOULDBLOCK):
			return nil, errors.Join(ErrBusy, f.Close())
		default:
			return unlocked{}, f.Close() // network folders need not know locks
		}
	}
}
