package theme

import (
	"html/template"
	"testing"
)

func TestTitlesPartBetweenWords(t *testing.T) {
	words := phrasesOf("法院 全国法院 全国 司法审判 工作报告 的")
	for _, c := range []struct {
		title any
		want  template.HTML
	}{
		{"2024年全国法院司法审判数据", "2024年<wbr>全国法院<wbr>司法审判<wbr>数据"},
		{"全国法院工作报告", "全国法院<wbr>工作报告"},
		{"关于加强审判的意见", "关于加强审判的<wbr>意见"},
		{"某<市>法院", "某&lt;市&gt;<wbr>法院"},
		{template.HTML(`收案<data value="法院">4601.8万</data>件，法院工作报告`), `收案<data value="法院">4601.8万</data>件，<wbr>法院<wbr>工作报告`},
		{"案-件比与审判-法院", `<span class="nb">案-件</span>比与审<span class="nb">判-法</span>院`},
		{template.HTML(`<span class="nb">案-件</span>比<data title="案-件比">1.2</data>`), `<span class="nb">案-件</span>比<data title="案-件比">1.2</data>`},
		{"结案", "结案"},
		{"", ""},
	} {
		if got := words.phrased(c.title); got != c.want {
			t.Errorf("%v: %s, want %s", c.title, got, c.want)
		}
	}
}
