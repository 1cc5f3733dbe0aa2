package chart

import (
	"cmp"
	"errors"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"gongbao/generator/chart/merge"
	"gongbao/generator/diag"
	"gongbao/generator/tomlfile"
)

// Size is one of the two sizes that every chart is drawn in.
type Size int

const (
	Wide   Size = iota // for PCs and paper: 680 px
	Narrow             // for phones: 358 px
)

// Option is what ECharts draws.
type Option struct {
	Template string
	// JSON is compact, the same for equal specs, holds no functions, and may
	// stand in a <script> element as it is.
	JSON          []byte
	Width, Height int // px
	// Provisional tells that hatched bars or hollow dots mark provisional
	// values, which a note should explain.
	Provisional bool
	Origin      Origin
}

// Origin names the scale of a picture that does not begin at zero, of which
// readers are to be told in words; "" when there is none. Bars begin at zero, and
// a ruler carries its own ends.
type Origin string

const (
	AxisOrigin   Origin = "axis"   // the main axis begins above zero
	StripOrigin  Origin = "strip"  // only that of the lines above, of a second unit
	CentreOrigin Origin = "centre" // the middle of a radar is not zero
)

// Templates are the chart templates of a theme.
type Templates struct {
	style  style
	byName map[string]builder
	shapes merge.Shapes
	made   memo
}

// builder is one template: its knobs, and how its kind makes an option.
type builder interface {
	// common gives the keys that every kind has.
	common() *head
	// build fills in a picture; a spec of the wrong shape is a *diag.Problem.
	build(p *picture, spec Spec) error
}

type head struct {
	Name   string  `toml:"name"`
	Kind   string  `toml:"kind"`
	Height heights `toml:"height"` // px; 0 lets the content decide
}

func (h *head) common() *head { return h }

type heights struct {
	Wide   int `toml:"wide"`
	Narrow int `toml:"narrow"`
}

// kinds are the ways of building that templates choose from, each with the
// defaults of its knobs.
var kinds = map[string]func() builder{
	"line":     func() builder { return &lineKind{head: head{Height: heights{340, 300}}} },
	"bar":      func() builder { return &barKind{head: head{Height: heights{340, 280}}, Horizontal: "auto"} },
	"pie":      func() builder { return &pieKind{head: head{Height: heights{320, 320}}} },
	"gauge":    func() builder { return &gaugeKind{} },
	"radar":    func() builder { return &radarKind{head: head{Height: heights{400, 340}}} },
	"funnel":   func() builder { return &funnelKind{Share: "previous"} },
	"heatmap":  func() builder { return &heatmapKind{} },
	"sankey":   func() builder { return &sankeyKind{head: head{Height: heights{360, 380}}} },
	"timeline": func() builder { return &timelineKind{Max: 40} },
}

const styleFile = "style.toml"

// Load reads the chart templates of a theme; fsys is its charts folder. What is
// wrong with them goes to bag, and such a template is left out.
func Load(fsys fs.FS, bag *diag.Bag) *Templates {
	t := &Templates{byName: map[string]builder{}}
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		bag.Add(diag.MissingFile, diag.Pos{File: "charts"}, diag.Args{"file": "charts", "name": "charts"})
		return t
	}
	text, err := fs.ReadFile(fsys, styleFile)
	if err != nil {
		bag.Add(diag.MissingFile, diag.Pos{File: "charts/" + styleFile}, diag.Args{"file": "charts/" + styleFile, "name": styleFile})
		return t
	}
	t.style.load(tomlfile.Source{File: "charts/" + styleFile, Text: text}, bag)
	t.style.everywhere = everywhere(&t.style)
	places := map[string]diag.Pos{}
	for _, e := range entries { // sorted by name
		if e.IsDir() || path.Ext(e.Name()) != ".toml" || e.Name() == styleFile {
			continue
		}
		file := "charts/" + e.Name()
		text, err := fs.ReadFile(fsys, e.Name())
		if err != nil {
			bag.Add(diag.MissingFile, diag.Pos{File: file}, diag.Args{"file": file, "name": e.Name()})
			continue
		}
		b, pos, ok := loadTemplate(tomlfile.Source{File: file, Text: text}, bag)
		if !ok {
			continue
		}
		name := b.common().Name
		if first, taken := places[name]; taken {
			bag.Add(diag.DuplicateName, pos, diag.Args{"name": name, "other": name, "first": first.String()}, first)
			continue
		}
		places[name], t.byName[name] = pos, b
	}
	return t
}

