package press

import (
	"fmt"
	"html/template"
	"reflect"
	"text/template/parse"
)

// compiler makes blocks of the templates of a set.
type compiler struct {
	set      *template.Template
	funcs    template.FuncMap
	escapers map[string]*escaper
	blocks   map[string]*block // by name, so that each is made once and may call itself
}

func (c *compiler) block(name string) (*block, error) {
	if b := c.blocks[name]; b != nil {
		return b, nil
	}
	tmpl := c.set.Lookup(name)
	if tmpl == nil || tmpl.Tree == nil {
		return nil, fmt.Errorf("template %q is not to be had", name)
	}
	b := &block{}
	c.blocks[name] = b
	s := &scope{compiler: c, block: b, names: []string{"$"}}
	b.slots = 1
	var err error
	b.nodes, err = s.list(tmpl.Tree.Root)
	return b, err
}

// scope is the making of one block.
type scope struct {
	*compiler
	block *block
	names []string // of the variables that can be seen, by slot
}

// declare makes room for a variable; none has a slot below zero.
func (s *scope) declare(name string) int {
	s.names = append(s.names, name)
	s.block.slots = max(s.block.slots, len(s.names))
	return len(s.names) - 1
}

// slot is where a variable is; the innermost of a name is meant.
func (s *scope) slot(name string) (int, error) {
	for i := len(s.names) - 1; i >= 0; i-- {
		if s.names[i] == name {
			return i, nil
		}
	}
	return 0, fmt.Errorf("variable %s is not known", name)
}

func (s *scope) list(list *parse.ListNode) ([]node, error) {
	if list == nil {
		return nil, nil
	}
	var out []node
	for _, n := range list.Nodes {
		one, err := s.node(n)
		if err != nil {
			return nil, err
		}
		if text, ok := one.(literal); ok && len(out) > 0 {
			if before, ok := out[len(out)-1].(literal); ok {
				out[len(out)-1] = append(before[:len(before):len(before)], text...)
				continue
			}
		}
		if one != nil {
			out = append(out, one)
		}
	}
	return out, nil
}

// node is a part of a template; nil for what prints nothing.
func (s *scope) node(n parse.Node) (node, error) {
	switch n := n.(type) {
	case *parse.TextNode:
		return literal(n.Text), nil
	case *parse.CommentNode:
		return nil, nil
	case *parse.ActionNode:
		return s.action(n.Pipe)
	case *parse.IfNode:
		return s.branch(&n.BranchNode, false)
	case *parse.WithNode:
		return s.branch(&n.BranchNode, true)
	case *parse.RangeNode:
		return s.loop(n)
	case *parse.TemplateNode:
		var what expr
		if n.Pipe != nil {
			if len(n.Pipe.Decl) > 0 {
				return nil, fmt.Errorf("a variable in %s", n)
			}
			var err error
			if what, err = s.pipe(n.Pipe.Cmds); err != nil {
				return nil, err
			}
		}
		b, err := s.compiler.block(n.Name)
		return &called{what, b}, err
	}
	return nil, fmt.Errorf("%s", n)
}

func (s *scope) action(pipe *parse.PipeNode) (node, error) {
	cmds, chain := cutEscapers(pipe.Cmds)
	what, err := s.pipe(cmds)
	if err != nil {
		return nil, err
	}
	switch {
	case len(pipe.Decl) == 1 && chain == "":
		if pipe.IsAssign {
			slot, err := s.slot(pipe.Decl[0].Ident[0])
			return &declared{what, slot}, err
		}
		return &declared{what, s.declare(pipe.Decl[0].Ident[0])}, nil
	case len(pipe.Decl) > 0:
		return nil, fmt.Errorf("the variables of %s", pipe)
	}
	e := s.escapers[chain]
	if e == nil {
		return nil, fmt.Errorf("the place of %s", pipe)
	}
	return &shown{what, e}, nil
}

