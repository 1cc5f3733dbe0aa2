package claim

import (
	"slices"
	"strings"
	"unicode/utf8"

	"gongbao/generator/quantity"
)

// joinGroup makes a claim one of the claims of this 分别.
func (c *reading) joinGroup(index int) {
	if len(c.group) == 0 {
		c.groups++
	}
	c.claims[index].Group = c.groups
	c.group = append(c.group, index)
}

// members are the names of a list: 刑事、民事和行政案件. What only the last has
// belongs to all, 受理、审结案件, and so does the verb of the first, 审结刑事、民事案件.
func members(list string) []string {
	fields := strings.FieldsFunc(list, func(r rune) bool { return r == '、' || r == '和' || r == '与' || r == '及' || r == ',' })
	var out []string
	for _, f := range fields {
		if f = clean(f); f != "" {
			out = append(out, f)
		}
	}
	if len(out) < 2 {
		return out
	}
	last := out[len(out)-1]
	for i, name := range out[:len(out)-1] {
		if tail := sharedTail(name, last); tail != "" {
			out[i] = name + tail
		}
	}
	for _, a := range actions {
		at := strings.Index(out[0], a)
		if at < 0 || at+len(a) == len(out[0]) || out[0][at+len(a):] == "案件" || strings.HasPrefix(out[0][at+len(a):], "率") {
			continue
		}
		if slices.ContainsFunc(out[1:], func(name string) bool { return containsAny(name, actions) }) {
			break
		}
		for i := range out[1:] {
			out[i+1] = a + out[i+1]
		}
		break
	}
	return out
}

// sharedTail is what the last name of a list has for an earlier one: 案件 in
// 刑事、民事案件, 服判息诉率 in 一审、二审服判息诉率.
func sharedTail(name, last string) string {
	const short = 8
	if utf8.RuneCountInString(name) > short {
		return ""
	}
	if at := strings.Index(last, "案件"); at > 0 && !strings.Contains(name, "案件") && !strings.HasSuffix(name, "率") {
		return last[at:]
	}
	if n := len(name); n < len(last) && utf8.RuneStart(last[n]) && !strings.HasSuffix(name, "率") {
		a, _ := utf8.DecodeLastRuneInString(name)
		if b, _ := utf8.DecodeLastRuneInString(last[:n]); a == b {
			return last[n:]
		}
	}
	return ""
}

// distribute gives the numbers of a 分别 to its subjects, in order.
func (c *reading) distribute() {
	if len(c.group) == 0 {
		if levels := c.levelsOf(); len(levels) > 1 {
			c.row = levels
		} else if len(levels) == 1 {
			const most = 8 // members of a row
			c.row = append(slices.Clone(c.row[max(0, len(c.row)-most+1):]), levels[0])
		}
		return
	}
	c.shareUnits()
	byKind := [Exempt + 1][]int{}
	for _, i := range c.group {
		kind := c.claims[i].Kind
		if kind == Flat {
			kind = Change
		}
		byKind[kind] = append(byKind[kind], i)
	}
	for _, kind := range []Kind{Level, Change, From, Previous, Share, Multiple, Average} {
		claims := byKind[kind]
		if len(claims) == 0 {
			continue
		}
		c.give(claims, kind)
		c.precision(claims)
	}
	if froms, tos := byKind[From], byKind[Level]; len(froms) > 0 && len(froms) == len(tos) {
		for j, i := range froms {
			c.claims[i].To = tos[j]
		}
	}
	if len(byKind[Level]) > 1 {
		c.row = byKind[Level]
	}
}

// give hands the claims of one kind to the subjects, the times or the levels
// before them.
func (c *reading) give(claims []int, kind Kind) {
	moments := c.moments
	if len(moments) == 0 { // 2020年至2024年，受理案件分别为…
		moments = c.span
	}
	if n := len(claims); n > 1 && n == len(moments) && len(c.subjects) < 2 {
		for j, i := range claims {
			if kind == Multiple { // 分别是2022年、2023年的1.2倍和1.1倍
				c.claims[i].Base, c.claims[i].Period, c.claims[i].Comparison = moments[j], c.told, Against
				continue
			}
			c.claims[i].Period = moments[j]
			if kind == Level {
				c.claims[i].Part, c.claims[i].Of = false, None
			}
		}
		return
	}
	if len(c.subjects) > 1 {
		if len(claims) != len(c.subjects) {
			if c.doubled(claims, kind) {
				return
			}
			first, last := c.claims[claims[0]], c.claims[claims[len(claims)-1]]
			c.findings = append(c.findings, Finding{Start: first.Start, End: last.End, Kind: CountsDiffer, Claim: claims[0], Subjects: len(c.subjects), Values: len(claims)})
			for _, i := range claims {
				c.claims[i].Subject, c.claims[i].Of = "", None
			}
			return
		}
		for j, i := range claims {
			claim := &c.claims[i]
			claim.Subject = withVerb(c.subjects[j], c.eachVerb)
			switch {
			case kind == Level:
			case len(c.row) == len(claims) && c.claims[c.row[j]].Subject == claim.Subject:
				claim.Of = c.row[j]
			default:
				claim.Of = c.levelNamed(claim.Subject)
			}
			if claim.Of != None && claim.Of >= i {
				claim.Of = None
			}
		}
		return
	}
	if kind == Level && len(c.fromOpen) == 0 && len(c.subjects) == 1 {
		for _, i := range claims {
			if c.claims[i].Subject == "" {
				c.claims[i].Subject = c.subjects[0]
			}
		}
		return
	}
	if rows := c.rowBefore(claims, kind); rows != nil {
		for j, i := range claims {
			c.claims[i].Subject = c.claims[rows[j]].Subject
			if kind != Previous {
				c.claims[i].Period = c.claims[rows[j]].Period
			}
			if kind != Level {
				c.claims[i].Of = rows[j]
			}
		}
		return
	}
	if len(claims) > 1 && len(c.subjects) == 0 { // it is not certain which is of which
		for _, i := range claims {
			c.claims[i].Subject, c.claims[i].Of = "", None
		}
	}
}

