package glossary

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"testing"
	"testing/fstest"

	"gongbao/generator/diag"
)

func load(t *testing.T, text string) ([]Term, []string) {
	t.Helper()
	var bag diag.Bag
	terms, err := Load(fstest.MapFS{"data/glossary.toml": {Data: []byte(text)}}, &bag)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, d := range bag.Sorted() {
		out = append(out, fmt.Sprintf("%d:%d %s %s", d.Pos.Line, d.Pos.Column, d.Code, diag.Chinese().Message(d.Code, d.Args)))
	}
	return terms, out
}

func TestTermsAreReadInTheirOrder(t *testing.T) {
	terms, found := load(t, `[[term]]
name = "诉源治理"
aliases = ["源头治理"]
meaning = "从源头预防和化解纠纷。"
source = "某文件"
[[term]]
id = "ajb"
name = "案-件比"
meaning = "件除以案。"
`)
	want := []string{"诉源治理|诉源治理|[源头治理]|从源头预防和化解纠纷。|某文件", "ajb|案-件比|[]|件除以案。|"}
	var got []string
	for _, t := range terms {
		got = append(got, fmt.Sprintf("%s|%s|%v|%s|%s", t.ID, t.Name, t.Aliases, t.Meaning, t.Source))
	}
	if !slices.Equal(got, want) || len(found) > 0 {
		t.Errorf("got %q %q", got, found)
	}
}

func TestMistakesAreToldAtTheirPlace(t *testing.T) {
	const first = "[[term]]\nid = 'a'\nname = '甲'\naliases = ['子', '丑']\nmeaning = '…'\n"
	tests := []struct {
		name  string
		text  string
		want  []string
		terms int
	}{
		{"no name", "[[term]]\nmeaning = 'x'\n", []string{"1:1 missing-key 缺少必填项“name”"}, 0},
		{"empty meaning", "[[term]]\nname = 'x'\nmeaning = ''\n", []string{"3:1 missing-key 缺少必填项“meaning”"}, 0},
		{"neither", "[[term]]\nid = 'x'\n", []string{"1:1 missing-key 缺少必填项“meaning”", "1:1 missing-key 缺少必填项“name”"}, 0},
		{"id twice", first + "[[term]]\nid = 'a'\nname = '乙'\nmeaning = '…'\n", []string{"7:1 duplicate-id 编号“a”重复"}, 1},
		{"a name that is another's id", first + "[[term]]\nname = 'a'\nmeaning = '…'\n", []string{"6:1 duplicate-id 编号“a”重复"}, 1},
		{"name twice, without ids", "[[term]]\nname = '甲'\nmeaning = '1'\n[[term]]\nname = '甲'\nmeaning = '2'\n", []string{"5:1 duplicate-name 名称“甲”已被“甲”使用"}, 1},
		{"name that is an alias", first + "[[term]]\nname = '丑'\nmeaning = '…'\n", []string{"7:1 duplicate-name 名称“丑”已被“甲”使用"}, 2},
		{"alias that is a name", first + "[[term]]\nname = '乙'\naliases = ['寅', '甲']\nmeaning = '…'\n", []string{"8:17 duplicate-name 名称“甲”已被“甲”使用"}, 2},
		{"alias that is the term's own name", "[[term]]\nname = '甲'\naliases = ['甲']\nmeaning = '…'\n", []string{"3:12 duplicate-name 名称“甲”已被“甲”使用"}, 1},
		{"unknown key", "[[term]]\nname = 'x'\nmeaning = 'y'\nalias = ['z']\n", []string{"4:1 unknown-key 不认识的键“alias”"}, 1},
		{"wrong type", "[[term]]\nname = 'x'\nmeaning = 'y'\naliases = 'z'\n", []string{"4:1 wrong-type “term[0].aliases”应为列表，这里写成了文字"}, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			terms, found := load(t, tt.text)
			if !slices.Equal(found, tt.want) || len(terms) != tt.terms {
				t.Errorf("%d terms\n got %q\nwant %q", len(terms), found, tt.want)
			}
		})
	}
}

func TestASiteMayHaveNoGlossary(t *testing.T) {
	var bag diag.Bag
	if terms, err := Load(fstest.MapFS{}, &bag); terms != nil || err != nil || len(bag.Sorted()) > 0 {
		t.Errorf("%v %v %v", terms, err, bag.Sorted())
	}
}

type broken struct{}

func (broken) Open(string) (fs.File, error) { return nil, fs.ErrPermission }

func TestAFailureOfTheMachineIsAnError(t *testing.T) {
	var bag diag.Bag
	if _, err := Load(broken{}, &bag); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("%v", err)
	}
}
