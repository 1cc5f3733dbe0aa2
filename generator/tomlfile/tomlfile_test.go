package tomlfile

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"

	"gongbao/generator/diag"
)

// read decodes a text into any shape and fails the test if it is not valid.
func read(t *testing.T, text string) *File {
	t.Helper()
	var bag diag.Bag
	var v map[string]any
	f, ok := Decode(Source{File: "f", Text: []byte(text)}, &v, &bag)
	if !ok || len(bag.Sorted()) > 0 {
		t.Fatalf("not read: %v", told(&bag))
	}
	return f
}

// told writes findings as `line:column code message (hint)`.
func told(bag *diag.Bag) []string {
	var out []string
	for _, d := range bag.Sorted() {
		place := strings.TrimPrefix(strings.TrimPrefix(d.Pos.String(), "f"), ":")
		s := fmt.Sprintf("%s %s %s", place, d.Code, diag.Chinese().Message(d.Code, d.Args))
		if d.Args["suggestion"] != "" {
			s += " (" + d.Args["suggestion"] + ")"
		}
		out = append(out, s)
	}
	return out
}

func TestPlaceOfEveryKindOfKey(t *testing.T) {
	tests := []struct {
		name   string
		text   string
		places map[string]string
	}{
		{"plain keys", "a = 1\n  b = 2 # c = 3\n\n\tc=3", map[string]string{"a": "1:1", "b": "2:3", "c": "4:2"}},
		{"table", "[t]\na = 1\n[u]\na = 2\n", map[string]string{"t": "1:1", "t.a": "2:1", "u": "3:1", "u.a": "4:1"}},
		{"table with blanks and comment", "  [ t . u ] # x = 1\n  a = 1\n", map[string]string{"t.u": "1:3", "t.u.a": "2:3"}},
		{"table on the way", "[a.b.c]\nx = 1\n", map[string]string{"a": "1:1", "a.b": "1:1", "a.b.c": "1:1"}},
		{"the table itself goes before the way", "[a.b]\nx = 1\n[a]\ny = 1\n", map[string]string{"a": "3:1", "a.b": "1:1", "a.y": "4:1"}},
		{"array of tables", "[[e]]\nn = 1\n[[e]]\nn = 2\n", map[string]string{"e": "1:1", "e[0]": "1:1", "e[1]": "3:1", "e[1].n": "4:1"}},
		{"nested arrays of tables", "[[a]]\n[[a.b]]\nx=1\n[[a.b]]\nx=2\n[[a]]\n[[a.b]]\nx=3\n",
			map[string]string{"a[0].b[0].x": "3:1", "a[0].b[1]": "4:1", "a[0].b[1].x": "5:1", "a[1]": "6:1", "a[1].b[0].x": "8:1"}},
		{"table within an array of tables", "[[a]]\n[a.t]\nx=1\n[[a]]\n[a.t]\nx=2\n", map[string]string{"a[0].t.x": "3:1", "a[1].t": "5:1", "a[1].t.x": "6:1"}},
		{"dotted keys", "a.b.c = 1\na.b.d = 2\n", map[string]string{"a": "1:1", "a.b": "1:1", "a.b.c": "1:1", "a.b.d": "2:1"}},
		{"dotted keys with blanks", "a . \"b\" = 1\n", map[string]string{"a.b": "1:1"}},
		{"quoted keys", "\"甲 乙\" = 1\n'丙.丁' = 2\n\"\" = 3\n", map[string]string{"甲 乙": "1:1", `"丙.丁"`: "2:1", `""`: "3:1"}},
		{"keys with escapes", "\"\\u7532\" = 1\n\"a\\\"b\" = 2\n'a\\b' = 3\n", map[string]string{"甲": "1:1", `"a\"b"`: "2:1", `a\b`: "3:1"}},
		{"key with brackets is no element", "\"x[0]\" = 1\nx = [5]\n", map[string]string{`"x[0]"`: "1:1", "x[0]": "2:6"}},
		{"Chinese table", "[\"中原\"]\n\"受理\" = 1\n", map[string]string{"中原": "1:1", "中原.受理": "2:1"}},
		{"inline table", "t = { a = 1, b = { c = 2 } }\n", map[string]string{"t": "1:1", "t.a": "1:7", "t.b": "1:14", "t.b.c": "1:20"}},
		{"columns count characters", "t = { \"甲乙\" = 1, b = 2 }\n", map[string]string{"t.甲乙": "1:7", "t.b": "1:17"}},
		{"array", "a = [1, [2, 3], {x = 4}]\n", map[string]string{"a[0]": "1:6", "a[1]": "1:9", "a[1][1]": "1:13", "a[2]": "1:17", "a[2].x": "1:18"}},
		{"array over lines, with comments", "a = [ # ]\n  1, # \"\n  2,\n]\nb = 1\n", map[string]string{"a[0]": "2:3", "a[1]": "3:3", "b": "5:1"}},
		{"inline tables in an array over lines", "a = [\n  { x = 1 },\n  { x = 2 },\n]\n", map[string]string{"a[0].x": "2:5", "a[1].x": "3:5"}},
		{"text that looks like TOML", "a = \"b = 1 # [c]\"\nd = 'e = \"'\nf = 1\n", map[string]string{"a": "1:1", "d": "2:1", "f": "3:1"}},
		{"text over lines", "a = \"\"\"\n[x]\ny = 1 \"\" \\\"\"\" \"\"\"\nb = '''\nz = 1\\'''\nc = 1\n", map[string]string{"a": "1:1", "b": "4:1", "c": "6:1"}},
		{"text over lines that ends in quotes", "a = \"\"\"x\"\"\"\"\"\nb = 1\n", map[string]string{"b": "2:1"}},
		{"empty texts", "a = \"\"\nb = ''\nc = \"\"\"\"\"\"\nd = 1\n", map[string]string{"b": "2:1", "c": "3:1", "d": "4:1"}},
		{"CRLF", "a = 1\r\n[t]\r\nb = \"x\"\r\n", map[string]string{"a": "1:1", "t": "2:1", "t.b": "3:1"}},
		{"byte order mark", "\ufeffa = 1\nb = 2\n", map[string]string{"a": "1:1", "b": "2:1"}},
		{"dates and times", "a = 2025-01-08 09:00:00\nb = 1\n", map[string]string{"b": "2:1"}},
		{"a path that is not there has the place of its parent", "[t]\na = [1]\n", map[string]string{"t.x": "1:1", "t.x.y": "1:1", "t.a[7]": "2:1", "t.a[7].z": "2:1", "q": "1:1", "": "1:1"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := read(t, tt.text)
			for _, path := range slices.Sorted(maps.Keys(tt.places)) {
				if got := f.Pos(path).String(); got != "f:"+tt.places[path] {
					t.Errorf("%s is at %s, want %s", path, got, tt.places[path])
				}
			}
		})
	}
}