func (s *scope) branch(n *parse.BranchNode, with bool) (node, error) {
	defer s.leave(len(s.names))
	out := &branch{slot: -1, with: with}
	var err error
	if out.what, err = s.pipe(n.Pipe.Cmds); err != nil {
		return nil, err
	}
	switch {
	case len(n.Pipe.Decl) > 1 || n.Pipe.IsAssign:
		return nil, fmt.Errorf("the variables of %s", n.Pipe)
	case len(n.Pipe.Decl) == 1:
		out.slot = s.declare(n.Pipe.Decl[0].Ident[0])
	}
	out.then, out.not, err = s.ways(n)
	return out, err
}

func (s *scope) loop(n *parse.RangeNode) (node, error) {
	defer s.leave(len(s.names))
	out := &loop{index: -1, one: -1}
	var err error
	if out.what, err = s.pipe(n.Pipe.Cmds); err != nil {
		return nil, err
	}
	switch decl := n.Pipe.Decl; {
	case n.Pipe.IsAssign:
		return nil, fmt.Errorf("the variables of %s", n.Pipe)
	case len(decl) == 1:
		out.one = s.declare(decl[0].Ident[0])
	case len(decl) == 2:
		out.index, out.one = s.declare(decl[0].Ident[0]), s.declare(decl[1].Ident[0])
	}
	out.then, out.not, err = s.ways(&n.BranchNode)
	return out, err
}

// ways are the two parts of a branch, each of which forgets its variables.
func (s *scope) ways(n *parse.BranchNode) (then, not []node, err error) {
	mark := len(s.names)
	if then, err = s.list(n.List); err != nil {
		return nil, nil, err
	}
	s.leave(mark)
	not, err = s.list(n.ElseList)
	s.leave(mark)
	return then, not, err
}

func (s *scope) leave(mark int) { s.names = s.names[:mark] }

// pipe is what commands give one after another.
func (s *scope) pipe(cmds []*parse.CommandNode) (expr, error) {
	var last expr
	for _, cmd := range cmds {
		var err error
		if last, err = s.command(cmd.Args, last); err != nil {
			return nil, err
		}
	}
	if last == nil {
		return nil, fmt.Errorf("an empty command")
	}
	return last, nil
}

// command is a value, or a function with its arguments; last is the value of the
// command before, nil for none.
func (s *scope) command(args []parse.Node, last expr) (expr, error) {
	if fn, ok := args[0].(*parse.IdentifierNode); ok {
		var values []expr
		for _, a := range args[1:] {
			v, err := s.command([]parse.Node{a}, nil)
			if err != nil {
				return nil, err
			}
			values = append(values, v)
		}
		if last != nil {
			values = append(values, last)
		}
		return s.function(fn.Ident, values)
	}
	if len(args) > 1 || last != nil {
		return nil, fmt.Errorf("the arguments of %s", args[0])
	}
	switch a := args[0].(type) {
	case *parse.DotNode:
		return func(_ *state, dot value) value { return dot }, nil
	case *parse.FieldNode:
		return fields(func(_ *state, dot value) value { return dot }, a.Ident), nil
	case *parse.VariableNode:
		slot, err := s.slot(a.Ident[0])
		return fields(func(s *state, _ value) value { return s.vars[s.base+slot] }, a.Ident[1:]), err
	case *parse.ChainNode:
		of, err := s.command([]parse.Node{a.Node}, nil)
		if err != nil {
			return nil, err
		}
		return fields(of, a.Field), nil
	case *parse.PipeNode:
		if len(a.Decl) > 0 {
			return nil, fmt.Errorf("the variables of %s", a)
		}
		return s.pipe(a.Cmds)
	case *parse.StringNode:
		return constant(textValue(a.Text)), nil
	case *parse.BoolNode:
		return constant(value{ref: reflect.ValueOf(a.True)}), nil
	case *parse.NumberNode:
		if a.IsInt && int64(int(a.Int64)) == a.Int64 {
			return constant(value{ref: reflect.ValueOf(int(a.Int64))}), nil
		}
	}
	return nil, fmt.Errorf("%s", args[0])
}

func constant(v value) expr { return func(*state, value) value { return v } }
