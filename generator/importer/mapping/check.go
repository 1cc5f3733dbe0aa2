package mapping

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"gongbao/generator/diag"
	"gongbao/generator/importer/spoken"
	"gongbao/generator/period"
	"gongbao/generator/stats"
	"gongbao/generator/tomlfile"
)

// checker tells what is wrong with a table of the mapping, whatever the file
// that it will be used for.
type checker struct {
	*Table
	store *stats.Store
	bag   *diag.Bag
	good  bool
}

// check reports whether a table can be used. before are those above it.
func (t *Table) check(store *stats.Store, before []*Table, bag *diag.Bag) bool {
	c := &checker{t, store, bag, true}
	c.name(before)
	c.sheets()
	if t.Layout != None {
		c.shape()
		c.context()
		c.entries("columns", t.Columns, false)
		c.entries("rows", t.Rows, true)
		c.units()
	}
	return c.good
}

func (c *checker) wrong(key, value, want, example string) {
	c.bag.Add(diag.BadValue, c.Pos(key), diag.Args{"key": key, "value": value, "want": want, "example": example})
	c.good = false
}

func (c *checker) missing(key, example string) {
	c.bag.Add(diag.MissingKey, c.Pos(""), diag.Args{"key": key, "example": example})
	c.good = false
}

func (c *checker) put(err error, key string) {
	if err != nil {
		c.bag.Put(diag.Place(err, c.Pos(key)))
		c.good = false
	}
}

func (c *checker) name(before []*Table) {
	switch {
	case c.Name == "":
		c.missing("name", `name = "…"`)
	case SafeName(c.Name) != c.Name:
		c.wrong("name", c.Name, "@table-name", fmt.Sprintf("name = %q", SafeName(c.Name)))
	}
	for _, o := range before {
		if strings.EqualFold(o.Name, c.Name) {
			first := o.Pos("name")
			c.bag.Add(diag.DuplicateID, c.Pos("name"), diag.Args{"id": c.Name, "first": first.String()}, first)
			c.good = false
		}
	}
}

// sheets checks the layout, and which files and sheets the table is for.
func (c *checker) sheets() {
	switch {
	case c.Layout == "":
		c.missing("layout", `layout = "courts"`)
	case !slices.Contains(layouts, c.Layout):
		c.wrong("layout", c.Layout, strings.Join(layouts, " | "), `layout = "courts"`)
	}
	if len(c.Sheets) == 0 {
		c.missing("sheets", `sheets = ["*"]`)
	}
	for i, pattern := range append([]string{c.File}, c.Sheets...) {
		if _, err := path.Match(pattern, ""); err != nil {
			key := "file"
			if i > 0 {
				key = fmt.Sprintf("sheets[%d]", i-1)
			}
			c.wrong(key, pattern, "@pattern", `"*"`)
		}
	}
}

// shape checks where the heading and the names of the rows stand.
func (c *checker) shape() {
	switch n := len(c.Header); {
	case n == 0:
		c.missing("header", "header = [1, 1]")
	case n > 2, c.Header[0] < 1, c.Header[n-1] < c.Header[0], c.Header[n-1] > 1000:
		c.wrong("header", fmt.Sprint(c.Header), "@header-rows", "header = [2, 3]")
	}
	if c.Layout != Long && len(c.Names) == 0 {
		c.missing("names", `names = ["A"]`)
	}
	for i, n := range c.Names {
		if !IsLetters(n) || column(n) == 0 {
			c.wrong(fmt.Sprintf("names[%d]", i), n, "@column-letter", `names = ["A"]`)
		}
	}
}

// context checks what is said of all values.
func (c *checker) context() {
	if c.Period != "" {
		if _, err := period.Parse(c.Period); err != nil {
			c.put(&diag.Problem{Code: diag.BadPeriod, Args: diag.Args{"period": c.Period}}, "period")
		}
	}
	if c.Court == Unplaced {
		c.bag.Add(diag.ImportUnplaced, c.Pos("court"), diag.Args{"name": "court"})
		c.good = false
	} else if c.Court != "" {
		_, err := c.store.Court(c.Court)
		c.put(err, "court")
	}
	c.put(CheckBasis(c.store, c.Basis), "basis")
	if !slices.Contains([]string{"", stats.Final.String(), stats.Provisional.String()}, c.Status) {
		c.wrong("status", c.Status, "final | provisional", `status = "final"`)
	}
}

func (c *checker) entries(side string, list []Entry, rows bool) {
	for _, e := range list {
		key := side + "." + tomlfile.Join(e.Key)
		if e.To == Unplaced {
			c.bag.Add(diag.ImportUnplaced, c.Pos(key), diag.Args{"name": e.Key})
			c.good = false
			continue
		}
		_, err := ParseTarget(c.store, c.Layout, rows, e.To)
		c.put(err, key)
	}
}

func (c *checker) units() {
	for _, e := range c.Units {
		if _, ok := spoken.ParseUnit(e.To); !ok {
			c.wrong("units."+tomlfile.Join(e.Key), e.To, "@unit", `"万件"`)
		}
	}
}

// CheckBasis is nil for the default basis and one of the catalogue, else a
// *diag.Problem.
func CheckBasis(store *stats.Store, id string) error {
	if _, ok := store.Basis(id); ok || id == "" {
		return nil
	}
	return &diag.Problem{Code: diag.UnknownBasis, Args: diag.Args{"name": id}}
}
