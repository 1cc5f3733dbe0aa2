package trie

import (
	"slices"
	"testing"
	"unicode/utf8"
)

func TestLongest(t *testing.T) {
	var words Trie[int]
	for i, w := range []string{"", "法院", "法院系统", "案件", "a", "㓕法", "\U00020000甲"} { // 法 and 㓕 share their last byte or not
		words.Add(w, i)
		words.Put(w, i)
	}
	words.Add("案件", 100)
	words.Put("法院", 200)
	for text, want := range map[string]struct {
		value int
		word  string
	}{
		"": {}, "法": {}, "院": {}, "法庭": {}, "\xff": {}, "\xff法院": {}, "法\xff": {},
		"法院": {200, "法院"}, "法院系": {200, "法院"}, "法院系统内": {2, "法院系统"}, "案件数": {3, "案件"}, "ab": {4, "a"}, "㓕法院": {5, "㓕法"}, "\U00020000甲乙": {6, "\U00020000甲"},
	} {
		if value, n := words.Longest(text); value != want.value || n != len(want.word) {
			t.Errorf("%q: %d, %d bytes; want %d, %d", text, value, n, want.value, len(want.word))
		}
		if value, n := words.LongestOf([]rune(text)); value != want.value || n != utf8.RuneCountInString(want.word) {
			t.Errorf("%q in runes: %d, %d", text, value, n)
		}
	}
	firsts := slices.Sorted(words.Firsts())
	if want := []rune("a㓕案法\U00020000"); !slices.Equal(firsts, want) {
		t.Errorf("words begin with %q, want %q", string(firsts), string(want))
	}
	for range words.Firsts() { // who has enough is given no more
		break
	}
}
