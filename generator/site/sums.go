package site

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"gongbao/generator/ledger"
	"gongbao/generator/shelf"
	"gongbao/generator/stats"
)

// sums are digests of the files of a site by what depends on them.
type sums struct {
	rest      string // of all that is in no other sum
	charts    string // what all charts are made with
	chart     map[string]string
	registers string
}

// What pages depend on by themselves, as their records name it, and what no page
// does that is not made anew with every build.
const (
	observationsDir = "data/observations/"
	registersData   = "data/registers/"
)

// sum digests the files that were read so far, but for the texts of pages.
func (m *model) sum() {
	m.sums = sums{chart: map[string]string{}}
	charts := "themes/" + m.config.Theme + "/charts/"
	rest, common, registers := sha256.New(), sha256.New(), sha256.New()
	m.fsys.Files(func(name, digest string) {
		template, isTemplate := strings.CutPrefix(name, charts)
		switch {
		case strings.HasPrefix(name, contentDir+"/"), strings.HasPrefix(name, observationsDir), ledger.Owns(name):
		case strings.HasPrefix(name, registersData):
			fmt.Fprintln(registers, name, digest)
		case isTemplate && path.Ext(template) == ".toml" && template != "style.toml":
			m.sums.chart[strings.TrimSuffix(template, ".toml")] = digest
		case isTemplate, strings.HasPrefix(name, "themes/"+m.config.Theme+"/package"):
			fmt.Fprintln(common, name, digest)
		case strings.HasPrefix(name, "themes/"): // templates, words and assets have sums of their own
		default:
			fmt.Fprintln(rest, name, digest)
		}
	})
	m.sums.rest, m.sums.charts, m.sums.registers = fmt.Sprintf("%x", rest.Sum(nil)), fmt.Sprintf("%x", common.Sum(nil)), fmt.Sprintf("%x", registers.Sum(nil))
}

// common is a digest of what every page depends on: the program, the site's settings
// and definitions, the words of its language, and what stands on each page.
func (m *model) common() (shelf.Key, error) {
	words := m.theme.WordSum()
	var explained, tables, lists []string
	for _, ip := range m.indicators {
		explained = append(explained, ip.path)
	}
	for _, bp := range m.tables {
		tables = append(tables, bp.path)
	}
	for _, l := range m.listed() {
		lists = append(lists, l.reg.ID, l.page.path)
	}
	var bases []string
	for _, o := range m.stats.All() {
		if !slices.Contains(bases, o.Basis) {
			bases = append(bases, o.Basis)
		}
	}
	slices.Sort(bases)
	text, err := json.Marshal(struct {
		Program                         string
		Rest                            string
		Words                           [sha256.Size]byte
		Site                            any
		Explained, Tables, Lists, Bases []string
		Feed, Complete, Broken          bool
		Catalog                         string
	}{
		program(), m.sums.rest, words, m.siteView(), explained, tables, lists, bases, m.hasFeed(), m.stats.Complete(), m.brokenLists || m.brokenLedgers, m.stats.Catalog,
	})
	if err != nil {
		return shelf.Key{}, fmt.Errorf("digest site: %w", err)
	}
	return sha256.Sum256(text), nil
}

// program names the program that runs, and no other: what another one made is made
// again. Its file's age and size stand for what the version of a program that was
// built by hand does not tell.
var program = sync.OnceValue(func() string {
	var b strings.Builder
	if info, ok := debug.ReadBuildInfo(); ok {
		b.WriteString(info.String())
	}
	if name, err := os.Executable(); err == nil {
		if info, err := os.Stat(name); err == nil {
			fmt.Fprintln(&b, info.Size(), info.ModTime().UnixNano())
		}
	}
	return b.String()
})

// on is the same site, asking another view of its statistics.
func (m *model) on(s *stats.Store) *model {
	on := *m
	on.stats, on.desk = s, m.desk.On(s)
	return &on
}
