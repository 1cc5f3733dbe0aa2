package chart

import (
	"cmp"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"gongbao/generator/chart/merge"
	"gongbao/generator/diag"
	"gongbao/generator/tomlfile"
)

// style are the tokens of style.toml.
type style struct {
	Font     string  `toml:"font"`
	Serif    string  `toml:"serif"`    // of the years of a timeline
	Size     float64 `toml:"size"`     // px, of labels
	Emphasis float64 `toml:"emphasis"` // px, of the number that matters
	Color    colors  `toml:"color"`
	Scale    []scale `toml:"scale"`

	everywhere []merge.Addition
}

type colors struct {
	Ink       string   `toml:"ink"`
	Secondary string   `toml:"secondary"`
	Hairline  string   `toml:"hairline"`
	Panel     string   `toml:"panel"`
	Paper     string   `toml:"paper"`
	Band      string   `toml:"band"`
	Honour    string   `toml:"honour"`
	Series    []string `toml:"series"`
	Heat      []string `toml:"heat"`       // classes of a heatmap, from little to much
	HeatBelow []string `toml:"heat_below"` // classes below zero, from little to much
}

// scale is a power of ten that large numbers are printed in.
type scale struct {
	Suffix    string  `toml:"suffix"`
	Factor    float64 `toml:"factor"`
	Formatter string  `toml:"formatter"`
}

// standby stands in for a style.toml that cannot be read, so that the rest of
// the work can go on to find other mistakes.
var standby = style{
	Font: "sans-serif", Serif: "serif", Size: 13, Emphasis: 15,
	Color: colors{
		Ink: "#1f2328", Secondary: "#5b6168", Hairline: "#e4dfd6", Panel: "#f7f4ee", Paper: "#fffefb", Band: "#efe9dd", Honour: "#8a6d3b",
		Series: []string{"#9b1c1f", "#1f4e79", "#b9822b", "#3f7357", "#6b5b95", "#7a7f85"}, Heat: []string{"#f8efe9", "#9b1c1f"}, HeatBelow: []string{"#e9eff5", "#6f97bd"},
	},
}

var hexColor = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

func (s *style) load(src tomlfile.Source, bag *diag.Bag) {
	var got style
	f, ok := tomlfile.Decode(src, &got, bag)
	*s = standby
	if !ok {
		return
	}
	bad := func(path string, value any) {
		if !f.Has(path) {
			bag.Add(diag.MissingKey, f.Pos(path), diag.Args{"key": path})
			return
		}
		text := fmt.Sprintf("%q", value)
		bag.Add(diag.BadValue, f.Pos(path), badValue(path, text, ""))
	}
	before := problems(bag)
	for _, v := range [...]struct{ key, font string }{{"font", got.Font}, {"serif", got.Serif}} {
		if strings.TrimSpace(v.font) == "" {
			bad(v.key, v.font)
		}
	}
	for _, v := range [...]struct {
		key string
		px  float64
	}{{"size", got.Size}, {"emphasis", got.Emphasis}} {
		if v.px < 9 || v.px > 40 {
			bad(v.key, v.px)
		}
	}
	c := got.Color
	for _, v := range [...]struct{ key, color string }{
		{"color.ink", c.Ink}, {"color.secondary", c.Secondary}, {"color.hairline", c.Hairline}, {"color.panel", c.Panel},
		{"color.paper", c.Paper}, {"color.band", c.Band}, {"color.honour", c.Honour},
	} {
		if !hexColor.MatchString(v.color) {
			bad(v.key, v.color)
		}
	}
	for _, v := range [...]struct {
		key    string
		colors []string
		least  int
	}{{"color.series", c.Series, maxSeries}, {"color.heat", c.Heat, 2}, {"color.heat_below", c.HeatBelow, 2}} {
		if len(v.colors) < v.least || slices.ContainsFunc(v.colors, func(s string) bool { return !hexColor.MatchString(s) }) {
			bad(v.key, v.colors)
		}
	}
	if problems(bag) == before {
		for _, v := range [...]struct {
			key    string
			colors []string
		}{{"color.heat", c.Heat}, {"color.heat_below", c.HeatBelow}} {
			// Cells hold words, and the classes of both sides are equally wide.
			unread := func(s string) bool { return max(contrast(c.Ink, s), contrast(c.Paper, s)) < readable }
			if slices.ContainsFunc(v.colors, unread) || len(v.colors) != len(c.Heat) {
				bad(v.key, v.colors)
			}
		}
	}
	for i, sc := range got.Scale {
		if sc.Factor <= 1 || sc.Suffix == "" || !strings.HasPrefix(sc.Formatter, "@") {
			path := fmt.Sprintf("scale[%d]", i)
			bag.Add(diag.BadValue, f.Pos(path), badValue(path, fmt.Sprintf("%q, %v, %q", sc.Suffix, sc.Factor, sc.Formatter), ""))
		}
	}
	if problems(bag) > before {
		return
	}
	slices.SortFunc(got.Scale, func(a, b scale) int { return cmp.Compare(a.Factor, b.Factor) })
	*s = got
}

