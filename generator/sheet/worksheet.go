package sheet

import (
	"bytes"
	"encoding/xml"
	"io"
	"strconv"
	"strings"
	"time"
)

// reader reads the worksheets of a workbook.
type reader struct {
	pack    *pack
	shared  []string
	styles  []*format
	general *format
	keep    texts
}

// raw is a cell as the file has it.
type raw struct {
	kind    string // the attribute t
	style   *format
	formula bool
	valued  bool   // there is a v or an is element
	value   []byte // its text
}

func (r *reader) read(s *Sheet, part string) error {
	place := r.pack.name + "!" + s.Name
	in, err := r.pack.open(part, place)
	if err != nil {
		return err
	}
	g := grid{sheet: s, left: &r.pack.cellsLeft}
	var (
		row, col int // of the cell at hand
		held     int // the row that g has at hand
		c        raw
		wanted   bool // the text that comes belongs to the cell
		areas    []area
	)
	for {
		token, err := in.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return in.problem(err)
		}
		switch t := token.(type) {
		case xml.CharData:
			if wanted {
				c.value = append(c.value, t...)
			}
		case xml.StartElement:
			parent := in.parent()
			switch t.Name.Local {
			case "row":
				if parent != "sheetData" {
					break
				}
				row, col = row+1, 0
				if n := attr(t, "r"); n != "" {
					if row, err = strconv.Atoi(n); err != nil {
						return damaged(place)
					}
				}
				if row < 1 || row > maxRow {
					return damaged(place)
				}
				if isHidden(t, "ht") {
					if r.pack.cellsLeft--; r.pack.cellsLeft < 0 {
						return r.pack.most.tooManyCells(place)
					}
					s.hiddenRows.add(row, row)
				}
			case "c":
				if parent != "row" {
					break
				}
				c = raw{style: r.general, value: c.value[:0]}
				col++
				for _, a := range t.Attr {
					switch a.Name.Local {
					case "r":
						var ok bool
						if row, col, ok = parseRef(a.Value); !ok {
							return damaged(place)
						}
					case "t":
						c.kind = a.Value
					case "s":
						if i, err := strconv.Atoi(a.Value); err == nil && i >= 0 && i < len(r.styles) {
							c.style = r.styles[i]
						}
					}
				}
				if col > maxCol {
					return damaged(place)
				}
			case "f":
				c.formula = c.formula || parent == "c"
			case "v":
				wanted = parent == "c"
				c.valued = c.valued || wanted
			case "is":
				c.valued = c.valued || parent == "c"
			case "t":
				wanted = parent == "is" || parent == "r" // and not rPh, how to pronounce it
			case "col":
				if parent != "cols" || !isHidden(t, "width") {
					break
				}
				from, err1 := strconv.Atoi(attr(t, "min"))
				to, err2 := strconv.Atoi(attr(t, "max"))
				if r.pack.cellsLeft--; r.pack.cellsLeft < 0 {
					return r.pack.most.tooManyCells(place)
				}
				if err1 == nil && err2 == nil && from <= to {
					s.hiddenCols.add(from, to)
				}
			case "mergeCell":
				if a, ok := parseArea(attr(t, "ref")); ok {
					areas = append(areas, a)
					if r.pack.cellsLeft--; r.pack.cellsLeft < 0 {
						return r.pack.most.tooManyCells(place)
					}
				}
			}
		case xml.EndElement:
			wanted = false
			if t.Name.Local == "sheetData" && !g.end(held) {
				return r.pack.most.tooManyCells(place)
			}
			if t.Name.Local != "c" || len(in.open) == 0 || in.open[len(in.open)-1] != "row" {
				break
			}
			cell, ok := r.cell(c)
			if !ok {
				return damaged(r.pack.name + "!" + s.Place(row, col))
			}
			if row != held {
				if !g.end(held) {
					return r.pack.most.tooManyCells(place)
				}
				held = row
			}
			if !g.put(col, cell) {
				return r.pack.most.tooManyCells(place)
			}
		}
	}
	s.hiddenRows.sort()
	s.hiddenCols.sort()
	merged, cost, ok := mergeAreas(areas, r.pack.cellsLeft)
	if !ok {
		return r.pack.most.tooManyCells(place)
	}
	s.merged = merged
	r.pack.cellsLeft -= cost
	return nil
}

