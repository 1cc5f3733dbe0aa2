package exhibit

import (
	"cmp"
	"errors"
	"fmt"
	"html"
	"html/template"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gongbao/generator/diag"
	"gongbao/generator/figure"
	"gongbao/generator/hyphen"
	"gongbao/generator/markdown"
	"gongbao/generator/period"
	"gongbao/generator/stats"
	"gongbao/generator/tomlfile"
	"gongbao/generator/wording"
)

// field is courts × indicators at one time, each judged: against the
// acceptable interval and against the year before.
type field struct {
	indicators []*stats.Indicator
	courts     []*stats.Court
	period     period.Period
	cells      map[*stats.Court][]judged // as indicators
}

// judged is an indicator of a court with all that can be said of it.
type judged struct {
	ind       *stats.Indicator
	datum     stats.Datum
	err       error // why there is no datum
	status    stats.IntervalStatus
	against   bool // there is a status
	change    stats.Change
	changeErr error // why there is no change
}

// fieldKeys are the keys of a block that make a field.
type fieldKeys struct {
	Title      string   `toml:"title"`
	Indicators []string `toml:"indicators"`
	Courts     []string `toml:"courts"`
	Period     string   `toml:"period"`
	Note       string   `toml:"note"`
}

// readField makes the field of a block. What it leaves out is the page's own
// period, its court with all that stand below it, and what was reported of the
// system of indicators.
func (r *Resolver) readField(b *markdown.Block, f *tomlfile.File, keys fieldKeys) (*field, bool) {
	if keys.Period == "" && r.ctx.Period.IsZero() {
		r.bag.Add(diag.MissingKey, f.Pos(""), diag.Args{"key": "period", "example": `period = "2025Q1"`})
		return nil, false
	}
	periods, periodOK := r.onePeriod(f, keys.Period)
	sel, ok := r.choose(f, selectKeys{Indicators: keys.Indicators, Courts: keys.Courts, Periods: periods})
	if !ok || !periodOK {
		return nil, false
	}
	if len(keys.Courts) == 0 {
		sel.courts = r.desk.within(r.ctx.Court)
	}
	if len(keys.Indicators) == 0 {
		if sel.indicators = r.desk.reported(sel.courts, sel.periods[0]); len(sel.indicators) == 0 {
			r.bag.Add(diag.MissingKey, b.Pos, diag.Args{"key": "indicators", "example": `indicators = ["close_rate", "on_time_rate"]`})
			return nil, false
		}
	}
	out := r.desk.field(sel.indicators, sel.courts, sel.periods[0])
	for i := range out.indicators {
		var missing error
		found := false
		for _, court := range out.courts {
			j := out.cells[court][i]
			found = found || j.err == nil || j.changeErr == nil
			switch {
			case j.err == nil:
			case !isMissing(j.err) && !undivided(j.err):
				r.fail(j.err, b.Pos)
				return nil, false
			default:
				missing = cmp.Or(missing, j.err)
			}
		}
		if !found && len(keys.Indicators) > 0 { // a row of nothing, which somebody asked for by its name
			r.fail(missing, f.Pos(fmt.Sprintf("indicators[%d]", i)))
			return nil, false
		}
	}
	if !out.known() { // a year that was mistyped would be a table of dashes
		r.fail(out.cells[out.courts[0]][0].err, b.Pos)
		return nil, false
	}
	return out, true
}

// known reports whether anything at all is known of the period.
func (fl *field) known() bool {
	for _, cells := range fl.cells {
		if slices.ContainsFunc(cells, func(j judged) bool {
			return j.err == nil || j.changeErr == nil || undivided(j.err) || hasCode(j.err, diag.ValueAbsent)
		}) {
			return true
		}
	}
	return false
}

// canJudge reports indicators that a block names although they are only counted:
// no interval says what is good, and neither way is better.
func (r *Resolver) canJudge(f *tomlfile.File, fl *field, keys fieldKeys) bool {
	if len(keys.Indicators) == 0 {
		return true
	}
	for i, ind := range fl.indicators {
		if !judgeable(ind) {
			r.bag.Add(diag.NoInterval, f.Pos(fmt.Sprintf("indicators[%d]", i)), diag.Args{"indicator": ind.Name}, ind.Pos)
			return false
		}
	}
	return true
}

func judgeable(ind *stats.Indicator) bool {
	return ind.Interval != nil || ind.Direction != stats.NoDirection
}

// field asks for all cells.
func (d *Desk) field(indicators []*stats.Indicator, courts []*stats.Court, p period.Period) *field {
	out := &field{indicators: indicators, courts: courts, period: p, cells: map[*stats.Court][]judged{}}
	for _, court := range courts {
		for _, ind := range indicators {
			out.cells[court] = append(out.cells[court], d.judge(ind, court, p))
		}
	}
	return out
}

func (d *Desk) judge(ind *stats.Indicator, court *stats.Court, p period.Period) judged {
	j := judged{ind: ind}
	if j.datum, j.err = d.stats.Value(ind, court, p); j.err == nil && ind.Interval != nil {
		status, err := j.datum.Against()
		j.status, j.against = status, err == nil
	}
	j.change, j.changeErr = figure.YearOnYear.Ask(d.stats, ind, court, p)
	return j
}

