package chart

import (
	"math"
	"slices"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"gongbao/generator/diag"
)

// pieKind draws a ring of parts with their names beside them. The parts are
// the points of one series, or the only points of several.
type pieKind struct {
	head
	MaxParts int  `toml:"max_parts"` // 0: as many as there are colours
	Ring     bool `toml:"ring"`
}

// part is one part of a whole.
type part struct {
	name, unit string
	pt         Point
}

func parts(spec Spec) ([]part, error) {
	if len(spec.Categories) == 0 {
		return nil, shape(noCategories, diag.Args{"got": "0"})
	}
	if len(spec.Series) > 1 && len(spec.Categories) > 1 {
		return nil, shape(oneSeriesOnly, gotWant(len(spec.Series), 1))
	}
	if err := checkSeries(spec, math.MaxInt); err != nil {
		return nil, err
	}
	if err := oneUnit(spec.Series); err != nil {
		return nil, err
	}
	var out []part
	if len(spec.Series) > 1 {
		for _, s := range spec.Series {
			out = append(out, part{s.Name, s.Unit, s.Points[0]})
		}
	} else {
		s := spec.Series[0]
		for i, pt := range s.Points {
			out = append(out, part{spec.Categories[i], s.Unit, pt})
		}
	}
	for _, x := range out {
		if x.pt.Valid && x.pt.Value < 0 {
			return nil, shape(negativeValue, diag.Args{"name": x.name, "got": whole(x.pt, x.unit)})
		}
	}
	return out, nil
}

func (k *pieKind) check() (key, value string) {
	if k.MaxParts < 0 {
		return "max_parts", decimal(float64(k.MaxParts), 0)
	}
	return "", ""
}

func (k *pieKind) build(p *picture, spec Spec) error {
	all, err := parts(spec)
	if err != nil {
		return err
	}
	most := len(p.Color.Series)
	if k.MaxParts > 0 {
		most = k.MaxParts
	}
	if len(all) > most {
		return shape(tooManyParts, gotWant(len(all), most))
	}
	total := 0.0
	for _, x := range all {
		// A share of a whole that lacks a part would be wrong.
		if !x.pt.Valid {
			return shape(missingValue, diag.Args{"name": x.name})
		}
		total += x.pt.Value
	}
	if total == 0 {
		return shape(zeroTotal, diag.Args{"got": "0"})
	}
	m := p.measureOf(spec.Series, total)
	var texts []string
	data := make([]opts.PieData, len(all))
	for i, x := range all {
		share := fixed(100*x.pt.Value/total, 1) + percent
		name := x.name
		if lines, ok := wrap(name, p.Size, 0.24*p.width, 2); ok {
			name = strings.Join(lines, "\n")
		}
		text := name + "\n" + share
		texts = append(texts, text)
		color := p.Color.Series[i%len(p.Color.Series)]
		if turn := i / len(p.Color.Series); turn > 0 {
			color = mix(color, p.Color.Paper, 0.45)
		}
		data[i] = opts.PieData{Name: x.name, Value: x.pt.Value, ItemStyle: &opts.ItemStyle{Color: color}}
		p.add(extra{"text": x.name + "  " + whole(x.pt, x.unit) + "  " + share, "label": extra{"formatter": text}}, "series", 0, "data", i)
		if x.pt.Provisional {
			p.add(extra{"itemStyle": p.hatch(color)}, "series", 0, "data", i)
		}
	}
	// The ring takes what the widest label leaves.
	radius := min((p.width-2*(widest(texts, p.Size)+40))/2, p.height/2-36)
	radius = math.Round(max(radius, 56))
	c := charts.NewPie()
	c.SetGlobalOptions(p.globals("item", "@mark")...)
	inner := 0.0
	if k.Ring {
		inner = math.Round(radius * 0.6)
	}
	c.AddSeries(spec.Series[0].Name, data,
		charts.WithPieChartOpts(opts.PieChart{Radius: []float64{inner, radius}, Center: []string{"50%", "50%"}}),
		charts.WithLabelOpts(opts.Label{Show: opts.Bool(true), Position: "outside", Color: p.Color.Ink, FontSize: float32(p.Size), LineHeight: float32(p.lead())}),
		charts.WithLabelLineOpts(opts.LabelLine{Show: opts.Bool(true), Length2: 6, LineStyle: &opts.LineStyle{Color: p.Color.Secondary}}),
		charts.WithItemStyleOpts(opts.ItemStyle{BorderColor: p.Color.Paper, BorderWidth: 2}),
	)
	// Parts run clockwise from twelve o'clock. Slivers at the end would crowd
	// their names over the top of the ring; a turn brings them to its side.
	turn := 90
	if last := all[len(all)-1].pt.Value; len(all) > 2 && last < 0.06*total {
		turn = 140
	}
	p.add(extra{"length": 18}, "series", 0, "labelLine")
	p.add(extra{"startAngle": turn}, "series", 0)
	// Names are never cut: the ring left room for them.
	p.add(extra{"overflow": "none", "bleedMargin": 0}, "series", 0, "label")
	p.typed = c.JSON()
	if k.Ring {
		sum := decimal(total/m.factor, 2)
		if m.factor > 1 {
			sum = fixed(total/m.factor, 1)
		}
		text := func(s string, y, size float64, color string) extra {
			return extra{"type": "text", "left": "center", "top": math.Round(y), "silent": true, "style": extra{
				"text": s, "fontSize": size, "fill": color, "fontFamily": p.Font, "textAlign": "center",
			}}
		}
		mid := p.height / 2
		unit := m.name()
		if m.unit == percent {
			unit = percent
		}
		p.add(extra{"graphic": []extra{
			text(sum, mid-p.Emphasis-3, p.Emphasis+3, p.Color.Ink), text(unit, mid+5, p.Size, p.Color.Secondary),
		}})
	}
	return nil
}

