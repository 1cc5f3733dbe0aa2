package acceptance

import (
	"encoding/json"
	"math"
	"net/url"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	"golang.org/x/net/html"
)

// eachPage runs a check for every page of the default site.
func eachPage(t *testing.T, check func(t *testing.T, d *doc)) {
	t.Helper()
	all := pages(t, files(t, defaultSite(t).out))
	if len(all) == 0 {
		t.Fatal("the site has no pages")
	}
	for _, d := range all {
		t.Run(d.path, func(t *testing.T) { check(t, d) })
	}
}

func TestEveryPageIsWellFormed(t *testing.T) {
	titles := map[string]string{}
	eachPage(t, func(t *testing.T, d *doc) {
		if lang := attr(first(d.root, "html"), "lang"); lang != "zh-CN" {
			t.Errorf("lang is %q", lang)
		}
		title := first(d.root, "title")
		switch {
		case title == nil || text(title) == "":
			t.Error("no title")
		case titles[text(title)] != "":
			t.Errorf("the title %q is that of %s, too", text(title), titles[text(title)])
		default:
			titles[text(title)] = d.path
		}
		if n := len(find(d.root, "main")); n != 1 {
			t.Errorf("%d main elements", n)
		}
		for id, n := range d.ids {
			if n > 1 {
				t.Errorf("id %q is given %d times", id, n)
			}
			if strings.ContainsAny(id, " \t\n") {
				t.Errorf("id %q has spaces", id)
			}
		}
		level, top := 0, 0
		for e := range elements(d.root) {
			if len(e.Data) != 2 || e.Data[0] != 'h' || e.Data[1] < '1' || e.Data[1] > '6' {
				continue
			}
			now := int(e.Data[1] - '0')
			if now == 1 {
				top++
			}
			if now > level+1 {
				t.Errorf("h%d follows h%d: %s", now, level, name(e))
			}
			if text(e) == "" {
				t.Errorf("empty heading %s", name(e))
			}
			level = now
		}
		if top != 1 {
			t.Errorf("%d h1", top)
		}
		for _, img := range find(d.root, "img") {
			if !has(img, "alt") {
				t.Errorf("no alt: %s %s", name(img), attr(img, "src"))
			}
		}
		for e := range elements(d.root) {
			for _, key := range []string{"aria-labelledby", "aria-describedby", "aria-controls", "for"} {
				for id := range strings.FieldsSeq(attr(e, key)) {
					if d.ids[id] == 0 {
						t.Errorf("%s: %s names %q, which is not there", name(e), key, id)
					}
				}
			}
		}
	})
}

// A strict policy for content allows neither inline styles nor inline scripts.
func TestNoPageNeedsInlineStyleOrScript(t *testing.T) {
	eachPage(t, func(t *testing.T, d *doc) {
		for e := range elements(d.root) {
			switch {
			case e.Data == "style":
				t.Errorf("style element: %s", name(e))
			case e.Data == "script" && !has(e, "src") && attr(e, "type") != "application/json" && attr(e, "type") != "application/ld+json":
				t.Errorf("inline script: %s", name(e))
			case e.Data == "base":
				t.Error("a base element turns #fragments into other pages")
			}
			for _, a := range e.Attr {
				if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
					t.Errorf("%s has %s=%q", name(e), a.Key, a.Val)
				}
				if strings.HasPrefix(strings.ToLower(strings.TrimSpace(a.Val)), "javascript:") {
					t.Errorf("%s has %s=%q", name(e), a.Key, a.Val)
				}
			}
		}
	})
}

// addressKeys are the attributes that make a browser load or open something.
var addressKeys = []string{"href", "src", "poster", "action", "formaction", "data-bundle", "cite"}

// cssAddress finds what a style sheet loads.
var cssAddress = regexp.MustCompile(`url\(\s*['"]?([^'")]*)['"]?\s*\)|@import\s+['"]([^'"]*)['"]`)

