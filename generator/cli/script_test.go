package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"gongbao": func() { os.Exit(Main(os.Args[1:], os.Stdout, os.Stderr)) },
	})
}

// TestScript runs the program as its users do. The repository's chart bundle is
// lent to each script's site; where there is none it is made on the way, which
// takes npm.
func TestScript(t *testing.T) {
	bundles, err := filepath.Glob("../../.gongbao/bundle-*.js")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := exec.LookPath("npm"); err != nil && len(bundles) == 0 {
		if os.Getenv("CI") == "true" {
			t.Fatal("needs npm (Debian: nodejs npm) to make the chart bundle")
		}
		t.Skip("needs npm (Debian: nodejs npm) to make the chart bundle")
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("LANG", "zh_CN.UTF-8")
			env.Setenv("npm_config_cache", filepath.Join(os.TempDir(), "gongbao-npm-cache"))
			cache := filepath.Join(env.WorkDir, ".gongbao")
			if err := os.MkdirAll(cache, 0o755); err != nil {
				return err
			}
			for _, name := range bundles {
				data, err := os.ReadFile(name)
				if err != nil {
					return err
				}
				if err := os.WriteFile(filepath.Join(cache, filepath.Base(name)), data, 0o644); err != nil {
					return err
				}
			}
			return nil
		},
	})
}