// doubled gives dual counts to the subjects: 刑事、民事分别审结5件6人、7件8人.
func (c *reading) doubled(claims []int, kind Kind) bool {
	if kind != Level || len(claims) != 2*len(c.subjects) {
		return false
	}
	for j := 0; j < len(claims); j += 2 {
		a, b := &c.claims[claims[j]], &c.claims[claims[j+1]]
		if a.Unit == b.Unit {
			return false
		}
		a.Subject = withVerb(c.subjects[j/2], c.eachVerb)
		b.Subject = a.Subject
		b.Beside = claims[j]
	}
	return true
}

// withVerb adds what stands between 分别 and the first number to a name:
// 刑事案件 and 审结 make 审结刑事案件.
func withVerb(name, verb string) string {
	switch {
	case verb == "":
		return name
	case slices.Contains(actions, verb) && strings.HasSuffix(name, "案件"):
		return verb + name
	}
	return name + verb
}

// rowBefore are the levels that a 分别 without names of its own is of: as many of
// those before it as it has values.
func (c *reading) rowBefore(claims []int, kind Kind) []int {
	n := len(claims)
	if n < 2 {
		return nil
	}
	fits := func(at, like int) bool {
		o, l := c.claims[at], c.claims[like]
		return kind != Change || fitsChange(l.Unit, o.Unit) || l.Unit == "%" || l.Kind == Flat
	}
	if len(c.row) == n && c.row[0] >= c.first {
		return c.row
	}
	for _, beside := range []bool{false, true} {
		c.scanner.steps += enough
		var row []int
		for i := claims[0] - 1; i >= c.first && i > claims[0]-enough && len(row) < n; i-- {
			if o := c.claims[i]; o.Kind == Level && (beside || o.Beside == None) {
				row = append(row, i)
			}
		}
		if len(row) < n {
			continue
		}
		slices.Reverse(row)
		ok := true
		for j, i := range claims {
			ok = ok && fits(row[j], i)
		}
		if ok {
			return row
		}
	}
	return nil
}

// shareUnits gives the unit of the last number of a list to those before it:
// 分别为139、2129和44件.
func (c *reading) shareUnits() {
	for k := len(c.group) - 2; k >= 0; k-- {
		claim, next := &c.claims[c.group[k]], c.claims[c.group[k+1]]
		if claim.Unit == "个" && next.Unit == "百分点" { // 0.9个、0.3个百分点
			claim.Unit = ""
		}
		if claim.Unit != "" || next.Unit == "" || claim.Kind != next.Kind || claim.Quantity.Scale() != quantity.One {
			continue
		}
		claim.Unit = next.Unit
		if q := claim.Quantity; next.Quantity.Scale() != quantity.One && q.Places() > 0 { // a count has no tenths
			claim.Quantity = quantity.Of(q.Value().Shift(int32(next.Quantity.Scale())), next.Quantity.Scale(), q.Places())
		}
	}
}

// levelsOf are the levels of this clause.
func (c *reading) levelsOf() []int {
	var out []int
	for i := c.from; i < len(c.claims); i++ {
		if c.claims[i].Kind == Level && c.claims[i].Until == None {
			out = append(out, i)
		}
	}
	return out
}

// precision finds numbers of one group that are printed with different places.
func (c *reading) precision(claims []int) {
	if len(claims) < 2 || c.claims[claims[0]].Kind != Change {
		return
	}
	for _, i := range claims[1:] {
		a, b := c.claims[claims[0]], c.claims[i]
		if b.Kind == Change && a.Unit == b.Unit && (a.Unit == "%" || a.Unit == "百分点") && a.Quantity.Places() != b.Quantity.Places() && !plainZero(a.Quantity) && !plainZero(b.Quantity) {
			c.findings = append(c.findings, Finding{Start: a.Start, End: c.claims[claims[len(claims)-1]].End, Kind: MixedPrecision, Claim: claims[0]})
			return
		}
	}
}

// plainZero tells 0 from 0.0: in 0.6、0和1.2个百分点 it has no precision of its own.
func plainZero(q quantity.Quantity) bool { return q.Value().IsZero() && q.Places() == 0 }
