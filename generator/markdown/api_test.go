package markdown

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"gongbao/generator/diag"
	"gongbao/generator/tomlfile"
)

func parse(t *testing.T, src string) *Document {
	t.Helper()
	bag := &diag.Bag{}
	d := NewParser(testTerms).Parse("content/a.md", []byte(src), bag)
	if p := problems(bag); p != "" {
		t.Fatalf("problems:\n%s", p)
	}
	return d
}

func TestBindingsKnowTheirPlaceAndText(t *testing.T) {
	d := parse(t, "+++\ntitle = \"x\"\n+++\n\n## 受理{{a}}件[^1]\n\n全年，受理**{{b}}**万件，\n同比{{c}}。{{d}}\n\n| 项 |\n|---|\n| {{e}}件 |\n\n![图{{f}}](x.jpg \"题{{g}}次\")\n\n[^1]: 注{{h}}\n")
	var got []string
	for _, b := range d.Bindings() {
		got = append(got, fmt.Sprintf("%s %d:%d %q %q", b.Expr, b.Pos.Line, b.Pos.Column, b.Before, b.After))
	}
	want := []string{
		`a 5:6 "受理" "件"`,
		`b 7:8 "全年，受理" "万件，同比"`,
		`c 8:3 "万件，同比" "。"`,
		`d 8:9 "。" ""`,
		`e 12:3 "" "件"`,
		`f 14:4 "" ""`,
		`g 14:19 "题" "次"`,
		`h 16:8 "注" ""`,
	}
	// Alternative text is read with its image, where it stands.
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if text := d.Bindings()[1].Pos.Text; text != "全年，受理**{{b}}**万件，" {
		t.Errorf("line's text = %q", text)
	}
}

func TestBindingContextIsShort(t *testing.T) {
	d := parse(t, strings.Repeat("前", 50)+"{{a}}"+strings.Repeat("后", 50))
	b := d.Bindings()[0]
	if n := len([]rune(b.Before)); n != contextRunes {
		t.Errorf("Before has %d characters, want %d", n, contextRunes)
	}
	if n := len([]rune(b.After)); n != contextRunes {
		t.Errorf("After has %d characters, want %d", n, contextRunes)
	}
}

func TestFrontMatterPositions(t *testing.T) {
	d := parse(t, "\ufeff+++\r\ntitle = \"甲\"\r\nbad = 1\r\n+++\r\n正文{{a}}")
	var v struct {
		Title string `toml:"title"`
	}
	bag := &diag.Bag{}
	if _, ok := tomlfile.Decode(d.Front, &v, bag); !ok || v.Title != "甲" {
		t.Fatalf("front matter = %+v", v)
	}
	if got := problems(bag); !strings.HasPrefix(got, "3:1 unknown-key") {
		t.Errorf("problems = %q, want the key of line 3", got)
	}
	if pos := d.Bindings()[0].Pos; pos.Line != 5 || pos.Column != 3 {
		t.Errorf("binding at %v", pos)
	}
}

func TestBlockPositions(t *testing.T) {
	d := parse(t, "+++\n+++\n\n```chart\na = 1\nbad key = 2\n```\n\n- 项\n\n  ```cards\n  a = 1\n\n  bad key = 2\n  ```\n\n> ```table\n> bad key = 2\n> ```\n\n```register\n```\n")
	want := []struct {
		kind      string
		line, col int
		at        string // of the mistake in the body
		text      string
	}{
		{"chart", 4, 1, "6:5", "bad key = 2"},
		{"cards", 11, 3, "14:5", "bad key = 2"},
		{"table", 17, 3, "18:7", "> bad key = 2"},
		{"register", 21, 1, "", ""},
	}
	for i, b := range d.Blocks() {
		w := want[i]
		if b.Kind != w.kind || b.Index != i+1 || b.Pos.Line != w.line || b.Pos.Column != w.col {
			t.Errorf("block %d = %s %d at %v, want %+v", i, b.Kind, b.Index, b.Pos, w)
		}
		bag := &diag.Bag{}
		tomlfile.Decode(b.Body, &map[string]any{}, bag)
		if w.at == "" {
			if bag.Failed() {
				t.Errorf("%s: %s", b.Kind, problems(bag))
			}
			continue
		}
		if got := bag.Sorted(); len(got) != 1 || !strings.HasPrefix(fmt.Sprintf("%d:%d", got[0].Pos.Line, got[0].Pos.Column), w.at) || got[0].Pos.Text != w.text {
			t.Errorf("%s: mistake at %v %q, want %s %q", b.Kind, got[0].Pos, got[0].Pos.Text, w.at, w.text)
		}
	}
	if len(d.Blocks()) != len(want) {
		t.Errorf("%d blocks, want %d", len(d.Blocks()), len(want))
	}
}

