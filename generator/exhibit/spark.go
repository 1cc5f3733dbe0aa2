package exhibit

import (
	"fmt"
	"html/template"
	"strings"

	"gongbao/generator/period"
	"gongbao/generator/stats"
)

// The size of a sparkline in CSS pixels and how many years it goes back.
const (
	sparkWidth  = 96
	sparkHeight = 24
	sparkYears  = 6
	sparkPad    = 2.5
)

// spark draws the same months of the last years as a line without axes. Years
// on another basis than p's are left out, because a line between them would
// compare what must not be compared. Fewer than three points draw nothing.
func (d *Desk) spark(ind *stats.Indicator, court *stats.Court, p period.Period) template.HTML {
	var ys []float64
	basis := ""
	for i := 0; i < sparkYears; i++ {
		v, err := d.stats.Value(ind, court, p)
		if err != nil || i > 0 && v.Basis != basis {
			break
		}
		basis = v.Basis
		ys = append([]float64{v.Quantity.Float()}, ys...)
		p = p.YearBefore()
	}
	if len(ys) < 3 {
		return ""
	}
	lo, hi := ys[0], ys[0]
	for _, y := range ys {
		lo, hi = min(lo, y), max(hi, y)
	}
	if hi == lo {
		lo, hi = lo-1, hi+1
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="spark" viewBox="0 0 %d %d" width="%d" height="%d" aria-hidden="true" focusable="false"><polyline fill="none" stroke="currentColor" stroke-width="1.5" points="`, sparkWidth, sparkHeight, sparkWidth, sparkHeight)
	var x, y float64
	for i, v := range ys {
		x = sparkPad + float64(i)*(sparkWidth-2*sparkPad)/float64(len(ys)-1)
		y = sparkHeight - sparkPad - (v-lo)/(hi-lo)*(sparkHeight-2*sparkPad)
		if i > 0 {
			b.WriteByte(' ')
		}
		fmt.Fprintf(&b, "%.1f,%.1f", x, y)
	}
	fmt.Fprintf(&b, `"/><circle cx="%.1f" cy="%.1f" r="2" fill="currentColor"/></svg>`, x, y)
	return template.HTML(b.String())
}
