package paper

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestFind(t *testing.T) {
	windows := map[string]string{
		"ProgramFiles": `C:\Program Files`, "ProgramW6432": `C:\Program Files`, "ProgramFiles(x86)": `C:\Program Files (x86)`,
		"LocalAppData": `C:\Users\王\AppData\Local\`, "HOME": `C:\Users\王`,
	}
	for _, c := range []struct {
		name  string
		os    string
		env   map[string]string
		path  []string // names on the PATH
		files []string
		want  []string
	}{
		{"Chrome before Edge", "windows", windows, nil,
			[]string{`C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe`, `C:\Program Files\Google\Chrome\Application\chrome.exe`},
			[]string{`C:\Program Files\Google\Chrome\Application\chrome.exe`, `C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe`}},
		{"a Windows with Edge alone", "windows", windows, nil,
			[]string{`C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe`},
			[]string{`C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe`}},
		{"a user's own Chrome", "windows", windows, nil,
			[]string{`C:\Users\王\AppData\Local\Google\Chrome\Application\chrome.exe`},
			[]string{`C:\Users\王\AppData\Local\Google\Chrome\Application\chrome.exe`}},
		{"32-bit program on 64-bit Windows", "windows", map[string]string{"ProgramFiles": `C:\Program Files (x86)`, "ProgramW6432": `D:\Programs`, "ProgramFiles(x86)": `C:\Program Files (x86)`}, nil,
			[]string{`D:\Programs\Google\Chrome\Application\chrome.exe`},
			[]string{`D:\Programs\Google\Chrome\Application\chrome.exe`}},
		{"no variables: no guess at the root", "windows", nil, nil, []string{`\Google\Chrome\Application\chrome.exe`}, nil},
		{"Mac", "darwin", map[string]string{"HOME": "/Users/wang/"}, nil,
			[]string{"/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge", "/Users/wang/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"},
			[]string{"/Users/wang/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge"}},
		{"Linux by PATH", "linux", nil, []string{"chromium", "microsoft-edge"}, []string{"/opt/google/chrome/chrome"},
			[]string{"/bin/chromium", "/bin/microsoft-edge", "/opt/google/chrome/chrome"}},
		{"office Linux", "linux", nil, []string{"browser360-cn-stable", "uos-browser-stable"}, nil,
			[]string{"/bin/uos-browser-stable", "/bin/browser360-cn-stable"}},
		{"nothing", "linux", nil, nil, nil, nil},
	} {
		got, looked := Find(Machine{
			OS:       c.os,
			Getenv:   func(key string) string { return c.env[key] },
			LookPath: func(name string) (string, bool) { return "/bin/" + name, slices.Contains(c.path, name) },
			IsFile:   func(name string) bool { return slices.Contains(c.files, name) },
		})
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		for i, place := range looked {
			if strings.Contains(place, "${") || slices.Contains(looked[i+1:], place) {
				t.Errorf("%s: looked at %s", c.name, place)
			}
		}
		if c.env != nil && len(looked) == 0 {
			t.Errorf("%s: does not say where it looked", c.name)
		}
	}
}

func TestMajor(t *testing.T) {
	for product, want := range map[string]int{"HeadlessChrome/156.0.8078.79": 156, "Chrome/86.0.4240.111": 86, "Edg/131.0.2903.51": 131, "": 0, "Chrome": 0} {
		if got := major(product); got != want {
			t.Errorf("%q: %d, want %d", product, got, want)
		}
	}
}

func TestPages(t *testing.T) {
	for pdf, want := range map[string]int{
		"%PDF-1.4\n1 0 obj\n<</Type /Pages\n/Count 12\n/Kids [2 0 R 3 0 R]>>\nendobj\n2 0 obj\n<</Type /Pages\n/Count 8\n/Kids []>>": 12,
		"<</Type /Pages>> <</Count 7>>": 0,
		"":                              0,
	} {
		if got := Pages([]byte(pdf)); got != want {
			t.Errorf("%q: %d, want %d", pdf, got, want)
		}
	}
}

// printer is the browser of this computer.
func printer(t *testing.T) *Printer {
	t.Helper()
	files, looked := Find(ThisMachine())
	if len(files) == 0 {
		if os.Getenv("CI") == "true" {
			t.Fatalf("needs a browser (Debian: chromium); looked at %q", looked)
		}
		t.Skip("needs a browser (Debian: chromium)")
	}
	p, err := Open(t.Context(), files)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	return p
}

// words is the text of one page of a PDF.
func words(t *testing.T, pdf []byte, page int) string {
	t.Helper()
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("needs pdftotext (Debian: poppler-utils)")
		}
		t.Skip("needs pdftotext (Debian: poppler-utils)")
	}
	n := fmt.Sprint(page)
	cmd := exec.Command(tool, "-f", n, "-l", n, "-layout", "-", "-")
	cmd.Stdin = bytes.NewReader(pdf)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

const twoPages = `<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8"><title>报告</title>
<style>@page{size:A4;margin:30mm}%s h2{break-before:page}</style><h1>报告</h1><p>第一页</p><h2 id="b">二</h2><p>第二页 <a href="#b">二</a></p>`

// dates are the only thing that a second print of the same page may change.
var dates = regexp.MustCompile(`/(Creation|Mod)Date \(D:[^)]*\)`)

func TestPrint(t *testing.T) {
	p := printer(t)
	print := func(page string) []byte {
		t.Helper()
		pdf, err := p.Print(t.Context(), []byte(page))
		if err != nil {
			t.Fatal(err)
		}
		return pdf
	}
	numbered := fmt.Sprintf(twoPages, `@page :right{@bottom-right{content:"— " counter(page) " —"}}@page :left{@bottom-left{content:"— " counter(page) " —"}}`)
	pdf := print(numbered)
	if n := Pages(pdf); n != 2 {
		t.Errorf("%d pages, want 2", n)
	}
	for _, want := range []string{"/Outlines", "/StructTreeRoot", "/MarkInfo", "/MediaBox [0 0 594.95996 841.91998]"} {
		if !bytes.Contains(pdf, []byte(want)) {
			t.Errorf("no %s", want)
		}
	}
	if again := print(numbered); !bytes.Equal(dates.ReplaceAll(pdf, nil), dates.ReplaceAll(again, nil)) {
		t.Error("the same page prints otherwise")
	}
	// The style sheet's numbers, odd pages right and even ones left; with none,
	// those of an old browser.
	bare := print(fmt.Sprintf(twoPages, ""))
	for page := 1; page <= 2; page++ {
		number := regexp.MustCompile(fmt.Sprintf(`—\s*%d\s*—`, page))
		if got := words(t, pdf, page); len(number.FindAllString(got, -1)) != 1 {
			t.Errorf("page %d does not have its number once:\n%s", page, got)
		}
		if got := words(t, bare, page); len(number.FindAllString(got, -1)) != 1 {
			t.Errorf("without a style, page %d does not have its number once:\n%s", page, got)
		}
	}
	indent := func(text string) int {
		return strings.Index(text[strings.LastIndex(strings.TrimRight(text, "\n\f"), "\n")+1:], "—")
	}
	if right, left := indent(words(t, pdf, 1)), indent(words(t, pdf, 2)); right <= left {
		t.Errorf("numbers stand at %d and %d, want the first one right", right, left)
	}
}

func TestPrintEndsInTime(t *testing.T) {
	p := printer(t)
	p.Limit = 2 * time.Second
	_, err := p.Print(t.Context(), []byte(`<!DOCTYPE html><script>for (;;);</script>`))
	if !errors.Is(err, ErrTimeout) {
		t.Errorf("%v, want ErrTimeout", err)
	}
	// The browser goes on with the next page.
	p.Limit = printLimit
	if _, err := p.Print(t.Context(), []byte(`<!DOCTYPE html><p>好`)); err != nil {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.Print(ctx, []byte(`<!DOCTYPE html><p>好`)); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want %v", err, context.Canceled)
	}
}

// A program of a browser's name that is none, as some systems have, is passed
// over when there is another, and told of when not.
func TestOpenPassesOverWhatIsNoBrowser(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("GONGBAO_TEST_IS_BROWSER", "1")
	none := filepath.Join(t.TempDir(), "none")
	_, err = Open(t.Context(), []string{none, self})
	if err == nil || !strings.Contains(err.Error(), none) || !strings.Contains(err.Error(), "install the snap") {
		t.Errorf("%v", err)
	}
	files, _ := Find(ThisMachine())
	if len(files) == 0 {
		printer(t) // skips or fails
	}
	p, err := Open(t.Context(), append([]string{self}, files...))
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
}

func TestMain(m *testing.M) {
	if os.Getenv("GONGBAO_TEST_IS_BROWSER") != "" && slices.Contains(os.Args, "--headless") {
		_, _ = io.WriteString(os.Stderr, "install the snap\n")
		os.Exit(1)
	}
	os.Exit(m.Run())
}
