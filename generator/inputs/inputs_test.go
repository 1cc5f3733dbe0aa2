package inputs

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"
)

// one asks the questions of a journal one after another.
func one(n int, job func(i int) error) error {
	for i := range n {
		if err := job(i); err != nil {
			return err
		}
	}
	return nil
}

func site() fstest.MapFS {
	return fstest.MapFS{
		"site.toml":      {Data: []byte("title")},
		"content/a.md":   {Data: []byte("a")},
		"content/b.md":   {Data: []byte("b")},
		"data/x/2024.t":  {Data: []byte("1")},
		"unread/file.md": {Data: []byte("?")},
	}
}

// read reads a site in every way there is.
func read(t *testing.T, fsys fs.FS) Journal {
	t.Helper()
	w := Watch(fsys)
	if _, err := fs.ReadFile(w, "site.toml"); err != nil {
		t.Fatal(err)
	}
	if _, err := fs.ReadFile(w, "missing.toml"); err == nil {
		t.Fatal("a file that is not there was read")
	}
	if _, err := fs.Stat(w, "themes"); err == nil {
		t.Fatal("a folder that is not there was found")
	}
	err := fs.WalkDir(w, "content", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		file, err := w.Open(name)
		if err != nil {
			return err
		}
		defer file.Close()
		_, err = io.ReadFull(file, make([]byte, 1)) // not all of it
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	sub, err := fs.Sub(w, "data")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fs.ReadFile(sub, "x/2024.t"); err != nil {
		t.Fatal(err)
	}
	j, ok := w.Journal()
	if !ok {
		t.Fatal("the journal is not whole")
	}
	return j
}

func TestAJournalHoldsUntilWhatWasReadReadsOtherwise(t *testing.T) {
	j := read(t, site())
	if !j.Holds(site(), one) {
		t.Fatalf("it does not hold for the same site:\n%s", j)
	}
	for name, c := range map[string]struct {
		change func(fstest.MapFS)
		holds  bool
	}{
		"a file is changed":           {func(m fstest.MapFS) { m["site.toml"] = &fstest.MapFile{Data: []byte("other")} }, false},
		"a page is changed":           {func(m fstest.MapFS) { m["content/a.md"] = &fstest.MapFile{Data: []byte("A")} }, false},
		"the end of a page":           {func(m fstest.MapFS) { m["content/a.md"] = &fstest.MapFile{Data: []byte("ab")} }, false},
		"a page is added":             {func(m fstest.MapFS) { m["content/c.md"] = &fstest.MapFile{Data: []byte("c")} }, false},
		"a page is removed":           {func(m fstest.MapFS) { delete(m, "content/b.md") }, false},
		"a file becomes a folder":     {func(m fstest.MapFS) { delete(m, "content/b.md"); m["content/b.md/x"] = &fstest.MapFile{} }, false},
		"a missing file appears":      {func(m fstest.MapFS) { m["missing.toml"] = &fstest.MapFile{} }, false},
		"a missing folder appears":    {func(m fstest.MapFS) { m["themes/x"] = &fstest.MapFile{} }, false},
		"data in a folder":            {func(m fstest.MapFS) { m["data/x/2024.t"] = &fstest.MapFile{Data: []byte("2")} }, false},
		"what was not read":           {func(m fstest.MapFS) { m["unread/file.md"] = &fstest.MapFile{Data: []byte("!")} }, true},
		"a name that nobody asked":    {func(m fstest.MapFS) { m["data/other"] = &fstest.MapFile{} }, true},
		"the same bytes, written now": {func(m fstest.MapFS) { m["site.toml"] = &fstest.MapFile{Data: []byte("title")} }, true},
	} {
		changed := site()
		c.change(changed)
		if j.Holds(changed, one) != c.holds {
			t.Errorf("%s: holds is %v", name, !c.holds)
		}
	}
}

func TestADamagedJournalHoldsNothing(t *testing.T) {
	j := read(t, site())
	for _, bad := range []Journal{nil, Journal("\n"), j[:len(j)-1], append(Journal("file\n"), j...), append(Journal("look - x\n"), j...)} {
		if bad.Holds(site(), one) {
			t.Errorf("it holds:\n%s", bad)
		}
	}
}

// What changes while it is read, or cannot be read, makes no journal.
func TestAnAnswerThatCannotBeNotedIsNotForgotten(t *testing.T) {
	m := site()
	w := Watch(m)
	for _, text := range []string{"1", "2"} {
		m["site.toml"] = &fstest.MapFile{Data: []byte(text)}
		if _, err := fs.ReadFile(w, "site.toml"); err != nil {
			t.Fatal(err)
		}
	}
	if _, ok := w.Journal(); ok {
		t.Error("two answers to one question make a journal")
	}
	w = Watch(site())
	if _, err := fs.ReadFile(w, "content"); err == nil {
		t.Fatal("a folder was read as a file")
	}
	if _, ok := w.Journal(); ok {
		t.Error("an answer that failed makes a journal")
	}
}

func TestLinksAreSeenAsLinks(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a"), []byte("a"), 0o644); err != nil {
		t.Fatal(err)
	}
	w := Watch(os.DirFS(dir))
	if _, err := fs.Lstat(w, "a"); err != nil {
		t.Fatal(err)
	}
	j, ok := w.Journal()
	if !ok || !j.Holds(os.DirFS(dir), one) {
		t.Fatal("it does not hold")
	}
	if err := os.Rename(filepath.Join(dir, "a"), filepath.Join(dir, "b")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("b", filepath.Join(dir, "a")); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("this system makes no symbolic links:", err)
	}
	if j.Holds(os.DirFS(dir), one) {
		t.Error("a link to the same file passes for the file")
	}
}
