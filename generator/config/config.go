// Package config reads site.toml.
package config

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"strings"
	"time"

	"gongbao/generator/diag"
	"gongbao/generator/tomlfile"
)

// Site is what site.toml says.
type Site struct {
	Title      string
	ShortTitle string
	BaseURL    string // ends in a slash; "" when not given
	Language   string
	Theme      string
	Location   *time.Location // timezone: where a page’s published is meant
	// Sample tells that the figures are made up; every page says so.
	Sample bool
	// Ranking tells that pages may rank courts against one another. The Supreme
	// People's Court forbids it in public (2024-09), so every page of such a site
	// is stamped as internal.
	Ranking bool
	// Audit is how the numbers that authors typed by hand are treated.
	Audit Audit
	// PrintTraces tells that a printed page ends with where its numbers come from.
	PrintTraces bool
	Owner       Owner
	Menu        []MenuItem
}

// Audit is how the numbers that authors typed by hand are treated.
type Audit struct {
	// Unverified is what a number counts as that neither the data nor the text
	// tell; nil when it is not told of at all.
	Unverified *diag.Severity
	// Coverage is what part of a page's numbers must be bound, verified or
	// consistent, from 0 to 1.
	Coverage float64
}

// Owner is who answers for the site; an absent field is left out of the pages.
type Owner struct {
	Name       string `toml:"name"`
	Address    string `toml:"address"`
	Phone      string `toml:"phone"`
	ICP        string `toml:"icp"`
	PoliceICP  string `toml:"police_icp"`
	SiteIDCode string `toml:"site_id_code"`
}

// MenuItem is a link of the menu; URL is relative to the site's root.
type MenuItem struct {
	Name string
	URL  string
	Pos  diag.Pos
}

// china is the time of all courts; it needs no table of time zones, which
// Windows lacks.
var china = time.FixedZone("Asia/Shanghai", 8*60*60)

// severities are what [audit] unverified can say; unsaid it is info: a number
// that nobody can trace is always told of, but stops nobody's work.
var severities = map[string]*diag.Severity{"": new(diag.Info), "off": nil, "info": new(diag.Info), "warn": new(diag.Warning), "error": new(diag.Error)}

// File is where the configuration stands.
const File = "site.toml"

// Load reads site.toml. Mistakes go to bag; the error is for failures of the
// machine.
func Load(site fs.FS, bag *diag.Bag) (Site, error) {
	c := Site{Language: "zh-CN", Theme: "court", Location: china}
	text, err := fs.ReadFile(site, File)
	if errors.Is(err, fs.ErrNotExist) {
		bag.Add(diag.MissingFile, diag.Pos{File: File}, diag.Args{"path": File})
		return c, nil
	}
	if err != nil {
		return c, fmt.Errorf("read configuration: %w", err)
	}
	file := struct {
		Title      string `toml:"title"`
		ShortTitle string `toml:"short_title"`
		BaseURL    string `toml:"base_url"`
		Language   string `toml:"language"`
		Theme      string `toml:"theme"`
		Timezone   string `toml:"timezone"`
		Sample     bool   `toml:"sample"`
		Ranking    struct {
			Mode string `toml:"mode"`
		} `toml:"ranking"`
		Audit struct {
			Unverified string  `toml:"unverified"`
			Coverage   float64 `toml:"coverage"`
		} `toml:"audit"`
		Print struct {
			Traces bool `toml:"traces"`
		} `toml:"print"`
		Owner Owner `toml:"owner"`
		Menu  []struct {
			Name string `toml:"name"`
			URL  string `toml:"url"`
		} `toml:"menu"`
	}{Language: c.Language, Theme: c.Theme, Timezone: china.String()}
	f, ok := tomlfile.Decode(tomlfile.Source{File: File, Text: text}, &file, bag)
	if !ok {
		return c, nil
	}
	c.Title, c.ShortTitle, c.Language, c.Theme, c.Owner = file.Title, file.ShortTitle, file.Language, file.Theme, file.Owner
	c.Sample = file.Sample
	switch file.Ranking.Mode {
	case "", "off":
	case "internal":
		c.Ranking = true
	default:
		bag.Add(diag.BadValue, f.Pos("ranking.mode"), diag.Args{"key": "mode", "value": file.Ranking.Mode, "want": "off | internal", "example": `mode = "off"`})
	}
	switch severity, ok := severities[file.Audit.Unverified]; {
	case ok:
		c.Audit.Unverified = severity
	default:
		bag.Add(diag.BadValue, f.Pos("audit.unverified"), diag.Args{"key": "unverified", "value": file.Audit.Unverified, "want": "off | info | warn | error", "example": `unverified = "warn"`})
	}
	if share := file.Audit.Coverage; share >= 0 && share <= 1 { // which nan is not
		c.Audit.Coverage = share
	} else {
		bag.Add(diag.BadValue, f.Pos("audit.coverage"), diag.Args{"key": "coverage", "value": f.Raw("audit.coverage"), "want": "0 – 1", "example": "coverage = 0.9"})
	}
	c.PrintTraces = file.Print.Traces
	if strings.TrimSpace(c.Title) == "" {
		bag.Add(diag.MissingKey, f.Pos("title"), diag.Args{"key": "title", "example": `title = "××市中级人民法院公报"`})
	}
	if file.Timezone != china.String() {
		if c.Location, err = time.LoadLocation(file.Timezone); err != nil || file.Timezone == "" || file.Timezone == "Local" {
			bag.Add(diag.BadValue, f.Pos("timezone"), diag.Args{"key": "timezone", "value": file.Timezone, "want": "Asia/Shanghai", "example": `timezone = "Asia/Shanghai"`})
			c.Location = china
		}
	}
	if c.ShortTitle == "" {
		c.ShortTitle = c.Title
	}
	if c.Language != "zh-CN" && c.Language != "en" {
		bag.Add(diag.BadValue, f.Pos("language"), diag.Args{"key": "language", "value": c.Language, "want": "zh-CN | en"})
	}
	if strings.ContainsAny(c.Theme, `/\.`) || c.Theme == "" {
		bag.Add(diag.UnknownTheme, f.Pos("theme"), diag.Args{"name": c.Theme})
	}
	if file.BaseURL != "" {
		u, err := url.Parse(file.BaseURL)
		if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
			bag.Add(diag.BadValue, f.Pos("base_url"), diag.Args{"key": "base_url", "value": file.BaseURL, "want": "https://…/", "example": "https://example.org/"})
		} else {
			c.BaseURL = strings.TrimSuffix(file.BaseURL, "/") + "/"
		}
	}
	for i, m := range file.Menu {
		at := fmt.Sprintf("menu[%d]", i)
		if m.Name == "" {
			bag.Add(diag.MissingKey, f.Pos(at+".name"), diag.Args{"key": "name"})
		}
		if m.URL == "" {
			bag.Add(diag.MissingKey, f.Pos(at+".url"), diag.Args{"key": "url"})
		}
		if m.Name == "" || m.URL == "" {
			continue
		}
		c.Menu = append(c.Menu, MenuItem{m.Name, m.URL, f.Pos(at + ".url")})
	}
	return c, nil
}
