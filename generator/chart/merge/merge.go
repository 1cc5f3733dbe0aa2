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
}

// JSON writes an option. It is the one place where things go into an option that go-echarts' types
// do not know: numbers that its omitempty drops, keys newer than it, and our own
// (text, unit, names) for the formatters of the bundle. The result is compact,
// has sorted keys, and can stand in a <script> element.
func (s *Shapes) JSON(typed map[string]any, more []Addition) ([]byte, error) {
	option, err := s.tree(reflect.ValueOf(typed))
	if err != nil {
		return nil, err
	}
	for _, a := range more {
		if option, err = put(option, a.Path, a.More); err != nil {
			return nil, fmt.Errorf("option at %v: %w", a.Path, err)
		}
	}
	text, err := appendJSON(make([]byte, 0, 8<<10), option)
	return bytes.Clone(text), err // a site keeps all of its options for a while
}

// put merges more into the object at path, making objects on the way.
func put(at any, path []any, more Extra) (any, error) {
	if i, ok := step[int](path); ok {
		list, ok := at.([]any)
		if !ok || i < 0 || i >= len(list) {
			return nil, fmt.Errorf("no element %d", i)
		}
		v, err := put(list[i], path[1:], more)
		list[i] = v
		return list, err
	}
	if at == nil {
		at = map[string]any{}
	}
	m, ok := at.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("cannot add to %T", at)
	}
	key, ok := step[string](path)
	if !ok {
		return join(m, more), nil
	}
	v, err := put(m[key], path[1:], more)
	m[key] = v
	return m, err
}

// step is the first step of a path, if it is of that type.
func step[T int | string](path []any) (to T, ok bool) {
	if len(path) > 0 {
		to, ok = path[0].(T)
	}
	return to, ok
}

func join(m map[string]any, more Extra) map[string]any {
	for k, v := range more {
		sub, isMap := v.(Extra)
		if !isMap {
			m[k] = v
			continue
		}
		old, _ := m[k].(map[string]any)
		if old == nil {
			old = map[string]any{}
		}
		m[k] = join(old, sub)
	}
	return m
}
