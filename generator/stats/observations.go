package stats

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongbao/generator/diag"
	"gongbao/generator/period"
	"gongbao/generator/quantity"
	"gongbao/generator/tomlfile"
)

// PublishedChange is a year-on-year change as the court printed it.
type PublishedChange struct {
	Indicator   *Indicator
	Court       *Court
	Period      period.Period
	Delta       quantity.Quantity // signed, in the indicator's unit of change
	Basis       string
	Source      string
	Note        string
	OwnNote     bool // Note is on this value and not on all of its file
	Revision    *Revision
	provisional bool

	at tomlfile.Place
}

// Pos is where the change stands.
func (c *PublishedChange) Pos() diag.Pos { return c.at.Pos() }

// Duplicate is a value that was given twice, differently: what is beyond the
// rounding of both.
type Duplicate struct {
	Indicator           *Indicator
	Court               *Court
	Period              period.Period
	First, Second       string // as they are printed
	FirstPos, SecondPos diag.Pos
}

// ObservationFile is the format of the files below data/observations: what they
// say, before it is understood.
type ObservationFile struct {
	Period string                    `toml:"period"`
	Basis  string                    `toml:"basis"`
	Source string                    `toml:"source"`
	Status string                    `toml:"status"`
	Note   string                    `toml:"note"`
	Reason string                    `toml:"reason"`
	Date   any                       `toml:"revised"`
	Values map[string]map[string]any `toml:"values"`
	YoY    map[string]map[string]any `toml:"yoy"`
	Notes  map[string]map[string]any `toml:"notes"`
}

// openFile is a file of observations as it was read.
type openFile struct {
	*tomlfile.File
	bag *diag.Bag // what is wrong with this file
	ok  bool      // it can be used
	err error     // of the machine

	content ObservationFile
}

func readObservations(site fs.FS, name string) *openFile {
	r := &openFile{bag: &diag.Bag{}}
	var text []byte
	if text, r.ok, r.err = readFile(site, name, r.bag); r.ok {
		r.File, r.ok = tomlfile.Decode(tomlfile.Source{File: name, Text: text}, &r.content, r.bag)
	}
	return r
}

// loadObservations reads files of observations. The next one is read while what
// one says is taken in; they are taken in one after the other.
func (s *Store) loadObservations(site fs.FS, files []string, all *diag.Bag) error {
	read := func(i int) chan *openFile {
		done := make(chan *openFile, 1) // so that nobody has to wait for it
		if i < len(files) {
			go func() { done <- readObservations(site, files[i]) }()
		}
		return done
	}
	next := read(0)
	for i := range files {
		r := <-next
		next = read(i + 1)
		if r.err != nil {
			return r.err
		}
		if r.ok {
			s.takeIn(r)
		}
		s.incomplete = s.incomplete || r.bag.Failed()
		all.Put(r.bag.Sorted()...)
	}
	return nil
}

