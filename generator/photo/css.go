package photo

import "strings"

// safeValue reports whether a value of CSS, or of an attribute that is read as
// one, stays within the file: what it refers to stands there as well. Escapes
// could hide anything and are never needed.
func safeValue(v string) bool {
	v = strings.ToLower(v)
	if strings.ContainsAny(v, "\\<>@") {
		return false
	}
	for _, word := range []string{"image(", "image-set(", "src(", "expression(", "script:", "element(", "cross-fade(", "/*"} {
		if strings.Contains(v, word) {
			return false
		}
	}
	for {
		_, after, ok := strings.Cut(v, "url")
		if !ok {
			return true
		}
		v = after
		target, isCall := strings.CutPrefix(strings.TrimLeft(after, " \t\r\n\f"), "(")
		if !isCall {
			continue
		}
		target = strings.TrimLeft(target, " \t\r\n\f")
		if target != "" && (target[0] == '"' || target[0] == '\'') {
			target = target[1:]
		}
		if !strings.HasPrefix(target, "#") {
			return false
		}
	}
}

// cleanDeclarations keeps the declarations that are safe: fill:red;opacity:.5.
func cleanDeclarations(s string) string {
	var out []string
	for _, d := range splitOutside(dropComments(s), ";") {
		d = strings.TrimSpace(d)
		name, _, ok := strings.Cut(d, ":")
		name = strings.ToLower(strings.TrimSpace(name))
		if ok && closed(d) && safeValue(d) && !strings.ContainsAny(d, "{}") && name != "behavior" && name != "-moz-binding" {
			out = append(out, d)
		}
	}
	return strings.Join(out, ";")
}

// cleanSheet keeps the rules of a style sheet that are plain: selectors and
// declarations. Rules that begin with @ (they import, or load fonts) go.
func cleanSheet(s string) string {
	var b strings.Builder
	s = dropComments(s)
	for s != "" {
		s = strings.TrimLeft(s, " \t\r\n\f")
		if strings.HasPrefix(s, "@") {
			s = afterAtRule(s)
			continue
		}
		selector, rest, ok := cutOutside(s, "{")
		if !ok {
			break
		}
		body, behind, _ := cutOutside(rest, "}")
		s = behind
		selector = strings.TrimSpace(selector)
		if d := cleanDeclarations(body); d != "" && selector != "" && closed(selector) && !strings.ContainsAny(selector, "\\<@{};") {
			b.WriteString(selector + "{" + d + "}\n")
		}
	}
	return b.String()
}

// afterAtRule is what follows the rule that s begins with: behind its semicolon
// or its block.
func afterAtRule(s string) string {
	depth := 0
	for s != "" {
		i := indexOutside(s, ";{}")
		if i < 0 {
			return ""
		}
		c := s[i]
		s = s[i+1:]
		switch c {
		case '{':
			depth++
		case '}':
			depth--
		}
		if depth <= 0 {
			return s
		}
	}
	return ""
}

// indexOutside is the first of chars in s that does not stand between quotes.
func indexOutside(s, chars string) int {
	quote := byte(0)
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case quote != 0:
			if c == quote || c == '\n' { // a quote is open no longer than its line
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case strings.IndexByte(chars, c) >= 0:
			return i
		}
	}
	return -1
}

// closed reports whether every quote in s is closed on its line: one that is not would
// take in what is written behind it.
func closed(s string) bool {
	quote := byte(0)
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case quote != 0 && c == '\n':
			return false
		case c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		}
	}
	return quote == 0
}

// cutOutside is strings.Cut outside of quotes.
func cutOutside(s, sep string) (before, after string, ok bool) {
	if i := indexOutside(s, sep); i >= 0 {
		return s[:i], s[i+1:], true
	}
	return s, "", false
}

func splitOutside(s, sep string) []string {
	var out []string
	for {
		before, after, ok := cutOutside(s, sep)
		out = append(out, before)
		if !ok {
			return out
		}
		s = after
	}
}

// dropComments leaves a space where a comment stood, as CSS reads it.
func dropComments(s string) string {
	var b strings.Builder
	for {
		before, after, ok := strings.Cut(s, "/*")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		b.WriteByte(' ')
		_, s, _ = strings.Cut(after, "*/")
	}
}
