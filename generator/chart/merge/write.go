package merge

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// Shapes remembers how struct types are written, as encoding/json does: a page
// of charts asks for the same few types thousands of times.
type Shapes struct {
	byType sync.Map  // reflect.Type to *structShape
	rooms  sync.Pool // of *room
}

type structShape struct {
	fields []field // sorted by name; fields of one name in the order of the struct
	// own tells that values write themselves, ownPointer that pointers to them do.
	own, ownPointer bool
}

type field struct {
	name      string
	index     []int
	omitEmpty bool
}

var marshaler = reflect.TypeFor[json.Marshaler]()

func (s *Shapes) of(t reflect.Type) *structShape {
	if known, ok := s.byType.Load(t); ok {
		return known.(*structShape)
	}
	out := &structShape{own: t.Implements(marshaler), ownPointer: reflect.PointerTo(t).Implements(marshaler)}
	for i := range t.NumField() {
		f := t.Field(i)
		name, rest, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "" && f.Type.Kind() == reflect.Struct:
			for _, sub := range s.of(f.Type).fields { // its fields are ours
				sub.index = append([]int{i}, sub.index...)
				out.fields = append(out.fields, sub)
			}
			continue
		case !f.IsExported() || name == "-":
			continue
		case name == "":
			name = f.Name
		}
		out.fields = append(out.fields, field{name, []int{i}, slices.Contains(strings.Split(rest, ","), "omitempty")})
	}
	slices.SortStableFunc(out.fields, func(a, b field) int { return strings.Compare(a.name, b.name) })
	s.byType.Store(t, out)
	return out
}

// writer writes values as encoding/json does, keys sorted and <, > and & as
// escapes, but without the nulls and the empty objects in objects that go-echarts
// leaves for what was never set.
type writer struct {
	shapes *Shapes
	b      []byte
}

// value writes v with what lies over it, which may be nil.
func (w *writer) value(v reflect.Value, o *over) error {
	if o != nil && o.fresh {
		v = reflect.Value{}
	}
	for v.IsValid() && (v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface) {
		if !v.IsNil() && v.Kind() == reflect.Pointer {
			if t := v.Type().Elem(); t.Kind() == reflect.Struct && w.shapes.of(t).ownPointer || t.PkgPath() != "" && v.Type().Implements(marshaler) {
				return w.remade(v, o)
			}
		}
		v = v.Elem() // of nil: no value
	}
	if !v.IsValid() {
		if o == nil {
			w.b = append(w.b, "null"...)
			return nil
		}
		return w.object(nil, v, o)
	}
	kind := v.Kind()
	if kind == reflect.Struct {
		shape := w.shapes.of(v.Type())
		if shape.own {
			return w.remade(v, o)
		}
		return w.object(shape.fields, v, o)
	}
	if t := v.Type(); t.PkgPath() != "" {
		if t == number {
			w.b = append(w.b, v.String()...)
			return nil
		}
		if t.Implements(marshaler) {
			return w.remade(v, o)
		}
	}
	if kind == reflect.Map {
		if v.IsNil() {
			return w.value(reflect.Value{}, o)
		}
		return w.object(keys(v), v, o)
	}
	if kind == reflect.Slice || kind == reflect.Array {
		if kind == reflect.Slice && v.IsNil() {
			return w.value(reflect.Value{}, o)
		}
		return w.list(v, o)
	}
	if o != nil {
		if !o.joined {
			return fmt.Errorf("cannot add to a %s", v.Type())
		}
		return w.object(nil, reflect.Value{}, o)
	}
	switch kind {
	case reflect.String:
		return w.text(v.String())
	case reflect.Bool:
		w.b = strconv.AppendBool(w.b, v.Bool())
		return nil
	case reflect.Float64:
		return w.float(v.Float(), 64)
	case reflect.Float32:
		return w.float(v.Float(), 32)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		w.b = strconv.AppendInt(w.b, v.Int(), 10)
		return nil
	}
	return fmt.Errorf("cannot write a %s", v.Type())
}

var number = reflect.TypeFor[json.Number]()

// keys are those of a map, as fields.
func keys(v reflect.Value) []field {
	out := make([]field, 0, v.Len())
	if m, ok := v.Interface().(map[string]any); ok {
		for k := range m {
			out = append(out, field{name: k})
		}
	} else {
		for _, k := range v.MapKeys() {
			out = append(out, field{name: k.String()})
		}
	}
	slices.SortFunc(out, func(a, b field) int { return strings.Compare(a.name, b.name) })
	return out
}

func (w *writer) list(v reflect.Value, o *over) error {
	var elems []element
	if o != nil {
		if o.members != nil || o.joined {
			if !o.joined {
				return fmt.Errorf("cannot add to a list")
			}
			return w.object(nil, reflect.Value{}, o)
		}
		elems = o.elems
	}
	w.b = append(w.b, '[')
	for i := range v.Len() {
		if i > 0 {
			w.b = append(w.b, ',')
		}
		var sub *over
		if len(elems) > 0 && elems[0].n == i {
			sub, elems = elems[0].sub, elems[1:]
		}
		if err := w.value(v.Index(i), sub); err != nil {
			return err
		}
	}
	if len(elems) > 0 {
		return fmt.Errorf("no element %d", elems[0].n)
	}
	w.b = append(w.b, ']')
	return nil
}

