package importer

import (
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongbao/generator/diag"
	"gongbao/generator/importer/spoken"
	"gongbao/generator/period"
	"gongbao/generator/sheet"
	"gongbao/generator/stats"
)

// reader takes the values out of the sheets of a file.
type reader struct {
	names *names
	opts  *Options
	bag   *diag.Bag

	items     []*item
	bySubject map[subject]*item
	origins   map[origin]*origin
	shares    map[*stats.Indicator]*share // of the sheet that is read
	rounded   map[*stats.Indicator]int
}

// share is what the cells of one percentage have in common, from which it is
// known how they are meant.
type share struct {
	doubt   *item // the first that may be a fraction
	sure    bool
	general []*item // those without a number format
	places  int32   // the most that one of them shows
}

func newReader(n *names, opts *Options, bag *diag.Bag) *reader {
	return &reader{names: n, opts: opts, bag: bag, bySubject: map[subject]*item{}, origins: map[origin]*origin{}, rounded: map[*stats.Indicator]int{}}
}

func (r *reader) origin(o origin) *origin {
	if known := r.origins[o]; known != nil {
		return known
	}
	r.origins[o] = &o
	return &o
}

// context is what a sheet says of all its values.
type context struct {
	span   spoken.Span
	court  *stats.Court
	units  []spoken.Unit // of the line above the table
	source string
}

// around reads what stands about a table: its title, the line with the unit,
// the notes, the names of sheet and file.
func around(g *grid, file string, n *names, headerTop, bodyTop int) (c context, titles []string) {
	for row := 1; row <= g.Rows; row++ {
		if row >= headerTop && row < bodyTop {
			continue
		}
		var texts []string
		if row < headerTop {
			texts = g.texts(row)
		} else if text, ok := g.banner(row); ok {
			texts = []string{text}
		}
		for _, text := range texts {
			if c.source == "" {
				c.source = spoken.SourceIn(text)
			}
			if row >= headerTop {
				continue
			}
			if units := spoken.CaptionUnits(text); units != nil {
				c.units = units
			} else {
				titles = append(titles, text)
			}
		}
	}
	for _, name := range append([]string{g.Name}, titles...) {
		if c.court == nil {
			c.court = n.court(name)
		}
	}
	return c, titles
}

// sheet reads one sheet by a table of the mapping.
func (r *reader) sheet(t *table, g *grid, file string) {
	g.hidden = t.Hidden
	r.shares = map[*stats.Indicator]*share{}
	from, to := t.Header[0], t.Header[len(t.Header)-1]
	ctx, titles := around(g, file, r.names, from, to+1)
	when, clash := spoken.When(titles, g.Name, strings.TrimSuffix(file, path.Ext(file)))
	switch {
	case r.opts.Period != (period.Period{}):
		ctx.span = spoken.SpanOf(r.opts.Period)
	case t.Period != "":
		p, _ := period.Parse(t.Period) // checked with the mapping
		ctx.span = spoken.SpanOf(p)
	case clash != [2]string{}:
		r.bag.Add(diag.ImportPeriod, g.pos(from, 1, clash[0]), diag.Args{"sheet": g.Name, "first": clash[0], "second": clash[1]})
		return
	default:
		ctx.span = when
	}
	if t.Court != "" {
		ctx.court, _ = r.names.store.Court(t.Court)
	}
	if ctx.court == nil && t.Court == "" {
		ctx.court = root(r.names.store)
	}
	if t.Source != "" {
		ctx.source = t.Source
	}
	if r.opts.Cite != "" {
		ctx.source = r.opts.Cite
	}
	r.hiddenParts(g, from)
	if t.Layout == longRows {
		r.long(t, g, ctx)
	} else {
		r.wide(t, g, ctx)
	}
	r.settleShares()
}

// root is the court above all others.
func root(store *stats.Store) *stats.Court {
	for _, c := range store.Courts() {
		if c.Parent == "" {
			return c
		}
	}
	return nil
}

