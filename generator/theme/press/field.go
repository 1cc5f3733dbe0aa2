package press

import (
	"reflect"
	"sync/atomic"
)

// field is a name behind a point. It remembers where the type that it was last
// asked of has it: as good as all templates are given one type of view.
type field struct {
	name string
	at   atomic.Pointer[found]
}

// found is where a type has a field; nil when it has none that a Press takes.
type found struct {
	in    reflect.Type
	index []int
}

// fields go from one value to the next.
func fields(of expr, names []string) expr {
	for _, name := range names {
		f, before := &field{name: name}, of
		of = func(s *state, dot value) value {
			v := before(s, dot)
			if s.gaveUp {
				return v
			}
			return f.get(s, v)
		}
	}
	return of
}

func (f *field) get(s *state, v value) value {
	of, ok := v.inside()
	if !ok || of.Kind() != reflect.Struct {
		return s.giveUp()
	}
	at := f.at.Load()
	if at == nil || at.in != of.Type() {
		at = find(of.Type(), f.name)
		f.at.Store(at)
	}
	var out reflect.Value
	switch len(at.index) {
	case 0:
		return s.giveUp()
	case 1:
		out = of.Field(at.index[0])
	default:
		var err error
		if out, err = of.FieldByIndexErr(at.index); err != nil {
			return s.giveUp()
		}
	}
	if out.Kind() == reflect.Interface { // what html/template does with these depends on what they hold
		return s.giveUp()
	}
	return value{ref: out}
}

// find looks a field up. Methods come before fields, and are left to
// html/template.
func find(in reflect.Type, name string) *found {
	if _, ok := reflect.PointerTo(in).MethodByName(name); ok { // those of the type itself as well
		return &found{in: in}
	}
	sf, ok := in.FieldByName(name)
	if !ok || !sf.IsExported() {
		return &found{in: in}
	}
	return &found{in, sf.Index}
}