// takeIn adds what a file says.
func (s *Store) takeIn(r *openFile) {
	f, file, bag := r.File, &r.content, r.bag
	if !require(f, "", bag, "period", file.Period, "source", file.Source) {
		return
	}
	p, err := period.Parse(file.Period)
	if err != nil {
		bag.Add(diag.BadPeriod, f.Pos("period"), diag.Args{"period": file.Period})
		return
	}
	if _, known := s.basisRank[file.Basis]; !known {
		bag.Add(diag.UnknownBasis, f.Pos("basis"), diag.Args{"name": file.Basis, "suggestion": diag.Closest(file.Basis, s.basisNames())})
		return
	}
	status, known := statuses[file.Status]
	if !known {
		bag.Add(diag.BadValue, f.Pos("status"), diag.Args{"key": "status", "value": file.Status, "want": "final | provisional | revised"})
	}
	l := &observationLoader{s: s, f: f, bag: bag, period: p, basis: file.Basis, source: file.Source, status: status, note: file.Note,
		notes: map[subject]string{}, noted: map[subject]bool{}, notePaths: map[subject]string{}}
	if status == Revised {
		l.revision = readRevision(f, file.Date, file.Reason, bag)
		if day, err := time.Parse(time.DateOnly, l.revision.Date); err == nil && day.Before(time.Date(p.Year(), time.Month(p.First()), 1, 0, 0, 0, 0, time.UTC)) {
			bag.Add(diag.BadValue, f.Pos("revised"), diag.Args{"key": "revised", "value": l.revision.Date, "want": "≥ " + p.String(), "example": `revised = "2025-03-01"`})
		}
	} else if f.Has("reason") || f.Has("revised") {
		bag.Add(diag.MissingKey, f.Pos(""), diag.Args{"key": "status", "example": `status = "revised"`})
	}
	l.each("notes", file.Notes, l.noteOn)
	l.each("values", file.Values, l.value)
	l.each("yoy", file.YoY, l.change)
	for _, at := range l.unused() {
		bag.Add(diag.NoteWithoutValue, f.Pos(at), diag.Args{"path": at})
	}
}

// readRevision reads when and why published values were corrected; a reader is
// owed both.
func readRevision(f *tomlfile.File, date any, reason string, bag *diag.Bag) *Revision {
	r := &Revision{Reason: strings.TrimSpace(reason)}
	if r.Reason == "" {
		bag.Add(diag.MissingKey, f.Pos("status"), diag.Args{"key": "reason", "example": `reason = "…"`})
	}
	if date == nil {
		bag.Add(diag.MissingKey, f.Pos("status"), diag.Args{"key": "revised", "example": `revised = "2025-03-01"`})
		return r
	}
	r.Date = strings.Trim(f.Raw("revised"), `"' `)
	if _, err := time.Parse(time.DateOnly, r.Date); err != nil {
		bag.Add(diag.BadValue, f.Pos("revised"), diag.Args{"key": "revised", "value": r.Date, "want": "YYYY-MM-DD", "example": `revised = "2025-03-01"`})
	}
	return r
}

// subject is whom a value is of, within one file.
type subject struct {
	indicator *Indicator
	court     *Court
}

type observationLoader struct {
	s         *Store
	f         *tomlfile.File
	bag       *diag.Bag
	period    period.Period
	basis     string
	source    string
	status    Status
	note      string
	revision  *Revision
	notes     map[subject]string // on single values
	noted     map[subject]bool   // those of notes that met their value
	notePaths map[subject]string
}

// noteOn reads what is said on one value. It takes the place of the file's.
func (l *observationLoader) noteOn(ind *Indicator, court *Court, v any, path string) {
	text, ok := v.(string)
	if !ok || strings.TrimSpace(text) == "" {
		l.bag.Add(diag.BadValue, l.f.Pos(path), diag.Args{"key": path, "value": written(v, l.f.Raw(path)), "want": "@text"})
		return
	}
	at := subject{ind, court}
	l.notes[at] = strings.TrimSpace(text)
	l.notePaths[at] = path
}

// noteFor is the note on a value; own tells that it is not that of the file.
func (l *observationLoader) noteFor(ind *Indicator, court *Court) (note string, own bool) {
	at := subject{ind, court}
	if text, ok := l.notes[at]; ok {
		l.noted[at] = true
		return text, true
	}
	return l.note, false
}

// unused are the paths of notes on values that the file does not have.
func (l *observationLoader) unused() []string {
	var out []string
	for at, path := range l.notePaths {
		if !l.noted[at] {
			out = append(out, path)
		}
	}
	slices.Sort(out)
	return out
}

