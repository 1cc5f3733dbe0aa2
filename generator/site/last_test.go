package site

import (
	"os"
	"path/filepath"
	"testing"
	"unicode/utf8"

	"golang.org/x/tools/txtar"

	"gongbao/generator/diag"
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

// A name from an archive that was packed in another encoding is told of, and is no
// failure of the machine.
func TestANameThatIsNoText(t *testing.T) {
	dir := writeSite(t, &txtar.Archive{})
	name := filepath.Join(dir, "content", "reports", "caf\xe9.md")
	if err := os.WriteFile(name, []byte("+++\ntitle = \"a\"\n+++\n"), 0o644); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("this file system takes no names that are no text:", err)
	}
	for _, d := range findings(t, dir) {
		if d.Code == diag.FileName && utf8.ValidString(d.Args["name"]) {
			return
		}
	}
	t.Error("nobody is told of the name")
}

// A site that is moved keeps what was made of its pages.
func TestAMovedSiteIsNotMadeAgain(t *testing.T) {
	w := newWorkbench(t)
	w.build("")
	moved := filepath.Join(t.TempDir(), "elsewhere")
	if err := os.Rename(w.dir, moved); err != nil {
		t.Fatal(err)
	}
	w.dir = moved
	if rendered, s, _ := w.build(""); !s.Unchanged {
		t.Errorf("rendered again: %q", rendered)
	}
}
