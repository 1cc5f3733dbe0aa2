package cli

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

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
	catalog := p.words.catalog
	if p.json {
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
		fmt.Fprintf(w, "%s: %s[%s] %s\n", d.Pos, d.Severity(), d.Code, catalog.Message(d.Code, d.Args))
		if text := strings.TrimSpace(d.Pos.Text); text != "" {
			fmt.Fprintf(w, "    %s\n", clip(text))
		}
		if hint := catalog.Hint(d.Code, d.Args); hint != "" {
			fmt.Fprintf(w, "    %s\n", p.words.text("hint", "hint", hint))
		}
		for _, rel := range d.Related {
			if rel.File != "" {
				fmt.Fprintf(w, "    %s\n", p.words.text("related", "place", rel.String()))
			}
		}
	}
	return w.Flush()
}

// clip keeps a long line of prose to what helps to recognise it.
func clip(s string) string {
	const most = 80
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return string(r[:most]) + "…"
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
