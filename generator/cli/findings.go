package cli

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/term"

	"gongbao/generator/diag"
)

// finding is a diagnostic as one JSON object.
type finding struct {
	Code     string `json:"code"`
	Severity string `json:"severity"`
	File     string `json:"file"`
	Line     int    `json:"line"`
	Column   int    `json:"column"`
	Message  string `json:"message"`
	Hint     string `json:"hint"`
}

// findings prints all diagnostics: as JSON lines to standard output, or for
// people to standard error.
func (p *program) findings(bag *diag.Bag) error {
	if p.json {
		catalog := p.words.catalog
		enc := json.NewEncoder(p.out)
		enc.SetEscapeHTML(false)
		for _, d := range bag.Sorted() {
			err := enc.Encode(finding{
				string(d.Code), d.Severity().String(), d.Pos.File, d.Pos.Line, d.Pos.Column,
				catalog.Message(d.Code, d.Args), catalog.Hint(d.Code, d.Args),
			})
			if err != nil {
				return err
			}
		}
		return nil
	}
	w := bufio.NewWriter(p.err)
	for _, d := range bag.Sorted() {
		p.show(w, d)
	}
	return w.Flush()
}

// show prints one finding for people.
func (p *program) show(w io.Writer, d diag.Diagnostic) {
	catalog := p.words.catalog
	where := place(d.Pos)
	if where != "" {
		where += ": "
	}
	fmt.Fprintf(w, "%s%s[%s] %s\n", where, d.Severity(), d.Code, catalog.Message(d.Code, d.Args))
	if text := excerpt(d.Pos); text != "" {
		fmt.Fprintf(w, "    %s\n", text)
	}
	if hint := catalog.Hint(d.Code, d.Args); hint != "" {
		fmt.Fprintf(w, "    %s\n", p.words.text("hint", "hint", hint))
	}
	for _, rel := range d.Related {
		if rel.File != "" {
			fmt.Fprintf(w, "    %s\n", p.words.text("related", "place", place(rel)))
		}
	}
}

// place is where a finding stands, for people.
func place(pos diag.Pos) string {
	if text, ok := cell(pos); ok {
		return text
	}
	return pos.String()
}

// excerptRunes is how much of a line is shown.
const excerptRunes = 80

// excerpt is the line of a finding as a terminal may show it: a long line is cut
// to what stands around the place, and what would steer the terminal is left
// out.
func excerpt(pos diag.Pos) string {
	text := pos.Text
	before := ""
	if skip := pos.Column - 1 - excerptRunes/2; skip > 0 && utf8.RuneCountInString(text) > excerptRunes {
		for range skip {
			_, size := utf8.DecodeRuneInString(text)
			text = text[size:]
		}
		before = "…"
	}
	n := 0
	for i := range text {
		if n++; n > excerptRunes {
			text = text[:i] + "…"
			break
		}
	}
	return before + strings.TrimSpace(printable(text))
}

// printable is a line without what would steer the terminal.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\t' {
			return -1
		}
		return r
	}, text)
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
