package site

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"gongbao/generator/diag"
	"gongbao/generator/photo/phototest"
)

var update = flag.Bool("update", false, "write the findings of the cases in testdata/mistakes into them")

// gbk is 甲 in GBK, which is not UTF-8.
var gbk = []byte{0xbc, 0xd7, '\n'}

// writeSite lays the files of a case over the base site. A name that ends in +
// is appended to the base's file; those listed under "remove" are left out. GBK
// and PNG alone in a file stand for what no text can hold.
func writeSite(tb testing.TB, c *txtar.Archive) string {
	tb.Helper()
	base, err := txtar.ParseFile("testdata/base.txtar")
	if err != nil {
		tb.Fatal(err)
	}
	dir := tb.TempDir()
	put := func(name string, data []byte, flags int) {
		tb.Helper()
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			tb.Fatal(err)
		}
		f, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY|flags, 0o644)
		if err != nil {
			tb.Fatal(err)
		}
		_, err = f.Write(data)
		if err := f.Close(); err != nil {
			tb.Fatal(err)
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
	for _, f := range base.Files {
		put(f.Name, f.Data, os.O_TRUNC)
	}
	for _, f := range c.Files {
		data := f.Data
		if string(bytes.TrimSpace(data)) == "GBK" {
			data = gbk
		}
		if string(bytes.TrimSpace(data)) == "PNG" {
			data = phototest.PNG(image.NewGray(image.Rect(0, 0, 40, 30)), 1)
		}
		switch name, added := strings.CutSuffix(f.Name, "+"); {
		case f.Name == "want":
		case f.Name == "link":
			for line := range strings.Lines(string(f.Data)) {
				words := strings.Fields(line)
				link := filepath.Join(dir, filepath.FromSlash(words[0]))
				if err := os.Symlink(words[1], link); err != nil {
					tb.Fatal(err)
				}
			}
		case f.Name == "remove":
			for _, n := range strings.Fields(string(f.Data)) {
				if err := os.Remove(filepath.Join(dir, filepath.FromSlash(n))); err != nil {
					tb.Fatal(err)
				}
			}
		case added:
			put(name, data, os.O_APPEND)
		default:
			put(name, data, os.O_TRUNC)
		}
	}
	return dir
}

func findings(tb testing.TB, dir string) []diag.Diagnostic {
	tb.Helper()
	var bag diag.Bag
	if _, err := Check(context.Background(), Options{Dir: dir}, &bag); err != nil {
		tb.Fatal(err)
	}
	return bag.Sorted()
}

func TestBaseSiteHasNoMistake(t *testing.T) {
	for _, d := range findings(t, writeSite(t, &txtar.Archive{})) {
		t.Errorf("%s: %s", d.Pos, diag.Chinese().Message(d.Code, d.Args))
	}
}

