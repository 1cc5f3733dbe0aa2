package stats

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"gongbao/generator/diag"
	"gongbao/generator/formula"
	"gongbao/generator/period"
	"gongbao/generator/quantity"
	"gongbao/generator/tomlfile"
)

type indicatorEntry struct {
	ID          string         `toml:"id"`
	Name        string         `toml:"name"`
	Aliases     []string       `toml:"aliases"`
	Kind        string         `toml:"kind"`
	Unit        string         `toml:"unit"`
	Scale       string         `toml:"scale"`
	Precision   *int32         `toml:"precision"`
	Change      string         `toml:"change"`
	Formula     string         `toml:"formula"`
	Direction   string         `toml:"direction"`
	Interval    *intervalEntry `toml:"interval"`
	Opening     string         `toml:"opening"`
	Additive    *bool          `toml:"additive"`
	Min         any            `toml:"min"`
	Max         any            `toml:"max"`
	Group       string         `toml:"group"`
	Type        string         `toml:"type"`
	Parts       []string       `toml:"parts"`
	OfWhich     []string       `toml:"of_which"`
	Numerator   string         `toml:"numerator"`
	Denominator string         `toml:"denominator"`
	Excluded    []string       `toml:"excluded"`
	Window      string         `toml:"window"`
	Definition  string         `toml:"definition"`
	Source      string         `toml:"source"`
	ValidFrom   string         `toml:"valid_from"`
	ValidTo     string         `toml:"valid_to"`
}

type intervalEntry struct {
	Lo     any    `toml:"lo"`
	Hi     any    `toml:"hi"`
	Closed string `toml:"closed"`
	Source string `toml:"source"`
}

// overlayEntry is what a site says of an indicator that the catalogue has.
type overlayEntry struct {
	ID       string         `toml:"id"`
	Aliases  []string       `toml:"aliases"`
	Group    string         `toml:"group"`
	Interval *intervalEntry `toml:"interval"`
}

type targetEntry struct {
	Indicator string `toml:"indicator"`
	Court     string `toml:"court"`
	Period    string `toml:"period"`
	Value     any    `toml:"value"`
	Source    string `toml:"source"`
}

type bridgeEntry struct {
	From   string            `toml:"from"`
	To     string            `toml:"to"`
	Note   string            `toml:"note"`
	Adjust map[string]string `toml:"adjust"`
}

type identityEntry struct {
	Name  string `toml:"name"`
	Left  string `toml:"left"`
	Right string `toml:"right"`
}

type breakEntry struct {
	At         string   `toml:"at"`
	Note       string   `toml:"note"`
	Indicators []string `toml:"indicators"`
}

type outlierEntry struct {
	Factor any `toml:"factor"`
	Points any `toml:"points"`
	Least  any `toml:"least"`
}

// catalogue is one file of definitions: the catalogue, or what a site lays
// over it.
type catalogue struct {
	Catalog   string           `toml:"catalog"`
	Outlier   outlierEntry     `toml:"outlier"`
	Basis     []basisEntry     `toml:"basis"`
	Bridge    []bridgeEntry    `toml:"bridge"`
	Break     []breakEntry     `toml:"break"`
	Indicator []indicatorEntry `toml:"indicator"`
	Identity  []identityEntry  `toml:"identity"`
	Category  []categoryEntry  `toml:"category"`
	Overlay   []overlayEntry   `toml:"overlay"`
	Target    []targetEntry    `toml:"target"`

	f *tomlfile.File
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
	own, err := tomlFiles(site, overlayDir, bag)
	if err != nil {
		return err
	}
	var files []*catalogue
	for _, name := range append([]string{indicatorsFile}, own...) {
		text, ok, err := readFile(site, name, bag)
		if err != nil {
			return err
		}
		c := &catalogue{}
		if ok {
			c.f, ok = tomlfile.Decode(tomlfile.Source{File: name, Text: text}, c, bag)
		}
		if !ok {
			s.undefined = true
			continue
		}
		files = append(files, c)
	}
	if s.undefined {
		return nil
	}
	s.Catalog = files[0].Catalog
	// Each kind of thing is known from all files before another refers to it.
	for _, step := range []func(*catalogue, *diag.Bag){s.addBases, s.addIndicators, s.addCategories} {
		for _, c := range files {
			step(c, bag)
		}
	}
	s.expandCategories(bag)
	for _, step := range []func(*catalogue, *diag.Bag){s.linkIndicators, s.addBridges, s.addBreaks, s.addIdentities, s.addOverlays, s.addTargets, s.readOutlier} {
		for _, c := range files {
			step(c, bag)
		}
	}
	s.findCycles(bag)
	for _, c := range files {
		for _, e := range c.Indicator {
			if ind := s.byName[e.ID]; ind != nil && ind.ID == e.ID {
				ind.Additive = ind.Kind == Flow && !s.countsStock(ind)
				switch {
				case e.Additive == nil:
				case *e.Additive && ind.Kind != Flow:
					bag.Add(diag.BadValue, ind.Pos, diag.Args{"key": "additive", "value": "true", "want": "false", "example": "additive = false"})
				default:
					ind.Additive = *e.Additive
				}
			}
		}
	}
	for _, ind := range s.indicators {
		if ind.Category != "" {
			ind.Additive = s.byName[ind.Measure].Additive
		}
	}
	return nil
}

