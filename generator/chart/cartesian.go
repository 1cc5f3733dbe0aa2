package chart

import (
	"math"
	"slices"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
	"github.com/go-echarts/go-echarts/v2/types"

	"gongbao/generator/diag"
)

// lineKind draws lines by period.
type lineKind struct {
	head
	Zero bool `toml:"zero"` // the axis always begins at zero
	Area bool `toml:"area"` // a single line has its area filled, down to zero
}

// barKind draws bars, side by side or stacked.
type barKind struct {
	head
	Stack      bool   `toml:"stack"`
	Horizontal string `toml:"horizontal"` // auto, always or never
}

func (k *barKind) check() (key, value string) {
	if !slices.Contains([]string{"auto", "always", "never"}, k.Horizontal) {
		return "horizontal", k.Horizontal
	}
	return "", ""
}

// plot is a chart with categories along the foot and values up the side. When
// series have two units, those of the second stand in a strip of their own
// above: two scales on one set of axes let the eye compare what cannot be.
type plot struct {
	*picture
	spec        Spec
	colors      []string
	words       []string // of labels, by series; "" until asked for
	main, strip []int    // series, by unit
	bars, stack bool
	m, ms       measure
	t, ts       ticks

	left, top, right, bottom float64 // margins of the main axes
	stripTop, stripHeight    float64
	labels                   []string // category labels, with line breaks
	rotate                   float64  // degrees
	shown                    []int    // categories that have a label; nil: all
	// series is the number of the ECharts series that draws a point. Lines are
	// cut where the basis changes, since a stroke across would compare.
	series func(i, j int) int
	placed []box // value labels so far
	raised bool  // notes of breaks stand above the unit
	leg    opts.Legend
}

// box is a rectangle on the picture, px.
type box struct{ x0, y0, x1, y1 float64 }

func (b box) overlaps(o box) bool { return b.x0 < o.x1 && o.x0 < b.x1 && b.y0 < o.y1 && o.y0 < b.y1 }

func (k *lineKind) build(p *picture, spec Spec) error {
	if err := checkSeries(spec, maxSeries); err != nil {
		return err
	}
	pl := &plot{picture: p, spec: spec, colors: p.seriesColors(spec.Series)}
	if err := pl.split(); err != nil {
		return err
	}
	lo, hi := extent(pl.pick(pl.main))
	if iv := spec.Interval; iv != nil {
		// A reference line on the axis itself would not be seen.
		to, from := widen(lo, hi, iv)
		pad := (from - to) * 0.06
		lo, hi = min(lo, to-pad), max(hi, from+pad)
		if unit := spec.Series[pl.main[0]].Unit; unit == percent {
			hi = min(hi, max(from, 100))
		}
	}
	area := k.Area && len(spec.Series) == 1 // is read as an amount, as a bar is
	switch {
	case k.Zero || area || lo == hi || lo >= 0 && (hi-lo) > 0.35*hi:
		lo, hi = min(lo, 0), max(hi, 0)
	case lo < 0:
		hi = max(hi, 0)        // a fall is read from zero
		lo -= (hi - lo) * 0.08 // room for a label under the lowest point
	default:
		lo, hi = calm(lo, hi, spec.Series[pl.main[0]].Unit)
		lo -= (hi - lo) * 0.08
		// Either both sizes are cut or neither, for one text tells of both.
		if niceTicks(lo, hi, narrowSteps).lo <= 0 {
			lo = 0
		}
	}
	pl.scale(lo, hi)
	names := pl.names()
	direct := widest(names, p.Size)+12 <= 0.24*p.width && len(pl.main) > 1
	pl.margins(names, direct, true)

	c := newLine()
	c.MultiSeries = make(charts.MultiSeries, 0, len(pl.main)*(len(spec.Breaks)+1)+len(pl.strip)+1)
	c.SetGlobalOptions(pl.options(names, direct)...)
	c.SetXAxis(pl.labels)
	cuts := []int{0}
	for _, b := range spec.Breaks {
		cuts = append(cuts, b.Before)
	}
	slices.Sort(cuts)
	cuts = append(slices.Compact(cuts), len(spec.Categories))
	spans := len(cuts) - 1
	pl.series = func(i, j int) int {
		n, _ := slices.BinarySearch(cuts, j+1)
		return slices.Index(pl.main, i)*spans + n - 1
	}
	for _, i := range pl.main {
		s := spec.Series[i]
		width := float32(2)
		if i == pl.leader() {
			width = 3
		}
		style := []charts.SeriesOpts{
			charts.WithLineChartOpts(opts.LineChart{ShowSymbol: opts.Bool(true), Symbol: "circle", SymbolSize: 7, ConnectNulls: opts.Bool(false)}),
			charts.WithLineStyleOpts(opts.LineStyle{Color: pl.colors[i], Width: width}),
			charts.WithItemStyleOpts(opts.ItemStyle{Color: pl.colors[i]}),
		}
		if area {
			style = append(style, charts.WithAreaStyleOpts(opts.AreaStyle{Color: pl.colors[i], Opacity: opts.Float(0.08)}))
		}
		for n := range spans {
			data := lineData(s)
			for j := range data {
				if j < cuts[n] || j >= cuts[n+1] {
					data[j].Value = missing
				}
			}
			c.AddSeries(s.Name, data, style...)
			p.add(extra{"unit": s.Unit, "clip": false}, "series", len(c.MultiSeries)-1)
		}
		pl.marks(i)
	}
	pl.valueLabels()
	if direct {
		pl.endLabels(c)
	}
	drawn := len(c.MultiSeries)
	pl.addStrip(&c.RectChart, drawn)
	pl.addBreaks(&c.RectChart, len(c.MultiSeries))
	pl.addInterval(c)
	c.Validate()
	p.typed = c.JSON()
	return nil
}

