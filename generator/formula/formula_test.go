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
	known := values(map[string]string{"a": "0.1", "b": "0.2", "criminal.filed": "3", "zero": "0"})
	for _, c := range []struct{ text, want string }{
		{"a + b", "0.3"}, // and not 0.30000000000000004
		{"1 - a / b", "0.5"},
		{"-(a - b) * 100", "10"},
		{"criminal.filed / 2", "1.5"},
		{"a / zero", "division by zero"},
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
	for _, text := range []string{"", "a +", "a > b", "f(a)", "a ? b : a", "a[0]", "'x'", "a ** b", strings.Repeat("(", 2000)} {
		if _, err := formula.Parse(text); err == nil {
			t.Errorf("%q is no formula", text)
		}
	}
	if _, err := formula.Parse("a and b"); !errors.Is(err, formula.ErrSyntax) {
		t.Errorf("and: %v", err)
	}
}

// What a formula may be off by is what its terms may be off by.
func TestSpread(t *testing.T) {
	f, _ := formula.Parse("a / b * 100")
	got := f.Spread(func(id string) (value, slack decimal.Decimal) {
		if id == "a" {
			return decimal.NewFromInt(50), decimal.NewFromInt(1)
		}
		return decimal.NewFromInt(100), decimal.Zero
	})
	if got.String() != "1" {
		t.Errorf("spread %s", got)
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
