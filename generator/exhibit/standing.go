package exhibit

import (
	"html/template"
	"slices"
	"strconv"

	"github.com/shopspring/decimal"

	"gongbao/generator/figure"
	"gongbao/generator/markdown"
	"gongbao/generator/stats"
	"gongbao/generator/view"
	"gongbao/generator/wording"
)

// standing answers a ```standing block; nil when it is wrong.
func (r *Resolver) standing(b *markdown.Block) *view.Standing {
	var keys fieldKeys
	f, ok := r.decode(b.Body, &keys)
	if !ok {
		return nil
	}
	fl, ok := r.readField(b, f, keys)
	if !ok || !r.canJudge(f, fl, keys) {
		return nil
	}
	title, note := r.Text(keys.Title, f.ValuePos("title")), r.Text(keys.Note, f.ValuePos("note"))
	first := fl.courts[0]
	out := &view.Standing{ID: r.nextID("standing"), Title: template.HTML(title.HTML()), Note: template.HTML(note.HTML())}
	for _, s := range r.sentences(fl, first, false) {
		out.Sentences = append(out.Sentences, s.HTML)
		r.tell(s)
	}
	if len(out.Sentences) == 0 {
		out.Sentences = []template.HTML{text(r.desk.words.Text("standing.nothing"))}
	}
	out.Lists = r.lists(fl, first)
	out.Courts = r.courtLines(fl)
	return out
}

// nextID names a block after its kind and how many of them stand before it.
func (r *Resolver) nextID(kind string) string {
	r.count[kind]++
	return kind + "-" + strconv.Itoa(r.count[kind])
}

// tell notes the figures of a sentence that is printed.
func (r *Resolver) tell(s Sentence) {
	for _, f := range s.Figures {
		r.show(f)
		for _, in := range f.Inputs {
			r.basis(in.Basis)
		}
	}
}

// courtLines say in a sentence each how the courts after the first stand.
func (r *Resolver) courtLines(fl *field) []view.CourtStanding {
	t := r.desk.words
	var out []view.CourtStanding
	for _, court := range fl.courts[1:] {
		var said []template.HTML
		for _, s := range r.sentences(fl, court, true) {
			said = append(said, s.HTML)
			r.tell(s)
		}
		line := view.CourtStanding{Name: court.Name, Text: text(t.Text("standing.nothing"))}
		if len(said) > 0 {
			line.Text = join(said, "")
		}
		out = append(out, line)
	}
	return out
}

// sentences say how a court stands: against the intervals, and against the year
// before. named tells which indicators miss their interval; else a list beside
// the sentences does.
func (r *Resolver) sentences(fl *field, court *stats.Court, named bool) []Sentence {
	var out []Sentence
	for _, s := range []Sentence{r.intervalSentence(fl, court, named), r.trendSentence(fl, court)} {
		if s.HTML != "" {
			out = append(out, s)
		}
	}
	return out
}

// tallying writes a sentence of counts.
type tallying struct {
	*Resolver
	court *stats.Court
	out   Sentence
}

// number is a count as a figure with its trace, together with its measure word;
// rule says what was counted.
func (s *tallying) number(of []*figure.Figure, rule string) template.HTML {
	n := strconv.Itoa(len(of))
	figure := s.figure(figure.Tally("count", n, n, rule, s.court, of))
	return `<span class="nb">` + compose(s.desk.words, "standing.count", "n", figure) + `</span>`
}

func (s *tallying) figure(f *figure.Figure) template.HTML {
	s.out.Figures = append(s.out.Figures, f)
	return figureHTML(f, "")
}

// intervalKeys name the states against an interval in keys of the interface, the
// best first.
var intervalKeys = []struct {
	status stats.IntervalStatus
	key    string
}{{stats.Beyond, "above"}, {stats.Inside, "in"}, {stats.Below, "below"}}

func intervalKey(s stats.IntervalStatus) string {
	for _, k := range intervalKeys {
		if k.status == s {
			return k.key
		}
	}
	return ""
}