func (k *barKind) build(p *picture, spec Spec) error {
	if err := checkSeries(spec, maxSeries); err != nil {
		return err
	}
	pl := &plot{picture: p, spec: spec, colors: p.seriesColors(spec.Series), bars: true, stack: k.Stack}
	if err := pl.split(); err != nil {
		return err
	}
	if k.Stack {
		for _, s := range spec.Series {
			if len(pl.strip) > 0 {
				return oneUnit(spec.Series)
			}
			for _, pt := range s.Points {
				if pt.Valid && pt.Value < 0 {
					return shape(negativeValue, diag.Args{"name": s.Name, "got": whole(pt, s.Unit)})
				}
			}
		}
	}
	lo, hi := extent(pl.pick(pl.main))
	if k.Stack {
		hi = 0
		for _, sum := range totals(spec) {
			hi = max(hi, sum)
		}
	}
	lo, hi = min(lo, 0), max(hi, 0)
	if k.lying(pl) {
		pl.lying(lo, hi)
		return nil
	}
	if lo < 0 { // room for labels under the bars
		lo -= (hi - lo) * 0.08
	}
	pl.scale(lo, hi)
	names := pl.names()
	direct := k.Stack && len(pl.main) > 1 && !p.narrow && widest(names, p.Size)+12 <= 0.24*p.width
	pl.margins(names, direct, false)

	c := newBar()
	c.MultiSeries = make(charts.MultiSeries, 0, len(spec.Series)+1)
	c.SetGlobalOptions(pl.options(names, direct)...)
	c.SetXAxis(pl.labels)
	pl.series = func(i, _ int) int { return slices.Index(pl.main, i) }
	for n, i := range pl.main {
		s := spec.Series[i]
		bar := opts.BarChart{BarGap: "8%", BarCategoryGap: decimal(100*pl.gap(), 0) + percent}
		if k.Stack {
			bar.Stack = "all"
		}
		c.AddSeries(s.Name, barData(s), charts.WithBarChartOpts(bar), charts.WithItemStyleOpts(opts.ItemStyle{Color: pl.colors[i]}))
		c.MultiSeries[n].BarMaxWidth = "56"
		p.add(extra{"unit": s.Unit}, "series", n)
		pl.marks(i)
	}
	if k.Stack {
		pl.segmentLabels()
	} else {
		pl.valueLabels()
	}
	if direct {
		pl.segmentNames(c)
	}
	pl.addStrip(&c.RectChart, len(pl.main))
	pl.addBreaks(&c.RectChart, len(c.MultiSeries))
	c.Validate()
	p.typed = c.JSON()
	return nil
}

// calm widens the span of an axis that is cut, so that a change of next to nothing is
// no cliff: to a tenth of the values, or to two points of a rate.
func calm(lo, hi float64, unit string) (float64, float64) {
	least, most := hi/10, math.Inf(1)
	if unit == percent {
		least = 2
		if hi <= 100 {
			most = 100
		}
	}
	pad := max(least-(hi-lo), 0) / 2
	return lo - pad, min(hi+pad, most)
}

