package draw

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"gongbao/generator/chart"
	"gongbao/generator/chart/charttest"
)

// word is a piece of text on a drawing and about where it stands, px, by the
// model of widths.
type word struct {
	text           string
	x0, y0, x1, y1 float64
	at             *node
}

func (w word) String() string {
	return fmt.Sprintf("%q (%.1f,%.1f to %.1f,%.1f)", w.text, w.x0, w.y0, w.x1, w.y1)
}

// words lists the texts of a drawing that are not turned.
func words(t *testing.T, root *node) []word {
	t.Helper()
	var out []word
	root.walk(func(n *node) {
		if n.name != "text" || len(n.children) != 1 {
			return
		}
		if strings.HasPrefix(n.attr("transform"), "matrix") || strings.Contains(n.attr("transform"), "rotate") {
			return
		}
		var dx, dy, x, y float64
		number(t, n.attr("transform"), "translate(%f %f)", &dx, &dy)
		number(t, n.attr("x"), "%f", &x)
		number(t, n.attr("y"), "%f", &y)
		size := 13.0
		number(t, n.attr("font-size"), "%f", &size)
		x, y = x+dx, y+dy
		w := textWidth(n.children[0].text, size)
		switch n.attr("text-anchor") {
		case "middle":
			x -= w / 2
		case "end":
			x -= w
		}
		if n.attr("dominant-baseline") != "central" {
			y -= 0.35 * size
		}
		// Digits and Chinese characters are about 0.8 em high.
		out = append(out, word{n.children[0].text, x, y - 0.4*size, x + w, y + 0.4*size, n})
	})
	return out
}

func TestLabelsStayOnThePictureAndApart(t *testing.T) {
	inTurn(t)
	ts, js := charttest.Templates(t), themeBundle(t)
	d := NewDrawer(js, "", 1)
	defer d.Close()
	var page strings.Builder
	defer func() {
		if *preview == "" {
			return
		}
		if err := os.WriteFile(*preview+"-hard.html", []byte(previewHead+page.String()), 0o644); err != nil {
			t.Error(err)
		}
	}()
	for n, s := range append(charttest.Samples(), charttest.Hard()...) {
		for _, size := range []chart.Size{chart.Wide, chart.Narrow} {
			at := charttest.SizeName(size)
			o := charttest.Option(t, ts, s.Spec, size)
			svg, _, err := d.Draw(t.Context(), o)
			if err != nil {
				t.Fatalf("%s: %v", s.Name, err)
			}
			if n >= len(charttest.Samples()) {
				fmt.Fprintf(&page, "<h2>%s</h2><div class=%s>%s</div>\n", s.Name, charttest.SizeName(size), Finish(svg, strings.ReplaceAll(s.Name, " ", "-")+"-"+at, "", ""))
			}
			root, err := parse(svg)
			if err != nil {
				t.Fatal(err)
			}
			all := words(t, root)
			for i, w := range all {
				if w.x0 < -1.5 || w.x1 > float64(o.Width)+1.5 || w.y0 < 0 || w.y1 > float64(o.Height) {
					t.Errorf("%s %s: %v leaves %d×%d", s.Name, at, w, o.Width, o.Height)
				}
				for _, v := range all[i+1:] {
					if w.x0 < v.x1-1 && v.x0 < w.x1-1 && w.y0 < v.y1-1 && v.y0 < w.y1-1 {
						t.Errorf("%s %s: %v and %v collide", s.Name, at, w, v)
					}
				}
			}
		}
	}
}

func TestNoLabelIsDropped(t *testing.T) {
	inTurn(t)
	ts, js := charttest.Templates(t), themeBundle(t)
	d := NewDrawer(js, "", 1)
	defer d.Close()
	for _, s := range append(charttest.Samples(), charttest.Hard()...) {
		for _, size := range []chart.Size{chart.Wide, chart.Narrow} {
			svg, _, err := d.Draw(t.Context(), charttest.Option(t, ts, s.Spec, size))
			if err != nil {
				t.Fatal(err)
			}
			root, err := parse(svg)
			if err != nil {
				t.Fatal(err)
			}
			var all strings.Builder // wrapped labels are texts that follow each other
			root.walk(func(n *node) { all.WriteString(n.text) })
			labels := s.Spec.Categories
			switch {
			case s.Spec.Template == "trend": // periods may be thinned, the last never
				labels = labels[len(labels)-1:]
			case s.Spec.Template == "share" && len(s.Spec.Series) > 1:
				labels = nil
			}
			if s.Spec.Template != "bar" && s.Spec.Template != "share" && len(s.Spec.Series) > 1 || s.Spec.Template == "heatmap" {
				for _, x := range s.Spec.Series {
					labels = append(labels[:len(labels):len(labels)], x.Name)
				}
			}
			for _, l := range s.Spec.Links {
				labels = append(labels, l.From, l.To)
			}
			for _, n := range s.Spec.Nodes {
				labels = append(labels, n.Text)
			}
			for _, e := range s.Spec.Events {
				labels = append(labels, e.Name, e.CountText, e.Level, fmt.Sprint(e.Year))
			}
			for _, l := range labels {
				if !strings.Contains(all.String(), l) {
					t.Errorf("%s %s: %q is not on the picture: %s", s.Name, charttest.SizeName(size), l, all.String())
				}
			}
		}
	}
}

func number(t *testing.T, attr, format string, to ...any) {
	t.Helper()
	if attr == "" {
		return
	}
	if _, err := fmt.Sscanf(attr, format, to...); err != nil {
		t.Errorf("%q is not %s: %v", attr, format, err)
	}
}

func TestNoLineAcrossABreak(t *testing.T) {
	inTurn(t)
	ts, js := charttest.Templates(t), themeBundle(t)
	d := NewDrawer(js, "", 1)
	defer d.Close()
	spec := chart.Spec{
		Template: "trend", Categories: []string{"2022年", "2023年", "2024年", "2025年"},
		Series: []chart.Series{charttest.Series("受理案件", "件", "100", "110", "180", "190")},
	}
	strokes := func() int {
		svg, _, err := d.Draw(t.Context(), charttest.Option(t, ts, spec, chart.Wide))
		if err != nil {
			t.Fatal(err)
		}
		return bytes.Count(svg, []byte(`stroke="#9b1c1f" stroke-width="3"`))
	}
	if n := strokes(); n != 1 {
		t.Errorf("%d strokes without a break, want 1", n)
	}
	spec.Breaks = []chart.Break{{Before: 2, Note: "口径调整"}}
	if n := strokes(); n != 2 {
		t.Errorf("%d strokes with a break, want 2", n)
	}
}

// textWidth is the width of a line by the model of entry.js, px.
func textWidth(s string, size float64) float64 {
	em := 0.0
	for _, r := range s {
		switch {
		case r >= 0x2000:
			em++
		case r == '%':
			em += 0.9
		default:
			em += 0.55
		}
	}
	return em * size
}
