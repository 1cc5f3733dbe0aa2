package lock

import (
	"errors"
	"io"
	"io/fs"
	"path/filepath"
	"syscall"
)

// What the system calls the wish to have a file gone when its last handle is,
// and the refusal of a file that another process holds.
const (
	deleteOnClose    = 0x04000000
	sharingViolation = syscall.Errno(32)
)

const lockFile = ".gongbao-lock"

// hold holds a file that nobody else can open meanwhile and that goes away with
// its handle, whatever ends the process.
func hold(folder string) (io.Closer, error) {
	h, err := open(folder, syscall.OPEN_ALWAYS)
	switch {
	case err == nil:
		return handle(h), nil
	case errors.Is(err, sharingViolation):
		return nil, ErrBusy
	case errors.Is(err, syscall.ERROR_PATH_NOT_FOUND):
		return unlocked{}, nil // there is nothing that could be written twice
	}
	return nil, &fs.PathError{Op: "lock", Path: filepath.Join(folder, lockFile), Err: err}
}

// held opens the file only if it is there.
func held(folder string) bool {
	h, err := open(folder, syscall.OPEN_EXISTING)
	if err == nil {
		_ = handle(h).Close() // one that a crash of the system left behind
	}
	return errors.Is(err, sharingViolation)
}

func open(folder string, how uint32) (syscall.Handle, error) {
	name, err := syscall.UTF16PtrFromString(filepath.Join(folder, lockFile))
	if err != nil {
		return syscall.InvalidHandle, err
	}
	return syscall.CreateFile(name, syscall.GENERIC_READ|syscall.GENERIC_WRITE, 0, nil, how, deleteOnClose, 0)
}

type handle syscall.Handle

func (h handle) Close() error { return syscall.CloseHandle(syscall.Handle(h)) }
