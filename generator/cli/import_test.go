package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gongbao/generator/diag"
	"gongbao/generator/importer"
)

// TestASecondImportIsRefused runs one while another has the site, which may be
// waiting for somebody to answer.
func TestASecondImportIsRefused(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"data/courts.toml":     "[[court]]\nid = \"all\"\nname = \"全市法院\"\n",
		"data/indicators.toml": "[[indicator]]\nid = \"filed\"\nname = \"新收\"\nunit = \"件\"\n",
		"2024年.csv":            "法院,新收\n全市法院,5\n",
	} {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("LC_ALL", "zh_CN.UTF-8")
	run := func() (code int, printed string) {
		var out bytes.Buffer
		code = Main([]string{"import", "--source", dir, "--yes", "--cite", "x", filepath.Join(dir, "2024年.csv")}, &out, &out)
		return code, out.String()
	}
	var bag diag.Bag
	end, err := importer.Begin(dir, &bag)
	if err != nil || bag.Failed() {
		t.Fatal(err, bag.Sorted())
	}
	code, printed := run()
	if code != exitFindings || !strings.Contains(printed, "error[import-busy] 另一个导入正在进行") {
		t.Errorf("exit code %d:\n%s", code, printed)
	}
	if _, err := os.Stat(filepath.Join(dir, "data/observations")); err == nil {
		t.Error("something was written")
	}
	end()
	if code, printed := run(); code != exitOK {
		t.Errorf("after that: exit code %d:\n%s", code, printed)
	}
}

func TestPlacesInTablesAreCells(t *testing.T) {
	for _, tt := range []struct {
		pos  diag.Pos
		want string
	}{
		{diag.Pos{File: "情况.xlsx!一季度", Line: 5, Column: 3}, "情况.xlsx: 一季度!C5"},
		{diag.Pos{File: "情况.xlsx", Line: 5, Column: 28}, "情况.xlsx: AB5"},
		{diag.Pos{File: "情况.xlsx!一季度"}, "情况.xlsx: 一季度"},
		{diag.Pos{File: "情况.xlsx"}, "情况.xlsx"},
		{diag.Pos{File: "a.csv", Line: 2, Column: 1}, "a.csv: A2"},
		{diag.Pos{File: "a.csv", Line: 2}, "a.csv:2"},
		{diag.Pos{File: "data/observations/a!b.toml", Line: 2, Column: 1}, "data/observations/a!b.toml:2:1"},
	} {
		if got := place(tt.pos); got != tt.want {
			t.Errorf("%v: %s, want %s", tt.pos, got, tt.want)
		}
	}
}
