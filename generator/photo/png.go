package photo

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/png"
	"io"
)

const pngHead = "\x89PNG\r\n\x1a\n"

// pngKept are the chunks without which a picture would look different; the
// others tell of it.
var pngKept = map[string]bool{
	"IHDR": true, "PLTE": true, "IDAT": true, "IEND": true, "tRNS": true, "sRGB": true, "gAMA": true, "cHRM": true, "sBIT": true,
	"acTL": true, "fcTL": true, "fdAT": true, // moving pictures
}

// readPNG copies the chunks that draw.
func readPNG(data []byte) (*raster, error) {
	r := &raster{format: "png", orientation: 1}
	out := append(make([]byte, 0, len(data)), pngHead...)
	rest := data[len(pngHead):]
	for first := true; ; first = false {
		if len(rest) < 12 {
			return nil, broken("@image-damaged")
		}
		size := int64(binary.BigEndian.Uint32(rest))
		if size+12 > int64(len(rest)) {
			return nil, broken("@image-damaged")
		}
		chunk := rest[:size+12]
		rest = rest[size+12:]
		name, body := string(chunk[4:8]), chunk[8:8+size]
		if first {
			if name != "IHDR" || size != 13 {
				return nil, broken("@image-damaged")
			}
			r.width, r.height = int(binary.BigEndian.Uint32(body)), int(binary.BigEndian.Uint32(body[4:]))
		}
		switch name {
		case "eXIf":
			r.orientation = orientation(body)
		case "iCCP":
			r.profile = readProfile(inflateICC(body))
		case "acTL":
			r.moving = true
		case "fcTL", "fdAT": // image/png passes over them
			if crc32.ChecksumIEEE(chunk[4:8+size]) != binary.BigEndian.Uint32(chunk[8+size:]) {
				return nil, broken("@image-damaged")
			}
		}
		if pngKept[name] {
			out = append(out, chunk...)
		}
		if name == "IEND" {
			break // what follows is no picture
		}
	}
	if r.moving { // its frames cannot be written again
		r.orientation, r.profile = 1, nil
	}
	r.clean = out
	r.pixels = func() (image.Image, error) { return png.Decode(bytes.NewReader(out)) }
	return r, nil
}

// inflateICC is the profile within an iCCP chunk; nil when it cannot be read.
func inflateICC(body []byte) []byte {
	_, packed, ok := bytes.Cut(body, []byte{0})
	if !ok || len(packed) < 1 || packed[0] != 0 {
		return nil
	}
	z, err := zlib.NewReader(bytes.NewReader(packed[1:]))
	if err != nil {
		return nil
	}
	icc, err := io.ReadAll(io.LimitReader(z, maxProfile))
	if err != nil {
		return nil
	}
	return icc
}
