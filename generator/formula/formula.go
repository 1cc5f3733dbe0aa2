// Package formula is arithmetic over the ids of indicators: 1 - appealed / closed.
// The syntax is that of expr-lang/expr; results are decimals, because 0.1+0.2 of
// binary fractions would round differently from what a court prints.
package formula

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"
	"github.com/shopspring/decimal"
)

// Formula is a parsed formula.
type Formula struct {
	Text string
	IDs  []string // in order of first use
	root ast.Node
}

var (
	// ErrSyntax is returned for what is no formula over ids.
	ErrSyntax = errors.New("only ids, numbers and + - * / ( ) are understood")
	// ErrDivision is returned for a division by zero.
	ErrDivision = errors.New("division by zero")
)

// Places is how finely a quotient is worked out: far more than any figure is
// printed with.
const Places = 24

// maxLength bounds a formula in bytes; the parser descends into its brackets.
const maxLength = 1000

// foreign matches what stands in no formula over ids: other characters, comments,
// numbers that are not decimal.
var foreign = regexp.MustCompile(`[^\p{L}\p{N}_.+\-*/()\s]|//|/\*|\b0[xXbBoO]|(?:^|[^\p{L}\p{N}_.])\d[\d.]*[eE_]`)

// Parse reads a formula.
func Parse(text string) (*Formula, error) {
	// The library reads a whole language, comments among it: what is not in a
	// formula of ours is refused before.
	if len(text) > maxLength || foreign.MatchString(text) {
		return nil, ErrSyntax
	}
	tree, err := parser.Parse(text)
	if err != nil {
		return nil, err
	}
	f := &Formula{Text: text, root: tree.Node}
	if err := f.collect(tree.Node); err != nil {
		return nil, err
	}
	if len(f.IDs) == 0 { // a number is no formula
		return nil, ErrSyntax
	}
	return f, nil
}

func (f *Formula) collect(n ast.Node) error {
	switch n := n.(type) {
	case *ast.IntegerNode, *ast.FloatNode:
		return nil
	case *ast.UnaryNode:
		if n.Operator != "-" && n.Operator != "+" {
			return ErrSyntax
		}
		return f.collect(n.Node)
	case *ast.BinaryNode:
		switch n.Operator {
		case "+", "-", "*", "/":
			return errors.Join(f.collect(n.Left), f.collect(n.Right))
		}
		return ErrSyntax
	}
	id, ok := idOf(n)
	if !ok {
		return ErrSyntax
	}
	if !slices.Contains(f.IDs, id) {
		f.IDs = append(f.IDs, id)
	}
	return nil
}

// idOf is the id that a node names; criminal_first.filed parses as a member.
func idOf(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.IdentifierNode:
		return n.Value, true
	case *ast.MemberNode:
		base, ok := idOf(n.Node)
		prop, isName := n.Property.(*ast.StringNode)
		if !ok || !isName || n.Optional || n.Method {
			return "", false
		}
		return base + "." + prop.Value, true
	}
	return "", false
}

// Additive reports whether ids are only added and taken away.
func (f *Formula) Additive() bool { return len(f.IDs) > 0 && additive(f.root) }

func additive(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.UnaryNode:
		return additive(n.Node)
	case *ast.BinaryNode:
		return (n.Operator == "+" || n.Operator == "-") && additive(n.Left) && additive(n.Right)
	}
	_, ok := idOf(n)
	return ok
}

// Eval works the formula out; value gives the value of an id.
func (f *Formula) Eval(value func(id string) (decimal.Decimal, error)) (decimal.Decimal, error) {
	return evalNode(f.root, value)
}

// Minus is f − g.
func (f *Formula) Minus(g *Formula) *Formula {
	gap := &Formula{root: &ast.BinaryNode{Operator: "-", Left: f.root, Right: g.root}, IDs: slices.Clone(f.IDs)}
	for _, id := range g.IDs {
		if !slices.Contains(gap.IDs, id) {
			gap.IDs = append(gap.IDs, id)
		}
	}
	return gap
}

// Bounds is between what the result lies when each id lies between its own
// bounds, which rounding leaves open. ok is false where it cannot be told: the
// denominator may be zero. An id that stands twice in the formula is taken to
// vary in each place by itself, so that the bounds may be too wide and are never
// too narrow.
func (f *Formula) Bounds(of func(id string) (lo, hi decimal.Decimal)) (lo, hi decimal.Decimal, ok bool) {
	return boundsOf(f.root, of)
}

