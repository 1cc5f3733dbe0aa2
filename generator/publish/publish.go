// Package publish puts a finished site in the place of the one before, or
// leaves that one exactly as it was.
//
// A site is written to a stage beside the output folder, on the same file
// system, and swapped in by renaming once it is whole; in one step where the
// system can exchange two folders. The last sites are kept for Rollback. One run
// at a time works on a folder. What a run that died leaves behind is made good by
// the next.
package publish

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"

	"golang.org/x/text/unicode/norm"

	"gongbao/generator/diag"
	"gongbao/generator/lock"
)

// marker is the file by which an output folder is known to be ours. It lists
// the files that were made, so that nothing else is ever deleted.
const marker = ".gongbao-site"

const markerHead = "made by gongbao\n"

// internalLine follows the head in the marker of a site that must not leave the
// house. It has a colon, as no name of a file that pages are made of.
const internalLine = "! internal: ranks courts, not to be published\n"

// keeper is the file that keeps an empty output folder in version control.
const keeper = ".gitignore"

// litter is what desktops leave in any folder that is looked at.
var litter = []string{".DS_Store", "Thumbs.db", "desktop.ini"}

// Stage is a site in the making.
type Stage struct {
	dir  string // where files are written
	out  string // what the stage will become
	work string // where the stage and earlier sites stand
	head string // of the marker
	disk disk
	kept kept
	lock io.Closer
	bare bool            // there is no site in out
	old  map[string]file // of the site in out, as it was left; immutable
	// perm is what files that are written now may be used for, once that is probed.
	perm   fs.FileMode
	probed bool

	mu     sync.Mutex
	names  map[string]string // Key of a file or a folder -> its path, that of a folder with a slash at its end
	files  map[string]made   // by path
	linked int

	unchanged bool
	recovered diag.Code
}

// made is a file of the stage.
type made struct {
	file
	kept bool // it is that of the site before, and not yet on the stage
}

// Open begins a stage for the output folder out; work is a folder on the same
// file system. An output folder that holds what this program did not make, and
// another run at work on it, are a *diag.Problem. What a run that died left
// behind is made good. The stage must be discarded, also after Commit.
func Open(out, work string) (*Stage, error) { return open(out, work, machine{}) }

func open(out, work string, d disk) (_ *Stage, err error) {
	s := &Stage{out: out, work: work, head: markerHead, disk: d, kept: keptOf(out, work, d), names: map[string]string{}, files: map[string]made{}}
	// A link would be replaced by a folder, and what it led to would keep the
	// old site for ever.
	if info, err := os.Lstat(out); err == nil && !info.IsDir() {
		return nil, &diag.Problem{Code: diag.NotAFile, Args: diag.Args{"path": filepath.Base(out)}}
	}
	if err := d.MkdirAll(work); err != nil {
		return nil, fmt.Errorf("open stage: %w", err)
	}
	if s.lock, err = lock.Folder(work); errors.Is(err, lock.ErrBusy) {
		return nil, &diag.Problem{Code: diag.BuildBusy, Args: diag.Args{"path": filepath.Base(out)}}
	} else if err != nil {
		return nil, fmt.Errorf("lock the work folder: %w", err)
	}
	defer func() {
		if err != nil {
			_ = s.lock.Close() // nothing was written to it
		}
	}()
	if err := s.kept.settle(out, work); err != nil {
		return nil, fmt.Errorf("find earlier sites: %w", err)
	}
	if err := s.recover(); err != nil {
		return nil, fmt.Errorf("recover the last site: %w", err)
	}
	if problem, err := foreign(out); err != nil {
		return nil, fmt.Errorf("look at the output folder: %w", err)
	} else if problem != nil {
		return nil, problem
	}
	if err := s.sweep(); err != nil {
		return nil, fmt.Errorf("clear old stages: %w", err)
	}
	if _, err := os.Lstat(out); errors.Is(err, fs.ErrNotExist) {
		s.bare = true
	}
	s.old = s.kept.known()
	if s.dir, err = d.MkdirTemp(work, stagePrefix); err != nil {
		return nil, fmt.Errorf("open stage: %w", err)
	}
	if err := s.probe(); err != nil {
		_ = remove(d, s.dir) // the next run clears what stays
		return nil, fmt.Errorf("open stage: %w", err)
	}
	return s, nil
}

