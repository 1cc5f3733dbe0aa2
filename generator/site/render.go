package site

import (
	"bytes"
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
	"sync"

	"gongbao/generator/chart"
	"gongbao/generator/chart/draw"
	"gongbao/generator/diag"
	"gongbao/generator/exhibit"
	"gongbao/generator/figure"
	"gongbao/generator/publish"
	"gongbao/generator/view"
)

// renderer writes the pages of a resolved site.
type renderer struct {
	m      *model
	stage  *publish.Stage
	drawer *draw.Drawer // nil when no page has a chart
	site   *view.Site
	bag    *diag.Bag
	pages  map[string]view.Story // by path

	searched searched // what can be found of the pages that are written

	sizes    map[string][2]int // of CSV and JSON, by indicator or table
	workbook int               // its size
}

// render draws all charts and writes all pages to the stage.
func (m *model) render(ctx context.Context, stage *publish.Stage, bag *diag.Bag) (drawn int, err error) {
	r := &renderer{m: m, stage: stage, bag: bag}
	charts := m.charts()
	var bundle []byte
	if len(charts) > 0 {
		bundle, err = draw.Bundle(ctx, m.theme.FS(), m.opts.Cache, func(step string) { m.opts.Progress(Progress{Step: step}) })
		var problem *diag.Problem
		if errors.As(err, &problem) {
			bag.Put(problem.At(diag.Pos{File: "themes/" + m.config.Theme + "/package.json"}))
			return 0, nil
		}
		if err != nil {
			return 0, err
		}
		r.drawer = draw.NewDrawer(bundle, m.opts.Cache, m.opts.Workers)
		defer r.drawer.Close()
		if drawn, err = r.draw(ctx, charts); err != nil {
			return drawn, err
		}
	}
	if err := r.assets(bundle); err != nil {
		return drawn, err
	}
	if err := m.writePhotos(ctx, stage); err != nil {
		return drawn, err
	}
	if err := r.data(ctx); err != nil {
		return drawn, err
	}
	jobs := r.jobs()
	err = m.parallel(len(jobs), func(i int) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return jobs[i](ctx)
	})
	if err == nil {
		err = r.search()
	}
	return drawn, err
}

// charts lists all charts of the site.
func (m *model) charts() []*exhibit.Chart {
	var out []*exhibit.Chart
	for _, p := range m.holders() {
		out = append(out, p.shows.Charts...)
	}
	return out
}

// holders are all pages that show figures, in order of their addresses.
func (m *model) holders() []*page {
	out := slices.Concat(m.pages, m.lists)
	for _, ip := range m.indicators {
		out = append(out, ip.page)
	}
	for _, bp := range m.tables {
		out = append(out, bp.page)
	}
	for _, rp := range m.registerPages {
		out = append(out, rp.page)
	}
	if m.home != nil {
		out = append(out, m.home.page)
	}
	slices.SortFunc(out, func(a, b *page) int { return bytes.Compare([]byte(a.path), []byte(b.path)) })
	return out
}

func (m *model) summary() Summary {
	s := Summary{Pages: len(m.outputs.pages), Photos: len(m.photos), PhotosMade: m.photosMade}
	for _, p := range m.holders() {
		s.Figures += len(p.shows.Figures)
		s.Audited.Add(p.shows.Audited)
		s.Charts += len(p.shows.Charts)
	}
	return s
}

// draw makes sure that every chart is in the cache, so that how far the slow
// part has come can be shown; pages then only fetch them.
func (r *renderer) draw(ctx context.Context, charts []*exhibit.Chart) (drawn int, err error) {
	var options []chart.Option
	for _, c := range charts {
		options = append(options, c.Wide, c.Narrow)
	}
	var mu sync.Mutex
	done := 0
	err = r.m.parallel(len(options), func(i int) error {
		_, cached, err := r.drawer.Draw(ctx, options[i])
		if err != nil {
			return fmt.Errorf("draw chart %q: %w", charts[i/2].Title, err)
		}
		mu.Lock()
		defer mu.Unlock()
		done++
		if !cached {
			drawn++
		}
		if drawn > 0 {
			r.m.opts.Progress(Progress{Step: "charts", Done: done, Total: len(options)})
		}
		return nil
	})
	return drawn, err
}

