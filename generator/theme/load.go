package theme

import (
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"text/template/parse"

	"github.com/jba/templatecheck"

	"gongbao/generator/diag"
	"gongbao/generator/hyphen"
	"gongbao/generator/tomlfile"
	"gongbao/generator/view"
	"gongbao/themes"
)

// reference is the language whose keys every other language must have.
const reference = "zh-CN"

// loader reads one theme and keeps what it needs for telling where a mistake is.
type loader struct {
	dir    string // of the theme, from the site's root, for diagnostics
	fsys   fs.FS
	own    fs.FS // the site's own part, nil when there is none
	bag    *diag.Bag
	failed bool
	calls  []call
}

// call is one use of the text function in a template.
type call struct {
	file  string // of the template, from templates/
	off   int    // byte offset
	key   string
	names []string // of the placeholders that it fills
}

func (l *loader) load(t *Theme, lang string) error {
	if err := l.texts(t, lang); err != nil {
		return err
	}
	t.phrases = make(map[string]phrase, len(t.texts))
	for key, text := range t.texts {
		t.phrases[key] = phraseOf(text)
	}
	if err := l.templates(t); err != nil {
		return err
	}
	if err := l.checkTexts(t, lang); err != nil {
		return err
	}
	t.noteWords()
	assets, err := l.assets()
	t.assets = assets
	return err
}

func (l *loader) report(code diag.Code, pos diag.Pos, args diag.Args) {
	l.failed = true
	l.bag.Add(code, pos, args)
}

// texts reads the words of a language: those of the default theme with the
// site's own over them, key by key.
func (l *loader) texts(t *Theme, lang string) error {
	t.texts = map[string]string{}
	file, err := l.languageFile(lang)
	if err != nil {
		return err
	}
	if file == "" {
		l.report(diag.MissingFile, diag.Pos{File: "site.toml"}, diag.Args{"path": path.Join(l.dir, "i18n", lang+".toml")})
		return nil
	}
	base, _, err := l.words(themes.FS, path.Join(themes.Default, "i18n", file))
	if err != nil {
		return err
	}
	maps.Copy(t.texts, base)
	if l.own == nil {
		return nil
	}
	own, source, err := l.words(l.own, path.Join("i18n", file))
	if err != nil {
		return err
	}
	for _, key := range slices.Sorted(maps.Keys(own)) {
		was, known := base[key]
		for _, p := range placeholders(own[key]) {
			if known && !slices.Contains(placeholders(was), p) {
				l.report(diag.BadValue, source.Pos(tomlfile.Join(key)), diag.Args{"key": key, "value": own[key], "want": was, "example": was})
				break
			}
		}
	}
	maps.Copy(t.texts, own)
	return nil
}

// languageFile is the i18n file of a language, or of another form of it (zh
// for zh-CN); "" when there is none.
func (l *loader) languageFile(lang string) (string, error) {
	entries, err := fs.ReadDir(l.fsys, "i18n")
	if err != nil {
		return "", err
	}
	first := func(tag string) string { tag, _, _ = strings.Cut(tag, "-"); return strings.ToLower(tag) }
	found := ""
	for _, e := range entries {
		tag, ok := strings.CutSuffix(e.Name(), ".toml")
		switch {
		case !ok:
		case strings.EqualFold(tag, lang):
			return e.Name(), nil
		case found == "" && first(tag) == first(lang):
			found = e.Name()
		}
	}
	return found, nil
}

// words reads an i18n file; a file that is not there has none.
func (l *loader) words(fsys fs.FS, name string) (map[string]string, *tomlfile.File, error) {
	src, err := fs.ReadFile(fsys, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	words := map[string]string{}
	file := path.Join(l.dir, "i18n", path.Base(name))
	f, ok := tomlfile.Decode(tomlfile.Source{File: file, Text: src}, &words, l.bag)
	if !ok {
		l.failed = true
	}
	return words, f, nil
}

var placeholder = regexp.MustCompile(`\{([a-z_]+)(?::[^{}]*\|[^{}]*)?\}`)

// placeholders are the {names} in a text, sorted, each once; {n:day|days} is {n}.
func placeholders(text string) []string {
	var ps []string
	for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
		ps = append(ps, "{"+m[1]+"}")
	}
	slices.Sort(ps)
	return slices.Compact(ps)
}

