package report

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"gongbao/generator/audit"
	"gongbao/generator/claim"
	"gongbao/generator/diag"
	. "gongbao/generator/htmlcheck"
	"gongbao/generator/period"
	"gongbao/generator/quantity"
	"gongbao/generator/stats"
)

var update = flag.Bool("update", false, "write the golden files")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// marked makes a document of a text in which numbers stand in braces behind a
// letter for their verdict: v{3881件}. Letters of findings are !.
func marked(t testing.TB, file, text string, add func(j *audit.Judged)) Document {
	t.Helper()
	verdicts := map[string]audit.Verdict{
		"b": audit.Bound, "v": audit.Verified, "c": audit.Consistent, "u": audit.Unverified, "m": audit.Mismatch, "e": audit.Exempt,
	}
	var plain strings.Builder
	var rep audit.Report
	rest := text
	for {
		at := regexp.MustCompile(`([bvcume!])\{([^}]*)\}`).FindStringSubmatchIndex(rest)
		if at == nil {
			plain.WriteString(rest)
			break
		}
		plain.WriteString(rest[:at[0]])
		start, number := plain.Len(), rest[at[4]:at[5]]
		plain.WriteString(number)
		letter := rest[at[2]:at[3]]
		rest = rest[at[1]:]
		if letter == "!" {
			rep.Findings = append(rep.Findings, audit.Finding{Start: start, End: plain.Len(), Code: diag.LostNumber, Args: diag.Args{"text": number}})
			continue
		}
		j := audit.Judged{Verdict: verdicts[letter], Claim: claim.Claim{Start: start, End: plain.Len(), Text: number, Kind: claim.Level}}
		digits := regexp.MustCompile(`-?[0-9.]+万?`).FindString(number)
		if q, err := quantity.Parse(digits); err == nil {
			j.Quantity = q
		}
		switch j.Verdict {
		case audit.Exempt:
			j.Kind, j.Reason = claim.Exempt, claim.IsDocument
		case audit.Mismatch:
			j.Code, j.Args = diag.NumberMismatch, diag.Args{"text": number, "expected": "3881件", "places": "data/observations/2024.toml:8"}
			j.Related = []diag.Pos{{File: "data/observations/2024.toml", Line: 8}}
		}
		if add != nil {
			add(&j)
		}
		rep.Claims = append(rep.Claims, j)
	}
	src := []byte(plain.String())
	return Document{File: file, Text: plain.String(), Report: rep, Pos: func(at int) diag.Pos { return diag.PosIn(file, src, at) }}
}

const example = `# 一、全年工作

全年受理案件m{3880件}，审结v{3512件}，结案率c{90.49%}，调解u{205件}，新收b{3600件}。

深入贯彻e{〔2017〕47号}文件，<b>做实</b>"枫桥经验" & <script>alert(1)</script>，收案!{同比下降%}。

| | 受理（件） | 审结（件） |
| --- | --- | --- |
| 刑事 | u{1500} | m{1457} |
| 民事 | u{2381} | |
`

func exampleDocument(t testing.TB) Document {
	accepted := &stats.Indicator{ID: "accepted", Name: "受理案件"}
	court := &stats.Court{ID: "all", Name: "全市法院"}
	return marked(t, "content/reports/2024.md", example, func(j *audit.Judged) {
		switch j.Text {
		case "3512件":
			j.Indicator, j.Court, j.Period = accepted, court, period.Year(2024)
		case "90.49%":
			j.Working, j.Unit = "3512÷3881×100%", "%"
		case "205件":
			j.Subject, j.Unit = "调解", "件"
		}
	})
}

// show prints findings as the command line does, in short.
func show(w io.Writer, d diag.Diagnostic) {
	fmt.Fprintf(w, "%s: %s[%s] %s\n", d.Pos, d.Severity(), d.Code, diag.Chinese().Message(d.Code, d.Args))
	fmt.Fprintf(w, "    %s\n", diag.Chinese().Hint(d.Code, d.Args))
}

