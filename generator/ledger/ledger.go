// Package ledger keeps what was published. A release freezes the figures of a
// page in a file that only ever grows; what the page says later is held against
// the newest release. The package takes plain values and knows nothing of pages
// or statistics.
package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"gongbao/generator/diag"
	"gongbao/generator/tomlfile"
)

// Dir is where the ledgers of pages stand: that of reports/2024.html is
// data/ledger/reports/2024.toml.
const Dir = "data/ledger"

// Ledger is all releases of one page, the oldest first.
type Ledger struct {
	File     string // data/ledger/reports/2024.toml
	Page     string // reports/2024.html
	Releases []Release
	Pos      diag.Pos // of the page's name

	text []byte // with LF and without a BOM
	crlf bool   // the file has CRLF
}

// Release is what a page said when it was published. Figures that are equal stand
// in it once, numbers as often as they were typed.
type Release struct {
	Date        string       `toml:"date"`      // 2006-01-02
	Published   string       `toml:"published"` // the moment that the page names as its publication
	Previous    string       `toml:"previous"`
	Seal        string       `toml:"seal"`
	Sayings     []Saying     `toml:"sayings"`    // the numbers of its text with the words before them
	Corrections []Correction `toml:"correction"` // those that the page gave for what it changed since the release before
	Figures     []Figure     `toml:"figure"`
	Numbers     []Number     `toml:"number"`
	Pos         diag.Pos     `toml:"-"`
}

// Correction is when and why a published figure was changed.
type Correction struct {
	Date   string `toml:"date"` // 2006-01-02
	Reason string `toml:"reason"`
}

// Figure is a traced number as it was printed.
type Figure struct {
	Indicator string  `toml:"indicator"`
	Court     string  `toml:"court"`
	Period    string  `toml:"period"`
	Basis     string  `toml:"basis"`
	Kind      string  `toml:"kind"`
	Value     string  `toml:"value"` // for machines, unscaled, signed
	Text      string  `toml:"text"`  // as printed; of a change without the word of its direction
	How       string  `toml:"how"`
	Formula   string  `toml:"formula"`
	Source    string  `toml:"source"`
	Inputs    []Input `toml:"inputs"` // what it was worked out from; a derived value is followed by what it rests on itself
}

// Input is a value that a figure was worked out from.
type Input struct {
	Indicator string `toml:"indicator"`
	Period    string `toml:"period"`
	Court     string `toml:"court"`
	Basis     string `toml:"basis"`
	Kind      string `toml:"kind"` // as of a Figure; "" for a value
	Value     string `toml:"value"`
	Text      string `toml:"text"`
}

// Number is a number that an author typed, and what he says of it.
type Number struct {
	Text    string `toml:"text"`
	Subject string `toml:"subject"`
	Period  string `toml:"period"`
}

// FileOf is the ledger of a page.
func FileOf(page string) string {
	return path.Join(Dir, strings.TrimSuffix(page, path.Ext(page))+".toml")
}

// Owns reports whether a file of a site is a ledger or the list of releases.
func Owns(file string) bool { return file == indexFile || strings.HasPrefix(file, Dir+"/") }

// Newest is the release that counts; nil when the page was never released.
func (l *Ledger) Newest() *Release {
	if l == nil || len(l.Releases) == 0 {
		return nil
	}
	return &l.Releases[len(l.Releases)-1]
}

// Sum is a digest of the whole ledger; "" for a page that was never released. It is
// the newest seal, which covers all that stands in the file, where it stands.
func (l *Ledger) Sum() string {
	if newest := l.Newest(); newest != nil {
		return newest.Seal
	}
	return ""
}

// Corrected are the corrections that releases have recorded.
func (l *Ledger) Corrected() []Correction {
	var out []Correction
	if l != nil {
		for _, r := range l.Releases {
			out = append(out, r.Corrections...)
		}
	}
	return out
}

// Load reads all ledgers of a site, in order of their files. One that cannot be
// read, or that does not say any more what was written into it, is told of in
// bag and left out. parallel does n jobs, several at once. The error is for
// failures of the machine.
func Load(site fs.FS, parallel func(n int, job func(i int) error) error, bag *diag.Bag) ([]*Ledger, error) {
	var files []string
	err := fs.WalkDir(site, Dir, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil && name == Dir && errors.Is(err, fs.ErrNotExist):
			return fs.SkipAll
		case err != nil:
			return err
		case d.IsDir() || strings.HasPrefix(d.Name(), ".") || path.Ext(name) != ".toml":
		case !d.Type().IsRegular():
			bag.Add(diag.NotAFile, diag.Pos{File: name}, diag.Args{"path": name})
		default:
			files = append(files, name)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list the ledgers: %w", err)
	}
	ledgers := make([]*Ledger, len(files))
	err = parallel(len(files), func(i int) error {
		text, err := fs.ReadFile(site, files[i])
		if err != nil {
			return fmt.Errorf("read the ledgers: %w", err)
		}
		ledgers[i] = read(files[i], text, bag)
		return nil
	})
	if err != nil {
		return nil, err
	}
	out := slices.DeleteFunc(ledgers, func(l *Ledger) bool { return l == nil })
	return out, checkIndex(site, files, out, bag)
}

