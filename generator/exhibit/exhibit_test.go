package exhibit

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"gongbao/generator/chart"
	"gongbao/generator/diag"
	"gongbao/generator/figure"
	"gongbao/generator/markdown"
	"gongbao/generator/period"
	"gongbao/generator/register"
	"gongbao/generator/stats"
	"gongbao/generator/theme"
	"gongbao/generator/tomlfile"
	"gongbao/generator/view"
)

var update = flag.Bool("update", false, "write what is shown into the cases in testdata/cases")

// TestCases shows, for what authors write, what stands on the page, or what is
// wrong with it and where. An archive in testdata/cases holds any number of
// cases: NAME.KIND is what is asked, NAME.want the answer; its files under
// data/ lie over testdata/site.txtar, or stand alone if they have courts of
// their own; a file data/ranking tells that courts may be ranked. KIND is chart, table, cards, sentence, register, standing or matrix
// for the body of a block, indicator or breakdown for the name of what a page of
// the program's own is about, notice for one made from data, and compare for the
// body of the cards that a comparison follows, or none. A first line "# page: 2023 jia"
// says what the page is about; "-" is no period.
func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/cases/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	for _, name := range files {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		desk := newDesk(t, archive)
		topic := strings.TrimSuffix(filepath.Base(name), ".txtar")
		for i := 0; i < len(archive.Files); i++ {
			f := archive.Files[i]
			if strings.HasPrefix(f.Name, "data/") || strings.HasSuffix(f.Name, ".want") {
				continue
			}
			title, kind, _ := strings.Cut(f.Name, ".")
			if i+1 == len(archive.Files) || archive.Files[i+1].Name != title+".want" {
				archive.Files = slices.Insert(archive.Files, i+1, txtar.File{Name: title + ".want"})
			}
			want := &archive.Files[i+1]
			t.Run(topic+"/"+title, func(t *testing.T) {
				got := shownBy(t, desk, kind, string(f.Data))
				if *update {
					want.Data = []byte(got)
					return
				}
				if diff := cmp.Diff(string(want.Data), got); diff != "" {
					t.Errorf("shown (-want +got):\n%s", diff)
				}
			})
		}
		if *update {
			if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func newDesk(t testing.TB, over *txtar.Archive) *Desk {
	t.Helper()
	base, err := txtar.ParseFile("testdata/site.txtar")
	if err != nil {
		t.Fatal(err)
	}
	site := fstest.MapFS{}
	if slices.ContainsFunc(over.Files, func(f txtar.File) bool { return f.Name == "data/courts.toml" }) {
		base = &txtar.Archive{}
	}
	for _, f := range slices.Concat(base.Files, over.Files) {
		if strings.HasPrefix(f.Name, "data/") {
			site[f.Name] = &fstest.MapFile{Data: f.Data}
		}
	}
	var bag diag.Bag
	th, err := theme.Load(site, "court", "zh-CN", &bag)
	if err != nil {
		t.Fatal(err)
	}
	charts, err := fs.Sub(th.FS(), "charts")
	if err != nil {
		t.Fatal(err)
	}
	s, err := stats.Load(site, &bag)
	if err != nil {
		t.Fatal(err)
	}
	registers, err := register.Load(site, &bag)
	if err != nil {
		t.Fatal(err)
	}
	templates := chart.Load(charts, &bag)
	for _, d := range bag.Sorted() {
		t.Fatalf("the site of the cases: %s", finding(d))
	}
	return NewDesk(Site{
		Words: th, Stats: s, Registers: registers, Templates: templates, Court: s.Courts()[0],
		Indicator: func(from string, ind *stats.Indicator) string { return ind.ID + ".html" },
		Image:     func(from, src string) view.Photo { return view.Photo{Src: "(" + from + ")" + src} },
		Ranking:   site["data/ranking"] != nil,
	})
}

func finding(d diag.Diagnostic) string {
	out := fmt.Sprintf("%s %s\n    %s\n", d.Pos, d.Code, diag.Chinese().Message(d.Code, d.Args))
	if hint := diag.Chinese().Hint(d.Code, d.Args); hint != "" {
		out += "    " + hint + "\n"
	}
	return out
}

// shownBy is what one case shows, as text.
func shownBy(t *testing.T, desk *Desk, kind, body string) string {
	t.Helper()
	ctx := figure.Context{Period: period.Year(2024)}
	if about, ok := strings.CutPrefix(strings.SplitN(body, "\n", 2)[0], "# page: "); ok {
		words := strings.Fields(about)
		ctx.Period, _ = period.Parse(words[0]) // none for -
		if len(words) > 1 {
			c, err := desk.stats.Court(words[1])
			if err != nil {
				t.Fatal(err)
			}
			ctx.Court = c
		}
	}
	var bag diag.Bag
	r := desk.Resolver("reports/a.html", ctx, &bag)
	name := strings.TrimSpace(body)
	var p printer
	switch kind {
	case "indicator":
		ind, err := desk.stats.Indicator(name)
		if err != nil {
			t.Fatal(err)
		}
		p.indicator(r.Indicator(ind))
	case "breakdown":
		c, err := desk.stats.Category(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, table := range r.Breakdown(c) {
			p.table(&table)
		}
	case "notice":
		p.notice(r.Notice())
	case "compare":
		var cards *markdown.Block
		if strings.Contains(body, "indicators") {
			cards = block("cards", body)
		}
		p.compare(r.Compare(cards))
	case "sentence":
		p.line("%s", p.html(r.Sentence(block("cards", body)).HTML))
	default:
		p.any(t, r.Block(block(kind, body)))
	}
	findings := bag.Sorted()
	for _, d := range findings {
		p.WriteString(finding(d))
	}
	if len(findings) > 0 {
		return p.String()
	}
	p.list("notes", r.Notes)
	p.list("bases", r.Bases)
	// What the page counts is what it marks.
	var counted []string
	for _, f := range r.Figures {
		counted = append(counted, f.Text)
	}
	slices.Sort(counted)
	slices.Sort(p.marked)
	if diff := cmp.Diff(p.marked, counted); diff != "" {
		t.Errorf("marked as figures (-) and counted as figures (+):\n%s", diff)
	}
	return p.String()
}

func block(kind, body string) *markdown.Block {
	fence := "```" + kind + "\n"
	whole := []byte(fence + body + "```\n")
	return &markdown.Block{
		Kind: kind, Pos: diag.LinePos("a.md", whole, 1),
		Body: tomlfile.Source{File: "a.md", Text: []byte(body), Whole: whole, Offset: len(fence)},
	}
}

// printer writes what is shown as text in which a figure is 〔…〕.
type printer struct {
	strings.Builder
	marked []string
}

var (
	data = regexp.MustCompile(`<data [^>]*>([^<]*)</data>`)
	tags = regexp.MustCompile(`<[^>]*>`)
)

func (p *printer) html(v any) string {
	s := fmt.Sprint(v)
	for _, m := range data.FindAllStringSubmatch(s, -1) {
		p.marked = append(p.marked, m[1])
	}
	return tags.ReplaceAllString(data.ReplaceAllString(s, "〔$1〕"), "")
}

func (p *printer) line(format string, args ...any) { fmt.Fprintf(p, format+"\n", args...) }

func (p *printer) field(name string, v any) {
	if s := p.html(v); s != "" {
		p.line("%s: %s", name, s)
	}
}

func (p *printer) list(name string, items []string) {
	for _, s := range items {
		p.line("%s: %s", name, s)
	}
}

func (p *printer) any(t *testing.T, v any) {
	switch v := v.(type) {
	case nil: // wrong
	case *Chart:
		p.chart(v)
	case *view.Table:
		p.table(v)
	case *view.Cards:
		p.field("title", v.Title)
		for _, c := range v.Items {
			p.card(c)
		}
		p.field("note", v.Note)
	case *view.Register:
		p.register(v)
	case *view.Standing:
		p.standing(v)
	case *view.Matrix:
		p.matrix(v)
	default:
		t.Fatalf("an answer of another type: %T", v)
	}
}

func (p *printer) chart(c *Chart) {
	p.line("%s %s", c.View.ID, c.View.Template)
	p.field("title", c.View.Title)
	p.field("subtitle", c.View.Subtitle)
	if len(c.spec.Categories) > 0 {
		p.line("along: %s", strings.Join(c.spec.Categories, " | "))
	}
	for _, s := range c.spec.Series {
		points := make([]string, len(s.Points))
		for i, pt := range s.Points {
			points[i] = pt.Text
			if !pt.Valid {
				points[i] = "·"
			}
			if pt.Provisional {
				points[i] += "?"
			}
		}
		star := ""
		if s.Highlight {
			star = "*"
		}
		p.line("%s%s [%s] %s", s.Name, star, s.Unit, strings.Join(points, " | "))
	}
	for _, b := range c.spec.Breaks {
		p.line("break before %d: %s", b.Before, b.Note)
	}
	if iv := c.spec.Interval; iv != nil {
		p.line("interval: %s", iv.Text)
	}
	for _, l := range c.spec.Links {
		p.line("link: %s → %s %s%s", l.From, l.To, l.Text, l.Unit)
	}
	for _, n := range c.spec.Nodes {
		p.line("node: %s %s", n.Name, n.Text)
	}
	for _, e := range c.spec.Events {
		p.line("event: %s %d %s %s %s", e.Date, e.Year, e.Name, e.Level, e.CountText)
	}
	p.table(&c.View.Data)
	p.field("beneath", c.View.Source)
	p.field("note", c.View.Note)
}

func (p *printer) table(t *view.Table) {
	p.line("%s: %s", t.ID, p.html(t.Caption))
	var head []string
	for _, c := range t.Columns {
		if c.Unit != "" {
			c.Text += "（" + c.Unit + "）"
		}
		head = append(head, c.Text)
	}
	p.line("  | %s", strings.Join(head, " | "))
	for _, row := range t.Rows {
		cells := []string{row.Label}
		if row.Total {
			cells[0] += " ="
		}
		if row.ID != "" {
			cells[0] += " #" + row.ID
		}
		for _, c := range row.Cells {
			cells = append(cells, p.html(c.HTML))
		}
		p.line("  | %s", strings.Join(cells, " | "))
	}
	p.field("source", t.Source)
	p.field("note", t.Note)
}

func (p *printer) card(c view.Card) {
	spark := ""
	if c.Spark != "" {
		spark = "~"
	}
	parts := []string{c.Name, p.html(c.Value) + c.Unit, p.html(c.Change), c.Arrow, c.Trend, c.Status, spark, c.Period, c.Note}
	if c.Group != "" {
		parts[0] = c.Group + "/" + parts[0]
	}
	p.line("%s", strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", "))
}

func (p *printer) compare(c *view.Comparison) {
	if c == nil {
		p.line("nothing")
		return
	}
	p.line("#%s %s, %s", c.ID, c.Period, c.Base)
	for _, g := range c.Groups {
		p.line("%s %s", g.Kind, g.Name)
		for _, i := range g.Items {
			parts := []string{"  " + i.Name, p.html(i.Change), i.Trend}
			if i.Spark != "" {
				parts = append(parts, fmt.Sprintf("%s %s%s ~%d", i.FirstYear, p.html(i.First), i.Unit, strings.Count(string(i.Spark), ",")))
			}
			if i.Value != "" {
				parts = append(parts, p.html(i.Value)+i.Unit)
			}
			p.line("%s → %s", strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", "), i.Href)
		}
	}
	p.field("apart", c.Apart)
}

func (p *printer) register(v *view.Register) {
	p.line("%s %s", v.ID, v.Layout)
	p.field("title", v.Title)
	p.field("total", v.Total)
	for _, c := range v.Counts {
		p.line("count: %s %s", c.Level, p.html(c.Count))
	}
	for _, e := range v.Entries {
		parts := []string{e.Date, e.Name, e.Level, e.Kind, p.html(e.Count), e.Image.Src, e.Alt}
		p.line("%s", strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", "))
	}
	p.field("note", v.Note)
}

func (p *printer) indicator(i Indicator) {
	if i.Latest != nil {
		p.card(*i.Latest)
	}
	if i.Chart != nil {
		p.chart(i.Chart)
	}
	if i.Series != nil {
		p.table(i.Series)
	}
}
