package photo

import (
	"bytes"
	"compress/lzw"
	"encoding/binary"
	"image"
	"image/gif"
	"io"
)

// readGIF copies frames and how they follow one another; comments, text and
// what programs keep in the file are left out.
func readGIF(data []byte) (*raster, error) {
	r := &raster{format: "gif", orientation: 1}
	if len(data) < 13 {
		return nil, broken("@image-damaged")
	}
	r.width, r.height = int(binary.LittleEndian.Uint16(data[6:])), int(binary.LittleEndian.Uint16(data[8:]))
	head := 13 + colorTable(data[10])
	if head > len(data) {
		return nil, broken("@image-damaged")
	}
	out := append(make([]byte, 0, len(data)), data[:head]...)
	rest := data[head:]
	type frame struct {
		width, height, bits int
		packed              []byte // sub-blocks
		whole               bool
	}
	var frames []frame
	pixels := 0
	// A file that ends between two blocks lacks only its last byte; every
	// reader shows it.
	for len(rest) > 0 && rest[0] != 0x3b {
		switch {
		case rest[0] == 0x21 && len(rest) >= 3:
			label := rest[1]
			size, ok := subBlocks(rest[2:])
			if !ok {
				return nil, broken("@image-damaged")
			}
			body := rest[2 : 2+size]
			switch {
			case label == 0xf9 && body[0] == 4: // how a frame is shown
				out = append(out, 0x21, label)
				out = append(out, body[:5]...)
				out = append(out, 0)
			case label == 0xff && body[0] == 11 && (string(body[1:12]) == "NETSCAPE2.0" || string(body[1:12]) == "ANIMEXTS1.0") && size >= 16 && body[12] == 3 && body[13] == 1:
				out = append(out, 0x21, label)
				out = append(out, body[:16]...) // how often it is repeated
				out = append(out, 0)
			}
			rest = rest[2+size:]
		case rest[0] == 0x2c && len(rest) >= 11:
			le := binary.LittleEndian
			f := frame{width: int(le.Uint16(rest[5:])), height: int(le.Uint16(rest[7:]))}
			x, y := int(le.Uint16(rest[1:])), int(le.Uint16(rest[3:]))
			at := 10 + colorTable(rest[9])
			if x+f.width > r.width || y+f.height > r.height || at >= len(rest) {
				return nil, broken("@image-damaged")
			}
			f.bits = int(rest[at])
			f.whole = f.width == r.width && f.height == r.height
			size, ok := subBlocks(rest[at+1:])
			if !ok {
				return nil, broken("@image-damaged")
			}
			f.packed = rest[at+1 : at+1+size]
			frames = append(frames, f)
			if pixels += f.width * f.height; pixels > maxMoving {
				return nil, tooLarge("GIF", maxMoving)
			}
			out = append(out, rest[:at+1+size]...)
			rest = rest[at+1+size:]
		default:
			return nil, broken("@image-damaged")
		}
	}
	if len(frames) == 0 {
		return nil, broken("@image-damaged")
	}
	r.moving = len(frames) > 1 || !frames[0].whole
	out = append(out, 0x3b)
	r.clean = out
	r.check = func() error {
		if !r.moving {
			return nil // image/gif looks at its only frame
		}
		for _, f := range frames {
			if f.bits < 2 || f.bits > 8 {
				return broken("@image-damaged")
			}
			z := lzw.NewReader(bytes.NewReader(joined(f.packed)), lzw.LSB, f.bits)
			n, err := io.CopyN(io.Discard, z, int64(f.width*f.height))
			z.Close()
			if err != nil && n < int64(f.width*f.height) {
				return broken("@image-damaged")
			}
		}
		return nil
	}
	r.pixels = func() (image.Image, error) { return gif.Decode(bytes.NewReader(out)) }
	return r, nil
}

// colorTable is the size of the table of colours that a byte of flags announces.
func colorTable(flags byte) int {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (flags&7 + 1)
}

// subBlocks is the length of a row of sub-blocks with its end.
func subBlocks(b []byte) (size int, ok bool) {
	for size < len(b) {
		n := int(b[size])
		size += 1 + n
		if n == 0 {
			return size, true
		}
	}
	return 0, false
}

// joined is what sub-blocks hold.
func joined(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for len(b) > 0 && b[0] != 0 {
		n := 1 + int(b[0])
		out = append(out, b[1:n]...)
		b = b[n:]
	}
	return out
}
