package publish

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"gongbao/generator/diag"
)

// place is an output folder and a work folder beside it.
type place struct{ out, work string }

func newPlace(t *testing.T) place {
	return place{filepath.Join(t.TempDir(), "public"), filepath.Join(t.TempDir(), ".gongbao")}
}

func (p place) open(t *testing.T) *Stage {
	t.Helper()
	s, err := Open(p.out, p.work)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// build publishes a site of these pages, each holding its text.
func (p place) build(t *testing.T, pages ...string) {
	t.Helper()
	s := p.open(t)
	defer s.Discard()
	write(t, s, pages...)
	if err := s.Commit(); err != nil {
		t.Fatal(err)
	}
}

// write puts pages written as `path=text` on a stage.
func write(t *testing.T, s *Stage, pages ...string) {
	t.Helper()
	for _, page := range pages {
		path, text, _ := strings.Cut(page, "=")
		if err := s.Write(path, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
}

// files lists what stands in a folder as `path=text`, but for the marker.
func files(t *testing.T, dir string) []string {
	t.Helper()
	var out []string
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) && name == "." {
			return nil
		}
		if err != nil || d.IsDir() || name == marker {
			return err
		}
		text, err := os.ReadFile(filepath.Join(dir, name))
		out = append(out, name+"="+string(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func expect(t *testing.T, dir string, want ...string) {
	t.Helper()
	if got := files(t, dir); !slices.Equal(got, want) {
		t.Errorf("%s holds %q, want %q", filepath.Base(dir), got, want)
	}
}

func put(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// leftovers lists what a run left in the work folder.
func (p place) leftovers(t *testing.T) []string {
	t.Helper()
	entries, err := os.ReadDir(p.work)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), "sites-") { // those are kept on purpose
			out = append(out, e.Name())
		}
	}
	return out
}

func TestTheFirstBuildMakesTheFolder(t *testing.T) {
	p := newPlace(t)
	p.build(t, "index.html=首页", "reports/2024.html=年报")
	expect(t, p.out, "index.html=首页", "reports/2024.html=年报")
	if left := p.leftovers(t); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
	info, err := os.Stat(p.out)
	if err != nil || info.Mode().Perm() != 0o755 {
		t.Errorf("a web server may not read it: %v %v", info.Mode(), err)
	}
}

func TestABuildReplacesTheSiteWhole(t *testing.T) {
	p := newPlace(t)
	p.build(t, "index.html=1", "old/gone.html=1")
	p.build(t, "index.html=2", "new.html=2")
	expect(t, p.out, "index.html=2", "new.html=2")
	if left := p.leftovers(t); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}

func TestNothingShowsBeforeCommit(t *testing.T) {
	p := newPlace(t)
	p.build(t, "index.html=1")
	s := p.open(t)
	write(t, s, "index.html=2")
	expect(t, p.out, "index.html=1")
	s.Discard()
	expect(t, p.out, "index.html=1")
	if left := p.leftovers(t); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}

func TestDiscardAfterCommitDoesNothing(t *testing.T) {
	p := newPlace(t)
	s := p.open(t)
	write(t, s, "index.html=1")
	if err := s.Commit(); err != nil {
		t.Fatal(err)
	}
	s.Discard()
	s.Discard()
	expect(t, p.out, "index.html=1")
}

func TestTheKeeperOfTheFolderStays(t *testing.T) {
	p := newPlace(t)
	put(t, filepath.Join(p.out, ".gitignore"), "*\n!.gitignore\n")
	p.build(t, "index.html=1")
	expect(t, p.out, ".gitignore=*\n!.gitignore\n", "index.html=1")
	p.build(t, "index.html=2")
	expect(t, p.out, ".gitignore=*\n!.gitignore\n", "index.html=2")
}

func TestFilesThatWeDidNotMakeAreNeverDeleted(t *testing.T) {
	tests := []struct {
		name    string
		built   bool
		foreign string
	}{
		{"in a folder that was never ours", false, "letter.docx"},
		{"deep in a folder that was never ours", false, "photos/2024/a.jpg"},
		{"beside the pages", true, "MP_verify.txt"},
		{"among the pages", true, "reports/scan.pdf"},
		{"hidden", true, ".well-known/x"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := newPlace(t)
			if tt.built {
				p.build(t, "index.html=1", "reports/2024.html=1")
			}
			put(t, filepath.Join(p.out, filepath.FromSlash(tt.foreign)), "mine")
			before := files(t, p.out)
			s, err := Open(p.out, p.work)
			var problem *diag.Problem
			if !errors.As(err, &problem) {
				t.Fatalf("stage %v, err %v", s, err)
			}
			if problem.Code != diag.ForeignOutput || problem.Args["file"] != tt.foreign || problem.Args["path"] != "public" || tt.built && problem.Args["marker"] != "" {
				t.Errorf("%s %v", problem.Code, problem.Args)
			}
			expect(t, p.out, before...)
			if left := p.leftovers(t); len(left) > 0 {
				t.Errorf("left behind: %q", left)
			}

			if err := os.Remove(filepath.Join(p.out, filepath.FromSlash(tt.foreign))); err != nil {
				t.Fatal(err)
			}
			p.build(t, "index.html=2") // moved away, the work goes on
			expect(t, p.out, "index.html=2")
		})
	}
}

func TestWhatDesktopsLeaveIsNotForeign(t *testing.T) {
	p := newPlace(t)
	p.build(t, "reports/a.html=1")
	for _, name := range []string{"Thumbs.db", "reports/desktop.ini", ".DS_Store"} {
		put(t, filepath.Join(p.out, name), "x")
	}
	p.build(t, "reports/a.html=2")
	expect(t, p.out, "reports/a.html=2")
}

func TestASiteWhosePagesWereDeletedIsBuiltAnew(t *testing.T) {
	p := newPlace(t)
	p.build(t, "index.html=1", "a.html=1")
	if err := os.Remove(filepath.Join(p.out, "a.html")); err != nil {
		t.Fatal(err)
	}
	p.build(t, "index.html=2", "a.html=2")
	expect(t, p.out, "a.html=2", "index.html=2")
}

func TestWriteRefuses(t *testing.T) {
	tests := []struct{ name, first, path string }{
		{"outside the site", "", "../index.html"},
		{"outside by a detour", "", "a/../../index.html"},
		{"an absolute path", "", "/etc/x"},
		{"nothing", "", ""},
		{"the site itself", "", "."},
		{"a line end", "", "a\nb.html"},
		{"the same twice", "a.html", "a.html"},
		{"the same without case", "Reports/A.html", "reports/a.HTML"},
		{"the same by a detour", "b.html", "a/../b.html"},
		{"the same with a double slash", "a/b.html", "a//b.html"},
		{"the same with its accent apart", "caf\u00e9.html", "cafe\u0301.html"},
		{"the same with accent and case", "caf\u00c9.html", "cafe\u0301.html"},
		{"the same in other letters that are one", "stra\u017fe.html", "STRASE.html"},
		{"a folder that is the same without case", "Reports/a.html", "reports/b.html"},
		{"a folder above", "A/x/a.html", "a/y/b.html"},
		{"a file that is a folder without case", "A/x.html", "a"},
		{"a folder where a file is", "a", "a/b.html"},
		{"a file where a folder is", "a/b.html", "a"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := newPlace(t)
			p.build(t, "index.html=old")
			s := p.open(t)
			if tt.first != "" {
				write(t, s, tt.first+"=1")
			}
			if err := s.Write(tt.path, []byte("2")); err == nil {
				t.Errorf("%q was written", tt.path)
			}
			if tt.first != "" {
				expect(t, s.dir, tt.first+"=1")
			}
			s.Discard()
			expect(t, p.out, "index.html=old")
			expect(t, filepath.Dir(p.out), "public/.gongbao-site="+read(t, filepath.Join(p.out, marker)), "public/index.html=old")
		})
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestPagesAreWrittenFromManyGoroutines(t *testing.T) {
	p := newPlace(t)
	s := p.open(t)
	var wg sync.WaitGroup
	var mu sync.Mutex
	twice := map[string]int{}
	for range 4 {
		wg.Go(func() {
			for j := range 25 {
				if err := s.Write(fmt.Sprintf("d%d/%d.html", j%3, j), []byte("x")); err != nil {
					mu.Lock()
					twice[err.Error()]++
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
	if err := s.Commit(); err != nil {
		t.Fatal(err)
	}
	if got := len(files(t, p.out)); got != 25 {
		t.Errorf("%d pages, want 25", got)
	}
	if len(twice) != 25 { // each page was refused to three of four
		t.Errorf("%d pages were refused: %q", len(twice), slices.Sorted(maps.Keys(twice)))
	}
	for what, n := range twice {
		if n != 3 {
			t.Errorf("%d times: %s", n, what)
		}
	}
}

func TestAFailureLeavesTheOldSiteAsItWas(t *testing.T) {
	tests := []struct {
		name string
		// spoil makes Commit fail, which then must name the step.
		spoil func(t *testing.T, p place, s *Stage)
		step  string
	}{
		{"the stage is gone", func(t *testing.T, p place, s *Stage) {
			if err := os.RemoveAll(s.dir); err != nil {
				t.Fatal(err)
			}
		}, "finish the stage"},
		{"a folder where the marker must be", func(t *testing.T, p place, s *Stage) {
			if err := os.Mkdir(filepath.Join(s.dir, marker), 0o755); err != nil {
				t.Fatal(err)
			}
		}, "finish the stage"},
		{"a folder where the keeper is", func(t *testing.T, p place, s *Stage) {
			if err := os.Mkdir(filepath.Join(p.out, keeper), 0o755); err != nil {
				t.Fatal(err)
			}
		}, "finish the stage"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := newPlace(t)
			p.build(t, "index.html=old", "a/b.html=old")
			s := p.open(t)
			defer s.Discard()
			write(t, s, "index.html=new")
			tt.spoil(t, p, s)
			if err := s.Commit(); err == nil || !strings.Contains(err.Error(), tt.step) {
				t.Errorf("err is %v, want it to say %q", err, tt.step)
			}
			expect(t, p.out, "a/b.html=old", "index.html=old")
		})
	}
}

func TestOpenFailsWhereAFileIsInTheWay(t *testing.T) {
	for _, name := range []string{"out", "work"} {
		t.Run(name, func(t *testing.T) {
			p := newPlace(t)
			put(t, map[string]string{"out": p.out, "work": p.work}[name], "a file")
			_, err := Open(p.out, p.work)
			var problem *diag.Problem
			if name == "out" { // the user put it there
				if !errors.As(err, &problem) || problem.Code != diag.NotAFile {
					t.Errorf("err is %v, want %s", err, diag.NotAFile)
				}
			} else if err == nil || errors.As(err, &problem) {
				t.Errorf("err is %v, want a failure of the machine", err)
			}
			if got := read(t, map[string]string{"out": p.out, "work": p.work}[name]); got != "a file" {
				t.Errorf("the file was changed to %q", got)
			}
		})
	}
}

func TestARunThatDiedBetweenTheRenamesIsMadeGood(t *testing.T) {
	away := func(p place) string { return keptOf(p.out, p.work, machine{}).site(1) + leaving }
	die := func(t *testing.T) place {
		p := newPlace(t)
		p.build(t, "index.html=old")
		if err := os.Rename(p.out, away(p)); err != nil {
			t.Fatal(err)
		}
		return p
	}
	t.Run("the old site comes back before the next build", func(t *testing.T) {
		p := die(t)
		s := p.open(t)
		if s.Recovered() != diag.SitePutBack {
			t.Errorf("recovered: %q", s.Recovered())
		}
		expect(t, p.out, "index.html=old")
		s.Discard() // and stays when that build fails
		expect(t, p.out, "index.html=old")
	})
	t.Run("and is replaced by it", func(t *testing.T) {
		p := die(t)
		p.build(t, "index.html=new")
		expect(t, p.out, "index.html=new")
	})
	t.Run("also when version control brought the empty folder back", func(t *testing.T) {
		p := die(t)
		put(t, filepath.Join(away(p), keeper), "*\n")
		put(t, filepath.Join(p.out, keeper), "*\n")
		p.open(t).Discard()
		expect(t, p.out, ".gitignore=*\n", "index.html=old")
	})
	t.Run("but not over files of somebody else", func(t *testing.T) {
		p := die(t)
		put(t, filepath.Join(p.out, "letter.docx"), "mine")
		if _, err := Open(p.out, p.work); err == nil {
			t.Error("the folder was accepted")
		}
		expect(t, p.out, "letter.docx=mine")
		expect(t, away(p), "index.html=old")
		if err := os.Remove(filepath.Join(p.out, "letter.docx")); err != nil {
			t.Fatal(err)
		}
		p.open(t).Discard()
		expect(t, p.out, "index.html=old")
	})
	t.Run("another output folder does not get it", func(t *testing.T) {
		p := die(t)
		other := place{filepath.Join(filepath.Dir(p.out), "elsewhere", "public"), p.work}
		if err := os.Mkdir(filepath.Dir(other.out), 0o755); err != nil {
			t.Fatal(err)
		}
		other.build(t, "index.html=other")
		expect(t, other.out, "index.html=other")
		expect(t, away(p), "index.html=old")
		p.open(t).Discard()
		expect(t, p.out, "index.html=old")
	})
	t.Run("died when the new one was in place", func(t *testing.T) {
		p := die(t)
		put(t, filepath.Join(p.out, "index.html"), "new")
		put(t, filepath.Join(p.out, marker), markerHead+"index.html\n")
		p.open(t).Discard()
		expect(t, p.out, "index.html=new")
		expect(t, strings.TrimSuffix(away(p), leaving), "index.html=old")
	})
}

// A run that was killed leaves its stage behind; the next clears it, since no two
// are at work at once.
func TestOldStagesAreCleared(t *testing.T) {
	p := newPlace(t)
	old := filepath.Join(p.work, "stage-1")
	put(t, filepath.Join(old, "index.html"), "half")
	s := p.open(t)
	s.Discard()
	if _, err := os.Stat(old); !os.IsNotExist(err) {
		t.Errorf("the old stage is there: %v", err)
	}
	if s.Recovered() != diag.BuildCutShort {
		t.Errorf("recovered: %q", s.Recovered())
	}
	if s = p.open(t); s.Recovered() != "" {
		t.Errorf("told again: %q", s.Recovered())
	}
	s.Discard()
}

// A link in the place of the output folder is not replaced: what it leads to
// would keep the old site for ever.
func TestLinkedOutputIsRefused(t *testing.T) {
	p := newPlace(t)
	real := filepath.Join(t.TempDir(), "www")
	put(t, filepath.Join(real, "index.html"), "old")
	if err := os.Symlink(real, p.out); err != nil {
		t.Fatal(err)
	}
	_, err := Open(p.out, p.work)
	var problem *diag.Problem
	if !errors.As(err, &problem) || problem.Code != diag.NotAFile {
		t.Errorf("err is %v, want %s", err, diag.NotAFile)
	}
	if got := read(t, filepath.Join(real, "index.html")); got != "old" {
		t.Errorf("the site behind the link was changed to %q", got)
	}
}

// What the marker does not list is not ours, so half a marker only ever keeps
// more, and a link in the place of a file is somebody's.
func TestNothingIsDeletedOnTheWordOfABrokenMarker(t *testing.T) {
	refused := func(t *testing.T, p place, file string) {
		t.Helper()
		s, err := Open(p.out, p.work)
		if err == nil {
			s.Discard()
		}
		var problem *diag.Problem
		if !errors.As(err, &problem) || problem.Code != diag.ForeignOutput || file != "" && problem.Args["file"] != file {
			t.Errorf("err is %v, want %s of %q", err, diag.ForeignOutput, file)
		}
	}
	pages := []string{"a.html=1", "b/c.html=1", "index.html=1"}
	t.Run("cut off anywhere", func(t *testing.T) {
		p := newPlace(t)
		p.build(t, pages...)
		whole := read(t, filepath.Join(p.out, marker))
		for n := range len(whole) - 1 { // without the last line end it says the same
			put(t, filepath.Join(p.out, marker), whole[:n])
			refused(t, p, "")
			expect(t, p.out, pages...)
		}
	})
	t.Run("gone", func(t *testing.T) {
		p := newPlace(t)
		p.build(t, pages...)
		if err := os.Remove(filepath.Join(p.out, marker)); err != nil {
			t.Fatal(err)
		}
		refused(t, p, "a.html")
		expect(t, p.out, pages...)
		var problem *diag.Problem
		if _, err := Open(p.out, p.work); !errors.As(err, &problem) || problem.Args["marker"] != marker || problem.Args["count"] != "3" {
			t.Errorf("err is %v of %v, want it to tell of 3 files without %s", err, problem.Args, marker)
		}
		if hint := diag.English().Hint(problem.Code, problem.Args); !strings.Contains(hint, marker) || !strings.Contains(hint, "not known: 3") {
			t.Errorf("hint: %s", hint)
		}
	})
	for _, name := range []string{marker, keeper, "b", "d"} {
		t.Run("a link at "+name, func(t *testing.T) {
			p := newPlace(t)
			p.build(t, pages...)
			other := filepath.Join(t.TempDir(), "theirs")
			put(t, filepath.Join(other, "c.html"), "theirs")
			to := other
			if name != "b" && name != "d" {
				to = filepath.Join(t.TempDir(), "list")
				put(t, to, read(t, filepath.Join(p.out, marker)))
			}
			if err := os.RemoveAll(filepath.Join(p.out, name)); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(to, filepath.Join(p.out, name)); err != nil {
				if os.Getenv("CI") == "true" {
					t.Fatal(err)
				}
				t.Skip("this system makes no links:", err)
			}
			refused(t, p, "")
			expect(t, other, "c.html=theirs")
		})
	}
	t.Run("the site's sources within", func(t *testing.T) {
		p := newPlace(t)
		p.build(t, pages...)
		put(t, filepath.Join(p.out, "src", "site.toml"), "title = 'x'")
		refused(t, p, "src/site.toml")
	})
}

// What somebody puts into the output folder while a site is made is not swapped
// out of sight.
func TestAFileThatComesDuringTheBuildStays(t *testing.T) {
	p := newPlace(t)
	p.build(t, "index.html=1")
	s := p.open(t)
	defer s.Discard()
	write(t, s, "index.html=2")
	put(t, filepath.Join(p.out, "letter.docx"), "mine")
	err := s.Commit()
	var problem *diag.Problem
	if !errors.As(err, &problem) || problem.Code != diag.ForeignOutput || problem.Args["file"] != "letter.docx" {
		t.Errorf("err is %v", err)
	}
	expect(t, p.out, "index.html=1", "letter.docx=mine")
}

// A site for internal use says so in its marker, is replaced like any other, and
// the site that takes its place says so no more.
func TestTheMarkerTellsOfInternalUse(t *testing.T) {
	p := newPlace(t)
	s := p.open(t)
	s.Restrict()
	write(t, s, "index.html=ranks")
	if err := s.Commit(); err != nil {
		t.Fatal(err)
	}
	s.Discard()
	for _, internal := range []bool{true, false} {
		text, err := os.ReadFile(filepath.Join(p.out, marker))
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(string(text), internalLine); got != internal || !strings.HasSuffix(string(text), "index.html\n") {
			t.Errorf("marker of an internal site (%t): %q", internal, text)
		}
		p.build(t, "index.html=open")
	}
}
