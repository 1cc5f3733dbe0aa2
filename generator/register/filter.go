package register

import (
	"cmp"
	"slices"
	"strconv"
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
}

var operators = []string{">=", "<=", "!=", "=", ">", "<"}

// Filter reads conditions. The error is a *diag.Problem.
func (r *Register) Filter(text string) (Filter, error) {
	var f Filter
	for _, word := range strings.Fields(strings.NewReplacer("＞", ">", "＜", "<", "＝", "=", "≥", ">=", "≤", "<=", "　", " ").Replace(text)) {
		op, at := "", -1
		for i := range word {
			for _, o := range operators {
				if strings.HasPrefix(word[i:], o) {
					op, at = o, i
					break
				}
			}
			if at >= 0 {
				break
			}
		}
		if at <= 0 || at+len(op) == len(word) {
			return f, &diag.Problem{Code: diag.BindingSyntax, Args: diag.Args{"text": word, "detail": "level>=省部级 kind=集体 year=2025"}}
		}
		c := condition{field: word[:at], op: op, value: word[at+len(op):]}
		if fd, ok := r.field(c.field); ok {
			c.field = fd.ID
		} else if c.field != "year" && !slices.Contains(own, c.field) {
			return f, &diag.Problem{Code: diag.UnknownField, Args: diag.Args{"register": r.ID, "field": c.field, "suggestion": diag.Closest(c.field, append(r.fieldIDs(), "year"))}}
		}
		if c.field == "level" {
			level, ok := r.Level(c.value)
			if !ok {
				return f, &diag.Problem{Code: diag.UnknownLevel, Args: diag.Args{"register": r.ID, "level": c.value, "suggestion": diag.Closest(c.value, r.Levels)}}
			}
			c.value = level
		}
		f.conditions = append(f.conditions, c)
	}
	return f, nil
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
		case "date":
			order = strings.Compare(e.Date, c.value)
		case "name":
			order = strings.Compare(e.Name, c.value)
		case "count":
			n, err := strconv.Atoi(c.value)
			if err != nil {
				return false
			}
			order = cmp.Compare(e.Count.N, n)
		default:
			v := e.Fields[c.field]
			if c.op == "=" && slices.Contains(strings.Split(v, "、"), c.value) {
				continue
			}
			order = strings.Compare(v, c.value)
		}
		if !holds(order, c.op) {
			return false
		}
	}
	return true
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
		case n.About == "" || n.About == sum.About:
		case sum.About == "":
			sum.About = n.About
		default:
			sum.About = "约"
		}
	}
	return sum
}

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
