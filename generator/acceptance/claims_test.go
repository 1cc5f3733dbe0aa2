package acceptance

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"gongbao/generator/audit"
	"gongbao/generator/claim"
	"gongbao/generator/diag"
	"gongbao/generator/period"
	"gongbao/generator/quantity"
	"gongbao/generator/stats"
)

// sharedFile reads what lies beside the repository and is no part of it. A
// checkout without it skips, and says what is missing.
func sharedFile(t *testing.T, name string) []byte {
	t.Helper()
	path := filepath.Join(repo, "..", "shared", filepath.FromSlash(name))
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("shared/%s is not beside the repository", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func defaultStore(t testing.TB) *stats.Store {
	t.Helper()
	var bag diag.Bag
	s, err := stats.Load(os.DirFS(repo), &bag)
	if err != nil {
		t.Fatal(err)
	}
	if bag.Failed() {
		t.Fatal(bag.Sorted())
	}
	return s
}

// published is a line of claims.jsonl: a sentence that a court published, and what
// is known of its numbers.
type published struct {
	ID, Source, Text, Expr, Printed, Kind, Note string
}

func publishedClaims(t *testing.T) []published {
	var out []published
	lines := bufio.NewScanner(strings.NewReader(string(sharedFile(t, "data/claims.jsonl"))))
	for lines.Scan() {
		var p published
		if err := json.Unmarshal(lines.Bytes(), &p); err != nil {
			t.Fatal(err)
		}
		out = append(out, p)
	}
	return out
}

// What courts really published: what is right is not called wrong, read alone or
// with the rest of its source, by its own numbers or against the data; and what
// is wrong is found with what it should be.
func TestPublishedClaims(t *testing.T) {
	claims := publishedClaims(t)
	if len(claims) != 33 {
		t.Errorf("%d claims", len(claims))
	}
	withData, alone := audit.NewJudge(defaultStore(t)), audit.NewJudge(nil)
	together := map[string]string{}
	for _, p := range claims {
		together[p.Source] += p.Text + "\n"
	}
	// What is wrong, by its id: the code, and what is expected.
	wrong := map[string][2]string{
		"gs6": {"sum-mismatch", "2312"},
		"zz5": {"change-in-percent", "3.86个百分点"},
		"zz6": {"as-of", ""},
	}
	// Against the data the change of 2025H1 does not follow from the base it names.
	revised := [2]string{"change-mismatch", "下降8.99%"}
	for _, p := range claims {
		t.Run(p.ID, func(t *testing.T) {
			for name, judge := range map[string]*audit.Judge{"by its own numbers": alone, "against the data": withData} {
				for _, text := range []string{p.Text, together[p.Source]} {
					r := judge.Prose(text, audit.Page{})
					for _, problem := range r.Problems() {
						expected := p.Kind == "base-revised" && string(problem.Code) == revised[0] && problem.Args["expected"] == revised[1] || strings.Contains(text, "8.52") && problem.Args["expected"] == revised[1]
						for _, w := range wrong {
							expected = expected || string(problem.Code) == w[0] && problem.Args["expected"] == w[1]
						}
						if !expected {
							t.Errorf("%s: %q in %q: %s, should be %q", name, problem.Args["text"], text, problem.Code, problem.Args["expected"])
						}
					}
				}
				r := judge.Prose(p.Text, audit.Page{})
				w, ok := wrong[p.ID]
				if p.Kind == "base-revised" && judge == withData {
					w, ok = revised, true
				}
				if ok {
					if got := r.Problems(); len(got) != 1 || string(got[0].Code) != w[0] || got[0].Args["expected"] != w[1] {
						t.Errorf("%s: %q: found %v, want %v", name, p.Text, got, w)
					}
					continue
				}
				if !strings.Contains(p.Text, p.Printed) || p.Printed == "" || p.Kind == "base-revised" {
					continue
				}
				r = judge.Prose(together[p.Source], audit.Page{})
				if !known(r, p) {
					t.Errorf("%s: %s of %q is neither verified nor consistent in %q", name, p.Printed, p.Text, together[p.Source])
				}
			}
		})
	}
}

// known reports whether the printed number of a claim is verified or consistent,
// where its text stands among the others of its source.
func known(r audit.Report, p published) bool {
	for _, c := range r.Claims {
		if strings.TrimRight(strings.TrimLeft(c.Text, "-"), "万件%天个百分点 ") == p.Printed && (c.Verdict == audit.Verified || c.Verdict == audit.Consistent) && c.Kind != claim.Exempt {
			return true
		}
	}
	return false
}

// The trap of claims.jsonl: 3748.6万 less 4601.8万 is no change, since the two are
// counted by different rules; what the court published is on one.
func TestBasisTrap(t *testing.T) {
	judge := audit.NewJudge(defaultStore(t))
	for text, expected := range map[string]string{
		"2025年，全国法院受理案件3748.6万件，同比增长10.8%。":   "",
		"2025年，全国法院受理案件3748.6万件，同比下降18.5%。":   "上升10.8%",
		"2025年，全国法院受理案件3748.6万件，同比增长18.0%。":   "上升10.8%",
		"2025年，全国法院审结执结案件3620万件，同比增长8.9%。":    "",
		"2024年，全国法院受理案件4601.8万件，同比增长1%。":      "",
		"2024年，全国法院受理案件4601.8万件，同比增长2%。":      "上升1%",
		"2024年，全国法院受理案件4601.8万件，同比增长1.2%。":    "上升1.0%",
		"2025年，全国法院受理案件3748.6万件，同比下降18.54%。":  "上升10.79%",
		"2024年全年收案4601.8万件，同比上升1.2%。":         "上升1.0%",
		"2024年，全国法院受理案件4061.8万件。":             "4601.8万件",
		"2025年上半年，同比下降8.52%，以上年同期2317.6万件计算。": "下降8.99%",
	} {
		got := ""
		for _, p := range judge.Prose(text, audit.Page{}).Problems() {
			got += p.Args["expected"]
		}
		if got != expected {
			t.Errorf("%q: should be %q, want %q", text, got, expected)
		}
	}
}

// Five real documents as offices paste them in: nothing in them is wrong with its
// numbers, and nothing is said to be.
func TestSeedsRaiseNoFalseAlarm(t *testing.T) {
	// Of each document, how many numbers claim something, and what the text's own
	// numbers prove.
	want := map[string][2]int{
		"000_d2b15cbbbd2c51bc.txt": {0, 0},
		"001_9c45a506be796223.txt": {0, 0},
		"002_d1b81ef6de935d36.txt": {0, 0},
		"003_0e2029a8c496e478.txt": {0, 0},
		"004_3a53edf0c006dba0.txt": {13, 4}, // 16 courts made 5, 9 and 2
	}
	for name, want := range want {
		text := string(sharedFile(t, "seeds/"+name))
		for _, judge := range []*audit.Judge{audit.NewJudge(nil), audit.NewJudge(defaultStore(t))} {
			r := judge.Prose(text, audit.Page{})
			for _, p := range r.Problems() {
				t.Errorf("%s: %s %q", name, p.Code, p.Args["text"])
			}
			if tally := r.Tally(); tally.Claims() != want[0] || tally.Known() != want[1] {
				t.Errorf("%s: %d claims and %d known, want %d", name, tally.Claims(), tally.Known(), want)
			}
		}
	}
}

// spoken is a period as a text says it; "" for one that texts do not name.
func spoken(p period.Period) string {
	year := fmt.Sprintf("%d年", p.Year())
	switch s := p.String()[4:]; s {
	case "":
		return year
	case "H1":
		return year + "上半年"
	case "H2":
		return year + "下半年"
	case "Q1", "Q2", "Q3", "Q4":
		return year + s[1:] + "季度"
	case "Q3-ytd":
		return year + "前三季度"
	}
	if p.Len() == 1 {
		return fmt.Sprintf("%s%d月", year, p.Last())
	}
	return ""
}

// Sentences made of the data themselves: each right number is verified, in every
// form it may be printed in, and one that is wrong by more than its rounding is
// never verified, and called wrong where the name can mean nothing else.
func TestSentencesOfTheData(t *testing.T) {
	store := defaultStore(t)
	judge := audit.NewJudge(store)
	verdict := func(text string) audit.Judged {
		r := judge.Prose(text, audit.Page{})
		for _, c := range r.Claims {
			if c.Verdict != audit.Exempt {
				return c
			}
		}
		return audit.Judged{}
	}
	right, wrong, called := 0, 0, 0
	for _, o := range store.All() {
		when := spoken(o.Period)
		// 0 and the names that begin with a number cannot be said so simply.
		if when == "" || o.Quantity.Value().Sign() <= 0 || strings.ContainsAny(o.Indicator.Name, "0123456789") {
			continue
		}
		subject := when + "，" + o.Court.Name + o.Indicator.Name
		forms := []string{o.Quantity.String()}
		tenThousand := decimal.NewFromInt(100000)
		if o.Quantity.Scale() == quantity.One && o.Quantity.Value().GreaterThan(tenThousand) {
			for _, places := range []int32{0, 1, 2} {
				forms = append(forms, o.Quantity.At(quantity.Wan, places).String())
			}
			cut := o.Quantity.Value().Shift(-4).Truncate(0)
			forms = append(forms, cut.String()+"万余")
		}
		for _, form := range forms {
			text := subject + form + o.Indicator.Unit + "。"
			right++
			if c := verdict(text); c.Verdict != audit.Verified {
				t.Errorf("%q: %s is %s %s %v", text, c.Text, c.Verdict, c.Code, c.Args)
			}
		}
		// One more in the last place is no rounding, and a twentieth is more than any.
		unit := decimal.New(1, int32(o.Quantity.Scale())-o.Quantity.Places())
		for _, other := range []decimal.Decimal{o.Quantity.Printed().Add(unit), o.Quantity.Printed().Sub(unit), o.Quantity.Value().Mul(decimal.New(105, -2)).Add(unit)} {
			if other.Sign() <= 0 {
				continue
			}
			text := subject + quantity.Of(other, o.Quantity.Scale(), o.Quantity.Places()).String() + o.Indicator.Unit + "。"
			wrong++
			switch c := verdict(text); {
			case c.Verdict == audit.Mismatch:
				called++
			case c.Verdict == audit.Verified && c.Indicator == o.Indicator && c.Basis == o.Basis:
				t.Errorf("%q: %s is verified", text, c.Text)
			}
		}
	}
	t.Logf("%d right numbers, %d wrong, %d of them called so", right, wrong, called)
	if right < 300 || called*100 < 85*wrong {
		t.Errorf("of %d wrong numbers %d were found; %d right ones", wrong, called, right)
	}
}

// The same of changes.
func TestChangesOfTheData(t *testing.T) {
	store := defaultStore(t)
	judge := audit.NewJudge(store)
	right, wrong, called := 0, 0, 0
	for _, o := range store.All() {
		when := spoken(o.Period)
		made, err := store.YearOnYear(o.Indicator, o.Court, o.Period)
		if when == "" || err != nil || made.Sign() == 0 || strings.ContainsAny(o.Indicator.Name, "0123456789") || o.Quantity.Value().Sign() <= 0 {
			continue
		}
		unit := map[stats.ChangeUnit]string{stats.Percent: "%", stats.Points: "个百分点", stats.Days: "天"}[made.Unit]
		say := func(delta decimal.Decimal) string {
			verb := "上升"
			if delta.Sign() < 0 {
				verb = "下降"
			}
			amount := quantity.Of(delta.Abs(), made.Delta.Scale(), made.Delta.Places())
			return when + "，" + o.Court.Name + o.Indicator.Name + o.Quantity.String() + o.Indicator.Unit + "，同比" + verb + amount.String() + unit + "。"
		}
		judged := func(text string) audit.Judged {
			for _, c := range judge.Prose(text, audit.Page{}).Claims {
				if c.Kind == claim.Change {
					return c
				}
			}
			return audit.Judged{}
		}
		right++
		if c := judged(say(made.Delta.Value())); c.Verdict != audit.Verified {
			t.Errorf("%q: %s is %s, %v", say(made.Delta.Value()), c.Text, c.Verdict, c.Args)
		}
		turned := made.Delta.Value().Neg()
		wrong++
		switch c := judged(say(turned)); c.Verdict {
		case audit.Mismatch:
			called++
		case audit.Verified:
			t.Errorf("%q: %s is verified", say(turned), c.Text)
		}
	}
	t.Logf("%d right changes, %d wrong, %d of them called so", right, wrong, called)
	if right < 50 || called*100 < 85*wrong {
		t.Errorf("of %d wrong changes %d were found; %d right ones", wrong, called, right)
	}
}
