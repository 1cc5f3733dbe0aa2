package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
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

// TestWhatTheDiskRefusesIsSaidInWords wants the file and what to do, in the
// language of the program.
func TestWhatTheDiskRefusesIsSaidInWords(t *testing.T) {
	p := &program{words: wordsFor("zh_CN.UTF-8")}
	at := func(err error) error {
		return fmt.Errorf("write the imported files: %w", &fs.PathError{Op: "write", Path: "data/observations/2024.toml.import-new", Err: err})
	}
	other := errors.New("something else")
	for _, tt := range []struct {
		err  error
		want string
	}{
		{at(errFull), "磁盘满了，写不下 data/observations/2024.toml.import-new。原来的文件都没有变；排除以后再运行一次。"},
		{at(fs.ErrPermission), "不能写 data/observations/2024.toml.import-new：检查文件夹的权限、是否只读，文件是否正被 Excel、WPS 等程序打开。原来的文件都没有变；排除以后再运行一次。"},
		{errors.Join(at(errFull), importer.ErrHalfway), "磁盘满了，写不下 data/observations/2024.toml.import-new。有的文件没能放回原样；排除以后运行 gongbao import --recover，在此之前不要发布。"},
		{&os.LinkError{Op: "rename", Old: "a", New: "b", Err: fs.ErrPermission}, "不能写 b：检查文件夹的权限、是否只读，文件是否正被 Excel、WPS 等程序打开。原来的文件都没有变；排除以后再运行一次。"},
		{other, "something else"},
	} {
		if got := p.diskFailed(tt.err).Error(); got != tt.want {
			t.Errorf("%v:\n got %s\nwant %s", tt.err, got, tt.want)
		}
	}
	if got := p.unreadable(at(fs.ErrPermission)).Error(); got != "不能读 data/observations/2024.toml.import-new：没有权限，或正被别的程序占用。" {
		t.Error(got)
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
