package publish

import (
	"errors"
	"syscall"
)

// The refusals of a file that another process holds.
const (
	sharingViolation = syscall.Errno(32)
	lockViolation    = syscall.Errno(33)
)

// inUse reports whether a folder could not be renamed because of what it is used
// for: a program has a file in it open, or stands in it.
func inUse(err error) bool {
	return errors.Is(err, sharingViolation) || errors.Is(err, lockViolation) || errors.Is(err, syscall.ERROR_ACCESS_DENIED)
}
