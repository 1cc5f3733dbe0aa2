package exhibit

import (
	"fmt"
	"gongbao/generator/diag"
	"gongbao/generator/period"
	"gongbao/generator/register"
	"gongbao/generator/stats"
	"gongbao/generator/tomlfile"
)

// selection is what a chart or table asks of the statistics.
type selection struct {
	indicators []*stats.Indicator
	periods    []period.Period
	courts     []*stats.Court
	category   *stats.Category
}

// selectKeys are the keys of a block that make a selection.
type selectKeys struct {
	Indicators []string `toml:"indicators"`
	Periods    any      `toml:"periods"`
	Courts     []string `toml:"courts"`
	Category   string   `toml:"category"`
	Measure    string   `toml:"measure"`
}

// all is the word for every court of the site.
const all = "*"

// choose looks the names of a block up; ok is false when one is wrong. What a
// block leaves out is the page's own period and court.
func (r *Resolver) choose(f *tomlfile.File, keys selectKeys) (s selection, ok bool) {
	ok = true
	for i, name := range keys.Indicators {
		ind, err := r.desk.stats.Indicator(name)
		if r.fail(err, f.Pos(fmt.Sprintf("indicators[%d]", i))) {
			ok = false
			continue
		}
		s.indicators = append(s.indicators, ind)
	}
	if keys.Category != "" {
		c, err := r.desk.stats.Category(keys.Category)
		if r.fail(err, f.Pos("category")) {
			ok = false
		}
		s.category = c
	}
	for i, name := range keys.Courts {
		if name == all {
			s.courts = append(s.courts, r.desk.stats.Courts()...)
			continue
		}
		c, err := r.desk.stats.Court(name)
		if r.fail(err, f.Pos(fmt.Sprintf("courts[%d]", i))) {
			ok = false
			continue
		}
		s.courts = append(s.courts, c)
	}
	if len(keys.Courts) == 0 && r.ctx.Court != nil {
		s.courts = []*stats.Court{r.ctx.Court}
	}
	var periodsOK bool
	s.periods, periodsOK = r.periods(f, keys.Periods)
	return s, ok && periodsOK && len(s.courts) > 0
}

// periods reads a range, a period or a list of either.
func (r *Resolver) periods(f *tomlfile.File, v any) ([]period.Period, bool) {
	var texts []string
	switch v := v.(type) {
	case nil:
		if r.ctx.Period.IsZero() {
			r.bag.Add(diag.MissingKey, f.Pos(""), diag.Args{"key": "periods", "example": `periods = "2020..2024"`})
			return nil, false
		}
		return []period.Period{r.ctx.Period}, true
	case string:
		texts = []string{v}
	case int64:
		texts = []string{fmt.Sprint(v)}
	case []any:
		for _, e := range v {
			texts = append(texts, fmt.Sprint(e))
		}
	default:
		r.bag.Add(diag.BadPeriod, f.Pos("periods"), diag.Args{"period": fmt.Sprint(v)})
		return nil, false
	}
	var out []period.Period
	for _, t := range texts {
		ps, err := period.ParseRange(t)
		if err != nil {
			r.bag.Add(diag.BadPeriod, f.Pos("periods"), diag.Args{"period": t})
			return nil, false
		}
		out = append(out, ps...)
	}
	return out, true
}

// rows are the rows of a breakdown table below its root.
func (r *Resolver) rows(c *stats.Category) []*stats.Category {
	var out []*stats.Category
	for _, id := range c.Children {
		if child, err := r.desk.stats.Category(id); err == nil {
			out = append(out, child)
		}
	}
	return out
}

// registerOf finds the register that a block names.
func (r *Resolver) registerOf(f *tomlfile.File, name, filter string) (*register.Register, []register.Entry, bool) {
	known := make([]string, 0, len(r.desk.registers))
	for _, reg := range r.desk.registers {
		known = append(known, reg.ID)
		if reg.ID != name && reg.Name != name {
			continue
		}
		fl, err := reg.Filter(filter)
		if r.fail(err, f.Pos("filter")) {
			return nil, nil, false
		}
		return reg, reg.Select(fl), true
	}
	if name == "" {
		r.bag.Add(diag.MissingKey, f.Pos(""), diag.Args{"key": "register", "example": `register = "honors"`})
		return nil, nil, false
	}
	r.bag.Add(diag.UnknownRegister, f.Pos("register"), diag.Args{"name": name, "suggestion": diag.Closest(name, known)})
	return nil, nil, false
}
