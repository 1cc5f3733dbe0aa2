package importer_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"gongbao/generator/diag"
	"gongbao/generator/download"
	"gongbao/generator/importer"
	"gongbao/generator/period"
	"gongbao/generator/series"
	"gongbao/generator/stats"
	"gongbao/generator/theme"
)

func load(t *testing.T, site fs.FS) *stats.Store {
	t.Helper()
	var bag diag.Bag
	store, err := stats.Load(site, &bag)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range bag.Sorted() {
		t.Fatalf("%s: %s", d.Pos, diag.Chinese().Message(d.Code, d.Args))
	}
	return store
}

// workbook is all.xlsx as a site offers it.
func workbook(t *testing.T, store *stats.Store, language string) []byte {
	t.Helper()
	var bag diag.Bag
	words, err := theme.Load(nil, "court", language, &bag)
	if err != nil || bag.Failed() {
		t.Fatal(err, bag.Sorted())
	}
	m := download.New(download.Site{
		Title: "公报", Words: words, Stats: store, Book: series.Open(store),
		Formula: func(*stats.Indicator) string { return "" }, Interval: func(*stats.Indicator) string { return "" },
	})
	var lines []series.Line
	for _, ind := range store.Indicators() {
		lines = append(lines, m.Book.Of(ind)...)
	}
	var b bytes.Buffer
	if err := m.Workbook(&b, lines, store.Indicators()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// facts are all that a site's data say, each as a line.
func facts(s *stats.Store) []string {
	var out []string
	value := func(kind string, o *stats.Observation) {
		line := fmt.Sprint(kind, o.Indicator.ID, o.Court.ID, o.Period, o.Basis, o.Quantity, o.Status, o.Source, o.Note)
		if o.Revision != nil {
			line += o.Revision.Date + o.Revision.Reason
		}
		out = append(out, line)
	}
	for _, o := range s.All() {
		value("value ", o)
		if o.Revision != nil {
			for _, old := range o.Revision.Superseded {
				value("superseded by "+o.Revision.Date+" ", old)
			}
		}
	}
	for _, c := range s.Changes() {
		out = append(out, fmt.Sprint("change ", c.Indicator.ID, c.Court.ID, c.Period, c.Basis, c.Delta, c.Source))
	}
	s.Absences(func(ind *stats.Indicator, court *stats.Court, p period.Period, a stats.Absence) {
		out = append(out, fmt.Sprint("absent ", ind.ID, court.ID, p, a.Basis, a.Word))
	})
	slices.Sort(out)
	return out
}

// TestWhatASiteOffersComesBack imports all.xlsx into a site with the same
// indicators and courts and no observations.
func TestWhatASiteOffersComesBack(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/roundtrip.txtar")
	if err != nil {
		t.Fatal(err)
	}
	small := fstest.MapFS{}
	for _, f := range archive.Files {
		small[f.Name] = &fstest.MapFile{Data: f.Data, Mode: 0o644}
	}
	for _, tt := range []struct {
		name, language string
		site           fs.FS
	}{
		{"corrections and absences", "zh-CN", small},
		{"corrections and absences, in English", "en", small},
		{"the default site", "zh-CN", os.DirFS("../..")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			store := load(t, tt.site)
			dir := t.TempDir()
			err := fs.WalkDir(tt.site, "data", func(name string, d fs.DirEntry, err error) error {
				if err != nil || d.IsDir() || strings.HasPrefix(name, "data/observations/") {
					return err
				}
				text, err := fs.ReadFile(tt.site, name)
				if err != nil {
					return err
				}
				to := filepath.Join(dir, filepath.FromSlash(name))
				if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
					return err
				}
				return os.WriteFile(to, text, 0o644)
			})
			if err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(t.TempDir(), "all.xlsx")
			if err := os.WriteFile(file, workbook(t, store, tt.language), 0o644); err != nil {
				t.Fatal(err)
			}
			var bag diag.Bag
			plan, err := importer.Read(importer.Options{Dir: dir, File: file}, &bag)
			if err != nil {
				t.Fatal(err)
			}
			if !plan.Ready {
				for _, d := range bag.Sorted() {
					t.Errorf("%s: %s", d.Pos, diag.Chinese().Message(d.Code, d.Args))
				}
				t.FailNow()
			}
			if err := plan.Write(); err != nil {
				t.Fatal(err)
			}
			want := facts(store)
			if len(want) == 0 {
				t.Fatal("nothing to compare")
			}
			if diff := cmp.Diff(want, facts(load(t, os.DirFS(dir)))); diff != "" {
				t.Errorf("observations (-there +back):\n%s", diff)
			}
			again, err := importer.Read(importer.Options{Dir: dir, File: file}, &bag)
			if err != nil || !again.Empty() {
				t.Errorf("the same import finds something to write: %v %+v %+v", err, again.Changed, again.Files)
			}
		})
	}
}
