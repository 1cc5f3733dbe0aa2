// Package register reads registers, 名录: dated lists with declared fields and
// ordered levels, such as honours, model cases or judicial advice.
package register

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongbao/generator/diag"
	"gongbao/generator/tomlfile"
)

// Register is one list.
type Register struct {
	ID      string // the file's name
	Name    string
	Levels  []string // highest first
	Fields  []Field  // in the order of the file
	Entries []Entry  // newest first; within a date by level, then as written

	pos diag.Pos // of its name
}

// Find is the register of an id or, failing that, of a name; nil when there is
// none. An id comes first, so that naming a register never hides another.
func Find(list []*Register, name string) *Register {
	name = strings.TrimSpace(name)
	for _, is := range []func(*Register) string{
		func(r *Register) string { return r.ID },
		func(r *Register) string { return r.Name },
	} {
		if i := slices.IndexFunc(list, func(r *Register) bool { return name != "" && is(r) == name }); i >= 0 {
			return list[i]
		}
	}
	return nil
}

// Field is a declared field of the entries.
type Field struct {
	ID     string
	Name   string
	Type   string   // text, count, list or bool
	Values []string // the only ones allowed; empty allows any
}

// Entry is one line of a register.
type Entry struct {
	ID     string // unique within the register and stable: made of date and name
	Date   string // 2025, 2025-01 or 2025-01-08
	Name   string
	Level  string
	Image  string // relative to content/
	Alt    string
	Count  Count
	Fields map[string]string // by field id, as printed
	Pos    diag.Pos
}

// Year of the entry, as text.
func (e Entry) Year() string { return e.Date[:4] }

// Count is how many an entry stands for. About keeps the vagueness of the
// source: 近8400 is 8400 with About 近.
type Count struct {
	N     int
	About string
	Given bool // false when the entry does not say, and so stands for one
}

func (c Count) String() string { return c.About + strconv.Itoa(c.N) }

// vague are the words a count may begin with (domain rules 6: 近 is below the
// value, 余 above, 约 about it).
var vague = []string{"近", "约", "超过", "超", "逾"}

type entryFile struct {
	Name   string               `toml:"name"`
	Levels []string             `toml:"levels"`
	Fields map[string]fieldFile `toml:"fields"`
	Entry  []map[string]any     `toml:"entry"`
}

type fieldFile struct {
	Name   string   `toml:"name"`
	Type   string   `toml:"type"`
	Values []string `toml:"values"`
}

// own are the fields that every register has.
var own = []string{"date", "name", "level", "image", "alt", "count"}

const folder = "data/registers"

// Load reads data/registers/*.toml of a site, sorted by id; a site need not
// have the folder. Mistakes go to bag. The error is for failures of the machine.
func Load(site fs.FS, bag *diag.Bag) ([]*Register, error) {
	files, err := fs.ReadDir(site, folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list registers: %w", err)
	}
	var out []*Register
	for _, file := range files {
		if file.IsDir() || path.Ext(file.Name()) != ".toml" || strings.HasPrefix(file.Name(), ".") {
			continue
		}
		name := path.Join(folder, file.Name())
		text, err := fs.ReadFile(site, name)
		if err != nil {
			return nil, fmt.Errorf("read register: %w", err)
		}
		if r := read(name, text, bag); r != nil {
			out = append(out, r)
		}
	}
	for i, r := range out { // a name must not mean two registers
		for j, other := range out {
			if r.Name != "" && (r.Name == other.Name && j < i || r.Name == other.ID && j != i) {
				bag.Add(diag.DuplicateName, r.pos, diag.Args{"name": r.Name, "other": other.ID, "first": other.pos.String()}, other.pos)
				break
			}
		}
	}
	return out, nil
}

