// Package written holds the files of observations that import writes: how values
// are put into files, what those say, and what they said when an earlier import
// wrote them. Files that import did not make are told apart by their first line
// and never touched.
package written

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

	"gongbao/generator/importer/grid"
	"gongbao/generator/importer/observed"
	"gongbao/generator/period"
	"gongbao/generator/stats"
	"gongbao/generator/tomlfile"
)

// Dir is where import writes.
const Dir = "data/observations"

// mark begins the first line of every file that import made. The table and the
// files that the values came from follow.
const (
	mark      = "# gongbao import: "
	markFrom  = " < "
	markFiles = " | " // no file's name on any system holds a bar
)

// File is a file of observations as import found it or makes it.
type File struct {
	Path   string
	Text   []byte
	Table  string       // of the mapping, that its values were read by
	From   []string     // names of the files that it was made from
	Values int          // that Compose put in it
	cells  []grid.Place // by line from 0, zero for a line without a value or with one of an earlier import
}

// Cell is where the value stands that is on a line of a file that Compose made;
// zero when none is, or none of a sheet. Lines count from 1.
func (f *File) Cell(line int) grid.Place {
	if line < 1 || line > len(f.cells) {
		return grid.Place{}
	}
	return f.cells[line-1]
}

// Period is the period that the name of a file begins with.
func (f *File) Period() period.Period {
	parts := strings.Split(path.Base(f.Path), "-")
	for i := min(len(parts)-1, 3); i > 0; i-- { // 2024-09-ytd comes before 2024-09
		if p, err := period.Parse(strings.Join(parts[:i], "-")); err == nil {
			return p
		}
	}
	return period.Period{}
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

// Folder is what stands in the folder of observations.
type Folder struct {
	Made  []*File         // by import, sorted by path
	other map[string]bool // what else there is, paths in small letters
}

// Foreign reports whether a path is taken by something that import did not make.
// Systems that do not tell capitals from small letters count too.
func (f *Folder) Foreign(path string) bool { return f.other[strings.ToLower(path)] }

// Others reports whether there is anything that import did not make.
func (f *Folder) Others() bool { return len(f.other) > 0 }

// List looks through the folder of observations of a site, which need not have
// one.
func List(site fs.FS) (*Folder, error) {
	f := &Folder{other: map[string]bool{}}
	entries, err := fs.ReadDir(site, Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return f, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list the observations: %w", err)
	}
	for _, e := range entries {
		name := path.Join(Dir, e.Name())
		if e.Type().IsRegular() && path.Ext(e.Name()) == ".toml" {
			text, err := fs.ReadFile(site, name)
			if err != nil {
				return nil, fmt.Errorf("read the observations: %w", err)
			}
			if table, from, ok := head(text); ok {
				f.Made = append(f.Made, &File{Path: name, Text: text, Table: table, From: from})
				continue
			}
		}
		f.other[strings.ToLower(name)] = true
	}
	return f, nil
}

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

func keyOf(v *observed.Value) fileKey {
	return fileKey{period: v.Period, basis: v.Basis, source: v.Source, status: v.Status, revised: v.Revised, reason: v.Reason}
}

// arrange puts items into files. A note that all values of a file have is said
// once, unless it is meant for each of them alone: checks ask for such a note. One
// that a change rests on has a file to itself, since only values have notes of
// their own.
func arrange(items []*observed.Value) (keys []fileKey, by map[fileKey][]*observed.Value) {
	type use struct {
		values int
		notes  map[string]int
	}
	uses := map[fileKey]*use{}
	for _, it := range items {
		k := keyOf(it)
		u := uses[k]
		if u == nil {
			u = &use{notes: map[string]int{}}
			uses[k] = u
		}
		if !it.Change {
			u.values++
			if !it.Own {
				u.notes[it.FullNote()]++
			}
		}
	}
	changed := map[fileKey]bool{}
	for _, it := range items {
		if it.Change && it.FullNote() != "" {
			k := keyOf(it)
			k.note = it.FullNote()
			changed[k] = true
		}
	}
	by = map[fileKey][]*observed.Value{}
	for _, it := range items {
		k := keyOf(it)
		with := k
		with.note = it.FullNote()
		u := uses[k]
		if with.note != "" && !it.Own && (changed[with] || !it.Change && u.notes[with.note] == u.values && u.values > 1) {
			k = with
		}
		by[k] = append(by[k], it)
	}
	return slices.SortedFunc(maps.Keys(by), fileKey.compare), by
}

// Compose writes the values of one table as files. taken tells which paths are
// not to be had.
func Compose(table string, from []string, items []*observed.Value, order observed.Order, taken func(path string) bool) []*File {
	keys, by := arrange(items)
	var out []*File
	count := map[period.Period]int{}
	for _, k := range keys {
		var name string
		for {
			count[k.period]++
			name = path.Join(Dir, k.period.String()+"-"+table)
			if n := count[k.period]; n > 1 {
				name += "-" + strconv.Itoa(n)
			}
			name += ".toml"
			if count[k.period] == 1 || !taken(name) {
				break
			}
		}
		w := &File{Path: name, Table: table, From: from}
		w.compose(k, by[k], order)
		out = append(out, w)
	}
	return out
}

// composer writes lines and remembers which cell each comes from.
type composer struct {
	b     strings.Builder
	cells []grid.Place
}

func (c *composer) line(v *observed.Value, text ...string) {
	for _, t := range text {
		c.b.WriteString(t)
	}
	c.b.WriteByte('\n')
	var cell grid.Place
	if v != nil {
		cell = v.At
	}
	c.cells = append(c.cells, cell)
}

func (w *File) compose(k fileKey, items []*observed.Value, order observed.Order) {
	c := &composer{}
	c.b.Grow(64 * len(items))
	c.line(nil, mark, w.Table, markFrom, strings.Join(w.From, markFiles))
	c.line(nil, "period = ", tomlfile.Quote(k.period.String()))
	for _, pair := range [][2]string{{"basis", k.basis}, {"source", k.source}, {"status", k.status}, {"revised", k.revised}, {"reason", k.reason}, {"note", k.note}} {
		if pair[1] != "" {
			c.line(nil, pair[0], " = ", tomlfile.Quote(pair[1]))
		}
	}
	slices.SortStableFunc(items, order.Compare)
	c.table("values", items, func(it *observed.Value) string {
		if it.Change {
			return ""
		}
		return number(it.Text)
	})
	c.table("yoy", items, func(it *observed.Value) string {
		if !it.Change {
			return ""
		}
		return tomlfile.Quote(it.Text)
	})
	c.table("notes", items, func(it *observed.Value) string {
		if it.Change || it.FullNote() == "" || it.FullNote() == k.note {
			return ""
		}
		return tomlfile.Quote(it.FullNote())
	})
	w.Text, w.cells, w.Values = []byte(c.b.String()), c.cells, len(items)
}

// table writes what text gives of each value; "" leaves it out.
func (c *composer) table(name string, items []*observed.Value, text func(*observed.Value) string) {
	var court *stats.Court
	category, opened := "", false
	for _, it := range items {
		v := text(it)
		if v == "" {
			continue
		}
		if !opened || it.Court != court || it.Ind.Category != category {
			court, category, opened = it.Court, it.Ind.Category, true
			path := name + "." + tomlfile.Key(court.ID)
			if category != "" {
				path += "." + tomlfile.Key(category)
			}
			c.line(nil)
			c.line(nil, "[", path, "]")
		}
		id := it.Ind.ID
		if it.Ind.Category != "" {
			id = it.Ind.Measure
		}
		c.line(it, tomlfile.Key(id), " = ", v)
	}
}

var bareNumber = regexp.MustCompile(`^-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,8})?$`)

// number is a value as the file says it: as a number where TOML has it, else as
// text.
func number(text string) string {
	if bareNumber.MatchString(text) {
		return text
	}
	return tomlfile.Quote(text)
}
