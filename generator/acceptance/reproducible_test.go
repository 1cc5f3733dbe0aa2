package acceptance

import (
	"path/filepath"
	"testing"

	"gongbao/generator/site"
)

// The default site, once with as many workers as there are processors and once
// with many more, so that work ends in another order.
func TestTwoBuildsOfTheDefaultSiteAreEqual(t *testing.T) {
	one := defaultSite(t)
	cache := filepath.Join(work, "again-cache")
	mayFail(t, warm(cache, true))
	two, err := build(site.Options{Dir: one.src, Out: filepath.Join(work, "again"), Cache: cache, Workers: 7})
	mayFail(t, err)
	mayFail(t, two.failed())
	if diff := differences(files(t, one.out), files(t, two.out)); diff != "" {
		t.Error(diff)
	}
}

// A small site whose charts are drawn anew each time, by one engine and by two.
func TestTwoBuildsThatDrawAnewAreEqual(t *testing.T) {
	src := filepath.Join("testdata", "small")
	var err error
	var built [2]made
	for i, workers := range []int{1, 2} {
		dir := filepath.Join(work, "small-"+[]string{"first", "second"}[i])
		cache := filepath.Join(dir, "cache")
		mayFail(t, warm(cache, false))
		built[i], err = build(site.Options{Dir: src, Out: filepath.Join(dir, "public"), Cache: cache, Workers: workers})
		mayFail(t, err)
		mayFail(t, built[i].failed())
		if s := built[i].summary; s.Charts < 2 || s.Drawn != 2*s.Charts {
			t.Errorf("%d charts, %d drawings made; want two or more and two of each", s.Charts, s.Drawn)
		}
	}
	if diff := differences(files(t, built[0].out), files(t, built[1].out)); diff != "" {
		t.Error(diff)
	}
}
