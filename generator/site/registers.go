package site

import (
	"context"
	"html/template"
	"net/url"
	"path"
	"slices"
	"strings"

	"gongbao/generator/diag"
	"gongbao/generator/exhibit"
	"gongbao/generator/publish"
	"gongbao/generator/register"
	"gongbao/generator/view"
)

// registerPage is a register as a page of its own.
type registerPage struct {
	*answered
	reg   *register.Register
	table exhibit.RegisterTable // of one that is no wall of honours
}

const (
	registersDir  = "registers/"
	pathRegisters = registersDir + "index.html"
)

// planRegisters decides which registers have pages: those that say their kind,
// and the honours where content/ has a page for them.
func (m *model) planRegisters(bag *diag.Bag) (addresses []string) {
	first := map[string]diag.Pos{publish.Key(pathRegisters): {}}
	for _, reg := range m.registers {
		if reg.Kind == nil || reg == m.honors() && m.honorsWritten() {
			continue
		}
		address := registersDir + reg.ID + ".html"
		var names diag.Bag
		if !m.goodName(address, &names) {
			d := names.Sorted()[0]
			bag.Add(d.Code, reg.Pos, d.Args)
			continue
		}
		key := publish.Key(address)
		if pos, taken := first[key]; taken {
			by := "@own-page"
			if pos.File != "" {
				by = pos.File
			}
			bag.Add(diag.DuplicatePage, reg.Pos, diag.Args{"path": address, "first": by})
			continue
		}
		first[key] = reg.Pos
		m.registerPages = append(m.registerPages, &registerPage{answered: m.madePage(address), reg: reg})
		addresses = append(addresses, address)
	}
	if len(m.listed()) > 1 {
		addresses = append(addresses, pathRegisters)
	}
	return addresses
}

func (m *model) honorsWritten() bool {
	return m.at[pathHonors] != nil
}

// list is a page that shows a register, as other pages name it.
type list struct {
	page *page
	reg  *register.Register
}

// listed are the pages that show registers, in the order of the registers' ids.
func (m *model) listed() []list {
	var out []list
	for _, rp := range m.registerPages {
		out = append(out, list{rp.page, rp.reg})
	}
	if p := m.at[pathHonors]; p != nil && m.honors() != nil {
		out = append(out, list{p, m.honors()})
	}
	slices.SortFunc(out, func(a, b list) int { return strings.Compare(a.reg.ID, b.reg.ID) })
	return out
}

func (l list) name() string {
	if l.page.file != "" {
		return l.page.name
	}
	return l.reg.Name
}

// registerLinks lead from a page to every page that shows a register.
func (m *model) registerLinks(from string) []view.Link {
	var out []view.Link
	for _, l := range m.listed() {
		out = append(out, view.Link{Text: l.name(), Href: relative(from, l.page.path)})
	}
	return out
}

func (m *model) resolveRegisters(bag *diag.Bag) {
	for _, rp := range m.registerPages {
		rp.shows = m.desk.Resolver(rp.path, rp.about(), bag)
		if rp.reg.Kind.Wall() {
			rp.counts = rp.shows.LevelCounts(rp.reg, rp.reg.Entries)
			continue
		}
		rp.table = rp.shows.RegisterTable(rp.reg)
	}
	if !m.outputs.pages[pathRegisters] {
		return
	}
	p := m.madePage(pathRegisters)
	p.shows = m.desk.Resolver(p.path, p.about(), &diag.Bag{})
	m.registerTotals = map[*register.Register]template.HTML{}
	for _, l := range m.listed() {
		if l.page.file != "" && l.page.front.Summary != "" { // which tells of it
			p.shows.Figures = append(p.shows.Figures, l.page.facts.telling()...)
			continue
		}
		m.registerTotals[l.reg] = p.shows.RegisterTotal(l.reg)
	}
	m.lists = append(m.lists, p)
}

// anchorRegisters notes the ids of the pages of registers.
func (m *model) anchorRegisters(at func(string) anchors) {
	for _, l := range m.listed() {
		for _, e := range l.reg.Entries {
			at(l.page.path)[e.ID] = true
		}
	}
}

// registerLink is the address, from the page at from, of a link that a register
// writes as seen from the site's root.
func (m *model) registerLink(from, dest string) string {
	u, err := url.Parse(dest)
	if err == nil && u.Scheme == "" && u.Host == "" && u.Path != "" {
		rooted := *u
		rooted.Path = path.Clean("/" + u.Path)
		dest = rooted.String()
	}
	to, _ := m.link(&page{path: from}, dest) // one that leads nowhere was told of, and nothing is rendered
	return to
}

