package tomlfile

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"gongbao/generator/diag"
)

// Shape is what a struct type holds, worked out once for blocks that are read by
// the thousand.
type Shape[T any] struct{ fields map[string]shapeField }

// shapeField is a field that takes plain values.
type shapeField struct {
	index []int
	kind  reflect.Kind // String, Bool, Int64, Slice (of strings) or Interface
}

// ShapeOf makes the shape of a struct type.
func ShapeOf[T any]() *Shape[T] {
	s := &Shape[T]{fields: map[string]shapeField{}}
	t := reflect.TypeFor[T]()
	known := fieldsOf(t)
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("toml"), ",")
		ft, ok := known[name]
		if !ok || name == "" || ft != f.Type || !f.IsExported() {
			continue
		}
		if other, taken := s.fields[name]; taken && len(other.index) < len(f.Index) {
			continue // the outer field hides the inner one
		}
		if p := reflect.PointerTo(ft); p.Implements(ownText) || p.Implements(ownTOML) {
			continue
		}
		switch {
		case ft.Kind() == reflect.String, ft.Kind() == reflect.Bool, ft.Kind() == reflect.Int64,
			ft.Kind() == reflect.Interface && ft.NumMethod() == 0, ft == reflect.TypeFor[[]string]():
			s.fields[name] = shapeField{f.Index, ft.Kind()}
		}
	}
	return s
}

// Decode is the function Decode. Nearly all blocks are lines of plain keys and
// plain values, which are read at once; whatever is not, and whatever is wrong,
// is left to that function.
func (s *Shape[T]) Decode(src Source, v *T, bag *diag.Bag) (f *File, ok bool) {
	src = withoutBOM(src)
	if pairs, ok := plainPairs(src.Text); ok {
		got := *v // which a failed try must not touch
		if s.set(reflect.ValueOf(&got).Elem(), pairs) {
			*v = got
			f := &File{text: newText(src)}
			f.note(pairs)
			return f, true
		}
	}
	return Decode(src, v, bag)
}

// set puts values into their fields; ok is false when one has no field that takes it.
func (s *Shape[T]) set(to reflect.Value, pairs []pair) (ok bool) {
	for i := range pairs {
		p := &pairs[i]
		field, known := s.fields[p.key]
		if !known {
			return false
		}
		v := to.FieldByIndex(field.index)
		switch value := p.value.(type) {
		case string:
			if field.kind == reflect.String {
				v.SetString(value)
				continue
			}
		case bool:
			if field.kind == reflect.Bool {
				v.SetBool(value)
				continue
			}
		case int64:
			if field.kind == reflect.Int64 {
				v.SetInt(value)
				continue
			}
		case []string:
			if field.kind == reflect.Slice {
				*v.Addr().Interface().(*[]string) = value
				continue
			}
		}
		if field.kind != reflect.Interface {
			return false
		}
		if list, isList := p.value.([]string); isList {
			loose := make([]any, len(list))
			for i, text := range list {
				loose[i] = text
			}
			v.Set(reflect.ValueOf(loose))
			continue
		}
		v.Set(reflect.ValueOf(p.value))
	}
	return true
}

// pair is a key and its value.
type pair struct {
	key   string
	value any // a string, bool, int64 or []string
	at    mark
	elems []mark // of a list
}

// note keeps the places of keys, as index does.
func (f *File) note(pairs []pair) {
	f.keys = make(map[string]mark, 2*len(pairs))
	for i := range pairs {
		p := &pairs[i]
		f.keys[p.key] = p.at
		for n, m := range p.elems {
			f.keys[p.key+"["+strconv.Itoa(n)+"]"] = m
		}
	}
}

// plainPairs reads text that is nothing but lines of `key = value`, where keys
// are bare and each stands once, and values are texts without escapes, whole
// numbers, true, false, or a list of such texts on one line. ok is false for all
// other text, right or wrong.
func plainPairs(text []byte) (pairs []pair, ok bool) {
	if !utf8.Valid(text) {
		return nil, false
	}
	p := plainReader{text: string(text)}
	for p.i < len(p.text) {
		p.space()
		if !p.comment() {
			next, ok := p.pair()
			if !ok || slices.ContainsFunc(pairs, func(o pair) bool { return o.key == next.key }) {
				return nil, false
			}
			pairs = append(pairs, next)
			p.space()
			p.comment()
		}
		if p.i < len(p.text) && p.text[p.i] != '\n' {
			return nil, false
		}
		p.i++
	}
	return pairs, true
}

type plainReader struct {
	text string
	i    int
}

func (p *plainReader) at(c byte) bool { return p.i < len(p.text) && p.text[p.i] == c }

func (p *plainReader) space() {
	for p.at(' ') || p.at('\t') {
		p.i++
	}
}

// comment passes a comment, and tells whether the line has no more to say.
func (p *plainReader) comment() bool {
	if p.at('#') {
		for p.i < len(p.text) && !control(p.text[p.i]) {
			p.i++
		}
	}
	return p.i >= len(p.text) || p.at('\n')
}

// control tells the characters that TOML wants in no comment or text.
func control(c byte) bool { return c < ' ' && c != '\t' || c == 0x7f }

func (p *plainReader) pair() (out pair, ok bool) {
	start := p.i
	for p.i < len(p.text) && bare(p.text[p.i]) {
		p.i++
	}
	out.key = p.text[start:p.i]
	p.space()
	if out.key == "" || !p.at('=') {
		return out, false
	}
	p.i++
	p.space()
	out.at = mark{key: start, value: p.i}
	if p.at('[') {
		out.value, out.elems, ok = p.list()
	} else {
		out.value, ok = p.value()
	}
	out.at.end = p.i
	return out, ok
}

func bare(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-'
}

func (p *plainReader) list() (list []string, marks []mark, ok bool) {
	p.i++
	list = []string{}
	for {
		p.space()
		if p.at(']') {
			p.i++
			return list, marks, true
		}
		start := p.i
		text, ok := p.quoted()
		if !ok {
			return nil, nil, false
		}
		list, marks = append(list, text), append(marks, mark{key: start, value: start, end: p.i})
		p.space()
		switch {
		case p.at(','):
			p.i++
		case !p.at(']'):
			return nil, nil, false
		}
	}
}

func (p *plainReader) value() (any, bool) {
	if p.at('"') {
		return p.quoted()
	}
	start := p.i
	for p.i < len(p.text) && !strings.ContainsRune(",]}\n#", rune(p.text[p.i])) {
		p.i++ // as far as the scanner of the index goes
	}
	switch word := strings.TrimRight(p.text[start:p.i], " \t"); word {
	case "true":
		return true, true
	case "false":
		return false, true
	default:
		// More digits may not fit, and a number with a zero before it is wrong.
		if len(word) == 0 || len(word) > 15 || word[0] == '0' && word != "0" || strings.Trim(word, "0123456789") != "" {
			return nil, false
		}
		n, err := strconv.ParseInt(word, 10, 64)
		return n, err == nil
	}
}

func (p *plainReader) quoted() (text string, ok bool) {
	if !p.at('"') {
		return "", false
	}
	p.i++
	start := p.i
	for ; p.i < len(p.text); p.i++ {
		switch c := p.text[p.i]; {
		case c == '"':
			p.i++
			// Two quotes may be the beginning of three.
			return p.text[start : p.i-1], !(p.i-1 == start && p.at('"'))
		case c == '\\' || control(c):
			return "", false
		}
	}
	return "", false
}
