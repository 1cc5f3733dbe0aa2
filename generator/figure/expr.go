package figure

import (
	"strings"

	"gongbao/generator/diag"
)

// ref is one name of an expression with its own period and court, if given.
type ref struct {
	name   string
	period string // as written; a range has ".."
	court  string
}

// expr is a parsed {{…}}.
type expr struct {
	refs   []ref
	format string // what stands after the colon
	arg    string // what stands in the format's brackets
}

var fullWidth = strings.NewReplacer("：", ":", "＠", "@", "＃", "#", "，", ",", "（", "(", "）", ")", "．．", "..", "　", " ")

// narrow takes the full-width signs of an expression for the others. Most
// expressions have none, and a Replacer copies even those.
func narrow(text string) string {
	if !strings.ContainsAny(text, "：＠＃，（）．　") {
		return text
	}
	return fullWidth.Replace(text)
}

// maxExpr bounds an expression; a longer one is prose between stray braces.
const maxExpr = 400

// braces is an expression as it was written, cut short for a message.
func braces(text string) string {
	const most = 40
	if r := []rune(text); len(r) > most {
		text = string(r[:most]) + "…"
	}
	return "{{" + text + "}}"
}

// parse reads what stands between the braces: names, then @period and #court
// in any order, then :format. The error is a *diag.Problem.
func parse(text string) (expr, error) {
	problem := func() error {
		return &diag.Problem{Code: diag.BindingSyntax, Args: diag.Args{"text": braces(text)}}
	}
	s := strings.TrimSpace(narrow(text))
	if s == "" || len(s) > maxExpr {
		return expr{}, problem()
	}
	head, format, hasFormat := strings.Cut(s, ":")
	var e expr
	if hasFormat {
		e.format = strings.TrimSpace(format)
		if e.format == "" {
			return expr{}, problem()
		}
		if name, rest, ok := strings.Cut(e.format, "("); ok && !strings.ContainsAny(name, " <>=") {
			arg, closed := strings.CutSuffix(rest, ")")
			if !closed {
				return expr{}, problem()
			}
			e.format, e.arg = strings.TrimSpace(name), strings.TrimSpace(arg)
		}
	}
	for name := range strings.SplitSeq(head, ",") {
		r, ok := parseRef(name)
		if !ok {
			return expr{}, problem()
		}
		e.refs = append(e.refs, r)
	}
	// A period or court behind the last name holds for those before it too.
	last := e.refs[len(e.refs)-1]
	for i := range e.refs {
		if e.refs[i].period == "" {
			e.refs[i].period = last.period
		}
		if e.refs[i].court == "" {
			e.refs[i].court = last.court
		}
	}
	return e, nil
}

func parseRef(s string) (ref, bool) {
	var r ref
	rest := s
	if i := strings.IndexAny(rest, "@#"); i >= 0 {
		r.name, rest = strings.TrimSpace(rest[:i]), rest[i:]
	} else {
		r.name, rest = strings.TrimSpace(rest), ""
	}
	for rest != "" {
		sign := rest[0]
		rest = rest[1:]
		v := rest
		if i := strings.IndexAny(rest, "@#"); i >= 0 {
			v, rest = rest[:i], rest[i:]
		} else {
			rest = ""
		}
		v = strings.TrimSpace(v)
		switch {
		case v == "":
			return r, false
		case sign == '@' && r.period == "":
			r.period = v
		case sign == '#' && r.court == "":
			r.court = v
		default:
			return r, false
		}
	}
	return r, r.name != ""
}
