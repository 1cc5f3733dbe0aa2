package cli

import (
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"gongbao/generator/diag"
	"gongbao/generator/fault"
	"gongbao/generator/publish"
)

// failure is an error that ended the work, and what is left of the user's files: the
// key of the words that say so.
type failure struct {
	error
	left string
}

func (f *failure) Unwrap() error { return f.error }

// leaving adds to a failure what it left; an error that was told already, and one of
// which that is known, stay as they are.
func leaving(err error, left string) error {
	var known *failure
	var usage usageError
	if err == nil || errors.Is(err, errFindings) || errors.As(err, &usage) || errors.As(err, &known) {
		return err
	}
	return &failure{err, left}
}

// failed tells what kept the work from being done: a finding like others, and what
// is left.
func (p *program) failed(err error) {
	d := fault.Of(err)
	d.Pos.File = p.fromSite(d.Pos.File)
	var bag diag.Bag
	bag.Put(d)
	if p.findings(&bag) != nil && p.json { // it may be the output itself that failed
		p.show(p.err, d)
	}
	var f *failure
	if errors.As(err, &f) {
		fmt.Fprintln(p.err, p.words.text(f.left))
	}
}

// fromSite is the path of a file as its site sees it; as it was given for one that
// does not stand there.
func (p *program) fromSite(name string) string {
	if name == "" {
		return ""
	}
	if !filepath.IsAbs(name) && exists(filepath.Join(p.source, name)) {
		return filepath.ToSlash(name) // the site's own files are asked for by such names
	}
	file, errFile := filepath.Abs(name)
	dir, errDir := filepath.Abs(p.source)
	rel, err := filepath.Rel(dir, file)
	if errFile != nil || errDir != nil || err != nil || !filepath.IsLocal(rel) || rel == "." {
		return filepath.ToSlash(name)
	}
	return filepath.ToSlash(rel)
}

// standing tells one site in public/ from another, before and after a failure.
func (p *program) standing() time.Time {
	return publish.Standing(filepath.Join(p.source, "public"))
}

// published adds to a failure what stands in public/ now; before is what stood there
// when the work began.
func (p *program) published(err error, before time.Time) error {
	switch now := p.standing(); {
	case !now.Equal(before):
		return leaving(err, "left.changed")
	case now.IsZero():
		return leaving(err, "left.none")
	}
	return leaving(err, "left.site")
}

// unwritten adds to a failure to replace files whether all of them are as they were.
func unwritten(err error) error {
	if errors.Is(err, errPartly) {
		return leaving(err, "left.partly")
	}
	return leaving(err, "left.files")
}
