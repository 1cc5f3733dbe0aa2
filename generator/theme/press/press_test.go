package press

import (
	"bytes"
	"html/template"
	"strings"
	"testing"
)

type inner struct {
	Name string
	N    int
	Mark template.HTML
}

type outer struct {
	inner
	Title  string
	Markup template.HTML
	Href   string
	List   []inner
	Words  []string
	None   []string
	Next   *inner
	Nil    *inner
	On     bool
	Any    any
	JSON   template.JS
	Rate   float64
	Map    map[string]string
	Small  int8
}

// Shout is a method, which comes before fields.
func (o outer) Shout() string { return strings.ToUpper(o.Title) }

func view() outer {
	return outer{
		inner: inner{Name: `内"部"`, N: 3, Mark: "<b>m</b>"}, Title: `标题 <a&b> 'c'+"d"` + "\x00", Markup: `<data value="1">1</data>`, Href: "reports/2024.html",
		List: []inner{{"a", 1, "<i>1</i>"}, {"b<", 2, ""}}, Words: []string{"甲", "<乙>"}, Next: &inner{Name: "next", N: 7}, On: true, Any: "x<", JSON: `{"a":1}`, Rate: 1.5,
		Map: map[string]string{"a": "b"},
	}
}

var funcs = template.FuncMap{
	"text": func(key string, args ...any) string {
		out := "<" + key
		for _, a := range args {
			switch a := a.(type) {
			case string:
				out += " " + a
			case template.HTML:
				out += " HTML " + string(a)
			case int:
				out += " int"
			}
		}
		return out + ">"
	},
	"join":   func(words []string) string { return strings.Join(words, "、") },
	"markup": func(v any) template.HTML { return "<em>x</em>" },
	"bold": func(s string) template.HTML {
		if s == "falls" {
			panic(s)
		}
		return template.HTML("<b>" + template.HTMLEscapeString(s) + "</b>")
	},
	"named":  func(i inner) string { return i.Name },
	"panics": func(s string) string { panic(s) },
	"many":   func(words ...string) string { return strings.Join(words, "、") },
	"fails":  func(s string) (string, error) { return s, nil },
}

// escapedBy parses a template and lets html/template escape it.
func escapedBy(t testing.TB, source string, v any) (tmpl *template.Template, plain string, err error) {
	t.Helper()
	tmpl, err = template.New("t").Funcs(funcs).Parse(source)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	err = tmpl.Execute(&b, v)
	return tmpl, b.String(), err
}

