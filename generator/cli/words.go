package cli

import (
	"embed"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"gongbao/generator/diag"
)

//go:embed words/*.toml
var wordFiles embed.FS

// words are the texts of the command line in one language, and the catalogue
// of diagnostics in the same.
type words struct {
	texts   map[string]string
	catalog *diag.Catalog
}

// wordsFor chooses the language by the locale variables, first one set first.
// Chinese is the default: only a locale that says English gets English.
func wordsFor(locales ...string) *words {
	lang := "zh-CN"
	for _, l := range locales {
		if l != "" {
			if strings.HasPrefix(l, "en") {
				lang = "en"
			}
			break
		}
	}
	w := &words{catalog: diag.For(lang)}
	if _, err := toml.DecodeFS(wordFiles, "words/"+lang+".toml", &w.texts); err != nil {
		panic(fmt.Sprintf("cli: embedded words: %v", err))
	}
	return w
}

// plural is a word that goes by a number: {files:file|files}.
var plural = regexp.MustCompile(`\{(\w+):([^{}|]*)\|([^{}|]*)\}`)

// text fills the {placeholders} of a text from name, value pairs, and takes of
// {name:one|many} the word that fits the value.
func (w *words) text(key string, args ...any) string {
	text, ok := w.texts[key]
	if !ok {
		return key
	}
	pairs := make([]string, 0, len(args))
	for i := 0; i+1 < len(args); i += 2 {
		pairs = append(pairs, fmt.Sprintf("{%v}", args[i]), fmt.Sprint(args[i+1]))
	}
	// Before the values are filled in, so that nothing in them is taken for a plural.
	text = plural.ReplaceAllStringFunc(text, func(words string) string {
		m := plural.FindStringSubmatch(words)
		if i := slices.Index(pairs, "{"+m[1]+"}"); i >= 0 && pairs[i+1] == "1" {
			return m[2]
		}
		return m[3]
	})
	return strings.NewReplacer(pairs...).Replace(text)
}
