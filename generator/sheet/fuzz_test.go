package sheet

import (
	"bytes"
	"errors"
	"maps"
	"slices"
	"strconv"
	"testing"

	"github.com/xuri/excelize/v2"

	"gongbao/generator/diag"
)

func sorted(p parts) []string { return slices.Sorted(maps.Keys(p)) }

// FuzzOpen gives anything to Open: it makes a book whose cells keep the
// promises of Cell, or tells of a problem that has words.
func FuzzOpen(f *testing.F) {
	f.Add("a.xlsx", zipped(f, plain(`<cols><col min="2" max="3" hidden="1"/></cols><sheetData><row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" s="1"><v>0.5</v></c><c><f>A1</f></c></row></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells>`)))
	for _, csv := range []string{"法院,收案\n\"北\n城\",1\n", "\xef\xbb\xbfa;b\r\n1;2", "\xff\xfea\x00,\x00b\x00", "\xfe\xff\x00a\x00\t\x00b", "\xb7\xa8\xd4\xba,\xca\xd5\xb0\xb8\r\n", "sep=;\na;b", "\"a"} {
		f.Add("a.csv", []byte(csv))
	}
	for _, c := range refused(f) {
		if len(c.data) < 1<<16 {
			f.Add(c.file, c.data)
		}
	}
	f.Fuzz(func(t *testing.T, name string, data []byte) { checkOpen(t, name, data) })
}

// FuzzWorksheet gives anything to the reader of cells: random changes to a zip
// seldom get that far.
func FuzzWorksheet(f *testing.F) {
	f.Add(`<sheetData><row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" s="1"><v>0.5</v></c><c><f>A1</f></c></row></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells>`, `#,##0.00_);[Red](#,##0.00);"-"??;@`)
	f.Add(`<cols><col min="2" max="3" hidden="1"/></cols><sheetData><row ht="0"><c s="1"><v>-45382.5</v></c><c s="1" t="str"><v>甲</v></c></row></sheetData>`, `[>=10000]0!.0,"万";[h]:mm`)
	f.Add(`<sheetData><row><c t="inlineStr"><is><t>x</t></is></c><c t="d"><v>2024-01-01</v></c><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c><c s="1"><v>1E+300</v></c></row></sheetData>`, `0.0##%,,`)
	f.Fuzz(func(t *testing.T, worksheet, code string) {
		p := plain(worksheet)
		p["xl/styles.xml"] = `<styleSheet><numFmts><numFmt numFmtId="164" formatCode=` + strconv.Quote(code) + `/></numFmts><cellXfs><xf numFmtId="164"/><xf numFmtId="164"/></cellXfs></styleSheet>`
		checkOpen(t, "a.xlsx", zipped(t, p))
		var keep texts
		for _, v := range []string{"0", "1", "-1", "0.005", "-12345.675", "99999.5", "45382.75", "1e300"} {
			c := parseFormat(code, false).number([]byte(v), &keep)
			if c.Kind != Number && c.Kind != Date || c.Text == "" {
				t.Errorf("%s in %q: %+v", v, code, c)
			}
			if c.Kind == Number && v[0] != '-' && c != parseFormat(code, false).number([]byte(v), &keep) {
				t.Errorf("%s in %q changes", v, code)
			}
		}
	})
}

func checkOpen(t *testing.T, name string, data []byte) {
	b, err := Open(name, data)
	if err != nil {
		var p *diag.Problem
		if !errors.As(err, &p) || diag.Chinese().Message(p.Code, p.Args) == "" || diag.Chinese().Hint(p.Code, p.Args) == "" {
			t.Fatalf("%v", err)
		}
		return
	}
	for _, s := range b.Sheets {
		for row := 1; row <= min(s.Rows, 200); row++ {
			for col := 1; col <= min(s.Cols, 200); col++ {
				c := s.At(row, col)
				if (c.Text == "") != (c.Kind == Empty || c.Kind == Fault && c.Formula) || c.Text != trim(c.Text) || c.General && c.Kind != Number {
					t.Fatalf("%s: %+v", s.Place(row, col), c)
				}
			}
		}
	}
}

// table makes a workbook as offices keep them: a name and numbers in a row.
func table(tb testing.TB, sheets, rows, cols int) []byte {
	tb.Helper()
	f := excelize.NewFile()
	percent, err := f.NewStyle(&excelize.Style{NumFmt: 10})
	if err != nil {
		tb.Fatal(err)
	}
	for n := range sheets {
		name := "Sheet" + strconv.Itoa(n+1)
		if _, err := f.NewSheet(name); err != nil {
			tb.Fatal(err)
		}
		w, err := f.NewStreamWriter(name)
		if err != nil {
			tb.Fatal(err)
		}
		for row := 1; row <= rows; row++ {
			cells := make([]any, cols)
			for col := range cells {
				switch v := float64(row*(col+n)) / 7; {
				case col == 0:
					cells[col] = "第" + strconv.Itoa(row%500) + "人民法院"
				case col%4 == 3:
					cells[col] = excelize.Cell{StyleID: percent, Value: v / 1e5}
				case col%4 == 2:
					cells[col] = v
				default:
					cells[col] = row * col
				}
			}
			if err := w.SetRow("A"+strconv.Itoa(row), cells); err != nil {
				tb.Fatal(err)
			}
		}
		if err := w.Flush(); err != nil {
			tb.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func benchmarkOpen(b *testing.B, sheets, rows, cols int) {
	data := table(b, sheets, rows, cols)
	b.ReportAllocs()
	for b.Loop() {
		book := open(b, "a.xlsx", data)
		if s := book.Sheets[len(book.Sheets)-1]; s.Rows != rows || s.Cols != cols {
			b.Fatal(s.Rows, s.Cols)
		}
	}
}

func BenchmarkOpen12x2000(b *testing.B) { benchmarkOpen(b, 12, 2000, 20) }
func BenchmarkOpen100k(b *testing.B)    { benchmarkOpen(b, 1, 100_000, 20) }
