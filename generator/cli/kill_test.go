package cli

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// killed is how many builds TestKilledBuilds kills, each when more of the new
// site stands on the stage than for the one before.
const killed = 16

// Builds that are killed at any moment, one after the other, leave the old site
// or the new one, whole; the next goes on from there without help.
func TestKilledBuilds(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the program twenty times")
	}
	dir := t.TempDir()
	put := func(name, text string) {
		t.Helper()
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	put("site.toml", "title = \"示例市法院公报\"\n")
	put("data/courts.toml", "[[court]]\nid = \"all\"\nname = \"全市法院\"\n")
	put("data/indicators.toml", "[[indicator]]\nid = \"accepted\"\nname = \"受理案件\"\nunit = \"件\"\n")
	put("data/observations/2024.toml", "period = \"2024\"\nsource = \"市中院\"\n[values.all]\naccepted = 1010\n")
	// Half of the pages are the same in both versions of the site, and each has
	// pages of its own.
	lay := func(version int) {
		t.Helper()
		for i := range 60 {
			text := "每一版都一样。"
			if i%2 == 0 {
				text = fmt.Sprintf("第%d版。", version)
			}
			put(fmt.Sprintf("content/pages/p%d.md", i), fmt.Sprintf("+++\ntitle = \"第%d页\"\nperiod = \"2024\"\n+++\n\n全年受理{{受理案件}}件。%s\n", i, strings.Repeat(text, 20)))
		}
		put(fmt.Sprintf("content/pages/only%d.md", version), "+++\ntitle = \"只此一版\"\n+++\n\n只此一版。\n")
		if err := os.RemoveAll(filepath.Join(dir, "content", "pages", fmt.Sprintf("only%d.md", 1-version))); err != nil {
			t.Fatal(err)
		}
	}
	program := func(args ...string) (*exec.Cmd, *bytes.Buffer) {
		cmd := exec.Command("gongbao", args...)
		var said bytes.Buffer
		cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &said, &said
		return cmd, &said
	}
	run := func(args ...string) string {
		t.Helper()
		cmd, said := program(args...)
		if err := cmd.Run(); err != nil {
			t.Fatalf("%v: %v\n%s", args, err, said)
		}
		return said.String()
	}
	sum := func() string {
		t.Helper()
		h := sha256.New()
		err := fs.WalkDir(os.DirFS(filepath.Join(dir, "public")), ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := os.ReadFile(filepath.Join(dir, "public", name))
			fmt.Fprintf(h, "%s %d\n%s", name, len(data), data)
			return err
		})
		if errors.Is(err, fs.ErrNotExist) {
			return "no site"
		}
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("%x", h.Sum(nil))
	}

	var whole [2]string
	for version := range 2 {
		lay(version)
		run("build")
		whole[version] = sum()
	}
	if whole[0] == whole[1] {
		t.Fatal("the two versions are the same")
	}
	stages := func() []string {
		all, err := filepath.Glob(filepath.Join(dir, ".gongbao", "stage-*"))
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	files := len(strings.Split(listed(t, filepath.Join(dir, "public")), "\n"))
	cut, told := 0, map[string]int{}
	note := func(said string) {
		for _, code := range []string{"build-cut-short", "swap-finished", "site-put-back"} {
			if strings.Contains(said, code) {
				told[code]++
			}
		}
	}
	// other lays out the version that is not published, so that there is work.
	other := func() {
		if sum() == whole[0] {
			lay(1)
		} else {
			lay(0)
		}
	}
	// kill kills a build when so many files stand on its stage, and says whether
	// that came before its end.
	kill := func(files int) bool {
		t.Helper()
		other()
		left := stages() // by those that were killed before
		cmd, said := program("build")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		done := make(chan error, 1)
		go func() { done <- cmd.Wait() }()
		for len(done) == 0 && staged(stages(), left) < files {
			time.Sleep(100 * time.Microsecond) // leaves the processor to the build
		}
		_ = cmd.Process.Kill() // it may have ended
		died := <-done != nil
		note(said.String())
		return died
	}
	for i := range killed {
		at := i * files / (killed - 2)
		if kill(at) {
			cut++
		}
		got := sum()
		exchanges := runtime.GOOS == "linux" || runtime.GOOS == "darwin"
		if got != whole[0] && got != whole[1] && (exchanges || got != "no site") {
			t.Fatalf("killed with %d of %d files on the stage, the site is neither the old one nor the new one", at, files)
		}
	}
	if cut == 0 {
		t.Error("no build was killed")
	}
	// One that has begun to write is told of by the next.
	for range 50 {
		if kill(1) {
			break
		}
	}
	lay(0)
	note(run("build"))
	if told["build-cut-short"]+told["swap-finished"]+told["site-put-back"] == 0 {
		t.Error("the next run does not say what happened")
	}
	if sum() != whole[0] {
		t.Error("after all that, a build does not make the site that it should")
	}
	lay(1)
	if said := run("build"); strings.Contains(said, "info[") {
		t.Errorf("something is told of a run that did not die: %s", said)
	}
	run("rollback")
	if sum() != whole[0] {
		t.Error("a rollback does not bring the site before back")
	}
	if left := stages(); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
	t.Logf("%d of %d builds were killed; told: %v", cut, killed, told)
}

// staged is how many files stand on the one of these stages that is not among
// those left; -1 when there is none.
func staged(stages, left []string) int {
	for _, stage := range stages {
		if slices.Contains(left, stage) {
			continue
		}
		n := 0
		_ = filepath.WalkDir(stage, func(_ string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				n++
			}
			return nil // the stage changes, and goes, while it is looked at
		})
		return n
	}
	return -1
}

// listed are the addresses of a site's files, a line each.
func listed(t *testing.T, site string) string {
	t.Helper()
	list, err := os.ReadFile(filepath.Join(site, ".gongbao-site"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(list))
}
