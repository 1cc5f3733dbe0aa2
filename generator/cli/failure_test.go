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
	"time"

	"gongbao/generator/diag"
	"gongbao/generator/importer"
	"gongbao/generator/paper"
)

// broken is an output that takes nothing.
type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("no more") }

// told is what a program says of a failure.
func told(source string, asJSON bool, err error) (out, stderr string) {
	var o, e bytes.Buffer
	p := &program{words: wordsFor("zh_CN.UTF-8"), source: source, out: &o, err: &e, json: asJSON}
	p.failed(err)
	return o.String(), e.String()
}

func TestAFailureSaysWhatWhereAndWhatToDo(t *testing.T) {
	site := t.TempDir()
	if err := os.MkdirAll(filepath.Join(site, "content", "reports"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(site, "content", "reports", "2024.md"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	denied := func(path string) error {
		return fmt.Errorf("write page: %w", &fs.PathError{Op: "open", Path: path, Err: fs.ErrPermission})
	}
	const words = "error[no-permission] 没有权限读写\n    提示：检查文件和所在文件夹的权限"
	for _, tt := range []struct {
		name string
		err  error
		want string
	}{
		{"a file of the site", denied(filepath.Join(site, "public", "a.html")), "public/a.html: " + words},
		{"one that is known by its name in the site", denied("content/reports/2024.md"), "content/reports/2024.md: " + words},
		{"one elsewhere", denied(filepath.Join(filepath.Dir(site), "报告.pdf")), filepath.ToSlash(filepath.Join(filepath.Dir(site), "报告.pdf")) + ": " + words},
		{"the site itself", denied(site), filepath.ToSlash(site) + ": " + words},
		{"no file", fs.ErrPermission, words},
		{"what is not known", errors.New("odd"), "error[machine-error] 程序无法继续：odd\n    提示："},
		{"what a browser needs too long for", unprinted("reports/2024.html", 90*time.Second, fmt.Errorf("print: %w", paper.ErrTimeout)),
			"error[" + string(diag.BrowserSlow) + "] 浏览器打印 reports/2024.html 超过 90 秒，已停下，没有导出\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if out, said := told(site, false, tt.err); !strings.HasPrefix(said, tt.want) || out != "" {
				t.Errorf("said\n%s%s\nwant\n%s", out, said, tt.want)
			}
		})
	}

	out, said := told(site, true, leaving(denied(filepath.Join(site, "public", "a.html")), "left.site"))
	if !strings.HasPrefix(out, `{"code":"no-permission","severity":"error","file":"public/a.html","line":0,"column":0,"message":"没有权限读写","hint":"检查`) ||
		said != "没有做成；public/ 里原来的网站完好，没有变化。\n" {
		t.Errorf("as JSON:\n%s%s", out, said)
	}

	// Where the output itself fails people are told all the same.
	var e bytes.Buffer
	p := &program{words: wordsFor("zh_CN.UTF-8"), source: site, out: broken{}, err: &e, json: true}
	p.failed(denied("x"))
	if !strings.Contains(e.String(), "x: "+words) {
		t.Errorf("without an output: %s", e.String())
	}
}

// What a failure leaves of the user's files is said as it is.
func TestAFailureSaysWhatItLeft(t *testing.T) {
	failed := errors.New("odd")
	source := t.TempDir()
	marker := filepath.Join(source, "public", ".gongbao-site")
	p := &program{source: source}
	put := func(at time.Time) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(marker), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(marker, nil, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(marker, at, at); err != nil {
			t.Fatal(err)
		}
	}
	says := func(err error, want string) {
		t.Helper()
		_, said := told(source, false, err)
		if !errors.Is(err, failed) || !strings.HasSuffix(said, "\n"+want+"\n") {
			t.Errorf("said\n%s\nwant\n%s", said, want)
		}
	}
	none := p.standing()
	says(p.published(failed, none), "没有做成；public/ 里没有网站。")
	put(time.Unix(1, 0))
	old := p.standing()
	says(p.published(failed, old), "没有做成；public/ 里原来的网站完好，没有变化。")
	put(time.Unix(2, 0))
	says(p.published(failed, old), "public/ 里已经不是原来的网站；排除以后马上再运行一次 gongbao build，程序会接着做完。")

	says(half(failed), "原来的文件都没有变；排除以后再运行一次。")
	says(half(errors.Join(failed, importer.ErrHalfway)), "有的文件没能放回原样；排除以后运行 gongbao import --recover，在此之前不要发布。")
	says(unwritten(failed), "原来的文件都没有变；排除以后再运行一次。")
	says(unwritten(errors.Join(failed, errPartly)), "有的文件已经换成新的，没能放回原样；请核对以后再运行一次。")
	// What is said first is the most exact.
	says(leaving(unwritten(errors.Join(failed, errPartly)), "left.exported"), "有的文件已经换成新的，没能放回原样；请核对以后再运行一次。")

	for _, err := range []error{nil, errFindings, usageError{failed}} {
		if got := leaving(err, "left.files"); got != err {
			t.Errorf("%v is no failure of the machine: %v", err, got)
		}
	}
}