func TestRawAndValuePos(t *testing.T) {
	f := read(t, `rate = 24.70 # 百分比
title = "受理{{accepted}}"

lit = '{{x}}'
list = [ 1, "二" ]
in = { lo = 90.0, hi = "x" }
long = """
第一行"""
when = 2025-01-08 09:00:00  # note
[t]
x = 1
`)
	tests := []struct{ path, raw, value string }{
		{"rate", "24.70", "1:1"},
		{"title", `"受理{{accepted}}"`, "2:10"},
		{"lit", `'{{x}}'`, "4:8"},
		{"list", `[ 1, "二" ]`, "5:1"},
		{"list[1]", `"二"`, "5:14"},
		{"in", `{ lo = 90.0, hi = "x" }`, "6:1"},
		{"in.lo", "90.0", "6:8"},
		{"in.hi", `"x"`, "6:25"},
		{"long", "\"\"\"\n第一行\"\"\"", "8:1"},
		{"when", "2025-01-08 09:00:00", "9:1"},
		{"t", "", "10:1"},
		{"t.x", "1", "11:1"},
		{"absent", "", "1:1"},
	}
	for _, tt := range tests {
		if got := f.Raw(tt.path); got != tt.raw {
			t.Errorf("Raw(%s) = %q, want %q", tt.path, got, tt.raw)
		}
		if got := f.ValuePos(tt.path).String(); got != "f:"+tt.value {
			t.Errorf("ValuePos(%s) = %s, want %s", tt.path, got, tt.value)
		}
		if got, want := f.Has(tt.path), tt.path != "absent"; got != want {
			t.Errorf("Has(%s) = %v", tt.path, got)
		}
	}
}

