package publish

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"gongbao/generator/lock"
)

// keep asks for a file to be kept that would hold text.
func keep(t *testing.T, s *Stage, path, text string) bool {
	t.Helper()
	kept, err := s.Keep(path, Sum([]byte(text)))
	if err != nil {
		t.Fatal(err)
	}
	return kept
}

func TestAFileIsKeptByItsDigest(t *testing.T) {
	p := newPlace(t)
	p.build(t, "a.html=1", "b/c.html=1", "d.html=1")
	s := p.open(t)
	defer s.Discard()
	if !keep(t, s, "a.html", "1") || !keep(t, s, "b//c.html", "1") {
		t.Error("what did not change is not kept")
	}
	for path, text := range map[string]string{"d.html": "2", "e.html": "1", "b": "1"} {
		if keep(t, s, path, text) {
			t.Errorf("%s was kept", path)
		}
	}
	write(t, s, "d.html=2") // to be written still
	if err := s.Write("a.html", nil); err == nil {
		t.Error("a file that is kept was written")
	}
	if _, err := s.Keep("../x", Digest{}); err == nil {
		t.Error("a file outside was kept")
	}
	if got := slices.Sorted(s.Files()); !slices.Equal(got, []string{"a.html", "b/c.html", "d.html"}) {
		t.Errorf("files: %q", got)
	}
	before, err := os.Stat(filepath.Join(p.out, "b", "c.html"))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Commit(); err != nil {
		t.Fatal(err)
	}
	expect(t, p.out, "a.html=1", "b/c.html=1", "d.html=2")
	after, err := os.Stat(filepath.Join(p.out, "b", "c.html"))
	if err != nil || !os.SameFile(before, after) || s.Linked() != 2 {
		t.Errorf("not the file of before (%v), %d linked", err, s.Linked())
	}
}

// A file is read again when it was touched since, and only then.
func TestAFileThatWasLeftAloneIsNotRead(t *testing.T) {
	p := newPlace(t)
	p.build(t, "a.html=1111")
	name := filepath.Join(p.out, "a.html")
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	put(t, name, "2222") // edited by hand
	later := info.ModTime().Add(time.Hour)
	if err := os.Chtimes(name, later, later); err != nil {
		t.Fatal(err)
	}
	s := p.open(t)
	if keep(t, s, "a.html", "1111") || !keep(t, s, "a.html", "2222") {
		t.Error("the file was not read")
	}
	s.Discard()
	// Nobody can tell that from a file that was left alone, without reading it.
	if err := os.Chtimes(name, info.ModTime(), info.ModTime()); err != nil {
		t.Fatal(err)
	}
	s = p.open(t)
	if !keep(t, s, "a.html", "1111") {
		t.Error("the file was read")
	}
	s.Discard()
}

// A page that was edited by hand is made anew, whatever its size.
func TestEditsOfPublishedPagesDoNotLast(t *testing.T) {
	p := newPlace(t)
	p.build(t, "a.html=1111", "b.html=1")
	put(t, filepath.Join(p.out, "a.html"), "2222")
	later := time.Now().Add(time.Hour)
	if err := os.Chtimes(filepath.Join(p.out, "a.html"), later, later); err != nil {
		t.Fatal(err)
	}
	p.build(t, "a.html=1111", "b.html=1")
	expect(t, p.out, "a.html=1111", "b.html=1")
}

func TestASiteInWhichNothingChangedStays(t *testing.T) {
	p := newPlace(t)
	put(t, filepath.Join(p.out, keeper), "*\n")
	p.build(t, "index.html=0")
	p.build(t, "a.html=1", "b/c.html=1")
	before, err := os.Stat(p.out)
	if err != nil {
		t.Fatal(err)
	}
	again := func(d disk, change ...string) (*Stage, bool) {
		s, err := open(p.out, p.work, d)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Discard()
		write(t, s, change...)
		if err := s.Commit(); err != nil {
			t.Fatal(err)
		}
		after, err := os.Stat(p.out)
		if err != nil {
			t.Fatal(err)
		}
		return s, os.SameFile(before, after)
	}
	d := &failing{disk: machine{}}
	s, same := again(d, "a.html=1", "b/c.html=1")
	if !s.Unchanged() || !same || s.Linked() != 2 {
		t.Errorf("unchanged %t, the same folder %t, %d linked", s.Unchanged(), same, s.Linked())
	}
	want := 5 // the work folder, the stage, the probe made and gone, the stage gone
	if runtime.GOOS == "windows" {
		want = 3 // there is nothing to probe
	}
	if steps := -d.left; steps != want {
		t.Errorf("%d changes to the disk", steps)
	}
	expect(t, p.out, ".gitignore=*\n", "a.html=1", "b/c.html=1")
	if _, _, err := Rollback(p.out, p.work); err != nil { // not spent on the same again
		t.Fatal(err)
	}
	expect(t, p.out, ".gitignore=*\n", "index.html=0")

	p.build(t, "a.html=1", "b/c.html=1")
	for _, change := range [][]string{{"a.html=2", "b/c.html=1"}, {"a.html=2"}, {"a.html=2", "d.html=1"}} {
		if before, err = os.Stat(p.out); err != nil {
			t.Fatal(err)
		}
		if s, same := again(machine{}, change...); s.Unchanged() || same {
			t.Errorf("%q is taken for the site before", change)
		}
		expect(t, p.out, append([]string{".gitignore=*\n"}, change...)...)
	}
}

