// Package register reads registers, 名录: dated lists with declared fields and
// ordered levels, such as honours, model cases or judicial advice.
package register

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"gongbao/generator/diag"
	"gongbao/generator/tomlfile"
)

// Register is one list.
type Register struct {
	ID      string // the file's name
	Name    string
	Levels  []string // highest first
	Fields  []Field  // in the order of the file
	Entries []Entry  // newest first; within a date by level, then as written; as written where the kind says so

	Kind   *Kind    // of the page it has of its own; nil when it has none
	Intro  string   // plain text above the list
	States []string // that entries go through, in order; none for most registers
	Done   string   // the state by which a time limit is kept
	AsOf   string   // the day that the register tells of, 2006-01-02; "" when it does not say
	Pos    diag.Pos // of its name
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
	Name   string   // by which registers and conditions may call it as well
	Word   string   // the theme's key for what readers call it; "" where the register named it
	Type   string   // text, count, list, bool, date or link
	Values []string // the only ones allowed; empty allows any
	Made   bool     // worked out from others, never written
}

// The fields that entries which go through states have.
const (
	StateField    = "state"
	DoneLateField = "done_late" // "true" or "false", and none of what is not done or has no time limit
	OverdueField  = "overdue"   // of what is not done: "true" or "false", and none without AsOf
	DueField      = "due"
)

// Entry is one line of a register.
type Entry struct {
	ID     string // unique within the register and stable: made of date and name
	Date   string // 2025, 2025-01 or 2025-01-08
	Name   string
	Level  string
	Image  string // relative to content/
	Alt    string
	Count  Count
	Fields map[string]string // by field id, as printed; dates as written
	Stages []Stage           // the states it went through, in order; the last is where it stands
	// Late are the days after its time limit: by which it was done, or that have
	// passed and it is not; 0 when it is in time or nobody knows. DoneLateField and
	// OverdueField say which.
	Late int
	Pos  diag.Pos
}

// Stage is a state that an entry reached, and when.
type Stage struct{ State, Date string }

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
	Kind   string               `toml:"kind"`
	Intro  string               `toml:"intro"`
	AsOf   any                  `toml:"as_of"`
	States []string             `toml:"states"`
	Done   string               `toml:"done"`
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
				bag.Add(diag.DuplicateName, r.Pos, diag.Args{"name": r.Name, "other": other.ID, "first": other.Pos.String()}, other.Pos)
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
	r := &Register{ID: strings.TrimSuffix(path.Base(name), ".toml"), Name: strings.TrimSpace(file.Name), Levels: file.Levels, Pos: f.Pos("name")}
	if r.Name == "" {
		bag.Add(diag.MissingKey, f.Pos(""), diag.Args{"key": "name"})
	}
	r.readKind(f, file, bag)
	r.readFields(f, file, bag)
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
	if r.Kind != nil && r.Kind.written {
		return r
	}
	slices.SortStableFunc(r.Entries, func(a, b Entry) int {
		return cmp.Or(-strings.Compare(a.Date, b.Date), cmp.Compare(r.rank(a.Level), r.rank(b.Level)))
	})
	return r
}