// probe finds out what files that are written now may be used for, by writing one:
// only the file system knows what it makes of the process's mask.
func (s *Stage) probe() error {
	if s.bare || runtime.GOOS == "windows" {
		return nil
	}
	name := filepath.Join(s.dir, "probe")
	if err := s.disk.WriteFile(name, nil); err != nil {
		return err
	}
	info, err := os.Lstat(name)
	if err != nil {
		return err
	}
	s.perm, s.probed = info.Mode().Perm(), true
	return s.disk.Remove(name)
}

const stagePrefix = "stage-"

// gonePrefix begins the name of a site that is no longer kept and is being
// removed.
const gonePrefix = stagePrefix + "gone-"

// sweep removes the stages of runs that died: this run has the lock, so no other
// is at work. What cannot be removed is in nobody's way; it is told of once.
func (s *Stage) sweep() error {
	entries, err := os.ReadDir(s.work)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.IsDir() && strings.HasPrefix(e.Name(), stagePrefix) {
			stage, told := filepath.Join(s.work, e.Name()), strings.HasPrefix(e.Name(), gonePrefix)
			if s.recovered == "" && !told {
				s.recovered = diag.BuildCutShort
			}
			if remove(s.disk, stage) != nil && !told {
				_ = move(s.disk, stage, filepath.Join(s.work, gonePrefix+strings.TrimPrefix(e.Name(), stagePrefix)))
			}
		}
	}
	return nil
}

// recover makes good what a run that died left half done, but for stages.
func (s *Stage) recover() error {
	all, away, err := s.kept.numbers()
	if err != nil {
		return err
	}
	if away == 0 {
		return s.sortOut(all)
	}
	set := s.kept.site(away) + leaving
	entries, err := os.ReadDir(s.out)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		s.recovered = diag.SitePutBack
		return move(s.disk, set, s.out)
	case err != nil:
		return err
	case len(entries) == 0, len(entries) == 1 && entries[0].Name() == keeper:
		// Version control brought the folder back, not the site.
		if err := remove(s.disk, s.out); err != nil {
			return err
		}
		s.recovered = diag.SitePutBack
		return move(s.disk, set, s.out)
	}
	if problem, err := foreign(s.out); err != nil || problem != nil {
		return err // the caller reports it; until it is gone, keep what was set aside
	}
	// The new site was put in place; only the old one was not yet kept.
	if damaged, _ := s.kept.changed(set, away); damaged > 0 {
		s.recovered = diag.SwapFinished
		return s.kept.discard(s.work, set)
	}
	if err := remove(s.disk, s.kept.site(away)); err != nil {
		return err
	}
	s.recovered = diag.SwapFinished
	return s.disk.Rename(set, s.kept.site(away))
}

// sortOut finds the site that stood in the output folder when a run died right
// after it had exchanged it for another, and gives it its number. It stands where
// the other came from: as a stage, or under the number of a kept site.
func (s *Stage) sortOut(all []int) error {
	notes := s.kept.noted()
	if len(notes) < 2 || !markedAt(s.out).Equal(notes[0].when) || slices.Contains(all, notes[1].number) {
		return nil
	}
	before := notes[1]
	places, err := filepath.Glob(filepath.Join(s.work, stagePrefix+"*"))
	if err != nil {
		return err
	}
	if slices.Contains(all, notes[0].number) {
		places = append(places, s.kept.site(notes[0].number))
	}
	for _, place := range places {
		if !markedAt(place).Equal(before.when) {
			continue
		}
		s.recovered = diag.SwapFinished
		// What a build took out of the way because it was not whole is swept away.
		if damaged, _ := s.kept.changed(place, before.number); damaged > 0 && filepath.Dir(place) == filepath.Clean(s.work) {
			return nil
		}
		return move(s.disk, place, s.kept.site(before.number))
	}
	return nil
}

// Recovered is the code that tells what was made good of a run that died; "" when
// there was nothing.
func (s *Stage) Recovered() diag.Code { return s.recovered }

// Linked is how many files of the site are those of the site before.
func (s *Stage) Linked() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.linked
}

// Unchanged reports whether Commit found that the site before is the same in
// every byte: then it stays, and no other is kept for Rollback.
func (s *Stage) Unchanged() bool { return s.unchanged }