func widen(lo, hi float64, iv *Interval) (float64, float64) {
	for _, end := range [...]*float64{iv.Lo, iv.Hi} {
		if end != nil {
			lo, hi = min(lo, *end), max(hi, *end)
		}
	}
	return lo, hi
}

func totals(spec Spec) []float64 {
	sums := make([]float64, len(spec.Categories))
	for _, s := range spec.Series {
		for i, pt := range s.Points {
			if pt.Valid {
				sums[i] += pt.Value
			}
		}
	}
	return sums
}

func (pl *plot) split() error {
	us := units(pl.spec.Series)
	if len(us) > 2 {
		return shape(mixedUnits, diag.Args{"got": strings.Join(us, " "), "want": "2"})
	}
	for i, s := range pl.spec.Series {
		if s.Unit == us[0] {
			pl.main = append(pl.main, i)
		} else {
			pl.strip = append(pl.strip, i)
		}
	}
	return nil
}

func (pl *plot) pick(which []int) []Series {
	out := make([]Series, len(which))
	for n, i := range which {
		out[n] = pl.spec.Series[i]
	}
	return out
}

func (pl *plot) names() []string {
	out := make([]string, len(pl.main))
	for n, i := range pl.main {
		out[n] = pl.spec.Series[i].Name
	}
	return out
}

// leader is the highlighted series, or the only one; -1 when all are equal.
func (pl *plot) leader() int {
	for _, i := range pl.main {
		if pl.spec.Series[i].Highlight || len(pl.main) == 1 {
			return i
		}
	}
	return -1
}

// How many steps an axis has, about.
const (
	wideSteps   = 5
	narrowSteps = 4
)

func (pl *plot) scale(lo, hi float64) {
	steps := wideSteps
	if pl.narrow {
		steps = narrowSteps
	}
	pl.t = niceTicks(lo, hi, steps)
	pl.m = pl.measureOf(pl.pick(pl.main), max(math.Abs(lo), math.Abs(hi)))
	if len(pl.strip) > 0 {
		slo, shi := extent(pl.pick(pl.strip))
		pad := max((shi-slo)*0.25, math.Abs(shi)*1e-6, 1e-9)
		pl.ts = ticks{slo - 2*pad, shi + pad, shi - slo + 3*pad}
		pl.ms = pl.measureOf(pl.pick(pl.strip), max(math.Abs(slo), math.Abs(shi)))
	}
	switch {
	case pl.omits():
		pl.origin = AxisOrigin
	case len(pl.strip) > 0 && (pl.ts.lo > 0 || pl.ts.hi < 0):
		pl.origin = StripOrigin
	}
}

func (pl *plot) inner() float64 { return pl.width - pl.left - pl.right }

// slot is the width of one category.
func (pl *plot) slot() float64 { return pl.inner() / float64(len(pl.spec.Categories)) }

// x is the middle of category j, px from the left.
func (pl *plot) x(j float64) float64 { return pl.left + (j+0.5)*pl.slot() }

// y is where a value of the main axes stands, px from the top.
func (pl *plot) y(v float64) float64 {
	h := pl.height - pl.top - pl.bottom
	return pl.top + (pl.t.hi-v)/(pl.t.hi-pl.t.lo)*h
}

// margins decides where the axes stand, from the widths of what is written
// around them.
func (pl *plot) margins(names []string, direct, thin bool) {
	var marks []string
	for _, v := range pl.t.values() {
		marks = append(marks, pl.m.tick(v))
	}
	pl.left = math.Ceil(widest(marks, pl.Size)) + 9
	pl.right = 6
	if direct {
		pl.right = math.Ceil(widest(names, pl.Size)) + 12
		if pl.bars {
			pl.right += 4
		}
	}
	pl.top = 8
	if !direct && len(names) > 1 {
		var h float64
		pl.leg, h = pl.legend(names, !pl.bars)
		pl.top += h
	}
	if len(pl.strip) > 0 {
		// The strip comes on top of the height that the main axes have.
		pl.stripTop = pl.top + pl.lead() + 12
		pl.stripHeight = 48
		pl.height += pl.stripHeight + pl.lead() + 18
		pl.top = pl.stripTop + pl.stripHeight + 10
	}
	unit := 8.0
	if pl.heading() != "" {
		unit = pl.lead() + 4
	}
	if len(pl.spec.Breaks) > 0 {
		rows := 0
		for _, b := range pl.spec.Breaks {
			note := pl.note(b)
			rows = max(rows, strings.Count(note, "\n")+1)
			// Notes share the row of the unit unless one would run into it.
			begins := pl.left + float64(b.Before)*pl.slot() - widest([]string{note}, pl.Size)/2
			pl.raised = pl.raised || begins < textWidth(pl.heading(), pl.Size)+14
		}
		notes := float64(rows)*pl.lead() + 6
		if pl.raised {
			unit += notes
		} else {
			unit = max(unit, notes)
		}
	}
	pl.top += unit
	pl.categories(thin)
	if pl.omits() {
		pl.bottom += omitted
	}
}

