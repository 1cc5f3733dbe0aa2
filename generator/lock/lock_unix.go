//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package lock

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"syscall"
)

// hold locks a folder itself, so that no file is left behind.
func hold(folder string) (io.Closer, error) {
	f, err := os.Open(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return unlocked{}, nil // there is nothing that could be written twice
	}
	if err != nil {
		return nil, err
	}
	switch err := flock(f, syscall.LOCK_EX); {
	case err == nil:
		return f, nil
	case errors.Is(err, syscall.EWOULDBLOCK):
		return nil, errors.Join(ErrBusy, f.Close())
	}
	return unlocked{}, f.Close() // network folders need not know locks
}

// held tries a lock that any number can have at a time, so that those who ask do not
// answer for each other.
func held(folder string) bool {
	f, err := os.Open(folder)
	if err != nil {
		return false
	}
	defer f.Close()
	return errors.Is(flock(f, syscall.LOCK_SH), syscall.EWOULDBLOCK)
}

// flock takes a lock without waiting for it; closing the file gives it back.
func flock(f *os.File, how int) error {
	for {
		err := syscall.Flock(int(f.Fd()), how|syscall.LOCK_NB)
		if !errors.Is(err, syscall.EINTR) {
			return err
		}
	}
}
