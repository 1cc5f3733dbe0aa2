package photo_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/color/palette"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gongbao/generator/diag"
	"gongbao/generator/photo"
	"gongbao/generator/photo/phototest"
)

// own is the file that stands at a picture's own address.
func own(tb testing.TB, p *photo.Picture) photo.File {
	tb.Helper()
	f := p.Files[len(p.Files)-1]
	if !f.Own {
		tb.Fatalf("the last file is not the picture's own: %+v", widths(p))
	}
	for _, other := range p.Files[:len(p.Files)-1] {
		if other.Own {
			tb.Fatal("two files want the picture's own address")
		}
	}
	return f
}

func widths(p *photo.Picture) []string {
	var out []string
	for _, f := range p.Files {
		out = append(out, fmt.Sprintf("%s %dx%d", f.Name("a."+p.Format), f.Width, f.Height))
	}
	return out
}

func mustMake(tb testing.TB, data []byte, use photo.Use) *photo.Picture {
	tb.Helper()
	p, err := photo.Make(data, use)
	if err != nil {
		tb.Fatal(err)
	}
	again, err := photo.Make(data, use)
	if err != nil {
		tb.Fatal(err)
	}
	for i, f := range p.Files {
		if !bytes.Equal(f.Data, again.Files[i].Data) {
			tb.Fatal("the same picture gave other bytes")
		}
	}
	return p
}

func decode(tb testing.TB, data []byte) image.Image {
	tb.Helper()
	img, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		tb.Fatal(err)
	}
	return img
}

// secrets are what must not be found in any file: the words of the test's EXIF,
// XMP, comments and so on, and the names of the blocks that hold them.
var secrets = []string{
	"Exif", "EXIF", "GPS", "113.6", "张三", "SECRET", "http://ns.adobe.com", "Photoshop", "ICC_PROFILE", "iCCP", "tEXt", "iTXt", "zTXt", "eXIf", "tIME", "XMP", "ICCP",
}

func noSecrets(tb testing.TB, p *photo.Picture) {
	tb.Helper()
	for _, f := range p.Files {
		for _, s := range secrets {
			if bytes.Contains(f.Data, []byte(s)) {
				tb.Errorf("%q is still in the file of %d pixels", s, f.Width)
			}
		}
	}
}

// quarters is a picture whose quarters are red, green, blue and white, so that
// it can be seen how it stands.
func quarters(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for i, c := range []color.RGBA{{255, 0, 0, 255}, {0, 255, 0, 255}, {0, 0, 255, 255}, {255, 255, 255, 255}} {
		x, y := i%2*w/2, i/2*h/2
		draw.Draw(img, image.Rect(x, y, x+w/2, y+h/2), image.NewUniform(c), image.Point{}, draw.Src)
	}
	return img
}

// stands names the quarters of a picture from the left above to the right below.
func stands(img image.Image) string {
	b := img.Bounds()
	var out strings.Builder
	for i := range 4 {
		r, g, bl, _ := img.At(b.Min.X+b.Dx()/4+i%2*b.Dx()/2, b.Min.Y+b.Dy()/4+i/2*b.Dy()/2).RGBA()
		switch hi := func(v uint32) bool { return v > 0x8000 }; {
		case hi(r) && hi(g) && hi(bl):
			out.WriteByte('W')
		case hi(r):
			out.WriteByte('R')
		case hi(g):
			out.WriteByte('G')
		case hi(bl):
			out.WriteByte('B')
		default:
			out.WriteByte('?')
		}
	}
	return out.String()
}

