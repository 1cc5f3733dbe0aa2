package photo_test

import (
	"encoding/base64"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"gongbao/generator/photo"
	"gongbao/generator/photo/phototest"
)

// attack is a case of testdata/svg: what an author's file holds and what is left
// of it.
type attack struct{ name, in, want string }

func attacks(tb testing.TB) []attack {
	tb.Helper()
	files, err := filepath.Glob("testdata/svg/*.txtar")
	if err != nil || len(files) == 0 {
		tb.Fatal("no cases", err)
	}
	var out []attack
	for _, name := range files {
		a, err := txtar.ParseFile(name)
		if err != nil || len(a.Files)%2 != 0 {
			tb.Fatalf("%s: cases are pairs of NAME and want (%v)", name, err)
		}
		for i := 0; i < len(a.Files); i += 2 {
			if a.Files[i+1].Name != "want" {
				tb.Fatalf("%s: %s has no want", name, a.Files[i].Name)
			}
			out = append(out, attack{filepath.Base(name) + "/" + a.Files[i].Name, string(a.Files[i].Data), strings.TrimSpace(string(a.Files[i+1].Data))})
		}
	}
	return out
}

var update = flag.Bool("update", false, "write what is left of the drawings in testdata/svg into the cases")

func TestSVG(t *testing.T) {
	cases := attacks(t)
	left := make([]string, len(cases))
	for i, c := range cases {
		p, err := photo.Make([]byte(c.in), photo.Shown)
		got := ""
		if err != nil {
			got = "refused: " + reason(t, []byte(c.in))
		} else {
			got = fmt.Sprintf("%dx%d\n%s", p.Width, p.Height, strings.TrimSpace(string(own(t, p).Data)))
		}
		if left[i] = got; got != c.want && !*update {
			t.Errorf("%s:\n%s\nwant:\n%s", c.name, got, c.want)
		}
	}
	if *update {
		rewrite(t, left)
	}
}

// rewrite writes what is left of all cases into their files.
func rewrite(t *testing.T, left []string) {
	t.Helper()
	files, _ := filepath.Glob("testdata/svg/*.txtar")
	for _, name := range files {
		a, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for i := 1; i < len(a.Files); i += 2 {
			a.Files[i].Data, left = []byte(left[0]+"\n"), left[1:]
		}
		if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// A photograph within a drawing tells no more than any other.
func TestSVGWithPhotograph(t *testing.T) {
	jpg := base64.StdEncoding.EncodeToString(phototest.JPEG(quarters(320, 200), 6))
	p := mustMake(t, []byte(`<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink" width="10" height="10"><image x:href="data:image/jpeg;base64,`+jpg[:40]+"\n"+jpg[40:]+`" width="10" height="10"/></svg>`), photo.Shown)
	_, packed, ok := strings.Cut(string(own(t, p).Data), "data:image/jpeg;base64,")
	packed, _, _ = strings.Cut(packed, `"`)
	data, err := base64.StdEncoding.DecodeString(packed)
	if !ok || err != nil {
		t.Fatalf("the photograph is gone: %s (%v)", own(t, p).Data, err)
	}
	for _, s := range secrets {
		if strings.Contains(string(data), s) {
			t.Errorf("%q is still in it", s)
		}
	}
	if got := stands(decode(t, data)); got != "BRWG" {
		t.Errorf("it stands as %s", got)
	}
}

// A file of a few lines can ask a browser to draw billions of shapes.
func TestSVGThatExplodes(t *testing.T) {
	var b strings.Builder
	b.WriteString(`<svg xmlns="http://www.w3.org/2000/svg"><defs><g id="g0"><path d="M0 0"/></g>`)
	for i := range 12 {
		fmt.Fprintf(&b, `<g id="g%d">%s</g>`, i+1, strings.Repeat(fmt.Sprintf(`<use href="#g%d"/>`, i), 10))
	}
	b.WriteString(`</defs><use href="#g12"/></svg>`)
	deep := `<svg xmlns="http://www.w3.org/2000/svg">` + strings.Repeat("<g>", 300) + strings.Repeat("</g>", 300) + "</svg>"
	many := `<svg xmlns="http://www.w3.org/2000/svg">` + strings.Repeat("<g/>", 250_000) + "</svg>"
	patterns := `<svg xmlns="http://www.w3.org/2000/svg"><rect fill="url(#p0)"/>`
	for i := range 20 {
		patterns += fmt.Sprintf(`<pattern id="p%d">%s</pattern>`, i, strings.Repeat(fmt.Sprintf(`<rect style="fill:url('#p%d')"/>`, i+1), 5))
	}
	for name, svg := range map[string]string{"use": b.String(), "deep": deep, "many": many, "patterns": patterns + "</svg>"} {
		if got := reason(t, []byte(svg)); got != "@image-svg-heavy" {
			t.Errorf("%s: %q", name, got)
		}
	}
	ring := `<svg xmlns="http://www.w3.org/2000/svg"><g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g></svg>`
	if _, err := photo.Make([]byte(ring), photo.Shown); err != nil {
		t.Errorf("a ring, which no browser draws: %v", err)
	}
}