// turned reports whether there is a change of which one way would be better.
func (j judged) turned() bool { return j.changeErr == nil && j.ind.Direction != stats.NoDirection }

// within is a court and all that stand below it, in the order of courts.toml.
func (d *Desk) within(root *stats.Court) []*stats.Court {
	inside := map[*stats.Court]bool{root: true}
	var enter func(*stats.Court)
	enter = func(c *stats.Court) {
		for _, child := range d.stats.Children(c) {
			if !inside[child] { // courts in a circle were told of
				inside[child] = true
				enter(child)
			}
		}
	}
	enter(root)
	return slices.DeleteFunc(slices.Clone(d.stats.Courts()), func(c *stats.Court) bool { return !inside[c] })
}

// reported are the indicators of the system (those with a type) that courts
// report for such a period: now, or a year ago, so that one which was forgotten
// is seen to be missing. They stand in the order of indicators.toml, type by
// type.
func (d *Desk) reported(courts []*stats.Court, p period.Period) []*stats.Indicator {
	told := func(ind *stats.Indicator, p period.Period) bool {
		return ind.ValidAt(p) && slices.ContainsFunc(courts, func(c *stats.Court) bool {
			if _, absent := d.stats.Absent(ind, c, p); absent {
				return true
			}
			_, err := d.stats.Value(ind, c, p)
			return err == nil || undivided(err) || d.stats.ChangePublished(ind, c, p)
		})
	}
	types := stats.Types()
	var out []*stats.Indicator
	for _, ind := range d.stats.Indicators() {
		if ind.Type != "" && ind.ValidAt(p) && (told(ind, p) || told(ind, p.YearBefore())) {
			out = append(out, ind)
		}
	}
	slices.SortStableFunc(out, func(a, b *stats.Indicator) int {
		return cmp.Compare(slices.Index(types, a.Type), slices.Index(types, b.Type))
	})
	return out
}

// hasCode tells problems apart.
func hasCode(err error, code diag.Code) bool {
	var problem *diag.Problem
	return errors.As(err, &problem) && problem.Code == code
}

// undivided tells a quotient whose denominator is zero: a court that had no such
// case has no such rate, and nobody made a mistake.
func undivided(err error) bool { return hasCode(err, diag.ZeroDenominator) }

// absence is what is printed where there is no value.
func (r *Resolver) absence(j judged, court *stats.Court, p period.Period) string {
	t := r.desk.words
	if undivided(j.err) {
		return t.Text("matrix.undivided")
	}
	if a, ok := r.desk.stats.Absent(j.ind, court, p); ok && a.Word != "-" {
		return a.Word
	}
	return t.Text("missing")
}

// resting is a source of acceptable intervals and whose they are.
type resting struct {
	source string
	names  []string
	note   int // its place among the notes
}

// rest notes on what a judgement against an interval rests.
func (r *Resolver) rest(ind *stats.Indicator) {
	if ind.Interval == nil || ind.Interval.Source == "" {
		return
	}
	i := slices.IndexFunc(r.rests, func(x resting) bool { return x.source == ind.Interval.Source })
	if i < 0 {
		i = len(r.rests)
		r.rests = append(r.rests, resting{source: ind.Interval.Source, note: len(r.Notes)})
		r.Notes = append(r.Notes, "")
	}
	x := &r.rests[i]
	if !slices.Contains(x.names, ind.Name) {
		x.names = append(x.names, ind.Name)
	}
	t := r.desk.words
	r.Notes[x.note] = t.Text("note.interval", "names", wording.Join(t, x.names), "source", x.source)
}

// restFigure is rest for a figure that says such a judgement.
func (r *Resolver) restFigure(f *figure.Figure) {
	if f.Kind != "interval" {
		return
	}
	if ind, err := r.desk.stats.Indicator(f.Indicator); err == nil {
		r.rest(ind)
	}
}

var element = regexp.MustCompile(`<[^>]*>`)

// compose fills a text of the interface in which some of the values are markup.
func compose(t wording.Words, key string, args ...any) template.HTML {
	filled := slices.Clone(args)
	var marks []string
	for i, a := range args {
		if markup, ok := a.(template.HTML); ok {
			m := mark + strconv.Itoa(i) + mark
			filled[i] = wording.Value{Printed: m, Of: element.ReplaceAllString(string(markup), "")}
			marks = append(marks, m, string(markup))
		}
	}
	return template.HTML(strings.NewReplacer(marks...).Replace(hyphen.HTML(t.Text(key, filled...))))
}

// join puts a separator of the interface between pieces of markup.
func join(pieces []template.HTML, separator string) template.HTML {
	var b strings.Builder
	for i, p := range pieces {
		if i > 0 {
			b.WriteString(html.EscapeString(separator))
		}
		b.WriteString(string(p))
	}
	return template.HTML(b.String())
}
