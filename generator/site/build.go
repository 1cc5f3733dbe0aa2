package site

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"sync/atomic"

	"gongbao/generator/chart"
	"gongbao/generator/chart/draw"
	"gongbao/generator/diag"
	"gongbao/generator/publish"
	"gongbao/generator/search"
	"gongbao/generator/shelf"
	"gongbao/generator/verify"
	"gongbao/generator/view"
)

// build makes the pages of a site that was loaded, and puts it in the place of the
// one before when nothing is wrong.
//
// Pages are made in three turns. First all that were written are answered, which
// tells everything that is wrong with them; those whose charts were drawn before,
// or that have none, are rendered on the way. Then what is missing is drawn and the
// rest is rendered. At last come the pages that tell of others: the front page, the
// lists, the search.
func (m *model) build(ctx context.Context, bag *diag.Bag) (s Summary, err error) {
	before := shelf.Open(m.opts.shelf())
	defer before.Close()
	w, err := m.newWorkshop(before)
	if err != nil {
		return s, err
	}
	if bag.Failed() { // nothing will be written, but all is told
		return s, w.look(ctx, bag)
	}
	// The stage becomes the output folder by a rename, so it stands beside it,
	// wherever the cache is.
	stage, err := publish.Open(m.opts.Out, workFolder(m.opts))
	var problem *diag.Problem
	if errors.As(err, &problem) {
		bag.Put(problem.At(diag.Pos{File: problem.Args["path"]}))
		return s, w.look(ctx, bag)
	}
	if err != nil {
		return s, err
	}
	defer stage.Discard()
	if code := stage.Recovered(); code != "" {
		bag.Add(code, diag.Pos{File: filepath.Base(m.opts.Out)}, diag.Args{"path": filepath.Base(m.opts.Out)})
	}
	if m.config.Ranking {
		stage.Restrict()
	}
	if w.now, err = shelf.Create(m.opts.shelf()); err != nil {
		return s, err
	}
	defer w.now.Discard()
	r := &renderer{m: m, stage: stage, bag: bag, site: m.siteView(), drawn: &atomic.Int64{}, rendered: &atomic.Int64{}, searched: &searched{}, rooms: &rooms{}}
	defer func() {
		if r.drawer != nil {
			r.drawer.Close()
		}
	}()
	w.r, w.verify = r, verify.New(m.config.BaseURL)
	kept, err := draw.Kept(m.theme.FS(), m.opts.Cache, m.opts.ownCache())
	if err != nil {
		return s, err
	}
	r.useBundle(kept)
	if err := w.look(ctx, bag); err != nil || m.opts.stops(bag) {
		return s, err
	}
	s = m.summary()
	if err := w.finish(ctx, bag); err != nil || m.opts.stops(bag) {
		return s, err
	}
	for _, f := range w.verify.Findings(stage.Files()) {
		bag.Put(f.At(diag.Pos{File: m.source(f.Page)}))
	}
	if m.opts.stops(bag) {
		return s, nil
	}
	s.Drawn, s.Rendered, s.Reused = int(r.drawn.Load()), int(r.rendered.Load()), int(w.reused.Load())
	err = stage.Commit()
	if errors.As(err, &problem) {
		bag.Put(problem.At(diag.Pos{File: problem.Args["path"]}))
		return s, nil
	}
	if err != nil {
		return s, err
	}
	// The site is in its place. What cannot be kept is made again, and what cannot be
	// cleared away is cleared away the next time.
	r.tellUnkept()
	if w.now.Commit() == nil {
		m.opts.remember(m.fsys, s, bag)
	}
	if r.drawer != nil {
		_ = r.drawer.Tidy()
	}
	_, _ = m.photoStore.Tidy()
	return s, nil
}

// finish makes all that is not made yet of a site in which nothing is wrong.
func (w *workshop) finish(ctx context.Context, bag *diag.Bag) error {
	m, r := w.m, w.r
	missing := w.missing()
	if len(w.put) > 0 || len(missing) > 0 || r.drawer == nil && m.hasCharts() {
		bundle, err := draw.Bundle(ctx, m.theme.FS(), m.opts.Cache, func(step string) { m.opts.Progress(Progress{Step: step}) }, m.opts.ownCache())
		var problem *diag.Problem
		if errors.As(err, &problem) {
			bag.Put(problem.At(diag.Pos{File: "themes/" + m.config.Theme + "/package.json"}))
			return nil
		}
		if err != nil {
			return err
		}
		r.useBundle(bundle)
		w.bundle = bundleAddress(bundle)
		r.mayDraw = true
		if err := w.drawRest(ctx, missing, bag); err != nil {
			return err
		}
	}
	r.mayDraw = true
	if m.hasCharts() {
		if err := r.stage.Write(r.site.Assets.Bundle, r.bundle); err != nil {
			return err
		}
	}
	for _, step := range []func(context.Context) error{r.assets, r.photos, r.data, w.last} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	// Every page stands. These read what was kept of them, and not what each other write.
	rest := []func(context.Context) error{w.search, w.figuresFile, r.feeds}
	return m.parallel(len(rest), func(i int) error { return rest[i](ctx) })
}