func TestLinksImagesAndTerms(t *testing.T) {
	d := parse(t, "ODR见[甲](a.md#x)与https://example.org/b。\n\n[![图](p.jpg)](b.md) 诉前调解\n\n枫桥经验、诉前调解")
	var links []string
	for _, l := range d.Links() {
		links = append(links, fmt.Sprintf("%s %d:%d", l.Dest, l.Pos.Line, l.Pos.Column))
	}
	if diff := cmp.Diff([]string{"a.md#x 1:5", "b.md 3:1"}, links); diff != "" {
		t.Error(diff)
	}
	if im := d.Images(); len(im) != 1 || im[0].Src != "p.jpg" || im[0].Alt != "图" || im[0].Pos.Column != 2 {
		t.Errorf("images = %+v", im)
	}
	if diff := cmp.Diff([]string{"odr", "suqian", "枫桥"}, d.TermsUsed()); diff != "" {
		t.Error(diff)
	}
}

func TestHeadingsAreNested(t *testing.T) {
	d := parse(t, "## 一\n\n### （一）受理{{a}}件\n\n### **（二）**[执行](x.md)[^1]\n\n## 二\n\n[^1]: 注\n")
	got := d.Headings(func(b *Binding) string { return "7" })
	want := []Heading{
		{Level: 2, ID: "一", Text: "一", Children: []Heading{
			{Level: 3, ID: "一-受理件", Text: "（一）受理7件"},
			{Level: 3, ID: "二-执行", Text: "（二）执行"},
		}},
		{Level: 2, ID: "二", Text: "二"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestReading(t *testing.T) {
	d := parse(t, "## 一\n\n受理**{{a}}**万件[^1]，\n见[页](x.md)。\n\n- 甲\n- 乙\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```chart\nx=1\n```\n\n![图](a.jpg)\n\n上图：庭审\n\n[^1]: 注\n")
	want := "一\n受理7万件，见页。\n甲\n乙\na b\n1 2\n庭审\n注\n"
	pieces := d.Reading(func(*Binding) string { return "7" })
	got := strings.Join(slices.Collect(pieces), "")
	if diff := cmp.Diff(want, strings.ReplaceAll(got, " \n", "\n")); diff != "" {
		t.Error(diff)
	}
	n := len(slices.Collect(pieces))
	for stop := range n { // whoever has read enough is not told more
		told := 0
		for range pieces {
			if told++; told > stop {
				break
			}
		}
		if told != stop+1 {
			t.Errorf("%d pieces were told, want %d", told, stop+1)
		}
	}
}

func TestNotUTF8(t *testing.T) {
	bag := &diag.Bag{}
	d := NewParser(nil).Parse("a.md", []byte("\xb7\xa8\xd4\xba"), bag)
	if got := problems(bag); got != "0:0 not-utf8\n" {
		t.Errorf("problems = %q", got)
	}
	if got := render(d, testRenderer()); got != "" || len(d.Front.Text) != 0 {
		t.Errorf("document is not empty: %q", got)
	}
}

func TestSplit(t *testing.T) {
	bag := &diag.Bag{}
	at := diag.Pos{File: "a.md", Line: 2, Column: 10}
	got := ""
	for _, p := range Split(`受理{{ a }}万件\{{b}}，{{c`, at, bag) {
		if p.Binding != nil {
			got += fmt.Sprintf("[%s %d:%d %q %q]", p.Binding.Expr, p.Binding.Pos.Line, p.Binding.Pos.Column, p.Binding.Before, p.Binding.After)
		} else {
			got += p.Text
		}
	}
	if want := `受理[a 2:12 "受理" "万件{{b}}，{{c"]万件{{b}}，{{c`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if p := problems(bag); p != "2:28 binding-syntax text=\"{{c\"\n" {
		t.Errorf("problems = %q", p)
	}
}

func TestUnitLen(t *testing.T) {
	for s, want := range map[string]int{"万件，": 2, "件": 1, "%": 1, "个百分点。": 4, " 万件": 3, "，同比": 0, "": 0, "余件": 2, "亿元": 2, "同比": 0, " 同比": 0, "ms": 0} {
		if got := UnitLen(s); got != want {
			t.Errorf("UnitLen(%q) = %d, want %d", s, got, want)
		}
	}
}

// A document may be parsed and rendered by many goroutines at once; run with -race.
func TestConcurrentUse(t *testing.T) {
	p := NewParser(testTerms)
	want := string(render(p.Parse("a.md", []byte(reportPage()), &diag.Bag{}), testRenderer()))
	d := p.Parse("a.md", []byte(reportPage()), &diag.Bag{})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if got := string(render(d, testRenderer())); got != want {
				t.Error("rendered twice, it differs")
			}
			if got := string(render(p.Parse("a.md", []byte(reportPage()), &diag.Bag{}), testRenderer())); got != want {
				t.Error("parsed twice, it differs")
			}
		})
	}
	wg.Wait()
}