func boundsOf(n ast.Node, of func(id string) (lo, hi decimal.Decimal)) (lo, hi decimal.Decimal, ok bool) {
	switch n := n.(type) {
	case *ast.IntegerNode, *ast.FloatNode:
		v, err := evalNode(n, nil)
		return v, v, err == nil
	case *ast.UnaryNode:
		lo, hi, ok = boundsOf(n.Node, of)
		if n.Operator == "-" {
			lo, hi = hi.Neg(), lo.Neg()
		}
		return lo, hi, ok
	case *ast.BinaryNode:
		a, b, okL := boundsOf(n.Left, of)
		c, d, okR := boundsOf(n.Right, of)
		if !okL || !okR {
			return lo, hi, false
		}
		switch n.Operator {
		case "+":
			return a.Add(c), b.Add(d), true
		case "-":
			return a.Sub(d), b.Sub(c), true
		case "*":
			lo, hi = span(a.Mul(c), a.Mul(d), b.Mul(c), b.Mul(d))
			return lo, hi, true
		}
		if c.Sign() <= 0 && d.Sign() >= 0 {
			return lo, hi, false
		}
		lo, hi = span(a.DivRound(c, Places), a.DivRound(d, Places), b.DivRound(c, Places), b.DivRound(d, Places))
		return lo, hi, true
	}
	id, ok := idOf(n)
	if !ok {
		return lo, hi, false
	}
	lo, hi = of(id)
	return lo, hi, true
}

// span is the least and the greatest of some values.
func span(first decimal.Decimal, rest ...decimal.Decimal) (lo, hi decimal.Decimal) {
	return decimal.Min(first, rest...), decimal.Max(first, rest...)
}

func evalNode(n ast.Node, value func(id string) (decimal.Decimal, error)) (decimal.Decimal, error) {
	switch n := n.(type) {
	case *ast.IntegerNode:
		return decimal.NewFromInt(int64(n.Value)), nil
	case *ast.FloatNode:
		return decimal.NewFromFloat(n.Value), nil
	case *ast.UnaryNode:
		v, err := evalNode(n.Node, value)
		if n.Operator == "-" {
			v = v.Neg()
		}
		return v, err
	case *ast.BinaryNode:
		l, err := evalNode(n.Left, value)
		if err != nil {
			return decimal.Decimal{}, err
		}
		r, err := evalNode(n.Right, value)
		if err != nil {
			return decimal.Decimal{}, err
		}
		switch n.Operator {
		case "+":
			return l.Add(r), nil
		case "-":
			return l.Sub(r), nil
		case "*":
			return l.Mul(r), nil
		}
		if r.IsZero() {
			return decimal.Decimal{}, ErrDivision
		}
		return l.DivRound(r, Places), nil
	}
	id, ok := idOf(n)
	if !ok {
		return decimal.Decimal{}, fmt.Errorf("formula: %w", ErrSyntax)
	}
	return value(id)
}

// Percentage is part / whole * 100.
func Percentage(part, whole string) *Formula {
	quotient := &ast.BinaryNode{Operator: "/", Left: &ast.IdentifierNode{Value: part}, Right: &ast.IdentifierNode{Value: whole}}
	return &Formula{
		Text: part + " / " + whole + " * 100",
		root: &ast.BinaryNode{Operator: "*", Left: quotient, Right: &ast.IntegerNode{Value: 100}},
		IDs:  slices.Compact([]string{part, whole}),
	}
}

// Clash is two units that are added or taken away from each other: 件 and 人.
type Clash struct {
	A, B         string // ids
	UnitA, UnitB string
}

// Clash finds ids of different units that the formula adds or takes away from
// each other; nil when there are none. Only counts can clash: a number without
// a unit, a rate and what was multiplied or divided go with everything, since
// what their unit is lies with the author.
func (f *Formula) Clash(unit func(id string) string) *Clash {
	_, clash := clashOf(f.root, unit)
	return clash
}

// clashOf also gives the id whose unit a node has; "" when it has none.
func clashOf(n ast.Node, unit func(id string) string) (id string, clash *Clash) {
	switch n := n.(type) {
	case *ast.UnaryNode:
		return clashOf(n.Node, unit)
	case *ast.BinaryNode:
		l, clash := clashOf(n.Left, unit)
		if clash != nil {
			return "", clash
		}
		r, clash := clashOf(n.Right, unit)
		if clash != nil {
			return "", clash
		}
		switch n.Operator {
		case "*", "/":
			return "", nil
		}
		if l != "" && r != "" && unit(l) != unit(r) {
			return "", &Clash{A: l, B: r, UnitA: unit(l), UnitB: unit(r)}
		}
		return cmp.Or(l, r), nil
	}
	id, ok := idOf(n)
	if !ok || unit(id) == "" || unit(id) == "%" {
		return "", nil
	}
	return id, nil
}
