package verify

import (
	"cmp"
	"iter"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"

	"gongbao/generator/diag"
)

// Site holds pages against each other. It is safe for concurrent use.
type Site struct {
	root string // the site's address with a slash at its end; "" when it has none
	base string // the path of root

	mu    sync.Mutex
	ids   map[string][]byte                // hashes of the ids of a page, by its address
	byDir map[string]map[string]*reference // what stands on pages of a folder, as written
	all   []*reference
	own   map[own]*seen // mistakes that a page shows by itself
}

// New begins a site whose pages will be read at the address baseURL; "" when it
// is not known.
func New(baseURL string) *Site {
	s := &Site{base: "/", ids: map[string][]byte{}, byDir: map[string]map[string]*reference{}, own: map[own]*seen{}}
	if u, err := url.Parse(baseURL); err == nil && u.Host != "" {
		s.base = strings.TrimSuffix(u.Path, "/") + "/"
		s.root = u.Scheme + "://" + u.Host + s.base
	}
	return s
}

// seen tells on how many pages something is, and on which first.
type seen struct {
	page  string
	pages int
}

func (s *seen) on(page string) {
	if s.pages == 0 || page < s.page {
		s.page = page
	}
	s.pages++
}

// own is a mistake within a page.
type own struct {
	kind kind
	text string
}

// reference is an address as pages of one folder write it. Those of a site are
// few: what is on every page is one reference in each folder.
type reference struct {
	seen
	text   string
	kind   kind
	code   diag.Code // what is wrong with it whatever the site has; "" for nothing
	target string    // the file that it leads to; "" for none of this site's
	place  string    // on the target
	remote bool      // it was written with the site's own host
}

// notFound is the page that servers show for addresses of any depth: only on it
// addresses begin at the server's root.
const notFound = "404.html"

