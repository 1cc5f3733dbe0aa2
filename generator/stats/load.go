package stats

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"gongbao/generator/diag"
	"gongbao/generator/period"
	"gongbao/generator/tomlfile"
)

// Store holds the statistics of a site.
type Store struct {
	Catalog string // the version of the catalogue of indicators
	Outlier Outlier

	indicators []*Indicator
	byName     map[string]*Indicator // by id, name and alias
	categories []*Category
	byCategory map[string]*Category
	courts     []*Court
	byCourt    map[string]*Court
	children   map[*Court][]*Court
	bases      []Basis
	basisRank  map[string]int
	bridges    []*Bridge
	breaks     []Break
	overlaid   map[*Indicator]diag.Pos // where each interval of an overlay stands
	identities []Identity
	values     map[key][]*Observation // each list by rank of basis
	absent     map[key][]Absence
	duplicates []Duplicate
	published  map[key][]*PublishedChange
	undefined  bool                              // courts or indicators could not be read
	incomplete bool                              // some observations could not be read
	all        []*Observation                    // every value, by key and rank of basis
	series     map[indicatorCourt][]*Observation // parts of all

	reads   *Reads // of whoever asks; nil when nobody notes them
	digests *digests
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

// The files of the data folder.
const (
	indicatorsFile  = "data/indicators.toml"
	overlayDir      = "data/indicators" // the site's own, laid over the catalogue
	courtsFile      = "data/courts.toml"
	observationsDir = "data/observations"
)

// Load reads the statistics below data/ of a site. Mistakes go to bag; whether
// the values agree with one another is for package check. The Store holds what
// could be read, so that everything else can be checked against it in the same
// run. The error is for failures of the machine.
func Load(site fs.FS, bag *diag.Bag) (*Store, error) {
	s := &Store{
		byName:     map[string]*Indicator{},
		byCategory: map[string]*Category{},
		byCourt:    map[string]*Court{},
		children:   map[*Court][]*Court{},
		basisRank:  map[string]int{"": 0},
		Outlier:    defaultOutlier,
		values:     map[key][]*Observation{},
		published:  map[key][]*PublishedChange{},
		series:     map[indicatorCourt][]*Observation{},
		absent:     map[key][]Absence{},
		overlaid:   map[*Indicator]diag.Pos{},
		digests:    &digests{},
	}
	if err := s.loadCourts(site, bag); err != nil {
		return nil, err
	}
	if err := s.loadIndicators(site, bag); err != nil {
		return nil, err
	}
	if s.undefined {
		return s, nil
	}
	files, err := tomlFiles(site, observationsDir, bag)
	if err != nil {
		return nil, err
	}
	if err := s.loadObservations(site, files, bag); err != nil {
		return nil, err
	}
	s.settle()
	return s, nil
}

// Defined reports whether courts and indicators could be read. Without them
// every name in data and content would be unknown, and the one mistake would
// stand among hundreds that are none.
func (s *Store) Defined() bool { return !s.undefined }

// Complete reports whether all observations could be read. When some could not,
// a value that is missing may stand among them.
func (s *Store) Complete() bool { return !s.incomplete && !s.undefined }

// tomlFiles lists the TOML files below dir, sorted; a missing dir has none.
// What is there and cannot be used is told of.
func tomlFiles(site fs.FS, dir string, bag *diag.Bag) ([]string, error) {
	var files []string
	err := fs.WalkDir(site, dir, func(path string, d fs.DirEntry, err error) error {
		if path == dir && errors.Is(err, fs.ErrNotExist) {
			return fs.SkipAll
		}
		if err != nil {
			return err
		}
		switch {
		case strings.HasPrefix(d.Name(), "."), d.IsDir():
		case !d.Type().IsRegular():
			bag.Add(diag.NotAFile, diag.Pos{File: path}, diag.Args{"path": path})
		case strings.EqualFold(filepath.Ext(path), ".toml"):
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
	if errors.Is(err, fs.ErrNotExist) {
		bag.Add(diag.MissingFile, diag.Pos{File: name}, diag.Args{"path": name})
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("read statistics: %w", err)
	}
	return text, true, nil
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

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
