package exhibit

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"gongbao/generator/chart"
	"gongbao/generator/diag"
	"gongbao/generator/period"
	"gongbao/generator/stats"
	"gongbao/generator/wording"
)

// query is one cell of a chart. For a breakdown, indicator is the measure and
// row what it is measured of.
type query struct {
	indicator *stats.Indicator
	row       *stats.Category
	court     *stats.Court
	period    period.Period
}

// axis is one way of walking through a selection; each step has a label and
// sets its part of a query.
type axis []step

type step struct {
	label string
	with  func(q *query)
	// whole is the label where it is read by itself, as in a row of the table; ""
	// when it is the same.
	whole string
}

// alone is the label of a step that is read by itself.
func (s step) alone() string { return cmp.Or(s.whole, s.label) }

// grid is how a selection is laid out: a series for each step of one axis, a
// point for each step of the other.
type grid struct {
	base       query // what neither axis sets
	series     axis
	categories axis
	byPeriod   bool // the categories are periods
}

func (c *charting) periodAxis() axis {
	out := make(axis, len(c.sel.periods))
	labels := periodLabels(c.desk.words, c.sel.periods)
	years := !slices.ContainsFunc(c.sel.periods, func(p period.Period) bool { return p.Len() != 12 })
	for i, p := range c.sel.periods {
		out[i] = step{label: labels[i], with: func(q *query) { q.period = p }}
		if !years { // 上半年 is of the year before it on the axis, and in a row of no year
			out[i].whole = wording.Period(c.desk.words, p)
		}
	}
	return out
}

func (c *charting) courtAxis() axis {
	out := make(axis, len(c.sel.courts))
	for i, court := range c.sel.courts {
		out[i] = step{label: court.Short, with: func(q *query) { q.court = court }}
	}
	return out
}

// indicatorAxis walks through indicators, or through the measures of a
// breakdown.
func indicatorAxis(list []*stats.Indicator) axis {
	out := make(axis, len(list))
	for i, ind := range list {
		out[i] = step{label: ind.Name, with: func(q *query) { q.indicator = ind }}
	}
	return out
}

func (c *charting) rowAxis() axis {
	var out axis
	for _, row := range c.rows(c.sel.category) {
		out = append(out, step{label: row.Name, with: func(q *query) { q.row = row }})
	}
	return out
}

// product walks two axes as one. An axis of one step adds nothing to the labels
// of the other.
func product(outer, inner axis) axis {
	var out axis
	for _, o := range outer {
		for _, i := range inner {
			both := step{label: o.label + " " + i.label, with: func(q *query) { o.with(q); i.with(q) }, whole: o.alone() + " " + i.alone()}
			switch {
			case len(inner) == 1:
				both.label, both.whole = o.label, o.whole
			case len(outer) == 1:
				both.label, both.whole = i.label, i.whole
			}
			out = append(out, both)
		}
	}
	return out
}

// unnamed is a series that needs no name: there is no other.
var unnamed = axis{{with: func(*query) {}}}

// layout decides what runs along the axis and what makes series, so that all
// of the selection is shown. What a kind of chart has no room for is reported
// at its key.
func (c *charting) layout() (g grid, ok bool) {
	g.base = query{period: c.sel.periods[0], court: c.sel.courts[0]}
	if c.sel.category != nil {
		g, ok = c.layoutBreakdown(g)
	} else {
		g.base.indicator = c.sel.indicators[0]
		g, ok = c.layoutIndicators(g)
	}
	if !ok {
		return g, false
	}
	if c.kind == "gauge" && !c.interval() {
		return g, false
	}
	return g, c.oneUnit(g)
}

func (c *charting) layoutIndicators(g grid) (grid, bool) {
	s := c.sel
	indicators, periods, courts := indicatorAxis(s.indicators), c.periodAxis(), c.courtAxis()
	switch {
	case c.kind == "pie" || c.kind == "funnel":
		// One thing varies, and its steps are the parts.
		g.series, g.categories = unnamed, indicators
		switch {
		case len(indicators) == 1 && len(periods) > 1:
			g.categories = periods
			return g, c.single("courts", len(courts))
		case len(indicators) == 1 && len(courts) > 1:
			g.categories = courts
			return g, true
		}
		periodsOK, courtsOK := c.single("periods", len(periods)), c.single("courts", len(courts))
		return g, periodsOK && courtsOK
	case c.kind == "gauge":
		slices.Reverse(periods) // the newest speaks; others are its companions
		g.categories, g.series = indicators, product(courts, periods)
		if len(indicators) == 1 && len(courts) > 1 {
			g.categories, g.series = courts, periods
		}
	case c.kind == "radar":
		g.categories, g.series = indicators, product(courts, periods)
	case len(periods) > 1:
		g.categories, g.series, g.byPeriod = periods, product(courts, indicators), true
		if len(courts) == 1 {
			g.series = indicators
		}
	case len(indicators) > 1 && !c.mixed(s.indicators):
		g.categories, g.series = indicators, courts
	case len(courts) == 1 && c.kind == "line":
		g.categories, g.series = periods, indicators
	default: // also indicators of several units, each of which is a series of its own
		g.categories, g.series = courts, indicators
	}
	return g, true
}

