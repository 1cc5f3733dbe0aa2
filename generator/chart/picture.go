package chart

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
	"github.com/go-echarts/go-echarts/v2/types"

	"gongbao/generator/chart/merge"
	"gongbao/generator/diag"
)

// maxSeries is how many series a reader can tell apart.
const maxSeries = 6

// Widths of the two sizes, px.
const (
	wideWidth   = 680
	narrowWidth = 358
)

// picture is an option in the making.
type picture struct {
	*style
	narrow        bool
	width, height float64
	typed         map[string]any   // what go-echarts gave
	more          []merge.Addition // what it has no fields for
	provisional   bool
	origin        Origin
}

func newPicture(s *style, size Size, h heights) *picture {
	// A chart of two series over ten periods has about so many additions.
	more := append(make([]merge.Addition, 0, 80), s.everywhere...)
	if size == Narrow {
		return &picture{style: s, narrow: true, width: narrowWidth, height: float64(h.Narrow), more: more}
	}
	return &picture{style: s, width: wideWidth, height: float64(h.Wide), more: more}
}

// everywhere is what every option has beside what its kind gives it.
func everywhere(s *style) []merge.Addition {
	return []merge.Addition{
		{Path: []any{"textStyle"}, More: extra{"fontFamily": s.Font, "fontSize": s.Size, "color": s.Color.Ink}},
		{Path: []any{"tooltip"}, More: extra{
			"renderMode": "richText", "confine": true, "transitionDuration": 0, "padding": 10, "borderWidth": 1,
			"textStyle": extra{"fontSize": s.Size, "color": s.Color.Ink, "lineHeight": math.Round(s.Size * 1.5)},
		}},
	}
}

// extra is what an option needs and go-echarts has no field for.
type extra = merge.Extra

// add puts more at a place of the option: keys of objects and numbers of list
// elements.
func (p *picture) add(more extra, path ...any) {
	p.more = append(p.more, merge.Addition{Path: path, More: more})
}

// set is add for one key.
func (p *picture) set(key string, value any, path ...any) {
	p.more = append(p.more, merge.Addition{Path: path, Key: key, Value: value})
}

// blank are charts as go-echarts makes them, which takes it long: it looks for
// the defaults of all that it knows. Copies share nothing that is written to.
var blank = struct {
	line    charts.Line
	bar     charts.Bar
	scatter charts.Scatter
}{*charts.NewLine(), *charts.NewBar(), *charts.NewScatter()}

func newLine() *charts.Line {
	c := blank.line
	own(&c.BaseConfiguration)
	return &c
}

func newBar() *charts.Bar {
	c := blank.bar
	own(&c.BaseConfiguration)
	return &c
}

func newScatter() *charts.Scatter {
	c := blank.scatter
	own(&c.BaseConfiguration)
	return &c
}

// own gives a copy axes of its own. Assets are for pages of go-echarts'.
func own(c *charts.BaseConfiguration) {
	c.XAxisList, c.YAxisList = []opts.XAxis{{}}, []opts.YAxis{{}}
	c.Assets, c.Renderer = opts.Assets{}, nil
}

// globals are set on every chart.
func (p *picture) globals(trigger, formatter string) []charts.GlobalOpts {
	tip := opts.Tooltip{
		Show: opts.Bool(true), Trigger: trigger, Formatter: types.FuncStr(formatter),
		BackgroundColor: p.Color.Paper, BorderColor: p.Color.Hairline,
	}
	if trigger == "axis" {
		tip.AxisPointer = &opts.AxisPointer{Type: "shadow"}
	}
	return []charts.GlobalOpts{
		charts.WithAnimation(false),
		charts.WithLegendOpts(opts.Legend{Show: opts.Bool(false)}),
		charts.WithColorsOpts(p.Color.Series),
		charts.WithTooltipOpts(tip),
	}
}

// grid places axes by their four margins, px. ECharts must not move them, since
// labels are laid out for exactly these.
func (p *picture) grid(i int, left, top, right, bottom float64) opts.Grid {
	p.add(extra{"outerBoundsMode": "none"}, "grid", i)
	return opts.Grid{Left: px(left), Top: px(top), Right: px(right), Bottom: px(bottom)}
}

func px(v float64) string { return strconv.Itoa(int(math.Round(v))) }

// legend lays out names in rows at the top and gives the height it takes.
// lines tells that the marks are lines, not areas.
func (p *picture) legend(names []string, lines bool) (opts.Legend, float64) {
	const mark, gap = 14, 16
	h := 10
	if lines {
		h = 3
	}
	rows, x := 1, 0.0
	for _, n := range names {
		w := mark + 6 + textWidth(n, p.Size)
		if x > 0 && x+w > p.width {
			rows, x = rows+1, 0
		}
		x += w + gap
	}
	p.add(extra{"itemGap": gap, "width": p.width, "selectedMode": false}, "legend")
	return opts.Legend{
		Show: opts.Bool(true), Left: "0", Top: "0", Padding: 0, Icon: "rect", ItemWidth: mark, ItemHeight: h, Data: names,
		TextStyle: &opts.TextStyle{Color: p.Color.Ink, FontSize: int(p.Size)},
	}, float64(rows)*(p.Size+11) + 4
}

