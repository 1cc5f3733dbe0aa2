package report

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"

	"github.com/rivo/uniseg"

	"gongbao/generator/audit"
	"gongbao/generator/diag"
)

// Terminal says how a report is printed for people.
type Terminal struct {
	All    bool // all unverified numbers, and not only the first ones
	Colour bool
	// Finding prints a finding, its first line first.
	Finding func(io.Writer, diag.Diagnostic)
}

// fewest is how many unverified numbers of a file are printed unless all are
// asked for.
const fewest = 20

// Print prints the report for people.
func (r *Report) Print(out io.Writer, t Terminal) error {
	b := bufio.NewWriter(out)
	if !r.data {
		fmt.Fprintf(b, "%s\n\n", r.words.text("no-data"))
	}
	for i, d := range r.docs {
		if i > 0 {
			fmt.Fprintln(b)
		}
		r.printDocument(b, d, t)
	}
	if len(r.docs) > 1 {
		fmt.Fprintf(b, "\n%s\n  %s\n", t.bold(r.words.text("total", "files", strconv.Itoa(len(r.docs)))), r.headline(r.tally()))
	}
	return b.Flush()
}

func (r *Report) printDocument(b *bufio.Writer, d Document, t Terminal) {
	w := r.words
	fmt.Fprintln(b, t.bold(printable(d.File)))
	if none := r.none(d); none != "" {
		fmt.Fprintf(b, "  %s\n", none)
	} else {
		fmt.Fprintf(b, "  %s\n", r.headline(d.Report.Tally()))
	}
	for i, p := range d.Report.Problems() {
		if i == 0 {
			fmt.Fprintln(b)
		}
		t.finding(b, d.diagnostic(p))
	}
	open := d.Report.Open()
	if len(open) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s\n", w.text("unverified", "count", strconv.Itoa(len(open))))
	few := open
	if !t.All {
		few = open[:min(len(open), fewest)]
	}
	rows := make([][]string, len(few))
	for i, k := range few {
		j := d.Report.Claims[k]
		pos := d.Pos(j.Start)
		rows[i] = []string{fmt.Sprintf("%d:%d", pos.Line, pos.Column), printable(j.Text), printable(what(j))}
	}
	var widths [2]int
	for _, row := range rows {
		for i := range widths {
			widths[i] = max(widths[i], uniseg.StringWidth(row[i]))
		}
	}
	for _, row := range rows {
		line := "  "
		for i, width := range widths {
			line += row[i] + strings.Repeat(" ", width-uniseg.StringWidth(row[i])+2)
		}
		if row[2] != "" {
			line += "— " + row[2]
		}
		fmt.Fprintln(b, strings.TrimRight(line, " "))
	}
	if more := len(open) - len(few); more > 0 {
		fmt.Fprintf(b, "  %s\n", w.text("more", "count", strconv.Itoa(more)))
	}
}

func (r *Report) headline(t audit.Tally) string { return r.words.text("headline", holes(t)...) }

// finding prints a finding; what is wrong stands out by colour, where there is
// colour, beside the word for it.
func (t Terminal) finding(b io.Writer, d diag.Diagnostic) {
	clean := diag.Args{}
	for k, v := range d.Args {
		clean[k] = printable(v)
	}
	d.Args, d.Pos.File = clean, printable(d.Pos.File)
	if !t.Colour {
		t.Finding(b, d)
		return
	}
	var own strings.Builder
	t.Finding(&own, d)
	first, rest, _ := strings.Cut(own.String(), "\n")
	colour := "33"
	if d.Severity() == diag.Error {
		colour = "31"
	}
	fmt.Fprintf(b, "\x1b[%sm%s\x1b[0m\n%s", colour, first, rest)
}

func (t Terminal) bold(s string) string {
	if !t.Colour {
		return s
	}
	return "\x1b[1m" + s + "\x1b[0m"
}

// printable leaves out what would steer the terminal, but for the mark between
// the parts of a list.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && string(r) != diag.ListSep {
			return -1
		}
		return r
	}, s)
}
