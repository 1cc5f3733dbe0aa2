package photo

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/jpeg"
	"strings"
)

// Markers of JPEG.
const (
	mSOI  = 0xd8
	mEOI  = 0xd9
	mSOS  = 0xda
	mDHT  = 0xc4
	mDAC  = 0xcc
	mJPG  = 0xc8
	mCOM  = 0xfe
	mAPP0 = 0xe0
)

const iccHead = "ICC_PROFILE\x00"

// readJPEG copies what the pixels are made of and nothing else. What stands
// behind the end goes as well: phones put a second picture or a film there,
// which tells where it was taken by itself.
func readJPEG(data []byte) (*raster, error) {
	r := &raster{format: "jpg", orientation: 1}
	out := append(make([]byte, 0, len(data)), 0xff, mSOI)
	var icc []byte
	seen := struct{ jfif, adobe, exif, scan bool }{}
	i := 2
	for {
		// Between segments only fill bytes may stand; others are passed over, as
		// decoders do.
		for i < len(data) && data[i] != 0xff {
			i++
		}
		for i < len(data) && data[i] == 0xff {
			i++
		}
		if i >= len(data) {
			return nil, broken("@image-damaged")
		}
		m := data[i]
		i++
		if m == mEOI {
			out = append(out, 0xff, mEOI)
			break
		}
		if m == 0 || m == 1 || m >= 0xd0 && m <= mSOI { // no segment
			continue
		}
		if len(data)-i < 2 {
			return nil, broken("@image-damaged")
		}
		size := int(binary.BigEndian.Uint16(data[i:]))
		if size < 2 || size > len(data)-i {
			return nil, broken("@image-damaged")
		}
		body := data[i+2 : i+size]
		keep := false
		switch {
		case m == mAPP0 && !seen.jfif && len(body) >= 12 && strings.HasPrefix(string(body[:5]), "JFIF\x00"):
			seen.jfif = true
			// Without the small picture that may follow: it can be another one.
			out = append(out, 0xff, mAPP0, 0, 16)
			out = append(append(out, body[:12]...), 0, 0)
		case m == 0xe1 && !seen.exif && bytes.HasPrefix(body, []byte(exifHead)):
			seen.exif = true
			r.orientation = orientation(body)
		case m == 0xe2 && bytes.HasPrefix(body, []byte(iccHead)) && len(body) > len(iccHead)+2:
			icc = append(icc, body[len(iccHead)+2:]...) // parts come in order
		case m == 0xee && !seen.adobe && len(body) >= 12 && bytes.HasPrefix(body, []byte("Adobe")):
			seen.adobe = true // says how colours are coded
			out = append(out, 0xff, m, 0, 14)
			out = append(out, body[:12]...)
		case m >= mAPP0 && m <= 0xef, m >= 0xf0: // applications, extensions, comments
		case m >= 0xc0 && m <= 0xcf && m != mDHT && m != mDAC && m != mJPG:
			if len(body) < 6 || r.width > 0 {
				return nil, broken("@image-damaged")
			}
			r.height, r.width = int(binary.BigEndian.Uint16(body[1:])), int(binary.BigEndian.Uint16(body[3:]))
			keep = true
		default:
			keep = m != mJPG
		}
		if keep {
			out = append(out, 0xff, m)
			out = append(out, data[i:i+size]...)
		}
		i += size
		if m == mSOS {
			seen.scan = true
			end := scanEnd(data, i)
			out = append(out, data[i:end]...)
			i = end
		}
	}
	if !seen.scan {
		return nil, broken("@image-damaged")
	}
	r.clean = out
	r.profile = readProfile(icc)
	r.pixels = func() (image.Image, error) { return jpeg.Decode(bytes.NewReader(out)) }
	return r, nil
}

// scanEnd is where the coded pixels end that begin at i: at the next marker that
// is not a restart.
func scanEnd(data []byte, i int) int {
	for ; i+1 < len(data); i++ {
		if data[i] != 0xff {
			continue
		}
		if n := data[i+1]; n != 0 && n != 0xff && (n < 0xd0 || n > 0xd7) {
			return i
		}
	}
	return len(data)
}
