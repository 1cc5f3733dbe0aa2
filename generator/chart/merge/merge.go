// Package merge writes an option as JSON: what go-echarts' types hold, merged with
// what they have no fields for.
package merge

import (
	"bytes"
	"fmt"
	"reflect"
)

// Extra is what an option needs and go-echarts has no field for.
type Extra map[string]any

// Addition is an extra and its place in the option: series, 0, data, 2.
type Addition struct {
	Path []any // keys of objects and numbers of list elements
	More Extra
	// Key and Value are for an addition of one key, instead of More.
	Key   string
	Value any
}

// JSON writes an option. It is the one place where things go into an option that go-echarts' types
// do not know: numbers that its omitempty drops, keys newer than it, and our own
// (text, unit, names) for the formatters of the bundle. The result is compact,
// has sorted keys, and can stand in a <script> element.
func (s *Shapes) JSON(typed map[string]any, more []Addition) ([]byte, error) {
	r, ok := s.rooms.Get().(*room)
	if !ok {
		r = &room{}
	}
	defer s.rooms.Put(r)
	defer r.clear()
	o := r.over()
	for _, a := range more {
		if err := o.lay(r, &a); err != nil {
			return nil, fmt.Errorf("option at %v: %w", a.Path, err)
		}
	}
	w := writer{shapes: s, b: r.text[:0]}
	err := w.value(reflect.ValueOf(typed), o)
	r.text = w.b
	if err != nil {
		return nil, err
	}
	return bytes.Clone(w.b), nil // a site keeps all of its options for a while
}