// checkRegisterLinks finds the links of registers that lead nowhere.
func (m *model) checkRegisterLinks(bag *diag.Bag) {
	for _, reg := range m.registers {
		for _, f := range reg.Fields {
			for _, e := range reg.Entries {
				if f.Type != "link" || e.Fields[f.ID] == "" {
					continue
				}
				m.checkLink(&page{path: pathHome}, strings.TrimPrefix(e.Fields[f.ID], "/"), e.Pos, bag)
			}
		}
	}
}

// registerPage makes the page of a register.
func (r *renderer) registerPage(_ context.Context, rp *registerPage) (any, error) {
	reg := rp.reg
	if reg.Kind.Wall() {
		return r.wall(rp.answered, reg, view.Honors{Page: r.base(rp.path, "honors", reg.Name, reg.Intro), Intro: paragraph(reg.Intro)})
	}
	v := view.RegisterPage{
		Page: r.base(rp.path, "register", reg.Name, reg.Intro), Layout: reg.Kind.ID, Intro: reg.Intro, Total: rp.table.Total, Counts: rp.table.Counts,
		Filters: rp.table.Filters, Columns: rp.table.Columns,
	}
	if reg.AsOf != "" {
		v.AsOf = r.m.desk.RegisterDate(reg.AsOf)
	}
	to := func(dest string) string {
		if dest == "" {
			return ""
		}
		return r.m.registerLink(rp.path, dest)
	}
	for _, row := range rp.table.Rows {
		row.Cells = slices.Clone(row.Cells)
		for i, c := range row.Cells {
			row.Cells[i].Href = to(c.Href)
			row.Cells[i].Fields = slices.Clone(c.Fields)
			for j, f := range c.Fields {
				row.Cells[i].Fields[j].Href = to(f.Href)
			}
		}
		v.Rows = append(v.Rows, row)
	}
	var err error
	v.Traces, err = r.traces(rp.answered, append([]template.HTML{v.Total}, countTexts(v.Counts)...)...)
	return v, err
}

// paragraph is plain text as a paragraph.
func paragraph(text string) template.HTML {
	if text == "" {
		return ""
	}
	return template.HTML("<p>" + template.HTMLEscapeString(text) + "</p>")
}

// wall fills a wall of honours with the entries of its register.
func (r *renderer) wall(p *answered, reg *register.Register, v view.Honors) (any, error) {
	v.Counts = p.counts
	filters, values := r.m.desk.HonorFilters(reg)
	v.Filters = filters
	for _, e := range reg.Entries {
		if n := len(v.Years); n == 0 || v.Years[n-1].Year != e.Year() {
			v.Years = append(v.Years, view.HonorYear{Year: e.Year()})
		}
		y := &v.Years[len(v.Years)-1]
		if n := len(y.Levels); n == 0 || y.Levels[n-1].Level != e.Level {
			y.Levels = append(y.Levels, view.HonorLevel{Level: e.Level})
		}
		l := &y.Levels[len(y.Levels)-1]
		entry := r.m.desk.Entry(p.path, reg, e)
		entry.Chosen = values[e.ID]
		l.Entries = append(l.Entries, entry)
	}
	var err error
	v.Traces, err = r.traces(p, append([]template.HTML{v.Headline, v.Intro}, countTexts(v.Counts)...)...)
	return v, err
}

// registersPage lists the pages of registers.
func (r *renderer) registersPage(context.Context) (any, error) {
	m := r.m
	v := view.List{Page: r.base(pathRegisters, "list", m.theme.Text("kind.register"), "")}
	for _, l := range m.listed() {
		s := view.Story{Title: l.name(), Href: relative(pathRegisters, l.page.path), Kind: "register", Label: m.theme.Text("kind.register")}
		if l.page.file != "" && l.page.front.Summary != "" {
			s.Summary = l.page.facts.Told
		} else {
			s.Summary = template.HTML(template.HTMLEscapeString(l.reg.Intro))
			if total := m.registerTotals[l.reg]; total != "" {
				s.Summary += template.HTML(template.HTMLEscapeString(m.theme.Text("register.total"))) + total + template.HTML(template.HTMLEscapeString(m.theme.Text("register.stop")))
			}
		}
		v.Stories = append(v.Stories, s)
	}
	var err error
	v.Traces, err = r.traces(m.holder(pathRegisters), storyTexts(v.Stories)...)
	return v, err
}

// listsRegister is the page that lists a register; "" when none does.
func (m *model) listsRegister(reg *register.Register) string {
	for _, l := range m.listed() {
		if l.reg == reg {
			return l.page.path
		}
	}
	return ""
}
