package cli

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"gongbao/generator/paper"
)

func TestSafeName(t *testing.T) {
	for title, want := range map[string]string{
		"2024年工作报告":                     "2024年工作报告",
		`收案/结案：上升1%？<"对比">|\*`:          "收案／结案：上升1%？＜＂对比＂＞｜＼＊",
		"  .2024 Q1. ":                  "2024 Q1",
		"con":                           "_con",
		"LPT1.报告":                       "_LPT1.报告",
		"console":                       "console",
		"一\n二\u200b三\u202e四\x00":        "一二三四",
		"...":                           "",
		strings.Repeat("公", 100):        strings.Repeat("公", 50),
		strings.Repeat("a", 149) + "公":  strings.Repeat("a", 149),
		strings.Repeat("公", 49) + ". 报": strings.Repeat("公", 49),
	} {
		if got := safeName(title); got != want {
			t.Errorf("%q: %q, want %q", title, got, want)
		}
	}
}

func TestExportedFilesHaveNamesOfTheirOwn(t *testing.T) {
	p := &program{}
	for _, c := range []struct {
		out     string
		oneFile bool
		files   []exported
		want    []string
	}{
		{"x", false, []exported{{page: "reports/2024.html", title: "报告"}, {page: "notices/2024.html", title: "通报"}}, []string{"x/报告.pdf", "x/通报.pdf"}},
		{"", false, []exported{{page: "reports/2024.html", title: "Report"}, {page: "reports/b/2023.html", title: "report"}, {page: "c.html", title: "C"}},
			[]string{"Report（reports-2024）.pdf", "report（reports-b-2023）.pdf", "C.pdf"}},
		{"", false, []exported{{page: "reports/2024.html", title: "?"}, {page: "a/index.html"}}, []string{"？.pdf", "a-index.pdf"}},
		{"年报.pdf", true, []exported{{page: "reports/2024.html", title: "报告"}}, []string{"年报.pdf"}},
	} {
		p.nameFiles(c.files, c.out, c.oneFile, "pdf")
		for i, f := range c.files {
			if filepath.ToSlash(f.path) != c.want[i] {
				t.Errorf("%s is written to %s, want %s", f.page, f.path, c.want[i])
			}
		}
	}
}

func TestSize(t *testing.T) {
	for bytes, want := range map[int]string{1: "1 KB", 1024: "1 KB", 1025: "2 KB", 1<<20 - 1: "1024 KB", 1 << 20: "1.0 MB", 2621440: "2.5 MB"} {
		if got := size(bytes); got != want {
			t.Errorf("%d: %s, want %s", bytes, got, want)
		}
	}
}

func TestWithoutABrowserExportSaysWhatToInstallAndWhereItLooked(t *testing.T) {
	computer := paper.Machine{
		OS:       "windows",
		Getenv:   func(key string) string { return map[string]string{"ProgramFiles": `C:\Program Files`}[key] },
		LookPath: func(string) (string, bool) { return "", false },
		IsFile:   func(string) bool { return false },
	}
	for _, lang := range []string{"zh_CN.UTF-8", "en_US.UTF-8"} {
		var out bytes.Buffer
		p := &program{words: wordsFor(lang), out: &out, err: &out}
		_, err := p.browsers(computer, "")
		if err == nil {
			t.Fatal("found a browser")
		}
		p.failed(err)
		said := out.String()
		for _, want := range []string{"error[no-browser]", "Chrome", "Edge", "Chromium", "--browser", "\n      " + `C:\Program Files\Microsoft\Edge\Application\msedge.exe`} {
			if !strings.Contains(said, want) {
				t.Errorf("%s: no %s in\n%s", lang, want, said)
			}
		}
		if strings.Contains(said, "{") || strings.Contains(said, `  \`) {
			t.Errorf("%s: %s", lang, said)
		}
	}
}