// TestUprightAndSilent walks the eight orientations of EXIF, small and large.
// What is stored is RG/BW; how it is to be shown follows from the meaning of
// each: where the first row and the first column of what is stored go.
func TestUprightAndSilent(t *testing.T) {
	for _, size := range []struct{ w, h int }{{64, 40}, {2100, 320}} {
		for use := photo.Shown; use <= photo.Linked; use++ {
			for o, want := range []string{1: "RGBW", 2: "GRWB", 3: "WBGR", 4: "BWRG", 5: "RBGW", 6: "BRWG", 7: "WGBR", 8: "GWRB"} {
				if o == 0 {
					continue
				}
				data := phototest.JPEG(quarters(size.w, size.h), o)
				if !bytes.Contains(data, []byte("GPS-SECRET")) {
					t.Fatal("the test's picture has no secret")
				}
				p := mustMake(t, data, use)
				noSecrets(t, p)
				w, h := size.w, size.h
				if o >= 5 {
					w, h = h, w
				}
				if p.Width != w || p.Height != h {
					t.Errorf("orientation %d: %d×%d, want %d×%d", o, p.Width, p.Height, w, h)
				}
				for _, f := range p.Files {
					img := decode(t, f.Data)
					if got := stands(img); got != want {
						t.Errorf("orientation %d, %d wide: %s, want %s", o, f.Width, got, want)
					}
					if img.Bounds().Dx() != f.Width || img.Bounds().Dy() != f.Height {
						t.Errorf("orientation %d: the file is %v and says %d×%d", o, img.Bounds(), f.Width, f.Height)
					}
					if got, want := float64(f.Width)/float64(f.Height), float64(w)/float64(h); math.Abs(got-want) > 0.01*want {
						t.Errorf("orientation %d: the shape changed from %.3f to %.3f", o, want, got)
					}
				}
				if use != photo.Shown && own(t, p).Width != w {
					t.Errorf("orientation %d: the whole picture is %d wide, want %d", o, own(t, p).Width, w)
				}
			}
		}
	}
}

// A picture that needs no other pixels keeps its own to the last bit.
func TestPixelsThatNeedNoChangeAreNotTouched(t *testing.T) {
	img := noise(700, 500)
	for name, data := range map[string][]byte{
		"jpeg": phototest.JPEG(img, 1), "png": phototest.PNG(img, 1), "progressive": phototest.JPEG(img, 0),
	} {
		p := mustMake(t, data, photo.Shown)
		noSecrets(t, p)
		a, b := decode(t, data), decode(t, own(t, p).Data)
		if !sameImage(a, b) {
			t.Errorf("%s: pixels changed", name)
		}
		if len(own(t, p).Data) >= len(data) {
			t.Errorf("%s: nothing was taken away", name)
		}
	}
}

func sameImage(a, b image.Image) bool {
	if a.Bounds() != b.Bounds() {
		return false
	}
	for y := a.Bounds().Min.Y; y < a.Bounds().Max.Y; y++ {
		for x := a.Bounds().Min.X; x < a.Bounds().Max.X; x++ {
			if r, g, bl, al := a.At(x, y).RGBA(); r != func() uint32 { v, _, _, _ := b.At(x, y).RGBA(); return v }() {
				return false
			} else if _, g2, b2, a2 := b.At(x, y).RGBA(); g != g2 || bl != b2 || al != a2 {
				return false
			}
		}
	}
	return true
}

// noise is a picture like a photograph: smooth, with grain.
func noise(w, h int) *image.RGBA {
	rng := rand.New(rand.NewPCG(1, 2))
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			v := 128 + 80*math.Sin(float64(x)/37)*math.Cos(float64(y)/23) + rng.Float64()*20
			img.SetRGBA(x, y, color.RGBA{uint8(v), uint8(255 - v), uint8(x * 255 / w), 255})
		}
	}
	return img
}

