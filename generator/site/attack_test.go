package site

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"image"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/tools/txtar"

	"gongbao/generator/diag"
	"gongbao/generator/photo/phototest"
	"gongbao/generator/tomlfile"
)

// secret stands in every file that must not come into a site.
const secret = "TOP-SECRET-4711"

// attacked is the base site with files laid over it, beside a folder that is none
// of its own.
type attacked struct{ dir, outside string }

func attack(t *testing.T, files string) attacked {
	t.Helper()
	a := attacked{writeSite(t, txtar.Parse([]byte(files))), t.TempDir()}
	for _, name := range []string{"a.md", "a.pdf", "a.jpg", "a.toml", "a.html", "court.css", "package.json", "reports/2024.md"} {
		a.put(t, filepath.Join(a.outside, filepath.FromSlash(name)), secret)
	}
	a.put(t, filepath.Join(a.dir, "secret.pdf"), secret)
	a.put(t, filepath.Join(a.dir, ".git", "config"), secret)
	return a
}

func (a attacked) put(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// link puts a symbolic link into the site; what stood there goes. OUT stands for
// the folder outside.
func (a attacked) link(t *testing.T, name, target string) {
	t.Helper()
	name = filepath.Join(a.dir, filepath.FromSlash(name))
	if err := os.RemoveAll(name); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(strings.ReplaceAll(target, "OUT", a.outside), name); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skipf("this system makes no symbolic links: %v", err)
	}
}

// refused builds the site and wants it refused: by findings that the author can
// read, and with nothing published.
func (a attacked) refused(t *testing.T) []diag.Diagnostic {
	t.Helper()
	var bag diag.Bag
	shareBundle(t, filepath.Join(a.dir, ".gongbao"))
	_, err := Build(context.Background(), Options{Dir: a.dir}, &bag)
	if err != nil {
		t.Errorf("a mistake of the author is taken for one of the machine: %v", err)
	}
	if !bag.Failed() {
		t.Error("nothing is wrong with it")
	}
	if _, err := os.Stat(filepath.Join(a.dir, "public", "index.html")); err == nil {
		t.Error("it was published")
	}
	a.keptIn(t)
	return bag.Sorted()
}

// keptIn looks for what is secret in the folder that would be published.
func (a attacked) keptIn(t *testing.T) {
	t.Helper()
	_ = filepath.WalkDir(filepath.Join(a.dir, "public"), func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil || bytes.Contains(text, []byte(secret)) {
			t.Errorf("%s holds what is secret (%v)", name, err)
		}
		return nil
	})
}

func codesAt(ds []diag.Diagnostic) []string {
	var out []string
	for _, d := range ds {
		out = append(out, fmt.Sprintf("%s %s", d.Pos.File, d.Code))
	}
	return out
}