// readKind reads what a register says of itself as a whole.
func (r *Register) readKind(f *tomlfile.File, file entryFile, bag *diag.Bag) {
	all, _ := kinds()
	r.Intro = strings.TrimSpace(file.Intro)
	r.Kind = all[file.Kind]
	if r.Kind == nil && file.Kind != "" {
		bag.Add(diag.BadValue, f.Pos("kind"), diag.Args{"key": "kind", "value": file.Kind, "want": strings.Join(kindIDs(), " | "), "example": diag.Closest(file.Kind, kindIDs())})
	}
	if r.Kind != nil {
		r.States, r.Done = r.Kind.states, r.Kind.done
	}
	if len(file.States) > 0 {
		r.States, r.Done = file.States, file.States[len(file.States)-1]
		for i, state := range file.States {
			if strings.TrimSpace(state) == "" || slices.Contains(file.States[:i], state) {
				bag.Add(diag.BadValue, f.Pos("states"), diag.Args{"key": "states", "value": state, "want": "@once-each"})
			}
		}
	}
	if file.Done != "" {
		r.Done = file.Done
		if !slices.Contains(r.States, r.Done) {
			bag.Add(diag.UnknownState, f.Pos("done"), diag.Args{"register": r.ID, "state": r.Done, "states": strings.Join(r.States, diag.ListSep), "suggestion": diag.Closest(r.Done, r.States)})
		}
	}
	if f.Has("as_of") {
		if text := dateText(file.AsOf, f.Raw("as_of")); isDate(text) && len(text) == len(time.DateOnly) {
			r.AsOf = text
		} else {
			bag.Add(diag.BadValue, f.Pos("as_of"), diag.Args{"key": "as_of", "value": text, "want": "@date"})
		}
	}
}

// types are those that a field can have.
var types = []string{"text", "count", "list", "bool", "date", "link"}

