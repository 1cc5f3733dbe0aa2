package photo

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"testing"
)

// grain is a smooth picture with some noise, as light and colour.
func grain(w, h int, ratio image.YCbCrSubsampleRatio) *image.YCbCr {
	rng := rand.New(rand.NewPCG(3, 4))
	img := image.NewYCbCr(image.Rect(0, 0, w, h), ratio)
	for i := range img.Y {
		img.Y[i] = uint8(128 + 90*math.Sin(float64(i%img.YStride)/9) + rng.Float64()*20)
	}
	for i := range img.Cb {
		img.Cb[i], img.Cr[i] = uint8(i/img.CStride*2), uint8(i%img.CStride*2)
	}
	return img
}

// Stripes give the picture that the filter gives at once.
func TestStripesDoNotShow(t *testing.T) {
	src := grain(230, 170, image.YCbCrSubsampleRatio420)
	want, got := image.NewRGBA(image.Rect(0, 0, 141, 103)), image.NewRGBA(image.Rect(0, 0, 141, 103))
	scale(want, src, scaleMemory)
	for _, limit := range []int{1, 20_000, 100_000} {
		scale(got, src, limit)
		for i := range want.Pix {
			// Between width and height a level is rounded, and what the filter
			// overshot is cut off.
			if d := int(want.Pix[i]) - int(got.Pix[i]); d < -6 || d > 6 {
				t.Fatalf("limit %d: byte %d is %d, want %d", limit, i, got.Pix[i], want.Pix[i])
			}
		}
	}
}

// Each pixel of a shrunk image is the mean of those it stands for, whatever way
// colours are stored.
func TestShrinkIsTheMean(t *testing.T) {
	for _, ratio := range []image.YCbCrSubsampleRatio{
		image.YCbCrSubsampleRatio444, image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio420, image.YCbCrSubsampleRatio440, image.YCbCrSubsampleRatio411, image.YCbCrSubsampleRatio410,
	} {
		src := grain(97, 62, ratio)
		rgba := image.NewNRGBA(src.Rect)
		for y := range 62 {
			for x := range 97 {
				rgba.Set(x, y, src.At(x, y))
			}
		}
		for factor := 1; factor <= 5; factor++ {
			for name, img := range map[string]image.Image{"YCbCr": src, "NRGBA": rgba} {
				small := shrink(img, factor)
				if b := small.Bounds(); b.Dx() != 97/factor || b.Dy() != 62/factor {
					t.Fatalf("%v by %d: %v", ratio, factor, b)
				}
				for _, p := range []image.Point{{0, 0}, {7, 5}, {97/factor - 1, 62/factor - 1}} {
					var want [3]float64
					for dy := range factor {
						for dx := range factor {
							c := color.RGBAModel.Convert(src.At(p.X*factor+dx, p.Y*factor+dy)).(color.RGBA)
							want[0] += float64(c.R) / float64(factor*factor)
							want[1] += float64(c.G) / float64(factor*factor)
							want[2] += float64(c.B) / float64(factor*factor)
						}
					}
					c := color.RGBAModel.Convert(small.At(p.X, p.Y)).(color.RGBA)
					for k, v := range []uint8{c.R, c.G, c.B} {
						// Colours that are stored coarser reach over the edge of a
						// group, and means of light and colour round twice.
						if math.Abs(float64(v)-want[k]) > 8 {
							t.Errorf("%s %v by %d at %v: %v, want %v", name, ratio, factor, p, c, want)
						}
					}
				}
			}
		}
	}
}
