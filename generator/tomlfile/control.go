package tomlfile

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"gongbao/generator/diag"
)

func unseen(r rune) bool { return r < ' ' && !strings.ContainsRune("\t\n\r", r) || r == 0x7f }

// controls tells of every key and text with a control character, which an escape
// puts where the syntax of TOML lets no raw one stand: nobody sees it, and pages
// cannot have it. Tabs and line ends are text.
func (f *File) controls(data any, path string, bag *diag.Bag) {
	tell := func(s, at string) {
		if i := strings.IndexFunc(s, unseen); i >= 0 {
			key := strings.Map(func(r rune) rune {
				if unseen(r) {
					return '�'
				}
				return r
			}, at)
			bag.Add(diag.ControlCharacter, f.Pos(at), diag.Args{"key": key, "character": fmt.Sprintf("U+%04X", s[i])})
		}
	}
	switch v := data.(type) {
	case string:
		tell(v, path)
		return
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			at := below(path, k)
			tell(k, at)
			f.controls(v[k], at, bag)
		}
		return
	}
	if list := reflect.ValueOf(data); list.Kind() == reflect.Slice {
		for i := range list.Len() {
			f.controls(list.Index(i).Interface(), fmt.Sprintf("%s[%d]", path, i), bag)
		}
	}
}
