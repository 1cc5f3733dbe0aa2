package audit

import (
	"strings"

	"github.com/shopspring/decimal"

	"gongbao/generator/claim"
	"gongbao/generator/quantity"
)

// What a claim should read is told in the language of the text that it stands
// in, whatever language the reader of the report has: it is there to be put in
// its place.

const (
	roundedUp = "（四舍五入）"
	asBefore  = "与上年同期持平"
	same      = "持平"
	atMost    = "不超过"
	baseZero  = "上年同期为0"
)

// printedUnit is the unit as the claim prints it: 名 for 人, 个百分点.
func printedUnit(c *claim.Claim) string {
	if last := c.Text[len(c.Text)-1]; c.Cell.Table > 0 && last >= '0' && last <= '9' {
		return "" // it stands in the head of the row or the column
	}
	switch c.Unit {
	case "百分点":
		return "个百分点"
	case "人":
		for _, u := range []string{"名", "位"} {
			if strings.HasSuffix(c.Text, u) {
				return u
			}
		}
	case "%":
		if strings.HasSuffix(c.Text, "‰") {
			return "‰"
		}
	}
	return c.Unit
}

// levelText is what a level should read.
func levelText(c *claim.Claim, q quantity.Quantity) string { return q.String() + printedUnit(c) }

// changeText is what a change should read, with its verb.
func changeText(c *claim.Claim, exact decimal.Decimal, form quantity.Quantity, unit string) string {
	text := amountText(c, exact, form, unit)
	if c.Cell.Table > 0 || c.Sign == 0 || c.Sign != exact.Sign() || text == asBefore || text == same {
		return text
	}
	return verb(c.Sign, unit) + text
}

// amountText is the same without a verb where the one that is written is right.
func amountText(c *claim.Claim, exact decimal.Decimal, form quantity.Quantity, unit string) string {
	if c.Cell.Table > 0 { // a cell has its sign and no verb
		return quantity.Of(exact, form.Scale(), form.Places()).String() + unit
	}
	q := quantity.Of(exact.Abs(), form.Scale(), form.Places())
	if q.Printed().IsZero() {
		if c.Comparison == claim.YearOnYear {
			return asBefore
		}
		return same
	}
	text := q.String() + unit
	sign := exact.Sign()
	if c.Sign == sign {
		return text
	}
	return verb(sign, unit) + text
}

func verb(sign int, unit string) string {
	if sign < 0 {
		return fall(unit)
	}
	return rise(unit)
}

func rise(unit string) string {
	switch unit {
	case "天":
		return "延长"
	case "%", "个百分点", "":
		return "上升"
	}
	return "增加"
}

func fall(unit string) string {
	switch unit {
	case "天":
		return "缩短"
	case "%", "个百分点", "":
		return "下降"
	}
	return "减少"
}

// sum writes terms with their signs: 1304+2577, 4601.8万−1218.2万.
func (w *work) sum(terms []claim.Term) string {
	var b strings.Builder
	for i, t := range terms {
		switch {
		case t.Sign < 0:
			b.WriteString("−")
		case i > 0:
			b.WriteString("+")
		}
		b.WriteString(w.claims[t.Claim].Quantity.String())
	}
	return b.String()
}

// bracketed is a sum as it stands within another formula.
func bracketed(s string) string {
	if strings.ContainsAny(s, "+−") {
		return "(" + s + ")"
	}
	return s
}