// intervalSentence: 设有合理区间的12项指标中，11项优于合理区间，1项处于合理区间，达标率100%。
// Within its interval or beyond it on the better side, an indicator 达标. What
// has no value was not judged and is told of apart.
func (r *Resolver) intervalSentence(fl *field, court *stats.Court, named bool) Sentence {
	t := r.desk.words
	s := &tallying{Resolver: r, court: court}
	by := map[stats.IntervalStatus][]*figure.Figure{}
	var all, met []*figure.Figure
	var missed []string
	var why []string // the words that stand for values
	lacking := map[string][]string{}
	for _, j := range fl.cells[court] {
		switch {
		case j.ind.Interval == nil:
			continue
		case !j.against:
			word := r.absence(j, court, fl.period)
			if word == t.Text("missing") {
				word = t.Text("standing.no_value")
			}
			if !slices.Contains(why, word) {
				why = append(why, word)
			}
			lacking[word] = append(lacking[word], j.ind.Name)
			continue
		}
		r.rest(j.ind)
		f := figure.Datum(j.datum, j.datum.Quantity.String()+wording.Unit(j.ind.Unit))
		all, by[j.status] = append(all, f), append(by[j.status], f)
		if j.status == stats.Below {
			missed = append(missed, j.ind.Name)
		} else {
			met = append(met, f)
		}
	}
	if len(all) == 0 {
		return Sentence{}
	}
	total := s.number(all, t.Text("standing.rule.intervals"))
	var parts []template.HTML
	for _, k := range intervalKeys {
		if len(by[k.status]) == 0 {
			continue
		}
		part := compose(t, "standing.count."+k.key, "n", s.number(by[k.status], t.Text("interval."+k.key)))
		if k.status == stats.Below && named {
			part = compose(t, "standing.named", "count", part, "names", wording.Join(t, missed))
		}
		parts = append(parts, part)
	}
	rate := decimal.NewFromInt(int64(100*len(met))).DivRound(decimal.NewFromInt(int64(len(all))), 6)
	printed := rate.Round(1).String() // 91.7, and 100 where none is missed
	rateHTML := s.figure(figure.Tally("share", printed+"%", rate.String(), t.Text("standing.rule.met"), court, all))
	s.out.HTML = compose(t, "standing.intervals", "n", total, "counts", join(parts, t.Text("standing.comma")), "rate", rateHTML)
	for _, word := range why {
		s.out.HTML += text(t.Text("standing.unjudged", "names", wording.Join(t, lacking[word]), "why", word))
	}
	return s.out
}

// turns are the ways a change can go, the better first.
var turns = []struct {
	better int
	key    string
}{{1, "better"}, {0, "same"}, {-1, "worse"}}

func turnKey(better int) string {
	for _, k := range turns {
		if k.better == better {
			return k.key
		}
	}
	return ""
}

// trendSentence: 18项指标中，同比趋优12项、持平1项、趋劣5项。 Only indicators of which
// one way is better and the year before is known are counted so.
func (r *Resolver) trendSentence(fl *field, court *stats.Court) Sentence {
	t := r.desk.words
	s := &tallying{Resolver: r, court: court}
	by := map[int][]*figure.Figure{}
	var all []*figure.Figure
	reported := 0
	for _, j := range fl.cells[court] {
		if j.err == nil || j.changeErr == nil {
			reported++
		}
		if j.turned() {
			f := changeFigure(t, j.change)
			all, by[j.change.Better()] = append(all, f), append(by[j.change.Better()], f)
		}
	}
	if len(all) == 0 {
		return Sentence{}
	}
	total := s.number(all, t.Text("standing.rule.compared"))
	var parts []template.HTML
	for _, k := range turns {
		if len(by[k.better]) > 0 {
			parts = append(parts, compose(t, "standing.turn."+k.key, "n", s.number(by[k.better], t.Text("standing.rule."+k.key))))
		}
	}
	key := "standing.trend"
	if reported > len(all) {
		key = "standing.trend.some"
	}
	s.out.HTML = compose(t, key, "n", total, "counts", join(parts, t.Text("list.comma")))
	return s.out
}

// changeFigure is the figure of a change with its direction and unit.
func changeFigure(t wording.Words, c stats.Change) *figure.Figure {
	return figure.Change(c, figure.YearOnYear.Key(), wording.Change(t, c, wording.Year, true).String())
}

// lists name the indicators of a court that miss their interval, and those that
// turned for the worse or for the better, each with its figure.
func (r *Resolver) lists(fl *field, court *stats.Court) []view.StandingList {
	t := r.desk.words
	lists := []view.StandingList{
		{Kind: "below", Name: t.Text("standing.list.below")}, {Kind: "worse", Name: t.Text("standing.list.worse")}, {Kind: "better", Name: t.Text("standing.list.better")},
	}
	for _, j := range fl.cells[court] {
		item := view.StandingItem{Name: j.ind.Name, Href: r.desk.href(r.path, j.ind)}
		if j.against && j.status == stats.Below {
			r.rest(j.ind)
			f := r.datum(j.datum, j.datum.Quantity.String()+wording.Unit(j.ind.Unit))
			item := item
			item.Text = compose(t, "standing.item.below", "value", figureHTML(f, ""), "interval", intervalText(t, j.ind))
			lists[0].Items = append(lists[0].Items, item)
		}
		if !j.turned() || j.change.Better() == 0 {
			continue
		}
		f := changeFigure(t, j.change)
		r.show(f)
		item.Text = figureHTML(f, "")
		i := 1
		if j.change.Better() > 0 {
			i = 2
		}
		lists[i].Items = append(lists[i].Items, item)
	}
	var out []view.StandingList
	for _, l := range lists {
		if len(l.Items) > 0 {
			out = append(out, l)
		}
	}
	return out
}