// templates parses every template and proves it against its view.
func (l *loader) templates(t *Theme) error {
	common := template.New("theme").Funcs(t.funcs())
	partials, err := fs.ReadDir(l.fsys, "templates/partials")
	if err != nil {
		return err
	}
	names := []string{"base.html"}
	for _, e := range partials {
		if path.Ext(e.Name()) == ".html" {
			names = append(names, path.Join("partials", e.Name()))
		}
	}
	whole := true
	for _, name := range names {
		ok, err := l.parse(common, name)
		if err != nil {
			return err
		}
		whole = whole && ok
	}
	if !whole {
		return nil // what the pages would say follows from it
	}
	l.collect(common)
	t.pages = make(map[string]*template.Template, len(pageKinds))
	for _, kind := range slices.Sorted(maps.Keys(pageKinds)) {
		page, err := common.Clone()
		if err != nil {
			return err
		}
		ok, err := l.parse(page, kind+".html")
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		main := page.Lookup("main")
		if main == nil || main.Tree == nil {
			l.report(diag.TemplateError, l.pos(kind+".html", 0, 0), diag.Args{"detail": `{{define "main"}} is missing`})
			continue
		}
		l.calls = append(l.calls, l.textCalls(main)...)
		t.pages[kind] = page.Lookup("base")
		t.note("page "+kind, t.pages[kind])
		l.prove(t.pages[kind], kind+".html", pageKinds[kind])
	}
	t.partials, err = common.Clone()
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(partialKinds)) {
		tmpl := t.partials.Lookup(name)
		if tmpl == nil {
			file := path.Join("partials", name+".html")
			l.report(diag.TemplateError, l.pos(file, 0, 0), diag.Args{"detail": fmt.Sprintf(`{{define %q}} is missing`, name)})
			continue
		}
		t.note("part "+name, tmpl)
		l.prove(tmpl, path.Join("partials", name+".html"), partialKinds[name])
	}
	if l.failed {
		return nil
	}
	for _, kind := range slices.Sorted(maps.Keys(t.pages)) {
		if err := t.fold(t.pages[kind]); err != nil {
			return err
		}
	}
	if err := t.fold(t.partials); err != nil {
		return err
	}
	t.makePresses()
	return nil
}