// hiddenParts tells what of a sheet is passed over because it is not shown.
func (r *reader) hiddenParts(g *grid, header int) {
	var rows, cols []string
	for row := 1; row <= g.Rows; row++ {
		if g.skipRow(row) && !g.empty(row) {
			rows = append(rows, strconv.Itoa(row))
		}
	}
	for col := 1; col <= g.Cols; col++ {
		if g.skipCol(col) {
			cols = append(cols, columnName(col))
		}
	}
	if len(rows)+len(cols) > 0 {
		r.bag.Add(diag.ImportHidden, diag.Pos{File: g.file}, diag.Args{"sheet": g.Name, "rows": runs(rows), "columns": runs(cols), "parts": runs(append(rows, cols...))})
	}
}

func columnName(col int) string { return strings.TrimRight(sheet.Ref(1, col), "0123456789") }

// runs lists what is passed over, the first few by name.
func runs(list []string) string {
	const most = 8
	if len(list) > most {
		return strings.Join(list[:most], ", ") + " … (" + strconv.Itoa(len(list)) + ")"
	}
	return strings.Join(list, ", ")
}

// axis is a row or column of a wide table.
type axis struct {
	n int // its number
	target
	unit spoken.Unit
	name string
}

// place finds what the mapping says of a row or column: by its whole name, by
// the name without unit, by its letter or number.
func placeIn(list map[string]string, names ...string) (to, by string, ok bool) {
	for _, name := range names {
		if to, ok := list[name]; ok && name != "" {
			return to, name, true
		}
	}
	return "", "", false
}

func table2map(list []entry) map[string]string {
	m := make(map[string]string, len(list))
	for _, e := range list {
		m[spoken.Plain(e.key)] = e.to
	}
	return m
}

// keys are the forms in which a mapping may name what stands under parts.
func (n *names) keys(parts []string) (whole, bare string, u spoken.Unit) {
	whole = key(parts)
	var cut []string
	for _, p := range parts {
		name, found := n.cut(p)
		if name != "" {
			cut = append(cut, name)
		}
		if found.Given || spoken.IsChange(name) { // 结案率(%) says nothing of the 同比 below it
			u = found
		}
	}
	return whole, strings.Join(cut, "/"), u
}

// columns reads the heading of a wide table.
func (r *reader) columns(t *table, g *grid, named []int) []axis {
	known, units := table2map(t.Columns), table2map(t.Units)
	used := map[string]bool{}
	from, to := t.Header[0], t.Header[len(t.Header)-1]
	headings := map[string]bool{}
	for c := 1; c <= g.Cols; c++ {
		whole, bare, _ := r.names.keys(g.heading(from, to, c))
		headings[whole], headings[bare] = true, true
	}
	var out []axis
	for c := 1; c <= g.Cols; c++ {
		if g.skipCol(c) || slices.Contains(named, c) {
			continue
		}
		parts := g.heading(from, to, c)
		whole, bare, u := r.names.keys(parts)
		letter := columnName(c)
		if headings[letter] {
			letter = "" // a heading of that name comes first
		}
		text, by, ok := placeIn(known, whole, bare, letter)
		used[by] = ok
		a := axis{n: c, unit: u, name: strings.Join(parts, "/")}
		if text, _, ok := placeIn(units, whole, bare, letter); ok {
			a.unit, _ = spoken.ParseUnit(text)
		}
		switch {
		case ok:
			a.target, _ = parseTarget(r.names.store, t.Layout, false, text) // checked with the mapping
		case spoken.IsNoise(whole):
			a.skip = true
		default:
			a.target, ok = r.names.exact(t.Layout, false, parts)
			if !ok && !r.holds(g, to+1, c) {
				a.skip = true // a spacer, or a column of words
			} else if !ok {
				r.bag.Add(diag.ImportColumn, g.pos(to, c, a.name), diag.Args{
					"cell": g.Place(to, c), "name": orWord(a.name, "@no-heading"), "table": t.Name, "suggestion": r.names.suggest(t.Layout, false, last(parts)),
				})
				a.skip = true
			}
		}
		if !a.skip {
			out = append(out, a)
		}
	}
	for _, e := range t.Columns {
		if k := spoken.Plain(e.key); !used[k] && e.to != skipWord {
			r.bag.Add(diag.ImportHeading, t.pos("columns."+joinKey(e.key)), diag.Args{
				"name": e.key, "sheet": g.Name, "row": strconv.Itoa(to), "suggestion": diag.Closest(k, slices.Collect(maps.Keys(headings))),
			})
		}
	}
	return out
}

