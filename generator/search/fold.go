package search

import "unicode"

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

// appendFold appends the form of s to dst. A tab, which parts the cells of a table,
// stays.
func appendFold(dst []uint16, s string) []uint16 {
	first := len(dst)
	space := false
	add := func(c uint16) {
		if space && len(dst) > first && isWord(dst[len(dst)-1]) && isWord(c) {
			dst = append(dst, ' ')
		}
		space = false
		dst = append(dst, c)
	}
	for _, r := range s {
		switch {
		case r == '\t':
			space = false
			dst = append(dst, '\t')
		case r > 0xFFFF:
			r -= 0x10000
			add(uint16(0xD800 + r>>10))
			add(uint16(0xDC00 + r&0x3FF))
		case isSpace(r):
			space = true
		case !isUnseen(r):
			add(uint16(foldRune(r)))
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
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 0xDF && c < 0x530 && c != 0xF7
}