func TestWidths(t *testing.T) {
	transparent := image.NewNRGBA(image.Rect(0, 0, 1200, 300))
	draw.Draw(transparent, transparent.Rect, noise(1200, 300), image.Point{}, draw.Src)
	for i := 3; i < len(transparent.Pix); i += 4 {
		transparent.Pix[i] = uint8(i / 1200)
	}
	for _, c := range []struct {
		name string
		data []byte
		use  photo.Use
		want []string
	}{
		{"small", phototest.JPEG(noise(400, 300), 1), photo.Shown, []string{"a.jpg 400x300"}},
		{"hardly wider than a file would be", phototest.JPEG(noise(590, 100), 1), photo.Shown, []string{"a.jpg 590x100"}},
		{"for phones", phototest.JPEG(noise(700, 350), 1), photo.Shown, []string{"a.480.jpg 480x240", "a.jpg 700x350"}},
		{"at the bound", phototest.JPEG(noise(1600, 400), 1), photo.Shown, []string{"a.480.jpg 480x120", "a.960.jpg 960x240", "a.jpg 1600x400"}},
		{"wide", phototest.JPEG(noise(3000, 300), 1), photo.Shown, []string{"a.480.jpg 480x48", "a.960.jpg 960x96", "a.jpg 1600x160"}},
		{"wide and whole", phototest.JPEG(noise(3000, 300), 1), photo.ShownAndLinked, []string{"a.480.jpg 480x48", "a.960.jpg 960x96", "a.1600.jpg 1600x160", "a.jpg 3000x300"}},
		{"only linked", phototest.JPEG(noise(3000, 300), 1), photo.Linked, []string{"a.jpg 3000x300"}},
		{"high", phototest.JPEG(noise(600, 2000), 6), photo.Shown, []string{"a.480.jpg 480x144", "a.960.jpg 960x288", "a.jpg 1600x480"}},
		{"png", phototest.PNG(noise(1200, 300), 1), photo.Shown, []string{"a.480.png 480x120", "a.960.png 960x240", "a.png 1200x300"}},
		{"png turned", phototest.PNG(noise(300, 700), 8), photo.Shown, []string{"a.480.png 480x206", "a.png 700x300"}},
		{"png with transparency", phototest.PNG(transparent, 1), photo.Shown, []string{"a.480.png 480x120", "a.960.png 960x240", "a.png 1200x300"}},
		// Drawn in two colours it is lighter than any narrower one in many.
		{"a narrower file is heavier", phototest.PNG(checks(1200, 300), 1), photo.Shown, []string{"a.png 1200x300"}},
		{"a line", phototest.PNG(noise(3000, 1), 1), photo.Shown, nil},
	} {
		p := mustMake(t, c.data, c.use)
		noSecrets(t, p)
		if got := widths(p); c.want != nil && !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
		for i, f := range p.Files {
			if img := decode(t, f.Data); img.Bounds().Dx() != f.Width || img.Bounds().Dy() != f.Height {
				t.Errorf("%s: the file is %v and says %d×%d", c.name, img.Bounds(), f.Width, f.Height)
			}
			if f.Width > p.Width {
				t.Errorf("%s: made wider than it was", c.name)
			}
			if i > 0 && len(f.Data) <= len(p.Files[i-1].Data) {
				t.Errorf("%s: a narrower file is no lighter", c.name)
			}
		}
		info, err := photo.Examine(c.data)
		if err != nil || info.Width != p.Width || info.Height != p.Height || info.Format != p.Format || info.Files != nil {
			t.Errorf("%s: Examine says %+v (%v)", c.name, info, err)
		}
	}
}

func checks(w, h int) image.Image {
	img := image.NewPaletted(image.Rect(0, 0, w, h), color.Palette{color.White, color.RGBA{155, 28, 31, 255}})
	for i := range img.Pix {
		img.Pix[i] = uint8(i % 7 / 3 & 1)
	}
	return img
}

