package figure

import (
	"slices"
	"strings"

	"gongbao/generator/stats"
)

// Tally is the figure of what several figures of a court come to when they are
// held against one rule: how many meet it (kind count), what part of them does
// (share), or where the court's own is among those of others (rank). rule says
// it in words; the figures become the trace.
func Tally(kind, text, value, rule string, court *stats.Court, of []*Figure) *Figure {
	f := &Figure{Verdict: Bound, Text: text, Value: value, Number: text, Kind: kind, Court: court.ID, How: kind, Formula: rule}
	var ids, sources []string
	for _, in := range of {
		if !slices.Contains(ids, in.Indicator) {
			ids = append(ids, in.Indicator)
		}
		for source := range strings.SplitSeq(in.Source, stats.SourceSep) {
			if source != "" && !slices.Contains(sources, source) {
				sources = append(sources, source)
			}
		}
		f.Period = in.Period
		input := Input{Indicator: in.Indicator, Period: in.Period, Court: in.Court, Basis: in.Basis, Value: in.Value, Text: in.Text}
		if in.Kind != "value" { // what changes come to is counted as well
			input.Kind = in.Kind
		}
		f.Inputs = append(f.Inputs, input)
	}
	f.Indicator, f.Source = strings.Join(ids, " "), strings.Join(sources, stats.SourceSep)
	return f
}
