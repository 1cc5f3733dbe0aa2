package stats

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"gongbao/generator/diag"
	"gongbao/generator/period"
	"gongbao/generator/quantity"
	"gongbao/generator/tomlfile"
)

type indicatorEntry struct {
	ID         string         `toml:"id"`
	Name       string         `toml:"name"`
	Aliases    []string       `toml:"aliases"`
	Kind       string         `toml:"kind"`
	Unit       string         `toml:"unit"`
	Scale      string         `toml:"scale"`
	Precision  *int32         `toml:"precision"`
	Change     string         `toml:"change"`
	Formula    string         `toml:"formula"`
	Direction  string         `toml:"direction"`
	Interval   *intervalEntry `toml:"interval"`
	Group      string         `toml:"group"`
	Parts      []string       `toml:"parts"`
	Definition string         `toml:"definition"`
	Source     string         `toml:"source"`
	ValidFrom  string         `toml:"valid_from"`
	ValidTo    string         `toml:"valid_to"`
}

type intervalEntry struct {
	Lo     any    `toml:"lo"`
	Hi     any    `toml:"hi"`
	Closed string `toml:"closed"`
}

type categoryEntry struct {
	ID         string   `toml:"id"`
	Name       string   `toml:"name"`
	Parent     string   `toml:"parent"`
	Measures   []string `toml:"measures"`
	Definition string   `toml:"definition"`
	Source     string   `toml:"source"`
}

type basisEntry struct {
	ID   string `toml:"id"`
	Name string `toml:"name"`
	Note string `toml:"note"`
}

func (s *Store) loadIndicators(site fs.FS, bag *diag.Bag) error {
	text, ok, err := readFile(site, indicatorsFile, bag)
	if !ok {
		s.undefined = true
		return err
	}
	var file struct {
		Catalog string       `toml:"catalog"`
		Basis   []basisEntry `toml:"basis"`
		Bridge  []struct {
			From   string            `toml:"from"`
			To     string            `toml:"to"`
			Note   string            `toml:"note"`
			Adjust map[string]string `toml:"adjust"`
		} `toml:"bridge"`
		Indicator []indicatorEntry `toml:"indicator"`
		Identity  []struct {
			Name  string `toml:"name"`
			Left  string `toml:"left"`
			Right string `toml:"right"`
		} `toml:"identity"`
		Category []categoryEntry `toml:"category"`
	}
	f, ok := tomlfile.Decode(tomlfile.Source{File: indicatorsFile, Text: text}, &file, bag)
	if !ok {
		s.undefined = true
		return nil
	}
	s.Catalog = file.Catalog
	for i, b := range file.Basis {
		path := fmt.Sprintf("basis[%d]", i)
		if !require(f, path, bag, "id", b.ID, "name", b.Name) {
			continue
		}
		if _, dup := s.basisRank[b.ID]; dup {
			first := f.Pos(fmt.Sprintf("basis[%d].id", slices.IndexFunc(file.Basis[:i], func(o basisEntry) bool { return o.ID == b.ID })))
			bag.Add(diag.DuplicateID, f.Pos(path+".id"), diag.Args{"id": b.ID, "first": first.String()}, first)
			continue
		}
		s.basisRank[b.ID] = len(s.basisRank)
		s.bases = append(s.bases, Basis(b))
	}
	for i := range file.Indicator {
		s.addIndicator(f, fmt.Sprintf("indicator[%d]", i), file.Indicator[i], bag)
	}
	for i := range file.Category {
		s.addCategory(f, fmt.Sprintf("category[%d]", i), file.Category[i], bag)
	}
	s.expandCategories(bag)
	// Only now are all ids known.
	for i := range file.Indicator {
		s.linkIndicator(f, fmt.Sprintf("indicator[%d]", i), file.Indicator[i], bag)
	}
	s.findCycles(bag)
	for i, b := range file.Bridge {
		path := fmt.Sprintf("bridge[%d]", i)
		bridge := &Bridge{From: b.From, To: b.To, Note: b.Note, adjust: map[string]*formula{}, all: len(b.Adjust) == 0}
		good := require(f, path, bag, "note", b.Note)
		for _, end := range []struct{ key, id string }{{"from", b.From}, {"to", b.To}} {
			at := path + "." + end.key
			switch _, known := s.basisRank[end.id]; {
			case !f.Has(at): // "" is the default basis, but it has to be said
				bag.Add(diag.MissingKey, f.Pos(path), diag.Args{"key": end.key})
				good = false
			case !known:
				bag.Add(diag.UnknownBasis, f.Pos(at), diag.Args{"name": end.id, "suggestion": diag.Closest(end.id, s.basisNames())})
				good = false
			}
		}
		for _, id := range sortedKeys(b.Adjust) {
			at := f.Pos(path + ".adjust." + tomlfile.Join(id))
			ind, err := s.Indicator(id)
			if err != nil {
				bag.Put(diag.Place(err, at))
				continue
			}
			if fm := s.formulaAt(b.Adjust[id], at, bag); fm != nil {
				bridge.adjust[ind.ID] = fm
			}
		}
		if good {
			s.bridges = append(s.bridges, bridge)
		}
	}
	for i, e := range file.Identity {
		path := fmt.Sprintf("identity[%d]", i)
		if !require(f, path, bag, "name", e.Name, "left", e.Left, "right", e.Right) {
			continue
		}
		l := s.formulaAt(e.Left, f.Pos(path+".left"), bag)
		r := s.formulaAt(e.Right, f.Pos(path+".right"), bag)
		if l != nil && r != nil {
			s.identities = append(s.identities, identity{e.Name, l, r, l.minus(r), f.Pos(path)})
		}
	}
	return nil
}

