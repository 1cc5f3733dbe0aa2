package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// folder is what stands in a folder: names and contents.
func folder(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		out[e.Name()] = string(data)
	}
	return out
}

// TestReplace puts new files in the place of old ones, or, when any step fails,
// leaves all as they were; nothing else is left behind.
func TestReplace(t *testing.T) {
	before := map[string]string{"a.md": "a", "b.md": "b"}
	after := map[string]string{"a.md": "A", "b.md": "B", "c.html": "C"}
	full := errors.New("no more")
	for failAt := 1; failAt <= 4; failAt++ {
		dir := t.TempDir()
		for name, text := range before {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		files := map[string][]byte{}
		for name, text := range after {
			files[filepath.Join(dir, name)] = []byte(text)
		}
		n := 0
		err := replaceBy(func(from, to string) error {
			if n++; n == failAt {
				return &os.LinkError{Op: "rename", Old: from, New: to, Err: full}
			}
			return os.Rename(from, to)
		}, files)
		want := after
		if failAt <= len(files) {
			want = before
			var at *fs.PathError
			if !errors.Is(err, full) || !errors.As(err, &at) || filepath.Ext(at.Path) == ".tmp" {
				t.Errorf("step %d: error %v does not name the file", failAt, err)
			}
		} else if err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff(want, folder(t, dir)); diff != "" {
			t.Errorf("step %d (-want +got):\n%s", failAt, diff)
		}
	}
}

// TestReplaceWithoutFolder touches nothing when one of the files has no folder.
func TestReplaceWithoutFolder(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.md")
	if err := os.WriteFile(path, []byte("a"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := replace(map[string][]byte{path: []byte("A"), filepath.Join(dir, "none", "b.md"): []byte("B")})
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v", err)
	}
	if diff := cmp.Diff(map[string]string{"a.md": "a"}, folder(t, dir)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestReplaceLink writes where a link points to and keeps the link.
func TestReplaceLink(t *testing.T) {
	dir := t.TempDir()
	real, link := filepath.Join(dir, "real.md"), filepath.Join(dir, "link.md")
	if err := os.WriteFile(real, []byte("a"), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(real, link); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("no symbolic links here:", err)
	}
	if err := replace(map[string][]byte{link: []byte("A")}); err != nil {
		t.Fatal(err)
	}
	info, err := os.Lstat(link)
	if err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v %v", info, err)
	}
	data, err := os.ReadFile(real)
	if err != nil || string(data) != "A" {
		t.Errorf("the file says %q, %v", data, err)
	}
}