// reportPage is a page of about 2,600 characters with 40 bindings.
func reportPage() string {
	var b strings.Builder
	b.WriteString("+++\ntitle = \"报告\"\n+++\n\n")
	for i := range 10 {
		fmt.Fprintf(&b, "## %d、坚持司法为民{{a%d}}件\n\n", i+1, i)
		fmt.Fprintf(&b, "**司法为民：**全年受理案件{{受理案件}}万件，审结**{{审结案件}}**万件，同比{{受理案件:同比}}[^%d]。坚持**《民法典》**实施，", i)
		b.WriteString(strings.Repeat("深化诉前调解与“枫桥经验”，2024年全省法院审结4601.8万件，结案率97.19%，见https://example.org/a。", 3))
		b.WriteString("\n\n| 指标 | 数 |\n|---|---:|\n| 受理 | 34,898 |\n\n")
		fmt.Fprintf(&b, "[^%d]: 含旧存案件。\n\n", i)
	}
	return b.String()
}

func BenchmarkPage(b *testing.B) {
	p := NewParser(testTerms)
	src := []byte(reportPage())
	r := testRenderer()
	b.ReportMetric(float64(len([]rune(string(src)))), "chars")
	b.ReportAllocs()
	for b.Loop() {
		d := p.Parse("a.md", src, &diag.Bag{})
		if len(d.Bindings()) != 40 {
			b.Fatal(len(d.Bindings()))
		}
		d.Append(nil, r)
	}
}

// pathological texts make naive parsers slow; each grows with n.
var pathological = map[string]func(n int) string{
	"bindings on one line": func(n int) string { return strings.Repeat("受理{{a}}万件，", n) },
	"unclosed bindings":    func(n int) string { return strings.Repeat("{{a", n) },
	"unclosed, then one":   func(n int) string { return strings.Repeat("{{a ", n) + "}}" },
	"braces":               func(n int) string { return strings.Repeat("{", n) },
	"stars both ways":      func(n int) string { return strings.Repeat("中**文", n) },
	"rule of three":        func(n int) string { return "a**b" + strings.Repeat("c* ", n) },
	"openers only":         func(n int) string { return strings.Repeat("**《", n) },
	"closers only":         func(n int) string { return strings.Repeat("》** ", n) },
	"terms":                func(n int) string { return strings.Repeat("诉前调解成功", n) },
	"digits":               func(n int) string { return strings.Repeat("1,", n) },
	"numerals":             func(n int) string { return strings.Repeat("3个百分点", n) },
	"soft breaks":          func(n int) string { return strings.Repeat("甲\n“", n) },
	"same heading":         func(n int) string { return strings.Repeat("## 概述\n\n", n) },
	"captions":             func(n int) string { return "![a](a.jpg)\n\n上图：甲" + strings.Repeat("。下图：乙", n) },
	"images":               func(n int) string { return strings.Repeat("![a](a.jpg \"t\")\n\n", n) },
	"at signs":             func(n int) string { return strings.Repeat("a@", n) },
	"addresses":            func(n int) string { return strings.Repeat("见https://a.b/c。", n) },
	"footnote references":  func(n int) string { return strings.Repeat("甲[^1]", n) + "\n\n[^1]: 注" },
	"missing footnotes":    func(n int) string { return strings.Repeat("甲[^2]", n) },
	"tags":                 func(n int) string { return "甲" + strings.Repeat("<b>", n) },
	"table":                func(n int) string { return "| a | b |\n|---|---|\n" + strings.Repeat("| {{x}} | 1 |\n", n) },
	"comments":             func(n int) string { return strings.Repeat("甲<!-- ", n) },
	"open brackets":        func(n int) string { return strings.Repeat("[", n) },
}