// TestMistakes makes each mistake in a site that has no other and wants to be
// told of it, at its place, with a message and a hint in which nothing is left
// blank. A case is named by its code.
func TestMistakes(t *testing.T) {
	files, err := filepath.Glob("testdata/mistakes/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	for _, name := range files {
		base := strings.TrimSuffix(filepath.Base(name), ".txtar")
		first, _, _ := strings.Cut(base, "--") // what follows tells cases of one code apart
		code := diag.Code(first)
		t.Run(base, func(t *testing.T) {
			t.Parallel()
			c, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			var got strings.Builder
			found := false
			for _, d := range findings(t, writeSite(t, c)) {
				found = found || d.Code == code
				fmt.Fprintf(&got, "%s %s\n", d.Pos, d.Code)
				fmt.Fprintf(&got, "    %s\n", diag.Chinese().Message(d.Code, d.Args))
				if hint := diag.Chinese().Hint(d.Code, d.Args); hint != "" {
					fmt.Fprintf(&got, "    %s\n", hint)
				}
			}
			if !found {
				t.Errorf("%s was not found", code)
			}
			i := slices.IndexFunc(c.Files, func(f txtar.File) bool { return f.Name == "want" })
			if *update {
				c.Files[i].Data = []byte(got.String())
				if err := os.WriteFile(name, txtar.Format(c), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(c.Files[i].Data), got.String()); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
	}
}

// elsewhere are the codes that need more than a site's files, and the test
// that produces each.
var elsewhere = map[diag.Code]struct{ file, names string }{
	diag.ReleaseRefused: {"../cli/testdata/script/release.txtar", "[release-refused"},

	diag.ForeignOutput: {"../cli/testdata/script/foreign.txtar", "[foreign-output"},
	diag.BuildBusy:     {"../publish/kept_test.go", "diag.BuildBusy"},
	diag.OutputBusy:    {"../publish/kept_test.go", "diag.OutputBusy"},
	diag.SitePutBack:   {"../publish/publish_test.go", "diag.SitePutBack"},
	diag.SwapFinished:  {"../publish/kept_test.go", "diag.SwapFinished"},
	diag.BuildCutShort: {"../publish/publish_test.go", "diag.BuildCutShort"},
	diag.NothingKept:   {"../cli/testdata/script/rollback.txtar", "[nothing-kept"},
	diag.KeptDamaged:   {"../publish/kept_test.go", "diag.KeptDamaged"},
	diag.NoBundle:      {"../cli/testdata/script/npm.txtar", "[no-bundle"},
	diag.BundleFailed:  {"../chart/draw/bundle_test.go", "diag.BundleFailed"},
	diag.NotInside:     {"../onefile/onefile_test.go", "diag.NotInside"},

	diag.NoBrowser:     {"../cli/testdata/script/export-pdf.txtar", "[no-browser"},
	diag.BrowserFailed: {"../cli/testdata/script/export-pdf.txtar", "[browser-failed"},
	diag.BrowserSlow:   {"../cli/failure_test.go", "diag.BrowserSlow"},

	diag.DiskFull:        {"../cli/testdata/script/faults.txtar", "[disk-full"},
	diag.ReadOnlyDisk:    {"../fault/refusals_unix_test.go", "diag.ReadOnlyDisk"},
	diag.NoPermission:    {"../fault/fault_test.go", "diag.NoPermission"},
	diag.FileInUse:       {"../fault/refusals_unix_test.go", "diag.FileInUse"},
	diag.TooManyFiles:    {"../fault/refusals_unix_test.go", "diag.TooManyFiles"},
	diag.NameTooLong:     {"../cli/testdata/script/faults.txtar", "[name-too-long"},
	diag.PathGone:        {"../cli/testdata/script/faults.txtar", "[path-gone"},
	diag.InTheWay:        {"../cli/testdata/script/faults.txtar", "[in-the-way"},
	diag.DiskError:       {"../fault/refusals_unix_test.go", "diag.DiskError"},
	diag.Interrupted:     {"../fault/fault_test.go", "diag.Interrupted"},
	diag.MachineError:    {"../fault/fault_test.go", "diag.MachineError"},
	diag.CacheUnwritable: {"../cli/testdata/script/faults.txtar", "[cache-unwritable"},

	diag.BuiltDeadLink:    {"../verify/site_test.go", "diag.BuiltDeadLink"},
	diag.BuiltDeadAnchor:  {"../verify/site_test.go", "diag.BuiltDeadAnchor"},
	diag.BuiltDeadAddress: {"../verify/site_test.go", "diag.BuiltDeadAddress"},
	diag.BuiltAbsolute:    {"../verify/site_test.go", "diag.BuiltAbsolute"},
	diag.BuiltRelative:    {"../verify/site_test.go", "diag.BuiltRelative"},
	diag.BuiltForeign:     {"../verify/site_test.go", "diag.BuiltForeign"},
	diag.BuiltEmpty:       {"../verify/site_test.go", "diag.BuiltEmpty"},
	diag.BuiltTwice:       {"../verify/site_test.go", "diag.BuiltTwice"},

	diag.NotAWorkbook:      {"../sheet/sheet_test.go", "diag.NotAWorkbook"},
	diag.WorkbookEncrypted: {"../sheet/sheet_test.go", "diag.WorkbookEncrypted"},
	diag.WorkbookDamaged:   {"../sheet/sheet_test.go", "diag.WorkbookDamaged"},
	diag.WorkbookTooLarge:  {"../sheet/sheet_test.go", "diag.WorkbookTooLarge"},
	diag.CSVBroken:         {"../sheet/sheet_test.go", "diag.CSVBroken"},

	diag.ImportNothing:     {"../importer/testdata/cases/nothing.txtar", " import-nothing\n"},
	diag.ImportUnplaced:    {"../importer/testdata/cases/mapping-mistakes.txtar", " import-unplaced\n"},
	diag.ImportHeading:     {"../importer/testdata/cases/heading-changed.txtar", " import-heading\n"},
	diag.ImportColumn:      {"../importer/testdata/cases/heading-changed.txtar", " import-column\n"},
	diag.ImportRow:         {"../importer/testdata/cases/unknown.txtar", " import-row\n"},
	diag.ImportMeeting:     {"../importer/testdata/cases/conflict.txtar", " import-meeting\n"},
	diag.ImportPeriod:      {"../importer/testdata/cases/asked.txtar", " import-period\n"},
	diag.ImportSource:      {"../importer/testdata/cases/asked.txtar", " import-source\n"},
	diag.ImportNumber:      {"../importer/testdata/cases/refused.txtar", " import-number\n"},
	diag.ImportFault:       {"../importer/testdata/cases/refused.txtar", " import-fault\n"},
	diag.ImportMinusOne:    {"../importer/testdata/cases/refused.txtar", " import-minus-one\n"},
	diag.ImportNotWhole:    {"../importer/testdata/cases/refused.txtar", " import-not-whole\n"},
	diag.ImportFraction:    {"../importer/testdata/cases/refused.txtar", " import-fraction\n"},
	diag.ImportMerged:      {"../importer/testdata/cases/refused.txtar", " import-merged\n"},
	diag.ImportConflict:    {"../importer/testdata/cases/conflict.txtar", " import-conflict\n"},
	diag.ImportForeign:     {"../importer/testdata/cases/foreign.txtar", " import-foreign\n"},
	diag.ImportHidden:      {"../importer/testdata/cases/hidden.txtar", " import-hidden\n"},
	diag.ImportHiddenSheet: {"../importer/testdata/cases/hidden.txtar", " import-hidden-sheet\n"},
	diag.ImportRounded:     {"../importer/testdata/cases/indicators.txtar", " import-rounded\n"},
	diag.ImportPeriodGiven: {"../importer/testdata/cases/periods-said.txtar", " import-period-given\n"},
	diag.ImportCourt:       {"../importer/testdata/cases/court-in-title.txtar", " import-court\n"},
	diag.ImportCourtOther:  {"../importer/testdata/cases/court-in-title.txtar", " import-court-other\n"},
	diag.ImportSecond:      {"../importer/testdata/cases/stacked.txtar", " import-second-table\n"},
	diag.ImportLeft:        {"../importer/testdata/cases/stacked.txtar", " import-left\n"},
	diag.ImportCaseType:    {"../importer/testdata/cases/case-types.txtar", " import-case-type\n"},
	diag.ImportTitleType:   {"../importer/testdata/cases/case-types.txtar", " import-title-type\n"},
	diag.ImportTwice:       {"../importer/testdata/cases/suggestions.txtar", " import-twice\n"},
	diag.ImportName:        {"../importer/testdata/cases/names-nowhere.txtar", " import-name\n"},
	diag.ImportPassed:      {"../importer/testdata/cases/passed.txtar", " import-passed\n"},
	diag.ImportRevised:     {"../importer/testdata/cases/w-over-revision.txtar", " import-revised\n"},
	diag.ImportEarlier:     {"../importer/testdata/cases/w-over-revision.txtar", " import-earlier\n"},
	diag.ImportNote:        {"../importer/testdata/cases/w-note.txtar", " import-note\n"},
	diag.ImportRecovered:   {"../cli/testdata/script/import-killed.txtar", "[import-recovered"},
	diag.ImportBusy:        {"../importer/commit/lock_test.go", "diag.ImportBusy"},
}

func TestEveryCodeHasACase(t *testing.T) {
	for _, code := range diag.Codes() {
		if other, ok := elsewhere[code]; ok {
			text, err := os.ReadFile(other.file)
			if err != nil || !strings.Contains(strings.ReplaceAll(string(text), `\[`, "["), other.names) {
				t.Errorf("%s: %s does not produce it (%v)", code, other.file, err)
			}
			continue
		}
		if _, err := os.Stat("testdata/mistakes/" + string(code) + ".txtar"); err != nil {
			t.Errorf("%s: no case", code)
		}
	}
}
