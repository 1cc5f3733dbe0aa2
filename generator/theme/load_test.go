package theme_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"

	"github.com/BurntSushi/toml"

	"gongbao/generator/diag"
	. "gongbao/generator/htmlcheck"
	"gongbao/generator/theme"
	"gongbao/themes"
)

// TestMistakes lays a site's theme with one mistake over the default one; each
// has to be found by Load, at its place.
func TestMistakes(t *testing.T) {
	const dir = "themes/court/"
	for _, c := range []struct {
		name, file, text string
		theme, lang      string
		want             string // place: code: part of the detail
	}{
		{name: "unknown theme", theme: "blue", want: "site.toml: unknown-theme: blue"},
		{name: "theme outside the folder", theme: "../x", want: "site.toml: unknown-theme: ../x"},
		{name: "unknown language", lang: "ja", want: "site.toml: missing-file: themes/court/i18n/ja.toml"},
		{name: "syntax", file: "templates/report.html", text: "{{define \"main\"}}\n{{if}}{{end}}{{end}}", want: dir + "templates/report.html:2: template-error: missing value for if"},
		{name: "no main", file: "templates/report.html", text: "hello", want: dir + `templates/report.html: template-error: {{define "main"}} is missing`},
		{name: "unknown field", file: "templates/report.html", text: "{{define \"main\"}}\n\n  {{.Titel}}{{end}}", want: dir + "templates/report.html:3:5: template-error: Titel"},
		{name: "unknown field on a way seldom taken", file: "templates/partials/chart.html", text: "{{define \"chart\"}}{{range .Data.Rows}}{{.Nmae}}{{end}}{{end}}", want: dir + "templates/partials/chart.html:1:41: template-error: Nmae"},
		{name: "unknown partial", file: "templates/list.html", text: `{{define "main"}}{{template "stories" .}}{{end}}`, want: dir + "templates/list.html:1:29: template-error: stories"},
		{name: "unknown function", file: "templates/list.html", text: `{{define "main"}}{{say "x"}}{{end}}`, want: dir + `templates/list.html:1: template-error: function "say" not defined`},
		{name: "unsafe place", file: "templates/list.html", text: "{{define \"main\"}}<a href=\"x\n{{if .Title}}\"{{end}}>{{end}}", want: dir + "templates/list.html:2:"},
		{name: "missing partial", file: "templates/partials/chart.html", text: "", want: dir + "templates/partials/chart.html: template-error: {{define \"chart\"}} is missing"},
		{name: "missing text", file: "templates/list.html", text: "{{define \"main\"}}\n{{text \"lsit.empty\"}}{{end}}", want: dir + "templates/list.html:2:3: missing-text: lsit.empty"},
		{name: "missing text deep in a pipeline", file: "templates/list.html", text: `{{define "main"}}{{with .Stories}}{{else}}{{printf "%s" (text "a.b" "n" 1)}}{{end}}{{end}}`, want: dir + "templates/list.html:1:58: missing-text: a.b"},
		{name: "text with a made-up key", file: "templates/list.html", text: `{{define "main"}}{{text .Title}}{{end}}`, want: dir + "templates/list.html:1:20: template-error: text needs a literal key"},
		{name: "text without its value", file: "templates/list.html", text: `{{define "main"}}{{text "source"}}{{end}}`, want: dir + `templates/list.html:1:20: template-error: text "source": {source} has no value`},
		{name: "words: syntax", file: "i18n/zh-CN.toml", text: "toc = \n", want: dir + "i18n/zh-CN.toml:1:"},
		{name: "words: not a text", file: "i18n/zh-CN.toml", text: "toc = 3\n", want: dir + "i18n/zh-CN.toml:1:"},
		{name: "words: misspelt key", file: "i18n/zh-CN.toml", text: "\ntok = \"x\"\n", want: dir + "i18n/zh-CN.toml:2:1: unknown-key: tok toc"},
		{name: "words: placeholder that nobody fills", file: "i18n/zh-CN.toml", text: "source = \"据{sauce}\"\n", want: dir + "i18n/zh-CN.toml:1:1: bad-value: "},
		{name: "style sheet", file: "assets/court.css", text: "p { color: red;\n", want: dir + "assets/court.css:"},
		{name: "script", file: "assets/site.js", text: "\nif (", want: dir + "assets/site.js:2:"},
	} {
		t.Run(c.name, func(t *testing.T) {
			site := fstest.MapFS{}
			if c.file != "" {
				site[dir+c.file] = &fstest.MapFile{Data: []byte(c.text)}
			}
			name, lang := "court", "zh-CN"
			if c.theme != "" {
				name = c.theme
			}
			if c.lang != "" {
				lang = c.lang
			}
			var bag diag.Bag
			th, err := theme.Load(site, name, lang, &bag)
			if err != nil {
				t.Fatal(err)
			}
			if th != nil {
				t.Error("a theme with a mistake was loaded")
			}
			var got []string
			for _, d := range bag.Sorted() {
				got = append(got, fmt.Sprintf("%s: %s: %s", d.Pos, d.Code, strings.Join([]string{d.Args["name"], d.Args["path"], d.Args["key"], d.Args["suggestion"], d.Args["detail"]}, " ")))
			}
			ok := slices.ContainsFunc(got, func(g string) bool {
				place, rest, _ := strings.Cut(c.want, ": ")
				return strings.HasPrefix(g, place) && containsAll(g, strings.SplitN(rest, ": ", 2))
			})
			if !ok {
				t.Errorf("found\n%s\nwant %s", strings.Join(got, "\n"), c.want)
			}
		})
	}
}

