// Package glossary reads the words that a site explains, 名词解释.
package glossary

import (
	"errors"
	"fmt"
	"io/fs"

	"gongbao/generator/diag"
	"gongbao/generator/tomlfile"
)

// Term is one word with its meaning.
type Term struct {
	ID      string
	Name    string
	Aliases []string
	Meaning string
	Source  string
}

const file = "data/glossary.toml"

// Load reads data/glossary.toml; a site may have none. Mistakes go to bag.
func Load(site fs.FS, bag *diag.Bag) ([]Term, error) {
	text, err := fs.ReadFile(site, file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read glossary: %w", err)
	}
	var doc struct {
		Term []struct {
			ID      string   `toml:"id"`
			Name    string   `toml:"name"`
			Aliases []string `toml:"aliases"`
			Meaning string   `toml:"meaning"`
			Source  string   `toml:"source"`
		} `toml:"term"`
	}
	f, ok := tomlfile.Decode(tomlfile.Source{File: file, Text: text}, &doc, bag)
	if !ok {
		return nil, nil
	}
	var terms []Term
	names := map[string]diag.Pos{}
	ids := map[string]diag.Pos{}
	for i, t := range doc.Term {
		at := fmt.Sprintf("term[%d]", i)
		if t.Name == "" || t.Meaning == "" {
			key := "name"
			if t.Name != "" {
				key = "meaning"
			}
			bag.Add(diag.MissingKey, f.Pos(at), diag.Args{"key": key})
			continue
		}
		if t.ID == "" {
			t.ID = t.Name
		}
		if first, dup := ids[t.ID]; dup {
			bag.Add(diag.DuplicateID, f.Pos(at+".id"), diag.Args{"id": t.ID, "first": first.String()}, first)
			continue
		}
		ids[t.ID] = f.Pos(at)
		for _, n := range append([]string{t.Name}, t.Aliases...) {
			if first, dup := names[n]; dup {
				bag.Add(diag.DuplicateName, f.Pos(at), diag.Args{"name": n, "other": n, "first": first.String()}, first)
				continue
			}
			names[n] = f.Pos(at)
		}
		terms = append(terms, Term(t))
	}
	return terms, nil
}