// countsStock reports whether a formula or an identity makes an indicator of a
// stock and something else.
func (s *Store) countsStock(ind *Indicator) bool {
	stock := func(id string) bool { return s.byName[id].Kind == Stock }
	if ind.formula != nil && slices.ContainsFunc(ind.formula.IDs, stock) {
		return true
	}
	return slices.ContainsFunc(s.identities, func(e Identity) bool {
		return len(e.Left.IDs) == 1 && e.Left.IDs[0] == ind.ID && slices.ContainsFunc(e.Right.IDs, stock)
	})
}

func (s *Store) addBases(c *catalogue, bag *diag.Bag) {
	for i, b := range c.Basis {
		path := fmt.Sprintf("basis[%d]", i)
		if !require(c.f, path, bag, "id", b.ID, "name", b.Name) {
			continue
		}
		pos := c.f.Pos(path + ".id")
		if _, dup := s.basisRank[b.ID]; dup {
			first, _ := s.Basis(b.ID)
			bag.Add(diag.DuplicateID, pos, diag.Args{"id": b.ID, "first": first.pos.String()}, first.pos)
			continue
		}
		s.basisRank[b.ID] = len(s.basisRank)
		s.bases = append(s.bases, Basis{b.ID, b.Name, b.Note, pos})
	}
}

func (s *Store) addIndicators(c *catalogue, bag *diag.Bag) {
	for i, e := range c.Indicator {
		s.addIndicator(c.f, fmt.Sprintf("indicator[%d]", i), e, bag)
	}
}

func (s *Store) addCategories(c *catalogue, bag *diag.Bag) {
	for i, e := range c.Category {
		s.addCategory(c.f, fmt.Sprintf("category[%d]", i), e, bag)
	}
}

func (s *Store) linkIndicators(c *catalogue, bag *diag.Bag) {
	for i, e := range c.Indicator {
		s.linkIndicator(c.f, fmt.Sprintf("indicator[%d]", i), e, bag)
	}
}

