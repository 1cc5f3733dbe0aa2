package theme_test

import (
	"math"
	"strconv"
	"testing"
)

// luminance is WCAG's, of a colour in hex pairs.
func luminance(t *testing.T, rgb [][]byte) float64 {
	t.Helper()
	sum := 0.0
	for i, weight := range []float64{.2126, .7152, .0722} {
		n, err := strconv.ParseUint(string(rgb[i]), 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(n) / 255
		if c <= .03928 {
			c /= 12.92
		} else {
			c = math.Pow((c+.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}
