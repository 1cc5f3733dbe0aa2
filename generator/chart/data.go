// Package chart turns figures into pictures: a Spec (what to show, already
// asked of the statistics) and a template of the theme make an ECharts option
// through go-echarts' types, and ECharts itself, running in goja, draws the
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
	// Links are for the flow template only.
	Links []Link
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

// Link is one stream of a flow.
type Link struct {
	From, To string
	Value    float64
	Text     string
}

// Event is one entry of a timeline.
type Event struct {
	Date  string // as printed
	Year  int
	Name  string
	Level string
	Count int // how many were honoured; 0 when not counted
}

// Interval is the acceptable interval of an indicator. A nil end is open.
type Interval struct {
	Lo, Hi *float64
	Text   string
}