func (s *Store) addIndicator(f *tomlfile.File, path string, e indicatorEntry, bag *diag.Bag) {
	if !require(f, path, bag, "id", e.ID, "name", e.Name) {
		return
	}
	bad := func(name, value, want, example string) {
		bag.Add(diag.BadValue, f.Pos(path+"."+name), diag.Args{"key": name, "value": value, "want": want, "example": example})
	}
	ind := &Indicator{
		ID: e.ID, Name: e.Name, Aliases: e.Aliases, Unit: e.Unit, Group: e.Group, Parts: e.Parts,
		Definition: strings.TrimSpace(e.Definition), Source: e.Source, Formula: e.Formula, Pos: f.Pos(path + ".id"),
	}
	if !plainID(e.ID) {
		bad("id", e.ID, "a-z 0-9 _", "accepted")
		return
	}
	var ok bool
	if ind.Kind, ok = kinds[cmp.Or(e.Kind, "flow")]; !ok {
		bad("kind", e.Kind, "flow | stock | ratio", "flow")
	}
	if ind.Scale, ok = quantity.ParseScale(e.Scale); !ok {
		bad("scale", e.Scale, "万 | 亿 | 万亿", "万")
	}
	if ind.Direction, ok = directions[e.Direction]; !ok {
		bad("direction", e.Direction, "up | down | none", "up")
	}
	change := e.Change
	if change == "" {
		change = "pct"
		if ind.Kind == Ratio && ind.Unit == "%" {
			change = "pp"
		}
	}
	if ind.Change, ok = changeUnits[change]; !ok {
		bad("change", e.Change, "pct | pp | abs | days", "pct")
	}
	switch {
	case e.Precision != nil && (*e.Precision < 0 || *e.Precision > 8):
		bad("precision", fmt.Sprint(*e.Precision), "0–8", "2")
	case e.Precision != nil:
		ind.Precision = *e.Precision
	case ind.Kind == Ratio:
		ind.Precision = 2
	case ind.Scale != quantity.One:
		ind.Precision = 1
	}
	for name, text := range map[string]string{"valid_from": e.ValidFrom, "valid_to": e.ValidTo} {
		if text == "" {
			continue
		}
		p, err := period.Parse(text)
		if err != nil {
			bag.Add(diag.BadPeriod, f.Pos(path+"."+name), diag.Args{"period": text})
			continue
		}
		if name == "valid_from" {
			ind.ValidFrom = p
		} else {
			ind.ValidTo = p
		}
	}
	if e.Interval != nil {
		ind.Interval = readInterval(f, path+".interval", *e.Interval, bag)
	}
	s.register(ind, bag)
}

