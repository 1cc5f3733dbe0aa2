package quantity

import (
	"testing"

	"github.com/shopspring/decimal"
)

// checkFixed holds what is printed without big numbers against what Decimal
// prints.
func checkFixed(t *testing.T, coefficient int64, exponent int32, scale Scale, places int32) {
	t.Helper()
	v := decimal.New(coefficient, exponent)
	q := Of(v, scale, places)
	if got, want := q.Number(), v.Shift(-int32(scale)).Round(places).StringFixed(places); got != want {
		t.Errorf("%s at %v with %d places: %s, want %s", v, scale, places, got, want)
	}
	if got, want := q.SignAt(places), v.Round(places).Sign(); got != want {
		t.Errorf("sign of %s with %d places: %d, want %d", v, places, got, want)
	}
	if got, want := q.Plain(places), v.Round(places).String(); got != want {
		t.Errorf("%s with at most %d places: %s, want %s", v, places, got, want)
	}
}

func TestFixed(t *testing.T) {
	coefficients := []int64{0, 1, 4, 5, 6, 9, 10, 45, 49, 50, 51, 94, 95, 99, 100, 149, 150, 499, 500, 995, 999, 45574, 46018000, 35973000, 999999999, 5e17, 999999999999999999, 1e18, 9223372036854775807}
	for _, c := range coefficients {
		for _, sign := range []int64{1, -1} {
			for exponent := int32(-20); exponent <= 20; exponent++ {
				for _, scale := range []Scale{One, Wan, Yi, WanYi} {
					for places := int32(0); places <= 19; places += 1 + places/3 {
						checkFixed(t, sign*c, exponent, scale, places)
					}
				}
			}
		}
	}
}

func FuzzFixed(f *testing.F) {
	f.Add(int64(-995), int8(-3), int8(4), uint8(1))
	f.Add(int64(46018000), int8(0), int8(4), uint8(1))
	f.Fuzz(func(t *testing.T, coefficient int64, exponent, scale int8, places uint8) {
		checkFixed(t, coefficient, int32(exponent)%40, Scale(scale%13), int32(places%24))
	})
}

// TestNumberAllocations counts what printing a number costs: its text alone.
func TestNumberAllocations(t *testing.T) {
	for _, text := range []string{"34898", "4601.8万", "97.19%", "-0.04"} {
		q := must(t, text)
		if n := testing.AllocsPerRun(100, func() { _ = q.Number() }); n > 1 {
			t.Errorf("printing %s allocates %v times, want 1", text, n)
		}
	}
}

func BenchmarkNumber(b *testing.B) {
	q, err := Parse("4601.8万")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		_ = q.Number()
	}
}
