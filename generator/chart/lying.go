package chart

import (
	"math"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

// lying tells whether bars lie on their side.
func (k *barKind) lying(pl *plot) bool {
	switch {
	case len(pl.strip) > 0 || len(pl.spec.Breaks) > 0 || k.Horizontal == "never":
		return false
	case k.Horizontal == "always":
		return true
	}
	n := float64(len(pl.spec.Categories))
	room := (pl.width-52)/n - 6
	for _, c := range pl.spec.Categories {
		if _, ok := wrap(c, pl.Size, room, 2); !ok {
			return true
		}
	}
	return false
}

// lying draws bars on their side: names at the left, values at the bars' ends,
// so that no axis is needed. The height is what the bars need.
func (pl *plot) lying(lo, hi float64) {
	spec := pl.spec
	names := pl.names()
	pl.m = pl.measureOf(spec.Series, max(math.Abs(lo), math.Abs(hi)))
	limit := 0.42 * pl.width
	rows := 1
	for _, c := range spec.Categories {
		lines, ok := wrap(c, pl.Size, limit, 3)
		if !ok {
			lines, _ = wrap(c, pl.Size, 0.5*pl.width, 4)
		}
		pl.labels = append(pl.labels, strings.Join(lines, "\n"))
		rows = max(rows, len(lines))
	}
	pl.left = math.Ceil(widest(pl.labels, pl.Size)) + 10
	pl.top = 4
	if len(names) > 1 {
		var h float64
		pl.leg, h = pl.legend(names, false)
		pl.top += h
	}
	var values []string
	for _, s := range spec.Series {
		for _, pt := range s.Points {
			if pt.Valid {
				values = append(values, pl.m.label(pt))
			}
		}
	}
	if pl.stack {
		values = nil
	}
	pl.right = math.Ceil(widest(values, pl.Size)) + 10
	margin := 8.0
	if lo < 0 { // room for the values of bars that go to the left
		pl.left += pl.right
		margin += pl.right
	}
	unit := pl.m.name()
	if unit != "" {
		pl.top += pl.lead() + 2
	}
	pl.bottom = 4
	lanes := float64(len(spec.Series))
	if pl.stack {
		lanes = 1.3
	}
	band := max(lanes*20+14, float64(rows)*pl.lead()+8)
	if len(spec.Series) == 1 {
		band = max(30, float64(rows)*pl.lead()+8)
	}
	pl.height = pl.top + pl.bottom + math.Ceil(band*float64(len(spec.Categories)))

	c := newBar()
	global := append(pl.globals("axis", "@tip"),
		charts.WithXAxisOpts(opts.XAxis{Type: "value", Show: opts.Bool(false), Min: lo, Max: hi}),
		charts.WithYAxisOpts(opts.YAxis{
			Type: "category", Inverse: opts.Bool(true), Data: pl.labels, Name: unit, NameLocation: "start", NameGap: 6,
			AxisLabel: &opts.AxisLabel{Color: pl.Color.Ink, FontSize: int(pl.Size), Margin: margin},
			AxisLine:  &opts.AxisLine{LineStyle: &opts.LineStyle{Color: pl.Color.Secondary, Width: 1}},
		}),
		charts.WithGridOpts(pl.grid(0, pl.left, pl.top, pl.right, pl.bottom)),
	)
	if len(names) > 1 {
		global = append(global, charts.WithLegendOpts(pl.leg))
	}
	c.SetGlobalOptions(global...)
	pl.add(extra{"names": spec.Categories})
	pl.add(extra{
		"axisTick": extra{"show": false}, "nameTextStyle": extra{"align": "left", "color": pl.Color.Secondary, "fontSize": pl.Size},
		"nameMoveOverlap": false,
	}, "yAxis", 0)
	pl.add(extra{"interval": 0, "lineHeight": pl.lead()}, "yAxis", 0, "axisLabel")
	for n, s := range spec.Series {
		bar := opts.BarChart{BarGap: "10%", BarCategoryGap: "34%"}
		if pl.stack {
			bar.Stack = "all"
		}
		c.AddSeries(s.Name, barData(s), charts.WithBarChartOpts(bar), charts.WithItemStyleOpts(opts.ItemStyle{Color: pl.colors[n]}))
		pl.series = func(int, int) int { return n }
		pl.add(extra{"unit": s.Unit}, "series", n)
		pl.marks(n)
		for j, pt := range s.Points {
			if !pt.Valid {
				continue
			}
			text, position := pl.m.label(pt), "right"
			if pt.Value < 0 {
				position = "left"
			}
			label := extra{"show": true, "position": position, "formatter": text, "color": pl.Color.Ink, "fontSize": pl.Size, "distance": 5}
			if pl.stack {
				if textWidth(text, pl.Size)+4 > pt.Value/hi*pl.inner() {
					continue
				}
				label = pl.inside(text, n, pt)
			}
			pl.set("label", label, "series", n, "data", j)
		}
	}
	pl.typed = c.JSON()
}
