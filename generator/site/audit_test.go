package site

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"gongbao/generator/audit"
	"gongbao/generator/diag"
	. "gongbao/generator/htmlcheck"
)

// typed is a report whose numbers nobody bound.
const typed = `-- content/reports/2024.md --
+++
title = "2024年工作报告：结案1100件"
period = "2024"
summary = "全年受理案件1200件。"
+++

## 一、总体情况

全年受理案件**1200**件，结案1100件，同比上升22.22%，结案率91.67%。排查线索300件（旧存100件、新收200件）。

| 项目 | 2024年 |
| --- | ---: |
| 结案 | 1100 |
`

func TestTypedNumbersThatAreRightAreTraced(t *testing.T) {
	b := buildSite(t, typed)
	var shown []string
	for _, d := range Find(Parse(t, b.files["reports/2024.html"]), "data.figure") {
		verdict, _ := Attr(d, "data-verdict")
		indicator, _ := Attr(d, "data-indicator")
		shown = append(shown, Text(d)+" "+verdict+" "+indicator)
	}
	for _, want := range []string{
		"1100件 verified closed", "1200件 verified accepted", "1200 verified accepted", "22.22% verified closed", "91.67% verified close_rate",
		"300件 consistent ", "200件 consistent ", "1100 verified closed",
	} {
		if !slices.Contains(shown, want) {
			t.Errorf("no %q among %q", want, shown)
		}
	}
	b.figures()
}

func TestAuditOfAFileOfTheSiteAndOfAnother(t *testing.T) {
	dir := writeSite(t, txtar.Parse([]byte(typed)))
	put := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	put("draft.txt", "2024年，全市法院结案1200件。接待群众来访321人次。\n")
	put("own.md", "+++\nperiod = \"2023\"\n+++\n\n全年结案900件。\n")
	for _, c := range []struct {
		file     string
		known    int
		mismatch int
		open     int
	}{{"content/reports/2024.md", 8, 0, 0}, {"draft.txt", 0, 1, 1}, {"own.md", 1, 0, 0}} {
		t.Run(c.file, func(t *testing.T) {
			var bag diag.Bag
			out, data, err := Audit(context.Background(), AuditOptions{Options: Options{Dir: dir}}, []string{filepath.Join(dir, c.file)}, os.ReadFile, &bag)
			if err != nil || !data || len(out) != 1 || bag.Failed() {
				t.Fatal(err, data, len(out), bag.Sorted())
			}
			tally := out[0].Report.Tally()
			if tally.Known() < c.known || tally[audit.Mismatch] != c.mismatch || tally[audit.Unverified] != c.open {
				t.Errorf("tally %v of %q", tally, out[0].Text)
			}
		})
	}
}

// A link that is called by the year of the page to which it leads claims nothing,
// when the site is built as when a file is audited.
func TestLinksNamedByTheYearOfTheirPage(t *testing.T) {
	const years = "-- site.toml --\ntitle = \"甲\"\n[audit]\nunverified = \"error\"\n-- content/reports/2024.md --\n+++\ntitle = \"甲\"\nperiod = \"2024\"\n+++\n\n历年报告：[2024](#历年)、[2023](2023.md)。\n\n## 历年\n-- content/reports/2023.md --\n+++\ntitle = \"乙\"\nperiod = \"2023\"\n+++\n\n无。\n"
	dir := writeSite(t, txtar.Parse([]byte(years)))
	var bag diag.Bag
	name := filepath.Join(dir, "content", "reports", "2024.md")
	out, _, err := Audit(context.Background(), AuditOptions{Options: Options{Dir: dir}}, []string{name}, os.ReadFile, &bag)
	if err != nil || len(out) != 1 {
		t.Fatal(err, bag.Sorted())
	}
	if tally := out[0].Report.Tally(); tally[audit.Exempt] != 1 || tally[audit.Unverified] != 1 { // #历年 names no year
		t.Errorf("tally %v", tally)
	}
	var found []string
	for _, d := range findings(t, dir) {
		found = append(found, fmt.Sprint(d.Code, " ", d.Args["text"]))
	}
	if got := strings.Join(found, ", "); got != "unverified 2024" {
		t.Errorf("found %s", got)
	}
}

