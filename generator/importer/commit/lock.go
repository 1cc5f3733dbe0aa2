package commit

import (
	"errors"
	"fmt"
	"path/filepath"

	"gongbao/generator/diag"
	"gongbao/generator/lock"
)

// lockFolder is the folder that is locked for an import; a site has it.
const lockFolder = "data"

// Lock keeps other imports out of a site's folder until end is called; the system
// ends it for a process that died. When another one has it, that is told in bag
// and ok is false. A file system that knows no locks keeps nobody out.
func Lock(dir string, bag *diag.Bag) (end func(), ok bool, err error) {
	held, err := lock.Folder(filepath.Join(dir, lockFolder))
	switch {
	case errors.Is(err, lock.ErrBusy):
		bag.Add(diag.ImportBusy, diag.Pos{File: lockFolder}, diag.Args{"folder": lockFolder})
		return nil, false, nil
	case err != nil:
		return nil, false, fmt.Errorf("lock the site's data: %w", err)
	}
	return func() { _ = held.Close() }, true, nil // nothing was written to it
}
