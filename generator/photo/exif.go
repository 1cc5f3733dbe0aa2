package photo

import "encoding/binary"

// exifHead stands before the TIFF of an EXIF block in JPEG, and at times in PNG
// and WebP.
const exifHead = "Exif\x00\x00"

// orientation is how a picture must be turned to stand upright, as its EXIF
// says; 1 (it stands upright) when that says nothing that can be understood.
func orientation(tiff []byte) int {
	const tag, short = 0x0112, 3
	if len(tiff) >= len(exifHead) && string(tiff[:len(exifHead)]) == exifHead {
		tiff = tiff[len(exifHead):]
	}
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder
	switch string(tiff[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return 1
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 1
	}
	entries := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(entries) < 12 {
			return 1
		}
		e := entries[:12]
		entries = entries[12:]
		if order.Uint16(e) == tag && order.Uint16(e[2:]) == short && order.Uint32(e[4:]) == 1 {
			if v := order.Uint16(e[8:]); v >= 1 && v <= 8 {
				return int(v)
			}
			return 1
		}
	}
	return 1
}
