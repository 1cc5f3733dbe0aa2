package photo

import (
	"encoding/binary"
	"image"
	"math"
)

// maxProfile is how large a colour profile may be, in bytes.
const maxProfile = 4 << 20

// profile turns the colours of a picture into sRGB. Phones write Display P3 and
// cameras Adobe RGB; without their profile such colours would look pale.
type profile struct {
	light  [3][256]float32 // how bright each level of red, green and blue is
	matrix [3][3]float32   // to the linear light of sRGB
}

// srgbColorants are red, green and blue of sRGB in CIE XYZ, adapted to D50 as in
// any profile.
var srgbColorants = [3][3]float64{
	{0.4360747, 0.3850649, 0.1430804},
	{0.2225045, 0.7168786, 0.0606169},
	{0.0139322, 0.0971045, 0.7141733},
}

// readProfile understands profiles of three primaries and their curves, which
// are those of screens, cameras and phones. It gives nil for sRGB itself, where
// nothing is to be done, and for those that are made of tables (of printers).
func readProfile(icc []byte) *profile {
	if len(icc) < 132 || string(icc[36:40]) != "acsp" || string(icc[16:20]) != "RGB " || string(icc[20:24]) != "XYZ " {
		return nil
	}
	tags := map[string][]byte{}
	n := binary.BigEndian.Uint32(icc[128:])
	for i := range int64(min(n, 100)) {
		at := 132 + 12*i
		if at+12 > int64(len(icc)) {
			return nil
		}
		from, size := int64(binary.BigEndian.Uint32(icc[at+4:])), int64(binary.BigEndian.Uint32(icc[at+8:]))
		if from+size > int64(len(icc)) {
			return nil
		}
		tags[string(icc[at:at+4])] = icc[from : from+size]
	}
	p := &profile{}
	var colorants [3][3]float64
	same := true
	for i, c := range []string{"r", "g", "b"} {
		xyz, curve := tags[c+"XYZ"], tags[c+"TRC"]
		if len(xyz) < 20 || string(xyz[:4]) != "XYZ " {
			return nil
		}
		for k := range 3 {
			colorants[k][i] = fixed(xyz[8+4*k:])
		}
		f := readCurve(curve)
		if f == nil {
			return nil
		}
		for v := range 256 {
			x := float64(v) / 255
			y := min(max(f(x), 0), 1)
			if math.IsNaN(y) {
				return nil
			}
			p.light[i][v] = float32(y)
			same = same && math.Abs(toSRGB(y)-x) < 0.02
		}
	}
	// All three together are white, which is D50 in any profile.
	for k, white := range []float64{0.9642, 1, 0.8249} {
		if sum := colorants[k][0] + colorants[k][1] + colorants[k][2]; math.Abs(sum-white) > 0.05 {
			return nil
		}
	}
	m := multiply(invert(srgbColorants), colorants)
	for i := range 3 {
		for k := range 3 {
			p.matrix[i][k] = float32(m[i][k])
			want := 0.0
			if i == k {
				want = 1
			}
			same = same && math.Abs(m[i][k]-want) < 0.01
		}
	}
	if same {
		return nil
	}
	return p
}

// fixed reads an s15Fixed16.
func fixed(b []byte) float64 { return float64(int32(binary.BigEndian.Uint32(b))) / 65536 }

// readCurve reads a curve or a formula of one; nil when it is neither.
func readCurve(b []byte) func(float64) float64 {
	if len(b) < 12 {
		return nil
	}
	switch string(b[:4]) {
	case "curv":
		n := int64(binary.BigEndian.Uint32(b[8:]))
		if n > 1<<16 || 12+2*n > int64(len(b)) {
			return nil
		}
		at := func(i int) float64 { return float64(binary.BigEndian.Uint16(b[12+2*i:])) }
		switch n {
		case 0:
			return func(x float64) float64 { return x }
		case 1:
			gamma := at(0) / 256
			return func(x float64) float64 { return math.Pow(x, gamma) }
		}
		return func(x float64) float64 {
			x *= float64(n - 1)
			i := min(int(x), int(n)-2)
			return (at(i) + (x-float64(i))*(at(i+1)-at(i))) / 65535
		}
	case "para":
		kind := binary.BigEndian.Uint16(b[8:])
		counts := [...]int{1, 3, 4, 5, 7}
		if int(kind) >= len(counts) || len(b) < 12+4*counts[kind] {
			return nil
		}
		var v [7]float64
		for i := range counts[kind] {
			v[i] = fixed(b[12+4*i:])
		}
		g, a, bb, c, d, e, f := v[0], v[1], v[2], v[3], v[4], v[5], v[6]
		power := func(x float64) float64 { return math.Pow(max(a*x+bb, 0), g) }
		switch kind {
		case 0:
			return func(x float64) float64 { return math.Pow(x, g) }
		case 1, 2: // below -b/a it is 0, or c
			return func(x float64) float64 {
				if a*x+bb < 0 {
					return c
				}
				return power(x) + c
			}
		}
		return func(x float64) float64 {
			if x < d {
				return c*x + f
			}
			return power(x) + e
		}
	}
	return nil
}

// toSRGB is the level of linear light, both from 0 to 1.
func toSRGB(y float64) float64 {
	if y <= 0.0031308 {
		return 12.92 * y
	}
	return 1.055*math.Pow(y, 1/2.4) - 0.055
}

// levels are those of sRGB for steps of linear light that are fine enough for
// the darkest of them.
const levels = 1 << 14

var srgbLevels = func() (out [levels + 1]uint8) {
	for i := range out {
		out[i] = uint8(math.Round(255 * toSRGB(float64(i)/levels)))
	}
	return out
}()

// convert changes the colours of an image in place.
func (p *profile) convert(img *image.RGBA) {
	for i := 0; i+3 < len(img.Pix); i += 4 {
		px := img.Pix[i : i+4 : i+4]
		a := uint32(px[3])
		if a == 0 {
			continue
		}
		if a != 255 { // colours are stored times their opacity
			for k := range 3 {
				px[k] = uint8(min((uint32(px[k])*255+a/2)/a, 255))
			}
		}
		r, g, b := p.light[0][px[0]], p.light[1][px[1]], p.light[2][px[2]]
		for k := range 3 {
			// Each product is rounded by itself, so that processors that fuse
			// them give the same bytes.
			y := float32(p.matrix[k][0]*r) + float32(p.matrix[k][1]*g) + float32(p.matrix[k][2]*b)
			px[k] = srgbLevels[int(min(max(y, 0), 1)*levels+0.5)]
		}
		if a != 255 {
			for k := range 3 {
				px[k] = uint8((uint32(px[k])*a + 127) / 255)
			}
		}
	}
}

func multiply(a, b [3][3]float64) (out [3][3]float64) {
	for i := range 3 {
		for k := range 3 {
			for j := range 3 {
				out[i][k] += a[i][j] * b[j][k]
			}
		}
	}
	return out
}

func invert(m [3][3]float64) (out [3][3]float64) {
	minor := func(i, k int) float64 {
		a, b, c, d := (i+1)%3, (i+2)%3, (k+1)%3, (k+2)%3
		return m[a][c]*m[b][d] - m[a][d]*m[b][c]
	}
	det := m[0][0]*minor(0, 0) + m[0][1]*minor(0, 1) + m[0][2]*minor(0, 2)
	for i := range 3 {
		for k := range 3 {
			out[k][i] = minor(i, k) / det
		}
	}
	return out
}