func TestEveryAddressResolvesInsideTheSite(t *testing.T) {
	built := files(t, defaultSite(t).out)
	docs := map[string]*doc{}
	for _, d := range pages(t, built) {
		docs[d.path] = d
	}
	resolve := func(t *testing.T, from, address, where string, mayLeave bool) {
		t.Helper()
		u, err := url.Parse(address)
		if err != nil {
			t.Errorf("%s: address %q: %v", where, address, err)
			return
		}
		if u.Scheme != "" || u.Host != "" {
			if !mayLeave || u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "mailto" && u.Scheme != "tel" {
				t.Errorf("%s: %q leaves the site", where, address)
			}
			return
		}
		if from == "404.html" { // is shown for any address, so that only the root can be relied on
			u.Path = strings.TrimPrefix(u.Path, "/")
		}
		if strings.HasPrefix(u.Path, "/") {
			t.Errorf("%s: %q works neither under a sub-path nor from file://", where, address)
			return
		}
		target := from
		if u.Path != "" {
			target = path.Join(path.Dir(from), u.Path)
		}
		if strings.HasPrefix(target, "..") {
			t.Errorf("%s: %q leads out of the site", where, address)
			return
		}
		if _, ok := built[target]; !ok {
			t.Errorf("%s: %q is not there (%s)", where, address, target)
			return
		}
		if u.Fragment != "" && (docs[target] == nil || docs[target].ids[u.Fragment] == 0) {
			t.Errorf("%s: %q: %s has no id %q", where, address, target, u.Fragment)
		}
	}
	for _, d := range docs {
		t.Run(d.path, func(t *testing.T) {
			for e := range elements(d.root) {
				for _, a := range e.Attr {
					if slices.Contains(addressKeys, a.Key) {
						if strings.TrimSpace(a.Val) == "" {
							t.Errorf("%s: empty %s", name(e), a.Key)
							continue
						}
						if e.Data == "link" && attr(e, "rel") == "canonical" { // names the page and loads nothing
							continue
						}
						// Only what an author writes may lead to other hosts.
						resolve(t, d.path, a.Val, name(e), e.Data == "a" && within(e, "main"))
					}
					if a.Key == "srcset" {
						for candidate := range strings.SplitSeq(a.Val, ",") {
							if f := strings.Fields(candidate); len(f) > 0 {
								resolve(t, d.path, f[0], name(e), false)
							}
						}
					}
					for _, m := range cssAddress.FindAllStringSubmatch(a.Val, -1) { // clip-path="url(#…)"
						resolve(t, d.path, m[1]+m[2], name(e), false)
					}
				}
			}
		})
	}
	for file, data := range built {
		if strings.HasSuffix(file, ".css") {
			for _, m := range cssAddress.FindAllStringSubmatch(string(data), -1) {
				if address := m[1] + m[2]; !strings.HasPrefix(address, "data:") {
					resolve(t, file, address, file, false)
				}
			}
		}
	}
}

// leftovers are what programs print when they have nothing to say.
var leftovers = []string{"{{", "}}", "NaN", "undefined", "Infinity", "<nil>", "%!", "map[", "[object", "\ufffd", "ZgotmplZ", "\x00"}

// token is what a key of the interface's texts looks like.
var token = regexp.MustCompile(`[a-z_]+(?:\.[a-z0-9_]+)+`)