// last is the last of a list, the zero value of an empty one.
func last[T any](list []T) (v T) {
	if len(list) > 0 {
		v = list[len(list)-1]
	}
	return v
}

// holds reports whether a column has values below its heading.
func (r *reader) holds(g *grid, from, col int) bool {
	for row := from; row <= g.Rows; row++ {
		if !g.skipRow(row) && isValue(g.At(row, col)) {
			return true
		}
	}
	return false
}

// wide reads a table whose rows and columns say what a value is of.
func (r *reader) wide(t *table, g *grid, ctx context) {
	named := make([]int, len(t.Names))
	for i, n := range t.Names {
		named[i] = column(n)
	}
	to := t.Header[len(t.Header)-1]
	before := r.bag.Failed()
	cols := r.columns(t, g, named)
	if !before && r.bag.Failed() && len(cols) == 0 {
		return
	}
	if len(cols) == 0 {
		r.bag.Add(diag.ImportNothing, diag.Pos{File: g.file}, diag.Args{"file": g.file})
		return
	}
	known, units := table2map(t.Rows), table2map(t.Units)
	head := r.rowText(g, to, cols)
	section := ""
	for row := to + 1; row <= g.Rows; row++ {
		if g.skipRow(row) || g.empty(row) {
			continue
		}
		if text, ok := g.banner(row); ok && !r.hasValue(g, row, cols) {
			if !spoken.IsFootnote(text) {
				section = spoken.Plain(text)
			}
			continue
		}
		parts := g.rowName(row, named)
		whole, bare, u := r.names.keys(parts)
		if spoken.IsFootnote(whole) || r.rowText(g, row, cols) == head && head != "" {
			continue // a note, or the heading again
		}
		a := axis{n: row, unit: u, name: strings.Join(parts, "/")}
		if text, _, ok := placeIn(units, whole, bare); ok {
			a.unit, _ = spoken.ParseUnit(text)
		}
		inSection := ""
		if section != "" && whole != "" {
			inSection = section + "/" + whole
		}
		text, _, ok := placeIn(known, inSection, whole, bare, strconv.Itoa(row))
		switch {
		case ok:
			a.target, _ = parseTarget(r.names.store, t.Layout, true, text)
		case whole != "":
			a.target, ok = r.names.exact(t.Layout, true, parts)
		}
		if a.skip {
			continue
		}
		if !ok {
			if r.hasValue(g, row, cols) {
				c := last(named)
				r.bag.Add(diag.ImportRow, g.pos(row, c, a.name), diag.Args{
					"cell": g.Place(row, c), "name": orWord(a.name, "@no-name"), "row": strconv.Itoa(row), "suggestion": r.names.suggest(t.Layout, true, last(parts)),
				})
			} else if whole != "" {
				section = whole
			}
			continue
		}
		for _, c := range cols {
			r.cell(t, g, ctx, a, c)
		}
	}
}

// rowText is a row's text in the columns of a table, to know the heading by
// when it is repeated.
func (r *reader) rowText(g *grid, row int, cols []axis) string {
	var b strings.Builder
	for _, c := range cols {
		cell := g.At(row, c.n)
		if isValue(cell) && !spoken.IsYear(cell.Text) {
			return ""
		}
		b.WriteString(spoken.Plain(cell.Text))
		b.WriteByte(0)
	}
	return b.String()
}

// hasValue reports whether a row has a value in any of the columns.
func (r *reader) hasValue(g *grid, row int, cols []axis) bool {
	return slices.ContainsFunc(cols, func(c axis) bool {
		cell := g.At(row, c.n)
		_, absent := spoken.Absence(cell.Text)
		return !cell.Merged && (isValue(cell) || absent)
	})
}

