package markdown

import (
	"bytes"
	"sort"
	"strings"
	"unicode/utf8"

	"gongbao/generator/diag"
)

// places turns byte offsets into positions. It remembers the last answer:
// offsets are asked for mostly in rising order, and a document that is one
// long line must not be counted from its start for each of its bindings.
type places struct {
	file  string
	text  string
	base  int   // where the Markdown begins in the file
	lines []int // offsets of the line starts

	lastLine, lastOff, lastCol int
}

func newPlaces(file string, src []byte, base int) *places {
	p := &places{file: file, text: string(src), base: base, lines: make([]int, 1, 1+bytes.Count(src, []byte("\n"))), lastLine: -1}
	for i := 0; ; {
		j := strings.IndexByte(p.text[i:], '\n')
		if j < 0 {
			return p
		}
		i += j + 1
		p.lines = append(p.lines, i)
	}
}

// at is the place of a byte of the Markdown.
func (p *places) at(off int) diag.Pos { return p.whole(p.base + max(off, 0)) }

// whole is the place of a byte of the file.
func (p *places) whole(off int) diag.Pos {
	off = min(off, len(p.text))
	line := p.line(off)
	start := p.lines[line]
	end := len(p.text)
	if line+1 < len(p.lines) {
		end = p.lines[line+1] - 1
	}
	col := 0
	if line == p.lastLine && off >= p.lastOff {
		col = p.lastCol + utf8.RuneCountInString(p.text[p.lastOff:off])
	} else {
		col = 1 + utf8.RuneCountInString(p.text[start:off])
	}
	p.lastLine, p.lastOff, p.lastCol = line, off, col
	return diag.Pos{File: p.file, Line: line + 1, Column: col, Text: p.text[start:end]}
}

// line is the 0-based line of a byte of the file.
func (p *places) line(off int) int {
	return sort.Search(len(p.lines), func(i int) bool { return p.lines[i] > off }) - 1
}
