package publish

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"

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

func TestADamagedKeptSiteIsNotPutBack(t *testing.T) {
	p := newPlace(t)
	p.build(t, "index.html=1", "a.html=1")
	p.build(t, "index.html=2")
	if err := os.Remove(filepath.Join(keptOf(p.out, p.work, machine{}).site(1), "a.html")); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Rollback(p.out, p.work); code(err) != diag.KeptDamaged {
		t.Errorf("err is %v", err)
	}
	expect(t, p.out, "index.html=2")
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
	}{
		{"build", func(p place, d disk) error { return p.attempt(d, fresh...) }, fresh, "old"},
		{"rollback", func(p place, d disk) error { _, _, err := rollback(p.out, p.work, d); return err }, []string{"index.html=older"}, "3"},
	} {
		for _, below := range []disk{machine{}, noExchange{machine{}}} {
			for _, dead := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s on %T dead %t", run.name, below, dead), func(t *testing.T) {
					steps, told := 0, map[diag.Code]int{}
					for n := 1; ; n++ {
						p := newPlace(t)
						for _, text := range []string{"2", "3", "older"} {
							p.build(t, "index.html="+text)
						}
						p.build(t, old...)
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
							before = "older"
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
					if _, renames := below.(noExchange); renames {
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
