package ledger

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"gongbao/generator/tomlfile"
)

// head begins every ledger.
const head = "# gongbao release: written by the program, append-only, committed with the site.\n"

// With is the text of a page's ledger with one more release at its end, as the
// file is to be written. l is nil for a page that was never released. Previous
// and Seal are worked out here.
func With(l *Ledger, page string, r Release) []byte {
	var b bytes.Buffer
	if l == nil {
		b.WriteString(head)
		pair(&b, "page", page)
		b.WriteByte('\n')
		r.Previous = ""
	} else {
		b.Write(bytes.TrimRight(l.text, "\n"))
		b.WriteString("\n\n")
		r.Previous = digest(b.Bytes())
	}
	b.WriteString("[[release]]\n")
	pair(&b, "date", r.Date)
	pair(&b, "published", r.Published)
	b.WriteString("previous = " + tomlfile.Quote(r.Previous) + "\n")
	line := b.Len()
	record(&b, r)
	text := b.Bytes()
	sealed := digest(bytes.TrimRight(text, "\n"))
	text = slices.Concat(text[:line], []byte("seal = "+tomlfile.Quote(sealed)+"\n"), text[line:])
	if l != nil && l.crlf {
		text = bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n"))
	}
	return text
}

// record writes what stands below the head of a release.
func record(b *bytes.Buffer, r Release) {
	sayings(b, r.Sayings)
	for _, c := range r.Corrections {
		b.WriteString("\n[[release.correction]]\n")
		pair(b, "date", c.Date)
		pair(b, "reason", c.Reason)
	}
	for _, f := range r.Figures {
		b.WriteString("\n[[release.figure]]\n")
		for _, p := range [...][2]string{
			{"indicator", f.Indicator}, {"court", f.Court}, {"period", f.Period}, {"basis", f.Basis}, {"kind", f.Kind},
			{"value", f.Value}, {"text", f.Text}, {"how", f.How}, {"formula", f.Formula}, {"source", f.Source},
		} {
			pair(b, p[0], p[1])
		}
		if len(f.Inputs) == 0 {
			continue
		}
		b.WriteString("inputs = [\n")
		for _, in := range f.Inputs {
			var parts []string
			for _, p := range [...][2]string{
				{"indicator", in.Indicator}, {"period", in.Period}, {"court", in.Court}, {"basis", in.Basis}, {"kind", in.Kind}, {"value", in.Value}, {"text", in.Text},
			} {
				if p[1] != "" {
					parts = append(parts, p[0]+" = "+tomlfile.Quote(p[1]))
				}
			}
			b.WriteString("  { " + strings.Join(parts, ", ") + " },\n")
		}
		b.WriteString("]\n")
	}
	for _, n := range r.Numbers {
		b.WriteString("\n[[release.number]]\n")
		pair(b, "text", n.Text)
		pair(b, "subject", n.Subject)
		pair(b, "period", n.Period)
	}
}

// pair writes a key; an empty value is left out.
func pair(b *bytes.Buffer, key, value string) {
	if value != "" {
		b.WriteString(key + " = " + tomlfile.Quote(value) + "\n")
	}
}

// Write puts one more release into the ledger of a page: whole, or not at all.
// dir is the site's folder.
func Write(dir string, l *Ledger, page string, r Release) error {
	return write(folder(dir), l, page, r)
}

func write(d disk, l *Ledger, page string, r Release) error {
	text := With(l, page, r)
	if err := replace(d, FileOf(page), text); err != nil {
		return fmt.Errorf("write the ledger of %s: %w", page, err)
	}
	// The list follows: without its newest line it only knows less.
	if err := enter(d, page, text); err != nil {
		return fmt.Errorf("write the list of releases: %w", err)
	}
	return nil
}

// disk is what writing needs of the file system. Names are those of the site,
// with slashes.
type disk interface {
	read(name string) ([]byte, error)
	// create makes a new file beside name with the text, brings it safely to the
	// disk and tells what it is called; nothing is left of one that fails.
	create(name string, text []byte) (temp string, err error)
	rename(from, to string) error
	remove(name string) error
}

// replace puts a text in the place of a file by a rename, so that whoever reads
// the file finds the old text or the new one.
func replace(d disk, name string, text []byte) error {
	temp, err := d.create(name, text)
	if err != nil {
		return err
	}
	if err := d.rename(temp, name); err != nil {
		return errors.Join(err, d.remove(temp))
	}
	return nil
}

// folder is a site's folder.
type folder string

func (d folder) path(name string) string {
	return filepath.Join(string(d), filepath.FromSlash(name))
}

func (d folder) read(name string) ([]byte, error) { return os.ReadFile(d.path(name)) }
func (d folder) rename(from, to string) error     { return os.Rename(d.path(from), d.path(to)) }
func (d folder) remove(name string) error         { return os.Remove(d.path(name)) }

func (d folder) create(name string, text []byte) (temp string, err error) {
	dir := path.Dir(name)
	if err := os.MkdirAll(d.path(dir), 0o755); err != nil {
		return "", err
	}
	f, err := os.CreateTemp(d.path(dir), "."+path.Base(name)+".*")
	if err != nil {
		return "", err
	}
	temp = path.Join(dir, filepath.Base(f.Name()))
	_, err = f.Write(text)
	if err == nil {
		err = f.Chmod(0o644)
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return "", errors.Join(err, d.remove(temp))
	}
	return temp, nil
}