func loadTemplate(src tomlfile.Source, bag *diag.Bag) (b builder, name diag.Pos, ok bool) {
	// What is wrong with the text is found by the second, strict reading; the
	// first only wants to know which knobs to expect.
	var first struct {
		Name string `toml:"name"`
		Kind string `toml:"kind"`
	}
	var scratch diag.Bag
	f, ok := tomlfile.Decode(src, &first, &scratch)
	if !ok {
		bag.Put(scratch.Sorted()...)
		return nil, name, false
	}
	for _, key := range [...]string{"name", "kind"} {
		if !f.Has(key) {
			bag.Add(diag.MissingKey, f.Pos(""), diag.Args{"key": key})
			ok = false
		}
	}
	if !ok {
		return nil, name, false
	}
	makeKind, known := kinds[first.Kind]
	if !known {
		bag.Add(diag.BadValue, f.Pos("kind"), badValue("kind", strconv.Quote(first.Kind), diag.Closest(first.Kind, slices.Sorted(maps.Keys(kinds)))))
		return nil, name, false
	}
	b = makeKind()
	usual := b.common().Height
	before := problems(bag)
	if f, ok = tomlfile.Decode(src, b, bag); !ok {
		return nil, name, false
	}
	h := b.common()
	if strings.TrimSpace(h.Name) == "" {
		bag.Add(diag.BadValue, f.Pos("name"), badValue("name", strconv.Quote(h.Name), ""))
	}
	for _, v := range [...]struct {
		key string
		px  int
		any bool // the kind finds its height by itself
	}{{"height.wide", h.Height.Wide, usual.Wide == 0}, {"height.narrow", h.Height.Narrow, usual.Narrow == 0}} {
		if (v.px < 120 || v.px > 2000) && !(v.px == 0 && v.any) {
			bag.Add(diag.BadValue, f.Pos(v.key), badValue(v.key, strconv.Itoa(v.px), ""))
		}
	}
	if c, ok := b.(interface{ check() (key, value string) }); ok {
		if key, value := c.check(); key != "" {
			bag.Add(diag.BadValue, f.Pos(key), badValue(key, value, ""))
		}
	}
	return b, f.Pos("name"), problems(bag) == before
}

func badValue(key, value, suggestion string) diag.Args {
	return diag.Args{"key": key, "value": value, "want": cmp.Or(suggestion, "@documented")}
}

func problems(bag *diag.Bag) int {
	errors, warnings, _ := bag.Count()
	return errors + warnings
}

// Names lists the templates, sorted.
func (t *Templates) Names() []string { return slices.Sorted(maps.Keys(t.byName)) }

// Has reports whether there is a template of that name.
func (t *Templates) Has(name string) bool { return t.byName[name] != nil }

// Option makes the ECharts option of a spec. A template that does not exist and
// a spec that its template cannot show are *diag.Problem.
func (t *Templates) Option(spec Spec, size Size) (Option, error) {
	b := t.byName[spec.Template]
	if b == nil {
		return Option{}, &diag.Problem{Code: diag.UnknownTemplate, Args: diag.Args{
			"name": spec.Template, "template": spec.Template, "suggestion": diag.Closest(spec.Template, t.Names()),
		}}
	}
	p := newPicture(&t.style, size, b.common().Height)
	if err := b.build(p, spec); err != nil {
		var problem *diag.Problem
		if errors.As(err, &problem) {
			problem.Args["template"] = spec.Template
		}
		return Option{}, err
	}
	json, err := t.shapes.JSON(p.typed, p.more)
	if err != nil {
		return Option{}, err
	}
	return Option{
		Template: spec.Template, JSON: json, Width: int(p.width), Height: int(p.height), Provisional: p.provisional, Origin: p.origin,
	}, nil
}

// The reasons why a spec cannot be shown, the "reason" of a diag.ChartShape.
const (
	noCategories    = "@shape-no-categories"       // got 0
	noSeries        = "@shape-no-series"           // got 0
	tooManySeries   = "@shape-too-many-series"     // got, want: at most
	oneSeriesOnly   = "@shape-one-series-only"     // got
	pointCount      = "@shape-point-count"         // got, want; name: the series
	noValues        = "@shape-no-values"           // every value is missing
	negativeValue   = "@shape-negative-value"      // got: the value; name
	zeroTotal       = "@shape-zero-total"          // the parts add up to nothing
	tooManyParts    = "@shape-too-many-parts"      // got, want: at most
	tooFewCategory  = "@shape-too-few-categories"  // got, want: at least
	tooManyCategory = "@shape-too-many-categories" // got, want: at most
	mixedUnits      = "@shape-mixed-units"         // got: the units; want: how many
	missingValue    = "@shape-missing-value"       // name: the category without a value
	badBreak        = "@shape-break-outside"       // got: the place; want: the number of categories
	noLinks         = "@shape-no-links"            // got 0
	sameEnds        = "@shape-link-to-itself"      // got: the node
	cyclicFlow      = "@shape-cyclic-flow"         // got: a node of the cycle
	noEvents        = "@shape-no-events"           // got 0
	tooManyEvents   = "@shape-too-many-events"     // got, want: at most
	badNumber       = "@shape-not-finite"          // name: the series
)

func shape(reason string, args diag.Args) error {
	all := diag.Args{"reason": reason}
	maps.Copy(all, args)
	return &diag.Problem{Code: diag.ChartShape, Args: all}
}

func gotWant(got, want int) diag.Args {
	return diag.Args{"got": strconv.Itoa(got), "want": strconv.Itoa(want)}
}
