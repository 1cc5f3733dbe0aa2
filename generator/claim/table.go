package claim

import (
	"slices"
	"strings"

	"gongbao/generator/period"
	"gongbao/generator/quantity"
)

// rows is how many rows of a table stand at the front of some lines.
func (x *extractor) rows(lines []line) int {
	n := 0
	for n < len(lines) && x.isRow(lines[n]) {
		n++
	}
	return n
}

func (x *extractor) isRow(l line) bool {
	for l.start < l.end && x.runes[l.start] == ' ' {
		l.start++
	}
	return l.start < l.end && x.runes[l.start] == '|'
}

// column is what a header says of the numbers under it.
type column struct {
	head   string
	name   string // without its unit and what it does
	unit   string
	scale  quantity.Scale
	kind   Kind // Level, Change, Previous, Share, Rank; Exempt for one that counts the rows
	period period.Period
	same   Comparison
	total  bool
}

// table reads the rows of a table: the first is the header, the second parts it
// from the others. Whichever of the two headers of a cell names what is counted
// gives the subject, and the other the time or the court.
func (x *extractor) table(lines []line, caption line) {
	header := x.cells(lines[0])
	x.tables++
	x.told = x.underPeriod()
	var shared column // what the caption says of all
	above := x.headingWords
	if n := caption.end - caption.start; n > 0 && n <= 60 {
		words := string(x.runes[caption.start:caption.end])
		if at := strings.Index(words, "单位"); at >= 0 {
			shared.unit, shared.scale = unitOf(strings.TrimLeft(words[at+len("单位"):], ":： "))
		}
		tokens := x.scanner.scan(caption.start, caption.end)
		if p := x.periodIn(tokens); !p.IsZero() {
			x.told = p
		}
		if x.headingWords != "" {
			x.headingWords += "\n"
		}
		x.headingWords += clean(words)
	}
	defer func() { x.headingWords = above }()
	told := x.told
	columns := make([]column, len(header))
	for i, h := range header {
		columns[i] = x.columnOf(h)
		if columns[i].unit == "" && columns[i].kind != Change && columns[i].kind != Share && !strings.HasSuffix(columns[i].name, "率") {
			columns[i].unit, columns[i].scale = shared.unit, shared.scale
		}
	}
	dateChanges(columns)
	t := &grid{extractor: x, columns: columns}
	begin := 1
	if len(lines) > 1 && x.isRule(lines[1]) {
		begin = 2
	}
	rowNumber := 0
	for k, l := range lines {
		if k >= begin {
			x.told = told
			t.row(x.cells(l), rowNumber, x.lineNumber+k)
			rowNumber++
		}
		x.sentenceNumber++
	}
	t.totals()
}

// dateChanges gives the one column of changes of 2024年1-6月 | 2023年1-6月 | 同比 the
// time of the later column.
func dateChanges(columns []column) {
	var later period.Period
	levels, change := 0, None
	for i, c := range columns {
		switch {
		case c.kind == Change:
			if change != None || levels < 2 || !c.period.IsZero() {
				return
			}
			change = i
		case c.kind == Level && !c.period.IsZero():
			levels++
			if later.IsZero() || later == c.period.YearBefore() {
				later = c.period
			} else if c.period != later.YearBefore() {
				return
			}
		case c.kind == Previous:
			return
		}
	}
	if change != None && levels == 2 {
		columns[change].period = later
	}
}

// isRule reports whether a row is the line under the header.
func (x *extractor) isRule(l line) bool {
	for _, r := range x.runes[l.start:l.end] {
		if r != '|' && r != '-' && r != ':' && r != ' ' {
			return false
		}
	}
	return true
}

// cells parts a row; each is trimmed of blanks.
func (x *extractor) cells(l line) []line {
	var out []line
	for l.start < l.end && x.runes[l.start] == ' ' {
		l.start++
	}
	begin := l.start + 1
	for i := begin; i <= l.end; i++ {
		if i < l.end && (x.runes[i] != '|' || x.runes[i-1] == '\\') {
			continue
		}
		a, b := begin, i
		for a < b && x.runes[a] == ' ' {
			a++
		}
		for b > a && x.runes[b-1] == ' ' {
			b--
		}
		if i < l.end || a < b {
			out = append(out, line{a, b})
		}
		begin = i + 1
	}
	return out
}