// Files are the addresses of all files of the site so far, in no order. Nothing
// may be written while they are ranged over.
func (s *Stage) Files() iter.Seq[string] {
	return func(yield func(string) bool) {
		s.mu.Lock()
		defer s.mu.Unlock()
		for name := range s.files {
			if !yield(name) {
				return
			}
		}
	}
}

// foreign tells of a file of the output folder that is not ours, the first by its
// path; nil when there is none. Where nothing tells which files are ours it counts
// them, for then all of them may be.
func foreign(out string) (*diag.Problem, error) {
	ours := map[string]bool{}
	for _, name := range []string{keeper, marker} {
		// A link would have what it leads to published, or be taken at its word.
		info, err := os.Lstat(filepath.Join(out, name))
		ours[name] = err != nil || info.Mode().IsRegular() || info.IsDir()
	}
	var list []byte
	var err error
	if ours[marker] {
		list, err = os.ReadFile(filepath.Join(out, marker))
	}
	unmarked := errors.Is(err, fs.ErrNotExist)
	if err != nil && !unmarked {
		return nil, err
	}
	for line := range strings.Lines(strings.TrimPrefix(string(list), markerHead)) {
		ours[strings.TrimSuffix(line, "\n")] = true
	}
	first, count := "", 0
	err = fs.WalkDir(os.DirFS(out), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case name == "." && errors.Is(err, fs.ErrNotExist):
			return fs.SkipAll
		case err != nil && first != "": // enough is known to refuse the folder
			return nil
		case err != nil:
			return err
		case d.IsDir() || ours[name] || slices.Contains(litter, d.Name()):
			return nil
		}
		if count++; count == 1 {
			first = name
		}
		if unmarked {
			return nil
		}
		return fs.SkipAll
	})
	if err != nil || count == 0 {
		return nil, err
	}
	args := diag.Args{"path": filepath.Base(out), "file": first}
	if unmarked {
		args["marker"], args["count"] = marker, strconv.Itoa(count)
	}
	return &diag.Problem{Code: diag.ForeignOutput, Args: args}, nil
}

// Write puts a file of the site on the stage; path is slash-separated and
// relative. It is safe for concurrent use. A file that reads as in the site
// before is that file: nothing is copied, and tools that send a site elsewhere see
// by its time that it is old.
func (s *Stage) Write(path string, data []byte) error { return s.WriteSum(path, data, Sum(data)) }

// WriteSum is Write for callers who know the digest of the data.
func (s *Stage) WriteSum(path string, data []byte, sum Digest) error {
	path, err := s.claim(path)
	if err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	if old, same := s.same(path, sum, int64(len(data))); same {
		s.put(path, made{old, true})
		return nil
	}
	name := filepath.Join(s.dir, filepath.FromSlash(path))
	if err := s.disk.MkdirAll(filepath.Dir(name)); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	if err := s.disk.WriteFile(name, data); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	s.put(path, made{fileAt(name, sum), false})
	return nil
}

// Keep has the site keep a file of the site before, if that has one at path whose
// bytes have this sum; if not, kept is false and the file is still to be written.
// It is for callers who know what a file would hold without making it: where the
// file was left alone since it was published, it is not even read.
func (s *Stage) Keep(path string, sum Digest) (kept bool, err error) {
	local, err := clean(path)
	if err != nil {
		return false, fmt.Errorf("keep page: %w", err)
	}
	old, same := s.same(local, sum, -1)
	if !same {
		return false, nil
	}
	if _, err := s.claim(local); err != nil {
		return false, fmt.Errorf("keep page: %w", err)
	}
	s.put(local, made{old, true})
	return true, nil
}

func (s *Stage) put(path string, m made) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files[path] = m
	if m.kept {
		s.linked++
	}
}

// clean is a path within the site in its one form.
func clean(name string) (string, error) {
	if !filepath.IsLocal(filepath.FromSlash(name)) || strings.Contains(name, "\n") || path.Clean(name) == "." {
		return "", fmt.Errorf("%q is no path within the site", name)
	}
	return filepath.ToSlash(filepath.Clean(filepath.FromSlash(name))), nil
}