// A link is refused wherever the program reads, whether it leads out of the site
// or to another place in it: what is private to the site is not for readers.
func TestLinksAreRefused(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links need rights on Windows")
	}
	for _, c := range []struct{ link, target string }{
		{"site.toml", "OUT/a.toml"},
		{"site.toml", "data/courts.toml"},
		{"content", "OUT"},
		{"content", "data"},
		{"content", "content"},
		{"content/reports", "OUT/reports"},
		{"content/reports/out", "OUT"},
		{"content/reports/up", ".."},
		{"content/reports/loop", "loop"},
		{"content/reports/nowhere", "OUT/nothing"},
		{"content/reports/a.md", "OUT/a.md"},
		{"content/reports/a.pdf", "OUT/a.pdf"},
		{"content/reports/a.pdf", "../../secret.pdf"},
		{"content/reports/a.pdf", "../../.git/config"},
		{"content/reports/a.jpg", "OUT/a.jpg"},
		{"data", "OUT"},
		{"data", ".git"},
		{"data/courts.toml", "OUT/a.toml"},
		{"data/indicators.toml", "OUT/a.toml"},
		{"data/indicators.toml", "courts.toml"},
		{"data/indicators", "OUT"},
		{"data/indicators/more.toml", "OUT/a.toml"},
		{"data/glossary.toml", "OUT/a.toml"},
		{"data/glossary.toml", "courts.toml"},
		{"data/ledger.toml", "OUT/a.toml"},
		{"data/ledger", "OUT"},
		{"data/ledger/reports/2024.toml", "OUT/a.toml"},
		{"data/observations", "OUT"},
		{"data/observations", "registers"},
		{"data/observations/loop", "."},
		{"data/observations/a.toml", "OUT/a.toml"},
		{"data/registers", "OUT"},
		{"data/registers/a.toml", "OUT/a.toml"},
		{"data/registers/a.toml", "honors.toml"},
		{"themes", "OUT"},
		{"themes/court", "OUT"},
		{"themes/court", "../content"},
		{"themes/court/templates", "OUT"},
		{"themes/court/templates/page.html", "OUT/a.html"},
		{"themes/court/templates/partials/chart.html", "OUT/a.html"},
		{"themes/court/assets/court.css", "OUT/court.css"},
		{"themes/court/assets/more.css", "../../../.git/config"},
		{"themes/court/assets/more", "../../../.git"},
		{"themes/court/assets/loop", "."},
		{"themes/court/i18n/zh-CN.toml", "OUT/a.toml"},
		{"themes/court/charts/bar.toml", "OUT/a.toml"},
		{"themes/court/charts/entry.js", "OUT/a.toml"},
		{"themes/court/package.json", "OUT/package.json"},
		{"themes/court/package.json", "../../.git/config"},
		{"themes/court/package-lock.json", "OUT/package.json"},
	} {
		t.Run(c.link+" to "+c.target, func(t *testing.T) {
			a := attack(t, reportFront+"见[附件](a.pdf)。\n\n![图](a.jpg)\n")
			a.link(t, c.link, c.target)
			got := codesAt(a.refused(t))
			if want := c.link + " " + string(diag.NotAFile); !slices.Contains(got, want) {
				t.Errorf("want %s, got %q", want, got)
			}
		})
	}
}

// Links to where npm keeps its programs are none of the site's.
func TestLinksThatNobodyFollows(t *testing.T) {
	a := attack(t, "")
	a.put(t, filepath.Join(a.dir, "themes", "court", "node_modules", ".bin", "x"), "x")
	a.link(t, "themes/court/node_modules/.bin/x", "../y")
	a.link(t, "other", "OUT")
	a.link(t, "content/.obsidian/x", "OUT")
	for _, d := range findings(t, a.dir) {
		t.Errorf("%s: %s", d.Pos, diag.Chinese().Message(d.Code, d.Args))
	}
}

// leading are addresses that lead out of content, or to what no file of it is.
var leading = []string{
	"../../site.toml", "../../secret.pdf", "../../.git/config", "/../secret.pdf", "/../../etc/passwd", "../../../../../../../../etc/passwd", "/etc/passwd",
	"../..", "./../../secret.pdf", "x/../../../secret.pdf", "....//....//secret.pdf", "..;/..;/secret.pdf",
	"%2e%2e/%2e%2e/secret.pdf", "..%2f..%2fsecret.pdf", "%2e%2e%2f%2e%2e%2fsecret.pdf", "..%252f..%252fsecret.pdf", "..%5c..%5csecret.pdf", "%c0%ae%c0%ae/%c0%ae%c0%ae/secret.pdf",
	`..\\..\\secret.pdf`, `\\\\server\\share\\a.jpg`, `\\\\?\\C:\\a.pdf`, `C:\\Windows\\win.ini`, "C:/Windows/win.ini", "C:a.pdf", "c|/a.pdf", "file:///etc/passwd", "file:a.pdf",
	"a.pdf%00.jpg", "%00", "a.pdf.", "a.pdf%20", "a.pdf%20.", ".hidden.pdf", ".hidden/a.pdf", "CON", "con.pdf", "aux.jpg", "LPT1.tar.gz", "nul", "a.pdf::$DATA", "a.pdf:x",
	"~/a.pdf", "a*.pdf", "a?b.pdf/..", "2024.md/../../../secret.pdf", "%", "%zz", "%ff.pdf", ":", "//",
}

// running are addresses that would run or open something, and are no links.
var running = []string{
	"javascript:alert(1)", "JaVaScRiPt:alert(1)", "javascript://x/%0aalert(1)", "java&#115;cript:alert(1)", "vbscript:x", "data:text/html,%3Cscript%3Ealert(1)%3C/script%3E",
	"data:image/svg+xml;base64,PHN2Zy8+", "file:///etc/passwd", "blob:x", "view-source:x", "ms-word:ofe|u|x", "search-ms:query=x", "about:blank", "x-custom:y",
}