// parse adds a template file to a set; ok is false when it cannot be read as a template.
func (l *loader) parse(set *template.Template, name string) (ok bool, err error) {
	src, err := fs.ReadFile(l.fsys, path.Join("templates", name))
	if errors.Is(err, fs.ErrNotExist) {
		l.report(diag.MissingFile, diag.Pos{File: "site.toml"}, diag.Args{"path": path.Join(l.dir, "templates", name)})
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if _, err := set.New(name).Parse(string(src)); err != nil {
		l.blame(name, err)
		return false, nil
	}
	return true, nil
}

// prove checks a template against its view's type, then prints the least view,
// which makes html/template look at every branch for what it must escape.
func (l *loader) prove(tmpl *template.Template, file string, v any) {
	if err := templatecheck.CheckHTML(tmpl, v); err != nil {
		l.blame(file, err)
		return
	}
	if err := tmpl.Execute(io.Discard, v); err != nil {
		l.blame(file, err)
	}
}

// place finds file, line and column in the errors of template packages.
var place = regexp.MustCompile(`([\w./-]+\.html):(\d+)(?::(\d+))?:? ?(?s:(.*))`)

// blame reports a template package's error where it says it is, or at file.
func (l *loader) blame(file string, err error) {
	line, column, detail := 0, 0, err.Error()
	if m := place.FindStringSubmatch(detail); m != nil {
		file, detail = m[1], m[4]
		line, _ = strconv.Atoi(m[2])
		column, _ = strconv.Atoi(m[3])
	}
	l.report(diag.TemplateError, l.pos(file, line, column), diag.Args{"detail": detail})
}

// pos is a place in a template; line and column are as template packages
// count them: from 1 and in bytes.
func (l *loader) pos(file string, line, column int) diag.Pos {
	full := path.Join(l.dir, "templates", file)
	src, err := fs.ReadFile(l.fsys, path.Join("templates", file))
	if err != nil || line == 0 {
		return diag.Pos{File: full}
	}
	pos := diag.LinePos(full, src, line)
	if column > 0 && column <= len(pos.Text) {
		pos.Column = len([]rune(pos.Text[:column])) + 1
	}
	return pos
}

// collect notes every call of the text function in a set of templates.
func (l *loader) collect(set *template.Template) {
	for _, tmpl := range set.Templates() {
		if tmpl.Tree != nil {
			l.calls = append(l.calls, l.textCalls(tmpl)...)
		}
	}
}

func (l *loader) textCalls(tmpl *template.Template) []call {
	file := tmpl.Tree.ParseName
	var calls []call
	walk(tmpl.Tree.Root, func(c *parse.CommandNode) {
		fn, ok := c.Args[0].(*parse.IdentifierNode)
		if !ok || fn.Ident != "text" {
			return
		}
		if len(c.Args) < 2 || c.Args[1].Type() != parse.NodeString {
			l.report(diag.TemplateError, l.at(file, int(c.Pos)), diag.Args{"detail": "text needs a literal key: " + c.String()})
			return
		}
		use := call{file: file, off: int(c.Pos), key: c.Args[1].(*parse.StringNode).Text}
		for i := 2; i < len(c.Args); i += 2 {
			if s, ok := c.Args[i].(*parse.StringNode); ok {
				use.names = append(use.names, "{"+s.Text+"}")
			}
		}
		calls = append(calls, use)
	})
	return calls
}

// at is a place in a template by byte offset.
func (l *loader) at(file string, off int) diag.Pos {
	src, err := fs.ReadFile(l.fsys, path.Join("templates", file))
	full := path.Join(l.dir, "templates", file)
	if err != nil {
		return diag.Pos{File: full}
	}
	return diag.PosIn(full, src, off)
}

// walk calls f for every command below a node.
func walk(n parse.Node, f func(*parse.CommandNode)) {
	switch n := n.(type) {
	case *parse.ListNode:
		if n == nil {
			return
		}
		for _, c := range n.Nodes {
			walk(c, f)
		}
	case *parse.ActionNode:
		walk(n.Pipe, f)
	case *parse.TemplateNode:
		walk(n.Pipe, f)
	case *parse.IfNode:
		walkBranch(&n.BranchNode, f)
	case *parse.RangeNode:
		walkBranch(&n.BranchNode, f)
	case *parse.WithNode:
		walkBranch(&n.BranchNode, f)
	case *parse.PipeNode:
		if n == nil {
			return
		}
		for _, c := range n.Cmds {
			walk(c, f)
		}
	case *parse.CommandNode:
		f(n)
		for _, a := range n.Args {
			walk(a, f)
		}
	case *parse.ChainNode:
		walk(n.Node, f)
	}
}

func walkBranch(n *parse.BranchNode, f func(*parse.CommandNode)) {
	walk(n.Pipe, f)
	walk(n.List, f)
	walk(n.ElseList, f)
}

// checkTexts compares what is asked for with what there is: the templates'
// calls, the keys of the reference language (the program asks for those that
// no template does), and the site's own keys, of which none may be in vain.
func (l *loader) checkTexts(t *Theme, lang string) error {
	if len(t.texts) == 0 {
		return nil // the file was missing or unreadable, which is told already
	}
	want, _, err := l.words(themes.FS, path.Join(themes.Default, "i18n", reference+".toml"))
	if err != nil {
		return err
	}
	file, err := l.languageFile(lang)
	if err != nil {
		return err
	}
	missing := diag.Pos{File: path.Join(l.dir, "i18n", file)}
	for _, key := range slices.Sorted(maps.Keys(want)) {
		if _, ok := t.texts[key]; !ok {
			l.report(diag.MissingText, missing, diag.Args{"key": key, "language": lang})
		}
	}
	used := maps.Clone(want)
	for _, c := range l.calls {
		used[c.key] = ""
		text, ok := t.texts[c.key]
		if !ok {
			if _, told := want[c.key]; !told {
				l.report(diag.MissingText, l.at(c.file, c.off), diag.Args{"key": c.key, "language": lang})
			}
			continue
		}
		for _, p := range placeholders(text) {
			if !slices.Contains(c.names, p) {
				l.report(diag.TemplateError, l.at(c.file, c.off), diag.Args{"detail": fmt.Sprintf("text %q: %s has no value", c.key, p)})
			}
		}
	}
	if l.own == nil {
		return nil
	}
	own, source, err := l.words(l.own, path.Join("i18n", file))
	if err != nil {
		return err
	}
	for _, key := range slices.Sorted(maps.Keys(own)) {
		if _, ok := used[key]; !ok {
			suggestion := diag.Closest(key, slices.Sorted(maps.Keys(used)))
			l.report(diag.UnknownKey, source.Pos(tomlfile.Join(key)), diag.Args{"key": key, "suggestion": suggestion})
		}
	}
	return nil
}

// funcs are the functions that templates may call besides Go's own.
func (t *Theme) funcs() template.FuncMap {
	titles := sync.OnceValue(func() phrases { return phrasesOf(t.Text("title.words")) })
	return template.FuncMap{
		"text":    t.Text,
		"join":    func(words []string) string { return strings.Join(words, t.Text("list.comma")) },
		"here":    here,
		"groups":  groups,
		"phrased": func(title any) template.HTML { return titles().phrased(title) },
		"whole":   whole,
	}
}

// whole is a name that stays on one line where a hyphen joins it: 案-件比.
func whole(name string) template.HTML {
	return template.HTML(strings.ReplaceAll(hyphen.HTML(name), "\x00", "\ufffd")) // HTML has no NUL
}

// here is the aria-current of a menu entry: "page" for the page itself, "true"
// for the section that holds it, "" for the others.
func here(page view.Page, link view.Link) string {
	switch dir, ok := strings.CutSuffix(link.Href, "index.html"); {
	case link.Href == page.Path:
		return "page"
	case link.Current, ok && dir != "" && strings.HasPrefix(page.Path, dir):
		return "true"
	}
	return ""
}

// groups parts cards into runs of the same group, in the order given.
func groups(cards []view.Card) []view.IndicatorGroup {
	var out []view.IndicatorGroup
	for _, c := range cards {
		if n := len(out); n > 0 && out[n-1].Name == c.Group {
			out[n-1].Items = append(out[n-1].Items, c)
			continue
		}
		out = append(out, view.IndicatorGroup{Name: c.Group, Items: []view.Card{c}})
	}
	return out
}