// omitted is the height of what stands for the values between zero and the
// least mark of an axis that does not begin at zero, px.
const omitted = 24

// omits reports whether the main axis leaves out the values next to zero.
func (pl *plot) omits() bool { return pl.t.lo > 0 }

// addOmission draws the foot of an axis that leaves out the values next to zero:
// the line along the foot is moved down and called zero, and a bent stroke as in
// schoolbooks leads from it to the least mark. The foot alone, right under that
// mark, would pass for zero.
func (pl *plot) addOmission() {
	pl.add(extra{"offset": omitted, "nameGap": 8, "nameTextStyle": extra{"color": pl.Color.Secondary, "fontSize": pl.Size}}, "xAxis", 0)
	const reach = 5 // of the stroke to either side
	// ECharts places a stroke by the box that a hand would find it in, 2.5 px wider
	// all around; half a pixel more puts it on the raster as the other lines are.
	s := extra{
		"type": "polyline", "left": pl.left - reach - 2, "bottom": pl.bottom - omitted - 3, "silent": true,
		"shape": extra{"points": [][2]float64{{reach, 0}, {reach, 6}, {2 * reach, 9}, {0, 15}, {reach, 18}, {reach, omitted}}},
		"style": extra{"stroke": pl.Color.Secondary, "lineWidth": 1, "fill": "none"},
	}
	pl.add(extra{"graphic": []extra{s}})
}

// heading stands above the main axis: the unit, and the name of a series that
// no legend names because it has the main axes to itself.
func (pl *plot) heading() string {
	if len(pl.strip) == 0 || len(pl.main) > 1 {
		return pl.m.name()
	}
	return strings.TrimSpace(pl.spec.Series[pl.main[0]].Name + " " + pl.m.name())
}

// note is a break's note in lines that fit between its neighbours.
func (pl *plot) note(b Break) string {
	room := 220.0
	for _, o := range pl.spec.Breaks {
		if o.Before != b.Before {
			room = min(room, math.Abs(float64(o.Before-b.Before))*pl.slot()-8)
		}
	}
	lines, _ := wrap(b.Note, pl.Size, max(room, 4*pl.Size), 5)
	return strings.Join(lines, "\n")
}

// categories lays the labels of the foot out: on one line, on up to three,
// thinned (periods only), or turned. None is ever dropped unsaid.
func (pl *plot) categories(thin bool) {
	room := pl.slot() - 6
	pl.labels = slices.Clone(pl.spec.Categories)
	rows, fits := 1, true
	limit := 3
	if thin {
		limit = 2
	}
	for i, c := range pl.spec.Categories {
		lines, ok := wrap(c, pl.Size, room, limit)
		fits = fits && ok
		pl.labels[i] = strings.Join(lines, "\n")
		rows = max(rows, len(lines))
	}
	if !fits {
		pl.labels = slices.Clone(pl.spec.Categories)
		rows = 1
		n := len(pl.labels)
		w := widest(pl.labels, pl.Size)
		if thin {
			pl.right = max(pl.right, w/2-pl.slot()/2+2)
		}
		if step := int(math.Ceil((w + 16) / pl.slot())); thin && step < n {
			// From the newest backwards, since that is what the text speaks of.
			for i := n - 1; i >= 0; i -= step {
				pl.shown = append(pl.shown, i)
			}
			slices.Reverse(pl.shown)
		} else {
			pl.rotate = 40
			pl.bottom = math.Ceil(w*math.Sin(40*math.Pi/180)) + 22
			// Turned labels end at their tick and hang out to the left.
			pl.left = max(pl.left, w*math.Cos(40*math.Pi/180)-pl.slot()/2+4)
			return
		}
	}
	pl.bottom = 10 + float64(rows)*pl.lead()
}

