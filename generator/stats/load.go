package stats

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"gongbao/generator/diag"
	"gongbao/generator/period"
	"gongbao/generator/quantity"
	"gongbao/generator/tomlfile"
)

// Store holds the statistics of a site.
type Store struct {
	Catalog string // the version of the catalogue of indicators

	indicators []*Indicator
	byName     map[string]*Indicator // by id, name and alias
	categories []*Category
	byCategory map[string]*Category
	courts     []*Court
	byCourt    map[string]*Court
	bases      []Basis
	basisRank  map[string]int
	bridges    []*Bridge
	identities []identity
	values     map[key][]*Observation // each list by rank of basis
	published  map[key][]*publishedChange
	series     map[indicatorCourt][]*Observation // every value, by period and rank of basis
}

type indicatorCourt struct {
	indicator *Indicator
	court     *Court
}

type key struct {
	indicator *Indicator
	court     *Court
	period    period.Period
}

// publishedChange is a year-on-year change as the court printed it.
type publishedChange struct {
	delta  quantity.Quantity
	basis  string
	source string
	file   *tomlfile.File
	path   string
}

func (c *publishedChange) pos() diag.Pos { return c.file.Pos(c.path) }

type identity struct {
	name        string
	left, right *formula
	gap         *formula // left − right
	pos         diag.Pos
}

// The files of the data folder.
const (
	indicatorsFile  = "data/indicators.toml"
	courtsFile      = "data/courts.toml"
	observationsDir = "data/observations"
)

// Load reads the statistics below data/ of a site and checks them. Mistakes go
// to bag; the Store holds what could be read, so that everything else can be
// checked against it in the same run. The error is for failures of the machine.
func Load(site fs.FS, bag *diag.Bag) (*Store, error) {
	s := &Store{
		byName:     map[string]*Indicator{},
		byCategory: map[string]*Category{},
		byCourt:    map[string]*Court{},
		basisRank:  map[string]int{"": 0},
		values:     map[key][]*Observation{},
		published:  map[key][]*publishedChange{},
		series:     map[indicatorCourt][]*Observation{},
	}
	if err := s.loadCourts(site, bag); err != nil {
		return nil, err
	}
	if err := s.loadIndicators(site, bag); err != nil {
		return nil, err
	}
	files, err := tomlFiles(site, observationsDir)
	if err != nil {
		return nil, err
	}
	for _, name := range files {
		if err := s.loadObservations(site, name, bag); err != nil {
			return nil, err
		}
	}
	s.settle(bag)
	s.check(bag)
	return s, nil
}

// tomlFiles lists the TOML files below dir, sorted; a missing dir has none.
func tomlFiles(site fs.FS, dir string) ([]string, error) {
	var files []string
	err := fs.WalkDir(site, dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			if path == dir {
				return fs.SkipAll
			}
			return err
		}
		if !d.IsDir() && strings.HasSuffix(path, ".toml") && !strings.HasPrefix(d.Name(), ".") {
			files = append(files, path)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", dir, err)
	}
	return files, nil
}

func readFile(site fs.FS, name string, bag *diag.Bag) ([]byte, bool, error) {
	text, err := fs.ReadFile(site, name)
	if isMissing(err) {
		bag.Add(diag.MissingFile, diag.Pos{File: name}, diag.Args{"path": name})
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("read statistics: %w", err)
	}
	return text, true, nil
}

