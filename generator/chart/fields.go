package chart

import (
	"math"
	"slices"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
	"github.com/go-echarts/go-echarts/v2/types"
)

// gaugeKind draws values against the acceptable interval: a ruler a row, the
// interval as a band, the value as a dot. A row is a category.
type gaugeKind struct {
	head
}

func (k *gaugeKind) build(p *picture, spec Spec) error {
	if err := checkSeries(spec, 2); err != nil {
		return err
	}
	if err := oneUnit(spec.Series); err != nil {
		return err
	}
	if len(spec.Categories) > 20 {
		return shape(tooManyCategory, gotWant(len(spec.Categories), 20))
	}
	lo, hi := extent(spec.Series)
	iv := spec.Interval
	if iv != nil {
		lo, hi = widen(lo, hi, iv)
	}
	pad := (hi - lo) * 0.12
	if pad == 0 {
		pad = max(math.Abs(hi)*0.1, 1e-6)
	}
	from, to := lo-pad, hi+pad
	if lo >= 0 {
		from = max(from, 0)
	}
	unit := spec.Series[0].Unit
	if unit == percent && hi <= 100 {
		to = min(to, 100)
	}
	steps := 6
	if p.narrow {
		steps = 4
	}
	t := niceTicks(from, to, steps)
	if unit == percent && hi <= 100 {
		t.hi = min(t.hi, 100)
	}
	m := p.measureOf(spec.Series, max(math.Abs(lo), math.Abs(hi)))

	n := len(spec.Categories)
	names := make([]string, n)
	for i, c := range spec.Categories {
		lines, _ := wrap(c, p.Size, 0.3*p.width, 3)
		names[i] = strings.Join(lines, "\n")
	}
	left := math.Ceil(widest(names, p.Size)) + 16
	const right = 30
	top := 6.0
	note := iv != nil && iv.Text != ""
	if note {
		top += p.lead() + 6
	}
	colors := p.seriesColors(spec.Series)
	c := newScatter()
	global := p.globals("item", "@mark")
	if len(spec.Series) > 1 {
		var legend []string
		for _, s := range spec.Series {
			legend = append(legend, s.Name)
		}
		l, h := p.legend(legend, false)
		l.Icon, l.ItemWidth = "circle", 10
		top += h
		global = append(global, charts.WithLegendOpts(l))
	}
	bottom := p.lead() + 12
	if p.height == 0 {
		p.height = top + bottom + float64(n)*56
	}
	tickLabel := &opts.AxisLabel{Color: p.Color.Secondary, FontSize: int(p.Size), Margin: 8}
	tickLabel.Formatter = types.FuncStr(m.format)
	global = append(global,
		charts.WithXAxisOpts(opts.XAxis{
			Type: "value", Min: t.lo, Max: t.hi, Name: m.name(), NameLocation: "end", NameGap: 6, AxisLabel: tickLabel,
			AxisLine:  &opts.AxisLine{Show: opts.Bool(false)},
			SplitLine: &opts.SplitLine{LineStyle: &opts.LineStyle{Color: p.Color.Hairline}},
		}),
		charts.WithYAxisOpts(opts.YAxis{
			Type: "category", Inverse: opts.Bool(true), Data: names,
			AxisLabel: &opts.AxisLabel{Color: p.Color.Ink, FontSize: int(p.Size), Margin: 12},
			AxisLine:  &opts.AxisLine{Show: opts.Bool(false)},
			SplitLine: &opts.SplitLine{Show: opts.Bool(true), LineStyle: &opts.LineStyle{Color: p.Color.Hairline}},
		}),
		charts.WithGridOpts(p.grid(0, left, top, right, bottom)),
	)
	c.SetGlobalOptions(global...)
	p.add(extra{"interval": t.step, "axisTick": extra{"show": false}, "nameMoveOverlap": false, "nameTextStyle": extra{
		"color": p.Color.Secondary, "fontSize": p.Size,
	}}, "xAxis", 0)
	p.add(extra{"axisTick": extra{"show": false}}, "yAxis", 0)
	p.add(extra{"interval": 0, "lineHeight": p.lead()}, "yAxis", 0, "axisLabel")
	for s, series := range spec.Series {
		var data []opts.ScatterData
		for i, pt := range series.Points {
			if !pt.Valid {
				continue
			}
			j := len(data)
			data = append(data, opts.ScatterData{Value: []any{pt.Value, i}})
			p.add(extra{"text": series.Name + "  " + spec.Categories[i] + "  " + whole(pt, unit)}, "series", s, "data", j)
			// The first series speaks; the second is its hollow companion.
			if s == 0 {
				p.add(extra{"label": extra{
					"show": true, "position": "top", "formatter": whole(pt, unit), "color": p.Color.Ink, "fontSize": p.Emphasis,
					"fontWeight": "bold", "distance": 4,
				}}, "series", s, "data", j)
			}
			if pt.Provisional && s == 0 {
				p.provisional = true
				p.add(extra{"itemStyle": extra{"color": p.Color.Paper, "borderColor": colors[s], "borderWidth": 2}}, "series", s, "data", j)
			}
		}
		style := opts.ItemStyle{Color: colors[s], Opacity: opts.Float(1)}
		if s > 0 {
			style = opts.ItemStyle{Color: p.Color.Paper, BorderColor: colors[s], BorderWidth: 2, Opacity: opts.Float(1)}
		}
		c.AddSeries(series.Name, data,
			charts.WithScatterChartOpts(opts.ScatterChart{Symbol: "circle", SymbolSize: 14 - 3*s}), charts.WithItemStyleOpts(style))
	}
	if iv != nil {
		from, to := t.lo, t.hi
		if iv.Lo != nil {
			from = max(*iv.Lo, t.lo)
		}
		if iv.Hi != nil {
			to = min(*iv.Hi, t.hi)
		}
		c.MultiSeries[0].MarkAreas = &opts.MarkAreas{
			Data: []any{[]extra{{"xAxis": from}, {"xAxis": to}}},
			MarkAreaStyle: opts.MarkAreaStyle{
				ItemStyle: &opts.ItemStyle{Color: p.Color.Band, Opacity: opts.Float(0.6)},
				Label:     &opts.Label{Show: opts.Bool(note), Position: "top", Formatter: iv.Text, Color: p.Color.Secondary, FontSize: float32(p.Size)},
			},
		}
		p.add(extra{"silent": true}, "series", 0, "markArea")
		// Words wider than the band must still stay on the picture.
		inner := p.width - left - right
		mid := left + ((from+to)/2-t.lo)/(t.hi-t.lo)*inner
		half := textWidth(iv.Text, p.Size) / 2
		shift := max(0, 2-(mid-half)) - max(0, mid+half-p.width+2)
		p.add(extra{"distance": 4, "offset": []float64{round2(shift), 0}}, "series", 0, "markArea", "label")
	}
	p.typed = c.JSON()
	return nil
}

