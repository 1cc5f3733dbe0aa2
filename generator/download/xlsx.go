package download

import (
	"archive/zip"
	"bytes"
	"cmp"
	"compress/flate"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"gongbao/generator/period"
	"gongbao/generator/series"
	"gongbao/generator/stats"
	"gongbao/generator/wording"
)

// exactDigits is how many digits a spreadsheet keeps of a number; a longer one
// is written as text, which loses nothing.
const exactDigits = 15

// font is on every Chinese desktop, or is replaced there by the one that reads
// as well.
const font = "Microsoft YaHei"

// Workbook writes everything that is known into one workbook: what it is, all
// lines in the long form, what was corrected, the definitions, and the bases.
// explained are the indicators that have a page.
func (m *Maker) Workbook(w io.Writer, lines []series.Line, explained []*stats.Indicator) error {
	b := &book{Maker: m, f: excelize.NewFile(), numbers: map[int32]int{}}
	defer b.f.Close()
	err := b.fill(lines, explained)
	if err == nil {
		err = b.f.Write(w)
	}
	if err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return nil
}

// book is a workbook in the making.
type book struct {
	*Maker
	f       *excelize.File
	head    int           // style of headings
	title   int           // of the workbook's title
	wrapped int           // of long texts
	numbers map[int32]int // styles of numbers, by places
}

func (b *book) fill(lines []series.Line, explained []*stats.Indicator) error {
	b.f.SetZipWriter(func(w io.Writer) excelize.ZipWriter { return &steadyZip{to: w} })
	if err := b.f.SetDefaultFont(font); err != nil {
		return err
	}
	var err error
	style := func(s excelize.Style) int {
		id, fail := b.f.NewStyle(&s)
		err = cmp.Or(err, fail)
		return id
	}
	b.head = style(excelize.Style{
		Font: &excelize.Font{Family: font, Size: 11, Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"F7F4EE"}},
		Border: []excelize.Border{{Type: "bottom", Color: "1F2328", Style: 1}}, Alignment: &excelize.Alignment{Vertical: "center", WrapText: true},
	})
	b.title = style(excelize.Style{Font: &excelize.Font{Family: font, Size: 16, Bold: true}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "center"}})
	b.wrapped = style(excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	if err != nil {
		return err
	}
	old := corrected(lines)
	if err := b.about(lines, old); err != nil {
		return err
	}
	all := make([]row, len(lines))
	for i, l := range lines {
		all[i] = row{Line: l}
	}
	if err := b.long(b.Words.Text("data.sheet.data"), slices.Concat(whoColumns, valueColumns, []column{before}), all); err != nil {
		return err
	}
	if len(old) > 0 {
		if err := b.long(b.Words.Text("data.sheet.corrections"), slices.Concat(whoColumns, valueColumns, []column{replacedOn}), old); err != nil {
			return err
		}
	}
	if err := b.indicators(explained); err != nil {
		return err
	}
	if err := b.basesSheet(lines); err != nil {
		return err
	}
	day := asOf(lines).Format(time.RFC3339)
	return b.f.SetDocProps(&excelize.DocProperties{Title: b.packageTitle(), Creator: cmp.Or(b.Owner, b.Title), LastModifiedBy: cmp.Or(b.Owner, b.Title), Created: day, Modified: day})
}

// sheet begins a sheet with columns of these widths; the first one takes the
// place of the one that a new workbook has.
func (b *book) sheet(title string, widths []float64, filterTo int) (*excelize.StreamWriter, error) {
	if b.f.SheetCount == 1 && b.f.GetSheetName(0) == "Sheet1" {
		if err := b.f.SetSheetName("Sheet1", title); err != nil {
			return nil, err
		}
	} else if _, err := b.f.NewSheet(title); err != nil {
		return nil, err
	}
	if filterTo > 0 {
		last, err := excelize.CoordinatesToCellName(len(widths), filterTo)
		if err != nil {
			return nil, err
		}
		if err := b.f.AutoFilter(title, "A1:"+last, nil); err != nil {
			return nil, err
		}
	}
	sw, err := b.f.NewStreamWriter(title)
	if err != nil {
		return nil, err
	}
	for i, w := range widths {
		if err := sw.SetColWidth(i+1, i+1, w); err != nil {
			return nil, err
		}
	}
	return sw, nil
}