func containsAll(s string, parts []string) bool {
	for _, p := range parts {
		for w := range strings.FieldsSeq(p) {
			if !strings.Contains(s, w) {
				return false
			}
		}
	}
	return true
}

// A site changes what it names and nothing else.
func TestSiteLiesOverDefault(t *testing.T) {
	site := fstest.MapFS{
		"themes/court/templates/report.html":          {Data: []byte(`{{define "main"}}<p class="own">{{.Title}}{{template "own" .}}</p>{{end}}`)},
		"themes/court/templates/partials/own.html":    {Data: []byte(`{{define "own"}} {{text "own.word"}}{{end}}`)},
		"themes/court/i18n/zh-CN.toml":                {Data: []byte("\"own.word\" = \"自有\"\ntoc = \"本页目录\"\n")},
		"themes/court/assets/court.css":               {Data: []byte("p { color : red }")},
		"themes/court/assets/seal.svg":                {Data: []byte("<svg/>")},
		"themes/court/assets/.DS_Store":               {Data: []byte("x")},
		"themes/court/charts/own.toml":                {Data: []byte("x")},
		"themes/court/node_modules/left/templates.js": {Data: []byte("if (")},
	}
	th := load(t, site, "court", "zh-CN")
	pages := render(t, th)
	if err := In("p.own", HasText("^中原市中级人民法院工作报告 自有$"))(Parse(t, pages["reports/2024.html"])); err != nil {
		t.Error(err)
	}
	if err := In("main", Count("h1", 1))(Parse(t, pages["notices/2024q3.html"])); err != nil {
		t.Error(err)
	}
	if got := th.Text("toc") + th.Text("summary"); got != "本页目录内容摘要" {
		t.Errorf("words %q", got)
	}
	names := map[string]string{}
	for _, a := range th.Assets() {
		names[a.Name] = string(a.Data)
	}
	if names["court.css"] != "p{color:red}\n" || names["seal.svg"] != "<svg/>" || names["site.js"] == "" || names[".DS_Store"] != "" {
		t.Errorf("assets %v", slices.Sorted(maps.Keys(names)))
	}
	for _, name := range []string{"charts/own.toml", "templates/home.html"} {
		if _, err := fs.Stat(th.FS(), name); err != nil {
			t.Error(err)
		}
	}
	entries, err := fs.ReadDir(th.FS(), "templates")
	if err != nil || len(entries) < 14 {
		t.Errorf("templates of both: %d, %v", len(entries), err)
	}
}

// A theme of another name may bring no more than the file it changes.
func TestThemeOfAnotherName(t *testing.T) {
	site := fstest.MapFS{"themes/blue/assets/court.css": {Data: []byte("p{color:blue}")}}
	th := load(t, site, "blue", "zh-CN")
	if got := render(t, th); !bytes.Contains(got["index.html"], []byte("<!DOCTYPE html>")) {
		t.Error("no home page")
	}
}

func TestLanguages(t *testing.T) {
	for lang, want := range map[string]string{"zh-CN": "目录", "zh": "目录", "zh-Hans-CN": "目录", "ZH-cn": "目录", "en": "Contents", "en-GB": "Contents"} {
		if got := load(t, nil, "court", lang).Text("toc"); got != want {
			t.Errorf("%s: %q", lang, got)
		}
	}
}