// plainID reports whether an id can stand in a formula, in a file's name and
// in a page's address alike.
func plainID(id string) bool {
	for i, r := range id {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r == '_':
		case i > 0 && r >= '0' && r <= '9':
		default:
			return false
		}
	}
	return id != ""
}

func readInterval(f *tomlfile.File, path string, e intervalEntry, bag *diag.Bag) *Interval {
	iv := &Interval{}
	unread := false
	for _, end := range []struct {
		name string
		v    any
		to   **decimal.Decimal
	}{{"lo", e.Lo, &iv.Lo}, {"hi", e.Hi, &iv.Hi}} {
		if end.v == nil {
			continue
		}
		q, err := number(end.v, f.Raw(path+"."+end.name))
		if err != nil {
			bag.Add(diag.BadNumber, f.Pos(path+"."+end.name), diag.Args{"value": written(end.v, f.Raw(path+"."+end.name)), "indicator": "interval"})
			unread = true
			continue
		}
		v := q.Value()
		*end.to = &v
	}
	switch e.Closed {
	case "", "both":
		iv.LoClosed, iv.HiClosed = true, true
	case "lo":
		iv.LoClosed = true
	case "hi":
		iv.HiClosed = true
	case "none":
	default:
		bag.Add(diag.BadValue, f.Pos(path+".closed"), diag.Args{"key": "closed", "value": e.Closed, "want": "both | lo | hi | none"})
	}
	if unread {
		return nil
	}
	if iv.Lo == nil && iv.Hi == nil || iv.Lo != nil && iv.Hi != nil && iv.Lo.GreaterThan(*iv.Hi) {
		bag.Add(diag.BadValue, f.Pos(path), diag.Args{"key": "interval", "value": f.Raw(path), "want": "lo ≤ hi", "example": "interval = { lo = 90, hi = 100 }"})
		return nil
	}
	return iv
}

// register makes an indicator known by its id, name and aliases.
func (s *Store) register(ind *Indicator, bag *diag.Bag) {
	if first := s.byName[ind.ID]; first != nil {
		bag.Add(diag.DuplicateID, ind.Pos, diag.Args{"id": ind.ID, "first": first.Pos.String()}, first.Pos)
		return
	}
	s.indicators = append(s.indicators, ind)
	s.byName[ind.ID] = ind
	for _, n := range append([]string{ind.Name}, ind.Aliases...) {
		if n = fold(n); n == "" || s.byName[n] == ind {
			continue
		}
		if first := s.byName[n]; first != nil {
			bag.Add(diag.DuplicateName, ind.Pos, diag.Args{"name": n, "other": first.ID, "first": first.Pos.String()}, first.Pos)
			continue
		}
		s.byName[n] = ind
	}
}

// linkIndicator checks what an indicator says of others.
func (s *Store) linkIndicator(f *tomlfile.File, path string, e indicatorEntry, bag *diag.Bag) {
	ind := s.byName[e.ID]
	if ind == nil || ind.Pos != f.Pos(path+".id") {
		return
	}
	for i, part := range ind.Parts {
		p, err := s.Indicator(part)
		if err != nil {
			bag.Put(diag.Place(err, f.Pos(fmt.Sprintf("%s.parts[%d]", path, i))))
			continue
		}
		ind.Parts[i] = p.ID
	}
	if e.Formula != "" {
		ind.formula = s.formulaAt(e.Formula, f.Pos(path+".formula"), bag)
	}
}

// formulaAt parses a formula and checks its ids; nil when it is wrong.
func (s *Store) formulaAt(text string, pos diag.Pos, bag *diag.Bag) *formula {
	fm, err := parseFormula(text)
	if err != nil {
		detail, _, _ := strings.Cut(err.Error(), "\n")
		bag.Add(diag.FormulaSyntax, pos, diag.Args{"formula": text, "detail": detail})
		return nil
	}
	for _, id := range fm.ids {
		if ind := s.byName[id]; ind == nil || ind.ID != id {
			near := diag.Closest(id, s.ids())
			if ind != nil { // a name was written where formulas want the id
				near = ind.ID
			}
			bag.Add(diag.UnknownIndicator, pos, diag.Args{"name": id, "suggestion": near})
			return nil
		}
	}
	return fm
}

