package site

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"unicode"
	"unicode/utf8"

	"gongbao/generator/audit"
	"gongbao/generator/diag"
	"gongbao/generator/figure"
	"gongbao/generator/ledger"
	"gongbao/generator/markdown"
	"gongbao/generator/period"
	"gongbao/generator/stats"
	"gongbao/generator/tomlfile"
	"gongbao/generator/view"
)

// The kinds of pages written in Markdown, by the folder of content they stand in.
const (
	kindReport = "report"
	kindNotice = "notice"
	kindHonors = "honors"
	kindPage   = "page"
)

var kindOf = map[string]string{"reports": kindReport, "notices": kindNotice, "honors": kindHonors}

// front is the front matter of a page.
type front struct {
	Title     string   `toml:"title"`
	Subtitle  string   `toml:"subtitle"`
	Period    string   `toml:"period"`
	Court     string   `toml:"court"`
	Published string   `toml:"published"`
	Delivered string   `toml:"delivered"`
	Signed    string   `toml:"signed"`
	Source    string   `toml:"source"`
	Author    string   `toml:"author"`
	Editor    string   `toml:"editor"`
	Summary   string   `toml:"summary"`
	Keywords  []string `toml:"keywords"`
	Column    string   `toml:"column"`
	Note      string   `toml:"editor_note"`
	Draft     bool     `toml:"draft"`

	RespondsTo string `toml:"responds_to"`

	Corrections []correction `toml:"correction"`
}

// frontShape is what front matter holds; it does not change.
var frontShape = tomlfile.ShapeOf[front]()

// page is a Markdown file as other pages and the site as a whole know it. Its text
// is read when the site is planned, for what it leads to, and again when its page
// is made: thousands of texts do not fit into memory at once.
type page struct {
	file   string // content/reports/2024.md
	path   string // reports/2024.html
	kind   string
	broken bool // the front matter could not be read, or its period not
	front  front
	fields *tomlfile.File // nil where no later place of it is asked for
	sum    [sha256.Size]byte
	period period.Period
	court  *stats.Court

	name   string // its title in plain text
	empty  bool   // nothing stands below the front matter
	links  []markdown.Link
	images []markdown.Image

	response   *view.Link // to what the page responds
	respondsTo *page      // the same when it is a page of the site that was written

	corrections   []ledger.Correction // of the front matter
	correctionsAt []string            // their paths

	facts facts // once the text is answered
}

// facts are what the site needs to know of a page that was answered.
type facts struct {
	Summary string          // in plain text
	Told    template.HTML   // how other pages tell of it
	Telling []figure.Figure // the figures in that
	Figures int             // traced numbers on the page
	Charts  int
	Audited audit.Tally
	IDs     []string // the places on it that links can lead to
}

func (p *page) section() string {
	dir, _, ok := strings.Cut(p.path, "/")
	if !ok {
		return ""
	}
	return dir
}

// articleKind is the kind as which a page is shown: one that lies beside the wall of
// honours is a page as any other.
func (p *page) articleKind() string {
	if p.kind == kindHonors {
		return kindPage
	}
	return p.kind
}

// isIndex reports whether the page introduces its section.
func (p *page) isIndex() bool { return path.Base(p.path) == "index.html" }

const contentDir = "content"

