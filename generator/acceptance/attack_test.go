package acceptance

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"gongbao/generator/onefile"
)

// Every page of the default site and of the sample forbids what it does not need,
// and does none of what it forbids.
func TestEveryPageHasAStrictPolicy(t *testing.T) {
	for name, m := range map[string]made{"default": defaultSite(t), "sample": city(t)} {
		all := pages(t, files(t, m.out))
		kinds := map[string]bool{}
		for _, d := range all {
			section, _, _ := strings.Cut(d.path, "/")
			kinds[section] = true
			t.Run(name+"/"+d.path, func(t *testing.T) { strict(t, d.root, false) })
		}
		for _, must := range []string{"404.html", "search.html", "index.html", "archive.html", "glossary.html", "reports", "notices", "indicators"} {
			if !kinds[must] {
				t.Errorf("%s has no %s to look at", name, must)
			}
		}
	}
}

// A page that is handed on as one file carries what it needs, and a policy that
// names it by its digest.
func TestOneFileEditionsHaveAStrictPolicy(t *testing.T) {
	built := os.DirFS(defaultSite(t).out)
	for _, page := range []string{"404.html", "archive.html", "glossary.html", "index.html", "indicators/index.html", "notices/2024Q1.html", "reports/2024.html", "reports/index.html", "search.html"} {
		for _, interactive := range []bool{false, true} {
			e, err := onefile.Make(built, page, onefile.Options{Interactive: interactive})
			if err != nil {
				t.Fatal(page, err)
			}
			root, err := html.Parse(bytes.NewReader(e.HTML))
			if err != nil {
				t.Fatal(err)
			}
			t.Run(page, func(t *testing.T) { strict(t, root, true) })
		}
	}
}

// strict holds a page to its policy, and the policy to what it may allow at most:
// its own files or, of a page that is one file, what it carries by its digest.
func strict(t *testing.T, root *html.Node, alone bool) {
	t.Helper()
	rules, found := map[string][]string{}, 0
	digests := map[string]bool{}
	for n := range elements(root) {
		if n.Data == "meta" && strings.EqualFold(attr(n, "http-equiv"), "Content-Security-Policy") {
			if found++; found > 1 || n.Parent.Data != "head" {
				t.Error("a policy that does not stand alone in the head")
			}
			for rule := range strings.SplitSeq(attr(n, "content"), ";") {
				words := strings.Fields(rule)
				if len(words) < 2 || rules[words[0]] != nil {
					t.Errorf("the rule %q", rule)
					continue
				}
				rules[words[0]] = words[1:]
			}
			continue
		}
		if found == 0 && slices.Contains([]string{"script", "style", "link", "img", "body"}, n.Data) {
			t.Errorf("%s stands before the policy", name(n))
		}
	}
	if found == 0 {
		t.Fatal("no policy")
	}
	want := map[string][]string{"default-src": {"'none'"}, "base-uri": {"'none'"}}
	for key, value := range want {
		if !slices.Equal(rules[key], value) {
			t.Errorf("%s is %q", key, rules[key])
		}
	}
	for _, key := range slices.Sorted(maps.Keys(rules)) {
		for _, source := range rules[key] {
			switch {
			case source == "'none'":
			case source == "'self'" && !alone && slices.Contains([]string{"script-src", "style-src", "img-src", "connect-src", "form-action"}, key):
			case source == "data:" && alone && slices.Contains([]string{"img-src", "font-src", "media-src"}, key):
			case strings.HasPrefix(source, "'sha256-") && alone && slices.Contains([]string{"script-src", "style-src"}, key):
				digests[source] = true
			default:
				t.Errorf("%s allows %s", key, source)
			}
		}
	}
	if rules["form-action"] == nil {
		t.Error("a form may lead anywhere") // default-src says nothing of it
	}
	for n := range elements(root) {
		obeys(t, n, alone, digests)
	}
}

// obeys holds an element to what a strict policy allows.
func obeys(t *testing.T, n *html.Node, alone bool, digests map[string]bool) {
	t.Helper()
	carried := func() bool {
		sum := sha256.Sum256([]byte(text0(n)))
		return alone && digests["'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'"]
	}
	switch n.Data {
	case "iframe", "frame", "object", "embed", "applet", "base", "portal":
		t.Errorf("%s", name(n))
	case "meta":
		if strings.EqualFold(attr(n, "http-equiv"), "refresh") {
			t.Errorf("%s goes elsewhere", name(n))
		}
	case "style":
		if !carried() {
			t.Errorf("%s is not the policy's", name(n))
		}
	case "script":
		switch kind := attr(n, "type"); {
		case kind == "application/json", kind == "application/ld+json":
		case has(n, "src"):
			if alone || kind != "" {
				t.Errorf("%s loads %s", name(n), attr(n, "src"))
			}
		case !carried():
			t.Errorf("%s is not the policy's", name(n))
		}
	}
	for _, a := range n.Attr {
		value := strings.ToLower(strings.TrimSpace(a.Val))
		switch {
		case strings.HasPrefix(a.Key, "on"), a.Key == "style", a.Key == "srcdoc":
			t.Errorf("%s has %s=%q", name(n), a.Key, a.Val)
		case strings.HasPrefix(value, "javascript:"), strings.HasPrefix(value, "vbscript:"), strings.HasPrefix(value, "data:") && !(alone && (n.Data == "img" || n.Data == "image" || n.Data == "link")):
			t.Errorf("%s has %s=%.60q", name(n), a.Key, a.Val)
		case strings.Contains(value, "zgotmplz"):
			t.Errorf("%s has %s=%q, which a template found unsafe", name(n), a.Key, a.Val)
		}
	}
}

// text0 is the very text of a script or style.
func text0(n *html.Node) string {
	var b strings.Builder
	for c := range n.ChildNodes() {
		b.WriteString(c.Data)
	}
	return b.String()
}
