// Package grid looks at a sheet as a table that people made: where it has
// headings, names of rows, titles and notes, and which cells hold values. It
// knows the shapes of tables and nothing of what they are about: what a heading
// means is asked of package names.
package grid

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"gongbao/generator/diag"
	"gongbao/generator/importer/spoken"
	"gongbao/generator/quantity"
	"gongbao/generator/sheet"
)

// Grid is a sheet as a table is read from it.
type Grid struct {
	*sheet.Sheet
	File string // how messages name it
	All  bool   // hidden rows and columns are read too
}

// New is a sheet of a book. name is that of the file.
func New(book *sheet.Book, name string, s *sheet.Sheet) *Grid {
	file := name
	if len(book.Sheets) > 1 || s.Name != "" && !strings.HasPrefix(name, s.Name+".") {
		file = name + "!" + s.Name
	}
	return &Grid{Sheet: s, File: file}
}

// Pos is the place of a cell. text is what is shown of it.
func (g *Grid) Pos(row, col int, text string) diag.Pos {
	return diag.Pos{File: g.File, Line: row, Column: col, Text: text}
}

// SkipCol reports whether a column is passed over because it is not shown.
func (g *Grid) SkipCol(c int) bool { return !g.All && g.HiddenCol(c) }

// SkipRow reports whether a row is passed over because it is not shown.
func (g *Grid) SkipRow(r int) bool { return !g.All && g.HiddenRow(r) }

// Text is what a cell shows, without the line ends that only fit it into its
// column.
func (g *Grid) Text(row, col int) string { return oneLine(g.At(row, col).Text) }

var breaks = strings.NewReplacer("\r", "", "\n", "", "\t", "")

func oneLine(s string) string {
	if !strings.ContainsAny(s, "\n\r\t") {
		return s
	}
	return strings.TrimSpace(breaks.Replace(s))
}

// Heading is what stands above a column in the heading's rows, from top to
// bottom; a text that runs over several of them counts once.
func (g *Grid) Heading(from, to, col int) []string {
	var parts []string
	for r := from; r <= to; r++ {
		if !g.SkipRow(r) {
			parts = add(parts, g.Text(r, col))
		}
	}
	return parts
}

// RowName is what the naming columns say of a row.
func (g *Grid) RowName(row int, cols []int) []string {
	var parts []string
	for _, c := range cols {
		parts = add(parts, g.Text(row, c))
	}
	return parts
}

func add(parts []string, text string) []string {
	if text == "" || len(parts) > 0 && parts[len(parts)-1] == text {
		return parts
	}
	return append(parts, text)
}

// Texts are the texts of a row, each once, merged cells counted where they
// begin.
func (g *Grid) Texts(row int) []string {
	var out []string
	for c := 1; c <= g.Cols; c++ {
		cell := g.At(row, c)
		if cell.Text == "" || cell.Merged || slices.Contains(out, cell.Text) {
			continue
		}
		out = append(out, oneLine(cell.Text))
	}
	return out
}

// Empty reports whether a row holds nothing.
func (g *Grid) Empty(row int) bool {
	for c := 1; c <= g.Cols; c++ {
		if cell := g.At(row, c); cell.Kind != sheet.Empty || cell.Formula {
			return false
		}
	}
	return true
}

// Banner reports whether one text fills a row: a title, a section, a footnote.
func (g *Grid) Banner(row int) (text string, ok bool) {
	for c := 1; c <= g.Cols; c++ {
		cell := g.At(row, c)
		switch {
		case cell.Kind == sheet.Empty && !cell.Formula:
		case text == "" && cell.Kind == sheet.Text:
			text = cell.Text
		case cell.Merged && cell.Text == text && text != "":
		default:
			return "", false
		}
	}
	return oneLine(text), text != ""
}

// IsCaption reports whether a row says the unit or the date and is no heading:
// 填报单位：… 单位：件.
func (g *Grid) IsCaption(row int) bool {
	return slices.ContainsFunc(g.Texts(row), func(t string) bool {
		return spoken.CaptionUnits(t) != nil && strings.ContainsAny(t, ":：") || spoken.IsFootnote(t) || strings.Contains(spoken.Plain(t), ":")
	})
}

// IsValue reports whether a cell holds a number, also one that was typed as
// text, or what is left of one.
func IsValue(c sheet.Cell) bool {
	switch c.Kind {
	case sheet.Number, sheet.Fault:
		return true
	case sheet.Text:
		if first, _ := utf8.DecodeRuneInString(c.Text); !unicode.IsDigit(first) && first != '-' && first != '−' {
			return false
		}
		_, err := quantity.Parse(c.Text)
		return err == nil
	}
	return false
}

// isFigure reports whether a cell holds a value and not a year, which is a
// heading as often as not.
func isFigure(c sheet.Cell) bool { return IsValue(c) && !spoken.IsYear(c.Text) }

