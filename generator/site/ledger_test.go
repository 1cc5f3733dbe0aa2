package site

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"gongbao/generator/diag"
	"gongbao/generator/importer/commit"
)

// released is a site of which last year's report was released.
type released struct {
	*testing.T
	dir string
}

const (
	lastYear = "+++\ntitle = \"2023年工作报告\"\nperiod = \"2023\"\npublished = \"2024-03-08\"\n+++\n\n全年受理案件{{受理案件}}件。\n"
	thisYear = "+++\ntitle = \"2024年工作报告\"\nperiod = \"2024\"\npublished = \"2025-03-08\"\n+++\n\n受理案件{{受理案件}}件，比上年{{受理案件:同比}}。\n"
)

func releasedSite(t *testing.T) released {
	r := released{t, writeSite(t, &txtar.Archive{})}
	r.write("content/reports/2023.md", lastYear)
	r.write("content/reports/2024.md", thisYear)
	r.release("2024-03-08", "reports/2023.html")
	return r
}

func (r released) write(name, text string) {
	r.Helper()
	if err := os.WriteFile(filepath.Join(r.dir, filepath.FromSlash(name)), []byte(text), 0o644); err != nil {
		r.Fatal(err)
	}
}

func (r released) replace(name, old, new string) {
	r.Helper()
	text, err := os.ReadFile(filepath.Join(r.dir, filepath.FromSlash(name)))
	if err != nil || !strings.Contains(string(text), old) {
		r.Fatal(name, err)
	}
	r.write(name, strings.ReplaceAll(string(text), old, new))
}

func (r released) release(date string, names ...string) []Released {
	r.Helper()
	var bag diag.Bag
	done, err := Release(context.Background(), Options{Dir: r.dir}, names, date, &bag)
	if err != nil || bag.Failed() {
		r.Fatal(err, bag.Sorted())
	}
	return done
}

// codes are what a check finds, but for what is only told.
func (r released) codes() string {
	r.Helper()
	var out []string
	for _, d := range findings(r, r.dir) {
		if d.Severity() != diag.Info {
			out = append(out, string(d.Code))
		}
	}
	return strings.Join(out, " ")
}

// page is the model's page after all was checked.
func (r released) page(path string) *answered {
	r.Helper()
	var bag diag.Bag
	m, err := examine(context.Background(), Options{Dir: r.dir}.withDefaults(), os.DirFS(r.dir), &bag)
	if err != nil {
		r.Fatal(err)
	}
	p := m.at[path]
	if p == nil {
		r.Fatal("no page ", path)
	}
	o, err := m.answer(p, &diag.Bag{})
	if err != nil {
		r.Fatal(err)
	}
	m.checkReleases(o, &diag.Bag{})
	return o
}

const amended = "[[correction]]\ndate = \"2025-04-01\"\nreason = \"补报\"\n"

// This year's base is not what last year's report said. It is an error on both
// pages, until the one corrects or the data say why.
func TestLastYearIsWhatLastYearsReportSaid(t *testing.T) {
	r := releasedSite(t)
	if got := r.codes(); got != "" {
		t.Fatal(got)
	}
	r.replace("data/observations/2023.toml", "filed = 900", "filed = 905")
	if got := r.codes(); got != "released-changed released-elsewhere" {
		t.Fatal(got)
	}

	t.Run("corrected", func(t *testing.T) {
		r := released{t, r.dir}
		r.replace("content/reports/2023.md", "+++\n\n", amended+"+++\n\n")
		if got := r.codes(); got != "" {
			t.Fatal(got)
		}
		if p := r.page("reports/2023.html"); len(p.said) != 1 || len(p.said[0].figures) != 1 {
			t.Errorf("the page says %v", p.said)
		}
		if done := r.release("2025-04-01", "reports/2023"); done[0].Releases != 2 || done[0].Same != "" {
			t.Errorf("%+v", done)
		}
		if got := r.codes(); got != "" {
			t.Fatal(got)
		}
		if done := r.release("2025-04-02", "reports/2023"); done[0].Releases != 2 || done[0].Same != "2025-04-01" {
			t.Errorf("%+v", done)
		}
	})
}

