package read

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"gongbao/generator/diag"
	"gongbao/generator/importer/grid"
	"gongbao/generator/importer/mapping"
	"gongbao/generator/importer/names"
	"gongbao/generator/importer/spoken"
	"gongbao/generator/sheet"
	"gongbao/generator/stats"
	"gongbao/generator/tomlfile"
)

// axis is a row or column of a wide table.
type axis struct {
	n int // its number
	mapping.Target
	unit    spoken.Unit
	settled bool // a person said the unit of this very heading
}

// wideReader reads a table whose rows and columns say what a value is of.
type wideReader struct {
	*tableReader
	named     []int
	cols      []axis
	numbers   []int // of cols
	beside    []int // columns between them that are not read
	unitCol   int   // of the column that holds the units of the rows, 0 for none
	known     mapping.Index
	unitWords mapping.Index
	head      []string // the lines of the heading
	last      int      // the last row with numbers
	second    bool     // another table has begun

	// The text that stands above a group of rows.
	section    string
	sectionRow int
}

func (r *tableReader) wide() {
	w := &wideReader{tableReader: r, named: r.Named(), known: mapping.NewIndex(r.Rows), unitWords: mapping.NewIndex(r.Units), last: r.grid.LastNumbers()}
	before := r.bag.Failed()
	w.columns()
	if len(w.cols) == 0 {
		if before || !r.bag.Failed() {
			r.nothing()
		}
		return
	}
	g := r.grid
	from, to := r.Heading()
	for _, c := range w.cols {
		w.numbers = append(w.numbers, c.n)
	}
	for c := 1; c < w.numbers[len(w.numbers)-1]; c++ {
		if !slices.Contains(w.named, c) && !slices.Contains(w.numbers, c) && !g.SkipCol(c) {
			w.beside = append(w.beside, c)
		}
	}
	for row := from; row <= to; row++ {
		if line := w.line(row); strings.Trim(line, "\x00") != "" {
			w.head = append(w.head, line)
		}
	}
	for row := to + 1; row <= g.Rows && !w.second; row++ {
		if !g.SkipRow(row) && !g.Empty(row) {
			w.row(row)
		}
	}
}

// line is a row's text, to know the heading by when it is repeated.
func (r *wideReader) line(row int) string {
	return r.grid.Line(row, append(slices.Clone(r.named), r.numbers...))
}

// row reads one row of the body, or tells what it is.
func (r *wideReader) row(row int) {
	g := r.grid
	parts := g.RowName(row, r.named)
	whole, bare, u := r.names.Keys(parts)
	hasValue := g.HasValue(row, r.numbers)
	banner, isBanner := g.Banner(row)
	isBanner = isBanner && !hasValue
	if isBanner && spoken.IsFootnote(banner) || spoken.IsFootnote(whole) || slices.Contains(r.head, r.line(row)) {
		return // a note, or the heading again
	}
	inSection := ""
	if r.section != "" && whole != "" {
		inSection = r.section + "/" + whole
	}
	a := axis{n: row, unit: u}
	text, by, ok := r.known.Find(inSection, whole, bare, strconv.Itoa(row))
	switch {
	case ok:
		a.Target, _ = mapping.ParseTarget(r.names.Store, r.Layout, true, text) // checked with the mapping
		r.usage.rows[by] = true
	case whole != "":
		a.Target, ok = r.names.Exact(r.Layout, true, parts)
		// A period or a case type that fills a row stands above others.
		ok = ok && (!isBanner || a.Court != nil || a.Ind != nil || !a.Span.Zero() && r.Layout == mapping.Periods)
	}
	switch {
	case a.Skip:
	case ok:
		r.unitOf(&a, whole, bare)
		r.another(a)
		r.inSection(a, by == inSection && by != "")
		for _, c := range r.cols {
			r.cell(a, c)
		}
	case hasValue:
		r.bag.Put(r.names.UnknownRow(r.Layout, parts, r.place(row, r.named[len(r.named)-1])))
	case r.opensTable(row):
	case isBanner:
		r.heads(row, spoken.Plain(banner))
	case whole != "":
		r.heads(row, whole)
	default:
		r.left(row)
	}
}

