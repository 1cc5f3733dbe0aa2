package formula_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"gongbao/generator/formula"
)

func values(of map[string]string) func(id string) (decimal.Decimal, error) {
	return func(id string) (decimal.Decimal, error) { return decimal.NewFromString(of[id]) }
}

func TestEval(t *testing.T) {
	known := values(map[string]string{"a": "0.1", "b": "0.2", "criminal.filed": "3", "zero": "0", "over12_pending": "6", "h1e2": "2"})
	for _, c := range []struct{ text, want string }{
		{"a + b", "0.3"}, // and not 0.30000000000000004
		{"1 - a / b", "0.5"},
		{"-(a - b) * 100", "10"},
		{"criminal.filed / 2", "1.5"},
		{"a / zero", "division by zero"},
		{"over12_pending / h1e2", "3"},
	} {
		f, err := formula.Parse(c.text)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		got, err := f.Eval(known)
		if text := got.String(); err == nil && text != c.want || err != nil && err.Error() != c.want {
			t.Errorf("%s = %s, %v; want %s", c.text, text, err, c.want)
		}
	}
	for _, text := range []string{"", "a +", "a > b", "f(a)", "a ? b : a", "a[0]", "'x'", "a ** b", "a // b * 100", "a / b /* * 100 */", "a / b;", "a + 0x10", "a * 1e3", "1 / 0", "100", strings.Repeat("(", 2000)} {
		if _, err := formula.Parse(text); err == nil {
			t.Errorf("%q is no formula", text)
		}
	}
	if _, err := formula.Parse("a and b"); !errors.Is(err, formula.ErrSyntax) {
		t.Errorf("and: %v", err)
	}
}

// Both ends of a quotient move at once: 12499/12505 is 99.95 %, and 1.2万/1.3万
// may be it.
func TestBounds(t *testing.T) {
	of := func(id string) (lo, hi decimal.Decimal) {
		r := map[string][2]int64{"a": {11500, 12500}, "b": {12500, 13500}, "c": {-5, 5}, "d": {2, 3}}[id]
		return decimal.NewFromInt(r[0]), decimal.NewFromInt(r[1])
	}
	for _, c := range []struct{ text, want string }{
		{"a / b * 100", "85.1851851852 100"},
		{"a - b", "-2000 0"},
		{"-(a - b)", "0 2000"},
		{"c * d", "-15 15"},
		{"c * c", "-25 25"}, // each by itself
		{"d / -d", "-1.5 -0.6666666667"},
		{"a / c", "unknown"},
		{"1 - d", "-2 -1"},
	} {
		f, err := formula.Parse(c.text)
		if err != nil {
			t.Fatal(err)
		}
		lo, hi, ok := f.Bounds(of)
		got := "unknown"
		if ok {
			got = lo.Round(10).String() + " " + hi.Round(10).String()
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.text, got, c.want)
		}
	}
}

func TestClash(t *testing.T) {
	units := map[string]string{"cases": "件", "more": "件", "persons": "人", "rate": "%", "plain": ""}
	for _, c := range []struct{ text, want string }{
		{"cases + persons", "cases persons"},
		{"1 - (cases - persons) / more", "cases persons"},
		{"cases + more - cases", ""},
		{"cases / persons + more / persons", ""}, // per person, both
		{"cases + 1", ""},
		{"rate - cases / more * 100", ""},
		{"-cases + plain", ""},
		{"-persons - (plain + cases)", "persons cases"},
	} {
		f, err := formula.Parse(c.text)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if clash := f.Clash(func(id string) string { return units[id] }); clash != nil {
			got = clash.A + " " + clash.B
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.text, got, c.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"a + b", "1 - a.b / c * 100", "((a))", "-a", "a.b.c", "1e400", "a/0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		fm, err := formula.Parse(text)
		if err != nil {
			return
		}
		one := func(string) (decimal.Decimal, error) { return decimal.NewFromInt(1), nil }
		_, _ = fm.Eval(one)
		fm.Clash(func(id string) string { return id })
	})
}
