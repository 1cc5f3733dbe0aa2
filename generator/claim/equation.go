package claim

import (
	"strings"

	"github.com/shopspring/decimal"

	"gongbao/generator/quantity"
)

// side is one side of = or vs: numbers that are added and taken away.
type side struct {
	terms []Term
	words string // before the first number
	after class  // the sign behind it
	begin int    // of its tokens
	// beside tells that it goes on with the number before, with no sign between.
	beside bool
}

// equations relates the numbers that a sentence adds up: 1100.3万=诉前249.2+审执851.
func (s *sentence) equations() {
	any := false
	for _, t := range s.tokens {
		switch t.class {
		case equals, versus, plus, minus:
			any = true
		}
	}
	if !any {
		return
	}
	sides := s.sides()
	for i, right := range sides {
		if strings.Contains(right.words, "基数") && len(right.terms) > 1 {
			s.baseWorked(right)
			continue
		}
		if i == 0 || sides[i-1].after != equals && sides[i-1].after != versus {
			continue
		}
		left := sides[i-1]
		switch {
		case len(left.terms) == 0 && len(right.terms) > 1 && strings.Contains(left.words, "基"):
			s.baseWorked(right)
		case len(left.terms) == 1 && len(right.terms) == 1 && !(left.beside && i > 1 && sides[i-2].terms != nil && sides[i-2].terms[len(sides[i-2].terms)-1].Sign < 0): // not 1-295/2216=86.69%
			s.same(left.terms[0].Claim, right.terms[0].Claim)
		case len(left.terms) == 1 && len(right.terms) > 1:
			s.sum(left.terms[0].Claim, right.terms)
		case len(right.terms) == 1 && len(left.terms) > 1:
			s.sum(right.terms[0].Claim, left.terms)
		}
	}
}

// sides cuts a sentence at the marks and the signs that equate.
func (s *sentence) sides() []side {
	var out []side
	var cur side
	sign, joined := 1, true
	finish := func(after class, next int) {
		cur.after = after
		out = append(out, cur)
		cur, sign, joined = side{begin: next}, 1, true
	}
	depth := 0
	for i, t := range s.tokens {
		switch t.class {
		case equals, versus:
			finish(t.class, i+1)
		case comma, semicolon, colon:
			finish(t.class, i+1)
		case open:
			depth++
			if i+1 < len(s.tokens) && s.tokens[i+1].class == number || joined {
				finish(open, i+1)
				depth = 0
			}
		case shut:
			depth = max(0, depth-1)
		case plus:
			sign, joined = 1, true
		case minus:
			sign, joined = -1, true
		case number:
			if t.claim == None || s.claims[t.claim].Kind == Exempt || depth > 0 {
				break
			}
			if !joined { // numbers side by side are not added
				finish(other, i)
				cur.beside = true
			}
			cur.terms = append(cur.terms, Term{t.claim, sign})
			sign, joined = 1, false
			if len(cur.terms) == 1 {
				cur.words = string(s.runes[s.tokens[cur.begin].start:min(t.start, s.tokens[cur.begin].start+enough)])
			}
		default:
			if len(cur.terms) == 0 {
				cur.words = string(s.runes[s.tokens[cur.begin].start:min(t.end, s.tokens[cur.begin].start+enough)])
			}
		}
	}
	finish(stop, len(s.tokens))
	return out
}

// same notes two numbers that are said to be one.
func (s *sentence) same(a, b int) {
	left, right := &s.claims[a], &s.claims[b]
	if right.Unit == "%" && left.Unit != "%" { // 结案率=1456/3881=37.52%
		if a > s.first && s.claims[a-1].Against == a && b == a+1 {
			right.Kind, right.Of, right.Against = Share, a-1, a
		}
		return
	}
	if left.Kind != Level || right.Kind != Level || left.Unit != right.Unit && right.Unit != "" && left.Unit != "" {
		return
	}
	if right.Unit == "" {
		right.Unit = left.Unit
	}
	right.Same, right.Subject, right.Period, right.Beside, right.Part, right.Of = a, left.Subject, left.Period, None, false, None
}

// sum notes the terms of a total. Terms that have neither unit nor scale take
// those of the total, the scale only where the sum would be absurd without it.
func (s *sentence) sum(total int, terms []Term) {
	t := &s.claims[total]
	if t.Kind != Level && t.Kind != Change {
		return
	}
	var bare []int
	plain, scaled := decimal.Zero, decimal.Zero
	scale := t.Quantity.Scale()
	for _, term := range terms {
		c := &s.claims[term.Claim]
		v := c.Quantity.Value()
		plain = plain.Add(v.Mul(decimal.NewFromInt(int64(term.Sign))))
		if c.Quantity.Scale() == quantity.One && scale != quantity.One {
			bare = append(bare, term.Claim)
			v = v.Shift(int32(scale))
		}
		scaled = scaled.Add(v.Mul(decimal.NewFromInt(int64(term.Sign))))
		if c.Unit == "" {
			c.Unit = t.Unit
		} else if t.Unit == "" {
			t.Unit = c.Unit
		}
		c.Kind, c.Part, c.Of, c.Period = Level, false, None, t.Period
	}
	want := t.Quantity.Value()
	if len(bare) > 0 && scaled.Sub(want).Abs().LessThan(plain.Sub(want).Abs()) {
		for _, i := range bare {
			q := s.claims[i].Quantity
			s.claims[i].Quantity = quantity.Of(q.Value().Shift(int32(scale)), scale, q.Places())
		}
	}
	t.Sums = append(t.Sums, terms)
	t.Part, t.Of = false, None
	s.last, s.previous = total, total
}

// baseWorked notes what the last change of the sentence is measured against.
func (s *sentence) baseWorked(base side) {
	if s.change == None || s.change < s.first {
		return
	}
	c := &s.claims[s.change]
	c.BaseTerms = base.terms
	scale := quantity.One
	if c.Of != None {
		scale = s.claims[c.Of].Quantity.Scale()
	}
	for _, term := range base.terms {
		o := &s.claims[term.Claim]
		o.Kind, o.Part, o.Of = Level, false, None
		o.Period = c.Base
		if c.Of == None {
			continue
		}
		if o.Unit == "" {
			o.Unit = s.claims[c.Of].Unit
		}
		if q := o.Quantity; q.Scale() == quantity.One && q.Places() > 0 && scale != quantity.One {
			o.Quantity = quantity.Of(q.Value().Shift(int32(scale)), scale, q.Places())
		}
	}
}