func read(name string, text []byte, bag *diag.Bag) *Register {
	var file entryFile
	f, ok := tomlfile.Decode(tomlfile.Source{File: name, Text: text}, &file, bag)
	if !ok {
		return nil
	}
	r := &Register{ID: strings.TrimSuffix(path.Base(name), ".toml"), Name: strings.TrimSpace(file.Name), Levels: file.Levels, pos: f.Pos("name")}
	if r.Name == "" {
		bag.Add(diag.MissingKey, f.Pos(""), diag.Args{"key": "name"})
	}
	for id, fd := range file.Fields {
		field := Field{ID: id, Name: cmp.Or(fd.Name, id), Type: cmp.Or(fd.Type, "text"), Values: fd.Values}
		if !slices.Contains([]string{"text", "count", "list", "bool"}, field.Type) {
			bag.Add(diag.BadValue, f.Pos(tomlfile.Join("fields", id, "type")), diag.Args{"key": "type", "value": fd.Type, "want": "text | count | list | bool"})
		}
		r.Fields = append(r.Fields, field)
	}
	slices.SortFunc(r.Fields, func(a, b Field) int {
		pa, pb := f.Pos(tomlfile.Join("fields", a.ID)), f.Pos(tomlfile.Join("fields", b.ID))
		return cmp.Or(cmp.Compare(pa.Line, pb.Line), cmp.Compare(pa.Column, pb.Column), strings.Compare(a.ID, b.ID))
	})
	ids := map[string]bool{}
	for i, m := range file.Entry {
		e, ok := r.entry(f, fmt.Sprintf("entry[%d]", i), m, bag)
		if !ok {
			continue
		}
		id := e.ID
		for n := 2; ids[e.ID]; n++ {
			e.ID = id + "-" + strconv.Itoa(n)
		}
		ids[e.ID] = true
		r.Entries = append(r.Entries, e)
	}
	slices.SortStableFunc(r.Entries, func(a, b Entry) int {
		return cmp.Or(-strings.Compare(a.Date, b.Date), cmp.Compare(r.rank(a.Level), r.rank(b.Level)))
	})
	return r
}

func (r *Register) entry(f *tomlfile.File, at string, m map[string]any, bag *diag.Bag) (Entry, bool) {
	e := Entry{Fields: map[string]string{}, Pos: f.Pos(at)}
	ok := true
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	given := map[string]diag.Pos{}
	for _, k := range keys {
		path := at + "." + tomlfile.Join(k)
		pos := f.Pos(path)
		field, declared := r.field(k)
		if !declared && !slices.Contains(own, k) {
			bag.Add(diag.UnknownKey, pos, diag.Args{"key": k, "suggestion": diag.Closest(k, r.fieldIDs())})
			continue
		}
		id := k
		if declared { // an entry may use the field's name
			id = field.ID
		}
		if first, twice := given[id]; twice {
			bag.Add(diag.DuplicateName, pos, diag.Args{"name": k, "other": id, "first": first.String()}, first)
			ok = false
			continue
		}
		given[id] = pos
		text, parts, good := asText(m[k])
		if id == "date" && !good && isDate(f.Raw(path)) { // a date of TOML's own, without quotes
			text, good = f.Raw(path), true
		}
		if want := wants(id, field.Type); !good || want == "@bool" && !isBool(m[k]) {
			bag.Add(diag.BadValue, pos, diag.Args{"key": k, "value": f.Raw(path), "want": want})
			ok = false
			continue
		}
		for _, part := range parts {
			if declared && len(field.Values) > 0 && !slices.Contains(field.Values, part) {
				bag.Add(diag.BadValue, pos, diag.Args{"key": k, "value": part, "want": strings.Join(field.Values, " | "), "example": diag.Closest(part, field.Values)})
				ok = false
			}
		}
		if _, counts := parseCount(text); field.Type == "count" && id != "count" && !counts {
			bag.Add(diag.BadValue, pos, diag.Args{"key": k, "value": text, "want": "@number", "example": "近8400"})
			ok = false
		}
		switch id {
		case "date":
			e.Date = text
			if !isDate(text) {
				bag.Add(diag.BadValue, pos, diag.Args{"key": k, "value": text, "want": "@year-or-date"})
				ok = false
			}
		case "name":
			e.Name = text
		case "level":
			e.Level = text
			if len(r.Levels) > 0 && !slices.Contains(r.Levels, text) {
				bag.Add(diag.UnknownLevel, pos, diag.Args{"register": r.ID, "level": text, "suggestion": diag.Closest(text, r.Levels)})
				ok = false
			}
		case "image":
			e.Image = text
		case "alt":
			e.Alt = text
		case "count":
			if e.Count, good = parseCount(text); !good {
				bag.Add(diag.BadValue, pos, diag.Args{"key": k, "value": text, "want": "@number", "example": "近8400"})
				ok = false
			}
		default:
			e.Fields[id] = text
		}
	}
	for _, k := range []string{"date", "name"} {
		_, has := given[k]
		if text, isText := m[k].(string); !has || k == "name" && isText && strings.TrimSpace(text) == "" {
			bag.Add(diag.MissingKey, e.Pos, diag.Args{"key": k})
			ok = false
		}
	}
	e.ID = slug(e.Date + "-" + e.Name)
	return e, ok
}

