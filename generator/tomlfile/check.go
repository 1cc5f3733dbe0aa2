package tomlfile

import (
	"encoding"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"gongbao/generator/diag"
)

// checker holds a decoded tree against the type that it is to be decoded into.
type checker struct {
	file *File
	bag  *diag.Bag
	ok   bool // no value is of a wrong type
}

var (
	ownText = reflect.TypeFor[encoding.TextUnmarshaler]()
	ownTOML = reflect.TypeFor[toml.Unmarshaler]()
)

// check reports every value that does not fit t and every key that t does not
// know. A key is told once: nothing beneath an unknown key is looked at.
func (c *checker) check(data any, t reflect.Type, path string) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if p := reflect.PointerTo(t); p.Implements(ownText) || p.Implements(ownTOML) {
		return // reads any value in its own way
	}
	switch t.Kind() {
	case reflect.Struct:
		c.table(data, path, func(table map[string]any) { c.fields(table, t, path) })
	case reflect.Map:
		c.table(data, path, func(table map[string]any) {
			if t.Elem().Kind() == reflect.Interface {
				return // anything
			}
			for _, k := range slices.Sorted(maps.Keys(table)) {
				c.check(table[k], t.Elem(), below(path, k))
			}
		})
	case reflect.Slice, reflect.Array:
		list := reflect.ValueOf(data)
		if list.Kind() != reflect.Slice {
			c.wrong(data, path, "@list")
			return
		}
		for i := range list.Len() {
			c.check(list.Index(i).Interface(), t.Elem(), fmt.Sprintf("%s[%d]", path, i))
		}
	case reflect.String:
		if _, ok := data.(string); !ok {
			c.wrong(data, path, "@text")
		}
	case reflect.Bool:
		if _, ok := data.(bool); !ok {
			c.wrong(data, path, "@bool")
		}
	case reflect.Float32, reflect.Float64:
		switch data.(type) {
		case int64, float64:
		default:
			c.wrong(data, path, "@number")
		}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if _, ok := data.(int64); !ok {
			c.wrong(data, path, "@integer")
		}
	}
}

// table goes on with a table, or reports that there is none.
func (c *checker) table(data any, path string, then func(map[string]any)) {
	table, ok := data.(map[string]any)
	if !ok {
		c.wrong(data, path, "@table")
		return
	}
	then(table)
}

func (c *checker) fields(table map[string]any, t reflect.Type, path string) {
	fields := fieldsOf(t)
	for _, k := range slices.Sorted(maps.Keys(table)) {
		if ft, known := fields[k]; known {
			c.check(table[k], ft, below(path, k))
			continue
		}
		// What stands here already is not what was meant.
		var free []string
		for name := range fields {
			if _, used := table[name]; !used {
				free = append(free, name)
			}
		}
		c.bag.Add(diag.UnknownKey, c.file.Pos(below(path, k)), diag.Args{"key": k, "suggestion": diag.Closest(k, free)})
	}
}

func (c *checker) wrong(data any, path, want string) {
	c.ok = false
	key := path
	if m, ok := c.file.keys[path]; ok && m.value >= 0 && m.value == m.key { // an element of a list
		key = path[:strings.LastIndexByte(path, '[')]
	}
	c.bag.Add(diag.WrongType, c.file.Pos(path), diag.Args{"key": key, "want": want, "got": kindOf(data)})
}

// kindOf is the catalogue's word for what a value is.
func kindOf(data any) string {
	switch data.(type) {
	case string:
		return "@text"
	case int64, float64:
		return "@number"
	case bool:
		return "@bool"
	case map[string]any:
		return "@table"
	case []any, []map[string]any:
		return "@list"
	}
	return "@date"
}

func below(path, key string) string {
	if path == "" {
		return part(key)
	}
	return path + "." + part(key)
}

// fieldsOf lists the keys that a struct knows, with their types.
func fieldsOf(t reflect.Type) map[string]reflect.Type {
	fields := map[string]reflect.Type{}
	for f := range t.Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("toml"), ",")
		switch {
		case name == "-":
		case f.Anonymous && name == "" && f.Type.Kind() == reflect.Struct:
			inner := fieldsOf(f.Type)
			maps.Copy(inner, fields) // the outer field hides the inner one
			fields = inner
		case f.IsExported():
			if name == "" {
				name = strings.ToLower(f.Name)
			}
			fields[name] = f.Type
		}
	}
	return fields
}
