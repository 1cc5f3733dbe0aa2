package ledger

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"gongbao/generator/diag"
)

var update = flag.Bool("update", false, "write the golden files")

const page = "reports/2024.html"

// releases are three of one page: as it was, with a correction, and with a typed
// number.
func releases() []Release {
	level := Figure{Indicator: "accepted", Court: "all", Period: "2024", Basis: "incl-mediation", Kind: "value", Value: "46018000", Text: "4601.8万", How: "observed", Source: "最高人民法院 2025-03-08"}
	change := Figure{
		Indicator: "accepted", Court: "all", Period: "2024", Basis: "incl-mediation", Kind: "yoy", Value: "0.974", Text: "1.0%", How: "change",
		Inputs: []Input{
			{"accepted", "2024", "all", "incl-mediation", "", "46018000", "4601.8万"},
			{"accepted", "2023", "all", "incl-mediation", "", "45573700", "4557.37万"},
		},
	}
	rate := Figure{Indicator: "close_rate", Court: "all", Period: "2024", Kind: "value", Value: "98.698335", Text: "98.70%", How: "formula", Formula: "closed / accepted * 100"}
	odd := Figure{Indicator: "honors", Kind: "count", Value: "2", Text: "2", How: "count", Formula: `name="甲\乙"`}
	later := level
	later.Value, later.Text = "46019000", "4601.9万"
	return []Release{
		{Date: "2025-03-08", Figures: []Figure{level, change, rate, odd}},
		{Date: "2026-11-22", Corrections: []Correction{{"2026-11-20", "补报一件\n“漏报”案件"}}, Figures: []Figure{later, change}},
		{Date: "2026-12-01", Figures: []Figure{later}, Numbers: []Number{{"1236件", "调解成功", "2024"}}},
	}
}

func write3(t *testing.T, dir string) {
	t.Helper()
	for _, r := range releases() {
		if err := Write(dir, one(t, dir), page, r); err != nil {
			t.Fatal(err)
		}
	}
}

// inTurn does jobs one after the other.
func inTurn(n int, job func(int) error) error {
	for i := range n {
		if err := job(i); err != nil {
			return err
		}
	}
	return nil
}

// one is the ledger of a folder that has one at most.
func one(t *testing.T, dir string) *Ledger {
	t.Helper()
	var bag diag.Bag
	ls, err := Load(os.DirFS(dir), inTurn, &bag)
	if err != nil || bag.Failed() {
		t.Fatal(err, bag.Sorted())
	}
	if len(ls) == 0 {
		return nil
	}
	return ls[0]
}

