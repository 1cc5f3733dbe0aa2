package importer

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

// grid is a sheet as a table is read from it.
type grid struct {
	*sheet.Sheet
	file   string // how messages name it
	hidden bool   // hidden rows and columns are read too
}

func newGrid(book *sheet.Book, name string, s *sheet.Sheet) *grid {
	file := name
	if len(book.Sheets) > 1 || s.Name != "" && !strings.HasPrefix(name, s.Name+".") {
		file = name + "!" + s.Name
	}
	return &grid{Sheet: s, file: file}
}

// pos is the place of a cell. text is what is shown of it.
func (g *grid) pos(row, col int, text string) diag.Pos {
	return diag.Pos{File: g.file, Line: row, Column: col, Text: text}
}

// skipCol and skipRow tell what is passed over because it is not shown.
func (g *grid) skipCol(c int) bool { return !g.hidden && g.HiddenCol(c) }
func (g *grid) skipRow(r int) bool { return !g.hidden && g.HiddenRow(r) }

// heading is what stands above a column in the heading's rows, from top to
// bottom; a text that runs over several of them counts once.
func (g *grid) heading(from, to, col int) []string {
	var parts []string
	for r := from; r <= to; r++ {
		text := oneLine(g.At(r, col).Text)
		if text == "" || g.skipRow(r) || len(parts) > 0 && parts[len(parts)-1] == text {
			continue
		}
		parts = append(parts, text)
	}
	return parts
}

// rowName is what the naming columns say of a row.
func (g *grid) rowName(row int, cols []int) []string {
	var parts []string
	for _, c := range cols {
		text := oneLine(g.At(row, c).Text)
		if text == "" || len(parts) > 0 && parts[len(parts)-1] == text {
			continue
		}
		parts = append(parts, text)
	}
	return parts
}

// oneLine is a cell's text without the line ends that only fit it into its
// column.
func oneLine(s string) string {
	if !strings.ContainsAny(s, "\n\r\t") {
		return s
	}
	s = strings.NewReplacer("\r", "", "\n", "", "\t", "").Replace(s)
	return strings.TrimSpace(s)
}

// texts are the texts of a row, each once, merged cells counted where they
// begin.
func (g *grid) texts(row int) []string {
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

// empty reports whether a row holds nothing.
func (g *grid) empty(row int) bool {
	for c := 1; c <= g.Cols; c++ {
		if cell := g.At(row, c); cell.Kind != sheet.Empty || cell.Formula {
			return false
		}
	}
	return true
}

// banner reports whether one text fills a row: a title, a section, a footnote.
func (g *grid) banner(row int) (text string, ok bool) {
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

// isValue reports whether a cell holds a number, also one that was typed as
// text, or what is left of one.
func isValue(c sheet.Cell) bool {
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

// numbers counts the cells of a row that hold numbers, years left out: those
// are headings as often as not.
func (g *grid) numbers(row int) int {
	n := 0
	for c := 1; c <= g.Cols; c++ {
		if cell := g.At(row, c); isValue(cell) && !cell.Merged && !spoken.IsYear(cell.Text) {
			n++
		}
	}
	return n
}

// key is how a heading or a row's name is written in a mapping: its parts,
// without spaces and full-width forms.
func key(parts []string) string {
	out := make([]string, len(parts))
	for i, p := range parts {
		out[i] = spoken.Plain(p)
	}
	return strings.Join(out, "/")
}
