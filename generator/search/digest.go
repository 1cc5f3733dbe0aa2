package search

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// A digest is what a page adds to the index, without what the site says of it:
//
//	digest  = units:uvarint section…       units is how many UTF-16 units its folded texts have
//	section = flags:byte id heading n:uvarint block…    flags: 1 for one that is continued
//	id, heading, block = length:uvarint bytes

var errDigest = errors.New("damaged digest")

// Digest is what a page (HTML) adds to an index. It depends on the page's bytes alone, so
// it may be kept for as long as this package stays the same.
func Digest(page []byte) []byte {
	r, _ := readers.Get().(*reader)
	r.read(page)
	d := r.digest()
	clear(r.sections[:cap(r.sections)]) // parts of the page
	clear(r.open[:cap(r.open)])
	readers.Put(r)
	return d
}

// digest leaves out the sections of which nothing came.
func (r *reader) digest() []byte {
	size, units := binary.MaxVarintLen32, 0
	length := func(n int) { size += n + binary.MaxVarintLen32 }
	fold := func(s span) {
		r.folded = appendFold(r.folded[:0], r.text[s.from:s.to])
		units += len(r.folded)
	}
	kept := r.sections[:0]
	for i, s := range r.sections {
		to := len(r.lines)
		if i+1 < len(r.sections) {
			to = r.sections[i+1].line
		}
		if i > 0 && s.line == to && (s.continued || s.heading == span{}) {
			continue
		}
		kept = append(kept, s)
		length(len(s.id) + 1)
		length(s.heading.to - s.heading.from + binary.MaxVarintLen32)
		if !s.continued {
			fold(s.heading)
		}
	}
	for _, b := range r.lines {
		length(b.to - b.from)
		fold(b)
	}
	r.sections = kept
	d := binary.AppendUvarint(make([]byte, 0, size), uint64(units))
	text := func(s []byte) {
		d = binary.AppendUvarint(d, uint64(len(s)))
		d = append(d, s...)
	}
	for i, s := range kept {
		var flags byte
		if s.continued {
			flags = 1
		}
		d = append(d, flags)
		text(s.id)
		text(r.text[s.heading.from:s.heading.to])
		to := len(r.lines)
		if i+1 < len(kept) {
			to = kept[i+1].line // those between have none
		}
		d = binary.AppendUvarint(d, uint64(to-s.line))
		for _, b := range r.lines[s.line:to] {
			text(r.text[b.from:b.to])
		}
	}
	return d
}

// section is a Section within a digest.
type section struct {
	id, heading []byte
	continued   bool
	blocks      [][]byte
}

// unpack reads a digest; the sections are parts of it. It takes the place of what was
// read into them before.
func unpack(digest []byte, into []section) (sections []section, units int, err error) {
	number := func() int {
		n, size := binary.Uvarint(digest)
		if size <= 0 || n > 1<<30 {
			err = errDigest
			return 0
		}
		digest = digest[size:]
		return int(n)
	}
	text := func() []byte {
		n := number()
		if n > len(digest) {
			err = errDigest
			return nil
		}
		s := digest[:n]
		digest = digest[n:]
		return s
	}
	units = number()
	for len(digest) > 0 && err == nil {
		if len(into) < cap(into) {
			into = into[:len(into)+1]
		} else {
			into = append(into, section{})
		}
		s := &into[len(into)-1]
		s.continued = digest[0]&1 != 0
		digest = digest[1:]
		s.id, s.heading = text(), text()
		s.blocks = s.blocks[:0]
		for range number() {
			s.blocks = append(s.blocks, text())
			if err != nil {
				break
			}
		}
	}
	if err == nil && len(into) == 0 {
		err = fmt.Errorf("%w: it is empty", errDigest)
	}
	return into, units, err
}
