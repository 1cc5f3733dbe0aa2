package check

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/shopspring/decimal"

	"gongbao/generator/diag"
	"gongbao/generator/period"
	"gongbao/generator/stats"
)

// world is a city whose true counts are known to the unit. What is published
// of them is rounded, each value in a way of its own.
type world struct {
	r      *rand.Rand
	courts int
	// closed, by year, month and court: mediated and others
	mediated, others [2][12][]int64
	filed            [2][12][]int64
}

func newWorld(seed uint64) *world {
	w := &world{r: rand.New(rand.NewPCG(seed, 1)), courts: 2 + int(seed%4)}
	size := int64(10) << (2 * (seed % 7)) // from tens a month to tens of thousands
	for y := range 2 {
		for m := range 12 {
			for range w.courts {
				a, b := size/2+w.r.Int64N(size), size/2+w.r.Int64N(size)
				w.mediated[y][m] = append(w.mediated[y][m], a)
				w.others[y][m] = append(w.others[y][m], b)
				w.filed[y][m] = append(w.filed[y][m], a+b+w.r.Int64N(size))
			}
		}
	}
	return w
}

// sum adds months first to last up, of one court or, for −1, of all.
func (w *world) sum(of *[2][12][]int64, year, first, last, court int) int64 {
	var n int64
	for m := first - 1; m < last; m++ {
		for c, v := range of[year][m] {
			if court < 0 || court == c {
				n += v
			}
		}
	}
	return n
}

// print writes a count exactly, in 万 with some places, or rounds it off no
// further than it stays a number.
func (w *world) print(n int64) string {
	if places := w.r.IntN(5); places < 3 && n >= 5000 {
		return fmt.Sprintf("%q", decimal.NewFromInt(n).Shift(-4).StringFixed(int32(places))+"万")
	}
	return fmt.Sprint(n)
}

// quotient is a / b × 100 rounded half up.
func quotient(a, b int64, places int32) string {
	return decimal.NewFromInt(a).Mul(decimal.NewFromInt(100)).DivRound(decimal.NewFromInt(b), 20).Round(places).StringFixed(places)
}

// publish writes the world down: some of its periods, all of its courts.
func (w *world) publish() (fsys fstest.MapFS, text map[string][]string) {
	fsys = fstest.MapFS{"data/indicators.toml": {Data: []byte(`[[indicator]]
id = "filed"
name = "收案"
unit = "件"
[[indicator]]
id = "closed"
name = "结案"
unit = "件"
parts = ["mediated", "others"]
[[indicator]]
id = "mediated"
name = "调解"
unit = "件"
[[indicator]]
id = "others"
name = "其他"
unit = "件"
[[indicator]]
id = "rate"
name = "结案率"
unit = "%"
kind = "ratio"
formula = "closed / filed * 100"
[[identity]]
name = "结案"
left = "closed"
right = "mediated + others"
`)}}
	var courts strings.Builder
	courts.WriteString("[[court]]\nid = \"all\"\nname = \"全市\"\n")
	for c := range w.courts {
		fmt.Fprintf(&courts, "[[court]]\nid = \"c%d\"\nname = \"法院%d\"\nparent = \"all\"\n", c, c)
	}
	fsys["data/courts.toml"] = &fstest.MapFile{Data: []byte(courts.String())}
	spans := [][2]int{{1, 3}, {4, 6}, {1, 6}, {7, 9}, {1, 9}, {10, 12}, {1, 12}, {1, 1}, {2, 2}, {3, 3}, {1, 2}}
	text = map[string][]string{}
	for y := range 2 {
		for _, span := range spans {
			first, last := span[0], span[1]
			p := period.Months(2023+y, first, last)
			lines := []string{fmt.Sprintf("period = %q", p), `source = "甲"`}
			for c := -1; c < w.courts; c++ {
				id := "all"
				if c >= 0 {
					id = fmt.Sprintf("c%d", c)
				}
				closed := func(y int) int64 {
					return w.sum(&w.mediated, y, first, last, c) + w.sum(&w.others, y, first, last, c)
				}
				lines = append(lines, "[values."+id+"]",
					"filed = "+w.print(w.sum(&w.filed, y, first, last, c)), "closed = "+w.print(closed(y)),
					"mediated = "+w.print(w.sum(&w.mediated, y, first, last, c)), "others = "+w.print(w.sum(&w.others, y, first, last, c)),
					fmt.Sprintf("rate = \"%s%%\"", quotient(closed(y), w.sum(&w.filed, y, first, last, c), int32(w.r.IntN(4)))))
				if y == 1 {
					lines = append(lines, "[yoy."+id+"]", fmt.Sprintf("closed = \"%s%%\"", quotient(closed(1)-closed(0), closed(0), int32(w.r.IntN(3)))))
				}
			}
			text["data/observations/"+p.String()+".toml"] = lines
		}
	}
	return fsys, text
}

func publishAll(fsys fstest.MapFS, text map[string][]string) fstest.MapFS {
	for name, lines := range text {
		fsys[name] = &fstest.MapFile{Data: []byte(strings.Join(lines, "\n") + "\n")}
	}
	return fsys
}

func mistakes(t *testing.T, fsys fstest.MapFS) []diag.Diagnostic {
	t.Helper()
	var bag diag.Bag
	s, err := stats.Load(fsys, &bag)
	if err != nil {
		t.Fatal(err)
	}
	Run(s, &bag)
	var out []diag.Diagnostic
	for _, d := range bag.Sorted() {
		if d.Code != diag.Outlier { // a series of dice may leap
			out = append(out, d)
		}
	}
	return out
}

// What is true and was rounded each in its own way is never a finding; a total
// that is wrong is found from every side.
func TestRoundingIsNoMistakeAndAWrongTotalIs(t *testing.T) {
	for seed := range uint64(40) {
		w := newWorld(seed)
		fsys, text := w.publish()
		for _, d := range mistakes(t, publishAll(fsys, text)) {
			t.Errorf("seed %d: a false alarm: %s %s", seed, d.Pos, diag.English().Message(d.Code, d.Args))
		}
		// The total of a year is held by its parts, courts, quarters, rate and change.
		name := "data/observations/2024.toml"
		lines := text[name]
		closed := w.sum(&w.mediated, 1, 1, 12, -1) + w.sum(&w.others, 1, 1, 12, -1)
		for i, line := range lines {
			if !strings.HasPrefix(line, "closed = ") {
				continue
			}
			wrong := 3 * closed // beyond what any rounding here could hide
			lines[i] = fmt.Sprintf("closed = %d", wrong)
			found := map[diag.Code]bool{}
			for _, d := range mistakes(t, publishAll(fsys, text)) {
				found[d.Code] = true
			}
			for _, code := range []diag.Code{diag.IdentityBroken, diag.CourtSum, diag.PeriodConflict, diag.FormulaConflict, diag.ChangeConflict} {
				if !found[code] {
					t.Errorf("seed %d: %d for %d was not found by %s", seed, wrong, closed, code)
				}
			}
			lines[i] = line
			break
		}
	}
}
