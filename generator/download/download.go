// Package download makes the files in which readers take the statistics of a
// site home: CSV and JSON of one indicator or table, a workbook of everything,
// and the data package that describes the CSV files.
//
// CSV and workbook speak the language of the site, since people open them; JSON
// has fixed English keys and codes, since programs do. All show the lines of
// package series, so they agree with the indicator's page. A missing value is
// empty, zero is 0, and a number has the places that were published.
package download

import (
	"strings"

	"gongbao/generator/series"
	"gongbao/generator/stats"
	"gongbao/generator/wording"
)

// Site is what the files say of the site that they come from.
type Site struct {
	Title   string
	BaseURL string // ends in a slash; "" when not known
	Owner   string
	Words   wording.Words
	Stats   *stats.Store
	Book    *series.Book
	// Formula and Interval print those of an indicator; "" for none.
	Formula, Interval func(*stats.Indicator) string
	// Notice is what is to be said of all the data: that they are made up, or not
	// for the public; "" for nothing.
	Notice string
}

// Maker makes files. It does not change, so many can be made at once.
type Maker struct{ Site }

// New makes a maker.
func New(s Site) *Maker { return &Maker{s} }

// Set is the lines of one file: those of an indicator, or of a breakdown table.
type Set struct {
	ID         string // of the indicator or table; the name of its files
	Name       string
	Definition string
	Source     string           // of the definition
	Indicator  *stats.Indicator // nil for a breakdown table
	Lines      []series.Line
}

// Indicator is the set of an indicator.
func (m *Maker) Indicator(ind *stats.Indicator, lines []series.Line) Set {
	return Set{ID: ind.ID, Name: ind.Name, Definition: ind.Definition, Source: ind.Source, Indicator: ind, Lines: lines}
}

// Table is the set of a breakdown table: what was published of its total and of
// its rows.
func (m *Maker) Table(c *stats.Category) Set {
	set := Set{ID: c.ID, Name: c.Name, Definition: c.Definition, Source: c.Source}
	for _, row := range append([]string{c.ID}, c.Children...) {
		for _, measure := range c.Measures {
			if ind, err := m.Stats.Indicator(row + "." + measure); err == nil {
				set.Lines = append(set.Lines, m.Book.Given(ind)...)
			}
		}
	}
	return set
}

// sourceText prints the sources of a value.
func (m *Maker) sourceText(joined string) string {
	return strings.ReplaceAll(joined, stats.SourceSep, m.Words.Text("list.sources"))
}
