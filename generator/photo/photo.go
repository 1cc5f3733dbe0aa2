// Package photo makes a picture fit to be published: nothing of what a camera or
// an editor noted in it is left (where it was taken, with what, by whom), it
// stands upright, its colours are sRGB, and there are narrower files of it for
// narrower screens. Of an SVG only what draws is kept.
//
// It knows no file system: bytes in, bytes out, and the same bytes each time.
package photo

import (
	"errors"
	"fmt"
	"image"
	"path"
	"strconv"
	"strings"

	"gongbao/generator/diag"
)

// Widths are those of the files that are made of a picture, in pixels, when it
// is clearly wider: for a phone, for a dense phone or a PC's column, and for a
// dense PC or paper. A picture is never made wider.
var widths = [...]int{480, 960, Widest}

// Widest is the widest file that a page loads, in pixels.
const Widest = 1600

// The qualities of JPEG: of narrower files, and of a picture that must be
// written again at its own size, in which nothing more is to be lost.
const (
	quality      = 82
	qualityWhole = 92
)

// maxPixels is how many pixels a picture may have. A file of a few kilobytes can
// claim to have billions, and they would all have to be held at once.
const maxPixels = 80_000_000

// maxMoving is how many pixels all frames of a moving picture may have together.
// They are looked at one by one, so that this bounds time and not memory.
const maxMoving = 600_000_000

// Picture is what a file became.
type Picture struct {
	Format string // jpg, png, gif, webp or svg
	// Width and Height are those of the picture as given, standing upright, in
	// pixels.
	Width, Height int
	// Files begin with the narrowest. The last is the picture itself, at its own
	// address; it is Widest wide if no more is needed.
	Files []File
}

// File is one of a picture's files.
type File struct {
	Width, Height int
	Format        string
	Own           bool   // stands at the picture's own address
	Data          []byte `json:"-"`
}

// Name is the address of a file of the picture that stands at original: that
// itself, or beside it with its width: a.jpg, a.480.jpg. A file of another
// format keeps the whole name, so that two pictures never want one address:
// a.webp.480.jpg.
func (f File) Name(original string) string {
	if f.Own {
		return original
	}
	ext := path.Ext(original)
	if formatOf(ext) == f.Format {
		return strings.TrimSuffix(original, ext) + "." + strconv.Itoa(f.Width) + ext
	}
	return original + "." + strconv.Itoa(f.Width) + "." + f.Format
}

// Names are the addresses that files of the picture at original may have, its
// own among them. Not all of them are made: a narrower file that is no lighter is
// not.
func (p *Picture) Names(original string) []string {
	out := []string{original}
	formats := []string{p.Format}
	switch p.Format {
	case "svg":
		return out
	case "gif", "webp":
		formats = []string{"jpg", "png"}
	}
	for _, w := range widths {
		for _, format := range formats {
			if worthwhile(w, p.Width) {
				out = append(out, File{Width: w, Format: format}.Name(original))
			}
		}
	}
	return out
}

// worthwhile reports whether a file is to be made of a wider picture: less of a
// difference is not worth a file.
func worthwhile(w, width int) bool { return w*5 <= width*4 }

// formatOf is the format that an extension stands for; "" when for none.
func formatOf(ext string) string {
	switch strings.ToLower(ext) {
	case ".jpg", ".jpeg", ".jpe", ".jfif":
		return "jpg"
	case ".png", ".apng":
		return "png"
	case ".gif":
		return "gif"
	case ".webp":
		return "webp"
	case ".svg":
		return "svg"
	}
	return ""
}

// IsPicture reports whether a file is to be published through this package: by
// its name or, as names are wrong at times, by how it begins. Pictures of kinds
// that cannot be published are among them: they tell where they were taken as
// well, and so must not be copied as they are.
func IsPicture(name string, head []byte) bool {
	ext := strings.ToLower(path.Ext(name))
	if formatOf(ext) != "" {
		return true
	}
	switch ext {
	case ".svgz", ".tif", ".tiff", ".heic", ".heif", ".avif", ".jxl", ".jp2":
		return true
	}
	return sniff(head) != ""
}

// sniff is the format of a raster image by its first bytes: one that can be read,
// "other" for one that cannot, "" for what is none.
func sniff(b []byte) string {
	begins := func(s string) bool { return strings.HasPrefix(string(b[:min(len(b), 16)]), s) }
	at := func(from int, s string) bool { return len(b) >= from+len(s) && string(b[from:from+len(s)]) == s }
	switch {
	case begins("\xff\xd8\xff"):
		return "jpg"
	case begins(pngHead):
		return "png"
	case begins("GIF87a"), begins("GIF89a"):
		return "gif"
	case begins("RIFF") && at(8, "WEBP"):
		return "webp"
	case begins("II*\x00"), begins("MM\x00*"):
		return "other" // TIFF, and the raw files of cameras
	case at(4, "ftyp"):
		for _, brand := range []string{"heic", "heix", "hevc", "mif1", "msf1", "avif", "avis"} {
			if at(8, brand) {
				return "other"
			}
		}
	}
	return ""
}

