package search

import (
	"unicode"
	"unicode/utf8"
)

// The form in which texts are compared is made twice, here for the index and in
// search.js for what a reader types; a test holds the two to each other for every
// character. It is one UTF-16 unit for one unit, so that a place in it is a place
// in the text, but for what is left out:
//
//   - full-width letters, digits and signs are half-width, Latin, Greek and
//     Cyrillic letters small, the kinds of quotation marks, dashes and dots one each;
//   - what cannot be seen is left out, and white space as well, unless it stands
//     between two Latin letters or digits, where it is one space.
//
// Traditional characters stay what they are, and so does punctuation: 1.0% is not
// 10%.

// folds has the form of every UTF-16 unit, or what becomes of it.
var folds = func() (t [1 << 16]uint16) {
	for r := range rune(len(t)) {
		switch {
		case r == '\t':
			t[r] = '\t'
		case isSpace(r):
			t[r] = foldSpace
		case !isUnseen(r):
			t[r] = uint16(foldRune(r))
		}
	}
	return t
}()

// foldSpace stands for white space in folds, 0 for what is left out: no character
// has the form of either.
const foldSpace = ' '

// appendFold appends the form of s to dst. A tab, which parts the cells of a table,
// stays.
func appendFold(dst []uint16, s []byte) []uint16 {
	space, last := false, uint16(0)
	for i := 0; i < len(s); {
		r, size := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, size = decode(s[i:])
		}
		i += size
		var c uint16
		if r > 0xFFFF {
			c = uint16(0xD800 + (r-0x10000)>>10)
		} else if c = folds[r]; c <= foldSpace {
			switch c {
			case '\t':
				dst = append(dst, '\t')
				space, last = false, '\t'
			case foldSpace:
				space = true
			}
			continue
		}
		if space && isWord(last) && isWord(c) {
			dst = append(dst, ' ')
		}
		space, last = false, c
		dst = append(dst, c)
		if r > 0xFFFF {
			last = uint16(0xDC00 + r&0x3FF)
			dst = append(dst, last)
		}
	}
	return dst
}

// foldRune is the form of a character that is neither space nor unseen.
func foldRune(r rune) rune {
	switch {
	case r >= 0xFF01 && r <= 0xFF5E:
		r -= 0xFEE0
	case r == '“' || r == '”':
		return '"'
	case r == '‘' || r == '’':
		return '\''
	case r >= 0x2010 && r <= 0x2015 || r == '−':
		return '-'
	case r == '•' || r == '‧' || r == '・':
		return '·'
	}
	if r < 0x530 && r != 0x130 { // whose small form is two characters
		return unicode.ToLower(r)
	}
	return r
}

func isSpace(r rune) bool {
	return r <= 0x20 || r == 0xA0 || r == 0x1680 || r >= 0x2000 && r <= 0x200A || r == 0x2028 || r == 0x2029 || r == 0x202F || r == 0x205F || r == 0x3000
}

// isUnseen finds marks of direction, joiners, soft hyphens and the like.
func isUnseen(r rune) bool {
	return r == 0xAD || r >= 0x200B && r <= 0x200F || r >= 0x202A && r <= 0x202E || r == 0x2060 || r >= 0xFE00 && r <= 0xFE0F || r == 0xFEFF
}

// isWord finds what needs a space between words, in its folded form.
func isWord(c uint16) bool {
	return c < 0x530 && (c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 0xDF && c != 0xF7)
}