func TestWhatTheDataSayOnAChangeIsPrinted(t *testing.T) {
	for name, c := range map[string]struct{ file, text, want string }{
		"note": {
			"data/observations/2023.toml", "period = \"2023\"\nsource = \"市中院\"\n[values.all]\ncarried = 100\nfiled = 905\nclosed = 900\njudges = 0\n[notes.all]\nfiled = \"含补报案件\"\n",
			"新收：含补报案件",
		},
		"revision": {
			"data/observations/2023-revised.toml", "period = \"2023\"\nsource = \"市中院\"\nstatus = \"revised\"\nrevised = \"2025-01-05\"\nreason = \"补报\"\n[values.all]\nfiled = 905\n",
			"新收：2025-01-05更正：补报",
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := releasedSite(t)
			r.write(c.file, c.text)
			if got := r.codes(); got != "released-changed" { // the page itself still has to correct
				t.Fatal(got)
			}
			found := false
			for _, n := range r.page("reports/2024.html").shows.Notes {
				found = found || n == c.want
			}
			if !found {
				t.Errorf("notes %q", r.page("reports/2024.html").shows.Notes)
			}
		})
	}
	t.Run("note on all of the file", func(t *testing.T) {
		r := releasedSite(t)
		r.replace("data/observations/2023.toml", "filed = 900", "filed = 905")
		r.replace("data/observations/2023.toml", "period =", "note = \"快报数\"\nperiod =")
		if got := r.codes(); got != "released-changed released-elsewhere" { // it says nothing of the change
			t.Error(got)
		}
	})
}

