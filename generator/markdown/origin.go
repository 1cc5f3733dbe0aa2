package markdown

// origin tells where in the Markdown a text came from: each stretch of it
// stands there verbatim up to the next. nil is not known.
type origin []stretch

// stretch begins at a byte of the text, which stands at off in the Markdown.
type stretch struct{ at, off int }

// place is where a byte of the text stands in the Markdown.
func (o origin) place(at int) (off int, ok bool) {
	for i := len(o) - 1; i >= 0; i-- {
		if o[i].at <= at {
			return o[i].off + at - o[i].at, true
		}
	}
	return 0, false
}

// from is the origin of the text from a byte on.
func (o origin) from(at int) origin {
	if at == 0 || len(o) == 0 {
		return o
	}
	var out origin
	if off, ok := o.place(at); ok {
		out = append(out, stretch{0, off})
	}
	for _, s := range o {
		if s.at > at {
			out = append(out, stretch{s.at - at, s.off})
		}
	}
	return out
}

// join is the origin of a text of some length and another behind it.
func (o origin) join(next origin, length int) origin {
	out := o[:len(o):len(o)]
	for _, s := range next {
		out = append(out, stretch{s.at + length, s.off})
	}
	return out
}

// part is a stretch of a text as a text of its own. All of it is the text itself.
func (n *node) part(start, end int) *node {
	if start == 0 && end == len(n.text) {
		return n
	}
	return &node{kind: n.kind, text: n.text[start:end], from: n.from.from(start)}
}
