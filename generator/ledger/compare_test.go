package ledger

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// fig reads "kind value text", with the rest usual.
func fig(s string) Figure {
	parts := strings.Fields(s)
	f := Figure{Indicator: "accepted", Court: "all", Period: "2024", Kind: parts[0], Value: parts[1], Text: parts[2], How: "observed"}
	for _, p := range parts[3:] {
		k, v, _ := strings.Cut(p, "=")
		switch k {
		case "id":
			f.Indicator = v
		case "basis":
			f.Basis = v
		case "period":
			f.Period = v
		case "how":
			f.How = v
		case "rule":
			f.Formula = v
		case "in": // value of the one input
			f.Inputs = append(f.Inputs, Input{Indicator: "filed", Period: "2024", Court: "all", Value: v, Text: v})
		default:
			panic(p)
		}
	}
	return f
}

func TestAgrees(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"value 46018000 4601.8万", "value 46018000 46018000", true},
		{"value 46018000 4601.8万", "value 46018012 46018012", true}, // finer, and rounds to it
		{"value 46018000 4601.8万", "value 46018500 46018500", false},
		{"value 46018000 4601.8万", "value 46019000 4601.9万", false}, // each within half a unit of the other
		{"value 46018000 4601.8万", "value 46020000 4602万", true},
		{"value 46018000 4601.8万件", "value 46018000 4601.8万", true},
		{"value 46018000 4601.8", "value 46018012 46018012", true}, // a card says 万件 beside it
		{"value 46018000 4601.8", "value 46019000 4601.9", false},
		{"value 46018000 0.46亿", "value 46018000 4601.8万", true},
		{"value 46018000 0.46亿", "value 45018000 4501.8万", false},
		{"value 98.698335 98.70%", "value 98.7 98.7%", true},
		{"value 98.694 98.69%", "value 98.7 98.7%", true},
		{"value 98.64 98.64%", "value 98.7 98.7%", false},
		{"yoy 3.21 3.2%", "yoy 3.19 上升3.2%", true},
		{"yoy 3.21 3.2%", "yoy -3.21 3.2%", false}, // the sign is in the word before it
		{"yoy 1 1%", "yoy 0.974 1.0%", true},
		{"yoy 1 1%", "yoy 1.6 1.6%", false},
		{"yoy 0.01 与上年同期持平", "yoy 0.02 持平", true},
		{"yoy 0.01 持平", "yoy 0.1 0.1%", false},
		{"pop 0.35 0.35个百分点", "pop 0.36 0.36个百分点", false},
		{"interval 97.19 优于合理区间", "interval 97.19 处于合理区间", false}, // the interval changed
		{"interval 97.19 优于合理区间", "interval 97.3 优于合理区间", true},
		{"count 8400 近8400", "count 8400 8400", true},
		{"count 3 3", "count 4 4", false},
		{"value 1 1至2件", "value 1 1至2件", true},
		{"value 1 1至2件", "value 2 1至3件", false},
	} {
		a, b := fig(c.a), fig(c.b)
		if got := a.Agrees(&b); got != c.want {
			t.Errorf("%s and %s: %v", c.a, c.b, got)
		}
		if got := b.Agrees(&a); got != c.want {
			t.Errorf("%s and %s: %v", c.b, c.a, got)
		}
	}
}

func TestReading(t *testing.T) {
	for text, want := range map[string]string{
		"4601.8万": "4601.8万", "近8400名": "8400", "1,234件": "1234", "98.70%": "98.70", "0.35个百分点": "0.35", "１２３件": "123",
		"1.2万亿元": "1.2万亿", "2,": "2", "持平": "", "1至2": "", "": "", "万": "", "1.2.3": "",
	} {
		q, ok := Reading(text)
		if got := q.String(); ok != (want != "") || ok && got != want {
			t.Errorf("%s: %s, %v", text, got, ok)
		}
	}
}

