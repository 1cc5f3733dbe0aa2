// Package phototest makes pictures that tell too much, for tests.
package phototest

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/jpeg"
	"image/png"
	"math"
	"slices"
)

// Tail is what stands behind the end of JPEG and PNG, as phones append films.
const Tail = "SECRET tail with GPS 113.6"

// tiff is an EXIF block with an orientation, the name of its owner and a place.
// An orientation of 0 is left out.
func tiff(orientation int, order binary.AppendByteOrder, mark string) []byte {
	b := []byte(mark)
	b = order.AppendUint16(b, 42)
	b = order.AppendUint32(b, 8)
	artist, gps := []byte("张三 SECRET\x00"), []byte("GPS-SECRET 34.7N 113.6E\x00")
	entry := func(tag, kind uint16, count, value uint32) {
		b = order.AppendUint16(b, tag)
		b = order.AppendUint16(b, kind)
		b = order.AppendUint32(b, count)
		if kind == 3 {
			b = order.AppendUint16(b, uint16(value))
			b = order.AppendUint16(b, 0)
			return
		}
		b = order.AppendUint32(b, value)
	}
	n := 2
	if orientation > 0 {
		n = 3
	}
	data := uint32(8 + 2 + 12*n + 4)
	b = order.AppendUint16(b, uint16(n))
	if orientation > 0 {
		entry(0x0112, 3, 1, uint32(orientation))
	}
	entry(0x013b, 2, uint32(len(artist)), data)
	entry(0x8825, 4, 1, data+uint32(len(artist)))
	b = order.AppendUint32(b, 0)
	return slices.Concat(b, artist, gps)
}

func segment(marker byte, body ...[]byte) []byte {
	all := slices.Concat(body...)
	b := []byte{0xff, marker}
	b = binary.BigEndian.AppendUint16(b, uint16(len(all)+2))
	return append(b, all...)
}

// JPEG is a JPEG with EXIF (an orientation and a place), XMP, IPTC, a profile
// that is none, comments, a small picture of its own and a tail. Of orientation
// 0 it has fill bytes before its segments as well.
func JPEG(img image.Image, orientation int) []byte {
	return JPEGWith(img, orientation, []byte("SECRET profile"))
}

// JPEGWith is JPEG with a colour profile.
func JPEGWith(img image.Image, orientation int, icc []byte) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 95}); err != nil {
		panic(err)
	}
	plain := b.Bytes()
	var fill []byte
	if orientation == 0 {
		fill = []byte{0xff, 0xff, 0xff}
	}
	exif := tiff(orientation, binary.LittleEndian, "II")
	if orientation%2 == 0 {
		exif = tiff(orientation, binary.BigEndian, "MM")
	}
	half := len(icc) / 2
	return slices.Concat(plain[:2],
		segment(0xe0, []byte("JFIF\x00\x01\x02\x01\x00\x48\x00\x48\x01\x01SEC")),
		fill,
		segment(0xe1, []byte("Exif\x00\x00"), exif),
		segment(0xe1, []byte("http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta>SECRET</x:xmpmeta>")),
		segment(0xe2, []byte("ICC_PROFILE\x00\x01\x02"), icc[:half]),
		segment(0xe2, []byte("ICC_PROFILE\x00\x02\x02"), icc[half:]),
		segment(0xed, []byte("Photoshop 3.0\x00SECRET")),
		segment(0xfe, []byte("SECRET comment")),
		fill,
		plain[2:], []byte(Tail))
}

func chunk(name string, body []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	b = append(append(b, name...), body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// PNG is a PNG with texts, a time, EXIF with an orientation, chunks that nobody
// knows and a tail.
func PNG(img image.Image, orientation int) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err)
	}
	plain := b.Bytes()
	return slices.Concat(plain[:33],
		chunk("tEXt", []byte("Author\x00SECRET")),
		chunk("iTXt", []byte("XML:com.adobe.xmp\x00\x00\x00\x00\x00SECRET")),
		chunk("tIME", []byte{7, 232, 1, 1, 0, 0, 0}),
		chunk("eXIf", tiff(orientation, binary.BigEndian, "MM")),
		chunk("prVt", []byte("SECRET")),
		plain[33:], []byte(Tail))
}

// vp8l is a lossless picture of 4 by 4 pixels of one colour.
var vp8l = func() []byte {
	var b []byte
	var acc uint64
	var n uint
	put := func(v uint64, bits uint) {
		acc |= v << n
		for n += bits; n >= 8; n -= 8 {
			b = append(b, byte(acc))
			acc >>= 8
		}
	}
	put(0x2f, 8)
	put(3, 14) // width - 1
	put(3, 14) // height - 1
	put(0, 1)  // alpha is not used
	put(0, 3)  // version
	put(0, 1)  // no transform
	put(0, 1)  // no cache of colours
	put(0, 1)  // one group of codes
	for _, symbol := range []uint64{0x1c, 0x9b, 0x1f, 0xff, 0} {
		put(1, 1) // a simple code
		put(0, 1) // of one symbol
		put(1, 1) // of eight bits
		put(symbol, 8)
	}
	put(0, 16) // to the end of the byte
	return b
}()

