package commit

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gongbao/generator/diag"
)

// A journal that came with somebody else's site names files that are none of it.
func TestAJournalTouchesNothingOutside(t *testing.T) {
	for _, line := range []string{"+ ../victim", "= ../victim", "+ data/../../victim", "+ VICTIM", "+ data/out/victim", "= data/out/victim", "+ data/.././../victim"} {
		t.Run(line, func(t *testing.T) {
			parent := t.TempDir()
			dir, victim := filepath.Join(parent, "site"), filepath.Join(parent, "victim")
			if err := os.MkdirAll(filepath.Join(dir, "data"), 0o755); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(line, "out/") {
				if err := os.Symlink(parent, filepath.Join(dir, "data", "out")); err != nil {
					if os.Getenv("CI") == "true" {
						t.Fatal(err)
					}
					t.Skipf("this system makes no symbolic links: %v", err)
				}
			}
			for name, text := range map[string]string{
				victim: "mine", victim + oldSuffix: "theirs",
				filepath.Join(dir, filepath.FromSlash(journal)): strings.ReplaceAll(line, "VICTIM", filepath.ToSlash(victim)) + "\n",
			} {
				if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			var bag diag.Bag
			if err := Repair(dir, &bag, "data", "data/observations"); err == nil {
				t.Error("no word of it")
			}
			for name, want := range map[string]string{victim: "mine", victim + oldSuffix: "theirs"} {
				if got, err := os.ReadFile(name); string(got) != want {
					t.Errorf("%s is %q (%v)", name, got, err)
				}
			}
		})
	}
}

// Nothing is written through a link that leads out of the site.
func TestFilesStayInTheSite(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "site")
	if err := os.MkdirAll(filepath.Join(dir, "data"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(parent, filepath.Join(dir, "data", "observations")); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skipf("this system makes no symbolic links: %v", err)
	}
	if err := Files(dir, map[string][]byte{"data/observations/2024.toml": []byte("x")}); err == nil {
		t.Error("no word of it")
	}
	if _, err := os.Stat(filepath.Join(parent, "2024.toml")); err == nil {
		t.Error("it was written outside")
	}
}
