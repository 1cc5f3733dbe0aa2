package site

import (
	"fmt"
	"html/template"
	"slices"
	"strings"

	"gongbao/generator/figure"
	"gongbao/generator/register"
	"gongbao/generator/view"
)

// traces are those of the figures that stand in the texts of a page, in the order
// in which its readers meet them. The error tells that a text has a figure which
// the page does not know of, a mistake of the program.
func (r *renderer) traces(p *answered, texts ...template.HTML) (view.Traces, error) {
	known := map[string]*figure.Figure{}
	for _, f := range p.shows.Figures {
		if id := f.Trace(); known[id] == nil || len(f.Number) > len(known[id].Number) {
			known[id] = f
		}
	}
	var met []*figure.Figure
	seen := map[string]bool{}
	for _, text := range texts {
		for id := range tracesIn(string(text)) {
			if seen[id] {
				continue
			}
			seen[id] = true
			f := known[id]
			if f == nil {
				return view.Traces{}, fmt.Errorf("trace figures of %s: nothing is known of %s", p.path, id)
			}
			met = append(met, f)
		}
	}
	t := r.m.desk.Traces(p.path, p.court, met)
	t.Print = r.m.config.PrintTraces
	return t, nil
}

// holder is the page at an address that shows figures.
func (m *model) holder(address string) *answered {
	i := slices.IndexFunc(m.lists, func(p *answered) bool { return p.path == address })
	if i >= 0 {
		return m.lists[i]
	}
	return m.intros[address]
}

// tracesIn are the names of the traces that the figures of a text have.
func tracesIn(text string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for {
			_, rest, ok := strings.Cut(text, ` data-trace="`)
			id, after, closed := strings.Cut(rest, `"`)
			if !ok || !closed || !yield(id) {
				return
			}
			text = after
		}
	}
}

// cardTexts are the parts of cards that have figures.
func cardTexts(cards []view.Card) (out []template.HTML) {
	for _, c := range cards {
		out = append(out, c.Value, c.Change)
	}
	return out
}

// storyTexts are those of stories.
func storyTexts(stories []view.Story) (out []template.HTML) {
	for _, s := range stories {
		out = append(out, s.Summary)
	}
	return out
}

// countTexts are those of counts by level.
func countTexts(counts []view.LevelCount) (out []template.HTML) {
	for _, c := range counts {
		out = append(out, c.Count)
	}
	return out
}

// registerHref is the address of the page that lists a register, from another
// page; "" when none does.
func (m *model) registerHref(from string, reg *register.Register) string {
	at := m.listsRegister(reg)
	if at == "" || from == at {
		return ""
	}
	return relative(from, at)
}
