package theme

import (
	"fmt"
	"html/template"
	"strings"
	"text/template/parse"
)

// The functions that html/template puts behind what is printed, where text and
// where a quoted attribute stands.
const (
	escapesText      = "_html_template_htmlescaper"
	escapesAttribute = "_html_template_attrescaper"
)

// fold puts the texts that say the same on every page into the templates, so
// that pages do not look up and escape them again and again.
//
// It is right because a template's tree has its escapers once it was executed
// (prove does), which is the last time that html/template looks at the tree; of
// a plain string both escapers that are folded make the same, whatever stands
// around; and the words do not change after Load. What is escaped in any other
// way is left alone.
func (t *Theme) fold(set *template.Template) error {
	for _, tmpl := range set.Templates() {
		if tmpl.Tree == nil {
			continue
		}
		if err := t.foldList(tmpl.Tree.Root); err != nil {
			return fmt.Errorf("fold the texts of %s: %w", tmpl.Name(), err)
		}
	}
	return nil
}

func (t *Theme) foldList(list *parse.ListNode) error {
	if list == nil {
		return nil
	}
	for i, n := range list.Nodes {
		switch n := n.(type) {
		case *parse.ActionNode:
			key, ok := constantText(n.Pipe)
			if !ok {
				continue
			}
			markup, err := escaped(t.Text(key))
			if err != nil {
				return err
			}
			list.Nodes[i] = &parse.TextNode{NodeType: parse.NodeText, Pos: n.Pos, Text: []byte(markup)}
		case *parse.IfNode:
			if err := t.foldBranch(&n.BranchNode); err != nil {
				return err
			}
		case *parse.RangeNode:
			if err := t.foldBranch(&n.BranchNode); err != nil {
				return err
			}
		case *parse.WithNode:
			if err := t.foldBranch(&n.BranchNode); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *Theme) foldBranch(n *parse.BranchNode) error {
	if err := t.foldList(n.List); err != nil {
		return err
	}
	return t.foldList(n.ElseList)
}

// constantText is the key of {{text "key"}} where it is escaped as text or as a
// quoted attribute.
func constantText(pipe *parse.PipeNode) (key string, ok bool) {
	if len(pipe.Decl) > 0 || len(pipe.Cmds) != 2 || len(pipe.Cmds[0].Args) != 2 || len(pipe.Cmds[1].Args) != 1 {
		return "", false
	}
	fn, ok := pipe.Cmds[0].Args[0].(*parse.IdentifierNode)
	if !ok || fn.Ident != "text" {
		return "", false
	}
	escaper, ok := pipe.Cmds[1].Args[0].(*parse.IdentifierNode)
	if !ok || escaper.Ident != escapesText && escaper.Ident != escapesAttribute {
		return "", false
	}
	literal, ok := pipe.Cmds[0].Args[1].(*parse.StringNode)
	if !ok {
		return "", false
	}
	return literal.Text, true
}

// printing is a template that does nothing but escape a text, as html/template
// does it.
var printing = template.Must(template.New("text").Parse("{{.}}"))

func escaped(text string) (string, error) {
	var b strings.Builder
	err := printing.Execute(&b, text)
	return b.String(), err
}
