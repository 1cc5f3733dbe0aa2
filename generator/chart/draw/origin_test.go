package draw

import (
	"fmt"
	"math"
	"testing"

	"gongbao/generator/chart"
	"gongbao/generator/chart/charttest"
)

// The mark of an axis that does not begin at zero leads from its least grid line to the
// line along the foot, beside which zero stands.
func TestMarkOfACutAxis(t *testing.T) {
	inTurn(t)
	ts, js := charttest.Templates(t), themeBundle(t)
	d := NewDrawer(js, "", 1)
	defer d.Close()
	for _, name := range []string{"trend", "trend-break", "trend-long", "trend-rate"} {
		for _, size := range []chart.Size{chart.Wide, chart.Narrow} {
			at := name + " " + charttest.SizeName(size)
			o := charttest.Option(t, ts, charttest.Named(name), size)
			svg, _, err := d.Draw(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			root, err := parse(svg)
			if err != nil {
				t.Fatal(err)
			}
			var marks int
			var x, top, bottom float64 // of the mark
			left, least, foot := -1.0, -1.0, -1.0
			root.walk(func(n *node) {
				var x0, y0, x1, y1 float64
				if n.name == "polyline" {
					marks++
					number(t, n.attr("transform"), "translate(%f %f)", &x, &top)
					var reach, zero, height float64
					var mid [8]float64
					number(t, n.attr("points"), "%f %f %f %f %f %f %f %f %f %f %f %f", &reach, &zero, &mid[0], &mid[1], &mid[2], &mid[3], &mid[4], &mid[5], &mid[6], &mid[7], &x0, &height)
					x, bottom = x+reach, top+height
				}
				if k, _ := fmt.Sscanf(n.attr("d"), "M%fL%f", &x0, &x1); k == 0 || n.name != "path" {
					return
				}
				if k, _ := fmt.Sscanf(n.attr("d"), "M%f %fL%f %f", &x0, &y0, &x1, &y1); k == 4 && y0 == y1 {
					switch n.attr("stroke") {
					case "#e4dfd6":
						left, least = x0, max(least, y0)
					case "#5b6168":
						foot = max(foot, y0)
					}
				}
			})
			if marks != 1 || math.Abs(x-left) > 1 || top != least || bottom != foot {
				t.Errorf("%s: %d marks at x %v from %v to %v, want one at %v from %v to %v", at, marks, x, top, bottom, left, least, foot)
			}
			zero := map[bool]string{true: "0%", false: "0"}[name == "trend-rate"]
			found := 0
			for _, w := range words(t, root) {
				if w.text == zero && math.Abs((w.y0+w.y1)/2-foot) < 3 && w.x1 < left {
					found++
				}
			}
			if found != 1 {
				t.Errorf("%s: %d times %q at the foot", at, found, zero)
			}
		}
	}
}
