package draw

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"gongbao/generator/chart"
	"gongbao/generator/chart/charttest"
)

type rgb [3]float64

func colorOf(t *testing.T, s string) rgb {
	t.Helper()
	n, err := strconv.ParseUint(strings.TrimPrefix(s, "#"), 16, 32)
	if err != nil || len(s) != 7 {
		t.Fatalf("colour %q", s)
	}
	return rgb{float64(n >> 16), float64(n >> 8 & 255), float64(n & 255)}
}

func mixed(a, b rgb, part float64) (c rgb) {
	for i := range c {
		c[i] = a[i] + (b[i]-a[i])*part
	}
	return c
}

// contrast is the ratio that WCAG 2 defines.
func contrast(a, b rgb) float64 {
	luminance := func(c rgb) float64 {
		for i, v := range c {
			if v /= 255; v <= 0.04045 {
				c[i] = v / 12.92
			} else {
				c[i] = math.Pow((v+0.055)/1.055, 2.4)
			}
		}
		return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2]
	}
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// themeColors are all colours of style.toml.
func themeColors(t *testing.T) map[string]bool {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(charttest.ThemeDir(t), "charts", "style.toml"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]bool{}
	for _, c := range regexp.MustCompile(`"(#[0-9a-fA-F]{6})"`).FindAllStringSubmatch(string(text), -1) {
		out[strings.ToLower(c[1])] = true
	}
	return out
}

const paper = "#fffefb"

func TestColorsComeFromStyle(t *testing.T) {
	inTurn(t)
	colors := themeColors(t)
	if !colors[paper] {
		t.Fatalf("style.toml has no paper %s", paper)
	}
	// Tints are mixtures of a colour of the style with its paper.
	tint := func(c rgb) bool {
		p := colorOf(t, paper)
		for name := range colors {
			s := colorOf(t, name)
			part, by := 0.0, 0.0
			for i := range c {
				part += (c[i] - s[i]) * (p[i] - s[i])
				by += (p[i] - s[i]) * (p[i] - s[i])
			}
			if by == 0 {
				continue
			}
			m := mixed(s, p, part/by)
			off := 0.0
			for i := range c {
				off = max(off, math.Abs(m[i]-c[i]))
			}
			if off <= 1 && part/by >= 0 && part/by <= 0.9 {
				return true
			}
		}
		return false
	}
	seen := map[string]bool{}
	eachDrawing(t, func(name string, root *node, _ chart.Option) {
		root.walk(func(n *node) {
			for _, key := range [...]string{"fill", "stroke", "stop-color", "flood-color", "color"} {
				v := n.attr(key)
				if v == "" || v == "none" || v == "transparent" || strings.HasPrefix(v, "url(#") || seen[v] || inClip(root, n) {
					continue
				}
				seen[v] = true
				if len(v) != 7 || v[0] != '#' || !colors[strings.ToLower(v)] && !tint(colorOf(t, v)) {
					t.Errorf("%s: %s=%q of %s is no colour of the style", name, key, v, n.name)
				}
			}
		})
	})
	if len(seen) < 15 {
		t.Errorf("only %d colours seen", len(seen))
	}
}

// inClip reports whether n is part of a clip path, whose colours are not seen.
func inClip(root, n *node) bool {
	found := false
	root.walk(func(c *node) {
		if c.name == "clipPath" {
			c.walk(func(x *node) { found = found || x == n })
		}
	})
	return found
}

// eachDrawing draws every sample at both sizes.
func eachDrawing(t *testing.T, f func(name string, root *node, o chart.Option)) {
	t.Helper()
	ts := charttest.Templates(t)
	d := NewDrawer(themeBundle(t), "", 2)
	defer d.Close()
	for _, s := range append(charttest.Samples(), charttest.Hard()...) {
		for _, size := range [...]chart.Size{chart.Wide, chart.Narrow} {
			name := s.Name + " " + charttest.SizeName(size)
			o := charttest.Option(t, ts, s.Spec, size)
			svg, _, err := d.Draw(t.Context(), o)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			root, err := parse(svg)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			f(name, root, o)
		}
	}
}

// plain is an upright rectangle as ECharts writes bars, cells and bands.
var plain = regexp.MustCompile(`^M(-?[\d.]+) (-?[\d.]+)l(-?[\d.]+) 0l0 (-?[\d.]+)l-?[\d.]+ 0(?:L-?[\d.]+ -?[\d.]+)?Z$`)

func TestWordsCanBeRead(t *testing.T) {
	inTurn(t)
	onFill := 0
	eachDrawing(t, func(name string, root *node, o chart.Option) {
		type area struct {
			x0, y0, x1, y1 float64
			color          rgb
		}
		var areas []area
		at := map[*node]word{}
		for _, w := range words(t, root) {
			at[w.at] = w
		}
		root.walk(func(n *node) {
			if m := plain.FindStringSubmatch(n.attr("d")); m != nil && strings.HasPrefix(n.attr("fill"), "#") && !inClip(root, n) {
				var v [4]float64
				for i := range v {
					v[i], _ = strconv.ParseFloat(m[i+1], 64)
				}
				var dx, dy float64
				number(t, n.attr("transform"), "translate(%f %f)", &dx, &dy)
				x0, x1 := v[0]+dx, v[0]+dx+v[2]
				y0, y1 := v[1]+dy, v[1]+dy+v[3]
				opacity := 1.0
				number(t, n.attr("fill-opacity"), "%f", &opacity)
				areas = append(areas, area{min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1), mixed(colorOf(t, paper), colorOf(t, n.attr("fill")), opacity)})
			}
			w, ok := at[n]
			if !ok || strings.TrimSpace(w.text) == "" {
				return
			}
			behind := colorOf(t, paper)
			x, y := (w.x0+w.x1)/2, (w.y0+w.y1)/2
			for _, a := range areas { // the last drawn is the one that is seen
				if x > a.x0 && x < a.x1 && y > a.y0 && y < a.y1 {
					behind = a.color
					onFill++
				}
			}
			if rim := n.attr("stroke"); strings.HasPrefix(rim, "#") && n.attr("stroke-width") != "" {
				behind = colorOf(t, rim)
			}
			fill := n.attr("fill")
			if fill == "" {
				fill = "#000000"
			}
			if got := contrast(colorOf(t, fill), behind); got < 4.5 {
				t.Errorf("%s: %v in %s on %v has a contrast of %.2f", name, w, fill, fmt.Sprint(behind), got)
			}
		})
	})
	if onFill < 200 {
		t.Errorf("only %d words stand on a fill", onFill)
	}
}