// Use is what a site does with a picture.
type Use uint8

const (
	Shown          Use = iota // on pages, which need no more than Widest
	ShownAndLinked            // readers can load the whole of it as well
	Linked                    // the whole of it is all that is needed
)

// Make makes what is published of a picture. Of one that cannot be shown the
// error is a *diag.Problem without the name of the file.
func Make(data []byte, use Use) (*Picture, error) { return work(data, use, true) }

// Examine tells what Make would say of a picture and how large it is, without
// making files of it.
func Examine(data []byte) (*Picture, error) { return work(data, Linked, false) }

func work(data []byte, use Use, files bool) (*Picture, error) {
	if sniff(data) == "" && looksLikeSVG(data) {
		clean, w, h, err := cleanSVG(data)
		if err != nil {
			return nil, err
		}
		p := &Picture{Format: "svg", Width: w, Height: h}
		if files {
			p.Files = []File{{Width: w, Height: h, Format: "svg", Own: true, Data: clean}}
		}
		return p, nil
	}
	r, err := read(data)
	if err != nil {
		return nil, err
	}
	img, err := r.decode()
	if err != nil {
		return nil, err
	}
	p := &Picture{Format: r.format, Width: r.width, Height: r.height}
	if r.sideways() {
		p.Width, p.Height = r.height, r.width
	}
	if !files {
		return p, nil
	}
	p.Files, err = cut(r, img, p.Width, p.Height, use)
	return p, err
}

// raster is a picture of pixels that was taken apart.
type raster struct {
	format        string
	width, height int    // of the pixels as they are stored
	clean         []byte // the file without what it tells of itself
	orientation   int    // of EXIF: 1 is upright
	profile       *profile
	moving        bool // is shown as it is: a narrower file would stand still
	// check looks at the frames that pixels does not decode; it may be nil.
	check  func() error
	pixels func() (image.Image, error)
}

// sideways reports whether width and height change places.
func (r *raster) sideways() bool { return r.orientation >= 5 }

// decode reads all pixels, which is the only way to know that they can be read.
func (r *raster) decode() (image.Image, error) {
	if r.check != nil {
		if err := r.check(); err != nil {
			return nil, err
		}
	}
	img, err := r.pixels()
	if err != nil {
		return nil, reasonOf(err)
	}
	if b := img.Bounds(); !r.moving && (b.Dx() != r.width || b.Dy() != r.height) {
		return nil, broken("@image-damaged")
	}
	return img, nil
}

// read takes a raster image apart. Its claims are checked before anything is
// allocated by them.
func read(data []byte) (*raster, error) {
	var r *raster
	var err error
	switch sniff(data) {
	case "jpg":
		r, err = readJPEG(data)
	case "png":
		r, err = readPNG(data)
	case "gif":
		r, err = readGIF(data)
	case "webp":
		r, err = readWebP(data)
	default:
		return nil, broken("@image-format")
	}
	if err != nil {
		return nil, err
	}
	if r.width <= 0 || r.height <= 0 {
		return nil, broken("@image-damaged")
	}
	if err := fits(r.width, r.height); err != nil {
		return nil, err
	}
	return r, nil
}

// fits reports pictures with too many pixels.
func fits(width, height int) error {
	if int64(width)*int64(height) <= maxPixels {
		return nil
	}
	return tooLarge(fmt.Sprintf("%d×%d", width, height), maxPixels)
}

func tooLarge(size string, limit int) *diag.Problem {
	return &diag.Problem{Code: diag.ImageTooLarge, Args: diag.Args{"size": size, "limit": strconv.Itoa(limit / 1_000_000)}}
}

// broken is a picture that cannot be shown; reason is a word of the catalogue.
func broken(reason string) *diag.Problem {
	return &diag.Problem{Code: diag.ImageBroken, Args: diag.Args{"reason": reason}}
}

// reasonOf makes a finding of what a decoder says: it is never the machine that
// failed, as all of the bytes are in memory.
func reasonOf(err error) error {
	var problem *diag.Problem
	if errors.As(err, &problem) {
		return err
	}
	if strings.Contains(err.Error(), "unsupported") {
		return broken("@image-unsupported")
	}
	return broken("@image-damaged")
}

// Pixels is how many pixels a picture claims to have, without looking at them; 0
// for an SVG and for what cannot be used.
func Pixels(data []byte) int64 {
	if sniff(data) == "" {
		return 0
	}
	r, err := read(data)
	if err != nil {
		return 0
	}
	return int64(r.width) * int64(r.height)
}
