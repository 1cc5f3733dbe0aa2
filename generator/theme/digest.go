package theme

import (
	"crypto/sha256"
	"fmt"
	"html/template"
	"maps"
	"slices"
	"text/template/parse"
)

// Sum is a digest of what a page or a part is made with.
type Sum [sha256.Size]byte

// PageSum is that of the templates by which a view of a kind is printed, those that
// they call included. A kind without a template has a sum of its own.
func (t *Theme) PageSum(page any) Sum { return t.sums["page "+pageKind(page)] }

// KindSum is PageSum of an article's kind.
func (t *Theme) KindSum(kind string) Sum { return t.sums["page "+kind] }

// PartSum is that of a partial.
func (t *Theme) PartSum(name string) Sum { return t.sums["part "+name] }

// WordSum is that of all words of the theme.
func (t *Theme) WordSum() Sum { return t.sums["words"] }

// note keeps the sum of a template. It comes before the template is first used:
// what html/template adds to make it safe is the same for the same source.
func (t *Theme) note(name string, tmpl *template.Template) {
	h := sha256.New()
	seen := map[string]bool{}
	var visit func(tmpl *template.Template)
	visit = func(tmpl *template.Template) {
		if tmpl == nil || tmpl.Tree == nil || seen[tmpl.Name()] {
			return
		}
		seen[tmpl.Name()] = true
		text := tmpl.Tree.Root.String()
		fmt.Fprintf(h, "%s %d\n%s", tmpl.Name(), len(text), text)
		for _, called := range calls(tmpl.Tree.Root) {
			visit(tmpl.Lookup(called))
		}
	}
	visit(tmpl)
	t.sums[name] = Sum(h.Sum(nil))
}

func (t *Theme) noteWords() {
	h := sha256.New()
	for _, key := range slices.Sorted(maps.Keys(t.texts)) {
		fmt.Fprintf(h, "%d %s %d %s\n", len(key), key, len(t.texts[key]), t.texts[key])
	}
	t.sums["words"] = Sum(h.Sum(nil))
}

// calls are the names of the templates that a list of nodes calls, in order.
func calls(n parse.Node) []string {
	var out []string
	branch := func(b *parse.BranchNode) {
		out = append(out, calls(b.List)...)
		if b.ElseList != nil {
			out = append(out, calls(b.ElseList)...)
		}
	}
	switch n := n.(type) {
	case *parse.ListNode:
		if n == nil {
			return nil
		}
		for _, one := range n.Nodes {
			out = append(out, calls(one)...)
		}
	case *parse.TemplateNode:
		out = append(out, n.Name)
	case *parse.IfNode:
		branch(&n.BranchNode)
	case *parse.RangeNode:
		branch(&n.BranchNode)
	case *parse.WithNode:
		branch(&n.BranchNode)
	}
	return out
}
