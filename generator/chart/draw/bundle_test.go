package draw

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"gongbao/generator/chart/charttest"
	"gongbao/generator/diag"
)

func TestBundleWithoutNpm(t *testing.T) {
	t.Setenv("PATH", "")
	dir := t.TempDir()
	_, err := Bundle(t.Context(), os.DirFS(charttest.ThemeDir(t)), dir, nil)
	var p *diag.Problem
	if !errors.As(err, &p) || p.Code != diag.NoBundle {
		t.Fatalf("got %v, want no-bundle", err)
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestKeptBundleNeedsNoNpm(t *testing.T) {
	js := themeBundle(t)
	t.Setenv("PATH", "")
	again, err := Bundle(t.Context(), os.DirFS(charttest.ThemeDir(t)), cacheDir(t), func(s string) { t.Errorf("step %s", s) })
	if err != nil || !bytes.Equal(js, again) {
		t.Errorf("error %v, equal %v", err, bytes.Equal(js, again))
	}
}

func withNpm(t *testing.T, script string) {
	t.Helper()
	sh, err := exec.LookPath("sh")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("sh is missing")
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "npm"), []byte("#!"+sh+"\n"+script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
}

func TestBundleFailures(t *testing.T) {
	withNpm(t, "echo first; echo second; echo third; echo fourth; echo fifth; echo sixth >&2; exit 1\n")
	dir := t.TempDir()
	_, err := Bundle(t.Context(), os.DirFS(charttest.ThemeDir(t)), dir, nil)
	var p *diag.Problem
	if !errors.As(err, &p) || p.Code != diag.BundleFailed || !strings.HasSuffix(p.Args["detail"], "fifth\nsixth") || strings.Contains(p.Args["detail"], "first") {
		t.Errorf("npm fails: %#v", err)
	}
	// npm that installs nothing: esbuild cannot find the package.
	withNpm(t, "exit 0\n")
	_, err = Bundle(t.Context(), os.DirFS(charttest.ThemeDir(t)), dir, nil)
	if !errors.As(err, &p) || p.Code != diag.BundleFailed || !strings.Contains(p.Args["detail"], "echarts") {
		t.Errorf("package is absent: %v", err)
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestManyBundlesAtOnce(t *testing.T) {
	// An npm that installs a package of our own, so that no network is needed.
	withNpm(t, "mkdir -p node_modules/small && echo 'export const x = 42;' > node_modules/small/index.js\n")
	theme := fstest.MapFS{
		"package.json": {Data: []byte("{}")}, "package-lock.json": {Data: []byte("{}")},
		entryFile: {Data: []byte("import { x } from 'small';\nexport function draw() { return x; }\n")},
	}
	dir := t.TempDir()
	var steps sync.Map
	var wg sync.WaitGroup
	results := make([][]byte, 6)
	for i := range results {
		wg.Go(func() {
			js, err := Bundle(context.Background(), theme, dir, func(s string) { steps.Store(s, true) })
			if err != nil {
				t.Error(err)
			}
			results[i] = js
		})
	}
	wg.Wait()
	for _, js := range results {
		if len(js) == 0 || !bytes.Equal(js, results[0]) {
			t.Fatal("bundles differ or are empty")
		}
	}
	for _, s := range []string{"npm", "bundle"} {
		if _, ok := steps.Load(s); !ok {
			t.Errorf("progress was not told %q", s)
		}
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 || !strings.HasSuffix(left[0].Name(), ".js") {
		t.Errorf("folder holds %v, want one script", left)
	}
}

func TestLockPinsAndNamesNoRegistry(t *testing.T) {
	lock, err := os.ReadFile(filepath.Join(charttest.ThemeDir(t), "package-lock.json"))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(lock, []byte("://")) || bytes.Contains(lock, []byte(`"resolved"`)) {
		t.Error("the lock names a registry")
	}
	var l struct {
		Packages map[string]struct {
			Version, Integrity string
		}
	}
	if err := json.Unmarshal(lock, &l); err != nil {
		t.Fatal(err)
	}
	if v := l.Packages["node_modules/echarts"].Version; v != "6.1.0" {
		t.Errorf("echarts %s", v)
	}
	for name, p := range l.Packages {
		if name != "" && !strings.HasPrefix(p.Integrity, "sha512-") {
			t.Errorf("%s has no digest", name)
		}
	}
	mod, err := os.ReadFile(filepath.Join(charttest.Root(t), "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	if version := strings.Fields(strings.SplitN(string(mod), "github.com/evanw/esbuild v", 2)[1])[0]; !strings.Contains(bundleRecipe, "esbuild "+version+";") {
		t.Errorf("bundleRecipe does not name esbuild %s", version)
	}
}
