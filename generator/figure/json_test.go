package figure

import (
	"bytes"
	"encoding/json"
	"testing"
)

// AppendJSON gives the bytes that encoding/json gives, whatever stands in the
// texts.
func TestAppendJSONIsAsEncodingJSON(t *testing.T) {
	type traced struct {
		Text      string  `json:"text"`
		Value     string  `json:"value"`
		Kind      string  `json:"kind"`
		Indicator string  `json:"indicator"`
		Period    string  `json:"period,omitempty"`
		Court     string  `json:"court,omitempty"`
		Basis     string  `json:"basis,omitempty"`
		Verdict   string  `json:"verdict"`
		How       string  `json:"how"`
		Formula   string  `json:"formula,omitempty"`
		Source    string  `json:"source,omitempty"`
		Note      string  `json:"note,omitempty"`
		Inputs    []Input `json:"inputs,omitempty"`
	}
	texts := []string{
		"", "34898", "上升1.0%", "<b>&'", "\"引\"", `a\b`, "行\n行", "\t\r\b\f\x00\x1f\x7f", "\u2028", "a\u2029b", "—“”…", "\xff坏", "\xe2\x80", "\U0001f600", "\ufffd",
	}
	for i, s := range texts {
		o := texts[(i+5)%len(texts)]
		for _, f := range []*Figure{
			{Text: s, Value: o, Kind: s, Indicator: o},
			{Text: s, Value: s, Kind: o, Indicator: s, Period: o, Court: s, Basis: o, Verdict: Verdict(s), How: o, Formula: s, Note: o, Inputs: []Input{{Indicator: s, Value: o, Text: s}, {s, o, s, o, s, o, s}}},
		} {
			var want bytes.Buffer
			enc := json.NewEncoder(&want)
			enc.SetEscapeHTML(false)
			if err := enc.Encode(traced{f.Text, f.Value, f.Kind, f.Indicator, f.Period, f.Court, f.Basis, string(f.Verdict), f.How, f.Formula, s, f.Note, f.Inputs}); err != nil {
				t.Fatal(err)
			}
			if got := f.AppendJSON([]byte("["), s); "["+want.String() != string(got)+"\n" {
				t.Errorf("%q\n got %s\nwant %s", s, got, want.String())
			}
		}
	}
}