func TestNoPageShowsWhatWasMeantForTheProgram(t *testing.T) {
	var words map[string]string
	if _, err := toml.DecodeFile(filepath.Join(defaultSite(t).src, "themes", "court", "i18n", "zh-CN.toml"), &words); err != nil {
		t.Fatal(err)
	}
	// A key that the theme lacks is printed as it is; it shares its first word
	// with keys that are there.
	rooms := map[string]bool{}
	for key := range words {
		room, _, dotted := strings.Cut(key, ".")
		rooms[room] = rooms[room] || dotted
	}
	eachPage(t, func(t *testing.T, d *doc) {
		look := func(s, where string) {
			for _, bad := range leftovers {
				if strings.Contains(s, bad) {
					t.Errorf("%s: %q in %.80q", where, bad, s)
				}
			}
			for _, m := range token.FindAllString(s, -1) {
				if room, rest, _ := strings.Cut(m, "."); rooms[room] && rest != "html" && rest != "toml" {
					t.Errorf("%s: the key %q", where, m)
				}
			}
		}
		for n := range d.root.Descendants() {
			switch {
			case n.Type == html.TextNode && n.Parent.Data == "code": // an author shows how to write
			case n.Type == html.TextNode && n.Parent.Data == "script":
				for _, bad := range []string{"NaN", "undefined", "<nil>", "%!", "\ufffd"} {
					if strings.Contains(n.Data, bad) {
						t.Errorf("%s: %q", name(n.Parent), bad)
					}
				}
			case n.Type == html.TextNode:
				look(n.Data, name(n.Parent))
			case n.Type == html.ElementNode:
				for _, a := range n.Attr {
					if a.Key == "id" || strings.HasPrefix(a.Key, "data-") && a.Key != "data-close" && a.Key != "data-scroll" {
						continue // ids of indicators and rows have dots
					}
					isAddress := slices.Contains(addressKeys, a.Key) || n.Data == "meta" && strings.HasPrefix(a.Val, "https://") // a picture has a digest in its name
					if isAddress && !strings.Contains(a.Val, "{{") {
						continue
					}
					look(a.Val, name(n)+" "+a.Key)
				}
			}
		}
	})
}

// number is the value of a traced figure.
var number = regexp.MustCompile(`^-?\d+(\.\d+)?$`)

// figureKey is what a figure on a page and its trace have in common.
type figureKey struct{ Text, Value, Kind, Indicator, Period, Court, Basis, Verdict string }

// traces reads figures.json: the figures of each page.
func traces(t *testing.T, built map[string][]byte) map[string]map[figureKey]bool {
	t.Helper()
	var list []struct {
		Page    string
		Figures []struct {
			figureKey
			How, Source string
			Inputs      []json.RawMessage
		}
	}
	if err := json.Unmarshal(built["figures.json"], &list); err != nil {
		t.Fatalf("figures.json: %v", err)
	}
	out := map[string]map[figureKey]bool{}
	for _, p := range list {
		if out[p.Page] != nil {
			t.Errorf("figures.json names %s twice", p.Page)
		}
		if built[p.Page] == nil {
			t.Errorf("figures.json names %s, which is not there", p.Page)
		}
		out[p.Page] = map[figureKey]bool{}
		for _, f := range p.Figures {
			if f.How == "" || f.Source == "" && len(f.Inputs) == 0 {
				t.Errorf("figures.json: %s: %s has no trace: %+v", p.Page, f.Text, f)
			}
			out[p.Page][f.figureKey] = true
		}
	}
	return out
}

