package register

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"gongbao/generator/diag"
)

// Filter chooses entries: conditions such as `level>=省级 kind=集体 year=2025`,
// all of which must hold. The zero Filter chooses all.
type Filter struct{ conditions []condition }

type condition struct {
	field string
	op    string
	value string
	kind  string // the type of a declared field

	declared bool
}

// Nothing, as the value of a declared field, means that none is given.
const Nothing = "-"

var operators = []string{">=", "<=", "!=", "=", ">", "<"}

// ascii writes the operators that an input method makes in ASCII.
var ascii = strings.NewReplacer("！＝", "!=", "！=", "!=", "!＝", "!=", "≠", "!=", "≥", ">=", "≤", "<=", "＞", ">", "＜", "<", "＝", "=", "\u3000", " ")

// around is an operator with the blanks beside it.
var around = regexp.MustCompile(`\s*(>=|<=|!=|=|>|<)\s*`)

// Filter reads conditions. The error is a *diag.Problem.
func (r *Register) Filter(text string) (Filter, error) {
	var f Filter
	for _, word := range strings.Fields(around.ReplaceAllString(ascii.Replace(text), "$1")) {
		c, err := r.condition(word)
		if err != nil {
			return Filter{}, err
		}
		f.conditions = append(f.conditions, c)
	}
	return f, nil
}

// condition reads one condition. What can never hold is an error: a misspelt
// value would otherwise count nothing and print 0.
func (r *Register) condition(word string) (condition, error) {
	at := strings.IndexAny(word, "<>=!")
	if at <= 0 {
		return condition{}, badFilter(word)
	}
	op := operators[max(slices.IndexFunc(operators, func(o string) bool { return strings.HasPrefix(word[at:], o) }), 0)]
	c := condition{field: word[:at], op: op, value: strings.TrimPrefix(word[at:], op)}
	if !strings.HasPrefix(word[at:], op) || c.value == "" || strings.ContainsAny(c.value[:1], "<>=!") {
		return condition{}, badFilter(word)
	}
	fd, declared := r.field(c.field)
	switch {
	case declared:
		c.field, c.kind, c.declared = fd.ID, fd.Type, true
	case c.field != "year" && !slices.Contains(own, c.field):
		return condition{}, &diag.Problem{Code: diag.UnknownField, Args: diag.Args{"register": r.ID, "field": c.field, "suggestion": diag.Closest(c.field, append(r.fieldIDs(), "year"))}}
	}
	bad := func(want, example string) (condition, error) {
		return condition{}, &diag.Problem{Code: diag.BadValue, Args: diag.Args{"key": word[:at], "value": c.value, "want": want, "example": example}}
	}
	_, counts := parseCount(c.value)
	switch {
	case c.field == "level":
		level, ok := r.Level(c.value)
		if !ok {
			return condition{}, &diag.Problem{Code: diag.UnknownLevel, Args: diag.Args{"register": r.ID, "level": c.value, "suggestion": diag.Closest(c.value, r.Levels)}}
		}
		c.value = level
	case c.value == Nothing && declared && (op == "=" || op == "!="):
	case c.field == "year" && (len(c.value) != 4 || !isDate(c.value)):
		return bad("@year-or-date", "year"+op+"2025")
	case c.field == "date" && !isDate(c.value):
		return bad("@year-or-date", "date"+op+"2025-01")
	case (c.field == "count" || c.kind == "count") && !counts:
		return bad("@number", word[:at]+op+"100")
	case c.kind == "date" && !isDate(c.value):
		return bad("@year-or-date", word[:at]+op+"2025-01")
	case c.field == StateField && declared && !slices.Contains(r.States, c.value):
		return condition{}, &diag.Problem{Code: diag.UnknownState, Args: diag.Args{"register": r.ID, "state": c.value, "states": strings.Join(r.States, diag.ListSep), "suggestion": diag.Closest(c.value, r.States)}}
	case c.kind == "bool" && c.value != "true" && c.value != "false":
		return bad("@bool", word[:at]+op+"true")
	case declared && len(fd.Values) > 0 && !slices.Contains(fd.Values, c.value):
		near := diag.Closest(c.value, fd.Values)
		if near != "" {
			near = word[:at] + op + near
		}
		return bad(strings.Join(fd.Values, " | "), near)
	}
	return c, nil
}

