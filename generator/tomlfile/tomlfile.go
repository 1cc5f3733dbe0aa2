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

// pos is the place of a byte offset of Text.
func (s Source) pos(off int) diag.Pos {
	if s.Whole != nil {
		return diag.PosIn(s.File, s.Whole, s.Offset+off)
	}
	return diag.PosIn(s.File, s.Text, off)
}

// File is decoded TOML that still knows where its keys stand.
type File struct {
	src  Source
	keys map[string]mark   // canonical path -> its place
	all  map[string][]mark // path without array indexes -> all its places
}

// Pos is the place of a key. A path is written as in TOML, with the number of
// an array element in brackets: "indicator[2].formula". A path that does not
// stand in the text has the place of its nearest parent.
func (f *File) Pos(path string) diag.Pos {
	for path != "" {
		if m, ok := f.keys[path]; ok {
			return f.src.pos(m.key)
		}
		path = path[:max(strings.LastIndexByte(path, '.'), 0)]
	}
	return f.src.pos(0)
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
// of the wrong type and keys that v does not know go to bag; ok is false when v
// cannot be used.
func Decode(src Source, v any, bag *diag.Bag) (f *File, ok bool) {
	src.Text = bytes.TrimPrefix(src.Text, []byte("\ufeff"))
	f = &File{src: src}
	if !utf8.Valid(src.Text) {
		bag.Add(diag.NotUTF8, diag.Pos{File: src.File}, nil)
		return f, false
	}
	md, err := toml.Decode(string(src.Text), v)
	if err != nil {
		var perr toml.ParseError
		if errors.As(err, &perr) {
			bag.Add(diag.TOMLSyntax, src.pos(perr.Position.Start), diag.Args{"detail": perr.Message, "key": perr.LastKey})
			return f, false
		}
		// The text is well formed but a value does not fit its field; the
		// decoder names the key at best.
		f.index()
		bag.Add(diag.WrongType, f.find(err.Error()), diag.Args{"detail": strings.TrimPrefix(err.Error(), "toml: ")})
		return f, false
	}
	f.index()
	undecoded := md.Undecoded()
	if len(undecoded) == 0 {
		return f, true
	}
	known := keysOf(v)
	seen := map[string]bool{}
	for _, k := range undecoded {
		path := Join(k...)
		if seen[path] || f.within(seen, path) || free(reflect.TypeOf(v), k) {
			continue
		}
		seen[path] = true
		name := k[len(k)-1]
		for _, m := range f.all[path] {
			bag.Add(diag.UnknownKey, f.src.pos(m.key), diag.Args{"key": name, "suggestion": diag.Closest(name, known)})
		}
	}
	return f, true
}

// within reports whether a parent of path was reported already.
func (f *File) within(seen map[string]bool, path string) bool {
	for p := range seen {
		if strings.HasPrefix(path, p+".") {
			return true
		}
	}
	return false
}

// find guesses the place of a type error from the decoder's text, which names
// the last key between quotes or after "at".
func (f *File) find(text string) diag.Pos {
	var paths []string
	for p := range f.keys {
		paths = append(paths, p)
	}
	slices.SortFunc(paths, func(a, b string) int { return len(b) - len(a) })
	for _, p := range paths {
		name := p[strings.LastIndexByte(p, '.')+1:]
		if strings.Contains(text, `"`+p+`"`) || strings.Contains(text, `"`+name+`"`) {
			return f.Pos(p)
		}
	}
	return f.src.pos(0)
}
