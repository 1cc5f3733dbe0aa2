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
type Shapes struct{ byType sync.Map } // reflect.Type to []field

type field struct {
	name      string
	index     int
	omitEmpty bool
}

func (s *Shapes) fields(t reflect.Type) []field {
	if known, ok := s.byType.Load(t); ok {
		return known.([]field)
	}
	var out []field
	for i := range t.NumField() {
		f := t.Field(i)
		name, rest, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "":
			out = append(out, field{index: i}) // its fields are ours
			continue
		case !f.IsExported() || name == "-":
			continue
		case name == "":
			name = f.Name
		}
		out = append(out, field{name, i, slices.Contains(strings.Split(rest, ","), "omitempty")})
	}
	s.byType.Store(t, out)
	return out
}

var marshaler = reflect.TypeFor[json.Marshaler]()

// tree gives what encoding/json would write for v, as objects (map[string]any),
// lists ([]any) and plain values, without the nulls and the empty objects in
// objects that go-echarts leaves for what was never set.
func (s *Shapes) tree(v reflect.Value) (any, error) {
	if !v.IsValid() {
		return nil, nil
	}
	if v.Type().Implements(marshaler) && (v.Kind() != reflect.Pointer || !v.IsNil()) {
		return remade(v.Interface())
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return nil, nil
		}
		return s.tree(v.Elem())
	case reflect.Struct:
		out := map[string]any{}
		return out, s.object(out, v)
	case reflect.Map:
		if v.IsNil() {
			return nil, nil
		}
		out := make(map[string]any, v.Len())
		for it := v.MapRange(); it.Next(); {
			x, err := s.tree(it.Value())
			if err != nil {
				return nil, err
			}
			if !void(x) {
				out[it.Key().String()] = x
			}
		}
		return out, nil
	case reflect.Slice, reflect.Array:
		if v.Kind() == reflect.Slice && v.IsNil() {
			return nil, nil
		}
		out := make([]any, v.Len())
		for i := range out {
			x, err := s.tree(v.Index(i))
			if err != nil {
				return nil, err
			}
			out[i] = x
		}
		return out, nil
	case reflect.String:
		return v.String(), nil
	case reflect.Bool:
		return v.Bool(), nil
	case reflect.Float64:
		return v.Float(), nil
	case reflect.Float32:
		return float32(v.Float()), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return int(v.Int()), nil
	}
	return nil, fmt.Errorf("cannot write a %s", v.Type())
}

func (s *Shapes) object(out map[string]any, v reflect.Value) error {
	for _, f := range s.fields(v.Type()) {
		x := v.Field(f.index)
		if f.name == "" {
			if err := s.object(out, x); err != nil {
				return err
			}
			continue
		}
		if f.omitEmpty && empty(x) {
			continue
		}
		sub, err := s.tree(x)
		if err != nil {
			return err
		}
		if !void(sub) {
			out[f.name] = sub
		}
	}
	return nil
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

func void(x any) bool {
	m, ok := x.(map[string]any)
	return x == nil || ok && len(m) == 0
}

// remade is the tree of what a type writes by itself.
func remade(v any) (any, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber() // digits stay as they are
	var out any
	if err := dec.Decode(&out); err != nil {
		return nil, err
	}
	return prune(out), nil
}

// prune takes nulls and empty objects out of objects; elements of lists keep
// their places.
func prune(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			if x = prune(x); void(x) {
				delete(v, k)
				continue
			}
			v[k] = x
		}
	case []any:
		for i := range v {
			v[i] = prune(v[i])
		}
	}
	return v
}

// appendJSON writes a tree as encoding/json does: keys sorted, <, > and & as
// escapes, so that it can stand in a <script> element.
func appendJSON(b []byte, v any) ([]byte, error) {
	var err error
	switch v := v.(type) {
	case nil:
		return append(b, "null"...), nil
	case string:
		return appendString(b, v)
	case bool:
		return strconv.AppendBool(b, v), nil
	case int:
		return strconv.AppendInt(b, int64(v), 10), nil
	case float64:
		// The plain notation is encoding/json's within these bounds.
		if a := math.Abs(v); a == 0 || a >= 1e-6 && a < 1e21 {
			return strconv.AppendFloat(b, v, 'f', -1, 64), nil
		}
	case map[string]any:
		return appendObject(b, v)
	case Extra:
		return appendObject(b, v)
	case []any:
		b = append(b, '[')
		for i, x := range v {
			if i > 0 {
				b = append(b, ',')
			}
			if b, err = appendJSON(b, x); err != nil {
				return nil, err
			}
		}
		return append(b, ']'), nil
	}
	text, err := json.Marshal(v)
	return append(b, text...), err
}

func appendObject(b []byte, m map[string]any) ([]byte, error) {
	// Most objects are small; their keys are sorted on the stack.
	var few [16]string
	keys := few[:0]
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	b = append(b, '{')
	var err error
	for i, k := range keys {
		if i > 0 {
			b = append(b, ',')
		}
		if b, err = appendString(b, k); err != nil {
			return nil, err
		}
		b = append(b, ':')
		if b, err = appendJSON(b, m[k]); err != nil {
			return nil, err
		}
	}
	return append(b, '}'), nil
}

func appendString(b []byte, s string) ([]byte, error) {
	for i := 0; i < len(s); i++ {
		// U+2028 and U+2029, which need an escape, begin with E2.
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' || c == 0x7f || c == 0xe2 {
			text, err := json.Marshal(s)
			return append(b, text...), err
		}
	}
	if !utf8.ValidString(s) {
		text, err := json.Marshal(s)
		return append(b, text...), err
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"'), nil
}