// funnelKind draws stages that each keep a part of the one before: bars about
// a middle line, so that a stage that grows does not look like one that shrinks.
type funnelKind struct {
	head
	Share string `toml:"share"` // of what a stage is a part: previous, first or none
}

func (k *funnelKind) check() (key, value string) {
	if !slices.Contains([]string{"previous", "first", "none"}, k.Share) {
		return "share", k.Share
	}
	return "", ""
}

func (k *funnelKind) build(p *picture, spec Spec) error {
	all, err := parts(spec)
	if err != nil {
		return err
	}
	if len(all) < 2 {
		return shape(tooFewCategory, gotWant(len(all), 2))
	}
	if len(all) > 8 {
		return shape(tooManyParts, gotWant(len(all), 8))
	}
	top := 0.0
	for _, x := range all {
		if !x.pt.Valid {
			return shape(missingValue, diag.Args{"name": x.name})
		}
		top = max(top, x.pt.Value)
	}
	if top == 0 {
		return shape(zeroTotal, diag.Args{"got": "0"})
	}
	var names, values []string
	for i, x := range all {
		lines, _ := wrap(x.name, p.Size, 0.26*p.width, 3)
		names = append(names, strings.Join(lines, "\n"))
		v := whole(x.pt, x.unit)
		base := all[max(i-1, 0)].pt.Value
		if k.Share == "first" {
			base = all[0].pt.Value
		}
		// More than all of it is no part of it.
		if k.Share != "none" && i > 0 && base > 0 && x.pt.Value <= base {
			v += "\n↓ " + fixed(100*x.pt.Value/base, 1) + percent
		}
		values = append(values, v)
	}
	const band = 50
	if p.height == 0 {
		p.height = float64(len(all)*band) + 4
	}
	left := math.Ceil(widest(names, p.Size)) + 14
	right := math.Ceil(widest(values, p.Size)) + 14
	label := &opts.AxisLabel{Color: p.Color.Ink, FontSize: int(p.Size), Margin: 10}
	none := &opts.AxisLine{Show: opts.Bool(false)}
	c := newBar()
	c.SetGlobalOptions(append(p.globals("item", "@mark"),
		charts.WithXAxisOpts(opts.XAxis{Type: "value", Show: opts.Bool(false), Min: 0, Max: top}),
		// Axes without lines carry the words: stages at the left, values at the
		// right, in columns that the eye can run down.
		charts.WithYAxisOpts(opts.YAxis{Type: "category", Inverse: opts.Bool(true), Data: names, AxisLabel: label, AxisLine: none}),
		charts.WithGridOpts(p.grid(0, left, 2, right, 2)),
	)...)
	c.ExtendYAxis(opts.YAxis{Type: "category", Inverse: opts.Bool(true), Data: values, Position: "right", AxisLabel: label, AxisLine: none})
	for i := range 2 {
		p.add(extra{"axisTick": extra{"show": false}}, "yAxis", i)
		p.add(extra{"interval": 0, "lineHeight": p.lead()}, "yAxis", i, "axisLabel")
	}
	// A bar that is not seen brings each stage to the middle.
	shift := make([]opts.BarData, len(all))
	data := make([]opts.BarData, len(all))
	for i, x := range all {
		shift[i] = opts.BarData{Value: (top - x.pt.Value) / 2}
		data[i] = opts.BarData{Name: x.name, Value: x.pt.Value}
		color := mix(p.Color.Series[0], p.Color.Paper, 0.6*float64(i)/float64(len(all)-1))
		style := extra{"color": color}
		if x.pt.Provisional {
			style = p.hatch(color)
		}
		p.add(extra{"text": x.name + "  " + strings.ReplaceAll(values[i], "\n", "  "), "itemStyle": style}, "series", 1, "data", i)
	}
	bar := charts.WithBarChartOpts(opts.BarChart{Stack: "all", BarCategoryGap: "16%"})
	c.AddSeries("", shift, bar, charts.WithItemStyleOpts(opts.ItemStyle{Color: "transparent"}))
	c.AddSeries(spec.Series[0].Name, data, bar)
	p.add(extra{"silent": true, "tooltip": extra{"show": false}}, "series", 0)
	p.typed = c.JSON()
	p.typed["xAxis"], p.typed["yAxis"] = c.XAxisList, c.YAxisList
	return nil
}

