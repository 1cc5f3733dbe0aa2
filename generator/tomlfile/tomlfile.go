// Package tomlfile reads the TOML that people write: strictly, so that a
// misspelt key is found, and with the place of every key, so that it can be
// shown.
package tomlfile

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/BurntSushi/toml"

	"gongbao/generator/diag"
)

// Source is a piece of TOML: a file, or a part of one such as front matter or
// the body of a fenced block.
type Source struct {
	File string // slash-separated, relative to the site
	Text []byte
	// Offset is where Text begins in Whole. Whole is the file that Text is a
	// part of, nil when Text is the file.
	Whole  []byte
	Offset int
}

// File is decoded TOML that still knows where its keys stand. It does not
// change, so any number of goroutines may ask it.
type File struct {
	*text
	keys map[string]mark // canonical path -> its place
}

// text is what a File was decoded from.
type text struct {
	src   Source
	lines []int // where the lines of the text begin; nil for a part of a file
}

func newText(src Source) *text {
	t := &text{src: src}
	if src.Whole == nil {
		t.lines = lineStarts(src.Text)
	}
	return t
}

// Place is where a key stands. It holds on to the text and not to the keys, so
// that much of what was read from a large file can keep its place.
type Place struct {
	text *text
	off  int
}

// Pos is the place for people to see. It is worked out when asked, since only
// messages need it.
func (p Place) Pos() diag.Pos { return p.text.pos(p.off) }

// pos is the place of a byte offset of the text.
func (t *text) pos(off int) diag.Pos {
	whole := t.src.whole()
	if t.src.Whole != nil {
		off += t.src.Offset
	}
	off = min(max(off, 0), len(whole))
	line, start := t.line(off)
	end := len(whole)
	if n := bytes.IndexByte(whole[off:], '\n'); n >= 0 {
		end = off + n
	}
	return diag.Pos{
		File: t.src.File, Line: line, Column: 1 + utf8.RuneCount(whole[start:off]),
		Text: strings.TrimRight(string(whole[start:end]), "\r"),
	}
}

// line is the number of the line that an offset of the whole file is on, and
// where that line begins. A register asks for the place of each of its entries,
// so its lines are found and not counted; a part of a page has few places, and a
// page has many parts.
func (t *text) line(off int) (n, start int) {
	if t.lines != nil {
		n, _ = slices.BinarySearch(t.lines, off+1)
		return n, t.lines[n-1]
	}
	before := t.src.whole()[:off]
	return 1 + bytes.Count(before, []byte{'\n'}), 1 + bytes.LastIndexByte(before, '\n')
}

func (s Source) whole() []byte {
	if s.Whole != nil {
		return s.Whole
	}
	return s.Text
}

// lineStarts are the offsets at which the lines of a text begin.
func lineStarts(text []byte) []int {
	lines := []int{0}
	for i, c := range text {
		if c == '\n' {
			lines = append(lines, i+1)
		}
	}
	return lines
}

// Pos is the place of a key. A path is written as in TOML, with the number of
// an array element in brackets: "indicator[2].formula". A path that does not
// stand in the text has the place of its nearest parent.
func (f *File) Pos(path string) diag.Pos { return f.Place(path).Pos() }