// heatmapKind draws values as the depth of one hue, and of a second one below
// zero: a row a series, a column a category. Depths are classes of equal width,
// each of a colour that words can be read on.
type heatmapKind struct {
	head
	Row int `toml:"row"` // px of a row; 0: 34
}

func (k *heatmapKind) build(p *picture, spec Spec) error {
	if err := checkSeries(spec, 40); err != nil {
		return err
	}
	if err := oneUnit(spec.Series); err != nil {
		return err
	}
	if len(spec.Categories) > 36 {
		return shape(tooManyCategory, gotWant(len(spec.Categories), 36))
	}
	unit := spec.Series[0].Unit
	lo, hi := extent(spec.Series)
	heat := p.heat(lo, hi)
	m := p.measureOf(spec.Series, max(math.Abs(lo), math.Abs(hi)))
	cell := func(r, c int) Point { return spec.Series[r].Points[c] }
	rows, cols := make([]string, len(spec.Series)), slices.Clone(spec.Categories)
	widestValue := 0.0
	for i, s := range spec.Series {
		rows[i] = s.Name
		for _, pt := range s.Points {
			if pt.Valid {
				widestValue = max(widestValue, textWidth(bare(m.label(pt)), p.Size))
			}
		}
	}
	fits := func(rows, cols []string) bool {
		left := min(widest(rows, p.Size), 0.3*p.width) + 10
		return widestValue+6 <= (p.width-left-2)/float64(len(cols))
	}
	// A phone has more height than width.
	if !fits(rows, cols) && fits(cols, rows) {
		rows, cols = cols, rows
		old := cell
		cell = func(r, c int) Point { return old(c, r) }
	}
	values := fits(rows, cols)
	names := make([]string, len(rows))
	for i, r := range rows {
		lines, _ := wrap(r, p.Size, 0.3*p.width, 2)
		names[i] = strings.Join(lines, "\n")
	}
	left := math.Ceil(widest(names, p.Size)) + 10
	slot := (p.width - left - 2) / float64(len(cols))
	heads := make([]string, len(cols))
	lines, rotate, clear := 1, 0.0, true
	for i, c := range cols {
		l, ok := wrap(c, p.Size, slot-4, 3)
		clear = clear && ok
		heads[i] = strings.Join(l, "\n")
		lines = max(lines, len(l))
	}
	top := float64(lines)*p.lead() + 8
	if !clear {
		heads, rotate = cols, 60
		top = math.Ceil(widest(cols, p.Size)*math.Sin(math.Pi/3)) + 18
	}
	bottom := 2.0
	if !values {
		bottom = 40
	}
	row := 34.0
	if k.Row > 0 {
		row = float64(k.Row)
	}
	if p.height == 0 {
		p.height = top + bottom + row*float64(len(rows))
	}
	var data []opts.HeatMapData
	for r := range rows {
		for c := range cols {
			pt := cell(r, c)
			if !pt.Valid {
				continue
			}
			i := len(data)
			class := heat.class(pt.Value)
			data = append(data, opts.HeatMapData{Value: []any{c, r, class}})
			p.add(extra{"text": rows[r] + "  " + cols[c] + "  " + whole(pt, unit)}, "series", 0, "data", i)
			label := bare(m.label(pt))
			if !values && pt.Value < 0 {
				label = minus // hues are no difference in grey print
			}
			if values || pt.Value < 0 {
				p.add(extra{"label": extra{"show": true, "formatter": label, "color": p.on(heat.colors[class])}}, "series", 0, "data", i)
			}
			if pt.Provisional {
				p.provisional = true
				p.add(extra{"itemStyle": extra{"borderColor": p.Color.Ink, "borderType": "dashed", "borderWidth": 1}}, "series", 0, "data", i)
			}
		}
	}
	none := &opts.AxisLine{Show: opts.Bool(false)}
	c := charts.NewHeatMap()
	c.SetGlobalOptions(append(p.globals("item", "@mark"),
		charts.WithXAxisOpts(opts.XAxis{
			Type: "category", Position: "top", Data: heads, AxisLine: none, AxisTick: &opts.AxisTick{Show: opts.Bool(false)},
			AxisLabel: &opts.AxisLabel{Color: p.Color.Secondary, FontSize: int(p.Size), Rotate: rotate},
		}),
		charts.WithYAxisOpts(opts.YAxis{
			Type: "category", Inverse: opts.Bool(true), Data: names, AxisLine: none,
			AxisLabel: &opts.AxisLabel{Color: p.Color.Ink, FontSize: int(p.Size)},
		}),
		charts.WithGridOpts(p.grid(0, left, top, 2, bottom)),
		charts.WithVisualMapOpts(opts.VisualMap{
			Type: "continuous", Show: opts.Bool(!values), InRange: &opts.VisualMapInRange{Color: heat.colors},
			Orient: "horizontal", Left: "center", Bottom: "0", TextStyle: &opts.TextStyle{Color: p.Color.Secondary, FontSize: int(p.Size)},
			Text: []string{m.tick(heat.hi) + m.name(), m.tick(heat.lo) + m.name()},
		}),
	)...)
	p.add(extra{"min": 0, "max": len(heat.colors) - 1, "dimension": 2, "itemWidth": 12, "itemHeight": 120}, "visualMap", 0)
	p.add(extra{"interval": 0, "lineHeight": p.lead(), "margin": 6}, "xAxis", 0, "axisLabel")
	p.add(extra{"interval": 0, "lineHeight": p.lead(), "margin": 8}, "yAxis", 0, "axisLabel")
	p.add(extra{"axisTick": extra{"show": false}}, "yAxis", 0)
	c.AddSeries("", data,
		charts.WithLabelOpts(opts.Label{Show: opts.Bool(values), FontSize: float32(p.Size)}),
		charts.WithItemStyleOpts(opts.ItemStyle{BorderColor: p.Color.Paper, BorderWidth: 2}))
	p.typed = c.JSON()
	return nil
}

