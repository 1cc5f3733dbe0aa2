package period

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func must(t *testing.T, s string) Period {
	t.Helper()
	p, err := Parse(s)
	if err != nil {
		t.Fatalf("Parse(%q): %v", s, err)
	}
	return p
}

func TestParse(t *testing.T) {
	tests := []struct {
		in          string
		canonical   string
		first, last int
		step        step
	}{
		{"2024", "2024", 1, 12, byYear},
		{"2024H1", "2024H1", 1, 6, byHalf},
		{"2024H2", "2024H2", 7, 12, byHalf},
		{"2024Q1", "2024Q1", 1, 3, byQuarter},
		{"2024Q2", "2024Q2", 4, 6, byQuarter},
		{"2024Q3", "2024Q3", 7, 9, byQuarter},
		{"2024Q4", "2024Q4", 10, 12, byQuarter},
		{"2024-01", "2024-01", 1, 1, byMonth},
		{"2024-09", "2024-09", 9, 9, byMonth},
		{"2024-12", "2024-12", 12, 12, byMonth},
		{"2024Q3-ytd", "2024Q3-ytd", 1, 9, byQuarterYTD},
		{"2024-08-ytd", "2024-08-ytd", 1, 8, byMonthYTD},
		{"2024-11-ytd", "2024-11-ytd", 1, 11, byMonthYTD},

		// equal periods have one canonical form
		{"2024Q2-ytd", "2024H1", 1, 6, byQuarterYTD},
		{"2024-06-ytd", "2024H1", 1, 6, byMonthYTD},
		{"2024Q4-ytd", "2024", 1, 12, byQuarterYTD},
		{"2024-12-ytd", "2024", 1, 12, byMonthYTD},
		{"2024-03-ytd", "2024Q1", 1, 3, byMonthYTD},
		{"2024Q1-ytd", "2024Q1", 1, 3, byQuarterYTD},
		{"2024-01-ytd", "2024-01", 1, 1, byMonthYTD},
		{"2024-09-ytd", "2024Q3-ytd", 1, 9, byMonthYTD},

		// as people type it
		{" 2024 ", "2024", 1, 12, byYear},
		{"2024q3", "2024Q3", 7, 9, byQuarter},
		{"2024h2", "2024H2", 7, 12, byHalf},
		{"2024Q3-YTD", "2024Q3-ytd", 1, 9, byQuarterYTD},
		{"２０２４Ｑ３", "2024Q3", 7, 9, byQuarter},
		{"２０２４－０９－ｙｔｄ", "2024Q3-ytd", 1, 9, byMonthYTD},
		{"1900", "1900", 1, 12, byYear},
		{"2999-12", "2999-12", 12, 12, byMonth},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			p, step, err := parseStep(tt.in)
			if err != nil {
				t.Fatal(err)
			}
			if p.String() != tt.canonical || p.First() != tt.first || p.Last() != tt.last || step != tt.step {
				t.Errorf("got %s, months %d to %d, step %d", p, p.First(), p.Last(), step)
			}
			if p != must(t, tt.canonical) {
				t.Errorf("%s and %s cover the same months and are not equal", tt.in, tt.canonical)
			}
			if p.IsZero() || p.Len() != tt.last-tt.first+1 {
				t.Errorf("zero %v, length %d", p.IsZero(), p.Len())
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	for _, s := range []string{
		"", " ", "24", "202", "20245", "1899", "3000", "0000", "-2024", "+2024", "2024年",
		"2024Q0", "2024Q5", "2024Q", "2024Q10", "2024H0", "2024H3", "2024H1-ytd", "2024-ytd",
		"2024-00", "2024-13", "2024-9", "2024-009", "2024-+9", "2024- 9", "2024-09-08",
		"2024Q3 -ytd", "2024Q3- ytd", "2024Q3-ytd-ytd", "2024Q3ytd", "2024 Q3", "Q3", "2024-Q3", "ytd", "-ytd",
		"2024..2025", "2024X1", "年年年年", "二〇二四", "2024Q三",
	} {
		if p, step, err := parseStep(s); !errors.Is(err, ErrFormat) || !p.IsZero() || step != 0 {
			t.Errorf("parseStep(%q) = %q, %d, %v", s, p, step, err)
		}
	}
}

func TestParseRange(t *testing.T) {
	tests := []struct{ in, want string }{
		{"2024", "2024"},
		{"2024-09-ytd", "2024Q3-ytd"},
		{"2022..2025", "2022 2023 2024 2025"},
		{"2024..2024", "2024"},
		{" 2022 .. 2023 ", "2022 2023"},
		{"２０２２．．２０２３", "2022 2023"},
		{"2024H1..2025H1", "2024H1 2024H2 2025H1"},
		{"2024Q3..2025Q2", "2024Q3 2024Q4 2025Q1 2025Q2"},
		{"2024-11..2025-02", "2024-11 2024-12 2025-01 2025-02"},
		{"2024Q1-ytd..2024Q4-ytd", "2024Q1 2024H1 2024Q3-ytd 2024"},
		{"2024Q3-ytd..2025Q1-ytd", "2024Q3-ytd 2024 2025Q1"},
		{"2024-05-ytd..2024-08-ytd", "2024-05-ytd 2024H1 2024-07-ytd 2024-08-ytd"},
		{"2024-11-ytd..2025-02-ytd", "2024-11-ytd 2024 2025-01 2025-02-ytd"},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			ps, err := ParseRange(tt.in)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, p := range ps {
				got = append(got, p.String())
			}
			if s := strings.Join(got, " "); s != tt.want {
				t.Errorf("got %s, want %s", s, tt.want)
			}
		})
	}
}