// radarKind draws one shape a series over three or more categories.
type radarKind struct {
	head
	Zero bool `toml:"zero"` // the middle is always zero
}

func (k *radarKind) build(p *picture, spec Spec) error {
	if err := checkSeries(spec, 3); err != nil {
		return err
	}
	if len(spec.Categories) < 3 {
		return shape(tooFewCategory, gotWant(len(spec.Categories), 3))
	}
	if len(spec.Categories) > 12 {
		return shape(tooManyCategory, gotWant(len(spec.Categories), 12))
	}
	if err := oneUnit(spec.Series); err != nil {
		return err
	}
	for _, s := range spec.Series {
		for j, pt := range s.Points {
			// A shape with a gap has no form, and a spoke at zero would lie.
			if !pt.Valid {
				return shape(missingValue, diag.Args{"name": spec.Categories[j]})
			}
		}
	}
	lo, hi := extent(spec.Series)
	if k.Zero || lo > 0 && hi-lo > 0.5*hi {
		lo = min(lo, 0)
	}
	t := niceTicks(lo-(hi-lo)*0.15*b2f(lo != 0), hi, 4)
	if spec.Series[0].Unit == percent && hi <= 100 {
		t.hi = min(t.hi, 100)
	}
	if t.lo != 0 {
		p.origin = CentreOrigin
	}
	m := p.measureOf(spec.Series, max(math.Abs(t.lo), math.Abs(t.hi)))
	colors := p.seriesColors(spec.Series)
	single := len(spec.Series) == 1

	names := make([]string, len(spec.Categories))
	indicators := make([]*opts.Indicator, len(spec.Categories))
	room := 0.2 * p.width
	for j, cat := range spec.Categories {
		limit := room
		if j == 0 {
			limit = 0.6 * p.width
		}
		lines, _ := wrap(cat, p.Size, limit, 3)
		names[j] = strings.Join(lines, "\n")
		// The values of one or two shapes stand with the names, in the order
		// of the legend.
		var values []string
		for _, s := range spec.Series {
			v := m.label(s.Points[j])
			if !single {
				v = bare(v)
			}
			values = append(values, v)
		}
		switch {
		case len(spec.Series) <= 2:
			names[j] += "\n" + strings.Join(values, " / ") + m.name()
		case j == 0 && m.name() != "":
			names[j] += " (" + m.name() + ")"
		}
		indicators[j] = &opts.Indicator{Name: names[j]}
		p.add(extra{"min": t.lo, "max": t.hi}, "radar", "indicator", j)
	}
	top := 0.0
	c := charts.NewRadar()
	global := append(p.globals("item", "@mark"), charts.WithRadarComponentOpts(opts.RadarComponent{
		Indicator: indicators, Shape: "polygon", SplitNumber: max(int(math.Round((t.hi-t.lo)/t.step)), 1),
		SplitArea: &opts.SplitArea{Show: opts.Bool(false)},
		SplitLine: &opts.SplitLine{LineStyle: &opts.LineStyle{Color: p.Color.Hairline}},
		AxisLine:  &opts.AxisLine{LineStyle: &opts.LineStyle{Color: p.Color.Hairline}},
		AxisName:  &opts.AxisName{Color: p.Color.Ink, FontSize: int(p.Size), LineHeight: int(p.lead())},
	}))
	var legend []string
	for _, s := range spec.Series {
		legend = append(legend, s.Name)
	}
	if !single {
		l, h := p.legend(legend, true)
		top = h
		global = append(global, charts.WithLegendOpts(l))
	}
	c.SetGlobalOptions(global...)
	tall := 0
	for j, n := range names { // those above and below the shape
		if math.Abs(math.Sin(2*math.Pi*float64(j)/float64(len(names)))) < 0.3 {
			tall = max(tall, strings.Count(n, "\n")+1)
		}
	}
	radius := (p.height-top)/2 - float64(tall)*p.lead() - 10
	for j := range names { // a name begins where its spoke ends
		if reach := math.Abs(math.Sin(2 * math.Pi * float64(j) / float64(len(names)))); reach > 0.3 {
			radius = min(radius, (p.width/2-widest(names[j:j+1], p.Size)-12)/reach)
		}
	}
	p.add(extra{"radius": math.Round(max(radius, 60)), "center": []any{"50%", math.Round(top + (p.height-top)/2)}, "axisNameGap": 8}, "radar")
	// One spoke carries the scale.
	p.add(extra{"axisLabel": extra{"show": true, "formatter": m.format, "color": p.Color.Secondary, "fontSize": p.Size - 1, "showMinLabel": true, "showMaxLabel": true}},
		"radar", "indicator", 0)
	for n, s := range spec.Series {
		values := make([]any, len(s.Points))
		rows := []string{s.Name}
		for j, pt := range s.Points {
			values[j] = pt.Value
			rows = append(rows, spec.Categories[j]+"  "+whole(pt, s.Unit))
			p.provisional = p.provisional || pt.Provisional
		}
		style := []charts.SeriesOpts{
			charts.WithRadarChartOpts(opts.RadarChart{Symbol: "circle", SymbolSize: 6}),
			charts.WithLineStyleOpts(opts.LineStyle{Color: colors[n], Width: 2}),
			charts.WithItemStyleOpts(opts.ItemStyle{Color: colors[n]}),
		}
		if single {
			style = append(style, charts.WithAreaStyleOpts(opts.AreaStyle{Color: colors[n], Opacity: opts.Float(0.1)}))
		}
		c.AddSeries(s.Name, []opts.RadarData{{Name: s.Name, Value: values}}, style...)
		p.add(extra{"text": strings.Join(rows, "\n")}, "series", n, "data", 0)
		if slices.ContainsFunc(s.Points, func(pt Point) bool { return pt.Provisional }) {
			p.add(extra{"symbol": "circle", "itemStyle": extra{"color": p.Color.Paper, "borderColor": colors[n], "borderWidth": 2}}, "series", n, "data", 0)
		}
	}
	c.Validate()
	p.typed = c.JSON()
	return nil
}

func b2f(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
