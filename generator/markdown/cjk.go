package markdown

import (
	"unicode"

	"github.com/yuin/goldmark/util"
)

// isCJK reports whether r is an East Asian letter or full-width punctuation:
// text that is written without spaces.
func isCJK(r rune) bool {
	switch {
	case r < 0x2e80:
		return false
	case r <= 0x303f, // radicals, CJK punctuation
		r >= 0xfe30 && r <= 0xfe4f, // vertical forms
		r >= 0xff00 && r <= 0xffef: // full-width forms
		return true
	}
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Bopomofo)
}

// isShared reports whether r is punctuation that Chinese and Western text have
// in common, so that it says nothing about the text it stands in.
func isShared(r rune) bool {
	switch r {
	case '“', '”', '‘', '’', '—', '…', '·', '–', '−', '～':
		return true
	}
	return false
}

func isSpace(r rune) bool { return util.IsSpaceRune(r) }
func isPunct(r rune) bool { return util.IsPunctRune(r) }

// opens reports whether r is punctuation that what is enclosed follows.
func opens(r rune) bool { return unicode.In(r, unicode.Ps, unicode.Pi) }

// ends reports whether r is punctuation that text cannot begin with.
func ends(r rune) bool {
	switch r {
	case ',', '.', ';', ':', '!', '?', '%', '、', '，', '。', '．', '；', '：', '！', '？', '％', '‰', '…', '·':
		return true
	}
	return unicode.In(r, unicode.Pe, unicode.Pf)
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' || '０' <= r && r <= '９' }

// isWord reports whether r is part of a word that has word boundaries: a
// letter or digit of an alphabet.
func isWord(r rune) bool {
	return (unicode.IsLetter(r) || unicode.IsDigit(r)) && !isCJK(r)
}
