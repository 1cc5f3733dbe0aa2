package audit

import (
	"cmp"
	"slices"
	"strings"

	"gongbao/generator/diag"
)

// Problem is something wrong with a number of a text.
type Problem struct {
	Start, End int // in bytes of the text
	Code       diag.Code
	Args       diag.Args
	Related    []diag.Pos // where the data stand
}

// Problems are all mismatches and findings, in the order of the text.
func (r Report) Problems() []Problem {
	var out []Problem
	for _, j := range r.Claims {
		if j.Verdict == Mismatch {
			out = append(out, Problem{j.Start, j.End, j.Code, j.Args, j.Related})
		}
	}
	for _, f := range r.Findings {
		out = append(out, Problem{Start: f.Start, End: f.End, Code: f.Code, Args: f.Args})
	}
	slices.SortStableFunc(out, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End), strings.Compare(string(a.Code), string(b.Code)))
	})
	return out
}

// Open are the claims of which nothing is known, by their place among the claims.
func (r Report) Open() []int {
	var out []int
	for i, j := range r.Claims {
		if j.Verdict == Unverified {
			out = append(out, i)
		}
	}
	return out
}