func TestText(t *testing.T) {
	th := load(t, nil, "court", "zh-CN")
	for _, c := range []struct {
		key  string
		args []any
		want string
	}{
		{"missing", nil, "—"},
		{"period.ytd_month", []any{"year", 2024, "month", 9}, "2024年1—9月"},
		{"change.up.pp", []any{"n", "0.35"}, "提高0.35个百分点"},
		{"fromto.up", []any{"from", "{to}", "to", "1218.2万件"}, "由{to}增加到1218.2万件"}, // values are not looked into
		{"no.such.key", []any{"n", 1}, "no.such.key"},
	} {
		if got := th.Text(c.key, c.args...); got != c.want {
			t.Errorf("%s: %q, want %q", c.key, got, c.want)
		}
	}
}

func words(t *testing.T, lang string) map[string]string {
	t.Helper()
	var m map[string]string
	if _, err := toml.DecodeFS(themes.FS, "court/i18n/"+lang+".toml", &m); err != nil {
		t.Fatal(err)
	}
	return m
}

func TestWordsOfBothLanguages(t *testing.T) {
	zh, en := words(t, "zh-CN"), words(t, "en")
	if a, b := slices.Sorted(maps.Keys(zh)), slices.Sorted(maps.Keys(en)); !slices.Equal(a, b) {
		t.Errorf("keys differ: %v", slices.DeleteFunc(append(a, b...), func(k string) bool {
			_, inZh := zh[k]
			_, inEn := en[k]
			return inZh && inEn
		}))
	}
	holes := regexp.MustCompile(`\{[a-z_]+\}`)
	for key := range zh {
		for _, both := range [][2]string{{zh[key], en[key]}, {en[key], zh[key]}} { // a word that a number chooses, {n:day|days}, one language may do without
			for _, hole := range holes.FindAllString(both[0], -1) {
				if name := strings.Trim(hole, "{}"); !strings.Contains(both[1], hole) && !strings.Contains(both[1], "{"+name+":") {
					t.Errorf("%s: %s stands in %q and not in %q", key, hole, both[0], both[1])
				}
			}
		}
		if zh[key] == "" || en[key] == "" {
			t.Errorf("%s is empty", key)
		}
		if strings.ContainsFunc(en[key], func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			t.Errorf("%s: Chinese in English: %q", key, en[key])
		}
	}
}

// Every word is asked for by a template or by the program, and every word that
// the program asks for by its full key is there (for templates Load sees to it).
func TestNoWordInVain(t *testing.T) {
	all := words(t, "zh-CN")
	asked := map[string]bool{}
	calls := regexp.MustCompile(`text "([^"]+)"`)
	eachTemplate(t, func(name string, src []byte) {
		for _, m := range calls.FindAllSubmatch(src, -1) {
			asked[string(m[1])] = true
		}
	})
	if len(asked) < 40 {
		t.Fatalf("only %d words found in the templates", len(asked))
	}
	var starts []string // "period." and what follows is put together
	literal := regexp.MustCompile(`"([a-z][a-z0-9_.-]*)"`)
	err := filepath.WalkDir("..", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		src, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		for _, c := range programCalls(t, name, src) {
			text, ok := all[c.key]
			if !ok {
				t.Errorf("%s asks for %s, which is not there", name, c.key)
			}
			for _, hole := range regexp.MustCompile(`\{[a-z_]+\}`).FindAllString(text, -1) {
				if c.names != nil && !slices.Contains(c.names, hole) {
					t.Errorf("%s asks for %s without %s", name, c.key, hole)
				}
			}
		}
		for _, m := range literal.FindAllSubmatch(src, -1) {
			asked[string(m[1])] = true
			if strings.HasSuffix(string(m[1]), ".") {
				starts = append(starts, string(m[1]))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range slices.Sorted(maps.Keys(all)) {
		composed := slices.ContainsFunc(starts, func(s string) bool { return strings.HasPrefix(key, s) })
		if !asked[key] && !composed {
			t.Errorf("%s is used by nobody", key)
		}
	}
}

type programCall struct {
	key   string
	names []string // of the placeholders it fills; nil when they are not written out
}

// programCalls are the calls of a method Text with a literal key in Go source.
func programCalls(t *testing.T, name string, src []byte) []programCall {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), name, src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var out []programCall
	literal := func(e ast.Expr) (string, bool) {
		lit, ok := e.(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING {
			return "", false
		}
		s, err := strconv.Unquote(lit.Value)
		return s, err == nil
	}
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) == 0 {
			return true
		}
		fn, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || fn.Sel.Name != "Text" {
			return true
		}
		key, ok := literal(call.Args[0])
		if !ok {
			return true
		}
		c := programCall{key: key}
		if call.Ellipsis == token.NoPos {
			c.names = []string{}
			for i := 1; i < len(call.Args); i += 2 {
				if s, ok := literal(call.Args[i]); ok {
					c.names = append(c.names, "{"+s+"}")
				}
			}
		}
		out = append(out, c)
		return true
	})
	return out
}