// assets writes the theme's files, the chart bundle and what pages refer to.
func (r *renderer) assets(bundle []byte) error {
	m := r.m
	r.site = &view.Site{
		Title: m.config.Title, ShortTitle: m.config.ShortTitle, Language: m.config.Language,
		Owner: view.Owner{
			Name: m.config.Owner.Name, Address: m.config.Owner.Address, Phone: m.config.Owner.Phone,
			ICP: m.config.Owner.ICP, PoliceICP: m.config.Owner.PoliceICP,
		},
		Sample: m.config.Sample, Internal: m.config.Ranking,
	}
	r.site.Menu = m.menu
	for _, a := range m.theme.Assets() {
		address := "assets/" + a.Out
		switch a.Name {
		case "court.css":
			r.site.Assets.Style = address
		case "paper.css":
			r.site.Assets.Paper = address
		case "site.js":
			r.site.Assets.Script = address
		case "chart.js":
			r.site.Assets.Chart = address
		case "read.js":
			r.site.Assets.Read = address
		case "trace.js":
			r.site.Assets.Trace = address
		case "aid.js":
			r.site.Assets.Aid = address
		case "aid-bar.js":
			r.site.Assets.AidBar = address
		case "aid.css":
			r.site.Assets.AidStyle = address
		case "search.js":
			r.site.Assets.Search = address
		case "filter.js":
			r.site.Assets.Filter = address
		case "register.css":
			r.site.Assets.Lists = address
		case "emblem.svg":
			r.site.Assets.Icon = address
		}
		if err := r.stage.Write(address, a.Data); err != nil {
			return err
		}
	}
	if bundle != nil {
		sum := sha256.Sum256(bundle)
		r.site.Assets.Bundle = "assets/echarts." + hex.EncodeToString(sum[:4]) + ".js"
		if err := r.stage.Write(r.site.Assets.Bundle, bundle); err != nil {
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

// jobs are all pages that are to be written, each by itself.
func (r *renderer) jobs() []func(context.Context) error {
	m := r.m
	r.pages = map[string]view.Story{}
	for _, p := range m.pages {
		r.pages[p.path] = r.story(p)
	}
	jobs := []func(context.Context) error{r.figuresFile, r.feeds} // the longest comes first
	add := func(address string, make func(context.Context) (any, error)) {
		jobs = append(jobs, func(ctx context.Context) error {
			v, err := make(ctx)
			var problem *diag.Problem
			if errors.As(err, &problem) { // a template of a part
				r.bag.Put(problem.At(diag.Pos{File: address}))
				return nil
			}
			if err != nil {
				return fmt.Errorf("make %s: %w", address, err)
			}
			return r.page(address, v)
		})
	}
	neighbours := r.neighbours()
	for _, p := range m.pages {
		switch {
		case p.path == pathHonors:
			add(p.path, func(ctx context.Context) (any, error) { return r.honorsPage(ctx, p) })
		case p.isIndex() && (p.kind == kindReport || p.kind == kindNotice):
			add(p.path, func(ctx context.Context) (any, error) { return r.listPage(ctx, p.kind, p) })
		default:
			add(p.path, func(ctx context.Context) (any, error) { return r.article(ctx, p, neighbours[p]) })
		}
	}
	for _, address := range m.addresses() {
		switch {
		case r.pages[address].Href != "":
		case address == pathReports:
			add(address, func(ctx context.Context) (any, error) { return r.listPage(ctx, kindReport, nil) })
		case address == pathNotices:
			add(address, func(ctx context.Context) (any, error) { return r.listPage(ctx, kindNotice, nil) })
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

// page renders one page and puts it on the stage.
func (r *renderer) page(address string, v any) error {
	var b bytes.Buffer
	err := r.m.theme.Render(&b, v)
	var problem *diag.Problem
	if errors.As(err, &problem) {
		r.bag.Put(problem.At(diag.Pos{File: address}))
		return nil
	}
	if err != nil {
		return fmt.Errorf("render %s: %w", address, err)
	}
	r.searched.add(address, v, b.Bytes())
	return r.stage.Write(address, b.Bytes())
}

// drawn is a chart with its two drawings.
func (r *renderer) drawn(ctx context.Context, c *exhibit.Chart) (*view.Chart, error) {
	v := c.View
	for _, d := range []struct {
		option chart.Option
		suffix string
		to     *template.HTML
	}{{c.Wide, "w", &v.Wide}, {c.Narrow, "n", &v.Narrow}} {
		svg, _, err := r.drawer.Draw(ctx, d.option)
		if err != nil {
			return nil, fmt.Errorf("draw chart %q: %w", c.Title, err)
		}
		*d.to = template.HTML(draw.Finish(svg, v.ID+d.suffix, c.Title, c.Desc))
	}
	return &v, nil
}

// traced is a figure in figures.json.
type traced struct {
	Text      string         `json:"text"`
	Value     string         `json:"value"`
	Kind      string         `json:"kind"`
	Indicator string         `json:"indicator"`
	Period    string         `json:"period,omitempty"`
	Court     string         `json:"court,omitempty"`
	Basis     string         `json:"basis,omitempty"`
	Verdict   string         `json:"verdict"`
	How       string         `json:"how"`
	Formula   string         `json:"formula,omitempty"`
	Source    string         `json:"source,omitempty"`
	Note      string         `json:"note,omitempty"`
	Inputs    []figure.Input `json:"inputs,omitempty"`
}

// figuresFile writes figures.json: every figure of every page and its trace.
func (r *renderer) figuresFile(context.Context) error {
	type pageFigures struct {
		Page     string   `json:"page"`
		Sample   bool     `json:"sample,omitempty"`   // stamped as such, as the page is
		Internal bool     `json:"internal,omitempty"` // likewise
		Figures  []traced `json:"figures"`
	}
	var out []pageFigures
	for _, p := range r.m.holders() {
		if len(p.shows.Figures) == 0 {
			continue
		}
		pf := pageFigures{Page: p.path, Sample: r.m.config.Sample, Internal: r.m.config.Ranking}
		for _, f := range p.shows.Figures {
			pf.Figures = append(pf.Figures, traced{
				f.Text, f.Value, f.Kind, f.Indicator, f.Period, f.Court, f.Basis, string(f.Verdict), f.How, f.Formula, r.m.desk.SourceText(f.Source), f.Note, f.Inputs,
			})
		}
		out = append(out, pf)
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(out); err != nil {
		return fmt.Errorf("write figures.json: %w", err)
	}
	return r.stage.Write("figures.json", b.Bytes())
}

// sectionOf is the index page of a page's section; "" when it has none.
func (m *model) sectionOf(address string) string {
	index := path.Join(path.Dir(address), "index.html")
	if index == pathHome || index == address || !m.outputs.pages[index] {
		return ""
	}
	return index
}