// unitOf finds the unit of a row: as the mapping says it, as its name does, or in
// the column of units.
func (r *wideReader) unitOf(a *axis, whole, bare string) {
	if text, by, ok := r.unitWords.Find(whole, bare); ok {
		a.unit, _ = spoken.ParseUnit(text)
		a.settled, r.usage.units[by] = true, true
		return
	}
	if r.unitCol == 0 {
		return
	}
	text := r.grid.Text(a.n, r.unitCol)
	if _, none := spoken.Absence(text); none {
		return
	}
	u, ok := spoken.ParseUnit(text)
	switch {
	case !ok:
	case a.unit.Given && a.unit != u:
		at := r.place(a.n, r.unitCol)
		r.bag.Add(diag.UnitMismatch, at.Pos(), diag.Args{"cell": at.String(), "indicator": whole, "unit": a.unit.Text(), "want": text})
	default:
		a.unit = u
	}
}

// opensTable tells of a row that another table begins with: its title, its line
// with the unit, its heading. What follows would be read by the wrong heading.
func (r *wideReader) opensTable(row int) bool {
	g := r.grid
	if row >= r.last {
		return false
	}
	texts, indicators := g.Texts(row), 0
	tell := func(text string) bool {
		at := r.place(row, 1)
		for c := 1; c <= g.Cols; c++ {
			if g.Text(row, c) == text {
				at.Col = c
				break
			}
		}
		r.bag.Add(diag.ImportSecond, at.Pos(), diag.Args{"cell": at.String(), "text": text})
		r.second = true
		return true
	}
	for _, text := range texts {
		if spoken.IsUnitCaption(text) || spoken.IsTitle(text) && r.names.Indicator(spoken.Plain(text)) == nil {
			return tell(text)
		}
		if t, ok := r.names.Exact(mapping.Courts, false, []string{text}); ok && t.Ind != nil {
			indicators++
		}
	}
	if indicators > 1 || len(texts) > 1 && spoken.IsNamesHeading(texts[0]) {
		return tell(texts[0])
	}
	return false
}

// heads takes a text for the head of the rows below it.
func (r *wideReader) heads(row int, text string) {
	r.section, r.sectionRow = text, row
	// 西渡法院 without values is a row that is left, and not the head of others.
	isCourt := r.Layout == mapping.Courts && strings.HasSuffix(text, "院") && !slices.Contains([]string{"基层法院", "中级法院", "专门法院", "各法院", "区县法院", "基层院"}, text)
	isSection := spoken.Unnumbered(text) != text || spoken.Neutral(text) || spoken.IsTotal(text) || r.caseType() || row < r.last && !isCourt
	for _, e := range r.Rows {
		isSection = isSection || strings.HasPrefix(spoken.Plain(e.Key), text+"/")
	}
	if !isSection {
		r.left(row)
	}
}

// left tells of a row that nothing was made of.
func (r *wideReader) left(row int) {
	g := r.grid
	for c := 1; c <= g.Cols; c++ {
		if text := g.Text(row, c); text != "" {
			at := r.place(row, c)
			r.bag.Add(diag.ImportLeft, at.Pos(), diag.Args{"cell": at.String(), "text": text})
			return
		}
	}
}

// above tells of rows with numbers that stand above the heading.
func (r *tableReader) above() {
	from, _ := r.Heading()
	for row := 1; row < from; row++ {
		if r.grid.Numbers(row) < 2 || r.grid.SkipRow(row) {
			continue
		}
		at := r.place(row, 1)
		for at.Cell().Kind == sheet.Empty && at.Col < r.grid.Cols {
			at.Col++
		}
		r.bag.Add(diag.ImportLeft, at.Pos(), diag.Args{"cell": at.String(), "text": at.Cell().Text})
	}
}

