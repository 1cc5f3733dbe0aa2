package site

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"gongbao/generator/diag"
)

// themeFiles are what is read of a theme's folder. What npm puts beside them has
// links of its own, which nobody follows.
func themeFiles(theme string) []string {
	var out []string
	for _, part := range []string{"templates", "i18n", "charts", "assets", "package.json", "package-lock.json"} {
		out = append(out, path.Join("themes", theme, part))
	}
	return out
}

// refuseLinks tells of what is neither a file nor a folder among the files by these
// names and all that stands below them. The site's root keeps links from leading
// out of the site, but within it there is also what is not for readers; and a pipe
// would be read for ever.
func refuseLinks(site fs.FS, bag *diag.Bag, names ...string) error {
	tell := func(name string) { bag.Add(diag.NotAFile, diag.Pos{File: name}, diag.Args{"path": name}) }
	for _, name := range names {
		folder, err := isFolderAll(site, name, tell)
		if err != nil {
			return fmt.Errorf("look for links: %w", err)
		}
		if !folder {
			continue
		}
		err = fs.WalkDir(site, name, func(at string, d fs.DirEntry, err error) error {
			switch hidden := at != name && strings.HasPrefix(d.Name(), "."); {
			case err != nil:
				return err
			case hidden && d.IsDir():
				return fs.SkipDir
			case !hidden && !d.IsDir() && !d.Type().IsRegular():
				tell(at)
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("look for links: %w", err)
		}
	}
	return nil
}

// isFolderAll reports whether a name is a folder, reached through folders alone.
// What on the way is neither folder nor file is told of.
func isFolderAll(site fs.FS, name string, tell func(name string)) (bool, error) {
	if !fs.ValidPath(name) {
		return false, nil // nothing is read by such a name
	}
	if dir := path.Dir(name); dir != "." {
		if folder, err := isFolderAll(site, dir, tell); !folder || err != nil {
			return false, err
		}
	}
	info, err := fs.Lstat(site, name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, err
	case !info.IsDir() && !info.Mode().IsRegular():
		tell(name)
	}
	return info.IsDir(), nil
}

// active are the endings of files that run once they are opened: in a browser, in
// the name of the site and without its policy; on the reader's computer; or on a
// server that takes them for its own.
var active = endings(`html htm xhtml xht shtml shtm stm mhtml mht xml xsl xslt xsd rdf rss atom svgz js mjs cjs jsm css wasm swf hta htc htt
	exe com scr pif msi msp bat cmd ps1 psm1 vbs vbe jse wsf wsh cpl dll jar jnlp lnk url website webloc desktop scf reg inf chm hlp gadget application appref-ms
	apk ipa dmg pkg app deb rpm sh bash zsh command run php php3 php4 php5 php7 phtml phar asp aspx ashx asmx jsp jspx cgi pl py rb lua htaccess`)

// passive are those of files that are looked at, kept or printed, whatever is in
// them: browsers go by their names.
var passive = endings(`pdf ofd doc docx wps wpt xls xlsx et ett ppt pptx dps odt ods odp rtf txt csv tsv json zip rar 7z gz tar
	jpg jpeg jpe jfif png apng gif webp svg mp3 m4a wav ogg oga flac mp4 m4v webm ogv mov avi wmv ics`)

func endings(words string) map[string]bool {
	out := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		out["."+word] = true
	}
	return out
}

// runs reports whether a file must not be handed on to readers as it is, by its
// name and by how it begins. Of a file of no known kind browsers guess what it is:
// one that begins like a page may become one.
func runs(name string, head []byte) bool {
	ext := strings.ToLower(path.Ext(name))
	if active[ext] || passive[ext] {
		return active[ext]
	}
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\ufeff")), " \t\r\n\f\x00")
	return bytes.HasPrefix(head, []byte("<")) || bytes.HasPrefix(head, []byte("#!")) || bytes.HasPrefix(head, []byte("MZ"))
}
