package exhibit

import (
	"fmt"
	"slices"
	"strings"

	"gongbao/generator/diag"
	"gongbao/generator/period"
	"gongbao/generator/register"
	"gongbao/generator/stats"
	"gongbao/generator/tomlfile"
)

// selection is what a chart or table asks of the statistics.
type selection struct {
	indicators []*stats.Indicator
	periods    []period.Period // sorted, each once, at least one
	courts     []*stats.Court  // each once, at least one
	category   *stats.Category
	measures   []*stats.Indicator // the columns of category; all of them unless the block names one
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
	ok = r.category(f, keys, &s) && ok
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
	s.courts = once(s.courts)
	if len(keys.Courts) == 0 && r.ctx.Court != nil {
		s.courts = []*stats.Court{r.ctx.Court}
	}
	var periodsOK bool
	s.periods, periodsOK = r.periods(f, keys)
	return s, ok && periodsOK && len(s.courts) > 0
}

// once drops what stands in a list already.
func once(courts []*stats.Court) []*stats.Court {
	var out []*stats.Court
	for _, c := range courts {
		if !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}

// category looks up a breakdown and the measures that a block wants of it.
func (r *Resolver) category(f *tomlfile.File, keys selectKeys, s *selection) (ok bool) {
	if keys.Category == "" {
		return r.unused(f, "@only-with-category", "measure")
	}
	ok = r.unused(f, "@not-with-category", "indicators")
	c, err := r.desk.stats.Category(keys.Category)
	if r.fail(err, f.Pos("category")) {
		return false
	}
	s.category = c
	for _, m := range c.Measures {
		if ind, err := r.desk.stats.Indicator(m); err == nil { // else reported where the category is declared
			s.measures = append(s.measures, ind)
		}
	}
	if keys.Measure == "" {
		return ok
	}
	ind, err := r.desk.stats.Indicator(keys.Measure)
	if r.fail(err, f.Pos("measure")) {
		return false
	}
	if !slices.Contains(s.measures, ind) {
		r.bag.Add(diag.BadValue, f.Pos("measure"), diag.Args{
			"key": "measure", "value": keys.Measure, "want": strings.Join(c.Measures, " | "), "example": diag.Closest(keys.Measure, c.Measures),
		})
		return false
	}
	s.measures = []*stats.Indicator{ind}
	return ok
}

// periods reads a range, a period or a list of either, and puts them in order:
// what is shown side by side runs through time.
func (r *Resolver) periods(f *tomlfile.File, keys selectKeys) ([]period.Period, bool) {
	bad := func(at, text string) ([]period.Period, bool) {
		r.bag.Add(diag.BadPeriod, f.Pos(at), diag.Args{"period": text})
		return nil, false
	}
	type entry struct{ at, text string }
	var entries []entry
	switch v := keys.Periods.(type) {
	case nil:
		if r.ctx.Period.IsZero() {
			r.bag.Add(diag.MissingKey, f.Pos(""), diag.Args{"key": "periods", "example": `periods = "2020..2024"`})
			return nil, false
		}
		return []period.Period{r.ctx.Period}, true
	case string:
		entries = []entry{{"periods", v}}
	case int64:
		entries = []entry{{"periods", fmt.Sprint(v)}}
	case []any:
		for i, e := range v {
			entries = append(entries, entry{fmt.Sprintf("periods[%d]", i), fmt.Sprint(e)})
		}
	}
	if len(entries) == 0 {
		return bad("periods", f.Raw("periods"))
	}
	var out []period.Period
	for _, e := range entries {
		ps, err := period.ParseRange(e.text)
		if err != nil {
			return bad(e.at, e.text)
		}
		out = append(out, ps...)
	}
	slices.SortFunc(out, period.Period.Compare)
	return slices.Compact(out), true
}

// onePeriod reads the key period of a block that tells of one time.
func (r *Resolver) onePeriod(f *tomlfile.File, text string) (any, bool) {
	if text == "" {
		return nil, true
	}
	if _, err := period.Parse(text); err != nil {
		want := diag.Diagnostic{Code: diag.BadPeriod, Pos: f.Pos("period"), Args: diag.Args{"period": text}}
		if _, err := period.ParseRange(text); err == nil {
			want.Code, want.Args = diag.BadValue, diag.Args{"key": "period", "value": text, "want": "@one-period"}
		}
		r.bag.Put(want)
		return nil, false
	}
	return text, true
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

// crossing is the indicator of a row and a measure; nil when there is none.
func (r *Resolver) crossing(row *stats.Category, measure *stats.Indicator) *stats.Indicator {
	ind, err := r.desk.stats.Indicator(row.ID + "." + measure.ID)
	if err != nil {
		return nil
	}
	return ind
}

// registerOf finds the register that a block names.
func (r *Resolver) registerOf(f *tomlfile.File, name, filter string) (*register.Register, []register.Entry, bool) {
	if name == "" {
		r.bag.Add(diag.MissingKey, f.Pos(""), diag.Args{"key": "register", "example": `register = "honors"`})
		return nil, nil, false
	}
	reg := register.Find(r.desk.registers, name)
	if reg == nil {
		known := make([]string, len(r.desk.registers))
		for i, reg := range r.desk.registers {
			known[i] = reg.ID
		}
		r.bag.Add(diag.UnknownRegister, f.Pos("register"), diag.Args{"name": name, "suggestion": diag.Closest(name, known)})
		return nil, nil, false
	}
	fl, err := reg.Filter(filter)
	if r.fail(err, f.Pos("filter")) {
		return nil, nil, false
	}
	return reg, reg.Select(fl), true
}
