package chart

import (
	"math"
	"slices"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"gongbao/generator/diag"
)

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
	unit := spec.Links[0].Unit
	for _, l := range spec.Links {
		switch {
		case math.IsNaN(l.Value) || math.IsInf(l.Value, 0):
			return shape(badNumber, diag.Args{"name": l.From, "got": l.To})
		case l.Value < 0:
			return shape(negativeValue, diag.Args{"name": l.From, "got": l.Text + l.Unit})
		case l.From == l.To:
			return shape(sameEnds, diag.Args{"got": l.From})
		case l.Unit != unit:
			return shape(mixedUnits, diag.Args{"got": strings.TrimSpace(unit + " " + l.Unit), "want": "1"})
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
	most := 0.0
	for i := range order {
		most = max(most, in[i], out[i])
	}
	published := Series{Unit: unit}
	for _, l := range spec.Links {
		published.Points = append(published.Points, Point{Value: l.Value, Text: l.Text, Valid: true})
	}
	m := p.measureOf([]Series{published}, most)
	own := map[string]string{}
	for _, n := range spec.Nodes {
		own[n.Name] = n.Text
	}
	value := func(i int) string {
		if own[order[i]] != "" {
			return own[order[i]]
		}
		return nodeText(spec.Links, order[i], max(in[i], out[i]), m)
	}
	lay := p.flow(order, depth, unit, value)
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
		p.add(extra{"text": name + "  " + value(i), "label": extra{"formatter": lay.labels[i]}}, "series", 0, "data", i)
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
			s.Left, s.Top, s.Right, s.Bottom = "0", px(lay.margin), px(lay.right), px(lay.margin)
			s.NodeWidth, s.NodeGap, s.NodeAlign = opts.Int(nodeWidth), opts.Int(int(lay.gap)), "left"
			s.Draggable = opts.Bool(false)
		})
	p.add(extra{"emphasis": extra{"focus": "adjacency"}, "layoutIterations": 32}, "series", 0)
	p.typed = c.JSON()
	return nil
}

const nodeWidth = 10 // px

// flowLayout is where ECharts may put nodes so that no label is cut or meets
// another, however thin the nodes are.
type flowLayout struct {
	labels             []string
	right, margin, gap float64 // px
}

// flow lays the labels of nodes out. A label stands to the right of its node,
// about its middle, and may reach to the next column; nodes are as far apart as
// the tallest label is high. The picture grows if the nodes would not fit.
func (p *picture) flow(order []string, depth []int, unit string, value func(i int) string) flowLayout {
	last := slices.Max(depth)
	lay := flowLayout{labels: make([]string, len(order))}
	rooms := make([]float64, len(order))
	texts := make([]string, len(order))
	rightmost, bare := 0.0, false
	name := func(i int) string {
		lines, ok := wrap(order[i], p.Size, rooms[i], 3)
		if !ok {
			return order[i]
		}
		return strings.Join(lines, "\n")
	}
	for i := range order {
		texts[i] = value(i)
		if depth[i] == last {
			rooms[i] = 0.28 * p.width
			rightmost = max(rightmost, widest([]string{name(i), texts[i]}, p.Size))
		}
	}
	lay.right = math.Ceil(rightmost) + 10
	for i := range order {
		if depth[i] < last {
			rooms[i] = (p.width-lay.right-nodeWidth)/float64(last) - nodeWidth - 8
			bare = bare || textWidth(texts[i], p.Size) > rooms[i]
		}
	}
	lines := 0
	column := make([]int, last+1)
	for i := range order {
		if bare { // the subtitle has the unit; some with and some without it would puzzle
			texts[i] = strings.TrimSuffix(texts[i], unit)
		}
		lay.labels[i] = name(i) + "\n" + texts[i]
		lines = max(lines, strings.Count(lay.labels[i], "\n")+1)
		column[depth[i]]++
	}
	high := float64(lines) * p.lead()
	lay.gap, lay.margin = high+2, math.Ceil(high/2)+1
	// Bands need height of their own to be compared.
	const bands = 120
	p.height = max(p.height, 2*lay.margin+float64(slices.Max(column)-1)*lay.gap+bands)
	return lay
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
