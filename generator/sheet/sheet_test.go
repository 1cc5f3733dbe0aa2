package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"gongbao/generator/diag"
)

// parts are the files of a workbook by their names.
type parts map[string]string

const (
	transitional = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	strict       = "http://purl.oclc.org/ooxml/officeDocument/relationships/"
	header       = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
)

// zipped makes a zip of parts, in the order of their names.
func zipped(tb testing.TB, p parts) []byte {
	tb.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range sorted(p) {
		w, err := z.Create(name)
		if err != nil {
			tb.Fatal(err)
		}
		if _, err := w.Write([]byte(p[name])); err != nil {
			tb.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// plain is a workbook of one sheet, 一季度, with what the worksheet element holds.
func plain(worksheet string) parts {
	return parts{
		"[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
		"_rels/.rels":         `<Relationships><Relationship Id="rId1" Type="` + transitional + `officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":     header + `<workbook xmlns:r="r"><sheets><sheet name="一季度" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId1" Type="` + transitional + `worksheet" Target="worksheets/sheet1.xml"/>` +
			`<Relationship Id="rId2" Type="` + transitional + `sharedStrings" Target="sharedStrings.xml"/>` +
			`<Relationship Id="rId3" Type="` + transitional + `styles" Target="styles.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml": header + `<worksheet>` + worksheet + `</worksheet>`,
		"xl/sharedStrings.xml":     header + `<sst><si><t>法院</t></si><si><r><t>收</t></r><r><rPr><b/></rPr><t xml:space="preserve">案 数</t></r><rPh sb="0" eb="1"><t>shou</t></rPh></si></sst>`,
		"xl/styles.xml":            header + `<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="10"/></cellXfs></styleSheet>`,
	}
}

func open(tb testing.TB, name string, data []byte) *Book {
	tb.Helper()
	b, err := Open(name, data)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// only reads a workbook whose one sheet has that in its worksheet element.
func only(tb testing.TB, worksheet string) *Sheet {
	tb.Helper()
	return open(tb, "a.xlsx", zipped(tb, plain(worksheet))).Sheets[0]
}

// shown is the text of all cells: a row a line, cells parted by |.
func shown(s *Sheet) string {
	var b strings.Builder
	for row := 1; row <= s.Rows; row++ {
		for col := 1; col <= s.Cols; col++ {
			if col > 1 {
				b.WriteByte('|')
			}
			b.WriteString(strings.ReplaceAll(s.At(row, col).Text, "\n", "⏎"))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestRefAndPlace(t *testing.T) {
	for _, c := range []struct {
		row, col int
		want     string
	}{{1, 1, "A1"}, {3, 2, "B3"}, {10, 26, "Z10"}, {1, 27, "AA1"}, {7, 702, "ZZ7"}, {7, 703, "AAA7"}, {1048576, 16384, "XFD1048576"}} {
		if got := Ref(c.row, c.col); got != c.want {
			t.Errorf("Ref(%d, %d) = %s, want %s", c.row, c.col, got, c.want)
		}
		if row, col, ok := parseRef(strings.ToLower(c.want)); !ok || row != c.row || col != c.col {
			t.Errorf("parseRef(%s) = %d, %d, %v", c.want, row, col, ok)
		}
	}
	for _, bad := range []string{"", "3", "B", "B0", "B-1", "XFE1", "A1048577", "A1B", "$A$1", "A99999999999999999999"} {
		if _, _, ok := parseRef(bad); ok {
			t.Errorf("parseRef takes %q", bad)
		}
	}
	if got := (&Sheet{Name: "一季度"}).Place(3, 2); got != "一季度!B3" {
		t.Errorf("Place = %s", got)
	}
}

func TestKindsOfCells(t *testing.T) {
	s := only(t, `<sheetData><row r="2">
		<c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c>
		<c r="C2"><v>1234.5</v></c><c r="D2" s="1"><v>0.97189999999999999</v></c>
		<c r="E2" t="b"><v>1</v></c><c r="F2" t="b"><v>0</v></c><c r="G2" t="e"><v>#DIV/0!</v></c>
		<c r="H2" t="inlineStr"><is><r><t>一</t></r><r><t>二</t></r><rPh sb="0" eb="1"><t>yi</t></rPh></is></c>
		<c r="I2" t="str"><f>A1&amp;"x"</f><v>甲_x000D_
乙</v></c>
		<c r="J2"><f>1+1</f><v>2</v></c><c r="K2"><f>SUM(A1)</f></c><c r="L2"><f>SUM(A1)</f><v></v></c>
		<c r="M2" t="str"><f>""</f><v></v></c><c r="N2" s="1"/><c r="O2" t="d"><v>2024-03-31T00:00:00</v></c>
		<c r="P2" t="inlineStr"><is><t xml:space="preserve">&#160;　 中院　 </t></is></c><c r="Q2" t="inlineStr"><is><t>　</t></is></c>
		<c r="R2"><v>1 234</v></c><c r="S2"><f t="shared" si="0"/><v>-3</v></c><c r="T2" t="e"><f>1/0</f><v>#DIV/0!</v></c>
		</row></sheetData>`)
	want := []Cell{
		{Kind: Text, Text: "法院"}, {Kind: Text, Text: "收案 数"},
		{Kind: Number, Text: "1234.5", General: true}, {Kind: Number, Text: "97.19%"},
		{Kind: Logical, Text: "TRUE"}, {Kind: Logical, Text: "FALSE"}, {Kind: Fault, Text: "#DIV/0!"},
		{Kind: Text, Text: "一二"}, {Kind: Text, Text: "甲\n乙", Formula: true},
		{Kind: Number, Text: "2", General: true, Formula: true}, {Kind: Fault, Formula: true}, {Kind: Fault, Formula: true},
		{}, {}, {Kind: Date, Text: "2024-03-31"},
		{Kind: Text, Text: "中院"}, {},
		{Kind: Text, Text: "1 234"}, {Kind: Number, Text: "-3", General: true, Formula: true}, {Kind: Fault, Text: "#DIV/0!", Formula: true},
	}
	for i, w := range want {
		if diff := cmp.Diff(w, s.At(2, i+1)); diff != "" {
			t.Errorf("%s: %s", Ref(2, i+1), diff)
		}
	}
	if s.Rows != 2 || s.Cols != len(want) {
		t.Errorf("%d rows, %d columns", s.Rows, s.Cols)
	}
	for _, at := range [][2]int{{0, 1}, {1, 0}, {-1, -1}, {1, 1}, {3, 1}, {2, 99}, {1 << 30, 1 << 30}} {
		if c := s.At(at[0], at[1]); c != (Cell{}) {
			t.Errorf("At(%v) = %v", at, c)
		}
	}
}

// TestDisplayedForms shows numbers in formats as Excel does, or more plainly
// where the comment of Cell says so.
func TestDisplayedForms(t *testing.T) {
	for _, c := range []struct {
		code, value string
		want        string
		kind        Kind
		general     bool
	}{
		// General
		{"General", "34898", "34898", Number, true},
		{"", "34898", "34898", Number, true},
		{"General", "0.30000000000000004", "0.3", Number, true},
		{"General", "1234567890123456", "1234567890123460", Number, true},
		{"General", "123456789012345", "123456789012345", Number, true},
		{"General", "0.1234567890123456789", "0.123456789012346", Number, true},
		{"General", "1E-3", "0.001", Number, true},
		{"General", "1.5E+5", "150000", Number, true},
		{"General", "-0", "0", Number, true},
		{"General", "-12.50", "-12.5", Number, true},
		{"General", "1e300", "1E+300", Number, true},
		{"General", "1e-300", "1E-300", Number, true},
		{"General", "1e999", "1e999", Text, false},
		{"General", "NaN", "NaN", Text, false},
		{"General", "0x10", "0x10", Text, false},
		{`General"件"`, "12", "12件", Number, true},
		{`G/通用格式"件"`, "-12", "-12件", Number, true},
		{"@", "12", "12", Number, true},
		{"0.00E+00", "123456", "123456", Number, true},
		{"# ?/?", "0.5", "0.5", Number, true},
		// places
		{"0", "12.5", "13", Number, false},
		{"0", "-12.5", "-13", Number, false},
		{"0", "0.4", "0", Number, false},
		{"0", "-0.4", "0", Number, false},
		{"0;-0", "-0.4", "0", Number, false},
		{"0.00", "1.005", "1.01", Number, false},
		{"0.00", "1.0049999999999999", "1.01", Number, false}, // 1.005 at 15 digits
		{"0.00", "2.675", "2.68", Number, false},
		{"0.00", "-2.675", "-2.68", Number, false},
		{"0.00", "89.396", "89.40", Number, false},
		{"0.00", "4.808", "4.81", Number, false},
		{"0.00", "999.995", "1000.00", Number, false},
		{"0.00", "0.995", "1.00", Number, false},
		{"0.00", "0.004", "0.00", Number, false},
		{"0.00", "0.0005", "0.00", Number, false},
		{"0.00", "5", "5.00", Number, false},
		{"0.0", "1E+20", "100000000000000000000.0", Number, false},
		{"0.###", "1.5", "1.5", Number, false},
		{"0.###", "2", "2", Number, false},
		{"0.0##", "2.12345", "2.123", Number, false},
		{"#.##", "0.5", ".5", Number, false},
		{".00", "12.5", "12.50", Number, false},
		{"000", "7", "007", Number, false},
		{"00.0", "123.45", "123.5", Number, false},
		{"??0.0?", "1.5", "1.5", Number, false},
		// thousands, percent, scale
		{"#,##0", "1234567", "1,234,567", Number, false},
		{"#,##0", "123", "123", Number, false},
		{"#,##0.00", "-1234.5", "-1,234.50", Number, false},
		{"#,##0", "999999.5", "1,000,000", Number, false},
		{"0,000", "7", "0,007", Number, false},
		{"0.00%", "0.9719", "97.19%", Number, false},
		{"0.00%", "0.97189999999999999", "97.19%", Number, false},
		{"0%", "0.975", "98%", Number, false},
		{"0.0%", "1.0035", "100.4%", Number, false},
		{"0.000%", "0.00109", "0.109%", Number, false},
		{`0.00"‰"`, "1.5", "1.50‰", Number, false},
		{"0,", "12345", "12", Number, false},
		{"#,##0.0,,", "1234567890", "1,234.6", Number, false},
		{`0!.0,"万"`, "12345", "1.2万", Number, false},
		{`0!.0,万`, "5678", "0.6万", Number, false},
		{`#!.0000"万"`, "45678", "4.5678万", Number, false},
		{`0\.0,"万"`, "-12345", "-1.2万", Number, false},
		{`0"."0000`, "123456", "12.3456", Number, false},
		// words around
		{`0"件"`, "12", "12件", Number, false},
		{"0.0万", "3.97", "4.0万", Number, false},
		{`"约"0.0"万件"`, "3597.34", "约3597.3万件", Number, false},
		{`[$¥-804]#,##0.00`, "1234.5", "¥1,234.50", Number, false},
		{`[DBNum1][$-804]0`, "12", "12", Number, false},
		{`0_ `, "12", "12", Number, false},
		{`* #,##0`, "12", "12", Number, false},
		{`0 "个百分点"`, "2", "2 个百分点", Number, false},
		{`+0.0;-0.0`, "1.25", "+1.3", Number, false},
		// sections
		{"0.00_);(0.00)", "-1.5", "-1.50", Number, false},
		{"0.00;[Red]0.00", "-1.5", "-1.50", Number, false},
		{"#,##0;[Red]-#,##0", "-1500", "-1,500", Number, false},
		{`"¥"#,##0;"¥"-#,##0`, "-1500", "¥-1,500", Number, false},
		{`0;-0;"-"`, "0", "0", Number, false},
		{`0.0;-0.0;"无"`, "0", "0.0", Number, false},
		{`_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ `, "0", "0.00", Number, false},
		{`_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ `, "-1234.567", "-1,234.57", Number, false},
		{";;;", "12.5", "12.5", Number, true},
		{"0;;", "-3", "-3", Number, false},
		{"0.0;@", "-3", "-3.0", Number, false},
		{`[>=10000]0!.0,"万";0`, "12345", "1.2万", Number, false},
		{`[>=10000]0!.0,"万";0`, "1234", "1234", Number, false},
		{`[<0]"降"0.0;[>0]"升"0.0;"平"0`, "-1.5", "-降1.5", Number, false},
		{`[<0]"降"0.0;[>0]"升"0.0;"平"0`, "1.5", "升1.5", Number, false},
		{`[<0]"降"0.0;[>0]"升"0.0;"平"0`, "0", "平0", Number, false},
		{`[=1]"是";[=0]"否";0.0`, "2", "2.0", Number, false},
		// dates
		{"yyyy/m/d", "45382", "2024-03-31", Date, false},
		{`yyyy"年"m"月"d"日"`, "45382.75", "2024-03-31", Date, false},
		{`yyyy"年"m"月"`, "45352", "2024-03", Date, false},
		{`m"月"`, "45352", "2024-03", Date, false},
		{`yyyy"年"`, "45352", "2024", Date, false},
		{`m"月"d"日"`, "45382", "2024-03-31", Date, false},
		{"mmm-yy", "45382", "2024-03", Date, false},
		{"[$-804]aaaa", "45382", "2024-03-31", Date, false},
		{"[$-F800]dddd, mmmm dd, yyyy", "45382", "2024-03-31", Date, false},
		{"yyyy-mm-dd hh:mm", "45382.395833333336", "2024-03-31 09:30", Date, false},
		{"yyyy-mm-dd hh:mm:ss", "45382.395995370367", "2024-03-31 09:30:14", Date, false},
		{"yyyy-mm-dd hh:mm", "45382", "2024-03-31", Date, false},
		{"h:mm", "0.395833333333333", "09:30", Date, false},
		{"h:mm AM/PM", "0.75", "18:00", Date, false},
		{"上午/下午h\"时\"mm\"分\"", "0.75", "18:00", Date, false},
		{"mm:ss", "0.0007", "00:01:00", Date, false},
		{"[h]:mm", "1.5", "36:00", Date, false},
		{"[h]:mm:ss", "1.5", "36:00:00", Date, false},
		{"[mm]:ss", "0.5", "720:00", Date, false},
		{"yyyy/m/d", "1", "1900-01-01", Date, false},
		{"yyyy/m/d", "59", "1900-02-28", Date, false},
		{"yyyy/m/d", "61", "1900-03-01", Date, false},
		{"yyyy/m/d", "-5", "-5", Number, true},
		{"yyyy/m/d", "0", "0", Number, true},
		{"yyyy/m/d", "1e300", "1E+300", Number, true},
		// not dates
		{`0"d"`, "5", "5d", Number, false},
		{`0\h`, "5", "5h", Number, false},
		{`[Red]0`, "5", "5", Number, false},
		{`"年"0`, "5", "年5", Number, false},
	} {
		var keep texts
		got := parseFormat(c.code, false).number([]byte(c.value), &keep)
		if want := (Cell{Kind: c.kind, Text: c.want, General: c.general}); got != want {
			t.Errorf("%s in %s: %+v, want %+v", c.value, c.code, got, want)
		}
	}
}

func TestWordsInFormats(t *testing.T) {
	for _, c := range []struct{ code, want string }{
		{"General", "北城"}, {"0.00", "北城"}, {"@", "北城"}, {`@"人民法院"`, "北城人民法院"}, {`0;-0;0;"示例市"@`, "示例市北城"}, {";;;", "北城"}, {"_ @_ ", "北城"},
	} {
		if got := parseFormat(c.code, false).words("北城"); got != c.want {
			t.Errorf("%s shows %q, want %q", c.code, got, c.want)
		}
	}
}

// Excelize shows what Excel shows; where nothing is hidden we agree with it.
func TestFormatsAgreeWithExcelize(t *testing.T) {
	f := excelize.NewFile()
	codes := []string{"0", "0.0", "0.00", "0.000", "#,##0", "#,##0.00", "0%", "0.00%", `0"件"`, `0.0"万"`, "000", "0.0##"}
	values := []float64{0, 1, 7.25, 12.5, 0.1, 0.97, 1234.5678, -3.25, -98765.4321, 4601.8, 1e6, 123456789}
	for i, code := range codes {
		style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
		if err != nil {
			t.Fatal(err)
		}
		for j, v := range values {
			ref := Ref(j+1, i+1)
			if err := errors.Join(f.SetCellValue("Sheet1", ref, v), f.SetCellStyle("Sheet1", ref, ref, style)); err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	s := open(t, "a.xlsx", b.Bytes()).Sheets[0]
	for i, code := range codes {
		for j, v := range values {
			want, err := f.GetCellValue("Sheet1", Ref(j+1, i+1))
			if err != nil {
				t.Fatal(err)
			}
			if got := s.At(j+1, i+1).Text; got != want {
				t.Errorf("%v in %s: %s, excelize has %s", v, code, got, want)
			}
		}
	}
}

func TestMergedRangesRepeatTheirFirstCell(t *testing.T) {
	s := only(t, `<sheetData>
		<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1"><v>99</v></c></row>
		<row r="2"><c r="B2"><v>1</v></c><c r="C2"><v>2</v></c></row>
		<row r="3"><c r="A3"><v>5</v></c><c r="B3"><v>6</v></c><c r="F3"><v>7</v></c></row>
		</sheetData><mergeCells><mergeCell ref="B1:C1"/><mergeCell ref="A1:A2"/><mergeCell ref="A3:A1048576"/><mergeCell ref="F1:XFD2"/><mergeCell ref="B2"/><mergeCell ref="D9:C8"/></mergeCells>`)
	if got, want := shown(s), "法院|收案 数|收案 数|||\n法院|1|2|||\n5|6||||7\n"; got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	for _, c := range []struct {
		row, col int
		want     Cell
	}{
		{1, 1, Cell{Kind: Text, Text: "法院"}},
		{2, 1, Cell{Kind: Text, Text: "法院", Merged: true}},
		{1, 3, Cell{Kind: Text, Text: "收案 数", Merged: true}}, // not the 99 that is under it
		{3, 1, Cell{Kind: Number, Text: "5", General: true}},
		{1048576, 1, Cell{Kind: Number, Text: "5", General: true, Merged: true}},
		{1048577, 1, Cell{}},
		{2, 16384, Cell{Merged: true}},
		{2, 5, Cell{}},
	} {
		if got := s.At(c.row, c.col); got != c.want {
			t.Errorf("%s: %+v, want %+v", Ref(c.row, c.col), got, c.want)
		}
	}
	if s.Rows != 3 || s.Cols != 6 {
		t.Errorf("%d rows, %d columns", s.Rows, s.Cols)
	}
}

func TestHiddenSheetsRowsAndColumns(t *testing.T) {
	f := excelize.NewFile()
	check := func(errs ...error) {
		t.Helper()
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"隐藏", "很隐藏", "图"} {
		_, err := f.NewSheet(name)
		check(err, f.SetCellValue(name, "A1", name))
	}
	check(f.SetSheetVisible("隐藏", false), f.SetSheetVisible("很隐藏", false, true),
		f.SetCellValue("Sheet1", "D4", 1),
		f.SetRowVisible("Sheet1", 2, false), f.SetRowVisible("Sheet1", 3, false), f.SetRowHeight("Sheet1", 6, 0),
		f.SetColVisible("Sheet1", "B:C", false), f.SetColWidth("Sheet1", "E", "E", 0))
	check(f.AddChartSheet("图表", &excelize.Chart{Type: excelize.Col, Series: []excelize.ChartSeries{{Values: "Sheet1!$A$1:$A$2"}}}))
	var b bytes.Buffer
	check(f.Write(&b))

	book := open(t, "a.xlsx", b.Bytes())
	var got []string
	for _, s := range book.Sheets {
		got = append(got, fmt.Sprint(s.Name, s.Hidden))
	}
	if diff := cmp.Diff([]string{"Sheet1false", "隐藏true", "很隐藏true", "图false"}, got); diff != "" {
		t.Error(diff)
	}
	s := book.Sheets[0]
	for n := range 8 {
		if got, want := s.HiddenRow(n), n == 2 || n == 3 || n == 6; got != want {
			t.Errorf("HiddenRow(%d) = %v", n, got)
		}
		if got, want := s.HiddenCol(n), n == 2 || n == 3 || n == 5; got != want {
			t.Errorf("HiddenCol(%d) = %v", n, got)
		}
	}
}

func TestWorkbooksOfOtherPrograms(t *testing.T) {
	cells := `<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>45382</v></c></row></sheetData>`
	dated := `<styleSheet><numFmts><numFmt numFmtId="176" formatCode="yyyy-mm-dd"/></numFmts>` +
		`<dxfs><dxf><numFmt numFmtId="176" formatCode="0.00"/></dxf></dxfs>` +
		`<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="176"/><xf numFmtId="57"/></cellXfs></styleSheet>`
	for name, c := range map[string]struct {
		change func(parts)
		want   string
	}{
		"as it is": {func(parts) {}, "法院|45382\n"},
		"Strict": {func(p parts) {
			for name, text := range p {
				p[name] = strings.ReplaceAll(text, transitional, strict)
			}
		}, "法院|45382\n"},
		"absolute targets": {func(p parts) {
			p["_rels/.rels"] = strings.ReplaceAll(p["_rels/.rels"], `Target="`, `Target="/`)
			p["xl/_rels/workbook.xml.rels"] = strings.ReplaceAll(p["xl/_rels/workbook.xml.rels"], `Target="`, `Target="/xl/`)
		}, "法院|45382\n"},
		"another case, back slashes": {func(p parts) {
			p[`xl\Worksheets\Sheet1.xml`] = p["xl/worksheets/sheet1.xml"]
			delete(p, "xl/worksheets/sheet1.xml")
		}, "法院|45382\n"},
		"workbook elsewhere": {func(p parts) {
			p["_rels/.rels"] = strings.ReplaceAll(p["_rels/.rels"], "xl/workbook.xml", "book/main.xml")
			p["book/main.xml"], p["book/_rels/main.xml.rels"] = p["xl/workbook.xml"], p["xl/_rels/workbook.xml.rels"]
			for _, part := range []string{"sharedStrings.xml", "styles.xml", "worksheets/sheet1.xml"} {
				p["book/"+part] = p["xl/"+part]
				delete(p, "xl/"+part)
			}
			delete(p, "xl/workbook.xml")
		}, "法院|45382\n"},
		"no references": {func(p parts) {
			p["xl/worksheets/sheet1.xml"] = `<worksheet><sheetData><row><c t="s"><v>0</v></c><c><v>1</v></c></row><row/><row><c/><c><v>2</v></c></row></sheetData></worksheet>`
		}, "法院|1\n|\n|2\n"},
		"references now and then": {func(p parts) {
			p["xl/worksheets/sheet1.xml"] = `<worksheet><sheetData><row r="2"><c r="B2"><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row></sheetData></worksheet>`
		}, "||\n|1|2\n3||\n"},
		"rows out of order and twice": {func(p parts) {
			p["xl/worksheets/sheet1.xml"] = `<worksheet><sheetData><row r="2"><c r="B2"><v>4</v></c><c r="A2"><v>3</v></c></row><row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="C2"><v>5</v></c></row></sheetData></worksheet>`
		}, "1||\n3|4|5\n"},
		"prefixed elements": {func(p parts) {
			p["xl/worksheets/sheet1.xml"] = `<x:worksheet xmlns:x="m"><x:sheetData><x:row r="1"><x:c r="A1" t="s"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>`
		}, "收案 数\n"},
		"neither styles nor shared strings": {func(p parts) {
			p["xl/_rels/workbook.xml.rels"] = `<Relationships><Relationship Id="rId1" Type="` + transitional + `worksheet" Target="worksheets/sheet1.xml"/></Relationships>`
			p["xl/worksheets/sheet1.xml"] = `<worksheet><sheetData><row r="1"><c r="A1" s="7"><v>0.5</v></c></row></sheetData></worksheet>`
		}, "0.5\n"},
		"1904": {func(p parts) {
			p["xl/workbook.xml"] = strings.Replace(p["xl/workbook.xml"], "<sheets>", `<workbookPr date1904="1"/><sheets>`, 1)
			p["xl/styles.xml"] = dated
			p["xl/worksheets/sheet1.xml"] = `<worksheet><sheetData><row r="1"><c r="A1" s="1"><v>43920</v></c></row></sheetData></worksheet>`
		}, "2024-03-31\n"},
		"formats of its own, of conditional formats and Chinese ones": {func(p parts) {
			p["xl/styles.xml"] = dated
			p["xl/worksheets/sheet1.xml"] = `<worksheet><sheetData><row r="1"><c r="A1" s="1"><v>45382</v></c><c s="2"><v>45382</v></c><c s="0"><v>1</v></c></row></sheetData></worksheet>`
		}, "2024-03-31|2024-03|1\n"},
		"phonetic runs, comments, CDATA and what follows the data": {func(p parts) {
			p["xl/worksheets/sheet1.xml"] = `<worksheet><dimension ref="A1"/><sheetData><row r="1"><c r="A1" t="str"><v>一<!-- 注 --><![CDATA[<二>]]>&#19977;</v></c></row></sheetData><extLst><ext><f>1</f><v>9</v><c r="B9"><v>9</v></c><row r="9"/></ext></extLst></worksheet>`
		}, "一<二>三\n"},
		"shared string that looks escaped": {func(p parts) {
			p["xl/sharedStrings.xml"] = `<sst><si><t>_x005F_x000D_ _xZZ_ _x</t></si></sst>`
		}, "_x000D_ _xZZ_ _x|45382\n"},
	} {
		t.Run(name, func(t *testing.T) {
			p := plain(cells)
			c.change(p)
			if got := shown(open(t, "a.xlsx", zipped(t, p)).Sheets[0]); got != c.want {
				t.Errorf("got\n%swant\n%s", got, c.want)
			}
		})
	}
}

func TestSheetsComeInTheOrderOfTheirTabs(t *testing.T) {
	p := plain("")
	p["xl/workbook.xml"] = `<workbook xmlns:r="r"><sheets><sheet name="乙" sheetId="9" r:id="b"/><sheet name="甲" sheetId="2" r:id="a"/><sheet name="图" sheetId="3" r:id="c"/><sheet name="对话框" sheetId="4" r:id="d"/></sheets></workbook>`
	p["xl/_rels/workbook.xml.rels"] = `<Relationships>`
	for _, r := range [][3]string{{"c", "chartsheet", "c.xml"}, {"a", "worksheet", "a.xml"}, {"b", "worksheet", "b.xml"}, {"d", "dialogsheet", "d.xml"}} {
		p["xl/_rels/workbook.xml.rels"] += `<Relationship Id="` + r[0] + `" Type="` + transitional + r[1] + `" Target="` + r[2] + `"/>`
	}
	p["xl/_rels/workbook.xml.rels"] += `</Relationships>`
	for _, name := range []string{"a", "b"} {
		p["xl/"+name+".xml"] = `<worksheet><sheetData><row><c t="str"><v>` + name + `</v></c></row></sheetData></worksheet>`
	}
	var got []string
	for _, s := range open(t, "a.xlsx", zipped(t, p)).Sheets {
		got = append(got, s.Name+s.At(1, 1).Text)
	}
	if diff := cmp.Diff([]string{"乙b", "甲a"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestCSV(t *testing.T) {
	utf16 := func(order byte, s string) string {
		var b strings.Builder
		for _, r := range "\ufeff" + s {
			hi, lo := byte(r>>8), byte(r)
			if order == 'L' {
				hi, lo = lo, hi
			}
			b.WriteByte(hi)
			b.WriteByte(lo)
		}
		return b.String()
	}
	const table = "法院|收案\n北城|12\n"
	for name, c := range map[string]struct{ src, want string }{
		"UTF-8":                      {"法院,收案\n北城,12\n", table},
		"byte order mark, CRLF":      {"\xef\xbb\xbf法院,收案\r\n北城,12\r\n", table},
		"UTF-16 little":              {utf16('L', "法院\t收案\r\n北城\t12"), table},
		"UTF-16 big":                 {utf16('B', "法院,收案\n北城,12"), table},
		"GBK":                        {"\xb7\xa8\xd4\xba,\xca\xd5\xb0\xb8\r\n\xb1\xb1\xb3\xc7,12\r\n", table},
		"CR":                         {"法院,收案\r北城,12\r", table},
		"semicolon":                  {"法院;收案\n北城;1,2\n", "法院|收案\n北城|1,2\n"},
		"tab":                        {"法院\t收案\n北城\t\"1,200\"\n", "法院|收案\n北城|1,200\n"},
		"sep":                        {"sep=;\r\n法院;收,案\r\n北,城;12\r\n", "法院|收,案\n北,城|12\n"},
		"sep and more":               {"sep=,x\n1,2\n", "sep=|x\n1|2\n"},
		"title row, ragged, blank":   {"收案统计\n\n法院,收案,结案\n北城,12\n,,3,\n", "收案统计||\n||\n法院|收案|结案\n北城|12|\n||3\n"},
		"quotes":                     {"\"法院\",\"收\"\"案\"\"\"\n\"北\r\n城\" ,\" 12 \"\n", "法院|收\"案\"\n北⏎城|12\n"},
		"quote inside of a field":    {"审判\"质效\",1\n5\" 屏,2\n", "审判\"质效\"|1\n5\" 屏|2\n"},
		"spaces of all widths":       {"　法院\u00a0, 收案\u3000\n\ufeff北城,\t12\n", table},
		"one column":                 {"法院\n北城\n", "法院\n北城\n"},
		"delimiter in quotes only":   {"\"一;二;三\",1\n\"四;五;六\",2\n", "一;二;三|1\n四;五;六|2\n"},
		"no line break at the end":   {"法院,收案\n北城,", "法院|收案\n北城|\n"},
		"line separator as a letter": {"法院,收\u2028案\n", "法院|收\u2028案\n"},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, "数据/一季度.csv", []byte(c.src)).Sheets[0]
			if got := shown(s); got != c.want {
				t.Errorf("got\n%swant\n%s", got, c.want)
			}
			if s.Name != "一季度" {
				t.Errorf("name %s", s.Name)
			}
		})
	}
}

func TestNumbersInCSV(t *testing.T) {
	for text, want := range map[string]Kind{
		"0": Number, "12": Number, "-12.50": Number, "+3": Number, "−3": Number, "1,234,567.8": Number, "97.19%": Number, "９７．１９％": Number,
		"－１，２３４": Number, "0.5": Number, "123456789012345": Number,
		"": Empty, "　": Empty, "-": Text, "—": Text, "%": Text, "007": Text, "12,34": Text, "1,2345": Text, ",123": Text, "1.": Text, ".5": Text, "1.2.3": Text,
		"1234567890123456": Text, "110101199001011234": Text, "3597.3万": Text, "1E5": Text, "2024-03-31": Text, "未单列": Text, "TRUE": Text, "5%%": Text, "--5": Text,
		"1,234,56": Text, "1234,567": Text, "#DIV/0!": Text, "１２件": Text,
	} {
		c := typed(text)
		if c.Kind != want || want != Empty && c.Text != text || c.General {
			t.Errorf("%q is %+v, want kind %d", text, c, want)
		}
	}
}

// refused are the files that are no tables, and the code and words of each.
func refused(tb testing.TB) map[string]struct {
	file string
	data []byte
	code diag.Code
	args diag.Args
} {
	type refusal = struct {
		file string
		data []byte
		code diag.Code
		args diag.Args
	}
	ole := func(stream string) []byte {
		b := append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 512)...)
		for _, r := range stream {
			b = append(b, byte(r), 0)
		}
		return append(b, make([]byte, 512)...)
	}
	not := func(what, advice string) diag.Args { return diag.Args{"what": "@file-" + what, "advice": advice} }
	whole := zipped(tb, plain(`<sheetData><row><c><v>1</v></c></row></sheetData>`))
	with := func(name, text string) []byte {
		p := plain(`<sheetData><row><c><v>1</v></c></row></sheetData>`)
		if p[name] = text; text == "" {
			delete(p, name)
		}
		return zipped(tb, p)
	}
	sheet := func(inner string) []byte { return zipped(tb, plain(inner)) }
	flipped := bytes.Clone(whole)
	if i := bytes.Index(flipped, []byte("xl/worksheets/sheet1.xml")); i > 0 {
		for j := range 20 {
			flipped[i+40+j] ^= 0x5a
		}
	}
	damaged := func(place string) diag.Args { return diag.Args{"place": place} }
	save, again := "", "@advice-get-again"
	return map[string]refusal{
		"xls":               {"a.xls", ole("Workbook"), diag.NotAWorkbook, not("old-table", save)},
		"xls of 1995":       {"a.xls", ole("Book"), diag.NotAWorkbook, not("old-table", save)},
		"xls called xlsx":   {"a.xlsx", ole("Workbook"), diag.NotAWorkbook, not("old-table", save)},
		"et":                {"a.et", ole("Workbook"), diag.NotAWorkbook, not("old-table", save)},
		"wps":               {"a.wps", ole("WordDocument"), diag.NotAWorkbook, not("word", "@advice-copy-table")},
		"other old file":    {"a.ppt", ole("PowerPoint"), diag.NotAWorkbook, not("ole", save)},
		"encrypted":         {"a.xlsx", ole("EncryptedPackage"), diag.WorkbookEncrypted, nil},
		"html called xls":   {"a.xls", []byte("<html><body><table><tr><td>1,2</td></tr></table></body></html>"), diag.NotAWorkbook, not("html", save)},
		"table called xls":  {"a.xls", []byte("\r\n<table border=1>\n<tr><td>1</td></tr></table>"), diag.NotAWorkbook, not("html", save)},
		"html in GBK":       {"a.xls", []byte("<!DOCTYPE html>\n<title>\xb7\xa8\xd4\xba</title>"), diag.NotAWorkbook, not("html", save)},
		"mht":               {"a.xls", []byte("MIME-Version: 1.0\nContent-Type: multipart/related"), diag.NotAWorkbook, not("html", save)},
		"XML of 2003":       {"a.xls", []byte(`<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>`), diag.NotAWorkbook, not("xml", save)},
		"nothing":           {"a.xlsx", nil, diag.NotAWorkbook, not("empty", again)},
		"two bytes":         {"a.xlsx", []byte("\r\n"), diag.NotAWorkbook, not("empty", again)},
		"two bytes of CSV":  {"a.csv", []byte("\xff\xfe"), diag.NotAWorkbook, not("empty", again)},
		"white space":       {"a.csv", []byte("\xef\xbb\xbf \r\n\r\n"), diag.NotAWorkbook, not("empty", again)},
		"pdf":               {"a.xlsx", []byte("%PDF-1.7\n..."), diag.NotAWorkbook, not("pdf", "@advice-ask-for-table")},
		"picture":           {"a.xlsx", []byte("\x89PNG\r\n\x1a\n\x00\x00"), diag.NotAWorkbook, not("picture", "@advice-ask-for-table")},
		"rtf":               {"a.xlsx", []byte(`{\rtf1\ansi`), diag.NotAWorkbook, not("word", "@advice-copy-table")},
		"rar":               {"a.rar", []byte("Rar!\x1a\x07\x01\x00"), diag.NotAWorkbook, not("zip", "@advice-unzip")},
		"prose":             {"a.xlsx", []byte("各位代表：现在报告工作。"), diag.NotAWorkbook, not("prose", "@advice-name-csv")},
		"binary":            {"a.csv", []byte("a,b\x00\x01\x02"), diag.NotAWorkbook, not("binary", save)},
		"no known encoding": {"a.csv", []byte("a,b\xff\xff\xff,c"), diag.NotAWorkbook, not("binary", save)},
		"docx":              {"a.xlsx", zipped(tb, parts{"[Content_Types].xml": "<Types/>", "word/document.xml": "<document/>"}), diag.NotAWorkbook, not("word", "@advice-copy-table")},
		"pptx": {"a.xlsx", zipped(tb, parts{
			"_rels/.rels":          `<Relationships><Relationship Id="a" Type="` + transitional + `officeDocument" Target="ppt/presentation.xml"/></Relationships>`,
			"ppt/presentation.xml": "<presentation/>"}), diag.NotAWorkbook, not("zip", "@advice-unzip")},
		"ods":                 {"a.xlsx", zipped(tb, parts{"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}), diag.NotAWorkbook, not("ods", save)},
		"xlsb":                {"a.xlsx", zipped(tb, parts{"[Content_Types].xml": "<Types/>", "xl/workbook.bin": "\x00"}), diag.NotAWorkbook, not("xlsb", save)},
		"zip":                 {"a.zip", zipped(tb, parts{"一季度.xlsx": "PK"}), diag.NotAWorkbook, not("zip", "@advice-unzip")},
		"empty zip":           {"a.xlsx", zipped(tb, nil), diag.NotAWorkbook, not("zip", "@advice-unzip")},
		"no sheets":           {"a.xlsx", with("xl/workbook.xml", "<workbook><sheets/></workbook>"), diag.NotAWorkbook, not("no-sheet", again)},
		"cut off":             {"a.xlsx", whole[:len(whole)*2/3], diag.WorkbookDamaged, damaged("a.xlsx")},
		"cut off early":       {"a.xlsx", whole[:10], diag.WorkbookDamaged, damaged("a.xlsx")},
		"bytes changed":       {"a.xlsx", flipped, diag.WorkbookDamaged, damaged("a.xlsx!一季度")},
		"no worksheet":        {"a.xlsx", with("xl/worksheets/sheet1.xml", ""), diag.WorkbookDamaged, damaged("a.xlsx!一季度")},
		"no workbook":         {"a.xlsx", with("xl/workbook.xml", ""), diag.WorkbookDamaged, damaged("a.xlsx")},
		"no strings":          {"a.xlsx", with("xl/sharedStrings.xml", ""), diag.WorkbookDamaged, damaged("a.xlsx")},
		"XML cut off":         {"a.xlsx", with("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row>"), diag.WorkbookDamaged, damaged("a.xlsx!一季度")},
		"empty XML":           {"a.xlsx", with("xl/worksheets/sheet1.xml", "\n"), diag.WorkbookDamaged, damaged("a.xlsx!一季度")},
		"tags crossed":        {"a.xlsx", sheet("<sheetData><row></sheetData></row>"), diag.WorkbookDamaged, damaged("a.xlsx!一季度")},
		"deep":                {"a.xlsx", sheet(strings.Repeat("<a>", 99) + strings.Repeat("</a>", 99)), diag.WorkbookDamaged, damaged("a.xlsx!一季度")},
		"one long token":      {"a.xlsx", sheet("<!--" + strings.Repeat("x", 2*maxToken) + "-->"), diag.WorkbookDamaged, damaged("a.xlsx!一季度")},
		"bad row":             {"a.xlsx", sheet(`<sheetData><row r="x"/></sheetData>`), diag.WorkbookDamaged, damaged("a.xlsx!一季度")},
		"row 0":               {"a.xlsx", sheet(`<sheetData><row r="0"/></sheetData>`), diag.WorkbookDamaged, damaged("a.xlsx!一季度")},
		"row beyond":          {"a.xlsx", sheet(`<sheetData><row r="1048577"/></sheetData>`), diag.WorkbookDamaged, damaged("a.xlsx!一季度")},
		"bad cell":            {"a.xlsx", sheet(`<sheetData><row><c r="A1B"/></row></sheetData>`), diag.WorkbookDamaged, damaged("a.xlsx!一季度")},
		"column beyond":       {"a.xlsx", sheet(`<sheetData><row><c r="XFD1"/><c/></row></sheetData>`), diag.WorkbookDamaged, damaged("a.xlsx!一季度")},
		"no such string":      {"a.xlsx", sheet(`<sheetData><row r="3"><c r="B3" t="s"><v>2</v></c></row></sheetData>`), diag.WorkbookDamaged, damaged("a.xlsx!一季度!B3")},
		"unclosed quote":      {"a.csv", []byte("法院,收案\n\"北城,1\n南城,2\n"), diag.CSVBroken, diag.Args{"line": "2", "what": "@csv-unclosed"}},
		"sep, unclosed quote": {"a.csv", []byte("sep=,\n\"ab"), diag.CSVBroken, diag.Args{"line": "2", "what": "@csv-unclosed"}},
		"quote after sep":     {"a.csv", []byte("sep=,\"ab"), diag.CSVBroken, diag.Args{"line": "1", "what": "@csv-unclosed"}},
		"text after quote":    {"a.csv", []byte("法院,收案\n\"甲\n乙\",1\n\"北\"城,1\n"), diag.CSVBroken, diag.Args{"line": "4", "what": "@csv-after-quote"}},
	}
}

func TestFilesThatAreRefused(t *testing.T) {
	for name, c := range refused(t) {
		t.Run(name, func(t *testing.T) {
			b, err := Open(c.file, c.data)
			if b != nil {
				t.Fatal("opened", shown(b.Sheets[0]))
			}
			checkProblem(t, err, c.file, c.code, c.args)
		})
	}
}

// checkProblem wants a problem of that code and with those args, and no gap in
// its words.
func checkProblem(t *testing.T, err error, file string, code diag.Code, args diag.Args) {
	t.Helper()
	var p *diag.Problem
	if !errors.As(err, &p) {
		t.Fatalf("%v is no problem", err)
	}
	want := diag.Args{"file": file}
	for k, v := range args {
		if want[k] = v; k == "place" {
			delete(want, "file")
		}
	}
	if p.Code != code || !cmp.Equal(p.Args, want) {
		t.Errorf("%s %v, want %s %v", p.Code, p.Args, code, want)
	}
	for _, c := range []*diag.Catalog{diag.Chinese(), diag.English()} {
		if m, h := c.Message(p.Code, p.Args), c.Hint(p.Code, p.Args); h == "" || strings.Contains(m+h, "@") || strings.Contains(m+h, "{") {
			t.Errorf("%q %q", m, h)
		}
	}
}

func TestTooLarge(t *testing.T) {
	small := bounds{cells: 1000, bytes: 100_000}
	cells := func(n int) string { return strings.Repeat("<c><v>1</v></c>", n) }
	tooMany := func(place string) diag.Args { return diag.Args{"place": place, "limit": "1000", "unit": "@unit-cells"} }
	tooLong := func(place string) diag.Args {
		return diag.Args{"place": place, "limit": "0", "unit": "@unit-megabytes"}
	}
	const first = "a.xlsx!一季度"
	for name, c := range map[string]struct {
		sheet string
		args  diag.Args
	}{
		"cells":                   {"<sheetData>" + strings.Repeat("<row>"+cells(100)+"</row>", 10) + "</sheetData>", tooMany(first)},
		"one row":                 {"<sheetData><row>" + cells(1001) + "</row></sheetData>", tooMany(first)},
		"gaps between columns":    {`<sheetData><row><c r="XFD1"><v>1</v></c></row></sheetData>`, tooMany(first)},
		"gaps between rows":       {`<sheetData><row><c r="A1048576"><v>1</v></c></row></sheetData>`, tooMany(first)},
		"one row again and again": {`<sheetData><row r="1">` + cells(100) + "</row>" + strings.Repeat(`<row><c r="A2"><v>1</v></c><c r="A1"><v>1</v></c></row>`, 20) + "</sheetData>", tooMany(first)},
		"hidden rows":             {"<sheetData>" + strings.Repeat(`<row hidden="1"/>`, 1001) + "</sheetData>", tooMany(first)},
		"hidden columns":          {"<cols>" + strings.Repeat(`<col min="1" max="1" hidden="1"/>`, 1001) + "</cols>", tooMany(first)},
		"merged ranges":           {"<mergeCells>" + strings.Repeat(`<mergeCell ref="A1:B1"/>`, 1001) + "</mergeCells>", tooMany(first)},
		"ranges inside of ones":   {"<mergeCells>" + nested(100) + "</mergeCells>", tooMany(first)},
		"bytes":                   {"<sheetData>" + strings.Repeat(" ", 200_000) + "</sheetData>", tooLong(first)},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := openWithin(small, "a.xlsx", zipped(t, plain(c.sheet)))
			checkProblem(t, err, "a.xlsx", diag.WorkbookTooLarge, c.args)
		})
	}
	for name, part := range map[string][2]string{
		"strings":   {"xl/sharedStrings.xml", "<sst>" + strings.Repeat("<si/>", 1001) + "</sst>"},
		"styles":    {"xl/styles.xml", "<styleSheet><cellXfs>" + strings.Repeat("<xf/>", 1001) + "</cellXfs></styleSheet>"},
		"relations": {"xl/_rels/workbook.xml.rels", "<a>" + strings.Repeat("<Relationship/>", 1001) + "</a>"},
		"sheets":    {"xl/workbook.xml", "<workbook><sheets>" + strings.Repeat("<sheet/>", 1001) + "</sheets></workbook>"},
	} {
		t.Run(name, func(t *testing.T) {
			p := plain("")
			p[part[0]] = part[1]
			_, err := openWithin(small, "a.xlsx", zipped(t, p))
			checkProblem(t, err, "a.xlsx", diag.WorkbookTooLarge, tooMany("a.xlsx"))
		})
	}
	for name, c := range map[string]struct {
		csv  string
		args diag.Args
	}{
		"CSV cells":   {strings.Repeat("1,2\n", 400), tooMany("a.csv")},
		"CSV columns": {strings.Repeat(",", maxCol) + "\n", tooMany("a.csv")},
		"CSV bytes":   {strings.Repeat("一,二\n", 20_000), tooLong("a.csv")},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := openWithin(small, "a.csv", []byte(c.csv))
			checkProblem(t, err, "a.csv", diag.WorkbookTooLarge, c.args)
		})
	}
	// What just fits is read.
	book, err := openWithin(small, "a.xlsx", zipped(t, plain("<sheetData>"+strings.Repeat("<row>"+cells(95)+"</row>", 10)+"</sheetData>")))
	if err != nil {
		t.Fatal(err)
	}
	if s := book.Sheets[0]; s.Rows != 10 || s.Cols != 95 {
		t.Errorf("%d rows, %d columns", s.Rows, s.Cols)
	}
}

// nested are ranges of which each spans the rows of the next.
func nested(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `<mergeCell ref="%s:%s"/>`, Ref(1+i, 1+i), Ref(2*n-i, 1+i))
	}
	return b.String()
}

