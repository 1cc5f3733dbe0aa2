package site

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"gongbao/generator/chart"
	"gongbao/generator/chart/draw"
	"gongbao/generator/diag"
	"gongbao/generator/exhibit"
	"gongbao/generator/publish"
	"gongbao/generator/theme"
	"gongbao/generator/view"
)

// renderer writes the pages of a site. It is copied for each page, with what that
// page alone has.
type renderer struct {
	m       *model
	stage   *publish.Stage
	bundle  []byte       // the script that draws charts; nil until a chart is asked for
	drawer  *draw.Drawer // nil without it
	site    *view.Site
	bag     *diag.Bag
	page    *made // what is made now; nil for pages that are made once all others are
	mayDraw bool  // a chart that was never drawn is drawn, and not put off

	drawn    *atomic.Int64
	rendered *atomic.Int64
	rooms    *rooms
	searched *searched // what can be found of the pages that are written

	sizes    map[string][2]int // of CSV and JSON, by indicator or table
	workbook int               // its size
}

// made is what is noted while a page is made.
type made struct {
	parts   map[string]bool // partials that stand in it
	charts  map[string]bool // templates of its charts
	undrawn []chart.Option  // of charts that were never drawn
}

// holders are the pages that show figures and are made once all others are, in
// order of their addresses.
func (m *model) holders() []*answered {
	out := slices.Clone(m.lists)
	for _, p := range m.intros {
		out = append(out, p)
	}
	for _, ip := range m.indicators {
		out = append(out, ip.answered)
	}
	for _, bp := range m.tables {
		out = append(out, bp.answered)
	}
	for _, rp := range m.registerPages {
		out = append(out, rp.answered)
	}
	if m.home != nil {
		out = append(out, m.home.answered)
	}
	slices.SortFunc(out, func(a, b *answered) int { return strings.Compare(a.path, b.path) })
	return out
}

func (m *model) summary() Summary {
	s := Summary{Pages: len(m.outputs.pages), Photos: len(m.photos), PhotosMade: m.photosMade}
	for _, p := range m.holders() {
		if p.shows == nil {
			continue
		}
		s.Figures += len(p.shows.Figures)
		s.Audited.Add(p.shows.Audited)
		s.Charts += len(p.shows.Charts)
	}
	for _, p := range m.pages {
		if m.intros[p.path] == nil {
			s.Figures += p.facts.Figures
			s.Audited.Add(p.facts.Audited)
			s.Charts += p.facts.Charts
		}
	}
	return s
}

// siteView is what every page says of the site.
func (m *model) siteView() *view.Site {
	site := &view.Site{
		Title: m.config.Title, ShortTitle: m.config.ShortTitle, Language: m.config.Language,
		Owner: view.Owner{
			Name: m.config.Owner.Name, Address: m.config.Owner.Address, Phone: m.config.Owner.Phone,
			SiteIDCode: m.config.Owner.SiteIDCode, Records: m.records(),
		},
		Sample: m.config.Sample, Internal: m.config.Ranking,
	}
	site.Menu = m.menu
	for _, a := range m.theme.Assets() {
		address := assetAddress(a)
		switch a.Name {
		case "court.css":
			site.Assets.Style = address
		case "paper.css":
			site.Assets.Paper = address
		case "site.js":
			site.Assets.Script = address
		case "chart.js":
			site.Assets.Chart = address
		case "read.js":
			site.Assets.Read = address
		case "trace.js":
			site.Assets.Trace = address
		case "aid.js":
			site.Assets.Aid = address
		case "aid-bar.js":
			site.Assets.AidBar = address
		case "aid.css":
			site.Assets.AidStyle = address
		case "search.js":
			site.Assets.Search = address
		case "filter.js":
			site.Assets.Filter = address
		case "register.css":
			site.Assets.Lists = address
		case "emblem.svg":
			site.Assets.Icon = address
		case "share.png":
			site.Assets.Share = address
		}
	}
	return site
}

func assetAddress(a theme.Asset) string { return "assets/" + a.Out }

// useBundle has charts drawn by a script, which pages load from its address.
func (r *renderer) useBundle(bundle []byte) {
	if bundle == nil || r.drawer != nil {
		return
	}
	r.bundle = bundle
	r.drawer = draw.NewDrawer(bundle, r.m.opts.Cache, r.m.opts.Workers)
	r.site.Assets.Bundle = bundleAddress(bundle)
}

// bundleAddress is where pages load the script of their charts; "" without one.
func bundleAddress(bundle []byte) string {
	if bundle == nil {
		return ""
	}
	sum := sha256.Sum256(bundle)
	return "assets/echarts." + hex.EncodeToString(sum[:4]) + ".js"
}

// assets writes the theme's files, and those that pages refer to.
func (r *renderer) assets(context.Context) error {
	m := r.m
	for _, a := range m.theme.Assets() {
		if err := r.stage.Write(assetAddress(a), a.Data); err != nil {
			return err
		}
	}
	for _, address := range slices.Sorted(maps.Keys(m.outputs.files)) {
		if m.photos[address] != nil { // written by writePhotos, without what it tells
			continue
		}
		data, err := fs.ReadFile(m.fsys, m.outputs.files[address])
		if err != nil {
			return fmt.Errorf("copy %s: %w", address, err)
		}
		if err := r.stage.Write(address, data); err != nil {
			return err
		}
	}
	return nil
}

// job is a page that is made once all others are.
type job struct {
	address string
	make    func(context.Context) (any, error)
}

