//go:build !linux && !darwin

package publish

import "errors"

// exchange cannot be done here; two renames do.
func exchange(string, string) error { return errors.ErrUnsupported }