// options are the axes, the grid and, when names are not beside their lines,
// the legend.
func (pl *plot) options(names []string, direct bool) []charts.GlobalOpts {
	zero := ""
	if pl.omits() {
		zero = pl.m.tick(0)
		pl.addOmission()
	}
	out := append(pl.globals("axis", "@tip"),
		charts.WithXAxisOpts(opts.XAxis{
			Type: "category", Name: zero, NameLocation: "start",
			AxisLabel: &opts.AxisLabel{Color: pl.Color.Ink, FontSize: int(pl.Size), Margin: 8, Rotate: pl.rotate},
			AxisTick:  &opts.AxisTick{Show: opts.Bool(false)},
			AxisLine:  &opts.AxisLine{LineStyle: &opts.LineStyle{Color: pl.Color.Secondary, Width: 1}},
		}),
		charts.WithYAxisOpts(opts.YAxis{
			Type: "value", Name: pl.heading(), NameLocation: "end", NameGap: 10,
			Min: pl.t.lo, Max: pl.t.hi,
			AxisLabel: &opts.AxisLabel{Color: pl.Color.Secondary, FontSize: int(pl.Size), Margin: 8, Formatter: types.FuncStr(pl.m.format)},
			AxisLine:  &opts.AxisLine{Show: opts.Bool(false)},
			SplitLine: &opts.SplitLine{LineStyle: &opts.LineStyle{Color: pl.Color.Hairline, Width: 1}},
		}),
	)
	pl.add(extra{"lineHeight": pl.lead(), "interval": 0}, "xAxis", 0, "axisLabel")
	if pl.shown != nil {
		pl.add(extra{"customValues": pl.shown}, "xAxis", 0, "axisLabel")
	}
	pl.add(extra{"axisLine": extra{"onZero": !pl.omits()}}, "xAxis", 0)
	pl.add(extra{
		"interval": pl.t.step, "axisTick": extra{"show": false}, "nameMoveOverlap": false,
		"nameTextStyle": extra{"align": "right", "color": pl.Color.Secondary, "fontSize": pl.Size},
	}, "yAxis", 0)
	// Above the axis the unit begins where the numbers begin, if it is longer.
	if w := textWidth(pl.heading(), pl.Size); w+8 > pl.left {
		pl.add(extra{"nameTextStyle": extra{"align": "left", "padding": []float64{0, 0, 0, -pl.left}}}, "yAxis", 0)
	} else {
		pl.add(extra{"nameTextStyle": extra{"padding": []float64{0, 8, 0, 0}}}, "yAxis", 0)
	}
	grids := []opts.Grid{pl.grid(0, pl.left, pl.top, pl.right, pl.bottom)}
	if len(pl.strip) > 0 {
		g := pl.grid(1, pl.left, pl.stripTop, pl.right, 0)
		g.Bottom, g.Height = "", px(pl.stripHeight)
		grids = append(grids, g)
		out = append(out, charts.WithAxisPointerOpts(&opts.AxisPointer{}))
		pl.add(extra{"link": []extra{{"xAxisIndex": []int{0, 1}}}}, "axisPointer")
	}
	out = append(out, charts.WithGridOpts(grids...))
	if !direct && len(names) > 1 {
		out = append(out, charts.WithLegendOpts(pl.leg))
	}
	pl.add(extra{"names": pl.spec.Categories})
	return out
}

// gap is the part of a category's slot that bars leave free.
func (pl *plot) gap() float64 {
	if len(pl.main) > 1 && !pl.stack {
		return 0.26
	}
	return 0.36
}

// marks tells the formatters of the bundle what each point of a series says.
func (pl *plot) marks(i int) {
	s := pl.spec.Series[i]
	for j, pt := range s.Points {
		if !pt.Valid {
			continue
		}
		n := pl.series(i, j)
		pl.set("text", whole(pt, s.Unit), "series", n, "data", j)
		if !pt.Provisional {
			continue
		}
		pl.add(extra{"provisional": true}, "series", n, "data", j)
		if pl.bars && !slices.Contains(pl.strip, i) {
			pl.add(extra{"itemStyle": pl.hatch(pl.colors[i])}, "series", n, "data", j)
		} else {
			pl.provisional = true
			pl.add(extra{"symbol": "circle", "symbolSize": 9, "itemStyle": extra{
				"color": pl.Color.Paper, "borderColor": pl.colors[i], "borderWidth": 2,
			}}, "series", n, "data", j)
		}
	}
}

