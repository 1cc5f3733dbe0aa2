package publish

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"gongbao/generator/diag"
)

func code(err error) diag.Code {
	var problem *diag.Problem
	if errors.As(err, &problem) {
		return problem.Code
	}
	return ""
}

func TestRollbackGoesBackStepByStep(t *testing.T) {
	for name, d := range map[string]disk{"in one step": machine{}, "by renaming": noExchange{machine{}}} {
		t.Run(name, func(t *testing.T) {
			p := newPlace(t)
			if _, _, err := rollback(p.out, p.work, d); code(err) != diag.NothingKept {
				t.Errorf("nothing was built: %v", err)
			}
			for i := range 6 {
				p.buildWith(t, d, fmt.Sprintf("index.html=%d", i+1), "a.html=same")
			}
			for _, want := range []int{5, 4, 3} {
				from, to, err := rollback(p.out, p.work, d)
				if err != nil || from != want+1 || to != want {
					t.Fatalf("from %d to %d, %v; want to %d", from, to, err, want)
				}
				expect(t, p.out, "a.html=same", fmt.Sprintf("index.html=%d", want))
			}
			if _, _, err := rollback(p.out, p.work, d); code(err) != diag.NothingKept {
				t.Errorf("more than %d kept: %v", most, err)
			}
			expect(t, p.out, "a.html=same", "index.html=3")
			p.buildWith(t, d, "index.html=new")
			if _, _, err := rollback(p.out, p.work, d); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// Kept sites share files with the one in the output folder, so that an edit there
// in place is one of theirs.
func TestADamagedKeptSiteIsNotPutBack(t *testing.T) {
	site := func(p place, n int) string { return keptOf(p.out, p.work, machine{}).site(n) }
	// again writes to a file without making it anew, and hides that by its time.
	again := func(t *testing.T, name, text string) {
		t.Helper()
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		put(t, name, text)
		if err := os.Chtimes(name, info.ModTime(), info.ModTime()); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		name   string
		damage func(t *testing.T, p place)
		count  string
		file   string
	}{
		{"edited in place in the output folder", func(t *testing.T, p place) { again(t, filepath.Join(p.out, "b", "c.html"), "evil") }, "1", "b/c.html"},
		{"cut short, and another", func(t *testing.T, p place) {
			put(t, filepath.Join(p.out, "a.html"), "")
			put(t, filepath.Join(p.out, "b", "c.html"), "evil and long")
		}, "2", "a.html"},
		{"a page of its own", func(t *testing.T, p place) { again(t, filepath.Join(site(p, 2), "index.html"), "9") }, "1", "index.html"},
		{"a file that is gone", func(t *testing.T, p place) {
			if err := os.Remove(filepath.Join(site(p, 2), "a.html")); err != nil {
				t.Fatal(err)
			}
		}, "1", "a.html"},
		{"its marker", func(t *testing.T, p place) { again(t, filepath.Join(site(p, 2), marker), markerHead) }, "1", marker},
		{"a folder in the place of a file", func(t *testing.T, p place) {
			if err := os.Remove(filepath.Join(site(p, 2), "a.html")); err != nil {
				t.Fatal(err)
			}
			put(t, filepath.Join(site(p, 2), "a.html", "x"), "1")
		}, "1", "a.html"},
		{"nothing is known of it, and a file is gone", func(t *testing.T, p place) {
			for _, name := range []string{site(p, 2) + filesSuffix, filepath.Join(site(p, 2), "index.html")} {
				if err := os.Remove(name); err != nil {
					t.Fatal(err)
				}
			}
		}, "1", "index.html"},
		{"a line of what is known is lost", func(t *testing.T, p place) {
			notes := site(p, 2) + filesSuffix
			lines := strings.SplitAfter(read(t, notes), "\n")
			put(t, notes, strings.Join(lines[:len(lines)-2], "")) // that of index.html
		}, "1", "index.html"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := newPlace(t)
			for _, text := range []string{"1", "2", "3"} {
				p.build(t, "a.html=same", "b/c.html=good", "index.html="+text)
			}
			tt.damage(t, p)
			before, kept := files(t, p.out), files(t, site(p, 2))
			_, _, err := Rollback(p.out, p.work)
			var problem *diag.Problem
			if !errors.As(err, &problem) || problem.Code != diag.KeptDamaged {
				t.Fatalf("err is %v", err)
			}
			if problem.Args["count"] != tt.count || problem.Args["file"] != tt.file || problem.Args["path"] != site(p, 2) {
				t.Errorf("told %v, want %s files and %s", problem.Args, tt.count, tt.file)
			}
			expect(t, p.out, before...) // nor is the older one taken
			expect(t, site(p, 2), kept...)
			p.build(t, "a.html=anew", "b/c.html=anew", "index.html=4")
			expect(t, p.out, "a.html=anew", "b/c.html=anew", "index.html=4")
		})
	}
	t.Run("of which nothing is known", func(t *testing.T) { // kept by an older version
		p := newPlace(t)
		p.build(t, "index.html=1")
		p.build(t, "index.html=2")
		if err := os.Remove(site(p, 1) + filesSuffix); err != nil {
			t.Fatal(err)
		}
		if _, _, err := Rollback(p.out, p.work); err != nil {
			t.Error(err)
		}
		expect(t, p.out, "index.html=1")
	})
}

// What stands in the output folder and was not published is nothing to go back to,
// and takes no step from what is.
func TestWhatWasNotPublishedIsNoStepBack(t *testing.T) {
	pages := func(text string) []string { return []string{"a.html=same", "b/c.html=same", "index.html=" + text} }
	remove := func(names ...string) func(t *testing.T, out string) {
		return func(t *testing.T, out string) {
			for _, name := range names {
				if err := os.RemoveAll(filepath.Join(out, name)); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	later := func(t *testing.T, name string) {
		t.Helper()
		if err := os.Chtimes(name, time.Unix(1_800_000_000, 0), time.Unix(1_800_000_000, 0)); err != nil {
			t.Fatal(err)
		}
	}
	for name, d := range map[string]disk{"in one step": machine{}, "by renaming": noExchange{machine{}}} {
		for _, tt := range []struct {
			name  string
			spoil func(t *testing.T, out string)
			kept  bool
		}{
			{"emptied but for what is hidden", remove("a.html", "b", "index.html"), false},
			{"emptied", remove("a.html", "b", "index.html", marker), false},
			{"a file is gone", remove("b/c.html"), false},
			{"edited, of another size", func(t *testing.T, out string) { put(t, filepath.Join(out, "index.html"), "edited") }, false},
			{"edited, of the same size", func(t *testing.T, out string) {
				put(t, filepath.Join(out, "index.html"), "9")
				later(t, filepath.Join(out, "index.html"))
			}, false},
			{"only touched", func(t *testing.T, out string) { later(t, filepath.Join(out, "index.html")) }, true},
		} {
			t.Run(tt.name+" "+name, func(t *testing.T) {
				p := newPlace(t)
				for _, text := range []string{"1", "2", "3"} {
					p.buildWith(t, d, pages(text)...)
				}
				tt.spoil(t, p.out)
				steps := []string{"5", "4", "2"}
				if tt.kept {
					steps = []string{"5", "4", "3"}
				}
				for _, text := range []string{"4", "5", "6"} {
					p.buildWith(t, d, pages(text)...)
					expect(t, p.out, pages(text)...)
				}
				for _, want := range steps {
					if _, _, err := rollback(p.out, p.work, d); err != nil {
						t.Fatalf("back to %s: %v", want, err)
					}
					expect(t, p.out, pages(want)...)
				}
				if left := p.leftovers(t); len(left) > 0 {
					t.Errorf("left behind: %q", left)
				}
			})
		}
	}
}

// A copy of the site before, times and all, that somebody put into the output folder
// is no step back, and is in no build's way.
func TestAnOlderSiteThatWasPutBackByHand(t *testing.T) {
	for name, d := range map[string]disk{"in one step": machine{}, "by renaming": noExchange{machine{}}} {
		t.Run(name, func(t *testing.T) {
			p := newPlace(t)
			p.buildWith(t, d, "a.html=same", "index.html=1")
			copied := filepath.Join(t.TempDir(), "copy")
			if err := os.CopyFS(copied, os.DirFS(p.out)); err != nil {
				t.Fatal(err)
			}
			for _, name := range []string{"a.html", "index.html", marker} {
				info, err := os.Stat(filepath.Join(p.out, name))
				if err != nil {
					t.Fatal(err)
				}
				if err := os.Chtimes(filepath.Join(copied, name), info.ModTime(), info.ModTime()); err != nil {
					t.Fatal(err)
				}
			}
			p.buildWith(t, d, "a.html=same", "index.html=2")
			if err := os.RemoveAll(p.out); err != nil {
				t.Fatal(err)
			}
			if err := os.Rename(copied, p.out); err != nil {
				t.Fatal(err)
			}
			for _, text := range []string{"2", "3"} {
				p.buildWith(t, d, "a.html=same", "index.html="+text)
				expect(t, p.out, "a.html=same", "index.html="+text)
			}
			for _, want := range []string{"2", "1"} {
				if _, _, err := rollback(p.out, p.work, d); err != nil {
					t.Fatalf("back to %s: %v", want, err)
				}
				expect(t, p.out, "a.html=same", "index.html="+want)
			}
			if left := p.leftovers(t); len(left) > 0 {
				t.Errorf("left behind: %q", left)
			}
		})
	}
}

// What is known of a site's files goes with it.
func TestNotesOfFilesGoWithTheirSite(t *testing.T) {
	p := newPlace(t)
	k := keptOf(p.out, p.work, machine{})
	for i := range 9 {
		p.build(t, fmt.Sprintf("index.html=%d", i+1))
	}
	if got := k.described(); !slices.Equal(got, []int{9, 8, 7, 6}) {
		t.Errorf("notes of sites %d", got)
	}
	for range 2 {
		if _, _, err := Rollback(p.out, p.work); err != nil {
			t.Fatal(err)
		}
	}
	p.build(t, "index.html=10")
	if got := k.described(); !slices.Equal(got, []int{10, 7, 6}) {
		t.Errorf("after a rollback and a build, notes of sites %d", got)
	}
	// A site whose number is lost is not taken for one of which notes are left.
	put(t, filepath.Join(k.dir, filesOf(11)), knownHead+"\n")
	if err := os.Remove(filepath.Join(k.dir, currentFile)); err != nil {
		t.Fatal(err)
	}
	p.build(t, "index.html=12")
	if _, _, err := Rollback(p.out, p.work); err != nil {
		t.Error(err)
	}
	expect(t, p.out, "index.html=10")
}

// The site before a build is the one that stood there, not one that was rolled
// away from.
func TestASiteThatWasRolledAwayFromDoesNotComeBack(t *testing.T) {
	for name, d := range map[string]disk{"in one step": machine{}, "by renaming": noExchange{machine{}}} {
		t.Run(name, func(t *testing.T) {
			p := newPlace(t)
			build := func(text string) { p.buildWith(t, d, "index.html="+text) }
			back := func(want string) {
				t.Helper()
				if _, _, err := rollback(p.out, p.work, d); err != nil {
					t.Fatal(err)
				}
				expect(t, p.out, "index.html="+want)
			}
			build("1")
			build("2")
			build("3")
			back("2")
			build("4")
			back("2")
			back("1")
			build("5")
			build("6")
			build("7")
			back("6")
			back("5")
			build("8")
			back("5")
			back("1")
			if _, _, err := rollback(p.out, p.work, d); code(err) != diag.NothingKept {
				t.Errorf("a step further: %v", err)
			}
		})
	}
}

// readOnly is a disk that knows its user even where that is root: what stands in a
// folder that may not be written to cannot be removed, and such a folder cannot be
// moved to another.
type readOnly struct{ disk }

func closed(dir string) error {
	return filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil && info.Mode()&0o200 == 0 {
			err = &fs.PathError{Op: "unlinkat", Path: name, Err: syscall.EACCES}
		}
		return err
	})
}

func (d readOnly) RemoveAll(name string) error {
	if err := closed(name); errors.Is(err, fs.ErrPermission) {
		return err
	}
	return d.disk.RemoveAll(name)
}

func (d readOnly) Rename(old, new string) error {
	if err := d.mayMove(old, filepath.Dir(new)); err != nil {
		return err
	}
	return d.disk.Rename(old, new)
}

func (d readOnly) Exchange(a, b string) error {
	if err := errors.Join(d.mayMove(a, filepath.Dir(b)), d.mayMove(b, filepath.Dir(a))); err != nil {
		return err
	}
	return d.disk.Exchange(a, b)
}

func (readOnly) mayMove(dir, to string) error {
	if info, err := os.Stat(dir); err == nil && info.IsDir() && info.Mode()&0o200 == 0 && to != filepath.Dir(dir) {
		return &fs.PathError{Op: "rename", Path: dir, Err: syscall.EACCES}
	}
	return nil
}

// fixed is a disk on which no folder's mode can be changed, as when it is somebody
// else's.
type fixed struct{ disk }

func (fixed) Chmod(string, fs.FileMode) error { return syscall.EPERM }

// clear has the test remove what is read-only before its own folder is.
func (p place) clear(t *testing.T) {
	t.Cleanup(func() {
		if err := errors.Join(remove(machine{}, p.out), remove(machine{}, p.work)); err != nil {
			t.Error(err)
		}
	})
}

// Scripts that send a site elsewhere make its folders read-only.
func TestReadOnlyFoldersStopNoBuild(t *testing.T) {
	for name, below := range map[string]disk{"in one step": machine{}, "by renaming": noExchange{machine{}}} {
		for _, folders := range [][]string{{"pages"}, {"pages/deep", "pages"}, {"pages", "."}} {
			t.Run(fmt.Sprintf("%s %s", name, folders), func(t *testing.T) {
				p := newPlace(t)
				p.clear(t)
				d := readOnly{below}
				for i := range 3 * most {
					p.buildWith(t, d, "index.html=x", fmt.Sprintf("pages/deep/a.html=%d", i))
					for _, folder := range folders {
						if err := os.Chmod(filepath.Join(p.out, folder), 0o555); err != nil {
							t.Fatal(err)
						}
					}
				}
				if _, _, err := rollback(p.out, p.work, d); err != nil {
					t.Error(err)
				}
				p.buildWith(t, d, "index.html=last")
				expect(t, p.out, "index.html=last")
				if left := p.leftovers(t); len(left) > 0 {
					t.Errorf("left behind %q", left)
				}
				if all, _, err := keptOf(p.out, p.work, d).numbers(); len(all) > most {
					t.Errorf("kept %d, %v", all, err)
				}
			})
		}
	}
	t.Run("that are somebody else's", func(t *testing.T) {
		p := newPlace(t)
		p.clear(t)
		d := fixed{readOnly{machine{}}}
		stage := filepath.Join(p.work, stagePrefix+"1")
		put(t, filepath.Join(stage, "pages", "a.html"), "half")
		if err := os.Chmod(filepath.Join(stage, "pages"), 0o555); err != nil {
			t.Fatal(err)
		}
		for i := range 3 {
			s, err := open(p.out, p.work, d)
			if err != nil {
				t.Fatal(err)
			}
			if told := s.Recovered() == diag.BuildCutShort; told != (i == 0) {
				t.Errorf("run %d tells of a stage: %t", i, told)
			}
			write(t, s, fmt.Sprintf("index.html=%d", i))
			if err := s.Commit(); err != nil {
				t.Fatal(err)
			}
			s.Discard()
			if !Settled(p.out, p.work) {
				t.Error("not settled: nothing will ever be done about it")
			}
		}
		if _, _, err := rollback(p.out, p.work, d); err != nil {
			t.Error(err)
		}
		expect(t, p.out, "index.html=1")
	})
}

func TestAMovedSiteKeepsItsSteps(t *testing.T) {
	root := t.TempDir()
	at := func(name string) place {
		return place{filepath.Join(root, name, "public"), filepath.Join(root, name, ".gongbao")}
	}
	p, moved := at("old"), at("新的")
	p.build(t, "index.html=1")
	p.build(t, "index.html=2")
	p.build(t, "index.html=3")
	if err := os.Rename(filepath.Dir(p.out), filepath.Dir(moved.out)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Rollback(moved.out, moved.work); err != nil {
		t.Fatal(err)
	}
	expect(t, moved.out, "index.html=2")

	// A version that told the folder by where it stands kept sites as well.
	k := keptOf(moved.out, moved.work, machine{})
	former := keptBy(moved.out, moved.work, machine{}).dir
	if former == k.dir {
		t.Fatal("the folder is told by where it stands")
	}
	if err := os.Rename(k.dir, former); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Rollback(moved.out, moved.work); err != nil {
		t.Fatal(err)
	}
	expect(t, moved.out, "index.html=1")
	if _, err := os.Lstat(former); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the former folder is there: %v", err)
	}
}

func TestUnchangedFilesAreLinked(t *testing.T) {
	p := newPlace(t)
	p.build(t, "index.html=1", "a.html=same", "b/c.html=same too")
	s := p.open(t)
	defer s.Discard()
	write(t, s, "index.html=2", "a.html=same", "b/c.html=same two")
	if err := s.Commit(); err != nil {
		t.Fatal(err)
	}
	if s.Linked() != 1 {
		t.Errorf("%d files linked, want 1", s.Linked())
	}
	expect(t, p.out, "a.html=same", "b/c.html=same two", "index.html=2")
	expect(t, keptOf(p.out, p.work, machine{}).site(1), "a.html=same", "b/c.html=same too", "index.html=1")
}

func TestTwoRunsAtOnce(t *testing.T) {
	p := newPlace(t)
	s := p.open(t)
	if _, err := Open(p.out, p.work); code(err) != diag.BuildBusy {
		t.Errorf("a second run: %v", err)
	}
	if _, _, err := Rollback(p.out, p.work); code(err) != diag.BuildBusy {
		t.Errorf("a rollback meanwhile: %v", err)
	}
	s.Discard()
	p.open(t).Discard()
}

// A folder that cannot be renamed, as a mount point or one of which a program
// has a file open, is the user's to free.
func TestAFolderInUseIsTold(t *testing.T) {
	p := newPlace(t)
	p.build(t, "index.html=1")
	for what, do := range map[string]func(disk) error{
		"build":    func(d disk) error { return p.attempt(d, "index.html=2") },
		"rollback": func(d disk) error { _, _, err := rollback(p.out, p.work, d); return err },
	} {
		for _, below := range []disk{machine{}, noExchange{machine{}}} {
			err := do(inUseDisk{below, p.out})
			if what == "rollback" && code(err) == diag.NothingKept {
				p.build(t, "index.html=0")
				p.build(t, "index.html=1")
				err = do(inUseDisk{below, p.out})
			}
			if code(err) != diag.OutputBusy {
				t.Errorf("%s: err is %v", what, err)
			}
			expect(t, p.out, "index.html=1")
		}
	}
}

// inUseDisk is a disk on which a folder cannot be renamed.
type inUseDisk struct {
	disk
	folder string
}

func (d inUseDisk) Rename(old, new string) error {
	if old == d.folder {
		return &os.LinkError{Op: "rename", Old: old, New: new, Err: syscall.EBUSY}
	}
	return d.disk.Rename(old, new)
}

func (d inUseDisk) Exchange(a, b string) error {
	err := d.disk.Exchange(a, a) // is it known here at all?
	if errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	return syscall.EBUSY
}

// noExchange is a disk that cannot exchange folders, as on Windows.
type noExchange struct{ disk }

func (noExchange) Exchange(string, string) error { return errors.ErrUnsupported }

// failing is a disk of which the n-th change fails, and with dead all after it as
// well, as when the process is killed.
type failing struct {
	disk
	left int
	dead bool
}

var errDisk = errors.New("no space left")

func (f *failing) step() error {
	f.left--
	if f.left == 0 || f.dead && f.left < 0 {
		return errDisk
	}
	return nil
}

func (f *failing) MkdirAll(dir string) error {
	if err := f.step(); err != nil {
		return err
	}
	return f.disk.MkdirAll(dir)
}

func (f *failing) MkdirTemp(dir, prefix string) (string, error) {
	if err := f.step(); err != nil {
		return "", err
	}
	return f.disk.MkdirTemp(dir, prefix)
}

// WriteFile leaves half a file behind when it fails, as a full disk does.
func (f *failing) WriteFile(name string, data []byte) error {
	if err := f.step(); err != nil {
		_ = f.disk.WriteFile(name, data[:len(data)/2])
		return err
	}
	return f.disk.WriteFile(name, data)
}

// Create gives a file to which, when it fails, half is written.
func (f *failing) Create(name string) (io.WriteCloser, error) {
	if err := f.step(); err != nil {
		return nil, err
	}
	file, err := f.disk.Create(name)
	return &failingFile{file, f}, err
}

func (f *failing) Remove(name string) error {
	if err := f.step(); err != nil {
		return err
	}
	return f.disk.Remove(name)
}

// failingFile is a file of a failing disk, of which each piece is a step.
type failingFile struct {
	io.WriteCloser
	disk *failing
}

func (f *failingFile) Write(p []byte) (int, error) {
	if err := f.disk.step(); err != nil {
		n, _ := f.WriteCloser.Write(p[:len(p)/2])
		return n, err
	}
	return f.WriteCloser.Write(p)
}

func (f *failing) Link(old, new string) error {
	if err := f.step(); err != nil {
		return err
	}
	return f.disk.Link(old, new)
}

func (f *failing) Rename(old, new string) error {
	if err := f.step(); err != nil {
		return err
	}
	return f.disk.Rename(old, new)
}

func (f *failing) Exchange(a, b string) error {
	if err := f.step(); err != nil {
		return err
	}
	return f.disk.Exchange(a, b)
}

func (f *failing) Chmod(name string, mode fs.FileMode) error {
	if err := f.step(); err != nil {
		return err
	}
	return f.disk.Chmod(name, mode)
}

func (f *failing) RemoveAll(name string) error {
	if err := f.step(); err != nil {
		return err
	}
	return f.disk.RemoveAll(name)
}

func (p place) buildWith(t *testing.T, d disk, pages ...string) {
	t.Helper()
	if err := p.attempt(d, pages...); err != nil {
		t.Fatal(err)
	}
}

func (p place) attempt(d disk, pages ...string) error {
	s, err := open(p.out, p.work, d)
	if err != nil {
		return err
	}
	defer s.Discard()
	for _, page := range pages {
		path, text, _ := cutPage(page)
		write := func() error { return s.Write(path, []byte(text)) }
		if path == "index.html" { // as a file that does not fit into memory
			write = func() error {
				return s.Stream(path, func(w io.Writer) error {
					_, err := io.WriteString(w, text)
					return err
				})
			}
		}
		if err := write(); err != nil {
			return err
		}
	}
	return s.Commit()
}

func cutPage(page string) (path, text string, ok bool) {
	for i := range page {
		if page[i] == '=' {
			return page[:i], page[i+1:], true
		}
	}
	return page, "", false
}

// Every change to the disk that a build and a rollback make is made to fail, once
// and for good: the site is the old one or the new one, whole, at every moment,
// and the next run works.
func TestWhicheverStepFailsTheSiteIsWhole(t *testing.T) {
	old := []string{"a.html=same", "b/c.html=old", "index.html=old"}
	fresh := []string{"a.html=same", "b/d.html=new", "index.html=new"}
	for _, run := range []struct {
		name string
		do   func(p place, d disk) error
		want []string
		// before is the site before the one that is wanted.
		before string
		// back is whether old was rolled away from, so that the site before it stands.
		back bool
		// shut is whether the folders of old are read-only.
		shut bool
		// torn is whether a file of old is gone, so that it is nothing to go back to.
		torn bool
	}{
		{"build", func(p place, d disk) error { return p.attempt(d, fresh...) }, fresh, "old", false, false, false},
		{"rollback", func(p place, d disk) error { _, _, err := rollback(p.out, p.work, d); return err }, []string{"index.html=older"}, "3", false, false, false},
		{"build after a rollback", func(p place, d disk) error { return p.attempt(d, fresh...) }, fresh, "older", true, false, false},
		{"build after a rollback from read-only folders", func(p place, d disk) error { return p.attempt(d, fresh...) }, fresh, "older", true, true, false},
		{"build over what was not published", func(p place, d disk) error { return p.attempt(d, fresh...) }, fresh, "older", false, false, true},
	} {
		for _, below := range []disk{machine{}, noExchange{machine{}}} {
			_, renames := below.(noExchange)
			if run.shut {
				below = readOnly{below}
			}
			for _, dead := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s on %T dead %t", run.name, below, dead), func(t *testing.T) {
					steps, told := 0, map[diag.Code]int{}
					for n := 1; ; n++ {
						p := newPlace(t)
						p.clear(t)
						for _, text := range []string{"2", "3", "older"} {
							p.build(t, "index.html="+text)
						}
						p.build(t, old...)
						for _, dir := range []string{"b", "."} {
							if !run.shut {
								break
							}
							if err := os.Chmod(filepath.Join(p.out, dir), 0o555); err != nil {
								t.Fatal(err)
							}
						}
						old, beforeOld := old, "older"
						if run.torn {
							if err := os.Remove(filepath.Join(p.out, "a.html")); err != nil {
								t.Fatal(err)
							}
							old = old[1:]
						}
						if run.back {
							if _, _, err := Rollback(p.out, p.work); err != nil {
								t.Fatal(err)
							}
							old, beforeOld = []string{"index.html=older"}, "3"
						}
						f := &failing{below, n, dead}
						err := run.do(p, f)
						got := now(t, p)
						if !slices.Equal(got, old) && !slices.Equal(got, run.want) && !(len(got) == 0 && dead) {
							t.Fatalf("step %d failed (%v) and left %q", n, err, got)
						}
						if err == nil && !slices.Equal(got, run.want) {
							t.Fatalf("step %d: no error, and the site is %q", n, got)
						}
						next := p.open(t) // the next run makes it good
						next.Discard()
						left := now(t, p)
						if !slices.Equal(left, old) && !slices.Equal(left, run.want) {
							t.Fatalf("step %d failed (%v), then the next run left %q", n, err, left)
						}
						if next.Recovered() != "" {
							told[next.Recovered()]++
						}
						// No step back is lost, and none is taken twice.
						before := run.before
						if slices.Equal(left, old) {
							before = beforeOld
						}
						if _, _, err := Rollback(p.out, p.work); err != nil {
							t.Fatalf("step %d failed, then there was nothing to go back to: %v", n, err)
						}
						if got := now(t, p); !slices.Contains(got, "index.html="+before) {
							t.Fatalf("step %d failed and left %q; one step back of it is %q, want %q", n, left, got, before)
						}
						p.build(t, "index.html=last")
						expect(t, p.out, "index.html=last")
						if left := p.leftovers(t); len(left) > 0 {
							t.Fatalf("step %d: left behind %q", n, left)
						}
						if f.left > 0 {
							break // there are no more steps
						}
						steps++
					}
					if steps < 5 {
						t.Errorf("only %d steps were made to fail", steps)
					}
					// What was made good is told: a stage was left, and once two sites
					// were half exchanged.
					want := []diag.Code{diag.BuildCutShort, diag.SwapFinished}
					if renames {
						want = append(want, diag.SitePutBack)
					}
					for _, code := range want {
						if dead && told[code] == 0 {
							t.Errorf("%s was never told: %v", code, told)
						}
					}
				})
			}
		}
	}
}

// now is what stands in the output folder; nothing when there is none.
func now(t *testing.T, p place) []string {
	t.Helper()
	return files(t, p.out)
}