func TestEveryFigureIsTraced(t *testing.T) {
	built := files(t, defaultSite(t).out)
	known := traces(t, built)
	anywhere := map[figureKey]bool{}
	for _, figures := range known {
		for f := range figures {
			anywhere[f] = true
		}
	}
	eachPage(t, func(t *testing.T, d *doc) {
		shown := map[figureKey]bool{}
		for _, e := range find(d.root, "data") {
			says := text(e)
			if says == "" {
				t.Errorf("empty: %s", name(e))
			}
			if !hasClass(e, "figure") {
				t.Errorf("no figure: %s", name(e))
			}
			if v := attr(e, "value"); !number.MatchString(v) {
				t.Errorf("%s: value %q", name(e), v)
			}
			if v := attr(e, "data-verdict"); v != "bound" && v != "verified" && v != "consistent" {
				t.Errorf("%s: verdict %q", name(e), v)
			}
			key := figureKey{says, attr(e, "value"), attr(e, "data-kind"), attr(e, "data-indicator"), attr(e, "data-period"), attr(e, "data-court"), attr(e, "data-basis"), attr(e, "data-verdict")}
			if key.Indicator == "" {
				t.Errorf("%s: no indicator", name(e))
			}
			if key.Kind == "" {
				key.Kind = "value"
			}
			// A page that tells of another one shows figures that are traced there.
			where := known[d.path]
			if within(e, ".story", ".story-summary") || first(d.root, "ol.stories") != nil {
				where = anywhere
			}
			if !where[key] {
				t.Errorf("figures.json lacks %+v", key)
			}
			shown[key] = true
		}
		var unseen []string
		for key := range known[d.path] {
			if !shown[key] {
				unseen = append(unseen, key.Indicator+"@"+key.Period+" "+key.Kind+" "+key.Text)
			}
		}
		if slices.Sort(unseen); len(unseen) > 0 {
			t.Errorf("%d figures of figures.json are no figures on the page: %s", len(unseen), strings.Join(unseen[:min(len(unseen), 5)], "; "))
		}
	})
}

// point is a number of a chart or of its table: its value, when the mark is
// drawn to scale, and the number as printed.
type point struct {
	value   float64
	printed string
}

// numeral is a number as printed.
var numeral = regexp.MustCompile(`-?\d+(?:\.\d+)?`)

// points are the numbers of an option in the order of its marks. A mark that a
// reader may ask for its value says it in text; what has none is scaffolding
// (the ground of a funnel, the years of a timeline).
func points(t *testing.T, o any) []point {
	t.Helper()
	raw, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	var option struct {
		Series []struct {
			Type string
			Data []json.RawMessage
		}
	}
	if err := json.Unmarshal(raw, &option); err != nil {
		t.Fatal(err)
	}
	var out []point
	for _, s := range option.Series {
		for _, d := range s.Data {
			var mark struct {
				Text  string
				Value any
			}
			if json.Unmarshal(d, &mark) != nil || mark.Text == "" {
				continue
			}
			said := numeral.FindAllString(mark.Text, -1)
			if len(said) == 0 {
				t.Errorf("a mark says no number: %s", mark.Text)
				continue
			}
			last := said[len(said)-1]
			switch v := mark.Value.(type) {
			case float64:
				out = append(out, point{v, last})
			case []any:
				if s.Type != "radar" {
					v = v[:1] // a place, of which the text alone tells the number
				}
				for _, x := range v {
					if f, ok := x.(float64); ok {
						out = append(out, point{f, last})
					}
				}
			default: // a node of a flow
				out = append(out, point{math.NaN(), last})
			}
		}
	}
	return out
}

// drawnToScale are the templates whose marks hold the value itself; a heatmap's
// hold a shade, a flow's nodes and a timeline's entries nothing.
var drawnToScale = []string{"trend", "bar", "stacked", "share", "radar", "funnel", "gauge"}

// numbers are the points to be compared, sorted.
func numbers(template string, points []point) []string {
	var out []string
	for _, p := range points {
		switch {
		case slices.Contains(drawnToScale, template): // a page writes six decimals
			out = append(out, strconv.FormatFloat(math.Round(p.value*1e6)/1e6, 'f', -1, 64))
		case template != "timeline": // whose last number may be a month
			out = append(out, p.printed)
		}
	}
	slices.Sort(out)
	return out
}

