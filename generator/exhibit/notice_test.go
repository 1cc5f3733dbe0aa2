package exhibit

import (
	"strings"

	"gongbao/generator/view"
)

func (p *printer) notice(n *Notice) {
	if n == nil {
		p.line("nothing to tell of")
		return
	}
	p.line("%s", p.html(n.Lead.HTML))
	if n.Standing != nil {
		p.standing(n.Standing)
	}
	if n.Cards != nil {
		for _, c := range n.Cards.Items {
			p.card(c)
		}
	}
	if n.Status != nil {
		p.matrix(n.Status)
	}
	if n.Courts != nil {
		p.standing(n.Courts)
	}
	p.matrix(n.Values)
}

func (p *printer) standing(s *view.Standing) {
	p.line("%s", s.ID)
	p.field("title", s.Title)
	for _, text := range s.Sentences {
		p.line("%s", p.html(text))
	}
	for _, l := range s.Lists {
		p.line("%s:", l.Name)
		for _, item := range l.Items {
			p.line("  %s %s", item.Name, p.html(item.Text))
		}
	}
	for _, c := range s.Courts {
		p.line("%s: %s", c.Name, p.html(c.Text))
	}
	p.field("note", s.Note)
}

func (p *printer) matrix(m *view.Matrix) {
	p.line("%s %s: %s", m.ID, m.Layout, p.html(m.Caption))
	var head []string
	for _, c := range m.Courts {
		if c.Whole {
			c.Name = "*" + c.Name
		}
		head = append(head, c.Name)
	}
	p.line("  | %s", strings.Join(head, " | "))
	for _, g := range m.Groups {
		p.line("  %s", g.Name)
		for _, row := range g.Rows {
			cells := []string{row.Name}
			for _, more := range []string{row.Unit, row.Direction, row.Interval} {
				if more != "" {
					cells[0] += " " + more
				}
			}
			for _, c := range row.Cells {
				said := []string{c.Kind + ":" + p.html(c.Value)}
				for _, more := range []string{c.Status, c.Arrow, c.Turn + p.html(c.Change) + c.Unit + c.Points, c.Trend, p.html(c.Rank)} {
					if more != "" {
						said = append(said, more)
					}
				}
				cells = append(cells, strings.Join(said, " "))
			}
			p.line("  | %s", strings.Join(cells, " | "))
		}
	}
	p.line("legend: %s", m.Legend)
	p.field("source", m.Source)
	p.field("note", m.Note)
}
