package merge

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"testing"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

// byHand writes an option by the long way: encoding/json there and back, then
// one addition after the other.
func byHand(t *testing.T, typed any, more []Addition) string {
	t.Helper()
	text, err := json.Marshal(typed)
	if err != nil {
		t.Fatal(err)
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	var tree any
	if err := dec.Decode(&tree); err != nil {
		t.Fatal(err)
	}
	tree = prune(tree)
	for _, a := range more {
		more := a.More
		if a.Key != "" {
			more = Extra{a.Key: a.Value}
		}
		tree = put(t, tree, a.Path, more)
	}
	if text, err = json.Marshal(tree); err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// prune takes nulls and empty objects out of objects; elements of lists keep
// their places.
func prune(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			x = prune(x)
			if m, ok := x.(map[string]any); x == nil || ok && len(m) == 0 {
				delete(v, k)
				continue
			}
			v[k] = x
		}
	case []any:
		for i := range v {
			v[i] = prune(v[i])
		}
	}
	return v
}

func put(t *testing.T, at any, path []any, more Extra) any {
	t.Helper()
	if len(path) == 0 {
		m, ok := at.(map[string]any)
		if !ok {
			if at != nil {
				t.Fatalf("cannot add to %T", at)
			}
			m = map[string]any{}
		}
		for k, v := range more {
			if sub, isMap := v.(Extra); isMap {
				old, _ := m[k].(map[string]any)
				if old == nil {
					old = map[string]any{}
				}
				m[k] = put(t, old, nil, sub)
				continue
			}
			m[k] = v
		}
		return m
	}
	if n, ok := path[0].(int); ok {
		list := at.([]any)
		list[n] = put(t, list[n], path[1:], more)
		return list
	}
	m, _ := at.(map[string]any)
	if m == nil {
		m = map[string]any{}
	}
	key := path[0].(string)
	m[key] = put(t, m[key], path[1:], more)
	return m
}

func samples() map[string]map[string]any {
	line, bar, radar := charts.NewLine(), charts.NewBar(), charts.NewRadar()
	line.SetGlobalOptions(charts.WithToolboxOpts(opts.Toolbox{Show: opts.Bool(true), Feature: &opts.ToolBoxFeature{Restore: &opts.ToolBoxFeatureRestore{Show: opts.Bool(true)}}}))
	line.SetXAxis([]string{"一", "<b>"}).AddSeries("甲", []opts.LineData{{Value: 0.1}, {Value: "-"}}, charts.WithLabelOpts(opts.Label{FontSize: 12.1}))
	line.Validate()
	bar.AddSeries("乙", []opts.BarData{{Value: 1e21}, {Value: -2.5e-7}, {Value: 46018000}})
	radar.AddSeries("丙", []opts.RadarData{{Value: []any{1, 2.5, nil}}})
	return map[string]map[string]any{
		"line": line.JSON(), "bar": bar.JSON(), "radar": radar.JSON(),
		"lists keep empty elements": {"x": []any{nil, map[string]any{}, map[string]any{"a": nil, "b": map[string]any{"c": nil}}}},
		"pointers":                  {"x": struct{ A, B *float64 }{A: new(float64)}},
		"embedded":                  {"x": struct{ opts.Label }{opts.Label{Color: "red", FontSize: 1e-7}}, "y": json.Number("1.50"), "z": Extra{"b": 1, "a": nil}},
		"nothing":                   {},
	}
}

func written(t *testing.T, s *Shapes, typed map[string]any, more []Addition) string {
	t.Helper()
	text, err := s.JSON(typed, more)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// What is written is what encoding/json writes, without the parts that were
// never set, and with the additions.
func TestJSONIsEncodingJSON(t *testing.T) {
	var s Shapes // one for all, as a site has
	for name, typed := range samples() {
		for _, more := range [][]Addition{
			nil,
			{{More: Extra{"zzz": 1, "animation": "x", "Aaa": Extra{}}}},
			{
				{Path: []any{"tooltip"}, More: Extra{"textStyle": Extra{"fontSize": 1.5, "color": "#fff"}, "show": false}},
				{Path: []any{"tooltip", "textStyle"}, More: Extra{"color": "<&>"}},
				{Path: []any{"new", "newer"}, More: Extra{"a": []float64{1, 2.5}, "b": []int{1}, "c": []string{"x", "\u2028"}, "d": []any{1, "b", Extra{"c": nil}}, "e": []Extra{{"z": 1, "a": 2}}}},
				{Path: []any{"new"}, More: Extra{"newer": 1}},
				{More: Extra{"new": Extra{"newer": Extra{"again": []string(nil)}}, "color": Extra{"not": "a list"}}},
			},
		} {
			if want, got := byHand(t, typed, more), written(t, &s, typed, more); got != want {
				t.Errorf("%s with %v:\n got %s\nwant %s", name, more, got, want)
			}
		}
	}
	for _, name := range []string{"bar", "line"} {
		typed := samples()[name]
		more := []Addition{
			{Path: []any{"series", 0, "data", 1}, More: Extra{"text": "一", "label": Extra{"show": true, "position": "top"}}},
			{Path: []any{"series", 0, "data", 0}, More: Extra{"value": 3}},
			{Path: []any{"series", 0, "data", 1, "label"}, More: Extra{"position": "bottom", "distance": 1e-9}},
			{Path: []any{"series", 0}, More: Extra{"label": Extra{"show": true}, "unit": "件"}},
			{Path: []any{"series", 0, "data", 0}, Key: "text", Value: "二"},
			{Path: []any{"series", 0, "data", 0}, Key: "label", Value: Extra{"show": false}},
		}
		if want, got := byHand(t, typed, more), written(t, &s, typed, more); got != want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, want)
		}
		for range 3 { // nothing of one option is left for the next
			if want, got := byHand(t, typed, nil), written(t, &s, typed, nil); got != want {
				t.Errorf("%s:\n got %s\nwant %s", name, got, want)
			}
		}
	}
}