// What --fix binds reads just as before, and the site builds with it.
func TestFixesReadAsBefore(t *testing.T) {
	dir := writeSite(t, txtar.Parse([]byte(typed)))
	name := filepath.Join(dir, "content", "reports", "2024.md")
	src, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	src = append([]byte("\ufeff"), bytes.ReplaceAll(src, []byte("\n"), []byte("\r\n"))...)
	var bag diag.Bag
	out, _, err := Audit(context.Background(), AuditOptions{Options: Options{Dir: dir}}, []string{name}, func(string) ([]byte, error) { return src, nil }, &bag)
	if err != nil || len(out) != 1 {
		t.Fatal(err, bag.Sorted())
	}
	fixed := Apply(src, out[0].Fixes)
	for _, want := range []string{"受理案件**{{受理案件}}**件", "结案{{结案}}件", "| 结案 | {{结案}} |", "（旧存100件、新收200件）"} {
		if !strings.Contains(string(fixed), want) {
			t.Errorf("no %s in\n%s", want, fixed)
		}
	}
	if !bytes.HasPrefix(fixed, []byte("\ufeff+++\r\n")) || bytes.Count(fixed, []byte("\r\n")) != bytes.Count(src, []byte("\n")) {
		t.Error("line ends or byte order mark changed")
	}
	if err := os.WriteFile(name, fixed, 0o644); err != nil {
		t.Fatal(err)
	}
	after, _, err := Audit(context.Background(), AuditOptions{Options: Options{Dir: dir}}, []string{name}, os.ReadFile, &bag)
	if err != nil || len(after) != 1 || after[0].Text != out[0].Text {
		t.Errorf("the text reads otherwise: %v\n%s\nwas\n%s", err, after[0].Text, out[0].Text)
	}
	if n := after[0].Report.Tally()[audit.Bound]; n != len(out[0].Fixes) {
		t.Errorf("%d bound, %d fixes", n, len(out[0].Fixes))
	}
	buildDir(t, dir)
}

// A page of the site is judged whole: numbers in its front matter and in its blocks
// as well. What the audit does not need, the menu and the ledger, does not stop it.
func TestAuditOfAPageTellsOfEveryNumber(t *testing.T) {
	dir := writeSite(t, txtar.Parse([]byte(`-- content/reports/2024.md --
+++
title = "2024年结案1101件"
period = "2024"
summary = "全年受理案件1201件。"
+++

全年受理案件1202件。

`+"```cards\ntitle = \"受理案件1203件\"\nindicators = [\"结案\"]\n```\n")))
	name := filepath.Join(dir, "content", "reports", "2024.md")
	settings := filepath.Join(dir, "site.toml")
	text, err := os.ReadFile(settings)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(settings, append(text, "\n[[menu]]\nname = \"无\"\nurl = \"none.html\"\n"...), 0o644); err != nil {
		t.Fatal(err)
	}
	var bag diag.Bag
	out, _, err := Audit(context.Background(), AuditOptions{Options: Options{Dir: dir}}, []string{name}, os.ReadFile, &bag)
	if err != nil || len(out) != 1 {
		t.Fatal(err, len(out), bag.Sorted())
	}
	var lines []int
	for _, d := range bag.Sorted() {
		if d.Code != diag.NumberMismatch || d.Pos.File != filepath.ToSlash(name) {
			t.Errorf("%v", d)
		}
		lines = append(lines, d.Pos.Line)
	}
	if !slices.Equal(lines, []int{2, 4, 10}) || out[0].Report.Tally()[audit.Mismatch] != 1 {
		t.Errorf("told of lines %d and of %v", lines, out[0].Report.Tally())
	}
}
