package photo_test

import (
	"crypto/sha256"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"gongbao/generator/diag"
	"gongbao/generator/photo"
)

// FuzzSVG cleans drawings. What is left of one runs nothing, leads nowhere and is
// XML, by the word of another reader than the one that cleaned it.
func FuzzSVG(f *testing.F) {
	for _, c := range attacks(f) {
		f.Add(c.in)
	}
	const open = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="1" height="1">`
	for _, s := range []string{
		`<style>a{fill:url(#x)} @import "x"; b{background:url(//h/x)}</style>`, `<style><![CDATA[*{x:u\72l(//h)}]]></style>`, `<rect style="fill:url(#a);background:url( 'http://h' )"/>`,
		`<a href="javascript:x"><text>y</text></a>`, `<use xlink:href="//h/x#y"/><use href="#a"/>`, `<image href="data:image/svg+xml;base64,PHN2Zy8+"/><image href="http://h/x.png"/>`,
		`<set attributeName="href" to="javascript:x"/>`, `<foreignObject><iframe src="x"/></foreignObject>`, `<handler type="x">y</handler><script>z</script>`, `<g onclick="x" OnLoad="y" xml:base="http://h/"/>`,
		`<text>&lt;script&gt;</text>`, `<x:script xmlns:x="http://www.w3.org/2000/svg">1</x:script>`, `<title><script>x</script></title>`, `<filter><feImage href="http://h"/></filter>`,
	} {
		f.Add(open + s + "</svg>")
	}
	f.Fuzz(func(t *testing.T, in string) {
		if !strings.HasPrefix(strings.TrimSpace(in), "<") || len(in) > 1<<16 {
			return
		}
		p, err := photo.Make([]byte(in), photo.Shown)
		if err != nil {
			var problem *diag.Problem
			if !errors.As(err, &problem) {
				t.Fatalf("no finding: %v", err)
			}
			return
		}
		out := string(own(t, p).Data)
		harmless(t, out)
		q, err := photo.Make([]byte(out), photo.Shown)
		if err != nil || string(own(t, q).Data) != out {
			t.Errorf("cleaned again it is another (%v):\n%s", err, out)
		}
	})
}

// harmless looks for what runs or loads something in a drawing.
func harmless(t *testing.T, svg string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(svg))
	style := false
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatalf("it is no XML: %v\n%s", err, svg)
		}
		switch tok := tok.(type) {
		case xml.ProcInst, xml.Directive, xml.Comment:
			t.Errorf("%T is left:\n%s", tok, svg)
		case xml.StartElement:
			name := strings.ToLower(tok.Name.Local)
			style = name == "style"
			switch name {
			case "script", "foreignobject", "iframe", "a", "set", "animate", "animatetransform", "animatemotion", "handler", "feimage", "audio", "video", "metadata", "embed", "object":
				t.Errorf("<%s> is left:\n%s", name, svg)
			}
			if tok.Name.Space != "http://www.w3.org/2000/svg" {
				t.Errorf("<%s> of %q is left:\n%s", name, tok.Name.Space, svg)
			}
			for _, a := range tok.Attr {
				value := strings.ToLower(strings.TrimSpace(a.Value))
				switch key := strings.ToLower(a.Name.Local); {
				case key == "xmlns" && value == "http://www.w3.org/2000/svg":
				case strings.HasPrefix(key, "on"), key == "base", a.Name.Space == "xmlns":
					t.Errorf("%s is left:\n%s", key, svg)
				case key == "href" && !strings.HasPrefix(value, "#") && !strings.HasPrefix(value, "data:image/"), strings.HasPrefix(value, "data:image/svg"):
					t.Errorf("%s=%q is left:\n%s", key, a.Value, svg)
				default:
					stays(t, value, svg)
				}
			}
		case xml.EndElement:
			style = false
		case xml.CharData:
			if style {
				stays(t, strings.ToLower(string(tok)), svg)
				if strings.Contains(string(tok), "@") {
					t.Errorf("a rule with @ is left:\n%s", svg)
				}
			}
		}
	}
}

// stays looks for a url( that leads elsewhere than to the drawing itself.
func stays(t *testing.T, css, svg string) {
	t.Helper()
	for _, after := range strings.Split(css, "url(")[1:] {
		if target := strings.TrimLeft(after, " \t\r\n\f\"'"); !strings.HasPrefix(target, "#") {
			t.Errorf("url(%.40s is left:\n%s", after, svg)
		}
	}
	if strings.ContainsRune(css, '\\') && strings.Contains(css, "url") {
		t.Errorf("an escape is left:\n%s", svg)
	}
}

// FuzzUnpack reads what the cache keeps of pictures.
func FuzzUnpack(f *testing.F) {
	for _, s := range []string{"{}\n", "{\"Sizes\":[1,-1]}\nx", "{\"Files\":[{}],\"Sizes\":[9223372036854775807,1]}\n", "{\"Files\":[{},{}],\"Sizes\":[1]}\nab", "null\n", "{\"Files\":[{\"Width\":1}],\"Sizes\":[2]}\nab"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		p, ok := photo.Unpack(sealed(body))
		if !ok {
			return
		}
		again, err := p.Pack()
		if err != nil {
			t.Fatal(err)
		}
		if q, ok := photo.Unpack(again); !ok || len(q.Files) != len(p.Files) {
			t.Errorf("%+v was packed and is not read", p)
		}
	})
}

// sealed is a body with the digest before it, as the cache has it.
func sealed(body []byte) []byte {
	sum := sha256.Sum256(body)
	return slices.Concat(sum[:], body)
}
