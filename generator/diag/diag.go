// Package diag holds what the program has to say about its user's mistakes.
//
// A diagnostic is a value: a code, the place, the line's text and the words
// that fill its message. The message itself lives in a catalogue keyed by code
// (messages/*.toml), so wording can change, or be in another language, without
// touching the code that checks. Failures of the machine are ordinary Go errors,
// until package fault words them for the user.
package diag

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// Severity says what a diagnostic does to the work.
type Severity uint8

const (
	Info    Severity = iota // told, counts for nothing
	Warning                 // told; stops the work only under --strict
	Error                   // stops the work
)

func (s Severity) String() string { return [...]string{"info", "warning", "error"}[s] }

// Code names a kind of mistake; it is stable, and `gongbao explain CODE` tells more.
type Code string

// Args fill the {placeholders} of a message. An absent or empty value makes
// the hints that need it go away.
type Args map[string]string

// Problem is a diagnostic that does not know its place yet. It is an error, so
// that a package that answers questions (stats, figure) can return it and
// whoever knows the place can add it.
type Problem struct {
	Code Code
	Args Args
	// Related are the other places that the problem is about, such as the
	// first of two observations that disagree.
	Related []Pos
}

// Error renders the Chinese message, for logs and tests.
func (p *Problem) Error() string {
	return string(p.Code) + ": " + Chinese().Message(p.Code, p.Args)
}

// At places the problem.
func (p *Problem) At(pos Pos) Diagnostic {
	return Diagnostic{Code: p.Code, Args: p.Args, Pos: pos, Related: p.Related}
}

// Place is the finding of an error that is known to be a Problem, as those of
// stats, register and figure are.
func Place(err error, pos Pos) Diagnostic {
	var problem *Problem
	if !errors.As(err, &problem) {
		panic(fmt.Sprintf("diag: %v is not a problem of the user's", err)) // a mistake of ours: these packages promise problems
	}
	return problem.At(pos)
}

// Pos is a place in a file of the site. Line and Column are 1-based and count
// lines and characters (not bytes); 0 means unknown.
type Pos struct {
	File   string // slash-separated, relative to the site
	Line   int
	Column int
	Text   string // the line, without its end
}

func (p Pos) String() string {
	switch {
	case p.Line == 0:
		return p.File
	case p.Column == 0:
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// PosIn is the place of byte offset off in src.
func PosIn(file string, src []byte, off int) Pos {
	off = min(max(off, 0), len(src))
	start := bytes.LastIndexByte(src[:off], '\n') + 1
	return Pos{
		File:   file,
		Line:   1 + bytes.Count(src[:off], []byte("\n")),
		Column: 1 + utf8.RuneCount(src[start:off]),
		Text:   lineAt(src, start),
	}
}

// LinePos is the place of a whole line (1-based) of src.
func LinePos(file string, src []byte, line int) Pos {
	start := 0
	for n := 1; n < line; n++ {
		i := strings.IndexByte(string(src[start:]), '\n')
		if i < 0 {
			return Pos{File: file, Line: line}
		}
		start += i + 1
	}
	return Pos{File: file, Line: line, Text: lineAt(src, start)}
}

func lineAt(src []byte, start int) string {
	line := src[start:]
	if i := bytes.IndexByte(line, '\n'); i >= 0 {
		line = line[:i]
	}
	return string(bytes.TrimRight(line, "\r"))
}

// Diagnostic is one finding.
type Diagnostic struct {
	Code    Code
	Args    Args
	Pos     Pos
	Related []Pos

	asked *Severity // by the site's configuration; nil for the code's own
}

// Severity of the finding, which its code decides unless the site asked for
// another.
func (d Diagnostic) Severity() Severity {
	if d.asked != nil {
		return *d.asked
	}
	return severities[d.Code]
}

// As is the finding with the severity that a site's configuration asks for.
func (d Diagnostic) As(s Severity) Diagnostic {
	d.asked = &s
	return d
}

// Bag collects diagnostics from any number of goroutines. The zero Bag is ready.
type Bag struct {
	mu    sync.Mutex
	items []Diagnostic
}

// Add puts a finding in.
func (b *Bag) Add(code Code, pos Pos, args Args, related ...Pos) {
	b.Put(Diagnostic{Code: code, Args: args, Pos: pos, Related: related})
}

// Put puts findings in.
func (b *Bag) Put(ds ...Diagnostic) {
	for _, d := range ds {
		if _, ok := severities[d.Code]; !ok {
			panic("diag: code is not in the catalogue: " + d.Code) // a mistake of ours, found by any test
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.items = append(b.items, ds...)
}

// Sorted gives the findings in one total order (file, line, column, code,
// message) and each only once, so that the order in which goroutines found
// them never shows.
func (b *Bag) Sorted() []Diagnostic {
	b.mu.Lock()
	items := slices.Clone(b.items)
	b.mu.Unlock()
	message := func(d *Diagnostic) string { return Chinese().Message(d.Code, d.Args) }
	slices.SortFunc(items, func(x, y Diagnostic) int {
		// Lines of a text may be long, and messages cost: both only where all before is equal.
		if c := cmp.Or(
			strings.Compare(x.Pos.File, y.Pos.File),
			cmp.Compare(x.Pos.Line, y.Pos.Line),
			cmp.Compare(x.Pos.Column, y.Pos.Column),
			strings.Compare(string(x.Code), string(y.Code)),
		); c != 0 {
			return c
		}
		if c := strings.Compare(message(&x), message(&y)); c != 0 {
			return c
		}
		if c := strings.Compare(x.Pos.Text, y.Pos.Text); c != 0 {
			return c
		}
		// What the message does not say, so that no tie is left.
		return strings.Compare(fmt.Sprintf("%q %q", x.Args, x.Related), fmt.Sprintf("%q %q", y.Args, y.Related))
	})
	return slices.CompactFunc(items, func(x, y Diagnostic) bool {
		return x.Code == y.Code && x.Pos == y.Pos && message(&x) == message(&y)
	})
}

// Count tells how many findings there are of each severity.
func (b *Bag) Count() (errors, warnings, infos int) {
	for _, d := range b.Sorted() {
		switch d.Severity() {
		case Error:
			errors++
		case Warning:
			warnings++
		default:
			infos++
		}
	}
	return errors, warnings, infos
}

// Failed reports whether a finding stops the work.
func (b *Bag) Failed() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.ContainsFunc(b.items, func(d Diagnostic) bool { return d.Severity() == Error })
}
