package written

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"gongbao/generator/diag"
	"gongbao/generator/importer/observed"
	"gongbao/generator/period"
	"gongbao/generator/stats"
	"gongbao/generator/tomlfile"
)

// Back reads the values of a file that import made and a person may have added
// notes to. ok is false when it cannot be kept whole.
func (w *File) Back(store *stats.Store, bag *diag.Bag) (values []*observed.Value, ok bool) {
	var file stats.ObservationFile
	f, ok := tomlfile.Decode(tomlfile.Source{File: w.Path, Text: w.Text}, &file, bag)
	if !ok {
		return nil, false
	}
	p, err := period.Parse(file.Period)
	if err != nil {
		bag.Add(diag.BadPeriod, f.Pos("period"), diag.Args{"period": file.Period})
		return nil, false
	}
	all := observed.Subject{Period: p, Basis: file.Basis}
	if file.Date != nil {
		all.Revised = strings.Trim(f.Raw("revised"), `"' `)
	}
	l := &leaves{file: f, store: store, bag: bag, all: all, good: true}
	o := &observed.Origin{Source: file.Source, Status: cmp.Or(file.Status, stats.Final.String()), Reason: file.Reason, Remark: file.Note}
	at := map[observed.Subject]*observed.Value{}
	l.each("values", file.Values, func(s observed.Subject, text string) {
		if s.Ind.Unit != "" && s.Ind.Unit != "%" {
			text = strings.TrimSuffix(text, s.Ind.Unit)
		}
		v := &observed.Value{Subject: s, Origin: o, Text: text, File: w.Path}
		if len(file.Notes) > 0 {
			at[s] = v
		}
		values = append(values, v)
	})
	l.each("notes", file.Notes, func(s observed.Subject, text string) {
		if v := at[s]; v != nil {
			v.Note, v.Own = text, true
		}
	})
	l.each("yoy", file.YoY, func(s observed.Subject, text string) {
		s.Change = true
		values = append(values, &observed.Value{Subject: s, Origin: o, Text: text, File: w.Path})
	})
	return values, l.good
}

// leaves walks the tables of a file of observations.
type leaves struct {
	file  *tomlfile.File
	store *stats.Store
	bag   *diag.Bag
	all   observed.Subject // what all values have in common
	good  bool
}

// each calls add for every leaf of a table: [values.COURT], or
// [values.COURT.CATEGORY] of a breakdown.
func (l *leaves) each(table string, courts map[string]map[string]any, add func(s observed.Subject, text string)) {
	for _, name := range slices.Sorted(maps.Keys(courts)) {
		court, err := l.store.Court(name)
		if err != nil {
			l.put(err, tomlfile.Join(table, name))
			continue
		}
		for _, k := range slices.Sorted(maps.Keys(courts[name])) {
			row, isRow := courts[name][k].(map[string]any)
			if !isRow {
				l.leaf(court, k, courts[name][k], tomlfile.Join(table, name, k), add)
				continue
			}
			for _, m := range slices.Sorted(maps.Keys(row)) {
				l.leaf(court, k+"."+m, row[m], tomlfile.Join(table, name, k, m), add)
			}
		}
	}
}

func (l *leaves) leaf(court *stats.Court, id string, v any, path string, add func(s observed.Subject, text string)) {
	ind, err := l.store.Indicator(id)
	if err != nil {
		l.put(err, path)
		return
	}
	text, isText := v.(string)
	if !isText {
		text = strings.ReplaceAll(l.file.Raw(path), "_", "")
	}
	s := l.all
	s.Ind, s.Court = ind, court
	add(s, text)
}

func (l *leaves) put(err error, path string) {
	l.bag.Put(diag.Place(err, l.file.Pos(path)))
	l.good = false
}
