package markdown

import (
	"flag"
	"fmt"
	"html/template"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"gongbao/generator/diag"
)

var update = flag.Bool("update", false, "write what the cases give into testdata")

var testTerms = []Term{
	{ID: "suqian", Names: []string{"诉前调解"}},
	{ID: "suqian-cg", Names: []string{"诉前调解成功率"}},
	{ID: "anjianbi", Names: []string{"案-件比", "案件比"}},
	{ID: "odr", Names: []string{"ODR", "在线解纷"}},
	{ID: "pp", Names: []string{"百分点"}},
	{ID: "枫桥", Names: []string{"枫桥经验"}},
}

func render(d *Document, r Renderer) string { return string(d.Append(nil, r)) }

func testRenderer() Renderer {
	return Renderer{
		Figure: func(b *Binding) Figure {
			return Figure{HTML: template.HTML("<data>" + template.HTMLEscapeString(b.Expr) + "</data>"), Text: "<" + b.Expr + ">", Take: UnitLen(b.After)}
		},
		Block: func(page []byte, b *Block) []byte {
			return fmt.Appendf(page, "<figure id=\"%s-%d\"><pre>%s</pre></figure>", b.Kind, b.Index, template.HTMLEscapeString(string(b.Body.Text)))
		},
		Link: func(dest string) string { return strings.ReplaceAll(dest, ".md", ".html") },
		Image: func(i Image) ImageView {
			if i.Src == "big.jpg" {
				return ImageView{Src: "img/big.jpg", Srcset: `img/"big".480.jpg 480w, img/big.jpg 1200w`, Sizes: "(min-width: 720px) 684px, 100vw", Width: 1200, Height: 800}
			}
			return ImageView{Src: i.Src}
		},
		Text: func(key string) string { return "T:" + key },
	}
}

// testCase is a numbered case of testdata/*.txt: the Markdown, what the page
// shows, and what is wrong with the Markdown, one diagnostic a line.
type testCase struct {
	name, input, want, problems string
}

const caseRule, caseEnd = "//- - - - - - - - -//", "//= = = = = = = = =//"

// readCases reads a file of cases. \r, \t and the byte order mark are written
// as ␍, ␉ and ␄.
func readCases(t *testing.T, file string) []testCase {
	t.Helper()
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var cases []testCase
	for i, s := range strings.Split(strings.TrimSuffix(string(src), caseEnd+"\n"), caseEnd+"\n") {
		parts := strings.Split(s, caseRule+"\n")
		for len(parts) < 4 {
			parts = append(parts, "")
		}
		if number, _, _ := strings.Cut(parts[0], ":"); number != strconv.Itoa(i+1) {
			t.Fatalf("%s: case %d is numbered %q", file, i+1, number)
		}
		cases = append(cases, testCase{strings.TrimSpace(parts[0]), parts[1], parts[2], parts[3]})
	}
	return cases
}

func writeCases(t *testing.T, file string, cases []testCase) {
	t.Helper()
	var b strings.Builder
	for _, c := range cases {
		fmt.Fprintf(&b, "%s\n%s\n%s%s\n%s", c.name, caseRule, c.input, caseRule, c.want)
		if c.problems != "" {
			fmt.Fprintf(&b, "%s\n%s", caseRule, c.problems)
		}
		b.WriteString(caseEnd + "\n")
	}
	if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

func problems(bag *diag.Bag) string {
	var b strings.Builder
	for _, d := range bag.Sorted() {
		fmt.Fprintf(&b, "%d:%d %s", d.Pos.Line, d.Pos.Column, d.Code)
		for _, k := range slices.Sorted(maps.Keys(d.Args)) {
			fmt.Fprintf(&b, " %s=%q", k, d.Args[k])
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no case files: %v", err)
	}
	p := NewParser(testTerms)
	marks := strings.NewReplacer("␍", "\r", "␉", "\t", "␄", "\ufeff")
	for _, file := range files {
		cases := readCases(t, file)
		for i, c := range cases {
			t.Run(filepath.Base(file)+"/"+c.name, func(t *testing.T) {
				bag := &diag.Bag{}
				d := p.Parse("content/a.md", []byte(marks.Replace(c.input)), bag)
				got := string(render(d, testRenderer()))
				checkHTML(t, got, d)
				if *update {
					cases[i].want, cases[i].problems = got, problems(bag)
					return
				}
				if diff := cmp.Diff(c.want, got); diff != "" {
					t.Errorf("HTML (-want +got):\n%s\ninput:\n%s\ngot:\n%s", diff, c.input, got)
				}
				if diff := cmp.Diff(c.problems, problems(bag)); diff != "" {
					t.Errorf("problems (-want +got):\n%s", diff)
				}
			})
		}
		if *update {
			writeCases(t, file, cases)
		}
	}
}

// checkHTML fails unless the HTML is well formed: reading it as a browser does
// and writing it out again changes nothing but the spelling of characters; ids
// are unique, and they are those that Anchors names.
func checkHTML(t *testing.T, got string, d *Document) {
	t.Helper()
	root, err := html.Parse(strings.NewReader("<!DOCTYPE html><html><head></head><body>" + got + "</body></html>"))
	if err != nil {
		t.Fatalf("HTML: %v\n%s", err, got)
	}
	var ids, tree []string
	var visit func(n *html.Node, in string)
	visit = func(n *html.Node, in string) {
		if n.Type == html.ElementNode {
			tree = append(tree, n.Data)
			for _, a := range n.Attr {
				if a.Key == "id" {
					ids = append(ids, a.Val)
				}
			}
			if in == "a" && n.Data == "a" {
				t.Errorf("a link in a link:\n%s", got)
			}
			if n.Data == "a" {
				in = "a"
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			visit(c, in)
		}
	}
	visit(root, "")
	slices.Sort(ids)
	if unique := slices.Compact(slices.Clone(ids)); len(unique) != len(ids) {
		t.Errorf("ids are not unique: %q\n%s", ids, got)
	}
	var own []string
	for _, id := range ids {
		if !regexp.MustCompile(`^(chart|table|cards|register)-\d+$`).MatchString(id) {
			own = append(own, id)
		}
	}
	if diff := cmp.Diff(slices.Sorted(slices.Values(d.Anchors())), own); diff != "" {
		t.Errorf("Anchors and the page's ids differ:\n%s\n%s", diff, got)
	}
	// Elements that were opened in the text are those of the tree, and each is
	// closed: a parser would otherwise add or drop some.
	opened := []string{"html", "head", "body"}
	depth := []string{}
	for z := html.NewTokenizer(strings.NewReader(got)); ; {
		tt := z.Next()
		if tt == html.ErrorToken {
			break
		}
		name, _ := z.TagName()
		tag := string(name)
		switch tt {
		case html.StartTagToken:
			opened = append(opened, tag)
			if tag != "img" && tag != "br" && tag != "hr" {
				depth = append(depth, tag)
			}
		case html.EndTagToken:
			if len(depth) == 0 || depth[len(depth)-1] != tag {
				t.Fatalf("</%s> closes %q:\n%s", tag, depth, got)
			}
			depth = depth[:len(depth)-1]
		}
	}
	if len(depth) > 0 {
		t.Errorf("not closed: %q\n%s", depth, got)
	}
	if !slices.Equal(opened, tree) {
		t.Errorf("browsers read another tree:\nwritten %q\nread    %q\n%s", opened, tree, got)
	}
}