func TestJoinQuotesWhatNeedsIt(t *testing.T) {
	if got, want := Join("values", "中原", "a.b", ""), `values.中原."a.b".""`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

type common struct {
	Note string `toml:"note"`
}

type menuItem struct {
	Name string `toml:"name"`
	URL  string `toml:"url"`
}

type sample struct {
	common
	Title  string                    `toml:"title"`
	Count  int                       `toml:"count"`
	Small  int8                      `toml:"small"`
	Rate   float64                   `toml:"rate"`
	Draft  bool                      `toml:"draft"`
	Tags   []string                  `toml:"tags"`
	Owner  *menuItem                 `toml:"owner"`
	Menu   []menuItem                `toml:"menu"`
	Values map[string]map[string]any `toml:"values"`
	Fields map[string]menuItem       `toml:"fields"`
	Free   any                       `toml:"free"`
	Loose  []map[string]any          `toml:"loose"`
	Hidden string                    `toml:"-"`
	Bare   string
	Deep   map[string][]map[string]int `toml:"deep"`
}

func TestWhatDoesNotFitIsToldAtItsPlace(t *testing.T) {
	tests := []struct {
		name string
		text string
		want []string
		ok   bool
	}{
		{"all is well", "note='n'\ntitle = 'x'\ncount=1\nrate=1\ndraft=true\ntags=['a']\nbare='x'\n[owner]\nname='x'\n[[menu]]\nurl='u'\n[values.all]\na=1\nb='二'\n[fields.x]\nname='y'\n[free]\nany.thing = [1,'x']\n[[loose]]\nx={y=1}\n[[deep.a]]\nn=1\n", nil, true},
		{"unknown key", "titel = 'x'\n", []string{"1:1 unknown-key 不认识的键“titel” (title)"}, true},
		{"unknown key that is like nothing", "xyzzy = 1\n", []string{"1:1 unknown-key 不认识的键“xyzzy”"}, true},
		{"capitals are not forgiven", "title = 'x'\nTitle = 'y'\nDRAFT = true\n", []string{
			"2:1 unknown-key 不认识的键“Title”", "3:1 unknown-key 不认识的键“DRAFT” (draft)"}, true},
		{"suggestions are of the same table", "name = 'x'\n[owner]\ntags = 1\n", []string{
			"1:1 unknown-key 不认识的键“name” (bare)", "3:1 unknown-key 不认识的键“tags”"}, true},
		{"what stands there already is not suggested", "[owner]\nname = 'x'\nnam = 'y'\n", []string{"3:1 unknown-key 不认识的键“nam”"}, true},
		{"unknown table is told once", "[ownr]\nname = 'x'\n[ownr.deep]\na = 1\n", []string{"1:1 unknown-key 不认识的键“ownr” (owner)"}, true},
		{"unknown table on the way", "[ownr.deep]\na = 1\n", []string{"1:1 unknown-key 不认识的键“ownr” (owner)"}, true},
		{"unknown dotted key", "owner.nane = 'x'\n", []string{"1:1 unknown-key 不认识的键“nane” (name)"}, true},
		{"unknown key with escapes", "\"tit\\\"le\" = 1\n", []string{"1:1 unknown-key 不认识的键“tit\"le” (title)"}, true},
		{"unknown key in some elements", "[[menu]]\nname='a'\n[[menu]]\nurI='b'\nname='c'\n[[menu]]\nlabel='d'\n", []string{
			"4:1 unknown-key 不认识的键“urI” (url)", "7:1 unknown-key 不认识的键“label”"}, true},
		{"unknown key in inline elements", "menu = [\n  { name = 'a' },\n  { nam = 'b' },\n]\n", []string{"3:5 unknown-key 不认识的键“nam” (name)"}, true},
		{"unknown key in a map of structs", "[fields]\nkind = { nome = 'x' }\n", []string{"2:10 unknown-key 不认识的键“nome” (name)"}, true},
		{"hidden field is unknown", "hidden = 'x'\n", []string{"1:1 unknown-key 不认识的键“hidden”"}, true},
		{"any shape is free inside", "[free]\ntitel = { x = [1, {y = 2}] }\n[values.a]\nb = {c = 1}\n", nil, true},

		{"number for text", "title = 2024\n", []string{"1:1 wrong-type “title”应为文字，这里写成了数"}, false},
		{"text for number", "count = '1'\nrate = '2'\n", []string{
			"1:1 wrong-type “count”应为整数，这里写成了文字", "2:1 wrong-type “rate”应为数，这里写成了文字"}, false},
		{"decimal for whole number", "count = 1.5\n", []string{"1:1 wrong-type “count”应为整数，这里写成了数"}, false},
		{"text for bool", "draft = 'true'\n", []string{"1:1 wrong-type “draft”应为true 或 false，这里写成了文字"}, false},
		{"text for list", "tags = 'a'\n", []string{"1:1 wrong-type “tags”应为列表，这里写成了文字"}, false},
		{"number in a list of texts", "tags = ['a',\n  2]\n", []string{"2:3 wrong-type “tags”应为文字，这里写成了数"}, false},
		{"date for text", "title = 2025-01-08\n", []string{"1:1 wrong-type “title”应为文字，这里写成了日期（如 2025-03-08）"}, false},
		{"list for text", "title = ['a']\n", []string{"1:1 wrong-type “title”应为文字，这里写成了列表"}, false},
		{"text for table", "owner = 'x'\n", []string{"1:1 wrong-type “owner”应为表，这里写成了文字"}, false},
		{"table for text", "[title]\nx = 1\n", []string{"1:1 wrong-type “title”应为文字，这里写成了表"}, false},
		{"table for an array of tables", "[menu]\nname = 'x'\n", []string{"1:1 wrong-type “menu”应为列表，这里写成了表"}, false},
		{"array of tables for a table", "[[owner]]\nname = 'x'\n", []string{"1:1 wrong-type “owner”应为表，这里写成了列表"}, false},
		{"text where tables are listed", "menu = ['x']\n", []string{"1:9 wrong-type “menu”应为表，这里写成了文字"}, false},
		{"the second element", "[[menu]]\nname = 'a'\n[[menu]]\nname = 1\n", []string{"4:1 wrong-type “menu[1].name”应为文字，这里写成了数"}, false},
		{"in maps", "[values]\nall = 1\n", []string{"2:1 wrong-type “values.all”应为表，这里写成了数"}, false},
		{"deep in maps", "[[deep.\"甲\"]]\nn = 1\nm = 'x'\n", []string{"3:1 wrong-type “deep.甲[0].m”应为整数，这里写成了文字"}, false},
		{"all at once", "title = 1\ntags = 2\nxyzzy = 3\n[owner]\nname = 4\n", []string{
			"1:1 wrong-type “title”应为文字，这里写成了数", "2:1 wrong-type “tags”应为列表，这里写成了数",
			"3:1 unknown-key 不认识的键“xyzzy”", "5:1 wrong-type “owner.name”应为文字，这里写成了数"}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var bag diag.Bag
			var v sample
			_, ok := Decode(Source{File: "f", Text: []byte(tt.text)}, &v, &bag)
			if got := told(&bag); !slices.Equal(got, tt.want) {
				t.Errorf("\n got %q\nwant %q", got, tt.want)
			}
			if ok != tt.ok {
				t.Errorf("ok = %v", ok)
			}
		})
	}
}

