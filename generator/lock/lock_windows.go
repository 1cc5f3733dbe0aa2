package lock

import (
	"errors"
	"io"
	"path/filepath"
	"syscall"
)

// What the system calls the wish to have a file gone when its last handle is,
// and the refusal of a file that another process holds.
const (
	deleteOnClose    = 0x04000000
	sharingViolation = syscall.Errno(32)
)

// Folder holds a file that nobody else can open meanwhile and that goes away with
// its handle, whatever ends the process.
func Folder(folder string) (io.Closer, error) {
	name, err := syscall.UTF16PtrFromString(filepath.Join(folder, ".gongbao-lock"))
	if err != nil {
		return nil, err
	}
	h, err := syscall.CreateFile(name, syscall.GENERIC_READ|syscall.GENERIC_WRITE, 0, nil, syscall.OPEN_ALWAYS, deleteOnClose, 0)
	switch {
	case err == nil:
		return handle(h), nil
	case errors.Is(err, sharingViolation):
		return nil, ErrBusy
	case errors.Is(err, syscall.ERROR_PATH_NOT_FOUND):
		return unlocked{}, nil // there is nothing that could be written twice
	}
	return nil, err
}

type handle syscall.Handle

func (h handle) Close() error { return syscall.CloseHandle(syscall.Handle(h)) }