// cell reads the value where a row and a column meet.
func (r *reader) cell(t *table, g *grid, ctx context, row, col axis) {
	c := g.At(row.n, col.n)
	if c.Kind == sheet.Empty && !c.Formula {
		return
	}
	at := place{g, row.n, col.n}
	if c.Merged {
		r.bag.Add(diag.ImportMerged, at.pos(), diag.Args{"cell": at.String(), "value": c.Text})
		return
	}
	ind, p := r.meet(row.target, col.target)
	if p != nil {
		p.Args["cell"] = at.String()
		r.bag.Put(p.At(at.pos()))
		return
	}
	s := subject{ind: ind, court: ctx.court, basis: t.Basis, change: row.change || col.change}
	if r.opts.Basis != nil {
		s.basis = *r.opts.Basis
	}
	for _, a := range []axis{row, col} {
		if a.court != nil {
			s.court = a.court
		}
	}
	when := ctx.span
	for _, a := range []axis{row, col} {
		if !a.span.Zero() {
			when = a.span.In(ctx.span.Year)
		}
	}
	if s.period, _ = when.Period(); s.period.IsZero() {
		r.noPeriod(g) // and the cell is looked at none the less
	}
	if row.before || col.before {
		s.period = s.period.YearBefore()
	}
	if s.court == nil {
		return // courts.toml has none, which was told
	}
	r.put(t, at, c, s, unitFor(ind, row, col, t.Unit, ctx.units), origin{source: ctx.source, status: t.Status}, "")
}

// meet joins what a row and a column say into an indicator.
func (r *reader) meet(row, col target) (*stats.Indicator, *diag.Problem) {
	ind, cat := row.ind, row.cat
	if ind == nil {
		ind = col.ind
	} else if col.ind != nil && col.ind != ind {
		if cat == nil && r.names.categories[spoken.Plain(row.ind.ID)] != nil {
			cat, ind = r.names.categories[spoken.Plain(row.ind.ID)], col.ind
		} else {
			return nil, &diag.Problem{Code: diag.ImportMeeting, Args: diag.Args{"row": row.ind.Name, "column": col.ind.Name}}
		}
	}
	if cat == nil {
		cat = col.cat
	}
	switch {
	case cat == nil && ind == nil:
		return nil, &diag.Problem{Code: diag.ImportMeeting, Args: diag.Args{"row": "@no-name", "column": "@no-name"}}
	case cat == nil:
		return ind, nil
	case ind == nil:
		return nil, &diag.Problem{Code: diag.ImportMeeting, Args: diag.Args{"row": cat.Name, "column": "@no-name"}}
	}
	of, ok := r.names.indicators[cat.ID+"."+ind.ID]
	if !ok {
		return nil, &diag.Problem{Code: diag.ImportMeeting, Args: diag.Args{"row": cat.Name, "column": ind.Name}}
	}
	return of, nil
}

// unitFor is the unit that holds for a value: the nearest that is given. The
// line above the table may name several, of which only a fitting one counts. A
// change has the unit that is said of it and none of its indicator's.
func unitFor(ind *stats.Indicator, row, col axis, table string, caption []spoken.Unit) spoken.Unit {
	switch {
	case col.change:
		return col.unit
	case row.change:
		return row.unit
	case col.unit.Given:
		return col.unit
	case row.unit.Given:
		return row.unit
	}
	if u, ok := spoken.ParseUnit(table); ok && u.Is(ind.Unit) {
		return u
	}
	for _, u := range caption {
		if u.Is(ind.Unit) {
			return u
		}
	}
	return spoken.Unit{}
}

// noPeriod is told once for a sheet.
func (r *reader) noPeriod(g *grid) {
	r.bag.Add(diag.ImportPeriod, diag.Pos{File: g.file}, diag.Args{"sheet": g.Name})
}