func badFilter(word string) error {
	return &diag.Problem{Code: diag.BindingSyntax, Args: diag.Args{"text": word, "detail": "level>=省部级 kind=集体 year=2025"}}
}

// Select lists the entries that a filter chooses, in the register's order.
func (r *Register) Select(f Filter) []Entry {
	var out []Entry
	for _, e := range r.Entries {
		if r.matches(e, f) {
			out = append(out, e)
		}
	}
	return out
}

func (r *Register) matches(e Entry, f Filter) bool {
	for _, c := range f.conditions {
		var order int
		switch c.field {
		case "level": // >= 省部级 means that level or higher, so 「省级以上」 includes 省级
			if e.Level == "" {
				return false
			}
			order = cmp.Compare(r.rank(c.value), r.rank(e.Level))
		case "year":
			order = strings.Compare(e.Year(), c.value)
		case "date": // as far as the condition goes: 2025-01-08 is in 2025
			order = strings.Compare(e.Date[:min(len(e.Date), len(c.value))], c.value)
		case "count":
			order = compareCounts(e.Count, c.value)
		default:
			v := e.text(c.field)
			switch {
			case c.value == Nothing && c.declared:
				order = strings.Compare(v, "")
			case v == "" && c.kind == "date":
				return false
			case c.kind == "date":
				order = strings.Compare(v[:min(len(v), len(c.value))], c.value)
			case c.field == StateField && c.declared: // a later state is more than an earlier one
				order = cmp.Compare(slices.Index(r.States, v), slices.Index(r.States, c.value))
			case c.kind == "count":
				n, given := parseCount(v)
				if !given {
					return false
				}
				order = compareCounts(n, c.value)
			case slices.Contains(strings.Split(v, "、"), c.value): // one of a list
				order = 0
			default:
				order = strings.Compare(v, c.value)
			}
		}
		if !holds(order, c.op) {
			return false
		}
	}
	return true
}

// compareCounts holds what an entry stands for, one when it does not say,
// against a number; how vague they are does not matter.
func compareCounts(c Count, value string) int {
	want, _ := parseCount(value)
	if !c.Given {
		c.N = 1
	}
	return cmp.Compare(c.N, want.N)
}

// text is a field that has no order of its own.
func (e Entry) text(field string) string {
	switch field {
	case "name":
		return e.Name
	case "image":
		return e.Image
	case "alt":
		return e.Alt
	}
	return e.Fields[field]
}

func holds(order int, op string) bool {
	switch op {
	case "=":
		return order == 0
	case "!=":
		return order != 0
	case ">=":
		return order >= 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	}
	return order < 0
}

// Total adds up what entries stand for: the count an entry gives, or one. A
// vague part makes the sum vague in the same way; parts that are vague in
// different ways make it 约.
func Total(entries []Entry) Count {
	sum := Count{Given: true}
	for _, e := range entries {
		n := e.Count
		if !n.Given {
			n.N = 1
		}
		sum.N += n.N
		switch {
		case n.About == "" || n.About == sum.About || above(n.About) && above(sum.About):
		case sum.About == "":
			sum.About = n.About
		default:
			sum.About = "约"
		}
	}
	return sum
}

// above tells the words for more than: they are vague in the same way.
func above(about string) bool { return about == "超过" || about == "超" || about == "逾" }

// unitField is the field that says what an entry's count is of: 个, 名.
const unitField = "unit"

// Units lists what entries are counted in, each once, in their order. Entries
// of different units must not be added up: 40 courts and 65 judges are not 105.
func Units(entries []Entry) []string {
	var out []string
	for _, e := range entries {
		if u := e.Fields[unitField]; !slices.Contains(out, u) {
			out = append(out, u)
		}
	}
	return out
}

// Unit is what an entry's count is of; "" when it does not say.
func (e Entry) Unit() string { return e.Fields[unitField] }