// normal is a text as digests are taken of it: version control may turn line
// ends, and some editors begin a file with a BOM.
func normal(text []byte) []byte {
	return bytes.ReplaceAll(bytes.TrimPrefix(text, []byte("\ufeff")), []byte("\r\n"), []byte("\n"))
}

// read reads a ledger; nil when it cannot be trusted.
func read(file string, raw []byte, bag *diag.Bag) *Ledger {
	l := &Ledger{File: file, text: normal(raw), crlf: bytes.Contains(raw, []byte("\r\n"))}
	var content struct {
		Page     string    `toml:"page"`
		Releases []Release `toml:"release"`
	}
	f, ok := decode(file, l.text, &content, bag)
	if !ok {
		return nil
	}
	l.Page, l.Releases, l.Pos = content.Page, content.Releases, f.Pos("page")
	if FileOf(l.Page) != file || l.Page == "" { // a copy, or moved by hand
		bag.Add(diag.LedgerAltered, f.Pos("page"), diag.Args{"file": file, "what": "@ledger-other-page"})
		return nil
	}
	if len(l.Releases) == 0 {
		bag.Add(diag.LedgerAltered, f.Pos("page"), diag.Args{"file": file, "what": "@ledger-lost"})
		return nil
	}
	for i := range l.Releases {
		r := &l.Releases[i]
		at := "release[" + strconv.Itoa(i) + "]"
		r.Pos = f.Pos(at)
		start := lineStart(l.text, r.Pos.Line)
		end := len(l.text)
		if i+1 < len(l.Releases) {
			end = lineStart(l.text, f.Pos("release["+strconv.Itoa(i+1)+"]").Line)
		}
		previous := ""
		if i > 0 {
			previous = digest(l.text[:start])
		}
		what := ""
		switch {
		case r.Previous != previous:
			what = "@ledger-before"
		case !f.Has(at+".seal") || r.Seal != seal(l.text[:end], lineStart(l.text, f.Pos(at+".seal").Line)):
			what = "@ledger-record"
		}
		if what != "" { // what follows rests on it and would be told of again
			bag.Add(diag.LedgerAltered, r.Pos, diag.Args{"file": file, "what": what, "date": r.Date})
			return nil
		}
	}
	return l
}

// decode reads a file that only the program writes. Whatever is wrong with it was
// done to it, and is not to be mended by hand: it is told once, at the first place.
func decode(file string, text []byte, v any, bag *diag.Bag) (f *tomlfile.File, ok bool) {
	var own diag.Bag
	f, _ = tomlfile.Decode(tomlfile.Source{File: file, Text: text}, v, &own)
	for _, d := range own.Sorted() {
		if d.Code == diag.ControlCharacter { // a page said it when it was released
			continue
		}
		if d.Pos.Line == 0 { // the text is none
			d.Pos.Line = 1 + bytes.Count(validPart(text), []byte("\n"))
		}
		bag.Add(diag.LedgerAltered, d.Pos, diag.Args{"file": file, "what": "@ledger-unreadable"})
		return f, false
	}
	return f, true
}

// validPart is a text up to where it is no UTF-8.
func validPart(text []byte) []byte {
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRune(text[at:])
		if r == utf8.RuneError && size == 1 {
			return text[:at]
		}
		at += size
	}
	return text
}

// lineStart is the offset at which a line (1-based) begins.
func lineStart(text []byte, line int) int {
	at := 0
	for ; line > 1; line-- {
		n := bytes.IndexByte(text[at:], '\n')
		if n < 0 {
			return len(text)
		}
		at += n + 1
	}
	return at
}

func digest(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// seal is the digest of a ledger up to the end of a record, but for the line of
// its seal. Blank lines at the end say nothing.
func seal(text []byte, line int) string {
	rest := text[line:]
	if n := bytes.IndexByte(rest, '\n'); n >= 0 {
		rest = rest[n+1:]
	} else {
		rest = nil
	}
	return digest(bytes.TrimRight(slices.Concat(text[:line], rest), "\n"))
}
