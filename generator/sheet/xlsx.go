package sheet

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html/charset"
)

// pack is the zip that a workbook is.
type pack struct {
	most      bounds
	name      string // of the file
	parts     map[string]*zip.File
	bytesLeft int64 // that may be unzipped yet
	cellsLeft int
}

// partName is how parts are looked up: offices' programs differ in case and slashes.
func partName(name string) string {
	return strings.ToLower(strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(name, `\`, "/")), "/"))
}

func readWorkbook(most bounds, name string, data []byte) ([]*Sheet, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, damaged(name)
	}
	p := &pack{most: most, name: name, parts: map[string]*zip.File{}, bytesLeft: most.bytes, cellsLeft: most.cells}
	for _, f := range z.File {
		p.parts[partName(f.Name)] = f
	}
	main := "xl/workbook.xml"
	rels, err := p.relations("")
	if err != nil {
		return nil, err
	}
	for _, id := range slices.Sorted(maps.Keys(rels)) {
		if rels[id].kind == "officeDocument" {
			main = rels[id].target
			break
		}
	}
	return p.workbook(main)
}

// relation points from one part to another.
type relation struct {
	kind   string // the last word of its type: worksheet
	target string // the name of the part
}

// relations are those of a part, or of the whole with the name "", by their ids.
func (p *pack) relations(part string) (map[string]relation, error) {
	dir, base := path.Split(part)
	file := partName(dir + "_rels/" + base + ".rels")
	rels := map[string]relation{}
	if p.parts[file] == nil {
		return rels, nil
	}
	err := p.elements(file, func(parent string, e xml.StartElement) bool {
		if e.Name.Local != "Relationship" || attr(e, "TargetMode") == "External" {
			return true
		}
		target := attr(e, "Target")
		if !strings.HasPrefix(target, "/") { // absolute ones are WPS's
			target = dir + target
		}
		rels[attr(e, "Id")] = relation{kind: path.Base(attr(e, "Type")), target: partName(target)}
		p.cellsLeft--
		return p.cellsLeft >= 0
	})
	return rels, err
}

// workbook reads the sheets in their order.
func (p *pack) workbook(main string) ([]*Sheet, error) {
	type tab struct {
		name, part string
		hidden     bool
	}
	rels, err := p.relations(main)
	if err != nil {
		return nil, err
	}
	var tabs []tab
	var date1904, root bool
	err = p.elements(main, func(parent string, e xml.StartElement) bool {
		switch {
		case parent == "":
			root = e.Name.Local == "workbook"
		case e.Name.Local == "workbookPr" && parent == "workbook":
			date1904 = isTrue(attr(e, "date1904"))
		case e.Name.Local == "sheet" && parent == "sheets":
			p.cellsLeft -= 16                                               // about what a sheet takes in memory
			if r, ok := rels[attr(e, "id")]; !ok || r.kind == "worksheet" { // charts and dialogs are no tables
				state := attr(e, "state")
				tabs = append(tabs, tab{name: attr(e, "name"), part: r.target, hidden: state == "hidden" || state == "veryHidden"})
			}
		}
		return p.cellsLeft >= 0
	})
	switch {
	case err != nil:
		return nil, err
	case !root: // the slides of a presentation, say
		return nil, refuse(p.name, fileArchive)
	case len(tabs) == 0:
		return nil, refuse(p.name, fileNoSheet)
	}
	r := reader{pack: p}
	for _, id := range slices.Sorted(maps.Keys(rels)) {
		switch rel := rels[id]; rel.kind {
		case "sharedStrings":
			r.shared, err = p.sharedStrings(rel.target)
		case "styles":
			r.styles, err = p.styles(rel.target, date1904)
		}
		if err != nil {
			return nil, err
		}
	}
	r.general = parseFormat("General", date1904)
	var sheets []*Sheet
	for _, t := range tabs {
		s := &Sheet{Name: t.name, Hidden: t.hidden}
		if err := r.read(s, t.part); err != nil {
			return nil, err
		}
		sheets = append(sheets, s)
	}
	return sheets, nil
}

// sharedStrings reads the texts that cells point to.
func (p *pack) sharedStrings(part string) ([]string, error) {
	in, err := p.open(part, p.name)
	if err != nil {
		return nil, err
	}
	var all []string
	var keep texts
	var buf []byte
	wanted := false
	for {
		token, err := in.next()
		if err == io.EOF {
			return all, nil
		}
		if err != nil {
			return nil, in.problem(err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch {
			case t.Name.Local == "si" && in.parent() == "sst":
				buf = buf[:0]
			case t.Name.Local == "t":
				wanted = in.parent() != "rPh" // how to pronounce it
			}
		case xml.CharData:
			if wanted {
				buf = append(buf, t...)
			}
		case xml.EndElement:
			wanted = false
			if t.Name.Local == "si" {
				if p.cellsLeft--; p.cellsLeft < 0 {
					return nil, p.most.tooManyCells(p.name)
				}
				all = append(all, keep.keep(clean(buf)))
			}
		}
	}
}

// styles reads the number format of each style of cells.
func (p *pack) styles(part string, date1904 bool) ([]*format, error) {
	codes := map[int]string{}
	made := map[int]*format{}
	var ids []int
	err := p.elements(part, func(parent string, e xml.StartElement) bool {
		switch {
		case e.Name.Local == "numFmt" && parent == "numFmts": // those of conditional formats stand elsewhere
			if id, err := strconv.Atoi(attr(e, "numFmtId")); err == nil {
				codes[id] = attr(e, "formatCode")
			}
		case e.Name.Local == "xf" && parent == "cellXfs":
			id, _ := strconv.Atoi(attr(e, "numFmtId"))
			ids = append(ids, id)
		default:
			return true
		}
		p.cellsLeft--
		return p.cellsLeft >= 0
	})
	if err != nil {
		return nil, err
	}
	styles := make([]*format, len(ids))
	for i, id := range ids {
		if made[id] == nil {
			code, ok := codes[id]
			if !ok {
				code = builtin[id]
			}
			made[id] = parseFormat(code, date1904)
		}
		styles[i] = made[id]
	}
	return styles, nil
}

// elements visits the elements of a small part; the root's parent is "". visit
// gives false when there are too many.
func (p *pack) elements(part string, visit func(parent string, e xml.StartElement) bool) error {
	in, err := p.open(part, p.name)
	if err != nil {
		return err
	}
	for {
		token, err := in.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return in.problem(err)
		}
		if e, ok := token.(xml.StartElement); ok && !visit(in.parent(), e) {
			return p.most.tooManyCells(p.name)
		}
	}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name && a.Name.Space != "xmlns" {
			return a.Value
		}
	}
	return ""
}

func isTrue(s string) bool { return s == "1" || s == "true" }

// parser reads the XML of a part. encoding/xml leaves it to others to bound
// what is read and, with raw tokens, to see that tags match; raw tokens take
// half the time.
type parser struct {
	xml   *xml.Decoder
	in    *meter
	most  bounds
	place string   // the file or sheet, for messages
	open  []string // the local names of the elements around the token
	empty bool     // no element has been seen
}

// meter bounds what is unzipped, in all and at a go.
type meter struct {
	r    io.Reader
	left *int64
	run  int // bytes since the last token
}

// maxToken is many times what a cell may hold (32,767 characters).
const maxToken = 8 << 20

var (
	errTooMuch = errors.New("more is unzipped than one file may have")
	errMarkup  = errors.New("tags do not match, or something is too long")
)

func (m *meter) Read(b []byte) (int, error) {
	if m.run > maxToken {
		return 0, errMarkup
	}
	n, err := m.r.Read(b)
	m.run += n
	if *m.left -= int64(n); *m.left < 0 {
		return 0, errTooMuch
	}
	return n, err
}

func (p *pack) open(part, place string) (*parser, error) {
	f := p.parts[part]
	if f == nil {
		return nil, damaged(place)
	}
	r, err := f.Open()
	if err != nil { // a method of compression that nobody uses, or no data where some should be
		return nil, damaged(place)
	}
	in := &meter{r: r, left: &p.bytesLeft}
	d := xml.NewDecoder(bufio.NewReaderSize(in, 1<<16))
	d.CharsetReader = charset.NewReaderLabel
	return &parser{xml: d, in: in, most: p.most, place: place, empty: true}, nil
}

// next is the next token; io.EOF comes only after a whole document.
func (p *parser) next() (xml.Token, error) {
	p.in.run = 0
	token, err := p.xml.RawToken()
	if err != nil {
		if err == io.EOF && (len(p.open) > 0 || p.empty) {
			err = io.ErrUnexpectedEOF
		}
		return nil, err
	}
	switch t := token.(type) {
	case xml.StartElement:
		const deep = 64 // tables go down to ten
		if len(p.open) == deep {
			return nil, errMarkup
		}
		p.open = append(p.open, t.Name.Local)
		p.empty = false
	case xml.EndElement:
		n := len(p.open)
		if n == 0 || p.open[n-1] != t.Name.Local {
			return nil, errMarkup
		}
		p.open = p.open[:n-1]
	}
	return token, nil
}

// parent is the local name of what the element of a start tag, just read, stands in.
func (p *parser) parent() string {
	if n := len(p.open); n > 1 {
		return p.open[n-2]
	}
	return ""
}

// problem is what to tell of an error of next.
func (p *parser) problem(err error) error {
	if errors.Is(err, errTooMuch) {
		return p.most.tooManyBytes(p.place)
	}
	return damaged(p.place)
}