// TestPrint holds what a press prints against what html/template prints.
func TestPrint(t *testing.T) {
	for _, source := range []string{
		"", "plain", `{{.Title}}`, `{{.Markup}}`, `{{.Mark}}{{.N}}`, `{{.Name}}`, `{{"a<b"}}{{3}}{{true}}`, `{{.Rate}}`,
		`<p title="{{.Title}}" class="a{{.N}}">`, `<p title="{{.Markup}}">`, `<title>{{.Title}}{{.Markup}}</title>`, `<script>var x = {{.Title}}</script>`, `<textarea>{{.Title}}</textarea>`,
		`<a href="{{.Href}}">`, `<a href="x/{{.Href}}#{{.Name}}">`, `<a href="?q={{.Title}}&amp;n={{.N}}">`, `<a href="{{.Title}}">`, `<img src="{{.Href}}" srcset="{{.Href}} 2x">`, `<img srcset="{{.Href}}">`,
		`{{$r := .Href}}<a href="{{$r}}{{.Name}}">`, `<a href="{{with .Next}}{{.Name}}{{end}}">`,
		`<script type="application/ld+json">{{.JSON}}</script>`, `<script type="application/ld+json">{{.Title}}</script>`,
		`{{if .On}}yes{{else}}no{{end}}`, `{{if .None}}yes{{else}}no{{end}}`, `{{if .Nil}}yes{{else if .N}}n{{end}}`, `{{if not .Title}}a{{else}}b{{end}}`,
		`{{with .Next}}{{.Name}} {{$.Title}} {{.N}}{{end}}`, `{{with .Nil}}x{{else}}{{.Title}}{{end}}`, `{{with $x := .Name}}{{$x}}{{.}}{{end}}`,
		`{{range .List}}{{.Name}}{{.N}}{{.Mark}},{{end}}`, `{{range $i, $w := .Words}}{{$i}}{{$w}}{{.}}{{end}}`, `{{range $w := .Words}}{{$w}}{{end}}`, `{{range .None}}x{{else}}none{{end}}`,
		`{{$n := 1}}{{range .List}}{{$n = .N}}{{$m := .Name}}{{$m}}{{end}}{{$n}}`, `{{$x := .Title}}{{if .On}}{{$x := .Name}}{{$x}}{{end}}{{$x}}`,
		`{{define "a"}}[{{.Name}}{{template "b"}}{{$.N}}]{{end}}{{define "b"}}b{{end}}{{range .List}}{{template "a" .}}{{end}}{{template "a" .Next}}`,
		`{{define "tree"}}{{.N}}{{with .Nil}}{{template "tree" .}}{{end}}{{end}}{{template "tree" .}}`,
		`{{or .None .Title}}{{or .Markup .Title}}{{or .None .Nil .Title}}{{and .On .Markup}}{{and .On .None .Title | len}}`,
		`{{eq .N 3}}{{eq .Name "x" "内\"部\""}}{{ne .Href "a"}}{{eq .Markup "a"}}{{eq .On true}}{{lt .N 4}}{{le .N 3}}{{gt .N 4}}{{ge .N 3}}`,
		`{{len .List}}{{len .Title}}{{index .Words 1}}{{(index .List 0).Name}}{{gt (len .Words) 1}}`,
		`{{text "k"}}{{text "k" "n" .N "t" .Title "m" .Markup}}{{text "k" "n" (len .List)}}{{text "a" "b" (text "c" "d" .Name) "e" .Title}}`,
		`<p title="{{text "k" "n" .Title}}">{{join .Words}}{{.Words | join}}{{markup .Title}}{{markup .List}}{{range .List}}{{named .}}{{end}}`,
		`<p title="{{bold .Title}}">{{bold .Title}}{{bold "a<"}}{{.Name | bold}}{{range .Words}}{{bold .}}{{end}}{{with .Next}}{{bold .Name}}{{end}}{{bold (text "k" "n" .N)}}`,
		`{{.Title | text "k" "n"}}`, `{{/* nothing */}}a{{- " b " -}} c`,
	} {
		v := view()
		for _, dot := range []any{v, &v} {
			tmpl, plain, err := escapedBy(t, source, dot)
			if err != nil {
				t.Errorf("%s: %v", source, err)
				continue
			}
			p, err := New(tmpl, funcs)
			if err != nil {
				t.Errorf("%s: %v", source, err)
				continue
			}
			for range 2 { // the second time it remembers where fields are
				out, ok := p.Print([]byte("before "), dot)
				if want := "before " + plain; !ok || string(out) != want {
					t.Errorf("%s\n got %q, %t\nwant %q", source, out, ok, want)
				}
			}
		}
	}
}

// TestGiveUp sees that a press leaves alone what it would print in another way.
func TestGiveUp(t *testing.T) {
	v := view()
	for _, source := range []string{
		`{{.Shout}}`, `{{.Any}}`, `{{if .Any}}x{{end}}`, `{{.Map.a}}`, `{{range .Map}}x{{end}}`, `{{if .Rate}}x{{end}}`, `{{if .Small}}x{{end}}`, `{{eq .Small 1}}`, `{{lt .Name "a"}}`, `{{range .N}}x{{end}}`,
		`{{.Nil.Name}}`, `{{index .Words 7}}`, `{{.Missing}}`, `{{with .Nil}}{{end}}{{.Nil.N}}`, `{{named .Next}}`, `{{eq .Nil .Next}}`, `{{len .Map}}`, `{{panics .Title}}`, `{{bold "falls"}}`, `{{bold .Markup}}`, `{{bold .N}}`, `{{bold .Nil.Name}}`, `{{bold .Any}}`,
	} {
		tmpl, _, _ := escapedBy(t, source, v)
		p, err := New(tmpl, funcs)
		if err != nil {
			t.Errorf("%s: %v", source, err)
			continue
		}
		if out, ok := p.Print(nil, v); ok {
			t.Errorf("%s was printed as %q", source, out)
		}
	}
}

