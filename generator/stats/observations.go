package stats

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"gongbao/generator/diag"
	"gongbao/generator/period"
	"gongbao/generator/quantity"
	"gongbao/generator/tomlfile"
)

// publishedChange is a year-on-year change as the court printed it.
type publishedChange struct {
	delta  quantity.Quantity
	basis  string
	source string
	file   *tomlfile.File
	path   string
}

func (c *publishedChange) pos() diag.Pos { return c.file.Pos(c.path) }

func (s *Store) loadObservations(site fs.FS, name string, all *diag.Bag) error {
	bag := &diag.Bag{} // of this file
	defer func() {
		s.incomplete = s.incomplete || bag.Failed()
		all.Put(bag.Sorted()...)
	}()
	text, ok, err := readFile(site, name, bag)
	if !ok {
		return err
	}
	var file struct {
		Period string                    `toml:"period"`
		Basis  string                    `toml:"basis"`
		Source string                    `toml:"source"`
		Status string                    `toml:"status"`
		Note   string                    `toml:"note"`
		Values map[string]map[string]any `toml:"values"`
		YoY    map[string]map[string]any `toml:"yoy"`
	}
	f, ok := tomlfile.Decode(tomlfile.Source{File: name, Text: text}, &file, bag)
	if !ok {
		return nil
	}
	if !require(f, "", bag, "period", file.Period, "source", file.Source) {
		return nil
	}
	p, err := period.Parse(file.Period)
	if err != nil {
		bag.Add(diag.BadPeriod, f.Pos("period"), diag.Args{"period": file.Period})
		return nil
	}
	if _, known := s.basisRank[file.Basis]; !known {
		bag.Add(diag.UnknownBasis, f.Pos("basis"), diag.Args{"name": file.Basis, "suggestion": diag.Closest(file.Basis, s.basisNames())})
		return nil
	}
	status, known := statuses[file.Status]
	if !known {
		bag.Add(diag.BadValue, f.Pos("status"), diag.Args{"key": "status", "value": file.Status, "want": "final | provisional | revised"})
	}
	l := &observationLoader{s: s, f: f, bag: bag, period: p, basis: file.Basis, source: file.Source, status: status, note: file.Note}
	l.each("values", file.Values, l.value)
	l.each("yoy", file.YoY, l.change)
	return nil
}

type observationLoader struct {
	s      *Store
	f      *tomlfile.File
	bag    *diag.Bag
	period period.Period
	basis  string
	source string
	status Status
	note   string
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
	q, err := number(v, l.f.Raw(path))
	if text, ok := v.(string); ok && ind.Unit != "%" && strings.ContainsAny(text, percentSigns) {
		err = quantity.ErrFormat // 12% is no count
	}
	if err != nil {
		l.bag.Add(diag.BadNumber, l.f.Pos(path), diag.Args{"value": written(v, l.f.Raw(path)), "indicator": ind.Name})
		return
	}
	if ind.Kind == Ratio {
		q = q.Rounded()
	}
	k := key{ind, court, l.period}
	l.s.values[k] = append(l.s.values[k], &Observation{
		Indicator: ind, Court: court, Period: l.period, Basis: l.basis, Quantity: q,
		Source: l.source, Status: l.status, Note: l.note, file: l.f, path: path,
	})
}

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
	pub := &publishedChange{delta: q.Rounded(), basis: l.basis, source: l.source, file: l.f, path: path}
	for i, other := range l.s.published[k] {
		if other.basis != l.basis {
			continue
		}
		if !other.delta.Agrees(pub.delta) {
			l.bag.Add(diag.DuplicateObservation, l.f.Pos(path), diag.Args{
				"indicator": ind.Name, "court": court.Name, "period": l.period.String(),
				"first": other.delta.String(), "second": q.String(), "where": other.pos().String(),
			}, other.pos())
		} else if pub.delta.Finer(other.delta) {
			l.s.published[k][i] = pub
		}
		return
	}
	l.s.published[k] = append(l.s.published[k], pub)
}

// settle orders the values of each key by rank of basis and keeps one of each
// basis: the finer of two that agree. Two that disagree are a mistake.
func (s *Store) settle(bag *diag.Bag) {
	for k, list := range s.values {
		slices.SortStableFunc(list, func(a, b *Observation) int {
			return cmp.Or(cmp.Compare(s.basisRank[a.Basis], s.basisRank[b.Basis]), strings.Compare(a.Pos().File, b.Pos().File), cmp.Compare(a.Pos().Line, b.Pos().Line))
		})
		kept := list[:1:1]
		for _, o := range list[1:] {
			last := kept[len(kept)-1]
			switch {
			case o.Basis != last.Basis:
				kept = append(kept, o)
			case !o.Quantity.Agrees(last.Quantity):
				bag.Add(diag.DuplicateObservation, o.Pos(), diag.Args{
					"indicator": k.indicator.Name, "court": k.court.Name, "period": k.period.String(),
					"first": last.Quantity.String(), "second": o.Quantity.String(), "where": last.Pos().String(),
				}, last.Pos())
			case o.Quantity.Finer(last.Quantity):
				kept[len(kept)-1] = o
			}
		}
		s.values[k] = kept
	}
	for _, k := range sortedByKey(s.values) { // sorted by period within an indicator and court
		at := indicatorCourt{k.indicator, k.court}
		s.series[at] = append(s.series[at], s.values[k]...)
	}
	for _, list := range s.published {
		slices.SortStableFunc(list, func(a, b *publishedChange) int {
			return cmp.Compare(s.basisRank[a.basis], s.basisRank[b.basis])
		})
	}
}