// put reads a cell as the value of a subject and keeps it.
func (r *reader) put(t *table, at place, c sheet.Cell, s subject, u spoken.Unit, o origin, note string) {
	read := readValue
	if s.change {
		read = readChange
	}
	got, p := read(c, s.ind, u, t.Missing)
	if p != nil {
		p.Args["cell"], p.Args["indicator"] = at.String(), s.ind.Name
		r.bag.Put(p.At(at.pos()))
		return
	}
	if got.missing || s.period.IsZero() {
		return
	}
	if o.source == "" {
		r.bag.Add(diag.ImportSource, diag.Pos{File: at.grid.file}, diag.Args{"table": t.Name, "sheet": at.grid.Name})
		o.source = t.Name // so that whatever else is wrong is told too
	}
	if o.status == "" {
		o.status = stats.Final.String()
	}
	it := &item{subject: s, origin: r.origin(o), text: got.text, note: note, at: at}
	if first := r.bySubject[s]; first != nil {
		same, finer := it.agrees(first)
		switch {
		case !same:
			r.bag.Add(diag.ImportConflict, at.pos(), diag.Args{
				"cell": at.String(), "other": first.at.String(), "indicator": s.ind.Name, "court": s.court.Name, "period": s.period.String(),
				"first": first.text, "second": it.text,
			}, first.at.pos())
		case finer:
			first.text, first.at = it.text, it.at
		}
		return
	}
	r.bySubject[s] = it
	r.items = append(r.items, it)
	if got.rounded {
		r.rounded[s.ind]++
	}
	if s.change || s.ind.Kind != stats.Ratio {
		return
	}
	sh := r.shares[s.ind]
	if sh == nil {
		sh = &share{}
		r.shares[s.ind] = sh
	}
	if got.doubt && sh.doubt == nil {
		sh.doubt = it
	}
	sh.sure = sh.sure || got.sure
	if got.general {
		sh.general = append(sh.general, it)
		sh.places = max(sh.places, min(got.places, s.ind.Precision))
	}
}

// settleShares decides what a single cell cannot: whether 0.97 is a fraction or
// a percentage, and how many places 97.1 has among values such as 97.19.
func (r *reader) settleShares() {
	for ind, sh := range r.shares {
		if sh.doubt != nil && !sh.sure {
			r.bag.Add(diag.ImportFraction, sh.doubt.at.pos(), diag.Args{
				"cell": sh.doubt.at.String(), "indicator": ind.Name, "value": sh.doubt.at.grid.At(sh.doubt.at.row, sh.doubt.at.col).Text,
			})
		}
		for _, it := range sh.general {
			if q, ok := it.quantity(); ok && q.Places() < sh.places && !q.Value().IsZero() {
				it.text = q.At(q.Scale(), sh.places).String()
			}
		}
	}
}

// long reads a table of which each row is one value.
func (r *reader) long(t *table, g *grid, ctx context) {
	known := table2map(t.Columns)
	to := t.Header[len(t.Header)-1]
	cols := map[string]int{}
	for c := 1; c <= g.Cols; c++ {
		if g.skipCol(c) {
			continue
		}
		whole, bare, _ := r.names.keys(g.heading(t.Header[0], to, c))
		text, _, ok := placeIn(known, whole, bare, columnName(c))
		if !ok || text == skipWord {
			continue
		}
		if cols[text] == 0 {
			cols[text] = c
		}
	}
	for _, e := range t.Columns {
		if e.to != skipWord && cols[e.to] == 0 {
			r.bag.Add(diag.ImportHeading, t.pos("columns."+joinKey(e.key)), diag.Args{"name": e.key, "sheet": g.Name, "row": strconv.Itoa(to)})
		}
	}
	if cols[fieldIndicator] == 0 || cols[fieldValue]+cols[fieldChange] == 0 {
		r.bag.Add(diag.ImportNothing, diag.Pos{File: g.file}, diag.Args{"file": g.file})
		return
	}
	for row := to + 1; row <= g.Rows; row++ {
		if g.skipRow(row) || g.empty(row) {
			continue
		}
		if text, ok := g.banner(row); ok && (spoken.IsFootnote(text) || g.At(row, cols[fieldValue]).Kind == sheet.Empty) {
			continue
		}
		r.longRow(t, g, ctx, row, cols)
	}
}

var statusWords = map[string]string{
	"": "", "正式数": "final", "final": "final", "初步数": "provisional", "provisional": "provisional", "修订数": "revised", "revised": "revised",
}

func isPublished(word string) bool {
	word = spoken.Plain(word)
	return word == "" || word == "公布" || word == "published"
}