// wants is the catalogue's word for what a field holds.
func wants(id, kind string) string {
	switch {
	case id == "date":
		return "@year-or-date"
	case id == "count" || kind == "count":
		return "@number"
	case kind == "bool":
		return "@bool"
	}
	return "@text"
}

func isBool(v any) bool { _, ok := v.(bool); return ok }

// asText prints a TOML value; a list is joined and also given in parts.
func asText(v any) (text string, parts []string, ok bool) {
	switch v := v.(type) {
	case string:
		text = strings.TrimSpace(v)
	case int64:
		text = strconv.FormatInt(v, 10)
	case bool:
		text = strconv.FormatBool(v)
	case []any:
		for _, e := range v {
			s, _, ok := asText(e)
			if !ok {
				return "", nil, false
			}
			parts = append(parts, s)
		}
		return strings.Join(parts, "、"), parts, true
	default:
		return "", nil, false
	}
	return text, []string{text}, true
}

func parseCount(s string) (Count, bool) {
	c := Count{Given: true}
	for _, w := range vague {
		if rest, ok := strings.CutPrefix(s, w); ok {
			c.About, s = w, rest
			break
		}
	}
	n, err := strconv.ParseUint(s, 10, 53) // digits only, no sign
	c.N = int(n)
	return c, err == nil
}

// isDate accepts a year, a month or a day that exists.
func isDate(s string) bool {
	for _, layout := range []string{"2006", "2006-01", "2006-01-02"} {
		if d, err := time.Parse(layout, s); err == nil && d.Year() > 0 {
			return true
		}
	}
	return false
}

// slug keeps letters and digits of any script.
func slug(s string) string {
	var b strings.Builder
	dash := false
	for _, r := range s {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r >= '\u4e00' && r <= '\u9fff' {
			if dash && b.Len() > 0 {
				b.WriteByte('-')
			}
			dash = false
			b.WriteRune(r)
			continue
		}
		dash = true
	}
	return b.String()
}

func (r *Register) field(id string) (Field, bool) {
	i := slices.IndexFunc(r.Fields, func(f Field) bool { return f.ID == id || f.Name == id })
	if i < 0 {
		return Field{}, false
	}
	return r.Fields[i], true
}

func (r *Register) fieldIDs() []string {
	ids := slices.Clone(own)
	for _, f := range r.Fields {
		ids = append(ids, f.ID)
	}
	return ids
}

// rank of a level: 0 is the highest; unknown levels come last.
func (r *Register) rank(level string) int {
	if i := slices.Index(r.Levels, level); i >= 0 {
		return i
	}
	return len(r.Levels)
}

// Level finds the level that a writer means: 省级 is 省部级, 市级 is 市厅级.
func (r *Register) Level(name string) (string, bool) {
	if slices.Contains(r.Levels, name) {
		return name, true
	}
	short := strings.TrimSuffix(name, "级")
	var found []string
	for _, l := range r.Levels {
		if short != "" && strings.HasPrefix(l, short) {
			found = append(found, l)
		}
	}
	if len(found) != 1 {
		return "", false
	}
	return found[0], true
}
