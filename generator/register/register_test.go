package register

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

const head = `name = "荣誉名录"
levels = ["国家级", "省部级", "市厅级", "县区级"]
[fields]
kind = { name = "类别", values = ["集体", "个人"] }
count = { name = "数量", type = "count" }
unit = { name = "计量" }
authorities = { name = "表彰机关", type = "list" }
people = { name = "人数", type = "count" }
revoked = { name = "撤销", type = "bool" }
note = { name = "备注" }
`

func load(t *testing.T, files map[string]string) ([]*Register, []string) {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys["data/registers/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	var bag diag.Bag
	rs, err := Load(fsys, &bag)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, d := range bag.Sorted() {
		s := fmt.Sprintf("%d:%d %s %s", d.Pos.Line, d.Pos.Column, d.Code, diag.Chinese().Message(d.Code, d.Args))
		for _, k := range []string{"suggestion", "example"} {
			if d.Args[k] != "" {
				s += " (" + d.Args[k] + ")"
			}
		}
		found = append(found, s)
	}
	return rs, found
}

// honors is a register of these entries, each a body of TOML; it has no mistake.
func honors(t *testing.T, entries ...string) *Register {
	t.Helper()
	text := head
	for _, e := range entries {
		text += "[[entry]]\n" + strings.ReplaceAll(e, "; ", "\n") + "\n"
	}
	rs, found := load(t, map[string]string{"honors.toml": text})
	if len(found) > 0 || len(rs) != 1 {
		t.Fatalf("%d registers, %q", len(rs), found)
	}
	return rs[0]
}

func names(es []Entry) string {
	var out []string
	for _, e := range es {
		out = append(out, e.Name)
	}
	return strings.Join(out, " ")
}

func TestARegisterIsReadWhole(t *testing.T) {
	r := honors(t,
		`date = "2025-01-08"; name = " 全国模范法院 "; level = "省部级"; kind = "集体"; count = "近40"; unit = "个"; authorities = ["甲", "乙"]; image = "a.jpg"; alt = "奖牌"; revoked = false; people = 12`)
	if r.ID != "honors" || r.Name != "荣誉名录" || len(r.Levels) != 4 {
		t.Errorf("%+v", r)
	}
	var fields []string
	for _, f := range r.Fields {
		fields = append(fields, f.ID+"/"+f.Name+"/"+f.Type)
	}
	if got, want := strings.Join(fields, " "), "kind/类别/text count/数量/count unit/计量/text authorities/表彰机关/list people/人数/count revoked/撤销/bool note/备注/text"; got != want {
		t.Errorf("fields in the order of the file:\n got %s\nwant %s", got, want)
	}
	e := r.Entries[0]
	if e.ID != "2025-01-08-全国模范法院" || e.Date != "2025-01-08" || e.Year() != "2025" || e.Name != "全国模范法院" || e.Level != "省部级" ||
		e.Image != "a.jpg" || e.Alt != "奖牌" || e.Count != (Count{40, "近", true}) || e.Count.String() != "近40" || e.Unit() != "个" ||
		e.Fields["kind"] != "集体" || e.Fields["authorities"] != "甲、乙" || e.Fields["revoked"] != "false" || e.Fields["people"] != "12" {
		t.Errorf("%+v", e)
	}
	if e.Pos.String() != "data/registers/honors.toml:11:1" {
		t.Errorf("at %s", e.Pos)
	}
}

func TestAnEntryMayUseTheNamesOfFields(t *testing.T) {
	r := honors(t, `date = "2025"; name = "甲"; "类别" = "个人"; "数量" = 8`)
	e := r.Entries[0]
	if e.Fields["kind"] != "个人" || e.Count.N != 8 || !e.Count.Given {
		t.Errorf("%+v", e)
	}
}

func TestEntriesStandNewestFirstThenByLevelThenAsWritten(t *testing.T) {
	r := honors(t,
		`date = "2024"; name = "旧"; level = "国家级"`,
		`date = "2025-01"; name = "市"; level = "市厅级"`,
		`date = "2025-01"; name = "无级"`,
		`date = "2025-01"; name = "省甲"; level = "省部级"`,
		`date = "2025-01"; name = "省乙"; level = "省部级"`,
		`date = "2025-01-08"; name = "日"; level = "县区级"`,
		`date = "2025"; name = "年"`,
	)
	if got, want := names(r.Entries), "日 省甲 省乙 市 无级 年 旧"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestIDsAreUniqueAndStable(t *testing.T) {
	r := honors(t,
		`date = "2025"; name = "甲（一）"`,
		`date = "2025"; name = "甲一"`,
		`date = "2025"; name = "甲（一）"`,
		`date = "2025"; name = "甲一 2"`,
		`date = "2025"; name = "甲 一"`,
		`date = "2025"; name = "甲-一"`,
	)
	var ids []string
	for _, e := range r.Entries {
		ids = append(ids, e.ID)
	}
	if got, want := strings.Join(ids, " "), "2025-甲-一 2025-甲一 2025-甲-一-2 2025-甲一-2 2025-甲-一-3 2025-甲-一-4"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	r = honors(t, `date = "2025"; name = "甲一 2"`, `date = "2025"; name = "甲一"`, `date = "2025"; name = "甲一"`)
	if a, b := r.Entries[0].ID, r.Entries[2].ID; a == b {
		t.Errorf("two entries are %s", a)
	}
}

func TestDates(t *testing.T) {
	for in, want := range map[string]string{
		`"2025"`: "2025", `2025`: "2025", `"2025-01"`: "2025-01", `"2025-01-08"`: "2025-01-08", `2025-01-08`: "2025-01-08", `"2024-02-29"`: "2024-02-29",
	} {
		r := honors(t, `date = `+in+`; name = "甲"`)
		if got := r.Entries[0].Date; got != want {
			t.Errorf("%s is read as %s", in, got)
		}
	}
	for _, in := range []string{
		`""`, `"25"`, `"0000"`, `"+202"`, `"2025-1"`, `"2025-+1"`, `"2025-13"`, `"2025-00"`, `"2025-02-30"`, `"2025-02-29"`, `"2025-01-8"`, `"2025年"`,
		`"2025-01-08-09"`, `"2025/01"`, `20250108`, `2025-01-08T09:00:00`, `09:00:00`, `2025.1`, `true`,
	} {
		rs, found := load(t, map[string]string{"h.toml": head + "[[entry]]\nname = \"甲\"\ndate = " + in + "\n"})
		if len(found) != 1 || !strings.HasPrefix(found[0], "13:1 bad-value “date”的值“"+strings.Trim(in, `"`)+"”不对：应为年、年月或年月日") || len(rs[0].Entries) != 0 {
			t.Errorf("%s: %q", in, found)
		}
	}
}

func TestMistakesAreToldAtTheirPlace(t *testing.T) {
	entry := func(body string) string {
		return head + "[[entry]]\ndate = \"2025\"\nname = \"甲\"\n" + body + "\n"
	}
	tests := []struct {
		name string
		text string
		want []string
	}{
		{"no name", "[fields]\n", []string{"1:1 missing-key 缺少必填项“name”"}},
		{"unknown type of a field", "name='n'\n[fields]\na = { name = 'A',\n type = 'number' }\n", []string{"4:2 bad-value “type”的值“number”不对：应为text | count | list | bool | date | link"}},
		{"unknown key of a field", "name='n'\n[fields]\na = { nane = 'A' }\n", []string{"3:7 unknown-key 不认识的键“nane” (name)"}},
		{"unknown key of the register", "name='n'\nlevel = ['a']\n", []string{"2:1 unknown-key 不认识的键“level” (levels)"}},
		{"entry without date and name", head + "[[entry]]\nkind = '集体'\n", []string{"11:1 missing-key 缺少必填项“date”", "11:1 missing-key 缺少必填项“name”"}},
		{"empty name", head + "[[entry]]\ndate = '2025'\nname = ' '\n", []string{"11:1 missing-key 缺少必填项“name”"}},
		{"undeclared field", entry("kinds = '集体'"), []string{"14:1 unknown-key 不认识的键“kinds” (kind)"}},
		{"value that is not declared", entry("kind = '集休'"), []string{"14:1 bad-value “kind”的值“集休”不对：应为集体 | 个人 (集体)"}},
		{"one of a list is not declared", entry("kind = ['集体', '团体']"), []string{"14:1 bad-value “kind”的值“团体”不对：应为集体 | 个人 (集体)"}},
		{"a list of declared values", entry("kind = ['集体', '个人']"), nil},
		{"unknown level", entry("level = '省级'"), []string{"14:1 unknown-level 名录“h”没有级别“省级” (省部级)"}},
		{"count that is no number", entry("count = '很多'"), []string{"14:1 bad-value “count”的值“很多”不对：应为数 (近8400)"}},
		{"signed count", entry("count = '+5'"), []string{"14:1 bad-value “count”的值“+5”不对：应为数 (近8400)"}},
		{"negative count", entry("count = -5"), []string{"14:1 bad-value “count”的值“-5”不对：应为数 (近8400)"}},
		{"decimal count", entry("count = 5.5"), []string{"14:1 bad-value “count”的值“5.5”不对：应为数"}},
		{"field that counts", entry("people = '若干'"), []string{"14:1 bad-value “people”的值“若干”不对：应为数 (近8400)"}},
		{"field that is yes or no", entry("revoked = '否'"), []string{"14:1 bad-value “revoked”的值“'否'”不对：应为true 或 false"}},
		{"table for text", entry("note = { a = 1 }"), []string{"14:1 bad-value “note”的值“{ a = 1 }”不对：应为文字"}},
		{"field given under both names", entry("kind = '集体'\n\"类别\" = '个人'"), []string{"15:1 duplicate-name 名称“类别”已被“kind”使用"}},
		{"two mistakes of two entries", entry("kinds = 1") + "[[entry]]\nname = '乙'\ndate = 'x'\n", []string{
			"14:1 unknown-key 不认识的键“kinds” (kind)", "17:1 bad-value “date”的值“x”不对：应为年、年月或年月日（如 2025、2025-01、2025-01-08）"}},
		{"entry that is no table", "name='n'\nentry = [1]\n", []string{"2:10 wrong-type “entry”应为表，这里写成了数"}},
		{"broken", "name = \n", []string{"1:8 toml-syntax TOML 写法有误：等号后面缺少值，或者值的写法不对（文字要加英文引号）"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, found := load(t, map[string]string{"h.toml": tt.text})
			if !slices.Equal(found, tt.want) {
				t.Errorf("\n got %q\nwant %q", found, tt.want)
			}
		})
	}
}

func TestRegistersAreSortedByID(t *testing.T) {
	rs, found := load(t, map[string]string{"b.toml": "name='B'", "a.toml": "name='A'", "c.txt": "x", "sub/d.toml": "name='D'", "z.toml": "="})
	if len(rs) != 2 || rs[0].ID != "a" || rs[1].ID != "b" || len(found) != 1 {
		t.Errorf("%v %q", rs, found)
	}
	if rs, found := load(t, nil); rs != nil || found != nil {
		t.Errorf("a site without registers: %v %q", rs, found)
	}
}

func TestFindTakesAnIDBeforeAName(t *testing.T) {
	a, b := &Register{ID: "honors", Name: "荣誉"}, &Register{ID: "荣誉", Name: "旧荣誉"}
	list := []*Register{a, b, {ID: "nameless"}}
	for name, want := range map[string]*Register{"honors": a, " honors ": a, "荣誉": b, "旧荣誉": b, "": nil, " ": nil, "honor": nil} {
		if got := Find(list, name); got != want {
			t.Errorf("Find(%q) = %v", name, got)
		}
	}
}

func TestANameMustNotMeanTwoRegisters(t *testing.T) {
	one := func(name string) string { return "name = \"" + name + "\"\n" }
	for _, files := range []map[string]string{
		{"a.toml": one("荣誉"), "b.toml": one("荣誉")},
		{"a.toml": one("b"), "b.toml": one("荣誉")},
		{"a.toml": one("荣誉"), "b.toml": one("a")},
	} {
		if _, found := load(t, files); len(found) != 1 || !strings.HasPrefix(found[0], "1:1 duplicate-name ") {
			t.Errorf("%v: %q", files, found)
		}
	}
	if _, found := load(t, map[string]string{"a.toml": one("a"), "b.toml": one("荣誉")}); len(found) > 0 {
		t.Errorf("a register of the name of its own id: %q", found)
	}
}

func TestASiteNeedNotHaveRegisters(t *testing.T) {
	if rs, found := load(t, nil); len(rs) > 0 || len(found) > 0 {
		t.Errorf("%v %q", rs, found)
	}
}

// A folder that is there and cannot be read is no folder without registers.
func TestAFolderThatCannotBeReadIsAnError(t *testing.T) {
	var bag diag.Bag
	if _, err := Load(locked{}, &bag); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("got %v", err)
	}
}

type locked struct{}

func (locked) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
}

