package chart

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"gongbao/generator/diag"
)

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
	const dot = 10
	y, year := 12.0, math.MinInt
	var years, dots []opts.ScatterData
	var ends []float64
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
		name := strings.TrimSpace(e.Name + " " + e.CountText)
		lines, _ := wrap(name, p.Size+1, p.width-textLeft-4, 4)
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
		dots = append(dots, opts.ScatterData{Value: []any{line, first}})
		p.add(extra{
			"text":  name + "\n" + quiet,
			"label": extra{"formatter": text, "distance": 18 - dot/2, "offset": []float64{0, round2(rows/2 - (p.lead()+3)/2)}},
		}, "series", 1, "data", i)
		ends = append(ends, first)
		y += rows + 10
	}
	p.height = math.Ceil(y + 2)
	c := newScatter()
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
		charts.WithScatterChartOpts(opts.ScatterChart{Symbol: "circle", SymbolSize: dot}),
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