// table writes a sheet with a head that stays in sight, and filters.
func (b *book) table(title string, heads []string, widths []float64, rows int, row func(i int) []any) error {
	sw, err := b.sheet(title, widths, rows+1)
	if err != nil {
		return err
	}
	if err := sw.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	cells := make([]any, len(heads))
	for i, h := range heads {
		cells[i] = excelize.Cell{StyleID: b.head, Value: h}
	}
	if err := sw.SetRow("A1", cells, excelize.RowOpts{Height: 24}); err != nil {
		return err
	}
	for i := range rows {
		if err := sw.SetRow("A"+strconv.Itoa(i+2), row(i)); err != nil {
			return err
		}
	}
	return sw.Flush()
}

// long writes rows in the long form.
func (b *book) long(title string, columns []column, rows []row) error {
	heads, widths := make([]string, len(columns)), make([]float64, len(columns))
	for i, c := range columns {
		heads[i], widths[i] = b.heading(c), c.width
	}
	cells := make([]any, len(columns))
	var failed error
	err := b.table(title, heads, widths, len(rows), func(n int) []any {
		for i, c := range columns {
			v := c.cell(b.Maker, rows[n])
			cells[i] = nil
			switch {
			case v.text == "":
			case c.kind == number:
				id, err := b.number(v)
				failed = cmp.Or(failed, err)
				cells[i] = id
			default:
				cells[i] = v.text
			}
		}
		return cells
	})
	return cmp.Or(err, failed)
}

// number is a numeric cell whose format shows the published places.
func (b *book) number(c cell) (any, error) {
	if digits := strings.TrimLeft(strings.NewReplacer("-", "", ".", "").Replace(c.text), "0"); len(digits) > exactDigits {
		return c.text, nil
	}
	v, err := strconv.ParseFloat(c.text, 64)
	if err != nil {
		return nil, err
	}
	id, ok := b.numbers[c.places]
	if !ok {
		format := "0"
		if c.places > 0 {
			format += "." + strings.Repeat("0", int(c.places))
		}
		if id, err = b.f.NewStyle(&excelize.Style{CustomNumFmt: &format}); err != nil {
			return nil, err
		}
		b.numbers[c.places] = id
	}
	return excelize.Cell{StyleID: id, Value: v}, nil
}

// about says what the workbook is and how it is to be read.
func (b *book) about(lines []series.Line, old []row) error {
	t := b.Words
	sw, err := b.sheet(t.Text("data.sheet.about"), []float64{20, 90}, 0)
	if err != nil {
		return err
	}
	at := 0
	put := func(opts []excelize.RowOpts, cells ...any) {
		at++
		err = cmp.Or(err, sw.SetRow("A"+strconv.Itoa(at), cells, opts...))
	}
	say := func(label, text string) {
		if text != "" {
			put(nil, excelize.Cell{StyleID: b.wrapped, Value: label}, excelize.Cell{StyleID: b.wrapped, Value: text})
		}
	}
	put([]excelize.RowOpts{{Height: 30}}, excelize.Cell{StyleID: b.title, Value: t.Text("data.about.title")}, excelize.Cell{StyleID: b.title, Value: b.Title})
	say(t.Text("data.about.notice"), b.Notice)
	say(t.Text("data.about.owner"), b.Owner)
	say(t.Text("data.about.address"), b.BaseURL)
	say(t.Text("data.about.catalog"), b.Stats.Catalog)
	if p := newest(lines); !p.IsZero() {
		say(t.Text("data.about.newest"), wording.Period(t, p))
	}
	say(t.Text("data.about.revised"), lastRevision(lines))
	say(t.Text("data.about.lines"), strconv.Itoa(len(lines)))
	say(t.Text("data.about.reading"), t.Text("data.about.text"))
	at++
	put([]excelize.RowOpts{{Height: 24}}, excelize.Cell{StyleID: b.head, Value: t.Text("data.about.column")}, excelize.Cell{StyleID: b.head, Value: t.Text("data.about.meaning")})
	columns := slices.Concat(whoColumns, valueColumns, []column{before})
	if len(old) > 0 {
		columns = append(columns, replacedOn)
	}
	for _, c := range columns {
		say(b.heading(c), b.meaning(c))
	}
	return cmp.Or(err, sw.Flush())
}

