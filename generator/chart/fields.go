package chart

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
	"github.com/go-echarts/go-echarts/v2/types"

	"gongbao/generator/diag"
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
	c := charts.NewScatter()
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

// heatmapKind draws values as the depth of one hue: a row a series, a column a
// category.
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
			data = append(data, opts.HeatMapData{Value: []any{c, r, pt.Value}})
			p.add(extra{"text": rows[r] + "  " + cols[c] + "  " + whole(pt, unit)}, "series", 0, "data", i)
			depth := 0.5
			if hi > lo {
				depth = (pt.Value - lo) / (hi - lo)
			}
			fill := mix(p.Color.Heat[0], p.Color.Heat[len(p.Color.Heat)-1], depth)
			if values {
				p.add(extra{"label": extra{"formatter": bare(m.label(pt)), "color": p.on(fill)}}, "series", 0, "data", i)
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
			Type: "continuous", Show: opts.Bool(!values), InRange: &opts.VisualMapInRange{Color: p.Color.Heat},
			Orient: "horizontal", Left: "center", Bottom: "0", TextStyle: &opts.TextStyle{Color: p.Color.Secondary, FontSize: int(p.Size)},
			Text: []string{m.tick(hi) + m.name(), m.tick(lo) + m.name()},
		}),
	)...)
	p.add(extra{"min": lo, "max": hi, "dimension": 2, "itemWidth": 12, "itemHeight": 120}, "visualMap", 0)
	p.add(extra{"interval": 0, "lineHeight": p.lead(), "margin": 6}, "xAxis", 0, "axisLabel")
	p.add(extra{"interval": 0, "lineHeight": p.lead(), "margin": 8}, "yAxis", 0, "axisLabel")
	p.add(extra{"axisTick": extra{"show": false}}, "yAxis", 0)
	c.AddSeries("", data,
		charts.WithLabelOpts(opts.Label{Show: opts.Bool(values), FontSize: float32(p.Size)}),
		charts.WithItemStyleOpts(opts.ItemStyle{BorderColor: p.Color.Paper, BorderWidth: 2}))
	p.typed = c.JSON()
	return nil
}

// bare drops the percent sign, which the subtitle says once for all cells.
func bare(s string) string { return strings.TrimSuffix(s, percent) }

// sankeyKind draws streams from place to place.
type sankeyKind struct {
	head
}

func (k *sankeyKind) build(p *picture, spec Spec) error {
	if len(spec.Links) == 0 {
		return shape(noLinks, diag.Args{"got": "0"})
	}
	if len(spec.Links) > 40 {
		return shape(tooManyParts, gotWant(len(spec.Links), 40))
	}
	index := map[string]int{}
	var order []string
	node := func(name string) int {
		i, ok := index[name]
		if !ok {
			i = len(order)
			index[name] = i
			order = append(order, name)
		}
		return i
	}
	in, out := map[int]float64{}, map[int]float64{}
	next := map[int][]int{}
	total := 0.0
	unit := ""
	if len(spec.Series) > 0 {
		unit = spec.Series[0].Unit
	}
	for _, l := range spec.Links {
		switch {
		case math.IsNaN(l.Value) || math.IsInf(l.Value, 0):
			return shape(badNumber, diag.Args{"name": l.From, "got": l.To})
		case l.Value < 0:
			return shape(negativeValue, diag.Args{"name": l.From, "got": l.Text})
		case l.From == l.To:
			return shape(sameEnds, diag.Args{"got": l.From})
		}
		a, b := node(l.From), node(l.To)
		out[a] += l.Value
		in[b] += l.Value
		next[a] = append(next[a], b)
		total += l.Value
	}
	if total == 0 {
		return shape(zeroTotal, diag.Args{"got": "0"})
	}
	depth, stuck := depths(len(order), next)
	if stuck >= 0 {
		return shape(cyclicFlow, diag.Args{"got": order[stuck]})
	}
	last := slices.Max(depth)
	most := 0.0
	for i := range order {
		most = max(most, in[i], out[i])
	}
	published := Series{Unit: unit}
	for _, l := range spec.Links {
		published.Points = append(published.Points, Point{Value: l.Value, Text: l.Text, Valid: true})
	}
	m := p.measureOf([]Series{published}, most)
	texts := make([]string, len(order))
	rightmost := 0.0
	for i, name := range order {
		v := max(in[i], out[i])
		value := nodeText(spec.Links, name, v, m)
		texts[i] = name + "\n" + value
		if p.narrow { // the unit is in the subtitle
			texts[i] = name + "\n" + strings.TrimSuffix(value, unit)
		}
		if depth[i] == last || len(next[i]) == 0 {
			rightmost = max(rightmost, widest(texts[i:i+1], p.Size))
		}
	}
	c := charts.NewSankey()
	c.SetGlobalOptions(p.globals("item", "@mark")...)
	nodes := make([]opts.SankeyNode, len(order))
	for i, name := range order {
		color := p.Color.Series[0]
		if depth[i] > 0 {
			color = p.Color.Series[1+(depth[i]-1)%(len(p.Color.Series)-1)]
		}
		d := depth[i]
		nodes[i] = opts.SankeyNode{Name: name, Depth: &d, ItemStyle: &opts.ItemStyle{Color: color}}
		p.add(extra{"text": strings.ReplaceAll(texts[i], "\n", "  "), "label": extra{"formatter": texts[i]}}, "series", 0, "data", i)
	}
	links := make([]opts.SankeyLink, len(spec.Links))
	for i, l := range spec.Links {
		links[i] = opts.SankeyLink{Source: l.From, Target: l.To}
		p.add(extra{"value": l.Value, "text": l.From + " → " + l.To + "  " + whole(Point{Value: l.Value, Text: l.Text}, unit)}, "series", 0, "links", i)
	}
	c.AddSeries("", nodes, links,
		charts.WithLabelOpts(opts.Label{Show: opts.Bool(true), Position: "right", Color: p.Color.Ink, FontSize: float32(p.Size), LineHeight: float32(p.lead())}),
		charts.WithLineStyleOpts(opts.LineStyle{Color: "source", Opacity: opts.Float(0.22), Curveness: 0.5}),
		charts.WithItemStyleOpts(opts.ItemStyle{BorderWidth: 0}),
		func(s *charts.SingleSeries) {
			s.Left, s.Top, s.Right, s.Bottom = "0", "10", px(math.Ceil(rightmost)+10), "10"
			s.NodeWidth, s.NodeGap, s.NodeAlign = opts.Int(10), opts.Int(int(2*p.lead())-8), "left"
			s.Draggable = opts.Bool(false)
		})
	p.add(extra{"emphasis": extra{"focus": "adjacency"}, "layoutIterations": 32}, "series", 0)
	p.typed = c.JSON()
	return nil
}

