package stats

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"gongbao/generator/diag"
	"gongbao/generator/tomlfile"
)

func (s *Store) loadCourts(site fs.FS, bag *diag.Bag) error {
	text, ok, err := readFile(site, courtsFile, bag)
	if !ok {
		s.undefined = true
		return err
	}
	var file struct {
		Court []struct {
			ID      string   `toml:"id"`
			Name    string   `toml:"name"`
			Short   string   `toml:"short"`
			Aliases []string `toml:"aliases"`
			Level   string   `toml:"level"`
			Parent  string   `toml:"parent"`
			Own     bool     `toml:"own"`
		} `toml:"court"`
	}
	f, ok := tomlfile.Decode(tomlfile.Source{File: courtsFile, Text: text}, &file, bag)
	if !ok {
		s.undefined = true
		return nil
	}
	for i, c := range file.Court {
		path := fmt.Sprintf("court[%d]", i)
		court := &Court{ID: c.ID, Name: c.Name, Short: cmp.Or(c.Short, c.Name), Level: c.Level, Parent: c.Parent, Aliases: c.Aliases, Own: c.Own, Pos: f.Pos(path + ".id")}
		if !require(f, path, bag, "id", c.ID, "name", c.Name) {
			continue
		}
		if first := s.byCourt[c.ID]; first != nil {
			bag.Add(diag.DuplicateID, court.Pos, diag.Args{"id": c.ID, "first": first.Pos.String()}, first.Pos)
			continue
		}
		s.courts = append(s.courts, court)
		for _, n := range append([]string{c.ID, c.Name, c.Short}, c.Aliases...) {
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
	for _, c := range s.courts {
		if parent := s.byCourt[c.Parent]; c.Parent != "" && parent != nil {
			s.children[parent] = append(s.children[parent], c)
		}
	}
	return nil
}
