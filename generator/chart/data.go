// Package chart turns figures into pictures: a Spec (what to show, already
// asked of the statistics) and a template of the theme make an ECharts option
// through go-echarts' types, and ECharts itself, running in QuickJS, draws the
// option as SVG while the site is built.
package chart

// Spec is one chart of a page: its words and its figures. It holds no
// statistics of its own, so equal specs make equal pictures.
type Spec struct {
	Template string // name of the chart template: trend, bar, stacked, …
	Title    string // states the finding
	Subtitle string // states measure, unit and period
	Desc     string // one sentence for those who cannot see it

	// Categories are the labels of the first axis: periods, courts or
	// indicators. Every series has one point for each.
	Categories []string
	Series     []Series
	// Breaks are the gaps between categories where the basis changes.
	Breaks []Break
	// Links and Nodes are for the flow template only. A node that is not listed
	// prints the sum of its streams.
	Links []Link
	Nodes []Node
	// Events are for the timeline template only.
	Events []Event
	// Interval is for the gauge template and for reference lines.
	Interval *Interval
}

// Series is one line, one set of bars, one ring.
type Series struct {
	Name string
	Unit string // as printed: 件, %, 天; the scale (万, 亿) is chosen for the axis
	// Highlight marks the one series that matters.
	Highlight bool
	Points    []Point
}

// Point is one value. A missing value has Valid false and leaves a gap, never
// a zero.
type Point struct {
	Value       float64 // unscaled: 4601.8万件 is 46018000
	Text        string  // as published, without the unit: "4601.8万"
	Valid       bool
	Provisional bool
}

// Break stands before category Before and says why values on its two sides
// are not compared.
type Break struct {
	Before int
	Note   string
}

// Link is one stream of a flow, from one node to another.
type Link struct {
	From, To string
	Value    float64
	Text     string // as published, without the unit
	Unit     string // the same for all links
}

// Node is the own value of a place that streams leave or reach, which need not
// be the sum of the streams that are shown.
type Node struct {
	Name string
	Text string // as published, with its unit: "1100.3万件"
}

// Event is one entry of a timeline.
type Event struct {
	Date  string // as printed
	Year  int
	Name  string
	Level string
	// CountText is how many were honoured, as printed, with the measure word:
	// "近8400名"; "" when not counted.
	CountText string
}

// Interval is the acceptable interval of an indicator. A nil end is open.
type Interval struct {
	Lo, Hi *float64
	Text   string
}