// overlay lays a line over a chart. A chart of its own, which Overlap would
// want, costs go-echarts more than everything else here.
func overlay(c *charts.RectChart, name string, data []opts.LineData, style ...charts.SeriesOpts) {
	s := charts.SingleSeries{Name: name, Type: types.ChartLine, Data: data}
	s.ConfigureSeriesOpts(style...)
	c.MultiSeries = append(c.MultiSeries, s)
}

// addStrip draws the series of the second unit in the strip.
func (pl *plot) addStrip(c *charts.RectChart, first int) {
	if len(pl.strip) == 0 {
		return
	}
	c.ExtendXAxis(opts.XAxis{
		Type: "category", GridIndex: 1, Data: pl.labels,
		AxisLabel: &opts.AxisLabel{Show: opts.Bool(false)}, AxisTick: &opts.AxisTick{Show: opts.Bool(false)},
		AxisLine: &opts.AxisLine{LineStyle: &opts.LineStyle{Color: pl.Color.Hairline}},
	})
	pl.add(extra{"axisLine": extra{"onZero": false}}, "xAxis", 1)
	// The name of a single series is the name of its axis.
	title := ""
	if len(pl.strip) == 1 {
		s := pl.spec.Series[pl.strip[0]]
		title = s.Name
		if pl.ms.name() != "" {
			title += " " + pl.ms.name()
		}
	}
	c.ExtendYAxis(opts.YAxis{
		Type: "value", GridIndex: 1, Min: pl.ts.lo, Max: pl.ts.hi, Name: title, NameLocation: "end", NameGap: 16,
		AxisLabel: &opts.AxisLabel{Show: opts.Bool(false)}, AxisLine: &opts.AxisLine{Show: opts.Bool(false)},
		SplitLine: &opts.SplitLine{Show: opts.Bool(false)},
	})
	pl.add(extra{"axisTick": extra{"show": false}, "nameMoveOverlap": false, "axisLabel": extra{"show": false}, "nameTextStyle": extra{
		"align": "left", "padding": []float64{0, 0, 0, -pl.left}, "fontSize": pl.Size, "color": pl.labelColor(pl.strip[0]),
	}}, "yAxis", 1)
	for k, i := range pl.strip {
		s := pl.spec.Series[i]
		overlay(c, s.Name, lineData(s),
			charts.WithLineChartOpts(opts.LineChart{ShowSymbol: opts.Bool(true), Symbol: "circle", SymbolSize: 6, XAxisIndex: 1, YAxisIndex: 1}),
			charts.WithLineStyleOpts(opts.LineStyle{Color: pl.colors[i], Width: 2}),
			charts.WithItemStyleOpts(opts.ItemStyle{Color: pl.colors[i]}),
		)
		n := first + k
		main := pl.series
		pl.series = func(int, int) int { return n }
		pl.marks(i)
		pl.series = main
		pl.add(extra{"unit": s.Unit, "clip": false}, "series", n)
		fits := true
		for _, pt := range s.Points {
			fits = fits && (!pt.Valid || textWidth(pl.ms.label(pt), pl.Size) <= pl.slot()-4)
		}
		for j, pt := range s.Points {
			if pt.Valid && (fits || j == 0 || j == len(s.Points)-1) && k == 0 {
				position := "top"
				higher := func(k int) bool {
					return k < 0 || k == len(s.Points) || s.Points[k].Valid && s.Points[k].Value > pt.Value
				}
				if j > 0 && j < len(s.Points)-1 && higher(j-1) && higher(j+1) {
					position = "bottom"
				}
				pl.set("label", extra{
					"show": true, "position": position, "formatter": pl.ms.label(pt), "color": pl.labelColor(i), "fontSize": pl.Size, "distance": 4,
				}, "series", n, "data", j)
			}
		}
	}
}