// unitOf reads 万件 and %.
func unitOf(s string) (unit string, scale quantity.Scale) {
	scale, rest := quantity.CutScale(s)
	runes := []rune(rest)
	unit, _ = unitTrie.LongestOf(runes[:min(len(runes), enough)])
	return canonicalUnit(unit), scale
}

// columnOf reads a header: 受理（件）, 同比（%）, 2023年.
func (x *extractor) columnOf(cell line) column {
	const most = 60 // runes
	words := string(x.runes[cell.start:min(cell.end, cell.start+most)])
	out := column{head: words, name: words}
	if at := strings.LastIndexByte(words, '('); at >= 0 {
		inside := strings.TrimSuffix(words[at+1:], ")")
		if unit, scale := unitOf(inside); unit != "" && len(inside) <= len("个百分点")+len("万") {
			out.name, out.unit, out.scale = strings.TrimSpace(words[:at]), unit, scale
		}
	}
	if at := strings.LastIndexByte(out.name, '/'); at > 0 && out.unit == "" {
		if unit, scale := unitOf(out.name[at+1:]); unit != "" {
			out.name, out.unit, out.scale = out.name[:at], unit, scale
		}
	}
	cut := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(out.name, w) {
				out.name = strings.Replace(out.name, w, "", 1)
				return true
			}
		}
		return false
	}
	switch {
	case out.name == "序号" || out.name == "编号" || out.name == "文号" || out.name == "案号" || out.name == "日期":
		out.kind = Exempt
	case cut("位次", "排名", "排位", "名次"):
		out.kind = Rank
	case strings.Contains(out.name, "同比") || strings.Contains(out.name, "环比") || strings.Contains(out.name, "增幅") || strings.Contains(out.name, "增减") || strings.Contains(out.name, "升降") || strings.Contains(out.name, "变化") || strings.HasPrefix(out.name, "较") || strings.HasPrefix(out.name, "比上年") || strings.HasPrefix(out.name, "比去年") || strings.Contains(out.name, "增长"):
		out.kind, out.same = Change, YearOnYear
		if strings.Contains(out.name, "环比") {
			out.same = PeriodOnPeriod
		}
		for cut("较上年同期", "较去年同期", "较上年", "较去年", "比上年", "比去年", "同比", "环比", "增幅", "增减", "升降", "变化", "增长率", "增长", "幅度", "±", "情况", "率为") {
		}
	case cut("占比", "所占比重", "比重", "所占比例"):
		out.kind = Share
	case cut("去年同期", "上年同期", "上一年同期", "同期数", "去年", "上年", "基期"), out.name == "同期" && cut("同期"):
		out.kind = Previous
	case cut("合计", "总计", "总数", "小计"):
		out.total = true
	}
	out.name = clean(out.name)
	if out.kind != Previous {
		out.period = x.periodOf(cell)
		if !out.period.IsZero() && out.kind == Level {
			out.name = strings.TrimSpace(x.withoutTimes(cell))
			if at := strings.LastIndexByte(out.name, '('); at >= 0 {
				out.name = out.name[:at]
			}
			out.name = clean(out.name)
		}
	}
	if slices.Contains(plainHeads, out.name) {
		out.name = ""
	}
	return out
}

// plainHeads are headers that name nothing.
var plainHeads = []string{"本期", "本年", "今年", "数值", "数量", "值", "件数", "数", "指标值", "本期数", "当期", "实际", "合计数", "案件数", "金额", "数据", "指标", "项目", "类别", "法院", "单位", "时间", "年份", "季度", "月份", "案件类型", "案件类别", "单位名称", "基层法院", "地区", "年度"}

// periodOf is the time that a header names.
func (x *extractor) periodOf(cell line) period.Period {
	return x.periodIn(x.scanner.scan(cell.start, cell.end))
}

