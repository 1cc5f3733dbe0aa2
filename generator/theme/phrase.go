package theme

import (
	"fmt"
	"strconv"
	"strings"
)

// phrase is a text of the theme, cut at its {placeholders} once: pages ask for
// texts thousands of times.
type phrase struct {
	text   string // as the file has it
	pieces []piece
}

// piece is a stretch of a phrase: a placeholder, if it has a name. One with words,
// written {n:day|days}, stands for the word of its number: the first where n is 1,
// and so on; the last for every other number.
type piece struct {
	text, name string
	words      []string
}

// phraseOf cuts a text. A name has no braces, so where two open the inner ones
// are the placeholder's.
func phraseOf(text string) phrase {
	p := phrase{text: text}
	from := 0
	for open := strings.IndexByte(text, '{'); open >= 0; {
		n := strings.IndexAny(text[open+1:], "{}")
		if n < 0 {
			break
		}
		end := open + 1 + n
		if text[end] == '{' {
			open = end
			continue
		}
		if open > from {
			p.pieces = append(p.pieces, piece{text: text[from:open]})
		}
		p.pieces = append(p.pieces, placeholderOf(text[open:end+1]))
		from = end + 1
		if open = strings.IndexByte(text[from:], '{'); open >= 0 {
			open += from
		}
	}
	if from < len(text) && from > 0 {
		p.pieces = append(p.pieces, piece{text: text[from:]})
	}
	return p
}

// placeholderOf reads a placeholder in its braces.
func placeholderOf(text string) piece {
	name := text[1 : len(text)-1]
	if of, words, ok := strings.Cut(name, ":"); ok && strings.Contains(words, "|") {
		return piece{text, of, strings.Split(words, "|")}
	}
	return piece{text: text, name: name}
}

// fill puts values in the place of placeholders; args are names and values in
// turn. A placeholder without a value stays as it is.
func (p phrase) fill(args []any) string {
	if len(p.pieces) == 0 || len(args) < 2 {
		return p.text
	}
	if len(p.pieces) == 1 { // a value alone needs no copy
		return p.pieces[0].value(args)
	}
	var room [128]byte // most texts are shorter
	out := room[:0]
	for _, part := range p.pieces {
		if part.name == "" {
			out = append(out, part.text...)
		} else {
			out = append(out, part.value(args)...)
		}
	}
	return string(out)
}

func (p piece) value(args []any) string {
	for i := 0; i+1 < len(args); i += 2 {
		if name, ok := args[i].(string); !ok || name != p.name {
			continue
		}
		last := len(p.words) - 1
		if last < 0 {
			return printed(args[i+1])
		}
		if n, err := strconv.Atoi(strings.TrimLeft(number(args[i+1]), "+-−")); err == nil && n >= 1 && n <= last {
			return p.words[n-1]
		}
		return p.words[last]
	}
	return p.text
}

func printed(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case int:
		return strconv.Itoa(v)
	}
	return fmt.Sprint(value)
}

// number is a value as the words beside it are chosen by: one that is printed as
// something else, such as a figure with its markup, knows its number.
func number(value any) string {
	if v, ok := value.(interface{ Number() string }); ok {
		return v.Number()
	}
	return printed(value)
}
