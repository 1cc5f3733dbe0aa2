package exhibit

import (
	"cmp"
	"html/template"
	"slices"

	"gongbao/generator/stats"
	"gongbao/generator/view"
	"gongbao/generator/wording"
)

// Notice is a notice that data made whole: what stands on its page, from top to
// bottom. A part of which there is nothing to say is nil.
type Notice struct {
	Lead     Sentence       // counts of cases, then how the court stands
	Standing *view.Standing // the indicators that stand out, by name
	Cards    *view.Cards
	Status   *view.Matrix   // nil for a court that has no other below it
	Courts   *view.Standing // likewise: a sentence for each of the others
	Values   *view.Matrix
}

// Notice makes the notice of the page's court and period; nil when no indicator
// of the system was reported for it.
func (r *Resolver) Notice() *Notice {
	fl := r.noticeField()
	if fl == nil {
		return nil
	}
	court := fl.courts[0]
	n := &Notice{Lead: r.noticeLead(fl)}
	for _, f := range r.sentences(fl, court, false) {
		n.Lead.HTML += f.HTML
		n.Lead.Figures = append(n.Lead.Figures, f.Figures...)
	}
	r.tell(n.Lead)
	if lists := r.lists(fl, court); len(lists) > 0 {
		n.Standing = &view.Standing{ID: r.nextID("standing"), Lists: lists}
	}
	if items := r.noticeCards(fl, cardsOfType); len(items) > 0 {
		n.Cards = &view.Cards{ID: r.nextID("cards"), Items: items}
	}
	if len(fl.courts) > 1 {
		if m := r.matrixOf(fl, layoutStatus, false); len(m.Groups) > 0 {
			n.Status = m
		}
	}
	if lines := r.courtLines(fl); len(lines) > 0 {
		n.Courts = &view.Standing{ID: r.nextID("standing"), Courts: lines}
	}
	n.Values = r.matrixOf(fl, layoutValues, r.desk.ranking)
	return n
}

// NoticeCards are the first cards of such a notice, for another page than its
// own.
func (r *Resolver) NoticeCards() []view.Card {
	fl := r.noticeField()
	if fl == nil {
		return nil
	}
	return r.noticeCards(fl, cardsElsewhere)
}

func (r *Resolver) noticeField() *field {
	courts := r.desk.within(r.ctx.Court)
	indicators := r.desk.reported(courts, r.ctx.Period)
	if len(indicators) == 0 {
		return nil
	}
	if fl := r.desk.field(indicators, courts, r.ctx.Period); fl.known() {
		return fl
	}
	return nil
}

// leading are the indicators that a notice opens with, by their ids in the
// catalogue; of each line the first that was reported.
var leading = [][]string{{"accepted", "filed"}, {"closed", "closed_cases"}, {"pending"}}

// noticeLead tells how many cases there were: 2025年上半年，全市法院受理案件…件，同比…。
func (r *Resolver) noticeLead(fl *field) Sentence {
	t := r.desk.words
	var out Sentence
	var items []template.HTML
	for _, ids := range leading {
		for _, id := range ids {
			ind, err := r.desk.stats.Indicator(id)
			if err != nil {
				continue
			}
			if item, hasLevel := r.sentenceItem(ind, fl.courts[0], fl.period); hasLevel {
				items = append(items, item.HTML)
				out.Figures = append(out.Figures, item.Figures...)
				break
			}
		}
	}
	if len(items) > 0 {
		out.HTML = compose(t, "notice.sentence", "period", wording.Period(t, fl.period), "court", fl.courts[0].Name, "items", join(items, t.Text("notice.separator")))
	}
	return out
}

// cardsOfType is how many indicators of a type a notice shows as cards, and
// cardsElsewhere how many of them another page does; the matrix shows the rest.
const (
	cardsOfType    = fullRow
	cardsElsewhere = 2
)

// noticeCards are the indicators that matter most of each type: those with an
// interval before those without, and in the order of the catalogue; at most so
// many of a type.
func (r *Resolver) noticeCards(fl *field, most int) []view.Card {
	var out []view.Card
	for _, typ := range stats.Types() {
		var of []*stats.Indicator
		for i, ind := range fl.indicators {
			if j := fl.cells[fl.courts[0]][i]; ind.Type == typ && (j.err == nil || j.changeErr == nil) {
				of = append(of, ind)
			}
		}
		slices.SortStableFunc(of, func(a, b *stats.Indicator) int { return cmp.Compare(precedence(a), precedence(b)) })
		for _, ind := range of[:min(most, len(of))] {
			card, err := r.card(ind, fl.courts[0], fl.period)
			if err != nil {
				continue // what cannot be worked out is a gap and nobody's mistake
			}
			card.Group = typ
			out = append(out, card)
		}
	}
	r.desk.groupCards(out)
	return out
}

func precedence(ind *stats.Indicator) int {
	if ind.Interval != nil {
		return 0
	}
	return 1
}