func riffChunk(name string, body []byte) []byte {
	b := binary.LittleEndian.AppendUint32([]byte(name), uint32(len(body)))
	b = append(b, body...)
	if len(body)%2 == 1 {
		b = append(b, 0)
	}
	return b
}

func riff(chunks ...[]byte) []byte {
	all := slices.Concat(chunks...)
	b := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(all)+4))
	return slices.Concat(b, []byte("WEBP"), all)
}

// WebP is a WebP with EXIF and XMP; moving has two frames.
func WebP(moving bool) []byte {
	flags := byte(0x0c)
	body := riffChunk("VP8L", vp8l)
	if moving {
		flags |= 0x02
		frame := append([]byte{0, 0, 0, 0, 0, 0, 3, 0, 0, 3, 0, 0, 100, 0, 0, 0}, append(riffChunk("VP8L", vp8l), riffChunk("prvt", []byte("SECRET"))...)...)
		body = slices.Concat(riffChunk("ANIM", make([]byte, 6)), riffChunk("ANMF", frame), riffChunk("ANMF", frame))
	}
	return riff(riffChunk("VP8X", []byte{flags, 0, 0, 0, 3, 0, 0, 3, 0, 0}), riffChunk("ICCP", []byte("SECRET")), body,
		riffChunk("EXIF", tiff(1, binary.LittleEndian, "II")), riffChunk("XMP ", []byte("SECRET")))
}

// WebPTurned is one that stands upright by its EXIF alone.
func WebPTurned() []byte {
	return riff(riffChunk("VP8X", []byte{0x08, 0, 0, 0, 3, 0, 0, 3, 0, 0}), riffChunk("VP8L", vp8l), riffChunk("EXIF", tiff(6, binary.BigEndian, "MM")))
}

// profile is an ICC profile of three primaries and one curve for all of them.
func profile(colorants [3][3]float64, curve []byte) []byte {
	be := binary.BigEndian
	fixed := func(f float64) []byte { return be.AppendUint32(nil, uint32(int32(math.Round(f*65536)))) }
	type tag struct {
		name string
		body []byte
	}
	var tags []tag
	for i, c := range []string{"r", "g", "b"} {
		body := []byte("XYZ \x00\x00\x00\x00")
		for k := range 3 {
			body = append(body, fixed(colorants[k][i])...)
		}
		tags = append(tags, tag{c + "XYZ", body}, tag{c + "TRC", curve})
	}
	b := make([]byte, 128)
	copy(b[16:], "RGB XYZ ")
	copy(b[36:], "acsp")
	copy(b[48:], "SECRET") // whose device it was
	b = be.AppendUint32(b, uint32(len(tags)))
	at := len(b) + 12*len(tags)
	var data []byte
	for _, t := range tags {
		b = append(b, t.name...)
		b = be.AppendUint32(b, uint32(at+len(data)))
		b = be.AppendUint32(b, uint32(len(t.body)))
		data = append(data, t.body...)
		for len(data)%4 != 0 {
			data = append(data, 0)
		}
	}
	return append(b, data...)
}

// srgbCurve is the curve of sRGB as a formula.
func srgbCurve() []byte {
	b := []byte("para\x00\x00\x00\x00\x00\x03\x00\x00")
	for _, f := range []float64{2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045} {
		b = binary.BigEndian.AppendUint32(b, uint32(int32(math.Round(f*65536))))
	}
	return b
}

// DisplayP3 is the profile of phones.
func DisplayP3() []byte {
	return profile([3][3]float64{{0.515121, 0.291977, 0.157104}, {0.241196, 0.692245, 0.066574}, {-0.001053, 0.041885, 0.784073}}, srgbCurve())
}

// AdobeRGB is a profile of cameras: its curve is a power.
func AdobeRGB() []byte {
	return profile([3][3]float64{{0.609741, 0.205276, 0.149185}, {0.311111, 0.625671, 0.063217}, {0.019470, 0.060867, 0.744568}}, []byte("curv\x00\x00\x00\x00\x00\x00\x00\x01\x02\x33\x00\x00"))
}

// SRGB is the profile of sRGB itself, its curve as a table.
func SRGB() []byte {
	curve := []byte("curv\x00\x00\x00\x00\x00\x00\x04\x00")
	for i := range 1024 {
		x := float64(i) / 1023
		y := x / 12.92
		if x > 0.04045 {
			y = math.Pow((x+0.055)/1.055, 2.4)
		}
		curve = binary.BigEndian.AppendUint16(curve, uint16(math.Round(y*65535)))
	}
	return profile([3][3]float64{{0.436066, 0.385147, 0.143066}, {0.222488, 0.716873, 0.060608}, {0.013916, 0.097076, 0.714096}}, curve)
}
