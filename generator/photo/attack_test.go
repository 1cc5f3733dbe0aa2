package photo_test

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"gongbao/generator/photo"
)

// blank is a file of few bytes that has many pixels.
func blank(t *testing.T, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewPaletted(image.Rect(0, 0, w, h), color.Palette{color.Black, color.White})); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Pictures within a drawing are looked at one by one: a small file could keep a
// machine at it for a quarter of an hour.
func TestPicturesInADrawingAreBounded(t *testing.T) {
	drawing := func(n int, picture []byte) []byte {
		one := `<image width="1" height="1" href="data:image/png;base64,` + base64.StdEncoding.EncodeToString(picture) + `"/>`
		return []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1">` + strings.Repeat(one, n) + `</svg>`)
	}
	if got := reason(t, drawing(1000, blank(t, 8000, 500))); got != "@image-svg-heavy" {
		t.Errorf("1,000 pictures of 4,000,000 pixels: %q", got)
	}
	p := mustMake(t, drawing(20, blank(t, 1000, 1000)), photo.Shown)
	if n := bytes.Count(own(t, p).Data, []byte("<image ")); n != 20 {
		t.Errorf("of 20 pictures %d are left", n)
	}
}

// What stands in a picture beside its pixels does not come into the site, so that a
// file that is a page as well, to those who read it as one, is none any more.
func TestPicturesAreNoPages(t *testing.T) {
	const page = "<script>SECRET</script>"
	raw := blank(t, 4, 3)
	chunk := func(name, body string) []byte { return chunkOf(name, []byte(body)) }
	behindHead := func(more []byte) []byte { return bytes.Join([][]byte{raw[:33], more, raw[33:]}, nil) }
	for name, data := range map[string][]byte{
		"behind the end":      append(bytes.Clone(raw), page...),
		"an unknown chunk":    behindHead(chunk("seCr", page)),
		"a chunk of text":     behindHead(chunk("tEXt", "Comment\x00"+page)),
		"long text":           behindHead(chunk("iTXt", "XML:com.adobe.xmp\x00\x00\x00\x00\x00"+page)),
		"a colour profile":    behindHead(chunk("iCCP", page+"\x00\x00")),
		"a suggested palette": behindHead(chunk("sPLT", page+"\x00\x08")),
		"a second end":        append(append(bytes.Clone(raw), chunk("tEXt", page)...), raw[len(raw)-12:]...),
	} {
		p, err := photo.Make(data, photo.Linked)
		if err != nil {
			continue // refused is as good
		}
		if out := own(t, p).Data; bytes.Contains(out, []byte("SECRET")) {
			t.Errorf("%s: it is still there", name)
		}
	}
}
