package site

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"gongbao/generator/chart"
	"gongbao/generator/chart/draw"
	"gongbao/generator/diag"
	"gongbao/generator/figure"
	"gongbao/generator/ledger"
	"gongbao/generator/publish"
	"gongbao/generator/search"
	"gongbao/generator/shelf"
	"gongbao/generator/stats"
	"gongbao/generator/verify"
	"gongbao/generator/view"
)

// workshop makes the pages that were written, each by itself, several at once. A
// page is read, answered, judged, rendered and let go; what the site has to know of
// it stays as its facts, and what the next build may use again goes to the shelf.
type workshop struct {
	m      *model
	r      *renderer // nil when nothing is to be written
	common shelf.Key // a digest of what every page depends on
	book   string    // a digest of what all releases say
	near   map[*page][2]*page
	before *shelf.Shelf
	now    *shelf.Writer // nil when nothing is to be written
	verify *verify.Site  // likewise
	bundle string        // where pages load the script of their charts; "" while it is not made

	reused atomic.Int64

	mu      sync.Mutex
	put     []*page // put off until their charts are drawn
	undrawn map[[sha256.Size]byte]chart.Option
}

// newWorkshop makes a workshop that writes nothing; before is what the last build
// left.
func (m *model) newWorkshop(before *shelf.Shelf) (*workshop, error) {
	m.sum()
	common, err := m.common()
	if err != nil {
		return nil, err
	}
	bundle, err := draw.Kept(m.theme.FS(), m.opts.Cache, m.opts.ownCache())
	if err != nil {
		return nil, err
	}
	m.findKin()
	m.intros = map[string]*answered{}
	if err := m.readAmended(); err != nil {
		return nil, err
	}
	return &workshop{m: m, common: common, book: m.book.Sum(), near: m.neighbours(), before: before, bundle: bundleAddress(bundle), undrawn: map[[sha256.Size]byte]chart.Option{}}, nil
}

// around is what a page shows of other pages, and how it loads what lies beside it.
// All of it is in the page's key, as it stands in the page.
type around struct {
	Near     [2]*view.Link
	Related  []view.Related
	Responds *view.Link
	Section  string
	Links    []string
	Photos   []view.Photo
}

func (w *workshop) around(p *page) around {
	m := w.m
	near := w.near[p]
	a := around{Related: m.related(p, near), Responds: p.response}
	for i, q := range near {
		if q != nil {
			a.Near[i] = &view.Link{Text: q.name, Href: relative(p.path, q.path)}
		}
	}
	if section := m.sectionOf(p.path); section != "" && m.at[section] != nil {
		a.Section = m.at[section].name
	}
	for _, l := range p.links {
		href, _ := m.link(p, l.Dest)
		a.Links = append(a.Links, href)
	}
	for _, img := range p.images {
		if address, problem := m.imageFile(p, img.Src); problem == nil {
			a.Photos = append(a.Photos, m.photoView(p.path, address))
		}
	}
	return a
}

// key is a digest of everything that a page depends on, but for the numbers of the
// data and the few other things that its record names. Of the releases it has those
// of the page itself.
func (w *workshop) key(p *page, a around) (shelf.Key, error) {
	h := sha256.New()
	h.Write(w.common[:])
	kind := w.m.theme.KindSum(p.articleKind())
	h.Write(kind[:])
	h.Write(p.sum[:])
	late, err := json.Marshal(a)
	if err != nil {
		return shelf.Key{}, fmt.Errorf("digest %s: %w", p.path, err)
	}
	fmt.Fprintf(h, "%s\n%s\n%s\n", p.path, w.m.ledgers[p.path].Sum(), late)
	return shelf.Key(h.Sum(nil)), nil
}

// The parts of a record.
const (
	partHead = iota
	partFigures
	partSearch
	partVerify
	partClaims // of a page that was written, packed
	partCount
)

// head says what more a record depends on, and what it is.
type head struct {
	Reads     []string // of the data, as stats.Reads names them
	Data      string   // the digest that they had
	Parts     []string // partials that stand in the page
	Charts    []string // templates of its charts
	Registers bool     // it shows some of a register
	Made      string   // the digest of all these

	// What the page claims, which releases of other pages may contradict, is a part of
	// its own. It is looked at only when there are other releases than there were, and
	// the record holds if they contradict the same: for all else they say, the page is
	// as it would be without them.
	Book         string // the digest of the releases
	Contradicted string // the claims that they contradict, packed

	Page  string // the digest of its HTML; "" for one that was not rendered
	Facts facts
	Told  []finding
}

// finding is a diagnostic as a record keeps it.
type finding struct {
	diag.Diagnostic
	Severity diag.Severity
}

