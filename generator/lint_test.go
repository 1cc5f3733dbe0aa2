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
	if out, err := inModule("go", "vet", "./..."); err != nil {
		t.Errorf("go vet: %v\n%s", err, out)
	}
	if out, err := inModule(tool(t, "honnef.co/go/tools/cmd/staticcheck"), "./..."); err != nil {
		t.Errorf("staticcheck: %v\n%s", err, out)
	}
}

// inModule runs a program at the module's root.
func inModule(name string, args ...string) ([]byte, error) {
	cmd := exec.Command(name, args...)
	cmd.Dir = ".."
	return cmd.CombinedOutput()
}

// tool builds one of the tools of go.mod. They are made of modules that the program
// itself does not need: without a network and without them there is none.
func tool(t *testing.T, pkg string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "tool.exe") // a name that runs on every system
	if out, err := inModule("go", "build", "-o", name, pkg); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s cannot be built: %v\n%s", pkg, err, out)
		}
		t.Skipf("%s cannot be built here: %v\n%s", pkg, err, out)
	}
	return name
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
