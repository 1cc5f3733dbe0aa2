package sheet

import (
	"bytes"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	textunicode "golang.org/x/text/encoding/unicode"

	"gongbao/generator/diag"
)

// readCSV reads a text of records. Each record is a row, so that rows are
// those that Excel shows: blank lines count.
func readCSV(most bounds, name, title string, data []byte) (*Sheet, error) {
	if int64(len(data)) > most.bytes {
		return nil, most.tooManyBytes(name)
	}
	src, ok := decode(data)
	if !ok {
		return nil, refuse(name, fileBinary)
	}
	delimiter := delimiterOf(src)
	records := records{src: src, delimiter: delimiter, line: 1}
	if _, rest, ok := agreement(src); ok {
		records.src, records.line = rest, 2
	}
	left := most.cells
	s := &Sheet{Name: title}
	g := grid{sheet: s, left: &left}
	for row := 1; records.more(); row++ {
		for col := 1; ; col++ {
			field, last, problem := records.field()
			if problem != "" {
				return nil, &diag.Problem{Code: diag.CSVBroken, Args: diag.Args{
					"file": name, "line": strconv.Itoa(records.line), "what": problem}}
			}
			if col > maxCol || !g.put(col, typed(field)) {
				return nil, most.tooManyCells(name)
			}
			if last {
				break
			}
		}
		if !g.end(row) {
			return nil, most.tooManyCells(name)
		}
	}
	return s, nil
}

// decode makes UTF-8 of text. Without a byte order mark text is UTF-8 if it can
// be, else what Chinese Windows calls ANSI. It is no text if it is none of
// these, or holds NUL.
func decode(data []byte) (string, bool) {
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		wide, err := textunicode.UTF16(textunicode.LittleEndian, textunicode.ExpectBOM).NewDecoder().Bytes(data)
		return string(wide), err == nil && legible(wide)
	case utf8.Valid(data):
		data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
		return string(data), legible(data)
	}
	wide, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
	return string(wide), err == nil && legible(wide)
}

func legible(text []byte) bool {
	return bytes.IndexByte(text, 0) < 0 && !bytes.ContainsRune(text, utf8.RuneError)
}

// records takes a text apart as Excel does: a field that begins with a quote
// ends with one, and a quote inside of any other field is a quote.
type records struct {
	src       string
	delimiter byte // 0: one field a record
	line      int  // of the field that is read next, counted from 1
}

func (r *records) more() bool { return r.src != "" }

// field is the next field, and whether it is the last of its record. problem is
// a word of the catalogue; then line is where the quote is.
func (r *records) field() (field string, last bool, problem string) {
	if strings.HasPrefix(r.src, `"`) {
		return r.quoted()
	}
	i := 0
	for i < len(r.src) && r.src[i] != r.delimiter && r.src[i] != '\n' && r.src[i] != '\r' {
		i++
	}
	field = r.src[:i]
	r.src = r.src[i:]
	return field, r.cut(), ""
}

func (r *records) quoted() (field string, last bool, problem string) {
	var b strings.Builder
	rest := r.src[1:]
	for {
		i := strings.IndexByte(rest, '"')
		if i < 0 {
			return "", false, "@csv-unclosed"
		}
		b.WriteString(rest[:i])
		if rest = rest[i+1:]; !strings.HasPrefix(rest, `"`) {
			break
		}
		b.WriteByte('"')
		rest = rest[1:]
	}
	rest = strings.TrimLeft(rest, " ")
	field = breaks.Replace(b.String())
	lines := strings.Count(field, "\n")
	if rest != "" && rest[0] != r.delimiter && rest[0] != '\n' && rest[0] != '\r' {
		r.line += lines
		return "", false, "@csv-after-quote"
	}
	r.line += lines
	r.src = rest
	return field, r.cut(), ""
}

// cut takes the delimiter, or the end of the line, off the text.
func (r *records) cut() (last bool) {
	if r.src != "" && r.delimiter != 0 && r.src[0] == r.delimiter {
		r.src = r.src[1:]
		return false // a delimiter at the end of the text is followed by an empty field
	}
	switch {
	case strings.HasPrefix(r.src, "\r\n"):
		r.src = r.src[2:]
	case r.src != "":
		r.src = r.src[1:]
	}
	r.line++
	return true
}

var breaks = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// agreement reads the first line "sep=;", by which files tell Excel what parts
// their fields; Excel does not show it.
func agreement(src string) (delimiter byte, rest string, ok bool) {
	const key = "sep="
	if len(src) <= len(key) || !strings.HasPrefix(src, key) || strings.IndexByte(",;\t", src[len(key)]) < 0 {
		return 0, "", false
	}
	end := records{src: src[len(key)+1:]}
	if field, last, _ := end.field(); field != "" || !last {
		return 0, "", false
	}
	return src[len(key)], end.src, true
}

// delimiterOf finds what parts the fields: what stands equally often in most
// of the first lines. 0 if a line has one field.
func delimiterOf(src string) byte {
	const lines = 200
	if delimiter, _, ok := agreement(src); ok {
		return delimiter
	}
	best, bestLines, bestFields := byte(0), 0, 0
	for _, delimiter := range []byte("\t,;") {
		r := records{src: src[:min(len(src), 1<<20)], delimiter: delimiter, line: 1}
		counts := map[int]int{}
		for n := 0; n < lines && r.more(); n++ {
			fields := 1
			for {
				_, last, problem := r.field()
				if problem != "" {
					r.src = "" // what was counted up to here still tells
				}
				if last || problem != "" {
					break
				}
				fields++
			}
			if fields > 1 {
				counts[fields]++
			}
		}
		for fields, n := range counts {
			if n > bestLines || n == bestLines && fields > bestFields {
				best, bestLines, bestFields = delimiter, n, fields
			}
		}
	}
	return best
}

// typed is the cell of a text that was typed, or written by a program.
func typed(s string) Cell {
	s = trim(s)
	switch {
	case s == "":
		return Cell{}
	case looksLikeNumber(s):
		return Cell{Kind: Number, Text: s}
	}
	return Cell{Kind: Text, Text: s}
}

// looksLikeNumber accepts what is surely meant as a number: 1,234.5, －３, 97.19%.
// Numbers of 16 digits and more, and those that begin with 0, name things.
func looksLikeNumber(s string) bool {
	var plain []byte
	for _, r := range s {
		switch {
		case r >= '０' && r <= '９':
			r = '0' + r - '０'
		case r == '，':
			r = ','
		case r == '．':
			r = '.'
		case r == '－' || r == '−':
			r = '-'
		case r == '＋':
			r = '+'
		case r == '％' || r == '﹪':
			r = '%'
		}
		if r >= utf8.RuneSelf {
			return false
		}
		plain = append(plain, byte(r))
	}
	if len(plain) > 0 && (plain[0] == '-' || plain[0] == '+') {
		plain = plain[1:]
	}
	plain = bytes.TrimSuffix(plain, []byte("%"))
	whole, places, point := bytes.Cut(plain, []byte("."))
	if point && !digitsOnly(places) {
		return false
	}
	groups := bytes.Split(whole, []byte(","))
	digits := len(places)
	for i, g := range groups {
		if !digitsOnly(g) || i > 0 && len(g) != 3 || i == 0 && len(groups) > 1 && len(g) > 3 {
			return false
		}
		digits += len(g)
	}
	return digits <= 15 && (len(whole) == 1 || whole[0] != '0')
}

func digitsOnly(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(b) > 0
}

// trim takes spaces of all widths, and characters without any, off the ends.
func trim(s string) string {
	return strings.TrimFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff'
	})
}
