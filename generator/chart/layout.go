package chart

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// textWidth is the width in px of one line at a font size. The model is that
// of entry.js: Chinese and full-width characters are one em, a percent sign
// 0.9, others 0.55.
func textWidth(s string, size float64) float64 {
	em := 0.0
	for _, r := range s {
		switch {
		case r >= 0x2000:
			em++
		case r == '%':
			em += 0.9
		default:
			em += 0.55
		}
	}
	return em * size
}

func widest(texts []string, size float64) float64 {
	w := 0.0
	for _, t := range texts {
		for line := range strings.SplitSeq(t, "\n") {
			w = max(w, textWidth(line, size))
		}
	}
	return w
}

// wrap breaks s into the fewest lines, at most limit, that fit into width, and
// makes them as even as can be: 2024年一季度 becomes 2024年 / 一季度. Words and
// numbers are not broken. ok is false when s does not fit.
func wrap(s string, size, width float64, limit int) (lines []string, ok bool) {
	parts := pieces(s)
	for n := 1; n <= limit; n++ {
		if lines = even(parts, n, size); widest(lines, size) <= width {
			return lines, true
		}
	}
	return []string{s}, false
}

// pieces splits s where a line may end: after Chinese characters, unless
// closing punctuation follows, and at spaces.
func pieces(s string) []string {
	var out []string
	runes := []rune(s)
	start := 0
	for i := 1; i < len(runes); i++ {
		before, after := runes[i-1], runes[i]
		wide := before >= 0x2000 || after >= 0x2000
		if (wide && !strings.ContainsRune("、，。；：？！）》」』”’％%年", after) && !strings.ContainsRune("（《「『“‘", before)) || before == ' ' {
			out = append(out, string(runes[start:i]))
			start = i
		}
	}
	return append(out, string(runes[start:]))
}

// even sets parts on exactly n lines, or fewer when there are fewer parts, so
// that the longest line is as short as it can be.
func even(parts []string, n int, size float64) []string {
	n = min(n, len(parts))
	if n <= 1 {
		return []string{strings.TrimSpace(strings.Join(parts, ""))}
	}
	best, bestWidth := []string(nil), math.Inf(1)
	for i := len(parts) - n + 1; i >= 1; i-- {
		first := strings.TrimSpace(strings.Join(parts[:i], ""))
		if w := textWidth(first, size); w >= bestWidth {
			continue
		}
		lines := append([]string{first}, even(parts[i:], n-1, size)...)
		if w := widest(lines, size); w < bestWidth {
			best, bestWidth = lines, w
		}
	}
	return best
}

// ticks are the ends and the step of an axis.
type ticks struct{ lo, hi, step float64 }

func (t ticks) values() []float64 {
	var out []float64
	n := int(math.Round((t.hi - t.lo) / t.step))
	for i := range n + 1 {
		out = append(out, tidyFloat(t.lo+float64(i)*t.step))
	}
	return out
}

// tidyFloat drops the noise of binary fractions.
func tidyFloat(v float64) float64 {
	if v == 0 || math.IsInf(v, 0) || math.IsNaN(v) {
		return 0
	}
	p := math.Pow10(12 - int(math.Ceil(math.Log10(math.Abs(v)))))
	if math.IsInf(p, 0) || p == 0 {
		return v
	}
	return math.Round(v*p) / p
}

// niceTicks gives about n round steps that cover lo to hi.
func niceTicks(lo, hi float64, n int) ticks {
	if hi <= lo {
		hi = lo + 1
	}
	raw := (hi - lo) / float64(n)
	mag := math.Pow10(int(math.Floor(math.Log10(raw))))
	step := 10 * mag
	for _, m := range [...]float64{1, 2, 2.5, 5} {
		if raw <= m*mag*(1+1e-9) {
			step = m * mag
			break
		}
	}
	return ticks{
		lo:   tidyFloat(math.Floor(lo/step+1e-9) * step),
		hi:   tidyFloat(math.Ceil(hi/step-1e-9) * step),
		step: tidyFloat(step),
	}
}

// spread moves labels of the given height, whose middles wish to be at want,
// apart and into [top, bottom]; the order stays.
func spread(want []float64, height, top, bottom float64) []float64 {
	order := make([]int, len(want))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(want[a], want[b]) })
	got := slices.Clone(want)
	next := top + height/2
	for _, i := range order {
		got[i] = max(got[i], next)
		next = got[i] + height
	}
	next = bottom - height/2
	for _, i := range slices.Backward(order) {
		got[i] = min(got[i], next)
		next = got[i] - height
	}
	return got
}
