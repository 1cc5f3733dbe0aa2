package tomlfile

import (
	"fmt"
	"strings"

	"github.com/BurntSushi/toml"
)

// mark is where a key and its value stand in the text. value and end are −1
// for a table, whose value is the lines that follow.
type mark struct {
	key, value, end int
	implied         bool // named only on the way to a longer key: a of [a.b]
}

// index notes the place of every key. The text is known to be valid TOML (the
// decoder has read it), so the scanner only has to tell keys from values.
func (f *File) index(text string) {
	f.keys = map[string]mark{}
	s := &scanner{text: text, file: f, arrays: map[string]int{}}
	s.run()
}

type scanner struct {
	text   string
	i      int
	file   *File
	table  string         // the path of the current table
	arrays map[string]int // [[array]] path -> elements seen
}

func (s *scanner) run() {
	for {
		s.blank(true)
		if s.i >= len(s.text) {
			return
		}
		switch {
		case strings.HasPrefix(s.text[s.i:], "[["):
			at := s.i
			s.i += 2
			keys := s.key()
			s.skipTo('\n')
			path := s.resolve(keys)
			name := strings.Join(path, ".")
			n := s.arrays[name]
			s.arrays[name] = n + 1
			s.table = name + fmt.Sprintf("[%d]", n)
			s.parents(path, at)
			s.note(name, mark{at, -1, -1, false})
			s.note(s.table, mark{at, -1, -1, false})
		case s.text[s.i] == '[':
			at := s.i
			s.i++
			keys := s.key()
			s.skipTo('\n')
			path := s.resolve(keys)
			s.table = strings.Join(path, ".")
			s.parents(path, at)
			s.note(s.table, mark{at, -1, -1, false})
		default:
			s.pair(s.table)
		}
	}
}

// resolve adds to each part that names an array of tables the number of its
// newest element, which is what TOML means by it.
func (s *scanner) resolve(keys []string) []string {
	path := make([]string, 0, len(keys))
	for i, k := range keys {
		path = append(path, part(k))
		if n := s.arrays[strings.Join(path, ".")]; n > 0 && i < len(keys)-1 {
			path[i] += fmt.Sprintf("[%d]", n-1)
		}
	}
	return path
}

// parents notes the tables that a longer key names on its way.
func (s *scanner) parents(path []string, at int) {
	for i := 1; i < len(path); i++ {
		s.note(strings.Join(path[:i], "."), mark{at, -1, -1, true})
	}
}

// note keeps the first place of a path; one that names the path itself goes
// before one that only passes it.
func (s *scanner) note(path string, m mark) {
	if old, ok := s.file.keys[path]; !ok || old.implied && !m.implied {
		s.file.keys[path] = m
	}
}

// pair reads `key = value`.
func (s *scanner) pair(table string) {
	at := s.i
	keys := s.key()
	s.blank(false)
	if s.i < len(s.text) && s.text[s.i] == '=' {
		s.i++
	}
	s.blank(false)
	path := table
	for i, k := range keys {
		if i > 0 {
			s.note(path, mark{at, -1, -1, true})
		}
		path = below(path, k)
	}
	start := s.i
	s.value(path)
	s.note(path, mark{at, start, s.i, false})
	if s.i == start && s.i < len(s.text) { // cannot happen in valid TOML; never loop
		s.i++
	}
}

func (s *scanner) value(path string) {
	if s.i >= len(s.text) {
		return
	}
	switch c := s.text[s.i]; {
	case strings.HasPrefix(s.text[s.i:], `"""`), strings.HasPrefix(s.text[s.i:], `'''`):
		s.multiline(s.text[s.i : s.i+3])
	case c == '"' || c == '\'':
		s.quoted()
	case c == '[':
		s.i++
		for n := 0; ; n++ {
			s.blank(true)
			if s.i >= len(s.text) {
				return
			}
			if s.text[s.i] == ']' {
				s.i++
				return
			}
			elem := path + fmt.Sprintf("[%d]", n)
			at := s.i
			s.value(elem)
			s.note(elem, mark{at, at, s.i, false})
			s.blank(true)
			if s.i < len(s.text) && s.text[s.i] == ',' {
				s.i++
			} else if s.i == at {
				s.i++
			}
		}
	case c == '{':
		s.i++
		for {
			s.blank(true)
			if s.i >= len(s.text) {
				return
			}
			if s.text[s.i] == '}' {
				s.i++
				return
			}
			if s.text[s.i] == ',' {
				s.i++
				continue
			}
			s.pair(path)
		}
	default:
		for s.i < len(s.text) && !strings.ContainsRune(",]}\n#", rune(s.text[s.i])) {
			s.i++
		}
	}
}

// key reads a dotted key up to and including what closes a table header.
func (s *scanner) key() []string {
	var keys []string
	for s.i < len(s.text) {
		s.blank(false)
		if s.i >= len(s.text) {
			break
		}
		switch c := s.text[s.i]; {
		case c == '"' || c == '\'':
			at := s.i
			s.quoted()
			keys = append(keys, unquote(s.text[at:s.i]))
		case c == '.':
			s.i++
		case c == '=' || c == ']' || c == '\n' || c == '#':
			return keys
		default:
			at := s.i
			for s.i < len(s.text) && !strings.ContainsRune(" \t.=]\n#\"'\r", rune(s.text[s.i])) {
				s.i++
			}
			keys = append(keys, s.text[at:s.i])
			if s.i == at {
				s.i++
			}
		}
	}
	return keys
}

// unquote reads a quoted key. Escapes are rare, and the decoder knows them.
func unquote(s string) string {
	if s[0] == '"' && strings.Contains(s, `\`) {
		var v struct{ K string }
		if _, err := toml.Decode("K = "+s, &v); err == nil {
			return v.K
		}
	}
	return s[1:max(len(s)-1, 1)]
}

func (s *scanner) quoted() {
	q := s.text[s.i]
	for s.i++; s.i < len(s.text); s.i++ {
		switch {
		case s.text[s.i] == '\\' && q == '"':
			s.i++
		case s.text[s.i] == q:
			s.i++
			return
		}
	}
	s.i = len(s.text)
}

func (s *scanner) multiline(q string) {
	s.i += 3
	for s.i < len(s.text) {
		if s.text[s.i] == '\\' && q[0] == '"' {
			s.i += 2
			continue
		}
		if strings.HasPrefix(s.text[s.i:], q) {
			s.i += 3
			for s.i < len(s.text) && s.text[s.i] == q[0] { // quotes next to the end belong to the text
				s.i++
			}
			return
		}
		s.i++
	}
	s.i = min(s.i, len(s.text))
}

// blank passes white space and, with lines, line ends and comments.
func (s *scanner) blank(lines bool) {
	for s.i < len(s.text) {
		switch c := s.text[s.i]; {
		case c == ' ' || c == '\t' || c == '\r':
			s.i++
		case lines && c == '\n':
			s.i++
		case lines && c == '#':
			s.skipTo('\n')
		default:
			return
		}
	}
}

func (s *scanner) skipTo(c byte) {
	if i := strings.IndexByte(s.text[s.i:], c); i >= 0 {
		s.i += i
		return
	}
	s.i = len(s.text)
}

// part writes one part of a path; an empty part, or one with a dot or bracket,
// is quoted so that paths stay unambiguous.
func part(k string) string {
	if k == "" || strings.ContainsAny(k, `.[]"`) {
		return fmt.Sprintf("%q", k)
	}
	return k
}