// everywhere are the places in which an author writes addresses: what a site is
// that has them there, each on a line of its own.
var everywhere = map[string]func(addresses []string) string{
	"link":      inText("见[附件](<ADDRESS>)。"),
	"reference": inText("见[附件][aNR]。\n\n[aNR]: <ADDRESS>"),
	"image":     inText("![图](<ADDRESS>)"),
	"inline":    inText("看![图](<ADDRESS>)和字。"),
	"linked":    inText("看[![图](<ADDRESS>)](<ADDRESS>)和字。"),
	"menu":      inTOML("site.toml+", "", "[[menu]]\nname = \"甲\"\nurl = \"ADDRESS\"\n"),
	"register":  inTOML("data/registers/honors.toml+", "", "[[entry]]\ndate = \"2024-03\"\nname = \"乙NR号\"\nlevel = \"国家级\"\nkind = \"集体\"\nunit = \"个\"\nimage = \"ADDRESS\"\n"),
	"case":      inTOML("data/registers/cases.toml", "name = \"案例\"\nkind = \"cases\"\n", "[[entry]]\ndate = \"2024\"\nname = \"甲NR号\"\nlink = \"ADDRESS\"\n"),
	"responds": func(addresses []string) string {
		var b strings.Builder
		for i, address := range addresses {
			if !isAddress(address) {
				address = "https://[" + address // printed as it is, and no link: here is another that is none
			}
			fmt.Fprintf(&b, "-- content/reports/a%d.md --\n+++\ntitle = \"年\"\nperiod = \"2024\"\nresponds_to = \"%s\"\n+++\n\n甲。\n", i, address)
		}
		return b.String()
	},
}

func inText(line string) func([]string) string {
	return func(addresses []string) string { return reportFront + each(line+"\n\n", addresses) }
}

func inTOML(file, head, table string) func([]string) string {
	return func(addresses []string) string { return "-- " + file + " --\n" + head + each(table, addresses) }
}

func each(text string, addresses []string) string {
	var b strings.Builder
	for i, address := range addresses {
		b.WriteString(strings.NewReplacer("ADDRESS", address, "NR", fmt.Sprintf("%03d", i)).Replace(text))
	}
	return b.String()
}

// Nothing that an author writes as an address brings a file into the site that
// does not stand in content under a name that every system can hold, or runs
// anything.
func TestAddressesStayInTheSite(t *testing.T) {
	for place, site := range everywhere {
		t.Run(place, func(t *testing.T) {
			all := slices.Concat(leading, running)
			a := attack(t, site(all))
			traps := []string{".hidden.pdf", ".hidden/a.pdf"}
			if runtime.GOOS != "windows" { // where none of these can be made
				traps = append(traps, "a.pdf.", "a.pdf ", "CON", "con.pdf", "aux.jpg", "LPT1.tar.gz", "nul", "a.pdf:x", "a.pdf::$DATA", "a*.pdf", "C:a.pdf", `..\..\secret.pdf`)
			}
			for _, name := range traps { // a picture, so that its name is all that is wrong with it
				picture := string(phototest.PNG(image.NewGray(image.Rect(0, 0, 4, 3)), 1))
				a.put(t, filepath.Join(a.dir, "content", "reports", filepath.FromSlash(name)), picture)
				a.put(t, filepath.Join(a.dir, "content", filepath.FromSlash(name)), picture)
			}
			var told []string
			for _, d := range a.refused(t) {
				switch d.Code {
				case diag.DeadLink, diag.OutsideSite, diag.MissingImage, diag.LinkScheme, diag.FileName, diag.BadValue:
					told = append(told, fmt.Sprintf("%s:%d", d.Pos.File, d.Pos.Line))
				case diag.ImageAlt:
				default:
					t.Errorf("%s %s %q", d.Pos, d.Code, d.Pos.Text)
				}
			}
			slices.Sort(told)
			if told = slices.Compact(told); len(told) != len(all) {
				t.Errorf("%d places were told of, want %d: %q", len(told), len(all), told)
			}
		})
	}
}

