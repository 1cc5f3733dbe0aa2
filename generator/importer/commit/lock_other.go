//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd || windows)

package commit

import "io"

// lock keeps nobody out where the system offers nothing that a dead process
// would give back.
func lock(string) (io.Closer, error) { return unlocked{}, nil }
