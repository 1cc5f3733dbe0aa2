// Package site joins content, data and theme into a site: it loads everything,
// resolves every figure and link, and only when nothing is wrong draws, renders
// and publishes.
package site

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"time"

	"gongbao/generator/audit"
	"gongbao/generator/chart"
	"gongbao/generator/check"
	"gongbao/generator/config"
	"gongbao/generator/diag"
	"gongbao/generator/download"
	"gongbao/generator/exhibit"
	"gongbao/generator/glossary"
	"gongbao/generator/importer/commit"
	"gongbao/generator/inputs"
	"gongbao/generator/ledger"
	"gongbao/generator/markdown"
	"gongbao/generator/publish"
	"gongbao/generator/register"
	"gongbao/generator/shelf"
	"gongbao/generator/stats"
	"gongbao/generator/theme"
	"gongbao/generator/view"
)

// Options say where a site stands and how to work on it.
type Options struct {
	Dir   string // the site's root
	Out   string // "" for Dir/public
	Cache string // "" for Dir/.gongbao
	// Workers is how many pages and charts are made at once; 0 for as many as
	// there are processors.
	Workers int
	// Strict makes warnings stop the build as errors do.
	Strict bool
	// Progress is told of slow steps; nil for nobody. It is called from one
	// goroutine at a time.
	Progress func(Progress)

	// Loaded is told how many pages the site's author wrote, once they are known and
	// before the first is made; nil for nobody.
	Loaded func(pages int)

	writes   bool                 // files are made, not only looked at
	rendered func(address string) // told of every page that is rendered; nil for nobody
}

// Progress is how far a slow step has come.
type Progress struct {
	Step  string // npm, bundle, charts
	Done  int
	Total int // 0 when it cannot be known
}

// Summary is what a build made.
type Summary struct {
	Pages   int
	Figures int         // traced numbers on the pages
	Audited audit.Tally // numbers in texts, by what is known of them
	Charts  int
	Drawn   int // drawings that were not in the cache
	// Rendered are the pages that were rendered now, Reused those that are as they
	// were: nothing that they show has changed.
	Rendered, Reused int
	// Unchanged tells that the last build still holds, so that nothing was made.
	Unchanged bool
	// Photos are the pictures of the site, PhotosMade those of which files were
	// made now.
	Photos, PhotosMade int
	Elapsed            time.Duration
}

func (o Options) withDefaults() Options {
	if o.Out == "" {
		o.Out = filepath.Join(o.Dir, "public")
	}
	if o.Cache == "" {
		o.Cache = o.ownCache()
	}
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.Progress == nil {
		o.Progress = func(Progress) {}
	}
	return o
}

// ownCache is the site's own cache folder. Whoever puts the cache elsewhere still has
// the chart script there that came with the site, and may have no network to make it
// again.
func (o Options) ownCache() string { return filepath.Join(o.Dir, ".gongbao") }

// stops reports whether the findings so far stop the build.
func (o Options) stops(bag *diag.Bag) bool {
	errors, warnings, _ := bag.Count()
	return errors > 0 || o.Strict && warnings > 0
}

// model is all that a site is made of. It is immutable once loaded, except for
// the facts of pages and what is answered once they are known.
type model struct {
	opts          Options
	fsys          *inputs.FS // the site's root; nothing outside of it can be opened
	sums          sums       // of its files
	parser        *markdown.Parser
	config        config.Site
	theme         *theme.Theme
	templates     *chart.Templates
	stats         *stats.Store
	registers     []*register.Register
	brokenLists   bool // not all of the registers could be read
	terms         []glossary.Term
	desk          *exhibit.Desk
	files         *download.Maker
	court         *stats.Court // the root of the court tree: what a page is about unless it says otherwise
	pages         []*page      // by path
	at            map[string]*page
	drafts        []*page
	kin           kin
	anchored      []anchored
	intros        map[string]*answered      // pages of their author above what the program lists, by path
	book          *ledger.Book              // what was released of all pages
	ledgers       map[string]*ledger.Ledger // of released pages, by their paths
	brokenLedgers bool                      // not all of them could be read
	home          *homePage
	indicators    []*indicatorPage
	explained     map[*stats.Indicator]bool // those with a page of their own
	tables        []*breakdownPage
	lists         []*answered // pages that only tell of others
	registerPages []*registerPage
	// registerTotals are what the page of all registers tells of each.
	registerTotals map[*register.Register]template.HTML
	menu           []view.Link
	outputs        outputs
	photos         map[string]*picture // by their addresses
	photosMade     int
	photoStore     photoStore
}