// A file that runs is not handed on, whatever it calls itself.
func TestFilesThatRunAreRefused(t *testing.T) {
	const page = "<!DOCTYPE html><script>alert(1)</script>"
	files := map[string]string{
		"a.html": page, "a.HTM": page, "a.xhtml": page, "a.shtml": page, "a.mht": page, "a.xml": page, "a.xsl": page, "a.js": "alert(1)", "a.mjs": "alert(1)", "a.css": "x", "a.wasm": "x", "a.swf": "x", "a.hta": page,
		"a.exe": "MZ", "a.bat": "x", "a.ps1": "x", "a.vbs": "x", "a.lnk": "x", "a.url": "x", "a.chm": "x", "a.jar": "x", "a.apk": "x", "a.php": "x", "a.jsp": "x", "a.asp": "x", "a.pdf.exe": "x", "a.svgz": "x",
		"a": page, "b": " \n\ufeff\t<script>alert(1)</script>", "a.x": page, "a.pdf1": "\ufeff<html>", "c": "#!/bin/sh", "d": "MZ\x90", "a.html5": page, "e": "\x00\x00<script>",
		"polyglot.html": string(phototest.PNG(image.NewGray(image.Rect(0, 0, 4, 3)), 1)) + page,
	}
	var names []string
	var text strings.Builder
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		text.WriteString("见[附件](" + name + ")。\n\n")
	}
	a := attack(t, reportFront+text.String())
	for name, content := range files {
		a.put(t, filepath.Join(a.dir, "content", "reports", name), content)
	}
	told := 0
	for _, d := range a.refused(t) {
		if d.Code == diag.ActiveFile || d.Code == diag.ImageBroken && strings.Contains(d.Pos.Text, "svgz") {
			told++
			continue
		}
		t.Errorf("%s %s", d.Pos, d.Code)
	}
	if told != len(files) {
		t.Errorf("%d files were told of, want %d", told, len(files))
	}
}

// What offices hand on is taken as it is.
func TestFilesThatAreLookedAt(t *testing.T) {
	files := map[string]string{"a.pdf": "%PDF-1.7", "表.xls": "<html><table>", "b.docx": "PK", "c.wps": "x", "d.ofd": "x", "e.csv": "<a>,b", "f.txt": "<html>", "g.zip": "PK", "h.unknown": "x", "i": "x"}
	var text strings.Builder
	for name := range files {
		text.WriteString("见[附件](" + name + ")。\n\n")
	}
	a := attack(t, reportFront+text.String())
	for name, content := range files {
		a.put(t, filepath.Join(a.dir, "content", "reports", name), content)
	}
	b := buildDir(t, a.dir)
	for name, content := range files {
		if string(b.files["reports/"+name]) != content {
			t.Errorf("%s is %q", name, b.files["reports/"+name])
		}
	}
}

