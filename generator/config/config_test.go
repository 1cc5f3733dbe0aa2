package config

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"gongbao/generator/diag"
)

func load(t *testing.T, text string) (Site, []string) {
	t.Helper()
	var bag diag.Bag
	c, err := Load(fstest.MapFS{File: {Data: []byte(text)}}, &bag)
	if err != nil {
		t.Fatal(err)
	}
	return c, told(&bag)
}

func told(bag *diag.Bag) []string {
	var out []string
	for _, d := range bag.Sorted() {
		out = append(out, fmt.Sprintf("%s %s %s", d.Pos, d.Code, diag.Chinese().Message(d.Code, d.Args)))
	}
	return out
}

func TestEverythingIsRead(t *testing.T) {
	c, found := load(t, `title = "××市中级人民法院公报"
short_title = "公报"
base_url = "https://example.org/gb"
language = "en"
theme = "mine"
timezone = "UTC"
[owner]
name = "法院"
address = "地址"
phone = "电话"
icp = "备案"
police_icp = "公安备案"
site_id_code = "标识码"
[[menu]]
name = "报告"
url = "reports/"
[[menu]]
name = "首页"
url = "index.html"
`)
	if len(found) > 0 {
		t.Fatal(found)
	}
	want := "{××市中级人民法院公报 公报 https://example.org/gb/ en mine UTC {法院 地址 电话 备案 公安备案 标识码} [报告 reports/ site.toml:16:1 首页 index.html site.toml:19:1]}"
	var menu []string
	for _, m := range c.Menu {
		menu = append(menu, m.Name, m.URL, m.Pos.String())
	}
	if got := fmt.Sprint("{", strings.Join([]string{c.Title, c.ShortTitle, c.BaseURL, c.Language, c.Theme, c.Location.String()}, " "), " ", c.Owner, " ", menu, "}"); got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

func TestDefaults(t *testing.T) {
	c, found := load(t, `title = "公报"`)
	if len(found) > 0 || c.ShortTitle != "公报" || c.Language != "zh-CN" || c.Theme != "court" || c.Location.String() != "Asia/Shanghai" || c.BaseURL != "" || c.Owner != (Owner{}) || c.Menu != nil {
		t.Errorf("%+v %q", c, found)
	}
}

func TestBaseURLEndsInOneSlash(t *testing.T) {
	for in, want := range map[string]string{
		"https://example.org": "https://example.org/", "https://example.org/": "https://example.org/",
		"http://10.0.0.1:8080/a/b": "http://10.0.0.1:8080/a/b/", "": "",
	} {
		if c, found := load(t, "title='x'\nbase_url='"+in+"'\n"); c.BaseURL != want || len(found) > 0 {
			t.Errorf("%q: %q %q", in, c.BaseURL, found)
		}
	}
}

func TestMistakesAreToldAtTheirPlace(t *testing.T) {
	tests := []struct {
		name string
		text string
		want []string
	}{
		{"no title", "theme = 'court'\n", []string{"site.toml:1:1 missing-key 缺少必填项“title”"}},
		{"empty title", "theme = 'court'\ntitle = ' '\n", []string{"site.toml:2:1 missing-key 缺少必填项“title”"}},
		{"unknown key", "title = 'x'\ntheam = 'y'\n", []string{"site.toml:2:1 unknown-key 不认识的键“theam”"}},
		{"unknown key of the owner", "title = 'x'\n[owner]\nipc = 'y'\n", []string{"site.toml:3:1 unknown-key 不认识的键“ipc”"}},
		{"language", "title = 'x'\nlanguage = 'fr'\n", []string{"site.toml:2:1 bad-value “language”的值“fr”不对：应为zh-CN | en"}},
		{"empty language", "title = 'x'\nlanguage = ''\n", []string{"site.toml:2:1 bad-value “language”的值“”不对：应为zh-CN | en"}},
		{"theme outside", "title = 'x'\ntheme = '../x'\n", []string{"site.toml:2:1 unknown-theme 没有主题“../x”"}},
		{"theme of a Windows path", "title = 'x'\ntheme = 'a\\b'\n", []string{`site.toml:2:1 unknown-theme 没有主题“a\b”`}},
		{"no theme", "title = 'x'\ntheme = ''\n", []string{"site.toml:2:1 unknown-theme 没有主题“”"}},
		{"address without scheme", "title = 'x'\nbase_url = 'example.org'\n", []string{"site.toml:2:1 bad-value “base_url”的值“example.org”不对：应为https://…/"}},
		{"address of another scheme", "title = 'x'\nbase_url = 'ftp://example.org'\n", []string{"site.toml:2:1 bad-value “base_url”的值“ftp://example.org”不对：应为https://…/"}},
		{"address without host", "title = 'x'\nbase_url = 'https:///a'\n", []string{"site.toml:2:1 bad-value “base_url”的值“https:///a”不对：应为https://…/"}},
		{"address with a query", "title = 'x'\nbase_url = 'https://a/?b'\n", []string{"site.toml:2:1 bad-value “base_url”的值“https://a/?b”不对：应为https://…/"}},
		{"address that is none", "title = 'x'\nbase_url = 'https://[::'\n", []string{"site.toml:2:1 bad-value “base_url”的值“https://[::”不对：应为https://…/"}},
		{"menu without address", "title = 'x'\n[[menu]]\nname = 'a'\n[[menu]]\nurl = 'b'\n[[menu]]\n", []string{
			"site.toml:2:1 missing-key 缺少必填项“url”", "site.toml:4:1 missing-key 缺少必填项“name”",
			"site.toml:6:1 missing-key 缺少必填项“name”", "site.toml:6:1 missing-key 缺少必填项“url”"}},
		{"wrong type", "title = 2025\n", []string{"site.toml:1:1 wrong-type “title”应为文字，这里写成了数"}},
		{"all at once", "language = 'fr'\ntheme = ''\nbase_url = 'x'\n", []string{
			"site.toml:1:1 bad-value “language”的值“fr”不对：应为zh-CN | en", "site.toml:1:1 missing-key 缺少必填项“title”",
			"site.toml:2:1 unknown-theme 没有主题“”", "site.toml:3:1 bad-value “base_url”的值“x”不对：应为https://…/"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, found := load(t, tt.text)
			if !slices.Equal(found, tt.want) {
				t.Errorf("\n got %q\nwant %q", found, tt.want)
			}
			if strings.HasPrefix(tt.name, "address") && c.BaseURL != "" {
				t.Errorf("the bad address %q is used", c.BaseURL)
			}
			if len(c.Menu) != 0 {
				t.Errorf("half a menu item is used: %v", c.Menu)
			}
		})
	}
}

func TestASiteWithoutConfiguration(t *testing.T) {
	var bag diag.Bag
	_, err := Load(fstest.MapFS{}, &bag)
	if got := told(&bag); err != nil || !slices.Equal(got, []string{"site.toml missing-file 找不到文件“site.toml”"}) {
		t.Errorf("%v %q", err, got)
	}
}

type broken struct{}

func (broken) Open(string) (fs.File, error) { return nil, fs.ErrPermission }

func TestAFailureOfTheMachineIsAnError(t *testing.T) {
	var bag diag.Bag
	if _, err := Load(broken{}, &bag); !errors.Is(err, fs.ErrPermission) || len(bag.Sorted()) != 0 {
		t.Errorf("%v %q", err, told(&bag))
	}
}

func TestAuditAndPrint(t *testing.T) {
	severity := func(s diag.Severity) *diag.Severity { return &s }
	for _, c := range []struct {
		text       string
		unverified *diag.Severity
		coverage   float64
		traces     bool
		found      int
	}{
		{"", severity(diag.Info), 0, false, 0},
		{"[audit]\nunverified = \"off\"\ncoverage = 0.95\n[print]\ntraces = true\n", nil, 0.95, true, 0},
		{"[audit]\nunverified = \"error\"\ncoverage = 1\n", severity(diag.Error), 1, false, 0},
		{"[audit]\nunverified = \"warn\"\n", severity(diag.Warning), 0, false, 0},
		{"[audit]\nunverified = \"never\"\n", severity(diag.Info), 0, false, 1},
		{"[audit]\ncoverage = 95\n", severity(diag.Info), 0, false, 1},
		{"[audit]\ncoverage = nan\n", severity(diag.Info), 0, false, 1},
		{"[audit]\ncoverage = -0.1\n", severity(diag.Info), 0, false, 1},
	} {
		got, found := load(t, "title = \"公报\"\n"+c.text)
		same := (got.Audit.Unverified == nil) == (c.unverified == nil) && (c.unverified == nil || *got.Audit.Unverified == *c.unverified)
		if len(found) != c.found || !same && c.found == 0 || got.Audit.Coverage != c.coverage || got.PrintTraces != c.traces {
			t.Errorf("%q: %+v %v, found %v", c.text, got.Audit, got.PrintTraces, found)
		}
	}
}
