package figure

import "testing"

func BenchmarkTrace(b *testing.B) {
	f := Figure{
		Verdict: Bound, Value: "1", Kind: "yoy", Indicator: "accepted", Court: "all", Period: "2024", How: "change", Source: "最高人民法院 2024-10-18",
		Inputs: []Input{{Indicator: "accepted", Period: "2024", Court: "all", Value: "46018000"}, {Indicator: "accepted", Period: "2023", Court: "all", Value: "45574000"}},
	}
	b.ReportAllocs()
	for b.Loop() {
		f.Trace()
	}
}
