//go:build !windows

package publish

import (
	"errors"
	"syscall"
)

// inUse reports whether a folder could not be renamed because of what it is used
// for: it is a mount point.
func inUse(err error) bool { return errors.Is(err, syscall.EBUSY) || errors.Is(err, syscall.EXDEV) }