// otherMask is a disk on which files are written as under another mask.
type otherMask struct{ disk }

func (d otherMask) WriteFile(name string, data []byte) error {
	if err := d.disk.WriteFile(name, data); err != nil {
		return err
	}
	return d.disk.Chmod(name, 0o604)
}

// A file that readers may not read is not kept because its bytes are right: it gets
// the mode that any other gets.
func TestFilesOfAnotherModeAreMadeAnew(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows knows no modes")
	}
	p := newPlace(t)
	put(t, filepath.Join(p.work, "new"), "")
	modeOf := func(name string) fs.FileMode {
		t.Helper()
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		return info.Mode().Perm()
	}
	usual := modeOf(filepath.Join(p.work, "new"))
	if usual == 0o604 {
		t.Fatalf("files have mode %o here, so that nothing can be told", usual)
	}
	if err := os.Remove(filepath.Join(p.work, "new")); err != nil {
		t.Fatal(err)
	}
	each := func(want fs.FileMode) {
		t.Helper()
		for _, name := range []string{"a.html", "b/c.html", "index.html"} {
			if got := modeOf(filepath.Join(p.out, filepath.FromSlash(name))); got != want {
				t.Errorf("%s has mode %o, want %o", name, got, want)
			}
		}
	}
	p.buildWith(t, otherMask{machine{}}, "a.html=same", "b/c.html=same", "index.html=1")
	p.build(t, "a.html=same", "b/c.html=same", "index.html=2")
	each(usual)

	before, err := Fingerprint(p.out)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(p.out, "a.html"), 0); err != nil {
		t.Fatal(err)
	}
	if after, err := Fingerprint(p.out); err != nil || after == before {
		t.Errorf("the fingerprint is the same (%v)", err)
	}
	s := p.open(t)
	defer s.Discard()
	for path, want := range map[string]bool{"a.html": false, "b/c.html": true} {
		if got := keep(t, s, path, "same"); got != want {
			t.Errorf("%s is kept: %t", path, got)
		}
	}
	write(t, s, "a.html=same", "index.html=2") // nothing else changed
	if err := s.Commit(); err != nil {
		t.Fatal(err)
	}
	each(usual)
	if s.Unchanged() || s.Linked() != 2 {
		t.Errorf("unchanged %t, %d linked", s.Unchanged(), s.Linked())
	}
}

// Whatever became of what is known of the files, the site is right.
func TestNotesThatAreLostOrBrokenCostOnlyTime(t *testing.T) {
	p := newPlace(t)
	notes := filepath.Join(keptOf(p.out, p.work, machine{}).dir, knownFile)
	p.build(t, "a.html=1", "b c.html=1")
	whole := read(t, notes)
	if strings.Count(whole, "\n") != 3 {
		t.Fatalf("notes: %q", whole)
	}
	spoilt := []string{"", "x", strings.Replace(whole, knownHead, "gongbao files 0", 1), strings.ReplaceAll(whole, " ", "  "), strings.ReplaceAll(whole, "html", "htm")}
	for n := range whole {
		spoilt = append(spoilt, whole[:n])
	}
	for i, text := range spoilt {
		put(t, notes, text)
		s := p.open(t)
		if !keep(t, s, "a.html", "1") || keep(t, s, "b c.html", "2") {
			t.Errorf("with notes %q a file is not what it is", text)
		}
		s.Discard()
		if i < 5 {
			p.build(t, "a.html=1", "b c.html=1")
			if got := read(t, notes); got != whole {
				t.Errorf("notes %q became %q, want %q", text, got, whole)
			}
		}
	}
}

// On disks whose clocks are coarse, two versions of a file can have one time. A
// rollback must not make the one pass for the other.
func TestWhatIsKnownEndsWithItsSite(t *testing.T) {
	p := newPlace(t)
	one := time.Unix(1_700_000_000, 0)
	for _, text := range []string{"1", "2"} {
		p.build(t, "a.html="+text)
		if err := os.Chtimes(filepath.Join(p.out, "a.html"), one, one); err != nil {
			t.Fatal(err)
		}
		p.build(t, "a.html="+text) // sees the time
	}
	if _, _, err := Rollback(p.out, p.work); err != nil {
		t.Fatal(err)
	}
	p.build(t, "a.html=2")
	expect(t, p.out, "a.html=2")
}

// noLink is a disk without links, as on memory sticks.
type noLink struct{ disk }

func (noLink) Link(string, string) error { return os.ErrInvalid }

