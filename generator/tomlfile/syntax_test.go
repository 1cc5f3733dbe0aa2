package tomlfile

import (
	"strings"
	"testing"

	"gongbao/generator/diag"
)

// What people get wrong is told in the reader's language and not in the
// decoder's.
func TestSlipsAreToldInWords(t *testing.T) {
	for text, want := range map[string]string{
		"a = 1\na = 2\n":        "写了两次",
		"a = \"x\n":             "没有收尾",
		"a = '''x":              "没有收尾",
		"a =\n":                 "缺少值",
		"a = 是\n":               "缺少值",
		"a 1\n":                 "缺少等号",
		"a = 1 b = 2\n":         "多写了内容",
		"= 1\n":                 "没有键",
		"a = [1 2]\n":           "列表",
		"a = { b = 1 c = 2 }\n": "花括号",
		"[a\n":                  "表名",
		"[]\n":                  "表名",
		"a = 01\n":              "数的写法",
		"a = 1_\n":              "数的写法",
		"a = 2025-13-01\n":      "日期",
		"a = \"\\q\"\n":         "反斜杠",
		"a = \"\x00\"\n":        "控制字符",
	} {
		var bag diag.Bag
		var v map[string]any
		Decode(Source{File: "a.toml", Text: []byte(text)}, &v, &bag)
		ds := bag.Sorted()
		if len(ds) != 1 || ds[0].Code != diag.TOMLSyntax {
			t.Errorf("%q: %v", text, ds)
			continue
		}
		if got := diag.Chinese().Message(ds[0].Code, ds[0].Args); !strings.Contains(got, want) {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}
