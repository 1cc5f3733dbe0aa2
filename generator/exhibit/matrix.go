package exhibit

import (
	"html/template"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"gongbao/generator/diag"
	"gongbao/generator/figure"
	"gongbao/generator/markdown"
	"gongbao/generator/stats"
	"gongbao/generator/tomlfile"
	"gongbao/generator/view"
	"gongbao/generator/wording"
)

// matrixKeys is the body of a ```matrix block.
type matrixKeys struct {
	fieldKeys
	Layout string `toml:"layout"`
	Rank   bool   `toml:"rank"`
}

// The layouts of a matrix: what was reported, or one word on how it stands.
const (
	layoutValues = "values"
	layoutStatus = "status"
)

// matrix answers a ```matrix block; nil when it is wrong.
func (r *Resolver) matrix(b *markdown.Block) *view.Matrix {
	var keys matrixKeys
	f, ok := r.decode(b.Body, &keys)
	if !ok || !r.mayRank(f, keys) {
		return nil
	}
	fl, ok := r.readField(b, f, keys.fieldKeys)
	if !ok {
		return nil
	}
	if keys.Layout == layoutStatus && !r.canJudge(f, fl, keys.fieldKeys) {
		return nil
	}
	title, note := r.Text(keys.Title, f.ValuePos("title")), r.Text(keys.Note, f.ValuePos("note"))
	out := r.matrixOf(fl, keys.Layout, keys.Rank)
	out.Note = template.HTML(note.HTML())
	if keys.Title != "" {
		out.Caption = template.HTML(title.HTML())
	}
	return out
}

// mayRank checks the keys of a matrix that are its own.
func (r *Resolver) mayRank(f *tomlfile.File, keys matrixKeys) bool {
	if keys.Layout != "" && keys.Layout != layoutValues && keys.Layout != layoutStatus {
		known := []string{layoutValues, layoutStatus}
		r.bag.Add(diag.BadValue, f.Pos("layout"), diag.Args{"key": "layout", "value": keys.Layout, "want": strings.Join(known, " | "), "example": diag.Closest(keys.Layout, known)})
		return false
	}
	if keys.Rank && !r.desk.ranking {
		r.bag.Add(diag.RankingOff, f.Pos("rank"), nil)
		return false
	}
	return keys.Layout != layoutStatus || r.unused(f, "@not-in-status", "rank")
}

// matrixOf lays a field out.
func (r *Resolver) matrixOf(fl *field, layout string, rank bool) *view.Matrix {
	t := r.desk.words
	if layout == "" {
		layout = layoutValues
	}
	whose := t.Text("matrix.courts")
	if len(fl.courts) == 1 {
		whose = fl.courts[0].Name
	}
	out := &view.Matrix{ID: r.nextID("matrix"), Layout: layout, Caption: text(t.Text("matrix.caption."+layout, "period", wording.Period(t, fl.period), "whose", whose))}
	for _, c := range fl.courts {
		out.Courts = append(out.Courts, view.MatrixCourt{Name: c.Short, Whole: !r.desk.single(c, fl.courts)})
	}
	out.Columns = len(out.Courts) + 1
	var from sources
	ranked, grouped := false, fl.grouped()
	for i, ind := range fl.indicators {
		if layout == layoutStatus && !judgeable(ind) {
			continue // there is nothing to judge it by
		}
		row := view.MatrixRow{Name: ind.Name, Href: r.desk.href(r.path, ind), Unit: ind.Unit, Interval: intervalText(t, ind)}
		if ind.Direction != stats.NoDirection {
			row.Direction = t.Text("indicator.direction." + ind.Direction.String())
		}
		var ranks map[*stats.Court]*figure.Figure
		if rank {
			ranks = r.desk.ranks(fl, i)
			ranked = ranked || len(ranks) > 0
		}
		for _, court := range fl.courts {
			j := fl.cells[court][i]
			cell := view.MatrixCell{}
			if layout == layoutStatus {
				cell = r.statusCell(j, court, fl)
			} else {
				cell = r.valueCell(j, court, fl)
				if f := ranks[court]; f != nil {
					r.figure(f)
					cell.Rank = cellHTML(f, "")
				}
			}
			if j.err == nil {
				from.add(j.datum.Source)
			}
			if j.changeErr == nil {
				from.add(j.change.Source)
			}
			row.Cells = append(row.Cells, cell)
		}
		group := ""
		if grouped {
			group = wording.Type(t, ind.Type)
		}
		if n := len(out.Groups); n == 0 || out.Groups[n-1].Name != group {
			out.Groups = append(out.Groups, view.MatrixGroup{Name: group})
		}
		last := &out.Groups[len(out.Groups)-1]
		last.Rows = append(last.Rows, row)
	}
	out.Source = from.text(t)
	out.Legend = t.Text("matrix.legend." + layout)
	if ranked {
		out.Legend += t.Text("matrix.legend.ranked")
	}
	return out
}

// grouped reports whether the indicators stand type by type, so that the names
// of the types can stand above them.
func (fl *field) grouped() bool {
	var seen []string
	for _, ind := range fl.indicators {
		switch n := len(seen); {
		case ind.Type == "":
			return false
		case n > 0 && seen[n-1] == ind.Type:
		case slices.Contains(seen, ind.Type):
			return false
		default:
			seen = append(seen, ind.Type)
		}
	}
	return true
}

