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

// spark draws the same months of the last years as a line without axes. Fewer
// than three points draw nothing.
func (d *Desk) spark(ind *stats.Indicator, court *stats.Court, p period.Period) template.HTML {
	return sparkline(d.years(ind, court, p, sparkYears))
}

// years are the values of the same months of the last years, at most so many,
// the oldest first. They end where the basis changes, because a line across would
// compare what must not be compared, and where a year is missing.
func (d *Desk) years(ind *stats.Indicator, court *stats.Court, p period.Period, most int) []stats.Datum {
	var out []stats.Datum
	for len(out) < most {
		v, err := d.stats.Value(ind, court, p)
		if err != nil || len(out) > 0 && v.Basis != out[0].Basis {
			break
		}
		out = append([]stats.Datum{v}, out...)
		p = p.YearBefore()
	}
	return out
}

// sparkline draws values as a line without axes; nothing of fewer than three.
func sparkline(values []stats.Datum) template.HTML {
	ys := make([]float64, len(values))
	for i, v := range values {
		ys[i] = v.Quantity.Float()
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
