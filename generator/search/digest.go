package search

import (
	"encoding/binary"
	"errors"
	"fmt"
	"sync"
)

// A digest is what a page adds to the index, without what the site says of it:
//
//	digest  = units:uvarint section…       units is how many UTF-16 units its folded texts have
//	section = flags:byte id heading n:uvarint block…    flags: 1 for one that is continued
//	id, heading, block = length:uvarint bytes

var errDigest = errors.New("damaged digest")

var scratch = sync.Pool{New: func() any { return new([]uint16) }}

// Digest is what a page (HTML) adds to an index. It depends on the page's bytes alone, so
// it may be kept for as long as this package stays the same.
func Digest(page []byte) []byte { return pack(Read(page)) }

// pack writes sections as a digest.
func pack(sections []Section) []byte {
	if len(sections) == 0 {
		sections = []Section{{}}
	}
	size := 8
	for _, s := range sections {
		size += len(s.ID) + len(s.Heading) + 8
		for _, b := range s.Blocks {
			size += len(b) + 3
		}
	}
	d := make([]byte, binary.MaxVarintLen32, size+binary.MaxVarintLen32)
	text := func(s string) {
		d = binary.AppendUvarint(d, uint64(len(s)))
		d = append(d, s...)
	}
	folded, _ := scratch.Get().(*[]uint16)
	units := 0
	count := func() {
		units += len(*folded)
	}
	for _, s := range sections {
		var flags byte
		if s.Continued {
			flags = 1
		}
		d = append(d, flags)
		text(s.ID)
		text(s.Heading)
		if !s.Continued {
			*folded = appendFold((*folded)[:0], d[len(d)-len(s.Heading):])
			count()
		}
		d = binary.AppendUvarint(d, uint64(len(s.Blocks)))
		for _, b := range s.Blocks {
			text(b)
			*folded = appendFold((*folded)[:0], d[len(d)-len(b):])
			count()
		}
	}
	scratch.Put(folded)
	head := binary.AppendUvarint(nil, uint64(units))
	d = d[binary.MaxVarintLen32-len(head):]
	copy(d, head)
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