// addBreaks draws where the basis changes. The marks hang on an axis of
// numbers that lies over the categories, on which the place between two
// categories has a number.
func (pl *plot) addBreaks(c *charts.RectChart, n int) {
	if len(pl.spec.Breaks) == 0 {
		return
	}
	axis := 1
	if len(pl.strip) > 0 {
		axis = 2
	}
	c.ExtendXAxis(opts.XAxis{Type: "value", Show: opts.Bool(false), Min: 0, Max: len(pl.spec.Categories)})
	var items []any
	var labels []extra
	for _, b := range pl.spec.Breaks {
		items = append(items, opts.MarkLineNameXAxisItem{XAxis: b.Before})
		at := float64(b.Before) / float64(len(pl.spec.Categories))
		align := "center"
		note := pl.note(b)
		half := widest([]string{note}, pl.Size) / 2
		switch x := pl.left + at*pl.inner(); {
		case x-half < 0:
			align = "left"
		case x+half > pl.width:
			align = "right"
		}
		distance := 4.0
		if pl.raised && pl.heading() != "" {
			distance += pl.lead() + 2
		}
		labels = append(labels, extra{
			"show": true, "position": "end", "formatter": note, "color": pl.Color.Secondary, "align": align, "distance": distance,
			"fontSize": pl.Size, "lineHeight": pl.lead(), "rotate": 0,
		})
	}
	overlay(c, "", []opts.LineData{},
		charts.WithLineChartOpts(opts.LineChart{XAxisIndex: axis}),
		func(s *charts.SingleSeries) {
			s.MarkLines = &opts.MarkLines{Data: items, MarkLineStyle: opts.MarkLineStyle{
				Symbol: []string{"none", "none"}, LineStyle: &opts.LineStyle{Color: pl.Color.Secondary, Type: "dashed", Width: 1},
			}}
		})
	pl.add(extra{"silent": true, "data": []any{}, "break": true, "tooltip": extra{"show": false}}, "series", n)
	pl.add(extra{"silent": true}, "series", n, "markLine")
	for k, l := range labels {
		pl.add(extra{"label": l}, "series", n, "markLine", "data", k)
	}
}

// addInterval draws the ends of the acceptable interval as quiet lines.
func (pl *plot) addInterval(c *charts.Line) {
	iv := pl.spec.Interval
	if iv == nil {
		return
	}
	var items []any
	for _, end := range [...]*float64{iv.Lo, iv.Hi} {
		if end != nil {
			items = append(items, opts.MarkLineNameYAxisItem{YAxis: *end})
		}
	}
	if len(items) == 0 {
		return
	}
	c.MultiSeries[0].MarkLines = &opts.MarkLines{Data: items, MarkLineStyle: opts.MarkLineStyle{
		Symbol:    []string{"none", "none"},
		LineStyle: &opts.LineStyle{Color: pl.Color.Secondary, Type: "dotted", Width: 1},
		Label: &opts.Label{
			Show: opts.Bool(true), Position: pl.quietEnd(items), Formatter: iv.Text, Color: pl.Color.Secondary, FontSize: float32(pl.Size),
		},
	}}
	pl.add(extra{"silent": true}, "series", 0, "markLine")
	if len(items) == 2 { // the text once
		pl.add(extra{"label": extra{"show": false}}, "series", 0, "markLine", "data", 0)
	}
}

// quietEnd is the end of a reference line that is farther from the data.
func (pl *plot) quietEnd(items []any) string {
	line := pl.y(items[len(items)-1].(opts.MarkLineNameYAxisItem).YAxis.(float64))
	side, middle := "Top", line-pl.Size/2
	if pl.spec.Interval.Hi == nil { // under a lower bound nobody should be
		side, middle = "Bottom", line+pl.Size/2
	}
	near := func(j int) float64 {
		d := math.Inf(1)
		for _, i := range pl.main {
			for k := max(j, 0); k < min(j+2, len(pl.spec.Categories)); k++ {
				if pt := pl.spec.Series[i].Points[k]; pt.Valid {
					d = min(d, math.Abs(pl.y(pt.Value)-middle))
				}
			}
		}
		return d
	}
	if near(len(pl.spec.Categories)-2) > near(0) {
		return "insideEnd" + side
	}
	return "insideStart" + side
}

// A missing value is "-" to ECharts: a gap.
const missing = "-"

func lineData(s Series) []opts.LineData {
	out := make([]opts.LineData, len(s.Points))
	for i, pt := range s.Points {
		out[i].Value = missing
		if pt.Valid {
			out[i].Value = pt.Value
		}
	}
	return out
}

func barData(s Series) []opts.BarData {
	out := make([]opts.BarData, len(s.Points))
	for i, pt := range s.Points {
		out[i].Value = missing
		if pt.Valid {
			out[i].Value = pt.Value
		}
	}
	return out
}
