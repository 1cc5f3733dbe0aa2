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
