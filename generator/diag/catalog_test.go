package diag

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

var languages = map[string]func() *Catalog{"zh-CN": Chinese, "en": English}

func TestEveryCodeIsExplainedInBothLanguages(t *testing.T) {
	for name, load := range languages {
		c := load()
		for _, code := range Codes() {
			e := c.entries[code]
			if strings.TrimSpace(e.Message) == "" {
				t.Errorf("%s: %s has no message", name, code)
			}
			if len(e.Hints) == 0 || slices.Contains(e.Hints, "") {
				t.Errorf("%s: %s has no hint, or an empty one", name, code)
			}
			if text, ok := c.Explain(code); !ok || text == "" {
				t.Errorf("%s: %s has no explanation", name, code)
			}
		}
		for code := range c.entries {
			if _, ok := severities[code]; !ok {
				t.Errorf("%s: %s is in the catalogue but is no code", name, code)
			}
		}
		for key, word := range c.words {
			if strings.TrimSpace(word) == "" {
				t.Errorf("%s: the word %s is empty", name, key)
			}
		}
	}
}

func TestBothLanguagesHaveTheSamePlaceholdersAndWords(t *testing.T) {
	zh, en := Chinese(), English()
	if a, b := slices.Sorted(maps.Keys(zh.words)), slices.Sorted(maps.Keys(en.words)); !slices.Equal(a, b) {
		t.Errorf("words differ:\nzh-CN %v\nen    %v", a, b)
	}
	for _, code := range Codes() {
		a, b := zh.entries[code], en.entries[code]
		if p, q := placeholders(a.Message), placeholders(b.Message); !slices.Equal(p, q) {
			t.Errorf("%s: message has %v in Chinese and %v in English", code, p, q)
		}
		if len(a.Hints) != len(b.Hints) {
			t.Errorf("%s: %d hints in Chinese and %d in English", code, len(a.Hints), len(b.Hints))
			continue
		}
		for i := range a.Hints { // else the two languages would give different advice
			if p, q := placeholders(a.Hints[i]), placeholders(b.Hints[i]); !slices.Equal(p, q) {
				t.Errorf("%s: hint %d has %v in Chinese and %v in English", code, i, p, q)
			}
		}
	}
}

// The code that reports fills the message; what else it fills may be unknown,
// so the last hint must not need it.
func TestTheLastHintNeedsNoMoreThanTheMessage(t *testing.T) {
	for name, load := range languages {
		for _, code := range Codes() {
			e := load().entries[code]
			if len(e.Hints) == 0 {
				continue
			}
			args := Args{}
			for _, p := range placeholders(e.Message) {
				args[p] = "x"
			}
			if load().Hint(code, args) == "" {
				t.Errorf("%s: %s has no hint when only %v are known", name, code, slices.Sorted(maps.Keys(args)))
			}
		}
	}
}

func placeholders(s string) []string {
	set := map[string]bool{}
	for _, p := range placeholder.FindAllString(s, -1) {
		set[p[1:len(p)-1]] = true
	}
	return slices.Sorted(maps.Keys(set))
}

