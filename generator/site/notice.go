package site

// noticePart is a stretch of a notice that data made.
type noticePart struct {
	name  string // of its heading in the words of the theme
	wide  bool
	block any
}

// across is how many courts a table has at most on a sheet that stands upright.
const across = 5

// parts are those of a notice that data made, in the order of reading: what
// needs attention, then indicators, then courts. Nil for any other page.
func (p *answered) parts() []noticePart {
	n := p.made
	if n == nil {
		return nil
	}
	var out []noticePart
	add := func(name string, wide bool, b any) { out = append(out, noticePart{name, wide, b}) }
	if n.Standing != nil {
		add("standing", false, n.Standing)
	}
	if n.Cards != nil {
		add("cards", false, n.Cards)
	}
	if n.Status != nil {
		add("status", false, n.Status)
	}
	if n.Courts != nil {
		add("courts", false, n.Courts)
	}
	values := "values"
	if len(n.Values.Courts) == 1 {
		values = "indicators"
	}
	add(values, len(n.Values.Courts) > across, n.Values)
	return out
}
