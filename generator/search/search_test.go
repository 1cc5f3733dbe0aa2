package search

import (
	"bytes"
	"errors"
	"fmt"
	"html"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"gongbao/generator/search/searchtest"
)

// script is search.js at work on an index.
func script(t testing.TB, files []File) *searchtest.Script {
	t.Helper()
	if testing.Short() {
		t.Skip("asks the reader's script, which does one thing at a time")
	}
	source, err := os.ReadFile("../../themes/court/assets/search.js")
	if err != nil {
		t.Fatal(err)
	}
	by := map[string][]byte{}
	for _, f := range files {
		by[f.Name] = f.Data
	}
	return searchtest.New(t, source, func(name string) ([]byte, error) {
		data, ok := by[name]
		if !ok {
			return nil, fmt.Errorf("there is no %s", name)
		}
		return data, nil
	})
}

// File is a file of an index.
type File struct {
	Name string
	Data []byte
}

// source is a page with what stands in it.
type source struct {
	Page
	Text []Section
}

// Make makes the index of pages, in order of the files' names.
func Make(t testing.TB, pages []source) (files []File, version string) {
	t.Helper()
	b := NewBuilder(kinds)
	for _, p := range pages {
		b.Add(p.Page, pack(p.Text))
	}
	var mu sync.Mutex
	version, err := b.Write(func(name string, data []byte) error {
		mu.Lock()
		defer mu.Unlock()
		files = append(files, File{name, bytes.Clone(data)})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	return files, version
}

func folded(s string) string { return string(utf16.Decode(appendFold(nil, []byte(s)))) }

func TestFold(t *testing.T) {
	s := script(t, nil)
	for _, c := range []struct{ text, want string }{
		{"２０２４年，结案率９８．５％", "2024年,结案率98.5%"},
		{"ＡＢＣ Éa ΣΑ Жд", "abc éa σα жд"},
		{"案 － 件 比", "案-件比"},
		{"“五源共治” ‘x’", `"五源共治"'x'`},
		{"2024 年 1 月", "2024年1月"},
		{"the  court\u00a0law", "the court law"},
		{"a\tb\t 年", "a\tb\t年"},
		{"结\u200b案\ufeff率", "结案率"},
		{"  前后  ", "前后"},
		{"1.0% 10%", "1.0%10%"},
		{"𠮷野家 😀a", "𠮷野家😀a"},
		{"İI", "İi"},
		{"訴前調解", "訴前調解"},
		{"", ""},
	} {
		if got := folded(c.text); got != c.want {
			t.Errorf("fold(%q) = %q, want %q", c.text, got, c.want)
		}
		s.Set("text", c.text)
		var got string
		if s.Run("ours.fold(text).text", &got); got != c.want {
			t.Errorf("search.js: fold(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}

// The index and the query have to agree on every character, alone and between
// words.
func TestScriptFoldsEveryCharacterAsTheIndex(t *testing.T) {
	s := script(t, nil)
	var texts []string
	for c := rune(0); c <= 0xFFFF; c++ {
		if c >= 0xD800 && c < 0xE000 {
			continue
		}
		texts = append(texts, "a"+string(c)+"b "+string(c)+" 法"+string(c))
	}
	for some := range slices.Chunk(texts, 4096) {
		s.Set("texts", some)
		var got []string
		s.Run("texts.map(function (text) { return ours.fold(text).text; })", &got)
		if len(got) != len(some) {
			t.Fatalf("%d forms of %d texts", len(got), len(some))
		}
		for i, text := range some {
			if got[i] != folded(text) {
				t.Fatalf("the script makes %q of %q, the index %q", got[i], text, folded(text))
			}
		}
	}
}

func TestListsAreReadAsWritten(t *testing.T) {
	s := script(t, nil)
	rng := rand.New(rand.NewPCG(1, 1))
	for _, c := range []struct {
		below int
		part  float64
	}{{1, 1}, {2, 1}, {10, .5}, {1000, 1}, {1000, .9}, {1000, .01}, {100_000, .3}, {100_000, .0001}} {
		var want []uint32
		for i := range c.below {
			if rng.Float64() < c.part || i == c.below-1 {
				want = append(want, uint32(i))
			}
		}
		w := newBitWriter()
		w.list(want, c.below)
		w.list([]uint32{0}, c.below)
		s.Set("code", string(w.appendBase64(nil)))
		s.Set("below", c.below)
		var lists [][]uint32
		s.Run(`(function () { var list = ours.reader(code).list; return [list(below), list(below)]; })()`, &lists)
		if !slices.Equal(lists[0], want) || !slices.Equal(lists[1], []uint32{0}) {
			t.Errorf("%d of %d numbers are not read as they were written", len(want), c.below)
		}
		t.Logf("%d of %d: %d bytes", len(want), c.below, len(w.buf))
	}
}

func TestRead(t *testing.T) {
	page := `<!DOCTYPE html><html><body><header><p>不读</p></header><main id="main" class="wrap">
<nav class="toc"><a href="#x">目录</a></nav>
<article><header><h1>2024年<br>工作报告</h1><p class="subtitle">副题</p></header>
<details data-nosearch><summary>目录</summary><ol><li>目录甲</li></ol></details>
<p>收案<data class="figure">4601.8</data><span class="unit">万件</span>，<strong>增长</strong>1%<sup class="fnref" id="fnref-1"><a href="#fn-1" role="doc-noteref">1</a></sup>。
另起一行。</p>
<h2 id="a1">一、<em>依法</em>履职<a class="anchor" href="#a1" aria-label="链接"></a></h2>
<p>正文一。</p><ul><li>甲</li><li>乙</li></ul>
<figure class="chart" id="c1"><figcaption><span>收案上升</span><span>单位：万件</span></figcaption><svg><title>图</title><text>不读</text></svg>
<p class="note">注</p><details><summary>数据表</summary><table><caption>表题</caption><thead><tr><th scope="col">年</th><th>收案<span>（万件）</span></th></tr></thead><tbody><tr><th>2024</th><td><p>4601.8</p></td><td></td></tr></tbody></table></details><script type="application/json">{"a":"不读 </p>"}</script></figure>
<p>图后的话。</p>
<h3 id="a2">（一）甲</h3>
<dl><div class="term-line" id="term-x"><dt>案-件比</dt><dd>意思 &amp; 说明。</dd></div><div id="term-y"><dt>乙词</dt><dd>另一个。</dd></div></dl>
<p>尾&nbsp;句</p><p hidden>不读</p><p aria-hidden="true">不读</p><button>不读</button>
<h2>没有地址的标题</h2><p>文</p>
</article></main><footer>不读</footer></body></html>`
	want := []Section{
		{Heading: "2024年 工作报告", Blocks: []string{"副题", "收案4601.8万件，增长1%。 另起一行。"}},
		{ID: "a1", Heading: "一、依法履职", Blocks: []string{"正文一。", "甲", "乙"}},
		{ID: "c1", Heading: "收案上升 单位：万件", Blocks: []string{"注", "数据表", "表题", "年\t收案（万件）", "2024\t4601.8"}},
		{ID: "a1", Heading: "一、依法履职", Continued: true, Blocks: []string{"图后的话。"}},
		{ID: "a2", Heading: "（一）甲"},
		{ID: "term-x", Heading: "案-件比", Blocks: []string{"意思 & 说明。"}},
		{ID: "term-y", Heading: "乙词", Blocks: []string{"另一个。"}},
		{ID: "a2", Heading: "（一）甲", Continued: true, Blocks: []string{"尾 句"}},
		{ID: "a2", Heading: "没有地址的标题", Blocks: []string{"文"}},
	}
	if diff := cmp.Diff(want, Read(t, []byte(page))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]Section{{Blocks: []string{"文"}}}, Read(t, []byte("文</p>"))); diff != "" {
		t.Errorf("a piece of a page (-want +got):\n%s", diff)
	}
}

// Whatever a page is, it is read as a tokenizer reads it, and what is read of it are lines that say something.
func FuzzRead(f *testing.F) {
	for _, page := range odd {
		f.Add(page)
	}
	f.Fuzz(func(t *testing.T, page string) {
		same(t, page)
		sections := Read(t, []byte(page))
		if len(sections) == 0 {
			t.Fatal("not even the top of the page")
		}
		for i, s := range sections {
			if i > 0 && s.Heading == "" && len(s.Blocks) == 0 {
				t.Errorf("section %d says nothing", i)
			}
			for _, b := range s.Blocks {
				if strings.TrimSpace(b) == "" || strings.Contains(b, "\n") {
					t.Errorf("section %d has the line %q", i, b)
				}
			}
		}
		Make(t, []source{{Page{Path: "x.html", Kind: "report"}, sections}})
	})
}

func some() []source {
	return []source{
		{Page{Path: "reports/2023.html", Kind: "report", Label: "工作报告 2023年", Year: 2023}, []Section{
			{Heading: "2023年工作报告", Blocks: []string{"全年结案率为98.5%。"}},
			{ID: "a", Heading: "诉前调解", Blocks: []string{"深化多元解纷。", "化解纠纷1199.8万件。"}},
		}},
		{Page{Path: "reports/2024.html", Kind: "report", Label: "工作报告 2024年", Year: 2024}, []Section{
			{Heading: "2024年工作报告", Blocks: []string{"全年结案率为98.7%，诉前调解成功1218.2万件。"}},
			{ID: "b", Heading: "依法履职", Blocks: []string{"结案与收案基本平衡，办案率先垂范。", "受理案件\t4601.8万\t上升1%"}},
		}},
		{Page{Path: "notices/2024Q1.html", Kind: "notice", Label: "季度通报", Year: 2024}, []Section{
			{Heading: "2024年一季度通报", Blocks: []string{"结案、率先、调解都有进展；诉讼之前调解为先。", "上升10%"}},
		}},
		{Page{Path: "indicators/close_rate.html", Kind: "indicator", Label: "指标"}, []Section{
			{Heading: "结案率", Blocks: []string{"结案与受理案件之比。The ratio of closed cases."}},
		}},
		{Page{Path: "index.html", Title: "公报"}, []Section{{Blocks: []string{"结案率稳步提高"}}, {ID: "s", Heading: "结案率", Blocks: []string{"2024年工作报告"}}}},
	}
}

var kinds = []string{"report", "notice", "indicator"}

func TestSearch(t *testing.T) {
	files, _ := Make(t, some())
	s := script(t, files)
	for _, c := range []struct {
		name, query, kind, year, want string
	}{
		{"title, heading, body, the newest first; pages that tell of others last", "结案率", "", "", "indicators/close_rate.html reports/2024.html reports/2023.html index.html"},
		{"a heading comes before texts", "诉前调解", "", "", "reports/2023.html reports/2024.html"},
		{"two characters", "调解", "", "", "reports/2023.html reports/2024.html notices/2024Q1.html"},
		{"one character", "率", "", "", "indicators/close_rate.html reports/2024.html notices/2024Q1.html reports/2023.html index.html"},
		{"pairs strewn over a text are no hit", "结案率先", "", "", ""},
		{"two words in one page", "结案 调解", "", "", "reports/2023.html reports/2024.html notices/2024Q1.html"},
		{"two words, side by side first", "2024年 工作报告", "", "", "reports/2024.html index.html"},
		{"full width", "９８．７％", "", "", "reports/2024.html"},
		{"a point is a point", "1.0%", "", "", ""},
		{"the end of a number", "0%", "", "", "notices/2024Q1.html"},
		{"capitals", "CLOSED Cases", "", "", "indicators/close_rate.html"},
		{"parts of Latin words", "tio", "", "", "indicators/close_rate.html"},
		{"words that touch no more", "ofclosed", "", "", ""},
		{"spaces where the text has none", "结案 率 为", "", "", "reports/2024.html notices/2024Q1.html reports/2023.html"},
		{"cells of a table are apart", "受理案件4601.8", "", "", ""},
		{"a kind", "结案率", "report", "", "reports/2024.html reports/2023.html"},
		{"a year", "结案率", "", "2023", "reports/2023.html"},
		{"a kind and a year", "调解", "notice", "2024", "notices/2024Q1.html"},
		{"a kind without any", "调解", "indicator", "", ""},
		{"nothing", "知识产权", "", "", ""},
		{"no query", "  ", "", "", ""},
		{"a long query", "全年结案率为98.7%，诉前调解成功1218.2万件。", "", "", "reports/2024.html"},
		{"a long query that fails at the end", "全年结案率为98.7%，诉前调解成功1218.2万人", "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := s.Search(c.query, c.kind, c.year, 100)
			if got := a.Paths(); got != c.want {
				t.Errorf("%q finds %s, want %s", c.query, got, c.want)
			}
			if a.Total != len(a.Hits) || !a.Exact {
				t.Errorf("%q: %d hits, a total of %d (exact: %t)", c.query, len(a.Hits), a.Total, a.Exact)
			}
		})
	}
}

func TestHitsShowWhatWasFound(t *testing.T) {
	files, _ := Make(t, some())
	s := script(t, files)
	for query, want := range map[string]searchtest.Hit{
		"基本平衡":     {Path: "reports/2024.html", ID: "b", Label: "工作报告 2024年", Title: "2024年工作报告", Heading: "依法履职", Snippet: "结案与收案[基本平衡]，办案率先垂范。", Others: []string{}},
		"履职":       {Path: "reports/2024.html", ID: "b", Label: "工作报告 2024年", Title: "2024年工作报告", Heading: "依法[履职]", Snippet: "结案与收案基本平衡，办案率先垂范。", Others: []string{}},
		"4601.8":   {Path: "reports/2024.html", ID: "b", Label: "工作报告 2024年", Title: "2024年工作报告", Heading: "依法履职", Snippet: "受理案件 · [4601.8]万 · 上升1%", Others: []string{}},
		"RATIO of": {Path: "indicators/close_rate.html", Label: "指标", Title: "结案率", Snippet: "结案与受理案件之比。The [ratio] [of] closed cases.", Others: []string{}},
	} {
		a := s.Search(query, "", "", 1)
		if len(a.Hits) == 0 {
			t.Errorf("%q finds nothing", query)
			continue
		}
		if diff := cmp.Diff(want, a.Hits[0]); diff != "" {
			t.Errorf("%q (-want +got):\n%s", query, diff)
		}
	}
}

func TestSamePagesMakeTheSameFiles(t *testing.T) {
	pages := corpus(40)
	want, version := Make(t, pages)
	slices.Reverse(pages)
	got, again := Make(t, pages)
	if version != again || len(got) != len(want) {
		t.Fatalf("%d files of version %s, then %d of %s", len(want), version, len(got), again)
	}
	for i := range want {
		if got[i].Name != want[i].Name || !bytes.Equal(got[i].Data, want[i].Data) {
			t.Errorf("%s differs from %s", got[i].Name, want[i].Name)
		}
	}
	pages[0].Text[0].Blocks[0] += "改"
	if _, changed := Make(t, pages); changed == version {
		t.Error("another text, the same version")
	}
}

// The sum of what was added is that of the pages alone, in whatever order they came, and anything that is
// written of one changes it.
func TestSum(t *testing.T) {
	sum := func(pages []source) [32]byte {
		b := NewBuilder(kinds)
		for _, p := range pages {
			b.Add(p.Page, pack(p.Text))
		}
		got := b.Sum()
		if again := b.Sum(); again != got {
			t.Errorf("%x, then %x", got, again)
		}
		if _, err := b.Write(func(string, []byte) error { return nil }); err != nil { // and it leaves what is to be written
			t.Error(err)
		}
		return got
	}
	want := sum(some())
	turned := some()
	slices.Reverse(turned)
	if got := sum(turned); got != want {
		t.Errorf("in another order %x, not %x", got, want)
	}
	seen := map[[32]byte]string{want: "nothing"}
	for name, edit := range map[string]func(p []source) []source{
		"path":   func(p []source) []source { p[1].Path += "x"; return p },
		"title":  func(p []source) []source { p[1].Title += "x"; return p },
		"kind":   func(p []source) []source { p[1].Kind = "notice"; return p },
		"label":  func(p []source) []source { p[1].Label += "x"; return p },
		"year":   func(p []source) []source { p[1].Year++; return p },
		"rank":   func(p []source) []source { p[1].Rank++; return p },
		"text":   func(p []source) []source { p[1].Text[1].Blocks[0] += "x"; return p },
		"border": func(p []source) []source { p[1].Title, p[1].Kind = p[1].Kind, ""; return p },
		"page":   func(p []source) []source { return p[1:] },
		"none":   func([]source) []source { return nil },
	} {
		got := sum(edit(some()))
		if seen[got] != "" {
			t.Errorf("%s has the sum of %s", name, seen[got])
		}
		seen[got] = name
	}
}

// There are sites without pages, and pages without text.
func TestNothingToIndex(t *testing.T) {
	for name, pages := range map[string][]source{"no page": nil, "an empty page": {{Page{Path: "x.html", Kind: "report"}, nil}}, "spaces": {{Page{Path: "x.html", Title: " "}, []Section{{Blocks: []string{"　"}}}}}} {
		files, _ := Make(t, pages)
		if a := script(t, files).Search("法院", "", "", 10); a.Total != 0 || !a.Exact {
			t.Errorf("%s: %+v", name, a)
		}
	}
}

// Every stretch of a text finds its page, whatever stands in it.
func TestEveryStretchFindsItsPage(t *testing.T) {
	script(t, nil)
	pages := corpus(40) // of which a query may find every one, and all are looked at
	pages[3].Text[1].Blocks = append(pages[3].Text[1].Blocks, "𠮷野家“引号”\\反斜\u2028杠 tab\tcell a b—c 　全角　空格", strings.Repeat("很长的一段话没有标点", 700))
	files, _ := Make(t, pages)
	rng := rand.New(rand.NewPCG(2, 3))
	var queries []searchtest.Query
	var from []string // the page of each
	for _, p := range pages {
		for _, sec := range p.Text {
			for _, line := range append([]string{sec.Heading}, sec.Blocks...) {
				for range 2 {
					if q := partOf(rng, line); q != "" {
						queries = append(queries, searchtest.Query{Text: q, Most: 1 << 20, Whole: true})
						from = append(from, p.Path)
					}
				}
			}
		}
	}
	for i, a := range script(t, files).SearchAll(queries) {
		query := queries[i].Text
		if !slices.ContainsFunc(a.Hits, func(h searchtest.Hit) bool { return h.Path == from[i] }) {
			t.Errorf("%q of %s is not found", query, from[i])
		}
		if a.Total != len(a.Hits) {
			t.Errorf("%q finds %d pages, said to be %d", query, len(a.Hits), a.Total)
		}
		for _, h := range a.Hits {
			if !strings.Contains(h.Title+h.Heading+h.Snippet, "[") && len(h.Others) == 0 {
				t.Errorf("%q finds %+v, which shows nothing of it", query, h)
			}
		}
	}
	if len(queries) < 1000 {
		t.Errorf("only %d stretches were searched for", len(queries))
	}
	t.Logf("%d stretches of %d pages", len(queries), len(pages))
}

// partOf is two or more characters of one cell of a line, or nothing where there are none but spaces.
func partOf(rng *rand.Rand, line string) string {
	cells := strings.Split(line, "\t")
	text := []rune(cells[rng.IntN(len(cells))])
	if len(text) < 2 {
		return ""
	}
	size := min(2+rng.IntN(12), len(text))
	at := rng.IntN(len(text) - size + 1)
	return strings.TrimSpace(string(text[at : at+size]))
}

var sentence = regexp.MustCompile(`[^。；\n]+[。；]`)

// corpus makes pages of 2,600 characters each, in five sections, of the sentences of
// the default site's reports; numbers are their own on every page, and every third
// sentence has words that no other has.
func corpus(n int) []source {
	var sentences []string
	for _, name := range []string{"reports/2023.md", "reports/2024.md", "notices/2024.md", "notices/2024Q1.md"} {
		src, err := os.ReadFile("../../content/" + name)
		if err != nil {
			panic(err)
		}
		_, body, _ := strings.Cut(string(src), "\n+++\n")
		for _, s := range sentence.FindAllString(body, -1) {
			if !strings.ContainsAny(s, "={[`") {
				s = strings.TrimLeft(strings.ReplaceAll(s, "**", ""), " \t\n#>-0123456789.")
				sentences = append(sentences, s)
			}
		}
	}
	rng := rand.New(rand.NewPCG(7, 7))
	common := []rune(strings.Join(sentences, ""))
	words := func(n int) string {
		var b strings.Builder
		for range n {
			if rng.IntN(3) == 0 {
				b.WriteRune(rune(0x4E00 + rng.IntN(5000))) // names of people and places
			} else {
				b.WriteRune(common[rng.IntN(len(common))])
			}
		}
		return b.String()
	}
	one := func(of ...string) string { return of[rng.IntN(len(of))] }
	var pages []source
	for i := range n {
		kind := kinds[i%2]
		p := source{Page: Page{Path: fmt.Sprintf("%ss/n%05d.html", kind, i), Kind: kind, Label: "季度通报 2024年", Year: 2024 - i%9, Rank: i}}
		for range 5 {
			s := Section{ID: fmt.Sprintf("section-%d", len(p.Text)), Heading: fmt.Sprintf("%s（%d）", words(6), rng.IntN(100))}
			for chars := 0; chars < 520; {
				var b strings.Builder
				for range 3 {
					b.WriteString(sentences[rng.IntN(len(sentences))])
					fmt.Fprintf(&b, "%s%s%s%d%s%d.%d%%。", one("受理", "审结", "执结", "新收", "化解"), words(4), one("案件", "纠纷", "一案", "类案件"), rng.IntN(100_000),
						one("件，同比上升", "件，下降", "件，比上年增长", "人，同比减少"), rng.IntN(30), rng.IntN(100))
				}
				s.Blocks = append(s.Blocks, b.String())
				chars += len([]rune(b.String()))
			}
			p.Text = append(p.Text, s)
		}
		p.Text[0].ID, p.Text[0].Heading = "", fmt.Sprintf("%s人民法院%d年审判执行工作情况", words(3), p.Year)
		pages = append(pages, p)
	}
	return pages
}

// BenchmarkDigest reads a page of 2,600 characters.
func BenchmarkDigest(b *testing.B) {
	var html [][]byte
	for _, p := range corpus(20) {
		html = append(html, htmlOf(p))
	}
	b.ReportAllocs()
	size := 0
	for i := 0; b.Loop(); i++ {
		size = len(Digest(html[i%len(html)]))
	}
	b.ReportMetric(float64(size), "B/digest")
}

// BenchmarkIndex indexes pages whose digests are known.
func BenchmarkIndex(b *testing.B) {
	for _, n := range []int{100, 1000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			digests := make([][]byte, n)
			pages := make([]Page, n)
			for i, p := range corpus(n) {
				pages[i], digests[i] = p.Page, pack(p.Text)
			}
			b.ReportAllocs()
			var files, bytes atomic.Int64
			for b.Loop() {
				files.Store(0)
				bytes.Store(0)
				ix := NewBuilder(kinds)
				for i, p := range pages {
					ix.Add(p, digests[i])
				}
				if _, err := ix.Write(func(_ string, data []byte) error {
					files.Add(1)
					bytes.Add(int64(len(data)))
					return nil
				}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(files.Load()), "files")
			b.ReportMetric(float64(bytes.Load()), "bytes")
		})
	}
}

// htmlOf is a page with a chart of the usual size.
func htmlOf(p source) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "<html><head><title>x</title></head><body><main id=\"main\"><h1>%s</h1>", html.EscapeString(p.Text[0].Heading))
	for i, s := range p.Text {
		if i > 0 {
			fmt.Fprintf(&b, "<h2 id=%q>%s</h2>\n", s.ID, html.EscapeString(s.Heading))
		}
		for _, block := range s.Blocks {
			fmt.Fprintf(&b, "<p>%s</p>\n", strings.ReplaceAll(html.EscapeString(block), "案件", `<data class="figure" data-indicator="accepted">案件</data>`))
		}
	}
	b.WriteString("<figure><svg>" + strings.Repeat(`<path d="M1 2L3 4" fill="#9b1c1f"/>`, 1000) + "</svg></figure></main></body></html>")
	return b.Bytes()
}

// A query loads less than 100 KB, with what leads to all else, however large the site is; files are
// fewer than two a page.
func TestQueriesLoadLittle(t *testing.T) {
	script(t, nil) // or skip, before the large site is made
	for _, c := range []struct{ pages, strewn, lists int }{{100, 400, 80}, {1000, 400, 650}, {10_000, 150, 4500}} {
		t.Run(fmt.Sprint(c.pages), func(t *testing.T) {
			pages := corpus(c.pages)
			files, _ := Make(t, pages)
			lists := len(files)
			for _, f := range files {
				if f.Name[0] == 't' {
					lists--
				}
			}
			if lists > c.lists || len(files) > 2*c.pages {
				t.Errorf("%d files, %d of them lists; want no more than %d lists", len(files), lists, c.lists)
			}
			rng := rand.New(rand.NewPCG(5, 5))
			// What is frequent, a number, words of one page or of all, and what is nowhere.
			texts := []string{"法院", "最高人民法院 2024年 同比", "不存在的词语甲乙丙", "案件 上升 受理 法院 年 人民 审判 工作", "的", "2024年", "人民法院", "审判执行工作", "知识产权", "人民法院 案件", "受理案件 同比上升 人民法院"}
			for range c.strewn {
				p := pages[rng.IntN(len(pages))]
				text := []rune(p.Text[rng.IntN(len(p.Text))].Blocks[0])
				size := 2 + rng.IntN(18)
				at := rng.IntN(len(text) - size)
				texts = append(texts, string(text[at:at+size]))
			}
			var queries []searchtest.Query
			for _, text := range texts {
				queries = append(queries, searchtest.Query{Text: text, Most: 8})
			}
			var sizes []int
			for i, a := range script(t, files).SearchAll(queries) {
				sizes = append(sizes, a.Bytes)
				if a.Bytes >= 100_000 {
					t.Errorf("%q loads %d bytes in %d files (%d hits)", texts[i], a.Bytes, a.Files, a.Total)
				}
				if a.Total > 0 && len(a.Hits) == 0 && a.Exact {
					t.Errorf("%q shows none of %d hits", texts[i], a.Total)
				}
				if testing.Verbose() && i < 20 {
					t.Logf("%6d bytes, %2d files, %d of %4d hits: %s", a.Bytes, a.Files, len(a.Hits), a.Total, texts[i])
				}
			}
			slices.Sort(sizes)
			t.Logf("%d queries on %d files (%d of lists) load %d bytes (median), at most %d; index.js has %d", len(texts), len(files), lists, sizes[len(sizes)/2], sizes[len(sizes)-1], size(files, "index.js"))
		})
	}
}

// A number that changes moves few files, so that little is to be sent elsewhere; so does a page that
// grows: what it had before stays where it was.
func TestChangeMovesFewFiles(t *testing.T) {
	pages := corpus(300)
	before := map[string]string{}
	files, _ := Make(t, pages)
	for _, f := range files {
		before[f.Name] = string(f.Data)
	}
	for _, c := range []struct {
		name  string
		texts int // files, at most
		part  int // of the lists, at most: one in so many
		edit  func(p *source)
	}{
		{"another number", 1, 4, func(p *source) { p.Text[2].Blocks[0] += "受理4837件" }},
		{"one more paragraph", 3, 1, func(p *source) { p.Text[2].Blocks = append(p.Text[2].Blocks, strings.Repeat("新增一段。", 30)) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			pages := corpus(300)
			c.edit(&pages[120])
			after, _ := Make(t, pages)
			texts, lists, all := 0, 0, 0
			for _, f := range after {
				moved := before[f.Name] != string(f.Data)
				switch {
				case f.Name[0] == 't' && moved:
					texts++
				case f.Name[0] == 'k':
					all++
					if moved {
						lists++
					}
				}
			}
			t.Logf("%d files of texts and %d of %d of lists", texts, lists, all)
			if texts == 0 || lists == 0 || texts > c.texts || lists > all/c.part {
				t.Errorf("%d files of texts and %d of %d of lists are others than before", texts, lists, all)
			}
		})
	}
}

// A digest that was cut or written over is a failure that names the page, no panic.
func TestDamagedDigest(t *testing.T) {
	whole := pack(some()[1].Text)
	for name, digest := range map[string][]byte{"none": nil, "too long a text": append([]byte{200, 1}, whole[1:]...), "too short a text": append([]byte{3}, whole[1:]...), "no end": whole[:len(whole)-1]} {
		b := NewBuilder(kinds)
		b.Add(Page{Path: "reports/2023.html"}, digest)
		b.Add(Page{Path: "reports/2024.html"}, whole)
		if _, err := b.Write(func(string, []byte) error { return nil }); !errors.Is(err, errDigest) || !strings.Contains(err.Error(), "reports/2023.html") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for at := range whole {
		b := NewBuilder(kinds)
		b.Add(Page{Path: "reports/2023.html"}, whole[:at])
		if _, err := b.Write(func(string, []byte) error { return nil }); err == nil {
			t.Errorf("cut at %d of %d bytes it passes", at, len(whole))
		}
	}
}

func TestFailureToWriteIsTold(t *testing.T) {
	full := errors.New("disk full")
	for fails := range 4 {
		b := NewBuilder(kinds)
		for _, p := range some() {
			b.Add(p.Page, pack(p.Text))
		}
		var n atomic.Int64
		if _, err := b.Write(func(string, []byte) error {
			if int(n.Add(1)) > fails {
				return full
			}
			return nil
		}); !errors.Is(err, full) && int(n.Load()) > fails {
			t.Errorf("the write after %d fails, and it says %v", fails, err)
		}
	}
}

func size(files []File, name string) int {
	i := slices.IndexFunc(files, func(f File) bool { return f.Name == name })
	return len(files[i].Data)
}
