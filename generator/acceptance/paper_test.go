package acceptance

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"image/color"
	"image/png"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// Lengths on paper are in points, from the top left corner of a sheet.
const mm = 72 / 25.4

// The page and its type area after GB/T 9704.
const (
	sheetWidth, sheetHeight   = 210 * mm, 297 * mm
	textLeft, textRight       = 28 * mm, (210 - 26) * mm
	textTop, textBottom       = 37 * mm, (297 - 35) * mm
	linesOnSheet, charsInLine = 22, 28
)

type sheet struct {
	Width  float64 `xml:"width,attr"`
	Height float64 `xml:"height,attr"`
	Words  []word  `xml:"word"`
}

type word struct {
	Left   float64 `xml:"xMin,attr"`
	Top    float64 `xml:"yMin,attr"`
	Right  float64 `xml:"xMax,attr"`
	Bottom float64 `xml:"yMax,attr"`
	Text   string  `xml:",chardata"`
}

// row is what stands on one height of a sheet, from left to right.
type row struct {
	top, middle, left, right float64
	text                     string // without white space
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

// rows are the lines of a sheet from top to bottom; what its foot and head say
// in the margins is left out.
func (s sheet) rows() []row {
	words := slices.DeleteFunc(slices.Clone(s.Words), func(w word) bool {
		middle := (w.Top + w.Bottom) / 2
		return middle < textTop || middle > textBottom
	})
	slices.SortStableFunc(words, func(a, b word) int { return cmp.Compare(a.Top+a.Bottom, b.Top+b.Bottom) })
	var out []row
	for from := 0; from < len(words); {
		to := from + 1
		for to < len(words) && words[to].Top+words[to].Bottom-words[to-1].Top-words[to-1].Bottom < 6 {
			to++
		}
		line := words[from:to]
		slices.SortStableFunc(line, func(a, b word) int { return cmp.Compare(a.Left, b.Left) })
		r := row{top: line[0].Top, middle: (line[0].Top + line[0].Bottom) / 2, left: line[0].Left}
		for _, w := range line {
			r.text += squeeze(w.Text)
			r.right = max(r.right, w.Right)
			r.top = min(r.top, w.Top)
		}
		out = append(out, r)
		from = to
	}
	return out
}

// print puts the page of a tab on paper, and gives the file and what stands on
// its sheets.
func (b *tab) print() (file string, sheets []sheet) {
	b.t.Helper()
	pdftotext := tool(b.t, "pdftotext")
	pdf, err := chromedp.Run(b.ctx, chromedp.PrintToPDF(chromedp.PDFPaper(chromedp.PaperA4), chromedp.PDFPreferCSSPageSize(), chromedp.PDFPrintBackground(), chromedp.PDFStream()))
	if err != nil {
		b.t.Fatalf("print: %v", err)
	}
	file = filepath.Join(b.t.TempDir(), "page.pdf")
	if err := os.WriteFile(file, pdf, 0o644); err != nil {
		b.t.Fatal(err)
	}
	out, err := exec.Command(pdftotext, "-bbox", "-enc", "UTF-8", file, "-").Output()
	if err != nil {
		b.t.Fatalf("pdftotext: %v", err)
	}
	var doc struct {
		Sheets []sheet `xml:"body>doc>page"`
	}
	d := xml.NewDecoder(bytes.NewReader(out))
	d.Strict, d.Entity = false, xml.HTMLEntity
	if err := d.Decode(&doc); err != nil {
		b.t.Fatalf("read what pdftotext wrote: %v", err)
	}
	return file, doc.Sheets
}

func (s sheet) says(text string) bool {
	var all strings.Builder
	for _, w := range s.Words {
		all.WriteString(squeeze(w.Text))
	}
	return strings.Contains(all.String(), squeeze(text))
}

// asOnPaper lays the page of a tab out by the styles for print.
func (b *tab) asOnPaper() {
	b.t.Helper()
	b.call("emulate paper", func() error {
		_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
		return err
	})
}

func near(a, b, by float64) bool { return math.Abs(a-b) <= by }

func TestPaperHasTheTypeAreaOfOfficialDocuments(t *testing.T) {
	t.Parallel()
	b := open(t, true)
	b.visit(stick(t, "pages/about.html"))
	eval[bool](b, fmt.Sprintf(`(() => {
		const body = document.querySelector(".body");
		body.innerHTML = '<h2>一、标题</h2><h3>（一）标题</h3><h4>1. 标题</h4><p>' + "国".repeat(%d) + '</p><p>见<a href="https://court.example/doc">原文</a>和<a href="#main">上文</a>。</p>';
		return true;
	})()`, linesOnSheet*charsInLine*3))
	file, sheets := b.print()
	if len(sheets) < 4 {
		t.Fatalf("%d sheets", len(sheets))
	}
	for i, s := range sheets {
		if !near(s.Width, sheetWidth, 1) || !near(s.Height, sheetHeight, 1) {
			t.Errorf("sheet %d is %.0f by %.0f points", i+1, s.Width, s.Height)
		}
	}
	full := sheets[1].rows()
	if len(full) != linesOnSheet {
		t.Errorf("%d lines on a full sheet, want %d", len(full), linesOnSheet)
	}
	for _, r := range full {
		if n := len([]rune(r.text)); n != charsInLine {
			t.Errorf("a line of %d characters, want %d", n, charsInLine)
		}
		if !near(r.left, textLeft, 1) || !near(r.right, textRight, 1.5) {
			t.Errorf("a line from %.1f to %.1f mm", r.left/mm, r.right/mm)
		}
	}
	if first := full[0].middle; !near(first, textTop+(textBottom-textTop)/linesOnSheet/2, 4) {
		t.Errorf("the middle of the first line is %.1f mm from the top", first/mm)
	}
	if !slices.ContainsFunc(sheets, func(s sheet) bool { return s.says("https://court.example/doc") }) {
		t.Error("a link to another site has no address on paper")
	}
	if slices.ContainsFunc(sheets, func(s sheet) bool { return s.says("#main") }) {
		t.Error("a link inside of the site is printed as an address")
	}
	type face struct{ Family, Size, Weight, Align, Indent string }
	b.asOnPaper()
	faces := eval[map[string]face](b, `Object.fromEntries(["h1", ".body h2", ".body h3", ".body h4", ".body p"].map(q => {
		const s = getComputedStyle(document.querySelector(q));
		return [q, {Family: s.fontFamily, Size: Math.round(parseFloat(s.fontSize) * .75) + "pt", Weight: s.fontWeight, Align: s.textAlign, Indent: Math.round(parseFloat(s.textIndent) / parseFloat(s.fontSize)) + "em"}];
	}))`)
	for _, c := range []struct{ what, family, size, weight, align string }{
		{"h1", "FZXiaoBiaoSong-B05S", "22pt", "700", "center"}, // 二号小标宋
		{".body h2", "SimHei", "16pt", "400", ""},
		{".body h3", "Kaiti SC", "16pt", "400", ""},
		{".body h4", "FangSong", "16pt", "700", ""},
		{".body p", "FangSong", "16pt", "400", ""}, // 三号仿宋
	} {
		f := faces[c.what]
		first, rest, _ := strings.Cut(f.Family, ",")
		if strings.Trim(first, `"`) != c.family || f.Size != c.size || f.Weight != c.weight || c.align != "" && f.Align != c.align {
			t.Errorf("%s is set in %+v", c.what, f)
		}
		if c.what != "h1" && f.Indent != "2em" {
			t.Errorf("%s stands in by %s", c.what, f.Indent)
		}
		if !strings.Contains(rest, "Noto") && !strings.Contains(rest, "SimSun") {
			t.Errorf("%s has no face for other computers: %s", c.what, f.Family)
		}
	}
	out, err := exec.Command(tool(t, "pdffonts"), file).Output()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(lines) < 4 { // two of heads, serif and sans at the least
		t.Errorf("fonts:\n%s", out)
	}
	for _, line := range lines[min(2, len(lines)):] {
		if f := strings.Fields(line); len(f) < 5 || f[len(f)-5] != "yes" {
			t.Errorf("a font is not in the file: %s", line)
		}
	}
}

// printedPages are pages of every kind, and how many sheets each may take.
var printedPages = []struct {
	page string
	most int
}{
	{"reports/2024.html", 15}, {"reports/2023.html", 15}, {"notices/2024.html", 5}, {"notices/2024Q1.html", 5},
	{"indicators/accepted.html", 3}, {"honors/index.html", 2}, {"index.html", 2}, {"glossary.html", 3},
	{"indicators/index.html", 4}, {"pages/about.html", 8}, {"archive.html", 1}, {"reports/index.html", 1},
}

// printed lists what a page shows on paper.
const printed = `(() => {
	const words = e => { const c = e.cloneNode(true); c.querySelectorAll(".anchor, .vh").forEach(x => x.remove()); return c.textContent; };
	const all = (q, f) => [...document.querySelectorAll(q)].filter(e => e.closest("main")).map(f || words);
	const seen = q => [...document.querySelectorAll(q)].filter(e => e.closest("main") && e.getClientRects().length).map(words).filter(s => s.trim());
	return {
		Heads: seen("h1, h2, h3, h4, .chart-title, .chart-subtitle, .block-title, .card-group-name, caption"),
		Tables: all("table", t => ({Head: words(t.tHead), Last: words(t.rows[t.rows.length - 1].cells[0])})),
		Figures: all("figure.chart .chart-data td.num"),
		Charts: [...document.querySelectorAll("figure.chart")].map(f => {
			const svg = [...f.querySelectorAll(".chart-view svg")].find(s => s.getBoundingClientRect().height > 20);
			return {Title: words(f.querySelector(".chart-title")), Labels: svg ? [...svg.querySelectorAll("text")].map(t => t.textContent).filter(s => s.trim()) : []};
		}),
		Furniture: [...document.querySelectorAll(".menu, .pager a, .share h2, .print, .footer-note, .toc-title")].map(words).filter(s => s.trim()),
	};
})()`

func TestPrintedPagesAreWhole(t *testing.T) {
	t.Parallel()
	for i, c := range printedPages {
		t.Run(c.page, func(t *testing.T) {
			b := open(t, true)
			address := stick(t, c.page)
			if i%2 == 0 { // from a server as from a folder
				address = served(t, "/sub/") + c.page
			}
			b.visit(address)
			type page struct {
				Heads  []string
				Charts []struct {
					Title  string
					Labels []string
				}
				Tables             []struct{ Head, Last string }
				Figures, Furniture []string
			}
			b.asOnPaper()
			want := eval[page](b, printed)
			file, sheets := b.print()
			if len(sheets) == 0 || len(sheets) > c.most {
				t.Errorf("%d sheets, at most %d are right", len(sheets), c.most)
			}
			heads := map[string]bool{}
			for _, h := range want.Heads {
				heads[squeeze(h)] = true
			}
			said := ""
			for i, s := range sheets {
				n := i + 1
				rows := s.rows()
				if len(rows) == 0 {
					t.Errorf("sheet %d is empty", n)
					continue
				}
				for _, r := range rows {
					said += r.text
					// Half of an opening or closing mark at the edge is white.
					left, right := textLeft-2, textRight+2
					if strings.ContainsAny(string([]rune(r.text)[:1]), "“‘（《〈") {
						left -= 8
					}
					if strings.ContainsAny(string([]rune(r.text)[len([]rune(r.text))-1:]), "”’）》〉，。、；：") {
						right += 8
					}
					if r.left < left || r.right > right {
						t.Errorf("sheet %d: %q reaches from %.1f to %.1f mm", n, r.text, r.left/mm, r.right/mm)
					}
				}
				last := rows[len(rows)-1]
				if n < len(sheets) && (last.top-textTop)/(textBottom-textTop) < .5 {
					t.Errorf("sheet %d is half empty: ends with %q at %.0f mm", n, last.text, last.top/mm)
				}
				if heads[last.text] {
					t.Errorf("sheet %d ends with the heading %q", n, last.text)
				}
				for _, table := range want.Tables {
					if len(rows) > 1 && n > 1 && rows[0].text == squeeze(table.Head) && table.Last != "" && strings.HasPrefix(rows[1].text, squeeze(table.Last)) {
						t.Errorf("sheet %d begins with the last row of a table, alone: %q", n, rows[1].text)
					}
				}
				checkNumber(t, s, n)
			}
			for h := range heads {
				if !strings.Contains(said, h) {
					t.Errorf("the heading %q is not printed", h)
				}
			}
			for _, f := range want.Figures {
				if !strings.Contains(said, squeeze(f)) {
					t.Errorf("the chart's value %q is not printed", f)
				}
			}
			for _, f := range want.Furniture {
				if strings.Contains(said, squeeze(f)) {
					t.Errorf("furniture of the screen is printed: %q", f)
				}
			}
			for _, chart := range want.Charts {
				if len(chart.Labels) < 2 {
					t.Errorf("the chart %q is not drawn", chart.Title)
				}
				whole := slices.ContainsFunc(sheets, func(s sheet) bool {
					return s.says(chart.Title) && !slices.ContainsFunc(chart.Labels, func(label string) bool { return !s.says(label) })
				})
				if !whole {
					t.Errorf("on no sheet stands the whole chart %q", chart.Title)
				}
			}
			checkCode(t, file)
		})
	}
}

// Wherever a table begins on a sheet, it breaks with rows on either side, and
// its head stands above both.
func TestTablesBreakWithRowsOnEitherSide(t *testing.T) {
	t.Parallel()
	b := open(t, true)
	broken := 0
	for lines := 4; lines <= 12; lines++ {
		b.visit(stick(t, "pages/about.html"))
		eval[bool](b, fmt.Sprintf(`(() => {
			const rows = [...Array(20).keys()].map(i => '<tr><th scope="row">行' + i + '</th><td class="num">' + i + '</td></tr>').join("");
			document.querySelector(".body").innerHTML = "<p>国</p>".repeat(%d) + '<figure class="table"><div class="table-wrap"><table><caption>图题</caption><thead><tr><th scope="col">表头</th><th scope="col" class="num">数</th></tr></thead><tbody>' + rows + '</tbody></table></div></figure>';
			return true;
		})()`, lines))
		_, sheets := b.print()
		on := 0
		for i, s := range sheets {
			var rows, heads, titles int
			for _, r := range s.rows() {
				switch {
				case strings.HasPrefix(r.text, "行"):
					rows++
				case r.text == "表头数":
					heads++
				case r.text == "图题":
					titles++
				}
			}
			if rows+heads+titles == 0 {
				continue
			}
			on++
			if rows < 4 || heads != 1 || titles != 0 && on > 1 {
				t.Errorf("after %d lines sheet %d has %d rows, %d heads and %d titles of the table", lines, i+1, rows, heads, titles)
			}
		}
		if on > 1 {
			broken++
		}
	}
	if broken < 3 {
		t.Errorf("of the tables only %d were broken", broken)
	}
}

// What is folded on a screen is printed, whether a script unfolds it or not.
func TestChartsPrintTheirDataWithoutScripts(t *testing.T) {
	t.Parallel()
	b := open(t, false)
	b.visit(stick(t, "reports/2024.html"))
	b.asOnPaper()
	want := eval[struct{ Figures []string }](b, printed)
	_, sheets := b.print()
	said := ""
	for _, s := range sheets {
		for _, r := range s.rows() {
			said += r.text
		}
	}
	if len(want.Figures) == 0 {
		t.Fatal("no data beneath charts")
	}
	for _, f := range want.Figures {
		if !strings.Contains(said, squeeze(f)) {
			t.Errorf("the chart's value %q is not printed", f)
		}
	}
}

// On a PC the code of the address is there to be scanned; who reads on a phone
// has the page in hand. What is for paper alone shows on neither.
func TestCodeOfTheAddressIsForScreensWithRoom(t *testing.T) {
	t.Parallel()
	b := open(t, true)
	for _, c := range []struct {
		width int64
		shown bool
	}{{390, false}, {1280, true}} {
		b.size(c.width, 900)
		b.visit(stick(t, "reports/2024.html"))
		type look struct {
			Code     float64
			Dark     bool
			Overflow bool
			Paper    bool
		}
		got := eval[look](b, `(() => {
			const qr = document.querySelector(".share .qr").getBoundingClientRect(), share = document.querySelector(".share");
			return {
				Code: qr.width === qr.height ? qr.width : -1,
				Dark: getComputedStyle(document.querySelector(".share .qr")).backgroundColor === "rgb(255, 255, 255)",
				Overflow: share.scrollWidth > share.clientWidth,
				Paper: document.querySelector(".paper-head").getClientRects().length > 0,
			};
		})()`)
		if c.shown != (got.Code >= 100) || got.Code < 0 {
			t.Errorf("at %d px the code is %.0f px wide", c.width, got.Code)
		}
		if !got.Dark || got.Overflow || got.Paper {
			t.Errorf("at %d px: %+v", c.width, got)
		}
	}
}

// checkNumber finds — n — outside of the text: right on odd sheets, left on
// even ones, a character from the edge.
func checkNumber(t *testing.T, s sheet, n int) {
	t.Helper()
	var left, right float64 = math.Inf(1), 0
	text := ""
	for _, w := range s.Words {
		if (w.Top+w.Bottom)/2 > textBottom {
			left, right = min(left, w.Left), max(right, w.Right)
			text += squeeze(w.Text)
			if gap := (w.Top+w.Bottom)/2 - textBottom; !near(gap, 7*mm, 2.5*mm) {
				t.Errorf("sheet %d: the number stands %.1f mm below the text", n, gap/mm)
			}
		}
	}
	if text != fmt.Sprintf("—%d—", n) {
		t.Errorf("sheet %d is numbered %q", n, text)
	}
	if n%2 == 1 && !near(right, textRight-14, 3) || n%2 == 0 && !near(left, textLeft+14, 3) {
		t.Errorf("sheet %d: the number stands from %.1f to %.1f mm", n, left/mm, right/mm)
	}
}

// checkCode finds the code of the page's address at the top right of the text
// on the first sheet, in the size it should have.
func checkCode(t *testing.T, file string) {
	t.Helper()
	const perMM = 6
	at := func(f float64) string { return fmt.Sprint(int(f * perMM)) }
	out, err := exec.Command(tool(t, "pdftoppm"), "-png", "-gray", "-f", "1", "-l", "1", "-r", fmt.Sprint(perMM*25.4), "-x", at(150), "-y", at(35), "-W", at(40), "-H", at(19), file).Output()
	if err != nil {
		t.Fatalf("pdftoppm: %v", err)
	}
	img, err := png.Decode(bytes.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	box := img.Bounds()
	dark := 0
	left, top, right, bottom := box.Max.X, box.Max.Y, 0, 0
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			if color.GrayModel.Convert(img.At(x, y)).(color.Gray).Y < 100 {
				dark++
				left, top, right, bottom = min(left, x), min(top, y), max(right, x+1), max(bottom, y+1)
			}
		}
	}
	width, height := float64(right-left)/perMM, float64(bottom-top)/perMM
	if dark == 0 || width < 14 || width > 18 || !near(width, height, .5) {
		t.Errorf("the first sheet has no code where it should stand: %.1f by %.1f mm", width, height)
		return
	}
	if share := float64(dark) / float64((right-left)*(bottom-top)); share < .35 || share > .65 {
		t.Errorf("what stands in the code's place is dark to %.0f %%", share*100)
	}
}