// withoutTimes are the words of a header without the times in it.
func (x *extractor) withoutTimes(cell line) string {
	var b strings.Builder
	for _, t := range x.scanner.scan(cell.start, cell.end) {
		if t.class != moment && t.class != stop {
			b.WriteString(string(x.runes[t.start:t.end]))
		}
	}
	return b.String()
}

// grid is a table while it is read.
type grid struct {
	*extractor
	columns []column
	read    []rowRead
}

type rowRead struct {
	claims        []int // by column; None where there is none
	total, within bool  // 合计; 其中
	subtotal      bool  // 小计
}

// row reads the cells of a row.
func (g *grid) row(cells []line, number, lineNumber int) {
	saved := g.lineNumber
	g.lineNumber = lineNumber
	defer func() { g.lineNumber = saved }()
	head, headAt := "", None
	for i, c := range cells {
		if i < len(g.columns) && g.columns[i].kind == Exempt {
			continue
		}
		if words := string(g.runes[c.start:min(c.end, c.start+60)]); words != "" && !g.numeric(c) {
			head, headAt = words, i
		}
		break
	}
	about := g.columnOf(line{})
	if year := g.yearCell(cells); year != 0 {
		head, headAt, about.period = string(g.runes[cells[0].start:cells[0].end]), 0, period.Year(year)
	} else if headAt != None {
		about = g.columnOf(cells[headAt])
	}
	for i, c := range cells {
		if unit, scale, ok := g.unitCell(i, c); ok {
			about.unit, about.scale = unit, scale
		}
	}
	read := rowRead{claims: make([]int, len(g.columns))}
	for i := range read.claims {
		read.claims[i] = None
	}
	plain := clean(strings.TrimPrefix(strings.TrimPrefix(head, "其中"), ":"))
	read.within = strings.HasPrefix(head, "其中") || strings.HasPrefix(head, "#")
	read.subtotal = plain == "小计"
	read.total = about.total && about.name == "" && !read.subtotal || plain == "总数" || plain == "全部"
	for i, c := range cells {
		if i >= len(g.columns) || i == headAt || c.start == c.end {
			continue
		}
		read.claims[i] = g.cell(c, i, number, head, about, read)
	}
	g.link(&read)
	g.read = append(g.read, read)
}

// unitCell is the unit of a row that stands in a column of units: 单位.
func (g *grid) unitCell(at int, cell line) (unit string, scale quantity.Scale, ok bool) {
	const most = 4 // runes: 个百分点
	if at >= len(g.columns) || g.columns[at].head != "单位" && g.columns[at].head != "计量单位" || cell.end-cell.start > most {
		return "", quantity.One, false
	}
	unit, scale = unitOf(string(g.runes[cell.start:cell.end]))
	return unit, scale, unit != ""
}

// yearCell is the year that heads a row under 年份, 0 when none does.
func (g *grid) yearCell(cells []line) int {
	if len(cells) == 0 || len(g.columns) == 0 || cells[0].end-cells[0].start != 4 || !slices.Contains([]string{"年份", "年度", "时间", "年"}, g.columns[0].head) {
		return 0
	}
	year := 0
	for _, r := range g.runes[cells[0].start:cells[0].end] {
		if !isDigit(r) {
			return 0
		}
		year = year*10 + int(r-'0')
	}
	if year < 1949 || year > 2100 {
		return 0
	}
	return year
}

// numeric reports whether a cell holds nothing but a number.
func (g *grid) numeric(c line) bool {
	tokens := g.scanner.scan(c.start, c.end)
	return len(tokens) == 2 && tokens[0].class == number
}

