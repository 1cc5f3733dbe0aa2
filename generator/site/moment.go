package site

import (
	"regexp"
	"strconv"
	"time"
)

var momentForm = regexp.MustCompile(`^(\d{4})-(\d{2})-(\d{2})(?: (\d{2}):(\d{2}))?$`)

// moment is a date, with a time of day when the author gave one.
type moment struct {
	t       time.Time
	hasTime bool
}

// parseMoment reads 2025-03-08 or 2025-03-08 09:00 as it is meant at a place; it
// must exist.
func parseMoment(s string, at *time.Location) (moment, bool) {
	m := momentForm.FindStringSubmatch(s)
	if m == nil {
		return moment{}, false
	}
	layout := "2006-01-02"
	if m[4] != "" {
		layout = "2006-01-02 15:04"
	}
	t, err := time.ParseInLocation(layout, s, at)
	return moment{t, m[4] != ""}, err == nil
}

// args fill the words for a date.
func (m moment) args() []any {
	return []any{
		"year", strconv.Itoa(m.t.Year()), "month", strconv.Itoa(int(m.t.Month())), "day", strconv.Itoa(m.t.Day()), "time", m.t.Format("15:04"),
	}
}

// machine is the form for <time datetime>.
func (m moment) machine() string {
	if m.hasTime {
		return m.t.Format(time.RFC3339)
	}
	return m.t.Format(time.DateOnly)
}