func TestEveryChartHasItsWordsDrawingsAndNumbers(t *testing.T) {
	charts := 0
	eachPage(t, func(t *testing.T, d *doc) {
		for _, f := range find(d.root, "figure.chart") {
			charts++
			where := attr(f, "id") + " (" + attr(f, "data-template") + ")"
			if c := first(f, "figcaption"); c == nil || text(c) == "" {
				t.Errorf("%s: no caption", where)
			}
			for _, class := range []string{"div.chart-wide", "div.chart-narrow"} {
				box := first(f, class)
				if box == nil || len(find(box, "svg")) != 1 {
					t.Errorf("%s: %s has not one svg", where, class)
					continue
				}
				svg := first(box, "svg")
				if attr(svg, "role") != "img" || attr(svg, "viewBox") == "" {
					t.Errorf("%s: %s: role %q, viewBox %q", where, class, attr(svg, "role"), attr(svg, "viewBox"))
				}
				for _, tag := range []string{"title", "desc"} {
					e := first(svg, tag)
					if e == nil || text(e) == "" || !slices.Contains(strings.Fields(attr(svg, "aria-labelledby")), attr(e, "id")) {
						t.Errorf("%s: %s: no %s that names the drawing", where, class, tag)
					}
				}
				if len(find(svg, "path"))+len(find(svg, "rect"))+len(find(svg, "circle")) < 2 || len(find(svg, "text")) == 0 {
					t.Errorf("%s: %s: the drawing is empty", where, class)
				}
			}
			script := first(f, "script.chart-option")
			if script == nil || script.FirstChild == nil {
				t.Errorf("%s: no option", where)
				continue
			}
			var spec map[string]struct {
				Width, Height int
				Option        any
			}
			err := json.Unmarshal([]byte(script.FirstChild.Data), &spec)
			if err != nil {
				t.Errorf("%s: the option does not parse: %v", where, err)
				continue
			}
			if len(spec) != 2 || spec["wide"].Width < 600 || spec["narrow"].Width < 300 || spec["wide"].Height < 50 || spec["narrow"].Height < 50 {
				t.Errorf("%s: sizes %+v", where, spec)
			}
			template := attr(f, "data-template")
			wide, narrow := points(t, spec["wide"].Option), points(t, spec["narrow"].Option)
			if len(wide) == 0 {
				t.Errorf("%s: no points", where)
			}
			if w, n := numbers(template, wide), numbers(template, narrow); len(wide) != len(narrow) || !slices.Equal(w, n) {
				t.Errorf("%s: wide shows %v, narrow %v", where, w, n)
			}
			var table []point
			for _, td := range find(f, "td.num") {
				said := numeral.FindString(text(td))
				if said == "" {
					continue // the sign for a missing value
				}
				p := point{math.NaN(), said}
				if e := first(td, "data"); e != nil {
					if p.value, err = strconv.ParseFloat(attr(e, "value"), 64); err != nil {
						t.Errorf("%s: %v", where, err)
					}
				} else if template != "timeline" {
					t.Errorf("%s: %s in the table is no figure", where, text(td))
				}
				table = append(table, p)
			}
			if len(table) != len(wide) {
				t.Errorf("%s: %d points and %d numbers in the table", where, len(wide), len(table))
			} else if w, n := numbers(template, wide), numbers(template, table); !slices.Equal(w, n) {
				t.Errorf("%s: the chart shows %v, its table %v", where, w, n)
			}
		}
	})
	if charts < 20 {
		t.Errorf("only %d charts were looked at", charts)
	}
}

// What a table says is what its drawing says: the words of a mark are printed
// in the drawing or stand in the table with the same digits.
func TestDrawingsPrintNoNumberThatTheTableLacks(t *testing.T) {
	figure := regexp.MustCompile(`\d+(?:\.\d+)?(?:万|亿)`)
	eachPage(t, func(t *testing.T, d *doc) {
		for _, f := range find(d.root, "figure.chart") {
			table := first(f, "table")
			if table == nil {
				t.Errorf("%s: no table", attr(f, "id"))
				continue
			}
			says := text(table)
			svg := first(f, "svg")
			for _, n := range find(svg, "text") {
				for _, m := range figure.FindAllString(text(n), -1) {
					if !strings.Contains(says, strings.TrimRight(m, "万亿")) {
						t.Errorf("%s (%s) prints %s, which its table lacks", attr(f, "id"), attr(f, "data-template"), m)
					}
				}
			}
		}
	})
}