// answerAll answers every page that was written, and renders it when the workshop
// has a renderer and nothing is wrong so far.
func (w *workshop) answerAll(ctx context.Context, bag *diag.Bag) error {
	m := w.m
	return m.parallel(len(m.pages), func(i int) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return w.page(ctx, m.pages[i], bag)
	})
}

// drawRest draws the charts of the pages that were put off, several at once, and
// makes those pages.
func (w *workshop) drawRest(ctx context.Context, more []chart.Option, bag *diag.Bag) error {
	options := more
	for _, o := range w.undrawn {
		options = append(options, o)
	}
	w.undrawn = nil
	total, done := len(options), atomic.Int64{}
	var mu sync.Mutex // Progress is told by one at a time
	err := w.m.parallel(total, func(i int) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if _, err := w.r.svg(ctx, options[i]); err != nil {
			return fmt.Errorf("draw chart: %w", err)
		}
		mu.Lock()
		defer mu.Unlock()
		w.m.opts.Progress(Progress{Step: "charts", Done: int(done.Add(1)), Total: total})
		return nil
	})
	if err != nil {
		return err
	}
	rest := w.put
	w.put = nil
	return w.m.parallel(len(rest), func(i int) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		var told diag.Bag // all of it was told when the page was put off
		return w.page(ctx, rest[i], &told)
	})
}

// page makes one page, or takes what the build before made of it.
func (w *workshop) page(ctx context.Context, p *page, bag *diag.Bag) error {
	if w.m.introduces(p) { // it shows what other pages tell, and is made after them
		return w.intro(p, bag)
	}
	a := w.around(p)
	key, err := w.key(p, a)
	if err != nil {
		return err
	}
	if done, err := w.reuse(p, key, bag); done || err != nil {
		return err
	}
	reads := &stats.Reads{}
	m := w.m.on(w.m.stats.Noting(reads))
	var own diag.Bag
	o, err := m.answer(p, &own)
	if err != nil {
		return err
	}
	asked, conflicts := m.checkReleases(o, &own)
	h := head{Facts: o.known(), Reads: reads.Names(), Registers: m.showsRegister(o), Book: w.book}
	p.facts = h.Facts
	if !m.outputs.wanted[p.path] {
		p.facts.IDs = nil
	}
	lasting := true
	for _, d := range own.Sorted() {
		if m.consequences(d) {
			continue
		}
		bag.Put(d)
		h.Told = append(h.Told, finding{d, d.Severity()})
		lasting = lasting && keeps(p, d)
	}
	if w.r == nil || bag.Failed() {
		return nil
	}
	r := *w.r
	r.m, r.page = m, &made{parts: map[string]bool{}, charts: map[string]bool{}}
	room := r.rooms.lend()
	defer r.rooms.back(room)
	html, err := r.articleHTML(ctx, room, o, a)
	if html == nil || err != nil {
		return err
	}
	if len(r.page.undrawn) > 0 {
		w.putOff(p, r.page.undrawn)
		return nil
	}
	h.Parts, h.Charts = slices.Sorted(maps.Keys(r.page.parts)), slices.Sorted(maps.Keys(r.page.charts))
	sum := publish.Sum(html)
	h.Page = hex.EncodeToString(sum[:])
	if !lasting {
		key = shelf.Key{}
	}
	rec := shelf.Record{Key: key, Parts: make([][]byte, partCount)}
	if rec.Parts[partFigures], err = m.figuresOf(o); err != nil {
		return err
	}
	rec.Parts[partSearch], rec.Parts[partVerify] = search.Digest(html), verify.Page(html).Bytes()
	rec.Parts[partClaims], h.Contradicted = asked.Pack(), contradicted(conflicts)
	w.seal(&h)
	if rec.Parts[partHead], err = json.Marshal(h); err != nil {
		return fmt.Errorf("keep %s: %w", p.path, err)
	}
	if err := w.r.stage.WriteSum(p.path, html, sum); err != nil {
		return err
	}
	return w.done(p, rec)
}

// keeps reports whether a finding says the same in the next build if the page's key
// is the same: one that names a place in the data may not. The page's own ledger is
// in the key.
func keeps(p *page, d diag.Diagnostic) bool {
	for _, pos := range d.Related {
		if pos.File != p.file && pos.File != ledger.FileOf(p.path) {
			return false
		}
	}
	return d.Pos.File == p.file && d.Severity() != diag.Error
}

// done notes a page that is in its place.
func (w *workshop) done(p *page, rec shelf.Record) error {
	if err := w.now.Put(p.path, rec); err != nil {
		return err
	}
	return w.note(p.path, p.name, p.articleKind(), rec)
}

// note has a page verified and found. What is kept of it is copied: a record from the
// shelf is one piece of memory, of which these parts are the smaller half.
func (w *workshop) note(address, title, kind string, rec shelf.Record) error {
	facts, err := verify.Load(bytes.Clone(rec.Parts[partVerify]))
	if err != nil {
		return fmt.Errorf("verify %s: %w", address, err)
	}
	w.verify.Add(address, facts)
	w.r.searched.add(address, title, kind, bytes.Clone(rec.Parts[partSearch]))
	return nil
}