// jobs are the pages that tell of other pages or of the data as a whole.
func (r *renderer) jobs() []job {
	m := r.m
	var jobs []job
	add := func(address string, make func(context.Context) (any, error)) {
		jobs = append(jobs, job{address, make})
	}
	list := func(kind string, intro *answered) func(context.Context) (any, error) {
		return func(ctx context.Context) (any, error) { return r.listPage(ctx, kind, intro) }
	}
	for _, address := range m.addresses() {
		switch p := m.intros[address]; {
		case p != nil && address == pathHonors:
			add(address, func(ctx context.Context) (any, error) { return r.honorsPage(ctx, p) })
		case p != nil:
			add(address, list(p.kind, p))
		case m.at[address] != nil:
		case address == pathReports:
			add(address, list(kindReport, nil))
		case address == pathNotices:
			add(address, list(kindNotice, nil))
		case address == pathHome:
			add(address, r.homePage)
		case address == pathArchive:
			add(address, r.archivePage)
		case address == pathGlossary:
			add(address, r.glossaryPage)
		case address == pathNotFound:
			add(address, r.notFoundPage)
		case address == pathIndicators:
			add(address, r.indicatorsPage)
		case address == pathRegisters:
			add(address, r.registersPage)
		}
	}
	for _, ip := range m.indicators {
		add(ip.path, func(ctx context.Context) (any, error) { return r.indicatorPage(ctx, ip) })
	}
	for _, bp := range m.tables {
		add(bp.path, func(ctx context.Context) (any, error) { return r.breakdownPage(ctx, bp) })
	}
	for _, rp := range m.registerPages {
		add(rp.path, func(ctx context.Context) (any, error) { return r.registerPage(ctx, rp) })
	}
	return jobs
}

// told puts what a template of a theme got wrong into the bag; the page is none
// then. Any other error stays one.
func (r *renderer) told(address string, err error) (told bool, _ error) {
	var problem *diag.Problem
	if errors.As(err, &problem) {
		r.bag.Put(problem.At(diag.Pos{File: address}))
		return true, nil
	}
	if err != nil {
		return false, fmt.Errorf("make %s: %w", address, err)
	}
	return false, nil
}

// rooms lend memory to pages that are being printed.
type rooms struct{ pool sync.Pool }

func (s *rooms) lend() *[]byte {
	if room, ok := s.pool.Get().(*[]byte); ok {
		return room
	}
	room := make([]byte, 0, 128<<10) // a page of middling size
	return &room
}

func (s *rooms) back(room *[]byte) { s.pool.Put(room) }

// render prints a view into a room; nil when its template could not.
func (r *renderer) render(room *[]byte, address string, v any) ([]byte, error) {
	r.rendered.Add(1)
	if tell := r.m.opts.rendered; tell != nil {
		tell(address)
	}
	html, err := r.m.theme.Append((*room)[:0], v)
	*room = html
	if told, err := r.told(address, err); told || err != nil {
		return nil, err
	}
	return html, nil
}

// picture is a chart with its two drawings.
func (r *renderer) picture(ctx context.Context, c *exhibit.Chart) (*view.Chart, error) {
	v := c.View
	if r.page != nil {
		r.page.charts[v.Template] = true
	}
	for _, d := range []struct {
		option chart.Option
		suffix string
		to     *template.HTML
	}{{c.Wide, "w", &v.Wide}, {c.Narrow, "n", &v.Narrow}} {
		svg, err := r.svg(ctx, d.option)
		if err != nil {
			return nil, fmt.Errorf("draw chart %q: %w", c.Title, err)
		}
		if svg != nil {
			*d.to = draw.Finish(svg, v.ID+d.suffix, c.Title, c.Desc)
		}
	}
	return &v, nil
}

// svg is a drawing; nil when it is put off.
func (r *renderer) svg(ctx context.Context, o chart.Option) ([]byte, error) {
	if r.mayDraw {
		svg, cached, err := r.drawer.Draw(ctx, o)
		if err == nil && !cached {
			r.drawn.Add(1)
		}
		return svg, err
	}
	if r.drawer != nil {
		if svg := r.drawer.Find(o); svg != nil {
			return svg, nil
		}
	}
	r.page.undrawn = append(r.page.undrawn, o)
	return nil, nil
}

// figuresOf is what figures.json says of a page: each of its figures and its trace;
// nil for a page that shows none.
func (m *model) figuresOf(p *answered) ([]byte, error) {
	if len(p.shows.Figures) == 0 {
		return nil, nil
	}
	b, err := json.Marshal(struct {
		Page     string `json:"page"`
		Sample   bool   `json:"sample,omitempty"`   // stamped as such, as the page is
		Internal bool   `json:"internal,omitempty"` // likewise
	}{p.path, m.config.Sample, m.config.Ranking})
	if err != nil {
		return nil, fmt.Errorf("write figures of %s: %w", p.path, err)
	}
	const perFigure = 400 // about; it is only room
	b = append(slices.Grow(b[:len(b)-1], perFigure*len(p.shows.Figures)), `,"figures":[`...)
	for i, f := range p.shows.Figures {
		if i > 0 {
			b = append(b, ',')
		}
		b = f.AppendJSON(b, m.desk.SourceText(f.Source))
	}
	return append(b, "]}"...), nil
}

// sectionOf is the index page of a page's section; "" when it has none.
func (m *model) sectionOf(address string) string {
	index := path.Join(path.Dir(address), "index.html")
	if index == pathHome || index == address || !m.outputs.pages[index] {
		return ""
	}
	return index
}
