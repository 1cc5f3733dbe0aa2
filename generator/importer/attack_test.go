package importer

import (
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"gongbao/generator/diag"
	"gongbao/generator/tomlfile"
)

// What an import reads of a site stands in the site.
func TestImportReadsNothingOutside(t *testing.T) {
	for _, name := range []string{"data", "data/import.toml", "data/courts.toml", "data/indicators.toml", "data/observations", "data/observations/2024.toml"} {
		t.Run(name, func(t *testing.T) {
			parent := t.TempDir()
			dir, theirs := filepath.Join(parent, "site"), filepath.Join(parent, "theirs")
			put := func(file, text string) {
				t.Helper()
				if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			for file, f := range site(t, nil) {
				put(filepath.Join(dir, filepath.FromSlash(file)), string(f.Data))
				put(filepath.Join(theirs, filepath.FromSlash(file)), string(f.Data))
			}
			put(filepath.Join(theirs, filepath.FromSlash("data/import.toml")), "")
			put(filepath.Join(theirs, filepath.FromSlash("data/observations/2024.toml")), "")
			table := filepath.Join(parent, "2024年.csv")
			put(table, "法院,受理,结案\n市中院,100,90\n")
			link := filepath.Join(dir, filepath.FromSlash(name))
			if err := os.RemoveAll(link); err != nil {
				t.Fatal(err)
			}
			if err := os.MkdirAll(filepath.Dir(link), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(filepath.Join(theirs, filepath.FromSlash(name)), link); err != nil {
				if os.Getenv("CI") == "true" {
					t.Fatal(err)
				}
				t.Skipf("this system makes no symbolic links: %v", err)
			}
			var bag diag.Bag
			plan, err := Read(Options{Dir: dir, File: table}, &bag)
			if plan.Ready || err == nil && !bag.Failed() {
				t.Errorf("it was read: %v %v", err, bag.Sorted())
			}
		})
	}
}

// The name of a table in a mapping is part of the names of the files that are
// written, and does not lead them elsewhere.
func TestImportWritesIntoItsFolder(t *testing.T) {
	for _, name := range []string{"../x", "../../x", "/x", `..\x`, "a/b", "x.toml/../../y", "C:x", "x\x00", "..", ".", " ", "a:b", "x\ny"} {
		m := site(t, nil)
		m["data/import.toml"] = &fstest.MapFile{Data: []byte("[[table]]\nname = " + tomlfile.Quote(name) +
			"\nsheets = [\"*\"]\nlayout = \"courts\"\nheader = [1]\nnames = [\"A\"]\nperiod = \"2024\"\nsource = \"s\"\n[table.columns]\n\"受理\" = \"accepted\"\n[table.rows]\n\"东城\" = \"east\"\n"), Mode: 0o644}
		p, bag := run(t, m, "t.csv", []byte("法院,受理\n东城,200\n"), Options{})
		if p.Ready || !bag.Failed() {
			t.Errorf("%q is taken for a name: %v", name, bag.Sorted())
		}
	}
	m := site(t, nil) // it is the name alone that was wrong
	m["data/import.toml"] = &fstest.MapFile{Data: []byte("[[table]]\nname = \"甲\"\nsheets = [\"*\"]\nlayout = \"courts\"\nheader = [1]\nnames = [\"A\"]\nperiod = \"2024\"\nsource = \"s\"\n[table.columns]\n\"受理\" = \"accepted\"\n[table.rows]\n\"东城\" = \"east\"\n"), Mode: 0o644}
	p, bag := run(t, m, "t.csv", []byte("法院,受理\n东城,200\n"), Options{})
	if !p.Ready || len(p.writes) != 1 || p.writes["data/observations/2024-甲.toml"] == nil {
		t.Errorf("%v %v", p.writes, bag.Sorted())
	}
}
