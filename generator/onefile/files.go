package onefile

import (
	"encoding/base64"
	"errors"
	"io/fs"
	"net/url"
	"path"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"gongbao/generator/diag"
)

// reference is what an address in a page means.
type reference struct {
	inline   bool   // data: and the like: nothing to load
	remote   bool   // beyond the site
	path     string // of a file of the site; a folder's is its index page's
	raw      string // the same without the index page
	query    string
	fragment string // as written
}

// resolve reads an address as it is seen from a folder of the site.
func (m *maker) resolve(address, dir string) reference {
	u, err := url.Parse(strings.TrimSpace(address))
	switch {
	case err != nil:
		return reference{remote: true}
	case u.Scheme == "data" || u.Scheme == "about" || u.Scheme == "blob":
		return reference{inline: true}
	case u.Scheme != "" || u.Host != "":
		return reference{remote: true}
	}
	r := reference{query: u.RawQuery, fragment: u.EscapedFragment()}
	switch {
	case u.Path == "":
		r.path = m.page
	case strings.HasPrefix(u.Path, "/"):
		r.path = strings.TrimPrefix(path.Clean(u.Path), "/")
	default:
		r.path = path.Join(dir, u.Path)
	}
	if r.path == "" {
		r.path = "."
	}
	r.raw = r.path
	if r.path == "." || strings.HasSuffix(u.Path, "/") {
		r.path = path.Join(r.path, "index.html")
	}
	return r
}

func (m *maker) notInside(address string) error {
	return &diag.Problem{Code: diag.NotInside, Args: diag.Args{"page": m.page, "ref": address}}
}

// read reads a file of the site.
func (m *maker) read(ref reference, address string) ([]byte, error) {
	if ref.remote || ref.inline {
		return nil, m.notInside(address)
	}
	if !fs.ValidPath(ref.path) {
		return nil, &diag.Problem{Code: diag.MissingFile, Args: diag.Args{"path": address}}
	}
	data, err := fs.ReadFile(m.site, ref.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &diag.Problem{Code: diag.MissingFile, Args: diag.Args{"path": ref.path}}
	}
	return data, err
}

// types are the kinds of files that pages load. The machine's own table is not
// asked: it differs from one to the next.
var types = map[string]string{
	".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif",
	".webp": "image/webp", ".avif": "image/avif", ".bmp": "image/bmp", ".ico": "image/x-icon",
	".woff2": "font/woff2", ".woff": "font/woff", ".ttf": "font/ttf", ".otf": "font/otf",
	".mp4": "video/mp4", ".webm": "video/webm", ".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".ogg": "audio/ogg", ".wav": "audio/wav",
	".vtt": "text/vtt", ".css": "text/css", ".pdf": "application/pdf",
}

func (m *maker) dataURI(ref reference, address string) (string, error) {
	data, err := m.read(ref, address)
	if err != nil {
		return "", err
	}
	return asURI(ref.path, data, ref.fragment), nil
}

func asURI(name string, data []byte, fragment string) string {
	kind := types[strings.ToLower(path.Ext(name))]
	if kind == "" {
		kind = "application/octet-stream"
	}
	uri := "data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(data)
	if fragment != "" {
		uri += "#" + fragment
	}
	return uri
}

// enough is how wide a picture need be, in pixels: for a phone, and for a column
// of print at 150 dots an inch.
const enough = 1280

// oneSize leaves an image one size: the widest that is not too much.
func (m *maker) oneSize(n *html.Node) {
	best, width := "", 0
	for _, c := range candidates(attr(n, "srcset")) {
		switch fits := c.width <= enough; {
		case c.width == 0:
		case best == "", fits && (width > enough || c.width > width), !fits && width > enough && c.width < width:
			best, width = c.url, c.width
		}
	}
	if best != "" {
		setAttr(n, "src", best)
	}
	// It is there already, so nothing is won by waiting for the reader, and on
	// paper there is nobody who would come near.
	for _, key := range []string{"srcset", "sizes", "loading", "crossorigin"} {
		removeAttr(n, key)
	}
}

// onePicture leaves a <picture> its image alone.
func (m *maker) onePicture(n *html.Node) {
	for c, next := n.FirstChild, (*html.Node)(nil); c != nil; c = next {
		next = c.NextSibling
		if c.Type == html.ElementNode && c.Data == "source" {
			remove(c)
		}
	}
}

type candidate struct {
	url   string
	width int // 0 when it is told otherwise
}

// candidates reads a srcset. Addresses may hold commas, but not at their end.
func candidates(srcset string) []candidate {
	var out []candidate
	for {
		srcset = strings.TrimLeft(srcset, ", \t\r\n\f")
		if srcset == "" {
			return out
		}
		end := strings.IndexAny(srcset, " \t\r\n\f")
		if end < 0 {
			end = len(srcset)
		}
		c := candidate{url: srcset[:end]}
		srcset = srcset[end:]
		if bare := strings.TrimRight(c.url, ","); bare != c.url {
			c.url = bare
		} else {
			var descriptor string
			descriptor, srcset, _ = strings.Cut(srcset, ",")
			if w, ok := strings.CutSuffix(strings.TrimSpace(descriptor), "w"); ok {
				c.width, _ = strconv.Atoi(w) // 0 when it is no number: not a width
			}
		}
		out = append(out, c)
	}
}