func eachTemplate(t *testing.T, f func(name string, src []byte)) {
	t.Helper()
	err := fs.WalkDir(themes.FS, "court/templates", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		src, err := fs.ReadFile(themes.FS, name)
		if err == nil {
			f(name, src)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestTemplatesHoldNoWordsAndNoAddresses(t *testing.T) {
	eachTemplate(t, func(name string, src []byte) {
		for i, line := range strings.Split(string(src), "\n") {
			if strings.ContainsFunc(line, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
				t.Errorf("%s:%d: Chinese belongs in i18n: %s", name, i+1, line)
			}
			if strings.Contains(line, "://") || strings.Contains(line, "style=") {
				t.Errorf("%s:%d: %s", name, i+1, line)
			}
		}
	})
}

func TestAssets(t *testing.T) {
	first, second := load(t, nil, "court", "zh-CN").Assets(), load(t, nil, "court", "en").Assets()
	if len(first) != len(second) || len(first) < 3 {
		t.Fatalf("%d and %d assets", len(first), len(second))
	}
	hashed := regexp.MustCompile(`^[\w-]+\.[0-9a-f]{8}\.\w+$`)
	limits := map[string]int{"court.css": 12 << 10, "paper.css": 4 << 10, "site.js": 1 << 10, "trace.js": 3 << 9} // gzipped
	for i, a := range first {
		if a.Out != second[i].Out || !bytes.Equal(a.Data, second[i].Data) {
			t.Errorf("%s is not the same twice", a.Name)
		}
		if !hashed.MatchString(a.Out) {
			t.Errorf("%s goes out as %s", a.Name, a.Out)
		}
		if bytes.Contains(a.Data, []byte("http:")) && a.Name != "emblem.svg" || bytes.Contains(a.Data, []byte("https:")) {
			t.Errorf("%s has an address", a.Name)
		}
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		w.Write(a.Data)
		w.Close()
		if limit, ok := limits[a.Name]; ok && b.Len() > limit {
			t.Errorf("%s: %d bytes gzipped, limit %d", a.Name, b.Len(), limit)
		}
		delete(limits, a.Name)
		t.Logf("%s: %d bytes, %d gzipped", a.Name, len(a.Data), b.Len())
	}
	if len(limits) > 0 {
		t.Errorf("missing: %v", limits)
	}
}

// No gradients and no shadows, and only colours that have a name.
func TestStyleKeepsItsManners(t *testing.T) {
	css, err := fs.ReadFile(themes.FS, "court/assets/court.css")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(css), "/* ---- ground ---- */")
	screen, _, _ := strings.Cut(rest, "/* ---- wishes of the reader ---- */")
	for _, bad := range []string{"gradient", "box-shadow", "text-shadow", "@import", "url(", ":is(", "inset:"} {
		if strings.Contains(screen, bad) {
			t.Errorf("%s in the style sheet", bad)
		}
	}
	for _, c := range regexp.MustCompile(`#[0-9a-f]{3,6}\b`).FindAllString(screen, -1) {
		t.Errorf("colour %s has no name among the tokens", c)
	}
}

// TestContrast measures the text colours against the grounds they stand on.
func TestContrast(t *testing.T) {
	css, err := fs.ReadFile(themes.FS, "court/assets/court.css")
	if err != nil {
		t.Fatal(err)
	}
	token := func(name string) float64 {
		m := regexp.MustCompile(`--` + name + `: #([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2});`).FindSubmatch(css)
		if m == nil {
			t.Fatalf("no colour %s", name)
		}
		return luminance(t, m[1:])
	}
	for _, ground := range []string{"paper", "panel"} {
		for _, ink := range []string{"ink", "ink-2", "red", "bronze", "focus"} {
			if ground == "panel" && ink == "bronze" {
				continue // honours stand on paper
			}
			if c := (token(ground) + .05) / (token(ink) + .05); c < 4.5 {
				t.Errorf("%s on %s: contrast %.2f", ink, ground, c)
			}
		}
	}
}

// The view of a page is passed by value or by address.
func TestRenderByValueAndAddress(t *testing.T) {
	th := load(t, nil, "court", "zh-CN")
	h := home()
	var a, b bytes.Buffer
	if err := show(th, &a, h); err != nil {
		t.Fatal(err)
	}
	if err := show(th, &b, &h); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("they differ")
	}
}