// layoutBreakdown lays out the rows of a breakdown and one thing more: its
// measures, periods or courts.
func (c *charting) layoutBreakdown(g grid) (grid, bool) {
	s := c.sel
	periodsOK := true
	if c.kind == "pie" || c.kind == "funnel" {
		periodsOK = c.single("periods", len(s.periods))
	}
	if (c.kind == "pie" || c.kind == "funnel" || len(s.periods) > 1) && !c.single("courts", len(s.courts)) || !periodsOK {
		return g, false
	}
	rows, other := c.rowAxis(), indicatorAxis(s.measures)
	switch {
	case len(s.periods) > 1:
		other = c.periodAxis()
	case len(s.courts) > 1:
		other = c.courtAxis()
	}
	byMeasure := len(s.periods) == 1 && len(s.courts) == 1
	if (!byMeasure || c.kind == "pie" || c.kind == "funnel") && !c.oneMeasure() {
		return g, false
	}
	if len(s.measures) == 0 {
		c.shape("category", "@shape-no-series", diag.Args{"got": "0"})
		return g, false
	}
	g.base.indicator = s.measures[0]
	switch {
	case (c.kind == "line" || c.kind == "bar") && len(s.periods) > 1:
		g.series, g.categories, g.byPeriod = rows, other, true
	case c.kind == "heatmap", c.kind == "radar" && len(s.measures) > 1:
		g.series, g.categories = rows, other
	default:
		if c.kind == "gauge" && len(s.periods) > 1 {
			slices.Reverse(other)
		}
		g.series, g.categories = other, rows
	}
	return g, true
}

// single reports a key that names more than a chart of this kind can show.
func (c *charting) single(key string, n int) bool {
	if n > 1 {
		c.shape(key, "@shape-one-"+strings.TrimSuffix(key, "s"), diag.Args{"got": strconv.Itoa(n), "want": "1"})
	}
	return n <= 1
}

// oneMeasure wants a breakdown's measure chosen where there is room for one.
func (c *charting) oneMeasure() bool {
	if len(c.sel.measures) == 1 {
		return true
	}
	args := diag.Args{"key": "measure"}
	if len(c.sel.measures) > 0 {
		args["example"] = `measure = "` + c.sel.measures[0].ID + `"`
	}
	c.bag.Add(diag.MissingKey, c.place("category"), args)
	return false
}

func (c *charting) shape(key, reason string, args diag.Args) {
	all := diag.Args{"template": c.template, "reason": reason}
	for k, v := range args {
		all[k] = v
	}
	c.bag.Add(diag.ChartShape, c.place(key), all)
}

func (c *charting) mixed(list []*stats.Indicator) bool {
	return slices.ContainsFunc(list, func(ind *stats.Indicator) bool { return c.unit(ind) != c.unit(list[0]) })
}

// oneUnit reports a series whose points have several units, since it is drawn
// on one axis and its column has one head.
func (c *charting) oneUnit(g grid) bool {
	var q query // one for all: each step is handed its address
	for _, s := range g.series {
		var units []string
		for _, k := range g.categories {
			q = g.base
			s.with(&q)
			k.with(&q)
			u := c.unit(q.indicator)
			if u == "" {
				u = c.desk.words.Text("missing")
			}
			if !slices.Contains(units, u) {
				units = append(units, u)
			}
		}
		if len(units) > 1 {
			key := "indicators"
			if c.sel.category != nil {
				key = "category"
			}
			c.shape(key, "@shape-mixed-units", diag.Args{"got": strings.Join(units, c.desk.words.Text("list.comma")), "want": "1"})
			return false
		}
	}
	return true
}

// interval gives a gauge the acceptable interval, which all that it shows must
// have in common. A change has none.
func (c *charting) interval() bool {
	if c.values != "" || c.sel.category != nil {
		return true
	}
	first := c.sel.indicators[0]
	said := intervalText(c.desk.words, first)
	for _, ind := range c.sel.indicators[1:] {
		if intervalText(c.desk.words, ind) != said {
			c.shape("indicators", "@shape-mixed-intervals", nil)
			return false
		}
	}
	iv := first.Interval
	if iv == nil {
		return true
	}
	c.spec.Interval = &chart.Interval{Text: said}
	if iv.Lo != nil {
		v := iv.Lo.InexactFloat64()
		c.spec.Interval.Lo = &v
	}
	if iv.Hi != nil {
		v := iv.Hi.InexactFloat64()
		c.spec.Interval.Hi = &v
	}
	return true
}