// readContent parses all Markdown files, several at once.
func (m *model) readContent(bag *diag.Bag) error {
	files, err := m.contentFiles(bag)
	if err != nil {
		return err
	}
	terms := make([]markdown.Term, len(m.terms))
	for i, t := range m.terms {
		terms[i] = markdown.Term{ID: t.ID, Names: append([]string{t.Name}, t.Aliases...)}
	}
	m.parser = markdown.NewParser(terms)
	pages := make([]*page, len(files))
	err = m.parallel(len(files), func(i int) error {
		text, err := fs.ReadFile(m.fsys, files[i])
		if err != nil {
			return fmt.Errorf("read content: %w", err)
		}
		var own diag.Bag
		pages[i] = m.survey(files[i], text, &own)
		if !pages[i].front.Draft { // an unfinished page may be wrong: it is not published
			bag.Put(own.Sorted()...)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, p := range pages {
		if p.front.Draft {
			m.drafts = append(m.drafts, p)
			continue
		}
		m.pages = append(m.pages, p)
	}
	m.at = make(map[string]*page, len(m.pages))
	for _, p := range m.pages {
		m.at[p.path] = p
	}
	slices.SortFunc(m.pages, func(a, b *page) int { return strings.Compare(a.path, b.path) })
	return nil
}

// contentFiles lists the Markdown files below content/. What is there and cannot
// be used is told of: a page that is left out without a word is a page lost.
func (m *model) contentFiles(bag *diag.Bag) ([]string, error) {
	var files []string
	err := fs.WalkDir(m.fsys, contentDir, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil && name == contentDir && errors.Is(err, fs.ErrNotExist):
			bag.Add(diag.MissingFile, diag.Pos{File: contentDir}, diag.Args{"path": contentDir})
			return fs.SkipAll
		case err != nil:
			return err
		case strings.HasPrefix(d.Name(), ".") && d.IsDir():
			return fs.SkipDir
		case strings.HasPrefix(d.Name(), "."), d.IsDir():
			return nil
		case !d.Type().IsRegular():
			bag.Add(diag.NotAFile, diag.Pos{File: name}, diag.Args{"path": name})
		case strings.EqualFold(path.Ext(name), ".md"):
			if m.goodName(name, bag) {
				files = append(files, name)
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list content: %w", err)
	}
	return files, nil
}

// longestName is how many bytes a file's name may have: file systems take 255,
// of which the site needs some.
const longestName = 200

// reservedNames cannot be written on Windows, with any extension.
var reservedNames = regexp.MustCompile(`(?i)^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³]) *(\.|$)`)

// unhandy are characters that nobody sees, among them those that let a name read
// from right to left and so end in another ending than it has.
func unhandy(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }

// goodName reports a name that cannot be an address or cannot be written on
// Windows and on USB sticks.
func (m *model) goodName(file string, bag *diag.Bag) bool {
	for part := range strings.SplitSeq(file, "/") {
		reason := ""
		switch stem := strings.TrimSuffix(part, path.Ext(part)); {
		case !utf8.ValidString(part): // as from an archive that was packed in another encoding
			part, reason = strings.ToValidUTF8(part, "�"), "@name-character"
		case strings.ContainsAny(part, `<>:"\|?*#%&'`) || strings.ContainsFunc(part, unhandy):
			reason = "@name-character"
		case reservedNames.MatchString(part):
			reason = "@name-reserved"
		case strings.Trim(part, ". ") != part || strings.Trim(stem, ". ") != stem:
			reason = "@name-end"
		case len(part) > longestName:
			reason = "@name-long"
		}
		if reason != "" {
			bag.Add(diag.FileName, diag.Pos{File: file}, diag.Args{"name": part, "reason": reason})
			return false
		}
	}
	return true
}

// survey reads a page for what the site has to know before any page is made.
func (m *model) survey(file string, text []byte, bag *diag.Bag) *page {
	rel := strings.TrimPrefix(file, contentDir+"/")
	p := &page{file: file, path: strings.TrimSuffix(rel, path.Ext(rel)) + ".html", kind: kindPage, court: m.court, sum: sha256.Sum256(text)}
	if k := kindOf[p.section()]; k != "" {
		p.kind = k
	}
	o := m.parser.Outline(file, text, bag)
	p.empty, p.links, p.images = o.Empty, o.Links, o.Images
	p.readFront(m, o.Front, bag)
	p.name = m.plainTitle(p)
	if !p.front.Draft && p.front.RespondsTo == "" && len(p.front.Corrections) == 0 {
		p.fields = nil // it holds the text
	}
	return p
}

// plainTitle is the title of a page as other pages say it. What is wrong with it is
// told of when its page is answered.
func (m *model) plainTitle(p *page) string {
	if !strings.Contains(p.front.Title, "{{") || m.court == nil {
		return p.front.Title
	}
	return m.desk.Resolver(p.path, p.about(), &diag.Bag{}).Text(p.front.Title, diag.Pos{File: p.file}).Text()
}

// longestShown is how many characters of a line a message repeats.
const longestShown = 30

func (p *page) readFront(m *model, front tomlfile.Source, bag *diag.Bag) {
	var ok bool
	if p.fields, ok = frontShape.Decode(front, &p.front, bag); !ok {
		p.broken = true
		return
	}
	// A file that could not be read has no title to miss; that was said.
	switch read := front.Whole != nil; {
	case !read || p.front.Title != "":
	case front.Offset == 0: // +++ stand above any front matter, an empty one too
		first, _, _ := strings.Cut(string(front.Whole), "\n")
		first = cmp.Or(strings.TrimSpace(first), "@blank")
		if short := []rune(first); len(short) > longestShown {
			first = string(short[:longestShown]) + "…"
		}
		bag.Add(diag.NoFrontMatter, diag.Pos{File: p.file, Line: 1}, diag.Args{"first": first})
	default:
		bag.Add(diag.MissingKey, diag.Pos{File: p.file, Line: 1}, diag.Args{"key": "title", "example": `title = "…"`})
	}
	if p.front.Period != "" {
		var err error
		if p.period, err = period.Parse(p.front.Period); err != nil {
			p.broken = true
			bag.Add(diag.BadPeriod, p.fields.Pos("period"), diag.Args{"period": p.front.Period})
		}
	}
	p.readCorrections(bag)
	if p.front.Court != "" {
		court, err := m.stats.Court(p.front.Court)
		if err != nil {
			bag.Put(diag.Place(err, p.fields.Pos("court")))
		} else {
			p.court = court
		}
	}
	if to := p.front.RespondsTo; p.fields.Has("responds_to") && strings.TrimSpace(to) == "" || !isAddress(to) && strings.Contains(to, "{{") {
		bag.Add(diag.BadValue, p.fields.Pos("responds_to"), diag.Args{"key": "responds_to", "value": to, "want": "@response", "example": `responds_to = "../notices/2024Q3.md"`})
	}
	if _, ok := parseMoment(p.front.Published, m.config.Location); p.front.Published != "" && !ok {
		bag.Add(diag.BadValue, p.fields.Pos("published"), diag.Args{"key": "published", "value": p.front.Published, "want": "@moment", "example": `published = "2025-03-08 09:00"`})
	}
}

// parallel does n jobs with the site's workers. After a job fails no other is
// begun; of those that failed the error of the first, in order, is returned.
func (m *model) parallel(n int, job func(i int) error) error {
	errs := make([]error, n)
	jobs := make(chan int)
	var failed atomic.Bool
	var wg sync.WaitGroup
	for range min(m.opts.Workers, max(n, 1)) {
		wg.Go(func() {
			for i := range jobs {
				if errs[i] = job(i); errs[i] != nil {
					failed.Store(true)
				}
			}
		})
	}
	for i := 0; i < n && !failed.Load(); i++ {
		jobs <- i
	}
	close(jobs)
	wg.Wait()
	return cmp.Or(errs...)
}

// byPeriod orders pages newest first; those without a period come last.
func byPeriod(a, b *page) int {
	return cmp.Or(b.period.Compare(a.period), strings.Compare(a.path, b.path))
}

// of lists the pages of a kind that are not a section's introduction, newest
// first.
func (m *model) of(kind string) []*page {
	var out []*page
	for _, p := range m.pages {
		if p.kind == kind && !p.isIndex() {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, byPeriod)
	return out
}
