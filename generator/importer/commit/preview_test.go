package commit

import (
	"io/fs"
	"os"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// TestPreviewIsWhatFilesLeaves compares the preview of changes with what making
// them on disk gives, file by file.
func TestPreviewIsWhatFilesLeaves(t *testing.T) {
	site := fstest.MapFS{
		"data/a.toml":              {Data: []byte("a = 1\n")},
		"data/observations/x.toml": {Data: []byte("x = 1\n")},
		"data/observations/y.toml": {Data: []byte("y = 1\n")},
	}
	for _, tt := range []struct {
		name    string
		files   map[string][]byte
		want    []string
		without []string
	}{
		{"nothing", nil, []string{"data/a.toml", "data/observations/x.toml", "data/observations/y.toml"}, nil},
		{"one more, one other, one gone", map[string][]byte{
			"data/observations/w.toml": []byte("w = 1\n"), "data/observations/x.toml": []byte("x = 2\n"), "data/observations/y.toml": nil,
		}, []string{"data/a.toml", "data/observations/w.toml", "data/observations/x.toml"}, []string{"data/observations/y.toml"}},
		{"all gone", map[string][]byte{"data/observations/x.toml": nil, "data/observations/y.toml": nil}, []string{"data/a.toml"}, []string{"data/observations/x.toml"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := Preview(site, tt.files)
			if err := fstest.TestFS(p, tt.want...); err != nil {
				t.Error(err)
			}
			dir := t.TempDir()
			if err := Files(dir, content(t, site)); err != nil {
				t.Fatal(err)
			}
			if err := Files(dir, tt.files); err != nil {
				t.Fatal(err)
			}
			want := content(t, os.DirFS(dir))
			if diff := cmp.Diff(want, content(t, p)); diff != "" {
				t.Errorf("(-on disk +previewed):\n%s", diff)
			}
			for _, name := range tt.without {
				if _, err := fs.Stat(p, name); err == nil {
					t.Errorf("%s is still there", name)
				}
			}
		})
	}
}

// TestPreviewMakesFolders previews files in a folder that is not there yet.
func TestPreviewMakesFolders(t *testing.T) {
	p := Preview(fstest.MapFS{"data/a.toml": {}}, map[string][]byte{"data/observations/w.toml": []byte("w = 1\n")})
	entries, err := fs.ReadDir(p, "data/observations")
	if err != nil || len(entries) != 1 || entries[0].Name() != "w.toml" {
		t.Errorf("%v %v", entries, err)
	}
	if info, err := fs.Stat(p, "data/observations"); err != nil || !info.IsDir() {
		t.Errorf("%v %v", info, err)
	}
}

func content(t *testing.T, fsys fs.FS) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		out[name], err = fs.ReadFile(fsys, name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