func printed(t *testing.T, r *Report, to Terminal) string {
	t.Helper()
	to.Finding = show
	var b bytes.Buffer
	if err := r.Print(&b, to); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestTerminal(t *testing.T) {
	docs := []Document{exampleDocument(t), marked(t, "会议 通稿.txt", "u{5件}\n", nil), marked(t, "空.txt", " \n", nil), marked(t, "话.txt", "没有。\n", nil), marked(t, "文.txt", "e{〔2017〕47号}\n", nil)}
	golden(t, "terminal.golden", []byte(printed(t, New("zh-CN", true, docs), Terminal{})))
	golden(t, "terminal-en.golden", []byte(printed(t, New("en", false, docs[:1]), Terminal{})))
}

// The first unverified numbers are printed, and all of them on request.
func TestTerminalListsTheFirst(t *testing.T) {
	doc := marked(t, "a.md", strings.Repeat("案件u{5件}。", fewest+3), nil)
	r := New("zh-CN", true, []Document{doc})
	few, all := printed(t, r, Terminal{}), printed(t, r, Terminal{All: true})
	if n := strings.Count(few, "5件"); n != fewest {
		t.Errorf("%d numbers are listed, want %d", n, fewest)
	}
	if !strings.Contains(few, "另有 3 个") {
		t.Errorf("it is not told that there are 3 more:\n%s", few)
	}
	if n := strings.Count(all, "5件"); n != fewest+3 || strings.Contains(all, "另有") {
		t.Errorf("%d numbers are listed, want all:\n%s", n, all)
	}
}

func TestTerminalColour(t *testing.T) {
	r := New("zh-CN", true, []Document{exampleDocument(t)})
	if text := printed(t, r, Terminal{}); strings.Contains(text, "\x1b") {
		t.Errorf("there is colour without being asked for:\n%q", text)
	}
	text := printed(t, r, Terminal{Colour: true})
	if !strings.Contains(text, "\x1b[31mcontent/reports/2024.md:3:7: error[number-mismatch]") {
		t.Errorf("a mistake has no colour:\n%q", text)
	}
	plain := regexp.MustCompile("\x1b\\[[0-9]+m").ReplaceAllString(text, "")
	if diff := cmp.Diff(printed(t, r, Terminal{}), plain); diff != "" {
		t.Errorf("colour changes the text (-without +with):\n%s", diff)
	}
}

// What stands in a file cannot steer the terminal.
func TestTerminalIsNotSteered(t *testing.T) {
	doc := marked(t, "a\x1b[2J.md", "u{5件}!{下降\x1b[2J%}", func(j *audit.Judged) { j.Subject = "案件\x1b]0;x\a" })
	if text := printed(t, New("zh-CN", true, []Document{doc}), Terminal{}); strings.ContainsAny(text, "\x1b\a") {
		t.Errorf("control characters came through: %q", text)
	}
}

func TestJSON(t *testing.T) {
	var b bytes.Buffer
	if err := New("zh-CN", true, []Document{exampleDocument(t)}).JSON(&b); err != nil {
		t.Fatal(err)
	}
	golden(t, "lines.golden", b.Bytes())
	for i, text := range strings.Split(strings.TrimSpace(b.String()), "\n") {
		var l map[string]any
		if err := json.Unmarshal([]byte(text), &l); err != nil {
			t.Fatalf("line %d: %v", i, err)
		}
	}
}

// The direction of a change is in its value; what does not move has none.
func TestJSONValue(t *testing.T) {
	doc := marked(t, "a.md", "v{3.5%}v{持平}v{4601.8万}", func(j *audit.Judged) {
		switch j.Text {
		case "3.5%":
			j.Kind, j.Sign = claim.Change, -1
		case "持平":
			j.Kind = claim.Flat
		}
	})
	var b bytes.Buffer
	if err := New("zh-CN", true, []Document{doc}).JSON(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"value":-3.5,`, `"value":null,`, `"value":46018000,`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %s in\n%s", want, b.String())
		}
	}
}

func TestCount(t *testing.T) {
	doc := exampleDocument(t)
	doc.Report.Findings = append(doc.Report.Findings, audit.Finding{Start: 1, End: 2, Code: diag.HedgedTwice})
	if wrong, warnings, open := New("zh-CN", true, []Document{doc}).Count(); wrong != 3 || warnings != 1 || open != 3 {
		t.Errorf("%d errors, %d warnings, %d unverified; want 3, 1 and 3", wrong, warnings, open)
	}
}

// A share that is less than the whole never reads as the whole.

func pageOf(t testing.TB, lang string, docs ...Document) (*html.Node, string) {
	t.Helper()
	var b bytes.Buffer
	if err := New(lang, true, docs).HTML(&b); err != nil {
		t.Fatal(err)
	}
	return Parse(t, b.Bytes()), b.String()
}

func check(t testing.TB, doc *html.Node, checks ...Checker) {
	t.Helper()
	for _, c := range checks {
		if err := c(doc); err != nil {
			t.Error(err)
		}
	}
}

func TestPage(t *testing.T) {
	doc, _ := pageOf(t, "zh-CN", exampleDocument(t))
	check(t, doc,
		In("title", HasText("数字核对报告：content/reports/2024.md")),
		In("h1", HasText("^数字核对报告$")),
		In(".summary", HasText("共 8 个，3 个有据可查，可核实率 37.5%")),
		In(".bar", HasAttr("aria-label", "已绑定 1、已核对 1、文内自洽 1、无法核实 3、有误 2"), Count(".part", 5)),
		In(".text", // each number is marked as what it is
			Count(".bound", 1), Count(".verified", 1), Count(".consistent", 1), Count(".unverified", 3), Count(".mismatch", 2), Count(".exempt", 1),
			In(".bound", HasText("^3600件$")),
			In(".verified", HasText("^3512件$"), HasAttr("title", "^已核对：受理案件，2024，全市法院$")),
			In(".consistent", HasAttr("title", `^文内自洽：3512÷3881×100%$`)),
			In(".exempt", HasText("^〔2017〕47号$"), HasAttr("title", "文号")),
			In("h4", HasText("^一、全年工作$")),
			Count(".found", 3), // the mismatches, and this:
			In("#m2", HasAttr("href", "^#n2$")), In("#n2", HasText("缺少数字：“同比下降%”")),
			Count("aside", 3),
			Each(".note", HasText("回到文中.*回清单")),
			In("table", Count("th", 3), Count("td", 6), HasText("刑事1500")),
		),
		In("#n1", HasText("“3880件”应为 3881件.*数据见 data/observations/2024.toml:8.*第 3 行第 7 字")),
		In("#m1", HasText("^1$"), HasAttr("href", "^#n1$")),
		In("#s1", HasText("应为 3881件")),
		In(".open", Count("li", 3), HasText("205件 调解 第 3 行")),
		Count(".contents", 0),
	)
	english, _ := pageOf(t, "en-GB", exampleDocument(t))
	check(t, english, In("html", HasAttr("lang", "^en$")), In("h1", HasText("^Audit of numbers$")))
}

// What stands in the text is shown and never obeyed.
func TestPageEscapes(t *testing.T) {
	doc, raw := pageOf(t, "zh-CN", exampleDocument(t), marked(t, `<i>"x".md`, "u{5件}", func(j *audit.Judged) { j.Subject = `"><img src=x>` }))
	check(t, doc, Count("script", 0), Count("b", 0), Count("i", 0), Count("img", 0),
		Each(".text", HasText(`.`)), In("#d1", HasText(`<b>做实</b>"枫桥经验" & <script>alert\(1\)</script>`)), In("#d2", HasText(`<i>"x".md`)))
	if strings.Contains(raw, "ZgotmplZ") {
		t.Error("the template refused a value")
	}
}

// The page loads nothing, from nowhere.
func TestPageStandsForItself(t *testing.T) {
	doc, raw := pageOf(t, "zh-CN", exampleDocument(t))
	check(t, doc, Count("script", 0), Count("link", 0), Count("img", 0), Count("iframe", 0))
	for n := range doc.Descendants() {
		for _, a := range n.Attr {
			if a.Key == "src" || a.Key == "href" && !strings.HasPrefix(a.Val, "#") || strings.HasPrefix(a.Key, "on") {
				t.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
			}
		}
	}
	for _, word := range []string{"http://", "https://", "url(", "@import"} {
		if strings.Contains(raw, word) {
			t.Errorf("the page says %s", word)
		}
	}
}

// sound checks that anchors lead somewhere, ids are unique and that every finding
// has its note.
func sound(t testing.TB, doc *html.Node, docs ...Document) {
	t.Helper()
	ids := map[string]bool{}
	for n := range doc.Descendants() {
		if id, ok := Attr(n, "id"); ok {
			if ids[id] {
				t.Errorf("the id %q stands twice", id)
			}
			ids[id] = true
		}
	}
	for _, a := range Find(doc, "a[href]") {
		if href, _ := Attr(a, "href"); !ids[strings.TrimPrefix(href, "#")] {
			t.Errorf("%s leads nowhere", href)
		}
	}
	for _, e := range Find(doc, "[aria-labelledby]") {
		if id, _ := Attr(e, "aria-labelledby"); !ids[id] {
			t.Errorf("nothing has the id %q", id)
		}
	}
	want := 0
	for _, d := range docs {
		want += len(d.Report.Problems())
	}
	check(t, doc, Count(".note", want))
}

func TestPageOfSeveralFiles(t *testing.T) {
	docs := []Document{exampleDocument(t), marked(t, "会议 通稿.txt", "全市法院会议\n一、情况\n受理m{5件}。\n（一）服务\n审结v{4件}\n", nil), marked(t, "空.md", "", nil)}
	doc, _ := pageOf(t, "zh-CN", docs...)
	sound(t, doc, docs...)
	check(t, doc,
		In(".contents", Count("tr", 4), HasText("会议 通稿.txt ?21050%")),
		In("#d2", In("h4", HasText("^全市法院会议$")), In("h5", HasText("^一、情况$")), In("h6", HasText("^（一）服务$"))),
		In("#d3", HasText("没有文字")),
		Count("article", 3),
	)
}

// No level of heading is left out on the way down.
func TestPageHeadings(t *testing.T) {
	for _, text := range []string{"## 一\n### 二\n", "### 一\n", "# 一\n## 二\n### 三\n"} {
		doc, _ := pageOf(t, "zh-CN", marked(t, "a.md", text, nil))
		before := 0
		for n := range doc.Descendants() {
			if n.Type != html.ElementNode || len(n.Data) != 2 || n.Data[0] != 'h' || n.Data[1] < '1' || n.Data[1] > '6' {
				continue
			}
			level := int(n.Data[1] - '0')
			if level > before+1 {
				t.Errorf("%q: h%d follows h%d", text, level, before)
			}
			before = level
		}
	}
}

// FuzzPage puts claims and findings anywhere over any text: the text is all there,
// and so is what is said of it.
func FuzzPage(f *testing.F) {
	f.Add(example, []byte{3, 2, 9, 40, 7, 7, 1})
	f.Add("| a | b |\n| --- | --- |\n| 1 | 2 |\n", []byte{14, 9, 4})
	f.Add("|\n|-|\n||", []byte{0, 1, 2, 3})
	f.Add("# \n#\r\n　\n", []byte{1})
	f.Add("一、甲\n\n\n乙", []byte{200, 100})
	f.Fuzz(func(t *testing.T, text string, cuts []byte) {
		text = strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), "")
		var rep audit.Report
		at := 0
		for i, c := range cuts {
			if text == "" {
				break
			}
			if i%3 == 2 { // a finding over anything
				start := int(c) % len(text)
				end := min(len(text), start+i)
				rep.Findings = append(rep.Findings, audit.Finding{Start: start, End: end, Code: diag.LostNumber, Args: diag.Args{"text": "x"}})
				continue
			}
			start := at + int(c)%17
			end := start + 1 + int(c)%5
			if end > len(text) {
				break
			}
			at = end
			v := audit.Verdict(int(c) % 6)
			j := audit.Judged{Claim: claim.Claim{Start: start, End: end, Text: text[start:end]}, Verdict: v}
			if v == audit.Mismatch {
				j.Code, j.Args = diag.NumberMismatch, diag.Args{"text": "x", "expected": "y"}
			}
			rep.Claims = append(rep.Claims, j)
		}
		d := Document{File: "a.md", Text: text, Report: rep, Pos: func(int) diag.Pos { return diag.Pos{File: "a.md", Line: 1, Column: 1} }}
		n := 0
		shown := New("zh-CN", true, nil).document(d, "d1", &n)
		var got strings.Builder
		noted := 0
		for _, b := range shown.Blocks {
			noted += len(b.Notes)
			for _, s := range b.all() {
				got.WriteString(s.Text)
			}
		}
		bare := func(s string) string { return regexp.MustCompile(`[\s\x{3000}|#:-]+`).ReplaceAllString(s, "") }
		if bare(got.String()) != bare(text) {
			t.Errorf("the text\n%q\nis shown as\n%q", text, got.String())
		}
		if len(shown.Blocks) > 0 && noted != len(shown.Notes) {
			t.Errorf("%d notes stand beside the text, want %d", noted, len(shown.Notes))
		}
		page, _ := pageOf(t, "zh-CN", d)
		if len(shown.Blocks) > 0 && !t.Failed() {
			ids := map[string]bool{}
			for _, e := range Find(page, "[id]") {
				id, _ := Attr(e, "id")
				if ids[id] {
					t.Errorf("the id %q stands twice", id)
				}
				ids[id] = true
			}
		}
	})
}