// meaning says what stands in a column.
func (m *Maker) meaning(c column) string { return m.Words.Text("data.meaning." + c.key) }

// indicators writes the definitions: those of indicators, then those of the
// tables and their rows.
func (b *book) indicators(explained []*stats.Indicator) error {
	t := b.Words
	fields := []struct {
		head  string
		width float64
		text  func(*stats.Indicator) string
	}{
		{t.Text("data.column.indicator"), 22, func(ind *stats.Indicator) string { return ind.ID }},
		{t.Text("data.column.indicator_name"), 22, func(ind *stats.Indicator) string { return ind.Name }},
		{t.Text("indicator.aliases"), 22, func(ind *stats.Indicator) string { return strings.Join(ind.Aliases, t.Text("list.comma")) }},
		{t.Text("indicator.type"), 10, func(ind *stats.Indicator) string { return wording.Type(t, ind.Type) }},
		{t.Text("indicator.group"), 14, func(ind *stats.Indicator) string { return ind.Group }},
		{t.Text("indicator.unit"), 9, func(ind *stats.Indicator) string { return ind.Unit }},
		{t.Text("indicator.kind"), 10, func(ind *stats.Indicator) string { return t.Text("indicator.kind." + ind.Kind.String()) }},
		{t.Text("indicator.definition"), 60, func(ind *stats.Indicator) string { return ind.Definition }},
		{t.Text("indicator.formula"), 36, b.Formula},
		{t.Text("indicator.numerator"), 30, func(ind *stats.Indicator) string { return ind.Numerator }},
		{t.Text("indicator.denominator"), 30, func(ind *stats.Indicator) string { return ind.Denominator }},
		{t.Text("indicator.excluded"), 24, func(ind *stats.Indicator) string { return strings.Join(ind.Excluded, t.Text("list.comma")) }},
		{t.Text("indicator.window"), 20, func(ind *stats.Indicator) string { return ind.Window }},
		{t.Text("indicator.valid"), 20, func(ind *stats.Indicator) string { return Validity(t, ind) }},
		{t.Text("indicator.direction"), 12, func(ind *stats.Indicator) string {
			if ind.Direction == stats.NoDirection {
				return ""
			}
			return t.Text("indicator.direction." + ind.Direction.String())
		}},
		{t.Text("indicator.interval"), 16, b.Interval},
		{t.Text("indicator.interval_source"), 30, func(ind *stats.Indicator) string {
			if ind.Interval == nil {
				return ""
			}
			return ind.Interval.Source
		}},
		{t.Text("indicator.source"), 40, func(ind *stats.Indicator) string { return ind.Source }},
	}
	var heads []string
	var widths []float64
	for _, f := range fields {
		heads, widths = append(heads, f.head), append(widths, f.width)
	}
	categories := b.Stats.Categories()
	return b.table(t.Text("data.sheet.indicators"), heads, widths, len(explained)+len(categories), func(n int) []any {
		cells := make([]any, len(fields))
		put := func(i int, text string) {
			if text != "" {
				cells[i] = excelize.Cell{StyleID: b.wrapped, Value: text}
			}
		}
		if n >= len(explained) {
			c := categories[n-len(explained)]
			for i, text := range map[int]string{0: c.ID, 1: c.Name, 6: t.Text("kind.breakdown"), 7: c.Definition, len(fields) - 1: c.Source} {
				put(i, text)
			}
			return cells
		}
		for i, f := range fields {
			put(i, f.text(explained[n]))
		}
		return cells
	})
}

// Validity prints the years in which an indicator is defined; "" for always.
func Validity(t wording.Words, ind *stats.Indicator) string {
	from, to := wording.Period(t, ind.ValidFrom), wording.Period(t, ind.ValidTo)
	switch {
	case from == "" && to == "":
		return ""
	case to == "":
		return t.Text("indicator.valid.from", "from", from)
	case from == "":
		return t.Text("indicator.valid.to", "to", to)
	}
	return t.Text("indicator.valid.both", "from", from, "to", to)
}

