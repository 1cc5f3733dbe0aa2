package theme_test

import (
	"bytes"
	"html/template"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"gongbao/generator/diag"
	"gongbao/generator/theme"
)

func show(th *theme.Theme, w io.Writer, v any) error {
	page, err := th.Append(nil, v)
	if err != nil {
		return err
	}
	_, err = w.Write(page)
	return err
}

func parts(th *theme.Theme) func(name string, v any) (template.HTML, error) {
	return func(name string, v any) (template.HTML, error) {
		html, err := th.AppendPart(nil, name, v)
		return template.HTML(html), err
	}
}

// load loads a theme that has to be in order.
func load(t testing.TB, site fs.FS, name, lang string) *theme.Theme {
	t.Helper()
	var bag diag.Bag
	th, err := theme.Load(site, name, lang, &bag)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range bag.Sorted() {
		t.Errorf("%s: %s: %s", d.Pos, d.Code, diag.Chinese().Message(d.Code, d.Args))
	}
	if th == nil {
		t.FailNow()
	}
	return th
}

// render is one page of each kind, by path.
func render(t testing.TB, th *theme.Theme) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	pages := everyPage(parts(th))
	for _, path := range slices.Sorted(maps.Keys(pages)) {
		var b bytes.Buffer
		if err := show(th, &b, pages[path]); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		out[path] = b.Bytes()
	}
	return out
}

// TestPages writes every page kind to $THEME_OUT, to be looked at:
//
//	THEME_OUT=/tmp/theme-out go test ./generator/theme -run TestPages
func TestPages(t *testing.T) {
	th := load(t, nil, "court", "zh-CN")
	pages := render(t, th)
	dir := os.Getenv("THEME_OUT")
	if dir == "" {
		return
	}
	for _, a := range th.Assets() {
		pages[a.Name] = a.Data
	}
	for path, data := range pages {
		file := filepath.Join(dir, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}
