package main

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestTheProgramIsSound runs go vet and the staticcheck that go.mod names over all
// packages, so that they are part of every run of all tests.
func TestTheProgramIsSound(t *testing.T) {
	if testing.Short() {
		t.Skip("takes as long as a build")
	}
	seen(t)
	run := func(args ...string) ([]byte, error) {
		cmd := exec.Command("go", args...)
		cmd.Dir = ".."
		return cmd.CombinedOutput()
	}
	if out, err := run("vet", "./..."); err != nil {
		t.Errorf("go vet: %v\n%s", err, out)
	}
	// The tool is made of modules that the program itself does not need: without a
	// network and without them there is no such tool.
	tool := filepath.Join(t.TempDir(), "staticcheck.exe") // a name that runs on every system
	if out, err := run("build", "-o", tool, "honnef.co/go/tools/cmd/staticcheck"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("staticcheck cannot be built: %v\n%s", err, out)
		}
		t.Skipf("staticcheck cannot be built here: %v\n%s", err, out)
	}
	cmd := exec.Command(tool, "./...")
	cmd.Dir = ".."
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("staticcheck: %v\n%s", err, out)
	}
}

// seen looks at every source file, so that go test does not answer from its cache
// when one of them has changed.
func seen(t *testing.T) {
	t.Helper()
	files := 0
	err := filepath.WalkDir("..", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "node_modules" || strings.HasPrefix(d.Name(), ".") && d.Name() != ".."):
			return fs.SkipDir
		case filepath.Ext(name) == ".go" || d.Name() == "go.mod":
			files++
			_, err = os.Stat(name)
		}
		return err
	})
	if err != nil || files < 100 {
		t.Fatalf("%d source files (%v)", files, err)
	}
}
