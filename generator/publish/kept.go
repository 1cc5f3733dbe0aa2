package publish

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// kept are the sites that stood in an output folder before, each under its
// number. The work folder may serve several output folders, so each has its own.
type kept struct {
	disk disk
	dir  string
}

// most is how many earlier sites are kept.
const most = 3

// leaving ends the name of the site that is on its way out while the new one is
// put in its place. It is there only between two renames.
const leaving = ".leaving"

// currentFile holds the number of the site that stands in the output folder.
const currentFile = "current"

func keptOf(out, work string, d disk) kept {
	if abs, err := filepath.Abs(out); err == nil {
		out = abs
	}
	sum := sha256.Sum256([]byte(out))
	return kept{d, filepath.Join(work, fmt.Sprintf("sites-%x", sum[:4]))}
}

func (k kept) site(n int) string { return filepath.Join(k.dir, fmt.Sprintf("%06d", n)) }

// numbers are those of the kept sites, the newest first, and of one that was on
// its way out when a run died; 0 when none was.
func (k kept) numbers() (all []int, away int, err error) {
	entries, err := os.ReadDir(k.dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, 0, err
	}
	for _, e := range entries {
		name, isLeaving := strings.CutSuffix(e.Name(), leaving)
		n, err := strconv.Atoi(name)
		switch {
		case err != nil || !e.IsDir():
		case isLeaving:
			away = n
		default:
			all = append(all, n)
		}
	}
	slices.SortFunc(all, func(a, b int) int { return b - a })
	return all, away, nil
}

// current is the number of the site in the output folder. What the file says is
// out of date when a run died before it could write it: then that number is the
// one of a kept site.
func (k kept) current(all []int) int {
	newest := 0
	if len(all) > 0 {
		newest = all[0]
	}
	text, err := os.ReadFile(filepath.Join(k.dir, currentFile))
	n, convErr := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil || convErr != nil || n <= 0 || slices.Contains(all, n) {
		return newest + 1
	}
	return n
}

// note writes the number of the site in the output folder.
func (k kept) note(n int) error {
	temp := filepath.Join(k.dir, currentFile+".new")
	if err := k.disk.WriteFile(temp, []byte(strconv.Itoa(n)+"\n")); err != nil {
		return err
	}
	return k.disk.Rename(temp, filepath.Join(k.dir, currentFile))
}

// prune removes the oldest of the kept sites. One is first renamed into a stage,
// so that half a site is never taken for a kept one.
func (k kept) prune(work string) error {
	all, _, err := k.numbers()
	if err != nil {
		return err
	}
	for i, n := range all {
		if i < most {
			continue
		}
		gone := filepath.Join(work, fmt.Sprintf("%sgone-%06d", stagePrefix, n))
		if err := k.disk.RemoveAll(gone); err != nil {
			return err
		}
		if err := k.disk.Rename(k.site(n), gone); err != nil {
			return err
		}
		if err := k.disk.RemoveAll(gone); err != nil {
			return err
		}
	}
	return nil
}

// replace puts the folder next in the place of out, which becomes the kept site
// of number n. Whatever fails, out is one of the two, whole.
func (k kept) replace(next, out string, n int) error {
	if _, err := os.Lstat(out); errors.Is(err, fs.ErrNotExist) {
		if err := k.disk.Rename(next, out); err != nil {
			return fmt.Errorf("put the new site in place: %w", err)
		}
		return nil
	}
	switch err := k.disk.Exchange(next, out); {
	case err == nil:
		// Dying here leaves the old site as a stage, which the next run clears: one
		// step of rollback is lost, and nothing that readers see.
		if err := k.disk.Rename(next, k.site(n)); err != nil {
			return fmt.Errorf("keep the old site: %w", errors.Join(err, k.disk.Exchange(next, out)))
		}
		return nil
	case !unsupported(err):
		return fmt.Errorf("put the new site in place: %w", err)
	}
	away := k.site(n) + leaving
	if err := k.disk.Rename(out, away); err != nil {
		return fmt.Errorf("set the old site aside: %w", err)
	}
	if err := k.disk.Rename(next, out); err != nil {
		return fmt.Errorf("put the new site in place: %w", errors.Join(err, k.disk.Rename(away, out)))
	}
	if err := k.disk.Rename(away, k.site(n)); err != nil {
		return fmt.Errorf("keep the old site: %w", errors.Join(err, k.disk.Rename(out, next), k.disk.Rename(away, out)))
	}
	return nil
}
