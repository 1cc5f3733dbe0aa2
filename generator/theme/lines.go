package theme

import (
	"html"
	"html/template"
	"slices"
	"strings"
	"unicode/utf8"

	"gongbao/generator/hyphen"
)

// phrases are words that a line does not end within, by their first character,
// the longest first.
type phrases map[rune][]string

func phrasesOf(words string) phrases {
	p := phrases{}
	for _, w := range strings.Fields(words) {
		first, _ := utf8.DecodeRuneInString(w)
		p[first] = append(p[first], w)
	}
	for _, words := range p {
		slices.SortFunc(words, func(a, b string) int { return len(b) - len(a) })
	}
	return p
}

// phrased is a title that may part into lines where its words do: a <wbr> stands
// about each of the words and behind those of one character, such as 的. The
// style keeps the rest together, for browsers break Chinese between any two
// characters; what a hyphen joins needs an element to stay so. A string is escaped;
// of HTML only the texts are looked at.
func (p phrases) phrased(title any) template.HTML {
	text, ok := title.(string)
	if ok {
		text = html.EscapeString(text)
	} else if h, is := title.(template.HTML); is {
		text = string(h)
	}
	var b strings.Builder
	open := false // what was written last may end a line
	mayBreak := func() {
		if !open && b.Len() > 0 {
			b.WriteString("<wbr>")
		}
		open = true
	}
	for text != "" {
		if tag := strings.IndexByte(text, '>'); text[0] == '<' && tag > 0 {
			b.WriteString(text[:tag+1])
			text = text[tag+1:]
			continue
		}
		first, n := utf8.DecodeRuneInString(text)
		word := ""
		for _, w := range p[first] {
			if strings.HasPrefix(text, w) {
				word = w
				break
			}
		}
		if one := utf8.RuneCountInString(word) == 1; word != "" {
			if !one {
				mayBreak()
			}
			b.WriteString(word)
			if text = text[len(word):]; text != "" {
				open = false
				mayBreak()
			}
			continue
		}
		if ok && strings.HasPrefix(text[n:], "-") { // in HTML it was seen to
			if from, to := hyphen.Next(text); from == 0 && to > 0 {
				b.WriteString(hyphen.Open + text[:to] + hyphen.Close)
				text, open = text[to:], false
				continue
			}
		}
		b.WriteString(text[:n])
		text, open = text[n:], false
	}
	return template.HTML(b.String())
}
