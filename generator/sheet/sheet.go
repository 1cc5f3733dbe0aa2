// Package sheet reads the tables that offices keep, .xlsx workbooks and .csv
// files, as the grids of cells that a person sees: what a number format shows,
// what a formula last gave, one value in all of a merged range.
//
// It reads the XML of a workbook as a stream, a cell at a time, and only the
// parts that hold cells. A library that holds the workbook, as excelize does,
// needs twice the time, tells no number format without a look-up a cell, and
// unzips the pictures too.
package sheet

import (
	"path"
	"strconv"
	"strings"

	"gongbao/generator/diag"
)

// Kind is what a cell holds.
type Kind uint8

const (
	Empty   Kind = iota
	Text         // words, also numbers that were typed as text into a workbook
	Number       // a number, also the cached result of a formula
	Date         // a number shown as a date, a time or a duration
	Logical      // TRUE or FALSE
	Fault        // an error value such as #DIV/0!, or a formula without a result
)

// Cell is one cell. The zero Cell is empty.
type Cell struct {
	// Text is the cell as it is shown, without spaces around it: 97.19%,
	// 1,234.50, 案件数, TRUE, #DIV/0!. Lines within a cell are parted by "\n".
	//
	// A number in the General format shows up to 15 significant digits and is
	// never cut to the width of its column. Where the format would hide what
	// the number is, Text is plainer than the screen: a negative number always
	// begins with a minus sign (never brackets or colour alone), a number
	// always has its digits (zero is 0 where the format shows a dash), and in
	// scientific and fraction formats it is written out in full.
	//
	// A date is 2024-03-31, with 09:30 or 09:30:15 after a space if the format
	// shows a time and the time is not midnight; 2024-03 or 2024 if the format
	// leaves out the day or the month. A time is 09:30, a duration 36:00.
	Text string
	Kind Kind
	// General tells that a number has no format of its own, so that its places
	// say nothing of the precision it was meant with.
	General bool
	// Formula tells that the value is what a formula gave when the workbook was
	// last saved. A formula that was never worked out is a Fault whose Text is
	// "": opening the workbook in Excel or WPS and saving it helps.
	Formula bool
	// Merged tells that the cell repeats the first one of its merged range.
	Merged bool
}

// Sheet is one table of cells.
type Sheet struct {
	Name   string // for a CSV file, the file's without its folder and extension
	Hidden bool
	Rows   int // up to the last row that holds anything
	Cols   int // up to the last column that holds anything

	cells                  [][]Cell // by row and column from 0; rows end with their last cell
	merged                 merges
	hiddenRows, hiddenCols spans
}

// Book is a workbook, or a CSV file with its one sheet.
type Book struct {
	Name   string // of the file, as given to Open
	Sheets []*Sheet
}

// Open reads a workbook or a CSV file. What the data is decides, and not the
// extension of its name. An error is always a *diag.Problem: the data is no
// table that can be read, and the message says what to do.
func Open(name string, data []byte) (*Book, error) { return openWithin(usual, name, data) }