func TestBrokenTOMLHasLineAndColumn(t *testing.T) {
	tests := []struct{ name, text, place string }{
		{"no equals sign", "a = 1\nb 2\n", "2:3"},
		{"Chinese quotes", "a = 1\n标 = 2\n", "2:1"},
		{"Chinese quotes around a value", "a = “x”\n", "1:5"},
		{"text does not end", "a = 1\nbb = \"x\n", "2:8"},
		{"behind multi-byte text", "\"受理案件\" = \"一\" x\n", "1:14"},
		{"key twice", "a = 1\nb = 2\na = 3\n", "3:1"},
		{"table twice", "[t]\na = 1\n[t]\n", "3:2"},
		{"bracket does not end", "a = [1, 2\n", "1:10"},
		{"no value", "a =\n", "1:4"},
		{"leading zero", "a = 1\nb = 007\n", "2:5"},
		{"number too large for its field", "title='x'\nsmall = 300\n", "2:9"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var bag diag.Bag
			var v sample
			_, ok := Decode(Source{File: "f", Text: []byte(tt.text)}, &v, &bag)
			ds := bag.Sorted()
			if ok || len(ds) != 1 || ds[0].Code != diag.TOMLSyntax {
				t.Fatalf("ok %v, %q", ok, told(&bag))
			}
			if got := ds[0].Pos.String(); got != "f:"+tt.place {
				t.Errorf("at %s, want %s: %s", got, tt.place, ds[0].Args["detail"])
			}
			if ds[0].Args["detail"] == "" {
				t.Error("it does not say what is wrong")
			}
		})
	}
}