// caseType reports whether the rows are under a sort of cases.
func (r *wideReader) caseType() bool {
	text := spoken.Unnumbered(r.section)
	return spoken.IsCaseType(text) || r.names.Category(text) != nil
}

// inSection refuses the values of a row under a sort of cases, 刑事案件, that
// nothing says to be of that sort.
func (r *wideReader) inSection(a axis, used bool) {
	if used || a.Cat != nil || !r.caseType() || r.told["section "+strconv.Itoa(r.sectionRow)] {
		return
	}
	for _, c := range r.cols {
		ind := cmp.Or(a.Ind, c.Ind)
		if ind == nil || c.Cat != nil || ofType(ind, r.section) || r.grid.At(a.n, c.n).Kind == sheet.Empty {
			continue
		}
		r.told["section "+strconv.Itoa(r.sectionRow)] = true
		at := r.place(r.sectionRow, 1)
		for at.Cell().Kind == sheet.Empty && at.Col < r.grid.Cols {
			at.Col++
		}
		key := r.section + "/" + names.Key(r.grid.RowName(a.n, r.named))
		r.bag.Add(diag.ImportCaseType, at.Pos(), diag.Args{"cell": at.String(), "text": r.section, "name": key, "indicator": ind.Name})
		return
	}
}

// ofType reports whether an indicator counts a sort of cases and not all.
func ofType(ind *stats.Indicator, text string) bool {
	stem := spoken.CaseTypeIn(text)
	if stem == "" {
		stem = spoken.Unnumbered(spoken.Plain(text))
	}
	stem = strings.TrimSuffix(strings.TrimSuffix(stem, "案件"), "诉讼")
	return ind.Category != "" || strings.Contains(ind.Name, stem)
}

// another refuses a row that has a second name further on, with values behind
// it: two tables side by side.
func (r *wideReader) another(a axis) {
	for _, c := range r.beside {
		cell := r.grid.At(a.n, c)
		if cell.Kind != sheet.Text || !r.isAnother(a, c, spoken.Plain(cell.Text)) || !r.once("beside "+strconv.Itoa(c)) {
			continue
		}
		at := r.place(a.n, c)
		r.bag.Add(diag.ImportSecond, at.Pos(), diag.Args{"cell": at.String(), "text": cell.Text})
	}
}

// isAnother reports whether a text beside a row's name names another row.
func (r *wideReader) isAnother(a axis, col int, text string) bool {
	if a.Court != nil {
		c := r.names.CourtIn(text)
		if c == a.Court {
			return false
		}
		from, to := r.Heading()
		heading := names.Key(r.grid.Heading(from, to, col))
		again := heading == "法院" || heading == "法院名称" || heading == "单位名称"
		for _, n := range r.named {
			again = again || heading != "" && heading == names.Key(r.grid.Heading(from, to, n))
		}
		return c != nil || again
	}
	t, ok := r.names.Exact(r.Layout, true, []string{text})
	switch {
	case !ok:
		return false
	case a.Cat != nil:
		return t.Cat != nil && t.Cat != a.Cat
	case a.Ind != nil:
		return t.Ind != nil && t.Ind != a.Ind
	}
	return !t.Span.Zero() && t.Span != a.Span
}

