// Package searchtest runs search.js on an index without a browser, for tests.
package searchtest

import (
	"bufio"
	_ "embed"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
)

//go:embed harness.js
var harness string

// Script is search.js at work in Node, whose engine is that of a browser: it is
// some fifty times as fast as one in Go, so that tests may ask hundreds of questions.
type Script struct {
	t    testing.TB
	in   io.Writer
	out  *bufio.Reader
	said *strings.Builder // on standard error
	read func(name string) ([]byte, error)
}

// New runs the source of search.js on an index whose files read gives by name. It
// ends with the test, which is skipped where there is no Node, or fails where CI=true.
func New(t testing.TB, source []byte, read func(name string) ([]byte, error)) *Script {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("node is missing")
		}
		t.Skip("node is missing")
	}
	s := &Script{t: t, said: &strings.Builder{}, read: read}
	cmd := exec.Command(node, "-e", harness)
	cmd.Stderr = s.said
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close() // which ends it
		if err := cmd.Wait(); err != nil || s.said.Len() > 0 {
			t.Errorf("node: %v\n%s", err, s.said)
		}
	})
	s.in, s.out = in, bufio.NewReaderSize(out, 1<<20)
	s.ask("source", string(source), nil)
	return s
}

// ask gives what a request comes to, and the files that are asked for meanwhile.
func (s *Script) ask(what string, value, to any) {
	s.t.Helper()
	s.say(map[string]any{what: value})
	for {
		row, err := s.out.ReadBytes('\n')
		if err != nil {
			s.t.Fatalf("node ends while it is asked to %s: %v\n%s", what, err, s.said)
		}
		var reply struct {
			Load, Error string
			Value       json.RawMessage
		}
		if err := json.Unmarshal(row, &reply); err != nil {
			s.t.Fatalf("%s: node says %.200q: %v", what, row, err)
		}
		switch {
		case reply.Load != "":
			file := map[string]any{"file": true, "name": reply.Load}
			if data, err := s.read(reply.Load + ".js"); err != nil {
				file["error"] = err.Error()
			} else {
				file["text"] = string(data)
			}
			s.say(file)
			continue
		case reply.Error != "":
			s.t.Fatalf("%s: %s", what, reply.Error)
		case to != nil:
			if err := json.Unmarshal(reply.Value, to); err != nil {
				s.t.Fatalf("%s: %v", what, err)
			}
		}
		return
	}
}

func (s *Script) say(what any) {
	s.t.Helper()
	row, err := json.Marshal(what)
	if err == nil {
		_, err = s.in.Write(append(row, '\n'))
	}
	if err != nil {
		s.t.Fatalf("tell node: %v\n%s", err, s.said)
	}
}

// Set gives a global name a value.
func (s *Script) Set(name string, value any) {
	s.t.Helper()
	s.ask("set", map[string]any{name: value}, nil)
}

// Run runs a script; its value goes to what to points to, unless that is nil. The engine
// itself is the name ours.
func (s *Script) Run(js string, to any) {
	s.t.Helper()
	s.ask("run", js, to)
}

// Query is what a reader asks for: words, and a kind and a year unless they are empty.
type Query struct {
	Text string `json:"text"`
	Kind string `json:"kind"`
	Year string `json:"year"`
	Most int    `json:"most"` // hits, and no more
	// Whole goes on until there are that many, where a reader is shown those near at
	// hand first and asks for more.
	Whole bool `json:"whole"`
}

// Answer is what a query comes to.
type Answer struct {
	Total        int
	Exact        bool
	Hits         []Hit
	Files, Bytes int // that were loaded for it, by one who comes to the page anew
}

// Hit is a page that was found, as it is shown.
type Hit struct {
	Path, ID, Label         string
	Title, Heading, Snippet string // what was found stands between []
	Others                  []string
}

// SearchAll answers queries one after the other, each as the first of a reader.
func (s *Script) SearchAll(queries []Query) []Answer {
	s.t.Helper()
	var answers []Answer
	s.ask("search", queries, &answers)
	if len(answers) != len(queries) {
		s.t.Fatalf("%d answers to %d queries", len(answers), len(queries))
	}
	return answers
}

// Search asks for at most n hits; for more than a reader sees at first it goes on until
// it has them.
func (s *Script) Search(text, kind, year string, n int) Answer {
	s.t.Helper()
	return s.SearchAll([]Query{{text, kind, year, n, n > 10}})[0]
}

// Paths are the addresses of the hits, with spaces between them.
func (a Answer) Paths() string {
	var out []string
	for _, h := range a.Hits {
		out = append(out, h.Path)
	}
	return strings.Join(out, " ")
}