// Add tells of a file of the site by its address, slash-separated and relative.
// Of an address that is added again, nothing is forgotten: add each once.
func (s *Site) Add(address string, f Facts) {
	ids, _, ok := f.parts()
	if !ok {
		return // the zero Facts say nothing
	}
	dir := path.Dir(address)
	if address == notFound {
		dir = notFound // where addresses mean something of their own
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ids[address] = slices.Clone(ids)
	refs := s.byDir[dir]
	if refs == nil {
		refs = map[string]*reference{}
		s.byDir[dir] = refs
	}
	f.entries(func(k kind, text []byte) {
		switch k {
		case link, load:
			ref := refs[string(text)]
			if ref == nil {
				ref = s.resolve(dir, string(text), k)
				refs[ref.text] = ref
				s.all = append(s.all, ref)
			}
			if k == load && ref.kind == link {
				// Loading asks for more; what leads there may lead anywhere.
				pages, first := ref.pages, ref.page
				*ref = *s.resolve(dir, ref.text, load)
				ref.pages, ref.page = pages, first
			}
			ref.on(address)
		default:
			key := own{k, string(text)}
			if s.own[key] == nil {
				s.own[key] = &seen{}
			}
			s.own[key].on(address)
		}
	})
}

// resolve finds where an address leads that stands on pages of dir.
func (s *Site) resolve(dir, text string, k kind) *reference {
	ref := &reference{text: text, kind: k}
	rest := text
	if web := isWeb([]byte(text)); web || strings.HasPrefix(text, "//") {
		var ok bool
		if rest, ok = s.within(text); !ok {
			if k == load {
				ref.code = diag.BuiltForeign
			}
			return ref
		}
		ref.remote = true
	}
	rest, ref.place, _ = strings.Cut(rest, "#")
	ref.place = fragment(ref.place)
	rest, _, _ = strings.Cut(rest, "?")
	decoded, err := url.PathUnescape(rest)
	if err != nil {
		ref.code = diag.BuiltDeadLink
		return ref
	}
	switch {
	case ref.remote:
		if decoded == "" || strings.HasSuffix(decoded, "/") {
			decoded += "index.html"
		}
		ref.target = path.Clean(decoded)
	case strings.HasPrefix(decoded, "/"):
		inside, ok := strings.CutPrefix(decoded, s.base)
		if dir != notFound || !ok {
			ref.code = diag.BuiltAbsolute
			return ref
		}
		ref.target = path.Clean(inside)
	case dir == notFound && s.root != "":
		// It leads elsewhere from every address for which the page is shown.
		ref.code = diag.BuiltRelative
	case decoded == "": // a query, or a place on the page after one
	case strings.HasSuffix(decoded, "/"), decoded == ".", decoded == "..":
		ref.code = diag.BuiltDeadLink // a folder opened from a stick shows its files
	case dir == notFound:
		ref.target = path.Clean(decoded)
	default:
		ref.target = path.Join(dir, decoded)
	}
	if strings.HasPrefix(ref.target, "../") {
		ref.code = diag.BuiltDeadLink
	}
	return ref
}

// within is the part of a web address behind the site's own; ok is false for
// another site's.
func (s *Site) within(address string) (rest string, ok bool) {
	if s.root == "" {
		return "", false
	}
	if address+"/" == s.root {
		return "", true
	}
	return strings.CutPrefix(address, s.root)
}

// textMark begins what asks a browser to mark a text rather than to go to an id.
const textMark = ":~:"

// top is the one place that every page has.
const top = "top"

// fragment is the id to which the part of an address behind # leads; "" for
// none, as when it names a text to be marked.
func fragment(part string) string {
	part, _, _ = strings.Cut(part, textMark)
	if id, err := url.PathUnescape(part); err == nil {
		return id
	}
	return part
}

// Finding is a mistake of the built site, one for all pages that show it.
type Finding struct {
	Page string // the first of them, by its address
	diag.Problem
}

// Findings tells what is wrong with the pages that were added, of a site that
// has these files (by their addresses), in the order of pages.
func (s *Site) Findings(files iter.Seq[string]) []Finding {
	s.mu.Lock()
	defer s.mu.Unlock()
	have := map[string]bool{}
	for f := range files {
		have[f] = true
	}
	var out []Finding
	tell := func(at seen, code diag.Code, args diag.Args) {
		args["page"], args["pages"] = at.page, strconv.Itoa(at.pages)
		out = append(out, Finding{at.page, diag.Problem{Code: code, Args: args}})
	}
	for what, at := range s.own {
		switch what.kind {
		case duplicate:
			tell(*at, diag.BuiltTwice, diag.Args{"id": what.text})
		case empty:
			tell(*at, diag.BuiltEmpty, diag.Args{"key": what.text})
		case lost:
			tell(*at, diag.BuiltDeadAnchor, diag.Args{"dest": "#" + what.text})
		}
	}
	var names nameList
	for _, ref := range s.all {
		args := diag.Args{"dest": ref.text}
		code := ref.code
		switch {
		case code != "" || ref.target == "":
		case !have[ref.target]:
			code = diag.BuiltDeadLink
			names.fill(have)
			if twin := names.folded[strings.ToLower(ref.target)]; twin != "" {
				args["twin"] = twin
			} else if near := diag.Closest(ref.target, names.sorted); near != "" {
				args["suggestion"] = near
			}
		case ref.place != "" && ref.place != top && s.ids[ref.target] != nil && !hasID(s.ids[ref.target], hash(ref.place)):
			code = diag.BuiltDeadAnchor
		}
		if code == "" {
			continue
		}
		if ref.remote && code != diag.BuiltForeign {
			// Beside this site, the same host may have pages of other makers.
			code = diag.BuiltDeadAddress
		}
		tell(ref.seen, code, args)
	}
	slices.SortFunc(out, func(a, b Finding) int {
		return cmp.Or(strings.Compare(a.Page, b.Page), strings.Compare(string(a.Code), string(b.Code)),
			strings.Compare(a.Args["dest"]+a.Args["id"]+a.Args["key"], b.Args["dest"]+b.Args["id"]+b.Args["key"]))
	})
	return out
}

// nameList is the files of a site as suggestions need them, which a site without
// mistakes does not.
type nameList struct {
	sorted []string
	folded map[string]string // by the name in small letters
}

func (n *nameList) fill(have map[string]bool) {
	if n.folded != nil {
		return
	}
	n.folded = make(map[string]string, len(have))
	for f := range have {
		n.sorted = append(n.sorted, f)
	}
	slices.Sort(n.sorted)
	for _, f := range n.sorted {
		n.folded[strings.ToLower(f)] = f
	}
}