// each walks the tables of courts; a key that is a table is a row of a
// breakdown with its measures.
func (l *observationLoader) each(table string, courts map[string]map[string]any, add func(ind *Indicator, court *Court, v any, path string)) {
	for _, name := range sortedKeys(courts) {
		path := tomlfile.Join(table, name)
		court := l.s.byCourt[name]
		if court == nil {
			l.bag.Add(diag.UnknownCourt, l.f.Pos(path), diag.Args{"name": name, "suggestion": diag.Closest(name, l.s.courtNames())})
			continue
		}
		for _, k := range sortedKeys(courts[name]) {
			v := courts[name][k]
			row, isRow := v.(map[string]any)
			if !isRow {
				l.one(k, court, v, tomlfile.Join(table, name, k), add)
				continue
			}
			c, err := l.s.Category(k)
			if err != nil {
				l.bag.Put(diag.Place(err, l.f.Pos(tomlfile.Join(table, name, k))))
				continue
			}
			for _, m := range sortedKeys(row) {
				id := m
				if of, err := l.s.Indicator(m); err == nil {
					id = of.ID
				}
				l.one(c.ID+"."+id, court, row[m], tomlfile.Join(table, name, k, m), add)
			}
		}
	}
}

func (l *observationLoader) one(name string, court *Court, v any, path string, add func(*Indicator, *Court, any, string)) {
	ind, err := l.s.Indicator(name)
	if err != nil {
		l.bag.Put(diag.Place(err, l.f.Pos(path)))
		return
	}
	add(ind, court, v, path)
}

func (l *observationLoader) value(ind *Indicator, court *Court, v any, path string) {
	k := key{ind, court, l.period}
	text, isText := v.(string)
	if word, ok := absence(text); isText && ok {
		note, _ := l.noteFor(ind, court)
		l.s.absent[k] = append(l.s.absent[k], Absence{word, l.basis, l.source, note, l.revision.clone(), l.f.Place(path)})
		return
	}
	if isText && ind.Unit != "" && ind.Unit != "%" {
		v = strings.TrimSuffix(strings.TrimSpace(text), ind.Unit) // 3597.3万件 says what 3597.3万 does
	}
	q, err := number(v, l.f.Raw(path))
	if isText && ind.Unit != "%" && strings.ContainsAny(text, percentSigns) {
		err = quantity.ErrFormat // 12% is no count
	}
	if err != nil {
		if isText {
			v = text
		}
		l.bag.Add(diag.BadNumber, l.f.Pos(path), diag.Args{"value": written(v, l.f.Raw(path)), "indicator": ind.Name})
		return
	}
	if ind.Kind != Ratio && q.Scale() == quantity.One && q.Places() > 0 && slices.Contains(counted, ind.Unit) {
		l.bag.Add(diag.FractionOfCount, l.f.Pos(path), diag.Args{"value": q.String(), "indicator": ind.Name, "unit": ind.Unit})
		return
	}
	if ind.Kind == Ratio {
		q = q.Rounded()
	}
	note, own := l.noteFor(ind, court)
	l.s.values[k] = append(l.s.values[k], &Observation{
		Indicator: ind, Court: court, Period: l.period, Basis: l.basis, Quantity: q,
		Source: l.source, Status: l.status, Note: note, OwnNote: own, Revision: l.revision.clone(), at: l.f.Place(path),
	})
}

// clone is a revision for one value, which supersedes values of its own.
func (r *Revision) clone() *Revision {
	if r == nil {
		return nil
	}
	return &Revision{Date: r.Date, Reason: r.Reason}
}

// absence reads a word that stands in place of a value.
func absence(text string) (word string, ok bool) {
	switch text = fold(text); text {
	case "-", "--":
		return "-", true
	case "未单列", "未公布", "未报", "不适用":
		return text, true
	}
	return "", false
}

// counted are units of what comes in whole numbers only.
var counted = []string{"件", "人", "名", "位", "个", "起", "次", "份", "户", "家", "件次", "人次"}

// percentSigns are the forms in which people write %.
const percentSigns = "%％﹪"

// written is a value as its writer sees it: 1e3 and not 1000.
func written(v any, raw string) string {
	if text, ok := v.(string); ok {
		return text
	}
	return cmp.Or(raw, fmt.Sprint(v))
}

