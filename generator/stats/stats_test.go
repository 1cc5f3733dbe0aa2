package stats_test

import (
	"cmp"
	"errors"
	"flag"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"gongbao/generator/check"
	"gongbao/generator/diag"
	"gongbao/generator/period"
	"gongbao/generator/stats"
)

var update = flag.Bool("update", false, "rewrite the answers in testdata; read the difference before keeping it")

// Every case is an archive: the files of a site below data/, the questions
// with their answers, and in diag the findings of loading it. A site without
// courts.toml or indicators.toml of its own has those of testdata/default.
func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			site := defaults(t)
			for _, f := range archive.Files {
				if strings.HasPrefix(f.Name, "data/") {
					site[f.Name] = &fstest.MapFile{Data: f.Data}
				}
			}
			store, bag := load(t, site)
			told := slices.ContainsFunc(archive.Files, func(f txtar.File) bool { return f.Name == "diag" })
			if told {
				check.Run(store, bag)
			}
			answered := false
			for i, f := range archive.Files {
				got := ""
				switch f.Name {
				case "questions":
					answered = true
					got = answers(store, string(f.Data))
				case "diag":
					answered = true
					for _, d := range bag.Sorted() {
						got += finding(d) + "\n"
					}
				default:
					continue
				}
				if *update {
					archive.Files[i].Data = []byte(got)
				} else if diff := gocmp.Diff(string(f.Data), got); diff != "" {
					t.Errorf("%s (-want +got):\n%s", f.Name, diff)
				}
			}
			if !answered {
				t.Error("the case asks nothing")
			}
			if !told {
				for _, d := range bag.Sorted() {
					t.Errorf("unexpected: %s", finding(d))
				}
			}
			if *update {
				if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func defaults(t testing.TB) fstest.MapFS {
	t.Helper()
	site := fstest.MapFS{}
	for _, name := range []string{"courts.toml", "indicators.toml"} {
		text, err := os.ReadFile("testdata/default/" + name)
		if err != nil {
			t.Fatal(err)
		}
		site["data/"+name] = &fstest.MapFile{Data: text}
	}
	return site
}

func load(t testing.TB, site fs.FS) (*stats.Store, *diag.Bag) {
	t.Helper()
	var bag diag.Bag
	store, err := stats.Load(site, &bag)
	if err != nil {
		t.Fatal(err)
	}
	return store, &bag
}

// finding is a diagnostic on one line: place, code, what it suggests and the
// other places it names.
func finding(d diag.Diagnostic) string {
	line := d.Pos.String() + " " + string(d.Code)
	for _, k := range []string{"key", "name", "cycle", "example", "suggestion", "first", "second", "left", "right", "total", "sum", "published", "computed", "value", "want"} {
		if d.Args[k] != "" {
			line += " " + k + "=" + d.Args[k]
		}
	}
	return line + places(d.Related)
}

func places(related []diag.Pos) string {
	list := make([]string, len(related))
	for i, p := range related {
		list[i] = p.String()
	}
	if len(list) == 0 {
		return ""
	}
	return " at=" + strings.Join(list, ",")
}

// answers puts the answer behind the => of each question.
func answers(s *stats.Store, text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		question, _, isQuestion := strings.Cut(strings.TrimSuffix(line, "\n"), "=>")
		if question = strings.TrimSpace(question); !isQuestion || strings.HasPrefix(question, "#") {
			b.WriteString(line)
			continue
		}
		answer, err := ask(s, strings.Fields(question))
		if problem := (*diag.Problem)(nil); errors.As(err, &problem) {
			answer = "!" + string(problem.Code)
			for _, k := range slices.Sorted(maps.Keys(problem.Args)) {
				if v := problem.Args[k]; v != "" && k != "indicator" && k != "court" && (k != "period" || problem.Code == diag.ZeroBase || problem.Code == diag.ZeroDenominator) {
					answer += " " + k + "=" + v
				}
			}
			if problem.Code == diag.CrossBasis {
				answer += places(problem.Related)
			}
		} else if err != nil {
			answer = "error: " + err.Error()
		}
		b.WriteString(question + " => " + answer + "\n")
	}
	return b.String()
}

