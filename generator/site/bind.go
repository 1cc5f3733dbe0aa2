package site

import (
	"cmp"
	"strings"

	"gongbao/generator/audit"
	"gongbao/generator/claim"
	"gongbao/generator/figure"
	"gongbao/generator/markdown"
	"gongbao/generator/period"
	"gongbao/generator/quantity"
)

// fixes are the bindings that read just as the numbers that the data verify. A
// number that no binding prints so (another verb, a vague word, other places) is
// left to its author.
func (m *model) fixes(p *markdown.Prose, rep audit.Report, ctx figure.Context) []Fix {
	var out []Fix
	done := 0
	for _, c := range rep.Claims {
		if c.Verdict != audit.Verified || c.Indicator == nil || c.Vague != claim.Exact {
			continue
		}
		for _, expr := range candidates(c, ctx) {
			answer, err := m.desk.Answer(expr, ctx)
			if err != nil {
				continue
			}
			start, end, ok := stands(p.Text, c, answer)
			if !ok {
				continue
			}
			from, to, ok := p.Source(start, end)
			if ok && from >= done {
				out = append(out, Fix{from, to, p.Text[start:end], "{{" + expr + "}}"})
				done = to
				break
			}
		}
	}
	return out
}

// stands finds the stretch of the text that an answer can stand for: the number,
// without or with its unit, and for a change with the verb before it.
func stands(text string, c audit.Judged, answer string) (start, end int, ok bool) {
	switch {
	case answer == "":
	case strings.HasPrefix(c.Text, answer) && cleanEnd(c.Text[len(answer):]):
		return c.Start, c.Start + len(answer), true
	case strings.HasSuffix(text[:c.End], answer) && len(answer) > len(c.Text):
		return c.End - len(answer), c.End, true
	}
	return 0, 0, false
}

// cleanEnd reports whether what is left of a claim behind its number is its unit
// and no other digit or scale.
func cleanEnd(rest string) bool {
	return !strings.ContainsAny(rest, "0123456789.") && !strings.HasPrefix(rest, "万") && !strings.HasPrefix(rest, "亿")
}

// candidates are the expressions that may print a claim, the plainest first.
func candidates(c audit.Judged, ctx figure.Context) []string {
	ref := c.Indicator.Name
	if c.Period != ctx.Period {
		ref += "@" + c.Period.String()
	}
	if c.Court != nil && c.Court != ctx.Court {
		ref += "#" + c.Court.ID
	}
	switch c.Kind {
	case claim.Level, claim.From, claim.Previous:
		unit := map[quantity.Scale]string{quantity.Wan: "万", quantity.Yi: "亿"}[c.Quantity.Scale()] + c.Indicator.Unit
		return []string{ref, ref + ":" + unit}
	case claim.Change, claim.Flat:
		if word := changeWord(c, cmp.Or(c.Period, ctx.Period)); word != "" {
			return []string{ref + ":" + word}
		}
	}
	return nil
}

// changeWord is the format that gives the change a claim tells; "" when none does.
func changeWord(c audit.Judged, of period.Period) string {
	switch {
	case c.Comparison == claim.YearOnYear || c.Comparison == claim.Against && c.Base == of.YearBefore():
		return figure.YearOnYear.Word()
	case c.Comparison == claim.PeriodOnPeriod:
		return figure.PeriodOnPeriod.Word()
	}
	return ""
}
