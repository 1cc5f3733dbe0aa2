package chart_test

import (
	"encoding/json"
	"strconv"
	"testing"

	"gongbao/generator/chart"
	"gongbao/generator/chart/charttest"
	"gongbao/generator/diag"
)

// Whatever does not begin at zero is named, and an axis that leaves values out has the
// mark of it at its foot and zero beneath; all others have neither.
func TestOrigin(t *testing.T) {
	three := []string{"甲", "乙", "丙"}
	spec := func(template string, series ...chart.Series) chart.Spec {
		return chart.Spec{Template: template, Categories: three, Series: series}
	}
	cases := charttest.Series("收案", "件", "1000", "1010", "1020")
	wide := charttest.Series("收案", "件", "100", "510", "1020")
	rate := charttest.Series("结案率", "%", "90.1", "90.2", "90.3")
	falls := charttest.Series("同比", "%", "-9.1", "-9.2", "-9.3")
	lo := 960.0
	within := spec("trend", cases)
	within.Interval = &chart.Interval{Lo: &lo, Text: "不少于960件"}
	var bag diag.Bag
	ts := chart.Load(themeFS(t, map[string]string{
		"trend.toml": "name = \"trend\"\nkind = \"line\"\n", "bar.toml": "name = \"bar\"\nkind = \"bar\"\n", "radar.toml": "name = \"radar\"\nkind = \"radar\"\n",
		"zero.toml": "name = \"zero\"\nkind = \"line\"\nzero = true\n", "area.toml": "name = \"area\"\nkind = \"line\"\narea = true\n",
	}), &bag)
	if bag.Failed() {
		t.Fatal(bag.Sorted())
	}
	for _, c := range []struct {
		name  string
		spec  chart.Spec
		want  chart.Origin
		marks int // at feet of axes
	}{
		{"near each other", spec("trend", cases), chart.AxisOrigin, 1},
		{"with an interval", within, chart.AxisOrigin, 1},
		{"far apart", spec("trend", wide), "", 0},
		{"all the same", spec("trend", charttest.Series("收案", "件", "7", "7", "7")), "", 0},
		{"falls", spec("trend", falls), "", 0},
		{"about zero", spec("trend", charttest.Series("同比", "%", "-1", "2", "1")), "", 0},
		{"a theme's own, from zero", spec("zero", cases), "", 0},
		{"a theme's own, filled", spec("area", cases), "", 0},
		{"filled, but two lines", spec("area", cases, charttest.Series("结案", "件", "1001", "1011", "1021")), chart.AxisOrigin, 1},
		{"bars", spec("bar", cases), "", 0},
		{"bars of falls", spec("bar", falls), "", 0},
		{"bars and a line above", spec("bar", cases, rate), chart.StripOrigin, 0},
		{"bars and falls above", spec("bar", cases, falls), chart.StripOrigin, 0},
		{"bars and a line about zero", spec("bar", cases, charttest.Series("同比", "%", "-1", "2", "1")), "", 0},
		{"line far apart and a line above", spec("trend", wide, rate), chart.StripOrigin, 0},
		{"both lines cut", spec("trend", cases, rate), chart.AxisOrigin, 1},
		{"radar", spec("radar", rate), chart.CentreOrigin, 0},
		{"radar of falls", spec("radar", falls), chart.CentreOrigin, 0},
		{"radar from zero", spec("radar", wide), "", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, size := range []chart.Size{chart.Wide, chart.Narrow} {
				o := charttest.Option(t, ts, c.spec, size)
				if o.Origin != c.want {
					t.Errorf("%s: origin %q, want %q", charttest.SizeName(size), o.Origin, c.want)
				}
				var got struct {
					Graphic []any
					XAxis   []struct {
						Name   string
						Offset float64
					}
					YAxis []struct{ Min, Max float64 }
				}
				if err := json.Unmarshal(o.JSON, &got); err != nil {
					t.Fatal(err)
				}
				if len(got.Graphic) != c.marks {
					t.Errorf("%s: %d marks at the foot, want %d", charttest.SizeName(size), len(got.Graphic), c.marks)
				}
				if len(got.XAxis) == 0 { // a radar
					continue
				}
				foot, axis := got.XAxis[0], got.YAxis[0]
				zero := map[string]string{"件": "0", "%": "0%"}[c.spec.Series[0].Unit]
				if c.marks == 1 && (foot.Name != zero || foot.Offset == 0 || axis.Min <= 0) {
					t.Errorf("%s: cut, but the foot is %+v, the axis %+v", charttest.SizeName(size), foot, axis)
				}
				if c.marks == 0 && (foot.Name != "" || foot.Offset != 0 || axis.Min > 0 || axis.Max < 0) {
					t.Errorf("%s: not cut, but the foot is %+v, the axis %+v", charttest.SizeName(size), foot, axis)
				}
			}
		})
	}
}

// The axis of a line that hardly changes spans more than the change.
func TestSmallChangeIsNoCliff(t *testing.T) {
	ts := charttest.Templates(t)
	for _, c := range []struct {
		unit     string
		from, to string
		least    float64 // of the axis' span
		min, max float64 // of its ends
	}{
		{"件", "1199.8万", "1218.2万", 1.2e6, 1, 1.4e7},
		{"件", "1218.2万", "1199.8万", 1.2e6, 1, 1.4e7},
		{"件", "8", "9", 0.9, 1, 12}, // a change of an eighth fills it
		{"%", "96.80", "96.85", 2, 90, 100},
		{"%", "99.8", "99.9", 1, 90, 100}, // there is no more than 100
		{"%", "100.2", "100.4", 2, 90, 104},
		{"%", "0.5", "0.6", 1, 0, 3},
		{"天", "61.5", "61.2", 6, 1, 80},
	} {
		o := charttest.Option(t, ts, chart.Spec{
			Template: "trend", Categories: []string{"甲", "乙"}, Series: []chart.Series{charttest.Series("a", c.unit, c.from, c.to)},
		}, chart.Wide)
		var got struct {
			YAxis []struct{ Min, Max float64 }
		}
		if err := json.Unmarshal(o.JSON, &got); err != nil {
			t.Fatal(err)
		}
		if a := got.YAxis[0]; a.Max-a.Min < c.least || a.Min < c.min || a.Max > c.max || a.Min > charttest.Point(c.from).Value || a.Max < charttest.Point(c.to).Value {
			t.Errorf("%s to %s%s: the axis goes from %v to %v", c.from, c.to, c.unit, a.Min, a.Max)
		}
	}
}

// One text tells of both sizes, though their axes have other marks.
func TestBothSizesBeginAlike(t *testing.T) {
	ts := charttest.Templates(t)
	cut := 0
	for _, unit := range []string{"件", "%"} {
		for v := 0.1; v < 40; v += 0.07 {
			o, err := ts.Options(chart.Spec{Template: "trend", Categories: []string{"甲", "乙"}, Series: []chart.Series{
				charttest.Series("a", unit, strconv.FormatFloat(v, 'f', 2, 64), strconv.FormatFloat(1.1*v, 'f', 2, 64)),
			}})
			if err != nil {
				t.Fatal(err)
			}
			if o.Wide.Origin != o.Narrow.Origin {
				t.Errorf("%.2f%s: wide begins %q, narrow %q", v, unit, o.Wide.Origin, o.Narrow.Origin)
			}
			if o.Wide.Origin == chart.AxisOrigin {
				cut++
			}
		}
	}
	if cut == 0 {
		t.Error("no axis is cut")
	}
}
