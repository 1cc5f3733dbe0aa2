package config

import (
	"net/url"
	"os"
	"path"
	"strings"
	"testing"
	"testing/fstest"

	"gongbao/generator/diag"
)

// FuzzLoad reads site.toml. What is not told of can be used as it is: the theme is
// the name of a folder, and base_url an address to which others can be added.
func FuzzLoad(f *testing.F) {
	own, err := os.ReadFile("../../site.toml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(own))
	for _, s := range []string{
		"title = \"甲\"\nbase_url = \"https://example.org/a?b#c\"\n", "title = \"甲\"\ntheme = \"../x\"\n", "title = \"甲\"\ntimezone = \"../../etc/passwd\"\n",
		"title = \"甲\"\n[audit]\ncoverage = nan\nunverified = \"off\"\n", "title = \"甲\"\n[[menu]]\nname = \"乙\"\nurl = \"javascript:x\"\n", "menu = 1", "title = \" \"\n[ranking]\nmode = \"x\"\n",
		"title = \"甲\"\nbase_url = \"http://a b/\"\nlanguage = \"\"\n",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var bag diag.Bag
		c, err := Load(fstest.MapFS{File: {Data: []byte(text)}}, &bag)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range bag.Sorted() {
			if d.Pos.File != File {
				t.Errorf("%s has no place", d.Code)
			}
		}
		if bag.Failed() {
			return
		}
		if strings.TrimSpace(c.Title) == "" || c.Location == nil || c.Language != "zh-CN" && c.Language != "en" {
			t.Errorf("%+v", c)
		}
		if path.Join("themes", c.Theme) != "themes/"+c.Theme || path.Base(c.Theme) != c.Theme {
			t.Errorf("the theme %q is no folder's name", c.Theme)
		}
		if c.BaseURL != "" {
			if u, err := url.Parse(c.BaseURL + "a/b.html"); err != nil || !strings.HasSuffix(u.Path, "/a/b.html") || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
				t.Errorf("nothing can stand below %q", c.BaseURL)
			}
		}
		if !(c.Audit.Coverage >= 0 && c.Audit.Coverage <= 1) {
			t.Errorf("coverage %v", c.Audit.Coverage)
		}
		for _, item := range c.Menu {
			if item.Name == "" || item.URL == "" {
				t.Errorf("%+v", item)
			}
		}
	})
}