func readFile(t *testing.T, dir, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestFormat(t *testing.T) {
	dir := t.TempDir()
	write3(t, dir)
	for _, name := range []string{"data/ledger/reports/2024.toml", "data/ledger.toml"} {
		golden := filepath.Join("testdata", filepath.Base(filepath.Dir(name))+"-"+filepath.Base(name))
		got := readFile(t, dir, name)
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(normal(want)), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	var files []string
	err := filepath.WalkDir(dir, func(name string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files = append(files, d.Name())
		}
		return err
	})
	if err != nil || len(files) != 2 {
		t.Errorf("files %q, %v", files, err)
	}
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	dir := t.TempDir()
	write3(t, dir)
	l := one(t, dir)
	want := releases()
	if len(l.Releases) != len(want) {
		t.Fatalf("%d releases", len(l.Releases))
	}
	for i := range want {
		got := l.Releases[i]
		got.Previous, got.Seal, got.Pos = "", "", diag.Pos{}
		if diff := cmp.Diff(want[i], got); diff != "" {
			t.Errorf("release %d (-want +got):\n%s", i, diff)
		}
	}
	if l.Page != page || l.Newest().Date != "2026-12-01" || !cmp.Equal(l.Corrected(), want[1].Corrections) {
		t.Errorf("%s %s %v", l.Page, l.Newest().Date, l.Corrected())
	}
}

// A release leaves every byte that was there as it was.
func TestAppendOnly(t *testing.T) {
	dir := t.TempDir()
	before := ""
	for _, r := range releases() {
		if err := Write(dir, one(t, dir), page, r); err != nil {
			t.Fatal(err)
		}
		text := readFile(t, dir, FileOf(page))
		if !strings.HasPrefix(text, before) || len(text) == len(before) {
			t.Fatalf("%s does not begin with what was there:\n%s", r.Date, text)
		}
		before = text
	}
}

// Version control gives the file CRLF on Windows, and an editor a BOM.
func TestLineEnds(t *testing.T) {
	lf, crlf := t.TempDir(), t.TempDir()
	write3(t, lf)
	for i, r := range releases() {
		if err := Write(crlf, one(t, crlf), page, r); err != nil {
			t.Fatal(err)
		}
		if i > 0 {
			continue
		}
		for _, name := range []string{FileOf(page), indexFile} {
			text := strings.ReplaceAll(readFile(t, crlf, name), "\n", "\r\n")
			if err := os.WriteFile(filepath.Join(crlf, name), []byte("\ufeff"+text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, name := range []string{FileOf(page), indexFile} {
		want, got := readFile(t, lf, name), readFile(t, crlf, name)
		if strings.Count(got, "\r\n") != strings.Count(got, "\n") || strings.ReplaceAll(got, "\r\n", "\n") != want {
			t.Errorf("%s is not the same with CRLF:\n%q", name, got)
		}
	}
}

// Whatever line of a ledger is changed, taken away or said twice: it is found, at
// a record, and the ledger is not used.
func TestEveryAlterationIsFound(t *testing.T) {
	dir := t.TempDir()
	write3(t, dir)
	text, index := readFile(t, dir, FileOf(page)), readFile(t, dir, indexFile)
	lines := strings.SplitAfter(strings.TrimSuffix(text, "\n"), "\n")
	try := func(name, text string) {
		t.Helper()
		var bag diag.Bag
		ls, err := Load(fstest.MapFS{FileOf(page): {Data: []byte(text)}, indexFile: {Data: []byte(index)}}, inTurn, &bag)
		if err != nil {
			t.Fatal(err)
		}
		found := bag.Sorted()
		if !bag.Failed() {
			t.Errorf("%s: not found", name)
			return
		}
		for _, f := range found {
			if f.Pos.File != FileOf(page) || f.Pos.Line == 0 {
				t.Errorf("%s: %v", name, f)
			}
		}
		if found[0].Code == diag.LedgerAltered && found[0].Args["what"] == "@ledger-removed" {
			return // its records are what they were; only not all of them
		}
		if len(ls) != 0 {
			t.Errorf("%s: the ledger is used", name)
		}
	}
	for i, line := range lines {
		without := strings.Join(lines[:i], "") + strings.Join(lines[i+1:], "")
		if strings.TrimSpace(line) != "" || i+1 < len(lines) {
			try(fmt.Sprintf("line %d taken away", i+1), without)
		}
		if strings.Contains(line, `"`) {
			changed := strings.Replace(line, `"`, `"9`, 1)
			try(fmt.Sprintf("line %d changed", i+1), strings.Join(lines[:i], "")+changed+strings.Join(lines[i+1:], ""))
		}
		try(fmt.Sprintf("a comment before line %d", i+1), strings.Join(lines[:i], "")+"# x\n"+strings.Join(lines[i:], ""))
	}
	// Records taken away whole, the newest included.
	var starts []int
	for i, line := range lines {
		if line == "[[release]]\n" {
			starts = append(starts, i)
		}
	}
	starts = append(starts, len(lines))
	for i := range starts[:len(starts)-1] {
		try(fmt.Sprintf("record %d taken away", i), strings.Join(lines[:starts[i]], "")+strings.Join(lines[starts[i+1]:], ""))
	}
	try("two records taken away", strings.Join(lines[:starts[1]], ""))
	try("all records taken away", strings.Join(lines[:starts[0]], ""))
	try("records exchanged", strings.Join(lines[:starts[1]], "")+strings.Join(lines[starts[2]:], "")+"\n"+strings.Join(lines[starts[1]:starts[2]], ""))
}

func TestLedgersThatAreNotTheirPages(t *testing.T) {
	dir := t.TempDir()
	write3(t, dir)
	text, index := []byte(readFile(t, dir, FileOf(page))), []byte(readFile(t, dir, indexFile))
	for name, c := range map[string]struct {
		files fstest.MapFS
		what  string
	}{
		"copied":  {fstest.MapFS{FileOf(page): {Data: text}, FileOf("reports/2025.html"): {Data: text}, indexFile: {Data: index}}, "@ledger-other-page"},
		"deleted": {fstest.MapFS{indexFile: {Data: index}}, "@ledger-missing"},
		"another": {fstest.MapFS{FileOf(page): {Data: With(nil, page, releases()[0])}, indexFile: {Data: bytes.Replace(index, []byte("releases = 3"), []byte("releases = 1"), 1)}}, "@ledger-listed"},
	} {
		var bag diag.Bag
		if _, err := Load(c.files, inTurn, &bag); err != nil {
			t.Fatal(err)
		}
		if f := bag.Sorted(); len(f) != 1 || f[0].Code != diag.LedgerAltered || f[0].Args["what"] != c.what {
			t.Errorf("%s: %v", name, f)
		}
	}
}

// Whatever keeps a ledger from being read was done to it: hints that invite to mend
// it by hand would be wrong.
func TestUnreadableLedgers(t *testing.T) {
	dir := t.TempDir()
	write3(t, dir)
	text, index := readFile(t, dir, FileOf(page)), readFile(t, dir, indexFile)
	for name, c := range map[string]struct {
		file, text string
		line       int
	}{
		"no TOML":            {FileOf(page), "page = \n", 1},
		"unknown key":        {FileOf(page), "page = \"reports/2024.html\"\n[[release]]\nwhen = \"x\"\n", 3},
		"several":            {FileOf(page), "page = 1\nx = 1\ny = 1\n", 1},
		"no UTF-8":           {FileOf(page), "page = \"x\"\n# \xbc\xd7\n", 2},
		"empty":              {FileOf(page), "", 1},
		"cut off":            {FileOf(page), text[:strings.Index(text, "value =")+9], 1 + strings.Count(text[:strings.Index(text, "value =")], "\n")},
		"the list: no TOML":  {indexFile, "\nx", 2},
		"the list: a key":    {indexFile, index + "x = 1\n", strings.Count(index, "\n") + 1},
		"the list: no UTF-8": {indexFile, "\n\n\xbc\xd7", 3},
		"the list: cut off":  {indexFile, strings.TrimSuffix(index, "\"\n"), strings.Count(index, "\n")},
		"the list: a number": {indexFile, strings.Replace(index, "releases = 3", "releases = \"3\"", 1), 4},
	} {
		files := fstest.MapFS{FileOf(page): {Data: []byte(text)}, indexFile: {Data: []byte(index)}}
		files[c.file] = &fstest.MapFile{Data: []byte(c.text)}
		var bag diag.Bag
		ls, err := Load(files, inTurn, &bag)
		found := bag.Sorted()
		if err != nil || len(found) != 1 || found[0].Code != diag.LedgerAltered {
			t.Errorf("%s: %v, %v", name, err, found)
			continue
		}
		if found[0].Pos.File != c.file || found[0].Pos.Line != c.line {
			t.Errorf("%s: told at %s", name, found[0].Pos)
		}
		if c.file == FileOf(page) && len(ls) > 0 {
			t.Errorf("%s: the ledger is used", name)
		}
	}
}

// Whatever line of the list is changed or taken away is found.
func TestEveryAlterationOfTheListIsFound(t *testing.T) {
	dir := t.TempDir()
	write3(t, dir)
	text, index := readFile(t, dir, FileOf(page)), readFile(t, dir, indexFile)
	lines := strings.SplitAfter(strings.TrimSuffix(index, "\n"), "\n")
	try := func(name, index string) {
		t.Helper()
		var bag diag.Bag
		if _, err := Load(fstest.MapFS{FileOf(page): {Data: []byte(text)}, indexFile: {Data: []byte(index)}}, inTurn, &bag); err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(bag.Sorted(), func(d diag.Diagnostic) bool { return d.Code == diag.LedgerAltered && d.Pos.File != "" }) {
			t.Errorf("%s: not found: %v", name, bag.Sorted())
		}
	}
	for i, line := range lines {
		if strings.HasPrefix(line, "#") || strings.TrimSpace(line) == "" {
			continue
		}
		before, after := strings.Join(lines[:i], ""), strings.Join(lines[i+1:], "")
		try("without "+line, before+after)
		changed := strings.Replace(strings.Replace(line, `"`, `"9`, 1), "= 3", "= 2", 1)
		if changed == line {
			t.Fatal("nothing changed in", line)
		}
		try("with "+changed, before+changed+after)
	}
}

// A text on a page may have had a character that nobody sees before the program
// refused it; what was released is read all the same.
func TestControlCharactersOfReleasesAreRead(t *testing.T) {
	dir := t.TempDir()
	r := releases()[0]
	r.Sayings = []Saying{{"全年\u000b受理", "1件"}}
	if err := Write(dir, nil, page, r); err != nil {
		t.Fatal(err)
	}
	if l := one(t, dir); l == nil || l.Newest().Sayings[0] != r.Sayings[0] {
		t.Errorf("%v", l)
	}
}

func TestASiteWithoutLedgers(t *testing.T) {
	var bag diag.Bag
	if ls, err := Load(fstest.MapFS{"data/x": {}}, inTurn, &bag); err != nil || len(ls) > 0 {
		t.Errorf("no ledgers: %v", err)
	}
}

// failing is a disk on which one step fails.
type failing struct {
	folder
	step string // create, rename or read, and of which file
}

var errDisk = errors.New("no room")

func (d failing) fails(step, name string) error {
	if d.step == step+" "+name {
		return errDisk
	}
	return nil
}

func (d failing) create(name string, text []byte) (string, error) {
	if err := d.fails("create", name); err != nil {
		return "", err
	}
	return d.folder.create(name, text)
}

func (d failing) rename(from, to string) error {
	if err := d.fails("rename", to); err != nil {
		return err
	}
	return d.folder.rename(from, to)
}

func (d failing) read(name string) ([]byte, error) {
	if err := d.fails("read", name); err != nil {
		return nil, err
	}
	return d.folder.read(name)
}

// Whatever step fails, what was released before stands as it was, nothing is left
// lying about, and the next release goes through.
func TestWhenTheDiskFails(t *testing.T) {
	file := FileOf(page)
	for _, step := range []string{"create " + file, "rename " + file, "read " + indexFile, "create " + indexFile, "rename " + indexFile} {
		t.Run(step, func(t *testing.T) {
			dir := t.TempDir()
			rs := releases()
			if err := Write(dir, nil, page, rs[0]); err != nil {
				t.Fatal(err)
			}
			before := readFile(t, dir, file)
			err := write(failing{folder(dir), step}, one(t, dir), page, rs[1])
			if !errors.Is(err, errDisk) {
				t.Fatal(err)
			}
			after := readFile(t, dir, file)
			if strings.HasSuffix(step, file) && after != before || !strings.HasPrefix(after, before) {
				t.Errorf("the ledger was changed:\n%s", after)
			}
			for _, sub := range []string{"data", "data/ledger/reports"} {
				entries, err := os.ReadDir(filepath.Join(dir, sub))
				if err != nil {
					t.Fatal(err)
				}
				for _, e := range entries {
					if strings.HasPrefix(e.Name(), ".") {
						t.Errorf("%s is left", e.Name())
					}
				}
			}
			if err := Write(dir, one(t, dir), page, rs[2]); err != nil {
				t.Fatal(err)
			}
			if got := one(t, dir).Newest().Date; got != rs[2].Date {
				t.Errorf("newest is of %s", got)
			}
		})
	}
}

func TestFilesThatCannotBeWritten(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, FileOf(page), "x"), 0o755); err != nil { // a folder where the file belongs
		t.Fatal(err)
	}
	if err := Write(dir, nil, page, releases()[0]); err == nil {
		t.Error("no error")
	}
	entries, err := os.ReadDir(filepath.Join(dir, "data/ledger/reports"))
	if err != nil || len(entries) != 1 {
		t.Errorf("%v, %v", entries, err)
	}
}

// The list of releases cannot be taken away, nor a page taken out of it, so that
// the newest release of a ledger could go unnoticed. What a run that was cut off
// left out of it is no alteration, and the next one puts it in.
func TestTheListIsComplete(t *testing.T) {
	dir := t.TempDir()
	write3(t, dir)
	const other = "notices/2024Q1.html"
	if err := Write(dir, nil, other, releases()[0]); err != nil {
		t.Fatal(err)
	}
	text, second, index := []byte(readFile(t, dir, FileOf(page))), []byte(readFile(t, dir, FileOf(other))), readFile(t, dir, indexFile)
	cut := strings.Index(index, "[\"reports/")
	for name, c := range map[string]struct {
		index string // "" when there is none
		want  string // the file that is told of
	}{
		"complete":            {index, ""},
		"gone":                {"", indexFile},
		"empty":               {"\n", FileOf(page)},
		"a page is missing":   {index[:cut], FileOf(page)},
		"one was cut off":     {indexHead + index[cut:], ""},
		"the last was missed": {strings.Replace(index[cut:], "releases = 3", "releases = 1", 1), FileOf(page)},
	} {
		t.Run(name, func(t *testing.T) {
			site := fstest.MapFS{FileOf(page): {Data: text}, FileOf(other): {Data: second}}
			if c.index != "" {
				site[indexFile] = &fstest.MapFile{Data: []byte(c.index)}
			}
			var bag diag.Bag
			if _, err := Load(site, inTurn, &bag); err != nil {
				t.Fatal(err)
			}
			var told []string
			for _, d := range bag.Sorted() {
				told = append(told, d.Pos.File)
			}
			if c.want == "" && len(told) > 0 || c.want != "" && !slices.Contains(told, c.want) {
				t.Errorf("told of %q, want %q", told, c.want)
			}
		})
	}
	dir = t.TempDir()
	if err := write(failing{folder(dir), "rename " + indexFile}, nil, page, releases()[0]); !errors.Is(err, errDisk) {
		t.Fatal(err)
	}
	if err := List(dir, one(t, dir)); err != nil {
		t.Fatal(err)
	}
	if got := readFile(t, dir, indexFile); !strings.Contains(got, page) {
		t.Errorf("the list is\n%s", got)
	}
}

// FuzzRead holds that no text makes reading fail otherwise than with a finding,
// and that what is read can be written on.
func FuzzRead(f *testing.F) {
	text := With(nil, page, releases()[0])
	f.Add(string(text))
	f.Add(string(With(read(FileOf(page), text, &diag.Bag{}), page, releases()[1])))
	f.Add("page = \"reports/2024.html\"\nrelease = [{date = \"1\", seal = \"x\"}, {seal = \"y\"}]")
	f.Add("page = \"reports/2024.html\"\r\n[[release]]")
	f.Fuzz(func(t *testing.T, text string) {
		var bag diag.Bag
		l := read(FileOf(page), []byte(text), &bag)
		if (l == nil) != bag.Failed() {
			t.Fatalf("%v, %v", l, bag.Sorted())
		}
		if l == nil {
			return
		}
		more := With(l, page, releases()[2])
		if again := read(FileOf(page), more, &bag); again == nil || len(again.Releases) != len(l.Releases)+1 {
			t.Fatalf("%v\n%s", bag.Sorted(), more)
		}
	})
}

func FuzzReading(f *testing.F) {
	f.Add("近8400名")
	f.Add("1,2.万亿")
	f.Fuzz(func(t *testing.T, text string) {
		a := Figure{Kind: "value", Value: "46018000", Text: text}
		b := Figure{Kind: "value", Value: "46018001", Text: text}
		if a.Agrees(&b) != b.Agrees(&a) || !a.Agrees(&a) {
			t.Fatal(text)
		}
	})
}