// measure is how the values of one unit are written on one chart.
type measure struct {
	unit   string
	suffix string // 万, 亿 or none
	factor float64
	format string // formatter of the axis
}

const percent = "%"

// measureOf chooses the scale for series of one unit with values up to top:
// the one that all of them are published in, or one that leaves at least two
// digits before the point.
func (s *style) measureOf(series []Series, top float64) measure {
	m := measure{unit: series[0].Unit, factor: 1, format: "@plain"}
	if m.unit == percent {
		m.format = "@percent"
		return m
	}
	if r, _ := utf8.DecodeRuneInString(m.unit); unicode.Is(unicode.Latin, r) {
		return m // 万cases is of no language
	}
	for _, sc := range s.Scale {
		if top >= 10*sc.Factor || top >= sc.Factor && published(series, sc.Suffix) {
			m.suffix, m.factor, m.format = sc.Suffix, sc.Factor, sc.Formatter
		}
	}
	return m
}

// published reports whether every value is printed with the suffix of a scale.
func published(series []Series, suffix string) bool {
	for _, s := range series {
		for _, pt := range s.Points {
			if pt.Valid && !strings.HasSuffix(pt.Text, suffix) {
				return false
			}
		}
	}
	return true
}

// name is what stands once above an axis: 万件.
func (m measure) name() string {
	if m.unit == percent {
		return ""
	}
	return m.suffix + m.unit
}

// tick is the text of an axis value, as the formatter of the bundle writes it.
func (m measure) tick(v float64) string {
	s := decimal(v/m.factor, 10)
	if m.unit == percent {
		s += percent
	}
	return s
}

// label is a value beside its mark, in the axis' scale: 4601.8 where the axis
// says 万件. A value as published keeps its digits.
func (m measure) label(pt Point) string {
	s, ok := strings.CutSuffix(pt.Text, m.suffix)
	switch {
	case pt.Text == "":
		s = decimal(pt.Value/m.factor, 2)
	case !ok: // published on another scale than the axis
		n := 1
		if math.Abs(pt.Value) < m.factor {
			n = 2
		}
		s = fixed(pt.Value/m.factor, n)
		if pt.Value != 0 && strings.Trim(s, "-0.") == "" { // 21件 on an axis of 万 is little, not nothing
			s = decimal(pt.Value/m.factor, 4)
		}
	}
	if m.unit == percent {
		s += percent
	}
	return s
}

// decimal writes v with at most n decimals, half away from zero.
func decimal(v float64, n int) string {
	p := math.Pow10(n)
	v = math.Round(v*p) / p
	if v == 0 {
		return "0" // never -0
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// fixed writes v with exactly n decimals, half away from zero.
func fixed(v float64, n int) string {
	p := math.Pow10(n)
	return strconv.FormatFloat(math.Round(v*p)/p, 'f', n, 64)
}

// whole is a value with its unit, as published: 4601.8万件.
func whole(pt Point, unit string) string {
	if pt.Text == "" {
		return decimal(pt.Value, 4) + unit
	}
	return pt.Text + unit
}