// longRow reads the value and the published change of one row.
func (r *reader) longRow(t *table, g *grid, ctx context, row int, cols map[string]int) {
	get := func(field string) sheet.Cell {
		if cols[field] == 0 {
			return sheet.Cell{}
		}
		return g.At(row, cols[field])
	}
	text := func(field string) string { return strings.TrimSpace(get(field).Text) }
	at := func(field string) place { return place{g, row, max(cols[field], 1)} }
	good := true
	bad := func(field string, p *diag.Problem) {
		p.Args["cell"] = at(field).String()
		r.bag.Put(p.At(at(field).pos()))
		good = false
	}
	value := get(fieldValue)
	if value.Kind == sheet.Empty && text(fieldAbsent) != "" {
		value = get(fieldAbsent)
	}
	withValue := value.Kind != sheet.Empty && isPublished(text(fieldHow))
	withChange := get(fieldChange).Kind != sheet.Empty && isPublished(text(fieldChangeHow))
	if !withValue && !withChange {
		return
	}
	s := subject{court: ctx.court, basis: t.Basis}
	name := text(fieldIndicator)
	if s.ind = r.names.indicators[spoken.Plain(name)]; s.ind == nil {
		bad(fieldIndicator, &diag.Problem{Code: diag.ImportRow, Args: diag.Args{
			"name": orWord(name, "@no-name"), "row": strconv.Itoa(row), "suggestion": r.names.suggest(t.Layout, true, name),
		}})
	}
	if name := text(fieldCourt); cols[fieldCourt] > 0 {
		if s.court = r.names.courts[spoken.Plain(name)]; s.court == nil {
			bad(fieldCourt, &diag.Problem{Code: diag.ImportRow, Args: diag.Args{
				"name": orWord(name, "@no-name"), "row": strconv.Itoa(row), "suggestion": r.names.suggest(courtRows, true, name),
			}})
		}
	}
	when := ctx.span
	if cols[fieldPeriod] > 0 {
		found, ok := spoken.WholeSpan(text(fieldPeriod))
		if ok {
			when = found.In(ctx.span.Year)
		}
		if _, ok := when.Period(); !ok || found.Zero() {
			bad(fieldPeriod, &diag.Problem{Code: diag.BadPeriod, Args: diag.Args{"period": text(fieldPeriod)}})
		}
	}
	s.period, _ = when.Period()
	if s.period.IsZero() && cols[fieldPeriod] == 0 {
		r.noPeriod(g)
	}
	if cols[fieldBasis] > 0 {
		s.basis = text(fieldBasis)
		if err := knownBasis(r.names.store, s.basis); err != nil {
			bad(fieldBasis, err.(*diag.Problem))
		}
	}
	if r.opts.Basis != nil {
		s.basis = *r.opts.Basis
	}
	o := origin{source: ctx.source, status: t.Status}
	if v := text(fieldSource); v != "" && r.opts.Cite == "" {
		o.source = v
	}
	status, ok := statusWords[text(fieldStatus)]
	if !ok {
		bad(fieldStatus, &diag.Problem{Code: diag.BadValue, Args: diag.Args{"key": "status", "value": text(fieldStatus), "want": "final | provisional | revised"}})
	}
	if status != "" {
		o.status = status
	}
	if status == stats.Revised.String() {
		s.revised, o.reason = text(fieldRevised), text(fieldReason)
		if _, err := time.Parse(time.DateOnly, s.revised); err != nil {
			bad(fieldRevised, &diag.Problem{Code: diag.BadValue, Args: diag.Args{"key": "revised", "value": orWord(s.revised, "@nothing"), "want": "YYYY-MM-DD", "example": "2025-03-01"}})
		}
		if o.reason == "" {
			bad(fieldReason, &diag.Problem{Code: diag.MissingKey, Args: diag.Args{"key": "reason"}})
		}
	}
	if !good {
		return
	}
	note := text(fieldNote)
	if withValue {
		u, _ := spoken.ParseUnit(text(fieldUnit))
		u = unitFor(s.ind, axis{}, axis{unit: u}, t.Unit, ctx.units)
		r.put(t, at(fieldValue), value, s, u, o, note)
	}
	if withChange {
		s.change = true
		u, _ := spoken.ParseUnit(text(fieldChangeUnit))
		if v := text(fieldChangeSource); v != "" {
			o.source = v
		}
		r.put(t, at(fieldChange), get(fieldChange), s, u, o, note)
	}
}
