package commit

import (
	"errors"
	"fmt"

	"gongbao/generator/diag"
)

// lockFolder is the folder that is locked for an import; a site has it.
const lockFolder = "data"

// errBusy is what lock gives when somebody else has the lock.
var errBusy = errors.New("locked")

// Lock keeps other imports out of a site's folder until end is called; the system
// ends it for a process that died. When another one has it, that is told in bag
// and ok is false. A file system that knows no locks keeps nobody out.
func Lock(dir string, bag *diag.Bag) (end func(), ok bool, err error) {
	held, err := lock(folderDisk(dir).path(lockFolder))
	switch {
	case errors.Is(err, errBusy):
		bag.Add(diag.ImportBusy, diag.Pos{File: lockFolder}, diag.Args{"folder": lockFolder})
		return nil, false, nil
	case err != nil:
		return nil, false, fmt.Errorf("lock the site's data: %w", err)
	}
	return func() { _ = held.Close() }, true, nil // nothing was written to it
}

// unlocked is the lock of a folder that cannot be locked.
type unlocked struct{}

func (unlocked) Close() error { return nil }
