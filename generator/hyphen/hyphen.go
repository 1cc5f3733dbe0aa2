// Package hyphen keeps Chinese words that are written with a hyphen, such as 案-件比,
// from being parted behind it. Browsers end a line behind any hyphen between two
// letters, and neither line-break nor word-break: keep-all forbids it.
package hyphen

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Next finds the first characters of a text that a hyphen joins: a Chinese character,
// a hyphen, a Chinese character, and so on, as text[from:to]. Without any, both are 0.
func Next(text string) (from, to int) {
	for at := 0; ; {
		i := strings.IndexByte(text[at:], '-')
		if i < 0 {
			return 0, 0
		}
		i += at
		at = i + 1
		before, n := utf8.DecodeLastRuneInString(text[:i])
		if !unicode.Is(unicode.Han, before) {
			continue
		}
		for to = i; to < len(text) && text[to] == '-'; {
			after, size := utf8.DecodeRuneInString(text[to+1:])
			if !unicode.Is(unicode.Han, after) {
				break
			}
			to += 1 + size
		}
		if to > i {
			return i - n, to
		}
	}
}

// HTML is a text as HTML, with what a hyphen joins in elements that the style keeps
// on one line.
func HTML(text string) string {
	if strings.IndexByte(text, '-') < 0 {
		return html.EscapeString(text)
	}
	var b strings.Builder
	for {
		from, to := Next(text)
		b.WriteString(html.EscapeString(text[:from]))
		if to == 0 {
			b.WriteString(html.EscapeString(text))
			return b.String()
		}
		b.WriteString(Open + text[from:to] + Close)
		text = text[to:]
	}
}

// Open and Close stand about what is to stay on one line.
const (
	Open  = `<span class="nb">`
	Close = `</span>`
)