func (b *book) basesSheet(lines []series.Line) error {
	t, bases := b.Words, b.bases(lines)
	heads := []string{t.Text("data.column.basis"), t.Text("data.column.basis_name"), t.Text("data.basis.note")}
	return b.table(t.Text("data.sheet.bases"), heads, []float64{18, 36, 90}, len(bases), func(i int) []any {
		var cells []any
		for _, text := range []string{bases[i].ID, bases[i].Name, bases[i].Note} {
			cells = append(cells, excelize.Cell{StyleID: b.wrapped, Value: text})
		}
		return cells
	})
}

// newest is the last period of which there is a line.
func newest(lines []series.Line) period.Period {
	var out period.Period
	for _, l := range lines {
		if p := l.Period; out.IsZero() || p.Year() > out.Year() || p.Year() == out.Year() && (p.Last() > out.Last() || p.Last() == out.Last() && p.Len() > out.Len()) {
			out = p
		}
	}
	return out
}

// lastRevision is the day of the last correction; "" when there was none.
func lastRevision(lines []series.Line) string {
	out := ""
	for _, l := range lines {
		if rev := (row{Line: l}).revision(); rev != nil {
			out = max(out, rev.Date)
		}
	}
	return out
}

// asOf is the day that the data speak of last: of the last correction, or the
// end of the newest period. The clock says nothing about data.
func asOf(lines []series.Line) time.Time {
	var day time.Time
	if p := newest(lines); !p.IsZero() {
		day = time.Date(p.Year(), time.Month(p.Last()+1), 0, 0, 0, 0, 0, time.UTC)
	}
	if rev, err := time.Parse(time.DateOnly, lastRevision(lines)); err == nil && rev.After(day) {
		day = rev
	}
	if day.IsZero() { // the format knows no time before it
		day = zipBegin
	}
	return day
}

// zipBegin is the first moment that a ZIP archive can tell.
var zipBegin = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// steadyZip writes the parts of a workbook in the order of their names and
// without a time; excelize hands the sheets over in the order of a map. Parts
// wait compressed: a large sheet is ten times as long as that.
type steadyZip struct {
	to    io.Writer
	parts []*part
}

type part struct {
	name   string
	packed bytes.Buffer
	flate  *flate.Writer
	sum    hash.Hash32
	size   uint64
}

func (p *part) Write(data []byte) (int, error) {
	p.sum.Write(data)
	p.size += uint64(len(data))
	return p.flate.Write(data)
}

func (z *steadyZip) Create(name string) (io.Writer, error) {
	p := &part{name: name, sum: crc32.NewIEEE()}
	var err error
	if p.flate, err = flate.NewWriter(&p.packed, flate.DefaultCompression); err != nil {
		return nil, err
	}
	z.parts = append(z.parts, p)
	return p, nil
}

func (z *steadyZip) AddFS(fs.FS) error {
	return errors.New("a folder of files is no part of a workbook")
}

// contentTypes is looked for first by some readers.
const contentTypes = "[Content_Types].xml"

func (z *steadyZip) Close() error {
	slices.SortFunc(z.parts, func(a, b *part) int {
		if first := a.name == contentTypes; first != (b.name == contentTypes) {
			return map[bool]int{true: -1, false: 1}[first]
		}
		return strings.Compare(a.name, b.name)
	})
	out := zip.NewWriter(z.to)
	for _, p := range z.parts {
		if err := p.flate.Close(); err != nil {
			return err
		}
		h := &zip.FileHeader{Name: p.name, Method: zip.Deflate, CRC32: p.sum.Sum32(), CompressedSize64: uint64(p.packed.Len()), UncompressedSize64: p.size}
		//lint:ignore SA1019 what took its place adds an extra field, which some readers of workbooks do not know
		h.ModifiedDate = 1<<5 | 1 // zipBegin
		w, err := out.CreateRaw(h)
		if err != nil {
			return err
		}
		if _, err := p.packed.WriteTo(w); err != nil {
			return err
		}
	}
	return out.Close()
}
