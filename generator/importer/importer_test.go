package importer

import (
	"bytes"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/tools/txtar"

	"gongbao/generator/diag"
	"gongbao/generator/importer/mapping"
	"gongbao/generator/sheet"
)

var update = flag.Bool("update", false, "write what the cases give into them")

// workbook makes a workbook of sheets drawn as text: cells between bars, < and
// ^ for a cell merged with the one to the left or above, 0.9719~0.00% for a
// number with its format, 'x for text, =1+2 for a formula that was never worked
// out, =1+2~3 for one that gave 3. A line !row 3, !col C or !sheet hides.
func workbook(tb testing.TB, sheets []txtar.File) []byte {
	tb.Helper()
	book := excelize.NewFile()
	check := func(err error) {
		tb.Helper()
		if err != nil {
			tb.Fatal(err)
		}
	}
	for i, f := range sheets {
		name := strings.TrimPrefix(f.Name, "sheet ")
		if i == 0 {
			check(book.SetSheetName("Sheet1", name))
		} else {
			_, err := book.NewSheet(name)
			check(err)
		}
	}
	for _, f := range sheets {
		drawSheet(tb, book, strings.TrimPrefix(f.Name, "sheet "), string(f.Data))
	}
	var out bytes.Buffer
	check(book.Write(&out))
	return out.Bytes()
}

func drawSheet(tb testing.TB, book *excelize.File, name, text string) {
	tb.Helper()
	check := func(err error) {
		tb.Helper()
		if err != nil {
			tb.Fatal(err)
		}
	}
	var grid [][]string
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if rest, ok := strings.CutPrefix(line, "!"); ok {
			switch what, at, _ := strings.Cut(rest, " "); what {
			case "row":
				n, err := strconv.Atoi(at)
				check(err)
				check(book.SetRowVisible(name, n, false))
			case "col":
				check(book.SetColVisible(name, at, false))
			case "sheet":
				check(book.SetSheetVisible(name, false))
			}
			continue
		}
		var row []string
		for _, c := range strings.Split(line, "|") {
			row = append(row, strings.ReplaceAll(strings.TrimSpace(c), "↵", "\n"))
		}
		grid = append(grid, row)
	}
	at := func(r, c int) string {
		if r >= len(grid) || c >= len(grid[r]) {
			return ""
		}
		return grid[r][c]
	}
	for r, row := range grid {
		for c, text := range row {
			ref := sheet.Ref(r+1, c+1)
			value, format, formatted := strings.Cut(text, "~")
			number, err := strconv.ParseFloat(value, 64)
			switch {
			case text == "" || text == "<" || text == "^":
				continue
			case strings.HasPrefix(text, "'"):
				check(book.SetCellStr(name, ref, text[1:]))
			case strings.HasPrefix(text, "="):
				if formatted {
					cached, err := strconv.ParseFloat(format, 64)
					check(err)
					check(book.SetCellFloat(name, ref, cached, -1, 64))
				}
				check(book.SetCellFormula(name, ref, value[1:]))
			case err == nil:
				check(book.SetCellFloat(name, ref, number, -1, 64))
				if formatted {
					style, err := book.NewStyle(&excelize.Style{CustomNumFmt: &format})
					check(err)
					check(book.SetCellStyle(name, ref, ref, style))
				}
			default:
				check(book.SetCellStr(name, ref, text))
			}
			right, down := c, r
			for at(r, right+1) == "<" {
				right++
			}
			for at(down+1, c) == "^" {
				down++
			}
			if right > c || down > r {
				check(book.MergeCell(name, ref, sheet.Ref(down+1, right+1)))
			}
		}
	}
}

// site is the base site with the files of a case laid over it.
func site(tb testing.TB, files []txtar.File) fstest.MapFS {
	tb.Helper()
	base, err := txtar.ParseFile("testdata/base.txtar")
	if err != nil {
		tb.Fatal(err)
	}
	m := fstest.MapFS{}
	for _, f := range append(base.Files, files...) {
		if strings.HasPrefix(f.Name, "data/") {
			m[f.Name] = &fstest.MapFile{Data: f.Data, Mode: 0o644}
		}
	}
	return m
}

// run imports a file of a case.
func run(tb testing.TB, site fs.FS, name string, data []byte, opts Options) (*Plan, *diag.Bag) {
	tb.Helper()
	var bag diag.Bag
	book, err := sheet.Open(name, data)
	if err != nil {
		bag.Put(diag.Place(err, diag.Pos{File: name}))
		return &Plan{}, &bag
	}
	p, err := plan(site, book, name, opts, &bag)
	if err != nil {
		tb.Fatal(err)
	}
	return p, &bag
}