// ask understands `accepted@2024 court`, `yoy accepted@2024 court`,
// `pop …`, `interval …`, `share part whole@2024 court`, `rows category`,
// `parts indicator` and `indicator name`.
func ask(s *stats.Store, words []string) (string, error) {
	verb := ""
	switch words[0] {
	case "yoy", "pop", "interval", "share":
		verb, words = words[0], words[1:]
	case "indicator":
		ind, err := s.Indicator(strings.Join(words[1:], " "))
		if err != nil {
			return "", err
		}
		return ind.ID + " " + ind.Name + " " + ind.Kind.String() + " " + ind.Change.String() + " " + ind.Direction.String(), nil
	case "court":
		c, err := s.Court(words[1])
		if err != nil {
			return "", err
		}
		return c.ID + " " + c.Short, nil
	case "rows":
		c, err := s.Category(words[1])
		if err != nil {
			return "", err
		}
		return c.Name + " rows=" + strings.Join(c.Children, ",") + " measures=" + strings.Join(c.Measures, ","), nil
	case "parts":
		ind, err := s.Indicator(words[1])
		if err != nil {
			return "", err
		}
		return strings.Join(ind.Parts, " + "), nil
	}
	var part *stats.Indicator
	var err error
	if verb == "share" {
		if part, err = s.Indicator(words[0]); err != nil {
			return "", err
		}
		words = words[1:]
	}
	name, when, _ := strings.Cut(words[0], "@")
	ind, err := s.Indicator(name)
	if err != nil {
		return "", err
	}
	courtName := "all"
	if len(words) > 1 {
		courtName = words[1]
	}
	court, err := s.Court(courtName)
	if err != nil {
		return "", err
	}
	p, err := period.Parse(when)
	if err != nil {
		return "", err
	}
	switch verb {
	case "yoy", "pop":
		c, err := s.YearOnYear(ind, court, p)
		if verb == "pop" {
			c, err = s.PeriodOnPeriod(ind, court, p)
		}
		if err != nil {
			return "", err
		}
		out := c.Delta.Number()
		if c.Sign() > 0 {
			out = "+" + out
		}
		out += map[stats.ChangeUnit]string{stats.Percent: "%", stats.Points: "pp", stats.Days: "天"}[c.Unit]
		if c.Published {
			out += " published"
		}
		if c.Sign() == 0 {
			out += " same"
		}
		return out + extras(c.Basis, stats.Final, c.Note), nil
	case "interval":
		d, err := s.Value(ind, court, p)
		if err != nil {
			return "", err
		}
		status, err := d.Against()
		return d.Quantity.String() + " " + [...]string{"below", "inside", "above"}[status+1], err
	case "share":
		d, err := s.Share(part, ind, court, p, 1)
		if err != nil {
			return "", err
		}
		return d.Quantity.String() + "%" + extras(d.Basis, d.Status, d.Note), nil
	}
	d, err := s.Value(ind, court, p)
	if err != nil {
		return "", err
	}
	return d.Quantity.String() + " " + d.How.String() + extras(d.Basis, d.Status, d.Note), nil
}

func extras(basis string, status stats.Status, note string) string {
	out := ""
	if basis != "" {
		out += " basis=" + basis
	}
	if status != stats.Final {
		out += " status=" + status.String()
	}
	if note != "" {
		out += " note=" + note
	}
	return out
}

// Every code that this package can produce stands in some case.
func TestEveryCodeHasACase(t *testing.T) {
	codes := []diag.Code{
		diag.NotUTF8, diag.TOMLSyntax, diag.UnknownKey, diag.MissingKey, diag.BadValue, diag.WrongType, diag.MissingFile,
		diag.DuplicateID, diag.DuplicateName, diag.UnknownIndicator, diag.UnknownCourt, diag.UnknownBasis, diag.UnknownCategory,
		diag.BadPeriod, diag.BadNumber, diag.DuplicateObservation, diag.PeriodConflict, diag.FormulaSyntax, diag.FormulaCycle,
		diag.CourtCycle, diag.MissingValue, diag.CrossBasis, diag.ZeroBase, diag.ZeroDenominator, diag.ChangeUnit,
		diag.ChangeConflict, diag.NotSingle, diag.IdentityBroken, diag.NoInterval,
	}
	files, _ := filepath.Glob("testdata/*.txtar")
	all := ""
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all += string(text)
	}
	for _, c := range codes {
		found := cmp.Or(strings.Contains(all, " "+string(c)+" "), strings.Contains(all, " "+string(c)+"\n"), strings.Contains(all, "!"+string(c)))
		if !found && c != diag.NotUTF8 && c != diag.MissingFile { // these two have tests of their own
			t.Errorf("no case for %s", c)
		}
	}
}

func TestAFileThatIsNotUTF8IsNamed(t *testing.T) {
	site := defaults(t)
	site["data/observations/a.toml"] = &fstest.MapFile{Data: []byte("source = \"\xca\xfd\xbe\xdd\"\n")}
	_, bag := load(t, site)
	if got := bag.Sorted(); len(got) != 1 || finding(got[0]) != "data/observations/a.toml not-utf8" {
		t.Errorf("got %v", got)
	}
}

func TestMissingFilesAreNamed(t *testing.T) {
	_, bag := load(t, fstest.MapFS{})
	var got []string
	for _, d := range bag.Sorted() {
		got = append(got, finding(d))
	}
	if want := []string{"data/courts.toml missing-file", "data/indicators.toml missing-file"}; !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

// Who reads of a clash has to know what to write into [[bridge]].
func TestTheDefaultBasisHasAName(t *testing.T) {
	site := defaults(t)
	site["data/observations/a.toml"] = &fstest.MapFile{Data: []byte("period = \"2023\"\nsource = \"甲\"\n[values.all]\nnet = 1\n")}
	site["data/observations/b.toml"] = &fstest.MapFile{Data: []byte("period = \"2024\"\nbasis = \"incl\"\nsource = \"甲\"\n[values.all]\nnet = 2\n")}
	s, _ := load(t, site)
	_, err := ask(s, []string{"yoy", "net@2024"})
	var problem *diag.Problem
	if !errors.As(err, &problem) {
		t.Fatal(err)
	}
	for c, want := range map[*diag.Catalog]string{diag.Chinese(): "默认口径", diag.English(): "default basis"} {
		if got := c.Message(problem.Code, problem.Args); !strings.Contains(got, want) {
			t.Errorf("%s does not name it", got)
		}
	}
}

// A folder that is there and cannot be read is no folder without data.
func TestAFolderThatCannotBeReadIsAnError(t *testing.T) {
	var bag diag.Bag
	if _, err := stats.Load(locked{defaults(t)}, &bag); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("got %v", err)
	}
}

// locked refuses to open the folder of observations.
type locked struct{ fs.FS }

func (l locked) Open(name string) (fs.File, error) {
	if name == "data/observations" {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return l.FS.Open(name)
}
