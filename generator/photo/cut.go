package photo

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	stddraw "image/draw"
	"image/jpeg"
	"image/png"
	"slices"
)

// cut makes the files of a picture that stands upright at width × height.
func cut(r *raster, img image.Image, width, height int, use Use) ([]File, error) {
	own := File{Width: width, Height: height, Format: r.format, Own: true, Data: r.clean}
	if r.moving {
		return []File{own}, nil
	}
	format := r.format
	if format == "gif" || format == "webp" { // of which nothing can be made again
		format = "png"
		if r.format == "webp" && isOpaque(img) {
			format = "jpg"
		}
	}
	c := &cutter{raster: r, img: img, format: format, gray: isGray(img)}
	// Pixels that must be changed anyway are written again; others stay as they
	// are to the last bit.
	again := (r.orientation != 1 || r.profile != nil) && r.format == format
	narrow := use != Shown || r.format != format || width <= Widest

	var wanted []int
	for _, w := range widths {
		if use != Linked && worthwhile(w, width) {
			wanted = append(wanted, w)
		}
	}
	var files []File // the widest first
	if !narrow {
		f, err := c.file(Widest, heightOf(width, height, Widest), quality)
		if err != nil {
			return nil, err
		}
		if again || len(f.Data) < len(own.Data) {
			f.Own = true
			own, again = f, false
		}
	}
	if again {
		f, err := c.file(width, height, qualityWhole)
		if err != nil {
			return nil, err
		}
		f.Own = true
		own = f
	}
	files = append(files, own)
	for _, w := range slices.Backward(wanted) {
		if w >= own.Width {
			continue
		}
		f, err := c.file(w, heightOf(width, height, w), quality)
		if err != nil {
			return nil, err
		}
		// A narrower file that is hardly lighter is not worth a request of its
		// own for each width.
		if len(f.Data)*10 < len(files[len(files)-1].Data)*9 {
			files = append(files, f)
		}
	}
	slices.Reverse(files)
	return files, nil
}

func heightOf(width, height, w int) int {
	return max(1, int((int64(height)*int64(w)+int64(width)/2)/int64(width)))
}

// cutter makes narrower images, the widest first, each of the one before: to
// begin with all pixels every time would take three times as long.
type cutter struct {
	*raster
	img    image.Image
	last   *image.RGBA // as stored, not upright
	format string
	gray   bool
}

// file makes the picture width × height pixels large.
func (c *cutter) file(width, height, q int) (File, error) {
	w, h := width, height
	if c.sideways() {
		w, h = height, width
	}
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	src := c.img
	if c.last != nil {
		src = c.last
	}
	src = shrink(src, min(src.Bounds().Dx()/w, src.Bounds().Dy()/h))
	if b := src.Bounds(); b.Dx() == w && b.Dy() == h {
		stddraw.Draw(dst, dst.Bounds(), src, b.Min, stddraw.Src)
	} else {
		scale(dst, src, scaleMemory)
	}
	if c.last == nil && c.profile != nil && !c.gray {
		c.profile.convert(dst)
	}
	c.last = dst
	var up image.Image = turn(dst, c.orientation)
	if c.gray {
		g := image.NewGray(up.Bounds())
		stddraw.Draw(g, g.Bounds(), up, image.Point{}, stddraw.Src)
		up = g
	}
	var b bytes.Buffer
	var err error
	if c.format == "jpg" {
		err = jpeg.Encode(&b, up, &jpeg.Options{Quality: q})
	} else {
		err = (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, up)
	}
	if err != nil {
		return File{}, fmt.Errorf("write a picture of %d × %d pixels: %w", width, height, err)
	}
	return File{Width: width, Height: height, Format: c.format, Data: b.Bytes()}, nil
}

// turn sets an image upright.
func turn(src *image.RGBA, orientation int) *image.RGBA {
	w, h := src.Rect.Dx(), src.Rect.Dy()
	var from func(x, y int) (int, int) // of a place of the upright image
	switch orientation {
	case 2:
		from = func(x, y int) (int, int) { return w - 1 - x, y }
	case 3:
		from = func(x, y int) (int, int) { return w - 1 - x, h - 1 - y }
	case 4:
		from = func(x, y int) (int, int) { return x, h - 1 - y }
	case 5:
		from = func(x, y int) (int, int) { return y, x }
	case 6:
		from = func(x, y int) (int, int) { return y, h - 1 - x }
	case 7:
		from = func(x, y int) (int, int) { return w - 1 - y, h - 1 - x }
	case 8:
		from = func(x, y int) (int, int) { return w - 1 - y, x }
	default:
		return src
	}
	if orientation >= 5 {
		return turned(src, h, w, from)
	}
	return turned(src, w, h, from)
}

func turned(src *image.RGBA, w, h int, from func(x, y int) (int, int)) *image.RGBA {
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			sx, sy := from(x, y)
			copy(dst.Pix[dst.PixOffset(x, y):][:4], src.Pix[src.PixOffset(sx, sy):][:4])
		}
	}
	return dst
}

func isOpaque(img image.Image) bool {
	o, ok := img.(interface{ Opaque() bool })
	return ok && o.Opaque()
}

func isGray(img image.Image) bool {
	m := img.ColorModel()
	return m == color.GrayModel || m == color.Gray16Model
}
