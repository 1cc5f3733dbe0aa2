package stats

import (
	"errors"
	"fmt"
	"slices"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"
	"github.com/shopspring/decimal"
)

// formula is a parsed formula over indicator ids. The syntax is that of
// expr-lang/expr; it is worked out here in decimals, because 0.1+0.2 of binary
// fractions would round differently from what a court prints.
type formula struct {
	text string
	root ast.Node
	ids  []string // in order of first use
}

var errFormula = errors.New("only ids, numbers and + - * / ( ) are understood")

// errDivision is division by zero.
var errDivision = errors.New("division by zero")

// divisionPlaces is far more than any figure is printed with.
const divisionPlaces = 24

// maxFormula bounds a formula in bytes; the parser descends into its brackets.
const maxFormula = 1000

func parseFormula(text string) (*formula, error) {
	if len(text) > maxFormula {
		return nil, errFormula
	}
	tree, err := parser.Parse(text)
	if err != nil {
		return nil, err
	}
	f := &formula{text: text, root: tree.Node}
	if err := f.collect(tree.Node); err != nil {
		return nil, err
	}
	return f, nil
}

func (f *formula) collect(n ast.Node) error {
	switch n := n.(type) {
	case *ast.IntegerNode, *ast.FloatNode:
		return nil
	case *ast.UnaryNode:
		if n.Operator != "-" && n.Operator != "+" {
			return errFormula
		}
		return f.collect(n.Node)
	case *ast.BinaryNode:
		switch n.Operator {
		case "+", "-", "*", "/":
			return errors.Join(f.collect(n.Left), f.collect(n.Right))
		}
		return errFormula
	}
	id, ok := idOf(n)
	if !ok {
		return errFormula
	}
	if !slices.Contains(f.ids, id) {
		f.ids = append(f.ids, id)
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

// additive reports whether ids are only added and taken away.
func (f *formula) additive() bool { return len(f.ids) > 0 && additive(f.root) }

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

// eval works the formula out; value gives the value of an id.
func (f *formula) eval(value func(id string) (decimal.Decimal, error)) (decimal.Decimal, error) {
	return evalNode(f.root, value)
}

// minus is f − g.
func (f *formula) minus(g *formula) *formula {
	gap := &formula{root: &ast.BinaryNode{Operator: "-", Left: f.root, Right: g.root}, ids: slices.Clone(f.ids)}
	for _, id := range g.ids {
		if !slices.Contains(gap.ids, id) {
			gap.ids = append(gap.ids, id)
		}
	}
	return gap
}

// spread is how far the result may be off when each id is off by its slack:
// the ways in which each by itself moves the result, added up. That is exact
// for sums, and as good as exact for quotients of published figures.
func (f *formula) spread(of func(id string) (value, slack decimal.Decimal)) decimal.Decimal {
	exact, err := f.eval(func(id string) (decimal.Decimal, error) { v, _ := of(id); return v, nil })
	if err != nil {
		return decimal.Zero
	}
	sum := decimal.Zero
	for _, moved := range f.ids {
		_, by := of(moved)
		if by.IsZero() {
			continue
		}
		worst := decimal.Zero
		for _, by := range []decimal.Decimal{by, by.Neg()} {
			v, err := f.eval(func(id string) (decimal.Decimal, error) {
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
			return decimal.Decimal{}, errDivision
		}
		return l.DivRound(r, divisionPlaces), nil
	}
	id, ok := idOf(n)
	if !ok {
		return decimal.Decimal{}, fmt.Errorf("formula: %w", errFormula)
	}
	return value(id)
}