// cell reads a cell and gives its claim; None when it has none.
func (g *grid) cell(c line, at, rowNumber int, head string, about column, row rowRead) int {
	col := g.columns[at]
	tokens := g.scanner.scan(c.start, c.end)
	tokens = tokens[:len(tokens)-1]
	sign := 0
	for len(tokens) > 1 && (tokens[0].class == up || tokens[0].class == down) {
		if sign = 1; tokens[0].class == down {
			sign = -1
		}
		tokens = tokens[1:]
	}
	subject, when := g.subject(col, about, head, row)
	place := Cell{Table: g.tables, Row: rowNumber, Column: at, RowHead: head, ColumnHead: col.head, Total: row.total || row.subtotal || col.total}
	if len(tokens) == 1 && tokens[0].class == flat {
		out := g.blank(tokens[0])
		out.Kind, out.Subject, out.Period, out.Comparison, out.Cell, out.Context = Flat, subject, when, col.same, place, head
		out.Base = baseFrom(out)
		return g.add(out)
	}
	if len(tokens) != 1 || tokens[0].class != number {
		from := len(g.claims)
		g.told = when
		if len(tokens) > 0 {
			g.sentence(tokens, subject)
		}
		first := None
		for i := from; i < len(g.claims); i++ {
			if g.claims[i].Kind == Exempt {
				continue
			}
			g.claims[i].Cell, g.claims[i].Context = place, head
			if g.claims[i].Kind == Level && first == None {
				first = i
			}
		}
		return first
	}
	t := tokens[0]
	n := t.num
	if t.time.year != 0 || col.kind == Exempt || n.reason != "" && n.reason != IsDuration && n.reason != IsReference && n.reason != IsListItem && n.reason != IsPhone && !(n.ordinal && col.kind == Rank) {
		out := g.blank(t)
		out.Kind, out.Reason = Exempt, n.reason
		if out.Reason == "" {
			out.Reason = IsListItem
		}
		g.add(out)
		return None
	}
	out := g.blank(t)
	out.Quantity, out.Unit, out.Vague, out.VagueTwice = n.quantity, canonicalUnit(n.unit), n.vague, n.vagueTwice
	out.Kind, out.Subject, out.Period, out.Cell, out.Context = col.kind, subject, when, place, head
	if sign == 0 {
		sign = n.sign
	}
	unit, scale := col.unit, col.scale
	switch {
	case about.unit == "":
	case col.kind == Change: // 增减 of a count may be told in 件, of days in 天
		if unit == "" && (about.unit == "天" || n.quantity.Places() == 0 && about.unit != "%") {
			unit, scale = about.unit, about.scale
		}
	case col.kind == Share, col.kind == Rank:
	case unit == "" || col.name == "":
		unit, scale = about.unit, about.scale
	}
	if col.kind == Change && unit == "%" && strings.HasSuffix(subject, "比") { // 案-件比 changes by a number
		unit = ""
	}
	if out.Unit == "" && !n.scaled && unit != "" {
		out.Unit = unit
		switch q := out.Quantity; {
		case scale != quantity.One:
			out.Quantity = quantity.Of(q.Value().Shift(int32(scale)), scale, q.Places())
		case unit == "%" || unit == "百分点" || unit == "倍":
			out.Quantity = q.Rounded()
		}
	}
	if about.kind == Change && col.kind == Level {
		out.Kind = Change
	} else if about.kind == Previous && col.kind == Level {
		out.Kind = Previous
	} else if about.kind == Share && col.kind == Level {
		out.Kind = Share
	}
	switch out.Kind {
	case Change:
		if out.Unit == "" && unit == "" && n.quantity.Places() > 0 && !strings.Contains(subject, "比") {
			out.Unit = "%"
			out.Quantity = out.Quantity.Rounded()
		}
		out.Sign = sign
		if sign == 0 {
			out.Sign = 1 // in a table what falls has its sign
		}
		if out.Quantity.Value().IsZero() {
			out.Sign = 0
		}
		out.Comparison = col.same
		if out.Comparison == Unsaid {
			out.Comparison = about.same
		}
		out.Base = baseFrom(out)
	default:
		out.Sign = min(sign, 0)
	}
	return g.add(out)
}

// baseFrom is what a change of a table is measured against.
func baseFrom(c Claim) period.Period {
	switch {
	case c.Period.IsZero():
	case c.Comparison == YearOnYear:
		return c.Period.YearBefore()
	case c.Comparison == PeriodOnPeriod:
		if before, ok := c.Period.Before(); ok {
			return before
		}
	}
	return period.Period{}
}