func (s *Store) loadCourts(site fs.FS, bag *diag.Bag) error {
	text, ok, err := readFile(site, courtsFile, bag)
	if !ok {
		return err
	}
	var file struct {
		Court []struct {
			ID     string `toml:"id"`
			Name   string `toml:"name"`
			Short  string `toml:"short"`
			Level  string `toml:"level"`
			Parent string `toml:"parent"`
		} `toml:"court"`
	}
	f, ok := tomlfile.Decode(tomlfile.Source{File: courtsFile, Text: text}, &file, bag)
	if !ok {
		return nil
	}
	for i, c := range file.Court {
		path := fmt.Sprintf("court[%d]", i)
		court := &Court{ID: c.ID, Name: c.Name, Short: cmp.Or(c.Short, c.Name), Level: c.Level, Parent: c.Parent, Pos: f.Pos(path + ".id")}
		if !require(f, path, bag, "id", c.ID, "name", c.Name) {
			continue
		}
		if first := s.byCourt[c.ID]; first != nil {
			bag.Add(diag.DuplicateID, court.Pos, diag.Args{"id": c.ID, "first": first.Pos.String()}, first.Pos)
			continue
		}
		s.courts = append(s.courts, court)
		for _, n := range []string{c.ID, c.Name, c.Short} {
			if n == "" || s.byCourt[n] == court {
				continue
			}
			if first := s.byCourt[n]; first != nil { // a name must not mean two courts
				bag.Add(diag.DuplicateName, court.Pos, diag.Args{"name": n, "other": first.ID, "first": first.Pos.String()}, first.Pos)
				continue
			}
			s.byCourt[n] = court
		}
	}
	for i, c := range file.Court {
		if c.Parent == "" {
			continue
		}
		if s.byCourt[c.Parent] == nil {
			bag.Add(diag.UnknownCourt, f.Pos(fmt.Sprintf("court[%d].parent", i)),
				diag.Args{"name": c.Parent, "suggestion": diag.Closest(c.Parent, s.courtNames())})
			continue
		}
		seen := []string{c.ID}
		for at := s.byCourt[c.Parent]; at != nil; at = s.byCourt[at.Parent] {
			if slices.Contains(seen, at.ID) {
				if at.ID == c.ID {
					bag.Add(diag.CourtCycle, f.Pos(fmt.Sprintf("court[%d].parent", i)), diag.Args{"cycle": strings.Join(append(seen, at.ID), " → ")})
				}
				break
			}
			seen = append(seen, at.ID)
		}
	}
	return nil
}