// Both languages have the same words, and each is used.
func TestWords(t *testing.T) {
	zh, en := wordsFor("zh-CN"), wordsFor("en")
	for key := range zh.texts {
		if en.texts[key] == "" {
			t.Errorf("en.toml lacks %q", key)
		}
	}
	for key := range en.texts {
		if zh.texts[key] == "" {
			t.Errorf("zh-CN.toml lacks %q", key)
		}
	}
	var source strings.Builder
	for _, name := range []string{"report.go", "terminal.go", "json.go", "page.go", "page.html"} {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		source.Write(data)
	}
	for key := range zh.texts {
		prefix, _, made := strings.Cut(key, ".")
		if made && strings.Contains(source.String(), strconv.Quote(prefix+".")) || slices.Contains([]string{"error", "warning", "info"}, key) {
			continue
		}
		if !strings.Contains(source.String(), strconv.Quote(key)) {
			t.Errorf("nobody says %q", key)
		}
	}
	for v := audit.Unverified; v <= audit.Exempt; v++ {
		for _, key := range []string{"verdict." + v.String(), "meaning." + v.String()} {
			if zh.texts[key] == "" {
				t.Errorf("no words for %q", key)
			}
		}
	}
}

// Each reason why a number is no claim has its words.
func TestReasons(t *testing.T) {
	packages, err := filepath.Glob("../../claim/*.go")
	if err != nil {
		t.Fatal(err)
	}
	zh := wordsFor("zh-CN")
	seen := 0
	for _, name := range packages {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			if id, ok := spec.Type.(*ast.Ident); !ok || id.Name != "Reason" {
				return true
			}
			for _, v := range spec.Values {
				if lit, ok := v.(*ast.BasicLit); ok {
					seen++
					reason, _ := strconv.Unquote(lit.Value)
					if zh.texts["reason."+reason] == "" {
						t.Errorf("no words for the reason %q", reason)
					}
				}
			}
			return true
		})
	}
	if seen == 0 {
		t.Error("no reasons were found in package claim")
	}
}