// object writes the fields of a struct, or the keys of a map, among the members
// of what lies over them; v may be no value.
func (w *writer) object(fields []field, v reflect.Value, o *over) error {
	var members []member
	if o != nil {
		if o.elems != nil {
			return fmt.Errorf("no element %d", o.elems[0].n)
		}
		members = o.members
	}
	w.b = append(w.b, '{')
	start := len(w.b)
	for len(fields) > 0 || len(members) > 0 {
		if len(members) > 0 && (len(fields) == 0 || members[0].key < fields[0].name) {
			if err := w.member(start, reflect.Value{}, &members[0]); err != nil {
				return err
			}
			members = members[1:]
			continue
		}
		name := fields[0].name
		same := 1
		for same < len(fields) && fields[same].name == name {
			same++
		}
		var m member
		has := len(members) > 0 && members[0].key == name
		if has {
			m, members = members[0], members[1:]
		}
		written := false
		for i := same - 1; i >= 0 && !written; i-- { // the last that says something
			x, ok := fields[i].of(v)
			if !ok {
				continue
			}
			if !has {
				ok, err := w.field(start, name, x)
				if err != nil {
					return err
				}
				written = ok
				continue
			}
			if same > 1 {
				mark := len(w.b)
				ok, err := w.field(start, name, x)
				w.b = w.b[:mark]
				if err != nil {
					return err
				}
				if !ok {
					continue
				}
			}
			if err := w.member(start, x, &m); err != nil {
				return err
			}
			written = true
		}
		if has && !written {
			if err := w.member(start, reflect.Value{}, &m); err != nil {
				return err
			}
		}
		fields = fields[same:]
	}
	w.b = append(w.b, '}')
	return nil
}

// of is the field of a struct or the value of a map's key; ok is false for one
// that is left out.
func (f *field) of(v reflect.Value) (x reflect.Value, ok bool) {
	switch {
	case f.index == nil:
		if m, ok := v.Interface().(map[string]any); ok {
			return reflect.ValueOf(m[f.name]), true
		}
		return v.MapIndex(reflect.ValueOf(f.name).Convert(v.Type().Key())), true
	case len(f.index) == 1:
		x = v.Field(f.index[0])
	default:
		x = v.FieldByIndex(f.index)
	}
	return x, !(f.omitEmpty && empty(x))
}

// key writes the key of an object that begins at start.
func (w *writer) key(start int, key string) error {
	if len(w.b) > start {
		w.b = append(w.b, ',')
	}
	if err := w.text(key); err != nil {
		return err
	}
	w.b = append(w.b, ':')
	return nil
}

// field writes a key and its value, or nothing if that says nothing.
func (w *writer) field(start int, key string, x reflect.Value) (written bool, err error) {
	before := len(w.b)
	if err := w.key(start, key); err != nil {
		return false, err
	}
	at := len(w.b)
	if err := w.value(x, nil); err != nil {
		return false, err
	}
	if text := w.b[at:]; string(text) == "{}" || string(text) == "null" {
		w.b = w.b[:before]
		return false, nil
	}
	return true, nil
}

// member writes what lies over x.
func (w *writer) member(start int, x reflect.Value, m *member) error {
	if err := w.key(start, m.key); err != nil {
		return err
	}
	if m.sub != nil {
		return w.value(x, m.sub)
	}
	return w.plain(m.value)
}

// empty is what encoding/json means by omitempty.
func empty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
		return v.Len() == 0
	case reflect.Struct:
		return false
	}
	return v.IsZero()
}

// remade writes what a type writes by itself.
func (w *writer) remade(v reflect.Value, o *over) error {
	text, err := json.Marshal(v.Interface())
	if err != nil {
		return err
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber() // digits stay as they are
	var out any
	if err := dec.Decode(&out); err != nil {
		return err
	}
	return w.value(reflect.ValueOf(out), o)
}

// plain writes a value of an extra, whole.
func (w *writer) plain(v any) error {
	switch v := v.(type) {
	case string:
		return w.text(v)
	case bool:
		w.b = strconv.AppendBool(w.b, v)
		return nil
	case int:
		w.b = strconv.AppendInt(w.b, int64(v), 10)
		return nil
	case float64:
		return w.float(v, 64)
	case []float64:
		return plainList(w, v, func(x float64) error { return w.float(x, 64) })
	case []int:
		return plainList(w, v, func(x int) error { w.b = strconv.AppendInt(w.b, int64(x), 10); return nil })
	case []string:
		return plainList(w, v, w.text)
	case []any:
		return plainList(w, v, w.plain)
	}
	text, err := json.Marshal(v)
	w.b = append(w.b, text...)
	return err
}

func plainList[T any](w *writer, list []T, write func(T) error) error {
	if list == nil {
		w.b = append(w.b, "null"...)
		return nil
	}
	w.b = append(w.b, '[')
	for i, x := range list {
		if i > 0 {
			w.b = append(w.b, ',')
		}
		if err := write(x); err != nil {
			return err
		}
	}
	w.b = append(w.b, ']')
	return nil
}

func (w *writer) float(v float64, bits int) error {
	// The plain notation is encoding/json's within these bounds.
	if a := math.Abs(v); a == 0 || a >= 1e-6 && a < 1e21 {
		w.b = strconv.AppendFloat(w.b, v, 'f', -1, bits)
		return nil
	}
	var x any = v
	if bits == 32 {
		x = float32(v)
	}
	text, err := json.Marshal(x)
	w.b = append(w.b, text...)
	return err
}

func (w *writer) text(s string) error {
	for i := 0; i < len(s); i++ {
		// U+2028 and U+2029, which need an escape, begin with E2.
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' || c == 0x7f || c == 0xe2 {
			return w.escaped(s)
		}
	}
	if !utf8.ValidString(s) {
		return w.escaped(s)
	}
	w.b = append(w.b, '"')
	w.b = append(w.b, s...)
	w.b = append(w.b, '"')
	return nil
}

func (w *writer) escaped(s string) error {
	text, err := json.Marshal(s)
	w.b = append(w.b, text...)
	return err
}
