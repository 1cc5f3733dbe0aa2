//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd || windows)

package lock

import "io"

// hold keeps nobody out where the system offers nothing that a dead process
// would give back.
func hold(string) (io.Closer, error) { return unlocked{}, nil }

func held(string) bool { return false }
