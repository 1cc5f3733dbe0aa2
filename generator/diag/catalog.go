package diag

import (
	"embed"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"
)

//go:embed messages/*.toml
var messageFiles embed.FS

type entry struct {
	Message string   `toml:"message"`
	Hints   []string `toml:"hints"`
	Explain string   `toml:"explain"`
}

// Catalog is the wording of all codes in one language.
type Catalog struct {
	entries map[Code]entry
	words   map[string]string
}

var (
	// Chinese is the first language, English the second.
	Chinese = sync.OnceValue(func() *Catalog { return mustLoad("zh-CN") })
	English = sync.OnceValue(func() *Catalog { return mustLoad("en") })
)

func mustLoad(lang string) *Catalog {
	var file struct {
		Words map[string]string `toml:"words"`
		Codes map[Code]entry    `toml:"codes"`
	}
	if _, err := toml.DecodeFS(messageFiles, "messages/"+lang+".toml", &file); err != nil {
		panic(fmt.Sprintf("diag: embedded messages %s: %v", lang, err))
	}
	return &Catalog{entries: file.Codes, words: file.Words}
}

// For is the catalogue of a language; any but English gets the Chinese one.
func For(lang string) *Catalog {
	if strings.HasPrefix(lang, "en") {
		return English()
	}
	return Chinese()
}

// Codes lists every code there is, sorted.
func Codes() []Code { return slices.Sorted(maps.Keys(severities)) }

// Message is the one-line text of a finding.
func (c *Catalog) Message(code Code, args Args) string {
	s, _ := c.fill(c.entries[code].Message, args)
	return s
}

// Hint tells what to do: the first hint of the code whose placeholders are all
// known, or "".
func (c *Catalog) Hint(code Code, args Args) string {
	for _, h := range c.entries[code].Hints {
		if s, ok := c.fill(h, args); ok {
			return s
		}
	}
	return ""
}

// Explain is the long text for `gongbao explain`; ok is false for an unknown code.
func (c *Catalog) Explain(code Code) (text string, ok bool) {
	e, ok := c.entries[code]
	return strings.TrimSpace(e.Explain), ok
}

// placeholder is {name}; braces around anything else stand for themselves.
var placeholder = regexp.MustCompile(`\{[a-z_]+\}`)

// fill puts args into {placeholders}; whole is false if one had no value. A
// value "@key" is a word of the catalogue, so that the code that checks need
// not know any language.
// ListSep stands between the parts of an argument that is a list; each language
// has a mark of its own there.
const ListSep = "\x1f"

func (c *Catalog) fill(s string, args Args) (filled string, whole bool) {
	whole = true
	filled = placeholder.ReplaceAllStringFunc(s, func(p string) string {
		v := args[p[1:len(p)-1]]
		if key, ok := strings.CutPrefix(v, "@"); ok && c.words[key] != "" {
			v = c.words[key]
		}
		v = strings.ReplaceAll(v, ListSep, c.words["list-separator"])
		whole = whole && v != ""
		return v
	})
	return filled, whole
}

// Closest is the candidate most like the word that was written, for "did you
// mean"; "" when none is near. Ties go to the one that sorts first. The word
// itself is never the answer: it is what was wrong.
func Closest(word string, candidates []string) string {
	w := []rune(strings.ToLower(word))
	best, bestDist := "", len(w)/2+1
	if len(w) <= 2 {
		bestDist = 2
	}
	for _, c := range slices.Sorted(slices.Values(candidates)) {
		if c == word {
			continue
		}
		r := []rune(strings.ToLower(c))
		if d := distance(w, r); d < bestDist && d < max(len(w), len(r)) {
			best, bestDist = c, d
		}
	}
	return best
}

// distance is the optimal string alignment distance: insertions, deletions,
// substitutions and swaps of neighbours cost one each.
func distance(a, b []rune) int {
	var before []int
	prev := make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		cur := make([]int, len(b)+1)
		cur[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			cur[j] = min(cur[j-1]+1, prev[j]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				cur[j] = min(cur[j], before[j-2]+1)
			}
		}
		before, prev = prev, cur
	}
	return prev[len(b)]
}