func TestTextThatIsNotUTF8IsRefused(t *testing.T) {
	var bag diag.Bag
	var v sample
	_, ok := Decode(Source{File: "f", Text: []byte("title = \"\xca\xdc\xc0\xed\"\n")}, &v, &bag)
	if got := told(&bag); ok || !slices.Equal(got, []string{" not-utf8 文件不是 UTF-8 编码"}) {
		t.Errorf("ok %v, %q", ok, got)
	}
}

func TestPlacesOfAPartAreThoseOfTheWhole(t *testing.T) {
	whole := "+++\r\ntitle = \"年报\"\r\ntags = [\"x\", 1]\r\n+++\r\n正文\n```chart\ntitel = \"图\"\nrate = 1 x\n```\n"
	part := func(from, to string) Source {
		i := strings.Index(whole, from)
		return Source{File: "f", Text: []byte(whole[i : i+strings.Index(whole[i:], to)]), Whole: []byte(whole), Offset: i}
	}
	tests := []struct {
		name string
		src  Source
		want []string
	}{
		{"front matter", part("title", "+++"), []string{"3:14 wrong-type “tags”应为文字，这里写成了数"}},
		{"fenced block", part("titel", "rate"), []string{"7:1 unknown-key 不认识的键“titel” (title)"}},
		{"syntax in a fenced block", part("rate", "```"), []string{"8:10 toml-syntax"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var bag diag.Bag
			var v sample
			Decode(tt.src, &v, &bag)
			got := told(&bag)
			if len(got) != len(tt.want) || !strings.HasPrefix(got[0], tt.want[0]) {
				t.Errorf("\n got %q\nwant %q", got, tt.want)
			}
			if line := bag.Sorted()[0].Pos.Text; !strings.Contains(whole, "\n"+line) || line == "" {
				t.Errorf("the line is %q", line)
			}
		})
	}

	t.Run("value of a key", func(t *testing.T) {
		var bag diag.Bag
		var v map[string]any
		f, ok := Decode(part("title", "+++"), &v, &bag)
		if !ok {
			t.Fatal(told(&bag))
		}
		if got := f.ValuePos("title").String(); got != "f:2:10" {
			t.Errorf("at %s", got)
		}
	})
	t.Run("a mark at the start of the part is not counted", func(t *testing.T) {
		var bag diag.Bag
		var v sample
		whole := []byte("\ufefftitel = 1\n")
		Decode(Source{File: "f", Text: whole, Whole: whole}, &v, &bag)
		if got := bag.Sorted(); len(got) != 1 || got[0].Pos.Text[0] == 't' || got[0].Pos.Column != 2 {
			t.Errorf("%+v", got) // the mark is a character of the whole
		}
	})
}

