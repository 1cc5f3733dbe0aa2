package acceptance

import (
	"fmt"
	"image"
	"image/color"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gongbao/generator/photo/phototest"
	"gongbao/generator/site"
)

// album is the default site with a page of pictures.
func album(t *testing.T) made {
	t.Helper()
	good := defaultSite(t)
	src := filepath.Join(t.TempDir(), "site")
	for _, name := range []string{"site.toml", "content", "data", "themes"} {
		if err := copyTree(filepath.Join(good.src, name), filepath.Join(src, name)); err != nil {
			t.Fatal(err)
		}
	}
	img := image.NewRGBA(image.Rect(0, 0, 1500, 2000))
	for i := range img.Pix {
		img.Pix[i] = uint8(i * i / 4096)
	}
	for y := range 2000 {
		for x := range 1500 {
			img.SetRGBA(x, y, color.RGBA{uint8(x / 6), uint8(y / 8), img.Pix[img.PixOffset(x, y)], 255})
		}
	}
	for name, data := range map[string][]byte{
		"法 庭,一.jpg": phototest.JPEG(img, 6), // upright 2000 by 1500
		"seal.png":  phototest.PNG(image.NewGray(image.Rect(0, 0, 120, 90)), 1),
		"emblem.svg": []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 200" onload="document.title='x'"><style>.a{fill:#9b1c1f}</style>` +
			`<rect class="a" width="400" height="100"/><rect style="fill:#9b1c1f" y="100" width="400" height="100"/><script>document.title='x'</script></svg>`),
		"a.md": []byte("+++\ntitle = \"图片\"\n+++\n\n" + strings.Repeat("全市法院坚持以人民为中心。\n\n", 200) +
			"![法庭](<法 庭,一.jpg> \"审判法庭\")\n\n![印章](seal.png)\n\n![法徽](emblem.svg)\n\n末段。\n"),
	} {
		if err := os.MkdirAll(filepath.Join(src, "content", "album"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(src, "content", "album", name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cache := filepath.Join(src, ".gongbao")
	mayFail(t, warm(cache, true))
	m, err := build(site.Options{Dir: src, Out: filepath.Join(src, "public"), Cache: cache})
	if err == nil {
		err = m.failed()
	}
	mayFail(t, err)
	return m
}

// Pictures load when a reader comes to them, from a server and from a stick, in
// the width that the screen has use for, and nothing on the page moves.
func TestPicturesLoadAsWideAsNeeded(t *testing.T) {
	// Alone: it allows nothing to move by a pixel.
	m := album(t)
	folder := http.FileServer(http.Dir(m.out))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'")
		if r.URL.Path == "/favicon.ico" {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		folder.ServeHTTP(w, r)
	}))
	defer server.Close()
	file, err := filepath.Abs(filepath.Join(m.out, "album", "a.html"))
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{server.URL + "/album/a.html", (&url.URL{Scheme: "file", Path: filepath.ToSlash(file)}).String()} {
		for _, c := range []struct {
			width int64
			loads int
		}{{390, 480}, {1280, 960}} {
			b := open(t, true)
			b.size(c.width, 800)
			b.visit(address)
			where := fmt.Sprintf("%s at %d px", address, c.width)
			if eval[bool](b, `document.images[0].complete`) {
				t.Errorf("%s: a picture %v px below was loaded at once", where, eval[float64](b, `document.images[0].getBoundingClientRect().top`))
			}
			const each = `[...document.querySelectorAll("main img")]`
			height := eval[float64](b, `document.documentElement.scrollHeight`)
			for i := range eval[int](b, each+".length") {
				eval[bool](b, fmt.Sprintf(`%s[%d].scrollIntoView({block: "center", behavior: "instant"}), true`, each, i))
				if !b.becomes(fmt.Sprintf(`%s[%d].complete && %s[%d].naturalWidth > 0`, each, i, each, i)) {
					t.Errorf("%s: picture %d does not load", where, i+1)
				}
			}
			if now := eval[float64](b, `document.documentElement.scrollHeight`); now != height {
				t.Errorf("%s: the page was %v px high and is %v", where, height, now)
			}
			if shifts := eval[float64](b, `shifts`); shifts > 0 {
				t.Errorf("%s: things moved by %v: %v", where, shifts, eval[[]string](b, `shifted`))
			}
			if got, want := eval[string](b, `decodeURI(document.images[0].currentSrc)`), fmt.Sprintf(".%d.jpg", c.loads); !strings.HasSuffix(got, want) {
				t.Errorf("%s: %s was loaded, want %s", where, got, want)
			}
			for _, s := range eval[[]string](b, each+`.map(i => [i, i.getBoundingClientRect()]).filter(([i, r]) => r.left < 0 || r.right > innerWidth || Math.abs(r.width / r.height - i.getAttribute("width") / i.getAttribute("height")) > 0.02).map(([i, r]) => i.src + " " + r.width + " by " + r.height)`) {
				t.Errorf("%s: out of shape or place: %s", where, s)
			}
			if !eval[bool](b, `document.images[1].getBoundingClientRect().width === 120`) {
				t.Errorf("%s: a small picture is not shown at its size", where)
			}
			// The style within a drawing is its own, whatever the policy of the page.
			if strings.HasPrefix(address, "http:") {
				const pixels = `(() => { const c = document.createElement("canvas"); c.width = 400; c.height = 200; const x = c.getContext("2d", {willReadFrequently: true}); x.drawImage(document.images[2], 0, 0, 400, 200);
					return [50, 150].map(y => [...x.getImageData(200, y, 1, 1).data].join(" ")); })()`
				for _, got := range eval[[]string](b, pixels) {
					if got != "155 28 31 255" {
						t.Errorf("%s: the drawing has the colour %s", where, got)
					}
				}
			}
			b.quiet(where)
		}
	}
}
