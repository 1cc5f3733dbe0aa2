package mapping

import (
	"slices"
	"strings"

	"gongbao/generator/diag"
	"gongbao/generator/importer/spoken"
	"gongbao/generator/stats"
)

// Target is what a row or column says of its values.
type Target struct {
	Skip   bool
	Field  string // of a long table
	Ind    *stats.Indicator
	Cat    *stats.Category
	Court  *stats.Court
	Span   spoken.Span
	Before bool // of the year before
	Change bool // the published change and not the value
	// Part is PartCumulative or PartMonth where not the table's own period is
	// meant but the months from January on, or the last month.
	Part string
}

// narrow takes full-width signs for what they are.
var narrow = strings.NewReplacer("：", ":", "＠", "@", "＃", "#")

// ParseTarget reads what a mapping says of a row or column:
// NAME[@PERIOD][#COURT][:同比], the form in which prose refers to a value.
// The error is a *diag.Problem.
func ParseTarget(store *stats.Store, layout string, row bool, text string) (Target, error) {
	text = strings.TrimSpace(text)
	switch text {
	case Skip:
		return Target{Skip: true}, nil
	case CurrentWord:
		return Target{}, nil
	case FieldUnit:
		if layout != Long && !row {
			return Target{Field: FieldUnit}, nil
		}
	}
	if layout == Long && !row {
		if !slices.Contains(fields, text) {
			return Target{}, &diag.Problem{Code: diag.BadValue, Args: diag.Args{"key": "columns", "value": text, "want": strings.Join(fields, " | "), "example": diag.Closest(text, fields)}}
		}
		return Target{Field: text}, nil
	}
	var t Target
	rest := narrow.Replace(text)
	if before, form, ok := strings.Cut(rest, ":"); ok {
		if form = strings.TrimSpace(form); form != ChangeWord && form != "yoy" {
			return Target{}, &diag.Problem{Code: diag.UnknownFormat, Args: diag.Args{"format": form, "suggestion": ChangeWord}}
		}
		t.Change, rest = true, before
	}
	if before, name, ok := strings.Cut(rest, "#"); ok {
		court, err := store.Court(strings.TrimSpace(name))
		if err != nil {
			return Target{}, err
		}
		t.Court, rest = court, before
	}
	if before, when, ok := strings.Cut(rest, "@"); ok {
		rest = before
		when = strings.TrimSpace(when)
		found, isSpan := spoken.WholeSpan(when)
		switch {
		case when == BeforeWord || when == "last-year":
			t.Before = true
		case isSpan:
			t.Span = found
		case when == PartCumulative, when == PartMonth:
			t.Part = when
		default:
			return Target{}, &diag.Problem{Code: diag.BadPeriod, Args: diag.Args{"period": when}}
		}
	}
	rest = strings.TrimSpace(rest)
	if rest == "" {
		if t == (Target{}) {
			return Target{}, &diag.Problem{Code: diag.BadValue, Args: diag.Args{"key": "columns, rows", "value": text, "want": "@target", "example": `"accepted"`}}
		}
		return t, nil
	}
	var first error
	for _, look := range lookups(layout, row) {
		found, err := look(store, rest, t)
		if err == nil {
			return found, nil
		}
		if first == nil {
			first = err
		}
	}
	return Target{}, first
}

type lookup func(store *stats.Store, name string, t Target) (Target, error)

func asCourt(store *stats.Store, name string, t Target) (Target, error) {
	court, err := store.Court(name)
	t.Court = court
	return t, err
}

func asIndicator(store *stats.Store, name string, t Target) (Target, error) {
	ind, err := store.Indicator(name)
	t.Ind = ind
	return t, err
}

func asCategory(store *stats.Store, name string, t Target) (Target, error) {
	cat, err := store.Category(name)
	t.Cat = cat
	return t, err
}

func asPeriod(_ *stats.Store, name string, t Target) (Target, error) {
	found, ok := spoken.WholeSpan(name)
	if !ok {
		return Target{}, &diag.Problem{Code: diag.BadPeriod, Args: diag.Args{"period": name}}
	}
	t.Span = found
	return t, nil
}

// lookups are the ways in which a bare name is looked up, the likeliest first.
func lookups(layout string, row bool) []lookup {
	switch {
	case layout == Courts && row:
		return []lookup{asCourt, asIndicator, asPeriod, asCategory}
	case layout == Breakdown && row:
		return []lookup{asCategory, asIndicator, asCourt, asPeriod}
	case layout == Periods && row:
		return []lookup{asPeriod, asCourt, asIndicator, asCategory}
	case layout == Indicators && !row:
		return []lookup{asCourt, asPeriod, asIndicator}
	}
	return []lookup{asIndicator, asCourt, asPeriod, asCategory}
}

// String is the target as a mapping writes it.
func (t Target) String() string {
	if t.Skip {
		return Skip
	}
	var b strings.Builder
	switch {
	case t.Ind != nil:
		b.WriteString(t.Ind.ID)
	case t.Cat != nil:
		b.WriteString(t.Cat.ID)
	case t.Field != "":
		return t.Field
	case t.Court != nil && t.Span.Zero() && !t.Before && !t.Change && t.Part == "":
		return t.Court.ID
	}
	if p, ok := t.Span.Period(); ok {
		b.WriteString("@" + p.String())
	} else if !t.Span.Zero() {
		b.WriteString("@" + t.Span.Words())
	}
	if t.Part != "" {
		b.WriteString("@" + t.Part)
	}
	if t.Before {
		b.WriteString("@" + BeforeWord)
	}
	if t.Court != nil {
		b.WriteString("#" + t.Court.ID)
	}
	if t.Change {
		b.WriteString(":" + ChangeWord)
	}
	return b.String()
}
