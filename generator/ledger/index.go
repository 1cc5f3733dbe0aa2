package ledger

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strconv"

	"gongbao/generator/diag"
	"gongbao/generator/tomlfile"
)

// indexFile lists the newest release of every page. The chain of a ledger cannot
// tell that its last link is missing, nor can a ledger that is gone: the list can.
const indexFile = "data/ledger.toml"

const indexHead = "# gongbao release: the newest release of every page in data/ledger. Do not edit.\n"

// entry is the newest release of a page.
type entry struct {
	Releases int    `toml:"releases"` // how many there were
	Date     string `toml:"date"`
	Seal     string `toml:"seal"`
}

// checkIndex holds the ledgers against the list. files are those that are there,
// also those that were told of already.
func checkIndex(site fs.FS, files []string, ledgers []*Ledger, bag *diag.Bag) error {
	text, err := fs.ReadFile(site, indexFile)
	gone := errors.Is(err, fs.ErrNotExist)
	if err != nil && !gone {
		return fmt.Errorf("read the list of releases: %w", err)
	}
	var entries map[string]entry
	f, ok := decode(indexFile, text, &entries, bag)
	if !ok {
		return nil
	}
	checkListed(entries, gone, ledgers, bag)
	for _, page := range slices.Sorted(maps.Keys(entries)) {
		e, file := entries[page], FileOf(page)
		i := slices.IndexFunc(ledgers, func(l *Ledger) bool { return l.Page == page })
		pos := f.Pos(tomlfile.Join(page))
		switch {
		case i < 0 && slices.Contains(files, file): // it was told of
		case i < 0:
			bag.Add(diag.LedgerAltered, diag.Pos{File: file}, diag.Args{"file": file, "what": "@ledger-missing", "date": e.Date}, pos)
		case e.Releases > len(ledgers[i].Releases):
			bag.Add(diag.LedgerAltered, ledgers[i].Newest().Pos, diag.Args{"file": file, "what": "@ledger-removed", "date": e.Date}, pos)
		case e.Releases < 1 || ledgers[i].Releases[e.Releases-1].Seal != e.Seal:
			bag.Add(diag.LedgerAltered, ledgers[i].Releases[max(e.Releases, 1)-1].Pos, diag.Args{"file": file, "what": "@ledger-listed", "date": e.Date}, pos)
		case ledgers[i].Releases[e.Releases-1].Date != e.Date: // the record is sealed, so it is the list
			bag.Add(diag.LedgerAltered, f.Pos(tomlfile.Join(page, "date")), diag.Args{"file": indexFile, "what": "@ledger-list-date", "date": e.Date}, ledgers[i].Releases[e.Releases-1].Pos)
		}
	}
	return nil
}

// checkListed holds that the list knows of every release. A release that was cut
// off before the list had it leaves one behind, which the next one of that page
// enters; more are missing only when somebody took them out.
func checkListed(entries map[string]entry, gone bool, ledgers []*Ledger, bag *diag.Bag) {
	var short []*Ledger
	missing := 0
	for _, l := range ledgers {
		if n := len(l.Releases) - entries[l.Page].Releases; n > 0 {
			short = append(short, l)
			missing += n
		}
	}
	switch {
	case missing <= 1:
	case gone:
		bag.Add(diag.LedgerAltered, diag.Pos{File: indexFile}, diag.Args{"file": indexFile, "what": "@ledger-missing", "date": ""})
	default:
		for _, l := range short {
			bag.Add(diag.LedgerAltered, l.Newest().Pos, diag.Args{"file": l.File, "what": "@ledger-unlisted", "date": l.Newest().Date})
		}
	}
}

// List enters the newest release of a ledger into the list of releases, where the
// run that wrote it was cut off before that. dir is the site's folder.
func List(dir string, l *Ledger) error {
	if err := enter(folder(dir), l.Page, l.text); err != nil {
		return fmt.Errorf("write the list of releases: %w", err)
	}
	return nil
}

// enter puts the newest release of a page's ledger, whose text is given, into the
// list.
func enter(d disk, page string, text []byte) error {
	raw, err := d.read(indexFile)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	var bag diag.Bag
	entries := map[string]entry{}
	if _, ok := decode(indexFile, raw, &entries, &bag); !ok {
		return errors.New(indexFile + " cannot be read") // Load would have told of it
	}
	l := read(FileOf(page), text, &bag)
	if l == nil {
		return errors.New(FileOf(page) + " cannot be read back")
	}
	newest := entry{len(l.Releases), l.Newest().Date, l.Newest().Seal}
	if entries[page] == newest {
		return nil
	}
	entries[page] = newest
	var b bytes.Buffer
	b.WriteString(indexHead)
	for _, page := range slices.Sorted(maps.Keys(entries)) {
		e := entries[page]
		b.WriteString("\n[" + tomlfile.Quote(page) + "]\nreleases = " + strconv.Itoa(e.Releases) + "\n")
		pair(&b, "date", e.Date)
		pair(&b, "seal", e.Seal)
	}
	out := b.Bytes()
	if bytes.Contains(raw, []byte("\r\n")) {
		out = bytes.ReplaceAll(out, []byte("\n"), []byte("\r\n"))
	}
	return replace(d, indexFile, out)
}
