package claim

import "gongbao/generator/trie"

// word is an entry of the lexicon.
type word struct {
	class      class
	comparison Comparison
	times      int64
	noun       bool // 增幅: what follows 为 is the change itself
}

// words of the grammar by what they do.
var wordsOf = []struct {
	word  word
	words []string
}{
	{word{class: compare, comparison: YearOnYear}, []string{"同比"}},
	{word{class: compare, comparison: PeriodOnPeriod}, []string{"环比"}},
	{word{class: than}, []string{"较", "比", "相较", "相较于", "较之", "对比", "比较"}},
	{word{class: above}, []string{"高于", "多于", "高出", "优于", "快于"}},
	{word{class: below}, []string{"低于", "少于", "慢于"}},
	{word{class: up}, []string{
		"上升", "增长", "增加", "提高", "提升", "上涨", "增多", "上扬", "攀升", "延长", "扩大", "净增", "净增加", "新增", "新增加", "增至", "升至", "增", "升", "↑", "▲",
		"回升", "上浮", "激增", "猛增", "递增", "上调", "提速", "跃升", "拉长", "增到", "升到", "正增长",
	}},
	{word{class: up, noun: true}, []string{"增幅", "涨幅", "升幅", "增长率", "增速", "增长幅度", "增加幅度", "上升幅度", "提升幅度"}},
	{word{class: down}, []string{
		"下降", "减少", "降低", "缩短", "回落", "下滑", "压缩", "压降", "缩小", "缩减", "降至", "减至", "降", "减", "下跌", "净减", "净减少", "压减", "递减", "下调", "↓", "▼",
		"锐减", "骤降", "下挫", "收窄", "精简", "降到", "减到", "缩至", "缩短至", "负增长",
	}},
	{word{class: down, noun: true}, []string{"降幅", "减幅", "跌幅", "下降幅度", "减少幅度", "降低幅度"}},
	{word{class: flat}, []string{"持平", "基本持平", "大体持平", "大致持平"}},
	{word{class: from}, []string{"由", "从"}},
	{word{class: reaching}, []string{"到", "至", "达到", "达", "为", "高达"}},
	{word{class: share}, []string{"占", "占比", "占到", "占比为", "占比达", "占比达到", "占有率"}},
	{word{class: each}, []string{"分别", "依次", "分别为", "分别是", "分别达", "分别达到", "分别有", "依次为", "依次是"}},
	{word{class: always}, []string{"均", "都", "均为", "均达", "均达到", "均是", "都是", "都为", "都达到", "皆为", "均保持在"}},
	{word{class: among}, []string{"其中", "含", "包括", "包含", "其中含", "其中包括", "其中有"}},
	{word{class: except}, []string{"不含", "不包括", "不包含", "扣除", "剔除", "未含", "不计"}},
	{word{class: average}, []string{"年均", "年平均", "平均每年"}},
	{word{class: rank}, []string{"居", "位居", "位列", "排名", "排在", "名列", "列", "列居", "居于", "跃居", "排", "并列", "位次"}},
	{word{class: joined}, []string{"和", "与", "及", "以及"}},
	{word{class: total}, []string{"共", "共计", "合计", "总计", "累计", "总共", "一共"}},
	{word{class: manner}, []string{"大幅", "大幅度", "小幅", "明显", "显著", "略有", "略", "稍有", "稳步", "逐步", "逐年", "逐月", "由升转降", "由降转升", "由负转正", "由正转负"}},
	{word{class: twice, times: 2}, []string{"翻一番", "翻番", "翻了一番", "翻了番", "翻倍", "翻了一倍"}},
	{word{class: twice, times: 4}, []string{"翻两番", "翻了两番", "翻了二番"}},
	{word{class: versus}, []string{"vs", "VS", "vs.", "Vs"}},
	// Words in which a word of the grammar is none.
	{word{}, []string{
		"人民", "由于", "因此", "从而", "从事", "从严", "从宽", "自由", "理由", "经由", "事由", "比例", "比重", "比率", "案-件比", "案件比", "收比", "结收比", "比武", "比对", "比如", "比照", "比赛", "相比", "无比", "好比",
		"评比", "对于", "参与", "与会", "居民", "居住", "定居", "邻居", "居家", "宜居", "居间", "为民", "为了", "作为", "行为", "成为", "为主", "认为", "称为", "视为", "以为", "到位", "到期", "到庭", "到案", "得到", "到场", "遇到", "收到", "受到", "达成", "传达", "送达", "表达", "发达", "下达", "到达", "直达",
		"成功", "成立", "成员", "成果", "成效", "成为", "完成", "形成", "建成", "促成", "组成", "构成", "成本", "成年", "达成率", "成交", "成长", "成都", "赞成", "造成", "成绩", "成就", "生成", "集成", "成熟", "办成", "调成",
		"至今", "甚至", "以至", "减刑", "减轻", "减免", "减量", "减负", "减排", "减资", "增值", "增量", "增强", "增效", "增添", "增设", "增资", "增进", "减存量", "控增量", "降成本", "公共", "共享", "共同", "共建", "共治", "共和国", "中共", "共赢", "共识", "共产", "中华人民共和国", "侵占", "占用", "占有", "强占", "霸占", "占地", "抢占", "和谐", "和解", "调和", "和平", "总和", "和睦", "温和", "普及", "涉及", "及时", "以及时", "案及", "及其", "含金量", "升级", "晋升", "降级", "提升年", "上下", "飞升", "升学", "提高人民", "提增", "下降率",
		"执行到位率", "执行到位", "到位率", "审结", "人均", "平均", "从业", "从轻", "从重", "服从", "从优", "少年", "未成年", "多元", "总数", "均衡", "平均数", "日均", "月均", "件均", "户均", "首都", "都市", "成都", "一排", "排查", "排除", "安排", "排队", "排期", "编排", "并排", "减排", "同时", "同意", "同类", "同步", "合同", "共同", "同志", "不同", "相同", "协同", "同案", "同等", "会同", "联合", "同样", "一同", "陪同", "认同", "同期", "同级", "同年", "同月", "同日", "同一",
		"与否", "饱和", "系列", "下列", "列入", "列为", "开列", "陈列", "罗列", "列席", "较大", "较高", "较多", "较好", "较少", "较低", "较快", "较为", "比较好", "计较", "含量", "包含在", "蕴含", "饱含", "降临", "投降", "升温", "降温", "上升趋势", "下降趋势", "增长点", "增长极", "减少对", "提升了对",
	}},
}

// firstsOf are the characters that the words of a trie begin with.
func firstsOf[T any](t *trie.Trie[T]) *runeSet {
	set := runesOf()
	for r := range t.Firsts() {
		set.add(r)
	}
	return set
}

// lexicon are the words of the grammar; it is not changed once it is made.
var lexicon = func() *trie.Trie[*word] {
	t := &trie.Trie[*word]{}
	for i := range wordsOf {
		for _, w := range wordsOf[i].words {
			t.Put(w, &wordsOf[i].word)
		}
	}
	return t
}()

// lexiconFirsts are the characters that its words begin with: nine in ten begin
// none.
var lexiconFirsts = firstsOf(lexicon)

// setOf makes a trie of words that are only asked for.
func setOf(words ...string) *trie.Trie[string] {
	t := &trie.Trie[string]{}
	for _, w := range words {
		t.Put(w, w)
	}
	return t
}
