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
	type use struct {
		term string
		pos  diag.Pos
	}
	var terms []Term
	names := map[string]use{}
	ids := map[string]diag.Pos{}
	for i, t := range doc.Term {
		at := fmt.Sprintf("term[%d]", i)
		if t.Name == "" {
			bag.Add(diag.MissingKey, f.Pos(at+".name"), diag.Args{"key": "name"})
		}
		if t.Meaning == "" {
			bag.Add(diag.MissingKey, f.Pos(at+".meaning"), diag.Args{"key": "meaning"})
		}
		if t.Name == "" || t.Meaning == "" {
			continue
		}
		for j, n := range append([]string{t.Name}, t.Aliases...) {
			pos := f.Pos(at + ".name")
			if j > 0 {
				pos = f.Pos(fmt.Sprintf("%s.aliases[%d]", at, j-1))
			}
			if first, dup := names[n]; dup {
				bag.Add(diag.DuplicateName, pos, diag.Args{"name": n, "other": first.term, "first": first.pos.String()}, first.pos)
				continue
			}
			names[n] = use{t.Name, pos}
		}
		given := t.ID != ""
		if !given {
			t.ID = t.Name
		}
		if first, dup := ids[t.ID]; dup {
			if first != names[t.Name].pos { // else the name was reported
				bag.Add(diag.DuplicateID, f.Pos(at+".id"), diag.Args{"id": t.ID, "first": first.String()}, first)
			}
			continue
		}
		ids[t.ID] = f.Pos(at + ".id")
		if !given {
			ids[t.ID] = f.Pos(at + ".name")
		}
		terms = append(terms, Term(t))
	}
	return terms, nil
}
