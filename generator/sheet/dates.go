package sheet

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// dateShape is what a number format shows of a date; the zero shape is none.
type dateShape struct {
	year, month, day     bool
	hour, minute, second bool
	elapsed              byte // h, m or s: the whole of a duration in that unit
}

// shapeOf reads the letters of a date format in their order, '[' before those
// of a duration. m is minutes after h and before s, else the month.
func shapeOf(letters []byte) (s dateShape) {
	runs := slices.Compact(letters)
	for i, c := range runs {
		switch c {
		case 'y', 'e', 'g', 'b':
			s.year = true
		case 'd', 'a':
			s.day = true
		case 'h':
			s.hour = true
		case 's':
			s.second = true
		case 'm':
			if i > 0 && (runs[i-1] == 'h' || runs[i-1] == '[') || i+1 < len(runs) && runs[i+1] == 's' {
				s.minute = true
			} else {
				s.month = true
			}
		case '[':
			if s.elapsed == 0 && i+1 < len(runs) {
				s.elapsed = runs[i+1]
			}
		}
	}
	return s
}

// show writes days since the beginning of 1900, or of 1904. A date that the
// calendar of the workbook does not have is none.
func (s dateShape) show(serial float64, date1904 bool) (string, bool) {
	const lastDay = 2958465 // 9999-12-31
	if !(serial >= 0 && serial < lastDay+1) {
		return "", false
	}
	seconds := int64(math.Round(serial * 86400))
	if s.elapsed != 0 {
		return s.duration(seconds), true
	}
	dated := s.year || s.month || s.day
	if dated && serial < 1 && !date1904 {
		return "", false // the 0th of January
	}
	first := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case date1904:
		first = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case serial < 60: // Excel believes in 29 February 1900
		first = first.AddDate(0, 0, 1)
	}
	t := first.AddDate(0, 0, int(seconds/86400)).Add(time.Duration(seconds%86400) * time.Second)
	clock := "15:04"
	if s.second {
		clock = "15:04:05"
	}
	var layout string
	switch {
	case !dated:
		return t.Format(clock), true
	case s.year && !s.month && !s.day:
		layout = "2006"
	case s.month && !s.day:
		layout = "2006-01"
	default:
		layout = "2006-01-02"
	}
	if s.hour && seconds%86400 != 0 {
		layout = "2006-01-02 " + clock
	}
	return t.Format(layout), true
}

// duration is 36:05 or 36:05:09, as far as the format goes.
func (s dateShape) duration(seconds int64) string {
	switch {
	case s.elapsed == 'h' && !s.minute && !s.second:
		return fmt.Sprint(seconds / 3600)
	case s.elapsed == 'h' && !s.second:
		return fmt.Sprintf("%d:%02d", seconds/3600, seconds/60%60)
	case s.elapsed == 'h':
		return fmt.Sprintf("%d:%02d:%02d", seconds/3600, seconds/60%60, seconds%60)
	case s.elapsed == 'm' && !s.second:
		return fmt.Sprint(seconds / 60)
	case s.elapsed == 'm':
		return fmt.Sprintf("%d:%02d", seconds/60, seconds%60)
	}
	return fmt.Sprint(seconds)
}
