package download

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// bom tells Excel and WPS that a CSV file is UTF-8; without it they read
// Chinese as GBK.
const bom = "\ufeff"

// CSV writes a set as a spreadsheet program reads it: UTF-8 with a mark at its
// beginning, lines that end in CR LF, fields quoted as in RFC 4180.
func (m *Maker) CSV(w io.Writer, s Set) error {
	columns := s.columns()
	if _, err := io.WriteString(w, bom); err != nil {
		return fmt.Errorf("write CSV of %s: %w", s.ID, err)
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	record := make([]string, len(columns))
	for i, c := range columns {
		record[i] = m.heading(c)
	}
	_ = out.Write(record) // its error is kept for Error
	for _, l := range s.Lines {
		for i, c := range columns {
			record[i] = c.cell(m, row{Line: l}).text
			if c.kind == text {
				record[i] = harmless(record[i])
			}
		}
		_ = out.Write(record)
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write CSV of %s: %w", s.ID, err)
	}
	return nil
}

// harmless keeps a spreadsheet program from taking a text for a formula, which
// could send the reader's data away: an apostrophe before it makes it text. The
// full-width signs are signs to the Chinese editions.
func harmless(s string) string {
	first, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(s, unicode.IsSpace))
	if strings.ContainsRune("=+-@＝＋－＠", first) || strings.HasPrefix(s, "\t") || strings.HasPrefix(s, "\r") {
		return "'" + s
	}
	return s
}
