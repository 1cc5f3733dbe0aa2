package site

import (
	"context"
	"errors"
	"slices"

	"gongbao/generator/diag"
	"gongbao/generator/figure"
	"gongbao/generator/markdown"
	"gongbao/generator/tomlfile"
)

// resolver answers all that one page asks: its bindings, blocks and links. It
// collects the page's figures and the notes they need.
type resolver struct {
	m     *model
	file  string // for places that have no position of their own
	path  string // the page's address from the root
	ctx   figure.Context
	bag   *diag.Bag
	out   *page
	count map[string]int // blocks of each kind so far
}

// resolve answers every page, several at once.
func (m *model) resolve(ctx context.Context, bag *diag.Bag) error {
	if m.court == nil {
		return nil // courts.toml has no court: nothing can be asked, and that was said
	}
	err := m.parallel(len(m.pages), func(i int) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		m.resolvePage(m.pages[i], bag)
		return nil
	})
	if err != nil {
		return err
	}
	m.resolveIndicators(bag)
	m.resolveHome(bag)
	m.resolveLists()
	return nil
}

func (m *model) newResolver(p *page, bag *diag.Bag) *resolver {
	return &resolver{
		m: m, file: p.file, path: p.path, bag: bag, out: p, count: map[string]int{},
		ctx: figure.Context{Court: p.court, Period: p.period},
	}
}

func (m *model) resolvePage(p *page, bag *diag.Bag) {
	r := m.newResolver(p, bag)
	p.bindings = map[*markdown.Binding]figure.Result{}
	p.blocks = map[*markdown.Block]block{}
	for _, f := range []struct {
		key, text string
		to        *figure.Result
	}{
		{"title", p.front.Title, &p.title}, {"subtitle", p.front.Subtitle, &p.subtitle},
		{"summary", p.front.Summary, &p.summary}, {"delivered", p.front.Delivered, &p.delivered},
	} {
		if p.fields != nil {
			*f.to = r.text(f.text, p.fields.ValuePos(f.key))
		}
	}
	for _, b := range p.doc.Bindings() {
		p.bindings[b] = r.binding(b)
	}
	for _, b := range p.doc.Blocks() {
		p.blocks[b] = r.block(b)
	}
	if p.kind == kindNotice && p.front.Summary == "" {
		p.generated = r.generate()
	}
	if reg := m.honors(); reg != nil && p.path == pathHonors {
		p.counts = r.levelCounts(reg, reg.Entries)
	}
	r.links()
}

// binding answers a {{…}} of the text.
func (r *resolver) binding(b *markdown.Binding) figure.Result {
	ctx := r.ctx
	ctx.Before = b.Before
	res, err := r.m.eval.Eval(b.Expr, ctx)
	if err != nil {
		r.bag.Put(problemAt(err, b.Pos))
		return figure.Result{}
	}
	return r.keep(res)
}

// text answers the bindings of a plain text, such as a title; pos is where the
// text begins.
func (r *resolver) text(text string, pos diag.Pos) figure.Result {
	var out figure.Result
	for _, piece := range markdown.Split(text, pos, r.bag) {
		if piece.Binding == nil {
			out.Parts = append(out.Parts, figure.Part{Text: piece.Text})
			continue
		}
		out.Parts = append(out.Parts, r.binding(piece.Binding).Parts...)
	}
	return out
}

// keep notes what a result adds to the page.
func (r *resolver) keep(res figure.Result) figure.Result {
	for _, p := range res.Parts {
		if p.Figure != nil {
			r.figure(p.Figure)
		}
	}
	for _, n := range res.Notes {
		r.note(r.m.theme.Text("note.figure", "indicator", n.Indicator, "note", n.Text))
	}
	return res
}

func (r *resolver) figure(f *figure.Figure) {
	r.out.figures = append(r.out.figures, f)
	r.basis(f.Basis)
}

// basis notes that the page shows figures on a basis.
func (r *resolver) basis(id string) {
	if id != "" && !slices.Contains(r.out.bases, id) {
		r.out.bases = append(r.out.bases, id)
	}
}

// note adds a note to the page once.
func (r *resolver) note(text string) {
	if text != "" && !slices.Contains(r.out.notes, text) {
		r.out.notes = append(r.out.notes, text)
	}
}

// block is a resolved fenced block: a view that only lacks its drawing.
type block interface{}

func (r *resolver) block(b *markdown.Block) block {
	switch b.Kind {
	case "chart":
		return r.chart(b.Body, b.Pos)
	case "table":
		return r.table(b.Body, b.Pos)
	case "cards":
		return r.cards(b.Body, b.Pos)
	}
	return r.register(b.Body, b.Pos)
}

// decode reads the TOML of a block.
func (r *resolver) decode(src tomlfile.Source, v any) (*tomlfile.File, bool) {
	return tomlfile.Decode(src, v, r.bag)
}

// fail reports a problem at a place; nil is no problem.
func (r *resolver) fail(err error, pos diag.Pos) bool {
	if err == nil {
		return false
	}
	r.bag.Put(problemAt(err, pos))
	return true
}

// isMissing tells a value that is not there, which a table or chart may leave
// open, from one that is wrong.
func isMissing(err error) bool {
	var problem *diag.Problem
	return errors.As(err, &problem) && problem.Code == diag.MissingValue
}
