package site

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"slices"
	"strconv"
	"strings"

	"gongbao/generator/download"
	"gongbao/generator/series"
	"gongbao/generator/stats"
	"gongbao/generator/view"
)

// The files of data that are there once.
const (
	pathWorkbook = "data/all.xlsx"
	pathPackage  = "data/datapackage.json"
)

// csvAddress and jsonAddress are the files of an indicator or a breakdown table.
func csvAddress(id string) string  { return "data/" + id + ".csv" }
func jsonAddress(id string) string { return "data/" + id + ".json" }

// newFiles makes the maker of the files for download.
func (m *model) newFiles() *download.Maker {
	t := m.theme
	var notice []string
	if m.config.Sample {
		notice = append(notice, t.Text("stamp.sample"), t.Text("stamp.sample.more"))
	}
	if m.config.Ranking {
		notice = append(notice, t.Text("stamp.internal"), t.Text("stamp.internal.more"))
	}
	return download.New(download.Site{
		Title: m.config.Title, BaseURL: m.config.BaseURL, Owner: m.config.Owner.Name, Words: t, Stats: m.stats, Book: m.desk.Book(),
		Formula: m.formula, Interval: m.desk.Interval, Notice: strings.Join(notice, t.Text("stamp.and")),
	})
}

// severalCourts reports whether lines are of more than the court that a page is
// about anyway.
func (m *model) severalCourts(lines []series.Line) bool {
	return slices.ContainsFunc(lines, func(l series.Line) bool { return l.Court != m.court })
}

// sets are the data of all pages that explain indicators, in the order of the
// catalogue.
func (m *model) sets() []download.Set {
	var out []download.Set
	for _, ip := range m.indicators {
		out = append(out, m.files.Indicator(ip.ind, ip.content.Lines))
	}
	for _, bp := range m.tables {
		out = append(out, bp.set)
	}
	return out
}

// data writes the files for download and notes how long they are, which the
// pages say; so it comes before them.
func (r *renderer) data(ctx context.Context) error {
	m := r.m
	sets := m.sets()
	resources := make([]download.Resource, len(sets))
	sizes := make([]int, 2*len(sets)+1)
	// The workbook is the longest, so it is begun first.
	err := m.parallel(len(sizes), func(i int) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if i == 0 {
			var err error
			sizes[0], _, err = r.file(pathWorkbook, func(w io.Writer) error { return m.files.Workbook(w, m.lines(), m.explainedInOrder()) })
			return err
		}
		var err error
		set := sets[(i-1)/2]
		if i%2 == 0 {
			sizes[i], _, err = r.file(jsonAddress(set.ID), func(w io.Writer) error { return m.files.JSON(w, set) })
			return err
		}
		var sum [sha256.Size]byte
		sizes[i], sum, err = r.file(csvAddress(set.ID), func(w io.Writer) error { return m.files.CSV(w, set) })
		resources[(i-1)/2] = download.Resource{Set: set, Path: set.ID + ".csv", Bytes: sizes[i], SHA256: hex.EncodeToString(sum[:])}
		return err
	})
	if err != nil {
		return err
	}
	r.workbook = sizes[0]
	r.sizes = map[string][2]int{}
	for i, set := range sets {
		r.sizes[set.ID] = [2]int{sizes[2*i+1], sizes[2*i+2]}
	}
	_, _, err = r.file(pathPackage, func(w io.Writer) error { return m.files.Package(w, resources) })
	return err
}

// file writes one file to the stage.
func (r *renderer) file(address string, write func(io.Writer) error) (size int, sum [sha256.Size]byte, err error) {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return 0, sum, err
	}
	return b.Len(), sha256.Sum256(b.Bytes()), r.stage.Write(address, b.Bytes())
}

// lines are those of every indicator: what its page shows, and for the cells of
// breakdowns what was published.
func (m *model) lines() []series.Line {
	pages := map[*stats.Indicator][]series.Line{}
	for _, ip := range m.indicators {
		pages[ip.ind] = ip.content.Lines
	}
	var out []series.Line
	for _, ind := range m.stats.Indicators() {
		lines, shown := pages[ind]
		if !shown {
			lines = m.desk.Book().Given(ind)
		}
		out = append(out, lines...)
	}
	return out
}

// explainedInOrder are the indicators that have a page.
func (m *model) explainedInOrder() []*stats.Indicator {
	var out []*stats.Indicator
	for _, ip := range m.indicators {
		out = append(out, ip.ind)
	}
	return out
}

// downloads are the files that a page offers; none when nothing stands in them.
func (r *renderer) downloads(from, id string, lines []series.Line) []view.Download {
	if len(lines) == 0 {
		return nil
	}
	t, sizes := r.m.theme, r.sizes[id]
	return []view.Download{
		{Name: t.Text("download.csv"), Href: relative(from, csvAddress(id)), Size: fileSize(sizes[0])},
		{Name: t.Text("download.json"), Href: relative(from, jsonAddress(id)), Size: fileSize(sizes[1])},
		{Name: t.Text("download.all"), Href: relative(from, pathWorkbook), Size: fileSize(r.workbook)},
	}
}

// fileSize is how long a file is, as readers are told it.
func fileSize(n int) string {
	const kilo = 1024
	switch {
	case n < kilo:
		return strconv.Itoa(n) + " B"
	case n < 10*kilo:
		return strconv.FormatFloat(float64(n)/kilo, 'f', 1, 64) + " KB"
	case n < kilo*kilo:
		return strconv.Itoa((n+kilo/2)/kilo) + " KB"
	}
	return strconv.FormatFloat(float64(n)/(kilo*kilo), 'f', 1, 64) + " MB"
}
