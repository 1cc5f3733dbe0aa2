package merge

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

// byHand writes an option by the long way: encoding/json there and back.
func byHand(t *testing.T, v any) string {
	t.Helper()
	x, err := remade(v)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(x)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func written(t *testing.T, v any) string {
	t.Helper()
	var s Shapes
	x, err := s.tree(reflect.ValueOf(v))
	if err != nil {
		t.Fatal(err)
	}
	text, err := appendJSON(nil, x)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// What tree and appendJSON write is what encoding/json writes, without the
// parts that were never set.
func TestTreeIsEncodingJSON(t *testing.T) {
	line, bar, radar := charts.NewLine(), charts.NewBar(), charts.NewRadar()
	line.SetGlobalOptions(charts.WithToolboxOpts(opts.Toolbox{Show: opts.Bool(true), Feature: &opts.ToolBoxFeature{Restore: &opts.ToolBoxFeatureRestore{Show: opts.Bool(true)}}}))
	line.SetXAxis([]string{"一", "<b>"}).AddSeries("甲", []opts.LineData{{Value: 0.1}, {Value: "-"}}, charts.WithLabelOpts(opts.Label{FontSize: 12.1}))
	line.Validate()
	bar.AddSeries("乙", []opts.BarData{{Value: 1e21}, {Value: -2.5e-7}, {Value: 46018000}})
	radar.AddSeries("丙", []opts.RadarData{{Value: []any{1, 2.5, nil}}})
	for name, v := range map[string]any{
		"line": line.JSON(), "bar": bar.JSON(), "radar": radar.JSON(),
		"lists keep empty elements": []any{nil, map[string]any{}, map[string]any{"a": nil, "b": map[string]any{"c": nil}}},
		"pointers":                  struct{ A, B *float64 }{A: new(float64)},
	} {
		if want, got := byHand(t, v), written(t, v); got != want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, want)
		}
	}
}

func FuzzAppendJSON(f *testing.F) {
	f.Add("</script>\u2028\"\\\n中", 0.0, "k")
	f.Add("\x7f\xff&", 1e-7, "")
	f.Add("", -123456789.125, "é")
	f.Fuzz(func(t *testing.T, text string, number float64, key string) {
		v := map[string]any{key: text, "n": number, text: []any{number, text}}
		want, err := json.Marshal(v)
		got, ours := appendJSON(nil, v)
		if (err == nil) != (ours == nil) || err == nil && string(got) != string(want) {
			t.Errorf("got %s (%v), want %s (%v)", got, ours, want, err)
		}
	})
}
