package cli

import (
	"errors"
	"syscall"
)

// What the system answers when there is no room, when a disk is write-protected
// and when another program has the file open.
const (
	diskFull         = syscall.Errno(112)
	handleDiskFull   = syscall.Errno(39)
	writeProtect     = syscall.Errno(19)
	sharingViolation = syscall.Errno(32)
)

// isFull reports whether an error says that there is no room on a disk.
func isFull(err error) bool { return errors.Is(err, diskFull) || errors.Is(err, handleDiskFull) }

// isReadOnly reports whether an error says that a file or disk cannot be written
// now.
func isReadOnly(err error) bool {
	return errors.Is(err, writeProtect) || errors.Is(err, sharingViolation)
}
