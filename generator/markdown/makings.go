package markdown

// makings are what a document is made of, taken from memory that is asked for a
// good deal at a time: a document has hundreds of nodes, and they go together.
type makings struct {
	nodes     []node
	bindings  []Binding
	stretches []stretch
	lists     []*node
	chunk     int // how many were asked for last
}

// more is how many to ask for: few for a short document, many for a long one.
func (m *makings) more() int {
	const least, most = 8, 64
	m.chunk = min(max(least, 2*m.chunk), most)
	return m.chunk
}

// node keeps a node.
func (m *makings) node(n node) *node {
	if len(m.nodes) == 0 {
		m.nodes = make([]node, m.more())
	}
	out := &m.nodes[0]
	m.nodes = m.nodes[1:]
	*out = n
	return out
}

// binding keeps a binding.
func (m *makings) binding(b Binding) *Binding {
	if len(m.bindings) == 0 {
		m.bindings = make([]Binding, m.more())
	}
	out := &m.bindings[0]
	m.bindings = m.bindings[1:]
	*out = b
	return out
}

// list is an empty list with room for n nodes.
func (m *makings) list(n int) []*node {
	if len(m.lists) < n {
		m.lists = make([]*node, max(n, 4*m.more()))
	}
	out := m.lists[0:0:n]
	m.lists = m.lists[n:]
	return out
}

// origin is one of a single stretch.
func (m *makings) origin(s stretch) origin {
	if len(m.stretches) == 0 {
		m.stretches = make([]stretch, m.more())
	}
	out := m.stretches[:1:1]
	m.stretches = m.stretches[1:]
	out[0] = s
	return out
}

// part is a stretch of a text as a text of its own. All of it is the text itself.
func (m *makings) part(n *node, start, end int) *node {
	if start == 0 && end == len(n.text) {
		return n
	}
	from := n.from
	if len(from) == 1 && start > 0 && from[0].at == 0 {
		from = m.origin(stretch{0, from[0].off + start})
	} else {
		from = from.from(start)
	}
	return m.node(node{kind: n.kind, text: n.text[start:end], from: from})
}