func openWithin(most bounds, name string, data []byte) (*Book, error) {
	kind := sniff(name, data)
	var sheets []*Sheet
	var err error
	switch kind {
	case fileWorkbook:
		sheets, err = readWorkbook(most, name, data)
	case fileText:
		base := path.Base(strings.ReplaceAll(name, `\`, "/"))
		title := strings.TrimSuffix(base, path.Ext(base))
		var s *Sheet
		s, err = readCSV(most, name, title, data)
		sheets = []*Sheet{s}
	default:
		err = refuse(name, kind)
	}
	if err != nil {
		return nil, err
	}
	return &Book{Name: name, Sheets: sheets}, nil
}

// At is the cell of a row and a column, both counted from 1. Outside of the
// sheet all cells are empty, but for those of a merged range that reaches there.
func (s *Sheet) At(row, col int) Cell {
	if r, ok := s.merged.find(row, col); ok && (r.top != row || r.left != col) {
		c := s.own(r.top, r.left)
		c.Merged = true
		return c
	}
	return s.own(row, col)
}

// own is the cell without regard to merged ranges.
func (s *Sheet) own(row, col int) Cell {
	if row < 1 || row > len(s.cells) {
		return Cell{}
	}
	cells := s.cells[row-1]
	if col < 1 || col > len(cells) {
		return Cell{}
	}
	return cells[col-1]
}

// HiddenRow reports whether a row, counted from 1, is not shown.
func (s *Sheet) HiddenRow(row int) bool { return s.hiddenRows.has(row) }

// HiddenCol reports whether a column, counted from 1, is not shown.
func (s *Sheet) HiddenCol(col int) bool { return s.hiddenCols.has(col) }

// Place is how a message names a cell of the sheet: 一季度!B3.
func (s *Sheet) Place(row, col int) string { return s.Name + "!" + Ref(row, col) }

// Ref is the name of a cell, both counted from 1: B3.
func Ref(row, col int) string {
	var letters [8]byte
	i := len(letters)
	for ; col > 0 && i > 0; col = (col - 1) / 26 {
		i--
		letters[i] = 'A' + byte((col-1)%26)
	}
	return string(letters[i:]) + strconv.Itoa(row)
}

// What a workbook may have at most, in Excel's own file format.
const (
	maxRow = 1 << 20
	maxCol = 1 << 14
)

// parseRef is the inverse of Ref. Letters may be small.
func parseRef(s string) (row, col int, ok bool) {
	i := 0
	for ; i < len(s); i++ {
		letter := s[i] &^ 0x20
		if letter < 'A' || letter > 'Z' {
			break
		}
		if col = col*26 + int(letter-'A') + 1; col > maxCol {
			return 0, 0, false
		}
	}
	digits := i
	for ; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return 0, 0, false
		}
		if row = row*10 + int(s[i]-'0'); row > maxRow {
			return 0, 0, false
		}
	}
	return row, col, digits > 0 && row > 0 && col > 0
}

// bounds are what is read of one file at most.
type bounds struct {
	cells int   // the empty ones between others included
	bytes int64 // of text or unzipped XML
}

// usual bounds: a city's year by case type is some hundred thousand cells, and
// ten times that still fits into the memory of an office PC.
var usual = bounds{cells: 5_000_000, bytes: 512e6}

func (b bounds) tooManyCells(place string) error {
	return &diag.Problem{Code: diag.WorkbookTooLarge, Args: diag.Args{
		"place": place, "limit": strconv.Itoa(b.cells), "unit": "@unit-cells"}}
}

func (b bounds) tooManyBytes(place string) error {
	return &diag.Problem{Code: diag.WorkbookTooLarge, Args: diag.Args{
		"place": place, "limit": strconv.FormatInt(b.bytes/1e6, 10), "unit": "@unit-megabytes"}}
}

func damaged(place string) error {
	return &diag.Problem{Code: diag.WorkbookDamaged, Args: diag.Args{"place": place}}
}

// grid puts cells into the rows of a sheet.
type grid struct {
	sheet *Sheet
	row   []Cell // the row at hand
	slab  []Cell // where the next rows are cut from
	left  *int   // how many more cells the file may have
}

// put sets a cell of the row at hand, counted from 1; false if that is too many.
func (g *grid) put(col int, c Cell) bool {
	if c.Kind == Empty {
		return true
	}
	if more := col - len(g.row); more > 0 {
		if *g.left -= more; *g.left < 0 {
			return false
		}
		for range more - 1 {
			g.row = append(g.row, Cell{})
		}
		g.row = append(g.row, c)
		return true
	}
	g.row[col-1] = c
	return true
}

// end keeps the row at hand as the row of that number, counted from 1. A row
// that comes twice is laid over the first. A row without cells costs nothing
// unless another follows it; then it counts as one cell.
func (g *grid) end(row int) bool {
	if len(g.row) == 0 {
		return true
	}
	s := g.sheet
	if more := row - len(s.cells); more > 0 {
		if *g.left -= more; *g.left < 0 {
			return false
		}
		s.cells = append(s.cells, make([][]Cell, more)...)
	}
	before := s.cells[row-1]
	if *g.left -= len(before); *g.left < 0 { // else a file could have one row copied for ever
		return false
	}
	for i, c := range before {
		switch {
		case i >= len(g.row):
			g.row = append(g.row, c)
		case g.row[i].Kind == Empty:
			g.row[i] = c
		}
	}
	n := len(g.row)
	if n > cap(g.slab)-len(g.slab) {
		g.slab = make([]Cell, 0, max(n, 4096))
	}
	start := len(g.slab)
	g.slab = append(g.slab, g.row...)
	s.cells[row-1] = g.slab[start : start+n : start+n]
	s.Rows = len(s.cells)
	s.Cols = max(s.Cols, n)
	g.row = g.row[:0]
	return true
}

// texts keeps many short strings in few pieces of memory.
type texts struct{ b strings.Builder }

func (t *texts) keep(s []byte) string {
	if len(s) > t.b.Cap()-t.b.Len() {
		t.b = strings.Builder{} // the strings that were handed out keep the old one
		t.b.Grow(max(len(s), 1<<16))
	}
	start := t.b.Len()
	t.b.Write(s)
	return t.b.String()[start:]
}