// readFields puts the fields of the kind before those of the register, which may
// name the former otherwise and say what they hold.
func (r *Register) readFields(f *tomlfile.File, file entryFile, bag *diag.Bag) {
	var own []Field
	if r.Kind != nil {
		own = slices.Clone(r.Kind.fields)
	}
	if len(r.States) > 0 {
		_, limited := file.Fields[DueField]
		limited = limited || slices.ContainsFunc(own, func(f Field) bool { return f.ID == DueField })
		_, staged := kinds()
		for _, f := range staged {
			switch {
			case f.ID == StateField:
				f.Values = r.States
			case f.ID == DoneLateField && !limited, f.ID == OverdueField && r.AsOf == "": // nobody can tell
				continue
			}
			own = append(own, f)
		}
	}
	for id, fd := range file.Fields {
		if fd.Type != "" && !slices.Contains(types, fd.Type) {
			bag.Add(diag.BadValue, f.Pos(tomlfile.Join("fields", id, "type")), diag.Args{"key": "type", "value": fd.Type, "want": strings.Join(types, " | "), "example": diag.Closest(fd.Type, types)})
		}
		i := slices.IndexFunc(own, func(o Field) bool { return o.ID == id })
		if i < 0 {
			r.Fields = append(r.Fields, Field{ID: id, Name: cmp.Or(fd.Name, id), Type: cmp.Or(fd.Type, "text"), Values: fd.Values})
			continue
		}
		if fd.Type != "" && fd.Type != own[i].Type {
			bag.Add(diag.BadValue, f.Pos(tomlfile.Join("fields", id, "type")), diag.Args{"key": "type", "value": fd.Type, "want": own[i].Type})
		}
		if fd.Name != "" {
			own[i].Name, own[i].Word = fd.Name, ""
		}
		if !own[i].Made {
			own[i].Values = fd.Values
		}
	}
	slices.SortFunc(r.Fields, func(a, b Field) int {
		pa, pb := f.Pos(tomlfile.Join("fields", a.ID)), f.Pos(tomlfile.Join("fields", b.ID))
		return cmp.Or(cmp.Compare(pa.Line, pb.Line), cmp.Compare(pa.Column, pb.Column), strings.Compare(a.ID, b.ID))
	})
	r.Fields = append(own, r.Fields...)
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
		if k == statesKey && len(r.States) > 0 {
			ok = r.stages(f, path, m[k], &e, bag) && ok
			continue
		}
		field, declared := r.field(k)
		if declared && field.Made || !declared && !slices.Contains(own, k) {
			bag.Add(diag.UnknownKey, pos, diag.Args{"key": k, "suggestion": diag.Closest(k, r.writtenIDs())})
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
		if (id == "date" || field.Type == "date") && !good && isDate(f.Raw(path)) { // a date of TOML's own, without quotes
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
		if declared && field.Type == "date" && !isDate(text) {
			bag.Add(diag.BadValue, pos, diag.Args{"key": k, "value": text, "want": "@year-or-date"})
			ok = false
		}
		if declared && field.Type == "link" && !isLink(text) {
			bag.Add(diag.BadValue, pos, diag.Args{"key": k, "value": text, "want": "@link"})
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
	if _, has := given["date"]; !has && len(e.Stages) > 0 {
		e.Date, given["date"] = e.Stages[0].Date, e.Pos
	}
	if !f.Has(at+"."+statesKey) && len(r.States) > 0 {
		bag.Add(diag.MissingKey, e.Pos, diag.Args{"key": statesKey, "example": fmt.Sprintf(`states = ["%s 2025-03-08"]`, r.States[0])})
		ok = false
	}
	for _, k := range []string{"date", "name"} {
		_, has := given[k]
		if k == "date" && !has && len(r.States) > 0 {
			continue // its states were told of
		}
		if text, isText := m[k].(string); !has || k == "name" && isText && strings.TrimSpace(text) == "" {
			bag.Add(diag.MissingKey, e.Pos, diag.Args{"key": k})
			ok = false
		}
	}
	if ok {
		ok = r.inOrder(&e, given, bag)
	}
	if at, has := given["image"]; has && e.Image != "" && e.Alt == "" {
		bag.Add(diag.ImageAlt, at, diag.Args{"src": e.Image, "example": `alt = "…"`})
	}
	e.ID = slug(e.Date + "-" + e.Name)
	return e, ok
}

// statesKey lists when an entry reached which state.
const statesKey = "states"

// stages reads the states that an entry reached: texts such as 立项 2025-03-08.
func (r *Register) stages(f *tomlfile.File, path string, v any, e *Entry, bag *diag.Bag) bool {
	example := fmt.Sprintf(`["%s 2025-03-08"]`, r.States[0])
	list, ok := v.([]any)
	if !ok || len(list) == 0 {
		bag.Add(diag.BadValue, f.Pos(path), diag.Args{"key": statesKey, "value": f.Raw(path), "want": "@list", "example": example})
		return false
	}
	reached := map[string]Stage{}
	places := map[string]diag.Pos{}
	for i, item := range list {
		pos := f.Pos(fmt.Sprintf("%s[%d]", path, i))
		text, _ := item.(string)
		words := strings.Fields(text)
		if len(words) != 2 || !isDate(words[1]) {
			bag.Add(diag.BadValue, pos, diag.Args{"key": statesKey, "value": fmt.Sprint(item), "want": "@state-date", "example": example})
			ok = false
			continue
		}
		switch state := words[0]; {
		case !slices.Contains(r.States, state):
			bag.Add(diag.UnknownState, pos, diag.Args{"register": r.ID, "state": state, "states": strings.Join(r.States, diag.ListSep), "suggestion": diag.Closest(state, r.States)})
			ok = false
		case reached[state].State != "":
			bag.Add(diag.BadValue, pos, diag.Args{"key": statesKey, "value": text, "want": "@once-each"})
			ok = false
		default:
			reached[state], places[state] = Stage{state, words[1]}, pos
		}
	}
	for i, state := range r.States {
		stage := reached[state]
		if stage.State == "" {
			continue
		}
		if i > 0 && reached[r.States[i-1]].State == "" && ok { // nothing is done before it was begun
			bag.Add(diag.StateSkipped, places[state], diag.Args{"state": state, "before": r.States[i-1], "example": fmt.Sprintf(`"%s %s"`, r.States[i-1], stage.Date)})
			return false
		}
		if n := len(e.Stages); n > 0 && before(stage.Date, e.Stages[n-1].Date) {
			bag.Add(diag.TaskDate, places[state], diag.Args{"name": state, "date": stage.Date, "first": e.Stages[n-1].State, "other": e.Stages[n-1].Date})
			ok = false
		}
		if r.AsOf != "" && before(r.AsOf, stage.Date) {
			bag.Add(diag.TaskDate, places[state], diag.Args{"name": "as_of", "date": r.AsOf, "first": state, "other": stage.Date})
			ok = false
		}
		e.Stages = append(e.Stages, stage)
	}
	return ok
}

// inOrder wants what follows an entry's date to come after it, and works out
// where the entry stands.
func (r *Register) inOrder(e *Entry, given map[string]diag.Pos, bag *diag.Bag) bool {
	ok := true
	for _, fd := range r.Fields {
		text := e.Fields[fd.ID]
		if fd.Type != "date" || r.Kind == nil || text == "" {
			continue
		}
		kinds := func(f Field) bool { return f.ID == fd.ID }
		if slices.ContainsFunc(r.Kind.fields, kinds) && before(text, e.Date) {
			bag.Add(diag.TaskDate, given[fd.ID], diag.Args{"name": fd.Name, "date": text, "first": cmp.Or(r.Kind.Date, "date"), "other": e.Date})
			ok = false
		}
	}
	if n := len(e.Stages); n > 0 {
		e.Fields[StateField] = e.Stages[n-1].State
		r.judgeTime(e)
	}
	return ok
}

// judgeTime finds out whether an entry kept its time limit.
func (r *Register) judgeTime(e *Entry) {
	due := e.Fields[DueField]
	done := slices.IndexFunc(e.Stages, func(s Stage) bool { return s.State == r.Done })
	overdue := 0
	switch {
	case done >= 0 && due != "":
		e.Late = daysAfter(due, e.Stages[done].Date)
		e.Fields[DoneLateField] = strconv.FormatBool(e.Late > 0)
	case due != "" && r.AsOf != "":
		overdue = daysAfter(due, r.AsOf)
		e.Late = overdue
	}
	if r.AsOf != "" {
		e.Fields[OverdueField] = strconv.FormatBool(overdue > 0)
	}
}

// daysAfter is by how many days a date is certainly after a time limit: a month or
// a year counts as its first day. 0 when it may be in time.
func daysAfter(due, date string) int {
	first := lastDay(date)
	switch len(date) {
	case 4:
		first = first.AddDate(-1, 0, 1)
	case 7:
		first = first.AddDate(0, 0, 1-first.Day())
	}
	return max(int(first.Sub(lastDay(due)).Hours()/24), 0)
}

// lastDay is the last day of a year, a month or a day.
func lastDay(date string) time.Time {
	switch len(date) {
	case 4:
		t, _ := time.Parse("2006", date)
		return t.AddDate(1, 0, -1)
	case 7:
		t, _ := time.Parse("2006-01", date)
		return t.AddDate(0, 1, -1)
	}
	t, _ := time.Parse(time.DateOnly, date)
	return t
}

// before reports whether a date is certainly before another: 2025-01 is not
// before 2025-01-08.
func before(a, b string) bool {
	n := min(len(a), len(b))
	return a[:n] < b[:n]
}

// dateText is a date as written, with quotes or as TOML's own.
func dateText(v any, raw string) string {
	if text, _, ok := asText(v); ok {
		return text
	}
	return raw
}

// isLink accepts an address of the web, or one within the site as seen from its root.
func isLink(s string) bool {
	u, err := url.Parse(s)
	if err != nil || s == "" || strings.ContainsFunc(s, unicode.IsSpace) {
		return false
	}
	return u.Scheme == "" && u.Host == "" && (u.Path != "" || u.Fragment != "") || (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
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

// writtenIDs are the fields that a writer may give.
func (r *Register) writtenIDs() []string {
	ids := slices.Clone(own)
	for _, f := range r.Fields {
		if !f.Made {
			ids = append(ids, f.ID)
		}
	}
	if len(r.States) > 0 {
		ids = append(ids, statesKey)
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