func TestCompare(t *testing.T) {
	for name, c := range map[string]struct {
		old, now []string
		want     []string // old text → new text
	}{
		"nothing":                    {[]string{"value 10 10", "yoy 1 1.0%"}, []string{"yoy 1 1.0%", "value 10 10", "value 9 9 period=2023"}, nil},
		"changed":                    {[]string{"value 10 10"}, []string{"value 11 11"}, []string{"10 → 11"}},
		"gone":                       {[]string{"value 10 10", "yoy 1 1.0%"}, []string{"value 10 10"}, []string{"1.0% → "}},
		"another form":               {[]string{"value 46018000 4601.8万"}, []string{"value 46018000 46018000"}, nil},
		"two forms, one changed":     {[]string{"yoy 1 1%", "yoy 0.974 1.0%"}, []string{"yoy 1 1%"}, nil},
		"two forms of one change":    {[]string{"value 46018000 4601.8万", "value 46018000 46018000"}, []string{"value 47000000 4700万"}, []string{"4601.8万 → 4700万"}},
		"one form hides a change":    {[]string{"value 46018000 4601.8万", "value 46018000 46018000"}, []string{"value 46018005 4601.8万", "value 46018005 46018005"}, []string{"46018000 → 46018005"}},
		"the rounder form alone":     {[]string{"value 46018000 4601.8万", "value 46018000 46018000"}, []string{"value 46018005 4601.8万"}, nil},
		"two values, one hidden":     {[]string{"value 98.70 98.70 how=formula", "value 98.5 98.5"}, []string{"value 98.7001 98.70 how=formula", "value 98.5 98.5"}, nil},
		"other basis, same value":    {[]string{"value 10 10 basis=a"}, []string{"value 10 10 basis=b"}, nil},
		"other basis, other value":   {[]string{"value 10 10 basis=a"}, []string{"value 11 11 basis=b"}, []string{"10 → 11"}},
		"one of two bases gone":      {[]string{"value 10 10 basis=a", "value 11 11 basis=b"}, []string{"value 11 11 basis=b"}, []string{"10 → "}},
		"counts by their filters":    {[]string{"count 2 2 id=honors rule=a", "count 3 3 id=honors rule=b"}, []string{"count 3 3 id=honors rule=a", "count 3 3 id=honors rule=b"}, []string{"2 → 3"}},
		"a filter gone":              {[]string{"count 2 2 id=honors rule=a"}, []string{"count 2 2 id=honors rule=b"}, []string{"2 → "}},
		"counts of indicators":       {[]string{"count 2 2 id=a·b how=count rule=优于 in=1"}, []string{"count 1 1 id=b how=count rule=优于 in=1"}, []string{"2 → 1"}},
		"a rule in other words":      {[]string{"count 2 2 id=a how=count rule=优于 in=1"}, []string{"count 2 2 id=a how=count rule=好于 in=1"}, nil},
		"one of two counts is gone":  {[]string{"count 2 2 id=a how=count rule=优于 in=1", "count 5 5 id=b how=count rule=优于 in=1"}, []string{"count 2 2 id=a how=count rule=优于 in=1"}, []string{"5 → "}},
		"shares by their whole":      {[]string{"share 20 20.0% rule=a·b"}, []string{"share 30 30.0% rule=a·c", "share 21 21.0% rule=a·b"}, []string{"20.0% → 21.0%"}},
		"the one that was published": {[]string{"yoy 0.974 1.0% how=change", "yoy 1 1% how=published"}, []string{"yoy 4 4% how=published"}, []string{"1% → 4%"}},
		"the other one stays":        {[]string{"yoy 0.974 1.0% how=change", "yoy 1 1% how=published"}, []string{"yoy 0.974 1.0% how=change", "yoy 2 2% how=published"}, []string{"1% → 2%"}},
		"published since":            {[]string{"yoy 0.974 1.0% how=change"}, []string{"yoy 1 1% how=published"}, nil},
		"turned round":               {[]string{"yoy -3 3.0%"}, []string{"yoy 3 3.0%"}, []string{"3.0% → 3.0%"}},
	} {
		list := func(texts []string) (out []Figure) {
			for _, s := range texts {
				out = append(out, fig(s))
			}
			return out
		}
		var got []string
		for _, d := range Compare(list(c.old), list(c.now)) {
			line := d.Old.Text + " → "
			if d.New != nil {
				line += d.New.Text
			}
			got = append(got, line)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestCauses(t *testing.T) {
	for name, c := range map[string]struct {
		old, now string
		want     CauseKind
		from, to string
	}{
		"observed":        {"value 10 10", "value 11 11", ByValue, "10", "11"},
		"published":       {"yoy 1 1.0% how=published", "yoy 2 2.0% how=published", ByValue, "1.0%", "2.0%"},
		"an input":        {"value 10 10 how=formula rule=x in=5", "value 11 11 how=formula rule=x in=6", ByValue, "5", "6"},
		"input, formula":  {"value 10 10 how=formula rule=x in=5", "value 11 11 how=formula rule=y in=6", ByValue, "5", "6"},
		"formula":         {"value 10 10 how=formula rule=x in=5", "value 11 11 how=formula rule=y in=5", ByFormula, "x", "y"},
		"basis":           {"value 10 10 basis=a", "value 11 11 basis=b", ByBasis, "a", "b"},
		"not observed":    {"value 10 10", "value 11 11 how=sum in=5", ByHow, "observed", "sum"},
		"interval":        {"interval 97 优于", "interval 97 处于", ByDefinition, "", ""},
		"a register grew": {"count 2 2 how=count rule=a", "count 3 3 how=count rule=a", ByDefinition, "", ""},
	} {
		old, now := fig(c.old), fig(c.now)
		got := Difference{old, &now}.Causes()
		if len(got) != 1 || got[0].Kind != c.want || got[0].Old != c.from || got[0].New != c.to {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if got := (Difference{Old: fig("value 10 10")}).Causes(); got != nil {
		t.Errorf("gone: %v", got)
	}
}

func TestCompareNumbers(t *testing.T) {
	old := []Number{{"1236件", "调解", "2024"}, {"5件", "信访", "2024"}, {"5件", "信访", "2024"}, {"7人", "", ""}, {"4601.8万件", "受理案件", "2024"}}
	now := []Number{{"1237件", "调解", "2024"}, {"5件", "信访", "2024"}, {"8人", "", ""}}
	var got []string
	for _, d := range CompareNumbers(old, now, []Figure{fig("value 46018000 4601.8万")}) {
		line := d.Old.Text + " → "
		if d.New != nil {
			line += d.New.Text
		}
		got = append(got, line)
	}
	if diff := cmp.Diff([]string{"1236件 → 1237件", "5件 → ", "7人 → "}, got); diff != "" {
		t.Error(diff)
	}
	if got := CompareNumbers(old, old, nil); got != nil {
		t.Errorf("the same: %v", got)
	}
}

// Another form of a typed number is no change; another number, sign, unit or word
// before it is.
func TestFormsOfTypedNumbers(t *testing.T) {
	for _, c := range []struct {
		old, now string
		same     bool
	}{
		{"4601.8万件", "46018000件", true}, {"321人次", "３２１人次", true}, {"-5.2%", "-5.20%", true}, {"1,236件", "1236件", true},
		{"4601.8万件", "46018600件", false}, {"321人次", "321件", false}, {"-5.2%", "+5.2%", false}, {"近300件", "300件", false}, {"5.2%", "5.2个百分点", false},
	} {
		got := CompareNumbers([]Number{{c.old, "结案", "2024"}}, []Number{{c.now, "结案", "2024"}}, nil)
		if same := len(got) == 0; same != c.same || !same && got[0].New == nil {
			t.Errorf("%s → %s: %v", c.old, c.now, got)
		}
	}
}

// claims are those of a page that shows figures.
func claims(figures []Figure) *Claims {
	var out Claims
	for _, f := range figures {
		out.Add(f.Claim())
	}
	for _, f := range figures {
		for _, in := range f.Inputs {
			out.Add(in.Claim())
		}
	}
	return &out
}

func TestConflicts(t *testing.T) {
	last := &Ledger{Page: "reports/2023.html", Releases: []Release{
		{Figures: []Figure{fig("value 9 9 period=2023"), fig("value 1 1 id=old")}},
		{Figures: []Figure{fig("value 45570000 4557万 period=2023"), fig("yoy 3 3.0% period=2023"), fig("value 46018000 4601.8万 period=2022"), fig("value 46018000 46018000 period=2022"), fig("count 2 2 id=honors rule=a")}},
	}}
	this := &Ledger{Page: "reports/2024.html", Releases: []Release{{Figures: []Figure{fig("value 10 10")}}}}
	book := NewBook([]*Ledger{last, this})
	change := fig("yoy 1 1.0% how=change")
	change.Inputs = []Input{{Indicator: "accepted", Period: "2023", Court: "all", Value: "45570000", Text: "4557.0万"}}
	wrong := fig("yoy 1 1.0% how=change")
	wrong.Inputs = []Input{{Indicator: "accepted", Period: "2023", Court: "all", Value: "45580000", Text: "4558万"}}
	for name, c := range map[string]struct {
		page string
		now  []Figure
		want []string
	}{
		"one form agrees":   {"pages/a.html", []Figure{fig("value 46018005 46018005 period=2022")}, []string{"46018000 / 46018005"}},
		"the rounder form":  {"pages/a.html", []Figure{fig("value 46018005 4601.8万 period=2022")}, nil},
		"its own":           {"reports/2024.html", []Figure{fig("value 11 11")}, nil},
		"only rounded":      {"reports/2024.html", []Figure{fig("value 45573700 4557.37万 period=2023"), fig("yoy 3.04 3.04% period=2023")}, nil},
		"another value":     {"reports/2024.html", []Figure{fig("value 45580000 4558万 period=2023"), fig("value 45580000 45580000 period=2023")}, []string{"4557万 / 4558万"}},
		"base of a change":  {"reports/2024.html", []Figure{change}, nil},
		"wrong base":        {"reports/2024.html", []Figure{wrong}, []string{"4557万 / 4558万"}},
		"another change":    {"pages/a.html", []Figure{fig("yoy 4 4.0% period=2023")}, []string{"3.0% / 4.0%"}},
		"another basis":     {"pages/a.html", []Figure{fig("value 45580000 4558万 period=2023 basis=b")}, nil},
		"an older release":  {"pages/a.html", []Figure{fig("value 2 2 id=old")}, nil},
		"counts of a page":  {"pages/a.html", []Figure{fig("count 3 3 id=honors rule=a")}, nil},
		"two pages' values": {"pages/a.html", []Figure{fig("value 12 12"), fig("value 45580000 4558万 period=2023")}, []string{"10 / 12", "4557万 / 4558万"}},
	} {
		var got []string
		for _, c := range book.Conflicts(c.page, claims(c.now)) {
			got = append(got, c.Old.Text+" / "+c.New.Text)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestOnceAndSame(t *testing.T) {
	a, b, c := fig("value 10 10"), fig("value 10 10"), fig("value 10 10件")
	if got := Once([]Figure{a, b, c, a}); len(got) != 2 {
		t.Errorf("%v", got)
	}
	one, two := &Release{Date: "1", Figures: []Figure{a}}, &Release{Date: "2", Figures: []Figure{b}}
	if !Same(one, two) {
		t.Error("equal releases differ")
	}
	b.Inputs = []Input{{Value: "1"}}
	two.Figures = []Figure{b}
	if Same(one, two) {
		t.Error("another input is the same")
	}
}

// A correction that no release has recorded explains what its page says now, and
// nothing else.
func TestCorrect(t *testing.T) {
	release := []Figure{fig("value 10 10"), fig("value 20 20 id=closed"), fig("value 30 30 id=gone")}
	now := []Figure{fig("value 11 11"), fig("value 20 20 id=closed")}
	for name, c := range map[string]struct {
		now   []Figure
		claim Figure
		want  bool // a conflict
	}{
		"the corrected value":          {now, fig("value 11 11"), false},
		"as it was released":           {now, fig("value 10 10"), false},
		"a third value":                {now, fig("value 12 12"), true},
		"a value that is not told of":  {now, fig("value 21 21 id=closed"), true},
		"a value that was taken away":  {now, fig("value 31 31 id=gone"), false},
		"a page that cannot be known":  {nil, fig("value 21 21 id=closed"), false},
		"a correction without change":  {release, fig("value 11 11"), true},
		"a value that was not of it":   {now, fig("value 1 1 id=other"), false},
		"a value in a form that hides": {[]Figure{fig("value 46018005 46018005"), fig("value 46018005 4601.8万")}, fig("value 46018009 46018009"), true},
	} {
		l := &Ledger{Page: "reports/2024.html", Releases: []Release{{Seal: "s", Figures: release}}}
		book := NewBook([]*Ledger{l})
		before := book.Sum()
		book.Correct(l, c.now)
		if got := book.Conflicts("pages/a.html", claims([]Figure{c.claim})); len(got) > 0 != c.want {
			t.Errorf("%s: %v", name, got)
		}
		if changed := len(Compare(release, c.now)) > 0; changed == (before == book.Sum()) {
			t.Errorf("%s: the digest of the book does not tell", name)
		}
	}
}

func TestPack(t *testing.T) {
	page := claims([]Figure{fig("value 10 10 basis=a"), fig("yoy -3 3.0% period=2023"), fig("count 2 2"), fig("value 10 10 basis=a")})
	page.Add(Claim{Indicator: "judges", Kind: "value"})
	text := page.Pack()
	if got := strings.Count(string(text), claimSep); got != 3 {
		t.Errorf("%d claims: %q", got, text)
	}
	var many Claims // more than a table begins with
	for i := range 2000 {
		for range 2 {
			many.Add(Claim{Indicator: "judges", Kind: "value", Value: fmt.Sprint(i / 2 * 2)})
		}
	}
	if got := slices.Collect(many.all()); len(got) != 1000 || got[999].Value != "1998" {
		t.Errorf("%d of 1000 claims, the last %v", len(got), got[len(got)-1])
	}
	back, ok := Unpack(text)
	if !ok || !slices.Equal(slices.Collect(back.all()), slices.Collect(page.all())) {
		t.Errorf("%v, %v", ok, back)
	}
	if none, ok := Unpack((&Claims{}).Pack()); !ok || len(none.Pack()) > 0 {
		t.Errorf("no claims: %v, %v", ok, none)
	}
	for _, damaged := range []string{string(text[:len(text)-1]), "x\n", string(text) + "\n"} {
		if _, ok := Unpack([]byte(damaged)); ok {
			t.Errorf("%q is taken", damaged)
		}
	}
	for _, sep := range []string{claimSep, partSep} {
		var odd Claims
		odd.Add(Claim{Indicator: "judges", Kind: "value", Text: "6" + sep + "0"})
		if _, ok := Unpack(odd.Pack()); ok {
			t.Errorf("a text with %q comes back", sep)
		}
	}
}
