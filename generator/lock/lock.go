// Package lock keeps two runs of the program from one piece of work. A lock dies
// with its owner, however that ends, and leaves nothing behind.
package lock

import "errors"

// ErrBusy is what Folder gives when another process has the lock.
var ErrBusy = errors.New("locked by another process")

// unlocked is the lock of a folder that cannot be locked.
type unlocked struct{}

func (unlocked) Close() error { return nil }
