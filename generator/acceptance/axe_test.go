package acceptance

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"
)

// axe is the text of axe-core, of the version in the theme's lock file. npm
// fetches it once; it is kept in .gongbao under the hash of that file.
func axe(t *testing.T) string {
	t.Helper()
	text, err := fetchAxe()
	if err != nil {
		if _, missing := exec.LookPath("npm"); missing != nil && os.Getenv("CI") != "true" {
			t.Skip("npm is missing and .gongbao holds no axe-core")
		}
		t.Fatal(err)
	}
	return text
}

var fetchAxe = sync.OnceValues(func() (string, error) {
	theme := filepath.Join(repo, "themes", "court")
	lock, err := os.ReadFile(filepath.Join(theme, "package-lock.json"))
	if err != nil {
		return "", err
	}
	kept := filepath.Join(repo, ".gongbao", fmt.Sprintf("axe-%x.js", sha256.Sum256(lock)))
	for _, file := range [...]string{kept, filepath.Join(theme, "node_modules", "axe-core", "axe.min.js")} {
		if text, err := os.ReadFile(file); err == nil {
			return string(text), nil
		}
	}
	dir := filepath.Join(work, "axe")
	for _, name := range []string{"package.json", "package-lock.json"} {
		if err := copyTree(filepath.Join(theme, name), filepath.Join(dir, name)); err != nil {
			return "", err
		}
	}
	npm := exec.Command("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-progress", "--loglevel=error")
	npm.Dir = dir
	if said, err := npm.CombinedOutput(); err != nil {
		return "", fmt.Errorf("npm ci: %w\n%s", err, said)
	}
	text, err := os.ReadFile(filepath.Join(dir, "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		return "", err
	}
	// Put in place whole: other runs may read it at the same time.
	whole, err := os.CreateTemp(filepath.Dir(kept), "axe-*")
	if err != nil {
		return "", err
	}
	_, err = whole.Write(text)
	if closed := whole.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(whole.Name(), kept)
	}
	if err != nil {
		os.Remove(whole.Name())
		return "", err
	}
	return string(text), nil
})

// kinds is a page of each kind that the default site has: of those with most in
// them, the first.
func kinds(t *testing.T) []string {
	t.Helper()
	best, weight := map[string]string{}, map[string]int{}
	for _, d := range pages(t, files(t, defaultSite(t).out)) {
		kind := attr(first(d.root, "body"), "class")
		n := 0
		for range elements(d.root) {
			n++
		}
		if n > weight[kind] {
			best[kind], weight[kind] = d.path, n
		}
	}
	for _, kind := range []string{"home", "report", "notice", "page", "list", "honors", "indicator", "breakdown", "indicators", "glossary", "archive", "search", "notfound"} {
		if best["page-"+kind] == "" {
			t.Errorf("the default site has no page of the kind %s", kind)
		}
	}
	return slices.Sorted(maps.Values(best))
}

// modes are what readers may ask of the reading bar, by what aid.js keeps.
var modes = []struct{ name, kept, shows string }{
	{"normal", `{}`, ""},
	{"large text", `{"size":"huge","spacing":"wide"}`, "huge"},
	{"high contrast", `{"contrast":"high"}`, "high"},
}

// wish makes pages open in a mode, as for a reader who asked for it before.
func (b *tab) wish(kept string) {
	b.t.Helper()
	eval[bool](b, fmt.Sprintf(`(localStorage.setItem("gongbao-aid", %q), true)`, kept))
}

// axeRun gives a line for each finding.
const axeRun = `axe.run(document, {preload: false, resultTypes: ["violations"]}).then(r => r.passes.length < 10 ? [r.passes.length + " rules passed"] : r.violations.flatMap(v => v.nodes.map(n => v.id + " (" + v.impact + "): " + n.target.join(" ") + " " + n.html.slice(0, 160) + " " + (n.any[0] ? n.any[0].message : n.all[0] ? n.all[0].message : ""))))`

// Every kind of page, on a phone and on a PC, as it opens and in each mode of
// the reading bar: axe-core finds nothing to complain of.
func TestAxeFindsNothing(t *testing.T) {
	script := axe(t)
	all := kinds(t)
	t.Parallel()
	for _, width := range []int64{390, 1280} {
		for _, m := range modes {
			t.Run(fmt.Sprintf("%d px, %s", width, m.name), func(t *testing.T) {
				t.Parallel()
				base := served(t, "/")
				b := open(t, true)
				b.size(width, 900)
				for i, p := range all {
					b.visit(base + p)
					if i == 0 {
						b.wish(m.kept)
						b.visit(base + p)
					}
					if d := eval[map[string]string](b, `({...document.documentElement.dataset})`); d["size"]+d["contrast"] != m.shows {
						t.Errorf("%s: the page shows %v", p, d)
					}
					if i == 0 { // once with the bar open
						eval[bool](b, `(document.querySelector(".aid-open").click(), true)`)
						if !b.becomes(`!document.getElementById("aid").hidden`) {
							t.Errorf("%s: the bar does not open", p)
						}
					}
					eval[bool](b, script+";true")
					for _, s := range eval[[]string](b, axeRun) {
						t.Errorf("%s: %s", p, s)
					}
				}
				b.quiet("axe")
			})
		}
	}
}