// nodeText is a node's value: as published where a single link carries all of it.
func nodeText(links []Link, name string, v float64, m measure) string {
	for _, l := range links {
		if (l.From == name || l.To == name) && l.Value == v && l.Text != "" {
			return whole(Point{Value: v, Text: l.Text}, m.unit)
		}
	}
	return decimal(v/m.factor, 2) + m.suffix + m.unit
}

// depths is each node's longest way from a source; stuck is a node of a cycle,
// or -1.
func depths(n int, next map[int][]int) (depth []int, stuck int) {
	depth = make([]int, n)
	waiting := make([]int, n)
	for _, to := range next {
		for _, b := range to {
			waiting[b]++
		}
	}
	var ready []int
	for i := range n {
		if waiting[i] == 0 {
			ready = append(ready, i)
		}
	}
	done := 0
	for len(ready) > 0 {
		a := ready[0]
		ready = ready[1:]
		done++
		for _, b := range next[a] {
			depth[b] = max(depth[b], depth[a]+1)
			if waiting[b]--; waiting[b] == 0 {
				ready = append(ready, b)
			}
		}
	}
	if done == n {
		return depth, -1
	}
	return depth, slices.IndexFunc(waiting, func(w int) bool { return w > 0 })
}

// timelineKind lists events by year along a line, the newest first.
type timelineKind struct {
	head
	Max      int  `toml:"max"`       // events at most
	OldFirst bool `toml:"old_first"` // the oldest year first
}

func (k *timelineKind) check() (key, value string) {
	if k.Max < 1 {
		return "max", strconv.Itoa(k.Max)
	}
	return "", ""
}