func TestFilesAreCopiedWhereThereAreNoLinks(t *testing.T) {
	p := newPlace(t)
	for _, text := range []string{"1", "2", "3"} {
		p.buildWith(t, noLink{noExchange{machine{}}}, "a.html=same", "b/c.html=same too", "index.html="+text)
		expect(t, p.out, "a.html=same", "b/c.html=same too", "index.html="+text)
	}
	s := p.open(t)
	defer s.Discard()
	write(t, s, "a.html=same", "b/c.html=same too", "index.html=4")
	put(t, filepath.Join(p.out, "a.html"), "else")
	s.disk = noLink{machine{}}
	if err := s.Commit(); err == nil || !strings.Contains(err.Error(), "a.html was changed meanwhile") {
		t.Errorf("err is %v", err)
	}
}

// BenchmarkPublish publishes sites of n pages with three files each: made whole,
// with one page changed, and with nothing changed, by bytes and by digests.
func BenchmarkPublish(b *testing.B) {
	for _, n := range []int{1_000, 10_000} {
		page := []byte(strings.Repeat("全年受理案件与上年相比保持平稳，", 1_250)) // 60 KB
		small := page[:4_000]
		pages := func(i int) (paths [3]string, data [3][]byte) {
			head := fmt.Appendf(nil, "%d ", i)
			return [3]string{fmt.Sprintf("reports/%d.html", i), fmt.Sprintf("search/%d.js", i), fmt.Sprintf("data/%d.csv", i)},
				[3][]byte{append(head, page...), append(head, small...), append(head, small...)}
		}
		sums := make([][3]Digest, n)
		for i := range n {
			_, data := pages(i)
			for j := range data {
				sums[i][j] = Sum(data[j])
			}
		}
		site := func(b *testing.B, p place, changed int, known bool) {
			s, err := Open(p.out, p.work)
			if err != nil {
				b.Fatal(err)
			}
			defer s.Discard()
			for i := range n {
				if known && i != changed {
					for j, path := range [3]string{fmt.Sprintf("reports/%d.html", i), fmt.Sprintf("search/%d.js", i), fmt.Sprintf("data/%d.csv", i)} {
						if ok, err := s.Keep(path, sums[i][j]); err != nil || !ok {
							b.Fatal(path, ok, err)
						}
					}
					continue
				}
				paths, data := pages(i)
				if i == changed {
					data[0] = fmt.Appendf(data[0], "%p", s)
				}
				for j := range paths {
					if err := s.Write(paths[j], data[j]); err != nil {
						b.Fatal(err)
					}
				}
			}
			if err := s.Commit(); err != nil {
				b.Fatal(err)
			}
		}
		for _, run := range []struct {
			name    string
			fresh   bool
			changed int
			known   bool
		}{{"whole", true, -1, false}, {"one-changed", false, 0, true}, {"unchanged-bytes", false, -1, false}, {"unchanged-digests", false, -1, true}} {
			b.Run(fmt.Sprintf("%d/%s", n, run.name), func(b *testing.B) {
				dir := b.TempDir()
				p := place{filepath.Join(dir, "public"), filepath.Join(dir, ".gongbao")}
				site(b, p, -1, false)
				for b.Loop() {
					if run.fresh {
						b.StopTimer()
						dir = b.TempDir()
						p = place{filepath.Join(dir, "public"), filepath.Join(dir, ".gongbao")}
						b.StartTimer()
					}
					site(b, p, run.changed, run.known)
				}
				b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*n), "us/page")
			})
		}
	}
}

// A run that has begun is at work before it has a stage.
func TestNotSettledWhileARunBegins(t *testing.T) {
	p := newPlace(t)
	p.build(t, "index.html=1")
	if !Settled(p.out, p.work) {
		t.Fatal("not settled after a build")
	}
	l, err := lock.Folder(p.work)
	if err != nil {
		t.Fatal(err)
	}
	if Settled(p.out, p.work) {
		t.Error("settled while a run has the work folder")
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if !Settled(p.out, p.work) {
		t.Error("not settled when the run has ended")
	}
	if left := p.leftovers(t); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}

// A site is told from the one before it, by which it is known whether a failure left
// the old one in its place.
func TestStanding(t *testing.T) {
	p := newPlace(t)
	if !Standing(p.out).IsZero() {
		t.Error("there is a site before the first")
	}
	p.build(t, "index.html=1")
	first := Standing(p.out)
	p.build(t, "index.html=1")
	if !Standing(p.out).Equal(first) {
		t.Error("nothing was changed, and it is another site")
	}
	p.build(t, "index.html=2")
	if second := Standing(p.out); second.IsZero() || second.Equal(first) {
		t.Errorf("the second site is the first: %v", second)
	}
	if _, _, err := Rollback(p.out, p.work); err != nil {
		t.Fatal(err)
	}
	if !Standing(p.out).Equal(first) {
		t.Error("the first site came back as another")
	}
}