// number reads a TOML value as a quantity; raw keeps the zeros that a float
// would lose.
func number(v any, raw string) (quantity.Quantity, error) {
	switch v := v.(type) {
	case int64:
		return quantity.Int(v), nil
	case float64:
		return quantity.Parse(strings.ReplaceAll(cmp.Or(raw, strconv.FormatFloat(v, 'f', -1, 64)), "_", ""))
	case string:
		return quantity.Parse(v)
	}
	return quantity.Quantity{}, quantity.ErrFormat
}

// change reads a published change, which carries its unit: "5.78%",
// "-0.167pp", "-0.04", "3天".
func (l *observationLoader) change(ind *Indicator, court *Court, v any, path string) {
	wrong := func() {
		example := map[ChangeUnit]string{Percent: "5.78%", Points: "0.35pp", Absolute: "-0.04", Days: "-3天"}[ind.Change]
		l.bag.Add(diag.ChangeUnit, l.f.Pos(path), diag.Args{"indicator": ind.Name, "value": written(v, l.f.Raw(path)), "want": "@" + ind.Change.String(), "example": example})
	}
	text, isText := v.(string)
	if !isText {
		text = strings.ReplaceAll(l.f.Raw(path), "_", "")
	}
	text = strings.TrimSpace(text)
	if _, absent := absence(text); absent {
		return // there is none, and that was said
	}
	text, said := inWords(text)
	if said && text == "0" {
		text += map[ChangeUnit]string{Percent: "%", Points: "pp", Days: "天"}[ind.Change]
	}
	unit := Absolute
	for _, u := range []struct {
		suffix string
		unit   ChangeUnit
	}{{"个百分点", Points}, {"百分点", Points}, {"pp", Points}, {"%", Percent}, {"％", Percent}, {"﹪", Percent}, {"天", Days}} {
		if rest, ok := strings.CutSuffix(text, u.suffix); ok {
			text, unit = strings.TrimSpace(rest), u.unit
			break
		}
	}
	if unit != ind.Change || strings.ContainsAny(text, percentSigns) {
		wrong()
		return
	}
	q, err := quantity.Parse(text)
	if err != nil || q.Scale() != quantity.One {
		wrong()
		return
	}
	k := key{ind, court, l.period}
	note, own := l.noteFor(ind, court)
	l.s.published[k] = append(l.s.published[k], &PublishedChange{
		Indicator: ind, Court: court, Period: l.period, Delta: q.Rounded(), Basis: l.basis, Source: l.source, Note: note, OwnNote: own,
		provisional: l.status == Provisional, Revision: l.revision.clone(), at: l.f.Place(path),
	})
}

// inWords reads a change as a notice says it: 下降5.8%, 持平.
func inWords(text string) (signed string, said bool) {
	if text == "持平" {
		return "0", true
	}
	for _, w := range []struct{ word, sign string }{
		{"上升", ""}, {"增长", ""}, {"增加", ""}, {"提高", ""}, {"延长", ""}, {"下降", "-"}, {"减少", "-"}, {"降低", "-"}, {"缩短", "-"},
	} {
		if rest, ok := strings.CutPrefix(text, w.word); ok && !strings.HasPrefix(rest, "-") {
			return w.sign + rest, true
		}
	}
	return text, false
}

// given is a value or a change that a file gives; what settle does to both.
type given interface {
	form() (basis string, q quantity.Quantity, r *Revision, provisional bool, pos diag.Pos)
	supersede(o given)
}

func (o *Observation) form() (string, quantity.Quantity, *Revision, bool, diag.Pos) {
	return o.Basis, o.Quantity, o.Revision, o.Status == Provisional, o.Pos()
}

func (c *PublishedChange) form() (string, quantity.Quantity, *Revision, bool, diag.Pos) {
	return c.Basis, c.Delta, c.Revision, c.provisional, c.Pos()
}