// isHidden reports whether a row or a column, whose size is that attribute, is not shown.
func isHidden(e xml.StartElement, size string) bool {
	if isTrue(attr(e, "hidden")) {
		return true
	}
	n, err := strconv.ParseFloat(attr(e, size), 64)
	return err == nil && n == 0
}

// parseArea reads a range such as A1:C2; a single cell is none.
func parseArea(ref string) (area, bool) {
	first, last, ok := strings.Cut(strings.ReplaceAll(ref, "$", ""), ":")
	top, left, ok1 := parseRef(first)
	bottom, right, ok2 := parseRef(last)
	return area{top, left, bottom, right}, ok && ok1 && ok2 && top <= bottom && left <= right
}

// cell is the cell as it is shown; ok is false if the file contradicts itself.
func (r *reader) cell(c raw) (cell Cell, ok bool) {
	value := bytes.TrimSpace(c.value)
	switch {
	case c.formula && (!c.valued || len(c.value) == 0 && c.kind != "str"):
		return Cell{Kind: Fault, Formula: true}, true
	case c.kind == "s":
		if len(value) == 0 {
			return Cell{}, true
		}
		i, err := strconv.Atoi(string(value))
		if err != nil || i < 0 || i >= len(r.shared) {
			return Cell{}, false
		}
		cell = Cell{Kind: Text, Text: c.style.words(r.shared[i])}
	case c.kind == "str", c.kind == "inlineStr":
		cell = Cell{Kind: Text, Text: c.style.words(r.keep.keep(clean(c.value)))}
	case len(value) == 0:
		return Cell{}, true
	case c.kind == "b":
		cell = Cell{Kind: Logical, Text: "FALSE"}
		if isTrue(string(value)) {
			cell.Text = "TRUE"
		}
	case c.kind == "e":
		cell = Cell{Kind: Fault, Text: r.keep.keep(value)}
	case c.kind == "d":
		cell = isoDate(string(value))
	default:
		cell = c.style.number(value, &r.keep)
	}
	if cell.Text == "" {
		cell.Kind = Empty
	}
	cell.Formula = c.formula
	return cell, true
}

// isoDate is a date as Strict Open XML writes it.
func isoDate(s string) Cell {
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04:05Z07:00", "2006-01-02T15:04", "2006-01-02"} {
		if t, err := time.Parse(layout, s); err == nil {
			out := t.Format("2006-01-02")
			if t.Hour() != 0 || t.Minute() != 0 || t.Second() != 0 {
				out = strings.TrimSuffix(t.Format("2006-01-02 15:04:05"), ":00")
			}
			return Cell{Kind: Date, Text: out}
		}
	}
	return Cell{Kind: Text, Text: trim(s)}
}

// clean is the text of a cell: control characters that the file writes as
// _x000D_ undone, one kind of line break, no spaces at the ends.
func clean(b []byte) []byte {
	s := string(b)
	if strings.Contains(s, "_x") {
		s = unescape(s)
	}
	if strings.Contains(s, "\r") {
		s = breaks.Replace(s)
	}
	return []byte(trim(s))
}

// unescape undoes Open XML's _xHHHH_.
func unescape(s string) string {
	var b strings.Builder
	for {
		i := strings.Index(s, "_x")
		if i < 0 {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:i])
		s = s[i:]
		if len(s) >= 7 && s[6] == '_' {
			if n, err := strconv.ParseUint(s[2:6], 16, 16); err == nil {
				b.WriteRune(rune(n))
				s = s[7:]
				continue
			}
		}
		b.WriteString("_x")
		s = s[2:]
	}
}
