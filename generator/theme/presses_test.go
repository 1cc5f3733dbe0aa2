package theme_test

import (
	"bytes"
	"html/template"
	"maps"
	"slices"
	"testing"
)

// TestPresses prints every page and part of a site of real size both ways: a
// press must be had for all of them, and differ in nothing.
func TestPresses(t *testing.T) {
	for _, lang := range []string{"zh-CN", "en"} {
		th := load(t, nil, "court", lang)
		for name, err := range th.Unpressed() {
			t.Errorf("%s is printed by html/template: %v", name, err)
		}
		same := func(name string, pressed, plain []byte, err error) {
			t.Helper()
			switch {
			case err != nil:
				t.Errorf("%s: %v", name, err)
			case pressed == nil:
				t.Errorf("%s: the press gave up", name)
			case !bytes.Equal(pressed, plain):
				i := 0
				for i < min(len(pressed), len(plain)) && pressed[i] == plain[i] {
					i++
				}
				t.Errorf("%s: the press has %q, html/template %q", name, pressed[max(0, i-80):min(len(pressed), i+80)], plain[max(0, i-80):min(len(plain), i+80)])
			}
		}
		parts := 0
		pages := everyPage(func(name string, v any) (template.HTML, error) {
			parts++
			pressed, plain, err := th.PartPressAndPlain(name, v)
			same(name, pressed, plain, err)
			return template.HTML(plain), err
		})
		for _, path := range slices.Sorted(maps.Keys(pages)) {
			pressed, plain, err := th.PressAndPlain(pages[path])
			same(path, pressed, plain, err)
		}
		if parts < 5 || len(pages) < 10 {
			t.Errorf("only %d pages and %d parts were printed", len(pages), parts)
		}
	}
}

func BenchmarkRender(b *testing.B) {
	th := load(b, nil, "court", "zh-CN")
	pages := everyPage(parts(th))
	for _, path := range slices.Sorted(maps.Keys(pages)) {
		b.Run(path, func(b *testing.B) {
			b.ReportAllocs()
			var out bytes.Buffer
			for b.Loop() {
				out.Reset()
				if err := show(th, &out, pages[path]); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