func TestFilter(t *testing.T) {
	r := honors(t,
		`date = "2025-03"; name = "国"; level = "国家级"; kind = "集体"; count = 40; people = 9; revoked = false`,
		`date = "2025-01-08"; name = "省"; level = "省部级"; kind = ["集体", "个人"]; count = "近65"; people = "超10"; authorities = ["甲", "乙"]`,
		`date = "2025"; name = "市"; level = "市厅级"; kind = "个人"; count = 9; revoked = true`,
		`date = "2024-12"; name = "县"; level = "县区级"; kind = "个人"; note = "x"`,
		`date = "2023"; name = "无"; image = "a.jpg"; alt = "奖牌"`,
	)
	tests := []struct{ filter, want string }{
		{"", "国 省 市 县 无"},
		{"level>=省部级", "国 省"}, // 「省部级以上」 includes 省部级
		{"level>=省级", "国 省"},
		{"level>=市级", "国 省 市"},
		{"level>省级", "国"},
		{"level<=省级", "省 市 县"},
		{"level<市级", "县"},
		{"level=国家级", "国"},
		{"level=国家", "国"},
		{"level!=国家级", "省 市 县"},
		{"kind=集体", "国 省"},
		{"类别=集体", "国 省"},
		{"kind!=集体", "市 县 无"},
		{"authorities=乙", "省"},
		{"authorities=甲、乙", "省"},
		{"year=2025", "国 省 市"},
		{"year>=2024", "国 省 市 县"},
		{"year<2024", "无"},
		{"year!=2025", "县 无"},
		{"date=2025", "国 省 市"},
		{"date=2025-01", "省"},
		{"date>=2025-01", "国 省"},
		{"date<=2025", "国 省 市 县 无"},
		{"date<2025", "县 无"},
		{"date>2024-12", "国 省 市"},
		{"count>9", "国 省"}, // as numbers
		{"count=1", "县 无"}, // an entry that does not say stands for one
		{"count<=9", "市 县 无"},
		{"people>9", "省"},
		{"people<10", "国"},
		{"revoked=true", "市"},
		{"revoked!=true", "国 省 县 无"},
		{"name=省", "省"},
		{"image=a.jpg", "无"},
		{"note=x", "县"},
		{"level>=省级 kind=个人 year=2025", "省"},
		{"level>=市级  kind=个人", "省 市"},

		// as people type them
		{"level＞＝省级", "国 省"},
		{"level≥省级", "国 省"},
		{"level≤市级", "市 县"},
		{"level＜市级", "县"},
		{"level＞市级", "国 省"},
		{"kind＝集体", "国 省"},
		{"kind！＝集体", "市 县 无"},
		{"kind≠集体", "市 县 无"},
		{"level >= 省级　kind = 个人", "省"},
	}
	for _, tt := range tests {
		t.Run(tt.filter, func(t *testing.T) {
			f, err := r.Filter(tt.filter)
			if err != nil {
				t.Fatal(err)
			}
			if got := names(r.Select(f)); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestFilterRefusesWhatCannotBeMeant(t *testing.T) {
	r := honors(t, `date = "2025"; name = "甲"; level = "省部级"; kind = "集体"`)
	tests := []struct {
		filter string
		code   diag.Code
		args   diag.Args
	}{
		{"省级", diag.BindingSyntax, diag.Args{"text": "省级"}},
		{"level>=", diag.BindingSyntax, diag.Args{"text": "level>="}},
		{">=省级", diag.BindingSyntax, diag.Args{"text": ">=省级"}},
		{"kind==集体", diag.BindingSyntax, diag.Args{"text": "kind==集体"}},
		{"level=>省级", diag.BindingSyntax, diag.Args{"text": "level=>省级"}},
		{"kind!集体", diag.BindingSyntax, diag.Args{"text": "kind!集体"}},
		{"kind=集体 个人", diag.BindingSyntax, diag.Args{"text": "个人"}},
		{"knid=集体", diag.UnknownField, diag.Args{"field": "knid", "suggestion": "kind", "register": "honors"}},
		{"yaer=2025", diag.UnknownField, diag.Args{"field": "yaer", "suggestion": "year"}},
		{"level>=省市级", diag.UnknownLevel, diag.Args{"level": "省市级", "suggestion": "省部级"}},
		{"level=级", diag.UnknownLevel, diag.Args{"level": "级"}},
		{"kind=集休", diag.BadValue, diag.Args{"key": "kind", "value": "集休", "example": "kind=集体"}},
		{"类别=团伙", diag.BadValue, diag.Args{"key": "类别", "value": "团伙", "example": ""}},
		{"year=25", diag.BadValue, diag.Args{"key": "year", "value": "25"}},
		{"year=2025-01", diag.BadValue, diag.Args{"key": "year", "value": "2025-01"}},
		{"date>=2025年", diag.BadValue, diag.Args{"key": "date", "value": "2025年"}},
		{"count>许多", diag.BadValue, diag.Args{"key": "count", "value": "许多"}},
		{"people>x", diag.BadValue, diag.Args{"key": "people"}},
		{"revoked=是", diag.BadValue, diag.Args{"key": "revoked", "want": "@bool"}},
	}
	for _, tt := range tests {
		t.Run(tt.filter, func(t *testing.T) {
			_, err := r.Filter(tt.filter)
			var p *diag.Problem
			if !errors.As(err, &p) {
				t.Fatalf("err is %v", err)
			}
			if p.Code != tt.code {
				t.Errorf("code %s, want %s", p.Code, tt.code)
			}
			for k, want := range tt.args {
				if p.Args[k] != want {
					t.Errorf("%s is %q, want %q", k, p.Args[k], want)
				}
			}
			if diag.Chinese().Hint(p.Code, p.Args) == "" {
				t.Error("it gives no hint")
			}
		})
	}
}

func TestLevel(t *testing.T) {
	r := &Register{Levels: []string{"国家级", "省部级", "市厅级", "市辖区级"}}
	for name, want := range map[string]string{"省部级": "省部级", "省级": "省部级", "省": "省部级", "国家": "国家级", "市厅": "市厅级",
		"市级": "", "部级": "", "级": "", "": "", "乡级": ""} {
		got, ok := r.Level(name)
		if got != want || ok != (want != "") {
			t.Errorf("Level(%q) = %q, %v; want %q", name, got, ok, want)
		}
	}
}

func TestTotalIsAsVagueAsItsParts(t *testing.T) {
	tests := []struct{ counts, want string }{
		{"", "0"},
		{"40 65", "105"},
		{"- -", "2"}, // entries that do not say stand for one each
		{"40 -", "41"},
		{"0", "0"}, // zero is a value
		{"近8400 40", "近8440"},
		{"40 近8400", "近8440"},
		{"近10 近20", "近30"},
		{"近10 约20", "约30"},
		{"超10 近20", "约30"},
		{"超10 逾20 超过30", "超60"},
		{"近10 约20 近30", "约60"},
	}
	for _, tt := range tests {
		t.Run(tt.counts, func(t *testing.T) {
			var es []Entry
			for _, c := range strings.Fields(tt.counts) {
				var e Entry
				if c != "-" {
					var ok bool
					if e.Count, ok = parseCount(c); !ok {
						t.Fatalf("%s is no count", c)
					}
				}
				es = append(es, e)
			}
			if got := Total(es).String(); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestUnitsAreListedOnce(t *testing.T) {
	r := honors(t,
		`date = "2025"; name = "a"; unit = "个"`,
		`date = "2025"; name = "b"; unit = "名"`,
		`date = "2025"; name = "c"; unit = "个"`,
		`date = "2025"; name = "d"`,
	)
	if got := Units(r.Entries); !slices.Equal(got, []string{"个", "名", ""}) {
		t.Errorf("got %q", got)
	}
	if got := Units(nil); len(got) != 0 {
		t.Errorf("units of nothing: %q", got)
	}
}

func FuzzFilter(f *testing.F) {
	for _, s := range []string{"level>=省级 kind=集体 year=2025", "kind≠集体", "a==b", "！＝", "date<=2025-01", "count>9", "level = ", "=", "\u3000"} {
		f.Add(s)
	}
	var bag diag.Bag
	r := read("honors.toml", []byte(head+"[[entry]]\ndate='2025'\nname='甲'\nlevel='省部级'\nkind='集体'\n"), &bag)
	f.Fuzz(func(t *testing.T, s string) {
		fl, err := r.Filter(s)
		var p *diag.Problem
		if err != nil && !errors.As(err, &p) {
			t.Fatalf("%q: %v", s, err)
		}
		r.Select(fl)
	})
}
