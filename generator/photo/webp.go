package photo

import (
	"bytes"
	"encoding/binary"
	"image"

	"golang.org/x/image/webp"
)

// Flags of a VP8X chunk.
const (
	webpMoving  = 0x02
	webpXMP     = 0x04
	webpEXIF    = 0x08
	webpAlpha   = 0x10
	webpProfile = 0x20
)

// chunk is a part of a RIFF file.
type chunk struct {
	name string
	body []byte
}

// chunks takes a row of RIFF chunks apart. The byte that makes the last one even
// may be missing.
func chunks(b []byte) (out []chunk, ok bool) {
	for len(b) > 0 {
		if len(b) < 8 {
			return nil, false
		}
		size := int64(binary.LittleEndian.Uint32(b[4:]))
		if size > int64(len(b)-8) {
			return nil, false
		}
		out = append(out, chunk{string(b[:4]), b[8 : 8+size]})
		b = b[min(int64(len(b)), 8+size+size&1):]
	}
	return out, true
}

func appendChunk(b []byte, c chunk) []byte {
	b = append(b, c.name...)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(c.body)))
	b = append(b, c.body...)
	if len(c.body)%2 == 1 {
		b = append(b, 0)
	}
	return b
}

// riff is a WebP file of chunks.
func riff(cs ...chunk) []byte {
	out := []byte("RIFF\x00\x00\x00\x00WEBP")
	for _, c := range cs {
		out = appendChunk(out, c)
	}
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
	return out
}

func uint24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }

// readWebP copies the chunks that draw. There is no encoder of WebP in Go, so
// its own file always keeps its pixels, and with them a profile of colours that
// are not sRGB.
func readWebP(data []byte) (*raster, error) {
	r := &raster{format: "webp", orientation: 1}
	size := int64(binary.LittleEndian.Uint32(data[4:]))
	if size < 4 || size > int64(len(data)-8) {
		return nil, broken("@image-damaged")
	}
	all, ok := chunks(data[12 : 8+size])
	if !ok || len(all) == 0 {
		return nil, broken("@image-damaged")
	}
	var kept []chunk
	var icc chunk
	var frames [][]byte // each as a file of its own
	pixels := 0
	for i, c := range all {
		switch c.name {
		case "VP8X":
			if i > 0 || len(c.body) < 10 {
				return nil, broken("@image-damaged")
			}
			body := bytes.Clone(c.body[:10])
			r.moving = body[0]&webpMoving != 0
			r.width, r.height = uint24(body[4:])+1, uint24(body[7:])+1
			body[0] &= webpMoving | webpAlpha
			kept = append(kept, chunk{c.name, body})
		case "ICCP":
			icc = c
			r.profile = readProfile(c.body)
		case "EXIF":
			r.orientation = orientation(c.body)
		case "VP8 ", "VP8L", "ALPH", "ANIM":
			kept = append(kept, c)
		case "ANMF":
			frame, w, h, ok := readFrame(c.body)
			if !ok {
				return nil, broken("@image-damaged")
			}
			if pixels += w * h; pixels > maxMoving {
				return nil, tooLarge("WebP", maxMoving)
			}
			kept = append(kept, chunk{c.name, append(bytes.Clone(c.body[:16]), frame[12:][frameSkip(frame):]...)})
			frames = append(frames, frame)
		}
	}
	if r.orientation != 1 {
		return nil, broken("@image-webp-turned")
	}
	if r.width == 0 { // without VP8X there is no place for a profile
		r.profile = nil
	}
	if r.profile != nil {
		kept[0].body[0] |= webpProfile
		kept = append(kept[:1], append([]chunk{icc}, kept[1:]...)...)
	}
	r.clean = riff(kept...)
	if r.moving {
		if len(frames) == 0 {
			return nil, broken("@image-damaged")
		}
		r.check = func() error {
			for _, f := range frames {
				c, err := webp.DecodeConfig(bytes.NewReader(f))
				if err != nil {
					return reasonOf(err)
				}
				if err := fits(c.Width, c.Height); err != nil {
					return err
				}
				if _, err := webp.Decode(bytes.NewReader(f)); err != nil {
					return reasonOf(err)
				}
			}
			return nil
		}
		r.pixels = func() (image.Image, error) { return webp.Decode(bytes.NewReader(frames[0])) }
		return r, nil
	}
	// A file with VP8X says its size twice.
	c, err := webp.DecodeConfig(bytes.NewReader(r.clean))
	if err != nil || r.width > 0 && (c.Width != r.width || c.Height != r.height) {
		return nil, broken("@image-damaged")
	}
	r.width, r.height = c.Width, c.Height
	clean := r.clean
	r.pixels = func() (image.Image, error) { return webp.Decode(bytes.NewReader(clean)) }
	return r, nil
}

// vp8xSize is how long a VP8X chunk is with its head.
const vp8xSize = 18

// readFrame makes a file of a frame of a moving picture.
func readFrame(body []byte) (file []byte, width, height int, ok bool) {
	if len(body) < 16 {
		return nil, 0, 0, false
	}
	parts, ok := chunks(body[16:])
	if !ok {
		return nil, 0, 0, false
	}
	width, height = uint24(body[6:])+1, uint24(body[9:])+1
	var kept []chunk
	for _, c := range parts {
		switch c.name {
		case "ALPH":
			size := body[6:12]
			kept = append(kept, chunk{"VP8X", append([]byte{webpAlpha, 0, 0, 0}, size...)}, c)
		case "VP8 ", "VP8L":
			kept = append(kept, c)
		}
	}
	return riff(kept...), width, height, len(kept) > 0
}

// frameSkip is how much of a file that readFrame made, behind its head, is not
// part of the frame.
func frameSkip(file []byte) int {
	if bytes.HasPrefix(file[12:], []byte("VP8X")) {
		return vp8xSize
	}
	return 0
}