func TestAWorkbookOfExcelizeReadsAsItWasWritten(t *testing.T) {
	f := excelize.NewFile()
	sw, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	for row := 1; row <= 300; row++ {
		if err := sw.SetRow("A"+strconv.Itoa(row), []any{"法院" + strconv.Itoa(row), row, float64(row) / 8, row%2 == 0, nil, "尾"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := sw.Flush(); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	s := open(t, "a.xlsx", b.Bytes()).Sheets[0]
	if s.Rows != 300 || s.Cols != 6 {
		t.Fatalf("%d rows, %d columns", s.Rows, s.Cols)
	}
	for row := 1; row <= 300; row++ {
		want := []Cell{
			{Kind: Text, Text: "法院" + strconv.Itoa(row)}, {Kind: Number, Text: strconv.Itoa(row), General: true},
			{Kind: Number, Text: strconv.FormatFloat(float64(row)/8, 'f', -1, 64), General: true},
			{Kind: Logical, Text: strings.ToUpper(strconv.FormatBool(row%2 == 0))}, {}, {Kind: Text, Text: "尾"},
		}
		for i, w := range want {
			if got := s.At(row, i+1); got != w {
				t.Fatalf("%s: %+v, want %+v", s.Place(row, i+1), got, w)
			}
		}
	}
}
