package photo

import (
	"image"
	stddraw "image/draw"

	"golang.org/x/image/draw"
)

// scaleMemory is what the filter that makes the exact width may hold, in bytes.
const scaleMemory = 64 << 20

// perScaled is how much it holds for each pixel of the wanted width and the
// given height.
const perScaled = 32

// scale fills dst with src. The filter makes the width first and then the
// height; where it would hold too much at once it is given stripes: across for
// the width and upright for the height. A size that does not change is copied by
// it as it is, so that stripes do not show where they meet.
func scale(dst *image.RGBA, src image.Image, limit int) {
	filter := func(dst *image.RGBA, to image.Rectangle, src image.Image, from image.Rectangle) {
		draw.CatmullRom.Scale(dst, to, src, from, draw.Src, nil)
	}
	b, w, h := src.Bounds(), dst.Rect.Dx(), dst.Rect.Dy()
	if w*b.Dy()*perScaled <= limit {
		filter(dst, dst.Rect, src, b)
		return
	}
	mid := image.NewRGBA(image.Rect(0, 0, w, b.Dy()))
	rows := max(1, limit/perScaled/w)
	for y := 0; y < b.Dy(); y += rows {
		end := min(y+rows, b.Dy())
		filter(mid, image.Rect(0, y, w, end), src, image.Rect(b.Min.X, b.Min.Y+y, b.Max.X, b.Min.Y+end))
	}
	columns := max(1, limit/perScaled/b.Dy())
	for x := 0; x < w; x += columns {
		end := min(x+columns, w)
		filter(dst, image.Rect(x, 0, end, h), mid, image.Rect(x, 0, end, b.Dy()))
	}
}

// shrink makes an image factor times narrower and lower, each pixel the mean of
// those it stands for. It comes before scale, which looks at every pixel several
// times. What is left at the right and below is less than a pixel of the
// result.
func shrink(img image.Image, factor int) image.Image {
	b := img.Bounds()
	w, h := b.Dx()/factor, b.Dy()/factor
	if factor < 2 || w == 0 || h == 0 {
		return img
	}
	if m, ok := img.(*image.YCbCr); ok {
		// Colour is stored coarser than light; in the smaller image both are
		// as fine, and nothing of it is lost.
		out := image.NewYCbCr(image.Rect(0, 0, w, h), image.YCbCrSubsampleRatio444)
		cw, ch := subsampling(m.SubsampleRatio)
		mean(out.Y, out.YStride, m.Y, m.YStride, w, h, factor, 1, 1)
		mean(out.Cb, out.CStride, m.Cb, m.CStride, w, h, factor, cw, ch)
		mean(out.Cr, out.CStride, m.Cr, m.CStride, w, h, factor, cw, ch)
		return out
	}
	src, ok := img.(*image.RGBA)
	if !ok {
		src = image.NewRGBA(b)
		stddraw.Draw(src, b, img, b.Min, stddraw.Src)
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	area := factor * factor
	for y := range h {
		for x := range w {
			var sum [4]int
			for dy := range factor {
				row := src.Pix[(y*factor+dy)*src.Stride+4*x*factor:][:4*factor]
				for ; len(row) >= 4; row = row[4:] {
					sum[0] += int(row[0])
					sum[1] += int(row[1])
					sum[2] += int(row[2])
					sum[3] += int(row[3])
				}
			}
			px := out.Pix[y*out.Stride+4*x:][:4]
			for k := range px {
				px[k] = uint8((sum[k] + area/2) / area)
			}
		}
	}
	return out
}

// mean fills a plane with the means of another, in which cw by ch pixels of the
// image share a value.
func mean(dst []uint8, dstStride int, src []uint8, srcStride, w, h, factor, cw, ch int) {
	for y := range h {
		y0, y1 := y*factor/ch, ((y+1)*factor+ch-1)/ch
		for x := range w {
			x0, x1 := x*factor/cw, ((x+1)*factor+cw-1)/cw
			sum := 0
			for sy := y0; sy < y1; sy++ {
				for _, v := range src[sy*srcStride+x0 : sy*srcStride+x1] {
					sum += int(v)
				}
			}
			n := (y1 - y0) * (x1 - x0)
			dst[y*dstStride+x] = uint8((sum + n/2) / n)
		}
	}
}

// subsampling is how many pixels across and down share a colour.
func subsampling(r image.YCbCrSubsampleRatio) (w, h int) {
	switch r {
	case image.YCbCrSubsampleRatio422:
		return 2, 1
	case image.YCbCrSubsampleRatio420:
		return 2, 2
	case image.YCbCrSubsampleRatio440:
		return 1, 2
	case image.YCbCrSubsampleRatio411:
		return 4, 1
	case image.YCbCrSubsampleRatio410:
		return 4, 2
	}
	return 1, 1
}
