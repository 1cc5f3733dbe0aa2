package merge

import (
	"fmt"
	"slices"
	"strings"
)

// over is what additions lay over one object or list of an option. It is made
// first, so that the option is written at once, without a tree of it in memory.
type over struct {
	members []member  // of an object, sorted by key
	elems   []element // of a list, sorted by number
	// joined tells that an extra holds an object here, which then goes before a
	// plain value that go-echarts may have here.
	joined bool
	// fresh tells that what go-echarts has here is gone.
	fresh bool
}

// member is a key of an object, with a plain value or with more.
type member struct {
	key   string
	value any
	sub   *over // nil: value
}

type element struct {
	n   int
	sub *over
}

// room is what one option is written in, kept for the next.
type room struct {
	text    []byte
	overs   []over
	members []member
}

func (r *room) clear() {
	clear(r.overs)
	clear(r.members)
	r.overs, r.members = r.overs[:0], r.members[:0]
}

// over is a new one. Those that were handed out stay where they are: a list that
// is full is left to them.
func (r *room) over() *over {
	if len(r.overs) == cap(r.overs) {
		r.overs = make([]over, 0, max(64, 2*cap(r.overs)))
	}
	r.overs = append(r.overs, over{})
	return &r.overs[len(r.overs)-1]
}

// some is room for n members.
func (r *room) some(n int) []member {
	if len(r.members)+n > cap(r.members) {
		r.members = make([]member, 0, max(256, 2*cap(r.members), n))
	}
	at := len(r.members)
	r.members = r.members[:at+n]
	return r.members[at : at : at+n]
}

// lay puts an addition below o.
func (o *over) lay(r *room, a *Addition) error {
	for _, step := range a.Path {
		switch step := step.(type) {
		case int:
			i, found := slices.BinarySearchFunc(o.elems, step, func(e element, n int) int { return e.n - n })
			if o.members != nil || o.fresh || step < 0 {
				return fmt.Errorf("no element %d", step)
			}
			if !found {
				if o.elems == nil {
					o.elems = make([]element, 0, 8)
				}
				o.elems = slices.Insert(o.elems, i, element{n: step, sub: r.over()})
			}
			o = o.elems[i].sub
		case string:
			if o.elems != nil {
				return fmt.Errorf("cannot add %s to a list", step)
			}
			m, found := o.member(step)
			switch {
			case !found:
				m.sub = r.over()
			case m.sub == nil:
				return fmt.Errorf("cannot add to %T", m.value)
			}
			o = m.sub
		default:
			return fmt.Errorf("%v is no step of a path", step)
		}
	}
	if a.Key != "" {
		if o.elems != nil {
			return fmt.Errorf("cannot add %s to a list", a.Key)
		}
		return o.put(r, a.Key, a.Value)
	}
	return o.join(r, a.More)
}

// join merges an extra into an object.
func (o *over) join(r *room, more Extra) error {
	if o.elems != nil {
		return fmt.Errorf("cannot add to a list")
	}
	if o.members == nil {
		o.members = r.some(len(more))
	}
	for key, value := range more {
		if err := o.put(r, key, value); err != nil {
			return err
		}
	}
	return nil
}

func (o *over) put(r *room, key string, value any) error {
	m, found := o.member(key)
	more, isMap := value.(Extra)
	if !isMap {
		m.value, m.sub = value, nil
		return nil
	}
	if m.sub == nil || m.sub.elems != nil {
		m.sub = r.over()
		m.sub.fresh = found
	}
	m.value, m.sub.joined = nil, true
	return m.sub.join(r, more)
}

// member is the place of a key, which is made if need be.
func (o *over) member(key string) (m *member, found bool) {
	i, found := slices.BinarySearchFunc(o.members, key, func(m member, key string) int { return strings.Compare(m.key, key) })
	if !found {
		o.members = slices.Insert(o.members, i, member{key: key})
	}
	return &o.members[i], found
}