// reuse takes the record of a page from the build before. It may when the key is the
// same and all else that the record names is; then the page would come out the same.
func (w *workshop) reuse(p *page, key shelf.Key, bag *diag.Bag) (bool, error) {
	rec, ok := w.before.Find(p.path)
	if !ok || rec.Key != key || len(rec.Parts) != partCount {
		return false, nil
	}
	var h head
	if json.Unmarshal(rec.Parts[partHead], &h) != nil {
		return false, nil
	}
	was := h
	w.seal(&h)
	if h.Data != was.Data || h.Made != was.Made {
		return false, nil
	}
	if h.Book != w.book {
		asked, ok := ledger.Unpack(rec.Parts[partClaims])
		if !ok || contradicted(w.m.book.Conflicts(p.path, asked)) != h.Contradicted {
			return false, nil
		}
		h.Book = w.book
		var err error
		if rec.Parts[partHead], err = json.Marshal(h); err != nil {
			return false, fmt.Errorf("keep %s: %w", p.path, err)
		}
	}
	if w.r != nil {
		kept, err := w.keep(p.path, h.Page)
		if !kept || err != nil {
			return false, err // somebody changed it
		}
	}
	p.facts = h.Facts
	if !w.m.outputs.wanted[p.path] {
		p.facts.IDs = nil
	}
	for _, f := range h.Told {
		bag.Put(f.Diagnostic.As(f.Severity))
	}
	w.reused.Add(1)
	if w.r == nil {
		return true, nil
	}
	return true, w.done(p, rec)
}

// keep has the site keep a page of the site before, if that is still what it was.
func (w *workshop) keep(address, sum string) (bool, error) {
	digest, err := hex.DecodeString(sum)
	if err != nil || len(digest) != len(publish.Digest{}) {
		return false, nil
	}
	return w.r.stage.Keep(address, publish.Digest(digest))
}

// seal gives a record's head the digests of what it names.
func (w *workshop) seal(h *head) {
	data := w.m.stats.Digest(h.Reads)
	h.Data = hex.EncodeToString(data[:])
	made := sha256.New()
	for _, name := range h.Parts {
		sum := w.m.theme.PartSum(name)
		made.Write(sum[:])
	}
	if len(h.Charts) > 0 {
		fmt.Fprintln(made, w.m.sums.charts, w.bundle)
	}
	for _, name := range h.Charts {
		fmt.Fprintln(made, w.m.sums.chart[name])
	}
	if h.Registers {
		fmt.Fprintln(made, w.m.sums.registers)
	}
	h.Made = hex.EncodeToString(made.Sum(nil))
}

// intro answers a page that stands above what the program lists. It is kept: the
// list is made with it.
func (w *workshop) intro(p *page, bag *diag.Bag) error {
	var own diag.Bag
	o, err := w.m.answer(p, &own)
	if err != nil {
		return err
	}
	w.m.checkReleases(o, &own)
	for _, d := range own.Sorted() {
		if !w.m.consequences(d) {
			bag.Put(d)
		}
	}
	p.facts = o.known()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.m.intros[p.path] = o
	return nil
}

// undrawnMost bounds how many options are held in memory until they are drawn; the
// charts beyond are drawn when their pages are made.
const undrawnMost = 4096

func (w *workshop) putOff(p *page, undrawn []chart.Option) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.put = append(w.put, p)
	for _, o := range undrawn {
		if len(w.undrawn) < undrawnMost {
			w.undrawn[sha256.Sum256(o.JSON)] = o
		}
	}
}

// articleHTML makes the page of an article; nil when its template could not.
func (r *renderer) articleHTML(ctx context.Context, room *[]byte, p *answered, a around) ([]byte, error) {
	v, err := r.article(ctx, p, a)
	if told, err := r.told(p.path, err); told || err != nil {
		return nil, err
	}
	if len(r.page.undrawn) > 0 {
		return []byte{}, nil
	}
	return r.render(room, p.path, v)
}

// showsRegister reports whether a page shows anything of a register, whose entries
// are noted nowhere else.
func (m *model) showsRegister(p *answered) bool {
	for _, f := range p.shows.Figures {
		if f.Kind == kindCount {
			return true
		}
	}
	for _, b := range p.doc.Blocks() {
		if b.Kind == "register" {
			return true
		}
	}
	return bytes.Contains([]byte(p.front.Title+p.front.Summary), []byte(":count"))
}

// telling are the figures by which other pages tell of one.
func (f *facts) telling() []*figure.Figure {
	out := make([]*figure.Figure, len(f.Telling))
	for i := range f.Telling {
		out[i] = &f.Telling[i]
	}
	return out
}
