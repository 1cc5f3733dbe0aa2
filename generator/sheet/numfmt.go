package sheet

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// format is a number format made ready: up to four sections, for numbers above
// zero, below, zero, and words.
type format struct {
	sections []section
	date1904 bool
}

// section is one part of a number format.
type section struct {
	pieces   []piece
	general  bool   // the number stands as General shows it
	words    bool   // holds @
	point    int    // how far the decimal point moves: 2 for each %, -3 for each comma at the end
	thousand bool   // groups of three
	whole    int    // places before the point that are there always
	places   int    // after the point, at most
	fixed    int    // of these, those that are there always
	op       string // the condition, "" for none
	limit    float64
	date     dateShape
}

// pieceKind is what a piece of a section stands for.
type pieceKind uint8

const (
	aLiteral pieceKind = iota
	aDigit             // a place before the point
	aPlace             // a place after it
	aPoint
	aGeneral // what General shows
	theWords // @
)

type piece struct {
	kind pieceKind
	text string // of a literal
}

// builtin are the number formats that files name by their number alone; those
// from 27 to 58 are what Chinese programs mean by them.
var builtin = map[int]string{
	1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00",
	5: `"¥"#,##0;"¥"-#,##0`, 6: `"¥"#,##0;"¥"-#,##0`, 7: `"¥"#,##0.00;"¥"-#,##0.00`, 8: `"¥"#,##0.00;"¥"-#,##0.00`,
	9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
	14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy",
	18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
	27: `yyyy"年"m"月"`, 28: `m"月"d"日"`, 29: `m"月"d"日"`, 30: "m/d/yy", 31: `yyyy"年"m"月"d"日"`,
	32: `h"时"mm"分"`, 33: `h"时"mm"分"ss"秒"`, 34: `上午/下午h"时"mm"分"`, 35: `上午/下午h"时"mm"分"ss"秒"`, 36: `yyyy"年"m"月"`,
	37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00",
	41: "#,##0;-#,##0", 42: `"¥"#,##0;-"¥"#,##0`, 43: "#,##0.00;-#,##0.00", 44: `"¥"#,##0.00;-"¥"#,##0.00`,
	45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
	50: `yyyy"年"m"月"`, 51: `m"月"d"日"`, 52: `yyyy"年"m"月"`, 53: `m"月"d"日"`, 54: `m"月"d"日"`,
	55: `上午/下午h"时"mm"分"`, 56: `上午/下午h"时"mm"分"ss"秒"`, 57: `yyyy"年"m"月"`, 58: `m"月"d"日"`,
}

func parseFormat(code string, date1904 bool) *format {
	const long = 255 // Excel takes no longer ones
	if code == "" || len(code) > long {
		code = "General"
	}
	f := &format{date1904: date1904}
	for {
		s, rest, more := parseSection(code)
		f.sections = append(f.sections, s)
		if code = rest; !more || len(f.sections) == 4 {
			return f
		}
	}
}

