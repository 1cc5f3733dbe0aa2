package draw

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Tidy removes of the cache folder what drawing can do without: drawings that
// were not used for long, all but the last bundles, and what an interrupted run
// left of making one. It is called when a build has what it needs; another that is
// at work meanwhile loses nothing.
func (d *Drawer) Tidy() error {
	if d.kept == nil {
		return nil
	}
	if _, err := d.kept.Tidy(); err != nil {
		return fmt.Errorf("tidy drawings: %w", err)
	}
	if err := tidyBundles(d.cacheDir, time.Now()); err != nil {
		return fmt.Errorf("tidy chart bundles: %w", err)
	}
	return nil
}

// keptBundles is how many bundles are kept however long ago they were used, for
// those who go back and forth between themes.
const keptBundles = 3

func tidyBundles(cacheDir string, now time.Time) error {
	entries, err := os.ReadDir(cacheDir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	type bundle struct {
		path string
		used time.Time
	}
	var all []bundle
	var gone []string
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), bundlePrefix) {
			continue
		}
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) { // removed meanwhile
			continue
		}
		if err != nil {
			return err
		}
		path := filepath.Join(cacheDir, e.Name())
		switch old := now.Sub(info.ModTime()) > 24*time.Hour; {
		case !e.IsDir() && filepath.Ext(e.Name()) == bundleExt:
			all = append(all, bundle{path, info.ModTime()})
		case old: // nobody makes a bundle for a day
			gone = append(gone, path)
		}
	}
	slices.SortFunc(all, func(a, b bundle) int { return b.used.Compare(a.used) })
	for i, b := range all {
		if i >= keptBundles && now.Sub(b.used) > 24*time.Hour {
			gone = append(gone, b.path)
		}
	}
	for _, path := range gone {
		// What cannot be removed, as another process holds it, is left for the
		// next time.
		_ = os.RemoveAll(path)
	}
	return nil
}
