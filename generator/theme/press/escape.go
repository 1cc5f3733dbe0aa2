package press

import (
	"bytes"
	"fmt"
	"html/template"
	"strings"
	"sync"
	"text/template/parse"
)

// escaper prints values in the kind of place for which html/template has put
// certain functions behind them.
type escaper struct {
	sample         *template.Template // prints one value in such a place
	prefix, suffix string             // what the sample prints around it

	asIs    *[256]bool   // the bytes of a text that stay as they are
	instead *[256]string // what the others become, if each becomes something by itself; may be nil
	markup  bool         // template.HTML stays as it is
	number  bool         // numbers do
}

// text prints a plain text.
func (e *escaper) text(s *state, text string) {
	if e.asIs == nil {
		e.itself(s, text)
		return
	}
	from := 0
	for i := 0; i < len(text); i++ {
		if e.asIs[text[i]] {
			continue
		}
		if e.instead == nil {
			e.itself(s, text)
			return
		}
		s.out = append(s.out, text[from:i]...)
		s.out = append(s.out, e.instead[text[i]]...)
		from = i + 1
	}
	s.out = append(s.out, text[from:]...)
}

// itself lets html/template print a value.
func (e *escaper) itself(s *state, v any) {
	var b bytes.Buffer
	if err := e.sample.Execute(&b, v); err != nil {
		s.giveUp()
		return
	}
	out, begins := bytes.CutPrefix(b.Bytes(), []byte(e.prefix))
	out, ends := bytes.CutSuffix(out, []byte(e.suffix))
	if !begins || !ends {
		s.giveUp()
		return
	}
	s.out = append(s.out, out...)
}

// samples are the kinds of places that values stand in, as they are before and
// behind them.
var samples = []struct{ prefix, suffix string }{
	{"<p>", "</p>"},         // text
	{"<title>", "</title>"}, // text without elements
	{`<p title="`, `">`},    // a quoted attribute
	{`<a href="`, `">`},     // an address
	{`<a href="x/`, `">`},   // its path
	{`<a href="#`, `">`},    // its query or fragment
	{`<img srcset="`, `">`}, // several addresses
	{`<script type="application/ld+json">`, `</script>`}, // JSON
	{`<meta http-equiv="refresh" content="`, `">`},       // an attribute of its own kind
}

// What may stand in an address as it is: what is reserved for nothing, and in all
// but a query or fragment what parts it. A colon may end a scheme.
const (
	unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
	parting    = "/#?="
)

// escapers are the ways to print that are known, by the functions that stand
// behind the value.
var escapers = sync.OnceValues(func() (map[string]*escaper, error) {
	out := map[string]*escaper{}
	for _, place := range samples {
		sample, err := template.New("sample").Parse(place.prefix + "{{.}}" + place.suffix)
		if err != nil {
			return nil, fmt.Errorf("read a sample: %w", err)
		}
		if err := sample.Execute(&bytes.Buffer{}, "x"); err != nil {
			return nil, fmt.Errorf("escape a sample: %w", err)
		}
		for _, n := range sample.Tree.Root.Nodes {
			if action, ok := n.(*parse.ActionNode); ok {
				_, chain := cutEscapers(action.Pipe.Cmds)
				if out[chain] == nil {
					out[chain] = escaperOf(chain, sample, place.prefix, place.suffix)
				}
			}
		}
	}
	return out, nil
})

func escaperOf(chain string, sample *template.Template, prefix, suffix string) *escaper {
	e := &escaper{sample: sample, prefix: prefix, suffix: suffix}
	switch chain {
	case "htmlescaper", "attrescaper", "rcdataescaper":
		e.asIs, e.instead = markupBytes()
		e.markup, e.number = chain == "htmlescaper", true
	case "urlfilter attrescaper", "urlfilter urlnormalizer attrescaper", "urlnormalizer attrescaper":
		e.asIs, e.number = bytesOf(unreserved+parting), true
	case "urlescaper attrescaper":
		e.asIs, e.number = bytesOf(unreserved), true
	}
	return e
}

// markupBytes are the bytes that HTML leaves alone, and what the others become.
func markupBytes() (asIs *[256]bool, instead *[256]string) {
	asIs, instead = new([256]bool), new([256]string)
	for b := range asIs {
		asIs[b] = true
	}
	for b, text := range map[byte]string{0: "\uFFFD", '"': "&#34;", '&': "&amp;", '\'': "&#39;", '+': "&#43;", '<': "&lt;", '>': "&gt;"} {
		asIs[b], instead[b] = false, text
	}
	return asIs, instead
}

func bytesOf(text string) *[256]bool {
	out := new([256]bool)
	for i := range len(text) {
		out[text[i]] = true
	}
	return out
}

// cutEscapers parts the functions that html/template has put behind a value from
// what stands before them.
func cutEscapers(cmds []*parse.CommandNode) (what []*parse.CommandNode, chain string) {
	const mark = "_html_template_"
	var names []string
	for i, cmd := range cmds {
		fn, ok := cmd.Args[0].(*parse.IdentifierNode)
		if name, marked := "", false; ok && len(cmd.Args) == 1 {
			if name, marked = strings.CutPrefix(fn.Ident, mark); marked {
				names = append(names, name)
				continue
			}
		}
		if len(names) > 0 {
			return cmds, "" // something stands behind them: not as it should be
		}
		what = cmds[:i+1]
	}
	return what, strings.Join(names, " ")
}