// Numbers counts the cells of a row that hold numbers, years left out.
func (g *Grid) Numbers(row int) int {
	n := 0
	for c := 1; c <= g.Cols; c++ {
		if cell := g.At(row, c); !cell.Merged && isFigure(cell) {
			n++
		}
	}
	return n
}

// Beside counts the values of a row that stand behind a column, and the words in
// place of values: without any it is a heading's row.
func (g *Grid) Beside(row, col int) int {
	n := 0
	for c := col + 1; c <= g.Cols; c++ {
		cell := g.At(row, c)
		if cell.Merged || g.SkipCol(c) {
			continue
		}
		if isFigure(cell) {
			n++
		} else if _, ok := spoken.Absence(cell.Text); ok {
			n++
		}
	}
	return n
}

// HasValue reports whether a row has a value, or a word in place of one, in any
// of the columns.
func (g *Grid) HasValue(row int, cols []int) bool {
	return slices.ContainsFunc(cols, func(c int) bool {
		cell := g.At(row, c)
		_, absent := spoken.Absence(cell.Text)
		return !cell.Merged && (absent || IsValue(cell))
	})
}

// HasValues reports whether a column has values in the rows from … to.
func (g *Grid) HasValues(from, to, col int) bool {
	for row := from; row <= min(to, g.Rows); row++ {
		if !g.SkipRow(row) && IsValue(g.At(row, col)) {
			return true
		}
	}
	return false
}

// HasSorts reports whether a column has texts from a row on that part the rows
// into sorts; 合计 and the like part nothing.
func (g *Grid) HasSorts(from, col int) bool {
	for row := from; row <= g.Rows; row++ {
		if text := g.Text(row, col); text != "" && !g.SkipRow(row) && !spoken.IsAll(text) && !spoken.IsFootnote(text) {
			return true
		}
	}
	return false
}

// HasFigures reports whether a column has values in the rows from … to that are
// no years, shown or not.
func (g *Grid) HasFigures(from, to, col int) bool {
	for row := from; row <= min(to, g.Rows); row++ {
		if isFigure(g.At(row, col)) {
			return true
		}
	}
	return false
}

// Line is a row's text in some columns, to know the heading by when it is
// repeated; "" for a row that has figures there.
func (g *Grid) Line(row int, cols []int) string {
	var b strings.Builder
	for _, c := range cols {
		cell := g.At(row, c)
		if isFigure(cell) {
			return ""
		}
		b.WriteString(spoken.Plain(cell.Text))
		b.WriteByte(0)
	}
	return b.String()
}

// LastNumbers is the last row in which a number stands, 0 when there is none.
func (g *Grid) LastNumbers() int {
	for row := g.Rows; row > 0; row-- {
		if !g.SkipRow(row) && g.Numbers(row) > 0 {
			return row
		}
	}
	return 0
}

// Surroundings are what is said around a table.
type Surroundings struct {
	Titles []string      // above it, without a line that gives nothing but the unit
	Units  []spoken.Unit // of that line, or of a footnote
	Source string        // named above or below
}

// Around reads what stands about a table whose heading begins in headerTop and
// whose body in bodyTop.
func (g *Grid) Around(headerTop, bodyTop int) Surroundings {
	var s Surroundings
	for row := 1; row <= g.Rows; row++ {
		if row >= headerTop && row < bodyTop {
			continue
		}
		var texts []string
		if row < headerTop {
			texts = g.Texts(row)
		} else if text, ok := g.Banner(row); ok {
			texts = []string{text}
		}
		for _, text := range texts {
			if s.Source == "" {
				s.Source = spoken.SourceIn(text)
			}
			units := spoken.CaptionUnits(text)
			switch {
			case row >= headerTop:
				if spoken.IsFootnote(text) || spoken.IsUnitCaption(text) {
					s.Units = append(s.Units, units...)
				}
			case units == nil:
				s.Titles = append(s.Titles, text)
			default:
				s.Units = append(s.Units, units...)
				if len(spoken.Spans(text)) > 0 {
					s.Titles = append(s.Titles, text) // a title that gives the unit too
				}
			}
		}
	}
	return s
}

// Place is the cell that a value stands in; the zero Place is none.
type Place struct {
	Grid     *Grid
	Row, Col int
}

// Cell is what stands at the place, which must not be zero.
func (p Place) Cell() sheet.Cell { return p.Grid.At(p.Row, p.Col) }

// Pos is the place for a message, with the cell's row and column.
func (p Place) Pos() diag.Pos {
	if p.Grid == nil {
		return diag.Pos{}
	}
	return p.Grid.Pos(p.Row, p.Col, p.Cell().Text)
}

// String is the place as people name it: 1月!C7.
func (p Place) String() string {
	if p.Grid == nil {
		return ""
	}
	return p.Grid.Place(p.Row, p.Col)
}