// claim takes a path and the folders that it is in. Folders whose names are one
// to some file system are refused like files: they would become one there, of
// which the marker knows half the files under another name.
func (s *Stage) claim(name string) (string, error) {
	name, err := clean(name)
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		key := Key(dir)
		had := s.names[key]
		if had == dir+"/" {
			break // and so are the folders that it is in
		}
		if had != "" {
			return "", fmt.Errorf("%q is made beside %q", name, had)
		}
		s.names[key] = dir + "/"
	}
	key := Key(name)
	if had := s.names[key]; had != "" {
		return "", fmt.Errorf("%q is made twice, as %q", name, had)
	}
	s.names[key] = name
	return name, nil
}

// Key is the same for two paths that some file system takes for one: those of
// Windows and macOS know no case, and macOS no difference between a letter with
// its accent and the two written apart.
func Key(path string) string {
	for i := range len(path) {
		if path[i] >= 0x80 {
			return strings.ToLower(strings.ToUpper(norm.NFC.String(path)))
		}
	}
	return strings.ToLower(path)
}

// Restrict marks the site as internal: the marker in the output folder says that
// it must not be published. Call it before Commit.
func (s *Stage) Restrict() { s.head = markerHead + internalLine }

// Commit puts the stage in the place of the output folder and keeps the old site
// for Rollback, unless that one is not as it was published. When it fails the old site is where it was; that the folder cannot
// be replaced, or holds what this program did not make, is a *diag.Problem. A site
// in which nothing changed stays where it is, and no rollback is spent on it.
func (s *Stage) Commit() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := s.list()
	if s.isOld(list) {
		s.unchanged = true
		if s.stale() {
			_ = s.kept.know(s.files) // else the next run reads the files again
		}
		return nil
	}
	if err := s.finish(list); err != nil {
		return err
	}
	// Somebody may have put a file there meanwhile, which is not to vanish.
	if problem, err := foreign(s.out); err != nil {
		return fmt.Errorf("look at the output folder: %w", err)
	} else if problem != nil {
		return problem
	}
	all, _, err := s.kept.numbers()
	if err != nil {
		return fmt.Errorf("list earlier sites: %w", err)
	}
	now := s.kept.current(s.out, all)
	number := now // of the first site of all
	if _, err := os.Lstat(s.out); err == nil {
		number = max(now, newestOf(all)) + 1
	}
	// No rollback leads to the sites that were rolled away from; beneath a new one it
	// would.
	for _, n := range all {
		if n <= now {
			break
		}
		if err := s.kept.drop(s.work, n); err != nil {
			return fmt.Errorf("drop a site that was rolled back: %w", err)
		}
	}
	if err := s.kept.knowSite(number, s.files, list); err != nil {
		return fmt.Errorf("note the files of the new site: %w", err)
	}
	if err := s.kept.note(numbered{number, markedAt(s.dir)}, numbered{now, markedAt(s.out)}); err != nil {
		return fmt.Errorf("note the new site: %w", err)
	}
	// What is known is of the site that stands there: of none, until it is noted.
	if err := s.kept.forget(); err != nil {
		return fmt.Errorf("forget the last site: %w", err)
	}
	// What was not published is nothing to go back to: it takes the place of the
	// stage, and goes with it.
	before := s.kept.site(now)
	if damaged, _ := s.kept.changed(s.out, now); damaged > 0 {
		before = s.dir
	}
	if err := s.kept.replace(s.dir, s.out, before, now); err != nil {
		return busy(s.out, err)
	}
	// The new site is whole and in place: what fails from here cannot hurt it, and
	// the next run makes it good.
	_ = s.kept.know(s.files)
	_ = s.kept.prune(s.work, number)
	return nil
}

// busy makes a *diag.Problem of a refusal that the user can do something about.
func busy(out string, err error) error {
	if !inUse(err) {
		return err
	}
	detail := err.Error()
	if why := syscall.Errno(0); errors.As(err, &why) {
		detail = why.Error()
	}
	return &diag.Problem{Code: diag.OutputBusy, Args: diag.Args{"path": filepath.Base(out), "detail": detail}}
}

// list is what the marker of the stage says.
func (s *Stage) list() []byte {
	names := make([]string, 0, len(s.files))
	for name := range s.files {
		names = append(names, name)
	}
	slices.Sort(names)
	return []byte(s.head + strings.Join(append(names, ""), "\n"))
}

// isOld reports whether the stage is the site that stands in the output folder.
func (s *Stage) isOld(list []byte) bool {
	if s.linked < len(s.files) {
		return false
	}
	old, err := os.ReadFile(filepath.Join(s.out, marker))
	return err == nil && bytes.Equal(old, list)
}