func TestParseRangeRefuses(t *testing.T) {
	for _, s := range []string{
		"", "..", "2024..", "..2024", "2025..2024", "2024Q3..2024Q2", "2024-12..2024-01", "2024Q4-ytd..2024Q1-ytd",
		"2024..2025Q1", "2024Q1..2025-01", "2024Q1..2024Q3-ytd", "2024Q1-ytd..2024-09-ytd", "2024H1..2024",
		"2024...2025", "2022..2023..2024", "2022-2024", "1900-01..1950-01",
	} {
		if ps, err := ParseRange(s); !errors.Is(err, ErrFormat) || ps != nil {
			t.Errorf("ParseRange(%q) = %v, %v", s, ps, err)
		}
	}
}

func TestTheLongestRangeIsAllowed(t *testing.T) {
	ps, err := ParseRange("1900-01..1949-12")
	if err != nil || len(ps) != MaxRange {
		t.Errorf("%d periods, %v", len(ps), err)
	}
}

func TestNeighbours(t *testing.T) {
	tests := []struct {
		in, before, yearBefore string
		single                 bool
	}{
		{"2024", "2023", "2023", true},
		{"2024H1", "2023H2", "2023H1", true},
		{"2024H2", "2024H1", "2023H2", true},
		{"2024Q1", "2023Q4", "2023Q1", true},
		{"2024Q2", "2024Q1", "2023Q2", true},
		{"2024Q4", "2024Q3", "2023Q4", true},
		{"2024-01", "2023-12", "2023-01", true},
		{"2024-02", "2024-01", "2023-02", true},
		{"2024-09", "2024-08", "2023-09", true},
		{"2024-12", "2024-11", "2023-12", true},
		{"2024Q3-ytd", "", "2023Q3-ytd", false},
		{"2024-02-ytd", "", "2023-02-ytd", false},
		{"2024-11-ytd", "", "2023-11-ytd", false},
		{"2024-06-ytd", "2023H2", "2023H1", true},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			p := must(t, tt.in)
			before, ok := p.Before()
			if before.String() != tt.before || ok != (tt.before != "") {
				t.Errorf("Before is %q, %v; want %q", before, ok, tt.before)
			}
			if got := p.YearBefore().String(); got != tt.yearBefore {
				t.Errorf("YearBefore is %q, want %q", got, tt.yearBefore)
			}
			if p.Single() != tt.single {
				t.Errorf("Single is %v", p.Single())
			}
		})
	}
}

func TestCompareOrdersByYearThenEndThenLongerFirst(t *testing.T) {
	want := []string{
		"2023", "2023-12", "2024-01", "2024-02-ytd", "2024-02", "2024H1", "2024Q2", "2024-06",
		"2024Q3-ytd", "2024Q3", "2024-09", "2024", "2024H2", "2024Q4", "2024-12", "2025-01",
	}
	var ps []Period
	for _, s := range slices.Backward(want) {
		ps = append(ps, must(t, s))
	}
	slices.SortFunc(ps, Period.Compare)
	for i, p := range ps {
		if p.String() != want[i] {
			t.Errorf("at %d stands %s, want %s", i, p, want[i])
		}
		if p.Compare(p) != 0 {
			t.Errorf("%s is not equal to itself", p)
		}
	}
}