// columns reads the heading.
func (r *wideReader) columns() {
	g := r.grid
	known := mapping.NewIndex(r.Columns)
	used := map[string]bool{}
	from, to := r.Heading()
	headings := map[string]bool{}
	for c := 1; c <= g.Cols; c++ {
		whole, bare, _ := r.names.Keys(g.Heading(from, to, c))
		headings[whole], headings[bare] = true, true
	}
	for c := 1; c <= g.Cols; c++ {
		if g.SkipCol(c) || slices.Contains(r.named, c) {
			continue
		}
		parts := g.Heading(from, to, c)
		whole, bare, u := r.names.Keys(parts)
		letter := mapping.Letters(c)
		if headings[letter] {
			letter = "" // a heading of that name comes first
		}
		a := axis{n: c, unit: u}
		if text, by, ok := r.unitWords.Find(whole, bare, letter); ok {
			a.unit, _ = spoken.ParseUnit(text)
			a.settled, r.usage.units[by] = true, true
		}
		text, by, ok := known.Find(whole, bare, letter)
		used[by] = ok
		switch {
		case ok:
			a.Target, _ = mapping.ParseTarget(r.names.Store, r.Layout, false, text) // checked with the mapping
		case r.names.HoldsUnits(r.Layout, g, whole, to+1, c):
			a.Field = mapping.FieldUnit
		default:
			a.Target = r.unnamed(parts, whole, to, c)
		}
		switch {
		case a.Field == mapping.FieldUnit && r.unitCol == 0:
			r.unitCol = c
		case !a.Skip && a.Field == "":
			r.cols = append(r.cols, a)
		}
	}
	r.missed(r.Columns, func(e mapping.Entry) bool { return used[spoken.Plain(e.Key)] }, headings)
}

// unnamed is what a column is that the mapping does not name.
func (r *tableReader) unnamed(parts []string, whole string, to, col int) mapping.Target {
	skipped := mapping.Target{Skip: true}
	if spoken.IsNoise(whole) {
		return skipped
	}
	t, ok := r.names.Exact(r.Layout, false, parts)
	switch {
	case ok:
		return t
	case spoken.IsTypeHeading(whole) && r.grid.HasSorts(to+1, col):
		r.bag.Put(r.names.UnknownColumn(r.Layout, parts, r.place(to, col)))
	case r.grid.HasValues(to+1, r.grid.Rows, col): // else a spacer, or a column of words
		r.bag.Put(r.names.UnknownColumn(r.Layout, parts, r.place(to, col)))
	}
	return skipped
}

// missed tells of the columns of the mapping that the sheet does not have.
// headings are those that it has.
func (r *tableReader) missed(columns []mapping.Entry, used func(mapping.Entry) bool, headings map[string]bool) {
	_, to := r.Heading()
	for _, e := range columns {
		if e.To != mapping.Skip && !used(e) {
			r.bag.Add(diag.ImportHeading, r.Pos("columns."+tomlfile.Join(e.Key)), diag.Args{
				"name": e.Key, "sheet": r.grid.Name, "row": strconv.Itoa(to), "suggestion": diag.Closest(spoken.Plain(e.Key), slices.Collect(maps.Keys(headings))),
			})
		}
	}
}

// cell reads the value where a row and a column meet.
func (r *tableReader) cell(row, col axis) {
	c := r.grid.At(row.n, col.n)
	if c.Kind == sheet.Empty && !c.Formula {
		return
	}
	at := r.place(row.n, col.n)
	if c.Merged {
		r.bag.Add(diag.ImportMerged, at.Pos(), diag.Args{"cell": at.String(), "value": c.Text})
		return
	}
	ind, p := r.meet(row.Target, col.Target)
	if p != nil {
		p.Args["cell"] = at.String()
		r.bag.Put(p.At(at.Pos()))
		return
	}
	s, o := r.defaults()
	s.Ind, s.Change = ind, row.Change || col.Change
	if s.Court = cmp.Or(col.Court, row.Court); s.Court == nil {
		s.Court = r.ownCourt()
	}
	when, ok := r.spanAt(row, col)
	if s.Period, _ = when.Period(); ok && s.Period.IsZero() {
		r.noPeriod() // and the cell is looked at none the less
	}
	if row.Before || col.Before {
		s.Period = s.Period.YearBefore()
	}
	if s.Court == nil {
		return // which was told
	}
	if r.sort.text != "" && !ofType(ind, r.sort.text) && r.once("sort") {
		r.bag.Add(diag.ImportTitleType, diag.Pos{File: r.grid.File, Text: r.sort.title}, diag.Args{"title": r.sort.title, "text": r.sort.text, "indicator": ind.Name})
	}
	u, settled, p := r.unit(ind, row, col)
	if p != nil {
		p.Args["cell"], p.Args["indicator"] = at.String(), ind.Name
		r.bag.Put(p.At(at.Pos()))
		return
	}
	r.put(at, c, s, u, settled, o, "")
}