// stale reports whether what is known of the old site is not what was seen.
func (s *Stage) stale() bool {
	for name, m := range s.files {
		if s.old[name] != m.file {
			return true
		}
	}
	return len(s.old) != len(s.files)
}

func newestOf(numbers []int) int {
	if len(numbers) == 0 {
		return 0
	}
	return numbers[0]
}

// Rollback puts an earlier site in the place of the output folder, which is kept
// in its turn: the one before the site that stands there, so that a second
// rollback goes a step further back. It is a *diag.Problem when there is none, and
// when that one is not as it was published: it stays where it is then, and no other
// is taken in its stead.
// The numbers are those of the sites.
func Rollback(out, work string) (from, to int, err error) { return rollback(out, work, machine{}) }

func rollback(out, work string, d disk) (from, to int, err error) {
	s, err := open(out, work, d)
	if err != nil {
		return 0, 0, err
	}
	defer s.Discard()
	all, _, err := s.kept.numbers()
	if err != nil {
		return 0, 0, fmt.Errorf("list earlier sites: %w", err)
	}
	from = s.kept.current(out, all)
	for _, n := range all {
		if n >= from {
			continue // a site that was rolled back
		}
		// An older one that is whole is not what was asked for.
		if damaged, first := s.kept.damage(n); damaged > 0 {
			return from, 0, &diag.Problem{Code: diag.KeptDamaged, Args: diag.Args{"path": s.kept.site(n), "count": strconv.Itoa(damaged), "file": first}}
		}
		if err := s.kept.note(numbered{n, markedAt(s.kept.site(n))}, numbered{from, markedAt(out)}); err != nil {
			return from, 0, fmt.Errorf("note the earlier site: %w", err)
		}
		if err := s.kept.forget(); err != nil {
			return from, 0, fmt.Errorf("forget the last site: %w", err)
		}
		if err := s.kept.replace(s.kept.site(n), out, s.kept.site(from), from); err != nil {
			return from, 0, busy(out, err)
		}
		return from, n, nil
	}
	return from, 0, &diag.Problem{Code: diag.NothingKept, Args: diag.Args{"path": filepath.Base(out)}}
}

// finish adds to the stage what it keeps of the old site, what marks it as ours
// and what keeps its folder.
func (s *Stage) finish(list []byte) error {
	err := s.fetch()
	if err == nil {
		var keep []byte
		switch keep, err = os.ReadFile(filepath.Join(s.out, keeper)); {
		case err == nil:
			err = s.disk.WriteFile(filepath.Join(s.dir, keeper), keep)
		case errors.Is(err, fs.ErrNotExist):
			err = nil
		}
	}
	if err == nil {
		err = s.disk.WriteFile(filepath.Join(s.dir, marker), list)
	}
	if err != nil {
		return fmt.Errorf("finish the stage: %w", err)
	}
	return nil
}

// fetch links the files that are kept of the old site, or copies them where links
// are not known.
func (s *Stage) fetch() error {
	dirs := map[string]bool{}
	for _, name := range slices.Sorted(keptFiles(s.files)) {
		old, here := filepath.Join(s.out, filepath.FromSlash(name)), filepath.Join(s.dir, filepath.FromSlash(name))
		if dir := filepath.Dir(here); !dirs[dir] {
			if err := s.disk.MkdirAll(dir); err != nil {
				return err
			}
			dirs[dir] = true
		}
		if s.disk.Link(old, here) == nil {
			continue
		}
		data, err := os.ReadFile(old)
		if err != nil {
			return err
		}
		sum := s.files[name].digest
		if Sum(data) != sum {
			return fmt.Errorf("%s was changed meanwhile", name)
		}
		if err := s.disk.WriteFile(here, data); err != nil {
			return err
		}
		s.files[name] = made{fileAt(here, sum), true}
	}
	return nil
}

func keptFiles(files map[string]made) iter.Seq[string] {
	return func(yield func(string) bool) {
		for name, m := range files {
			if m.kept && !yield(name) {
				return
			}
		}
	}
}

// Discard removes what is left of the stage and lets other runs in.
func (s *Stage) Discard() {
	_ = remove(s.disk, s.dir) // the next run clears what stays
	_ = s.lock.Close()        // nothing was written to it
}
