package tomlfile

import (
	"reflect"
	"testing"

	"gongbao/generator/diag"
)

type shaped struct {
	inner
	Title string   `toml:"title"`
	Names []string `toml:"names"`
	Loose any      `toml:"loose"`
	Count int64    `toml:"count"`
	On    bool     `toml:"on"`
	Ratio float64  `toml:"ratio"`
}

type inner struct {
	Deep string `toml:"deep"`
}

// plain are texts that are read at once, and notPlain such that are left to the
// decoder; Decode and Shape must not differ on either.
var plain = []string{
	"",
	"\n\n# nothing\n  # more",
	"title = \"甲\"",
	"title=\"a # b\" # c\nnames = [\"一\", \"二\" , ]\n\tcount = 12 # n\non=true\n",
	"names = []\nloose = [\"a\"]\ncount = 0\n",
	"loose = 2024\ndeep = \"\"\non = false   \n",
	"loose = \"2017..2024\"",
	"loose = true\n",
}

var notPlain = []string{
	"title = \"a\"\r\ncount = 1\r\n",
	"title = '甲'\n",
	"title = \"\"\"甲\n乙\"\"\"\n",
	"title = \"\"\"\"\"\"\n",
	"title = \"a\\nb\"\n",
	"title = \"a\"\ntitle = \"b\"\n",
	"title = 3\n",
	"Title = \"a\"\n",
	"unknown = 3\ntitle = \"a\"\n",
	"names = [\n\"a\",\n]\n",
	"names = [\"a\", 1]\n",
	"names = [\"a\" \"b\"]\n",
	"names = [,]\n",
	"names = \"a\"\n",
	"loose = [1, 2]\n",
	"loose = 2024-01-01\n",
	"loose = {a = 1}\n",
	"count = 007\n",
	"count = +7\n",
	"count = 1_000\n",
	"count = 99999999999999999999\n",
	"count = 1 2\n",
	"ratio = 1\n",
	"[loose]\na = 1\n",
	"inner.deep = \"a\"\n",
	"\"title\" = \"a\"\n",
	"title = \"a\" title = \"b\"\n",
	"title = \"a\x01\"\n",
	"# a\x01\n",
	"title = \"a\xff\"\n",
	"title = \"a\n",
	"title\n",
	"= 1\n",
	"on = True\n",
}

// sameAsDecode fails unless Shape and Decode say the same of a text.
func sameAsDecode(t *testing.T, shape *Shape[shaped], text string) {
	t.Helper()
	before := "+++\n\xff题\n"
	for _, src := range []Source{
		{File: "a.toml", Text: []byte(text)},
		{File: "a.md", Text: []byte(text), Whole: []byte(before + text + "\nmore"), Offset: len(before)},
	} {
		want, got := shaped{Count: 3, Names: []string{"usual"}}, shaped{Count: 3, Names: []string{"usual"}}
		var wantBag, gotBag diag.Bag
		f, ok := Decode(src, &want, &wantBag)
		g, gotOK := shape.Decode(src, &got, &gotBag)
		if ok != gotOK || !reflect.DeepEqual(want, got) {
			t.Errorf("%q gives %+v, %t; want %+v, %t", text, got, gotOK, want, ok)
		}
		if !reflect.DeepEqual(wantBag.Sorted(), gotBag.Sorted()) {
			t.Errorf("%q is told of as %v; want %v", text, gotBag.Sorted(), wantBag.Sorted())
		}
		if len(f.keys)+len(g.keys) > 0 && !reflect.DeepEqual(f.keys, g.keys) {
			t.Errorf("%q has its keys at %v; want %v", text, g.keys, f.keys)
		}
		for path := range f.keys {
			if f.Pos(path) != g.Pos(path) || f.ValuePos(path) != g.ValuePos(path) || f.Raw(path) != g.Raw(path) {
				t.Errorf("%q: %s is elsewhere", text, path)
			}
		}
	}
}

func TestShapeIsDecode(t *testing.T) {
	shape := ShapeOf[shaped]()
	for _, text := range plain {
		pairs, ok := plainPairs([]byte(text))
		var v shaped
		if !ok || !shape.set(reflect.ValueOf(&v).Elem(), pairs) {
			t.Errorf("%q is not read at once", text)
		}
		sameAsDecode(t, shape, text)
	}
	for _, text := range notPlain {
		sameAsDecode(t, shape, text)
	}
}

func FuzzShape(f *testing.F) {
	for _, text := range append(plain, notPlain...) {
		f.Add(text)
	}
	shape := ShapeOf[shaped]()
	f.Fuzz(func(t *testing.T, text string) { sameAsDecode(t, shape, text) })
}

// A part of a page is found as the page's own lines are.
func TestPartsHaveTheirLines(t *testing.T) {
	const before, body = "一\n\n", "title = \"甲\"\ncount = 1\n"
	src := Source{File: "a.md", Text: []byte(body), Whole: []byte(before + body + "end"), Offset: len(before)}
	var v shaped
	var bag diag.Bag
	f, ok := Decode(src, &v, &bag)
	if !ok {
		t.Fatal(bag.Sorted())
	}
	for path, want := range map[string]diag.Pos{
		"title": {File: "a.md", Line: 3, Column: 1, Text: `title = "甲"`},
		"count": {File: "a.md", Line: 4, Column: 1, Text: "count = 1"},
	} {
		if got := f.Pos(path); got != want {
			t.Errorf("%s is at %+v; want %+v", path, got, want)
		}
	}
}

func BenchmarkShape(b *testing.B) {
	text := []byte("template = \"trend\"\ntitle = \"受理{{i1}}件\"\nindicators = [\"i1\", \"i2\"]\nperiods = \"2017..2024\"\n")
	whole := append(make([]byte, 10_000), text...)
	src := Source{File: "a.md", Text: text, Whole: whole, Offset: 10_000}
	type block struct {
		Template   string   `toml:"template"`
		Title      string   `toml:"title"`
		Indicators []string `toml:"indicators"`
		Periods    any      `toml:"periods"`
	}
	var bag diag.Bag
	shape := ShapeOf[block]()
	b.Run("shape", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var v block
			if _, ok := shape.Decode(src, &v, &bag); !ok {
				b.Fatal(bag.Sorted())
			}
		}
	})
	b.Run("decode", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var v block
			if _, ok := Decode(src, &v, &bag); !ok {
				b.Fatal(bag.Sorted())
			}
		}
	})
}