// A gray picture stays gray, and transparency stays where it was.
func TestWhatAPictureIsStays(t *testing.T) {
	gray := image.NewGray(image.Rect(0, 0, 1000, 200))
	for i := range gray.Pix {
		gray.Pix[i] = uint8(i % 1000 / 4)
	}
	p := mustMake(t, phototest.PNG(gray, 1), photo.Shown)
	if m := decode(t, p.Files[0].Data).ColorModel(); len(p.Files) < 2 || m != color.GrayModel {
		t.Errorf("gray became %v", widths(p))
	}
	half := image.NewNRGBA(image.Rect(0, 0, 1000, 400))
	draw.Draw(half, half.Rect, noise(1000, 400), image.Point{}, draw.Src)
	for y := range 200 {
		for x := range 1000 {
			half.SetNRGBA(x, y, color.NRGBA{})
		}
	}
	p = mustMake(t, phototest.PNG(half, 1), photo.Shown)
	img := decode(t, p.Files[0].Data)
	_, _, _, above := img.At(100, 20).RGBA()
	_, _, _, below := img.At(100, 180).RGBA()
	if len(p.Files) < 2 || above != 0 || below != 0xffff {
		t.Errorf("opacity is %d above and %d below", above, below)
	}
}

func animated(frames int) []byte {
	g := &gif.GIF{LoopCount: 3, Config: image.Config{Width: 900, Height: 90}}
	for i := range frames {
		img := image.NewPaletted(image.Rect(0, 0, 900, 90), palette.Plan9)
		for k := range img.Pix {
			img.Pix[k] = uint8(k * (i + 1) / 100)
		}
		g.Image, g.Delay = append(g.Image, img), append(g.Delay, 20)
	}
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, g); err != nil {
		panic(err)
	}
	data := b.Bytes()
	// A comment and a block of XMP before the first frame, and something behind
	// the end.
	i := bytes.Index(data, []byte{0x21, 0xf9})
	extra := "\x21\xfe\x06SECRET\x00" + "\x21\xff\x0bXMP DataXMP\x06SECRET\x00"
	return slices.Concat(data[:i], []byte(extra), data[i:], []byte("SECRET"))
}

func TestGIF(t *testing.T) {
	data := animated(3)
	p := mustMake(t, data, photo.Shown)
	noSecrets(t, p)
	got, err := gif.DecodeAll(bytes.NewReader(own(t, p).Data))
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Image) != 3 || got.LoopCount != 3 || got.Delay[1] != 20 || len(p.Files) != 1 {
		t.Errorf("%d frames, %d loops, delays %v, files %v", len(got.Image), got.LoopCount, got.Delay, widths(p))
	}
	want, _ := gif.DecodeAll(bytes.NewReader(data))
	for i := range want.Image {
		if !bytes.Equal(want.Image[i].Pix, got.Image[i].Pix) {
			t.Errorf("frame %d changed", i)
		}
	}
	p = mustMake(t, animated(1), photo.Shown) // a GIF that stands still is a picture like any other
	noSecrets(t, p)
	if p.Width != 900 || own(t, p).Format != "gif" {
		t.Errorf("%v", widths(p))
	}
	for _, f := range p.Files[:len(p.Files)-1] {
		if f.Name("reports/a.gif") != "reports/a.gif.480.png" {
			t.Errorf("a narrower file of a GIF is %s", f.Name("reports/a.gif"))
		}
	}
}

func TestWebP(t *testing.T) {
	p := mustMake(t, phototest.WebP(false), photo.Shown)
	noSecrets(t, p)
	if p.Format != "webp" || p.Width != 4 || p.Height != 4 || len(p.Files) != 1 {
		t.Errorf("%+v %v", p, widths(p))
	}
	decode(t, own(t, p).Data)
	p = mustMake(t, phototest.WebP(true), photo.Shown) // moving
	noSecrets(t, p)
	if n := bytes.Count(own(t, p).Data, []byte("ANMF")); n != 2 {
		t.Errorf("%d frames, want 2", n)
	}
	if got := reason(t, phototest.WebPTurned()); got != "@image-webp-turned" {
		t.Errorf("turned: %s", got)
	}
}

// A moving PNG keeps its frames.
func TestMovingPNG(t *testing.T) {
	data := phototest.PNG(noise(700, 50), 6)
	fdat := slices.Concat([]byte{0, 0, 0, 1}, []byte("not looked at"))
	data = insert(data, chunkOf("acTL", []byte{0, 0, 0, 2, 0, 0, 0, 0}), chunkOf("fdAT", fdat))
	p := mustMake(t, data, photo.Shown)
	noSecrets(t, p)
	if len(p.Files) != 1 || !bytes.Contains(own(t, p).Data, []byte("fdAT")) || p.Width != 700 {
		t.Errorf("%v", widths(p))
	}
}

