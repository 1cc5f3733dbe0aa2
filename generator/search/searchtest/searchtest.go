// Package searchtest runs search.js on an index without a browser, for tests.
package searchtest

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/dop251/goja"
)

// Script is search.js at work. What it loads is counted.
type Script struct {
	t      testing.TB
	vm     *goja.Runtime
	loaded map[string]int // bytes by name
}

// New runs the source of search.js on an index whose files read gives by name.
func New(t testing.TB, source []byte, read func(name string) ([]byte, error)) *Script {
	t.Helper()
	s := &Script{t: t, vm: goja.New(), loaded: map[string]int{}}
	s.Set("atob", atob)
	s.Set("read", func(name string) (string, error) {
		data, err := read(name + ".js")
		if err != nil {
			return "", fmt.Errorf("load a file of the index: %w", err)
		}
		s.loaded[name] = len(data)
		return string(data), nil
	})
	if _, err := s.vm.RunScript("search.js", string(source)); err != nil {
		t.Fatal(err)
	}
	// In a page a script element brings a file; here it is run at once.
	s.run(`var ours = gongbaoSearch, got;
		function load(name) {
			return new Promise(function (done) {
				gongbaoSearch = function () { got = [].slice.call(arguments, 1); };
				(0, eval)(read(name));
				done(got);
			});
		}
		function fresh() { search = ours.open(load); }
		var search = ours.open(load), answer;`)
	return s
}

// Set gives a global name a value.
func (s *Script) Set(name string, value any) {
	s.t.Helper()
	if err := s.vm.Set(name, value); err != nil {
		s.t.Fatal(err)
	}
}

// Run runs a script; its value goes to what to points to, unless that is nil. The engine
// itself is the name ours.
func (s *Script) Run(js string, to any) {
	s.t.Helper()
	v := s.run(js)
	if to == nil {
		return
	}
	if err := s.vm.ExportTo(v, to); err != nil {
		s.t.Fatalf("%.200s: %v", js, err)
	}
}

func (s *Script) run(js string) goja.Value {
	s.t.Helper()
	v, err := s.vm.RunString(js)
	if err != nil {
		s.t.Fatalf("%.200s: %v", js, err)
	}
	return v
}

// Answer is what a query comes to.
type Answer struct {
	Total int
	Exact bool
	Hits  []Hit
}

// Hit is a page that was found, as it is shown.
type Hit struct {
	Path, ID, Label         string
	Title, Heading, Snippet string // what was found stands between []
	Others                  []string
}

// Search asks for at most n hits; for more than a reader sees at first it goes on until
// it has them. The index is loaded anew, and what was loaded before
// is forgotten.
func (s *Script) Search(query, kind, year string, n int) Answer {
	s.t.Helper()
	s.loaded = map[string]int{}
	s.Set("q", map[string]any{"query": query, "kind": kind, "year": year, "n": n, "whole": n > 10})
	s.run(`fresh(); answer = null;
		function line(parts) { return parts.map(function (p) { return p[1] ? "[" + p[0] + "]" : p[0]; }).join(""); }
		function all(r, n, hits) {
			return r.next(n).then(function (more) {
				hits = hits.concat(more);
				return q.whole && r.more() && hits.length < q.n ? all(r, n - more.length, hits) : hits;
			});
		}
		search(q.query, {kind: q.kind, year: q.year}).then(function (r) {
			return all(r, q.n, []).then(function (hits) {
				answer = {Total: r.total, Exact: r.exact, Hits: hits.map(function (h) {
					return {Path: h.path, ID: h.id, Label: h.label, Title: line(h.title), Heading: line(h.heading), Snippet: line(h.snippet), Others: h.others.map(function (o) { return o.id; })};
				})};
			});
		}).catch(function (err) { answer = String(err && err.stack || err); });`)
	v := s.run("answer")
	if text, ok := v.Export().(string); ok {
		s.t.Fatalf("search %q: %s", query, text)
	}
	var a Answer
	if err := s.vm.ExportTo(v, &a); err != nil {
		s.t.Fatal(err)
	}
	return a
}

// Loaded is how much the last search loaded.
func (s *Script) Loaded() (files, bytes int) {
	for _, size := range s.loaded {
		bytes += size
	}
	return len(s.loaded), bytes
}

// Paths are the addresses of the hits, with spaces between them.
func (a Answer) Paths() string {
	var out []string
	for _, h := range a.Hits {
		out = append(out, h.Path)
	}
	return strings.Join(out, " ")
}

// atob is the browser's.
func atob(s string) (string, error) {
	b, err := base64.RawStdEncoding.DecodeString(s)
	out := make([]rune, len(b))
	for i, c := range b {
		out[i] = rune(c)
	}
	return string(out), err
}