// subject is what a cell is of and when.
func (g *grid) subject(col, about column, head string, row rowRead) (string, period.Period) {
	when := g.told
	if !col.period.IsZero() {
		when = col.period
	} else if !about.period.IsZero() {
		when = about.period
	}
	if (col.kind == Previous || about.kind == Previous) && !when.IsZero() {
		when = when.YearBefore()
	}
	name := col.name
	if name == "" || isCourt(name) || col.kind == Change && name == about.name {
		name = about.name
		if name == "" && about.period.IsZero() && !row.total {
			name = clean(head)
		}
		if isCourt(name) {
			name = ""
		}
		if row.within {
			name = clean(strings.TrimPrefix(name, "其中"))
		}
	}
	return name, when
}

// isCourt reports whether a header names a court or a place.
func isCourt(s string) bool {
	for _, w := range []string{"法院", "中院", "高院", "本院", "全市", "全省", "全国", "全院", "全县", "全区"} {
		if strings.HasSuffix(s, w) {
			return true
		}
	}
	return false
}

// link relates the cells of a row: a change, a previous value and a share belong
// to a level of it.
func (g *grid) link(row *rowRead) {
	for i, at := range row.claims {
		if at == None {
			continue
		}
		c := &g.claims[at]
		if c.Kind != Change && c.Kind != Flat && c.Kind != Previous && c.Kind != Share && c.Kind != Rank {
			continue
		}
		level := None
		for k := i - 1; k >= 0 && level == None; k-- {
			if o := row.claims[k]; o != None && g.claims[o].Kind == Level && (c.Base.IsZero() || g.columns[k].period != c.Base) && (c.Kind != Change || c.Unit != "百分点" || g.claims[o].Unit == "%") {
				level = o
			}
		}
		if beside := g.besideChange(row, i, level); beside != None {
			level = beside
			c.Period = g.claims[level].Period
			c.Base = baseFrom(*c)
		}
		named := g.columns[i].name
		for k, o := range row.claims {
			if o != None && named != "" && g.columns[k].name == named && g.claims[o].Kind == Level && k != i && (c.Period == g.claims[o].Period || c.Kind == Previous) {
				level = o
			}
		}
		if level == None && i+1 < len(row.claims) {
			if o := row.claims[i+1]; o != None && c.Kind == Previous && g.claims[o].Kind == Level { // 上年 stands before 本年
				level = o
			}
		}
		if level == None {
			continue
		}
		if c.Kind != Level {
			c.Of = level
			if o := g.claims[level]; c.Kind == Previous && c.Unit == "" && g.columns[i].unit == "" {
				c.Unit = o.Unit
				if q := c.Quantity; q.Scale() == quantity.One && o.Quantity.Scale() != quantity.One {
					c.Quantity = quantity.Of(q.Value().Shift(int32(o.Quantity.Scale())), o.Quantity.Scale(), q.Places())
				} else if o.Unit == "%" {
					c.Quantity = q.Rounded()
				}
			}
			if named == "" || c.Subject == "" {
				c.Subject = g.claims[level].Subject
			}
			if c.Kind == Change && c.Unit == "%" && g.claims[level].Unit == "%" && !strings.HasSuffix(c.Text, "%") && !strings.HasSuffix(c.Text, "％") {
				c.Unit = "" // 同比（%） over points: it is not certain which is meant
			}
			if c.Kind == Change && c.Unit == "" && g.claims[level].Unit == "%" && g.columns[i].unit == "" {
				c.Unit = "百分点"
			}
		}
	}
	g.earlier(row)
}

// besideChange is the level right before the second of two like changes of a row:
// in 2024年 | 同比 | 2023年 | 同比 each has its own. None when level is the one.
func (g *grid) besideChange(row *rowRead, i, level int) int {
	at := row.claims[i]
	if i == 0 || level == None || g.claims[at].Kind != Change {
		return None
	}
	before := row.claims[i-1]
	if before == None || before == level || g.claims[before].Kind != Level || g.claims[before].Period.IsZero() {
		return None
	}
	for _, o := range row.claims[:i] {
		if o != None && g.claims[o].Kind == Change && g.claims[o].Of == level && g.claims[o].Comparison == g.claims[at].Comparison && g.claims[o].Unit == g.claims[at].Unit {
			return before
		}
	}
	return None
}