// A page may grow, and tell its figures in another form.
func TestWhatIsNoChange(t *testing.T) {
	r := releasedSite(t)
	for name, body := range map[string]string{
		"more":         "全年受理案件{{受理案件}}件，其中新收{{新收}}件。",
		"another form": "全年受理案件{{受理案件:万件}}。",
		"twice":        "全年受理案件{{受理案件}}件；受理案件{{受理案件}}件。",
	} {
		head, _, _ := strings.Cut(lastYear, "全年")
		r.write("content/reports/2023.md", head+body+"\n")
		if got := r.codes(); got != "" {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// What cannot be answered is told once, and not as gone.
func TestAFaultyPageIsNotTakenForAChangedOne(t *testing.T) {
	r := releasedSite(t)
	head, _, _ := strings.Cut(lastYear, "全年")
	r.write("content/reports/2023.md", head+"全年受理案件{{受里案件}}件。\n")
	if got := r.codes(); got != "unknown-indicator" {
		t.Error(got)
	}
	r.write("content/reports/2023.md", lastYear)
	r.write("data/observations/2023.toml", "period = \n")
	if got := r.codes(); got != "toml-syntax" {
		t.Error(got)
	}
}

// A number that an author typed is frozen too.
func TestTypedNumbersAreFrozen(t *testing.T) {
	r := releasedSite(t)
	head, body, _ := strings.Cut(lastYear, "全年")
	r.write("content/reports/2023.md", head+"走访企业36家。\n\n全年"+body)
	done := r.release("2024-03-09", "reports/2023.md")
	if done[0].Figures != 2 {
		t.Fatalf("%+v", done)
	}
	if got := r.codes(); got != "" {
		t.Fatal(got)
	}
	r.write("content/reports/2023.md", head+"一年来，走访企业36家。\n\n全年"+body)
	if got := r.codes(); got != "" {
		t.Errorf("other words: %s", got)
	}
	r.write("content/reports/2023.md", head+"走访企业38家。\n\n全年"+body)
	if got := r.codes(); got != "released-changed" {
		t.Errorf("another number: %s", got)
	}
	r.write("content/reports/2023.md", head+"走访企业。\n\n全年"+body)
	if got := r.codes(); got != "released-gone" {
		t.Errorf("no number: %s", got)
	}
}

func TestOccurrences(t *testing.T) {
	for _, c := range []struct {
		text, number string
		want         int
	}{
		{"走访36家，又36家", "36家", 2}, {"136家", "36家", 0}, {"1.36家", "36家", 0}, {"36", "36", 1}, {"361", "36", 0}, {"36.5", "36", 0}, {"", "36", 0}, {"共36家", "36家", 1},
	} {
		if got := occurrences(c.text, c.number); got != c.want {
			t.Errorf("%s in %s: %d", c.number, c.text, got)
		}
	}
}

// Two releases at once would each know only of the releases before both.
func TestOneReleaseAtATime(t *testing.T) {
	r := releasedSite(t)
	end, ok, err := commit.Lock(r.dir, &diag.Bag{})
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	defer end()
	var bag diag.Bag
	done, err := Release(context.Background(), Options{Dir: r.dir}, []string{"reports/2024"}, "2025-03-08", &bag)
	if found := bag.Sorted(); err != nil || len(done) > 0 || len(found) != 1 || found[0].Code != diag.ImportBusy {
		t.Errorf("%v, %v, %v", done, err, found)
	}
}

// Whether a site has mistakes is known before any ledger is written.
func TestAReleaseIsRefusedAsAWhole(t *testing.T) {
	r := releasedSite(t)
	r.write("content/reports/2022.md", "+++\ntitle = \"草稿\"\ndraft = true\n+++\n")
	var bag diag.Bag
	done, err := Release(context.Background(), Options{Dir: r.dir}, []string{"reports/2024", "reports/2022"}, "2025-03-08", &bag)
	if err != nil || len(done) > 0 || !bag.Failed() {
		t.Errorf("%v, %v, %v", done, err, bag.Sorted())
	}
	if _, err := os.Stat(filepath.Join(r.dir, "data/ledger/reports/2024.toml")); !os.IsNotExist(err) {
		t.Error("the ledger of the other page was written")
	}
	_, err = Release(context.Background(), Options{Dir: r.dir}, []string{`content\reports\2025.md`}, "2025-03-08", &diag.Bag{})
	if unknown, ok := err.(*UnknownPage); !ok || unknown.Suggestion == "" {
		t.Errorf("%v", err)
	}
}

// A day on which a page cannot have been public is a slip of the pen, which no later
// release could mend: a ledger only grows.
func TestTheDayOfAReleaseCanBe(t *testing.T) {
	for _, c := range []struct{ published, date, want string }{
		{"2025-03-08", "2025-03-08", ""},
		{"2025-03-08 09:00", "2025-03-08", ""},
		{"2025-03-08", "2026-11-22", ""},
		{"2025-03-08 09:00", "2025-03-07", "@release-ahead"},
		{"2205-03-08", "2025-03-08", "@release-ahead"},
		{"2015-03-08", "2015-03-08", "@release-not-begun"},
		{"2023-03-08", "2024-03-07", ""},
		{"2024-01-01", "2023-12-31", "@release-ahead @release-not-begun"},
		{"2024-01-01", "2024-01-01", ""},
	} {
		r := releasedSite(t)
		r.write("content/reports/2024.md", strings.Replace(thisYear, "2025-03-08", c.published, 1))
		var bag diag.Bag
		done, err := Release(context.Background(), Options{Dir: r.dir}, []string{"reports/2024"}, c.date, &bag)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, d := range bag.Sorted() {
			got = append(got, d.Args["reason"])
		}
		slices.Sort(got)
		if strings.Join(got, " ") != c.want || len(done) > 0 != (c.want == "") {
			t.Errorf("published %s, released %s: %q, %v", c.published, c.date, got, done)
		}
	}
}

// Who is refused for a date has to see both, and where the other one stands.
func TestRefusedDatesAreNamed(t *testing.T) {
	r := releasedSite(t)
	r.release("2025-03-10", "reports/2024")
	refused := func(date string) string {
		t.Helper()
		var bag diag.Bag
		if done, err := Release(context.Background(), Options{Dir: r.dir}, []string{"reports/2024"}, date, &bag); err != nil || len(done) > 0 {
			t.Fatal(done, err)
		}
		var got []string
		for _, d := range bag.Sorted() {
			if d.Code == diag.ReleaseRefused {
				got = append(got, d.Pos.String()+" "+d.Args["reason"]+" "+d.Args["earliest"])
				if hint := diag.Chinese().Hint(d.Code, d.Args); !strings.Contains(hint, date) || !strings.Contains(hint, d.Args["earliest"]) {
					t.Errorf("%s: %s", date, hint)
				}
			}
		}
		slices.Sort(got)
		return strings.Join(got, "; ")
	}
	const file = "content/reports/2024.md"
	if got, want := refused("2025-03-09"), file+":4:1 @release-early 2025-03-10"; got != want {
		t.Errorf("before the last release: %s, want %s", got, want)
	}
	if got, want := refused("2025-03-07"), file+":4:1 @release-ahead 2025-03-08; "+file+":4:1 @release-early 2025-03-10"; got != want {
		t.Errorf("before its publication: %s, want %s", got, want)
	}
	if got, want := refused("2023-12-31"), file+":3:1 @release-not-begun 2024-01-01; "+file+":4:1 @release-ahead 2025-03-08; "+file+":4:1 @release-early 2025-03-10"; got != want {
		t.Errorf("before its period: %s, want %s", got, want)
	}
	r.write(file, strings.Replace(thisYear, "+++\n\n", amended+"+++\n\n", 1))
	if got, want := refused("2025-03-31"), file+":6:1 @release-uncorrected 2025-04-01"; got != want {
		t.Errorf("before a correction: %s, want %s", got, want)
	}
}

// A release that records a correction does not ask for one; nor does it hide that
// another page waits for its own.
func TestAReleaseDoesNotAskForItself(t *testing.T) {
	r := releasedSite(t)
	r.release("2025-03-10", "reports/2024")
	for name, text := range map[string]string{"2023": lastYear, "2024": thisYear} {
		r.write("content/reports/"+name+".md", strings.Replace(text, "+++\n\n", amended+"+++\n\n", 1))
	}
	r.replace("data/observations/2023.toml", "filed = 900", "filed = 905") // this year's change rests on it
	told := func(date string, names ...string) string {
		t.Helper()
		var out []string
		var bag diag.Bag
		if _, err := Release(context.Background(), Options{Dir: r.dir}, names, date, &bag); err != nil {
			t.Fatal(err)
		}
		for _, d := range bag.Sorted() {
			out = append(out, string(d.Code)+" "+d.Args["page"])
		}
		return strings.Join(out, "; ")
	}
	const other = "release-pending reports/2023.html"
	if got, want := told("2025-03-31", "reports/2024"), other+"; release-pending reports/2024.html; release-refused reports/2024.html"; got != want {
		t.Errorf("refused: %s, want %s", got, want)
	}
	if got := told("2025-04-02", "reports/2024"); got != other {
		t.Errorf("the one: %s, want %s", got, other)
	}
	if got := told("2025-04-02", "reports/2023"); got != "" {
		t.Errorf("the other: %s", got)
	}
}

// A copy of a released page says what the released one did and more or less: that
// there are two is all that is wrong.
func TestACopyOfAReleasedPageIsADuplicateAlone(t *testing.T) {
	for _, copied := range []string{thisYear, "+++\ntitle = \"2024年工作报告\"\nperiod = \"2024\"\n+++\n\n见正文。\n"} {
		r := releasedSite(t)
		r.release("2025-03-10", "reports/2024")
		r.write("content/reports/2024.MD", copied)
		if _, err := os.Stat(filepath.Join(r.dir, "content/reports/2024.md")); err != nil {
			t.Fatal(err)
		}
		if got := r.codes(); got != "duplicate-page" {
			t.Errorf("found %s", got)
		}
	}
}

// TestEveryReleasedValueIsGuarded releases the default site's pages of 2024 and
// changes each value of that year by itself: the check refuses, and shows the line.
func TestEveryReleasedValueIsGuarded(t *testing.T) {
	r := released{t, t.TempDir()}
	for _, name := range []string{"content", "data"} {
		if err := os.CopyFS(filepath.Join(r.dir, name), os.DirFS("../../"+name)); err != nil {
			t.Fatal(err)
		}
	}
	config, err := os.ReadFile("../../site.toml")
	if err != nil {
		t.Fatal(err)
	}
	r.write("site.toml", string(config))
	r.release("2026-11-22", "reports/2023", "reports/2024", "notices/2024")
	const file = "data/observations/2024.toml"
	text, err := os.ReadFile(filepath.Join(r.dir, file))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(text), "\n")
	table, tried := "", 0
	value := regexp.MustCompile(`^(\w+\s*=\s*"?-?)(\d)(\d*)(.*)$`)
	for i, line := range lines {
		if strings.HasPrefix(line, "[") {
			table = line
		}
		m := value.FindStringSubmatch(line)
		if m == nil || !strings.HasPrefix(table, "[values.") && !strings.HasPrefix(table, "[yoy.") {
			continue
		}
		tried++
		digit := "1"
		if m[2] == "1" {
			digit = "2"
		}
		changed := slices.Clone(lines)
		changed[i] = m[1] + digit + m[3] + m[4]
		r.write(file, strings.Join(changed, "\n"))
		found := 0
		for _, d := range findings(t, r.dir) {
			if d.Code != diag.ReleasedChanged {
				continue
			}
			found++
			if !slices.ContainsFunc(d.Related, func(pos diag.Pos) bool { return pos.File == file && pos.Line == i+1 }) {
				t.Errorf("%s:%d: %s does not lead there: %s", file, i+1, line, diag.Chinese().Message(d.Code, d.Args))
			}
		}
		if found == 0 {
			t.Errorf("%s:%d: %s can change in silence", file, i+1, line)
		}
	}
	if tried < 5 {
		t.Errorf("only %d values", tried)
	}
}

// The same figures in one another's places say something else.
func TestReleasedNumbersDoNotChangePlaces(t *testing.T) {
	const report = "content/reports/2023.md"
	for name, c := range map[string][2]string{
		"bound": {"全年新收{{新收}}件，全年未变旧存{{旧存}}件。", "全年新收{{旧存}}件，全年未变旧存{{新收}}件。"},
		"typed": {"接待来访群众甲组12人，接待来访群众乙组13人。", "接待来访群众甲组13人，接待来访群众乙组12人。"},
	} {
		t.Run(name, func(t *testing.T) {
			r := releasedSite(t)
			r.write(report, lastYear+"\n"+c[0]+"\n")
			r.release("2024-03-09", "reports/2023")
			r.replace(report, c[0], c[1])
			if got := r.codes(); !strings.Contains(got, "released-changed") {
				t.Errorf("exchanged: %q", got)
			}
			r.replace(report, c[1], "据统计，"+c[0])
			if got := r.codes(); strings.Contains(got, "released") {
				t.Errorf("in other words: %q", got)
			}
		})
	}
}

// A publication date that is refreshed after the release deceives its readers.
func TestTheMomentOfPublicationIsFrozen(t *testing.T) {
	r := releasedSite(t)
	r.replace("content/reports/2023.md", `published = "2024-03-08"`, `published = "2025-01-01"`)
	if got := r.codes(); got != "released-changed" {
		t.Errorf("refreshed: %q", got)
	}
	r.replace("content/reports/2023.md", "published = \"2025-01-01\"\n", "")
	if got := r.codes(); got != "released-gone" {
		t.Errorf("taken away: %q", got)
	}
}
