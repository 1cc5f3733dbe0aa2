package audit

import "strings"

// term is what a subject says, whatever text it stands in.
type term struct {
	role   role
	key    string
	narrow uint64

	meant    meant
	resolved bool
}

// terms remembers what subjects say: a text names the same ones again and again,
// and so do the texts of a site.
type terms struct {
	names *names
	of    map[string]*term
}

// term is what a subject says.
func (t *terms) term(subject string) *term {
	if known := t.of[subject]; known != nil {
		return known
	}
	const most = 4096 // a few hundred kilobytes
	if len(t.of) >= most {
		clear(t.of)
	}
	p := t.names.withoutCourt(plain(subject))
	made := &term{role: split(p), key: key(p), narrow: narrowed(subject)}
	t.of[strings.Clone(subject)] = made // a subject may be a part of its text
	return made
}

// resolve is names.resolve.
func (t *terms) resolve(subject string) meant {
	known := t.term(subject)
	if !known.resolved {
		known.meant, known.resolved = t.names.resolve(subject), true
	}
	return known.meant
}