// Words that authors write stay words wherever they are shown: in titles, meta tags,
// JSON, charts, tables, feeds and the search index.
func TestHostileWordsStayWords(t *testing.T) {
	const evil = `甲"'><script>alert(1)</script></title></script><img src=x onerror=alert(1)>]]>`
	q := func(s string) string { return tomlfile.Quote(s + evil) }
	files := "-- site.toml --\ntitle = " + q("站") + "\nshort_title = " + q("短") + "\nbase_url = \"https://example.org/\"\n[owner]\nname = " + q("主") + "\naddress = " + q("址") + "\nicp = " + q("备") + "\npolice_icp = " + q("安") + "\nsite_id_code = " + q("码") + "\n[[menu]]\nname = " + q("菜") + "\nurl = \"index.html\"\n" +
		"-- data/courts.toml --\n[[court]]\nid = \"all\"\nname = " + q("院") + "\nshort = " + q("简") + "\n" +
		"-- data/indicators.toml --\ncatalog = " + q("录") + "\n[[indicator]]\nid = \"a\"\nname = \"收案\"\naliases = [" + q("别") + "]\nkind = \"flow\"\nunit = \"件\"\ngroup = " + q("组") + "\ndefinition = " + q("义") + "\nsource = " + q("源") +
		"\n[[indicator]]\nid = \"b\"\nname = " + q("名") + "\nkind = \"flow\"\nunit = \"件\"\n" +
		"-- data/observations/2023.toml --\nperiod = \"2023\"\nsource = " + q("来") + "\n[values.all]\na = 10\nb = 5\n" +
		"-- data/observations/2024.toml --\nperiod = \"2024\"\nsource = " + q("来") + "\n[values.all]\na = 12\nb = 6\n" +
		"-- data/glossary.toml --\n[[term]]\nid = \"x\"\nname = \"旧存\"\nmeaning = " + q("意") + "\nsource = " + q("出") + "\n" +
		"-- data/registers/honors.toml --\nname = " + q("荣") + "\nlevels = [\"国家级\"]\n[fields]\nkind = { name = " + q("类") + " }\n[[entry]]\ndate = \"2024-01\"\nname = " + q("誉") + "\nlevel = \"国家级\"\nkind = " + q("别") + "\n" +
		"-- content/reports/2024.md --\n+++\ntitle = " + q("题") + "\nsubtitle = " + q("副") + "\nperiod = \"2024\"\npublished = \"2025-03-08 09:00\"\nsource = " + q("源") + "\nauthor = " + q("者") + "\neditor = " + q("编") + "\nsummary = " + q("摘") + "\nkeywords = [" + q("词") + "]\ncolumn = " + q("栏") + "\neditor_note = " + q("按") + "\nresponds_to = " + q("应") +
		"\n[[correction]]\ndate = \"2025-04-01\"\nreason = " + q("因") + "\n+++\n\n## \\<script>alert(1)\\</script>\n\n旧存。收案{{收案}}件。\n\n```chart\ntemplate = \"trend\"\ntitle = " + q("图") + "\nnote = " + q("注") + "\nindicators = [\"a\", \"b\"]\nperiods = \"2023..2024\"\n```\n\n" +
		"```table\ntitle = " + q("表") + "\nnote = " + q("注") + "\nindicators = [\"a\", \"b\"]\nperiods = \"2023..2024\"\n```\n\n```cards\ntitle = " + q("卡") + "\nindicators = [\"a\", \"b\"]\n```\n\n```register\nregister = \"honors\"\ntitle = " + q("册") + "\n```\n"
	dir := writeSite(t, txtar.Parse([]byte(files)))
	shareBundle(t, filepath.Join(dir, ".gongbao"))
	shareDrawings(t, filepath.Join(dir, ".gongbao"))
	var bag diag.Bag
	if _, err := Build(context.Background(), Options{Dir: dir}, &bag); err != nil {
		t.Fatal(err)
	}
	for _, d := range bag.Sorted() {
		if d.Severity() == diag.Error {
			t.Errorf("%s: %s", d.Pos, diag.Chinese().Message(d.Code, d.Args))
		}
	}
	shown := 0
	err := filepath.WalkDir(filepath.Join(dir, "public"), func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(dir, name)
		switch filepath.Ext(name) {
		case ".html":
			if strings.Contains(string(text), "alert(1)") {
				shown++
			}
			words(t, rel, text)
		case ".xml":
			if err := xml.Unmarshal(text, new(struct{})); err != nil {
				t.Errorf("%s: %v", rel, err)
			}
		case ".json":
			if !json.Valid(text) {
				t.Errorf("%s is no JSON", rel)
			}
		case ".svg":
			if strings.Contains(string(text), "<script") {
				t.Errorf("%s holds a script", rel)
			}
		}
		return nil
	})
	if err != nil || shown < 5 {
		t.Errorf("%d pages show the words (%v)", shown, err)
	}
}

// words looks at a page for what words became that are none.
func words(t *testing.T, page string, text []byte) {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		src, kind := "", ""
		for _, a := range n.Attr {
			switch a.Key {
			case "src":
				src = a.Val
			case "type":
				kind = a.Val
			}
			if strings.HasPrefix(a.Key, "on") || a.Key == "style" || strings.ContainsAny(a.Key, `"'<`) {
				t.Errorf("%s: <%s %s=%q>", page, n.Data, a.Key, a.Val)
			}
		}
		switch {
		case n.Data == "img" && src == "x":
			t.Errorf("%s: a picture nobody placed", page)
		case n.Data == "script" && strings.HasSuffix(kind, "json"):
			if n.FirstChild == nil || !json.Valid([]byte(n.FirstChild.Data)) {
				t.Errorf("%s: a script of data that is none", page)
			}
		case n.Data == "script" && (src == "" || n.FirstChild != nil):
			t.Errorf("%s: a script nobody wrote: %v", page, n.FirstChild)
		}
	}
}