// spanAt is the span of a value; ok is false when row and column contradict each
// other, which was told.
func (r *tableReader) spanAt(row, col axis) (when spoken.Span, ok bool) {
	rowAt := func() grid.Place { return r.place(row.n, r.firstName(row.n)) }
	colAt := func() grid.Place { _, to := r.Heading(); return r.place(to, col.n) }
	var year, part spoken.Span
	var yearAt, partAt func() grid.Place
	for i, span := range [2]spoken.Span{row.Span, col.Span} {
		at := rowAt
		if i == 1 {
			at = colAt
		}
		switch {
		case span.Zero():
		case span.Bare:
			year, yearAt = span, at
		case !part.Zero() && part.Months() != span.Months():
			r.bag.Add(diag.ImportPeriod, at().Pos(), diag.Args{"sheet": r.grid.Name, "first": rowAt().Cell().Text, "second": colAt().Cell().Text})
			return spoken.Span{}, false
		default:
			part, partAt = span, at
		}
	}
	switch {
	case part.Zero() && year.Zero():
		when = r.span
	case part.Zero():
		when = year.Under(r.span)
		if !when.Whole() && r.bare.Grid == nil {
			r.bare = yearAt()
		}
	default:
		if year.Zero() && r.months.Grid == nil {
			r.months = partAt()
		}
		when = part.In(year.Year).In(r.span.Year)
	}
	for _, of := range [2]string{row.Part, col.Part} {
		switch {
		case of == mapping.PartCumulative:
			when = when.Cumulative()
		case of == mapping.PartMonth && when.Bare:
			when = spoken.Span{} // a year has no month that all know
		case of == mapping.PartMonth:
			when = when.LastMonth()
		}
	}
	return when.Months(), true
}

// firstName is the column in which a row's name begins.
func (r *tableReader) firstName(row int) int {
	for _, c := range r.Named() {
		if r.grid.Text(row, c) != "" {
			return c
		}
	}
	return 1
}

// meet joins what a row and a column say into an indicator.
func (r *tableReader) meet(row, col mapping.Target) (*stats.Indicator, *diag.Problem) {
	ind, cat := row.Ind, row.Cat
	if ind == nil {
		ind = col.Ind
	} else if col.Ind != nil && col.Ind != ind {
		if cat == nil && r.names.Category(spoken.Plain(row.Ind.ID)) != nil {
			cat, ind = r.names.Category(spoken.Plain(row.Ind.ID)), col.Ind
		} else {
			return nil, &diag.Problem{Code: diag.ImportMeeting, Args: diag.Args{"row": row.Ind.Name, "column": col.Ind.Name}}
		}
	}
	if cat == nil {
		cat = col.Cat
	}
	switch {
	case cat == nil && ind == nil:
		return nil, &diag.Problem{Code: diag.ImportMeeting, Args: diag.Args{"row": "@no-name", "column": "@no-name"}}
	case cat == nil:
		return ind, nil
	case ind == nil:
		return nil, &diag.Problem{Code: diag.ImportMeeting, Args: diag.Args{"row": cat.Name, "column": "@no-name"}}
	}
	of := r.names.Measure(cat, ind)
	if of == nil {
		return nil, &diag.Problem{Code: diag.ImportMeeting, Args: diag.Args{"row": cat.Name, "column": ind.Name}}
	}
	return of, nil
}