// parseSection reads up to a semicolon. It takes every text: what is no sign of
// the language of number formats stands for itself, as in Excel.
func parseSection(code string) (s section, rest string, more bool) {
	var commas int     // since the last place
	var plain bool     // scientific or a fraction
	var always bool    // a 0 was seen before the point
	var letters []byte // of a date, with [ before those of a duration
	add := func(text string) { s.pieces = append(s.pieces, piece{aLiteral, text}) }
	fraction := false
	for code != "" {
		r, size := utf8.DecodeRuneInString(code)
		first := code[:size]
		tail := code[size:]
		switch {
		case r == ';':
			code, more = tail, true
		case r == '"':
			var text string
			text, tail, _ = strings.Cut(tail, `"`)
			add(text)
		case r == '\\' || r == '!': // the second in Chinese and Japanese formats: 0!.0,万
			_, n := utf8.DecodeRuneInString(tail)
			add(tail[:n])
			tail = tail[n:]
		case r == '_' || r == '*': // room as wide as a character; fill
			_, n := utf8.DecodeRuneInString(tail)
			tail = tail[n:]
		case r == '[':
			var inside string
			inside, tail, _ = strings.Cut(tail, "]")
			switch {
			case strings.HasPrefix(inside, "$"):
				currency, _, _ := strings.Cut(inside[1:], "-")
				add(currency)
			case inside != "" && strings.Trim(strings.ToLower(inside), "hms") == "":
				letters = append(letters, '[', strings.ToLower(inside)[0])
			case strings.HasPrefix(inside, "<"), strings.HasPrefix(inside, ">"), strings.HasPrefix(inside, "="):
				number := strings.TrimLeft(inside, "<>=")
				if limit, err := strconv.ParseFloat(number, 64); err == nil {
					s.op, s.limit = strings.TrimSuffix(inside, number), limit
				}
			}
		case hasPrefixFold(code, "General"):
			s.general, tail = true, code[len("General"):]
			s.pieces = append(s.pieces, piece{kind: aGeneral})
		case strings.HasPrefix(code, "G/通用格式"):
			s.general, tail = true, code[len("G/通用格式"):]
			s.pieces = append(s.pieces, piece{kind: aGeneral})
		case hasPrefixFold(code, "AM/PM"):
			tail = code[len("AM/PM"):]
		case hasPrefixFold(code, "A/P"):
			tail = code[len("A/P"):]
		case strings.HasPrefix(code, "上午/下午"):
			tail = code[len("上午/下午"):]
		case r == '0' || r == '#' || r == '?':
			commas = 0
			if fraction {
				s.pieces = append(s.pieces, piece{kind: aPlace})
				if s.places++; r == '0' {
					s.fixed = s.places
				}
				break
			}
			s.pieces = append(s.pieces, piece{kind: aDigit})
			if always = always || r == '0'; always {
				s.whole++
			}
		case r == '.' && len(letters) == 0:
			if fraction {
				add(first)
				break
			}
			fraction = true
			s.pieces = append(s.pieces, piece{kind: aPoint})
		case r == ',':
			commas++
			if next := strings.TrimLeft(tail, ","); !fraction && next != "" && strings.IndexByte("0#?", next[0]) >= 0 {
				s.thousand, commas, tail = true, 0, next
				break
			}
			s.point -= 3
		case r == '%':
			s.point += 2
			add(first)
		case r == '@':
			s.words = true
			s.pieces = append(s.pieces, piece{kind: theWords})
		case (r == 'E' || r == 'e') && len(tail) > 0 && (tail[0] == '+' || tail[0] == '-') && (s.whole > 0 || len(s.pieces) > 0):
			plain = true
		case r == '/' && len(letters) == 0 && hasDigit(s.pieces):
			plain = true
		case strings.ContainsRune("yYmMdDhHsSeEaAbBgG", r):
			letters = append(letters, byte(r)|0x20)
		default:
			add(first)
		}
		code = tail
		if more {
			break
		}
	}
	if s.date = shapeOf(letters); s.date == (dateShape{}) && plain {
		s = section{general: true, pieces: []piece{{kind: aGeneral}}, op: s.op, limit: s.limit}
	}
	return s, code, more
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

func hasDigit(pieces []piece) bool {
	return slices.ContainsFunc(pieces, func(p piece) bool { return p.kind == aDigit || p.kind == aPlace })
}

// words is how the format shows words.
func (f *format) words(s string) string {
	for i, sec := range f.sections {
		if !sec.words || i < 3 && len(f.sections) > 1 && i < len(f.sections)-1 {
			continue
		}
		var b strings.Builder
		for _, p := range sec.pieces {
			switch p.kind {
			case theWords:
				b.WriteString(s)
			case aLiteral:
				b.WriteString(p.text)
			}
		}
		return trim(b.String())
	}
	return s
}

// number is the cell of a number as a file writes it.
func (f *format) number(raw []byte, keep *texts) Cell {
	d, ok := parseDecimal(raw)
	if !ok {
		return Cell{Kind: Text, Text: trim(string(raw))}
	}
	var room [64]byte
	sec := f.section(d)
	if sec.date != (dateShape{}) {
		if text, ok := sec.date.show(d.float(), f.date1904); ok {
			return Cell{Kind: Date, Text: text}
		}
		sec = &plainSection // before 1900, where Excel shows ####
	}
	out := sec.append(room[:0], d)
	if !showsDigits(out) { // ;;; and the dashes of accounting hide what is there
		sec = &f.sections[0]
		if sec.date == (dateShape{}) {
			out = sec.append(room[:0], d)
		}
		if !showsDigits(out) {
			sec = &plainSection
			out = sec.append(room[:0], d)
		}
	}
	return Cell{Kind: Number, Text: keep.keep(trimBytes(out)), General: sec.general || sec.words}
}

func showsDigits(b []byte) bool { return bytes.ContainsAny(b, "0123456789") }

var plainSection = section{general: true, pieces: []piece{{kind: aGeneral}}}

// section is the one that shows the number.
func (f *format) section(d decimal) *section {
	n := len(f.sections)
	if f.sections[0].op != "" || n > 1 && f.sections[1].op != "" {
		v := d.float()
		for i := range min(n, 3) {
			s := &f.sections[i]
			if s.holds(v) || s.op == "" && (i == 2 || i == n-1 || i == 1 && v < 0 || i == 0 && v > 0) {
				return s
			}
		}
		return &plainSection
	}
	switch {
	case d.negative && n > 1 && !f.onlyWords(1):
		return &f.sections[1]
	case len(d.digits) == 0 && n > 2 && !f.onlyWords(2):
		return &f.sections[2]
	}
	return &f.sections[0]
}

// onlyWords reports whether a section is the last and for words.
func (f *format) onlyWords(i int) bool { return i == len(f.sections)-1 && f.sections[i].words }

func (s *section) holds(v float64) bool {
	switch s.op {
	case "<":
		return v < s.limit
	case "<=":
		return v <= s.limit
	case ">":
		return v > s.limit
	case ">=":
		return v >= s.limit
	case "=":
		return v == s.limit
	case "<>":
		return v != s.limit
	}
	return false
}

// append writes the number as the section shows it.
func (s *section) append(out []byte, d decimal) []byte {
	var room [48]byte
	var whole, places []byte // the digits on both sides of the point
	shown := d
	if !s.general && !s.words {
		shown = d.shift(s.point).round(s.places)
		whole, places = shown.split(room[:0])
	}
	start := len(out)
	negative := d.negative && (s.general || s.words || len(shown.digits) > 0)
	signed, begun := false, false
	ahead := 0 // places before the point that are still to come
	for _, p := range s.pieces {
		if p.kind == aDigit {
			ahead++
		}
	}
	missing := max(s.whole-len(whole), 0)
	total := missing + len(whole)
	one := func(i int) { // the digit that is i from the right
		if i < len(whole) {
			out = append(out, whole[len(whole)-1-i])
		} else {
			out = append(out, '0')
		}
		if s.thousand && i > 0 && i%3 == 0 {
			out = append(out, ',')
		}
	}
	n, leading := 0, true
	flush := func() { // digits for which the format has no place
		for i := total - 1; i >= ahead; i-- {
			one(i)
		}
		leading, begun = false, true
	}
	for _, p := range s.pieces {
		switch p.kind {
		case aLiteral:
			text := p.text
			if negative && (text == "(" || text == ")") {
				continue
			}
			signed = signed || !begun && strings.Contains(text, "-")
			if !negative && d.negative { // rounds to zero
				text = strings.ReplaceAll(text, "-", "")
			}
			out = append(out, text...)
		case aDigit:
			if leading {
				flush()
			}
			if ahead--; ahead < total {
				one(ahead)
			}
		case aPoint:
			if leading {
				flush()
			}
			if len(places) > 0 || s.fixed > 0 {
				out = append(out, '.')
			}
		case aPlace:
			switch {
			case n < len(places):
				out = append(out, places[n])
			case n < s.fixed:
				out = append(out, '0')
			}
			n++
		case aGeneral, theWords:
			begun = true
			plain := d
			plain.negative = false
			out = plain.append(out)
		}
	}
	if negative && !signed {
		out = slices.Insert(out, start, '-')
	}
	return out
}

func trimBytes(b []byte) []byte {
	if len(b) > 0 && b[0] > ' ' && b[0] < utf8.RuneSelf && b[len(b)-1] > ' ' && b[len(b)-1] < utf8.RuneSelf {
		return b
	}
	return []byte(trim(string(b)))
}
