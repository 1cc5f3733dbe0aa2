package register

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"
)

// Kind is what the registers of a kind have in common.
type Kind struct {
	ID      string
	Name    string   // what its entries are; "" when nothing special
	Date    string   // what their date is; likewise
	Columns []string // fields of the table, in order; none when the register's own are
	Filters []string // fields that readers choose by, besides year, level and state
	Group   string   // the field whose values are counted; "" for none
	Counts  []Counted

	fields []Field
	states []string
	done   string

	written bool // entries stay in the order of the file
}

// Counted is a number of entries that a page tells.
type Counted struct{ ID, Name, Filter string }

// wordKey is the first part of the keys under which the theme has the words that a
// kind brings along.
const wordKey = "register.kind."

// NameWord is the theme's key for what the entries of the kind are; "" when they
// are nothing special.
func (k *Kind) NameWord() string { return k.word(k.Name, "name") }

// DateWord is the theme's key for what the date of an entry is; "" likewise.
func (k *Kind) DateWord() string { return k.word(k.Date, "date") }

// CountWord is the theme's key for what is counted.
func (k *Kind) CountWord(c Counted) string { return k.word(c.Name, "count."+c.ID) }

func (k *Kind) word(name, key string) string {
	if name == "" {
		return ""
	}
	return wordKey + k.ID + "." + key
}

// StateWord is the theme's key for a state; "" for one that the register itself
// named.
func (r *Register) StateWord(state string) string {
	if r.Kind == nil || !slices.Equal(r.States, r.Kind.states) {
		return ""
	}
	return wordKey + r.Kind.ID + ".state." + strconv.Itoa(slices.Index(r.States, state)+1)
}

// Wall reports whether the register is shown as a wall of honours.
func (k *Kind) Wall() bool { return k.ID == "honors" }

//go:embed kinds.toml
var kindsFile string

type kindFile struct {
	Name, Date, Group, Done  string
	Columns, Filters, States []string
	Counts                   []Counted
	Written                  bool
	Fields                   map[string]fieldFile
}

// kinds are all of them, and the fields of what goes through states.
var kinds = sync.OnceValues(func() (map[string]*Kind, []Field) {
	var file struct {
		Kind   map[string]kindFile
		States kindFile
	}
	meta, err := toml.Decode(kindsFile, &file)
	if err != nil { // what is embedded can be read, or no test passes
		panic(fmt.Sprintf("register: %v", err))
	}
	fields := func(from map[string]fieldFile, word string, keys ...string) []Field {
		var out []Field
		for _, key := range meta.Keys() { // in the order of the file
			if len(key) != len(keys)+1 || !slices.Equal(key[:len(keys)], keys) {
				continue
			}
			fd := from[key[len(keys)]]
			f := Field{ID: key[len(keys)], Name: fd.Name, Word: wordKey + word + key[len(keys)], Type: "text"}
			if fd.Type != "" {
				f.Type = fd.Type
			}
			out = append(out, f)
		}
		return out
	}
	out := map[string]*Kind{}
	for id, k := range file.Kind {
		out[id] = &Kind{
			ID: id, Name: k.Name, Date: k.Date, Columns: k.Columns, Filters: k.Filters, Group: k.Group, Counts: k.Counts,
			fields: fields(k.Fields, id+".", "kind", id, "fields"), states: k.States, done: k.Done, written: k.Written,
		}
	}
	staged := fields(file.States.Fields, "", "states", "fields")
	for i := range staged {
		staged[i].Made = true
	}
	return out, staged
})

// kindIDs are the kinds that a register can be of.
func kindIDs() []string {
	all, _ := kinds()
	var out []string
	for id := range all {
		out = append(out, id)
	}
	slices.SortFunc(out, strings.Compare)
	return out
}
