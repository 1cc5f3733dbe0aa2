package stats_test

import (
	"testing"
	"testing/fstest"

	gocmp "github.com/google/go-cmp/cmp"

	"gongbao/generator/diag"
	"gongbao/generator/period"
	"gongbao/generator/stats"
)

// given loads observation files over the default courts and indicators, and
// wants no findings.
func given(t *testing.T, files map[string]string) *stats.Store {
	t.Helper()
	site := defaults(t)
	for name, text := range files {
		site["data/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	store, bag := load(t, site)
	for _, d := range bag.Sorted() {
		t.Errorf("%s: %s", d.Pos, diag.English().Message(d.Code, d.Args))
	}
	return store
}

// A revision takes the place of what was published before and keeps it: when
// and why, the newest first.
func TestRevisionKeepsWhatItSupersedes(t *testing.T) {
	revised := func(day, reason, value string) string {
		return "period = \"2024\"\nsource = \"" + reason + "\"\nstatus = \"revised\"\nrevised = " + day + "\nreason = \"" + reason + "\"\n[values.all]\nclosed = " + value + "\n"
	}
	// The order of the files' names is not that of the days.
	store := given(t, map[string]string{
		"observations/2024.toml":   "period = \"2024\"\nsource = \"甲\"\n[values.all]\nclosed = 100\njudges = 5\n",
		"observations/2024-a.toml": revised(`"2025-06-01"`, "第二次", "103"),
		"observations/2024-b.toml": revised(`2025-03-01`, "第一次", "102"),
	})
	ind, _ := store.Indicator("closed")
	all, _ := store.Court("all")
	d, err := store.Value(ind, all, period.Year(2024))
	if err != nil {
		t.Fatal(err)
	}
	if d.Quantity.String() != "103" || d.Status != stats.Revised || d.Revision.Date != "2025-06-01" || d.Revision.Reason != "第二次" {
		t.Errorf("the value is %s, %s of %+v", d.Quantity, d.Status, d.Revision)
	}
	var was []string
	for _, o := range d.Revision.Superseded {
		was = append(was, o.Quantity.String()+" "+o.Source)
	}
	if diff := gocmp.Diff([]string{"102 第一次", "100 甲"}, was); diff != "" {
		t.Errorf("superseded (-want +got):\n%s", diff)
	}
	if n := len(store.Observations(ind, all)); n != 1 {
		t.Errorf("%d observations stand", n)
	}
	judges, _ := store.Indicator("judges")
	if d, err := store.Value(judges, all, period.Year(2024)); err != nil || d.Status != stats.Final || d.Revision != nil {
		t.Errorf("what was not revised: %+v, %v", d, err)
	}
}

// A word in place of a value is neither zero nor missing.
func TestAbsence(t *testing.T) {
	store := given(t, map[string]string{
		"observations/2024.toml": `period = "2024"
source = "甲"
note = "全文"
[values.all]
closed = "—"
judges = 0
accepted = "未单列"
[notes.all]
closed = "当年改版"
`,
	})
	all, _ := store.Court("all")
	for id, want := range map[string]string{"closed": "-", "accepted": "未单列", "judges": ""} {
		ind, _ := store.Indicator(id)
		a, ok := store.Absent(ind, all, period.Year(2024))
		if ok != (want != "") || a.Word != want {
			t.Errorf("%s: %q, %v", id, a.Word, ok)
		}
		if _, err := store.Value(ind, all, period.Year(2024)); (err == nil) != (want == "") {
			t.Errorf("%s: %v", id, err)
		}
	}
	judges, _ := store.Indicator("judges")
	if d, _ := store.Value(judges, all, period.Year(2024)); !d.Quantity.Value().IsZero() || d.Note != "全文" {
		t.Errorf("zero is %s, %q", d.Quantity, d.Note)
	}
}

// A correction may withdraw a value; what was published stays readable.
func TestWithdrawnValue(t *testing.T) {
	store := given(t, map[string]string{
		"observations/2024.toml":   "period = \"2024\"\nsource = \"甲\"\n[values.all]\nclosed = 100\n",
		"observations/2024-r.toml": "period = \"2024\"\nsource = \"乙\"\nstatus = \"revised\"\nrevised = \"2025-03-01\"\nreason = \"待核\"\n[values.all]\nclosed = \"未公布\"\n",
	})
	ind, _ := store.Indicator("closed")
	all, _ := store.Court("all")
	if _, err := store.Value(ind, all, period.Year(2024)); err == nil {
		t.Error("a value that was withdrawn is there")
	}
	a, ok := store.Absent(ind, all, period.Year(2024))
	if !ok || a.Word != "未公布" || a.Revision == nil || len(a.Revision.Superseded) != 1 || a.Revision.Superseded[0].Quantity.String() != "100" {
		t.Errorf("%+v, %v", a, ok)
	}
}

// What a site says of the catalogue lies over it.
func TestOverlay(t *testing.T) {
	store := given(t, map[string]string{
		"indicators/local.toml": `[[indicator]]
id = "own"
name = "本院指标"
unit = "件"
[[overlay]]
id = "case_ratio"
aliases = ["案件比"]
group = "重点"
interval = { hi = 1.5, source = "市中院2025年目标" }
[[target]]
indicator = "本院指标"
period = "2026"
value = 12
source = "市中院"
[[target]]
indicator = "own"
court = "spc"
period = "2025"
value = "1.2万"
source = "市中院"
`,
	})
	for _, name := range []string{"own", "本院指标", "案件比"} {
		if _, err := store.Indicator(name); err != nil {
			t.Error(err)
		}
	}
	ratio, _ := store.Indicator("case_ratio")
	if ratio.Group != "重点" || ratio.Interval == nil || ratio.Interval.Source != "市中院2025年目标" || ratio.Interval.Hi.String() != "1.5" {
		t.Errorf("overlaid: %+v", ratio)
	}
	own, _ := store.Indicator("own")
	if len(own.Targets) != 2 || own.Targets[0].Court.ID != "spc" || own.Targets[1].Quantity.String() != "12" {
		t.Errorf("targets: %+v", own.Targets)
	}
}