// require reports the keys of a table that are missing or empty.
func require(f *tomlfile.File, path string, bag *diag.Bag, pairs ...string) bool {
	ok := true
	for i := 0; i < len(pairs); i += 2 {
		if strings.TrimSpace(pairs[i+1]) == "" {
			bag.Add(diag.MissingKey, f.Pos(path), diag.Args{"key": pairs[i]})
			ok = false
		}
	}
	return ok
}

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
		good := require(f, path, bag, "from", b.From, "to", b.To, "note", b.Note)
		for _, end := range []string{"from", "to"} {
			id := map[string]string{"from": b.From, "to": b.To}[end]
			if _, known := s.basisRank[id]; !known {
				bag.Add(diag.UnknownBasis, f.Pos(path+"."+end), diag.Args{"name": id, "suggestion": diag.Closest(id, s.basisNames())})
				good = false
			}
		}
		for _, id := range sortedKeys(b.Adjust) {
			at := f.Pos(path + ".adjust." + tomlfile.Join(id))
			ind, err := s.Indicator(id)
			if err != nil {
				bag.Put(err.(*diag.Problem).At(at))
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

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
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
			bag.Put(err.(*diag.Problem).At(f.Pos(fmt.Sprintf("%s.parts[%d]", path, i))))
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
			bag.Put(err.(*diag.Problem).At(f.Pos(fmt.Sprintf("%s.measures[%d]", path, i))))
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

func (s *Store) loadObservations(site fs.FS, name string, bag *diag.Bag) error {
	text, ok, err := readFile(site, name, bag)
	if !ok {
		return err
	}
	var file struct {
		Period string                    `toml:"period"`
		Basis  string                    `toml:"basis"`
		Source string                    `toml:"source"`
		Status string                    `toml:"status"`
		Note   string                    `toml:"note"`
		Values map[string]map[string]any `toml:"values"`
		YoY    map[string]map[string]any `toml:"yoy"`
	}
	f, ok := tomlfile.Decode(tomlfile.Source{File: name, Text: text}, &file, bag)
	if !ok {
		return nil
	}
	if !require(f, "", bag, "period", file.Period, "source", file.Source) {
		return nil
	}
	p, err := period.Parse(file.Period)
	if err != nil {
		bag.Add(diag.BadPeriod, f.Pos("period"), diag.Args{"period": file.Period})
		return nil
	}
	if _, known := s.basisRank[file.Basis]; !known {
		bag.Add(diag.UnknownBasis, f.Pos("basis"), diag.Args{"name": file.Basis, "suggestion": diag.Closest(file.Basis, s.basisNames())})
		return nil
	}
	status, known := statuses[file.Status]
	if !known {
		bag.Add(diag.BadValue, f.Pos("status"), diag.Args{"key": "status", "value": file.Status, "want": "final | provisional | revised"})
	}
	l := &observationLoader{s: s, f: f, bag: bag, period: p, basis: file.Basis, source: file.Source, status: status, note: file.Note}
	l.each("values", file.Values, l.value)
	l.each("yoy", file.YoY, l.change)
	return nil
}

type observationLoader struct {
	s      *Store
	f      *tomlfile.File
	bag    *diag.Bag
	period period.Period
	basis  string
	source string
	status Status
	note   string
}

// each walks the tables of courts; a key that is a table is a row of a
// breakdown with its measures.
func (l *observationLoader) each(table string, courts map[string]map[string]any, add func(ind *Indicator, court *Court, v any, path string)) {
	for _, name := range sortedKeys(courts) {
		path := tomlfile.Join(table, name)
		court := l.s.byCourt[name]
		if court == nil {
			l.bag.Add(diag.UnknownCourt, l.f.Pos(path), diag.Args{"name": name, "suggestion": diag.Closest(name, l.s.courtNames())})
			continue
		}
		for _, k := range sortedKeys(courts[name]) {
			v := courts[name][k]
			row, isRow := v.(map[string]any)
			if !isRow {
				l.one(k, court, v, tomlfile.Join(table, name, k), add)
				continue
			}
			c, err := l.s.Category(k)
			if err != nil {
				l.bag.Put(err.(*diag.Problem).At(l.f.Pos(tomlfile.Join(table, name, k))))
				continue
			}
			for _, m := range sortedKeys(row) {
				id := m
				if of, err := l.s.Indicator(m); err == nil {
					id = of.ID
				}
				l.one(c.ID+"."+id, court, row[m], tomlfile.Join(table, name, k, m), add)
			}
		}
	}
}

func (l *observationLoader) one(name string, court *Court, v any, path string, add func(*Indicator, *Court, any, string)) {
	ind, err := l.s.Indicator(name)
	if err != nil {
		l.bag.Put(err.(*diag.Problem).At(l.f.Pos(path)))
		return
	}
	add(ind, court, v, path)
}

func (l *observationLoader) value(ind *Indicator, court *Court, v any, path string) {
	q, err := number(v, l.f.Raw(path))
	if text, ok := v.(string); ok && ind.Unit != "%" && strings.ContainsAny(text, percentSigns) {
		err = quantity.ErrFormat // 12% is no count
	}
	if err != nil {
		l.bag.Add(diag.BadNumber, l.f.Pos(path), diag.Args{"value": written(v, l.f.Raw(path)), "indicator": ind.Name})
		return
	}
	if ind.Kind == Ratio {
		q = q.Rounded()
	}
	k := key{ind, court, l.period}
	l.s.values[k] = append(l.s.values[k], &Observation{
		Indicator: ind, Court: court, Period: l.period, Basis: l.basis, Quantity: q,
		Source: l.source, Status: l.status, Note: l.note, file: l.f, path: path,
	})
}

// percentSigns are the forms in which people write %.
const percentSigns = "%％﹪"

// written is a value as its writer sees it: 1e3 and not 1000.
func written(v any, raw string) string {
	if text, ok := v.(string); ok {
		return text
	}
	return cmp.Or(raw, fmt.Sprint(v))
}

// number reads a TOML value as a quantity; raw keeps the zeros that a float
// would lose.
func number(v any, raw string) (quantity.Quantity, error) {
	switch v := v.(type) {
	case int64:
		return quantity.Int(v), nil
	case float64:
		return quantity.Parse(strings.ReplaceAll(cmp.Or(raw, strconv.FormatFloat(v, 'f', -1, 64)), "_", ""))
	case string:
		return quantity.Parse(v)
	}
	return quantity.Quantity{}, quantity.ErrFormat
}

// change reads a published change, which carries its unit: "5.78%",
// "-0.167pp", "-0.04", "3天".
func (l *observationLoader) change(ind *Indicator, court *Court, v any, path string) {
	wrong := func() {
		example := map[ChangeUnit]string{Percent: "5.78%", Points: "0.35pp", Absolute: "-0.04", Days: "-3天"}[ind.Change]
		l.bag.Add(diag.ChangeUnit, l.f.Pos(path), diag.Args{"indicator": ind.Name, "value": written(v, l.f.Raw(path)), "want": "@" + ind.Change.String(), "example": example})
	}
	text, isText := v.(string)
	if !isText {
		text = strings.ReplaceAll(l.f.Raw(path), "_", "")
	}
	text = strings.TrimSpace(text)
	unit := Absolute
	for _, u := range []struct {
		suffix string
		unit   ChangeUnit
	}{{"个百分点", Points}, {"百分点", Points}, {"pp", Points}, {"%", Percent}, {"％", Percent}, {"﹪", Percent}, {"天", Days}} {
		if rest, ok := strings.CutSuffix(text, u.suffix); ok {
			text, unit = strings.TrimSpace(rest), u.unit
			break
		}
	}
	if unit != ind.Change || strings.ContainsAny(text, percentSigns) {
		wrong()
		return
	}
	q, err := quantity.Parse(text)
	if err != nil || q.Scale() != quantity.One {
		wrong()
		return
	}
	k := key{ind, court, l.period}
	pub := &publishedChange{delta: q.Rounded(), basis: l.basis, source: l.source, file: l.f, path: path}
	for i, other := range l.s.published[k] {
		if other.basis != l.basis {
			continue
		}
		if !other.delta.Agrees(pub.delta) {
			l.bag.Add(diag.DuplicateObservation, l.f.Pos(path), diag.Args{
				"indicator": ind.Name, "court": court.Name, "period": l.period.String(),
				"first": other.delta.String(), "second": q.String(), "where": other.pos().String(),
			}, other.pos())
		} else if pub.delta.Finer(other.delta) {
			l.s.published[k][i] = pub
		}
		return
	}
	l.s.published[k] = append(l.s.published[k], pub)
}

// settle orders the values of each key by rank of basis and keeps one of each
// basis: the finer of two that agree. Two that disagree are a mistake.
func (s *Store) settle(bag *diag.Bag) {
	for k, list := range s.values {
		slices.SortStableFunc(list, func(a, b *Observation) int {
			return cmp.Or(cmp.Compare(s.basisRank[a.Basis], s.basisRank[b.Basis]), strings.Compare(a.Pos().File, b.Pos().File), cmp.Compare(a.Pos().Line, b.Pos().Line))
		})
		kept := list[:1:1]
		for _, o := range list[1:] {
			last := kept[len(kept)-1]
			switch {
			case o.Basis != last.Basis:
				kept = append(kept, o)
			case !o.Quantity.Agrees(last.Quantity):
				bag.Add(diag.DuplicateObservation, o.Pos(), diag.Args{
					"indicator": k.indicator.Name, "court": k.court.Name, "period": k.period.String(),
					"first": last.Quantity.String(), "second": o.Quantity.String(), "where": last.Pos().String(),
				}, last.Pos())
			case o.Quantity.Finer(last.Quantity):
				kept[len(kept)-1] = o
			}
		}
		s.values[k] = kept
	}
	for _, k := range s.keys() { // sorted by period within an indicator and court
		at := indicatorCourt{k.indicator, k.court}
		s.series[at] = append(s.series[at], s.values[k]...)
	}
	for _, list := range s.published {
		slices.SortStableFunc(list, func(a, b *publishedChange) int {
			return cmp.Compare(s.basisRank[a.basis], s.basisRank[b.basis])
		})
	}
}
