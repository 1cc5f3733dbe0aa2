package audit

import "strconv"

// Tally counts numbers by what is known of them.
type Tally [Exempt + 1]int

// Tally counts the numbers of a text. What the author bound counts even where
// the grammar reads no number in it, such as 与上年持平.
func (r Report) Tally() Tally {
	var t Tally
	for _, j := range r.Claims {
		t[j.Verdict]++
	}
	t[Bound] += r.BoundWords
	return t
}

// Add counts those of another text as well.
func (t *Tally) Add(other Tally) {
	for v, n := range other {
		t[v] += n
	}
}

// Claims is how many numbers claim anything.
func (t Tally) Claims() int {
	n := 0
	for v, k := range t {
		if Verdict(v) != Exempt {
			n += k
		}
	}
	return n
}

// Known is how many of them are bound, verified or consistent.
func (t Tally) Known() int { return t[Bound] + t[Verified] + t[Consistent] }

// Coverage is what part of the claims is known; 1 when nothing claims anything.
func (t Tally) Coverage() float64 {
	if t.Claims() == 0 {
		return 1
	}
	return float64(t.Known()) / float64(t.Claims())
}

// Percent prints a share of one, cut off rather than rounded: what is less than
// the whole never reads 100%.
func Percent(share float64) string {
	const tenths = 1000
	return strconv.FormatFloat(float64(int(share*tenths+1e-9))/10, 'f', -1, 64) + "%"
}