// look answers all pages.
func (w *workshop) look(ctx context.Context, bag *diag.Bag) error {
	if err := w.answerAll(ctx, bag); err != nil {
		return err
	}
	return w.m.conclude(bag)
}

// last makes the pages that are made when all others are.
func (w *workshop) last(ctx context.Context) error {
	jobs := w.r.jobs()
	return w.m.parallel(len(jobs), func(i int) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return w.job(ctx, jobs[i])
	})
}

// missing are the drawings of the pages made last that were never made.
func (w *workshop) missing() (out []chart.Option) {
	for _, p := range w.m.holders() {
		for _, c := range p.shows.Charts {
			for _, o := range []chart.Option{c.Wide, c.Narrow} {
				var svg []byte
				if w.r.drawer != nil {
					svg = w.r.drawer.Find(o)
				}
				if svg == nil {
					out = append(out, o)
				}
			}
		}
	}
	return out
}

// hasCharts reports whether any page has a chart.
func (m *model) hasCharts() bool {
	return slices.ContainsFunc(m.pages, func(p *page) bool { return p.facts.Charts > 0 }) ||
		slices.ContainsFunc(m.holders(), func(p *answered) bool { return len(p.shows.Charts) > 0 })
}

// job makes one of the pages that are made last.
func (w *workshop) job(ctx context.Context, j job) error {
	v, err := j.make(ctx)
	if told, err := w.r.told(j.address, err); told || err != nil {
		return err
	}
	return w.show(j.address, v)
}

// show renders a view and puts the page in its places. It is not rendered when the
// page of the same address was made of the same view with the same templates.
func (w *workshop) show(address string, v any) error {
	key, err := w.viewKey(v)
	if err != nil {
		return err
	}
	of, isPage := v.(interface{ Base() view.Page })
	if !isPage {
		return fmt.Errorf("make %s: %T is no page", address, v)
	}
	base := of.Base()
	rec, ok := w.before.Find(address)
	if ok = ok && rec.Key == key && len(rec.Parts) == partCount; ok {
		if ok, err = w.keep(address, string(rec.Parts[partHead])); err != nil {
			return err
		}
	}
	if ok {
		w.reused.Add(1)
	} else {
		room := w.r.rooms.lend()
		defer w.r.rooms.back(room)
		html, err := w.r.render(room, address, v)
		if html == nil || err != nil {
			return err
		}
		if err := w.r.stage.Write(address, html); err != nil {
			return err
		}
		rec = shelf.Record{Key: key, Parts: [][]byte{[]byte(digestOf(html)), nil, search.Digest(html), verify.Page(html).Bytes(), nil}}
	}
	if err := w.now.Put(address, rec); err != nil {
		return err
	}
	return w.note(address, base.Title, base.Kind, rec)
}

// viewKey is a digest of a view and of the templates that print it.
func (w *workshop) viewKey(v any) (shelf.Key, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return shelf.Key{}, fmt.Errorf("digest %T: %w", v, err)
	}
	h := sha256.New()
	sum, words := w.m.theme.PageSum(v), w.m.theme.WordSum()
	h.Write(sum[:])
	h.Write(words[:])
	fmt.Fprintf(h, "%s\n%T\n", program(), v)
	h.Write(text)
	return shelf.Key(h.Sum(nil)), nil
}

func digestOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// figuresFile writes figures.json: the figures of every page, in order of the
// addresses. Those of pages that were written stand on the shelf.
func (w *workshop) figuresFile(context.Context) error {
	m := w.m
	held := map[string]*answered{}
	var addresses []string
	for _, p := range m.holders() {
		held[p.path] = p
		addresses = append(addresses, p.path)
	}
	for _, p := range m.pages {
		if held[p.path] == nil && p.facts.Figures > 0 {
			addresses = append(addresses, p.path)
		}
	}
	slices.Sort(addresses)
	return w.r.stage.Stream(pathFigures, func(out io.Writer) error {
		sep := "["
		for _, address := range addresses {
			var text []byte
			var err error
			if p := held[address]; p != nil {
				text, err = m.figuresOf(p)
			} else {
				var rec shelf.Record
				if rec, _, err = w.now.Find(address); err == nil && len(rec.Parts) == partCount {
					text = rec.Parts[partFigures]
				}
			}
			if err != nil {
				return err
			}
			if text == nil {
				continue
			}
			if _, err := fmt.Fprintf(out, "%s%s", sep, text); err != nil {
				return err
			}
			sep = ","
		}
		if sep == "[" { // no page shows a figure
			_, err := io.WriteString(out, "null\n")
			return err
		}
		_, err := io.WriteString(out, "]\n")
		return err
	})
}

// source is the file of which a page was made; its address for one that no file was
// written for.
func (m *model) source(address string) string {
	if p := m.at[address]; p != nil {
		return p.file
	}
	return address
}
