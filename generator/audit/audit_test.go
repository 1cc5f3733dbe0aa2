package audit

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"gongbao/generator/claim"
	"gongbao/generator/diag"
	"gongbao/generator/period"
	"gongbao/generator/stats"
)

var update = flag.Bool("update", false, "write the verdicts into testdata/cases; read every change before keeping it")

func testStore(t testing.TB) *stats.Store {
	t.Helper()
	var bag diag.Bag
	s, err := stats.Load(os.DirFS("testdata"), &bag)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range bag.Sorted() {
		t.Fatalf("the test's data are wrong: %s %s", d.Pos, diag.Chinese().Message(d.Code, d.Args))
	}
	return s
}

// A case file is read line by line: a text, and under it, indented, what is found
// of each of its numbers. // begins a comment; "@ 2024" is the period of the pages
// that follow, judged by their own numbers alone, and "@ 2024 court=all" holds
// them against testdata/data. ⏎ is a line's end, ⟦accepted:3881⟧ a number that is
// bound to an indicator.
func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/cases/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	store := testStore(t)
	n := 0
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var out strings.Builder
			page, judge := Page{}, NewJudge(nil)
			for line := range strings.Lines(string(data)) {
				line = strings.TrimSuffix(line, "\n")
				switch {
				case strings.HasPrefix(line, "    "):
					continue
				case strings.HasPrefix(line, "@"):
					page, judge = Page{}, NewJudge(nil)
					when, court, held := strings.Cut(line[1:], "court=")
					if when = strings.TrimSpace(when); when != "" {
						if page.Period, err = period.Parse(when); err != nil {
							t.Fatal(err)
						}
					}
					if held {
						judge = NewJudge(store)
						if page.Court, err = store.Court(court); err != nil {
							t.Fatal(err)
						}
					}
				case line != "" && !strings.HasPrefix(line, "//"):
					n++
					fmt.Fprintln(&out, line)
					text, bound := unbind(t, store, page, strings.ReplaceAll(line, "⏎", "\n"))
					page.Bound = bound
					for _, said := range show(judge.Prose(text, page)) {
						fmt.Fprintln(&out, "    "+said)
					}
					continue
				}
				fmt.Fprintln(&out, line)
			}
			if *update {
				if err := os.WriteFile(file, []byte(out.String()), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := gocmp.Diff(string(data), out.String()); diff != "" {
				t.Errorf("verdicts (-want +got):\n%s", diff)
			}
		})
	}
	t.Logf("%d texts", n)
	if n < 120 {
		t.Errorf("only %d texts", n)
	}
}

// unbind makes ⟦accepted:3881⟧ the bound number 3881, of the page's court and
// period.
func unbind(t *testing.T, s *stats.Store, page Page, line string) (text string, bound []Span) {
	for {
		before, rest, ok := strings.Cut(line, "⟦")
		text += before
		if !ok {
			return text, bound
		}
		inside, after, _ := strings.Cut(rest, "⟧")
		name, number, _ := strings.Cut(inside, ":")
		ind, err := s.Indicator(name)
		if err != nil {
			t.Fatal(err)
		}
		bound = append(bound, Span{Start: len(text), End: len(text) + len(number), Indicator: ind, Court: page.Court, Period: page.Period})
		text += number
		line = after
	}
}

// show is a line for each claim and finding.
func show(r Report) []string {
	var out []string
	for _, c := range r.Claims {
		if c.Verdict == Exempt {
			continue
		}
		line := c.Text + " = " + c.Verdict.String()
		if c.Code != "" {
			line += " " + string(c.Code) + " → " + c.Args["expected"]
		}
		if c.Indicator != nil {
			line += " 〈" + c.Indicator.ID
			if c.Court != nil && c.Court.ID != "all" {
				line += "#" + c.Court.ID
			}
			if c.Basis != "" {
				line += " " + c.Basis
			}
			line += "〉"
		}
		if c.Verdict == Consistent {
			line += " " + c.Working
		}
		if w := c.Args["working"]; w != "" {
			line += "  (" + w + ")"
		}
		if p := c.Args["places"]; p != "" {
			line += "  [" + p + "]"
		}
		if u := c.Args["unit"]; u != "" {
			line += "  [no unit: " + u + "]"
		}
		out = append(out, line)
	}
	if r.BoundWords > 0 {
		out = append(out, fmt.Sprintf("bound words: %d", r.BoundWords))
	}
	for _, f := range r.Findings {
		line := "! " + string(f.Code) + " " + f.Args["text"]
		if f.Code == diag.CountsDiffer {
			line += " (" + f.Args["subjects"] + ", " + f.Args["values"] + ")"
		}
		out = append(out, line)
	}
	return out
}

// Whatever a text says, every claim of the report keeps what the grammar found,
// and refers to claims that there are.
func FuzzProse(f *testing.F) {
	files, _ := filepath.Glob("testdata/cases/*.txt")
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for line := range strings.Lines(string(data)) {
			if !strings.HasPrefix(line, " ") && !strings.HasPrefix(line, "@") {
				f.Add(strings.ReplaceAll(line, "⏎", "\n"))
			}
		}
	}
	judges := []*Judge{NewJudge(testStore(f)), NewJudge(nil)}
	f.Fuzz(func(t *testing.T, text string) {
		for _, j := range judges {
			r := j.Prose(text, Page{Period: period.Year(2024), Bound: []Span{{Start: 0, End: min(3, len(text))}}})
			for i, c := range r.Claims {
				for _, k := range c.With {
					if k < 0 || k >= len(r.Claims) || k == i {
						t.Fatalf("%q: claim %d was held against %d", text, i, k)
					}
				}
				if (c.Verdict == Mismatch) != (c.Code != "") || c.Verdict == Mismatch && c.Args["expected"] == "" {
					t.Fatalf("%q: %q is %s with code %q and should be %q", text, c.Text, c.Verdict, c.Code, c.Args["expected"])
				}
				if c.Verdict == Exempt && c.Kind != claim.Exempt {
					t.Fatalf("%q: %q is exempt", text, c.Text)
				}
			}
			tally := r.Tally()
			if tally.Coverage() < 0 || tally.Coverage() > 1 {
				t.Fatalf("%q: coverage %v", text, tally.Coverage())
			}
		}
	})
}

// Texts that leave the time or the court unsaid are judged as far as they say it.
func TestTextsOnTheirOwnAreJudged(t *testing.T) {
	judge := NewJudge(bigStore(t))
	for _, text := range []string{
		"本月刑事案件受理412件，上月刑事案件受理376件，环比增加63件",
		"一、外地法院情况\n刑事案件受理3620件，增长9.8%：同口径基数=4541.9-1218.2",
		"外地法院情况。刑事案件受理3502万件，增长7.2%，基数4490.3-1223.5。",
	} {
		for _, page := range []Page{{}, {Period: period.Year(2024)}} {
			if n := len(judge.Prose(text, page).Claims); n < 2 {
				t.Errorf("%q: %d claims", text, n)
			}
		}
	}
}
