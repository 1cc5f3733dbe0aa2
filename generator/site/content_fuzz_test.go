package site

import (
	"context"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"gongbao/generator/diag"
	"gongbao/generator/inputs"
	"gongbao/generator/markdown"
)

// loadedBase is the base site, read.
func loadedBase(tb testing.TB) *model {
	tb.Helper()
	root, err := os.OpenRoot(writeSite(tb, &txtar.Archive{}))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { root.Close() })
	var bag diag.Bag
	m, err := load(context.Background(), Options{Dir: root.Name()}.withDefaults(), inputs.Watch(root.FS()), &bag)
	if err != nil || bag.Failed() {
		tb.Fatal(err, bag.Sorted())
	}
	return m
}

// FuzzPage reads Markdown files with their front matter. What is wrong is told of at
// a place in the file; what is not wrong can be used.
func FuzzPage(f *testing.F) {
	files, err := filepath.Glob("../../content/*/*.md")
	if err != nil || len(files) == 0 {
		f.Fatal("no pages", err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	for _, s := range []string{
		"+++\ntitle = 1\n+++\n", "+++\n+++", "+++\ntitle = \"a\"\n", "\ufeff+++\r\ntitle = \"a\"\r\n+++\r\n甲", "+++\ntitle = \"{{\"\nsummary = \"{{受理案件:同比}}\"\n+++\n{{受理案件@}}",
		"+++\ntitle = \"a\"\nperiod = \"2024Q5\"\ncourt = \"x\"\npublished = 2025-01-01\nresponds_to = \"//\"\n[[correction]]\ndate = \"2025-13-01\"\n[[correction]]\n+++\n", "+++\ntitle = \"a\"\nkeywords = [\"\", \"b\"]\ndraft = true\n+++\n```chart\n```\n",
	} {
		f.Add([]byte(s))
	}
	m := loadedBase(f)
	f.Fuzz(func(t *testing.T, text []byte) {
		var bag diag.Bag
		p := m.survey("content/reports/x.md", text, &bag)
		for _, d := range bag.Sorted() {
			if d.Pos.File != p.file {
				t.Errorf("%s stands in %q", d.Code, d.Pos.File)
			}
			if msg := diag.Chinese().Message(d.Code, d.Args); msg == "" {
				t.Errorf("%s says nothing", d.Code)
			}
		}
		if p.broken && !bag.Failed() {
			t.Error("it cannot be used, and nobody is told")
		}
		if bag.Failed() {
			return
		}
		if p.front.Title == "" || p.court == nil || p.path != "reports/x.html" || (p.front.Period == "") != p.period.IsZero() || len(p.corrections) != len(p.front.Corrections) {
			t.Errorf("%+v", p.front)
		}
	})
}

// FuzzLink turns addresses of texts into those of pages: into one that the site will
// have, or one of another host that may be linked, or a finding.
func FuzzLink(f *testing.F) {
	for _, s := range append(append([]string{"", ".", "./", "2024.md", "2024.html#一-总体情况", "/reports/2024.md?x#y", "../reports/", "https://example.org/a?b#c", "mailto:a@b.cn", "?x", "#", "//h/x"}, leading...), running...) {
		f.Add(s)
	}
	m := loadedBase(f)
	from := &page{path: "reports/2024.html"}
	f.Fuzz(func(t *testing.T, dest string) {
		href, problem := m.link(from, dest)
		if problem != nil {
			if msg := diag.Chinese().Message(problem.Code, problem.Args); msg == "" {
				t.Errorf("%s says nothing", problem.Code)
			}
			return
		}
		u, err := url.Parse(href)
		switch {
		case err != nil:
			t.Errorf("%q became %q: %v", dest, href, err)
		case u.Scheme != "" || u.Host != "":
			if !markdown.Linkable(href) || href != dest {
				t.Errorf("%q became %q", dest, href)
			}
		case u.Path != "":
			to := path.Join("reports", u.Path)
			if strings.HasPrefix(u.Path, "/") || !fs.ValidPath(to) || !m.outputs.pages[to] && !m.outputs.data[to] && m.outputs.files[to] == "" {
				t.Errorf("%q became %q, which the site has not", dest, href)
			}
		}
	})
}

// FuzzName holds names of files to what every system can hold.
func FuzzName(f *testing.F) {
	for _, s := range []string{"content/a.md", "content/法院 报告.md", "content/a.md.", "content/con.tar.gz", "content/a:b", "content/a\\b", "content/a\x00", "content/.a", "content/a ", "content/COM¹.md", "content/\u202emd.exe", "content/a\u200b.md"} {
		f.Add(s)
	}
	m := &model{}
	f.Fuzz(func(t *testing.T, name string) {
		var bag diag.Bag
		if !m.goodName(name, &bag) {
			if !bag.Failed() {
				t.Errorf("%q is refused without a word", name)
			}
			return
		}
		for part := range strings.SplitSeq(name, "/") {
			if strings.ContainsRune(part, '\u202e') {
				t.Errorf("%q reads otherwise than it is", part)
			}
			stem, _, _ := strings.Cut(strings.ToUpper(part), ".")
			stem = strings.TrimRight(stem, " ")
			if strings.ContainsAny(part, "<>:\"\\|?*\x00\r\n") || strings.HasSuffix(part, ".") || strings.HasSuffix(part, " ") || len(part) > 255 {
				t.Errorf("Windows does not take %q", part)
			}
			for _, device := range []string{"CON", "PRN", "AUX", "NUL", "COM1", "COM9", "LPT1", "LPT9", "COM¹", "COM²", "COM³", "LPT¹", "CONIN$", "CONOUT$"} {
				if stem == device {
					t.Errorf("%q is a device of Windows", part)
				}
			}
		}
	})
}