func (s *Store) addBridges(c *catalogue, bag *diag.Bag) {
	f := c.f
	for i, b := range c.Bridge {
		path := fmt.Sprintf("bridge[%d]", i)
		bridge := &Bridge{From: b.From, To: b.To, Note: b.Note, adjust: map[string]*formula.Formula{}, all: len(b.Adjust) == 0}
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
}

func (s *Store) addBreaks(c *catalogue, bag *diag.Bag) {
	for i, e := range c.Break {
		path := fmt.Sprintf("break[%d]", i)
		if !require(c.f, path, bag, "at", e.At, "note", e.Note) {
			continue
		}
		at, err := period.Parse(e.At)
		if err != nil {
			bag.Add(diag.BadPeriod, c.f.Pos(path+".at"), diag.Args{"period": e.At})
			continue
		}
		b := Break{At: at, Note: e.Note}
		for j, name := range e.Indicators {
			ind, err := s.Indicator(name)
			if err != nil {
				bag.Put(diag.Place(err, c.f.Pos(fmt.Sprintf("%s.indicators[%d]", path, j))))
				continue
			}
			if b.indicators == nil {
				b.indicators = map[*Indicator]bool{}
			}
			b.indicators[ind] = true
		}
		s.breaks = append(s.breaks, b)
	}
}

func (s *Store) addIdentities(c *catalogue, bag *diag.Bag) {
	for i, e := range c.Identity {
		path := fmt.Sprintf("identity[%d]", i)
		if !require(c.f, path, bag, "name", e.Name, "left", e.Left, "right", e.Right) {
			continue
		}
		l := s.formulaAt(e.Left, c.f.Pos(path+".left"), bag)
		r := s.formulaAt(e.Right, c.f.Pos(path+".right"), bag)
		if l == nil || r == nil {
			continue
		}
		s.identities = append(s.identities, Identity{e.Name, l, r, c.f.Pos(path)})
	}
}

// addOverlays lays what a site says of the catalogue's indicators over them.
func (s *Store) addOverlays(c *catalogue, bag *diag.Bag) {
	for i, e := range c.Overlay {
		path := fmt.Sprintf("overlay[%d]", i)
		if !require(c.f, path, bag, "id", e.ID) {
			continue
		}
		ind, err := s.Indicator(e.ID)
		if err != nil {
			bag.Put(diag.Place(err, c.f.Pos(path+".id")))
			continue
		}
		if e.Group != "" {
			ind.Group = e.Group
		}
		if e.Interval != nil {
			if first, twice := s.overlaid[ind]; twice {
				at := c.f.Pos(path + ".interval")
				bag.Add(diag.DuplicateID, at, diag.Args{"id": ind.ID, "first": first.String()}, first)
				continue
			}
			s.overlaid[ind] = c.f.Pos(path + ".interval")
			if strings.TrimSpace(e.Interval.Source) == "" { // a bound that nobody set is not to be judged by
				bag.Add(diag.MissingKey, c.f.Pos(path+".interval"), diag.Args{"key": "source", "example": `interval = { lo = 95, source = "…" }`})
			}
			ind.Interval = readInterval(c.f, path+".interval", *e.Interval, bag)
		}
		ind.Aliases = append(ind.Aliases, e.Aliases...)
		s.alias(ind, e.Aliases, c.f.Pos(path+".id"), bag)
	}
}

func (s *Store) addTargets(c *catalogue, bag *diag.Bag) {
	for i, e := range c.Target {
		path := fmt.Sprintf("target[%d]", i)
		if !require(c.f, path, bag, "indicator", e.Indicator, "period", e.Period, "source", e.Source) {
			continue
		}
		ind, err := s.Indicator(e.Indicator)
		if err != nil {
			bag.Put(diag.Place(err, c.f.Pos(path+".indicator")))
			continue
		}
		t := Target{Source: e.Source, Pos: c.f.Pos(path + ".value")}
		if e.Court != "" {
			if t.Court, err = s.Court(e.Court); err != nil {
				bag.Put(diag.Place(err, c.f.Pos(path+".court")))
				continue
			}
		}
		if t.Period, err = period.Parse(e.Period); err != nil {
			bag.Add(diag.BadPeriod, c.f.Pos(path+".period"), diag.Args{"period": e.Period})
			continue
		}
		if t.Quantity, err = number(e.Value, c.f.Raw(path+".value")); err != nil {
			bag.Add(diag.BadNumber, t.Pos, diag.Args{"value": written(e.Value, c.f.Raw(path+".value")), "indicator": ind.Name})
			continue
		}
		if i := slices.IndexFunc(ind.Targets, func(o Target) bool { return o.Court == t.Court && o.Period == t.Period }); i >= 0 {
			first := ind.Targets[i]
			bag.Add(diag.DuplicateObservation, t.Pos, diag.Args{
				"indicator": ind.Name, "court": cmp.Or(e.Court, s.courts[0].Name), "period": e.Period, "first": first.Quantity.String(), "second": t.Quantity.String(), "where": first.Pos.String(),
			}, first.Pos)
			continue
		}
		ind.Targets = append(ind.Targets, t)
		slices.SortStableFunc(ind.Targets, func(a, b Target) int { return a.Period.Compare(b.Period) })
	}
}

func (s *Store) readOutlier(c *catalogue, bag *diag.Bag) {
	for _, k := range []struct {
		name string
		v    any
		to   *decimal.Decimal
		over int64
	}{{"factor", c.Outlier.Factor, &s.Outlier.Factor, 1}, {"points", c.Outlier.Points, &s.Outlier.Points, 0}, {"least", c.Outlier.Least, &s.Outlier.Least, 0}} {
		if k.v == nil {
			continue
		}
		at := "outlier." + k.name
		q, err := number(k.v, c.f.Raw(at))
		if err != nil || q.Value().LessThan(decimal.NewFromInt(k.over)) {
			bag.Add(diag.BadValue, c.f.Pos(at), diag.Args{"key": k.name, "value": written(k.v, c.f.Raw(at)), "want": fmt.Sprintf("≥ %d", k.over), "example": at + " = 3"})
			continue
		}
		*k.to = q.Value()
	}
}

func (s *Store) addIndicator(f *tomlfile.File, path string, e indicatorEntry, bag *diag.Bag) {
	if !require(f, path, bag, "id", e.ID, "name", e.Name) {
		return
	}
	bad := func(name, value, want, example string) {
		bag.Add(diag.BadValue, f.Pos(path+"."+name), diag.Args{"key": name, "value": value, "want": want, "example": example})
	}
	ind := &Indicator{
		ID: e.ID, Name: e.Name, Aliases: e.Aliases, Unit: e.Unit, Group: e.Group, Parts: e.Parts, OfWhich: e.OfWhich,
		Type: e.Type, Numerator: e.Numerator, Denominator: e.Denominator, Excluded: e.Excluded, Window: e.Window,
		Definition: strings.TrimSpace(e.Definition), Source: e.Source, Formula: e.Formula, Pos: f.Pos(path + ".id"),
	}
	if !plainID(e.ID) {
		bad("id", e.ID, "@plain-id", "accepted")
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
	if ind.Type != "" && !slices.Contains(types, ind.Type) {
		bad("type", e.Type, strings.Join(types, " | "), types[0])
	}
	for _, v := range []struct {
		name, text string
		to         *period.Period
	}{{"valid_from", e.ValidFrom, &ind.ValidFrom}, {"valid_to", e.ValidTo, &ind.ValidTo}} {
		if v.text == "" {
			continue
		}
		p, err := period.Parse(v.text)
		if err != nil {
			bag.Add(diag.BadPeriod, f.Pos(path+"."+v.name), diag.Args{"period": v.text})
			continue
		}
		*v.to = p
	}
	// A count is never negative, and a percentage is of something; whatever may
	// be otherwise says so with "none".
	if ind.Kind != Ratio || ind.Unit == "%" {
		ind.Min = &decimal.Zero
	}
	if ind.Kind == Ratio && ind.Unit == "%" {
		ind.Max = &hundred
	}
	for _, b := range []struct {
		name string
		v    any
		to   **decimal.Decimal
	}{{"min", e.Min, &ind.Min}, {"max", e.Max, &ind.Max}} {
		switch {
		case b.v == nil:
			continue
		case b.v == unbounded:
			*b.to = nil
			continue
		}
		q, err := number(b.v, f.Raw(path+"."+b.name))
		if err != nil {
			bad(b.name, written(b.v, f.Raw(path+"."+b.name)), "0 | 100 | "+unbounded, "100")
			continue
		}
		v := q.Value()
		*b.to = &v
	}
	if e.Interval != nil {
		if ind.Interval = readInterval(f, path+".interval", *e.Interval, bag); ind.Interval != nil {
			ind.Interval.Source = cmp.Or(ind.Interval.Source, e.Source)
		}
	}
	s.register(ind, bag)
}

var types = []string{"综合", "质量", "效率", "效果"}

// Types are the headings of 《审判质量管理指标体系》, in its order.
func Types() []string { return slices.Clone(types) }

// unbounded lifts the bound that an indicator has by its kind.
const unbounded = "none"

// plainID reports whether an id can stand in a formula, in a file's name (also on
// Windows) and in a page's address alike.
func plainID(id string) bool {
	const longest = 64
	switch strings.ToLower(id) {
	case "index", "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9":
		return false
	}
	if len(id) > longest {
		return false
	}
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
	iv := &Interval{Source: e.Source, Pos: f.Pos(path)}
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
	s.alias(ind, append([]string{ind.Name}, ind.Aliases...), ind.Pos, bag)
}

// alias makes an indicator known by more names. A name must not mean two.
func (s *Store) alias(ind *Indicator, names []string, pos diag.Pos, bag *diag.Bag) {
	for _, n := range names {
		if n = fold(n); n == "" || s.byName[n] == ind {
			continue
		}
		if first := s.byName[n]; first != nil {
			bag.Add(diag.DuplicateName, pos, diag.Args{"name": n, "other": first.ID, "first": first.Pos.String()}, first.Pos)
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
	for _, list := range []struct {
		key string
		ids []string
	}{{"parts", ind.Parts}, {"of_which", ind.OfWhich}} {
		for i, part := range list.ids {
			p, err := s.Indicator(part)
			if err != nil {
				bag.Put(diag.Place(err, f.Pos(fmt.Sprintf("%s.%s[%d]", path, list.key, i))))
				continue
			}
			list.ids[i] = p.ID
		}
	}
	if e.Opening != "" {
		at := f.Pos(path + ".opening")
		switch of, err := s.Indicator(e.Opening); {
		case err != nil:
			bag.Put(diag.Place(err, at))
		case of.Kind != Stock || ind.Kind != Stock || of == ind:
			bag.Add(diag.BadValue, at, diag.Args{"key": "opening", "value": e.Opening, "want": "@stock"})
		default:
			ind.Opening = of.ID
		}
	}
	if e.Formula != "" {
		ind.formula = s.formulaAt(e.Formula, f.Pos(path+".formula"), bag)
	}
}

// formulaAt parses a formula and checks its ids; nil when it is wrong.
func (s *Store) formulaAt(text string, pos diag.Pos, bag *diag.Bag) *formula.Formula {
	fm, err := formula.Parse(text)
	if err != nil {
		detail, _, _ := strings.Cut(err.Error(), "\n")
		bag.Add(diag.FormulaSyntax, pos, diag.Args{"formula": text, "detail": detail})
		return nil
	}
	for _, id := range fm.IDs {
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
		bag.Add(diag.BadValue, c.Pos, diag.Args{"key": "id", "value": c.ID, "want": "@plain-id", "example": "criminal_first"})
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
			cell := *of
			cell.ID, cell.Name, cell.Aliases = c.ID+"."+of.ID, c.Name+of.Name, nil
			cell.Definition, cell.Source = c.Definition, cmp.Or(c.Source, of.Source)
			cell.Category, cell.Measure, cell.Pos = c.ID, of.ID, c.Pos
			// What is said of the whole is not said of a row.
			cell.Type, cell.Interval, cell.Targets, cell.Formula, cell.formula = "", nil, nil, "", nil
			cell.Parts, cell.OfWhich, cell.Opening = nil, nil, ""
			ind := &cell
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
			var others []diag.Pos
			for _, id := range path[i+1:] {
				others = append(others, s.byName[id].Pos)
			}
			bag.Add(diag.FormulaCycle, ind.Pos, diag.Args{"cycle": strings.Join(append(slices.Clone(path[i:]), ind.ID), " → ")}, others...)
			return
		}
		state[ind] = visiting
		path = append(path, ind.ID)
		for _, id := range ind.formula.IDs {
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
	for _, id := range of.formula.IDs {
		if in := s.byName[id]; in == target || s.needs(in, target, seen) {
			return true
		}
	}
	return false
}
