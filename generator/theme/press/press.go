// Package press prints html/template templates without what makes them slow:
// looking fields up by name, and calling escapers through reflection with every
// value in memory of its own.
//
// It is safe because it does less than html/template and never more. A template
// is taken over after html/template has put its escapers into it, and a Press
// obeys each of them: what it cannot print in just the same way it leaves to the
// escaper itself. A template with anything that a Press does not know gets none,
// and a value that it does not expect makes it give up, so that the template can
// be executed as ever.
package press

import (
	"fmt"
	"html/template"
	"reflect"
	"strconv"
)

// Press prints one template. It does not change, so it may be used from any
// number of goroutines.
type Press struct{ root *block }

// block is a template that may be called, with the room that its variables need.
type block struct {
	nodes []node
	slots int
}

// New makes a press of a template that was executed at least once, so that it is
// escaped. funcs are the functions that its set was parsed with. The error tells
// what in the template only html/template can do.
func New(tmpl *template.Template, funcs template.FuncMap) (*Press, error) {
	known, err := escapers()
	if err != nil {
		return nil, fmt.Errorf("make a press of %s: %w", tmpl.Name(), err)
	}
	c := &compiler{set: tmpl, funcs: funcs, escapers: known, blocks: map[string]*block{}}
	root, err := c.block(tmpl.Name())
	if err != nil {
		return nil, fmt.Errorf("make a press of %s: %w", tmpl.Name(), err)
	}
	return &Press{root}, nil
}

// Print appends the template with a view to out. When ok is false nothing can be
// said of the template with this view, and what was printed is to be thrown away.
func (p *Press) Print(out []byte, view any) (printed []byte, ok bool) {
	s := &state{out: out}
	s.call(p.root, value{ref: reflect.ValueOf(view)})
	return s.out, !s.gaveUp
}

// state is the printing of one view.
type state struct {
	out    []byte
	vars   []value // of all templates that are being printed, the innermost last
	base   int     // where those of the innermost begin; the first is $
	depth  int
	gaveUp bool
	args   []any // room for the arguments of text
}

// value is what an expression gives: a text of its own, or something of the view.
// The zero value is nothing.
type value struct {
	text   string
	isText bool
	ref    reflect.Value
}

func textValue(s string) value { return value{text: s, isText: true} }

// giveUp leaves the whole view to html/template.
func (s *state) giveUp() value {
	s.gaveUp = true
	return value{}
}

// deepest is how far templates may call one another; html/template, which may go
// further, tells what is wrong then.
const deepest = 1000

func (s *state) call(b *block, dot value) {
	if s.depth == deepest {
		s.giveUp()
		return
	}
	s.depth++
	base := s.base
	s.base = len(s.vars)
	s.vars = append(s.vars, dot)
	for range b.slots - 1 {
		s.vars = append(s.vars, value{})
	}
	s.print(b.nodes, dot)
	s.vars = s.vars[:s.base]
	s.base = base
	s.depth--
}

func (s *state) print(nodes []node, dot value) {
	for _, n := range nodes {
		if s.gaveUp {
			return
		}
		n.print(s, dot)
	}
}

func (s *state) set(slot int, v value) {
	if slot >= 0 {
		s.vars[s.base+slot] = v
	}
}

// node is a part of a template.
type node interface {
	print(s *state, dot value)
}

// expr is what stands between braces.
type expr func(s *state, dot value) value

type literal []byte

func (n literal) print(s *state, _ value) { s.out = append(s.out, n...) }

// shown is {{.Name}}.
type shown struct {
	what expr
	as   *escaper
}

func (n *shown) print(s *state, dot value) {
	if v := n.what(s, dot); !s.gaveUp {
		n.as.show(s, v)
	}
}

// declared is {{$x := .Name}}, or {{$x = .Name}}.
type declared struct {
	what expr
	slot int
}

func (n *declared) print(s *state, dot value) { s.set(n.slot, n.what(s, dot)) }

// branch is {{if}}, or {{with}} when what it asks becomes the dot.
type branch struct {
	what      expr
	slot      int // of its variable; negative for none
	with      bool
	then, not []node
}

func (n *branch) print(s *state, dot value) {
	v := n.what(s, dot)
	s.set(n.slot, v)
	switch truth, ok := v.truth(); {
	case !ok:
		s.giveUp()
	case !truth:
		s.print(n.not, dot)
	case n.with:
		s.print(n.then, v)
	default:
		s.print(n.then, dot)
	}
}

// loop is {{range}} over a list.
type loop struct {
	what       expr
	index, one int // slots of its variables; negative for none
	then, not  []node
}

func (n *loop) print(s *state, dot value) {
	v := n.what(s, dot)
	if s.gaveUp {
		return
	}
	list, ok := v.inside()
	if !ok || list.Kind() != reflect.Slice {
		s.giveUp()
		return
	}
	for i := range list.Len() {
		one := value{ref: list.Index(i)}
		if n.index >= 0 {
			s.set(n.index, value{ref: reflect.ValueOf(i)})
		}
		s.set(n.one, one)
		s.print(n.then, one)
	}
	if list.Len() == 0 {
		s.print(n.not, dot)
	}
}

// called is {{template "name" .}}.
type called struct {
	what  expr // nil for a template without a view
	block *block
}

func (n *called) print(s *state, dot value) {
	var v value
	if n.what != nil {
		v = n.what(s, dot)
	}
	if !s.gaveUp {
		s.call(n.block, v)
	}
}

// inside is what pointers and interfaces lead to; ok is false for nothing.
func (v value) inside() (ref reflect.Value, ok bool) {
	ref = v.ref
	for ref.Kind() == reflect.Pointer || ref.Kind() == reflect.Interface {
		ref = ref.Elem() // of nil: the invalid value
	}
	return ref, ref.IsValid()
}

// truth is what html/template takes a value for.
func (v value) truth() (truth, ok bool) {
	if v.isText {
		return v.text != "", true
	}
	switch ref := v.ref; ref.Kind() {
	case reflect.Invalid:
		return false, true
	case reflect.Bool:
		return ref.Bool(), true
	case reflect.String, reflect.Slice:
		return ref.Len() > 0, true
	case reflect.Int:
		return ref.Int() != 0, true
	case reflect.Pointer:
		return !ref.IsNil(), true
	case reflect.Struct:
		return true, true
	}
	return false, false
}

// any is the value for a function; nothing is nil.
func (v value) any() any {
	switch {
	case v.isText:
		return v.text
	case !v.ref.IsValid():
		return nil
	}
	return v.ref.Interface()
}

var (
	typeString = reflect.TypeFor[string]()
	typeHTML   = reflect.TypeFor[template.HTML]()
	typeInt    = reflect.TypeFor[int]()
)

// show prints a value as its place asks.
func (e *escaper) show(s *state, v value) {
	if v.isText {
		e.text(s, v.text)
		return
	}
	if !v.ref.IsValid() {
		s.giveUp()
		return
	}
	switch v.ref.Type() {
	case typeString:
		e.text(s, v.ref.String())
	case typeInt:
		if e.number {
			s.out = strconv.AppendInt(s.out, v.ref.Int(), 10)
			return
		}
		e.itself(s, v.ref.Interface())
	case typeHTML:
		if e.markup {
			s.out = append(s.out, v.ref.String()...)
			return
		}
		e.itself(s, v.ref.Interface())
	default:
		e.itself(s, v.ref.Interface())
	}
}