// single reports whether a court's values count no other court of the list:
// none stands below it, or its values are its own.
func (d *Desk) single(c *stats.Court, list []*stats.Court) bool {
	return c.Own || !slices.ContainsFunc(d.within(c), func(below *stats.Court) bool { return below != c && slices.Contains(list, below) })
}

// valueCell prints a value with its standing and its change.
func (r *Resolver) valueCell(j judged, court *stats.Court, fl *field) view.MatrixCell {
	t := r.desk.words
	if j.err != nil {
		cell := view.MatrixCell{Kind: "missing", Value: cellHTML(nil, r.absence(j, court, fl.period))}
		r.putChange(&cell, j)
		return cell
	}
	f := r.datum(j.datum, j.datum.Quantity.String())
	if j.datum.Status == stats.Provisional {
		r.note(t.Text("note.figure", "indicator", j.ind.Name, "note", t.Text("note.status.provisional")))
	}
	cell := view.MatrixCell{Value: cellHTML(f, "")}
	if j.against {
		r.rest(j.ind)
		cell.Kind = intervalKey(j.status)
		cell.Status = t.Text("standing." + cell.Kind)
	}
	r.putChange(&cell, j)
	if cell.Kind == "" && j.turned() {
		cell.Kind = turnKey(j.change.Better())
	}
	return cell
}

// putChange adds the change to a cell.
func (r *Resolver) putChange(cell *view.MatrixCell, j judged) {
	t := r.desk.words
	switch {
	case hasCode(j.changeErr, diag.ZeroBase):
		cell.Change = text(t.Text("matrix.zero_base"))
		return
	case j.changeErr != nil:
		return
	}
	w := wording.Change(t, j.change, wording.Year, true)
	cell.Turn, cell.Unit, cell.Arrow, cell.Trend = w.Before, w.After, arrows[j.change.Sign()], trendText(t, j.change)
	if j.ind.Change == stats.Points {
		cell.Unit, cell.Points = "", w.After
	}
	printed := w.Number
	if printed == "" { // 持平 is the figure
		cell.Turn, printed = "", w.Before
	}
	cell.Change = cellHTML(r.change(j.change, figure.YearOnYear, printed), "")
}

// statusCell is one word: how the value stands against its interval or, where
// there is none, which way it turned.
func (r *Resolver) statusCell(j judged, court *stats.Court, fl *field) view.MatrixCell {
	t := r.desk.words
	var f *figure.Figure
	cell := view.MatrixCell{}
	switch {
	case j.against:
		r.rest(j.ind)
		cell.Kind = intervalKey(j.status)
		f = figure.Datum(j.datum, t.Text("standing."+cell.Kind))
		f.Kind = "interval"
	case j.ind.Interval == nil && j.turned():
		cell.Kind = turnKey(j.change.Better())
		f = figure.Change(j.change, figure.YearOnYear.Key(), t.Text("standing."+cell.Kind))
	case j.err == nil: // there is a value, and nothing to hold it against
		return view.MatrixCell{Kind: "unknown", Value: text(t.Text("standing.unknown"))}
	default:
		return view.MatrixCell{Kind: "missing", Value: cellHTML(nil, r.absence(j, court, fl.period))}
	}
	r.show(f)
	cell.Value = cellHTML(f, "")
	return cell
}

// ranks are the places of the courts of a field by one indicator among those of
// their level, the best first; courts with the same printed value share a place.
// There are none where neither way is better, where counting rules differ, for a
// court that holds others and for one that is alone on its level.
func (d *Desk) ranks(fl *field, i int) map[*stats.Court]*figure.Figure {
	ind := fl.indicators[i]
	if ind.Direction == stats.NoDirection {
		return nil
	}
	type entry struct {
		court *stats.Court
		value decimal.Decimal // as printed
		from  *figure.Figure
	}
	levels := map[string][]entry{}
	basis, first := "", true
	for _, c := range fl.courts {
		j := fl.cells[c][i]
		if j.err != nil || !d.single(c, fl.courts) {
			continue
		}
		if !first && j.datum.Basis != basis {
			return nil
		}
		basis, first = j.datum.Basis, false
		q := j.datum.Quantity
		value := q.Printed()
		levels[c.Level] = append(levels[c.Level], entry{c, value, figure.Datum(j.datum, q.String()+wording.Unit(ind.Unit))})
	}
	t := d.words
	out := map[*stats.Court]*figure.Figure{}
	for _, list := range levels {
		if len(list) < 2 {
			continue
		}
		for _, e := range list {
			place, tied := 1, false
			for _, o := range list {
				switch diff := o.value.Cmp(e.value) * int(ind.Direction); {
				case diff > 0:
					place++
				case diff == 0 && o.court != e.court:
					tied = true
				}
			}
			key := "matrix.rank"
			if tied {
				key = "matrix.rank.tied"
			}
			n := strconv.Itoa(place)
			out[e.court] = figure.Tally("rank", t.Text(key, "n", n), n, t.Text("matrix.rank.rule", "n", len(list), "direction", t.Text("indicator.direction."+ind.Direction.String())), e.court, []*figure.Figure{e.from})
		}
	}
	return out
}
