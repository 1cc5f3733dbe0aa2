package hyphen

import "testing"

func TestHTML(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{"案-件比下降", `<span class="nb">案-件</span>比下降`},
		{"全年案-件比", `全年<span class="nb">案-件</span>比`},
		{"案-件", `<span class="nb">案-件</span>`},
		{"甲-乙-丙、丁-戊", `<span class="nb">甲-乙-丙</span>、<span class="nb">丁-戊</span>`},
		{"北京-上海-广州", `北<span class="nb">京-上</span><span class="nb">海-广</span>州`},
		{"a<案-件>", `a&lt;<span class="nb">案-件</span>&gt;`},
		{"2024-09、well-known", "2024-09、well-known"},
		{"9月-10月，甲- 乙 -丙--丁", "9月-10月，甲- 乙 -丙--丁"},
		{"-件", "-件"},
		{"案-", "案-"},
		{"𠮷-件", `<span class="nb">𠮷-件</span>`}, // beyond the basic plane
		{"\xff-件\xff", "\xff-件\xff"},
	} {
		if got := HTML(c.text); got != c.want {
			t.Errorf("%q: %s, want %s", c.text, got, c.want)
		}
	}
}
