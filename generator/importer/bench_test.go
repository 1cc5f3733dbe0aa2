package importer

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/xuri/excelize/v2"

	"gongbao/generator/diag"
	"gongbao/generator/sheet"
)

// bigSite is a site of many courts, and a workbook with a sheet of all of them
// for each month.
func bigSite(tb testing.TB, courts, columns, sheets int) (fstest.MapFS, []byte) {
	tb.Helper()
	var c, ind strings.Builder
	c.WriteString("[[court]]\nid = \"all\"\nname = \"全省法院\"\n")
	for i := range courts {
		fmt.Fprintf(&c, "[[court]]\nid = \"c%d\"\nname = \"示例第%d法院\"\nparent = \"all\"\n", i, i)
	}
	for i := range columns {
		fmt.Fprintf(&ind, "[[indicator]]\nid = \"i%d\"\nname = \"指标甲%d\"\nunit = \"件\"\n", i, i)
	}
	m := fstest.MapFS{
		"data/courts.toml":     &fstest.MapFile{Data: []byte(c.String())},
		"data/indicators.toml": &fstest.MapFile{Data: []byte(ind.String())},
	}
	book := excelize.NewFile()
	for s := range sheets {
		name := fmt.Sprintf("%d月", s+1)
		if s == 0 {
			if err := book.SetSheetName("Sheet1", name); err != nil {
				tb.Fatal(err)
			}
		} else if _, err := book.NewSheet(name); err != nil {
			tb.Fatal(err)
		}
		w, err := book.NewStreamWriter(name)
		if err != nil {
			tb.Fatal(err)
		}
		row := []any{"法院"}
		for i := range columns {
			row = append(row, fmt.Sprintf("指标甲%d", i))
		}
		for r := range courts + 1 {
			if err := w.SetRow(fmt.Sprintf("A%d", r+1), row); err != nil {
				tb.Fatal(err)
			}
			row = []any{fmt.Sprintf("示例第%d法院", r)}
			for i := range columns {
				row = append(row, (r*31+i*7+s)%1000+100)
			}
		}
		if err := w.Flush(); err != nil {
			tb.Fatal(err)
		}
	}
	buf, err := book.WriteToBuffer()
	if err != nil {
		tb.Fatal(err)
	}
	return m, buf.Bytes()
}

// BenchmarkImport reads 12 sheets of 2,000 rows; the number of columns is that
// of the values of a row.
func BenchmarkImport(b *testing.B) {
	for _, columns := range []int{4, 20} {
		b.Run(fmt.Sprintf("12x2000x%d", columns), func(b *testing.B) {
			m, data := bigSite(b, 2000, columns, 12)
			b.ReportAllocs()
			for b.Loop() {
				var bag diag.Bag
				book, err := sheet.Open("2024年.xlsx", data)
				if err != nil {
					b.Fatal(err)
				}
				p, err := plan(m, book, "2024年.xlsx", Options{Cite: "x"}, &bag)
				if err != nil || !p.Ready || p.Values != 12*2000*columns {
					b.Fatal(err, p.Values, bag.Sorted()[:1])
				}
			}
		})
	}
}
