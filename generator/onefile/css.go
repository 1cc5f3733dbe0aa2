package onefile

import (
	"encoding/base64"
	"path"
	"strings"
)

// deepest is how many style sheets may import one another.
const deepest = 8

// css is a style sheet with the files inside that it names. It is seen from
// folder dir.
func (m *maker) css(sheet, dir string, depth int) (string, error) {
	var out strings.Builder
	for i := 0; i < len(sheet); {
		rest := sheet[i:]
		switch {
		case strings.HasPrefix(rest, "/*"):
			end := strings.Index(rest[2:], "*/")
			if end < 0 {
				out.WriteString(rest)
				return out.String(), nil
			}
			out.WriteString(rest[:end+4])
			i += end + 4
		case rest[0] == '"' || rest[0] == '\'':
			n := quoted(rest)
			out.WriteString(rest[:n])
			i += n
		case rest[0] == '@' && folds(rest[1:], "import") && !nameAt(rest, 1+len("import")):
			n, rule, err := m.imported(rest, dir, depth)
			if err != nil {
				return "", err
			}
			out.WriteString(rule)
			i += n
		case rest[0] == '@' && folds(rest[1:], "namespace"): // its address is a name
			end := strings.IndexByte(rest, ';') + 1
			if end == 0 {
				end = len(rest)
			}
			out.WriteString(rest[:end])
			i += end
		case folds(rest, "url(") && !(i > 0 && nameAt(sheet, i-1)):
			address, n := urlArgument(rest[len("url("):])
			n += len("url(")
			uri, err := m.cssURL(address, dir)
			if err != nil {
				return "", err
			}
			out.WriteString(uri)
			i += n
		case rest[0] == '\\' && len(rest) > 1:
			out.WriteString(rest[:2])
			i += 2
		default:
			out.WriteByte(rest[0])
			i++
		}
	}
	return out.String(), nil
}

func (m *maker) cssURL(address, dir string) (string, error) {
	if address == "" || strings.HasPrefix(address, "#") {
		return "url(" + quote(address) + ")", nil
	}
	ref := m.resolve(address, dir)
	if ref.inline {
		return "url(" + quote(address) + ")", nil
	}
	uri, err := m.dataURI(ref, address)
	if err != nil {
		return "", err
	}
	return "url(" + uri + ")", nil
}

// imported is an @import up to its address, with the sheet inside, and how many
// bytes of text it takes the place of.
func (m *maker) imported(text, dir string, depth int) (n int, rule string, err error) {
	const keyword = 1 + len("import")
	n = keyword
	n += len(text[n:]) - len(strings.TrimLeft(text[n:], " \t\r\n\f"))
	address := ""
	switch rest := text[n:]; {
	case rest != "" && (rest[0] == '"' || rest[0] == '\''):
		length := quoted(rest)
		address = unescape(strings.Trim(rest[:length], rest[:1]))
		n += length
	case folds(rest, "url("):
		var length int
		address, length = urlArgument(rest[len("url("):])
		n += len("url(") + length
	default:
		return keyword, text[:keyword], nil // not one that a browser understands
	}
	m.ruled = true
	ref := m.resolve(address, dir)
	if ref.inline {
		return n, text[:keyword] + " url(" + quote(address) + ")", nil
	}
	if depth == deepest {
		return 0, "", m.notInside(address)
	}
	data, err := m.read(ref, address)
	if err != nil {
		return 0, "", err
	}
	sheet, err := m.css(string(data), path.Dir(ref.path), depth+1)
	if err != nil {
		return 0, "", err
	}
	return n, text[:keyword] + " url(data:text/css;charset=utf-8;base64," + base64.StdEncoding.EncodeToString([]byte(sheet)) + ")", nil
}

// urlArgument is what stands in url(…), and how many bytes it takes with the
// closing parenthesis.
func urlArgument(text string) (address string, n int) {
	n = len(text) - len(strings.TrimLeft(text, " \t\r\n\f"))
	if rest := text[n:]; rest != "" && (rest[0] == '"' || rest[0] == '\'') {
		length := quoted(rest)
		address = unescape(strings.TrimSuffix(rest[1:length], rest[:1]))
		n += length
		end := strings.IndexByte(text[n:], ')')
		if end < 0 {
			return address, len(text)
		}
		return address, n + end + 1
	}
	for end := n; end < len(text); end++ {
		switch text[end] {
		case '\\':
			end++
		case ')':
			return unescape(strings.TrimSpace(text[n:end])), end + 1
		}
	}
	return unescape(strings.TrimSpace(text[n:])), len(text)
}

// quoted is the length of the string that text begins with, quotes included.
func quoted(text string) int {
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case text[0]:
			return i + 1
		case '\n': // an unfinished string ends with its line
			return i
		}
	}
	return len(text)
}

// quote is an address as a string of a style sheet.
func quote(address string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\a `).Replace(address) + `"`
}

// unescape takes away the backslashes before single characters.
func unescape(text string) string {
	if !strings.Contains(text, `\`) {
		return text
	}
	var out strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == '\\' && i+1 < len(text) {
			i++
			if text[i] == '\n' { // a line that goes on
				continue
			}
		}
		out.WriteByte(text[i])
	}
	return out.String()
}

// folds reports whether text begins with prefix, whatever its case.
func folds(text, prefix string) bool {
	return len(text) >= len(prefix) && strings.EqualFold(text[:len(prefix)], prefix)
}

// nameAt reports a byte that may stand in a name.
func nameAt(text string, i int) bool {
	if i >= len(text) {
		return false
	}
	c := text[i]
	return c == '-' || c == '_' || c >= 0x80 || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