// options reads the lines of a case's options.
func options(tb testing.TB, text string) (name string, opts Options) {
	tb.Helper()
	for line := range strings.Lines(text) {
		k, v, _ := strings.Cut(strings.TrimSpace(line), "=")
		switch k {
		case "file":
			name = v
		case "table":
			opts.Table = v
		case "basis":
			opts.Basis = &v
		case "cite":
			opts.Cite = v
		case "period":
			p, ok := ParsePeriod(v)
			if !ok {
				tb.Fatalf("period %q", v)
			}
			opts.Period = p
		case "revised":
			opts.Revised = v
		case "reason":
			opts.Reason = v
		case "note":
			n, ok := ParseNote(v)
			if !ok {
				tb.Fatalf("note %q", v)
			}
			opts.Notes = append(opts.Notes, n)
		case "":
		default:
			tb.Fatalf("option %q", k)
		}
	}
	return name, opts
}

func report(p *Plan, bag *diag.Bag, m fstest.MapFS) string {
	var b strings.Builder
	for _, d := range bag.Sorted() {
		fmt.Fprintf(&b, "%s %s\n    %s\n", d.Pos, d.Code, diag.Chinese().Message(d.Code, d.Args))
		if hint := diag.Chinese().Hint(d.Code, d.Args); hint != "" {
			fmt.Fprintf(&b, "    %s\n", hint)
		}
	}
	fmt.Fprintf(&b, "ready %v: %d values, %d unchanged\n", p.Ready, p.Values, p.Unchanged)
	for _, list := range []struct {
		sign string
		list Changes
	}{{"+", p.Added}, {"~", p.Changed}, {"-", p.Removed}, {"=", p.Already}, {"kept", p.Kept}} {
		for _, c := range list.list.First {
			if list.sign == "+" && list.list.Total > 4 {
				fmt.Fprintf(&b, "+ %d values\n", list.list.Total)
				break
			}
			fmt.Fprintf(&b, "%s %s %s %s %v: %s → %s (%s)\n", list.sign, c.Indicator, c.Court, c.Period, c.YearOnYear, c.Old, c.New, c.Cell)
		}
	}
	if p.Missing.Values > 0 {
		fmt.Fprintf(&b, "missing: %d values of %v %v\n", p.Missing.Values, p.Missing.Courts, p.Missing.Indicators)
	}
	if p.mapping != nil {
		var old []byte
		if f := m[mapping.Path]; f != nil {
			old = f.Data
		}
		fmt.Fprintf(&b, "== %s\n%s", mapping.Path, bytes.TrimPrefix(p.mapping, old))
	}
	for _, name := range slices.Sorted(maps.Keys(p.writes)) {
		if p.writes[name] == nil {
			fmt.Fprintf(&b, "== %s is removed\n", name)
			continue
		}
		fmt.Fprintf(&b, "== %s\n%s", name, p.writes[name])
	}
	return b.String()
}

// TestCases imports the table of each case into a site and compares all that
// comes of it. A case with sheets again runs a second import over the first.
func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/cases/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			c, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			m := site(t, c.Files)
			name, opts := "2024年1-9月办案情况.xlsx", Options{Cite: "市中院审管办"}
			var sheets []txtar.File
			for i, f := range c.Files {
				switch {
				case f.Name == "options":
					name, opts = options(t, string(f.Data))
					if name == "" {
						name = "2024年1-9月办案情况.xlsx"
					}
				case strings.HasPrefix(f.Name, "sheet "):
					sheets = append(sheets, f)
				case f.Name == "csv":
					sheets = []txtar.File{f}
				case strings.HasPrefix(f.Name, "want"):
					var data []byte
					if len(sheets) == 1 && sheets[0].Name == "csv" {
						data = sheets[0].Data
					} else {
						data = workbook(t, sheets)
					}
					p, bag := run(t, m, name, data, opts)
					got := report(p, bag, m)
					if *update {
						c.Files[i].Data = []byte(got)
					} else if diff := cmp.Diff(string(f.Data), got); diff != "" {
						t.Errorf("%s (-want +got):\n%s", f.Name, diff)
					}
					again, againBag := run(t, m, name, data, opts)
					if other := report(again, againBag, m); other != got {
						t.Errorf("the same import gives another result:\n%s", cmp.Diff(got, other))
					}
					if p.Ready {
						apply(m, p)
					}
					sheets = nil
				}
			}
			if *update {
				if err := os.WriteFile(file, txtar.Format(c), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// apply carries a plan out in a site that stands in memory.
func apply(m fstest.MapFS, p *Plan) {
	for name, text := range p.writes {
		if text == nil {
			delete(m, name)
			continue
		}
		m[name] = &fstest.MapFile{Data: text, Mode: 0o644}
	}
	if p.mapping != nil {
		m[mapping.Path] = &fstest.MapFile{Data: p.mapping, Mode: 0o644}
	}
}