func TestDefaultsStayWhereTheTextIsSilent(t *testing.T) {
	var bag diag.Bag
	v := sample{Title: "default", Count: 7}
	if _, ok := Decode(Source{File: "f", Text: []byte("count = 8\n")}, &v, &bag); !ok || v.Title != "default" || v.Count != 8 {
		t.Errorf("%+v %q", v, told(&bag))
	}
}

// FuzzDecode holds the index against the decoder: every value of the tree has
// a place, and the text there is that value.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{
		"a = 1\n[t]\nb = \"x\"\n[[e]]\nn = 1\n[[e]]\nn.m = {x = 'y'}\n",
		"\ufeff\"甲.乙\" = [1, [2, '''三'''], {x = 4}] # c\r\n",
		"a = \"\"\"\\\"\"\"\"\"\"\n", "a.b.c=1\n[x.y]\n[x]\n", "a=[", "[[", "a='", "\"\\u7532\"=2025-01-08 09:00:00\n",
		"[[a]]\n[[a.b]]\n[a.b.c]\nd=1\n", "a = inf\n", "\"\"=1\n[\"\"]\n", "x = { a = 1,\n b = [ # ]\n 2 ], }",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var bag diag.Bag
		var s sample
		Decode(Source{File: "f", Text: []byte(text)}, &s, &bag) // types and unknown keys: no panic
		var v map[string]any
		var bag2 diag.Bag
		file, ok := Decode(Source{File: "f", Text: []byte(text)}, &v, &bag2)
		if !ok {
			if len(bag2.Sorted()) == 0 {
				t.Fatal("refused without a word")
			}
			return
		}
		eachValue(v, "", func(path string, value any) {
			if !file.Has(path) {
				t.Fatalf("%q has no place", path)
			}
			raw := file.Raw(path)
			if raw == "" {
				switch value.(type) {
				case map[string]any, []map[string]any:
					return
				}
				t.Fatalf("%q has no text", path)
			}
			var again struct{ V any }
			if _, err := toml.Decode("V = "+raw, &again); err != nil {
				t.Fatalf("%q has the text %q: %v", path, raw, err)
			}
			if !same(again.V, value) {
				t.Fatalf("%q has the text %q, which is %v and not %v", path, raw, again.V, value)
			}
		})
	})
}

func same(a, b any) bool {
	if x, ok := a.(float64); ok && x != x {
		y, ok := b.(float64)
		return ok && y != y
	}
	return reflect.DeepEqual(a, b) || fmt.Sprint(a) == fmt.Sprint(b)
}

func eachValue(v any, path string, visit func(string, any)) {
	switch v := v.(type) {
	case map[string]any:
		for k, e := range v {
			p := Join(k)
			if path != "" {
				p = path + "." + p
			}
			visit(p, e)
			eachValue(e, p, visit)
		}
	case []map[string]any:
		for i, e := range v {
			p := fmt.Sprintf("%s[%d]", path, i)
			visit(p, e)
			eachValue(e, p, visit)
		}
	case []any:
		for i, e := range v {
			p := fmt.Sprintf("%s[%d]", path, i)
			visit(p, e)
			eachValue(e, p, visit)
		}
	}
}