// line height of labels, px.
func (p *picture) lead() float64 { return math.Round(p.Size * 1.35) }

// seriesColors gives each series its colour: court red for the one that is
// alone or highlighted, the others in order.
func (p *picture) seriesColors(series []Series) []string {
	marked := -1
	for i, s := range series {
		if s.Highlight {
			marked = i
			break
		}
	}
	out := make([]string, len(series))
	next := 0
	for i := range series {
		switch {
		case marked < 0:
			out[i] = p.Color.Series[i%len(p.Color.Series)]
		case i == marked:
			out[i] = p.Color.Series[0]
		default:
			next++
			out[i] = p.Color.Series[next%len(p.Color.Series)]
		}
	}
	return out
}

// on is the text colour that can be read on a fill.
func (p *picture) on(fill string) string {
	if contrast(p.Color.Paper, fill) >= readable {
		return p.Color.Paper
	}
	return p.Color.Ink
}

// readable is the least contrast of words with what is behind them.
const readable = 4.5

func rgb(hex string) (c [3]float64) {
	n, _ := strconv.ParseUint(strings.TrimPrefix(hex, "#"), 16, 32)
	return [3]float64{float64(n >> 16 & 255), float64(n >> 8 & 255), float64(n & 255)}
}

// mix is the colour at t between a and b.
func mix(a, b string, t float64) string {
	x, y := rgb(a), rgb(b)
	var n [3]int
	for i := range n {
		n[i] = int(math.Round(x[i] + (y[i]-x[i])*t))
	}
	return fmt.Sprintf("#%02x%02x%02x", n[0], n[1], n[2])
}

// contrast is WCAG's ratio of two colours.
func contrast(a, b string) float64 {
	lum := func(hex string) float64 {
		c := rgb(hex)
		for i, v := range c {
			v /= 255
			if v <= 0.04045 {
				c[i] = v / 12.92
			} else {
				c[i] = math.Pow((v+0.055)/1.055, 2.4)
			}
		}
		return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2]
	}
	x, y := lum(a), lum(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// hatch is the mark of a provisional bar.
func (p *picture) hatch(color string) extra {
	p.provisional = true
	return extra{
		"color": mix(color, p.Color.Paper, 0.85), "borderColor": color, "borderWidth": 1,
		"decal": extra{
			"symbol": "rect", "color": color, "dashArrayX": []any{12, 0}, "dashArrayY": []any{1.5, 4.5}, "rotation": -math.Pi / 4, "symbolSize": 1,
		},
	}
}

// checkSeries is what every template of categories and series asks of a spec.
func checkSeries(spec Spec, most int) error {
	if len(spec.Categories) == 0 {
		return shape(noCategories, diag.Args{"got": "0"})
	}
	if len(spec.Series) == 0 {
		return shape(noSeries, diag.Args{"got": "0"})
	}
	if len(spec.Series) > most {
		return shape(tooManySeries, gotWant(len(spec.Series), most))
	}
	valid := 0
	for _, s := range spec.Series {
		if len(s.Points) != len(spec.Categories) {
			args := gotWant(len(s.Points), len(spec.Categories))
			args["name"] = s.Name
			return shape(pointCount, args)
		}
		for i, pt := range s.Points {
			if !pt.Valid {
				continue
			}
			valid++
			if math.IsNaN(pt.Value) || math.IsInf(pt.Value, 0) {
				return shape(badNumber, diag.Args{"name": s.Name, "got": spec.Categories[i]})
			}
		}
	}
	if valid == 0 {
		return shape(noValues, diag.Args{"got": "0"})
	}
	for _, b := range spec.Breaks {
		if b.Before < 1 || b.Before >= len(spec.Categories) {
			return shape(badBreak, gotWant(b.Before, len(spec.Categories)))
		}
	}
	return nil
}

// oneUnit refuses series that cannot share one measure.
func oneUnit(series []Series) error {
	if us := units(series); len(us) > 1 {
		return shape(mixedUnits, diag.Args{"got": strings.Join(us, " "), "want": "1"})
	}
	return nil
}

// units lists the units of series in order of appearance.
func units(series []Series) []string {
	var out []string
	for _, s := range series {
		seen := false
		for _, u := range out {
			seen = seen || u == s.Unit
		}
		if !seen {
			out = append(out, s.Unit)
		}
	}
	return out
}

// extent is the least and the greatest valid value.
func extent(series []Series) (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, s := range series {
		for _, pt := range s.Points {
			if pt.Valid {
				lo, hi = min(lo, pt.Value), max(hi, pt.Value)
			}
		}
	}
	if lo > hi {
		return 0, 0
	}
	return lo, hi
}
