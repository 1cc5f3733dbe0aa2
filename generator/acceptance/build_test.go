package acceptance

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"

	"gongbao/generator/chart/draw"
	"gongbao/generator/diag"
	"gongbao/generator/site"
)

// repo is the root of the repository, which is the root of the default site.
const repo = "../.."

// work is where everything of this run stands; TestMain removes it.
var work string

func TestMain(m *testing.M) {
	flag.Parse()
	// A tab waits for frames most of its time, so that there may be more of them than processors.
	asked := false
	flag.Visit(func(f *flag.Flag) { asked = asked || f.Name == "test.parallel" })
	if !asked {
		if err := flag.Set("test.parallel", strconv.Itoa(2*runtime.GOMAXPROCS(0))); err != nil {
			panic(err)
		}
	}
	os.Exit(run(m))
}

func run(m *testing.M) int {
	var err error
	if work, err = os.MkdirTemp("", "gongbao-acceptance-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(work)
	defer func() { closeBrowser() }()
	return m.Run()
}

// made is a built site.
type made struct {
	src     string // the site's root
	out     string
	summary site.Summary
	bag     *diag.Bag
}

// defaultSite is the built default site. A copy of its sources is built, so
// that all tests see one state of them and nothing of the repository changes.
func defaultSite(t *testing.T) made {
	t.Helper()
	m, err := buildDefault()
	if err == nil {
		err = m.failed()
	}
	mayFail(t, err)
	return m
}

var buildDefault = sync.OnceValues(func() (made, error) {
	src := filepath.Join(work, "site")
	for _, name := range []string{"site.toml", "content", "data", "themes"} {
		if err := copyTree(filepath.Join(repo, name), filepath.Join(src, name)); err != nil {
			return made{}, err
		}
	}
	cache := filepath.Join(src, ".gongbao")
	if err := warm(cache, true); err != nil {
		return made{}, err
	}
	return build(site.Options{Dir: src, Out: filepath.Join(src, "public"), Cache: cache})
})

func build(opts site.Options) (made, error) {
	m := made{src: opts.Dir, out: opts.Out, bag: &diag.Bag{}}
	var err error
	m.summary, err = site.Build(context.Background(), opts, m.bag)
	return m, err
}

// failed tells the findings that kept a site from being made.
func (m made) failed() error {
	if !m.bag.Failed() {
		return nil
	}
	for _, d := range m.bag.Sorted() {
		if d.Code == diag.NoBundle {
			return &diag.Problem{Code: diag.NoBundle}
		}
	}
	return fmt.Errorf("the site is not built:\n%s", m.findings())
}

func (m made) findings() string {
	var b strings.Builder
	for _, d := range m.bag.Sorted() {
		fmt.Fprintf(&b, "%s: %s[%s] %s\n", d.Pos, d.Severity(), d.Code, diag.English().Message(d.Code, d.Args))
	}
	return b.String()
}

// mayFail ends a test on an error; the lack of npm on a developer's machine
// only skips it.
func mayFail(t *testing.T, err error) {
	t.Helper()
	if err == nil {
		return
	}
	var problem *diag.Problem
	if errors.As(err, &problem) && problem.Code == diag.NoBundle && os.Getenv("CI") != "true" {
		t.Skip("npm is missing and .gongbao holds no chart bundle")
	}
	t.Fatal(err)
}

// warm lets a cache use the repository's chart bundle and, if wanted, its
// drawings. Both are named by their content and put in place whole, so that
// runs may share them; sharing the folder itself would let two builds meet
// where they swap their sites.
func warm(cache string, drawings bool) error {
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return err
	}
	shared, err := filepath.Abs(filepath.Join(repo, ".gongbao"))
	if err != nil {
		return err
	}
	if _, err := draw.Bundle(context.Background(), os.DirFS(filepath.Join(repo, "themes", "court")), shared, nil); err != nil {
		return err
	}
	bundles, err := filepath.Glob(filepath.Join(shared, "bundle-*.js"))
	if err != nil {
		return err
	}
	for _, b := range bundles {
		if err := copyTree(b, filepath.Join(cache, filepath.Base(b))); err != nil {
			return err
		}
	}
	if !drawings {
		return nil
	}
	if err := os.MkdirAll(filepath.Join(shared, "charts"), 0o755); err != nil {
		return err
	}
	// Where links are not allowed (Windows) the charts are drawn again.
	_ = os.Symlink(filepath.Join(shared, "charts"), filepath.Join(cache, "charts"))
	return nil
}

// copyTree copies a file or a folder, without what npm lays into a theme.
func copyTree(from, to string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && d.Name() == "node_modules" {
			return filepath.SkipDir
		}
		rel, err := filepath.Rel(from, path)
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return err
		}
		return os.WriteFile(target, data, 0o644)
	})
}

// files reads all files of a folder, by their slash-separated paths.
func files(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		out[filepath.ToSlash(rel)], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// tool finds a program, or skips the test with its name; where the machine is
// meant to have it (CI=true) its lack is a failure.
func tool(t *testing.T, names ...string) string {
	t.Helper()
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is missing", names[0])
	}
	t.Skipf("%s is missing", names[0])
	return ""
}
