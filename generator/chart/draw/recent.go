package draw

import "sync"

// recent holds drawings in memory, as most pages of a large site show charts that
// others show as well. Its size is bounded: when the younger half is full, the
// older one is let go and what is used of it moves over. The zero value is empty.
type recent struct {
	mu           sync.Mutex
	young, older map[key][]byte
	size         int // of the young, in bytes
}

// half is how much either half may hold, in bytes.
const half = 8 << 20

func (r *recent) get(k key) []byte {
	r.mu.Lock()
	defer r.mu.Unlock()
	if svg := r.young[k]; svg != nil {
		return svg
	}
	svg := r.older[k]
	if svg != nil {
		r.add(k, svg)
	}
	return svg
}

func (r *recent) put(k key, svg []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.add(k, svg)
}

func (r *recent) add(k key, svg []byte) {
	if r.young[k] != nil {
		return
	}
	if r.young == nil || r.size+len(svg) > half {
		r.young, r.older, r.size = map[key][]byte{}, r.young, 0
	}
	r.young[k] = svg
	r.size += len(svg)
}
