// Package theme makes pages out of views: it reads a theme (templates, words,
// assets), finds what is wrong with it before any page is made, and renders.
//
// A site's own theme is laid over the one that the program carries, file by
// file, and its words line by line, so an office can change one template or
// one word without copying the rest.
package theme

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"path"

	"gongbao/generator/diag"
	"gongbao/generator/theme/press"
	"gongbao/generator/view"
	"gongbao/themes"
)

// Theme is a loaded theme. It does not change after Load and may be used from
// any number of goroutines.
type Theme struct {
	fsys     fs.FS
	texts    map[string]string
	phrases  map[string]phrase             // the same, cut
	pages    map[string]*template.Template // by the name of the page's file
	partials *template.Template
	sums     map[string]Sum                      // of what pages and parts are made with
	presses  map[*template.Template]*press.Press // of those that one can be made of
	assets   []Asset
}

// pageKinds are the templates a theme has to have, each with the least view
// that it must be able to print.
var pageKinds = func() map[string]any {
	blank := view.Page{Site: &view.Site{}}
	return map[string]any{
		"home":       view.Home{Page: blank},
		"report":     view.Article{Page: blank},
		"notice":     view.Article{Page: blank},
		"page":       view.Article{Page: blank},
		"list":       view.List{Page: blank},
		"archive":    view.Archive{Page: blank},
		"honors":     view.Honors{Page: blank},
		"indicator":  view.Indicator{Page: blank},
		"indicators": view.Indicators{Page: blank},
		"breakdown":  view.Breakdown{Page: blank},
		"glossary":   view.Glossary{Page: blank},
		"notfound":   view.NotFound{Page: blank},
		"search":     view.Search{Page: blank},
		"register":   view.RegisterPage{Page: blank},
	}
}()

// partialKinds are the partials that stand inside Markdown bodies.
var partialKinds = map[string]any{
	"chart":    view.Chart{},
	"table":    view.Table{},
	"cards":    view.Cards{},
	"register": view.Register{},
	"standing": view.Standing{},
	"matrix":   view.Matrix{},
}

// pageKind is the template of a view, "" when the view is no page.
func pageKind(page any) string {
	switch p := page.(type) {
	case view.Home, *view.Home:
		return "home"
	case view.Article:
		return p.Kind
	case *view.Article:
		return p.Kind
	case view.List, *view.List:
		return "list"
	case view.Archive, *view.Archive:
		return "archive"
	case view.Honors, *view.Honors:
		return "honors"
	case view.Indicator, *view.Indicator:
		return "indicator"
	case view.Indicators, *view.Indicators:
		return "indicators"
	case view.Breakdown, *view.Breakdown:
		return "breakdown"
	case view.Glossary, *view.Glossary:
		return "glossary"
	case view.Search, *view.Search:
		return "search"
	case view.RegisterPage, *view.RegisterPage:
		return "register"
	case view.NotFound, *view.NotFound:
		return "notfound"
	}
	return ""
}

// Load reads the theme name with the words of language lang (BCP 47). The
// files of site under themes/name/ lie over the theme that the program
// carries; site may be nil. What the user got wrong goes to bag, and then the
// theme is nil: it is whole or it is not there.
func Load(site fs.FS, name, lang string, bag *diag.Bag) (*Theme, error) {
	l := &loader{dir: path.Join("themes", name), bag: bag}
	base, err := fs.Sub(themes.FS, themes.Default)
	if err != nil {
		return nil, fmt.Errorf("load theme %s: %w", name, err)
	}
	l.fsys = overlay{base: base}
	own, err := ownFiles(site, l.dir)
	if err != nil {
		return nil, fmt.Errorf("load theme %s: %w", name, err)
	}
	if own != nil {
		l.own = own
		l.fsys = overlay{own: own, base: base}
	}
	if own == nil && name != themes.Default {
		bag.Add(diag.UnknownTheme, diag.Pos{File: "site.toml"}, diag.Args{"name": name})
		return nil, nil
	}
	t := &Theme{fsys: l.fsys, sums: map[string]Sum{}}
	if err := l.load(t, lang); err != nil {
		return nil, fmt.Errorf("load theme %s: %w", name, err)
	}
	if l.failed {
		return nil, nil
	}
	return t, nil
}

// ownFiles is the site's theme folder, nil when it has none.
func ownFiles(site fs.FS, dir string) (fs.FS, error) {
	if site == nil || !fs.ValidPath(dir) {
		return nil, nil
	}
	info, err := fs.Stat(site, dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return nil, nil
	}
	return fs.Sub(site, dir)
}

// FS is the theme's files: the site's own over those of the default theme.
func (t *Theme) FS() fs.FS { return t.fsys }

// Append appends a page to out. The view's type says which template it gets; an
// Article's is its Kind. A template that fails is a *diag.Problem, and then out is
// as it was.
func (t *Theme) Append(out []byte, page any) ([]byte, error) {
	kind := pageKind(page)
	tmpl := t.pages[kind]
	if tmpl == nil {
		return out, fmt.Errorf("render page: no template for %T %q", page, kind)
	}
	return t.execute(out, tmpl, page)
}

// AppendPart appends a part of a page: one that may stand in a text, with the
// view of its name. A template that fails is a *diag.Problem, and then out is as it
// was.
func (t *Theme) AppendPart(out []byte, name string, v any) ([]byte, error) {
	if _, ok := partialKinds[name]; !ok {
		return out, fmt.Errorf("render part: no template %q", name)
	}
	return t.execute(out, t.partials.Lookup(name), v)
}

func (t *Theme) execute(out []byte, tmpl *template.Template, v any) ([]byte, error) {
	was := len(out)
	if p := t.presses[tmpl]; p != nil {
		printed, ok := p.Print(out, v)
		if ok {
			return printed, nil
		}
		out = printed[:was]
	}
	b := bytes.NewBuffer(out)
	if err := tmpl.Execute(b, v); err != nil {
		return out, &diag.Problem{Code: diag.TemplateError, Args: diag.Args{"detail": err.Error()}}
	}
	return b.Bytes(), nil
}

// Text is a text of the theme with its {placeholders} filled; args are names
// and values in turn. The words of every language were compared with the
// default ones by Load, so a key that is not there is a mistake of the
// program and shows as itself.
func (t *Theme) Text(key string, args ...any) string {
	text, ok := t.phrases[key]
	if !ok {
		return key
	}
	return text.fill(args)
}

// Assets are the theme's files for readers, sorted by name.
func (t *Theme) Assets() []Asset { return t.assets }
