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

// piece is a stretch of a phrase: a placeholder, if it has a name.
type piece struct{ text, name string }

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
		p.pieces = append(p.pieces, piece{text: text[open : end+1], name: text[open+1 : end]})
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
		switch v := args[i+1].(type) {
		case string:
			return v
		case int:
			return strconv.Itoa(v)
		default:
			return fmt.Sprint(v)
		}
	}
	return p.text
}
