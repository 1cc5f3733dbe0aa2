package site

import (
	"strings"
	"testing"
)

func TestFeedAndSiteMapNameEveryPage(t *testing.T) {
	b := buildSite(t, `
-- site.toml --
title = "示例市法院公报"
base_url = "https://court.example/gb/"
-- content/reports/2024.md --
+++
title = "2024年工作报告：结案{{结案}}件"
period = "2024"
published = "2025-01-20 09:00"
+++
全年受理案件{{受理案件}}件。
`)
	read := func(name string) string {
		t.Helper()
		data, ok := b.files[name]
		if !ok {
			t.Fatalf("no %s", name)
		}
		return string(data)
	}
	atom, places := read("feed.xml"), read("sitemap.xml")
	if robots := read("robots.txt"); !strings.Contains(robots, "Sitemap: https://court.example/gb/sitemap.xml\n") {
		t.Errorf("robots.txt: %q", robots)
	}
	for _, want := range []string{"2024年工作报告：结案1100件", "https://court.example/gb/reports/2024.html", "2025-01-20T09:00:00+08:00"} {
		if !strings.Contains(atom, want) {
			t.Errorf("feed.xml lacks %s", want)
		}
	}
	for name := range b.files {
		if strings.HasSuffix(name, ".html") && name != "404.html" && name != "index.html" && strings.Count(places, "<loc>https://court.example/gb/"+name+"</loc>") != 1 {
			t.Errorf("sitemap.xml does not name %s once", name)
		}
	}
	if strings.Contains(places, "404.html") || !strings.Contains(places, "<loc>https://court.example/gb/</loc>") {
		t.Error("sitemap.xml names the page for what is not there, or not the home page")
	}
}

// Who follows the site is told of a correction; when the page was published stays.
func TestCorrectionsAreNews(t *testing.T) {
	r := releasedSite(t)
	r.write("site.toml", "title = \"示例市法院公报\"\nbase_url = \"https://court.example/\"\n")
	r.replace("data/observations/2023.toml", "filed = 900", "filed = 905")
	r.replace("content/reports/2023.md", "+++\n\n", amended+"+++\n\n")
	r.release("2025-04-01", "reports/2023")
	b := buildDir(t, r.dir)
	for file, wants := range map[string][]string{
		"feed.xml":          {"<updated>2025-04-01T00:00:00+08:00</updated>", "<published>2024-03-08T00:00:00+08:00</published>"},
		"sitemap.xml":       {"<loc>https://court.example/reports/2023.html</loc>\n  <lastmod>2025-04-01</lastmod>", "<loc>https://court.example/reports/2024.html</loc>\n  <lastmod>2025-03-08</lastmod>"},
		"reports/2023.html": {`"dateModified":"2025-04-01"`, `"datePublished":"2024-03-08"`},
	} {
		for _, want := range wants {
			if !strings.Contains(string(b.files[file]), want) {
				t.Errorf("%s lacks %s:\n%.2000s", file, want, b.files[file])
			}
		}
	}
	if strings.Contains(string(b.files["reports/2024.html"]), "dateModified") {
		t.Error("a page that was never corrected was modified")
	}
}

func TestWithoutAnAddressOfItsOwnASiteHasNoFeed(t *testing.T) {
	for name, site := range map[string]string{
		"no address": "",
		"internal":   "-- site.toml --\ntitle = \"示例市法院公报\"\nbase_url = \"https://court.example/\"\n[ranking]\nmode = \"internal\"\n",
	} {
		t.Run(name, func(t *testing.T) {
			b := buildSite(t, site)
			for _, file := range []string{"feed.xml", "sitemap.xml", "robots.txt"} {
				if _, ok := b.files[file]; ok {
					t.Errorf("there is a %s", file)
				}
			}
		})
	}
}
