package site

import (
	"os"
	"path/filepath"
	"testing"
)

// forget has the next build of a site do all that the caches of its parts do not
// spare it.
func forget(t *testing.T, dir string) {
	t.Helper()
	if err := os.Remove(Options{Dir: dir}.withDefaults().lastFile()); err != nil {
		t.Fatal(err)
	}
}

// forgetAll has the next build of a site make everything anew, but for the script
// that draws its charts.
func forgetAll(t *testing.T, dir string) {
	t.Helper()
	forget(t, dir)
	opts := Options{Dir: dir}.withDefaults()
	for _, name := range []string{opts.shelf(), filepath.Join(opts.Cache, "charts"), filepath.Join(opts.Cache, "photos"), opts.Out} {
		if err := os.RemoveAll(name); err != nil {
			t.Fatal(err)
		}
	}
}
