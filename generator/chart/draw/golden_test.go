package draw

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"gongbao/generator/chart"
	"gongbao/generator/chart/charttest"
)

var (
	update  = flag.Bool("update", false, "write the golden files")
	preview = flag.String("preview", "", "write a page with all samples to this file")
)

const previewHead = `<!doctype html><meta charset=utf-8><style>body{background:#fffefb;margin:16px;width:680px;font:13px sans-serif}` +
	`h2{font-size:13px;color:#999;font-weight:400;margin:24px 0 8px}.wide{width:680px}.narrow{width:358px}svg{display:block;width:100%;outline:1px dotted #ddd}</style>`

// bundleOnce gives the theme's bundle from the repository's cache.
var bundleOnce struct {
	sync.Once
	js  []byte
	err error
}

func themeBundle(t testing.TB) []byte {
	t.Helper()
	bundleOnce.Do(func() {
		bundleOnce.js, bundleOnce.err = Bundle(context.Background(), os.DirFS(charttest.ThemeDir(t)), cacheDir(t), nil)
	})
	if err := bundleOnce.err; err != nil {
		if _, missing := exec.LookPath("npm"); missing != nil && os.Getenv("CI") != "true" {
			t.Skip("npm is missing and there is no bundle in .gongbao")
		}
		t.Fatal(err)
	}
	return bundleOnce.js
}

// cacheDir is the repository's own cache folder.
func cacheDir(t testing.TB) string { return filepath.Join(charttest.Root(t), ".gongbao") }

// inTurn leaves a test that draws one chart after the other out of -short, which is how
// the race detector is run: it makes the engine some fifteen times as slow, and has nothing to find
// where one goroutine draws. What many share is tested by those that do not call this.
func inTurn(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("draws one chart after the other, which the race detector has nothing to say about")
	}
}

func TestGolden(t *testing.T) {
	inTurn(t)
	ts := charttest.Templates(t)
	d := NewDrawer(themeBundle(t), "", 2)
	defer d.Close()
	var page strings.Builder
	for _, s := range charttest.Samples() {
		t.Run(s.Name, func(t *testing.T) {
			for _, size := range []chart.Size{chart.Wide, chart.Narrow} {
				o := charttest.Option(t, ts, s.Spec, size)
				svg, _, err := d.Draw(t.Context(), o)
				if err != nil {
					t.Fatal(err)
				}
				svg = []byte(Finish(svg, "chart-1", s.Spec.Title, s.Name))
				fmt.Fprintf(&page, "<h2>%s %s %d×%d, %d B, option %d B</h2><div class=%s>%s</div>\n",
					s.Name, charttest.SizeName(size), o.Width, o.Height, len(svg), len(o.JSON), charttest.SizeName(size),
					strings.ReplaceAll(string(svg), "chart-1", s.Name+"-"+charttest.SizeName(size)))
				checkMarkup(t, svg, "chart-1")
				golden(t, s.Name+"-"+charttest.SizeName(size)+".svg", append(svg, '\n'))
			}
		})
	}
	if *preview != "" {
		if err := os.WriteFile(*preview, []byte(previewHead+page.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", "golden", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("%s is not what was drawn; run go test ./generator/chart/draw -update and look at the change", path)
	}
}

// checkMarkup asserts what every drawing promises.
func checkMarkup(t *testing.T, svg []byte, id string) {
	t.Helper()
	root, err := parse(svg)
	if err != nil {
		t.Fatalf("not XML: %v", err)
	}
	seen := map[string]bool{}
	root.walk(func(n *node) {
		if n.name == "style" || n.name == "script" {
			t.Errorf("element %s", n.name)
		}
		for _, a := range n.attrs {
			switch a.Name.Local {
			case "style", "class":
				t.Errorf("attribute %s=%q on %s", a.Name.Local, a.Value, n.name)
			case "id":
				if seen[a.Value] || !strings.HasPrefix(a.Value, id+"-") {
					t.Errorf("id %q is not unique or lacks the figure's prefix", a.Value)
				}
				seen[a.Value] = true
			}
		}
	})
	if root.attr("role") != "img" || root.attr("viewBox") == "" || root.attr("width") != "" || root.attr("height") != "" {
		t.Errorf("root has attributes %v", root.attrs)
	}
	for ref := range strings.FieldsSeq(root.attr("aria-labelledby")) {
		if !seen[ref] {
			t.Errorf("aria-labelledby names %q, which is not there", ref)
		}
	}
	root.walk(func(n *node) {
		for _, a := range n.attrs {
			_, rest, ok := strings.Cut(a.Value, "url(#")
			if ok && !seen[strings.TrimSuffix(rest, ")")] {
				t.Errorf("%s=%q refers to nothing", a.Name.Local, a.Value)
			}
		}
	})
}