// Check finds every mistake without drawing or writing anything. The error is
// for failures of the machine.
func Check(ctx context.Context, opts Options, bag *diag.Bag) (Summary, error) {
	start := time.Now()
	opts = opts.withDefaults()
	root, err := os.OpenRoot(opts.Dir)
	if err != nil {
		return Summary{}, fmt.Errorf("open site: %w", err)
	}
	defer root.Close()
	m, err := examine(ctx, opts, root.FS(), bag)
	if err != nil || bag.Failed() { // not all of the site is known
		return Summary{}, err
	}
	s := m.summary()
	s.Elapsed = time.Since(start)
	return s, nil
}

// examine loads and answers everything without writing anything. With an error in
// bag the model may be incomplete.
func examine(ctx context.Context, opts Options, fsys fs.FS, bag *diag.Bag) (*model, error) {
	m, err := load(ctx, opts, inputs.Watch(fsys), bag)
	if err != nil || m == nil || !m.ready() {
		return m, err
	}
	before := shelf.Open(opts.shelf())
	defer before.Close()
	w, err := m.newWorkshop(before)
	if err != nil {
		return nil, err
	}
	return m, w.look(ctx, bag)
}

// Build makes the site and puts it in the place of the old one. With an error
// in bag, or a failure of the machine, the old site stays exactly as it was.
func Build(ctx context.Context, opts Options, bag *diag.Bag) (Summary, error) {
	start := time.Now()
	opts = opts.withDefaults()
	opts.writes = true
	root, err := os.OpenRoot(opts.Dir)
	if err != nil {
		return Summary{}, fmt.Errorf("open site: %w", err)
	}
	defer root.Close()
	if s, ok := opts.unchanged(root.FS(), bag); ok {
		s.Elapsed = time.Since(start)
		return s, nil
	}
	m, err := load(ctx, opts, inputs.Watch(root.FS()), bag)
	if err != nil || m == nil || !m.ready() {
		return Summary{}, err
	}
	if opts.Loaded != nil {
		opts.Loaded(len(m.pages))
	}
	s, err := m.build(ctx, bag)
	s.Elapsed = time.Since(start)
	return s, err
}