// Many additions need more room than is at hand at first.
func TestManyAdditions(t *testing.T) {
	var s Shapes
	list := make([]any, 500)
	var more []Addition
	for i := range list {
		list[i] = map[string]any{"value": i}
		more = append(more, Addition{Path: []any{"list", len(list) - 1 - i}, More: Extra{"text": fmt.Sprint(i), "label": Extra{"n": i}}})
	}
	typed := map[string]any{"list": list}
	for range 2 {
		if want, got := byHand(t, typed, more), written(t, &s, typed, more); got != want {
			t.Errorf("got %s\nwant %s", got, want)
		}
	}
}

func TestWrongPlaces(t *testing.T) {
	var s Shapes
	for _, path := range [][]any{
		{"series", 7}, {"series", -1}, {"series", "a"}, {"series", 0, "name"}, {"series", 0, "name", "a"}, {0}, {"series", 0, 0}, {"tooltip", 0},
		{"n"}, {"n", "a"}, {1.5},
	} {
		more := []Addition{{More: Extra{"n": 1}}, {Path: path, More: Extra{"x": 1}}}
		if text, err := s.JSON(samples()["bar"], more); err == nil {
			t.Errorf("something was put at %v: %s", path, text)
		}
	}
	if text, err := s.JSON(map[string]any{"x": func() {}}, nil); err == nil {
		t.Errorf("a function is written as %s", text)
	}
}

func FuzzJSON(f *testing.F) {
	f.Add("</script>\u2028\"\\\n中", 0.0, "k")
	f.Add("\x7f\xff&", 1e-7, "")
	f.Add("", -123456789.125, "é")
	f.Fuzz(func(t *testing.T, text string, number float64, key string) {
		v := map[string]any{key: text, "n": number, "f": float32(number), text: []any{number, text}}
		want, err := json.Marshal(v)
		var s Shapes
		got, ours := s.JSON(v, nil)
		if (err == nil) != (ours == nil) || err == nil && !bytes.Equal(got, want) {
			t.Errorf("got %s (%v), want %s (%v)", got, ours, want, err)
		}
		got, ours = s.JSON(nil, []Addition{{More: Extra(v)}})
		if (err == nil) != (ours == nil) || err == nil && !bytes.Equal(got, want) {
			t.Errorf("added: got %s (%v), want %s (%v)", got, ours, want, err)
		}
	})
}

// Fields of one name: the last that says something.
func TestTwiceTheName(t *testing.T) {
	type a struct {
		X *opts.Label `json:"x"`
	}
	type b struct {
		a
		Y *opts.Label `json:"x"`
	}
	var s Shapes
	for _, tt := range []struct {
		v    b
		want string
	}{
		{b{a{&opts.Label{Color: "1"}}, &opts.Label{Color: "2"}}, `{"v":{"x":{"color":"2","z":1}}}`},
		{b{a{&opts.Label{Color: "1"}}, &opts.Label{}}, `{"v":{"x":{"color":"1","z":1}}}`},
		{b{}, `{"v":{"x":{"z":1}}}`},
	} {
		got := written(t, &s, map[string]any{"v": tt.v}, []Addition{{Path: []any{"v", "x"}, More: Extra{"z": 1}}})
		if got != tt.want {
			t.Errorf("got %s, want %s", got, tt.want)
		}
	}
	if n := len(s.of(reflect.TypeFor[b]()).fields); n != 2 {
		t.Errorf("%d fields", n)
	}
}