func (k *timelineKind) build(p *picture, spec Spec) error {
	if len(spec.Events) == 0 {
		return shape(noEvents, diag.Args{"got": "0"})
	}
	if len(spec.Events) > k.Max {
		return shape(tooManyEvents, gotWant(len(spec.Events), k.Max))
	}
	events := slices.Clone(spec.Events)
	slices.SortStableFunc(events, func(a, b Event) int {
		if k.OldFirst {
			return cmp.Compare(a.Year, b.Year)
		}
		return cmp.Compare(b.Year, a.Year)
	})
	yearSize := p.Emphasis + 3
	line := math.Ceil(textWidth("0000", yearSize)) + 18 // where the line runs
	textLeft := line + 18
	y, year := 12.0, math.MinInt
	var years, dots []opts.ScatterData
	var ends []float64
	most := 0
	for _, e := range events {
		most = max(most, e.Count)
	}
	for _, e := range events {
		if e.Year != year && year != math.MinInt {
			y += 12
		}
		var about []string
		for _, s := range []string{e.Date, e.Level} {
			if s != "" && s != strconv.Itoa(e.Year) {
				about = append(about, s)
			}
		}
		quiet := strings.Join(about, " · ")
		count := ""
		if e.Count > 0 {
			count = " " + strconv.Itoa(e.Count)
		}
		lines, _ := wrap(e.Name+count, p.Size+1, p.width-textLeft-4, 4)
		text := "{n|" + strings.Join(lines, "}\n{n|") + "}"
		rows := float64(len(lines)) * (p.lead() + 3)
		if quiet != "" {
			more, _ := wrap(quiet, p.Size, p.width-textLeft-4, 3)
			text += "\n{q|" + strings.Join(more, "}\n{q|") + "}"
			rows += float64(len(more)) * p.lead()
		}
		first := y + (p.lead()+3)/2
		if e.Year != year {
			year = e.Year
			i := len(years)
			years = append(years, opts.ScatterData{Value: []any{line - 14, first}})
			p.add(extra{"label": extra{"formatter": strconv.Itoa(e.Year)}}, "series", 0, "data", i)
		}
		i := len(dots)
		size := 9
		if most > 0 {
			size = 9 + int(math.Round(9*math.Sqrt(float64(e.Count)/float64(most))))
		}
		dots = append(dots, opts.ScatterData{Value: []any{line, first}, SymbolSize: size})
		p.add(extra{
			"text":  strings.TrimSpace(e.Name+count) + "\n" + quiet,
			"label": extra{"formatter": text, "distance": 18 - size/2, "offset": []float64{0, round2(rows/2 - (p.lead()+3)/2)}},
		}, "series", 1, "data", i)
		ends = append(ends, first)
		y += rows + 10
	}
	p.height = math.Ceil(y + 2)
	c := charts.NewScatter()
	c.SetGlobalOptions(append(p.globals("item", "@mark"),
		charts.WithXAxisOpts(opts.XAxis{Type: "value", Show: opts.Bool(false), Min: 0, Max: p.width}),
		charts.WithYAxisOpts(opts.YAxis{Type: "value", Show: opts.Bool(false), Min: 0, Max: p.height, Inverse: opts.Bool(true)}),
		charts.WithGridOpts(p.grid(0, 0, 0, 0, 0)),
	)...)
	c.AddSeries("", years,
		charts.WithScatterChartOpts(opts.ScatterChart{Symbol: "circle", SymbolSize: 0.01}),
		charts.WithItemStyleOpts(opts.ItemStyle{Opacity: opts.Float(1)}),
		charts.WithLabelOpts(opts.Label{
			Show: opts.Bool(true), Position: "left", Color: p.Color.Ink, FontSize: float32(yearSize), FontFamily: p.Serif,
		}))
	p.add(extra{"silent": true}, "series", 0)
	p.add(extra{"distance": 0}, "series", 0, "label")
	c.AddSeries("", dots,
		charts.WithScatterChartOpts(opts.ScatterChart{Symbol: "circle"}),
		charts.WithItemStyleOpts(opts.ItemStyle{Color: p.Color.Honour, Opacity: opts.Float(1)}),
		charts.WithLabelOpts(opts.Label{Show: opts.Bool(true), Position: "right", Color: p.Color.Ink, Align: "left", VerticalAlign: "middle"}),
		func(s *charts.SingleSeries) {
			s.MarkLines = &opts.MarkLines{
				Data: []any{[]extra{{"coord": []float64{line, ends[0]}}, {"coord": []float64{line, ends[len(ends)-1]}}}},
				MarkLineStyle: opts.MarkLineStyle{
					Symbol: []string{"none", "none"}, LineStyle: &opts.LineStyle{Color: p.Color.Honour, Width: 1, Type: "solid", Opacity: opts.Float(0.5)},
					Label: &opts.Label{Show: opts.Bool(false)},
				},
			}
		})
	p.add(extra{"silent": true}, "series", 1, "markLine")
	p.add(extra{"rich": extra{
		"n": extra{"fontSize": p.Size + 1, "lineHeight": p.lead() + 3, "color": p.Color.Ink, "fontFamily": p.Font},
		"q": extra{"fontSize": p.Size, "lineHeight": p.lead(), "color": p.Color.Secondary, "fontFamily": p.Font},
	}}, "series", 1, "label")
	p.typed = c.JSON()
	return nil
}
