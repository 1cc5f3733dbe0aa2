package feed

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

var site = Site{Title: "示例 & 公报", Base: "https://example.test/gb/", Language: "zh-CN", Author: "示例市法院"}

func day(n int) time.Time { return time.Date(2026, 1, n, 9, 0, 0, 0, time.FixedZone("", 8*3600)) }

func TestAtomTellsWhatWasPublishedNewestFirst(t *testing.T) {
	entries := []Entry{
		{Path: "reports/2024.html", Title: "报告<2024>", Published: day(3), Category: "工作报告", Summary: "收案“多”了"},
		{Path: "notices/一季度.html", Title: "通报", Published: day(5)},
		{Path: "pages/about.html", Title: "未发布"},
		{Path: "a.html", Title: "同日", Published: day(3)},
	}
	before := slices.Clone(entries)
	data, ok, err := Atom(site, entries)
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	if !slices.Equal(before, entries) {
		t.Error("the caller's entries were reordered")
	}
	var got struct {
		Updated string `xml:"updated"`
		Entries []struct {
			Title string `xml:"title"`
			ID    string `xml:"id"`
		} `xml:"entry"`
	}
	if err := xml.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, e := range got.Entries {
		ids = append(ids, e.ID)
	}
	want := []string{"https://example.test/gb/notices/%E4%B8%80%E5%AD%A3%E5%BA%A6.html", "https://example.test/gb/a.html", "https://example.test/gb/reports/2024.html"}
	if !slices.Equal(ids, want) {
		t.Errorf("entries %q", ids)
	}
	if got.Updated != "2026-01-05T09:00:00+08:00" || got.Entries[2].Title != "报告<2024>" {
		t.Errorf("updated %s, title %q", got.Updated, got.Entries[2].Title)
	}
	if _, ok, _ := Atom(site, []Entry{{Path: "x.html", Title: "x"}}); ok {
		t.Error("a feed without a time")
	}
}

// A correction is news, and changes nothing of when the page was published.
func TestCorrectedPagesComeFirst(t *testing.T) {
	data, _, err := Atom(site, []Entry{
		{Path: "old.html", Title: "旧", Published: day(3), Changed: day(9)},
		{Path: "new.html", Title: "新", Published: day(5)},
		{Path: "early.html", Title: "早", Published: day(4), Changed: day(2)}, // a draft was corrected
	})
	if err != nil {
		t.Fatal(err)
	}
	type entry struct {
		ID        string `xml:"id"`
		Published string `xml:"published"`
		Updated   string `xml:"updated"`
	}
	var got struct {
		Updated string  `xml:"updated"`
		Entries []entry `xml:"entry"`
	}
	if err := xml.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	const third, fourth, fifth, ninth = "2026-01-03T09:00:00+08:00", "2026-01-04T09:00:00+08:00", "2026-01-05T09:00:00+08:00", "2026-01-09T09:00:00+08:00"
	want := []entry{{site.Base + "old.html", third, ninth}, {site.Base + "new.html", fifth, fifth}, {site.Base + "early.html", fourth, fourth}}
	if !slices.Equal(got.Entries, want) || got.Updated != ninth {
		t.Errorf("updated %s, entries %+v", got.Updated, got.Entries)
	}
}

func TestFeedHoldsTheNewest(t *testing.T) {
	var entries []Entry
	for i := range 80 {
		entries = append(entries, Entry{Path: fmt.Sprintf("n/%02d.html", i), Title: "通报", Published: day(1).AddDate(0, 0, i)})
	}
	data, _, err := Atom(site, entries)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(data), "<entry>"); n != newest || !strings.Contains(string(data), "n/79.html") || strings.Contains(string(data), "n/29.html") {
		t.Errorf("%d entries", n)
	}
}

func TestSitemapListsEveryPageOnce(t *testing.T) {
	data, err := Sitemap(site.Base, []Place{{Path: "reports/2024.html", Modified: day(3)}, {Path: "index.html"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"<loc>https://example.test/gb/</loc>", "<loc>https://example.test/gb/reports/2024.html</loc>", "<lastmod>2026-01-03</lastmod>"} {
		if strings.Count(string(data), want) != 1 {
			t.Errorf("not once: %s in\n%s", want, data)
		}
	}
}