func (s *Store) addCategory(f *tomlfile.File, path string, e categoryEntry, bag *diag.Bag) {
	if !require(f, path, bag, "id", e.ID, "name", e.Name) {
		return
	}
	c := &Category{ID: e.ID, Name: e.Name, Parent: e.Parent, Definition: e.Definition, Source: e.Source, Pos: f.Pos(path + ".id")}
	if !plainID(c.ID) {
		bag.Add(diag.BadValue, c.Pos, diag.Args{"key": "id", "value": c.ID, "want": "a-z 0-9 _", "example": "criminal_first"})
		return
	}
	if first := s.byCategory[c.ID]; first != nil {
		bag.Add(diag.DuplicateID, c.Pos, diag.Args{"id": c.ID, "first": first.Pos.String()}, first.Pos)
		return
	}
	var parent *Category
	if c.Parent != "" {
		// A row stands after its table, which also keeps cycles out.
		parent = s.byCategory[c.Parent]
		if parent == nil {
			bag.Add(diag.UnknownCategory, f.Pos(path+".parent"), diag.Args{"name": c.Parent, "suggestion": diag.Closest(c.Parent, sortedKeys(s.byCategory))})
			return
		}
	}
	for i, m := range e.Measures {
		ind, err := s.Indicator(m)
		if err != nil {
			bag.Put(diag.Place(err, f.Pos(fmt.Sprintf("%s.measures[%d]", path, i))))
			return
		}
		if !slices.Contains(c.Measures, ind.ID) {
			c.Measures = append(c.Measures, ind.ID)
		}
	}
	if len(c.Measures) == 0 && parent != nil {
		c.Measures = parent.Measures
	}
	if len(c.Measures) == 0 {
		bag.Add(diag.MissingKey, c.Pos, diag.Args{"key": "measures"})
		return
	}
	if parent != nil {
		parent.Children = append(parent.Children, c.ID)
	}
	s.byCategory[c.ID] = c
	s.categories = append(s.categories, c)
}

// expandCategories makes an indicator of each measure of each category.
func (s *Store) expandCategories(bag *diag.Bag) {
	for _, c := range s.categories {
		for _, m := range c.Measures {
			of := s.byName[m]
			ind := &Indicator{
				ID: c.ID + "." + of.ID, Name: c.Name + of.Name, Kind: of.Kind, Unit: of.Unit, Scale: of.Scale, Precision: of.Precision,
				Change: of.Change, Direction: of.Direction, Group: of.Group, Definition: of.Definition, Source: cmp.Or(c.Source, of.Source),
				Category: c.ID, Measure: of.ID, Pos: c.Pos,
			}
			for _, child := range c.Children {
				if slices.Contains(s.byCategory[child].Measures, m) {
					ind.Parts = append(ind.Parts, child+"."+of.ID)
				}
			}
			s.register(ind, bag)
		}
	}
}

// findCycles reports formulas that need their own result.
func (s *Store) findCycles(bag *diag.Bag) {
	const visiting, done = 1, 2
	state := map[*Indicator]int{}
	var path []string
	var visit func(ind *Indicator)
	visit = func(ind *Indicator) {
		if state[ind] == done || ind.formula == nil {
			return
		}
		if state[ind] == visiting {
			i := slices.Index(path, ind.ID)
			bag.Add(diag.FormulaCycle, ind.Pos, diag.Args{"cycle": strings.Join(append(slices.Clone(path[i:]), ind.ID), " → ")})
			return
		}
		state[ind] = visiting
		path = append(path, ind.ID)
		for _, id := range ind.formula.ids {
			visit(s.byName[id])
		}
		path = path[:len(path)-1]
		state[ind] = done
	}
	for _, ind := range s.indicators {
		visit(ind)
	}
	if bag.Failed() { // a formula in a cycle would never end
		for _, ind := range s.indicators {
			if ind.formula != nil && s.needs(ind, ind, map[*Indicator]bool{}) {
				ind.formula = nil
			}
		}
	}
}

func (s *Store) needs(of, target *Indicator, seen map[*Indicator]bool) bool {
	if of.formula == nil || seen[of] {
		return false
	}
	seen[of] = true
	for _, id := range of.formula.ids {
		if in := s.byName[id]; in == target || s.needs(in, target, seen) {
			return true
		}
	}
	return false
}
