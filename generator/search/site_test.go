package search_test

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"gongbao/generator/diag"
	"gongbao/generator/search"
	"gongbao/generator/site"
)

// Every page of the default site is read as x/net/html reads it.
func TestTheSiteIsReadAsByATokenizer(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "public")
	var bag diag.Bag
	if _, err := site.Build(context.Background(), site.Options{Dir: root, Out: out, Cache: filepath.Join(root, ".gongbao")}, &bag); err != nil {
		t.Fatal(err)
	}
	if bag.Failed() {
		t.Fatal(bag.Sorted())
	}
	pages := 0
	err = filepath.WalkDir(out, func(path string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".html" {
			return err
		}
		page, err := os.ReadFile(path)
		if err == nil {
			search.SameAsTokenizer(t, string(page))
			pages++
		}
		return err
	})
	if err != nil || pages < 50 {
		t.Fatalf("%d pages were read (%v)", pages, err)
	}
}
