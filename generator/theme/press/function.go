package press

import (
	"fmt"
	"html/template"
	"reflect"
)

// function is a call of a function with values.
func (s *scope) function(name string, args []expr) (expr, error) {
	if fn, ok := s.funcs[name]; ok {
		if text, ok := fn.(func(string, ...any) string); ok {
			return texts(text, args)
		}
		return custom(name, reflect.ValueOf(fn), args)
	}
	n := len(args)
	switch {
	case (name == "and" || name == "or") && n > 0:
		return either(args, name == "or"), nil
	case name == "not" && n == 1:
		return func(s *state, dot value) value {
			truth, ok := args[0](s, dot).truth()
			if !ok {
				return s.giveUp()
			}
			return boolean(!truth)
		}, nil
	case name == "eq" && n > 1:
		return equal(args, true), nil
	case name == "ne" && n == 2:
		return equal(args, false), nil
	case name == "lt" && n == 2:
		return ordered(args, func(a, b int64) bool { return a < b }), nil
	case name == "le" && n == 2:
		return ordered(args, func(a, b int64) bool { return a <= b }), nil
	case name == "gt" && n == 2:
		return ordered(args, func(a, b int64) bool { return a > b }), nil
	case name == "ge" && n == 2:
		return ordered(args, func(a, b int64) bool { return a >= b }), nil
	case name == "len" && n == 1:
		return func(s *state, dot value) value {
			v := args[0](s, dot)
			if v.isText {
				return number(len(v.text))
			}
			list, ok := v.inside()
			if !ok || list.Kind() != reflect.Slice && list.Kind() != reflect.String {
				return s.giveUp()
			}
			return number(list.Len())
		}, nil
	case name == "index" && n == 2:
		return func(s *state, dot value) value {
			list, ok := args[0](s, dot).inside()
			at, isInt := args[1](s, dot).int()
			if !ok || !isInt || list.Kind() != reflect.Slice || at < 0 || at >= int64(list.Len()) || list.Type().Elem().Kind() == reflect.Interface {
				return s.giveUp()
			}
			return value{ref: list.Index(int(at))}
		}, nil
	}
	return nil, fmt.Errorf("function %s", name)
}

var yes, no = reflect.ValueOf(true), reflect.ValueOf(false)

func boolean(b bool) value {
	if b {
		return value{ref: yes}
	}
	return value{ref: no}
}

func number(n int) value { return value{ref: reflect.ValueOf(n)} }

// int is the value as an int; ok is false for what is none.
func (v value) int() (n int64, ok bool) {
	if v.isText || v.ref.Kind() != reflect.Int {
		return 0, false
	}
	return v.ref.Int(), true
}

// string is the value as a text of any type; ok is false for what is none.
func (v value) string() (s string, ok bool) {
	if v.isText {
		return v.text, true
	}
	if v.ref.Kind() != reflect.String {
		return "", false
	}
	return v.ref.String(), true
}

// either is the first value that decides, or the last.
func either(args []expr, decides bool) expr {
	return func(s *state, dot value) value {
		var v value
		for _, a := range args {
			v = a(s, dot)
			truth, ok := v.truth()
			if !ok {
				return s.giveUp()
			}
			if truth == decides || s.gaveUp {
				break
			}
		}
		return v
	}
}

// equal holds the first value against the others; same says which answer is
// true.
func equal(args []expr, same bool) expr {
	return func(s *state, dot value) value {
		first := args[0](s, dot)
		for _, a := range args[1:] {
			is, ok := first.equals(a(s, dot))
			if !ok {
				return s.giveUp()
			}
			if is {
				return boolean(same)
			}
		}
		return boolean(!same)
	}
}

func (v value) equals(w value) (is, ok bool) {
	if a, isText := v.string(); isText {
		b, alike := w.string()
		return a == b, alike
	}
	if a, isInt := v.int(); isInt {
		b, alike := w.int()
		return a == b, alike
	}
	if v.ref.Kind() == reflect.Bool && !w.isText && w.ref.Kind() == reflect.Bool {
		return v.ref.Bool() == w.ref.Bool(), true
	}
	return false, false
}

func ordered(args []expr, holds func(a, b int64) bool) expr {
	return func(s *state, dot value) value {
		a, okA := args[0](s, dot).int()
		b, okB := args[1](s, dot).int()
		if !okA || !okB {
			return s.giveUp()
		}
		return boolean(holds(a, b))
	}
}

// texts calls a function that fills a text, which keeps none of its arguments.
func texts(fill func(string, ...any) string, args []expr) (expr, error) {
	if len(args) == 0 {
		return nil, fmt.Errorf("a text without a name")
	}
	return func(s *state, dot value) value {
		key, ok := args[0](s, dot).string()
		if !ok || s.gaveUp {
			return s.giveUp()
		}
		room := len(s.args) // a text may stand in the arguments of another
		for _, a := range args[1:] {
			v := a(s, dot).any()
			s.args = append(s.args, v)
		}
		defer func() { s.args = s.args[:room] }()
		if s.gaveUp {
			return value{}
		}
		return textValue(fill(key, s.args[room:]...))
	}, nil
}

// custom calls any other function of the templates.
func custom(name string, fn reflect.Value, args []expr) (expr, error) {
	t := fn.Type()
	if t.IsVariadic() || t.NumIn() != len(args) || t.NumOut() != 1 || t.Out(0).Kind() == reflect.Interface {
		return nil, fmt.Errorf("function %s", name)
	}
	if mark, ok := fn.Interface().(func(string) template.HTML); ok { // names are marked up on every page
		return func(s *state, dot value) value {
			v := args[0](s, dot)
			switch {
			case s.gaveUp:
				return value{}
			case v.isText:
				return s.marked(mark, v.text)
			case v.ref.IsValid() && v.ref.Type() == reflect.TypeFor[string]():
				return s.marked(mark, v.ref.String())
			}
			return s.giveUp()
		}, nil
	}
	return func(s *state, dot value) value {
		in := make([]reflect.Value, len(args))
		for i, a := range args {
			v := a(s, dot)
			if v.isText {
				v.ref = reflect.ValueOf(v.text)
			}
			if s.gaveUp || !v.ref.IsValid() || !v.ref.Type().AssignableTo(t.In(i)) {
				return s.giveUp()
			}
			in[i] = v.ref
		}
		return s.protected(fn, in)
	}, nil
}

// protected calls a function; one that panics is left to html/template, which
// tells where.
func (s *state) protected(fn reflect.Value, in []reflect.Value) (v value) {
	defer func() {
		if recover() != nil {
			v = s.giveUp()
		}
	}()
	return value{ref: fn.Call(in)[0]}
}

// marked is protected for the functions that give markup for a text.
func (s *state) marked(mark func(string) template.HTML, text string) (v value) {
	defer func() {
		if recover() != nil {
			v = s.giveUp()
		}
	}()
	return value{ref: reflect.ValueOf(mark(text))}
}
