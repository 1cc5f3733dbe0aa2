package download

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"strings"
)

// Resource is a CSV file of the package.
type Resource struct {
	Set
	Path   string // from datapackage.json
	Bytes  int
	SHA256 string // hexadecimal
}

// dataPackage is a Frictionless Data Package of version 1.
type dataPackage struct {
	Profile     string     `json:"profile"`
	Name        string     `json:"name"`
	Title       string     `json:"title"`
	Description string     `json:"description,omitempty"`
	Homepage    string     `json:"homepage,omitempty"`
	Keywords    []string   `json:"keywords,omitempty"`
	Contributor []person   `json:"contributors,omitempty"`
	Resources   []resource `json:"resources"`
}

type person struct {
	Title string `json:"title"`
	Role  string `json:"role"`
}

type resource struct {
	Profile     string   `json:"profile"`
	Name        string   `json:"name"`
	Path        string   `json:"path"`
	Title       string   `json:"title"`
	Description string   `json:"description,omitempty"`
	Format      string   `json:"format"`
	Mediatype   string   `json:"mediatype"`
	Encoding    string   `json:"encoding"`
	Bytes       int      `json:"bytes"`
	Hash        string   `json:"hash"`
	Dialect     dialect  `json:"dialect"`
	Sources     []source `json:"sources,omitempty"`
	Schema      schema   `json:"schema"`
}

type source struct {
	Title string `json:"title"`
}

type dialect struct {
	Delimiter      string `json:"delimiter"`
	LineTerminator string `json:"lineTerminator"`
	QuoteChar      string `json:"quoteChar"`
	DoubleQuote    bool   `json:"doubleQuote"`
	Header         bool   `json:"header"`
}

type schema struct {
	Fields        []field  `json:"fields"`
	MissingValues []string `json:"missingValues"`
}

type field struct {
	Name        string         `json:"name"`
	Type        string         `json:"type"`
	Format      string         `json:"format,omitempty"`
	Description string         `json:"description,omitempty"`
	Constraints map[string]any `json:"constraints,omitempty"`
}

// periodPattern is the canonical form of a period.
const periodPattern = `[0-9]{4}(H[12]|Q[1-4]|Q3-ytd|-(0[1-9]|1[0-2])|-(0[2-9]|1[01])-ytd)?`

// Package writes datapackage.json, which describes CSV files so that a program
// can read them without guessing. A site says nothing of a licence, so neither
// does the package.
func (m *Maker) Package(w io.Writer, resources []Resource) error {
	p := dataPackage{
		Profile: "tabular-data-package", Name: m.packageName(), Title: m.packageTitle(), Description: m.Notice, Homepage: m.BaseURL, Resources: []resource{},
	}
	if m.Owner != "" {
		p.Contributor = []person{{m.Owner, "publisher"}}
	}
	for _, r := range resources {
		one := resource{
			Profile: "tabular-data-resource", Name: strings.ToLower(r.ID), Path: r.Path, Title: r.Name, Description: r.Definition,
			Format: "csv", Mediatype: "text/csv", Encoding: "utf-8", Bytes: r.Bytes, Hash: "sha256:" + r.SHA256,
			Dialect: dialect{",", "\r\n", `"`, true, true},
			Schema:  schema{MissingValues: []string{""}},
		}
		if r.Source != "" {
			one.Sources = []source{{r.Source}}
		}
		for _, c := range r.columns() {
			one.Schema.Fields = append(one.Schema.Fields, m.field(c))
		}
		p.Resources = append(p.Resources, one)
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	err := enc.Encode(p)
	if err == nil {
		_, err = b.WriteTo(w)
	}
	if err != nil {
		return fmt.Errorf("write data package: %w", err)
	}
	return nil
}

func (m *Maker) field(c column) field {
	f := field{Name: m.heading(c), Type: "string", Description: m.meaning(c), Constraints: map[string]any{}}
	switch c.kind {
	case number:
		f.Type = "number"
	case day:
		f.Type, f.Format = "date", "default"
	}
	if c.need {
		f.Constraints["required"] = true
	}
	if c.key == "period" {
		f.Constraints["pattern"] = periodPattern
	}
	if c.words != nil {
		var words []string
		for _, key := range c.words {
			words = append(words, m.Words.Text(key))
		}
		f.Constraints["enum"] = words
	}
	return f
}

// packageName is the site's address as a name, which has none of the letters
// that a title has.
func (m *Maker) packageName() string {
	name := "court-statistics"
	if u, err := url.Parse(m.BaseURL); err == nil && u.Hostname() != "" {
		name += "-" + strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '.' || r == '-' {
				return r
			}
			return '-'
		}, strings.ToLower(u.Hostname()))
	}
	return name
}

// packageTitle is the name of all the data together.
func (m *Maker) packageTitle() string { return m.Words.Text("data.title", "site", m.Title) }
