package acceptance

import (
	"fmt"
	"hash/fnv"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"gongbao/generator/verify"
)

// The scanner that looks over a built site sees what a parser of HTML sees, on
// every page of the default site.
func TestTheScannerSeesWhatAParserSees(t *testing.T) {
	eachPage(t, func(t *testing.T, d *doc) {
		page, err := os.ReadFile(filepath.Join(defaultSite(t).out, filepath.FromSlash(d.path)))
		if err != nil {
			t.Fatal(err)
		}
		got := strings.Split(strings.TrimSuffix(verify.Page(page).String(), "\n"), "\n")
		slices.Sort(got)
		if want := factsOf(d.root); !slices.Equal(got, want) {
			for _, line := range got {
				if !slices.Contains(want, line) {
					t.Errorf("only the scanner sees: %s", line)
				}
			}
			for _, line := range want {
				if !slices.Contains(got, line) {
					t.Errorf("only the parser sees: %s", line)
				}
			}
		}
	})
}

// factsOf is what verify.Page has to find, taken from a parsed page.
func factsOf(root *html.Node) []string {
	count, links, loads := map[string]int{}, map[string]bool{}, map[string]bool{}
	var places []string // to which the page itself leads
	refer := func(to map[string]bool, address string) {
		switch address = strings.TrimSpace(address); {
		case strings.HasPrefix(address, "#"):
			id, err := url.PathUnescape(address[1:])
			if err != nil {
				id = address[1:]
			}
			places = append(places, id)
		case strings.HasPrefix(address, "mailto:"), strings.HasPrefix(address, "tel:"), strings.HasPrefix(address, "data:"):
		case address != "":
			to[address] = true
		}
	}
	for e := range elements(root) {
		for _, a := range e.Attr {
			key := a.Key
			if a.Namespace != "" {
				key = a.Namespace + ":" + key
			}
			switch {
			case key == "id":
				count[a.Val]++
			case key == "href" && e.Data == "link" && slices.ContainsFunc(strings.Fields(attr(e, "rel")), func(rel string) bool { return rel == "stylesheet" || rel == "icon" }):
				refer(loads, a.Val)
			case key == "href" && (e.Data == "a" || e.Data == "link"), key == "action", key == "content" && strings.HasPrefix(a.Val, "http") && strings.Contains(a.Val, "://") && !strings.Contains(a.Val, " "):
				refer(links, a.Val)
			case key == "href", key == "xlink:href", key == "src", key == "data-bundle", key == "data-look", key == "data-bar", key == "data-index":
				refer(loads, a.Val)
			case key == "srcset":
				for candidate := range strings.SplitSeq(a.Val, ",") {
					refer(loads, strings.Fields(candidate)[0])
				}
			case key == "for", key == "data-trace", key == "aria-controls", key == "aria-labelledby", key == "aria-describedby":
				places = append(places, strings.Fields(a.Val)...)
			case strings.HasPrefix(a.Val, "url(#"):
				places = append(places, strings.TrimSuffix(a.Val[len("url(#"):], ")"))
			}
		}
	}
	out := map[string]bool{}
	for id, n := range count {
		h := fnv.New64a()
		h.Write([]byte(id))
		out[fmt.Sprintf("id %016x", h.Sum64())] = true
		if n > 1 {
			out["twice "+id] = true
		}
	}
	for _, id := range places {
		if count[id] == 0 {
			out["lost "+id] = true
		}
	}
	for address := range loads {
		out["load "+address] = true
	}
	for address := range links {
		if !loads[address] {
			out["link "+address] = true
		}
	}
	return slices.Sorted(maps.Keys(out))
}

// The default site has nothing that its readers could stumble over, and what
// breaks it is found.
func TestTheBuiltSiteIsWhole(t *testing.T) {
	out := defaultSite(t).out
	look := func(spoil func(address string, text []byte) []byte) []verify.Finding {
		s := verify.New("https://example.org/")
		var all []string
		err := fs.WalkDir(os.DirFS(out), ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			text, err := os.ReadFile(filepath.Join(out, name))
			if err != nil {
				return err
			}
			if text = spoil(name, text); text == nil {
				return nil
			}
			all = append(all, name)
			switch filepath.Ext(name) {
			case ".html", ".xml", ".svg":
				s.Add(name, verify.Page(text))
			case ".css":
				s.Add(name, verify.Style(text))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return s.Findings(slices.Values(all))
	}
	for _, f := range look(func(_ string, text []byte) []byte { return text }) {
		t.Error(f.Page, f.Problem.Error())
	}
	gone := look(func(name string, text []byte) []byte {
		if name == "glossary.html" || strings.HasPrefix(name, "assets/court.") {
			return nil
		}
		return text
	})
	if len(gone) < 4 { // from the root and from folders; of 404.html and the site map
		t.Errorf("two files are missing, and only this is found: %v", gone)
	}
}