// insert puts chunks behind the head of a PNG.
func insert(data []byte, chunks ...[]byte) []byte {
	return slices.Concat(append([][]byte{data[:33]}, append(chunks, data[33:])...)...)
}

func chunkOf(name string, body []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	b = append(append(b, name...), body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// Colours that are not sRGB are made so, as their profile goes.
func TestColoursBecomeSRGB(t *testing.T) {
	for _, c := range []struct {
		name    string
		icc     []byte
		in, out color.RGBA
	}{
		// Worked out from the primaries and curves of the standards, without
		// profiles: chromaticities, D65, and the inverse of sRGB's own matrix.
		{"Display P3", phototest.DisplayP3(), color.RGBA{200, 100, 50, 255}, color.RGBA{215, 93, 31, 255}},
		{"Adobe RGB", phototest.AdobeRGB(), color.RGBA{200, 100, 50, 255}, color.RGBA{227, 100, 42, 255}},
		{"gray stays gray", phototest.DisplayP3(), color.RGBA{128, 128, 128, 255}, color.RGBA{128, 128, 128, 255}},
		{"sRGB", phototest.SRGB(), color.RGBA{200, 100, 50, 255}, color.RGBA{200, 100, 50, 255}},
		{"no profile at all", []byte("SECRET"), color.RGBA{200, 100, 50, 255}, color.RGBA{200, 100, 50, 255}},
	} {
		img := image.NewRGBA(image.Rect(0, 0, 64, 64))
		draw.Draw(img, img.Rect, image.NewUniform(c.in), image.Point{}, draw.Src)
		var z bytes.Buffer
		w := zlib.NewWriter(&z)
		w.Write(c.icc)
		w.Close()
		data := insert(phototest.PNG(img, 1), chunkOf("iCCP", slices.Concat([]byte("SECRET\x00\x00"), z.Bytes())))
		p := mustMake(t, data, photo.Shown)
		noSecrets(t, p)
		r, g, b, _ := decode(t, own(t, p).Data).At(30, 30).RGBA()
		for i, v := range []uint32{r, g, b} {
			want := []uint8{c.out.R, c.out.G, c.out.B}[i]
			if d := int(v>>8) - int(want); d < -2 || d > 2 {
				t.Errorf("%s: %d %d %d, want %v", c.name, r>>8, g>>8, b>>8, c.out)
				break
			}
		}
		p = mustMake(t, phototest.JPEGWith(img, 1, c.icc), photo.Shown)
		noSecrets(t, p)
		r, g, b, _ = decode(t, own(t, p).Data).At(30, 30).RGBA()
		if d := int(r>>8) - int(c.out.R); d < -4 || d > 4 {
			t.Errorf("%s as JPEG: %d %d %d, want %v", c.name, r>>8, g>>8, b>>8, c.out)
		}
	}
}

// reason is why a picture is refused.
func reason(tb testing.TB, data []byte) string {
	tb.Helper()
	p, err := photo.Make(data, photo.Shown)
	var problem *diag.Problem
	if !errors.As(err, &problem) {
		tb.Errorf("taken, or no finding: %v %v", p, err)
		return ""
	}
	_, other := photo.Examine(data)
	if other == nil || other.Error() != err.Error() {
		tb.Errorf("Make says %v and Examine %v", err, other)
	}
	if problem.Code == diag.ImageTooLarge {
		return "too large"
	}
	return problem.Args["reason"]
}

// Every picture that is cut off anywhere is refused, and none does harm.
func TestCutOff(t *testing.T) {
	for name, data := range map[string][]byte{
		"jpeg": phototest.JPEG(noise(64, 48), 6), "progressive": phototest.JPEG(noise(64, 48), 0), "png": phototest.PNG(noise(32, 24), 3), "webp": phototest.WebP(false), "moving webp": phototest.WebP(true),
	} {
		if _, err := photo.Make(data, photo.Shown); err != nil {
			t.Fatal(name, err)
		}
		end := len(data) - len(phototest.Tail)
		for n := 0; n < end; n += 1 + n/200 {
			if p, err := photo.Make(data[:n], photo.Shown); err == nil {
				t.Errorf("%s of %d bytes was taken with %d: %v", name, len(data), n, widths(p))
				break
			}
		}
	}
	data := animated(2)
	for n := 0; n < len(data)-20; n += 97 { // a GIF may lack its last byte
		if _, err := photo.Make(data[:n], photo.Shown); err == nil {
			if g, err := gif.DecodeAll(bytes.NewReader(append(bytes.Clone(data[:n]), 0x3b))); err != nil {
				t.Errorf("GIF cut off at %d was taken: %v %v", n, g, err)
			}
		}
	}
}

func TestRefused(t *testing.T) {
	png := phototest.PNG(noise(20, 20), 1)
	bomb := bytes.Clone(png)
	binary.BigEndian.PutUint32(bomb[16:], 60000)
	binary.BigEndian.PutUint32(bomb[20:], 60000)
	binary.BigEndian.PutUint32(bomb[29:], crc32.ChecksumIEEE(bomb[12:29]))
	wrong := bytes.Clone(png)
	wrong[len(wrong)-len(phototest.Tail)-30] ^= 0xff
	var plain bytes.Buffer
	if err := jpeg.Encode(&plain, noise(64, 64), nil); err != nil {
		t.Fatal(err)
	}
	wide := plain.Bytes()
	i := bytes.Index(wide, []byte{0xff, 0xc0})
	jpegBomb := bytes.Clone(wide)
	copy(jpegBomb[i+5:], []byte{0xff, 0xdc, 0xff, 0xdc})
	arithmetic := bytes.Clone(wide)
	arithmetic[i+1] = 0xc9
	gifBomb := animated(2)
	copy(gifBomb[6:], []byte{0xff, 0xff, 0xff, 0xff})
	for _, c := range []struct {
		name, want string
		data       []byte
	}{
		{"nothing", "@image-format", nil},
		{"text", "@image-format", []byte("不是图片")},
		{"web page", "@image-format", []byte("<!DOCTYPE html><html></html>")},
		{"bitmap", "@image-format", []byte("BM6\x00\x00\x00")},
		{"TIFF", "@image-format", []byte("II*\x00\x08\x00\x00\x00")},
		{"HEIC", "@image-format", []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00")},
		{"PNG of billions of pixels", "too large", bomb},
		{"JPEG of billions of pixels", "too large", jpegBomb},
		{"GIF of billions of pixels", "too large", gifBomb},
		{"PNG with a wrong byte", "@image-damaged", wrong},
		{"JPEG without a scan", "@image-damaged", []byte("\xff\xd8\xff\xd9")},
		{"arithmetic JPEG", "@image-unsupported", arithmetic},
		{"GIF without a frame", "@image-damaged", []byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;")},
	} {
		if got := reason(t, c.data); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestPack(t *testing.T) {
	p := mustMake(t, phototest.JPEG(noise(700, 200), 6), photo.Shown)
	packed, err := p.Pack()
	if err != nil {
		t.Fatal(err)
	}
	got, ok := photo.Unpack(packed)
	if !ok || got.Width != p.Width || got.Format != p.Format || len(got.Files) != len(p.Files) {
		t.Fatalf("%+v %t", got, ok)
	}
	for i, f := range p.Files {
		if !bytes.Equal(got.Files[i].Data, f.Data) || got.Files[i].Name("x.jpg") != f.Name("x.jpg") {
			t.Errorf("file %d changed", i)
		}
	}
	for _, bad := range [][]byte{nil, packed[:31], packed[:len(packed)-1], append(bytes.Clone(packed), 0)} {
		if _, ok := photo.Unpack(bad); ok {
			t.Errorf("%d of %d bytes were taken", len(bad), len(packed))
		}
	}
	if a, b := photo.Key([]byte("a"), photo.Shown), photo.Key([]byte("a"), photo.Linked); a == b || a == photo.Key([]byte("b"), photo.Shown) {
		t.Error("two pictures have one key")
	}
}

func TestIsPicture(t *testing.T) {
	jpg := phototest.JPEG(noise(8, 8), 1)[:64]
	for _, c := range []struct {
		name string
		head []byte
		want bool
	}{
		{"a.jpg", nil, true}, {"a.JPEG", nil, true}, {"a.svg", nil, true}, {"a.heic", nil, true}, {"a.tif", nil, true},
		{"a.dat", jpg, true}, {"scan", []byte("II*\x00\x00\x00\x00\x00"), true}, {"a.csv", []byte("a,b"), false}, {"a.pdf", []byte("%PDF-1.7"), false}, {"a", nil, false},
	} {
		if got := photo.IsPicture(c.name, c.head); got != c.want {
			t.Errorf("%s: %t", c.name, got)
		}
	}
}

// Whatever the bytes are, there is no panic; what comes out can be read, has the
// size that it says, and cleaning it again takes nothing more away.
func FuzzStrip(f *testing.F) {
	small := noise(16, 12)
	for o := range 9 {
		f.Add(phototest.JPEG(small, o), byte(o))
		f.Add(phototest.PNG(small, max(o, 1)), byte(o))
	}
	f.Add(phototest.JPEGWith(small, 1, phototest.DisplayP3()), byte(1))
	f.Add(phototest.WebP(false), byte(1))
	f.Add(phototest.WebP(true), byte(0))
	f.Add(animated(2), byte(0))
	for _, c := range attacks(f) {
		f.Add([]byte(c.in), byte(1))
	}
	f.Fuzz(func(t *testing.T, data []byte, use byte) {
		if len(data) > 1<<20 {
			return
		}
		if info, err := photo.Examine(data); err != nil || info.Width*info.Height > 1<<20 {
			return // slow, and no more is learnt of it
		}
		p, err := photo.Make(data, photo.Use(use%3))
		if err != nil {
			var problem *diag.Problem
			if !errors.As(err, &problem) {
				t.Fatalf("no finding: %v", err)
			}
			return
		}
		mine := own(t, p)
		q, err := photo.Make(mine.Data, photo.Linked)
		if err != nil {
			t.Fatalf("what was made is refused: %v", err)
		}
		if q.Width != mine.Width || q.Height != mine.Height || q.Format != p.Format {
			t.Fatalf("%s %d×%d became %s %d×%d", p.Format, mine.Width, mine.Height, q.Format, q.Width, q.Height)
		}
		if !bytes.Equal(own(t, q).Data, mine.Data) {
			t.Fatalf("made again it is another")
		}
	})
}

func BenchmarkMake(b *testing.B) {
	img := noise(4000, 3000) // 12 megapixels, as phones take
	data := phototest.JPEG(img, 6)
	b.Run("12MP", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := photo.Make(data, photo.Shown); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("12MP-examine", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := photo.Examine(data); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("unpack", func(b *testing.B) {
		p, err := photo.Make(data, photo.Shown)
		if err != nil {
			b.Fatal(err)
		}
		packed, err := p.Pack()
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			photo.Key(data, photo.Shown)
			if _, ok := photo.Unpack(packed); !ok {
				b.Fatal("not whole")
			}
		}
	})
	b.Run("svg", func(b *testing.B) {
		svg := []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">` + strings.Repeat(`<path d="M0 0L10 10z" fill="red"/>`, 1000) + `</svg>`)
		for b.Loop() {
			if _, err := photo.Make(svg, photo.Shown); err != nil {
				b.Fatal(err)
			}
		}
	})
}