// BenchmarkPathological prints the time for a text and for one ten times as
// long: ten times the time is linear, a hundred times is not.
func BenchmarkPathological(b *testing.B) {
	p := NewParser(testTerms)
	for _, name := range slices.Sorted(maps.Keys(pathological)) {
		for _, n := range []int{3000, 30000} {
			src := []byte(pathological[name](n))
			b.Run(fmt.Sprintf("%s/%d", strings.ReplaceAll(name, " ", "_"), n), func(b *testing.B) {
				for b.Loop() {
					render(p.Parse("a.md", src, &diag.Bag{}), testRenderer())
				}
			})
		}
	}
}

// Hostile texts are read and rendered to the end.
func TestPathologicalTextsAreRendered(t *testing.T) {
	p := NewParser(testTerms)
	for name, text := range pathological {
		d := p.Parse("a.md", []byte(text(3000)), &diag.Bag{})
		if render(d, testRenderer()) == "" {
			t.Errorf("%s: nothing rendered", name)
		}
	}
}

func FuzzParse(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.txt")
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, c := range strings.Split(string(src), caseEnd) {
			if parts := strings.Split(c, caseRule+"\n"); len(parts) > 1 {
				f.Add([]byte(parts[1]))
			}
		}
	}
	for _, text := range pathological {
		f.Add([]byte(text(3)))
	}
	p := NewParser(testTerms)
	f.Fuzz(func(t *testing.T, src []byte) {
		if len(src) > 1<<16 {
			t.Skip()
		}
		bag := &diag.Bag{}
		d := p.Parse("a.md", src, bag)
		got := string(render(d, testRenderer()))
		checkHTML(t, got, d)
		for _, bad := range []string{"<script", "<iframe", "javascript:", " onerror="} {
			root, _ := html.Parse(strings.NewReader(got))
			if n := dangerous(root, bad); n != "" {
				t.Errorf("%s came through: %s\n%s", bad, n, got)
			}
		}
		for i, b := range d.Bindings() {
			if b.Expr == "" || b.Pos.Line == 0 || b.index != i {
				t.Errorf("binding %+v", b)
			}
		}
		for i, b := range d.Blocks() {
			if b.Index != i+1 || !strings.HasPrefix(string(b.Body.Whole[b.Body.Offset:]), string(b.Body.Text)) {
				t.Errorf("block %+v", b)
			}
		}
		bag.Sorted()
		d.Headings(noFigure)
		for range d.Reading(noFigure) {
		}
	})
}

// dangerous is the element or attribute of the tree that bad names, if there is one.
func dangerous(n *html.Node, bad string) string {
	if n.Type == html.ElementNode {
		if strings.TrimPrefix(bad, "<") == n.Data {
			return n.Data
		}
		for _, a := range n.Attr {
			if strings.TrimSpace(bad) == a.Key+"=" || (a.Key == "href" || a.Key == "src") && strings.HasPrefix(strings.ToLower(a.Val), bad) {
				return a.Key + "=" + a.Val
			}
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if s := dangerous(c, bad); s != "" {
			return s
		}
	}
	return ""
}