func TestMessageAndHintAreFilledFromArgs(t *testing.T) {
	tests := []struct {
		name        string
		lang        string
		code        Code
		args        Args
		message     string
		hint        string
		wantNoBrace bool
	}{
		{"suggestion known", "zh-CN", UnknownKey, Args{"key": "titel", "suggestion": "title"},
			"不认识的键“titel”", "是不是要写“title”？", true},
		{"suggestion unknown", "zh-CN", UnknownKey, Args{"key": "titel", "suggestion": ""},
			"不认识的键“titel”", "这里没有这样的键，请对照 README 的格式说明", true},
		{"English", "en", UnknownKey, Args{"key": "titel", "suggestion": "title"},
			"unknown key “titel”", "did you mean “title”?", true},
		{"English of a country", "en-GB", UnknownKey, Args{"key": "k"},
			"unknown key “k”", "there is no such key here; see the formats in the README", true},
		{"unknown language", "fr", MissingFile, Args{"path": "a.md"},
			"找不到文件“a.md”", "检查文件名和所在目录", true},
		{"word of the catalogue", "zh-CN", ChangeUnit, Args{"indicator": "结案率", "want": "@pp", "value": "0.35%", "example": "0.35pp"},
			"结案率 的同比应以百分点计，这里写的是“0.35%”", "可以写：0.35pp", true},
		{"the same word in English", "en", ChangeUnit, Args{"indicator": "结案率", "want": "@pp", "value": "0.35%"},
			"a change of 结案率 is told in percentage points; this says “0.35%”", "tell the change in percentage points", true},
		{"a text that only looks like a word", "zh-CN", UnknownTheme, Args{"name": "@nobody"},
			"没有主题“@nobody”", "自带的主题是 court；自己做的主题放在 themes 下同名的目录里", true},
		{"double braces stay", "zh-CN", BindingSyntax, Args{"text": "{{受理"},
			"引用写法有误：{{受理", "写成 {{指标}}、{{指标@2023}}、{{指标:同比}}、{{甲,乙:同比}}；花括号要成对并在同一段内", false},
		{"placeholder within double braces", "en", NoPagePeriod, Args{"text": "{{受理}}", "name": "受理"},
			"“{{受理}}” names no period, and the page's front matter has no period either",
			`write period = "2024" in the front matter, or {{受理@2024}}`, false},
		{"values are not filled again", "zh-CN", DeadLink, Args{"dest": "{suggestion}", "suggestion": "a.html"},
			"链接“{suggestion}”指向的页面不存在", "是不是“a.html”？", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := For(tt.lang)
			if got := c.Message(tt.code, tt.args); got != tt.message {
				t.Errorf("message\n got %s\nwant %s", got, tt.message)
			}
			if got := c.Hint(tt.code, tt.args); got != tt.hint {
				t.Errorf("hint\n got %s\nwant %s", got, tt.hint)
			}
			if tt.wantNoBrace && strings.ContainsAny(c.Message(tt.code, tt.args)+c.Hint(tt.code, tt.args), "{}") {
				t.Error("a placeholder is left")
			}
		})
	}
}

func TestExplainOfNoCodeIsNotOK(t *testing.T) {
	if text, ok := Chinese().Explain("no-such-code"); ok || text != "" {
		t.Errorf("got %q, %v", text, ok)
	}
}

func TestClosest(t *testing.T) {
	keys := []string{"title", "subtitle", "period", "published", "court", "summary"}
	names := []string{"受理案件", "审结案件", "结案率", "人均结案", "诉前调解"}
	levels := []string{"国家级", "省部级", "市厅级", "县区级"}
	tests := []struct {
		name       string
		word       string
		candidates []string
		want       string
	}{
		{"letter missing", "titl", keys, "title"},
		{"letter too many", "perriod", keys, "period"},
		{"letters swapped", "ocurt", keys, "court"},
		{"letter wrong", "pubdished", keys, "published"},
		{"capitals", "Title", keys, "title"},
		{"two letters wrong in a long word", "sumnaru", keys, "summary"},
		{"too far", "attachment", keys, ""},
		{"Chinese, one wrong", "受理按件", names, "受理案件"},
		{"Chinese, one missing", "理案件", names, "受理案件"},
		{"Chinese, half wrong but one change nearer", "结案律", names, "结案率"},
		{"省级", "省级", levels, "省部级"},
		{"nothing in common", "乙", levels, ""},
		{"short word, one more letter", "id", []string{"ids", "name"}, "ids"},
		{"one letter is no typo of another", "a", []string{"b", "c"}, ""},
		{"tie goes to the one that sorts first", "cat", []string{"hat", "bat", "rat"}, "bat"},
		{"the nearer one wins over the earlier", "courts", []string{"count", "court"}, "court"},
		{"never the word itself", "name", []string{"name", "names"}, "names"},
		{"only the word itself", "name", []string{"name"}, ""},
		{"no candidates", "name", nil, ""},
		{"empty word", "", keys, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := slices.Clone(tt.candidates)
			if got := Closest(tt.word, tt.candidates); got != tt.want {
				t.Errorf("Closest(%q) = %q, want %q", tt.word, got, tt.want)
			}
			if !slices.Equal(before, tt.candidates) {
				t.Error("the candidates were changed")
			}
		})
	}
}
