package importer

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gongbao/generator/diag"
	"gongbao/generator/period"
	"gongbao/generator/stats"
	"gongbao/generator/tomlfile"
)

// observationsDir is where import writes.
const observationsDir = "data/observations"

// mark begins the first line of every file that import made. The table and the
// files that the values came from follow.
const (
	mark      = "# gongbao import: "
	markFrom  = " < "
	markFiles = " | " // no file's name on any system holds a bar
)

// written is a file of observations as import found it or makes it.
type written struct {
	path  string
	text  []byte
	table string
	from  []string // names of the files that it was made from
	lines []*item  // by line from 0, nil for a line without a value
}

// head reads the first line of a file that import made.
func head(text []byte) (table string, from []string, ok bool) {
	line, _, _ := strings.Cut(string(text[:min(len(text), 4096)]), "\n")
	rest, ok := strings.CutPrefix(strings.TrimRight(line, "\r"), mark)
	if !ok {
		return "", nil, false
	}
	table, files, _ := strings.Cut(rest, markFrom)
	return table, strings.Split(files, markFiles), true
}

// folder is what stands in the folder of observations.
type folder struct {
	made  []*written      // by import, sorted by path
	other map[string]bool // what else there is, paths in small letters
}

func listFolder(site fs.FS) (*folder, error) {
	entries, err := fs.ReadDir(site, observationsDir)
	if errors.Is(err, fs.ErrNotExist) {
		return &folder{other: map[string]bool{}}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list the observations: %w", err)
	}
	f := &folder{other: map[string]bool{}}
	for _, e := range entries {
		name := path.Join(observationsDir, e.Name())
		if !e.Type().IsRegular() || path.Ext(e.Name()) != ".toml" {
			f.other[strings.ToLower(name)] = true
			continue
		}
		text, err := fs.ReadFile(site, name)
		if err != nil {
			return nil, fmt.Errorf("read the observations: %w", err)
		}
		table, from, ok := head(text)
		if !ok {
			f.other[strings.ToLower(name)] = true
			continue
		}
		f.made = append(f.made, &written{path: name, text: text, table: table, from: from})
	}
	return f, nil
}

