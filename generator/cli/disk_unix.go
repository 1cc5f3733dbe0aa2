//go:build unix

package cli

import (
	"errors"
	"syscall"
)

// isFull reports whether an error says that there is no room on a disk.
func isFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}

// isReadOnly reports whether an error says that nothing can be written to a disk.
func isReadOnly(err error) bool { return errors.Is(err, syscall.EROFS) }
