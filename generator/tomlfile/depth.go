package tomlfile

import "strings"

// maxDepth is how deep values and tables may lie within one another. What people
// write stays below ten; the decoder calls itself at each step, and takes the
// longer the deeper it is.
const maxDepth = 64

// tooDeep is where a text first lies deeper than maxDepth; -1 when it nowhere does.
// It must be right for valid TOML alone: in a text that is not valid it sees the
// same as the decoder up to the place at which that one stops.
func tooDeep(text string) int {
	depth, dots := 0, 0 // brackets that are open; dots of the key at hand
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '#':
			end := strings.IndexByte(text[i:], '\n')
			if end < 0 {
				return -1
			}
			i += end
			dots = 0
		case '"', '\'':
			i += stringLen(text[i:]) - 1
		case '[', '{':
			if depth++; depth > maxDepth {
				return i
			}
			dots = 0
		case ']', '}':
			depth = max(depth-1, 0)
			dots = 0
		case '.':
			if dots++; dots > maxDepth {
				return i
			}
		case '=', ',', '\n':
			dots = 0
		}
	}
	return -1
}

// stringLen is the length of the string that a text begins with, its quotes
// included. One that is not closed ends with the line, or with the text when it may
// have many lines.
func stringLen(text string) int {
	quote := text[:1]
	if triple := strings.Repeat(quote, 3); strings.HasPrefix(text, triple) {
		for i := 3; i < len(text); i++ {
			switch {
			case text[i] == '\\' && quote == `"`:
				i++
			case strings.HasPrefix(text[i:], triple):
				// Up to two more quotes are text that stands at the end.
				end := i + 3
				for end < len(text) && end < i+5 && text[end] == quote[0] {
					end++
				}
				return end
			}
		}
		return len(text)
	}
	for i := 1; i < len(text); i++ {
		switch {
		case text[i] == '\\' && quote == `"`:
			i++
		case text[i] == quote[0]:
			return i + 1
		case text[i] == '\n':
			return i
		}
	}
	return len(text)
}