// readBack reads the values of a file that import made and a person may have
// added notes to. ok is false when it cannot be kept whole.
func readBack(w *written, n *names, bag *diag.Bag) (items []*item, ok bool) {
	var file struct {
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
	f, ok := tomlfile.Decode(tomlfile.Source{File: w.path, Text: w.text}, &file, bag)
	if !ok {
		return nil, false
	}
	p, err := period.Parse(file.Period)
	if err != nil {
		bag.Add(diag.BadPeriod, f.Pos("period"), diag.Args{"period": file.Period})
		return nil, false
	}
	o := &origin{source: file.Source, status: cmp.Or(file.Status, stats.Final.String()), reason: file.Reason, note: file.Note}
	revised := ""
	if file.Date != nil {
		revised = strings.Trim(f.Raw("revised"), `"' `)
	}
	at := map[subject]*item{}
	good := true
	each := func(table string, courts map[string]map[string]any, add func(s subject, text string)) {
		for _, name := range slices.Sorted(maps.Keys(courts)) {
			court, err := n.store.Court(name)
			if err != nil {
				bag.Put(diag.Place(err, f.Pos(tomlfile.Join(table, name))))
				good = false
				continue
			}
			leaf := func(id string, v any, at string) {
				ind, err := n.store.Indicator(id)
				if err != nil {
					bag.Put(diag.Place(err, f.Pos(at)))
					good = false
					return
				}
				text, isText := v.(string)
				if !isText {
					text = strings.ReplaceAll(f.Raw(at), "_", "")
				}
				add(subject{ind: ind, court: court, period: p, basis: file.Basis, revised: revised}, text)
			}
			for _, k := range slices.Sorted(maps.Keys(courts[name])) {
				row, isRow := courts[name][k].(map[string]any)
				if !isRow {
					leaf(k, courts[name][k], tomlfile.Join(table, name, k))
					continue
				}
				for _, m := range slices.Sorted(maps.Keys(row)) {
					leaf(k+"."+m, row[m], tomlfile.Join(table, name, k, m))
				}
			}
		}
	}
	each("values", file.Values, func(s subject, text string) {
		if s.ind.Unit != "" && s.ind.Unit != "%" {
			text = strings.TrimSuffix(text, s.ind.Unit)
		}
		it := &item{subject: s, origin: o, text: text}
		at[s] = it
		items = append(items, it)
	})
	each("notes", file.Notes, func(s subject, text string) {
		if it := at[s]; it != nil {
			it.note = text
		}
	})
	each("yoy", file.YoY, func(s subject, text string) {
		s.change = true
		items = append(items, &item{subject: s, origin: o, text: text})
	})
	return items, good
}

// noteOf is what is said on a value, by itself or by its file.
func (it *item) noteOf() string { return cmp.Or(it.note, it.origin.note) }

// fileKey is what the values of one file have in common.
type fileKey struct {
	period  period.Period
	basis   string
	source  string
	status  string
	revised string
	reason  string
	note    string
}

func (k fileKey) compare(l fileKey) int {
	return cmp.Or(
		k.period.Compare(l.period), strings.Compare(k.revised, l.revised), strings.Compare(k.basis, l.basis),
		strings.Compare(k.status, l.status), strings.Compare(k.source, l.source), strings.Compare(k.reason, l.reason),
		strings.Compare(k.note, l.note),
	)
}

// arrange puts items into files. A note that all values of a file have is said
// once; one that a change rests on has a file to itself, since only values have
// notes of their own.
func arrange(items []*item) (keys []fileKey, by map[fileKey][]*item) {
	plainKey := func(it *item) fileKey {
		return fileKey{period: it.period, basis: it.basis, source: it.source, status: it.status, revised: it.revised, reason: it.reason}
	}
	type use struct {
		values int
		notes  map[string]int
	}
	uses := map[fileKey]*use{}
	for _, it := range items {
		k := plainKey(it)
		u := uses[k]
		if u == nil {
			u = &use{notes: map[string]int{}}
			uses[k] = u
		}
		if !it.change {
			u.values++
			u.notes[it.noteOf()]++
		}
	}
	changed := map[fileKey]bool{}
	for _, it := range items {
		if it.change && it.noteOf() != "" {
			k := plainKey(it)
			k.note = it.noteOf()
			changed[k] = true
		}
	}
	by = map[fileKey][]*item{}
	for _, it := range items {
		k := plainKey(it)
		with := k
		with.note = it.noteOf()
		u := uses[k]
		if with.note != "" && (changed[with] || !it.change && u.notes[with.note] == u.values && u.values > 1) {
			k = with
		}
		by[k] = append(by[k], it)
	}
	return slices.SortedFunc(maps.Keys(by), fileKey.compare), by
}

// compose writes the values of one table as files. taken tells which paths are
// not to be had.
func compose(table string, from []string, items []*item, r ranks, taken func(path string) bool) []*written {
	keys, by := arrange(items)
	var out []*written
	count := map[period.Period]int{}
	for _, k := range keys {
		var name string
		for {
			count[k.period]++
			name = path.Join(observationsDir, k.period.String()+"-"+table)
			if n := count[k.period]; n > 1 {
				name += "-" + strconv.Itoa(n)
			}
			name += ".toml"
			if count[k.period] == 1 || !taken(name) {
				break
			}
		}
		w := &written{path: name, table: table, from: from}
		w.compose(k, by[k], r)
		out = append(out, w)
	}
	return out
}

// composer writes lines and remembers which value stands on which.
type composer struct {
	b     strings.Builder
	lines []*item
}

func (c *composer) line(it *item, text ...string) {
	for _, t := range text {
		c.b.WriteString(t)
	}
	c.b.WriteByte('\n')
	c.lines = append(c.lines, it)
}

func (w *written) compose(k fileKey, items []*item, r ranks) {
	c := &composer{}
	c.b.Grow(64 * len(items))
	c.line(nil, mark, w.table, markFrom, strings.Join(w.from, markFiles))
	c.line(nil, "period = ", quoted(k.period.String()))
	for _, pair := range [][2]string{{"basis", k.basis}, {"source", k.source}, {"status", k.status}, {"revised", k.revised}, {"reason", k.reason}, {"note", k.note}} {
		if pair[1] != "" {
			c.line(nil, pair[0], " = ", quoted(pair[1]))
		}
	}
	slices.SortStableFunc(items, r.compare)
	c.table("values", items, func(it *item) string {
		if it.change {
			return ""
		}
		return number(it.text)
	})
	c.table("yoy", items, func(it *item) string {
		if !it.change {
			return ""
		}
		return quoted(it.text)
	})
	c.table("notes", items, func(it *item) string {
		if it.change || it.noteOf() == "" || it.noteOf() == k.note {
			return ""
		}
		return quoted(it.noteOf())
	})
	w.text, w.lines = []byte(c.b.String()), c.lines
}

// table writes what text gives of each item; "" leaves it out.
func (c *composer) table(name string, items []*item, text func(*item) string) {
	var court *stats.Court
	category, opened := "", false
	for _, it := range items {
		v := text(it)
		if v == "" {
			continue
		}
		if !opened || it.court != court || it.ind.Category != category {
			court, category, opened = it.court, it.ind.Category, true
			path := name + "." + tomlKey(court.ID)
			if category != "" {
				path += "." + tomlKey(category)
			}
			c.line(nil)
			c.line(nil, "[", path, "]")
		}
		id := it.ind.ID
		if it.ind.Category != "" {
			id = it.ind.Measure
		}
		c.line(it, tomlKey(id), " = ", v)
	}
}

var (
	bareKey    = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)
	bareNumber = regexp.MustCompile(`^-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,8})?$`)
)

func tomlKey(s string) string {
	if bareKey.MatchString(s) {
		return s
	}
	return quoted(s)
}

// number is a value as the file says it: as a number where TOML has it, else as
// text.
func number(text string) string {
	if bareNumber.MatchString(text) {
		return text
	}
	return quoted(text)
}
