package sheet

import (
	"cmp"
	"slices"
)

// spans are runs of rows or columns, ascending and apart.
type spans []struct{ from, to int }

// add takes runs in any order, most cheaply in ascending order.
func (s *spans) add(from, to int) {
	if n := len(*s); n > 0 && (*s)[n-1].from <= from && from <= (*s)[n-1].to+1 {
		(*s)[n-1].to = max((*s)[n-1].to, to)
		return
	}
	*s = append(*s, struct{ from, to int }{from, to})
}

// sort makes the spans ready for has.
func (s *spans) sort() {
	all := *s
	slices.SortFunc(all, func(x, y struct{ from, to int }) int { return cmp.Compare(x.from, y.from) })
	*s = (*s)[:0]
	for _, r := range all {
		s.add(r.from, r.to)
	}
}

func (s spans) has(n int) bool {
	i, ok := slices.BinarySearchFunc(s, n, func(r struct{ from, to int }, n int) int { return cmp.Compare(r.from, n) })
	return ok || i > 0 && n <= s[i-1].to
}

// area is a merged range; its edges belong to it.
type area struct{ top, left, bottom, right int }

// merges finds the merged range of a cell. It holds ranges and no cells, so a
// range of whole columns is as cheap as one of two cells.
type merges struct {
	tops  []int    // where bands of rows begin, ascending; a band ends where the next begins
	bands [][]area // the ranges that all rows of a band share, from left to right
}

// mergeAreas sorts ranges into bands. Ranges may not take up more than limit
// places in all bands together; ok is false if they do.
func mergeAreas(all []area, limit int) (m merges, cost int, ok bool) {
	for _, a := range all {
		m.tops = append(m.tops, a.top, a.bottom+1)
	}
	slices.Sort(m.tops)
	m.tops = slices.Compact(m.tops)
	m.bands = make([][]area, len(m.tops))
	for _, a := range all {
		i, _ := slices.BinarySearch(m.tops, a.top)
		for ; m.tops[i] <= a.bottom; i++ {
			if cost++; cost > limit {
				return merges{}, cost, false
			}
			m.bands[i] = append(m.bands[i], a)
		}
	}
	for _, band := range m.bands {
		slices.SortStableFunc(band, func(x, y area) int { return cmp.Compare(x.left, y.left) })
	}
	return m, cost, true
}

func (m merges) find(row, col int) (area, bool) {
	i, ok := slices.BinarySearch(m.tops, row)
	if !ok {
		i--
	}
	if i < 0 {
		return area{}, false
	}
	band := m.bands[i]
	j, ok := slices.BinarySearchFunc(band, col, func(a area, col int) int { return cmp.Compare(a.left, col) })
	if !ok {
		j--
	}
	if j < 0 || band[j].right < col {
		return area{}, false
	}
	return band[j], true
}