// minus marks cells below zero that have no room for their values.
const minus = "\u2212"

// heat is the scale of a heatmap.
type heat struct {
	colors []string // one a class, from the lowest
	lo, hi float64  // the ends of the scale
	step   float64  // the width of a class
}

// heat makes the scale for values from lo to hi. With values below zero it is
// as long on both sides of zero, so that the depth is the distance from zero.
func (p *picture) heat(lo, hi float64) heat {
	h := heat{colors: p.Color.Heat, lo: lo, hi: hi}
	if lo < 0 {
		h.colors = slices.Clone(p.Color.HeatBelow)
		slices.Reverse(h.colors)
		h.colors = append(h.colors, p.Color.Heat...)
		h.hi = max(-lo, hi)
		h.lo = -h.hi
	}
	h.step = (h.hi - h.lo) / float64(len(h.colors))
	return h
}

// class is the number of the class of a value. A value that is all values is
// neither low nor high.
func (h heat) class(v float64) int {
	n := len(h.colors)
	if h.step == 0 {
		return n / 2
	}
	k := int(math.Floor((v - h.lo) / h.step))
	if h.lo < 0 && v < 0 { // never across zero, whatever fractions come to
		return max(0, min(k, n/2-1))
	}
	return max(0, min(k, n-1))
}

// bare drops the percent sign, which the subtitle says once for all cells.
func bare(s string) string { return strings.TrimSuffix(s, percent) }
