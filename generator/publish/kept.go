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
	"time"
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

// currentFile tells the number of the site that stands in the output folder, or
// of the two of which one does.
const currentFile = "current"

// keptOf are the sites kept of an output folder, which is told from others by the
// way to it from the work folder: who moves the two together keeps them.
func keptOf(out, work string, d disk) kept {
	absOut, errOut := filepath.Abs(out)
	absWork, errWork := filepath.Abs(work)
	if errOut != nil || errWork != nil {
		return keptBy(out, work, d)
	}
	way, err := filepath.Rel(absWork, absOut)
	if err != nil { // on another drive
		return keptBy(absOut, work, d)
	}
	return keptBy(filepath.ToSlash(way), work, d)
}

func keptBy(way, work string, d disk) kept {
	sum := sha256.Sum256([]byte(way))
	return kept{d, filepath.Join(work, fmt.Sprintf("sites-%x", sum[:4]))}
}

// settle makes the folder of the kept sites. Older versions told it by where the
// output folder stood on the machine; what they kept is taken over.
func (k kept) settle(out, work string) error {
	if _, err := os.Lstat(k.dir); err == nil {
		return nil
	}
	if abs, err := filepath.Abs(out); err == nil {
		former := keptBy(abs, work, k.disk).dir
		if _, err := os.Lstat(former); err == nil {
			return k.disk.Rename(former, k.dir)
		}
	}
	return k.disk.MkdirAll(k.dir)
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

// numbered is a site by its number and by when its marker was written. A marker is
// written for every site anew and never changed, so that wherever folders can be
// exchanged, times are fine enough for it to tell two sites apart.
type numbered struct {
	number int
	when   time.Time
}

// current is the number of the site in out. When the notes are lost, it comes
// after all that are kept.
func (k kept) current(out string, all []int) int {
	when := markedAt(out)
	notes := k.noted()
	for _, site := range notes {
		// A copy of a kept site, put back with its times, is not that site: it is kept.
		if !when.IsZero() && site.when.Equal(when) && !slices.Contains(all, site.number) {
			return site.number
		}
	}
	if len(notes) > 0 && !slices.Contains(all, notes[0].number) {
		return notes[0].number
	}
	// Nor does it take what is known of the files of another.
	return max(newestOf(all), newestOf(k.described())) + 1
}

// note writes which site is about to be put in place and which stands there, so
// that the next run knows them apart whatever happens between.
func (k kept) note(next, now numbered) error {
	var b []byte
	for _, site := range []numbered{next, now} {
		b = fmt.Appendf(b, "%d %d\n", site.number, site.when.UnixNano())
	}
	return k.write(currentFile, b)
}

// noted is what note wrote last; nothing where that cannot be read.
func (k kept) noted() []numbered {
	text, err := os.ReadFile(filepath.Join(k.dir, currentFile))
	if err != nil {
		return nil
	}
	var out []numbered
	for line := range strings.Lines(string(text)) {
		number, at, _ := strings.Cut(strings.TrimSpace(line), " ")
		n, err := strconv.Atoi(number)
		if err != nil || n <= 0 {
			return nil
		}
		site := numbered{number: n}
		if nano, err := strconv.ParseInt(at, 10, 64); err == nil {
			site.when = time.Unix(0, nano)
		}
		out = append(out, site)
	}
	return out
}

// markedAt is when the marker of a site was written; the zero time when it has
// none.
func markedAt(site string) time.Time {
	info, err := os.Lstat(filepath.Join(site, marker))
	if err != nil {
		return time.Time{}
	}
	return info.ModTime()
}

// write puts a file of notes in place whole.
func (k kept) write(name string, data []byte) error {
	temp := filepath.Join(k.dir, name+".new")
	if err := k.disk.WriteFile(temp, data); err != nil {
		return err
	}
	return k.disk.Rename(temp, filepath.Join(k.dir, name))
}

// prune removes the oldest of the kept sites, and what is known of the files of
// sites that are neither kept nor the one in the output folder, current.
func (k kept) prune(work string, current int) error {
	all, _, err := k.numbers()
	if err != nil {
		return err
	}
	for len(all) > most {
		if err := k.drop(work, all[len(all)-1]); err != nil {
			return err
		}
		all = all[:len(all)-1]
	}
	for _, n := range k.described() {
		if n == current || slices.Contains(all, n) {
			continue
		}
		if err := k.disk.Remove(filepath.Join(k.dir, filesOf(n))); err != nil {
			return err
		}
	}
	return nil
}

// drop removes a kept site. It is first moved out of the kept ones, so that half a
// site is never taken for one of them; what then cannot be removed only takes room.
func (k kept) drop(work string, n int) error { return k.discard(work, k.site(n)) }

// discard is drop for a site wherever it stands.
func (k kept) discard(work, site string) error {
	gone, err := k.disk.MkdirTemp(work, gonePrefix)
	if err != nil {
		return err
	}
	if err := move(k.disk, site, filepath.Join(gone, "site")); err != nil {
		return err
	}
	_ = remove(k.disk, gone)
	return nil
}

// replace puts the folder next in the place of out, the site of number n, and moves
// that one to before, which is next itself where it is not to be kept. Whatever
// fails, out is one of the two, as it was.
func (k kept) replace(next, out, before string, n int) error {
	if _, err := os.Lstat(out); errors.Is(err, fs.ErrNotExist) {
		if err := move(k.disk, next, out); err != nil {
			return fmt.Errorf("put the new site in place: %w", err)
		}
		return nil
	}
	switch err := swap(k.disk, next, out); {
	case err == nil && before == next:
		return nil
	case err == nil:
		// Dying here leaves the old site under the name of the new one; the next run
		// knows it by its marker.
		if err := move(k.disk, next, before); err != nil {
			return fmt.Errorf("keep the old site: %w", errors.Join(err, swap(k.disk, next, out)))
		}
		return nil
	case !unsupported(err):
		return fmt.Errorf("put the new site in place: %w", err)
	}
	away := k.site(n) + leaving
	if err := move(k.disk, out, away); err != nil {
		return fmt.Errorf("set the old site aside: %w", err)
	}
	if err := move(k.disk, next, out); err != nil {
		return fmt.Errorf("put the new site in place: %w", errors.Join(err, move(k.disk, away, out)))
	}
	if err := move(k.disk, away, before); err != nil {
		return fmt.Errorf("keep the old site: %w", errors.Join(err, move(k.disk, out, next), move(k.disk, away, out)))
	}
	return nil
}