// every lists each period that can be written, of the years 2000 to 2030, with
// all the ways to write it.
func every() map[Period][]string {
	all := map[Period][]string{}
	add := func(p Period, s string) { all[p] = append(all[p], s) }
	for y := 2000; y <= 2030; y++ {
		add(Months(y, 1, 12), fmt.Sprint(y))
		for h := 1; h <= 2; h++ {
			add(Months(y, 6*h-5, 6*h), fmt.Sprintf("%dH%d", y, h))
		}
		for q := 1; q <= 4; q++ {
			add(Months(y, 3*q-2, 3*q), fmt.Sprintf("%dQ%d", y, q))
			add(Months(y, 1, 3*q), fmt.Sprintf("%dQ%d-ytd", y, q))
		}
		for m := 1; m <= 12; m++ {
			add(Months(y, m, m), fmt.Sprintf("%d-%02d", y, m))
			add(Months(y, 1, m), fmt.Sprintf("%d-%02d-ytd", y, m))
		}
	}
	return all
}

func TestEveryPeriodHasOneFormAndItsFormMeansIt(t *testing.T) {
	// 1 year, 2 halves, 4 quarters, 12 months, and the runs from January that
	// are none of these: to 2, 4, 5, 7, 8, 9, 10 and 11.
	all := every()
	if want := 31 * (1 + 2 + 4 + 12 + 8); len(all) != want {
		t.Fatalf("%d periods, want %d", len(all), want)
	}
	forms := map[string]Period{}
	for p, ways := range all {
		s := p.String()
		if q, twice := forms[s]; twice {
			t.Errorf("%v and %v are both %s", p, q, s)
		}
		forms[s] = p
		if got, err := Parse(s); err != nil || got != p {
			t.Errorf("%s reads as %v, %v", s, got, err)
		}
		if !slices.Contains(ways, s) {
			t.Errorf("%s is not one of %v", s, ways)
		}
		for _, w := range ways {
			if len(w) < len(s) {
				t.Errorf("%s is shorter than %s", w, s)
			}
			if got, err := Parse(w); err != nil || got != p {
				t.Errorf("%s reads as %v, %v; want %s", w, got, err, s)
			}
		}
	}
}

func TestBeforeMeetsItsPeriod(t *testing.T) {
	month := func(p Period, m int) int { return 12*p.Year() + m }
	for p := range every() {
		if b, ok := p.Before(); ok {
			if month(b, b.Last())+1 != month(p, p.First()) || b.Len() != p.Len() || !b.Single() {
				t.Errorf("before %s stands %s", p, b)
			}
		} else if p.Single() {
			t.Errorf("nothing stands before %s", p)
		}
	}
}

func TestTheZeroPeriodIsNone(t *testing.T) {
	var p Period
	if !p.IsZero() || p.String() != "" || must(t, "2024").IsZero() {
		t.Errorf("zero %v, %q", p.IsZero(), p)
	}
	if Year(2024) != must(t, "2024") {
		t.Error("Year(2024) is not 2024")
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"2024", "2024H1", "2024Q3-ytd", "２０２４－０９", "2024-09-ytd", "2024Q5", " 2024", "年"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, step, err := parseStep(s)
		if err != nil {
			if !p.IsZero() || step != 0 {
				t.Fatalf("%q is refused and is %v", s, p)
			}
			return
		}
		if q, err := Parse(p.String()); err != nil || q != p {
			t.Fatalf("%q is %s, which reads as %s, %v", s, p, q, err)
		}
	})
}

func FuzzParseRange(f *testing.F) {
	for _, s := range []string{"2018..2025", "2024Q1..2025Q2", "2024Q1-ytd..2024Q4-ytd", "1900-01..2999-12", "..", "2025..2024", "2024．．2025"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		ps, err := ParseRange(s)
		if err != nil {
			return
		}
		if len(ps) == 0 || len(ps) > MaxRange {
			t.Fatalf("%q names %d periods", s, len(ps))
		}
		for i, p := range ps {
			if q, err := Parse(p.String()); err != nil || q != p {
				t.Fatalf("%q holds %v", s, p)
			}
			if i > 0 && ps[i-1].Compare(p) >= 0 {
				t.Fatalf("%q: %s stands before %s", s, ps[i-1], p)
			}
		}
	})
}

// Nothing comes before no period.
func TestNothingIsBeforeTheZeroPeriod(t *testing.T) {
	if p, ok := (Period{}).Before(); ok || !p.IsZero() {
		t.Errorf("before none is %v", p)
	}
}