// Place is Pos for later.
func (f *File) Place(path string) Place {
	for path != "" {
		if m, ok := f.keys[path]; ok {
			return Place{f.text, m.key}
		}
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
	return Place{f.text, 0}
}

// ValuePos is the place where the text of a string begins, behind its quotes; it
// is that of the key when the value is no string.
func (f *File) ValuePos(path string) diag.Pos {
	m, ok := f.keys[path]
	if !ok || m.value < 0 || m.value >= len(f.src.Text) {
		return f.Pos(path)
	}
	q := f.src.Text[m.value]
	if q != '"' && q != '\'' {
		return f.Pos(path)
	}
	raw := f.src.Text[m.value:m.end]
	if !bytes.HasPrefix(raw, []byte{q, q, q}) {
		return f.pos(m.value + 1)
	}
	// A line end right behind the opening quotes is not part of the text.
	text := bytes.TrimPrefix(bytes.TrimPrefix(raw[3:], []byte("\r")), []byte("\n"))
	return f.pos(m.end - len(text))
}

// Raw is the text of a key's value as written, so that 24.70 keeps its zero;
// "" if the key does not stand in the text.
func (f *File) Raw(path string) string {
	m, ok := f.keys[path]
	if !ok || m.value < 0 {
		return ""
	}
	return strings.TrimSpace(string(f.src.Text[m.value:m.end]))
}

// Has reports whether the key stands in the text.
func (f *File) Has(path string) bool { _, ok := f.keys[path]; return ok }

// Join makes a path of parts that may need quoting.
func Join(parts ...string) string {
	var b strings.Builder
	for i, p := range parts {
		if i > 0 {
			b.WriteByte('.')
		}
		b.WriteString(part(p))
	}
	return b.String()
}

// Decode reads src into v, a pointer to a struct or map. Syntax errors, values
// of the wrong type, keys that v does not know and texts with control characters
// go to bag; ok is false when v cannot be used.
func Decode(src Source, v any, bag *diag.Bag) (f *File, ok bool) {
	src = withoutBOM(src)
	f = &File{text: newText(src)}
	if !utf8.Valid(src.Text) {
		bag.Add(diag.NotUTF8, diag.Pos{File: src.File}, nil)
		return f, false
	}
	text := string(src.Text)
	if at := tooDeep(text); at >= 0 {
		bag.Add(diag.TOMLSyntax, f.pos(at), diag.Args{"detail": "@toml-deep"})
		return f, false
	}
	var parsed toml.Primitive
	md, err := toml.Decode(text, &parsed)
	if err != nil {
		f.syntax(err, bag)
		return f, false
	}
	var tree map[string]any
	if err := md.PrimitiveDecode(parsed, &tree); err != nil {
		f.syntax(err, bag)
		return f, false
	}
	f.index(text)
	// The decoder stops at the first value of a wrong type, visits keys in the
	// order of a map and forgives capitals, so the types are checked here.
	if strings.Contains(text, `\`) { // raw ones the decoder refuses
		f.controls(tree, "", bag)
	}
	c := checker{file: f, bag: bag, ok: true}
	c.check(tree, reflect.TypeOf(v), "")
	if !c.ok {
		return f, false
	}
	if err := md.PrimitiveDecode(parsed, v); err != nil {
		f.syntax(err, bag) // a number that its type cannot hold
		return f, false
	}
	return f, true
}

func withoutBOM(src Source) Source {
	if rest, cut := bytes.CutPrefix(src.Text, bom); cut {
		src.Text = rest
		if src.Whole != nil {
			src.Offset += len(bom)
		}
	}
	return src
}

var bom = []byte("\ufeff")

// syntax reports what the decoder found, at its place.
func (f *File) syntax(err error, bag *diag.Bag) {
	var perr toml.ParseError
	if !errors.As(err, &perr) {
		bag.Add(diag.TOMLSyntax, f.pos(0), diag.Args{"detail": strings.TrimPrefix(err.Error(), "toml: ")})
		return
	}
	off := min(max(perr.Position.Start, 0), len(f.src.Text))
	// For some errors the decoder's place is one character before the one that
	// it complains of.
	if _, after, ok := strings.Cut(perr.Message, "but got '"); ok {
		bad, _ := utf8.DecodeRuneInString(after)
		here, size := utf8.DecodeRune(f.src.Text[off:])
		next, _ := utf8.DecodeRune(f.src.Text[off+size:])
		if here != bad && next == bad {
			off += size
		}
	}
	bag.Add(diag.TOMLSyntax, f.pos(off), diag.Args{"detail": detail(perr.Message)})
}
