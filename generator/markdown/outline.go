package markdown

import (
	"bytes"
	"unicode/utf8"

	"gongbao/generator/diag"
	"gongbao/generator/tomlfile"
)

// Outline is what can be told of a text without reading what it says.
type Outline struct {
	Front  tomlfile.Source
	Empty  bool // as Document.Empty
	Links  []Link
	Images []Image
}

// Outline reads of a text its front matter, and where it leads: those of its links
// that name a host and no file may be left out. What keeps the front matter from
// being found goes to bag; all else that is wrong is told by Parse.
func (p *Parser) Outline(file string, src []byte, bag *diag.Bag) Outline {
	if utf8.Valid(src) {
		plain := normalize(src)
		if front, body, ok := splitFront(plain); ok && !leads(plain[body:]) {
			return Outline{
				Front: tomlfile.Source{File: file, Text: plain[front.start:front.stop], Whole: plain, Offset: front.start},
				Empty: len(bytes.Trim(plain[body:], " \t\n")) == 0,
			}
		}
	}
	var own diag.Bag
	d := p.Parse(file, src, &own)
	for _, found := range own.Sorted() {
		if OfFront(found.Code) {
			bag.Put(found)
		}
	}
	return Outline{d.Front, d.Empty(), d.links, d.images}
}

// OfFront reports whether a finding of Parse is one that Outline tells as well.
func OfFront(code diag.Code) bool { return code == diag.NotUTF8 || code == diag.FrontMatter }

// signs are those without which a text has no link to a file, no image, and nothing
// that is left out of what it says: a comment, or where a reference leads.
var signs = [][]byte{[]byte("<"), []byte("]("), []byte("]["), []byte("]:"), []byte("://")}

func leads(body []byte) bool {
	for _, sign := range signs {
		if bytes.Contains(body, sign) {
			return true
		}
	}
	return false
}
