package chart

import (
	"math"
	"slices"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

// valueLabels writes values at their marks where there is room: all of them
// for one or two series, else those of the highlighted series.
func (pl *plot) valueLabels() {
	who := pl.main
	if !pl.bars && len(who) > 2 {
		who = nil
		if i := pl.leader(); i >= 0 {
			who = []int{i}
		}
	}
	room := pl.slot() - 4
	if pl.bars && len(pl.main) > 1 {
		k := float64(len(pl.main))
		room = min(pl.slot()*(1-pl.gap())/(k+(k-1)*0.08), 56) * 1.08
	}
	for _, i := range who {
		for _, pt := range pl.spec.Series[i].Points {
			if pt.Valid && textWidth(pl.m.label(pt), pl.Size) > room {
				pl.sparse(who)
				return
			}
		}
	}
	for _, i := range who {
		for j := range pl.spec.Categories {
			pl.valueLabel(i, j)
		}
	}
}

// sparse labels the ends and the extremes of a line when not all values fit;
// bars have the axis to be read against.
func (pl *plot) sparse(who []int) {
	if pl.bars {
		return
	}
	for _, i := range who {
		pts := pl.spec.Series[i].Points
		first, last, high, low := -1, -1, -1, -1
		for j, pt := range pts {
			if !pt.Valid {
				continue
			}
			if first < 0 {
				first = j
			}
			last = j
			if high < 0 || pt.Value > pts[high].Value {
				high = j
			}
			if low < 0 || pt.Value < pts[low].Value {
				low = j
			}
		}
		if first < 0 {
			continue
		}
		taken := []int{}
		which := []int{last, first, high}
		if pts[low].Value < 0 { // the deepest fall is news as the highest rise is
			which = append(which, low)
		}
		for _, j := range which {
			w := textWidth(pl.m.label(pts[j]), pl.Size) + 8
			if slices.ContainsFunc(taken, func(k int) bool { return math.Abs(float64(j-k))*pl.slot() < w }) {
				continue
			}
			taken = append(taken, j)
			pl.valueLabel(i, j)
		}
	}
}

func (pl *plot) valueLabel(i, j int) {
	pt := pl.spec.Series[i].Points[j]
	if !pt.Valid {
		return
	}
	text := pl.m.label(pt)
	label := extra{"show": true, "position": "top", "formatter": text, "color": pl.labelColor(i), "fontSize": pl.Size, "distance": 5}
	switch {
	case !pl.bars:
		position, clear := pl.side(i, j, textWidth(text, pl.Size))
		label["position"] = position
		if !clear { // a rim of paper keeps the digits legible on a line
			label["textBorderColor"], label["textBorderWidth"] = pl.Color.Paper, 3
		}
	case pt.Value < 0:
		label["position"] = "bottom"
	}
	pl.set("label", label, "series", pl.series(i, j), "data", j)
}

// side chooses above or below for a label of width w at a point of a line:
// where it covers less of lines and of other labels, above when equal. clear
// tells that it covers nothing.
func (pl *plot) side(i, j int, w float64) (position string, clear bool) {
	x, y := pl.x(float64(j)), pl.y(pl.spec.Series[i].Points[j].Value)
	bestCost := math.Inf(1)
	var at box
	for _, side := range [...]string{"top", "bottom"} {
		b := box{x - w/2 - 2, y - 6 - pl.Size, x + w/2 + 2, y - 6}
		if side == "bottom" {
			b.y0, b.y1 = y+6, y+6+pl.Size
		}
		cost := 0.0
		if b.y1 > pl.height-pl.bottom {
			cost += 20
		}
		for _, o := range pl.placed {
			if b.overlaps(o) {
				cost += 30
			}
		}
		cost += pl.crossed(b)
		if cost < bestCost {
			position, bestCost, at = side, cost, b
		}
	}
	pl.placed = append(pl.placed, at)
	return position, bestCost == 0
}

// crossed is about how many px of lines run through a box.
func (pl *plot) crossed(b box) float64 {
	cost := 0.0
	for _, k := range pl.main {
		pts := pl.spec.Series[k].Points
		for j := 0; j+1 < len(pts); j++ {
			if !pts[j].Valid || !pts[j+1].Valid || pl.x(float64(j+1)) < b.x0 || pl.x(float64(j)) > b.x1 || pl.cut(j+1) {
				continue
			}
			y0, y1 := pl.y(pts[j].Value), pl.y(pts[j+1].Value)
			for x := max(b.x0, pl.x(float64(j))); x <= min(b.x1, pl.x(float64(j+1))); x++ {
				y := y0 + (y1-y0)*(x-pl.x(float64(j)))/pl.slot()
				if y > b.y0-2 && y < b.y1+2 {
					cost++
				}
			}
		}
		for j, pt := range pts { // a dot weighs more than a line
			if x := pl.x(float64(j)); pt.Valid && x > b.x0 && x < b.x1 && pl.y(pt.Value) > b.y0-3 && pl.y(pt.Value) < b.y1+3 {
				cost += 12
			}
		}
	}
	return cost
}

// cut reports whether the basis changes before category j.
func (pl *plot) cut(j int) bool {
	return slices.ContainsFunc(pl.spec.Breaks, func(b Break) bool { return b.Before == j })
}

// labelColor is the colour of words about a series: its own when that can be
// read as text on paper, else ink.
func (pl *plot) labelColor(i int) string {
	if pl.words == nil {
		pl.words = make([]string, len(pl.colors))
	}
	if pl.words[i] == "" {
		pl.words[i] = pl.wordColor(i)
	}
	return pl.words[i]
}

func (pl *plot) wordColor(i int) string {
	if pl.bars && len(pl.main) == 1 || contrast(pl.colors[i], pl.Color.Paper) < readable {
		return pl.Color.Ink
	}
	return pl.colors[i]
}

// endLabels writes each line's name at its end.
func (pl *plot) endLabels(c *charts.Line) {
	type end struct{ i, j int }
	var ends []end
	var want []float64
	for _, i := range pl.main {
		pts := pl.spec.Series[i].Points
		for j, pt := range slices.Backward(pts) {
			if pt.Valid {
				ends = append(ends, end{i, j})
				want = append(want, pl.y(pt.Value))
				break
			}
		}
	}
	got := spread(want, pl.lead(), pl.top-8, pl.height-pl.bottom+8)
	for e, end := range ends {
		n := pl.series(end.i, end.j)
		pl.nameAt(&c.MultiSeries[n], n, pl.labels[end.j], pl.spec.Series[end.i].Points[end.j].Value,
			pl.spec.Series[end.i].Name, pl.labelColor(end.i), pl.slot()/2+2, got[e]-want[e])
	}
}

// nameAt writes text to the right of a point, dx and dy px away. A mark point
// carries it, since the point's own label is its value.
func (pl *plot) nameAt(s *charts.SingleSeries, n int, x string, y float64, text, color string, dx, dy float64) {
	s.MarkPoints = &opts.MarkPoints{
		Data: []any{opts.MarkPointNameCoordItem{Coordinate: []any{x, y}}},
		MarkPointStyle: opts.MarkPointStyle{
			Label: &opts.Label{Show: opts.Bool(true), Position: "right", Formatter: text, Color: color, FontSize: float32(pl.Size)},
		},
	}
	// No distance to the point that is drawn as nothing: dx says it all.
	pl.add(extra{"symbol": "circle", "symbolSize": 0.01, "silent": true, "label": extra{"distance": dx, "offset": []float64{0, round2(dy)}}},
		"series", n, "markPoint")
}

func round2(v float64) float64 { return math.Round(v*100) / 100 }

// segmentLabels writes the values into the parts of stacked bars that have room.
func (pl *plot) segmentLabels() {
	w := min(pl.slot()*0.64, 56)
	for n, i := range pl.main {
		for j, pt := range pl.spec.Series[i].Points {
			if !pt.Valid {
				continue
			}
			text := pl.m.label(pt)
			h := pl.y(0) - pl.y(pt.Value)
			if h < pl.Size+4 || textWidth(text, pl.Size) > w-2 {
				continue
			}
			pl.set("label", pl.inside(text, i, pt), "series", n, "data", j)
		}
	}
}

// inside is a label within a bar. On hatching, and on a colour that neither
// paper nor ink can be read on, it has a rim of paper.
func (pl *plot) inside(text string, i int, pt Point) extra {
	label := extra{"show": true, "position": "inside", "formatter": text, "color": pl.on(pl.colors[i]), "fontSize": pl.Size}
	if pt.Provisional || contrast(pl.on(pl.colors[i]), pl.colors[i]) < readable {
		label["color"], label["textBorderColor"], label["textBorderWidth"] = pl.Color.Ink, pl.Color.Paper, 3
	}
	return label
}

// segmentNames writes each part's name beside the last bar.
func (pl *plot) segmentNames(c *charts.Bar) {
	last := len(pl.spec.Categories) - 1
	var want []float64
	sum := 0.0
	mids := make([]float64, len(pl.main))
	for n, i := range pl.main {
		v := 0.0
		if pt := pl.spec.Series[i].Points[last]; pt.Valid {
			v = pt.Value
		}
		mids[n] = sum + v/2
		sum += v
		want = append(want, pl.y(mids[n]))
	}
	got := spread(want, pl.lead(), pl.top-8, pl.height-pl.bottom+8)
	for n, i := range pl.main {
		pl.nameAt(&c.MultiSeries[n], n, pl.labels[last], mids[n], pl.spec.Series[i].Name, pl.labelColor(i), pl.slot()/2+2, got[n]-want[n])
	}
}