// load reads everything but the answers of pages. With an error in bag the model may
// be incomplete.
func load(ctx context.Context, opts Options, fsys *inputs.FS, bag *diag.Bag) (*model, error) {
	m := &model{opts: opts, fsys: fsys}
	if err := refuseLinks(m.fsys, bag, config.File, contentDir, "data"); err != nil || bag.Failed() {
		return nil, err
	}
	// Half of an import is no state of the data that anybody meant.
	err := commit.Check(m.fsys, bag)
	if err != nil || bag.Failed() {
		return nil, err
	}
	if m.config, err = config.Load(m.fsys, bag); err != nil {
		return nil, err
	}
	var linked diag.Bag // in the theme
	err = refuseLinks(m.fsys, &linked, themeFiles(m.config.Theme)...)
	if bag.Put(linked.Sorted()...); err != nil || linked.Failed() {
		return nil, err
	}
	if m.theme, err = theme.Load(m.fsys, m.config.Theme, m.config.Language, bag); err != nil {
		return nil, fmt.Errorf("load theme: %w", err)
	}
	if m.theme == nil {
		return nil, nil
	}
	charts, err := fs.Sub(m.theme.FS(), "charts")
	if err != nil {
		return nil, fmt.Errorf("load chart templates: %w", err)
	}
	var own diag.Bag // whose places are seen from the theme's folder
	m.templates = chart.Load(charts, &own)
	for _, d := range own.Sorted() {
		d.Pos.File = path.Join("themes", m.config.Theme, d.Pos.File)
		bag.Put(d)
	}
	if m.stats, err = stats.Load(m.fsys, bag); err != nil {
		return nil, err
	}
	check.Run(m.stats, bag)
	var lists diag.Bag
	if m.registers, err = register.Load(m.fsys, &lists); err != nil {
		return nil, err
	}
	m.brokenLists = lists.Failed()
	bag.Put(lists.Sorted()...)
	if m.terms, err = glossary.Load(m.fsys, bag); err != nil {
		return nil, err
	}
	if !m.stats.Defined() {
		return m, nil
	}
	m.findRoot(bag)
	m.desk = exhibit.NewDesk(exhibit.Site{
		Words: m.theme, Stats: m.stats, Registers: m.registers, Templates: m.templates, Court: m.court, Indicator: m.indicatorHref, Register: m.registerHref, Image: m.registerImage,
		Ranking: m.config.Ranking, Unverified: m.config.Audit.Unverified,
	})
	m.files = m.newFiles()
	if err := m.readContent(bag); err != nil {
		return nil, err
	}
	m.plan(bag)
	if err := m.readPhotos(ctx, bag); err != nil {
		return nil, err
	}
	if m.court == nil {
		return m, nil // courts.toml has no court: nothing can be asked, and that was said
	}
	if err := m.loadLedgers(bag); err != nil {
		return nil, err
	}
	m.checkLinks(bag)
	if err := m.tellUnread(bag); err != nil {
		return nil, err
	}
	return m, nil
}

// ready reports whether enough is known of the site to ask it anything.
func (m *model) ready() bool { return m.desk != nil && m.court != nil && m.at != nil }

// conclude answers the pages that tell of other pages or of the data as a whole,
// once all others are answered, and looks whether links to places lead there.
func (m *model) conclude(bag *diag.Bag) error {
	bag, done := without(bag, m.consequences)
	defer done()
	m.resolveIndicators(bag)
	if err := m.resolveHome(); err != nil {
		return err
	}
	m.resolveLists()
	m.resolveRegisters(bag)
	m.checkAnchors(bag)
	return nil
}

// findRoot finds the court that stands for the whole jurisdiction. There is one:
// a page that names no court is about it.
func (m *model) findRoot(bag *diag.Bag) {
	for _, c := range m.stats.Courts() {
		switch {
		case c.Parent != "":
		case m.court == nil:
			m.court = c
		default:
			bag.Add(diag.MissingKey, c.Pos, diag.Args{"key": "parent", "example": fmt.Sprintf("parent = %q", m.court.ID)}, m.court.Pos)
		}
	}
	if m.court == nil && !bag.Failed() {
		bag.Add(diag.MissingKey, diag.Pos{File: "data/courts.toml"}, diag.Args{"key": "[[court]]"})
	}
}

// workFolder is where stages, earlier sites and what a build notes for the next one
// stand: on the file system of the output folder, wherever the cache is, so that it
// can be written to if the site can.
func workFolder(o Options) string { return filepath.Join(filepath.Dir(o.Out), ".gongbao") }

// Rollback puts the site back that stood in the output folder before the last
// build. That there is none, and what keeps it from being done, goes to bag.
func Rollback(opts Options, bag *diag.Bag) (done bool, err error) {
	opts = opts.withDefaults()
	_, _, err = publish.Rollback(opts.Out, workFolder(opts))
	var problem *diag.Problem
	if errors.As(err, &problem) {
		bag.Put(problem.At(diag.Pos{File: filepath.Base(opts.Out)}))
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("roll the site back: %w", err)
	}
	return true, nil
}

// basisNote is how a basis is explained beneath figures that rest on it.
func (m *model) basisNote(id string) (string, bool) {
	b, ok := m.stats.Basis(id)
	if !ok {
		return "", false
	}
	if b.Note == "" {
		return b.Name, true
	}
	return m.theme.Text("note.basis", "indicator", b.Name, "note", b.Note), true
}
