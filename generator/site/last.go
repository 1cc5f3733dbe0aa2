package site

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"gongbao/generator/diag"
	"gongbao/generator/fault"
	"gongbao/generator/inputs"
	"gongbao/generator/publish"
)

// last is the last build of an output folder: what it read, what it made and what it
// told. As long as it would read the same, and the same program is asked for the
// same, it would make the same again; so while the output folder is what the build
// left there, nothing is to be done.
type last struct {
	Program string
	Strict  bool
	Inputs  string // an inputs.Journal
	Output  string // what stands in the output folder
	Summary Summary
	Told    []finding
}

// shelf is the file of what was made of each page.
func (o Options) shelf() string { return filepath.Join(workFolder(o), "pages-"+o.outName()) }

func (o Options) lastFile() string { return filepath.Join(workFolder(o), "last-"+o.outName()) }

// outName tells output folders beside each other apart. It is made of the way to one
// from their work folder, so that a site that is moved whole keeps what it has.
func (o Options) outName() string {
	out, err := filepath.Abs(o.Out)
	if err != nil {
		out = o.Out
	}
	return digestOf([]byte("../" + filepath.Base(out)))[:12]
}

// unchanged reports whether the last build still holds, and tells what it told.
func (o Options) unchanged(site fs.FS, bag *diag.Bag) (s Summary, ok bool) {
	text, err := os.ReadFile(o.lastFile())
	var l last
	if err != nil || json.Unmarshal(text, &l) != nil {
		return s, false
	}
	if l.Program != program() || l.Strict != o.Strict || l.Output == "" {
		return s, false
	}
	if !publish.Settled(o.Out, workFolder(o)) {
		return s, false
	}
	m := model{opts: o}
	if !inputs.Journal(l.Inputs).Holds(site, m.parallel) {
		return s, false
	}
	// One run at a time may look at the output folder: another may be about to
	// exchange it.
	if output, err := publish.Fingerprint(o.Out); err != nil || output != l.Output {
		return s, false
	}
	for _, f := range l.Told {
		bag.Put(f.Diagnostic.As(f.Severity))
	}
	s = l.Summary
	s.Unchanged, s.Drawn, s.Rendered, s.Reused, s.PhotosMade = true, 0, 0, 0, 0
	return s, true
}

// remember notes a build that was put in its place. What cannot be noted is made
// again the next time, so a failure is none of the build's.
func (o Options) remember(read *inputs.FS, s Summary, bag *diag.Bag) {
	journal, ok := read.Journal()
	output, err := publish.Fingerprint(o.Out)
	if !ok || err != nil {
		_ = os.Remove(o.lastFile())
		return
	}
	l := last{Program: program(), Strict: o.Strict, Inputs: string(journal), Output: output, Summary: s}
	for _, d := range bag.Sorted() {
		switch d.Code { // those are of this run alone
		case diag.SitePutBack, diag.SwapFinished, diag.BuildCutShort, diag.CacheUnwritable:
			continue
		}
		l.Told = append(l.Told, finding{d, d.Severity()})
	}
	if writeLast(o.lastFile(), l) != nil {
		_ = os.Remove(o.lastFile())
	}
}

func writeLast(name string, l last) (err error) {
	text, err := json.Marshal(l)
	if err != nil {
		return fmt.Errorf("note build: %w", err)
	}
	f, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+"-*.new")
	if err != nil {
		return fmt.Errorf("note build: %w", err)
	}
	_, err = f.Write(text)
	if err = cmp.Or(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("note build: %w", err), os.Remove(f.Name()))
	}
	return nil
}

// tellUnkept tells of caches that could not be used. The site lacks nothing.
func (r *renderer) tellUnkept() {
	tell := func(dir string, err error) {
		if err == nil {
			return
		}
		if way, relErr := filepath.Rel(r.m.opts.Dir, dir); relErr == nil && filepath.IsLocal(way) {
			dir = way
		}
		r.bag.Add(diag.CacheUnwritable, diag.Pos{File: filepath.ToSlash(dir)}, diag.Args{"reason": fault.Why(err)})
	}
	if r.drawer != nil {
		tell(r.drawer.Unkept())
	}
	tell(r.m.photoStore.Dir(), r.m.photoStore.Failed())
}