// TestNoPress sees that there is no press of what a press does not know.
func TestNoPress(t *testing.T) {
	v := view()
	for _, source := range []string{
		`{{range .Words}}{{break}}{{end}}`, `{{range .Words}}{{continue}}{{end}}`, `{{many .Title .Name}}`, `{{fails .Title}}`, `{{printf "%s" .Title}}`, `{{slice .Words 1}}`,
		`<p title={{.Name}}>`, `<p style="color: {{.Name}}">`, `{{index .Map "a"}}{{html .Title}}`,
		`{{define "a"}}{{.}}{{end}}<p title="{{template "a" .Name}}">`, `{{1.5}}`,
	} {
		tmpl, _, err := escapedBy(t, source, v)
		if err != nil {
			t.Errorf("%s: %v", source, err)
			continue
		}
		if _, err := New(tmpl, funcs); err == nil {
			t.Errorf("there is a press of %s", source)
		}
	}
	never, err := template.New("never").Parse("{{.}}") // and so not escaped
	if err != nil {
		t.Fatal(err)
	}
	if _, err := New(never, funcs); err == nil {
		t.Error("there is a press of a template that is not escaped")
	}
}

// TestManyAtOnce prints by one press from several goroutines, for the race
// detector.
func TestManyAtOnce(t *testing.T) {
	v := view()
	tmpl, plain, err := escapedBy(t, `{{range .List}}{{.Name}}{{text "k" "n" .N}}{{end}}{{with .Next}}{{.Name}}{{end}}`, v)
	if err != nil {
		t.Fatal(err)
	}
	p, err := New(tmpl, funcs)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan string)
	for range 8 {
		go func() {
			out, _ := p.Print(nil, v)
			done <- string(out)
		}()
	}
	for range 8 {
		if got := <-done; got != plain {
			t.Errorf("got %q, want %q", got, plain)
		}
	}
}

// FuzzEscape prints any text in every kind of place, by its bytes and by
// html/template.
func FuzzEscape(f *testing.F) {
	for _, seed := range []string{"", "标题", `<a href="x">'&+`, "javascript:alert(1)", "a:b/c", "//host/x", "reports/2024.html?a=b&c#d", "%41%zz", "mailto:x", " x", "\x00\xff\u2028", "附件 1.pdf", "[x](y)", "a,b 2x", "~-._"} {
		f.Add(seed)
	}
	type text struct {
		S string
		H template.HTML
		N int
	}
	var source strings.Builder
	for _, place := range samples {
		source.WriteString(place.prefix + "{{.S}}" + place.suffix + place.prefix + "{{.H}}" + place.suffix + place.prefix + "{{.N}}" + place.suffix)
	}
	tmpl, _, err := escapedBy(f, source.String(), text{})
	if err != nil {
		f.Fatal(err)
	}
	p, err := New(tmpl, funcs)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v := text{s, template.HTML(s), -len(s)}
		var want bytes.Buffer
		if err := tmpl.Execute(&want, v); err != nil {
			t.Fatal(err)
		}
		got, ok := p.Print(nil, v)
		if !ok || string(got) != want.String() {
			t.Errorf("%q\n got %q, %t\nwant %q", s, got, ok, want.String())
		}
	})
}

// TestAllocations counts what printing costs: nothing for what is only shown.
func TestAllocations(t *testing.T) {
	v := &outer{Title: "标题", Href: "a/b.html", List: []inner{{"a", 1, "<i>1</i>"}, {"b", 2, ""}}}
	tmpl, _, err := escapedBy(t, `{{if .Title}}<a href="{{.Href}}" title="{{.Title}}">{{.Title}}</a>{{end}}{{range .List}}<p>{{.Name}}{{.Mark}}{{.N}}</p>{{end}}`, v)
	if err != nil {
		t.Fatal(err)
	}
	p, err := New(tmpl, funcs)
	if err != nil {
		t.Fatal(err)
	}
	room := make([]byte, 0, 4096)
	if n := testing.AllocsPerRun(100, func() { p.Print(room, v) }); n > 2 { // the state and its variables
		t.Errorf("printing allocates %v times, want 2", n)
	}
}
