package chart

import (
	"encoding/binary"
	"math"
	"strconv"
	"strings"
	"sync"
)

// Options is a spec in both sizes. It is shared by all that have equal specs, so
// nobody may change it.
type Options struct {
	Wide, Narrow Option
	// Script is the element that hands both to the interactive chart.
	Script string
}

// Options makes the options of a spec in both sizes. Its errors are those of Option.
func (t *Templates) Options(spec Spec) (*Options, error) {
	// These words stand around the picture and not in it.
	spec.Title, spec.Subtitle, spec.Desc = "", "", ""
	var room [2 << 10]byte
	key := appendKey(room[:0], spec)
	if o := t.made.get(key); o != nil {
		return o, nil
	}
	o := &Options{}
	var err error
	if o.Wide, err = t.Option(spec, Wide); err != nil {
		return nil, err
	}
	if o.Narrow, err = t.Option(spec, Narrow); err != nil {
		return nil, err
	}
	o.Script = script(o)
	t.made.put(string(key), o)
	return o, nil
}

// script writes the element of the interactive chart. The options are safe to
// stand in it as they are.
func script(o *Options) string {
	var b strings.Builder
	const markup = 200 // bytes around the options
	b.Grow(len(o.Wide.JSON) + len(o.Narrow.JSON) + markup)
	write := func(name string, o *Option) {
		b.WriteString(`"` + name + `":{"option":`)
		b.Write(o.JSON)
		b.WriteString(`,"width":` + strconv.Itoa(o.Width) + `,"height":` + strconv.Itoa(o.Height) + `}`)
	}
	b.WriteString(`<script type="application/json" class="chart-option">{`)
	write("wide", &o.Wide)
	b.WriteByte(',')
	write("narrow", &o.Narrow)
	b.WriteString(`}</script>`)
	return b.String()
}

// The bounds of a memo.
const (
	mostMade  = 1024
	mostBytes = 16 << 20
)

// memo remembers what was made of the specs that were last asked for: reports of
// many courts and years repeat their charts. Reuse is right because an option
// depends on its spec, which is the whole key, and on the templates and their
// style, which do not change once they are loaded and each have a memo of their
// own. What a page asks of the statistics was asked, and noted for that page,
// when its spec was filled. Specs that cannot be shown are not remembered, since
// what is wrong with them is told at the place of each.
type memo struct {
	mu sync.Mutex
	// Once young holds half of what is allowed it becomes old, and what was old
	// and not asked for since is forgotten.
	young, old map[string]*Options
	bytes      int // of young
}

// get gives what was made of a spec; nil when it is not remembered.
func (m *memo) get(key []byte) *Options {
	m.mu.Lock()
	defer m.mu.Unlock()
	if o := m.young[string(key)]; o != nil {
		return o
	}
	o := m.old[string(key)]
	if o != nil {
		m.keep(string(key), o)
	}
	return o
}

func (m *memo) put(key string, o *Options) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.keep(key, o)
}

func (m *memo) keep(key string, o *Options) {
	size := len(key) + len(o.Wide.JSON) + len(o.Narrow.JSON) + len(o.Script)
	if size > mostBytes/2 {
		return
	}
	if m.young == nil || len(m.young) >= mostMade/2 || m.bytes+size > mostBytes/2 {
		m.young, m.old, m.bytes = map[string]*Options{}, m.young, 0
	}
	if m.young[key] == nil { // two pages may have made the same at once
		m.young[key] = o
		m.bytes += size
	}
}

// appendKey writes all of a spec, so that specs that differ have keys that do.
func appendKey(b []byte, s Spec) []byte {
	for _, text := range [...]string{s.Template, s.Title, s.Subtitle, s.Desc} {
		b = appendText(b, text)
	}
	b = appendCount(b, len(s.Categories))
	for _, c := range s.Categories {
		b = appendText(b, c)
	}
	b = appendCount(b, len(s.Series))
	for i := range s.Series {
		s := &s.Series[i]
		b = appendText(appendText(b, s.Name), s.Unit)
		b = appendBool(b, s.Highlight)
		b = appendCount(b, len(s.Points))
		for i := range s.Points {
			pt := &s.Points[i]
			b = appendText(appendNumber(b, pt.Value), pt.Text)
			b = appendBool(appendBool(b, pt.Valid), pt.Provisional)
		}
	}
	b = appendCount(b, len(s.Breaks))
	for _, br := range s.Breaks {
		b = appendText(appendCount(b, br.Before), br.Note)
	}
	b = appendCount(b, len(s.Links))
	for i := range s.Links {
		l := &s.Links[i]
		b = appendText(appendText(b, l.From), l.To)
		b = appendText(appendText(appendNumber(b, l.Value), l.Text), l.Unit)
	}
	b = appendCount(b, len(s.Nodes))
	for _, n := range s.Nodes {
		b = appendText(appendText(b, n.Name), n.Text)
	}
	b = appendCount(b, len(s.Events))
	for i := range s.Events {
		e := &s.Events[i]
		b = appendCount(appendText(b, e.Date), e.Year)
		b = appendText(appendText(appendText(b, e.Name), e.Level), e.CountText)
	}
	b = appendBool(b, s.Interval != nil)
	if iv := s.Interval; iv != nil {
		for _, end := range [...]*float64{iv.Lo, iv.Hi} {
			b = appendBool(b, end != nil)
			if end != nil {
				b = appendNumber(b, *end)
			}
		}
		b = appendText(b, iv.Text)
	}
	return b
}

func appendText(b []byte, s string) []byte { return append(appendCount(b, len(s)), s...) }

func appendCount(b []byte, n int) []byte { return binary.AppendVarint(b, int64(n)) }

func appendNumber(b []byte, v float64) []byte {
	return binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
}

func appendBool(b []byte, v bool) []byte {
	if v {
		return append(b, 1)
	}
	return append(b, 0)
}
