// Package formula is arithmetic over the ids of indicators: 1 - appealed / closed.
// The syntax is that of expr-lang/expr; results are decimals, because 0.1+0.2 of
// binary fractions would round differently from what a court prints.
package formula

import (
	"cmp"
	"errors"
	"fmt"
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

// Parse reads a formula.
func Parse(text string) (*Formula, error) {
	if len(text) > maxLength {
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

// Spread is how far the result may be off when each id is off by its slack:
// the ways in which each by itself moves the result, added up. That is exact
// for sums, and as good as exact for quotients of published figures.
func (f *Formula) Spread(of func(id string) (value, slack decimal.Decimal)) decimal.Decimal {
	exact, err := f.Eval(func(id string) (decimal.Decimal, error) { v, _ := of(id); return v, nil })
	if err != nil {
		return decimal.Zero
	}
	sum := decimal.Zero
	for _, moved := range f.IDs {
		_, by := of(moved)
		if by.IsZero() {
			continue
		}
		worst := decimal.Zero
		for _, by := range []decimal.Decimal{by, by.Neg()} {
			v, err := f.Eval(func(id string) (decimal.Decimal, error) {
				v, _ := of(id)
				if id == moved {
					v = v.Add(by)
				}
				return v, nil
			})
			if err == nil {
				worst = decimal.Max(worst, v.Sub(exact).Abs())
			}
		}
		sum = sum.Add(worst)
	}
	return sum
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