func (o *Observation) supersede(old given) {
	o.Revision.Superseded = append(o.Revision.Superseded, old.(*Observation))
}

// A change follows from values, whose own corrections are told.
func (c *PublishedChange) supersede(given) {}

// settle orders the values and changes of each key by rank of basis and keeps
// one of each basis: the last revision, else the finer of two that agree. Two
// that disagree are kept for package check to tell of.
func (s *Store) settle() {
	for _, k := range sortedByKey(s.values) {
		s.values[k] = s.withdraw(k, settled(s, k, s.values[k]))
		s.all = append(s.all, s.values[k]...)
	}
	// All values of an indicator and court stand together, sorted by period.
	for rest := s.all; len(rest) > 0; {
		at := indicatorCourt{rest[0].Indicator, rest[0].Court}
		n := slices.IndexFunc(rest, func(o *Observation) bool { return o.Indicator != at.indicator || o.Court != at.court })
		if n < 0 {
			n = len(rest)
		}
		s.series[at] = rest[:n:n]
		rest = rest[n:]
	}
	for _, k := range sortedByKey(s.published) {
		s.published[k] = settled(s, k, s.published[k])
	}
}

// withdraw holds values against words in their place on the same basis: the later
// revision counts, and what was published before it is kept with it. A value
// and a word that stand side by side contradict each other.
func (s *Store) withdraw(k key, values []*Observation) []*Observation {
	if len(s.absent[k]) == 0 {
		return values
	}
	var words []Absence
	for _, a := range s.absent[k] {
		i := slices.IndexFunc(values, func(o *Observation) bool { return o.Basis == a.Basis })
		if i < 0 {
			words = append(words, a)
			continue
		}
		o := values[i]
		switch by := strings.Compare(day(a.Revision), day(o.Revision)); {
		case by > 0:
			a.Revision.Superseded = append([]*Observation{o}, superseded(o)...)
			values = slices.Delete(values, i, i+1)
			words = append(words, a)
		case by < 0:
			o.Revision.Word = a.Word
		default:
			s.duplicates = append(s.duplicates, Duplicate{k.indicator, k.court, k.period, o.Quantity.String(), a.Word, o.Pos(), a.Pos()})
		}
	}
	s.absent[k] = words
	return values
}

// day is when a revision was published; "" for what was never revised.
func day(r *Revision) string {
	if r == nil {
		return ""
	}
	return r.Date
}

func superseded(o *Observation) []*Observation {
	if o.Revision == nil {
		return nil
	}
	return o.Revision.Superseded
}

func settled[G given](s *Store, k key, list []G) []G {
	if len(list) < 2 {
		return list
	}
	slices.SortStableFunc(list, func(a, b G) int {
		basisA, _, revA, _, posA := a.form()
		basisB, _, revB, _, posB := b.form()
		return cmp.Or(
			cmp.Compare(s.basisRank[basisA], s.basisRank[basisB]), strings.Compare(day(revB), day(revA)), // the last revision first
			strings.Compare(posA.File, posB.File), cmp.Compare(posA.Line, posB.Line))
	})
	kept := list[:1:1]
	for _, g := range list[1:] {
		last := kept[len(kept)-1]
		basis, q, rev, provisional, pos := g.form()
		lastBasis, lastQ, lastRev, lastProvisional, lastPos := last.form()
		switch {
		case basis != lastBasis:
			kept = append(kept, g)
		case lastRev != nil && day(rev) != lastRev.Date:
			last.supersede(g)
		case provisional && !lastProvisional: // what was final came after it
		case lastProvisional && !provisional:
			kept[len(kept)-1] = g
		case !q.Agrees(lastQ):
			s.duplicates = append(s.duplicates, Duplicate{k.indicator, k.court, k.period, lastQ.String(), q.String(), lastPos, pos})
		case q.Finer(lastQ):
			kept[len(kept)-1] = g
		}
	}
	return kept
}
