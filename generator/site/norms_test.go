package site

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	. "gongbao/generator/htmlcheck"
)

// meta is the content of a page's <meta> of a name or property; "" without one.
func (b built) meta(page, name string) string {
	b.tb.Helper()
	for _, m := range Find(Parse(b.tb, b.files[page]), "meta") {
		for _, key := range []string{"name", "property", "http-equiv"} {
			if v, _ := Attr(m, key); v == name {
				content, _ := Attr(m, "content")
				return content
			}
		}
	}
	return ""
}

const normsReport = `-- content/reports/2024.md --
+++
title = "2024年工作报告"
period = "2024"
published = "2025-03-08 09:00"
source = "市中院"
author = "研究室"
summary = "结案{{结案}}件。"
keywords = ["结案", "收案"]
column = "工作报告"
+++
全年受理案件{{受理案件}}件。
`

func TestPagesTellWhatTheyAre(t *testing.T) {
	b := buildSite(t, "-- site.toml --\ntitle = \"示例市法院公报\"\nbase_url = \"https://court.example/gb/\"\n[owner]\nname = \"示例市中级人民法院\"\n"+normsReport)
	const page = "reports/2024.html"
	for name, want := range map[string]string{
		"SiteName": "示例市法院公报", "SiteDomain": "court.example", "ColumnName": "工作报告", "ArticleTitle": "2024年工作报告", "PubDate": "2025-03-08 09:00",
		"ContentSource": "市中院", "Keywords": "结案,收案", "Author": "研究室", "description": "结案1100件。", "Url": "https://court.example/gb/reports/2024.html",
		"og:title": "2024年工作报告", "og:description": "结案1100件。", "og:url": "https://court.example/gb/reports/2024.html", "og:type": "article",
		"SiteIDCode": "", "Image": "", // never invented
	} {
		if got := b.meta(page, name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	// Without a photograph of its own a page shows the site's mark.
	if picture, ok := strings.CutPrefix(b.meta(page, "og:image"), "https://court.example/gb/"); !ok || !bytes.HasPrefix(b.files[picture], []byte("\x89PNG")) {
		t.Errorf("og:image is %q", b.meta(page, "og:image"))
	}
	for name, want := range map[string]string{"ColumnName": "工作报告", "ColumnDescription": b.meta("reports/index.html", "description"), "ArticleTitle": ""} {
		if got := b.meta("reports/index.html", name); got != want {
			t.Errorf("of the section, %s is %q, want %q", name, got, want)
		}
	}
	for file := range b.files {
		if strings.HasSuffix(file, ".html") && file != pathNotFound && b.meta(file, "description") == "" {
			t.Errorf("%s does not say what it is for", file)
		}
	}
	kinds := map[string]map[string]any{}
	for _, s := range Find(Parse(t, b.files[page]), "script") {
		if kind, _ := Attr(s, "type"); kind != "application/ld+json" {
			continue
		}
		var e map[string]any
		if err := json.Unmarshal([]byte(s.FirstChild.Data), &e); err != nil {
			t.Fatal(err)
		}
		kinds[e["@type"].(string)] = e
	}
	report, crumbs := kinds["Report"], kinds["BreadcrumbList"]
	if report == nil || crumbs == nil {
		t.Fatalf("linked data of kinds %v", kinds)
	}
	if report["datePublished"] != "2025-03-08T09:00:00+08:00" || report["temporalCoverage"] != "2024-01/2024-12" || report["headline"] != "2024年工作报告" {
		t.Errorf("report: %v", report)
	}
	if got := fmt.Sprint(report["author"]); got != "map[@type:Organization name:研究室]" {
		t.Errorf("author: %s", got)
	}
	if items := crumbs["itemListElement"].([]any); len(items) != 3 {
		t.Errorf("%d crumbs", len(items))
	}
	if !strings.Contains(string(b.files["indicators/closed.html"]), `"@type":"Dataset"`) {
		t.Error("an indicator's page does not tell of its data")
	}
	b.page(page, Count("svg.qr", 2))  // on the screen and on the first sheet of paper
	for file, data := range b.files { // what shows the code is no text of the page, and phones do not show it
		if strings.HasPrefix(file, "search/") && (strings.Contains(string(data), "手机扫码阅读本页") || strings.Contains(string(data), "court.example/gb/reports")) {
			t.Errorf("%s finds the page's own address", file)
		}
	}
}

// A person who writes or signs is a person to search engines.
func TestPeopleAreAuthors(t *testing.T) {
	const head = "-- site.toml --\ntitle = \"甲\"\nbase_url = \"https://court.example/\"\n-- content/reports/2024.md --\n+++\ntitle = \"乙\"\nperiod = \"2024\"\n"
	for front, want := range map[string]string{
		"signed = \"院长 张军\"\n":                   `"author":{"@type":"Person","name":"张军"}`,
		"signed = \"院长 张军\"\nauthor = \"研究室\"\n": `"author":{"@type":"Organization","name":"研究室"}`,
		"author = \"张三、研究室\"\n":                  `"author":[{"@type":"Person","name":"张三"},{"@type":"Organization","name":"研究室"}]`,
		"":                                       "",
	} {
		page := string(buildSite(t, head+front+"+++\n\n无。\n").files["reports/2024.html"])
		if !strings.Contains(page, want) || strings.Contains(page, `"author"`) != (want != "") {
			t.Errorf("%q: no %s", front, want)
		}
	}
}

// What the norm for the foot of a page asks for, and nothing that nobody gave.
func TestFootOfThePage(t *testing.T) {
	b := buildSite(t, "-- site.toml --\ntitle = \"示例市法院公报\"\n[owner]\nname = \"示例市中级人民法院\"\naddress = \"示例路1号\"\nphone = \"0000-12368\"\nicp = \"京ICP备12345678号-1\"\npolice_icp = \"京公网安备11010102000000号\"\nsite_id_code = \"1234567890\"\n"+normsReport)
	for page, root := range map[string]string{"index.html": "", "reports/2024.html": "../"} {
		b.page(page, In("footer",
			HasText(`示例市中级人民法院`), HasText(`示例路1号`), HasText(`0000-12368`), HasText(`网站标识码：1234567890`),
			In(".footer-links", Count("a", 3), HasText(`京ICP备12345678号-1`), HasText(`京公网安备11010102000000号`), HasText(`站点地图`)),
		))
		if links := below(Parse(t, b.files[page]), ".footer-links", "a"); len(links) == 3 {
			for i, want := range []string{"https://beian.miit.gov.cn/", "https://beian.mps.gov.cn/", root + "archive.html#map"} {
				if got, _ := Attr(links[i], "href"); got != want {
					t.Errorf("%s: link %d leads to %s, want %s", page, i+1, got, want)
				}
			}
		}
		if got := b.meta(page, "SiteIDCode"); got != "1234567890" {
			t.Errorf("%s: SiteIDCode is %q", page, got)
		}
	}
	b.page("archive.html", In("#map", HasText(`首页.*搜索`)))
	bare := buildSite(t, "-- site.toml --\ntitle = \"示例市法院公报\"\n"+normsReport)
	bare.page("index.html", In(".footer-links", Count("a", 1), HasText(`^站点地图$`)))
}

// A site that does not know its address, and one that is internal, name none; the
// policy is on every page of every site.
func TestWhatIsNotKnownIsNotTold(t *testing.T) {
	for name, config := range map[string]string{
		"no address": "title = \"示例市法院公报\"\n",
		"internal":   "title = \"示例市法院公报\"\nbase_url = \"https://court.example/\"\n[ranking]\nmode = \"internal\"\n",
	} {
		t.Run(name, func(t *testing.T) {
			b := buildSite(t, "-- site.toml --\n"+config+normsReport)
			for file, data := range b.files {
				if !strings.HasSuffix(file, ".html") {
					continue
				}
				if html := string(data); strings.Contains(html, "canonical") || strings.Contains(html, "og:") || strings.Contains(html, "ld+json") || strings.Contains(html, `class="qr"`) {
					t.Errorf("%s names an address", file)
				}
				if policy := b.meta(file, "Content-Security-Policy"); !strings.HasPrefix(policy, "default-src 'none'; script-src 'self';") || strings.Contains(policy, "unsafe") {
					t.Errorf("%s: policy %q", file, policy)
				}
			}
		})
	}
}