// earlier makes the value of 2023年 that stands beside that of 2024年 and a change
// what it was before.
func (g *grid) earlier(row *rowRead) {
	for _, at := range row.claims {
		if at == None || g.claims[at].Kind != Change || g.claims[at].Of == None {
			continue
		}
		c := g.claims[at]
		level := g.claims[c.Of]
		for k, o := range row.claims {
			if o != None && g.claims[o].Kind == Level && o != c.Of && !c.Base.IsZero() && g.columns[k].period == c.Base && g.claims[o].Subject == level.Subject && g.claims[o].Unit == level.Unit {
				g.claims[o].Kind, g.claims[o].Of = Previous, c.Of
			}
		}
	}
}

// totals relates the rows and the columns that add others up.
func (g *grid) totals() {
	whole := None
	subtotals := false
	for i, r := range g.read {
		if r.total && whole == None {
			whole = i
		}
		subtotals = subtotals || r.subtotal
	}
	for k := range g.columns {
		g.within(k)
		if whole != None && !subtotals {
			g.down(k, whole)
		}
	}
	for _, r := range g.read {
		g.along(r)
	}
}

// counts reports whether a claim of a cell can be added to others.
func (g *grid) counts(at int) bool {
	if at == None {
		return false
	}
	c := g.claims[at]
	return (c.Kind == Level || c.Kind == Previous) && c.Unit != "%" && c.Unit != "‰" && c.Unit != "天" && !strings.HasSuffix(c.Subject, "率") && !strings.HasSuffix(c.Subject, "比") && !strings.Contains(c.Subject, "平均") && !strings.Contains(c.Subject, "人均") && !strings.Contains(c.Cell.ColumnHead, "率") && !strings.Contains(c.Cell.RowHead, "率")
}

// within relates rows that begin with 其中 to the row above them.
func (g *grid) within(k int) {
	above := None
	for _, r := range g.read {
		at := r.claims[k]
		if !r.within {
			above = at
			continue
		}
		if g.counts(at) && g.counts(above) && g.claims[at].Kind == Level {
			g.claims[at].Part, g.claims[at].Of = true, above
		}
	}
}

// down adds a column up.
func (g *grid) down(k, whole int) {
	total := g.read[whole].claims[k]
	if !g.counts(total) {
		return
	}
	var terms []Term
	for i, r := range g.read {
		at := r.claims[k]
		if i == whole || r.within || r.total || at == None {
			continue
		}
		if !g.counts(at) || g.claims[at].Unit != g.claims[total].Unit {
			return
		}
		terms = append(terms, Term{at, 1})
	}
	if len(terms) < 2 {
		return
	}
	for _, term := range terms {
		if c := &g.claims[term.Claim]; c.Kind == Level {
			c.Part, c.Of = true, total
		}
	}
	g.claims[total].Sums = append(g.claims[total].Sums, terms)
}

// along adds a row up, where a column is headed 合计 and all others count the
// same things.
func (g *grid) along(r rowRead) {
	at := None
	for k, col := range g.columns {
		if col.total && g.counts(r.claims[k]) {
			if at != None {
				return
			}
			at = k
		}
	}
	if at == None {
		return
	}
	total := r.claims[at]
	var terms []Term
	for k, o := range r.claims {
		if k == at || o == None || g.columns[k].kind != Level || strings.HasPrefix(g.columns[k].head, "其中") || !g.counts(o) {
			continue
		}
		if g.claims[o].Kind != Level || g.claims[o].Unit != g.claims[total].Unit || g.columns[k].name == "" {
			return
		}
		terms = append(terms, Term{o, 1})
	}
	if len(terms) > 1 {
		g.claims[total].Sums = append(g.claims[total].Sums, terms)
	}
}
